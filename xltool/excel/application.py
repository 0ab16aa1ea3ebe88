"""Excel as the buttons see it: the workbook in front, its sheets as grids, questions, and what is written back.

The one place, with ``lean``, that knows xlwings. ``api`` is Excel's own object, for what xlwings has no words.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltool.cells import ERROR_VALUES, a1, column_name
from xltool.excel.coded import decoded
from xltool.problems import Refused
from xltool.reading.grid import Flag, Grid

if TYPE_CHECKING:
    from xltool.forms.form import Form
    from xltool.settings import Settings

TITLE = "绩效目标"
VERY_HIDDEN, _VISIBLE = 2, -1
"""Excel's xlSheetVeryHidden, a sheet that no menu shows, and xlSheetVisible."""

_FOLDER_PICKER, _FILE_PICKER = 4, 3
_TOLD = 20
"""After how many tables the status bar says how far the reading is."""

_PROTECTION = (
    *("AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns"),
    *("AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows"),
    *("AllowSorting", "AllowFiltering", "AllowUsingPivotTables"),
)
"""What a protected sheet allows, by the names of Excel's Protection object and of its method Protect."""


class Excel:
    """The running Excel and the workbook whose button was pressed."""

    def __init__(self, book: Any) -> None:
        self.book, self.app = book, book.app

    @classmethod
    def of_caller(cls) -> Excel:
        """The Excel that started this Python. Raises ``Refused`` where no workbook is in front any more."""
        from xltool.excel import lean

        return cls(_calling_book(lean.load(), sys.argv))

    # to the clerk

    def say(self, sentence: str, *, serious: bool = False) -> None:
        """Show a sentence and wait until it was read."""
        self.app.alert(sentence, TITLE, "ok", "critical" if serious else "info")

    def agrees(self, question: str) -> bool:
        """Ask a question that is answered by yes or no."""
        return bool(self.app.alert(question, TITLE, "yes_no", "info") == "yes")

    def progress(self, words: str | None) -> None:
        """Show in the status bar what is being done; None gives the bar back to Excel."""
        self.app.status_bar = words if words is not None else False

    def reading(self, done: int, of_all: int) -> None:
        """Show how many of the tables have been read; now and then, for every call of Excel takes its time."""
        if done == of_all or done % _TOLD == 0:
            self.progress(f"正在读取项目表：{done} / {of_all}")

    def choose_folder(self, title: str) -> Path | None:
        """The folder that the clerk chooses, None where he does not."""
        chosen = self._choose(_FOLDER_PICKER, title, many=False)
        return chosen[0] if chosen else None

    def choose_files(self, title: str) -> list[Path]:
        """The files that the clerk chooses."""
        return self._choose(_FILE_PICKER, title, many=True)

    def choose_place(self, title: str, name: str) -> Path | None:
        """Where a new workbook is to lie, None where the clerk does not say."""
        chosen = self.app.api.GetSaveAsFilename(name, "Excel 工作簿 (*.xlsx), *.xlsx", 1, title)
        return Path(chosen) if isinstance(chosen, str) and chosen else None

    def _choose(self, kind: int, title: str, *, many: bool) -> list[Path]:
        dialog = self.app.api.FileDialog(kind)
        dialog.Title = title
        if many:
            dialog.AllowMultiSelect = True
        if not dialog.Show():
            return []
        return [Path(dialog.SelectedItems(number)) for number in range(1, dialog.SelectedItems.Count + 1)]

    # from the workbook

    def grids(self) -> list[Grid]:
        """Every sheet as it is on the screen, one reading each."""
        return [self.grid(sheet) for sheet in self.book.sheets]

    def grid(self, sheet: Any) -> Grid:
        """One sheet, addresses as in Excel: its used area is read at once; left and above of it is nothing.

        Only of columns with numbers that may be percentages the format is asked, of all such cells in one call.
        """
        used = sheet.used_range
        read = used.options(ndim=2, err_to_str=True).value
        top, left = used.row - 1, used.column - 1
        rows: list[list[object]] = [[] for _ in range(top)]
        rows += [[None] * left + list(row) for row in read]
        flags = {
            (number, col): Flag("error", value)
            for number, row in enumerate(rows)
            for col, value in enumerate(row)
            if isinstance(value, str) and value in ERROR_VALUES
        }
        hidden, percents = sheet.visible != _VISIBLE, frozenset(_percents(sheet, rows))
        return Grid(self.book.name, sheet.name, rows, flags=flags, hidden=hidden, percents=percents)

    def unsaved(self, folder: Path) -> dict[Path, bytes]:
        """What the open workbooks of a folder hold that are not saved, as they are on the screen."""
        found: dict[Path, bytes] = {}
        for book in self.app.books:
            path = Path(book.fullname)
            if path.is_absolute() and not book.api.Saved and _same(path.parent, folder):
                with tempfile.TemporaryDirectory() as name:
                    copy = Path(name, f"copy{path.suffix}")
                    book.api.SaveCopyAs(str(copy))
                    found[path] = copy.read_bytes()
        return found

    def opened(self, path: Path) -> Any | None:
        """The open workbook of a file, None where it is not open."""
        named = (book for book in self.app.books if book.name.lower() == path.name.lower())
        return next((book for book in named if _same(Path(book.fullname), path)), None)

    def free_name(self, stem: str) -> str:
        """The name for a new .xlsx that no open workbook has, since Excel opens no two of one name."""
        names = {book.name.lower() for book in self.app.books}
        free = (f"{stem}{f' ({number})' if number > 1 else ''}.xlsx" for number in count(1))
        return next(name for name in free if name.lower() not in names)

    def can_open(self, path: Path) -> None:
        """Raise ``Refused`` where a workbook of the same name is open from another folder: Excel opens no second."""
        if self.opened(path) is None and any(book.name.lower() == path.name.lower() for book in self.app.books):
            raise Refused(
                f"已经打开着另一个文件夹里的“{path.name}”，Excel 不能同时打开两个同名的工作簿。请先关闭它，再点一次。"
            )

    def open(self, path: Path) -> Any:
        """Open a workbook, or bring it to the front; what Excel computes anew as it opens one is no unsaved change.

        Raises ``Refused`` where another one of its name is open.
        """
        self.can_open(path)
        book = self.opened(path)
        if book is None:
            book = self.app.books.open(str(path))
            book.api.Saved = True
        book.activate()
        return book

    def named_cell(self, name: str) -> Any | None:
        """The cells of one of the workbook's names, None where it has no such name."""
        found = next((entry for entry in self.book.names if entry.name == name), None)
        return None if found is None else found.refers_to_range

    def sheet(self, name: str) -> Any | None:
        """A sheet of the workbook by its name, hidden ones too."""
        return next((sheet for sheet in self.book.sheets if sheet.name == name), None)

    def add_sheet(self, name: str) -> Any:
        """A new sheet at the end, the one that was shown stays in front. Raises ``Refused`` for a locked workbook."""
        self.may_change_sheets()
        front = self.book.sheets.active
        sheet = self.book.sheets.add(name, after=self.book.sheets[-1])
        front.activate()
        return sheet

    def may_change_sheets(self) -> None:
        """Raise ``Refused`` for a workbook whose structure is protected."""
        if self.book.api.ProtectStructure:
            raise Refused("这个工作簿不允许添加或删除工作表。请先在“审阅”里撤销工作簿保护，再点一次。")

    def remove(self, sheet: Any) -> None:
        """Delete one of our own sheets without Excel's question."""
        alerts, self.app.display_alerts = self.app.display_alerts, False
        try:
            sheet.visible = _VISIBLE  # a very hidden one cannot be deleted
            sheet.delete()
        finally:
            self.app.display_alerts = alerts

    def forms(self) -> tuple[Form, ...] | None:
        """The forms to look for, with the department's own words and forms; None where it has neither."""
        from xltool.batch import forms_of, known_forms

        path = Path(self.book.fullname or "")
        return known_forms(self.settings().labels, forms_of([path])) if path.is_absolute() else None

    def settings(self) -> Settings:
        """The department's settings beside the workbook; blank ones where it was never saved on this PC."""
        from xltool.batch import NO_SETTINGS, settings_of

        path = Path(self.book.fullname or "")
        return settings_of([path]) if path.is_absolute() else NO_SETTINGS

    @property
    def folder(self) -> Path:
        """The folder of the workbook. Raises ``Refused`` where it was never saved on this PC."""
        if not self.book.fullname or "://" in self.book.fullname or not Path(self.book.fullname).is_absolute():
            raise Refused("这个工作簿还没有存到电脑上，不知道是哪个文件夹。请先保存工作簿，再点一次。")
        return Path(self.book.fullname).parent

    # to the workbook

    @contextmanager
    def unlocked(self, *sheets: Any) -> Iterator[None]:
        """Lift the protection of sheets, which has no password, and put it back as it was.

        Raises ``Refused`` where there is a password.
        """
        locked = [(sheet, _rights(sheet)) for sheet in sheets if sheet.api.ProtectContents]
        lifted = []
        try:
            for sheet, rights in locked:
                with suppress(Exception):
                    sheet.api.Unprotect("")
                if sheet.api.ProtectContents:
                    raise Refused(
                        f"工作表“{sheet.name}”设了密码保护，不能做标记和写入。请先在“审阅”里撤销工作表保护，再点一次。"
                    )
                lifted.append((sheet, rights))
            yield
        finally:
            for sheet, (allowed, selection) in lifted:
                sheet.api.Protect(**allowed)
                sheet.api.EnableSelection = selection


def _percents(sheet: Any, rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int]]:
    """The places of numbers that are shown as percentages."""
    columns: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for col, value in enumerate(row):
            if isinstance(value, float) and 0 < value <= 1:
                columns.setdefault(col, []).append(number)
    for col, numbers in columns.items():
        yield from ((number, col) for number in _shown_as_percents(sheet, col, numbers))


def _shown_as_percents(sheet: Any, col: int, numbers: list[int]) -> list[int]:
    """Those rows of a column; where cells between the first and the last differ in format, each half is asked."""
    area = sheet.range(f"{a1(numbers[0], col)}:{a1(numbers[-1], col)}")
    code = area.number_format
    if code is None and len(numbers) > 1:
        middle = len(numbers) // 2
        halves = (numbers[:middle], numbers[middle:])
        return [number for half in halves for number in _shown_as_percents(sheet, col, half)]
    return numbers if "%" in (code or "") else []


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one place: a file may have been opened by a drive letter or by its network name."""
    try:
        return one == other or one.samefile(other)
    except OSError:  # one of them is no place of this PC
        return False


def _calling_book(xlwings: Any, arguments: Sequence[str]) -> Any:
    """The workbook that the command line names, else the one in front of the Excel that wrote the command line.

    xlwings' own ``Book.caller`` ends a name at its first "=". A button is always pressed in the workbook in front.
    """
    given = {name: value for name, _, value in (argument.partition("=") for argument in arguments)}
    if "--hwnd" not in given or hasattr(xlwings.Book, "_mock_caller"):
        return xlwings.Book.caller()
    app = xlwings.App(impl=xlwings._xlwindows.App(xl=int(given["--hwnd"])))
    name = decoded(given["--book"]) if "--book" in given else given.get("--wb", "")
    book = next((book for book in app.books if book.name.lower() == name.lower()), None) or app.books.active
    if book is None:
        raise Refused("没有可以使用的工作簿。请先打开一个，再点一次。")
    return book


def _rights(sheet: Any) -> tuple[dict[str, Any], int]:
    """What a protected sheet allows, and which of its cells can be selected."""
    api = sheet.api
    allowed = {name: bool(getattr(api.Protection, name)) for name in _PROTECTION}
    allowed |= {"DrawingObjects": bool(api.ProtectDrawingObjects), "Scenarios": bool(api.ProtectScenarios)}
    return allowed, api.EnableSelection


def put_texts(area: Any, rows: Sequence[Sequence[object]], numbers: Any = None) -> None:
    """Write rows at once; every text stays a text, whatever it begins with, and ``numbers`` are cells of numbers."""
    area.number_format = "@"
    if numbers is not None:
        numbers.number_format = "0"
    area.value = [list(row) for row in rows]


def block(sheet: Any, row: int, col: int, rows: int, cols: int) -> Any:
    """An area by its first cell (zero-based) and its size."""
    first, last = f"{column_name(col)}{row + 1}", f"{column_name(col + cols - 1)}{row + rows}"
    return sheet.range(f"{first}:{last}")
