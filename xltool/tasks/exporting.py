"""A batch as data for other programs."""

from __future__ import annotations

import re
from typing import Any

from xltool.batch import Batch
from xltool.consolidation import department_of_batch
from xltool.problems import Refused
from xltool.records import department_record, dumps, project_record
from xltool.schema import breaches


def export_batch(batch: Batch, shape: str) -> bytes:
    """A batch as ``json`` (a department), ``jsonl`` (a line a project), ``csv`` or ``parquet`` (a row an indicator)."""
    department = department_of_batch(batch)
    if shape == "json":
        record = department_record(department)
        _check(record, batch)
        return (dumps(record) + "\n").encode()
    if shape == "jsonl":
        return "".join(dumps(project_record(project), indent=None) + "\n" for project in department.projects).encode()
    from xltool.writing.tables import to_csv, to_parquet

    return to_csv(department.projects) if shape == "csv" else to_parquet(department.projects)


def _check(record: dict[str, Any], batch: Batch) -> None:
    """Hold what is exported against the schema. Raises ``Refused`` that names the cell behind a breach."""
    for path, message in breaches(record):
        project = re.match(r"projects\[(\d+)\]\.", path)
        readings = [batch.projects[int(project[1])]] if project else batch.departments[:1]
        field = path[project.end() :] if project else path
        where = f"“{readings[0].file}”{readings[0].cell(field) or ''}" if readings else ""
        raise Refused(f"{where}的内容不能导出：{path} {message}。请改正后再试。")
