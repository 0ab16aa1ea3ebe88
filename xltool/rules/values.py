"""Target values (V): 细化量化."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.fields import item
from xltool.flat import ProjectReading
from xltool.rules.catalogue import Finding
from xltool.targets import plain_text, read_target


def targets_readable(reading: ProjectReading) -> Iterator[Finding]:
    """V-01, V-02, V-03: a target is one value, a number with its unit or a graded word."""
    for index, row in enumerate(reading.project.indicators):
        raw = row.target.raw
        if raw is None:
            continue
        read = read_target(raw)
        path = item("indicators", index, "target")
        if read.kind == "unreadable":
            yield Finding("V-02", path, raw, {"raw": raw})
            continue
        if read.joined:
            words = {"raw": raw, "value": plain_text(read.target)}
            yield Finding("V-01", path, raw, words, None if read.sure else "unsure")
        if read.kind == "number" and not read.target.unit:
            yield Finding("V-03", path, raw, {"raw": raw, "example": f"{plain_text(read.target)}次"})


def doubts_confirmed(reading: ProjectReading) -> Iterator[Finding]:
    """I-06: what reading took for another value without being sure is said; joined targets are V-01."""
    for repair in reading.repairs:
        if not repair.sure and repair.code != "V-01":
            words = {"raw": repair.raw, "value": repair.value, "reason": repair.reason}
            yield Finding("I-06", repair.field, repair.raw, words)


RULES = (targets_readable, doubts_confirmed)
