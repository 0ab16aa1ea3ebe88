"""Where a problem stands, in words: its cells run together, and the tables that it concerns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from xltool.cells import run_together
from xltool.problems import Place, Problem

WHOLE_TABLE = "整张表"
"""The place of a problem that is at no cell."""

SEVERAL = "多张表"
"""The file of a problem that concerns several tables."""

_MOST_TABLES = 12
"""Tables that are named one by one."""

_LONGEST_NAME = 10
"""Characters of a file's name among others."""


def concerns_several(problem: Problem) -> bool:
    """Whether a problem has places in more than one table."""
    return len({(place.file, place.sheet) for place in problem.places}) > 1


def place_words(problem: Problem) -> str:
    """``E11:E13、G5``; how many cells where they are in several tables, and 整张表 for a problem at no cell."""
    if concerns_several(problem):
        return f"{len(problem.places)} 处"
    return _cells(problem.all_places)


def message_words(problem: Problem) -> str:
    """The message, and the tables that it concerns where they are several."""
    return f"{problem.message}\n涉及：{table_words(problem)}" if concerns_several(problem) else problem.message


def also_words(problem: Problem) -> str:
    """``C13``, or ``《02 乙.xlsx》B4``: the first cell that a problem is held against; empty where there is none."""
    if not problem.also:
        return ""
    other = problem.also[0]
    here = (other.file, other.sheet) == (problem.file, problem.sheet)
    return (other.cell or WHOLE_TABLE) if here else f"《{other.file}》{other.cell or ''}"


def table_words(problem: Problem) -> str:
    """``01 甲 E11:E13；02 乙 E11``: every table of a problem that concerns several, files without suffix."""
    tables: dict[tuple[str, str], list[Place]] = {}
    for place in problem.all_places:
        tables.setdefault((place.file or "", place.sheet or ""), []).append(place)
    files = Counter(file for file, _ in tables)
    names = _short_names(list(files))
    said = [
        f"{names[file]} {f'“{sheet}”' if files[file] > 1 else ''}{_cells(members)}"
        for (file, sheet), members in tables.items()
    ]
    more = f"等 {len(said)} 张表" if len(said) > _MOST_TABLES else ""
    return "；".join(said[:_MOST_TABLES]) + more


def _short_names(files: Sequence[str]) -> dict[str, str]:
    """The files' names without suffix, cut where they are long and no two are cut to the same."""
    stems = {file: file.rpartition(".")[0] or file for file in files}
    cut = {file: stem if len(stem) <= _LONGEST_NAME else f"{stem[:_LONGEST_NAME]}…" for file, stem in stems.items()}
    return cut if len(set(cut.values())) == len(files) else stems


def of_file(problems: Iterable[Problem], file: str) -> list[Problem]:
    """The problems of a file, those that concern others too with its own places alone."""
    return [own for problem in problems if (own := _within(problem, file)) is not None]


def _within(problem: Problem, file: str) -> Problem | None:
    places = [place for place in problem.all_places if place.file == file]
    if not places:
        return None
    first = places[0]
    kept = tuple(places) if len(places) > 1 else ()
    return problem._replace(file=file, sheet=first.sheet, cell=first.cell, field=first.field, places=kept)


def _cells(places: Sequence[Place]) -> str:
    return run_together([place.cell for place in places if place.cell]) or WHOLE_TABLE
