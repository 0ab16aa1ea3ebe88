"""A list of all projects in one sheet, a row an indicator, as one reading a project; blank cells mean those above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from xltool.fields import AMOUNTS
from xltool.flat import ProjectReading, Reading, Spot
from xltool.layout.anchors import Anchors
from xltool.layout.block import Block
from xltool.layout.indicators import FOOTER
from xltool.layout.list_head import INDICATORS, SUM_WORDS, is_numbered, list_heads
from xltool.layout.list_money import money_of
from xltool.layout.list_project import Cell, Cells, Draft, add_indicator, fill, project_of, same_unit, unit_key
from xltool.layout.list_sums import ListSum, sum_rows
from xltool.layout.table import flat_of
from xltool.layout.values import text_of, unit_of
from xltool.model import Source, Unit
from xltool.problems import Leftover
from xltool.reading.grid import Grid
from xltool.words import pattern, squeezed

_KEYS = ("department", "department.code", "code", "name")
_HEAD_DEPARTMENT = (
    r"(?:(?:预算|填报|编报|编制|申报)?(?:部门|单位)|部门[（(]单位[）)])(?:名称)?(?:[（(]盖章[）)])?\s*[:：]\s*(\S.*)"
)


def read_list(grid: Grid, anchors: Anchors) -> tuple[list[Reading], list[Leftover]]:
    """The projects of a list in the order of their first rows, and the cells that belong to none of them."""
    return _List(grid, anchors).read()


class _List:
    """One pass over the rows of a list, and what it has found so far."""

    def __init__(self, grid: Grid, anchors: Anchors) -> None:
        self.grid, self.form = grid._replace(merged=()), anchors.form
        self.heads = list_heads(grid, anchors.form, anchors.at)
        self.head = self.heads[0]
        self.used: set[tuple[int, int]] = set()
        self.covered = _covered(grid, self.head.last)
        self.money = money_of(self.grid, self.head, self.form.unit)
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.by_code: dict[str, Draft] = {}
        self.by_name: dict[tuple[str, str], Draft] = {}
        self.unit: tuple[Unit, dict[str, Cell]] = Unit(), {}
        self.sums: list[ListSum] = []
        self.owners: dict[int, Draft] = {}
        self.pending: tuple[int, Cells, Cells] | None = None
        self._use_decoration(anchors)
        if not {"department", "department.code"} & set(self.head.columns):
            self._unit_above()

    def read(self) -> tuple[list[Reading], list[Leftover]]:
        ends = {head.last: head for head in self.heads}
        above = {row for head in self.heads for row in range(head.first, head.last + 1)}
        for row in range(self.head.first, len(self.grid.rows)):
            if row in ends:
                self.head = ends[row]
            elif row not in above:
                self._row(row)
        for draft in self.drafts:
            draft.read_amounts()
        sums = sum_rows(self.sums, self.drafts)
        left: dict[int, list[Leftover]] = {}
        rest: list[Leftover] = []
        for leftover, row in self._leftovers():
            owner = self.owners.get(row)
            (rest if owner is None else left.setdefault(id(owner), [])).append(leftover)
        readings: list[Reading] = []
        for draft in self.drafts:
            project = project_of(draft)
            flat = replace(
                flat_of(draft.block), leftovers=tuple(left.get(id(draft), ())), sums=tuple(sums.get(id(draft), ()))
            )
            readings.append(ProjectReading.of(flat, project))
        return (readings, rest) if readings else ([], [])

    def _use_decoration(self, anchors: Anchors) -> None:
        """Labels, titles, the line that names the unit of the money, and the numbers of the columns."""
        rows = {row for head in self.heads for row in range(head.first, head.last + 1)}
        unit = self.form.unit_label
        self.used |= {place for place, label in anchors.at.items() if place[0] in rows or label == unit}
        for head in self.heads:
            below = head.last + 1
            if below < len(self.grid.rows) and is_numbered(self.grid.rows[below]):
                self.used |= {(below, col) for col in range(len(self.grid.rows[below]))}
        for row in range(self.heads[0].first):
            for col, value in enumerate(self.grid.rows[row]):
                titles = self.form.patterns.values()
                if isinstance(value, str) and any(title.fullmatch(value.strip()) for title in titles):
                    self.used.add((row, col))

    def _unit_above(self) -> None:
        """The unit that a line above the head names, where the list has no column for it."""
        for row in range(self.head.first):
            for col, value in enumerate(self.grid.rows[row]):
                said = pattern(_HEAD_DEPARTMENT).fullmatch(value.strip()) if isinstance(value, str) else None
                if said and (row, col) not in self.used:
                    self.unit = unit_of(said[1]), {"department": Cell(row, col, said[1])}

    def _cells(self, row: int) -> dict[str, Cell]:
        """The filled cells of a row by field; one that lies counts as filled."""
        values, flags = self.grid.rows[row], self.grid.flags
        cells: dict[str, Cell] = {}
        for name, columns in self.head.columns.items():
            for col in columns:
                value = values[col] if col < len(values) else None
                if value is not None or (flags and (row, col) in flags):
                    cells[name] = Cell(row, col, value)
                    break
        return cells

    def _row(self, row: int) -> None:
        cells = self._cells(row)
        if not cells or all((row, cell.col) in self.used for cell in cells.values()) or self._is_footer(row, cells):
            return
        keys = {name: cell for name, cell in cells.items() if name in _KEYS}
        content = [name for name in cells if name not in _KEYS and name not in AMOUNTS]
        money = any(name in AMOUNTS for name in cells)
        if not content and self._is_sum(keys, money):
            self._sum(cells, keys)
        elif not content and not money:
            self._lone(row, cells, keys)
        elif content or keys:
            self._project_row(row, cells, keys)

    def _is_footer(self, row: int, cells: Cells) -> bool:
        """A row of signatures or remarks."""
        first = next((value for value in self.grid.rows[row] if value is not None), None)
        if not isinstance(first, str) or {f"{INDICATORS}level3", f"{INDICATORS}target", *AMOUNTS} & set(cells):
            return False
        return bool(pattern(FOOTER).match(squeezed(first)))

    def _is_sum(self, keys: Cells, money: bool) -> bool:
        if any(pattern(SUM_WORDS).fullmatch(squeezed(cell.text)) for cell in keys.values()):
            return money
        named = "name" in keys or "code" in keys
        return money and not named and (bool(keys) or not self.drafts)

    def _sum(self, cells: Cells, keys: Cells) -> None:
        words = [name for name, cell in keys.items() if pattern(SUM_WORDS).fullmatch(squeezed(cell.text))]
        named = {name: cell for name, cell in keys.items() if name not in words and name.startswith("department")}
        unit = _unit(named)
        if unit is None and words and any("小计" in keys[name].text for name in words):
            unit = self.unit[0]
        if named and unit is not None:
            self.unit = unit, named
        self.sums.append(ListSum(cells, unit))
        self.current = self.pending = None

    def _lone(self, row: int, cells: Cells, keys: Cells) -> None:
        """A row of key cells alone: the unit of the projects below it, or a project whose rest stands below."""
        unit, self.pending = _unit(keys), None
        if "name" not in keys and "code" not in keys:
            if unit is not None:
                self.unit, self.current = (unit, dict(keys)), None
        elif len(keys) > 1:
            self._project_row(row, cells, keys)
        else:
            self.pending = row, cells, keys

    def _project_row(self, row: int, cells: Cells, keys: Cells) -> None:
        pending, self.pending = self.pending, None
        if pending and not {"name", "code"} & set(keys):
            self._project_row(*pending)
        unit = _unit(keys)
        changed = unit is not None and (self.current is None or not same_unit(unit, self.current.unit))
        if unit is not None:
            own = {name: cell for name, cell in keys.items() if name.startswith("department")}
            self.unit = unit, own
        if "name" in keys or "code" in keys or changed or self.current is None:
            code, name = self._code_and_name(keys)
            draft = self._known(code, name, cells)
            if draft is None:
                draft = self._begin(row, code, name, cells)
            elif draft is not self.current and draft.last != row:
                self._say_joined(draft, cells)
            self.current = draft
        draft = self.current
        self.owners[row] = draft
        draft.last = row
        fill(draft, cells)
        add_indicator(draft, row, cells, self.head, self.covered)

    def _code_and_name(self, keys: Cells) -> tuple[str | None, str | None]:
        code, name = (text_of(keys[key].raw) if key in keys else None for key in ("code", "name"))
        return _split(name, self.form.code_patterns) if code is None and name else (code, name)

    def _known(self, code: str | None, name: str | None, cells: Cells) -> Draft | None:
        """The project of which this is a further row: of the same code, or of the same name and unit.

        Another amount makes another project of it.
        """
        found = self.by_code.get(code) if code else None
        if found is None and name:
            found = self.by_name.get((unit_key(self.unit[0]), squeezed(name)))
            if found and code and found.code and found.code != code:
                return None
        if found is None or (name and found.name and squeezed(name) != squeezed(found.name)):
            return None
        for path in AMOUNTS:
            before = found.block.spots.get(path)
            if path in cells and before and before.raw is not None and text_of(before.raw) != cells[path].text:
                return None
        return found

    def _begin(self, row: int, code: str | None, name: str | None, cells: Cells) -> Draft:
        source = Source(PurePath(self.grid.file).name, self.grid.sheet)
        block = Block(self.grid, self.form, row, row, {}, False, source, unit=self.money.unit, used=self.used)
        draft = Draft(block, self.money, self.unit[0], code, name, row)
        self.money.note(block)
        for path in self.head.columns:
            if not path.startswith(INDICATORS) and not path.startswith("department"):
                cell = cells.get(path) or Cell(row, self.head.columns[path][0], None)
                block.claim_raw(path, cell.row, cell.col, cell.raw)
        self._claim_unit(draft, row)
        columns = (cols[0] for path, cols in self.head.columns.items() if path.startswith(INDICATORS))
        block.spots["indicators"] = Spot(self.head.last, min(columns), None)
        if code and name and "code" not in cells:
            block.spots["code"] = block.spots["name"]
            block.repair("I-02", "name", f"{code}｜{name}", "编码和名称写在一起，已分开")
        self.drafts.append(draft)
        if code:
            self.by_code.setdefault(code, draft)
        if name:
            key = unit_key(draft.unit), squeezed(name)
            if key in self.by_name and "name" in cells and not code:
                reason = "同一单位有同名的项目，金额不同，按两个项目读取，请核对"
                block.repair("I-03", "name", f"{name}（另一个项目）", reason, sure=False)
            self.by_name[key] = draft
        return draft

    def _claim_unit(self, draft: Draft, row: int) -> None:
        """The unit's cells, its own or those above that its blank ones mean."""
        unit, cells = self.unit
        block, columns = draft.block, self.head.columns
        for path, cell in cells.items():
            block.claim_raw(path, cell.row, cell.col, cell.raw)
        if "department" not in block.spots and ("department" in columns or "department.code" in columns):
            at = block.spots.get("department.code") or Spot(
                row, (columns.get("department") or columns["department.code"])[0], None
            )
            block.spots["department"] = at
        name = cells.get("department")
        if name is not None and unit_of(name.raw).code:
            block.repair("I-02", "department", f"{unit.code}｜{unit.name or ''}", "编码和名称写在一起，已分开")
        if name is not None and name.row < self.heads[0].first:
            block.repair("I-03", "department", name.text, "表里没有单位一栏，已取表头上写的单位")
        elif name is not None and name.row != row and (row, name.col) not in self.covered:
            block.repair("I-03", "department", name.text, "空白表示与上面的单位相同，已按上面的填入")

    def _say_joined(self, draft: Draft, cells: Cells) -> None:
        cell = cells.get("name") or cells["code"]
        place = self.grid.place(cell.row, cell.col)
        path = "name" if "name" in cells else "code"
        block = draft.block
        reason = f"{place} 又是这个项目，各行不在一起，已并为一个项目，请核对"
        block.repair("I-03", path, f"{cell.text}（含 {place} 起的行）", reason, sure=False)

    def _leftovers(self) -> Iterator[tuple[Leftover, int]]:
        for row, values in enumerate(self.grid.rows):
            for col, value in enumerate(values):
                if value is not None and (row, col) not in self.used:
                    place = self.grid.place(row, col)
                    yield Leftover(self.grid.file, self.grid.sheet, place, text_of(value) or ""), row


def _covered(grid: Grid, head: int) -> set[tuple[int, int]]:
    """The cells below the head that a merged area covers, its first cell aside."""
    covered: set[tuple[int, int]] = set()
    last, width = len(grid.rows) - 1, max(map(len, grid.rows), default=0)
    for top, left, bottom, right in grid.merged:
        for row in range(max(top, head + 1), min(bottom, last) + 1):
            for col in range(left, min(right, width - 1) + 1):
                if (row, col) != (top, left):
                    covered.add((row, col))
    return covered


def _unit(keys: Cells) -> Unit | None:
    """The unit of the cells that name one, None where they are blank."""
    name, code = keys.get("department"), keys.get("department.code")
    if name is None and code is None:
        return None
    joined = unit_of(name.raw) if name else Unit()
    return Unit((text_of(code.raw) if code else None) or joined.code, joined.name)


def _split(name: str, codes: Sequence[str]) -> tuple[str | None, str]:
    """``51000021R000000019951-工资性支出`` as code and name."""
    for code in codes:
        match = pattern(rf"({code})\s*[-－—]\s*(.+)").fullmatch(name)
        if match:
            return match[1], match[2]
    return None, name
