"""Where a problem stands, in words: its cells run together, and the tables that it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from xltool.cells import run_together
from xltool.problems import Place, Problem

WHOLE_TABLE = "整张表"
"""The place of a problem that is at no cell."""

SEVERAL = "多张表"
"""The file of a problem that concerns several tables."""

_MOST_TABLES = 12
"""Tables that are named one by one."""


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
    return f"{problem.message}涉及：{table_words(problem)}。" if concerns_several(problem) else problem.message


def also_words(problem: Problem) -> str:
    """``C13``, or ``《02 乙.xlsx》B4``: the first cell that a problem is held against; empty where there is none."""
    if not problem.also:
        return ""
    other = problem.also[0]
    here = (other.file, other.sheet) == (problem.file, problem.sheet)
    return (other.cell or WHOLE_TABLE) if here else f"《{other.file}》{other.cell or ''}"


def table_words(problem: Problem) -> str:
    """``《01 甲.xlsx》E11:E13；《02 乙.xlsx》E11``: every table of a problem that concerns several."""
    tables: dict[tuple[str | None, str | None], list[Place]] = {}
    for place in problem.all_places:
        tables.setdefault((place.file, place.sheet), []).append(place)
    sheets: dict[str | None, set[str | None]] = {}
    for file, sheet in tables:
        sheets.setdefault(file, set()).add(sheet)
    named = [
        f"《{file}》{f'“{sheet}”' if len(sheets[file]) > 1 else ''}{_cells(members)}"
        for (file, sheet), members in tables.items()
    ]
    more = f"等 {len(named)} 张表" if len(named) > _MOST_TABLES else ""
    return "；".join(named[:_MOST_TABLES]) + more


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
