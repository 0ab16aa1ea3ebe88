"""Old workbooks (.xls, .et): values by calamine or xlrd, a scan of the records for what they do not show."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from xltool.problems import Refused
from xltool.reading.archive import check_area
from xltool.reading.biff import BiffSheet, is_biff8, scan
from xltool.reading.grid import Flag, Grid
from xltool.reading.ole import WORKBOOKS, stream_of
from xltool.reading.values import Sheet, sheets_of
from xltool.reading.xlsx import with_flags


def read_xls(data: bytes, file: str) -> list[Grid]:
    """The grids of all sheets, addresses as in the file. Raises ``Refused`` for a file that is damaged or too large."""
    _, stream = stream_of(data, file, *WORKBOOKS) or ("", b"")
    try:
        scanned = scan(stream)
    except (struct.error, IndexError) as error:
        raise _damaged(file) from error
    for records in scanned:
        check_area(records.rows, records.cols, file)
    sheets = sheets_of(data, file) if is_biff8(stream) else _older(stream, file)
    if len(sheets) != len(scanned):
        raise _damaged(file)
    lies = any(records.errors or records.unstored for records in scanned)
    flags = _flags(stream, file, sheets, scanned) if lies else [{} for _ in sheets]
    hidden = "有隐藏的行或列" if any(records.hidden for records in scanned) else None
    return [
        Grid(
            file,
            sheet.name,
            with_flags(sheet.rows, lying),
            sheet.merged,
            lying,
            hidden=not sheet.visible,
            hidden_cells=hidden,
            percents=frozenset(records.percents),
        )
        for sheet, records, lying in zip(sheets, scanned, flags, strict=True)
    ]


def _damaged(file: str) -> Refused:
    return Refused(f"“{file}”已损坏，读不出表格。请用 Excel 打开并另存一份后再试。")


def _older(stream: bytes, file: str) -> list[Sheet]:
    from xltool.reading.records import sheets_of

    return sheets_of(stream, file)


def _flags(
    stream: bytes, file: str, sheets: Sequence[Sheet], scanned: Sequence[BiffSheet]
) -> list[dict[tuple[int, int], Flag]]:
    """The lying cells of each sheet, and those that xlrd, which reads a flagged file as well, sees differently."""
    from xltool.reading.second import xls_differences

    flags = xls_differences(stream, file, sheets)
    for lying, records in zip(flags, scanned, strict=True):
        lying.update((place, Flag("unstored", "=…")) for place in records.unstored)
        lying.update((place, Flag("error", text)) for place, text in records.errors.items())
    return flags
