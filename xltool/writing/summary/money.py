"""The money on 部门汇总: in the unit that the reader chooses, each table adding up to its total (舍位平衡).

The exact amounts in 万元 and their running sums stand right of the printed page; what the page shows is made of them
by the formulas of :mod:`xltool.balanced_rounding`. One running sum goes down 财政资金, on down 其他资金, and over what
预算数 has beyond both; a row's 预算数 is the sum of its shown parts. So rows and columns add up, the totals of 预算数
and 财政资金 are the rounded ones, and 其他资金 of nothing stays nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from xltool.amounts import show, total
from xltool.balanced_rounding import SHOWN_UNITS, WAN, WHOLE_WAN, YUAN, balanced, balanced_formula, rounded_formula
from xltool.cells import column_name
from xltool.derived_totals import Money
from xltool.fields import further_money
from xltool.flat import ProjectReading
from xltool.writing.styles import INPUT_FILL
from xltool.writing.summary.lists import AMOUNT_COLUMNS, GOAL_COLUMN, planned_total, running_total, total_of
from xltool.writing.summary.parts import Cell, PageSheet
from xltool.writing.summary.plan import PROJECTS, Plan
from xltool.writing.summary.rows import Formula
from xltool.writing.summary.split import sum_of

EXACT, SUMS, PLACED, CHARTED = 10, 13, 16, 17
"""Right of the page: the first of three columns of exact amounts, of three running sums, the column that says what was
placed where, and the first of two with shown amounts in 万元 for the charts, whose titles cannot follow the unit."""

UNIT, SCALE, PLACES = "$H$2", "$K$2", "$L$2"
"""The cell with the unit that was chosen, how many of it are 1 万元, and its decimals."""

TOTALS = ("$K$3", "$L$3", "$M$3")
"""The exact totals in 万元."""

_UNIT_ROW, _TOTALS_ROW, _UNIT_COLUMN = 1, 2, 7
_LONGEST_NOTE = 80
_MORE = "……（全部列在右边折叠的列中）"
_LAST_PLACE = "末位："
"""Before the words of a row, since a formula cannot have an empty text stored."""
_WORDS = ("预算数", "财政资金", "其他资金")
_BALANCED, _MOVED = "金额按所选单位四舍五入，各项之和与合计一致。", "为使各项之和等于合计，"

Rows = tuple[int, int]
"""First and last row of a table, zero-based."""


class Placed(NamedTuple):
    """A cell that says which amounts of its row are not what rounding alone gives, and what it says."""

    cell: str
    text: str


class _Amount(NamedTuple):
    """A shown amount, the exact one that it is made of, and what it is called."""

    cell: str
    value: Decimal
    exact_cell: str
    exact: Decimal
    word: str


def unit_switch(page: PageSheet, plan: Plan) -> None:
    """The cell with the unit and what follows from it, and the exact totals."""
    page.put(_UNIT_ROW, _UNIT_COLUMN, WAN.name, "headline", bg_color=INPUT_FILL)
    rule = {
        "validate": "list",
        "source": [unit.name for unit in SHOWN_UNITS],
        "input_title": "金额单位",
        "input_message": "请选择单位。本页的金额和图随之改变，各项之和总等于合计；精确金额见“项目汇总表”。",
        "error_title": "金额单位",
        "error_message": "请从下拉列表中选择一个单位。",
    }
    page.sheet.data_validation(_UNIT_ROW, _UNIT_COLUMN, _UNIT_ROW, _UNIT_COLUMN, rule)
    page.put(0, EXACT, "本区各列供计算，不打印；金额为精确数，单位：万元", "note")
    scale = Formula(f'IF({UNIT}="{YUAN.name}",{YUAN.scale},{WAN.scale})', WAN.scale)
    places = Formula(f'IF({UNIT}="{WHOLE_WAN.name}",{WHOLE_WAN.places},{WAN.places})', WAN.places)
    for number, value in enumerate((scale, places)):
        page.put(_UNIT_ROW, EXACT + number, value, "derived-count")
    for number, (col, amount) in enumerate(zip(AMOUNT_COLUMNS, plan.merged.totals.money.columns, strict=True)):
        page.put(_TOTALS_ROW, EXACT + number, Formula(total_of(col, plan), amount), "derived")


def rounded_cell(cell: str, value: Decimal) -> Formula:
    """An exact amount as the page shows it, rounded by itself."""
    return Formula(rounded_formula(f"{cell}*{SCALE}", PLACES), WAN.rounded(value))


def sub_objective_table(page: PageSheet, plan: Plan) -> tuple[Rows, list[Placed]]:
    """一、按分项绩效目标; returns the rows for the chart, and what was placed where."""
    groups, money = plan.merged.totals.by_sub_objective, plan.merged.totals.money
    heads = ("项目数", "预算数", "财政资金", "其他资金", "占比")
    page.line([(0, 2, "分项绩效目标", "head"), *((3 + i, 3 + i, word, "head") for i, word in enumerate(heads))])
    if not groups:
        page.line([(0, 7, "没有部门整体绩效目标（第一部分），不能按分项归集。", "middle")], 22)
        funds = _Funds(page, ["合计"], [money], [TOTALS])
        page.line([(0, 2, "合计", "centre"), (3, 3, plan.count, "count"), *funds.cells(0)], 22, bold=True, top=2)
        return (page.row - 1, page.row - 1), funds.placed
    first, end = page.row, page.row + len(groups)
    names = plan.splits[PROJECTS].ranges(GOAL_COLUMN)
    exact = [_of_group(names, row, plan) for row in range(first, end)]
    funds = _Funds(page, [group.name for group in groups], [group.money for group in groups], exact)
    for number, group in enumerate(groups):
        count = Formula(sum_of(f"SUMPRODUCT(({{}}=$A{page.row + 1})*1)", names), group.projects)
        page.line([(0, 2, group.name, "middle"), (3, 3, count, "count"), *funds.cells(number)], 22)
    sums = [plan.count, *funds.totals(), 1 if money.total else 0]
    styles = ("count", "shown", "shown", "shown", "share")
    cells: list[Cell] = [(0, 2, "合计", "centre")]
    for col, (value, style) in enumerate(zip(sums, styles, strict=True), 3):
        letter = column_name(col)
        cells.append((col, col, Formula(f"SUM({letter}{first + 1}:{letter}{end})", value), style))
    page.line(cells, 22, bold=True, top=2)
    return (first, end - 1), funds.placed


def further_note(page: PageSheet, plan: Plan) -> None:
    """What 预算数 has beside both columns, such as 上年结转资金, where a form counts it."""
    readings = plan.merged.readings
    further = total(further_money(reading.project, reading.form.budget_parts) for reading in readings)
    if further:
        words = "、".join(dict.fromkeys(_further_words(readings)))
        said = f"预算数中另有{words} {show(further)} 万元，不在财政资金和其他资金之内。"
        page.line([(0, 7, said, "small")])


def _further_words(readings: Iterable[ProjectReading]) -> Iterator[str]:
    for reading in readings:
        for path in reading.form.budget_parts:
            if further_money(reading.project, [path]):
                yield reading.form.word(path)


def _of_group(names: list[str], row: int, plan: Plan) -> Sequence[str]:
    """The formulas of a group's exact amounts."""
    amounts = (plan.splits[PROJECTS].ranges(col) for col in AMOUNT_COLUMNS)
    return [sum_of(f"SUMPRODUCT(({{}}=$A{row + 1})*1,{{}})", names, cells) for cells in amounts]


class _Funds:
    """The columns E to H of rows from the page's present one on; what they are made of is written beside the page."""

    def __init__(
        self, page: PageSheet, names: Sequence[str], money: Sequence[Money], exact: Sequence[Sequence[str]]
    ) -> None:
        self._page, self._names, self._money = page, names, money
        self._whole = sum(amounts.total for amounts in money)
        self._first = page.row
        chain = [part for column in zip(*map(_parts, money), strict=True) for part in column]
        self._sums, self._shown = list(accumulate(chain)), list(balanced(chain, WAN.places))
        for number, (amounts, formulas) in enumerate(zip(money, exact, strict=True)):
            for i, (text, amount) in enumerate(zip(formulas, amounts.columns, strict=True)):
                page.put(self._first + number, EXACT + i, Formula(text, amount), "derived")
        self.placed = [self._placed(number) for number in range(len(money))]

    def totals(self) -> list[Decimal]:
        """The sums of the three columns as shown."""
        return [sum(column) for column in zip(*map(self._values, range(len(self._money))), strict=True)]

    def cells(self, number: int) -> list[Cell]:
        """预算数, 财政资金, 其他资金 and 占比 of a row."""
        at, amounts = self._first + number + 1, self._money[number]
        fiscal, other, rest = (self._part(number, i) for i in range(3))
        texts = (f"ROUND(F{at}+G{at}+{rest},{PLACES})", fiscal, other)
        values = list(zip(texts, self._values(number), strict=True))
        for i, cell in ((1, f"F{at}"), (2, f"G{at}")):
            self._page.put(at - 1, CHARTED + i - 1, Formula(f"{cell}/{SCALE}", values[i][1]), "derived")
        share = Formula(f"IF({TOTALS[0]}=0,0,K{at}/{TOTALS[0]})", amounts.total / self._whole if self._whole else 0)
        return [*((4 + i, 4 + i, Formula(*pair), "shown") for i, pair in enumerate(values)), (7, 7, share, "share")]

    def _values(self, number: int) -> tuple[Decimal, Decimal, Decimal]:
        fiscal, other, rest = self._shown[number :: len(self._money)]
        return fiscal + other + rest, fiscal, other

    def _part(self, number: int, i: int) -> str:
        """Write the running sum of a row's 财政资金, 其他资金 or rest; returns the shown part as a formula."""
        count, at = len(self._money), self._first + number + 1
        place = number + i * count
        part, column = (f"L{at}", f"M{at}", f"K{at}-L{at}-M{at}")[i], column_name(SUMS + i)
        before = f"{column}{at - 1}" if number else f"{column_name(SUMS + i - 1)}{self._first + count}" if i else None
        text = f"{before}+{part}" if before else part
        self._page.put(at - 1, SUMS + i, Formula(text, self._sums[place]), "derived")
        return balanced_formula(f"{column}{at}*{SCALE}", before and f"{before}*{SCALE}", PLACES)

    def _placed(self, number: int) -> Placed:
        at = self._first + number + 1
        columns = zip("EFG", self._values(number), "KLM", self._money[number].columns, _WORDS, strict=True)
        amounts = [_Amount(f"{a}{at}", b, f"{c}{at}", d, word) for a, b, c, d, word in columns]
        return _moved(self._page, at - 1, self._names[number], amounts)


def _parts(money: Money) -> tuple[Decimal, Decimal, Decimal]:
    """财政资金, 其他资金, and what 预算数 has beyond both: nothing, where a table is right."""
    return money.fiscal, money.other, money.total - money.fiscal - money.other


def plan_table(page: PageSheet, plan: Plan) -> tuple[Rows, list[Placed]]:
    """二、资金支出计划; returns the rows for the chart, and what was placed where.

    What is spent in a period is the difference of the shown amounts at its ends, which are running sums already.
    """
    heads = ("时点", "累计金额", "当期金额", "累计占预算")
    totals = plan.merged.totals
    amounts, whole = totals.plan, totals.planned.total
    if not amounts:
        page.line([(0, 7, "各项目表没有资金支出计划。", "middle")], 22)
        return (page.row - 1, page.row - 1), []
    page.line([(2 * i, 2 * i + 1, word, "head") for i, word in enumerate(heads)])
    first, whole_cell = page.row, planned_total(plan) if plan.unplanned else TOTALS[0]
    placed = []
    for number, (amount, period) in enumerate(
        zip(amounts, balanced((amount.period for amount in amounts), WAN.places), strict=True)
    ):
        at, before = page.row + 1, f"K{page.row}" if number else None
        page.put(page.row, EXACT, Formula(running_total(number, plan), amount.cumulative), "derived")
        page.put(page.row, EXACT + 1, Formula(f"K{at}-{before}" if before else f"K{at}", amount.period), "derived")
        spent = balanced_formula(f"K{at}*{SCALE}", before and f"{before}*{SCALE}", PLACES)
        page.put(page.row, CHARTED, Formula(f"C{at}/{SCALE}", WAN.rounded(amount.cumulative)), "derived")
        moved = _Amount(f"E{at}", period, f"L{at}", amount.period, "当期金额")
        placed.append(_moved(page, page.row, amount.by, [moved]))
        share = Formula(f"IF({whole_cell}=0,0,K{at}/{whole_cell})", amount.cumulative / whole if whole else 0)
        money = [(2, 3, rounded_cell(f"K{at}", amount.cumulative), "shown"), (4, 5, Formula(spent, period), "shown")]
        page.line([(0, 1, amount.by, "centre"), *money, (6, 7, share, "share")])
    last = page.row - 1
    if plan.unplanned:
        said = f"另有 {plan.unplanned} 个项目没有资金支出计划，不在本表之内；比例按有计划的项目的预算数计算。"
        page.line([(0, 7, said, "small")])
    return (first, last), placed


def placed_note(page: PageSheet, placed: Sequence[Placed]) -> None:
    """One sentence: where a unit in the last place was added or taken away."""
    text, cell, most = "".join(place.text for place in placed), f"{column_name(PLACED)}{page.row + 1}", _LONGEST_NOTE
    rest = f"{len(_LAST_PLACE) + 1},9999)"
    joined = "&".join(f"MID({place.cell},{rest}" for place in placed)
    page.put(page.row, PLACED, Formula(f'"{_LAST_PLACE}"&{joined}', f"{_LAST_PLACE}{text}"), "note")
    cut = f'IF(LEN({cell})>{most},LEFT({cell},{most})&"{_MORE}",LEFT({cell},LEN({cell})-1)&"。")'
    formula = f'IF({cell}="{_LAST_PLACE}","{_BALANCED}","{_MOVED}"&MID({cut},{rest})'
    shown = most - len(_LAST_PLACE)
    said = f"{text[:shown]}{_MORE}" if len(text) > shown else f"{text[:-1]}。"
    page.line([(0, 7, Formula(formula, f"{_MOVED}{said}" if text else _BALANCED), "small")], 26)


def _moved(page: PageSheet, row: int, name: str, amounts: Sequence[_Amount]) -> Placed:
    """Write beside a row, whose column A has its name, which of its amounts are not what rounding alone gives."""
    texts, words = [], ""
    for amount in amounts:
        alone = rounded_formula(f"{amount.exact_cell}*{SCALE}", PLACES)
        unit = f'TEXT(ABS({amount.cell}-{alone}),IF({PLACES}=0,"0","0.00"))'
        said = f'"“"&$A{row + 1}&"”{amount.word}"&IF({amount.cell}>{alone},"多计 ","少计 ")&{unit}&"、"'
        texts.append(f'IF({amount.cell}={alone},"",{said})')
        difference = amount.value - WAN.rounded(amount.exact)
        if difference:
            words += f"“{name}”{amount.word}{'多计' if difference > 0 else '少计'} {abs(difference)}、"
    page.put(row, PLACED, Formula("&".join([f'"{_LAST_PLACE}"', *texts]), f"{_LAST_PLACE}{words}"), "note")
    return Placed(f"{column_name(PLACED)}{row + 1}", words)
