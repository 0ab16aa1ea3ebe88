"""Two forms of one name in a run (W-03)."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.findings import Finding
from xltool.rules.subjects import name_pieces
from xltool.rules.table import ProjectTable, Run, Table
from xltool.words import pattern, squeezed

_TITLE = r"《([^《》]{2,60})》"
_NUMBERS = r"[\d〇零一二三四五六七八九十百]"
_SHORTEST = 3
_NAMED = 5
"""So many places of the other form are enough to find it."""

Places = dict[tuple[int, str], tuple[Table, str]]


def one_form_of_a_name(run: Run) -> Iterator[tuple[Table, Finding]]:
    """W-03: titles in 《》 and names of projects with the same characters have them in the same order.

    Numbers keep their order: a plan of 2012 is not one of 2021.
    """
    forms: dict[str, dict[str, Places]] = {}
    for table in run.tables:
        for name, path in _names(table):
            if len(name) >= _SHORTEST:
                place = {(id(table), path): (table, path)}
                forms.setdefault(_letters(name), {}).setdefault(name, {}).update(place)
    for names in forms.values():
        if len(names) > 1:
            usual = max(names, key=lambda name: len(names[name]))
            also = tuple(names[usual].values())[:_NAMED]
            for name in names:
                for table, path in names[name].values() if name != usual else ():
                    yield table, Finding("W-03", path, name, {"name": name, "other": usual}, also=also)


def _names(table: Table) -> Iterator[tuple[str, str]]:
    if "《" in table.joined:
        for path, text in table.texts:
            if "《" in text:
                for match in pattern(_TITLE).finditer(text):
                    yield squeezed(match[1]), path
    if isinstance(table, ProjectTable) and table.project.name:
        pieces = [piece for piece in name_pieces(table) if len(piece) >= _SHORTEST]
        for name in pieces or [squeezed(table.project.name)]:
            yield name, "name"


def _letters(name: str) -> str:
    """What two forms of a name have in common: the characters in any order, the numbers in theirs."""
    numbers = "".join(pattern(_NUMBERS).findall(name))
    return "".join(sorted(pattern(_NUMBERS).sub("", name))) + numbers


ACROSS = (one_form_of_a_name,)
