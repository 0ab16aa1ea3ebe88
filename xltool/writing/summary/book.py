"""The summary workbook: all sheets in order, then read back and held against the sources before it is given away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltool.amounts import to_decimal, total
from xltool.consolidation import AMOUNT_WORDS, Consolidation
from xltool.explanations import CONTENTS
from xltool.fields import AMOUNTS
from xltool.problems import Refused
from xltool.writing.sheets import Book
from xltool.writing.styles import Styles
from xltool.writing.summary.checks import balance_sheet
from xltool.writing.summary.contents import contents
from xltool.writing.summary.lists import AMOUNT_COLUMNS, coverage_list, indicator_list, plan_list, project_list
from xltool.writing.summary.overview import overview
from xltool.writing.summary.plan import INDICATORS, PROJECTS, Plan, make_plan
from xltool.writing.summary.problems import problem_list
from xltool.writing.summary.rows import ListSheet
from xltool.writing.summary.split import FIRST
from xltool.writing.summary.tables import source_tables
from xltool.writing.workbook import CREATED, OPTIONS

if TYPE_CHECKING:
    from xltool.comparison import Comparison


def summary_workbook(
    merged: Consolidation,
    *,
    target: Path | None = None,
    sheets: str = "auto",
    comparison: Comparison | None = None,
) -> bytes:
    """The summary as an .xlsx; ``target`` is where it will lie, for the links to the source files.

    ``sheets`` is ``auto`` (project sheets up to 300 projects), ``all`` or ``none``; with a ``comparison`` there is a
    sheet 年度对比. Raises ``Refused`` when the
    finished workbook, read back, does not have every amount and indicator of the sources.
    """
    plan = make_plan(merged, sheets, target, comparison)
    buffer = io.BytesIO()
    workbook = Book(buffer, OPTIONS | {"in_memory": plan.linked})
    workbook.set_properties(_properties(plan))
    styles = Styles(workbook)
    for name in (CONTENTS, *plan.lists, *plan.part_one, *plan.sheets):
        workbook.add_worksheet(name, ListSheet if name in plan.list_sheets else None)
    contents(workbook, styles, plan)
    overview(workbook, styles, plan)
    for draw in (project_list, plan_list, indicator_list, coverage_list, problem_list, balance_sheet):
        draw(workbook, styles, plan)
    if comparison is not None:
        from xltool.writing.summary.comparison import comparison_sheet

        comparison_sheet(workbook, styles, plan, comparison)
    source_tables(workbook, styles, plan)
    workbook.close()
    data = buffer.getvalue()
    _read_back(data, plan)
    return data


def _properties(plan: Plan) -> dict[str, Any]:
    """What the file says of itself; nothing of the machine or the day."""
    year, totals = plan.merged.department.year, plan.merged.totals
    return {
        "title": plan.title("项目绩效目标汇总"),
        "subject": f"{year}年度" if year else "",
        "author": plan.heading,
        "company": plan.heading,
        "category": "绩效目标汇总表",
        "keywords": "绩效目标；部门预算；汇总",
        "comments": f"由 xltool 汇总：{plan.count} 个项目，{totals.indicators} 条绩效指标。",
        "created": CREATED,
    }


def _read_back(data: bytes, plan: Plan) -> None:
    """The proof: the lists of the finished file against the raw cells of the sources."""
    from python_calamine import CalamineWorkbook

    book, merged = CalamineWorkbook.from_filelike(io.BytesIO(data)), plan.merged

    def rows_of(name: str, below: bool = False) -> Iterator[list[object]]:
        for part, count in plan.splits[name].parts():
            sheet = book.get_sheet_by_name(plan.splits[name].sheets[part])
            yield from islice(sheet.iter_rows(), FIRST, None if below else FIRST + count)

    rows = list(rows_of(PROJECTS))
    sums = merged.source_sums()
    for word, column, col in zip(AMOUNT_WORDS, AMOUNTS, AMOUNT_COLUMNS, strict=True):
        written = total(to_decimal(cell) for row in rows if isinstance(cell := row[col], int | float))
        if written != sums[column]:
            raise Refused(_UNBALANCED.format(what=word, sources=sums[column], summary=written))
    written_rows = sum(isinstance(row[0], int | float) for row in rows_of(INDICATORS, below=True))
    if written_rows != merged.totals.indicators:
        raise Refused(_UNBALANCED.format(what="指标条数", sources=merged.totals.indicators, summary=written_rows))


_UNBALANCED = "对账不平：{what}来源合计 {sources}，汇总表 {summary}。没有生成汇总表，请保留原始文件并联系维护人员。"
