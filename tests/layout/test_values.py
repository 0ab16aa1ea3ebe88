"""What a cell means: money and its unit, text and its parts, cells that lie, and what is written reads back equal."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook as OpenpyxlWorkbook
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.sheets import SMALL, xlsx
from xltool.amounts import AmountError
from xltool.document import Document, read_document
from xltool.flat import ProjectReading
from xltool.forms import shipped
from xltool.layout.values import clauses_of, lines_of, named_of, percent_of, text_of, unit_of
from xltool.model import Budget, Project, Source, Unit
from xltool.problems import Problem
from xltool.rules import check
from xltool.writing.workbook import form_workbook


def read(table: str) -> Document:
    """A text table as a workbook, read."""
    return read_document(xlsx(table), "表.xlsx")


def only(document: Document) -> ProjectReading:
    """The one table of a document."""
    (reading,) = document.readings
    assert isinstance(reading, ProjectReading)
    return reading


def repairs(document: Document, field: str) -> list[tuple[str, str, str, str]]:
    """Rule, address, raw text and new value of the repairs of a field."""
    return [(r.code, r.cell, r.raw, r.value) for r in document.all_repairs() if r.field == field]


def problems(document: Document, code: str) -> list[Problem]:
    """The problems of one rule."""
    return [problem for problem in check(document.readings) if problem.code == code]


# Money and its unit


@pytest.mark.parametrize(
    ("unit", "cell", "amount"),
    [
        ("单位：万元", "6.1", "6.10"),
        ("单位：元", "61000", "6.10"),
        ("单位：元", "61000.05", "6.100005"),
        ("金额单位：元", "61000", "6.10"),
        ("单位：人民币元", "61000", "6.10"),
        ("单位：千元", "61", "6.10"),
        ("单位: 元", "61000", "6.10"),
        ("（单位：万元）", "6.1", "6.10"),
        ("（单位：元）", "61000", "6.10"),
    ],
)
def test_amounts_are_in_the_unit_of_the_head(unit: str, cell: str, amount: str):
    """Money is converted to 万元 exactly, by the unit that the head of the table names (F-07)."""
    table = SMALL.replace("单位：万元", unit).replace("20.00", cell)
    assert str(only(read(table)).project.budget.total) == amount


def test_a_head_in_yuan_is_a_repair():
    """The conversion is listed once, at the cell that names the unit, and the raw amount is kept."""
    document = read(SMALL.replace("单位：万元", "单位：元").replace("20.00", "200000").replace("| 4.5", "| 45000"))
    assert repairs(document, "unit") == [("F-07", "E1", "单位：元", "万元")]
    assert only(document).project.budget == Budget(Decimal("20.00"), Decimal("0.00155"), Decimal("4.50"))
    assert only(document).raw("budget.total") == 200000
    assert repairs(read(SMALL), "unit") == []


def test_a_unit_in_the_cell_wins_over_the_head():
    """``20万元`` under a head in 元 is 20 万元, and a repair V-15 says so."""
    document = read(SMALL.replace("单位：万元", "单位：元").replace("20.00", "20万元"))
    assert only(document).project.budget.total == Decimal("20.00")
    assert repairs(document, "budget.total") == [("V-15", "B3", "20万元", "20.00")]


@pytest.mark.parametrize(
    ("cell", "amount", "rule"),
    [
        ("'20.00", "20.00", "I-06"),
        ("'20", "20.00", "I-06"),
        ("'1,234.50", "1234.50", "I-06"),
        ("'(5.00)", "-5.00", "I-06"),
        ("'２０．５", "20.50", "V-13"),
        ("20万元", "20.00", "V-15"),
        ("2000万", "2000.00", "V-15"),
        ("300000元", "30.00", "V-15"),
    ],
)
def test_money_kept_as_text_is_repaired_and_listed(cell: str, amount: str, rule: str):
    """A number kept as text is read exactly, and the repair holds the cell, the raw text and the value."""
    document = read(SMALL.replace("20.00", cell))
    assert only(document).project.budget.total == Decimal(amount)
    assert repairs(document, "budget.total") == [(rule, "B3", cell.removeprefix("'"), amount)]


def test_a_number_in_a_number_cell_is_no_repair():
    """Amounts that are numbers are read without any repair."""
    document = read(SMALL)
    assert only(document).project.budget == Budget(Decimal("20.00"), Decimal("15.50"), Decimal("4.50"))
    assert [repair for repair in document.all_repairs() if repair.field.startswith("budget")] == []


def test_a_number_in_a_text_source_is_no_repair():
    """Where the source knows only text, a plain number in it is nothing to list, but a unit in the cell is."""
    text = "\n\n".join("\n".join(f"\t{cell.strip()}" for cell in line.split("|")) for line in SMALL.strip().split("\n"))
    document = read_document(text.replace("4.5\n", "4.5万元\n").encode(), "表.txt")
    assert only(document).project.budget == Budget(Decimal("20.00"), Decimal("15.50"), Decimal("4.50"))
    assert [r.raw for r in document.all_repairs() if r.field.startswith("budget")] == ["4.5万元"]


@pytest.mark.parametrize("cell", ["约20", "20左右", "20美元", "1,23", "见附件", "'1e5"])
def test_an_unreadable_amount_is_none_with_its_raw_text_kept(cell: str):
    """What is no amount is not guessed: the value is None, the raw text stays, and F-02 names the cell."""
    document = read(SMALL.replace("20.00", cell))
    reading = only(document)
    assert reading.project.budget.total is None
    assert reading.raw("budget.total") == cell.removeprefix("'")
    assert reading.project.budget.fiscal == Decimal("15.50")
    (problem,) = problems(document, "F-02")
    assert (problem.cell, problem.found, problem.severity) == ("B3", cell.removeprefix("'"), "error")


def test_an_unreadable_percentage_is_none_with_its_raw_text_kept():
    """The same for a cell of the plan, with F-03."""
    document = read(SMALL.replace("50.00", "一半"))
    assert [point.percent for point in only(document).project.plan] == [25, None, 75, 100]
    assert [(p.cell, p.found) for p in problems(document, "F-03")] == [("C5", "一半")]


def test_floats_do_not_leave_their_traces():
    """An amount is what the cell shows, not the nearest binary number."""
    document = read(SMALL.replace("20.00", "188.22").replace("15.5", "0.1"))
    budget = only(document).project.budget
    assert (str(budget.total), str(budget.fiscal)) == ("188.22", "0.10")


def test_a_code_that_is_a_number_has_no_decimals():
    """A code typed as a number is read as its digits."""
    assert only(read(SMALL.replace("434-1401-JBN-6BVF", "20200101"))).project.code == "20200101"


# Cells that lie


def openpyxl_book(change: Callable[[Worksheet], Any]) -> bytes:
    """The sheet of this module as openpyxl writes it, with ``change`` applied: its formulas have no results."""
    book = OpenpyxlWorkbook()
    sheet = book.active
    for row in SMALL.strip("\n").split("\n"):
        cells = [cell.strip() for cell in row.split("|")]
        sheet.append([float(c) if c.replace(".", "", 1).isdigit() else c or None for c in cells])
    change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_error_value_is_a_problem_at_its_cell():
    """#REF! is R-01 with the field's name; the amount is None and never 0."""

    def change(sheet: Worksheet) -> None:
        sheet["B3"] = "#REF!"

    document = read_document(openpyxl_book(change), "表.xlsx")
    (problem,) = problems(document, "R-01")
    assert (problem.severity, problem.sheet, problem.cell, problem.field) == ("error", "Sheet", "B3", "budget.total")
    assert problem.found == "#REF!"
    assert "预算数" in problem.message
    assert only(document).project.budget == Budget(None, Decimal("15.50"), Decimal("4.50"))


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_every_error_value_is_found(error: str):
    """Each of Excel's error values is R-01."""

    def change(sheet: Worksheet) -> None:
        sheet["D3"] = error

    document = read_document(openpyxl_book(change), "表.xlsx")
    assert [(p.cell, p.found) for p in problems(document, "R-01")] == [("D3", error)]
    assert only(document).project.budget.fiscal is None


def test_a_formula_without_a_result_is_a_problem_at_its_cell():
    """A formula whose result was never stored is R-02; the amount is None and never 0."""

    def change(sheet: Worksheet) -> None:
        sheet["B3"] = "=D3+F3"
        sheet["E7"] = '="≥"&"10篇"'

    document = read_document(openpyxl_book(change), "表.xlsx")
    found = problems(document, "R-02")
    assert [(p.cell, p.field, p.found) for p in found] == [
        ("B3", "budget.total", "=D3+F3"),
        ("E7", "indicators[0].target", '="≥"&"10篇"'),
    ]
    assert only(document).project.budget == Budget(None, Decimal("15.50"), Decimal("4.50"))


def test_a_lying_cell_has_no_second_problem():
    """A cell that cannot be read is told once: no F-02 or S-10 about the same cell."""

    def change(sheet: Worksheet) -> None:
        sheet["B3"] = "=D3+F3"

    document = read_document(openpyxl_book(change), "表.xlsx")
    assert [p.code for p in check(document.readings) if p.cell == "B3"] == ["R-02"]


def test_a_lying_cell_of_no_field_is_left_over():
    """An error value beside the table is not silent either."""

    def change(sheet: Worksheet) -> None:
        sheet["I3"] = "#REF!"

    document = read_document(openpyxl_book(change), "表.xlsx")
    assert [(left.cell, left.raw) for left in document.all_leftovers()] == [("I3", "#REF!")]


def test_an_honest_openpyxl_file_has_no_such_problem():
    """The same sheet without a formula or an error is read without R-01 and R-02."""
    document = read_document(openpyxl_book(lambda sheet: None), "表.xlsx")
    assert [p.code for p in check(document.readings) if p.code.startswith("R-")] == []
    assert only(document).project.budget.total == Decimal("20.00")


def test_our_own_workbook_saved_by_openpyxl_is_read_like_before():
    """A program that drops the results of our formulas spoils no field: title and computed cells hold none."""
    project = Project(code="434-1401-JBN-6BVF", name="村志编撰费", form="hebei-project", source=Source("表.txt"))
    buffer = io.BytesIO()
    load_workbook(io.BytesIO(form_workbook(shipped("hebei-project"), project))).save(buffer)
    document = read_document(buffer.getvalue(), "表.xlsx")
    assert replace(only(document).project, plan=()) == project
    assert [p.code for p in check(document.readings) if p.code.startswith("R-")] == []


def test_an_error_in_another_sheet_is_not_told_of_this_one():
    """Flags belong to their own sheet."""

    def change(sheet: Worksheet) -> None:
        other = sheet.parent.create_sheet("草稿", 0)
        other["B3"] = "#REF!"

    document = read_document(openpyxl_book(change), "表.xlsx")
    assert problems(document, "R-01") == []
    assert only(document).project.budget.total == Decimal("20.00")


# What is hidden


def test_a_table_in_a_hidden_sheet_is_read_and_told():
    """A hidden sheet is R-03 and its table counts; the visible one beside it has no such problem."""
    document = read_document(xlsx(SMALL, SMALL.replace("6BVF", "2CT9"), hidden=(1,)), "表.xlsx")
    assert [reading.sheet for reading in document.readings] == ["Sheet1", "Sheet2"]
    assert [(p.sheet, p.severity) for p in problems(document, "R-03")] == [("Sheet2", "warning")]
    assert "Sheet2" in problems(document, "R-03")[0].message


def test_a_hidden_sheet_without_a_table_is_only_left_over():
    """A list that a workbook keeps out of sight is listed as a whole, and is no table that was hidden."""
    document = read_document(xlsx(SMALL, "产出指标\n效果指标", hidden=(1,)), "表.xlsx")
    assert [(left.sheet, left.cell) for left in document.all_leftovers()] == [("Sheet2", "A1")]
    assert problems(document, "R-03") == []


def test_a_hidden_row_is_read_and_told():
    """An indicator in a hidden row counts, and R-03 says that something was hidden."""
    document = read_document(xlsx(SMALL, hidden_rows={0: 6}), "表.xlsx")
    assert [i.level3 for i in only(document).project.indicators] == ["收集篇数"]
    assert [(p.sheet, p.severity) for p in problems(document, "R-03")] == [("Sheet1", "warning")]
    assert problems(read(SMALL), "R-03") == []


# Cells into values


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, None),
        ("", None),
        (" \n　", None),
        ("  村志 ", "村志"),
        ("一行\r\n二行", "一行\n二行"),
        ("一行_x000D_\n二行", "一行\n二行"),
        (3.0, "3"),
        (3.5, "3.5"),
        (434002.0, "434002"),
        (0.0, "0"),
        (7, "7"),
        (datetime(2020, 1, 5), "2020-01-05"),  # noqa: DTZ001 - a date cell has no zone
        (datetime(2020, 1, 5, 8, 30), "2020-01-05T08:30:00"),  # noqa: DTZ001 - the same
        (date(2020, 12, 31), "2020-12-31"),
    ],
)
def test_text_of_a_cell(raw: object, text: str | None):
    """Outer blanks go, whole numbers have no decimals, dates are ISO, blank is None."""
    assert text_of(raw) == text


@pytest.mark.parametrize(
    ("raw", "entries"),
    [
        (None, ()),
        ("", ()),
        ("1、收集资料\n2、印刷成书", ("1、收集资料", "2、印刷成书")),
        ("1.收集资料\n\n2.印刷成书\n", ("1.收集资料", "2.印刷成书")),
        ("（1）收集\n（2）印刷", ("（1）收集", "（2）印刷")),
        ("一、收集\n二、印刷", ("一、收集", "二、印刷")),
        ("1、收集资料\n其中照片百张\n2、印刷", ("1、收集资料\n其中照片百张", "2、印刷")),
        ("收集资料\n印刷成书", ("收集资料", "印刷成书")),
        ("总目标：\n1、收集", ("总目标：", "1、收集")),
        ("1、2020年收集2、印刷", ("1、2020年收集2、印刷",)),
    ],
)
def test_objectives_have_one_entry_a_numbered_line(raw: object, entries: tuple[str, ...]):
    """The number stays; a line without one goes on with the entry before it; nothing is split inside a line."""
    assert lines_of(raw) == entries


@pytest.mark.parametrize(
    ("raw", "clauses"),
    [
        (None, ()),
        ("一是服务群众；二是打造精品。", ("一是服务群众", "二是打造精品。")),
        ("一是服务群众;二是打造精品", ("一是服务群众;", "二是打造精品")),
        ("一是服务群众。二是打造精品。", ("一是服务群众。", "二是打造精品。")),
        ("一是服务群众；\n二是打造精品。", ("一是服务群众", "二是打造精品。")),
        ("加强领导；落实责任。", ("加强领导；落实责任。",)),
        ("一是甲；乙；二是丙。", ("一是甲；乙", "二是丙。")),
    ],
)
def test_measures_have_one_entry_a_clause(raw: object, clauses: tuple[str, ...]):
    """一是…；二是… is parted before each ordinal, and the ； between two clauses goes."""
    assert clauses_of(raw) == clauses


@pytest.mark.parametrize(
    ("raw", "code", "name"),
    [
        (None, None, None),
        ("434002秦皇岛市北戴河区人民政府办公室", "434002", "秦皇岛市北戴河区人民政府办公室"),
        ("[015001]武汉市财政局", "015001", "武汉市财政局"),
        ("(433)乌海市财政局", "433", "乌海市财政局"),
        ("（433）乌海市财政局", "433", "乌海市财政局"),
        ("219001-池州市财政局", "219001", "池州市财政局"),
        ("434002 北戴河区政府办公室", "434002", "北戴河区政府办公室"),
        ("51000021R000000019951-工资性支出", "51000021R000000019951", "工资性支出"),
        ("北戴河区政府办公室", None, "北戴河区政府办公室"),
        ("第12中学", None, "第12中学"),
        ("434002", "434002", None),
        (434002.0, "434002", None),
    ],
)
def test_a_unit_is_its_code_and_its_name(raw: object, code: str | None, name: str | None):
    """I-02: every way in which a code is printed before a name."""
    assert unit_of(raw) == Unit(code, name)


@pytest.mark.parametrize(
    ("raw", "percent"),
    [
        (None, None),
        ("", None),
        (" ", None),
        ("25.00", "25.00"),
        ("25%", "25.00"),
        ("25 ％", "25.00"),
        (25, "25.00"),
        (33.33, "33.33"),
        (0, "0.00"),
        ("12.345", "12.345"),
    ],
)
def test_a_percentage_is_what_is_written(raw: object, percent: str | None):
    """0-100 as written, with or without its sign."""
    assert percent_of(raw) == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize("raw", ["一半", "25-50", "-5", True, date(2020, 1, 1)])
def test_what_is_no_percentage_is_an_error(raw: object):
    """Anything else is not guessed."""
    with pytest.raises(AmountError):
        percent_of(raw)


@pytest.mark.parametrize(
    ("raw", "name", "text"),
    [
        ("1、政务服务：突出政务；", "政务服务", "突出政务；"),
        ("政务服务:突出政务", "政务服务", "突出政务"),
        ("（一）政务服务： 突出政务", "政务服务", "突出政务"),
        ("突出政务", None, "突出政务"),
        ("政务服务：", "政务服务", None),
        ("政务：一：二", "政务", "一：二"),
        ("数字政府2.0：建立平台", "数字政府2.0", "建立平台"),
        (None, None, None),
    ],
)
def test_a_sub_objective_is_the_name_before_its_colon_and_its_text(raw: object, name: str | None, text: str | None):
    """The number before the name goes; without a colon there is no name."""
    assert named_of(raw) == (name, text)
