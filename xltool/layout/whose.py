"""Whose a table is, on forms that print no label for it: by other words before it, or by a line above the table."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.amounts import UNITS
from xltool.layout.anchors import LEAST_HEADS
from xltool.layout.block import TOGETHER, Block
from xltool.layout.spans import is_decoration, is_department
from xltool.layout.values import text_of, unit_of
from xltool.words import LONGEST_LABEL, label_key


def claim_department(block: Block) -> None:
    """Claim the department by a word such as 预算单位 above the indicators, of several by the form's first."""
    if block.marked or not block.form.unprinted:
        return
    found = dict(_named(block, "department"))
    if _has_own_line(block):  # the word may be a signature of the table above
        found = {word: place for word, place in found.items() if unit_of(place[3]).code}
    for word in (*block.form.unprinted.get("department", ()), ""):
        if label_key(word) in found:
            label, row, col, raw = found[label_key(word)]
            block.take(label, "department")
            block.claim_raw("department", row, col, raw)
            if label == (row, col):
                block.repair("I-05", "department", text_of(raw) or "", TOGETHER)
            return


def _has_own_line(block: Block) -> bool:
    """Whether code and name of a department stand left of the unit of the money."""
    units = [place for place, label in block.at.items() if label == block.form.unit_label and place not in block.said]
    return any(is_department(text_of(block.value(row, left)) or "") for row, col in units for left in range(col))


def claim_line_above(block: Block) -> None:
    """Claim a line above the table that is a department's code and name, where nothing else says whose it is."""
    if block.marked or "department" not in block.form.anchors or text_of(block.honest("department")):
        return
    for row in range(block.first, min(block.at)[0] + 1):
        filled = [col for col in range(block.width(row)) if block.value(row, col) is not None]
        if len(filled) == 1 and (row, filled[0]) not in block.used and is_department(str(block.value(row, filled[0]))):
            block.claim("department", row, filled[0])
            block.headed = True
            return


def code_elsewhere(block: Block) -> str | None:
    """The department's code, where it stands in a cell of its own."""
    if block.marked:
        return None
    for _, (label, row, col, raw) in _named(block, "department.code"):
        text = text_of(raw)
        if text and text.isascii() and text.isalnum():
            block.take(label, "department.code")
            block.used.add((row, col))
            return text
    return None


def pass_decorations(block: Block) -> None:
    """Note the words that are printed on such tables and say nothing."""
    for row in range(block.first, block.last + 1):
        for col in range(block.width(row)):
            if (row, col) not in block.used and is_decoration(block.value(row, col), block.form):
                block.used.add((row, col))


_Place = tuple[tuple[int, int], int, int, object]


def _named(block: Block, path: str) -> Iterator[tuple[str, _Place]]:
    """Each word for a field above the indicators, with its place and that of a filled value, and the value."""
    keys = block.form.unprinted_keys
    for row in _rows_above_indicators(block):
        for col in range(block.width(row)):
            value = block.value(row, col)
            if not isinstance(value, str):
                continue
            for part in block.said.get((row, col), ()):
                if part.label == path and part.value:
                    yield part.word, ((row, col), row, col, part.value)
            if len(value) <= LONGEST_LABEL and keys.get(key := label_key(value)) == path:
                after = next((c for c in range(col + 1, block.width(row)) if block.value(row, c) is not None), None)
                if after is not None and (row, after) not in block.at and _is_value(block, row, after):
                    yield key, ((row, col), row, after, block.value(row, after))


def _is_value(block: Block, row: int, col: int) -> bool:
    text = text_of(block.value(row, col)) or ""
    return text not in UNITS and (len(text) > LONGEST_LABEL or label_key(text) not in block.form.unprinted_keys)


def _rows_above_indicators(block: Block) -> Iterator[int]:
    heads: dict[int, int] = {}
    for (row, _), label in block.at.items():
        heads[row] = heads.get(row, 0) + (label in block.form.heads)
    end = min((row for row, count in heads.items() if count >= LEAST_HEADS), default=block.last + 1)
    yield from range(block.first, end)
