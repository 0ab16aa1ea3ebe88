"""What the buttons start: the modules of the built files are run, and the command line for Windows is noted."""

import re
from pathlib import Path

import pytest
from pyopenvba.interpreter._values import error

from tests.macros.stand_in import CMD, REPLACED, StandIn, open_book
from xltool.excel.coded import MARK, coded, decoded
from xltool.macros.books import TEXTS

FOLDER = r"D:\绩效 2026"
COMMAND = (
    r'"C:\Windows\System32\cmd.exe" /D /V:OFF /C C: & cd "C:\Python312" & '
    r'"C:\Python312\python.exe" -B -c "import xltool.excel.lean, xlwings.utils;'
    r"xlwings.utils.prepare_sys_path(\"False;;;;;;\"); "
    r'import xltool.excel; xltool.excel.{action}()"  --book={book} --from_xl=1 '
    r'--app="C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel" --hwnd="65793" '
    r'2> "C:\Temp\xlwings-ID.log" '
)
"""The whole command: nothing of the workbook but its name, coded. No quote follows /C, so cmd.exe takes none away."""
NAMES = [
    *("a=b.xlsx", "%CMDCMDLINE%&calc&.xlsx", "!a!.xlsx", "A^&B 表 (1)'.xlsx", "ＡＢ　％.xlsx", "~8868.xlsx"),
    *("-h.xlsx", "工作簿1", ";,@$.xlsx"),
]
"""Names that cmd.exe or a reader of the command line could take for something else."""


def with_python(stand_in: StandIn) -> StandIn:
    """The stand-in with Python on its PATH."""
    stand_in.environment["PATH"] = r"C:\Windows;C:\Python312"
    return stand_in


def said(text: str) -> list[tuple[str, str]]:
    """The messages where one of the texts was shown."""
    return [(TEXTS[text], TEXTS["TEXT_TITLE"])]


@pytest.mark.parametrize(
    ("macro", "action"), [("XltoolCheckSheet", "check_sheet"), ("XltoolComputeTotals", "compute_totals")]
)
def test_a_button_of_the_template(macro: str, action: str, template: Path) -> None:
    """Without the add-in the workbook itself starts Python, and is the workbook that Python is given."""
    stand_in = with_python(open_book(template, FOLDER))
    stand_in.app.run(macro)
    assert stand_in.command() == COMMAND.format(action=action, book=coded(template.name))
    assert stand_in.messages() == []


def test_the_button_of_the_launcher(launcher: Path) -> None:
    """一键汇总 of the workbook 部门汇总.xlsm."""
    stand_in = with_python(open_book(launcher, FOLDER))
    stand_in.app.run("XltoolMergeFolder")
    assert "xltool.excel.merge_folder()" in stand_in.command()


def test_where_the_add_in_is_loaded_it_is_called(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A button then leaves everything to the add-in: its settings, its version."""
    monkeypatch.setitem(REPLACED, "Application.Run", "NoteRun")
    stand_in = with_python(open_book(template, FOLDER))
    stand_in.app.add_module("Public Sub NoteRun(target, action)\nDebug.Print target; action\nEnd Sub\n", name="Notes")
    stand_in.app.add_workbook().name = "xltool.xlam"
    stand_in.app.run("XltoolComputeTotals")
    assert stand_in.app.console == ["'xltool.xlam'!XltoolRuncompute_totals"]
    assert stand_in.shell.commands == []


def test_the_add_in_gives_python_the_active_workbook(addin: Path) -> None:
    """By its name alone."""
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    stand_in.app.run("XltoolRun", "merge_folder")
    assert stand_in.command() == COMMAND.format(action="merge_folder", book="~8868.xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_whatever_the_workbook_is_called(name: str, addin: Path) -> None:
    """Nothing in its name or its folder's means anything to cmd.exe, and Python reads the very name again."""
    stand_in = with_python(open_book(addin, rf"\\server\%Path%;{name}&calc", active=name))
    stand_in.app.run("XltoolRun", "merge_folder")
    assert stand_in.command() == COMMAND.format(action="merge_folder", book=coded(name))
    assert re.fullmatch(r"[A-Za-z0-9._~]+", coded(name))
    assert decoded(coded(name)) == name


def test_code_in_a_sheet_of_the_active_workbook_is_not_run(addin: Path) -> None:
    """A sheet named ``x.py`` is code to xlwings; here it changes nothing."""
    stand_in = with_python(open_book(addin, FOLDER, active="sent.xlsx"))
    stand_in.app.workbook.sheets_[0].name = "evil.py"
    stand_in.app.run("XltoolRun", "check_sheet")
    assert "import xltool.excel; xltool.excel.check_sheet()" in stand_in.command()
    assert "xlwings.pro" not in stand_in.command()


@pytest.mark.parametrize("name", ["", "os.system", "a();b", "Check_sheet", "_x", "校验", "a b", "x1", 'a"'])
def test_only_plain_names_are_started(name: str, addin: Path) -> None:
    """Whatever a control's id may be, nothing but a function's name gets into the command."""
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    stand_in.app.run("XltoolRun", name)
    assert stand_in.shell.commands == []
    assert stand_in.messages() == said("TEXT_UNKNOWN")


@pytest.mark.parametrize(
    "path", ["", r"bin;.;C:\Users\zhang\AppData\Local\Microsoft\WindowsApps", r"C:\Windows;D:\nothing\\"]
)
def test_without_python_the_clerk_is_told_in_chinese(path: str, template: Path) -> None:
    """Also where the PATH has a folder beside the workbook, or the link to the shop: nothing is started."""
    stand_in = open_book(template, FOLDER)
    stand_in.environment["PATH"] = path
    stand_in.files |= {r"bin\python.exe", r".\python.exe"}
    stand_in.files |= {r"C:\Users\zhang\AppData\Local\Microsoft\WindowsApps\python.exe"}
    stand_in.app.run("XltoolCheckSheet")
    assert stand_in.shell.commands == []
    assert stand_in.messages() == said("TEXT_NO_PYTHON")


@pytest.mark.parametrize("there", [True, False])
def test_the_interpreter_of_the_settings(there: bool, addin: Path) -> None:
    """A full path in the settings is taken as it is, and if nothing lies there, the PATH is not tried instead."""
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    own = r"E:\财务 工具\python.exe"
    sheet = stand_in.app.application.workbooks_.books[0].sheet_named("xltool.conf")
    row = next(number for number in range(1, 30) if sheet.vba_get("Range", [f"A{number}"]).vba_get("Text") == "")
    sheet.vba_get("Range", [f"A{row}"]).vba_set("Value", "INTERPRETER_WIN")
    sheet.vba_get("Range", [f"B{row}"]).vba_set("Value", own)
    stand_in.files |= {own} if there else set()
    stand_in.app.run("XltoolRun", "check_sheet")
    if there:
        assert stand_in.command().startswith(rf'"{CMD}" /D /V:OFF /C E: & cd "E:\财务 工具" & "{own}" -B -c ')
    else:
        assert stand_in.messages() == said("TEXT_NO_PYTHON")
        assert stand_in.shell.commands == []


def test_no_workbook_is_open(addin: Path) -> None:
    """The ribbon is there without a workbook, too."""
    stand_in = with_python(open_book(addin, FOLDER))
    stand_in.app.application.active_book = None
    stand_in.app.run("XltoolRun", "check_sheet")
    assert stand_in.messages() == said("TEXT_NO_WORKBOOK")


def test_a_mac_is_told_before_anything_else(template: Path) -> None:
    """xlwings' module is not even compiled there."""
    stand_in = with_python(open_book(template, FOLDER, system="Macintosh (Intel) 10.16"))
    stand_in.app.run("XltoolCheckSheet")
    assert stand_in.messages() == said("TEXT_MAC")


def test_a_second_click_waits_for_the_first(addin: Path) -> None:
    """A click while Python runs says so and starts nothing."""
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    stand_in.shell.while_running = lambda: stand_in.app.run("XltoolRun", "next_problem")
    stand_in.app.run("XltoolRun", "check_sheet")
    assert stand_in.messages() == said("TEXT_RUNNING")
    assert "check_sheet" in stand_in.command()


def test_a_failure_is_told_and_the_next_click_is_free(addin: Path) -> None:
    """What Windows says stands in the sentence."""
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    stand_in.shell.while_running = refuse
    stand_in.app.run("XltoolRun", "check_sheet")
    ((text, _),) = stand_in.messages()
    assert text.startswith("操作没有完成：Permission denied")
    stand_in.shell.while_running = lambda: None
    stand_in.app.run("XltoolRun", "next_problem")
    assert "next_problem" in stand_in.shell.commands[-1]
    assert len(stand_in.messages()) == 1


def refuse() -> None:
    """The error 70 of VBA."""
    raise error(70)


def test_what_python_says_is_shown_as_it_is(addin: Path) -> None:
    """With our title, and no English line below."""
    stand_in = open_book(addin, FOLDER, active="表.xlsx")
    stand_in.app.run("ShowError", "", "“表.xlsx”正在编辑单元格。请按 Esc 后再试。")
    ((text, _, title, _),) = stand_in.shell.popups
    assert (str(text).strip(), title) == ("“表.xlsx”正在编辑单元格。请按 Esc 后再试。", "绩效目标")


@pytest.mark.parametrize("around", ["{}", "{}\r\n", "Unexpected Python Error: Traceback\r\n  RuntimeError: {}\r\n"])
def test_the_sentence_that_python_ends_with(around: str, addin: Path) -> None:
    """One box with the sentence alone, whatever the code page; the log is deleted."""
    sentence = "Excel 正忙：请按 Esc，再点一次（𠮷）。\n“~表”"
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    stand_in.shell.status, stand_in.environment["LOG"] = 1, around.format(f"{MARK}{coded(sentence)}")
    stand_in.app.run("XltoolRun", "check_sheet")
    assert boxes(stand_in) == [(sentence, "绩效目标")]
    assert len(stand_in.app.console) == 1


@pytest.mark.parametrize("log", ["", "ModuleNotFoundError: No module named 'xltool'\r\n"])
def test_a_python_that_breaks_is_one_chinese_box(log: str, addin: Path) -> None:
    """What it wrote is not shown; the log stays, and the box says where."""
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    stand_in.shell.status, stand_in.environment["LOG"] = 1, log
    stand_in.app.run("XltoolRun", "check_sheet")
    ((text, title),) = boxes(stand_in)
    lines = re.sub(r"(?<=xlwings-)[-0-9A-F]{36}", "ID", text).splitlines()
    assert lines == [TEXTS["TEXT_BROKEN"], r"C:\Temp\xlwings-ID.log"]
    assert title == "绩效目标"
    assert stand_in.app.console == []


def test_what_python_says_is_not_shown_where_all_went_well(addin: Path) -> None:
    """A library's warning on standard error is no failure."""
    stand_in = with_python(open_book(addin, FOLDER, active="表.xlsx"))
    stand_in.environment["LOG"] = "DeprecationWarning"
    stand_in.app.run("XltoolRun", "check_sheet")
    assert boxes(stand_in) == []


def test_an_interpreter_beside_the_workbook_is_not_taken(addin: Path) -> None:
    """A path that begins in the current folder is none."""
    stand_in = open_book(addin, FOLDER, active="表.xlsx")
    stand_in.files |= {r".\python.exe"}
    sheet = stand_in.app.application.workbooks_.books[0].sheet_named("xltool.conf")
    sheet.vba_get("Range", ["A1"]).vba_set("Value", "INTERPRETER_WIN")
    sheet.vba_get("Range", ["B1"]).vba_set("Value", r".\python.exe")
    stand_in.app.run("XltoolRun", "check_sheet")
    assert stand_in.messages() == said("TEXT_NO_PYTHON")


def boxes(stand_in: StandIn) -> list[tuple[str, str]]:
    """What was shown where Python failed, and under which title; nothing else was shown."""
    assert stand_in.messages() == []
    return [(whole(str(text)).removesuffix("\r\n"), str(title)) for text, _, title, _ in stand_in.shell.popups]


def whole(text: str) -> str:
    """The text with signs of two units, which VBA keeps apart, as one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16")
