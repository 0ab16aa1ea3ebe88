"""Workbooks in Office Open XML: values by calamine, a byte scan for the cells that it would show as blank."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from xltool.problems import Refused
from xltool.reading.archive import (
    DAMAGES,
    MOST_CELLS,
    MOST_UNPACKED,
    check_areas,
    no_type_definition,
    parts_of,
    targets_of,
)
from xltool.reading.grid import Flag, Grid
from xltool.reading.notes import Notes, Place, grid_of
from xltool.reading.scan import has_hidden_cells, has_lying_cell, percent_cells, percent_styles, used_area
from xltool.reading.values import Sheet, sheets_of

_MOST_KNOWN_CELLS = 8 * MOST_CELLS
"""Rows times columns of a workbook of our own, whose lists of indicators are long."""

_ISO_CELL = b't="d"'
"""How a cell says that its value is a date written out."""

_SHEETS, _STYLES, _BOOK, _LINKS = "xl/worksheets/", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def read_xlsx(data: bytes, file: str) -> list[Grid]:
    """The grids of all sheets, addresses as in the file.

    Raises ``Refused`` for a file that is damaged, too large when unpacked, or holds a document type definition.
    """
    parts = parts_of(data, file, lambda name: _is_sheet(name) or name in (_STYLES, _BOOK, _LINKS))
    sheets = {name: xml for name, xml in parts.items() if _is_sheet(name)}
    if not sheets:
        raise Refused(f"“{file}”里没有工作表。请用 Excel 打开并另存为 .xlsx 后再试。")
    for xml in sheets.values():
        no_type_definition(xml, file)
    check_areas(map(used_area, sheets.values()), file)
    percents = _percents(parts, sheets)
    hidden = any(map(has_hidden_cells, sheets.values()))
    found = sheets_of(data, file, merged=True)
    if any(_ISO_CELL in xml for xml in sheets.values()):
        for sheet in found:
            sheet.rows[:] = [list(map(_dated, row)) for row in sheet.rows]
    flags = _second_reading(data, file, found) if any(map(has_lying_cell, sheets.values())) else {}
    return [
        grid_of(file, sheet.name, sheet.visible, sheet.rows, notes, hidden)
        for sheet in found
        for notes in [Notes(flags.get(sheet.name, {}), list(sheet.merged), percents.get(sheet.name, set()))]
    ]


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
        return {sheet.name: sheet.rows for sheet in sheets_of(data, "", wanted)}
    except (Refused, *DAMAGES):
        return None


def _dated(value: object) -> object:
    """A moment that Strict Open XML writes out, which calamine gives as a text."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?)?Z?", value):
        with suppress(ValueError):
            return datetime.fromisoformat(value.removesuffix("Z"))
    return value


def _is_sheet(name: str) -> bool:
    return name.startswith(_SHEETS) and name.endswith(".xml") and "/" not in name[len(_SHEETS) :]


def _percents(parts: Mapping[str, bytes], sheets: Mapping[str, bytes]) -> dict[str, set[Place]]:
    """The cells shown as percentages, by sheet name; few workbooks have a style for them."""
    styles = percent_styles(parts.get(_STYLES, b""))
    if not styles:
        return {}
    names = _sheet_names(parts.get(_BOOK, b""), parts.get(_LINKS, b""))
    return {
        names[part]: cells for part, xml in sheets.items() if part in names and (cells := percent_cells(xml, styles))
    }


def _sheet_names(book: bytes, links: bytes) -> dict[str, str]:
    """The name of each sheet by its part."""
    from html import unescape

    targets, names = targets_of(links), {}
    for sheet in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", book):
        name, key = (re.search(word + rb"\s*=\s*[\"']([^\"']*)", sheet) for word in (rb"\bname", rb"\w+:id"))
        if name and key and (part := targets.get(key[1].decode("utf-8", "replace"))):
            names[part] = unescape(name[1].decode("utf-8", "replace"))
    return names


def _second_reading(data: bytes, file: str, found: Sequence[Sheet]) -> dict[str, dict[Place, Flag]]:
    """Error cells, formulas without a result and cells that two readings see differently, by sheet."""
    from xltool.reading.second import second_flags

    return second_flags(data, file, {sheet.name: sheet.rows for sheet in found})
