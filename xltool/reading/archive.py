"""The parts of a zipped workbook, unpacked within limits."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable

from xltool.problems import Refused

MOST_UNPACKED = 256 * 1024 * 1024
"""Sum of the unpacked sizes of a workbook's parts, in bytes; honest tables are far below."""

MOST_CELLS = 2_000_000
"""Rows times columns up to a sheet's last used cell: calamine holds them all."""

DAMAGES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What opening and unpacking a damaged file can raise."""


def parts_of(data: bytes, file: str, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The contents of the parts with such names.

    Raises ``Refused`` for a file that is damaged or too large when unpacked, whatever part makes it so.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise Refused(
                    f"“{file}”解压后超过 {MOST_UNPACKED >> 20} MB，不像一张绩效目标表，没有读取。请删去多余内容后再试。"
                )
            return {m.filename: archive.read(m) for m in members if wanted(m.filename)}
    except DAMAGES as error:
        raise Refused(f"“{file}”已损坏或不完整，打不开。请向填报人重新要一份，或用 Excel 修复后另存。") from error


def targets_of(links: bytes) -> dict[str, str]:
    """The part of a workbook behind each of its relationships, by the relationship's id."""
    targets: dict[str, str] = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links.decode("utf-8", "replace")):
        key, target = (re.search(rf"\b{word}\s*=\s*[\"']([^\"']*)", link) for word in ("Id", "Target"))
        if key and target:
            targets[key[1]] = target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
    return targets


def no_type_definition(xml: bytes, file: str) -> None:
    """Raise ``Refused`` where XML holds a document type definition, and so perhaps entities.

    The same where it is in UTF-16: nothing would be found, and calamine sees an empty sheet. No program writes it so.
    """
    if b"\0" in xml[:4] or xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(f"“{file}”里文字的编码特殊（UTF-16），没有读取。请用 Excel 另存一份后再试。")
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise Refused(f"“{file}”含有不应出现的 DTD 声明，为安全起见没有读取。请用 Excel 另存一份后再试。")


def check_area(rows: int, cols: int, file: str) -> None:
    """Raise ``Refused`` where the used area of a sheet is far larger than any table."""
    if rows * cols > MOST_CELLS:
        raise Refused(
            f"“{file}”的已用区域有 {rows} 行 {cols} 列，不像一张绩效目标表，没有读取。请删去多余的行列后再试。"
        )


def check_areas(areas: Iterable[tuple[int, int]], file: str) -> None:
    """The same for the sheets of a workbook, each with rows and columns, and for all of them together."""
    cells = 0
    for rows, cols in areas:
        check_area(rows, cols, file)
        cells += rows * cols
    if cells > MOST_CELLS:
        raise Refused(
            f"“{file}”各工作表的已用区域合计有 {cells} 格，不像绩效目标表，没有读取。请删去多余的工作表、行列后再试。"
        )
