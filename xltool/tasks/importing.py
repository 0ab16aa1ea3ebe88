"""A batch of old tables → new workbooks of our templates, one a project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xltool.batch import Batch
from xltool.consolidation import department_of_batch
from xltool.derived_totals import propose_codes
from xltool.forms import form_of
from xltool.settings import SETTINGS_FILE, settings_text
from xltool.writing.atomic import write_atomically
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
    settings = folder / SETTINGS_FILE
    if batch.departments and not settings.exists():
        text = _settings(batch)
        written.append(write_atomically(settings, text.encode()))
        notes.append(f"分项绩效目标与项目编码的对应关系写在“{settings}”，由系统推测，请核对。")
    return Imported(tuple(written), tuple(kept), tuple(notes))


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
            form_workbook(form_of(project.form), project),
        )


def _digits(count: int) -> int:
    return max(len(str(count)), 2)


def _settings(batch: Batch) -> str:
    department = department_of_batch(batch)
    return settings_text(department, batch.settings.codes or propose_codes(department, department.projects))
