"""添加指标行: the rows to spare of a table are shown one by one."""

from __future__ import annotations

from xltool.excel.application import Excel
from xltool.flat import Reading
from xltool.layout.sheet import read_grid
from xltool.problems import Refused


def show_next_row(excel: Excel) -> None:
    """Show the first hidden row of the list on the sheet in front, and go there.

    Raises ``Refused`` where the sheet is none of ours or has no row to spare left.
    """
    sheet = excel.book.sheets.active
    grid = excel.grid(sheet)
    readings, _ = read_grid(grid)
    if len(readings) != 1 or not readings[0].marked:
        raise Refused("当前工作表不是本工具的模板，没有备用的行。请切换到项目绩效目标表，再点一次。")
    form = readings[0].form
    signed = (n for n, row in enumerate(grid.rows) if any(isinstance(v, str) and v in form.signs for v in row))
    last = next(signed, len(grid.rows))
    for row in range(_first_row(readings[0]), last):
        if sheet.api.Rows(row + 1).Hidden:
            with excel.unlocked(sheet):
                sheet.api.Rows(row + 1).Hidden = False
            sheet.range((row + 1, 1)).select()
            return
    raise Refused("备用的行都已用上。要再加一行，请选中倒数第二行里没有合并的单元格，点右键，选“插入”，再选“整行”。")


def _first_row(reading: Reading) -> int:
    """The row below the head of the indicators; in part one, which has none, the first of the sheet."""
    head = reading.spots.get("indicators")
    return 0 if head is None else head.row + 1
