"""The rules: one small function each on the flat reading, all in one pass, wording in ``entries/``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.problems import OFF, SEVERITIES, Problem
from xltool.rules import (
    across,
    copies,
    costs,
    dates,
    funds,
    logic,
    logic_beyond,
    logic_names,
    logic_values,
    naming,
    phrases,
    plan,
    punctuation,
    several_years,
    stated_money,
    structure,
    structure_rows,
    structure_sheet,
    subjects,
    values,
    values_numbers,
    values_text,
    values_words,
    wording,
)
from xltool.rules.catalogue import Rule, catalogue
from xltool.rules.findings import Finding, problem_of, severity_of
from xltool.rules.folding import folded
from xltool.rules.leftovers import leftover_problems
from xltool.rules.table import PLAIN, Context, ProjectTable, Run, Table

__all__ = ["Context", "Rule", "catalogue", "check"]

MODULES: tuple[Any, ...] = (
    *(structure, structure_rows, structure_sheet),
    *(values, values_words, values_numbers, values_text),
    *(funds, plan, costs, stated_money, several_years),
    *(logic, logic_names, logic_values, logic_beyond),
    *(across, copies, subjects),
    *(wording, naming, punctuation, phrases, dates),
)
"""Family by family; each module has its rules by what they look at, under the names below."""


def _rules(name: str) -> tuple[Any, ...]:
    return tuple(rule for module in MODULES for rule in getattr(module, name, ()))


ON_PROJECTS: tuple[Callable[[ProjectTable], Iterator[Finding]], ...] = _rules("ON_PROJECTS")
ON_DEPARTMENTS: tuple[Callable[[Table], Iterator[Finding]], ...] = _rules("ON_DEPARTMENTS")
ON_INDICATORS: tuple[Callable[[Table], Iterator[Finding]], ...] = _rules("ON_INDICATORS")
"""Of every table that has indicators, a department's too."""
ON_TEXTS: tuple[Callable[[Table], Iterator[Finding]], ...] = _rules("ON_TEXTS")
"""Of every table."""
ACROSS: tuple[Callable[[Run], Iterator[tuple[Table, Finding]]], ...] = _rules("ACROSS")

Entry = tuple[int, int, int, Problem]
"""A problem behind what it is sorted by: severity, row and column."""


def check(readings: Sequence[Reading], context: Context = PLAIN) -> list[Problem]:
    """All problems of all tables in one pass, in a stable order.

    What concerns several tables comes first, then table by table, each most serious first and by cell. One cause at
    several cells is one problem with all its places. A cell that lies (an error value, a formula without a result) has
    that problem and no other. Nothing is said of a rule that the department switched off.
    """
    run = Run(tuple(_table(reading, context) for reading in readings), context)
    found: dict[int, list[Entry]] = {id(table): [] for table in run.tables}
    for table in run.tables:
        entries = found[id(table)]
        read = (*table.reading.problems, *leftover_problems(table))
        entries += [_sorted_by(table, problem) for problem in map(partial(_as_wanted, context), read) if problem]
        entries += _entries(table, _findings(table))
        table.forget_texts()
    for rule in ACROSS:
        for table, finding in rule(run):
            found[id(table)] += _entries(table, [finding])
    return folded([[entry[-1] for entry in sorted(entries, key=lambda e: e[:3])] for entries in found.values()])


def _table(reading: Reading, context: Context) -> Table:
    return ProjectTable(reading, context) if isinstance(reading, ProjectReading) else Table(reading, context)


def _findings(table: Table) -> Iterator[Finding]:
    for on_text in ON_TEXTS:
        yield from on_text(table)
    if table.rows:
        for on_rows in ON_INDICATORS:
            yield from on_rows(table)
    if isinstance(table, ProjectTable):
        for on_project in ON_PROJECTS:
            yield from on_project(table)
    elif isinstance(table.reading, DepartmentReading):
        for on_department in ON_DEPARTMENTS:
            yield from on_department(table)


def _entries(table: Table, findings: Iterable[Finding]) -> list[Entry]:
    """The findings as problems, without those at cells that lie and those of rules that are off."""
    lying = table.reading.lying
    return [
        _sorted_by(table, problem_of(table, finding, severity))
        for finding in findings
        if finding.path not in lying and (severity := severity_of(table, finding)) != OFF
    ]


def _sorted_by(table: Table, problem: Problem) -> Entry:
    spot = table.reading.spots.get(problem.field or "")
    row, col = (spot.row, spot.col) if spot else (-1, -1)
    return SEVERITIES.index(problem.severity), row, col, problem


def _as_wanted(context: Context, problem: Problem) -> Problem | None:
    """A problem of reading with the severity that the department wants; None where it wants none."""
    change = context.changes.get(problem.code)
    if change is None:
        return problem
    return None if change.severity == OFF else problem._replace(severity=change.severity)
