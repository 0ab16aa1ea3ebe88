"""Target values (V): whether a number is what it seems to be, fits its measure, and has a unit that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from xltool.fields import item
from xltool.model import Target
from xltool.rules.findings import Finding
from xltool.rules.lists import word_table
from xltool.rules.table import Row, Table
from xltool.targets import plain_text
from xltool.words import pattern

_WHOLE = 100
_FIRST_SERIAL, _LAST_SERIAL = 40000, 60000
_SERIAL_ZERO = date(1899, 12, 30)
_LEAST_SHARE = 10
"""Of two shares in one number, 90100, neither is less."""

_OPERATOR_DIGIT = "2"
"""As what a scanned ≥ is often read."""

_LEAST_DIGITS = 4
"""A count that begins with a misread ≥ has so many: 2100 is asked about, 250 is not."""

_AVERAGE = r"均|每"
_IN_BRACKETS = r"\([^()]*\)$"


class Doubt(NamedTuple):
    """Why a number may not be what it seems to be: the rule and the case that says so, and what is meant instead."""

    rule: str
    value: str
    case: str | None = None
    other: str = ""


def numbers(table: Table) -> Iterator[Row]:
    """The rows whose target is a number."""
    return (row for row in table.rows if row.target.kind == "number")


def is_share(table: Table, name: str) -> bool:
    """Whether an indicator of this name is a share, whose values are percentages: 合格率 is, 效率 is not."""
    plain = pattern(_IN_BRACKETS).sub("", name)
    return plain.endswith(table.words("shares")) and not plain.endswith(table.words("no_shares"))


def doubt(table: Table, row: Row) -> Doubt | None:
    """V-09, V-10 and V-11 in this order: the one doubt about a number, in place of other words about it."""
    target, number = row.target.target, row.target.target.number
    if number is None or row.target.joined or target.upper is not None:
        return None
    if target.unit:
        if row.target.implied or number > _WHOLE:
            return _misread(table, row, target, number)
        return None
    serial = row.target.implied and _FIRST_SERIAL <= number <= _LAST_SERIAL and number == int(number)
    if serial and is_timely(table, row):
        return Doubt("V-09", day_of(int(number)))
    if 0 < number <= 1:
        return _fraction(table, row, target, number)
    return _misread(table, row, target, number) if row.target.implied else None


def day_of(serial: int) -> str:
    """The date that Excel counts so, as it is written in a table: 43830 is 2019年12月31日."""
    day = _SERIAL_ZERO + timedelta(days=serial)
    return f"{day.year}年{day.month}月{day.day}日"


def is_timely(table: Table, row: Row) -> bool:
    """Whether the value of an indicator is a date."""
    said = f"{row.indicator.level2 or ''}{row.name}"
    return any(word in said for word in table.words("timely"))


def _fraction(table: Table, row: Row, target: Target, number: Decimal) -> Doubt | None:
    """0.95 of a share is 95 %; 1 may be a count, and is 100 % where other shares of the table are percentages."""
    if not is_share(table, row.name) or (number == 1 and percents(table) is None):
        return None
    percent = (number * _WHOLE).normalize()
    return Doubt("V-10", f"{target.operator}{percent:f}%")


def percents(table: Table) -> Row | None:
    """The first row of a table whose target is a percentage."""
    return next((row for row in numbers(table) if (row.target.target.unit or "").startswith("%")), None)


def _misread(table: Table, row: Row, target: Target, number: Decimal) -> Doubt | None:
    """295% is ≥95 % where ≥ was taken for a 2; 90100 are the 90 and the 100 of two cells."""
    unit, digits = target.unit or "", f"{number:f}"
    share = unit == "%" or (not unit and is_share(table, row.name))
    if number <= _WHOLE or may_exceed(table, row) or not digits.isdigit():
        return None
    rest = Decimal(digits[1:])
    if row.target.implied and digits[0] == _OPERATOR_DIGIT and digits[1] != "0":
        count = not share and unit and len(digits) >= _LEAST_DIGITS and digits.endswith("0")
        if (share and rest <= _WHOLE) or (count and not _stands_elsewhere(table, row, digits)):
            return Doubt("V-11", f"≥{rest:f}{unit or '%'}", other=f"={digits}{unit or '%'}")
    for middle in (2, 3) if share else ():
        parts = digits[:middle], digits[middle:]
        if all(part[:1] not in ("", "0") and _LEAST_SHARE <= int(part) <= _WHOLE for part in parts):
            return Doubt("V-11", f"≥{parts[0]}%", "joined", f"≥{parts[1]}%")
    return None


def _stands_elsewhere(table: Table, row: Row, digits: str) -> bool:
    """Whether another cell has the same number, so that it is right as it stands."""
    own = row.path("target")
    return any(digits in text for path, text in table.texts if path != own)


def may_exceed(table: Table, row: Row) -> bool:
    """Whether a percentage may be more than 100 or less than 0: growth, or what is held against a plan."""
    said = f"{row.name}{row.indicator.description or ''}"
    return any(word in said for word in table.words("exceeding"))


def shares_within_100(table: Table) -> Iterator[Finding]:
    """V-08: a share is between 0 and 100 %."""
    for row in numbers(table):
        target = row.target.target
        if not (target.unit or "").startswith("%") or target.number is None:
            continue
        high = target.number > _WHOLE and target.operator not in ("≤", "<")
        high = high or (target.operator == ">" and target.number == _WHOLE)
        if (high or target.number < 0) and not doubt(table, row) and not may_exceed(table, row):
            raw = row.indicator.target.raw
            yield Finding("V-08", row.path("target"), raw, {"raw": raw}, "negative" if target.number < 0 else None)


def serials_are_dates(table: Table) -> Iterator[Finding]:
    """V-09: a date stands as a date, not as the number by which Excel counts days."""
    for repair in table.reading.repairs:
        if repair.code == "V-09":
            yield Finding("V-09", repair.field, repair.raw, {"raw": repair.raw, "value": repair.value})
    for row, found in _doubts(table, "V-09"):
        raw = row.indicator.target.raw
        yield Finding("V-09", row.path("target"), raw, {"raw": raw, "value": found.value})


def shares_are_percents(table: Table) -> Iterator[Finding]:
    """V-10: a share is written in percent, not as a fraction of 1; so is the plan."""
    plan = [repair for repair in table.reading.repairs if repair.code == "V-10"]
    if plan:
        raws, values = "、".join(repair.raw for repair in plan), "、".join(repair.value for repair in plan)
        paths = tuple(repair.field for repair in plan)
        yield Finding("V-10", paths[0], raws, {"raw": raws, "value": values}, "plan", paths=paths)
    for row, found in _doubts(table, "V-10"):
        raw, other = row.indicator.target.raw, percents(table)
        also = ((table, other.path("target")),) if other else ()
        yield Finding("V-10", row.path("target"), raw, {"raw": raw, "value": found.value}, also=also)


def operators_not_misread(table: Table) -> Iterator[Finding]:
    """V-11: no number that is an operator read as a digit, or the numbers of two cells."""
    for row, found in _doubts(table, "V-11"):
        raw = row.indicator.target.raw
        words = {"raw": raw, "value": found.value, "other": found.other}
        yield Finding("V-11", row.path("target"), raw, words, found.case)


def _doubts(table: Table, rule: str) -> Iterator[tuple[Row, Doubt]]:
    for row in numbers(table):
        found = doubt(table, row)
        if found is not None and found.rule == rule:
            yield row, found


def odd_unit(row: Row) -> Mapping[str, Any] | None:
    """The entry of ``words/units.toml`` that a unit of a row is, None for a unit that is right."""
    unit = row.target.target.unit
    for entry in _odd_units().get(unit, ()) if unit else ():
        if entry.get("level2", row.class2) == row.class2 and row.name.endswith(tuple(entry.get("names", ("",)))):
            return entry
    return None


@cache
def _odd_units() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    entries: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for entry in word_table("units")["units"]:
        entries[entry["unit"]] = (*entries.get(entry["unit"], ()), entry)
    return entries


def units_usual(table: Table) -> Iterator[Finding]:
    """V-12: the unit is a whole one, and one that such a thing is counted by; a unit may have a column of its own."""
    for row in numbers(table):
        entry, target = odd_unit(row), row.target.target
        if entry is None or target.unit is None or doubt(table, row):
            continue
        path, raw = row.path("target"), row.indicator.target.raw
        before = plain_text(target).removesuffix(target.unit)
        column = item("indicators", row.position, "unit")
        if not table.reading.is_blank(column):
            path, raw, before = column, str(table.reading.raw(column)), ""
        cost = row.is_cost and "money" in entry
        rights = [f"{before}{unit}" for unit in ([entry["money"]] if cost else entry.get("right", ()))]
        fix = rights[0] if entry.get("sure") else None
        value = rights[0] if len(rights) == 1 else "或".join(f"“{right}”" for right in rights) or entry["should"]
        words = {"why": entry["why"], "value": value, "unit": target.unit}
        yield Finding("V-12", path, raw, words, "replaced" if len(rights) == 1 else None, fix=fix)


def countables_whole(table: Table) -> Iterator[Finding]:
    """V-14: what is counted is a whole number, unless it is an average."""
    countable = table.words("countable")
    for row in numbers(table):
        target, raw = row.target.target, row.indicator.target.raw
        ends = [end for end in (target.number, target.upper) if end is not None]
        if target.unit not in countable or all(end == int(end) for end in ends):
            continue
        if not pattern(_AVERAGE).search(f"{row.name}{raw}"):
            yield Finding("V-14", row.path("target"), raw, {"raw": raw, "unit": target.unit})


ON_INDICATORS = (
    shares_within_100,
    serials_are_dates,
    shares_are_percents,
    operators_not_misread,
    units_usual,
    countables_whole,
)
