"""One cause is one problem with all its cells."""

from dataclasses import replace

from tests.rules.clean import CLEAN, OTHER, readings, with_targets, workbook
from xltool.places import concerns_several
from xltool.rules import check

JOINED = "≥9595%以上"


def test_the_same_words_at_several_cells_are_one_problem():
    """Each place is listed once, the first is the problem's own cell."""
    book = workbook(with_targets(JOINED, "=100%", JOINED, "≤20万元", JOINED, "≥90%"))
    (problem,) = [p for p in check(readings(book)) if p.code == "V-01"]
    assert problem.cell == "E11"
    assert [place.cell for place in problem.places] == ["E11", "E13", "E15"]
    assert {place.field for place in problem.places} == {f"indicators[{row}].target" for row in (0, 2, 4)}


def test_other_words_are_another_problem():
    """Two values that are joined in different ways have each its own suggestion."""
    book = workbook(with_targets(JOINED, "=100%", "≥9090%以上", "≤20万元", "≥8%", "≥90%"))
    found = [(p.cell, p.expected, p.places) for p in check(readings(book)) if p.code == "V-01"]
    assert found == [("E11", "≥95%", ()), ("E13", "≥90%", ())]


def test_what_concerns_several_tables_comes_first():
    """Then table by table, each most serious first."""
    first = workbook(with_targets(JOINED, "=100%", "12月", "≤20万元", "≥8%", "≥90%"))
    second = workbook(replace(with_targets(JOINED, "=100%", "12月", "≤20万元", "≥8%", None), code=OTHER.code))
    problems = [p for p in check(readings(first, second)) if p.code in ("V-01", "S-07")]
    assert [(p.code, concerns_several(p)) for p in problems] == [("V-01", True), ("S-07", False)]
    assert [(place.file, place.cell) for place in problems[0].places] == [("a.xlsx", "E11"), ("b.xlsx", "E11")]


def test_the_order_of_tables_does_not_change_what_is_found():
    """Only which of the places is the first."""
    books = [workbook(replace(CLEAN, code=code, purpose="用于差率费")) for code in ("1", "2")]
    found = [{(p.code, p.message, len(p.all_places)) for p in check(readings(*b))} for b in (books, books[::-1])]
    assert found[0] == found[1]
