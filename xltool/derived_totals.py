"""Derived totals: of a table, of a department, by project, by 分项绩效目标, by checkpoint and by class of indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, permutations

from xltool.amounts import canonical, share, total
from xltool.fields import further_money
from xltool.forms import form_of
from xltool.forms.form import Form
from xltool.model import Department, Project, SubObjectiveCodes

UNFILLED = "（未填）"
UNKNOWN_CLASS = "（不属于表样）"
_MOST_PERMUTED = 6


@dataclass(frozen=True, slots=True)
class Money:
    """预算数, 财政资金 and 其他资金 in 万元; a blank counts as 0."""

    total: Decimal
    fiscal: Decimal
    other: Decimal

    @property
    def columns(self) -> tuple[Decimal, Decimal, Decimal]:
        """All three, in the order of the printed columns."""
        return self.total, self.fiscal, self.other


@dataclass(frozen=True, slots=True)
class SubObjectiveTotal:
    """The projects of one 分项绩效目标 and their money."""

    name: str
    projects: int
    money: Money


@dataclass(frozen=True, slots=True)
class PlanAmount:
    """资金支出计划 in 万元 at one checkpoint: up to it, and since the one before."""

    by: str
    cumulative: Decimal
    period: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The derived totals of a set of projects.

    ``planned`` is the money of those that have a 资金支出计划. ``classes`` are the canonical classes of indicators,
    each with the word that the first form in use has for it.
    """

    money: Money
    projects: tuple[Project, ...]
    by_sub_objective: tuple[SubObjectiveTotal, ...]
    sub_objective_basis: str
    plan: tuple[PlanAmount, ...]
    by_level1: Mapping[str, int]
    by_level2: Mapping[str, int]
    planned: Money
    classes: Mapping[str, str]

    @property
    def indicators(self) -> int:
        """How many indicators there are."""
        return sum(self.by_level1.values())


def totals(
    projects: Sequence[Project], department: Department | None = None, codes: SubObjectiveCodes | None = None
) -> Totals:
    """The derived totals; without ``codes`` the mapping to 分项绩效目标 is proposed from part one."""
    codes = codes or propose_codes(department, projects)
    classes = class_words(projects)
    return Totals(
        money=money_of(projects),
        projects=tuple(projects),
        by_sub_objective=tuple(_by_sub_objective(projects, codes, department)) if codes else (),
        sub_objective_basis=codes.basis if codes else "none",
        plan=tuple(plan_amounts(projects)),
        by_level1=_counted(level1_name(p, i.level1, classes) for p in projects for i in p.indicators),
        by_level2=_counted(level2_name(p, i.level2) for p in projects for i in p.indicators),
        planned=money_of(project for project in projects if project.plan),
        classes=classes,
    )


def money_of(projects: Iterable[Project]) -> Money:
    """Exact sums of the three money columns."""
    budgets = [project.budget for project in projects]
    return Money(total(b.total for b in budgets), total(b.fiscal for b in budgets), total(b.other for b in budgets))


def plan_amount(project: Project, by: str) -> Decimal:
    """What a project means to have spent by a checkpoint, in 万元, exact: its total times the percentage.

    Percentages are cumulative, so a blank one adds nothing to the one before it.
    """
    percent = Decimal(0)
    for point in project.plan:
        percent = percent if point.percent is None else point.percent
        if point.by == by:
            return share(project.budget.total, percent)
    return share(project.budget.total, None)


def checkpoints(projects: Iterable[Project]) -> list[str]:
    """The checkpoints of the projects' plans, in the order of their first appearance."""
    return list(dict.fromkeys(point.by for project in projects for point in project.plan))


def plan_amounts(projects: Sequence[Project]) -> Iterable[PlanAmount]:
    """The plan of all projects together."""
    before = Decimal("0.00")
    for by in checkpoints(projects):
        cumulative = total(plan_amount(project, by) for project in projects)
        yield PlanAmount(by, cumulative, canonical(cumulative - before))
        before = cumulative


def class_words(projects: Iterable[Project]) -> Mapping[str, str]:
    """Each canonical class of indicators and one word for it, so that 效果指标 and 效益指标 are counted as one."""
    words: dict[str, str] = {}
    for form_id in dict.fromkeys(project.form for project in projects):
        for level in form_of(form_id).taxonomy:
            words.setdefault(level.canonical, level.name)
    return words


def level1_name(project: Project, text: str | None, classes: Mapping[str, str]) -> str:
    """The word among ``classes`` for a level-1 text of any form, or the text as it stands."""
    level = form_of(project.form).level1_of(text)
    return classes.get(level.canonical, level.name) if level else text or UNFILLED


def level2_name(project: Project, text: str | None) -> str:
    """The form's own word for a level-2 text, or the text as it stands."""
    known = form_of(project.form).level2_of(text)
    return known[1] if known else text or UNFILLED


def derived(project: Project, form: Form) -> dict[str, Decimal]:
    """The values of the form's derived cells, by the names that the form file gives them."""
    budget = project.budget
    parts = total((budget.fiscal, budget.other, further_money(project, form.budget_parts)))
    values = {"budget.parts": parts, "budget.difference": canonical(total((budget.total,)) - parts)}
    values |= {f"plan.{point.by}": share(budget.total, point.percent) for point in project.plan}
    for level in form.taxonomy:
        values[f"indicators.{level.name}"] = Decimal(sum(i.level2 in level.spellings for i in project.indicators))
    return values


def propose_codes(department: Department | None, projects: Sequence[Project]) -> SubObjectiveCodes | None:
    """Guess which code digits mean which 分项绩效目标, by the words that their names share; None without part one.

    The digits are the fifth and sixth characters of the code, as in ``434-1401-JBN-6BVF``.
    """
    if department is None or not department.sub_objectives:
        return None
    groups: dict[str, str] = {}
    for project in projects:
        code = project.code or ""
        digits = code[4:6] if code[3:4] == "-" else ""
        if digits.isdigit():
            groups[digits] = groups.get(digits, "") + f"{project.name or ''}\n"
    names = [sub.name or "" for sub in department.sub_objectives]
    texts = [f"{sub.name or ''}{sub.text or ''}" for sub in department.sub_objectives]
    if not groups or len(groups) > len(names) or len(names) > _MOST_PERMUTED:
        return None
    codes = sorted(groups)
    likeness = [[_likeness(groups[d], text) for text in texts] for d in codes]
    best = max(
        permutations(range(len(names)), len(codes)),
        key=lambda order: sum(likeness[row][col] for row, col in enumerate(order)),
    )
    return SubObjectiveCodes({d: names[col] for d, col in zip(codes, best, strict=True)}, basis="proposed")


def _likeness(group: str, text: str) -> float:
    """The share of a group's pairs of characters that the text has too."""
    pairs = Counter(a + b for a, b in pairwise(group) if "\n" not in a + b)
    return sum(count for pair, count in pairs.items() if pair in text) / max(sum(pairs.values()), 1)


def _by_sub_objective(
    projects: Sequence[Project], codes: SubObjectiveCodes, department: Department | None
) -> Iterable[SubObjectiveTotal]:
    groups: dict[str, list[Project]] = {name: [] for name in codes.names.values()}
    if department is not None:
        groups = {sub.name or "": [] for sub in department.sub_objectives} | groups
    for project in projects:
        groups.setdefault(codes.name_of(project), []).append(project)
    for name, members in groups.items():
        yield SubObjectiveTotal(name, len(members), money_of(members))


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names))
