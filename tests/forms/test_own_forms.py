"""A department's own forms: a file in the folder forms/ beside its tables draws, fills, reads and merges."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

import xltool
from tests.rules.clean import CLEAN, workbook
from tests.sheets import xlsx
from tests.test_consolidation import fill
from xltool.batch import forms_of
from xltool.cli import cli
from xltool.document import read_document
from xltool.flat import ProjectReading
from xltool.forms import form_of
from xltool.model import Budget, Indicator, Project, Source, Unit
from xltool.problems import Refused
from xltool.records import department_record, dumps
from xltool.rules import check
from xltool.targets import read_target
from xltool.tasks.importing import import_batch
from xltool.writing.workbook import form_workbook

COUNTY = """
id = "county-project"
version = "1"
kind = "project"
title = "县级项目支出绩效目标表"
source = "某县 2023 年部门预算"
unit = "万元"
decorations = ["本年度绩效指标"]

[sheet]
name = "绩效目标表"
print = "A:F"
columns = { A = 14, B = 16, C = 16, D = 20, E = 16, F = 14, G = 2, H = 30 }

[[row]]
height = 50
screen = true
cells = [{ at = "A:F", derived = "status" }, { at = "H", mark = "form" }]

[[row]]
height = 30
cells = [{ at = "A:F", text = "县级项目支出绩效目标表", style = "title" }, { at = "H", mark = "origin" }]

[[row]]
height = 24
cells = [
    { at = "A", label = "项目支出名称" },
    { at = "B:C", field = "name" },
    { at = "D", label = "预算部门" },
    { at = "E:F", field = "department" },
]

[[row]]
height = 24
cells = [
    { at = "A", label = "年度本级预算金额" },
    { at = "B:C", field = "budget.fiscal" },
    { at = "D", label = "该项目支出上级资金" },
    { at = "E:F", field = "budget.other" },
]

[[row]]
height = 24
cells = [
    { at = "A", label = "预算金额合计" },
    { at = "B:C", field = "budget.total" },
    { at = "D", label = "项目支出实施期" },
    { at = "E:F", field = "more.实施期" },
]

[[row]]
height = 60
cells = [{ at = "A", label = "实施期绩效目标" }, { at = "B:F", field = "more.实施期绩效目标" }]

[[row]]
height = 60
cells = [{ at = "A", label = "本年度绩效目标" }, { at = "B:F", field = "objectives" }]

[[row]]
height = 24
head = true
cells = [
    { at = "A", label = "一级" },
    { at = "B", label = "二级" },
    { at = "C:D", label = "三级" },
    { at = "E", label = "指标值及单位" },
    { at = "F", label = "绩效标准" },
]

[[row]]
height = 24
repeat = "indicators"
blank = 6
room = 12
cells = [
    { at = "A", field = "level1", carry = true, style = "label" },
    { at = "B", field = "level2", style = "centre" },
    { at = "C:D", field = "level3" },
    { at = "E", field = "target", style = "centre" },
    { at = "F", field = "basis" },
]

[labels]
"一级" = ["一级指标"]
"二级" = ["二级指标"]
"三级" = ["三级指标"]

[[taxonomy]]
level1 = "产出指标"
class = "产出指标"
level2 = { "数量指标" = [], "成本指标" = [] }

[[taxonomy]]
level1 = "效益指标"
class = "效益指标"
level2 = { "社会效益指标" = [] }

[fields."budget.total"]
required = true
limit = "positive amount"
hint = "填两项之和。"
error = "应是大于 0 的数。"
good = "12.00"
bad = "十二"
rule = "F-01"

[fields."indicators.target"]
required = true
any_text = true
hint = "先写符号，再写数和单位。"
error = "请填写指标值。"
good = "≥3座"
bad = "3"
rule = "V-02"
"""
PROJECT = Project(
    name="桥梁检测",
    form="county-project",
    department=Unit("219001", "交通局"),
    budget=Budget(Decimal("12.00"), Decimal("10.00"), Decimal("2.00")),
    objectives=("1、检测桥梁 3 座",),
    indicators=(
        Indicator("产出指标", "数量指标", "检测座数", None, read_target("≥3座").target, "计划标准"),
        Indicator("产出指标", "成本指标", "检测成本", None, read_target("≤12万元").target, "历史标准"),
        Indicator("效益指标", "社会效益指标", "通行投诉", None, read_target("≤2次").target, "行业标准"),
    ),
    more=(("实施期", "2023-2025"), ("实施期绩效目标", "三年检测 9 座")),
)
PRINTED = """
项目支出名称 | 桥梁检测 | 预算部门： | 219001交通局
年度本级预算金额 | 10 | 该项目支出上级资金 | 2
预算金额合计 | 12 | 项目支出实施期 | 2023-2025
实施期⏎绩效目标 | 三年检测 9 座 | < | <
本年度⏎绩效目标 | 1、检测桥梁 3 座 | < | <
本年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值及单位 | 绩效标准
~ | 产出指标 | 数量指标 | 检测座数 | ≥3座 | 计划标准
~ | ~ | 成本指标 | 检测成本 | ≤12万元 | 历史标准
~ | 效益指标 | 社会效益指标 | 通行投诉 | ≤2次 | 行业标准
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A department's folder with its own form and a table of it, drawn by nobody of us."""
    fill(tmp_path / "项目表" / "forms", {"county.toml": COUNTY.encode()})
    return fill(tmp_path / "项目表", {"桥梁.xlsx": xlsx(PRINTED)})


def said(project: Project) -> Project:
    """The project without its source."""
    return replace(project, source=None)


def test_a_new_form_is_a_new_file(folder: Path):
    """The file alone draws the form, fills it, reads it back, and recognises a printed sheet among all other forms."""
    forms_of([folder])
    form = form_of("county-project")
    document = read_document(form_workbook(form, PROJECT), "新表.xlsx", forms=(form,))
    (reading,) = document.readings
    assert isinstance(reading, ProjectReading)
    assert said(reading.project) == PROJECT
    assert document.all_leftovers() == []
    assert check([reading]) == []
    (printed,) = xltool.read(folder).projects
    assert said(printed.project) == PROJECT
    assert printed.leftovers == ()


def test_an_own_form_is_merged_imported_and_exported_like_any(folder: Path, tmp_path: Path):
    """Merge, import and JSON know the form by its id; other tables lie beside it."""
    (folder / "图书.xlsx").write_bytes(workbook(CLEAN))
    batch = xltool.read(folder)
    merged = xltool.merge(batch)
    assert xltool.write_summary(merged, tmp_path / "汇总.xlsx").is_file()
    assert merged.totals.money.total == Decimal("32.00")
    assert sum(merged.totals.by_level1.values()) == len(PROJECT.indicators) + len(CLEAN.indicators)
    written = import_batch(xltool.read(folder / "桥梁.xlsx"), folder / "新").written
    fill(folder / "新" / "forms", {"county.toml": COUNTY.encode()})
    assert [said(reading.project) for reading in xltool.read(*written).projects] == [PROJECT]
    (tmp_path / "数据.json").write_text(dumps(department_record(merged.department)), "utf-8")
    again = [reading.project for reading in xltool.read(tmp_path / "数据.json").projects]
    assert [project.name for project in again] == [p.name for p in merged.department.projects]
    assert next(p for p in again if p.form == "county-project") == replace(
        PROJECT, source=Source("桥梁.xlsx", "Sheet1")
    )


def test_other_processes_know_the_own_forms(folder: Path):
    """The forms travel with the files to whatever reads them."""
    with ProcessPoolExecutor(1) as executor:
        (reading,) = xltool.read(folder, executor=executor).projects
    assert said(reading.project) == PROJECT


def test_the_command_line_lists_and_draws_own_forms(folder: Path):
    """``forms`` lists them with the file's source, and ``new`` draws one."""
    listed = CliRunner().invoke(cli, ["forms", str(folder)]).output
    assert "county-project  版本 1  县级项目支出绩效目标表（项目表）\n    某县 2023 年部门预算" in listed
    drawn = CliRunner().invoke(cli, ["new", "-o", str(folder / "空.xlsx"), "--form", "county-project"])
    assert drawn.exit_code == 0
    assert (folder / "空.xlsx").is_file()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (COUNTY.replace('kind = "project"', "kind = project"), "county.toml"),
        (COUNTY.replace('field = "basis"', 'field = "bases"'), "bases"),
        (COUNTY.replace('"county-project"', '"hebei-project"'), "hebei-project"),
    ],
)
def test_a_wrong_form_file_stops_with_its_name_or_key(folder: Path, text: str, named: str):
    """Nothing is read by a form that is wrong, and no form of the package is replaced."""
    (folder / "forms" / "county.toml").write_text(text, "utf-8")
    with pytest.raises(Refused, match=named):
        xltool.read(folder)


def test_two_files_with_one_id_are_refused(folder: Path):
    """Which of them a table is of could not be told."""
    (folder / "forms" / "copy.toml").write_text(COUNTY, "utf-8")
    with pytest.raises(Refused, match="county-project"):
        xltool.read(folder)


def test_the_folder_of_forms_is_named_where_it_is_passed_over(folder: Path):
    """The list of files says what it is."""
    reasons = {report.file: report.reason for report in xltool.read(folder).files}
    assert reasons["forms"] == "放表样文件的文件夹"
