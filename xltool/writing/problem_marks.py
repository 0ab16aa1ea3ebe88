"""What a check leaves in a workbook, in words and colours: the marks of cells and the rows of 问题清单.

No spreadsheet library is needed here: openpyxl writes the marked copies, Excel itself what a click marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xltool.document import LIST_HEADS
from xltool.places import SEVERAL, also_words, concerns_several, message_words, place_words
from xltool.problems import SEVERITIES, SEVERITY_WORDS, Problem
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL

FILLS = {"error": ERROR_FILL, "warning": DOUBT_FILL, "hint": DOUBT_FILL}

COLUMNS = (
    *zip(LIST_HEADS, (6, 7, 8), strict=True),
    ("文件", 26),
    ("工作表", 18),
    ("位置", 9),
    ("另见", 9),
    ("问题", 48),
    ("应为", 28),
    ("怎么改", 40),
    ("依据", 30),
)
"""The columns of 问题清单 and their widths."""

PLACE, ALSO, WORDS = 5, 6, 7
"""Zero-based columns: 位置 and 另见, which lead to cells, and 问题."""

NOTHING = "没有查出问题。"


class Mark(NamedTuple):
    """The colour of a cell with problems, and the note about them; what the clerk had noted stands first."""

    fill: str
    note: str


def mark_of(problems: Sequence[Problem], own_note: str | None = None) -> Mark:
    """The mark of a cell that has these problems and may have a note already."""
    worst = min(problems, key=lambda p: SEVERITIES.index(p.severity)).severity
    words = [f"【{SEVERITY_WORDS[p.severity]}】{p.message}{p.cure}" for p in problems]
    return Mark(FILLS[worst], "\n".join(([own_note] if own_note else []) + words))


def by_cell(problems: Sequence[Problem]) -> dict[tuple[str, str], list[Problem]]:
    """The problems of each cell of one workbook, by sheet and address."""
    cells: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        for at in problem.all_places:
            if at.sheet and at.cell:
                cells.setdefault((at.sheet, at.cell), []).append(problem)
    return cells


def most_serious_first(problems: Sequence[Problem]) -> list[Problem]:
    """The order of 问题清单."""
    return sorted(problems, key=lambda p: SEVERITIES.index(p.severity))


def list_row(number: int, problem: Problem) -> tuple[object, ...]:
    """One row of 问题清单."""
    several = concerns_several(problem)
    where = (SEVERAL, None) if several else (problem.file, problem.sheet)
    places = place_words(problem), also_words(problem) or None
    words = message_words(problem), problem.expected, problem.cure, problem.source
    return number, SEVERITY_WORDS[problem.severity], problem.code, *where, *places, *words
