"""Measures the whole catalogue of rules over a folder of tables against reading them, in one process and in turn.

python benchmarks/rules.py [--workbooks 300] [--runs 7] [--each]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from measure import ROOT, python

from xltool import read
from xltool.checking import check_batch
from xltool.rules import ACROSS, ON_DEPARTMENTS, ON_INDICATORS, ON_PROJECTS, ON_TEXTS, catalogue
from xltool.rules.table import Context, ProjectTable, Run

HERE = Path(__file__).resolve().parent
SHOWN = 12
"""Rules that ``--each`` prints."""


def main() -> None:
    """Make the workbooks, measure, print the ratio."""
    parser = argparse.ArgumentParser(description="Measure the rules; ratios hold better than times.")
    parser.add_argument("--workbooks", type=int, default=300, metavar="N")
    parser.add_argument("--runs", type=int, default=7, help="counted rounds; one more goes before")
    parser.add_argument("--each", action="store_true", help="print what single rules cost, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "tables"
        subprocess.run(python(HERE / "workbooks.py", options.workbooks, source), cwd=ROOT, check=True)
        batch = read(source)
        rounds = [
            (_seconds(lambda: read(source)), _seconds(lambda: check_batch(batch))) for _ in range(options.runs + 1)
        ]
        if options.each:
            _show_each([ProjectTable(reading, Context(2020)) for reading in batch.projects])
    reading, checking = (median(column) for column in zip(*rounds[1:], strict=True))
    ratio = median(check / reading for reading, check in rounds[1:])
    found = len(check_batch(batch))
    print(
        f"\n{len(catalogue())} rules over {options.workbooks} tables, medians of {options.runs} rounds in one process\n"
    )
    print(f"reading {reading:8.3f} s\nrules   {checking:8.3f} s, {found} problems\nratio   {ratio:8.2f} ×   aim ≤ 2 ×")


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _show_each(tables: list[ProjectTable]) -> None:
    """The rules that cost most, each over tables whose shared parts were worked out before."""
    for table in tables:
        _ = table.rows, table.texts, table.joined
    run = Run(tuple(tables))
    costs = {rule: _seconds(lambda rule=rule: [list(rule(table)) for table in tables]) for rule in _on_tables()}
    costs |= {rule: _seconds(lambda rule=rule: list(rule(run))) for rule in ACROSS}
    print(f"\n{'µs a table':>10}  rule")
    for rule, cost in sorted(costs.items(), key=lambda entry: -entry[1])[:SHOWN]:
        print(f"{cost / len(tables) * 1e6:>10.1f}  {rule.__module__.rpartition('.')[2]}.{rule.__name__}")


def _on_tables() -> list[Callable[..., object]]:
    return [*ON_PROJECTS, *(rule for rule in (*ON_INDICATORS, *ON_TEXTS) if rule not in ON_DEPARTMENTS)]


if __name__ == "__main__":
    main()
