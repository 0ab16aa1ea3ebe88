"""What the buttons start: the modules of the built files are run, and the command line for Windows is noted."""

from pathlib import Path

import pytest
from pyopenvba.interpreter._values import error

from tests.macros.stand_in import REPLACED, StandIn, open_book
from xltool.macros.books import TEXTS

FOLDER = r"D:\绩效 2026"
COMMAND = (
    r'cmd.exe /C C: & cd "C:\Python312" & "C:\Python312\python.exe" -B -c "import xltool.excel.lean, xlwings.utils;'
    r"xlwings.utils.prepare_sys_path(\"False;{active};{own};;;;\"); "
    r'import xltool.excel; xltool.excel.{action}()"  --wb="{name}" --from_xl=1 '
    r'--app="C:\Program Files\Microsoft Office\root\Office16\Microsoft Excel" --hwnd="65793" '
    r'2> "C:\Temp\xlwings-ID.log" '
)
"""The whole command; the first word of the path list keeps the workbook's folder out of Python's path."""


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
    path = r"D:\\绩效 2026\\项目绩效目标表.xlsm"
    assert stand_in.command() == COMMAND.format(active=path, own=path, action=action, name=template.name)
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
    """And a name with & and ^ stays a name: unescaped, cmd.exe would run what follows the &."""
    stand_in = with_python(open_book(addin, FOLDER, active="A^&B 表.xlsx"))
    stand_in.app.run("XltoolRun", "merge_folder")
    assert stand_in.command() == COMMAND.format(
        active=r"D:\\绩效 2026\\A^^^&B 表.xlsx",
        own=r"D:\\绩效 2026\\xltool.xlam",
        action="merge_folder",
        name="A^&B 表.xlsx",
    )


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
        assert stand_in.command().startswith(rf'cmd.exe /C E: & cd "E:\财务 工具" & "{own}" -B -c ')
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
