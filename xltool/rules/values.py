"""Target values (V): two cells joined, a number without its unit or its operator; and what reading was unsure of."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.classes import COST, TIMELINESS
from xltool.rules.findings import Finding
from xltool.rules.lists import word_list
from xltool.rules.table import Row, Table
from xltool.rules.values_numbers import doubt, is_share, numbers, odd_unit
from xltool.targets import plain_text
from xltool.words import pattern

_OWN_RULES = ("V-01", "V-09", "V-10", "V-15")
"""Repairs of which a rule of its own speaks."""

_USUAL_UNIT = "次"
_NONE = "零"
_TIMES = ("天", "日", "小时", "分钟", "工作日", "个工作日", "个月")
_LEVEL = "年一遇"
"""20年一遇 is a level that is reached or not, and no number of years."""

_WHOLE = 100
_MONEY = ("成本", "金额", "费用", "经费", "支出", "投入")


def targets_joined(table: Table) -> Iterator[Finding]:
    """V-01: a target is the content of one cell, not of two."""
    for row in table.rows:
        if row.target.joined:
            raw, value = row.indicator.target.raw, plain_text(row.target.target)
            case, fix = (None, value) if row.target.sure else ("unsure", None)
            yield Finding("V-01", row.path("target"), raw, {"raw": raw, "value": value}, case, fix=fix)


def numbers_have_units(table: Table) -> Iterator[Finding]:
    """V-03: a number has its unit; that it has no operator either is said with it."""
    for row in numbers(table):
        target, raw = row.target.target, row.indicator.target.raw
        if not target.unit and not doubt(table, row) and not _is_plain_number(table, row):
            example = f"{plain_text(target)}{_unit_for(table, row)}"
            case = "bare" if row.target.implied and not row.target.joined else None
            yield Finding("V-03", row.path("target"), raw, {"raw": raw, "example": example}, case)


def numbers_have_operators(table: Table) -> Iterator[Finding]:
    """V-04: a number has its operator; without one it is read as =, which is said."""
    for row in numbers(table):
        target, raw = row.target.target, row.indicator.target.raw or ""
        if row.target.implied and not row.target.joined and (target.unit or _is_plain_number(table, row)):
            if doubt(table, row) or odd_unit(row) or (target.unit or "").endswith(_LEVEL):
                continue
            value = plain_text(target) if target.number or not raw.startswith(_NONE) else f"=0{_USUAL_UNIT}"
            case = "none" if not target.number else "most" if _is_limit(row) else None
            other = f"{'≤' if case else '≥'}{value[1:]}"
            yield Finding("V-04", row.path("target"), raw, {"raw": raw, "value": value, "other": other}, case)


def doubts_confirmed(table: Table) -> Iterator[Finding]:
    """I-06: what reading took for another value without being sure is said, where no rule of its own does."""
    for repair in table.reading.repairs:
        if not repair.sure and repair.code not in _OWN_RULES:
            words = {"raw": repair.raw, "value": repair.value, "reason": repair.reason}
            yield Finding("I-06", repair.field, repair.raw, words)


def _is_plain_number(table: Table, row: Row) -> bool:
    """Whether the value of an indicator is a number that has no unit: 路面技术状况指数, 灌溉水利用系数."""
    return row.name.endswith(table.words("without_unit"))


def _is_limit(row: Row) -> bool:
    """Whether a number is rather the most than the least: a cost, or a time that something takes."""
    if row.is_cost:
        return True
    return row.class2 == TIMELINESS and (row.target.target.unit or "").startswith(_TIMES)


def _unit_for(table: Table, row: Row) -> str:
    """The unit that the name of an indicator speaks of: 人 for 培训人数, % for a rate, that in brackets at its end."""
    name = row.name
    if named := pattern(r"\(([^\W\d]{1,4}|%)\)$").search(name):
        return named[1]
    if is_share(table, name) and (row.target.target.number or 0) <= _WHOLE:
        return "%"
    if row.class2 == COST or name.endswith(_MONEY):
        return "万元"
    counted = name.removesuffix("量").removesuffix("数")
    measures = (word for line in word_list("measures") for word in line.split())
    fitting = [word for word in measures if counted.endswith(word)] if counted != name else []
    return max(fitting, key=len, default=_USUAL_UNIT)


ON_INDICATORS = (targets_joined, numbers_have_units, numbers_have_operators)
ON_TEXTS = (doubts_confirmed,)
