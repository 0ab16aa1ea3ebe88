"""Exact money: from a cell to a ``Decimal`` in 万元, and back to print.

Sums use ``Decimal`` only (rule F-06): with floats the sample year adds up to 257.71999999999997 and not to 257.72.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple


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

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x2212: "-"}
_PLAIN = r"[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?"
_CELL = (
    r"(?P<bracket>\()?(?P<sign>-)?(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?(bracket)\))"
    r"\s*(?P<unit>[^\W\d_]*)"
)


class AmountReading(NamedTuple):
    """An amount in 万元, and why it is not simply what stood in the cell.

    ``note`` is None, or the first that applies of ``unit`` (a unit inside the cell), ``brackets`` (a negative number in
    brackets), ``full-width``, ``separator`` (thousands) and ``text`` (a number kept as text).
    """

    value: Decimal | None
    note: str | None = None


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


def read_amount(raw: object, unit: str = "万元", *, typed: bool = True) -> AmountReading:
    """Read one money cell of a sheet whose amounts are in ``unit``; a blank cell is None.

    A unit inside the cell wins over the sheet's. A lone dash or 无 is not read: a person has to say whether it is 0 or
    blank. ``typed=False`` says that the source has only text, so that a plain number in text needs no note. Raises
    AmountError with the cell, or with the unit when it is not one of UNITS.
    """
    if unit not in UNITS:
        raise AmountError(unit)
    if raw is None:
        return AmountReading(None)
    if isinstance(raw, str):
        return _read_text(raw, unit, typed)
    if isinstance(raw, int | float | Decimal):
        return AmountReading(_in_wan(to_decimal(raw), unit))
    raise AmountError(raw)


def _read_text(raw: str, unit: str, typed: bool) -> AmountReading:
    text = raw.strip()
    if not text:
        return AmountReading(None)
    half = text.translate(_HALF_WIDTH)
    match = re.fullmatch(_CELL, half)
    if match is None or (match["bracket"] and match["sign"]):
        raise AmountError(raw)
    own_unit = match["unit"]
    if own_unit and own_unit not in UNITS:
        raise AmountError(raw)
    try:
        number = to_decimal(match["number"].replace(",", ""))
    except AmountError as error:
        raise AmountError(raw) from error
    if match["sign"] or match["bracket"]:
        number = number.copy_negate()
    return AmountReading(_in_wan(number, own_unit or unit), _note(match, half != text, typed))


def _note(cell: re.Match[str], widened: bool, typed: bool) -> str | None:
    if cell["unit"]:
        return "unit"
    if cell["bracket"]:
        return "brackets"
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
