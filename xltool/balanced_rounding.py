"""舍位平衡: rounded parts that add up to their rounded total, and the same as a formula of a worksheet.

Rounding each part by itself does not keep the total: 0.125 + 0.125 = 0.25, but 0.13 + 0.13 = 0.26. Here each part is
what it adds to the rounded running sum. The largest-remainder method would place the units in the last place where
they are least felt, but a formula for it ranks every part against all others, which for a list of thousands of
projects is thousands of times the work; the running sum needs the row before and nothing else, so the sheets stay live
in Excel and LibreOffice. Which part gets a unit depends on the order of the parts and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import NamedTuple

_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)
_DUST = 4
"""Decimals behind the last shown one that count; a worksheet's binary fractions are not exact beyond them."""


class ShownUnit(NamedTuple):
    """A unit in which amounts are shown: its name, how many make 1 万元, and decimals."""

    name: str
    scale: int
    places: int

    def rounded(self, wan: Decimal) -> Decimal:
        """An amount in 万元, shown in this unit."""
        return rounded(_EXACT.multiply(wan, Decimal(self.scale)), self.places)


WAN, WHOLE_WAN, YUAN = ShownUnit("万元", 1, 2), ShownUnit("万元（整数）", 1, 0), ShownUnit("元", 10_000, 2)
SHOWN_UNITS = (WAN, WHOLE_WAN, YUAN)


def rounded(value: Decimal, places: int) -> Decimal:
    """Half away from zero, looking at four decimals behind the last one, as :func:`rounded_formula` does."""
    result = _EXACT.quantize(_EXACT.quantize(value, _unit(places + _DUST)), _unit(places))
    return result if result else result.copy_abs()


@cache
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def balanced(parts: Iterable[Decimal], places: int, before: Decimal = Decimal(0)) -> Iterator[Decimal]:
    """Each part rounded, so that all of them add up to the rounded total; ``before`` is a sum that went before.

    A part differs from its exact value by less than one unit in the last place (by one at most where some are
    negative), and one that needs no rounding stays as it is.
    """
    sum_before = rounded(before, places)
    for part in parts:
        before = _EXACT.add(before, part)
        sum_now = rounded(before, places)
        yield _EXACT.subtract(sum_now, sum_before)
        sum_before = sum_now


def rounded_formula(value: str, places: str | int = 2) -> str:
    """:func:`rounded` as a formula; ``places`` is a number or the address of a cell that holds it."""
    near = places + _DUST if isinstance(places, int) else f"{places}+{_DUST}"
    return f"ROUND(ROUND({value},{near}),{places})"


def balanced_formula(now: str, before: str | None, places: str | int = 2) -> str:
    """:func:`balanced` as a formula of two running sums, with the part in question and without it."""
    if before is None:
        return rounded_formula(now, places)
    return f"ROUND({rounded_formula(now, places)}-{rounded_formula(before, places)},{places})"
