"""A grid to the readings of its tables: split it, read each table by its anchors, keep what is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.forms.form import GUIDE_COLUMNS, GUIDE_MARK, Form
from xltool.layout.anchors import Anchors, find_anchors, form_mark, origin
from xltool.layout.block import Block
from xltool.layout.table import read_department, read_project
from xltool.layout.values import percent_text, text_of
from xltool.model import Source
from xltool.problems import Leftover, Problem, Repair
from xltool.reading.grid import Grid


def read_grid(grid: Grid, forms: tuple[Form, ...] | None = None) -> tuple[list[Reading], list[Leftover]]:
    """The tables of one grid, and the cells that belong to none of them. No table: nothing at all.

    ``forms`` are the forms to look for, those of the package if None.
    """
    grid = _without_blanks(_with_percents(grid))
    readings: list[Reading] = []
    claimed: set[int] = set()
    found = sorted(find_anchors(grid, forms), key=lambda anchors: anchors.form.kind == "department")
    for anchors in found:
        for first, last in _spans(grid, anchors, claimed):
            block = _block(grid, anchors, first, last)
            claimed.update(range(first, last + 1))
            readings.append(_read(block))
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
    marked = bool(form_mark(grid))
    came = origin(grid) if marked else None
    source = Source(*came) if came else Source(PurePath(grid.file).name, grid.sheet)
    return Block(grid, anchors.form, first, last, at, marked, source, drawn=anchors.drawn)


def _spans(grid: Grid, anchors: Anchors, claimed: set[int]) -> list[tuple[int, int]]:
    """First and last row of each table of the form; a marked sheet is one table from its first row."""
    last = len(grid.rows) - 1
    first_label = min(row for row, _ in anchors.at)
    if form_mark(grid):
        return [(0, last)]
    if anchors.form.kind == "department":
        above = max((row + 1 for row in claimed if row < first_label), default=0)
        below = min((row for row in claimed if row > first_label), default=last + 1)
        return [(above, below - 1)]
    keys = sorted({row for (row, _), label in anchors.at.items() if label == anchors.form.key_label})
    starts: list[int] = []
    for row in keys or [first_label]:
        starts.append(_first_row(grid, anchors, row, starts[-1] + 1 if starts else 0))
    return list(zip(starts, [start - 1 for start in starts[1:]] + [last], strict=True))


def _first_row(grid: Grid, anchors: Anchors, key_row: int, floor: int) -> int:
    """Walk up from the key label over blank rows and those that still belong to the table's head."""
    labelled = {row for row, _ in anchors.at}
    first = key_row
    for row in range(key_row - 1, max(floor, key_row - len(anchors.form.rows)) - 1, -1):
        texts = [value.strip() for value in grid.rows[row] if isinstance(value, str) and value.strip()]
        titled = any(p.fullmatch(text) for p in anchors.form.patterns.values() for text in texts)
        if row in labelled or titled:
            first = row
        elif texts:
            break
    return first


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
    where: Mapping[str, str] = {"file": grid.file, "sheet": grid.sheet}
    if grid.hidden:
        problems.append(
            Problem("R-03", "warning", f"工作表“{grid.sheet}”是隐藏的，其中的表已照常读取。", **where,
                    cure="请确认这张表应当上报；不应上报的请删除，应当上报的请取消隐藏。", source="读取约定")
        )  # fmt: skip
    if grid.hidden_cells:
        book = "工作簿" if grid.places is None else "文档"
        problems.append(
            Problem("R-03", "warning", f"{book}里{grid.hidden_cells}，其中的内容已照常读取。", **where,
                    cure="请取消隐藏，核对其中的内容是否应当上报。", source="读取约定")
        )  # fmt: skip
    return problems
