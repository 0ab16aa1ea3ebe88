"""The rows of the indicator table: its head, where it ends, what a blank level 1 means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from xltool.fields import INDICATOR, MORE, item
from xltool.flat import Spot
from xltool.layout.anchors import LEAST_HEADS
from xltool.layout.block import Block
from xltool.layout.spans import names_department
from xltool.layout.values import date_text, serial_date, text_of
from xltool.model import Indicator
from xltool.targets import read_target
from xltool.words import label_key, pattern, squeezed

YEAR, LONG_TERM = "indicators", "long_term"
"""The lists of indicators."""

FOOTER = (
    r"(?:填报人|填表人|审核人|复核人|经办人|(?:单位|科室|部门|项目)?负责人|填[报表]日期|日期|联系电话|注|备注|说明)"
    r"(?:\([^()]*\))?(?::|$)"
)
"""What begins a row of signatures or remarks below the table, compared without blanks and full-width forms."""


_TIMELY = "时效 进度 时间 日期 期限 时限".split()
_LAST_MONTH = 12
_MADE_A_DATE = "单元格里是日期；原来写的也可能是“{month}-{day}”这样的范围，被 Excel 转成了日期"


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
    groups = _groups(block, head, cols)
    below = _below(block, head, cols)
    for row in range(head + 1, block.last + 1):
        name = _named_in(block, row) or name
        if row < below:
            continue
        if _is_head(block, row):  # of another list, or the next page, in a document a table of its own
            cols = _heads_from(block, row)
            groups, below = _groups(block, row, cols), _below(block, row, cols)
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
            if not block.marked:
                _target_of_a_date(block, (own, index), texts)
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


def _below(block: Block, head: int, cols: Mapping[int, str]) -> int:
    """The row below a head, which may have two rows."""
    return head + 1 if set(cols) <= _heads_in(block, head).keys() else head + 2


def _groups(block: Block, head: int, cols: Mapping[int, str]) -> list[_Group]:
    """The lists under one head: where labels stand twice, long-term indicators left and those of the year right."""
    labels = [(field, col) for col, field in cols.items()]
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


def _heads_from(block: Block, row: int) -> dict[int, str]:
    """The columns of a head, of which the row below may have more, and nothing under the labels of this one."""
    own, below = _heads_in(block, row), _heads_in(block, row + 1) if row < block.last else {}
    if not own or set(own.values()) & set(below.values()):
        return own
    return own if any(block.value(row + 1, col) is not None for col in own) else {**own, **below}


def _head(block: Block) -> tuple[int | None, Mapping[int, str]]:
    """The first head row of the indicator table and its columns."""
    for row in sorted({row for (row, _), label in block.at.items() if label in block.form.heads}):
        cols = _heads_in(block, row) if block.drawn else _heads_from(block, row)
        if len(cols) >= LEAST_HEADS:
            return row, dict(sorted(cols.items()))
    return (None, {}) if block.marked else _torn_head(block)


def _torn_head(block: Block) -> tuple[int | None, Mapping[int, str]]:
    """A head whose labels are torn over two rows of cells, ``一级`` above ``指标``; both cells are claimed."""
    keys = block.form.label_keys
    for row in range(block.first, block.last):
        cols: dict[int, str] = {}
        for col in range(block.width(row)):
            texts = [value for at in (row, row + 1) if isinstance(value := block.value(at, col), str)]
            name = block.form.heads.get(keys.get(label_key("".join(texts)), ""))
            if name is not None and name not in cols.values():
                cols[col] = name
        if len(cols) >= LEAST_HEADS:
            block.used.update((at, col) for at in (row, row + 1) for col in cols)
            return row, cols
    return None, {}


def _under(block: Block, head: int, col: int) -> range:
    """The columns under a label; in a row that was inserted they are no longer merged, and a value may stand in any."""
    for top, left, bottom, right in block.merged:
        if (top, left) == (head, col) and bottom == head:
            return range(col, right + 1)
    return range(col, col + 1)


def _is_head(block: Block, row: int) -> bool:
    return not block.drawn and len(_heads_from(block, row)) >= LEAST_HEADS


def _is_footer(block: Block, row: int, cols: Mapping[int, str]) -> bool:
    """A row of signatures, or in a sheet that is not ours a lone text that is no level 1."""
    first = next((value for value in block.rows[row] if value is not None), None)
    if not isinstance(first, str) or block.form.level1_of(first) is not None:
        return False
    if pattern(FOOTER).match(squeezed(first)):
        return True
    if block.marked:
        return False
    if names_department(first, block.form) or _is_said(block, row):
        return True
    filled = {name: text_of(block.value(row, col)) for col, name in cols.items() if block.value(row, col) is not None}
    return list(filled) == ["level1"] and block.form.level1_of(filled["level1"]) is None


def _is_said(block: Block, row: int) -> bool:
    return any((row, col) in block.said for col in range(block.width(row)))


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
                sure = field != "level1" or not _is_of_another(block, texts["level1"], texts.get("level2"))
                reason = "空白表示与上一行相同，已按上一行填入"
                block.repair("I-03", item(*at, field), above[field] or "", reason, sure)
    if not block.marked and texts.get("level2") is None:
        _fill_level2(block, row, at, texts, {field: col for field, col, _ in raws})


def _is_of_another(block: Block, level1: str | None, level2: str | None) -> bool:
    """Whether a level 2 is known as one of another level 1, such as 满意度 below 效益指标."""
    level, known = block.form.level1_of(level1), block.form.level2_of(level2)
    return level is not None and known is not None and known[0] is not level


def _fill_level2(
    block: Block, row: int, place: tuple[str, int], texts: dict[str, str | None], at: Mapping[str, int]
) -> None:
    """A level 1 merged over level 2, or written with the word of one, means the only level 2 that it has (a guess)."""
    level = block.form.level1_of(texts.get("level1"))
    if level is None or len(level.level2) != 1 or not {"level1", "level2"} <= at.keys():
        return
    wide = any(top <= row <= bottom and left <= at["level1"] and at["level2"] <= right
               for top, left, bottom, right in block.merged)  # fmt: skip
    known = block.form.level2_of(texts["level1"])
    if wide or (known and label_key(texts["level1"] or "") != label_key(level.name)):
        (only,) = level.level2
        texts["level2"] = only
        path = item(*place, "level2")
        block.repair("I-03", path, only, "一级指标和二级指标写在一起，二级指标按表样填入", sure=False)


def _target_of_a_date(block: Block, at: tuple[str, int], texts: dict[str, str | None]) -> None:
    """A date as a target is written out; where Excel may have made it of something else, it is asked about."""
    path = item(*at, "target")
    raw = block.honest(path)
    timely = any(word in (texts.get(level) or "") for level in ("level2", "level3") for word in _TIMELY)
    if isinstance(raw, date):
        texts["target"] = date_text(raw)
        meant = timely and not raw.month < raw.day <= _LAST_MONTH
        reason = "单元格里是日期，已写成文字" if meant else _MADE_A_DATE.format(month=raw.month, day=raw.day)
        block.repair("I-06", path, date_text(raw), reason, meant)
    elif timely and (day := serial_date(raw)):
        texts["target"] = date_text(day)
        block.repair("V-09", path, date_text(day), "像是 Excel 用来记日期的序号，按日期理解", sure=False)


def _indicator(block: Block, at: tuple[str, int], texts: Mapping[str, str | None]) -> Indicator:
    reading = read_target(texts.get("target"))
    if reading.joined:
        value = f"{reading.target.operator}{reading.target.number}{reading.target.unit or ''}"
        reason = "两个单元格的内容连在了一起，按一个值理解，原文保留"
        block.repair("V-01", item(*at, "target"), value, reason, reading.sure)
    rest: dict[str, str | None] = {name: texts.get(name) for name in INDICATOR if name != "target"}
    more = ((name.removeprefix(MORE), text) for name, text in texts.items() if text and name.startswith(MORE))
    return Indicator(**rest, target=reading.target, more=tuple(more))
