"""年度主要任务 of a department, printed as rows under column heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltool.amounts import AmountError, canonical, read_amount
from xltool.fields import MORE, item
from xltool.layout.block import Block
from xltool.layout.values import plain_name, text_of
from xltool.model import SubObjective

LEAST_HEADS = 2
"""A row is the head of the tasks when it has this many of its labels."""


def tasks_of(block: Block) -> Iterator[SubObjective]:
    """The tasks, each cell claimed, amounts in 万元; nothing where their head is missing."""
    head, cols = _head(block)
    if head is None:
        return
    index = 0
    for row in range(head + 1, _end(block, head, min(cols))):
        if all(block.value(row, col) is None for col in cols):
            continue
        paths = {name: item("sub_objectives", index, name) for name in cols.values()}
        texts = {name: text_of(block.claim(paths[name], row, col)) for col, name in cols.items()}
        more = (
            (name.removeprefix(MORE), _in_unit(block, name, paths[name]) or text)
            for name, text in texts.items()
            if text and name.startswith(MORE)
        )
        yield SubObjective(plain_name(texts.get("name") or "") or None, texts.get("text"), tuple(more))
        index += 1


def _head(block: Block) -> tuple[int | None, Mapping[int, str]]:
    """The head row of the tasks and its columns."""
    rows: dict[int, dict[int, str]] = {}
    for (row, col), label in block.at.items():
        if label in block.form.list_heads:
            rows.setdefault(row, {})[col] = block.form.list_heads[label]
    return next(((row, rows[row]) for row in sorted(rows) if len(rows[row]) >= LEAST_HEADS), (None, {}))


def _end(block: Block, head: int, first: int) -> int:
    """The first row below the tasks: one with a label in their columns; one left of them may go down beside them."""
    return min((row for row, col in block.at if row > head and col >= first), default=block.last + 1)


def _in_unit(block: Block, name: str, path: str) -> str | None:
    """An amount in 万元, None for what is none or cannot be read."""
    if not block.form.is_amount(f"sub_objectives.{name}"):
        return None
    try:
        value = read_amount(block.honest(path), block.unit, typed=block.grid.typed).value
    except AmountError:
        return None
    return None if value is None else format(canonical(value), "f")
