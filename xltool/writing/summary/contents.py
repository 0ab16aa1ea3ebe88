"""目录: the first sheet, with a link to every other."""

from __future__ import annotations

from xlsxwriter import Workbook

from xltool.cells import quoted
from xltool.document import SUMMARY_MARK
from xltool.explanations import CONTENTS
from xltool.writing.styles import Styles
from xltool.writing.summary.parts import page, put_merged, put_value
from xltool.writing.summary.plan import TAB_OVERVIEW, Plan
from xltool.writing.summary.rows import Link


def contents(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """目录: links to every sheet."""
    sheet = workbook.get_worksheet_by_name(CONTENTS)
    sheet.set_tab_color(TAB_OVERVIEW)
    for col, size in enumerate((8, 42, 60)):
        sheet.set_column(col, col, size)
    sheet.set_column(3, 3, 3)
    sheet.set_row(0, 30)
    put_merged(sheet, 0, 0, 2, plan.title("项目绩效目标汇总"), styles.get("title", font_size=16))
    put_value(sheet, 0, 4, f"{SUMMARY_MARK} 1", styles.get("note"))
    put_merged(sheet, 1, 0, 2, plan.heading, styles.get("headline"))
    rows: list[tuple[str, str]] = [*plan.lists.items(), *plan.part_one.items()]
    rows += [
        (name, reading.project.code or "") for name, reading in zip(plan.sheets, plan.merged.readings, strict=False)
    ]
    for col, head in enumerate(("序号", "工作表", "内容")):
        put_value(sheet, 2, col, head, styles.get("head"))
    for number, (name, what) in enumerate(rows, 1):
        sheet.set_row(2 + number, 18)
        put_value(sheet, 2 + number, 0, number, styles.get("count"))
        put_value(sheet, 2 + number, 1, Link(f"internal:{quoted(name)}!A1", name), styles.get("link"))
        put_value(sheet, 2 + number, 2, what, styles.get("middle"))
    last = 2 + len(rows)
    if plan.left_out:
        last += 1
        put_merged(sheet, last, 0, 2, plan.left_out, styles.get("plain"))
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    page(sheet, last, 2, landscape=False)
