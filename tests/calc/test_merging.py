"""一键汇总 where something is in its way: the summary is open, in front, of another folder, or cannot be written."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from xltool.document import LIST_SHEET
from xltool.excel.application import Excel
from xltool.excel.merging import SUMMARY

FIRST = "01 北戴河村镇志编撰印刷费.xlsx"
OVERVIEW = "部门汇总"

Press = Callable[[str], list[str]]


@pytest.fixture
def folder(checkout: Path, tmp_path: Path) -> Path:
    """A folder with the tables of the 2020 document."""
    return Path(shutil.copytree(checkout / "workbook_templates" / "beidaihe-2020", tmp_path / "绩效 2020"))


def front(calc: xw.App) -> tuple[str, str]:
    """Workbook and sheet that are seen."""
    return calc.books.active.name, calc.books.active.sheets.active.name


def denied(path: Path, _: bytes) -> None:
    """In place of a write where nothing can be written."""
    raise PermissionError(errno.EACCES, "Permission denied", str(path))


def test_the_summary_itself_is_in_front(calc: xw.App, folder: Path, press: Press) -> None:
    """It is made anew from the tables beside it and shown again, with what was typed into them meanwhile."""
    table = calc.books.open(folder / FIRST)
    press("merge_folder")
    assert front(calc) == (SUMMARY, OVERVIEW)
    sheet = table.sheets[0]
    sheet["C5"].value = sheet["E5"].value = sheet["C5"].value + 1
    (said,) = press("merge_folder")
    assert said == f"已汇总 11 个项目，42 条指标，预算数 258.72 万元，对账无差额。汇总表：“{SUMMARY}”。"
    assert front(calc) == (SUMMARY, OVERVIEW)
    assert calc.books.active.sheets[OVERVIEW]["C3"].value == 258.72
    assert [book.name for book in calc.books].count(SUMMARY) == 1


def test_a_failure_leaves_the_open_summary_as_it_was(
    calc: xw.App, folder: Path, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is the last one, and it is open still."""
    calc.books.open(folder / FIRST)
    press("merge_folder")
    before = (folder / SUMMARY).read_bytes()
    monkeypatch.setattr("xltool.writing.atomic._write_durably", denied)
    (said,) = press("merge_folder")
    assert said.startswith(f"没有权限读写“{folder / SUMMARY}”。")
    assert SUMMARY in [book.name for book in calc.books]
    assert (folder / SUMMARY).read_bytes() == before


def test_what_excel_computes_on_opening_is_no_change(
    calc: xw.App, folder: Path, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel computes every formula of a file anew that another program wrote, and would ask to save it then."""
    opened = type(calc.impl.books).open

    def computed(*arguments: object, **named: object) -> object:
        book = opened(*arguments, **named)
        book.api.Saved = False
        return book

    monkeypatch.setattr(type(calc.impl.books), "open", computed)
    table = calc.books.open(folder / FIRST)
    for _ in range(2):
        table.activate()
        (said,) = press("merge_folder")
        assert said.endswith(f"汇总表：“{SUMMARY}”。")
        assert calc.books.active.api.Saved


def test_a_summary_of_another_folder_is_open(calc: xw.App, folder: Path, tmp_path: Path, press: Press) -> None:
    """Excel opens no two workbooks of one name: it is said before anything is read, and nothing is written."""
    other = Path(shutil.copytree(folder, tmp_path / "别的科室"))
    calc.books.open(other / FIRST)
    press("merge_folder")
    calc.books[FIRST].close()
    table = calc.books.open(folder / FIRST)
    said = f"已经打开着另一个文件夹里的“{SUMMARY}”，Excel 不能同时打开两个同名的工作簿。请先关闭它，再点一次。"
    assert press("merge_folder") == [said]
    assert not (folder / SUMMARY).exists()
    calc.books[SUMMARY].close()
    table.activate()
    (merged,) = press("merge_folder")
    assert merged.startswith("已汇总 11 个项目")


def test_a_folder_is_known_by_either_of_its_names(calc: xw.App, folder: Path, tmp_path: Path, press: Press) -> None:
    """A file opened by a drive letter and one by its network name are one; here a link stands for the letter."""
    mapped = tmp_path / "盘符"
    mapped.symlink_to(folder, target_is_directory=True)
    book = calc.books.open(folder / FIRST)
    book.sheets[0]["C5"].value = 1
    excel = Excel(book)
    assert excel.opened(mapped / FIRST) == book
    assert list(excel.unsaved(mapped)) == [folder / FIRST]
    excel.can_open(mapped / FIRST)
    assert excel.opened(tmp_path / FIRST) is None


def test_a_second_list_of_a_folder_has_another_name(calc: xw.App, folder: Path, press: Press) -> None:
    """The first may still be open."""
    table = calc.books.open(folder / FIRST)
    names = []
    for _ in range(2):
        table.activate()
        calc.impl.chosen.append([str(folder)])
        (said,) = press("check_folder")
        assert said.startswith("检查了 11 张项目表")
        names.append(calc.books.active.name)
    assert names == [f"{LIST_SHEET}.xlsx", f"{LIST_SHEET} (2).xlsx"]
