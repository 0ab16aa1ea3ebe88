"""Label words in a grid, and which form they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from xltool.amounts import label_and_unit, money_units
from xltool.forms import SHIPPED, all_readable, shipped
from xltool.forms.form import GUIDE_MARK, MARK, MARKED_ROWS, ORIGIN, Form
from xltool.layout.list_head import list_heads
from xltool.layout.together import Part, parts_of
from xltool.reading.grid import Grid
from xltool.words import LONGEST_LABEL, dated_key, label_key

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
    named = tuple(form for form in forms or _named(marked) if marked.startswith(f"{MARK}{form.id} ")) if marked else ()
    for form in named:
        if marked == form.mark and (labels := _as_drawn(form, grid)):
            return [Anchors(form, labels, drawn=bool(form.drawn_fields))]
    if named and (own := _of_mark(grid, named)):
        return own
    forms = forms or all_readable()
    likely: dict[str, list[tuple[int, Anchors]]] = {}
    found, colons = _uses(grid, forms, bool(marked))
    for form, uses in zip(forms, found, strict=True):
        if form in named:
            continue
        places = _meant(form, uses)
        if form.kind == "list":
            if not marked and list_heads(grid, form, places):
                return [Anchors(form, places)]  # no other form has its heads in one row
            continue
        said = _said(grid, form, places, colons) if colons else {}
        printed = {
            place: [part.label for part in parts if part.label not in form.unprinted] for place, parts in said.items()
        }
        places |= {
            place: min(labels, key=lambda label: label not in form.key_labels)
            for place, labels in printed.items()
            if labels
        }
        known = set(places.values()).union(*printed.values())
        if places and len(known & form.core_labels) >= LEAST_SHARE * len(form.core_labels):
            likely.setdefault(form.kind, []).append((len(known), Anchors(form, places, said=said)))
    return [_likeliest(grid, candidates) for candidates in _apart(likely).values()]


def _of_mark(grid: Grid, forms: tuple[Form, ...]) -> list[Anchors]:
    """The anchors of the forms that the sheet's mark names; what stands beside our table is none of its labels."""
    own: list[Anchors] = []
    for form, uses in zip(forms, _uses(grid, forms, True)[0], strict=True):
        places = _meant(form, {place: labels for place, labels in uses.items() if place[1] <= form.print_last})
        if places and form.kind != "list":
            own.append(Anchors(form, _drawn(form, places)))
    return own


def _apart(likely: Mapping[str, list[tuple[int, Anchors]]]) -> dict[str, list[tuple[int, Anchors]]]:
    """The forms by kind, without those that share most of their places with one of another kind that has more."""
    by_kind: dict[str, list[tuple[int, Anchors]]] = {}
    for kind, candidates in likely.items():
        others = [anchors.at for other, those in likely.items() if other != kind for _, anchors in those]
        for count, anchors in candidates:
            at = anchors.at
            if not any(len(other) > len(at) and 2 * len(other.keys() & at.keys()) > len(at) for other in others):
                by_kind.setdefault(kind, []).append((count, anchors))
    return by_kind


def _likeliest(grid: Grid, candidates: list[tuple[int, Anchors]]) -> Anchors:
    """The form with the most labels in a grid; among equals the one that has the most of its level-2 classes."""
    most = max(count for count, _ in candidates)
    equal = [anchors for count, anchors in candidates if count == most]
    if len(equal) == 1:
        return equal[0]
    texts = {label_key(v) for row in grid.rows for v in row if isinstance(v, str) and len(v) <= LONGEST_LABEL}
    return max(equal, key=lambda anchors: len(texts & anchors.form.level2_words))


def _uses(
    grid: Grid, forms: tuple[Form, ...], marked: bool
) -> tuple[list[dict[tuple[int, int], tuple[str, ...]]], dict[tuple[int, int], str]]:
    """For each form the places of its label words and the labels that each may be; and other texts with a colon."""
    words = _vocabulary(forms)
    found: list[dict[tuple[int, int], tuple[str, ...]]] = [{} for _ in forms]
    colons: dict[tuple[int, int], str] = {}
    for row_no, row in enumerate(grid.rows):
        for col, value in enumerate(row):
            if value and isinstance(value, str):
                uses = _uses_of(words, value) if len(value) <= LONGEST_LABEL else ()
                for index, labels in uses:
                    found[index][row_no, col] = labels
                if not uses and not marked and ("：" in value or ":" in value):
                    colons[row_no, col] = value
    return found, colons


def _uses_of(
    words: Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]], value: str
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """What a cell may be as a label, also with years behind it."""
    key = _key(value)
    if key not in words and key[-1:] == ")":
        key = dated_key(value) or key
    return words.get(key, ())


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
