"""Programs that are run for a test, within a limit."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest


def run(command: list[str], log: Path, seconds: float, environment: Mapping[str, str] | None = None) -> str:
    """Run and return what was said, to a file since a child that outlives its parent would keep a pipe open."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # soffice is a script, its children do the work
            process.wait()
            pytest.fail(f"{command[0]} did not finish in {seconds} s: {' '.join(command)}")
    return log.read_text(encoding="utf-8", errors="replace")
