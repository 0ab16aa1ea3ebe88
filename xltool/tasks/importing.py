"""A batch of old tables → new workbooks of our templates, one a project."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.batch import Batch, bytes_at, settings_file
from xltool.consolidation import department_of_batch
from xltool.decisions import UNDECIDED, Content, Decisions, Noted, decided_values, noted, with_values
from xltool.derived_totals import propose_codes
from xltool.forms import Labels, form_of
from xltool.forms.form import Form
from xltool.model import SubObjectiveCodes
from xltool.settings import SETTINGS_FILE, confirmed, parse_settings, settings_text, with_labels
from xltool.writing.atomic import write_atomically
from xltool.writing.form_sheet import field_cells
from xltool.writing.import_record import draw_record
from xltool.writing.workbook import form_workbook

_BAD_IN_FILE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote, what it left alone because it was there already, and what there is to say."""

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    notes: tuple[str, ...]


def import_batch(
    batch: Batch, folder: Path, *, force: bool = False, decisions: Decisions = UNDECIDED, codes_agreed: bool = False
) -> Imported:
    """Write one workbook a project, one for part one, and a settings file where there is none.

    A file of the same name with other content stays as it is, unless ``force``. ``codes_agreed`` says that a person
    has confirmed what :func:`open_codes` gives; the settings file then says so.
    """
    written: list[Path] = []
    kept: list[Path] = []
    for name, data in workbooks(batch, decisions):
        path = folder / name
        if path.exists() and path.read_bytes() != data and not force:
            kept.append(path)
        else:
            written.append(write_atomically(batch.spare(path), data))
    notes = [
        f"“{batch.departments[0].file}”和“{other.file}”里都有部门整体绩效目标，只导入了前一个，请核对。"
        for other in batch.departments[1:]
    ]
    notes += _unplaced_note(noted(batch))
    settings = folder / SETTINGS_FILE
    old = bytes_at(settings)
    if old is not None and codes_agreed:
        written.append(write_atomically(settings, confirmed(old, str(settings))))
    elif old is None and batch.departments:
        written.append(write_atomically(settings, _settings(batch, codes_agreed).encode()))
        if not codes_agreed:
            notes.append(f"分项绩效目标与项目编码的对应关系写在“{settings}”，由系统推测，请核对。")
    if codes_agreed:
        notes.append(f"分项绩效目标与项目编码的对应关系已经确认，写在“{settings}”。")
    return Imported(tuple(written), tuple(kept), tuple(notes))


def remember(labels: Labels, paths: Sequence[Path], folder: Path) -> Path:
    """Write what words of old tables mean into the settings file that was read with them, or one in ``folder``."""
    settings = settings_file([*paths, folder]) or folder / SETTINGS_FILE
    return write_atomically(settings, with_labels(bytes_at(settings), labels, str(settings)))


def _unplaced_note(entries: Iterable[Noted]) -> list[str]:
    """One sentence for all that the new workbooks have no cell for; nothing where there is none."""
    unplaced = [entry for entry in entries if entry.repair is None and entry.path]
    words = Counter(entry.reading.form.word(entry.path or "") for entry in unplaced)
    if not words:
        return []
    what = "、".join(f"{word} {count} 处" for word, count in words.items())
    projects = len({id(entry.reading) for entry in unplaced})
    return [f"新表没有这些栏目，没有写入：{what}，涉及 {projects} 个项目。要留作数据请用 xltool export。"]


def open_codes(batch: Batch, folder: Path) -> SubObjectiveCodes | None:
    """The mapping of code digits to 分项绩效目标 that nobody has confirmed, None where there is none.

    It is that of the settings file in the folder of the new workbooks, else the one that would be written there.
    """
    settings = folder / SETTINGS_FILE
    data = bytes_at(settings)
    if data is not None:
        codes = parse_settings(data, str(settings)).codes
    else:
        codes = _codes(batch) if batch.departments else None
    return codes if codes is not None and codes.basis != "settings" else None


def workbooks(batch: Batch, decisions: Decisions = UNDECIDED) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of every workbook, numbered in the order of the source."""
    department = department_of_batch(batch)
    entries: dict[int, list[Noted]] = {}
    for entry in noted(batch):
        entries.setdefault(id(entry.reading), []).append(entry)
    digits = max(len(str(len(department.projects))), 2)
    if batch.departments:
        reading = batch.departments[0]
        _, data = _workbook(reading.form, department, entries.get(id(reading), ()), decisions)
        yield f"{'0' * digits} {reading.form.title}.xlsx", data
    for number, (table, project) in enumerate(zip(batch.projects, department.projects, strict=True), 1):
        said, data = _workbook(form_of(project.form), project, entries.get(id(table), ()), decisions)
        name = _BAD_IN_FILE.sub("", said.name or said.code or "未命名").strip(" .")[:_LONGEST_NAME]
        yield f"{number:0{digits}d} {name}.xlsx", data


def _workbook(form: Form, content: Content, entries: Sequence[Noted], decisions: Decisions) -> tuple[Content, bytes]:
    """The content as it was decided, and its workbook with the record of the import; ``entries`` are its own."""
    values = decided_values(entries, decisions)
    content = with_values(content, values)
    texts = {path: value for path, value in values.items() if isinstance(value, str)}
    cells = field_cells(form, content, to_fill=True)

    def finish(workbook: Workbook, _: Worksheet) -> None:
        draw_record(workbook, entries, decisions, form.sheet_name, cells)

    return content, form_workbook(form, content, finish, texts)


def _codes(batch: Batch) -> SubObjectiveCodes | None:
    department = department_of_batch(batch)
    return batch.settings.codes or propose_codes(department, department.projects)


def _settings(batch: Batch, agreed: bool) -> str:
    codes = _codes(batch)
    return settings_text(department_of_batch(batch), codes and (codes._replace(basis="settings") if agreed else codes))
