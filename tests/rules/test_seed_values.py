"""What the rules on values find in the real 2020 tables."""

from pathlib import Path

import pytest

import xltool
from xltool.problems import Problem

INDICATORS = (3, 5, 6, 4, 3, 4, 3, 4, 3, 3, 4)
"""How many indicators each of the 11 tables has; the first stands in row 11."""


@pytest.fixture(scope="module")
def problems(checkout: Path) -> list[Problem]:
    """The problems of the example folder that are about values."""
    found = xltool.validate(xltool.read(checkout / "workbook_templates" / "beidaihe-2020"))
    return [problem for problem in found if problem.code.startswith("V-")]


def test_v01_every_target_is_doubled(problems):
    """All 42 values are two cells joined: one problem, with each cell, and the value to write into it."""
    (problem,) = problems
    assert (problem.code, problem.severity, problem.found) == ("V-01", "warning", "≥9595%以上")
    assert (problem.expected, problem.fix) == ("≥95%", "≥95%")
    expected = [
        (f"{number:02d}", f"E{row}") for number, count in enumerate(INDICATORS, 1) for row in range(11, 11 + count)
    ]
    assert [((place.file or "")[:2], place.cell) for place in problem.places] == expected
    assert len(expected) == 42


@pytest.mark.parametrize("rule", [f"V-{number:02d}" for number in range(2, 18)])
def test_v02_to_v17_have_nothing_to_say(problems, rule):
    """Once read as ≥95%, the values have their operator and unit, are no grades and fit; the names have no blanks."""
    assert [problem for problem in problems if problem.code == rule] == []
