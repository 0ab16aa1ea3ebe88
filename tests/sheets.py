"""Small sheets as text tables, so that a test shows the sheet that it is about.

A line is a row, ``|`` stands between cells, a blank cell is blank and an empty line is a blank row. ``~`` continues
the cell above it and ``<`` the one left of it (a merged cell), ``⏎`` is a line break inside a cell. Plain digits are a
number, and a number kept as text begins with an apostrophe, as clerks type it: ``'10.00``.
"""

import io
import re

from xlsxwriter import Workbook

from xltool.reading.grid import Grid

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
