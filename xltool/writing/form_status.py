"""The status line of a sheet to fill: what is still missing or wrong, as formulas and, for their results, in Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltool.cells import ERROR_VALUES
from xltool.forms.form import STATUS_BEGINS, Entry, Form
from xltool.forms.limits import LIMITS, Values, faults, limit_formula
from xltool.writing.code_patterns import code_formula
from xltool.writing.form_cells import Area, FormCells, constants

MISSING, WRONG, DOUBTFUL = "还缺项", "待改项", "待核对项"
"""Names on the sheet: what is missing, what must be mended, what should be looked at; each item begins with 、."""

_READY, _MISSING, _WRONG = STATUS_BEGINS
_DOUBTFUL = "请核对："
_ERROR = f"{_WRONG}表中有错误值"
_LONGEST = 2000


class _Item(NamedTuple):
    """One thing to say: under which name, the formula for its words, and the words for the values at hand."""

    name: str
    formula: str
    said: str


class _Rows(NamedTuple):
    """The rows of a list: as a formula, which of them were begun; and what they hold, by field."""

    begun: str
    values: Sequence[Mapping[str, object]]


def allowed(form: Form, entry: Entry) -> tuple[str, ...]:
    """The words that a field with choices may hold."""
    if entry.choices == "level1":
        return tuple(word for level in form.taxonomy for word in (level.name, *level.also))
    if entry.choices == "level2":
        return tuple(word for level in form.taxonomy for word in level.spellings)
    return tuple(entry.choices or ())


def status_formula() -> str:
    """The sentence of the status line, made of the three names."""

    def part(name: str, begin: str) -> str:
        return f'IF({name}="","","；{begin}"&MID({name},2,{_LONGEST}))'

    open_points = f"MID({part(MISSING, _MISSING)}&{part(WRONG, _WRONG)},2,{_LONGEST})"
    sentence = f'IF({MISSING}&{WRONG}="","{_READY}",{open_points})&{part(DOUBTFUL, _DOUBTFUL)}'
    return f'IFERROR({sentence},"{_ERROR}")'


def status_names(form: Form, cells: FormCells) -> dict[str, str]:
    """The formulas of the three names."""
    pieces: dict[str, list[str]] = {name: [] for name in (MISSING, WRONG, DOUBTFUL)}
    for item in _items(form, cells, {}):
        pieces[item.name].append(item.formula)
    return {name: "&".join(formulas) or '""' for name, formulas in pieces.items()}


def status_text(form: Form, cells: FormCells, values: Values) -> str:
    """What the status line says when the cells hold these values."""
    if any(value in ERROR_VALUES for value in values.values()):
        return _ERROR
    said = dict.fromkeys((MISSING, WRONG, DOUBTFUL), "")
    for item in _items(form, cells, values):
        said[item.name] += item.said
    parts = [f"{begin}{said[name][1:]}" for name, begin in ((MISSING, _MISSING), (WRONG, _WRONG)) if said[name]]
    parts = parts or [_READY]
    if said[DOUBTFUL]:
        parts.append(f"{_DOUBTFUL}{said[DOUBTFUL][1:]}")
    return "；".join(parts)


def _items(form: Form, cells: FormCells, values: Values) -> Iterator[_Item]:
    lists = {name: _rows(cells, name, values) for name in dict.fromkeys(a.list for a in cells.areas.values() if a.list)}
    for path, entry in form.entries.items():
        area = cells.areas[path]
        if area.list:
            yield from _listed(form, cells, area, entry, lists[area.list])
        else:
            yield from _single(form, cells, area, entry, values.get(path))
    for name, rows in lists.items():
        yield from _classes(form, cells, rows) if name == "indicators" else _at_least_one(form, name, rows)
    for fault in faults(form):
        yield _if(WRONG, cells.filled_in(fault.anywhere), fault.say, fault.found(values))


def _single(form: Form, cells: FormCells, area: Area, entry: Entry, value: object) -> Iterator[_Item]:
    word, cell = form.word(area.path), cells.filled_in("{cell}", area)
    if entry.required:
        yield _if(MISSING, f"LEN(TRIM({cell}))=0", word, _blank(value))
    if entry.longest is not None:
        yield _if(WRONG, f"LEN({cell})>{entry.longest}", f"{word}（太长）", _length(value) > entry.longest)
    if entry.limit is not None:
        formula = limit_formula(form, entry.limit)
        if entry.limit == "code":
            formula = code_formula(form.code_patterns, "{cell}")
        right = f"IFERROR({cells.filled_in(formula, area)},FALSE)"
        wrong = not _blank(value) and not LIMITS[entry.limit].holds(form, value)
        yield _if(DOUBTFUL if entry.soft else WRONG, f"AND(LEN(TRIM({cell}))>0,NOT({right}))", word, wrong)
    if entry.choices is not None:
        words = allowed(form, entry)
        other = f"AND(LEN(TRIM({cell}))>0,SUMPRODUCT(COUNTIF({cell},{constants(words)}))=0)"
        yield _if(DOUBTFUL if entry.soft else WRONG, other, word, not _blank(value) and value not in words)


def _listed(form: Form, cells: FormCells, area: Area, entry: Entry, rows: _Rows) -> Iterator[_Item]:
    word, column = form.word(area.path), cells.filled_in(f"{{{area.path}}}")
    field = area.path.partition(".")[2]
    texts = [row.get(field) for row in rows.values]
    if entry.required:
        count = f"SUMPRODUCT((LEN(TRIM({column}))=0)*({rows.begun}))"
        begun = [any(not _blank(value) for value in row.values()) for row in rows.values]
        yield _count(MISSING, count, word, sum(_blank(t) and b for t, b in zip(texts, begun, strict=True)))
    if entry.longest is not None:
        too_long = sum(_length(text) > entry.longest for text in texts)
        yield _count(WRONG, f"SUMPRODUCT((LEN({column})>{entry.longest})*1)", f"{word}（太长）", too_long)
    if entry.limit is not None:
        right = LIMITS[entry.limit].each.replace("{column}", column)
        wrong = sum(not _blank(value) and not LIMITS[entry.limit].holds(form, value) for value in texts)
        yield _count(WRONG, f"SUMPRODUCT((LEN(TRIM({column}))>0)-({right}))", word, wrong)
    if entry.choices is not None:
        words = allowed(form, entry)
        count = f"SUMPRODUCT((LEN(TRIM({column}))>0)*1)-SUMPRODUCT(COUNTIF({column},{constants(words)}))"
        yield _count(WRONG, count, word, sum(not _blank(text) and text not in words for text in texts))


def _classes(form: Form, cells: FormCells, rows: _Rows) -> Iterator[_Item]:
    """Each class of the taxonomy that is not optional has at least one indicator: S-01, S-02, S-03."""
    for level in (level for level in form.taxonomy if not level.optional):
        words = level.spellings
        count = cells.filled_in(f"SUMPRODUCT(COUNTIF({{indicators.level2}},{constants(words)}))")
        yield _if(
            MISSING, f"{count}=0", f"{level.name} 1 条", all(row.get("level2") not in words for row in rows.values)
        )


def _at_least_one(form: Form, name: str, rows: _Rows) -> Iterator[_Item]:
    nothing = all(_blank(value) for row in rows.values for value in row.values())
    yield _if(MISSING, f"SUMPRODUCT(({rows.begun})*1)=0", f"{form.word(f'{name}.text')} 1 条", nothing)


def _rows(cells: FormCells, name: str, values: Values) -> _Rows:
    found: dict[str, dict[str, object]] = {}
    for path, value in values.items():
        if match := re.fullmatch(rf"{name}\[(\d+)\]\.(.+)", path):
            found.setdefault(match[1], {})[match[2]] = value
    columns = (cells.filled_in(f"{{{area.path}}}") for area in cells.areas.values() if area.list == name)
    return _Rows(f"LEN(TRIM({'&'.join(columns)}))>0", list(found.values()))


def _if(name: str, condition: str, words: str, holds: bool) -> _Item:
    return _Item(name, f'IF({condition},"、{words}","")', f"、{words}" if holds else "")


def _count(name: str, count: str, words: str, number: int) -> _Item:
    return _Item(name, f'IF({count}>0,"、{words} "&{count}&" 处","")', f"、{words} {number} 处" if number else "")


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip(" "))


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else 0
