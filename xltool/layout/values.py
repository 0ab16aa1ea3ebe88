"""What a cell means: texts, lines, clauses, amounts, percentages, and codes joined to names."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from xltool.amounts import AmountError, canonical, to_decimal
from xltool.model import Unit
from xltool.words import CLAUSE, ORDINAL

_NEXT_CLAUSE = re.compile(rf"(?<=[；;。])(?={CLAUSE.pattern})")
_CODE_NAME = re.compile(
    r"[\[（(【](?P<bracketed>\d{3,}[0-9A-Z]*)[\]）)】]\s*(?P<name1>.*)"
    r"|(?P<dashed>\d{3,}[0-9A-Z]*)\s*[-－—]\s*(?P<name2>.+)"
    r"|(?P<joined>\d{6,})\s*(?P<name3>\D.*)"
    r"|(?P<alone>\d{3,}[0-9A-Z]*)",
    re.DOTALL,
)
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
    """One entry a numbered line, its number kept; a line without a number goes on with the one before it.

    Where no line has a number, each line is an entry.
    """
    text = text_of(raw)
    if text is None:
        return ()
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not any(ORDINAL.match(line) for line in lines):
        return tuple(lines)
    entries: list[str] = []
    for line in lines:
        if entries and not ORDINAL.match(line):
            entries[-1] += "\n" + line
        else:
            entries.append(line)
    return tuple(entries)


def clauses_of(raw: object) -> tuple[str, ...]:
    """一是…；二是… as one entry a clause, without the ； between them; measures without ordinals, an entry a line."""
    text = text_of(raw)
    if text is None:
        return ()
    parts = [part.strip() for line in text.split("\n") for part in _NEXT_CLAUSE.split(line) if part.strip()]
    followed = [CLAUSE.match(after) is not None for after in parts[1:]] + [False]
    return tuple(part.removesuffix("；") if cut else part for part, cut in zip(parts, followed, strict=True))


def unit_of(raw: object) -> Unit:
    """``434002名称``, ``[015001]名称``, ``(433)名称``, ``219001-名称`` as code and name (rule I-02).

    Fewer than six digits directly before a name belong to the name: ``120急救中心``.
    """
    text = text_of(raw)
    if text is None:
        return Unit()
    match = _CODE_NAME.fullmatch(text)
    if match is None:
        return Unit(None, text)
    code = match["bracketed"] or match["dashed"] or match["joined"] or match["alone"]
    return Unit(code, match["name1"] or match["name2"] or match["name3"])


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
    number = ORDINAL.match(name)
    return (name[number.end() :] if number else name).strip()
