"""Tables found by their label words: where they stand, how they are spelled, what is left over (I-03, I-05)."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.sheets import WHOLE, grid, xlsx
from xltool.document import Document, read_document
from xltool.flat import DepartmentReading, ProjectReading
from xltool.forms import shipped
from xltool.layout.sheet import read_grid
from xltool.model import Budget, Checkpoint, Department, Indicator, Project, SubObjective, Target, Unit
from xltool.problems import Unrelated
from xltool.rules import check

Read = Callable[[str], Document]

HEAD = """
项目编码 | 434-1401-JBN-6BVF | 项目名称 | 村志编撰费
预算数 | 20.00 | 其中：财政资金 | 20.00 | 其他资金 |
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
"""
"""Enough of it to be recognised, above the indicators that a test is about."""


def _of(number: str, unit: str) -> Target:
    return Target(f"≥{number}{unit}", "≥", Decimal(number), unit)


INDICATORS = (
    Indicator("产出指标", "数量指标", "收集篇数", "收集的资料篇数", _of("10", "篇"), "工作计划"),
    Indicator("产出指标", "质量指标", "成书率", "成书占计划的比率", _of("95", "%")),
    Indicator("效果指标", "社会效益指标", "可参考率", "可参考内容的比率", _of("90", "%")),
    Indicator("满意度指标", "服务对象满意度指标", "读者满意度", "读者的满意程度", _of("95", "%")),
)
PROJECT = Project(
    code="434-1401-JBN-6BVF",
    name="村志编撰费",
    form="hebei-project",
    department=Unit("434002", "北戴河区政府办公室"),
    budget=Budget(Decimal("20.00"), Decimal("15.50"), Decimal("4.50")),
    purpose="编撰、印刷村志",
    plan=tuple(Checkpoint(f"{m}月底", Decimal(p)) for m, p in ((3, 25), (6, 50), (10, 75), (12, 100))),
    objectives=("1、收集资料", "2、印刷成书"),
    indicators=INDICATORS,
)


@pytest.fixture(params=["grid", "xlsx"])
def read(request: pytest.FixtureRequest) -> Read:
    """Reads a text table as the grid that it says, and as a workbook; the answer has to be the same."""

    def as_grid(table: str) -> Document:
        first, *others = (found := read_grid(grid(table)))[0]
        return Document("表.xlsx", (replace(first, leftovers=(*first.leftovers, *found[1])), *others))

    def as_workbook(table: str) -> Document:
        return read_document(xlsx(table), "表.xlsx")

    return as_grid if request.param == "grid" else as_workbook


def projects(document: Document) -> list[Project]:
    """The projects of a document, without their sources."""
    return [replace(r.project, source=None) for r in document.readings if isinstance(r, ProjectReading)]


def only(document: Document) -> ProjectReading:
    """The one table of a document."""
    (reading,) = document.readings
    assert isinstance(reading, ProjectReading)
    return reading


def left(document: Document) -> list[tuple[str, str]]:
    """Address and text of everything left over."""
    return [(leftover.cell, leftover.raw) for leftover in document.all_leftovers()]


def repairs(document: Document, code: str) -> list[tuple[str, str, str]]:
    """Address, raw text and new value of the repairs of a rule."""
    return [(repair.cell, repair.raw, repair.value) for repair in document.all_repairs() if repair.code == code]


# The table as a whole


def test_the_printed_form_is_read_whole(read: Read):
    """Every field of the form is found, nothing is left over, and a merged level 1 needs no repair."""
    document = read(WHOLE)
    assert projects(document) == [PROJECT]
    assert left(document) == []
    assert repairs(document, "I-03") == []
    assert repairs(document, "I-02") == [("A2", "434002北戴河区政府办公室", "434002｜北戴河区政府办公室")]


def test_every_field_knows_its_cell(read: Read):
    """A field's address is that of the cell that held it."""
    reading = only(read(WHOLE))
    cells = {path: reading.cell(path) for path in ("department", "code", "name", "budget.other", "purpose")}
    assert cells == {"department": "A2", "code": "B3", "name": "E3", "budget.other": "G4", "purpose": "B5"}
    assert [reading.cell(f"plan.{by}") for by in ("3月底", "12月底")] == ["B7", "E7"]
    assert [reading.cell(f"indicators[1].{name}") for name in ("level1", "level3", "target")] == ["A11", "C11", "E11"]
    assert reading.raw("indicators[0].basis") == "工作计划"


def test_a_table_says_its_file_and_sheet(read: Read):
    """The source is the file and the sheet that were read."""
    source = only(read(WHOLE)).project.source
    assert (source.file, source.sheet) == ("表.xlsx", "Sheet1")


def test_a_table_may_begin_anywhere(read: Read):
    """Two empty columns and three empty rows before the table change its addresses and nothing else."""
    moved = "\n\n\n" + "\n".join(f" | | {line}" for line in WHOLE.strip().split("\n"))
    document = read(f"|{moved}")
    assert projects(document) == [PROJECT]
    assert left(document) == []
    reading = only(document)
    assert [reading.cell(p) for p in ("department", "code", "indicators[3].target")] == ["C5", "D6", "G16"]


def test_a_table_may_have_empty_columns_between_its_own(read: Read):
    """A border column after every column makes no difference, not even where nothing is merged."""
    lines = WHOLE.replace("~", "").replace("<", "").strip().split("\n")
    document = read("\n".join(" | ".join(cell for text in line.split("|") for cell in (text, "")) for line in lines))
    assert projects(document) == [PROJECT]
    assert left(document) == []


def test_a_value_out_of_its_place_is_left_over(read: Read):
    """Percentages that do not stand below their labels are not taken for anything, and not lost either."""
    document = read(
        """
        项目编码 | 434-1401-JBN-6BVF | 项目名称 | 村志编撰费
        资金支出计划（%） | 3月底 | 6月底 | 10月底 | 12月底

        | | | | | 25.00 | 100.00
        一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
        """
    )
    assert [point.percent for point in only(document).project.plan] == [None] * 4
    assert left(document) == [("F4", "25"), ("G4", "100")]


def test_several_tables_stand_in_one_sheet(read: Read):
    """Tables below each other are read in order, each with its own title, head, indicators and cells."""
    second = WHOLE.replace("村志编撰费", "年鉴编撰费").replace("6BVF", "2CT9").replace("20.00", "30.00")
    document = read(f"{WHOLE}\n\n{second.strip()}\n{WHOLE.strip().replace('6BVF', 'AE8G')}")
    first, other, third = projects(document)
    assert first == PROJECT
    assert (other.code, other.name) == ("434-1401-JBN-2CT9", "年鉴编撰费")
    assert other.budget.total == Decimal("30.00")
    assert other.indicators == third.indicators == INDICATORS
    assert third.code == "434-1401-JBN-AE8G"
    assert [reading.cell("code") for reading in document.readings] == ["B3", "B18", "B31"]
    assert [reading.cell("department") for reading in document.readings] == ["A2", "A17", "A30"]
    assert left(document) == []


def test_every_sheet_of_a_workbook_is_read():
    """Tables on several sheets come in the order of the sheets; a sheet without one is left over."""
    other = WHOLE.replace("6BVF", "2CT9")
    document = read_document(xlsx(WHOLE, "说明 | 先填一级指标", other), "表.xlsx")
    assert [project.code[-4:] for project in projects(document)] == ["6BVF", "2CT9"]
    assert [reading.sheet for reading in document.readings] == ["Sheet1", "Sheet3"]
    assert [(leftover.sheet, leftover.cell) for leftover in document.all_leftovers()] == [("Sheet2", "A1")]


def test_a_sheet_without_a_table_is_no_table():
    """A workbook of something else is unrelated, and the sentence names the file."""
    with pytest.raises(Unrelated, match=r"名单\.xlsx"):
        read_document(xlsx("姓名 | 项目名称 | 一级指标\n张三 | 村志 | 产出指标"), "名单.xlsx")


def test_a_table_without_its_code_label_is_still_one_table(read: Read):
    """The row of code and name may be missing: the rest is read, and both are None."""
    table = "\n".join(line for line in WHOLE.strip().split("\n") if "项目编码" not in line)
    (project,) = projects(read(table))
    assert (project.code, project.name) == (None, None)
    assert project.budget == PROJECT.budget
    assert project.indicators == INDICATORS


# Label words


@pytest.mark.parametrize(
    ("printed", "as_written"),
    [
        ("项目编码", "项 目 编 码："),
        ("项目编码", "项目编码:"),
        ("项目名称", "项　目　名　称"),
        ("项目名称", "1、项目名称"),
        ("项目名称", "（二）项目名称："),
        ("预算数", "预 算 数 ："),
        ("其中：财政资金", "其中:财政资金"),
        ("其中：财政资金", "其中： 财政资金："),
        ("资金支出计划⏎（%）", "资金支出计划(%)"),
        ("资金支出计划⏎（%）", "资金支出计划（％）"),
        ("3月底", "３月底"),
        ("10月底", "10 月底"),
        ("一级指标", "一 级⏎指 标"),
        ("三级指标", "三级指标："),
        ("指标值", "指 标 值"),
        ("绩效目标", "绩⏎效⏎目⏎标"),
        ("单位：万元", "单位:万元"),
    ],
)
def test_labels_are_compared_without_their_trimmings(read: Read, printed: str, as_written: str):
    """Blanks, line breaks, colons, numbering and full-width forms in a label make no difference."""
    document = read(WHOLE.replace(f"{printed} |", f"{as_written} |"))
    assert projects(document) == [PROJECT]
    assert left(document) == []


VARIANTS = [
    (label, spelling)
    for label, spellings in shipped("hebei-project").labels.items()
    for spelling in spellings
    if not spelling.endswith("元") or spelling.endswith("万元")
]


@pytest.mark.parametrize(("label", "spelling"), VARIANTS)
def test_every_spelling_of_the_form_file_is_a_label(read: Read, label: str, spelling: str):
    """Whatever the form file lists beside a label stands for it."""
    printed = label.replace("\n", "⏎")
    assert WHOLE.count(f"{printed} |") == 1
    document = read(WHOLE.replace(f"{printed} |", f"{spelling} |"))
    assert projects(document) == [PROJECT]
    assert left(document) == []


def test_a_longer_label_is_not_mistaken_for_the_shorter_in_it(read: Read):
    """指标值确定依据 is not 指标值, and 项目绩效目标 is not 项目."""
    document = read(
        f"""{HEAD.strip().replace("| 指标值 | 指标值确定依据", "| 指标值确定依据 | 指标值")}
        产出指标 | 数量指标 | 篇数 | 描述 | 工作计划 | ≥10篇"""
    )
    (indicator,) = only(document).project.indicators
    assert (indicator.basis, indicator.target.raw) == ("工作计划", "≥10篇")


# Values beside their labels


def test_a_value_may_stand_after_empty_cells(read: Read):
    """The first filled cell right of a label is its value, however many blank cells lie between."""
    document = read(
        """
        项目编码 | | | 434-1401-JBN-6BVF | | 项目名称 | | 村志编撰费
        预算数 | | 20.00 | 其中：财政资金 | | | | 15.5 | 其他资金 | 4.5
        绩效目标 | | | | 1、收集资料
        一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
        """
    )
    reading = only(document)
    assert (reading.project.code, reading.project.name) == ("434-1401-JBN-6BVF", "村志编撰费")
    assert reading.project.budget == PROJECT.budget
    assert reading.project.objectives == ("1、收集资料",)
    assert [reading.cell(path) for path in ("code", "name", "budget.fiscal", "objectives")] == ["D1", "H1", "H2", "E3"]


def test_a_missing_value_is_none_at_the_cell_where_it_should_stand(read: Read):
    """A blank value is None, its cell is the one beside the label, and no other value is taken for it."""
    reading = only(
        read(
            """
            项目编码 | | 项目名称 | 村志编撰费
            预算数 | | 其中：财政资金 | | 其他资金 |
            绩效目标 |
            一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
            """
        )
    )
    assert reading.project.code is None
    assert reading.project.name == "村志编撰费"
    assert reading.project.budget == Budget()
    assert reading.project.objectives == ()
    assert [reading.cell(path) for path in ("code", "budget.total", "budget.fiscal")] == ["B1", "B2", "D2"]
    problems = {(p.code, p.cell) for p in check([reading])}
    assert {("S-10", "B1"), ("S-10", "B2"), ("S-10", "B3")} <= problems


def test_a_label_directly_after_a_label_is_not_its_value(read: Read):
    """Where the cell for a value is missing altogether, the next label is not taken for the value."""
    project = only(
        read(
            """
            项目编码 | 项目名称 | 村志编撰费
            预算数 | 其中：财政资金 | 15.5 | 其他资金 | 4.5
            一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
            """
        )
    ).project
    assert project.code is None
    assert project.name == "村志编撰费"
    assert project.budget == Budget(None, Decimal("15.50"), Decimal("4.50"))


def test_the_purpose_may_stand_right_of_its_label(read: Read):
    """资金用途 with a row of its own is read like the printed form, where the text stands below the amounts."""
    document = read(
        """
        项目编码 | 434-1401-JBN-6BVF | 项目名称 | 村志编撰费
        预算数 | 20.00 | 其中：财政资金 | 20.00 | 其他资金 |
        资金用途 | 编撰、印刷村志
        一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
        """
    )
    assert only(document).project.purpose == "编撰、印刷村志"
    assert left(document) == []


def test_a_value_that_reads_like_a_label_stays_a_value(read: Read):
    """A deadline such as 6月底 as a target, or 绩效目标 as a basis, is neither a label nor lost."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 时效指标 | 完成时间 | 印刷完成 | 6月底 | 绩效目标
        产出指标 | 数量指标 | 篇数 | 其他资金 | ≥10篇 | 项目名称"""
    )
    first, second = only(document).project.indicators
    assert (first.target.raw, first.basis) == ("6月底", "绩效目标")
    assert (second.description, second.basis) == ("其他资金", "项目名称")
    assert only(document).project.name == "村志编撰费"
    assert only(document).project.budget.other is None


# Rows of indicators


def levels(document: Document) -> list[tuple[str | None, str | None, str | None]]:
    """The three levels of each indicator of the one table."""
    return [(i.level1, i.level2, i.level3) for i in only(document).project.indicators]


THREE = [("产出指标", "数量指标", "篇数"), ("产出指标", "质量指标", "成书率"), ("效果指标", "社会效益指标", "可参考率")]


def test_a_blank_level_1_is_carried_down_and_listed(read: Read):
    """A blank level 1 means the one above it (I-03), and the repair says so at the blank cell."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 篇数 | 描述 | ≥10篇 |
                 | 质量指标 | 成书率 | 描述 | ≥95% |
        效果指标 | 社会效益指标 | 可参考率 | 描述 | ≥90% |"""
    )
    assert levels(document) == THREE
    assert repairs(document, "I-03") == [("A5", "", "产出指标")]


@pytest.mark.parametrize("second", ["产出指标", "~"], ids=["repeated", "merged"])
def test_a_repeated_or_merged_level_1_is_no_repair(read: Read, second: str):
    """A level 1 that stands in every row, or is merged over its rows, is read as it stands: that is no guess."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 篇数 | 描述 | ≥10篇 |
        {second} | 质量指标 | 成书率 | 描述 | ≥95% |
        效果指标 | 社会效益指标 | 可参考率 | 描述 | ≥90% |"""
    )
    assert levels(document) == THREE
    assert repairs(document, "I-03") == []


def test_a_level_1_is_carried_over_several_rows(read: Read):
    """One printed level 1 holds until the next one, each blank cell with its own repair."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 篇数 | 描述 | ≥10篇 |
                 | 质量指标 | 成书率 | 描述 | ≥95% |
                 | 时效指标 | 按时率 | 描述 | ≥95% |
        效果指标 | 社会效益指标 | 可参考率 | 描述 | ≥90% |"""
    )
    assert [level1 for level1, _, _ in levels(document)] == ["产出指标"] * 3 + ["效果指标"]
    assert [cell for cell, _, _ in repairs(document, "I-03")] == ["A5", "A6"]


def test_a_blank_level_2_below_a_blank_level_1_is_carried_down(read: Read):
    """Where level 1 and level 2 are both blank, both mean the row above, and both are listed."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 质量指标 | 成书率 | 描述 | ≥95% |
                 |          | 差错率 | 描述 | ≤1% |"""
    )
    assert levels(document) == [("产出指标", "质量指标", "成书率"), ("产出指标", "质量指标", "差错率")]
    assert repairs(document, "I-03") == [("A5", "", "产出指标"), ("B5", "", "质量指标")]


def test_a_merged_level_2_is_carried_down(read: Read):
    """A level 2 merged over two rows holds for both, without a repair."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 质量指标 | 成书率 | 描述 | ≥95% |
        ~        | ~        | 差错率 | 描述 | ≤1% |"""
    )
    assert levels(document) == [("产出指标", "质量指标", "成书率"), ("产出指标", "质量指标", "差错率")]
    assert repairs(document, "I-03") == []


def test_a_blank_level_2_of_another_level_1_stays_blank(read: Read):
    """A new level 1 does not inherit the level 2 of the class before it; it is missing, and S-07 says so."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 质量指标 | 成书率 | 描述 | ≥95% |
        效果指标 |          | 可参考率 | 描述 | ≥90% |"""
    )
    assert levels(document) == [("产出指标", "质量指标", "成书率"), ("效果指标", None, "可参考率")]
    assert repairs(document, "I-03") == []
    assert [p.cell for p in check(document.readings) if p.code == "S-07"] == ["B5"]


def test_a_blank_row_does_not_end_the_indicators(read: Read):
    """Rows after a blank one belong to the table, and level 1 is carried over it."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 篇数 | 描述 | ≥10篇 |
        |
                 | 质量指标 | 成书率 | 描述 | ≥95% |

        效果指标 | 社会效益指标 | 可参考率 | 描述 | ≥90% |"""
    )
    assert levels(document) == THREE
    assert only(document).cell("indicators[2].level1") == "A8"
    assert left(document) == []


def test_a_head_repeated_on_the_next_page_is_no_indicator(read: Read):
    """Where the head is printed again in the middle, the rows go on below it."""
    head = HEAD.strip().split("\n")[-1]
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 篇数 | 描述 | ≥10篇 |
        产出指标 | 质量指标 | 成书率 | 描述 | ≥95% |
        {head}
        效果指标 | 社会效益指标 | 可参考率 | 描述 | ≥90% |"""
    )
    assert levels(document) == THREE
    assert left(document) == []


def test_the_columns_of_the_indicators_may_stand_in_any_order(read: Read):
    """Each column is what its head says."""
    document = read(
        """
        项目编码 | 434-1401-JBN-6BVF | 项目名称 | 村志编撰费
        预算数 | 20.00 | 其中：财政资金 | 20.00 | 其他资金 |
        指标值 | 三级指标 | 一级指标 | 指标值确定依据 | 二级指标 | 绩效指标描述
        ≥10篇 | 收集篇数 | 产出指标 | 工作计划 | 数量指标 | 收集的资料篇数
        """
    )
    assert only(document).project.indicators == INDICATORS[:1]
    assert left(document) == []


def test_a_column_that_the_form_does_not_know_is_left_over(read: Read):
    """An extra column is neither read nor lost: its head and its cells are leftovers with their addresses."""
    document = read(
        """
        项目编码 | 434-1401-JBN-6BVF | 项目名称 | 村志编撰费
        预算数 | 20.00 | 其中：财政资金 | 20.00 | 其他资金 |
        一级指标 | 二级指标 | 三级指标 | 权重 | 绩效指标描述 | 指标值 | 指标值确定依据
        产出指标 | 数量指标 | 收集篇数 | 分值60 | 收集的资料篇数 | ≥10篇 | 工作计划
        """
    )
    assert only(document).project.indicators == INDICATORS[:1]
    assert left(document) == [("D3", "权重"), ("D4", "分值60")]


def test_a_missing_column_is_none(read: Read):
    """A table without 指标值确定依据 has no basis, and the rest is read."""
    document = read(
        """
        项目编码 | 434-1401-JBN-6BVF | 项目名称 | 村志编撰费
        预算数 | 20.00 | 其中：财政资金 | 20.00 | 其他资金 |
        资金支出计划（%） | 3月底 | 6月底 | 10月底 | 12月底
        一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值
        产出指标 | 质量指标 | 成书率 | 成书占计划的比率 | ≥95%
        """
    )
    assert only(document).project.indicators == (INDICATORS[1],)


# What belongs to no field


@pytest.mark.parametrize(
    "row",
    [
        "填报人：张三 | | 审核人：李四 | | 填报日期：2020年1月5日",
        "填报人: 张三 | | | 联系电话: 0335-1234567",
        "填 报 人：张三 | | | 填报日期：",
        "单位负责人（签章）：王五 | | 填报人（签字）：张三",
        "备注：本表一式两份",
        "注：指标值按年度填写",
        " | | 填报人：张三 | | 审核人：李四",
        "填报人 | 张三 | 审核人 | 李四",
    ],
)
def test_a_row_of_signatures_is_no_indicator(read: Read, row: str):
    """Signatures and remarks below the table are leftovers, cell by cell, and never an indicator."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 收集篇数 | 收集的资料篇数 | ≥10篇 | 工作计划
        {row}"""
    )
    assert only(document).project.indicators == INDICATORS[:1]
    cells = [(f"{'ABCDEF'[col]}5", text.strip()) for col, text in enumerate(row.split("|")) if text.strip()]
    assert left(document) == cells


def test_stray_text_is_left_over_with_its_address(read: Read):
    """Words above and beside the table are listed where they stand."""
    document = read(
        f"""附件3：
        {HEAD.strip()}
        产出指标 | 数量指标 | 收集篇数 | 收集的资料篇数 | ≥10篇 | 工作计划 | | 请核实"""
    )
    assert only(document).project.indicators == INDICATORS[:1]
    assert sorted(left(document)) == [("A1", "附件3："), ("H5", "请核实")]


def test_a_sentence_below_the_table_is_no_indicator(read: Read):
    """A lone text below the indicators is left over; it is not a level 1 of an indicator without a name."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 收集篇数 | 收集的资料篇数 | ≥10篇 | 工作计划

        本表一式两份，一份报财政局"""
    )
    assert only(document).project.indicators == INDICATORS[:1]
    assert left(document) == [("A6", "本表一式两份，一份报财政局")]


def test_leftovers_inside_a_table_are_problems(read: Read):
    """What stands in the rows of a table and belongs to no field is told by validate too."""
    document = read(
        f"""{HEAD.strip()}
        产出指标 | 数量指标 | 收集篇数 | 收集的资料篇数 | ≥10篇 | 工作计划 | | 请核实"""
    )
    assert [(p.cell, p.found) for p in check(document.readings) if p.code == "R-04"] == [("H4", "请核实")]


def test_the_title_of_a_table_is_no_leftover(read: Read):
    """A numbered title belongs to the form, whatever project it names."""
    document = read(
        f"""12、北戴河年鉴编撰费绩效目标表
        {HEAD.strip()}
        产出指标 | 数量指标 | 收集篇数 | 收集的资料篇数 | ≥10篇 | 工作计划"""
    )
    assert left(document) == []


# Part one


PART_ONE = Department(
    code="434002",
    name="北戴河区政府办公室",
    year=2020,
    overall_objective="按照部署，完成任务。",
    sub_objectives=(SubObjective("政务服务", "突出政务；"), SubObjective("智慧城市", "建立一个平台。")),
    measures=("一是坚持服务群众", "二是健全制度，加强管理。"),
)


COVER = """
434002北戴河区政府办公室
2020年部门预算绩效信息

第一部分 部门整体绩效目标
"""
PARAGRAPHS = """
（一）总体绩效目标
按照部署，完成任务。
（二）分项绩效目标
1、政务服务：突出政务；
2、智慧城市：建立一个平台。
（三）工作保障措施
一是坚持服务群众；二是健全制度，加强管理。
"""


def part_one(document: Document) -> Department:
    """The one part one of a document."""
    (reading,) = document.readings
    assert isinstance(reading, DepartmentReading)
    return reading.department


def test_part_one_is_read_from_paragraphs(read: Read):
    """A sheet of paragraphs gives objectives, sub-objectives by their colons, and measures by their clauses."""
    document = read(COVER + PARAGRAPHS)
    assert part_one(document) == PART_ONE
    assert left(document) == []


@pytest.mark.parametrize(
    ("printed", "as_written"),
    [
        ("（一）总体绩效目标", "一、总体绩效目标"),
        ("（一）总体绩效目标", "年度总体目标："),
        ("（二）分项绩效目标", "（二）分项目标"),
        ("（三）工作保障措施", "三、工作保障措施"),
        ("（三）工作保障措施", "保障措施"),
    ],
)
def test_headings_of_part_one_have_variants(read: Read, printed: str, as_written: str):
    """The headings are found in other numberings and in every spelling of the form file."""
    assert part_one(read(COVER + PARAGRAPHS.replace(printed, as_written))) == PART_ONE


def test_part_one_and_the_tables_may_share_a_sheet(read: Read):
    """Part one above the tables takes its code from them, and the repair says so."""
    document = read(
        COVER.replace("434002", "")
        + PARAGRAPHS
        + "第二部分 预算项目绩效目标\n"
        + WHOLE.strip().replace("<", "").replace("~", "")
    )
    assert projects(document) == [PROJECT]
    (overview,) = (reading for reading in document.readings if isinstance(reading, DepartmentReading))
    assert overview.department == PART_ONE
    assert ("A1", "", "434002") in repairs(document, "I-02")
    assert left(document) == []
