"""Damaged workbooks: a named refusal or the whole table, never a part of it and never another exception."""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reading.books import biff5, ods, ods_table, xls, xlsb, zipped
from tests.reading.test_delimited import delimited
from tests.reading.test_locked import locked_xls
from tests.reading.test_webpage import page
from tests.reading.test_webpage import table as table_of
from tests.reading.test_workbooks import TABLE
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


def mutate(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to eight places overwritten or cut out."""
    mutant = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(mutant))
        if rng.random() < 0.5:
            mutant[at] = rng.choice(b'<>&"=/019AZaz \x00\xff')
        else:
            del mutant[at : at + rng.randint(1, 60)]
    return bytes(mutant)


def outcome(data: bytes) -> int:
    """How many tables are read of the bytes, none where they are refused."""
    try:
        return len(read_document(data, "甲.xlsx").readings)
    except (Refused, PassedOver):
        return 0


def test_any_mutation_is_read_or_refused(table: bytes) -> None:
    """Four hundred seeded mutations of parts and bytes raise nothing but a refusal."""
    rng = random.Random(2020)
    with zipfile.ZipFile(io.BytesIO(table)) as archive:
        parts = archive.namelist()
    outcomes = {
        outcome(
            mutate(table, rng) if number % 4 == 0 else changed(table, rng.choice(parts), lambda part: mutate(part, rng))
        )
        for number in range(400)
    }
    assert outcomes == {0, 1}


def _lying_xls() -> bytes:
    return xls(TABLE, lambda sheet: sheet.row(9).set_cell_error(0, "#REF!"))


@pytest.mark.parametrize(
    "made",
    [xls, lambda _: _lying_xls(), biff5, lambda _: locked_xls(xls(TABLE), "VelvetSweatshop")],
    ids=["xls", "lying xls", "biff5", "locked xls"],
)
def test_any_mutation_of_an_old_workbook_is_read_or_refused(made: Callable[[str], bytes]) -> None:
    """Its records, its container, and bytes of no kind."""
    rng, data = random.Random(2021), made(TABLE)
    outcomes = {outcome(mutate(data, rng)) for _ in range(150)} | {outcome(data[: rng.randrange(len(data))])}
    for _ in range(250):  # bytes changed in their places, so that the container stays whole
        mutant = bytearray(data)
        for _ in range(rng.randint(1, 6)):
            mutant[rng.randrange(len(mutant))] = rng.randrange(256)
        outcomes.add(outcome(bytes(mutant)))
    assert outcomes == {0, 1}


@pytest.mark.parametrize(
    ("made", "part"),
    [(lambda: ods(ods_table(TABLE)), "content.xml"), (lambda: xlsb(TABLE), "xl/worksheets/sheet1.bin")],
    ids=["ods", "xlsb"],
)
def test_any_mutation_of_a_zipped_workbook_is_read_or_refused(made: Callable[[], bytes], part: str) -> None:
    """Of a part, and of the whole file."""
    rng, data = random.Random(2022), made()
    outcomes = {outcome(changed(data, part, lambda content: mutate(content, rng))) for _ in range(300)}
    assert outcomes | {outcome(mutate(data, rng)) for _ in range(100)} == {0, 1}


@pytest.mark.parametrize(
    "text", [page(table_of(), '<meta charset="gbk">'), delimited(), delimited("\t")], ids=["html", "csv", "tsv"]
)
def test_any_mutation_of_a_text_is_read_or_refused(text: str) -> None:
    """Half characters of GBK, quotation marks without end, tags that are none."""
    rng, data = random.Random(2023), text.encode("gb18030")
    assert {outcome(mutate(data, rng)) for _ in range(300)} == {0, 1}


def test_a_container_that_points_in_circles_is_refused() -> None:
    """Every sector of the table follows itself, and entries of the directory are each other's children."""
    data = xls(TABLE)
    entry = data.index("Workbook".encode("utf-16-le"))
    circles = [data[:512] + struct.pack("<128I", *range(128)) * (len(data) // 512 - 1)]
    for at in (68, 72, 76):
        circles.append(data[: entry + at] + struct.pack("<I", 1) + data[entry + at + 4 :])
        circles.append(data[: entry - 128 + at] + struct.pack("<I", 0) + data[entry - 128 + at + 4 :])
    for broken in circles:
        assert outcome(broken) in (0, 1)
    with pytest.raises(Refused, match=r"“甲.xls”.*请"):
        read_document(circles[0], "甲.xls")


def test_an_old_workbook_with_a_cell_far_away_is_refused() -> None:
    """calamine would hold every cell up to it."""
    far = xls(TABLE, lambda sheet: sheet.write(65_535, 255, 1))
    with pytest.raises(Refused, match=r"“甲.xls”的已用区域有 65536 行 256 列.*请"):
        read_document(far, "甲.xls")


@pytest.mark.parametrize("name", ["content.xml", "xl/worksheets/sheet1.bin"])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(name: str) -> None:
    """Of every zipped kind."""
    bomb = zipped({"xl/workbook.bin" if name.endswith("bin") else "mimetype": b"", name: bytes(300 * 1024 * 1024)})
    with pytest.raises(Refused, match=r"“甲.ods”解压后超过 256 MB.*请"):
        read_document(bomb, "甲.ods")


def test_an_unforeseen_error_refuses_its_file_alone(
    table: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with one file, the others are read."""
    for name in ("甲.xlsx", "乙.xlsx"):
        (tmp_path / name).write_bytes(table)

    def fails_once(data: bytes, file: str, *others: object, **options: object) -> object:
        if file == "甲.xlsx":
            raise IndexError("unforeseen")
        return read_document(data, file, *others, **options)

    monkeypatch.setattr("xltool.batch.read_document", fails_once)
    batch = read(tmp_path)
    assert [(report.file, report.status == REFUSED) for report in batch.files] == [
        ("乙.xlsx", False),
        ("甲.xlsx", True),
    ]
    assert "“甲.xlsx”" in batch.refused[0].reason
