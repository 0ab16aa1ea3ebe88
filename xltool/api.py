"""The functions of the library: a batch is read, then checked, added up or merged."""

from __future__ import annotations

from pathlib import Path

from xltool.batch import Batch, read
from xltool.comparison import Comparison, compare_departments
from xltool.consolidation import Consolidation, merge
from xltool.derived_totals import Totals
from xltool.derived_totals import totals as totals_of
from xltool.problems import Problem
from xltool.rules import check

__all__ = ["compare", "merge", "read", "totals", "validate", "write_summary"]


def validate(batch: Batch) -> list[Problem]:
    """All problems of a batch, in a stable order."""
    return check(batch.readings)


def totals(batch: Batch) -> Totals:
    """The derived totals of a batch, with the settings that lie beside its files."""
    overview = next((reading.department for reading in batch.departments), None)
    return totals_of([reading.project for reading in batch.projects], overview, batch.settings.codes)


def compare(previous: Batch, this: Consolidation) -> Comparison:
    """Last year's tables against this year's; what of them could not be used is in ``left_out``.

    Raises ``Refused`` where last year has no table that can be used.
    """
    last = merge(previous)
    return compare_departments(last.department, this.department, dict.fromkeys(line.reason for line in last.refused))


def write_summary(
    consolidation: Consolidation, path: str | Path, sheets: str = "auto", comparison: Comparison | None = None
) -> Path:
    """Write the summary workbook; returns where it was written, another name if the file is open in Excel.

    ``sheets`` is ``auto``, ``all`` or ``none``; a ``comparison`` adds the sheet 年度对比. Raises ``Refused`` when the
    workbook does not balance.
    """
    from xltool.writing.atomic import write_atomically
    from xltool.writing.summary import summary_workbook

    data = summary_workbook(consolidation, target=Path(path), sheets=sheets, comparison=comparison)
    return write_atomically(Path(path), data)
