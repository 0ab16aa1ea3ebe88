"""What the summary's sheets are made of: cells that are formulas or links, and lists with head, rows and total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltool.cells import quoted
from xltool.explanations import CONTENTS
from xltool.words import lines
from xltool.writing.form_sheet import put
from xltool.writing.styles import Styles
from xltool.writing.summary.rows import Formula, Link, ListSheet, Value, style_of

FIRST = 3
"""Zero-based row of a list's first entry: title, department line and head stand above it."""

ROW_HEIGHT = 20
LINE_HEIGHT = 14
WRAPPED = frozenset({"middle", "centre", "link", "reason"})
"""Styles of columns whose long texts are wrapped."""

_MARGIN = 0.6


class Column(NamedTuple):
    """A column of a list: head, width in characters, style of its cells."""

    title: str
    width: float
    style: str = "middle"


def put_value(sheet: Worksheet, row: int, col: int, value: Value, style: Format) -> None:
    """Write a cell; text never becomes a formula."""
    if isinstance(value, Formula):
        result = float(value.value) if isinstance(value.value, Decimal) else value.value
        sheet.write_formula(row, col, "=" + value.text, style, result)
    elif isinstance(value, Link):
        sheet.write_url(row, col, value.target, style, value.text)
    else:
        put(sheet, row, col, value, style)


def put_merged(sheet: Worksheet, row: int, first: int, last: int, value: Value, style: Format) -> None:
    """Write a cell that spans columns of one row."""
    if last > first:
        sheet.merge_range(row, first, row, last, "", style)
    put_value(sheet, row, first, value, style)


Cell = tuple[int, int, Value, str]
"""First column, last column, value and style."""


class PageSheet:
    """A sheet that is written from the top, row by row, with cells beside the page that are not printed."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0

    def line(self, cells: Sequence[Cell], height: float = ROW_HEIGHT, **changes: Any) -> None:
        """The next row, of cells that may span columns."""
        self.sheet.set_row(self.row, height)
        for first, last, value, style in cells:
            put_merged(self.sheet, self.row, first, last, value, self.styles.get(style, **changes))
        self.row += 1

    def put(self, row: int, col: int, value: Value, style: str, **changes: Any) -> None:
        """A cell anywhere."""
        put_value(self.sheet, row, col, value, self.styles.get(style, **changes))


def back_link(words: str = CONTENTS) -> Link:
    """The way back to 目录."""
    return Link(f"internal:{quoted(CONTENTS)}!A1", words)


class Listing:
    """One list sheet, written row by row from the top, so that rows can leave memory as they are done.

    The last ``helpers`` columns serve formulas and filters and are not printed.
    """

    def __init__(
        self, workbook: Workbook, styles: Styles, name: str, columns: Sequence[Column], tab: str, helpers: int = 0
    ) -> None:
        self.name, self.columns, self.styles = name, columns, styles
        self.sheet: ListSheet = workbook.get_worksheet_by_name(name)
        self.sheet.set_tab_color(tab)
        self._styles = [style_of(styles.get(column.style)) for column in columns]
        self._wrapped = [(i, column.width) for i, column in enumerate(columns) if column.style in WRAPPED]
        self.row = FIRST
        self._last_printed = len(columns) - 1 - helpers
        for index, column in enumerate(columns):
            self.sheet.set_column(index, index, column.width)

    def begin(self, title: str, left: str, right: Value = "") -> None:
        """Title, department line with the way back to 目录, and head."""
        sheet, last = self.sheet, self._last_printed
        sheet.set_row(0, 30)
        put_merged(sheet, 0, 0, last, title, self.styles.get("title", font_size=16))
        split = max(last // 2, 1)
        put_value(sheet, 1, 0, back_link(), self.styles.get("back"))
        put_merged(sheet, 1, 1, split, left, self.styles.get("headline"))
        put_merged(sheet, 1, split + 1, last, right, self.styles.get("headline-right"))
        most = max(lines(column.title, column.width) for column in self.columns)
        sheet.set_row(FIRST - 1, ROW_HEIGHT + (most - 1) * LINE_HEIGHT)
        self._row(FIRST - 1, [column.title for column in self.columns], [self.styles.get("head")] * len(self.columns))

    def add(self, values: Sequence[Value], changes: Mapping[int, str] | None = None) -> int:
        """One entry; ``changes`` are other styles for some columns. Returns its zero-based row."""
        styles = self._styles if not changes else [changes.get(i, style) for i, style in enumerate(self._styles)]
        self.sheet.add_row(self.row, self._height(values), values, styles)
        self.row += 1
        return self.row - 1

    def add_total(self, values: Sequence[Value]) -> None:
        """A bold line with an upper rule."""
        formats = [self.styles.get(column.style, bold=True, top=2) for column in self.columns]
        self.sheet.set_row(self.row, ROW_HEIGHT + 2)
        self._row(self.row, values, formats)
        self.row += 1

    def put(self, row: int, col: int, value: Value, style: str) -> None:
        """A cell above the entries, beside title and department line."""
        put_value(self.sheet, row, col, value, self.styles.get(style))

    def end(self, entries: int, *, frozen: int = 0) -> None:
        """Filter, frozen head, and how the sheet prints."""
        sheet, last = self.sheet, len(self.columns) - 1
        sheet.end_rows(len(self.columns))
        if entries:
            sheet.autofilter(FIRST - 1, 0, FIRST + entries - 1, last)
        sheet.freeze_panes(FIRST, frozen)
        sheet.repeat_rows(FIRST - 1)
        page(sheet, max(self.row - 1, FIRST), self._last_printed, landscape=True)

    def _height(self, values: Sequence[Value]) -> float:
        """High enough for the longest wrapped text; neither Excel nor LibreOffice does it for a file like this."""
        most = 1
        for col, size in self._wrapped:
            value = values[col]
            text = value.text if isinstance(value, Link) else value
            if isinstance(text, str) and 2 * len(text) > size - 2 and (count := lines(text, size)) > most:
                most = count
        return min(ROW_HEIGHT + (most - 1) * LINE_HEIGHT, 409)

    def _row(self, row: int, values: Sequence[Value], formats: Sequence[Format]) -> None:
        sheet = self.sheet
        for col, (value, style) in enumerate(zip(values, formats, strict=True)):
            put_value(sheet, row, col, value, style)


def page(sheet: Worksheet, last_row: int, last_col: int, *, landscape: bool) -> None:
    """A4, one page wide, page numbers, no grid."""
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(_MARGIN, _MARGIN, 0.75, 0.75)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last_col)
    sheet.set_footer("&L&9&A&R&9第 &P 页，共 &N 页")
