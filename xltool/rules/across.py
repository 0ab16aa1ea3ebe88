"""Rules across the tables of one run (X)."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Run, Table
from xltool.words import pattern


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


ACROSS = (codes_unique,)
