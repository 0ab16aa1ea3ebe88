"""The one shape in which every input format ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from xltool.cells import a1


class Flag(NamedTuple):
    """A cell that lies.

    ``error``: its value is #REF! or the like; ``unstored``: a formula without a result; ``differs``: two readings of
    the file see different values, and ``text`` has both.
    """

    kind: str
    text: str


class Grid(NamedTuple):
    """One sheet, or one text, as rows of cell values; blanks are ``""`` or None, rows may differ in length.

    ``merged`` has inclusive zero-based ranges (first row, first column, last row, last column).
    ``places`` names the cells where A1 addresses mean nothing to a reader, such as lines of a text;
    ``typed`` is False where the source knows only text. ``percents`` are cells whose number is shown as a percentage:
    0.25 as 25%.
    """

    file: str
    sheet: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    flags: Mapping[tuple[int, int], Flag] = MappingProxyType({})
    hidden: bool = False
    hidden_cells: str | None = None
    places: Mapping[tuple[int, int], str] | None = None
    typed: bool = True
    percents: frozenset[tuple[int, int]] = frozenset()

    def place(self, row: int, col: int) -> str:
        """How a cell is called in a message."""
        if self.places is not None:
            return self.places.get((row, col), a1(row, col))
        return a1(row, col)
