"""One table of a grid, read by the anchors of its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from xltool.amounts import UNITS, AmountError, read_amount
from xltool.fields import AMOUNTS, INDICATOR, item
from xltool.flat import DepartmentReading, ProjectReading, Reading, Spot
from xltool.forms.form import Form
from xltool.layout.values import clauses_of, lines_of, named_of, percent_of, plain_name, text_of, unit_of
from xltool.model import Budget, Checkpoint, Department, Indicator, Project, Source, SubObjective, Unit
from xltool.problems import Leftover, Problem, Repair
from xltool.reading.grid import Grid
from xltool.targets import read_target
from xltool.words import pattern, squeezed

FOOTER = (
    r"(?:填报人|填表人|审核人|复核人|经办人|(?:单位|科室|部门|项目)?负责人|填[报表]日期|日期|联系电话|注|备注|说明)"
    r"(?:\([^()]*\))?(?::|$)"
)
"""What begins a row of signatures or remarks below the table, compared without blanks and full-width forms."""

LEAST_HEADS = 3
"""A row is the head of the indicator table when it has this many of its labels."""

_AMOUNT_NOTES = {
    "unit": ("V-15", "单元格里写了单位，已换算成万元"),
    "brackets": ("I-06", "括号里的数按负数理解"),
    "full-width": ("V-13", "全角数字，已转成半角"),
    "separator": ("I-06", "带千位分隔符的文本，已转成数字"),
    "text": ("I-06", "数字存成了文本，已转成数字"),
}


@dataclass(slots=True, eq=False, repr=False)
class Block:
    """The rows of a grid that hold one table, and what reading it has found so far.

    ``drawn`` says that it stands as we drew it: each field has its place, and no label is to be looked for.
    """

    grid: Grid
    form: Form
    first: int
    last: int
    at: Mapping[tuple[int, int], str]
    marked: bool
    source: Source
    drawn: bool = False
    unit: str = "万元"
    spots: dict[str, Spot] = field(default_factory=dict)
    used: set[tuple[int, int]] = field(default_factory=set)
    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    rows: list[list[object]] = field(init=False)

    def __post_init__(self) -> None:
        """Blank cells are None from here on; what stands right of our own form is no part of the table."""
        width = self.form.print_last + 1 if self.marked else None
        self.rows = [
            [None if value == "" or (isinstance(value, str) and value.isspace()) else value for value in row[:width]]
            for row in self.grid.rows
        ]

    def value(self, row: int, col: int) -> object:
        """The value of a cell, None if blank or outside the grid."""
        if 0 <= row < len(self.rows) and 0 <= col < len(self.rows[row]):
            return self.rows[row][col]
        return None

    def width(self, row: int) -> int:
        """How many columns of a row may hold a part of the table."""
        return len(self.rows[row]) if row < len(self.rows) else 0

    def claim(self, path: str, row: int, col: int) -> object:
        """Note where a field stood; a cell that lies becomes a problem."""
        return self.claim_raw(path, row, col, self.value(row, col))

    def claim_raw(self, path: str, row: int, col: int, raw: object) -> object:
        """The same for a cell whose value is at hand."""
        self.spots[path] = Spot(row, col, raw)
        self.used.add((row, col))
        if self.grid.flags and (flag := self.grid.flags.get((row, col))):
            self._say_flag(path, row, col, flag.kind, flag.text)
            return None
        return raw

    def honest(self, path: str) -> object:
        """What a claimed cell holds, None where it lies: nothing is made of an error value or a formula."""
        spot = self.spots.get(path)
        if spot is None or (self.grid.flags and (spot.row, spot.col) in self.grid.flags):
            return None
        return spot.raw

    def corner(self, row: int, col: int) -> tuple[int, int]:
        """The first cell of the merged area that covers a cell, else the cell itself."""
        for top, left, bottom, right in self.grid.merged:
            if top <= row <= bottom and left <= col <= right:
                return top, left
        return row, col

    def _say_flag(self, path: str, row: int, col: int, kind: str, text: str) -> None:
        word = self.form.word(path)
        code, message, cure = (
            ("R-01", f"“{word}”是错误值 {text}，读不出内容。", "请改正该单元格的公式或引用，或直接填入数值。")
            if kind == "error"
            else ("R-02", f"“{word}”是公式 {text}，文件里没有保存它的结果。", "请用 Excel 打开、重新计算并保存后再试。")
        )
        self.problems.append(
            Problem(code, "error", message, self.grid.file, self.grid.sheet, self.grid.place(row, col), path, text,
                    "可读的内容", cure, "读取约定")
        )  # fmt: skip

    def repair(self, code: str, path: str, value: str, reason: str, sure: bool = True) -> None:
        """List a change of a field that was claimed before."""
        spot = self.spots[path]
        raw = "" if spot.raw is None else str(spot.raw)
        place = self.grid.place(spot.row, spot.col)
        self.repairs.append(Repair(code, self.grid.file, self.grid.sheet, place, path, raw, value, reason, sure))

    def leftovers(self) -> Iterator[Leftover]:
        """The cells of the block that nothing has claimed."""
        if self.drawn and self._all_claimed():
            return
        for row in range(self.first, self.last + 1):
            for col, value in enumerate(self.rows[row] if row < len(self.rows) else ()):
                if value is not None and (row, col) not in self.used and (row, col) not in self.at:
                    yield Leftover(self.grid.file, self.grid.sheet, self.grid.place(row, col), text_of(value) or "")

    def _all_claimed(self) -> bool:
        """Whether there are as many filled cells as labels, titles and claimed ones: a quick look at most sheets."""
        filled = sum(len(row) - row.count(None) for row in self.rows)
        titles = [cell for cell in self.form.cells() if cell.text and self.value(cell.row, cell.first) is not None]
        claimed = sum(spot.raw is not None for spot in self.spots.values())
        return filled == len(self.at) + len(titles) + claimed


def read_project(block: Block) -> ProjectReading:
    """The reading of a 绩效目标表."""
    first_at = _first_places(block)
    block.unit = _money_unit(block, first_at)
    if block.drawn:
        block.used.update((cell.row, cell.first) for cell in block.form.cells() if cell.text)
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
        indicators=tuple(_indicators(block)),
        source=block.source,
    )
    return ProjectReading.of(_flat(block), project)


def read_department(block: Block) -> DepartmentReading:
    """The reading of part one, printed as a sheet or as paragraphs."""
    first_at = _first_places(block)
    _claim_titles(block)
    _claim_name_above(block)
    texts = {path: _paragraphs(block, path, first_at) for path in ("overall_objective", "measures")}
    year = (
        block.form.patterns["year"].fullmatch(text_of(block.honest("year")) or "")
        if "year" in block.form.patterns
        else None
    )
    unit = _department(block)
    department = Department(
        code=unit.code,
        name=unit.name,
        year=int(year["value"]) if year and year["value"].strip() else None,
        overall_objective=text_of(texts["overall_objective"]),
        sub_objectives=tuple(_sub_objectives(block, first_at)),
        measures=clauses_of(texts["measures"]),
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
    if block.marked:
        block.used.update((cell.row, cell.first) for cell in block.form.cells() if cell.text and cell.formula)
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
        block.claim(path, row + 1, col) if (row + 1, col) not in block.at else None
        return
    step = 1 if anchor.direction == "right" else -1
    same_row = _beside(block, row, col, step)
    if anchor.down and (same_row in block.at or block.value(*same_row) is None):
        same_row = _beside(block, row + anchor.down, col, step)
    if same_row not in block.at:
        block.claim(path, *block.corner(*same_row))


def _beside(block: Block, row: int, col: int, step: int) -> tuple[int, int]:
    """The first filled cell beside a label; the one next to it where all are blank."""
    label_end = next((right for top, left, bottom, right in block.grid.merged
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


def _paragraphs(block: Block, path: str, first_at: Mapping[str, tuple[int, int]]) -> str | None:
    """The text right of a label, or all paragraphs below it up to the next label."""
    anchor = block.form.anchors[path]
    place = first_at.get(anchor.label)
    if place is None:
        return None
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
        yield below


def _sub_objectives(block: Block, first_at: Mapping[str, tuple[int, int]]) -> Iterator[SubObjective]:
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


def _indicators(block: Block) -> Iterator[Indicator]:
    head, cols = _head(block)
    if head is None:
        return
    block.spots["indicators"] = Spot(head, min(cols), None)
    above: dict[str, str | None] = {}
    index = 0
    fields = [(name, col) for col, name in cols.items()]
    for row in range(head + 1, block.last + 1):
        cells = block.rows[row]
        raws = [(name, col, cells[col] if col < len(cells) else None) for name, col in fields]
        if all(raw is None for _, _, raw in raws) or _is_head(block, row) or _is_footer(block, row, cols):
            continue
        texts = {
            name: text_of(block.claim_raw(item("indicators", index, name), row, col, raw)) for name, col, raw in raws
        }
        if texts.get("level1") is None or texts.get("level2") is None:
            _carry_down(block, row, index, texts, above, cols)
        yield _indicator(block, index, texts)
        above = texts
        index += 1


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


def _is_head(block: Block, row: int) -> bool:
    if block.drawn:
        return False
    labels = (block.at.get((row, col)) for col in range(block.width(row)))
    return sum(label in block.form.heads for label in labels if label) >= LEAST_HEADS


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
        merged = any(top < row <= bottom and left <= col <= right for top, left, bottom, right in block.grid.merged)
        if merged or name in block.form.carried or (both_blank and not block.marked):
            texts[name] = above[name]
            if not merged and not block.marked:
                path = item("indicators", index, name)
                block.repair("I-03", path, above[name] or "", "空白表示与上一行相同，已按上一行填入")


def _indicator(block: Block, index: int, texts: Mapping[str, str | None]) -> Indicator:
    reading = read_target(texts.get("target"))
    if reading.joined:
        path = item("indicators", index, "target")
        value = f"{reading.target.operator}{reading.target.number}{reading.target.unit or ''}"
        block.repair("V-01", path, value, "两个单元格的内容连在了一起，按一个值理解，原文保留", reading.sure)
    rest: dict[str, str | None] = {name: texts.get(name) for name in INDICATOR if name != "target"}
    return Indicator(**rest, target=reading.target)
