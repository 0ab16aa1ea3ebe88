"""Click with Chinese headings and Chinese words for a wrong command line."""

from __future__ import annotations

import click


class PathsArgument(click.Argument):
    """The files and folders that a command works on."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Its words in the help."""
        return self.make_metavar(ctx), "工作簿、放有工作簿的文件夹、公开文本或导出的数据，可以给多个。"


class FormsFolderArgument(PathsArgument):
    """A department's folder, beside whose tables its own forms may lie."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Its words in the help."""
        return self.make_metavar(ctx), "放项目表的文件夹，列出其中 forms 文件夹里的表样；不给则为当前文件夹。"


class RuleNumbersArgument(PathsArgument):
    """Numbers of rules that are to be explained."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Its words in the help."""
        return self.make_metavar(ctx), "规则编号，如 L-01，可以给多个；不给则列出全部。"


class _Words:
    """Headings and the help option in Chinese, for commands and groups."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        arguments = [param.get_help_record(ctx) for param in params if isinstance(param, PathsArgument)]
        options = [param.get_help_record(ctx) for param in params if isinstance(param, click.Option)]
        rows = [(name, text.replace("  [required]", "（必填）")) for name, text in filter(None, options)]
        for title, records in (("参数", list(filter(None, arguments))), ("选项", rows)):
            if records:
                with formatter.section(title):
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
    return f"{_what(error)}。用法见：{error.ctx.command_path if error.ctx else 'xltool'} --help"


def _what(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        option = isinstance(error.param, click.Option) and f"{error.param.opts[-1]} "
        return f"缺少 {option or ''}{name}"
    if isinstance(error, click.BadParameter):
        name = error.param.opts[-1] if error.param else "参数"
        choices = error.param.type.choices if error.param and isinstance(error.param.type, click.Choice) else ()
        return f"{name} 的值不对" + (f"，应为：{'、'.join(map(str, choices))}" if choices else "")
    if isinstance(error, click.BadOptionUsage):
        wants = "后面缺少内容" if "requires" in error.message else "后面不应有内容"
        return f"选项 {error.option_name} {wants}"
    if error.message.startswith("No such command"):
        return f"没有命令 {error.message.split(chr(39))[1]}"
    if error.message.startswith("Got unexpected"):
        return f"多出了内容：{error.message.partition('(')[2].rstrip(').')}"
    return "命令行有误"
