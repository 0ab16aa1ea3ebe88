"""A project of a list while its rows are read: its single fields, its indicators, and the project that they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from xltool.fields import AMOUNTS, INDICATOR, MORE, item
from xltool.forms import SHIPPED
from xltool.layout.block import Block
from xltool.layout.joined_target import joined_target
from xltool.layout.list_head import INDICATORS, ListHead
from xltool.layout.list_money import ListMoney
from xltool.layout.values import lines_of, text_of, unit_of
from xltool.model import Budget, Indicator, Project, Target, Unit
from xltool.targets import read_target
from xltool.words import squeezed


class Cell(NamedTuple):
    """A filled cell of a field; what it holds is None where it lies."""

    row: int
    col: int
    raw: object

    @property
    def text(self) -> str:
        """Its words, empty where it lies."""
        return text_of(self.raw) or ""


Cells = Mapping[str, Cell]


@dataclass(slots=True, eq=False)
class Draft:
    """A project while its rows are read."""

    block: Block
    money: ListMoney
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
        self.amounts = self.money.amounts(self.block)


def fill(draft: Draft, cells: Cells) -> None:
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
                "I-04", path, whole, f"目标分写在几行，{block.grid.place(cell.row, cell.col)} 的已接在后面", sure=False
            )


def _same_words(path: str, one: object, other: object) -> bool:
    if path == "department":
        return unit_of(one).name == unit_of(other).name
    return squeezed(text_of(one) or "") == squeezed(text_of(other) or "")


def add_indicator(draft: Draft, row: int, cells: Cells, head: ListHead, covered: set[tuple[int, int]]) -> None:
    """The indicator of a row, its blank levels those of the one above."""
    own = {path.removeprefix(INDICATORS): cell for path, cell in cells.items() if path.startswith(INDICATORS)}
    if not own:
        return
    block, index = draft.block, len(draft.indicators)
    texts: dict[str, str | None] = {}
    for path, columns in head.columns.items():
        if path.startswith(INDICATORS):
            name = path.removeprefix(INDICATORS)
            cell = own.get(name) or Cell(row, columns[0], None)
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


def _carry_down(draft: Draft, index: int, texts: dict[str, str | None], covered: set[tuple[int, int]]) -> None:
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
            word = name.removeprefix(MORE) if name.startswith(MORE) else block.form.word(f"{INDICATORS}{name}")
            more.append((word, text))
    return read_target(joined.text).target, tuple(more)


def project_of(draft: Draft) -> Project:
    """The project that all its rows make."""
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


def unit_key(unit: Unit) -> str:
    """By what units are told apart: the code, else the name."""
    return unit.code or squeezed(unit.name or "")


def same_unit(unit: Unit, other: Unit) -> bool:
    """Whether two rows name the same unit."""
    return unit_key(unit) == unit_key(other)
