"""One function a button of the ribbon, named as in ``actions.toml``; each ends with a sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps

from xltool.document import LIST_SHEET, Document, PassedOver, document_of
from xltool.excel import lean, marks
from xltool.excel.application import Excel
from xltool.excel.failures import sentence_of
from xltool.problems import Refused
from xltool.reports import counted


def button(function: Callable[[Excel], str | None]) -> Callable[[], None]:
    """Start a function with the Excel that called, show the sentence that it returns or the one of its failure."""

    @wraps(function)
    def press() -> None:
        try:
            excel = Excel.of_caller()
        except Exception as error:  # noqa: BLE001 (a clerk sees sentences only)
            raise lean.ending(sentence_of(error)) from None
        failed = False
        try:
            sentence = function(excel)
        except Exception as error:  # noqa: BLE001
            sentence, failed = sentence_of(error), True
        with suppress(Exception):  # Excel may be busy or closing
            _calm(excel)
        if sentence:
            _say(excel, sentence, failed)

    return press


def _calm(excel: Excel) -> None:
    """Give the status bar and the screen back to Excel, so that what was done is seen beside the sentence."""
    excel.progress(None)
    excel.app.screen_updating = True


def _say(excel: Excel, sentence: str, failed: bool) -> None:
    try:
        excel.say(sentence, serious=failed)
    except Exception:  # noqa: BLE001 (an Excel that answers no call shows no box either)
        raise lean.ending(sentence) from None


@button
def check_sheet(excel: Excel) -> str:
    """校验本表: check the workbook as it is on the screen, mark its cells, list its problems."""
    from xltool.checking import check_readings, explained, wishes
    from xltool.excel.problem_sheet import list_problems

    document = live_document(excel)
    settings = excel.settings()
    found = check_readings(document.readings, settings)
    problems, left = explained(found, document)
    excel.app.screen_updating = False
    marked = marks.mark(excel, problems)
    if problems or excel.sheet(LIST_SHEET) is not None:
        list_problems(excel, problems, left, list(wishes(settings)))
    if not problems:
        return "检查完毕，没有查出问题。"
    return f"{counted(problems)}，标出了 {marked} 个单元格，详见工作表“{LIST_SHEET}”。改好后再点一次“校验本表”。"


@button
def clear_marks(excel: Excel) -> str:
    """清除标记: every marked cell looks as it did before."""
    excel.app.screen_updating = False
    cleared = marks.clear(excel)
    return f"已清除 {cleared} 处标记，单元格恢复了原来的颜色和批注。" if cleared else "这个工作簿里没有标记。"


@button
def next_problem(excel: Excel) -> str | None:
    """下一个问题: go to the next marked cell."""
    return _go(excel, 1)


@button
def previous_problem(excel: Excel) -> str | None:
    """上一个问题: go to the marked cell before this one."""
    return _go(excel, -1)


@button
def compute_totals(excel: Excel) -> str:
    """计算合计: the computed cells have their formulas, are computed anew, and the sums are said."""
    from xltool.excel.totals import compute

    return compute(excel, live_document(excel))


@button
def add_indicator(excel: Excel) -> str | None:
    """添加指标行: show the next row to spare of the list, or insert one."""
    from xltool.excel.rows import add_row

    add_row(excel)
    return None


@button
def merge_folder(excel: Excel) -> str:
    """一键汇总: merge the tables of a folder and open the summary."""
    from xltool.excel.merging import merge

    return merge(excel)


@button
def open_summary(excel: Excel) -> str | None:
    """打开汇总表: open the summary that lies in the folder."""
    from xltool.excel.merging import folder_of, summary_in

    path = summary_in(folder_of(excel))
    if not path.is_file():
        return f"“{path.parent}”里还没有汇总表。请先点“一键汇总”。"
    excel.open(path)
    return None


@button
def check_folder(excel: Excel) -> str | None:
    """校验文件夹: check all tables of a folder; the list is a new workbook, the files stay as they are."""
    from xltool.excel.folders import check_files

    return check_files(excel)


@button
def new_project(excel: Excel) -> str | None:
    """新建项目表: a blank table with what the settings say of the department."""
    from xltool.excel.folders import new_table

    return new_table(excel)


@button
def import_tables(excel: Excel) -> str | None:
    """导入旧表: a first click lists what will be changed, a second one, on that list, makes the new workbooks."""
    from xltool.excel.importing import list_or_write

    return list_or_write(excel)


@button
def diagnose(excel: Excel) -> str:
    """诊断: what is wrong on this PC, and what to do about it."""
    from xltool.excel.doctor import findings_text, of_this_machine

    return "\n".join(findings_text(of_this_machine(loaded=True)))


@button
def edit_settings(excel: Excel) -> str | None:
    """设置: open the department's settings file, made first where there is none."""
    from xltool.excel.folders import open_settings

    return open_settings(excel)


@button
def show_help(excel: Excel) -> str | None:
    """帮助: open the manual."""
    from xltool.excel.folders import open_manual

    return open_manual(excel)


def live_document(excel: Excel) -> Document:
    """What the workbook in front holds, unsaved edits too. Raises ``Refused`` where there is no table in it."""
    try:
        return document_of(excel.grids(), excel.book.name, forms=excel.forms())
    except PassedOver as passed:
        raise Refused(
            f"“{excel.book.name}”是{passed}，里面没有要检查的项目表。请切换到要检查的表，再点一次。"
        ) from passed


def _go(excel: Excel, step: int) -> str | None:
    marked = [(entry.sheet, entry.cell) for entry in marks.kept(excel)]
    if not marked:
        return "没有标记过的问题。请先点“校验本表”。"
    here = excel.book.app.selection
    at = (here.sheet.name, here.get_address(False, False).partition(":")[0]) if here is not None else None
    if at in marked:
        sheet, cell = marked[(marked.index(at) + step) % len(marked)]
    else:
        sheet, cell = marked[0 if step > 0 else -1]
    excel.book.sheets[sheet].activate()
    excel.book.sheets[sheet].range(cell).select()
    return None
