"""Odd spellings and shapes of labels (I-02, I-03, I-05): each a few rows, and what is read of them."""

from decimal import Decimal

import pytest

from tests.sheets import grid, xlsx
from xltool.document import Document, read_document
from xltool.flat import DepartmentReading, ProjectReading
from xltool.layout.sheet import read_grid
from xltool.problems import Unrelated

TOP = """
村志编撰费绩效目标表
434002北戴河区政府办公室 | | | | | 单位：万元
项目编码 | 434-1401-JBN-6BVF | | 项目名称 | 村志编撰费
预算规模及⏎资金用途 | 预算数 | 20 | 其中：财政资金 | 15.5 | 其他资金 | 4.5
| 编撰村志
资金支出计划（%） | 3月底 | 6月底 | 10月底 | 12月底
| 25 | 50 | 75 | 100
绩效目标 | 1、收集资料⏎2、印刷成书
"""
ROWS = """
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
产出指标 | 数量指标 | 篇数 | 收集的篇数 | ≥10篇 | 计划
"""
TABLE = TOP + ROWS.strip()


def only(table: str) -> ProjectReading:
    """The one table of a sheet, with all that is left over."""
    readings, rest = read_grid(grid(table))
    (reading,) = readings
    assert isinstance(reading, ProjectReading)
    assert rest == []
    return reading


def field(reading: ProjectReading, path: str) -> object:
    """A field of a project by its path, for short."""
    project = reading.project
    if path.startswith("plan."):
        return next(str(point.percent) for point in project.plan if point.by == path[5:])
    if path.startswith("budget."):
        return str(getattr(project.budget, path[7:]))
    if path == "department":
        return f"{project.department.code}｜{project.department.name}"
    if path == "indicator":
        return [(i.level1, i.level2, i.level3, i.target.raw) for i in project.indicators]
    return getattr(project, path)


FIRST = ("产出指标", "数量指标", "篇数", "≥10篇")
CODE, NAME = "434-1401-JBN-6BVF", "村志编撰费"
WHOSE = "434002｜北戴河区政府办公室"
LINE = "434002北戴河区政府办公室 | | | | | 单位：万元"
KEYS = "项目编码 | 434-1401-JBN-6BVF | | 项目名称 | 村志编撰费"
MONEY = "| 预算数 | 20 | 其中：财政资金 | 15.5 | 其他资金 | 4.5"
HEADS = "一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据"
GOALS = "绩效目标 | 1、收集资料⏎2、印刷成书"

CHANGED = [
    # what stands in the printed table, what stands there instead, the field, what is read
    ("项目编码 |", "项 目 编 码： |", "code", CODE),
    ("项目编码 |", "项：目：编：码 |", "code", CODE),
    ("项目编码 |", "*项目编码 |", "code", CODE),
    ("项目编码 |", "项目编码※ |", "code", CODE),
    ("项目编码 |", "★项目代码： |", "code", CODE),
    ("项目编码 |", "【项目编码】 |", "code", CODE),
    ("项目编码 |", "[项目编码] |", "code", CODE),
    ("项目编码 |", "（项目编码） |", "code", CODE),
    ("项目编码 |", "〔项目编号〕 |", "code", CODE),
    ("项目编码 |", "项目⏎编码 |", "code", CODE),
    ("项目名称 |", "《项目名称》 |", "name", NAME),
    ("项目名称 |", "项目名称（必填） |", "name", NAME),
    ("项目名称 |", "2.项目名称： |", "name", NAME),
    ("项目名称 |", "*（二）项　目　名　称 |", "name", NAME),
    ("预算数 |", "预算数（万元） |", "budget.total", "20.00"),
    ("预算数 |", "预算数（元） |", "budget.total", "0.002"),
    ("预算数 |", "预算数（单位：元） |", "budget.total", "0.002"),
    ("预算数 |", "资金总额(万元) |", "budget.total", "20.00"),
    ("其中：财政资金 |", "其中财政资金 |", "budget.fiscal", "15.50"),
    ("其中：财政资金 |", "其中：⏎财政拨款（万元） |", "budget.fiscal", "15.50"),
    ("其他资金 |", "其它资金（千元） |", "budget.other", "0.45"),
    ("单位：万元", "（金额单位：千元）", "budget.total", "2.00"),
    ("绩效目标 |", "绩⏎效⏎目⏎标 |", "objectives", ("1、收集资料", "2、印刷成书")),
    ("绩效目标 |", "▲年度绩效目标: |", "objectives", ("1、收集资料", "2、印刷成书")),
    ("三级指标 |", "指标内容 |", "indicator", [FIRST]),
    ("| 指标值 |", "| 年度指标值 |", "indicator", [FIRST]),
    ("| 指标值 |", "| 目 标 值： |", "indicator", [FIRST]),
    ("一级指标 |", "（一级指标） |", "indicator", [FIRST]),
    ("一级指标 | 二级指标", "一级⏎指标 | 二级⏎指标", "indicator", [FIRST]),
    # label and value in one cell
    (KEYS, f"项目编码：{CODE} | | | 项目名称:{NAME}", "code", CODE),
    (KEYS, f"项目编码：{CODE} | | | 项目名称:{NAME}", "name", NAME),
    (KEYS, f"项目编码：{CODE}　　项目名称：{NAME}", "name", NAME),
    (KEYS, f"项 目 编 码: {CODE}；项 目 名 称: {NAME}", "code", CODE),
    (KEYS, f"（项目名称：{NAME}，项目编码：{CODE}）", "code", CODE),
    (MONEY, "| 预算数：20 | 其中：财政资金：15.5 | 其他资金： 4.5", "budget.total", "20.00"),
    (MONEY, "| 预算数：20 | 其中：财政资金：15.5 | 其他资金： 4.5", "budget.fiscal", "15.50"),
    (MONEY, "| 预算数：20万元  财政资金：15.5万元  其他资金：4.5万元", "budget.fiscal", "15.50"),
    (MONEY, "| 资金总额： 12.5", "budget.total", "12.50"),
    (
        "| 3月底 | 6月底 | 10月底 | 12月底\n| 25 | 50 | 75 | 100",
        "| 3月底：25% | 6月底：50%、10月底：75% | | 12月底：100",
        "plan.10月底",
        "75.00",
    ),
    (
        GOALS,
        "绩效目标：1、收集资料⏎2、印刷成书；其他资金：不用",
        "objectives",
        ("1、收集资料", "2、印刷成书；其他资金：不用"),
    ),
    # heads in two rows
    (
        HEADS,
        "绩效指标 | | | 绩效指标描述 | 指标值 | 指标值确定依据\n一级指标 | 二级指标 | 三级指标",
        "indicator",
        [FIRST],
    ),
    (
        HEADS,
        "绩效指标 | < | < | 绩效指标描述 | 指标值 | 确定依据\n一级指标 | 二级指标 | 三级指标 | ~ | ~ | ~",
        "indicator",
        [FIRST],
    ),
    (
        HEADS,
        "一级指标 | 二级指标 | 三级指标 | 绩效指标 | < | <\n~ | ~ | ~ | 绩效指标描述 | 指标值 | 确定依据",
        "indicator",
        [FIRST],
    ),
    (
        HEADS,
        "一级 | 二级 | 三级 | 绩效指标 | 指标 | 指标值\n指标 | 指标 | 指标 | 描述 | 值 | 确定依据",
        "indicator",
        [FIRST],
    ),
    # whose it is
    (LINE, "部门名称：434002北戴河区政府办公室 | | | 单位：万元", "department", WHOSE),
    (LINE, "填报单位（盖章）：434002北戴河区政府办公室", "department", WHOSE),
    (LINE, "预算单位：434002北戴河区政府办公室　　　单位：万元", "department", WHOSE),
    (LINE, "434002北戴河区政府办公室　　　金额单位：万元", "department", WHOSE),
    (LINE, "单位：434002北戴河区政府办公室", "department", WHOSE),
    (LINE, "主 管 部 门 | 434002北戴河区政府办公室", "department", WHOSE),
    (LINE, "单位编码 | 434002 | 单位名称 | 北戴河区政府办公室", "department", WHOSE),
    (LINE, "单位编码：434002 | 单位名称：北戴河区政府办公室", "department", WHOSE),
    (LINE, "434002北戴河区政府办公室", "department", WHOSE),
    # codes joined to names
    ("434002北", "434002 北", "department", WHOSE),
    ("434002北", "434002_北", "department", WHOSE),
    ("434002北", "434002：北", "department", WHOSE),
    ("434002北", "[434002]北", "department", WHOSE),
    ("434002北", "（434002)北", "department", WHOSE),
    ("434002北", "434002-北", "department", WHOSE),
    ("434002北戴河区政府办公室", "51000021R000000019951办公室", "department", "51000021R000000019951｜办公室"),
    (KEYS, "项目名称 | 51000021R000000019951-工资性支出", "code", "51000021R000000019951"),
    (KEYS, "项目名称 | 51000021R000000019951-工资性支出", "name", "工资性支出"),
    (KEYS, "项目编码 | | 项目名称 | 434-1401-JBN-6BVF村志编撰费", "code", CODE),
    (KEYS, "项目编码 | | 项目名称 | [434-1401-JBN-6BVF]村志编撰费", "name", NAME),
    (KEYS, "项目编码 | （434-1401-JBN-6BVF）村志编撰费", "name", NAME),
    (KEYS, "项目编码 | 434-1401-JBN-6BVF | 项目名称 | 434-1401-JBN-6BVF 村志编撰费", "name", NAME),
    (KEYS, "项目编码：434-1401-JBN-6BVF-村志编撰费", "name", NAME),
    (KEYS, "项目名称 | [015001]村志编撰费", "code", "015001"),
    (KEYS, "项目名称 | (433)村志编撰费", "code", "433"),
    (KEYS, "项目名称 | 219001-村志编撰费", "code", "219001"),
    (KEYS, "项目名称 | 219001村志编撰费", "name", NAME),
    (KEYS, "项目名称 | 2020-2022年规划编制", "name", "2020-2022年规划编制"),
    (KEYS, "项目名称 | （2020）年鉴", "name", "（2020）年鉴"),
    (KEYS, "项目名称 | 120急救中心经费", "name", "120急救中心经费"),
    (KEYS, "项目编码 | 434-1401-JBN-2CT9 | 项目名称 | 434-1401-JBN-6BVF年鉴", "name", "434-1401-JBN-6BVF年鉴"),
]


@pytest.mark.parametrize(("printed", "instead", "path", "value"), CHANGED)
def test_an_odd_spelling_is_read(printed: str, instead: str, path: str, value: object) -> None:
    """The field is found, whatever the label looks like, and no cell is left over."""
    assert TABLE.count(printed) == 1
    reading = only(TABLE.replace(printed, instead))
    assert field(reading, path) == value
    assert reading.leftovers == ()


@pytest.mark.parametrize(
    ("rows", "levels"),
    [
        ("产出指标 | 质量指标 | 率 | | ≥1%", [("产出指标", "质量指标")]),
        (" | 质量指标 | 率 | | ≥1%", [("产出指标", "质量指标")]),
        ("满意度 | 服务对象满意度 | 满 | | ≥1%", [("满意度", "服务对象满意度")]),
        ("效益指标 | 满意度 | 满 | | ≥1%", [("效益指标", "满意度")]),
        (
            "效益指标 | 社会效益 | 效 | | ≥1%\n | 满意度 | 满 | | ≥1%",
            [("效益指标", "社会效益"), ("效益指标", "满意度")],
        ),
        ("服务对象满意度指标 | | 满 | | ≥1%", [("服务对象满意度指标", "服务对象满意度指标")]),
        ("满意度指标 | < | 满 | | ≥1%", [("满意度指标", "服务对象满意度指标")]),
        ("满意度指标 | | 满 | | ≥1%", [("满意度指标", None)]),
        ("效益指标 | < | 效 | | ≥1%", [("效益指标", None)]),
        ("年度绩效指标\n产出指标 | 质量指标 | 率 | | ≥1%", [("产出指标", "质量指标")]),
    ],
)
def test_levels_are_read_as_they_stand(rows: str, levels: list[tuple[str, str | None]]) -> None:
    """Level 1 repeated, blank, of another name, or merged over level 2."""
    reading = only(f"{TABLE}\n{rows}")
    assert [(i.level1, i.level2) for i in reading.project.indicators[1:]] == levels
    assert reading.leftovers == ()


def test_guesses_are_said_to_be_guesses() -> None:
    """A satisfaction row below 效益 without a level 1, a level 2 that was filled in, a code of no known kind."""
    table = TABLE.replace(KEYS, "项目名称 | [015001]村志编撰费")
    reading = only(f"{table}\n效益指标 | 社会效益 | 效 | | ≥1%\n | 满意度 | 满 | | ≥1%\n满意度指标 | < | 意 | | ≥1%")
    guesses = [(repair.code, repair.cell, repair.value) for repair in reading.repairs if not repair.sure]
    assert guesses == [
        ("I-02", "B3", "015001｜村志编撰费"),
        ("I-03", "A12", "效益指标"),
        ("I-03", "B13", "服务对象满意度指标"),
    ]


def test_a_cell_with_its_label_is_a_repair_with_its_whole_text() -> None:
    """The repair has what stood in the cell, the field and the part taken, and the field's raw text is that part."""
    reading = only(TABLE.replace(MONEY, "| 预算数：20万元  财政资金：15.5万元"))
    repairs = [(r.field, r.cell, r.raw, r.value) for r in reading.repairs if r.code == "I-05"]
    assert repairs == [
        ("budget.total", "B4", "预算数：20万元  财政资金：15.5万元", "20万元"),
        ("budget.fiscal", "B4", "预算数：20万元  财政资金：15.5万元", "15.5万元"),
    ]
    assert (reading.raw("budget.fiscal"), reading.cell("budget.fiscal")) == ("15.5万元", "B4")


@pytest.mark.parametrize(
    ("row", "left"),
    [
        ("项目编码：434-1401-JBN-9999", ["项目编码：434-1401-JBN-9999"]),
        ("预算单位：434001甲局", ["434002北戴河区政府办公室"]),
        ("预算单位：434001甲局 主管部门：434002乙局", ["预算单位：434001甲局 主管部门：434002乙局"]),
        ("主管部门 | 434002乙局 | 预算单位 | 434001甲局", ["434002北戴河区政府办公室", "主管部门", "434002乙局"]),
        ("实施地点：北戴河", ["实施地点：北戴河"]),
        ("请注意 项目名称：必须填写", ["请注意 项目名称：必须填写"]),
        ("资金支出计划：按季度", ["资金支出计划：按季度"]),
        ("填报人：张三 | 项目名称：年鉴", ["填报人：张三", "项目名称：年鉴"]),
    ],
)
def test_what_is_not_read_is_left_over(row: str, left: list[str]) -> None:
    """A label that stands there already, a second department, an unknown label: each stays whole and is said."""
    table = TABLE.replace(f"\n{MONEY[2:]}", MONEY).replace("预算规模及⏎资金用途 |", f"{row}\n预算规模及⏎资金用途 |")
    reading = only(table)
    assert (reading.project.code, reading.project.name) == (CODE, NAME)
    assert [found.raw for found in reading.leftovers] == left


@pytest.mark.parametrize(
    "row",
    [
        "产出指标 | 质量指标 | 项目名称：全 | 其他资金：5 | 6月底：30% | 预算数：20",
        "产出指标 | 质量指标 | 单位：个 | 部门：甲 | =1 | 单位：元",
    ],
)
def test_values_of_indicators_stay_whole(row: str) -> None:
    """Below the head of indicators a colon makes no label."""
    reading = only(f"{TABLE}\n{row}")
    last = reading.project.indicators[-1]
    assert [last.level1, last.level2, last.level3, last.description, last.target.raw, last.basis] == row.split(" | ")
    assert reading.project.name == NAME
    assert reading.project.budget.total == Decimal("20.00")
    assert reading.leftovers == ()


# Where tables stand

SECOND = TABLE.replace("6BVF", "2CT9").replace("村志", "年鉴").strip()


def read(*tables: str) -> Document:
    """A workbook of one sheet a table."""
    return read_document(xlsx(*tables), "表.xlsx")


def named(document: Document) -> list[tuple[str | None, str | None, str | None]]:
    """Code, name and department of each project."""
    projects = [reading.project for reading in document.readings if isinstance(reading, ProjectReading)]
    return [(p.code, p.name, p.department.code) for p in projects]


TWO = [(CODE, NAME, "434002"), ("434-1401-JBN-2CT9", "年鉴编撰费", "434002")]


@pytest.mark.parametrize(
    "between",
    [
        "",
        "\n\n",
        "填报人：张三 | | 日期：\n",
        "注：完\n\n附件2\n",
        "项目支出绩效目标申报表\n（2020年度）\n",
        "填报单位（盖章）：甲局\n",
    ],
)
@pytest.mark.parametrize("shift", ["", " | "], ids=["at A", "at B"])
def test_stacked_tables_are_told_apart(between: str, shift: str) -> None:
    """Blank rows, signatures, remarks and titles between two tables are of neither, and both are whole."""
    lines = f"\n\n{TABLE.strip()}\n{between}{SECOND}".split("\n")
    document = read("|\n" + "\n".join(shift + line for line in lines))
    assert named(document) == TWO
    assert [len(reading.project.indicators) for reading in document.readings] == [1, 1]  # type: ignore[union-attr]
    assert {left.raw for left in document.all_leftovers()} <= {
        text.strip() for text in between.replace("\n", "|").split("|")
    }


@pytest.mark.parametrize(
    "instead", ["项目名称 | {}", "项目名称：{}", "项目名称 | {}\n项目编码 |", "项目编码 |\n项目名称：{}"]
)
def test_stacked_tables_without_codes_are_told_apart(instead: str) -> None:
    """Where no code stands in the tables, the name begins one (the second table was once read as indicators)."""
    lines = [TABLE.strip().replace(KEYS, instead.format(name)) for name in ("甲", "乙", "丙")]
    document = read("\n".join(lines))
    assert named(document) == [(None, name, "434002") for name in ("甲", "乙", "丙")]
    assert document.all_leftovers() == []


def test_a_department_stands_above_its_tables() -> None:
    """Lines of code and name above the titles say whose the tables below are; a table below another is a guess."""
    table = TABLE.strip().replace(LINE, "单位：万元")
    document = read(
        f"434001甲局\n{table}\n434002乙局\n{table.replace('6BVF', '2CT9')}\n\n{table.replace('6BVF', 'AE8G')}"
    )
    assert [code for _, _, code in named(document)] == ["434001", "434002", "434002"]
    guesses = [(repair.field, repair.value) for repair in document.all_repairs() if not repair.sure]
    assert guesses == [("department", "434002｜乙局")]
    assert document.all_leftovers() == []


def test_a_department_of_its_own_is_no_heading() -> None:
    """A table without a department is not given that of another table's own cell."""
    table = TABLE.strip()
    document = read(f"{table}\n{table.replace(LINE, '单位：万元').replace('6BVF', '2CT9')}")
    assert [code for _, _, code in named(document)] == ["434002", None]


CONTENTS = "目 录\n一、部门整体绩效目标 | 1\n（一）总体绩效目标 | 1\n（二）分项绩效目标 | 2\n（三）工作保障措施 | 2"
LIST = """
2020年项目汇总
序号 | 项目编码 | 项目名称 | 预算数 | 财政资金 | 其他资金 | 资金用途 | 3月底 | 6月底 | 10月底 | 12月底 | 绩效目标
1 | 434-1401-JBN-6BVF | 村志编撰费 | 20 | 15.5 | 4.5 | 编书 | 25 | 50 | 75 | 100 | 出版
"""


@pytest.mark.parametrize("other", [CONTENTS, LIST, "封面\n北戴河区政府办公室\n2020年"])
def test_somebody_elses_contents_or_list_is_no_table(other: str) -> None:
    """A sheet of contents, a cover and a list without indicators are one leftover each, which is said."""
    document = read(other, TABLE, SECOND)
    assert named(document) == TWO
    (left,) = document.all_leftovers()
    assert (left.sheet, left.raw) == ("Sheet1", "整张工作表“Sheet1”")
    with pytest.raises(Unrelated):
        read(other)


def test_a_part_one_below_a_link_to_the_contents_is_read() -> None:
    """The word 目录 in the first cell makes no list of contents of a sheet with sentences."""
    text = "按照区委区政府的部署，全面完成政务公开、智慧城市建设、地方志编纂等各项工作任务，保障机关高效有序运转。"
    document = read(
        f"目录\n434002办公室\n（一）总体绩效目标\n{text}\n（二）分项绩效目标\n政务：公开\n（三）工作保障措施\n一是领导。"
    )
    (reading,) = document.readings
    assert isinstance(reading, DepartmentReading)
    assert reading.department.overall_objective == text
