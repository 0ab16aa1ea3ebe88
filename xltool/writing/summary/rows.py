"""Sheets whose many rows are written as XML at once; XlsxWriter does the rest of them.

A list of 5,000 projects has half a million cells, and a library that keeps each of them as an object until the end is
several times slower than reading all the source files. The rows here are ECMA-376 part 1, 18.3.1.73 and 18.3.1.4.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.url import Url

from xltool.cells import column_name
from xltool.writing.form_sheet import LONGEST_TEXT, fitting
from xltool.writing.sheets import Sheet

LONGEST_LINK, MOST_LINKS = 2_000, 65_000
"""Characters of a link, and links on a sheet, that Excel takes; what goes beyond is written without its link."""

_TO_ESCAPE = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Formula(NamedTuple):
    """A formula without its ``=``, and the result to store with it."""

    text: str
    value: Decimal | int | float | str


class Link(NamedTuple):
    """A hyperlink (``internal:…`` or ``external:…``) and the words to show."""

    target: str
    text: str


Value = str | int | Decimal | Formula | Link | None


class ListSheet(Sheet):
    """A worksheet with finished rows between what XlsxWriter writes above and below them."""

    dim_rowmin: int | None
    dim_rowmax: int | None

    def __init__(self) -> None:
        super().__init__()
        self._rows = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - until it is copied
        self._first: int | None = None
        self._last = 0

    def add_row(self, row: int, height: float, values: Sequence[Value], styles: Sequence[str]) -> None:
        """Write one row, zero-based and below the one before; text never becomes a formula.

        ``styles`` are what :func:`style_of` gives. Raises ``Refused`` for a text that is too long for a cell.
        """
        number = str(row + 1)
        cells = [f'<row r="{number}" ht="{height:g}" customHeight="1">']
        for col, (value, style) in enumerate(zip(values, styles, strict=True)):
            head = f'<c r="{column_name(col)}{number}"{style}'
            if value is None or value == "":
                cells.append(f"{head}/>")
            elif isinstance(value, str):
                cells.append(f'{head} t="inlineStr"><is><t{_escaped(value)}</t></is></c>')
            elif isinstance(value, Formula):
                cells.append(_formula(head, value))
            elif isinstance(value, Link):
                self._link(row, col, value.target)
                cells.append(f'{head} t="inlineStr"><is><t{_escaped(value.text)}</t></is></c>')
            else:
                cells.append(f"{head}><v>{_number(value)}</v></c>")
        cells.append("</row>")
        self._rows.write("".join(cells))
        if self._first is None:
            self._first = row
            self._check_dimensions(row, 0)
        self._last = row

    def end_rows(self, columns: int) -> None:
        """Say how far the rows reach, for the sheet's dimension."""
        if self._first is not None:
            self._check_dimensions(self._last, columns - 1)

    def _link(self, row: int, col: int, target: str) -> None:
        if len(target) <= LONGEST_LINK and self.hlink_count < MOST_LINKS:
            self.hlink_count += 1
            self.hyperlinks[row][col] = Url(target)

    def _write_rows(self) -> None:
        """Called by XlsxWriter for the contents of ``<sheetData>``."""
        with self._rows as rows:
            if self._first is None:
                super()._write_rows()
                return
            top, bottom = self.dim_rowmin, self.dim_rowmax
            self.dim_rowmax = self._first - 1
            super()._write_rows()
            rows.seek(0)
            while piece := rows.read(1 << 16):
                self.fh.write(piece)
        self.dim_rowmin, self.dim_rowmax = self._last + 1, bottom
        super()._write_rows()
        self.dim_rowmin = top


def style_of(cell_format: Format) -> str:
    """A format as an attribute of a cell."""
    return f' s="{cell_format._get_xf_index()}"'


def _formula(head: str, formula: Formula) -> str:
    if isinstance(formula.value, str):
        return f'{head} t="str"><f{_escaped(formula.text)}</f><v{_escaped(formula.value)}</v></c>'
    return f"{head}><f{_escaped(formula.text)}</f><v>{_number(formula.value)}</v></c>"


def _number(value: Decimal | int | float) -> str:
    return repr(float(value)) if isinstance(value, Decimal) else repr(value)


def _escaped(text: str) -> str:
    """The end of a start tag, and a text as XML: blanks at its ends kept, control characters as Excel codes them."""
    if len(text) > LONGEST_TEXT:
        fitting(text)
    if _TO_ESCAPE.search(text):
        text = _TO_ESCAPE.sub(_escape, text)
    return f">{text}" if text == text.strip() else f' xml:space="preserve">{text}'


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1:
        return f"_x005F{found}"
    return _NAMED.get(found) or f"_x{ord(found):04X}_"
