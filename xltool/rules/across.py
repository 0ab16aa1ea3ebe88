"""Rules across the tables of one run (X): codes, part one and the spread of indicators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xltool.flat import DepartmentReading
from xltool.model import UNASSIGNED
from xltool.rules.classes import OUTPUT
from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Run, Table
from xltool.words import pattern, squeezed

_HEBEI_CODE = r"\d{3}-\d{4}-[A-Z]{3}-[0-9A-Z]{4}"
"""The coding of Hebei up to 2020, whose first three digits are the department."""
_HEBEI_UNIT = r"\d{6}"
_FEWEST_TABLES = 3
"""Fewer tables say nothing about how indicators are spread."""


def codes_unique(run: Run) -> Iterator[tuple[Table, Finding]]:
    """X-06: a project code stands in one table only, and has the form that the form's file gives."""
    first: dict[str, ProjectTable] = {}
    for table in run.projects:
        code, reading = table.project.code, table.reading
        if code is None:
            continue
        patterns = reading.form.code_patterns
        if patterns and not any(pattern(text).fullmatch(code) for text in patterns):
            words = {"code": code, "example": reading.form.code_example}
            yield table, Finding("X-06", "code", code, words, "form")
        other = first.setdefault(code, table)
        if other is not table:
            here = f"本文件工作表“{other.reading.sheet}”的 {other.reading.cell('code')}"
            place = f"“{other.reading.file}”" if other.reading.file != reading.file else here
            yield table, Finding("X-06", "code", code, {"code": code, "other": place}, also=((other, "code"),))


def codes_of_the_department(run: Run) -> Iterator[tuple[Table, Finding]]:
    """X-07: a unit's code is its department's three digits and three more, and its projects' codes begin with them."""
    for table in run.projects:
        code, unit = table.project.code or "", table.project.department.code or ""
        if not unit or not pattern(_HEBEI_CODE).fullmatch(code):
            continue
        words = {"code": code, "unit": unit, "digits": code[:3]}
        if not pattern(_HEBEI_UNIT).fullmatch(unit):
            yield table, Finding("X-07", "department", unit, words, "unit", also=((table, "code"),))
        elif unit[:3] != code[:3]:
            yield table, Finding("X-07", "code", code, words, also=((table, "department"),))


def sub_objectives_served(run: Run) -> Iterator[tuple[Table, Finding]]:
    """X-04: every 分项绩效目标 has a project and every project a 分项绩效目标, by the digits of the codes."""
    codes = run.context.codes
    parts = [(t, t.reading.department) for t in run.tables if isinstance(t.reading, DepartmentReading)]
    if codes is None or not parts or not parts[0][1].sub_objectives:
        return
    overview, department = parts[0]
    projects = [table for table in run.projects if pattern(_HEBEI_CODE).fullmatch(table.project.code or "")]
    served = {squeezed(codes.name_of(table.project)) for table in projects}
    case = "proposed" if codes.basis == "proposed" else None
    for index, sub in enumerate(department.sub_objectives):
        if sub.name and squeezed(sub.name) not in served and len(projects) >= len(department.sub_objectives):
            path = f"sub_objectives[{index}].name"
            yield overview, Finding("X-04", path, sub.name, {"name": sub.name}, case)
    for table in projects:
        code = table.project.code or ""
        if codes.name_of(table.project) == UNASSIGNED:
            words = {"digits": code[codes.first - 1 : codes.last], "first": codes.first, "last": codes.last}
            yield table, Finding("X-04", "code", code, words, "project")


def outputs_spread(run: Run) -> Iterator[tuple[Table, Finding]]:
    """X-05: no level 2 of 产出指标 that the form wants is all but missing in a whole run, in its own words for it."""
    forms: dict[str, list[ProjectTable]] = {}
    for table in run.projects:
        if any(row.class1 == OUTPUT and row.name for row in table.rows):
            forms.setdefault(table.reading.form.id, []).append(table)
    for tables in forms.values():
        level = next((level for level in tables[0].reading.form.taxonomy if level.canonical == OUTPUT), None)
        if level is None or len(tables) < _FEWEST_TABLES:
            continue
        used = [{row.class2 for row in table.rows if row.class1 == OUTPUT} for table in tables]
        fewest = len(tables) * tables[0].profile.limits["class_used"]
        rare = [name for name in level.wanted if sum(name in classes for classes in used) * 100 < fewest]
        if not rare:
            continue
        counts = Counter(row.class2 for table in tables for row in table.rows if row.class1 == OUTPUT)
        words = {
            "tables": len(tables),
            "rows": sum(len(table.rows) for table in tables),
            "outputs": counts.total(),
            "counts": "、".join(f"{name} {counts[name]} 条" for name in level.wanted),
            "rare": "、".join(rare),
        }
        for table, classes in zip(tables, used, strict=True):
            if not classes.issuperset(rare):
                yield table, Finding("X-05", "indicators", words=words)


def one_unit_one_name(run: Run) -> Iterator[tuple[Table, Finding]]:
    """X-08: a unit has one name and one code in all tables and part one."""
    by_code: dict[str, dict[str, list[Table]]] = {}
    by_name: dict[str, dict[str, list[Table]]] = {}
    for table in run.tables:
        code, name = _unit(table)
        if name:
            by_name.setdefault(name, {}).setdefault(code, []).append(table)
            if code:
                by_code.setdefault(code, {}).setdefault(name, []).append(table)
    said: set[str] = set()
    for code, names in by_code.items():
        if len(names) > 1:
            said |= names.keys()
            yield from _differing(names, {"code": code})
    for name, codes in by_name.items():
        codes = {code: tables for code, tables in codes.items() if code}
        if len(codes) > 1 and name not in said:
            yield from _differing(codes, {"name": name}, "code")
    for short, long in _cut_short(by_name):
        if not {short, long} & said:
            groups = {name: [table for group in by_name[name].values() for table in group] for name in (long, short)}
            yield from _differing(groups, {}, "short")


def _unit(table: Table) -> tuple[str, str]:
    """Code and name of the unit of a table, empty where there is none."""
    if isinstance(table, ProjectTable):
        unit = table.project.department
        return unit.code or "", squeezed(unit.name or "")
    content = table.reading.content
    return content.code or "", squeezed(content.name or "")


def _cut_short(names: dict[str, dict[str, list[Table]]]) -> Iterator[tuple[str, str]]:
    """Pairs of names of which one is the other's end (县水利局 of 某市某县水利局), not both with a code."""
    for long, codes in names.items():
        ends = (long[start:] for start in range(1, len(long) - 4))
        short = next((end for end in ends if end in names), None)
        if short is not None and ("" in codes or "" in names[short]):
            yield short, long


def _differing(
    groups: dict[str, list[Table]], words: dict[str, str], case: str | None = None
) -> Iterator[tuple[Table, Finding]]:
    """Said at the tables that differ from most, since these are likelier right; nobody can know."""
    usual = max(groups, key=lambda text: len(groups[text]))
    listed = "、".join(f"“{text}”（{len(tables)} 张表）" for text, tables in groups.items())
    for text, tables in groups.items():
        for table in tables if text != usual else ():
            also = ((groups[usual][0], "department"),)
            yield (
                table,
                Finding("X-08", "department", text, {**words, "listed": listed, "usual": usual}, case, also=also),
            )


ACROSS = (codes_unique, codes_of_the_department, sub_objectives_served, outputs_spread, one_unit_one_name)
