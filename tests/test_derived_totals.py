"""Derived totals of made projects, each figure reckoned by hand."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.clean import CLEAN, FORM, OTHER, PART_ONE, with_budget, with_plan, with_row
from xltool.derived_totals import UNFILLED, Totals, derived, propose_codes, totals
from xltool.model import UNASSIGNED, Budget, Checkpoint, Department, Indicator, Project, SubObjective
from xltool.problems import Refused
from xltool.settings import parse_settings, settings_text

SETTINGS = """
[department]
code = "434002"
year = 2020

[sub_objectives]
names = { "14" = "图书服务", "26" = "后勤保障" }
"""


def project(code: str | None, total: str | None, fiscal: str | None = None, other: str | None = None) -> Project:
    """A project with a code and amounts, without plan and indicators."""
    return replace(with_budget(total, fiscal, other), code=code, plan=(), indicators=())


def texts(amounts: Sequence[Decimal]) -> list[str]:
    """Amounts digit for digit, so that 1.0 is not taken for 1.00."""
    return [str(amount) for amount in amounts]


def groups(result: Totals) -> list[tuple[str, int, str]]:
    """Name, number of projects and total of each 分项绩效目标."""
    return [(group.name, group.projects, str(group.money.total)) for group in result.by_sub_objective]


def test_the_money_columns_are_added_up():
    """Total, fiscal and other are sums of their own columns."""
    money = totals(
        [with_budget("20", "15.5", "4.5"), with_budget("0.01", None, "0.01"), with_budget("3", "3", "0")]
    ).money
    assert texts((money.total, money.fiscal, money.other)) == ["23.01", "18.50", "4.51"]


def test_a_blank_amount_counts_as_0():
    """A column in which nothing stands is 0.00, not blank."""
    money = totals([with_budget("20", "20", None), with_budget(None, None, None)]).money
    assert texts((money.total, money.fiscal, money.other)) == ["20.00", "20.00", "0.00"]


def test_no_projects_have_totals_of_0():
    """An empty set has sums and no groups, plan or indicators."""
    result = totals([])
    assert texts((result.money.total, result.money.fiscal, result.money.other)) == ["0.00"] * 3
    assert (result.by_sub_objective, result.plan, result.indicators) == ((), (), 0)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (["0.1"] * 10, "1.00"),
        (["0.1", "0.2"], "0.30"),
        (["0.0001"] * 3, "0.0003"),
        (["99999999.99", "0.01"], "100000000.00"),
    ],
)
def test_sums_are_exact(amounts, expected):
    """Ten times 0.1 is 1.00, and a ten-thousandth is not rounded away."""
    assert str(totals([project(None, amount) for amount in amounts]).money.total) == expected


# By 分项绩效目标


def test_sub_objectives_by_the_settings_file():
    """The department's own mapping counts, also where part one would suggest another."""
    names = '"14" = "后勤保障", "26" = "图书服务"'
    settings = parse_settings(f"[sub_objectives]\nnames = {{ {names} }}".encode())
    result = totals([CLEAN, OTHER], PART_ONE, settings.codes)
    assert result.sub_objective_basis == "settings"
    assert groups(result) == [("图书服务", 1, "20.00"), ("后勤保障", 1, "20.00")]
    members = {group.name: group.money for group in totals([CLEAN], PART_ONE, settings.codes).by_sub_objective}
    assert str(members["后勤保障"].fiscal) == "15.50"


def test_a_mapping_not_confirmed_yet_is_a_proposal():
    """What the tool wrote into the settings file stays a proposal until somebody confirms it."""
    proposed = propose_codes(PART_ONE, [CLEAN, OTHER])
    written = parse_settings(settings_text(PART_ONE, proposed).encode())
    assert written.codes == proposed
    assert (written.code, written.name, written.year) == ("434002", "北戴河区人民政府办公室", 2020)
    confirmed = parse_settings(
        settings_text(PART_ONE, proposed).replace("confirmed = false", "confirmed = true").encode()
    )
    assert confirmed.codes is not None
    assert confirmed.codes.basis == "settings"


def test_sub_objectives_proposed_from_part_one():
    """Without settings the digits are guessed by the words that projects and goals share, and the guess is marked."""
    result = totals([CLEAN, OTHER], PART_ONE)
    assert result.sub_objective_basis == "proposed"
    assert groups(result) == [("图书服务", 1, "20.00"), ("后勤保障", 1, "20.00")]


def test_sub_objectives_without_any_basis():
    """Neither settings nor part one: no groups at all, rather than invented ones."""
    result = totals([CLEAN, OTHER])
    assert (result.by_sub_objective, result.sub_objective_basis) == ((), "none")


def test_no_proposal_for_more_digits_than_sub_objectives():
    """Three pairs of digits cannot be spread over two goals without a doubt."""
    third = replace(CLEAN, code="434-3001-JBN-0001")
    assert propose_codes(PART_ONE, [CLEAN, OTHER, third]) is None


def test_a_project_of_no_sub_objective_has_its_own_line():
    """A code that the mapping does not know and a missing code go together, and the lines still add up."""
    settings = parse_settings(SETTINGS.encode())
    projects = [CLEAN, OTHER, project("434-9901-JBN-0001", "7.77", "7.77"), project(None, "0.23", None, "0.23")]
    result = totals(projects, PART_ONE, settings.codes)
    assert groups(result) == [("图书服务", 1, "20.00"), ("后勤保障", 1, "20.00"), (UNASSIGNED, 2, "8.00")]
    for column in ("total", "fiscal", "other"):
        assert sum(getattr(group.money, column) for group in result.by_sub_objective) == getattr(result.money, column)
    assert sum(group.projects for group in result.by_sub_objective) == 4


def test_a_sub_objective_without_projects_is_shown():
    """A goal on which nothing is spent has a line with 0, in the order of part one."""
    settings = parse_settings(SETTINGS.encode())
    assert groups(totals([OTHER], PART_ONE, settings.codes)) == [("图书服务", 0, "0.00"), ("后勤保障", 1, "20.00")]


def test_the_position_of_the_digits_is_the_departments_own():
    """Codes of the finance systems have their meaning elsewhere than the Hebei codes."""
    settings = parse_settings('[sub_objectives]\nposition = [9, 9]\nnames = { "T" = "特定目标" }'.encode())
    result = totals(
        [project("51092324T000010263357", "1"), project("51092324R000010263357", "2")], None, settings.codes
    )
    assert groups(result) == [("特定目标", 1, "1.00"), (UNASSIGNED, 1, "2.00")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sub_objectives", "写法有误"),
        ("[sub_objectives]\nposition = [5, 6]", "内容不对"),
        ('[sub_objectives]\nnames = { "14" = "图书" }\nposition = [5]', "内容不对"),
        ('[sub_objectives]\nnames = "图书"', "内容不对"),
        ("department = 5", "内容不对"),
    ],
)
def test_a_bad_settings_file_is_refused_by_name(text, said):
    """The sentence names the file, and the figures are not made up without it."""
    with pytest.raises(Refused, match=rf"^设置文件“甲/xltool\.toml”.*{said}.*。$"):
        parse_settings(text.encode(), "甲/xltool.toml")


# By checkpoint


def test_plan_amounts_cumulative_and_by_period():
    """Percentages of each project's own total, added up; the periods add up to the last checkpoint."""
    half = replace(with_budget("10", "10", None), plan=with_plan("0", "50", "50", "100").plan)
    result = totals([CLEAN, half])
    assert [(amount.by, str(amount.cumulative), str(amount.period)) for amount in result.plan] == [
        ("3月底", "4.00", "4.00"),
        ("6月底", "14.00", "10.00"),
        ("10月底", "21.00", "7.00"),
        ("12月底", "30.00", "9.00"),
    ]
    assert sum(amount.period for amount in result.plan) == Decimal("30.00")


def test_plan_amounts_are_exact():
    """A third of 33.33 keeps all its digits; nothing is rounded on the way to a sum."""
    odd = replace(with_budget("33.33", "33.33", None), plan=with_plan("33.33", "66.67", "99.99", "100").plan)
    result = totals([odd] * 3)
    assert texts([amount.cumulative for amount in result.plan]) == ["33.326667", "66.663333", "99.980001", "99.99"]


def test_blank_plan_and_blank_total_count_as_0():
    """What is not filled in adds nothing, and projects with other checkpoints stand beside."""
    blank_plan = with_plan(None, None, None, None)
    blank_total = replace(CLEAN, budget=Budget())
    quarter = replace(CLEAN, plan=(Checkpoint("9月底", Decimal(50)), Checkpoint("12月底", Decimal(100))))
    result = totals([blank_plan, blank_total, quarter])
    assert [(amount.by, str(amount.cumulative)) for amount in result.plan] == [
        ("3月底", "0.00"),
        ("6月底", "0.00"),
        ("10月底", "0.00"),
        ("12月底", "20.00"),
        ("9月底", "10.00"),
    ]


# Indicators


def test_indicators_are_counted_by_class():
    """The clean project has four 产出, one 效果 and one 满意度, and every level 2 once."""
    result = totals([CLEAN, OTHER])
    assert result.indicators == 12
    assert dict(result.by_level1) == {"产出指标": 8, "效果指标": 2, "满意度指标": 2}
    assert dict(result.by_level2) == {
        "数量指标": 2, "质量指标": 2, "时效指标": 2, "成本指标": 2, "社会效益指标": 2, "服务对象满意度指标": 2,
    }  # fmt: skip


def test_other_spellings_are_counted_under_the_forms_word():
    """效益指标 is the form's 效果指标, 社会效益 its 社会效益指标."""
    result = totals([with_row(4, level1="效益 指标", level2="社会效益")])
    assert dict(result.by_level1)["效果指标"] == 1
    assert dict(result.by_level2)["社会效益指标"] == 1


def test_unknown_and_blank_words_are_counted_under_their_own():
    """A word that no form knows is neither dropped nor taken for another; a blank has a name too."""
    result = totals([with_row(0, level1="投入指标", level2="人员指标"), with_row(0, level1=None, level2=None)])
    assert dict(result.by_level1) == {"投入指标": 1, "产出指标": 6, "效果指标": 2, "满意度指标": 2, UNFILLED: 1}
    assert result.by_level2["人员指标"] == 1
    assert result.by_level2[UNFILLED] == 1
    assert result.indicators == 12


# The derived cells of one table


def test_derived_cells_of_a_table():
    """Parts, difference, plan amounts and counts, by the names that the form file gives them."""
    values = {name: str(value) for name, value in derived(with_budget("20.01", "15.5", "4.5"), FORM).items()}
    assert values == {
        "budget.parts": "20.00",
        "budget.difference": "0.01",
        "plan.3月底": "4.002",
        "plan.6月底": "9.0045",
        "plan.10月底": "16.008",
        "plan.12月底": "20.01",
        "indicators.产出指标": "4",
        "indicators.效果指标": "1",
        "indicators.满意度指标": "1",
    }


def test_derived_cells_of_an_empty_table():
    """A table without amounts and indicators has zeros."""
    values = derived(Project(plan=CLEAN.plan, indicators=(Indicator(),)), FORM)
    assert set(map(float, values.values())) == {0.0}


def test_a_goal_without_a_name_is_a_group_too():
    """A goal printed without a colon has no name; it must not stop the totals."""
    nameless = Department(sub_objectives=(SubObjective(None, "办好社区图书室，方便群众借阅图书。"),))
    result = totals([CLEAN], nameless)
    assert [(group.projects, str(group.money.total)) for group in result.by_sub_objective] == [(1, "20.00")]


def test_a_blank_checkpoint_adds_nothing_to_the_one_before():
    """The plan is cumulative: 25, blank, 75, 100 of 20 万元 is 5, 5, 15, 20, and no period is negative."""
    points = (Checkpoint("3月底", Decimal(25)), Checkpoint("6月底"), Checkpoint("10月底", Decimal(75)))
    project = Project(
        form="hebei-project", budget=Budget(Decimal(20)), plan=(*points, Checkpoint("12月底", Decimal(100)))
    )
    plan = totals([project]).plan
    assert [str(amount.cumulative) for amount in plan] == ["5.00", "5.00", "15.00", "20.00"]
    assert [str(amount.period) for amount in plan] == ["5.00", "0.00", "10.00", "5.00"]
