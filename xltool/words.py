"""Text as the tables have it: how wide it prints, and how label words are compared."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

_NUMBERING = re.compile(r"^(?:[(][一二三四五六七八九十\d]{1,3}[)]|[一二三四五六七八九十\d]{1,3}[、.])")
_BLANKS = re.compile(r"\s+")

LONGEST_LABEL = 40
"""Longer cell texts are not compared with label words."""


@lru_cache(maxsize=8192)
def label_key(text: str) -> str:
    """A label without blanks, numbering, final colon and full-width forms: ``项 目 编 码：`` → ``项目编码``."""
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    return _NUMBERING.sub("", text).rstrip(":")


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
