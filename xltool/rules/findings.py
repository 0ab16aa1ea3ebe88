"""What a rule function gives, and how it becomes a problem in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from xltool.flat import Reading
from xltool.problems import Place, Problem
from xltool.rules.catalogue import catalogue
from xltool.rules.table import Table


class Finding(NamedTuple):
    """What a rule function has found: the field, what stands there, and the words for its message.

    ``case`` names a special case of the rule. ``paths`` are all fields at fault where one cause is at several, ``path``
    the first of them; ``also`` are fields that it is held against, each with its table. ``difference`` is what found
    and expected differ by, ``fix`` the whole new text of the field where that is certain. ``{word}`` is there in every
    template: what a clerk calls the field.
    """

    rule: str
    path: str
    found: str | None = None
    words: Mapping[str, Any] = MappingProxyType({})
    case: str | None = None
    difference: str | None = None
    fix: str | None = None
    paths: tuple[str, ...] = ()
    also: tuple[tuple[Table, str], ...] = ()


def severity_of(table: Table, finding: Finding) -> str:
    """``error``, ``warning``, ``hint`` or ``off``: what the department wants, else the profile, case and rule."""
    rule = catalogue()[finding.rule]
    change = table.context.changes.get(rule.id)
    if change is not None:
        return change.severity
    special = table.profile.severities.get(f"{rule.id}.{finding.case}") if finding.case else None
    case = rule.cases[finding.case].get("severity") if finding.case else None
    return special or case or table.profile.severities.get(rule.id, rule.severity)


def problem_of(table: Table, finding: Finding, severity: str) -> Problem:
    """A finding in words, at its cell."""
    rule, reading = catalogue()[finding.rule], table.reading
    case: Mapping[str, str] = rule.cases[finding.case] if finding.case else {}
    words = {"word": reading.form.word(finding.path), **finding.words}
    expected = case.get("expected", rule.expected)
    return Problem(
        code=rule.id,
        severity=severity,
        message=case.get("message", rule.message).format(**words),
        file=reading.file,
        sheet=reading.sheet,
        cell=reading.cell(finding.path),
        field=finding.path,
        found=finding.found,
        expected=None if expected is None else expected.format(**words),
        cure=case.get("cure", rule.cure).format(**words),
        source=rule.source,
        difference=finding.difference,
        fix=finding.fix,
        places=tuple(_place(reading, path) for path in finding.paths) if len(finding.paths) > 1 else (),
        also=tuple(_place(other.reading, path) for other, path in finding.also),
    )


def _place(reading: Reading, path: str) -> Place:
    return Place(reading.file, reading.sheet, reading.cell(path), path)
