"""The first two sheets: 目录, and 部门汇总, which says in ten seconds how much, for what, what is missing or wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.cells import column_name, quoted
from xltool.document import SUMMARY_MARK
from xltool.explanations import CONTENTS, PROBLEMS, is_open
from xltool.problems import SEVERITY_WORDS, Problem
from xltool.words import lines
from xltool.writing.styles import FONT, Styles
from xltool.writing.summary.lists import (
    AMOUNT_COLUMNS,
    LEVEL1_COLUMN,
    MONEY_UNIT,
    total_of,
)
from xltool.writing.summary.parts import FIRST, LINE_HEIGHT, ROW_HEIGHT, page, put_merged, put_value
from xltool.writing.summary.plan import (
    INDICATORS,
    OVERVIEW,
    PLAN,
    PROJECTS,
    TAB_OVERVIEW,
    Plan,
)
from xltool.writing.summary.problems import in_order, open_sentence, problem_count, unexplained_count
from xltool.writing.summary.rows import Formula, Link, Value

COLUMNS = 8
COLUMN_WIDTH = 11.5
FIGURES = {"项目数": "$A$3", "预算总额": "$C$3", "财政资金合计": "$E$3", "指标条数": "$G$3"}
"""Names of the key figures, for formulas in other workbooks."""

MOST_SHOWN = 6
"""Problems that the first page shows in words."""

_BLUE, _LIGHT = "#2E5C8A", "#9DB8D2"
_CHART_ROWS = 11


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
    rows: list[tuple[str, str]] = list(plan.lists.items())
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
    if not plan.linked:
        last += 1
        note = f"共 {plan.count} 个项目，没有放入各项目的工作表；项目汇总表的“来源文件”一列可打开原表。"
        put_merged(sheet, last, 0, 2, note, styles.get("plain"))
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    page(sheet, last, 2, landscape=False)


def overview(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """部门汇总: one printed page."""
    _Overview(workbook, styles, plan).draw()


class _Overview:
    """The page is written from the top, row by row."""

    def __init__(self, workbook: Workbook, styles: Styles, plan: Plan) -> None:
        self.workbook, self.styles, self.plan = workbook, styles, plan
        self.sheet: Worksheet = workbook.get_worksheet_by_name(OVERVIEW)
        self.row = 0

    def draw(self) -> None:
        self.sheet.set_tab_color(TAB_OVERVIEW)
        self.sheet.set_column(0, COLUMNS - 1, COLUMN_WIDTH)
        self._head()
        funds = self._sub_objectives()
        plan_rows = self._plan()
        self._indicators()
        self._charts(funds, plan_rows)
        self._problems()
        page(self.sheet, self.row - 1, COLUMNS - 1, landscape=False)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.activate()

    def _line(self, cells: Sequence[tuple[int, int, Value, str]], height: float = ROW_HEIGHT, **changes: Any) -> None:
        """One row of merged cells: first column, last column, value, style."""
        self.sheet.set_row(self.row, height)
        for first, last, value, style in cells:
            put_merged(self.sheet, self.row, first, last, value, self.styles.get(style, **changes))
        self.row += 1

    def _head(self) -> None:
        plan, money = self.plan, self.plan.merged.totals.money
        self._line([(0, 7, plan.title("项目绩效目标汇总"), "title")], 36)
        self._line([(0, 4, plan.heading, "headline"), (5, 7, MONEY_UNIT, "headline-right")])
        count = Formula(f"COUNT({quoted(PROJECTS)}!A{FIRST + 1}:A{plan.last})", plan.count)
        indicators = Formula(f"COUNT({self._indicator_range(0)})", plan.merged.totals.indicators)
        self._line(
            [
                (0, 1, count, "figure-count"),
                (2, 3, Formula(total_of(AMOUNT_COLUMNS[0], plan), money.total), "figure"),
                (4, 5, Formula(total_of(AMOUNT_COLUMNS[1], plan), money.fiscal), "figure"),
                (6, 7, indicators, "figure-count"),
            ],
            34,
        )
        for name, cell in FIGURES.items():
            self.workbook.define_name(name, f"={quoted(OVERVIEW)}!{cell}")
        words = ("项目（个）", "预算总额", "其中：财政资金", "绩效指标（条）")
        self._line([(2 * i, 2 * i + 1, word, "caption") for i, word in enumerate(words)])
        self._line([(0, 7, self._verdict(), "plain")], 22, align="center")

    def _verdict(self) -> Value:
        merged = self.plan.merged
        files = (
            f"{len(merged.refused)} 个文件未汇总（见“对账”）"
            if merged.refused
            else "所有项目表均已汇总，来源与汇总对账无差额"
        )
        return open_sentence(self.plan, files) if merged.problems else f"{files}；没有查出问题。"

    def _sub_objectives(self) -> tuple[int, int]:
        """Table by 分项绩效目标; returns its first and last row (zero-based) for the chart."""
        plan, totals = self.plan, self.plan.merged.totals
        note = "（分项与项目编码的对应由系统推测，请核对设置文件）" if totals.sub_objective_basis == "proposed" else ""
        self._line([(0, 7, f"一、按分项绩效目标{note}", "section")], 26)
        heads = ("项目数", "预算数", "财政资金", "其他资金", "占比")
        self._line([(0, 2, "分项绩效目标", "head"), *((3 + i, 3 + i, word, "head") for i, word in enumerate(heads))])
        first = self.row
        names = f"{quoted(PROJECTS)}!$D${FIRST + 1}:$D${plan.last}"
        groups = totals.by_sub_objective
        end = first + max(len(groups), 1)
        for group in groups:
            at = self.row + 1
            cells: list[tuple[int, int, Value, str]] = [(0, 2, group.name, "middle")]
            cells.append((3, 3, Formula(f"SUMPRODUCT(({names}=$A{at})*1)", group.projects), "count"))
            money = (group.money.total, group.money.fiscal, group.money.other)
            for col, value, source in zip((4, 5, 6), money, AMOUNT_COLUMNS, strict=True):
                letter = column_name(source)
                amounts = f"{quoted(PROJECTS)}!{letter}${FIRST + 1}:{letter}${plan.last}"
                cells.append((col, col, Formula(f"SUMPRODUCT(({names}=$A{at})*1,{amounts})", value), "amount"))
            cells.append((7, 7, self._share(f"E{at}", f"E${end + 1}", group.money.total), "share"))
            self._line(cells, 22)
        if not groups:
            self._line([(0, 7, "没有部门整体绩效目标（第一部分），不能按分项归集。", "middle")], 22)
        self._sub_total(first, end)
        return first, end - 1

    def _sub_total(self, first: int, end: int) -> None:
        plan, money = self.plan, self.plan.merged.totals.money
        cells: list[tuple[int, int, Value, str]] = [(0, 2, "合计", "centre")]
        if self.plan.merged.totals.by_sub_objective:
            cells.append((3, 3, Formula(f"SUM(D{first + 1}:D{end})", plan.count), "count"))
            for col, value in zip((4, 5, 6), (money.total, money.fiscal, money.other), strict=True):
                letter = column_name(col)
                cells.append((col, col, Formula(f"SUM({letter}{first + 1}:{letter}{end})", value), "amount"))
        else:
            cells.append((3, 3, plan.count, "count"))
            for col, value, source in zip(
                (4, 5, 6), (money.total, money.fiscal, money.other), AMOUNT_COLUMNS, strict=True
            ):
                cells.append((col, col, Formula(total_of(source, plan), value), "amount"))
        cells.append((7, 7, self._share(f"E{end + 1}", f"E${end + 1}", money.total), "share"))
        self._line(cells, 22, bold=True, top=2)

    def _share(self, part: str, whole: str, value: Decimal) -> Formula:
        everything = self.plan.merged.totals.money.total
        return Formula(f"IF({whole}=0,0,{part}/{whole})", value / everything if everything else 0)

    def _plan(self) -> tuple[int, int]:
        """Table by checkpoint; returns its first and last row for the chart."""
        plan, totals = self.plan, self.plan.merged.totals
        self._line([(0, 7, "二、资金支出计划", "section")], 26)
        self._line(
            [
                (0, 1, "时点", "head"),
                (2, 3, "累计金额", "head"),
                (4, 5, "当期金额", "head"),
                (6, 7, "累计占预算", "head"),
            ]
        )
        first = self.row
        for number, amount in enumerate(totals.plan):
            column = column_name(5 + 2 * number)
            at = self.row + 1
            share = amount.cumulative / totals.money.total if totals.money.total else 0
            self._line(
                [
                    (0, 1, amount.by, "centre"),
                    (2, 3, Formula(f"{quoted(PLAN)}!{column}{plan.last + 1}", amount.cumulative), "amount"),
                    (4, 5, Formula(f"{quoted(PLAN)}!{column}{plan.last + 2}", amount.period), "amount"),
                    (6, 7, Formula(f"IF({total_of(4, plan)}=0,0,C{at}/{total_of(4, plan)})", share), "share"),
                ]
            )
        return first, self.row - 1

    def _indicators(self) -> None:
        totals = self.plan.merged.totals
        self._line([(0, 7, "三、绩效指标", "section")], 26)
        self._line(
            [
                (0, 1, "一级指标", "head"),
                (2, 3, "条数", "head"),
                (4, 5, "占比", "head"),
                (6, 7, "有此类指标的项目", "head"),
            ]
        )
        for name, count in totals.by_level1.items():
            at = self.row + 1
            share = Formula(
                f"IF(COUNT({self._indicator_range(0)})=0,0,C{at}/COUNT({self._indicator_range(0)}))",
                count / totals.indicators,
            )
            self._line(
                [
                    (0, 1, name, "centre"),
                    (2, 3, Formula(f"SUMPRODUCT(({self._indicator_range(LEVEL1_COLUMN)}=$A{at})*1)", count), "count"),
                    (4, 5, share, "share"),
                    (6, 7, self.plan.projects_with(name), "count"),
                ]
            )

    def _indicator_range(self, col: int) -> str:
        name = column_name(col)
        last = FIRST + max(self.plan.merged.totals.indicators, 1)
        return f"{quoted(INDICATORS)}!${name}${FIRST + 1}:${name}${last}"

    def _charts(self, funds: tuple[int, int], plan_rows: tuple[int, int]) -> None:
        """Two plain charts side by side: money by 分项绩效目标, plan by checkpoint."""
        totals = self.plan.merged.totals
        self.sheet.set_row(self.row, 10)
        top = self.row + 1
        if totals.by_sub_objective:
            self._chart("bar", "预算数按分项绩效目标（万元）", funds, (0, 4), top, 0)
        if totals.plan:
            self._chart("column", "累计支出计划（万元）", plan_rows, (0, 2), top, 4)
        for row in range(top, top + _CHART_ROWS):
            self.sheet.set_row(row, ROW_HEIGHT)
        self.row = top + _CHART_ROWS

    def _chart(self, kind: str, title: str, rows: tuple[int, int], cols: tuple[int, int], top: int, left: int) -> None:
        chart = self.workbook.add_chart({"type": kind})
        font = {"name": FONT, "size": 9}
        chart.add_series(
            {
                "categories": [OVERVIEW, rows[0], cols[0], rows[1], cols[0]],
                "values": [OVERVIEW, rows[0], cols[1], rows[1], cols[1]],
                "fill": {"color": _BLUE if kind == "bar" else _LIGHT},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "#,##0.00", "font": font},
            }
        )
        chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "bold": True}, "overlay": False})
        chart.set_legend({"none": True})
        names = {"num_font": font, "line": {"color": "#A6A6A6"}, "major_tick_mark": "none"}
        # Room for the labels at the ends of the bars.
        amounts = {"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": self._axis_end(kind)}
        chart.set_x_axis(names | ({"reverse": True} if kind == "bar" else {}))
        chart.set_y_axis(amounts)
        if kind == "bar":
            chart.set_x_axis(amounts)
            chart.set_y_axis(names | {"reverse": True})
        chart.set_chartarea({"border": {"color": "#D9D9D9"}})
        chart.set_size({"width": 4 * 85 - 6, "height": round(_CHART_ROWS * ROW_HEIGHT * 4 / 3) - 8})
        self.sheet.insert_chart(top, left, chart, {"x_offset": 3, "y_offset": 4, "object_position": 1})

    def _axis_end(self, kind: str) -> float:
        totals = self.plan.merged.totals
        groups = [group.money.total for group in totals.by_sub_objective]
        largest = max(groups if kind == "bar" else [amount.cumulative for amount in totals.plan], default=Decimal(0))
        return float(largest) * (1.35 if kind == "bar" else 1.15) or 1.0

    def _problems(self) -> None:
        plan = self.plan
        self._line([(0, 7, "四、主要问题", "section")], 26)
        counts = [(SEVERITY_WORDS[s], problem_count(plan, s)) for s in SEVERITY_WORDS]
        cells: list[tuple[int, int, Value, str]] = []
        for number, (word, count) in enumerate([*counts, ("未说明", unexplained_count(plan))]):
            cells += [(2 * number, 2 * number, word, "label"), (2 * number + 1, 2 * number + 1, count, "count")]
        self._line(cells)
        shown = _one_a_rule(_open_lines(plan))[:MOST_SHOWN]
        for number, (place, problem, same) in enumerate(shown, 1):
            more = f"（同类共 {same} 处）" if same > 1 else ""
            where = f"《{(problem.file or '').rpartition('.')[0]}》{problem.cell or ''}"
            severity = SEVERITY_WORDS[problem.severity]
            words = f"{number}. 【{severity}】{where}：{problem.message}{more}{problem.cure}"
            link = Link(f"internal:{quoted(PROBLEMS)}!A{FIRST + place}", "查看")
            height = ROW_HEIGHT + (lines(words, COLUMN_WIDTH * 7) - 1) * LINE_HEIGHT
            self._line([(0, 6, words, "middle"), (7, 7, link, "centre-link")], height)
        if not shown:
            said = "查出的提醒均已说明，见“问题清单”。" if plan.merged.problems else "没有查出问题。"
            self._line([(0, 7, said, "middle")])


def _open_lines(plan: Plan) -> list[tuple[int, Problem]]:
    """The problems that count, with their numbers in 问题清单."""
    problems, reasons = plan.merged.problems, plan.merged.reasons
    lines_of = enumerate(in_order(problems), 1)
    return [(line, problems[n]) for line, n in lines_of if is_open(problems[n].severity, reasons[n])]


def _one_a_rule(problems: Sequence[tuple[int, Problem]]) -> list[tuple[int, Problem, int]]:
    """The first problem of each rule: its number in 问题清单, itself, and how many there are of it."""
    counts = Counter((problem.code, problem.severity) for _, problem in problems)
    first: dict[tuple[str, str], tuple[int, Problem, int]] = {}
    for number, problem in problems:
        key = problem.code, problem.severity
        first.setdefault(key, (number, problem, counts[key]))
    return list(first.values())
