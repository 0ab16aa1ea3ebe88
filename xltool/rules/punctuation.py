"""Dashes, blanks, brackets and quotes (W-04)."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.findings import Finding
from xltool.rules.table import Table
from xltool.words import CHINESE, pattern

_SIGNS = r"[()（）《》〈〉【】“”\"]"
_LOOKED_AT = r"[()（）《》〈〉【】“”\" \u3000—–－―-]"
"""What a text must have for one of the rules to look at it."""
_CHAIN = rf"{CHINESE}{{1,8}}(?:(?:—+|–+|－+|―+|-+){CHINESE}{{1,8}}){{2,}}"
"""立案—派遣--处理: words joined by dashes; ranges of numbers are none."""
_DASH = r"[—–－―-]+"
_BLANK = rf"(?:(?<={CHINESE})|(?<=[）》”]))[ \u3000]+(?=[，。；：、！？）》”])|(?<={CHINESE})[ \u3000]+(?=[“《（])"
_BLANK_AFTER = rf"(?<=[，。；：！？“《（])[ \u3000]+(?={CHINESE}|[“《（\d])"
_ORDINAL = r"(?m)(?:^|(?<=[\s，。；：、,;:]))[\da-zA-Z①-⑳一二三四五六七八九十]{1,3}[)）]"
"""1） and 二）: a bracket that nothing opens, and that is right so."""
_OPENING = {"（": "）", "(": ")", "《": "》", "〈": "〉", "【": "】", "“": "”"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_ROUND = {"(": "（", ")": "）"}
_QUOTE = 12
_PROSE = ("name", "purpose", "objectives", "overall_objective", "measures")
_PROSE_ENDS = (".name", ".text", ".description", ".basis")
"""Fields of running text; of level-3 names and values other rules look at every character."""


def punctuation_even(table: Table) -> Iterator[Finding]:
    """W-04: dashes of one kind in a chain, no stray blanks, brackets and quotes in pairs of one width."""
    for path, text in table.texts:
        if not (path in _PROSE or path.endswith(_PROSE_ENDS)) or not pattern(_LOOKED_AT).search(text):
            continue
        yield from _dashes(path, text)
        yield from _blanks(path, text)
        yield from _brackets(path, text)


def _dashes(path: str, text: str) -> Iterator[Finding]:
    if len(pattern(_DASH).findall(text)) < 2:
        return
    for match in pattern(_CHAIN).finditer(text):
        if len(set(pattern(_DASH).findall(match[0]))) > 1:
            yield Finding("W-04", path, match[0], {"text": match[0], "even": pattern(_DASH).sub("—", match[0])})


def _blanks(path: str, text: str) -> Iterator[Finding]:
    if " " not in text and "\u3000" not in text:
        return
    stray = [*pattern(_BLANK).finditer(text), *pattern(_BLANK_AFTER).finditer(text)]
    if stray:
        at = min(match.start() for match in stray)
        fix = pattern(_BLANK_AFTER).sub("", pattern(_BLANK).sub("", text))
        words = {"count": len(stray), "context": _around(text, at)}
        yield Finding("W-04", path, text, words, "blank", fix=fix)


def _brackets(path: str, text: str) -> Iterator[Finding]:
    """The first bracket or quote without its other half, else round brackets of two widths."""
    signs = [(match[0], match.start()) for match in pattern(_SIGNS).finditer(text)]
    if not signs:
        return
    ordinals = {match.end() - 1 for match in pattern(_ORDINAL).finditer(text)}
    open_at: list[tuple[str, int]] = []
    mixed = 0
    for char, at in signs:
        if at in ordinals:
            continue
        if char in _OPENING:
            open_at.append((char, at))
        elif char in _CLOSING:
            opening = open_at.pop()[0] if open_at else ""
            if _ROUND.get(opening, opening) != _ROUND.get(_CLOSING[char], _CLOSING[char]):
                yield _unpaired(path, text, at)
                return
            mixed += opening != _CLOSING[char]
    if open_at or text.count('"') % 2:
        yield _unpaired(path, text, open_at[-1][1] if open_at else text.rindex('"'))
    elif mixed:
        fix = text.replace("(", _ROUND["("]).replace(")", _ROUND[")"])
        at = min(text.find(char) for char in "()" if char in text)
        yield Finding("W-04", path, text, {"context": _around(text, at)}, "width", fix=fix)


def _unpaired(path: str, text: str, at: int) -> Finding:
    return Finding("W-04", path, text, {"sign": text[at], "context": _around(text, at)}, "pair")


def _around(text: str, at: int) -> str:
    first, last = max(at - _QUOTE, 0), at + _QUOTE
    middle = text[first:last].replace("\n", " ")
    return f"{'…' if first else ''}{middle}{'…' if last < len(text) else ''}"


ON_TEXTS = (punctuation_even,)
