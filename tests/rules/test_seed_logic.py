"""What the rules of indicator logic find in the real 2020 tables, each at its cell, and nothing else."""

from pathlib import Path

import pytest

import xltool
from xltool.problems import Problem

FAMILY = "L-02 L-03 L-04 L-05 L-06 L-07 L-08 L-09 L-10 L-11 L-12 L-13 L-15 L-16 L-17 L-18 L-19".split()
"""L-01 is in test_seed_findings, L-14 has its own tests."""


@pytest.fixture(scope="module")
def problems(checkout: Path) -> list[Problem]:
    """The problems of this family in the example folder."""
    found = xltool.validate(xltool.read(checkout / "workbook_templates" / "beidaihe-2020"))
    return [problem for problem in found if problem.code in FAMILY]


def places(problems: list[Problem], rule: str) -> list[str]:
    """File number and cell of each place of a rule's problems, ``03 C11``."""
    return [f"{(at.file or '')[:2]} {at.cell}" for p in problems if p.code == rule for at in p.all_places]


def test_l02_three_quantities_of_three_are_ratios(problems):
    """The name of the quantity is offered where the ratio's name has it."""
    assert places(problems, "L-02") == ["02 C12", "07 C11", "08 C11"]
    assert [p.expected for p in problems if p.code == "L-02"] == [
        "素材资料搜集数量",
        "调查研究次数",
        "写绝对数，如“……件数”“……次数”，指标值如“≥10件”“≥4次”",
    ]


def test_l03_seven_effects_are_work_done(problems):
    """One problem with all seven rows."""
    seven = ["02 C14", "03 C14", "03 C15", "04 C13", "05 C12", "08 C13", "09 C12"]
    assert places(problems, "L-03") == seven
    assert len([p for p in problems if p.code == "L-03"]) == 1


def test_l04_four_duties_at_95_percent(problems):
    """Allowance, journeys home and two wages, as one problem."""
    assert places(problems, "L-04") == ["06 E11", "06 E12", "09 E11", "10 E11"]
    (problem,) = [p for p in problems if p.code == "L-04"]
    assert problem.expected == "=100%"


def test_l05_several_measures_in_one_row(problems):
    """The six of project 3 are all named; the second row of it lists four matters."""
    assert places(problems, "L-05") == ["03 C11", "03 C12", "04 C13", "07 C11"]
    assert [p.message for p in problems if p.code == "L-05"] == [
        "一条三级指标里写了 6 个指标：“金融机构联系率”“融资服务率”“金融扶贫率”“金融生态环境建设完成率”"
        "“金融舆情信息宣传及反馈率”“金融工作监管处置率”，共用一个指标值。",
        "一条三级指标里并列了 4 项工作：“因公出国”“赴港澳”“外国人来华”“邀请外宾审批率”，共用一个指标值。",
        "一条三级指标里把“信息搜集”和“完成率”并在一起，看不出“完成率”说的是什么。",
        "一条三级指标里写了 2 个指标：“调查研究次数”“完成率”，共用一个指标值。",
    ]


def test_l06_control_of_meetings_the_other_way_round(problems):
    """It may be meant either way, and the message asks."""
    assert places(problems, "L-06") == ["11 E13"]


def test_l07_the_work_of_the_whole_unit(problems):
    """Clerks on contract do 95 % of all of it."""
    assert places(problems, "L-07") == ["10 E12"]


def test_l08_deadlines_without_a_time(problems):
    """Journeys home and wages of project 9; the wages of project 10 have 按时 in their description."""
    assert places(problems, "L-08") == ["06 C12", "09 C11"]


def test_l09_descriptions_without_a_calculation(problems):
    """One hint for all of them; the ratios under 数量指标 are L-02's."""
    assert places(problems, "L-09") == (
        "03 D11,03 D12,03 D13,03 D14,03 D15,04 D11,04 D12,04 D13,05 D11,05 D12,06 D12,07 D12,"
        "08 D12,08 D13,10 D11,11 D11,11 D12".split(",")
    )
    assert len([p for p in problems if p.code == "L-09"]) == 1


def test_l10_seventeen_persons_that_no_indicator_counts(problems):
    """The number is offered as a value that can be taken over."""
    assert places(problems, "L-10") == ["09 B6"]
    (problem,) = [p for p in problems if p.code == "L-10"]
    assert problem.message == "预算规模及资金用途里写了“招聘劳务派遣人员17人”，没有一条指标用到。"
    assert problem.expected == "设数量指标，指标值“=17人”"


def test_l11_satisfaction_as_an_effect(problems):
    """It is under 满意度指标 already, and that place is linked."""
    assert places(problems, "L-11") == ["06 C13"]
    (problem,) = [p for p in problems if p.code == "L-11"]
    assert [place.cell for place in problem.also] == ["C14"]


def test_the_other_rules_find_nothing(problems):
    """No money put in, no value that nothing misses, no two values that disagree."""
    assert {p.code for p in problems} == {f"L-{number:02d}" for number in range(2, 12)}
