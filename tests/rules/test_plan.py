"""F-03, F-04, F-05: the payment plan rises to 100, is filled in, and was thought over."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.clean import CHECKPOINTS, CLEAN, OTHER, cells, codes, readings, said, told, with_plan, workbook
from xltool.forms import shipped
from xltool.model import Project
from xltool.rules import check
from xltool.writing.workbook import form_workbook

QUARTERS = ("25", "50", "75", "100")


@pytest.mark.parametrize(
    "percents",
    [
        ("25", "50", "75", "100"),
        ("50", "50", "50", "100"),
        ("0", "0", "0", "100"),
        ("100", "100", "100", "100"),
    ],
)
def test_f03_passes_for_a_plan_that_does_not_fall(percents):
    """Equal neighbours and both ends of 0-100 are right."""
    assert said(workbook(with_plan(*percents))) == []


@pytest.mark.parametrize("percents", [(None, "50", None, "100"), (None, None, None, None)])
def test_f03_leaves_blank_cells_to_f04(percents):
    """Blank cells before the year's end are another rule's, also where all are blank."""
    assert codes(workbook(with_plan(*percents))) == ["F-04"]


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
    difference = f"{Decimal(before) - Decimal(raw):.2f}"
    book = workbook(with_plan(*percents))
    assert told("F-03", book) == [("error", cell, raw, f"不小于 {before}", difference, message)]


@pytest.mark.parametrize(("last", "found"), [("99.99", "99.99"), (None, None)])
def test_f03_fails_for_a_year_end_below_100(last, found):
    """99.99 is not 100, and neither is a blank cell."""
    message = f"资金支出计划（12月底）是 {found or '空白'}，年底应为 100。"
    assert said(workbook(with_plan("25", "50", "75", last))) == [("F-03", "error", "E8", found, "100.00", message)]


def test_f04_fails_for_a_blank_date():
    """All blank dates are one problem with all their cells."""
    (problem,) = check(readings(workbook(with_plan(None, "45", None, "100"))))
    assert (problem.code, problem.severity, problem.cell) == ("F-04", "warning", "B8")
    assert problem.message == "资金支出计划没有填3月底、10月底的百分比。"
    assert problem.expected == "到该时点累计支出占预算数的百分比"
    assert [place.cell for place in problem.places] == ["B8", "D8"]


def test_f04_fails_for_a_blank_plan():
    """A plan without any percentage is said in other words."""
    book = workbook(with_plan(None, None, None, None))
    expected = "3月底、6月底、10月底、12月底累计支出占预算数的百分比"
    assert told("F-04", book) == [("warning", "B8", None, expected, None, "资金支出计划没有填写。")]


def test_f04_boundary_a_zero_is_filled_in_and_the_year_end_is_f03():
    """0 is an answer, a blank last cell below other percentages is the error of F-03 alone."""
    assert codes(workbook(with_plan("0", "0", "80", "100"))) == []
    assert codes(workbook(with_plan("20", "45", "80", None))) == ["F-03"]
    assert codes(workbook(with_plan("20", None, "80", None))) == ["F-03", "F-04"]
    assert cells("F-04", workbook(with_plan("20", None, "80", None))) == ["C8"]


def test_f04_passes_where_the_form_prints_no_plan_and_where_a_cell_cannot_be_read():
    """The forms of 2021 have none, and 四成 is no percentage (F-03)."""
    form = shipped("central-project-2021")
    assert "F-04" not in codes(form_workbook(form, replace(CLEAN, form=form.id, plan=())))
    assert codes(workbook(CLEAN, {"C8": "四成"})) == ["F-03"]


def several(*projects: Project) -> list[bytes]:
    """The projects with codes and names of their own, a workbook each."""
    return [
        workbook(replace(project, code=f"434-26{number:02d}-JBN-7CWG", name=f"{project.name}{number}"))
        for number, project in enumerate(projects)
    ]


def test_f05_fails_once_where_all_plans_are_the_same():
    """One problem with the four cells of each table."""
    books = several(*[with_plan(*QUARTERS)] * 3)
    (problem,) = [p for p in check(readings(*books)) if p.code == "F-05"]
    assert (problem.severity, problem.found) == ("hint", "25、50、75、100")
    assert problem.message == "3 张表的资金支出计划全是 25、50、75、100，像是没有按各项目的付款进度填写。"
    assert problem.expected == "按各项目的合同付款、工资发放等进度分别填写"
    assert [(place.file, place.cell) for place in problem.places][:5] == [
        *(("a.xlsx", f"{column}8") for column in "BCDE"),
        ("b.xlsx", "B8"),
    ]


def test_f05_boundary_of_three_tables_and_of_one_that_differs():
    """Two equal plans may be chance, one other plan shows that they were thought over; blank ones do not count."""
    same, other, blank = with_plan(*QUARTERS), CLEAN, with_plan(*[None] * 4)
    assert told("F-05", *several(same, same)) == []
    assert told("F-05", *several(same, same, same, other)) == []
    assert len(told("F-05", *several(same, same, same, blank))) == 1


def test_f05_passes_where_the_common_plan_follows_the_months():
    """25, 50, 83, 100 in every table is what equal months make."""
    assert told("F-05", *several(*[with_plan("25", "50", "83.33", "100")] * 3)) == []


def test_f05_fails_for_monthly_pay_by_quarters():
    """A single table whose name says that it is paid by the month has 83 at the end of October."""
    project = replace(with_plan(*QUARTERS), name="图书室劳务派遣人员经费")
    message = "“劳务派遣”一般按月发放，到10月底约支出 83.33%，支出计划填的是 75.00。"
    assert told("F-05", workbook(project)) == [("hint", "D8", "75.00", "83.33", "8.33", message)]


@pytest.mark.parametrize(
    ("percents", "name"),
    [
        (("20", "45", "80", "100"), "劳务派遣人员经费"),
        (("20", "45", "75.34", "100"), "劳务派遣人员经费"),
        (QUARTERS, "农民工工资支付保障"),
        (QUARTERS, "高龄老人补贴"),
    ],
)
def test_f05_passes_near_equal_months_and_for_what_is_not_monthly(percents, name):
    """Up to eight points off are let alone, and so is what only speaks of wages or is paid once."""
    assert told("F-05", workbook(replace(with_plan(*percents), name=name)), workbook(OTHER)) == []
