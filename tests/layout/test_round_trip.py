"""What is written reads back equal: any project and any part one, through our workbooks and through JSON."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xltool.document import Document, read_document
from xltool.flat import DepartmentReading, ProjectReading
from xltool.forms import shipped
from xltool.model import Budget, Checkpoint, Department, Indicator, Project, Source, SubObjective, Unit
from xltool.records import department_record, dumps
from xltool.targets import read_target
from xltool.writing.workbook import form_workbook


def only(document: Document) -> ProjectReading:
    """The one table of a document."""
    (reading,) = document.readings
    assert isinstance(reading, ProjectReading)
    return reading


CHECKPOINTS = ("3月底", "6月底", "10月底", "12月底")
UNFILLED = tuple(map(Checkpoint, CHECKPOINTS))
"""The plan of a project that has none, as a sheet gives it."""


def texts(most: int = 40, avoid: str = "") -> st.SearchStrategy[str]:
    """Words without control characters and without outer blanks, line breaks inside allowed."""
    letters = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"], exclude_characters=avoid)
    chinese = st.sampled_from("北戴河村镇志编撰印刷费“”（）、，。≥%0=+-@'\"&<>_ x\n")
    return st.text(st.one_of(chinese, letters), min_size=1, max_size=most).map(str.strip).filter(bool)


def one_line(most: int = 40, avoid: str = "") -> st.SearchStrategy[str]:
    """The same on one line."""
    return texts(most, avoid).map(lambda text: text.replace("\n", ""))


def named() -> st.SearchStrategy[str]:
    """A name that begins with a Chinese character, so that a code can be printed before it."""
    return st.builds(lambda text: f"市{text}", texts())


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value or a blank."""
    return st.none() | strategy


def numbered(mark: str) -> st.SearchStrategy[tuple[str, ...]]:
    """Entries that begin with their numbers, such as ``1、`` or ``一是``."""
    stops = "；;。\n" if mark == "是" else "\n"
    numbers = "一二三四五" if mark == "是" else "12345"
    return st.lists(one_line(avoid=stops), max_size=5).map(
        lambda lines: tuple(f"{number}{mark}{line}" for number, line in zip(numbers, lines, strict=False))
    )


amounts = maybe(st.decimals(min_value=-99999, max_value=99999999, places=2))
percentages = maybe(st.decimals(min_value=0, max_value=100, places=2))
units = st.builds(Unit, maybe(st.from_regex(r"\d{3,6}", fullmatch=True)), maybe(named()))
values = maybe(
    st.sampled_from(["≥95%", "≥9595%以上", "=100%", "80~90%", "12月31日前", "6月底", "优", "≤10次"]) | texts()
)
indicators = st.builds(
    Indicator,
    level1=st.sampled_from(["产出指标", "效果指标", "满意度指标"]) | texts(),
    level2=maybe(st.sampled_from(["数量指标", "质量指标", "社会效益指标"]) | texts()),
    level3=texts(),
    description=maybe(texts()),
    target=values.map(lambda raw: read_target(raw).target),
    basis=maybe(texts()),
)
plans = st.tuples(*(percentages for _ in range(4))).map(lambda four: tuple(map(Checkpoint, CHECKPOINTS, four)))
projects = st.builds(
    Project,
    code=maybe(texts(20)),
    name=maybe(texts()),
    form=st.just("hebei-project"),
    department=units,
    budget=st.builds(Budget, amounts, amounts, amounts),
    purpose=maybe(texts(200)),
    plan=plans,
    objectives=numbered("、"),
    indicators=st.lists(indicators, max_size=8).map(tuple),
    source=st.builds(Source, one_line(avoid="｜"), maybe(one_line())),
)
departments = st.builds(
    Department,
    code=maybe(st.from_regex(r"\d{3,6}", fullmatch=True)),
    name=maybe(named()),
    year=maybe(st.integers(1990, 2100)),
    overall_objective=texts(200),
    sub_objectives=st.lists(st.builds(SubObjective, named(), maybe(texts())), max_size=5).map(tuple),
    measures=numbered("是"),
)


def through_a_workbook(project: Project) -> Project:
    """A project written as our workbook and read back."""
    document = read_document(form_workbook(shipped("hebei-project"), project), "表.xlsx")
    assert document.all_leftovers() == []
    return only(document).project


@given(projects)
@example(Project(name="道路\n养护", form="hebei-project", plan=UNFILLED, source=Source("旧表.txt")))
def test_a_project_goes_through_a_workbook_unchanged(project: Project):
    """Whatever a project holds, its workbook reads back equal, and nothing is left over."""
    assert through_a_workbook(project) == project


@given(departments)
@example(Department(overall_objective="目标", sub_objectives=(SubObjective("数字政府2.0", "建立平台"),)))
def test_part_one_goes_through_a_workbook_unchanged(department: Department):
    """The same for part one."""
    document = read_document(form_workbook(shipped("hebei-department"), department), "表.xlsx")
    (reading,) = document.readings
    assert isinstance(reading, DepartmentReading)
    assert reading.department == department
    assert document.all_leftovers() == []


@given(departments, st.lists(projects, min_size=1, max_size=3).map(tuple))
def test_a_department_goes_through_json_unchanged(department: Department, tables: tuple[Project, ...]):
    """A department exported as JSON reads back equal, part one and every table."""
    whole = replace(department, projects=tables)
    document = read_document(dumps(department_record(whole)).encode(), "数据.json")
    first, *others = document.readings
    assert isinstance(first, DepartmentReading)
    assert first.department == department
    assert [reading.project for reading in others if isinstance(reading, ProjectReading)] == list(tables)
    assert document.all_repairs() == []


words_beyond = st.dictionaries(texts(10), texts(), max_size=3).map(lambda pairs: tuple(pairs.items()))
rows_with_more = st.lists(st.builds(replace, indicators, more=words_beyond), max_size=3).map(tuple)


@given(
    st.builds(replace, departments, more=words_beyond),
    st.builds(replace, projects, more=words_beyond, long_term=rows_with_more, indicators=rows_with_more),
)
def test_what_a_form_has_beyond_our_fields_goes_through_json(department: Department, project: Project):
    """Words of the form, long-term indicators and further columns come back in their order."""
    whole = replace(department, projects=(project,))
    first, second = read_document(dumps(department_record(whole)).encode(), "数据.json").readings
    assert isinstance(first, DepartmentReading)
    assert isinstance(second, ProjectReading)
    assert (first.department, second.project) == (department, project)


@given(departments, projects)
def test_a_table_without_more_says_nothing_of_it(department: Department, project: Project):
    """The JSON of a form that prints no more than our fields has none of the optional keys."""
    text = dumps(department_record(replace(department, projects=(project,))), indent=None)
    assert '"more": ' not in text.replace('\\"', "")
    assert '"long_term": ' not in text.replace('\\"', "")


@pytest.mark.parametrize(
    "project",
    [
        Project(name="其他资金", form="hebei-project"),
        Project(purpose="绩效目标", form="hebei-project"),
        Project(objectives=("绩效目标",), form="hebei-project"),
        Project(
            form="hebei-project",
            indicators=(
                Indicator("产出指标", "时效指标", "项目编码", "项目名称", read_target("6月底").target, "绩效目标"),
            ),
        ),
    ],
    ids=["name", "purpose", "objectives", "indicator"],
)
def test_values_that_read_like_labels_go_through_a_workbook(project: Project):
    """A value is kept even where its text is a label word of the form."""
    found = through_a_workbook(project)
    assert replace(found, source=None) == replace(project, plan=UNFILLED)


@pytest.mark.parametrize("name", ["120急救中心", "2022年冬奥会办公室", "第12中学"])
@pytest.mark.parametrize("code", ["434002", None])
def test_a_unit_whose_name_has_digits_goes_through_a_workbook(code: str | None, name: str):
    """Code and name stand in one cell, and are the same two afterwards."""
    project = Project(form="hebei-project", department=Unit(code, name))
    assert through_a_workbook(project).department == project.department


@pytest.mark.parametrize(
    "department",
    [
        Department(overall_objective="目标", measures=("加强领导", "落实责任")),
        Department(overall_objective="目标", measures=("1、加强领导；", "2、落实责任。")),
        Department(overall_objective="目标", sub_objectives=(SubObjective("保障措施", "甲"), SubObjective("乙", "丙"))),
        Department(overall_objective="目标", sub_objectives=(SubObjective(None, "没有名称"), SubObjective("甲", None))),
    ],
    ids=["plain measures", "numbered measures", "name that is a label", "halves"],
)
def test_part_one_of_other_habits_goes_through_a_workbook(department: Department):
    """Measures without 一是, a name that is a label word, and halves of a sub-objective stay what they were."""
    document = read_document(form_workbook(shipped("hebei-department"), department), "表.xlsx")
    (reading,) = document.readings
    assert isinstance(reading, DepartmentReading)
    assert reading.department == department


@pytest.mark.parametrize("objectives", [("收集资料", "印刷成书"), ("总目标：", "1、收集"), ("2、0", "1.没有顺序")])
def test_objectives_of_other_habits_go_through_a_workbook(objectives: tuple[str, ...]):
    """Objectives are as many entries afterwards as they were before, numbered or not."""
    project = Project(form="hebei-project", objectives=objectives)
    assert through_a_workbook(project).objectives == objectives


@pytest.mark.parametrize("text", ["<r>a & b</r>", "<r><t>x</t></r>", "<r>plain</r>", "<r></r>", "<b>粗</b>"])
@pytest.mark.parametrize("field", ["purpose", "name", "indicators"])
def test_text_that_reads_like_markup_goes_through_a_workbook(text: str, field: str):
    """A cell text is never taken for XML: XlsxWriter writes ``<r>…</r>`` as it stands, which damaged the file."""
    changes: dict[str, Any] = {field: text}
    if field == "indicators":
        changes = {field: (Indicator("产出指标", text, text, text, read_target(text).target, text),)}
    project = Project(form="hebei-project", plan=UNFILLED, source=Source("旧表.txt"), **changes)
    assert through_a_workbook(project) == project


def test_a_project_named_like_a_summary_is_read() -> None:
    """Only our own mark makes a workbook a summary, not a name that begins like it."""
    project = Project(name="xltool-summary", form="hebei-project")
    assert only(read_document(form_workbook(shipped("hebei-project"), project), "表.xlsx")).project.name == project.name
