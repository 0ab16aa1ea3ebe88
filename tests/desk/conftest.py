"""A person at LibreOffice for the tests: `desk.type("C4", "10.50")` and the other steps of driver.py."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

DRIVER = Path(__file__).with_name("driver.py")
DEBIAN_PYTHON, UNO = "/usr/bin/python3", "/usr/lib/python3/dist-packages/uno.py"
ANSWER_SECONDS, END_SECONDS = 150, 20
"""Above the driver's own limits, which it keeps itself."""


class Desk:
    """The driver's steps as methods; a step that cannot be done fails the test with what the driver says."""

    def __init__(self, driver: subprocess.Popen[str]) -> None:
        self.driver = driver
        self.workbook: Path | None = None

    def open(self, workbook: Path) -> None:
        """Open a workbook, unless it is the one that is open: its cells are then as they were left."""
        if workbook != self.workbook:
            self.workbook = None
            self._step("open", str(workbook))
            self.workbook = workbook

    def __getattr__(self, step: str) -> Callable[..., Any]:
        return lambda *values: self._step(step, *values)

    def _step(self, *step: Any) -> Any:
        assert self.driver.stdin is not None
        assert self.driver.stdout is not None
        try:
            print(json.dumps(step), file=self.driver.stdin, flush=True)
        except BrokenPipeError:
            pytest.fail("The driver has ended", pytrace=False)
        if not select.select([self.driver.stdout], [], [], ANSWER_SECONDS)[0]:
            pytest.fail(f"No answer in {ANSWER_SECONDS} s to {step}")
        answer = json.loads(self.driver.stdout.readline() or '{"error": "The driver has ended"}')
        if "error" in answer:
            pytest.fail(f"{step}: {answer['error']}")
        return answer["answer"]


@pytest.fixture(scope="session")
def desk(soffice: str, program: Callable[[str, str], str]) -> Iterator[Desk]:
    """LibreOffice in a window of its own, for all tests of the session."""
    for name, package in (("Xvfb", "xvfb"), ("xdotool", "xdotool"), (UNO, "python3-uno")):
        program(name, package)
    command = [DEBIAN_PYTHON, str(DRIVER)]
    environment = {**os.environ, "XLTOOL_PYTHON": sys.executable}
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8", "env": environment}
    with subprocess.Popen(command, **streams) as driver:
        try:
            yield Desk(driver)
        finally:
            _end(driver)


def _end(driver: subprocess.Popen[str]) -> None:
    """Let the driver end itself and what it started; a signal is only for one that does not."""
    assert driver.stdin is not None
    for ask in (driver.stdin.close, driver.terminate, driver.kill):
        try:
            ask()
            driver.wait(END_SECONDS)
            return
        except (BrokenPipeError, subprocess.TimeoutExpired):
            continue
