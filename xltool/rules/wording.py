"""Words (W): typos of this trade and doubled words, in every text of a sheet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from xltool.flat import Reading
from xltool.rules.catalogue import Finding
from xltool.words import pattern

_DOUBLED = r"((?!一)[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{3,6}?)\1"  # 一户一户 is how one says it
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
    words = tomllib.loads(Path(__file__).with_name("words").joinpath("typos.toml").read_text("utf-8"))["words"]
    return {word["find"]: (word.get("when", word["find"]), word["right"]) for word in words}


def typos(reading: Reading) -> Iterator[Finding]:
    """W-01: words that this trade often gets wrong."""
    everything = _joined(reading)
    for find, (when, right) in _typos().items():
        if find in everything:
            for path, match in _matches(reading, when):
                yield Finding("W-01", path, match[0], _words(match, right))


def doubled_words(reading: Reading) -> Iterator[Finding]:
    """W-02: a word that stands twice in a row."""
    everything = _joined(reading)
    patterns = [when for find, when in _DOUBLED_SINGLE.items() if find in everything]
    if pattern(_DOUBLED).search(everything):
        patterns.insert(0, _DOUBLED)
    for when in patterns:
        for path, match in _matches(reading, when):
            yield Finding("W-02", path, match[0], _words(match, match[0][: len(match[0]) // 2]))


def _joined(reading: Reading) -> str:
    """All texts in one: one search over it tells a clean sheet."""
    return "\x00".join(text for _, text in reading.texts())


def _matches(reading: Reading, when: str) -> Iterator[tuple[str, re.Match[str]]]:
    for path, text in reading.texts():
        for match in pattern(when).finditer(text):
            yield path, match


def _words(match: re.Match[str], right: str) -> Mapping[str, str]:
    return {"wrong": match[0], "right": right, "context": _context(match.string, match)}


def _context(text: str, match: re.Match[str]) -> str:
    start, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
    middle = text[start:end].replace("\n", " ")
    return f"{'…' if start else ''}{middle}{'…' if end < len(text) else ''}"


RULES = (typos, doubled_words)
