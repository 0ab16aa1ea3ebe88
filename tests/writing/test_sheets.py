"""Our worksheets write what XlsxWriter's own would, only sooner."""

import io
from pathlib import Path

import pytest
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

import xltool
from xltool.forms import all_shipped
from xltool.writing.sheets import Book, Sheet
from xltool.writing.summary import summary_workbook
from xltool.writing.workbook import CREATED, OPTIONS, form_workbook


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give the formulas that are written meanwhile, each with what XlsxWriter would make of it."""
    seen: dict[str, str] = {}
    own = Sheet._prepare_formula

    def note(self: Sheet, formula: str, expand_future_functions: bool = False) -> str:
        seen[own(self, formula)] = Worksheet._prepare_formula(self, formula, True)
        return own(self, formula, expand_future_functions)

    monkeypatch.setattr(Sheet, "_prepare_formula", note)
    return seen


def test_no_formula_of_ours_is_written_otherwise(prepared: dict[str, str], checkout: Path) -> None:
    """None names a function of after Excel 2007, which would need a prefix in the file."""
    for form in all_shipped():
        form_workbook(form)
    blank = len(prepared)
    summary_workbook(xltool.merge(xltool.read(checkout / "workbook_templates" / "beidaihe-2020")))
    assert 50 < blank < len(prepared) - 50
    assert {ours: theirs for ours, theirs in prepared.items() if ours != theirs} == {}


def written(book: type[Workbook]) -> bytes:
    """A workbook with a cell of every kind, with and without formats."""
    buffer = io.BytesIO()
    workbook = book(buffer, OPTIONS)
    sheet, bold = workbook.add_worksheet(), workbook.add_format({"bold": True})
    for row, style in enumerate([None, bold]):
        sheet.write_string(row, 0, ' <&>"\n文字\x01 ', style)
        sheet.write_rich_string(row, 1, "<r>", bold, "文", *([style] if style else []))
        sheet.write_blank(row, 2, None, style)
        sheet.write_number(row, 3, 0.1, style)
        sheet.write_boolean(row, 4, True, style)
        sheet.write_formula(row, 700, '=IF(A1="<",1,"是")', style, "是")
    sheet.set_row(5, 20, bold)
    sheet.write_string(5, 1, "行的格式")
    sheet.merge_range(7, 0, 8, 3, "", bold)
    workbook.set_properties({"created": CREATED})
    workbook.close()
    return buffer.getvalue()


def test_cells_of_every_kind_are_written_as_xlsxwriter_does() -> None:
    """Byte for byte."""
    assert written(Book) == written(Workbook)
