"""A batch and what its department wants → its problems: the one way to the rules for every door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.model import Department, SubObjectiveCodes
from xltool.problems import OFF, SEVERITY_WORDS, Problem, Refused
from xltool.rules import Context, catalogue, check
from xltool.rules.lists import word_lists
from xltool.rules.profile import PROFILES
from xltool.settings import Settings

if TYPE_CHECKING:
    from xltool.batch import Batch
    from xltool.document import Document
    from xltool.explanations import Entry


def check_batch(batch: Batch, previous: Batch | None = None) -> list[Problem]:
    """All problems of a batch, with the settings beside its files; ``previous`` are last year's tables.

    The reasons (错误说明) that stand in 问题清单 of the tables' own workbooks are with their problems.
    """
    problems = check_readings(batch.readings, batch.settings, previous.projects if previous else ())
    return with_reasons(problems, batch)


def with_reasons(problems: Sequence[Problem], batch: Batch) -> list[Problem]:
    """The problems with the reasons that stand in 问题清单 of a batch's workbooks."""
    documents = (report.document for report in batch.files)
    return explained(problems, *(document for document in documents if document is not None))[0]


def explained(problems: Sequence[Problem], *documents: Document) -> tuple[list[Problem], list[Entry]]:
    """The problems with the reasons that stand in 问题清单 of these documents, and the entries that are of none."""
    listed = [(document.listed, document.file) for document in documents if document.listed]
    if not listed:
        return list(problems), []
    from xltool.explanations import entries_in, with_entries  # only here: most tables have no such list

    return with_entries(problems, [entry for rows, file in listed for entry in entries_in(rows, file)])


def check_readings(
    readings: Sequence[Reading], settings: Settings, previous: Sequence[ProjectReading] = ()
) -> list[Problem]:
    """All problems of some tables, with the settings of their department.

    Raises ``Refused`` where the settings name a rule, a profile or a word list that there is not.
    """
    _refuse_unknown(settings)
    part_one = next((r.department for r in readings if isinstance(r, DepartmentReading)), None)
    year = settings.year or (part_one.year if part_one else None)
    codes = settings.codes or (_proposed(part_one, readings) if part_one else None)
    return check(readings, Context(year, settings.profile, settings.rules, settings.words, codes, previous))


def _proposed(part_one: Department, readings: Sequence[Reading]) -> SubObjectiveCodes | None:
    from xltool.derived_totals import propose_codes  # only here: a table alone needs no totals

    return propose_codes(part_one, [reading.project for reading in readings if isinstance(reading, ProjectReading)])


def _refuse_unknown(settings: Settings) -> None:
    unknown = [rule for rule in settings.rules if rule not in catalogue()]
    if unknown:
        raise Refused(f"部门设置的 [rules] 里，没有编号为“{unknown[0]}”的规则。全部规则见 xltool rules。")
    if settings.profile is not None and settings.profile not in PROFILES:
        raise Refused(f"部门设置的 [rules] 里，没有名为“{settings.profile}”的 profile。现有：{'、'.join(PROFILES)}。")
    strange = [name for name in settings.words if name not in word_lists()]
    if strange:
        raise Refused(f"部门设置的 [words] 里，没有名为“{strange[0]}”的词表。现有：{'、'.join(word_lists())}。")


def wishes(settings: Settings) -> Iterator[str]:
    """What the department wants of single rules, as sentences for the report, each with its reason."""
    for rule_id, change in settings.rules.items():
        what = "不检查" if change.severity == OFF else f"按“{SEVERITY_WORDS[change.severity]}”处理"
        yield f"按部门设置，{rule_id}“{catalogue()[rule_id].title}”{what}，原因：{change.reason.rstrip('。')}。"
