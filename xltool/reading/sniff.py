"""What a file is, by its first bytes and never by its suffix."""

from __future__ import annotations

import io
import zipfile

from xltool.problems import Refused, Unrelated

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the containers of older Office files begin, and those of files with a password."""

_EXCEL_CLASSES = (b"\x10\x08", b"\x20\x08")
"""How the class of a container begins that was made by Excel 5 or later."""

RTF = b"{\\rtf"
"""How Rich Text Format begins, which is often called .doc."""


def kind_of(data: bytes, file: str) -> str:
    """``xlsx``, ``docx``, ``doc``, ``json`` or ``text``.

    Raises ``Refused`` for what cannot be read, with what to do about it.
    """
    if not data.strip():
        raise Refused(f"“{file}”是空文件。请向填报人重新要一份。")
    if data.startswith(b"PK"):
        return _zip_kind(data, file)
    if is_old_word(data):
        return "doc"
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(f"“{file}”设有打开密码。请在 Excel 中去掉密码，另存为 .xlsx 后再试。")
        raise Refused(f"“{file}”是旧版 Office 文件（.xls 或 .et），目前还不能直接读取。请另存为 .xlsx 后再试。")
    if data.startswith(b"%PDF"):
        raise Unrelated(f"“{file}”是 PDF，读不出表格。请向填报人要 Excel 或 Word 原件。")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return "json"
    if data.lstrip()[:64].lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise Refused(f"“{file}”其实是网页，目前还不能直接读取。请用 Excel 打开并另存为 .xlsx 后再试。")
    return "text"


def is_old_word(data: bytes) -> bool:
    """Whether the bytes are a .doc of Word 97 to 2003, a .wps or .rtf: documents that have to be converted."""
    if data.startswith(RTF):
        return True
    if not data.startswith(OLE) or "WordDocument".encode("utf-16-le") not in data:
        return False
    root = (int.from_bytes(data[48:52], "little") + 1) * 512  # the first entry of the container's directory
    return data[root + 80 : root + 82] not in _EXCEL_CLASSES  # a workbook may have a document embedded in it


def _zip_kind(data: bytes, file: str) -> str:
    # names stand in the directory as they are; those of a workbook inside a document do so too
    if b"xl/workbook.xml" in data and b"word/document" not in data:
        return "xlsx"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(f"“{file}”已损坏或不完整，打不开。请向填报人重新要一份，或用 Excel 修复后另存。") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.startswith("word/document") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names):
        raise Refused(f"“{file}”是 .xlsb 等其他 Excel 格式，目前还不能直接读取。请另存为 .xlsx 后再试。")
    raise Unrelated(f"“{file}”是压缩包或其他文件，不是表格。请解压后选择其中的 .xlsx 文件。")
