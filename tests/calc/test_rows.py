"""添加指标行 over a real spreadsheet application: rows to spare, and then a new row that nothing else suffers from."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

import xltool
from tests.rules.clean import CLEAN, PART_ONE
from xltool.forms import shipped
from xltool.model import Department, Project, SubObjective, Target
from xltool.writing.form_guide import GUIDE_SHEET
from xltool.writing.form_sheet import derived_cells
from xltool.writing.styles import INPUT_FILL
from xltool.writing.workbook import form_workbook

Press = Callable[[str], list[str]]
Opened = Callable[[Project | Department], xw.Sheet]

SHEET = "项目绩效目标表"
LAST = 40
"""The last row of the list of indicators, where thirty have room."""

TALL = 120
LIKE = ("fill", "border", "alignment", "protection", "number_format")


def many(number: int, last_class: int = 1) -> Project:
    """A table of so many indicators, of which the last ones are of the class 满意度指标."""
    of_output, of_effect, of_people = CLEAN.indicators[0], *CLEAN.indicators[-2:]
    kinds = [of_output] * (number - last_class - 1) + [of_effect] + [of_people] * last_class
    return replace(CLEAN, indicators=tuple(replace(kind, level3=f"指标{n}") for n, kind in enumerate(kinds)))


FULL_PART_ONE = replace(PART_ONE, sub_objectives=tuple(SubObjective(f"分项{n}", f"全年有序{n}。") for n in range(12)))
FULL = [
    pytest.param(many(30), LAST, "ABCDEFG", id="the last class is the last row"),
    pytest.param(many(30, 3), LAST, "ABCDEFG", id="the last class has merged rows"),
    pytest.param(many(34), 44, "ABCDEFG", id="more than there is room for"),
    pytest.param(FULL_PART_ONE, 19, "AB", id="part one"),
]


@pytest.fixture
def opened(calc: xw.App, tmp_path: Path) -> Opened:
    """Give `opened(content)`: the sheet of a workbook with that table, open."""

    def open_it(content: Project | Department) -> xw.Sheet:
        form = shipped("hebei-project" if isinstance(content, Project) else "hebei-department")
        (tmp_path / "表.xlsx").write_bytes(form_workbook(form, content))
        return calc.books.open(tmp_path / "表.xlsx").sheets[0]

    return open_it


def shown(sheet: xw.Sheet) -> list[list[str]]:
    """Every cell of a sheet, formulas as such; none left out below the table."""
    return [list(row) for row in sheet["A1:M60"].formula]


def moved(text: str, last: int) -> str:
    """A formula or an area in which every reference to the last row, or to one below it, is one further down."""
    return re.sub(
        r"(?<![A-Za-z0-9])(\$?[A-Z]{1,2}\$?)(\d+)\b", lambda m: f"{m[1]}{int(m[2]) + (int(m[2]) >= last)}", text
    )


def moved_all(texts: list[str], last: int) -> list[str]:
    """The same of many, sorted."""
    return sorted(moved(text, last) for text in texts)


def below(row: int, last: int) -> int:
    """Where a row is after the insertion."""
    return row + (row >= last)


def saved(sheet: xw.Sheet) -> openpyxl.Workbook:
    """The workbook's saved file."""
    sheet.book.save()
    return openpyxl.load_workbook(sheet.book.fullname)


def rules(sheet: Any) -> list[str]:
    """What hangs on the cells of a sheet in a file: validations, colours, names, merges but of one row, print area."""
    found = [f"{v.sqref} {v.type} {v.formula1} {v.error}" for v in sheet.data_validations.dataValidation]
    for area, listed in sheet.conditional_formatting._cf_rules.items():
        found += [f"{area.sqref} {rule.formula} {rule.dxf.fill.bgColor.rgb}" for rule in listed]
    found += [f"{name} {defined.attr_text}" for name, defined in sheet.defined_names.items()]
    return [*found, f"{sheet.print_area}", *map(str, sheet.merged_cells.ranges)]


def own(cell: Any) -> list[Any]:
    """How a cell in a file looks, and whether it is locked.

    But for the name of its font: a cell of LibreOffice has one for Latin and one for Chinese letters, which differ
    where it knows no font of that name, and in a file stands the one that the first cell of the same look needs.
    """
    font = copy(cell.font)
    font.name = font.charset = font.family = None
    return [repr(font), *(repr(getattr(cell, name)) for name in LIKE)]


def fonts(sheet: xw.Sheet) -> list[list[tuple[str, str]]]:
    """The names of both fonts of every cell."""
    places = [[sheet[row, col].impl.uno for col in range(13)] for row in range(60)]
    return [[(cell.CharFontName, cell.CharFontNameAsian) for cell in row] for row in places]


def guide(book: openpyxl.Workbook) -> list[Any]:
    """The other sheet of the workbook."""
    sheet = book[GUIDE_SHEET]
    return [[cell.value, *own(cell)] for row in sheet.iter_rows() for cell in row] + rules(sheet)


def growing(sheet: xw.Sheet, last: int) -> set[int]:
    """The rows down to that one whose height follows their text."""
    rows = sheet.impl.uno.Rows
    return {number for number in range(1, last + 1) if rows.getByIndex(number - 1).OptimalHeight}


def protection(sheet: xw.Sheet) -> tuple[object, ...]:
    """How a sheet is protected."""
    api = sheet.api
    flags = ("FormattingColumns", "FormattingRows", "InsertingRows", "DeletingRows", "FormattingCells")
    return api.ProtectContents, api.EnableSelection, *(getattr(api.Protection, f"Allow{flag}") for flag in flags)


def test_rows_to_spare_are_shown_one_by_one(calc: xw.App, opened: Opened, press: Press) -> None:
    """The next hidden row appears and the cursor is in it; when all are used up, one more is inserted."""
    sheet = opened(many(28))
    before = shown(sheet)
    for row in (39, LAST):
        assert sheet.api.Rows(row).Hidden
        assert press("add_indicator") == []
        assert not sheet.api.Rows(row).Hidden
        assert calc.selection.address == f"$A${row}"
    assert sheet.api.ProtectContents
    assert shown(sheet) == before
    assert press("add_indicator") == []
    assert sheet["A42"].value == "填报单位（盖章）："
    assert calc.selection.address == f"$A${LAST}"


@pytest.mark.parametrize(("content", "last", "columns"), FULL)
def test_everything_else_is_as_it_was(
    opened: Opened, press: Press, content: Project | Department, last: int, columns: str
) -> None:
    """A blank row stands before the last one; all cells, looks, limits, colours, names and merges go with theirs."""
    sheet = opened(content)
    file, batch = saved(sheet), xltool.read(sheet.book.fullname)
    cells, grown, rights, names = shown(sheet), growing(sheet, last), protection(sheet), fonts(sheet)
    assert press("add_indicator") == []

    after = [[moved(text, last) if text.startswith("=") else text for text in row] for row in cells]
    assert shown(sheet) == [*after[: last - 1], [""] * 13, *after[last - 1 : -1]]
    assert fonts(sheet) == [*names[: last - 1], names[last - 2], *names[last - 1 : -1]]
    assert len({name for row in names for name, _ in row}) > 1, "what stands beside the table has another"
    assert protection(sheet) == rights
    assert rights[0]
    new, read_again = saved(sheet), xltool.read(sheet.book.fullname)
    assert guide(new) == guide(file)
    here, there = file.worksheets[0], new.worksheets[0]
    for row in here.iter_rows():
        for cell in row:
            assert own(there.cell(below(cell.row, last), cell.column)) == own(cell), cell.coordinate
    for column in columns:
        assert own(there[f"{column}{last}"]) == own(here[f"{column}{last - 1}"])
        assert not there[f"{column}{last}"].protection.locked
    more = [f"F{last}:G{last}"] if isinstance(content, Project) else []
    assert sorted(rules(there)) == sorted(moved_all(rules(here), last) + more)
    assert growing(sheet, last + 1) == {below(row, last) for row in grown} | {last}
    fixed = {below(row, last): size.height for row, size in here.row_dimensions.items() if row not in grown}
    assert {row: there.row_dimensions[row].height for row in fixed} == fixed
    assert there.row_dimensions[last].height == pytest.approx(28, abs=0.5), "what the large font beside the table holds"
    assert vars(there.protection) == vars(here.protection)
    assert there.sheet_view.pane.ySplit == here.sheet_view.pane.ySplit
    assert said_by(read_again) == said_by(batch)
    found = [(p.code, p.field, moved(p.cell or "", last)) for p in xltool.validate(batch)]
    assert [(p.code, p.field, p.cell or "") for p in xltool.validate(read_again)] == found


def said_by(batch: xltool.Batch) -> Project | Department:
    """The one table of a batch."""
    (reading,) = batch.readings
    return getattr(reading, "project", None) or reading.department


@pytest.mark.parametrize(("content", "last", "columns"), FULL)
def test_what_is_typed_into_the_new_row_is_counted(
    opened: Opened, press: Press, content: Project | Department, last: int, columns: str
) -> None:
    """The status line misses what the new row lacks, the numbers have it, and it is read as an entry of the list."""
    sheet = opened(content)
    assert sheet["A1"].value.startswith("可以上报")
    press("add_indicator")
    assert sheet["A1"].value.startswith("可以上报")
    if isinstance(content, Department):
        sheet[f"A{last}"].value = "新的分项"
        assert sheet["A1"].value == "还缺：分项绩效目标 1 处"
        sheet[f"B{last}"].value = "全年有序。"
        texts = [entry.text for entry in content.sub_objectives]
        sheet.book.save()
        read = said_by(xltool.read(sheet.book.fullname))
        assert [entry.text for entry in read.sub_objectives] == [*texts[:-1], "全年有序。", texts[-1]]
        return
    numbers = sheet["J11:L11"] if sheet["I11"].value == "条" else sheet["J10:L10"]
    before = sum(numbers.value)
    sheet[f"C{last}"].value = "新的指标"
    assert sheet["A1"].value == "还缺：二级指标 1 处、指标值 1 处"
    sheet[f"B{last}"].value, sheet[f"E{last}"].value = "数量指标", "≥5册"
    assert sum(numbers.value) == before + 1
    sheet[f"C{last}"].value = content.indicators[-1].level3
    assert "三级指标重复" in sheet["A1"].value
    sheet[f"C{last}"].value = "新的指标"
    sheet.book.save()
    names = [indicator.level3 for indicator in content.indicators]
    read = said_by(xltool.read(sheet.book.fullname))
    assert [indicator.level3 for indicator in read.indicators] == [*names[:-1], "新的指标", names[-1]]
    assert (read.indicators[-1].level1, read.indicators[-1].target.raw) == ("满意度指标", "≥90%")


@pytest.mark.parametrize(
    ("last_class", "column"), [pytest.param(1, "A", id="of its own"), pytest.param(2, "B", id="merged")]
)
def test_the_cursor_is_in_the_first_cell_to_fill(
    calc: xw.App, opened: Opened, press: Press, last_class: int, column: str
) -> None:
    """Level 2 where the row belongs to a class that goes on below, which another level 1 would take rows from."""
    sheet = opened(many(30, last_class))
    assert press("add_indicator") == []
    assert calc.selection.address == f"${column}${LAST}"
    assert sheet[f"A{LAST}"].merge_area.rows.count == (1 if column == "A" else 3)


def test_the_cursor_is_in_level_2_where_level_1_goes_on_without_a_merge(
    calc: xw.App, opened: Opened, press: Press
) -> None:
    """A clerk chooses level 1 in the first row of a class only; the last row stays in its class."""
    sheet = opened(many(29))
    press("add_indicator")
    sheet[f"B{LAST}:C{LAST}"].value = ["服务对象满意度指标", "家属满意度"]
    assert press("add_indicator") == []
    assert calc.selection.address == f"$B${LAST}"
    sheet[f"B{LAST}:C{LAST}"].value = ["服务对象满意度指标", "学生满意度"]
    sheet.book.save()
    read = said_by(xltool.read(sheet.book.fullname))
    assert [(i.level1, i.level3) for i in read.indicators[-2:]] == [
        ("满意度指标", "学生满意度"),
        ("满意度指标", "家属满意度"),
    ]


def test_a_new_row_has_no_marks(opened: Opened, press: Press) -> None:
    """The row above is marked; the new one has the colour of cells to fill, and clearing gives the others theirs."""
    project = many(30)
    spoilt = replace(project.indicators[-2], target=Target("按要求完成"), basis="按要求" * 60, description=None)
    sheet = opened(replace(project, indicators=(*project.indicators[:-2], spoilt, project.indicators[-1])))
    before = [sheet[f"{column}{row}"].color for row in (39, 40) for column in "ABCDEFG"]
    press("check_sheet")
    marked = [sheet[f"{column}39"].color for column in "ABCDEFG"]
    assert sum(colour not in before for colour in marked) >= 1
    assert press("add_indicator") == []
    fill = tuple(bytes.fromhex(INPUT_FILL[1:]))
    assert [sheet[f"{column}{LAST}"].color for column in "ABCDEF"] == [fill] * 6
    assert sheet[f"E{LAST}"].note is None
    press("clear_marks")
    assert [sheet[f"{column}{row}"].color for row in (39, 41) for column in "ABCDEFG"] == before


def test_a_new_row_is_as_high_as_an_empty_one(opened: Opened, press: Press) -> None:
    """The row above has grown or was made high by hand; the new one is low, and grows with its own text."""
    sheet = opened(many(30))
    sheet["39:39"].row_height = TALL
    press("add_indicator")
    assert sheet[f"A{LAST}"].row_height == pytest.approx(28, abs=1)
    assert LAST in growing(sheet, LAST)
    assert sheet["A39"].row_height == pytest.approx(TALL, abs=0.5)


def test_what_was_copied_is_not_inserted(calc: xw.App, opened: Opened, press: Press) -> None:
    """A clerk copied cells before: Excel would put them into the new row."""
    sheet = opened(many(30))
    calc.cut_copy_mode = "copy"
    assert press("add_indicator") == []
    assert sheet[f"A{LAST}:G{LAST}"].value == [None] * 7
    assert not calc.cut_copy_mode


def test_a_hidden_row_with_content_is_no_row_to_spare(calc: xw.App, opened: Opened, press: Press) -> None:
    """A clerk hid a row that is filled; it stays as it is."""
    sheet = opened(CLEAN)
    sheet.api.Rows(14).Hidden = True
    assert press("add_indicator") == []
    assert sheet.api.Rows(14).Hidden
    assert calc.selection.address == "$A$17"


def test_a_lost_formula_comes_back_for_all_rows(opened: Opened, press: Press) -> None:
    """计算合计 after a row was inserted: the formula reaches down to the last row, not to where it would be drawn."""
    sheet = opened(many(30))
    press("add_indicator")
    cell = derived_cells(shipped("hebei-project"), CLEAN)["indicators.满意度指标"]
    formula = sheet[cell].formula
    assert f"${LAST + 1}" in formula
    sheet.api.Unprotect("")
    sheet[cell].value = 7
    press("compute_totals")
    assert (sheet[cell].formula, sheet[cell].value) == (formula, 1)


@pytest.mark.parametrize(
    ("spoil", "begin"),
    [
        pytest.param(lambda s: s.book.sheets[GUIDE_SHEET].activate(), "当前工作表不是本工具的模板", id="other sheet"),
        pytest.param(lambda s: s["42:43"].delete(), "表头或表下面的文字改过", id="no signatures"),
        pytest.param(lambda s: s["12:41"].delete(), "表里只剩一行", id="one row"),
        pytest.param(lambda s: s.api.Protect("密码"), f"工作表“{SHEET}”设了密码保护", id="password"),
    ],
)
def test_where_no_row_can_be_added_nothing_happens(
    opened: Opened, press: Press, spoil: Callable[[xw.Sheet], None], begin: str
) -> None:
    """One sentence says why and what to do, and no cell of any sheet is another."""
    sheet = opened(many(31))
    sheet.api.Unprotect("")
    spoil(sheet)
    cells = {each.name: shown(each) for each in sheet.book.sheets}
    (said,) = press("add_indicator")
    assert said.startswith(begin)
    assert {each.name: shown(each) for each in sheet.book.sheets} == cells
