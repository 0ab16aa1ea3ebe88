"""All tables of the 2020 document over a real spreadsheet application: edited, checked, marked, cleared, merged.

What is asserted is read back from the application and, once it has saved, from the file by openpyxl.
"""

import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
import xlwings as xw

import xltool
from xltool.document import LIST_SHEET, MARKS_SHEET
from xltool.excel.merging import SUMMARY
from xltool.flat import ProjectReading
from xltool.places import place_words
from xltool.problems import Problem
from xltool.writing.problem_marks import by_cell
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL

MORE = Decimal("0.37")
"""What is typed to every 预算数 and 财政资金, in 万元."""

Press = Callable[[str], list[str]]
Looks = dict[str, tuple[str | None, str | None]]


class Table(NamedTuple):
    """One of the tables: its file, and its reading before anything was typed."""

    path: Path
    reading: ProjectReading

    @property
    def money(self) -> tuple[str, str]:
        """The cells of 预算数 and 财政资金."""
        return str(self.reading.cell("budget.total")), str(self.reading.cell("budget.fiscal"))


@pytest.fixture
def tables(checkout: Path, tmp_path: Path) -> list[Table]:
    """The eleven tables, in a folder whose name is Chinese and has a blank."""
    folder = Path(shutil.copytree(checkout / "workbook_templates" / "beidaihe-2020", tmp_path / "绩效 2020"))
    return [Table(folder / reading.file, reading) for reading in xltool.read(folder).projects]


def hexed(colour: tuple[int, int, int] | None) -> str | None:
    """A colour as the styles write it."""
    return None if colour is None else "#{:02X}{:02X}{:02X}".format(*colour)


def on_screen(sheet: xw.Sheet, cells: set[str]) -> Looks:
    """Colour and note of cells in the application."""
    return {cell: (hexed(sheet[cell].color), sheet[cell].note.text if sheet[cell].note else None) for cell in cells}


def in_file(path: Path, sheet: str, cells: set[str]) -> Looks:
    """The same of the saved file."""
    found = openpyxl.load_workbook(path)[sheet]
    return {
        cell: (
            f"#{found[cell].fill.start_color.rgb[2:]}" if found[cell].fill.fill_type else None,
            found[cell].comment.text if found[cell].comment else None,
        )
        for cell in cells
    }


def type_more(sheet: xw.Sheet, table: Table) -> None:
    """Type a larger amount into both cells, as a clerk does: the cells are not locked, the sheet stays protected."""
    for cell in table.money:
        assert not sheet[cell].api.Locked
        sheet[cell].value = float(Decimal(str(sheet[cell].value)) + MORE)


def check_one(calc: xw.App, table: Table, press: Press) -> list[Problem]:
    """Open, edit, check, save, clear and save one table; the problems that were marked."""
    book = calc.books.open(table.path)
    sheet = book.sheets[table.reading.sheet]
    type_more(sheet, table)
    expected = [problem for problem in xltool.validate(xltool.read(table.path)) if problem.sheet == sheet.name]
    cells = {cell for _, cell in by_cell(expected)}
    before = on_screen(sheet, cells)
    assert not any(note for _, note in before.values())

    (said,) = press("check_sheet")
    assert f"标出了 {len(cells)} 个单元格" in said, table.path.name
    marked = on_screen(sheet, cells)
    said_at = [(str(at.cell), problem.message) for problem in expected for at in problem.all_places]
    for cell, message in said_at:
        colour, note = marked[cell]
        assert colour in (ERROR_FILL, DOUBT_FILL)
        assert message in str(note)
    listed = book.sheets[LIST_SHEET]["C2:F40"].value
    assert sorted((row[0], row[3]) for row in listed if row[0]) == sorted((p.code, place_words(p)) for p in expected)

    book.save()
    saved = in_file(table.path, sheet.name, cells)
    assert {cell: colour for cell, (colour, _) in saved.items()} == {cell: c for cell, (c, _) in marked.items()}
    assert all(message in str(saved[cell][1]) for cell, message in said_at)

    assert press("clear_marks") == [f"已清除 {len(cells)} 处标记，单元格恢复了原来的颜色和批注。"]
    assert on_screen(sheet, cells) == before
    book.save()
    assert not any(note for _, note in in_file(table.path, sheet.name, cells).values())
    assert MARKS_SHEET not in openpyxl.load_workbook(table.path).sheetnames
    return expected


def test_every_table_of_the_document(calc: xw.App, tables: list[Table], press: Press) -> None:
    """Each of the eleven; and one click on the last of them merges what was typed into all, to the cent."""
    assert len(tables) == 11
    for table in tables:
        assert check_one(calc, table, press), table.path.name
    typed = len(tables) * MORE
    for table in tables:
        cell, before = table.money[0], Decimal(str(table.reading.raw("budget.total")))
        assert calc.books[table.path.name].sheets[table.reading.sheet][cell].value == float(before + MORE)
        assert openpyxl.load_workbook(table.path)[table.reading.sheet][cell].value == float(before + MORE)

    last = calc.books[tables[-1].path.name].sheets[tables[-1].reading.sheet]
    type_more(last, tables[-1])  # on the screen only
    total = Decimal("257.72") + typed + MORE
    (said,) = press("merge_folder")
    assert said == f"已汇总 11 个项目，42 条指标，预算数 {total} 万元，对账无差额。汇总表：“{SUMMARY}”。"
    shown = calc.books[SUMMARY].sheets["部门汇总"]["A3:G3"].value
    assert [shown[0], shown[2], shown[4], shown[6]] == [11, float(total), float(total), 42]
    saved = openpyxl.load_workbook(tables[-1].path.with_name(SUMMARY), data_only=True)
    assert saved["部门汇总"]["C3"].value == float(total)
    amounts = [row[5].value for row in saved["项目汇总表"].iter_rows(min_row=4, max_row=14)]
    assert sum(amounts) == pytest.approx(float(total))
    assert not last.book.api.Saved, "what is on the screen of the clerk is still only there"
