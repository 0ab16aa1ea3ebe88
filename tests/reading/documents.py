"""Word documents for tests: the 2020 document drawn with merged cells as it was printed, and documents of bare XML."""

import io
import re
import zipfile
from collections.abc import Mapping

from docx import Document
from docx.table import Table

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FORM_COLUMNS = 7
ROWS_OF_HEAD = 8

NAMESPACES = (
    f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml"'
)


def bare(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A document with this XML in its body; ``parts`` has the children of other parts, such as ``numbering``."""
    files = {"document": f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"}
    files |= {kind: f"<w:{kind} {NAMESPACES}>{inner}</w:{kind}>" for kind, inner in (parts or {}).items()}
    related = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for number, kind in enumerate(parts or {})
    )
    return packed(
        {
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
            **{f"word/{kind}.xml": xml for kind, xml in files.items()},
        }
    )


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; what begins with ``<`` is XML and stands as it is."""
    content = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def table(text: str) -> str:
    """A table drawn as in ``tests.sheets``: ``|`` between cells, ``~`` goes on from above, ``<`` from the left."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(_row(rows, number) for number in range(len(rows)))}</w:tbl>"


def _row(rows: list[list[str]], number: int) -> str:
    cells = []
    row = rows[number]
    for col, text in enumerate(row):
        if text == "<":
            continue
        span = 1
        while row[col + span : col + span + 1] == ["<"]:
            span += 1
        below = rows[number + 1][col : col + 1] if number + 1 < len(rows) else []
        merge = "<w:vMerge/>" if text == "~" else '<w:vMerge w:val="restart"/>' if below == ["~"] else ""
        lines = ("" if text == "~" else text).split("⏎")
        content = text if text.startswith("<w:") else "".join(p(line) for line in lines)
        cells.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr>{content}</w:tc>')
    return f"<w:tr>{''.join(cells)}</w:tr>"


def printed_document(text: str) -> bytes:
    """The published text as the Word document that it was taken from: paragraphs, and tables merged as printed."""
    document = Document()
    rows: list[list[str]] = []
    open_row = False
    for line in re.sub(r"\[bookmark: \w+\]", "", text).splitlines():
        if line.startswith("\t"):
            if not open_row:
                rows.append([])
            rows[-1].append(line[1:])
            open_row = True
        elif open_row and line.strip():
            rows[-1][-1] += "\n" + line
        elif line.strip():
            _draw_form(document, rows)
            rows = []
            document.add_paragraph(line)
        else:
            open_row = False
    _draw_form(document, rows)
    document.add_paragraph()  # Word ends every document with one; without it LibreOffice loses a table at the end
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _draw_form(document: Document, rows: list[list[str]]) -> None:
    """One table of the form; a level 1 that goes on below is one merged cell, as the printed form has it."""
    rows = [row for row in rows if any(row)]
    if not rows:
        return
    table = document.add_table(len(rows), FORM_COLUMNS)
    for number, row in enumerate(rows):
        spans = _spans(number, len(row))
        col = 0
        for value, span in zip(row, spans, strict=True):
            cell = table.cell(number, col)
            if span > 1:
                cell = cell.merge(table.cell(number, col + span - 1))
            if value:
                cell.text = value
            col += span
    _merge_down(table, rows)


def _spans(number: int, cells: int) -> list[int]:
    """How many columns the cells of a printed row take."""
    by_row = {0: [5, 2], 1: [1, 2, 1, 3], 2: [1] * 7, 3: [1, 6], 4: [1, 1, 1, 1, 3], 5: [1, 1, 1, 1, 3], 6: [1, 6]}
    spans = by_row.get(number, [1, 1, 1, 1, 1, 2])
    assert len(spans) == cells, f"row {number} has {cells} cells"
    return spans


def _merge_down(table: Table, rows: list[list[str]]) -> None:
    for top, bottom in ((2, 3), (4, 5)):
        table.cell(top, 0).merge(table.cell(bottom, 0))
    first = ROWS_OF_HEAD
    for number in range(ROWS_OF_HEAD, len(rows) + 1):
        if number == len(rows) or rows[number][0]:
            if number - first > 1:
                table.cell(first, 0).merge(table.cell(number - 1, 0))
            first = number
