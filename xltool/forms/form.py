"""A form as data: its printed rows and cells, its label words, its taxonomy, and where each field is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from xltool.amounts import UNITS
from xltool.cells import column_index, column_name
from xltool.words import label_key


class FormCell(NamedTuple):
    """One printed cell: columns ``first`` to ``last`` (zero-based) over ``rows`` printed rows.

    ``of`` is the label that a label belongs to, where the same words may stand under several. A column of a list of
    projects that is ``optional`` may be missing or blank.
    """

    row: int
    first: int
    last: int
    rows: int = 1
    label: str | None = None
    of: str | None = None
    field: str | None = None
    text: str | None = None
    note: str | None = None
    derived: str | None = None
    mark: str | None = None
    sign: str | None = None
    formula: str | None = None
    carry: bool = False
    optional: bool = False
    style: str = "text"


class FormRow(NamedTuple):
    """One row; ``repeat`` names the list that is printed in copies of it.

    A sheet to fill has ``room`` copies, of which the unused beyond ``blank`` are hidden. ``screen`` rows, above the
    others, are not printed; on sheets for reading they are blank. ``named`` is the label that tells a list from another
    with the same columns.
    """

    height: float
    cells: tuple[FormCell, ...]
    head: bool = False
    repeat: str | None = None
    named: str | None = None
    blank: int = 1
    room: int = 0
    screen: bool = False


class Entry(NamedTuple):
    """How a clerk fills one field: what guards its cell, and what 填写说明 says of it.

    ``limit`` names what a value must be (``forms.limits``), ``choices`` the words to choose from (``level1``,
    ``level2`` or the words themselves), ``longest`` a number of characters; ``soft`` lets a clerk keep what is wrong.
    ``any_text`` refuses nothing that is typed, since a text such as ``=1200册`` passes no guard of LibreOffice.
    """

    hint: str
    error: str
    good: str
    bad: str
    rule: str
    required: bool = False
    limit: str | None = None
    choices: str | tuple[str, ...] | None = None
    longest: int | None = None
    soft: bool = False
    any_text: bool = False


class Check(NamedTuple):
    """How fields must fit each other, and the words where they do not.

    ``kind`` is ``sum`` (the first is the sum of the others), ``rising`` (none is less than one before it; ``{field}``
    in the words is the one that is) or ``unique`` (no text twice in a list).
    """

    kind: str
    fields: tuple[str, ...]
    say: str


class Level1(NamedTuple):
    """One class of the taxonomy: the printed word, its canonical class, other spellings, its level-2 classes.

    ``wanted`` are the level-2 classes that every table should have; an ``optional`` class may have no row at all.
    """

    name: str
    canonical: str
    also: tuple[str, ...]
    level2: Mapping[str, tuple[str, ...]]
    wanted: tuple[str, ...] = ()
    optional: bool = False

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every word for a level-2 class of this one."""
        return tuple(word for name, also in self.level2.items() for word in (name, *also))


class Anchor(NamedTuple):
    """Where a field stands in relation to its label: ``right``, ``left`` or ``below``, and how many rows down."""

    label: str
    direction: str
    down: int


class Placed(NamedTuple):
    """A form cell at its place on a sheet; ``path`` names the field, such as ``indicators[2].level3``.

    ``spare`` rows of a list are hidden until a clerk needs them.
    """

    row: int
    last_row: int
    cell: FormCell
    path: str | None
    height: float
    spare: bool = False


CODE_PIECE = r"(\\d|\[[0-9A-Za-z-]+\]|[0-9A-Za-z-])(?:\{(\d+)\})?"
"""One piece of a code pattern: a character or a class, and how often; a formula in a cell can say no more."""

MARK, ORIGIN = "表样 ", "来源 "
GUIDE_MARK, GUIDE_COLUMNS = "填写说明 ", 5
"""How the mark of a sheet begins that explains a form and holds no table, and how many columns it has."""

STATUS, LEFT = "status", "left."
"""Computed values that need no formula in the form file: the status line, and the characters left for a field."""

STATUS_BEGINS = ("可以上报", "还缺：", "请改：")
"""How the status line begins: nothing to do, something missing, something wrong."""

MARKS = {"form": MARK, "origin": ORIGIN}
"""How the marks on a sheet drawn by us begin: what form it is, and where its table came from."""

MARKED_ROWS = 3
"""In how many rows at the top they stand."""


@dataclass(frozen=True, eq=False, repr=False)
class Form:
    """A form definition, see ``docs/forms.md``; ``print_last`` is the last printed column."""

    id: str
    version: str
    kind: str
    title: str
    source: str
    unit: str
    sheet_name: str
    print_last: int
    widths: Mapping[int, float]
    rows: tuple[FormRow, ...]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unprinted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decorations: tuple[str, ...] = ()
    taxonomy: tuple[Level1, ...] = ()
    code_patterns: tuple[str, ...] = ()
    code_example: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    @property
    def mark(self) -> str:
        """What the locked cell of a sheet says: the form's id and version."""
        return f"{MARK}{self.id} {self.version}"

    def cells(self) -> Iterator[FormCell]:
        """All cells, in the order of the printed rows."""
        for row in self.rows:
            yield from row.cells

    @cached_property
    def label_uses(self) -> Mapping[str, tuple[str, ...]]:
        """Every spelling of every label, as compared by :func:`label_key`, to the labels as printed that it may mean.

        Where there are several, those of our own fields come first.
        """
        own = {anchor.label for path, anchor in self.anchors.items() if path not in self.more_fields}
        printed = dict.fromkeys(cell.label for cell in self.cells() if cell.label is not None)
        uses: dict[str, list[str]] = {}
        for label in sorted(printed, key=lambda label: label not in own):
            for spelling in (label, *self.labels.get(label, ()), *self._unit_spellings(label)):
                labels = uses.setdefault(label_key(spelling), [])
                if label not in labels:
                    labels.append(label)
        return {key: tuple(labels) for key, labels in uses.items()}

    @cached_property
    def label_keys(self) -> Mapping[str, str]:
        """Every spelling of every label to the label as printed that it means, where nothing else says which."""
        return {key: labels[0] for key, labels in self.label_uses.items()}

    @cached_property
    def label_heads(self) -> Mapping[str, str]:
        """Each label that belongs to another, such as 其中：财政拨款 to 年度资金总额, to that other one."""
        return {cell.label: cell.of for cell in self.cells() if cell.label and cell.of}

    @cached_property
    def core_labels(self) -> frozenset[str]:
        """The labels by which a sheet is known for one of this form: all but those of what only this form has."""
        further = {self.anchors[path].label for path in self.more_fields if path in self.anchors}
        further |= {label for label, field in self.heads.items() if field.startswith(MORE)}
        return frozenset(self.label_keys.values()) - further

    def _unit_spellings(self, label: str) -> list[str]:
        """The label that names the unit of the money in every unit, alone and after its own words."""
        if label != self.unit_label:
            return []
        stems = [match[1] for text in (label, *self.labels.get(label, ())) if (match := _WITH_UNIT.fullmatch(text))]
        return [f"{head}{unit}" for head in _UNIT_HEADS for unit in UNITS] + [
            spelling for stem in stems for spelling in (stem, *(f"{stem}({unit})" for unit in UNITS))
        ]

    @cached_property
    def unprinted_keys(self) -> Mapping[str, str]:
        """Words for a field that has no label on this form, as compared by :func:`label_key`, to the field."""
        return {label_key(word): path for path, words in self.unprinted.items() for word in words}

    @cached_property
    def decoration_keys(self) -> frozenset[str]:
        """Words that may stand on such a table and hold nothing, as compared by :func:`label_key`."""
        return frozenset(map(label_key, self.decorations))

    @cached_property
    def unit_label(self) -> str | None:
        """The label that names the unit of the money, ``单位：万元`` or ``项目资金（万元）``."""
        labels = [cell.label for cell in self.cells() if cell.label]
        alone = next((label for label in labels if label.startswith(_UNIT_HEADS)), None)
        return alone or next((label for label in labels if _WITH_UNIT.fullmatch(label)), None)

    @property
    def scale(self) -> Decimal:
        """What one of the form's money unit is in 万元."""
        return UNITS[self.unit]

    @cached_property
    def drawn_labels(self) -> tuple[tuple[str, int | None, int], ...]:
        """Each label with its row and column on a sheet drawn by us; the row is None below a row that repeats."""
        fixed = next((i for i, row in enumerate(self.rows) if row.repeat), len(self.rows))
        return tuple((c.label, c.row if c.row < fixed else None, c.first) for c in self.cells() if c.label is not None)

    @cached_property
    def anchors(self) -> Mapping[str, Anchor]:
        """Each single field to its label: the one above it in the same columns, else the one left or right of it."""
        return {
            cell.field: anchor
            for row in self.rows
            if row.repeat is None
            for cell in row.cells
            if cell.field is not None and cell.text is None and (anchor := self._anchor(cell)) is not None
        }

    def _anchor(self, cell: FormCell) -> Anchor | None:
        labels = [c for c in self.cells() if c.label is not None]
        for other in labels:
            if other.row + other.rows == cell.row and (other.first, other.last) == (cell.first, cell.last):
                return Anchor(other.label or "", "below", 0)
        for other in labels:
            if other.last + 1 == cell.first and other.row <= cell.row < other.row + other.rows:
                return Anchor(other.label or "", "right", cell.row - other.row)
        for other in labels:
            if other.first == cell.last + 1 and other.row == cell.row:
                return Anchor(other.label or "", "left", 0)
        return None

    @cached_property
    def beside(self) -> Mapping[tuple[int, int], FormCell]:
        """Our own cells right of the printed table, by row and column on a sheet drawn by us."""
        return {(cell.row, cell.first): cell for cell in self.cells() if cell.first > self.print_last}

    @cached_property
    def status(self) -> FormCell | None:
        """The cell that says in words what is missing and wrong."""
        return next((cell for cell in self.cells() if cell.derived == STATUS), None)

    @cached_property
    def signs(self) -> frozenset[str]:
        """The words of the signature rows."""
        return frozenset(cell.sign for cell in self.cells() if cell.sign)

    @cached_property
    def drawn_fields(self) -> Mapping[str, tuple[int, int]]:
        """Row and column of each single field on a sheet drawn by us, for forms whose list comes last."""
        if None in (row for _, row, _ in self.drawn_labels):
            return {}
        single = (c for row in self.rows if not row.repeat for c in row.cells)
        return {c.field: (c.row, c.first) for c in single if c.field is not None}

    @cached_property
    def more_fields(self) -> tuple[str, ...]:
        """The single fields that the model keeps by their printed words, in the order of the form."""
        single = (cell for row in self.rows if not row.repeat for cell in row.cells)
        return tuple(cell.field for cell in single if cell.field is not None and cell.field.startswith(MORE))

    @cached_property
    def fields(self) -> frozenset[str]:
        """The single fields of the form; in a list of projects those of a project, and those of its indicators."""
        rows = (row for row in self.rows if row.repeat in (None, "projects"))
        return frozenset(cell.field for row in rows for cell in row.cells if cell.field)

    def needs(self, path: str) -> bool:
        """Whether every table of this form must have a field filled in."""
        entry = self.entries.get(path)
        return path in self.fields - self._optional and (entry is None or entry.required)

    @cached_property
    def _optional(self) -> frozenset[str]:
        return frozenset(cell.field for cell in self.cells() if cell.optional and cell.field)

    @cached_property
    def budget_parts(self) -> tuple[str, ...]:
        """What adds up to the budget: 财政资金, 其他资金 and what counts beside them; nothing without both."""
        sums = (check.fields for check in self.checks if check.kind == "sum" and check.fields[0] == "budget.total")
        printed = {cell.field for row in self.rows for cell in row.cells}
        return next(sums, ("", *(path for path in ("budget.fiscal", "budget.other") if path in printed)))[1:]

    @cached_property
    def more_amounts(self) -> frozenset[str]:
        """Those of them that are money."""
        return frozenset(filter(self.is_amount, self.more_fields))

    def is_amount(self, path: str) -> bool:
        """Whether a field holds money, by its entry's limit; a list's field is ``sub_objectives.more.预算金额``."""
        entry = self.entries.get(path)
        return entry is not None and entry.limit in ("amount", "positive amount")

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        """Cells whose text holds a field, such as ``{name}绩效目标表``, by that field."""
        found = {}
        for cell in self.cells():
            if cell.text is not None:
                year = "{year}" in cell.text
                text = (
                    re.escape(cell.text.strip("（）") if year else cell.text)
                    .replace(r"\{name\}", "(?P<value>.*?)")
                    .replace(r"\{year\}", r"\s*(?P<value>\d{4}|)\s*")
                )
                if year:
                    text = rf"[（(]?\s*{text}\s*[）)]?"
                elif text == re.escape(cell.text):  # a title, before which a year, a place or 附件 may stand
                    text = ".{0,30}?(?:" + "|".join(map(re.escape, (cell.text, *self.labels.get(cell.text, ())))) + ")"
                name = cell.field or "name"
                found[name] = re.compile(rf"(?:\d+[、.．])?\s*{text}", re.DOTALL)
        return found

    @cached_property
    def year_field(self) -> str | None:
        """The field that is printed as a year, ``2026年度``."""
        return next((c.field for c in self.cells() if c.field and c.text and "{year}" in c.text), None)

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """Label of each column of the indicator table to its field, such as ``三级指标`` → ``level3``.

        In a list of projects, whose rows have fields of both, that is ``indicators.level3``.
        """
        return self._heads_of("indicators") or self._heads_of("projects")

    @cached_property
    def list_heads(self) -> Mapping[str, str]:
        """The same for the columns of 分项绩效目标, empty where they are printed without."""
        return self._heads_of("sub_objectives")

    def _heads_of(self, repeat: str) -> Mapping[str, str]:
        for above, row in zip(self.rows, self.rows[1:], strict=False):
            if row.repeat == repeat:
                labels = {(c.first, c.last): c.label for c in above.cells if c.label is not None}
                return {labels[c.first, c.last]: c.field for c in row.cells if c.field and (c.first, c.last) in labels}
        return {}

    @cached_property
    def named_lists(self) -> Mapping[str, str]:
        """The label of each list that has one, where a form prints two lists with the same columns."""
        return {row.named: row.repeat for row in self.rows if row.named and row.repeat}

    @cached_property
    def carried(self) -> frozenset[str]:
        """Fields of the repeated row whose blank cells mean the value above."""
        return frozenset(c.field for row in self.rows if row.repeat for c in row.cells if c.carry and c.field)

    @cached_property
    def key_labels(self) -> tuple[str, ...]:
        """Labels of which one begins a table: of the project's code, else of its name, else the form's first."""
        own = [self.anchors[path].label for path in ("code", "name") if path in self.anchors]
        return tuple(own) or (next(c.label for c in self.cells() if c.label),)

    @cached_property
    def list_label(self) -> str | None:
        """The label above a repeated row that has no column heads, such as 分项绩效目标."""
        for above, row in zip(self.rows, self.rows[1:], strict=False):
            if row.repeat is not None and row.repeat != "indicators":
                return above.cells[0].label
        return None

    def word(self, path: str) -> str:
        """What a clerk calls a field: its label without its trimmings, ``budget.fiscal`` → ``财政资金``."""
        if path not in self._words:
            self._words[path] = self._word(path)
        return self._words[path]

    @cached_property
    def _words(self) -> dict[str, str]:
        """Kept, since thousands of problems speak of the same few fields."""
        return {}

    def _word(self, path: str) -> str:
        name = re.sub(r"^(?:indicators|long_term|sums)(?:\[\d+\])?\.", "", path)
        name = re.sub(r"\[\d+\]", "", name)
        if path.startswith("plan."):
            return f"资金支出计划（{path[5:]}）"
        listed = name.removeprefix("sub_objectives.")
        if listed != name and (label := next((own for own, head in self.list_heads.items() if head == listed), None)):
            return label
        anchor = self.anchors.get(name)
        if name in _WORDS and (name != "department" or anchor is None or anchor.label == self.unit_label):
            return _WORDS[name]
        if anchor is not None:
            return re.sub(r"^其中[：:]|（%）$|^（.）|\s", "", anchor.label)
        return next(
            (label for label, head in self.heads.items() if head in (name, f"indicators.{name}")),
            name.removeprefix(MORE),
        )

    def level1_of(self, text: str | None) -> Level1 | None:
        """The class that a level-1 text means, whatever its spelling; None if it is not of this form."""
        return self._level1_by_key.get(label_key(text)) if text else None

    def has_level2(self, level1: Level1, text: str) -> bool:
        """Whether a level-2 text is one of the class's own or a known spelling of one."""
        return label_key(text) in self._level2_keys[level1.name]

    def level2_of(self, text: str | None) -> tuple[Level1, str] | None:
        """The class and the printed word that a level-2 text means."""
        return self._level2_by_key.get(label_key(text)) if text else None

    @cached_property
    def level2_words(self) -> frozenset[str]:
        """The printed words of all level-2 classes, as compared by :func:`label_key`."""
        return frozenset(label_key(word) for level in self.taxonomy for word in level.level2)

    @cached_property
    def _level1_by_key(self) -> Mapping[str, Level1]:
        return {label_key(spelling): level for level in self.taxonomy for spelling in (level.name, *level.also)}

    @cached_property
    def _level2_keys(self) -> Mapping[str, frozenset[str]]:
        return {level.name: frozenset(label_key(word) for word in level.spellings) for level in self.taxonomy}

    @cached_property
    def _level2_by_key(self) -> Mapping[str, tuple[Level1, str]]:
        return {
            label_key(spelling): (level, name)
            for level in self.taxonomy
            for name, also in level.level2.items()
            for spelling in (name, *also)
        }

    def arrange(self, counts: Mapping[str, int], *, to_fill: bool = True) -> list[Placed]:
        """Every cell at its sheet row; ``counts`` gives the length of each list, an empty one has the form's number.

        A sheet that is not ``to_fill`` has no spare rows and no signatures, and its status line is blank.
        """
        placed: list[Placed] = []
        starts: list[int] = []
        row_no = 0
        lengths = [self._length(row, counts, to_fill) for row in self.rows]
        for shown, spare in lengths:
            starts.append(row_no)
            row_no += shown + spare
        for index, row in enumerate(self.rows):
            shown, spare = lengths[index]
            for copy in range(0 if row.screen and not to_fill else shown + spare):
                for cell in row.cells:
                    top = starts[index] + copy
                    last = top if row.repeat else starts[index + cell.rows - 1]
                    path = cell.field
                    if path is not None and row.repeat is not None:
                        path = f"{row.repeat}[{copy}].{path}"
                    placed.append(Placed(top, last, cell, path, row.height, copy >= shown))
        return placed

    @staticmethod
    def _length(row: FormRow, counts: Mapping[str, int], to_fill: bool) -> tuple[int, int]:
        """How many copies of a row there are, and how many spare ones."""
        if not to_fill and any(cell.sign for cell in row.cells):
            return 0, 0
        if row.repeat is None:
            return 1, 0
        shown = counts.get(row.repeat, 0) or row.blank
        return shown, max(row.room - shown, 0) if to_fill else 0

    def print_columns(self) -> str:
        """The printed columns, ``A:G``."""
        return f"A:{column_name(self.print_last)}"


MORE = "more."
_UNIT_HEADS = ("单位：", "金额单位：")
_WITH_UNIT = re.compile(r"(.*\S)\s*[（(](?:万元|元|千元)[）)]", re.DOTALL)
_WORDS = {
    "department": "预算单位",
    "year": "年度",
    "name": "项目名称",
    "sub_objectives.name": "分项名称",
    "sub_objectives.text": "分项绩效目标",
}


def columns(at: str) -> tuple[int, int]:
    """``B:C`` → ``(1, 2)``, ``B`` → ``(1, 1)``."""
    first, _, last = at.partition(":")
    return column_index(first), column_index(last or first)
