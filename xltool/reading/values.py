"""The values of a workbook of any kind, by calamine."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from xltool.problems import Refused

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged area, zero-based and inclusive."""


class Sheet(NamedTuple):
    """One sheet as calamine sees it, rows from A1; cells that it cannot show are ``""``."""

    name: str
    visible: bool
    rows: list[list[object]]
    merged: Sequence[Area]


def sheets_of(
    data: bytes, file: str, wanted: Callable[[str], bool] = lambda name: True, *, merged: bool = False
) -> list[Sheet]:
    """The sheets with such names, in their order, and their merged areas where asked for.

    Raises ``Refused`` where calamine cannot read the bytes.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = {sheet.name: sheet.visible is SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
        return [_sheet(book.get_sheet_by_name(name), shown[name], merged) for name in filter(wanted, book.sheet_names)]
    except (CalamineError, OSError, KeyError) as error:
        raise _damaged(file) from error
    except BaseException as error:  # calamine can panic, and its PanicException is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(file) from error


def _damaged(file: str) -> Refused:
    return Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。")


def _sheet(sheet: CalamineSheet, visible: bool, merged: bool) -> Sheet:
    ranges = sheet.merged_cell_ranges or () if merged else ()
    areas = tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges)
    return Sheet(sheet.name, visible, cast(list[list[object]], sheet.to_python(skip_empty_area=False)), areas)
