"""A batch as data for other programs."""

from __future__ import annotations

from xltool.batch import Batch
from xltool.merge import department_of_batch
from xltool.records import department_record, dumps, project_record


def export_batch(batch: Batch, shape: str) -> bytes:
    """A batch as ``json`` (a department), ``jsonl`` (a line a project), ``csv`` or ``parquet`` (a row an indicator)."""
    department = department_of_batch(batch)
    if shape == "json":
        return (dumps(department_record(department)) + "\n").encode()
    if shape == "jsonl":
        return "".join(dumps(project_record(project), indent=None) + "\n" for project in department.projects).encode()
    from xltool.writing.tables import to_csv, to_parquet

    return to_csv(department.projects) if shape == "csv" else to_parquet(department.projects)
