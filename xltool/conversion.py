"""Word documents of before 2007 (.doc) → .docx by LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from xltool.problems import Refused, Repair
from xltool.reading.sniff import RTF

SECONDS = 120
"""How long LibreOffice may take for one document; its first start in a new profile takes a few."""

LARGEST_RESULT = 64 * 1024 * 1024
"""Bytes of the .docx that it makes."""

USUAL_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
"""No macros, and nothing fetched to which the document is linked."""


def docx_of(data: bytes, file: str) -> tuple[bytes, Repair]:
    """The bytes of a .docx with the same content, and that it was converted.

    Raises ``Refused`` where there is no LibreOffice or it makes nothing of the document.
    """
    program = find_office()
    if program is None:
        raise Refused(
            f"“{file}”是旧版 Word 文件（.doc 或 .rtf），本机没有安装 LibreOffice，不能自动转换。"
            "请用 Word 或 WPS 打开，另存为 .docx 后再试。"
        )
    kind = ".rtf" if data.startswith(RTF) else ".doc"
    reason = f"旧版 {kind}，由 LibreOffice 转换后读取"
    return _converted(program, data, file), Repair("I-06", file, "正文", "", "", kind, ".docx", reason)


def find_office() -> str | None:
    """The path of LibreOffice's program, None where it is not found."""
    return shutil.which("soffice") or next((place for place in USUAL_PLACES if Path(place).is_file()), None)


def _converted(program: str, data: bytes, file: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="xltool-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, result = folder / "document.doc", folder / "made" / "document.docx"
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE, encoding="utf-8")
        source.write_bytes(data)
        kind = "Rich Text Format" if data.startswith(RTF) else "MS Word 97"
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        command += [f"--infilter={kind}", "--convert-to", "docx", "--outdir", str(result.parent), str(source)]
        if not _run(command):
            raise Refused(f"LibreOffice 转换“{file}”超过 {SECONDS} 秒，已中止。请用 Word 打开，另存为 .docx 后再试。")
        if not result.is_file():  # its own status is 0 even then
            raise Refused(f"“{file}”已损坏，LibreOffice 转换不了。请用 Word 打开，另存为 .docx 后再试。")
        if result.stat().st_size > LARGEST_RESULT:
            raise Refused(f"“{file}”转换后超过 {LARGEST_RESULT >> 20} MB，没有读取。请删去图片等多余内容后再试。")
        return result.read_bytes()


def _run(command: list[str]) -> bool:
    """Run a program to its end, and say whether it came to it in time; what it started ends with it."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(SECONDS)
        return True
    except subprocess.TimeoutExpired:
        _end(process)
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        taskkill = str(Path(os.environ["SYSTEMROOT"], "System32", "taskkill.exe"))
        subprocess.run([taskkill, "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)  # soffice is a script, its children do the work
    process.wait()
