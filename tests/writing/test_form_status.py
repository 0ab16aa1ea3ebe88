"""The status line of a sheet to fill: what it says, and that LibreOffice says the same of the same cells."""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests.rules.clean import CLEAN, FORM, PART_ONE, lying
from xltool.document import read_document
from xltool.forms import shipped
from xltool.forms.form import Form
from xltool.model import Department, Project
from xltool.office.cells import CellValue, fill_cells
from xltool.writing.form_cells import FormCells
from xltool.writing.form_guards import guard_cells
from xltool.writing.form_guide import GUIDE_SHEET, draw_guide
from xltool.writing.form_sheet import arranged, draw_form
from xltool.writing.form_status import status_text
from xltool.writing.styles import Styles
from xltool.writing.workbook import OPTIONS

DEPARTMENT = shipped("hebei-department")
BLANK = (
    "还缺：预算单位、项目编码、项目名称、预算数、预算规模及资金用途、资金支出计划（3月底）、资金支出计划（6月底）、"
    "资金支出计划（10月底）、资金支出计划（12月底）、绩效目标、产出指标 1 条、效果指标 1 条、满意度指标 1 条"
)
BLANK_DEPARTMENT = "还缺：预算单位、总体绩效目标、工作保障措施、分项绩效目标 1 条；请核对：年度"

CASES: list[tuple[Mapping[str, CellValue], str]] = [
    ({}, "可以上报"),
    ({"B6": None}, "还缺：预算规模及资金用途"),
    ({"B6": "   "}, "还缺：预算规模及资金用途"),
    ({"B4": None, "E4": None}, "还缺：项目编码、项目名称"),
    ({"A16": None, "B16": None, "C16": None, "D16": None, "E16": None, "F16": None}, "还缺：满意度指标 1 条"),
    ({"C12": None, "E13": None, "E14": None}, "还缺：三级指标 1 处、指标值 2 处"),
    ({"D17": "只写了描述"}, "还缺：二级指标 1 处、三级指标 1 处、指标值 1 处"),
    ({"D40": "最后一行"}, "还缺：二级指标 1 处、三级指标 1 处、指标值 1 处"),
    ({"C5": Decimal("20.01")}, "请改：预算数不等于财政资金加其他资金"),
    ({"C5": "20万元"}, "请改：预算数"),
    ({"C5": Decimal(0), "E5": None, "G5": None}, "请改：预算数"),
    ({"C5": Decimal("20.005"), "G5": Decimal("4.505")}, "请改：预算数、其他资金"),
    ({"E5": Decimal(-1), "G5": Decimal(21)}, "请改：财政资金"),
    ({"G5": "无"}, "请改：其他资金、预算数不等于财政资金加其他资金"),
    ({"B8": Decimal("0.2")}, "请改：资金支出计划（3月底）"),
    ({"C8": Decimal(10)}, "请改：资金支出计划（6月底）比前面的时点小"),
    ({"C8": None, "D8": Decimal(19)}, "还缺：资金支出计划（6月底）；请改：资金支出计划（10月底）比前面的时点小"),
    ({"E8": Decimal(99)}, "请改：资金支出计划（12月底）"),
    ({"C12": "新购图书册数"}, "请改：三级指标重复"),
    ({"C12": "ABC指标", "C13": "abc指标"}, "请改：三级指标重复"),
    ({"C12": "图书*册数", "C13": "图书新册数"}, "可以上报"),
    ({"A16": "满意"}, "请改：一级指标 1 处"),
    ({"B12": "效率指标", "B13": "进度指标"}, "请改：二级指标 1 处"),
    ({"B6": "用" * 1001}, "请改：预算规模及资金用途（太长）"),
    ({"E12": "≥" + "9" * 50}, "请改：指标值（太长） 1 处"),
    ({"B4": "434-1401-jbn-6BVF"}, "可以上报；请核对：项目编码"),
    ({"B4": "51092324T000010263357"}, "可以上报"),
    ({"B4": "x", "B9": None, "B8": "一成"}, "还缺：绩效目标；请改：资金支出计划（3月底）；请核对：项目编码"),
]
"""Cells of the clean project that are changed, and what is then said."""

DEPARTMENT_CASES: list[tuple[Mapping[str, CellValue], str]] = [
    ({}, "可以上报"),
    ({"A6": None}, "还缺：总体绩效目标"),
    ({"A8": None}, "还缺：分项名称 1 处"),
    ({"A8": None, "B8": None, "A9": None, "B9": None}, "还缺：分项绩效目标 1 条"),
    ({"A3": "　　　　年部门预算绩效信息"}, "可以上报；请核对：年度"),
]


def book(sheets: list[tuple[str, Form, Project | Department | None]]) -> bytes:
    """A workbook with several sheets to fill."""
    buffer = io.BytesIO()
    workbook = Workbook(buffer, OPTIONS)
    styles = Styles(workbook)
    for name, form, content in sheets:
        sheet = workbook.add_worksheet(name)
        draw_form(sheet, styles, form, content)
        guard_cells(workbook, sheet, form, arranged(form, content))
    draw_guide(workbook, workbook.add_worksheet(GUIDE_SHEET), styles, FORM)
    workbook.close()
    return buffer.getvalue()


def lines(data: bytes) -> list[object]:
    """The first cell of every sheet to fill."""
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [sheets.get_sheet_by_name(n).to_python(skip_empty_area=False)[0][0] for n in sheets.sheet_names[:-1]]


SHEETS: list[tuple[str, Form, Project | Department | None, Mapping[str, CellValue], str]] = [
    *((f"项目{number}", FORM, CLEAN, cells, said) for number, (cells, said) in enumerate(CASES)),
    *((f"部门{number}", DEPARTMENT, PART_ONE, cells, said) for number, (cells, said) in enumerate(DEPARTMENT_CASES)),
    ("空项目", FORM, None, {}, BLANK),
    ("空部门", DEPARTMENT, None, {}, BLANK_DEPARTMENT),
    ("汉字年度", DEPARTMENT, None, {"A3": "二〇二〇年部门预算绩效信息"}, BLANK_DEPARTMENT),
]


@pytest.fixture(scope="module")
def changed() -> bytes:
    """All cases as sheets of one workbook, the cells changed as a clerk would."""
    data = book([(name, form, content) for name, form, content, _, _ in SHEETS])
    return fill_cells(data, {name: cells for name, _, _, cells, _ in SHEETS})


def test_libreoffice_says_of_each_sheet_what_is_missing_and_wrong(
    changed: bytes, convert: Callable[..., Path], tmp_path: Path
) -> None:
    """The formulas of the status line, computed anew after the cells were changed."""
    path = tmp_path / "状态.xlsx"
    path.write_bytes(changed)
    said = lines(convert(path, "xlsx", recalculate=True).read_bytes())
    assert dict(zip([s[0] for s in SHEETS], said, strict=True)) == {s[0]: s[4] for s in SHEETS}


def test_the_stored_line_is_what_the_formulas_say(changed: bytes) -> None:
    """In Python the same sentence follows from the same cells."""
    found = {}
    for reading in read_document(changed, "状态.xlsx").readings:
        content = getattr(reading, "project", None) or reading.department
        cells = FormCells(reading.form, arranged(reading.form, content))
        values = {path: spot.raw for path, spot in reading.spots.items()}
        found[reading.sheet] = status_text(reading.form, cells, values)
    expected = {name: said for name, _, content, _, said in SHEETS if content is not None}
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize("cell", ["C5", "B6", "D12"])
def test_an_error_value_is_said_and_does_not_spread(cell: str, convert: Callable[..., Path], tmp_path: Path) -> None:
    """The line stays a sentence when a cell holds an error value, in LibreOffice and as it is stored."""
    path = tmp_path / "错.xlsx"
    path.write_bytes(lying(book([("表", FORM, CLEAN)]), cell))
    values = {f: spot.raw for f, spot in read_document(path.read_bytes(), path.name).readings[0].spots.items()}
    stored = status_text(FORM, FormCells(FORM, arranged(FORM, CLEAN)), values)
    assert lines(convert(path, "xlsx", recalculate=True).read_bytes()) == [stored] == ["请改：表中有错误值"]


@pytest.mark.parametrize(
    ("form", "content", "said"),
    [
        (FORM, None, BLANK),
        (FORM, CLEAN, "可以上报"),
        (
            FORM,
            replace(CLEAN, purpose=None, indicators=CLEAN.indicators[:5]),
            "还缺：预算规模及资金用途、满意度指标 1 条",
        ),
        (DEPARTMENT, PART_ONE, "可以上报"),
    ],
)
def test_a_new_workbook_has_its_line_stored(form: Form, content: Project | Department | None, said: str) -> None:
    """A reader without formulas sees the same as Excel."""
    assert lines(book([("表", form, content)])) == [said]
