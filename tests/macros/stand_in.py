"""A stand-in for Excel on Windows: pyOpenVBA runs the very modules of a built file, and a shell notes what it is told.

pyOpenVBA reads no files and no environment, starts no program, knows no paths of Windows, and raises an error where VBA
compares the text "False" with a truth value; that is all that is put in its place here.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyopenvba import ExcelFile
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter import VBAObject, method, parse_module
from pyopenvba.interpreter import _preprocess as preprocess
from pyopenvba.interpreter._values import error
from pyopenvba.vba import VBAModuleKind

PYTHON = r"C:\Python312\python.exe"
CMD = r"C:\Windows\System32\cmd.exe"
REPLACED = {
    "Application.Hwnd": "65793",
    "Application.Path": r'"C:\Program Files\Microsoft Office\root\Office16"',
    "Kill LOG_FILE": "Debug.Print LOG_FILE",
    "words = ReadFile(log)": 'words = Environ("LOG")',
}
"""What pyOpenVBA refuses to run in the modules, and what stands there instead."""


class Shell(VBAObject):
    """WScript.Shell, which notes commands and messages."""

    vba_type_name = "WshShell"

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[str] = []
        self.popups: list[tuple[object, ...]] = []
        self.while_running: Callable[[], None] = lambda: None
        self.status = 0

    @method(name="Run")
    def run(self, Command: object, WindowStyle: object, WaitOnReturn: object) -> object:  # noqa: N803 - VBA's names
        """Start a program."""
        self.commands.append(str(Command))
        self.while_running()
        return self.status

    @method(name="ExpandEnvironmentStrings")
    def expand(self, Text: object) -> object:  # noqa: N803
        """Texts as they are, but a truth value for the text "False", as VBA would compare it."""
        return False if Text == "False" else Text

    @method(name="Popup")
    def popup(self, *shown: object) -> object:
        """Show a message."""
        self.popups.append(shown)
        return 1


@dataclass
class StandIn:
    """One Excel with one of our files open."""

    app: ExcelApplication
    shell: Shell = field(default_factory=Shell)
    environment: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=lambda: {PYTHON})

    def messages(self) -> list[tuple[str, str]]:
        """What was shown, and under which title."""
        return [(text, title) for _, text, title, _ in self.app.dialogs]

    def command(self) -> str:
        """The one command that was started, without the part of the log's name that is random."""
        (command,) = self.shell.commands
        return re.sub(r"(?<=xlwings-)[-0-9A-F]{36}", "ID", command)


def modules(book: Path) -> dict[str, tuple[str, bool]]:
    """The source of every module of a file with macros, and whether it is a standard module."""
    with ExcelFile(book) as file:
        return {
            module.name: (module.source, module.kind is VBAModuleKind.standard) for module in file.vba_project().modules
        }


def parse(name: str, source: str, standard: bool, constants: dict[str, object]) -> Any:
    """Parse a module as it is seen where those constants of the compiler hold. Raises ``VBACompileError``."""
    with _constants(constants):
        return parse_module(_without_notes(source), name=name, kind="standard" if standard else "class")


def open_book(book: Path, folder: str, active: str = "", system: str = "Windows (64-bit) NT 10.00") -> StandIn:
    """Open a built file as if it lay in that folder on Windows, and beside it another workbook, which is active."""
    app = ExcelApplication.open(book, with_vba=False)
    own, active = book.name, active or book.name
    if active != own:
        app.add_workbook().name = active
    replaced = REPLACED | {
        "Application.OperatingSystem": f'"{system}"',
        "ThisWorkbook.FullName": f'"{folder}\\{own}"',
        "ActiveWorkbook.FullName": f'"{folder}\\{active}"',
    }
    environment = {"USERPROFILE": r"C:\Users\zhang", "Temp": r"C:\Temp", "ComSpec": CMD}
    stand_in = StandIn(app, environment=environment)
    for module, (source, standard) in modules(book).items():
        for old, new in replaced.items():
            source = source.replace(old, new)
        if standard:
            app.add_module(_without_notes(source), name=module)
    app.interpreter.host.create = lambda _: stand_in.shell
    app.interpreter._intrinsics |= {
        "environ": lambda _, names, __: stand_in.environment.get(str(names[0]), ""),
        "getattr": lambda _, names, __: _attributes(stand_in, str(names[0])),
        "kill": lambda *_: None,
    }
    return stand_in


def _attributes(stand_in: StandIn, path: str) -> int:
    if path in stand_in.files:
        return 32
    raise error(53)


def _without_notes(source: str) -> str:
    """pyOpenVBA does not take the comment after a directive."""
    return re.sub(r"(?m)^([ \t]*#[^'\r\n]*?) *'[^\r\n]*", r"\1", source)


@contextmanager
def _constants(changed: dict[str, object]) -> Iterator[None]:
    before = dict(preprocess.DEFAULT_CONSTANTS)
    preprocess.DEFAULT_CONSTANTS.update(changed)
    try:
        yield
    finally:
        preprocess.DEFAULT_CONSTANTS.update(before)
