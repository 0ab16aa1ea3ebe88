"""One money column added up over the tables of a folder, as 部门汇总 adds it up."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from xltool.amounts import total
from xltool.batch import read
from xltool.consolidation import AMOUNT_WORDS, merge
from xltool.fields import AMOUNTS, project_values
from xltool.flat import ProjectReading
from xltool.forms import SHIPPED, shipped
from xltool.forms.form import Form
from xltool.problems import Refused
from xltool.words import label_key


def folder_sum(folder: Path, label: str) -> Decimal:
    """The sum in 万元 of the money column that a form calls by this label, over the project tables of a folder.

    Tables count as in the summary, equal copies once. Raises ``Refused`` where a table or an amount cannot be read, so
    that no sum is silently too small.
    """
    path = _money_field(shipped(SHIPPED[0]), label)
    if path is None:
        raise Refused(f"没有名为“{label}”的金额栏目。可以写：{'、'.join(AMOUNT_WORDS)}。")
    if not folder.is_dir():
        raise Refused(f"没有找到文件夹“{folder}”。请检查路径。")
    consolidation = merge(read(folder))
    for line in consolidation.refused:
        raise Refused(f"没有合计：{line.reason}")
    return total(_amount(reading, path) for reading in consolidation.readings)


def _money_field(form: Form, label: str) -> str | None:
    """The money field whose label this is, in any spelling that the form knows."""
    printed = form.label_keys.get(label_key(label))
    return next((path for path in AMOUNTS if form.anchors[path].label == printed), None)


def _amount(reading: ProjectReading, path: str) -> Decimal | None:
    value = project_values(reading.project)[path]
    raw = reading.raw(path)
    if path in reading.lying or (value is None and raw is not None and str(raw).strip()):
        raise Refused(f"没有合计：“{reading.file}”的 {reading.cell(path)} 不是能相加的金额。请改正后再试。")
    return value if isinstance(value, Decimal) else None
