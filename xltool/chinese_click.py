"""Click with Chinese headings and Chinese words for a wrong command line."""

from __future__ import annotations

import click


class _Words:
    """Headings and the help option in Chinese, for commands and groups."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))]  # type: ignore[attr-defined]
        if records:
            with formatter.section("选项"):
                formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "显示本说明。"
        return option


class ChineseCommand(_Words, click.Command):
    """A command whose help is in Chinese."""


class ChineseGroup(_Words, click.Group):
    """A group whose help is in Chinese."""

    command_class = ChineseCommand

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with the first words of their help."""
        rows = [(name, command.get_short_help_str(60)) for name, command in sorted(self.commands.items())]
        with formatter.section("命令"):
            formatter.write_dl(rows)


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with a command line, and where to look."""
    help_line = f"用法见：{error.ctx.command_path} --help" if error.ctx else "用法见：xltool --help"
    if isinstance(error, click.NoSuchOption):
        what = f"没有选项 {error.option_name}"
    elif isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        what = f"缺少 {name}"
    elif isinstance(error, click.BadParameter):
        name = error.param.opts[-1] if error.param and error.param.opts else "参数"
        choices = error.param.type.choices if error.param and isinstance(error.param.type, click.Choice) else ()
        what = f"{name} 的值不对" + (f"，应为：{'、'.join(map(str, choices))}" if choices else f"（{error.message}）")
    elif error.message.startswith("No such command"):
        what = f"没有命令 {error.message.split(chr(39))[1]}"
    else:
        what = f"命令行有误（{error.message}）"
    return f"{what}。{help_line}"
