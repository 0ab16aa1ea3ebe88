"""How values and names are written (V): full-width digits, units where they do not belong, blanks, and lengths."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltool.amounts import UNITS, AmountError, AmountReading, canonical, read_amount
from xltool.fields import AMOUNTS, item
from xltool.rules.findings import Finding
from xltool.rules.table import Table
from xltool.targets import read_target
from xltool.words import has_ordinal, pattern

_FULL = "０１２３４５６７８９＜＝＞％﹤﹦﹥﹪≧≦⩾⩽"
_HALF = str.maketrans(_FULL, "0123456789<=>%<=>%≥≤≥≤")
_FULL_SIGNS = f"[{_FULL}]"
_FULL_POINTS = {"．": ".", "，": ",", "。": "."}
_BETWEEN_DIGITS = r"(?<=[0-9])[．，。](?=[0-9])"
_PAIRS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}
_BLANKS = r"\s+"
_BLANK_NOT_BETWEEN_LATIN = r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])"
_WITH_UNIT = ("unit", "currency")


def half_width(text: str) -> str:
    """A value with the digits and signs of half width; brackets and what stands between words keep theirs."""
    half = pattern(_BETWEEN_DIGITS).sub(lambda match: _FULL_POINTS[match[0]], text.translate(_HALF))
    for pair, sign in _PAIRS.items():
        half = half.replace(pair, sign)
    return half


def digits_half_width(table: Table) -> Iterator[Finding]:
    """V-13: digits and operators of values, amounts and percentages are of half width."""
    for row in table.rows:
        raw = row.indicator.target.raw
        if (
            raw
            and row.target.kind in ("number", "words")
            and not row.target.joined
            and pattern(_FULL_SIGNS).search(raw)
        ):
            fix = half_width(raw)
            yield Finding("V-13", row.path("target"), raw, {"raw": raw, "value": fix}, fix=fix)


def amounts_half_width(table: Table) -> Iterator[Finding]:
    """V-13: the same of amounts and of the plan, whose repairs reading lists."""
    for repair in table.reading.repairs:
        if repair.code == "V-13":
            value = half_width(repair.raw)
            fix = None if _with_label(table, repair.field) else value
            yield Finding("V-13", repair.field, repair.raw, {"raw": repair.raw, "value": value}, fix=fix)


def units_not_in_amounts(table: Table) -> Iterator[Finding]:
    """V-15: a cell for a number has the number alone; its head says what it is in, or the label in the same cell."""
    said = {repair.field: repair for repair in table.reading.repairs if repair.code == "V-15"}
    for path, repair in said.items():
        if _with_label(table, path):
            continue
        if path.startswith("plan."):
            value = f"{Decimal(repair.value).normalize():f}"
            yield Finding("V-15", path, repair.raw, {"raw": repair.raw, "value": value, "head": "%"}, fix=value)
        else:
            yield _amount(table, path, repair.raw, Decimal(repair.value), None if repair.sure else "unsure")
    for path in AMOUNTS if table.reading.marked else ():
        reading = unit_in_cell(table, path) if path not in said else None
        if reading is not None and not reading.sure and reading.value is not None:
            yield _amount(table, path, str(table.reading.raw(path)), reading.value, "unread")


def unit_in_cell(table: Table, path: str) -> AmountReading | None:
    """An amount with a unit or a currency in its cell, which V-15 speaks of and F-02 does not; None for any other."""
    raw = table.reading.raw(path)
    if not isinstance(raw, str):
        return None
    try:
        reading = read_amount(raw, _unit_of(table, path), doubtful=True)
    except AmountError:
        return None
    return reading if reading.note in _WITH_UNIT else None


def _unit_of(table: Table, path: str) -> str:
    return table.reading.units.get(path, table.reading.unit)


def _amount(table: Table, path: str, raw: str, wan: Decimal, case: str | None) -> Finding:
    head = _unit_of(table, path)
    value = f"{canonical(wan / UNITS[head]):f}"
    return Finding("V-15", path, raw, {"raw": raw, "value": value, "head": head}, case, fix=None if case else value)


def _with_label(table: Table, path: str) -> bool:
    """Whether a field stands in one cell with its label, which a new text of the cell must keep."""
    return any(repair.code == "I-05" and repair.field == path for repair in table.reading.repairs)


def units_not_repeated(table: Table) -> Iterator[Finding]:
    """V-15: a target does not repeat the unit that stands in a column of its own."""
    for row in table.rows:
        column = table.reading.raw(item("indicators", row.position, "unit"))
        cell = table.reading.raw(row.path("target"))
        if isinstance(column, str) and isinstance(cell, str) and (own := column.strip()):
            raw = cell.strip()
            value = raw.removesuffix(own).strip()
            if value != raw and read_target(value).kind == "number":
                yield Finding(
                    "V-15", row.path("target"), raw, {"raw": raw, "value": value, "unit": own}, "column", fix=value
                )


def texts_short(table: Table) -> Iterator[Finding]:
    """V-16: names, values and goals are no longer than the finance system takes, a Chinese character counted twice."""
    limits = table.profile.limits
    for row in table.rows:
        readable = row.target.kind != "unreadable"
        yield from _too_long(row.path("level3"), row.indicator.level3, limits["name_bytes"])
        yield from _too_long(row.path("target"), row.indicator.target.raw if readable else None, limits["value_bytes"])
    goals = table.reading.raw("objectives")
    if isinstance(goals, str):
        yield from _too_long("objectives", goals, limits["goal_bytes"])


def _too_long(path: str, text: str | None, most: int) -> Iterator[Finding]:
    if text and len(text) * 2 > most and (length := bytes_of(text)) > most:
        words = {"length": length, "most": most, "characters": most // 2}
        yield Finding("V-16", path, text, words, difference=str(length - most))


def bytes_of(text: str) -> int:
    """The length of a text as finance systems count it: what is not ASCII takes two bytes."""
    return sum(1 if char.isascii() else 2 for char in text)


def names_without_blanks(table: Table) -> Iterator[Finding]:
    """V-17: a level-3 name has no blank or line break inside, but between two Latin words."""
    for row in table.rows:
        name = row.indicator.level3
        if name is None or name.isalnum() or not pattern(_BLANKS).search(name):
            continue
        if "\n" in name and any(map(has_ordinal, name.split("\n")[1:])):
            continue  # several indicators in one cell are another rule's
        value = pattern(_BLANK_NOT_BETWEEN_LATIN).sub("", name)
        if value != name:
            yield Finding("V-17", row.path("level3"), name, {"name": name, "value": value}, fix=value)


ON_INDICATORS = (digits_half_width, units_not_repeated, texts_short, names_without_blanks)
ON_TEXTS = (amounts_half_width, units_not_in_amounts)
