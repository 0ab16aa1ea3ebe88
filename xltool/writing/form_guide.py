"""The sheet 填写说明: how to fill each field, a good and a bad example, the rule; and the words to choose from."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.cells import column_name, quoted
from xltool.forms.form import GUIDE_MARK, Form
from xltool.forms.limits import faults
from xltool.rules import catalogue
from xltool.words import lines
from xltool.writing.form_guards import LEVEL1_NAME, level2_name
from xltool.writing.styles import Styles

GUIDE_SHEET = "填写说明"
_COLUMNS = (("栏目", 16), ("怎么填", 34), ("好的例子", 26), ("不好的例子", 26), ("对应的规则", 24))
_LINE, _MARGIN = 14.5, 0.6
_INTRO = (
    "浅黄色的单元格要填写，其余单元格由表样和公式占用，不能改动。选中单元格时会显示怎么填。",
    "标成黄色的，是还没填或拿不准的；标成红色的，是填错的，或前后不一致的{checks}。",
)
_ROOM = (
    "行数不够时，选中最后一行和下面一行的行号，点右键，选“取消隐藏”，就有备用的行。要在中间插入一行，"
    "先选中第二行以后、没有合并的单元格，再点右键插入整行。"
)


def draw_guide(workbook: Workbook, sheet: Worksheet, styles: Styles, form: Form) -> None:
    """Draw the guide of a form on an empty sheet, and name the lists of its words."""
    last = len(_COLUMNS) - 1
    for col, (_, size) in enumerate(_COLUMNS):
        sheet.set_column(col, col, size)
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, last, f"{form.title}填写说明", styles.get("title", font_size=16))
    row = 1
    intro = _INTRO + ((_ROOM,) if any(form_row.room for form_row in form.rows) else ())
    said = [fault.say for fault in faults(form)]
    checks = f"，如{'、'.join(said)}" if said else ""
    for sentence in (text.format(checks=checks) for text in intro):
        sheet.merge_range(row, 0, row, last, sentence, styles.get("plain", text_wrap=True))
        sheet.set_row(row, lines(sentence, sum(size for _, size in _COLUMNS)) * _LINE + 6)
        row += 1
    head = row
    for col, (word, _) in enumerate(_COLUMNS):
        sheet.write_string(row, col, word, styles.get("head"))
    sheet.set_row(row, 22)
    rules = catalogue()
    for path, entry in form.entries.items():
        row += 1
        word = form.word(path) + ("" if entry.required else "（可空）")
        words = (word, entry.hint, entry.good, entry.bad, f"{entry.rule} {rules[entry.rule].title}")
        for col, text in enumerate(words):
            sheet.write_string(row, col, text, styles.get("centre" if col == 0 else "middle"))
        sheet.set_row(row, max(lines(t, s) for t, (_, s) in zip(words, _COLUMNS, strict=True)) * _LINE + 8)
    row = _lists(workbook, sheet, styles, form, row + 2) if form.taxonomy else row
    sheet.write_string(0, last + 2, f"{GUIDE_MARK}{form.id} {form.version}", styles.get("note"))
    _page(sheet, head, row, last)


def _lists(workbook: Workbook, sheet: Worksheet, styles: Styles, form: Form, top: int) -> int:
    """The words of both levels, a row a class; the drop-downs take them from here. Returns the last row."""
    sheet.write_string(top, 0, "一级指标", styles.get("head"))
    sheet.merge_range(top, 1, top, len(_COLUMNS) - 1, "可选的二级指标", styles.get("head"))
    sheet.set_row(top, 22)
    first, last = top + 2, top + 1 + len(form.taxonomy)
    workbook.define_name(LEVEL1_NAME, f"={quoted(sheet.name)}!$A${first}:$A${last}")
    for number, level in enumerate(form.taxonomy):
        row = top + 1 + number
        sheet.set_row(row, 22)
        sheet.write_string(row, 0, level.name, styles.get("centre"))
        names = list(level.level2)
        for col in range(1, len(_COLUMNS)):
            sheet.write_string(row, col, names[col - 1] if col <= len(names) else "", styles.get("middle"))
        end = column_name(len(names))
        workbook.define_name(level2_name(number), f"={quoted(sheet.name)}!$B${row + 1}:${end}${row + 1}")
    return top + len(form.taxonomy)


def _page(sheet: Worksheet, head: int, last_row: int, last_col: int) -> None:
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(_MARGIN, _MARGIN, 0.75, 0.75)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, last_row, last_col)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 0)
    sheet.set_footer("&C&9第 &P 页，共 &N 页")
    sheet.protect("", {"format_columns": True, "format_rows": True})
