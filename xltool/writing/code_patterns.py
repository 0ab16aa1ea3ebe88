"""A form's code patterns as a formula, so that a sheet can hold its code cell to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltool.forms.form import CODE_PIECE

_CHARACTERS = {r"\d": "0123456789", "A-Z": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0-9": "0123456789"}


def code_formula(patterns: Sequence[str], cell: str) -> str:
    """A formula that is true when a cell's text is as one of the patterns says."""
    return f"OR({','.join(pattern_formula(pattern, cell) for pattern in patterns)})"


def pattern_formula(pattern: str, cell: str) -> str:
    """A formula that is true when a cell's text is as a code pattern says.

    ``pattern`` consists of what ``CODE_PIECE`` allows, as the loader of forms makes sure.
    """
    places: dict[str, list[int]] = {}
    size = 0
    for piece, times in re.findall(CODE_PIECE, pattern):
        for _ in range(int(times or 1)):
            size += 1
            places.setdefault(piece, []).append(size)
    tests = [f"LEN({cell})={size}"]
    for piece, positions in places.items():
        numbers = ",".join(map(str, positions))
        found = f'FIND(MID({cell},{{{numbers}}},1),"{_characters(piece)}")'
        tests.append(f"SUMPRODUCT(ISNUMBER({found})*1)={len(positions)}")
    return f"AND({','.join(tests)})"


def _characters(piece: str) -> str:
    if piece in _CHARACTERS:
        return _CHARACTERS[piece]
    if not piece.startswith("["):
        return piece
    return "".join(_CHARACTERS.get(part, part) for part in re.findall(r".-.|.", piece[1:-1]))
