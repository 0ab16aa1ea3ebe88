"""Old workbooks (.xls, .et): values by xlrd, a scan of the records for what it does not show.

calamine is faster, but ends the whole process over some damaged files of this kind, and garbles the texts of Excel 95.
"""

from __future__ import annotations

import io
import struct
from typing import Any, Literal

import xlrd

from xltool.problems import Refused
from xltool.reading.archive import check_area
from xltool.reading.biff import scan, without_names
from xltool.reading.grid import Grid
from xltool.reading.notes import grid_of
from xltool.reading.ole import WORKBOOKS, stream_of


def read_xls(data: bytes, file: str) -> list[Grid]:
    """The grids of all sheets, addresses as in the file. Raises ``Refused`` for a file that is damaged or too large."""
    _, stream = stream_of(data, file, *WORKBOOKS) or ("", b"")
    try:
        scanned = scan(stream)
    except (struct.error, IndexError) as error:
        raise _damaged(file) from error
    for notes in scanned:
        check_area(notes.rows, notes.cols, file)
    try:
        book = xlrd.open_workbook(file_contents=without_names(stream), logfile=io.StringIO())
        rows = [[[_value(cell, book.datemode) for cell in row] for row in sheet] for sheet in book.sheets()]
    except Exception as error:
        raise _damaged(file) from error
    if len(rows) != len(scanned):
        raise _damaged(file)
    hidden = any(notes.hidden for notes in scanned)
    return [
        grid_of(file, sheet.name, sheet.visibility == 0, values, notes, hidden)
        for sheet, values, notes in zip(book.sheets(), rows, scanned, strict=True)
    ]


def _damaged(file: str) -> Refused:
    return Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。")


def _value(cell: Any, datemode: Literal[0, 1]) -> object:
    """A cell's value; an error is blank, for it is told from the records."""
    if cell.ctype == xlrd.XL_CELL_DATE:
        return xlrd.xldate.xldate_as_datetime(cell.value, datemode)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value
