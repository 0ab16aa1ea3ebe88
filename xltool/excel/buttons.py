"""One function a button of the ribbon, named as in ``actions.toml``; each ends with a sentence, never a traceback."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import wraps

from xltool.document import LIST_SHEET, Document, PassedOver, document_of
from xltool.excel import marks
from xltool.excel.application import Excel
from xltool.excel.failures import sentence_of
from xltool.problems import SEVERITIES, SEVERITY_WORDS, Problem, Refused


def button(function: Callable[[Excel], str | None]) -> Callable[[], None]:
    """Start a function with the Excel that called, show the sentence that it returns or the one of its failure."""

    @wraps(function)
    def press() -> None:
        excel = None
        try:
            excel = Excel.of_caller()
            sentence = function(excel)
            if sentence:
                excel.say(sentence)
        except Exception as error:  # noqa: BLE001 (a clerk sees sentences only)
            _say_failure(excel, error)
        finally:
            if excel is not None:
                _calm(excel)

    return press


def _say_failure(excel: Excel | None, error: Exception) -> None:
    sentence = sentence_of(error)
    if excel is None:
        raise SystemExit(sentence)  # xlwings shows what stands on standard error
    excel.say(sentence, serious=True)


def _calm(excel: Excel) -> None:
    """Give the status bar and the screen back to Excel, also after a failure."""
    try:
        excel.progress(None)
        excel.app.screen_updating = True
    except Exception:  # noqa: BLE001 (Excel may be closing)
        return


@button
def check_sheet(excel: Excel) -> str:
    """校验本表: check the workbook as it is on the screen, mark its cells, list its problems."""
    from xltool.excel.problem_sheet import list_problems
    from xltool.rules import check

    document = live_document(excel)
    problems = check(document.readings)
    excel.app.screen_updating = False
    marked = marks.mark(excel, problems)
    if problems or excel.sheet(LIST_SHEET) is not None:
        list_problems(excel, problems)
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


def live_document(excel: Excel) -> Document:
    """What the workbook in front holds, unsaved edits too. Raises ``Refused`` where there is no table in it."""
    try:
        return document_of(excel.grids(), excel.book.name)
    except PassedOver as passed:
        raise Refused(
            f"“{excel.book.name}”是{passed}，里面没有要检查的项目表。请切换到要检查的表，再点一次。"
        ) from passed


def counted(problems: Sequence[Problem]) -> str:
    """错误 2 处，提醒 1 处."""
    counts = Counter(problem.severity for problem in problems)
    return "，".join(f"{SEVERITY_WORDS[name]} {counts[name]} 处" for name in SEVERITIES if counts[name])


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
