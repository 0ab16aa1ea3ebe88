"""A unit of money that a table names where no label is: ``（元）`` in a corner, ``以元为单位`` above the title."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xltool.amounts import UNITS, mentioned_units
from xltool.fields import AMOUNTS
from xltool.layout.block import Block
from xltool.words import pattern, squeezed

UNNAMED = "表里没有写金额单位，这个数又很大"
"""Why a large amount is asked about in a table that names no unit."""

LARGE = Decimal(10_000)
"""万元; few projects cost more, and 元 taken for 万元 looks like one."""

_OTHER_MONEY = r"单位[:：]?.*(?:美元|[港欧日]元|港币|英镑|外币|人民币)"
_ROWS_ABOVE = 3
_LEAST_OF_A_ROW = 3
_LONGEST_LINE = 60


def doubt_about_unit(block: Block) -> str | None:
    """Take the unit that some line above the budget names; why it is doubtful, None where it is 万元 for certain."""
    texts = _lines(block)
    lines = {text: units for text in texts if (units := mentioned_units(text))}
    named = list(dict.fromkeys(unit for units in lines.values() for unit in units))
    if not named:
        other = next((text for text in texts if pattern(_OTHER_MONEY).search(squeezed(text))), None)
        return UNNAMED if other is None else f"金额单位写的是“{other.strip()}”，换算不了"
    if len({UNITS[unit] for unit in named}) > 1:
        return several(named)
    block.unit = named[0]
    return None if UNITS[block.unit] == 1 else f"金额单位写在“{next(iter(lines)).strip()}”里"


def several(units: Iterable[str]) -> str:
    """Why the unit is doubtful where a table names these."""
    return f"金额单位有几种写法（{'、'.join(units)}）"


def _lines(block: Block) -> list[str]:
    """The short texts above the budget: those of the table, and of the sparse rows right above it."""
    budget = {block.form.anchors[path].label for path in AMOUNTS if path in block.form.anchors}
    last = min((row for (row, _), label in block.at.items() if label in budget), default=block.first)
    first = block.first
    while first > max(block.first - _ROWS_ABOVE, 0) and len(_texts(block, first - 1)) < _LEAST_OF_A_ROW:
        first -= 1
    return [text for row in range(first, last + 1) for text in _texts(block, row) if len(text) <= _LONGEST_LINE]


def _texts(block: Block, row: int) -> list[str]:
    return [value for value in block.rows[row] if isinstance(value, str)] if row < len(block.rows) else []
