"""A second look at a flagged workbook by another library, which is too slow for every file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from xltool.problems import Refused
from xltool.reading.grid import Flag

Rows = Sequence[Sequence[object]]


_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = {
    _STRICT + b"spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    _STRICT + b"officeDocument/": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}
"""Names of Strict Open XML, of which openpyxl sees no sheet, and what everybody else writes for them."""


def second_flags(data: bytes, file: str, first: Mapping[str, Rows]) -> dict[str, dict[tuple[int, int], Flag]]:
    """Error cells, formulas without a stored result and cells that openpyxl reads otherwise, by sheet and place.

    ``first`` are the rows of the first reading, by sheet. Raises ``Refused`` when openpyxl cannot read the file.
    """
    try:
        known = _transitional(data)
        formulas = load_workbook(io.BytesIO(known))
        values = load_workbook(io.BytesIO(known), data_only=True)
    except Exception as error:
        raise _unreadable(file) from error
    found = {
        sheet.title: _flags(_cells(sheet), _cells(values[sheet.title]), first.get(sheet.title, ()))
        for sheet in formulas.worksheets
    }
    if any(any(map(any, rows)) for name, rows in first.items() if name not in found):
        raise _unreadable(file)
    return found


def _unreadable(file: str) -> Refused:
    return Refused(f"“{file}”里有错误值或没有结果的公式，复读时打不开。请用 Excel 打开、保存后再试。")


def _transitional(data: bytes) -> bytes:
    """The workbook with the names that openpyxl knows."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        if _STRICT not in old.read("xl/workbook.xml"):
            return data
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                for strict, usual in _TRANSITIONAL.items() if name.endswith((".xml", ".rels")) else ():
                    part = part.replace(strict, usual)
                new.writestr(name, part)
    return buffer.getvalue()


def _cells(sheet: Any) -> Mapping[tuple[int, int], Any]:
    """The cells that a sheet has, by row and column from 1: to ask for others would make them."""
    cells: Mapping[tuple[int, int], Any] = sheet._cells
    return cells


def _flags(
    formulas: Mapping[tuple[int, int], Any], results: Mapping[tuple[int, int], Any], first: Rows
) -> dict[tuple[int, int], Flag]:
    """What the cells of one sheet say."""
    flags: dict[tuple[int, int], Flag] = {}
    for (row, col), cell in sorted(formulas.items(), key=itemgetter(0)):
        place, result = (row - 1, col - 1), results[row, col]
        if isinstance(cell, MergedCell):
            continue
        if result.data_type == "e":
            flags[place] = Flag("error", str(result.value))
        elif cell.data_type == "f" and result.value is None:
            flags[place] = Flag("unstored", str(getattr(cell.value, "text", cell.value)))
        elif flag := difference(value_at(first, *place), result.value):
            flags[place] = flag
    for row_no, values in enumerate(first):
        for col_no, value in enumerate(values):
            if value != "" and (row_no + 1, col_no + 1) not in formulas and (flag := difference(value, None)):
                flags[row_no, col_no] = flag
    return flags


def value_at(rows: Rows, row: int, col: int) -> object:
    """The value of a cell, None outside the rows."""
    return rows[row][col] if row < len(rows) and col < len(rows[row]) else None


def difference(first: object, second: object) -> Flag | None:
    """A flag where two readings of one cell are not the same value, however each library writes it."""
    if _plain(first) == _plain(second):
        return None
    return Flag("differs", f"“{_shown(first)}”和“{_shown(second)}”")


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)  # for True equals 1
    if isinstance(value, int | float):
        return float(f"{value:.12g}")
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a cell knows no time zone
    if isinstance(value, time):
        return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip() if isinstance(value, str) else value


def _shown(value: object) -> str:
    return "空白" if _plain(value) == "" else str(value)
