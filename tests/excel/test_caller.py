"""The workbook whose button was pressed, from the command line that VBA wrote."""

import sys
from pathlib import PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from tests.macros.test_commands import NAMES
from xltool.excel import lean
from xltool.excel.application import Excel
from xltool.excel.buttons import check_sheet
from xltool.excel.coded import MARK, coded, decoded
from xltool.problems import Refused


class Books(list[Any]):
    """The open workbooks, the first one in front."""

    @property
    def active(self) -> Any:
        """The one in front."""
        return self[0] if self else None


@pytest.fixture
def excels(monkeypatch: pytest.MonkeyPatch) -> dict[int, Books]:
    """The running Excels by their windows."""
    running: dict[int, Books] = {}
    monkeypatch.setattr(xw, "_xlwindows", SimpleNamespace(App=lambda xl: xl, BOOK_CALLER=None), raising=False)
    monkeypatch.setattr(xw, "App", lambda impl: SimpleNamespace(books=running[impl]))
    return running


def started(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Be a Python that Excel started."""
    monkeypatch.setattr(sys, "argv", ["-c", *arguments, "--from_xl=1", "--hwnd=65793"])


def books(*names: str) -> Books:
    """Open workbooks of those names."""
    found = Books(SimpleNamespace(name=name) for name in names)
    for book in found:
        book.app = found
    return found


@pytest.mark.parametrize("option", ["--book", "--wb"])
@pytest.mark.parametrize("name", NAMES)
def test_the_workbook_of_the_command_line(
    option: str, name: str, excels: dict[int, Books], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one with = in its name, also behind others, in the Excel that called; an older template writes --wb."""
    excels |= {65793: books("前面.xlsx", name.upper()), 2: books(name)}
    started(monkeypatch, f"{option}={coded(name) if option == '--book' else name}")
    assert Excel.of_caller().book is excels[65793][1]


def test_where_no_workbook_has_that_name_it_is_the_one_in_front(
    excels: dict[int, Books], monkeypatch: pytest.MonkeyPatch
) -> None:
    """cmd.exe expanded a part of the name that an older template wrote."""
    excels |= {65793: books("%OS%.xlsx", "别的.xlsx"), 2: books("Windows_NT.xlsx")}
    started(monkeypatch, "--wb=Windows_NT.xlsx")
    assert Excel.of_caller().book is excels[65793][0]


def test_where_none_is_in_front_the_clerk_is_told(excels: dict[int, Books], monkeypatch: pytest.MonkeyPatch) -> None:
    """It was closed while Python started."""
    excels[65793] = Books()
    started(monkeypatch, "--book=~8868.xlsx")
    with pytest.raises(Refused, match=r"^没有可以使用的工作簿。请先打开一个"):
        Excel.of_caller()


@pytest.mark.parametrize(("served", "kind"), [(None, SystemExit), (object(), RuntimeError)])
def test_what_cannot_be_shown_is_the_end_of_python(
    served: object, kind: type[BaseException], excels: dict[int, Books], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In ASCII after the mark; the server of the worksheet functions goes on, so it gets a plain error."""
    excels[65793] = Books()
    monkeypatch.setattr(xw._xlwindows, "BOOK_CALLER", served)
    started(monkeypatch, "--book=~8868.xlsx")
    with pytest.raises(kind) as end:
        check_sheet()
    text = str(end.value)
    assert text.isascii()
    assert decoded(text.removeprefix(MARK)) == "没有可以使用的工作簿。请先打开一个，再点一次。"
    assert lean.load() is xw


def test_a_sign_of_two_units_and_half_of_one_come_back() -> None:
    """As VBA counts them."""
    assert coded("𠮷") == "~D842~DFB7"
    assert [decoded(coded(text)) for text in ("𠮷a~", "\ud842")] == ["𠮷a~", "\ud842"]


@pytest.mark.parametrize("path", [r"\\server\share\绩效 2026\表.xlsx", r"D:\a=b\表.xlsx"])
def test_the_folder_of_a_workbook_on_the_network(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a folder like any other."""
    monkeypatch.setattr("xltool.excel.application.Path", PureWindowsPath)
    book = SimpleNamespace(fullname=path, app=None)
    assert str(Excel(book).folder) == path.rpartition("\\")[0]


@pytest.mark.parametrize("fullname", ["https://gov-my.sharepoint.com/personal/z/Documents/表.xlsx", "工作簿1", ""])
def test_a_workbook_without_a_folder_is_told_to_be_saved(fullname: str) -> None:
    """A workbook on OneDrive has an address, and no folder of this PC."""
    with pytest.raises(Refused, match="请先保存工作簿"):
        _ = Excel(SimpleNamespace(fullname=fullname, app=None)).folder
