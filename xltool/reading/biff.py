"""The records of an old workbook (BIFF5 and BIFF8)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

FORMULA, EOF, NAME, FILEPASS, CODE_PAGE, COLUMN, SHEET = 0x06, 0x0A, 0x18, 0x2F, 0x42, 0x7D, 0x85
SEVERAL_NUMBERS, SEVERAL_BLANKS, RICH, STYLE, MERGED, TEXT = 0xBD, 0xBE, 0xD6, 0xE0, 0xE5, 0xFD
USED_AREA, BLANK, NUMBER, LABEL, ERROR, ROW = 0x200, 0x201, 0x203, 0x204, 0x205, 0x208
SHORT_NUMBER, FORMAT, BEGIN = 0x27E, 0x41E, 0x809
"""The kinds of records, by what they hold."""

_BIFF8 = b"\x00\x06"
_IGNORED = 0x00C1
"""A record that readers of values pass over."""


def records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, place in the stream and content of every record that is whole."""
    at, last = 0, len(stream) - 4
    while at <= last:
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, at, stream[at + 4 : at + 4 + size]
        at += 4 + size


def is_biff8(stream: bytes) -> bool:
    """Whether the stream is of Excel 97 or later."""
    return stream[4:6] == _BIFF8


def is_locked(stream: bytes) -> bool:
    """Whether the records after the first are encrypted."""
    for kind, _, _ in records(stream):
        if kind in (FILEPASS, EOF):
            return kind == FILEPASS
    return False


def without_names(stream: bytes) -> bytes:
    """The stream without its defined names, over whose formulas xlrd can stumble; nothing else moves."""
    changed = bytearray(stream)
    for kind, at, _ in records(stream):
        if kind == NAME:
            struct.pack_into("<H", changed, at, _IGNORED)
    return bytes(changed)
