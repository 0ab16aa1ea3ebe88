"""The one map between the model and the flat paths of its fields, such as ``indicators[2].level3``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from xltool.amounts import AmountError, read_amount, total
from xltool.model import Department, Indicator, More, Project
from xltool.words import begins_clause

CellValue = str | Decimal | None

T = TypeVar("T")

AMOUNTS = ("budget.total", "budget.fiscal", "budget.other")
"""The money columns of a project, in 万元."""

INDICATOR = ("level1", "level2", "level3", "description", "target", "basis")
"""The columns of an indicator row."""

MORE = "more."
"""How the path of a field begins that the model keeps by its printed word: ``more.上年结转资金``."""

_SINGLE = {
    "project": ("department", "department.code", "code", "name", *AMOUNTS, "purpose", "objectives"),
    "department": ("department", "department.code", "year", "overall_objective", "measures"),
    "list": (),
}
_JOINTS = "_:：/、·"
_REPEATED = {"indicators": INDICATOR, "long_term": INDICATOR, "sub_objectives": ("name", "text")}
_LISTED = (*_SINGLE["project"], "department.code")
"""The single fields that a row of a list of projects may have, beside those of one indicator."""


def known(kind: str, repeat: str | None, field: str) -> bool:
    """Whether the model has such a field, for a form of ``kind`` and the list that its row repeats."""
    more = field.startswith(MORE) and field != MORE
    if repeat == "projects":
        listed, indicator = field in _LISTED, field.removeprefix("indicators.")
        split = indicator in ("operator", "unit")
        return listed or more or (indicator != field and (split or known("project", "indicators", indicator)))
    if repeat is not None:
        return repeat in _REPEATED and (field in _REPEATED[repeat] or more)
    return field in _SINGLE[kind] or more or (kind == "project" and field.startswith("plan."))


@lru_cache(maxsize=4096)
def item(name: str, index: int, field: str) -> str:
    """``indicators[2].level3``; kept, since thousands of tables use the same few."""
    return f"{name}[{index}].{field}"


def project_values(project: Project) -> dict[str, CellValue]:
    """Every field of a project by its path, as its cell holds it."""
    values: dict[str, CellValue] = {
        "department": join_code(project.department.code, project.department.name),
        "code": project.code,
        "name": project.name,
        "budget.total": project.budget.total,
        "budget.fiscal": project.budget.fiscal,
        "budget.other": project.budget.other,
        "purpose": project.purpose,
        "objectives": "\n".join(project.objectives) or None,
    }
    values |= {f"plan.{point.by}": point.percent for point in project.plan}
    values |= _row_values("indicators", project.indicators) | _row_values("long_term", project.long_term)
    return values | _more_values(project.more)


def _row_values(name: str, rows: Sequence[Indicator]) -> dict[str, str | None]:
    return {
        item(name, index, field): value
        for index, indicator in enumerate(rows)
        for field, value in indicator_values(indicator).items()
    }


def _more_values(more: More) -> dict[str, str]:
    return {f"{MORE}{word}": text for word, text in more}


def indicator_values(indicator: Indicator) -> dict[str, str | None]:
    """The cells of one indicator row; the target is its raw text."""
    return {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "description": indicator.description,
        "target": indicator.target.raw,
        "basis": indicator.basis,
        **_more_values(indicator.more),
    }


def further_money(project: Project, paths: Iterable[str]) -> Decimal:
    """What a project has in money fields beyond the budget's three, such as 上年结转资金, in 万元; no number is 0."""
    texts = dict(project.more)
    return total(money_in(texts.get(path.removeprefix(MORE))) for path in paths if path.startswith(MORE))


def money_in(text: CellValue) -> Decimal | None:
    """The amount that a text of ``more`` is, in 万元; None for a blank and for what is none."""
    try:
        return read_amount(text).value
    except AmountError:
        return None


def column(values: Mapping[str, T], path: str) -> list[T]:
    """What the rows of a list hold of one field, ``indicators.level3``; nothing for a field that is in no list."""
    name, _, field = path.partition(".")
    own = re.compile(rf"{name}\[\d+\]\.{re.escape(field)}")
    return [value for key, value in values.items() if own.fullmatch(key)]


def department_values(department: Department) -> dict[str, CellValue]:
    """Every field of part one by its path, as its cell holds it."""
    values: dict[str, CellValue] = {
        "department": join_code(department.code, department.name),
        "year": None if department.year is None else str(department.year),
        "overall_objective": department.overall_objective,
        "measures": join_clauses(department.measures) or None,
    }
    for index, sub in enumerate(department.sub_objectives):
        values[item("sub_objectives", index, "name")] = sub.name
        values[item("sub_objectives", index, "text")] = sub.text
        values |= {item("sub_objectives", index, path): text for path, text in _more_values(sub.more).items()}
    return values | _row_values("indicators", department.indicators) | _more_values(department.more)


def untouched(content: Project | Department) -> bool:
    """Whether nothing was filled in beyond what a new table has from the settings: whose it is, and the year."""
    values = project_values(content) if isinstance(content, Project) else department_values(content)
    return all(value is None for path, value in values.items() if path not in ("department", "year"))


def counts(content: Project | Department) -> Mapping[str, int]:
    """How many copies each repeated row of the form needs."""
    if isinstance(content, Project):
        return {"indicators": len(content.indicators), "long_term": len(content.long_term)}
    return {"sub_objectives": len(content.sub_objectives), "indicators": len(content.indicators)}


def join_code(code: str | None, name: str | None) -> str | None:
    """``434002`` and its name as the tables print them, in one cell; a dash where they would run into each other."""
    apart = code and name and (len(code) < 6 or not code.isdigit() or name[0].isdigit() or name[0] in _JOINTS)
    return f"{code or ''}{'-' if apart else ''}{name or ''}" or None


def join_clauses(clauses: tuple[str, ...]) -> str:
    """一是…；二是… in one cell; measures without ordinals a line each."""
    joined = clauses[0] if clauses else ""
    for clause in clauses[1:]:
        if begins_clause(clause):
            joined += clause if joined.endswith(("。", "；", ";")) else f"；{clause}"
        else:
            joined += f"\n{clause}"
    return joined
