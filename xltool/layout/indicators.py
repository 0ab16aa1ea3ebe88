"""The rows of the indicator table: its head, where it ends, what a blank level 1 means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from xltool.fields import INDICATOR, item
from xltool.flat import Spot
from xltool.layout.block import Block
from xltool.layout.values import date_text, serial_date, text_of
from xltool.model import Indicator
from xltool.targets import read_target
from xltool.words import pattern, squeezed

FOOTER = (
    r"(?:填报人|填表人|审核人|复核人|经办人|(?:单位|科室|部门|项目)?负责人|填[报表]日期|日期|联系电话|注|备注|说明)"
    r"(?:\([^()]*\))?(?::|$)"
)
"""What begins a row of signatures or remarks below the table, compared without blanks and full-width forms."""

_TIMELY = "时效 进度 时间 日期 期限 时限".split()
_LAST_MONTH = 12
_MADE_A_DATE = "单元格里是日期；原来写的也可能是“{month}-{day}”这样的范围，被 Excel 转成了日期"

LEAST_HEADS = 3
"""A row is the head of the indicator table when it has this many of its labels."""


def indicators_of(block: Block) -> Iterator[Indicator]:
    """The indicators of a table, each cell claimed; nothing where it has no head of that table.

    Below our own signatures there is none.
    """
    head, cols = _head(block)
    if head is None:
        return
    block.spots["indicators"] = Spot(head, min(cols), None)
    above: dict[str, str | None] = {}
    index, signed = 0, False
    fields, wide = _fields(block, head, cols)
    for row in range(head + 1, block.last + 1):
        if _is_head(block, row):  # the next page, in a document a table of its own with other columns
            cols = _heads_in(block, row)
            fields, wide = _fields(block, row, cols)
            continue
        cells = block.rows[row]
        raws = [(name, col, cells[col] if col < len(cells) else None) for name, col in fields]
        for at, span in wide:
            name, _, raw = raws[at]
            filled = next((col for col in span if col < len(cells) and cells[col] is not None), None)
            if raw is None and filled is not None:
                raws[at] = name, filled, cells[filled]
        if block.is_signature(row):
            block.pass_signature(row)
            signed = True
        if signed or all(raw is None for _, _, raw in raws) or _is_footer(block, row, cols):
            continue
        texts = {
            name: text_of(block.claim_raw(item("indicators", index, name), row, col, raw)) for name, col, raw in raws
        }
        if texts.get("level1") is None or texts.get("level2") is None:
            _carry_down(block, row, index, texts, above, cols)
        if not block.marked:
            _target_of_a_date(block, index, texts)
        yield _indicator(block, index, texts)
        above = texts
        index += 1


def _fields(block: Block, head: int, cols: Mapping[int, str]) -> tuple[list[tuple[str, int]], list[tuple[int, range]]]:
    """Each field with its column, and by their places in that list the fields under a merged label with its columns."""
    fields = [(name, col) for col, name in cols.items()]
    return fields, [(at, span) for at, (_, col) in enumerate(fields) if len(span := _under(block, head, col)) > 1]


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
    index: int,
    texts: dict[str, str | None],
    above: Mapping[str, str | None],
    cols: Mapping[int, str],
) -> None:
    """A blank level 1 is the one above it; a blank level 2 too where both are blank and the sheet is not ours."""
    both_blank = texts.get("level1") is None
    for col, name in cols.items():
        if texts[name] is not None or not above.get(name) or name not in ("level1", "level2"):
            continue
        if block.grid.flags and (row, col) in block.grid.flags:
            continue
        merged = any(top < row <= bottom and left <= col <= right for top, left, bottom, right in block.merged)
        if merged or name in block.form.carried or (both_blank and not block.marked):
            texts[name] = above[name]
            if not merged and not block.marked:
                path = item("indicators", index, name)
                block.repair("I-03", path, above[name] or "", "空白表示与上一行相同，已按上一行填入")


def _target_of_a_date(block: Block, index: int, texts: dict[str, str | None]) -> None:
    """A date as a target is written out; where Excel may have made it of something else, it is asked about."""
    path = item("indicators", index, "target")
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


def _indicator(block: Block, index: int, texts: Mapping[str, str | None]) -> Indicator:
    reading = read_target(texts.get("target"))
    if reading.joined:
        path = item("indicators", index, "target")
        value = f"{reading.target.operator}{reading.target.number}{reading.target.unit or ''}"
        block.repair("V-01", path, value, "两个单元格的内容连在了一起，按一个值理解，原文保留", reading.sure)
    rest: dict[str, str | None] = {name: texts.get(name) for name in INDICATOR if name != "target"}
    return Indicator(**rest, target=reading.target)
