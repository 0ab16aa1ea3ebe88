"""The 2020 tables as LibreOffice saves them in other formats: the same projects, down to the last digit."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import xltool
from tests import processes
from tests.conftest import CONVERT_SECONDS
from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.model import Department, Project
from xltool.rules import check

FORMATS = {
    "xls": "xls",
    "ods": "ods",
    "html": "html:HTML (StarCalc):EmbedImages",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
}


@pytest.fixture(scope="module")
def sources(checkout: Path) -> list[Path]:
    """The twelve workbooks of the example."""
    return sorted((checkout / "workbook_templates" / "beidaihe-2020").glob("*.xlsx"))


@pytest.fixture(scope="module")
def saved(soffice: str, sources: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Path]]:
    """Give `saved("xls")`: the files of that format, all made by one start of LibreOffice."""
    folder = tmp_path_factory.mktemp("saved")

    def run(suffix: str) -> list[Path]:
        output = folder / suffix
        command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to"]
        command += [FORMATS[suffix], "--outdir", str(output), *map(str, sources)]
        said = processes.run(command, folder / f"{suffix}.log", CONVERT_SECONDS)
        files = sorted(output.glob(f"*.{suffix}"))
        assert len(files) == len(sources), said
        return files

    return run


def content(reading: Reading) -> Project | Department:
    """What a table says, without where it came from."""
    if isinstance(reading, ProjectReading):
        return replace(reading.project, source=None)
    assert isinstance(reading, DepartmentReading)
    return reading.department


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_libreoffice_saves_is_read_like_the_xlsx(
    suffix: str, saved: Callable[[str], list[Path]], sources: list[Path], tmp_path: Path
) -> None:
    """Every field of eleven projects and of part one; nothing is left over, and no reading problem comes up.

    A .csv holds the first sheet as shown, so amounts beyond two decimals, the sheet 填写说明 and merged areas are lost
    in it; no table of the example has such an amount, and our places are known without merged areas.
    """
    files = saved(suffix)
    read, expected = xltool.read(*files), xltool.read(*sources)
    assert [report.reason for report in read.refused] == []
    assert list(map(content, read.readings)) == list(map(content, expected.readings))
    assert len(read.projects) == 11
    assert {problem.code for problem in check(read.readings) if problem.code.startswith("R-")} == set()
    assert sorted(p[:2] for p in map(tuple, check(read.readings))) == sorted(
        p[:2] for p in map(tuple, check(expected.readings))
    )
    lying = tmp_path / "又一份.xlsx"
    shutil.copy(files[0], lying)
    assert list(map(content, xltool.read(lying).readings)) == [content(expected.readings[0])]
