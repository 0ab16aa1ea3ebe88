"""What is in cells of a LibreOffice sheet: where they are, values, formulas."""

from collections.abc import Iterator
from typing import Any, Self

from xlwings import base_classes
from xlwings.constants import MAX_COLUMNS, MAX_ROWS

from tests.calc import values
from tests.calc.excel_application import ComError

CONTENTS, FORMATS = 1 | 2 | 4 | 16, 32 | 64 | 256
"""com.sun.star.sheet.CellFlags: numbers, days, texts, formulas; hard formats, styles, formats of single characters."""


class Contents(base_classes.Range):
    """``rows`` × ``columns`` cells from (row, column), counted from 1."""

    options = row = column = shape = sheet = book = None
    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Any, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        sheet.book.app.listen()
        self.sheet, self.book, self.calls = sheet, sheet.book, sheet.book.app.calls
        self.row, self.column, self.shape = row, column, (rows, columns)
        right, bottom = column + columns - 2, row + rows - 2
        self.uno = sheet.uno.getCellRangeByPosition(column - 1, row - 1, right, bottom)

    @classmethod
    def of(cls, book: Any, uno: Any) -> Self:
        """The cells of a range of UNO."""
        place = uno.RangeAddress
        rows, columns = place.EndRow - place.StartRow + 1, place.EndColumn - place.StartColumn + 1
        return cls(book.sheets(place.Sheet + 1), place.StartRow + 1, place.StartColumn + 1, rows, columns)

    @property
    def coords(self) -> tuple[Any, ...]:
        """Where it is."""
        return self.sheet.name, self.row, self.column, *self.shape

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Self:
        """The cell in a row and a column of the range, or by its number along the rows, from 1."""
        if column is None:
            row, column = (part + 1 for part in divmod(row - 1, self.shape[1]))
        return type(self)(self.sheet, self.row + row - 1, self.column + column - 1)

    def cell(self, row: int = 0, column: int = 0) -> Any:
        """The cell of UNO, counted from 0 in the range."""
        return self.uno.getCellByPosition(column, row)

    def single(self) -> Any:
        """The cell of UNO. Raises ComError for more than one."""
        if len(self) > 1:
            raise ComError("只能用于一个单元格。")
        return self.cell()

    def common(self, name: str) -> Any:
        """A property that all cells have alike, None where they differ."""
        return None if self.uno.getPropertyState(name).value == "AMBIGUOUS_VALUE" else getattr(self.uno, name)

    # values

    def _filled(self) -> Self:
        """The part of whole rows, whole columns or the whole sheet that can hold anything; Excel gives all of it."""
        if MAX_ROWS not in self.shape and MAX_COLUMNS not in self.shape:
            return self
        used = self.sheet.used_range
        ends = zip((used.row, used.column), used.shape, (self.row, self.column), self.shape, strict=True)
        sizes = [max(1, min(first + size, own + own_size) - own) for first, size, own, own_size in ends]
        return type(self)(self.sheet, self.row, self.column, *sizes)

    def _formats(self) -> Iterator[tuple[range, range, int]]:
        """Rows and columns, counted from 0, that have a number format other than a number's, and its kind."""
        for group in self.uno.getUniqueCellFormatRanges():
            kind = self.book.number_format(group.NumberFormat)[1]
            if kind & (values.DATE | values.TIME | values.LOGICAL | values.TEXT):
                for area in group.RangeAddresses:
                    rows = range(area.StartRow - self.row + 1, area.EndRow - self.row + 2)
                    yield rows, range(area.StartColumn - self.column + 1, area.EndColumn - self.column + 2), kind

    @property
    def raw_value(self) -> list[list[Any]]:
        """All values in one read, as xlwings' readers take them; a formula that fails gives a CellError."""
        self.calls["value"] += 1
        cells = self._filled()
        data = [list(row) for row in cells.uno.getDataArray()]
        if any(isinstance(value, float) for row in data for value in row):
            for rows, columns, kind in cells._formats():
                for row in rows:
                    for column in columns:
                        if isinstance(data[row][column], float):
                            data[row][column] = values.shown(data[row][column], kind)
        for row, line in enumerate(data):
            for column, value in enumerate(line):
                if value is None:
                    error = cells.cell(row, column).getError()
                    line[column] = values.CellError(values.ERRORS.get(error, "#VALUE!"))
        return data

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.calls["set value"] += 1
        if not isinstance(data, (list, tuple)):
            data = [[data] * self.shape[1]] * self.shape[0]
        elif not isinstance(data[0], (list, tuple)):
            data = [data]
        cells = type(self)(self.sheet, self.row, self.column, len(data), len(data[0]))
        self.sheet.permit("write", cells)
        texts = {
            (row, column)
            for rows, columns, kind in cells._formats()
            if kind & values.TEXT
            for row in rows
            for column in columns
        }
        lines, formulas, formats = [], {}, {}
        for row, line in enumerate(data):
            lines.append([])
            for column, value in enumerate(line):
                place = row, column
                if isinstance(value, str) and value[:1] == "=" and len(value) > 1 and place not in texts:
                    formulas[place], value = value, ""
                content, formats[place] = values.stored(value, place in texts)
                lines[-1].append(content)
        cells.uno.setDataArray(tuple(map(tuple, lines)))
        for place, formula in formulas.items():
            cells._set_formula(cells.cell(*place), formula)
        for place, code in formats.items():
            cell = cells.cell(*place) if code else None
            if cell and self.book.number_format(cell.NumberFormat)[0] == "General":
                cell.NumberFormat = self.book.format_key(code)

    def clear_contents(self) -> None:
        """Take values and formulas away."""
        self.sheet.permit("write", self)
        self._filled().uno.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        """Take formats away."""
        self.sheet.permit("AllowFormattingCells", self)
        self._filled().uno.clearContents(FORMATS)

    def clear(self) -> None:
        """Take values and formats away."""
        self.clear_contents()
        self.clear_formats()

    @property
    def formula(self) -> str | tuple[tuple[str, ...], ...]:
        """Formulas in Excel's notation, values as text."""
        self.calls["formula"] += 1
        cells = self._filled()
        rows = [list(row) for row in cells.uno.getFormulaArray()]
        for row, line in enumerate(rows):
            for column, text in enumerate(line):
                if text[:1] == "=":
                    cell = cells.cell(row, column)
                    line[column] = "=" + self.book.parser.printFormula(cell.getTokens(), cell.CellAddress)
                elif text[:1] == "'":
                    line[column] = text[1:]
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        if not isinstance(value, str) or value[:1] != "=":
            self.raw_value = value
            return
        self.calls["set formula"] += 1
        self.sheet.permit("write", self)
        tokens = self.book.parser.parseFormula(value[1:], self.cell().CellAddress)  # as in the first, filled into all
        for index in range(len(self)):
            self.cell(*divmod(index, self.shape[1])).setTokens(tokens)

    formula2 = formula

    def _set_formula(self, cell: Any, formula: str) -> None:
        cell.setTokens(self.book.parser.parseFormula(formula[1:], cell.CellAddress))
