"""Where the fields of a drawn form stand, and the formulas of the form filled with their addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from xltool.cells import column_name
from xltool.forms.form import Form, Placed


class Area(NamedTuple):
    """The cells of one field: first and last row and the column (zero-based), and the list that it is a column of."""

    path: str
    first: int
    last: int
    col: int
    list: str | None = None


class FormCells:
    """The areas of all fields of a form on one sheet, by path without the numbers of rows: ``indicators.level3``.

    ``sheet`` is put before every address, ``'表一'!``, as the formula of a name needs it.
    """

    def __init__(self, form: Form, placed: Sequence[Placed], sheet: str = "") -> None:
        self.form, self.sheet = form, sheet
        members: dict[str, list[Placed]] = {}
        for place in placed:
            if place.path:
                members.setdefault(re.sub(r"\[\d+\]", "", place.path), []).append(place)
        self.areas = {path: _area(path, places) for path, places in members.items()}

    def filled_in(self, formula: str, of: Area | None = None) -> str:
        """The formula with addresses in place of ``{…}``; ``of`` is the area that it is for.

        ``{cell}`` is the cell itself, ``{level3}`` the one of the same row of a list, ``{budget.total}`` and
        ``{indicators.level3}`` a field's cell or column, ``{level2:产出指标}`` the words of a class.
        """
        return re.sub(r"\{([^{}]+)\}", lambda match: self._reference(match[1], of) or match[0], formula)

    def _reference(self, name: str, of: Area | None) -> str | None:
        if name == "cell" and of is not None:
            return self._in_row(of) if of.list else self._absolute(of)
        if of is not None and of.list and (beside := self.areas.get(f"{of.list}.{name}")):
            return self._in_row(beside)
        if name.startswith("level2:") and (level := self.form.level1_of(name.removeprefix("level2:"))):
            return constants(level.spellings)
        area = self.areas.get(name)
        return self._absolute(area) if area else None

    def _in_row(self, area: Area) -> str:
        """The first cell, its column fixed: a formula of the whole area goes on from there, row by row."""
        return f"{self.sheet}${column_name(area.col)}{area.first + 1}"

    def _absolute(self, area: Area) -> str:
        letter = column_name(area.col)
        first = f"{self.sheet}${letter}${area.first + 1}"
        return f"{first}:${letter}${area.last + 1}" if area.list else first


def _area(path: str, places: Sequence[Placed]) -> Area:
    listed = path.partition(".")[0] if "[" in (places[0].path or "") else None
    return Area(path, places[0].row, places[-1].row, places[0].cell.first, listed)


def constants(words: Sequence[str]) -> str:
    """A row of texts in a formula, ``{"优","良"}``."""
    return "{" + ",".join(f'"{word}"' for word in words) + "}"
