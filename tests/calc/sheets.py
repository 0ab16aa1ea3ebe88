"""The sheets and the defined names of a LibreOffice workbook, for xlwings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import openpyxl
from xlwings import base_classes
from xlwings.constants import MAX_COLUMNS, MAX_ROWS
from xlwings.utils import a1_to_tuples

from tests.calc import excel_names
from tests.calc.cells import Note, Range
from tests.calc.excel_application import ComError
from tests.calc.excel_names import FLAGS
from tests.calc.office import struct, unexpected

ADDRESS = re.compile(r"[A-Z]{1,3}[0-9]+(:[A-Z]{1,3}[0-9]+)?|[A-Z]{1,3}:[A-Z]{1,3}|[0-9]+:[0-9]+", re.IGNORECASE)

LONGEST_NAME = 31  # of a sheet


@dataclass
class Protection:
    """What Excel allows on a protected sheet, by the names of ``Worksheet.Protect``."""

    allowed: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(FLAGS, False))
    drawing_objects: bool = False
    scenarios: bool = False
    selection: int = 0

    @classmethod
    def of(cls, sheet: Any) -> "Protection":
        """The protection of a sheet of openpyxl."""
        locks = sheet.protection
        allowed = {flag: not getattr(locks, attribute) for flag, attribute in FLAGS.items()}
        selection = -4142 if locks.selectUnlockedCells else 1 if locks.selectLockedCells else 0
        return cls(allowed, bool(locks.objects), bool(locks.scenarios), selection)


class Sheets(base_classes.Sheets):
    """The sheets of a workbook."""

    def __init__(self, book: Any) -> None:
        book.app.listen()
        self.book, self.uno = book, book.uno.Sheets

    @property
    def active(self) -> "Sheet":
        """The sheet in front."""
        return Sheet(self.book, self.book.uno.CurrentController.ActiveSheet)

    def __call__(self, key: int | str) -> "Sheet":
        """A sheet by number from 1 or by name. Raises ComError where there is none."""
        if isinstance(key, int):
            if not 1 <= key <= len(self):
                raise ComError("下标越界。")
            return Sheet(self.book, self.uno.getByIndex(key - 1))
        for name in self.uno.ElementNames:
            if name.lower() == key.lower():
                return Sheet(self.book, self.uno.getByName(name))
        raise ComError(f"没有工作表“{key}”。")

    def __len__(self) -> int:
        return self.uno.Count

    def __iter__(self) -> Iterator["Sheet"]:
        return (self(number + 1) for number in range(len(self)))

    def __contains__(self, key: str) -> bool:
        return key.lower() in [name.lower() for name in self.uno.ElementNames]

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> "Sheet":
        """Add a sheet, before the active one if nothing is said, and activate it."""
        name = name or next(free for i in range(1, 10_000) if (free := f"Sheet{i}") not in self)
        self.permit(name)
        position = after.index if after else (before or self.active).index - 1
        self.uno.insertNewByName(name, position)
        sheet = self(name)
        sheet.activate()
        return sheet

    def permit(self, name: str = "") -> None:
        """Raise ComError where the workbook's structure is protected, or where no sheet can get this name."""
        if self.book.uno.isProtected():
            raise ComError("工作簿受保护，不能更改。")
        if name and (name in self or len(name) > LONGEST_NAME or re.search(r"[][:*?/\\]", name)):
            raise ComError(f"工作表不能叫“{name}”。")


class Sheet(base_classes.Sheet):
    """A sheet."""

    book: Any = None

    def __init__(self, book: Any, uno: Any) -> None:
        self.book, self.uno = book, uno

    @property
    def api(self) -> excel_names.Worksheet:
        """Excel's Worksheet."""
        return excel_names.Worksheet(self)

    @property
    def name(self) -> str:
        """What stands on its tab."""
        return self.uno.Name

    @name.setter
    def name(self, value: str) -> None:
        self.book.sheets.permit("" if value.lower() == self.name.lower() else value)
        protection = self.protection
        del self.book.protections[self.name]
        self.uno.Name = value
        self.book.protections[value] = protection

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return self.uno.RangeAddress.Sheet + 1

    @property
    def names(self) -> "Names":
        """The names that are defined for this sheet only."""
        return Names(self.book, self)

    @property
    def visible(self) -> int:
        """-1 for shown, 0 for hidden; LibreOffice knows no very hidden sheet and saves it as a hidden one."""
        return -1 if self.uno.IsVisible else 0

    @visible.setter
    def visible(self, value: int) -> None:
        self.book.sheets.permit()
        shown = value in (-1, True)
        if not shown and [sheet.name for sheet in self.book.sheets if sheet.visible] == [self.name]:
            raise ComError("工作簿内至少含有一张可视工作表。")
        self.uno.IsVisible = shown

    def activate(self) -> None:
        """Bring it and its workbook to the front."""
        self.book.activate()
        self.book.uno.CurrentController.setActiveSheet(self.uno)

    select = activate

    def delete(self) -> None:
        """Take it out of the workbook."""
        self.book.sheets.permit()
        self.book.protections.pop(self.name, None)
        self.book.uno.Sheets.removeByName(self.name)

    # cells

    def range(self, first: Any, last: Any = None) -> Range:
        """Cells by address, defined name, (row, column), (row, column, rows, columns), or two corners."""
        if last is None:
            return self._place(first)
        one, two = self._place(first), self._place(last)
        row, column = min(one.row, two.row), min(one.column, two.column)
        bottom = max(one.row + one.shape[0], two.row + two.shape[0])
        right = max(one.column + one.shape[1], two.column + two.shape[1])
        return Range(self, row, column, bottom - row, right - column)

    def _place(self, place: Any) -> Range:
        if isinstance(place, Range):
            return place
        if isinstance(place, tuple):
            if 0 in place[:2]:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return Range(self, *place)
        if ADDRESS.fullmatch(address := place.replace("$", "")):
            (top, left), last = a1_to_tuples(address)
            bottom, right = last or (top, left)
            return Range(self, top, left, bottom - top + 1, right - left + 1)
        for names in (self.names, self.book.names):
            if names.contains(place) and (found := names(place).refers_to_range).sheet.name == self.name:
                return found
        raise ComError(f"没有区域“{place}”。")

    @property
    def cells(self) -> Range:
        """All cells."""
        return Range(self, 1, 1, MAX_ROWS, MAX_COLUMNS)

    @property
    def used_range(self) -> Range:
        """From the first to the last cell that holds or looks like anything."""
        cursor = self.uno.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range.of(self.book, cursor)

    @property
    def notes(self) -> list[Note]:
        """All notes."""
        places = [note.Position for note in self.uno.Annotations]
        return [Note(Range(self, place.Row + 1, place.Column + 1)) for place in places]

    def clear_contents(self) -> None:
        """Take all values away."""
        self.used_range.clear_contents()

    def clear(self) -> None:
        """Take all values and formats away."""
        self.used_range.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Make columns and rows fit."""
        self.used_range.autofit(axis)

    # protection

    @property
    def protection(self) -> Protection:
        """What is allowed when it is protected: of the file that was opened, until ``Protect`` says it anew."""
        if self.name not in self.book.protections:
            found = Protection()
            if self.uno.isProtected() and self.book.loaded:
                found = Protection.of(openpyxl.load_workbook(BytesIO(self.book.loaded))[self.name])
            self.book.protections[self.name] = found
        return self.book.protections[self.name]

    def unprotect(self, password: str | None) -> None:
        """Lift the protection; what was allowed is forgotten, what could be selected is not."""
        try:
            self.uno.unprotect(password or "")
        except unexpected() as error:
            raise ComError("您所提供的密码不正确。") from error
        self.book.protections[self.name] = Protection(selection=self.protection.selection)

    def protect(self, password: str | None, allowed: dict[str, bool], drawing_objects: bool, scenarios: bool) -> None:
        """Protect locked cells; on a protected sheet nothing changes."""
        if self.uno.isProtected():
            return
        found = Protection(drawing_objects=drawing_objects, scenarios=scenarios, selection=self.protection.selection)
        found.allowed.update(allowed)
        self.book.protections[self.name] = found
        self.uno.protect(password or "")

    def permit(self, action: str, cells: Range) -> None:
        """Raise ComError where the protection forbids what LibreOffice would do, or would leave out without a word.

        ``action`` is ``write``, which unlocked cells allow, ``DrawingObjects``, a flag of ``Protect``, or ``protected``
        for what no flag allows. Raises NotImplementedError for what Excel would allow and LibreOffice does not do.
        """
        if not self.uno.isProtected():
            return
        locked = cells.common("CellProtection")
        locked = locked is None or locked.IsLocked
        if (action == "write" and not locked) or self.protection.allowed.get(action):
            if action in ("AllowFormattingCells", "AllowInsertingHyperlinks") and locked:
                raise NotImplementedError(f"{action} on locked cells of a protected sheet")
            return
        if action == "DrawingObjects" and not self.protection.drawing_objects:
            raise NotImplementedError("a note on a protected sheet")
        raise ComError(
            "您试图更改的单元格或图表位于受保护的工作表中。若要进行更改，请取消工作表保护。您可能需要输入密码。"
        )


class Names(base_classes.Names):
    """The defined names of a workbook, or of one sheet; those of a sheet are called ``Sheet1!name``."""

    def __init__(self, book: Any, sheet: Sheet | None = None) -> None:
        self.book, self.sheet = book, sheet

    def _all(self) -> list["Name"]:
        of_sheets = [self.sheet] if self.sheet else [None, *self.book.sheets]
        owners = [(sheet, (sheet or self.book).uno.NamedRanges) for sheet in of_sheets]
        return [Name(self.book, sheet, names, key) for sheet, names in owners for key in names.ElementNames]

    def _find(self, key: str) -> "Name | None":
        key = key.lower()
        return next(
            (name for name in self._all() if key in (name.name.lower(), self.sheet and name.short.lower())), None
        )

    def __call__(self, key: int | str) -> "Name":
        """A name by number from 1 or by what it is called. Raises ComError where there is none."""
        found = self._all()[key - 1] if isinstance(key, int) else self._find(key)
        if found is None:
            raise ComError(f"没有名称“{key}”。")
        return found

    def snapshot(self) -> list[tuple[str, "Name"]]:
        """All of them with what they are called."""
        return [(name.name, name) for name in self._all()]

    def contains(self, key: int | str) -> bool:
        """Whether a name is defined."""
        return 1 <= key <= len(self) if isinstance(key, int) else self._find(key) is not None

    def __iter__(self) -> Iterator["Name"]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def add(self, name: str, refers_to: str) -> "Name":
        """Define a name, in place of the one that there is."""
        if found := self._find(name):
            found.refers_to = refers_to
            return found
        owner = self.sheet or self.book
        owner.uno.NamedRanges.addNewByName(name, "", struct("table.CellAddress", 0, 0, 0), 0)
        added = Name(self.book, self.sheet, owner.uno.NamedRanges, name)
        added.refers_to = refers_to
        return added


class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: Any, sheet: Sheet | None, names: Any, key: str) -> None:
        self.book, self.sheet, self.names, self.uno = book, sheet, names, names.getByName(key)

    @property
    def api(self) -> excel_names.Name:
        """Excel's Name."""
        return excel_names.Name()

    @property
    def short(self) -> str:
        """Without the sheet; ``Print_Area`` for what a file calls ``_xlnm.Print_Area``."""
        return self.uno.Name.removeprefix("_xlnm.")

    @property
    def name(self) -> str:
        """With the sheet, if it is of one only."""
        return f"{excel_names.quoted(self.sheet.name)}!{self.short}" if self.sheet else self.short

    @name.setter
    def name(self, value: str) -> None:
        self.uno.Name = value

    def delete(self) -> None:
        """Take the name away."""
        self.names.removeByName(self.uno.Name)

    @property
    def refers_to(self) -> str:
        """``=Sheet1!$A$1``"""
        return "=" + self.book.parser.printFormula(self.uno.getTokens(), self.uno.ReferencePosition)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        place = struct("table.CellAddress", 0, 0, 0)
        self.uno.setTokens(self.book.parser.parseFormula(value.removeprefix("="), place))

    def cells(self) -> tuple[Any, ...] | None:
        """Where the cells are, None where it is no cells."""
        found = self.uno.getReferredCells()
        return found and Range.of(self.book, found).coords

    @property
    def refers_to_range(self) -> Range:
        """The cells. Raises ComError where they are gone or it is something else."""
        if (found := self.uno.getReferredCells()) is None:
            raise ComError(f"名称“{self.name}”不是单元格区域。")
        return Range.of(self.book, found)
