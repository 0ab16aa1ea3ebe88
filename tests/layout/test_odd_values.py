"""Odd spellings of values, from the cell to the value: what is read, which rule lists it, and whether it is sure."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.clean import CLEAN, said, workbook
from tests.sheets import SMALL, grid
from xltool.amounts import UNITS, canonical
from xltool.consolidation import _source_amount
from xltool.flat import ProjectReading
from xltool.layout.sheet import read_grid
from xltool.problems import Repair
from xltool.reading.grid import Grid
from xltool.rules import check
from xltool.targets import plain_text

TABLE = SMALL + "产出指标 | 时效指标 | 完成时间 | 编撰完成的时间 | 12月底前 |\n"

# cell B3 | unit of the head | amount in 万元, - for blank, ? if F-02 says that it is none | repairs, with ? if unsure
AMOUNTS = """
20万元               | 单位：万元               | 20.00     | V-15
20 万元              | 单位：万元               | 20.00     | V-15
20⏎万元              | 单位：万元               | 20.00     | V-15
20（万元）           | 单位：万元               | 20.00     | V-15
20万                 | 单位：元                 | 20.00     | F-07 V-15
200000元整           | 单位：万元               | 20.00     | V-15
20万元整             | 单位：万元               | 20.00     | V-15
2000百元             | 单位：万元               | 20.00     | V-15
200千元              | 单位：万元               | 20.00     | V-15
0.002亿元            | 单位：万元               | 20.00     | V-15
人民币20万元         | 单位：万元               | 20.00     | V-15
RMB 200000元         | 单位：万元               | 20.00     | V-15
￥200,000.00元       | 单位：万元               | 20.00     | V-15
￥20                 | 单位：万元               | 20.00     | V-15?
¥200000              | 单位：元                 | 20.00     | F-07 V-15
人民币20             | 单位：万元               | 20.00     | V-15?
贰拾万元整           | 单位：万元               | 20.00     | I-06
人民币（大写）：贰拾万圆正 | 单位：万元         | 20.00     | I-06
贰拾万零伍佰元伍角   | 单位：万元               | 20.05005  | I-06
二十万元             | 单位：元                 | 20.00     | F-07 I-06
贰拾万               | 单位：元                 | 20.00     | F-07 I-06
二十                 | 单位：万元               | 20.00     | I-06?
'20.00               | 单位：万元               | 20.00     | I-06
２０．００           | 单位：万元               | 20.00     | V-13
20。00               | 单位：万元               | 20.00     | V-13
'1,234.50            | 单位：万元               | 1234.50   | I-06
１，２３４．５       | 单位：万元               | 1234.50   | V-13
'20 .5               | 单位：万元               | 20.50     | I-06?
'20.⏎5               | 单位：万元               | 20.50     | I-06?
'1 234.5             | 单位：万元               | 1234.50   | I-06?
'(5.00)              | 单位：万元               | -5.00     | I-06?
-5.5                 | 单位：万元               | -5.50     |
−5                   | 单位：万元               | -5.00     | V-13
负5万元              | 单位：万元               | -5.00     | V-15
10.000000000000002   | 单位：万元               | 10.00     | I-06
257.71999999999997   | 单位：万元               | 257.72    | I-06
12.345678            | 单位：万元               | 12.345678 |
'12.345678           | 单位：万元               | 12.345678 | I-06
0                    | 单位：万元               | 0.00      |
-                    | 单位：万元               | -         | I-06
——                   | 单位：万元               | -         | I-06
/                    | 单位：万元               | -         | I-06
无                   | 单位：万元               | -         | I-06
约20                 | 单位：万元               | ?         |
20左右               | 单位：万元               | ?         |
'1,23,4              | 单位：万元               | ?         |
'1.2.3               | 单位：万元               | ?         |
'10 20               | 单位：万元               | ?         |
20+5                 | 单位：万元               | ?         |
10.00万元（含其他5万元） | 单位：万元           | ?         |
20美元               | 单位：万元               | ?         |
一千五元             | 单位：万元               | ?         |
200000               | 金额单位:人民币元        | 20.00     | F-07
200000               | （单位：元）             | 20.00     | F-07
200                  | 计量单位：千元           | 20.00     | F-07
200000               | 单 位：元 币种：人民币   | 20.00     | F-07
20                   | 单位（万元）             | 20.00     |
20                   | 单位：万元、元           | 20.00     | F-07?
20万元               | 单位：万元、元           | 20.00     | V-15
"""

# the four cells of the plan | percentages (- for blank, ? where F-03 says so) | repairs
PLANS = """
25, 50, 75, 100                     | 25.00 50.00 75.00 100.00  |
25%, 50%, 75%, 100%                 | 25.00 50.00 75.00 100.00  | V-15 V-15 V-15 V-15
'25, 50, 75, 100                    | 25.00 50.00 75.00 100.00  | I-06
２５％, 50, 75, 100                 | 25.00 50.00 75.00 100.00  | V-13
25 %, 50, 75, 100                   | 25.00 50.00 75.00 100.00  | V-15
0.25, 0.5, 0.75, 1                  | 25.00 50.00 75.00 100.00  | V-10? V-10? V-10? V-10?
0.25, 50%, 75%, 100%                | 25.00 50.00 75.00 100.00  | V-10? V-15 V-15 V-15
0, 0.5, 0.75, 1                     | 0.00 50.00 75.00 100.00   | V-10? V-10? V-10?
0.5, 1, 50, 100                     | 0.50 1.00 50.00 100.00    |
0.5, , ,                            | 0.50 - - ?                |
25%（累计）, 50, 75, 100            | 25.00 50.00 75.00 100.00  | I-06?
0.5%, 50, 75, 100                   | 0.50 50.00 75.00 100.00   | V-15
28.999999999999996, 50, 75, 100     | 29.00 50.00 75.00 100.00  | I-06
33.33, 66.67, 83.335, 100           | 33.33 66.67 83.335 100.00 |
-, 50, 75, 100                      | - 50.00 75.00 100.00      | I-06
无, 50, 75, 100                     | - 50.00 75.00 100.00      | I-06
约25, 50, 75, 100                   | ? 50.00 75.00 100.00      |
25-30, 50, 75, 100                  | ? 50.00 75.00 100.00      |
25（2020）, 50, 75, 100             | ? 50.00 75.00 100.00      |
"""


# target | written plainly, - for a deadline or a graded word, ? if V-02 says that it is neither | repairs
TARGETS = """
≥95%                 | ≥95%       |
≧９５％              | ≥95%       |
＞＝95 ％            | ≥95%       |
大于等于95%          | ≥95%       |
不得低于百分之九十五 | ≥95%       |
95％及以上           | ≥95%       |
≥90.00(%)            | ≥90.00%    |
=100.00(%)           | =100.00%   |
≥9595%以上           | ≥95%       | V-01
≥9595%               | ≥95%       | V-01?
九成以上             | ≥90%       |
八成五               | =85%       |
5‰                   | =5‰        |
千分之五以内         | ≤5‰        |
1,200 人次           | =1200人次  |
不少于三次           | ≥3次       |
两个                 | =2个       |
一百二十人           | =120人     |
零投诉               | =0投诉     |
每年2次              | =2次/年    |
每季度至少一次       | ≥1次/季度  |
不超过3个工作日      | ≤3个工作日 |
3天以内              | ≤3天       |
80%～90%             | 80~90%     |
80－90％             | 80~90%     |
三至五次             | 3~5次      |
100±5%               | 95~105%    |
±0.5米               | -0.5~0.5米 |
±5%以内              | -5~5%      |
每年95%              | =95%       |
每年三十日           | ?          |
每年30日             | ?          |
每年2套（册）        | ?          |
≥80%且≤90%           | 80~90%     |
≤90%，≥80%           | 80~90%     |
不低于80%⏎不高于90%  | 80~90%     |
12月底前             | -          |
十二月底前           | -          |
第一季度前           | -          |
2020年12月31日前     | -          |
优                   | -          |
≥80%且≤3天           | ?          |
≥90%且≤80%           | ?          |
≥95%，≥3次           | ?          |
1/3                  | ?          |
约95%                | ?          |
三级                 | -          |
一流                 | ?          |
一千五人             | ?          |
10 20人              | ?          |
"""


def rows(table: str) -> list[list[str]]:
    """The lines of a table, cell by cell."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip("\n").split("\n")]


def text_of_cell(raw: object) -> str:
    """What a repair says that the cell held."""
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def only(sheet: Grid) -> ProjectReading:
    """The one table of a sheet."""
    (reading,), _ = read_grid(sheet)
    assert isinstance(reading, ProjectReading)
    return reading


def listed(repairs: tuple[Repair, ...], *fields: str) -> str:
    """The rules of the repairs of these fields, with a question mark after those that a person has to confirm."""
    return " ".join(r.code + ("" if r.sure else "?") for r in repairs if r.field.split(".")[0] in fields)


@pytest.mark.parametrize(("cell", "head", "amount", "rules"), rows(AMOUNTS))
def test_an_odd_amount_is_read_exactly_listed_or_refused(cell: str, head: str, amount: str, rules: str):
    """F-02, F-07, V-13, V-15, I-06: no amount is changed in silence, and none is guessed."""
    reading = only(grid(TABLE.replace("单位：万元", head).replace("20.00", cell)))
    value = reading.project.budget.total
    own = tuple(r for r in reading.repairs if r.field in ("unit", "budget.total"))
    assert ("-?"["F-02" in codes(reading, "budget.total")] if value is None else str(value)) == amount
    assert listed(own, "unit", "budget") == rules
    assert {(r.cell, r.raw) for r in own if r.field != "unit"} <= {("B3", text_of_cell(reading.raw("budget.total")))}
    assert _source_amount(reading, "budget.total") == value


@pytest.mark.parametrize(("cells", "percents", "rules"), rows(PLANS))
def test_an_odd_percentage_is_read_listed_or_refused(cells: str, percents: str, rules: str):
    """F-03, V-10, V-13, V-15: the same for the four cells of the plan."""
    plan = " | ".join(cell.strip() for cell in cells.split(","))
    reading = only(grid(TABLE.replace("25.00 | 50.00 | 75.00 | 100.00", plan)))
    found = [
        str(point.percent) if point.percent is not None else "-?"["F-03" in codes(reading, f"plan.{point.by}")]
        for point in reading.project.plan
    ]
    assert (" ".join(found), listed(reading.repairs, "plan")) == (percents, rules)


def codes(reading: ProjectReading, field: str) -> list[str]:
    """The rules that a field breaks."""
    return [problem.code for problem in check([reading]) if problem.field == field]


def test_a_percent_format_is_a_percent_sign():
    """V-15: 0.25 that its cell shows as 25% is 25, and sure, whatever its neighbours are."""
    sheet = grid(TABLE.replace("25.00 | 50.00 | 75.00 | 100.00", "0.25 | 50 | 75 | 1"))
    shown = only(sheet._replace(percents=frozenset({(4, 1), (4, 4)})))
    assert [str(point.percent) for point in shown.project.plan] == ["25.00", "50.00", "75.00", "100.00"]
    assert [(r.code, r.cell, r.raw, r.value, r.sure) for r in shown.repairs if r.field.startswith("plan")] == [
        ("V-15", "B5", "25%", "25.00", True),
        ("V-15", "E5", "100%", "100.00", True),
    ]


@pytest.mark.parametrize(("raw", "plain", "rules"), rows(TARGETS))
def test_an_odd_target_is_read_or_stays_what_it_was(raw: str, plain: str, rules: str):
    """V-01, V-02: a target is a number, a word or a problem, its text stays, and only joined cells are a repair."""
    reading = only(grid(TABLE.replace("≥10篇", raw)))
    target = reading.project.indicators[0].target
    unread = "V-02" in codes(reading, "indicators[0].target")
    assert (plain_text(target) if target.number is not None else "-?"[unread]) == plain
    assert target.raw == raw.replace("⏎", "\n")
    assert listed(reading.repairs, "indicators[0]") == rules


# Units in labels


@pytest.mark.parametrize(
    ("label", "cell", "amount", "rules"),
    [
        ("预算数（元）", "200000", "20.00", "F-07?"),  # the head says 万元
        ("预算数⏎（单位：元）", "200000", "20.00", "F-07?"),
        ("预算数/元", "20万元", "20.00", "V-15"),
        ("预算数（万元）", "20", "20.00", ""),
    ],
)
def test_a_unit_in_a_label_is_that_of_its_amount(label: str, cell: str, amount: str, rules: str):
    """F-07: it wins over the head's, is asked about where the two differ, and the balance uses it too."""
    reading = only(grid(TABLE.replace("预算数 | 20.00", f"{label} | {cell}")))
    assert (str(reading.project.budget.total), str(reading.project.budget.fiscal)) == (amount, "15.50")
    assert listed(reading.repairs, "budget") == rules
    assert _source_amount(reading, "budget.total") == Decimal(amount)


def test_a_unit_in_a_label_without_a_head_is_sure():
    """F-07: where no head names a unit, nothing speaks against the label's."""
    table = TABLE.replace(" | 单位：万元", "").replace("预算数 | 20.00", "预算数（元） | 200000")
    reading = only(grid(table))
    assert str(reading.project.budget.total) == "20.00"
    assert [(r.code, r.cell, r.raw, r.value, r.sure) for r in reading.repairs if r.field.startswith("budget")] == [
        ("F-07", "B3", "200000", "20.00", True)
    ]


@pytest.mark.parametrize(
    "head",
    [
        "（元）",
        "元",
        "金额：元",
        "（金额:元）",
        "以元为单位",
        "2020年度 单位：元",
        "预算年度：2020　单位：元",
        "注：金额单位为元",
    ],
)
@pytest.mark.parametrize("above", ["", "\n"])
def test_a_unit_in_words_of_its_own_is_asked_about(head: str, above: str):
    """F-07: a corner that says 元 in no known way is not taken for 万元 in silence; a blank row below it is no end."""
    table = TABLE.replace("单位：万元", head).replace("20.00", "200000").replace("\n项目编码", f"\n{above}项目编码")
    reading = only(grid(table))
    assert str(reading.project.budget.total) == "20.00"
    asked = [r for r in reading.repairs if r.field == "budget.total"]
    assert [(r.code, r.raw, r.value, r.sure) for r in asked] == [("F-07", "200000", "20.00万元", False)]
    assert head in asked[0].reason
    assert _source_amount(reading, "budget.total") == Decimal("20.00")


@pytest.mark.parametrize("head", ["单位：万美元", "金额单位：港币", "单位：人民币", "货币单位：欧元"])
def test_a_unit_that_is_no_multiple_of_yuan_is_asked_about(head: str):
    """F-07: the number is kept as it stands, and the question names what stands in the head."""
    reading = only(grid(TABLE.replace("单位：万元", head)))
    assert str(reading.project.budget.total) == "20.00"
    (asked,) = [r for r in reading.repairs if r.field == "budget.total"]
    assert (asked.code, asked.sure, asked.reason) == ("F-07", False, f"金额单位写的是“{head}”，换算不了，按万元理解")


@pytest.mark.parametrize(
    "head", ["（万元）", "以万元为单位", "", "单位：元氏县财政局", "一次性补助5000元", "金额：元旦活动"]
)
def test_what_names_no_other_unit_changes_no_amount(head: str):
    """F-07: 万元 in any words needs no question, and 元 in a sentence is no unit."""
    reading = only(grid(TABLE.replace("单位：万元", head)))
    assert str(reading.project.budget.total) == "20.00"
    assert [r for r in reading.repairs if r.code == "F-07"] == []


def test_a_unit_of_an_indicator_in_the_table_above_is_not_that_of_the_next():
    """F-07: rows of indicators end the look above a table."""
    rows_of_both = [
        *grid(TABLE).rows,
        ["产出指标", "成本指标", "编撰成本", "成本", "元", "计划"],
        *grid(TABLE).rows[1:],
    ]
    found, _ = read_grid(grid(TABLE)._replace(rows=rows_of_both))
    assert [str(r.project.budget.total) for r in found if isinstance(r, ProjectReading)] == ["20.00", "20.00"]


@pytest.mark.parametrize(("amount", "asked"), [("9999.99", 0), ("10000", 1), ("200000元", 0)])
def test_a_large_amount_in_a_table_without_a_unit_is_asked_about(amount: str, asked: int):
    """F-07: 元 taken for 万元 looks like a project of a hundred million."""
    reading = only(grid(TABLE.replace("单位：万元", "").replace("20.00", amount)))
    found = [r for r in reading.repairs if r.code == "F-07"]
    assert [(r.field, r.sure) for r in found] == [("budget.total", False)] * asked


def test_a_unit_in_brackets_behind_the_department_is_no_part_of_its_name():
    """F-07, I-02: 填报单位：某局（单位：元） names both."""
    table = TABLE.replace(
        "434002北戴河区政府办公室 | | | | 单位：万元", "填报单位（盖章）：区政府办公室　　（单位：元）"
    )
    reading = only(grid(table.replace("20.00", "200000")))
    assert reading.project.department.name == "区政府办公室"
    assert str(reading.project.budget.total) == "20.00"
    assert [(r.value, r.sure) for r in reading.repairs if r.code == "F-07"] == [("万元", True)]


def test_a_unit_that_is_none_of_ours_is_left_over():
    """F-07: 单位：万美元 is not understood, and not passed over in silence."""
    (reading,), rest = read_grid(grid(TABLE.replace("单位：万元", "单位：万美元")))
    assert "单位：万美元" in [left.raw for left in (*reading.leftovers, *rest)]


# Dates


def with_cell(row: int, col: int, value: object) -> ProjectReading:
    """The table with a value in one cell that a text table cannot write."""
    sheet = grid(TABLE)
    cells = [list(line) for line in sheet.rows]
    cells[row][col] = value
    return only(sheet._replace(rows=cells))


@pytest.mark.parametrize(
    ("row", "value", "target", "repair"),
    [
        (7, date(2020, 12, 31), "2020年12月31日", ("I-06", "2020-12-31", True)),
        (7, datetime(2020, 12, 31), "2020年12月31日", ("I-06", "2020-12-31", True)),  # noqa: DTZ001 - a cell has no zone
        (7, 44196.0, "2020年12月31日", ("V-09", "44196", False)),
        (7, "43,830", "2019年12月31日", ("V-09", "43,830", False)),
        (7, date(2020, 6, 5), "2020年6月5日", ("I-06", "2020-06-05", True)),
        (7, date(2020, 3, 5), "2020年3月5日", ("I-06", "2020-03-05", False)),
        (6, date(2020, 3, 5), "2020年3月5日", ("I-06", "2020-03-05", False)),
    ],
)
def test_a_date_or_a_serial_number_as_a_target(row: int, value: object, target: str, repair: tuple[str, str, bool]):
    """V-09: a serial under 时效指标 and a date that may have been 3-5 are asked about; any other date is listed."""
    reading = with_cell(row, 4, value)
    assert reading.project.indicators[row - 6].target.raw == target
    (listed_repair,) = reading.repairs[-1:]
    assert (listed_repair.code, listed_repair.raw, listed_repair.sure) == repair
    assert (listed_repair.cell, listed_repair.value) == (f"E{row + 1}", target)
    asked = [p.code for p in check([reading]) if p.field == listed_repair.field]
    assert asked == ([] if listed_repair.sure else [listed_repair.code])


@pytest.mark.parametrize(("row", "value"), [(6, 44196.0), (7, 39999.0), (7, 60001.0), (7, 44196.5)])
def test_a_number_that_is_no_serial_stays(row: int, value: float):
    """V-09: only whole numbers from 40000 to 60000 under 时效指标 are taken for dates."""
    reading = with_cell(row, 4, value)
    assert reading.project.indicators[row - 6].target.number == Decimal(repr(value)).normalize()
    assert listed(reading.repairs, f"indicators[{row - 6}]") == ""


def test_a_date_in_a_text_field_is_listed():
    """I-06: a description that is a date becomes its text, and that is said at its cell."""
    reading = with_cell(6, 3, date(2020, 3, 5))
    assert reading.project.indicators[0].description == "2020-03-05"
    assert [(r.code, r.cell, r.value, r.sure) for r in reading.repairs][-1] == ("I-06", "D7", "2020-03-05", True)


# What is not sure


def test_a_doubt_is_a_problem_until_it_is_confirmed():
    """I-06: whoever checks or merges the old sheet itself is told what was taken for what, and why."""
    reading = only(grid(TABLE.replace("20.00", "2 000")))
    (problem,) = [p for p in check([reading]) if p.code == "I-06"]
    assert (problem.severity, problem.cell, problem.found, problem.expected) == ("warning", "B3", "2 000", "2000.00")
    assert problem.message.startswith("“预算数”的“2 000”暂按“2000.00”理解：")
    assert [p.code for p in check([only(grid(TABLE.replace("20.00", "20万元")))]) if p.code == "I-06"] == []


@pytest.mark.parametrize(("cell", "value"), [("C5", "￥20"), ("C5", "(20)"), ("E5", "无"), ("E5", "-"), ("C5", "二十")])
def test_on_our_own_sheet_nothing_is_guessed(cell: str, value: str):
    """F-02, V-15: what is doubtful in a table that is being filled in is an error, not a repair."""
    rule = "V-15" if value.startswith("￥") else "F-02"
    assert (rule, "error", cell) in [problem[:3] for problem in said(workbook(CLEAN, {cell: value}))]


# There and back


amounts = st.decimals(min_value=0, max_value=10**8, places=2).map(canonical)


@given(amounts, st.sampled_from(sorted(UNITS)))
def test_an_amount_in_any_unit_of_the_head_reads_back(value: Decimal, unit: str):
    """F-07: written in a unit that the head names, an amount is the same amount again."""
    cell = f"'{value / UNITS[unit]:f}"
    reading = only(grid(TABLE.replace("单位：万元", f"金额单位：{unit}").replace("20.00", cell)))
    assert (reading.project.budget.total, reading.unit) == (value, unit)
    assert _source_amount(reading, "budget.total") == value


@given(st.lists(st.decimals(min_value=2, max_value=99, places=1), min_size=3, max_size=3).map(sorted))
def test_a_plan_in_fractions_is_that_in_percent(percents: list[Decimal]):
    """V-10: whatever the plan, its fractions are asked about and mean the same."""
    plan = [*percents, Decimal(100)]
    cells = " | ".join(f"{value / 100:f}" for value in plan)
    reading = only(grid(TABLE.replace("25.00 | 50.00 | 75.00 | 100.00", cells)))
    assert [point.percent for point in reading.project.plan] == plan
    assert listed(reading.repairs, "plan") == "V-10? V-10? V-10? V-10?"
