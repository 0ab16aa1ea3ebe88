"""Indicator logic (L) of indicators beside other things: the purpose's numbers, and last year's values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from xltool.fields import item
from xltool.flat import ProjectReading
from xltool.model import Project, Target
from xltool.rules.classes import OUTPUT, QUANTITY
from xltool.rules.findings import Finding
from xltool.rules.level3_names import LESS, bare, direction
from xltool.rules.table import ProjectTable, Row, Run, Table
from xltool.targets import plain_text, read_target
from xltool.words import CHINESE, pattern, squeezed

_MOST_OFFERED = 4
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_COUNTED = rf"(?<![\d.第前每至~-])(?P<number>{_NUMBER})(?P<ten_thousand>万)?(?:余|多)?(?P<measure>MEASURES)(?!/)"
_SET_APART = r"《[^》]*》|“[^”]*”|\([^()]*(?:号|文)[^()]*\)|[〔\[(]\d{4}[〕\])]\d*号?"
"""Titles, quotations and document numbers: their numbers count nothing."""

_BACKGROUND = (
    r"(?:每[^,。;、]{0,6}"
    r"|(?:现有|原有|已[有建购配]|共辖|下辖|管辖|辖区?|截[至止]|上年|去年|以来|编制)[^,。;]{0,10})$"
)
"""What stands before a number that is no quantity of the project: 每村2人, 全县现有120个村."""

_REASON = r"调减|压减|下调|减少|降低|缩减|取消|划转|移交|放宽|[较比]上年"
_PUNCTUATION = r"[\W_]+"

Old = tuple[ProjectReading, Mapping[str, int]]
"""A table of last year, and the position of each indicator by its name."""


def purpose_numbers_used(table: ProjectTable) -> Iterator[Finding]:
    """L-10: numbers of things in the purpose are used by an indicator; those that are not are offered.

    A table without any output is asked for outputs by S-01.
    """
    purpose = table.project.purpose or ""
    if not pattern(r"\d").search(purpose) or not any(row.class1 == OUTPUT for row in table.filled):
        return
    used = set(_numbers_in_rows(table))
    left = [match for match in _counted(table, purpose) if _value(match) not in used]
    sums: dict[str, Decimal] = {}
    for match in left:
        sums[match["measure"]] = sums.get(match["measure"], Decimal()) + _value(match)
    left = [match for match in left if sums[match["measure"]] not in used]
    offered = {match[0]: match for match in reversed(left)}
    if offered:
        shown = [*reversed(offered.values())][:_MOST_OFFERED]
        words = {
            "numbers": "、".join(f"“{_with_its_thing(match)}”" for match in shown),
            "values": "、".join(f"“={match[0]}”" for match in shown),
        }
        yield Finding("L-10", "purpose", purpose, words)


def _with_its_thing(match: re.Match[str]) -> str:
    """The number with the words before it, 招聘劳务派遣人员17人, as far as they are short."""
    before = pattern(rf"{CHINESE}{{1,10}}$").search(match.string[: match.start()])
    return f"{before[0] if before else ''}{match[0]}"


def _numbers_in_rows(table: Table) -> Iterator[Decimal]:
    """Every number that a row says, also in its name and description, in ones."""
    for row in table.rows:
        raw = row.target.target
        for number in (raw.number, raw.upper):
            if number is not None:
                yield number * 10000 if (raw.unit or "").startswith("万") else number
        texts = (row.name, squeezed(row.indicator.description or ""), squeezed(row.indicator.target.raw or ""))
        for match in pattern(rf"({_NUMBER})(万)?").finditer("\n".join(texts)):
            yield Decimal(match[1].replace(",", "")) * (10000 if match[2] else 1)


def _counted(table: Table, purpose: str) -> Iterator[re.Match[str]]:
    """The numbers in front of a measure word."""
    text = pattern(_SET_APART).sub("。", squeezed(purpose))
    measures = "|".join(sorted(table.words("counted_things"), key=len, reverse=True))
    for match in pattern(_COUNTED.replace("MEASURES", measures)).finditer(text):
        if not pattern(_BACKGROUND).search(text[: match.start()]):
            yield match


def _value(match: re.Match[str]) -> Decimal:
    return Decimal(match["number"].replace(",", "")) * (10000 if match["ten_thousand"] else 1)


def no_step_back(run: Run) -> Iterator[tuple[Table, Finding]]:
    """L-15: this year's value is no worse than last year's, by a column of the table or by last year's table."""
    by_code, by_name = _last_year(run)
    for table in run.tables:
        old = None
        if isinstance(table, ProjectTable) and by_code:
            old = by_code.get(table.project.code or "") or by_name.get(squeezed(table.project.name or ""))
        for row in table.rows:
            if not row.is_cost and not pattern(_REASON).search(row.indicator.basis or ""):
                finding = _column_step(table, row) or (_table_step(table, row, old) if old else None)
                if finding:
                    yield table, finding


def _last_year(run: Run) -> tuple[dict[str, Old], dict[str, Old]]:
    """Last year's tables by code and by name."""
    by_code: dict[str, Old] = {}
    by_name: dict[str, Old] = {}
    for reading in run.context.previous:
        positions = {_key(i.level3): number for number, i in enumerate(reading.project.indicators)}
        by_code.setdefault(reading.project.code or "\x00", (reading, positions))
        by_name.setdefault(squeezed(reading.project.name or "\x00"), (reading, positions))
    return by_code, by_name


def _column_step(table: Table, row: Row) -> Finding | None:
    """A value worse than the one in a column 上年指标值 of its own row."""
    more = {squeezed(word): (word, text) for word, text in row.indicator.more}
    for label in table.words("last_year_columns") if more else ():
        word, text = more.get(label, (label, None))
        last = read_target(text).target
        change = _worse(table, row, last) if last.number is not None else None
        if change is not None:
            words = {"value": plain_text(row.target.target), "last": (last.raw or "").strip(), "change": change}
            also = ((table, row.path(f"more.{word}")),)
            found = row.indicator.target.raw
            return Finding("L-15", row.path("target"), found, {**words, "label": label}, also=also)
    return None


def _table_step(table: Table, row: Row, old: Old) -> Finding | None:
    """A value worse than the one in last year's table; fewer things for less money are no step back."""
    reading, positions = old
    position = positions.get(_key(row.indicator.level3))
    if position is None or not row.name:
        return None
    last = read_target(reading.project.indicators[position].target.raw).target
    change = _worse(table, row, last)
    if change is None or (row.class2 == QUANTITY and _less_money(table, reading.project, row, last)):
        return None
    words = {"value": plain_text(row.target.target), "last": plain_text(last), "change": change, "label": "上年的"}
    also = ((Table(reading, table.context), item("indicators", position, "target")),)
    return Finding("L-15", row.path("target"), row.indicator.target.raw, words, also=also)


def _worse(table: Table, row: Row, last: Target) -> str | None:
    """高 or 低 where the value is worse than last year's; None where it is not, or cannot be held against it."""
    target = row.target.target
    if target.number is None or last.number is None or target.upper is not None or last.upper is not None:
        return None
    if last.unit is not None and last.unit != target.unit:
        return None
    known = direction(table, row)
    down = target.operator in ("≤", "<") or (target.operator == "=" and known is not None and known[0] == LESS)
    if (last.operator in ("≥", ">")) if down else (last.operator in ("≤", "<")):
        return None
    if down:
        return "高" if target.number > last.number else None
    return "低" if target.number < last.number else None


def _less_money(table: Table, before: Project, row: Row, last: Target) -> bool:
    """Whether the money fell as far as the number of things did, or further."""
    content = table.reading.content
    now, then = getattr(content, "budget", before.budget).total, before.budget.total
    number = row.target.target.number
    if now is None or then is None or number is None or last.number is None:
        return False
    return bool(number * then >= last.number * now)


def _key(level3: str | None) -> str:
    return pattern(_PUNCTUATION).sub("", bare(squeezed(level3 or "")))


ON_PROJECTS = (purpose_numbers_used,)
ACROSS = (no_step_back,)
