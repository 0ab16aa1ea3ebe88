"""What honest departments of many fields write: no rule barks at it."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.rules.clean import CLEAN, readings, with_row, workbook
from tests.rules.rule_cases import with_new_row
from xltool.model import Project
from xltool.rules import Context, check

DATA = Path(__file__).parent.parent / "data"
ABBREVIATED = "S-14"
"""The file cuts some descriptions short."""
LET_ALONE = {"L-10", "X-03"}
"""Hints that the rest of the project does not go with a text that was put into it."""


def lines(name: str) -> list[str]:
    """The lines of a data file that are no headings."""
    return [line for line in (DATA / name).read_text("utf-8").splitlines() if line and line[0] != "#"]


def said(project: Project) -> list[tuple[str, str | None, str]]:
    """All that is said of a project of 2020: rule, cell and message."""
    return [(p.code, p.cell, p.message) for p in check(readings(workbook(project)), Context(2020))]


def with_text(field: str, text: str) -> Project:
    """The clean project with another purpose or name, one more goal, or another basis in its second row."""
    if field == "objectives":
        return replace(CLEAN, objectives=(CLEAN.objectives[0], f"2、{text}"))
    return with_row(1, basis=text) if field == "basis" else replace(CLEAN, **{field: text})


@pytest.mark.parametrize("line", lines("honest-indicators.txt"))
def test_an_honest_indicator_is_let_alone(line):
    """Nothing at all is said of a row more in the clean project."""
    level2, name, description, target = line.split(" | ")
    project = with_new_row(level2.removesuffix("指标"), name, target, description)
    assert [found for found in said(project) if found[0] != ABBREVIATED] == []


@pytest.mark.parametrize("line", lines("honest-texts.txt"))
def test_an_honest_text_is_let_alone(line):
    """Purposes, goals, names and bases in the clean project."""
    assert [found for found in said(with_text(*line.split(" | "))) if found[0] not in LET_ALONE] == []


def test_there_are_many_of_them():
    """A file that lost its lines would let everything pass."""
    assert len(lines("honest-indicators.txt")) > 160
    assert len(lines("honest-texts.txt")) > 85
