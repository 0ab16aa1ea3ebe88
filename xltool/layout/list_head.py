"""The heads of a list of projects: the row, or two rows, that name the columns of projects and of their indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltool.forms.form import Form
from xltool.reading.grid import Grid
from xltool.words import pattern, squeezed

INDICATORS = "indicators."
"""How the field of a column begins that belongs to an indicator."""

SUM_WORDS = r"(?:本|全|部门|单位|项目|金额|支出|预算|资金)*(?:合计|总计|小计|共计)(?:数|金额)?:?"
"""What a sum row is called, compared without blanks and full-width forms."""

_LEAST_LEVELS, _LEAST_ABOVE = 2, 2
_LEAST_NUMBERED = 3
_NUMBER = r"栏次|[0-9]{1,2}(?:\.0)?|[A-Z]|[一二三四五六七八九十]{1,3}"


class ListHead(NamedTuple):
    """Where a list begins: first and last row of its head, and the columns of each field."""

    first: int
    last: int
    columns: Mapping[str, Sequence[int]]


def list_heads(grid: Grid, form: Form, at: Mapping[tuple[int, int], str]) -> list[ListHead]:
    """Every head of a list among the labels found, top to bottom; none where the sheet holds no list of projects.

    What no other form has: the project's name and the levels of its indicators name columns of the same rows.
    """
    rows: dict[int, dict[int, str]] = {}
    for (row, col), label in at.items():
        rows.setdefault(row, {})[col] = label
    heads = (_head(grid, form, row, rows) for row in sorted(rows))
    return [head for head in heads if head is not None]


def is_numbered(row: Sequence[object]) -> bool:
    """Whether a row only numbers the columns: ``1 | 2 | 3`` or ``A | B | C`` below the head."""
    filled = [squeezed(str(value)) for value in row if value is not None]
    return len(filled) >= _LEAST_NUMBERED and all(pattern(_NUMBER).fullmatch(text) for text in filled)


def _head(grid: Grid, form: Form, row: int, rows: Mapping[int, Mapping[int, str]]) -> ListHead | None:
    """The head whose last row this is: the row that names the levels of the indicators."""
    own = {col: form.heads[label] for col, label in rows[row].items() if label in form.heads}
    found = set(own.values())
    levels = sum(f"{INDICATORS}{level}" in found for level in ("level1", "level2", "level3"))
    if levels < _LEAST_LEVELS or f"{INDICATORS}target" not in found:
        return None
    labels = {col: label for col, label in rows.get(row - 1, {}).items() if label != form.unit_label}
    above = _above(grid, form, row, labels)
    named = found | set(above.values())
    if not named & {"name", "code"}:
        return None
    if (
        not found & {"name", "code"}
        and sum(not field.startswith(INDICATORS) for field in above.values()) < _LEAST_ABOVE
    ):
        return None
    first = row - 1 if above or _only_labels(grid, row - 1, labels) else row
    return ListHead(first, row, _columns(grid, first, row, {**above, **own}))


def _above(grid: Grid, form: Form, row: int, labels: Mapping[int, str]) -> dict[int, str]:
    """The columns that the upper of two head rows names: nothing but labels stands in it, and nothing below them."""
    if not _only_labels(grid, row - 1, labels):
        return {}
    fields = {col: form.heads[label] for col, label in labels.items() if label in form.heads}
    return {col: field for col, field in fields.items() if _is_open(_cell(grid, row, col))}


def _only_labels(grid: Grid, row: int, labels: Mapping[int, str]) -> bool:
    filled = {col for col, value in enumerate(grid.rows[row]) if value is not None} if row >= 0 else set()
    return bool(filled) and filled == set(labels)


def _is_open(value: object) -> bool:
    """Whether below a label of the upper head row there is nothing, or only the word for its own sum."""
    return value is None or bool(pattern(SUM_WORDS).fullmatch(squeezed(str(value))))


def _cell(grid: Grid, row: int, col: int) -> object:
    return grid.rows[row][col] if col < len(grid.rows[row]) else None


def _columns(grid: Grid, first: int, last: int, fields: Mapping[int, str]) -> dict[str, Sequence[int]]:
    """Each field with the columns under its label, which may be merged over several; a field's first label counts."""
    ends = {(top, left): right for top, left, bottom, right in grid.merged if first <= top <= last}
    columns: dict[str, Sequence[int]] = {}
    for col, field in sorted(fields.items()):
        end = max(ends.get((row, col), col) for row in range(first, last + 1))
        own = [place for place in range(col, end + 1) if place == col or place not in fields]
        columns.setdefault(field, own)
    return columns
