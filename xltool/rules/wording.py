"""Words (W): typos of this trade and doubled words, in every text of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from xltool.rules.findings import Finding
from xltool.rules.lists import word_table
from xltool.rules.table import Table
from xltool.words import pattern

_DOUBLED = r"(?=(..)\1|(.{3,6}?)\2)"
"""Two to six characters twice in a row, at any place; which of them are words is looked at afterwards."""

_DOUBLED_SINGLE = {
    "的的": "(?<!目)的的(?!确)",
    "和和": "(?<![总饱])和和(?![睦美气])",
    "与与": "(?<![参赋])与与",
    "及及": "(?<![普以涉顾])及及(?![时早格])",
    "或或": "或或",
}
_AROUND = 6


class _Typo(NamedTuple):
    """A wrong word: where it really is one, what it should be, and whether that is certain."""

    find: str
    when: str
    right: str
    sure: bool
    characters: frozenset[str]


@cache
def _typos(own: tuple[str, ...] = ()) -> tuple[_Typo, ...]:
    """Those of the package, and those that a department wrote down as ``错=对``."""
    words: list[dict[str, Any]] = word_table("typos")["words"]
    shipped = [(w["find"], w.get("when", w["find"]), w["right"], w.get("sure", True)) for w in words]
    pairs = [entry.partition("=") for entry in own]
    shipped += [(wrong, re.escape(wrong), right, True) for wrong, _, right in pairs if wrong and right]
    return tuple(_Typo(*typo, frozenset(typo[0])) for typo in shipped)


def typos(table: Table) -> Iterator[Finding]:
    """W-01: words that this trade often gets wrong; the right word elsewhere in the same table is named."""
    everything = table.joined
    own = (*table.profile.words.get("typos", ()), *table.context.words.get("typos", ()))
    here = table.characters
    met = [typo for typo in _typos(own) if typo.characters <= here and typo.find in everything]
    for typo in met:
        for path, match in _matches(table, typo.when):
            words = _words(match.string, match.start(), match[0], typo.right)
            fix = _mended(match.string, met) if typo.sure else None
            other = _other_place(table, path, typo.right) if typo.sure else None
            if other is None:
                yield Finding("W-01", path, match[0], words, fix=fix)
            else:
                words = {**words, "place": table.reading.cell(other) or table.reading.form.word(other)}
                yield Finding("W-01", path, match[0], words, "elsewhere", fix=fix, also=((table, other),))


def _mended(text: str, met: Sequence[_Typo]) -> str:
    """A text without its typos that are certain."""
    for typo in met:
        if typo.sure and typo.find in text:
            text = pattern(typo.when).sub(typo.right, text)
    return text


def _other_place(table: Table, path: str, right: str) -> str | None:
    """Another field of the table that has the right word."""
    if right not in table.joined:
        return None
    return next((other for other, text in table.texts if other != path and right in text), None)


def doubled_words(table: Table) -> Iterator[Finding]:
    """W-02: a word that stands twice in a row."""
    everything = table.joined
    if any(_is_word(match[1] or match[2]) for match in pattern(_DOUBLED).finditer(everything)):
        right, sure = table.words("doubled_right"), table.words("doubled_sure")
        for path, text in table.texts:
            for start, once in _doubled(text, right):
                fix = text[:start] + text[start + len(once) :] if once in sure else None
                yield Finding("W-02", path, once * 2, _words(text, start, once * 2, once), fix=fix)
    for find, when in _DOUBLED_SINGLE.items():
        if find in everything:
            for path, match in _matches(table, when):
                words = _words(match.string, match.start(), match[0], match[0][0])
                yield Finding("W-02", path, match[0], words, fix=pattern(when).sub(match[0][0], match.string))


def _doubled(text: str, right: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where a word stands twice, and the word; places inside one that was found are passed over."""
    end = 0
    for match in pattern(_DOUBLED).finditer(text):
        once = match[1] or match[2]
        if match.start() >= end and _is_word(once) and not text.startswith(tuple(right), match.start()):
            end = match.start() + 2 * len(once)
            yield match.start(), once


def _is_word(text: str) -> bool:
    """Chinese characters only, and not 一户一户, which is how one says it."""
    return all("\u4e00" <= char <= "\u9fff" for char in text) and not (len(text) == 2 and text[0] == "一")


def _matches(table: Table, when: str) -> Iterator[tuple[str, re.Match[str]]]:
    for path, text in table.texts:
        for match in pattern(when).finditer(text):
            yield path, match


def _words(text: str, start: int, wrong: str, right: str) -> Mapping[str, str]:
    """The words of a message, with what stands around the place."""
    first, last = max(start - _AROUND, 0), start + len(wrong) + _AROUND
    middle = text[first:last].replace("\n", " ")
    context = f"{'…' if first else ''}{middle}{'…' if last < len(text) else ''}"
    return {"wrong": wrong, "right": right, "context": context}


ON_TEXTS = (typos, doubled_words)
ACROSS = ()
