"""One table of a grid, read by the anchors of its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from xltool.amounts import UNITS, AmountError, canonical, label_and_unit, money_units, read_amount, says_nothing
from xltool.fields import AMOUNTS, MORE, item
from xltool.flat import DepartmentReading, ProjectReading, Reading, Spot
from xltool.forms.form import Anchor
from xltool.layout.block import TOGETHER, Block
from xltool.layout.codes import joined_project
from xltool.layout.indicators import LONG_TERM, YEAR, indicators_of
from xltool.layout.mentions import LARGE, UNNAMED, doubt_about_unit, several
from xltool.layout.tasks import tasks_of
from xltool.layout.values import (
    PercentReading,
    clauses_of,
    lines_of,
    named_of,
    plain_name,
    read_percent,
    text_of,
    ticked_of,
    unit_of,
)
from xltool.layout.whose import claim_department, claim_line_above, code_elsewhere, pass_decorations
from xltool.model import Budget, Checkpoint, Department, More, Project, SubObjective, Unit
from xltool.problems import Repair
from xltool.words import dated_key, label_key

_JOINED = "编码和名称写在一起，已分开"
_AMOUNT_NOTES = {
    "noise": ("I-06", "小数末尾是计算留下的误差，按 Excel 显示的 15 位数字取值"),
    "capitals": ("I-06", "中文数字，已换算成万元"),
    "blanks": ("I-06", "数字中间有空格或换行，按一个数理解"),
    "brackets": ("I-06", "括号里的数按负数理解"),
    "unit": ("V-15", "单元格里写了单位，已换算成万元"),
    "currency": ("V-15", "货币符号后面没有写单位，按表头的单位理解"),
    "full-width": ("V-13", "全角数字或标点，已转成半角"),
    "separator": ("I-06", "带千位分隔符的文本，已转成数字"),
    "text": ("I-06", "数字存成了文本，已转成数字"),
}
_PERCENT_NOTES = {
    "remark": ("I-06", "括号里的说明没有导入，按前面的百分数理解"),
    "full-width": ("V-13", "全角数字，已转成半角"),
    "sign": ("V-15", "单元格里写了百分号，已转成数字"),
    "text": ("I-06", "数字存成了文本，已转成数字"),
    "noise": _AMOUNT_NOTES["noise"],
}
_NOTHING = "I-06", "", "表示没有，按空白理解"


def read_project(block: Block) -> ProjectReading:
    """The reading of a 绩效目标表."""
    first_at = _first_places(block)
    doubted = _money_units(block, first_at)
    if block.drawn:
        for path, (row, col) in block.form.drawn_fields.items():
            block.claim(path, row, col)
    else:
        _claim_titles(block)
        claim_department(block)
        for path in block.form.anchors:
            if path not in block.spots:
                _claim_by_label(block, path, first_at)
        claim_line_above(block)
    department = _department(block)
    code, name = _code_and_name(block)
    amounts = {path: amount_at(block, path, doubted) for path in AMOUNTS if path in block.spots}
    indicators = indicators_of(block)
    project = Project(
        code=code,
        name=name,
        form=block.form.id,
        department=department,
        budget=Budget(*(amounts.get(path) for path in AMOUNTS)),
        purpose=_text(block, "purpose"),
        plan=tuple(_plan(block)),
        objectives=lines_of(block.honest("objectives")),
        indicators=tuple(indicators[YEAR]),
        source=block.source,
        long_term=tuple(indicators[LONG_TERM]),
        more=_more(block, doubted),
    )
    _list_dates(block)
    if not block.marked:
        pass_decorations(block)
    return ProjectReading.of(flat_of(block), project)


def read_department(block: Block) -> DepartmentReading:
    """The reading of part one, printed as a sheet or as paragraphs."""
    first_at = _first_places(block)
    doubted = _money_units(block, first_at)
    _claim_titles(block)
    if "department" not in block.form.anchors:
        _claim_name_above(block)
    texts = {path: _passage(block, path, first_at) for path in ("overall_objective", "measures")}
    for path in (*block.form.more_fields, "department", "department.code"):
        if path in block.form.anchors:
            _claim_by_label(block, path, first_at)
    year = (
        block.form.patterns["year"].fullmatch(text_of(block.honest("year")) or "")
        if "year" in block.form.patterns
        else None
    )
    unit = _department(block)
    department = Department(
        code=_text(block, "department.code") or unit.code,
        name=unit.name,
        year=int(year["value"]) if year and year["value"].strip() else None,
        overall_objective=text_of(texts["overall_objective"]),
        sub_objectives=tuple(_sub_objectives(block, first_at)),
        measures=clauses_of(texts["measures"]),
        indicators=tuple(indicators_of(block)[YEAR]),
        more=_more(block, doubted),
    )
    if not block.marked:
        pass_decorations(block)
    return DepartmentReading.of(flat_of(block), department)


def flat_of(block: Block) -> Reading:
    """What was claimed of a block, without its project."""
    return Reading(
        file=block.grid.file,
        sheet=block.grid.sheet,
        form=block.form,
        spots=block.spots,
        marked=block.marked,
        unit=block.unit,
        units=block.units,
        places=block.grid.places,
        repairs=tuple(block.repairs),
        leftovers=tuple(block.leftovers()),
        problems=tuple(block.problems),
        title=block.title,
    )


def _first_places(block: Block) -> dict[str, tuple[int, int]]:
    """The first place of each label."""
    first: dict[str, tuple[int, int]] = {}
    for place in sorted(block.at):
        for label in [part.label for part in block.said.get(place, ())] or [block.at[place]]:
            first.setdefault(label, place)
    return first


def _first_field(block: Block) -> int:
    """The row of the first label that is not just the unit of the money."""
    return min((row for (row, _), label in block.at.items() if label != block.form.unit_label), default=block.last)


def _claim_titles(block: Block) -> None:
    """Cells such as ``…绩效目标表`` above the first label are part of the form; a field in them is claimed.

    The project that a title of another hand names is kept beside, for it may be another one than the table's.
    """
    own = {cell.field for cell in block.form.cells() if cell.text is not None and cell.field}
    for row in range(block.first, _first_field(block) + 1):
        for col in range(block.width(row)):
            value = block.value(row, col)
            for name, title in block.form.patterns.items():
                match = title.fullmatch(value.strip()) if isinstance(value, str) else None
                if match is not None:
                    if name in own:
                        block.claim(name, row, col)
                    elif name == "name" and "value" in title.groupindex and not block.marked:
                        block.title = block.title or Spot(row, col, match["value"])
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
    if place in block.said:
        value = next(part.value for part in block.said[place] if part.label == anchor.label)
        block.take(place, anchor.label)
        block.claim_raw(path, row, col, value or None)
        if value:
            block.repair("I-05", path, value, TOGETHER)
        return
    _claim_at(block, path, anchor, row, col)
    text = block.value(row, col)
    if isinstance(text, str) and path in block.spots and dated_key(text):
        where = block.grid.file, block.grid.sheet, block.grid.place(row, col)
        reason = "栏目名称里的年份没有计入内容"
        block.repairs.append(Repair("I-05", *where, path, text, anchor.label, reason))


def _claim_at(block: Block, path: str, anchor: Anchor, row: int, col: int) -> None:
    """Claim the field of a label that stands here."""
    if anchor.direction == "below":
        below, right = (row + 1, col), _beside(block, row, col, 1)
        if below in block.at or block.value(*below) is None:  # printed left of its value, not above it
            below = right if right not in block.at and block.value(*right) is not None else below
        if below not in block.at:
            block.claim(path, *below)
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


def _more(block: Block, doubted: Mapping[str, str]) -> More:
    """What stands in the fields that only this form has, by their printed words; money in 万元 as it was read."""
    texts: dict[str, str | None] = {}
    for path in block.form.more_fields:
        money = path in block.form.more_amounts and path in block.spots
        amount = amount_at(block, path, doubted) if money else None
        if money and not block.marked and says_nothing(block.honest(path)):
            continue
        texts[path] = _said(block, path) if amount is None else format(amount, "f")
    return tuple((path.removeprefix(MORE), text) for path, text in texts.items() if text)


def _said(block: Block, path: str) -> str | None:
    """The text of a field that only this form has: what of a printed text was filled in, which boxes were ticked."""
    text = _text(block, path)
    printed = block.form.patterns.get(path)
    if text is not None and printed is not None:
        match = printed.fullmatch(text)
        return match["value"].strip() if match else text
    ticked = None if text is None else ticked_of(text)
    if ticked is None:
        return text
    block.repair("I-06", path, ticked, "勾选框，已读成打了勾的内容")
    return ticked


def _code_and_name(block: Block) -> tuple[str | None, str | None]:
    """Code and name of the project; on a sheet that is not ours they may stand together in the cell of either."""
    code, name = _text(block, "code"), _text(block, "name")
    if block.marked:
        return code, name
    in_code, in_name = joined_project(code, block.form), joined_project(name, block.form)
    if in_code is not None:
        sure = in_code.sure and (name is None or label_key(name) == label_key(in_code.name))
        block.repair("I-02", "code", f"{in_code.code}｜{in_code.name}", _JOINED, sure)
        if name is None:
            block.spots["name"] = block.spots["code"]._replace(raw=in_code.name)
        return in_code.code, name or in_code.name
    if in_name is None or code not in (None, in_name.code):
        return code, name
    block.repair("I-02", "name", f"{in_name.code}｜{in_name.name}", _JOINED, in_name.sure)
    if code is None:
        block.spots["code"] = block.spots["name"]._replace(raw=in_name.code)
    return in_name.code, in_name.name


def _department(block: Block) -> Unit:
    unit = unit_of(block.honest("department"))
    if code := _text(block, "department.code"):
        return Unit(code, unit.name if unit.code == code else _text(block, "department"))
    if not unit.code and unit.name and (code := code_elsewhere(block)):
        block.repair("I-02", "department", f"{code}｜{unit.name}", "编码和名称分开写，已合在一起")
        return Unit(code, unit.name)
    if unit.code and not block.marked:
        block.repair("I-02", "department", f"{unit.code}｜{unit.name or ''}", _JOINED)
    return unit


def _money_units(block: Block, first_at: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Note the unit of the table and of each amount; 万元 where nothing says one.

    What is given back has the amounts whose unit is doubtful, and why.
    """
    if block.drawn and block.form.unit == block.unit:
        return {}
    amounts = (*AMOUNTS, *block.form.more_amounts)
    named = [(place, text, unit) for place, text in _unit_heads(block) for unit in _units_named(text)]
    factors = dict.fromkeys(UNITS[unit] for *_, unit in named)
    doubted: dict[str, str] = {}
    if len(factors) > 1:
        doubted = dict.fromkeys(amounts, several(dict.fromkeys(unit for *_, unit in named)))
        block.unit = "万元" if UNITS["万元"] in factors else named[0][2]
    elif named:
        place, text, block.unit = named[0]
        if UNITS[block.unit] != 1:
            block.spots["unit"] = Spot(*place, text_of(text))
            block.repair("F-07", "unit", "万元", f"金额单位是{block.unit}，各金额已换算成万元")
    elif not block.marked and (doubt := doubt_about_unit(block)):
        doubted = dict.fromkeys(amounts, doubt)
    for path in amounts:
        at = first_at.get(block.form.anchors[path].label) if path in block.form.anchors else None
        own = label_and_unit(str(block.value(*at))) if at and not block.drawn else None
        if own:
            block.units[path] = own[1]
            other = UNITS[block.unit] != UNITS[own[1]]
            doubted.pop(path, None)
            if named and other:
                doubted[path] = several((block.unit, own[1]))
    return doubted


def _units_named(head: str) -> tuple[str, ...]:
    """The units in a head, ``单位：元`` or ``项目资金（元）``."""
    split = label_and_unit(head)
    return money_units(head) or ((split[1],) if split else ())


def _unit_heads(block: Block) -> Iterator[tuple[tuple[int, int], str]]:
    """The places that name the unit of the money, and their words, those of a cell with other pairs alone."""
    label = block.form.unit_label or ""
    for place in sorted(block.at):
        if place in block.said:
            for part in block.said[place]:
                if part.label == label:
                    block.take(place, label)
                    yield place, f"单位：{part.value}"
        elif block.at[place] == label:
            yield place, str(block.value(*place))


def amount_at(block: Block, path: str, doubted: Mapping[str, str]) -> Decimal | None:
    """The money of a claimed cell in 万元, None where it is none; what was not a plain number is said."""
    raw = block.honest(path)
    place = block.spots[path][:2]
    unit = block.units.get(path, block.unit)
    typed = block.grid.typed and place not in block.said
    try:
        reading = read_amount(raw, unit, typed=typed, doubtful=not block.marked)
    except AmountError:
        _pass_over_nothing(block, path, raw)
        return None
    if reading.note is not None:
        code, reason = _AMOUNT_NOTES[reading.note]
        block.repair(code, path, str(reading.value), reason, reading.sure)
    if reading.value is not None and reading.note not in ("unit", "capitals"):
        doubt = doubted.get(path)
        if doubt and (doubt != UNNAMED or reading.value >= LARGE):
            block.repair("F-07", path, f"{reading.value}万元", f"{doubt}，按{unit}理解", sure=False)
        elif path in block.units and UNITS[unit] != UNITS[block.unit]:
            block.repair("F-07", path, str(reading.value), f"栏目名写明单位是{unit}，已换算成万元")
    return reading.value


def _pass_over_nothing(block: Block, path: str, raw: object) -> None:
    """List a dash or 无 that is taken for a blank; on a sheet of ours it is a problem, and its cure says what to do."""
    if not block.marked and says_nothing(raw):
        code, value, reason = _NOTHING
        block.repair(code, path, value, f"“{text_of(raw)}”{reason}")


def _plan(block: Block) -> Iterator[Checkpoint]:
    """The percentages of 资金支出计划, each change listed."""
    paths = [path for path in block.form.anchors if path.startswith("plan.")]
    readings = [_percent(block, path) for path in paths]
    fractions = () if block.marked else _fractions(readings)
    for index, (path, reading) in enumerate(zip(paths, readings, strict=True)):
        value = reading.value
        if index in fractions and value is not None:
            value = canonical(value.scaleb(2))
            block.repair("V-10", path, str(value), "像是小数形式的百分数，按百分之几理解", sure=False)
        elif reading.note is not None:
            code, reason = _PERCENT_NOTES[reading.note]
            block.repair(code, path, str(value), reason, reading.sure)
        yield Checkpoint(path[5:], value)


def _percent(block: Block, path: str) -> PercentReading:
    raw = block.honest(path)
    try:
        reading = read_percent(raw, typed=block.grid.typed)
    except AmountError:
        _pass_over_nothing(block, path, raw)
        return PercentReading(None)
    return reading if reading.sure or not block.marked else PercentReading(None)


def _fractions(readings: Sequence[PercentReading]) -> Sequence[int]:
    """Which percentages are written as fractions of 1: those without % from 0 to 1, where the plan then still rises."""
    filled = [(index, r.value, r.bare) for index, r in enumerate(readings) if r.value is not None]
    small = [(index, value) for index, value, bare in filled if bare and 0 < value <= 1]
    if len(filled) < 2 or not any(value < 1 for _, value in small):
        return ()
    indexes = [index for index, _ in small]
    meant = [value * 100 if index in indexes else value for index, value, _ in filled]
    return indexes if meant == sorted(meant) and meant[-1] <= 100 else ()


def _list_dates(block: Block) -> None:
    """List the texts that are made of cells with a date."""
    listed = {repair.field for repair in block.repairs}
    for path, spot in block.spots.items():
        if isinstance(spot.raw, date) and path not in AMOUNTS and not path.startswith("plan.") and path not in listed:
            block.repair("I-06", path, text_of(spot.raw) or "", "单元格里是日期，已转成文字")


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
    if place in block.said:
        _claim_by_label(block, path, {block.form.anchors[path].label: place})
        parts += [text for text in [_text(block, path)] if text]
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
