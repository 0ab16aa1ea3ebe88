"""Money and goals of more than one year (F): last year's budget, and what a project has for all of its years."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltool.amounts import show
from xltool.flat import ProjectReading
from xltool.rules.findings import Finding
from xltool.rules.funds import TOLERANCE
from xltool.rules.stated_money import is_asked_about
from xltool.rules.table import ProjectTable, Run, Table
from xltool.words import pattern, squeezed, without_ordinal

_ALL_YEARS = {
    "budget.total": ("more.项目资金总额", "more.中期资金总额"),
    "budget.fiscal": ("more.项目财政资金", "more.中期财政拨款"),
}
"""Of what money of all years an amount of the year is a part, as the forms print it."""

_GOALS_OF_ALL_YEARS = ("中期目标", "长期目标")
_PERIOD = ("项目期", "项目起止时间", "计划开始日期", "计划完成日期")
_UNITS_APART = (1_000, 10_000)
_CASES = {(False, True): "more", (False, False): "less", (True, True): "all_more", (True, False): "all_less"}
"""Of F-07, by whether it is so of all tables and whether the budget is larger than last year's."""

_LEAST_ROWS = 2


def budget_like_last_year(run: Run) -> Iterator[tuple[Table, Finding]]:
    """F-07: 预算数 is not a thousand or ten thousand times last year's, or that part of it."""
    if not run.context.previous:
        return
    last, off = _by_code_and_name(run), []
    known = 0
    for table in run.projects:
        budget, before = table.project.budget.total, _last_year(table, last)
        if budget is None or before is None or budget <= 0 or before <= 0 or is_asked_about(table):
            continue
        known += 1
        if max(budget / before, before / budget) >= table.profile.limits["unit_apart"]:
            off.append((table, budget, before))
    factors = {(_nearest(budget, before), budget > before) for _, budget, before in off}
    together = len(off) > 1 and len(off) == known and len(factors) == 1
    for table, budget, before in off:
        factor = f"{_nearest(budget, before):,}"
        words = {"total": show(budget), "before": show(before), "factor": factor, "count": len(off)}
        case = _CASES[together, budget > before]
        yield table, Finding("F-07", "budget.total", show(budget), words, case, show(abs(budget - before)))


def year_within_all_years(table: ProjectTable) -> Iterator[Finding]:
    """F-10: the money of the year is not more than that of all years."""
    for path, wholes in _ALL_YEARS.items():
        amount = table.amount(path)
        for whole in wholes:
            limit = table.amount(whole)
            if amount is not None and limit and amount > limit + TOLERANCE:
                form, difference = table.reading.form, show(amount - limit)
                words = {"amount": show(amount), "whole": form.word(whole), "limit": show(limit)}
                words["difference"] = difference
                yield Finding("F-10", path, show(amount), words, None, difference, also=((table, whole),))
                return


def year_has_its_own_goals(table: ProjectTable) -> Iterator[Finding]:
    """F-10: goals and indicators of the year are no copy of those of all years, where there is more than one."""
    project = table.project
    more = dict(project.more)
    word = next((word for word in _GOALS_OF_ALL_YEARS if more.get(word)), None)
    if not (word or project.long_term) or not _has_several_years(table):
        return
    if word and project.objectives and _plain(more[word]) == _plain("\n".join(project.objectives)):
        yield Finding("F-10", "objectives", None, {"whole": word}, "goals", also=((table, f"more.{word}"),))
    rows = [(row.level3, row.target.raw) for row in project.indicators]
    if len(rows) >= _LEAST_ROWS and rows == [(row.level3, row.target.raw) for row in project.long_term]:
        yield Finding("F-10", "indicators[0].level3", None, {}, "rows", also=((table, "long_term[0].level3"),))


def _by_code_and_name(run: Run) -> dict[str, ProjectReading]:
    """Last year's tables by code and by name; what two of them have says nothing."""
    found: dict[str, ProjectReading] = {}
    twice: set[str] = set()
    for reading in run.context.previous:
        for key in _keys(reading.project.code, reading.project.name):
            twice |= {key} & found.keys()
            found[key] = reading
    return {key: reading for key, reading in found.items() if key not in twice}


def _last_year(table: ProjectTable, last: dict[str, ProjectReading]) -> Decimal | None:
    keys = _keys(table.project.code, table.project.name)
    reading = next((last[key] for key in keys if key in last), None)
    return None if reading is None else reading.project.budget.total


def _keys(code: str | None, name: str | None) -> list[str]:
    """How a project is known in another year: its code, else its name without the year."""
    plain = pattern(r"(?:19|20)\d{2}年?度?").sub("", squeezed(name or ""))
    return [key for key in (f"code {squeezed(code)}" if code else "", f"name {plain}" if plain else "") if key]


def _nearest(budget: Decimal, before: Decimal) -> int:
    """What a mistaken unit would make of it: a thousand or ten thousand times."""
    ratio = max(budget / before, before / budget)
    return min(_UNITS_APART, key=lambda factor: max(ratio / factor, factor / ratio))


def _has_several_years(table: ProjectTable) -> bool:
    """Whether the money or the dates of a project say that it lasts longer than the year."""
    project = table.project
    budget = project.budget.total
    wholes = [table.amount(path) for path in _ALL_YEARS["budget.total"]]
    if budget is not None and any(whole is not None and whole > budget + TOLERANCE for whole in wholes):
        return True
    more = dict(project.more)
    dates = " ".join(more.get(word, "") for word in _PERIOD)
    return len(set(pattern(r"(?<!\d)(?:19|20)\d{2}(?=[^\d]|[01]\d(?!\d)|[01]\d[0-3]\d(?!\d)|$)").findall(dates))) > 1


def _plain(text: str) -> str:
    """A text without numbers before its lines, blanks and punctuation."""
    lines = map(without_ordinal, pattern("[\n。；;]").split(text))
    return pattern(r"[\W_]+").sub("", squeezed("".join(lines)))


ON_PROJECTS = (year_within_all_years, year_has_its_own_goals)
ACROSS = (budget_like_last_year,)
