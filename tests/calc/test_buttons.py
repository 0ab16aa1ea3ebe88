"""The buttons of the ribbon over a real spreadsheet application: what they read, mark, restore, compute and say."""

import errno
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.comments import Comment

import xltool
from tests.rules.clean import CLEAN
from xltool.document import LIST_SHEET, MARKS_SHEET
from xltool.excel.application import Excel
from xltool.excel.buttons import live_document
from xltool.excel.coded import MARK, coded
from xltool.forms import shipped
from xltool.problems import SEVERITIES, Problem, Refused
from xltool.reports import counted
from xltool.writing.form_sheet import derived_cells
from xltool.writing.launcher import FOLDER_NAME, RESULT_NAME
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL
from xltool.writing.workbook import form_workbook

SHEET = "项目绩效目标表"
SIX = "06 援疆干部经费.xlsx"
"""A table with an error (a name twice) and with doubts."""

SUMMARY = "部门绩效目标汇总.xlsx"
OWN_COLOUR, OWN_NOTE = "#92D050", "问过财政局"

Press = Callable[[str], list[str]]


@pytest.fixture
def folder(checkout: Path, tmp_path: Path) -> Path:
    """A folder with the tables of the 2020 document; its name has a blank."""
    return Path(shutil.copytree(checkout / "workbook_templates" / "beidaihe-2020", tmp_path / "绩效 2020"))


def problems_in(path: Path) -> list[Problem]:
    """What the library says of a file or a folder; the buttons have to say the same."""
    return xltool.validate(xltool.read(path))


def said_of(path: Path) -> str:
    """The same, counted."""
    return counted(problems_in(path))


def counts_of(path: Path) -> tuple[int, ...]:
    """How many errors and warnings."""
    return tuple(sum(problem.severity == severity for problem in problems_in(path)) for severity in SEVERITIES[:2])


def marked_in(path: Path) -> int:
    """How many cells of a file have problems."""
    return len({(at.sheet, at.cell) for problem in problems_in(path) for at in problem.all_places if at.cell})


def hexed(colour: tuple[int, int, int] | None) -> str | None:
    """A colour as the styles write it."""
    return None if colour is None else "#{:02X}{:02X}{:02X}".format(*colour)


def looks(sheet: xw.Sheet) -> dict[str, tuple[str | None, str | None]]:
    """Colour and note of the cells of the table."""
    cells = (sheet[f"{column}{row}"] for row in range(2, 18) for column in "ABCDEF")
    return {cell.address: (hexed(cell.color), cell.note.text if cell.note else None) for cell in cells}


def rights(sheet: xw.Sheet) -> tuple[object, ...]:
    """How a sheet is protected."""
    names = ("AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingRows", "AllowDeletingRows")
    protection = sheet.api.Protection
    return sheet.api.ProtectContents, sheet.api.EnableSelection, *(getattr(protection, name) for name in names)


def test_check_marks_lists_and_says(calc: xw.App, folder: Path, press: Press) -> None:
    """Every problem is marked by colour and note at its cell, listed with a link, and counted in one sentence."""
    book = calc.books.open(folder / SIX)
    before = rights(book.sheets[SHEET])
    calc.impl.calls.clear()
    (said,) = press("check_sheet")
    assert said.startswith(f"{said_of(folder / SIX)}，标出了 {marked_in(folder / SIX)} 个单元格")
    sheet, listed = book.sheets[SHEET], book.sheets[LIST_SHEET]
    assert [hexed(sheet[cell].color) for cell in ("C14", "E11")] == [ERROR_FILL, DOUBT_FILL]
    assert "与 C13 重名" in sheet["C14"].note.text
    assert listed["A1:C2"].value == [["序号", "轻重", "规则"], [1, "错误", "S-08"]]
    assert [listed["F2"].value, listed["F2"].api.Hyperlinks(1).SubAddress] == ["C14", f"'{SHEET}'!C14"]
    assert book.sheets.active.name == SHEET
    assert rights(sheet) == before
    assert before[0]
    assert calc.status_bar is False


def test_the_sheet_is_read_at_once(calc: xw.App, folder: Path) -> None:
    """One reading of values a sheet, never cell by cell."""
    book = calc.books.open(folder / SIX)
    calc.impl.calls.clear()
    grids = Excel(book).grids()
    assert calc.impl.calls["value"] == len(grids) == 3


def test_a_number_shown_as_a_percentage_counts_as_what_is_shown(calc: xw.App, folder: Path, press: Press) -> None:
    """As in a file: 100% at the end of the plan is 100, though the cell holds 1; only the format is said (V-15)."""
    sheet = calc.books.open(folder / SIX).sheets[SHEET]
    sheet.api.Unprotect("")
    sheet["E8"].number_format = "0%"
    sheet["E8"].value = 1
    press("check_sheet")
    rules = [row[0] for row in calc.books[SIX].sheets[LIST_SHEET]["C2:F40"].value if row[3] == "E8"]
    assert rules == ["V-15"]


def test_the_formats_of_many_small_numbers_are_asked_at_once(calc: xw.App) -> None:
    """A few calls for two columns of a thousand numbers, whatever is shown as a percentage among them."""
    book = calc.books.add()
    sheet = book.sheets[0]
    sheet["A1:B1000"].value = [[0.5, 0.25]] * 1000
    sheet["A301:A310"].number_format = "0.0%"
    sheet["B1:B1000"].number_format = "0%"
    calc.impl.calls.clear()
    grid = Excel(book).grid(sheet)
    assert calc.impl.calls["number format"] < 40
    assert grid.percents == {(row, 0) for row in range(300, 310)} | {(row, 1) for row in range(1000)}


def test_check_sees_what_is_not_saved(calc: xw.App, folder: Path, press: Press) -> None:
    """An edit that is only on the screen is checked; the file stays as it was."""
    book = calc.books.open(folder / SIX)
    book.sheets[SHEET]["C14"].value = "援疆干部家属走访次数"
    (said,) = press("check_sheet")
    assert said.startswith(said_of(folder / SIX).removeprefix("错误 1 处，"))
    assert openpyxl.load_workbook(folder / SIX)[SHEET]["C14"].value == "援疆干部家属满意度"


def test_clearing_gives_every_cell_its_own_look_again(calc: xw.App, folder: Path, press: Press) -> None:
    """The clerk's own colour and note come back, also where a row was inserted and the check was repeated."""
    book = calc.books.open(folder / SIX)
    sheet = book.sheets[SHEET]
    sheet.api.Unprotect("")
    sheet["C14"].color = OWN_COLOUR
    sheet["C14"].add_note(OWN_NOTE)
    before = looks(sheet)
    press("check_sheet")
    assert sheet["C14"].note.text.startswith(f"{OWN_NOTE}\n【错误】")
    press("check_sheet")
    assert sheet["C14"].note.text.count("【错误】") == 1
    assert press("clear_marks") == [f"已清除 {marked_in(folder / SIX)} 处标记，单元格恢复了原来的颜色和批注。"]
    assert looks(sheet) == before
    assert MARKS_SHEET not in [s.name for s in book.sheets]
    assert press("clear_marks") == ["这个工作簿里没有标记。"]

    press("check_sheet")
    book.impl.uno.Sheets.getByName(SHEET).Rows.insertByIndex(11, 1)  # a row above row 12
    press("clear_marks")
    moved = {f"$C${15}": (OWN_COLOUR, OWN_NOTE)}
    assert {cell: looks(sheet)[cell] for cell in moved} == moved
    assert not [note for _, note in looks(sheet).values() if note and "【" in note]


def test_a_note_of_the_clerk_stays_his(calc: xw.App, folder: Path, press: Press) -> None:
    """With marks and after them it is the same note, in a box of its size; LibreOffice tells no author of a file."""
    file = openpyxl.load_workbook(folder / SIX)
    file[SHEET]["C14"].comment = Comment(OWN_NOTE, "张会计", height=200, width=320)
    file.save(folder / SIX)
    book = calc.books.open(folder / SIX)
    sheet, boxes = book.sheets[SHEET], []
    for action in ("clear_marks", "check_sheet", "check_sheet", "clear_marks"):
        press(action)
        shape = sheet["C14"].impl.cell().Annotation.AnnotationShape
        boxes.append((shape.Size.Width, shape.Size.Height))
    assert len(set(boxes)) == 1
    assert sheet["C14"].note.text == OWN_NOTE
    book.save()
    assert openpyxl.load_workbook(folder / SIX)[SHEET]["C14"].comment.text == OWN_NOTE


def test_marks_are_saved_and_cleared_another_day(calc: xw.App, folder: Path, press: Press) -> None:
    """The saved workbook has the marks, is read like before, and can be cleared after it was opened again."""
    book = calc.books.open(folder / SIX)
    before = looks(book.sheets[SHEET])
    press("check_sheet")
    book.save()
    book.close()
    document = xltool.read(folder / SIX)
    assert [p.code for p in xltool.validate(document)].count("S-08") == 1
    assert not [p for p in xltool.validate(document) if p.code in ("R-03", "R-04")]
    again = calc.books.open(folder / SIX)
    press("clear_marks")
    assert looks(again.sheets[SHEET]) == before


def test_from_problem_to_problem(calc: xw.App, folder: Path, press: Press) -> None:
    """下一个问题 and 上一个问题 go round the marked cells."""
    calc.books.open(folder / SIX)
    assert press("next_problem") == ["没有标记过的问题。请先点“校验本表”。"]
    press("check_sheet")
    places = []
    for action in ("next_problem", "next_problem", "previous_problem", "previous_problem"):
        assert press(action) == []
        places.append(calc.selection.address)
    first, second, back, last = places
    assert back == first != second
    assert last not in (first, second)


def test_a_clean_table_is_said_to_be_clean(calc: xw.App, tmp_path: Path, press: Press) -> None:
    """Nothing is marked, and no list is made."""
    (tmp_path / "表.xlsx").write_bytes(form_workbook(shipped("hebei-project"), CLEAN))
    book = calc.books.open(tmp_path / "表.xlsx")
    names = [sheet.name for sheet in book.sheets]
    assert press("check_sheet") == ["检查完毕，没有查出问题。"]
    assert [sheet.name for sheet in book.sheets] == names


def test_a_department_s_own_words_are_labels(calc: xw.App, tmp_path: Path) -> None:
    """The settings beside an old table count for the sheet on the screen as for the file."""
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(shipped("hebei-project"), CLEAN)))
    sheet = book[SHEET]
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if str(cell.value).startswith("表样"):
            cell.value = None
    sheet["D4"].value = "事项名称"
    old = tmp_path / "旧.xlsx"
    book.save(old)
    excel = Excel(calc.books.open(old))
    assert [reading.raw("name") for reading in live_document(excel).readings] == [None]
    (tmp_path / "xltool.toml").write_text('[labels]\n"事项名称" = "项目名称"\n', "utf-8")
    assert [reading.raw("name") for reading in live_document(excel).readings] == [CLEAN.name]
    excel.book = calc.books.add()
    with pytest.raises(Refused, match="没有找到绩效目标表"):
        live_document(excel)


def test_totals_give_lost_formulas_back(calc: xw.App, tmp_path: Path, press: Press) -> None:
    """A computed cell that was overwritten has its formula again, no other cell changes, and the sums are said."""
    form = shipped("hebei-project")
    (tmp_path / "表.xlsx").write_bytes(form_workbook(form, CLEAN))
    book = calc.books.open(tmp_path / "表.xlsx")
    sheet = book.sheets[SHEET]
    formulas = sheet["A1:M42"].formula
    sheet.api.Unprotect("")
    sheet[derived_cells(form, CLEAN)["budget.parts"]].value = 99
    assert press("compute_totals") == [
        "预算数 20.00 万元，财政资金 15.50 万元，其他资金 4.50 万元。有 1 个自动计算的单元格被改过，已恢复公式。"
    ]
    assert sheet["A1:M42"].formula == formulas
    assert sheet[derived_cells(form, CLEAN)["budget.parts"]].value == 20


def test_one_click_merges_the_folder(calc: xw.App, folder: Path, press: Press) -> None:
    """The tables are merged as they are on the screen, progress is shown, the summary is in front at 部门汇总."""
    book = calc.books.open(folder / SIX)
    sheet = book.sheets[SHEET]
    sheet.api.Unprotect("")
    sheet["C5"].value, sheet["E5"].value = 7.1, 7.1
    (said,) = press("merge_folder")
    assert said == f"已汇总 11 个项目，42 条指标，预算数 258.72 万元，对账无差额。汇总表：“{SUMMARY}”。"
    assert [calc.books.active.name, calc.books.active.sheets.active.name] == [SUMMARY, "部门汇总"]
    assert any("正在读取项目表" in text for text in calc.impl.status_bars)
    assert calc.status_bar is False
    assert not book.api.Saved
    assert openpyxl.load_workbook(folder / SIX)[SHEET]["C5"].value == 6.1

    book.activate()
    assert press("merge_folder") == [said], "the open summary is replaced"
    calc.books.active.sheets["问题清单"]["K4"].value = "已经问过"
    book.activate()
    (other,) = press("merge_folder")
    assert other.endswith(f"打开着的“{SUMMARY}”有没保存的改动，没有动它，新表另存为“部门绩效目标汇总 (2).xlsx”。")
    assert (folder / "部门绩效目标汇总 (2).xlsx").is_file()


def test_the_summary_is_opened(calc: xw.App, folder: Path, press: Press) -> None:
    """打开汇总表 brings it to the front, or says that there is none."""
    calc.books.open(folder / SIX)
    (said,) = press("open_summary")
    assert said.endswith("里还没有汇总表。请先点“一键汇总”。")
    press("merge_folder")
    calc.books[SIX].activate()
    assert press("open_summary") == []
    assert calc.books.active.name == SUMMARY


def test_the_launcher_merges_the_folder_of_its_cell(
    calc: xw.App, folder: Path, checkout: Path, tmp_path: Path, press: Press
) -> None:
    """部门汇总.xlsm takes the folder from its cell, and shows what came out."""
    shutil.copy(checkout / "workbook_templates" / "部门汇总.xlsm", tmp_path)
    book = calc.books.open(tmp_path / "部门汇总.xlsm")
    sheet = book.sheets["一键汇总"]
    book.names[FOLDER_NAME].refers_to_range.value = str(folder)
    (said,) = press("merge_folder")
    assert said.startswith("已汇总 11 个项目")
    results = book.names[RESULT_NAME].refers_to_range.value
    assert results == [str(folder), 11, 257.72, 257.72, 0, *counts_of(folder), 0, str(folder / SUMMARY)]
    assert sheet.api.ProtectContents
    book.names[FOLDER_NAME].refers_to_range.value = str(tmp_path / "没有")
    book.activate()
    assert press("merge_folder") == [
        f"没有找到文件夹“{tmp_path / '没有'}”。请从资源管理器的地址栏复制完整路径，贴到“放项目表的文件夹”里。"
    ]


def test_a_folder_is_checked(calc: xw.App, folder: Path, press: Press) -> None:
    """The list of all problems is a new workbook in front; the files stay byte for byte."""
    calc.books.open(folder / SIX)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    calc.impl.chosen.append([str(folder)])
    (said,) = press("check_folder")
    assert said == f"检查了 11 张项目表：{said_of(folder)}。各文件没有改动。"
    assert "正在读取项目表：12 / 12" in calc.impl.status_bars
    assert calc.books.active.sheets[0].name == LIST_SHEET
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    calc.books[SIX].activate()
    assert press("check_folder") == [], "cancelled"


def test_a_new_table_has_what_the_settings_say(calc: xw.App, folder: Path, press: Press) -> None:
    """It is opened, and never put over a file."""
    calc.books.open(folder / SIX)
    calc.impl.chosen.append([str(folder / "新项目.xlsx")])
    assert press("new_project") == []
    assert calc.books.active.name == "新项目.xlsx"
    assert calc.books.active.sheets[SHEET]["A3"].value == "434002秦皇岛市北戴河区人民政府办公室"
    calc.impl.chosen.append([str(folder / SIX)])
    assert press("new_project") == [f"“{SIX}”已经存在，没有覆盖。请换一个文件名再点一次。"]


def test_a_password_is_said_and_nothing_is_marked(calc: xw.App, folder: Path, press: Press) -> None:
    """A sheet that cannot be unprotected stays as it is."""
    book = calc.books.open(folder / SIX)
    sheet = book.sheets[SHEET]
    sheet.api.Unprotect("")
    sheet.api.Protect("密码")
    before = looks(sheet)
    (said,) = press("check_sheet")
    assert said.startswith(f"工作表“{SHEET}”设了密码保护")
    assert looks(sheet) == before
    assert sheet.api.ProtectContents


def test_a_workbook_with_protected_structure_keeps_its_looks(calc: xw.App, folder: Path, press: Press) -> None:
    """Nothing is marked that could not be cleared; marks of before stay whole until the protection is lifted."""
    said = "这个工作簿不允许添加或删除工作表。请先在“审阅”里撤销工作簿保护，再点一次。"
    book = calc.books.open(folder / SIX)
    sheet, structure = book.sheets[SHEET], book.impl.uno
    before, names = looks(sheet), [each.name for each in book.sheets]
    structure.protect("")
    assert press("check_sheet") == [said]
    assert (looks(sheet), [each.name for each in book.sheets]) == (before, names)
    structure.unprotect("")
    press("check_sheet")
    marked = looks(sheet)
    structure.protect("")
    assert press("check_sheet") == press("clear_marks") == [said]
    assert looks(sheet) == marked != before
    structure.unprotect("")
    assert press("clear_marks") == [f"已清除 {marked_in(folder / SIX)} 处标记，单元格恢复了原来的颜色和批注。"]
    assert looks(sheet) == before


def test_a_read_only_workbook_is_checked(calc: xw.App, folder: Path, press: Press) -> None:
    """Its cells are marked like any other's; the file stays as it is."""
    before = (folder / SIX).read_bytes()
    book = calc.books.open(folder / SIX, read_only=True)
    assert book.api.ReadOnly
    (said,) = press("check_sheet")
    assert said.startswith(f"{said_of(folder / SIX)}，标出了 {marked_in(folder / SIX)} 个单元格")
    assert hexed(book.sheets[SHEET]["C14"].color) == ERROR_FILL
    assert (folder / SIX).read_bytes() == before


@pytest.mark.parametrize("action", ["merge_folder", "import_tables"])
def test_a_folder_that_cannot_be_written_is_said(
    calc: xw.App, folder: Path, press: Press, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """By the name of the file that was to be written there, not by that of a temporary one; no file is left."""

    def denied(path: Path, _: bytes) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    calc.books.open(folder / SIX)
    before = sorted(folder.iterdir())
    target = folder / "新表"
    if action == "import_tables":
        calc.impl.chosen.append([str(folder / SIX)])
        press(action)
    monkeypatch.setattr("xltool.writing.atomic._write_durably", denied)
    calc.impl.chosen.append([str(target)])
    said = press(action)[-1]
    written = folder / SUMMARY if action == "merge_folder" else target / "01 援疆干部经费.xlsx"
    assert said == f"没有权限读写“{written}”。请确认文件不是只读，没有被别人打开，网络路径连接正常。"
    assert [path for path in sorted(folder.iterdir()) if path.is_file()] == before


def test_what_is_no_table_is_said(calc: xw.App, press: Press) -> None:
    """A workbook that was never saved and has no table: one sentence a button, and no traceback."""
    book = calc.books.add()
    book.sheets[0]["A1"].value = "食堂菜单"
    (said,) = press("check_sheet")
    assert "没有找到绩效目标表" in said
    assert press("merge_folder") == ["这个工作簿还没有存到电脑上，不知道是哪个文件夹。请先保存工作簿，再点一次。"]
    (said,) = press("add_indicator")
    assert said.startswith("当前工作表不是本工具的模板")


def test_what_nobody_expected_is_one_sentence_and_a_log(
    calc: xw.App, folder: Path, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The workbook stays open; the details are in a file whose place is shown."""

    def broken(*_: object) -> None:
        raise RuntimeError("etwas")

    monkeypatch.setattr("xltool.excel.marks.mark", broken)
    calc.books.open(folder / SIX)
    (said,) = press("check_sheet")
    assert said.startswith("出现了意外情况，没有做完：RuntimeError。")
    log = Path(said.rpartition("：")[2])
    assert "RuntimeError: etwas" in log.read_text("utf-8")
    log.unlink()
    assert calc.screen_updating


def test_where_no_box_can_be_shown_the_sentence_is_the_exit(
    calc: xw.App, folder: Path, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """xlwings shows what Python ends with; it is the sentence, and no traceback."""

    def refused(*_: object, **__: object) -> None:
        raise RuntimeError(-2147418111, "Call was rejected by callee.")

    monkeypatch.setattr("xltool.excel.application.Excel.say", refused)
    calc.books.open(folder / SIX)
    with pytest.raises(SystemExit, match=f"^{MARK}{coded('没有标记过的问题')}") as end:
        press("next_problem")
    assert end.value.__suppress_context__


@pytest.mark.parametrize("code", [-2147418111, -2146777998])
def test_a_cell_that_is_being_edited_is_said(
    calc: xw.App, folder: Path, press: Press, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Excel refuses every call then."""

    def busy(*_: object) -> None:
        raise RuntimeError(code, "Call was rejected by callee.")

    monkeypatch.setattr("xltool.excel.application.Excel.grids", busy)
    calc.books.open(folder / SIX)
    assert press("check_sheet") == [
        "Excel 正忙：可能有单元格正在编辑，或者有对话框开着。请按 Esc 退出编辑、关闭对话框，再点一次。"
    ]


def test_a_reason_beside_a_problem_stays_and_closes_it(calc: xw.App, folder: Path, press: Press) -> None:
    """What is written into 错误说明 is there after the next check, as text, and goes into the summary."""
    book = calc.books.open(folder / SIX)
    press("check_sheet")
    listed = book.sheets[LIST_SHEET]
    row = [code for (code,) in listed["C1:C40"].options(ndim=2).value].index("L-11") + 1
    listed[f"L{row}"].value = "=1 已核对"
    (said,) = press("check_sheet")
    assert "已说明 1 处" in said
    assert [value for value in listed["L2:L40"].value if value] == ["=1 已核对"]
    book.save()
    press("merge_folder")
    summary = calc.books[SUMMARY].sheets[LIST_SHEET]["C4:L99"].value
    assert [(line[0], line[9]) for line in summary if line[9]] == [("L-11", "=1 已核对")]
