"""Funds and payment plan (F)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltool.amounts import UNITS, canonical, show, total
from xltool.fields import AMOUNTS, MORE, column, department_values, further_money, money_in
from xltool.flat import DepartmentReading, ProjectReading
from xltool.rules.catalogue import Finding

TOLERANCE = Decimal("0.005")
"""万元; amounts are written with two decimals."""

_HALF_A_CENT = Decimal("0.005")
"""Of the unit that the money is written in; sums that Excel computed have a tail of binary digits."""


def budget_adds_up(reading: ProjectReading) -> Iterator[Finding]:
    """F-01: 预算数 = 财政资金 + 其他资金 and what the form counts beside them, a blank counts as 0."""
    budget, paths = reading.project.budget, reading.form.budget_parts
    if budget.total is None or not paths or any(_unreadable(reading, path) for path in paths):
        return
    if reading.form.kind == "list" and not all(path in reading.spots for path in paths):
        return  # the list prints no such column
    further = further_money(reading.project, paths)
    parts = total((budget.fiscal, budget.other, further))
    if abs(budget.total - parts) > TOLERANCE:
        words = {
            "total": show(budget.total),
            "fiscal": show(budget.fiscal) or "（空白）",
            "other": show(budget.other) or "（空白）",
            "sum": show(parts),
            "difference": show(abs(budget.total - parts)),
            "word": reading.form.word("budget.total"),
            "parts": "、".join(reading.form.word(path) for path in paths),
        }
        beyond = len(paths) > len(AMOUNTS) - 1
        yield Finding("F-01", "budget.total", show(budget.total), words, "further" if beyond else None)


def amounts_valid(reading: ProjectReading) -> Iterator[Finding]:
    """F-02: every amount is a number of at least 0, and 预算数 is more than 0."""
    budget = reading.project.budget
    for path, value in zip(AMOUNTS, (budget.total, budget.fiscal, budget.other), strict=True):
        raw = reading.raw(path)
        if _unreadable(reading, path):
            yield Finding("F-02", path, str(raw), {"raw": raw})
        elif value is not None and value < 0:
            yield Finding("F-02", path, show(value), {"raw": show(value)}, "negative")
        elif value is not None and value == 0 and path == "budget.total":
            yield Finding("F-02", path, show(value), {"raw": show(value)}, "zero")
    for path in reading.form.more_fields:
        if path in reading.form.more_amounts and _unreadable(reading, path):
            yield Finding("F-02", path, str(reading.raw(path)), {"raw": reading.raw(path)})


def plan_rises_to_100(reading: ProjectReading) -> Iterator[Finding]:
    """F-03: plan cells are 0-100, do not fall, and end at 100; blank cells are another rule's."""
    before: Decimal | None = None
    last = len(reading.project.plan) - 1
    filled = any(point.percent is not None for point in reading.project.plan)
    for index, point in enumerate(reading.project.plan):
        path = f"plan.{point.by}"
        raw = reading.raw(path)
        if not reading.is_blank(path) and (point.percent is None or not 0 <= point.percent <= 100):
            yield Finding("F-03", path, str(raw), {"raw": raw})
        elif point.percent is not None and before is not None and point.percent < before:
            words = {"raw": show(point.percent), "before": show(before)}
            yield Finding("F-03", path, show(point.percent), words, "falling")
        elif index == last and filled and point.percent != 100:
            found = show(point.percent) or None
            yield Finding("F-03", path, found, {"raw": found or "空白"}, "last")
        if point.percent is not None and 0 <= point.percent <= 100:
            before = point.percent


def sums_agree(reading: ProjectReading) -> Iterator[Finding]:
    """F-08: a sum that a list of projects prints is the sum of its projects."""
    for row in reading.sums:
        difference = abs(row.printed - row.added)
        if difference > _HALF_A_CENT * UNITS[reading.units.get(row.path, reading.unit)]:
            words = {
                "name": f"“{row.name}”的" if row.name else "全部",
                "count": row.projects,
                "given": f"{row.printed:,f}",
                "sum": f"{row.added:,f}",
                "difference": f"{canonical(difference):,f}",
            }
            yield Finding("F-08", row.path, f"{row.printed:,f}", words, "projects")


def _unreadable(reading: ProjectReading, path: str) -> bool:
    """Whether a cell holds something that is no amount."""
    if path.startswith(MORE):
        text = dict(reading.project.more).get(path.removeprefix(MORE))
        return text is not None and money_in(text) is None
    budget = reading.project.budget
    value = dict(zip(AMOUNTS, (budget.total, budget.fiscal, budget.other), strict=True))[path]
    return value is None and not reading.is_blank(path)


def department_adds_up(reading: DepartmentReading) -> Iterator[Finding]:
    """F-08: a sum that the department's form prints is that of its parts; all of them blank is another rule's."""
    values = department_values(reading.department)
    for whole, *paths in (check.fields for check in reading.form.checks if check.kind == "sum"):
        given = money_in(values.get(whole))
        texts = [text for path in paths for text in (values.get(path), *column(values, path))]
        parts = [amount for amount in map(money_in, texts) if amount is not None]
        if given is not None and parts and abs(given - total(parts)) > TOLERANCE:
            words = {"given": show(given), "sum": show(total(parts)), "difference": show(abs(given - total(parts)))}
            yield Finding("F-08", whole, show(given), words)


RULES = (budget_adds_up, amounts_valid, plan_rises_to_100, sums_agree)
ON_DEPARTMENTS = (department_adds_up,)
