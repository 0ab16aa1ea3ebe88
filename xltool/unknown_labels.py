"""Words of an old table that stand where a label would, and what they may mean: the labels whose field is blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from xltool.amounts import money_units
from xltool.cells import column_index
from xltool.fields import item
from xltool.flat import ProjectReading, Reading
from xltool.forms import all_shipped
from xltool.problems import Leftover
from xltool.words import LONGEST_LABEL, label_key, pattern

_PLACE = r"([A-Z]+)(\d+)|(.*)第 (\d+) 行第 (\d+) 列"
_LIKE_A_LABEL = r"[^\d。；;，,≥≤=<>]*[\u4e00-\u9fff][^\d。；;，,≥≤=<>]*"


class Unknown(NamedTuple):
    """A word, where it stands, what stands beside or below it, and the labels that it may be."""

    word: str
    leftover: Leftover
    beside: str
    labels: tuple[str, ...]


class _Left(NamedTuple):
    leftover: Leftover
    area: str
    row: int
    col: int


def unknown_labels(readings: Sequence[Reading]) -> list[Unknown]:
    """Each unknown word once, in the order of the tables; only words with a value beside them that nobody claims."""
    found: dict[str, Unknown] = {}
    for reading in readings:
        if isinstance(reading, ProjectReading) and not reading.marked:
            for unknown in (*_above_indicators(reading), *_heads(reading)):
                found.setdefault(label_key(unknown.word), unknown)
    return list(found.values())


def _above_indicators(reading: ProjectReading) -> Iterator[Unknown]:
    """Of the leftovers of a row, the first, third and so on are words if they look like labels, each before a value."""
    labels = _printed(anchor.label for path, anchor in reading.form.anchors.items() if reading.is_blank(path))
    rows: dict[tuple[str, str, int], list[_Left]] = {}
    head = _head(reading)
    for left in _placed(reading) if labels else ():
        if head is None or (left.area, left.row < head.row) == (head.area, True):
            rows.setdefault((left.leftover.sheet, left.area, left.row), []).append(left)
    for row in rows.values():
        row.sort(key=lambda left: left.col)
        for word, value in zip(row[::2], row[1::2], strict=False):
            if _is_label(word.leftover.raw):
                yield Unknown(word.leftover.raw.strip(), word.leftover, value.leftover.raw, labels)


def _heads(reading: ProjectReading) -> Iterator[Unknown]:
    """The words in the head of the indicators with something below them."""
    head, rows = _head(reading), range(len(reading.project.indicators))
    blank = [
        label
        for label, field in reading.form.heads.items()
        if all(reading.is_blank(item("indicators", row, field)) for row in rows)
    ]
    lefts = _placed(reading) if head is not None and blank else []
    for word in lefts:
        if head is None or (word.area, word.row) != (head.area, head.row) or not _is_label(word.leftover.raw):
            continue
        below = [left for left in lefts if (left.area, left.col) == (word.area, word.col) and left.row > word.row]
        if below:
            yield Unknown(word.leftover.raw.strip(), word.leftover, below[0].leftover.raw, _printed(blank))


def _head(reading: ProjectReading) -> _Left | None:
    """Where the head of the indicators stands."""
    cell = reading.cell("indicators")
    return _left(Leftover(reading.file, reading.sheet, cell, "")) if cell else None


def _placed(reading: ProjectReading) -> list[_Left]:
    return [left for leftover in reading.leftovers if leftover.sheet == reading.sheet and (left := _left(leftover))]


def _left(leftover: Leftover) -> _Left | None:
    place = pattern(_PLACE).fullmatch(leftover.cell)
    if place is None:
        return None
    if place[1]:
        return _Left(leftover, "", int(place[2]), column_index(place[1]))
    return _Left(leftover, place[3], int(place[4]), int(place[5]))


def _is_label(text: str) -> bool:
    """Whether a text looks like a label, and is none of another form."""
    if len(text.strip()) > LONGEST_LABEL or not pattern(_LIKE_A_LABEL).fullmatch(text.strip()):
        return False
    return not any(label_key(text) in form.label_keys for form in all_shipped())


def _printed(labels: Iterable[str]) -> tuple[str, ...]:
    """Labels as one reads them, without line breaks; none that only names the unit of the money."""
    return tuple(dict.fromkeys(re.sub(r"\s+", "", label) for label in labels if not money_units(label)))
