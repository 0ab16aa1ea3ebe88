"""Label words in a grid, and which form they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from xltool.amounts import label_and_unit, money_units
from xltool.forms import SHIPPED, all_shipped, shipped
from xltool.forms.form import GUIDE_MARK, MARK, MARKED_ROWS, ORIGIN, Form
from xltool.layout.together import Part, parts_of
from xltool.reading.grid import Grid
from xltool.words import LONGEST_LABEL, label_key

_UNIT_KEY = label_key("单位：万元")

LEAST_SHARE = 0.5
"""A sheet is taken for a form when at least this share of the form's labels is found in it."""

LEAST_HEADS = 3
"""A row is the head of the indicator table when it has this many of its labels."""

Places = dict[tuple[int, int], str]


class Anchors(NamedTuple):
    """The labels of one form in a grid, by place; ``drawn`` where all of them stand where we draw them.

    ``said`` are the cells that hold labels with their values; the first label of each is in ``at`` too.
    """

    form: Form
    at: Mapping[tuple[int, int], str]
    drawn: bool = False
    said: Mapping[tuple[int, int], tuple[Part, ...]] = MappingProxyType({})


@lru_cache(maxsize=16)
def _vocabulary(forms: tuple[Form, ...]) -> Mapping[str, tuple[tuple[int, str], ...]]:
    words: dict[str, list[tuple[int, str]]] = {}
    for index, form in enumerate(forms):
        for key, label in form.label_keys.items():
            words.setdefault(key, []).append((index, label))
    return {key: tuple(uses) for key, uses in words.items()}


def find_anchors(grid: Grid, forms: tuple[Form, ...] | None = None) -> list[Anchors]:
    """The anchors of every form that this grid holds, at most one form of each kind.

    A marked sheet belongs to the form that its mark names; any other to the form with the largest
    share of its labels found.
    """
    marked = form_mark(grid)
    for form in (forms or _named(marked)) if marked else ():
        if marked == form.mark and (labels := _as_drawn(form, grid)):
            return [Anchors(form, labels, drawn=bool(form.drawn_fields))]
    forms = forms or all_shipped()
    words = _vocabulary(forms)
    found: list[Places] = [{} for _ in forms]
    colons: dict[tuple[int, int], str] = {}
    for row_no, row in enumerate(grid.rows):
        for col, value in enumerate(row):
            if value and isinstance(value, str):
                uses = words.get(_key(value), ()) if len(value) <= LONGEST_LABEL else ()
                for index, label in uses:
                    found[index][row_no, col] = label
                if not uses and not marked and ("：" in value or ":" in value):
                    colons[row_no, col] = value
    best: dict[str, tuple[float, Anchors]] = {}
    for form, places in zip(forms, found, strict=True):
        if marked.startswith(f"{MARK}{form.id} "):  # what stands beside our table is none of its labels
            places = {place: label for place, label in places.items() if place[1] <= form.print_last}
        said = _said(grid, form, places, colons) if colons else {}
        printed = {
            place: [part.label for part in parts if part.label not in form.unprinted] for place, parts in said.items()
        }
        places |= {
            place: min(own, key=lambda label: label not in form.key_labels) for place, own in printed.items() if own
        }
        share = len(set(places.values()).union(*printed.values())) / max(len(set(form.label_keys.values())), 1)
        if places and marked.startswith(f"{MARK}{form.id} "):
            share, places = 2.0, _drawn(form, places)
        if share >= LEAST_SHARE and share > best.get(form.kind, (0.0, None))[0]:
            best[form.kind] = (share, Anchors(form, places, said=said))
    if any(share > 1 for share, _ in best.values()):
        return [anchors for share, anchors in best.values() if share > 1]
    return [anchors for _, anchors in best.values()]


def _said(
    grid: Grid, form: Form, places: Mapping[tuple[int, int], str], colons: Mapping[tuple[int, int], str]
) -> dict[tuple[int, int], tuple[Part, ...]]:
    """The cells with labels and values that count as such: not those among the values of indicators.

    Below the head of indicators only rows count that hold nothing else.
    """
    said = {place: parts for place, text in colons.items() if (parts := parts_of(text, form))}
    heads: dict[int, int] = {}
    for (row, _), label in places.items():
        heads[row] = heads.get(row, 0) + (label in form.heads)
    listed = False
    own: set[tuple[int, int]] = set()
    for row_no in range(len(grid.rows)):
        filled = [(row_no, col) for col, value in enumerate(grid.rows[row_no]) if value]
        pure = all(place in said or place in places for place in filled)
        labels = {part.label for place in filled[:1] for part in said.get(place, ())} | set(map(places.get, filled[:1]))
        if heads.get(row_no, 0) >= LEAST_HEADS:
            listed = True
        elif labels & set(form.key_labels):
            listed = False
        if pure or not listed:
            own.update(place for place in filled if place in said)
    return {place: parts for place, parts in said.items() if place in own}


def _key(text: str) -> str:
    """What a text is looked up by as a label: one head for all that name a unit of money, a label without its unit."""
    if "位" in text and money_units(text):
        return _UNIT_KEY
    if "元" in text and (split := label_and_unit(text)):
        return label_key(split[0])
    return label_key(text)


def _named(mark: str) -> tuple[Form, ...]:
    """The form that a mark names, if it is one of the package; the others need not be loaded."""
    form_id = mark.split(" ")[1] if " " in mark else ""
    return (shipped(form_id),) if form_id in SHIPPED else ()


def _as_drawn(form: Form, grid: Grid) -> dict[tuple[int, int], str]:
    """The labels of a sheet that stands exactly as we drew it; nothing, where one of them stands elsewhere."""
    labels: dict[tuple[int, int], str] = {}
    for label, (row, col) in form.drawn_labels.items():
        if row is None or row >= len(grid.rows) or col >= len(grid.rows[row]) or grid.rows[row][col] != label:
            return {}
        labels[row, col] = label
    return labels


def _drawn(form: Form, found: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Only the labels where we drew them, so that a value may read like a label; all, if the sheet was changed."""
    own: dict[str, tuple[int, int]] = {}
    for (row, col), label in found.items():
        if form.drawn_labels[label] in ((row, col), (None, col)):
            own[label] = row, col  # below a row that repeats the last one is ours
    return {place: label for label, place in own.items()} if len(own) == len(form.drawn_labels) else found


def form_mark(grid: Grid) -> str:
    """The mark of a sheet drawn by us, ``表样 hebei-project 1``, or an empty text."""
    return _first_with(grid, MARK)


def is_guide(grid: Grid) -> bool:
    """Whether this is our sheet 填写说明, which explains a form and holds no table."""
    return bool(_first_with(grid, GUIDE_MARK))


def origin(grid: Grid) -> tuple[str, str | None] | None:
    """File and sheet from which an imported sheet says it came."""
    text = _first_with(grid, ORIGIN)
    if not text:
        return None
    file, _, sheet = text.removeprefix(ORIGIN).partition("｜")
    return file, sheet or None


def _first_with(grid: Grid, prefix: str) -> str:
    rows: Sequence[Sequence[object]] = grid.rows[:MARKED_ROWS]
    return next((v for row in rows for v in row if isinstance(v, str) and v.startswith(prefix)), "")
