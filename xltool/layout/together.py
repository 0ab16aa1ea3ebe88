"""A label and its value in one cell, or several such pairs: ``预算数：10万元  财政资金：10万元``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from xltool.amounts import UNITS
from xltool.forms.form import Form
from xltool.words import LONGEST_LABEL, label_key, pattern, squeezed

SHORT = 200
"""A field that may be longer takes the rest of its cell, whatever looks like a label there."""

_BREAKS = " \t\n\u3000;；,，。、|｜/"
_UNIT_IN_BRACKETS = r"(?<=\S)\s*[(（]((?:金额|计量|货币)?单位[:：][^()（）]+)[)）]$"
_UNIT_WORDS = ("单位", "金额单位")


class Part(NamedTuple):
    """A label as the form prints it, or the field of one that it does not print, and what stands behind its colon.

    ``word`` is the label as it was written, as compared by :func:`label_key`.
    """

    label: str
    value: str
    word: str


def parts_of(text: str, form: Form) -> tuple[Part, ...]:
    """The pairs of a cell that begins with a label and a colon; none where it does not.

    Only ``单位：万元`` may follow words without a label: they are the department's.
    """
    text = text.strip()
    if text[:1] in "(（" and text[-1:] in ")）":
        text = text[1:-1].strip()
    text = pattern(_UNIT_IN_BRACKETS).sub(r" \1", text)
    words, long, headings = _words(form)
    found: list[tuple[str, int, int]] = []
    for colon in (at for at, letter in enumerate(text) if letter in ":："):
        end = found[-1][2] if found else 0
        for begin in _beginnings(text, end, colon):
            label = words.get(label_key(text[begin:colon]))
            if label is not None and (begin == 0 or found or label == form.unit_label):
                found.append((label, begin, colon + 1))
                break
        if found and found[-1][0] in long:
            break
    if not found:
        return ()
    ends = [begin for _, begin, _ in found[1:]] + [len(text)]
    parts = [
        _part(label, text[start:end].strip(_BREAKS), label_key(text[begin:start]), form)
        for (label, begin, start), end in zip(found, ends, strict=True)
    ]
    if any(part.value and part.label in headings for part in parts):
        return ()
    lead = text[: found[0][1]].strip(_BREAKS)
    parts = [Part("department", lead, ""), *parts] if lead else parts
    return tuple(parts) if len({part.label for part in parts}) == len(parts) else ()


def _part(label: str, value: str, word: str, form: Form) -> Part:
    """A pair; ``单位：`` before what is no unit of money is the department's."""
    if label == form.unit_label and squeezed(value) not in UNITS:
        label = form.unprinted_keys.get(word, "department")
    return Part(label, value, word)


def _beginnings(text: str, start: int, colon: int) -> Iterator[int]:
    """Where a label before a colon may begin, the longest first."""
    for at in range(max(start, colon - LONGEST_LABEL), colon):
        if not text[at].isspace() and (at == start or text[at - 1] in _BREAKS):
            yield at


@lru_cache(maxsize=16)
def _words(form: Form) -> tuple[Mapping[str, str], frozenset[str], frozenset[str]]:
    """What may stand before a colon, the labels whose values may be long, and those that have no value."""
    words = {key: label for key, label in form.label_keys.items() if label not in form.heads}
    words |= dict.fromkeys(_UNIT_WORDS, form.unit_label or "") if form.unit_label else {}
    long = (
        anchor.label
        for path, anchor in form.anchors.items()
        if (entry := form.entries.get(path)) and (entry.longest or 0) > SHORT
    )
    own = {anchor.label for anchor in form.anchors.values()} | {form.unit_label}
    return {**form.unprinted_keys, **words}, frozenset(long), frozenset(words.values()) - own
