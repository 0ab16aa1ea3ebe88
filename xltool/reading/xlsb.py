"""Binary workbooks (.xlsb): values by calamine, a scan of the records for what it does not show."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xltool.problems import Refused
from xltool.reading.archive import check_areas, parts_of, targets_of
from xltool.reading.grid import Grid
from xltool.reading.notes import PERCENT_FORMATS, Notes, error_flag, grid_of
from xltool.reading.scan import is_percent
from xltool.reading.values import sheets_of

_BOOK, _LINKS, _STYLES, _SHEETS = "xl/workbook.bin", "xl/_rels/workbook.bin.rels", "xl/styles.bin", "xl/worksheets/"

_ROW, _ERROR, _FIRST_FILLED, _LAST_FILLED, _FORMULA_ERROR = 0, 3, 2, 11, 11
_FORMAT, _XF, _COLUMN, _SHEET, _MERGED, _STYLES_BEGIN, _STYLES_END = 44, 47, 60, 156, 176, 617, 618


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
    check_areas([(found.rows, found.cols) for found in scanned.values()], file)
    hidden = any(found.hidden for found in scanned.values())
    return [
        grid_of(file, sheet.name, sheet.visible, sheet.rows, scanned.get(sheet.name) or Notes(), hidden)
        for sheet in sheets_of(data, file)
    ]


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
    formats, styles, inside = set(PERCENT_FORMATS), [], False
    for kind, body in _records(part):
        if kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _FORMAT and is_percent(_text(body, 2)[0]):
            formats.add(struct.unpack_from("<H", body)[0])
        elif kind == _XF and inside:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return {at for at, number in enumerate(styles) if number in formats}


def _parts_by_name(book: bytes, links: bytes) -> dict[str, str]:
    targets = targets_of(links)
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


def _scan(part: bytes, percents: set[int]) -> Notes:
    found, row, hidden_row = Notes(), 0, False
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
            found.use(row, col, percent=style & 0xFFFFFF in percents)
            found.hidden |= hidden_row
            if kind in (_ERROR, _FORMULA_ERROR):
                found.flags[row, col] = error_flag(body[8])
    return found
