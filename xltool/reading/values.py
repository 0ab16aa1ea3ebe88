"""The values of a workbook of any kind, by calamine."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from xltool.problems import Refused

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged area, zero-based and inclusive."""


class Sheet(NamedTuple):
    """One sheet as calamine sees it, rows from A1; cells that it cannot show are ``""``."""

    name: str
    visible: bool
    rows: list[list[object]]
    merged: list[Area]


def sheets_of(data: bytes, file: str, wanted: Callable[[str], bool] = lambda name: True) -> list[Sheet]:
    """The sheets with such names, in their order. Raises ``Refused`` where calamine cannot read the bytes."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = {sheet.name: sheet.visible is SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
        return [_sheet(book.get_sheet_by_name(name), shown[name]) for name in filter(wanted, book.sheet_names)]
    except (CalamineError, OSError, KeyError) as error:
        raise _damaged(file) from error
    except BaseException as error:  # calamine can panic, and its PanicException is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(file) from error


def _damaged(file: str) -> Refused:
    return Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。")


def _sheet(sheet: CalamineSheet, visible: bool) -> Sheet:
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(sheet.name, visible, rows, merged)
