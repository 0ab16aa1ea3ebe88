"""What guards the cells of a form on a sheet to fill: hints, limits, lists to choose from, and colours for trouble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.cells import column_name, quoted
from xltool.forms.form import STATUS_BEGINS, Form, Placed
from xltool.forms.limits import CODE_NAME, Fault, faults, limit_formula
from xltool.writing.code_patterns import code_formula
from xltool.writing.form_cells import Area, FormCells
from xltool.writing.form_status import WRONG, allowed, status_names
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL

LEVEL1_NAME = "一级指标"
"""The workbook's name for the list of level-1 words."""


def guard_cells(workbook: Workbook, sheet: Worksheet, form: Form, placed: Sequence[Placed]) -> None:
    """Put the form's validation and conditional colours on a sheet drawn by ``draw_form``."""
    cells = FormCells(form, placed)
    guarded = [cells.areas[path] for path in form.entries]
    red, amber = (workbook.add_format({"bg_color": fill}) for fill in (ERROR_FILL, DOUBT_FILL))
    found = tuple(faults(form))
    for area in guarded:
        rule = _validation(form, cells, area, found)
        sheet.data_validation(area.first, area.col, area.last, area.col, rule)
    for fault in found:
        for path in fault.marked:
            area = cells.areas[path]
            _colour(sheet, area, cells.filled_in(fault.formula, area), red)
    for area in guarded:
        entry = form.entries[area.path]
        if entry.limit is not None:
            wrong = f'AND({{cell}}<>"",NOT(IFERROR({limit_formula(form, entry.limit)},FALSE)))'
            _colour(sheet, area, cells.filled_in(wrong, area), amber if entry.soft else red)
        if entry.choices is not None:  # a conditional format takes no list of constants
            words = ",".join(f'{{cell}}="{word}"' for word in allowed(form, entry))
            other = cells.filled_in(f'AND({{cell}}<>"",NOT(OR({words})))', area)
            _colour(sheet, area, other, amber if entry.soft else red)
        if entry.longest is not None:
            _colour(sheet, area, cells.filled_in(f"LEN({{cell}})>{entry.longest}", area), red)
        if entry.required:
            _colour(sheet, area, _empty(form, cells, area), amber)
    _names(workbook, sheet, form, placed)
    status = next((place for place in placed if place.cell is form.status), None)
    if status is not None:
        area = Area("", status.row, status.row, status.cell.first)
        _colour(sheet, area, f'{WRONG}<>""', red)
        _colour(sheet, area, cells.filled_in(f'LEFT({{cell}},{len(_READY)})<>"{_READY}"', area), amber)


_READY = STATUS_BEGINS[0]


def level2_name(number: int) -> str:
    """The workbook's name of the level-2 words of the form's class number ``number`` (from 0)."""
    return f"二级指标_{number + 1}"


def _names(workbook: Workbook, sheet: Worksheet, form: Form, placed: Sequence[Placed]) -> None:
    """The formulas that the sheet's cells go by: of the status line, and whether the code is one of the form's."""
    here = f"{quoted(sheet.name)}!"
    cells = FormCells(form, placed, here)
    names = status_names(form, cells) if form.status is not None else {}
    if "code" in cells.areas and form.code_patterns:
        names[CODE_NAME] = code_formula(form.code_patterns, cells.filled_in("{code}"))
    for name, formula in names.items():
        workbook.define_name(f"{here}{name}", f"={formula}")


def _validation(form: Form, cells: FormCells, area: Area, found: Sequence[Fault]) -> dict[str, Any]:
    entry, word = form.entries[area.path], form.word(area.path)
    rule: dict[str, Any] = {
        "input_title": word,
        "input_message": entry.hint,
        "error_title": word,
        "error_message": entry.error,
        "error_type": "warning" if entry.soft else "stop",
        "ignore_blank": entry.limit is None,  # else Excel takes anything while a cell that the formula names is blank
    }
    if entry.choices is not None:
        return rule | {"validate": "list", "source": _choices(form, area, entry.choices)}
    if entry.limit is not None:
        refused = [f"NOT({fault.formula})" for fault in found if fault.refused == area.path]
        formula = limit_formula(form, entry.limit)
        formula = f"AND({','.join((formula, *refused))})" if refused else formula
        return rule | {"validate": "custom", "value": f"={cells.filled_in(formula, area)}"}
    if entry.longest is not None and not entry.any_text:
        return rule | {"validate": "length", "criteria": "<=", "value": entry.longest}
    return rule | {"validate": "any"}


def _choices(form: Form, area: Area, choices: str | Sequence[str]) -> str | list[str]:
    """Level 2 takes the list of the nearest level 1 above, so that a class needs it in its first row only."""
    if choices == "level1":
        return f"={LEVEL1_NAME}"
    if choices == "level2":
        level1 = column_name(area.col - 1)
        above = f"${level1}${area.first}:${level1}{area.first + 1}"
        lists = ",".join(level2_name(number) for number in range(len(form.taxonomy)))
        return f'=CHOOSE(MATCH(LOOKUP(2,1/({above}<>""),{above}),{LEVEL1_NAME},0),{lists})'
    return list(choices)


def _empty(form: Form, cells: FormCells, area: Area) -> str:
    """True where a required cell is blank; in a list only in rows that were begun."""
    blank = cells.filled_in("LEN(TRIM({cell}))=0", area)
    if not area.list:
        return blank
    row = f"$A{area.first + 1}:${column_name(form.print_last)}{area.first + 1}"
    return f"AND({blank},COUNTA({row})>0)"


def _colour(sheet: Worksheet, area: Area, formula: str, style: Any) -> None:
    options = {"type": "formula", "criteria": f"={formula}", "format": style}
    sheet.conditional_format(area.first, area.col, area.last, area.col, options)
