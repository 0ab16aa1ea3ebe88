"""舍位平衡: what is shown adds up to the total that is shown."""

from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.balanced_rounding import WAN, WHOLE_WAN, YUAN, balanced, balanced_formula, rounded, rounded_formula

PLACES = st.integers(0, 3)


@st.composite
def parts_and_places(draw: st.DrawFn, least: int = 0) -> tuple[list[Decimal], int]:
    """Amounts with up to four decimals more than are shown."""
    places = draw(PLACES)
    numbers = draw(st.lists(st.integers(least, 10**14), max_size=30))
    return [Decimal(number).scaleb(-places - 4) for number in numbers], places


@given(parts_and_places(least=-(10**14)))
def test_rounded_parts_add_up_to_the_rounded_total(given_parts):
    """Whatever the amounts, negative ones too."""
    parts, places = given_parts
    assert sum(balanced(parts, places)) == rounded(sum(parts, Decimal(0)), places)


@given(parts_and_places())
def test_a_part_is_less_than_one_unit_away(given_parts):
    """And never below 0 where nothing is."""
    parts, places = given_parts
    for part, shown in zip(parts, balanced(parts, places), strict=True):
        assert abs(shown - part) < Decimal(1).scaleb(-places)
        assert shown >= 0


@given(parts_and_places(), st.integers(0, 10**9))
def test_a_part_that_needs_no_rounding_stays(given_parts, whole):
    """Wherever it stands among parts that are rounded."""
    parts, places = given_parts
    exact = Decimal(whole).scaleb(-places)
    assert list(balanced([*parts, exact], places))[-1] == exact


@given(parts_and_places(), parts_and_places())
def test_a_second_row_of_parts_goes_on_where_the_first_ended(first, second):
    """Both together have the rounded sum of both, and the first its own."""
    (left, places), (right, _) = first, second
    going_on = list(balanced(right, places, before=sum(left, Decimal(0))))
    assert sum(going_on) == rounded(sum([*left, *right], Decimal(0)), places) - rounded(sum(left, Decimal(0)), places)
    assert [*balanced(left, places), *going_on] == list(balanced([*left, *right], places))


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ("0.125 0.125", "0.13 0.12"),
        ("0.005 0.005 0.005", "0.01 0.00 0.01"),
        ("0.333333 0.333333 0.333334", "0.33 0.34 0.33"),
        ("16.875 20.4175 9.7625", "16.88 20.41 9.77"),
        ("0 0.004 0", "0.00 0.00 0.00"),
    ],
)
def test_where_a_unit_is_placed(parts, shown):
    """It goes to the part at which the running sum passes a half."""
    assert list(balanced(map(Decimal, parts.split()), 2)) == [Decimal(text) for text in shown.split()]


def test_units():
    """The same 万元 in each unit that can be chosen."""
    amount = Decimal("123.456789")
    assert [unit.rounded(amount) for unit in (WAN, WHOLE_WAN, YUAN)] == [
        Decimal("123.46"),
        Decimal("123"),
        Decimal("1234567.89"),
    ]


def _worksheet_round(value: float, places: int) -> float:
    """ROUND as Excel and LibreOffice have it: the nearest of the decimals, half away from zero."""
    return float(rounded(Decimal(repr(value)), places))


@given(parts_and_places())
def test_the_formula_gives_the_same(given_parts):
    """Computed with binary fractions, summed one by one as the sheet does it."""
    parts, places = given_parts
    small = [part % 1000 for part in parts]
    sums = list(accumulate(map(float, small)))
    expected = list(balanced(small, places))
    for number, now in enumerate(sums):
        before = repr(sums[number - 1]) if number else None
        text = balanced_formula(repr(now), before, places)
        assert eval(text, {"ROUND": _worksheet_round}) == pytest.approx(float(expected[number]), abs=1e-9)


def test_formulas_as_they_stand_in_a_cell():
    """Decimals as a number, or as a cell that holds it."""
    assert rounded_formula("M5") == "ROUND(ROUND(M5,6),2)"
    assert rounded_formula("M5", "$L$2") == "ROUND(ROUND(M5,$L$2+4),$L$2)"
    assert balanced_formula("M5", "M4") == "ROUND(ROUND(ROUND(M5,6),2)-ROUND(ROUND(M4,6),2),2)"
