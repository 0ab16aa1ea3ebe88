"""Reading 指标值: spellings, joined cells, deadlines and graded words (rules V-01, V-02, V-04, V-05, V-13)."""

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xltool.model import Target
from xltool.targets import plain_text, read_target

# spelling | operator | number | unit (- for none)
WITH_OPERATOR = """
≥95%              | ≥ | 95      | %
≥90.00(%)         | ≥ | 90.00   | %
=100.00(%)        | = | 100.00  | %
95%以上           | ≥ | 95      | %
95%及以上         | ≥ | 95      | %
95以上            | ≥ | 95      | -
95%（含）以上     | ≥ | 95      | %
95%以上（含95%）  | ≥ | 95      | %
不低于95%         | ≥ | 95      | %
不低于95%以上     | ≥ | 95      | %
≥99%以上          | ≥ | 99      | %
≥88%以上          | ≥ | 88      | %
不少于20场次      | ≥ | 20      | 场次
不小于3.5米       | ≥ | 3.5     | 米
至少2次           | ≥ | 2       | 次
最低5家           | ≥ | 5       | 家
达到95%           | ≥ | 95      | %
达到95%以上       | ≥ | 95      | %
大于等于5         | ≥ | 5       | -
大于或等于5       | ≥ | 5       | -
>=95%             | ≥ | 95      | %
=>95%             | ≥ | 95      | %
＞＝９５％        | ≥ | 95      | %
> = 95 %          | ≥ | 95      | %
≧95%              | ≥ | 95      | %
⩾95﹪             | ≥ | 95      | %
≥95%。            | ≥ | 95      | %
≥-5%              | ≥ | -5      | %
≥3月              | ≥ | 3       | 月
≤10次             | ≤ | 10      | 次
不高于5%          | ≤ | 5       | %
不超过3天         | ≤ | 3       | 天
不多于3人次       | ≤ | 3       | 人次
不大于5           | ≤ | 5       | -
至多2起           | ≤ | 2       | 起
最多2起           | ≤ | 2       | 起
小于等于5         | ≤ | 5       | -
<=5‰              | ≤ | 5       | ‰
=<5               | ≤ | 5       | -
＜＝5             | ≤ | 5       | -
≦5                | ≤ | 5       | -
5%以下            | ≤ | 5       | %
100万元以内       | ≤ | 100     | 万元
控制在100万元以内 | ≤ | 100     | 万元
3天内             | ≤ | 3       | 天
15个工作日内      | ≤ | 15      | 个工作日
5公里之内         | ≤ | 5       | 公里
≤12月             | ≤ | 12      | 月
超13万元/年       | > | 13      | 万元/年
超过1,200人       | > | 1200    | 人
超过95%以上       | > | 95      | %
大于5             | > | 5       | -
高于95%           | > | 95      | %
多于3个/户        | > | 3       | 个/户
﹥95%             | > | 95      | %
＞95%             | > | 95      | %
低于5%            | < | 5       | %
低于5%以下        | < | 5       | %
小于5             | < | 5       | -
少于3次           | < | 3       | 次
＜5%              | < | 5       | %
等于100%          | = | 100     | %
＝100%            | = | 100     | %
百分之九十五以上  | ≥ | 95      | %
不低于百分之九十  | ≥ | 90      | %
"""

WITHOUT_OPERATOR = """
985米             | = | 985      | 米
2                 | = | 2        | -
0起               | = | 0        | 起
100%（1.0）       | = | 100      | %
100%              | = | 100      | %
295%              | = | 295      | %
１，２００人      | = | 1200     | 人
1,200,000.50元    | = | 1200000.50 | 元
13969.56标箱      | = | 13969.56 | 标箱
500㎡             | = | 500      | ㎡
500m2             | = | 500      | m2
12个（套）        | = | 12       | 个(套)
12个月            | = | 12       | 个月
10日              | = | 10       | 日
2次/年            | = | 2        | 次/年
9595              | = | 9595     | -
43,830            | = | 43830    | -
百分之九十五      | = | 95       | %
百分之十五点五    | = | 15.5     | %
百分之百          | = | 100      | %
千分之三          | = | 3        | ‰
"""

# spelling | lower end | upper end | unit
RANGES = """
80-90%                 | 80  | 90  | %
80%-90%                | 80  | 90  | %
80%～90%               | 80  | 90  | %
80~90%                 | 80  | 90  | %
80至90%                | 80  | 90  | %
80%—90%                | 80  | 90  | %
８０％－９０％         | 80  | 90  | %
80%-90                 | 80  | 90  | %
2.5-3.5元/人           | 2.5 | 3.5 | 元/人
3-5年                  | 3   | 5   | 年
5-10                   | 5   | 10  | -
5-10之间               | 5   | 10  | -
-5-5%                  | -5  | 5   | %
80%至90%之间           | 80  | 90  | %
百分之八十至百分之九十 | 80  | 90  | %
"""

# spelling | operator | number | unit | sure
JOINED = """
≥9595%以上         | ≥ | 95     | %    | yes
≥100100%以上       | ≥ | 100    | %    | yes
≥95.0095.00%以上   | ≥ | 95.00  | %    | yes
≥95.0095.00(%)以上 | ≥ | 95.00  | %    | yes
不低于9595%以上    | ≥ | 95     | %    | yes
＞9595％以上       | > | 95     | %    | yes
≥95 95%以上        | ≥ | 95     | %    | yes
≥95%95%以上        | ≥ | 95     | %    | yes
≥99%99%以上        | ≥ | 99     | %    | yes
≤1010%以下         | ≤ | 10     | %    | yes
≤9.59.5小时以内    | ≤ | 9.5    | 小时 | yes
≥1,2001,200人以上  | ≥ | 1200   | 人   | yes
≥2020人以上        | ≥ | 20     | 人   | no
≥9595以上          | ≥ | 95     | -    | no
≥9595%             | ≥ | 95     | %    | no
9595%以上          | ≥ | 95     | %    | no
≥9,595%以上        | ≥ | 95     | %    | no
9595%              | = | 95     | %    | no
95%95%             | = | 95     | %    | no
2.52.5小时         | = | 2.5    | 小时 | no
95%以上≥           | ≥ | 95     | %    | no
5天以内≤           | ≤ | 5      | 天   | no
95%（含）以上≥     | ≥ | 95     | %    | no
≥95%≥95%           | ≥ | 95     | %    | no
≥95%以上≥95%以上   | ≥ | 95     | %    | no
"""

DEADLINES = """
2020年12月底前 12月31日前 12月31日之前 6月30日 12月 12月底 12月上旬 2020年 2020年底 2020年底前完成 年底前 年内
每月10日前 次月10日前 10日前 2020-12-31 2020.12.31前 2020/12 1-12月 2020年1-12月 2020年12月至2021年6月 2020-2021年
四季度 下半年 月底前 不晚于12月31日 ≤2020年12月31日 12月31日前完成编撰印刷 12月完成验收
""".split()

WORDS = """
优 良 中 差 优秀 良好 合格 不合格 一般 较好 较差 高 较高 低 是 否 达标 不达标 满意 基本满意 非常满意
健全 不健全 合理 基本合理 不合理 完善 不完善 及时 不及时 长期 按时完成 达成年度指标 部分达成年度指标并具有一定效果
显著提升 有效提升 一定程度提升 明显改善 逐步提高 持续增强 不断优化 大幅降低 基本解决 较大改善 得到有效提升
有所改善 效果显著 提升明显 优良中差 优/良/中/差 优、良 高、中、低
""".split()

UNREADABLE = """
很多 abc ≥ ** % 无 / - —— null 提升 若干 95%96%97% 约九成左右 约95% 95%左右 100多人 5%提升 100%完成 优/很多 优/
≤95%以上 ≥5%以下 高于95%以下 =95%以上 ≥≥95% ≥80-90% 90-80% 80人-90% 80%- ~90% 95%≥ 1,23人 95..5% 1.2.3% 1/3 1:1
#REF! 05次 0335-4041234 9595%9595% 95959595%以上 ≤9595%以上 百分之一百二十 95%以上≤ 95≥ 95%≥95% ≥5次≥6次 ≥9595%≥9595%
""".split()


def _rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


def _unit_of(cell: str) -> str | None:
    return None if cell == "-" else cell


@pytest.mark.parametrize(("raw", "operator", "number", "unit"), _rows(WITH_OPERATOR))
def test_a_written_operator_is_understood(raw: str, operator: str, number: str, unit: str) -> None:
    """V-02: an operator in signs or words, before or after the number, becomes one of ≥ ≤ = > <."""
    reading = read_target(raw)
    assert reading.target == Target(raw, operator, Decimal(number), _unit_of(unit))
    assert (reading.kind, reading.joined, reading.sure, reading.implied) == ("number", False, True, False)


@pytest.mark.parametrize(("raw", "operator", "number", "unit"), _rows(WITHOUT_OPERATOR))
def test_a_missing_operator_is_read_as_equal_and_said(raw: str, operator: str, number: str, unit: str) -> None:
    """V-04: a bare number is read as ``=`` and marked as implied."""
    reading = read_target(raw)
    assert reading.target == Target(raw, operator, Decimal(number), _unit_of(unit))
    assert (reading.kind, reading.joined, reading.implied) == ("number", False, True)


@pytest.mark.parametrize(("raw", "low", "high", "unit"), _rows(RANGES))
def test_a_range_has_two_ends(raw: str, low: str, high: str, unit: str) -> None:
    """V-02: a range has the operator ``~``, its lower end as number and its upper end as upper."""
    reading = read_target(raw)
    assert reading.target == Target(raw, "~", Decimal(low), _unit_of(unit), Decimal(high))
    assert (reading.kind, reading.joined, reading.implied) == ("number", False, False)


@pytest.mark.parametrize(("raw", "operator", "number", "unit", "sure"), _rows(JOINED))
def test_two_joined_cells_are_read_as_one_number(raw: str, operator: str, number: str, unit: str, sure: str) -> None:
    """V-01: the same number twice in a row is that number once, and unsure readings ask for a person."""
    reading = read_target(raw)
    assert reading.target == Target(raw, operator, Decimal(number), _unit_of(unit))
    assert (reading.kind, reading.joined, reading.sure) == ("number", True, sure == "yes")


@pytest.mark.parametrize(
    ("raw", "number"), [("≥1111人", 1111), ("2020人", 2020), ("≥11人以上", 11), ("≥111%", 111), ("≥55%以上", 55)]
)
def test_a_number_that_only_looks_doubled_stays(raw: str, number: int) -> None:
    """V-01: without a share above the whole, or both halves of the joined form, a repeated digit is just a number."""
    assert read_target(raw).target.number == number
    assert not read_target(raw).joined


def test_every_target_of_the_real_document_is_95_percent(seed_text: str) -> None:
    """V-01: all 42 targets of the 2020 document are ``≥9595%以上`` and say ≥ 95 %."""
    cells = [cell for cell in seed_text.split() if cell.startswith("≥")]
    readings = [read_target(cell) for cell in cells]
    assert len(readings) == 42
    assert {plain_text(reading.target) for reading in readings} == {"≥95%"}
    assert all(reading.joined and reading.sure for reading in readings)


@pytest.mark.parametrize("raw", DEADLINES)
def test_a_deadline_is_words(raw: str) -> None:
    """V-02: a date by which something is done is a value in words, never a number with the unit 月 or 日."""
    reading = read_target(raw)
    assert reading.target == Target(raw)
    assert reading.kind == "words"


@pytest.mark.parametrize("raw", [*WORDS, "显著 提升", " 优 "])
def test_a_graded_word_is_words(raw: str) -> None:
    """V-05: a word of the graded list, or levels of it written out, is a value in words."""
    reading = read_target(raw)
    assert reading.target == Target(raw)
    assert reading.kind == "words"


@pytest.mark.parametrize("raw", [*UNREADABLE, "10 20人", "9 5%", "1 200人", "。"])
def test_what_is_neither_number_nor_word_is_unreadable(raw: str) -> None:
    """V-02: a vague, contradictory or broken text is not guessed at."""
    reading = read_target(raw)
    assert reading.target == Target(raw)
    assert reading.kind == "unreadable"


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000\n", "\u200b"])
def test_a_blank_cell_is_empty(raw: str | None) -> None:
    """V-02: a blank value is empty, which is another rule's matter, and keeps its text."""
    assert read_target(raw).kind == "empty"
    assert read_target(raw).target == Target(raw)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("不低于９５％", "≥95%"),
        ("≥9595%以上", "≥95%"),
        ("90.00(%)", "=90.00%"),
        ("80%～90%", "80~90%"),
        ("1,200 人", "=1200人"),
        (" 显著提升 ", "显著提升"),
        (None, ""),
    ],
)
def test_plain_text_is_the_canonical_writing(raw: str | None, plain: str) -> None:
    """V-02: what a problem suggests is written in one way."""
    assert plain_text(read_target(raw).target) == plain


numbers = st.decimals(min_value=0, max_value=10**6, places=2) | st.integers(min_value=0, max_value=10**9).map(Decimal)
units = st.sampled_from(["%", "‰", "次", "人次", "万元/年", "个/户", "㎡", "个工作日", "个百分点", None])


def _looks_doubled(number: Decimal) -> bool:
    text = f"{number:f}"
    return text[: len(text) // 2] == text[len(text) // 2 :]


@given(number=numbers, operator=st.sampled_from("≥≤=><"), unit=units)
def test_a_printed_target_reads_back(number: Decimal, operator: str, unit: str | None) -> None:
    """V-02: any operator, number and unit print and read back, apart from shares that V-01 takes for joined cells."""
    assume(not _looks_doubled(number))
    target = Target(None, operator, number, unit)
    raw = plain_text(target)
    reading = read_target(raw)
    assert reading.target == Target(raw, operator, number, unit)
    assert str(reading.target.number) == f"{number:f}"
    assert not reading.joined


@given(ends=st.lists(numbers, min_size=2, max_size=2).map(sorted), unit=units)
def test_a_printed_range_reads_back(ends: list[Decimal], unit: str | None) -> None:
    """V-02: any range prints and reads back."""
    raw = plain_text(Target(None, "~", ends[0], unit, ends[1]))
    assert read_target(raw).target == Target(raw, "~", ends[0], unit, ends[1])


@given(
    number=st.decimals(min_value=10, max_value=100, places=2) | st.integers(min_value=10, max_value=100).map(Decimal)
)
def test_any_share_joined_from_two_cells_is_that_share(number: Decimal) -> None:
    """V-01: for every share from 10 to 100, ``≥nn%以上`` is n and certain."""
    reading = read_target(f"≥{number}{number}%以上")
    assert (reading.target.operator, reading.target.number, reading.target.unit) == ("≥", number, "%")
    assert (reading.joined, reading.sure) == (True, True)


texts = st.text(max_size=20) | st.tuples(
    st.sampled_from(["", "≥", "<=", "不低于", "超过", "-", "每年", "每月至少", "±", "100±"]),
    st.sampled_from(
        [
            "95",
            "9595",
            "三十",
            "零",
            "九成",
            "一千五",
            "百分之五",
            "95.095.0",
            "9,595",
            "1,200",
            "0",
            "05",
            "12",
            "2020",
            "9595,9595",
        ]
    ),
    st.sampled_from(["", "%", "(%)", "人次", "月", "日前", "年", "天", "个(套)", "m2", "左右", "(月份)", "且≤99%"]),
    st.sampled_from(["", "", "-96", "~100%", "95%", "至", "12月"]),
    st.sampled_from(["", "", "以上", "（含）以上", "以内", "内", "前", "之间", "（1.0）", "。"]),
).map("".join)


@given(texts)
def test_whatever_is_read_keeps_its_text_and_is_stable(raw: str) -> None:
    """V-02: no text fails to be read; its raw text stays, and the canonical writing means the same."""
    reading = read_target(raw)
    target = reading.target
    assert target.raw == raw
    assert (target.number is not None) == (reading.kind == "number")
    if reading.kind == "number":
        again = read_target(plain_text(target)).target
        assert (again.operator, again.number, again.unit, again.upper) == (
            target.operator,
            target.number,
            target.unit,
            target.upper,
        )


def test_importing_reads_no_word_list() -> None:
    """V-05: the graded words are loaded at the first value in words, not when the module is imported."""
    code = (
        "import xltool.targets as t; t.read_target('≥95%'); print(t._graded_words.cache_info().currsize);"
        "t.read_target('优'); print(t._graded_words.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]
