"""What a cell means: texts, lines, clauses, amounts, percentages, and codes joined to names."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from xltool.amounts import AmountError, canonical, to_decimal
from xltool.model import Unit

_NUMBERED = re.compile(
    r"\s*(?:\d{1,2}[、.．)）]|[（(][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[、.．])"
)
_CLAUSE = re.compile(r"(?<=[；;。\n])\s*(?=[一二三四五六七八九十]{1,3}是)")
_CODE_NAME = re.compile(r"[\[（(【]?(?P<code>\d{3,}[0-9A-Z]*)[\]）)】]?\s*[-－—]?\s*(?P<name>\D.*)?", re.DOTALL)
_PERCENT = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*[%％]?\s*")


def text_of(raw: object) -> str | None:
    """The words of a cell without outer blanks; a whole number without its ``.0``; None if blank."""
    if raw is None:
        return None
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime) and raw.time().isoformat() == "00:00:00":
        return raw.date().isoformat()
    if isinstance(raw, date):
        return raw.isoformat()
    text = str(raw).replace("\r\n", "\n").replace("_x000D_", "").strip()
    return text or None


def lines_of(raw: object) -> tuple[str, ...]:
    """One entry a numbered line, its number kept; a line without a number goes on with the one before it."""
    text = text_of(raw)
    if text is None:
        return ()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not any(_NUMBERED.match(line) for line in lines):
        return tuple(lines)
    entries: list[str] = []
    for line in lines:
        if entries and not _NUMBERED.match(line):
            entries[-1] += "\n" + line
        else:
            entries.append(line)
    return tuple(entries)


def clauses_of(raw: object) -> tuple[str, ...]:
    """一是…；二是… as one entry a clause, without the ； between them."""
    text = text_of(raw)
    if text is None:
        return ()
    clauses = _CLAUSE.split(text)
    return (*(clause.rstrip().removesuffix("；") for clause in clauses[:-1]), clauses[-1])


def unit_of(raw: object) -> Unit:
    """``434002名称``, ``[015001]名称``, ``(433)名称``, ``219001-名称`` as code and name (rule I-02)."""
    text = text_of(raw)
    if text is None:
        return Unit()
    match = _CODE_NAME.fullmatch(text)
    return Unit(match["code"], match["name"]) if match else Unit(None, text)


def percent_of(raw: object) -> Decimal | None:
    """A percentage 0-100 as written (``25.00``, ``25%``). Raises ``AmountError`` for anything else; blank is None."""
    if isinstance(raw, str):
        match = _PERCENT.fullmatch(raw)
        if match is None:
            if not raw.strip():
                return None
            raise AmountError(raw)
        return canonical(Decimal(match[1]))
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise AmountError(raw)
    return canonical(to_decimal(raw))


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
    return _NUMBERED.sub("", name, count=1).strip()
