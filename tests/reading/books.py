"""Workbooks of other kinds than .xlsx, made from the text tables of ``tests.sheets``."""

import io
import struct
import zipfile
from collections.abc import Callable
from html import escape

import xlwt
from xlwt.CompoundDoc import XlsDoc

from tests.sheets import grid

Change = Callable[[xlwt.Worksheet], None]


def xls(table: str, change: Change = lambda sheet: None, **book_options: object) -> bytes:
    """The table as BIFF8, changed further by what xlwt can do."""
    book = xlwt.Workbook()
    book.dates_1904 = bool(book_options.get("dates_1904"))
    sheet = book.add_sheet("表一", cell_overwrite_ok=True)
    source = grid(table)
    for row_no, row in enumerate(source.rows):
        for col, value in enumerate(row):
            if value != "":
                sheet.write(row_no, col, value)
    for top, left, bottom, right in source.merged:
        sheet.merge(top, bottom, left, right)
    change(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def container(stream: bytes, name: str = "Workbook") -> bytes:
    """An OLE container with one stream."""
    buffer = io.BytesIO()
    XlsDoc().save(buffer, stream.ljust(4096, b"\0"))
    data, long, short = buffer.getvalue(), "Workbook".encode("utf-16-le"), name.encode("utf-16-le")
    at = data.index(long)
    entry = bytearray(data[at : at + 66])
    entry[:64] = short.ljust(64, b"\0")
    struct.pack_into("<H", entry, 64, len(short) + 2)
    return data[:at] + bytes(entry) + data[at + 66 :]


def record(kind: int, body: bytes) -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(body)) + body


def biff5(table: str) -> bytes:
    """The table as a workbook of Excel 95, texts in GBK."""
    cells = b""
    for row_no, row in enumerate(grid(table).rows):
        for col, value in enumerate(row):
            place = struct.pack("<HHH", row_no, col, 0)
            if isinstance(value, float | int):
                cells += record(0x0203, place + struct.pack("<d", value))
            elif value:
                text = str(value).encode("gbk")
                cells += record(0x0204, place + struct.pack("<H", len(text)) + text)
    name = "表一".encode("gbk")
    head = record(0x0809, struct.pack("<4H", 0x0500, 5, 0, 1995)) + record(0x0042, struct.pack("<H", 936))
    size = len(head) + 4 + 7 + len(name) + 4
    bound = record(0x0085, struct.pack("<IHB", size, 0, len(name)) + name)
    sheet = record(0x0809, struct.pack("<4H", 0x0500, 0x10, 0, 1995)) + cells + record(0x000A, b"")
    return container(head + bound + record(0x000A, b"") + sheet, "Book")


def ods(content: str, **parts: str) -> bytes:
    """A spreadsheet of OpenDocument whose body holds ``content``, tables in XML."""
    names = {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in names.items())
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{parts.get("prolog", "")}'
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{content}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = parts.get("manifest", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": xml.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def ods_table(table: str, name: str = "表一") -> str:
    """The table in the XML of OpenDocument, for ``ods``."""
    rows = []
    for row in grid(table).rows:
        cells = [ods_cell(value) for value in row]
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


def ods_cell(value: object) -> str:
    """One cell in the XML of OpenDocument."""
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, float | int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def xlsb(table: str, more: bytes = b"", before: bytes = b"", hidden_row: int | None = None) -> bytes:
    """The table as a binary workbook: ``before`` and ``more`` are records before its rows and at the end of them."""
    rows = b""
    for row_no, row in enumerate(grid(table).rows):
        rows += row_record(row_no, hidden=row_no == hidden_row)
        for col, value in enumerate(row):
            if isinstance(value, float | int):
                rows += binary(5, struct.pack("<IId", col, 0, value))
            elif value:
                rows += binary(6, struct.pack("<II", col, 0) + counted(str(value)))
    size = binary(148, struct.pack("<4I", 0, 99, 0, 9))
    sheet = binary(129) + size + before + binary(145) + rows + more + binary(146) + binary(130)
    bound = binary(156, struct.pack("<II", 0, 1) + counted("rId1") + counted("表一"))
    styles = binary(617, struct.pack("<I", 2)) + _style(0) + _style(10) + binary(618)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.bin": binary(131) + binary(143) + bound + binary(144) + binary(132),
            "xl/_rels/workbook.bin.rels": links.encode(),
            "xl/styles.bin": binary(278) + styles + binary(279),
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def _style(number_format: int) -> bytes:
    return binary(47, struct.pack("<HH", 0, number_format) + bytes(12))


def row_record(row: int, hidden: bool = False) -> bytes:
    """The head of a row in a binary workbook."""
    return binary(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def binary(kind: int, body: bytes = b"") -> bytes:
    """One record of a binary workbook."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(body)
    while True:
        size += bytes([left & 0x7F | (0x80 if left > 0x7F else 0)])
        left >>= 7
        if not left:
            return head + size + body


def counted(text: str) -> bytes:
    """A text as binary workbooks have it."""
    units = text.encode("utf-16-le")
    return struct.pack("<I", len(units) // 2) + units


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()
