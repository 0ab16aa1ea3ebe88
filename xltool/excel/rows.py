"""添加指标行: the rows to spare of a list are shown one by one, and after them new rows are inserted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from xltool.cells import a1
from xltool.excel import marks
from xltool.excel.application import Excel
from xltool.flat import Reading
from xltool.forms.form import Form, FormRow
from xltool.layout.sheet import read_grid
from xltool.problems import Refused
from xltool.reading.grid import Grid

_LEAST_ROWS = 2
"""A row is inserted between two of the list: what refers to the list grows only by a row within it."""


class _List(NamedTuple):
    """Where a list stands, rows and columns zero-based, and how the form draws a row of it."""

    rows: range
    cols: range
    drawn: FormRow


def add_row(excel: Excel) -> None:
    """Show the first row to spare of the list on the sheet in front, or insert a row before the last one; go there.

    Raises ``Refused`` where the sheet is none of ours, where its list cannot be told, and where it has a password.
    """
    sheet = excel.book.sheets.active
    grid = excel.grid(sheet)
    readings, _ = read_grid(grid, excel.forms())
    if len(readings) != 1 or not readings[0].marked:
        raise Refused("当前工作表不是本工具的模板，不能添加行。请切换到项目绩效目标表，再点一次。")
    found = _list_of(readings[0], grid)
    blank = (row for row in found.rows if _is_blank(grid, found, row))
    row = next((row for row in blank if sheet.api.Rows(row + 1).Hidden), None)
    if row is not None:
        with excel.unlocked(sheet):
            sheet.api.Rows(row + 1).Hidden = False
    elif len(found.rows) < _LEAST_ROWS:
        raise Refused("表里只剩一行，加的行公式和下拉框管不到。请点“新建项目表”，把内容粘贴过去，粘贴时选“值”。")
    else:
        row = found.rows[-1]
        _insert(excel, sheet, found)
    sheet.range(a1(row, _first_to_fill(sheet, grid, found, row))).select()


def list_rows(reading: Reading, grid: Grid) -> range | None:
    """The rows (zero-based) between the head of a table's list and what the form prints below it, None if not found."""
    at = _repeated(reading.form)
    head, below = reading.form.rows[at - 1], reading.form.rows[at + 1]
    own = reading.spots.get("indicators")
    top = _row_with(grid, [head.cells[0].label], 0) if own is None else own.row
    end = None if top is None else _row_with(grid, [cell.label or cell.sign for cell in below.cells], top + 1)
    return None if top is None or end is None else range(top + 1, end)


def _repeated(form: Form) -> int:
    return next(number for number, row in enumerate(form.rows) if row.repeat)


def _list_of(reading: Reading, grid: Grid) -> _List:
    rows = list_rows(reading, grid)
    if not rows:
        raise Refused("表头或表下面的文字改过，找不到最后一行。请选中倒数第二行里没有合并的单元格，点右键插入整行。")
    own = reading.spots.get("indicators")
    left = 0 if own is None else own.col
    return _List(rows, range(left, left + reading.form.print_last + 1), reading.form.rows[_repeated(reading.form)])


def _row_with(grid: Grid, words: Iterable[str | None], first: int) -> int | None:
    """The first row, from one on, with one of the words just as the form prints them."""
    printed = {word for word in words if word}
    rows = enumerate(grid.rows[first:], first)
    return next((number for number, row in rows if any(isinstance(v, str) and v in printed for v in row)), None)


def _is_blank(grid: Grid, found: _List, row: int) -> bool:
    return not any(str(value).strip() for value in grid.rows[row][found.cols.start : found.cols.stop] if value)


def _insert(excel: Excel, sheet: Any, found: _List) -> None:
    """A row before the last one that looks as the one above it would without text and marks."""
    new = found.rows[-1]
    marked = {entry.cell: entry for entry in marks.kept(excel) if entry.sheet == sheet.name}
    excel.app.cut_copy_mode = False  # Excel would insert what was copied
    with excel.unlocked(sheet):
        _row(sheet, new).insert("down", "format_from_left_or_above")
        for col in found.cols:
            _merge_like_below(sheet, new, col)
            entry = marked.get(a1(new - 1, col))
            if entry is not None and sheet.range(a1(new, col)).merge_area.row == new + 1:
                marks.fill(sheet.range(a1(new, col)).merge_area, entry.look)
        row = _row(sheet, new)
        row.api.Hidden = False
        if row.row_height > found.drawn.height:  # the one above has grown with its text, and may be fixed
            row.rows.autofit()


def _merge_like_below(sheet: Any, row: int, col: int) -> None:
    """Merge in a new row what is merged within the last row, which no clerk has inserted."""
    like = sheet.range(a1(row + 1, col)).merge_area
    rows, cols = like.shape
    if like.column == col + 1 and rows == 1 and cols > 1:
        sheet.range(a1(row, col), a1(row, col + cols - 1)).merge()


def _row(sheet: Any, row: int) -> Any:
    return sheet.range(f"{row + 1}:{row + 1}")


def _first_to_fill(sheet: Any, grid: Grid, found: _List, row: int) -> int:
    """The list's first column; the second in a row that belongs to a class with more rows below it.

    ``grid`` is the sheet before a row was inserted, so that its ``row`` is the one now below a new one.
    """
    first = found.cols.start
    if not found.drawn.cells[0].carry:
        return first
    goes_on = not _is_blank(grid, found, row) and grid.rows[row][first] in (None, "")
    return first + 1 if goes_on or sheet.range(a1(row, first)).merge_area.row <= row else first
