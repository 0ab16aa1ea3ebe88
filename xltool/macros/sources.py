"""The VBA sources: the project's own from ``macros/``, and xlwings' module from the installed package, patched."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from xltool.problems import Refused

Sources = dict[str, str]
"""The text of each module by its name, lines ended by CR LF; ``ThisWorkbook`` without the lines of attributes."""

OWN = ("XltoolActions", "XltoolSettings")
"""Modules of every file with macros."""

TEMPLATE, ADDIN = "xlwings.bas", "xlwings_custom_addin.bas"
"""xlwings' two flavours: Python is given the workbook that holds the macro, or the one that is active."""


class Patch(NamedTuple):
    """A change of xlwings' module: what is replaced, by what, and how often it must be there."""

    old: str
    new: str
    times: int


_SHOW_END = "        ExecuteWindows = -1\n        If Not XltoolShowEnd(LOG_FILE) Then Exit Function\n"


def _names_of(book: str) -> tuple[Patch, ...]:
    """The name of a workbook goes to Python coded, and its folder not at all.

    cmd.exe expands %NAME% in quotes too, and what is expanded can end the quotes; a ; in a folder's name would put a
    part of it on Python's path.
    """
    paths = f"        ActiveFullName = {book}.FullName\n        ThisFullName = ThisWorkbook.FullName\n    #End If"
    both = f'AddExcelDir & ";" & {book}.FullName & ";" & ThisWorkbook.FullName & ";"'
    return (
        Patch(f'" --wb=" & """" & {book}.Name & """ --from', f'" --book=" & XltoolCoded({book}.Name) & " --from', 1),
        Patch(paths, "    #End If", 1),
        Patch(both, 'AddExcelDir & ";;;"', 1),
    )


PATCHES = (
    # nothing of the module in the list of macros or among the worksheet functions
    Patch('Attribute VB_Name = "xlwings"\n', 'Attribute VB_Name = "xlwings"\nOption Private Module\n', 1),
    # no module of a folder that was sent comes before xltool's
    Patch('GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "true")', 'GetConfig("ADD_WORKBOOK_TO_PYTHONPATH", "false")', 2),
    # nor does a settings file in it choose the interpreter: settings are the sheet's and the user's own
    Patch('If source = "" Or source = "directory" Then', 'If source = "directory" Then', 1),
    # nor does a program named python in the current folder run
    Patch('interpreter = GetConfig("INTERPRETER_WIN", "")', "interpreter = XltoolInterpreter()", 1),
    # nor for the server of the worksheet functions, which Excel starts in the current folder
    Patch('PYTHON_WIN = GetConfig("INTERPRETER_WIN", "")', "PYTHON_WIN = XltoolInterpreter()", 2),
    Patch('PYTHON_WIN = "cmd.exe " & ConsoleSwitch', 'PYTHON_WIN = XltoolShell() & " " & ConsoleSwitch', 2),
    # nor a program named cmd.exe; no AutoRun of the registry, and ! stays !
    Patch('WScript.Run("cmd.exe /C "', 'WScript.Run(XltoolShell() & " /D /V:OFF /C "', 1),
    # and no module that lies there: an empty entry of the path list stands for the current folder
    Patch('-c ""import sys, os;" &', '-c ""import sys, os;os.chdir(sys.exec_prefix);" &', 1),
    # no code out of a sheet whose name ends in .py, and so nothing of xlwings.pro
    Patch("                uses_embedded_code = True\n", "                uses_embedded_code = False\n", 1),
    # the settings sheet is not on the sheet that is shown
    Patch('In Range(sht.Range("A1"), lastCell)', 'In sht.Range(sht.Range("A1"), lastCell)', 1),
    # pandas and polars, which a click does not need, are not loaded with xlwings
    Patch(' -B -c ""import xlwings.utils;', ' -B -c ""import xltool.excel.lean, xlwings.utils;', 1),
    # a folder of the user's own such as a^&b stays a name; unescaped, cmd.exe would take b for a command
    Patch('Replace(PYTHONPATH, "&", "^&")', 'Replace(Replace(PYTHONPATH, "^", "^^"), "&", "^&")', 2),
    # Python ends with a sentence in ASCII; what else it says is kept in its log and not shown
    Patch("        Call ShowError(LOG_FILE)\n        ExecuteWindows = -1\n", _SHOW_END, 1),
    Patch(
        '            ShowError "", Err.Description\n', '            ShowError "", XltoolEnd(Err.Description, "")\n', 1
    ),
    # one box, with no English line below
    Patch('            Content = Content & "Press Ctrl+C to copy this message to the clipboard."\n', "", 1),
    Patch('Content, AUTO_DISMISS, "Error", OK', 'Content, AUTO_DISMISS, XltoolText("TEXT_TITLE"), OK', 1),
)

ADDIN_PATCHES = (
    *_names_of("ActiveWorkbook"),
    Patch('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "xltool"', 1),
    # settings come from the add-in: a workbook that was sent must not choose the interpreter
    Patch("SheetExists(ActiveWorkbook, PROJECT_NAME", "SheetExists(ThisWorkbook, PROJECT_NAME", 1),
    Patch("GetConfigFromSheet(ActiveWorkbook)", "GetConfigFromSheet(ThisWorkbook)", 2),
    Patch("GetFullName(ActiveWorkbook)", "GetFullName(ThisWorkbook)", 1),
    Patch("GetDirectoryPath(ActiveWorkbook)", "GetDirectoryPath(ThisWorkbook)", 1),
)

TEMPLATE_PATCHES = (
    *_names_of("ThisWorkbook"),
    Patch('PROJECT_NAME As String = "xlwings"', 'PROJECT_NAME As String = "xltool"', 1),
)


def own_sources(folder: Path, *names: str) -> Sources:
    """The project's own modules out of ``macros/``. Raises ``Refused`` for one that is missing or not ASCII."""
    found: Sources = {}
    for name in names:
        path = folder / f"{name}{'.cls' if name == 'ThisWorkbook' else '.bas'}"
        if not path.is_file():
            raise Refused(f"没有找到“{path}”。请在项目的根文件夹里运行，或用 --root 指出它。")
        found[name] = ascii_source(path.name, path.read_text("utf-8-sig"))
    return found


def ascii_source(name: str, text: str) -> str:
    """The text with CR LF. Raises ``Refused`` where it is not ASCII, which a VBA project could not keep."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        strange = re.search(r"[^\t -~]", line)
        if strange:
            raise Refused(
                f"{name} 第 {number} 行有字符“{strange[0]}”。VBA 源码只能用 ASCII，中文请写进工作表 xltool.conf。"
            )
    return "".join(f"{line}\r\n" for line in lines)


def xlwings_source(flavour: str) -> str:
    """xlwings' own module as it is embedded. Raises ``Refused`` where xlwings is missing or not the one we know."""
    spec = find_spec("xlwings")
    if spec is None or not spec.submodule_search_locations:
        raise Refused("没有安装 xlwings，不能生成带宏的文件。请先运行：pip install xltool[build]")
    path = Path(spec.submodule_search_locations[0]) / flavour
    return patched(ascii_source(flavour, path.read_text("utf-8-sig")), flavour)


def patched(text: str, flavour: str) -> str:
    """The module with its patches. Raises ``Refused`` where a place is not found as often as it should be."""
    text = text.replace("\r\n", "\n")
    for patch in PATCHES + (ADDIN_PATCHES if flavour == ADDIN else TEMPLATE_PATCHES):
        found = text.count(patch.old)
        if found != patch.times:
            raise Refused(
                f"xlwings 的 {flavour} 与预期不同：“{patch.old.strip()}”应有 {patch.times} 处，实有 {found} 处。"
                "请核对新版 xlwings 的源码，再改 xltool/macros/sources.py。"
            )
        text = text.replace(patch.old, patch.new)
    return text.replace("\n", "\r\n")
