"""What the rules find in the real 2020 tables: everything that is wrong there, each at its cell, and nothing else."""

from pathlib import Path

import pytest

import xltool
from xltool.problems import Problem

Place = tuple[str, str, str | None]


@pytest.fixture(scope="module")
def problems(checkout: Path) -> list[Problem]:
    """All problems of the example folder."""
    return xltool.validate(xltool.read(checkout / "workbook_templates" / "beidaihe-2020"))


def places(problems: list[Problem], rule: str) -> list[Place]:
    """File number, cell and found text of each place of a rule's problems, in the order of the problems."""
    return [((at.file or "")[:2], at.cell or "", p.found) for p in problems if p.code == rule for at in p.all_places]


def test_w01_five_typos_in_five_cells(problems):
    """One in part one, two in project 6, one each in 10 and 11."""
    assert places(problems, "W-01") == [
        ("00", "B9", "包涵"),
        ("06", "C12", "差率费"),
        ("06", "D12", "差率费"),
        ("10", "D11", "总额发放"),
        ("11", "D14", "网来"),
    ]


def test_w02_a_doubled_word_in_project_4(problems):
    """加强加强 at the beginning of the purpose."""
    assert places(problems, "W-02") == [("04", "B6", "加强加强")]


def test_l01_one_problem_with_42_cells(problems):
    """All targets are equal: that is one problem, and it names every cell."""
    (problem,) = [p for p in problems if p.code == "L-01"]
    assert problem.message == "11 张表的 42 条指标，指标值全是“≥95%”。"
    assert len(problem.places) == 42
