"""Words (W): typos of this trade and doubled words, in every text of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

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


@cache
def _typos() -> Mapping[str, tuple[str, str]]:
    """Each wrong word: where it really is one, and what it should be."""
    return {word["find"]: (word.get("when", word["find"]), word["right"]) for word in word_table("typos")["words"]}


def typos(table: Table) -> Iterator[Finding]:
    """W-01: words that this trade often gets wrong."""
    everything = table.joined
    for find, (when, right) in _typos().items():
        if find in everything:
            for path, match in _matches(table, when):
                yield Finding("W-01", path, match[0], _words(match.string, match.start(), match[0], right))


def doubled_words(table: Table) -> Iterator[Finding]:
    """W-02: a word that stands twice in a row."""
    everything = table.joined
    if any(_is_word(match[1] or match[2]) for match in pattern(_DOUBLED).finditer(everything)):
        for path, text in table.texts:
            for start, once in _doubled(text):
                yield Finding("W-02", path, once * 2, _words(text, start, once * 2, once))
    for find, when in _DOUBLED_SINGLE.items():
        if find in everything:
            for path, match in _matches(table, when):
                yield Finding("W-02", path, match[0], _words(match.string, match.start(), match[0], match[0][0]))


def _doubled(text: str) -> Iterator[tuple[int, str]]:
    """Where a word stands twice, and the word; places inside one that was found are passed over."""
    end = 0
    for match in pattern(_DOUBLED).finditer(text):
        once = match[1] or match[2]
        if match.start() >= end and _is_word(once):
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
