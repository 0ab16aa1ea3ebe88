"""Text as the tables have it: how wide it prints, and how label words are compared."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

_CHINESE_NUMBER = "(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"

ORDINAL = re.compile(
    rf"\s*(?:\d{{1,2}}(?:[、)）]|[.．](?!\d))|[（(](?:\d{{1,2}}|{_CHINESE_NUMBER})[)）]|{_CHINESE_NUMBER}[、.．])"
)
"""The number before a line: ``1、`` ``2.`` ``（三）`` ``四、``; not the one in ``2.5维`` or ``五一、十一``."""

CLAUSE = re.compile(rf"\s*{_CHINESE_NUMBER}是")
"""The beginning of a clause: ``一是`` ``十二是``."""

_BLANKS = re.compile(r"\s+")

LONGEST_LABEL = 40
"""Longer cell texts are not compared with label words."""


def squeezed(text: str) -> str:
    """A text without blanks and full-width forms."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=8192)
def label_key(text: str) -> str:
    """A label without blanks, numbering, final colon, outer brackets, full-width forms: ``项 目：`` → ``项目``."""
    text = squeezed(text)
    number = ORDINAL.match(text)
    text = (text[number.end() :] if number else text).rstrip(":")
    return text[1:-1] if text[:1] == "(" and text.find(")") == len(text) - 1 else text


@lru_cache(maxsize=8192)
def width(text: str) -> int:
    """How many half-width columns the longest line of a text takes; a Chinese character takes two."""
    return max(
        (sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in text.split("\n")),
        default=0,
    )


def lines(text: str, columns: float) -> int:
    """How many lines a text takes in a column of a given width in characters, wrapped as Chinese is."""
    room = max(columns - 1.5, 1)
    return sum(max(math.ceil(width(line) / room), 1) for line in text.split("\n"))


def pad(text: str, columns: int) -> str:
    """Fill up with blanks to a printed width."""
    return text + " " * max(columns - width(text), 0)
