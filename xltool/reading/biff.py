"""The records of an old workbook (BIFF5 and BIFF8), and what they say that xlrd does not."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xltool.reading.grid import Flag
from xltool.reading.notes import PERCENT_FORMATS, Notes, Place, error_flag
from xltool.reading.scan import is_percent

_FORMULA, _EOF, _NAME, _FILEPASS, _COLUMN, _SHEET = 0x0006, 0x000A, 0x0018, 0x002F, 0x007D, 0x0085
_MERGED, _RKS, _RICH, _STYLE, _TEXT, _NUMBER, _LABEL, _ERROR = (
    0x00E5,
    0x00BD,
    0x00D6,
    0x00E0,
    0x00FD,
    0x0203,
    0x0204,
    0x0205,
)
_ROW, _RK, _FORMAT, _BEGIN = 0x0208, 0x027E, 0x041E, 0x0809
_BIFF8 = b"\x00\x06"
_IGNORED = 0x00C1
"""A record that readers of values pass over."""

_FILLED = (_FORMULA, _RKS, _RICH, _TEXT, _NUMBER, _LABEL, _ERROR, _RK)
_NO_NUMBER, _ERROR_RESULT, _EMPTY_RESULT = b"\xff\xff", 2, 3


@dataclass(slots=True, eq=False, repr=False)
class _Sheet(Notes):
    """What the records of one sheet say; ``unstored`` are formulas whose result is no text."""

    unstored: list[Place] = field(default_factory=list)
    formulas: int = 0


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
        if kind in (_FILEPASS, _EOF):
            return kind == _FILEPASS
    return False


def without_names(stream: bytes) -> bytes:
    """The stream without its defined names, over whose formulas xlrd can stumble; nothing else moves."""
    changed = bytearray(stream)
    for kind, at, _ in records(stream):
        if kind == _NAME:
            struct.pack_into("<H", changed, at, _IGNORED)
    return bytes(changed)


def scan(stream: bytes) -> Sequence[Notes]:
    """What the sheets say, in their order in the workbook. Raises ``struct.error`` where a record is cut short."""
    starts: list[int] = []
    percent_formats, styles = set(PERCENT_FORMATS), []
    code_at = 5 if is_biff8(stream) else 3
    for kind, _, body in records(stream):
        if kind == _EOF:
            break
        if kind == _SHEET:
            starts.append(struct.unpack_from("<I", body)[0])
        elif kind == _FORMAT and is_percent(body[code_at:].replace(b"\0", b"").decode("latin-1")):
            percent_formats.add(struct.unpack_from("<H", body)[0])
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    percents = {at for at, number in enumerate(styles) if number in percent_formats}
    sheets = [_sheet(stream[start:], percents) for start in starts]
    if sum(sheet.formulas for sheet in sheets) == sum(len(sheet.unstored) for sheet in sheets):
        for sheet in sheets:  # whoever stored one result has stored them all; an empty text may be one
            sheet.flags.update(dict.fromkeys(sheet.unstored, Flag("unstored", "=…")))
    return sheets


def _sheet(stream: bytes, percents: set[int]) -> _Sheet:
    found, depth = _Sheet(), 0
    hidden_rows: set[int] = set()
    filled_rows: set[int] = set()
    for kind, _, body in records(stream):
        if kind == _BEGIN:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth > 1:
            continue  # a chart inside the sheet
        elif kind == _ROW:
            if struct.unpack_from("<H", body, 12)[0] & 0x20:
                hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _MERGED:
            areas = struct.iter_unpack("<4H", body[2 : 2 + (len(body) - 2) // 8 * 8])
            found.merged += [(top, left, bottom, right) for top, bottom, left, right in areas]
        elif kind == _COLUMN:
            found.hidden |= bool(struct.unpack_from("<H", body, 8)[0] & 1)
        elif kind in _FILLED:
            row, col, style = struct.unpack_from("<HHH", body)
            filled_rows.add(row)
            _cell(found, kind, row, col, body)
            if kind == _RKS:
                for offset, number in enumerate(struct.iter_unpack("<HI", body[4:-2])):
                    found.use(row, col + offset, percent=number[0] in percents)
            else:
                found.use(row, col, percent=style in percents)
    found.hidden |= bool(hidden_rows & filled_rows)
    return found


def _cell(found: _Sheet, kind: int, row: int, col: int, body: bytes) -> None:
    """Note an error value, and a formula with what its result is."""
    if kind == _ERROR and body[7]:
        found.flags[row, col] = error_flag(body[6])
    elif kind == _FORMULA:
        found.formulas += 1
        if body[12:14] == _NO_NUMBER:
            if body[6] == _ERROR_RESULT:
                found.flags[row, col] = error_flag(body[8])
            elif body[6] == _EMPTY_RESULT:
                found.unstored.append((row, col))
