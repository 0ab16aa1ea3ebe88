"""A batch and what its department wants → its problems: the one way to the rules for every door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.batch import Batch
from xltool.derived_totals import propose_codes
from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.model import Department
from xltool.problems import OFF, SEVERITY_WORDS, Problem
from xltool.rules import Context, catalogue, check
from xltool.settings import Settings


def check_batch(batch: Batch, previous: Batch | None = None) -> list[Problem]:
    """All problems of a batch, with the settings beside its files; ``previous`` are last year's tables."""
    return check_readings(batch.readings, batch.settings, previous.projects if previous else ())


def check_readings(
    readings: Sequence[Reading], settings: Settings, previous: Sequence[ProjectReading] = ()
) -> list[Problem]:
    """All problems of some tables, with the settings of their department."""
    part_one = next((r.department for r in readings if isinstance(r, DepartmentReading)), None)
    projects = [reading.project for reading in readings if isinstance(reading, ProjectReading)]
    year = settings.year or (part_one.year if part_one else None)
    codes = settings.codes or propose_codes(part_one or Department(), projects)
    return check(readings, Context(year, settings.profile, settings.rules, settings.words, codes, previous))


def wishes(settings: Settings) -> Iterator[str]:
    """What the department wants of single rules, as sentences for the report, each with its reason."""
    for rule_id, change in settings.rules.items():
        what = "不检查" if change.severity == OFF else f"按“{SEVERITY_WORDS[change.severity]}”处理"
        yield f"按部门设置，{rule_id}“{catalogue()[rule_id].title}”{what}，原因：{change.reason}"
