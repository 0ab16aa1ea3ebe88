"""What a click costs beside Excel: from the start of Python to its end, against ``python -c pass``.

The processor's time is printed too: where the machine does other work it is the ratio to believe, for the clock then
runs longest over the short yardstick.

    python benchmarks/click.py

The application is left out: the rows of 校验本表 are read from the file beforehand and handed over as Excel would, the
summary of 一键汇总 is written and not opened. Modules are compiled beforehand, as an installation does it. That pandas
lies beside xltool must change nothing, so run it in both environments; the last line says which one it was.
"""

from __future__ import annotations

import compileall
import marshal
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from python_calamine import CalamineWorkbook

import xltool

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "workbook_templates" / "beidaihe-2020"
TABLE = FOLDER / "06 援疆干部经费.xlsx"
RUNS = 25

CHECK = """
import xltool.excel.lean, xlwings.utils
import marshal, sys
import xltool.excel
xltool.excel.check_sheet
import xltool.excel.marks, xltool.excel.problem_sheet
from xltool.batch import settings_of
from xltool.checking import check_readings, explained, wishes
from xltool.document import document_of
from xltool.reading.grid import Grid
grids = [Grid("表.xlsx", name, rows) for name, rows in marshal.loads(sys.stdin.buffer.read())]
document, settings = document_of(grids, "表.xlsx"), settings_of(["表.xlsx"])
problems, left = explained(check_readings(document.readings, settings), document)
assert len(problems) > 8
assert not list(wishes(settings))
"""

MERGE = """
import xltool.excel.lean, xlwings.utils
import sys
from pathlib import Path
import xltool.excel
xltool.excel.merge_folder
import xltool.excel.merging
folder, target = sys.stdin.read().split("\\n")
merged = xltool.keep_reasons(xltool.merge(xltool.read(Path(folder))), Path(target))
assert len(merged.department.projects) == 11
xltool.write_summary(merged, Path(target))
"""


def main() -> None:
    """Print the ratios of the medians of alternating runs."""
    compileall.compile_dir(Path(xltool.__file__).parent, quiet=2)
    book = CalamineWorkbook.from_path(TABLE)
    rows = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    nothing, check, merge = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        summary = f"{FOLDER}\n{folder}/汇总.xlsx"
        for _ in range(RUNS):
            nothing.append(seconds("pass", b""))
            check.append(seconds(CHECK, marshal.dumps(rows)))
            merge.append(seconds(MERGE, summary.encode()))
    for what, runs in (("校验本表 of one table", check), ("一键汇总 of 11 tables", merge)):
        clock, processor = (median(runs, at) / median(nothing, at) for at in (0, 1))
        print(f"{what}: {clock:.1f} x python -c pass, {processor:.1f} x its processor time")
    print(f"pandas is {'not ' if find_spec('pandas') is None else ''}installed")


def seconds(code: str, data: bytes) -> tuple[float, float]:
    """How long a process takes that runs the code, by the clock and of the processor."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", code], input=data, check=True)
    end, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return end - start, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def median(runs: list[tuple[float, float]], at: int) -> float:
    """The median of one of both times."""
    return statistics.median(run[at] for run in runs)


if __name__ == "__main__":
    main()
