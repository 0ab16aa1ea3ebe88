"""A second look at a flagged workbook by openpyxl, which is too slow for every file."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from xltool.problems import Refused
from xltool.reading.grid import Flag


def lying_cells(data: bytes, file: str) -> dict[str, dict[tuple[int, int], Flag]]:
    """Error cells and formulas without a stored result, by sheet name and zero-based place.

    Raises ``Refused`` when openpyxl cannot read the file.
    """
    try:
        formulas = load_workbook(io.BytesIO(data))
        values = load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:
        raise Refused(f"“{file}”里有错误值或没有结果的公式，复读时打不开。请用 Excel 打开、保存后再试。") from error
    found: dict[str, dict[tuple[int, int], Flag]] = {}
    for sheet in formulas.worksheets:
        flags = found.setdefault(sheet.title, {})
        pairs = zip(sheet.iter_rows(), values[sheet.title].iter_rows(), strict=False)
        for row_no, (cells, stored) in enumerate(pairs):
            for col, (cell, result) in enumerate(zip(cells, stored, strict=False)):
                if result.data_type == "e":
                    flags[row_no, col] = Flag("error", str(result.value))
                elif cell.data_type == "f" and result.value is None:
                    flags[row_no, col] = Flag("unstored", str(getattr(cell.value, "text", cell.value)))
    return found
