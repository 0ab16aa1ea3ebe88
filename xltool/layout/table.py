"""One table of a grid, read by the anchors of its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from xltool.amounts import UNITS, AmountError, read_amount
from xltool.fields import AMOUNTS, MORE, item
from xltool.flat import DepartmentReading, ProjectReading, Reading, Spot
from xltool.layout.block import Block
from xltool.layout.indicators import indicators_of
from xltool.layout.tasks import tasks_of
from xltool.layout.values import clauses_of, lines_of, named_of, percent_of, plain_name, text_of, unit_of
from xltool.model import Budget, Checkpoint, Department, More, Project, SubObjective, Unit

_AMOUNT_NOTES = {
    "unit": ("V-15", "单元格里写了单位，已换算成万元"),
    "brackets": ("I-06", "括号里的数按负数理解"),
    "full-width": ("V-13", "全角数字，已转成半角"),
    "separator": ("I-06", "带千位分隔符的文本，已转成数字"),
    "text": ("I-06", "数字存成了文本，已转成数字"),
}


def read_project(block: Block) -> ProjectReading:
    """The reading of a 绩效目标表."""
    first_at = _first_places(block)
    block.unit = _money_unit(block, first_at)
    if block.drawn:
        for path, (row, col) in block.form.drawn_fields.items():
            block.claim(path, row, col)
    else:
        _claim_titles(block)
        for path in block.form.anchors:
            _claim_by_label(block, path, first_at)
    department = _department(block)
    amounts = {path: _amount(block, path) for path in AMOUNTS if path in block.spots}
    plan = tuple(Checkpoint(path[5:], _percent(block, path)) for path in block.form.anchors if path.startswith("plan."))
    project = Project(
        code=_text(block, "code"),
        name=_text(block, "name"),
        form=block.form.id,
        department=department,
        budget=Budget(*(amounts.get(path) for path in AMOUNTS)),
        purpose=_text(block, "purpose"),
        plan=plan,
        objectives=lines_of(block.honest("objectives")),
        indicators=tuple(indicators_of(block)),
        source=block.source,
        more=_more(block),
    )
    return ProjectReading.of(_flat(block), project)


def read_department(block: Block) -> DepartmentReading:
    """The reading of part one, printed as a sheet or as paragraphs."""
    first_at = _first_places(block)
    block.unit = _money_unit(block, first_at)
    _claim_titles(block)
    if "department" not in block.form.anchors:
        _claim_name_above(block)
    texts = {path: _passage(block, path, first_at) for path in ("overall_objective", "measures")}
    for path in (*block.form.more_fields, "department", "code"):
        if path in block.form.anchors:
            _claim_by_label(block, path, first_at)
    year = (
        block.form.patterns["year"].fullmatch(text_of(block.honest("year")) or "")
        if "year" in block.form.patterns
        else None
    )
    unit = _department(block)
    department = Department(
        code=_text(block, "code") or unit.code,
        name=unit.name,
        year=int(year["value"]) if year and year["value"].strip() else None,
        overall_objective=text_of(texts["overall_objective"]),
        sub_objectives=tuple(_sub_objectives(block, first_at)),
        measures=clauses_of(texts["measures"]),
        indicators=tuple(indicators_of(block)),
        more=_more(block),
    )
    return DepartmentReading.of(_flat(block), department)


def _flat(block: Block) -> Reading:
    return Reading(
        file=block.grid.file,
        sheet=block.grid.sheet,
        form=block.form,
        spots=block.spots,
        marked=block.marked,
        unit=block.unit,
        places=block.grid.places,
        repairs=tuple(block.repairs),
        leftovers=tuple(block.leftovers()),
        problems=tuple(block.problems),
    )


def _first_places(block: Block) -> dict[str, tuple[int, int]]:
    """The first place of each label."""
    first: dict[str, tuple[int, int]] = {}
    for place in sorted(block.at):
        first.setdefault(block.at[place], place)
    return first


def _claim_titles(block: Block) -> None:
    """Cells such as ``…绩效目标表`` above the first label are part of the form; a field in them is claimed."""
    own = {cell.field for cell in block.form.cells() if cell.text is not None and cell.field}
    for row in range(block.first, min(block.at, default=(block.last, 0))[0] + 1):
        for col in range(block.width(row)):
            value = block.value(row, col)
            for name, title in block.form.patterns.items():
                if isinstance(value, str) and title.fullmatch(value.strip()):
                    if name in own:
                        block.claim(name, row, col)
                    block.used.add((row, col))


def _claim_name_above(block: Block) -> None:
    """The department's name is the first unclaimed text above the first label."""
    for row in range(block.first, min(block.at)[0] + 1):
        for col in range(block.width(row)):
            if block.value(row, col) is not None and (row, col) not in block.used and (row, col) not in block.at:
                block.claim("department", row, col)
                return


def _claim_by_label(block: Block, path: str, first_at: Mapping[str, tuple[int, int]]) -> None:
    anchor = block.form.anchors[path]
    place = first_at.get(anchor.label)
    if place is None:
        return
    row, col = place
    if anchor.direction == "below":
        if (row + 1, col) not in block.at:
            block.claim(path, row + 1, col)
        return
    step = 1 if anchor.direction == "right" else -1
    same_row = _beside(block, row, col, step)
    if anchor.down and (same_row in block.at or block.value(*same_row) is None):
        same_row = _beside(block, row + anchor.down, col, step)
    if same_row not in block.at:
        block.claim(path, *block.corner(*same_row))


def _beside(block: Block, row: int, col: int, step: int) -> tuple[int, int]:
    """The first filled cell beside a label; the one next to it where all are blank."""
    label_end = next((right for top, left, bottom, right in block.merged
                      if top <= row <= bottom and left <= col <= right), col) if step > 0 else col  # fmt: skip
    next_col = label_end + step
    while 0 <= next_col < block.width(row):
        if block.value(row, next_col) is not None:
            if (row, next_col) in block.at:
                break
            return row, next_col
        next_col += step
    return row, max(label_end + step, 0)


def _text(block: Block, path: str) -> str | None:
    return text_of(block.honest(path))


def _more(block: Block) -> More:
    """What stands in the fields that only this form has, by their printed words; money in 万元 as it was read."""
    texts: dict[str, str | None] = {}
    for path in block.form.more_fields:
        amount = _amount(block, path) if path in block.form.more_amounts and path in block.spots else None
        texts[path] = _text(block, path) if amount is None else format(amount, "f")
    return tuple((path.removeprefix(MORE), text) for path, text in texts.items() if text)


def _department(block: Block) -> Unit:
    unit = unit_of(block.honest("department"))
    if unit.code and not block.marked:
        block.repair("I-02", "department", f"{unit.code}｜{unit.name or ''}", "编码和名称写在一起，已分开")
    return unit


def _money_unit(block: Block, first_at: Mapping[str, tuple[int, int]]) -> str:
    """The unit of the table's head, ``单位：元``; 万元 where it says nothing."""
    place = first_at.get(block.form.unit_label or "")
    text = text_of(block.value(*place)) if place else None
    unit = text.replace("：", ":").split(":")[-1].strip(" 　()（）") if text else "万元"
    if place and unit in UNITS and UNITS[unit] != 1:
        block.spots["unit"] = Spot(*place, text)
        block.repair("F-07", "unit", "万元", f"金额单位是{unit}，各金额已换算成万元")
    return unit if unit in UNITS else "万元"


def _amount(block: Block, path: str) -> Decimal | None:
    raw = block.honest(path)
    try:
        reading = read_amount(raw, block.unit, typed=block.grid.typed)
    except AmountError:
        return None
    if reading.note is not None:
        code, reason = _AMOUNT_NOTES[reading.note]
        block.repair(code, path, str(reading.value), reason)
    return reading.value


def _percent(block: Block, path: str) -> Decimal | None:
    try:
        return percent_of(block.honest(path))
    except AmountError:
        return None


def _passage(block: Block, path: str, first_at: Mapping[str, tuple[int, int]]) -> str | None:
    """The text right of a label, or all paragraphs below it up to the next label."""
    anchor = block.form.anchors.get(path)
    if anchor is None or anchor.label not in first_at:
        return None
    if anchor.direction == "right":
        _claim_by_label(block, path, first_at)
        return _text(block, path)
    return _paragraphs(block, path, first_at[anchor.label])


def _paragraphs(block: Block, path: str, place: tuple[int, int]) -> str | None:
    parts: list[str] = []
    for row in _rows_below(block, place[0]):
        for col in range(block.width(row)):
            if (text := text_of(block.value(row, col))) is not None:
                parts.append(text)
                if path not in block.spots:
                    block.claim(path, row, col)
                block.used.add((row, col))
    if path not in block.spots:
        block.claim(path, place[0] + 1, place[1])
    elif len(parts) > 1:
        spot = block.spots[path]
        block.spots[path] = spot._replace(raw="\n".join(parts))
    return "\n".join(parts) or None


def _rows_below(block: Block, row: int) -> Iterator[int]:
    labelled = {r for r, _ in block.at}
    for below in range(row + 1, block.last + 1):
        if below in labelled:
            return
        if block.is_signature(below):
            block.pass_signature(below)
        else:
            yield below


def _sub_objectives(block: Block, first_at: Mapping[str, tuple[int, int]]) -> Iterator[SubObjective]:
    if block.form.list_heads:
        yield from tasks_of(block)
        return
    place = first_at.get(block.form.list_label or "")
    if place is None:
        return
    index = 0
    for row in _rows_below(block, place[0]):
        cells = [col for col in range(block.width(row)) if block.value(row, col) is not None]
        if not cells:
            continue
        name_path, text_path = item("sub_objectives", index, "name"), item("sub_objectives", index, "text")
        if len(cells) == 1 and not block.marked:
            name, text = named_of(block.claim(text_path, row, cells[0]))
            block.spots[name_path] = block.spots[text_path]._replace(raw=name)
        else:
            first = 0 if block.marked else cells[0]
            raw_name, raw_text = block.claim(name_path, row, first), block.claim(text_path, row, first + 1)
            name, text = plain_name(text_of(raw_name) or "") or None, text_of(raw_text)
        yield SubObjective(name, text)
        index += 1
