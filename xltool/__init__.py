"""Performance target tables (绩效目标表) of Chinese government departments: read, check, total, merge.

``read`` gives a batch, on which ``validate``, ``totals`` and ``merge`` work; ``write_summary`` writes
the summary workbook of a merge. The command line is a thin user of these.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.api import compare, keep_reasons, merge, read, totals, validate, write_summary
    from xltool.batch import Batch
    from xltool.comparison import Comparison
    from xltool.consolidation import Consolidation
    from xltool.derived_totals import Totals
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

__version__ = "0.1.0"

_PLACES = {
    "xltool.api": ("compare", "keep_reasons", "merge", "read", "totals", "validate", "write_summary"),
    "xltool.batch": ("Batch",),
    "xltool.comparison": ("Comparison",),
    "xltool.consolidation": ("Consolidation",),
    "xltool.model": (
        *("Budget", "Checkpoint", "Department", "Indicator", "Project"),
        *("Source", "SubObjective", "Target", "Unit"),
    ),
    "xltool.problems": ("Problem", "Refused", "Repair"),
    "xltool.derived_totals": ("Totals",),
}


def __getattr__(name: str) -> object:
    """Load a name where it is first used: checking one table must not wait for the merge."""
    for module, names in _PLACES.items():
        if name in names:
            value = globals()[name] = getattr(importlib.import_module(module), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Batch",
    "Budget",
    "Checkpoint",
    "Comparison",
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
    "compare",
    "keep_reasons",
    "merge",
    "read",
    "totals",
    "validate",
    "write_summary",
]
