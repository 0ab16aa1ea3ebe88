"""Measures `xltool merge` as a whole process against two yardsticks in the same run; prints ratios and the aims.

python benchmarks/merge.py [--workbooks 5000 300] [--runs 3] [--keep DIR]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from contextlib import nullcontext
from pathlib import Path

from measure import Cost, Line, measure, python, show

HERE = Path(__file__).resolve().parent
MOST_WITH_SHEETS = 300
"""Project sheets, and the yardstick of openpyxl, are measured up to this many workbooks, as `--sheets auto` does."""

READ, NO_SHEETS, ALL_SHEETS, SCRIPT = (
    "python-calamine, reading only (a)",
    "xltool merge --sheets none",
    "xltool merge --sheets all",
    "openpyxl + pandas script (b)",
)


def main() -> None:
    """Make the workbooks, measure, print a table for each number of workbooks."""
    parser = argparse.ArgumentParser(description="Measure xltool merge; ratios hold better than times.")
    parser.add_argument("--workbooks", type=int, nargs="+", default=[5000, 300], metavar="N")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each command")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where the workbooks are made and stay for a next run")
    options = parser.parse_args()
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as folder:
        for count in options.workbooks:
            _measure(count, Path(folder).resolve(), options.runs)


def _measure(count: int, folder: Path, runs: int) -> None:
    source, target = _workbooks(count, folder), folder / f"summary-{count}.xlsx"
    merge = python("-m", "xltool", "merge", source, "-o", target, "--sheets")
    commands = {READ: python(HERE / "baselines" / "calamine_only.py", source), NO_SHEETS: [*merge, "none"]}
    if count <= MOST_WITH_SHEETS:
        commands[ALL_SHEETS] = [*merge, "all"]
        commands[SCRIPT] = python(HERE / "baselines" / "openpyxl_pandas.py", source, folder / f"script-{count}.xlsx")
    costs = measure(commands, runs)
    show(f"{count} workbooks, medians of {runs} runs", [_line(what, costs, count) for what in commands])


def _workbooks(count: int, folder: Path) -> Path:
    """The folder with ``count`` workbooks; made unless an earlier run with ``--keep`` has made it."""
    source = folder / f"workbooks-{count}"
    if not source.exists():
        subprocess.run(python(HERE / "workbooks.py", count, source), check=True)
    return source


def _line(what: str, costs: dict[str, Cost], count: int) -> Line:
    ratio = costs[what].seconds / costs[READ].seconds
    if what == NO_SHEETS and count <= MOST_WITH_SHEETS:
        faster = costs[SCRIPT].seconds / costs[what].seconds
        return Line(what, costs[what], f"{ratio:.2f} × a, b / {faster:.1f}", "≤ 4 × a, b / 12 or less")
    aims = {NO_SHEETS: "≤ 3.5 × a, peak ≤ 200 MiB", ALL_SHEETS: "≤ 12 × a"}
    return Line(what, costs[what], f"{ratio:.2f} × a", aims.get(what, ""))


if __name__ == "__main__":
    main()
