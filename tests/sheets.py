"""Small sheets as text tables, so that a test shows the sheet that it is about.

A line is a row, ``|`` stands between cells, a blank cell is blank and an empty line is a blank row. ``~`` continues
the cell above it and ``<`` the one left of it (a merged cell), ``⏎`` is a line break inside a cell. Plain digits are a
number, and a number kept as text begins with an apostrophe, as clerks type it: ``'10.00``.
"""

import io
import re

from xlsxwriter import Workbook

from xltool.reading.grid import Grid

WHOLE = """
村志编撰费绩效目标表 | < | < | < | < | < | <
434002北戴河区政府办公室 | < | < | < | < | 单位：万元 | <
项目编码 | 434-1401-JBN-6BVF | < | 项目名称 | 村志编撰费 | < | <
预算规模及⏎资金用途 | 预算数 | 20.00 | 其中：财政资金 | 15.5 | 其他资金 | 4.5
~ | 编撰、印刷村志 | < | < | < | < | <
资金支出计划⏎（%） | 3月底 | 6月底 | 10月底 | 12月底 | < | <
~ | 25.00 | 50.00 | 75.00 | 100.00 | < | <
绩效目标 | 1、收集资料⏎2、印刷成书 | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 | <
产出指标 | 数量指标 | 收集篇数 | 收集的资料篇数 | ≥10篇 | 工作计划 | <
~ | 质量指标 | 成书率 | 成书占计划的比率 | ≥95% | | <
效果指标 | 社会效益指标 | 可参考率 | 可参考内容的比率 | ≥90% | | <
满意度指标 | 服务对象满意度指标 | 读者满意度 | 读者的满意程度 | ≥95% | | <
"""
"""The project form as printed, all of it."""

SMALL = """
434002北戴河区政府办公室 | | | | 单位：万元
项目编码 | 434-1401-JBN-6BVF | 项目名称 | 村志编撰费
预算数 | 20.00 | 其中：财政资金 | 15.5 | 其他资金 | 4.5
资金支出计划（%） | 3月底 | 6月底 | 10月底 | 12月底
 | 25.00 | 50.00 | 75.00 | 100.00
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
产出指标 | 数量指标 | 收集篇数 | 收集的资料篇数 | ≥10篇 |
"""
"""A small project table, whose money cells are B3, D3 and F3."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Merged = list[tuple[int, int, int, int]]


def grid(table: str, sheet: str = "Sheet1", file: str = "表.xlsx") -> Grid:
    """The table as the grid that a reader would give."""
    texts = _texts(table)
    rows = [["" if text in ("~", "<") else _value(text) for text in row] for row in texts]
    return Grid(file, sheet, rows, merged=_merged(texts))


def xlsx(*tables: str, hidden: tuple[int, ...] = (), hidden_rows: dict[int, int] | None = None) -> bytes:
    """A workbook of Sheet1, Sheet2 …, one a table.

    ``hidden`` are the indexes of hidden sheets, ``hidden_rows`` has an index to the row that is hidden in that sheet.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        plain = book.add_format()
        for index, table in enumerate(tables):
            sheet = book.add_worksheet()
            texts = _texts(table)
            for top, left, bottom, right in _merged(texts):
                sheet.merge_range(top, left, bottom, right, "", plain)
            for row_no, row in enumerate(texts):
                for col, text in enumerate(row):
                    if text and text not in ("~", "<"):
                        value = _value(text)
                        write = sheet.write_string if isinstance(value, str) else sheet.write_number
                        write(row_no, col, value, plain)
            if index in hidden:
                sheet.hide()
            if index in (hidden_rows or {}):
                sheet.set_row(hidden_rows[index], None, None, {"hidden": True})
        next(s for i, s in enumerate(book.worksheets()) if i not in hidden).activate()
    return buffer.getvalue()


def _texts(table: str) -> list[list[str]]:
    lines = table.strip("\n").split("\n")
    return [[cell.strip().replace("⏎", "\n") for cell in line.split("|")] for line in lines]


def _value(text: str) -> str | float:
    if text.startswith("'"):
        return text[1:]
    return float(text) if _NUMBER.fullmatch(text) else text


def _merged(texts: list[list[str]]) -> Merged:
    ranges: Merged = []
    for row_no, row in enumerate(texts):
        for col, text in enumerate(row):
            if text in ("~", "<"):
                continue
            bottom, right = row_no, col
            while bottom + 1 < len(texts) and texts[bottom + 1][col : col + 1] == ["~"]:
                bottom += 1
            while row[right + 1 : right + 2] == ["<"]:
                right += 1
            if (bottom, right) != (row_no, col):
                ranges.append((row_no, col, bottom, right))
    return ranges
