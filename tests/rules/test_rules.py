"""The rules: each passes, fails at its cell with its words, and has its boundary; the catalogue holds them all."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import xltool.layout
import xltool.rules
from tests.rules.clean import (
    CHECKPOINTS,
    CLEAN,
    FORM,
    OTHER,
    PART_ONE,
    cells,
    edit_sheet,
    lying,
    readings,
    said,
    two_sheets,
    with_budget,
    with_plan,
    with_row,
    with_targets,
    without_rows,
    workbook,
)
from xltool.problems import SEVERITIES
from xltool.rules import catalogue, check

OUTPUT_CLASSES = "数量指标、质量指标、时效指标、成本指标"
SAME_FOR_ALL = "≥95%"


def codes(*books: bytes) -> list[str]:
    """The rules that the books break, in the order of the problems."""
    return [code for code, *_ in said(*books)]


def test_the_clean_project_has_no_problem():
    """A well-written table, a second one and part one beside them give nothing at all to say."""
    assert said(workbook(CLEAN), workbook(OTHER), workbook(PART_ONE)) == []


def test_problems_come_most_serious_first_and_then_by_cell():
    """Whatever order the rules run in, a clerk reads errors before warnings, each from the top of the sheet down."""
    book = workbook(with_row(4, level3=None), {"E5": "约15", "B6": "用于差率费", "E11": "≥95959595%"})
    assert [(p[0], p[2]) for p in said(book)] == [("F-02", "E5"), ("V-02", "E11"), ("S-07", "C15"), ("W-01", "B6")]


def test_a_problem_says_its_file_sheet_field_cure_and_source():
    """What the message leaves out stands in the problem's other fields."""
    (problem,) = check(readings(workbook(CLEAN, {"C5": "约20"})))
    assert (problem.file, problem.sheet, problem.field) == ("a.xlsx", "项目绩效目标表", "budget.total")
    assert problem.cure == "请只填数字，单位是万元；没有这项资金的请留空。"
    assert problem.source == catalogue()["F-02"].source


# S: structure


@pytest.mark.parametrize(
    ("rule", "rows", "word"),
    [("S-01", (0, 1, 2, 3), "产出指标"), ("S-02", (4,), "效果指标"), ("S-03", (5,), "满意度指标")],
)
def test_s01_s02_s03_fail_without_a_row_of_the_class(rule, rows, word):
    """A missing class is said at the head of the indicator table, in the form's own word for it."""
    expected = (rule, "error", "A10", None, f"{word}至少 1 条", f"没有{word}。")
    assert said(workbook(without_rows(*rows))) == [expected]


def test_s01_s02_s03_fail_together_without_any_row():
    """An empty indicator table lacks all three classes and has no other trouble."""
    assert codes(workbook(without_rows(*range(6)))) == ["S-01", "S-02", "S-03"]


def test_s01_passes_with_a_single_row():
    """One row of a class is enough."""
    assert said(workbook(without_rows(1, 2, 3))) == []


def test_s03_is_a_warning_for_other_forms():
    """Only the Hebei form of 2015 style makes a missing 满意度指标 an error."""
    (reading,) = readings(workbook(without_rows(5)))
    other = replace(reading, form=replace(FORM, id="another-project"))
    assert [p.severity for p in check([reading])] == ["error"]
    assert [(p.code, p.severity) for p in check([other])] == [("S-03", "warning")]


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (4, {"level1": "效益指标"}),
        (4, {"level1": "效 果 指 标："}),
        (4, {"level1": "效益指标", "level2": "社会效益"}),
        (4, {"level2": "环境效益指标"}),
        (0, {"level2": "进度指标"}),
        (5, {"level2": "服务对象满意度"}),
    ],
)
def test_s06_passes_for_every_known_spelling(row, texts):
    """效益指标 is the Hebei 效果指标; blanks, colons and the short words make no difference."""
    assert said(workbook(with_row(row, **texts))) == []


def test_s06_fails_for_a_level_2_of_another_class():
    """The message names both words, and what is allowed is listed."""
    book = workbook(with_row(1, level2="社会效益指标"))
    message = "二级指标“社会效益指标”不属于“产出指标”，两处至少有一处不对。"
    assert said(book) == [("S-06", "error", "B12", "社会效益指标", OUTPUT_CLASSES, message)]


def test_s06_fails_for_an_unknown_level_1():
    """A level 1 that the form does not have is said once, at its own cell, and not at its level 2 too."""
    book = workbook(
        replace(
            CLEAN, indicators=(*CLEAN.indicators, replace(CLEAN.indicators[0], level1="投入指标", level3="投入资金"))
        )
    )
    allowed = "产出指标、效果指标、满意度指标"
    message = "“投入指标”不是本表样的一级指标。"
    assert said(book) == [("S-06", "error", "A17", "投入指标", allowed, message)]


@pytest.mark.parametrize(
    ("field", "cell", "message"),
    [
        ("level2", "B12", "第 2 条指标“图书验收合格率”没有填“二级指标”。"),
        ("level3", "C12", "第 2 条指标没有填“三级指标”。"),
        ("target", "E12", "第 2 条指标“图书验收合格率”没有填“指标值”。"),
    ],
)
def test_s07_fails_for_each_blank_cell_of_a_row(field, cell, message):
    """The row is called by its number and, where it has one, by its name."""
    assert said(workbook(with_row(1, **{field: None}))) == [("S-07", "error", cell, None, "填有内容", message)]


def test_s07_fails_for_the_first_level_1():
    """The first row has no cell above it that it could continue."""
    book = workbook(without_rows(1, 2, 3), {"A11": None})
    found = [problem for problem in said(book) if problem[0] == "S-07"]
    message = "第 1 条指标“新购图书册数”没有填“一级指标”。"
    assert found == [("S-07", "error", "A11", None, "填有内容", message)]


def test_s07_passes_for_merged_level_1_blank_basis_and_empty_rows():
    """A11:A14 is one merged cell, 指标值确定依据 is another rule's, and a row without any text is no indicator."""
    last = {f"{column}16": None for column in "ABCDEF"}
    assert codes(workbook(CLEAN, {"F12": None, "D13": None})) == []
    assert codes(workbook(CLEAN, last)) == ["S-03"]


def test_s08_fails_for_the_same_name_without_blanks_and_punctuation():
    """Blanks and punctuation do not make two names, and every repetition points at the first."""
    rows = (replace(CLEAN.indicators[0], level3=name) for name in ("新购 图书（册数）", "新购图书、册数"))
    book = workbook(replace(CLEAN, indicators=(*CLEAN.indicators, *rows)))
    expected = "同一项目内三级指标名称各不相同"
    assert said(book) == [
        ("S-08", "error", "C17", "新购 图书（册数）", expected, "三级指标“新购 图书（册数）”与 C11 重名。"),
        ("S-08", "error", "C18", "新购图书、册数", expected, "三级指标“新购图书、册数”与 C11 重名。"),
    ]


def test_s08_passes_for_names_that_differ_and_across_projects():
    """A number more is another name, and two projects may have the same one."""
    assert said(workbook(with_row(1, level3="新购图书册数2")), workbook(OTHER)) == []


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("B4", "项目编码"),
        ("E4", "项目名称"),
        ("A3", "预算单位"),
        ("C5", "预算数"),
        ("B6", "预算规模及资金用途"),
        ("B9", "绩效目标"),
    ],
)
@pytest.mark.parametrize("blank", [None, " \n"])
def test_s10_fails_for_each_blank_field(cell, word, blank):
    """A field that is blank or holds only white space is said at the cell that a clerk has to fill."""
    assert said(workbook(CLEAN, {cell: blank})) == [("S-10", "error", cell, None, "填有内容", f"没有填“{word}”。")]


def test_s10_fails_for_a_field_that_the_sheet_does_not_have():
    """Without its label there is no cell to point at."""
    book = workbook(CLEAN, {"D4": None, "E4": None})
    expected = "有“项目名称”一栏，并填有内容"
    assert said(book) == [("S-10", "error", None, None, expected, "表中没有找到“项目名称”这一栏。")]


def test_s10_passes_with_the_shortest_texts():
    """One character a field is a text."""
    assert codes(workbook(replace(CLEAN, name="甲", purpose="乙", objectives=("丙",)))) == []


@pytest.mark.parametrize(
    ("goals", "number", "found"),
    [
        ("-", 1, "-"),
        ("__**", 1, "__**"),
        ("1、——\n2、写明目标。", 1, "1、——"),
        ("1、写明目标。\n2．***", 2, "2．***"),
        ("（一）……\n（二）写明目标。", 1, "（一）……"),
        ("一、写明目标。\n二、——", 2, "二、——"),
    ],
)
def test_s11_fails_for_a_goal_of_symbols(goals, number, found):
    """A goal's own number is no text, however it is written."""
    message = f"绩效目标第 {number} 条只有符号，没有文字。"
    assert said(workbook(CLEAN, {"B9": goals})) == [("S-11", "error", "B9", found, "写明目标的文字", message)]


def test_s11_passes_for_a_goal_of_one_character():
    """A single character, or a number that is the goal itself, is a text."""
    assert codes(workbook(CLEAN, {"B9": "1、新\n2、2000"})) == []


# V: values


def test_v01_fails_for_two_cells_joined():
    """The doubled value is understood, quoted as it stands and offered as it should be."""
    message = "指标值“≥9595%以上”是两个单元格的内容连在了一起，已按“≥95%”理解，原文未改。"
    book = workbook(with_row(1, target="≥9595%以上"))
    assert said(book) == [("V-01", "warning", "E12", "≥9595%以上", "≥95%", message)]


def test_v01_asks_where_it_is_not_sure():
    """A doubled number without both operators may be something else: the cure asks to look."""
    message = "指标值“9595%”像是两个单元格的内容连在了一起，暂按“=95%”理解，原文未改。"
    book = workbook(with_row(1, target="9595%"))
    assert said(book) == [("V-01", "warning", "E12", "9595%", "=95%", message)]
    assert check(readings(book))[0].cure == "请核对后改为“=95%”，或写清楚原来的数值。"


@pytest.mark.parametrize("raw", ["≥95%以上", "≥1010册", "=100%", "9595册"])
def test_v01_passes_for_one_value(raw):
    """A count whose digits happen to repeat is one number."""
    assert codes(workbook(with_row(1, target=raw))) == []


@pytest.mark.parametrize("raw", ["尽力而为", "≥", "10 20册", "*", "≥95959595%"])
def test_v02_fails_for_what_is_no_value(raw):
    """Nothing is guessed: what is neither number nor grade is an error at its cell, and no other."""
    expected = "如“≥95%”“≤10次”，或“优”“显著提升”等分级说法"
    message = f"指标值“{raw}”既不是数值，也不是分级的说法。"
    assert said(workbook(with_row(1, target=raw))) == [("V-02", "error", "E12", raw, expected, message)]


@pytest.mark.parametrize("raw", ["优", "显著提升", "12月31日前", "80-90%", "不低于95%", "＞＝９０％", "百分之九十五"])
def test_v02_passes_for_numbers_grades_and_dates(raw):
    """A grade in words, a deadline, a range and full-width signs can all be read."""
    assert codes(workbook(with_row(1, target=raw))) == []


@pytest.mark.parametrize(
    ("value", "raw", "example"), [("≥95", "≥95", "≥95次"), (95.0, "95", "=95次"), ("80-90", "80-90", "80~90次")]
)
def test_v03_fails_for_a_number_without_a_unit(value, raw, example):
    """Also where the cell holds a number and no text."""
    message = f"指标值“{raw}”没有计量单位。"
    assert said(workbook(CLEAN, {"E12": value})) == [("V-03", "error", "E12", raw, f"如“{example}”", message)]


# F: funds and plan


@pytest.mark.parametrize("total", ["20.00", "20", "20.005", "19.995"])
def test_f01_passes_up_to_half_a_cent(total):
    """A difference of 0.005 万元 is rounding, on both sides."""
    assert said(workbook(with_budget(total, "15.50", "4.50"))) == []


@pytest.mark.parametrize(
    ("total", "shown", "difference"),
    [("20.0051", "20.01", "0.01"), ("19.9949", "19.99", "0.01"), ("1234.5", "1,234.50", "1,214.50")],
)
def test_f01_fails_beyond_half_a_cent(total, shown, difference):
    """The message shows all three amounts and the difference, with two decimals."""
    message = f"预算数 {shown} 万元，不等于财政资金 15.50 加其他资金 4.50，相差 {difference} 万元。"
    book = workbook(with_budget(total, "15.50", "4.50"))
    assert said(book) == [("F-01", "error", "C5", shown, "20.00", message)]


def test_f01_a_blank_part_counts_as_0():
    """A blank 其他资金 is right where 财政资金 is all of it, and is named blank where it is not."""
    assert said(workbook(with_budget("20", "20", None))) == []
    message = "预算数 20.00 万元，不等于财政资金 （空白） 加其他资金 （空白），相差 20.00 万元。"
    assert said(workbook(with_budget("20", None, None))) == [("F-01", "error", "C5", "20.00", "0.00", message)]


@pytest.mark.parametrize(("cell", "word"), [("C5", "预算数"), ("E5", "财政资金"), ("G5", "其他资金")])
@pytest.mark.parametrize("text", ["约20", "无", "-", "20.0.0"])
def test_f02_fails_for_what_is_no_amount(cell, word, text):
    """A text is an error at its own cell, and the sum that cannot be formed is not called wrong."""
    message = f"“{word}”的“{text}”不能读成金额。"
    assert said(workbook(CLEAN, {cell: text})) == [("F-02", "error", cell, text, "数字，如 10.00", message)]


def test_f02_fails_for_a_negative_part():
    """An amount below 0 is an error even where the sum is right."""
    message = "“其他资金”是 -5.00，小于 0。"
    book = workbook(with_budget("20", "25", "-5"))
    assert said(book) == [("F-02", "error", "G5", "-5.00", "不小于 0 的数", message)]


def test_f02_fails_for_a_total_of_0():
    """A table without money needs no table."""
    book = workbook(with_budget("0", "0", None))
    assert said(book) == [("F-02", "error", "C5", "0.00", "大于 0 的数", "预算数是 0.00，应当大于 0。")]


@pytest.mark.parametrize("amounts", [("0.01", "0.01", "0"), ("0.01", "0", "0.01")])
def test_f02_passes_from_the_smallest_total(amounts):
    """0.01 is more than 0, and a part may be 0."""
    assert said(workbook(with_budget(*amounts))) == []


@pytest.mark.parametrize(
    "percents",
    [
        ("25", "50", "75", "100"),
        ("50", "50", "50", "100"),
        ("0", "0", "0", "100"),
        ("100", "100", "100", "100"),
        (None, "50", None, "100"),
        (None, None, None, None),
    ],
)
def test_f03_passes_for_a_plan_that_does_not_fall(percents):
    """Equal neighbours and both ends of 0-100 are right; blank cells are another rule's, also where all are blank."""
    assert said(workbook(with_plan(*percents))) == []


@pytest.mark.parametrize(
    ("cell", "value", "by"),
    [("E8", 100.01, "12月底"), ("B8", -1.0, "3月底"), ("C8", "四成", "6月底"), ("B8", -0.01, "3月底")],
)
def test_f03_fails_outside_0_to_100(cell, value, by):
    """What is out of range, or no number, is quoted as it stands."""
    message = f"资金支出计划（{by}）的“{value}”不在 0 到 100 之间。"
    assert said(workbook(CLEAN, {cell: value})) == [("F-03", "error", cell, str(value), "0—100 的数", message)]


def test_f03_a_value_out_of_range_is_no_measure_for_the_next():
    """One wrong cell is one problem: the next cell is not told to be at least 100.01."""
    message = "资金支出计划（3月底）的“100.01”不在 0 到 100 之间。"
    assert said(workbook(CLEAN, {"B8": 100.01})) == [("F-03", "error", "B8", "100.01", "0—100 的数", message)]


@pytest.mark.parametrize(
    ("percents", "cell", "raw", "before"),
    [
        (("25", "24.99", "75", "100"), "C8", "24.99", "25.00"),
        (("25", None, "20", "100"), "D8", "20.00", "25.00"),
    ],
)
def test_f03_fails_for_a_falling_plan(percents, cell, raw, before):
    """Each cell is held against the last one that is filled."""
    by = CHECKPOINTS["BCDE".index(cell[0])]
    message = f"资金支出计划（{by}）是 {raw}，比前一时点的 {before} 还小；支出计划是累计数，不应下降。"
    assert said(workbook(with_plan(*percents))) == [("F-03", "error", cell, raw, f"不小于 {before}", message)]


@pytest.mark.parametrize(("last", "found"), [("99.99", "99.99"), (None, None)])
def test_f03_fails_for_a_year_end_below_100(last, found):
    """99.99 is not 100, and neither is a blank cell."""
    message = f"资金支出计划（12月底）是 {found or '空白'}，年底应为 100。"
    assert said(workbook(with_plan("25", "50", "75", last))) == [("F-03", "error", "E8", found, "100.00", message)]


# L: logic of the indicators


def test_l01_fails_where_all_targets_are_the_same():
    """The first target cell carries the warning, with the value as it is understood."""
    book = workbook(with_targets(*["≥95%"] * 5, "95%以上"))
    expected = "按每条指标的实际情况分别设定"
    message = "本表 6 条指标的指标值全是“≥95%”。"
    assert said(book) == [("L-01", "warning", "E11", "≥95%", expected, message)]


def test_l01_fails_from_two_equal_targets():
    """Two rows with the same value are worth a word, one row is not."""
    two = without_rows(1, 2, 3, 5)
    two = replace(two, indicators=tuple(replace(row, target=CLEAN.indicators[4].target) for row in two.indicators))
    one = without_rows(1, 2, 3, 4, 5)
    found = [problem for problem in said(workbook(two)) if problem[0] == "L-01"]
    expected = "按每条指标的实际情况分别设定"
    assert found == [("L-01", "warning", "E11", "≥8%", expected, "本表 2 条指标的指标值全是“≥8%”。")]
    assert "L-01" not in codes(workbook(one))


@pytest.mark.parametrize("last", ["≥96%", "≤95%", "≥95‰", "优"])
def test_l01_passes_where_one_target_differs(last):
    """Another number, operator, unit or kind is another value."""
    assert said(workbook(with_targets(*["≥95%"] * 5, last))) == []


def test_l01_is_said_once_where_all_tables_have_one_value():
    """One problem for all tables together, with every cell, in place of one a table."""
    same = with_targets(*[SAME_FOR_ALL] * 6)
    (problem,) = check(readings(workbook(same), workbook(replace(same, code=OTHER.code))))
    assert problem.message == "2 张表的 12 条指标，指标值全是“≥95%”。"
    assert [(place.file, place.cell) for place in problem.places] == [
        (file, f"E{row}") for file in ("a.xlsx", "b.xlsx") for row in range(11, 17)
    ]


def test_l01_across_counts_the_filled_targets():
    """A row without a value is not one whose value is ≥95%, here as in the warning of a single table."""
    same = with_targets(*[SAME_FOR_ALL] * 5, None)
    found = said(workbook(same), workbook(replace(same, code=OTHER.code)))
    assert [message for code, *_, message in found if code == "L-01"] == ["2 张表的 10 条指标，指标值全是“≥95%”。"]


def test_l01_across_passes_where_one_table_differs():
    """A single other table, or tables without indicators, do not make a common value."""
    same = with_targets(*[SAME_FOR_ALL] * 6)
    assert codes(workbook(same), workbook(OTHER)) == ["L-01"]
    without = codes(workbook(same), workbook(replace(without_rows(*range(6)), code=OTHER.code)))
    assert without == ["L-01", "S-01", "S-02", "S-03"]


# R: how the sheet was read


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("A3", "预算单位"),
        ("B4", "项目编码"),
        ("E4", "项目名称"),
        ("C5", "预算数"),
        ("E5", "财政资金"),
        ("B6", "预算规模及资金用途"),
        ("C8", "资金支出计划（6月底）"),
        ("E8", "资金支出计划（12月底）"),
        ("B9", "绩效目标"),
        ("B12", "二级指标"),
        ("C12", "三级指标"),
        ("E11", "指标值"),
    ],
)
def test_r01_a_cell_with_an_error_value_has_that_problem_and_no_other(cell, word):
    """What cannot be read is not called blank, wrong or missing as well."""
    message = f"“{word}”是错误值 #REF!，读不出内容。"
    assert said(lying(workbook(), cell)) == [("R-01", "error", cell, "#REF!", "可读的内容", message)]


@pytest.mark.parametrize(("cell", "word"), [("B4", "项目编码"), ("C5", "预算数"), ("E11", "指标值")])
def test_r02_a_formula_without_a_result_has_that_problem_and_no_other(cell, word):
    """The formula is quoted, since its result is not in the file."""
    message = f"“{word}”是公式 =J5+1，文件里没有保存它的结果。"
    assert said(lying(workbook(), cell, "J5+1")) == [("R-02", "error", cell, "=J5+1", "可读的内容", message)]


def test_r01_two_codes_that_cannot_be_read_are_not_the_same_code():
    """An error value in two tables says nothing about their codes."""
    other = workbook(OTHER)
    assert codes(lying(workbook(), "B4"), lying(other, "B4")) == ["R-01"]
    assert cells("R-01", lying(workbook(), "B4"), lying(other, "B4")) == ["a.xlsx B4", "b.xlsx B4"]


def test_r01_a_level_1_that_cannot_be_read_is_not_a_missing_class():
    """The row may well be the 效果指标 that the table needs: only the cell is said, not that there is none."""
    assert codes(lying(workbook(), "A15")) == ["R-01"]


def test_r02_a_formula_with_its_result_is_read():
    """A stored result is as good as a typed value."""
    book = edit_sheet(workbook(), r'(<c r="C5"[^>]*>)<v>20</v>', r"\1<f>E5+G5</f><v>20</v>")
    assert said(book) == []


def test_r03_hidden_rows_and_sheets_are_said():
    """They are read like all others, with a warning."""
    hidden_row = edit_sheet(workbook(), r'<row r="12"', '<row r="12" hidden="1"')
    message = "工作簿里有隐藏的行或列，其中的内容已照常读取。"
    assert said(hidden_row) == [("R-03", "warning", None, None, None, message)]
    message = "工作表“存档”是隐藏的，其中的表已照常读取。"
    assert said(two_sheets("存档", "说明", drawn=("存档",), hidden="存档")) == [
        ("R-03", "warning", None, None, None, message)
    ]


def test_r04_what_belongs_to_no_field_is_a_hint():
    """A text below the table is quoted, cut after thirty characters."""
    text = "此处写了一段不属于任何栏目的说明文字，长度超过三十个字，只引用前面的部分"
    message = f"“{text[:30]}…”不属于任何栏目，没有计入。"
    assert said(workbook(CLEAN, {"A44": text})) == [("R-04", "hint", "A44", text, None, message)]


# The catalogue


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_every_rule_of_the_catalogue_is_complete(rule):
    """Title, severity, scope, source, two sentences why, an example of each kind, message and cure, in cases too."""
    assert all((rule.title, rule.scope, rule.source, rule.message, rule.cure, rule.good, rule.bad))
    assert rule.explain.count("。") == 2
    assert rule.explain.endswith("。")
    severities = {rule.severity, *(case.get("severity", "hint") for case in rule.cases.values())}
    assert severities <= set(SEVERITIES)
    for case in rule.cases.values():
        assert set(case) <= {"message", "expected", "cure", "severity"}


def test_the_core_rules_are_in_the_catalogue():
    """The rules to begin with, and those about reading."""
    core = "S-01 S-02 S-03 S-06 S-07 S-08 S-10 S-11 V-01 V-02 V-03 F-01 F-02 F-03 X-06 L-01 W-01 W-02".split()
    assert set(core) <= set(catalogue())


def test_the_rules_and_the_catalogue_name_the_same_ids_and_cases():
    """What a function can find has its words, and no words are left without a function."""
    emitted = {(rule, case) for rule, cases, _ in _findings(Path(xltool.rules.__path__[0])) for case in cases}
    texts = {(rule, text) for rule, _, texts in _findings(Path(xltool.rules.__path__[0])) for text in texts}
    known = {(rule.id, case) for rule in catalogue().values() for case in rule.cases}
    assert {rule for rule, _ in emitted} == {rule for rule in catalogue() if not rule.startswith("R-")}
    assert {entry for entry in emitted if entry[1] is not None} <= known <= texts


def test_the_reading_rules_are_in_the_catalogue():
    """R-01 to R-05 are raised where sheets are read, and are listed like the others."""
    sources = [*Path(xltool.layout.__path__[0]).glob("*.py"), *Path(xltool.rules.__path__[0]).glob("*.py")]
    constants = {text for source in sources for text in _texts(ast.parse(source.read_text("utf-8")))}
    raised = {text for text in constants if re.fullmatch(r"R-\d\d", text)}
    assert raised == {rule for rule in catalogue() if rule.startswith("R-")}


def _findings(folder: Path) -> Iterator[tuple[str, set[str | None], list[str]]]:
    """Rule, cases and all texts of its module, of each ``Finding(…)``; a rule looked up is any value of its dicts."""
    for source in folder.glob("*.py"):
        tree = ast.parse(source.read_text("utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", None) == "Finding":
                cases = [*call.args[4:5], *(key.value for key in call.keywords if key.arg == "case")]
                said_cases = {text for case in cases for text in _texts(case)} | {None}
                for rule in _texts(call.args[0]) or _keys(tree):
                    yield rule, said_cases, _texts(tree)


def _keys(tree: ast.AST) -> list[str]:
    values = [value for node in ast.walk(tree) if isinstance(node, ast.Dict) for value in node.values]
    return [text for value in values for text in _texts(value) if re.fullmatch(r"[A-Z]-\d\d", text)]


def _texts(tree: ast.AST) -> list[str]:
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_no_message_is_left_with_a_gap():
    """A table that breaks most rules at once gives sentences that end in full stops and have no braces."""
    bad = replace(
        with_targets("尽力", "≥9595%以上", "95", None, "*", "优"),
        code="1",
        name=None,
        budget=with_budget("0", "-1", None).budget,
        plan=with_plan("50", "40", "101", "99").plan,
        purpose="差率费加强加强",
        objectives=("--",),
    )
    problems = check(readings(workbook(bad), workbook(bad)))
    assert {"S-07", "S-10", "S-11", "V-01", "V-02", "V-03", "F-01", "F-02", "F-03", "X-06", "W-01", "W-02"} <= {
        p.code for p in problems
    }
    for problem in problems:
        texts = (problem.message, problem.expected or "", problem.cure, problem.source)
        assert not any("{" in text or "None" in text for text in texts)
