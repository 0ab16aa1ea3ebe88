"""Label words in a grid, and which form they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from xltool.forms import SHIPPED, all_readable, shipped
from xltool.forms.form import GUIDE_MARK, MARK, MARKED_ROWS, ORIGIN, Form
from xltool.layout.list_head import list_heads
from xltool.reading.grid import Grid
from xltool.words import LONGEST_LABEL, dated_key, label_key

LEAST_SHARE = 0.5
"""A sheet is taken for a form when at least this share of the form's labels is found in it."""


class Anchors(NamedTuple):
    """The labels of one form in a grid, by place; ``drawn`` where all of them stand where we draw them."""

    form: Form
    at: Mapping[tuple[int, int], str]
    drawn: bool = False


@lru_cache(maxsize=16)
def _vocabulary(forms: tuple[Form, ...]) -> Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]:
    words: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for index, form in enumerate(forms):
        for key, labels in form.label_uses.items():
            words.setdefault(key, []).append((index, labels))
    return {key: tuple(uses) for key, uses in words.items()}


def find_anchors(grid: Grid, forms: tuple[Form, ...] | None = None) -> list[Anchors]:
    """The anchors of every form that this grid holds, at most one form of each kind.

    A marked sheet belongs to the form that its mark names; any other to the form of which it has the most labels,
    among those of whose labels it has a good share. A list of projects is known by the heads of its columns alone.
    """
    marked = form_mark(grid)
    for form in (forms or _named(marked)) if marked else ():
        if marked == form.mark and (labels := _as_drawn(form, grid)):
            return [Anchors(form, labels, drawn=bool(form.drawn_fields))]
    forms = forms or all_readable()
    own: list[Anchors] = []
    likely: dict[str, list[tuple[int, Anchors]]] = {}
    for form, uses in zip(forms, _uses(grid, forms), strict=True):
        ours = marked.startswith(f"{MARK}{form.id} ")
        if ours:  # what stands beside our table is none of its labels
            uses = {place: labels for place, labels in uses.items() if place[1] <= form.print_last}
        places = _meant(form, uses)
        if form.kind == "list":
            if not marked and list_heads(grid, form, places):
                return [Anchors(form, places)]  # no other form has its heads in one row
            continue
        found = set(places.values())
        if places and ours:
            own.append(Anchors(form, _drawn(form, places)))
        elif places and len(found & form.core_labels) >= LEAST_SHARE * len(form.core_labels):
            likely.setdefault(form.kind, []).append((len(found), Anchors(form, places)))
    return own or [_likeliest(grid, candidates) for candidates in likely.values()]


def _likeliest(grid: Grid, candidates: list[tuple[int, Anchors]]) -> Anchors:
    """The form with the most labels in a grid; among equals the one that has the most of its level-2 classes."""
    most = max(count for count, _ in candidates)
    equal = [anchors for count, anchors in candidates if count == most]
    if len(equal) == 1:
        return equal[0]
    texts = {label_key(v) for row in grid.rows for v in row if isinstance(v, str) and len(v) <= LONGEST_LABEL}
    return max(equal, key=lambda anchors: len(texts & anchors.form.level2_words))


def _uses(grid: Grid, forms: tuple[Form, ...]) -> list[dict[tuple[int, int], tuple[str, ...]]]:
    """For each form the places of its label words, and the labels that each may be."""
    words = _vocabulary(forms)
    found: list[dict[tuple[int, int], tuple[str, ...]]] = [{} for _ in forms]
    for row_no, row in enumerate(grid.rows):
        for col, value in enumerate(row):
            if value and isinstance(value, str) and len(value) <= LONGEST_LABEL:
                key = label_key(value)
                if key not in words and key[-1:] == ")":
                    key = dated_key(value) or key
                for index, labels in words.get(key, ()):
                    found[index][row_no, col] = labels
                if key not in words and ":" in key:
                    for index, labels in words.get(key.partition(":")[0], ()):
                        if inline := tuple(label for label in labels if label in forms[index].inline_labels):
                            found[index][row_no, col] = inline
    return found


def _meant(form: Form, uses: Mapping[tuple[int, int], tuple[str, ...]]) -> dict[tuple[int, int], str]:
    """Which label each place is; of several with the same words the one whose column or row it stands in.

    Where no head of a column tells, it is the first that stands nowhere else.
    """
    places = {place: labels[0] for place, labels in uses.items() if len(labels) == 1}
    sure = set(places.values())
    heads: dict[str, list[tuple[int, int]]] = {}
    for place, label in places.items():
        heads.setdefault(label, []).append(place)
    for place, labels in uses.items():
        if len(labels) > 1:
            under = [_nearest(place, heads.get(form.label_heads.get(label, ""), ())) for label in labels]
            free = next((label for label in labels if label not in sure), labels[0])
            label = labels[under.index(max(under))] if max(under) > (0, 0) else free
            places[place] = label
            heads.setdefault(label, []).append(place)
    return dict(sorted(places.items()))


def _nearest(place: tuple[int, int], heads: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The best of the heads of a label."""
    return max((_nearness(place, head) for head in heads), default=(0, 0))


def _nearness(place: tuple[int, int], head: tuple[int, int]) -> tuple[int, int]:
    """How near a label stands below the head of its column (best), or right of it; ``(0, 0)`` if neither."""
    (row, col), (top, left) = place, head
    if col == left and row > top:
        return 2, top + 1
    return (1, left + 1) if row == top and col > left else (0, 0)


def _named(mark: str) -> tuple[Form, ...]:
    """The form that a mark names, if it is one of the package; the others need not be loaded."""
    form_id = mark.split(" ")[1] if " " in mark else ""
    return (shipped(form_id),) if form_id in SHIPPED else ()


def _as_drawn(form: Form, grid: Grid) -> dict[tuple[int, int], str]:
    """The labels of a sheet that stands exactly as we drew it; nothing, where one of them stands elsewhere."""
    labels: dict[tuple[int, int], str] = {}
    for label, row, col in form.drawn_labels:
        if row is None or row >= len(grid.rows) or col >= len(grid.rows[row]) or grid.rows[row][col] != label:
            return {}
        labels[row, col] = label
    return labels


def _drawn(form: Form, found: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """Only the labels where we drew them, so that a value may read like a label; all, if the sheet was changed."""
    own: dict[tuple[str, int | None, int], tuple[int, int]] = {}
    for (row, col), label in found.items():
        for drawn in ((label, row, col), (label, None, col)):
            if drawn in form.drawn_labels:
                own[drawn] = row, col  # below a row that repeats the last one is ours
                break
    return {place: label for (label, _, _), place in own.items()} if len(own) == len(form.drawn_labels) else found


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
