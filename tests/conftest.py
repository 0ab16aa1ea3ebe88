"""What all tests share: the places of the checkout and the seed document, and LibreOffice as a judge of workbooks."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests import processes
from tests.command_line import Result, Run
from xltool.cli import main

REQUIRE_LIBREOFFICE = os.environ.get("XLTOOL_REQUIRE_LIBREOFFICE") == "1"
CONVERT_SECONDS = 180

RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""

settings.register_profile("no-timing", deadline=None)
settings.load_profile("no-timing")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses LibreOffice, so that `-m "not libreoffice"` leaves them out."""
    for item in items:
        if "soffice" in getattr(item, "fixturenames", ()):
            item.add_marker("libreoffice")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where LibreOffice is required, fail a run that skipped a test."""
    if REQUIRE_LIBREOFFICE and _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a run without a failed test failed."""
    if REQUIRE_LIBREOFFICE and (skipped := _skipped(terminalreporter.config)):
        terminalreporter.write_line(f"FAILED: XLTOOL_REQUIRE_LIBREOFFICE=1 allows no skipped test, {skipped} skipped")


def _skipped(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return len(reporter.stats.get("skipped", ())) if reporter else 0


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout, also when the tests run on a copy beside an installed wheel."""
    return Path(os.environ.get("XLTOOL_CHECKOUT") or Path(__file__).parent.parent)


@pytest.fixture(scope="session")
def seed_text() -> str:
    """The real 2020 document, as text."""
    return (Path(__file__).parent / "data" / "beidaihe-2020.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def program() -> Callable[[str, str], str]:
    """Give `program(name, packages)`: its path; without it the test is skipped, or fails if LibreOffice is required."""
    return _program


@pytest.fixture(scope="session")
def soffice(program: Callable[[str, str], str]) -> str:
    """The path of LibreOffice's program."""
    return program("soffice", "libreoffice-calc libreoffice-writer fonts-noto-cjk")


@pytest.fixture(scope="session")
def pdf_text(program: Callable[[str, str], str]) -> Callable[[Path], str]:
    """Give `pdf_text(file)`: the text of a PDF, laid out as printed, pages parted by form feeds."""
    pdftotext = program("pdftotext", "poppler-utils")

    def run(pdf: Path) -> str:
        return subprocess.run([pdftotext, "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout

    return run


def _program(name: str, packages: str) -> str:
    found = shutil.which(name, os.R_OK)  # a module of Python's is a program too
    if found:
        return found
    message = f"{name} is not installed: apt install {packages}"
    if REQUIRE_LIBREOFFICE:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def convert(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give `convert(source, "pdf")`: LibreOffice's file of that format; `recalculate=True` computes formulas anew."""
    folder = tmp_path_factory.mktemp("libreoffice")
    registry = folder / "recalculating" / "user" / "registrymodifications.xcu"
    registry.parent.mkdir(parents=True)
    registry.write_text(RECALCULATE_ALWAYS, encoding="utf-8")

    def run(source: Path, format: str, *, recalculate: bool = False) -> Path:
        profile = folder / ("recalculating" if recalculate else "plain")
        output = Path(tempfile.mkdtemp(dir=folder))
        command = [
            soffice,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            format,
            "--outdir",
            str(output),
            str(source),
        ]
        said = processes.run(command, output / "soffice.log", CONVERT_SECONDS)
        result = output / f"{source.stem}.{format.partition(':')[0]}"
        if not result.is_file():  # soffice's own status is 0 even then
            pytest.fail(f"LibreOffice made no {result.name} of {source}:\n{said}")
        return result

    return run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give `run("validate", path)`: the command line in this process, its exit code and what it says."""

    def call(*args: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["xltool", *map(str, args)])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        out, err = capsys.readouterr()
        assert isinstance(code, int)
        assert "Traceback" not in out + err
        return Result(code, out, err)

    return call
