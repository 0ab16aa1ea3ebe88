"""R and I: how a sheet was read, and what is said of it."""

import re

import pytest

from tests.rules.clean import CLEAN, OTHER, cells, codes, edit_sheet, lying, said, two_sheets, workbook
from tests.sheets import WHOLE, grid, xlsx
from xltool.document import read_document
from xltool.layout.sheet import read_grid
from xltool.reading.grid import Flag
from xltool.rules import check

LIST = """
金额单位：元
单位名称 | 项目名称 | 预算数 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位
820001-某单位 | 图书购置 | 200000 | 购置图书2000册 | 产出指标 | 数量指标 | 新购图书册数 | ≥ | 2000 | 册
 | | | 11月底前上架 | | 时效指标 | 图书上架期限 | | 11月30日前 |
"""
"""A list of one project, whose goal stands in two rows."""


def repairs(data: bytes, rule: str, file: str = "表.xlsx") -> list[tuple[str, str, str, str]]:
    """Cell, raw text, value and reason of what reading changed under a rule."""
    return [(r.cell, r.raw, r.value, r.reason) for r in read_document(data, file).all_repairs() if r.code == rule]


def problems(data: bytes, file: str = "表.xlsx") -> set[str]:
    """The rules about reading that have something to say."""
    return {p.code for p in check(read_document(data, file).readings) if p.code[0] in "IR"}


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
def test_r01_fails_for_an_error_value_and_no_other_rule_does(cell, word):
    """What cannot be read is not called blank, wrong or missing as well."""
    message = f"“{word}”是错误值 #REF!，读不出内容。"
    assert said(lying(workbook(), cell)) == [("R-01", "error", cell, "#REF!", "可读的内容", message)]


@pytest.mark.parametrize(("cell", "word"), [("B4", "项目编码"), ("C5", "预算数"), ("E11", "指标值")])
def test_r02_fails_for_a_formula_without_a_result_and_no_other_rule_does(cell, word):
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


def test_r02_passes_for_a_formula_with_its_result():
    """A stored result is as good as a typed value."""
    book = edit_sheet(workbook(), r'(<c r="C5"[^>]*>)<v>20</v>', r"\1<f>E5+G5</f><v>20</v>")
    assert said(book) == []


def test_r03_fails_for_hidden_rows_and_sheets():
    """They are read like all others, with a warning."""
    hidden_row = edit_sheet(workbook(), r'<row r="12"', '<row r="12" hidden="1"')
    message = "工作簿里有隐藏的行或列，其中的内容已照常读取。"
    assert said(hidden_row) == [("R-03", "warning", None, None, None, message)]
    message = "工作表“存档”是隐藏的，其中的表已照常读取。"
    assert said(two_sheets("存档", "说明", drawn=("存档",), hidden="存档")) == [
        ("R-03", "warning", None, None, None, message)
    ]


def test_r04_hints_at_what_belongs_to_no_field():
    """A text below the table is quoted, cut after thirty characters."""
    text = "此处写了一段不属于任何栏目的说明文字，长度超过三十个字，只引用前面的部分"
    message = f"“{text[:30]}…”不属于任何栏目，没有计入。"
    assert said(workbook(CLEAN, {"A44": text})) == [("R-04", "hint", "A44", text, None, message)]


def test_r04_boundary_of_thirty_characters_in_full():
    """A text of thirty characters is quoted whole."""
    text = "此处写了一段不属于任何栏目的说明文字，长度正好是三十个字符号了"[:30]
    assert [p[5] for p in said(workbook(CLEAN, {"A44": text}))] == [f"“{text}”不属于任何栏目，没有计入。"]


def test_r05_fails_for_two_contents_of_one_cell():
    """Nothing is made of a cell that reads 20.125 one way and 21 the other, and it has no other problem."""
    sheet = grid(WHOLE)._replace(flags={(3, 2): Flag("differs", "“20.125”和“21”")})
    (reading,), _ = read_grid(sheet)
    (problem,) = [p for p in check([reading]) if p.field == "budget.total"]
    message = "“预算数”用两种方法读出的内容不同，分别是“20.125”和“21”，不能确定哪一个对。"
    assert (problem.code, problem.severity, problem.cell, problem.message) == ("R-05", "error", "C4", message)


def test_r05_passes_for_a_sheet_without_flags():
    """The same sheet read alike both ways has no such problem."""
    (reading,), _ = read_grid(grid(WHOLE))
    assert "R-05" not in [p.code for p in check([reading])]


def test_i01_is_listed_for_a_bookmark_and_passes_without_one(checkout):
    """Word's marks before lines are taken away, each listed; a text without them has none."""
    text = (checkout / "tests" / "data" / "beidaihe-2020.txt").read_text("utf-8")
    listed = repairs(text.encode(), "I-01", "表.txt")
    assert (len(listed), listed[0]) == (12, ("第 4 行", "[bookmark: _GoBack]", "", "去掉 Word 书签标记"))
    assert "I-01" not in problems(text.encode(), "表.txt")
    assert repairs(re.sub(r"\[bookmark: \w+\]", "", text).encode(), "I-01", "表.txt") == []


def test_i02_is_listed_for_code_and_name_in_one_cell_and_passes_for_a_name():
    """The unit's code and name are parted; a name without a code stays as it is."""
    data = xlsx(WHOLE)
    raw = "434002北戴河区政府办公室"
    assert repairs(data, "I-02") == [("A2", raw, "434002｜北戴河区政府办公室", "编码和名称写在一起，已分开")]
    assert "I-02" not in problems(data)
    assert repairs(xlsx(WHOLE.replace(raw, "120急救中心")), "I-02") == []


def test_i03_is_listed_for_a_blank_level_1_and_passes_for_a_merged_one():
    """A blank that is not merged means the row above; a merged one needs no word."""
    blank = xlsx(WHOLE.replace("~ | 质量指标", " | 质量指标"))
    assert repairs(blank, "I-03") == [("A11", "", "产出指标", "空白表示与上一行相同，已按上一行填入")]
    assert "I-03" not in problems(blank)
    assert repairs(xlsx(WHOLE), "I-03") == []


def test_i04_is_listed_for_a_goal_over_two_rows_and_passes_for_one_cell():
    """The rows of one project's goal are put together, which I-06 has confirmed; a goal in one cell stays as it is."""
    data = xlsx(LIST)
    whole = "购置图书2000册\n11月底前上架"
    assert repairs(data, "I-04") == [("D3", whole, whole, "目标分写在几行，D4 的已接在后面")]
    assert {"I-04", "I-06"} & problems(data) == {"I-06"}
    assert repairs(xlsx(LIST.replace("11月底前上架", "")), "I-04") == []


def test_i05_is_listed_for_a_label_with_its_value_and_passes_for_blanks_in_a_label():
    """项目名称：村志编撰费 in one cell is parted; blanks inside a label are no repair."""
    joined = xlsx(WHOLE.replace("项目名称 | 村志编撰费", "项目名称：村志编撰费 | "))
    reason = "栏目名称和内容写在一个单元格里，已分开"
    assert repairs(joined, "I-05") == [("D3", "项目名称：村志编撰费", "村志编撰费", reason)]
    assert "I-05" not in problems(joined)
    assert repairs(xlsx(WHOLE.replace("项目名称", "项 目 名 称")), "I-05") == []


def test_i06_asks_about_what_is_not_sure_and_passes_for_what_is():
    """A number broken by a blank is taken for one, and its clerk is asked; a certain change is only listed."""
    found = check(read_document(xlsx(WHOLE.replace("15.5", "'15 .5")), "表.xlsx").readings)
    (problem,) = [p for p in found if p.code == "I-06"]
    message = "“财政资金”的“15 .5”暂按“15.50”理解：数字中间有空格或换行，按一个数理解。"
    assert (problem.severity, problem.cell, problem.expected, problem.message) == ("warning", "E4", "15.50", message)
    assert "I-06" not in problems(xlsx(WHOLE.replace("15.5", "'15.5")))
