"""A pass over the records of an old workbook: what no reader of values says of them, and whether they are sound."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from xltool.reading import biff
from xltool.reading.archive import MOST_CELLS
from xltool.reading.grid import Flag
from xltool.reading.notes import PERCENT_FORMATS, Notes, Place, error_flag
from xltool.reading.scan import is_percent

_FILLED = frozenset((
    biff.FORMULA, biff.SEVERAL_NUMBERS, biff.RICH, biff.TEXT, biff.NUMBER, biff.LABEL, biff.ERROR, biff.SHORT_NUMBER,
))  # fmt: skip
_TELLING = frozenset((biff.FORMULA, biff.ERROR, biff.SEVERAL_NUMBERS))
_OFTEN = frozenset((biff.TEXT, biff.ROW, biff.BLANK, biff.SEVERAL_BLANKS, biff.NUMBER, biff.SHORT_NUMBER))
_BEFORE = frozenset((biff.SHEET, biff.FORMAT, biff.CODE_PAGE, biff.STYLE, biff.EOF))
_ENDS = frozenset((biff.BEGIN, biff.EOF))
_LOOKED_AT = _FILLED | _ENDS | {biff.ROW, biff.USED_AREA, biff.MERGED, biff.COLUMN}
_NO_NUMBER, _ERROR_RESULT, _EMPTY_RESULT = b"\xff\xff", 2, 3
_ROW_OPTIONS, _HIDDEN_ROW = 16, 0x20
_STYLE_OF_STYLES = 0x04
"""A style that is no cell's own: Excel writes one for percentages into every file."""

_PLACED = struct.Struct("<5H")
"""The head of a record, and of the content of one that is a cell: row, column and style."""

_LEAST_CELL = 6
"""Bytes of a cell before its value."""

_AREA = struct.Struct("<IIHH2x")
"""The used area that a sheet claims: first row, row after the last, the same of columns."""

_TABLES = 0
"""The kind of sheets that are no charts and no macros."""

_UTF_16 = b"\xb0\x04"
_LARGEST = 1 << 20
"""Bytes up to which a stream is called sound: a reader may make a text of every formula in it."""

_UNLIKE = frozenset((*range(18, 22), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Number formats of times, and of dates as East Asia writes them, which not every reader takes for such."""

_DULL = {biff.TEXT: 10, biff.SHORT_NUMBER: 10, biff.NUMBER: 14}
"""The cells that may be passed over, and the size of such a record."""

_NEAR_ROWS, _NEAR_COLS = 1024, 64
"""Where a cell may stand that is passed over."""


def _head(kind: int, size: int) -> bytes:
    return struct.pack("<HH", kind, size)


_DULL_HEADS = tuple(_head(kind, size) for kind, size in _DULL.items())


@dataclass(slots=True, eq=False, repr=False)
class SheetScan(Notes):
    """What the records of one sheet say; ``unstored`` are formulas whose result is no text.

    ``values`` is how many of its cells are not blank to a reader. ``whole`` says that the records end as
    they should, are of no other sheet or chart, and claim no more cells than a table.
    """

    unstored: list[Place] = field(default_factory=list)
    formulas: int = 0
    values: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    whole: bool = True


@dataclass(slots=True, eq=False, repr=False)
class _Book:
    """What stands before the sheets: where each begins, number format and kind of each style."""

    sound: bool
    starts: list[int] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)
    own: list[bool] = field(default_factory=list)
    percent_formats: set[int] = field(default_factory=lambda: set(PERCENT_FORMATS))

    def percents(self) -> set[int]:
        """The styles of cells that show a percentage."""
        return {at for at, number in enumerate(self.styles) if number in self.percent_formats and self.own[at]}


class Scan(NamedTuple):
    """What the sheets say, in their order in the workbook.

    ``sound``: every record is whole and says what it should, so that a reader that trusts its input may have them.
    """

    sheets: Sequence[SheetScan]
    sound: bool


def scan(stream: bytes) -> Scan:
    """What the workbook says. Raises ``struct.error`` where a record is cut short.

    Most records are cells of which there is nothing to say. They are passed over many at a time where no style is one
    of percentages; where a row is hidden, or the sheets may be too large, every record is looked at after all.
    """
    padded = stream + bytes(_PLACED.size)
    book = _book(padded)
    percents = book.percents()
    sheets = [_sheet(padded, start, percents, quickly=not percents) for start in book.starts]
    if not percents and (
        any(sheet.hidden_rows for sheet in sheets) or sum(sheet.rows * sheet.cols for sheet in sheets) > MOST_CELLS
    ):
        sheets = [_sheet(padded, start, percents, quickly=False) for start in book.starts]
    if sum(sheet.formulas for sheet in sheets) == sum(len(sheet.unstored) for sheet in sheets):
        for sheet in sheets:  # whoever stored one result has stored them all; an empty text may be one
            sheet.flags.update(dict.fromkeys(sheet.unstored, Flag("unstored", "=…")))
    return Scan(sheets, book.sound and _UNLIKE.isdisjoint(book.styles) and all(sheet.whole for sheet in sheets))


def _book(padded: bytes) -> _Book:
    """The records before those of the sheets, each with what would be font, number format and options of a style."""
    biff8, end, at = biff.is_biff8(padded), len(padded) - _PLACED.size - 4, 0
    book = _Book(sound=biff8 and len(padded) <= _LARGEST)
    unpack = _PLACED.unpack_from
    while at <= end:
        kind, size, _, number, options = unpack(padded, at)
        if kind not in _BEFORE:
            pass
        elif kind == biff.STYLE:
            book.styles.append(number)
            book.own.append(not options & _STYLE_OF_STYLES)
        elif kind != biff.EOF:
            _before(book, kind, padded[at + 4 : at + 4 + size], 5 if biff8 else 3)
        else:
            return book
        at += 4 + size
    book.sound = False
    return book


def _before(book: _Book, kind: int, body: bytes, code_at: int) -> None:
    """Note what a record says that stands before the sheets and is no style."""
    if kind == biff.SHEET and body[5] != _TABLES:
        book.sound = False
    elif kind == biff.SHEET:
        book.starts.append(struct.unpack_from("<I", body)[0])
    elif kind == biff.FORMAT:
        code = body[code_at:].replace(b"\0", b"").decode("latin-1")
        if is_percent(code):
            book.percent_formats.add(struct.unpack_from("<H", body)[0])
        book.sound &= "[" not in code and len(body) == 5 + (body[2] << (body[4] & 1)) and body[3] == 0
    else:
        book.sound &= body == _UTF_16


def _sheet(padded: bytes, start: int, percents: set[int], *, quickly: bool) -> SheetScan:
    """One pass over the records of a sheet, each with what would be row, column and style if it were a cell.

    The stream is padded, so that this can be looked at even in the last record.
    """
    found, depth, at, end = SheetScan(), 0, start, len(padded) - _PLACED.size - 4
    filled_rows: set[int] = set()
    unpack, pass_over = _PLACED.unpack_from, _dull().match
    while at <= end:
        kind, size, row, col, style = unpack(padded, at)
        if quickly and kind in _OFTEN and depth == 1 and (run := pass_over(padded, at)):
            found.values += sum(padded.count(head, at, run.end()) for head in _DULL_HEADS)
            at, found.rows, found.cols = run.end(), max(found.rows, _NEAR_ROWS), max(found.cols, _NEAR_COLS)
            continue
        if kind not in _LOOKED_AT or (depth > 1 and kind not in _ENDS):
            pass  # of no interest, or of a chart inside the sheet
        elif kind in _FILLED:
            if size < _LEAST_CELL or at + size > end:
                raise struct.error
            filled_rows.add(row)
            found.values += 1
            found.use(row, col, percent=style in percents)
            if kind in _TELLING:
                _cell(found, kind, row, col, padded[at + 4 : at + 4 + size], percents)
        elif kind == biff.ROW:
            if padded[at + _ROW_OPTIONS] & _HIDDEN_ROW:
                found.hidden_rows.add(row)
        elif kind == biff.BEGIN:
            depth += 1
            found.whole &= depth == 1
        elif kind == biff.EOF:
            depth -= 1
            if depth <= 0:
                break
        else:
            _beside(found, kind, padded[at + 4 : at + 4 + size])
        at += 4 + size
    else:
        found.whole = False
    found.hidden |= not found.hidden_rows.isdisjoint(filled_rows)
    return found


@cache
def _dull() -> re.Pattern[bytes]:
    """As many records as follow each other that need no look: plain cells near A1, blanks, rows that are not hidden."""
    near = rb".[\x00-\x03][\x00-\x3f]\x00"  # row and column
    shown = rb"[\x00-\x1f\x40-\x5f\x80-\x9f\xc0-\xdf]"
    records = [re.escape(_head(kind, size)) + near + rb".{%d}" % (size - 4) for kind, size in _DULL.items()]
    others = {biff.BLANK: (6,), biff.SEVERAL_BLANKS: range(8, 46, 2)}
    records += [re.escape(_head(kind, size)) + rb".{%d}" % size for kind, sizes in others.items() for size in sizes]
    records.append(re.escape(_head(biff.ROW, 16)) + rb".{12}" + shown + rb".{3}")
    return re.compile(rb"(?:%b)++" % b"|".join(records), re.DOTALL)


def _beside(found: SheetScan, kind: int, body: bytes) -> None:
    """Note what a record says that is no cell."""
    if kind == biff.MERGED:
        areas = struct.iter_unpack("<4H", body[2 : 2 + (len(body) - 2) // 8 * 8])
        found.merged += [(top, left, bottom, right) for top, bottom, left, right in areas]
    elif kind == biff.COLUMN:
        found.hidden |= bool(struct.unpack_from("<H", body, 8)[0] & 1)
    elif len(body) != _AREA.size:
        found.whole = False
    else:
        first_row, last_row, first_col, last_col = _AREA.unpack(body)
        found.whole &= first_row <= last_row and first_col <= last_col and last_row * last_col <= MOST_CELLS


def _cell(found: SheetScan, kind: int, row: int, col: int, body: bytes, percents: set[int]) -> None:
    """Note an error value, a formula with what its result is, or the cells after the first of several numbers."""
    if kind == biff.ERROR and body[7]:
        found.flags[row, col] = error_flag(body[6])
        found.values -= 1
    elif kind == biff.FORMULA:
        found.formulas += 1
        result = body[6] if body[12:14] == _NO_NUMBER else None
        found.values -= result in (_ERROR_RESULT, _EMPTY_RESULT)
        if result == _ERROR_RESULT:
            found.flags[row, col] = error_flag(body[8])
        elif result == _EMPTY_RESULT:
            found.unstored.append((row, col))
    elif kind == biff.SEVERAL_NUMBERS:
        numbers = list(struct.iter_unpack("<HI", body[4:-2]))
        found.values += len(numbers) - 1
        for offset, number in enumerate(numbers):
            found.use(row, col + offset, percent=number[0] in percents)
