"""What is taken off the clipboard, and in which form."""

import sys
from types import SimpleNamespace

import pytest

from tests.reading.test_webpage import page, table
from tests.reading.test_workbooks import project
from xltool import clipboard
from xltool.document import read_document

HEAD = "Version:0.9\r\nStartHTML:{start:010}\r\nEndHTML:{end:010}\r\nStartFragment:0\r\nEndFragment:0\r\n"


class Clipboard(SimpleNamespace):
    """Windows' clipboard as pywin32 has it, with the formats that a program put there."""

    error = OSError

    def RegisterClipboardFormat(self, name: str) -> str:  # noqa: N802
        """The number of a format."""
        return name

    def OpenClipboard(self) -> None:  # noqa: N802
        """Fails while another program has it."""
        if self.busy:
            raise OSError

    def IsClipboardFormatAvailable(self, kind: str) -> bool:  # noqa: N802
        """Whether something is there in a format."""
        return kind in self.held

    def GetClipboardData(self, kind: str) -> bytes:  # noqa: N802
        """What is there."""
        return self.held[kind]

    def CloseClipboard(self) -> None:  # noqa: N802
        """The next program may have it."""
        self.busy = False


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Clipboard:
    """A clipboard with one table as Excel copies it, and its text."""
    html = page(table())
    head = HEAD.format(start=len(HEAD.format(start=0, end=0)), end=0)
    held = Clipboard(held={"HTML Format": (head + html).encode() + b"\0"}, busy=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "win32clipboard", held)
    monkeypatch.setattr("pyperclip.paste", lambda: "文字")
    return held


def test_windows_gives_the_page_of_a_table(windows: Clipboard) -> None:
    """Without the lines before it, and as UTF-8, which it always is."""
    read = project(read_document(clipboard.copied(), "剪贴板"))
    assert read == project(read_document(page(table()).encode("utf-8-sig"), "剪贴板"))
    assert not windows.busy


def test_text_is_taken_where_there_is_no_table(windows: Clipboard) -> None:
    """Also while another program has the clipboard, which pyperclip waits for."""
    windows.busy = True
    assert clipboard.copied() == "文字".encode()
    windows.held["HTML Format"] = b"StartHTML:0\r\n<p>\xe6\x96\x87\xe5\xad\x97</p>"
    assert clipboard.copied() == "文字".encode()
    windows.held.clear()
    assert clipboard.copied() == "文字".encode()
