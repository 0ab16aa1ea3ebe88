"""A list of all projects in one sheet, a row an indicator, as one reading a project; blank cells mean those above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import PurePath
from typing import NamedTuple

from xltool.amounts import UNITS, total
from xltool.fields import AMOUNTS, INDICATOR, MORE, item
from xltool.flat import ProjectReading, Reading, Spot, SumRow
from xltool.forms import SHIPPED
from xltool.layout.anchors import Anchors
from xltool.layout.block import Block
from xltool.layout.indicators import FOOTER
from xltool.layout.joined_target import joined_target
from xltool.layout.list_head import INDICATORS, SUM_WORDS, ListHead, head_text, is_numbered, list_heads
from xltool.layout.table import amount_at, flat_of
from xltool.layout.values import lines_of, text_of, unit_of
from xltool.model import Budget, Indicator, Project, Source, Target, Unit
from xltool.problems import Leftover
from xltool.reading.grid import Grid
from xltool.targets import read_target
from xltool.words import pattern, squeezed

_KEYS = ("department", "department.code", "code", "name")
_HEAD_UNIT = r"单位[:：\s]\s*[（(]?(?:人民币)?([百千万亿]*元)(?:$|[^一-鿿])"
_HEAD_DEPARTMENT = (
    r"(?:(?:预算|填报|编报|编制|申报)?(?:部门|单位)|部门[（(]单位[）)])(?:名称)?(?:[（(]盖章[）)])?\s*[:：]\s*(\S.*)"
)
_COLUMN_UNIT = r".*\((?:单位:)?([百千万亿]*元)\)"


class _Cell(NamedTuple):
    """A filled cell of a field; what it holds is None where it lies."""

    row: int
    col: int
    raw: object

    @property
    def text(self) -> str:
        return text_of(self.raw) or ""


_Cells = Mapping[str, _Cell]


@dataclass(slots=True, eq=False)
class _Draft:
    """A project while its rows are read."""

    block: Block
    unit: Unit
    code: str | None
    name: str | None
    last: int
    objectives: list[str] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    above: dict[str, str | None] = field(default_factory=dict)
    amounts: dict[str, Decimal | None] = field(default_factory=dict)

    def read_amounts(self) -> None:
        """Read the money cells, once all rows are known."""
        self.amounts = {path: amount_at(self.block, path) for path in AMOUNTS if path in self.block.spots}


class _Sum(NamedTuple):
    """A sum row: its cells, the unit that it names, whether it sums that unit up or everything."""

    cells: _Cells
    unit: Unit | None


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
        self.money = _money(self.grid, self.head, self.form.unit)
        self.drafts: list[_Draft] = []
        self.current: _Draft | None = None
        self.by_code: dict[str, _Draft] = {}
        self.by_name: dict[tuple[str, str], _Draft] = {}
        self.unit: tuple[Unit, dict[str, _Cell]] = Unit(), {}
        self.sums: list[_Sum] = []
        self.owners: dict[int, _Draft] = {}
        self.pending: tuple[int, _Cells, _Cells] | None = None
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
        sums = self._sum_rows()
        left: dict[int, list[Leftover]] = {}
        rest: list[Leftover] = []
        for leftover, row in self._leftovers():
            owner = self.owners.get(row)
            (rest if owner is None else left.setdefault(id(owner), [])).append(leftover)
        readings: list[Reading] = []
        for draft in self.drafts:
            project = _project(draft)
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
                    self.unit = unit_of(said[1]), {"department": _Cell(row, col, said[1])}

    def _cells(self, row: int) -> dict[str, _Cell]:
        """The filled cells of a row by field; one that lies counts as filled."""
        values, flags = self.grid.rows[row], self.grid.flags
        cells: dict[str, _Cell] = {}
        for name, columns in self.head.columns.items():
            for col in columns:
                value = values[col] if col < len(values) else None
                if value is not None or (flags and (row, col) in flags):
                    cells[name] = _Cell(row, col, value)
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

    def _is_footer(self, row: int, cells: _Cells) -> bool:
        """A row of signatures or remarks."""
        first = next((value for value in self.grid.rows[row] if value is not None), None)
        if not isinstance(first, str) or {f"{INDICATORS}level3", f"{INDICATORS}target", *AMOUNTS} & set(cells):
            return False
        return bool(pattern(FOOTER).match(squeezed(first)))

    def _is_sum(self, keys: _Cells, money: bool) -> bool:
        if any(pattern(SUM_WORDS).fullmatch(squeezed(cell.text)) for cell in keys.values()):
            return money
        named = "name" in keys or "code" in keys
        return money and not named and (bool(keys) or not self.drafts)

    def _sum(self, cells: _Cells, keys: _Cells) -> None:
        words = [name for name, cell in keys.items() if pattern(SUM_WORDS).fullmatch(squeezed(cell.text))]
        named = {name: cell for name, cell in keys.items() if name not in words and name.startswith("department")}
        unit = _unit(named)
        if unit is None and words and any("小计" in keys[name].text for name in words):
            unit = self.unit[0]
        if named and unit is not None:
            self.unit = unit, named
        self.sums.append(_Sum(cells, unit))
        self.current = self.pending = None

    def _lone(self, row: int, cells: _Cells, keys: _Cells) -> None:
        """A row of key cells alone: the unit of the projects below it, or a project whose rest stands below."""
        unit, self.pending = _unit(keys), None
        if "name" not in keys and "code" not in keys:
            if unit is not None:
                self.unit, self.current = (unit, dict(keys)), None
        elif len(keys) > 1:
            self._project_row(row, cells, keys)
        else:
            self.pending = row, cells, keys

    def _project_row(self, row: int, cells: _Cells, keys: _Cells) -> None:
        pending, self.pending = self.pending, None
        if pending and not {"name", "code"} & set(keys):
            self._project_row(*pending)
        unit = _unit(keys)
        changed = unit is not None and (self.current is None or not _same_unit(unit, self.current.unit))
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
        _fill(draft, cells)
        _add_indicator(draft, row, cells, self.head, self.covered)

    def _code_and_name(self, keys: _Cells) -> tuple[str | None, str | None]:
        code, name = (text_of(keys[key].raw) if key in keys else None for key in ("code", "name"))
        return _split(name, self.form.code_patterns) if code is None and name else (code, name)

    def _known(self, code: str | None, name: str | None, cells: _Cells) -> _Draft | None:
        """The project of which this is a further row: of the same code, or of the same name and unit.

        Another amount makes another project of it.
        """
        found = self.by_code.get(code) if code else None
        if found is None and name:
            found = self.by_name.get((_unit_key(self.unit[0]), squeezed(name)))
            if found and code and found.code and found.code != code:
                return None
        if found is None or (name and found.name and squeezed(name) != squeezed(found.name)):
            return None
        for path in AMOUNTS:
            before = found.block.spots.get(path)
            if path in cells and before and before.raw is not None and text_of(before.raw) != cells[path].text:
                return None
        return found

    def _begin(self, row: int, code: str | None, name: str | None, cells: _Cells) -> _Draft:
        source = Source(PurePath(self.grid.file).name, self.grid.sheet)
        block = Block(self.grid, self.form, row, row, {}, False, source, unit=self.money.unit, used=self.used)
        draft = _Draft(block, self.unit[0], code, name, row)
        self.money.say(block)
        for path in self.head.columns:
            if not path.startswith(INDICATORS) and not path.startswith("department"):
                cell = cells.get(path) or _Cell(row, self.head.columns[path][0], None)
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
            key = _unit_key(draft.unit), squeezed(name)
            if key in self.by_name and "name" in cells and not code:
                reason = "同一单位有同名的项目，金额不同，按两个项目读取，请核对"
                block.repair("I-03", "name", f"{name}（另一个项目）", reason, sure=False)
            self.by_name[key] = draft
        return draft

    def _claim_unit(self, draft: _Draft, row: int) -> None:
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

    def _say_joined(self, draft: _Draft, cells: _Cells) -> None:
        cell = cells.get("name") or cells["code"]
        place = self.grid.place(cell.row, cell.col)
        path = "name" if "name" in cells else "code"
        block = draft.block
        reason = f"{place} 又是这个项目，各行不在一起，已并为一个项目，请核对"
        block.repair("I-03", path, f"{cell.text}（含 {place} 起的行）", reason, sure=False)

    def _sum_rows(self) -> dict[int, list[SumRow]]:
        """What each sum row says and what its projects add up to, by the ``id`` of the first of these projects."""
        found: dict[int, list[SumRow]] = {}
        groups = _groups(self.drafts)
        for number, row in enumerate(self.sums):
            members = self._members(row, groups, first=number == 0)
            if not members:
                continue
            draft = members[0]
            entries = found.setdefault(id(draft), [])
            self.used |= {(cell.row, cell.col) for name, cell in row.cells.items() if name in _KEYS}
            for path in AMOUNTS:
                cell = row.cells.get(path)
                if cell is None:
                    continue
                own = item("sums", len(entries), path)
                draft.block.claim_raw(own, cell.row, cell.col, cell.raw)
                printed = amount_at(draft.block, own)
                added = [member.amounts.get(path) for member in members]
                if printed is None:
                    self.used.discard((cell.row, cell.col))
                elif not any(
                    value is None and member.block.spots[path].raw is not None
                    for value, member in zip(added, members, strict=True)
                ):
                    name = (
                        None if row.unit is None or len(members) == len(self.drafts) else row.unit.name or row.unit.code
                    )
                    entries.append(SumRow(own, name, printed, total(added), len(members)))
        return found

    def _members(self, row: _Sum, groups: Mapping[str, list[_Draft]], first: bool) -> Sequence[_Draft]:
        """The projects that a sum row adds up; none where nobody knows what it is the sum of."""
        if row.unit is None:
            return self.drafts
        own = groups.get(_unit_key(row.unit))
        if own is not None:
            return own
        code = row.unit.code or ""
        below = [d for d in self.drafts if code and (d.unit.code or "").startswith(code)]
        return below or (self.drafts if first else ())

    def _leftovers(self) -> Iterator[tuple[Leftover, int]]:
        for row, values in enumerate(self.grid.rows):
            for col, value in enumerate(values):
                if value is not None and (row, col) not in self.used:
                    place = self.grid.place(row, col)
                    yield Leftover(self.grid.file, self.grid.sheet, place, text_of(value) or ""), row


class _Money(NamedTuple):
    """The unit of the list's money, and where it was read; nowhere is None."""

    unit: str
    place: tuple[int, int] | None
    raw: object
    printed: bool

    def say(self, block: Block) -> None:
        if self.place is None or (self.printed and UNITS[self.unit] == 1):
            return
        block.spots["unit"] = Spot(*self.place, self.raw)
        if self.printed:
            block.repair("F-07", "unit", "万元", f"金额单位是{self.unit}，各金额已换算成万元")
        else:
            reason = f"没有写金额单位，已按{self.unit}换算成万元，请核对"
            block.repair("F-07", "unit", "万元", reason, sure=False)


def _money(grid: Grid, head: ListHead, usual: str) -> _Money:
    """The unit that a money column's label names, else the head line above, else the form's own."""
    columns = [head.columns[path][0] for path in AMOUNTS if path in head.columns]
    for col in columns:
        found = pattern(_COLUMN_UNIT).fullmatch(head_text(grid, head, col))
        if found and found[1] in UNITS:
            row = next(r for r in (head.last, head.first) if col < len(grid.rows[r]) and grid.rows[r][col] is not None)
            return _Money(found[1], (row, col), grid.rows[row][col], True)
    for row in range(head.first - 1, -1, -1):
        for col, value in enumerate(grid.rows[row]):
            said = pattern(_HEAD_UNIT).search(value.strip()) if isinstance(value, str) else None
            if said and said[1] in UNITS:
                return _Money(said[1], (row, col), value, True)
    return _Money(usual, (head.last, columns[0]) if columns else None, None, False)


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


def _unit(keys: _Cells) -> Unit | None:
    """The unit of the cells that name one, None where they are blank."""
    name, code = keys.get("department"), keys.get("department.code")
    if name is None and code is None:
        return None
    joined = unit_of(name.raw) if name else Unit()
    return Unit((text_of(code.raw) if code else None) or joined.code, joined.name)


def _unit_key(unit: Unit) -> str:
    return unit.code or squeezed(unit.name or "")


def _same_unit(unit: Unit, other: Unit) -> bool:
    return _unit_key(unit) == _unit_key(other)


def _split(name: str, codes: Sequence[str]) -> tuple[str | None, str]:
    """``51000021R000000019951-工资性支出`` as code and name."""
    for code in codes:
        match = pattern(rf"({code})\s*[-－—]\s*(.+)").fullmatch(name)
        if match:
            return match[1], match[2]
    return None, name


def _fill(draft: _Draft, cells: _Cells) -> None:
    """The single fields of a further row: what is new is taken, what is the same again is passed over."""
    block = draft.block
    for path, cell in cells.items():
        if path.startswith(INDICATORS):
            continue
        spot = block.spots.get(path)
        if spot is None or (spot.raw is None and (spot.row, spot.col) not in block.grid.flags):
            block.claim_raw(path, cell.row, cell.col, cell.raw)
        elif (spot.row, spot.col) == (cell.row, cell.col) or _same_words(path, spot.raw, cell.raw):
            block.used.add((cell.row, cell.col))
        elif path == "objectives":
            block.used.add((cell.row, cell.col))
            whole = f"{text_of(spot.raw)}\n{cell.text}"
            block.spots[path] = spot._replace(raw=whole)
            block.repair(
                "I-03", path, whole, f"目标分写在几行，{block.grid.place(cell.row, cell.col)} 的已接在后面", sure=False
            )


def _same_words(path: str, one: object, other: object) -> bool:
    if path == "department":
        return unit_of(one).name == unit_of(other).name
    return squeezed(text_of(one) or "") == squeezed(text_of(other) or "")


def _add_indicator(draft: _Draft, row: int, cells: _Cells, head: ListHead, covered: set[tuple[int, int]]) -> None:
    """The indicator of a row, its blank levels those of the one above."""
    own = {path.removeprefix(INDICATORS): cell for path, cell in cells.items() if path.startswith(INDICATORS)}
    if not own:
        return
    block, index = draft.block, len(draft.indicators)
    texts: dict[str, str | None] = {}
    for path, columns in head.columns.items():
        if path.startswith(INDICATORS):
            name = path.removeprefix(INDICATORS)
            cell = own.get(name) or _Cell(row, columns[0], None)
            texts[name] = _number_text(block.claim_raw(item("indicators", index, name), cell.row, cell.col, cell.raw))
    _carry_down(draft, index, texts, covered)
    draft.above = texts
    target, more = _target(block, index, texts)
    rest = {name: texts.get(name) for name in INDICATOR if name != "target"}
    draft.indicators.append(Indicator(**rest, target=target, more=more))


def _number_text(raw: object) -> str | None:
    """A number without an exponent, anything else as its words."""
    if isinstance(raw, float) and not isinstance(raw, bool) and "e" in repr(raw):
        return format(Decimal(repr(raw)), "f")
    return text_of(raw)


def _carry_down(draft: _Draft, index: int, texts: dict[str, str | None], covered: set[tuple[int, int]]) -> None:
    """A blank level 1 is the one above; a blank level 2 too where level 1 is blank or the cells are merged."""
    first_blank = texts.get("level1") is None
    for name in ("level1", "level2"):
        path = item("indicators", index, name)
        spot = draft.block.spots.get(path)
        above = draft.above.get(name)
        if spot is None or texts[name] is not None or not above or (spot.row, spot.col) in draft.block.grid.flags:
            continue
        merged = (spot.row, spot.col) in covered
        if merged or first_blank:
            texts[name] = above
            if not merged:
                draft.block.repair("I-03", path, above, "空白表示与上一行相同，已按上一行填入")


def _target(block: Block, index: int, texts: Mapping[str, str | None]) -> tuple[Target, tuple[tuple[str, str], ...]]:
    """The target of three columns, and the further columns by their printed words."""
    operator, value, unit = (texts.get(name) for name in ("operator", "target", "unit"))
    joined = joined_target(operator, value, unit)
    path = item("indicators", index, "target")
    if joined.text != value and joined.text is not None:
        parts = "｜".join(part or "" for part in (operator, value, unit))
        spot = block.spots[path]
        block.spots[path] = spot._replace(raw=parts)
        block.repair("I-02", path, joined.text, "指标性质、指标值和单位分写在几栏，已合成一个指标值", joined.sure)
        block.spots[path] = spot
    apart = {"operator": joined.operator_left, "unit": joined.unit_left}
    more = []
    for name, text in texts.items():
        if text and (name.startswith(MORE) or apart.get(name)):
            more.append((block.form.word(f"{INDICATORS}{name}"), text))
    return read_target(joined.text).target, tuple(more)


def _groups(drafts: Sequence[_Draft]) -> dict[str, list[_Draft]]:
    groups: dict[str, list[_Draft]] = {}
    for draft in drafts:
        groups.setdefault(_unit_key(draft.unit), []).append(draft)
    return groups


def _project(draft: _Draft) -> Project:
    block = draft.block
    more = ((path.removeprefix(MORE), text_of(block.honest(path))) for path in block.spots if path.startswith(MORE))
    return Project(
        code=draft.code,
        name=draft.name,
        form=SHIPPED[0],
        department=draft.unit,
        budget=Budget(*(draft.amounts.get(path) for path in AMOUNTS)),
        purpose=text_of(block.honest("purpose")),
        objectives=lines_of(block.honest("objectives")),
        indicators=tuple(draft.indicators),
        source=block.source,
        more=tuple((word, text) for word, text in more if text),
    )
