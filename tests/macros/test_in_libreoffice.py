"""The templates with buttons in LibreOffice: they open, and what a button calls gets as far as starting Python.

LibreOffice cannot compile xlwings' module, and with one such module every macro returns silently and does nothing. So
these workbooks have a stub in its place, and what counts is a cell that was written.
"""

from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl import load_workbook

from tests import processes
from tests.macros.stubs import SETTINGS
from xltool.forms import shipped
from xltool.macros.books import launcher_workbook, project_template, template_sources
from xltool.macros.sources import Sources, ascii_source

STUB = ascii_source(
    "stub",
    """Attribute VB_Name = "xlwings"
Public Function RunPython(PythonCommand As String)
    ThisWorkbook.Worksheets("xltool.conf").Range("D1").Value = PythonCommand
    ThisWorkbook.Worksheets("xltool.conf").Range("D2").Value = XltoolInterpreter()
    ThisWorkbook.Worksheets("xltool.conf").Range("D3").Value = XltoolText("TEXT_NO_PYTHON")
End Function

"""
    + SETTINGS,
)
DRIVER = """
Sub Main(source As String, target As String, macro As String)
    Dim opening(1) As New com.sun.star.beans.PropertyValue, saving(0) As New com.sun.star.beans.PropertyValue
    Dim given(), places(), results()
    opening(0).Name = "Hidden" : opening(0).Value = True
    opening(1).Name = "MacroExecutionMode" : opening(1).Value = 4
    saving(0).Name = "FilterName" : saving(0).Value = "Calc MS Excel 2007 XML"
    book = StarDesktop.loadComponentFromURL(source, "_blank", 0, opening())
    On Error Goto Finish
    place = "vnd.sun.star.script:VBAProject.XltoolButtons." & macro & "?language=Basic&location=document"
    book.getScriptProvider().getScript(place).invoke(given, places, results)
    book.storeToURL(target, saving())
Finish:
    book.close(True)
    StarDesktop.terminate()
End Sub
"""
SECONDS = 120

Click = Callable[[bytes, str], dict[str, str]]


@pytest.fixture(scope="module")
def click(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Click:
    """Give `click(workbook, macro)`: what the macro wrote into D1:D3 of the sheet xltool.conf."""
    folder = tmp_path_factory.mktemp("macros")
    program = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    log, no_screen = folder / "soffice.log", {"SAL_USE_VCLPLUGIN": "svp"}
    # the first start fills the profile
    processes.run([*program, "--terminate_after_init"], log, SECONDS, no_screen)
    _install_driver(folder / "profile" / "user" / "basic" / "Standard")

    def run(workbook: bytes, macro: str) -> dict[str, str]:
        source, target = folder / "source.xlsm", folder / "after.xlsx"
        source.write_bytes(workbook)
        target.unlink(missing_ok=True)
        main = f"macro:///Standard.Module1.Main({source.as_uri()},{target.as_uri()},{macro})"
        processes.run([*program, main], log, SECONDS, no_screen)
        assert target.is_file(), f"{macro} did not come to its end"
        sheet = load_workbook(target)["xltool.conf"]
        return {cell: str(sheet[cell].value) for cell in ("D1", "D2", "D3")}

    return run


def _install_driver(library: Path) -> None:
    (library / "Module1.xba").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<script:module xmlns:script="http://openoffice.org/2000/script" '
        f'script:name="Module1" script:language="StarBasic">{escape(DRIVER)}</script:module>'
    )


def stubbed(folder: Path) -> Sources:
    """The sources of a template with the stub."""
    return template_sources(folder) | {"xlwings": STUB}


@pytest.mark.parametrize(
    ("macro", "action"), [("XltoolCheckSheet", "check_sheet"), ("XltoolComputeTotals", "compute_totals")]
)
def test_the_buttons_of_the_project_template(macro: str, action: str, click: Click, checkout: Path) -> None:
    """校验本表 and 计算合计 each start their function, with the interpreter of the settings."""
    written = click(project_template(shipped("hebei-project"), stubbed(checkout / "macros")), macro)
    assert written["D1"] == f"import xltool.excel; xltool.excel.{action}()"
    assert written["D2"] == r"C:\Python312\python.exe"
    assert written["D3"].startswith("没有找到 Python")


def test_the_button_of_the_launcher(click: Click, checkout: Path) -> None:
    """一键汇总 starts its function."""
    written = click(launcher_workbook(stubbed(checkout / "macros")), "XltoolMergeFolder")
    assert written["D1"] == "import xltool.excel; xltool.excel.merge_folder()"
