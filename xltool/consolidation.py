"""A batch → a consolidation: which tables count, what was refused and why, and the proof that nothing was lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from xltool.amounts import AmountError, read_amount, show, total
from xltool.batch import READ, REFUSED, Batch, FileReport
from xltool.checking import check_readings, wishes, with_reasons
from xltool.derived_totals import Totals, propose_codes, totals
from xltool.explanations import Entry, Explained, entry_of, match, read_entries
from xltool.fields import AMOUNTS
from xltool.flat import DepartmentReading, ProjectReading, Reading
from xltool.forms.form import Form
from xltool.model import Department, SubObjectiveCodes
from xltool.problems import Problem, Refused
from xltool.settings import Settings

AMOUNT_WORDS = ("预算数", "财政资金", "其他资金")


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of 对账: a file, what became of it, and the sums of its money columns (万元) that were merged."""

    report: FileReport
    status: str
    reason: str
    projects: int
    amounts: tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Consolidation:
    """Everything that a summary workbook shows; ``wishes`` says which rules the department changed, and why."""

    department: Department
    readings: tuple[ProjectReading, ...]
    overview: DepartmentReading | None
    files: tuple[FileLine, ...]
    problems: tuple[Problem, ...]
    totals: Totals
    codes: SubObjectiveCodes | None
    explained: Explained | None = None
    wishes: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """What a clerk wrote beside each problem, empty where nothing."""
        own = [problem.explanation or "" for problem in self.problems]
        earlier = self.explained.reasons if self.explained else own
        return tuple(reason or other for reason, other in zip(earlier, own, strict=True))

    @property
    def open_problems(self) -> list[Problem]:
        """The problems that count: all but the explained warnings."""
        return [problem for problem in self.told_problems if problem.is_open]

    @property
    def told_problems(self) -> list[Problem]:
        """The problems, each with what was written beside it."""
        return [p._replace(explanation=reason) for p, reason in zip(self.problems, self.reasons, strict=True)]

    def entries(self) -> list[Entry]:
        """The problems as 问题清单 has them."""
        forms = {(reading.file, reading.sheet): reading.form for reading in self.readings}
        if self.overview:
            forms[self.overview.file, self.overview.sheet] = self.overview.form
        return [entry_of(p, _field_word(forms.get((p.file or "", p.sheet or "")), p.field)) for p in self.problems]

    @property
    def refused(self) -> list[FileLine]:
        """The files of which something was refused."""
        return [line for line in self.files if line.status == REFUSED]

    def source_sums(self) -> dict[str, Decimal]:
        """The money columns added up over the merged files, file by file."""
        columns = zip(*(line.amounts for line in self.files), strict=True) if self.files else ((), (), ())
        return dict(zip(AMOUNTS, map(total, columns), strict=True))

    def difference(self) -> dict[str, Decimal]:
        """Sources minus summary for every money column; all 0 when nothing was lost."""
        money = self.totals.money
        summary = dict(zip(AMOUNTS, (money.total, money.fiscal, money.other), strict=True))
        return {column: value - summary[column] for column, value in self.source_sums().items()}


def merge(batch: Batch) -> Consolidation:
    """Consolidate a batch.

    The same code in two tables with different content is refused, naming both; equal copies count
    once. Raises ``Refused`` when no table is left, and when the balance is not exact.
    """
    kept, notes = _distinct(batch.readings)
    projects = [reading for reading in kept if isinstance(reading, ProjectReading)]
    overview = next((reading for reading in kept if isinstance(reading, DepartmentReading)), None)
    if not projects:
        refused = [reason for status, reason in notes.values() if status == REFUSED]
        raise Refused("没有可以汇总的项目绩效目标表。" + next(iter(refused), _first_reason(batch)))
    department = _department(overview, projects, batch.settings)
    chosen = frozenset(map(id, kept))
    codes = batch.settings.codes or propose_codes(department, department.projects)
    consolidation = Consolidation(
        department=department,
        readings=tuple(projects),
        overview=overview,
        files=tuple(_line(report, chosen, notes) for report in batch.files),
        problems=tuple(with_reasons(check_readings(kept, batch.settings), batch)),
        wishes=tuple(wishes(batch.settings)),
        totals=totals(department.projects, department, codes),
        codes=codes,
    )
    differences = zip(AMOUNT_WORDS, consolidation.difference().values(), strict=True)
    unbalanced = [f"{word}相差 {show(value)} 万元" for word, value in differences if value]
    if unbalanced:
        raise Refused(f"对账不平：{'，'.join(unbalanced)}。没有生成汇总表，请保留原始文件并联系维护人员。")
    return consolidation


def explain(consolidation: Consolidation, earlier: bytes | None) -> Consolidation:
    """The consolidation with the reasons that a clerk wrote into an earlier summary, given by its bytes."""
    entries = read_entries(earlier)
    kept = match(entries or (), consolidation.entries())
    return replace(consolidation, explained=kept._replace(unread=entries is None))


def _field_word(form: Form | None, field: str | None) -> str | None:
    """What a clerk calls a field."""
    if form is None or field is None:
        return None
    return "绩效指标" if field == "indicators" else form.word(field)


def department_of_batch(batch: Batch) -> Department:
    """The department of a batch with all its tables, without any check."""
    return _department(next(iter(batch.departments), None), batch.projects, batch.settings)


def _first_reason(batch: Batch) -> str:
    reasons = [report.reason for report in batch.files if report.status == REFUSED]
    return reasons[0] if reasons else "请选择放有各项目表的文件夹。"


def _department(
    overview: DepartmentReading | None, projects: Sequence[ProjectReading], settings: Settings
) -> Department:
    """Part one where there is one; else what the settings or the tables say of the department."""
    tables = tuple(reading.project for reading in projects)
    unit = next((p.department for p in tables if p.department.code or p.department.name), None)
    base = overview.department if overview else Department()
    return replace(
        base,
        code=base.code or settings.code or (unit.code if unit else None),
        name=base.name or settings.name or (unit.name if unit else None),
        year=base.year or settings.year,
        projects=tables,
    )


def _distinct(readings: Iterable[Reading]) -> tuple[list[Reading], Mapping[int, tuple[str, str]]]:
    """The readings that count, and by ``id`` what became of the others: status and reason."""
    groups: dict[object, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(_identity(reading), []).append(reading)
    kept: set[int] = set()
    notes: dict[int, tuple[str, str]] = {}
    everything = [reading for group in groups.values() for reading in group]
    for group in groups.values():
        if len(group) == 1 or len({_content(reading) for reading in group}) == 1:
            kept.add(id(group[0]))
            notes |= {id(r): (READ, f"与“{group[0].file}”内容相同，只计一次") for r in group[1:]}
        else:
            places = "、".join(f"“{reading.file}”" for reading in group)
            what = _what(group[0])
            notes |= {
                id(r): (REFUSED, f"{what}在{places}中各有一份，内容不同，都没有汇总。请只留正确的一份。") for r in group
            }
    order = {id(reading): index for index, reading in enumerate(readings)}
    return sorted((r for r in everything if id(r) in kept), key=lambda r: order[id(r)]), notes


def _identity(reading: Reading) -> object:
    if isinstance(reading, ProjectReading):
        return ("project", reading.project.code or _content(reading))
    return "department"


def _content(reading: Reading) -> object:
    if isinstance(reading, ProjectReading):
        return replace(reading.project, source=None)
    return reading.department if isinstance(reading, DepartmentReading) else reading


def _what(reading: Reading) -> str:
    return f"项目编码 {reading.project.code} " if isinstance(reading, ProjectReading) else "部门整体绩效目标"


def _line(report: FileReport, chosen: Collection[int], notes: Mapping[int, tuple[str, str]]) -> FileLine:
    if report.document is None:
        return FileLine(report, report.status, report.reason, 0, (total(()), total(()), total(())))
    own = report.document.readings
    projects = [r for r in own if isinstance(r, ProjectReading) and id(r) in chosen]
    said = [notes[id(r)] for r in own if id(r) in notes]
    status = REFUSED if any(status == REFUSED for status, _ in said) else READ
    sums = [total(_source_amount(r, column) for r in projects) for column in AMOUNTS]
    return FileLine(
        report,
        status,
        "；".join(dict.fromkeys(reason for _, reason in said)),
        len(projects),
        (sums[0], sums[1], sums[2]),
    )


def _source_amount(reading: ProjectReading, column: str) -> Decimal | None:
    """A money cell of the source, read again from what the cell held and not from the project."""
    try:
        unit = reading.units.get(column, reading.unit)
        return read_amount(reading.raw(column), unit, doubtful=not reading.marked).value
    except AmountError:
        return None
