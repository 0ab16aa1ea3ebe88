"""Exact money (rules F-06, V-13, V-15)."""

import datetime
import pickle
import random
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.amounts import (
    UNITS,
    AmountError,
    AmountReading,
    canonical,
    money_units,
    read_amount,
    settled,
    show,
    to_decimal,
    total,
)

# cell | unit of the sheet | amount in 万元 | note (- for none)
TEXTS = """
10.00          | 万元     | 10.00      | text
10             | 万元     | 10.00      | text
-5             | 万元     | -5.00      | text
－5            | 万元     | -5.00      | full-width
−5.5           | 万元     | -5.50      | full-width
10.1000        | 万元     | 10.10      | text
10.125         | 万元     | 10.125     | text
1,234.5        | 万元     | 1234.50    | separator
1,234,567      | 元       | 123.4567   | separator
２０．５       | 万元     | 20.50      | full-width
１，２３４．５ | 万元     | 1234.50    | full-width
20万元         | 万元     | 20.00      | unit
20 万元        | 万元     | 20.00      | unit
20万元         | 元       | 20.00      | unit
2000万         | 元       | 2000.00    | unit
300000元       | 万元     | 30.00      | unit
5万元人民币    | 万元     | 5.00       | unit
1.2亿元        | 万元     | 12000.00   | unit
3千万          | 万元     | 3000.00    | unit
5百万元        | 万元     | 500.00     | unit
3千元          | 万元     | 0.30       | unit
1元            | 万元     | 0.0001     | unit
300000         | 元       | 30.00      | text
15             | 千元     | 1.50       | text
2              | 亿元     | 20000.00   | text
0              | 万元     | 0.00       | text
"""

REJECTED = [
    *(
        "abc",
        "约20",
        "20左右",
        "#REF!",
        "#N/A",
        "1,23",
        "1,2345",
        "1,23,4",
        "10 20",
        "10万5千元",
        "20+5",
        "10.00万元（含其他5万元）",
        "1 234",
        "1.2.3",
        "12.",
        ".5",
        "1e5",
        "5%",
        "+5",
        "5-",
    ),
    *(
        "-",
        "—",
        "——",
        "/",
        "无",
        "(-5)",
        "(5",
        "5)",
        "20美元",
        "20吨",
        "¥20",
        "20w",
        "NaN",
        "inf",
        "Infinity",
        "1_000",
        "٣",
    ),
    *(True, False, float("nan"), float("inf"), Decimal("NaN"), Decimal("-Infinity"), Decimal("1E+5000"), 10**1000),
    *(datetime.date(2020, 1, 1), b"10", [10], object()),
]

amounts = st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False)


def _rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("raw", "unit", "amount", "note"), _rows(TEXTS))
def test_a_money_cell_kept_as_text_is_read_exactly(raw: str, unit: str, amount: str, note: str) -> None:
    """V-15, V-13: text becomes an exact amount in 万元, its own unit wins over the sheet's, and the note says why."""
    reading = read_amount(raw, unit)
    assert str(reading.value) == amount
    assert reading.note == note


@pytest.mark.parametrize(
    ("raw", "unit", "amount"),
    [
        (10, "万元", "10.00"),
        (10.0, "万元", "10.00"),
        (0.1, "万元", "0.10"),
        (-2.5, "万元", "-2.50"),
        (-0.0, "万元", "0.00"),
        (188.22, "万元", "188.22"),
        (1e16, "元", "1000000000000.00"),
        (300000, "元", "30.00"),
        (123456.78, "元", "12.345678"),
        (Decimal("10.125"), "万元", "10.125"),
        (1, "人民币元", "0.0001"),
    ],
)
def test_a_money_cell_with_a_number_is_read_as_it_prints(raw: float | Decimal, unit: str, amount: str) -> None:
    """F-06: a stored number is taken as it prints and converted without rounding, and needs no note."""
    reading = read_amount(raw, unit)
    assert (str(reading.value), reading.note) == (amount, None)


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", "\xa0\n"])
def test_a_blank_money_cell_is_no_amount(raw: str | None) -> None:
    """F-06: blank is not 0."""
    assert read_amount(raw) == AmountReading(None, None)


@pytest.mark.parametrize("raw", REJECTED, ids=lambda raw: repr(raw)[:20])
def test_what_is_no_amount_is_refused_with_the_cell(raw: object) -> None:
    """F-06: a cell that is not certainly an amount is never read as one; the error carries the cell."""
    with pytest.raises(AmountError) as caught:
        read_amount(raw)
    assert caught.value.raw is raw


@pytest.mark.parametrize("raw", ["(5.00)", "（5.00）", "¥20", "人民币20", "1 234", "10 .5", "10.\n5", "二十"])
def test_what_is_not_sure_is_read_for_those_who_ask_about_it_alone(raw: str) -> None:
    """I-06: a reading that is not sure is refused, unless it is wanted with its doubt."""
    assert not read_amount(raw, doubtful=True).sure
    with pytest.raises(AmountError):
        read_amount(raw)


@pytest.mark.parametrize(
    ("number", "value"),
    [
        (257.71999999999997, "257.72"),
        (10.000000000000002, "10"),
        (0.1 + 0.2, "0.3"),
        (123456789.10999998, "123456789.11"),
        (1 / 3, "0.3333333333333333"),
        (188.22, "188.22"),
    ],
)
def test_the_trace_of_a_computation_is_dropped_and_listed(number: float, value: str) -> None:
    """F-06: Excel shows fifteen digits; a number that needs no more than twelve is that number, any other stays."""
    assert settled(number) == Decimal(value)
    assert read_amount(number).note == (None if Decimal(repr(number)) == Decimal(value) else "noise")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万元", ["万元"]),
        ("（金额单位:人民币元）", ["人民币元"]),
        ("计量单位：千元", ["千元"]),
        ("单位（万元）", ["万元"]),
        ("单位：万元（人民币）", ["万元"]),
        ("单位：元 币种：人民币", ["元"]),
        ("单位：人、万元", ["万元"]),
        ("单位：元/万元", ["元", "万元"]),
        ("单位：万美元", []),
        ("单位：元宵节筹备组", []),
        ("计量单位", []),
    ],
)
def test_a_head_names_units_of_money(text: str, units: list[str]) -> None:
    """F-07: in whatever words; a department's name is no unit."""
    assert list(money_units(text)) == units


def test_an_unknown_unit_of_a_sheet_is_refused() -> None:
    """F-06: amounts in a unit that is not known are not read, whatever the cell."""
    with pytest.raises(AmountError) as caught:
        read_amount(None, "美元")
    assert caught.value.raw == "美元"


def test_the_error_survives_a_process_boundary() -> None:
    """F-06: an error raised in a worker process arrives with its cell."""
    assert pickle.loads(pickle.dumps(AmountError("约20"))).raw == "约20"


@pytest.mark.parametrize(
    ("raw", "note"), [("10.00", None), (" 10 ", None), ("1,234.5", "separator"), ("20万元", "unit")]
)
def test_a_source_of_text_needs_no_note_for_a_plain_number(raw: str, note: str | None) -> None:
    """V-15: where everything is text, only what really changed is noted."""
    assert read_amount(raw, typed=False).note == note


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("10", "10.00"),
        ("10.1", "10.10"),
        ("10.1000", "10.10"),
        ("10.125", "10.125"),
        ("0", "0.00"),
        ("-0.0", "0.00"),
        ("-7.500", "-7.50"),
        ("1E+3", "1000.00"),
        ("0.00010", "0.0001"),
        ("123456789012345678901234567890.1", "123456789012345678901234567890.10"),
    ],
)
def test_canonical_has_two_decimals_or_what_it_needs(value: str, text: str) -> None:
    """F-06: an amount has at least two decimals and no zeros after them, however long it is."""
    assert str(canonical(Decimal(value))) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("1234.5", 2, "1,234.50"),
        ("1234567.891", 2, "1,234,567.89"),
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("-0.004", 2, "0.00"),
        ("2.675", 2, "2.68"),
        ("0.5", 0, "1"),
        ("12.345678", 6, "12.345678"),
        (None, 2, ""),
    ],
)
def test_show_prints_with_separators_and_rounds_half_away_from_zero(value: str | None, places: int, text: str) -> None:
    """F-06: printing has two places, rounds half away from zero, and a blank stays blank."""
    assert show(None if value is None else Decimal(value), places) == text


def test_the_total_of_the_real_document_has_no_float_error(seed_text: str) -> None:
    """F-06: the amounts of the 2020 document are 257.72 in all, where floats give 257.71999999999997."""
    cells = re.findall(r"预算数\n\t(\S+)", seed_text)
    assert len(cells) == 11
    assert sum(map(float, cells)) == 257.71999999999997
    assert str(total(read_amount(cell).value for cell in cells)) == "257.72"


def test_a_blank_amount_counts_as_nothing_in_a_total() -> None:
    """F-06: None counts as 0, and the total of nothing is 0.00."""
    assert str(total([None, Decimal("0.1"), None, Decimal("0.2")])) == "0.30"
    assert str(total([])) == "0.00"


def test_every_unit_has_an_exact_factor() -> None:
    """F-06: the factors to 万元 are exact decimals."""
    assert [str(UNITS[unit]) for unit in ("万元", "元", "千元", "亿元", "人民币元")] == [
        "1",
        "0.0001",
        "0.1",
        "10000",
        "0.0001",
    ]
    assert all(read_amount("1", unit).value == factor for unit, factor in UNITS.items())


@given(amounts)
def test_canonical_keeps_the_value_and_settles(value: Decimal) -> None:
    """F-06: canonical changes the writing only, and once."""
    result = canonical(value)
    assert result == value
    assert str(canonical(result)) == str(result)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_taken_as_it_prints(number: float) -> None:
    """F-06: a float becomes the decimal that it prints as, and that decimal is the same float again."""
    assert to_decimal(number) == Decimal(repr(number)) == to_decimal(repr(number))
    assert float(to_decimal(number)) == number
    assert float(canonical(to_decimal(number))) == number


@given(st.integers(min_value=-(10**15), max_value=10**15), st.sampled_from(sorted(UNITS)))
def test_units_convert_there_and_back(cents: int, unit: str) -> None:
    """F-06: an amount written in any unit is the same amount in 万元."""
    number = Decimal(cents).scaleb(-2)
    value = read_amount(f"{number:f}", unit).value
    assert value is not None
    assert value / UNITS[unit] == number
    assert read_amount(f"{number:f}{unit}", "元") == AmountReading(value, "unit")


@given(st.lists(amounts | st.none(), max_size=30), st.randoms())
def test_a_total_does_not_depend_on_the_order(values: list[Decimal | None], chance: random.Random) -> None:
    """F-06: the exact sum is the same in any order."""
    shuffled = list(values)
    chance.shuffle(shuffled)
    assert str(total(values)) == str(total(shuffled))


@given(amounts)
def test_a_printed_amount_reads_back(value: Decimal) -> None:
    """F-06: what is shown with all its places is read back as the same amount."""
    exponent = canonical(value).as_tuple().exponent
    assert isinstance(exponent, int)
    assert read_amount(show(value, -exponent)).value == value
