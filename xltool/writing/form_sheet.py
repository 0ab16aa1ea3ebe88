"""Draw a form's sheet from its definition, blank or filled: templates, imported tables, the summary's sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.amounts import AmountError, read_amount
from xltool.cells import a1
from xltool.derived_totals import derived
from xltool.fields import AMOUNTS, MORE, CellValue, counts, department_values, project_values
from xltool.forms.form import LEFT, ORIGIN, STATUS, Form, FormCell, Placed
from xltool.forms.limits import Values
from xltool.model import Department, Project, Source
from xltool.problems import Refused
from xltool.words import lines
from xltool.writing.form_cells import FormCells
from xltool.writing.form_status import status_formula, status_text
from xltool.writing.sheets import Sheet
from xltool.writing.styles import INPUT_FILL, Styles

LONGEST_TEXT = 32_767
"""Characters that a cell of Excel holds."""

_LINE = 14.5
_TEXT_FIELDS = {"code", "department", "department.code", "name", "level1", "level2", "level3", "target", "basis"}
_MARGIN = 0.79  # inches, 2 cm
_PROTECTION = {"format_columns": True, "format_rows": True, "select_locked_cells": False, "insert_rows": True}


def draw_form(
    sheet: Worksheet,
    styles: Styles,
    form: Form,
    content: Project | Department | None = None,
    *,
    to_fill: bool = True,
    texts: Mapping[str, str] | None = None,
) -> None:
    """Draw the form on an empty sheet, filled with ``content`` or blank.

    ``texts`` are what cells hold that the content cannot, by path: an amount that is no number. ``to_fill`` gives a
    sheet for clerks: input cells coloured and unlocked, the rest protected. Without it the sheet is for reading only,
    without the area of computed values. Raises ``Refused`` for a text that is too long for a cell.
    """
    placed = arranged(form, content, to_fill=to_fill)
    if not to_fill:
        placed = tuple(place for place in placed if place.cell.first <= form.print_last)
    pen = _Pen(sheet, styles, form, placed, content, to_fill, texts or {})
    for place in placed:
        pen.cell(place)
    pen.heights()
    pen.page()


def arranged(form: Form, content: Project | Department | None, *, to_fill: bool = True) -> tuple[Placed, ...]:
    """Every cell of the form at the place where :func:`draw_form` puts it."""
    return _arranged(form, tuple(counts(content).items()) if content else (), to_fill)


def field_cells(form: Form, content: Project | Department, *, to_fill: bool) -> Mapping[str, str]:
    """Where :func:`draw_form` puts each field of a table: path to A1 address."""
    return _places(form, tuple(counts(content).items()), to_fill)[0]


def derived_cells(form: Form, content: Project | Department) -> Mapping[str, str]:
    """Where :func:`draw_form` puts each computed value on a sheet to fill: its name to A1 address."""
    return _places(form, tuple(counts(content).items()), True)[1]


@lru_cache(maxsize=256)
def _arranged(form: Form, lengths: tuple[tuple[str, int], ...], to_fill: bool) -> tuple[Placed, ...]:
    """Every cell at its place; thousands of tables have the same few lengths."""
    return tuple(form.arrange(dict(lengths), to_fill=to_fill))


@lru_cache(maxsize=256)
def _places(
    form: Form, lengths: tuple[tuple[str, int], ...], to_fill: bool
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    placed = _arranged(form, lengths, to_fill)
    fields = {place.path: a1(place.row, place.cell.first) for place in placed if place.path and not place.spare}
    computed = {place.cell.derived: a1(place.row, place.cell.first) for place in placed if place.cell.derived}
    return fields, computed


def cell_values(form: Form, content: Project | Department | None) -> dict[str, CellValue]:
    """What the cells of a table's fields hold, by path: money in the form's own unit, the year in its sentence."""
    values = _values(content)
    shown = {path: value / form.scale if path in AMOUNTS and isinstance(value, Decimal) else value
             for path, value in values.items()}  # fmt: skip
    money = {path for path in values if MORE in path and form.is_amount(re.sub(r"\[\d+\]", "", path))}
    shown |= {path: _in_unit(form, text) for path in money if isinstance(text := values[path], str)}
    if content is not None and "department.code" in form.fields:
        unit = content.department if isinstance(content, Project) else content
        shown |= {"department": unit.name, "department.code": unit.code}
    texts = {cell.field: cell.text for cell in form.cells() if cell.text and cell.field}
    return shown | {path: _printed(text, {**values, "year": values.get(path)}) for path, text in texts.items()}


def _in_unit(form: Form, text: str) -> CellValue:
    """Money that the model keeps as a text, as a number of the form's own unit; what is no number stays a text."""
    try:
        amount = read_amount(text).value
    except AmountError:
        return text
    return text if amount is None else amount / form.scale


def derived_values(
    form: Form, content: Project | Department | None, values: Values | None = None
) -> dict[str, Decimal | str]:
    """The computed values by their names, money in the form's own unit.

    ``values`` are what the cells hold where that is not what ``content`` would write, as in a clerk's own sheet.
    """
    values = cell_values(form, content) if values is None else values
    computed: dict[str, Decimal | str] = {}
    if isinstance(content, Project):
        for name, value in derived(content, form).items():
            computed[name] = value if name.startswith("indicators.") else value / form.scale
    for cell in form.cells():
        if cell.derived == STATUS:
            computed[STATUS] = status_text(form, FormCells(form, arranged(form, content)), values)
        elif cell.derived and cell.derived.startswith(LEFT):
            path = cell.derived.removeprefix(LEFT)
            computed[cell.derived] = Decimal(_longest(form, path) - len(str(values.get(path) or "")))
    return computed


def derived_formulas(form: Form, lengths: Mapping[str, int]) -> dict[str, str]:
    """The formula of each computed cell of a sheet to fill, by its address; ``lengths`` are the lists' rows in use."""
    placed = _arranged(form, tuple(lengths.items()), True)
    cells = FormCells(form, placed)
    formulas = {a1(p.row, p.cell.first): _formula(form, p.cell) for p in placed if p.cell.derived}
    return {cell: f"={cells.filled_in(formula)}" for cell, formula in formulas.items() if formula is not None}


def _formula(form: Form, cell: FormCell) -> str | None:
    if cell.derived == STATUS:
        return status_formula()
    if cell.derived and cell.derived.startswith(LEFT):
        path = cell.derived.removeprefix(LEFT)
        return f"{_longest(form, path)}-LEN({{{path}}})"
    return cell.formula


def _longest(form: Form, path: str) -> int:
    return form.entries[path].longest or LONGEST_TEXT


def _printed(text: str, values: Mapping[str, CellValue]) -> str:
    """A text of the form with the name and the year in it."""
    return text.replace("{name}", str(values.get("name") or "")).replace(
        "{year}", str(values.get("year") or "　　　　")
    )


def _values(content: Project | Department | None) -> Mapping[str, CellValue]:
    if content is None:
        return {}
    return project_values(content) if isinstance(content, Project) else department_values(content)


class FormSheet(Sheet):
    """A sheet some of whose rows have a height and still grow with their text, which XlsxWriter knows no way to say."""

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        if tag == "row" and int(dict(attributes)["r"]) - 1 in self.growing:
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


class _Pen:
    """One drawing of one form on one sheet."""

    def __init__(
        self,
        sheet: Worksheet,
        styles: Styles,
        form: Form,
        placed: tuple[Placed, ...],
        content: Project | Department | None,
        to_fill: bool,
        texts: Mapping[str, str],
    ) -> None:
        self.sheet, self.styles, self.form, self.placed = sheet, styles, form, placed
        self.values, self.content, self.to_fill = cell_values(form, content) | dict(texts), content, to_fill
        self.derived = derived_values(form, content, self.values) if to_fill else {}
        self.cells = FormCells(form, placed)
        printed = [p for p in placed if p.cell.last <= form.print_last and not form.rows[p.cell.row].screen]
        table = [p for p in printed if _in_table(p.cell)]
        self.first_row, self.last_row = min(p.row for p in printed), max(p.last_row for p in printed)
        self.table_top = min((p.row for p in table), default=0)
        self.table_end = max((p.last_row for p in table if not p.spare), default=0)
        self.ends = self._ends()

    def cell(self, place: Placed) -> None:
        """Write one cell with its format, merged where it spans."""
        cell = place.cell
        last_row = self.ends.get((place.row, cell.first), place.last_row)
        if last_row is None:
            return
        style = self._style(place, last_row)
        if last_row > place.row or cell.last > cell.first:
            self.sheet.merge_range(place.row, cell.first, last_row, cell.last, "", style)
        self._content(place, style)

    def _ends(self) -> dict[tuple[int, int], int | None]:
        """The last row of each cell that is merged down over equal values; None where one goes on from above."""
        ends: dict[tuple[int, int], int | None] = {}
        columns: dict[int, tuple[Placed, CellValue]] = {}
        for place in self.placed:
            if not place.cell.carry or place.path is None:
                continue
            col, value = place.cell.first, self.values.get(place.path)
            top, above = columns.get(col, (None, None))
            if top is not None and value and value == above:
                ends[top.row, col], ends[place.row, col] = place.row, None
            else:
                columns[col] = place, value
        return ends

    def _style(self, place: Placed, last_row: int) -> Format:
        at_top, at_bottom = place.row == self.table_top, last_row == self.table_end
        name, changes = _look(self.form, place.cell, at_top, at_bottom, self.to_fill)
        return self.styles.get(name, **changes)

    def _content(self, place: Placed, style: Format) -> None:
        cell, row, col = place.cell, place.row, place.cell.first
        formula = _formula(self.form, cell)
        if formula is not None:
            self.sheet.write_formula(row, col, "=" + self.cells.filled_in(formula), style, self._result(cell))
        else:
            put(self.sheet, row, col, self._text(place), style)

    def _text(self, place: Placed) -> CellValue:
        """What a cell without a formula holds."""
        cell = place.cell
        if place.path is not None:
            return self.values.get(place.path)
        if cell.text is not None:
            return _printed(cell.text, self.values)
        if cell.mark == "form":
            return self.form.mark
        if cell.mark == "origin":
            return _origin(self.content.source if isinstance(self.content, Project) else None)
        return cell.label or cell.note or cell.sign

    def _result(self, cell: FormCell) -> str | float:
        if cell.derived is None:
            return _printed(cell.text or "", self.values)
        value = self.derived.get(cell.derived, Decimal(0))
        return value if isinstance(value, str) else float(value)

    def heights(self) -> None:
        """Each row high enough for its longest text, at least as high as the form says.

        The rows of a list grow as a clerk types, and a large font beside the table keeps them from shrinking. That
        works by the cells that are not merged, so a row stays fixed whose height is due to a merged one.
        """
        heights = dict(_least_heights(self.form, self.placed))
        growing = {p.row: p.height for p in self.placed if self.to_fill and self.form.rows[p.cell.row].repeat}
        for place in self.placed:
            if place.cell.last > self.form.print_last or place.row != place.last_row:
                continue
            text = self._result(place.cell) if place.cell.formula else self._text(place)
            if isinstance(text, str):
                height = _height(self.form, place.cell, text)
                heights[place.row] = max(heights[place.row], height)
                if place.row in growing and place.cell.first == place.cell.last:
                    growing[place.row] = max(growing[place.row], height)
        spare = {place.row for place in self.placed if place.spare}
        for row, height in heights.items():
            self.sheet.set_row(row, min(height, 409), None, {"hidden": row in spare})
        for row in growing:
            self.sheet.write_blank(row, self.form.print_last + 1, None, self.styles.get("tall"))
            if isinstance(self.sheet, FormSheet) and growing[row] == heights[row]:
                self.sheet.growing.add(row)

    def page(self) -> None:
        """Column widths, print set-up and protection."""
        sheet, form = self.sheet, self.form
        for col, size in form.widths.items():
            if col <= form.print_last or self.to_fill:
                sheet.set_column(col, col, size)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.print_area(self.first_row, 0, self.last_row, form.print_last)
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
        head = next((place.row for place in self.placed if form.rows[place.cell.row].head), None)
        if head is not None:
            sheet.repeat_rows(head)
        if self.to_fill:
            sheet.protect("", _PROTECTION)
            sheet.freeze_panes(self.table_top, 0)
            first = next(
                (p for p in self.placed if p.path and not p.spare and not self.values.get(p.path)),
                None,
            )
            if first is not None:
                sheet.set_selection(first.row, first.cell.first, first.row, first.cell.first)


@lru_cache(maxsize=256)
def _least_heights(form: Form, placed: tuple[Placed, ...]) -> Mapping[int, float]:
    """The height of each printed row by the form's own words and measures."""
    heights: dict[int, float] = {}
    for place in placed:
        if place.cell.last <= form.print_last:
            own = (place.cell.label or place.cell.sign) if place.row == place.last_row and not place.path else None
            words = _height(form, place.cell, own) if own else 0
            heights[place.row] = max(heights.get(place.row, 0), place.height, words)
    return heights


def _height(form: Form, cell: FormCell, text: str) -> float:
    scale = 18 / 10.5 if cell.style == "title" else 1.0
    return lines(text, _columns(form, cell) / scale) * _LINE * scale + 8


@lru_cache(maxsize=1024)
def _columns(form: Form, cell: FormCell) -> float:
    """How wide a cell is, in characters."""
    return sum(form.widths.get(col, 8.43) for col in range(cell.first, cell.last + 1))


@lru_cache(maxsize=1024)
def _look(form: Form, cell: FormCell, at_top: bool, at_bottom: bool, to_fill: bool) -> tuple[str, Mapping[str, object]]:
    """The style of a cell and what is changed of it; ``at_top`` and ``at_bottom`` of the printed table."""
    name, repeat = cell.style, form.rows[cell.row].repeat
    money = cell.field in AMOUNTS or form.is_amount(f"{repeat}.{cell.field}" if repeat else cell.field or "")
    if cell.derived and cell.derived != STATUS:
        name = "derived-count" if cell.derived.startswith(("indicators.", LEFT)) else "derived"
    elif cell.note or cell.mark:
        name = "note"
    elif money:
        name = "amount"
    elif cell.field and cell.field.startswith("plan."):
        name = "percent"
    elif form.rows[cell.row].head:
        name = "head"
    elif repeat and name == "text":
        name = "middle"
    changes: dict[str, object] = {}
    if form.heads and _in_table(cell) and cell.last <= form.print_last:
        # a medium frame outside, thin lines inside; paragraphs in boxes have no frame
        sides = {
            "top": at_top,
            "bottom": at_bottom and not to_fill,
            "left": cell.first == 0,
            "right": cell.last == form.print_last,
        }
        changes |= {side: 2 for side, outside in sides.items() if outside}
    if form.heads and cell.sign and form.rows[cell.row - 1].repeat:
        changes["top"] = 2  # the frame below the last row, however many of them are shown
    if cell.field and to_fill:
        changes["locked"] = False
        if cell.style in ("text", "centre", "label"):
            changes["bg_color"] = INPUT_FILL
    further = cell.field and cell.field.startswith(MORE) and not money
    if cell.field in _TEXT_FIELDS or further:
        changes["num_format"] = "@"
    return name, changes


def _in_table(cell: FormCell) -> bool:
    return cell.style in ("label", "text", "centre")


def _origin(source: Source | None) -> str | None:
    return None if source is None else f"{ORIGIN}{source.file}" + (f"｜{source.sheet}" if source.sheet else "")


def put(sheet: Worksheet, row: int, col: int, value: object, style: Format | None = None) -> None:
    """Write a value by its own type: text always as text, whatever it begins with; amounts as numbers."""
    if value is None or value == "":
        sheet.write_blank(row, col, None, style)
    elif isinstance(value, str):
        _put_text(sheet, row, col, fitting(value), style)
    else:
        sheet.write_number(row, col, float(value), style)  # type: ignore[arg-type]


def _put_text(sheet: Worksheet, row: int, col: int, text: str, style: Format | None) -> None:
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for a rich string that is XML already; made one of two pieces it is escaped.
        sheet.write_rich_string(row, col, style, text[:1], style, text[1:], style)
    else:
        sheet.write_string(row, col, text, style)


def fitting(text: str) -> str:
    """The text, if a cell can hold it. Raises ``Refused`` otherwise, where XlsxWriter would leave it out."""
    if len(text) <= LONGEST_TEXT:
        return text
    raise Refused(
        f"有一段文字长 {len(text)} 个字，超过单元格的上限 {LONGEST_TEXT} 个字：“{text[:20]}…”。请缩短后再试。"
    )
