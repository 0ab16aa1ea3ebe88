"""部门汇总: how much, for what, what is missing or wrong, said in ten seconds on one printed page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from xlsxwriter import Workbook

from xltool.cells import quoted
from xltool.explanations import PROBLEMS
from xltool.places import concerns_several, place_words
from xltool.problems import SEVERITY_WORDS, Problem
from xltool.words import lines
from xltool.writing.styles import Styles
from xltool.writing.summary.charts import Charts
from xltool.writing.summary.lists import LEVEL1_COLUMN
from xltool.writing.summary.money import (
    CHARTED,
    EXACT,
    PLACES,
    TOTALS,
    Rows,
    further_note,
    placed_note,
    plan_table,
    rounded_cell,
    sub_objective_table,
    unit_switch,
)
from xltool.writing.summary.parts import FOLDED, LINE_HEIGHT, ROW_HEIGHT, Cell, PageSheet, back_link, page, set_columns
from xltool.writing.summary.plan import INDICATORS, OVERVIEW, PROJECTS, TAB_OVERVIEW, Plan, in_order
from xltool.writing.summary.problems import open_sentence, problem_count, unexplained_count
from xltool.writing.summary.rows import Formula, Link, Value
from xltool.writing.summary.split import sum_of

COLUMNS = 8
COLUMN_WIDTH = 11.5
PAGE_WIDTH = COLUMNS * 85 - 6
"""In pixels."""

FIGURES = {"项目数": "$A$3", "预算总额": TOTALS[0], "财政资金合计": TOTALS[1], "指标条数": "$G$3"}
"""Names of the key figures, for formulas in other workbooks; money is exact and in 万元, whatever the page shows."""

MOST_SHOWN = 6
"""Problems that the first page shows in words."""

_CHART_ROWS = 8


def overview(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """部门汇总: one printed page."""
    _Overview(workbook, styles, plan).draw()


class _Overview(PageSheet):
    """The page is written from the top, row by row."""

    def __init__(self, workbook: Workbook, styles: Styles, plan: Plan) -> None:
        super().__init__(workbook.get_worksheet_by_name(OVERVIEW), styles)
        self.workbook, self.plan = workbook, plan

    def draw(self) -> None:
        self.sheet.set_tab_color(TAB_OVERVIEW)
        set_columns(self.sheet, [(COLUMN_WIDTH, "")] * COLUMNS)
        set_columns(self.sheet, [(COLUMN_WIDTH, FOLDED)] * (CHARTED + 2 - EXACT), EXACT)
        self._head()
        totals = self.plan.merged.totals
        note = "（分项与项目编码的对应由系统推测，请核对设置文件）" if totals.sub_objective_basis == "proposed" else ""
        self._section(f"一、按分项绩效目标{note}")
        funds, placed = sub_objective_table(self, self.plan)
        further_note(self, self.plan)
        self._section("二、资金支出计划")
        points, more = plan_table(self, self.plan)
        placed_note(self, [*placed, *more])
        no_decimals = self.workbook.add_format({"num_format": "#,##0"})
        for area in ((2, 2, 2, 5), (funds[0], 4, funds[1] + 1, 6), (points[0], 2, max(points), 5)):
            rule = {"type": "formula", "criteria": f"={PLACES}=0", "format": no_decimals}
            self.sheet.conditional_format(*area, rule)
        indicators = self._indicators()
        self._charts(funds, points, indicators)
        self._problems()
        page(self.sheet, self.row - 1, COLUMNS - 1, landscape=False)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.activate()

    def _head(self) -> None:
        plan, money = self.plan, self.plan.merged.totals.money
        self.line([(0, 7, plan.title("项目绩效目标汇总"), "title")], 36)
        self.line([(0, 4, plan.heading, "headline"), (5, 6, "单位：", "headline-right")])
        unit_switch(self, plan)
        count = Formula(f"COUNT({','.join(plan.splits[PROJECTS].ranges(0))})", plan.count)
        indicators = Formula(self._indicator_count(), plan.merged.totals.indicators)
        self.line(
            [
                (0, 1, count, "figure-count"),
                (2, 3, rounded_cell(TOTALS[0], money.total), "figure"),
                (4, 5, rounded_cell(TOTALS[1], money.fiscal), "figure"),
                (6, 7, indicators, "figure-count"),
            ],
            34,
        )
        for name, cell in FIGURES.items():
            self.workbook.define_name(name, f"={quoted(OVERVIEW)}!{cell}")
        words = ("项目（个）", "预算总额", "其中：财政资金", "绩效指标（条）")
        self.line([(2 * i, 2 * i + 1, word, "caption") for i, word in enumerate(words)])
        self.line([(0, 7, self._verdict(), "plain")], 22, align="center")
        if plan.left_out:
            self.line([(0, 7, plan.left_out, "plain")], align="center")
        self.put(0, COLUMNS + 1, back_link("返回目录"), "plain-link")

    def _section(self, words: str) -> None:
        self.line([(0, 7, words, "section")], 26)

    def _verdict(self) -> Value:
        merged = self.plan.merged
        files = (
            f"{len(merged.refused)} 个文件未汇总（见“对账”）"
            if merged.refused
            else "所有项目表均已汇总，来源与汇总对账无差额"
        )
        return open_sentence(self.plan, files) if merged.problems else f"{files}；没有查出问题。"

    def _indicators(self) -> Rows:
        totals = self.plan.merged.totals
        self._section("三、绩效指标")
        self.line(
            [
                (0, 1, "一级指标", "head"),
                (2, 3, "条数", "head"),
                (4, 5, "占比", "head"),
                (6, 7, "有此类指标的项目", "head"),
            ]
        )
        first = self.row
        classes = self.plan.splits[INDICATORS].ranges(LEVEL1_COLUMN)
        for name, count in totals.by_level1.items():
            at = self.row + 1
            share = Formula(
                f"IF({self._indicator_count()}=0,0,C{at}/{self._indicator_count()})",
                count / totals.indicators,
            )
            self.line(
                [
                    (0, 1, name, "centre"),
                    (2, 3, Formula(sum_of(f"SUMPRODUCT(({{}}=$A{at})*1)", classes), count), "count"),
                    (4, 5, share, "share"),
                    (6, 7, self.plan.projects_with(name), "count"),
                ]
            )
        return first, self.row - 1

    def _indicator_count(self) -> str:
        return f"COUNT({','.join(self.plan.splits[INDICATORS].ranges(0))})"

    def _charts(self, funds: Rows, points: Rows, indicators: Rows) -> None:
        """Money by fund and 分项绩效目标; below it the plan by checkpoint and the indicators by class."""
        self.sheet.set_row(self.row, 10)
        self.row += 1
        charts, totals = Charts(self.workbook, self, PAGE_WIDTH), self.plan.merged.totals
        longest = max((len(group.name) for group in totals.by_sub_objective), default=2)
        charts.funds(funds, longest)
        charts.plan_and_indicators(
            points if totals.plan else None, indicators if totals.by_level1 else None, _CHART_ROWS
        )

    def _problems(self) -> None:
        plan = self.plan
        self._section("四、主要问题")
        counts = [(SEVERITY_WORDS[s], problem_count(plan, s)) for s in SEVERITY_WORDS]
        cells: list[Cell] = []
        for number, (word, count) in enumerate([*counts, ("未说明", unexplained_count(plan))]):
            cells += [(2 * number, 2 * number, word, "label"), (2 * number + 1, 2 * number + 1, count, "count")]
        self.line(cells)
        shown = _one_a_rule(_open_lines(plan))[:MOST_SHOWN]
        for number, (place, problem, same) in enumerate(shown, 1):
            more = f"（同类共 {same} 处）" if same > 1 else ""
            where = _where(problem)
            severity = SEVERITY_WORDS[problem.severity]
            words = f"{number}. 【{severity}】{where}：{problem.message}{more}{problem.cure}"
            link = Link(f"internal:{plan.splits[PROBLEMS].cell(place - 1, 0)}", "查看")
            height = ROW_HEIGHT + (lines(words, COLUMN_WIDTH * 7) - 1) * LINE_HEIGHT
            self.line([(0, 6, words, "middle"), (7, 7, link, "centre-link")], height)
        if not shown:
            said = "查出的提醒均已说明，见“问题清单”。" if plan.merged.problems else "没有查出问题。"
            self.line([(0, 7, said, "middle")])


def _where(problem: Problem) -> str:
    """``《01 甲》C14``, or ``11 张表 42 处``."""
    if concerns_several(problem):
        return f"{len({(at.file, at.sheet) for at in problem.places})} 张表 {len(problem.places)} 处"
    return f"《{(problem.file or '').rpartition('.')[0]}》{place_words(problem) if problem.cell else ''}"


def _open_lines(plan: Plan) -> list[tuple[int, Problem]]:
    """The problems that count, with their numbers in 问题清单."""
    problems = plan.merged.told_problems
    lines_of = enumerate(in_order(plan.merged.problems), 1)
    return [(line, problems[n]) for line, n in lines_of if problems[n].is_open]


def _one_a_rule(problems: Sequence[tuple[int, Problem]]) -> list[tuple[int, Problem, int]]:
    """The first problem of each rule: its number in 问题清单, itself, and how many there are of it."""
    counts = Counter((problem.code, problem.severity) for _, problem in problems)
    first: dict[tuple[str, str], tuple[int, Problem, int]] = {}
    for number, problem in problems:
        key = problem.code, problem.severity
        first.setdefault(key, (number, problem, counts[key]))
    return list(first.values())
