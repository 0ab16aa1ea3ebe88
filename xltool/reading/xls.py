"""Old workbooks (.xls, .et): a scan of the records, then values by calamine where they are sound, by xlrd elsewhere.

calamine is much faster, but ends the whole process over some damaged files, and garbles the texts of Excel 95. So it is
given only records that the scan found sound, in a container made for them; where a cell lies, xlrd reads them as well.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from xltool.problems import Refused
from xltool.reading.archive import check_areas
from xltool.reading.biff import without_names
from xltool.reading.biff_scan import Scan, scan
from xltool.reading.grid import Grid
from xltool.reading.notes import grid_of
from xltool.reading.ole import WORKBOOKS, container_of, stream_of
from xltool.reading.values import Sheet, sheets_of


def read_xls(data: bytes, file: str) -> list[Grid]:
    """The grids of all sheets, addresses as in the file. Raises ``Refused`` for a file that is damaged or too large."""
    _, stream = stream_of(data, file, *WORKBOOKS) or ("", b"")
    try:
        scanned = scan(stream)
    except (struct.error, IndexError) as error:
        raise _damaged(file) from error
    check_areas([(notes.rows, notes.cols) for notes in scanned.sheets], file)
    sheets = _quickly(stream, scanned)
    if sheets is None:
        sheets = _thoroughly(stream, file)
    elif any(notes.flags for notes in scanned.sheets):
        _compare(sheets, _thoroughly(stream, file), scanned)
    if len(sheets) != len(scanned.sheets):
        raise _damaged(file)
    hidden = any(notes.hidden for notes in scanned.sheets)
    return [
        grid_of(file, sheet.name, sheet.visible, sheet.rows, notes, hidden)
        for sheet, notes in zip(sheets, scanned.sheets, strict=True)
    ]


def _damaged(file: str) -> Refused:
    return Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。")


def _quickly(stream: bytes, scanned: Scan) -> list[Sheet] | None:
    """The sheets as calamine reads them; None where it should not, or cannot."""
    if not scanned.sound:
        return None
    try:
        sheets = sheets_of(container_of(stream), "")
    except Refused:
        return None
    if len({sheet.name for sheet in sheets}) != len(scanned.sheets):
        return None
    pairs = zip(sheets, scanned.sheets, strict=True)
    return None if any(_shown(sheet) < found.values for sheet, found in pairs) else sheets


def _shown(sheet: Sheet) -> int:
    """How many cells have a value; a text that the workbook has not is blank to calamine."""
    return sum(len(row) - row.count("") for row in sheet.rows)


def _thoroughly(stream: bytes, file: str) -> list[Sheet]:
    """The sheets as xlrd reads them."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=without_names(stream), logfile=io.StringIO())
        return [
            Sheet(
                sheet.name, sheet.visibility == 0, [[_value(cell, book.datemode) for cell in row] for row in sheet], []
            )
            for sheet in book.sheets()
        ]
    except Exception as error:
        raise _damaged(file) from error


def _value(cell: Any, datemode: Literal[0, 1]) -> object:
    """A cell's value as calamine gives it; an error is blank, for it is told from the records."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: datetime = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
        return moment.time() if 0 <= cell.value < 1 else moment
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return "" if cell.ctype == xlrd.XL_CELL_ERROR else cell.value


def _compare(first: Sequence[Sheet], second: Sequence[Sheet], scanned: Scan) -> None:
    """Flag the cells that both readings see differently; one that lies anyway is flagged already."""
    from xltool.reading.second import difference, value_at

    for one, other, notes in zip(first, second, scanned.sheets, strict=False):
        for row in range(max(len(one.rows), len(other.rows))):
            widths = [len(sheet.rows[row]) for sheet in (one, other) if row < len(sheet.rows)]
            for col in range(max(widths)):
                flag = difference(value_at(one.rows, row, col), value_at(other.rows, row, col))
                if flag and (row, col) not in notes.flags:
                    notes.flags[row, col] = flag
