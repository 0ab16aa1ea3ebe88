"""Target values (V): 细化量化."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.findings import Finding
from xltool.rules.table import Table
from xltool.targets import plain_text


def targets_readable(table: Table) -> Iterator[Finding]:
    """V-01, V-02, V-03: a target is one value, a number with its unit or a graded word."""
    for row in table.rows:
        raw, read, path = row.indicator.target.raw, row.target, row.path("target")
        if raw is None:
            continue
        if read.kind == "unreadable":
            yield Finding("V-02", path, raw, {"raw": raw})
            continue
        if read.joined:
            value = plain_text(read.target)
            case, fix = (None, value) if read.sure else ("unsure", None)
            yield Finding("V-01", path, raw, {"raw": raw, "value": value}, case, fix=fix)
        if read.kind == "number" and not read.target.unit:
            yield Finding("V-03", path, raw, {"raw": raw, "example": f"{plain_text(read.target)}次"})


def doubts_confirmed(table: Table) -> Iterator[Finding]:
    """I-06: what reading took for another value without being sure is said; joined targets are V-01."""
    for repair in table.reading.repairs:
        if not repair.sure and repair.code != "V-01":
            words = {"raw": repair.raw, "value": repair.value, "reason": repair.reason}
            yield Finding("I-06", repair.field, repair.raw, words)


ON_INDICATORS = (targets_readable,)
ON_TEXTS = (doubts_confirmed,)
