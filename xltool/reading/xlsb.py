"""Binary workbooks (.xlsb): values by calamine, a scan of the records for what it does not show."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from xltool.problems import Refused
from xltool.reading.archive import check_area, parts_of
from xltool.reading.grid import Flag, Grid
from xltool.reading.scan import is_percent
from xltool.reading.values import Area, sheets_of
from xltool.reading.xlsx import with_flags

_BOOK, _LINKS, _STYLES, _SHEETS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/styles.bin", "xl/worksheets/"

_ROW, _ERROR, _FIRST_FILLED, _LAST_FILLED, _FORMULA_ERROR = 0, 3, 2, 11, 11
_FORMAT, _XF, _COLUMN, _SHEET, _MERGED, _STYLES_BEGIN, _STYLES_END = 44, 47, 60, 156, 176, 617, 618
_PERCENT_FORMATS = (9, 10)
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

_LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")


@dataclass(slots=True)
class _Sheet:
    flags: dict[tuple[int, int], Flag] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden: bool = False
    rows: int = 0
    cols: int = 0


def read_xlsb(data: bytes, file: str) -> list[Grid]:
    """The grids of all sheets, addresses as in the file.

    A formula always has a result in this format. Raises ``Refused`` for a file that is damaged or too large.
    """
    parts = parts_of(data, file, lambda name: name in (_BOOK, _LINKS, _STYLES) or name.startswith(_SHEETS))
    try:
        percents = _percent_styles(parts.get(_STYLES, b""))
        named = _parts_by_name(parts.get(_BOOK, b""), parts.get(_LINKS, b""))
        scanned = {name: _scan(parts.get(part, b""), percents) for name, part in named.items()}
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。") from error
    for found in scanned.values():
        check_area(found.rows, found.cols, file)
    hidden = "有隐藏的行或列" if any(found.hidden for found in scanned.values()) else None
    grids = []
    for sheet in sheets_of(data, file):
        found = scanned.get(sheet.name, _Sheet())
        rows = with_flags(sheet.rows, found.flags)
        grids.append(
            Grid(
                file,
                sheet.name,
                rows,
                found.merged,
                found.flags,
                hidden=not sheet.visible,
                hidden_cells=hidden,
                percents=frozenset(found.percents),
            )
        )
    return grids


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = 0
        for shift in range(0, 28, 7):
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, part[at : at + size]
        at += size


def _percent_styles(part: bytes) -> set[int]:
    formats, styles, inside = set(_PERCENT_FORMATS), [], False
    for kind, body in _records(part):
        if kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _FORMAT and is_percent(_text(body, 2)[0]):
            formats.add(struct.unpack_from("<H", body)[0])
        elif kind == _XF and inside:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return {at for at, number in enumerate(styles) if number in formats}


def _parts_by_name(book: bytes, links: bytes) -> dict[str, str]:
    targets: dict[str, str] = {}
    for link in _LINK.findall(links.decode()):
        attributes = dict(re.findall(r'\b(Id|Target)\s*=\s*"([^"]*)"', link))
        target = attributes.get("Target", "")
        targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    names: dict[str, str] = {}
    for kind, body in _records(book):
        if kind == _SHEET:
            key, at = _text(body, 8)
            names[_text(body, at)[0]] = targets.get(key, "")
    return names


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A counted text in UTF-16, and where it ends."""
    size = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + (0 if size == 0xFFFFFFFF else 2 * size)
    return body[at + 4 : end].decode("utf-16-le"), end


def _scan(part: bytes, percents: set[int]) -> _Sheet:
    found, row, hidden_row = _Sheet(), 0, False
    for kind, body in _records(part):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
            hidden_row = bool(body[11] & 0x10)
        elif kind == _COLUMN:
            found.hidden |= bool(struct.unpack_from("<H", body, 16)[0] & 1)
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            found.merged.append((top, left, bottom, right))
        elif _FIRST_FILLED <= kind <= _LAST_FILLED:
            col, style = struct.unpack_from("<II", body)
            found.rows, found.cols = max(found.rows, row + 1), max(found.cols, col + 1)
            found.hidden |= hidden_row
            if style & 0xFFFFFF in percents:
                found.percents.add((row, col))
            if kind in (_ERROR, _FORMULA_ERROR):
                found.flags[row, col] = Flag("error", _ERRORS.get(body[8], "错误值"))
    return found
