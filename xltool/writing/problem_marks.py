"""What a check leaves in a workbook, in words and colours: the marks of cells and the rows of 问题清单.

No spreadsheet library is needed here: openpyxl writes the marked copies, Excel itself what a click marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xltool.document import LIST_HEADS
from xltool.explanations import Entry
from xltool.places import SEVERAL, also_words, concerns_several, message_words, place_words
from xltool.problems import SEVERITIES, SEVERITY_WORDS, Problem
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL

FILLS = {"error": ERROR_FILL, "warning": DOUBT_FILL, "hint": DOUBT_FILL}

COLUMNS = (
    *zip(LIST_HEADS, (7, 7, 7), strict=True),
    ("文件", 18),
    ("工作表", 11),
    ("位置", 10),
    ("另见", 8),
    ("问题", 46),
    ("现为", 16),
    ("应为", 20),
    ("怎么改", 32),
    ("错误说明", 18),
    ("依据", 20),
)
"""The columns of 问题清单 and their widths."""

PLACE, ALSO, WORDS, REASON = 5, 6, 7, 11
"""Zero-based columns: 位置 and 另见, which lead to cells, 问题, and 错误说明, where a clerk writes."""

NOTHING = "没有查出问题。"

LEFT = "以下原有说明对应的内容已改，没有沿用。需要的请抄到上面相应的问题旁，不需要的请删去该行。"


class Mark(NamedTuple):
    """The colour of a cell with problems, and the note about them; what the clerk had noted stands first."""

    fill: str
    note: str


def mark_of(problems: Sequence[Problem], own_note: str | None = None) -> Mark:
    """The mark of a cell that has these problems and may have a note already."""
    worst = min(problems, key=lambda p: SEVERITIES.index(p.severity)).severity
    words = [
        f"【{SEVERITY_WORDS[p.severity]}】{p.message}{p.cure}" + (f"已说明：{p.explanation}" if p.explanation else "")
        for p in problems
    ]
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


def list_rows(
    problems: Sequence[Problem], left: Sequence[Entry] = (), notes: Sequence[str] = ()
) -> list[tuple[object, ...]]:
    """The rows of 问题清单 below its heads.

    ``left`` are reasons of an earlier list that belong to no problem now; ``notes`` are sentences for its end.
    """
    rows = [_row(number, problem) for number, problem in enumerate(problems, 1)]
    if not problems:
        rows.append(_sentence(NOTHING))
    if left:
        rows.append(_sentence(LEFT))
    for entry in left:
        where = entry.code, entry.file, entry.sheet, entry.place, None
        rows.append((None, None, *where, entry.message, entry.found, None, None, entry.reason, None))
    return [*rows, *map(_sentence, notes)]


def _sentence(text: str) -> tuple[object, ...]:
    return tuple(text if col == WORDS else None for col in range(len(COLUMNS)))


def _row(number: int, problem: Problem) -> tuple[object, ...]:
    where = (SEVERAL, None) if concerns_several(problem) else (problem.file, problem.sheet)
    places = place_words(problem), also_words(problem) or None
    words = message_words(problem), problem.found, problem.expected, problem.cure, problem.explanation
    return number, SEVERITY_WORDS[problem.severity], problem.code, *where, *places, *words, problem.source
