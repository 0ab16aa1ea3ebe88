"""What stands on a sheet and belongs to no field (R-04); signatures below a table are no content that may be lost."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.problems import Leftover, Problem
from xltool.rules.catalogue import catalogue
from xltool.rules.table import Table
from xltool.words import CHINESE, pattern, squeezed

_QUOTED = 30
_IN_BRACKETS = r"\([^()]*\)"
_LONGEST_NAME = 4
_DATE = r"\d{4}[年./-]\d{1,2}[月./-]?(?:\d{1,2}日?)?|年月日"
_ROW = r"\d+$"
_NUMBER = r"[\d()（）+-]{7,}"
"""A telephone number."""


def leftover_problems(table: Table) -> Iterator[Problem]:
    """R-04: every cell that no field has used, but for signatures and what stands beside them in their row."""
    rule = catalogue()["R-04"]
    signed = {_row(left) for left in table.reading.leftovers if _is_signature(table, left.raw)}
    for left in table.reading.leftovers:
        if _row(left) in signed and (_is_signature(table, left.raw) or _is_signed(left.raw)):
            continue
        text = left.raw if len(left.raw) <= _QUOTED else left.raw[:_QUOTED] + "…"
        where = left.file, left.sheet, left.cell, None
        yield Problem(
            "R-04", rule.severity, rule.message.format(raw=text), *where, left.raw, None, rule.cure, rule.source
        )


def _row(left: Leftover) -> str:
    """The row of a cell; of a source without addresses the place itself."""
    match = pattern(_ROW).search(left.cell or "")
    return match[0] if match else left.cell or ""


def _is_signature(table: Table, raw: str) -> bool:
    """Whether a text is the label of a signature, alone or with who has signed: 审核人（签字）：张三."""
    label, _, name = pattern(_IN_BRACKETS).sub("", squeezed(raw)).partition(":")
    return label in table.words("signatures") and (not name or _is_signed(name))


def _is_signed(raw: str) -> bool:
    """Whether a text may be a name, a date or a telephone number."""
    text = squeezed(raw)
    if pattern(_DATE).fullmatch(text) or pattern(_NUMBER).fullmatch(text):
        return True
    return len(text) <= _LONGEST_NAME and pattern(rf"(?:{CHINESE}|·)+").fullmatch(text) is not None
