"""The bytes of one file → what was read of it: reading and layout joined, no file opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from xltool.amounts import AmountError
from xltool.fields import CellValue, department_values, project_values, untouched
from xltool.flat import DepartmentReading, ProjectReading, Reading, Spot
from xltool.forms import FormError, form_of, shipped
from xltool.forms.form import Form
from xltool.layout.anchors import is_guide
from xltool.layout.sheet import beside_guide, hidden_problems, read_grid
from xltool.layout.values import text_of
from xltool.model import Department
from xltool.problems import Leftover, Refused, Repair, Unrelated
from xltool.reading.grid import Grid
from xltool.reading.plain import told_apart
from xltool.reading.sniff import OLE, is_old_word, kind_of
from xltool.reading.text import decode, read_text

SUMMARY_MARK = "xltool-summary"
"""What the first cell of a summary workbook's 目录 holds, so that no summary is ever merged into another."""

LAUNCHER_MARK = "xltool-launcher"
"""The same for the workbook with the button 一键汇总, which lies beside the tables."""

SETTINGS_SHEET, MARKS_SHEET = "xltool.conf", "xltool.marks"
"""The hidden sheets of our workbooks: settings and what the macros say; how marked cells looked before."""

LIST_SHEET, LIST_HEADS = "问题清单", ("序号", "轻重", "规则")
"""The list of problems that a check leaves in a workbook, and how its heads begin."""

RECORD_SHEET, RECORD_HEADS = "导入记录", ("序号", "来源文件", "工作表", "位置")
"""The record that an import leaves in a new workbook, likewise."""

_OWN_LISTS = {LIST_SHEET: LIST_HEADS, RECORD_SHEET: RECORD_HEADS}


class PassedOver(Exception):
    """A file that is none of our business; the message says what it is."""


class Document(NamedTuple):
    """What was read of one file; repairs that belong to no table, such as Word's bookmarks, are its own.

    ``listed`` has the rows of 问题清单 that an earlier check left in it, with what a clerk wrote there.
    """

    file: str
    readings: tuple[Reading, ...]
    repairs: tuple[Repair, ...] = ()
    listed: tuple[Sequence[object], ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether it holds nothing but forms that nobody has filled in yet."""
        return not any(
            reading.problems or reading.leftovers or not untouched(reading.content) for reading in self.readings
        )

    def all_repairs(self) -> list[Repair]:
        """Repairs of the file and of all its tables, in that order."""
        return [*self.repairs, *(repair for reading in self.readings for repair in reading.repairs)]

    def all_leftovers(self) -> list[Leftover]:
        """Leftovers of all tables, the first one's with what stands outside every table."""
        return [left for reading in self.readings for left in reading.leftovers]


def read_document(
    data: bytes, file: str, forms: tuple[Form, ...] | None = None, *, password: str | None = None
) -> Document:
    """Everything in the bytes of a file that some form knows; ``password`` is the one to open it, where it has one.

    Raises ``Refused`` for a file that cannot be used and ``PassedOver`` for one of our own summaries or launchers.
    """
    if data.startswith(OLE) and not is_old_word(data):
        from xltool.reading.locked import unlocked

        data = unlocked(data, file, password)
    kind = kind_of(data, file)
    if kind == "json":
        return _from_json(data, file)
    if kind == "docx":
        from xltool.reading.word import read_word

        grids, repairs = read_word(data, file)
        return document_of(grids, file, repairs, forms)
    if kind == "doc":
        raise Refused(
            f"“{file}”是旧版 Word 文件（.doc 或 .rtf），不能直接读取。请用 Word 或 WPS 打开，另存为 .docx 后再试。"
        )
    if kind == "text":
        return _from_text(data, file, forms)
    return document_of(_sheets(kind, data, file), file, (), forms)


def _sheets(kind: str, data: bytes, file: str) -> list[Grid]:
    """The sheets of a workbook, or the tables of a page."""
    if kind == "xlsx":
        from xltool.reading.xlsx import read_xlsx as reader
    elif kind == "xls":
        from xltool.reading.xls import read_xls as reader
    elif kind == "xlsb":
        from xltool.reading.xlsb import read_xlsb as reader
    elif kind == "ods":
        from xltool.reading.ods import read_ods as reader
    elif kind == "mht":
        from xltool.reading.webarchive import read_webarchive as reader
    else:
        from xltool.reading.webpage import read_webpage as reader
    return reader(data, file)


def _from_text(data: bytes, file: str, forms: tuple[Form, ...] | None) -> Document:
    """Text taken from Word, or a table of delimited cells."""
    from xltool.reading.delimited import delimiter_of, read_delimited

    delimiter = delimiter_of(decode(data, file))
    if delimiter is not None:
        return document_of(read_delimited(data, file, delimiter), file, (), forms)
    grid, repairs = read_text(data, file)
    return document_of([grid], file, repairs, forms)


def document_of(
    grids: Sequence[Grid], file: str, repairs: Sequence[Repair] = (), forms: tuple[Form, ...] | None = None
) -> Document:
    """Everything in the sheets of a file that some form knows; raises as :func:`read_document` does."""
    _pass_over_our_own(grids)
    readings: list[Reading] = []
    leftovers: list[Leftover] = []
    listed: list[Sequence[object]] = []
    for grid in (grid if grid.typed else told_apart(grid) for grid in grids):
        if grid.sheet == LIST_SHEET and _is_own_list(grid):
            listed += grid.rows
        if grid.sheet in (SETTINGS_SHEET, MARKS_SHEET) or _is_own_list(grid):
            continue
        if is_guide(grid):
            leftovers += beside_guide(grid)
            continue
        found, rest = read_grid(grid, forms)
        problems = hidden_problems(grid, bool(found))
        readings += [replace(r, problems=(*r.problems, *problems)) if problems else r for r in found]
        leftovers += rest if found else _whole_sheet(grid)
    if not readings:
        raise Unrelated(f"“{file}”里没有找到绩效目标表。请确认选对了文件；表中应有“项目编码”“一级指标”等栏目名称。")
    if leftovers:
        readings[0] = replace(readings[0], leftovers=(*readings[0].leftovers, *leftovers))
    return Document(file, tuple(readings), tuple(repairs), tuple(listed))


def _whole_sheet(grid: Grid) -> list[Leftover]:
    """What has words but no table of ours: a sheet is one leftover, at its first filled cell; notes are one each."""
    if grid.places is not None:
        return [
            Leftover(grid.file, grid.sheet, grid.place(row_no, col), str(value).strip())
            for row_no, row in enumerate(grid.rows)
            for col, value in enumerate(row)
            if value
        ]
    for row_no, row in enumerate(grid.rows):
        for col, value in enumerate(row):
            if value is not None and str(value).strip():
                return [Leftover(grid.file, grid.sheet, grid.place(row_no, col), f"整张工作表“{grid.sheet}”")]
    return []


def _is_own_list(grid: Grid) -> bool:
    heads = _OWN_LISTS.get(grid.sheet)
    return heads is not None and bool(grid.rows) and tuple(grid.rows[0][: len(heads)]) == heads


def is_summary(first_row: Iterable[object]) -> bool:
    """Whether the first row of a workbook's first sheet is that of a summary of ours."""
    return _is_marked(first_row, SUMMARY_MARK)


def _is_marked(first_row: Iterable[object], mark: str) -> bool:
    return any(isinstance(value, str) and re.fullmatch(rf"{mark} \d+", value) for value in first_row)


def _pass_over_our_own(grids: Sequence[Grid]) -> None:
    first_row = grids[0].rows[0] if grids and grids[0].rows else ()
    if is_summary(first_row):
        raise PassedOver("以前生成的汇总表")
    if _is_marked(first_row, LAUNCHER_MARK):
        raise PassedOver("带“一键汇总”按钮的工作簿")


def _from_json(data: bytes, file: str) -> Document:
    import json

    from xltool.records import contradicting_targets, department_of
    from xltool.schema import breaches

    try:
        record = json.loads(decode(data, file), parse_float=Decimal, parse_constant=_no_constant)
        json.dumps(record, ensure_ascii=False, default=str).encode()  # a lone half of a surrogate pair is no text
    except (ValueError, ArithmeticError, RecursionError) as error:
        at = (
            f"第 {error.lineno} 行第 {error.colno} 列"
            if isinstance(error, json.JSONDecodeError)
            else "有读不出的数或文字"
        )
        raise Refused(f"“{file}”不是合法的 JSON（{at}）。请用 xltool export 重新导出后再试。") from error
    broken = next(iter(breaches(record)), None)
    if broken is not None:
        raise Refused(f"“{file}”不是绩效目标数据：{broken[0]} 处{broken[1]}。请用 xltool export 重新导出后再试。")
    try:
        department = department_of(record)
    except AmountError as error:
        raise Refused(f"“{file}”里的数 {str(error.raw)[:20]} 过大，不像金额。请改正后再试。") from error
    repairs = [
        Repair("I-06", file, "JSON", path, "target", parts, value, "指标值各部分与原文不一致，以原文为准", sure=False)
        for path, parts, value in contradicting_targets(record)
    ]
    readings: list[Reading] = []
    if department.overall_objective or department.sub_objectives or department.measures or department.indicators:
        readings.append(_part_one(replace(department, projects=()), file))
    for index, project in enumerate(department.projects):
        try:
            form = form_of(project.form)
        except FormError as error:
            raise Refused(f"“{file}”中 projects[{index}].form：{error}") from error
        spots, places = _spots(project_values(project), f"projects[{index}].")
        strange = tuple(_without_a_place(form, spots, places, file))
        readings.append(
            ProjectReading(file, "JSON", form, spots, True, places=places, leftovers=strange, project=project)
        )
    if not readings:
        raise Refused(f"“{file}”里没有项目，也没有部门整体绩效目标。请确认选对了文件。")
    return Document(file, tuple(readings), tuple(repairs))


def _without_a_place(
    form: Form, spots: Mapping[str, Spot], places: Mapping[tuple[int, int], str], file: str
) -> Iterator[Leftover]:
    """What a project holds that its form prints nowhere, so that a workbook of it would not have it."""
    printed = {f"{row.repeat}.{cell.field}" if row.repeat else cell.field for row in form.rows for cell in row.cells}
    for path, spot in spots.items():
        if spot.raw is not None and re.sub(r"\[\d+\]", "", path) not in printed:
            yield Leftover(file, "JSON", places[spot.row, spot.col], text_of(spot.raw) or "")


def _part_one(department: Department, file: str) -> DepartmentReading:
    spots, places = _spots(department_values(department), "")
    overall = department.indicators or department.more or any(task.more for task in department.sub_objectives)
    form = shipped("department-overall" if overall else "hebei-department")
    return DepartmentReading(file, "JSON", form, spots, True, places=places, department=department)


def _spots(values: Mapping[str, CellValue], prefix: str) -> tuple[dict[str, Spot], dict[tuple[int, int], str]]:
    spots = {path: Spot(row, 0, value) for row, (path, value) in enumerate(values.items())}
    return spots, {(spot.row, 0): prefix + path for path, spot in spots.items()}


def _no_constant(text: str) -> Decimal:
    raise ValueError(f"{text} 不是数")
