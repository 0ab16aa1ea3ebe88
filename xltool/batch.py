"""Files and folders → a batch of documents: the one place that opens input files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xltool.document import Document, PassedOver, read_document
from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.forms import Labels, add_form, all_with, parse_form
from xltool.forms.form import Form
from xltool.problems import NoText, Refused, Unrelated, system_reason
from xltool.reading.sniff import is_old_word
from xltool.settings import SETTINGS_FILE, Settings, parse_settings

if TYPE_CHECKING:
    from concurrent.futures import Executor

READ, REFUSED, PASSED = "read", "refused", "passed over"
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes; an honest table is far below."""
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
"""Suffixes of files that were meant to be tables, so that what is none is refused and not passed over."""
TASK = 32
"""Files that one task of the executor reads."""

FORMS_FOLDER = "forms"
"""The folder beside a department's tables that holds its own form files."""

CLIPBOARD = "剪贴板"
"""How a table is called that was copied and not saved."""

NO_SETTINGS = Settings()

Progress = Callable[[int, int], None]
"""Called with the number of files done and of files in all."""


class FileReport(NamedTuple):
    """What became of one file: read, refused or passed over, and why; ``file`` is its name in messages."""

    file: str
    path: Path
    status: str
    reason: str = ""
    document: Document | None = None


class Batch(NamedTuple):
    """All files of a run in a stable order, and the settings that lay beside them."""

    files: tuple[FileReport, ...]
    settings: Settings = NO_SETTINGS

    @property
    def readings(self) -> list[Reading]:
        """The readings of all files that were read."""
        return [reading for report in self.files if report.document for reading in report.document.readings]

    @property
    def projects(self) -> list[ProjectReading]:
        """The readings of project tables."""
        return [reading for reading in self.readings if isinstance(reading, ProjectReading)]

    @property
    def departments(self) -> list[DepartmentReading]:
        """The readings of part one."""
        return [reading for reading in self.readings if isinstance(reading, DepartmentReading)]

    def spare(self, path: Path) -> Path:
        """The path, for writing. Raises ``Refused`` when a file of this run lies there, for originals never change."""
        for report in self.files:
            if report.status != PASSED and report.path.name == path.name and report.path.resolve() == path.resolve():
                raise Refused(f"“{path}”是这次读取的原文件，不能用作输出，没有写入。请换一个文件名或文件夹。")
        return path

    @property
    def refused(self) -> list[FileReport]:
        """The files that could not be used."""
        return [report for report in self.files if report.status == REFUSED]


def bytes_at(path: Path) -> bytes | None:
    """What lies at a path, None where nothing does or it cannot be read."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def read(
    *paths: str | Path,
    executor: Executor | None = None,
    progress: Progress | None = None,
    unsaved: Mapping[Path, bytes] | None = None,
    password: str | None = None,
    output: Path | None = None,
    pasted: bytes = b"",
    labels: Labels = (),
) -> Batch:
    """Read files and folders; a folder gives its files, not those of its subfolders, which are listed.

    ``executor`` is any ``concurrent.futures`` executor, two threads where it is None. ``unsaved`` is what is read in
    place of files that are open with changes. ``password`` opens the files that have one. The settings lie beside the
    files, or else in the folder ``output``. ``pasted`` is what a clipboard holds, read like a file. ``labels`` are
    words of old tables beside those of the settings. A file that cannot be used is a report with its reason; only a
    bad settings file raises ``Refused``.
    """
    settings = settings_of([*paths, *([output] if output else [])])
    if labels:
        settings = settings._replace(labels=(*settings.labels, *labels))
    found = _named_apart(list(_find(paths)))
    instead = {path.resolve(): data for path, data in (unsaved or {}).items()}
    found = [entry._replace(data=instead.get(entry.path.resolve())) for entry in found] if instead else found
    found += [_Found(CLIPBOARD, Path(CLIPBOARD), True, data=pasted)] if pasted else []
    wanted = [entry._replace(labels=settings.labels) for entry in found if not entry.reason]
    own = forms_of(paths)
    done: dict[Path, FileReport] = {}
    for report in _read_all(wanted, own, executor, password):
        done[report.path] = report
        if progress is not None:
            progress(len(done), len(wanted))
    reports = tuple(
        done.get(entry.path, FileReport(entry.file, entry.path, entry.status, entry.reason)) for entry in found
    )
    return Batch(reports, settings)


class _Found(NamedTuple):
    file: str
    path: Path
    named: bool
    status: str = READ
    reason: str = ""
    data: bytes | None = None
    labels: Labels = ()


def _find(paths: Sequence[str | Path]) -> Iterator[_Found]:
    seen: set[Path] = set()
    for path in map(Path, paths):
        if not path.exists():
            yield _Found(path.name, path, True, REFUSED, f"没有找到“{path}”。请检查路径和文件名。")
            continue
        named = not path.is_dir()
        folder = (path.parent if named else path).resolve()
        members = [(path.name, False)] if named else _members(path)
        for name, is_folder in members:
            if folder / name in seen:
                continue
            seen.add(folder / name)
            reason = _why_pass(name, is_folder)
            yield _Found(name, path if named else path / name, named, PASSED if reason else READ, reason)


def _members(folder: Path) -> list[tuple[str, bool]]:
    """Name and whether it is a folder, of everything in a folder, files first."""
    with os.scandir(folder) as entries:
        members = [(entry.name, entry.is_dir()) for entry in entries]
    return sorted(members, key=lambda member: (member[1], member[0]))


def _named_apart(found: list[_Found]) -> list[_Found]:
    """Files of the same name from different folders are called by their whole path."""
    counts = Counter(entry.file for entry in found)
    return [entry._replace(file=str(entry.path)) if counts[entry.file] > 1 else entry for entry in found]


def _why_pass(name: str, is_folder: bool) -> str:
    if is_folder:
        return "放表样文件的文件夹" if name == FORMS_FOLDER else "子文件夹，没有进入读取"
    if name.startswith("~$"):
        return "Excel 打开文件时的锁定文件"
    if name.startswith("."):
        return "隐藏文件"
    if name == SETTINGS_FILE:
        return "部门设置文件"
    return ""


def _read_all(
    wanted: list[_Found], own: tuple[Form, ...], executor: Executor | None, password: str | None
) -> Iterator[FileReport]:
    read_some = partial(_read_some, own=own, password=password)
    tasks = list(_chunks(wanted, TASK))
    if executor is not None:
        yield from _flat(executor.map(read_some, tasks))
    elif len(tasks) < 2:
        yield from _flat(map(read_some, tasks))
    else:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(2) as threads:
            yield from _flat(threads.map(read_some, tasks))


def _chunks(items: list[_Found], size: int) -> Iterator[list[_Found]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _flat(results: Iterable[list[FileReport]]) -> Iterator[FileReport]:
    for reports in results:
        yield from reports


def _read_some(entries: list[_Found], own: tuple[Form, ...], password: str | None) -> list[FileReport]:
    for form in own:  # in another process they are not known yet
        add_form(form)
    return [_read_one(entry, own, password) for entry in entries]


def _read_one(entry: _Found, own: tuple[Form, ...], password: str | None) -> FileReport:
    try:
        if (len(entry.data) if entry.data else entry.path.stat().st_size) > LARGEST_FILE:
            raise Refused(
                f"“{entry.file}”超过 {LARGEST_FILE >> 20} MB，不像一张绩效目标表，没有读取。请删去多余内容后再试。"
            )
        forms = known_forms(entry.labels, own)
        document = _read_bytes(entry.data or entry.path.read_bytes(), entry.file, forms, password)
    except PassedOver as error:
        return FileReport(entry.file, entry.path, PASSED, str(error))
    except Unrelated as error:
        refused = entry.named or (isinstance(error, NoText) and entry.path.suffix.lower() in WORKBOOKS)
        return FileReport(entry.file, entry.path, REFUSED if refused else PASSED, str(error))
    except Refused as error:
        return FileReport(entry.file, entry.path, REFUSED, str(error))
    except OSError as error:
        reason = f"“{entry.file}”打不开（{system_reason(error)}）。请检查权限，或关闭占用它的程序后再试。"
        return FileReport(entry.file, entry.path, REFUSED, reason)
    except Exception:  # noqa: BLE001 - one file that nobody foresaw must not stop the others
        reason = f"“{entry.file}”读取时出现意外情况，没有读取。请用 Excel 打开并另存一份后再试。"
        return FileReport(entry.file, entry.path, REFUSED, reason)
    if document.is_blank and not entry.named:
        return FileReport(entry.file, entry.path, PASSED, "空白表，还没有填写")
    return FileReport(entry.file, entry.path, READ, "", document)


def _read_bytes(data: bytes, file: str, forms: tuple[Form, ...] | None, password: str | None) -> Document:
    """The document, an old one of Word's converted first."""
    if not is_old_word(data):
        return read_document(data, file, forms, password=password)
    from xltool.conversion import docx_of

    data, repair = docx_of(data, file)
    document = read_document(data, file, forms)
    return document._replace(repairs=(repair, *document.repairs))


def settings_of(paths: Sequence[str | Path]) -> Settings:
    """What the first settings file in a folder or beside a file says. Raises ``Refused`` for a bad one."""
    file = settings_file(paths)
    return parse_settings(file.read_bytes(), str(file)) if file else NO_SETTINGS


def settings_file(paths: Sequence[str | Path]) -> Path | None:
    """The first settings file in a folder or beside a file."""
    files = ((path if path.is_dir() else path.parent) / SETTINGS_FILE for path in map(Path, paths))
    return next((file for file in files if file.is_file()), None)


def forms_of(paths: Sequence[str | Path]) -> tuple[Form, ...]:
    """The forms that a department keeps in ``forms/`` in a folder or beside a file; they are known by id from then on.

    Raises ``Refused`` with the file and the line of one that is wrong.
    """
    folders = dict.fromkeys((path if path.is_dir() else path.parent) / FORMS_FOLDER for path in map(Path, paths))
    found: dict[str, Form] = {}
    for file in (file for folder in folders if folder.is_dir() for file in sorted(folder.glob("*.toml"))):
        try:
            form = parse_form(file.read_text("utf-8-sig"), str(file))
        except UnicodeDecodeError as error:
            raise Refused(f"表样文件“{file}”不是 UTF-8 编码。请用记事本打开，另存时选 UTF-8。") from error
        if form.id in found:
            raise Refused(f"表样文件“{file}”的编号“{form.id}”与另一个表样文件相同，请改其中一个。")
        add_form(form)
        found[form.id] = form
    return tuple(found.values())


def known_forms(labels: Labels, own: tuple[Form, ...]) -> tuple[Form, ...] | None:
    """The forms to look for, with the department's own words and forms; None where it has neither."""
    return all_with(labels, own) if labels or own else None
