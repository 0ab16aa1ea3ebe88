"""F-11 and F-12: cost indicators are limits, and within the budget."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, codes, readings, told, with_budget, with_row, workbook
from xltool.forms import shipped
from xltool.model import Indicator, Project, Target
from xltool.rules import check
from xltool.writing.workbook import form_workbook

COST = 3
"""The row of CLEAN that is its 成本指标, E14."""


def cost(name: str, target: str, description: str = "全年实际支出") -> Indicator:
    """A cost indicator as the Hebei form has it."""
    return Indicator("产出指标", "成本指标", name, description, Target(target), "预算批复")


def with_costs(*costs: Indicator) -> Project:
    """The clean project, whose budget is 20, with other cost indicators: from row 14 on."""
    rows = CLEAN.indicators
    return replace(CLEAN, indicators=(*rows[:COST], *costs, *rows[COST + 1 :]))


def of_2021(*costs: tuple[str, str, str], whole: str | None = None) -> bytes:
    """A table of 2021 with a budget of 20, where costs are a level 1 of their own."""
    form = shipped("central-project-2021")
    rows = (Indicator("成本指标", level2, name, None, Target(target)) for level2, name, target in costs)
    others = (row for row in CLEAN.indicators if row.level2 != "成本指标")
    project = replace(
        CLEAN,
        form=form.id,
        plan=(),
        more=(("项目资金总额", whole),) if whole else (),
        indicators=(
            *rows,
            *(replace(row, level1="效益指标" if row.level1 == "效果指标" else row.level1) for row in others),
        ),
    )
    return form_workbook(form, project)


def test_f11_fails_for_a_cost_above_the_budget():
    """The limit that can be taken over is the budget, and both cells are named."""
    book = workbook(with_row(COST, target="≤25万元"))
    message = "成本指标的指标值“≤25万元”超过预算数 20.00 万元，多 5.00 万元。"
    assert told("F-11", book) == [("warning", "E14", "≤25万元", "≤20.00万元", "5.00", message)]
    assert codes(book) == ["F-11"]
    (problem,) = check(readings(book))
    assert [place.cell for place in problem.also] == ["C5"]


@pytest.mark.parametrize("target", ["≤20万元", "=20万元", "≤200000元", "≤20.00万元", "≤20.005万元", "15~20万元"])
def test_f11_passes_up_to_the_budget(target):
    """元 are converted; the end of a range counts, and half a hundredth is rounding."""
    assert codes(workbook(with_row(COST, target=target))) == []


def test_f11_boundary_a_limit_that_is_rounded_up():
    """≤82万元 may well be a budget of 81.67, ≤82.00万元 not."""
    project = replace(with_row(COST, target="≤82万元"), budget=with_budget("81.67", "81.67", None).budget)
    assert codes(workbook(project)) == []
    project = replace(with_row(COST, target="≤82.00万元"), budget=project.budget)
    assert codes(workbook(project)) == ["F-11"]
    assert codes(workbook(with_row(COST, target="≤200100元"))) == ["F-11"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("每册采购成本", "≤45万元"),
        ("人均培训成本", "≤300000元"),
        ("图书采购单价", "≤45万元"),
        ("图书采购成本", "≤45万元/册"),
        ("生活补助标准", "=45万元"),
        ("采购节约额", "≤45万元"),
        ("工程概算控制", "≤45万元"),
        ("项目总成本", "≤45"),
        ("成本控制率", "≤100%"),
        ("项目总成本", "≥45万元"),
    ],
)
def test_f11_passes_for_unit_costs_and_for_what_is_other_rules(name, target):
    """The cost of one thing, a saving, the sum of a contract and a value without a unit are no total."""
    assert told("F-11", workbook(with_row(COST, level3=name, target=target))) == []


def test_f11_fails_for_costs_that_add_up_to_more_than_the_budget():
    """All of them are named, and the problem stands at each."""
    book = workbook(with_costs(cost("图书采购成本", "≤15万元"), cost("设备维护成本", "≤6万元")))
    (problem,) = check(readings(book))
    message = "成本指标“图书采购成本”、“设备维护成本”相加是 21.00 万元，超过预算数 20.00 万元，多 1.00 万元。"
    assert (problem.code, problem.message, problem.difference) == ("F-11", message, "1.00")
    assert [place.cell for place in problem.places] == ["E14", "E15"]


def test_f11_passes_where_a_total_stands_beside_its_parts():
    """A total is not added to the parts that it is the sum of; they may be fewer."""
    parts = cost("图书采购成本", "≤15万元"), cost("设备维护成本", "≤5万元")
    assert codes(workbook(with_costs(cost("项目总成本", "≤20万元"), *parts))) == []
    assert codes(workbook(with_costs(cost("项目总成本", "≤20万元"), parts[0], cost("单册成本", "≤40元")))) == []


def test_f11_fails_where_the_parts_are_more_than_their_total():
    """The total is held against its parts, and their sum can be taken over."""
    book = workbook(
        with_costs(cost("项目总成本", "≤18万元"), cost("图书采购成本", "≤15万元"), cost("维护成本", "≤5万元"))
    )
    message = "各项成本指标“图书采购成本”、“维护成本”相加是 20.00 万元，比总成本 18.00 万元多 2.00 万元。"
    assert told("F-11", book) == [("warning", "E14", "18.00", "≤20.00万元", "2.00", message)]


def test_f11_of_2021_is_held_against_all_years():
    """成本指标 is a level 1, social costs are no spending, and the money of all years is a limit, too."""
    assert len(told("F-11", of_2021(("经济成本指标", "项目总成本", "≤60万元")))) == 1
    assert told("F-11", of_2021(("经济成本指标", "项目总成本", "≤60万元"), whole="60.00")) == []
    assert told("F-11", of_2021(("社会成本指标", "居民出行增加的花费", "≤60万元"))) == []


@pytest.mark.parametrize(
    ("target", "sign", "expected"),
    [("≥20万元", "≥", "≤20万元"), (">19万元", ">", "<19万元"), ("不低于40元/册", "≥", "≤40元/册")],
)
def test_f12_fails_for_a_cost_that_is_at_least_so_much(target, sign, expected):
    """The same value with the other sign can be taken over."""
    book = workbook(with_row(COST, target=target))
    message = f"成本指标的指标值“{target}”用的是“{sign}”，成了至少要花这么多。"
    assert told("F-12", book) == [("warning", "E14", target, expected, None, message)]
    assert told("F-11", book) == []


def test_f12_of_2021_looks_at_level_1():
    """经济成本指标 is below 成本指标."""
    assert len(told("F-12", of_2021(("经济成本指标", "项目总成本", "≥20万元")))) == 1


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("项目总成本", "≤20万元"),
        ("项目总成本", "=20万元"),
        ("项目总成本", "18~20万元"),
        ("成本节约额", "≥2万元"),
        ("企业配套资金", "≥2万元"),
        ("城乡低保补助标准", "≥680元/月"),
        ("农村低保月人均补差", "≥310元"),
        ("成本节约率", "≥5%"),
    ],
)
def test_f12_passes_for_limits_savings_and_standards(name, target):
    """What is saved or added by others, a standard of law, and a rate may well be a least value."""
    assert told("F-12", workbook(with_row(COST, level3=name, target=target))) == []


def test_f12_boundary_only_cost_indicators():
    """Money that comes in is a benefit and has ≥."""
    assert told("F-12", workbook(with_row(4, level2="经济效益指标", level3="带动销售额", target="≥20万元"))) == []


def test_f11_names_costs_that_have_no_name():
    """Two of them were called “None”."""
    unnamed = (replace(cost("甲", "≤15万元"), level3=None), replace(cost("乙", "≤16万元"), level3=None))
    (problem,) = [p for p in check(readings(workbook(with_costs(*unnamed)))) if p.code == "F-11"]
    assert problem.message.startswith("成本指标“（未填名称）”、“（未填名称）”相加是 31.00 万元，超过预算数 20.00 万元")
