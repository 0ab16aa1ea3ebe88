"""导入旧表 in two clicks: the first opens 导入清单, the second, on that list, makes the new workbooks."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from xltool.batch import Batch, FileReport, read
from xltool.cells import a1
from xltool.decisions import ADOPTED, KEPT, UNDECIDED, Decisions, Noted, noted
from xltool.excel.application import Excel
from xltool.flat import DepartmentReading, ProjectReading
from xltool.problems import Refused, Repair
from xltool.writing.atomic import write_atomically
from xltool.writing.import_list import IMPORT_LIST, SOURCES_SHEET, TREATMENT, list_workbook

_MOST_SHOWN = 8
_TEMPORARY = "xltool-"
_AGAIN = "请关闭清单，再点“导入旧表”重新选文件。"


def list_or_write(excel: Excel) -> str | None:
    """The button: on 导入清单 the new workbooks are made, anywhere else old tables are chosen and listed."""
    return _choose(excel) if excel.sheet(SOURCES_SHEET) is None else _go_on(excel)


def _choose(excel: Excel) -> str | None:
    files = excel.choose_files("选择往年的表，可以多选")
    if not files:
        return None
    batch = _batch(excel, files)
    entries = noted(batch)
    if entries:
        return _list(excel, batch, entries)
    question = f"读到 {len(batch.projects)} 张项目表，没有需要更正的地方。{_refused(batch)}"
    return _write(excel, batch, UNDECIDED) if excel.agrees(f"{question}\n生成新的工作簿吗？原文件不变。") else None


def _go_on(excel: Excel) -> str | None:
    """From the list that is in front; where a source is not as it was when the list was made, it is made anew."""
    listed = excel.book
    sources = dict(_sources(excel))
    batch = _batch(excel, [Path(path) for path in sources])
    entries = noted(batch)
    changed = [report.file for report in batch.files if sources.get(str(report.path)) != _content(report)]
    if changed:
        anew = _list(excel, batch, entries)
        _close(listed)
        return f"{'、'.join(f'“{name}”' for name in changed)}在列出清单以后改过或不见了，已按现在的内容重新列出。{anew}"
    said = _write(excel, batch, _decisions(excel, entries))
    if said is not None:
        _close(listed)
    return said


def _batch(excel: Excel, files: Sequence[Path]) -> Batch:
    """The tables of the files, as they are on the screen where they are open. Raises ``Refused`` for none."""
    unsaved: dict[Path, bytes] = {}
    for folder in {file.parent for file in files}:
        unsaved |= excel.unsaved(folder)
    batch = read(*files, progress=excel.reading, unsaved=unsaved)
    if not batch.readings:
        raise Refused(f"选中的文件里没有找到绩效目标表。{_refused(batch)}")
    return batch


def _refused(batch: Batch) -> str:
    return "".join(f"\n{report.reason}" for report in batch.refused[:_MOST_SHOWN])


def _list(excel: Excel, batch: Batch, entries: Sequence[Noted]) -> str:
    """Open the list, and say what is on it and how to go on."""
    listing = Path(tempfile.mkdtemp(prefix=_TEMPORARY), excel.free_name(IMPORT_LIST))
    sources = {str(report.path): _content(report) for report in batch.files}
    excel.open(write_atomically(listing, list_workbook(entries, sources)))
    repairs = [entry.repair for entry in entries if entry.repair]
    left = f"另有 {len(entries) - len(repairs)} 处内容未能识别，列在最后。" if len(repairs) < len(entries) else ""
    return (
        f"读到 {len(batch.projects)} 张项目表，{len(repairs)} 处更正，"
        f"其中 {sum(not repair.sure for repair in repairs)} 处请确认。{left}"
        f"核对清单后再点一次“导入旧表”生成新的工作簿；关闭清单就是放弃。{_refused(batch)}"
    )


def _content(report: FileReport) -> str:
    """What was read of a file, as a short text that is another one whenever that is something else."""
    read_of_it: list[object] = [report.status, report.reason]
    if report.document is not None:
        readings = report.document.readings
        read_of_it += [reading.project for reading in readings if isinstance(reading, ProjectReading)]
        read_of_it += [reading.department for reading in readings if isinstance(reading, DepartmentReading)]
        read_of_it += [*report.document.all_repairs(), *report.document.all_leftovers()]
    return hashlib.sha256(repr(read_of_it).encode()).hexdigest()


def _sources(excel: Excel) -> Iterator[tuple[str, str]]:
    for row in excel.grid(excel.sheet(SOURCES_SHEET)).rows:
        if len(row) > 1 and row[0]:
            yield str(row[0]), str(row[1])


def _decisions(excel: Excel, entries: Sequence[Noted]) -> dict[Repair, bool]:
    """What the clerk chose on the list, whatever the order of its rows.

    Raises ``Refused`` for a word that is no choice, and where a row with a choice is missing or was changed.
    """
    sheet = excel.sheet(IMPORT_LIST)
    rows = excel.grid(sheet).rows if sheet is not None else []
    decisions: dict[Repair, bool] = {}
    for row_no, row in enumerate(rows):
        entry = _entry(row, entries)
        if entry is None or entry.repair is None:
            continue
        word = str(row[TREATMENT] or "").strip()
        if word not in (ADOPTED, KEPT):
            place = a1(row_no, TREATMENT)
            raise Refused(
                f"“{IMPORT_LIST}”的 {place} 写着“{word}”，只能写“{ADOPTED}”或“{KEPT}”。请改好以后再点一次“导入旧表”。"
            )
        if decisions.setdefault(entry.repair, word == ADOPTED) != (word == ADOPTED):
            raise Refused(f"“{IMPORT_LIST}”里序号 {row[0]:.0f} 有两行，“处理”不一样。请删去一行，再点一次“导入旧表”。")
    missing = [n for n, entry in enumerate(entries, 1) if entry.open and entry.repair not in decisions]
    if missing:
        numbers = "、".join(map(str, missing[:_MOST_SHOWN])) + ("等" if len(missing) > _MOST_SHOWN else "")
        raise Refused(
            f"“{IMPORT_LIST}”里序号 {numbers} 的更正要请您确认，这些行却被删除或改动了。"
            f"请撤销改动，再点一次“导入旧表”；或者{_AGAIN}"
        )
    return decisions


def _entry(row: Sequence[object], entries: Sequence[Noted]) -> Noted | None:
    """The entry with a choice that a row of the list is about, None for any other row."""
    if len(row) <= TREATMENT or not isinstance(row[0], int | float) or not 1 <= row[0] <= len(entries):
        return None
    entry = entries[int(row[0]) - 1]
    same = (row[1], row[2], row[3]) == (entry.said.file, entry.said.sheet, entry.said.cell)
    return entry if entry.open and same else None


def _write(excel: Excel, batch: Batch, decisions: Decisions) -> str | None:
    from xltool.tasks.importing import import_batch

    output = excel.choose_folder("新工作簿放在哪个文件夹")
    if output is None:
        return None
    done = import_batch(batch, output, decisions=decisions)
    kept = "".join(f"\n“{path.name}”已存在且内容不同，没有覆盖。" for path in done.kept)
    notes = "".join(f"\n{note}" for note in done.notes)
    return f"已在“{output}”里生成 {len(done.written)} 个文件。{kept}{notes}"


def _close(listed: Any) -> None:
    """Close a list, and delete its file unless the clerk saved it elsewhere."""
    folder = Path(listed.fullname).parent
    listed.close()
    if folder.parent == Path(tempfile.gettempdir()) and folder.name.startswith(_TEMPORARY):
        with suppress(OSError):
            shutil.rmtree(folder)
