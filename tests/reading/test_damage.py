"""Damaged workbooks: a named refusal or the whole table, never a part of it and never another exception."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from xltool.batch import REFUSED, read
from xltool.document import PassedOver, read_document
from xltool.problems import Refused

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


@pytest.fixture(scope="module")
def table(checkout: Path) -> bytes:
    """A project table of the 2020 document."""
    return (checkout / "workbook_templates" / "beidaihe-2020" / "03 金融工作经费.xlsx").read_bytes()


def changed(workbook: bytes, part: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """The workbook with one part changed, or left out where the change gives None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name != part:
                new.writestr(name, data)
            elif (other := change(data)) is not None:
                new.writestr(name, other)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (STRINGS, lambda xml: xml[: len(xml) // 2]),
        (STRINGS, lambda xml: None),
        (STRINGS, lambda xml: b""),
        (STRINGS, lambda xml: xml[: xml.rfind(b"<si>")] + b"</sst>"),
        (SHEET, lambda xml: xml[: xml.index(b"</sheetData>") * 2 // 3]),
        (SHEET, lambda xml: None),
        ("xl/_rels/workbook.xml.rels", lambda xml: None),
    ],
)
def test_a_table_without_its_texts_is_refused(part: str, change: Callable[[bytes], bytes | None], table: bytes) -> None:
    """Where calamine could hand out a table with texts missing, the file is refused and named."""
    with pytest.raises(Refused, match=r"“甲.xlsx”.*请"):
        read_document(changed(table, part, change), "甲.xlsx")


def test_broken_compression_is_a_refusal(table: bytes) -> None:
    """A compressed stream that cannot be unpacked is said in a sentence (zlib's own error once came through)."""
    with zipfile.ZipFile(io.BytesIO(table)) as archive:
        at = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    broken = table[: at + 40] + b"\xff" * 200 + table[at + 240 :]
    with pytest.raises(Refused, match=r"“甲.xlsx”已损坏"):
        read_document(broken, "甲.xlsx")


def test_a_lying_cell_in_a_broken_sheet_is_a_refusal(table: bytes) -> None:
    """The second reading by openpyxl fails in a sentence too (a ParseError once came through)."""
    broken = changed(
        table, SHEET, lambda xml: xml.replace(b"<v>2</v>", b"<v>2</w>", 1).replace(b"<c ", b'<c t="e" ', 1)
    )
    with pytest.raises(Refused, match=r"“甲.xlsx”"):
        read_document(broken, "甲.xlsx")


def test_any_mutation_is_read_or_refused(table: bytes) -> None:
    """Four hundred seeded mutations of parts and bytes raise nothing but a refusal."""
    rng = random.Random(2020)
    with zipfile.ZipFile(io.BytesIO(table)) as archive:
        parts = archive.namelist()

    def mutate(data: bytes) -> bytes:
        mutant = bytearray(data)
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(mutant))
            if rng.random() < 0.5:
                mutant[at] = rng.choice(b'<>&"=/019AZaz \x00\xff')
            else:
                del mutant[at : at + rng.randint(1, 60)]
        return bytes(mutant)

    outcomes = set()
    for number in range(400):
        data = mutate(table) if number % 4 == 0 else changed(table, rng.choice(parts), mutate)
        try:
            outcomes.add(len(read_document(data, "甲.xlsx").readings))
        except (Refused, PassedOver):
            outcomes.add(0)
    assert outcomes == {0, 1}


def test_an_unforeseen_error_refuses_its_file_alone(
    table: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with one file, the others are read."""
    for name in ("甲.xlsx", "乙.xlsx"):
        (tmp_path / name).write_bytes(table)

    def fails_once(data: bytes, file: str, *others: object) -> object:
        if file == "甲.xlsx":
            raise IndexError("unforeseen")
        return read_document(data, file, *others)

    monkeypatch.setattr("xltool.batch.read_document", fails_once)
    batch = read(tmp_path)
    assert [(report.file, report.status == REFUSED) for report in batch.files] == [
        ("乙.xlsx", False),
        ("甲.xlsx", True),
    ]
    assert "“甲.xlsx”" in batch.refused[0].reason
