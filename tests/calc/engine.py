"""An xlwings engine over LibreOffice: what is written for Excel against xlwings' public interface runs on it unchanged.

``xw.engines.add(xw.Engine(impl=Engine()))``. What LibreOffice cannot answer raises NotImplementedError. It differs from
Excel where a docstring of these modules says so; no test on it proves what Excel does.
"""

import stat
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from xlwings import base_classes

from tests.calc import excel_application, excel_names, values
from tests.calc.cells import Range
from tests.calc.excel_application import ComError
from tests.calc.office import Office, RunningOffice, properties, struct, unexpected, uno
from tests.calc.sheets import Names, Protection, Sheets

FILTERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML"}
OOX = 3  # com.sun.star.sheet.AddressConvention.XL_OOX: Excel's notation, with commas


class Engine:
    """LibreOffice in the place of Excel."""

    name, type = "calc", "desktop"
    prepare_xl_data_element = staticmethod(values.prepared)
    clean_value_data = staticmethod(values.cleaned)

    def __init__(self) -> None:
        self.apps = Apps(self)


class Apps(base_classes.Apps):
    """The running applications, the active one first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.running: list[App] = []

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> "App":
        """Start an application."""
        app = App(self)
        self.running.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def keys(self) -> list[int]:
        """The numbers of the processes."""
        return [app.pid for app in self.running]

    def __iter__(self) -> Iterator["App"]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> "App":
        return next(app for app in self.running if app.pid == pid)


class App(base_classes.App):
    """A LibreOffice without a window.

    What a person sees and answers is kept for the test: ``alerts`` as (prompt, title, buttons, mode), answered by the
    first of ``answers``, else by OK or yes; ``status_bars``, all texts of the status bar; for file dialogs see
    excel_application. ``calls`` counts what is read and written, each of which is a slow call of Excel:
    ``calls["value"]`` how often values were read, ``calls["set color"]`` how often a fill was set. ``busy = True`` is a
    cell in edit mode, ``cut_copy_mode = "copy"`` a border of ants around cells to be pasted.
    """

    screen_updating = display_alerts = enable_events = interactive = visible = True
    hwnd = engine = pid = None
    cut_copy_mode: Any = None
    version, path, startup_path = "16.0", "/usr/lib/libreoffice/program", ""

    def __init__(self, apps: Apps, office: Office | RunningOffice | None = None) -> None:
        self.engine, self.apps = apps.engine, apps
        self.office: Any = office or Office()
        self.pid = self.office.pid
        self.opened: list[Book] = []
        self.begin()

    def adopt(self) -> None:
        """Take the workbooks that are open in LibreOffice for its own, the one in front first."""
        front = self.office.desktop.CurrentComponent
        documents = [document for document in self.office.desktop.Components if hasattr(document, "Sheets")]
        self.opened = [
            Book(self, document, document.isReadonly())
            for document in sorted(documents, key=lambda document: document != front)
        ]

    def begin(self) -> None:
        """Be as if started just now."""
        for book in list(self.opened):
            book.close()
        self.screen_updating = self.display_alerts = self.enable_events = self.interactive = True
        self.busy, self.cut_copy_mode = False, None
        self._status_bar: str | bool = False
        self._calculation = "automatic"
        self.new_names = count(1)
        self.calls: Counter[str] = Counter()
        self.alerts: list[tuple[Any, ...]] = []
        self.answers: list[str] = []
        self.status_bars: list[str] = []
        self.dialogs: list[excel_application.Dialog] = []
        self.chosen: list[list[str]] = []

    def listen(self) -> None:
        """Raise ComError while a cell is being edited: Excel then answers nobody. xlwings would ask again for ever."""
        if self.busy:
            raise ComError("被呼叫方拒绝接收呼叫。", hresult=-2147418111)

    @property
    def api(self) -> excel_application.Application:
        """Excel's Application."""
        return excel_application.Application(self)

    @property
    def books(self) -> "Books":
        """The open workbooks."""
        return Books(self)

    @property
    def status_bar(self) -> str | bool:
        """The text that was put into the status bar, False where it is Excel's own."""
        return self._status_bar

    @status_bar.setter
    def status_bar(self, text: str | bool) -> None:
        self._status_bar = text
        if isinstance(text, str):
            self.status_bars.append(text)

    @property
    def calculation(self) -> str:
        """``automatic`` or ``manual``, for all workbooks."""
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        self._calculation = value
        for book in self.opened:
            book.uno.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        """Compute every formula of every workbook."""
        for book in self.opened:
            book.uno.calculateAll()

    @property
    def selection(self) -> Range | None:
        """What is selected in the active workbook, None where it is not cells."""
        book = self.books.active
        selected = book and book.uno.CurrentSelection
        return Range.of(book, selected) if hasattr(selected, "RangeAddress") else None

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        """What the test's next answer is."""
        self.alerts.append((prompt, title, buttons, mode))
        return self.answers.pop(0) if self.answers else "yes" if (buttons or "").startswith("yes") else "ok"

    def activate(self, steal_focus: bool = False) -> None:
        """Become the first of the applications."""
        self.apps.running.remove(self)
        self.apps.running.insert(0, self)

    def quit(self) -> None:
        """Close everything unsaved, and end."""
        if self.office.alive:
            self.begin()
            self.office.quit()
        self.kill()

    def kill(self) -> None:
        """End without asking."""
        self.office.kill()
        self.opened.clear()
        if self in self.apps.running:
            self.apps.running.remove(self)


class Books(base_classes.Books):
    """The open workbooks of an application, the active one first."""

    app: Any = None

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> "Book | None":
        """The workbook in front."""
        return self.app.opened[0] if self.app.opened else None

    def __call__(self, key: int | str) -> "Book":
        """A workbook by number from 1 or by name. Raises KeyError where there is none."""
        if isinstance(key, int):
            return self.app.opened[key - 1]
        for book in self.app.opened:
            if book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.app.opened)

    def __iter__(self) -> Iterator["Book"]:
        return iter(list(self.app.opened))

    def __contains__(self, key: str) -> bool:
        return any(book.name.lower() == key.lower() for book in self.app.opened)

    def add(self) -> "Book":
        """A new workbook."""
        return self._shown("private:factory/scalc")

    def open(
        self,
        fullname: str,
        update_links: Any = None,
        read_only: bool | None = None,
        format: Any = None,
        password: str | None = None,
        *others: Any,
    ) -> "Book":
        """Open a file; its macros do not run. Raises ComError for no workbook, or where the password is wrong.

        One that is read-only can be edited, but not saved in its place. Unlike on Windows, any other program may then
        change or delete the file.
        """
        if not Path(fullname).stat().st_size:  # LibreOffice would make a new workbook of it
            raise ComError(f"Excel 无法打开文件：{fullname}")
        file, how = Path(fullname), {"Password": password} if password else {}
        if read_only or not file.stat().st_mode & stat.S_IWUSR:
            return self._shown(file.as_uri(), file, AsTemplate=True, **how)  # LibreOffice would not let it be edited
        return self._shown(file.as_uri(), **how)

    def _shown(self, url: str, read_only: Path | None = None, **how: Any) -> "Book":
        try:
            document = self.app.office.desktop.loadComponentFromURL(url, "_blank", 0, properties(**how))
        except unexpected() as error:
            raise ComError(f"Excel 无法打开文件：{url}") from error
        if document is None or not hasattr(document, "Sheets"):
            if document is not None:
                document.close(True)
            raise ComError(f"Excel 无法打开文件：{url}")
        document.enableAutomaticCalculation(self.app.calculation == "automatic")
        book = Book(self.app, document, read_only)
        self.app.opened.insert(0, book)
        return book


class Book(base_classes.Book):
    """An open workbook, ``uno`` its document, ``read_only`` its file if that cannot be saved."""

    app: Any = None

    def __init__(self, app: App, document: Any, read_only: Path | None) -> None:
        self.app, self.uno, self.read_only = app, document, read_only
        self.loaded = self.path and self.path.read_bytes()
        self.new_name = "" if self.path else f"工作簿{next(app.new_names)}"
        self.protections: dict[str, Protection] = {}
        self.formats: dict[int, tuple[str, int]] = {}
        self.parser = document.createInstance("com.sun.star.sheet.FormulaParser")
        self.parser.CompileEnglish, self.parser.FormulaConvention = True, OOX

    @property
    def path(self) -> Path | None:
        """The file, None where it was never saved."""
        return Path(uno().fileUrlToSystemPath(self.uno.URL)) if self.uno.URL else self.read_only

    @property
    def api(self) -> excel_names.Workbook:
        """Excel's Workbook."""
        return excel_names.Workbook(self)

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name if self.path else self.new_name

    @property
    def fullname(self) -> str:
        """The path of the file, the name where it was never saved."""
        return str(self.path) if self.path else self.new_name

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The defined names, also those of a sheet."""
        return Names(self)

    def activate(self) -> None:
        """Bring it to the front."""
        self.app.opened.remove(self)
        self.app.opened.insert(0, self)

    def close(self) -> None:
        """Close it without saving."""
        self.uno.close(True)
        self.app.opened.remove(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save, to another place as the type that its suffix says. Raises ComError for a read-only workbook."""
        if path is None and self.read_only:
            raise ComError(f"“{self.name}”是只读文件。")
        target = Path(path or self.path or f"{self.new_name}.xlsx").absolute()
        how = {"FilterName": FILTERS[target.suffix.lower()]} | ({"Password": password} if password else {})
        try:
            self.uno.storeAsURL(target.as_uri(), properties(**how))
        except unexpected() as error:
            raise ComError(f"不能保存“{target}”。") from error
        self.read_only = None

    def save_copy(self, target: Path) -> None:
        """Store a copy as the type that its suffix says."""
        self.uno.storeToURL(target.as_uri(), properties(FilterName=FILTERS[target.suffix.lower()]))

    def format_key(self, code: str) -> int:
        """The number of a number format in this workbook."""
        formats, of_system = self.uno.NumberFormats, struct("lang.Locale", "", "", "")
        key = formats.queryKey(code, of_system, False)
        return formats.addNew(code, of_system) if key == -1 else key

    def number_format(self, key: int) -> tuple[str, int]:
        """The code of a number format and its kind, com.sun.star.util.NumberFormat."""
        if key not in self.formats:
            found = self.uno.NumberFormats.getByKey(key)
            self.formats[key] = found.FormatString, found.Type
        return self.formats[key]
