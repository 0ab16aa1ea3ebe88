"""The rows of the indicator table: its head, where it ends, what a blank level 1 means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltool.fields import INDICATOR, MORE, item
from xltool.flat import Spot
from xltool.layout.block import Block
from xltool.layout.values import text_of
from xltool.model import Indicator
from xltool.targets import read_target
from xltool.words import pattern, squeezed

FOOTER = (
    r"(?:填报人|填表人|审核人|复核人|经办人|(?:单位|科室|部门|项目)?负责人|填[报表]日期|日期|联系电话|注|备注|说明)"
    r"(?:\([^()]*\))?(?::|$)"
)
"""What begins a row of signatures or remarks below the table, compared without blanks and full-width forms."""

YEAR, LONG_TERM = "indicators", "long_term"
"""The lists of indicators."""

LEAST_HEADS = 3
"""A row is the head of the indicator table when it has this many of its labels."""


class _Group(NamedTuple):
    """The columns of one list below one head: each field with its column, and by their places in that list the fields
    under a merged label with all its columns."""

    name: str | None
    fields: list[tuple[str, int]]
    wide: list[tuple[int, range]]


def indicators_of(block: Block) -> Mapping[str, list[Indicator]]:
    """The indicators of a table by list, each cell claimed; nothing where it has no head of that table.

    A form with two lists prints the name of each above it or beside it, or one right of the other under one head.
    Below our own signatures there is none.
    """
    found: dict[str, list[Indicator]] = {YEAR: [], LONG_TERM: []}
    head, cols = _head(block)
    if head is None:
        return found
    block.spots[YEAR] = Spot(head, min(cols), None)
    above: dict[str, dict[str, str | None]] = {YEAR: {}, LONG_TERM: {}}
    name = _named_above(block, head)
    signed = False
    groups = _groups(block, head)
    for row in range(head + 1, block.last + 1):
        name = _named_in(block, row) or name
        if _is_head(block, row):  # of another list, or the next page, in a document a table of its own
            groups = _groups(block, row)
            cols = _heads_in(block, row)
            continue
        if block.is_signature(row):
            block.pass_signature(row)
            signed = True
        if signed or _is_footer(block, row, cols):
            continue
        for group in groups:
            own = group.name or name
            raws = _raws(block, row, group)
            if all(raw is None for field, _, raw in raws if field != "level1" or group.name is None):
                continue
            index = len(found[own])
            texts = {
                field: text_of(block.claim_raw(item(own, index, field), row, col, raw)) for field, col, raw in raws
            }
            if texts.get("level1") is None or texts.get("level2") is None:
                _carry_down(block, row, (own, index), texts, above[own], raws)
            found[own].append(_indicator(block, (own, index), texts))
            above[own] = texts
    return found


def _raws(block: Block, row: int, group: _Group) -> list[tuple[str, int, object]]:
    """Field, column and value of a row; the name of a list is none."""
    cells = block.rows[row]
    raws = [(field, col, cells[col] if col < len(cells) else None) for field, col in group.fields]
    for at, span in group.wide:
        field, _, raw = raws[at]
        filled = next((col for col in span if col < len(cells) and cells[col] is not None), None)
        if raw is None and filled is not None:
            raws[at] = field, filled, cells[filled]
    if not block.form.named_lists:
        return raws
    names = block.form.named_lists
    return [(field, col, None if block.at.get((row, col)) in names else raw) for field, col, raw in raws]


def _named_above(block: Block, head: int) -> str:
    """The list that begins with the first head; the year's where nothing says."""
    rows = range(head, block.first - 1, -1) if block.form.named_lists else ()
    return next((name for row in rows if (name := _named_in(block, row))), YEAR)


def _named_in(block: Block, row: int) -> str | None:
    """The list whose name stands in a row."""
    names = block.form.named_lists
    if not names:
        return None
    labels = (block.at.get((row, col), "") for col in range(block.width(row)))
    return next((names[label] for label in labels if label in names), None)


def _groups(block: Block, head: int) -> list[_Group]:
    """The lists under one head: where labels stand twice, long-term indicators left and those of the year right."""
    labels = [(field, col) for col, field in _heads_in(block, head).items()]
    first, last = dict(reversed(labels)), dict(labels)
    if first == last:
        return [_group(block, head, None, labels)]
    year = _group(block, head, YEAR, [(field, col) for field, col in labels if last[field] == col])
    if LONG_TERM not in block.form.named_lists.values():
        return [year]  # the others are left over
    return [_group(block, head, LONG_TERM, [(field, col) for field, col in labels if first[field] == col]), year]


def _group(block: Block, head: int, name: str | None, fields: list[tuple[str, int]]) -> _Group:
    wide = [(at, span) for at, (_, col) in enumerate(fields) if len(span := _under(block, head, col)) > 1]
    return _Group(name, fields, wide)


def _heads_in(block: Block, row: int) -> dict[int, str]:
    labels = ((col, block.at.get((row, col), "")) for col in range(block.width(row)))
    return {col: block.form.heads[label] for col, label in labels if label in block.form.heads}


def _head(block: Block) -> tuple[int | None, Mapping[int, str]]:
    """The head row of the indicator table and its columns."""
    rows: dict[int, dict[int, str]] = {}
    for (row, col), label in block.at.items():
        if label in block.form.heads:
            rows.setdefault(row, {})[col] = block.form.heads[label]
    for row in sorted(rows):
        if len(rows[row]) >= LEAST_HEADS:
            return row, rows[row]
    return None, {}


def _under(block: Block, head: int, col: int) -> range:
    """The columns under a label; in a row that was inserted they are no longer merged, and a value may stand in any."""
    for top, left, bottom, right in block.merged:
        if (top, left) == (head, col) and bottom == head:
            return range(col, right + 1)
    return range(col, col + 1)


def _is_head(block: Block, row: int) -> bool:
    return not block.drawn and len(_heads_in(block, row)) >= LEAST_HEADS


def _is_footer(block: Block, row: int, cols: Mapping[int, str]) -> bool:
    """A row of signatures, or in a sheet that is not ours a lone text that is no level 1."""
    first = next((value for value in block.rows[row] if value is not None), None)
    if not isinstance(first, str) or block.form.level1_of(first) is not None:
        return False
    if pattern(FOOTER).match(squeezed(first)):
        return True
    if block.marked:
        return False
    filled = {name: text_of(block.value(row, col)) for col, name in cols.items() if block.value(row, col) is not None}
    return list(filled) == ["level1"] and block.form.level1_of(filled["level1"]) is None


def _carry_down(
    block: Block,
    row: int,
    at: tuple[str, int],
    texts: dict[str, str | None],
    above: Mapping[str, str | None],
    raws: Sequence[tuple[str, int, object]],
) -> None:
    """A blank level 1 is the one above it; a blank level 2 too where both are blank and the sheet is not ours."""
    both_blank = texts.get("level1") is None
    for field, col, _ in raws:
        if texts[field] is not None or not above.get(field) or field not in ("level1", "level2"):
            continue
        if block.grid.flags and (row, col) in block.grid.flags:
            continue
        merged = any(top < row <= bottom and left <= col <= right for top, left, bottom, right in block.merged)
        if merged or field in block.form.carried or (both_blank and not block.marked):
            texts[field] = above[field]
            if not merged and not block.marked:
                block.repair("I-03", item(*at, field), above[field] or "", "空白表示与上一行相同，已按上一行填入")


def _indicator(block: Block, at: tuple[str, int], texts: Mapping[str, str | None]) -> Indicator:
    reading = read_target(texts.get("target"))
    if reading.joined:
        value = f"{reading.target.operator}{reading.target.number}{reading.target.unit or ''}"
        reason = "两个单元格的内容连在了一起，按一个值理解，原文保留"
        block.repair("V-01", item(*at, "target"), value, reason, reading.sure)
    rest: dict[str, str | None] = {name: texts.get(name) for name in INDICATOR if name != "target"}
    more = ((name.removeprefix(MORE), text) for name, text in texts.items() if text and name.startswith(MORE))
    return Indicator(**rest, target=reading.target, more=tuple(more))
