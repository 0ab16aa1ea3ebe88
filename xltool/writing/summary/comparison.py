"""年度对比: last year against this year, in four blocks one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.amounts import canonical, total
from xltool.cells import quoted
from xltool.comparison import (
    BY_LIKENESS,
    BY_NAME,
    CHANGED,
    DROPPED,
    LOWERED,
    NEW,
    OPERATOR,
    RENAMED,
    Change,
    Comparison,
    Match,
    ProjectPair,
)
from xltool.words import lines
from xltool.writing.styles import DOUBT_FILL, Styles
from xltool.writing.summary.lists import AMOUNT_COLUMNS, BLANK, INDICATOR_COUNT_COLUMN, MONEY_UNIT, total_of
from xltool.writing.summary.parts import LINE_HEIGHT, ROW_HEIGHT, WRAPPED, back_link, page, put_merged, put_value
from xltool.writing.summary.plan import COMPARISON, PROJECTS, TAB_LIST, Plan
from xltool.writing.summary.rows import Formula, Link, Value

WIDTHS = (6, 21, 27, 21, 27, 24, 13, 13, 13, 10, 9, 8)
"""Of the columns that all blocks share."""

_LAST = len(WIDTHS) - 1
_HEADLINE = ((0, 1), (2, 3), (4, 5), (6, 8), (9, _LAST))
_PROJECT = tuple((col, col) for col in range(len(WIDTHS)))
_INDICATOR = ((0, 0), (1, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 9), (10, 10), (11, 11))

_KIND_WORDS = {
    LOWERED: "降低",
    CHANGED: "有变化",
    OPERATOR: "符号有变",
    DROPPED: "取消",
    NEW: "新增",
    RENAMED: "名称有变",
}
_MARKED = {"降低", "取消"}


class _Cell(NamedTuple):
    value: Value
    style: str = "middle"
    marked: bool = False


def comparison_sheet(workbook: Workbook, styles: Styles, plan: Plan, comparison: Comparison) -> None:
    """Draw 年度对比; the sheet is in the book already."""
    _Comparison(workbook.get_worksheet_by_name(COMPARISON), styles, plan, comparison).draw()


class _Comparison:
    """The sheet is written from the top, row by row."""

    def __init__(self, sheet: Worksheet, styles: Styles, plan: Plan, comparison: Comparison) -> None:
        self.sheet, self.styles, self.plan, self.comparison = sheet, styles, plan, comparison
        self.row = 0

    def draw(self) -> None:
        sheet, plan = self.sheet, self.plan
        sheet.set_tab_color(TAB_LIST)
        for col, size in enumerate(WIDTHS):
            sheet.set_column(col, col, size)
        sheet.set_row(0, 30)
        put_merged(sheet, 0, 0, _LAST, plan.title("绩效目标年度对比表"), self.styles.get("title", font_size=16))
        put_value(sheet, 1, 0, back_link(), self.styles.get("back"))
        put_merged(sheet, 1, 1, 5, plan.heading, self.styles.get("headline"))
        put_merged(sheet, 1, 6, _LAST, MONEY_UNIT, self.styles.get("headline-right"))
        self.row = 2
        self._headline()
        self._projects()
        self._targets()
        self._turnover()
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        page(sheet, self.row - 1, _LAST, landscape=True)

    def _headline(self) -> None:
        """The totals of both years; last year's 预算数 is the total of the block below."""
        plan, last, this = self.plan, self.comparison.last, self.comparison.this
        self._section("一、总体情况")
        self._heads(_HEADLINE, ("栏目", _year("去年", last.year), _year("今年", this.year), "增减", "增减（%）"))
        total_row = self.row + 5 + len(self._warnings()) + 2 + len(self.comparison.pairs) + 1
        budget = Formula(f"G{total_row}", last.money.total)
        amounts = zip(AMOUNT_COLUMNS, (this.money.total, this.money.fiscal, this.money.other), strict=True)
        totals = [Formula(total_of(col, plan), amount) for col, amount in amounts]
        count = Formula(f"COUNT({','.join(plan.splits[PROJECTS].ranges(0))})", this.projects)
        indicators = Formula(total_of(INDICATOR_COUNT_COLUMN, plan), this.indicators)
        self._figures("预算数", budget, totals[0], "amount")
        self._figures("其中：财政资金", last.money.fiscal, totals[1], "amount")
        self._figures("其他资金", last.money.other, totals[2], "amount")
        self._figures("项目（个）", last.projects, count, "count")
        self._figures("绩效指标（条）", last.indicators, indicators, "count")
        for warning in self._warnings():
            self._note(warning, marked=True)

    def _figures(self, word: str, last: Value, this: Value, style: str) -> None:
        at = self.row + 1
        change = _change(f"C{at}", f"E{at}", last, this)
        share = _share(f"C{at}", f"G{at}", last, change.value)
        cells = [_Cell(word, "centre"), _Cell(last, style), _Cell(this, style), _Cell(change, style)]
        self._line(_HEADLINE, [*cells, _Cell(share, "share")], align="center", indent=0)

    def _warnings(self) -> list[str]:
        """What a person should know of last year's tables before the figures are believed."""
        last, this = self.comparison.last.year, self.comparison.this.year
        said = [f"去年的表有一部分没有计入：{reason}" for reason in self.comparison.left_out]
        if last and this and last >= this:
            said.append(f"请核对：作为去年的表写明是 {last} 年，今年的表写明是 {this} 年。")
        return said

    def _projects(self) -> None:
        """A row a project of either year, and the totals."""
        compared = self.comparison
        counted = f"延续 {len(compared.both)} 个，新增 {len(compared.added)} 个，取消 {len(compared.ended)} 个"
        doubt = f"；名称相近的配对 {compared.doubtful} 个（有底色），请核对" if compared.doubtful else ""
        self._section(f"二、项目增减（{counted}{doubt}）")
        heads = ("去年编码", "去年名称", "今年编码", "今年名称", "配对依据")
        money = ("去年预算数", "今年预算数", "增减", "增减（%）", "状态", "项目表")
        self._heads(_PROJECT, ("序号", *heads, *money))
        first = self.row
        for number, pair in enumerate(compared.pairs, 1):
            self._line(_PROJECT, self._project(number, pair))
        self.sheet.autofilter(first - 1, 0, self.row - 1, _LAST)
        at, rows = self.row + 1, f"{first + 1}:{{0}}{self.row}"
        last, this = (
            Formula(f"SUM({col}{rows.format(col)})", side.money.total)
            for col, side in (("G", compared.last), ("H", compared.this))
        )
        change = _change(f"G{at}", f"H{at}", last, this)
        share = _share(f"G{at}", f"I{at}", last, change.value)
        cells = [_Cell(None), _Cell("合计", "centre"), *[_Cell(None)] * 4]
        cells += [_Cell(last, "amount"), _Cell(this, "amount"), _Cell(change, "amount"), _Cell(share, "share")]
        self._line(_PROJECT, [*cells, _Cell(None), _Cell(None)], bold=True, top=2)

    def _project(self, number: int, pair: ProjectPair) -> list[_Cell]:
        last, this, at = pair.last, pair.this, self.row + 1
        before = last.budget.total if last else None
        now = this.budget.total if this else None
        last_value: Value = BLANK if before is None else before
        this_value: Value = BLANK
        if pair.place is not None:
            cell = self.plan.splits[PROJECTS].cell(pair.place, AMOUNT_COLUMNS[0])
            this_value = Formula(cell, BLANK if now is None else now)
        change = _change(f"G{at}", f"H{at}", last_value, this_value)
        status = "延续" if last and this else "新增" if this else "取消"
        alike = pair.match is not None and pair.match.by == BY_LIKENESS
        return [
            _Cell(number, "count"),
            *(_Cell(last.code if last else None, "centre"), _Cell(last.name if last else None)),
            *(_Cell(this.code if this else None, "centre"), _Cell(this.name if this else None)),
            _Cell(match_words(pair.match), "centre", alike),
            *(_Cell(last_value, "amount"), _Cell(this_value, "amount"), _Cell(change, "amount")),
            _Cell(_share(f"G{at}", f"I{at}", last_value, change.value), "share"),
            _Cell(status, "centre", status in _MARKED),
            _Cell(self._link(pair), "centre-link"),
        ]

    def _targets(self) -> None:
        """Targets that ask for less, that changed, or whose sign changed."""
        compared = self.comparison
        self._section(f"三、指标值降低或有变化（降低 {len(compared.lowered)} 条）")
        self._note(
            f"两年都有的指标 {compared.kept} 条，指标值都是数字、单位相同、可以比较的 {compared.compared} 条"
            f"（其中要求提高 {compared.raised} 条，不列出）；"
            f"其余 {compared.kept - compared.compared} 条是文字、时限或单位不同，没有比较。"
            "“≥”变小、“≤”变大为降低；没有符号或“=”的只说有变化。"
        )
        self._changes(compared.targets, "没有降低或有变化的指标值。")

    def _turnover(self) -> None:
        """Indicators dropped, new and renamed in the projects of both years."""
        compared = self.comparison
        counts = {kind: sum(change.kind == kind for change in compared.turnover) for kind in (DROPPED, NEW, RENAMED)}
        words = f"取消 {counts[DROPPED]} 条，新增 {counts[NEW]} 条，名称有变 {counts[RENAMED]} 条"
        self._section(f"四、延续项目的指标增减（{words}）")
        ended = sum(len(pair.last.indicators) for pair in compared.ended if pair.last)
        added = sum(len(pair.this.indicators) for pair in compared.added if pair.this)
        self._note(f"取消的项目有指标 {ended} 条，新增的项目有指标 {added} 条，随项目增减，不在下面逐条列出。")
        self._changes(compared.turnover, "没有取消、新增或名称有变的指标。")

    def _changes(self, changes: Sequence[Change], none: str) -> None:
        words = ("序号", "项目名称", "二级指标", "去年三级指标", "今年三级指标")
        self._heads(_INDICATOR, (*words, "去年\n指标值", "今年\n指标值", "配对依据", "情况", "项目表"))
        for number, change in enumerate(changes, 1):
            last, this = change.pair.last, change.pair.this
            match, kind = change.pair.match, _KIND_WORDS[change.kind]
            row = this or last
            cells = [
                _Cell(number, "count"),
                _Cell(change.project.name),
                _Cell(row.level2 if row else None, "centre"),
                *(_Cell(side.level3 or side.description if side else None) for side in (last, this)),
                *(_Cell(side.target.raw if side else None, "centre") for side in (last, this)),
                _Cell(match_words(match), "centre", match is not None and match.by == BY_LIKENESS),
                _Cell(kind, "centre", kind in _MARKED),
                _Cell(self._link(change.project), "centre-link"),
            ]
            self._line(_INDICATOR, cells)
        if not changes:
            self._line(((0, _LAST),), [_Cell(none)])

    def _link(self, pair: ProjectPair) -> Value:
        if not self.plan.linked or pair.place is None:
            return None
        return Link(f"internal:{quoted(self.plan.sheets[pair.place])}!A1", "查看")

    def _section(self, words: str) -> None:
        self.sheet.set_row(self.row, 26)
        put_merged(self.sheet, self.row, 0, _LAST, words, self.styles.get("section"))
        self.row += 1

    def _heads(self, spans: Iterable[tuple[int, int]], words: Sequence[str]) -> None:
        self._line(spans, [_Cell(word, "head") for word in words])

    def _note(self, words: str, *, marked: bool = False) -> None:
        fill = {"bg_color": DOUBT_FILL} if marked else {}
        self._height([(words, sum(WIDTHS))])
        put_merged(self.sheet, self.row, 0, _LAST, words, self.styles.get("plain", text_wrap=True, **fill))
        self.row += 1

    def _line(self, spans: Iterable[tuple[int, int]], cells: Sequence[_Cell], **changes: object) -> None:
        """One row of cells, high enough for its longest text."""
        texts: list[tuple[str, float]] = []
        for (first, last), cell in zip(spans, cells, strict=True):
            fill = {"bg_color": DOUBT_FILL} if cell.marked else {}
            style = self.styles.get(cell.style, **changes, **fill)
            put_merged(self.sheet, self.row, first, last, cell.value, style)
            if isinstance(cell.value, str) and cell.style in WRAPPED | {"head"}:
                texts.append((cell.value, sum(WIDTHS[first : last + 1])))
        self._height(texts)
        self.row += 1

    def _height(self, texts: Iterable[tuple[str, float]]) -> None:
        most = max((lines(text, size) for text, size in texts), default=1)
        self.sheet.set_row(self.row, min(ROW_HEIGHT + (most - 1) * LINE_HEIGHT, 409))


def match_words(match: Match | None) -> str | None:
    """How two were paired, with the likeness where the names are not the same: ``名称相近，相似度 87%``."""
    if match is None:
        return None
    percent = min(round(match.likeness * 100), 99)
    if match.by == BY_LIKENESS:
        return f"名称相近，相似度 {percent}%"
    if match.by == BY_NAME:
        return "名称相同"
    return "编码相同" if match.likeness == 1 else f"编码相同，名称相似度 {percent}%"


def _year(word: str, year: int | None) -> str:
    return f"{word}（{year}年）" if year else word


def _number(value: Value) -> Decimal:
    """The number in a cell or in a formula's result; what is none counts as 0."""
    result = value.value if isinstance(value, Formula) else value
    return Decimal(result) if isinstance(result, int | Decimal) else Decimal(0)


def _change(last: str, this: str, last_value: Value, this_value: Value) -> Formula:
    """This year minus last year; blanks count as 0, and the rounding takes away what floats add."""
    difference = canonical(total((_number(this_value), -_number(last_value))))
    return Formula(f"ROUND(N({this})-N({last}),9)", difference)


def _share(last: str, change: str, last_value: Value, difference: object) -> Formula:
    """The change as a share of last year; a dash where last year is 0 or blank."""
    base = _number(last_value)
    share = difference / base if isinstance(difference, Decimal) and base else BLANK
    return Formula(f'IF(N({last})=0,"{BLANK}",{change}/{last})', share)
