"""The sheet to fill as a whole: room for indicators, what prints, and rows that grow."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.rules.clean import CLEAN, FORM, PART_ONE, SHEET, SHEET_PART, with_row, workbook
from xltool.document import read_document
from xltool.forms import shipped
from xltool.forms.form import Form
from xltool.model import Department, Project
from xltool.office.cells import fill_cells
from xltool.rules import check
from xltool.writing.workbook import form_workbook

DEPARTMENT = shipped("hebei-department")
LONG = replace(CLEAN, indicators=tuple(replace(CLEAN.indicators[n % 6], level3=f"指标{n}") for n in range(33)))


def sheet_of(form: Form, content: Project | Department | None = None) -> Worksheet:
    """The sheet to fill of a form's workbook."""
    return load_workbook(io.BytesIO(form_workbook(form, content)))[form.sheet_name]


def shown(sheet: Worksheet) -> list[int]:
    """The rows that are not hidden."""
    return [row for row in range(1, sheet.max_row + 1) if not sheet.row_dimensions[row].hidden]


@pytest.mark.parametrize(
    ("content", "visible", "hidden"),
    [(None, 8, 22), (CLEAN, 6, 24), (LONG, 33, 0)],
    ids=["blank", "filled", "more than the form has room for"],
)
def test_there_is_room_for_thirty_indicators(content: Project | None, visible: int, hidden: int) -> None:
    """Rows to spare are drawn like the others and hidden; the print area ends with the signatures below them."""
    sheet = sheet_of(FORM, content)
    rows = [row for row in range(11, sheet.max_row + 1) if not sheet.cell(row, 3).protection.locked]
    assert [len(rows), rows[0]] == [visible + hidden, 11]
    assert [row for row in rows if sheet.row_dimensions[row].hidden] == rows[visible:]
    assert all(f"F{row}:G{row}" in {str(area) for area in sheet.merged_cells.ranges} for row in rows)
    assert sheet.print_area == f"'{SHEET}'!$A$2:$G${rows[-1] + 2}"
    assert sheet.print_title_rows == "$10:$10"
    assert [sheet.cell(rows[-1] + 1, 1).value, sheet.cell(rows[-1] + 2, 1).value] == ["填报单位（盖章）：", "填报人："]


def test_rows_grow_with_what_is_typed() -> None:
    """Rows of the list are as high as their text and not fixed; one with a long text in merged cells is fixed."""
    long_basis = with_row(1, basis="依据" * 40)
    with zipfile.ZipFile(io.BytesIO(form_workbook(FORM, long_basis))) as archive:
        rows = dict(re.findall(r'<row r="(\d+)"([^>]*)>', archive.read(SHEET_PART).decode()))
    growing = [int(number) for number, row in rows.items() if "customHeight" not in row]
    assert growing == [11, *range(13, 41)]
    assert all('ht="27.75"' in rows[str(number)] for number in range(17, 41))
    assert {sheet_of(FORM, long_basis).cell(row, 8).font.size > 20 for row in range(11, 41)} == {True}


@pytest.mark.parametrize(
    ("form", "content", "pages"),
    [(FORM, None, 1), (FORM, CLEAN, 1), (DEPARTMENT, None, 1), (DEPARTMENT, PART_ONE, 1), (FORM, LONG, 2)],
)
def test_what_is_printed_is_the_form_and_nothing_else(
    form: Form,
    content: Project | Department | None,
    pages: int,
    convert: Callable[..., Path],
    pdf_text: Callable[[Path], str],
    tmp_path: Path,
) -> None:
    """The signatures end the table; no status line, no computed value, no hidden row and no empty page."""
    path = tmp_path / "表.xlsx"
    path.write_bytes(form_workbook(form, content))
    printed = [page for page in pdf_text(convert(path, "pdf")).split("\f") if page.strip()]
    first_of_guide = next(number for number, page in enumerate(printed) if f"{form.title}填写说明" in page)
    assert first_of_guide == pages
    text = "".join(printed[:pages])
    assert text.count("填报单位（盖章）") == text.count("审核人") == 1
    for word in ("可以上报", "还缺", "自动计算", "还可写", "表样 "):
        assert word not in text


def test_a_row_to_spare_that_was_filled_is_read_and_told() -> None:
    """Text pasted into rows that are still hidden counts, with a warning."""
    first = {"A18": "满意度指标", "B18": "服务对象满意度指标", "C18": "群众满意度"}
    cells = first | {"D18": "满意的群众占答卷群众的比率", "E18": "≥91%", "F18": "上年问卷"}
    book = fill_cells(workbook(CLEAN), {SHEET: cells})
    document = read_document(book, "表.xlsx")
    assert [problem.code for problem in check(document.readings)] == ["R-03"]
    assert document.readings[0].project.indicators[-1].level3 == "群众满意度"


@pytest.mark.parametrize(("cell", "left"), [("A41", ["填报单位：某某局"]), ("E42", ["日期：2020年1月5日"])])
def test_a_signature_row_that_was_written_over_is_left_over(cell: str, left: list[str]) -> None:
    """Our own words are known; others in their place are listed."""
    book = fill_cells(workbook(CLEAN), {SHEET: {cell: left[0]}})
    assert [leftover.raw for leftover in read_document(book, "表.xlsx").all_leftovers()] == left


def test_a_value_in_either_of_two_cells_that_were_merged_is_read() -> None:
    """A row that a clerk inserts has F and G apart, both under 指标值确定依据; what stands in both is not lost."""
    book = load_workbook(io.BytesIO(form_workbook(FORM, CLEAN)))
    sheet = book[SHEET]
    for row, texts in ((12, (None, "右边的依据")), (13, ("左边的依据", "多出来的"))):
        sheet.unmerge_cells(f"F{row}:G{row}")
        sheet[f"F{row}"], sheet[f"G{row}"] = texts
    out = io.BytesIO()
    book.save(out)
    document = read_document(out.getvalue(), "表.xlsx")
    reading = document.readings[0]
    assert [i.basis for i in reading.project.indicators[1:3]] == ["右边的依据", "左边的依据"]
    assert reading.cell("indicators[1].basis") == "G12"
    assert [(left.cell, left.raw) for left in document.all_leftovers()] == [("G13", "多出来的")]
