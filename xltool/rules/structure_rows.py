"""What each row of indicators has, and how many there are (S-07 to S-09, S-12 to S-14): 完整性."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.forms.form import Form
from xltool.rules.classes import SATISFACTION
from xltool.rules.findings import Finding, severity_of
from xltool.rules.structure import CLASS_RULES, missing_classes
from xltool.rules.table import ProjectTable, Row, Table
from xltool.words import label_key, pattern, squeezed

_ROW_FIELDS = ("level1", "level2", "level3", "target")


def rows_filled(table: Table) -> Iterator[Finding]:
    """S-07: level 1, level 2, level-3 name and value stand in every row that has more than its classes."""
    for row in table.filled:
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


def level3_says_more(table: Table) -> Iterator[Finding]:
    """S-09: a level-3 name is not just that of its level 2 again, in any spelling."""
    form = table.reading.form
    for row in table.rows:
        name = row.indicator.level3
        if name and label_key(name).removesuffix("指标") in _level2_names(form, row):
            case = "satisfaction" if row.class1 == SATISFACTION else None
            words = {"name": name, "level2": row.indicator.level2}
            yield Finding("S-09", row.path("level3"), name, words, case)


def _level2_names(form: Form, row: Row) -> set[str]:
    level = form.level2_of(row.indicator.level2)
    spellings = level[0].level2[level[1]] if level else ()
    texts = (row.indicator.level2, level[1] if level else None, *spellings)
    return {label_key(text).removesuffix("指标") for text in texts if text}


def rows_counted(table: ProjectTable) -> Iterator[Finding]:
    """S-12: not too few indicators and not too many; a class whose absence is an error counts as mended."""
    count, limits = len(table.filled), table.profile.limits
    if count > limits["rows_most"]:
        words = {"count": count, "most": limits["rows_most"]}
        yield Finding("S-12", "indicators", str(count), words, "many", str(count - limits["rows_most"]))
    elif count > 0 and count + _asked_for(table) < limits["rows_least"]:
        words = {"count": count, "least": limits["rows_least"]}
        yield Finding("S-12", "indicators", str(count), words, difference=str(limits["rows_least"] - count))


def _asked_for(table: ProjectTable) -> int:
    """How many rows S-01 to S-03 ask for as errors."""
    missing = (Finding(CLASS_RULES[canonical], "indicators") for canonical in missing_classes(table))
    return sum(severity_of(table, finding) == "error" for finding in missing)


def basis_filled(table: Table) -> Iterator[Finding]:
    """S-13: the basis of every named indicator is there, where the table prints that column."""
    for row in table.filled:
        path = row.path("basis")
        if row.name and path in table.reading.spots and table.reading.is_blank(path):
            yield Finding("S-13", path)


def description_filled(table: Table) -> Iterator[Finding]:
    """S-14: every named indicator is described in more than a few words, where the table prints that column."""
    least = table.profile.limits["description_least"]
    for row in table.filled:
        path = row.path("description")
        if not row.name or path not in table.reading.spots:
            continue
        text = row.indicator.description or ""
        if table.reading.is_blank(path):
            yield Finding("S-14", path)
        elif len(squeezed(text)) < least:
            yield Finding("S-14", path, text, {"least": least}, "short")


def _words(text: str) -> str:
    """A text without blanks, punctuation and symbols."""
    return pattern(r"[\W_]+").sub("", text)


ON_PROJECTS = (rows_counted,)
ON_INDICATORS = (rows_filled, level3_unique, level3_says_more, basis_filled, description_filled)
