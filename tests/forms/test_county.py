"""The county variant of the project form: money of the county itself and from above, a standard for each target."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xltool
from tests.forms.test_central import only, read, said, tables, through_everything
from tests.layout.test_round_trip import maybe, named, texts
from tests.sheets import xlsx
from xltool.document import read_document
from xltool.forms import shipped
from xltool.model import Budget, Indicator, Project, Unit
from xltool.rules import check
from xltool.targets import read_target
from xltool.tasks.importing import import_batch

PRINTED = """
项目支出绩效目标表 | < | < | < | < | <
（2023年度） | < | < | < | < | 单位：万元
项目支出名称 | 农村公路养护 | < | 预算部门 | 218001-县交通运输局 | <
年度本级预算金额 | 120.00 | < | 该项目支出上级资金 | 80.00 | <
项目支出实施期 | 2023年1月-2025年12月 | < | < | < | <
实施期绩效目标 | 三年养护农村公路 300 公里 | < | < | < | <
本年度绩效目标 | 1、养护农村公路 100 公里⏎2、不出安全事故 | < | < | < | <
本年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值及单位 | 绩效标准
~ | 产出指标 | 数量指标 | 养护里程 | ≥100公里 | 计划标准
~ | ~ | 质量指标 | 验收合格率 | ≥98% | 行业标准
~ | 效益指标 | 社会效益指标 | 出行时间缩短率 | ≥10% | 历史标准
~ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 计划标准
"""


def _row(level1: str, level2: str, level3: str, target: str, basis: str) -> Indicator:
    return Indicator(level1, level2, level3, None, read_target(target).target, basis)


COUNTY = Project(
    name="农村公路养护",
    form="county-level-project",
    department=Unit("218001", "县交通运输局"),
    budget=Budget(Decimal("120.00")),
    objectives=("1、养护农村公路 100 公里", "2、不出安全事故"),
    indicators=(
        _row("产出指标", "数量指标", "养护里程", "≥100公里", "计划标准"),
        _row("产出指标", "质量指标", "验收合格率", "≥98%", "行业标准"),
        _row("效益指标", "社会效益指标", "出行时间缩短率", "≥10%", "历史标准"),
        _row("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "计划标准"),
    ),
    more=(
        ("年度", "2023"),
        ("项目期", "2023年1月-2025年12月"),
        ("上级资金", "80.00"),
        ("中期目标", "三年养护农村公路 300 公里"),
    ),
)


def test_the_printed_table_is_read_whole():
    """It was taken for one of 2021 without its money, and the words 本年度绩效指标 for what is to be reached."""
    reading = read(PRINTED)
    assert said(reading) == COUNTY
    assert reading.leftovers == ()
    assert [(repair.code, repair.cell) for repair in reading.repairs] == [("I-02", "E3")]
    assert [problem.code for problem in check([reading])] == ["S-04"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("项目支出名称", "项 目 名 称："),
        ("预算部门", "预算部门⏎（单位）"),
        ("年度本级预算金额 | 120.00", "年度本级预算金额（元） | 1200000"),
        ("年度本级预算金额", "*本级预算金额"),
        ("该项目支出上级资金", "上级资金"),
        ("项目支出实施期", "项目实施期"),
        ("实施期绩效目标", "实施期目标"),
        ("本年度绩效目标", "年度绩效目标（2023年）"),
        ("指标值及单位", "指标值"),
        ("绩效标准", "绩效⏎标准"),
    ],
)
def test_word_variants(old: str, new: str):
    """Every spelling of a label gives the same project."""
    assert old in PRINTED
    reading = read(PRINTED.replace(old, new))
    assert said(reading) == COUNTY
    assert reading.leftovers == ()


def test_an_import_writes_its_own_form(tmp_path: Path):
    """The table becomes a workbook of the county form, which reads back equal; no 时效指标 is there (S-04)."""
    (tmp_path / "旧表.xlsx").write_bytes(xlsx(PRINTED))
    (written,) = import_batch(xltool.read(tmp_path / "旧表.xlsx"), tmp_path / "新表").written
    document = read_document(written.read_bytes(), written.name)
    assert said(only(document)) == COUNTY
    assert [problem.code for problem in check(document.readings)] == ["S-04"]


def row() -> st.SearchStrategy[Indicator]:
    """Any indicator that the form can print."""
    return st.builds(
        Indicator,
        level1=st.sampled_from([level.name for level in shipped("county-level-project").taxonomy]),
        level2=maybe(named()),
        level3=named(),
        target=texts(20).map(lambda raw: read_target(raw).target),
        basis=maybe(texts(20)),
    )


@settings(max_examples=40)
@given(tables("county-level-project", ("上级资金",), indicators=st.lists(row(), max_size=5).map(tuple)))
def test_any_county_table_goes_in_and_out(project: Project):
    """JSON → workbook → JSON is the identity, whatever the table holds."""
    only_total = replace(project, budget=Budget(project.budget.total))
    assert through_everything(only_total) == only_total
