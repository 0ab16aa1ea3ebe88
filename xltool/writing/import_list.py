"""导入清单: what an import will change, before it is written, with the decisions that a clerk makes on it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook

from xltool.decisions import ADOPTED, KEPT, Noted
from xltool.writing.import_record import COLUMNS, draw_list, page
from xltool.writing.styles import INPUT_FILL, Styles
from xltool.writing.workbook import CREATED, OPTIONS

IMPORT_LIST, SOURCES_SHEET = "导入清单", "xltool.import"
"""The list, and the hidden sheet beside it with the files that it was made of."""

TREATMENT = len(COLUMNS) - 1
"""Zero-based column of the list that a clerk fills."""

_HINT = f"{ADOPTED}：新表里写“更正为”的内容。{KEPT}：新表里写原来的内容，以后再改。核对完再点一次“导入旧表”。"


def list_workbook(entries: Sequence[Noted], sources: Mapping[str, str]) -> bytes:
    """The list as a workbook; ``sources`` are the paths of the files, each with what its content is known by."""
    buffer = io.BytesIO()
    workbook = Workbook(buffer, OPTIONS)
    workbook.set_properties({"title": IMPORT_LIST, "created": CREATED})
    styles, sheet = Styles(workbook), workbook.add_worksheet(IMPORT_LIST)
    draw_list(sheet, styles, entries, {entry.repair: True for entry in entries if entry.repair and entry.open})
    to_choose = styles.get("centre", locked=False, bg_color=INPUT_FILL, num_format="@")
    rule = {"validate": "list", "source": [ADOPTED, KEPT], "input_title": COLUMNS[TREATMENT][0], "input_message": _HINT}
    rows = [row for row, entry in enumerate(entries, 1) if entry.open]
    for row in rows:
        sheet.write_string(row, TREATMENT, ADOPTED, to_choose)
        sheet.data_validation(row, TREATMENT, row, TREATMENT, rule)
    page(sheet, len(entries), TREATMENT)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    if rows:
        sheet.set_selection(rows[0], TREATMENT, rows[0], TREATMENT)
    hidden = workbook.add_worksheet(SOURCES_SHEET)
    hidden.very_hidden()
    for row, source in enumerate(sources.items()):
        for col, text in enumerate(source):
            hidden.write_string(row, col, text)
    workbook.close()
    return buffer.getvalue()
