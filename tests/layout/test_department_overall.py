"""部门整体支出绩效目标表: the form of a department as a whole, drawn and read, and as others print it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.sheets import grid
from xltool.document import read_document
from xltool.flat import DepartmentReading
from xltool.forms import shipped
from xltool.layout.sheet import read_grid
from xltool.model import Department, Indicator, SubObjective, Target
from xltool.records import department_of, department_record
from xltool.rules import check
from xltool.writing.workbook import form_workbook

FORM = shipped("department-overall")
DEPARTMENT = Department(
    code="434002",
    name="区政府办公室",
    year=2026,
    overall_objective="目标1：政务公开信息当日更新。\n目标2：年鉴按期出版。",
    sub_objectives=(
        SubObjective("政务服务", "3 个平台全年稳定运行", (("支出项目名称", "网站运行维护费"), ("预算金额", "50.00"))),
        SubObjective("地方志", "出版年鉴 2 卷", (("预算金额", "30.25"),)),
    ),
    indicators=(
        Indicator("产出指标", "数量指标", "公开条数", "全年公开的条数", Target("≥1200条", "≥", Decimal(1200), "条")),
        Indicator("效益指标", "社会效益指标", "网上可办率", None, Target("≥95%", "≥", Decimal(95), "%")),
    ),
    more=(("资金总额", "1050.50"), ("基本支出", "800.00"), ("项目支出", "250.50"), ("金额合计", "80.25")),
)

PRINTED = """
部门整体支出绩效目标表 | < | < | < | < | <
（ 2026 年度） | < | < | < | < | 单位：元
部门名称 | 区政府办公室 | < | 部门编码 | 434002 | <
年度预算安排 | 资金总额 | 10505000 | 基本支出 | 8000000 |
~ | 项目支出 | 2505000 | | |
年度总体目标 | 目标1：政务公开信息当日更新。⏎目标2：年鉴按期出版。 | < | < | < | <
年度主要任务 | 任务名称 | 主要内容 | 支出项目名称 | 预算金额 |
~ | 政务服务 | 3 个平台全年稳定运行 | 网站运行维护费 | 500000 |
~ | 地方志 | 出版年鉴 2 卷 | | 302500 |
~ | 金额合计 | < | < | {sum} |
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标解释 | 目标值
~ | 产出指标 | 数量指标 | 公开条数 | 全年公开的条数 | ≥1200条
~ | 效益指标 | 社会效益指标 | 网上可办率 | | ≥95%
填报人：张某 | | | 审核人： | |
"""
"""As others print it: in 元, with labels beside the parts."""


def test_it_goes_in_and_out() -> None:
    """A workbook, and the JSON of it, say the same department."""
    (reading,) = read_document(form_workbook(FORM, DEPARTMENT), "表.xlsx").readings
    assert isinstance(reading, DepartmentReading)
    assert (reading.form.id, reading.department) == (FORM.id, DEPARTMENT)
    assert (reading.leftovers, reading.repairs, check([reading])) == ((), (), [])
    assert department_of(department_record(DEPARTMENT)) == DEPARTMENT


def test_as_others_print_it() -> None:
    """Money in 元 becomes 万元, with a repair; the labels beside the parts are none of the content."""
    (reading,), rest = read_grid(grid(PRINTED.format(sum="802500")))
    assert isinstance(reading, DepartmentReading)
    assert reading.department == DEPARTMENT
    assert {repair.code for repair in reading.repairs} == {"F-07"}
    assert [left.raw for left in (*reading.leftovers, *rest)] == ["填报人：张某", "审核人："]


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("{sum}", "802000", "more.金额合计", "“金额合计”是 80.20 万元，不等于各项之和 80.25，相差 0.05 万元。"),
        (
            "8000000",
            "8001000",
            "more.资金总额",
            "“资金总额”是 1,050.50 万元，不等于各项之和 1,050.60，相差 0.10 万元。",
        ),
    ],
)
def test_sums_are_checked(old: str, new: str, path: str, message: str) -> None:
    """F-08: below the tasks, and 资金总额 against its two parts; said at the cell of the sum."""
    (reading,), _ = read_grid(grid(PRINTED.replace(old, new).format(sum="802500")))
    problems = [problem for problem in check([reading]) if problem.code != "R-04"]
    assert [(problem.code, problem.field, problem.message) for problem in problems] == [("F-08", path, message)]


def test_without_tasks() -> None:
    """Where the part is left out, there are none; the rest is read."""
    lines = PRINTED.strip().split("\n")
    (reading,), _ = read_grid(grid("\n".join(lines[:6] + lines[10:])))
    assert isinstance(reading, DepartmentReading)
    assert reading.department == replace(DEPARTMENT, sub_objectives=(), more=DEPARTMENT.more[:3])
