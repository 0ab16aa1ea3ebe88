"""Form definition files: the shipped ones are sound, broken ones are named by line or key, a new one needs no code."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.sheets import xlsx
from xltool.document import read_document
from xltool.flat import ProjectReading
from xltool.forms import READ_ONLY, SHIPPED, FormError, parse_form, shipped
from xltool.forms.form import Anchor, Form
from xltool.model import Budget, Checkpoint, Indicator, Project, Source, Target, Unit
from xltool.problems import Unrelated
from xltool.targets import read_target
from xltool.writing.workbook import form_workbook

NEW_FORM = """
# A small form of another province.
id = "xinzhou-project"
version = "2"
kind = "project"
title = "项目支出绩效表"
source = "为测试而写的表样"
unit = "万元"

[sheet]
name = "绩效表"
print = "B:E"
columns = { A = 2, B = 14, C = 16, D = 14, E = 20, G = 30 }

[[row]]
height = 30
cells = [{ at = "B:E", text = "{name}项目支出绩效表", style = "title" }, { at = "G", mark = "form" }]

[[row]]
height = 20
cells = [
    { at = "B", label = "填报单位" },
    { at = "C:D", field = "department" },
    { at = "E", label = "单位：万元" },
    { at = "G", mark = "origin" },
]

[[row]]
height = 20
cells = [
    { at = "B", label = "项目全称" },
    { at = "C", field = "name" },
    { at = "D", label = "系统编码" },
    { at = "E", field = "code" },
]

[[row]]
height = 20
cells = [
    { at = "B", label = "资金总额" },
    { at = "C", field = "budget.total" },
    { at = "D", label = "本级财政" },
    { at = "E", field = "budget.fiscal" },
]

[[row]]
height = 20
cells = [{ at = "B:C", label = "上半年" }, { at = "D:E", label = "全年" }]

[[row]]
height = 20
cells = [{ at = "B:C", field = "plan.上半年" }, { at = "D:E", field = "plan.全年" }]

[[row]]
height = 40
cells = [{ at = "B", label = "年度目标" }, { at = "C:E", field = "objectives" }]

[[row]]
height = 20
head = true
cells = [
    { at = "B", label = "类别" },
    { at = "C", label = "名称" },
    { at = "D", label = "标准" },
    { at = "E", label = "数值" },
]

[[row]]
height = 20
repeat = "indicators"
blank = 5
cells = [
    { at = "B", field = "level1", carry = true, style = "label" },
    { at = "C", field = "level3" },
    { at = "D", field = "basis" },
    { at = "E", field = "target" },
]

[labels]
"系统编码" = ["编码"]

[[taxonomy]]
level1 = "产出"
class = "产出指标"
level2 = { "数量" = [] }
"""

CONTENT = Project(
    code="51092324T000010263357",
    name="道路养护",
    form="xinzhou-project",
    department=Unit("219001", "新州市交通局"),
    budget=Budget(Decimal("6.10"), Decimal("6.10")),
    plan=(Checkpoint("上半年", Decimal("40.00")), Checkpoint("全年", Decimal("100.00"))),
    objectives=("1、养护道路", "2、保障畅通"),
    indicators=(
        Indicator("产出", None, "养护里程", None, read_target("≥120公里").target, "养护规程"),
        Indicator("产出", None, "完好率", None, read_target("≥95%").target),
        Indicator("效益", None, "出行时间", None, Target()),
    ),
    source=Source("旧表.txt", "正文"),
)


def new_form(old: str = "", new: str = "") -> Form:
    """The new form, with one change of its text."""
    assert old in NEW_FORM
    return parse_form(NEW_FORM.replace(old, new) if old else NEW_FORM, "xinzhou.toml")


def line_of(text: str) -> int:
    """The number of the line of the new form's text that begins with these words."""
    return next(number for number, line in enumerate(NEW_FORM.splitlines(), 1) if line.startswith(text))


def row_line(number: int) -> int:
    """The line of the n-th ``[[row]]`` of the new form."""
    return [i for i, line in enumerate(NEW_FORM.splitlines(), 1) if line == "[[row]]"][number - 1]


# The shipped forms


@pytest.mark.parametrize("form_id", [*SHIPPED, *READ_ONLY])
def test_shipped_forms_pass_their_schema(form_id: str):
    """Each form file of the package is accepted by the loader that checks everything."""
    path = Path(parse_form.__code__.co_filename).with_name(f"{form_id}.toml")
    form = parse_form(path.read_text("utf-8"), path.name)
    assert form.id == form_id
    assert form.rows == shipped(form_id).rows
    assert form.label_keys == shipped(form_id).label_keys


def test_every_form_file_is_shipped():
    """No form file lies in the package without being known."""
    folder = Path(parse_form.__code__.co_filename).parent
    assert {path.stem for path in folder.glob("*.toml")} == {*SHIPPED, *READ_ONLY}


def test_an_unknown_form_is_named():
    """Asking for a form that does not exist names it and the ones that do."""
    with pytest.raises(FormError, match="hunan-project") as error:
        shipped("hunan-project")
    assert all(form_id in str(error.value) for form_id in SHIPPED)


def test_each_field_of_a_project_has_its_label():
    """The labels by which the fields of the Hebei form are found again."""
    anchors = shipped("hebei-project").anchors
    assert anchors["code"] == Anchor("项目编码", "right", 0)
    assert anchors["department"] == Anchor("单位：万元", "left", 0)
    assert anchors["budget.other"] == Anchor("其他资金", "right", 0)
    assert anchors["purpose"] == Anchor("预算规模及\n资金用途", "right", 1)
    assert anchors["plan.10月底"] == Anchor("10月底", "below", 0)
    assert list(shipped("hebei-project").heads.values()) == [
        *("level1", "level2", "level3", "description", "target", "basis")
    ]


# Broken files

BROKEN = [
    ('title = "项目支出绩效表"', 'title = "项目支出绩效表', [f"第 {line_of('title')} 行"]),
    ("height = 30\n", "height = = 30\n", [f"第 {row_line(1) + 1} 行"]),
    ('unit = "万元"\n', 'unit = "万元"\nunit = "元"\n', [f"第 {line_of('unit') + 1} 行"]),
    ('unit = "万元"\n', 'unit = "万元"\ncolour = "red"\n', ["colour"]),
    ('print = "B:E"', 'print = "B:E"\nzoom = 80', ["sheet", "zoom"]),
    ("height = 30", "heigth = 30", ["第 1 个 [[row]]", f"第 {row_line(1)} 行", "heigth"]),
    ('field = "level3"', 'feild = "level3"', ["第 9 个 [[row]]", f"第 {row_line(9)} 行", "feild"]),
    ('version = "2"', "version = 2", ["version"]),
    ("height = 40", 'height = "40"', ["第 7 个 [[row]]", f"第 {row_line(7)} 行", "height"]),
    ("head = true", 'head = "yes"', ["第 8 个 [[row]]", f"第 {row_line(8)} 行", "head"]),
    ("blank = 5", "blank = 0", ["第 9 个 [[row]]", f"第 {row_line(9)} 行", "blank"]),
    ('unit = "万元"\n', 'unit = "美元"\n', ["unit"]),
    ('kind = "project"', 'kind = "table"', ["kind"]),
    ('"系统编码" = ["编码"]', '"系统编码" = "编码"', ["labels", "系统编码"]),
    ('class = "产出指标"', 'class = "产出类"', ["第 1 个 [[taxonomy]]", f"第 {line_of('[[taxonomy]]')} 行", "class"]),
    ('id = "xinzhou-project"\n', "", ["id"]),
    ('print = "B:E"\n', "", ["sheet", "print"]),
    ("blank = 5\n", "", ["第 9 个 [[row]]", f"第 {row_line(9)} 行", "blank"]),
    ('{ at = "E", field = "code" }', '{ field = "code" }', ["第 3 个 [[row]]", "cells[3]", "at"]),
    ('{ at = "E", field = "code" }', '{ at = "E" }', ["第 3 个 [[row]]", "cells[3]"]),
    ('{ at = "E", field = "code" }', '{ at = "5", field = "code" }', ["第 3 个 [[row]]", "cells[3].at", "5"]),
    ('{ at = "E", field = "code" }', '{ at = "E:E:F", field = "code" }', ["第 3 个 [[row]]", "cells[3].at"]),
    (
        '{ at = "C:E", field = "objectives" }',
        '{ at = "E:C", field = "objectives" }',
        ["第 7 个 [[row]]", f"第 {row_line(7)} 行"],
    ),
    ('{ at = "G", mark = "form" }', '{ at = "H:G", mark = "form" }', ["第 1 个 [[row]]", "H:G"]),
    (
        '{ at = "C", field = "name" }',
        '{ at = "C:D", field = "name" }',
        ["第 3 个 [[row]]", f"第 {row_line(3)} 行", "name", "系统编码"],
    ),
    (
        '{ at = "B", label = "资金总额" }',
        '{ at = "B", rows = 2, label = "资金总额" }',
        ["第 5 个 [[row]]", f"第 {row_line(5)} 行", "上半年", "资金总额"],
    ),
    (
        "[labels]\n",
        '[[row]]\nheight = 20\ncells = [{ at = "B", rows = 2, label = "备注" }]\n\n[labels]\n',
        ["第 10 个 [[row]]", f"第 {line_of('[labels]')} 行", "备注"],
    ),
    ('field = "budget.total"', 'field = "budget.sum"', ["第 4 个 [[row]]", f"第 {row_line(4)} 行", "budget.sum"]),
    ('field = "level3"', 'field = "name"', ["第 9 个 [[row]]", f"第 {row_line(9)} 行", "name"]),
    ('field = "objectives"', 'field = "measures"', ["第 7 个 [[row]]", f"第 {row_line(7)} 行", "measures"]),
    (
        '{ at = "B", label = "年度目标" }, ',
        "",
        ["第 7 个 [[row]]", f"第 {row_line(7)} 行", "objectives"],
    ),
    (
        '{ at = "B:C", label = "上半年" }, { at = "D:E", label = "全年" }',
        '{ at = "B:C", label = "上半年" }, { at = "D", label = "全年" }',
        ["第 6 个 [[row]]", f"第 {row_line(6)} 行", "plan.全年"],
    ),
    ('field = "code"', 'field = "name"', ["第 3 个 [[row]]", "name"]),
    ('"系统编码" = ["编码"]', '"系统编马" = ["编码"]', ["labels", "系统编马"]),
    (
        "[labels]\n",
        '[fields."indicators.level3"]\nlimit = "percentage"\nhint = "填"\nerror = "错"\ngood = "1"\nbad = "2"\n'
        'rule = "S-08"\n\n[labels]\n',
        ["fields", "indicators.level3", "amount"],
    ),
]


@pytest.mark.parametrize(("old", "new", "named"), BROKEN)
def test_a_broken_form_names_its_file_and_what_is_wrong(old: str, new: str, named: list[str]):
    """A form file with one mistake is refused in a sentence with the file and the line or the key."""
    with pytest.raises(FormError) as error:
        new_form(old, new)
    assert [part for part in ["xinzhou.toml", *named] if part not in str(error.value)] == []


def test_an_empty_file_is_no_form():
    """A form without anything names what is missing first."""
    with pytest.raises(FormError, match=r"空表\.toml"):
        parse_form("", "空表.toml")


def test_a_pattern_of_codes_has_to_be_one():
    """A regular expression that is none is refused when the file is loaded, not when a code is checked."""
    text = NEW_FORM + "\n[codes]\npatterns = ['[0-9']\nexample = '1'\n"
    with pytest.raises(FormError, match="codes"):
        parse_form(text, "xinzhou.toml")


# A new form is a new file


def in_unit(text: str, unit: str) -> str:
    """A form's text with its money in another unit."""
    return text.replace('unit = "万元"', f'unit = "{unit}"').replace("单位：万元", f"单位：{unit}")


def through(form: Form, content: Project) -> ProjectReading:
    """A project drawn with a form, and what that form reads of it."""
    (reading,) = read_document(form_workbook(form, content), "新表.xlsx", forms=(form,)).readings
    assert isinstance(reading, ProjectReading)
    return reading


def test_a_new_form_is_drawn_and_read_back():
    """Every field of a form that exists only as text comes back equal, and nothing is left over."""
    reading = through(new_form(), CONTENT)
    assert reading.project == CONTENT
    assert reading.leftovers == ()
    assert reading.marked
    assert (reading.form.id, reading.form.version) == ("xinzhou-project", "2")


def test_a_new_form_prints_its_own_words_at_its_own_cells():
    """The drawing has the labels, the mark, the title and the values where the file says."""
    sheet = load_workbook(io.BytesIO(form_workbook(new_form(), CONTENT)), data_only=True)["绩效表"]
    assert sheet["B1"].value == "道路养护项目支出绩效表"
    assert sheet["G1"].value == "表样 xinzhou-project 2"
    assert [sheet[cell].value for cell in ("B3", "C3", "D3", "E3")] == [
        *("项目全称", "道路养护", "系统编码", "51092324T000010263357")
    ]
    assert [sheet[cell].value for cell in ("C4", "B6", "D6")] == [6.1, 40, 100]
    assert [sheet[cell].value for cell in ("B9", "C9", "D9", "E9")] == ["产出", "养护里程", "养护规程", "≥120公里"]
    assert "B9:B10" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert [sheet[cell].value for cell in ("B11", "C11")] == ["效益", "出行时间"]


def test_a_new_form_is_drawn_blank():
    """Without content the form has its labels and its own number of blank indicator rows."""
    sheet = load_workbook(io.BytesIO(form_workbook(new_form())))["绩效表"]
    assert sheet["B3"].value == "项目全称"
    assert [sheet.cell(row, col).value for row in range(9, 14) for col in range(2, 6)] == [None] * 20
    assert sheet.max_row == 13


def test_a_messy_sheet_of_a_new_form_is_recognised():
    """A sheet without the form's mark, spelled and placed otherwise, is read by the labels of its file."""
    table = """
        | | 新 州 市 项 目
        | | 填报单位： | | 219001新州市交通局 | 单位：万元
        | | 项目全称 | 道路养护 | 编 码 | 51092324T000010263357
        | | 资金总额 | 6.1 | 本级财政 | 6.1
        | | 上半年 | | 全年
        | | 40 | | 100
        | | 年度目标： | 1、养护道路⏎2、保障畅通
        | | 类别 | 数值 | 名称 | 标准
        | | 产出 | ≥120公里 | 养护里程 | 养护规程
        | | | ≥95% | 完好率 |
        | | 效益 | | 出行时间 |
    """
    (reading,) = read_document(xlsx(table), "新表.xlsx", forms=(new_form(),)).readings
    assert isinstance(reading, ProjectReading)
    assert reading.project == replace(CONTENT, source=Source("新表.xlsx", "Sheet1"))
    assert [left.raw for left in reading.leftovers] == ["新 州 市 项 目"]


_MORE_ROW = """[[row]]
height = 40
cells = [{ at = "B", label = "年度目标" }, { at = "C:E", field = "objectives" }]

[[row]]
height = 20
cells = [
    { at = "B", label = "结转资金" },
    { at = "C", field = "more.结转资金" },
    { at = "D", label = "项目期" },
    { at = "E", field = "more.项目期" },
]
"""
_MORE_ENTRY = """
[fields."more.结转资金"]
limit = "amount"
hint = "填数字。"
error = "应是数字。"
good = "1.00"
bad = "一元"
rule = "F-02"
"""
WITH_MORE = (
    NEW_FORM.replace(_MORE_ROW.partition("\n\n")[0], _MORE_ROW)
    .replace('label = "标准"', 'label = "权重"')
    .replace('field = "basis"', 'field = "more.权重"')
    + _MORE_ENTRY
)
"""The new form with a money cell, a text cell and a column of indicators that the model has no fields for."""


@pytest.mark.parametrize(("unit", "cell"), [("万元", 1.5), ("元", 15000)])
def test_words_that_the_model_has_no_field_for_are_kept(unit: str, cell: float):
    """``more.…`` fields come back by their printed words, money among them as a number in the form's own unit."""
    form = parse_form(in_unit(WITH_MORE, unit), "新.toml")
    rows = (Indicator("产出", None, "里程", None, read_target("≥120公里").target, more=(("权重", "10"),)),)
    more = (("结转资金", "1.50"), ("项目期", "2024-2026"))
    content = replace(CONTENT, indicators=rows, more=more)
    reading = through(form, content)
    assert reading.project == content
    assert reading.leftovers == ()
    sheet = load_workbook(io.BytesIO(form_workbook(form, content)))["绩效表"]
    (money,) = (row[1].value for row in sheet.iter_rows(min_col=2, max_col=3) if row[0].value == "结转资金")
    assert money == cell


def test_money_that_is_no_number_stays_a_text_among_the_further_words():
    """What a clerk wrote into a money cell beyond our fields is kept as it stands."""
    content = replace(CONTENT, indicators=(), more=(("结转资金", "待批"),))
    assert through(parse_form(WITH_MORE, "新.toml"), content).project.more == (("结转资金", "待批"),)


@pytest.mark.parametrize(("unit", "cell"), [("元", 61000), ("千元", 61)])
def test_a_form_in_another_unit_is_filled_in_that_unit(unit: str, cell: float):
    """Under a head in 元 the amounts are drawn in 元, and come back as the same 万元."""
    form = parse_form(in_unit(NEW_FORM, unit), "xinzhou.toml")
    sheet = load_workbook(io.BytesIO(form_workbook(form, CONTENT)))["绩效表"]
    assert sheet["C4"].value == cell
    assert through(form, CONTENT).project.budget == CONTENT.budget


def test_a_label_that_ends_in_unit_is_not_the_unit_of_the_money():
    """``填报单位：`` names a department; the unit is the one that ``单位：元`` names."""
    text = NEW_FORM.replace('label = "填报单位"', 'label = "填报单位："')
    form = parse_form(text.replace("[labels]\n", '[labels]\n"单位：万元" = ["单位：元"]\n'), "xinzhou.toml")
    table = """
        填报单位： | 219001新州市交通局 | | 单位：元
        项目全称 | 道路养护 | 系统编码 | 51092324T000010263357
        资金总额 | 61000 | 本级财政 | 61000
        上半年 | | 全年
        40 | | 100
        类别 | 名称 | 标准 | 数值
    """
    (reading,) = read_document(xlsx(table), "新表.xlsx", forms=(form,)).readings
    assert isinstance(reading, ProjectReading)
    assert reading.project.department == CONTENT.department
    assert reading.project.budget == CONTENT.budget


def test_a_sheet_of_another_form_is_not_taken_for_this_one():
    """The new form's sheet is no table of the shipped forms, and theirs are none of the new form's."""
    with pytest.raises(Unrelated):
        read_document(form_workbook(new_form(), CONTENT), "新表.xlsx", forms=(shipped("hebei-department"),))
    with pytest.raises(Unrelated):
        read_document(form_workbook(shipped("hebei-department")), "部门.xlsx", forms=(new_form(),))
