"""What rule functions look at: a table as it was read, with what many of them need worked out once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from xltool.amounts import total
from xltool.fields import AMOUNTS, MORE, further_money, item, money_in
from xltool.flat import ProjectReading, Reading
from xltool.model import Department, Indicator, Project, SubObjectiveCodes
from xltool.problems import RuleChange
from xltool.rules.classes import COST
from xltool.rules.lists import word_list
from xltool.rules.profile import Profile, profile_of
from xltool.targets import TargetReading, read_target
from xltool.words import pattern, squeezed


class Context(NamedTuple):
    """What a department and a run add to the tables themselves.

    ``profile`` is one that the department chose for all its tables, ``changes`` what it wants of single rules by id,
    ``words`` its own entries of word lists by the list's name, ``codes`` which digits of a code mean which
    分项绩效目标. ``previous`` are last year's tables, where they were given.
    """

    year: int | None = None
    profile: str | None = None
    changes: Mapping[str, RuleChange] = MappingProxyType({})
    words: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    codes: SubObjectiveCodes | None = None
    previous: Sequence[ProjectReading] = ()


PLAIN = Context()


class Row(NamedTuple):
    """One indicator, with what its words mean.

    ``position`` counts from 0. ``class1`` is the canonical level 1 (效益指标 for 效果指标), ``class2`` the form's own
    word of level 2; None where the form does not know the text. ``target`` is the value as understood.
    """

    position: int
    indicator: Indicator
    class1: str | None
    class2: str | None
    target: TargetReading

    def path(self, name: str) -> str:
        """The field of one of its cells, ``indicators[2].level3``."""
        return item("indicators", self.position, name)

    @property
    def paths(self) -> tuple[str, ...]:
        """Its own cells, without those of its classes."""
        return tuple(map(self.path, ("level3", "description", "target", "basis")))

    @property
    def has_content(self) -> bool:
        """Whether any of these says something."""
        own = self.indicator
        return any((own.level3, own.description, own.target.raw, own.basis))

    @property
    def is_cost(self) -> bool:
        """Whether it is of 成本指标, which stands at level 1 or 2."""
        return COST in (self.class1, self.class2)

    @property
    def name(self) -> str:
        """The level-3 name without blanks, in half-width forms; empty where there is none."""
        return squeezed(self.indicator.level3 or "")


class Table:
    """A table of any kind."""

    def __init__(self, reading: Reading, context: Context = PLAIN) -> None:
        self.reading = reading
        self.context = context
        self.profile: Profile = profile_of(reading.form.id, context.profile)

    def words(self, name: str) -> tuple[str, ...]:
        """A word list of the package, ``words/NAME.txt``, and the profile's and the department's own words."""
        own = (*self.profile.words.get(name, ()), *self.context.words.get(name, ()))
        return (*word_list(name), *own) if own else word_list(name)

    @property
    def form_rows(self) -> Sequence[Indicator]:
        """The indicators that it has; a department's where it is one."""
        content: Project | Department = self.reading.content
        return content.indicators

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Its indicators of the year, each with what its words mean."""
        form, graded = self.reading.form, self.context.words.get("graded", ())
        rows = []
        for position, indicator in enumerate(self.form_rows):
            level1, level2 = form.level1_of(indicator.level1), form.level2_of(indicator.level2)
            target = read_target(indicator.target.raw)
            if target.kind == "unreadable" and squeezed(indicator.target.raw or "") in graded:
                target = target._replace(kind="words")
            class2 = level2[1] if level2 and (level1 is None or level2[0] is level1) else None
            rows.append(Row(position, indicator, level1.canonical if level1 else None, class2, target))
        return tuple(rows)

    @cached_property
    def filled(self) -> tuple[Row, ...]:
        """The rows that have more than the classes that a form may print beforehand; of our own sheets all rows."""
        if self.reading.marked:
            return self.rows
        lying = self.reading.lying
        return tuple(row for row in self.rows if row.has_content or any(map(lying.__contains__, row.paths)))

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Path and text of every cell that holds words."""
        return tuple(self.reading.texts())

    @cached_property
    def joined(self) -> str:
        """All texts in one, parted by a character that no text has: one search over it tells a clean sheet."""
        return "\x00".join(text for _, text in self.texts)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of its texts: a word with another one is not there."""
        return frozenset(self.joined)

    def forget_texts(self) -> None:
        """Let go of what was worked out of its texts: of thousands of tables that is more than all that is read."""
        for name in ("texts", "joined", "characters"):
            self.__dict__.pop(name, None)

    @property
    def year(self) -> int | None:
        """The budget year: the one that the table prints, else the one that somebody wrote down for the run."""
        return self.printed_year or self.context.year

    @cached_property
    def printed_year(self) -> int | None:
        """The year that a form of its own prints, ``（2026年度）``; None where it prints none."""
        path = self.reading.form.year_field
        if path is None:
            return None
        content: Project | Department = self.reading.content
        if isinstance(content, Department):
            return content.year
        match = pattern(r"(?<!\d)(?:19|20)\d{2}(?!\d)").search(dict(content.more).get(path.removeprefix(MORE), ""))
        return int(match[0]) if match else None

    def first(self, path: str) -> str:
        """The place of a finding about all indicators: the first row's cell, else the table's head."""
        return item("indicators", 0, path) if self.rows else "indicators"


class ProjectTable(Table):
    """A 绩效目标表 of a project."""

    def __init__(self, reading: ProjectReading, context: Context = PLAIN) -> None:
        super().__init__(reading, context)
        self.project: Project = reading.project

    def unreadable(self, path: str) -> bool:
        """Whether a money cell holds something that is no amount."""
        if path.startswith(MORE):
            text = dict(self.project.more).get(path.removeprefix(MORE))
            return text is not None and money_in(text) is None
        return self.amount(path) is None and not self.reading.is_blank(path)

    def amount(self, path: str) -> Decimal | None:
        """What a money cell says, in 万元."""
        if path.startswith(MORE):
            return money_in(dict(self.project.more).get(path.removeprefix(MORE)))
        budget = self.project.budget
        return dict(zip(AMOUNTS, (budget.total, budget.fiscal, budget.other), strict=True))[path]

    @cached_property
    def parts(self) -> Decimal | None:
        """The sum of 财政资金, 其他资金 and what the form counts beside them; None where one of them cannot be read."""
        paths, budget = self.reading.form.budget_parts, self.project.budget
        if any(self.unreadable(path) for path in paths):
            return None
        return total((budget.fiscal, budget.other, further_money(self.project, paths)))

    @property
    def total_left_out(self) -> bool:
        """Whether 财政资金 or 其他资金 is there and 预算数 is blank or 0 (F-14)."""
        given, path = self.project.budget.total, AMOUNTS[0]
        blank = given == 0 if given is not None else path in self.reading.spots and self.reading.is_blank(path)
        return blank and self.parts is not None and self.parts > 0


class Run(NamedTuple):
    """All tables of a run, in their order, for the rules that look across them."""

    tables: tuple[Table, ...]
    context: Context = PLAIN

    @property
    def projects(self) -> list[ProjectTable]:
        """The tables of projects."""
        return [table for table in self.tables if isinstance(table, ProjectTable)]
