"""Words (W): typos of this trade and doubled words, in every text of a sheet."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from xltool.flat import Reading
from xltool.rules.catalogue import Finding

_DOUBLED = re.compile(
    r"([\u4e00-\u9fff]{3,6})\1|((?!一)[\u4e00-\u9fff]{2})\2"  # 一户一户 is how one says it
    r"|(?<!目)的的(?!确)|(?<![总饱])和和(?![睦美气])|(?<![参赋])与与|(?<![普以涉顾])及及(?![时早格])|或或"
)
_AROUND = 6


@cache
def _typos() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """One pattern for all typos, a group each, and what each group should be."""
    words = tomllib.loads(files(__package__).joinpath("words/typos.toml").read_text("utf-8"))["words"]
    groups = {f"t{number}": word for number, word in enumerate(words)}
    pattern = "|".join(f"(?P<{group}>{word['wrong']})" for group, word in groups.items())
    return re.compile(pattern), {group: word["right"] for group, word in groups.items()}


def typos(reading: Reading) -> Iterator[Finding]:
    """W-01: words that this trade often gets wrong."""
    pattern, right = _typos()
    for path, text in _with(pattern, reading):
        for match in pattern.finditer(text):
            words = {"wrong": match[0], "right": right[match.lastgroup or ""], "context": _context(text, match)}
            yield Finding("W-01", path, match[0], words)


def doubled_words(reading: Reading) -> Iterator[Finding]:
    """W-02: a word that stands twice in a row."""
    for path, text in _with(_DOUBLED, reading):
        for match in _DOUBLED.finditer(text):
            once = match[0][: len(match[0]) // 2]
            yield Finding("W-02", path, match[0], {"wrong": match[0], "right": once, "context": _context(text, match)})


def _with(pattern: re.Pattern[str], reading: Reading) -> list[tuple[str, str]]:
    """The texts in which the pattern occurs; one search over all of them joined tells a clean sheet."""
    texts = list(reading.texts())
    if not pattern.search("\x00".join(text for _, text in texts)):
        return []
    return [(path, text) for path, text in texts if pattern.search(text)]


def _context(text: str, match: re.Match[str]) -> str:
    start, end = max(match.start() - _AROUND, 0), match.end() + _AROUND
    middle = text[start:end].replace("\n", " ")
    return f"{'…' if start else ''}{middle}{'…' if end < len(text) else ''}"


RULES = (typos, doubled_words)
