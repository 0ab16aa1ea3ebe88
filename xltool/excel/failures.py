"""What goes wrong behind a button, as one sentence and what to do; the details in a log file."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path

from xltool.problems import Refused, system_reason

BUSY = (-2147418111, -2146777998)
"""What Excel answers while a cell is being edited or a box is open: RPC_E_CALL_REJECTED, VBA_E_IGNORE."""

BUSY_ERROR = "ExcelBusyError"
"""What xlwings raises, on Windows only, where Excel answered so to every attempt."""

GONE = (-2147023174, -2147417848, -2147023170)
"""What is answered where Excel was closed: RPC_S_SERVER_UNAVAILABLE, RPC_E_DISCONNECTED, RPC_S_CALL_FAILED."""

_GONE = "Excel 已经关闭或没有响应，操作没有做完。请重新打开 Excel 和工作簿，再点一次。"
_BUSY = "Excel 正忙：可能有单元格正在编辑，或者有对话框开着。请按 Esc 退出编辑、关闭对话框，再点一次。"
_NO_ROOM = "电脑内存不够，没有做完。请关闭其他工作簿再试；原文件没有改动。"
_DENIED = "没有权限读写“{path}”。请确认文件不是只读，没有被别人打开，网络路径连接正常。"
_MISSING = "没有找到“{path}”。它可能被移动、改名，或者网络路径断开了，请核对后再点一次。"
_FILE = "读写“{path}”时出错（{reason}）。请检查磁盘和网络连接，再点一次。"
_UNKNOWN = "出现了意外情况，没有做完：{kind}。工作簿没有被关闭，内容还在。{how}"
_SEND = "请把这个文件发给维护人员：{log}"
_NO_LOG = "请再试一次；还是这样，请把这句话告诉维护人员。"


def sentence_of(error: BaseException) -> str:
    """The sentence for the clerk; an error that nobody expected is written to a log file that the sentence names."""
    if isinstance(error, Refused):
        return str(error)
    code = getattr(error, "hresult", None) or (error.args[0] if error.args else None)
    if code in BUSY or type(error).__name__ == BUSY_ERROR:
        return _BUSY
    if code in GONE:
        return _GONE
    if isinstance(error, MemoryError):
        return _NO_ROOM
    if isinstance(error, FileNotFoundError):
        return _MISSING.format(path=error.filename or "")
    if isinstance(error, PermissionError):
        return _DENIED.format(path=error.filename or "")
    if isinstance(error, OSError) and error.filename:
        return _FILE.format(path=error.filename, reason=system_reason(error))
    try:
        how = _SEND.format(log=write_log(error))
    except OSError:
        how = _NO_LOG
    return _UNKNOWN.format(kind=type(error).__name__, how=how)


def write_log(error: BaseException) -> Path:
    """The details, in a folder of the user's own."""
    folder = Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir()) / "xltool" / "log"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(".log", "button-", folder)
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write("".join(traceback.format_exception(error)))
    return Path(name)
