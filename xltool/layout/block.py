"""The rows of a grid that hold one table: its cells are claimed by fields, and what is not claimed is left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xltool.flat import Spot
from xltool.forms.form import MARKED_ROWS, MARKS, STATUS_BEGINS, Form
from xltool.layout.together import Part
from xltool.layout.values import text_of
from xltool.model import Source
from xltool.problems import Leftover, Problem, Repair
from xltool.reading.grid import Grid

TOGETHER = "栏目名称和内容写在一个单元格里，已分开"
"""Why a repair says that a label and its value were one cell."""

_FLAGS = {
    "error": ("R-01", "“{word}”是错误值 {text}，读不出内容。", "请改正该单元格的公式或引用，或直接填入数值。"),
    "unstored": (
        "R-02",
        "“{word}”是公式 {text}，文件里没有保存它的结果。",
        "请用 Excel 打开、重新计算并保存后再试。",
    ),
    "differs": (
        "R-05",
        "“{word}”用两种方法读出的内容不同，分别是{text}，不能确定哪一个对。",
        "请用 Excel 打开核对该单元格，改正并保存后再试。",
    ),
}
"""The kinds of lying cells: the rule, what is said, and how to mend it."""


@dataclass(slots=True, eq=False, repr=False)
class Block:
    """The rows of a grid that hold one table, and what reading it has found so far; the grid's blank cells are None.

    ``drawn`` says that it stands as we drew it: each field has its place, and no label is to be looked for. ``said``
    are the cells with labels and values, ``taken`` the labels that were read of them. ``headed`` says that the
    department stands in a line above the table; ``units`` has the units that stand behind labels of money; ``title``
    is the project that a title names, with its place.
    """

    grid: Grid
    form: Form
    first: int
    last: int
    at: Mapping[tuple[int, int], str]
    marked: bool
    source: Source
    drawn: bool = False
    said: Mapping[tuple[int, int], tuple[Part, ...]] = field(default_factory=dict)
    headed: bool = False
    title: Spot | None = None
    unit: str = "万元"
    taken: set[tuple[tuple[int, int], str]] = field(default_factory=set)
    units: dict[str, str] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    used: set[tuple[int, int]] = field(default_factory=set)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: Sequence[Sequence[object]] = field(init=False)
    ours: set[tuple[int, int]] = field(default_factory=set)
    shift: int = 0
    merged: Sequence[tuple[int, int, int, int]] = field(init=False)

    def __post_init__(self) -> None:
        """What stands right of our own form is no part of the table."""
        self.merged = [area for area in self.grid.merged if area[0] <= self.last and area[2] >= self.first]
        width = self.form.print_last + 1
        self.rows = [row[:width] for row in self.grid.rows] if self.marked else self.grid.rows
        if self.marked and not self.drawn:
            drawn = {label: row for label, row, _ in reversed(self.form.drawn_labels)}
            tops = [row - own for (row, _), label in self.at.items() if (own := drawn[label]) is not None]
            self.shift = min(tops, default=0)
        if self.marked:
            self._find_ours()

    def _find_ours(self) -> None:
        """Where the status line and the titles stand that are ours, not the clerk's; an older sheet has no status."""
        for cell in self.form.cells():
            row = cell.row + self.shift
            value = self.value(row, cell.first)
            if value is None:
                continue
            if cell is self.form.status:
                own = (
                    not isinstance(value, str)  # a program that does not store texts of formulas leaves 0
                    or value.startswith(STATUS_BEGINS)
                    or (row, cell.first) in self.grid.flags
                )
            else:
                own = cell.text is not None and (self.drawn or bool(cell.formula))
            if own:
                self.ours.add((row, cell.first))
        self.used |= self.ours

    def is_signature(self, row: int) -> bool:
        """Whether a row has the words of our signature rows."""
        return self.marked and any(value in self.form.signs for value in self.rows[row] if value is not None)

    def pass_signature(self, row: int) -> None:
        """Note that the words of a signature row are ours; what else stands there is left over."""
        self.ours.update((row, col) for col, value in enumerate(self.rows[row]) if value in self.form.signs)
        self.used |= self.ours

    def take(self, place: tuple[int, int], label: str) -> None:
        """Note that a label is read, which may be one of several in its cell."""
        self.used.add(place)
        self.taken.add((place, label))

    def value(self, row: int, col: int) -> object:
        """The value of a cell, None if blank or outside the grid."""
        if 0 <= row < len(self.rows) and 0 <= col < len(self.rows[row]):
            return self.rows[row][col]
        return None

    def width(self, row: int) -> int:
        """How many columns of a row may hold a part of the table."""
        return len(self.rows[row]) if row < len(self.rows) else 0

    def claim(self, path: str, row: int, col: int) -> object:
        """Note where a field stood; a cell that lies becomes a problem."""
        return self.claim_raw(path, row, col, self.value(row, col))

    def claim_raw(self, path: str, row: int, col: int, raw: object) -> object:
        """The same for a cell whose value is at hand."""
        self.spots[path] = Spot(row, col, raw)
        self.used.add((row, col))
        if self.grid.flags and (flag := self.grid.flags.get((row, col))):
            self._say_flag(path, row, col, flag.kind, flag.text)
            return None
        return raw

    def honest(self, path: str) -> object:
        """What a claimed cell holds, None where it lies: nothing is made of an error value or a formula."""
        spot = self.spots.get(path)
        if spot is None or (self.grid.flags and (spot.row, spot.col) in self.grid.flags):
            return None
        return spot.raw

    def corner(self, row: int, col: int) -> tuple[int, int]:
        """The first cell of the merged area that covers a cell, else the cell itself."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= col <= right:
                return top, left
        return row, col

    def _say_flag(self, path: str, row: int, col: int, kind: str, text: str) -> None:
        code, message, cure = _FLAGS[kind]
        message = message.format(word=self.form.word(path), text=text)
        self.problems.append(
            Problem(code, "error", message, self.grid.file, self.grid.sheet, self.grid.place(row, col), path, text,
                    "可读的内容", cure, "读取约定")
        )  # fmt: skip

    def repair(self, code: str, path: str, value: str, reason: str, sure: bool = True) -> None:
        """List a change of a field that was claimed before."""
        spot = self.spots[path]
        raw = spot.raw if isinstance(spot.raw, str) else text_of(spot.raw) or ""
        if reason == TOGETHER:
            raw = text_of(self.value(spot.row, spot.col)) or ""
        place = self.grid.place(spot.row, spot.col)
        self.repairs.append(Repair(code, self.grid.file, self.grid.sheet, place, path, raw, value, reason, sure))

    def leftovers(self) -> Iterator[Leftover]:
        """The cells of the block that nothing has claimed, and on our own sheets what stands beside the table."""
        if self.marked:
            yield from self._strangers()
        if self.drawn and self._all_claimed():
            return
        for row in range(self.first, self.last + 1):
            for col, value in enumerate(self.rows[row] if row < len(self.rows) else ()):
                if value is not None and (row, col) not in self.used and (row, col) not in self.at:
                    yield Leftover(self.grid.file, self.grid.sheet, self.grid.place(row, col), text_of(value) or "")
        for place, parts in self.said.items():
            for part in parts if place in self.used or place in self.at else ():
                if part.value and (place, part.label) not in self.taken:
                    yield Leftover(self.grid.file, self.grid.sheet, self.grid.place(*place), part.value)

    def _strangers(self) -> Iterator[Leftover]:
        """Cells right of our printed table that are none of our notes, marks and computed values."""
        width = self.form.print_last + 1
        for row_no, row in enumerate(self.grid.rows):
            for col in range(width, len(row)):
                value = row[col]
                if value is not None and not self._is_ours(row_no, col, value):
                    place = self.grid.place(row_no, col)
                    yield Leftover(self.grid.file, self.grid.sheet, place, text_of(value) or "")

    def _is_ours(self, row: int, col: int, value: object) -> bool:
        if row < MARKED_ROWS and isinstance(value, str) and value.startswith(tuple(MARKS.values())):
            return True
        cell = self.form.beside.get((row - self.shift, col))
        if cell is None:
            return False
        if cell.derived is not None:
            return not isinstance(value, str) or (row, col) in self.grid.flags or self._is_printed_number(value)
        return value == cell.note

    def _is_printed_number(self, text: str) -> bool:
        """Whether a source that knows only text has a number as this text."""
        return not self.grid.typed and text.replace(",", "").removeprefix("-").replace(".", "", 1).isdigit()

    def _all_claimed(self) -> bool:
        """Whether there are as many filled cells as labels, titles and claimed ones: a quick look at most sheets."""
        filled = sum(len(row) - row.count(None) for row in self.rows)
        claimed = sum(spot.raw is not None for spot in self.spots.values())
        return filled == len(self.at) + len(self.ours) + claimed
