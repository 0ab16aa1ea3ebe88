"""计算合计: formulas in the computed cells, and the sums in one sentence."""

from __future__ import annotations

from typing import Any

from xltool.amounts import show
from xltool.derived_totals import totals
from xltool.document import Document
from xltool.excel.application import Excel
from xltool.excel.rows import list_rows
from xltool.flat import ProjectReading
from xltool.problems import Refused
from xltool.tasks.deriving import as_drawn
from xltool.writing.form_sheet import derived_cells, derived_formulas


def compute(excel: Excel, document: Document) -> str:
    """Give the computed cells of our own tables back the formulas they have lost, and nothing else; say the sums."""
    readings = [reading for reading in document.readings if isinstance(reading, ProjectReading)]
    if not readings:
        raise Refused("这个工作簿里没有项目绩效目标表，没有可以计算的合计。请切换到项目表，再点一次。")
    mended = sum(_mend(excel, reading) for reading in readings if as_drawn(reading))
    excel.app.calculate()
    money = totals([reading.project for reading in readings]).money
    tables = f"{len(readings)} 张表合计：" if len(readings) > 1 else ""
    words = zip(("预算数", "财政资金", "其他资金"), money.columns, strict=True)
    said = "，".join(f"{word} {show(amount)} 万元" for word, amount in words)
    return f"{tables}{said}。" + (f"有 {mended} 个自动计算的单元格被改过，已恢复公式。" if mended else "")


def _mend(excel: Excel, reading: ProjectReading) -> int:
    sheet = excel.book.sheets[reading.sheet]
    cells = derived_cells(reading.form, reading.project).values()
    lost = [cell for cell in cells if not _is_formula(sheet, cell)]
    if lost:
        rows = list_rows(reading, excel.grid(sheet)) or reading.project.indicators
        formulas = derived_formulas(reading.form, {"indicators": len(rows)})
        with excel.unlocked(sheet):
            for cell in lost:
                sheet.range(cell).formula = formulas[cell]
    return len(lost)


def _is_formula(sheet: Any, cell: str) -> bool:
    return str(sheet.range(cell).formula).startswith("=")
