"""One workbook of one form, as bytes: blank template, or a table that was imported."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.forms.form import Form
from xltool.model import Department, Project, Unit
from xltool.settings import Settings
from xltool.writing.form_guards import guard_cells
from xltool.writing.form_guide import GUIDE_SHEET, draw_guide
from xltool.writing.form_sheet import FormSheet, arranged, draw_form
from xltool.writing.sheets import Book
from xltool.writing.styles import Styles

CREATED = datetime(2020, 1, 1, tzinfo=UTC)
"""The date in every workbook's properties, so that the same input gives the same bytes."""

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def new_workbook(form: Form, settings: Settings) -> bytes:
    """The blank form with what a department's settings say of it: code, name and year."""
    if form.kind == "project":
        return form_workbook(form, Project(form=form.id, department=Unit(settings.code, settings.name)))
    return form_workbook(form, Department(code=settings.code, name=settings.name, year=settings.year))


def form_workbook(
    form: Form,
    content: Project | Department | None = None,
    finish: Callable[[Workbook, Worksheet], None] | None = None,
    texts: Mapping[str, str] | None = None,
) -> bytes:
    """The form as an .xlsx for clerks, filled with ``content`` or blank; ``texts`` as for :func:`draw_form`.

    ``finish`` adds to the workbook before it is closed; it gets the workbook and the form's sheet.
    """
    buffer, name = io.BytesIO(), content.name if content else None
    workbook = Book(buffer, OPTIONS)
    workbook.set_properties({"title": f"{name or ''}{form.title}", "subject": form.mark, "created": CREATED})
    styles = Styles(workbook)
    sheet = workbook.add_worksheet(form.sheet_name, FormSheet)
    draw_form(sheet, styles, form, content, texts=texts)
    if form.entries:
        guard_cells(workbook, sheet, form, arranged(form, content))
        draw_guide(workbook, workbook.add_worksheet(GUIDE_SHEET), styles, form)
    if finish:
        finish(workbook, sheet)
    workbook.close()
    return buffer.getvalue()
