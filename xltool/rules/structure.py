"""Which classes of indicators a table has (S-01 to S-06, S-18): 完整性."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.forms.form import Level1
from xltool.problems import OFF
from xltool.rules.classes import BENEFIT, COST, OUTPUT, QUALITY, QUANTITY, SATISFACTION, TIMELINESS
from xltool.rules.findings import Finding, severity_of
from xltool.rules.table import ProjectTable, Row, Table

CLASS_RULES = {OUTPUT: "S-01", BENEFIT: "S-02", SATISFACTION: "S-03"}
"""Which rule says that a class is missing."""
_OUTPUTS = (QUANTITY, QUALITY, TIMELINESS)
"""A level 2 of 产出指标 until 2021, a level 1 since."""


def classes_present(table: ProjectTable) -> Iterator[Finding]:
    """S-01, S-02, S-03: each class that the profile asks for has a row; unknown where a level 1 is unread."""
    if any(path.endswith(".level1") for path in table.reading.lying):
        return
    for canonical in missing_classes(table):
        level = _level(table, canonical)
        if level is not None:
            yield Finding(CLASS_RULES[canonical], "indicators", words={"word": level.name})


def missing_classes(table: Table) -> list[str]:
    """The canonical classes that the profile asks for and no row has; a level 2 tells its class as well as a level 1.

    So 满意度 that stands below 效益指标, as some forms print it, is there.
    """
    form, present = table.reading.form, {row.class1 for row in table.filled}
    levels = (form.level2_of(row.indicator.level2) for row in table.filled)
    present |= {level[0].canonical for level in levels if level}
    return [canonical for canonical in table.profile.classes if canonical not in present]


def outputs_complete(table: ProjectTable) -> Iterator[Finding]:
    """S-04: 产出指标 has rows of 数量, 质量 and 时效; unknown where a level 2 is not understood (S-06, S-07)."""
    if _without_output(table) or _has_unclear(table):
        return
    present = {row.class2 for row in table.filled}
    level = _level(table, OUTPUT)
    missing = [word for word in _OUTPUTS if level and word in level.level2 and word not in present]
    if missing:
        yield Finding("S-04", "indicators", words={"missing": "、".join(missing)})


def cost_present(table: ProjectTable) -> Iterator[Finding]:
    """S-05: a 成本指标 is there, at the level where the form has it; for works and purchases it is a must."""
    if not table.filled or _has_unclear(table) or _has_cost(table):
        return
    output, own = _level(table, OUTPUT), _level(table, COST)
    below = output is not None and COST in output.level2
    if own or (below and not _without_output(table)):
        kind = costed_kind(table)
        yield Finding("S-05", "indicators", words={"kind": kind}, case="required" if kind else None)


def costed_kind(table: ProjectTable) -> str | None:
    """The word in a project's name that makes it one of works, repairs or purchases."""
    name = table.project.name or ""
    for other in table.words("costed_not"):
        name = name.replace(other, "\x00")
    return next((word for word in table.words("costed") if word in name), None)


def level2_under_level1(table: Table) -> Iterator[Finding]:
    """S-06: level 2 belongs to its level 1, in any spelling that the form knows."""
    form = table.reading.form
    for row in table.rows:
        level1, level2 = row.indicator.level1, row.indicator.level2
        if level1 is None:
            continue
        level = form.level1_of(level1)
        if level is None:
            words = {"level1": level1, "allowed": "、".join(level.name for level in form.taxonomy)}
            yield Finding("S-06", row.path("level1"), level1, words, "level1")
        elif level2 is not None and not form.has_level2(level, level2):
            words = {"level1": level1, "level2": level2, "allowed": "、".join(level.level2)}
            yield Finding("S-06", row.path("level2"), level2, words, also=((table, row.path("level1")),))


def no_empty_classes(table: ProjectTable) -> Iterator[Finding]:
    """S-18: no row is left with its printed classes and nothing else, where no other rule says that it is missing."""
    if not table.filled or len(table.filled) == len(table.rows):
        return
    present, missing = {row.class2 for row in table.filled}, missing_classes(table)
    if any(severity_of(table, finding) != OFF for finding in cost_present(table)):
        missing.append(COST)
    empty = [
        row
        for row in table.rows
        if row not in table.filled
        and row.class1 not in missing
        and (row.class2 in present or row.class2 not in (*_OUTPUTS, COST))
    ]
    if empty:
        paths = tuple(_class_path(table, row) for row in empty)
        names = dict.fromkeys(row.indicator.level2 or row.indicator.level1 or "" for row in empty)
        yield Finding("S-18", paths[0], words={"classes": "、".join(filter(None, names))}, paths=paths)


def _class_path(table: Table, row: Row) -> str:
    level2 = row.path("level2")
    return row.path("level1") if table.reading.is_blank(level2) else level2


def _level(table: Table, canonical: str) -> Level1 | None:
    return next((level for level in table.reading.form.taxonomy if level.canonical == canonical), None)


def _without_output(table: Table) -> bool:
    """Whether S-01 says that there is no output at all."""
    return all(row.class1 != OUTPUT for row in table.filled)


def _has_unclear(table: Table) -> bool:
    """Whether the level 2 of an output is blank, unread or of another class, so that nobody knows what it is."""
    return any(row.class2 is None and row.class1 in (OUTPUT, None) for row in table.filled)


def _has_cost(table: Table) -> bool:
    return any(row.is_cost for row in table.filled)


ON_PROJECTS = (classes_present, outputs_complete, cost_present, no_empty_classes)
ON_INDICATORS = (level2_under_level1,)
