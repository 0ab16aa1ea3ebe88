"""A batch of old tables → new workbooks of our templates, one a project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xltool.batch import Batch
from xltool.consolidation import department_of_batch
from xltool.derived_totals import propose_codes
from xltool.fields import project_values
from xltool.flat import ProjectReading
from xltool.forms import shipped
from xltool.problems import Leftover
from xltool.settings import SETTINGS_FILE, settings_text
from xltool.writing.atomic import write_atomically
from xltool.writing.form_sheet import field_cells
from xltool.writing.workbook import form_workbook

_BAD_IN_FILE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote, what it left alone because it was there already, and what there is to say."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    notes: tuple[str, ...]


def import_batch(batch: Batch, folder: Path, *, force: bool = False) -> Imported:
    """Write one workbook a project, one for part one, and a settings file where there is none.

    A file of the same name with other content stays as it is, unless ``force``.
    """
    written: list[Path] = []
    kept: list[Path] = []
    for name, data in workbooks(batch):
        path = folder / name
        if path.exists() and path.read_bytes() != data and not force:
            kept.append(path)
        else:
            written.append(write_atomically(batch.spare(path), data))
    notes = [f"“{path}”已存在且内容不同，没有覆盖。要覆盖请加 --force。" for path in kept]
    notes += _unplaced_note(batch)
    settings = folder / SETTINGS_FILE
    if batch.departments and not settings.exists():
        text = _settings(batch)
        written.append(write_atomically(settings, text.encode()))
        notes.append(f"分项绩效目标与项目编码的对应关系写在“{settings}”，由系统推测，请核对。")
    return Imported(tuple(written), tuple(kept), tuple(notes))


def unplaced(reading: ProjectReading) -> Iterator[tuple[str, Leftover]]:
    """What a project has and the form of its new workbook has no cell for, by field, at the place where it was read."""
    project, form = reading.project, shipped(reading.project.form)
    cells = field_cells(form, project, to_fill=True)
    for path, value in project_values(project).items():
        if value is not None and path not in cells:
            yield (
                path,
                Leftover(reading.file, reading.sheet, reading.cell(path) or "", f"{reading.form.word(path)}：{value}"),
            )


def _unplaced_note(batch: Batch) -> list[str]:
    """One sentence for all that the new workbooks have no cell for; nothing where there is none."""
    counts: dict[str, int] = {}
    projects = 0
    for reading in batch.projects:
        words = [reading.form.word(path) for path, _ in unplaced(reading)]
        projects += bool(words)
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    if not counts:
        return []
    what = "、".join(f"{word} {count} 处" for word, count in counts.items())
    return [
        f"新表没有这些栏目，没有写入：{what}，涉及 {projects} 个项目。原文件没有改动；要留作数据请用 xltool export。"
    ]


def workbooks(batch: Batch) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of every workbook, numbered in the order of the source."""
    department = department_of_batch(batch)
    if batch.departments:
        form = batch.departments[0].form
        yield f"{'0' * _digits(len(department.projects))} {form.title}.xlsx", form_workbook(form, department)
    for number, project in enumerate(department.projects, 1):
        name = _BAD_IN_FILE.sub("", project.name or project.code or "未命名").strip(" .")[:_LONGEST_NAME]
        yield (
            f"{number:0{_digits(len(department.projects))}d} {name}.xlsx",
            form_workbook(shipped(project.form), project),
        )


def _digits(count: int) -> int:
    return max(len(str(count)), 2)


def _settings(batch: Batch) -> str:
    department = department_of_batch(batch)
    return settings_text(department, batch.settings.codes or propose_codes(department, department.projects))
