"""Copies of a batch in which everything is mended whose right text is certain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from xltool.batch import Batch, FileReport, read
from xltool.checking import check_batch
from xltool.office.cells import fill_cells
from xltool.problems import Fix, Refused
from xltool.tasks.copies import one_place, places_in, sources_of
from xltool.writing.atomic import write_atomically

_MOST_ROUNDS = 20
"""Mends of one cell; each mend of a rule leaves less of its kind."""


class FixedCopy(NamedTuple):
    """A copy that was written of an original, its bytes, and what was mended in it."""

    path: Path
    original: Path
    data: bytes
    fixes: tuple[Fix, ...]


def fix_batch(batch: Batch, output: Path) -> Iterator[FixedCopy]:
    """Write a copy of every workbook with something to mend: to ``output``, or of several into that folder.

    Raises ``Refused`` where no file of the batch is a workbook that can be written.
    """
    sources = sources_of(batch)
    if not sources:
        raise Refused("只有 .xlsx 和 .xlsm 能写出改好的副本。别的文件请先用 xltool import 导入成新表，再校验。")
    single = one_place(batch, output)
    mended = {report.file: entry for report in sources if (entry := _mended(report))[1]}
    wanted = [report for report in sources if report.file in mended]
    places = {single.file: output} if single else places_in(output, wanted)
    for report in wanted:
        batch.spare(places[report.file])
    for report in wanted:
        data, fixes = mended[report.file]
        yield FixedCopy(write_atomically(places[report.file], data), report.path, data, tuple(fixes))


def _mended(report: FileReport) -> tuple[bytes, list[Fix]]:
    """The bytes of a file after all certain mends, each of them made and then looked at again; and the mends."""
    data = report.path.read_bytes()
    fixes: list[Fix] = []
    for _ in range(_MOST_ROUNDS):
        found = _certain(report, data)
        if not found:
            break
        cells: dict[str, dict[str, str | None]] = {}
        for fix in found:
            cells.setdefault(fix.sheet, {})[fix.cell] = fix.after
        data = fill_cells(data, cells)
        fixes += found
    return data, fixes


def _certain(report: FileReport, data: bytes) -> list[Fix]:
    """At most one mend a cell, the most serious problem's."""
    batch = read(report.path, unsaved={report.path: data})
    raws = {(r.file, r.sheet, r.cell(path)): spot.raw for r in batch.readings for path, spot in r.spots.items()}
    fixes: dict[tuple[str, str], Fix] = {}
    for problem in check_batch(batch):
        for at in problem.all_places if problem.fix is not None else ():
            if at.sheet and at.cell and problem.fix is not None:
                before = raws.get((at.file or "", at.sheet, at.cell))
                fix = Fix(report.file, at.sheet, at.cell, problem.code, str(before or ""), problem.fix)
                fixes.setdefault((at.sheet, at.cell), fix)
    return list(fixes.values())
