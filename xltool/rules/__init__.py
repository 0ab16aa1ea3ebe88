"""The rules: one small function each on the flat reading, all in one pass, wording in ``catalogue.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.problems import SEVERITIES, Problem
from xltool.rules import across, amounts, indicators, structure, values, wording
from xltool.rules.catalogue import Finding, Rule, catalogue, problem_of

__all__ = ["Rule", "catalogue", "check"]

ON_PROJECTS = (*structure.RULES, *amounts.RULES, *values.RULES, *indicators.RULES)
ON_DEPARTMENTS = amounts.ON_DEPARTMENTS
ON_TEXTS = wording.RULES
ACROSS = across.RULES


def check(readings: Sequence[Reading]) -> list[Problem]:
    """All problems of all tables in one pass, in a stable order: table by table, most serious first, by cell.

    A cell that lies (an error value, a formula without a result) has that problem and no other.
    """
    found: dict[int, list[tuple[int, int, int, Problem]]] = {index: [] for index in range(len(readings))}
    for index, reading in enumerate(readings):
        lying = reading.lying
        for problem in (*reading.problems, *_leftover_problems(reading)):
            found[index].append(_sorted_by(reading, problem))
        findings: list[Finding] = [f for rule in ON_TEXTS for f in rule(reading)]
        if isinstance(reading, ProjectReading):
            findings += [f for rule in ON_PROJECTS for f in rule(reading)]
        elif isinstance(reading, DepartmentReading):
            findings += [f for rule in ON_DEPARTMENTS for f in rule(reading)]
        found[index] += [_sorted_by(reading, problem_of(reading, f)) for f in findings if f.path not in lying]
    projects = [(index, r) for index, r in enumerate(readings) if isinstance(r, ProjectReading)]
    for rule in ACROSS:
        for number, finding in rule([reading for _, reading in projects]):
            index, reading = projects[number]
            if finding.path not in reading.lying:
                found[index].append(_sorted_by(reading, problem_of(reading, finding)))
    return [entry[-1] for index in found for entry in sorted(found[index], key=lambda entry: entry[:3])]


def _sorted_by(reading: Reading, problem: Problem) -> tuple[int, int, int, Problem]:
    spot = reading.spots.get(problem.field or "")
    row, col = (spot.row, spot.col) if spot else (-1, -1)
    return SEVERITIES.index(problem.severity), row, col, problem


def _leftover_problems(reading: Reading) -> Iterable[Problem]:
    for left in reading.leftovers:
        rule = catalogue()["R-04"]
        text = left.raw if len(left.raw) <= 30 else left.raw[:30] + "…"
        where = left.file, left.sheet, left.cell, None
        yield Problem(
            "R-04", rule.severity, rule.message.format(raw=text), *where, left.raw, None, rule.cure, rule.source
        )
