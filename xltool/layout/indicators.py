"""The rows of the indicator table: its head, where it ends, what a blank level 1 means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from xltool.fields import INDICATOR, item
from xltool.flat import Spot
from xltool.layout.anchors import LEAST_HEADS
from xltool.layout.block import Block
from xltool.layout.spans import names_department
from xltool.layout.values import date_text, serial_date, text_of
from xltool.model import Indicator
from xltool.targets import read_target
from xltool.words import label_key, pattern, squeezed

FOOTER = (
    r"(?:填报人|填表人|审核人|复核人|经办人|(?:单位|科室|部门|项目)?负责人|填[报表]日期|日期|联系电话|注|备注|说明)"
    r"(?:\([^()]*\))?(?::|$)"
)
"""What begins a row of signatures or remarks below the table, compared without blanks and full-width forms."""

_TIMELY = "时效 进度 时间 日期 期限 时限".split()
_LAST_MONTH = 12
_MADE_A_DATE = "单元格里是日期；原来写的也可能是“{month}-{day}”这样的范围，被 Excel 转成了日期"


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
    below = head + 1 if set(cols) <= _heads_in(block, head).keys() else head + 2
    for row in range(head + 1, block.last + 1):
        if row < below:
            continue
        if _is_head(block, row):  # the next page, in a document a table of its own with other columns
            cols = _heads_from(block, row)
            fields, wide = _fields(block, row, cols)
            below = row + 1 if set(cols) <= _heads_in(block, row).keys() else row + 2
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
                sure = name != "level1" or not _is_of_another(block, texts["level1"], texts.get("level2"))
                block.repair("I-03", path, above[name] or "", "空白表示与上一行相同，已按上一行填入", sure)
    if not block.marked and texts.get("level2") is None:
        _fill_level2(block, row, index, texts, cols)


def _is_of_another(block: Block, level1: str | None, level2: str | None) -> bool:
    """Whether a level 2 is known as one of another level 1, such as 满意度 below 效益指标."""
    level, known = block.form.level1_of(level1), block.form.level2_of(level2)
    return level is not None and known is not None and known[0] is not level


def _fill_level2(block: Block, row: int, index: int, texts: dict[str, str | None], cols: Mapping[int, str]) -> None:
    """A level 1 merged over level 2, or written with the word of one, means the only level 2 that it has (a guess)."""
    level = block.form.level1_of(texts.get("level1"))
    at = {name: col for col, name in cols.items()}
    if level is None or len(level.level2) != 1 or not {"level1", "level2"} <= at.keys():
        return
    wide = any(top <= row <= bottom and left <= at["level1"] and at["level2"] <= right
               for top, left, bottom, right in block.merged)  # fmt: skip
    known = block.form.level2_of(texts["level1"])
    if wide or (known and label_key(texts["level1"] or "") != label_key(level.name)):
        (only,) = level.level2
        texts["level2"] = only
        path = item("indicators", index, "level2")
        block.repair("I-03", path, only, "一级指标和二级指标写在一起，二级指标按表样填入", sure=False)


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
