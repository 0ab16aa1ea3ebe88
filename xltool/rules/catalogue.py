"""The catalogue of rules as data, and findings put into words by it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import rtoml

from xltool.flat import Reading
from xltool.problems import Problem


class Rule(NamedTuple):
    """One rule of the catalogue; ``cases`` hold what differs in its special cases."""

    id: str
    title: str
    severity: str
    scope: str
    source: str
    message: str
    cure: str
    expected: str | None = None
    severity_in: Mapping[str, str] = MappingProxyType({})
    cases: Mapping[str, Mapping[str, str]] = MappingProxyType({})


class Finding(NamedTuple):
    """What a rule function has found: the field, what stands there, and the words for its message."""

    rule: str
    path: str
    found: str | None = None
    words: Mapping[str, Any] = MappingProxyType({})
    case: str | None = None


@cache
def catalogue() -> Mapping[str, Rule]:
    """All rules by id, in the order of the file."""
    data = rtoml.loads(Path(__file__).with_name("catalogue.toml").read_text("utf-8"))
    return {rule_id: Rule(id=rule_id, **entry) for rule_id, entry in data.items()}


def problem_of(reading: Reading, finding: Finding) -> Problem:
    """A finding in words, at its cell."""
    rule = catalogue()[finding.rule]
    case: Mapping[str, str] = rule.cases[finding.case] if finding.case else {}
    words = {"word": reading.form.word(finding.path), **finding.words}
    expected = case.get("expected", rule.expected)
    return Problem(
        code=rule.id,
        severity=case.get("severity", rule.severity_in.get(reading.form.id, rule.severity)),
        message=case.get("message", rule.message).format(**words),
        file=reading.file,
        sheet=reading.sheet,
        cell=reading.cell(finding.path),
        field=finding.path,
        found=finding.found,
        expected=None if expected is None else expected.format(**words),
        cure=case.get("cure", rule.cure).format(**words),
        source=rule.source,
    )
