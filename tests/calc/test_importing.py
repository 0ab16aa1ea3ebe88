"""导入旧表 over a real spreadsheet application: the list of the first click, its choices, and the second click."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from tests.rules.clean import CLEAN, workbook
from xltool.batch import read
from xltool.decisions import noted
from xltool.document import RECORD_SHEET
from xltool.writing.import_list import IMPORT_LIST, SOURCES_SHEET

Press = Callable[[str], list[str]]
OLD = Path(__file__).parents[1] / "data" / "beidaihe-2020.txt"
FORM_SHEET = "项目绩效目标表"
AGAIN = "核对清单后再点一次“导入旧表”生成新的工作簿；关闭清单就是放弃。"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The 2020 document with three target values that only a person can be sure of."""
    text = OLD.read_text("utf-8").replace("≥9595%以上", "9595%", 3)
    path = tmp_path / "旧表.txt"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the new workbooks are to lie."""
    folder = tmp_path / "新表"
    folder.mkdir()
    return folder


@pytest.fixture
def listed(calc: xw.App, source: Path, press: Press) -> xw.Book:
    """The list of the first click."""
    calc.books.add()
    calc.impl.chosen.append([str(source)])
    press("import_tables")
    return calc.books.active


def made(folder: Path) -> str:
    """What is said of the new workbooks."""
    return (
        f"已在“{folder}”里生成 13 个文件。\n"
        f"分项绩效目标与项目编码的对应关系写在“{folder / 'xltool.toml'}”，由系统推测，请核对。"
    )


def targets(folder: Path) -> list[object]:
    """The first two target values of the first project."""
    book = openpyxl.load_workbook(next(folder.glob("01*.xlsx")))
    return [book[FORM_SHEET][cell].value for cell in ("E11", "E12", "E13")]


def test_the_first_click_lists_everything(calc: xw.App, source: Path, target: Path, press: Press) -> None:
    """Every repair, doubts first and open to a choice; nothing is written but the list, which has the sources."""
    calc.books.add()
    calc.impl.chosen.append([str(source)])
    assert press("import_tables") == [f"读到 11 张项目表，75 处更正，其中 3 处请确认。{AGAIN}"]
    book = calc.books.active
    assert [sheet.name for sheet in book.sheets if sheet.visible == -1] == [IMPORT_LIST]
    rows = book.sheets[IMPORT_LIST].used_range.value
    assert rows[0] == ["序号", "来源文件", "工作表", "位置", "栏目", "原文", "更正为", "原因", "处理"]
    assert len(rows) == 76 == len(noted(read(source))) + 1
    assert [row[8] for row in rows[1:]] == ["采用"] * 3 + ["已更正"] * 72
    assert rows[1][:7] == [1, "旧表.txt", "正文", "第 65 行", "指标值（第 1 条）", "9595%", "=95%"]
    rule = openpyxl.load_workbook(book.fullname)[IMPORT_LIST].data_validations.dataValidation
    assert {str(each.sqref): each.formula1 for each in rule} == {f"I{row}": '"采用,保留原文"' for row in (2, 3, 4)}
    sheet = book.sheets[IMPORT_LIST]
    assert sheet.api.ProtectContents
    with pytest.raises(Exception, match="受保护"):
        sheet["I5"].value = "保留原文"
    assert list(target.iterdir()) == []


def test_the_second_click_does_what_was_chosen(
    calc: xw.App, listed: xw.Book, target: Path, press: Press, source: Path
) -> None:
    """An adopted value is written, a declined one keeps its raw text; the record says both, and the list is gone."""
    before, file = source.read_bytes(), Path(listed.fullname)
    listed.sheets[IMPORT_LIST]["I3"].value = "保留原文"
    calc.impl.chosen.append([str(target)])
    assert press("import_tables") == [made(target)]
    assert targets(target) == ["=95%", "9595%", "=95%"]
    record = openpyxl.load_workbook(next(target.glob("01*.xlsx")))[RECORD_SHEET]
    said = [[cell.value for cell in row][3:] for row in record.iter_rows(min_row=2, max_row=4)]
    reason = said[0][4]
    assert said == [
        ["第 65 行", "指标值（第 1 条）", "9595%", "=95%", reason, "采用", "E11"],
        ["第 72 行", "指标值（第 2 条）", "9595%", "=95%", reason, "保留原文", "E12"],
        ["第 79 行", "指标值（第 3 条）", "9595%", "=95%", reason, "采用", "E13"],
    ]
    assert record["J3"].hyperlink.location == f"'{FORM_SHEET}'!E12"
    assert SOURCES_SHEET not in [sheet.name for book in calc.books for sheet in book.sheets]
    assert not file.parent.exists()
    assert source.read_bytes() == before


def test_rows_may_be_sorted(calc: xw.App, listed: xw.Book, target: Path, press: Press) -> None:
    """A choice belongs to its row's number, wherever the row stands."""
    sheet = listed.sheets[IMPORT_LIST]
    sheet["I3"].value = "保留原文"
    sheet.api.Unprotect("")
    sheet["A2:I76"].value = list(reversed(sheet["A2:I76"].value))
    calc.impl.chosen.append([str(target)])
    assert press("import_tables") == [made(target)]
    assert targets(target) == ["=95%", "9595%", "=95%"]


def test_a_wrong_word_is_said(calc: xw.App, listed: xw.Book, target: Path, press: Press) -> None:
    """With its cell; the list stays, and once mended it is done."""
    for word in ("不采用", None):
        listed.sheets[IMPORT_LIST]["I3"].value = word
        assert press("import_tables") == [
            f"“导入清单”的 I3 写着“{word or ''}”，只能写“采用”或“保留原文”。请改好以后再点一次“导入旧表”。"
        ]
    listed.sheets[IMPORT_LIST]["I3"].value = "采用"
    assert press("import_tables") == [], "no folder chosen: the list stays"
    assert calc.books.active.name == listed.name
    assert list(target.iterdir()) == []


def test_a_deleted_row_is_no_decision(calc: xw.App, listed: xw.Book, target: Path, press: Press) -> None:
    """A sure row may go, one that was to be answered may not, nor one that is about another place now."""
    sheet = listed.sheets[IMPORT_LIST]
    sheet.api.Unprotect("")
    sheet["3:3"].delete()
    sheet["D3"].value = "第 80 行"
    (said,) = press("import_tables")
    assert said.startswith("“导入清单”里序号 2、3 的更正要请您确认，这些行却被删除或改动了。")
    sheet["D3"].value = "第 79 行"
    (said,) = press("import_tables")
    assert said.startswith("“导入清单”里序号 2 的更正")
    sheet["A3:I3"].insert("down")
    sheet["A3:I3"].value = [2, "旧表.txt", "正文", "第 72 行", None, None, None, None, "保留原文"]
    sheet["9:9"].delete()
    calc.impl.chosen.append([str(target)])
    assert press("import_tables") == [made(target)]
    assert targets(target) == ["=95%", "9595%", "=95%"]


def test_two_rows_that_disagree_are_said(listed: xw.Book, press: Press) -> None:
    """A row that was copied and answered otherwise."""
    sheet = listed.sheets[IMPORT_LIST]
    sheet.api.Unprotect("")
    sheet["A77:I77"].value = [*sheet["A2:H2"].value, "保留原文"]
    assert press("import_tables") == ["“导入清单”里序号 1 有两行，“处理”不一样。请删去一行，再点一次“导入旧表”。"]


def test_a_changed_source_is_listed_anew(
    calc: xw.App, listed: xw.Book, source: Path, target: Path, press: Press
) -> None:
    """Nothing is written from what the clerk has not seen."""
    source.write_text(source.read_text("utf-8").replace("≥9595%以上", "8888%", 1), "utf-8")
    (said,) = press("import_tables")
    assert said == (
        f"“旧表.txt”在列出清单以后改过或不见了，已按现在的内容重新列出。"
        f"读到 11 张项目表，75 处更正，其中 4 处请确认。{AGAIN}"
    )
    assert calc.books.active.sheets[IMPORT_LIST]["F5"].value == "8888%"
    assert sum(sheet.name == IMPORT_LIST for book in calc.books for sheet in book.sheets) == 1
    assert list(target.iterdir()) == []
    calc.impl.chosen.append([str(target)])
    assert press("import_tables") == [made(target)]


def test_a_source_that_is_gone_is_said(calc: xw.App, listed: xw.Book, source: Path, press: Press) -> None:
    """The list stays, so that the file can be put back."""
    kept = source.read_bytes()
    source.unlink()
    (said,) = press("import_tables")
    assert said.startswith("选中的文件里没有找到绩效目标表。\n没有找到“")
    source.write_bytes(kept)
    assert press("import_tables") == [], "cancelled at the folder"
    assert calc.books.active.name == listed.name


def test_each_step_can_be_cancelled(calc: xw.App, source: Path, target: Path, press: Press) -> None:
    """No files, no list; a list that is closed is forgotten, and a second list has a name of its own."""
    first = calc.books.add()
    assert press("import_tables") == []
    for name in ("导入清单.xlsx", "导入清单 (2).xlsx"):
        first.activate()
        calc.impl.chosen.append([str(source)])
        press("import_tables")
        assert calc.books.active.name == name
    calc.books.active.close()
    calc.books["导入清单.xlsx"].activate()
    calc.impl.chosen.append([])
    assert press("import_tables") == []
    assert list(target.iterdir()) == []


def test_nothing_to_repair_is_asked_at_once(calc: xw.App, tmp_path: Path, target: Path, press: Press) -> None:
    """No list: a question and the folder; a no writes nothing."""
    old = tmp_path / "旧.xlsx"
    old.write_bytes(workbook(CLEAN))
    calc.books.add()
    asked = "读到 1 张项目表，没有需要更正的地方。\n生成新的工作簿吗？原文件不变。"
    calc.impl.chosen += [[str(old)], [str(target)]]
    calc.impl.answers.append("no")
    assert press("import_tables") == [asked]
    assert list(target.iterdir()) == []
    calc.impl.chosen[:] = [[str(old)], [str(target)]]
    assert press("import_tables") == [asked, f"已在“{target}”里生成 1 个文件。"]
    assert RECORD_SHEET not in openpyxl.load_workbook(next(target.glob("*.xlsx"))).sheetnames


def test_what_was_not_understood_is_on_the_list(calc: xw.App, tmp_path: Path, target: Path, press: Press) -> None:
    """Also where nothing else is; no choice is asked for it, and the new workbook's record has it."""
    old = tmp_path / "旧.xlsx"
    old.write_bytes(workbook(CLEAN, {"H20": "请财政局核实"}))
    calc.books.add()
    calc.impl.chosen.append([str(old)])
    assert press("import_tables") == [
        f"读到 1 张项目表，0 处更正，其中 0 处请确认。另有 1 处内容未能识别，列在最后。{AGAIN}"
    ]
    row = calc.books.active.sheets[IMPORT_LIST]["A2:I2"].value
    assert (row[3], row[5], row[8]) == ("H20", "请财政局核实", "没有导入")
    calc.impl.chosen.append([str(target)])
    assert press("import_tables") == [f"已在“{target}”里生成 1 个文件。"]
    record = openpyxl.load_workbook(next(target.glob("*.xlsx")))[RECORD_SHEET]
    assert [cell.value for cell in record[2]][1:] == [*row[1:], None]


def test_a_file_saved_by_the_clerk_is_not_deleted(
    calc: xw.App, listed: xw.Book, tmp_path: Path, target: Path, press: Press
) -> None:
    """The list may be kept and gone on with another day."""
    mine = tmp_path / "我的清单.xlsx"
    listed.save(mine)
    assert not str(mine.parent).startswith(str(Path(tempfile.gettempdir()) / "xltool-"))
    calc.books.active.close()
    calc.books.open(mine)
    calc.impl.chosen.append([str(target)])
    assert press("import_tables") == [made(target)]
    assert mine.is_file()
