"""Lists with more entries than a sheet has rows: nothing lost, every figure as in one sheet, notes on both sides."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

import xltool
from tests.rules.clean import CLEAN, with_plan, workbook
from tests.test_consolidation import assert_recomputed, fill, merged, rows_of
from xltool.consolidation import Consolidation
from xltool.model import Budget
from xltool.office.cells import fill_cells
from xltool.problems import Refused
from xltool.writing.summary import split, summary_workbook
from xltool.writing.summary.split import Split, sum_of

PROJECTS = 9
"""With room for seven entries a sheet: two sheets of projects, eight of indicators."""


@pytest.fixture
def small_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets of 20 rows, 7 of them for entries."""
    assert split.MOST_ROWS == 1_048_576
    monkeypatch.setattr(split, "MOST_ROWS", 20)


def nine(tmp_path: Path) -> Consolidation:
    """Nine projects of awkward amounts, one without a percentage, each with a problem in its purpose."""
    files = {}
    for number in range(1, PROJECTS + 1):
        amount = Decimal("10.125") + number
        project = replace(
            with_plan(None if number == 8 else "25", None if number == 8 else "50", "75", "100"),
            code=f"434-1401-JBN-000{number}",
            name=f"项目{number}",
            budget=Budget(amount, amount),
            purpose=f"用于差率费（{number}）。",
        )
        files[f"{number}.xlsx"] = workbook(project)
    return merged(fill(tmp_path / "项目表", files))


def names(summary: bytes) -> list[str]:
    """The sheets of a summary."""
    return CalamineWorkbook.from_filelike(io.BytesIO(summary)).sheet_names


def listed(summary: bytes, name: str) -> list[list[object]]:
    """The entries of all sheets of a list."""
    sheets = [sheet for sheet in names(summary) if sheet == name or sheet.startswith(f"{name} (")]
    rows = (row for sheet in sheets for row in rows_of(summary, sheet)[3:])
    return [row for row in rows if isinstance(row[0], float) and row[1] != "合计"]


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_every_list_goes_on_on_further_sheets(tmp_path: Path, small_sheets: None, sheets: str):
    """They stand beside each other, are listed in 目录, and have their entries in order."""
    summary = summary_workbook(nine(tmp_path), sheets=sheets)
    indicators = [f"绩效指标汇总表 ({number})" for number in range(2, 9)]
    expected = [
        "部门汇总",
        "项目汇总表",
        "项目汇总表 (2)",
        "资金支出计划",
        "资金支出计划 (2)",
        "绩效指标汇总表",
        *indicators,
    ]
    assert names(summary)[1 : len(expected) + 1] == expected
    assert [row[1] for row in rows_of(summary, "目录")[3 : 3 + len(expected)]] == expected
    for name in ("项目汇总表", "资金支出计划", "指标覆盖", "对账"):
        assert [row[0] for row in listed(summary, name)] == list(range(1, PROJECTS + 1)), name
    assert len(listed(summary, "绩效指标汇总表")) == 6 * PROJECTS
    problems = listed(summary, "问题清单")
    assert [row[0] for row in problems] == list(range(1, len(problems) + 1))
    assert len(problems) > 7


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_figures_are_those_of_one_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sheets: str):
    """Entries, totals and the whole first page, whatever the sheets hold."""
    consolidation = nine(tmp_path)
    whole = summary_workbook(consolidation, sheets=sheets)
    monkeypatch.setattr(split, "MOST_ROWS", 20)
    parts = summary_workbook(consolidation, sheets=sheets)
    assert rows_of(parts, "部门汇总") == rows_of(whole, "部门汇总")
    for name in ("项目汇总表", "资金支出计划", "绩效指标汇总表", "指标覆盖", "问题清单", "对账"):
        assert listed(parts, name) == listed(whole, name)
    assert rows_of(parts, "项目汇总表 (2)")[5] == rows_of(whole, "项目汇总表")[12]
    assert rows_of(parts, "资金支出计划 (2)")[5:7] == rows_of(whole, "资金支出计划")[12:14]
    assert rows_of(parts, "资金支出计划")[1] == rows_of(whole, "资金支出计划")[1]
    assert rows_of(parts, "指标覆盖 (2)")[5] == rows_of(whole, "指标覆盖")[12]
    assert rows_of(parts, "对账 (2)")[5:] == rows_of(whole, "对账")[12:]


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_split_lists_recompute(tmp_path: Path, small_sheets: None, convert: Callable[..., Path], sheets: str):
    """LibreOffice computes the same over all sheets of a list."""
    consolidation = nine(tmp_path)
    last = xltool.read(fill(tmp_path / "去年", {"1.xlsx": workbook(CLEAN)}))
    comparison = xltool.compare(last, consolidation)
    written = xltool.write_summary(consolidation, tmp_path / "汇总.xlsx", sheets, comparison)
    assert_recomputed(written, convert)


def test_both_sheets_say_that_there_is_another(tmp_path: Path, small_sheets: None):
    """Below the last row of the one and in the head of the other, with links."""
    written = xltool.write_summary(nine(tmp_path), tmp_path / "汇总.xlsx")
    book = openpyxl.load_workbook(written)
    first, second = book["项目汇总表"], book["项目汇总表 (2)"]
    assert (first["A1"].value, second["A1"].value) == (
        "项目绩效目标汇总表（第 1 张，共 2 张）",
        "项目绩效目标汇总表（第 2 张，共 2 张）",
    )
    assert first["B11"].value == "以下转“项目汇总表 (2)”"
    assert first["B11"].hyperlink.location == "'项目汇总表 (2)'!A1"
    assert second["B2"].value.endswith("　上接“项目汇总表”")
    assert second["A3"].value == first["A3"].value == "序号"
    assert (first.auto_filter.ref, second.auto_filter.ref) == ("A3:L10", "A3:L5")
    assert book["02 项目2"]["I2"].hyperlink.location == "'项目汇总表'!A5"
    assert book["09 项目9"]["I2"].hyperlink.location == "'项目汇总表 (2)'!A5"


def test_reasons_beside_problems_are_kept_from_all_sheets(tmp_path: Path, small_sheets: None):
    """Also those that were written on the second sheet of 问题清单, and those of problems that are gone."""
    consolidation, target = nine(tmp_path), tmp_path / "汇总.xlsx"
    xltool.write_summary(consolidation, target)
    target.write_bytes(fill_cells(target.read_bytes(), {"问题清单": {"L4": "甲"}, "问题清单 (2)": {"L5": "乙"}}))
    kept = xltool.keep_reasons(consolidation, target)
    rows = listed(summary_workbook(kept), "问题清单")
    assert [(number, row[11]) for number, row in enumerate(rows, 1) if row[11]] == [(1, "甲"), (9, "乙")]
    other = fill(tmp_path / "另一处", {"a.xlsx": workbook(replace(CLEAN, purpose="用于差率费。"))})
    left = xltool.keep_reasons(merged(other), target)
    summary = summary_workbook(left)
    texts = [row[11] for sheet in names(summary) if sheet.startswith("问题清单") for row in rows_of(summary, sheet)[3:]]
    assert {"甲", "乙"} <= set(texts)


def test_a_row_lost_on_a_further_sheet_stops_the_summary(tmp_path: Path, small_sheets: None):
    """The finished file is read back from all its sheets."""
    consolidation = nine(tmp_path)
    *rest, last = consolidation.readings
    changed = replace(last, project=replace(last.project, indicators=last.project.indicators[1:]))
    with pytest.raises(Refused, match="对账不平：指标条数"):
        summary_workbook(replace(consolidation, readings=(*rest, changed)))
    budget = replace(last.project.budget, total=Decimal(1))
    changed = replace(last, project=replace(last.project, budget=budget))
    with pytest.raises(Refused, match="对账不平：预算数"):
        summary_workbook(replace(consolidation, readings=(*rest, changed)))


@pytest.mark.parametrize(
    ("entries", "sheets", "below"), [(0, 1, 5), (1, 1, 5), (7, 1, 11), (8, 2, 5), (14, 2, 11), (15, 3, 5)]
)
def test_where_entries_stand(small_sheets: None, entries: int, sheets: int, below: int):
    """Seven a sheet; the total below the last one, on its sheet."""
    places = Split("表", entries)
    assert len(places.sheets) == sheets
    assert sum(count for _, count in places.parts()) == max(entries, 1)
    assert places.below(1) == f"'{places.sheets[-1]}'!B{below}"
    assert places.below(1, own=places.sheets[-1]) == f"B{below}"
    assert len(places.ranges(0)) == sheets


def test_references(small_sheets: None):
    """A cell, the areas of a column, and a function over them."""
    places = Split("表", 9)
    assert (places.cell(6, 0), places.cell(7, 0)) == ("'表'!A10", "'表 (2)'!A4")
    assert places.cell(7, 0, own="表 (2)") == "A4"
    assert places.ranges(2, own="表") == ["$C$4:$C$10", "'表 (2)'!$C$4:$C$5"]
    assert sum_of("COUNTIF({},1)", places.ranges(2)) == "COUNTIF('表'!$C$4:$C$10,1)+COUNTIF('表 (2)'!$C$4:$C$5,1)"
