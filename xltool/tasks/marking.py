"""Marked-up copies of a batch, beside its originals or in a folder of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from xltool.batch import Batch, FileReport
from xltool.problems import Problem
from xltool.writing.atomic import write_atomically
from xltool.writing.markup import LIST_SHEET, marked_copy, problem_workbook

_MARKABLE = (".xlsx", ".xlsm")


def mark_batch(batch: Batch, problems: Sequence[Problem], output: Path) -> Iterator[Path]:
    """Write the marked copies: one workbook to ``output`` itself, several into it with a 问题清单.xlsx over all."""
    sources = [report for report in batch.files if report.document and report.path.suffix.lower() in _MARKABLE]
    if len(sources) == 1 and len(batch.readings) >= 1 and output.suffix.lower() in _MARKABLE and len(_read(batch)) == 1:
        yield write_atomically(output, _copy(sources[0], problems))
        return
    folder = output.with_suffix("") if output.suffix else output
    listing = output if output.suffix else folder / f"{LIST_SHEET}.xlsx"
    copies: dict[str, Path] = {}
    for report in sources:
        if any(problem.file == report.file for problem in problems):
            copies[report.file] = write_atomically(folder / report.path.name, _copy(report, problems))
            yield copies[report.file]

    def target(problem: Problem) -> str | None:
        copy = copies.get(problem.file or "")
        if copy is None or problem.cell is None:
            return None
        return f"{Path(os.path.relpath(copy, listing.parent)).as_posix()}#'{problem.sheet}'!{problem.cell}"

    yield write_atomically(listing, problem_workbook(problems, target))


def _read(batch: Batch) -> list[FileReport]:
    return [report for report in batch.files if report.document]


def _copy(report: FileReport, problems: Sequence[Problem]) -> bytes:
    return marked_copy(report.path.read_bytes(), [problem for problem in problems if problem.file == report.file])
