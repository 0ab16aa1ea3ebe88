"""Excel's “single file web page” (.mht): the pages in it, one a sheet."""

from __future__ import annotations

import email
import email.policy

from xltool.problems import Refused
from xltool.reading.grid import Grid
from xltool.reading.webpage import read_webpage


def read_webarchive(data: bytes, file: str) -> list[Grid]:
    """The grids of all pages with a table. Raises ``Refused`` where there is none."""
    grids: list[Grid] = []
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() != "text/html" or "tabstrip" in str(part.get("Content-Location", "")).lower():
            continue
        page = part.get_payload(decode=True)
        if isinstance(page, bytes) and b"<table" in page.lower():
            grids += read_webpage(page, file)
    if not grids:
        raise Refused(f"“{file}”是网页存档，里面没有表格。请用 Excel 打开并另存为 .xlsx 后再试。")
    return [grid._replace(sheet=f"{grid.sheet} {at}") if len(grids) > 1 else grid for at, grid in enumerate(grids, 1)]
