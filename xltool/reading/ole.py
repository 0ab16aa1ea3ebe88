"""The container of old Office files and of those with a password: its streams, and a new one around a stream."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltool.problems import Refused

WORKBOOKS = ("Workbook", "Book")
"""The stream of a workbook in BIFF8, and in BIFF5."""

PACKAGE = "EncryptedPackage"
"""The stream in which a file of today's formats stands with a password."""

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<8s16s5H6x9I")
"""Signature, class, versions, order of bytes, sizes of a sector and a small one as powers of two, then the number of
sectors of the directory and of the table, first sector of the directory, signature of a transaction, size of the
smallest stream in whole sectors, first sector and number of sectors of the small table, the same of the list of
sectors of the table beyond those that the header names."""

_ENTRY = struct.Struct("<64sHBB3I16sI16xIQ")
"""Name and its bytes, type, colour, siblings and child, class, flags, first sector, size."""

_SECTOR, _LEAST_STREAM, _NAMED_TABLES = 512, 4096, 109
_END, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_ROOT, _STREAM = 5, 2


class _Entry(NamedTuple):
    """What the directory says of a stream or folder."""

    name: str
    kind: int
    siblings: tuple[int, int]
    child: int
    first: int
    size: int


def stream_of(data: bytes, file: str, *names: str) -> tuple[str, bytes] | None:
    """Name and content of the first of these streams that the container has, None where it has none of them.

    Streams of embedded documents, in folders of the container, are none of them. Raises ``Refused`` for a container
    that is damaged: cut short, or with sectors or entries that point nowhere or in circles.
    """
    try:
        return _stream(data, [name.lower() for name in names], names)
    except (struct.error, ValueError, IndexError) as error:
        raise Refused(f"“{file}”已损坏或不完整，打不开。请向填报人重新要一份，或用 Excel 修复后另存。") from error


def _stream(data: bytes, keys: Sequence[str], names: Sequence[str]) -> tuple[str, bytes] | None:
    head = _HEADER.unpack_from(data)
    size, small_size, least = 1 << head[5], 1 << head[6], head[11]
    if head[0] != _SIGNATURE or head[5] not in (9, 12) or head[6] != 6:
        raise ValueError
    table = _table(data, size, head[8], head[14])
    directory = _chain(data, size, table, head[9], size)
    root = _entry(directory, 0)
    streams = {entry.name: entry for entry in _children(directory, root.child) if entry.kind == _STREAM}
    for key, name in zip(keys, names, strict=True):
        if (entry := streams.get(key)) is None:
            continue
        if entry.size >= least:
            return name, _content(_chain(data, size, table, entry.first, size), entry.size)
        small_table = _numbers(_chain(data, size, table, head[12], size))
        small = _content(_chain(data, size, table, root.first, size), root.size)
        return name, _content(_chain(small, small_size, small_table, entry.first, 0), entry.size)
    return None


def _table(data: bytes, size: int, count: int, more: int) -> Sequence[int]:
    """Which sector follows each sector."""
    places = list(struct.unpack_from(f"<{_NAMED_TABLES}I", data, _HEADER.size)[:count])
    seen = 0
    while len(places) < count:
        listed = _numbers(_sector(data, size, more, size))
        places += listed[: min(len(listed) - 1, count - len(places))]
        more, seen = listed[-1], seen + 1
        if seen > len(data) // size:
            raise ValueError
    return _numbers(b"".join([_sector(data, size, place, size) for place in places]))


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _sector(data: bytes, size: int, number: int, offset: int) -> bytes:
    at = offset + number * size
    if at >= len(data):
        raise ValueError
    return data[at : at + size]


def _chain(data: bytes, size: int, table: Sequence[int], first: int, offset: int) -> bytes:
    """The sectors from the first on, joined; most follow each other. ``offset`` is where sector 0 stands."""
    parts: list[bytes] = []
    left = len(table)
    while first != _END:
        last = first
        while table[last] == last + 1:
            last += 1
        left -= last - first + 1
        if left < 0 or offset + last * size >= len(data):
            raise ValueError
        parts.append(data[offset + first * size : offset + (last + 1) * size])
        first = table[last]
    return b"".join(parts)


def _content(sectors: bytes, size: int) -> bytes:
    """The bytes of a stream without what fills its last sector."""
    if len(sectors) < size:
        raise ValueError
    return sectors[:size]


def _entry(directory: bytes, number: int) -> _Entry:
    name, length, kind, _, left, right, child, _, _, first, size = _ENTRY.unpack_from(directory, number * _ENTRY.size)
    text = name[: max(length - 2, 0)].decode("utf-16-le", "replace").lower()
    return _Entry(text, kind, (left, right), child, first, size & 0xFFFFFFFF)


def _children(directory: bytes, first: int) -> Iterator[_Entry]:
    """An entry and its siblings."""
    left, seen = [first], 0
    while left:
        if (number := left.pop()) == _NONE:
            continue
        if (seen := seen + 1) > len(directory) // _ENTRY.size:
            raise ValueError
        entry = _entry(directory, number)
        left += entry.siblings
        yield entry


def container_of(stream: bytes) -> bytes:
    """A container with a workbook's records and nothing else: they, the directory, then the table of sectors."""
    size = max(len(stream), _LEAST_STREAM)
    count = -(-size // _SECTOR)
    tables = -(-(count + 1) // (_SECTOR // 4 - 1))
    chain = [*range(1, count), _END, _END, *[_TABLE] * tables]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff")
    numbers = (0, tables, count, 0, _LEAST_STREAM, _END, 0, _END, 0)
    header = _HEADER.pack(_SIGNATURE, bytes(16), 62, 3, 0xFFFE, 9, 6, *numbers)
    header += struct.pack(f"<{tables}I", *range(count + 1, count + 1 + tables))
    nobody = (_NONE, _NONE)
    root = _ENTRY.pack("Root Entry".encode("utf-16-le"), 22, _ROOT, 1, *nobody, 1, bytes(16), 0, _END, 0)
    entry = _ENTRY.pack(WORKBOOKS[0].encode("utf-16-le"), 18, _STREAM, 1, *nobody, _NONE, bytes(16), 0, 0, size)
    parts = (header.ljust(_SECTOR, b"\xff"), stream.ljust(count * _SECTOR, b"\0"), (root + entry).ljust(_SECTOR, b"\0"))
    return b"".join((*parts, table))
