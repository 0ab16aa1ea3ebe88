"""What the clipboard holds, for tables that were copied and not saved."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pyperclip

from xltool.problems import Refused

_HTML_COMMANDS = (
    ("wl-paste", "--no-newline", "--type", "text/html"),
    ("xclip", "-selection", "clipboard", "-out", "-target", "text/html"),
)
_SECONDS = 10


def copied() -> bytes:
    """The table on the clipboard as a web page, which has its merged cells and line breaks, else as text.

    Raises ``Refused`` where the clipboard holds no text or cannot be read.
    """
    page = _windows_page() if sys.platform == "win32" else _page()
    if b"<table" in page.lower():
        return page
    try:
        text = pyperclip.paste()
    except (pyperclip.PyperclipException, OSError) as error:
        raise Refused("读不到剪贴板（Linux 要装 xclip）。请把内容粘贴到记事本，存成 .txt 文件后再导入。") from error
    if not text.strip():
        raise Refused("剪贴板里没有文字。请先在 Excel、Word 或网页里选中整张表，按 Ctrl+C 复制。")
    return text.encode()


def _page() -> bytes:
    """The clipboard's HTML, nothing where there is none or no program that gives it."""
    for command in _HTML_COMMANDS:
        with suppress(OSError, subprocess.SubprocessError):
            return subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS).stdout
    return b""


def _windows_page() -> bytes:
    """The clipboard's HTML in UTF-8, without the lines about its own length that Windows puts before it."""
    import win32clipboard  # comes with xlwings

    with suppress(win32clipboard.error):
        win32clipboard.OpenClipboard()
        try:
            kind = win32clipboard.RegisterClipboardFormat("HTML Format")
            if win32clipboard.IsClipboardFormatAvailable(kind):
                data: bytes = win32clipboard.GetClipboardData(kind)
                return b'<meta charset="utf-8">' + data[data.find(b"<") :].rstrip(b"\0")
        finally:
            win32clipboard.CloseClipboard()  # type: ignore[no-untyped-call]
    return b""
