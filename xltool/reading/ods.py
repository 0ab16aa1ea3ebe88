"""OpenDocument spreadsheets: values by calamine, a pass over ``content.xml`` for what it does not show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree

from xltool.cells import ERROR_VALUES
from xltool.problems import Refused
from xltool.reading.archive import check_area, check_areas, no_type_definition, parts_of
from xltool.reading.grid import Flag, Grid
from xltool.reading.notes import Notes, grid_of
from xltool.reading.values import sheets_of

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (_TABLE + "table-cell", _TABLE + "covered-table-cell")
_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_MOST_COLUMNS = 16_384
"""Columns of the widest sheet that any program has."""

Element = Any


def read_ods(data: bytes, file: str) -> list[Grid]:
    """The grids of all sheets, addresses as in the file.

    Raises ``Refused`` for a file that is damaged, has a password, is too large when unpacked, or holds a document type
    definition.
    """
    parts = parts_of(data, file, lambda name: name in (_CONTENT, _STYLES, _MANIFEST))
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise Refused(f"“{file}”设有打开密码，这种格式不能带密码读取。请用原来的程序去掉密码，另存后再试。")
    content = parts.get(_CONTENT, b"")
    for xml in (content, parts.get(_STYLES, b"")):
        no_type_definition(xml, file)
    try:
        scanned = list(_scan(content, file))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(f"“{file}”已损坏，读不出表格。请用 Excel 或 WPS 打开并另存一份后再试。") from error
    check_areas([(found.rows, found.cols) for _, found in scanned], file)
    sheets = sheets_of(data, file)
    if [sheet.name for sheet in sheets] != [name for name, _ in scanned]:
        raise Refused(f"“{file}”的工作表结构特殊，没有读取。请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。")
    hidden = any(found.hidden for _, found in scanned)
    return [
        grid_of(file, sheet.name, sheet.visible, sheet.rows, found, hidden)
        for sheet, (_, found) in zip(sheets, scanned, strict=True)
    ]


def _scan(content: bytes, file: str) -> Iterator[tuple[str, Notes]]:
    """Each table with its name."""
    parser = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    for _, table in etree.iterparse(io.BytesIO(content), tag=_TABLE + "table", **parser):
        if next(table.iterancestors(_TABLE + "table"), None) is None:  # none inside a cell
            yield table.get(_TABLE + "name", ""), _sheet(table, file)
            table.clear()


def _sheet(table: Element, file: str) -> Notes:
    found = Notes()
    hidden_columns = set(_hidden_columns(table))
    row_no = 0
    for row in table.iter(_TABLE + "table-row"):
        if next(row.iterancestors(_TABLE + "table")) is not table:
            continue
        repeated = _number(row, "number-rows-repeated")
        width, filled = _row(found, row, row_no, repeated, hidden_columns, file)
        if filled:
            found.rows, found.cols = row_no + repeated, max(found.cols, width)
            found.hidden |= row.get(_TABLE + "visibility") in ("collapse", "filter")
            check_area(found.rows, found.cols, file)
        row_no += repeated
    return found


def _row(found: Notes, row: Element, row_no: int, rows: int, hidden_columns: set[int], file: str) -> tuple[int, bool]:
    """Note the cells of a row; returns how many columns are used, and whether any cell is filled."""
    col, width, filled = 0, 0, False
    for cell in row.iter(*_CELLS):
        if cell.getparent() is not row:
            continue
        repeated = _number(cell, "number-columns-repeated")
        right, below = _number(cell, "number-columns-spanned"), _number(cell, "number-rows-spanned")
        if right > 1 or below > 1:
            found.merged.append((row_no, col, row_no + below - 1, col + right - 1))
        if _is_filled(cell):
            filled, width = True, col + repeated
            check_area(row_no + rows, width, file)
            found.hidden |= not hidden_columns.isdisjoint(range(col, col + repeated))
            places = [(row_no + down, col + along) for down in range(rows) for along in range(repeated)]
            if flag := _flag(cell):
                found.flags.update(dict.fromkeys(places, flag))
            if cell.get(_OFFICE + "value-type") == "percentage":
                found.percents.update(places)
        col += repeated
    return width, filled


def _is_filled(cell: Element) -> bool:
    return cell.get(_OFFICE + "value-type") is not None or cell.get(_TABLE + "formula") is not None or len(cell) > 0


def _flag(cell: Element) -> Flag | None:
    """An error value, or a formula without a result; LibreOffice calls errors text and shows them as such."""
    formula, kind = cell.get(_TABLE + "formula"), cell.get(_OFFICE + "value-type")
    if formula is None and cell.get(_CALC + "value-type") != "error":
        return None
    shown = "".join(cell.itertext(_TEXT + "p")).strip()
    if cell.get(_CALC + "value-type") == "error" or shown.startswith("Err:") or shown in ERROR_VALUES:
        return Flag("error", shown or "错误值")
    return Flag("unstored", "=" + formula.partition("=")[2]) if formula is not None and kind is None else None


def _hidden_columns(table: Element) -> Iterator[int]:
    col = 0
    for column in table.iter(_TABLE + "table-column"):
        repeated = min(_number(column, "number-columns-repeated"), _MOST_COLUMNS)
        if column.get(_TABLE + "visibility") in ("collapse", "filter"):
            yield from range(col, col + repeated)
        col += repeated


def _number(element: Element, name: str) -> int:
    """A count of at least one. Raises ``ValueError`` where it is no number."""
    return max(int(element.get(_TABLE + name, "1")), 1)
