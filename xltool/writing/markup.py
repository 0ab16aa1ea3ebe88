"""Marked-up copies: trouble coloured and noted at its cell, and a 问题清单 sheet whose rows link to the cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from xltool.cells import column_name, quoted
from xltool.document import LIST_SHEET
from xltool.explanations import Entry
from xltool.problems import Place, Problem
from xltool.words import lines
from xltool.writing.problem_marks import (
    ALSO,
    COLUMNS,
    FILLS,
    PLACE,
    REASON,
    by_cell,
    list_rows,
    mark_of,
    most_serious_first,
)
from xltool.writing.styles import FONT, INPUT_FILL, LINK

_LINE = 14.5

Target = Callable[[Place], str | None]
"""Where a cell can be reached: a link such as ``#'表'!A1``, or None."""


def marked_copy(
    workbook: bytes, problems: Sequence[Problem], left: Sequence[Entry] = (), notes: Sequence[str] = ()
) -> bytes:
    """A copy of an .xlsx or .xlsm with its problems marked; the bytes given are not changed.

    ``left`` are reasons in its list that belong to no problem any more, ``notes`` sentences below the list.
    """
    book = load_workbook(io.BytesIO(workbook), keep_vba=b"xl/vbaProject.bin" in workbook)
    for (sheet, cell), members in by_cell(problems).items():
        if sheet in book.sheetnames:
            _mark(book[sheet], cell, members)
    if LIST_SHEET in book.sheetnames:
        del book[LIST_SHEET]
    _list_sheet(
        book.create_sheet(LIST_SHEET),
        problems,
        lambda at: f"#{quoted(at.sheet)}!{at.cell}" if at.cell and at.sheet in book.sheetnames else None,
        list_rows(most_serious_first(problems), left, notes),
    )
    return _bytes(book)


def problem_workbook(problems: Sequence[Problem], target: Target, notes: Sequence[str] = ()) -> bytes:
    """A workbook with 问题清单 alone, for several files; ``notes`` are sentences below the list."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = LIST_SHEET
    _list_sheet(sheet, problems, target, list_rows(most_serious_first(problems), (), notes))
    return _bytes(book)


def _mark(sheet: Worksheet, address: str, problems: Sequence[Problem]) -> None:
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        area = next(a for a in sheet.merged_cells.ranges if address in a)
        cell = sheet.cell(area.min_row, area.min_col)
    fill, words = mark_of(problems, cell.comment.text if cell.comment is not None else None)
    cell.fill = PatternFill("solid", fgColor=fill.lstrip("#"))
    note = Comment(words, "xltool")
    note.width, note.height = 320, 40 + 18 * lines(words, 44)
    cell.comment = note


def _list_sheet(
    sheet: Worksheet, problems: Sequence[Problem], target: Target, rows: Sequence[tuple[object, ...]]
) -> None:
    thin = Side(style="thin")
    border, font = Border(thin, thin, thin, thin), Font(name=FONT, size=10.5)
    linked = Font(name=FONT, size=10.5, underline="single", color=LINK.lstrip("#"))
    for col, (name, size) in enumerate(COLUMNS, 1):
        head = sheet.cell(1, col, name)
        head.font, head.border = Font(name=FONT, size=10.5, bold=True), border
        head.fill, head.alignment = PatternFill("solid", fgColor="F2F2F2"), Alignment("center", "center")
        sheet.column_dimensions[column_name(col - 1)].width = size
    ordered = most_serious_first(problems)
    for row, values in enumerate(rows, 2):
        for col, value in enumerate(values, 1):
            cell = sheet.cell(row, col)
            _put_text(cell, value)
            cell.font, cell.border = font, border
            cell.alignment = Alignment("left" if col > 3 else "center", "center", wrap_text=True)
        if isinstance(values[0], int):
            sheet.cell(row, REASON + 1).fill = PatternFill("solid", fgColor=INPUT_FILL.lstrip("#"))
            sheet.cell(row, REASON + 1).number_format = "@"
        sheet.row_dimensions[row].height = (
            _LINE * max(lines(str(v or ""), s) for v, (_, s) in zip(values, COLUMNS, strict=True)) + 6
        )
    for row, problem in enumerate(ordered, 2):
        for col, at in ((PLACE, problem.all_places[0]), *((ALSO, at) for at in problem.also[:1])):
            if link := target(at):
                place = sheet.cell(row, col + 1)
                place.hyperlink, place.font = link, linked
        if problem.severity != "hint":
            sheet.cell(row, 2).fill = PatternFill("solid", fgColor=FILLS[problem.severity].lstrip("#"))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{column_name(len(COLUMNS) - 1)}{max(len(ordered) + 1, 2)}"
    sheet.print_title_rows = "1:1"
    for part, text in ((sheet.oddHeader, LIST_SHEET), (sheet.oddFooter, "第 &P 页，共 &N 页")):
        if part is not None:
            part.center.text = text
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _put_text(cell: object, value: object) -> None:
    """Text stays text, also where it begins like a formula."""
    cell.value = value  # type: ignore[attr-defined]
    if isinstance(value, str):
        cell.data_type = "s"  # type: ignore[attr-defined]


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _without_clock(workbook: bytes) -> bytes:
    """The same workbook without the time of saving, which openpyxl writes in two places."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            data = old.read(member)
            if member.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>2020-01-01T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
