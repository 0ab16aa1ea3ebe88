"""What goes wrong behind a button is one Chinese sentence with what to do."""

import errno
from pathlib import Path

import pytest

from xltool.excel.failures import BUSY, GONE, sentence_of
from xltool.problems import Refused


class ComError(Exception):
    """Excel's error as pywin32 gives it: its number first, and as ``hresult``."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "Call was rejected by callee.", None, None)
        self.hresult = number


class ExcelBusyError(Exception):
    """xlwings' own, which is there on Windows only."""


@pytest.mark.parametrize(
    ("error", "begin"),
    [
        (Refused("请先保存。"), "请先保存。"),
        (ComError(BUSY[0]), "Excel 正忙"),
        (ComError(BUSY[1]), "Excel 正忙"),
        (ExcelBusyError("Excel application is not responding"), "Excel 正忙"),
        *((ComError(number), "Excel 已经关闭") for number in GONE),
        (MemoryError(), "电脑内存不够"),
        (FileNotFoundError(errno.ENOENT, "", r"\\服务器\绩效 2020\表.xlsx"), r"没有找到“\\服务器\绩效 2020\表.xlsx”"),
        (PermissionError(errno.EACCES, "", r"D:\只读 表.xlsx"), r"没有权限读写“D:\只读 表.xlsx”"),
        (OSError(errno.EHOSTUNREACH, "", r"\\服务器\表.xlsx"), r"读写“\\服务器\表.xlsx”时出错"),
    ],
)
def test_what_can_be_foreseen_has_its_own_sentence(error: Exception, begin: str) -> None:
    """It says where, and how to mend it; nothing is written to a log."""
    said = sentence_of(error)
    assert said.startswith(begin)
    assert "请" in said
    assert "log" not in said


def test_the_rest_is_written_to_a_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of the user's own; the sentence names the file, which has the details."""
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "用户 数据"))
    try:
        raise KeyError("预算")
    except KeyError as error:
        said = sentence_of(error)
    log = Path(said.rpartition("：")[2])
    assert log.parent == tmp_path / "用户 数据" / "xltool" / "log"
    assert "KeyError: '预算'" in log.read_text("utf-8")


def test_a_log_that_cannot_be_written_does_not_hide_the_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence is said all the same."""
    (tmp_path / "datei").write_text("")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "datei"))
    assert sentence_of(KeyError("预算")).startswith("出现了意外情况，没有做完：KeyError。")
