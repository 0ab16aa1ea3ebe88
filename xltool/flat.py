"""The flat, cell-shaped reading of one table, on which rules, totals and the merge work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, NamedTuple

from xltool.amounts import says_nothing
from xltool.cells import a1
from xltool.forms.form import Form
from xltool.model import Department, Project
from xltool.problems import Leftover, Problem, Repair

TITLE = "title"
"""The path of the title above a table, ``…绩效目标表``, which is none of its fields."""


class Spot(NamedTuple):
    """Where a field stood (zero-based) and what its cell held."""

    row: int
    col: int
    raw: object


class SumRow(NamedTuple):
    """A sum that a list of projects prints, and what the projects below it add up to, both in 万元.

    ``path`` is its field, ``sums[0].budget.total``, ``name`` the unit that it is the sum of, None for all.
    """

    path: str
    name: str | None
    printed: Decimal
    added: Decimal
    projects: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reading:
    """What was read of one table, by field path, with its places.

    ``marked`` says that the sheet carries the form's own mark, so it is one of our templates.
    ``unit`` is the one of its money cells as they stood, ``units`` has those of fields whose label names another.
    ``places`` names the cells of a source that has no addresses, such as lines of a text. ``sums`` are the sum rows of
    a list of projects whose first project this is. ``title`` is where a title above the table stood that names a
    project, and what it calls it.
    """

    file: str
    sheet: str
    form: Form
    spots: Mapping[str, Spot]
    marked: bool = False
    unit: str = "万元"
    units: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[tuple[int, int], str] | None = None
    repairs: tuple[Repair, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    problems: tuple[Problem, ...] = ()
    sums: tuple[SumRow, ...] = ()
    title: Spot | None = None

    def cell(self, path: str) -> str | None:
        """The address of a field's cell, None where the sheet has no place for it."""
        spot = self.title if path == TITLE else self.spots.get(path)
        if spot is None:
            return None
        if self.places is not None:
            return self.places.get((spot.row, spot.col))
        return a1(spot.row, spot.col)

    @property
    def lying(self) -> frozenset[str]:
        """Fields whose cells cannot be read: an error value, or a formula without a result."""
        return frozenset(problem.field for problem in self.problems if problem.field)

    def raw(self, path: str) -> object:
        """What the field's cell held, None if blank."""
        spot = self.spots.get(path)
        return None if spot is None else spot.raw

    def is_blank(self, path: str) -> bool:
        """Whether the field's cell is blank; on a sheet that is not ours a dash or 无 is as good as that."""
        raw = self.raw(path)
        return raw is None or (isinstance(raw, str) and not raw.strip()) or (not self.marked and says_nothing(raw))

    @property
    def content(self) -> Project | Department:
        """What the table says."""
        raise NotImplementedError

    def texts(self) -> Iterator[tuple[str, str]]:
        """Path and text of every cell that holds words."""
        for path, spot in self.spots.items():
            if isinstance(spot.raw, str):
                yield path, spot.raw


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ProjectReading(Reading):
    """The reading of one 绩效目标表."""

    project: Project = Project()

    @property
    def content(self) -> Project:
        """The project."""
        return self.project

    @classmethod
    def of(cls, flat: Reading, project: Project) -> ProjectReading:
        """A flat reading with the project that it says."""
        return cls(**_parts(flat), project=project)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DepartmentReading(Reading):
    """The reading of one 部门整体绩效目标 (part one)."""

    department: Department = Department()

    @property
    def content(self) -> Department:
        """Part one."""
        return self.department

    @classmethod
    def of(cls, flat: Reading, department: Department) -> DepartmentReading:
        """A flat reading with the part one that it says."""
        return cls(**_parts(flat), department=department)


_NAMES = tuple(entry.name for entry in fields(Reading))


def _parts(flat: Reading) -> dict[str, Any]:
    return {name: getattr(flat, name) for name in _NAMES}
