"""The payment plan (F): 资金支出计划, the percentage of the budget that is spent by each date."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltool.amounts import show
from xltool.model import Checkpoint
from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Run, Table
from xltool.words import pattern

_MONTHS = 12


def plan_rises_to_100(table: ProjectTable) -> Iterator[Finding]:
    """F-03: plan cells are 0-100, do not fall, and end at 100; other blank cells are another rule's."""
    reading, plan = table.reading, table.project.plan
    before: Decimal | None = None
    last = len(plan) - 1
    filled = any(point.percent is not None for point in plan)
    for index, point in enumerate(plan):
        path = _path(point)
        raw = reading.raw(path)
        if not reading.is_blank(path) and (point.percent is None or not 0 <= point.percent <= 100):
            yield Finding("F-03", path, str(raw), {"raw": raw})
        elif point.percent is not None and before is not None and point.percent < before:
            words = {"raw": show(point.percent), "before": show(before)}
            yield Finding("F-03", path, show(point.percent), words, "falling", show(before - point.percent))
        elif index == last and filled and point.percent != 100:
            found = show(point.percent) or None
            difference = None if point.percent is None else show(100 - point.percent)
            yield Finding("F-03", path, found, {"raw": found or "空白"}, "last", difference)
        if point.percent is not None and 0 <= point.percent <= 100:
            before = point.percent


def plan_filled(table: ProjectTable) -> Iterator[Finding]:
    """F-04: the plan is filled in at every date; a blank year-end below other percentages is F-03's."""
    reading, plan = table.reading, table.project.plan
    blank = [point for point in plan if reading.is_blank(_path(point))]
    if len(blank) < len(plan):
        blank = [point for point in blank if point is not plan[-1]]
    if blank:
        case = "all" if len(blank) == len(plan) else None
        paths = tuple(map(_path, blank))
        yield Finding("F-04", paths[0], None, {"dates": "、".join(point.by for point in blank)}, case, paths=paths)


def plans_thought_over(run: Run) -> Iterator[tuple[Table, Finding]]:
    """F-05: not every project has the same plan; nor has monthly pay one that has nothing to do with months."""
    tables = [table for table in run.projects if _percents(table)]
    plans = {_percents(table) for table in tables}
    if len(plans) == 1 and len(tables) >= tables[0].profile.limits["plans_alike"] and not _monthly(tables[0]):
        values = "、".join(f"{percent.normalize():f}" for percent in plans.pop())
        for table in tables:
            paths = tuple(map(_path, table.project.plan))
            yield table, Finding("F-05", paths[0], values, {"count": len(tables), "values": values}, paths=paths)
        return
    for table in tables:
        if not _monthly(table) and (word := _monthly_pay(table)):
            point = _before_end(table)
            words = {"pay": word, "by": point.by, "raw": show(point.percent), "share": show(_share(point))}
            difference = show(abs(_share(point) - (point.percent or 0)))
            yield table, Finding("F-05", _path(point), show(point.percent), words, "pay", difference)


def _path(point: Checkpoint) -> str:
    return f"plan.{point.by}"


def _percents(table: ProjectTable) -> tuple[Decimal, ...]:
    """The percentages of a plan that is filled in, else nothing."""
    percents = tuple(point.percent for point in table.project.plan if point.percent is not None)
    return percents if len(percents) == len(table.project.plan) else ()


def _monthly(table: ProjectTable) -> bool:
    """Whether the plan's last date before the year's end is about what the same sum each month makes of it."""
    point = _before_end(table)
    return abs((point.percent or 0) - _share(point)) <= table.profile.limits["pay_apart"]


def _before_end(table: ProjectTable) -> Checkpoint:
    return table.project.plan[-2:][0]


def _share(point: Checkpoint) -> Decimal:
    """What is spent by a date, in percent, where each month has the same sum: 83.33 for 10月底."""
    month = pattern(r"\d+(?=月)").search(point.by)
    return Decimal(int(month[0]) * 100 if month else 100 * _MONTHS) / _MONTHS


def _monthly_pay(table: ProjectTable) -> str | None:
    """The word of a project's name that says that it is paid month by month."""
    name = table.project.name or ""
    return next((word for word in table.words("monthly_pay") if word in name), None)


ON_PROJECTS = (plan_rises_to_100, plan_filled)
ACROSS = (plans_thought_over,)
