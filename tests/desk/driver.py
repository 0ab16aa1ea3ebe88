"""A person at a desk: a workbook in a real LibreOffice window under Xvfb, real keys, and what is then to be seen.

Run by Debian's /usr/bin/python3, which has ``uno``. Each line of standard input is a step as JSON,
``["type", "C4", "10.50"]``, a public method of :class:`Desk` and its arguments; each is answered by one line,
``{"answer": …}`` or ``{"error": "…"}``. At the end of the input everything that was started is ended.
"""

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.accessibility import AccessibleRole as Role
from com.sun.star.awt import Rectangle
from com.sun.star.beans import PropertyValue
from com.sun.star.datatransfer import DataFlavor, XTransferable
from com.sun.star.document.MacroExecMode import USE_CONFIG
from com.sun.star.uno import Exception as UnoException

START, STEP, ANSWER = 60, 90, 20
"""Seconds until LibreOffice must be up, until a step must be done, and until a key must have done something."""

CLICKED_SECONDS = 60
"""Until a button must have answered: Python is started, and does its work."""

TYPED = 40
"""Up to so many ASCII characters are typed one by one; everything else is pasted into the cell that is being edited."""

XWINDOW = 6  # com.sun.star.lang.SystemDependent.SYSTEM_XWINDOW
SCREEN = "1600x1400x24"  # a whole template, so that nothing has to be scrolled


CLICKED = Path(__file__).with_name("clicked.py")

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
"""Macros run without a question."""


class Failure(Exception):
    """Something that was waited for did not come."""


def wait(seen: Callable[[], Any], what: str, seconds: float = ANSWER) -> Any:
    """Wait until ``seen()`` is true, and give it; a window that comes or goes has no parts for a moment."""
    end, trouble = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            if value := seen():
                return value
        except (AttributeError, UnoException) as error:
            trouble = error
        time.sleep(0.01)
    raise Failure(f"{seconds} s passed: {what}; {trouble!r}")


def properties(**values: object) -> tuple[PropertyValue, ...]:
    """Named values as UNO wants them."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Clipping(unohelper.Base, XTransferable):  # type: ignore[misc]
    """A text on the clipboard, with the methods that UNO asks for."""

    def __init__(self, text: str) -> None:
        self.text = text

    def getTransferData(self, flavor: DataFlavor) -> str:  # noqa: N802
        """The text."""
        return self.text

    def getTransferDataFlavors(self) -> tuple[DataFlavor, ...]:  # noqa: N802
        """That it is plain text."""
        return (DataFlavor("text/plain;charset=utf-16", "text", uno.getTypeByName("string")),)

    def isDataFlavorSupported(self, flavor: DataFlavor) -> bool:  # noqa: N802
        """Whether a kind of text is plain text."""
        return flavor.MimeType.startswith("text/plain;charset=utf-16")


class Screen:
    """A display whose picture lies in a file."""

    def __init__(self, display: str, picture: Path) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8"}
        self.picture = picture

    def focus(self, window: str) -> None:
        """Give a window the keyboard, as soon as it can be seen: there is no window manager."""
        wait(lambda: self._xdotool("windowfocus", window, "getwindowfocus", "-f") == window, "no focus on the window")

    def type(self, text: str) -> None:
        """Type ASCII; faster than xdotool's own 12 ms a key, every other one of equal letters would be lost."""
        self._xdotool("type", "--", text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, ``ctrl+v``."""
        self._xdotool("key", *keys)

    def click(self, area: Rectangle) -> None:
        """Click in the middle of an area."""
        place = (str(area.X + area.Width // 2), str(area.Y + area.Height // 2))
        self._xdotool("mousemove", *place, "click", "1")

    def _xdotool(self, *words: str) -> str:
        how = {"env": self.environment, "capture_output": True, "text": True, "timeout": ANSWER}
        return subprocess.run(["xdotool", *words], check=False, **how).stdout.strip()

    def colour(self, area: Rectangle) -> str:
        """The colour of most pixels of an area, ``#RRGGBB``."""
        picture = self.picture.read_bytes()
        head = struct.unpack(">25I", picture[:100])  # an X window dump: see XWDFile.h
        start, line = head[0] + 12 * head[19], head[12]
        pixels: Counter[bytes] = Counter()
        for y in range(area.Y, area.Y + area.Height):
            row = picture[start + y * line + 4 * area.X : start + y * line + 4 * (area.X + area.Width)]
            pixels.update(row[at : at + 3] for at in range(0, len(row), 4))
        blue, green, red = pixels.most_common(1)[0][0]
        return f"#{red:02X}{green:02X}{blue:02X}"


@contextmanager
def running(command: list[str], how_to_end: int, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A quiet process with a process group of its own, ended by a signal, whatever it does."""
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    process = subprocess.Popen(command, start_new_session=True, **streams, **options)
    try:
        yield process
    finally:
        end(process, how_to_end)


def end(process: subprocess.Popen[bytes], how: int = signal.SIGKILL) -> None:
    """End a process and its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)
    process.wait()


@contextmanager
def own_screen(folder: Path) -> Iterator[Screen]:
    """A display with nobody else's windows."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp", "-fbdir", str(folder)]
    with os.fdopen(read) as number, running(command, signal.SIGTERM, pass_fds=[write]):
        os.close(write)
        yield Screen(f":{number.readline().strip()}", folder / "Xvfb_screen0")


@contextmanager
def own_office(folder: Path, screen: Screen) -> Iterator["Desk"]:
    """LibreOffice with a profile of its own, in English whatever is installed."""
    pipe = f"xltool{os.getpid()}"
    command = ["soffice", "--norestore", "--nologo", "--nofirststartwizard", f"--accept=pipe,name={pipe};urp;"]
    command.append(f"-env:UserInstallation={(folder / 'profile').as_uri()}")
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(PROFILE)
    environment = {**screen.environment, "SAL_USE_VCLPLUGIN": "gen"}
    environment |= {"XLTOOL_PIPE": pipe, "XLTOOL_CLICKED": str(CLICKED)}  # for Python, when a button was clicked
    with running(command, signal.SIGKILL, env=environment) as office:
        with limited(office):
            context = wait(lambda: connected(office, pipe), "LibreOffice did not start", START)
            desk = Desk(folder, screen, office, context)
        yield desk


def connected(office: subprocess.Popen[bytes], pipe: str) -> Any:
    """UNO's context of LibreOffice. Raises UnoException as long as it is starting."""
    if office.poll() is not None:
        raise Failure(f"LibreOffice ended with {office.returncode}")
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")


class limited:  # noqa: N801 (reads as a verb; contextlib's cannot pass on an exception of UNO)
    """End LibreOffice where it does not come back, since a call of UNO waits for ever."""

    def __init__(self, office: subprocess.Popen[bytes]) -> None:
        self.limit = threading.Timer(STEP, end, [office])

    def __enter__(self) -> None:
        self.limit.start()

    def __exit__(self, *_: object) -> None:
        self.limit.cancel()


class Desk:
    """LibreOffice with one workbook; cells are those of its first sheet, ``C4``."""

    def __init__(self, folder: Path, screen: Screen, office: subprocess.Popen[bytes], context: Any) -> None:
        self.folder, self.screen, self.office, self.context = folder, screen, office, context
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.toolkit = self._service("com.sun.star.awt.Toolkit")
        self.clipboard = self._service("com.sun.star.datatransfer.clipboard.SystemClipboard")
        self.dispatcher = self._service("com.sun.star.frame.DispatchHelper")
        # else LibreOffice makes 产出指标 of 产出 where that word stands above
        self._service("com.sun.star.sheet.GlobalSheetSettings").DoAutoComplete = False

    def _service(self, name: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    # steps

    def open(self, path: str) -> None:
        """Open a copy of a workbook in place of the one before; a lock that was left beside a file is a box unseen."""
        for book in self._books():
            book.close(True)
        copy = Path(shutil.copy(path, tempfile.mkdtemp(dir=self.folder)))
        how = properties(MacroExecutionMode=USE_CONFIG)
        self.book = self.desktop.loadComponentFromURL(copy.as_uri(), "_blank", 0, how)
        self.sheet, self.view = self.book.Sheets.getByIndex(0), self.book.CurrentController
        self.window = self.view.Frame.ContainerWindow
        self.toolkit.processEventsToIdle()
        self.panes = wait(self._documents, "no cells in the window")

    def fill(self, values: dict[str, str | float]) -> None:
        """Put values into cells at once and unguarded, to have something to begin with."""
        self.book.addActionLock()  # five times as fast
        for cell, value in values.items():
            place = self.sheet.getCellRangeByName(cell)
            if isinstance(value, str):
                place.String = value
            else:
                place.Value = value
        self.book.removeActionLock()

    def type(self, cell: str, text: str, keep: bool = False) -> dict[str, Any]:
        """Type a text into a cell and press Enter.

        Answers ``said``, the text of the message box, None where the text was taken; ``title`` and ``buttons`` of the
        box; ``holds``, what the cell has at the end. ``keep`` presses OK in the box, otherwise it is Escape.
        """
        self._go(cell)
        if len(text) <= TYPED and text.isascii() and text.isprintable():
            self.screen.type(text)
        else:
            self.clipboard.setContents(Clipping(text), None)
            self.screen.press("F2", "ctrl+a", "ctrl+v")
        # a locked cell has a box at the first key
        box = wait(lambda: self._box() or self._edited() == text, f"{cell} does not receive {text[:40]}")
        if box is True:
            self.screen.press("Return")
            box = wait(lambda: self._box() or self._edited() is None, f"Enter does nothing in {cell}")
        if box is True:
            return {"said": None, "title": None, "buttons": [], "holds": self.text(cell)}
        said = wait(lambda: self._words(box), "an empty box")
        self._answer(box, "alt+o" if keep else "Escape")
        return {**said, "holds": self.text(cell)}

    def clear(self, cell: str) -> None:
        """Press Delete."""
        self._go(cell)
        self.screen.press("Delete")
        wait(lambda: not self.sheet.getCellRangeByName(cell).String, f"Delete does nothing in {cell}")

    def text(self, cell: str) -> str:
        """What a cell shows."""
        self.toolkit.processEventsToIdle()  # never while a key is on its way: its box would keep this call for ever
        return self.sheet.getCellRangeByName(cell).String

    def colour(self, cell: str) -> str:
        """The colour of a cell on the screen, ``#RRGGBB``, without the cursor or its hint in the way."""
        self._go(cell)  # rows that have grown may have pushed it off the screen
        self._go("A1")
        address = self.sheet.getCellRangeByName(cell).CellAddress
        return self.screen.colour(wait(lambda: self._area(address), f"{cell} is not on the screen"))

    def facts(self, cell: str) -> dict[str, Any]:
        """What guards a cell, its formula, how many rows it is merged over."""
        place = self.sheet.getCellRangeByName(cell)
        rule, colours = place.Validation, place.ConditionalFormat
        area = self.sheet.createCursorByRange(place)
        area.collapseToMergedArea()
        return {
            "formula": place.Formula,
            "locked": place.CellProtection.IsLocked,
            "rows": area.Rows.Count,
            "rule": [rule.Type.value, rule.getFormula1(), rule.ErrorMessage, rule.InputMessage],
            "colours": [colours.getByIndex(i).Formula1 for i in range(colours.Count)],
        }

    def click(self, caption: str) -> str:
        """Click a button on the sheet with the mouse, wait for the box with the answer, press OK; what it said."""
        self._go("A1")
        self.screen.click(wait(lambda: self._button(caption), f"no button {caption}"))
        box = wait(self._box, f"{caption} does not answer", CLICKED_SECONDS)
        said = wait(lambda: self._words(box), "an empty box")
        self._answer(box, "Return")
        return said["said"]

    def books(self) -> dict[str, str]:
        """The open workbooks by the names of their files, and the sheet that each shows."""
        return {book.Title: book.CurrentController.ActiveSheet.Name for book in self._books()}

    def values(self, area: str, sheet: str, book: str = "") -> list[list[str | float]]:
        """What the cells of an area hold, by default of the workbook that was opened last."""
        return [list(row) for row in self._sheet(sheet, book).getCellRangeByName(area).DataArray]

    def marks(self, sheet: str) -> dict[str, list[str]]:
        """The cells with a note: each's own colour, ``#RRGGBB``, and the text of its note."""
        cells = self._sheet(sheet)
        found = {}
        for note in cells.Annotations:
            cell = cells.getCellByPosition(note.Position.Column, note.Position.Row)
            found[cell.AbsoluteName.rpartition(".")[2].replace("$", "")] = [f"#{cell.CellBackColor:06X}", note.String]
        return found

    def copy(self, area: str) -> str:
        """Select an area and press Ctrl+C; the display whose clipboard then has it."""
        self.clipboard.setContents(Clipping(""), None)
        self._go(area)
        self.screen.press("ctrl+c")
        wait(lambda: len(self.clipboard.Contents.TransferDataFlavors) > 1, "nothing was copied")
        return self.screen.environment["DISPLAY"]

    def insert_row_above(self, cell: str) -> None:
        """With the cursor on a cell, what the menu does at 工作表 → 插入行 → 在上方插入行."""
        self._go(cell)
        self.dispatcher.executeDispatch(self.view.Frame, ".uno:InsertRowsBefore", "", 0, ())

    def give_up(self) -> None:
        """After a step that failed: away with its box and with what is being edited, so that the next can be done."""
        for window in (self._box, lambda: self.window):
            with suppress(Failure, AttributeError, UnoException, subprocess.TimeoutExpired):
                self._focus(window())
                self.screen.press("Escape")

    # what the steps are made of

    def _sheet(self, name: str, book: str = "") -> Any:
        found = next(each for each in self._books() if each.Title == book) if book else self.book
        return found.Sheets.getByName(name)

    def _books(self) -> list[Any]:
        return [document for document in self.desktop.Components if hasattr(document, "Sheets")]

    def _button(self, caption: str) -> Rectangle | None:
        """Where a button of the sheet is on the screen."""
        controls = [shape.Control for shape in self.sheet.DrawPage if hasattr(shape, "Control")]
        model = next(control for control in controls if control.Label == caption)
        context = self.view.getControl(model).getAccessibleContext()
        at, size = context.getLocationOnScreen(), context.getSize()
        return Rectangle(at.X, at.Y, size.Width, size.Height) if size.Width and size.Height else None

    def _go(self, cell: str) -> None:
        """Put the cursor on a cell, and the keyboard into the window: there is no window manager."""
        go = properties(ToPoint=cell)
        self.dispatcher.executeDispatch(self.view.Frame, ".uno:GoToCell", "", 0, go)
        self.toolkit.processEventsToIdle()
        self._focus(self.window)

    def _focus(self, window: Any) -> None:
        self.screen.focus(str(window.getWindowHandle(uno.ByteSequence(b"\0" * 16), XWINDOW).WindowHandle))

    def _box(self) -> Any:
        """The window of the message box, None where there is none."""
        windows = (self.toolkit.getTopWindow(i) for i in range(self.toolkit.getTopWindowCount()))
        return next((w for w in windows if w.getAccessibleContext().getAccessibleRole() == Role.ALERT), None)

    @staticmethod
    def _words(box: Any) -> dict[str, Any] | None:
        """What a message box shows, None as long as it has no buttons."""
        context = box.getAccessibleContext()
        parts = [(part.getAccessibleRole(), part.getAccessibleName()) for part in descendants(context)]
        said = "\n".join(name for role, name in parts if role == Role.STATIC)
        buttons = [name for role, name in parts if role == Role.PUSH_BUTTON]
        return {"said": said, "title": context.getAccessibleName(), "buttons": buttons} if buttons else None

    def _answer(self, box: Any, key: str) -> None:
        self._focus(box)
        self.screen.press(key)
        wait(lambda: not self._box(), f"the box does not go away at {key}")
        wait(lambda: self._edited() is None, "the cell is still being edited after the box")

    def _documents(self) -> list[Any]:
        """The panes of the window: two where rows are frozen."""
        window = self.view.Frame.ComponentWindow.getAccessibleContext().getAccessibleChild(0).getAccessibleContext()
        return [part for part in children(window) if part.getAccessibleRole() == Role.DOCUMENT_SPREADSHEET]

    def _parts(self, role: int) -> list[Any]:
        """The parts of the window's panes that have a role: the tables, or the text that is being edited."""
        return [part for pane in self.panes for part in children(pane) if part.getAccessibleRole() == role]

    def _edited(self) -> str | None:
        """The text in the cell that is being edited, None where no cell is."""
        for frame in self._parts(Role.TEXT_FRAME):
            return "\n".join(paragraph.Text for paragraph in children(frame))
        return None

    def _area(self, address: Any) -> Rectangle | None:
        """Where a cell is on the screen, None where it is on neither pane."""
        for pane in self._parts(Role.TABLE):
            cell = pane.getAccessibleCellAt(address.Row, address.Column).getAccessibleContext()
            at, size = cell.getLocationOnScreen(), cell.getSize()
            if size.Width and size.Height:
                return Rectangle(at.X, at.Y, size.Width, size.Height)
        return None


def children(context: Any) -> Iterator[Any]:
    """The accessible contexts below one."""
    for index in range(context.getAccessibleChildCount()):
        yield context.getAccessibleChild(index).getAccessibleContext()


def descendants(context: Any) -> Iterator[Any]:
    """The accessible contexts below one, at any depth."""
    for child in children(context):
        yield child
        yield from descendants(child)


def main() -> None:
    """Do the steps as they come."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with own_screen(folder) as screen, own_office(folder, screen) as desk:
            for line in sys.stdin:
                print(json.dumps(done(desk, *json.loads(line))), flush=True)  # noqa: T201 (the answer)


def done(desk: Desk, step: str, *values: Any) -> dict[str, Any]:
    """The answer to one step."""
    try:
        with limited(desk.office):
            return {"answer": getattr(desk, step)(*values)}
    except (Failure, AttributeError, UnoException, subprocess.TimeoutExpired):
        error = traceback.format_exc()
    with limited(desk.office):
        desk.give_up()
    return {"error": error}


if __name__ == "__main__":
    main()
