"""Whole processes measured from outside: wall time, processor time and peak memory, medians of alternating runs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of the measured processes: modules are compiled once, as in an install, and not in every run."""

_PER_MIB = 1 << 20 if sys.platform == "darwin" else 1 << 10  # what ru_maxrss counts in


class Cost(NamedTuple):
    """What one process, or the median of several, took."""

    seconds: float
    cpu: float
    mebibytes: float


class Line(NamedTuple):
    """One line of the table that a benchmark prints."""

    what: str
    cost: Cost
    ratio: str = ""
    aim: str = ""


def python(*arguments: str | Path) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *map(str, arguments)]


def measure(commands: Mapping[str, Sequence[str]], runs: int, statuses: Sequence[int] = (0,)) -> dict[str, Cost]:
    """The median cost of each command over ``runs`` rounds, in each of which every command runs once.

    One round more goes before, uncounted. A peak below that of the measuring process itself cannot be
    seen, so the scripts that measure import nothing heavy. Ends the program when a command fails.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            cost = _run(command, statuses)
            if number:
                costs[name].append(cost)
    return {name: Cost(*map(median, zip(*rounds, strict=True))) for name, rounds in costs.items()}


def _run(command: Sequence[str], statuses: Sequence[int]) -> Cost:
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=COMPILED, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in statuses:
        raise SystemExit(f"ended with {process.returncode}: {' '.join(command)}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _PER_MIB)


def show(title: str, lines: Sequence[Line]) -> None:
    """Print a table."""
    print(f"\n{title}\n")
    print(f"{'what':<44} {'median s':>9} {'cpu s':>8} {'peak MiB':>9}  {'ratio':<18} aim")
    for what, cost, ratio, aim in lines:
        print(f"{what:<44} {cost.seconds:>9.3f} {cost.cpu:>8.3f} {cost.mebibytes:>9.1f}  {ratio:<18} {aim}".rstrip())
