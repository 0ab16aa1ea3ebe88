"""F-07 and F-10: last year's budget, and what a project has for all of its years."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.clean import CLEAN, FORM, OTHER, readings, told, with_budget, workbook
from xltool.flat import ProjectReading, Reading
from xltool.forms import shipped
from xltool.model import Budget, Indicator, Project, Target
from xltool.rules import Context, check
from xltool.writing.workbook import form_workbook


def before(*projects: Project) -> Context:
    """A run to which last year's tables were given."""
    last = [reading for reading in readings(*map(workbook, projects)) if isinstance(reading, ProjectReading)]
    return Context(2020, previous=last)


def budget(total: str) -> Budget:
    """A budget that is all 财政资金."""
    return Budget(Decimal(total), Decimal(total))


def test_f07_fails_for_ten_thousand_times_last_year():
    """Both sums and how often are named."""
    message = "预算数 195,000.00 万元，约是上年 20.00 万元的 10,000 倍，像是单位写错了。"
    book = workbook(with_budget("195000", "195000", None))
    found = told("F-07", book, context=before(CLEAN))
    assert found == [("warning", "C5", "195,000.00", "以万元为单位的金额", "194,980.00", message)]


def test_f07_fails_for_a_thousandth_of_last_year():
    """千元 for 万元 and the like; a project without a code of last year is known by its name, years aside."""
    last = replace(CLEAN, code="434-1401-JBN-0LD1", name="2019年社区图书室运行费", budget=budget("21000"))
    message = "预算数 20.00 万元，约是上年 21,000.00 万元的 1,000 分之一，像是单位写错了。"
    assert [said_as for *_, said_as in told("F-07", workbook(CLEAN), context=before(last))] == [message]


@pytest.mark.parametrize(("total", "count"), [("9990", 0), ("10000", 1), ("0.041", 0), ("0.04", 1)])
def test_f07_boundary_of_five_hundred_times(total, count):
    """A project may well grow a hundredfold."""
    assert len(told("F-07", workbook(with_budget(total, total, None)), context=before(CLEAN))) == count


def test_f07_passes_without_last_year_and_for_another_project():
    """Neither code nor name is known, or two of last year's tables have it."""
    book = workbook(with_budget("195000", "195000", None))
    assert told("F-07", book) == []
    assert told("F-07", book, context=before(replace(OTHER, name="图书室取暖费"))) == []
    assert told("F-07", book, context=before(CLEAN, CLEAN)) == []


def test_f07_is_said_once_where_all_tables_are_off():
    """One mistaken head is one problem with all its cells."""
    books = [workbook(replace(project, budget=budget("190000"))) for project in (CLEAN, OTHER)]
    (problem,) = [p for p in check(readings(*books), before(CLEAN, OTHER)) if p.code == "F-07"]
    assert problem.message == "能与上年对上的 2 张表，预算数都约是上年的 10,000 倍，像是金额的单位写错了。"
    assert [(place.file, place.cell) for place in problem.places] == [("a.xlsx", "C5"), ("b.xlsx", "C5")]
    last = [replace(project, budget=budget("190000")) for project in (CLEAN, OTHER)]
    (problem,) = [p for p in check(readings(workbook(CLEAN), workbook(OTHER)), before(*last)) if p.code == "F-07"]
    assert problem.message == "能与上年对上的 2 张表，预算数都约是上年的 10,000 分之一，像是金额的单位写错了。"


YEARS = "项目起止时间"


def of_years(form_id: str, **more: str) -> Project:
    """A project of a form that prints the money of all years, with 20 万元 this year."""
    return replace(CLEAN, form=form_id, plan=(), more=tuple(more.items()), budget=budget("20"))


def book_of(project: Project) -> bytes:
    """The project in its form."""
    return form_workbook(shipped(project.form), project)


@pytest.mark.parametrize(
    ("form", "whole", "word"),
    [
        ("central-project-2021", "项目资金总额", "年度资金总额"),
        ("central-project-2015", "中期资金总额", "资金总额"),
    ],
)
def test_f10_fails_where_the_year_has_more_than_all_years(form, whole, word):
    """Both fields are named with the words of the form."""
    found = told("F-10", book_of(of_years(form, **{whole: "19.00"})))
    message = f"“{word}”是 20.00 万元，比“{whole}”的 19.00 还多 1.00 万元。"
    assert [(severity, said_as) for severity, *_, said_as in found] == [("warning", message)]
    assert [(found, expected, difference) for _, _, found, expected, difference, _ in found] == [
        ("20.00", "不大于 19.00", "1.00")
    ]


@pytest.mark.parametrize("whole", ["20.00", "19.995", "60.00", "0"])
def test_f10_passes_up_to_the_money_of_all_years(whole):
    """Equal is a project of one year; 0 is as good as blank."""
    assert told("F-10", book_of(of_years("central-project-2021", 项目资金总额=whole))) == []


def test_f10_looks_at_the_fiscal_money_where_the_totals_fit():
    """财政拨款 of the year is part of that of all years."""
    found = told("F-10", book_of(of_years("central-project-2021", 项目资金总额="60.00", 项目财政资金="15.00")))
    assert [said_as for *_, said_as in found] == ["“财政拨款”是 20.00 万元，比“财政资金”的 15.00 还多 5.00 万元。"]


COPY = "1、全年购置图书2000册，11月底前全部上架；2、借阅人次比上年增长8%，读者满意度达到90%。"


def test_f10_fails_for_a_copy_of_the_goals_of_all_years():
    """Numbers before lines and punctuation make no difference; nobody can tell which of both is wrong."""
    project = of_years("central-project-2021", 项目资金总额="60.00", 中期目标=COPY)
    message = "年度目标与中期目标一字不差；跨年度的项目，当年要做到哪一步没有写出来。"
    ((severity, _, _, expected, _, said_as),) = told("F-10", book_of(project))
    assert (severity, expected, said_as) == ("warning", "当年要完成的数量和时间", message)


@pytest.mark.parametrize(
    "more",
    [
        {"项目资金总额": "60.00", "中期目标": COPY.replace("2000", "6000")},
        {"项目资金总额": "20.00", "中期目标": COPY},
        {"项目期": "1年", "中期目标": COPY},
        {"项目期": "202001-202012", "中期目标": COPY},
    ],
)
def test_f10_passes_for_other_numbers_and_for_a_single_year(more):
    """6000 册 in three years are no copy of 2000 in one, and a project of one year has one goal."""
    assert told("F-10", book_of(of_years("central-project-2021", **more))) == []


def test_f10_knows_several_years_by_the_dates():
    """The dates say so where the money does not."""
    more = {"计划开始日期": "2020年1月", "计划完成日期": "2022年12月", "中期目标": COPY}
    assert len(told("F-10", book_of(of_years("central-project-2021", **more)))) == 1


def test_f10_fails_for_a_copy_of_the_indicators_of_all_years():
    """All names and values the same in both lists."""
    rows = tuple(
        Indicator("效益指标" if row.level1 == "效果指标" else row.level1, row.level2, row.level3, None, row.target)
        for row in CLEAN.indicators
    )
    project = replace(of_years("central-project-2015", 中期资金总额="60.00"), indicators=rows, long_term=rows)
    assert [said_as for *_, said_as in told("F-10", book_of(project))] == [
        "年度绩效指标的名称和指标值与长期绩效指标全部相同。"
    ]
    other = (replace(rows[0], target=Target("≥6000册")), *rows[1:])
    assert told("F-10", book_of(replace(project, long_term=other))) == []


def test_f10_the_hebei_form_has_one_year():
    """Nothing of this is on it."""
    (reading,) = readings(workbook(CLEAN))
    assert isinstance(reading, Reading)
    assert reading.form is FORM
    assert told("F-10", workbook(CLEAN)) == []
