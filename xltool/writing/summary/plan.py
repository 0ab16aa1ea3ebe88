"""Names and places of the summary: which sheets there are, and where another sheet finds a figure."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.cells import quoted
from xltool.consolidation import Consolidation
from xltool.derived_totals import checkpoints, level1_name
from xltool.explanations import PROBLEMS
from xltool.flat import ProjectReading
from xltool.problems import SEVERITIES, Place, Problem
from xltool.writing.form_sheet import field_cells
from xltool.writing.summary.split import Split

if TYPE_CHECKING:
    from xltool.comparison import Comparison

OVERVIEW, PROJECTS, PLAN = "部门汇总", "项目汇总表", "资金支出计划"
INDICATORS, COVERAGE, BALANCE = "绩效指标汇总表", "指标覆盖", "对账"
COMPARISON = "年度对比"
SHEETS: Mapping[str, str] = {
    OVERVIEW: "资金、分项目标、支出计划、指标和主要问题，一页看完",
    PROJECTS: "每个项目一行，末行合计",
    PLAN: "每个项目在各时点的支出比例和金额",
    INDICATORS: "每条指标一行",
    COVERAGE: "每个项目有哪些二级指标，缺的标出",
    PROBLEMS: "查出的全部问题、位置和改法",
    BALANCE: "找到的每个文件的去向，来源与汇总逐列对账",
}
PART_ONE, PART_ONE_WORDS = "部门整体绩效目标", "第一部分：总体绩效目标、分项绩效目标和工作保障措施"
COMPARISON_WORDS = "与去年逐项对比：资金和项目的增减，降低、取消和新增的指标"

MOST_PROJECT_SHEETS = 300
"""With ``auto``, more projects than this get no sheets of their own: LibreOffice needs 1 GB for 300."""

TAB_OVERVIEW, TAB_LIST, TAB_CHECK, TAB_PROJECT = "#1F3864", "#5B7F95", "#C9A227", "#A6A6A6"

_IN_LINK = re.compile(r'[%#\s<>"{}|\\^`\[\]]')
_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Plan:
    """The consolidation with the names of its project sheets, empty where there are none.

    ``comparison`` is the one with last year, None where nobody asked for it.
    """

    merged: Consolidation
    sheets: Sequence[str]
    links: Mapping[str, str]
    checkpoints: Sequence[str]
    owned: Sequence[Sequence[tuple[int, Place]]]
    """The places of each problem that are in a project's table, each with the project's number."""
    splits: Mapping[str, Split]
    """The sheets of each list."""
    comparison: Comparison | None = None

    @property
    def lists(self) -> Mapping[str, str]:
        """The sheets between 目录 and the projects, and what is on them; 年度对比 where it was asked for."""
        rows: list[tuple[str, str]] = []
        for name, words in SHEETS.items():
            if name == PROBLEMS and self.comparison is not None:
                rows.append((COMPARISON, COMPARISON_WORDS))
            rows.append((name, words))
            if name in self.splits:
                rows += [(further, f"“{name}”的续表") for further in self.splits[name].sheets[1:]]
        return dict(rows)

    @property
    def list_sheets(self) -> frozenset[str]:
        """The sheets of many rows."""
        return frozenset(sheet for split in self.splits.values() for sheet in split.sheets)

    @property
    def part_one(self) -> Mapping[str, str]:
        """The sheet of part one and what is on it; none where the department has no part one."""
        return {PART_ONE: PART_ONE_WORDS} if self.merged.overview else {}

    @property
    def left_out(self) -> str | None:
        """The sentence that says that the projects have no sheets of their own here; None where they have."""
        if self.linked:
            return None
        more = f"，超过 {MOST_PROJECT_SHEETS} 个" if self.count > MOST_PROJECT_SHEETS else ""
        return f"共 {self.count} 个项目{more}，没有放入各项目的工作表；项目汇总表的“来源文件”一列可打开原表。"

    @property
    def count(self) -> int:
        """How many projects."""
        return len(self.merged.readings)

    @property
    def linked(self) -> bool:
        """Whether the projects' own sheets are in the book; then the lists take their figures by formula."""
        return bool(self.sheets)

    def title(self, what: str) -> str:
        """``2020年项目绩效目标汇总`` for this year."""
        year = self.merged.department.year
        return f"{year}年{what}" if year else what

    def projects_with(self, level1: str) -> int:
        """How many projects have an indicator of a class."""
        projects = [reading.project for reading in self.merged.readings]
        classes = self.merged.totals.classes
        return sum(any(level1_name(p, row.level1, classes) == level1 for row in p.indicators) for p in projects)

    def owners(self, number: int) -> tuple[int, ...]:
        """The projects that a problem concerns."""
        return tuple(dict.fromkeys(index for index, _ in self.owned[number]))

    def shared_warnings(self) -> Mapping[int, Sequence[int]]:
        """Of each project, the numbers in 问题清单 of the warnings that concern other projects, too."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for line, number in enumerate(in_order(self.merged.problems), 1):
            owners = self.owners(number)
            if len(owners) > 1 and self.merged.problems[number].severity == "warning":
                for owner in owners:
                    found[owner].append(line)
        return found

    @property
    def unplanned(self) -> int:
        """How many projects have no 资金支出计划, since their form prints none."""
        return sum(not reading.project.plan for reading in self.merged.readings)

    @property
    def heading(self) -> str:
        """Code and name of the department."""
        return f"{self.merged.department.code or ''}{self.merged.department.name or ''}"

    def project_cell(self, index: int, path: str) -> str | None:
        """A field on the project's own sheet as a reference, ``'01 …'!C4``."""
        if not self.sheets:
            return None
        reading = self.merged.readings[index]
        cell = field_cells(reading.form, reading.project, to_fill=False).get(path)
        return None if cell is None else f"{quoted(self.sheets[index])}!{cell}"

    def source_link(self, file: str, sheet: str | None = None, cell: str | None = None) -> str | None:
        """A link to a source file, to its cell where it is a workbook; None where the file's place is not known."""
        place = self.links.get(file)
        if place is None or sheet is None or not place.lower().endswith((".xlsx", ".xlsm")):
            return place and f"external:{place}"
        return f"external:{place}#{quoted(sheet)}!{cell or 'A1'}"


def make_plan(merged: Consolidation, sheets: str, target: Path | None, comparison: Comparison | None = None) -> Plan:
    """Decide on project sheets: ``auto`` up to 300 projects, ``all`` or ``none``."""
    own = sheets == "all" or (sheets == "auto" and len(merged.readings) <= MOST_PROJECT_SHEETS)
    names = sheet_names(merged.readings) if own else []
    points = checkpoints(reading.project for reading in merged.readings)
    links, owned = _links(merged, target), _owned(merged)
    return Plan(merged, names, links, points, owned, _splits(merged), comparison)


def _splits(merged: Consolidation) -> dict[str, Split]:
    problems, left = len(merged.problems), len(merged.explained.left) if merged.explained else 0
    below = (2 + left if left else 0) + (1 + len(merged.wishes) if merged.wishes else 0)
    entries = dict.fromkeys((PROJECTS, PLAN, COVERAGE), len(merged.readings))
    entries |= {INDICATORS: merged.totals.indicators, BALANCE: len(merged.files)}
    splits = {name: Split(name, count) for name, count in entries.items()}
    return splits | {PROBLEMS: Split(PROBLEMS, problems, max(problems, 1) + below)}


def _owned(merged: Consolidation) -> list[list[tuple[int, Place]]]:
    """Each place's project: that of its file, or where a file has several, the one at whose cells it is."""
    files: dict[str, list[int]] = {}
    for index, reading in enumerate(merged.readings):
        files.setdefault(reading.file, []).append(index)
    cells: dict[tuple[str, str, str | None], int] = {}
    for index in (index for indexes in files.values() if len(indexes) > 1 for index in indexes):
        reading = merged.readings[index]
        cells |= {(reading.file, reading.sheet, reading.cell(path)): index for path in reading.spots}

    def owner(place: Place) -> int | None:
        of_file = files.get(place.file or "", [])
        return of_file[0] if len(of_file) == 1 else cells.get((place.file or "", place.sheet or "", place.cell))

    return [
        [(of, place) for place in problem.all_places if (of := owner(place)) is not None] for problem in merged.problems
    ]


def in_order(problems: tuple[Problem, ...]) -> list[int]:
    """The numbers of the problems, most serious first; within that as the rules gave them."""
    return sorted(range(len(problems)), key=lambda number: SEVERITIES.index(problems[number].severity))


def _links(merged: Consolidation, target: Path | None) -> dict[str, str]:
    """Each source file's place relative to where the summary will lie."""
    if target is None:
        return {}
    here = target.resolve().parent
    folders: dict[Path, str] = {}
    links: dict[str, str] = {}
    for line in merged.files:
        folder = line.report.path.parent
        if folder not in folders:
            folders[folder] = Path(os.path.relpath(folder.resolve(), here)).as_posix()
        place = f"{folders[folder]}/{line.report.path.name}".removeprefix("./")
        links.setdefault(line.report.file, _IN_LINK.sub(lambda match: f"%{ord(match[0]):02X}", place))
    return links


def sheet_names(readings: Sequence[ProjectReading]) -> list[str]:
    """``01 北戴河年鉴编撰费``: numbered, so no two are the same; at most 31 characters, none that Excel forbids."""
    digits = max(len(str(len(readings))), 2)
    names = [_BAD_IN_NAME.sub("", reading.project.name or reading.project.code or "未命名") for reading in readings]
    return [_cut(f"{number:0{digits}d} {name}").rstrip() for number, name in enumerate(names, 1)]


def _cut(name: str) -> str:
    """At most 31 units of UTF-16, as Excel counts them."""
    return name.encode("utf-16-le")[:62].decode("utf-16-le", "ignore")
