"""The functions of the library: a batch is read, then checked, added up or merged."""

from __future__ import annotations

from pathlib import Path

from xltool.batch import Batch, read
from xltool.consolidation import Consolidation, merge
from xltool.derived_totals import Totals
from xltool.derived_totals import totals as totals_of
from xltool.problems import Problem
from xltool.rules import check

__all__ = ["merge", "read", "totals", "validate", "write_summary"]


def validate(batch: Batch) -> list[Problem]:
    """All problems of a batch, in a stable order."""
    return check(batch.readings)


def totals(batch: Batch) -> Totals:
    """The derived totals of a batch, with the settings that lie beside its files."""
    overview = next((reading.department for reading in batch.departments), None)
    return totals_of([reading.project for reading in batch.projects], overview, batch.settings.codes)


def write_summary(consolidation: Consolidation, path: str | Path, sheets: str = "auto") -> Path:
    """Write the summary workbook; returns where it was written, another name if the file is open in Excel.

    ``sheets`` is ``auto``, ``all`` or ``none``. Raises ``Refused`` when the workbook does not balance.
    """
    from xltool.writing.atomic import write_atomically
    from xltool.writing.summary import summary_workbook

    return write_atomically(Path(path), summary_workbook(consolidation, target=Path(path), sheets=sheets))
