"""T-01 and L-14: other years than that of the budget, and deadlines after it."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, OTHER, PART_ONE, codes, readings, told, with_row, workbook
from xltool.forms import shipped
from xltool.model import Project
from xltool.rules import Context, check
from xltool.rules.dates import mentions
from xltool.writing.workbook import form_workbook

YEAR = Context(2020)
DEADLINE = 2
"""The row of CLEAN that is its 时效指标, E13."""


def purpose(text: str) -> bytes:
    """The clean project with another 资金用途."""
    return workbook(replace(CLEAN, purpose=text))


def goals(*texts: str) -> bytes:
    """The clean project with other goals."""
    return workbook(replace(CLEAN, objectives=texts))


def test_t01_hints_at_an_earlier_year():
    """What was two years ago may be right in a purpose; the year that is asked about is quoted."""
    message = "文字里写的是“2019年”，预算年度是 2020 年。"
    book = purpose("2019年，社区注册了公众号，用于购置图书。")
    assert told("T-01", book, context=YEAR) == [("hint", "B6", "2019年", "2020年", None, message)]
    assert codes(book, context=YEAR) == ["T-01"]


def test_t01_warns_of_an_earlier_year_in_a_goal_or_a_value():
    """A goal of last year was copied."""
    message = "目标或指标值里写的是“2019年”，早于预算年度 2020 年。"
    expected = ("2019年", "2020年", None, message)
    assert told("T-01", goals("1、2019年11月底前购置图书2000册。"), context=YEAR) == [("warning", "B9", *expected)]
    value = workbook(with_row(DEADLINE, target="2019年11月30日前"))
    assert told("T-01", value, context=YEAR) == [("warning", "E13", *expected)]


def test_t01_is_one_problem_where_tables_were_copied():
    """The same year in the goals of two tables has one cause."""
    books = [workbook(replace(p, objectives=("1、2019年底前购置图书2000册。",))) for p in (CLEAN, OTHER)]
    (problem,) = [p for p in check(readings(*books), YEAR) if p.code == "T-01"]
    assert [(place.file, place.cell) for place in problem.places] == [("a.xlsx", "B9"), ("b.xlsx", "B9")]


def test_t01_hints_at_a_later_year():
    """What comes after the year is said in other words."""
    message = "文字里写的是“2021年”，晚于预算年度 2020 年。"
    found = told("T-01", purpose("2021年全面改造图书室。"), context=YEAR)
    assert found == [("hint", "B6", "2021年", "2020年", None, message)]


@pytest.mark.parametrize(
    "text",
    """
根据《2019年全民阅读工作要点》购置图书
按照“2019年以前建成的社区全覆盖”的要求购置图书
依据某政办〔2019〕3号文购置图书
截至2019年底有读者1200人
自2019年起逐年购置图书
2019年以来读者逐年增加
借阅人次比2019年增长8%
在2019年基础上扩大开放
2019年统计的读者为1200人
兑现2019年度考核奖励
支付2019年工程尾款
维护2018年购置的借阅设备
维护2019年12月31日前建成的书架
2018-2020年三年行动计划的最后一年
2019年至2020年采暖季供热
用于2019年冬至2020年春的取暖
2019、2020年两年的图书尾数
2019/2020学年阅读活动
编制2021年部门预算
到2025年建成书香社区
始建于1985年的图书室维修
1998年搬入现址
2020年购置图书2000册
购置2000册，每册2019字
""".split("\n")[1:-1],
)
def test_t01_passes_where_the_words_say_why(text):
    """Titles, spans that hold the year, comparisons, what was counted, owed or built then, and history."""
    assert told("T-01", purpose(text), context=YEAR) == []


def test_t01_is_silent_where_the_year_is_not_known():
    """Without settings and without part one nobody knows which year is meant."""
    assert told("T-01", purpose("2019年，社区注册了公众号。")) == []


def test_t01_boundary_of_ten_years():
    """2010 is looked at, 2009 is history."""
    assert len(told("T-01", purpose("2010年，社区有了图书室。"), context=YEAR)) == 1
    assert told("T-01", purpose("2009年，社区有了图书室。"), context=YEAR) == []


def test_t01_reads_part_one_and_passes_the_basis_over():
    """A department's goals are goals, too; 指标值确定依据 is naturally of earlier years."""
    part_one = workbook(replace(PART_ONE, overall_objective="2019年办好公共文化服务。"))
    assert [severity for severity, *_ in told("T-01", part_one, context=YEAR)] == ["warning"]
    part_one = workbook(replace(PART_ONE, measures=("一是加强领导", "2019年按月通报进度。")))
    assert [severity for severity, *_ in told("T-01", part_one, context=YEAR)] == ["hint"]
    assert told("T-01", workbook(with_row(0, basis="2019年采购合同")), context=YEAR) == []


def of_2021(**more: str) -> Project:
    """A project of the form that prints its year."""
    return replace(CLEAN, form="central-project-2021", plan=(), more=tuple(more.items()))


def test_t01_fails_for_a_table_that_prints_another_year():
    """The year printed on a table counts more than that of the run, and a table of another year is said once."""
    project = replace(of_2021(年度="2021"), purpose=None, objectives=("1、2020年底前购置图书2000册。",))
    book = form_workbook(shipped(project.form), project)
    assert [severity for severity, *_ in told("T-01", book)] == ["warning"]
    this = form_workbook(shipped(project.form), replace(project, objectives=("1、2021年底前购置图书2000册。",)))
    assert told("T-01", this) == []
    message = "本表印的年度是 2021 年，其他表的预算年度是 2020 年。"
    found = told("T-01", this, context=YEAR)
    assert [(severity, expected, said_as) for severity, _, _, expected, _, said_as in found] == [
        ("warning", "2020年", message)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2019年12月—2021年3月", [("2019年12月—2021年", 2019, 2021)]),
        ("2018～2020年", [("2018～2020年", 2018, 2020)]),
        ("二〇一九年，2019-12-31", [("二〇一九年", 2019, 2019), ("2019-12-31", 2019, 2019)]),
        ("2019册，编号2019001，电话0335-2019年", [("2019年", 2019, 2019)]),
        ("2019年冬至2020年春", [("2019年冬至2020年", 2019, 2020)]),
        ("3.2019年", []),
    ],
)
def test_t01_reads_years_and_spans(text, found):
    """A span is one mention, numerals and whole dates are years, a bare number is none."""
    assert [(m.words, m.first, m.last) for m in mentions(text)] == found


@pytest.mark.parametrize(
    ("target", "words"),
    [("2021年3月底前", "2021年3月底前"), ("2021年", "2021年"), ("次年1月底前", "次年1月底前")],
)
def test_l14_fails_for_a_value_after_the_year(target, words):
    """The last day of the year can be taken over."""
    found = told("L-14", workbook(with_row(DEADLINE, target=target)), context=YEAR)
    message = f"完成时间“{words}”晚于预算年度 2020 年。"
    assert found == [("warning", "E13", words, "2020年12月31日前", None, message)]
    assert told("T-01", workbook(with_row(DEADLINE, target=target)), context=YEAR) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1、2021年3月底前全部上架。", "2021年3月底前全部上架"),
        ("1、图书购置到2021年全部完成，读者满意。", "2021年全部完成"),
        ("1、明年6月底前全部上架。", "明年6月底前全部上架"),
        ("1、2021-03-31前上架2000册。", "2021-03-31前上架2000册"),
    ],
)
def test_l14_fails_for_a_goal_after_the_year(text, words):
    """The deadline is quoted with what is to be done by then."""
    found = told("L-14", goals(text), context=YEAR)
    assert [(cell, at, said_as) for _, cell, at, _, _, said_as in found] == [
        ("B9", words, f"完成时间“{words}”晚于预算年度 2020 年。")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1、2020年12月31日前全部上架。",
        "1、11月底前全部上架。",
        "1、为下年度购书做好准备。",
        "1、编制2021年部门预算。",
        "1、2019—2021年购书计划完成三分之二。",
    ],
)
def test_l14_passes_within_the_year_and_for_plans(text):
    """The last day of the year is within it; what is planned for the next is no deadline."""
    assert told("L-14", goals(text), context=YEAR) == []
    assert told("T-01", goals(text), context=YEAR) == []


def test_l14_is_silent_where_the_year_is_not_known():
    """Without a budget year no date is late."""
    assert told("L-14", workbook(with_row(DEADLINE, target="2021年3月底前"))) == []


def test_l14_fails_after_the_end_of_the_project_where_it_is_known():
    """A project until 2022 may have a goal of 2021, and none of 2023."""

    def late(year: int) -> list[str]:
        project = replace(of_2021(计划完成日期="2022年12月"), objectives=(f"1、{year}年6月底前全部上架。",))
        book = form_workbook(shipped(project.form), project)
        return [said_as for *_, said_as in told("L-14", book, context=YEAR)]

    assert late(2021) == late(2022) == []
    assert late(2023) == ["完成时间“2023年6月底前全部上架”晚于项目结束的 2022 年。"]
