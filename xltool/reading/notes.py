"""What a pass over a sheet's own records or XML notes beside its values, and the grid of both."""

from __future__ import annotations

from dataclasses import dataclass, field

from xltool.reading.grid import Flag, Grid
from xltool.reading.values import Area

Place = tuple[int, int]

PERCENT_FORMATS = (9, 10)
"""The number formats of percentages that Excel has without being told."""

BINARY_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""Error values by their codes in .xls and .xlsb."""


def error_flag(code: int) -> Flag:
    """The flag of a cell whose error has this code."""
    return Flag("error", BINARY_ERRORS.get(code, "错误值"))


@dataclass(slots=True, eq=False, repr=False)
class Notes:
    """Of one sheet, places zero-based: whether filled rows or columns are hidden, how many of each are used."""

    flags: dict[Place, Flag] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    percents: set[Place] = field(default_factory=set)
    hidden: bool = False
    rows: int = 0
    cols: int = 0

    def use(self, row: int, col: int, *, percent: bool) -> None:
        """Note a filled cell."""
        self.rows, self.cols = max(self.rows, row + 1), max(self.cols, col + 1)
        if percent:
            self.percents.add((row, col))


def grid_of(file: str, name: str, visible: bool, rows: list[list[object]], notes: Notes, hidden: bool) -> Grid:
    """A sheet with its values, what errors and formulas say in place of blanks.

    ``hidden`` says that rows or columns are hidden anywhere in the workbook.
    """
    for (row, col), flag in notes.flags.items():
        rows += ([] for _ in range(row + 1 - len(rows)))  # to a reader of values such cells are blank, and end no sheet
        rows[row] += [""] * (col + 1 - len(rows[row]))
        if flag.kind != "differs":
            rows[row][col] = flag.text
    return Grid(
        file,
        name,
        rows,
        notes.merged,
        notes.flags,
        hidden=not visible,
        hidden_cells="有隐藏的行或列" if hidden else None,
        percents=frozenset(notes.percents),
    )
