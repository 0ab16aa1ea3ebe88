"""Copies of the workbooks of a batch: where they go, and which files a copy can be made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from xltool.batch import Batch, FileReport
from xltool.reading.sniff import kind_of

SUFFIXES = (".xlsx", ".xlsm")


def sources_of(batch: Batch) -> list[FileReport]:
    """The files that were read and whose cells can be written: workbooks that are what their suffix says."""
    return [report for report in batch.files if report.document and _is_workbook(report.path)]


def one_place(batch: Batch, output: Path) -> FileReport | None:
    """The one file whose copy is ``output`` itself; None where ``output`` is a folder for the copies of several."""
    read, sources = [report for report in batch.files if report.document], sources_of(batch)
    return sources[0] if len(read) == len(sources) == 1 and output.suffix.lower() in SUFFIXES else None


def places_in(folder: Path, reports: Sequence[FileReport]) -> dict[str, Path]:
    """A place for the copy of each file, by its name in messages; equal names from different folders are numbered."""
    seen: Counter[str] = Counter()
    places: dict[str, Path] = {}
    for report in reports:
        seen[report.path.name] += 1
        number = seen[report.path.name]
        name = report.path.name if number == 1 else f"{report.path.stem} ({number}){report.path.suffix}"
        places[report.file] = folder / name
    return places


def _is_workbook(path: Path) -> bool:
    """Whether a file is what its suffix says; a web page may be called .xlsx, and a file with a password is closed."""
    if path.suffix.lower() not in SUFFIXES:
        return False
    data = path.read_bytes()
    return data.startswith(b"PK") and kind_of(data, path.name) == "xlsx"
