"""Label words in a grid, and which form they belong to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltool.amounts import label_and_unit, money_units
from xltool.forms import SHIPPED, all_shipped, shipped
from xltool.forms.form import GUIDE_MARK, MARK, MARKED_ROWS, ORIGIN, Form
from xltool.reading.grid import Grid
from xltool.words import LONGEST_LABEL, label_key

_UNIT_KEY = label_key("单位：万元")

LEAST_SHARE = 0.5
"""A sheet is taken for a form when at least this share of the form's labels is found in it."""


class Anchors(NamedTuple):
    """The labels of one form in a grid, by place; ``drawn`` where all of them stand where we draw them."""

    form: Form
    at: Mapping[tuple[int, int], str]
    drawn: bool = False


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
    found: list[dict[tuple[int, int], str]] = [{} for _ in forms]
    for row_no, row in enumerate(grid.rows):
        for col, value in enumerate(row):
            if value and isinstance(value, str) and len(value) <= LONGEST_LABEL:
                for index, label in words.get(_key(value), ()):
                    found[index][row_no, col] = label
    best: dict[str, tuple[float, Anchors]] = {}
    for form, places in zip(forms, found, strict=True):
        if marked.startswith(f"{MARK}{form.id} "):  # what stands beside our table is none of its labels
            places = {place: label for place, label in places.items() if place[1] <= form.print_last}
        share = len(set(places.values())) / max(len(set(form.label_keys.values())), 1)
        if places and marked.startswith(f"{MARK}{form.id} "):
            share, places = 2.0, _drawn(form, places)
        if share >= LEAST_SHARE and share > best.get(form.kind, (0.0, None))[0]:
            best[form.kind] = (share, Anchors(form, places))
    if any(share > 1 for share, _ in best.values()):
        return [anchors for share, anchors in best.values() if share > 1]
    return [anchors for _, anchors in best.values()]


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
