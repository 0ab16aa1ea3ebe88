"""The sheet 一键汇总: a button, the folder that it merges, and what came out of the last run."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.cells import quoted
from xltool.document import LAUNCHER_MARK
from xltool.writing.styles import INPUT_FILL, Styles

SHEET = "一键汇总"
FOLDER_NAME, RESULT_NAME = "汇总文件夹", "汇总结果"
"""Names of the cell with the folder and of the cells of the results, for those who read and fill them."""

RESULTS = (
    ("汇总的文件夹", "text", "本次汇总了哪个文件夹"),
    ("项目（个）", "count", "合并到汇总表里的项目绩效目标表"),
    ("预算数（万元）", "amount", "各项目预算数之和，已与各表逐分核对"),
    ("其中：财政资金（万元）", "amount", "各项目财政资金之和"),
    ("其他资金（万元）", "amount", "各项目其他资金之和"),
    ("错误（处）", "count", "详见汇总表的“问题清单”，改正后再汇总一次"),
    ("提醒（处）", "count", "核对后可在“错误说明”一栏写明原因"),
    ("没有汇总的文件（个）", "count", "原因见汇总表的“对账”"),
    ("汇总表", "text", "生成的文件"),
)
"""Each result's words, the style of its value and what it means; the values stand one below the other."""

BUTTON_ROW, BUTTON_COLUMN = 2, 2
_WIDTHS = (2, 24, 44, 46, 2, 16)
_LAST = 3  # the last printed column
_FOLDER_ROW, _RESULT_ROW = 4, 7
_HINT = "在资源管理器里打开放项目表的文件夹，点一下地址栏，复制，再粘贴到这里。留空时，汇总本工作簿所在的文件夹。"


def draw_launcher(workbook: Workbook, sheet: Worksheet, styles: Styles) -> None:
    """Draw the sheet on an empty one, without the button, which belongs at ``BUTTON_ROW`` and ``BUTTON_COLUMN``."""
    for col, width in enumerate(_WIDTHS):
        sheet.set_column(col, col, width)
    sheet.set_row(0, 40)
    sheet.merge_range(0, 1, 0, _LAST, "部门绩效目标一键汇总", styles.get("title"))
    sheet.write_string(0, len(_WIDTHS) - 1, f"{LAUNCHER_MARK} 1", styles.get("note"))
    sheet.set_row(1, 24)
    sheet.merge_range(
        1, 1, 1, _LAST, "点下面的按钮，把文件夹里的项目绩效目标表合并成一个部门汇总表。", styles.get("plain")
    )
    sheet.set_row(BUTTON_ROW, 78)
    _folder(sheet, styles)
    _results(sheet, styles)
    workbook.define_name(FOLDER_NAME, f"={quoted(SHEET)}!$C${_FOLDER_ROW + 1}")
    workbook.define_name(RESULT_NAME, f"={quoted(SHEET)}!$C${_RESULT_ROW + 2}:$C${_RESULT_ROW + 1 + len(RESULTS)}")
    _page(sheet)


def _folder(sheet: Worksheet, styles: Styles) -> None:
    sheet.set_row(_FOLDER_ROW, 40)
    sheet.write_string(_FOLDER_ROW, 1, "放项目表的文件夹", styles.get("label"))
    style = styles.get("middle", bg_color=INPUT_FILL, locked=False, num_format="@")
    sheet.merge_range(_FOLDER_ROW, 2, _FOLDER_ROW, _LAST, "", style)
    sheet.data_validation(
        _FOLDER_ROW, 2, _FOLDER_ROW, 2, {"validate": "any", "input_title": "放项目表的文件夹", "input_message": _HINT}
    )
    sheet.set_row(_FOLDER_ROW + 1, 20)
    note = "可空。留空时，汇总本工作簿所在的文件夹；不汇总里面的子文件夹。"
    sheet.merge_range(_FOLDER_ROW + 1, 2, _FOLDER_ROW + 1, _LAST, note, styles.get("note"))


def _results(sheet: Worksheet, styles: Styles) -> None:
    sheet.set_row(_RESULT_ROW, 24)
    for col, word in enumerate(("上一次汇总的结果", "数值", "说明"), 1):
        sheet.write_string(_RESULT_ROW, col, word, styles.get("head"))
    for row, (word, style, meaning) in enumerate(RESULTS, _RESULT_ROW + 1):
        sheet.set_row(row, 34 if style == "text" else 26)
        sheet.write_string(row, 1, word, styles.get("label"))
        sheet.write_blank(row, 2, None, styles.get("middle" if style == "text" else style))
        sheet.write_string(row, 3, meaning, styles.get("middle"))
    sheet.write_string(_RESULT_ROW + 1, 2, "还没有汇总过", styles.get("middle"))


def _page(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(0.6, 0.6, 0.75, 0.75)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 1, _RESULT_ROW + len(RESULTS), _LAST)
    sheet.set_selection(_FOLDER_ROW, 2, _FOLDER_ROW, 2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
