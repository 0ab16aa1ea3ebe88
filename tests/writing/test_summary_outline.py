"""Details of the summary that can be folded away (分级显示), beside the filters that the lists have."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import xltool
from tests.test_consolidation import rows_of
from xltool.writing.summary import summary_workbook


@pytest.fixture(scope="module")
def summary(checkout):
    """The summary of the 2020 document."""
    return summary_workbook(xltool.merge(xltool.read(checkout / "workbook_templates" / "beidaihe-2020")))


def outline(summary: bytes, name: str) -> dict[str, bool]:
    """The heads of the columns in an outline, and whether they are folded; blanks and line breaks taken out."""
    sheet = openpyxl.load_workbook(io.BytesIO(summary))[name]
    heads = {}
    for dimension in sheet.column_dimensions.values():
        for col in range(dimension.min, dimension.max + 1) if dimension.outline_level else ():
            head = sheet[f"{get_column_letter(col)}3"].value
            heads["".join(str(head).split())] = bool(dimension.hidden)
    return heads


@pytest.mark.parametrize(
    ("name", "unfolded", "folded"),
    [
        ("绩效指标汇总表", ["符号", "数值", "单位", "一级分类", "二级分类"], []),
        (
            "资金支出计划",
            ["3月底比例（%）", "6月底比例（%）", "10月底比例（%）", "12月底比例（%）"],
            ["3月底精确累加", "6月底精确累加", "10月底精确累加", "12月底精确累加"],
        ),
        ("问题清单", ["依据", "工作表", "项目序号"], []),
    ],
)
def test_details_can_be_folded_away(summary, name, unfolded, folded):
    """The parts of a value, the percentages of an amount, what a formula is made of, where a rule comes from."""
    assert outline(summary, name) == dict.fromkeys(unfolded, False) | dict.fromkeys(folded, True)


@pytest.mark.parametrize("name", ["绩效指标汇总表", "资金支出计划", "问题清单"])
def test_a_list_with_an_outline_keeps_its_filter(summary, name):
    """Over all of its columns."""
    sheet = openpyxl.load_workbook(io.BytesIO(summary))[name]
    heads = [head for head in rows_of(summary, name)[2] if head]
    assert sheet.auto_filter.ref.split(":")[1].rstrip("0123456789") == get_column_letter(len(heads))


def test_what_the_first_page_is_computed_from_is_folded(summary):
    """The columns beside the page and not the page, and the charts show what is folded."""
    sheet = openpyxl.load_workbook(io.BytesIO(summary))["部门汇总"]
    hidden = [d for d in sheet.column_dimensions.values() if d.hidden]
    assert [(d.min, d.max) for d in hidden] == [(11, 19)]
    assert all(d.outline_level == 1 for d in hidden)
    with zipfile.ZipFile(io.BytesIO(summary)) as archive:
        charts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    assert not any(b"plotVisOnly" in chart for chart in charts), "where it is absent, hidden cells are plotted"
