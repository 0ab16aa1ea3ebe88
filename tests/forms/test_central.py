"""The central forms of 2015 and 2021: read as they are printed, drawn, filled, checked, merged with others."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xltool
from tests.forms.central import APPLICATION, APPLIED, CENTRAL, PRINTED, SIDE_BY_SIDE
from tests.layout.test_round_trip import amounts, maybe, named, numbered, one_line, texts, values
from tests.rules.clean import CLEAN, workbook
from tests.sheets import xlsx
from tests.test_consolidation import fill, merged, rows_of
from xltool.document import Document, read_document
from xltool.flat import ProjectReading
from xltool.forms import shipped
from xltool.model import Budget, Department, Indicator, Project, Source, Unit
from xltool.records import department_record, dumps
from xltool.rules import check
from xltool.targets import read_target
from xltool.writing.form_cells import FormCells
from xltool.writing.form_sheet import arranged, cell_values
from xltool.writing.form_status import status_text
from xltool.writing.summary import summary_workbook
from xltool.writing.workbook import form_workbook

FORM_2021, FORM_2015 = shipped("central-project-2021"), shipped("central-project-2015")


def only(document: Document) -> ProjectReading:
    """The one table of a document."""
    (reading,) = document.readings
    assert isinstance(reading, ProjectReading)
    return reading


def read(table: str) -> ProjectReading:
    """The one table of a text table."""
    return only(read_document(xlsx(table), "表.xlsx"))


def said(reading: ProjectReading) -> Project:
    """The project of a reading without its source."""
    return replace(reading.project, source=None)


# As they are printed


def test_the_form_of_2021_is_read_as_it_is_printed():
    """The same words under two totals belong each to its own; nothing is left over and no rule has anything to say."""
    reading = read(PRINTED)
    assert said(reading) == CENTRAL
    assert reading.leftovers == ()
    assert check([reading]) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("主管部门及代码", "主管部门"),
        ("主管部门及代码", "主 管 部 门⏎及编码："),
        ("实施单位：", "项目实施单位"),
        ("| 项目性质 |", "| 项目属性 |"),
        ("年度资金总额", "年度资金申请总额："),
        ("| 资金总额 |", "| 项目资金总额 |"),
        ("中期目标（2024年—2026年）", "项目总体目标"),
        ("年度目标 | <", "年度总体目标 | <"),
        ("总 体⏎目 标", "绩效目标"),
        ("| 年度指标值 |", "| 年度(/项目)指标值 |"),
        ("| 三级指标 |", "| 指标名称 |"),
        ("附件2 部门预算项目支出绩效目标申报表", "财政项目支出绩效目标申报表"),
    ],
)
def test_the_form_of_2021_has_word_variants(old: str, new: str):
    """Every spelling of a label gives the same project."""
    assert old in PRINTED
    reading = read(PRINTED.replace(old, new))
    assert said(reading) == CENTRAL
    assert reading.leftovers == ()


def test_money_in_yuan_by_the_label_of_the_money():
    """Under 项目资金（元） every amount is in 元, those that only this form has too."""
    numbers = {"| 360 ": "| 3600000 ", " 120 |": " 1200000 |", "300 |": "3000000 |", " 100 |": " 1000000 |"}
    numbers |= {" 12.5 |": " 125000 |", "| 60 |": "| 600000 |", "| 7.5 |": "| 75000 |", "（万元） |": "（元） |"}
    table = PRINTED
    for old, new in numbers.items():
        assert old in table
        table = table.replace(old, new)
    reading = read(table)
    assert said(reading) == CENTRAL
    assert {repair.code for repair in reading.repairs} == {"F-07", "I-02", "I-05"}


MINIMAL = """
项目支出绩效目标表 | < | < | <
项目名称 | 农村公路养护 | < | <
主管部门及代码 | 219001-交通运输局 | 实施单位 | 公路养护中心
项目资金⏎（万元） | 年度资金总额： | 120 | <
~ | 其中：财政拨款 | 100 | <
~ | 其他资金 | 20 | <
年度⏎总体⏎目标 | 1、养护农村公路 120 公里 | < | <
一级指标 | 二级指标 | 三级指标 | 指标值
成本指标 | 经济成本指标 | 养护成本 | ≤120万元
产出指标 | 数量指标 | 养护里程 | ≥120公里
效益指标 | 社会效益指标 | 出行时间缩短率 | ≥10%
"""


def test_a_table_of_one_year_with_few_labels_is_one_of_2021():
    """The one column of money is the year's, the goal may stand right of its label, and no code is asked for."""
    reading = read(MINIMAL)
    assert reading.form is FORM_2021
    assert reading.project.budget == Budget(Decimal("120.00"), Decimal("100.00"), Decimal("20.00"))
    assert reading.project.objectives == ("1、养护农村公路 120 公里",)
    assert reading.leftovers == ()
    assert [problem.code for problem in check([reading])] == ["S-03", "S-04"]


def test_cost_below_output_makes_it_one_of_2015():
    """Where labels do not tell, the classes do: 成本指标 under 产出指标 was the order until 2020."""
    reading = read(MINIMAL.replace("成本指标 | 经济成本指标", "产出指标 | 成本指标"))
    assert reading.form is FORM_2015
    assert reading.project.budget == Budget(Decimal("120.00"), Decimal("100.00"), Decimal("20.00"))
    assert "S-06" not in [problem.code for problem in check([reading])]


def test_the_application_of_2015_is_read_as_it_is_printed():
    """Money behind colons, ticked boxes, a code in its own cell, both lists of indicators; help text stays raw."""
    reading = read(APPLICATION)
    assert said(reading) == APPLIED
    assert reading.leftovers == ()
    assert [(problem.code, problem.cell) for problem in check([reading])] == [
        ("S-16", "D23"),
        ("V-06", "E23"),
        ("S-16", "D25"),
        ("S-07", "E25"),
        ("S-04", "B18"),
    ]


def test_medium_term_and_year_beside_each_other():
    """Left of the year's indicators stand those of the whole project; the money of both is in 元."""
    reading = read(SIDE_BY_SIDE)
    assert reading.form is FORM_2015
    assert reading.leftovers == ()
    assert reading.project.budget == Budget(Decimal("120.00"), Decimal("100.00"), Decimal("20.00"))
    assert [(row.level1, row.level3) for row in reading.project.long_term] == [
        ("产出指标", "养护总里程"),
        ("产出指标", "总成本"),
        ("效益指标", "出行时间缩短率"),
    ]
    assert [(row.level1, row.level3) for row in reading.project.indicators] == [
        ("产出指标", "养护里程"),
        ("产出指标", "养护成本"),
        ("效益指标", "出行时间缩短率"),
        ("满意度指标", "群众满意度"),
    ]
    assert dict(reading.project.more) == {
        "年度": "2019",
        "项目属性": "新增项目",
        "项目实施单位": "公路养护中心",
        "项目起止时间": "201901-202112",
        "中期资金总额": "360.00",
        "中期财政拨款": "300.00",
        "中期其他资金": "60.00",
        "长期目标": "三年养护 360 公里",
    }


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [
        ("新增项目 □ 延续项目 √", "延续项目"),
        ("新增项目■ 延续项目□", "新增项目"),
        ("☑新增项目　☐延续项目", "新增项目"),
        ("新增项目（√） 延续项目（□）", "新增项目"),
        ("延续项目", "延续项目"),
        ("新增项目 □ 延续项目 □", None),
    ],
)
def test_boxes_to_tick(cell: str, ticked: str | None):
    """A ticked box is the word beside it; none ticked is a blank."""
    reading = read(APPLICATION.replace("新增项目 □ 延续项目 √", cell))
    assert dict(reading.project.more).get("项目属性") == ticked


def test_two_tables_on_one_sheet_are_two():
    """Without a code, the project's name begins a table; the words of each belong to its own totals."""
    second = PRINTED.replace("农村公路养护", "桥梁检测").replace("12.5", "10").replace("| 100 |", "| 102.5 |")
    document = read_document(xlsx(PRINTED + second), "表.xlsx")
    projects = [reading.project for reading in document.readings if isinstance(reading, ProjectReading)]
    assert [(p.name, p.budget.fiscal, dict(p.more)["上年结转资金"]) for p in projects] == [
        ("农村公路养护", Decimal("100.00"), "12.50"),
        ("桥梁检测", Decimal("102.50"), "10.00"),
    ]
    assert document.all_leftovers() == []


# In and out

MONEY_2021 = ("项目资金总额", "项目财政资金", "上年结转资金", "项目其他资金")
MONEY_2015 = ("自有资金", "事业收入", "经营性收入", "中期资金总额", "中期财政拨款", "中期其他资金")


def kept(form_id: str, money: tuple[str, ...]) -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    """What only a form has, in the form's order, each word with a text or left out."""
    words = [path.removeprefix("more.") for path in shipped(form_id).more_fields]
    cents = st.decimals(min_value=0, max_value=99999, places=2).map(str)
    plain = texts(20, avoid="□☐◻○√✓✔☑■☒●")
    years = st.integers(1990, 2100).map(str)
    choices = [cents if word in money else years if word == "年度" else plain for word in words]
    return st.tuples(*map(maybe, choices)).map(
        lambda said: tuple((word, text) for word, text in zip(words, said, strict=True) if text)
    )


def rows(*columns: str) -> st.SearchStrategy[tuple[Indicator, ...]]:
    """Indicators with further columns."""
    further = st.tuples(*(maybe(texts(10)) for _ in columns)).map(
        lambda said: tuple((word, text) for word, text in zip(columns, said, strict=True) if text)
    )
    row = st.builds(
        Indicator,
        level1=st.sampled_from(["成本指标", "产出指标", "效益指标", "满意度指标"]),
        level2=maybe(st.sampled_from(["数量指标", "经济成本指标"]) | named()),
        level3=named(),
        target=values.map(lambda raw: read_target(raw).target),
        more=further,
    )
    return st.lists(row, max_size=5).map(tuple)


def tables(form_id: str, money: tuple[str, ...], **lists: st.SearchStrategy[tuple[Indicator, ...]]):
    """Any project that a form can print."""
    return st.builds(
        Project,
        code=maybe(st.from_regex(r"\d{3}-\d{4}-[A-Z]{3}-[0-9A-Z]{4}", fullmatch=True)),
        name=maybe(named()),
        form=st.just(form_id),
        department=st.builds(Unit, maybe(st.from_regex(r"\d{3,6}", fullmatch=True)), maybe(named())),
        budget=st.builds(Budget, amounts, amounts, amounts),
        objectives=numbered("、"),
        more=kept(form_id, money),
        source=st.builds(Source, one_line(avoid="｜"), maybe(one_line())),
        **lists,
    )


def through_everything(project: Project) -> Project:
    """JSON → workbook → JSON, nothing left over."""
    record = department_record(Department(projects=(project,)))
    first = only(read_document(dumps(record).encode(), "数据.json")).project
    document = read_document(form_workbook(shipped(project.form), first), "表.xlsx")
    assert document.all_leftovers() == []
    record = department_record(Department(projects=(only(document).project,)))
    return only(read_document(dumps(record).encode(), "数据.json")).project


@given(tables("central-project-2021", MONEY_2021, indicators=rows("权重", "备注")))
def test_a_table_of_2021_goes_in_and_out(project: Project):
    """JSON → workbook → JSON is the identity, whatever the table holds."""
    assert through_everything(project) == project


@settings(max_examples=50)
@given(tables("central-project-2015", MONEY_2015, indicators=rows("备注"), long_term=rows("备注")))
def test_an_application_of_2015_goes_in_and_out(project: Project):
    """The same with long-term indicators beside those of the year."""
    assert through_everything(project) == project


def test_what_the_printed_tables_say_goes_in_and_out():
    """The same for the examples, with the status line that a clean table has."""
    for project in (CENTRAL, APPLIED):
        assert replace(through_everything(project), source=None) == project
    cells = FormCells(FORM_2021, arranged(FORM_2021, CENTRAL))
    assert status_text(FORM_2021, cells, cell_values(FORM_2021, CENTRAL)) == "可以上报"


def test_the_status_line_of_a_blank_table_asks_for_what_the_form_needs():
    """No purpose, no plan, no code; 成本 and 满意度 are asked for by rules and not before reporting."""
    cells = FormCells(FORM_2021, arranged(FORM_2021, None))
    said = status_text(FORM_2021, cells, cell_values(FORM_2021, None))
    assert said == "还缺：项目名称、主管部门及代码、年度资金总额、年度目标、产出指标 1 条、效益指标 1 条"


# Rules


def test_money_brought_forward_counts_in_the_sum():
    """F-01 adds 上年结转资金; without it the sum is wrong, and the sentence names all parts."""
    more = tuple(pair for pair in CENTRAL.more if pair[0] != "上年结转资金")
    reading = only(read_document(workbook_of(replace(CENTRAL, more=more)), "表.xlsx"))
    (problem,) = check([reading])
    assert (problem.code, problem.cell) == ("F-01", "F8")
    assert problem.message == (
        "年度资金总额 120.00 万元，不等于财政拨款、上年结转资金、当年其他资金之和 107.50，相差 12.50 万元。"
    )


def test_money_that_is_none_is_told_where_it_stands():
    """F-02 looks at the money that only this form has too, and F-01 does not add up what cannot be read."""
    reading = read(PRINTED.replace("| 12.5 |", "| 见上年 |"))
    (problem,) = check([reading])
    assert (problem.code, problem.cell, problem.found) == ("F-02", "E9", "见上年")


def workbook_of(project: Project) -> bytes:
    """The project as a workbook of its form."""
    return form_workbook(shipped(project.form), project)


# Merged


def test_a_folder_of_tables_without_a_plan(tmp_path):
    """The summary balances, claims no plan, and says what the budget has beside both columns."""
    bridge = replace(CENTRAL, name="桥梁检测")
    files = {"1.xlsx": workbook_of(CENTRAL), "2.xlsx": workbook_of(bridge)}
    summary = summary_workbook(merged(fill(tmp_path / "项目表", files)))
    page = [str(cell) for row in rows_of(summary, "部门汇总") for cell in row if isinstance(cell, str)]
    assert "各项目表没有资金支出计划。" in page
    assert "预算数中另有上年结转资金 25.00 万元，不在财政资金和其他资金之内。" in page
    assert [row[:4] for row in rows_of(summary, "资金支出计划")[3:]] == [
        [1.0, "", "农村公路养护", "–"],
        [2.0, "", "桥梁检测", "–"],
    ]


def test_tables_of_both_forms_in_one_folder(tmp_path):
    """Shares of the plan are of the projects that have one; 效果 and 效益 are one class; no form has another's gaps."""
    files = {"1.xlsx": workbook(CLEAN), "2.xlsx": workbook_of(CENTRAL)}
    result = merged(fill(tmp_path / "项目表", files))
    assert result.totals.money.total == Decimal("140.00")
    assert dict(result.totals.by_level1) == {"产出指标": 7, "效果指标": 2, "满意度指标": 2, "成本指标": 1}
    summary = summary_workbook(result)
    page = rows_of(summary, "部门汇总")
    shares = [row[6] for row in page if row[0] in ("3月底", "12月底")]
    assert shares == [0.2, 1.0]
    assert any("另有 1 个项目没有资金支出计划" in str(row[0]) for row in page)
    coverage = rows_of(summary, "指标覆盖")
    assert [row[-1] for row in coverage[3:5]] == ["", ""]
    assert len({head for head in coverage[2] if head}) == len([head for head in coverage[2] if head])


def test_both_forms_are_told_apart_with_all_others():
    """Each printed table is recognised among all forms of the package."""
    assert [read(table).form.id for table in (PRINTED, APPLICATION, SIDE_BY_SIDE)] == [
        *("central-project-2021", "central-project-2015", "central-project-2015")
    ]


def test_import_writes_a_workbook_of_the_tables_own_form(tmp_path):
    """A printed table becomes a workbook of its form, which reads back equal."""
    from xltool.tasks.importing import import_batch

    (tmp_path / "旧表.xlsx").write_bytes(xlsx(PRINTED))
    (written,) = import_batch(xltool.read(tmp_path / "旧表.xlsx"), tmp_path / "新表").written
    assert said(only(read_document(written.read_bytes(), written.name))) == CENTRAL


def test_what_a_form_prints_nowhere_is_said(tmp_path):
    """A description in JSON for a form without that column would be lost in a workbook, so it is told where it is."""
    row = replace(CENTRAL.indicators[0], description="全年支出")
    record = department_record(Department(projects=(replace(CENTRAL, indicators=(row,), purpose="养护"),)))
    left = only(read_document(dumps(record).encode(), "数据.json")).leftovers
    assert [(leftover.cell, leftover.raw) for leftover in left] == [
        ("projects[0].purpose", "养护"),
        ("projects[0].indicators[0].description", "全年支出"),
    ]
