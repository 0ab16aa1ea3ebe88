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
from xltool.writing.summary.split import FIRST, Split

ROW_HEIGHT = 20
LINE_HEIGHT = 14
WRAPPED = frozenset({"middle", "centre", "link", "reason"})
"""Styles of columns whose long texts are wrapped."""

_MARGIN = 0.6


UNFOLDED, FOLDED = "unfolded", "folded"


class Column(NamedTuple):
    """A column of a list: head, width in characters, style of its cells; a detail can be folded away (分级显示)."""

    title: str
    width: float
    style: str = "middle"
    detail: str = ""


def set_columns(sheet: Worksheet, widths: Sequence[tuple[float, str]], first: int = 0) -> None:
    """The widths of columns, ``UNFOLDED`` and ``FOLDED`` ones in an outline; the sign stands right of its columns."""
    before = ""
    for col, (width, detail) in enumerate([*widths, (0, "")], first):
        options = {"level": 1, "hidden": detail == FOLDED} if detail else {}
        if before == FOLDED != detail:
            options["collapsed"] = True
        if width or options:
            sheet.set_column(col, col, width or None, None, options)
        before = detail


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
    """One list, written row by row from the top, so that rows can leave memory as they are done.

    Where a sheet is full it goes on on the next. The last ``helpers`` columns serve formulas and filters and are not
    printed.
    """

    def __init__(
        self, workbook: Workbook, styles: Styles, split: Split, columns: Sequence[Column], tab: str, helpers: int = 0
    ) -> None:
        self.split, self.columns, self.styles = split, columns, styles
        self.sheets: list[ListSheet] = [workbook.get_worksheet_by_name(name) for name in split.sheets]
        self._styles = [style_of(styles.get(column.style)) for column in columns]
        self._wrapped = [(i, column.width) for i, column in enumerate(columns) if column.style in WRAPPED]
        self._part, self.row, self._full = 0, FIRST, FIRST + split.capacity
        self._last_printed = len(columns) - 1 - helpers
        for sheet in self.sheets:
            sheet.set_tab_color(tab)
            set_columns(sheet, [(column.width, column.detail) for column in columns])

    @property
    def sheet(self) -> ListSheet:
        """The sheet that is being written."""
        return self.sheets[self._part]

    @property
    def name(self) -> str:
        """Its name."""
        return self.split.sheets[self._part]

    def begin(self, title: str, left: str, right: Value = "", later: Value = "") -> None:
        """Title, department line with the way back to 目录, and head; further sheets have ``later`` for ``right``."""
        most = max(lines(column.title, column.width) for column in self.columns)
        for part, sheet in enumerate(self.sheets):
            words = title, left
            if len(self.sheets) > 1:
                from_before = f"　上接“{self.split.sheets[part - 1]}”" if part else ""
                words = f"{title}（第 {part + 1} 张，共 {len(self.sheets)} 张）", f"{left}{from_before}"
            self._begin(sheet, *words, later if part else right)
            sheet.set_row(FIRST - 1, ROW_HEIGHT + (most - 1) * LINE_HEIGHT)
            head = self.styles.get("head")
            for col, column in enumerate(self.columns):
                put_value(sheet, FIRST - 1, col, column.title, head)

    def _begin(self, sheet: ListSheet, title: str, left: str, right: Value) -> None:
        last = self._last_printed
        split = max(last // 2, 1)
        sheet.set_row(0, 30)
        put_merged(sheet, 0, 0, last, title, self.styles.get("title", font_size=16))
        put_value(sheet, 1, 0, back_link(), self.styles.get("back"))
        put_merged(sheet, 1, 1, split, left, self.styles.get("headline"))
        put_merged(sheet, 1, split + 1, last, right, self.styles.get("headline-right"))

    def add(self, values: Sequence[Value], changes: Mapping[int, str] | None = None) -> None:
        """One entry; ``changes`` are other styles for some columns."""
        if self.row >= self._full:
            self._go_on()
        styles = self._styles if not changes else [changes.get(i, style) for i, style in enumerate(self._styles)]
        self.sheets[self._part].add_row(self.row, self._height(values), values, styles)
        self.row += 1

    def _go_on(self) -> None:
        """To the next sheet; below the rows of this one it says where the list goes on."""
        following = self.split.sheets[self._part + 1]
        link = Link(f"internal:{quoted(following)}!A1", f"以下转“{following}”")
        put_value(self.sheet, self.row, 1, link, self.styles.get("plain-link"))
        self._part, self.row = self._part + 1, FIRST

    def add_total(self, values: Sequence[Value]) -> None:
        """A bold line with an upper rule, below the last entry."""
        formats = [self.styles.get(column.style, bold=True, top=2) for column in self.columns]
        self.sheet.set_row(self.row, ROW_HEIGHT + 2)
        for col, (value, style) in enumerate(zip(values, formats, strict=True)):
            put_value(self.sheet, self.row, col, value, style)
        self.row += 1

    def put(self, row: int, col: int, value: Value, style: str) -> None:
        """A cell above the entries of the first sheet, beside title and department line."""
        put_value(self.sheets[0], row, col, value, self.styles.get(style))

    def end(self, *, frozen: int = 0) -> None:
        """Filter, frozen head, and how the sheets print."""
        last = len(self.columns) - 1
        if self.split.entries:
            for part, count in self.split.parts():
                self.sheets[part].autofilter(FIRST - 1, 0, FIRST + count - 1, last)
        for part, sheet in enumerate(self.sheets):
            sheet.end_rows(len(self.columns))
            sheet.freeze_panes(FIRST, frozen)
            sheet.repeat_rows(FIRST - 1)
            bottom = self.row - 1 if part == self._part else self._full
            page(sheet, max(bottom, FIRST), self._last_printed, landscape=True)

    def _height(self, values: Sequence[Value]) -> float:
        """High enough for the longest wrapped text; neither Excel nor LibreOffice does it for a file like this."""
        most = 1
        for col, size in self._wrapped:
            value = values[col]
            text = value.text if isinstance(value, Link) else value
            if isinstance(text, str) and 2 * len(text) > size - 2 and (count := lines(text, size)) > most:
                most = count
        return min(ROW_HEIGHT + (most - 1) * LINE_HEIGHT, 409)


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
