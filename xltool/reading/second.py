"""A second look at a flagged workbook by another library, which is too slow for every file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from xltool.problems import Refused
from xltool.reading.grid import Flag

Rows = Sequence[Sequence[object]]


def second_flags(data: bytes, file: str, first: Mapping[str, Rows]) -> dict[str, dict[tuple[int, int], Flag]]:
    """Error cells, formulas without a stored result and cells that openpyxl reads otherwise, by sheet and place.

    ``first`` are the rows of the first reading, by sheet. Raises ``Refused`` when openpyxl cannot read the file.
    """
    try:
        formulas = load_workbook(io.BytesIO(data))
        values = load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:
        raise Refused(f"“{file}”里有错误值或没有结果的公式，复读时打不开。请用 Excel 打开、保存后再试。") from error
    found: dict[str, dict[tuple[int, int], Flag]] = {}
    for sheet in formulas.worksheets:
        flags = found.setdefault(sheet.title, {})
        pairs = zip(sheet.iter_rows(), values[sheet.title].iter_rows(), strict=False)
        for row_no, (cells, stored) in enumerate(pairs):
            for col, (cell, result) in enumerate(zip(cells, stored, strict=False)):
                if isinstance(cell, MergedCell):
                    continue
                if result.data_type == "e":
                    flags[row_no, col] = Flag("error", str(result.value))
                elif cell.data_type == "f" and result.value is None:
                    flags[row_no, col] = Flag("unstored", str(getattr(cell.value, "text", cell.value)))
                elif flag := difference(value_at(first.get(sheet.title, ()), row_no, col), result.value):
                    flags[row_no, col] = flag
    return found


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
