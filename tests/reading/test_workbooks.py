"""Old and other workbooks: the same table, whatever the kind, and what the first reading does not show."""

import io
import re
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import xlwt

from tests.reading.books import biff5, binary, ods, ods_cell, ods_table, row_record, xls, xlsb
from tests.sheets import SMALL, xlsx
from xltool.document import Document, read_document
from xltool.flat import ProjectReading
from xltool.model import Project
from xltool.problems import Refused
from xltool.reading.ods import read_ods
from xltool.reading.second import difference
from xltool.reading.xls import read_xls
from xltool.reading.xlsb import read_xlsb
from xltool.reading.xlsx import read_xlsx
from xltool.rules import check

TABLE = (
    SMALL.replace("20.00", "20.125")
    .replace("4.5", "4.625")
    .replace(".00", "")
    .replace("收集的资料篇数", "第一行⏎第二行")
)
"""Amounts with more than two decimals, a line break."""

KINDS: dict[str, Callable[[str], bytes]] = {
    "表.xls": xls,
    "表.et": biff5,
    "表.ods": lambda table: ods(ods_table(table)),
    "表.xlsb": xlsb,
}


def project(document: Document) -> Project:
    """The one project of a document, without where it came from."""
    (reading,) = document.readings
    assert isinstance(reading, ProjectReading)
    return replace(reading.project, source=None)


def said(data: bytes, file: str = "表.xls") -> list[tuple[str, str | None, str | None]]:
    """Rule, cell and content of the problems about reading."""
    document = read_document(data, file)
    return [(p.code, p.cell, p.found) for p in check(document.readings) if p.code.startswith("R-")]


@pytest.mark.parametrize("file", KINDS)
@pytest.mark.parametrize("called", ["", ".xlsx"])
def test_every_kind_of_workbook_is_read_like_xlsx(file: str, called: str) -> None:
    """By its content and not by its suffix; nothing about it is a problem, and amounts are exact."""
    data = KINDS[file](TABLE)
    read = project(read_document(data, file + called))
    assert read.budget.total == Decimal("20.125")
    assert read.indicators[0].description == "第一行\n第二行"
    expected = project(read_document(xlsx(TABLE), "表.xlsx"))
    assert read == expected
    assert said(data, file) == []


# .xls


def test_xls_error_values_and_formulas_without_a_result_are_problems() -> None:
    """xlwt stores no result of a formula; every error value is named."""

    def change(sheet: xlwt.Worksheet) -> None:
        sheet.row(2).set_cell_error(1, "#REF!")
        sheet.write(2, 3, xlwt.Formula("F3*2"))

    assert said(xls(TABLE, change)) == [("R-01", "B3", "#REF!"), ("R-02", "D3", "=…")]


def test_xls_an_empty_text_beside_a_stored_result_is_a_result() -> None:
    """Where some formula has its result, the empty text of another is one: ``=IF(A1="","",…)``."""
    at = xls(TABLE, lambda sheet: [sheet.write(9, col, xlwt.Formula("1+1")) for col in (0, 1)])
    unstored = struct.pack("<HHHH", 3, 0, 0, 0xFFFF)
    assert at.count(unstored) == 2
    stored = at.replace(unstored, struct.pack("<d", 2.0), 1)
    (grid,) = read_xls(stored, "表.xls")
    assert (grid.rows[9][0], grid.rows[9][1], dict(grid.flags)) == (2.0, "", {})


def test_xls_hidden_rows_columns_and_sheets_are_said() -> None:
    """A hidden row that is empty is none."""

    def empty_row(sheet: xlwt.Worksheet) -> None:
        sheet.row(20).hidden = True

    def row(sheet: xlwt.Worksheet) -> None:
        sheet.row(6).hidden = True

    def column(sheet: xlwt.Worksheet) -> None:
        sheet.col(5).hidden = True

    def whole(sheet: xlwt.Worksheet) -> None:
        sheet.parent.add_sheet("空表")
        sheet.parent.set_active_sheet(1)
        sheet.visibility = 1

    changes = (empty_row, row, column, whole)
    assert [[code for code, _, _ in said(xls(TABLE, change))] for change in changes] == [
        [],
        ["R-03"],
        ["R-03"],
        ["R-03"],
    ]


def test_xls_merged_areas_dates_booleans_and_percentages() -> None:
    """Dates in both of Excel's calendars; 0.25 with a percent format is told as one, quoted % is none."""

    def change(sheet: xlwt.Worksheet) -> None:
        sheet.write(0, 1, 1, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        sheet.write(0, 2, True)
        for col, code in enumerate(("0%", "0.00%", '0.0"%"', "0.0_ %;0")):
            sheet.write(1, col, 0.25, xlwt.easyxf(num_format_str=code))

    table = "a | | \n | | | \n甲 | < | 乙\n~ | < | "
    (grid,) = read_xls(xls(table, change, dates_1904=True), "表.xls")
    assert grid.rows[0][1:3] == [date(1904, 1, 2), True]
    assert grid.merged == [(2, 0, 3, 1)]
    assert grid.percents == {(1, 0), (1, 1), (1, 3)}
    (grid,) = read_xls(xls(table, change), "表.xls")
    assert grid.rows[0][1] == date(1900, 1, 1)


def test_xls_of_names_that_xlrd_cannot_read_is_read(convert: Callable[..., object], checkout) -> None:
    """LibreOffice's own .xls of our template has names over which xlrd stumbles (a FormulaError once came through)."""
    source = checkout / "workbook_templates" / "beidaihe-2020" / "03 金融工作经费.xlsx"
    data = convert(source, "xls").read_bytes()
    at = re.search(rb"\x04\0\x09\0..(?=\0{7}@)", data, re.DOTALL).end()  # the result of J5, 2.0
    broken = data[:at] + struct.pack("<BBHHH", 2, 0, 7, 0, 0xFFFF) + data[at + 8 :]
    grid = read_xls(broken, "表.xls")[0]
    assert {place: tuple(flag) for place, flag in grid.flags.items()} == {(4, 9): ("error", "#DIV/0!")}


# .xlsx, what is new for it


def test_xlsx_percentages_are_what_they_show() -> None:
    """25% in the plan is 25 and never 0.25, and a target of 0.95 that shows 95% is that text."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(TABLE)))
    sheet = book.active
    for cell, value in {"B5": 0.25, "C5": 0.5, "D5": 0.07 * 11, "E5": 1, "E7": 0.955}.items():
        sheet[cell] = value
        sheet[cell].number_format = "0.00%"
    sheet["A9"].number_format = "0%"
    buffer = io.BytesIO()
    book.save(buffer)
    read = project(read_document(buffer.getvalue(), "表.xlsx"))
    assert [checkpoint.percent for checkpoint in read.plan] == [
        Decimal(p) for p in ("25.00", "50.00", "77.00", "100.00")
    ]
    assert read.indicators[0].target.raw == "95.5%"
    (grid,) = read_xlsx(buffer.getvalue(), "表.xlsx")
    assert grid.percents == {(4, 1), (4, 2), (4, 3), (4, 4), (6, 4), (8, 0)}


def test_two_readings_of_a_flagged_xlsx_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates, booleans, line ends and whole numbers are written differently by both libraries and are the same."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(TABLE)))
    sheet = book.active
    for cell, value in {"A9": "#N/A", "A10": date(2020, 1, 2), "B10": True, "C10": "甲\r\n乙", "D10": 7}.items():
        sheet[cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    (grid,) = read_xlsx(buffer.getvalue(), "表.xlsx")
    assert {place: flag.kind for place, flag in grid.flags.items()} == {(8, 0): "error"}
    assert difference(1.0, True) is not None
    assert difference("", None) is None
    assert difference(0.1 + 0.2, 0.3) is None
    assert difference("20.13", 20.13) == ("differs", "“20.13”和“20.13”")


def test_where_two_readings_differ_the_cell_has_that_problem_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where openpyxl sees another amount in a file with a lying cell, both are named, and neither is taken."""
    import xltool.reading.second as second

    def other(source: io.BytesIO, **options: bool) -> openpyxl.Workbook:
        book = openpyxl.load_workbook(source, **options)
        book.worksheets[0]["B3"] = 21
        return book

    book = openpyxl.load_workbook(io.BytesIO(xlsx(TABLE)))
    book.active["A9"] = "#N/A"
    buffer = io.BytesIO()
    book.save(buffer)
    monkeypatch.setattr(second, "load_workbook", other)
    assert said(buffer.getvalue()) == [("R-05", "B3", "“20.125”和“21”"), ("R-04", "A9", "#N/A")]
    document = read_document(buffer.getvalue(), "表.xlsx")
    assert project(document).budget.total is None
    (problem,) = [problem for problem in check(document.readings) if problem.code == "R-05"]
    assert problem.message == "“预算数”用两种方法读出的内容不同，分别是“20.125”和“21”，不能确定哪一个对。"


# .ods


def ods_with(*cells: str, row: str = "", column: str = "") -> bytes:
    """The table with a row of these cells after it."""
    table = ods_table(TABLE).replace("<table:table-row>", f"{column}<table:table-row>", 1)
    return ods(
        table.replace("</table:table>", f"<table:table-row {row}>{''.join(cells)}</table:table-row></table:table>")
    )


def test_ods_errors_and_formulas_without_a_result_are_flagged() -> None:
    """As LibreOffice writes them, and as a program that computes nothing does."""
    wrong = '<table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">'
    cells = [
        f"{wrong}<text:p>#DIV/0!</text:p></table:table-cell>",
        f"{wrong}<text:p>Err:502</text:p></table:table-cell>",
        '<table:table-cell table:formula="of:=[.A1]+1"/>',
        '<table:table-cell table:formula="of:=2" office:value-type="float" office:value="2"/>',
        ods_cell("#REF!的意思"),
    ]
    (grid,) = read_ods(ods_with(*cells), "表.ods")
    assert {col: tuple(flag) for (_, col), flag in grid.flags.items()} == {
        0: ("error", "#DIV/0!"),
        1: ("error", "Err:502"),
        2: ("unstored", "=[.A1]+1"),
    }
    assert grid.rows[7][3:5] == [2.0, "#REF!的意思"]


@pytest.mark.parametrize(
    ("row", "column", "hidden"),
    [
        ("", "", False),
        ('table:visibility="collapse"', "", True),
        ('table:visibility="filter"', "", True),
        ("", '<table:table-column/><table:table-column table:visibility="collapse"/>', True),
        (
            "",
            '<table:table-column table:number-columns-repeated="9"/><table:table-column table:visibility="collapse"/>',
            False,
        ),
    ],
)
def test_ods_hidden_rows_and_columns_are_said(row: str, column: str, hidden: bool) -> None:
    """What is hidden and empty is not."""
    (grid,) = read_ods(ods_with(ods_cell("甲"), row=row, column=column), "表.ods")
    assert (grid.hidden_cells is not None) == hidden


def test_ods_merged_areas_repeated_cells_and_percentages() -> None:
    """Places count repetitions; covered cells are cells; a percentage is told."""
    cells = [
        '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3"/><table:covered-table-cell/>',
        '<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.25"/>',
    ]
    (grid,) = read_ods(ods_with(*cells), "表.ods")
    assert grid.merged == [(7, 0, 9, 1)]
    assert grid.percents == {(7, 2), (7, 3)}
    assert grid.rows[7][2:4] == [0.25, 0.25]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ods(ods_table(TABLE), prolog='<!DOCTYPE a [<!ENTITY b "c">]>'), "DTD"),
        (ods(ods_table(TABLE), manifest="<m><encryption-data/></m>"), "密码"),
        (
            ods_with(
                '<table:table-cell table:number-columns-repeated="9000000" office:value-type="float" office:value="1"/>'
            ),
            "9000000 列",
        ),
        (ods_with(ods_cell("甲"), row='table:number-rows-repeated="1048576"'), "1048583 行"),
        (ods_with(ods_cell("甲"), row='table:number-rows-repeated="多"'), "已损坏"),
        (ods("<table:table>"), "已损坏"),
        (ods(ods_table(TABLE))[:-300], "已损坏"),
    ],
)
def test_ods_that_cannot_be_used_is_a_sentence(data: bytes, words: str) -> None:
    """Entities, a password, areas that no memory holds, and damage."""
    with pytest.raises(Refused, match=words) as refused:
        read_document(data, "甲.ods")
    assert "“甲.ods”" in str(refused.value)
    assert "请" in str(refused.value)


# .xlsb


def test_xlsb_errors_percentages_merged_and_hidden_cells() -> None:
    """What the records say beside the values."""
    error = row_record(8) + binary(3, struct.pack("<IIB", 1, 0, 23))
    percent = binary(5, struct.pack("<IId", 2, 1, 0.25))
    column = binary(390) + binary(60, struct.pack("<IIIIH", 9, 9, 2000, 0, 1)) + binary(391)
    (grid,) = read_xlsb(xlsb(TABLE, error + percent), "表.xlsb")
    assert ({place: tuple(flag) for place, flag in grid.flags.items()}, set(grid.percents), grid.hidden_cells) == (
        {(8, 1): ("error", "#REF!")},
        {(8, 2)},
        None,
    )
    assert read_xlsb(xlsb(TABLE, hidden_row=6), "表.xlsb")[0].hidden_cells
    assert read_xlsb(xlsb(TABLE, before=column), "表.xlsb")[0].hidden_cells
    merged = binary(176, struct.pack("<4I", 0, 1, 2, 3))
    assert read_xlsb(xlsb(TABLE, merged), "表.xlsb")[0].merged == [(0, 2, 1, 3)]


def test_xlsb_with_a_cell_far_away_is_a_sentence() -> None:
    """calamine would hold every cell up to it."""
    far = row_record(1_000_000) + binary(5, struct.pack("<IId", 16_000, 0, 1.0))
    with pytest.raises(Refused, match=r"“甲.xlsb”的已用区域有 1000001 行 16001 列.*请"):
        read_document(xlsb(TABLE, far), "甲.xlsb")
