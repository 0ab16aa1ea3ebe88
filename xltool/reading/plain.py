"""What formats that know only text (Word, web pages, CSV) do not say of a cell: that it is an error, or too long."""

from __future__ import annotations

from xltool.cells import ERROR_VALUES
from xltool.problems import Refused
from xltool.reading.grid import Flag, Grid
from xltool.words import pattern

LONGEST_TEXT = 32_767
"""Characters that a cell of Excel can hold; a new workbook could not have more."""

_SHOWN_ERROR = r"#{3,}|Err:\d{3}|(?:错误[!！]|Error! ?)\S.{0,40}"
"""What Excel shows in a column that is too narrow, and saves as CSV; errors of LibreOffice, and of Word's fields."""


def told_apart(grid: Grid) -> Grid:
    """The grid with a flag at each text that is an error value, as formats say it that have such values.

    Raises ``Refused`` for a text that no cell could hold.
    """
    flags: dict[tuple[int, int], Flag] = {}
    for row_no, row in enumerate(grid.rows):
        for col, value in enumerate(row):
            if not isinstance(value, str):
                continue
            if len(value) > LONGEST_TEXT:
                raise Refused(
                    f"“{grid.file}”的 {grid.place(row_no, col)} 有 {len(value)} 个字，"
                    f"超过单元格的上限 {LONGEST_TEXT} 个字，没有读取。请缩短后再试。"
                )
            if value[:1] in ("#", "E", "错") and (value in ERROR_VALUES or pattern(_SHOWN_ERROR).fullmatch(value)):
                flags[row_no, col] = Flag("error", value)
    return grid._replace(flags={**grid.flags, **flags}) if flags else grid
