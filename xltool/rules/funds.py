"""Funds (F): the amounts of a table, each in itself and as the sum that it is of others."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltool.amounts import UNITS, canonical, show, to_decimal, total
from xltool.fields import AMOUNTS, column, department_values, item, money_in
from xltool.model import Department
from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Run, Table
from xltool.rules.values_text import unit_in_cell
from xltool.words import squeezed

TOLERANCE = Decimal("0.005")
"""万元; amounts are written with two decimals."""

_HALF_A_CENT = Decimal("0.005")
"""Of the unit that the money is written in; sums that Excel computed have a tail of binary digits."""

_PLACES = 6
"""A 分, the smallest coin, is the sixth place of an amount in 万元."""

_WRITTEN = range(-_PLACES, 1)
"""Exponents of amounts that have no more places."""


def budget_adds_up(table: ProjectTable) -> Iterator[Finding]:
    """F-01: 预算数 = 财政资金 + 其他资金 and what the form counts beside them, a blank counts as 0."""
    reading, parts = table.reading, table.parts
    budget, paths = table.project.budget, reading.form.budget_parts
    if budget.total is None or not paths or parts is None or table.total_left_out:
        return
    if reading.form.kind == "list" and not all(path in reading.spots for path in paths):
        return  # the list prints no such column
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
        case = "further" if len(paths) > len(AMOUNTS) - 1 else None
        also = tuple((table, path) for path in paths if path in reading.spots)
        yield Finding("F-01", "budget.total", show(budget.total), words, case, words["difference"], also=also)


def amounts_valid(table: ProjectTable) -> Iterator[Finding]:
    """F-02: every amount is a number of at least 0, and 预算数 is more than 0."""
    reading = table.reading
    for path in AMOUNTS:
        raw, value = reading.raw(path), table.amount(path)
        if table.unreadable(path) and not unit_in_cell(table, path):
            yield Finding("F-02", path, str(raw), {"raw": raw})
        elif value is not None and value < 0:
            yield Finding("F-02", path, show(value), {"raw": show(value)}, "negative")
        elif value is not None and value == 0 and path == "budget.total" and not table.total_left_out:
            yield Finding("F-02", path, show(value), {"raw": show(value)}, "zero")
    for path in reading.form.more_fields:
        if path in reading.form.more_amounts and table.unreadable(path):
            yield Finding("F-02", path, str(reading.raw(path)), {"raw": reading.raw(path)})


def amounts_in_coins(table: ProjectTable) -> Iterator[Finding]:
    """F-06: no amount is finer than a 分; the tail of a float that reading has mended is no fault."""
    form = table.reading.form
    for path in (*AMOUNTS, *(path for path in form.more_fields if path in form.more_amounts)):
        value = table.amount(path)
        if value is None or value.as_tuple().exponent in _WRITTEN:
            continue
        coins = canonical(to_decimal(show(value, _PLACES).replace(",", "")))
        if value != coins:
            words = {"raw": f"{value:,f}", "value": f"{coins:,f}"}
            yield Finding("F-06", path, f"{value:,f}", words, difference=f"{abs(value - coins):f}")


def sums_agree(table: ProjectTable) -> Iterator[Finding]:
    """F-08: a sum that a list of projects prints is the sum of its projects."""
    reading = table.reading
    for row in reading.sums:
        difference = abs(row.printed - row.added)
        if difference > _HALF_A_CENT * UNITS[reading.units.get(row.path, reading.unit)]:
            said = f"{canonical(difference):,f}"
            words = {
                "name": f"“{row.name}”的" if row.name else "全部",
                "count": row.projects,
                "given": f"{row.printed:,f}",
                "sum": f"{row.added:,f}",
                "difference": said,
            }
            yield Finding("F-08", row.path, f"{row.printed:,f}", words, "projects", said)


def department_adds_up(table: Table) -> Iterator[Finding]:
    """F-08, F-14: a sum that the department's form prints is that of its parts; all blank is another rule's."""
    department = table.reading.content
    assert isinstance(department, Department)
    values = department_values(department)
    for whole, *paths in (check.fields for check in table.reading.form.checks if check.kind == "sum"):
        given = money_in(values.get(whole))
        texts = [text for path in paths for text in (values.get(path), *column(values, path))]
        parts = [amount for amount in map(money_in, texts) if amount is not None]
        added = total(parts)
        if added > 0 and (given == 0 or (given is None and _left_blank(table, whole))):
            yield Finding("F-14", whole, show(given) or None, {"sum": show(added), "parts": "各项"}, None, show(added))
        elif given is not None and parts and abs(given - added) > TOLERANCE:
            words = {"given": show(given), "sum": show(added), "difference": show(abs(given - added))}
            yield Finding("F-08", whole, show(given), words, difference=words["difference"])


def projects_agree_with_department(run: Run) -> Iterator[tuple[Table, Finding]]:
    """F-08: 项目支出 of the department is the sum of the run's projects, and what it gives a project is its budget.

    Tables may be missing from the run, so the sum is a warning; a project that both name is held against its own.
    """
    for table in run.tables:
        department = table.reading.content
        if not isinstance(department, Department):
            continue
        own = [project for project in run.projects if _is_of(project, department)]
        named = {squeezed(project.project.name): project for project in own if project.project.name}
        given, added = money_in(dict(department.more).get("项目支出")), total(p.amount("budget.total") for p in own)
        if own and given is not None and abs(given - added) > TOLERANCE:
            difference = show(abs(given - added))
            words = {"given": show(given), "sum": show(added), "count": len(own), "difference": difference}
            yield table, Finding("F-08", "more.项目支出", show(given), words, "run", difference)
        for number, task in enumerate(department.sub_objectives):
            more = dict(task.more)
            its, amount = named.get(squeezed(more.get("支出项目名称") or "")), money_in(more.get("预算金额"))
            budget = its.project.budget.total if its else None
            if its is not None and budget is not None and amount is not None and abs(amount - budget) > TOLERANCE:
                difference = show(abs(amount - budget))
                words = {"given": show(amount), "sum": show(budget), "name": its.project.name, "difference": difference}
                path = item("sub_objectives", number, "more.预算金额")
                also = ((its, "budget.total"),)
                yield table, Finding("F-08", path, show(amount), words, "task", difference, also=also)


def _is_of(table: ProjectTable, department: Department) -> bool:
    """Whether a project is the department's: not where both have a code and the codes differ."""
    code = table.project.department.code
    return code is None or department.code is None or code == department.code


def total_not_left_out(table: ProjectTable) -> Iterator[Finding]:
    """F-14: where 财政资金 or 其他资金 is there, 预算数 is neither blank nor 0."""
    if table.total_left_out and table.parts is not None:
        form, paths = table.reading.form, table.reading.form.budget_parts
        there = [path for path in paths if table.amount(path)]
        words = {"sum": show(table.parts), "parts": "、".join(form.word(path) for path in there)}
        found = show(table.project.budget.total) or None
        also = tuple((table, path) for path in there if path in table.reading.spots)
        yield Finding("F-14", "budget.total", found, words, None, show(table.parts), also=also)


def _left_blank(table: Table, path: str) -> bool:
    return path in table.reading.spots and table.reading.is_blank(path)


ON_PROJECTS = (budget_adds_up, amounts_valid, amounts_in_coins, sums_agree, total_not_left_out)
ON_DEPARTMENTS = (department_adds_up,)
ACROSS = (projects_agree_with_department,)
