"""The rules on target values (V): each passes, fails at its cell with its words, and has its boundary."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, cells, readings, said, with_budget, with_row, with_targets, workbook
from tests.sheets import WHOLE, xlsx
from xltool.rules import Context, check
from xltool.rules.table import Table
from xltool.rules.values_numbers import units_usual

GRADES = "如“≥95%”“≤10次”，或“优”“显著提升”等分级说法"
COUNT, QUALITY, TIME, COST, BENEFIT, SATISFACTION = range(6)
"""The rows of the clean project; the target of the first is E11."""

LIST = """
项目绩效目标申报表 | < | < | < | < | < | < | < | < | 金额单位：元
单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位
820001某局 | 图书采购 | 20000 | 购置图书 | 产出指标 | 数量指标 | 新购图书册数 | ≥ | 11 | 册
820001某局 | 图书采购 | 20000 | 购置图书 | 产出指标 | 质量指标 | 图书完好率 | ≥ | {value} | {unit}
820001某局 | 图书采购 | 20000 | 购置图书 | 效益指标 | 社会效益 | 服务读者人次 | ≥ | 300 | 人次
820001某局 | 图书采购 | 20000 | 购置图书 | 满意度指标 | 服务对象满意度 | 读者满意度 | ≥ | 90 | %
"""


def of_row(row: int, target: str | None = None, **texts: str | None) -> list[tuple]:
    """Rule, expected and message of all that is said of the clean project with other texts in a row."""
    changes = texts if target is None else {"target": target, **texts}
    found = said(workbook(with_row(row, **changes)))
    return [(code, expected, message) for code, _, _, _, expected, message in found]


def rules_of(row: int, target: str | None = None, **texts: str | None) -> list[str]:
    """The rules that other texts in a row break."""
    return [code for code, *_ in of_row(row, target, **texts)]


def fixes(book: bytes) -> dict[str, str | None]:
    """The new text that each rule offers to write."""
    return {problem.code: problem.fix for problem in check(readings(book))}


@pytest.mark.parametrize(
    ("raw", "rules"),
    [
        ("≥95%", []),
        ("≥90.00(%)", []),
        ("=100.00(%)", []),
        ("95%以上", []),
        ("不低于95%", []),
        ("≤10次", []),
        ("80-90%", []),
        ("985米", ["V-04"]),
        ("2", ["V-03"]),
        ("0起", ["V-04"]),
        ("100%（1.0）", ["V-04"]),
        ("超13万元/年", []),
    ],
)
def test_v02_the_grammar_is_accepted(raw, rules):
    """All spellings of the catalogue's grammar are values; some lack an operator or a unit, which is said."""
    assert rules_of(BENEFIT, raw) == rules


# V-01


def test_v01_fails_for_two_cells_joined():
    """The doubled value is understood, quoted as it stands and offered as it should be."""
    message = "指标值“≥9595%以上”是两个单元格的内容连在了一起，已按“≥95%”理解，原文未改。"
    book = workbook(with_row(QUALITY, target="≥9595%以上"))
    assert said(book) == [("V-01", "warning", "E12", "≥9595%以上", "≥95%", message)]
    assert fixes(book) == {"V-01": "≥95%"}


def test_v01_asks_where_it_is_not_sure():
    """A doubled number without both operators may be something else: the cure asks to look, and nothing is written."""
    message = "指标值“9595%”像是两个单元格的内容连在了一起，暂按“=95%”理解，原文未改。"
    book = workbook(with_row(QUALITY, target="9595%"))
    assert said(book) == [("V-01", "warning", "E12", "9595%", "=95%", message)]
    assert check(readings(book))[0].cure == "请核对后改为“=95%”，或写清楚原来的数值。"
    assert fixes(book) == {"V-01": None}


@pytest.mark.parametrize("raw", ["≥95%以上", "≥1010册", "=100%", "≥9595册"])
def test_v01_passes_for_one_value(raw):
    """A count whose digits happen to repeat is one number."""
    assert [rule for rule in rules_of(QUALITY, raw) if rule.startswith("V")] == []


# V-02


@pytest.mark.parametrize("raw", ["尽力而为", "≥", "10 20册", "≥95959595%", "无", "/", "1/3", "≥3-5人"])
def test_v02_fails_for_what_is_no_value(raw):
    """Nothing is guessed: what is neither number nor grade is an error at its cell, and no other."""
    message = f"指标值“{raw}”既不是数值，也不是分级的说法。"
    assert said(workbook(with_row(QUALITY, target=raw))) == [("V-02", "error", "E12", raw, GRADES, message)]


@pytest.mark.parametrize(
    ("raw", "severity", "expected", "message"),
    [
        ("95%左右", "error", "≥95%", "指标值“95%左右”只是约数，没有写明最低或最高是多少。"),
        ("约20人", "error", "≥20人", "指标值“约20人”只是约数，没有写明最低或最高是多少。"),
        ("无安全事故", "error", "如“=0起”“=0次”", "指标值“无安全事故”是一句话，没有数值，也不是分级的说法。"),
        ("100%完成", "warning", "=100%", "指标值“100%完成”是一句话，其中的数值是“=100%”。"),
        ("培训≥200人次", "warning", "≥200人次", "指标值“培训≥200人次”是一句话，其中的数值是“≥200人次”。"),
    ],
)
def test_v02_fails_with_what_a_sentence_means(raw, severity, expected, message):
    """An estimate, nothing in words, and a number inside a sentence have their own words."""
    assert said(workbook(with_row(QUALITY, target=raw))) == [("V-02", severity, "E12", raw, expected, message)]


@pytest.mark.parametrize(
    "raw",
    [
        "优",
        "显著提升",
        "80-90%",
        "不低于95%",
        "≥百分之九十五",
        "二级以上",
        "达到Ⅲ类",
        "国内领先",
        "应保尽保",
        "及时有效",
        "规范有序",
        "≤万分之三",
        "≥1:5",
        "≤10/10万",
        "7×24小时",
    ],
)
def test_v02_passes_for_numbers_and_grades(raw):
    """A grade or a level in words, a range and a percentage in words can all be read."""
    assert [rule for rule in rules_of(QUALITY, raw) if rule.startswith("V")] == []


@pytest.mark.parametrize(
    "raw", ["12月31日前", "每月15日前", "及时", "2021年6月底前", "≤3个工作日", "签订合同后30日内", "4月、10月底前"]
)
def test_v02_passes_for_dates_and_times(raw):
    """A deadline is the value of a 时效指标, and so are several."""
    assert rules_of(TIME, raw) == []


# V-03


@pytest.mark.parametrize(
    ("row", "value", "raw", "example"),
    [
        (QUALITY, "≥95", "≥95", "≥95%"),
        (QUALITY, "80-90", "80-90", "80~90%"),
        (COUNT, "≥2000", "≥2000", "≥2000册"),
        (COST, "≤20", "≤20", "≤20万元"),
        (BENEFIT, "≥108", "≥108", "≥108次"),
    ],
)
def test_v03_fails_for_a_number_without_a_unit(row, value, raw, example):
    """The example has the unit that the name speaks of, 次 where it speaks of none."""
    message = f"指标值“{raw}”没有计量单位。"
    book = workbook(CLEAN, {f"E{11 + row}": value})
    assert said(book) == [("V-03", "error", f"E{11 + row}", raw, f"如“{example}”", message)]


@pytest.mark.parametrize(
    ("name", "unit"), [("培训人次数", "人次"), ("培训场次", "次"), ("印刷费用（元）", "元"), ("办理效率", "次")]
)
def test_v03_takes_the_unit_from_the_name(name, unit):
    """人次数 is counted in 人次, and a unit in brackets at the end is the unit; 效率 is no share."""
    found = of_row(COUNT, "≥95", level3=name)
    assert ("V-03", f"如“≥95{unit}”", "指标值“≥95”没有计量单位。") in found


def test_v03_fails_with_both_where_the_operator_is_missing_too():
    """A bare number is one problem, also where the cell holds a number and no text."""
    message = "指标值“95”只有数字，没有符号和计量单位。"
    assert said(workbook(CLEAN, {"E12": 95.0})) == [("V-03", "error", "E12", "95", "如“=95%”", message)]


def test_v03_passes_down_to_the_shortest_unit():
    """One character is a unit."""
    assert rules_of(COUNT, "≥2000册") == []


@pytest.mark.parametrize("name", ["路面技术状况指数", "灌溉水有效利用系数", "出厂水pH值"])
def test_v03_passes_for_what_has_no_unit(name):
    """An index is a plain number; one without an operator is asked for that alone."""
    assert rules_of(QUALITY, "≥82", level3=name) == []
    assert of_row(QUALITY, "82", level3=name) == [("V-04", "“=82”或“≥82”", "指标值“82”没有写计算符号，暂按“=82”理解。")]


# V-04


@pytest.mark.parametrize(
    ("row", "raw", "expected", "value"),
    [
        (COUNT, "985册", "“=985册”或“≥985册”", "=985册"),
        (QUALITY, "100%", "“=100%”或“≥100%”", "=100%"),
        (QUALITY, "零投诉", "=0次", "=0次"),
        (QUALITY, "0起", "=0起", "=0起"),
        (COST, "20万元", "“≤20万元”或“=20万元”", "=20万元"),
        (TIME, "3个工作日", "“≤3个工作日”或“=3个工作日”", "=3个工作日"),
    ],
)
def test_v04_fails_for_a_number_without_an_operator(row, raw, expected, value):
    """It says what was read, and offers what may be meant: at most for costs and durations, else at least."""
    message = f"指标值“{raw}”没有写计算符号，暂按“{value}”理解。"
    book = workbook(with_row(row, target=raw))
    assert said(book) == [("V-04", "warning", f"E{11 + row}", raw, expected, message)]


@pytest.mark.parametrize("raw", ["≥985册", "985册以上", "不少于985册", "900-985册", "=985册", "达到985册"])
def test_v04_passes_for_an_operator_in_signs_or_words(raw):
    """以上 and 不少于 are operators, and a range needs none."""
    assert rules_of(COUNT, raw) == []


def test_v04_passes_for_a_level_of_floods():
    """20年一遇 is reached or not; 20年 alone needs an operator."""
    assert rules_of(BENEFIT, "20年一遇", level3="防洪标准") == []
    assert rules_of(BENEFIT, "20年", level3="设施使用年限") == ["V-04"]


# V-05


@pytest.mark.parametrize(
    ("raw", "example"),
    [
        ("提高", "明显提高"),
        ("较上年提高", "明显提高"),
        ("加强", "明显加强"),
        ("完成", "全部完成"),
        ("确保安全生产", "良好"),
        ("完善服务体系", "明显完善"),
    ],
)
def test_v05_fails_for_a_verb_without_a_degree(raw, example):
    """Alone or with its object, a direction or an act does not say how much."""
    message = f"指标值“{raw}”没有程度，做到多少算完成看不出来。"
    expected = f"如“{example}”，或“≥”加数值和单位"
    assert said(workbook(with_row(BENEFIT, target=raw))) == [("V-05", "warning", "E15", raw, expected, message)]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("有效提升服务水平", "有效提升"),
        ("服务水平有效提升", "有效提升"),
        ("运行良好", "良好"),
        ("保障及时", "及时"),
        ("基本满足需求", "基本满足"),
    ],
)
def test_v05_fails_for_a_sentence_with_a_grade(raw, value):
    """The grade is what remains of it."""
    message = f"指标值“{raw}”是一句话，其中分级的说法是“{value}”。"
    assert said(workbook(with_row(BENEFIT, target=raw))) == [("V-05", "warning", "E15", raw, value, message)]


@pytest.mark.parametrize(("row", "word"), [(COUNT, "数量指标"), (QUALITY, "质量指标"), (COST, "成本指标")])
def test_v05_fails_for_a_deadline_of_another_kind(row, word):
    """A date is no quantity, quality or cost."""
    message = f"指标值“12月底前”是期限，这一行却是{word}，两处至少有一处不对。"
    assert said(workbook(with_row(row, target="12月底前"))) == [
        ("V-05", "warning", f"E{11 + row}", "12月底前", "数值或分级的说法", message)
    ]


@pytest.mark.parametrize("raw", ["明显提高", "有所提升", "规范", "完善", "合格", "长期", "基本完成", "2030年底前"])
def test_v05_passes_for_grades_and_for_how_long_an_effect_lasts(raw):
    """A verb with a degree is a grade, and a benefit may last until a date."""
    assert rules_of(BENEFIT, raw) == []


def test_v05_passes_for_a_grade_of_the_department():
    """What a department lists as its own grade is one."""
    book = workbook(with_row(QUALITY, target="星级达标提升"))
    assert cells("V-05", book) == ["E12"]
    assert check(readings(book), Context(words={"graded": ("星级达标提升",)})) == []


# V-06


@pytest.mark.parametrize("raw", ["*", "**", "_", "-", "——", "null", "NULL", "≥**%", "**人"])
def test_v06_fails_for_signs_in_place_of_a_value(raw):
    """A cell that was not filled in is this rule's, and not V-02's."""
    message = f"指标值“{raw}”里有星号、横线一类的符号，或者没有填内容。"
    assert said(workbook(with_row(QUALITY, target=raw))) == [("V-06", "error", "E12", raw, GRADES, message)]


@pytest.mark.parametrize(
    ("raw", "value"),
    [("显著_提升", "显著提升"), ("优*", "优"), ("良好-优秀", "良好、优秀"), ("显著－提升", "显著提升")],
)
def test_v06_fails_for_a_sign_in_a_grade(raw, value):
    """The grade without its signs is offered."""
    message = f"指标值“{raw}”里有星号、横线一类的符号。"
    assert said(workbook(with_row(QUALITY, target=raw))) == [("V-06", "error", "E12", raw, value, message)]


@pytest.mark.parametrize("raw", ["显著 提升", "显\u3000著提升"])
def test_v06_fails_for_a_blank_in_a_grade(raw):
    """Of half or full width; without it the grade is right, so it can be written."""
    book = workbook(with_row(QUALITY, target=raw))
    assert said(book) == [("V-06", "error", "E12", raw, "显著提升", f"指标值“{raw}”中间有空格。")]
    assert fixes(book) == {"V-06": "显著提升"}


@pytest.mark.parametrize(
    ("row", "raw"), [(QUALITY, "≥ 95 %"), (TIME, "12月 31日前"), (TIME, "2020-12-31"), (QUALITY, "90-95%")]
)
def test_v06_passes_for_blanks_and_dashes_of_numbers_and_dates(row, raw):
    """The dash of a range or a date is none of a word, and a blank in a number does no harm."""
    assert rules_of(row, raw) == []


# V-07


def test_v07_fails_above_the_limit():
    """Three of six values in words; the deadline is none of them."""
    book = workbook(with_targets("≥2000册", "优", "11月30日前", "≤20万元", "明显提升", "良好"))
    message = "6 条指标里有 3 条是定性的说法，占 50%，超过 30%。"
    assert said(book) == [("V-07", "hint", "E12", "3", "定性的指标值不多于 1 条", message)]
    assert cells("V-07", book) == ["E12", "E15", "E16"]


def test_v07_boundary_at_the_limit_and_for_one_value():
    """Three of ten are 30 %, which is allowed; and one value in words is never too many."""
    rows = [replace(CLEAN.indicators[COUNT], level3=f"新购第{n}类图书册数") for n in "一二三四"]
    ten = with_targets("≥2000册", "优", "11月30日前", "≤20万元", "明显提升", "良好").indicators
    assert said(workbook(replace(CLEAN, indicators=(*rows, *ten)))) == []
    assert cells("V-07", workbook(replace(CLEAN, indicators=(*rows[:3], *ten)))) != []
    three = replace(CLEAN, indicators=with_row(QUALITY, target="优").indicators[:3])
    assert cells("V-07", workbook(three)) == []


def test_v07_passes_where_all_values_are_one_word():
    """That is what L-01 says."""
    book = workbook(with_targets(*["优"] * 6))
    assert cells("V-07", book) == []
    assert len(cells("L-01", book)) == 6


# V-08


@pytest.mark.parametrize("raw", ["≥980%", "=101%", ">100%", "≥100.5%"])
def test_v08_fails_above_100(raw):
    """No share is more than 100 %."""
    message = f"指标值“{raw}”要求超过 100%，而从名称看它是占比，达不到。"
    expected = "0—100% 之间的数，最高“=100%”"
    assert said(workbook(with_row(QUALITY, target=raw))) == [("V-08", "warning", "E12", raw, expected, message)]


def test_v08_fails_below_0():
    """Nor is it less than 0."""
    message = "指标值“≥-3%”小于 0，而从名称看它是占比，不会是负数。"
    assert said(workbook(with_row(QUALITY, target="≥-3%"))) == [
        ("V-08", "warning", "E12", "≥-3%", "0—100% 之间的数", message)
    ]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("图书验收合格率", "=100%"),
        ("图书验收合格率", "≥0%"),
        ("成本占概算比例", "≤110%"),
        ("化验回收率", "95-105%"),
        ("到馆人次增长率", "≥180%"),
        ("地区生产总值增速", "≥-3%"),
        ("计划任务完成率", "≥120%"),
        ("国有资产保值增值率", "≥105%"),
        ("高等教育毛入学率", "≥110%"),
        ("病床使用率", "≥101%"),
        ("带宽", "≥300Mbps"),
    ],
)
def test_v08_passes_where_more_is_possible(name, raw):
    """0 and 100 are shares; growth, plans and some trades have more, and an upper limit may lie above."""
    assert [rule for rule in rules_of(QUALITY, raw, level3=name) if rule.startswith("V")] == []


# V-09


@pytest.mark.parametrize(
    ("raw", "day"), [("43830", "2019年12月31日"), ("43,830", "2019年12月31日"), (44196.0, "2020年12月31日")]
)
def test_v09_fails_for_a_serial_number_under_a_deadline(raw, day):
    """Neither its unit nor its operator is asked for: the date is offered."""
    text = raw if isinstance(raw, str) else "44196"
    message = f"指标值“{text}”是 Excel 记日期用的序号，对应 {day}。"
    assert said(workbook(CLEAN, {"E13": raw})) == [("V-09", "error", "E13", text, day, message)]


def test_v09_is_all_that_is_said_of_a_sheet_that_is_not_ours():
    """There reading took the number for a date already, which is not said a second time."""
    row = "~ | 时效指标 | 交付期限 | 全部交付的日期 | 43830 | 合同 | <"
    book = xlsx(WHOLE.replace("~ | 质量指标 | 成书率 | 成书占计划的比率 | ≥95% | | <", row))
    found = [problem for problem in said(book) if problem[2] == "E11"]
    message = "指标值“43830”是 Excel 记日期用的序号，对应 2019年12月31日。"
    assert found == [("V-09", "error", "E11", "43830", "2019年12月31日", message)]


@pytest.mark.parametrize(
    ("row", "raw", "rules"),
    [
        (TIME, "40000", ["V-09"]),
        (TIME, "60000", ["V-09"]),
        (TIME, "39999", ["V-03"]),
        (TIME, "60001", ["V-03"]),
        (COUNT, "43830", ["V-03"]),
    ],
)
def test_v09_boundary_of_the_serial_numbers(row, raw, rules):
    """From 40000 to 60000, and of a 时效指标 alone; with a unit it is a number."""
    assert rules_of(row, raw) == rules
    assert "V-09" not in rules_of(row, f"≤{raw}天")


# V-10


@pytest.mark.parametrize(("raw", "value"), [("0.95", "=95%"), ("≥0.95", "≥95%"), ("1", "=100%"), ("0.005", "=0.5%")])
def test_v10_fails_for_a_share_as_a_fraction(raw, value):
    """Neither unit nor operator is asked for; another percentage of the table is shown beside it."""
    message = f"指标值“{raw}”没有单位，像是把“{value}”存成了小数。"
    book = workbook(with_row(QUALITY, target=raw))
    assert said(book) == [("V-10", "warning", "E12", raw, value, message)]
    assert [place.cell for place in check(readings(book))[0].also] == ["E15"]


def test_v10_boundary_of_fractions_and_counts():
    """1 may be a count where no share of the table is a percentage; 1.01 is no fraction, and neither is one 效率."""
    alone = with_targets("≥2000册", "1", "11月30日前", "≤20万元", "明显提升", "优")
    assert [problem[0] for problem in said(workbook(alone))] == ["V-03", "V-07"]
    assert rules_of(QUALITY, "1.01") == ["V-03"]
    assert rules_of(QUALITY, "0.95", level3="图书流通效率") == ["V-03"]
    assert rules_of(COUNT, "1") == ["V-03"]
    assert rules_of(QUALITY, "≥0.95%") == []


def test_v10_fails_for_a_plan_in_fractions():
    """One problem with all its cells; that reading was unsure is not said as well."""
    book = xlsx(WHOLE.replace("25.00 | 50.00 | 75.00 | 100.00", "0.25 | 0.5 | 0.75 | 1"))
    found = [problem for problem in said(book) if problem[0] in ("V-10", "I-06", "F-03")]
    message = "资金支出计划填的是“0.25、0.5、0.75、1”，像是小数形式的百分数，暂按“25.00、50.00、75.00、100.00”理解。"
    expected = "25.00、50.00、75.00、100.00"
    assert found == [("V-10", "warning", "B7", "0.25、0.5、0.75、1", expected, message)]
    assert cells("V-10", book) == ["B7", "C7", "D7", "E7"]


# V-11


@pytest.mark.parametrize(
    ("row", "raw", "value", "other"),
    [
        (QUALITY, "295%", "≥95%", "=295%"),
        (QUALITY, "2100%", "≥100%", "=2100%"),
        (QUALITY, "295", "≥95%", "=295%"),
        (COUNT, "2100册", "≥100册", "=2100册"),
    ],
)
def test_v11_asks_about_a_2_that_may_be_an_operator(row, raw, value, other):
    """Where it would fit without the 2; that the operator is missing is not said a second time."""
    message = f"指标值“{raw}”没有写计算符号，最前面的“2”可能是“≥”认错的，那样应为“{value}”。"
    book = workbook(with_row(row, target=raw))
    assert said(book) == [("V-11", "warning", f"E{11 + row}", raw, f"“{value}”或“{other}”", message)]


@pytest.mark.parametrize("raw", ["90100", "90100%", "≥90100%"])
def test_v11_asks_about_two_shares_in_one(raw):
    """A share of 90100 % is the 90 and the 100 of two cells."""
    message = f"指标值“{raw}”像是两个单元格的数连在了一起，应为“≥90%”或“≥100%”。"
    assert said(workbook(with_row(QUALITY, target=raw))) == [
        ("V-11", "warning", "E12", raw, "“≥90%”或“≥100%”", message)
    ]


@pytest.mark.parametrize(
    ("row", "raw", "rules"),
    [
        (COUNT, "2000册", ["V-04"]),  # stands in the goals, too, and 000 is no number
        (COUNT, "250册", ["V-04"]),
        (COUNT, "2105册", ["V-04"]),
        (COUNT, "≥2100册", []),
        (QUALITY, "≥295%", ["V-08"]),
        (QUALITY, "205%", ["V-08", "V-04"]),
        (QUALITY, "190%", ["V-08", "V-04"]),
        (BENEFIT, "295%", ["V-04"]),  # a growth rate
    ],
)
def test_v11_passes_for_numbers_that_are_what_they_are(row, raw, rules):
    """Small counts, counts that are not round, and growth are taken as they stand."""
    assert sorted(rules_of(row, raw)) == sorted(rules)


def test_v11_passes_for_a_count_that_stands_elsewhere():
    """Where the purpose has the same number, nothing was misread."""
    project = replace(with_row(COUNT, target="2100册"), purpose="用于社区图书室购置图书2100册。")
    assert [problem[0] for problem in said(workbook(project))] == ["V-04"]


# V-12


@pytest.mark.parametrize(
    ("row", "raw", "name", "expected", "unit", "why"),
    [
        (COST, "≤250万", "项目总成本", "≤250万元", "万", "“万”后面没有写是万什么"),
        (COUNT, "250万", "接待游客数量", "“=250万元”或“=250万人次”", "万", "“万”后面没有写是万什么"),
        (COUNT, "≥80M", "专线带宽", "“≥80Mbps”或“≥80MB”", "M", "“M”分不清是带宽还是存储容量"),
        (QUALITY, "≥95百分比", "图书验收合格率", "≥95%", "百分比", "“百分比”不是计量单位"),
        (QUALITY, "≤2人/年", "骨干流失情况", "百分数或等级，如“≥95%”“优”", "人/年", "质量指标说的是好坏，不按人数计"),
        (COUNT, "≥30个", "培训人数", "≥30人", "个", "人不论“个”"),
        (COUNT, "≥30个", "培训人次", "≥30人次", "个", "人次不论“个”"),
    ],
)
def test_v12_fails_for_an_odd_unit(row, raw, name, expected, unit, why):
    """The reason is that of the list, and a whole unit is offered."""
    message = f"计量单位“{unit}”不规范：{why}。"
    book = workbook(with_row(row, target=raw, level3=name))
    assert said(book) == [("V-12", "warning", f"E{11 + row}", raw, expected, message)]


def test_v12_fixes_what_can_only_be_one_thing():
    """百分比 is %, and persons are counted as 人; what 万 is nobody can know."""
    assert fixes(workbook(with_row(QUALITY, target="≥95百分比"))) == {"V-12": "≥95%"}
    assert fixes(workbook(with_row(COUNT, target="≥30个", level3="培训人数"))) == {"V-12": "≥30人"}
    assert fixes(workbook(with_row(COST, target="≤250万"))) == {"V-12": None}


@pytest.mark.parametrize(
    ("row", "raw", "name"),
    [
        (COUNT, "≥250万人次", "接待游客数量"),
        (COUNT, "≥30个", "建设站点数"),
        (COUNT, "≥2人/年", "培养骨干人数"),
        (QUALITY, "≤2次/年", "系统故障次数"),
        (COUNT, "≥3人", "培训人数"),
    ],
)
def test_v12_passes_for_units_that_fit(row, raw, name):
    """个 is right for sites, and so is 人/年 for a quantity."""
    assert rules_of(row, raw, level3=name) == []


def test_v12_stands_at_the_column_of_the_units():
    """Where a form has one, that is the cell to mend."""
    (table,) = map(Table, readings(xlsx(LIST.format(value="95", unit="百分比"))))
    ((path, found, fix),) = [(f.path, f.found, f.fix) for f in units_usual(table)]
    assert (path, found, fix) == ("indicators[1].unit", "百分比", "%")


# V-13


@pytest.mark.parametrize(
    ("row", "raw", "value"),
    [
        (QUALITY, "≥９５％", "≥95%"),
        (QUALITY, "＝100%", "=100%"),
        (QUALITY, "＞＝９０％", "≥90%"),
        (QUALITY, "≧90%", "≥90%"),
        (COUNT, "≥２，０００册", "≥2,000册"),
        (QUALITY, "≥９９．５％", "≥99.5%"),
        (TIME, "１１月３０日前", "11月30日前"),
    ],
)
def test_v13_fails_for_full_width_digits_and_signs(row, raw, value):
    """The same in half width is certain, and can be written."""
    book = workbook(with_row(row, target=raw))
    message = f"“指标值”的“{raw}”里有全角的数字或符号。"
    assert said(book) == [("V-13", "warning", f"E{11 + row}", raw, value, message)]
    assert fixes(book) == {"V-13": value}


@pytest.mark.parametrize("raw", ["95%以上（含）", "80～90%", "=100%（1.0）", "优、良"])
def test_v13_passes_for_brackets_and_the_dash_of_a_range(raw):
    """What Chinese writing has in full width may stay."""
    assert [rule for rule in rules_of(QUALITY, raw) if rule.startswith("V")] == []


def test_v13_fails_for_an_amount():
    """Amounts are read all the same, and the cell should hold a number."""
    message = "“预算数”的“２０．００”里有全角的数字或符号。"
    assert said(workbook(CLEAN, {"C5": "２０．００"})) == [("V-13", "warning", "C5", "２０．００", "20.00", message)]


# V-14


@pytest.mark.parametrize(("raw", "unit"), [("≥2.5人", "人"), ("1.5-2台", "台"), ("1-2.5次", "次")])
def test_v14_fails_for_a_fraction_of_what_is_counted(raw, unit):
    """Half a person is a mistake, at either end of a range."""
    message = f"指标值“{raw}”带小数，而“{unit}”只能是整数。"
    found = said(workbook(with_row(COUNT, target=raw)))
    assert found == [("V-14", "hint", "E11", raw, "整数，或写明是平均数", message)]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("≥13969.56标箱", "集装箱吞吐量"),
        ("≥2.5吨", "收购粮食"),
        ("≥3.0人", "新增人员数量"),
        ("≥2.5次/人", "体检频次"),
        ("≥2.5次", "人均借阅次数"),
        ("≥1.5万人次", "服务读者"),
    ],
)
def test_v14_passes_for_measures_averages_and_whole_numbers(raw, name):
    """标箱 and 吨 have fractions, averages too, and 3.0 is a whole number."""
    assert rules_of(COUNT, raw, level3=name) == []


# V-15


@pytest.mark.parametrize(("raw", "value"), [("20万元", "20.00"), ("200000元", "20.00"), ("20（万元）", "20.00")])
def test_v15_fails_for_a_unit_in_an_amount(raw, value):
    """The number under the unit of the head is offered and can be written."""
    book = workbook(CLEAN, {"C5": raw})
    message = f"“预算数”的“{raw}”写了单位，按表头的单位“万元”应为 {value}。"
    assert said(book) == [("V-15", "warning", "C5", raw, value, message)]
    assert fixes(book) == {"V-15": value}


def test_v15_takes_the_unit_of_the_head():
    """Under 元 the same amount is another number."""
    book = xlsx(WHOLE.replace("单位：万元", "单位：元").replace("| 20.00 |", "| 20万元 |").replace("15.5", "155000")
                .replace("4.5", "45000"))  # fmt: skip
    assert [(p[2], p[4]) for p in said(book) if p[0] == "V-15"] == [("C4", "200000.00")]


def test_v15_fails_where_a_currency_leaves_the_amount_unread():
    """On a sheet of ours ￥20 may be 20 元 or 20 万元: it is not counted, and F-02 says nothing of it."""
    message = "“预算数”的“￥20”有货币符号，没有写元还是万元，没有计入。"
    assert said(workbook(CLEAN, {"C5": "￥20"})) == [("V-15", "error", "C5", "￥20", "20.00", message)]


def test_v15_asks_about_a_currency_on_a_sheet_that_is_not_ours():
    """It is read with the unit of the head; I-06 does not say so as well."""
    found = said(xlsx(WHOLE.replace("| 20.00 |", "| ￥20 |")))
    message = "“预算数”的“￥20”有货币符号，没有写元还是万元，暂按表头的“万元”理解为 20.00。"
    assert [problem for problem in found if problem[2] == "C4"] == [("V-15", "warning", "C4", "￥20", "20.00", message)]


def test_v15_fails_for_a_percent_sign_in_the_plan():
    """The head says % already."""
    message = "“资金支出计划（3月底）”的“20%”写了单位，按表头的单位“%”应为 20。"
    assert said(workbook(CLEAN, {"B8": "20%"})) == [("V-15", "warning", "B8", "20%", "20", message)]


@pytest.mark.parametrize(("value", "unit", "found"), [("95%", "%", ["95"]), ("95", "%", []), ("≥95 %", "%", ["≥95"])])
def test_v15_fails_for_a_unit_that_stands_beside_its_value(value, unit, found):
    """A form with a column for the unit has the number alone in the column before it."""
    problems = [p for p in check(readings(xlsx(LIST.format(value=value, unit=unit)))) if p.code == "V-15"]
    assert [(p.expected, p.fix) for p in problems] == [(text, text) for text in found]
    message = f"指标值“{value}”里又写了单位“{unit}”，单位在旁边一栏里已经有了。"
    assert [p.message for p in problems] == [message for _ in found]


def test_v15_passes_for_numbers():
    """Also for a number kept as text."""
    assert said(workbook(with_budget("20", "15.5", "4.5"))) == []
    assert said(workbook(CLEAN, {"C5": "20.00"})) == []


# V-16


def characters(count: int) -> str:
    """A name of so many different characters."""
    return "".join(chr(0x4E00 + 7 * n) for n in range(count))


@pytest.mark.parametrize(
    ("field", "cell", "word", "most", "right", "more"),
    [
        ("level3", "C12", "三级指标", 200, characters(100), "1"),
        ("target", "E12", "指标值", 100, "、".join("优" * 25) + "良", "、优"),
    ],
)
def test_v16_boundary_of_bytes(field, cell, word, most, right, more):
    """A Chinese character counts twice: the limit itself is allowed, a byte more is not."""
    assert cells("V-16", workbook(with_row(QUALITY, **{field: right}))) == []
    wrong = right + more
    length = most + (1 if more == "1" else 4)
    message = f"“{word}”有 {length} 字节（一个汉字算 2 字节），超过 {most} 字节。"
    expected = f"不超过 {most} 字节，即 {most // 2} 个汉字"
    found = [problem for problem in said(workbook(with_row(QUALITY, **{field: wrong}))) if problem[0] == "V-16"]
    assert found == [("V-16", "warning", cell, wrong, expected, message)]


def test_v16_fails_for_long_goals():
    """All goals together are one cell, whose line breaks count, too."""
    book = workbook(replace(CLEAN, objectives=(f"1、{characters(498)}", f"2、{characters(498)}1")))
    assert cells("V-16", book) == []
    book = workbook(replace(CLEAN, objectives=(f"1、{characters(498)}", f"2、{characters(498)}123")))
    message = "“绩效目标”有 2002 字节（一个汉字算 2 字节），超过 2000 字节。"
    ((severity, cell, expected, text),) = [(p[1], p[2], p[4], p[5]) for p in said(book) if p[0] == "V-16"]
    assert (severity, cell, expected, text) == ("warning", "B9", "不超过 2000 字节，即 1000 个汉字", message)


# V-17


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("图书 验收合格率", "图书验收合格率"),
        ("图书\u3000验收\u3000合格率", "图书验收合格率"),
        ("图书验收\n合格率", "图书验收合格率"),
        ("APP 下载量", "APP下载量"),
        ("Windows Server 授权数量", "Windows Server授权数量"),
    ],
)
def test_v17_fails_for_blanks_in_a_name(name, value):
    """Of any width, and line breaks; the name without them can be written."""
    book = workbook(with_row(QUALITY, level3=name))
    message = f"三级指标“{name}”中间有空格或换行。"
    assert said(book) == [("V-17", "warning", "C12", name, value, message)]
    assert fixes(book) == {"V-17": value}


@pytest.mark.parametrize(
    "name", ["图书验收合格率", " 图书验收合格率 ", "Windows Server", "1、图书验收率\n2、图书合格率"]
)
def test_v17_passes_for_latin_words_outer_blanks_and_several_names(name):
    """A blank between two Latin words belongs there, and two numbered names in a cell are another rule's."""
    assert cells("V-17", workbook(CLEAN, {"C12": name})) == []
