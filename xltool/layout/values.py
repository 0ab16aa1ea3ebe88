"""What a cell means: texts, lines, clauses, amounts, percentages, and codes joined to names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xltool.amounts import AmountError, canonical, settled, to_decimal
from xltool.model import Unit
from xltool.words import begins_clause, has_ordinal, pattern, without_ordinal

_CODE_NAME = (
    r"(?s:[\[（(【](?P<bracketed>\d{3,}[0-9A-Z]*)[\]）)】]\s*(?P<name1>.*)"
    r"|(?P<dashed>\d{3,}[0-9A-Z]*)\s*[-－—]\s*(?P<name2>.+)"
    r"|(?P<joined>\d{6,}(?:[RYT]\d{6,})?)[\s_:：/、·]*(?P<name3>[^\d\s_:：/、·].*)"
    r"|(?P<alone>\d{3,}[0-9A-Z]*))"
)
_EMPTY_BOXES, _TICKED = "□☐◻○", "√✓✔☑■☒●"
_PERCENT = r"\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<sign>%)?\s*(?P<remark>\([^()0-9]+\))?\s*"
_SERIAL_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 40000, 60000
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def text_of(raw: object) -> str | None:
    """The words of a cell without outer blanks; a whole number without its ``.0``; None if blank."""
    if raw is None:
        return None
    if isinstance(raw, str):
        return raw.replace("\r\n", "\n").replace("_x000D_", "").strip() or None
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime) and raw.time().isoformat() == "00:00:00":
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    return str(raw)


def date_text(day: date) -> str:
    """A date as it is written in a table: 2020年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def serial_date(raw: object) -> date | None:
    """The date that a bare number of 40000 to 60000 counts, as Excel does it (43830 is 2019-12-31; rule V-09)."""
    text = (text_of(raw) or "").translate(_HALF_WIDTH)
    match = pattern(r"(\d{2}),?(\d{3})").fullmatch(text)
    if match is None or not _FIRST_SERIAL <= int(match[1] + match[2]) <= _LAST_SERIAL:
        return None
    return _SERIAL_ZERO + timedelta(days=int(match[1] + match[2]))


def lines_of(raw: object) -> tuple[str, ...]:
    """One entry a numbered line, its number kept; a line without a number goes on with the one before it.

    Where no line has a number, each line is an entry.
    """
    text = text_of(raw)
    if text is None:
        return ()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not any(has_ordinal(line) for line in lines):
        return tuple(lines)
    entries: list[str] = []
    for line in lines:
        if entries and not has_ordinal(line):
            entries[-1] += "\n" + line
        else:
            entries.append(line)
    return tuple(entries)


def clauses_of(raw: object) -> tuple[str, ...]:
    """一是…；二是… as one entry a clause, without the ； between them; measures without ordinals, an entry a line."""
    text = text_of(raw)
    if text is None:
        return ()
    parts = [part for line in text.split("\n") for part in _clauses(line)]
    followed = [begins_clause(after) for after in parts[1:]] + [False]
    return tuple(part.removesuffix("；") if cut else part for part, cut in zip(parts, followed, strict=True))


def _clauses(line: str) -> Iterator[str]:
    """A line cut before every clause that follows a stop."""
    start = 0
    for stop in range(1, len(line)):
        if line[stop - 1] in "；;。" and begins_clause(line[stop:]):
            yield line[start:stop].strip()
            start = stop
    if line[start:].strip():
        yield line[start:].strip()


def unit_of(raw: object) -> Unit:
    """``434002名称``, ``[015001]名称``, ``(433)名称``, ``219001-名称`` as code and name (rule I-02).

    Fewer than six digits directly before a name belong to the name: ``120急救中心``.
    """
    text = text_of(raw)
    if text is None:
        return Unit()
    match = pattern(_CODE_NAME).fullmatch(text)
    if match is None:
        return Unit(None, text)
    code = match["bracketed"] or match["dashed"] or match["joined"] or match["alone"]
    return Unit(code, match["name1"] or match["name2"] or match["name3"])


class PercentReading(NamedTuple):
    """A percentage 0-100, and why it is not simply what stood in the cell.

    ``note`` is None, or the first that applies of ``remark`` (words in brackets behind it), ``full-width``, ``sign``
    (its ``%``), ``text`` (a number kept as text) and ``noise`` (digits beyond the fifteen that Excel keeps). ``bare``
    says that no ``%`` stands there, so that 0.25 may mean 25 %. ``sure`` is False where a person should confirm it.
    """

    value: Decimal | None
    note: str | None = None
    bare: bool = True
    sure: bool = True


def read_percent(raw: object, *, typed: bool = True) -> PercentReading:
    """Read a cell of percentages; a blank one is None. ``typed=False`` says that the source has only text.

    Raises ``AmountError`` for anything else.
    """
    if isinstance(raw, str):
        return _percent_in_text(raw, typed)
    if raw is None:
        return PercentReading(None)
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise AmountError(raw)
    return _percent_number(raw)


def percent_of(raw: object) -> Decimal | None:
    """A percentage 0-100 as written (``25.00``, ``25%``). Raises ``AmountError`` for anything else; blank is None."""
    reading = read_percent(raw)
    if not reading.sure:
        raise AmountError(raw)
    return reading.value


def _percent_in_text(raw: str, typed: bool) -> PercentReading:
    half = raw.translate(_HALF_WIDTH)
    match = pattern(_PERCENT).fullmatch(half)
    if match is None:
        if not raw.strip():
            return PercentReading(None)
        raise AmountError(raw)
    note = "remark" if match["remark"] else "full-width" if half != raw else "sign" if match["sign"] else None
    value = canonical(Decimal(match["number"]))
    return PercentReading(value, note or ("text" if typed else None), not match["sign"], not match["remark"])


@lru_cache(maxsize=1024)
def _percent_number(raw: float | Decimal) -> PercentReading:
    """Kept, since thousands of plans have the same few."""
    exact = to_decimal(raw)
    number = settled(raw) if isinstance(raw, float) else exact
    return PercentReading(canonical(number), None if number == exact else "noise")


def ticked_of(text: str) -> str | None:
    """``新增项目 √ 延续项目 □`` → ``新增项目``; nothing ticked is an empty text, no box at all is None."""
    if not set(text) & set(_EMPTY_BOXES + _TICKED):
        return None
    boxes = f"[{_EMPTY_BOXES}{_TICKED}]"
    parts = [part.strip(" 　\n()（）、，,；;") for part in pattern(f"({boxes})").split(text)]
    words, marks = parts[0::2], parts[1::2]
    words = words if words[0] else words[1:]  # the box stands before its word, or after it
    return "、".join(word for word, mark in zip(words, marks, strict=False) if mark in _TICKED and word)


def percent_text(raw: object) -> object:
    """What a cell with a percent format shows, to the fifteen digits that a workbook keeps: 0.25 → ``25%``.

    Text, blanks and dates stay.
    """
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    return f"{Decimal(f'{raw:.15g}').scaleb(2).normalize():f}%"


def named_of(raw: object) -> tuple[str | None, str | None]:
    """``1、政务服务：突出政务…`` as the name before the colon and the text; no colon, no name."""
    text = text_of(raw)
    if text is None:
        return None, None
    name, colon, rest = text.partition("：")
    if not colon:
        name, colon, rest = text.partition(":")
    return (plain_name(name), rest.strip() or None) if colon else (None, text)


def plain_name(name: str) -> str:
    """A name without the number before it."""
    return without_ordinal(name).strip()
