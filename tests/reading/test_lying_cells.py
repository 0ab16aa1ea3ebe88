"""Cells that lie where a reader of values sees no sheet any more, and in workbooks that openpyxl would see empty."""

import io
import re
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from tests.reading.books import binary, row_record, xls, xlsb
from tests.reading.test_workbooks import TABLE, ods_with, said
from tests.sheets import xlsx
from xltool.document import read_document
from xltool.problems import Refused
from xltool.reading.grid import Grid
from xltool.reading.ods import read_ods
from xltool.reading.xls import read_xls
from xltool.reading.xlsb import read_xlsb
from xltool.reading.xlsx import read_xlsx


def lying(**cells: object) -> bytes:
    """The table with further cells, as openpyxl saves it: no formula has a result."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(TABLE)))
    for cell, value in cells.items():
        book.active[cell] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rewritten(workbook: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with every part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def strict(workbook: bytes) -> bytes:
    """The workbook in the names of Strict Open XML, as Excel saves it under that name."""
    usual, own = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    names = {
        usual + b"spreadsheetml/2006/main": own + b"spreadsheetml/main",
        usual + b"officeDocument/2006/": own + b"officeDocument/",
    }

    def change(_: str, part: bytes) -> bytes:
        for old, new in names.items():
            part = part.replace(old, new)
        return part

    return rewritten(workbook, change)


FAR_AWAY: dict[str, Callable[[], list[Grid]]] = {
    "xlsx": lambda: read_xlsx(lying(I12="#REF!"), "表.xlsx"),
    "xls": lambda: read_xls(xls(TABLE, lambda sheet: sheet.row(11).set_cell_error(8, "#REF!")), "表.xls"),
    "ods": lambda: read_ods(
        ods_with(
            *["<table:table-cell/>"] * 8,
            '<table:table-cell table:formula="of:=#REF!" office:value-type="string" calcext:value-type="error">'
            "<text:p>#REF!</text:p></table:table-cell>",
        ),
        "表.ods",
    ),
    "xlsb": lambda: read_xlsb(xlsb(TABLE, row_record(11) + binary(3, struct.pack("<IIB", 8, 0, 23))), "表.xlsb"),
}


@pytest.mark.parametrize("kind", FAR_AWAY)
def test_an_error_below_and_right_of_all_values_is_kept(kind: str) -> None:
    """Readers of values end a sheet before it; the flag was there and no cell to hold it, so nothing was said."""
    (grid,) = FAR_AWAY[kind]()
    row = 7 if kind == "ods" else 11
    assert {place: tuple(flag) for place, flag in grid.flags.items()} == {(row, 8): ("error", "#REF!")}
    assert grid.rows[row][8] == "#REF!"


def test_a_lying_cell_below_the_table_is_said() -> None:
    """With its place, like any cell that belongs to no field."""
    assert said(lying(I20="#N/A")) == [("R-04", "I20", "#N/A")]


def test_strict_open_xml_is_read_twice_too() -> None:
    """openpyxl sees no sheet in it, so its lying cells were blanks without a word."""
    assert said(strict(lying())) == []
    data = strict(lying(D3="=B3-F3", F3="#REF!"))
    assert said(data) == said(lying(D3="=B3-F3", F3="#REF!")) == [("R-02", "D3", "=B3-F3"), ("R-01", "F3", "#REF!")]
    (reading,) = read_document(data, "表.xlsx").readings
    assert (reading.project.budget.fiscal, reading.project.budget.other) == (None, None)


@pytest.mark.parametrize("claimed", ["A1:A1", "A1", "A1:XFD1048576", "B3:C4"])
def test_a_wrong_used_area_changes_nothing(claimed: str) -> None:
    """WPS writes A1:A1; the cells that are there count, in a second reading too."""

    def change(name: str, part: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="{claimed}"/>'.encode(), part)

    for data in (xlsx(TABLE), lying(D3="=B3-F3")):
        wrong = rewritten(data, change)
        assert wrong != data
        assert said(wrong) == said(data)
        assert (
            read_document(wrong, "表").readings[0].project.budget
            == read_document(data, "表").readings[0].project.budget
        )


def test_a_cell_that_only_one_reading_has_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second reading does not have a cell at all, that is said like any other difference."""
    import xltool.reading.second as second

    def loses(source: io.BytesIO, **options: bool) -> openpyxl.Workbook:
        book = openpyxl.load_workbook(source, **options)
        del book.worksheets[0]._cells[3, 2]
        return book

    monkeypatch.setattr(second, "load_workbook", loses)
    assert ("R-05", "B3", "“20.125”和“空白”") in said(lying(A9="#N/A"))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
def test_a_sheet_in_utf_16_is_refused(codec: str) -> None:
    """calamine sees an empty sheet in it, and a search for DTDs sees none."""

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"UTF-8", b"UTF-16").decode().encode(codec) if name.endswith("sheet1.xml") else part

    with pytest.raises(Refused, match=r"“甲.xlsx”里文字的编码特殊.*请") as refused:
        read_document(rewritten(xlsx(TABLE), change), "甲.xlsx")
    assert type(refused.value) is Refused  # in a folder, too, it is said and not passed over


def test_a_date_written_out_in_strict_open_xml_is_a_date() -> None:
    """Excel writes ``t="d"`` there; the text of it stood in the table as 2020-12-31T00:00:00Z."""

    def change(name: str, part: bytes) -> bytes:
        cell = rb'<c r="E7" t="d"><v>2020-12-31T00:00:00.000Z</v></c>'
        return re.sub(rb'<c r="E7"[^>]*>.*?</c>', cell, part) if name.endswith("sheet1.xml") else part

    timely = TABLE.replace("数量指标", "时效指标")
    data = strict(rewritten(xlsx(timely), change))
    (reading,) = read_document(data, "表.xlsx").readings
    assert reading.project.indicators[0].target.raw == "2020年12月31日"
    lies = strict(rewritten(lying(B7="时效指标", I12="#REF!"), change))
    assert said(lies) == [("R-04", "I12", "#REF!")]


@pytest.mark.parametrize(
    ("part", "instead", "hidden"),
    [
        (b'<row r="7"', b'<row r="7" ht="0" customHeight="1"', True),
        (b'<row r="7"', b'<row r="7" ht="0.75" customHeight="1"', False),
        (b"<sheetData>", b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>', True),
        (b"<sheetData>", b'<cols><col min="2" max="2" width="0.5" customWidth="1"/></cols><sheetData>', False),
    ],
)
def test_a_row_or_column_of_no_size_is_hidden(part: bytes, instead: bytes, hidden: bool) -> None:
    """As far as anybody can see."""
    data = rewritten(xlsx(TABLE), lambda name, xml: xml.replace(part, instead, 1) if "sheet1" in name else xml)
    assert [code for code, _, _ in said(data)] == (["R-03"] if hidden else [])
