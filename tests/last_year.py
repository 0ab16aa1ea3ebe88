"""A year before the 2020 document that never was: its projects with other money, names, codes and targets."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import xltool
from tests.rules.clean import workbook
from xltool.model import Budget, Department, Indicator, Project, Target

ENDED = "公务用车购置"


def this_year(checkout: Path) -> Path:
    """The folder of the 2020 document."""
    return checkout / "workbook_templates" / "beidaihe-2020"


def fill_last_year(folder: Path, checkout: Path) -> Path:
    """A folder with last year's tables: eleven projects and part one.

    Project 1 asked for more, 2 had another code and nearly the same name, 3 other signs and words, 4 an indicator
    more and one of another name, 5 one less, 6 another code; 11 is new, and a project with 10 万元 of 其他资金 ended.
    """
    batch = xltool.read(this_year(checkout))
    projects = [reading.project for reading in batch.projects]
    projects[0] = replace(_targets(projects[0], {0: "≥98%"}), budget=_budget("12.50", "12.50"))
    projects[1] = replace(
        projects[1], code="434-1401-JBN-OLD1", name="北戴河年鉴编纂费", budget=_budget("18.30", "18.30")
    )
    projects[2] = _targets(projects[2], {1: "=95%", 2: "≥90%", 3: "按要求完成"})
    projects[3] = _renamed(projects[3])
    projects[4] = replace(projects[4], indicators=projects[4].indicators[1:])
    projects[5] = replace(projects[5], code="434-0406-JBN-OLD2")
    projects[10] = replace(
        projects[10], code="434-0406-JBN-OLD3", name=ENDED, budget=_budget("30.00", "20.00", "10.00")
    )
    part_one: Department = replace(batch.departments[0].department, year=2019)
    folder.mkdir(parents=True)
    for number, content in enumerate((part_one, *projects)):
        (folder / f"{number:02d}.xlsx").write_bytes(workbook(content))
    return folder


def _budget(total: str, fiscal: str, other: str | None = None) -> Budget:
    return Budget(Decimal(total), Decimal(fiscal), None if other is None else Decimal(other))


def _targets(project: Project, raws: Mapping[int, str]) -> Project:
    rows = [replace(row, target=Target(raws[i])) if i in raws else row for i, row in enumerate(project.indicators)]
    return replace(project, indicators=tuple(rows))


def _renamed(project: Project) -> Project:
    first, second, *rest = project.indicators
    more: Indicator = replace(first, level3="网站安全检查次数", target=Target("≥4次"))
    return replace(project, indicators=(first, more, replace(second, level3="政务公开比率"), *rest))
