"""Ways through the summary: links in both directions, part one, what is left out, and what the file says of itself."""

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

import xltool
from tests.rules.clean import CLEAN, OTHER, PART_ONE, workbook
from tests.test_consolidation import LISTS, fill, merged, merged_projects, rows_of
from xltool.batch import read
from xltool.writing.summary import plan, summary_workbook
from xltool.writing.workbook import CREATED

PART_ONE_SHEET = "部门整体绩效目标"
FILES = {
    "00 部门.xlsx": workbook(replace(PART_ONE, overall_objective="办好群众身边的公共文化服务，包涵图书借阅。")),
    "01 图书.xlsx": workbook(CLEAN),
    "02 取暖.xlsx": workbook(replace(OTHER, purpose="用于差率费")),
}


def book(tmp_path: Path, sheets: str = "all") -> Workbook:
    """A summary of part one, a clean project and one with a problem."""
    written = xltool.write_summary(merged(fill(tmp_path / "项目表", FILES)), tmp_path / "汇总.xlsx", sheets)
    return openpyxl.load_workbook(written)


def links(summary: Workbook, sheet: str) -> dict[str, str]:
    """Where each link of a sheet leads: a place in the book, or a file and its place."""
    found = (cell for row in summary[sheet].iter_rows() for cell in row if cell.hyperlink)
    return {
        cell.coordinate: f"{cell.hyperlink.target or ''}#{cell.hyperlink.location}".replace("\\", "/") for cell in found
    }


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_every_sheet_leads_back_to_the_contents(tmp_path: Path, sheets: str):
    """As 目录 leads to every sheet; both links say where they go."""
    summary = book(tmp_path, sheets)
    there = [place.split("!")[0].strip("#'") for place in links(summary, "目录").values()]
    assert there == summary.sheetnames[1:]
    for name in summary.sheetnames[1:]:
        back = [cell for cell, place in links(summary, name).items() if place == "#'目录'!A1"]
        assert [summary[name][cell].value.removeprefix("返回") for cell in back] == ["目录"], name


def test_the_way_back_stands_in_the_head_or_beside_the_page(tmp_path: Path):
    """Lists have it in the frozen head; elsewhere it is not printed."""
    summary = book(tmp_path)
    for name in summary.sheetnames[1:]:
        sheet = summary[name]
        (back,) = [sheet[cell] for cell, place in links(summary, name).items() if place == "#'目录'!A1"]
        if name in LISTS[2:]:
            assert back.coordinate == "A2"
        else:
            last = re.search(r":\$([A-Z]+)\$", sheet.print_area)
            assert back.column > openpyxl.utils.column_index_from_string(last[1])


def test_a_row_and_its_project_lead_to_each_other(tmp_path: Path):
    """From 项目汇总表 to the project's sheet, from there to its row and its source file."""
    summary = book(tmp_path)
    heating = "02 图书室冬季取暖费"
    assert links(summary, "项目汇总表")["K5"] == f"#'{heating}'!A1"
    back = links(summary, heating)
    assert back["I2"] == "#'项目汇总表'!A5"
    assert summary["项目汇总表"]["C5"].value == OTHER.name
    assert back["I3"] == "项目表/02%20取暖.xlsx#'项目绩效目标表'!A1"
    assert summary[heating]["I3"].value == "来源文件：02 取暖.xlsx"


def test_a_problem_and_its_cell_lead_to_each_other(tmp_path: Path):
    """Beside the row of the cell stands the number in 问题清单, whose place leads to the cell."""
    summary = book(tmp_path)
    problems = {summary["问题清单"][cell].value: place for cell, place in links(summary, "问题清单").items()}
    assert problems["B6"] == "#'02 图书室冬季取暖费'!B6"
    number = next(row[0].value for row in summary["问题清单"].iter_rows(min_row=4) if row[3].value == "02 取暖.xlsx")
    sheet = summary["02 图书室冬季取暖费"]
    assert links(summary, sheet.title)["J6"] == f"#'问题清单'!A{number + 3}"
    assert sheet["J6"].value == f"问题清单第 {number} 项"


def test_part_one_is_a_sheet_of_the_summary(tmp_path: Path):
    """As it was read, before the projects, listed in 目录, and its problems lead to it."""
    summary = book(tmp_path, "none")
    assert summary.sheetnames == [*LISTS, PART_ONE_SHEET]
    texts = [cell.value for row in summary[PART_ONE_SHEET].iter_rows() for cell in row if cell.value]
    assert "办好群众身边的公共文化服务，包涵图书借阅。" in texts
    assert {"图书服务", "后勤保障"} <= {text.rstrip("：") for text in texts if isinstance(text, str)}
    listed = [row[1].value for row in summary["目录"].iter_rows(min_row=4)]
    assert listed.index(PART_ONE_SHEET) == len(LISTS) - 1
    cells = [cell for cell, place in links(summary, "问题清单").items() if place.startswith(f"#'{PART_ONE_SHEET}'!")]
    assert len(cells) == 1


def test_without_part_one_there_is_no_sheet_of_it(tmp_path: Path):
    """An empty form would say that the department has written nothing."""
    summary = summary_workbook(merged_projects(tmp_path, CLEAN))
    names = [row[1] for row in rows_of(summary, "目录")[3:]]
    assert names == [*LISTS[1:], "01 社区图书室运行费"]


def test_a_summary_is_not_read_again(tmp_path: Path):
    """Its sheets with part one, projects and the links beside them are no tables of a department."""
    book(tmp_path)
    batch = read(tmp_path / "汇总.xlsx")
    assert [(report.status, report.reason) for report in batch.files] == [("passed over", "以前生成的汇总表")]
    assert not batch.readings


@pytest.mark.parametrize(("most", "said"), [(1, True), (2, False)])
def test_the_first_page_says_that_project_sheets_are_left_out(tmp_path: Path, monkeypatch, most: int, said: bool):
    """As 目录 does, in one sentence with the limit."""
    monkeypatch.setattr(plan, "MOST_PROJECT_SHEETS", most)
    summary = summary_workbook(merged_projects(tmp_path, CLEAN, OTHER))
    sentence = "共 2 个项目，超过 1 个，没有放入各项目的工作表；项目汇总表的“来源文件”一列可打开原表。"
    for name in ("目录", "部门汇总"):
        assert (sentence in [value for row in rows_of(summary, name) for value in row]) is said


def test_the_properties_of_the_file(tmp_path: Path):
    """What it is, of whom, of which year and how much is in it; nothing of the machine or the day."""
    properties = book(tmp_path).properties
    assert properties.title == "2020年项目绩效目标汇总"
    assert properties.subject == "2020年度"
    assert properties.creator == properties.lastModifiedBy == "434002北戴河区人民政府办公室"
    assert properties.category == "绩效目标汇总表"
    assert properties.keywords == "绩效目标；部门预算；汇总"
    assert properties.description == "由 xltool 汇总：2 个项目，12 条绩效指标。"
    assert properties.created == properties.modified == CREATED.replace(tzinfo=None)


def test_the_properties_of_a_department_without_a_year(tmp_path: Path):
    """No year is invented."""
    written = xltool.write_summary(merged_projects(tmp_path, CLEAN), tmp_path / "汇总.xlsx")
    properties = openpyxl.load_workbook(written).properties
    assert (properties.title, properties.subject) == ("项目绩效目标汇总", None)
