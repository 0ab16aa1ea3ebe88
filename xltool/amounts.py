"""Exact money: from a cell to a ``Decimal`` in 万元, and back to print.

Sums use ``Decimal`` only (rule F-06): with floats the sample year adds up to 257.71999999999997 and not to 257.72.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple

from xltool.capital_numerals import read_capital, read_whole
from xltool.words import pattern, squeezed


class AmountError(ValueError):
    """A cell that is not an amount; ``raw`` is what stood there. The sentence for a user is written elsewhere."""

    def __init__(self, raw: object) -> None:
        super().__init__(raw)
        self.raw = raw


_SIZES = {
    "": "0.0001",
    "百": "0.01",
    "千": "0.1",
    "万": "1",
    "十万": "10",
    "百万": "100",
    "千万": "1000",
    "亿": "10000",
}
_SPELLINGS = ("{}元", "人民币{}元", "{}元人民币")

UNITS: Mapping[str, Decimal] = MappingProxyType(
    {spelling.format(size): Decimal(factor) for size, factor in _SIZES.items() for spelling in _SPELLINGS}
    | {size: Decimal(_SIZES[size]) for size in ("万", "十万", "百万", "千万", "亿")}
)
"""The factor of each unit to 万元. 万 and 亿 may stand alone (``2000万``); 百 and 千 may not."""

_CENT = Decimal("0.01")
# Wide enough for any two floats (1E+308 and 5E-324), and it fails where a digit would be lost.
_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Inexact])
_ROUNDING = Context(prec=1000, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_LARGEST_EXPONENT = 400

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: "-", 0xFFE5: "¥"}
_PLAIN = r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_CELL = (
    r"(?P<bracket>\()?(?P<sign>[-负])?(?P<currency>(?:人民币|RMB|CNY|¥)\s*)?"
    r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?(bracket)\))"
    r"\s*(?:(?P<unit>[^\W\d_]*)|\((?P<aside>[^\W\d_]+)\))"
)
_BLANK_AT_POINT = r"(?<=[0-9])\s+(?=[.,])|(?<=[0-9][.,])\s+(?=[0-9])"
_BLANK_FOR_COMMA = r"(?<![0-9.,\s])(?<!\.\s)[0-9]{1,3}(?:\s[0-9]{3})+(?![0-9,]|\s[0-9])"
_STOP_FOR_POINT = "(?<=[0-9])。(?=[0-9])"

_NOTHING = frozenset("- -- — —— ― – / // 无 没有 N/A 不涉及".split())
_DIGITS_KEPT = 15
"""Excel keeps and shows that many; what a float has beyond them is the trace of a computation …"""
_DIGITS_MEANT = 12
"""… where so many are enough to write the number."""

_UNIT_HEAD = r"\(?(?:金额|计量|货币|资金|计价)?单位(?:[:为]|\()?(?P<units>[^:]+?(?:币种:人民币)?)\)*"
_BETWEEN_UNITS = r"[、,/;()和或]|币种"
_OTHER_UNITS = "人民币 人 个 次 项 % 人次".split()
_MONEY = "((?:人民币)?(?:亿|千万|百万|十万|万|千|百)?元)"
_MENTION = rf"(?:单位|金额)[:(为]*{_MONEY}(?![\u4e00-\u9fff])|以{_MONEY}为单位|^\(?{_MONEY}\)?$"
_LABEL_UNIT = r"(?P<label>.+?)[(\[:/,](?:单位:?)?(?P<unit>[^()\[\]:/,]+)[)\]]?"


class AmountReading(NamedTuple):
    """An amount in 万元, and why it is not simply what stood in the cell.

    ``note`` is None, or the first that applies of ``noise`` (digits beyond the fifteen that Excel keeps), ``capitals``
    (Chinese numerals), ``blanks`` (inside the number), ``brackets`` (taken for a negative number), ``unit`` (a unit
    inside the cell), ``currency`` (¥ without a unit), ``full-width``, ``separator`` (thousands) and ``text`` (a number
    kept as text). ``sure`` is False where a person should confirm the value.
    """

    value: Decimal | None
    note: str | None = None
    sure: bool = True


def to_decimal(value: int | float | Decimal | str) -> Decimal:
    """The number as it prints, without rounding (``0.1`` is 0.1).

    Raises AmountError on NaN, infinity, bool, other text and sizes that no float has.
    """
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, bool):
        raise AmountError(value)
    elif isinstance(value, int):
        number = Decimal(value)
    elif isinstance(value, float):
        number = Decimal(repr(float(value)))  # float(): the repr of a subclass may not be a number
    elif isinstance(value, str) and re.fullmatch(_PLAIN, value):
        number = _from_text(value)
    else:
        raise AmountError(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -_LARGEST_EXPONENT or number.adjusted() > _LARGEST_EXPONENT:
        raise AmountError(value)
    return number


def _from_text(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:  # an exponent of twenty digits
        raise AmountError(text) from error


def read_amount(raw: object, unit: str = "万元", *, typed: bool = True, doubtful: bool = False) -> AmountReading:
    """Read one money cell of a sheet whose amounts are in ``unit``; a blank cell is None.

    A unit inside the cell wins over the sheet's. A lone dash or 无 is not read (see :func:`says_nothing`).
    ``typed=False`` says that the source has only text, so that a plain number in text needs no note. Raises
    AmountError with the cell, also for a reading that is not sure unless ``doubtful``, or with the unit when it is not
    one of UNITS.
    """
    if unit not in UNITS:
        raise AmountError(unit)
    if raw is None:
        return AmountReading(None)
    if isinstance(raw, str):
        reading = _read_text(raw, unit, typed)
        if not (reading.sure or doubtful):
            raise AmountError(raw)
        return reading
    if isinstance(raw, float):
        number, exact = settled(raw), to_decimal(raw)
        return AmountReading(_in_wan(number, unit), None if number == exact else "noise")
    if isinstance(raw, int | Decimal):
        return AmountReading(_in_wan(to_decimal(raw), unit))
    raise AmountError(raw)


def settled(number: float) -> Decimal:
    """The number as it prints, without the trace of a computation: 257.71999999999997 is 257.72, 1/3 stays."""
    exact = to_decimal(number)
    if len(exact.as_tuple().digits) <= _DIGITS_KEPT:
        return exact
    short = Decimal(f"{float(number):.{_DIGITS_KEPT}g}").normalize()
    return short if len(short.as_tuple().digits) <= _DIGITS_MEANT else exact


def says_nothing(raw: object) -> bool:
    """Whether a cell says with a dash, a stroke or 无 that there is no amount."""
    return isinstance(raw, str) and "".join(raw.translate(_HALF_WIDTH).split()).upper() in _NOTHING


def money_units(text: str) -> tuple[str, ...]:
    """The units that a head names: ``（金额单位：元）`` names 元; none where it names something else."""
    match = pattern(_UNIT_HEAD).fullmatch(squeezed(text)) if "位" in text else None
    if match is None:
        return ()
    named = [part.removeprefix(":") for part in pattern(_BETWEEN_UNITS).split(match["units"])]
    if any(part and part not in UNITS and part not in _OTHER_UNITS for part in named):
        return ()
    return tuple(dict.fromkeys(part for part in named if part in UNITS))


def mentioned_units(text: str) -> tuple[str, ...]:
    """The units of money that some line names in its own way: ``（元）``, ``以元为单位``, ``2020年度 单位：元``."""
    found = pattern(_MENTION).finditer(squeezed(text)) if "元" in text else ()
    units = (next(filter(None, match.groups())) for match in found)
    return tuple(dict.fromkeys(unit for unit in units if unit in UNITS))


def label_and_unit(text: str) -> tuple[str, str] | None:
    """A label and the unit of money in it: ``预算数（元）`` is 预算数 and 元; None where it has none."""
    match = pattern(_LABEL_UNIT).fullmatch(squeezed(text)) if "元" in text else None
    return (match["label"], match["unit"]) if match and match["unit"] in UNITS else None


def _read_text(raw: str, unit: str, typed: bool) -> AmountReading:
    text = raw.strip()
    if not text:
        return AmountReading(None)
    half = text.translate(_HALF_WIDTH)
    match, widened, blanks = re.fullmatch(_CELL, half), half != text, False
    if match is None:
        closed = pattern(_STOP_FOR_POINT).sub(".", half)
        joined = pattern(_BLANK_FOR_COMMA).sub(_without_blanks, pattern(_BLANK_AT_POINT).sub("", closed))
        match, widened, blanks = re.fullmatch(_CELL, joined), widened or closed != half, joined != closed
    if match is None:
        return _read_numerals(raw, half, unit)
    own_unit = (match["unit"] or match["aside"] or "").removesuffix("整")
    if (match["bracket"] and match["sign"]) or (own_unit and own_unit not in UNITS):
        raise AmountError(raw)
    try:
        number = to_decimal(match["number"].replace(",", ""))
    except AmountError as error:
        raise AmountError(raw) from error
    if match["sign"] or match["bracket"]:
        number = number.copy_negate()
    note = "blanks" if blanks else _note(match, widened, typed)
    sure = note not in ("blanks", "brackets") and (note != "currency" or UNITS[unit] == UNITS["元"])
    return AmountReading(_in_wan(number, own_unit or unit), note, sure)


def _without_blanks(match: re.Match[str]) -> str:
    return "".join(match[0].split())


def _read_numerals(raw: str, half: str, unit: str) -> AmountReading:
    """An amount in Chinese numerals; without 元 and without 万 or 亿 it is in the sheet's unit, and not sure."""
    words = "".join(half.split()).removeprefix("(大写)").removeprefix("人民币").removeprefix("(大写)").lstrip(":")
    yuan = read_capital(words)
    if yuan is not None:
        return AmountReading(_in_wan(yuan, "元"), "capitals")
    number = read_whole(words)
    if number is None:
        raise AmountError(raw)
    large = any(size in words for size in "万亿萬億")
    return AmountReading(_in_wan(Decimal(number), "元" if large else unit), "capitals", sure=large)


def _note(cell: re.Match[str], widened: bool, typed: bool) -> str | None:
    if cell["bracket"]:
        return "brackets"
    if cell["unit"] or cell["aside"]:
        return "unit"
    if cell["currency"]:
        return "currency"
    if widened:
        return "full-width"
    if "," in cell["number"]:
        return "separator"
    return "text" if typed else None


def _in_wan(number: Decimal, unit: str) -> Decimal:
    return canonical(_EXACT.multiply(number, UNITS[unit]))


def canonical(value: Decimal) -> Decimal:
    """The same amount with at least two decimals and no zeros after them: 10 → 10.00, 10.125 stays.

    Raises AmountError when it is not a number or too large.
    """
    short = _EXACT.normalize(to_decimal(value))
    exponent = short.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -2:
        short = _EXACT.quantize(short, _CENT)
    return short if short else short.copy_abs()


def show(value: Decimal | None, places: int = 2) -> str:
    """The amount as it is printed: ``1,234.50``; half is rounded away from zero, and None prints nothing."""
    if value is None:
        return ""
    rounded = _ROUNDING.quantize(value, Decimal((0, (1,), -places)))
    return format(rounded if rounded else rounded.copy_abs(), ",f")


def total(values: Iterable[Decimal | None]) -> Decimal:
    """The exact sum in canonical form; None counts as 0 (rule F-06)."""
    result = Decimal(0)
    for value in values:
        if value is not None:
            result = _EXACT.add(result, value)
    return canonical(result)


def share(amount: Decimal | None, percent: Decimal | None) -> Decimal:
    """The exact part of an amount that a percentage (0-100) is; None counts as 0."""
    part = _EXACT.multiply(amount or Decimal(0), percent or Decimal(0))
    return canonical(_EXACT.scaleb(part, -2))
