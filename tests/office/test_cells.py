import io
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from xltool.office.cells import CellValue, fill_cells
from xltool.office.elements import CellEditError

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"

SHEET_PART = "xl/worksheets/sheet1.xml"
CALCULATION = '<calcPr calcId="191029"/>'

# openpyxl says of rich_workbook() what it cannot read
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")


def package(
    body: str,
    *,
    head: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
    sheet: str | None = None,
    prefix: str = "",
    book: str = f"<sheets><sheet name='表一' sheetId='1' r:id='rId1'/></sheets>{CALCULATION}",
    target: str = "worksheets/sheet1.xml",
    kind: str = "worksheet",
    strict: bool = False,
) -> bytes:
    """The smallest workbook with one sheet 表一 that has this body."""
    main, relationships = (STRICT, STRICT_RELATIONSHIPS) if strict else (TRANSITIONAL, RELATIONSHIPS)
    xmlns = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    links = f'<Relationships xmlns="{PACKAGE_RELATIONSHIPS}"><Relationship Id="rId1" Type="{relationships}/'
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET_PART}" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{links}officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relationships}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'{links}{kind}" Target="{target}"/></Relationships>',
        SHEET_PART: sheet or f'{head}<{prefix}worksheet {xmlns}="{main}">{body}</{prefix}worksheet>',
        "xl/calcChain.xml": f'<calcChain xmlns="{main}"/>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """The content of every member, in the order of the zip."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def filled_body(body: str, cells: Mapping[str, CellValue], prefix: str = "") -> str:
    """What becomes of a sheet's body; everything around it is asserted to stay as it was."""
    before = package(body, prefix=prefix)
    after = parts_of(fill_cells(before, {"表一": cells}))[SHEET_PART].decode()
    start, end = parts_of(before)[SHEET_PART].decode().split(body)
    assert after.startswith(start)
    assert after.endswith(end)
    return after[len(start) : len(after) - len(end)]


def openpyxl_values(workbook: bytes, sheet: str = "表一") -> dict[str, object]:
    """The stored values that openpyxl sees, by address."""
    book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
    return {cell.coordinate: cell.value for row in book[sheet].iter_rows() for cell in row if cell.value is not None}


def calamine_rows(workbook: bytes, sheet: str = "表一") -> list[list[object]]:
    """The rows that calamine sees, from A1."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


def rich_workbook() -> bytes:
    """A workbook with what a load and save would endanger: validation, a button's VML, a sparkline, formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    money = book.add_format({"num_format": "0.00", "bg_color": "#FFF2CC"})
    for name in ("表一", "表二"):
        sheet = book.add_worksheet(name)
        sheet.write_string("A1", "项目名称")
        sheet.write_blank("B1", None, money)
        for row, amount in enumerate((1, 2, 3)):
            sheet.write_number(row + 1, 0, amount, money)
        sheet.write_formula("A5", "=SUM(A2:A4)", money, 6)
        sheet.data_validation("C1:C3", {"validate": "list", "source": ["是", "否"]})
        sheet.insert_button("D1", {"macro": "go", "caption": "检查"})
        sheet.add_sparkline("E1", {"range": f"{name}!A2:A4"})
        sheet.merge_range("A7:C8", "合并", money)
    book.close()
    return out.getvalue()


# Which bytes change


def test_every_other_part_and_its_place_in_the_zip_stay():
    """Only the filled sheet differs, as this workbook.xml asks for recalculation already; dates and order stay too."""
    before = rich_workbook()
    after = fill_cells(before, {"表二": {"B1": Decimal("257.72")}})
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet2.xml"]
    kept = ("filename", "date_time", "compress_type", "external_attr", "create_system", "extra", "comment")
    with zipfile.ZipFile(io.BytesIO(before)) as one, zipfile.ZipFile(io.BytesIO(after)) as two:
        assert [[getattr(info, name) for name in kept] for info in one.infolist()] == [
            [getattr(info, name) for name in kept] for info in two.infolist()
        ]


def test_only_the_bytes_of_the_cell_change():
    """A filled cell of a sheet written by another program differs, and not one byte around it."""
    before = rich_workbook()
    old = parts_of(before)["xl/worksheets/sheet1.xml"]
    new = parts_of(fill_cells(before, {"表一": {"B1": Decimal("257.72"), "A3": 7}}))["xl/worksheets/sheet1.xml"]
    assert b'<c r="B1" s="1"/>' in old
    assert b'<c r="A3" s="1"><v>2</v></c>' in old
    assert new == old.replace(b'<c r="B1" s="1"/>', b'<c r="B1" s="1"><v>257.72</v></c>').replace(
        b'<c r="A3" s="1"><v>2</v></c>', b'<c r="A3" s="1"><v>7</v></c>'
    )


def test_the_same_input_gives_the_same_bytes():
    """Nothing of the clock or of chance gets into the result."""
    before = rich_workbook()
    assert fill_cells(before, {"表一": {"B1": "甲"}}) == fill_cells(before, {"表一": {"B1": "甲"}})


def test_a_comment_of_the_zip_and_a_stored_member_stay():
    """The package's own comment and an uncompressed member are carried over."""
    out = io.BytesIO(package("<sheetData/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = b"kept"
        archive.writestr(zipfile.ZipInfo("customUI/picture.bin", (2020, 1, 2, 3, 4, 6)), b"\0\1")
    with zipfile.ZipFile(io.BytesIO(fill_cells(out.getvalue(), {"表一": {"A1": 1}}))) as archive:
        member = archive.getinfo("customUI/picture.bin")
        assert archive.comment == b"kept"
        assert (member.compress_type, member.date_time) == (zipfile.ZIP_STORED, (2020, 1, 2, 3, 4, 6))


@pytest.mark.parametrize("values", [{}, {"表一": {}}])
def test_nothing_to_fill_changes_nothing(values):
    """Without a cell the very workbook comes back."""
    before = rich_workbook()
    assert fill_cells(before, values) == before


# What a cell becomes


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (Decimal("257.720"), '<c r="B2" s="4"><v>257.720</v></c>'),
        (Decimal("1E+3"), '<c r="B2" s="4"><v>1E+3</v></c>'),
        (-5, '<c r="B2" s="4"><v>-5</v></c>'),
        (0.1, '<c r="B2" s="4"><v>0.1</v></c>'),
        (True, '<c r="B2" s="4" t="b"><v>1</v></c>'),
        ("≥95%", '<c r="B2" s="4" t="inlineStr"><is><t xml:space="preserve">≥95%</t></is></c>'),
        (
            " a<b>&\r\n",
            '<c r="B2" s="4" t="inlineStr"><is><t xml:space="preserve"> a&lt;b&gt;&amp;&#13;\n</t></is></c>',
        ),
        ("_x000D_", '<c r="B2" s="4" t="inlineStr"><is><t xml:space="preserve">_x005F_x000D_</t></is></c>'),
        (None, '<c r="B2" s="4"/>'),
    ],
)
@pytest.mark.parametrize(
    "old",
    [
        '<c r="B2" s="4"/>',
        "<c r='B2' t='s' s=\"4\" ><v>0</v></c>",
        '<c r="B2" s="4" vm="1" cm="1" t="e"><v>#N/A</v></c>',
        '<c r="B2" s="4" t="inlineStr"><is><r><t>old</t></r><r><t>er</t></r></is></c>',
        '<c\n r="B2"\n s="4"\n><v>1</v\n></c\n>',
    ],
)
def test_values_replace_what_a_cell_holds(old, value, cell):
    """Whatever stood in the cell, its style stays and the value is the new one."""
    row = '<sheetData><row r="2"><c r="A2"/>{}<c r="C2"/></row></sheetData><!-- <c r="B2"> -->'
    after = filled_body(row.format(old), {"B2": value})
    assert after.replace("\n s=", " s=").replace("\n r=", " r=").replace("'", '"') == row.format(cell)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "＝1", "'1", "\t1", "2000", "TRUE", "#N/A", "434002"])
def test_text_stays_text(text):
    """Text that looks like a formula, a number or an error is a string to every reader."""
    after = fill_cells(package("<sheetData/>"), {"表一": {"A1": text}})
    cell = openpyxl.load_workbook(io.BytesIO(after))["表一"]["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert calamine_rows(after) == [[text]]


@pytest.mark.parametrize("text", ["a_x000D_b", "_x005F_", "a\r\nb", "\r", " a\n\tb "])
def test_text_that_xml_or_excel_would_change_reads_back(text):
    """Line ends survive XML, and what looks like Excel's own code for a character is not decoded into it."""
    assert calamine_rows(fill_cells(package("<sheetData/>"), {"表一": {"A1": text}})) == [[text]]


def test_values_read_back():
    """openpyxl and calamine read what was filled, inserted or already there."""
    after = fill_cells(
        rich_workbook(), {"表一": {"B1": Decimal("257.72"), "A3": "甲", "C4": False, "A7": "新", "F9": 1}}
    )
    wanted = {"A1": "项目名称", "B1": 257.72, "A2": 1, "A3": "甲", "A4": 3, "C4": False, "A5": 6, "A7": "新", "F9": 1}
    assert openpyxl_values(after) == wanted
    rows = calamine_rows(after)
    assert [rows[0][1], rows[2][0], rows[3][2], rows[6][0], rows[8][5]] == [257.72, "甲", False, "新", 1.0]
    assert calamine_rows(after, "表二") == calamine_rows(rich_workbook(), "表二")


# Formulas


@pytest.mark.parametrize(
    ("value", "attributes", "stored"),
    [
        (Decimal("9.5"), "", "<v>9.5</v>"),
        ("否 <", ' t="str"', "<v>否 &lt;</v>"),
        (True, ' t="b"', "<v>1</v>"),
        (None, "", ""),
    ],
)
@pytest.mark.parametrize(
    "formula",
    [
        "<f>SUM(A1:A3)</f>",
        '<f t="shared" ref="B2:B4" si="0">A2*2</f>',
        '<f t="shared" si="0"/>',
        '<f t="array" ref="B2">SUM(A1:A3*1)</f>',
    ],
)
def test_a_formula_stays_and_its_result_is_refreshed(formula, value, attributes, stored):
    """A formula of any kind is kept as written; only the stored value and its type change."""
    sheet = '<sheetData><row r="2"><c r="B2" s="3"{}>' + formula + "{}</c></row></sheetData>"
    assert filled_body(sheet.format(' t="e"', "<v>#REF!</v>"), {"B2": value}) == sheet.format(attributes, stored)


def test_a_dynamic_array_stays_one():
    """The metadata attribute of a formula cell belongs to the formula, that of its value goes."""
    sheet = '<sheetData><row r="1"><c r="A1" cm="1"{}><f t="array" ref="A1:A2">B1:B2</f><v>{}</v></c></row></sheetData>'
    assert filled_body(sheet.format(' vm="2"', 1), {"A1": 8}) == sheet.format("", 8)


def test_a_cell_of_an_array_formula_holds_a_result():
    """Text for a cell that an array formula fills is stored as its result, not as a constant in its way."""
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f t="array" ref="A1:B2">C1:D2</f><v>1</v></c>{}</row>'
        '<row r="2"><c r="A2"><v>3</v></c></row></sheetData>'
    )
    assert filled_body(sheet.format('<c r="B1"><v>2</v></c>'), {"B1": "甲"}) == sheet.format(
        '<c r="B1" t="str"><v>甲</v></c>'
    )
    assert filled_body(sheet.format(""), {"B1": "甲"}) == sheet.format('<c r="B1" t="str"><v>甲</v></c>')


def test_a_refreshed_result_reads_back():
    """openpyxl sees the formula in one mode and the new result in the other; the calculation chain stays."""
    before = rich_workbook()
    after = fill_cells(before, {"表一": {"A2": Decimal("10.5"), "A5": Decimal("15.5")}})
    assert openpyxl.load_workbook(io.BytesIO(after))["表一"]["A5"].value == "=SUM(A2:A4)"
    assert openpyxl_values(after)["A5"] == 15.5
    assert calamine_rows(after)[4][0] == 15.5
    chained = package('<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData>')
    assert (
        parts_of(fill_cells(chained, {"表一": {"A1": 3}}))["xl/calcChain.xml"] == parts_of(chained)["xl/calcChain.xml"]
    )


# Cells that are missing


@pytest.mark.parametrize(
    ("body", "address", "after"),
    [
        ("<sheetData/>", "B2", '<sheetData><row r="2"><c r="B2"><v>5</v></c></row></sheetData>'),
        ("<sheetData></sheetData>", "B2", '<sheetData><row r="2"><c r="B2"><v>5</v></c></row></sheetData>'),
        (
            '<sheetData><row r="1"/><row r="3"/></sheetData>',
            "A2",
            '<sheetData><row r="1"/><row r="2"><c r="A2"><v>5</v></c></row><row r="3"/></sheetData>',
        ),
        (
            '<sheetData><row r="1"/><row r="3" ht="20" /></sheetData>',
            "A3",
            '<sheetData><row r="1"/><row r="3" ht="20"><c r="A3"><v>5</v></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="1"></row></sheetData>',
            "A4",
            '<sheetData><row r="1"></row><row r="4"><c r="A4"><v>5</v></c></row></sheetData>',
        ),
        (
            '<sheetData><row r="9"><c r="Z9"/><c r="AB9"/></row></sheetData>',
            "AA9",
            '<sheetData><row r="9"><c r="Z9"/><c r="AA9"><v>5</v></c><c r="AB9"/></row></sheetData>',
        ),
        (
            '<sheetData><row r="9"><c r="B9"/></row></sheetData>',
            "A9",
            '<sheetData><row r="9"><c r="A9"><v>5</v></c><c r="B9"/></row></sheetData>',
        ),
        (
            '<sheetData><row r="9" ><c r="B9"/></row></sheetData>',
            "C9",
            '<sheetData><row r="9" ><c r="B9"/><c r="C9"><v>5</v></c></row></sheetData>',
        ),
    ],
)
def test_a_missing_cell_is_inserted_in_its_place(body, address, after):
    """Rows stay in the order of their numbers and cells in the order of their columns."""
    assert filled_body(body, {address: 5}) == after


def test_many_cells_are_inserted_around_one():
    """Insertions before, behind and into a replaced cell's row come out in order, however they are given."""
    body = '<sheetData><row r="2"><c r="B2"><v>0</v></c></row></sheetData>'
    after = filled_body(body, {"C3": 6, "C2": 5, "B2": 4, "A2": 3, "B1": 2, "A1": 1})
    assert after == (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
        '<row r="2"><c r="A2"><v>3</v></c><c r="B2"><v>4</v></c><c r="C2"><v>5</v></c></row>'
        '<row r="3"><c r="C3"><v>6</v></c></row></sheetData>'
    )


@pytest.mark.parametrize("address", ["B1", "Z99"])
def test_clearing_a_missing_cell_inserts_nothing(address):
    """None for a cell that is not there leaves the sheet as it is."""
    body = '<dimension ref="A1"/><sheetData><row r="1" spans="1:1"><c r="A1"/></row></sheetData>'
    assert filled_body(body, {address: None}) == body


def test_rows_and_cells_without_addresses_are_counted():
    """The attribute r is optional: such a row or cell follows the one before it."""
    body = '<sheetData><row><c/><c><v>1</v></c></row><row r="5"><c r="C5"/><c/></row><row><c/></row></sheetData>'
    after = filled_body(body, {"B1": 2, "D5": 3, "A6": 4, "B6": 5})
    assert after == (
        '<sheetData><row><c/><c><v>2</v></c></row><row r="5"><c r="C5"/><c><v>3</v></c></row>'
        '<row><c><v>4</v></c><c r="B6"><v>5</v></c></row></sheetData>'
    )


@pytest.mark.parametrize(("address", "spans"), [("B1", ' spans="1:3"'), ("D1", "")])
def test_spans_that_no_longer_hold_are_dropped(address, spans):
    """A row's spans stay while they cover the inserted cell, and go when they would lie."""
    cells = '<c r="A1"/>'
    before = f'<sheetData><row r="1" spans="1:3" ht="20">{cells}</row></sheetData>'
    assert filled_body(before, {address: 1}) == (
        f'<sheetData><row r="1"{spans} ht="20">{cells}<c r="{address}"><v>1</v></c></row></sheetData>'
    )


@pytest.mark.parametrize(
    ("address", "dimension"), [("B2", "B2:C3"), ("C3", "B2:C3"), ("A2", "A2:C3"), ("C9", "B2:C9"), ("AA1", "B1:AA3")]
)
def test_the_dimension_covers_the_filled_cells(address, dimension):
    """It is widened where needed, since openpyxl's read-only mode sees nothing outside of it."""
    before = package('<dimension ref="B2:C3"/><sheetData/>')
    after = fill_cells(before, {"表一": {address: 1}})
    assert f'<dimension ref="{dimension}"/>'.encode() in parts_of(after)[SHEET_PART]
    rows = openpyxl.load_workbook(io.BytesIO(after), read_only=True)["表一"].iter_rows(values_only=True)
    assert 1 in [value for row in rows for value in row]


@pytest.mark.parametrize(
    ("row", "style"),
    [
        ('<row r="1" s="5" customFormat="1"/>', ' s="5"'),
        ('<row r="1" s="5"/>', ' s="7"'),
        ("", ' s="7"'),
    ],
)
def test_an_inserted_cell_has_the_style_of_its_row_or_column(row, style):
    """A missing cell looks filled as if it had been typed into."""
    columns = '<cols><col min="1" max="1" width="9"/><col min="2" max="3" width="9" style="7"/></cols>'
    after = filled_body(f"{columns}<sheetData>{row}</sheetData>", {"C1": 1})
    assert f'<c r="C1"{style}><v>1</v></c>' in after


# Namespaces, targets, encodings


def test_prefixes_are_kept():
    """A sheet whose elements have a prefix gets new elements with the same one."""
    body = (
        '<x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:f>B1</x:f><x:v>0</x:v></x:c><x:c r="B1"/></x:row></x:sheetData>'
    )
    after = filled_body(body, {"A1": 1, "B1": "甲", "C1": True, "A2": 2}, prefix="x:")
    assert after == (
        '<x:sheetData><x:row r="1"><x:c r="A1"><x:f>B1</x:f><x:v>1</x:v></x:c>'
        '<x:c r="B1" t="inlineStr"><x:is><x:t xml:space="preserve">甲</x:t></x:is></x:c>'
        '<x:c r="C1" t="b"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>2</x:v></x:c></x:row></x:sheetData>'
    )


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "../xl/worksheets/Sheet1.xml"]
)
def test_the_sheet_part_is_found(target, strict):
    """Relative and absolute targets and both families of namespaces lead to the part."""
    after = fill_cells(package("<sheetData/>", target=target, strict=strict), {"表一": {"A1": 5}})
    assert b'<c r="A1"><v>5</v></c>' in parts_of(after)[SHEET_PART]
    assert b'fullCalcOnLoad="1"' in parts_of(after)["xl/workbook.xml"]


def test_a_byte_order_mark_is_no_trouble():
    """Offsets are right behind a UTF-8 byte order mark, Chinese text and a comment."""
    body = '<sheetData><!--第一行--><row r="1"><c r="A1" t="str"><v>绩效</v></c><c r="B1"/></row></sheetData>'
    before = package(body, head='\ufeff<?xml version="1.0" encoding="utf-8"?>')
    after = parts_of(fill_cells(before, {"表一": {"B1": 1}}))[SHEET_PART]
    assert after == parts_of(before)[SHEET_PART].replace(b'<c r="B1"/>', b'<c r="B1"><v>1</v></c>')


# Recalculation


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CALCULATION, '<calcPr calcId="191029" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0" calcId="1"></calcPr>', '<calcPr calcId="1" fullCalcOnLoad="1"></calcPr>'),
        ('<calcPr fullCalcOnLoad="1" />', '<calcPr fullCalcOnLoad="1" />'),
        ("", '<calcPr fullCalcOnLoad="1"/>'),
        ("<definedNames/><extLst/>", '<definedNames/><calcPr fullCalcOnLoad="1"/><extLst/>'),
        ("<customWorkbookViews/>", '<calcPr fullCalcOnLoad="1"/><customWorkbookViews/>'),
    ],
)
def test_the_workbook_is_told_to_recalculate(before, after):
    """calcPr gets the attribute where it stands, and is inserted where the schema wants it."""
    sheets = "<sheets><sheet name='表一' sheetId='1' r:id='rId1'/></sheets>"
    old = package("<sheetData/>", book=sheets + before)
    new = parts_of(fill_cells(old, {"表一": {"A1": 1}}))["xl/workbook.xml"]
    assert new.decode() == parts_of(old)["xl/workbook.xml"].decode().replace(sheets + before, sheets + after)


# What is refused


@pytest.mark.parametrize("address", ["B1", "A2", "B2"])
def test_a_covered_cell_is_refused(address):
    """A value under a merged area would be invisible; the message names the cell that can be filled."""
    before = package('<sheetData/><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>')
    with pytest.raises(CellEditError, match=rf"表一!{address} .* fill A1 instead"):
        fill_cells(before, {"表一": {address: 1}})
    assert openpyxl_values(fill_cells(before, {"表一": {"A1": 1, "C1": 2}})) == {"A1": 1, "C1": 2}


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET_PART])
def test_a_dtd_is_refused(part):
    """A document type in any part that is read stops the filling before an entity is expanded."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts_of(package("<sheetData/>", head="")).items():
            archive.writestr(name, b'<!DOCTYPE a [<!ENTITY b "c">]>' + data if name == part else data)
    with pytest.raises(CellEditError, match="has a DTD"):
        fill_cells(out.getvalue(), {"表一": {"A1": 1}})


@pytest.mark.parametrize(
    "address", ["", "A", "1", "A0", "a1", "$A$1", "A01", "XFE1", "A1048577", "A1:B2", "Ａ1", "A1 "]
)
def test_a_bad_address_is_refused(address):
    """Only a plain address within the sheet's limits names a cell."""
    with pytest.raises(CellEditError, match=r"表一: .* is not a cell address"):
        fill_cells(package("<sheetData/>"), {"表一": {address: 1}})


@pytest.mark.parametrize(
    "value",
    [
        "a\0",
        "\x0b",
        "\ufffe",
        "\ud800",
        "字" * 32_768,
        "😀" * 16_384,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("1E+309"),
        float("nan"),
        float("inf"),
        10**400,
        b"bytes",
    ],
)
def test_a_value_that_no_cell_can_hold_is_refused(value):
    """Control characters, overlong text and what is no number never get into a file; the message names the cell."""
    with pytest.raises(CellEditError, match="表一!C5"):
        fill_cells(package("<sheetData/>"), {"表一": {"C5": value}})


@pytest.mark.parametrize(
    ("workbook", "message"),
    [
        (b"", "not a readable"),
        (b"\xd0\xcf\x11\xe0", "not a readable"),
        (package("<sheetData/>", book="<sheets><sheet name='表二' sheetId='1' r:id='rId1'/></sheets>"), "no worksheet"),
        (package("<sheetData/>", kind="chartsheet"), "no worksheet"),
        (package("<sheetData/>", target="worksheets/sheet7.xml"), "no part xl/worksheets/sheet7.xml"),
        (package("<sheetData/>", book="<sheets><sheet name='表一' r:id='rId9'/></sheets>"), "part of sheet '表一'"),
        (package("<sheetData/>", book=""), "has no <sheets>"),
        (package("<cols/>"), "has no <sheetData>"),
        (package("", sheet="<worksheet>"), "not well-formed"),
        (package("", head='<?xml version="1.0" encoding="GBK"?>'), "not UTF-8"),
        (package("<sheetData><row r='2'/><row r='1'/></sheetData>"), "rows are not in order"),
        (package("<sheetData><row r='1'><c r='A1'/><c r='A1'/></row></sheetData>"), "cells of a row are not in order"),
    ],
)
def test_a_workbook_that_cannot_be_filled_is_refused(workbook, message):
    """Whatever is wrong with the file, one kind of error says what."""
    with pytest.raises(CellEditError, match=message):
        fill_cells(workbook, {"表一": {"A1": 1}})


def test_utf16_is_refused():
    """Byte offsets are only spliced in UTF-8."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts_of(package("<sheetData/>", head="")).items():
            archive.writestr(name, data.decode().encode("utf-16") if name == SHEET_PART else data)
    with pytest.raises(CellEditError, match="not UTF-8"):
        fill_cells(out.getvalue(), {"表一": {"A1": 1}})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused():
    """Two members of one name are two truths about a sheet."""
    out = io.BytesIO(package("<sheetData/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET_PART, "<worksheet/>")
    with pytest.raises(CellEditError, match="same name"):
        fill_cells(out.getvalue(), {"表一": {"A1": 1}})


# Against other programs


def test_libreoffice_reads_and_recalculates(convert: Callable[..., Path], tmp_path: Path):
    """LibreOffice opens the filled workbook, keeps text as text and computes the kept formula from the new values."""
    source = tmp_path / "filled.xlsx"
    text = "=1+1 <&> _x000D_ \n末"
    cells = {"B1": text, "A2": Decimal("10.5"), "A5": 0, "F9": True, "C2": " 两端 "}
    source.write_bytes(fill_cells(rich_workbook(), {"表一": cells}))
    values = openpyxl_values(convert(source, "xlsx", recalculate=True).read_bytes())
    assert values["A5"] == 15.5
    assert (values["B1"], values["C2"], values["F9"]) == (text, " 两端 ", True)


ADDRESSES = st.builds(lambda column, row: f"{column}{row}", st.sampled_from("ABCDEFGHJ"), st.integers(1, 12))
# openpyxl alone does not decode _x005F_ in inline strings
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("\n\t=<>&\"'_绩效"),
    min_size=1,
).filter(lambda text: "_x" not in text)
NUMBERS = st.integers(-(10**15), 10**15) | st.decimals(-(10**9), 10**9, places=2) | st.floats(-1e300, 1e300)
VALUES = st.booleans() | NUMBERS | TEXTS


@given(
    old=st.dictionaries(ADDRESSES, VALUES, max_size=12),
    new=st.dictionaries(ADDRESSES, VALUES | st.none(), max_size=12),
)
def test_filling_gives_back_exactly_these_values(old, new):
    """Of any small sheet, the filled cells read as filled and all others as they were, here and in the next sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheets = [book.add_worksheet(name) for name in ("表一", "表二")]
    for address, value in old.items():
        for sheet in sheets:
            if isinstance(value, str):
                sheet.write_string(address, value)
            elif isinstance(value, bool):
                sheet.write_boolean(address, value)
            else:
                sheet.write_number(address, value)
    book.close()
    before = openpyxl_values(out.getvalue(), "表二")
    after = fill_cells(out.getvalue(), {"表一": new})
    wanted = {address: value for address, value in {**before, **new}.items() if value is not None}
    assert openpyxl_values(after, "表一") == {
        address: float(value) if isinstance(value, Decimal) else value for address, value in wanted.items()
    }
    assert openpyxl_values(after, "表二") == before
    seen = calamine_rows(after)
    for address, value in wanted.items():
        row, column = int(address[1:]) - 1, "ABCDEFGHIJ".index(address[0])
        assert seen[row][column] == (float(value) if isinstance(value, Decimal) else value)
