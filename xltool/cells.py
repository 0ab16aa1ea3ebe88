"""A1 addresses: zero-based rows and columns to text and back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

ERROR_VALUES = frozenset("#REF! #N/A #VALUE! #DIV/0! #NAME? #NUM! #NULL!".split())
"""What a cell shows whose formula could not be computed."""


@lru_cache(maxsize=1024)
def column_name(col: int) -> str:
    """``0`` → ``A``, ``26`` → ``AA``."""
    name = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_index(name: str) -> int:
    """``A`` → ``0``, ``AA`` → ``26``."""
    index = 0
    for letter in name:
        index = index * 26 + ord(letter) - 64
    return index - 1


def a1(row: int, col: int) -> str:
    """The address of a cell, ``(0, 0)`` → ``A1``."""
    return f"{column_name(col)}{row + 1}"


def quoted(sheet_name: str) -> str:
    """A sheet's name as formulas and links have it, ``'表一'``."""
    return "'" + sheet_name.replace("'", "''") + "'"


def run_together(cells: Iterable[str]) -> str:
    """Addresses with those below each other as areas, ``E11:E13、G5``; what is no address stays as it is."""
    runs: list[tuple[str, str]] = []
    for cell in cells:
        if runs and cell == _below(runs[-1][1]):
            runs[-1] = (runs[-1][0], cell)
        else:
            runs.append((cell, cell))
    return "、".join(first if first == last else f"{first}:{last}" for first, last in runs)


def _below(cell: str) -> str | None:
    """The address one row below, ``E11`` → ``E12``."""
    column = cell.rstrip("0123456789")
    row = cell[len(column) :]
    return f"{column}{int(row) + 1}" if column.isalpha() and column.isascii() and row else None
