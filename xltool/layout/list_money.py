"""The unit of the money of a list of projects: from its columns' labels, or from the line above its head."""

from __future__ import annotations

from typing import NamedTuple

from xltool.amounts import UNITS
from xltool.fields import AMOUNTS
from xltool.flat import Spot
from xltool.layout.block import Block
from xltool.layout.list_head import ListHead, head_text
from xltool.reading.grid import Grid
from xltool.words import pattern

_HEAD_UNIT = r"单位[:：\s]\s*[（(]?(?:人民币)?([百千万亿]*元)(?:$|[^一-鿿])"
_COLUMN_UNIT = r".*\((?:单位:)?([百千万亿]*元)\)"


class ListMoney(NamedTuple):
    """The unit of the list's money, and where it was read; nowhere is None."""

    unit: str
    place: tuple[int, int] | None
    raw: object
    printed: bool

    def say(self, block: Block) -> None:
        """List for one project that its money was converted, or that nobody said its unit."""
        if self.place is None or (self.printed and UNITS[self.unit] == 1):
            return
        block.spots["unit"] = Spot(*self.place, self.raw)
        if self.printed:
            block.repair("F-07", "unit", "万元", f"金额单位是{self.unit}，各金额已换算成万元")
        else:
            reason = f"没有写金额单位，已按{self.unit}换算成万元，请核对"
            block.repair("F-07", "unit", "万元", reason, sure=False)


def money_of(grid: Grid, head: ListHead, usual: str) -> ListMoney:
    """The unit that a money column's label names, else the head line above, else the form's own."""
    columns = [head.columns[path][0] for path in AMOUNTS if path in head.columns]
    for col in columns:
        found = pattern(_COLUMN_UNIT).fullmatch(head_text(grid, head, col))
        if found and found[1] in UNITS:
            row = next(r for r in (head.last, head.first) if col < len(grid.rows[r]) and grid.rows[r][col] is not None)
            return ListMoney(found[1], (row, col), grid.rows[row][col], True)
    for row in range(head.first - 1, -1, -1):
        for col, value in enumerate(grid.rows[row]):
            said = pattern(_HEAD_UNIT).search(value.strip()) if isinstance(value, str) else None
            if said and said[1] in UNITS:
                return ListMoney(said[1], (row, col), value, True)
    return ListMoney(usual, (head.last, columns[0]) if columns else None, None, False)
