"""The values of an old workbook, by xlrd."""

from __future__ import annotations

import io
from typing import Any, Literal

import xlrd

from xltool.problems import Refused
from xltool.reading.biff import without_names
from xltool.reading.values import Sheet


def sheets_of(stream: bytes, file: str) -> list[Sheet]:
    """The sheets in their order, from the records of a workbook of Excel 5 or later.

    Raises ``Refused`` where xlrd cannot read them.
    """
    try:
        book = xlrd.open_workbook(file_contents=without_names(stream), logfile=io.StringIO())
        return [_sheet(sheet, book.datemode) for sheet in book.sheets()]
    except Exception as error:
        raise Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。") from error


def _sheet(sheet: xlrd.sheet.Sheet, datemode: Literal[0, 1]) -> Sheet:
    rows = [[_value(cell, datemode) for cell in row] for row in sheet]
    merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    return Sheet(sheet.name, sheet.visibility == 0, rows, merged)


def _value(cell: Any, datemode: Literal[0, 1]) -> object:
    """A cell's value as calamine gives it; an error is blank, for it is told from the records."""
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate.xldate_as_datetime(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value
