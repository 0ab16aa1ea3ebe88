"""A clean table with one mistake breaks the rule about it, at its cell, and no other rule that is not named."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, OTHER, PART_ONE, lying, readings, workbook
from tests.rules.mutations import BROKEN, Mutation, clean_table, mutations
from tests.sheets import grid
from xltool.flat import Reading
from xltool.layout.sheet import read_grid
from xltool.model import Project, SubObjectiveCodes
from xltool.problems import Problem
from xltool.reading.grid import Flag
from xltool.rules import Context, catalogue, check

LISTED = {"I-01", "I-02", "I-03", "I-04", "I-05"}
"""What reading does under them is listed on import, and no problem."""

MUTATIONS = mutations()
MISTAKES = [mutation for mutation in MUTATIONS if mutation.rule not in LISTED]
ODDITIES = [mutation for mutation in MUTATIONS if mutation.rule in LISTED]


def places(problems: Sequence[Problem], rule: str) -> list[tuple[str, str]]:
    """File and cell of all that a rule says; a whole table has no cell."""
    found = [place for problem in problems if problem.code == rule for place in problem.all_places]
    return [(place.file.partition(".")[0], place.cell or "") for place in found]


@pytest.mark.parametrize("mutation", MISTAKES, ids=lambda mutation: mutation.entry)
def test_one_mistake_breaks_its_rule(mutation: Mutation):
    """Nothing is said before; then the rule speaks once, at the place of the mistake, with its named companions."""
    assert check(*mutation.run(broken=False)) == []
    problems = check(*mutation.run(broken=True))
    assert sorted(problem.code for problem in problems) == sorted([mutation.rule, *mutation.companions])
    cells = {cell for file, cell in places(problems, mutation.rule) if file == BROKEN}
    assert cells
    assert cells <= mutation.places


@pytest.mark.parametrize("mutation", ODDITIES, ids=lambda mutation: mutation.entry)
def test_one_oddity_is_listed_on_import(mutation: Mutation):
    """Reading lists one thing more, under its rule and at its place, and says nothing but what its companions say."""
    assert check(*mutation.run(broken=False)) == []
    problems = check(*mutation.run(broken=True))
    assert [problem.code for problem in problems] == list(mutation.companions)
    before, after = (mutation.document(broken=broken).all_repairs() for broken in (False, True))
    (new,) = [repair for repair in after if repair not in before]
    assert new.code == mutation.rule
    assert new.cell in mutation.places


# What no text table can hold: cells that lie, what a code means, and one mistake in all tables


def flagged(cell: tuple[int, int] | None = None) -> list[Reading]:
    """A clean table, with a cell that two ways of reading read differently."""
    sheet = grid(clean_table("printing"), file="a.xlsx")
    flags = {cell: Flag("differs", "“18.60”和“1860”")} if cell else {}
    return list(read_grid(sheet._replace(flags=flags))[0])


def without_cost(project: Project) -> Project:
    """A project whose cost indicator was left out."""
    return replace(project, indicators=tuple(row for row in project.indicators if row.level2 != "成本指标"))


THIRD = replace(OTHER, code="434-2604-JBN-8DXH")
THREE = (CLEAN, OTHER, THIRD)
BY_HAND = {
    "R-01": (readings(workbook()), readings(lying(workbook(), "C5")), "a C5", {}),
    "R-02": (readings(workbook()), readings(lying(workbook(), "E11", "J5+1")), "a E11", {}),
    "R-05": (flagged(), flagged((3, 2)), "a C4", {}),
    "X-04": (
        readings(*map(workbook, (*THREE, PART_ONE))),
        readings(*map(workbook, (CLEAN, OTHER, replace(THIRD, code="434-9904-JBN-8DXH"), PART_ONE))),
        "c B4",
        {},
    ),
    "X-05": (
        readings(*map(workbook, THREE)),
        readings(*map(workbook, map(without_cost, THREE))),
        "a A10, b A10, c A10",
        {"S-05": "it asks each table for its own costs, X-05 the department for costs anywhere"},
    ),
}
"""What is read before and after the mistake, where the rule speaks then, and its companions with their reasons."""


@pytest.mark.parametrize("rule", BY_HAND)
def test_one_mistake_made_by_hand_breaks_its_rule(rule: str):
    """The same for what is no text in a table."""
    before, after, where, companions = BY_HAND[rule]
    context = Context(2020, codes=SubObjectiveCodes({"14": "图书服务", "26": "后勤保障"}))
    assert check(before, context) == []
    problems = check(after, context)
    assert sorted(problem.code for problem in problems) == sorted([rule, *companions])
    assert ", ".join(f"{file} {cell}" for file, cell in places(problems, rule)) == where


def test_every_rule_is_broken_by_one_mistake():
    """No rule of the catalogue is left out, and no entry is about one that is not in it."""
    assert set(catalogue()) == {mutation.rule for mutation in MUTATIONS} | set(BY_HAND)
