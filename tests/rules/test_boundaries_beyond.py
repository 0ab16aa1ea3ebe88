"""Where the rules about money, logic, several tables, words and reading begin to speak: the nearest on both sides."""

from dataclasses import replace

import pytest

from tests.rules.clean import (
    CLEAN,
    OTHER,
    cells,
    codes,
    edit_sheet,
    lying,
    readings,
    with_budget,
    with_plan,
    with_row,
    workbook,
)
from tests.rules.test_reading import LIST, repairs
from tests.sheets import WHOLE, grid, xlsx
from xltool.document import read_document
from xltool.layout.sheet import read_grid
from xltool.model import Project, Unit
from xltool.reading.grid import Flag
from xltool.rules import Context, check

YEAR = Context(2020)
THREE = (CLEAN, OTHER, replace(CLEAN, code="434-1402-JBN-7CWG"))


def breaks(rule: str, *projects: Project, context: Context = YEAR) -> bool:
    """Whether a rule has something to say of the projects."""
    return bool(cells(rule, *map(workbook, projects), context=context))


@pytest.mark.parametrize(
    ("passes", "fails"),
    [
        (("0", "45", "80", "100"), ("-0.01", "45", "80", "100")),
        (("45", "45", "80", "100"), ("45", "44.99", "80", "100")),
        (("20", "45", "80", "100"), ("20", "45", "80", "99.99")),
        (("20", "45", "100", "100"), ("20", "45", "100.01", "100")),
    ],
)
def test_f03_boundary_of_each_demand(passes, fails):
    """0 and 100 are in range, equal is not falling, and the year ends at 100."""
    assert not breaks("F-03", with_plan(*passes))
    assert breaks("F-03", with_plan(*fails))


def test_f13_boundary_of_half_a_cent():
    """What rounding makes of a part is no difference."""
    text = "印刷费3万元、编辑费{}万元，共计10万元。"
    assert not breaks("F-13", replace(CLEAN, purpose=text.format("7.005")))
    assert breaks("F-13", replace(CLEAN, purpose=text.format("7.006")))


def test_f14_boundary_of_the_smallest_part():
    """A part of 0 is no money, 0.01 is."""
    assert not breaks("F-14", with_budget("0", "0", None))
    assert breaks("F-14", with_budget("0", "0.01", None))


def test_l14_boundary_of_the_last_day():
    """The year ends on 31 December."""
    assert not breaks("L-14", with_row(2, target="2020年12月31日前"))
    assert breaks("L-14", with_row(2, target="2021年1月1日前"))


def test_l15_boundary_of_last_years_value():
    """As much as last year is no step back."""
    context = Context(2020, previous=readings(workbook(CLEAN)))
    assert not breaks("L-15", with_row(5, target="≥90%"), context=context)
    assert breaks("L-15", with_row(5, target="≥89.9%"), context=context)


def test_x05_passes_where_all_classes_are_used():
    """Three tables with every kind of output."""
    assert not breaks("X-05", *THREE)


def test_x06_boundary_of_one_character():
    """A code has four signs at its end, and no other table has the same."""
    assert not breaks("X-06", CLEAN, replace(OTHER, code="434-1401-JBN-6BVG"))
    assert breaks("X-06", CLEAN, replace(OTHER, code="434-1401-JBN-6BVF"))
    assert breaks("X-06", CLEAN, replace(OTHER, code="434-1401-JBN-6BVGA"))


def test_x08_boundary_of_one_character():
    """A blank does not make another name, a character does."""
    name = CLEAN.department.name
    assert not breaks("X-08", CLEAN, replace(OTHER, department=Unit("434002", f"{name[:4]} {name[4:]}")))
    assert breaks("X-08", CLEAN, replace(OTHER, department=Unit("434002", f"{name}局")))


def test_w01_boundary_of_the_neighbour():
    """联网来源 is right, 人员网来 is not."""
    assert not breaks("W-01", replace(CLEAN, purpose="采集互联网来源的图书资料。"))
    assert breaks("W-01", replace(CLEAN, purpose="登记人员网来的图书资料。"))


def test_w03_boundary_of_one_character():
    """The same characters in another order are one name, with a character more another book."""
    first = replace(CLEAN, purpose="编写《海滨村镇志》。")
    assert breaks("W-03", first, replace(OTHER, purpose="审阅《海滨镇村志》。"))
    assert not breaks("W-03", first, replace(OTHER, purpose="审阅《海滨镇村史志》。"))


def test_w04_boundary_of_one_sign():
    """Dashes of one length are even, and both halves of a bracket are a pair."""
    assert not breaks("W-04", replace(CLEAN, purpose="实行“受理—立案—派遣”（闭环）管理。"))
    assert breaks("W-04", replace(CLEAN, purpose="实行“受理—立案——派遣”（闭环）管理。"))
    assert breaks("W-04", replace(CLEAN, purpose="实行“受理—立案—派遣”（闭环管理。"))


@pytest.mark.parametrize(
    "goal", ["促进家政服务业发展，培训600人次。", "11月底前开放，保证活动顺利开展。", "图书室对残疾读者开放。"]
)
def test_w05_passes_for_goals_that_can_be_checked(goal):
    """A number or a date in the sentence is enough, and no phrase is none."""
    assert not breaks("W-05", replace(CLEAN, objectives=(*CLEAN.objectives, f"3、{goal}")))


def test_w06_boundary_of_one_character():
    """了 of 了解 is no past, that behind a verb is."""
    assert not breaks("W-06", replace(CLEAN, objectives=("1、让读者了解馆藏图书2000册。",)))
    assert breaks("W-06", replace(CLEAN, objectives=("1、让读者借到了馆藏图书2000册。",)))


def test_r01_passes_for_signs_in_a_text():
    """A number sign in words is no error value."""
    assert codes(workbook(replace(CLEAN, purpose="用于1#楼社区图书室购置图书。"))) == []


def test_r01_boundary_of_the_cells_of_a_table():
    """An error value in a field is said, one in a cell that no field uses is not."""
    assert cells("R-01", lying(workbook(CLEAN, {"C5": 20}), "C5")) == ["C5"]
    assert cells("R-01", lying(workbook(CLEAN, {"L5": 20}), "L5")) == []


def test_r02_boundary_of_a_result_of_0():
    """0 is a result; a formula without any is not read as 0."""
    with_result = edit_sheet(workbook(), r'(<c r="G5"[^>]*>)<v>4.5</v>', r"\1<f>J5*0</f><v>0</v>")
    assert cells("R-02", with_result) == []
    assert cells("F-01", with_result) == ["C5"]
    assert cells("R-02", lying(workbook(), "G5", "J5*0")) == ["G5"]


def test_r03_passes_where_nothing_is_hidden():
    """The same sheet with all its rows in sight."""
    assert "R-03" not in codes(xlsx(WHOLE))


def test_r03_boundary_of_a_hidden_row_with_content():
    """A hidden row is said where it holds something; a blank one below the table is not."""
    assert "R-03" in codes(xlsx(WHOLE, hidden_rows={0: 12}))
    assert "R-03" not in codes(xlsx(WHOLE, hidden_rows={0: 40}))


@pytest.mark.parametrize(
    "row",
    [
        "填报人： | | 审核人： | | 日期： | |",
        "填报人（签字）：张三 | | 审核人：李四 | | 填报日期：2020年1月5日 | |",
        "填报人 | 张三 | 审核人 | 李四 | 联系电话 | 0335-1234567 |",
        "单位负责人（签章）： | | 财务负责人： | | 日期： 年 月 日 | |",
    ],
)
def test_r04_passes_for_signatures(row):
    """Who filled in a table, who looked at it, and when, is below every form."""
    assert "R-04" not in codes(xlsx(f"{WHOLE.rstrip()}\n{row}\n"))


@pytest.mark.parametrize("text", ["填报人：含上年结转3万元", "含上年结转3万元", "审核意见：同意"])
def test_r04_hints_at_other_texts_in_a_row_of_signatures(text):
    """What says more than a name and a date may be content."""
    assert cells("R-04", xlsx(f"{WHOLE.rstrip()}\n审核人： | {text} | | | | |\n")) == ["B14"]


def test_r05_boundary_of_the_flagged_cell():
    """What two ways read differently is said at that cell, and of a cell beside the table not at all."""
    for cell, found in (((3, 2), ["C4"]), ((40, 9), [])):
        sheet = grid(WHOLE)._replace(flags={cell: Flag("differs", "“20.00”和“2000”")})
        (reading,), _ = read_grid(sheet)
        assert [problem.cell for problem in check([reading]) if problem.code == "R-05"] == found


def test_i01_boundary_of_other_brackets():
    """A note in square brackets is content, Word's mark is none."""
    text = "第一部分 部门整体绩效目标\n（一）总体绩效目标\n[{}]办好公共服务\n"
    assert len(repairs(text.format("bookmark: _GoBack").encode(), "I-01", "表.txt")) == 1
    assert repairs(text.format("附件").encode(), "I-01", "表.txt") == []


def test_i02_boundary_of_the_digits_of_a_code():
    """Six digits before a name are its code, three are a part of it."""
    raw = "434002北戴河区政府办公室"
    assert len(repairs(xlsx(WHOLE.replace(raw, "434003区急救中心")), "I-02")) == 1
    assert repairs(xlsx(WHOLE.replace(raw, "120区急救中心")), "I-02") == []


def test_i03_boundary_of_the_first_row():
    """A blank means the row above; the first row has none."""
    assert len(repairs(xlsx(WHOLE.replace("~ | 质量指标", " | 质量指标")), "I-03")) == 1
    blank = WHOLE.replace("产出指标 | 数量指标", " | 数量指标").replace("~ | 质量指标", "产出指标 | 质量指标")
    assert [cell for cell, *_ in repairs(xlsx(blank), "I-03")] != ["A11"]


def test_i04_boundary_of_the_next_project():
    """A goal in a row of the same project belongs to it, one in the row of another project is its own."""
    assert len(repairs(xlsx(LIST), "I-04")) == 1
    other = LIST.replace(" | | | 11月底前上架 |", "820001-某单位 | 图书上架 | 10000 | 11月底前上架 |")
    assert other != LIST
    assert repairs(xlsx(other), "I-04") == []


def test_i05_boundary_of_the_value_in_the_label():
    """项目名称： alone is a label, with a name behind it both."""
    label = "项目名称 | 村志编撰费"
    assert len(repairs(xlsx(WHOLE.replace(label, "项目名称：村志编撰费 | ")), "I-05")) == 1
    assert repairs(xlsx(WHOLE.replace(label, "项目名称： | 村志编撰费")), "I-05") == []


def test_i06_boundary_of_a_blank_inside_a_number():
    """At its ends it is none of the number, inside it may part two."""
    for typed, found in (("'15 .5", ["E4"]), ("' 15.5 ", [])):
        problems = check(read_document(xlsx(WHOLE.replace("15.5", typed)), "表.xlsx").readings)
        assert [problem.cell for problem in problems if problem.code == "I-06"] == found
