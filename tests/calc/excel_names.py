"""A handful of Excel's own names behind ``.api``, for what xlwings has no word for.

They imitate Excel as its documentation has it. That Excel does the same is not proved by any test on them: which cells
a flag of ``Protect`` opens, what ``Protection`` says after ``Unprotect``, how ``Hyperlinks.Add`` parts an address, what
a dialog gives. A member that is not here raises AttributeError, whether it is read or set.
"""

import re
from pathlib import Path
from typing import Any

from tests.calc.excel_application import ComError, Items

XL_NONE, XL_SOLID = -4142, 1

FLAGS = {
    "AllowFormattingCells": "formatCells",
    "AllowFormattingColumns": "formatColumns",
    "AllowFormattingRows": "formatRows",
    "AllowInsertingColumns": "insertColumns",
    "AllowInsertingRows": "insertRows",
    "AllowInsertingHyperlinks": "insertHyperlinks",
    "AllowDeletingColumns": "deleteColumns",
    "AllowDeletingRows": "deleteRows",
    "AllowSorting": "sort",
    "AllowFiltering": "autoFilter",
    "AllowUsingPivotTables": "pivotTables",
}
"""The flags of ``Worksheet.Protect``, and the attribute of the file that forbids the same."""


def quoted(sheet: str) -> str:
    """The name of a sheet as it stands in a formula."""
    return sheet if re.fullmatch(r"[^\W\d]\w*", sheet) else "'" + sheet.replace("'", "''") + "'"


def parted(url: str) -> tuple[str, str]:
    """Address and SubAddress of a link: ``#Sheet1.A1`` is a place in the workbook."""
    address, _, place = url.partition("#")
    return address, re.sub(r"\.(?=\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?$)", "!", place)


class Workbook:
    """``Workbook``."""

    __slots__ = ("_book",)

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def ReadOnly(self) -> bool:
        """Whether it was opened read-only."""
        return bool(self._book.read_only)

    @property
    def ProtectStructure(self) -> bool:
        """Whether sheets can be neither added nor removed."""
        return self._book.uno.isProtected()

    @property
    def Saved(self) -> bool:
        """Whether there is no unsaved edit."""
        return not self._book.uno.isModified()

    @Saved.setter
    def Saved(self, value: bool) -> None:
        self._book.uno.setModified(not value)

    def SaveCopyAs(self, Filename: str) -> None:
        """Save a copy, unsaved edits too; the workbook stays what and where it is."""
        self._book.save_copy(Path(Filename))

    @property
    def Path(self) -> str:
        """The folder, "" where it was never saved."""
        return str(self._book.path.parent) if self._book.path else ""


class Name:
    """``Name``. ``Visible`` is taken and forgotten: LibreOffice lists every name."""

    Visible = True


class Worksheet:
    """``Worksheet``.

    LibreOffice keeps the flags of a protection that came with the file through ``Unprotect`` and ``Protect``, and saves
    those, whatever was asked for; a sheet that is protected for the first time is saved without any. What was asked for
    is here, in ``Protection``. A password is compared, and not asked for: without it ``Unprotect`` is refused.
    """

    __slots__ = ("_sheet",)

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def Name(self) -> str:
        """What stands on its tab."""
        return self._sheet.name

    @property
    def ProtectContents(self) -> bool:
        """Whether locked cells are protected."""
        return self._sheet.uno.isProtected()

    @property
    def ProtectDrawingObjects(self) -> bool:
        """Whether notes and shapes are protected."""
        return self.ProtectContents and self._sheet.protection.drawing_objects

    @property
    def ProtectScenarios(self) -> bool:
        """Whether scenarios are protected."""
        return self.ProtectContents and self._sheet.protection.scenarios

    @property
    def Protection(self) -> "Flags":
        """The flags ``AllowFormattingCells`` and so on, all False on a sheet that is not protected."""
        return Flags(self._sheet.protection.allowed if self.ProtectContents else {})

    @property
    def EnableSelection(self) -> int:
        """What can be selected on the protected sheet: 0 all, 1 unlocked cells, -4142 nothing."""
        return self._sheet.protection.selection

    @EnableSelection.setter
    def EnableSelection(self, value: int) -> None:
        self._sheet.protection.selection = value

    def Unprotect(self, Password: str | None = None) -> None:
        """Lift the protection. Raises ComError where the password is another."""
        self._sheet.unprotect(Password)

    def Protect(
        self,
        Password: str | None = None,
        DrawingObjects: bool = True,
        Contents: bool = True,
        Scenarios: bool = True,
        UserInterfaceOnly: bool = False,
        **flags: bool,
    ) -> None:
        """Protect the locked cells, allowing what the flags say. ``UserInterfaceOnly`` is not imitated."""
        if UserInterfaceOnly or not Contents:
            raise NotImplementedError("UserInterfaceOnly, or a protection without Contents")
        if unknown := flags.keys() - FLAGS.keys():
            raise ComError(f"没有这个参数：{unknown}")
        self._sheet.protect(Password, flags, DrawingObjects, Scenarios)

    def Range(self, Cell1: str) -> "Cells":
        """Cells by address."""
        return Cells(self._sheet.range(Cell1))

    def Rows(self, Index: int) -> "Cells":
        """A row."""
        return Cells(self._sheet.range(f"{Index}:{Index}"))

    @property
    def Comments(self) -> Items:
        """All notes."""
        return Items([Comment(note) for note in self._sheet.notes])

    @property
    def Hyperlinks(self) -> "Hyperlinks":
        """The links; only ``Add`` of them."""
        return Hyperlinks(None)


class Flags:
    """``Worksheet.Protection``."""

    __slots__ = ("_allowed",)

    def __init__(self, allowed: dict[str, bool]) -> None:
        self._allowed = allowed

    def __getattr__(self, name: str) -> bool:
        if name not in FLAGS:
            raise AttributeError(name)
        return self._allowed.get(name, False)


class Cells:
    """``Range``."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def Interior(self) -> "Interior":
        """The fill."""
        return Interior(self._cells)

    @property
    def Hidden(self) -> bool | None:
        """Whether these rows are hidden."""
        return self._cells.row_hidden

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        self._cells.row_hidden = value

    @property
    def Locked(self) -> bool | None:
        """Whether a protected sheet forbids to write, None where the cells differ."""
        lock = self._cells.common("CellProtection")
        return None if lock is None else lock.IsLocked

    @property
    def Comment(self) -> "Comment | None":
        """The note."""
        return Comment(note) if (note := self._cells.note) else None

    def AddComment(self, Text: str = "") -> "Comment":
        """Add a note."""
        return Comment(self._cells.add_note(Text))

    @property
    def Hyperlinks(self) -> "Hyperlinks":
        """The links of one cell."""
        return Hyperlinks(self._cells)


class Interior:
    """``Range.Interior``. LibreOffice has colours only; a pattern becomes one when a file is opened."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    def _fill(self, of_differing: Any, of_none: Any, of_colour: Any) -> Any:
        colour = self._cells.common("CellBackColor")
        return of_differing if colour is None else of_none if colour == -1 else of_colour

    @property
    def Color(self) -> float:
        """Red + green × 256 + blue × 65536; white without a fill, 0 where the cells differ."""
        red, green, blue = self._cells.color or (255, 255, 255)
        return float(self._fill(0, 0xFFFFFF, red | green << 8 | blue << 16))

    @Color.setter
    def Color(self, value: float) -> None:
        self._cells.color = int(value)

    @property
    def ColorIndex(self) -> int | None:
        """-4142 without a fill, None where the cells differ; any colour is 1."""
        return self._fill(None, XL_NONE, 1)

    @ColorIndex.setter
    def ColorIndex(self, value: int) -> None:
        if value != XL_NONE:
            raise NotImplementedError(f"Interior.ColorIndex = {value}")
        self._cells.color = None

    @property
    def Pattern(self) -> int | None:
        """-4142 without a fill, 1 with one, None where the cells differ."""
        return self._fill(None, XL_NONE, XL_SOLID)

    @Pattern.setter
    def Pattern(self, value: int) -> None:
        if value == XL_NONE:
            self._cells.color = None
        elif value != XL_SOLID:
            raise NotImplementedError(f"Interior.Pattern = {value}")


class Comment:
    """``Comment``, a note."""

    __slots__ = ("_note",)

    def __init__(self, note: Any) -> None:
        self._note = note

    def Text(self, Text: str | None = None, Start: Any = None, Overwrite: Any = None) -> str:
        """What it says, or shall say."""
        if Text is not None:
            self._note.text = Text
        return self._note.text

    @property
    def Author(self) -> str:
        """Who wrote it."""
        return self._note.author

    @property
    def Parent(self) -> Cells:
        """Its cell."""
        return Cells(self._note.location)

    def Delete(self) -> None:
        """Take it away."""
        self._note.delete()


class Hyperlinks:
    """``Hyperlinks`` of a sheet or of one cell."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    def Add(
        self, Anchor: Cells, Address: str, SubAddress: str = "", ScreenTip: str = "", TextToDisplay: str = ""
    ) -> "Hyperlink":
        """Put a link into a cell, over its text if none is given."""
        url = f"{Address}#{SubAddress}" if SubAddress else Address
        Anchor._cells.add_hyperlink(url, TextToDisplay or Anchor._cells.cell().String or url)
        return Hyperlink(Anchor._cells, ScreenTip)

    @property
    def Count(self) -> int:
        """How many a cell has."""
        return len(self._cells.links())

    def __call__(self, number: int) -> "Hyperlink":
        """One of them."""
        if number > self.Count:
            raise ComError("下标越界。")
        return Hyperlink(self._cells)

    Item = __call__

    def Delete(self) -> None:
        """Make plain text of it."""
        cell = self._cells.single()
        cell.String = cell.String


class Hyperlink:
    """``Hyperlink``. LibreOffice has no screen tip."""

    __slots__ = ("ScreenTip", "_cells")

    def __init__(self, cells: Any, tip: str = "") -> None:
        self._cells, self.ScreenTip = cells, tip

    @property
    def Address(self) -> str:
        """A file or page, "" for a place in the workbook."""
        return parted(self._cells.links()[0].URL)[0]

    @property
    def SubAddress(self) -> str:
        """A place in it, ``Sheet1!A1``."""
        return parted(self._cells.links()[0].URL)[1]

    @property
    def TextToDisplay(self) -> str:
        """What the cell shows."""
        return self._cells.cell().String

    def Delete(self) -> None:
        """Make plain text of it."""
        Hyperlinks(self._cells).Delete()
