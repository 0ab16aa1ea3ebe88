"""Measures `xltool validate` of one workbook as a whole process against `python -c pass`, and what its imports cost.

python benchmarks/validate.py [--runs 30] [--imports]
"""

from __future__ import annotations

import argparse
import re
import subprocess

from measure import COMPILED, ROOT, Line, measure, python, show

WORKBOOK = ROOT / "workbook_templates" / "beidaihe-2020" / "03 金融工作经费.xlsx"
VALIDATE = python("-m", "xltool", "validate", WORKBOOK)
PASS, CLICK, WHOLE = "python -c pass", "python -c 'import click'", "xltool validate, one workbook"
SHOWN = 25
"""Modules that ``--imports`` prints."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure xltool validate; ratios hold better than times.")
    parser.add_argument("--runs", type=int, default=30, help="counted runs of each command")
    parser.add_argument("--imports", action="store_true", help="print what importing costs, too")
    options = parser.parse_args()
    commands = {PASS: python("-c", "pass"), CLICK: python("-c", "import click"), WHOLE: VALIDATE}
    costs = measure(commands, options.runs, statuses=(0, 1))
    aims = {WHOLE: "≤ 8 ×"}
    lines = [
        Line(what, cost, f"{cost.seconds / costs[PASS].seconds:.2f} ×", aims.get(what, ""))
        for what, cost in costs.items()
    ]
    show(f"one workbook, medians of {options.runs} runs", lines)
    if options.imports:
        _show_imports()


def _show_imports() -> None:
    """The modules that cost most by themselves, in one run of ``-X importtime``, which slows each of them down."""
    command = [VALIDATE[0], "-X", "importtime", *VALIDATE[1:]]
    report = subprocess.run(command, cwd=ROOT, env=COMPILED, capture_output=True, encoding="utf-8", check=False).stderr
    found = re.findall(r"import time:\s+(\d+) \|\s+(\d+) \|(\s+)(\S+)", report)
    print(f"\nimports: {len(found)} modules, {sum(int(own) for own, *_ in found) / 1000:.1f} ms in all\n")
    print(f"{'own ms':>8} {'with its own ms':>16}  module")
    for own, whole, _, name in sorted(found, key=lambda entry: -int(entry[0]))[:SHOWN]:
        print(f"{int(own) / 1000:>8.2f} {int(whole) / 1000:>16.2f}  {name}")


if __name__ == "__main__":
    main()
