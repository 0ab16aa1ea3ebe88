"""项目编码: whether a text is one, and what is wrong with it."""

from __future__ import annotations

import re
from itertools import takewhile

from xltool.forms.form import CODE_PIECE, Form

_WORDS = {r"\d": "数字", "[A-Z]": "大写字母", "[0-9A-Z]": "数字或大写字母"}


def code_fault(code: str, form: Form) -> str:
    """What is wrong with a project code, as a Chinese sentence; empty where one of the form's patterns fits.

    It speaks of the pattern that the code follows furthest.
    """
    if not code:
        return "没有填写项目编码。"
    if code != code.strip():
        return "前面或后面有空格，请删去。"
    patterns = [_places(pattern) for pattern in form.code_patterns]
    places = max(patterns, key=lambda each: (_followed(code, each), -abs(len(each) - len(code))), default=[])
    right = _followed(code, places)
    example = f"，如 {form.code_example}" if _followed(form.code_example, places) == len(places) else ""
    if right < min(len(code), len(places)):
        found = "是空格" if code[right].isspace() else f"“{code[right]}”不对"
        return f"第 {right + 1} 位{found}，应是{_word(places[right])}{example}。"
    if len(code) != len(places):
        return f"应有 {len(places)} 位，现在是 {len(code)} 位{example}。"
    return ""


def _places(pattern: str) -> list[str]:
    """One regular expression a character."""
    return [piece for piece, times in re.findall(CODE_PIECE, pattern) for _ in range(int(times or 1))]


def _followed(code: str, places: list[str]) -> int:
    """How many characters at the beginning are as they should be."""
    pairs = zip(code, places, strict=False)
    return sum(1 for _ in takewhile(lambda pair: re.fullmatch(pair[1], pair[0], re.ASCII), pairs))


def _word(piece: str) -> str:
    known = "、".join(piece.strip("[]")) if piece.startswith("[") else f"“{piece}”"
    return _WORDS.get(piece, known)
