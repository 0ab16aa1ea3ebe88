"""One list of all projects (Sichuan, Yunnan 05-2): a row an indicator, blank cells mean those above, sum rows first."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.layout.test_tables import left, only, projects, repairs
from tests.sheets import grid, xlsx
from xltool.document import Document, read_document
from xltool.flat import ProjectReading
from xltool.forms import all_readable, shipped
from xltool.layout.joined_target import joined_target
from xltool.layout.sheet import read_grid
from xltool.model import Budget, Indicator, Project, Target, Unit
from xltool.problems import Unrelated
from xltool.rules import check

LEVELS = "一级指标 | 二级指标 | 三级指标"
HEAD = f"单位名称 | 项目名称 | 预算数 | 年度目标 | {LEVELS} | 指标性质 | 指标值 | 度量单位 | 权重 | 指标方向性"

LIST = f"""
2024年部门预算项目绩效目标申报表 | < | < | < | < | < | < | < | < | < | < | <
 | | | | | | | | | | | 金额单位：元
{HEAD}
820-某部门 | | 350000.5
820001-某单位 | 村志编撰费 | 200000 | 1、收集⏎2、印刷 | 产出指标 | 数量指标 | 篇数 | ≥ | 11 | 篇 | 10 | 正向指标
 | | | | | 时效指标 | 完成时间 | 定性 | 12月底前 | | 20 |
 | | | | 满意度指标 | 服务对象满意度指标 | 读者满意度 | 大于等于 | 95 | % | 10 | 正向指标
820002-另一单位 | 办公费 | 150000.5 | 保障运转 | 效益指标 | 社会效益指标 | 影响 | 定性 | 优良中低差 | | 30 |
 | | | | 产出指标 | 成本指标 | 费用 | ＝ | 15 | 万元 | 30 | 反向指标
"""
"""As Sichuan prints it: the department's sum first, level 1 in any order."""

MORE = (("权重", "10"), ("指标方向性", "正向指标"))
FIRST = Project(
    name="村志编撰费",
    form="hebei-project",
    department=Unit("820001", "某单位"),
    budget=Budget(Decimal("20.00")),
    objectives=("1、收集", "2、印刷"),
    indicators=(
        Indicator("产出指标", "数量指标", "篇数", target=Target("≥11篇", "≥", Decimal(11), "篇"), more=MORE),
        Indicator("产出指标", "时效指标", "完成时间", target=Target("12月底前"), more=(("权重", "20"),)),
        Indicator(
            "满意度指标",
            "服务对象满意度指标",
            "读者满意度",
            target=Target("≥95%", "≥", Decimal(95), "%"),
            more=MORE,
        ),
    ),
)
SECOND = Project(
    name="办公费",
    form="hebei-project",
    department=Unit("820002", "另一单位"),
    budget=Budget(Decimal("15.00005")),
    objectives=("保障运转",),
    indicators=(
        Indicator("效益指标", "社会效益指标", "影响", target=Target("优良中低差"), more=(("权重", "30"),)),
        Indicator(
            "产出指标",
            "成本指标",
            "费用",
            target=Target("=15万元", "=", Decimal(15), "万元"),
            more=(("权重", "30"), ("指标方向性", "反向指标")),
        ),
    ),
)


def read(table: str) -> Document:
    """The table as a workbook."""
    return read_document(xlsx(table), "表.xlsx")


def problems(document: Document, *codes: str) -> list[tuple[str, str | None, str]]:
    """Code, cell and message of the problems of some rules."""
    return [(p.code, p.cell, p.message) for p in check(document.readings) if p.code in codes]


# The list as a whole


def test_a_list_is_read_as_its_projects():
    """Every project with its unit, money, goals and indicators; sum row and title are none, nothing is left."""
    document = read(LIST)
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == []
    assert problems(document, "F-08", "R-04", "S-10", "F-01") == []


def test_a_grid_gives_the_same_as_a_workbook():
    """The grid of the same text table is read alike."""
    readings, rest = read_grid(grid(LIST))
    assert [replace(r.project, source=None) for r in readings] == [FIRST, SECOND]
    assert rest == []


def test_every_field_knows_its_cell():
    """A field's address is that of its cell in the list; a target's is that of its number."""
    first, second = read(LIST).readings
    paths = ("department", "name", "budget.total", "objectives", "indicators[1].level2", "indicators[1].target")
    assert [first.cell(path) for path in paths] == ["A5", "B5", "C5", "D5", "F6", "I6"]
    assert [second.cell(path) for path in (*paths[:4], "indicators[0].more.权重")] == ["A8", "B8", "C8", "D8", "K8"]


def test_the_rules_speak_of_the_cells_of_the_list():
    """A typo, an unreadable amount and a value without a unit are found at their cells, by the words of the list."""
    document = read(
        LIST.replace("200000", "约二十万").replace("另一单位 | 办公费", "另一单位 | 差率费").replace("| 篇 |", "| |")
    )
    assert problems(document, "F-02", "W-01", "V-03") == [
        ("F-02", "C5", "“预算数”的“约二十万”不能读成金额。"),
        ("V-03", "I5", "指标值“≥11”没有计量单位。"),
        ("W-01", "B8", "“项目名称”中有错别字“差率费”：差率费"),
    ]


def test_what_a_list_does_not_print_is_not_asked_for():
    """No project code, purpose, payment plan or parts of the budget stand in this list, and no rule misses them."""
    codes = {code for code, _, _ in problems(read(LIST), "S-10", "F-01", "F-03")}
    assert codes == set()
    blank = read(LIST.replace("| 150000.5 | 保障运转", "| |"))
    assert problems(blank, "S-10") == [("S-10", "C8", "没有填“预算数”。"), ("S-10", "D8", "没有填“年度目标”。")]


def test_merged_cells_mean_the_same_as_blank_ones():
    """Unit, project, amount, goal and level 1 merged over their rows."""
    rows = LIST.strip("\n").split("\n")
    rows[5] = "~ | ~ | ~ | ~ | ~ | 时效指标 | 完成时间 | 定性 | 12月底前 | | 20 |"
    rows[6] = "~ | ~ | ~ | ~ | " + rows[6].split("|", 4)[4]
    document = read("\n".join(rows))
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == []
    assert [cell for cell, _, _ in repairs(document, "I-03")] == []


def test_repeated_cells_mean_the_same_as_blank_ones():
    """Some lists write unit, project, amount and goal into every row."""
    table = LIST.replace(
        "\n | | | | | 时效指标", "\n820001-某单位 | 村志编撰费 | 200000 | 1、收集⏎2、印刷 | 产出指标 | 时效指标"
    )
    document = read(table)
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == []


def test_a_list_may_begin_anywhere_and_have_border_columns():
    """A list at B3 with an empty column after each of its own changes addresses only."""
    lines = LIST.replace("<", "").strip().split("\n")
    wide = [" | ".join(cell for text in line.split("|") for cell in (text, "")) for line in lines]
    document = read("\n".join(["|", "|", *(f" | {line}" for line in wide)]))
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == []
    assert document.readings[0].cell("budget.total") == "F7"


def test_a_head_may_have_two_lines_and_numbered_columns():
    """Project columns in the upper row, the indicators' below 绩效指标, then the numbers of the columns."""
    upper = "单位名称 | 项目名称 | 预算数 | 年度目标 | 绩效指标 | < | < | < | < | < | < | <"
    lower = "~ | ~ | ~ | ~ | " + HEAD.split("|", 4)[4]
    numbers = " | ".join(str(number) for number in range(1, 13))
    document = read(LIST.replace(HEAD, f"{upper}\n{lower}\n{numbers}"))
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == []


def test_a_head_is_repeated_on_the_next_page():
    """A repeated head ends nothing: the project goes on below it."""
    row = " | | | | | 时效指标"
    document = read(LIST.replace(row, f"{HEAD}\n{row}"))
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == []


def test_what_stands_below_is_left_over():
    """Signatures and notes are neither projects nor lost."""
    document = read(f"{LIST.strip()}\n填报人：张三 | | | 日期：2024年1月\n注：1.金额为全年数。\n2.其他说明")
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == [
        ("A10", "填报人：张三"),
        ("D10", "日期：2024年1月"),
        ("A11", "注：1.金额为全年数。"),
        ("A12", "2.其他说明"),
    ]


def test_an_unknown_column_is_left_over():
    """A column that nobody knows is not taken for another."""
    document = read(LIST.replace(HEAD, f"{HEAD} | 暗号").replace("| 反向指标", "| 反向指标 | 天王盖地虎"))
    assert projects(document) == [FIRST, SECOND]
    assert sorted(left(document)) == [("M3", "暗号"), ("M9", "天王盖地虎")]


def test_a_list_without_projects_is_no_table():
    """A head alone is no table of ours."""
    with pytest.raises(Unrelated):
        read(HEAD)


# Units and departments


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("820001某单位", Unit("820001", "某单位")),
        ("[820001]某单位", Unit("820001", "某单位")),
        ("(433)某单位", Unit("433", "某单位")),
        ("820001-某单位", Unit("820001", "某单位")),
        ("820001 某单位", Unit("820001", "某单位")),
        ("某单位", Unit(None, "某单位")),
    ],
)
def test_code_and_name_of_a_unit(written: str, unit: Unit):
    """The usual ways to join them; that they were split is said."""
    document = read(LIST.replace("820001-某单位", written))
    assert projects(document)[0].department == unit
    assert (("A5", written, f"{unit.code}｜{unit.name}") in repairs(document, "I-02")) == (unit.code is not None)


def test_unit_and_project_codes_have_columns_of_their_own():
    """单位编码 and 项目编码 are the codes; a repeated code with another name is another project."""
    document = read(
        f"""
        单位编码 | 单位名称 | 项目编码 | 项目名称 | 预算金额（万元） | 绩效目标 | {LEVELS} | 指标值
        820001 | 某单位 | 51092324T000010263357 | 村志编撰费 | 20 | 成书 | 产出指标 | 数量指标 | 册数 | ≥10册
        820001 | 某单位 | 51092324T000010263357 | 年鉴编撰费 | 30 | 成书 | 产出指标 | 数量指标 | 册数 | ≥20册
        """
    )
    first, second = projects(document)
    assert (first.department, first.code, first.budget.total) == (
        Unit("820001", "某单位"),
        "51092324T000010263357",
        Decimal("20.00"),
    )
    assert (second.name, second.budget.total) == ("年鉴编撰费", Decimal("30.00"))
    assert [cell for _, cell, _ in problems(document, "X-06")] == ["C3"]
    assert left(document) == []


def test_a_project_code_before_the_name_is_split_off():
    """51000021R000000019951-工资性支出."""
    document = read(LIST.replace("村志编撰费", "51000021R000000019951-村志编撰费"))
    assert projects(document) == [replace(FIRST, code="51000021R000000019951"), SECOND]
    assert ("B5", "51000021R000000019951-村志编撰费", "51000021R000000019951｜村志编撰费") in repairs(document, "I-02")


def test_a_blank_unit_is_the_one_above():
    """The next project of the same unit, and a unit named in a row of its own or with its sum."""
    for row in ("820001-某单位", "820001-某单位 | | 350000.5"):
        table = LIST.replace("820001-某单位 |", f"{row}\n |").replace("820002-另一单位", "")
        document = read(table)
        assert [project.department for project in projects(document)] == [Unit("820001", "某单位")] * 2
        assert ("A5", "820001-某单位", "820001-某单位") in repairs(document, "I-03")
        assert left(document) == []


def test_the_unit_may_stand_above_the_head():
    """A list of one unit has no column for it."""
    lines = [line.partition("|")[2] for line in LIST.strip().split("\n")]
    document = read("\n".join([lines[0], f"部门：820001某单位 {lines[1]}", *lines[2:]]))
    assert [project.department for project in projects(document)] == [Unit("820001", "某单位")] * 2


# Sums


def test_a_sum_that_differs_is_said_at_its_cell():
    """The department's sum is wrong by 1.5 元."""
    document = read(LIST.replace("350000.5", "350002"))
    assert problems(document, "F-08") == [
        ("F-08", "C4", "合计行的“预算数”是 35.0002 万元，全部 2 个项目相加是 35.00005，相差 0.00015 万元。")
    ]


def test_binary_tails_of_a_sum_are_no_difference():
    """257.71999999999997 is what Excel adds up to."""
    document = read(LIST.replace("金额单位：元", "单位：万元").replace("350000.5", "350000.50000000006"))
    assert problems(document, "F-08") == []


@pytest.mark.parametrize("word", ["合计", "总 计", "820-某部门 ", "合计："])
def test_the_sum_of_all_may_be_called_anything(word: str):
    """合计 in any spelling, or the department that the units belong to."""
    document = read(LIST.replace("820-某部门", word).replace("350000.5", "1"))
    assert projects(document) == [FIRST, SECOND]
    assert [(code, cell) for code, cell, _ in problems(document, "F-08")] == [("F-08", "C4")]
    assert left(document) == []


def test_each_unit_has_its_sum():
    """A sum row per unit is that of its projects, above or below them."""
    lines = LIST.strip("\n").split("\n")
    lines.insert(4, "820001-某单位 | | 200000")
    lines.append(" | 小计 | 150000")
    document = read("\n".join(lines))
    assert projects(document) == [FIRST, SECOND]
    assert problems(document, "F-08") == [
        ("F-08", "C11", "合计行的“预算数”是 15.00 万元，“另一单位”的 1 个项目相加是 15.00005，相差 0.00005 万元。")
    ]
    assert left(document) == []


def test_the_sum_of_a_department_that_is_a_unit_too():
    """The department's own projects and those of its units, whichever the sum fits."""
    table = LIST.replace("820002-另一单位", "820-某部门")
    assert problems(read(table), "F-08") == []
    assert problems(read(table.replace("350000.5", "150000.5")), "F-08") == []
    assert [cell for _, cell, _ in problems(read(table.replace("350000.5", "7")), "F-08")] == ["C4"]


def test_a_sum_that_is_no_number_is_left_over():
    """Nothing can be held against it."""
    document = read(LIST.replace("350000.5", "约三十五万"))
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == [("C4", "约三十五万")]


def test_a_sum_of_nobody_knows_what_is_left_over():
    """A sum row of a unit that has no projects is neither a project nor checked."""
    document = read(f"{LIST.strip()}\n910-别的单位 | | 77")
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == [("A10", "910-别的单位"), ("C10", "77")]


# Rows that are not together


def test_rows_that_are_not_together_are_joined_to_be_confirmed():
    """The same name and unit further down is the same project; a person is asked."""
    document = read(
        f"{LIST.strip()}\n820001-某单位 | 村志编撰费 | | | 产出指标 | 质量指标 | 成书率 | ≥ | 95 | % | 10 |"
    )
    first, second = projects(document)
    assert second == SECOND
    assert [row.level3 for row in first.indicators] == ["篇数", "完成时间", "读者满意度", "成书率"]
    assert document.readings[0].cell("indicators[3].level3") == "G10"
    (repair,) = (r for r in document.all_repairs() if not r.sure)
    assert (repair.code, repair.cell, repair.field) == ("I-03", "B5", "name")
    assert "B10" in repair.reason


def test_the_same_name_in_two_units_is_two_projects():
    """No repair joins them."""
    document = read(LIST.replace("办公费", "村志编撰费"))
    assert projects(document) == [FIRST, replace(SECOND, name="村志编撰费")]
    assert all(repair.sure for repair in document.all_repairs())


def test_two_amounts_are_two_projects():
    """The same name in the same unit with another amount: no money is lost, and a person is asked."""
    document = read(LIST.replace("820002-另一单位 | 办公费", "820001-某单位 | 村志编撰费"))
    assert [project.budget.total for project in projects(document)] == [Decimal("20.00"), Decimal("15.00005")]
    assert [(r.cell, r.field) for r in document.all_repairs() if not r.sure] == [("B8", "name")]


def test_a_name_alone_in_its_row_begins_a_project():
    """The rows below it are its own, not those of the project before."""
    table = LIST.replace("820002-另一单位 | 办公费 |", "820002-另一单位\n | 办公费\n | |")
    document = read(table)
    assert [project.name for project in projects(document)] == ["村志编撰费", "办公费"]
    assert projects(document)[0].indicators == FIRST.indicators


# Money


@pytest.mark.parametrize(
    ("head", "column", "amount"),
    [
        ("金额单位：元", "预算数", "20.00"),
        ("单位：万元", "预算数", "200000.00"),
        ("单位：千元", "预算数", "20000.00"),
        ("部门：某局　金额单位：元", "预算数", "20.00"),
        ("", "预算数（元）", "20.00"),
        ("", "预算数⏎（单位：万元）", "200000.00"),
        ("", "年度预算数（千元）", "20000.00"),
    ],
)
def test_the_unit_of_the_money(head: str, column: str, amount: str):
    """From the line above the head, or from the column's label, which counts more."""
    document = read(LIST.replace("金额单位：元", head).replace("| 预算数 |", f"| {column} |"))
    assert projects(document)[0].budget.total == Decimal(amount)
    assert all(repair.sure for repair in document.all_repairs())


def test_two_units_for_one_amount_are_asked_about():
    """The column's own unit is taken."""
    document = read(LIST.replace("金额单位：元", "单位：元").replace("| 预算数 |", "| 预算金额（万元） |"))
    assert projects(document)[0].budget.total == Decimal("200000.00")
    assert {(r.code, r.cell) for r in document.all_repairs() if not r.sure} == {("F-07", "C5"), ("F-07", "C8")}


def test_money_without_a_unit_is_asked_about():
    """元 is what such lists mean; a person has to confirm it."""
    document = read(LIST.replace("金额单位：元", ""))
    assert projects(document)[0].budget.total == Decimal("20.00")
    assert {(r.code, r.cell) for r in document.all_repairs() if not r.sure} == {("F-07", "C5"), ("F-07", "C8")}


# Targets


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("≥", "11", "个"), "≥11个"),
        (("大于等于", "11", "个"), "≥11个"),
        (("＝", "100", "％"), "=100％"),
        (("<=", "3.5", "万元"), "≤3.5万元"),
        (("定性", "优良", None), "优良"),
        (("定性", "优良", "/"), "优良"),
        (("≥", "11个", "个"), "≥11个"),
        (("≥", "≥11", "个"), "≥11个"),
        ((None, "11", "个"), "11个"),
        (("=", "80-90", "%"), "80-90%"),
        (("≤", "12月31日前", None), "≤12月31日前"),
        ((None, "≥11个", None), "≥11个"),
    ],
)
def test_a_target_in_three_columns(parts: tuple[str | None, ...], text: str):
    """Operator, value and unit are one text that says the same; nothing is left beside it."""
    assert joined_target(*parts) == (text, False, False, True)


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        (("定量", "11", "个"), ("11个", True, False, True)),
        (("≤", "≥11", "个"), ("≥11个", True, False, True)),
        (("定性", "优良", "份"), ("优良", False, True, True)),
        (("≥", None, "个"), (None, True, True, True)),
        (("≥", "优良", "个"), ("优良", True, True, False)),
        (("=", "12月底前", "天"), ("12月底前", False, True, False)),
    ],
)
def test_what_a_target_cannot_take_is_kept_beside_it(
    parts: tuple[str | None, ...], joined: tuple[str | None, bool, bool, bool]
):
    """A part that would make it unreadable stays in a column of its own."""
    assert joined_target(*parts) == joined


def test_parts_that_stay_apart_are_in_more():
    """By the printed words of their columns."""
    row = only(
        read(f"{HEAD}\n820001-某单位 | 村志 | 20 | 成书 | 产出指标 | 数量指标 | 篇数 | 定量 | 优良 | 份 | 10 | 正向")
    ).project
    assert row.indicators[0].more == (("指标性质", "定量"), ("度量单位", "份"), ("权重", "10"), ("指标方向性", "正向"))


def test_a_joined_target_is_a_sure_repair():
    """With its parts and its place."""
    found = [r for r in read(LIST).all_repairs() if r.field == "indicators[0].target" and r.cell == "I5"]
    assert [(r.code, r.raw, r.value, r.sure) for r in found] == [("I-02", "≥｜11｜篇", "≥11篇", True)]


# Nothing is lost

ROWS = LIST.strip("\n").count("\n") + 1


@pytest.mark.parametrize("text", ["特别的话", "7654321", "合计", "830-又一单位"])
@pytest.mark.parametrize("row", range(ROWS))
def test_whatever_stands_anywhere_is_kept_or_said(row: int, text: str):
    """A text put into any cell of the list is in a field of a project, or what a field's cell held, or left over."""
    for col in range(13):
        table = grid(LIST)
        values = [list(cells) + [""] * (13 - len(cells)) for cells in table.rows]
        values[row][col] = text if not text.isdigit() else float(text)
        readings, rest = read_grid(table._replace(rows=values, merged=()))
        if not readings or readings[0].form.kind != "list":  # the head is gone: it is a list no more
            assert row == 2
            continue
        cell = table.place(row, col)
        fields = {reading.cell(path) for reading in readings for path in reading.spots}
        repaired = "".join(repair.reason for reading in readings for repair in reading.repairs)
        outside = {each.cell for each in (*rest, *(each for reading in readings for each in reading.leftovers))}
        assert cell in fields | outside or f"{cell} " in repaired, cell


# Labels, and other forms

VARIANTS = [(label, spelling) for label, all_ in shipped("flat-list").labels.items() for spelling in all_]


@pytest.mark.parametrize(("label", "spelling"), [pair for pair in VARIANTS if f" {pair[0]} |" in f" {HEAD} |"])
def test_every_spelling_of_the_form_file_is_a_label(label: str, spelling: str):
    """Whatever the form file lists beside a label stands for it."""
    head = " | ".join(spelling if cell == label else cell for cell in HEAD.split(" | "))
    document = read(LIST.replace(HEAD, head))
    assert projects(document) == [FIRST, SECOND]
    assert left(document) == []


@pytest.mark.parametrize(
    "table",
    [
        "项目名称 | | 主管部门 | \n | 一级指标 | 二级指标 | 三级指标 | 指标值",
        f"项目名称 | 村志\n年度目标 | 成书\n绩效指标 | {LEVELS} | 指标值\n~ | 产出指标 | 数量指标 | 册数 | ≥10册",
        f"项目编码 | | 项目名称 | \n预算数 | | 其他资金 | \n{LEVELS} | 绩效指标描述 | 指标值 | 指标值确定依据",
    ],
)
def test_no_other_form_is_taken_for_a_list(table: str):
    """Where the project's name stands above the indicators it names no column of theirs."""
    try:
        readings = read(table).readings
    except Unrelated:
        return
    assert {reading.form.kind for reading in readings} == {"project"}


def test_a_list_is_read_and_never_drawn():
    """It is recognised, but it is not among the forms to fill in."""
    assert [form.id for form in all_readable() if form.kind == "list"] == ["flat-list"]
    assert isinstance(read(LIST).readings[0], ProjectReading)


# Any list

WORD = st.text(st.sampled_from("村志编撰印刷维护采购"), min_size=2, max_size=6)
NUMBERS = st.integers(1, 10**9)


@st.composite
def rows_of(draw: st.DrawFn, unit: str, name: str, code: str | None) -> tuple[Project, list[str]]:
    """A project, and its rows in a list."""
    amount, goals = draw(NUMBERS), draw(st.lists(WORD, min_size=1, max_size=3))
    indicators, lines = [], []
    for number in range(draw(st.integers(1, 4))):
        level1, level2 = draw(st.sampled_from([("产出指标", "数量指标"), ("效益指标", "社会效益指标")]))
        value, sign, measure = draw(NUMBERS), draw(st.sampled_from("≥≤=")), draw(st.sampled_from(["个", "次", "人次"]))
        weight = draw(st.integers(1, 90))
        indicators.append(
            Indicator(
                level1,
                level2,
                f"第{number}条",
                target=Target(f"{sign}{value}{measure}", sign, Decimal(value), measure),
                more=(("权重", str(weight)),),
            )
        )
        blank = number > 0 and draw(st.booleans())
        own = ("", "", "", "", "") if number else (unit, code or "", name, f"{amount}", "⏎".join(goals))
        upper = "" if blank and indicators[-2].level1 == level1 else level1
        lines.append(" | ".join([*own, upper, level2, f"第{number}条", sign, f"{value}", measure, f"{weight}"]))
    project = Project(
        code=code,
        name=name,
        form="hebei-project",
        department=Unit(*unit.split("-")),
        budget=Budget(Decimal(amount).scaleb(-4).normalize()),
        objectives=tuple(goals),
        indicators=tuple(indicators),
    )
    return project, lines


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[Project], str]:
    """Projects of several units, and the list that says them."""
    names = draw(
        st.lists(st.tuples(st.sampled_from(["820001-一", "820002-二"]), WORD), min_size=1, max_size=5, unique=True)
    )
    found, lines = [], []
    for number, (unit, name) in enumerate(names):
        code = draw(st.sampled_from([None, f"51092324T0000102633{number:02d}"]))
        project, rows = draw(rows_of(unit, name, code))
        found.append(project)
        lines += rows
    head = f"单位名称 | 项目编码 | 项目名称 | 预算数（元） | 年度目标 | {LEVELS} | 指标性质 | 指标值 | 度量单位 | 权重"
    total = sum(project.budget.total or 0 for project in found) * 10000
    return found, "\n".join([head, f"合计 | | | {total:f}", *lines])


@given(lists())
def test_any_list_reads_back_equal(case: tuple[list[Project], str]):
    """Code, name, unit, money, goals and indicators of every project; nothing left, nothing to ask."""
    written, table = case
    readings, rest = read_grid(grid(table))
    assert [replace(r.project, source=None) for r in readings] == written
    assert rest == [left for reading in readings for left in reading.leftovers] == []
    assert all(repair.sure for reading in readings for repair in reading.repairs)
    assert [p for p in check(readings) if p.code in ("F-08", "R-04")] == []


@pytest.mark.parametrize(
    "title", ["项目支出绩效目标批复表", "2026年部门预算项目支出绩效目标表", "附件2：项目绩效目标汇总表"]
)
def test_the_title_of_a_list_is_no_content(title: str):
    """It was a hint that something had been left out (R-04), whatever a list is called."""
    (reading,) = read_grid(grid(LIST.replace("2024年部门预算项目绩效目标申报表", title)))[0][:1]
    assert [left.raw for left in reading.leftovers] == []
