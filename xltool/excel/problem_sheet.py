"""The sheet 问题清单 of the workbook in front, written at once, with a link to each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xltool.cells import quoted
from xltool.document import LIST_SHEET
from xltool.excel.application import Excel, block, put_texts
from xltool.explanations import Entry
from xltool.places import also_words, place_words
from xltool.problems import Problem
from xltool.words import lines
from xltool.writing.problem_marks import ALSO, COLUMNS, PLACE, REASON, list_rows, most_serious_first
from xltool.writing.styles import FONT, INPUT_FILL, LABEL_FILL

_LINE = 14.5


def list_problems(
    excel: Excel, problems: Sequence[Problem], left: Sequence[Entry] = (), notes: Sequence[str] = ()
) -> None:
    """Make 问题清单 anew, or fill the one that is there; the sheet that was shown stays in front.

    ``left`` are reasons that stood there beside problems that are gone, ``notes`` sentences below the list.
    """
    sheet = excel.sheet(LIST_SHEET) or excel.add_sheet(LIST_SHEET)
    with excel.unlocked(sheet):
        sheet.clear()
        ordered = most_serious_first(problems)
        rows = list_rows(ordered, left, notes)
        area = block(sheet, 0, 0, len(rows) + 1, len(COLUMNS))
        put_texts(area, [[name for name, _ in COLUMNS], *rows], numbers=block(sheet, 1, 0, max(len(ordered), 1), 1))
        _link(sheet, ordered)
        _dress(sheet, area, rows)
        if ordered:
            block(sheet, 1, REASON, len(ordered), 1).color = INPUT_FILL


def _link(sheet: Any, problems: Sequence[Problem]) -> None:
    for row, problem in enumerate(problems, 1):
        for col, words, at in (
            (PLACE, place_words(problem), problem.all_places[0]),
            *((ALSO, also_words(problem), at) for at in problem.also[:1]),
        ):
            if at.cell and at.sheet:
                block(sheet, row, col, 1, 1).add_hyperlink(f"#{quoted(at.sheet)}!{at.cell}", words, f"转到 {at.cell}")


def _dress(sheet: Any, area: Any, rows: Sequence[Sequence[object]]) -> None:
    area.font.name = FONT
    area.font.size = 10.5
    area.wrap_text = True
    head = block(sheet, 0, 0, 1, len(COLUMNS))
    head.font.bold = True
    head.color = LABEL_FILL
    for col, (_, width) in enumerate(COLUMNS):
        block(sheet, 0, col, 1, 1).column_width = width
    for row, values in enumerate(rows, 1):
        most = max(lines(str(value or ""), width) for value, (_, width) in zip(values, COLUMNS, strict=True))
        block(sheet, row, 0, 1, 1).row_height = min(most * _LINE + 6, 409)
