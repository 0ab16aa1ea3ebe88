"""Structure and completeness (S): 完整性."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Row, Table
from xltool.words import pattern, without_ordinal

_CLASSES = {"产出指标": "S-01", "效益指标": "S-02", "满意度指标": "S-03"}
_ROW_FIELDS = ("level1", "level2", "level3", "target")
_REQUIRED = ("code", "name", "department", "budget.total", "purpose", "objectives")


def classes_present(table: ProjectTable) -> Iterator[Finding]:
    """S-01, S-02, S-03: each class that the profile asks for has a row; unknown where a level 1 is unread."""
    if any(path.endswith(".level1") for path in table.reading.lying):
        return
    present = {row.class1 for row in table.rows}
    for canonical in table.profile.classes:
        level = next((level for level in table.reading.form.taxonomy if level.canonical == canonical), None)
        if level is not None and canonical not in present:
            yield Finding(_CLASSES[canonical], "indicators", words={"word": level.name})


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


def rows_filled(table: Table) -> Iterator[Finding]:
    """S-07: level 1, level 2, level-3 name and value stand in every row."""
    for row in table.rows:
        indicator = row.indicator
        texts = (indicator.level1, indicator.level2, indicator.level3, indicator.target.raw)
        for name, text in zip(_ROW_FIELDS, texts, strict=True):
            if text is None:
                label = f"“{indicator.level3}”" if indicator.level3 else ""
                yield Finding("S-07", row.path(name), words={"number": row.position + 1, "name": label})


def level3_unique(table: Table) -> Iterator[Finding]:
    """S-08: no level-3 name twice in a project, blanks and punctuation aside."""
    first: dict[str, Row] = {}
    for row in table.rows:
        name = row.indicator.level3 or ""
        other = first.setdefault(_words(name), row) if _words(name) else row
        if other is not row:
            place = table.reading.cell(other.path("level3")) or f"第 {other.position + 1} 条"
            words = {"name": name, "other": place}
            yield Finding("S-08", row.path("level3"), name, words, also=((table, other.path("level3")),))


def required_fields(table: ProjectTable) -> Iterator[Finding]:
    """S-10: code, name, unit, 预算数, purpose and at least one goal are there, as far as the form asks for them."""
    reading = table.reading
    for path in filter(reading.form.needs, _REQUIRED):
        if reading.is_blank(path) and not (path == "budget.total" and table.total_left_out):  # that is F-14
            yield Finding("S-10", path, case=None if path in reading.spots else "missing")


def goals_have_words(table: ProjectTable) -> Iterator[Finding]:
    """S-11: no goal is only dashes, stars or underlines."""
    for number, goal in enumerate(table.project.objectives, 1):
        if not _words(without_ordinal(goal)):
            yield Finding("S-11", "objectives", goal, {"number": number})


def _words(text: str) -> str:
    """A text without blanks, punctuation and symbols."""
    return pattern(r"[\W_]+").sub("", text)


ON_PROJECTS = (classes_present, required_fields, goals_have_words)
ON_INDICATORS = (level2_under_level1, rows_filled, level3_unique)
