"""Marked-up copies of a batch, beside its originals or in a folder of their own."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from xltool.batch import Batch, FileReport
from xltool.cells import quoted
from xltool.document import LIST_SHEET
from xltool.places import of_file
from xltool.problems import Place, Problem
from xltool.reading.sniff import kind_of
from xltool.writing.atomic import write_atomically
from xltool.writing.markup import marked_copy, problem_workbook

_MARKABLE = (".xlsx", ".xlsm")


def mark_batch(batch: Batch, problems: Sequence[Problem], output: Path) -> Iterator[Path]:
    """Write the marked copies: one workbook to ``output`` itself, several into it with a 问题清单.xlsx over all."""
    sources = [report for report in batch.files if report.document and _is_markable(report.path)]
    read = [report for report in batch.files if report.document]
    if len(read) == len(sources) == 1 and output.suffix.lower() in _MARKABLE:
        yield write_atomically(batch.spare(output), _copy(sources[0], problems))
        return
    folder = output.with_suffix("") if output.suffix else output
    listing = output if output.suffix else folder / f"{LIST_SHEET}.xlsx"
    wanted = [report for report in sources if of_file(problems, report.file)]
    copies = dict(zip((report.file for report in wanted), _places(folder, wanted), strict=True))
    for path in (*copies.values(), listing):
        batch.spare(path)
    for report in wanted:
        yield write_atomically(copies[report.file], _copy(report, problems))

    def target(at: Place) -> str | None:
        copy = copies.get(at.file or "")
        if copy is None or at.cell is None or at.sheet is None:
            return None
        return f"{Path(os.path.relpath(copy, listing.parent)).as_posix()}#{quoted(at.sheet)}!{at.cell}"

    yield write_atomically(listing, problem_workbook(problems, target))


def _is_markable(path: Path) -> bool:
    """Whether a file is what its suffix says; a web page may be called .xlsx, and a file with a password is closed."""
    if path.suffix.lower() not in _MARKABLE:
        return False
    data = path.read_bytes()
    return data.startswith(b"PK") and kind_of(data, path.name) == "xlsx"


def _places(folder: Path, reports: Sequence[FileReport]) -> Iterator[Path]:
    """A place for each copy; files of one name from different folders are numbered."""
    seen: Counter[str] = Counter()
    for report in reports:
        seen[report.path.name] += 1
        number = seen[report.path.name]
        yield folder / (report.path.name if number == 1 else f"{report.path.stem} ({number}){report.path.suffix}")


def _copy(report: FileReport, problems: Sequence[Problem]) -> bytes:
    return marked_copy(report.path.read_bytes(), of_file(problems, report.file))
