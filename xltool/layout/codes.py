"""A project's code joined to its name in one cell."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from xltool.forms.form import Form
from xltool.words import pattern

_NAME = r"(?P<name>.*[^\x00-\x7f].*)"
_DASH = r"\s*[-－—_:：]\s*"
_OTHER_CODES = (
    rf"[\[【]\s*(?P<code>\d{{3,}}[0-9A-Z]*)\s*[\]】]\s*{_NAME}",
    rf"[（(]\s*(?P<code>(?!(?:19|20)\d\d\b)\d{{3,}}[0-9A-Z]*)\s*[)）]\s*{_NAME}",
    rf"(?P<code>\d{{6,}}[0-9A-Z]*)(?:{_DASH}|\s*(?![0-9A-Z年月日.%％]))(?!\d+年){_NAME}",
)
"""A unit's way of joining code and name, where the code is none that the form knows."""


class Joined(NamedTuple):
    """A code and a name that stood in one cell; not ``sure`` where the code is none of the form's."""

    code: str
    name: str
    sure: bool


def joined_project(text: str | None, form: Form) -> Joined | None:
    """``51000021R000000019951-工资``, ``434-1401-JBN-6BVF年鉴``, ``[015001]年鉴`` as code and name; else None."""
    if text is None:
        return None
    for sure, joined in _joins(form.code_patterns):
        if match := pattern(f"(?s:{joined})").fullmatch(text):
            return Joined(match["code"], match["name"], sure)
    return None


@lru_cache(maxsize=16)
def _joins(codes: tuple[str, ...]) -> list[tuple[bool, str]]:
    bracketed = [rf"[\[（(【]\s*(?P<code>{code})\s*[\]）)】](?:{_DASH})?\s*{_NAME}" for code in codes]
    joined = [rf"(?P<code>{code})(?:{_DASH}|\s*(?![0-9A-Z\]）)】])){_NAME}" for code in codes]
    return [(True, way) for way in (*bracketed, *joined)] + [(False, way) for way in _OTHER_CODES]
