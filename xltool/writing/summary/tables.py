"""The sources' tables in the summary: part one and one sheet a project, each with its ways back beside the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.explanations import PROBLEMS
from xltool.flat import Reading
from xltool.forms.form import Form
from xltool.writing.form_sheet import draw_form, field_cells
from xltool.writing.styles import Styles
from xltool.writing.summary.parts import back_link, put_value
from xltool.writing.summary.plan import PART_ONE, PROJECTS, TAB_PROJECT, Plan, in_order
from xltool.writing.summary.rows import Link, Value

_WIDTH = 26
_MOST_NUMBERED = 5


def source_tables(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """Draw part one, if there is one, and the projects that have sheets; the sheets are in the book already."""
    problems = _problems_of(plan)
    overview = plan.merged.overview
    if overview is not None:
        sheet = workbook.get_worksheet_by_name(PART_ONE)
        draw_form(sheet, styles, overview.form, overview.department, to_fill=False)
        links = _Beside(sheet, styles, plan, overview.form)
        links.ways_back([_source(plan, overview)])
        links.problems(problems[None], field_cells(overview.form, overview.department, to_fill=False))
    for index, (name, reading) in enumerate(zip(plan.sheets, plan.merged.readings, strict=False)):
        sheet = workbook.get_worksheet_by_name(name)
        draw_form(sheet, styles, reading.form, reading.project, to_fill=False)
        links = _Beside(sheet, styles, plan, reading.form)
        row = Link(f"internal:{plan.splits[PROJECTS].cell(index, 0)}", f"“{PROJECTS}”中本项目一行")
        links.ways_back([row, _source(plan, reading)])
        links.problems(problems[index], field_cells(reading.form, reading.project, to_fill=False))


def _source(plan: Plan, reading: Reading) -> Value:
    link, words = plan.source_link(reading.file, reading.sheet), f"来源文件：{reading.file}"
    return Link(link, words) if link else words


def _problems_of(plan: Plan) -> Mapping[int | None, Sequence[tuple[int, str]]]:
    """The problems of each project, of part one under None: numbers in 问题清单 and fields."""
    found: defaultdict[int | None, list[tuple[int, str]]] = defaultdict(list)
    overview, problems = plan.merged.overview, plan.merged.problems
    own = (overview.file, overview.sheet) if overview is not None else None
    for line, number in enumerate(in_order(problems), 1):
        for index, place in plan.owned[number]:
            found[index].append((line, place.field or ""))
        for place in problems[number].all_places:
            if (place.file, place.sheet) == own:
                found[None].append((line, place.field or ""))
    return found


class _Beside:
    """Two columns right of a printed table: ways back, and the problems of each of its rows."""

    def __init__(self, sheet: Worksheet, styles: Styles, plan: Plan, form: Form) -> None:
        self._sheet, self._styles, self._column = sheet, styles, form.print_last + 2
        self._listed = plan.splits[PROBLEMS]
        sheet.set_tab_color(TAB_PROJECT)
        sheet.set_column(self._column, self._column + 1, _WIDTH)

    def ways_back(self, links: Iterable[Value]) -> None:
        """To 目录 and where else, one below the other."""
        for row, link in enumerate([back_link("返回目录"), *links]):
            style = "plain-link" if isinstance(link, Link) else "note"
            put_value(self._sheet, row, self._column, link, self._styles.get(style))

    def problems(self, found: Iterable[tuple[int, str]], places: Mapping[str, str]) -> None:
        """Beside each row its problems; in the first row those of the whole table."""
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for line, field in found:
            place = places.get(field, "A1")
            rows[int("".join(filter(str.isdigit, place))) - 1].append(line)
        for row, lines in ((row, list(dict.fromkeys(lines))) for row, lines in rows.items()):
            numbers = "、".join(map(str, lines[:_MOST_NUMBERED])) + ("等" if len(lines) > _MOST_NUMBERED else "")
            link = Link(f"internal:{self._listed.cell(lines[0] - 1, 0)}", f"{PROBLEMS}第 {numbers} 项")
            put_value(self._sheet, row, self._column + 1, link, self._styles.get("plain-link"))
