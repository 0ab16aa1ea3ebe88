"""What a project is about: the words of its name, and whether its parts speak of them (X-02, X-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from xltool.rules.classes import SATISFACTION
from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Row, Table
from xltool.words import pattern, squeezed, without_ordinal

_JOINTS = r"[\W\da-zA-Z_]+|(?<![普以涉顾])及(?![时早格])|(?<!总)和(?![谐平])|(?<!参)与"
"""What stands between the words of a name; 和 of 和谐 and 及 of 普及 do not."""
_SHORTEST = 2
_LIKE_LEAST = 6
"""So many characters a text needs to be compared."""
_SAME_LENGTH, _SAME_CHARACTERS = 0.7, 0.8
"""Texts that differ more in length or in their characters are not alike, and need no closer look."""
_PART_LEAST = 12
_MATTERS, _SAID, _ROWS = 5, 3, 2
"""A goal of so many matters is looked at where the others say the name's word so often, and so many rows follow it."""


def subject_words(table: ProjectTable) -> tuple[str, ...]:
    """What a project is about, from its name: 北戴河村镇志编撰印刷费 → 村镇志; nothing where the name is general."""
    project = table.project
    return _subject_words(project.name or "", project.department.name or "", table.words("name_general"))


def name_pieces(table: Table) -> tuple[str, ...]:
    """The pieces of a project's name between the words that any name has: 北戴河村镇志."""
    return _pieces(table.reading.content.name or "", table.words("name_general"))


@lru_cache(maxsize=8192)
def _subject_words(name: str, unit: str, general: tuple[str, ...]) -> tuple[str, ...]:
    words = (_without_place(piece, unit) for piece in _pieces(name, general))
    return tuple(dict.fromkeys(word for word in words if len(word) >= _SHORTEST))


@lru_cache(maxsize=8192)
def _pieces(name: str, general: tuple[str, ...]) -> tuple[str, ...]:
    text, (anywhere, last) = squeezed(name), _general(general)
    for word in anywhere:
        text = text.replace(word, " ")
    pieces = (_without_end(piece, last) for piece in pattern(_JOINTS).split(text))
    return tuple(piece for piece in pieces if piece)


@cache
def _general(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """General words, the longest first: those that stand anywhere, and those at the end of a piece alone."""
    ordered = sorted(words, key=len, reverse=True)
    return tuple(w for w in ordered if w[0] != "…"), tuple(w[1:] for w in ordered if w[0] == "…")


def _without_end(piece: str, ends: tuple[str, ...]) -> str:
    end = next((word for word in ends if piece.endswith(word)), "")
    return piece.removesuffix(end)


def _without_place(word: str, unit: str) -> str:
    """A word without what its unit is called at the beginning, such as the county."""
    end = next((end for end in range(len(word), 1, -1) if word[:end] in unit), 0)
    return word[end:]


def pairs(text: str) -> set[str]:
    """Every two characters of a text that stand side by side, Chinese ones only."""
    return set(pattern(r"(?=([^\W\da-zA-Z_]{2}))").findall(text))


def goals_are_not_the_purpose(table: ProjectTable) -> Iterator[Finding]:
    """X-02: the goals are not the text of the purpose again."""
    purpose, goals = table.project.purpose or "", "".join(map(without_ordinal, table.project.objectives))
    if likeness(purpose, goals) * 100 >= table.profile.limits["like_purpose"]:
        words = {"purpose": table.reading.form.word("purpose")}
        yield Finding("X-02", "objectives", goals, words, also=((table, "purpose"),))


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same, from 0 to 1, by the pairs of their characters; punctuation says nothing."""
    texts = [pattern(r"[\W_]+").sub("", text) for text in (one, other)]
    longer, shorter = max(map(len, texts)), min(map(len, texts))
    if shorter < _LIKE_LEAST or shorter < _SAME_LENGTH * longer:
        return 0.0
    characters, others = map(set, texts)
    if 2 * len(characters & others) < _SAME_CHARACTERS * (len(characters) + len(others)):
        return 0.0
    first, second = (Counter(map(str.__add__, text, text[1:])) for text in texts)
    return 2 * (first & second).total() / (first.total() + second.total())


class _Parts(NamedTuple):
    """A project's four parts: name, purpose, goals, and its indicators without those of 满意度."""

    name: str
    purpose: str
    goals: str
    indicators: str


def parts_speak_of_one_thing(table: ProjectTable) -> Iterator[Finding]:
    """X-03: name, purpose, goals and indicators have words in common, and a goal is not of a wholly other subject."""
    project, rows = table.project, [row for row in table.rows if row.class1 != SATISFACTION]
    goals = "".join(map(without_ordinal, project.objectives))
    measured = "".join(map(_text, rows))
    parts = _Parts(project.name or "", project.purpose or "", goals, measured)
    if min(map(len, parts[1:])) < _PART_LEAST or not parts.name:
        return
    subjects = subject_words(table)
    apart = _apart(table, parts)
    if apart:
        path, others = apart
        words = {"others": "、".join(map(table.reading.form.word, others))}
        yield Finding("X-03", path, words=words, also=tuple((table, other) for other in others))
    elif not subjects and not _thread(table, parts):
        also = tuple((table, path) for path in ("purpose", "objectives", table.first("level3")))
        yield Finding("X-03", "name", parts.name, {"name": parts.name}, "general", also=also)
    elif subjects:
        yield from _other_matters(table, rows, subjects)


def _text(row: Row) -> str:
    return f"{row.name}{row.indicator.description or ''}"


def _apart(table: ProjectTable, parts: _Parts) -> tuple[str, tuple[str, ...]] | None:
    """The part that has no character in common with the others, and these.

    The name is not looked at: 大气污染防治 may well be a new boiler.
    """
    usual = _characters(table.words("common_characters"))
    name, purpose, goals, indicators = ({char for char in set(text) if char > "\u4dff"} - usual for text in parts)
    if goals and not goals & (name | purpose):
        return "objectives", ("name", "purpose")
    if indicators and not indicators & (name | purpose | goals):
        return table.first("level3"), ("purpose", "objectives")
    return None


def _thread(table: ProjectTable, parts: _Parts) -> set[str]:
    """The pairs of characters that purpose, goals and indicators have in common, without general words."""
    common = pairs(parts.purpose) & pairs(parts.goals) & pairs(parts.indicators)
    return common - _pairs_of(table.words("name_general"))


@cache
def _characters(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset("".join(words)) | frozenset("，。；：、！？（）《》“”％")


@cache
def _pairs_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(pairs(" ".join(words)))


def _other_matters(table: ProjectTable, rows: Sequence[Row], subjects: Sequence[str]) -> Iterator[Finding]:
    """A long list of matters in one goal that the name does not speak of, where all else does, with rows of its own."""
    goals = [(number, without_ordinal(goal)) for number, goal in enumerate(table.project.objectives, 1)]
    about = "".join(goal for _, goal in goals if _names(goal, subjects))
    if max(map(about.count, subjects)) < _SAID:
        return
    usual = _pairs_of(table.words("name_general")) | _pairs_of(table.words("description_general"))
    for number, goal in goals:
        matters = [part for part in pattern(r"[、，,；;]").split(goal) if part.strip()]
        if len(matters) < _MATTERS or _names(goal, subjects):
            continue
        own = pairs(goal) - pairs(about) - usual
        apart = [row for row in rows if not _names(_text(row), subjects) and own & pairs(_text(row))]
        apart = [row for row in apart if not (pairs(_text(row)) - usual) & pairs(about)]
        if len(apart) >= _ROWS:
            words = {"number": number, "count": len(matters), "subject": "、".join(subjects), "rows": len(apart)}
            also = ((table, "name"), *((table, row.path("level3")) for row in apart))
            yield Finding("X-03", "objectives", goal, words, "matters", also=also)


def _names(text: str, subjects: Sequence[str]) -> bool:
    return any(subject in text for subject in subjects)


ON_PROJECTS = (goals_are_not_the_purpose, parts_speak_of_one_thing)
