"""What a value becomes on its way into a cell and out of it, as Excel and xlwings do it."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from xlwings.utils import datetime_to_xlserial, xlserial_to_datetime

DATE, TIME, LOGICAL, TEXT = 2, 4, 1024, 256
"""com.sun.star.util.NumberFormat"""

ERRORS = {503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?", 532: "#DIV/0!", 32767: "#N/A"}

NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?(?<=[\d.])([eE][+-]?\d+)?(%?)")
DAY = re.compile(r"(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2})")
THIS_YEAR = 2020
"""Of a day that is typed without a year; the tests do not read the clock."""


class CellError(str):
    """An error in a cell, ``#N/A``."""


def prepared(value: Any, options: Any = None) -> Any:
    """What xlwings' own engine makes of a value before it is written: nothing is an empty text."""
    return "" if value is None or value != value else value


def cleaned(
    data: list[list[Any]], day: Callable[..., Any], empty: Any, number: Callable[[float], Any] | None, err_to_str: bool
) -> list[list[Any]]:
    """What xlwings gives of the values that were read."""

    def clean(value: Any) -> Any:
        if value in ("", None):
            return empty
        if isinstance(value, CellError):
            return str(value) if err_to_str else None
        if isinstance(value, datetime.datetime):
            parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
            return day(**{part: getattr(value, part) for part in parts}, tzinfo=None)
        return number(value) if number and isinstance(value, float) else value

    return [[clean(value) for value in row] for row in data]


def shown(number: float, kind: int) -> Any:
    """The value of a number with a number format of this kind."""
    if kind & LOGICAL:
        return bool(number)
    return xlserial_to_datetime(number) if kind & (DATE | TIME) else number


def stored(value: Any, is_text: bool) -> tuple[str | float, str]:
    """What a cell holds of a value, and the number format that it then gets, "" for none.

    A text is taken as if it were typed, unless it begins with an apostrophe or the cell's format is text: ``00123`` is
    a number, ``1-2`` a day. Excel knows more such texts.
    """
    if isinstance(value, bool):
        return float(value), "BOOLEAN"
    if isinstance(value, (int, float)):
        return float(value), ""
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        return datetime_to_xlserial(value), "yyyy/m/d h:mm"
    if isinstance(value, datetime.date):
        return datetime_to_xlserial(datetime.datetime(value.year, value.month, value.day)), "yyyy/m/d"
    text = "" if value is None else str(value)  # None would end LibreOffice
    if is_text:
        return text, ""
    return (text[1:], "") if text[:1] == "'" else typed(text)


def typed(text: str) -> tuple[str | float, str]:
    """What a text becomes that is typed into a cell of the format General, and the number format that it gets."""
    if text.upper() in ("TRUE", "FALSE"):
        return float(text.upper() == "TRUE"), "BOOLEAN"
    if text and (match := NUMBER.fullmatch(text)):
        number = float(text.rstrip("%").replace(",", ""))
        return (number / 100, "0.00%" if "." in text else "0%") if match[5] else (number, "")
    if match := DAY.fullmatch(text):
        try:
            day = datetime.datetime(int(match[1] or THIS_YEAR), int(match[2]), int(match[3]))
        except ValueError:
            return text, ""
        return datetime_to_xlserial(day), "yyyy/m/d" if match[1] else "m/d"
    return text, ""
