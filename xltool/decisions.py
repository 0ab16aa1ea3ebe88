"""The repairs of an import, each with its table and field, and what a person decided about those that are not sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from xltool.amounts import canonical, to_decimal
from xltool.batch import Batch
from xltool.cells import column_index
from xltool.fields import AMOUNTS, MORE
from xltool.flat import ProjectReading, Reading
from xltool.layout.values import clauses_of, lines_of
from xltool.model import Department, More, Project, Unit
from xltool.problems import Leftover, Repair
from xltool.targets import read_target

Decisions = Mapping[Repair, bool]
"""By repair: True where its value is adopted, False where the raw text is to stay."""

UNDECIDED: Decisions = {}

DONE, TO_CONFIRM, ADOPTED, KEPT, LEFT = "已更正", "请确认", "采用", "保留原文", "没有导入"
"""What became of a repair or a leftover, as lists say it."""

Content = TypeVar("Content", Project, Department)


class Noted(NamedTuple):
    """A repair or a leftover, the table that it belongs to, and the field where it is about one."""

    said: Repair | Leftover
    reading: Reading
    path: str | None = None

    @property
    def repair(self) -> Repair | None:
        """The repair, None for a leftover."""
        return self.said if isinstance(self.said, Repair) else None

    @property
    def open(self) -> bool:
        """Whether a person has to say if the value is adopted or the raw text stays."""
        repair = self.repair
        if repair is None or repair.sure or not self.path:
            return False
        return bool(repair.field) and repair.raw != repair.value

    @property
    def word(self) -> str:
        """What a clerk calls the field, with the number of its row: ``指标值（第 2 条）``."""
        if not self.path:
            return ""
        number = re.search(r"\[(\d+)\]", self.path)
        return self.reading.form.word(self.path) + (f"（第 {int(number[1]) + 1} 条）" if number else "")

    @property
    def place(self) -> str:
        """The cell, with its sheet where it has an address."""
        sheet, cell = self.said.sheet, self.said.cell
        return f"{sheet}!{cell}" if _ADDRESS.fullmatch(cell) else cell


_ADDRESS = re.compile("([A-Z]{1,3})([0-9]+)")


def noted(batch: Batch) -> list[Noted]:
    """The repairs of a batch that are not sure, then the others, then its leftovers, each by file, sheet and place.

    What belongs to a file as a whole, such as Word's bookmarks, is given to the file's first table that is imported.
    """
    repairs: list[Noted] = []
    leftovers: list[Noted] = []
    imported = batch.departments[:1]
    for report in batch.files:
        if report.document is None:
            continue
        readings = report.document.readings
        first = next((r for r in readings if isinstance(r, ProjectReading) or r in imported), readings[0])
        own = [_at_its_place(repair, readings, first) for repair in report.document.repairs]
        own += [Noted(repair, reading, repair.field or None) for reading in readings for repair in reading.repairs]
        repairs += _in_order(own)
        leftovers += _in_order([Noted(left, reading) for reading in readings for left in reading.leftovers])
    return sorted(repairs, key=lambda entry: isinstance(entry.said, Repair) and entry.said.sure) + leftovers


def treatment(entry: Noted, decisions: Decisions) -> str:
    """What became of a repair or a leftover, one of the words such as ``DONE``."""
    repair = entry.repair
    if repair is None:
        return LEFT
    if repair.sure:
        return DONE
    adopted = decisions.get(repair)
    return TO_CONFIRM if adopted is None else ADOPTED if adopted else KEPT


def _at_its_place(repair: Repair, readings: Iterable[Reading], otherwise: Reading) -> Noted:
    """A repair of the file, with the table and the field that stand at its place, if any do."""
    for reading in readings:
        if reading.sheet == repair.sheet:
            for path in reading.spots:
                if repair.cell and reading.cell(path) == repair.cell:
                    return Noted(repair, reading, path)
    return Noted(repair, otherwise)


def _in_order(entries: list[Noted]) -> list[Noted]:
    sheets = list(dict.fromkeys(entry.said.sheet for entry in entries))
    return sorted(entries, key=lambda entry: (sheets.index(entry.said.sheet), _order(entry.said.cell)))


def _order(cell: str) -> list[int]:
    """``B12`` → row and column; the numbers of any other place."""
    address = _ADDRESS.fullmatch(cell)
    if address:
        return [int(address[2]), column_index(address[1])]
    return [int(number) for number in re.findall("[0-9]+", cell)]


def decided_values(entries: Iterable[Noted], decisions: Decisions) -> dict[str, str | Decimal]:
    """What the cells of one new table hold otherwise than its reading says, by path; ``entries`` are its own.

    A declined repair gives its raw text back, a number of money or of the plan as the number it was; an adopted one its
    value where reading had kept the raw text.
    """
    values: dict[str, str | Decimal] = {}
    for entry in entries:
        repair = entry.repair
        if repair is None or entry.path is None or not entry.open:
            continue
        adopted = decisions.get(repair)
        if adopted is False:
            values[entry.path] = _as_it_stood(entry.reading, entry.path, repair.raw)
        elif adopted and entry.path.endswith(".target") and entry.reading.raw(entry.path) == repair.raw:
            values[entry.path] = repair.value
    return values


def _as_it_stood(reading: Reading, path: str, raw: str) -> str | Decimal:
    number = reading.raw(path)
    if isinstance(number, int | float | Decimal) and str(number) == raw and path.startswith(("budget.", "plan.")):
        return canonical(to_decimal(number) * (reading.form.scale if path in AMOUNTS else 1))
    return raw


def with_values(content: Content, values: Mapping[str, str | Decimal]) -> Content:
    """The content with these in its fields; an amount, a percentage or a year that is no number is blank."""
    for path, value in values.items():
        number, text = (value, "") if isinstance(value, Decimal) else (None, value)
        content = replace(content, **_change(content, path, text, number))
    return content


def _change(content: Project | Department, path: str, text: str, number: Decimal | None) -> dict[str, Any]:
    """The member of the content that has the field, with the text or the number in it."""
    name, _, field = path.partition(".")
    listed = re.fullmatch(r"(\w+)\[(\d+)\]", name)
    if listed:
        items = list(getattr(content, listed[1]))
        if field.startswith(MORE):
            row = items[int(listed[2])]
            items[int(listed[2])] = replace(row, more=_more_with(row.more, field.removeprefix(MORE), text))
            return {listed[1]: tuple(items)}
        value = read_target(text).target if field == "target" else text or None
        items[int(listed[2])] = replace(items[int(listed[2])], **{field: value})
        return {listed[1]: tuple(items)}
    if isinstance(content, Project) and name in ("budget", "plan"):
        plan = tuple(point if point.by != field else replace(point, percent=number) for point in content.plan)
        return {"plan": plan} if name == "plan" else {"budget": replace(content.budget, **{field: number})}
    if name == "more":
        return {name: _more_with(content.more, field, text)}
    if name == "department":
        return {name: Unit(None, text)} if isinstance(content, Project) else {"code": None, "name": text}
    many = {"objectives": lines_of, "measures": clauses_of}
    return {name: many[name](text) if name in many else None if name == "year" else text or None}


def _more_with(more: More, word: str, text: str) -> More:
    """What only a form has, with another text for one of its words."""
    changed = tuple((own, text if own == word else said) for own, said in more)
    return tuple((own, said) for own, said in changed if said)
