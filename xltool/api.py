"""The functions of the library: a batch is read, then checked, added up or merged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch import Batch, bytes_at, read
from xltool.checking import check_batch
from xltool.consolidation import Consolidation, explain, merge
from xltool.derived_totals import Totals
from xltool.derived_totals import totals as totals_of
from xltool.problems import Problem

if TYPE_CHECKING:
    from xltool.comparison import Comparison

__all__ = ["compare", "keep_reasons", "merge", "read", "totals", "validate", "write_summary"]


def validate(batch: Batch, previous: Batch | None = None) -> list[Problem]:
    """All problems of a batch, in a stable order; ``previous`` are last year's tables, held against this year's."""
    return check_batch(batch, previous)


def totals(batch: Batch) -> Totals:
    """The derived totals of a batch, with the settings that lie beside its files."""
    overview = next((reading.department for reading in batch.departments), None)
    return totals_of([reading.project for reading in batch.projects], overview, batch.settings.codes)


def compare(previous: Batch, this: Consolidation) -> Comparison:
    """Last year's tables against this year's; what of them could not be used is in ``left_out``.

    Raises ``Refused`` where last year has no table that can be used.
    """
    from xltool.comparison import compare_departments

    last = merge(previous)
    return compare_departments(last.department, this.department, dict.fromkeys(line.reason for line in last.refused))


def keep_reasons(consolidation: Consolidation, path: str | Path) -> Consolidation:
    """The consolidation with the reasons (错误说明) that were written into the summary at ``path``.

    ``explained.left`` of it are those whose content changed. What lies there and is no summary is passed over.
    """
    return explain(consolidation, bytes_at(Path(path)))


def write_summary(
    consolidation: Consolidation, path: str | Path, sheets: str = "auto", comparison: Comparison | None = None
) -> Path:
    """Write the summary workbook; returns where it was written, another name if the file is open in Excel.

    ``sheets`` is ``auto``, ``all`` or ``none``; a ``comparison`` adds the sheet 年度对比. The reasons (错误说明) in a
    summary that lies there already are kept, as by ``keep_reasons``. Raises ``Refused`` when the workbook does not
    balance.
    """
    from xltool.writing.atomic import write_atomically
    from xltool.writing.summary import summary_workbook

    if consolidation.explained is None:
        consolidation = keep_reasons(consolidation, path)
    data = summary_workbook(consolidation, target=Path(path), sheets=sheets, comparison=comparison)
    return write_atomically(Path(path), data)
