"""What a clerk meets who fills a template in LibreOffice: real keys in a real window."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from xltool.cells import a1
from xltool.fields import AMOUNTS, indicator_values
from xltool.forms import SHIPPED, shipped
from xltool.forms.form import Form
from xltool.model import Department, Indicator, Project, SubObjective
from xltool.targets import read_target
from xltool.writing.form_sheet import arranged, derived_cells, field_cells
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL
from xltool.writing.workbook import form_workbook

FORMS = [shipped(form_id) for form_id in SHIPPED]

RIGHT = {"budget.other": "0"}
"""What is right for a field whose form gives a remark for an example."""

WRONG = {"plan.6月底": "20"}
"""What the cell itself can find wrong, where the form's example needs a person to see it."""

Values = dict[str, str | float]
Filled = Callable[..., dict[str, str]]


def named(value: object) -> str | None:
    """The name of a form in the name of a test."""
    return value.id if isinstance(value, Form) else None


def general(path: str) -> str:
    """A path without its number, as the form's entries name it."""
    return re.sub(r"\[\d+\]", "", path)


def in_row(path: str, row: int) -> str:
    """The path of a field in a row of its list, where it is of one."""
    return re.sub(r"^(indicators|long_term|sub_objectives)\.", rf"\1[{row}].", path)


def example(text: str) -> str:
    """An example of the form without its remark in brackets."""
    return re.sub(r"(?<=.)（.*）$", "", text)


def right(form: Form, path: str) -> str:
    """A value that the cell of a field takes."""
    name = general(path)
    if name.endswith(".level2"):
        return indicators(form)[int(path.partition("[")[2].partition("]")[0])].level2 or ""
    return RIGHT.get(name) or example(form.entries[name].good)


def wrong(form: Form, path: str) -> str:
    """A value that it does not take."""
    name = general(path)
    entry = form.entries[name]
    if form.is_amount(name) or name in AMOUNTS:
        return "-5"
    return WRONG.get(name) or ("长" * (entry.longest + 1) if entry.longest else example(entry.bad))


def entered(form: Form, path: str, text: str) -> str | float:
    """What a cell holds after a text was typed."""
    number = path.startswith(("budget.", "plan.")) or form.is_amount(general(path))
    return float(text) if number and re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def cells(form: Form) -> dict[str, str]:
    """The address of every field on the blank template that is not hidden."""
    shown = (place for place in arranged(form, None) if place.path and not place.spare)
    return {place.path: a1(place.row, place.cell.first) for place in shown if place.path}


def guarded(form: Form) -> Iterable[str]:
    """The single fields, and the first and a middle row of a list."""
    paths = list(cells(form))
    rows = [int(match[1]) for path in paths if (match := re.search(r"\[(\d+)\]", path))]
    wanted = {f"[{0}]", f"[{max(rows) // 2 + 1}]"}
    return [path for path in paths if "[" not in path or any(row in path for row in wanted)]


def indicators(form: Form) -> list[Indicator]:
    """One of each class, of the first class one of each of its level-2 classes and two of the first."""
    pairs = [(level.name, word) for level in form.taxonomy[:1] for word in (next(iter(level.level2)), *level.level2)]
    pairs += [(level.name, next(iter(level.level2))) for level in form.taxonomy[1:]]
    return [
        Indicator(level1, level2, f"{level2}第{number}", "看印刷合同", read_target(f"≥{number}册").target, "出版计划")
        for number, (level1, level2) in enumerate(pairs, 1)
    ]


def values(form: Form) -> Values:
    """A table without a fault; level 1 stands in the first row of its class."""
    listed = ("indicators", "long_term")
    result = {path: entered(form, path, right(form, path)) for path in cells(form) if not path.startswith(listed)}
    for name in {general(path).partition(".")[0] for path in cells(form)}.intersection(listed):
        above = None
        for row, indicator in enumerate(indicators(form)):
            said = indicator_values(indicator) | {"level1": "" if indicator.level1 == above else indicator.level1 or ""}
            result |= {f"{name}[{row}].{field}": str(value) for field, value in said.items()}
            above = indicator.level1
    for whole, *parts in (check.fields for check in form.checks if check.kind == "sum"):
        result[whole] = sum(float(value) for path, value in result.items() if general(path) in parts)
    return result


@pytest.fixture
def filled(desk: Any, checkout: Path) -> Filled:
    """Give `filled(form, *blank)`: the template with a table without a fault in it, the named fields left blank."""

    def fill(form: Form, *blank: str) -> dict[str, str]:
        desk.open(checkout / "workbook_templates" / f"{form.title}.xlsx")
        places, content = cells(form), values(form)
        desk.fill({place: "" if path in blank else content.get(path, "") for path, place in places.items()})
        return places

    return fill


def same(shown: str, typed: str) -> bool:
    """Whether a cell shows what was typed: 0.00 for 0."""
    return shown == typed or float(shown.replace(",", "")) == float(typed)


@pytest.mark.parametrize(("form", "path"), [(form, path) for form in FORMS for path in guarded(form)], ids=named)
def test_a_cell_takes_what_is_right_and_says_what_is_wrong(desk: Any, filled: Filled, form: Form, path: str) -> None:
    """A right value is taken; at a wrong one our own words are shown, and the right value stays."""
    entry, cell = form.entries[general(path)], filled(form, path)[path]
    taken = desk.type(cell, right(form, path))
    assert taken["said"] is None
    assert same(taken["holds"], right(form, path))

    refused = desk.type(cell, wrong(form, path))
    if entry.any_text:
        assert desk.colour(cell) == ERROR_FILL
        return
    assert (refused["title"], refused["said"]) == (form.word(path), entry.error)
    assert refused["buttons"] == (["Cancel", "OK"] if entry.soft else ["OK"])
    assert refused["holds"] == taken["holds"]


@pytest.mark.parametrize(
    ("form", "path"),
    [(form, path) for form in FORMS for path, entry in form.entries.items() if entry.longest],
    ids=named,
)
def test_a_text_may_be_as_long_as_the_form_says(desk: Any, filled: Filled, form: Form, path: str) -> None:
    """The longest text that is allowed is taken."""
    path = in_row(path, 1)
    text = "长" * (form.entries[general(path)].longest or 0)
    assert desk.type(filled(form)[path], text) == {"said": None, "title": None, "buttons": [], "holds": text}


@pytest.mark.parametrize(
    ("form", "path"), [(form, path) for form in FORMS for path, entry in form.entries.items() if entry.soft], ids=named
)
def test_what_only_warns_can_be_kept_and_is_coloured(desk: Any, filled: Filled, form: Form, path: str) -> None:
    """OK in the box of a warning keeps the value, the cell is then coloured, and no longer once it is right."""
    cell = filled(form)[path]
    plain = desk.colour(cell)
    assert plain not in (ERROR_FILL, DOUBT_FILL)
    assert desk.type(cell, wrong(form, path), True)["holds"] == wrong(form, path)
    assert desk.colour(cell) == DOUBT_FILL
    assert desk.type(cell, right(form, path))["said"] is None
    assert desk.colour(cell) == plain


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_what_came_past_the_guards_is_coloured(desk: Any, filled: Filled, form: Form) -> None:
    """A wrong value that was not typed, but pasted with its cell, is red or amber; so is a required cell left blank."""
    paths = [path for path in cells(form) if "[" not in path]
    places = filled(form)
    assert {desk.colour(places[path]) for path in paths}.isdisjoint({ERROR_FILL, DOUBT_FILL})

    for path in paths:
        entry = form.entries[path]
        if entry.limit:
            filled(form)
            desk.fill({places[path]: entered(form, path, wrong(form, path))})
            assert desk.colour(places[path]) == (DOUBT_FILL if entry.soft else ERROR_FILL), path

    required = [path for path in paths if form.entries[path].required]
    filled(form, *required)
    assert {path: desk.colour(places[path]) for path in required} == dict.fromkeys(required, DOUBT_FILL)


def of_class(form: Form, number: int) -> tuple[str, list[str], str]:
    """The level-1 word of a class, its level-2 words, and a level-2 word of the next class."""
    level, other = form.taxonomy[number], form.taxonomy[(number + 1) % len(form.taxonomy)]
    return level.name, list(level.level2), next(iter(other.level2))


@pytest.mark.parametrize(
    ("form", "number"), [(form, number) for form in FORMS for number in range(len(form.taxonomy))], ids=named
)
def test_level_2_belongs_to_the_level_1_above(desk: Any, filled: Filled, form: Form, number: int) -> None:
    """With level 1 in a class's first row, this and the next row take the class's level-2 words and no others."""
    level1, own, other = of_class(form, number)
    places = filled(form, *(path for path in cells(form) if path.startswith("indicators")))
    first, second = (places[f"indicators[{row}].level2"] for row in (2, 3))
    error = form.entries["indicators.level2"].error
    assert desk.type(first, own[0])["said"] == error, "no level 1 yet"
    assert desk.type(places["indicators[2].level1"], level1)["said"] is None
    assert (desk.type(first, own[0])["said"], desk.type(second, own[-1])["said"]) == (None, None)
    for cell, word in ((first, own[0]), (second, own[-1])):
        refused = desk.type(cell, other)
        assert (refused["said"], refused["holds"]) == (error, word)


def content(form: Form) -> Project | Department:
    """The same table as `values`, drawn with its level-1 cells merged."""
    if form.kind == "department":
        return Department(sub_objectives=tuple(SubObjective(name, f"{name}全年有序") for name in "甲乙丙丁"))
    return Project(name="年鉴编撰费", indicators=tuple(indicators(form)))


@pytest.fixture
def inserted(desk: Any, tmp_path: Path) -> Callable[[Form, str], tuple[dict[str, str], dict[str, str]]]:
    """Give `inserted(form, field)`: a row is inserted above row 2 of the list with the cursor on that field.

    Returns the addresses of the row above, and of the new row, by field.
    """

    def insert(form: Form, field: str) -> tuple[dict[str, str], dict[str, str]]:
        workbook = tmp_path / "表.xlsx"
        workbook.write_bytes(form_workbook(form, content(form)))
        desk.open(workbook)
        places = field_cells(form, content(form), to_fill=True)
        above, new = (
            {path.rpartition(".")[2]: place for path, place in places.items() if f"[{row}]" in path} for row in (1, 2)
        )
        desk.insert_row_above(new[field])
        return above, new

    return insert


LISTS = [("hebei-project", "indicators", "level3"), ("hebei-department", "sub_objectives", "name")]


@pytest.mark.parametrize(("form_id", "name", "field"), LISTS)
def test_an_inserted_row_is_guarded_as_the_others_are(
    desk: Any, inserted: Callable[..., Any], form_id: str, name: str, field: str
) -> None:
    """On the protected sheet a row can be inserted; its cells are open, guarded and merged like those above."""
    form = shipped(form_id)
    above, new = inserted(form, field)
    for column, cell in new.items():
        facts = desk.facts(cell)
        assert not facts["locked"]
        assert facts == desk.facts(above[column]) | {"formula": facts["formula"]}
        if column == "level1":  # goes on from above
            continue
        assert desk.text(cell) == ""
        path = f"{name}[2].{column}"
        entry = form.entries[f"{name}.{column}"]
        refused = desk.type(cell, wrong(form, path))
        if not entry.any_text:
            assert (refused["said"], refused["holds"]) == (entry.error, "")
        assert desk.type(cell, right(form, path))["holds"] == right(form, path)
    mark = next(a1(place.row, place.cell.first) for place in arranged(form, None) if place.cell.mark == "form")
    refused = desk.type(mark, "1")
    assert (refused["holds"], refused["buttons"]) == (form.mark, ["OK"])


def test_a_row_inserted_in_a_class_belongs_to_it(desk: Any, inserted: Callable[..., Any]) -> None:
    """The merged level-1 cell grows, the new row is counted, and its level 3 is compared with the others."""
    form = shipped("hebei-project")
    number = derived_cells(form, content(form))["indicators.产出指标"]
    above, new = inserted(form, "level3")
    assert desk.facts(new["level1"])["rows"] == 6
    assert desk.text(number) == "5"
    desk.type(new["level2"], "成本指标")
    assert desk.text(number) == "6"
    desk.type(new["level3"], desk.text(above["level3"]))
    assert [desk.colour(row["level3"]) for row in (above, new)] == [ERROR_FILL, ERROR_FILL]
    desk.type(new["level3"], "纸张成本")
    assert ERROR_FILL not in [desk.colour(row["level3"]) for row in (above, new)]


def status(form: Form) -> str:
    """The address of the form's cell that says whether the table can be handed in."""
    return next(a1(place.row, place.cell.first) for place in arranged(form, None) if place.cell is form.status)


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_the_status_names_what_is_missing(desk: Any, filled: Filled, form: Form) -> None:
    """The status says 可以上报 of a faultless table, else the word of a field that was cleared, until it is filled."""
    line, places = status(form), filled(form)
    assert desk.text(line) == "可以上报"
    for path, entry in form.entries.items():
        path = in_row(path, 1)
        if entry.required and path != "year":  # the cell of the year is never blank
            desk.clear(places[path])
            assert desk.text(line).startswith(f"还缺：{form.word(path)}")
            desk.type(places[path], str(values(form)[path]))
            assert desk.text(line) == "可以上报"


@pytest.mark.parametrize("form", FORMS[:1], ids=named)
def test_a_target_that_begins_like_a_formula_is_taken(desk: Any, filled: Filled, form: Form) -> None:
    """=1200册 is a text, also where it is typed."""
    cell = filled(form, "indicators[1].target")["indicators[1].target"]
    for text in ("=1200册", "=100%", "=1+1"):
        assert desk.type(cell, text) == {"said": None, "title": None, "buttons": [], "holds": text}


@pytest.mark.parametrize("form", FORMS, ids=named)
def test_the_status_names_what_is_wrong(desk: Any, filled: Filled, form: Form) -> None:
    """A wrong value that came past the guards is named by its field, one that only warned too, until it is mended."""
    line, places = status(form), filled(form)
    for path, entry in form.entries.items():
        if not (entry.limit or entry.longest or entry.choices):
            continue
        path = in_row(path, 0)
        bad = "别的词" if entry.choices else wrong(form, path)
        desk.fill({places[path]: entered(form, path, bad)})
        begin = "可以上报；请核对：" if entry.soft else "请改："
        assert desk.text(line).startswith(f"{begin}{form.word(path)}"), path
        desk.fill({places[path]: values(form).get(path, "")})
        assert desk.text(line) == "可以上报"
