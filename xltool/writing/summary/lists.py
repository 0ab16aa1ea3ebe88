"""The list sheets: 项目汇总表, 资金支出计划, 绩效指标汇总表, 指标覆盖."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from xlsxwriter import Workbook

from xltool.balanced_rounding import balanced, balanced_formula, rounded, rounded_formula
from xltool.cells import a1, column_name, quoted
from xltool.derived_totals import level1_name, level2_name, plan_amount
from xltool.fields import AMOUNTS
from xltool.flat import ProjectReading
from xltool.forms.form import Form
from xltool.model import UNASSIGNED
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL, LABEL_FILL, Styles
from xltool.writing.summary.parts import FOLDED, UNFOLDED, Column, Listing
from xltool.writing.summary.plan import COVERAGE, INDICATORS, PLAN, PROJECTS, TAB_LIST, Plan
from xltool.writing.summary.problems import problem_count, project_warnings
from xltool.writing.summary.rows import Formula, Link, Value, style_of
from xltool.writing.summary.split import FIRST, Split, sum_of

MONEY_UNIT = "单位：万元"
BLANK = "–"

PROJECT_COLUMNS = (
    Column("序号", 6, "count"),
    Column("项目编码", 21, "centre"),
    Column("项目名称", 34),
    Column("分项绩效目标", 22),
    Column("预算数", 12, "exact"),
    Column("其中：\n财政资金", 12, "exact"),
    Column("其他资金", 12, "exact"),
    Column("指标条数", 8, "count"),
    Column("错误", 6, "count"),
    Column("提醒", 6, "count"),
    Column("项目表", 8, "centre-link"),
    Column("来源文件", 36, "link"),
)
GOAL_COLUMN, AMOUNT_COLUMNS = 3, (4, 5, 6)
INDICATOR_COUNT_COLUMN, FILE_COLUMN = 7, 11

INDICATOR_COLUMNS = (
    Column("项目\n序号", 6, "count"),
    Column("项目名称", 20),
    Column("一级指标", 11, "centre"),
    Column("二级指标", 13, "centre"),
    Column("三级指标", 22),
    Column("绩效指标描述", 34),
    Column("指标值", 13, "centre"),
    Column("符号", 6, "centre", UNFOLDED),
    Column("数值", 9, "number", UNFOLDED),
    Column("单位", 7, "centre", UNFOLDED),
    Column("指标值\n确定依据", 14),
    Column("一级分类", 11, "centre", UNFOLDED),
    Column("二级分类", 17, "centre", UNFOLDED),
)
LEVEL1_COLUMN, LEVEL2_COLUMN = 11, 12


def project_list(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """项目汇总表: a row a project, figures by formula from the project's sheet where that is in the book."""
    listing = Listing(workbook, styles, plan.splits[PROJECTS], PROJECT_COLUMNS, TAB_LIST)
    listing.begin(plan.title("项目绩效目标汇总表"), plan.heading, MONEY_UNIT, MONEY_UNIT)
    counted = Counter(
        (owner, problem.severity)
        for number, problem in enumerate(plan.merged.told_problems)
        if problem.is_open
        for owner in plan.owners(number)
    )
    shared = plan.shared_warnings()
    for index, reading in enumerate(plan.merged.readings):
        listing.add(
            [
                index + 1,
                reading.project.code,
                reading.project.name,
                plan.merged.codes.name_of(reading.project) if plan.merged.codes else UNASSIGNED,
                *(
                    _amount(plan, index, column, amount)
                    for column, amount in zip(AMOUNTS, _amounts(reading), strict=True)
                ),
                _indicator_count(plan, index, reading),
                counted[index, "error"],
                project_warnings(plan, index, counted[index, "warning"], shared.get(index, ())),
                Link(f"internal:{quoted(plan.sheets[index])}!A1", "查看") if plan.linked else None,
                _file_link(plan, reading),
            ]
        )
    listing.add_total(_project_totals(plan, listing))
    listing.end(frozen=3)


def _amounts(reading: ProjectReading) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    budget = reading.project.budget
    return budget.total, budget.fiscal, budget.other


def _amount(plan: Plan, index: int, column: str, amount: Decimal | None) -> Value:
    """The amount by formula from the project's sheet; a blank shows as a dash, which is not 0 and counts as nothing."""
    cell = plan.project_cell(index, column)
    if cell is None:
        return BLANK if amount is None else amount
    scale = plan.merged.readings[index].form.scale
    scaled = cell if scale == 1 else f"{cell}*{scale}"
    return Formula(f'IF(ISNUMBER({cell}),{scaled},"{BLANK}")', BLANK if amount is None else amount)


def _indicator_count(plan: Plan, index: int, reading: ProjectReading) -> Value:
    count = len(reading.project.indicators)
    if not plan.linked:
        return count
    numbers, row = plan.splits[INDICATORS].ranges(0), plan.splits[PROJECTS].row(index)
    return Formula(sum_of(f"COUNTIF({{}},A{row})", numbers), count)


def _file_link(plan: Plan, reading: ProjectReading) -> Value:
    link = plan.source_link(reading.file, reading.sheet)
    return Link(link, reading.file) if link else reading.file


def _project_totals(plan: Plan, listing: Listing) -> list[Value]:
    totals = plan.merged.totals
    count = f"COUNT({','.join(listing.split.ranges(0, listing.name))})"
    row: list[Value] = [Formula(count, plan.count), "合计", None, None]
    row += [_sum(col, listing, value) for col, value in zip(AMOUNT_COLUMNS, totals.money.columns, strict=True)]
    row += [_sum(INDICATOR_COUNT_COLUMN, listing, totals.indicators)]
    row += [*(problem_count(plan, s) for s in ("error", "warning")), None, None]
    return row


def _sum(col: int, listing: Listing, value: Decimal | int) -> Formula:
    """The sum over a column's entries, in the row of totals."""
    return Formula(f"SUM({','.join(listing.split.ranges(col, listing.name))})", value)


def plan_list(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """资金支出计划: percentage and amount of every project at every checkpoint; a dash where its form has no plan.

    The amounts are rounded so that they add up to the rounded total (舍位平衡); the exact running sums of 预算数 × 比例
    that they are made of stand in the helper columns.
    """
    columns = [
        Column("序号", 6, "count"),
        Column("项目编码", 21, "centre"),
        Column("项目名称", 30),
        Column("预算数", 12, "exact"),
    ]
    for by in plan.checkpoints:
        columns += [Column(f"{by}\n比例（%）", 9, "percent", UNFOLDED), Column(f"{by}\n金额", 12, "amount")]
    columns += [Column(f"{by}\n精确累加", 14, "derived", FOLDED) for by in plan.checkpoints]
    points = len(plan.checkpoints)
    listing = Listing(workbook, styles, plan.splits[PLAN], columns, TAB_LIST, helpers=points)
    nothing = style_of(styles.get("amount", num_format='#,##0.00;-#,##0.00;"–"', align="right"))
    unplanned = {_amount_column(number): nothing for number in range(points)}
    sums, moved = [Decimal(0)] * points, 0
    for index, reading in enumerate(plan.merged.readings):
        values, more = _plan_row(plan, index, reading, sums)
        changes = None if reading.project.plan else unplanned
        listing.add([index + 1, reading.project.code, reading.project.name, *values], changes)
        moved += more
    for row in _plan_totals(plan, listing) if points else ():
        listing.add_total(row)
    listing.begin(plan.title("项目资金支出计划汇总表"), plan.heading, _moved_words(listing, plan, moved), MONEY_UNIT)
    for number in range(points):
        _mark_moved(listing, plan, number)
    listing.end(frozen=3)


def _amount_column(number: int) -> int:
    """The column of the shown amounts at a checkpoint; the one before it has the percentages."""
    return 5 + 2 * number


def _running_column(number: int, plan: Plan) -> int:
    return 4 + 2 * len(plan.checkpoints) + number


def running_total(number: int, plan: Plan) -> str:
    """The exact total of the plan at a checkpoint as a reference."""
    return plan.splits[PLAN].below(_running_column(number, plan))


def _plan_row(plan: Plan, index: int, reading: ProjectReading, sums: list[Decimal]) -> tuple[list[Value], int]:
    """The cells from 预算数 on, and how many amounts are not what rounding alone gives; ``sums`` go on."""
    split, total = plan.splits[PLAN], reading.project.budget.total
    row = split.row(index)
    budget = plan.splits[PROJECTS].cell(index, AMOUNT_COLUMNS[0])
    planned = bool(reading.project.plan)
    values: list[Value] = [Formula(budget, BLANK if total is None else total) if planned else BLANK]
    percents = {point.by: point.percent for point in reading.project.plan}
    running: list[Value] = []
    moved, goes_on = 0, row > FIRST + 1
    for number, by in enumerate(plan.checkpoints):
        percent, exact = percents.get(by), plan_amount(reading.project, by)
        percent_cell = f"{column_name(_amount_column(number) - 1)}{row}"
        run = column_name(_running_column(number, plan))
        cell = plan.project_cell(index, f"plan.{by}")
        values.append(percent if cell is None or percent is None else Formula(cell, percent))
        above = f"{run}{row - 1}" if goes_on else None
        if index and not goes_on:
            above = split.cell(index - 1, _running_column(number, plan))
        before = sums[number]
        sums[number] = now = before + exact
        (amount,) = balanced((exact,), 2, before)
        moved += amount != exact and amount != rounded(exact, 2)
        values.append(Formula(balanced_formula(f"{run}{row}", above), amount))
        share = f"N($D{row})*N({percent_cell})/100"
        if percent is None:
            share = _added(split, index, _running_column(number - 1, plan)) if number else "0"
        running.append(Formula(f"{above}+{share}" if above else share, now))
    return [*values, *running], moved


def _added(split: Split, index: int, col: int) -> str:
    """What a project adds to a running sum."""
    now = split.cell(index, col, split.sheet(index))
    return f"{now}-{split.cell(index - 1, col, split.sheet(index))}" if index else now


def _mark_moved(listing: Listing, plan: Plan, number: int) -> None:
    """Shade the amounts at a checkpoint that are not what rounding alone gives.

    The first of a sheet is left out: nothing is before the first of all, and what is before that of a further sheet
    stands on another sheet, which the formula of a conditional format cannot reach in every Excel.
    """
    split, amount, run = plan.splits[PLAN], _amount_column(number), _running_column(number, plan)
    for part, count in split.parts():
        first = part * split.capacity + 1
        own, shown = rounded_formula(_added(split, first, run)), f"{column_name(amount)}{split.row(first)}"
        fill = listing.styles.fill(LABEL_FILL)
        rule = {"type": "formula", "criteria": f"={own}<>ROUND({shown},2)", "format": fill}
        if count > 1:
            listing.sheets[part].conditional_format(FIRST + 1, amount, FIRST + count - 1, amount, rule)


def _plan_totals(plan: Plan, listing: Listing) -> list[list[Value]]:
    """The totals up to each checkpoint, and since the one before."""
    at, totals = listing.row + 1, plan.merged.totals
    whole = totals.planned.total
    row: list[Value] = [None, "累计合计", None, _sum(3, listing, whole)]
    periods: list[Value] = [None, "当期合计", None, None]
    running: list[Value] = []
    shown = balanced((amount.period for amount in totals.plan), 2)
    for number, (amount, period) in enumerate(zip(totals.plan, shown, strict=True)):
        col, run = _amount_column(number), column_name(_running_column(number, plan))
        share = amount.cumulative * 100 / whole if whole else 0
        row += [
            Formula(f"IF($D{at}=0,0,{run}{at}/$D{at}*100)", share),
            _sum(col, listing, rounded(amount.cumulative, 2)),
        ]
        before = f"-{column_name(col - 2)}{at}" if number else ""
        periods += [None, Formula(f"ROUND({column_name(col)}{at}{before},2)", period)]
        running.append(Formula(f"{run}{at - 1}", amount.cumulative))
    return [[*row, *running], [*periods, *[None] * len(running)]]


def _moved_words(listing: Listing, plan: Plan, moved: int) -> Value:
    """The unit, and how many amounts were changed in the last place; these are counted in a cell beside the page."""
    counts = [term for number in range(len(plan.checkpoints)) for term in _moved_terms(plan, number)]
    unit = f"{MONEY_UNIT}；“–”为没有支出计划" if plan.unplanned else MONEY_UNIT
    if not counts:
        return unit
    column = _running_column(0, plan)
    listing.put(1, column, Formula("+".join(counts), moved), "derived-count")
    cell = a1(1, column)
    said = f"{unit}；为使各项之和等于合计，有 ", " 处末位加减 0.01（有底色）"
    formula = f'IF({cell}=0,"{unit}","{said[0]}"&{cell}&"{said[1]}")'
    return Formula(formula, str(moved).join(said) if moved else unit)


def _moved_terms(plan: Plan, number: int) -> Iterator[str]:
    """Counts of the amounts at a checkpoint that are not what rounding alone gives; the first of all always is."""
    split, amount, run = plan.splits[PLAN], _amount_column(number), _running_column(number, plan)
    own = split.sheets[0]

    def area(col: int, start: int, end: int) -> str:
        return f"{split.cell(start, col, own)}:{column_name(col)}{split.row(end)}"

    for part, count in split.parts():
        first, last = part * split.capacity, part * split.capacity + count - 1
        if part:
            added = rounded_formula(f"{split.cell(first, run)}-{split.cell(first - 1, run, own)}")
            yield f"({added}<>ROUND({split.cell(first, amount)},2))*1"
        if count > 1:
            added = rounded_formula(f"{area(run, first + 1, last)}-{area(run, first, last - 1)}")
            yield f"SUMPRODUCT(({added}<>ROUND({area(amount, first + 1, last)},2))*1)"


def indicator_list(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """绩效指标汇总表: a row an indicator, its words as printed, its value also in parts."""
    listing = Listing(workbook, styles, plan.splits[INDICATORS], INDICATOR_COLUMNS, TAB_LIST, helpers=2)
    count = plan.merged.totals.indicators
    listing.begin(plan.title("项目绩效指标汇总表"), plan.heading, f"共 {count} 条", f"共 {count} 条")
    for index, reading in enumerate(plan.merged.readings):
        project = reading.project
        for row in project.indicators:
            target = row.target
            shown = target.number if target.upper is None else f"{target.number}~{target.upper}"
            words: list[Value] = [row.level1, row.level2, row.level3, row.description]
            value: list[Value] = [target.raw, target.operator, shown, target.unit, row.basis]
            level1 = level1_name(project, row.level1, plan.merged.totals.classes)
            classes: list[Value] = [level1, level2_name(project, row.level2)]
            listing.add([index + 1, project.name, *words, *value, *classes])
    listing.end(frozen=2)


def coverage_list(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """指标覆盖: how many indicators of each level-2 class a project has; what is missing is marked."""
    classes = _classes(plan)
    columns = [Column("序号", 6, "count"), Column("项目名称", 32)]
    columns += [Column(f"{level1}\n{level2}", 12, "coverage") for level1, level2 in classes]
    columns += [Column("缺少的类别", 34)]
    listing = Listing(workbook, styles, plan.splits[COVERAGE], columns, TAB_LIST)
    words = "单位：条；红色为缺整个一级指标，黄色为缺应有的二级指标"
    listing.begin(plan.title("项目绩效指标覆盖表"), plan.heading, words, words)
    fills = {"missing": ERROR_FILL, "wanted": DOUBT_FILL}
    marks = {
        gap: style_of(styles.get("coverage", bg_color=fill, num_format='0;-0;"缺"')) for gap, fill in fills.items()
    }
    sums: Counter[str] = Counter()
    for index, reading in enumerate(plan.merged.readings):
        counts = Counter(level2_name(reading.project, row.level2) for row in reading.project.indicators)
        sums.update(counts)
        gaps = [_gap(reading.form, level1, level2, counts) for level1, level2 in classes]
        row: list[Value] = [index + 1, reading.project.name]
        row += [_class_count(plan, index, col, level2, counts[level2]) for col, (_, level2) in enumerate(classes, 2)]
        missing = [
            level1 if gap == "missing" else level2 for (level1, level2), gap in zip(classes, gaps, strict=True) if gap
        ]
        changes = {col: marks[gap] for col, gap in enumerate(gaps, 2) if gap}
        listing.add([*row, "、".join(dict.fromkeys(missing))], changes)
    totals: list[Value] = [None, "合计"]
    totals += [_sum(col, listing, sums[level2]) for col, (_, level2) in enumerate(classes, 2)]
    listing.add_total([*totals, None])
    listing.end(frozen=2)


def _classes(plan: Plan) -> list[tuple[str, str]]:
    """Level 1 and level 2 of all forms in use, each class once under one word."""
    words = plan.merged.totals.classes
    forms = {reading.form.id: reading.form for reading in plan.merged.readings}.values()
    found = ((words[level.canonical], name) for form in forms for level in form.taxonomy for name in level.level2)
    by_level1: dict[str, dict[str, None]] = {}
    for level1, level2 in found:
        by_level1.setdefault(level1, {})[level2] = None
    return [(level1, level2) for level1, names in by_level1.items() for level2 in names]


def _gap(form: Form, level1: str, level2: str, counts: Counter[str]) -> str:
    level = form.level1_of(level1)
    if level is None or level2 not in level.level2 or counts[level2]:
        return ""
    if not level.optional and not any(counts[name] for name in level.level2):
        return "missing"
    return "wanted" if level2 in level.wanted else ""


def _class_count(plan: Plan, index: int, col: int, level2: str, count: int) -> Value:
    if not plan.linked:
        return count
    numbers, words = (plan.splits[INDICATORS].ranges(column) for column in (0, LEVEL2_COLUMN))
    counted = f'COUNTIFS({{}},$A{plan.splits[COVERAGE].row(index)},{{}},"{level2}")'
    return Formula(sum_of(counted, numbers, words), count)


def planned_total(plan: Plan) -> str:
    """预算数 of the projects that have a 资金支出计划 as a reference."""
    return plan.splits[PLAN].below(3)


def total_of(col: int, plan: Plan) -> str:
    """The total of a money column of 项目汇总表 as a reference."""
    return plan.splits[PROJECTS].below(col)
