"""Amounts in capital Chinese numerals: by table, and read back by a reader that knows nothing of the writer."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.capital_numerals import capital_numerals, read_capital, read_whole

# The first six are the examples of the rules themselves (正确填写票据和结算凭证的基本规定).
TABLE = """
1409.50           | 壹仟肆佰零玖元伍角
6007.14           | 陆仟零柒元壹角肆分
1680.32           | 壹仟陆佰捌拾元叁角贰分
107000.53         | 壹拾万柒仟元伍角叁分
16409.02          | 壹万陆仟肆佰零玖元零贰分
325.04            | 叁佰贰拾伍元零肆分
0                 | 零元整
0.01              | 壹分
0.10              | 壹角
0.11              | 壹角壹分
1                 | 壹元整
1.01              | 壹元零壹分
10                | 壹拾元整
15                | 壹拾伍元整
20.05             | 贰拾元零伍分
100               | 壹佰元整
101               | 壹佰零壹元整
110               | 壹佰壹拾元整
1000              | 壹仟元整
1001              | 壹仟零壹元整
1010              | 壹仟零壹拾元整
10000             | 壹万元整
10000.50          | 壹万元伍角
10001             | 壹万零壹元整
11000             | 壹万壹仟元整
100100            | 壹拾万零壹佰元整
2577200           | 贰佰伍拾柒万柒仟贰佰元整
10001000          | 壹仟万壹仟元整
10000100          | 壹仟万零壹佰元整
100000000         | 壹亿元整
100001000         | 壹亿零壹仟元整
100010000         | 壹亿零壹万元整
110000000         | 壹亿壹仟万元整
1000000000        | 壹拾亿元整
123456789.01      | 壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分
1000000000000     | 壹万亿元整
1000500000000     | 壹万零伍亿元整
1000010000000     | 壹万亿壹仟万元整
1000000000001     | 壹万亿零壹元整
9876543210987.65  | 玖万捌仟柒佰陆拾伍亿肆仟叁佰贰拾壹万零玖佰捌拾柒元陆角伍分
-0.5              | 负伍角
-1680.32          | 负壹仟陆佰捌拾元叁角贰分
-0.004            | 零元整
0.005             | 壹分
1.995             | 贰元整
12.3449           | 壹拾贰元叁角肆分
"""
CASES = [tuple(part.strip() for part in line.split("|")) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("amount", "words"), CASES)
def test_amounts_of_the_table(amount: str, words: str) -> None:
    """Each amount is written in one way and no other."""
    assert capital_numerals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["1e16", "-1e16", "9999999999999999.995", "1e400", "NaN", "Infinity"])
def test_what_is_too_large_or_no_number(amount: str) -> None:
    """There is no word for ten thousand 万亿."""
    with pytest.raises(ValueError, match="no word"):
        capital_numerals(Decimal(amount))


def test_the_largest_amount() -> None:
    """One cent below the limit."""
    words = capital_numerals(Decimal("9999999999999999.99"))
    assert words.startswith("玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟")
    assert value_of(words) == Decimal("9999999999999999.99")


UNITS = {"分": 1, "角": 10, "元": 100, "拾": 10, "佰": 100, "仟": 1000, "万": 10**4, "亿": 10**8}


def value_of(words: str) -> Decimal:
    """The amount that the words say, by a stack: 万 and 亿 multiply all smaller parts that stand before them."""
    parts: list[int] = []
    digit = cents = 0
    for character in words.removeprefix("负").removesuffix("整"):
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character in "拾佰仟":
            parts.append(digit * UNITS[character])
            digit = 0
        elif character in "万亿":
            group = digit
            while parts and parts[-1] < UNITS[character]:
                group += parts.pop()
            parts.append(group * UNITS[character])
            digit = 0
        else:
            cents += (sum(parts) + digit) * UNITS[character]
            parts, digit = [], 0
    assert not parts
    assert not digit
    return Decimal(-cents if words.startswith("负") else cents) / 100


AMOUNTS = st.one_of(
    st.integers(-(10**18) + 1, 10**18 - 1),
    # many zeros, where the rules are
    st.lists(st.sampled_from("000000123456789"), min_size=1, max_size=18).map(lambda digits: int("".join(digits))),
).map(lambda cents: Decimal(cents) / 100)


@given(AMOUNTS)
def test_what_is_written_says_the_amount(amount: Decimal) -> None:
    """The reader finds the very cents, for any amount."""
    assert value_of(capital_numerals(amount)) == amount


@given(AMOUNTS)
def test_the_words_are_well_formed(amount: Decimal) -> None:
    """Never 零零, never a 零 before a unit or at the end, and 整 only directly after 元."""
    words = capital_numerals(amount)
    for wrong in ("零零", "零万", "零亿", "零角", "零分", "零整", "亿万", "角整", "分整"):
        assert wrong not in words
    assert words.endswith(("元整", "角", "分"))
    assert words.count("亿") <= 1
    assert ("零元" in words) == (words == "零元整")


@given(AMOUNTS.filter(lambda amount: amount > 0))
def test_a_zero_stands_where_digits_are_skipped(amount: Decimal) -> None:
    """Between two digits that are not neighbours, unless the second begins the next group or is 角."""
    digits = f"{int(amount * 100):018d}"
    places = [place for place, digit in enumerate(digits) if digit != "0"]
    skipped = [(place, following) for place, following in pairwise(places) if following - place > 1]
    begins = (4, 8, 12, 16)  # 仟 of 亿, of 万 and of 元, and 角; after 亿 the next group is that of 万
    zeros = [
        (place, following) for place, following in skipped if following not in begins or (place < 8 and following == 12)
    ]
    assert capital_numerals(amount).count("零") == len(zeros)


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_an_amount_in_words_reads_back(yuan: Decimal) -> None:
    """What is written in capital numerals is read as the same amount."""
    assert read_capital(capital_numerals(yuan)) == yuan


@pytest.mark.parametrize(
    ("words", "yuan"),
    [
        ("拾万圆正", "100000"),
        ("贰拾万零伍佰元", "200500"),
        ("壹拾万零柒仟元伍角叁分", "107000.53"),
        ("二百五十七万七千二百元", "2577200"),
        ("兩百元", None),
        ("伍角", "0.5"),
        ("壹元零伍分", "1.05"),
        ("元整", None),
        ("整", None),
        ("壹元零", None),
        ("一千五元", None),
        ("二零二零元", None),
        ("贰拾", None),
    ],
)
def test_words_are_read_by_the_rules_or_not_at_all(words: str, yuan: str | None) -> None:
    """Ordinary numerals and usual spellings are read; what leaves a choice is not."""
    assert read_capital(words) == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        *[("零", 0), ("十", 10), ("十五", 15), ("二十", 20), ("两百", 200), ("一百一十", 110), ("三百零五", 305)],
        *[("一万零五百", 10500), ("壹亿零壹万", 100010000), ("两万亿", 2 * 10**12)],
        *[
            (w, None)
            for w in ("", "百", "一千五", "一万五", "三百五", "零五", "五十零", "一百十", "二二", "一万万", "万")
        ],
    ],
)
def test_a_whole_number_in_numerals(words: str, number: int | None) -> None:
    """一千五 may be 1500 or 1005, so it is neither."""
    assert read_whole(words) == number
