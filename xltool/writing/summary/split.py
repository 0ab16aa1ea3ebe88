"""A list with more entries than a sheet has rows goes on on further sheets; where its entries stand, for formulas."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.cells import column_name, quoted

FIRST = 3
"""Zero-based row of a list's first entry on each of its sheets: title, department line and head stand above it."""

MOST_ROWS = 1_048_576
"""Rows of a sheet of Excel and LibreOffice."""

_BELOW = 10
"""Rows kept free below the entries, for totals and what else stands there."""


class Split:
    """The sheets of one list: ``绩效指标汇总表``, ``绩效指标汇总表 (2)`` …, as many as it needs.

    ``entries`` are what formulas count and add up; ``rows`` is how many rows are written, where there are more.
    References are those of cells on other sheets, without the sheet's name where ``own`` names it.
    """

    def __init__(self, name: str, entries: int, rows: int = 0) -> None:
        self.name, self.entries = name, entries
        self.capacity = MOST_ROWS - FIRST - _BELOW
        count = -(-max(entries, rows, 1) // self.capacity)
        self.sheets = [name, *(f"{name} ({number})" for number in range(2, count + 1))]
        self._quoted = [quoted(sheet) for sheet in self.sheets]
        self._ranges: dict[tuple[int, str | None], list[str]] = {}

    def sheet(self, index: int) -> str:
        """The sheet of an entry, counted from 0."""
        return self.sheets[index // self.capacity]

    def row(self, index: int) -> int:
        """The one-based row of an entry on its sheet."""
        return FIRST + 1 + index % self.capacity

    def cell(self, index: int, col: int, own: str | None = None) -> str:
        """A cell of an entry."""
        return self._on(index // self.capacity, f"{column_name(col)}{self.row(index)}", own)

    def below(self, col: int, own: str | None = None) -> str:
        """The cell below the last entry, where a list has its total."""
        return self._on(self._last // self.capacity, f"{column_name(col)}{self.row(self._last) + 1}", own)

    def ranges(self, col: int, own: str | None = None) -> list[str]:
        """The entries of a column, an area a sheet."""
        if (col, own) not in self._ranges:
            name = column_name(col)
            areas = ((part, f"${name}${FIRST + 1}:${name}${FIRST + count}") for part, count in self.parts())
            self._ranges[col, own] = [self._on(part, area, own) for part, area in areas]
        return self._ranges[col, own]

    def parts(self) -> Iterator[tuple[int, int]]:
        """The number of each sheet that has entries, and of its entries; a list of none has room for one."""
        for part in range(self._last // self.capacity + 1):
            yield part, min(max(self.entries, 1) - part * self.capacity, self.capacity)

    @property
    def _last(self) -> int:
        return max(self.entries, 1) - 1

    def _on(self, part: int, place: str, own: str | None) -> str:
        return place if own == self.sheets[part] else f"{self._quoted[part]}!{place}"


def sum_of(function: str, *columns: list[str]) -> str:
    """A function over columns of a list, added up over its sheets: ``COUNTIF(…)+COUNTIF(…)``.

    ``function`` has a ``{}`` for each of the columns.
    """
    return "+".join(function.format(*areas) for areas in zip(*columns, strict=True))
