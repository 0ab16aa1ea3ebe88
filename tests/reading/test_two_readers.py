"""Old workbooks have two readers: both see the same, and the quick one is given nothing that could end the process."""

import io
import struct
from collections.abc import Callable
from datetime import datetime, time

import olefile
import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

import xltool.reading.xls as xls_module
from tests.reading.books import biff5, container, record, xls
from tests.reading.test_workbooks import TABLE, said
from tests.sheets import WHOLE
from xltool.problems import Refused
from xltool.reading import biff
from xltool.reading.biff_scan import scan
from xltool.reading.ole import container_of, stream_of
from xltool.reading.values import Sheet, sheets_of
from xltool.reading.xls import read_xls


def stream(data: bytes) -> bytes:
    """The records of a workbook."""
    found = stream_of(data, "表.xls", "Workbook", "Book")
    assert found is not None
    return found[1]


def first_record(data: bytes, kind: int) -> int:
    """Where the first record of a kind stands in the file."""
    at = next(at for found, at, _ in biff.records(stream(data)) if found == kind)
    return data.index(stream(data)[:64]) + at


def put(data: bytes, kind: int, offset: int, new: bytes) -> bytes:
    """The file with bytes of the first record of a kind replaced; 0 is its first byte after the head."""
    at = first_record(data, kind) + 4 + offset
    return data[:at] + new + data[at + len(new) :]


def quick_is_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, whoever asks the quick reader fails."""

    def never(*arguments: object, **options: object) -> list[Sheet]:
        raise AssertionError("asked")

    monkeypatch.setattr(xls_module, "sheets_of", never)


def many(sheet: xlwt.Worksheet) -> None:
    """Every kind of value and style that a clerk's table may have."""
    formats = ("General", "0%", "0.00%", "#,##0.00", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "@", "0.00_);(0.00)")
    for col, code in enumerate(formats):
        sheet.write(20, col, 0.25 + col, xlwt.easyxf(num_format_str=code))
    sheet.write(21, 0, True)
    sheet.write(21, 1, -12.5)
    sheet.write(21, 2, 123456789012.0)
    sheet.write(21, 3, 1e-7)
    sheet.write(21, 4, "𠮷 café\n“二”")
    for col in range(5):
        sheet.write(22, 2 * col, 7 + col)  # numbers of a row, written as one record where they touch
        sheet.write(23, col, 7 + col)
    sheet.write(30, 9, "远")


@pytest.mark.parametrize("change", [lambda sheet: None, many], ids=["table", "many values"])
@pytest.mark.parametrize("table", [TABLE, WHOLE], ids=["small", "whole"])
def test_both_readers_see_the_same(table: str, change: Callable[[xlwt.Worksheet], None]) -> None:
    """Value by value, whatever library has read it."""
    scanned = scan(stream(xls(table, change)))
    assert (scanned.sound, scanned.sheets[0].values) == (
        True,
        sum(map(xls_module._shown, sheets_of(xls(table, change), ""))),
    )
    first = xls_module._quickly(stream(xls(table, change)), scanned)
    second = xls_module._thoroughly(stream(xls(table, change)), "表.xls")
    assert first is not None
    assert [(sheet.name, sheet.visible) for sheet in first] == [(sheet.name, sheet.visible) for sheet in second]
    xls_module._compare(first, second, scanned)
    assert [dict(notes.flags) for notes in scanned.sheets] == [{}]


def test_a_file_with_a_lying_cell_is_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second reader sees another amount, the cell is R-05 with both, and has no other problem."""
    read = xls_module._value
    monkeypatch.setattr(xls_module, "_value", lambda cell, mode: 21.0 if cell.value == 20.125 else read(cell, mode))
    lies = xls(TABLE, lambda sheet: sheet.row(8).set_cell_error(0, 42))
    assert said(lies) == [("R-05", "B3", "“20.125”和“21.0”"), ("R-04", "A9", "#N/A")]
    assert said(xls(TABLE)) == []


def test_a_text_that_the_workbook_has_not_is_never_blank() -> None:
    """A cell that points behind the last text: calamine shows it as blank, so it is no reader for that file."""
    lost = put(xls(TABLE), biff.TEXT, 6, struct.pack("<I", 999))
    assert scan(stream(lost)).sound
    with pytest.raises(Refused, match=r"“甲.xls”已损坏.*请"):
        read_xls(lost, "甲.xls")


DIMENSIONS = struct.pack("<IIHH", 0, 0x7FFFFFFF, 0, 0xFFFF)
"""A used area for which calamine would ask more memory than there is, and end the process."""


@pytest.mark.parametrize(
    "data",
    [
        put(xls(TABLE), biff.USED_AREA, 0, DIMENSIONS),
        put(xls(TABLE), biff.CODE_PAGE, 0, struct.pack("<H", 936)),
        xls(TABLE, lambda sheet: sheet.write(20, 0, 0.5, xlwt.easyxf(num_format_str="[h]:mm"))),
        xls(TABLE, lambda sheet: sheet.write(20, 0, 0.5, xlwt.easyxf(num_format_str="h:mm:ss"))),
        xls(TABLE, lambda sheet: [sheet.write(20 + row, 0, f"{row}" + "长" * 30_000) for row in range(20)]),
        biff5(TABLE),
    ],
    ids=["used area", "code page", "hours", "time", "larger than 1 MB", "Excel 95"],
)
def test_what_is_not_sound_is_read_by_xlrd_alone(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """And read whole: nothing of it is a refusal."""
    quick_is_out(monkeypatch)
    grid = read_xls(data, "表.xls")[0]
    assert grid.rows[1][:4] == ["项目编码", "434-1401-JBN-6BVF", "项目名称", "村志编撰费"]
    assert grid.rows[2][1] == 20.125


def test_times_are_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """0.5 as a time is noon; as a date it has no day."""
    quick_is_out(monkeypatch)
    data = xls(
        TABLE,
        lambda sheet: [
            sheet.write(20, 0, 0.5, xlwt.easyxf(num_format_str="h:mm:ss")),
            sheet.write(20, 1, 44196.5, xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm")),
        ],
    )
    (grid,) = read_xls(data, "表.xls")
    assert grid.rows[20][:2] == [time(12), datetime(2020, 12, 31, 12)]


def test_a_chart_in_a_sheet_is_no_table_and_no_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its records stand among those of the sheet; cells of it are none of the sheet's."""
    whole = stream(xls(TABLE))
    at = [at for kind, at, _ in biff.records(whole) if kind == biff.EOF][1]
    cell = record(biff.NUMBER, struct.pack("<HHHd", 60_000, 200, 0, 1.0))
    chart = record(biff.BEGIN, struct.pack("<HHHHII", 0x600, 0x20, 0, 0, 0, 0)) + cell + record(biff.EOF, b"")
    quick_is_out(monkeypatch)
    scanned = scan(whole[:at] + chart + whole[at:])
    assert (scanned.sound, scanned.sheets[0].rows < 60_000) == (False, True)


@pytest.mark.parametrize("kind", [1, 2, 6], ids=["macros of Excel 4", "chart", "module"])
def test_a_sheet_that_is_no_table_is_passed_over(kind: int) -> None:
    """A workbook with a chart sheet was said to be damaged."""
    data = xls(TABLE, lambda sheet: sheet.parent.add_sheet("另"))
    at = data.rindex(struct.pack("<HH", biff.SHEET, 8 + 2), 0, data.index(struct.pack("<HH", biff.TEXT, 10)))
    (grid,) = read_xls(data[: at + 9] + bytes([kind]) + data[at + 10 :], "表.xls")
    assert (grid.sheet, grid.rows[2][1]) == ("表一", 20.125)


def test_many_sheets_with_a_cell_far_away_each_are_refused() -> None:
    """None of them is too large, but memory has to hold all of them."""

    def change(sheet: xlwt.Worksheet) -> None:
        for number in range(9):
            sheet.parent.add_sheet(f"表{number}").write(1500, 200, 1)

    with pytest.raises(Refused, match=r"“甲.xls”各工作表的已用区域合计有 27\d{5} 格.*请"):
        read_xls(xls(TABLE, change), "甲.xls")


def test_a_percentage_far_down_and_a_hidden_row_are_found_among_plain_cells() -> None:
    """Plain cells are passed over many at a time, and these are not plain."""

    def percent(sheet: xlwt.Worksheet) -> None:
        many(sheet)
        sheet.write(900, 3, 0.25, xlwt.easyxf(num_format_str="0%"))

    def hidden(sheet: xlwt.Worksheet) -> None:
        many(sheet)
        sheet.row(30).hidden = True

    assert (900, 3) in read_xls(xls(TABLE, percent), "表.xls")[0].percents
    assert read_xls(xls(TABLE, hidden), "表.xls")[0].hidden_cells
    assert read_xls(xls(TABLE, many), "表.xls")[0].hidden_cells is None


# containers


def streams(data: bytes) -> dict[str, bytes]:
    """What olefile finds in the root of a container."""
    with olefile.OleFileIO(io.BytesIO(data)) as found:
        return {path[0]: found.openstream(path).read() for path in found.listdir() if len(path) == 1}


@pytest.mark.parametrize("size", [10, 4096, 4097, 70_000, 400_000])
def test_a_new_container_holds_the_records(size: int) -> None:
    """As another library sees it, and as we do."""
    content = bytes(number % 251 for number in range(size))
    data = container_of(content)
    assert streams(data) == {"Workbook": content.ljust(4096, b"\0")}
    assert stream_of(data, "表.xls", "Workbook") == ("Workbook", content.ljust(4096, b"\0"))


def test_containers_of_others_are_read_as_olefile_reads_them(convert: Callable[..., object], checkout) -> None:
    """LibreOffice's has small streams beside the workbook; xlwt's of 8 MB has more tables than its header names."""
    saved = convert(checkout / "workbook_templates" / "beidaihe-2020" / "03 金融工作经费.xlsx", "xls").read_bytes()
    buffer = io.BytesIO()
    XlsDoc().save(buffer, bytes(range(256)) * 32_768)
    for data in (saved, buffer.getvalue(), container(stream(xls(TABLE)))):
        expected = streams(data)
        assert {name: stream_of(data, "表.xls", name.upper())[1] for name in expected} == expected
    assert any(len(content) < 4096 for content in streams(saved).values())


def test_the_workbook_of_an_embedded_document_is_not_the_workbook() -> None:
    """calamine takes the first stream of that name, wherever it stands; a folder's is none of ours."""
    data = container_of(stream(xls(TABLE)))
    at = data.index("Root Entry".encode("utf-16-le"))
    inside = data[: at + 128 + 66] + b"\x01" + data[at + 128 + 67 :]  # the stream becomes a folder
    assert stream_of(inside, "表.xls", "Workbook") is None


@pytest.mark.parametrize("cut", [600, 5_000])
def test_a_container_cut_short_is_refused(cut: int) -> None:
    """Wherever it ends."""
    data = xls(TABLE)
    with pytest.raises(Refused, match=r"“甲.xls”已损坏或不完整.*请"):
        stream_of(data[:-cut] if cut < 4_000 else data[:cut], "甲.xls", "Workbook")
