"""Performance target tables (绩效目标表) of Chinese government departments: read, check, total, merge.

``read`` gives a batch, on which ``validate``, ``totals`` and ``merge`` work; ``write_summary`` writes
the summary workbook of a merge. The command line is a thin user of these.
"""

from __future__ import annotations

from pathlib import Path

from xltool.batch import Batch, read
from xltool.merge import Consolidation, merge
from xltool.model import (
    Budget,
    Checkpoint,
    Department,
    Indicator,
    Project,
    Source,
    SubObjective,
    Target,
    Unit,
)
from xltool.problems import Problem, Refused, Repair
from xltool.rules import check
from xltool.totals import Totals
from xltool.totals import totals as _totals

__version__ = "0.1.0"


def validate(batch: Batch) -> list[Problem]:
    """All problems of a batch, in a stable order."""
    return check(batch.readings)


def totals(batch: Batch) -> Totals:
    """The derived totals of a batch, with the settings that lie beside its files."""
    overview = next((reading.department for reading in batch.departments), None)
    return _totals([reading.project for reading in batch.projects], overview, batch.settings.codes)


def write_summary(consolidation: Consolidation, path: str | Path, sheets: str = "auto") -> Path:
    """Write the summary workbook; returns where it was written, another name if the file is open in Excel.

    ``sheets`` is ``auto``, ``all`` or ``none``. Raises ``Refused`` when the workbook does not balance.
    """
    from xltool.writing.atomic import write_atomically
    from xltool.writing.summary import summary_workbook

    return write_atomically(Path(path), summary_workbook(consolidation, target=Path(path), sheets=sheets))


__all__ = [
    "Batch",
    "Budget",
    "Checkpoint",
    "Consolidation",
    "Department",
    "Indicator",
    "Problem",
    "Project",
    "Refused",
    "Repair",
    "Source",
    "SubObjective",
    "Target",
    "Totals",
    "Unit",
    "merge",
    "read",
    "totals",
    "validate",
    "write_summary",
]
