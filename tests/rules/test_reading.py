"""R and I: how a sheet was read, and what is said of it."""

import pytest

from tests.rules.clean import CLEAN, OTHER, cells, codes, edit_sheet, lying, said, two_sheets, workbook


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("A3", "预算单位"),
        ("B4", "项目编码"),
        ("E4", "项目名称"),
        ("C5", "预算数"),
        ("E5", "财政资金"),
        ("B6", "预算规模及资金用途"),
        ("C8", "资金支出计划（6月底）"),
        ("E8", "资金支出计划（12月底）"),
        ("B9", "绩效目标"),
        ("B12", "二级指标"),
        ("C12", "三级指标"),
        ("E11", "指标值"),
    ],
)
def test_r01_a_cell_with_an_error_value_has_that_problem_and_no_other(cell, word):
    """What cannot be read is not called blank, wrong or missing as well."""
    message = f"“{word}”是错误值 #REF!，读不出内容。"
    assert said(lying(workbook(), cell)) == [("R-01", "error", cell, "#REF!", "可读的内容", message)]


@pytest.mark.parametrize(("cell", "word"), [("B4", "项目编码"), ("C5", "预算数"), ("E11", "指标值")])
def test_r02_a_formula_without_a_result_has_that_problem_and_no_other(cell, word):
    """The formula is quoted, since its result is not in the file."""
    message = f"“{word}”是公式 =J5+1，文件里没有保存它的结果。"
    assert said(lying(workbook(), cell, "J5+1")) == [("R-02", "error", cell, "=J5+1", "可读的内容", message)]


def test_r01_two_codes_that_cannot_be_read_are_not_the_same_code():
    """An error value in two tables says nothing about their codes."""
    other = workbook(OTHER)
    assert codes(lying(workbook(), "B4"), lying(other, "B4")) == ["R-01"]
    assert cells("R-01", lying(workbook(), "B4"), lying(other, "B4")) == ["a.xlsx B4", "b.xlsx B4"]


def test_r01_a_level_1_that_cannot_be_read_is_not_a_missing_class():
    """The row may well be the 效果指标 that the table needs: only the cell is said, not that there is none."""
    assert codes(lying(workbook(), "A15")) == ["R-01"]


def test_r02_a_formula_with_its_result_is_read():
    """A stored result is as good as a typed value."""
    book = edit_sheet(workbook(), r'(<c r="C5"[^>]*>)<v>20</v>', r"\1<f>E5+G5</f><v>20</v>")
    assert said(book) == []


def test_r03_hidden_rows_and_sheets_are_said():
    """They are read like all others, with a warning."""
    hidden_row = edit_sheet(workbook(), r'<row r="12"', '<row r="12" hidden="1"')
    message = "工作簿里有隐藏的行或列，其中的内容已照常读取。"
    assert said(hidden_row) == [("R-03", "warning", None, None, None, message)]
    message = "工作表“存档”是隐藏的，其中的表已照常读取。"
    assert said(two_sheets("存档", "说明", drawn=("存档",), hidden="存档")) == [
        ("R-03", "warning", None, None, None, message)
    ]


def test_r04_what_belongs_to_no_field_is_a_hint():
    """A text below the table is quoted, cut after thirty characters."""
    text = "此处写了一段不属于任何栏目的说明文字，长度超过三十个字，只引用前面的部分"
    message = f"“{text[:30]}…”不属于任何栏目，没有计入。"
    assert said(workbook(CLEAN, {"A44": text})) == [("R-04", "hint", "A44", text, None, message)]
