"""Which rows of a grid belong to which table, where several stand below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.amounts import money_units
from xltool.forms.form import Form
from xltool.layout.anchors import LEAST_HEADS, Anchors, form_mark
from xltool.layout.together import parts_of
from xltool.layout.values import unit_of
from xltool.reading.grid import Grid
from xltool.words import LONGEST_LABEL, label_key, pattern, squeezed

_CONTENTS = frozenset(("目录", "封面"))
_LIST_ROWS = 3
_YEAR = r"[((]?(?:\d{4})?年度?[))]?"


def spans_of(grid: Grid, anchors: Anchors, claimed: set[int]) -> list[tuple[int, int]]:
    """First and last row of each table of the form; a marked sheet is one table from its first row."""
    last = len(grid.rows) - 1
    first_label = min(row for row, _ in anchors.at)
    if form_mark(grid):
        return [(0, last)]
    if anchors.form.kind == "department":
        above = max((row + 1 for row in claimed if row < first_label), default=0)
        below = min((row for row in claimed if row > first_label), default=last + 1)
        return [(above, below - 1)]
    keys = list(_key_rows(grid, anchors)) or [first_label]
    starts = [_first_row(grid, anchors, key, above + 1) for above, key in zip([-1, *keys], keys, strict=False)]
    return list(zip(starts, [start - 1 for start in starts[1:]] + [last], strict=True))


def is_list(grid: Grid, anchors: Anchors) -> bool:
    """Whether a sheet is somebody's list of contents or of projects and no table, though it has a table's labels.

    A list of projects has labels of three printed rows next to each other in one of its own. Neither it nor a list of
    contents has a head of indicators.
    """
    form = anchors.form
    rows: dict[int, list[tuple[int, str]]] = {}
    for (row, col), label in sorted(anchors.at.items()):
        if (row, col) not in anchors.said:
            rows.setdefault(row, []).append((col, label))
    if any(sum(label in form.heads for _, label in labels) >= LEAST_HEADS for labels in rows.values()):
        return False
    if grid.places is None and not {label_key(grid.sheet), label_key(next(_texts(grid), ""))}.isdisjoint(_CONTENTS):
        return all(len(text) <= LONGEST_LABEL for text in _texts(grid))
    printed = {cell.label: cell.row for cell in form.cells() if cell.label}
    return any(
        len({printed[label] for label in run}) >= _LIST_ROWS for row in rows for run in _runs(grid, row, rows[row])
    )


def _texts(grid: Grid) -> Iterator[str]:
    return (value for row in grid.rows for value in row if isinstance(value, str))


def _runs(grid: Grid, row: int, labels: Sequence[tuple[int, str]]) -> Iterator[list[str]]:
    """Labels of a row with no value between them."""
    run: list[str] = []
    end = -1
    for col, label in labels:
        if run and any(value is not None for value in grid.rows[row][end + 1 : col]):
            yield run
            run = []
        run.append(label)
        end = col
    yield run


def _key_rows(grid: Grid, anchors: Anchors) -> Iterator[int]:
    """The rows of code or name with which a table begins.

    It is another table when the head of an indicator table has come since, or when the same label comes again; but a
    label with its value in one cell may stand beside the same label alone.
    """
    form = anchors.form
    rows: dict[int, set[tuple[str, bool]]] = {}
    for (row, col), label in anchors.at.items():
        rows.setdefault(row, set()).add((label, (row, col) in anchors.said))
    seen: set[tuple[str, bool]] = set()
    listed = False
    for row in sorted(rows):
        if sum(label in form.heads for label, _ in rows[row]) >= LEAST_HEADS:
            listed = True
            continue
        keys = {(label, said) for label, said in rows[row] if label in form.key_labels}
        if not keys or not _begins_with_label(grid, anchors, row):
            continue
        if listed or not seen or keys & seen:
            yield row
            seen, listed = set(), False
        seen |= keys


def _heads(anchors: Anchors, row: int) -> int:
    """How many labels of the indicator table's head a row has."""
    return sum(at == row and label in anchors.form.heads for (at, _), label in anchors.at.items())


def _begins_with_label(grid: Grid, anchors: Anchors, row: int) -> bool:
    """Whether the first cell of a row that says something is a label."""
    cells = ((col, value) for col, value in enumerate(grid.rows[row]) if value is not None)
    first = next((col for col, value in cells if not is_decoration(value, anchors.form)), None)
    return first is not None and (row, first) in anchors.at


def _first_row(grid: Grid, anchors: Anchors, key_row: int, floor: int) -> int:
    """Walk up from the key label over blank rows and those that still belong to the table's head."""
    first, titled = key_row, False
    for row in range(key_row - 1, max(floor, key_row - len(anchors.form.rows)) - 1, -1):
        texts = [value.strip() for value in grid.rows[row] if isinstance(value, str) and value.strip()]
        if _heads(anchors, row) >= LEAST_HEADS or (titled and floor and _is_signature(texts, anchors.form)):
            break
        if _begins_with_label(grid, anchors, row) or _is_above(texts, anchors.form):
            first = row
            titled = titled or _is_title(texts, anchors.form)
        elif texts:
            break
    return first


def _is_above(texts: Sequence[str], form: Form) -> bool:
    """Whether a row has what stands above a table: a title, a year, the unit of the money, or whose the table is."""
    if _is_title(texts, form):
        return True
    rest = [text for text in texts if not money_units(text)]
    if len(rest) < len(texts) or not texts:
        return bool(texts) and len(rest) <= 1
    if all(pattern(_YEAR).fullmatch(squeezed(text)) for text in texts):
        return True
    return names_department(texts[0], form) or (len(texts) == 1 and is_department(texts[0]))


def _is_title(texts: Sequence[str], form: Form) -> bool:
    titles = form.patterns.values()
    return any(is_decoration(text, form) or any(title.fullmatch(text) for title in titles) for text in texts)


def _is_signature(texts: Sequence[str], form: Form) -> bool:
    """Whether a row names a department without its code, as those do who sign below a table."""
    if not texts or not names_department(texts[0], form):
        return False
    return not any(map(is_department, (*texts[1:], *(part.value for part in parts_of(texts[0], form)))))


def is_decoration(value: object, form: Form) -> bool:
    """Whether a cell holds words that are printed on such tables and say nothing."""
    return isinstance(value, str) and len(value) <= LONGEST_LABEL and label_key(value) in form.decoration_keys


def is_department(text: str) -> bool:
    """Whether a line is a department's code and name, such as ``434002区政府办公室``."""
    unit = unit_of(text)
    if unit.code is None or unit.name is None or unit.name.isascii():
        return False
    return not (len(unit.code) == len("2020") and unit.code.startswith(("19", "20")))


def names_department(text: str, form: Form) -> bool:
    """Whether a cell says that the department follows, in it or right of it."""
    if len(text) <= LONGEST_LABEL and label_key(text) in form.unprinted_keys:
        return True
    return any(part.label in form.unprinted for part in parts_of(text, form))
