"""Workbooks in Office Open XML: values by calamine, a byte scan for the cells that it would show as blank."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from xltool.problems import Refused
from xltool.reading.grid import Flag, Grid
from xltool.reading.scan import has_hidden_cells, has_lying_cell, used_area

MOST_UNPACKED = 256 * 1024 * 1024
"""Sum of the unpacked sizes of a workbook's parts, in bytes; honest tables are far below."""

MOST_CELLS = 2_000_000
"""Rows times columns up to a sheet's last used cell: calamine holds them all."""

_MOST_KNOWN_CELLS = 8 * MOST_CELLS
"""The same of a workbook of our own, whose lists of indicators are long."""

_DAMAGES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What opening and unpacking a damaged file can raise."""

_SHEETS = "xl/worksheets/"


def read_xlsx(data: bytes, file: str) -> list[Grid]:
    """The grids of all sheets, addresses as in the file.

    Raises ``Refused`` for a file that is damaged, too large when unpacked, or holds a document type definition.
    """
    lying, hidden = _scan(data, file)
    flags = _second_reading(data, file) if lying else {}
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = {sheet.name: sheet.visible is SheetVisibleEnum.Visible for sheet in book.sheets_metadata}
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return [_grid(sheet, file, shown[sheet.name], flags.get(sheet.name, {}), hidden) for sheet in sheets]
    except (CalamineError, OSError) as error:
        raise Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。") from error
    except BaseException as error:  # calamine can panic, and its PanicException is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。") from error


def read_sheets(data: bytes, wanted: Callable[[str], bool]) -> dict[str, Sequence[Sequence[object]]] | None:
    """The rows of the sheets with such names, values as calamine gives them; None where the bytes cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                return None
            areas = [used_area(archive.read(m)) for m in members if _is_sheet(m.filename)]
        if any(rows * cols > _MOST_KNOWN_CELLS for rows, cols in areas):
            return None
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = filter(wanted, book.sheet_names)
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in found}
    except (CalamineError, *_DAMAGES):
        return None
    except BaseException as error:  # as in read_xlsx
        if type(error).__name__ != "PanicException":
            raise
        return None


def _grid(sheet: CalamineSheet, file: str, visible: bool, flags: dict[tuple[int, int], Flag], hidden: bool) -> Grid:
    rows = sheet.to_python(skip_empty_area=False)
    for (row, col), flag in flags.items():
        if row < len(rows) and col < len(rows[row]):
            rows[row][col] = flag.text
    merged = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    return Grid(
        file, sheet.name, rows, merged, flags, hidden=not visible, hidden_cells="有隐藏的行或列" if hidden else None
    )


def _scan(data: bytes, file: str) -> tuple[bool, bool]:
    """Whether some cell lies, and whether rows or columns are hidden."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise Refused(
                    f"“{file}”解压后超过 {MOST_UNPACKED >> 20} MB，不像一张绩效目标表，没有读取。请删去多余内容后再试。"
                )
            parts = {m.filename: archive.read(m) for m in members if _is_sheet(m.filename)}
    except _DAMAGES as error:
        raise Refused(f"“{file}”已损坏或不完整，打不开。请向填报人重新要一份，或用 Excel 修复后另存。") from error
    if not parts:
        raise Refused(f"“{file}”里没有工作表。请用 Excel 打开并另存为 .xlsx 后再试。")
    for xml in parts.values():
        _check_part(xml, file)
    lying = any(has_lying_cell(xml) for xml in parts.values())
    return lying, any(has_hidden_cells(xml) for xml in parts.values())


def _is_sheet(name: str) -> bool:
    return name.startswith(_SHEETS) and name.endswith(".xml") and "/" not in name[len(_SHEETS) :]


def _check_part(xml: bytes, file: str) -> None:
    if b"<!DOCTYPE" in xml:
        raise Refused(f"“{file}”含有不应出现的 DTD 声明，为安全起见没有读取。请用 Excel 另存一份后再试。")
    rows, cols = used_area(xml)
    if rows * cols > MOST_CELLS:
        raise Refused(
            f"“{file}”的已用区域有 {rows} 行 {cols} 列，不像一张绩效目标表，没有读取。请删去多余的行列后再试。"
        )


def _second_reading(data: bytes, file: str) -> dict[str, dict[tuple[int, int], Flag]]:
    """Error cells and formulas without a result, by sheet, as openpyxl sees them."""
    from xltool.reading.second import lying_cells

    return lying_cells(data, file)
