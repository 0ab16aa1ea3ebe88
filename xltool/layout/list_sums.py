"""The sum rows of a list of projects: what each is the sum of, and what its projects add up to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from xltool.amounts import says_nothing, total
from xltool.fields import AMOUNTS, item
from xltool.flat import SumRow
from xltool.layout.list_project import Cells, Draft, unit_key
from xltool.layout.table import amount_at
from xltool.model import Unit


class ListSum(NamedTuple):
    """A sum row: its filled cells, and the unit that it sums up, None for everything."""

    cells: Cells
    unit: Unit | None


def sum_rows(sums: Sequence[ListSum], drafts: Sequence[Draft]) -> dict[int, list[SumRow]]:
    """What the sum rows say and what their projects add up to, by the ``id`` of the first of these projects.

    Their cells are claimed there. A sum of which nobody knows what it sums up is left alone.
    """
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(unit_key(draft.unit), []).append(draft)
    found: dict[int, list[SumRow]] = {}
    for number, row in enumerate(sums):
        choices = list(_choices(row, groups, drafts, first=number == 0))
        if choices:
            holder = choices[0][0]
            found.setdefault(id(holder), []).extend(_checked(row, number, holder, choices, len(drafts)))
    return found


def _choices(
    row: ListSum, groups: dict[str, list[Draft]], drafts: Sequence[Draft], first: bool
) -> Iterator[Sequence[Draft]]:
    """What a sum row may be the sum of, the likeliest first: its unit, the units below it by code, all."""
    if row.unit is None:
        yield drafts
        return
    own = groups.get(unit_key(row.unit), [])
    if own:
        yield own
    if row.unit.code:
        below = [d for key, group in groups.items() if key.startswith(row.unit.code) for d in group]
        if len(below) > len(own):
            yield below
    if first and len(own) < len(drafts):
        yield drafts


def _checked(
    row: ListSum, number: int, holder: Draft, choices: Sequence[Sequence[Draft]], every: int
) -> Iterator[SumRow]:
    """Each amount of a sum row beside that of the projects: those that add up to it, else the likeliest."""
    for path, cell in row.cells.items():
        own = item("sums", number, path)
        holder.block.claim_raw(own, cell.row, cell.col, cell.raw)
        if path in holder.money.units:
            holder.block.units[own] = holder.money.units[path]
        printed = amount_at(holder.block, own, {}) if path in AMOUNTS else None
        if printed is None:
            if path in AMOUNTS and cell.raw is not None:  # no number: left over
                del holder.block.spots[own]
                holder.block.used.discard((cell.row, cell.col))
            continue
        sums = [(added, members) for members in choices if (added := _added(members, path)) is not None]
        if sums:
            added, members = next((each for each in sums if each[0] == printed), sums[0])
            name = None if row.unit is None or len(members) == every else row.unit.name or row.unit.code
            yield SumRow(own, name, printed, added, len(members))


def _added(members: Sequence[Draft], path: str) -> Decimal | None:
    """The sum of an amount, None where one of them cannot be read."""
    values = [member.amounts.get(path) for member in members]
    spots = (member.block.spots.get(path) for member in members)
    raws = [None if spot is None else spot.raw for spot in spots]
    readable = all(
        value is not None or raw is None or says_nothing(raw) for value, raw in zip(values, raws, strict=True)
    )
    return total(values) if readable else None
