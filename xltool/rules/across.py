"""Rules across the tables of one run (X, and L-01 over all of them)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.flat import ProjectReading
from xltool.rules.catalogue import Finding
from xltool.rules.indicators import common_target
from xltool.targets import plain_text
from xltool.words import pattern


def codes_unique(readings: Sequence[ProjectReading]) -> Iterator[tuple[int, Finding]]:
    """X-06: a project code stands in one table only, and has the form that the form's file gives."""
    first: dict[str, int] = {}
    for index, reading in enumerate(readings):
        code = reading.project.code
        if code is None:
            continue
        if reading.form.code_patterns and not any(pattern(text).fullmatch(code) for text in reading.form.code_patterns):
            words = {"code": code, "example": reading.form.code_example}
            yield index, Finding("X-06", "code", code, words, "form")
        if code in first:
            other = readings[first[code]]
            here = f"本文件工作表“{other.sheet}”的 {other.cell('code')}"
            place = f"“{other.file}”" if other.file != reading.file else here
            yield index, Finding("X-06", "code", code, {"code": code, "other": place})
        first.setdefault(code, index)


def all_targets_differ(readings: Sequence[ProjectReading]) -> Iterator[tuple[int, Finding]]:
    """L-01: not all targets of all tables are the same value."""
    with_rows = [(index, r) for index, r in enumerate(readings) if r.project.indicators]
    targets = [common_target(r.project) for _, r in with_rows]
    values = {plain_text(t) if t else None for t in targets}
    if len(with_rows) > 1 and len(values) == 1 and None not in values:
        count = sum(bool(row.target.raw) for _, r in with_rows for row in r.project.indicators)
        value = values.pop()
        words = {"projects": len(with_rows), "count": count, "value": value}
        yield with_rows[0][0], Finding("L-01", "indicators[0].target", value, words, "all")


RULES = (codes_unique, all_targets_differ)
