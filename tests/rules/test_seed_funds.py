"""What the rules about funds and years find in the real 2020 tables: each at its cell, and nothing else."""

from pathlib import Path

import pytest

import xltool
from xltool.checking import check_batch
from xltool.problems import Problem

MINE = ("F-", "T-", "L-14")


@pytest.fixture(scope="module")
def problems(checkout: Path) -> list[Problem]:
    """All problems of the example folder, with its settings."""
    return check_batch(xltool.read(checkout / "workbook_templates" / "beidaihe-2020"))


def test_f05_all_plans_are_the_same(problems):
    """11 of 11 tables have 25, 50, 75, 100: one hint with the four cells of each."""
    (problem,) = [p for p in problems if p.code == "F-05"]
    assert problem.severity == "hint"
    assert problem.message == "11 张表的资金支出计划全是 25、50、75、100，像是没有按各项目的付款进度填写。"
    assert [((place.file or "")[:2], place.cell) for place in problem.places] == [
        (f"{number:02d}", f"{column}8") for number in range(1, 12) for column in "BCDE"
    ]


def test_t01_2019_in_project_5_is_a_hint_only(problems):
    """The account was registered in 2019, which its purpose tells."""
    (problem,) = [p for p in problems if p.code == "T-01"]
    assert (problem.severity, (problem.file or "")[:2], problem.cell) == ("hint", "05", "B6")
    assert (problem.found, problem.expected) == ("2019年", "2020年")
    assert problem.message == "文字里写的是“2019年”，预算年度是 2020 年。"


def test_f01_to_f14_and_l14_find_nothing_else(problems):
    """Its sums are right, its plans rise to 100, it has no cost indicator and no deadline."""
    assert [p.code for p in problems if p.code.startswith(MINE)] == ["F-05", "T-01"]
