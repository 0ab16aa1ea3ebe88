"""The check sheet 对账: every file, and every money column of the sources against the summary."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter import Workbook

from xltool.batch import PASSED, READ, REFUSED
from xltool.consolidation import AMOUNT_WORDS, FileLine
from xltool.fields import AMOUNTS
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL, Styles
from xltool.writing.summary.lists import AMOUNT_COLUMNS, FILE_COLUMN, MONEY_UNIT, total_of
from xltool.writing.summary.parts import Column, Listing, put_merged
from xltool.writing.summary.plan import BALANCE, PROJECTS, TAB_CHECK, Plan
from xltool.writing.summary.rows import Formula, Link, Value, style_of
from xltool.writing.summary.split import sum_of

STATUS_WORDS = {READ: "已汇总", REFUSED: "未汇总", PASSED: "跳过"}

BALANCE_COLUMNS = (
    Column("序号", 6, "count"),
    Column("文件", 40, "link"),
    Column("结果", 9, "centre"),
    Column("说明", 44),
    Column("项目表\n张数", 8, "count"),
    Column("来源\n预算数", 12, "amount"),
    Column("来源\n财政资金", 12, "amount"),
    Column("来源\n其他资金", 12, "amount"),
    Column("汇总表\n预算数", 12, "amount"),
    Column("差额", 9, "amount"),
)


def balance_sheet(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """对账: every file found and what became of it; every money column of the sources against the summary."""
    listing = Listing(workbook, styles, plan.splits[BALANCE], BALANCE_COLUMNS, TAB_CHECK)
    listing.begin("对账表", plan.heading, MONEY_UNIT, MONEY_UNIT)
    lines = plan.merged.files
    for number, line in enumerate(lines, 1):
        listing.add(_line_values(plan, number, line), _line_marks(styles, line))
    listing.add_total(_line_totals(plan, listing))
    _proof(listing, styles, plan)
    listing.end(frozen=2)


def _line_values(plan: Plan, number: int, line: FileLine) -> list[Value]:
    row = plan.splits[BALANCE].row(number - 1)
    link = plan.source_link(line.report.file)
    name: Value = Link(link, line.report.file) if link else line.report.file
    head: list[Value] = [number, name, STATUS_WORDS[line.status], line.reason, line.projects]
    if not line.projects:
        return [*head, None, None, None, None, None]
    merged: Value = line.amounts[0]
    if plan.linked:
        files, amounts = (plan.splits[PROJECTS].ranges(col) for col in (FILE_COLUMN, AMOUNT_COLUMNS[0]))
        merged = Formula(sum_of(f"SUMPRODUCT(({{}}=B{row})*1,{{}})", files, amounts), line.amounts[0])
    return [*head, *line.amounts, merged, Formula(f"ROUND(F{row}-I{row},6)", Decimal("0.00"))]


def _line_marks(styles: Styles, line: FileLine) -> dict[int, str] | None:
    if line.status == READ and not line.reason:
        return None
    return {2: style_of(styles.get("centre", bg_color=ERROR_FILL if line.status == REFUSED else DOUBT_FILL))}


def _line_totals(plan: Plan, listing: Listing) -> list[Value]:
    sums = plan.merged.source_sums()
    at = listing.row + 1
    row: list[Value] = [None, "合计", None, None, _sum(4, listing, plan.count)]
    values = [sums[column] for column in AMOUNTS] + [sums["budget.total"]]
    row += [_sum(col, listing, value) for col, value in enumerate(values, 5)]
    return [*row, Formula(f"ROUND(F{at}-I{at},6)", Decimal("0.00"))]


def _sum(col: int, listing: Listing, value: Decimal | int) -> Formula:
    return Formula(f"SUM({','.join(listing.split.ranges(col, listing.name))})", value)


def _proof(listing: Listing, styles: Styles, plan: Plan) -> None:
    """Below the list: files found = merged + refused + passed over, and each money column, sources against summary."""
    sheet, row, totals = listing.sheet, listing.row + 1, listing.row
    put_merged(
        sheet, row, 0, 9, "逐列对账（来源合计由各文件相加，汇总表合计取自“项目汇总表”合计行）", styles.get("section")
    )
    heads = ("资金", "来源合计", "汇总表合计", "差额")
    for head, (first, end) in zip(heads, _PROOF_COLUMNS, strict=True):
        put_merged(sheet, row + 1, first, end, head, styles.get("head"))
    sums = plan.merged.source_sums()
    for number, (word, column) in enumerate(zip(AMOUNT_WORDS, AMOUNTS, strict=True)):
        at = row + 2 + number
        values: list[Value] = [
            word,
            Formula(f"{'FGH'[number]}{totals}", sums[column]),
            Formula(total_of(AMOUNT_COLUMNS[number], plan), sums[column]),
            Formula(f"ROUND(C{at + 1}-E{at + 1},6)", plan.merged.difference()[column]),
        ]
        for value, (first, end), style in zip(
            values, _PROOF_COLUMNS, ("centre", "amount", "amount", "amount"), strict=True
        ):
            put_merged(sheet, at, first, end, value, styles.get(style))
    put_merged(sheet, row + 6, 0, 9, _files_sentence(plan), styles.get("plain"))
    listing.row = row + 7


_PROOF_COLUMNS = ((0, 1), (2, 3), (4, 6), (7, 9))


def _files_sentence(plan: Plan) -> str:
    by_status = {status: sum(line.status == status for line in plan.merged.files) for status in STATUS_WORDS}
    words = "，".join(f"{STATUS_WORDS[status]} {count} 个" for status, count in by_status.items())
    return f"共找到文件 {len(plan.merged.files)} 个：{words}。"
