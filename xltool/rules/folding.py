"""One cause is one problem: what is said in the same words of several cells is said once, with all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltool.places import concerns_several
from xltool.problems import SEVERITIES, Place, Problem


def folded(tables: Sequence[Sequence[Problem]]) -> list[Problem]:
    """The problems of the tables, given table by table, with those of one cause made one.

    A cause is rule, severity and words; what stands in the cell may differ. A problem that concerns several tables
    comes first, most serious first and then by how many they are; the others keep their order, each at its first cell.
    """
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in (problem for problems in tables for problem in problems):
        groups.setdefault(_cause(problem), []).append(problem)
    merged = [_one(group) for group in groups.values()]
    common = [problem for problem in merged if concerns_several(problem)]
    own = [problem for problem in merged if not concerns_several(problem)]
    return sorted(common, key=lambda problem: (SEVERITIES.index(problem.severity), -_tables(problem))) + own


def _tables(problem: Problem) -> int:
    return len({(place.file, place.sheet) for place in problem.places})


def _cause(problem: Problem) -> tuple[object, ...]:
    return problem.code, problem.severity, problem.message, problem.expected, problem.cure, problem.fix


def _one(group: Sequence[Problem]) -> Problem:
    first = group[0]
    if len(group) == 1:
        return first
    places: Iterable[Place] = dict.fromkeys(place for problem in group for place in problem.all_places)
    also = dict.fromkeys(place for problem in group for place in problem.also)
    return first._replace(places=tuple(places), also=tuple(also))
