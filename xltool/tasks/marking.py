"""Marked-up copies of a batch, beside its originals or in a folder of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from xltool.batch import Batch, FileReport
from xltool.cells import quoted
from xltool.checking import explained, wishes
from xltool.document import LIST_SHEET
from xltool.places import of_file
from xltool.problems import Place, Problem
from xltool.reports import counted
from xltool.tasks.copies import one_place, places_in, sources_of
from xltool.writing.atomic import write_atomically
from xltool.writing.markup import marked_copy, problem_workbook


def mark_batch(batch: Batch, problems: Sequence[Problem], output: Path) -> Iterator[Path]:
    """Write the marked copies: one workbook to ``output`` itself, several into it with a 问题清单.xlsx over all."""
    wished = list(wishes(batch.settings))
    single = one_place(batch, output)
    if single is not None:
        yield write_atomically(batch.spare(output), _copy(single, problems, wished))
        return
    folder = output.with_suffix("") if output.suffix else output
    listing = output if output.suffix else folder / f"{LIST_SHEET}.xlsx"
    wanted = [report for report in sources_of(batch) if of_file(problems, report.file)]
    copies = places_in(folder, wanted)
    for path in (*copies.values(), listing):
        batch.spare(path)
    for report in wanted:
        yield write_atomically(copies[report.file], _copy(report, problems, wished))

    def target(at: Place) -> str | None:
        copy = copies.get(at.file or "")
        if copy is None or at.cell is None or at.sheet is None:
            return None
        return f"{Path(os.path.relpath(copy, listing.parent)).as_posix()}#{quoted(at.sheet)}!{at.cell}"

    notes = [f"共检查 {len(batch.projects)} 张项目表：{counted(problems) or '没有查出问题'}。", *wished]
    yield write_atomically(listing, problem_workbook(problems, target, notes))


def _copy(report: FileReport, problems: Sequence[Problem], notes: Sequence[str]) -> bytes:
    documents = () if report.document is None else (report.document,)
    own, left = explained(of_file(problems, report.file), *documents)
    return marked_copy(report.path.read_bytes(), own, left, notes)
