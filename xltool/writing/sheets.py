"""XlsxWriter's workbook with sheets that write the same bytes sooner: most of their cells are texts and blank ones."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.cells import a1


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet of ours."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """A formula without its ``=``. Ours name functions of Excel 2007, XlsxWriter would look for newer ones."""
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Blank cells and shared texts, at once; every other kind as XlsxWriter does it."""
        kind = type(cell).__name__
        if cell.format is None or kind not in ("Blank", "String"):
            super()._write_cell(row, col, cell)
            return
        end = "/>" if kind == "Blank" else f' t="s"><v>{cell.string}</v></c>'
        self.fh.write(f'<c r="{a1(row, col)}" s="{cell.format._get_xf_index()}"{end}')


class Book(Workbook):  # type: ignore[misc]
    """A workbook whose sheets are such ones; it keeps its texts in one table (no ``constant_memory``)."""

    worksheet_class = Sheet
