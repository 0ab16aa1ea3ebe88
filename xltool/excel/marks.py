"""Marks on live cells: a colour and a note for each cell with problems, and the way back to what was there before.

How a cell looked before is kept in a hidden sheet of the workbook, so that marks can be cleared days later too. A
hidden name stands for each marked cell, since rows may have been inserted or deleted by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from xltool.cells import quoted
from xltool.document import MARKS_SHEET
from xltool.excel.application import VERY_HIDDEN, Excel, block, put_texts
from xltool.problems import Problem
from xltool.writing.problem_marks import by_cell, mark_of

_LOOK = ("Pattern", "Color", "ThemeColor", "TintAndShade")
"""What makes the fill of a cell, by the names of Excel's Interior object; a colour of the theme stays one."""

_NO_PATTERN = -4142  # xlPatternNone
_NAME = "xltool_mark_"


class Marked(NamedTuple):
    """A cell that was marked, and its fill and its note before."""

    sheet: str
    cell: str
    look: dict[str, Any]
    note: str | None


def mark(excel: Excel, problems: Sequence[Problem]) -> int:
    """Mark the cells of these problems, after whatever was marked before was cleared; how many cells.

    Raises ``Refused`` where a sheet has a password; nothing is marked then.
    """
    clear(excel)
    cells = by_cell(problems)
    sheets = {name: sheet for name, _ in cells if (sheet := excel.sheet(name)) is not None}
    with excel.unlocked(*sheets.values()):
        marked = [_before(sheets[name], cell) for name, cell in cells if name in sheets]
        _keep(excel, marked)  # first, so that a click that breaks off can be undone too
        for entry in marked:
            _mark(sheets[entry.sheet].range(entry.cell), entry, cells[entry.sheet, entry.cell])
    return len(marked)


def clear(excel: Excel) -> int:
    """Give every marked cell its own colour and note again; how many there were.

    Raises ``Refused`` where that is not allowed; the marks stay then.
    """
    store = excel.sheet(MARKS_SHEET)
    if store is not None:
        excel.may_change_sheets()
    marked = kept(excel)
    sheets = {name: excel.book.sheets[name] for name in {entry.sheet for entry in marked}}
    with excel.unlocked(*sheets.values()):
        for entry in marked:
            _restore(sheets[entry.sheet].range(entry.cell), entry)
    for name in _names(excel).values():
        name.delete()
    if store is not None:
        excel.remove(store)
    return len(marked)


def kept(excel: Excel) -> list[Marked]:
    """The cells that are marked and still there, where they stand now, in the order in which they were marked."""
    store = excel.sheet(MARKS_SHEET)
    if store is None:
        return []
    names = _names(excel)
    rows = block(store, 0, 0, max(names, default=0) + 1, 2).options(ndim=2).value
    cells = {number: name.refers_to_range for number, name in names.items() if "#REF!" not in name.refers_to}
    return [
        Marked(cell.sheet.name, cell.get_address(False, False), json.loads(look), note)
        for number, (look, note) in enumerate(rows)
        if (cell := cells.get(number)) is not None
    ]


def _names(excel: Excel) -> dict[int, Any]:
    """The hidden names by their numbers."""
    names = {name.name: name for name in excel.book.names}
    return {int(text.removeprefix(_NAME)): name for text, name in names.items() if text.startswith(_NAME)}


def _before(sheet: Any, address: str) -> Marked:
    cell = sheet.range(address)
    interior = cell.api.Interior
    look = {name: _member(interior, name) for name in _LOOK}
    return Marked(sheet.name, address, look, cell.note.text if cell.note else None)


def _member(interior: Any, name: str) -> Any:
    """A member of the fill; Excel has no theme colour for a colour that is not of the theme."""
    try:
        return getattr(interior, name)
    except Exception:  # noqa: BLE001 (Excel's error for it has no type)
        return None


def _keep(excel: Excel, marked: Sequence[Marked]) -> None:
    if not marked:
        return
    store = excel.add_sheet(MARKS_SHEET)
    put_texts(block(store, 0, 0, len(marked), 2), [(json.dumps(entry.look), entry.note) for entry in marked])
    store.visible = VERY_HIDDEN
    for number, entry in enumerate(marked):
        place = excel.book.sheets[entry.sheet].range(entry.cell).get_address(True, True)
        name = excel.book.names.add(f"{_NAME}{number}", f"={quoted(entry.sheet)}!{place}")
        name.api.Visible = False


def _mark(cell: Any, entry: Marked, problems: Sequence[Problem]) -> None:
    cell.color, note = mark_of(problems, entry.note)
    _note(cell, note)


def fill(cells: Any, look: Mapping[str, Any]) -> None:
    """Give cells the fill that a marked cell had before."""
    interior = cells.api.Interior
    if look["Pattern"] == _NO_PATTERN:
        cells.color = None
    else:
        interior.Pattern = look["Pattern"]
        interior.Color = look["Color"]
        if (look["ThemeColor"] or 0) > 0:
            interior.ThemeColor = look["ThemeColor"]
            interior.TintAndShade = look["TintAndShade"]


def _restore(cell: Any, entry: Marked) -> None:
    fill(cell, entry.look)
    _note(cell, entry.note)


def _note(cell: Any, text: str | None) -> None:
    """Give a cell a note or none; a note that is there stays the one of its author, of its size, with other words."""
    note = cell.note
    if note and text:
        note.text = text
    elif note:
        note.delete()
    elif text:
        cell.add_note(text)
