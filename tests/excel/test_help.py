"""帮助 and 设置: the program of Windows that opens a file, and what is said where there is none."""

import subprocess
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from xltool.excel import folders
from xltool.problems import Refused


class NoProgram:
    """A Windows that knows no program for any file."""

    def __call__(self, path: Path) -> None:
        """Refuse as Windows does."""
        raise OSError(1155, "没有应用程序与此操作的指定文件有关联。")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that Windows was asked to open."""
    files: list[Path] = []
    monkeypatch.setattr("os.startfile", files.append, raising=False)
    return files


def test_help_opens_the_page_with_its_pictures(started: list[Path]) -> None:
    """A page for browsers, which Windows opens in the one that the clerk uses."""
    assert folders.open_manual(SimpleNamespace()) is None
    (path,) = started
    assert path.name == "使用手册.html"
    assert path.read_bytes().startswith(b"<!DOCTYPE html>")


def test_the_wheel_has_the_page_where_the_button_looks(
    checkout: Path, tmp_path: Path, started: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wheel's copy is found beside the module, without a checkout; it comes from the page that is built."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert (checkout / "docs/使用手册.html").is_file()
    copy = tmp_path / included["docs/使用手册.html"]
    copy.parent.mkdir(parents=True)
    copy.write_bytes((checkout / "docs/使用手册.html").read_bytes())
    monkeypatch.setattr(folders, "__file__", str(tmp_path / "xltool" / "excel" / "folders.py"))
    folders.open_manual(SimpleNamespace())
    assert started == [copy]


def test_a_manual_that_is_not_there_is_said(
    tmp_path: Path, started: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bundle has one too."""
    monkeypatch.setattr(folders, "__file__", str(tmp_path / "xltool" / "excel" / "folders.py"))
    with pytest.raises(Refused, match=r"安装包里的“使用手册\.html”"):
        folders.open_manual(SimpleNamespace())
    assert started == []


def test_without_a_browser_the_place_of_the_page_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not opened as a text, of which nobody could read a word."""
    monkeypatch.setattr("os.startfile", NoProgram(), raising=False)
    programs: list[Any] = []
    monkeypatch.setattr(subprocess, "Popen", programs.append)
    with pytest.raises(Refused, match=r"请用浏览器打开这个文件：.*使用手册\.html$"):
        folders.open_manual(SimpleNamespace())
    assert programs == []


def test_settings_open_in_notepad_where_nothing_else_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows has no program for .toml."""
    monkeypatch.setattr("os.startfile", NoProgram(), raising=False)
    monkeypatch.setenv("SYSTEMROOT", "/Windows")
    programs: list[Any] = []
    monkeypatch.setattr(subprocess, "Popen", programs.append)
    folders.open_settings(SimpleNamespace(folder=tmp_path))
    assert programs == [["/Windows/notepad.exe", str(tmp_path / "xltool.toml")]]
    assert (tmp_path / "xltool.toml").read_text("utf-8").startswith("# 部门设置")
