"""What a file is, by its first bytes and never by its suffix."""

from __future__ import annotations

import io
import zipfile

from xltool.problems import Refused, Unrelated

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the containers of older Office files begin, and those of files with a password."""

_EXCEL_CLASSES = (b"\x10\x08", b"\x20\x08")
"""How the class of a container begins that was made by Excel 5 or later."""

_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
"""How the records of a workbook begin; before Excel 5 they stood in no container."""

_PAGE_TAGS = (b"<html", b"<!doctype html", b"<table", b"<body", b"<head", b"<meta", b"<tr", b"<style", b"<div")
_LOOKED_AT = 4096

RTF = b"{\\rtf"
"""How Rich Text Format begins, which is often called .doc."""


def kind_of(data: bytes, file: str) -> str:
    """``xlsx``, ``xlsb``, ``ods``, ``xls``, ``docx``, ``doc``, ``html``, ``mht``, ``json`` or ``text``.

    A file with a password is to be unlocked before. Raises ``Refused`` for what cannot be read, with what to do
    about it.
    """
    if not data.strip():
        raise Refused(f"“{file}”是空文件。请向填报人重新要一份。")
    if data.startswith(b"PK"):
        return _zip_kind(data, file)
    if is_old_word(data):
        return "doc"
    if data.startswith(OLE):
        from xltool.reading.ole import WORKBOOKS, stream_of

        if stream_of(data, file, *WORKBOOKS) is None:
            raise Unrelated(f"“{file}”不是表格，是其他程序的文件。请选择 Excel、WPS 表格或 Word 文件。")
        return "xls"
    if data.startswith(_BARE_BIFF):
        raise Refused(
            f"“{file}”是很旧的 Excel 文件（Excel 4.0 以前），不能直接读取。请用 Excel 打开，另存为 .xlsx 后再试。"
        )
    if data.startswith(b"%PDF"):
        raise Unrelated(f"“{file}”是 PDF，读不出表格。请向填报人要 Excel 或 Word 原件。")
    if _is_json(data):
        return "json"
    if data[:64].lstrip().lower().startswith(b"mime-version:"):
        return "mht"
    return _marked_up(data, file) or "text"


def _is_json(data: bytes) -> bool:
    """An object, or a list of such; a text may begin with a bracket too, ``[bookmark: …]`` or ``[015001]名称``."""
    head = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") or (head.startswith(b"[") and head[1:].lstrip()[:1] in (b"{", b"[", b"]"))


def _marked_up(data: bytes, file: str) -> str | None:
    """``html`` for a page, None for text that is no markup; in UTF-16, every second byte of a page is a zero."""
    head = data[:_LOOKED_AT].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not head.startswith(b"<"):
        return None
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
        raise Refused(f"“{file}”是“XML 表格 2003”，不能直接读取。请用 Excel 打开，另存为 .xlsx 后再试。")
    return "html" if any(tag in head for tag in _PAGE_TAGS) else None


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
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        raise Refused(f"“{file}”是特殊的 Excel 格式，不能直接读取。请用 Excel 打开，另存为 .xlsx 后再试。")
    if "content.xml" in names:
        return "ods"
    raise Unrelated(f"“{file}”是压缩包或其他文件，不是表格。请解压后选择其中的 .xlsx 文件。")
