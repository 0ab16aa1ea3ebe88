"""Whether xlwings' server of the worksheet functions is switched on, and whether it can work on this PC."""

from __future__ import annotations

from pathlib import PureWindowsPath

from xltool.excel.machine import Machine
from xltool.excel.office import Excel

SWITCH = "USE UDF SERVER"
"""The name of the setting, as xlwings' VBA reads it."""

LIBRARY = "xlwings{bits}-0.37.8.dll"
"""The server's file, as the VBA in the add-in calls it; a test holds the number against xlwings' module."""

REINSTALL = "请双击安装包里的“安装.bat”重新安装后再试；不行的，请改用不需要 Python 的公式。"


def functions_on(machine: Machine, settings: PureWindowsPath) -> bool:
    """Whether a settings file switches the functions on."""
    lines = (machine.read(settings) or b"").decode(machine.codepage, errors="replace").splitlines()
    pairs = [tuple(part.strip('" ').upper() for part in line.split(",", 1)) for line in lines]
    return (SWITCH, "TRUE") in pairs


def missing_libraries(machine: Machine, excels: list[Excel], program: PureWindowsPath) -> list[str]:
    """The files that Excel would need and not find: it looks beside ``python.exe`` and in the folder above."""
    names = dict.fromkeys(LIBRARY.format(bits=excel.bits) for excel in excels)
    folders = (program.parent, program.parent.parent)
    return [name for name in names if all(machine.read(folder / name) is None for folder in folders)]


def absent(missing: list[str], program: PureWindowsPath) -> str:
    """What is said of files that are missing."""
    return f"在“{program.parent}”和上一层文件夹里没有找到 {'、'.join(missing)}。"
