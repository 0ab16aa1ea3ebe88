"""What a click costs before Excel does anything: the imports and the check of one table, against ``python -c pass``.

    python benchmarks/click.py

The application is left out: the rows are read from the file beforehand and handed over as Excel would.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "workbook_templates" / "beidaihe-2020" / "06 援疆干部经费.xlsx"
RUNS = 15

CHECK = """
import xltool.excel.lean, xlwings.utils
import pickle, sys
import xltool.excel
xltool.excel.check_sheet
import xltool.excel.marks, xltool.excel.problem_sheet
from xltool.document import document_of
from xltool.reading.grid import Grid
from xltool.rules import check
grids = [Grid("表.xlsx", name, rows) for name, rows in pickle.loads(sys.stdin.buffer.read())]
assert len(check(document_of(grids, "表.xlsx").readings)) == 8
"""


def main() -> None:
    """Print the ratio of the medians of alternating runs."""
    import pickle

    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(TABLE)
    sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    data = pickle.dumps(sheets)
    nothing, click = [], []
    for _ in range(RUNS):
        nothing.append(seconds("pass", b""))
        click.append(seconds(CHECK, data))
    ratio = statistics.median(click) / statistics.median(nothing)
    print(f"校验本表 without the application: {ratio:.1f} x python -c pass")


def seconds(code: str, data: bytes) -> float:
    """How long a process takes that runs the code."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], input=data, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
