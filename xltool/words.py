"""Text as the tables have it: how wide it prints, and how label words are compared."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache, lru_cache

_DIGITS = "一二三四五六七八九"
_CHINESE_NUMBERS = frozenset((*_DIGITS, *(f"{tens}十{ones}" for tens in ("", *_DIGITS) for ones in ("", *_DIGITS))))
_LONGEST_NUMBER = 3
_STARS = "*※★☆▲△●○◆◇■□#"
_BRACKETS = {"(": ")", "[": "]", "【": "】", "〔": "〕", "〖": "〗", "《": "》", "「": "」"}

CHINESE = r"[^\W\da-zA-Z_]"
"""In patterns, a letter that is no Latin one; the range of all Chinese characters takes a millisecond to compile."""

LONGEST_LABEL = 40
"""Longer cell texts are not compared with label words."""


def without_ordinal(text: str) -> str:
    """A line without the number before it, such as ``1、`` ``2.`` ``（三）`` ``四、``.

    What only looks like one stays: ``2.5维`` and ``五一、十一``.
    """
    line = text.lstrip()
    bracket = line[:1] in ("(", "（")
    start = 1 if bracket else 0
    for end in range(start + 1, start + 1 + _LONGEST_NUMBER):
        stop = line[end : end + 1]
        number = line[start:end]
        if stop in (("）", ")") if bracket else ("、", ".", "．", ")", "）")) and stop:
            small = number.isdigit() and len(number) <= 2
            decimal = stop in ".．" and line[end + 1 : end + 2].isdigit()
            chinese = number in _CHINESE_NUMBERS and (bracket or stop not in ")）")
            return line[end + 1 :] if (small and not decimal) or chinese else text
    return text


def has_ordinal(text: str) -> bool:
    """Whether a line begins with a number."""
    return without_ordinal(text) is not text


def begins_clause(text: str) -> bool:
    """Whether a text begins a clause, with ``一是`` or ``十二是``."""
    number, is_, _ = text.lstrip()[: _LONGEST_NUMBER + 1].partition("是")
    return bool(is_) and number in _CHINESE_NUMBERS


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A regular expression, compiled when it is first needed: most runs need few of them, and a click must not wait."""
    return re.compile(text)


@lru_cache(maxsize=8192)
def squeezed(text: str) -> str:
    """A text without blanks and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=8192)
def label_key(text: str) -> str:
    """A label without blanks, numbering, colons, stars, outer brackets, full-width forms: ``*项 目：`` → ``项目``."""
    text = without_ordinal(squeezed(text).strip(_STARS)).strip(_STARS).replace(":", "").removesuffix("(必填)")
    closing = _BRACKETS.get(text[:1])
    return text[1:-1] if closing and text.find(closing) == len(text) - 1 else text


def dated_key(text: str) -> str | None:
    """The key of a label without the years behind it, ``中期目标（2024年—2026年）``; None if it has none."""
    label, bracket, years = label_key(text).rpartition("(")
    return label if label and bracket and pattern(r"[\d年月度xXn×*+—~至-]+\)").fullmatch(years) else None


def width(text: str) -> int:
    """How many half-width columns the longest line of a text takes; a Chinese character takes two.

    GB18030 codes a character in as many bytes as it takes columns, but for rare ones in four.
    """
    if "\n" in text:
        return max(map(width, text.split("\n")))
    return len(text.encode("gb18030", "replace"))


def lines(text: str, columns: float) -> int:
    """How many lines a text takes in a column of a given width in characters, wrapped as Chinese is."""
    room = max(columns - 1.5, 1)
    if "\n" in text:
        return sum(lines(line, columns) for line in text.split("\n"))
    return max(math.ceil(width(text) / room), 1)


def pad(text: str, columns: int) -> str:
    """Fill up with blanks to a printed width."""
    return text + " " * max(columns - width(text), 0)
