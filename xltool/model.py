"""The words of the field as data: a department, its projects and their indicators.

Amounts are exact ``Decimal`` in 万元, percentages are 0-100, ``None`` means that the cell is blank.
Nothing here reads, writes or checks anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

More = tuple[tuple[str, str], ...]
"""What a form prints beyond our fields: printed word and text, in the form's order; blank ones are not in it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a table came from: file name without its folder, and the sheet's name."""

    file: str
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """部门 / 单位 as a project's table names it."""

    code: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """预算数, 财政资金 and 其他资金 in 万元. Blank is not 0 but counts as 0."""

    total: Decimal | None = None
    fiscal: Decimal | None = None
    other: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One cell of 资金支出计划: the cumulative percentage spent by a date (``3月底``)."""

    by: str
    percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """指标值: the raw text and what it says.

    ``operator`` is one of ≥ ≤ = > < or ``~`` for a range, whose end is ``upper``. A value in
    words has neither operator nor number.
    """

    raw: str | None = None
    operator: str | None = None
    number: Decimal | None = None
    unit: str | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the indicator table; ``level1`` and ``level2`` keep the printed words.

    ``more`` has its further columns, such as 权重 and 备注.
    """

    level1: str | None = None
    level2: str | None = None
    level3: str | None = None
    description: str | None = None
    target: Target = Target()
    basis: str | None = None
    more: More = ()


@dataclass(frozen=True, slots=True)
class Project:
    """One 绩效目标表. ``objectives`` has one entry a numbered line, with its number as printed.

    ``indicators`` are those of the year; ``long_term`` those of the whole project, where a form has both.
    Money in ``more`` is in 万元 like that of the budget.
    """

    code: str | None = None
    name: str | None = None
    form: str = ""
    department: Unit = Unit()
    budget: Budget = Budget()
    purpose: str | None = None
    plan: tuple[Checkpoint, ...] = ()
    objectives: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    source: Source | None = None
    long_term: tuple[Indicator, ...] = ()
    more: More = ()


@dataclass(frozen=True, slots=True)
class SubObjective:
    """分项绩效目标: the name before its colon, and its text; 年度主要任务 have their amount and project in ``more``."""

    name: str | None
    text: str | None
    more: More = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A department's document: part one, and the projects of part two.

    ``indicators`` are those of the department as a whole, which only 部门整体支出绩效目标表 has.
    """

    code: str | None = None
    name: str | None = None
    year: int | None = None
    overall_objective: str | None = None
    sub_objectives: tuple[SubObjective, ...] = ()
    measures: tuple[str, ...] = ()
    projects: tuple[Project, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    more: More = ()


UNASSIGNED = "（未归入分项目标）"


class SubObjectiveCodes(NamedTuple):
    """A department's mapping of project code digits to 分项绩效目标; data of a department, never code.

    ``first`` and ``last`` are the positions of the digits in the code, counted from 1;
    ``basis`` is ``settings`` where the department wrote it down, ``proposed`` where it was guessed from part one.
    """

    names: Mapping[str, str]
    first: int = 5
    last: int = 6
    basis: str = "settings"

    def name_of(self, project: Project) -> str:
        """The 分项绩效目标 that a project serves."""
        digits = (project.code or "")[self.first - 1 : self.last]
        return self.names.get(digits, UNASSIGNED)
