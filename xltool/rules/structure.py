"""Structure and completeness (S): 完整性."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.fields import item
from xltool.flat import ProjectReading
from xltool.rules.catalogue import Finding
from xltool.words import pattern, without_ordinal

_CLASSES = {"S-01": "产出指标", "S-02": "效益指标", "S-03": "满意度指标"}
_ROW_FIELDS = ("level1", "level2", "level3", "target")
_REQUIRED = ("code", "name", "department", "budget.total", "purpose", "objectives")


def classes_present(reading: ProjectReading) -> Iterator[Finding]:
    """S-01, S-02, S-03: each class has at least one row; unknown where a level-1 cell cannot be read."""
    form = reading.form
    if any(path.endswith(".level1") for path in reading.lying):
        return
    present = {level.canonical for i in reading.project.indicators if (level := form.level1_of(i.level1))}
    for rule, canonical in _CLASSES.items():
        level = next((level for level in form.taxonomy if level.canonical == canonical), None)
        if level is not None and canonical not in present:
            yield Finding(rule, "indicators", words={"word": level.name})


def level2_under_level1(reading: ProjectReading) -> Iterator[Finding]:
    """S-06: level 2 belongs to its level 1, in any spelling that the form knows."""
    form = reading.form
    for index, row in enumerate(reading.project.indicators):
        if row.level1 is None:
            continue
        level = form.level1_of(row.level1)
        if level is None:
            allowed = "、".join(level.name for level in form.taxonomy)
            words = {"level1": row.level1, "allowed": allowed}
            yield Finding("S-06", item("indicators", index, "level1"), row.level1, words, "level1")
        elif row.level2 is not None and not form.has_level2(level, row.level2):
            words = {"level1": row.level1, "level2": row.level2, "allowed": "、".join(level.level2)}
            yield Finding("S-06", item("indicators", index, "level2"), row.level2, words)


def rows_filled(reading: ProjectReading) -> Iterator[Finding]:
    """S-07: level 1, level 2, level-3 name and value stand in every row."""
    for index, row in enumerate(reading.project.indicators):
        texts = (row.level1, row.level2, row.level3, row.target.raw)
        for name, text in zip(_ROW_FIELDS, texts, strict=True):
            if text is None:
                label = f"“{row.level3}”" if row.level3 else ""
                yield Finding("S-07", item("indicators", index, name), words={"number": index + 1, "name": label})


def level3_unique(reading: ProjectReading) -> Iterator[Finding]:
    """S-08: no level-3 name twice in a project, blanks and punctuation aside."""
    first: dict[str, int] = {}
    for index, row in enumerate(reading.project.indicators):
        key = _words(row.level3 or "")
        if not key:
            continue
        if key in first:
            other = reading.cell(item("indicators", first[key], "level3")) or f"第 {first[key] + 1} 条"
            words = {"name": row.level3, "other": other}
            yield Finding("S-08", item("indicators", index, "level3"), row.level3, words)
        else:
            first[key] = index


def required_fields(reading: ProjectReading) -> Iterator[Finding]:
    """S-10: code, name, unit, 预算数, purpose and at least one goal are there, as far as the form asks for them."""
    for path in filter(reading.form.needs, _REQUIRED):
        if reading.is_blank(path):
            yield Finding("S-10", path, case=None if path in reading.spots else "missing")


def goals_have_words(reading: ProjectReading) -> Iterator[Finding]:
    """S-11: no goal is only dashes, stars or underlines."""
    for number, goal in enumerate(reading.project.objectives, 1):
        if not _words(without_ordinal(goal)):
            yield Finding("S-11", "objectives", goal, {"number": number})


def _words(text: str) -> str:
    """A text without blanks, punctuation and symbols."""
    return pattern(r"[\W_]+").sub("", text)


RULES = (classes_present, level2_under_level1, rows_filled, level3_unique, required_fields, goals_have_words)
