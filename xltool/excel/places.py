"""Where things go on a PC, and what goes there."""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import NamedTuple

from xltool.excel.functions_switch import SWITCH
from xltool.excel.machine import Machine, Shortcut
from xltool.excel.manifest import Content
from xltool.excel.office import Excel
from xltool.excel.shipped import ADDIN, Shipped
from xltool.problems import Refused

SEND_TO = {"绩效一键汇总": "sendto --merge", "绩效校验": "sendto"}
"""The entries of 发送到, and the command behind each."""


class Places(NamedTuple):
    """The folders of a user; none of them needs an administrator."""

    own: PureWindowsPath
    templates: PureWindowsPath
    backups: PureWindowsPath
    manifest: PureWindowsPath
    addin: PureWindowsPath
    settings: PureWindowsPath
    send_to: PureWindowsPath


class Wanted(NamedTuple):
    """A file that an install puts in its place; ``own`` is our part of a file that others write in, too."""

    title: str
    path: PureWindowsPath
    content: Content
    own: Content | None = None


def places(machine: Machine) -> Places:
    """The places of this user. Raises ``Refused`` where Windows does not say them."""
    found = {name: machine.variable(name) for name in ("APPDATA", "LOCALAPPDATA", "USERPROFILE")}
    for name, value in found.items():
        if not value:
            raise Refused(f"环境变量 {name} 是空的，不知道该装到哪里。请用平时的 Windows 账户登录后再运行。")
    roaming, local, home = map(PureWindowsPath, found.values())
    own = local / "xltool"
    return Places(
        own=own,
        templates=own / "模板",
        backups=own / "备份",
        manifest=own / "install.json",
        addin=roaming / "Microsoft\\Excel\\XLSTART" / ADDIN,
        settings=home / ".xltool" / "xltool.conf",  # where xlwings' VBA looks for a project called xltool
        send_to=roaming / "Microsoft\\Windows\\SendTo",
    )


def wanted_files(machine: Machine, shipped: Shipped, excels: list[Excel], functions: bool = False) -> list[Wanted]:
    """All files of an install; without Excel there is nobody to read add-in, settings and templates with macros."""
    where = places(machine)
    wanted = []
    if excels:
        if shipped.addin is not None:
            wanted.append(Wanted("Excel 加载项", where.addin, shipped.addin))
        ours = settings_bytes(machine, functions)
        all_lines = ours + other_settings(machine, where.settings)
        wanted.append(Wanted("设置（Python 的位置）", where.settings, all_lines, ours))
    for name, data in shipped.templates.items():
        if excels or name.endswith(".xlsx"):
            wanted.append(Wanted("模板", where.templates / name, data))
    for title, task in SEND_TO.items():
        wanted.append(Wanted("“发送到”菜单", where.send_to / f"{title}.lnk", _send_to(machine, title, task)))
    return wanted


def _send_to(machine: Machine, title: str, task: str) -> Shortcut:
    """A link to Python itself, no batch file.

    What is dropped reaches Python as Unicode arguments: no code page can spoil a Chinese name, and a file name with
    ``&`` in it is no command. -P keeps modules that lie among the dropped files from being imported.
    """
    program = machine.python.console
    return Shortcut(str(program), f"-P -m xltool {task}", str(program.parent), f"绩效目标表工具：{title}")


def settings_bytes(machine: Machine, functions: bool) -> bytes:
    """Our lines of the settings file; ``functions`` adds the one that switches the worksheet functions on.

    VBA reads it in the system's code page and replaces ``%NAME%``, so the user's own folders are written that way, and
    a user name in any script does no harm. Raises ``Refused`` for another path that the code page cannot write.
    """
    program = _portable(machine, machine.python.console)
    lines = [("INTERPRETER_WIN", program), ("ADD_WORKBOOK_TO_PYTHONPATH", "False")]
    lines += [(SWITCH, "True")] if functions else []
    try:
        return "".join(f'"{key}","{value}"\r\n' for key, value in lines).encode(machine.codepage)
    except UnicodeEncodeError as error:
        raise Refused(
            f"Python 装在“{program}”，路径里有 Excel 宏读不了的字。请把 Python 装到没有生僻字的文件夹再运行。"
        ) from error


def other_settings(machine: Machine, path: PureWindowsPath) -> bytes:
    """The lines of a settings file that are not ours."""
    ours = (b'"INTERPRETER_WIN"', b'"ADD_WORKBOOK_TO_PYTHONPATH"', f'"{SWITCH}"'.encode())
    lines = (machine.read(path) or b"").splitlines()
    return b"".join(line + b"\r\n" for line in lines if not line.upper().startswith(ours))


def settings_program(machine: Machine, path: PureWindowsPath) -> PureWindowsPath | None:
    """The interpreter that a settings file names, None if it names none."""
    for line in (machine.read(path) or b"").decode(machine.codepage, errors="replace").splitlines():
        key, _, value = line.partition(",")
        if key.strip('" ').upper() == "INTERPRETER_WIN":
            program = value.strip('" ')
            for name in _FOLDERS:
                program = program.replace(f"%{name}%", machine.variable(name))
            return PureWindowsPath(program)
    return None


_FOLDERS = ("LOCALAPPDATA", "APPDATA", "USERPROFILE")


def _portable(machine: Machine, path: PureWindowsPath) -> str:
    for name in _FOLDERS:
        folder = machine.variable(name)
        if folder and path.is_relative_to(folder):
            return str(PureWindowsPath(f"%{name}%") / path.relative_to(folder))
    return str(path)
