"""Derived values written into the workbooks, and nothing else of them touched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltool.batch import Batch, FileReport
from xltool.flat import ProjectReading
from xltool.office.cells import CellValue, fill_cells
from xltool.office.elements import CellEditError
from xltool.writing.atomic import write_atomically
from xltool.writing.form_sheet import derived_cells, derived_values, field_cells


def write_derived(batch: Batch) -> Iterator[tuple[Path | None, str]]:
    """Fill the derived cells of every workbook of ours; the path written (None if it was not) and a sentence."""
    for report in batch.files:
        if report.document is None:
            continue
        projects = [r for r in report.document.readings if isinstance(r, ProjectReading)]
        if projects:
            yield _write_one(report, projects)


def _write_one(report: FileReport, readings: list[ProjectReading]) -> tuple[Path | None, str]:
    if not all(as_drawn(reading) for reading in readings):
        return None, f"“{report.file}”不是本工具的模板，或版式有改动，没有写入计算结果。请先用 xltool import 导入。"
    try:
        data = fill_cells(report.path.read_bytes(), {reading.sheet: _values(reading) for reading in readings})
    except (CellEditError, OSError):
        return None, f"“{report.file}”的文件结构特殊，没有写入计算结果。请用 Excel 打开并另存为 .xlsx 后再试。"
    written = write_atomically(report.path, data)
    other = "" if written == report.path else f"（原文件正被打开，另存为“{written.name}”）"
    return written, f"已写入计算结果：{written}{other}"


def as_drawn(reading: ProjectReading) -> bool:
    """Whether every field above the indicators stands where our template has it, so that the derived cells do too."""
    if not reading.marked or reading.places is not None:
        return False
    drawn = field_cells(reading.form, reading.project, to_fill=True)
    return all(reading.cell(path) == cell for path, cell in drawn.items() if "[" not in path)


def _values(reading: ProjectReading) -> dict[str, CellValue]:
    raw = {path: spot.raw for path, spot in reading.spots.items()}
    values = derived_values(reading.form, reading.project, raw)
    return {cell: values[name] for name, cell in derived_cells(reading.form, reading.project).items()}
