"""Cells of a LibreOffice sheet, for xlwings' Range."""

import re
from typing import Any

from xlwings import base_classes
from xlwings.constants import MAX_COLUMNS
from xlwings.utils import col_name, hex_to_rgb, int_to_rgb

from tests.calc import excel_names, values
from tests.calc.contents import Contents
from tests.calc.excel_application import ComError
from tests.calc.office import enum

PIXELS, PADDING, UNO_PER_INCH = 7, 5, 2540
"""A character of a column's width and what a column has besides it, on a screen of 96 pixels to the inch."""


class Range(Contents):
    """Cells with everything that xlwings asks of them."""

    @property
    def api(self) -> excel_names.Cells:
        """Excel's Range."""
        return excel_names.Cells(self)

    # how they look

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill as (red, green, blue), None for none and where the cells differ; a pattern counts as a colour."""
        self.calls["color"] += 1
        colour = self.common("CellBackColor")
        return None if colour in (None, -1) else (colour >> 16, colour >> 8 & 255, colour & 255)

    @color.setter
    def color(self, value: Any) -> None:
        self.calls["set color"] += 1
        self.sheet.permit("AllowFormattingCells", self)
        if isinstance(value, str):
            value = hex_to_rgb(value)
        elif isinstance(value, (int, float)):
            value = int_to_rgb(value)
        self.uno.CellBackColor = -1 if value is None else value[0] << 16 | value[1] << 8 | value[2]

    @property
    def number_format(self) -> str | None:
        """The format's code, None where the cells differ."""
        self.calls["number format"] += 1
        if (key := self.common("NumberFormat")) is None:
            return None
        code, kind = self.book.number_format(key)
        return code.lower() if kind & (values.DATE | values.TIME) else code

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.sheet.permit("AllowFormattingCells", self)
        self.uno.NumberFormat = self.book.format_key(code)

    @property
    def font(self) -> "Font":
        """The font."""
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether a text is broken into lines."""
        return self.common("IsTextWrapped")

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.sheet.permit("AllowFormattingCells", self)
        self.uno.IsTextWrapped = value

    @property
    def column_width(self) -> float:
        """In characters of the standard font, about."""
        return round(max(0, self.uno.Columns.Width * 96 / UNO_PER_INCH - PADDING) / PIXELS, 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.sheet.permit("AllowFormattingColumns", self)
        self.uno.Columns.Width = round((value * PIXELS + PADDING) * UNO_PER_INCH / 96)

    @property
    def row_height(self) -> float:
        """In points."""
        return round(self.uno.Rows.Height * 72 / UNO_PER_INCH, 2)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.sheet.permit("AllowFormattingRows", self)
        self.uno.Rows.Height = round(value * UNO_PER_INCH / 72)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden, None where only some are."""
        return _alike(not row.IsVisible for row in self.uno.Rows)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.sheet.permit("AllowFormattingRows", self)
        self.uno.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden, None where only some are."""
        return _alike(not column.IsVisible for column in self.uno.Columns)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.sheet.permit("AllowFormattingColumns", self)
        self.uno.Columns.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        """Make columns as wide and rows as high as what is in them."""
        if axis in (None, "c", "columns"):
            self._filled().uno.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self._filled().uno.Rows.OptimalHeight = True

    # where they are

    def get_address(self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False) -> str:
        """``$A$1:$B$2``, or with book and sheet before it."""

        def corner(row: int, column: int) -> str:
            return f"{'$' * col_absolute}{col_name(column)}{'$' * row_absolute}{row}"

        address = corner(self.row, self.column)
        if len(self) > 1:
            address += ":" + corner(self.row + self.shape[0] - 1, self.column + self.shape[1] - 1)
        place = f"[{self.book.name}]{self.sheet.name}"
        if external and not re.fullmatch(r"[\w\[\].]+", place):
            place = "'" + place.replace("'", "''") + "'"
        return f"{place}!{address}" if external else address

    @property
    def address(self) -> str:
        """``$A$1:$B$2``."""
        return self.get_address()

    @property
    def name(self) -> Any:
        """The defined name of exactly these cells, None without one."""
        return next((name for name in self.book.names if name.cells() == self.coords), None)

    @name.setter
    def name(self, value: str) -> None:
        self.book.names.add(value, f"={excel_names.quoted(self.sheet.name)}!{self.address}")

    def select(self) -> None:
        """Select the cells on their sheet, which becomes the active one."""
        self.sheet.activate()
        self.book.uno.CurrentController.select(self.uno)

    @property
    def merge_area(self) -> "Range":
        """The merged cells that one cell belongs to."""
        cursor = self.sheet.uno.createCursorByRange(self.single())
        cursor.collapseToMergedArea()
        return Range.of(self.book, cursor)

    @property
    def merge_cells(self) -> bool:
        """Whether the first cell is merged."""
        return len(self(1).merge_area) > 1

    def merge(self, across: bool = False) -> None:
        """Merge the cells, or the cells of each row; LibreOffice keeps what was in the others, unseen."""
        self.sheet.permit("protected", self)
        for uno in [self.uno[row, :] for row in range(self.shape[0])] if across else [self.uno]:
            uno.merge(True)

    def unmerge(self) -> None:
        """Part merged cells."""
        self.sheet.permit("protected", self)
        self.uno.merge(False)

    def insert(self, shift: str | None = None, copy_origin: Any = None) -> None:
        """Insert cells of this size, formatted as those above or on the left of them.

        Excel would insert cells that were copied, merges and values too, while their border is shown.
        """
        if self.book.app.cut_copy_mode or copy_origin == "format_from_right_or_below":
            raise NotImplementedError("cells that were copied, or the format of those below")
        whole = self.shape[1] == MAX_COLUMNS
        self.sheet.permit("AllowInsertingRows" if whole else "protected", self)
        mode = "ROWS" if whole else {"right": "RIGHT"}.get(shift or "down", "DOWN")
        self.sheet.uno.insertCells(self.uno.RangeAddress, enum("sheet.CellInsertMode", mode))

    def delete(self, shift: str | None = None) -> None:
        """Take the cells out of the sheet."""
        whole = self.shape[1] == MAX_COLUMNS
        self.sheet.permit("AllowDeletingRows" if whole else "protected", self)
        mode = "ROWS" if whole else {"left": "LEFT"}.get(shift or "up", "UP")
        self.sheet.uno.removeRange(self.uno.RangeAddress, enum("sheet.CellDeleteMode", mode))

    # notes and links

    @property
    def note(self) -> "Note | None":
        """The note of one cell, None without one."""
        self.calls["note"] += 1
        return Note(self) if self.single().Annotation.String else None

    def add_note(self, text: str) -> "Note":
        """Add a note. Raises ComError where there is one."""
        self.sheet.permit("DrawingObjects", self)
        if self.note:
            raise ComError("该单元格已有批注。")
        self.calls["set note"] += 1
        self.sheet.uno.Annotations.insertNew(self.cell().CellAddress, text)
        return Note(self)

    def links(self) -> list[Any]:
        """The links of one cell, fields of UNO."""
        return list(self.single().getTextFields())

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Put a link into one cell in place of what is in it; LibreOffice has no screen tip."""
        self.calls["set link"] += 1
        self.sheet.permit("AllowInsertingHyperlinks", self)
        self.sheet.permit("write", self)
        cell = self.single()
        field = self.book.uno.createInstance("com.sun.star.text.TextField.URL")
        field.URL, field.Representation = address, text_to_display
        cell.setString("")
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def hyperlink(self) -> str:
        """The address of the cell's link, "" where it is a place in the workbook, as Excel has it."""
        self.calls["link"] += 1
        if not (links := self.links()):
            raise Exception("The cell doesn't seem to contain a hyperlink!")
        return excel_names.parted(links[0].URL)[0]

    @property
    def table(self) -> None:
        """None: tables are not looked for."""


def _alike(found: Any) -> Any:
    all_found = set(found)
    return all_found.pop() if len(all_found) == 1 else None


class Note(base_classes.Note):
    """The note of one cell."""

    location = None

    def __init__(self, cell: Range) -> None:
        self.location = cell

    @property
    def api(self) -> excel_names.Comment:
        """Excel's Comment."""
        return excel_names.Comment(self)

    @property
    def _uno(self) -> Any:
        return self.location.cell().Annotation

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self._uno.Author

    @property
    def text(self) -> str:
        """What it says."""
        return self._uno.String

    @text.setter
    def text(self, value: str) -> None:
        self.location.sheet.permit("DrawingObjects", self.location)
        self._uno.setString(value)

    def delete(self) -> None:
        """Take it away."""
        self.location.sheet.permit("DrawingObjects", self.location)
        notes, place = self.location.sheet.uno.Annotations, (self.location.row, self.location.column)
        for index in range(notes.Count):
            position = notes.getByIndex(index).Position
            if (position.Row + 1, position.Column + 1) == place:
                notes.removeByIndex(index)
                return


class Font(base_classes.Font):
    """The font of cells."""

    def __init__(self, cells: Range) -> None:
        self.cells = cells

    def _set(self, name: str, value: Any) -> None:
        self.cells.sheet.permit("AllowFormattingCells", self.cells)
        for script in ("", "Asian", "Complex"):
            setattr(self.cells.uno, name + script, value)

    @property
    def name(self) -> str:
        """The family, 宋体."""
        return self.cells.uno.CharFontName

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def bold(self) -> bool:
        """Whether it is bold."""
        return self.cells.uno.CharWeight > 100

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", 150.0 if value else 100.0)

    @property
    def size(self) -> float:
        """In points."""
        return self.cells.uno.CharHeight

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def color(self) -> tuple[int, int, int]:
        """As (red, green, blue)."""
        colour = max(0, self.cells.uno.CharColor)
        return colour >> 16, colour >> 8 & 255, colour & 255

    @color.setter
    def color(self, value: Any) -> None:
        self.cells.sheet.permit("AllowFormattingCells", self.cells)
        red, green, blue = hex_to_rgb(value) if isinstance(value, str) else value
        self.cells.uno.CharColor = red << 16 | green << 8 | blue
