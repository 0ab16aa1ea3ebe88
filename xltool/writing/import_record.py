"""What an import changed and what it left, as rows and as the sheet 导入记录 of a new workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.cells import quoted
from xltool.decisions import LEFT, TO_CONFIRM, Decisions, Noted, treatment
from xltool.document import RECORD_HEADS, RECORD_SHEET
from xltool.words import lines
from xltool.writing.form_sheet import LONGEST_TEXT, put
from xltool.writing.styles import DOUBT_FILL, Styles

COLUMNS = (
    *zip(RECORD_HEADS, (6, 22, 12, 10), strict=True),
    ("栏目", 15),
    ("原文", 30),
    ("更正为", 26),
    ("原因", 28),
    ("处理", 10),
)
"""The columns of the list and their widths."""

LEFT_REASON = "未能识别：没有对应的栏目"

_LINK = ("新表位置", 10)
_LINE, _MARGIN = 14.5, 0.6
_FIRST_TEXTS, _LAST_TEXT = (0, 3, 8), len(COLUMNS) - 1


def record_row(number: int, entry: Noted, decisions: Decisions) -> tuple[object, ...]:
    """One row of the list; a text too long for a cell is cut and says so."""
    said, repair = entry.said, entry.repair
    value, reason = (repair.value or "（去掉）", repair.reason) if repair else ("", LEFT_REASON)
    texts = (_fitting(text) for text in (said.raw or "（空白）", value, reason))
    return number, said.file, said.sheet, said.cell, entry.word, *texts, treatment(entry, decisions)


def _fitting(text: str) -> str:
    whole = f"……（共 {len(text)} 字，见原文件）"
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(whole)] + whole


def draw_record(
    workbook: Workbook, entries: Sequence[Noted], decisions: Decisions, sheet: str, cells: Mapping[str, str]
) -> None:
    """Add 导入记录 to a new workbook, repairs first, then what was not understood.

    ``sheet`` and ``cells`` say where each field of the form stands, by path; without an entry there is no record.
    """
    if not entries:
        return
    styles, record = Styles(workbook), workbook.add_worksheet(RECORD_SHEET)
    draw_list(record, styles, entries, decisions)
    last = len(COLUMNS)
    record.set_column(last, last, _LINK[1])
    record.write_string(0, last, _LINK[0], styles.get("head"))
    for row, entry in enumerate(entries, 1):
        cell = cells.get(entry.path or "")
        if cell:
            style = styles.get("centre-link")
            record.write_url(row, last, f"internal:{quoted(sheet)}!{cell}", style, cell, f"转到 {cell}")
        else:
            record.write_blank(row, last, None, styles.get("centre"))
    page(record, len(entries), last)
    record.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def draw_list(sheet: Worksheet, styles: Styles, entries: Sequence[Noted], decisions: Decisions) -> None:
    """Heads and rows of the list on an empty sheet; doubts are amber, and say so in words."""
    for col, (name, size) in enumerate(COLUMNS):
        sheet.set_column(col, col, size)
        sheet.write_string(0, col, name, styles.get("head"))
    sheet.set_row(0, 22)
    for row, entry in enumerate(entries, 1):
        values = record_row(row, entry, decisions)
        for col, value in enumerate(values):
            put(sheet, row, col, value, _style(styles, col, value))
        most = max(lines(str(value), size) for value, (_, size) in zip(values, COLUMNS, strict=True))
        sheet.set_row(row, min(most * _LINE + 6, 409))


def _style(styles: Styles, col: int, value: object) -> object:
    if col == 0:
        return styles.get("count")
    if value in (TO_CONFIRM, LEFT) and col == _LAST_TEXT:
        return styles.get("centre", bg_color=DOUBT_FILL)
    return styles.get("centre" if col in _FIRST_TEXTS else "middle", num_format="@")


def page(sheet: Worksheet, count: int, last: int) -> None:
    """How the list is shown and printed."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, last)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(_MARGIN, _MARGIN, 0.9, 0.75)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, count, last)
    sheet.repeat_rows(0)
    sheet.set_header("&C&14&A")
    sheet.set_footer("&C&9第 &P 页，共 &N 页")
