"""A grid to the readings of its tables: split it, read each table by its anchors, keep what is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.forms.form import GUIDE_COLUMNS, GUIDE_MARK, Form
from xltool.layout.anchors import Anchors, find_anchors, form_mark, origin
from xltool.layout.block import Block
from xltool.layout.spans import is_list, spans_of
from xltool.layout.table import read_department, read_project
from xltool.layout.together import Part
from xltool.layout.values import percent_text, text_of
from xltool.model import Source, Unit
from xltool.problems import Leftover, Problem, Repair
from xltool.reading.grid import Grid


def read_grid(grid: Grid, forms: tuple[Form, ...] | None = None) -> tuple[list[Reading], list[Leftover]]:
    """The tables of one grid, and the cells that belong to none of them. No table: nothing at all.

    ``forms`` are the forms to look for, those of the package if None.
    """
    grid = _without_blanks(_with_percents(grid))
    readings: list[Reading] = []
    claimed: set[int] = set()
    anchors = find_anchors(grid, forms)
    if anchors and anchors[0].form.kind == "list":
        from xltool.layout.project_list import read_list  # few files are lists, and a click must not wait for it

        return read_list(grid, anchors[0])
    tables = [each for each in anchors if form_mark(grid) or not is_list(grid, each)]
    found = sorted(tables, key=lambda each: each.form.kind == "department")
    heading = Unit()
    for each in found:
        for first, last in spans_of(grid, each, claimed):
            block = _block(grid, each, first, last)
            claimed.update(range(first, last + 1))
            reading = _read(block)
            heading = _heading(block, reading, heading)
            readings.append(_under(heading, reading))
    if not readings:
        return [], []
    readings = _shared(readings)
    rest = [
        Leftover(grid.file, grid.sheet, grid.place(row_no, col), str(value).strip())
        for row_no, row in enumerate(grid.rows)
        if row_no not in claimed
        for col, value in enumerate(row)
        if value is not None
    ]
    return readings, rest


def beside_guide(grid: Grid) -> list[Leftover]:
    """What stands right of the printed part of our sheet 填写说明, where nothing of ours does but its mark."""
    return [
        Leftover(grid.file, grid.sheet, grid.place(row_no, col), text)
        for row_no, row in enumerate(grid.rows)
        for col, value in enumerate(row)
        if col >= GUIDE_COLUMNS and (text := text_of(value)) and not text.startswith(GUIDE_MARK)
    ]


def _with_percents(grid: Grid) -> Grid:
    """The grid with the text that a percentage shows: the number 0.25 with that format is ``25%`` to its reader."""
    if not grid.percents:
        return grid
    rows = [
        [percent_text(value) if (row_no, col) in grid.percents else value for col, value in enumerate(row)]
        for row_no, row in enumerate(grid.rows)
    ]
    return grid._replace(rows=rows)


def _without_blanks(grid: Grid) -> Grid:
    """The grid with None in every blank cell."""
    rows = [[None if v == "" or (isinstance(v, str) and v.isspace()) else v for v in row] for row in grid.rows]
    return grid._replace(rows=rows)


def _read(block: Block) -> Reading:
    return read_project(block) if block.form.kind == "project" else read_department(block)


def _block(grid: Grid, anchors: Anchors, first: int, last: int) -> Block:
    at = anchors.at
    if not anchors.drawn:
        at = {place: label for place, label in anchors.at.items() if first <= place[0] <= last}
    said = _own(at, {place: parts for place, parts in anchors.said.items() if first <= place[0] <= last})
    if anchors.said:
        at = {place: label for place, label in at.items() if place in said or place not in anchors.said}
    marked = bool(form_mark(grid))
    came = origin(grid) if marked else None
    source = Source(*came) if came else Source(PurePath(grid.file).name, grid.sheet)
    return Block(grid, anchors.form, first, last, at, marked, source, drawn=anchors.drawn, said=said)


def _heading(block: Block, reading: Reading, heading: Unit) -> Unit:
    """The department whose line stands above this table, or above one before it with none in between."""
    if not isinstance(reading, ProjectReading):
        return Unit()
    if reading.project.department == Unit():
        return heading
    return reading.project.department if block.headed else Unit()


def _under(heading: Unit, reading: Reading) -> Reading:
    """A table that names no department is that of the line above the tables before it (a guess)."""
    if not isinstance(reading, ProjectReading) or heading == Unit() or reading.project.department != Unit():
        return reading
    repair = Repair(
        "I-03", reading.file, reading.sheet, reading.cell("department") or reading.cell("name") or "", "department", "",
        f"{heading.code}｜{heading.name}", "本表没有写单位，已按上面写着的单位填入", sure=False,
    )  # fmt: skip
    project = replace(reading.project, department=heading)
    return replace(reading, project=project, repairs=(*reading.repairs, repair))


def _own(
    at: Mapping[tuple[int, int], str], said: Mapping[tuple[int, int], tuple[Part, ...]]
) -> dict[tuple[int, int], tuple[Part, ...]]:
    """The cells with labels and values whose labels stand nowhere else in the table, alone or in a cell before."""
    taken = {label for place, label in at.items() if place not in said}
    own: dict[tuple[int, int], tuple[Part, ...]] = {}
    for place, parts in sorted(said.items()):
        labels = {part.label for part in parts}
        if not labels & taken:
            own[place] = parts
            taken |= labels
    return own


def _shared(readings: list[Reading]) -> list[Reading]:
    """Part one printed without a code takes the one that all its project tables give (a repair, not a guess)."""
    codes = {r.project.department.code for r in readings if isinstance(r, ProjectReading)} - {None}
    if len(codes) != 1:
        return readings
    code = codes.pop()
    done: list[Reading] = []
    for reading in readings:
        if isinstance(reading, DepartmentReading) and reading.department.code is None:
            place = reading.cell("department") or ""
            repair = Repair(
                "I-02", reading.file, reading.sheet, place, "department", "", code or "", "部门编码取自各项目表"
            )
            reading = replace(
                reading, department=replace(reading.department, code=code), repairs=(*reading.repairs, repair)
            )
        done.append(reading)
    return done


def hidden_problems(grid: Grid, used: bool) -> list[Problem]:
    """Hidden sheets, rows and columns are read, and said (promise 1)."""
    problems: list[Problem] = []
    if not used:
        return problems
    if grid.hidden:
        problems.append(
            Problem("R-03", "warning", f"工作表“{grid.sheet}”是隐藏的，其中的表已照常读取。", grid.file, grid.sheet,
                    cure="请确认这张表应当上报；不应上报的请删除，应当上报的请取消隐藏。", source="读取约定")
        )  # fmt: skip
    if grid.hidden_cells:
        book = "工作簿" if grid.places is None else "文档"
        problems.append(
            Problem("R-03", "warning", f"{book}里{grid.hidden_cells}，其中的内容已照常读取。", grid.file, grid.sheet,
                    cure="请取消隐藏，核对其中的内容是否应当上报。", source="读取约定")
        )  # fmt: skip
    return problems
