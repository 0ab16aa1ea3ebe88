"""Indicator logic (L): 相关性, 适当性, 可行性."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.flat import ProjectReading
from xltool.model import Project, Target
from xltool.rules.catalogue import Finding
from xltool.targets import plain_text

LEAST_ALIKE = 2
"""So many equal targets in one table are worth a word."""


def common_target(project: Project) -> Target | None:
    """The target that all rows of a table have in common, None if they differ or say nothing."""
    targets = [i.target for i in project.indicators if i.target.raw]
    values = {(t.operator, t.number, t.unit, t.upper) if t.number is not None else t.raw for t in targets}
    return targets[0] if len(values) == 1 else None


def targets_differ(reading: ProjectReading) -> Iterator[Finding]:
    """L-01: not all targets of a table are the same value."""
    target = common_target(reading.project)
    count = sum(bool(i.target.raw) for i in reading.project.indicators)
    if target is not None and count >= LEAST_ALIKE:
        value = plain_text(target)
        yield Finding("L-01", "indicators[0].target", value, {"count": count, "value": value})


RULES = (targets_differ,)
