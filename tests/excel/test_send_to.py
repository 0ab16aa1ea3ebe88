"""What the entries of 发送到 start: the command line on what was dropped, in a window that stays."""

import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.rules.clean import CLEAN, OTHER, workbook
from xltool import cli
from xltool.excel.places import SEND_TO


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two project tables in a folder with a name that a shell would take apart."""
    folder = tmp_path / "项目 表&2026"
    folder.mkdir()
    (folder / "01 图书.xlsx").write_bytes(workbook(CLEAN))
    (folder / "02 取暖.xlsx").write_bytes(workbook(OTHER))
    return folder


@pytest.fixture
def started(monkeypatch) -> list[list[str]]:
    """The command lines that were started, which end with 1."""
    lines: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda line: lines.append(line) or SimpleNamespace(returncode=1))
    return lines


def send(entry: str, *paths: Path) -> object:
    """Choose an entry of 发送到 on some files, and give the exit code."""
    with pytest.raises(SystemExit) as end:
        cli.cli([*shlex.split(SEND_TO[entry]), *map(str, paths)], standalone_mode=False)
    return end.value.code


def test_merging_a_folder(folder, started):
    """The summary is written into the folder and opened; the exit code is that of the command."""
    assert send("绩效一键汇总", folder) == 1
    python = [sys.executable, "-P", "-m", "xltool"]
    assert started == [[*python, "merge", "--open", "-o", f"{folder}/部门绩效目标汇总.xlsx", "--", str(folder)]]


def test_merging_files(folder, started):
    """Beside the first of them."""
    files = sorted(folder.iterdir())
    send("绩效一键汇总", *files)
    assert started[0][-5:] == ["-o", f"{folder}/部门绩效目标汇总.xlsx", "--", *map(str, files)]


def test_checking(folder, started):
    """The problems stay in the window."""
    send("绩效校验", folder)
    assert started[0][-3:] == ["validate", "--", str(folder)]


def test_it_is_really_done(folder):
    """Without a window to wait for: what is said, and the exit code of a folder without errors."""
    command = [sys.executable, "-P", "-m", "xltool", *shlex.split(SEND_TO["绩效校验"]), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, "")
    assert "共检查 2 张项目表：没有查出问题。" in done.stdout


def test_the_summary_is_opened(folder, monkeypatch, capsys):
    """By the system, under the name that it was written to; without --open nothing is."""
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    target = folder / "汇总.xlsx"
    for option in ([], ["--open"]):
        with pytest.raises(SystemExit):
            cli.cli(["merge", *option, str(folder), "-o", str(target)], standalone_mode=False)
    assert opened == [str(target)]
    assert f"汇总表：{target}" in capsys.readouterr().out


def test_a_library_that_is_not_in_the_bundle(folder, monkeypatch, capsys):
    """A sentence that names it, for the commands that the bundle does without."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.delitem(sys.modules, "xltool.writing.tables", raising=False)
    monkeypatch.setattr(sys, "argv", ["xltool", "export", str(folder), "--format", "csv"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("这个功能需要 Python 的 pandas 库")
