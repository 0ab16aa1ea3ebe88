"""Cost indicators (F): the money that a project may cost, by its indicators, against its budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from xltool.amounts import UNITS, canonical, show, total
from xltool.rules.classes import COST, ECONOMIC_COST
from xltool.rules.findings import Finding
from xltool.rules.funds import TOLERANCE
from xltool.rules.table import ProjectTable, Row, Table
from xltool.targets import plain_text

_WHOLE_PROJECT = ("more.项目资金总额", "more.中期资金总额")
"""What a form prints of the money of all years."""

_WAN = 10_000


class Cost(NamedTuple):
    """A cost indicator whose value is an amount, in 万元; the upper end of a range.

    ``rounding`` is half a unit of its last written place: ≤82万元 may well be a budget of 81.67.
    """

    row: Row
    amount: Decimal
    rounding: Decimal


def cost_is_a_limit(table: Table) -> Iterator[Finding]:
    """F-12: the value of a cost indicator is a limit, ≤ or =; standards that law sets as a least sum are let alone."""
    for row in _cost_rows(table):
        target = row.target.target
        unit = (target.unit or "").partition("/")[0]
        if target.operator in ("≥", ">") and unit in UNITS and not _says(table, "cost_floors", row):
            meant = plain_text(replace(target, operator="≤" if target.operator == "≥" else "<"))
            words = {"raw": target.raw, "sign": target.operator, "value": meant}
            yield Finding("F-12", row.path("target"), target.raw, words)


def costs_within_budget(table: ProjectTable) -> Iterator[Finding]:
    """F-11: no cost indicator, nor all of them together, is more than 预算数; unit costs are no sum of money."""
    budget = table.project.budget.total
    costs = costs_of(table)
    if not costs or budget is None or budget <= 0:
        return
    limit = max(budget, *(table.amount(path) or budget for path in _WHOLE_PROJECT))
    above = [cost for cost in costs if cost.amount > limit + max(TOLERANCE, cost.rounding)]
    if above:
        for cost in above:
            if not _says(table, "whole_costs", cost.row) and not unit_mistaken(budget, cost.amount):  # that is F-07
                yield _finding(table, cost, limit)
        return
    parts = [cost for cost in costs if not is_total(table, cost)]
    whole = next((cost for cost in costs if is_total(table, cost)), None)
    added = total(cost.amount for cost in parts)
    rounding = max((TOLERANCE, *(cost.rounding for cost in parts)))
    if len(parts) > 1 and whole is not None and added > whole.amount + rounding:
        yield _parts_finding(table, whole.row.path("target"), parts, whole.amount, "whole")
    elif len(parts) > 1 and added > limit + rounding:
        yield _parts_finding(table, parts[0].row.path("target"), parts, limit, "parts")


def unit_mistaken(budget: Decimal, amount: Decimal) -> bool:
    """Whether one is ten thousand times the other, and 预算数 so large or so small that 元 was taken for 万元."""
    if budget >= _WAN and budget == budget.to_integral_value():
        return budget == amount * _WAN
    return budget < 1 and amount == budget * _WAN


def _finding(table: ProjectTable, cost: Cost, limit: Decimal) -> Finding:
    raw, difference = cost.row.indicator.target.raw, show(cost.amount - limit)
    words = {"raw": raw, "limit": show(limit), "difference": difference}
    also = ((table, "budget.total"),)
    return Finding("F-11", cost.row.path("target"), raw, words, None, difference, also=also)


def _parts_finding(table: ProjectTable, path: str, parts: Sequence[Cost], limit: Decimal, case: str) -> Finding:
    added = total(cost.amount for cost in parts)
    difference = show(added - limit)
    words = {
        "names": "、".join(f"“{cost.row.indicator.level3 or '（未填名称）'}”" for cost in parts),
        "sum": show(added),
        "limit": show(limit),
        "difference": difference,
    }
    places = tuple(cost.row.path("target") for cost in parts)
    if case == "whole":
        return Finding("F-11", path, show(limit), words, "whole", difference, also=tuple((table, at) for at in places))
    also = ((table, "budget.total"),)
    return Finding("F-11", path, show(added), words, "parts", difference, paths=places, also=also)


def _cost_rows(table: Table) -> Iterator[Row]:
    for row in table.rows:
        if row.is_cost:
            yield row


def costs_of(table: Table) -> list[Cost]:
    """The cost indicators that are amounts and no unit costs."""
    found = []
    for row in _cost_rows(table):
        target = row.target.target
        number, unit = target.upper or target.number, target.unit or ""
        if number is None or unit not in UNITS or unit == "万" or target.operator in ("≥", ">") or row.target.joined:
            continue
        if row.class2 in (None, COST, ECONOMIC_COST) and not _says(table, "unit_costs", row):
            exponent = number.as_tuple().exponent
            place = Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(0)
            found.append(Cost(row, canonical(number * UNITS[unit]), place * UNITS[unit] / 2))
    return found


def is_total(table: Table, cost: Cost) -> bool:
    """Whether the name of a cost indicator says that it is the total."""
    return any(word in cost.row.name for word in table.words("cost_totals"))


def _says(table: Table, words: str, row: Row) -> bool:
    """Whether a word of a list is in the name or the description of a row."""
    text = row.name + (row.indicator.description or "")
    return any(word in text for word in table.words(words))


ON_PROJECTS = (costs_within_budget,)
ON_INDICATORS = (cost_is_a_limit,)
