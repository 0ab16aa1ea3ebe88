"""The buttons of the shipped templates, clicked with the mouse: macros, Python, and what then stands in the cells.

LibreOffice cannot compile xlwings' module, which starts Python on Windows. In its place these variants of the templates
have one that starts the same command with our own Python, which connects to this LibreOffice. Nothing else differs.
"""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import xltool
from tests.macros.stand_in import modules
from tests.macros.stubs import SETTINGS
from tests.rules.clean import CLEAN
from xltool.document import LIST_SHEET
from xltool.excel.merging import SUMMARY
from xltool.forms import shipped
from xltool.forms.form import STATUS
from xltool.macros.books import template_sources
from xltool.macros.project import PROJECT_PART, vba_project
from xltool.macros.sources import ascii_source
from xltool.office.package import open_package, packed
from xltool.writing.form_sheet import cell_values, derived_cells, field_cells
from xltool.writing.launcher import SHEET as LAUNCHER
from xltool.writing.styles import ERROR_FILL
from xltool.writing.summary.plan import OVERVIEW

FORM = shipped("hebei-project")
SHEET = FORM.sheet_name
TWICE = "C12"
"""The cell of the name that stands there twice."""

XLWINGS = ascii_source(
    "xlwings",
    """Attribute VB_Name = "xlwings"
Public Function RunPython(PythonCommand As String)
    Shell Quoted(Environ("XLTOOL_PYTHON")), 0, Quoted(Environ("XLTOOL_CLICKED")) & " " & Quoted(PythonCommand), False
End Function

Private Function Quoted(text As String) As String
    Quoted = Chr(34) & text & Chr(34)
End Function

"""
    + SETTINGS,
)
"""Not waiting for Python, which could not connect as long as the macro runs."""


def variant(book: Path, checkout: Path, folder: Path) -> Path:
    """A copy of a template, with the other module."""
    package = open_package(book.read_bytes())
    sheets = [name for name, (_, standard) in modules(book).items() if not standard and name != "ThisWorkbook"]
    project = vba_project(template_sources(checkout / "macros") | {"xlwings": XLWINGS}, sheets)
    copy = folder / book.name
    copy.write_bytes(packed(package, {PROJECT_PART.lower(): project}))
    return copy


@pytest.fixture
def template(checkout: Path, tmp_path: Path) -> Path:
    """The variant of the project template."""
    return variant(checkout / "workbook_templates" / "项目绩效目标表.xlsm", checkout, tmp_path)


@pytest.fixture
def launcher(checkout: Path, tmp_path: Path) -> Path:
    """The variant of 部门汇总.xlsm."""
    return variant(checkout / "workbook_templates" / "部门汇总.xlsm", checkout, tmp_path)


@pytest.mark.parametrize("name", ["template", "launcher"])
def test_a_variant_differs_by_one_module(name: str, request: pytest.FixtureRequest, checkout: Path) -> None:
    """Every part of the file but the macros, and every other module, is that of the shipped file."""
    ours: Path = request.getfixturevalue(name)
    shipped_book = checkout / "workbook_templates" / ours.name
    before, after = (open_package(book.read_bytes()).contents for book in (shipped_book, ours))
    assert before.keys() == after.keys()
    assert [part for part in before if before[part] != after[part]] == [PROJECT_PART.lower()]
    before_modules, after_modules = modules(shipped_book), modules(ours)
    assert list(before_modules) == list(after_modules)
    assert [module for module in before_modules if before_modules[module] != after_modules[module]] == ["xlwings"]


def filled() -> dict[str, str | float]:
    """The cells of a table with an indicator that stands there twice."""
    values = cell_values(FORM, CLEAN)
    cells = {cell: values.get(path) for path, cell in field_cells(FORM, CLEAN, to_fill=True).items()}
    content = {cell: float(v) if isinstance(v, Decimal) else str(v) for cell, v in cells.items() if v is not None}
    return content | {TWICE: "新购图书册数"}


def test_check_sheet(desk: Any, template: Path) -> None:
    """校验本表 marks a cell by colour and note and lists its problem; once that is mended, the cell is as before."""
    desk.open(template)
    desk.fill(filled())
    status = derived_cells(FORM, CLEAN)[STATUS]
    assert desk.text(status) == "请改：三级指标重复"
    assert desk.click("校验本表") == ("错误 1 处，标出了 1 个单元格，详见工作表“问题清单”。改好后再点一次“校验本表”。")
    ((cell, (colour, note)),) = desk.marks(SHEET).items()
    assert (cell, colour) == (TWICE, ERROR_FILL)
    assert note.startswith("【错误】三级指标“新购图书册数”与 C11 重名。")
    assert desk.colour(TWICE) == ERROR_FILL
    head, problem, *rest = desk.values("A1:H3", LIST_SHEET)
    assert head == ["序号", "轻重", "规则", "文件", "工作表", "位置", "另见", "问题"]
    assert problem == [1, "错误", "S-08", template.name, SHEET, TWICE, "C11", "三级指标“新购图书册数”与 C11 重名。"]
    assert rest == [[""] * 8]
    assert desk.books() == {template.name: SHEET}

    desk.fill({TWICE: "图书验收合格率"})
    assert desk.text(status) == "可以上报"
    assert desk.click("校验本表") == "检查完毕，没有查出问题。"
    assert desk.marks(SHEET) == {}
    assert desk.colour(TWICE) == desk.colour("C13") != ERROR_FILL
    assert [row[0] for row in desk.values("A1:A3", LIST_SHEET)] == ["序号", "", ""]

    assert desk.type(TWICE, "图书上架及时率")["said"] is None  # the keys reach the sheet again
    assert desk.values(TWICE, SHEET) == [["图书上架及时率"]]


def test_compute_totals(desk: Any, template: Path) -> None:
    """计算合计 gives a computed cell that was overwritten its formula again, and says the sums."""
    desk.open(template)
    desk.fill(filled())
    cell = derived_cells(FORM, CLEAN)["budget.parts"]
    formula = desk.facts(cell)["formula"]
    desk.fill({cell: 99})
    assert desk.values(cell, SHEET) == [[99]]
    assert desk.click("计算合计") == (
        "预算数 20.00 万元，财政资金 15.50 万元，其他资金 4.50 万元。有 1 个自动计算的单元格被改过，已恢复公式。"
    )
    assert desk.facts(cell)["formula"] == formula
    assert desk.values(cell, SHEET) == [[20]]


def test_merge_folder(desk: Any, launcher: Path, checkout: Path, tmp_path: Path) -> None:
    """一键汇总 merges the folder in the cell, fills the table of results, and opens the summary at 部门汇总."""
    folder = Path(shutil.copytree(checkout / "workbook_templates" / "beidaihe-2020", tmp_path / "绩效 2020"))
    desk.open(launcher)
    assert desk.values("C9:C10", LAUNCHER) == [["还没有汇总过"], [""]]
    assert desk.type("C5", str(folder))["said"] is None
    assert desk.click("一键汇总") == (
        f"已汇总 11 个项目，42 条指标，预算数 257.72 万元，对账无差额。汇总表：“{SUMMARY}”。"
    )
    found = xltool.validate(xltool.read(folder))
    counts = [sum(problem.severity == severity for problem in found) for severity in ("error", "warning")]
    results = [str(folder), 11, 257.72, 257.72, 0, *counts, 0, str(folder / SUMMARY)]
    assert [row[0] for row in desk.values("C9:C17", LAUNCHER)] == results
    assert desk.books() == {launcher.name: LAUNCHER, SUMMARY: OVERVIEW}
    title, _, figures = desk.values("A1:G3", OVERVIEW, SUMMARY)
    assert title[0] == "2020年项目绩效目标汇总"
    assert figures == [11, "", 257.72, "", 257.72, "", 42]
