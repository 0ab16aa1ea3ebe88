"""A target in three columns, 指标性质, 指标值 and 度量单位, as the one text that our forms have."""

from __future__ import annotations

from typing import NamedTuple

from xltool.targets import TargetReading, operator_of, read_target
from xltool.words import squeezed

_IN_WORDS = ("定性", "定性指标")
_AGREEING = {("=", "~"), *((sign, sign) for sign in "≥≤=><~")}
_NOTHING = ("无", "/", "-", "—", "－", "\\")


class Joined(NamedTuple):
    """The text of a target, which of its parts are not in it, and whether a person should confirm it."""

    text: str | None
    operator_left: bool = False
    unit_left: bool = False
    sure: bool = True


def joined_target(operator: str | None, value: str | None, unit: str | None) -> Joined:
    """``≥``, ``11`` and ``个`` as ``≥11个``; a target in words (定性) is its words alone.

    What the text cannot take without becoming unreadable stays apart.
    """
    sign = operator_of(operator)
    if value is None:
        return Joined(None, operator is not None, unit is not None)
    alone = read_target(value)
    apart = bool(operator) and sign is None and operator not in _IN_WORDS
    unit = None if unit in _NOTHING and alone.kind != "number" else unit
    if sign is not None and alone.kind == "number" and not alone.implied:
        apart, sign = apart or (sign, alone.target.operator) not in _AGREEING, None
    if unit is not None and _same(alone.target.unit, unit):
        unit = None
    if operator in _IN_WORDS and alone.kind != "number":
        return Joined(value, unit_left=unit is not None)
    for prefix, suffix in ((sign, unit), *([(None, unit)] if sign == "=" else []), (sign, None), (None, None)):
        text = f"{prefix or ''}{value}{suffix or ''}"
        if _says(read_target(text), prefix, suffix):
            sign_left, unit_left = sign not in (prefix, "="), suffix != unit
            return Joined(text, apart or sign_left, unit_left, not (sign_left or unit_left))
    return Joined(f"{sign or ''}{value}{unit or ''}", apart, sure=False)


def _says(reading: TargetReading, sign: str | None, unit: str | None) -> bool:
    """Whether a text is understood, with the operator and the unit that were put into it."""
    if reading.kind == "words":
        return unit is None
    target = reading.target
    return reading.kind == "number" and sign in (None, target.operator) and (unit is None or _same(target.unit, unit))


def _same(unit: str | None, other: str) -> bool:
    return unit is not None and squeezed(unit).strip("()") == squeezed(other).strip("()")
