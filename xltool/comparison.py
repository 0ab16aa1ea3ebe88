"""Last year's projects and this year's → a comparison: who is whose successor, what was lowered, dropped or is new.

Codes decide first, then names; a pair made by likeness carries the likeness, so that a person can check it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from xltool.derived_totals import Money, level2_name, money_of
from xltool.model import Department, Indicator, Project, Target
from xltool.targets import read_target
from xltool.words import pattern, squeezed

PROJECT_LIKENESS = 0.7
"""Least likeness of two names to be one project: 劳务派遣 and 人事代理 after the same ten words have 0.64."""

INDICATOR_LIKENESS = 0.6
"""Least likeness of two 三级指标 of one 二级指标 to be one indicator; within a project there is less to confuse."""

BY_CODE, BY_NAME, BY_LIKENESS = "code", "name", "likeness"
LOWERED, RAISED, CHANGED, OPERATOR, SAME = "lowered", "raised", "changed", "operator", "same"
DROPPED, NEW, RENAMED = "dropped", "new", "renamed"

_YEAR = r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])年?度?"
_MARKS = r"[\W_]+"
_DIRECTIONS = {"≥": 1, ">": 1, "≤": -1, "<": -1}


class Match(NamedTuple):
    """Why two were taken for one: by code, by equal names or by likeness (0-1) of the names."""

    by: str
    likeness: float


class ProjectPair(NamedTuple):
    """A project of both years, or of one: the other is None. ``place`` is its zero-based number of this year."""

    last: Project | None
    this: Project | None
    match: Match | None = None
    place: int | None = None

    @property
    def name(self) -> str:
        """What the project is called now, or was called last."""
        project = self.this or self.last
        return (project.name or project.code or "") if project else ""


class IndicatorPair(NamedTuple):
    """An indicator of both years, or of one: the other is None."""

    last: Indicator | None
    this: Indicator | None
    match: Match | None = None


class Change(NamedTuple):
    """What became of an indicator, one of the words such as ``LOWERED`` and ``DROPPED``."""

    project: ProjectPair
    pair: IndicatorPair
    kind: str


class Side(NamedTuple):
    """The figures of one year, money in 万元."""

    year: int | None
    money: Money
    projects: int
    indicators: int


class Comparison(NamedTuple):
    """Everything that 年度对比 shows.

    ``targets`` are target values that were lowered or otherwise changed, ``turnover`` the indicators dropped, new or
    renamed in projects of both years. ``kept`` counts the indicators of both years, ``compared`` those of them whose
    targets are numbers of one unit, ``raised`` those whose demands rose. ``left_out`` says what of last year's tables
    could not be used.
    """

    last: Side
    this: Side
    pairs: tuple[ProjectPair, ...]
    targets: tuple[Change, ...]
    turnover: tuple[Change, ...]
    kept: int
    compared: int
    raised: int
    left_out: tuple[str, ...] = ()

    @property
    def both(self) -> list[ProjectPair]:
        """The projects of both years."""
        return [pair for pair in self.pairs if pair.last and pair.this]

    @property
    def added(self) -> list[ProjectPair]:
        """The projects of this year only."""
        return [pair for pair in self.pairs if pair.last is None]

    @property
    def ended(self) -> list[ProjectPair]:
        """The projects of last year only."""
        return [pair for pair in self.pairs if pair.this is None]

    @property
    def lowered(self) -> list[Change]:
        """The targets that ask for less than last year."""
        return [change for change in self.targets if change.kind == LOWERED]

    @property
    def doubtful(self) -> int:
        """How many projects were paired by likeness, which a person should check."""
        return sum(pair.match is not None and pair.match.by == BY_LIKENESS for pair in self.pairs)


def compare_departments(last: Department, this: Department, left_out: Iterable[str] = ()) -> Comparison:
    """Compare two years of a department; both hold their projects in the order of their tables."""
    pairs = tuple(pair_projects(last.projects, this.projects))
    matched = [
        (pair, row) for pair in pairs if pair.last and pair.this for row in pair_indicators(pair.last, pair.this)
    ]
    both = [(row.last.target, row.this.target) for _, row in matched if row.last and row.this]
    verdicts = [verdict(before, now) for before, now in both]
    return Comparison(
        last=_side(last),
        this=_side(this),
        pairs=pairs,
        targets=tuple(_target_changes(matched)),
        turnover=tuple(_turnover(matched)),
        kept=len(both),
        compared=sum(found is not None for found in verdicts),
        raised=sum(found == RAISED for found in verdicts),
        left_out=tuple(left_out),
    )


def pair_projects(last: Sequence[Project], this: Sequence[Project]) -> Iterator[ProjectPair]:
    """Every project of both years once: this year's in their order, then those that ended in theirs.

    Equal codes first, then equal names, then names without their years: equal ones, then the likest.
    """
    found: dict[int, tuple[int, str]] = {}
    for by, key in ((BY_CODE, _code), (BY_NAME, _name)):
        used = {a for a, _ in found.values()}
        equal = list(_equal(_unused(list(map(key, last)), used), _unused(list(map(key, this)), found)))
        found |= {b: (a, by) for a, b in equal}
    used = {a for a, _ in found.values()}
    old, new = [project_key(project) for project in last], [project_key(project) for project in this]
    for a, b, match in _pair_names(_unused(old, used), _unused(new, found), PROJECT_LIKENESS):
        found[b] = a, match.by
    for b, project in enumerate(this):
        if b in found:
            a, by = found[b]
            yield ProjectPair(last[a], project, Match(by, likeness(old[a], new[b])), b)
        else:
            yield ProjectPair(None, project, None, b)
    used = {a for a, _ in found.values()}
    yield from (ProjectPair(project, None) for a, project in enumerate(last) if a not in used)


def pair_indicators(last: Project, this: Project) -> list[IndicatorPair]:
    """Every indicator of a project of both years once: this year's in their order, then those dropped.

    Equal names of the same 二级指标 first, then equal names of any, then the likest within a 二级指标.
    """
    old, new = [indicator_key(row) for row in last.indicators], [indicator_key(row) for row in this.indicators]
    old_level = [level2_name(last, row.level2) for row in last.indicators]
    new_level = [level2_name(this, row.level2) for row in this.indicators]
    found = _turned(_equal(_joined(old_level, old), _joined(new_level, new)))
    found |= _turned(_equal(_unused(old, found.values()), _unused(new, found)))
    matches = dict.fromkeys(found, Match(BY_NAME, 1.0))
    for level2 in dict.fromkeys(new_level):
        left = [key if level == level2 else "" for level, key in zip(old_level, old, strict=True)]
        right = [key if level == level2 else "" for level, key in zip(new_level, new, strict=True)]
        for a, b, match in _pair_names(_unused(left, found.values()), _unused(right, found), INDICATOR_LIKENESS):
            found[b], matches[b] = a, match
    rows = [
        IndicatorPair(last.indicators[found[b]] if b in found else None, row, matches.get(b))
        for b, row in enumerate(this.indicators)
    ]
    used = set(found.values())
    return rows + [IndicatorPair(row, None) for a, row in enumerate(last.indicators) if a not in used]


def verdict(last: Target, this: Target) -> str | None:
    """What became of a target value, one of the words ``LOWERED``, ``RAISED``, ``CHANGED``, ``OPERATOR``, ``SAME``.

    None where the two cannot be compared: not both are surely read as numbers, or their units differ. With ≥ and >
    a smaller number asks for less, with ≤ and < a larger one; with ``=``, no sign or a range nobody can say.
    """
    before, now = read_target(last.raw), read_target(this.raw)
    if before.kind != "number" or now.kind != "number" or not (before.sure and now.sure):
        return None
    old, new = before.target, now.target
    if old.number is None or new.number is None or squeezed(old.unit or "") != squeezed(new.unit or ""):
        return None
    direction = _DIRECTIONS.get(new.operator or "")
    step = (new.number - old.number) * (direction or 0)
    if direction is not None and direction == _DIRECTIONS.get(old.operator or "") and step < 0:
        return LOWERED
    if old.operator != new.operator:
        return OPERATOR
    if direction is not None:
        return RAISED if step else SAME
    return SAME if (old.number, old.upper) == (new.number, new.upper) else CHANGED


def likeness(one: str, other: str) -> float:
    """Dice's ratio of the pairs of neighbouring characters that two keys share: 0 to 1, 1 for equal keys."""
    return 1.0 if one == other else _dice(_pieces(one), _pieces(other))


def project_key(project: Project) -> str:
    """A project's name without years, blanks and punctuation."""
    return _key(pattern(_YEAR).sub("", squeezed(project.name or "")))


def indicator_key(indicator: Indicator) -> str:
    """A 三级指标 without blanks and punctuation; where it is blank, the description."""
    return _key(indicator.level3 or "") or _key(indicator.description or "")


def _key(text: str) -> str:
    return pattern(_MARKS).sub("", squeezed(text)).casefold()


def _code(project: Project) -> str:
    return squeezed(project.code or "").upper()


def _name(project: Project) -> str:
    return _key(project.name or "")


def _joined(levels: Sequence[str], keys: Sequence[str]) -> list[str]:
    return [key and f"{level}\n{key}" for level, key in zip(levels, keys, strict=True)]


def _unused(keys: Sequence[str], used: Iterable[int]) -> list[str]:
    """The keys with those blank that are used already."""
    taken = set(used)
    return ["" if index in taken else key for index, key in enumerate(keys)]


def _turned(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    return {b: a for a, b in pairs}


def _equal(last: Sequence[str], this: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of equal keys, each used once and in order; a blank key equals none."""
    places: dict[str, list[int]] = {}
    for index, key in reversed(list(enumerate(last))):
        places.setdefault(key, []).append(index)
    for index, key in enumerate(this):
        if key and places.get(key):
            yield places[key].pop(), index


def _pair_names(last: Sequence[str], this: Sequence[str], least: float) -> Iterator[tuple[int, int, Match]]:
    """Equal keys first, then the likest pair, the next likest and so on; equal likeness goes by order."""
    equal = list(_equal(last, this))
    yield from ((a, b, Match(BY_NAME, 1.0)) for a, b in equal)
    used_last, used_this = {a for a, _ in equal}, {b for _, b in equal}
    old = [(a, _pieces(key)) for a, key in enumerate(_unused(last, used_last)) if key]
    new = [(b, _pieces(key)) for b, key in enumerate(_unused(this, used_this)) if key]
    alike = [(-ratio, b, a) for a, one in old for b, other in new if (ratio := _dice(one, other)) >= least]
    for negative, b, a in sorted(alike):
        if a not in used_last and b not in used_this:
            used_last.add(a)
            used_this.add(b)
            yield a, b, Match(BY_LIKENESS, -negative)


def _pieces(key: str) -> frozenset[tuple[str, str, int]]:
    """The pairs of neighbours in a key; one that comes again has another number."""
    seen: Counter[tuple[str, str]] = Counter()
    pieces = []
    for pair in pairwise(key):
        seen[pair] += 1
        pieces.append((*pair, seen[pair]))
    return frozenset(pieces)


def _dice(one: frozenset[tuple[str, str, int]], other: frozenset[tuple[str, str, int]]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _target_changes(matched: Iterable[tuple[ProjectPair, IndicatorPair]]) -> Iterator[Change]:
    for project, pair in matched:
        kind = verdict(pair.last.target, pair.this.target) if pair.last and pair.this else None
        if kind in (LOWERED, CHANGED, OPERATOR):
            yield Change(project, pair, kind)


def _turnover(matched: Iterable[tuple[ProjectPair, IndicatorPair]]) -> Iterator[Change]:
    for project, pair in matched:
        if pair.this is None:
            yield Change(project, pair, DROPPED)
        elif pair.last is None:
            yield Change(project, pair, NEW)
        elif pair.match and pair.match.by == BY_LIKENESS:
            yield Change(project, pair, RENAMED)


def _side(department: Department) -> Side:
    projects = department.projects
    indicators = sum(len(project.indicators) for project in projects)
    return Side(department.year, money_of(projects), len(projects), indicators)
