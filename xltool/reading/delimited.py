"""Tables as delimited text: CSV with commas or semicolons, TSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from contextlib import suppress
from itertools import islice

from xltool.problems import Refused
from xltool.reading.archive import check_area
from xltool.reading.grid import Grid
from xltool.reading.plain import LONGEST_TEXT
from xltool.reading.text import decode

DELIMITERS = ",\t;"
LEAST_CELLS, LEAST_ROWS = 3, 3
"""Cells in a row, and rows with that many cells, from which a text is taken for a table."""

_LOOKED_AT = 500
"""Rows that are looked at to tell what a text is."""


def delimiter_of(text: str) -> str | None:
    """The delimiter of a table, None where a text is none.

    Most rows of a table have the same number of cells. In a text taken from Word every row of a table begins with a
    tab, and that is no table here.
    """
    begins_with_tab = all(line.startswith("\t") for line in text.splitlines() if "\t" in line)
    for delimiter in DELIMITERS:
        if delimiter not in text or (delimiter == "\t" and begins_with_tab):
            continue
        rows: list[list[str]] = []
        with suppress(csv.Error):  # a cell that is far too long; the rows before it tell
            rows += islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), _LOOKED_AT)
        widths = Counter(len(row) for row in rows if any(map(str.strip, row)))
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        if width >= LEAST_CELLS and count >= LEAST_ROWS and 2 * count > widths.total():
            return delimiter
    return None


def read_delimited(data: bytes, file: str, delimiter: str) -> list[Grid]:
    """One grid of the table, addresses as a spreadsheet shows them. Raises ``Refused`` for cells that are none."""
    rows: list[list[object]] = []
    widest = 0
    try:
        for row in csv.reader(io.StringIO(decode(data, file), newline=""), delimiter=delimiter):
            widest = max(widest, len(row))
            check_area(len(rows) + 1, widest, file)
            if any(len(cell) > LONGEST_TEXT for cell in row):
                raise _too_long(file, len(rows) + 1)
            rows.append([cell.replace("\r\n", "\n") for cell in row])
    except csv.Error as error:
        raise _too_long(file, len(rows) + 1) from error
    return [Grid(file, "正文", rows, typed=False)]


def _too_long(file: str, row: int) -> Refused:
    return Refused(
        f"“{file}”第 {row} 行有超过 {LONGEST_TEXT} 字的单元格，多半是少了一个引号，没有读取。"
        "请用 Excel 打开核对，另存为 .xlsx 后再试。"
    )
