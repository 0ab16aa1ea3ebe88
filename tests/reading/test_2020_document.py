"""The 2020 document, all of it in one file of each kind: part one and the same eleven projects."""

from collections.abc import Callable, Sequence

import pytest

from tests.reading.books import biff5, ods, ods_table, xls, xlsb
from tests.reading.documents import printed_document
from tests.reading.test_delimited import delimited
from tests.reading.test_webpage import page
from tests.reading.test_webpage import table as table_of
from tests.sheets import xlsx
from xltool.document import Document, read_document
from xltool.flat import ProjectReading
from xltool.reading.grid import Grid
from xltool.reading.word import read_word
from xltool.records import department_record, dumps, project_record

KINDS: dict[str, Callable[[str], bytes]] = {
    "xls": xls,
    "Excel 95.xls": biff5,
    "ods": lambda table: ods(ods_table(table)),
    "xlsb": xlsb,
    "xlsx": xlsx,
    "html": lambda table: page(table_of(table), '<meta charset="gbk">').encode("gb18030"),
    "csv": lambda table: delimited(",", table).encode("gb18030"),
}


def as_table(grids: Sequence[Grid]) -> str:
    """The document below each other in one sheet, drawn as ``tests.sheets`` reads it: merged as it was printed."""
    lines: list[str] = []
    for grid in grids:
        width = max(map(len, grid.rows))
        cells = [
            [str(value or "").replace("\n", "⏎") for value in row] + [""] * (width - len(row)) for row in grid.rows
        ]
        for top, left, bottom, right in grid.merged:
            for row in range(top, bottom + 1):
                for col in range(left, right + 1):
                    if (row, col) != (top, left):
                        cells[row][col] = "<" if row == top else "~"
        lines += (" | ".join(row) for row in cells)
    return "\n".join(lines)


def said(document: Document) -> list[str]:
    """What each table says as JSON, without where it stood."""
    return [
        dumps(project_record(reading.project) | {"source": None})
        if isinstance(reading, ProjectReading)
        else dumps(department_record(reading.department))
        for reading in document.readings
    ]


@pytest.fixture(scope="module")
def printed(seed_text: str) -> bytes:
    """As the Word document that the text was taken from."""
    return printed_document(seed_text)


@pytest.mark.parametrize("kind", ["docx", *KINDS])
def test_every_kind_gives_the_same_eleven_projects(kind: str, printed: bytes, seed_text: str) -> None:
    """And part one, from one file in which all of it stands; its 42 joined values are listed, nothing is left over."""
    text = read_document(seed_text.encode(), "文.txt")
    data = printed if kind == "docx" else KINDS[kind](as_table(read_word(printed, "文.docx")[0]))
    document = read_document(data, f"文.{kind}")
    assert len(document.readings) == 12
    assert said(document) == said(text)
    assert document.all_leftovers() == []
    joined = [repair for repair in document.all_repairs() if repair.code == "V-01"]
    assert (len(joined), len({(repair.sheet, repair.cell) for repair in joined})) == (42, 42)
    split = [repair.raw for repair in document.all_repairs() if repair.code == "I-02"]
    assert split == [repair.raw for repair in text.all_repairs() if repair.code == "I-02"]
