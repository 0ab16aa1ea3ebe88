"""The command line: each command reads, calls the library, and says the result."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from xltool import __version__
from xltool.chinese_click import (
    ChineseGroup,
    FormsFolderArgument,
    PathsArgument,
    RuleNumbersArgument,
    usage_sentence,
)
from xltool.problems import Refused, system_reason
from xltool.terminal import DONE, FAILED, FOUND, ask, end, say, show_file, usable, write_text

if TYPE_CHECKING:
    from xltool.batch import Batch
    from xltool.comparison import Comparison
    from xltool.consolidation import Consolidation
    from xltool.decisions import Noted
    from xltool.excel.install import Plan
    from xltool.excel.machine import Machine
    from xltool.forms import Labels
    from xltool.problems import Repair


_paths = click.argument(
    "paths", cls=PathsArgument, metavar="路径…", nargs=-1, required=True, type=click.Path(path_type=Path)
)


def _output(help_text: str, required: bool = False) -> Callable[[Any], Any]:
    return click.option(
        "-o", "output", metavar="文件", type=click.Path(path_type=Path), required=required, help=help_text
    )


_password = click.option("--password", metavar="密码", help="打开加密文件的密码；同一次读取的文件用同一个密码。")


@click.group(cls=ChineseGroup, options_metavar="[选项]", subcommand_metavar="命令 …")
@click.version_option(__version__, message="xltool %(version)s", help="显示版本。")
def cli() -> None:
    """绩效目标表工具：导入、校验、计算合计、一键汇总。"""


@cli.command("import", options_metavar="[选项]")
@click.argument("paths", cls=PathsArgument, metavar="路径…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "-o", "folder", metavar="文件夹", required=True, type=click.Path(path_type=Path), help="新工作簿放在哪个文件夹。"
)
@click.option("--clipboard", is_flag=True, help="导入剪贴板里的表：先在 Excel、Word 或网页里选中整张表复制。")
@click.option("--confirm", "asked", is_flag=True, help="写入之前，把拿不准的更正逐类问一遍：采用，还是保留原文。")
@click.option("--force", is_flag=True, help="覆盖文件夹里内容不同的同名工作簿。")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="text 文字；json 数据。")
@_password
def import_(
    paths: tuple[Path, ...],
    folder: Path,
    clipboard: bool,
    asked: bool,
    force: bool,
    shape: str,
    password: str | None,
) -> None:
    """把旧表或公开文本导入成填报工作簿，每个项目一个；所做的更正全部列出，也记在新工作簿的“导入记录”里。"""
    from xltool.clipboard import copied
    from xltool.decisions import UNDECIDED, noted
    from xltool.reports import import_record, repairs_text
    from xltool.tasks.importing import import_batch, remember

    if asked and not sys.stdin.isatty():
        raise Refused("--confirm 要在终端里一处一处地问，现在没有终端。请在命令行窗口里直接运行，或去掉 --confirm。")
    if not paths and not clipboard:
        raise Refused("没有给出要导入的文件或文件夹。已复制的表请用 --clipboard。")
    pasted = copied() if clipboard else b""
    batch = usable(paths, password, folder, pasted)
    labels = _labels(batch) if asked else ()
    if labels:
        batch = usable(paths, password, folder, pasted, labels)
    entries = noted(batch)
    decisions, agreed = _confirmed(batch, entries, folder) if asked else (UNDECIDED, False)
    result = import_batch(batch, folder, force=force, decisions=decisions, codes_agreed=agreed)
    if labels:
        remembered = remember(labels, paths, folder)
        say([f"已记住 {len(labels)} 个栏目的意思，写在“{remembered}”，以后导入不再问。"], err=True)
    notes = [f"“{path}”已存在且内容不同，没有覆盖。要覆盖请加 --force。" for path in result.kept] + [*result.notes]
    if shape == "json":
        from xltool.records import dumps

        click.echo(dumps(import_record(batch, entries, decisions, result.written, notes)))
    else:
        say(repairs_text(entries, decisions))
        say(f"已写入 {path}" for path in result.written)
        say(notes)
        say(f"跳过：“{report.file}”，{report.reason}" for report in batch.files if report.status == "passed over")
    end(batch, failed=bool(result.kept))


@cli.command(options_metavar="[选项]")
@_paths
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    help="text 文字；json 数据；xlsx 标记副本和问题清单。",
)
@_output("写到哪里；xlsx 和 --fix 时单个工作簿给文件名，多个给文件夹名。")
@click.option("--fix", "fixing", is_flag=True, help="把有把握的错在副本里改好，逐处列出；用 -o 给出副本。")
@click.option(
    "--previous",
    metavar="路径",
    type=click.Path(path_type=Path),
    help="去年的表，一个文件夹或文件；与今年的逐条比较。",
)
@_password
def validate(
    paths: tuple[Path, ...], shape: str, output: Path | None, fixing: bool, previous: Path | None, password: str | None
) -> None:
    """校验工作簿或文件夹，逐处指出问题、应为什么、怎么改；原文件不动。"""
    from xltool.checking import check_batch

    if (shape == "xlsx" or fixing) and output is None:
        raise Refused(f"{'--fix' if fixing else '--format xlsx'} 需要用 -o 给出副本的文件名或文件夹名。")
    if fixing and shape != "text":
        raise Refused("--fix 只能与 --format text 一起用。改好副本以后，再对副本校验一次。")
    batch = usable(paths, password)
    last = _last_year(previous, password) if previous else None
    if fixing and output is not None:
        _fixed(batch, output, paths, password)
    problems = check_batch(batch, last)
    if shape == "xlsx" and output is not None:
        from xltool.tasks.marking import mark_batch

        say(f"已写入 {path}" for path in mark_batch(batch, problems, output))
    elif shape == "json":
        from xltool.records import dumps
        from xltool.reports import problems_record

        write_text(dumps(problems_record(batch, problems)) + "\n", output, batch)
    else:
        from xltool.reports import problems_text

        write_text("\n".join(problems_text(batch, problems)) + "\n", output, batch)
    end(batch, failed=any(p.severity == "error" for p in problems), said=shape == "text" and output is None)


def _fixed(batch: Batch, output: Path, paths: tuple[Path, ...], password: str | None) -> NoReturn:
    """Write the mended copies, list every mend, and say how many problems are left in them."""
    from xltool.batch import read
    from xltool.checking import check_batch
    from xltool.reports import counted, fixes_text
    from xltool.tasks.fixing import fix_batch

    mended: dict[Path, bytes] = {}
    for copy in fix_batch(batch, output):
        mended[copy.original] = copy.data
        say(fixes_text(copy.fixes))
        click.echo(f"已写入 {copy.path}")
    left = check_batch(read(*paths, unsaved=mended, password=password)) if mended else check_batch(batch)
    said = "改好以后还有" if mended else "没有能自动改好的地方，没有写副本。查出"
    click.echo(f"{said}{counted(left) or '问题 0 处'}。逐处的说明请用 xltool validate 查看。")
    end(batch, failed=any(problem.severity == "error" for problem in left))


def _last_year(path: Path, password: str | None) -> Batch:
    try:
        return usable((path,), password)
    except Refused as error:
        raise Refused(f"去年的表（--previous）不能用：{error}") from error


@cli.command(options_metavar="[选项]")
@_paths
@click.option("--write", is_flag=True, help="把计算结果写回工作簿的自动计算单元格，其余内容一个字节不动。")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="text 文字；json 数据。")
@_password
def totals(paths: tuple[Path, ...], write: bool, shape: str, password: str | None) -> None:
    """计算部门合计、分项目标合计、各时点金额和指标条数。"""
    import xltool
    from xltool.records import dumps
    from xltool.reports import totals_record, totals_text

    batch = usable(paths, password)
    result = xltool.totals(batch)
    click.echo(dumps(totals_record(result)) if shape == "json" else "\n".join(totals_text(result)))
    failed = False
    if write:
        from xltool.tasks.deriving import write_derived

        for path, sentence in write_derived(batch):
            failed |= path is None
            click.echo(sentence, err=True)
    end(batch, failed=failed)


@cli.command(options_metavar="[选项]")
@_paths
@_output("汇总表的文件名（.xlsx）。", required=True)
@click.option(
    "--sheets",
    type=click.Choice(["auto", "all", "none"]),
    default="auto",
    help="是否放入各项目的工作表；auto 为 300 个项目以内放入。",
)
@click.option(
    "--previous",
    "previous",
    metavar="路径",
    multiple=True,
    type=click.Path(path_type=Path),
    help="去年的表，一个文件夹或文件；汇总表多一张“年度对比”。",
)
@click.option("--open", "shown", is_flag=True, help="完成后打开汇总表。")
@_password
def merge(
    paths: tuple[Path, ...], output: Path, sheets: str, previous: tuple[Path, ...], shown: bool, password: str | None
) -> None:
    """一键汇总：把文件夹里的项目表合成一个部门汇总表，逐列对账，不平不出表。"""
    import xltool
    from xltool.amounts import show
    from xltool.explanations import left_sentences

    if len(previous) > 1:
        raise Refused("--previous 只能给一次：请给放有去年各项目表的一个文件夹，或一个文件。")
    batch = usable(paths, password)
    batch.spare(output)
    merged = xltool.keep_reasons(xltool.merge(batch), output)
    last, comparison = _compared(previous[0], merged, output, password) if previous else (None, None)
    written = xltool.write_summary(merged, output, sheets, comparison)
    money = merged.totals.money
    counted = f"{len(merged.readings)} 个项目，{merged.totals.indicators} 条指标，预算数 {show(money.total)} 万元"
    click.echo(f"已汇总 {counted}，对账无差额。")
    say(f"未汇总：{line.reason}" for line in merged.refused)
    say(f"跳过：“{line.report.file}”，{line.reason}" for line in merged.files if line.status == "passed over")
    if last is not None and comparison is not None:
        from xltool.reports import comparison_text

        say(comparison_text(last, comparison))
    say(left_sentences(merged.explained) if merged.explained else [])
    if written != output:
        click.echo(f"“{output.name}”正被其他程序打开，汇总表另存为“{written.name}”。")
    click.echo(f"汇总表：{written}")
    if shown:
        show_file(written)
    raise SystemExit(FOUND if merged.refused or (comparison and comparison.left_out) else DONE)


@cli.command(options_metavar="[选项]")
@_paths
@click.option(
    "--format",
    "shape",
    type=click.Choice(["json", "jsonl", "csv", "parquet"]),
    default="json",
    help="json 整个部门；jsonl 每行一个项目；csv、parquet 每行一条指标。",
)
@_output("写到哪个文件；不给则写到屏幕。")
@_password
def export(paths: tuple[Path, ...], shape: str, output: Path | None, password: str | None) -> None:
    """把表导出成数据。"""
    from xltool.tasks.exporting import export_batch

    batch = usable(paths, password)
    data = export_batch(batch, shape)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        from xltool.writing.atomic import write_atomically

        click.echo(f"已写入 {write_atomically(batch.spare(output), data)}", err=True)
    end(batch)


@cli.command(options_metavar="[选项]")
@_output("新工作簿的文件名（.xlsx）。", required=True)
@click.option(
    "--form",
    "form_id",
    metavar="编号",
    default="hebei-project",
    help="表样编号，见 xltool forms；不给则为 hebei-project。",
)
def new(output: Path, form_id: str) -> None:
    """新建一个填报工作簿；旁边的设置文件里写了单位编码、名称和年度的，已经填好。"""
    from xltool.batch import forms_of, settings_of
    from xltool.forms import form_of
    from xltool.writing.atomic import write_atomically
    from xltool.writing.workbook import new_workbook

    if output.exists():
        raise Refused(f"“{output}”已经存在，没有覆盖。请换一个文件名。")
    forms_of([output])
    form = form_of(form_id)
    if form.kind == "list":
        raise Refused(f"表样“{form.id}”（{form.title}）只能读取，不能新建。请用 xltool import 导入这样的表。")
    click.echo(f"已写入 {write_atomically(output, new_workbook(form, settings_of([output])))}")


@cli.command(options_metavar="[选项]")
@click.argument(
    "folder",
    cls=FormsFolderArgument,
    metavar="[文件夹]",
    required=False,
    type=click.Path(path_type=Path),
    default=Path(),
)
def forms(folder: Path) -> None:
    """列出能识别的表样及其来源，连同本部门自己的表样。"""
    from xltool.batch import forms_of
    from xltool.forms import all_readable

    kinds = {"project": "项目表", "department": "部门整体", "list": "项目一览，只读取"}
    for form in (*all_readable(), *forms_of([folder])):
        click.echo(f"{form.id}  版本 {form.version}  {form.title}（{kinds[form.kind]}）\n    {form.source}")


@cli.command(options_metavar="[选项]")
@click.argument("numbers", cls=RuleNumbersArgument, metavar="[编号…]", nargs=-1)
def rules(numbers: tuple[str, ...]) -> None:
    """列出校验规则、轻重和依据；给出编号的，连同说明和例子。"""
    from xltool.reports import rule_text, rules_text
    from xltool.rules import catalogue

    known = catalogue()
    unknown = [number for number in numbers if number.upper() not in known]
    if unknown:
        raise Refused(f"没有编号为“{'”“'.join(unknown)}”的规则。全部规则见 xltool rules。")
    say(line for number in numbers for line in rule_text(known[number.upper()]))
    say(() if numbers else rules_text())


@cli.command(options_metavar="[选项]")
@click.option(
    "--root",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    default=Path(),
    help="项目的根文件夹，默认为当前文件夹。",
)
def build(root: Path) -> None:
    """重新生成 workbook_templates/ 下的模板、macros/ 下的加载项和 docs/ 下的规则目录、使用手册网页（供开发者用）。"""
    from itertools import chain

    from xltool.tasks.building import build_macros, build_manual, build_rules_page, build_templates

    parts = build_templates(root), build_macros(root), build_rules_page(root), build_manual(root)
    say(f"已写入 {path}" for path in chain(*parts))


_dry_run = click.option("--dry-run", "only_show", is_flag=True, help="只列出要做的每一步，什么都不改。")


@cli.command(options_metavar="[选项]")
@_dry_run
@click.option(
    "--functions/--no-functions",
    "functions",
    default=None,
    help="打开或关闭工作表函数（如 XLTOOL_CAPITAL）；不给则保持原样。",
)
def install(only_show: bool, functions: bool | None) -> None:
    """把加载项、模板和“发送到”菜单装到这台 Windows 电脑上，不需要管理员权限。"""
    from xltool.excel.install import install_plan
    from xltool.excel.shipped import shipped

    if not _carried_out(lambda machine: install_plan(machine, shipped(), functions), only_show):
        click.echo("已经装好，没有需要改动的内容。")


@cli.command(options_metavar="[选项]")
@_dry_run
def uninstall(only_show: bool) -> None:
    """卸载：删除安装时写入的内容，改过的文件保留并列出。"""
    from xltool.excel.install import uninstall_plan

    _carried_out(uninstall_plan, only_show)


def _carried_out(plan_of: Callable[[Machine], Plan], only_show: bool) -> bool:
    """Carry out a plan for this PC, or show it; whether there was anything to do."""
    from xltool.excel.install import carry_out
    from xltool.excel.memory import example_machine
    from xltool.excel.windows import this_machine

    machine = this_machine() or (example_machine() if only_show else None)
    if machine is None:
        raise Refused("安装和卸载只能在 Windows 上进行；这里可以用 --dry-run 看会做什么。")
    if this_machine() is None:
        click.echo("这里不是 Windows，以下是在一台示范电脑上会做的事：")
    plan = plan_of(machine)
    say((f"将{step.sentence}" for step in plan.steps) if only_show else carry_out(machine, plan))
    say(plan.notes)
    return bool(plan.steps)


@cli.command(options_metavar="[选项]")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="text 文字；json 数据。")
def doctor(shape: str) -> None:
    """检查这台电脑：Excel、加载项、宏设置、受信任位置等，逐项说明怎么办。"""
    from xltool.excel.doctor import findings_record, findings_text, of_this_machine
    from xltool.records import dumps

    findings = of_this_machine()
    click.echo(dumps(findings_record(findings)) if shape == "json" else "\n".join(findings_text(findings)))
    raise SystemExit(FOUND if any(finding.state == "error" for finding in findings) else DONE)


@cli.command(hidden=True, options_metavar="[选项]")
@click.option("--merge", "merging", is_flag=True, help="汇总；不给则校验。")
@_paths
def sendto(merging: bool, paths: tuple[Path, ...]) -> None:
    """资源管理器“发送到”菜单用：汇总或校验，结果留在窗口里，直到按键。"""
    import subprocess

    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    task = ["merge", "--open", "-o", str(folder / "部门绩效目标汇总.xlsx")] if merging else ["validate"]
    # A process of its own: however it ends, the window stays until its words were read.
    code = subprocess.run([sys.executable, "-P", "-m", "xltool", *task, "--", *map(str, paths)]).returncode
    click.pause("\n按任意键关闭窗口。")
    raise SystemExit(code)


def _labels(batch: Batch) -> Labels:
    """Ask what words of the old tables mean that nobody knows; raises ``Refused`` for one who leaves."""
    from xltool.questions import about_labels
    from xltool.unknown_labels import unknown_labels

    return about_labels(unknown_labels(batch.readings), ask)


def _confirmed(batch: Batch, entries: Sequence[Noted], folder: Path) -> tuple[dict[Repair, bool], bool]:
    """Ask about every repair that is open and about the mapping of codes; raises ``Refused`` for one who leaves."""
    from xltool.questions import about_codes, about_repairs
    from xltool.tasks.importing import open_codes

    decisions = about_repairs(entries, ask)
    codes = open_codes(batch, folder)
    return decisions, codes is not None and about_codes(codes, ask)


def _compared(path: Path, merged: Consolidation, output: Path, password: str | None) -> tuple[Batch, Comparison]:
    """Last year's tables and the comparison with them; raises ``Refused`` where there are none that can be used."""
    import xltool

    last = _last_year(path, password)
    try:
        last.spare(output)
        return last, xltool.compare(last, merged)
    except Refused as error:
        raise Refused(f"去年的表（--previous）不能用：{error}") from error


def main() -> None:
    """Run a command line; every failure is a sentence, never a traceback."""
    warnings.simplefilter("ignore")  # what a library has to say about a file is no sentence for a clerk
    try:
        cli(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        _fail(error.format_message())
    except click.UsageError as error:
        _fail(usage_sentence(error))
    except (Refused, click.ClickException) as error:
        _fail(str(error))
    except click.exceptions.Exit as error:
        raise SystemExit(error.exit_code) from error
    except (KeyboardInterrupt, click.Abort):
        _fail("已中断。原文件没有改动。")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(DONE) from None
    except Exception as error:  # noqa: BLE001 - the last door: whatever happens, no traceback reaches a user
        _fail(_unexpected(error))


def _fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(FAILED)


def _unexpected(error: Exception) -> str:
    """A sentence for what should not happen; the details go to a log file."""
    if isinstance(error, OSError) and error.strerror:
        return f"“{error.filename or '文件'}”写不进去（{system_reason(error)}）。请检查路径、权限和磁盘空间后再试。"
    if isinstance(error, ModuleNotFoundError) and error.name and not error.name.startswith("xltool"):
        return f"这个功能需要 Python 的 {error.name} 库，这台电脑上没有装。能上网时请运行：pip install {error.name}"
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="xltool-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(traceback.format_exc())
    return f"程序出现意外错误，没有改动任何原文件。请把这个文件发给维护人员：{log.name}"
