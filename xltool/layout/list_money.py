"""The unit of the money of a list of projects: from its columns' labels, or from the line above its head."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from xltool.amounts import UNITS, label_and_unit
from xltool.fields import AMOUNTS
from xltool.flat import Spot
from xltool.layout.block import Block
from xltool.layout.list_head import ListHead
from xltool.layout.table import amount_at
from xltool.reading.grid import Grid
from xltool.words import pattern

_HEAD_UNIT = r"单位[:：\s]\s*[（(]?(?:人民币)?([百千万亿]*元)(?:$|[^一-鿿])"


class ListMoney(NamedTuple):
    """The unit of a list's money: ``spot`` is where it was named, None where nobody names it or no column needs it.

    ``units`` has those of columns whose label names one, ``doubted`` the columns where both differ, in words.
    """

    unit: str
    spot: Spot | None
    named: bool
    units: Mapping[str, str]
    doubted: Mapping[str, str]

    def note(self, block: Block) -> None:
        """Give a project's block its units; that its money was converted is listed."""
        block.units.update(self.units)
        if self.spot is not None and UNITS[self.unit] != 1:
            block.spots["unit"] = self.spot
            block.repair("F-07", "unit", "万元", f"金额单位是{self.unit}，各金额已换算成万元")

    def amounts(self, block: Block) -> dict[str, Decimal | None]:
        """The claimed money of a project; a person is asked where nobody named its unit."""
        amounts = {path: amount_at(block, path, self.doubted) for path in AMOUNTS if path in block.spots}
        for path, amount in amounts.items():
            if amount is not None and not self.named and path not in self.units:
                reason = f"没有写金额单位，已按{self.unit}换算成万元，请核对"
                block.repair("F-07", path, f"{amount}万元", reason, sure=False)
        return amounts


def money_of(grid: Grid, head: ListHead, usual: str) -> ListMoney:
    """The unit that the line above the head names, else the form's own; those of single columns count more."""
    units: dict[str, str] = {}
    bare = False
    for path in AMOUNTS:
        for col in head.columns.get(path, ())[:1]:
            labels = [(row, grid.rows[row][col]) for row in (head.first, head.last) if col < len(grid.rows[row])]
            own = [split[1] for _, label in labels if isinstance(label, str) and (split := label_and_unit(label))]
            if own:
                units[path] = own[-1]
            else:
                bare = True
    named = _named_above(grid, head)
    if named is None:
        return ListMoney(usual if bare else "万元", None, False, units, {})
    unit, spot = named
    doubted = {path: f"{unit}、{own}" for path, own in units.items() if UNITS[own] != UNITS[unit]}
    return ListMoney(unit, spot if bare else None, True, units, doubted)


def _named_above(grid: Grid, head: ListHead) -> tuple[str, Spot] | None:
    for row in range(head.first - 1, -1, -1):
        for col, value in enumerate(grid.rows[row]):
            said = pattern(_HEAD_UNIT).search(value.strip()) if isinstance(value, str) else None
            if said and said[1] in UNITS:
                return said[1], Spot(row, col, value)
    return None
