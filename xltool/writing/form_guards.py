"""What guards the cells of a form on a sheet to fill: hints, limits, lists to choose from, and colours for trouble."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.cells import a1, column_name, quoted
from xltool.forms.form import CODE_PIECE, Entry, Form, Placed
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL

LEVEL1_NAME, CODE_NAME = "一级指标", "编码合规"
"""Names in the workbook: the list of level-1 words, and whether the code cell has one of the form's patterns."""

_CHARACTERS = {r"\d": "0123456789", "A-Z": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0-9": "0123456789"}


class Guarded(NamedTuple):
    """The cells of one field: first and last row and the column (zero-based), and what the form says of it."""

    path: str
    first: int
    last: int
    col: int
    entry: Entry


def guard_cells(workbook: Workbook, sheet: Worksheet, form: Form, placed: tuple[Placed, ...]) -> None:
    """Put the form's validation and conditional colours on a sheet drawn by ``draw_form``."""
    guarded = list(_guarded(form, placed))
    red, amber = (workbook.add_format({"bg_color": fill}) for fill in (ERROR_FILL, DOUBT_FILL))
    places = {g.path: g for g in guarded}
    for g in guarded:
        sheet.data_validation(g.first, g.col, g.last, g.col, _validation(form, g, _filler(places, g)))
    for check in form.checks:
        for path in check.fields:
            g = places[path]
            _colour(sheet, g, _filler(places, g, absolute=True)(check.wrong), red)
    for g in guarded:
        own = f"${column_name(g.col)}{g.first + 1}"
        if g.entry.valid is not None:
            wrong = f'AND({own}<>"",NOT(IFERROR({_filler(places, g)(g.entry.valid)},FALSE)))'
            _colour(sheet, g, wrong, amber if g.entry.soft else red)
        if g.entry.required:
            _colour(sheet, g, _empty(form, g, own), amber)
    if "code" in places and form.code_patterns:
        code = f"{quoted(sheet.name)}!$%s$%d" % (column_name(places["code"].col), places["code"].first + 1)
        patterns = ",".join(pattern_formula(pattern, code) for pattern in form.code_patterns)
        workbook.define_name(f"{quoted(sheet.name)}!{CODE_NAME}", f"=OR({patterns})")


def level2_name(number: int) -> str:
    """The workbook's name of the level-2 words of the form's class number ``number`` (from 0)."""
    return f"二级指标_{number + 1}"


def pattern_formula(pattern: str, cell: str) -> str:
    """A formula that is true when a cell's text is as a code pattern says.

    ``pattern`` consists of what ``CODE_PIECE`` allows, as the loader of forms makes sure.
    """
    places: dict[str, list[int]] = {}
    size = 0
    for piece, times in re.findall(CODE_PIECE, pattern):
        for _ in range(int(times or 1)):
            size += 1
            places.setdefault(piece, []).append(size)
    tests = [f"LEN({cell})={size}"]
    for piece, positions in places.items():
        numbers = ",".join(map(str, positions))
        found = f'FIND(MID({cell},{{{numbers}}},1),"{_characters(piece)}")'
        tests.append(f"SUMPRODUCT(ISNUMBER({found})*1)={len(positions)}")
    return f"AND({','.join(tests)})"


def _characters(piece: str) -> str:
    if piece in _CHARACTERS:
        return _CHARACTERS[piece]
    if not piece.startswith("["):
        return piece
    return "".join(_CHARACTERS.get(part, part) for part in re.findall(r".-.|.", piece[1:-1]))


def _guarded(form: Form, placed: tuple[Placed, ...]) -> Iterator[Guarded]:
    cells: dict[str, list[Placed]] = {}
    for place in placed:
        if place.path:
            cells.setdefault(re.sub(r"\[\d+\]", "", place.path), []).append(place)
    for path, members in cells.items():
        if path in form.entries:
            yield Guarded(path, members[0].row, members[-1].row, members[0].cell.first, form.entries[path])


def _filler(places: Mapping[str, Guarded], own: Guarded, absolute: bool = False) -> Callable[[str], str]:
    """Fill the names in a formula: ``{budget.total}`` a cell, ``{level3}`` the cell of the same row of the list,
    ``{indicators.level3}`` the list's column from its head to its end."""
    head = own.path.rpartition(".")[0]

    def reference(match: re.Match[str]) -> str:
        name = match[1]
        row = places.get(f"{head}.{name}")
        if row is not None:
            return f"${column_name(row.col)}{row.first + 1}"
        g = places.get(name)
        if g is None:
            return match[0]
        column = column_name(g.col)
        if _in_list(g):
            return f"${column}${g.first}:${column}${g.last + 1}"
        return f"${column}${g.first + 1}" if absolute else a1(g.first, g.col)

    return lambda formula: re.sub(r"\{([^{}]+)\}", reference, formula)


def _validation(form: Form, g: Guarded, fill: Callable[[str], str]) -> dict[str, Any]:
    entry, word = g.entry, form.word(g.path)
    rule: dict[str, Any] = {
        "input_title": word,
        "input_message": entry.hint,
        "error_title": word,
        "error_message": entry.error,
        "error_type": "warning" if entry.soft else "stop",
        "ignore_blank": entry.valid is None,  # else Excel takes anything while a cell that the formula names is blank
    }
    if entry.choices is not None:
        return rule | {"validate": "list", "source": _choices(form, g)}
    if entry.valid is not None:
        return rule | {"validate": "custom", "value": f"={fill(entry.valid)}"}
    if entry.longest is not None:
        return rule | {"validate": "length", "criteria": "<=", "value": entry.longest}
    return rule | {"validate": "any"}


def _choices(form: Form, g: Guarded) -> str | list[str]:
    """Level 2 takes the list of the nearest level 1 above, so that a class needs it in its first row only."""
    if g.entry.choices == "level1":
        return f"={LEVEL1_NAME}"
    if g.entry.choices == "level2":
        level1 = column_name(g.col - 1)
        above = f"${level1}${g.first}:${level1}{g.first + 1}"
        lists = ",".join(level2_name(number) for number in range(len(form.taxonomy)))
        return f'=CHOOSE(MATCH(LOOKUP(2,1/({above}<>""),{above}),{LEVEL1_NAME},0),{lists})'
    return list(g.entry.choices or ())


def _in_list(g: Guarded) -> bool:
    return g.path.startswith(("indicators.", "sub_objectives."))


def _empty(form: Form, g: Guarded, own: str) -> str:
    """True where a required cell is blank; in a list only in rows that were begun."""
    blank = f"LEN(TRIM({own}))=0"
    if not _in_list(g):
        return blank
    row = f"$A{g.first + 1}:${column_name(form.print_last)}{g.first + 1}"
    return f"AND({blank},COUNTA({row})>0)"


def _colour(sheet: Worksheet, g: Guarded, formula: str, style: Any) -> None:
    options = {"type": "formula", "criteria": f"={formula}", "format": style}
    sheet.conditional_format(g.first, g.col, g.last, g.col, options)
