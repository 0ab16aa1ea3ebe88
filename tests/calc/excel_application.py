"""Excel's own names behind ``app.api``, and Excel's error: see excel_names."""

from dataclasses import dataclass, field
from typing import Any


class ComError(Exception):
    """What pywin32 raises as ``pywintypes.com_error``, with the same attributes: error 1004 with Excel's words."""

    def __init__(self, text: str, hresult: int = -2147352567) -> None:
        self.hresult, self.strerror, self.argerror = hresult, text, None
        self.excepinfo: tuple[Any, ...] | None = None
        if hresult == -2147352567:
            self.strerror = "发生意外。"
            self.excepinfo = (0, "Microsoft Excel", text, "xlmain11.chm", 0, -2146827284)
        super().__init__(self.hresult, self.strerror, self.excepinfo, self.argerror)


class Items:
    """A collection of Excel: called with a number from 1, counted, gone through."""

    __slots__ = ("_items",)

    def __init__(self, items: list[Any]) -> None:
        self._items = items

    @property
    def Count(self) -> int:
        """How many there are."""
        return len(self._items)

    def __call__(self, number: int) -> Any:
        """One of them."""
        if not 1 <= number <= len(self._items):
            raise ComError("下标越界。")
        return self._items[number - 1]

    Item = __call__

    def __iter__(self) -> Any:
        return iter(self._items)


@dataclass
class Dialog:
    """A file dialog that was shown, and what it gave: nothing where it was cancelled."""

    title: str
    several: bool
    filters: list[Any]
    first: str
    chosen: list[str] = field(default_factory=list)


def _same(attribute: str) -> Any:
    """A member of Application that is an attribute of the engine's App."""
    return property(
        lambda self: getattr(self._app, attribute), lambda self, value: setattr(self._app, attribute, value)
    )


class Application:
    """``Application``. What a person chooses in the next file dialogs are the lists of ``app.impl.chosen``, in turn;
    without one the dialog is cancelled. What was shown is then in ``app.impl.dialogs``.
    """

    __slots__ = ("_app",)
    Name = "Microsoft Excel"
    StatusBar = _same("status_bar")
    ScreenUpdating = _same("screen_updating")
    DisplayAlerts = _same("display_alerts")
    EnableEvents = _same("enable_events")
    Interactive = _same("interactive")
    Version = _same("version")

    def __init__(self, app: Any) -> None:
        self._app = app

    def Goto(self, Reference: Any, Scroll: bool = False) -> None:
        """Select cells wherever they are."""
        Reference._cells.select()

    def GetOpenFilename(
        self,
        FileFilter: str = "",
        FilterIndex: int = 1,
        Title: str = "",
        ButtonText: Any = None,
        MultiSelect: bool = False,
    ) -> Any:
        """The chosen file, several as a tuple, False where the dialog was cancelled."""
        dialog = Dialog(Title, MultiSelect, [FileFilter] if FileFilter else [], "")
        if not self._show(dialog):
            return False
        return tuple(dialog.chosen) if MultiSelect else dialog.chosen[0]

    def GetSaveAsFilename(
        self, InitialFilename: str = "", FileFilter: str = "", FilterIndex: int = 1, Title: str = ""
    ) -> Any:
        """The chosen place, False where the dialog was cancelled."""
        dialog = Dialog(Title, False, [FileFilter] if FileFilter else [], InitialFilename)
        return dialog.chosen[0] if self._show(dialog) else False

    def FileDialog(self, fileDialogType: int) -> "FileDialog":
        """A dialog for files (3) or for a folder (4)."""
        return FileDialog(self)

    def _show(self, dialog: Dialog) -> bool:
        dialog.chosen = self._app.chosen.pop(0) if self._app.chosen else []
        self._app.dialogs.append(dialog)
        return bool(dialog.chosen)


class FileDialog:
    """``Application.FileDialog``: set its attributes, ``Show()`` gives -1, 0 where it was cancelled."""

    __slots__ = ("AllowMultiSelect", "Filters", "InitialFileName", "SelectedItems", "Title", "_application")

    def __init__(self, application: Application) -> None:
        self._application = application
        self.Title = self.InitialFileName = ""
        self.AllowMultiSelect = False
        self.Filters = Filters()
        self.SelectedItems = Items([])

    def Show(self) -> int:
        """Show it."""
        dialog = Dialog(self.Title, self.AllowMultiSelect, self.Filters.added, self.InitialFileName)
        done = self._application._show(dialog)
        self.SelectedItems = Items(dialog.chosen)
        return -1 if done else 0


class Filters:
    """``FileDialog.Filters``."""

    def __init__(self) -> None:
        self.added: list[tuple[str, str]] = []

    def Add(self, Description: str, Extensions: str, Position: Any = None) -> None:
        """Add a filter."""
        self.added.append((Description, Extensions))

    def Clear(self) -> None:
        """Remove all filters."""
        self.added.clear()
