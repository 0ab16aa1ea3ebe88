"""Projects as flat tables for other programs: csv and parquet, a row an indicator.

``list`` says which of a project's lists a row is of, ``indicators`` or ``long_term``; ``more`` and ``project_more``
are what the form prints beyond the other columns, as JSON objects.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable

import pandas as pd

from xltool.model import Indicator, More, Project
from xltool.problems import Refused

COLUMNS = (
    "department_code", "department_name", "project_code", "project_name", "form", "total", "fiscal", "other", "purpose",
    "objectives", "level1", "level2", "level3", "description", "target", "operator", "number", "upper", "unit", "basis",
    "source_file", "source_sheet", "list", "more", "project_more",
)  # fmt: skip
_DECIMALS = ("total", "fiscal", "other", "number", "upper")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def to_frame(projects: Iterable[Project]) -> pd.DataFrame:
    """A row an indicator, project columns repeated, amounts as ``Decimal``; one row for one that has no indicators."""
    rows = [_row(project, *listed) for project in projects for listed in _listed(project)]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def to_csv(projects: Iterable[Project]) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that Excel shows Chinese.

    Text that Excel would take for a formula gets an apostrophe in front, as Excel itself writes it.
    """
    frame = to_frame(projects)
    for column in frame.columns:
        frame[column] = frame[column].map(_harmless)
    return frame.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def to_parquet(projects: Iterable[Project]) -> bytes:
    """Parquet; the types of the columns do not depend on what they hold, money and numbers are decimals.

    Raises ``Refused`` where pyarrow is not installed, and for a number with more digits than the type has.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise Refused("导出 parquet 需要 pyarrow。请先运行：pip install 'xltool[parquet]'") from error
    types = {column: pyarrow.decimal128(38, 10) if column in _DECIMALS else pyarrow.string() for column in COLUMNS}
    try:
        table = pyarrow.Table.from_pandas(to_frame(projects), pyarrow.schema(types.items()), preserve_index=False)
    except pyarrow.ArrowInvalid as error:
        raise Refused("有的数位数过多，不能导出成 parquet。请改用 --format json 或 csv。") from error
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer)
    return buffer.getvalue()


def _listed(project: Project) -> list[tuple[str, Indicator]]:
    rows = [("indicators", row) for row in project.indicators]
    return rows + [("long_term", row) for row in project.long_term] or [("indicators", Indicator())]


def _more(more: More) -> str | None:
    return json.dumps(dict(more), ensure_ascii=False) if more else None


def _row(project: Project, name: str, indicator: Indicator) -> tuple[object, ...]:
    unit, budget, target, source = project.department, project.budget, indicator.target, project.source
    return (
        unit.code, unit.name, project.code, project.name, project.form, budget.total, budget.fiscal, budget.other,
        project.purpose, "\n".join(project.objectives), indicator.level1, indicator.level2, indicator.level3,
        indicator.description, target.raw, target.operator, target.number, target.upper, target.unit, indicator.basis,
        source.file if source else None, source.sheet if source else None, name, _more(indicator.more),
        _more(project.more),
    )  # fmt: skip


def _harmless(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
