"""Indicator logic (L): 相关性, 适当性, 可行性."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.model import Project, Target
from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Run, Table
from xltool.targets import plain_text

LEAST_ALIKE = 2
"""So many equal targets in one table are worth a word."""


def common_target(project: Project) -> Target | None:
    """The target that all rows of a table have in common, None if they differ or say nothing."""
    targets = [i.target for i in project.indicators if i.target.raw]
    values = {(t.operator, t.number, t.unit, t.upper) if t.number is not None else t.raw for t in targets}
    return targets[0] if len(values) == 1 else None


def targets_differ(run: Run) -> Iterator[tuple[Table, Finding]]:
    """L-01: not all targets of a table are the same value, nor those of all tables, which is said once."""
    tables = [table for table in run.projects if any(row.indicator.target.raw for row in table.rows)]
    common = {id(table): common_target(table.project) for table in tables}
    values = {plain_text(target) if target else None for target in common.values()}
    if len(tables) > 1 and len(values) == 1 and None not in values:
        count = sum(len(_targets(table)) for table in tables)
        value = values.pop()
        words = {"projects": len(tables), "count": count, "value": value}
        for table in tables:
            yield table, Finding("L-01", _targets(table)[0], value, words, "all", paths=_targets(table))
        return
    for table in tables:
        target, paths_here = common[id(table)], _targets(table)
        if target is not None and len(paths_here) >= LEAST_ALIKE:
            value = plain_text(target)
            words = {"count": len(paths_here), "value": value}
            yield table, Finding("L-01", paths_here[0], value, words, paths=paths_here)


def _targets(table: ProjectTable) -> tuple[str, ...]:
    return tuple(row.path("target") for row in table.rows if row.indicator.target.raw)


ON_PROJECTS = ()
ON_INDICATORS = ()
ACROSS = (targets_differ,)
