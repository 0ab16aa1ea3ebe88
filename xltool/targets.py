"""Reading of 指标值 (target values): what a clerk wrote, as operator, number and unit (rules V-01 and V-02).

A value is one number, a deadline, a range, a number with its unit written twice, or a graded word; they are tried in
this order, and then once more with its Chinese numerals (三次), ± and 每年 written out. What is none of them is
``unreadable``: nothing is guessed. Blanks, full-width digits and full-width signs
make no difference (V-13).
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from xltool.capital_numerals import read_whole
from xltool.model import Target
from xltool.words import pattern


class TargetReading(NamedTuple):
    """A target value as understood.

    ``kind`` is ``empty``; ``number``, a range too; ``words``, a graded word or a deadline (``12月31日前`` is a proper
    value of a 时效指标, but no quantity: it has no operator); or ``unreadable``. ``joined`` says that extraction had
    joined two cells: ``≥9595%以上`` is read as ≥ 95 % (V-01); ``sure`` is False when a person should confirm that.
    ``implied`` says that no operator was written and ``=`` was read (V-04).
    """

    target: Target
    kind: str
    joined: bool = False
    sure: bool = True
    implied: bool = False


_OPERATOR_WORDS = {
    "≥": "≥ ≮ 大于等于 大于或等于 高于或等于 不低于 不少于 不小于 不下于 不短于 不得低于 不得少于 不能低于 不能少于 "
    "至少 最低 最少 达到 达",
    "≤": "≤ ≯ 小于等于 小于或等于 低于或等于 不高于 不超过 不超出 不超 不多于 不大于 不长于 不得超过 不得高于 不得多于 "
    "不能超过 至多 最多 最高 最长 控制在",
    ">": "> 大于 高于 多于 超过 超出 超",
    "<": "< 小于 低于 少于 不足 不到",
    "=": "= 等于",
}
_OPERATORS = {word: operator for operator, words in _OPERATOR_WORDS.items() for word in words.split()}
_PAIRS = {">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤"}
_BOUNDS = {"以上": "≥", "以下": "≤", "以内": "≤", "之内": "≤", "内": "≤"}
_SAME_MEANING = {("≥", "≥"), (">", "≥"), ("≤", "≤"), ("<", "≤")}
_DATE_UNITS = "年月日号季"
_WHOLE = {"%": 100, "‰": 1000}  # a share above this, written with the same digits twice, is two cells joined

# NFKC is not used: it would turn the unit ㎡ into m2.
_HALF_WIDTH: dict[int, int | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= dict(zip(map(ord, "≧⩾≦⩽﹥﹤﹦﹪−﹣–―∼〜"), map(ord, "≥≥≤≤><=%--——~~"), strict=True))
_HALF_WIDTH |= dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))  # of no width
_BLANK_IN_NUMBER = r"[0-9.,]\s+[0-9.,]"

# Patterns stay text until their first use (see words.pattern), so that importing this module costs nothing.
_NUMBER = r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.[0-9]+)?"
_UNIT_SIGN = r"(?:m[23]|[^\W\d_]|[%‰‱°℃℉/·㎜㎝㎞㎎㎏㎡㎥㎢㏄])"
_UNIT = rf"(?:\((?!含){_UNIT_SIGN}{{1,12}}\)|{_UNIT_SIGN}{{1,12}}?(?:\((?!含)[^\W\d_]{{1,2}}\))?)"
_PREFIX = rf"(?P<prefix>{'|'.join(sorted(_OPERATORS, key=len, reverse=True))})"
_INCLUDED = r"\(含[^()]{0,12}\)"
_SUFFIX = rf"(?:{_INCLUDED}|含)?[及或]?(?P<bound>以上|以下|以内|之内|(?<=[天日时月年周钟秒里米度])内)(?:{_INCLUDED})?"
_REMARK = r"(?:\([0-9.]+%?\))?"  # 100%(1.0)

_SINGLE = rf"{_PREFIX}?(?P<sign>-)?(?P<digits>[0-9][0-9.,]*)(?P<unit>{_UNIT})??(?:{_SUFFIX})?{_REMARK}"
_TWICE = rf"{_PREFIX}?(?P<digits>{_NUMBER})(?P<unit>{_UNIT})(?P=digits)(?P=unit)(?:{_SUFFIX})?"
_RANGE = (
    rf"(?:介于|控制在|保持在|在)?(?P<low>-?{_NUMBER})(?P<low_unit>{_UNIT})??"
    rf"(?:--?|~~?|——?|至|到)(?P<high>-?{_NUMBER})(?P<unit>{_UNIT})??(?:之间)?"
)
_NOT_A_UNIT = (
    "^[/多余几来]|[内前底末初旬]$|左右|上下|以[上下内]|不[低少高超大小多]"
    "|完成|通过|验收|提[升高]|增[长加]|下降|降低|减少|[约及和或且的]"
)

_PERCENT_IN_WORDS = (
    rf"([百千万])分之(?:({_NUMBER})|(一?百|[一二三四五六七八九]?十[一二三四五六七八九]?|[零一二三四五六七八九])"
    r"(?:点([零一二三四五六七八九]+))?)"
)
_TENTHS = (
    r"(?<![0-9.一二三四五六七八九十])([1-9](?:\.[0-9])?|[一二三四五六七八九十])成([一二三四五六七八九])?"
    r"(?=$|以上|以下|以内|及以上|或以上|及以下|\(含|[-~—至到])"
)
_NUMERALS = r"[零〇一二两三四五六七八九十百千]+"
_PER = r"每(?:一|个)?(?P<per>年度?|半年|季度?|月|周|日|天|人|户|村|次|期|学期)(?:均|各)?(?=.*[0-9])"
_AROUND = (
    rf"(?P<middle>-?{_NUMBER})?(?P<middle_unit>{_UNIT})??±(?P<width>{_NUMBER})(?P<unit>{_UNIT})??(?:之间|之内|以内)?"
)
_BOTH = rf"(.+?)(?:[,;、/]?(?:并且|且|和|及)?)((?:{'|'.join(w for w, o in _OPERATORS.items() if o in '≥≤')}).+)"
_BOUNDED = rf"(?s:.+){_SUFFIX}"
_PARTS = {"百": "%", "千": "‰", "万": "‱"}
_CHINESE_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")

_TO = r"(?:[-~—]|至|到)"
_YEAR = r"(?:19|20)[0-9]{2}年度?"
_NAMED_YEAR = r"(?:[本当]年度?|次年|明年|每年)"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_PART = r"(?:[上中下]旬|初|中|底|末)"
_DATE = "|".join(
    (
        rf"(?:{_YEAR}|{_NAMED_YEAR})?(?:{_MONTH}月?{_TO})?{_MONTH}月(?:份?{_PART}?|{_DAY}[日号])",
        rf"(?:(?:19|20)[0-9]{{2}}年?{_TO})?{_YEAR}(?:{_PART}|内)?",
        rf"(?:{_NAMED_YEAR}|年)(?:{_PART}|内)",
        rf"(?:{_YEAR}|{_NAMED_YEAR})?(?:[上下]半年|第?[一二三四1-4]季度){_PART}?",
        rf"(?:[每次当本]个?(?:月|季度?))?(?:{_DAY}[日号](?=之?前|以前)|(?<![0-9])[月季]{_PART})",
        rf"(?:19|20)[0-9]{{2}}(?:-{_MONTH}-{_DAY}|/{_MONTH}/{_DAY}|\.{_MONTH}\.{_DAY}|[-/]{_MONTH}(?![0-9]))",
    )
)
_DONE = "完成|完工|竣工|验收|交付|支付|拨付|发放|到位|上线|投入使用|开工|启动|结束|印刷|出版|上报|报送"
_DEADLINE = (
    rf"(?:截至|截止到?|不晚于|不迟于|最[迟晚]|早于|[于在]|[<≤](?!(?:{_MONTH}月份?|{_YEAR}|[1-4]季度)$))?(?:{_DATE})(?:(?:{_TO}|[、和及])(?:{_DATE})){{0,3}}"
    rf"(?:(?:之前|以前|前|为?止)[一-鿿]{{0,12}}|(?:全部|按时|按期)?(?:{_DONE})[一-鿿]{{0,6}})?"
)

_BETWEEN_LEVELS = "[、/,;或]"


@functools.lru_cache(maxsize=4096)
def read_target(raw: str | None) -> TargetReading:
    """Read one 指标值. ``target.raw`` keeps the text exactly as it stood, whatever was understood."""
    spaced = (raw or "").translate(_HALF_WIDTH)
    text = _plain(spaced)
    for pair, sign in _PAIRS.items() if "=" in text else ():
        text = text.replace(pair, sign)
    if not text:
        return TargetReading(Target(raw), "unreadable" if spaced.strip() else "empty")
    reading = _read(raw, text)
    if reading.kind == "number" and not reading.joined and pattern(_BLANK_IN_NUMBER).search(spaced):
        return TargetReading(Target(raw), "unreadable")  # 10 20人: two numbers, not 1020
    return reading


def operator_of(text: str | None) -> str | None:
    """The operator that a text is in words or signs, ``大于等于`` or ``>=`` → ``≥``; None if it is none."""
    plain = "".join((text or "").translate(_HALF_WIDTH).split())
    return _OPERATORS.get(_PAIRS.get(plain, plain))


def is_deadline(raw: str | None) -> bool:
    """Whether a text is a point in time, ``12月31日前``: a proper value of a 时效指标 and of no other."""
    return bool(pattern(_DEADLINE).fullmatch(_plain((raw or "").translate(_HALF_WIDTH))))


def is_graded(raw: str) -> bool:
    """Whether a text is one of the graded words, or several of them."""
    return _is_graded(_plain(raw.translate(_HALF_WIDTH)))


def plain_text(target: Target) -> str:
    """The canonical writing of a target, for a suggestion: ``≥95%``, ``80~90%``; a value in words is its own text."""
    if target.number is None:
        return (target.raw or "").strip()
    unit = target.unit or ""
    if target.upper is not None:
        return f"{target.number:f}~{target.upper:f}{unit}"
    return f"{target.operator or '='}{target.number:f}{unit}"


def _plain(half_width: str) -> str:
    """A text without blanks and without the stop at its end."""
    return "".join(half_width.split()).rstrip("。;.")


def _read(raw: str | None, text: str) -> TargetReading:
    if "分之" in text:
        text = pattern(_PERCENT_IN_WORDS).sub(_as_percent, text)
    if "成" in text:
        text = pattern(_TENTHS).sub(_tenths_as_percent, text)
    reading = _read_plain(raw, text)
    if reading.kind != "unreadable":
        return reading
    return (
        _read_both(raw, text)
        or _read_around(raw, text)
        or _read_in_words(raw, text)
        or _read_cells_joined(raw, text)
        or reading
    )


def _read_plain(raw: str | None, text: str) -> TargetReading:
    single = pattern(_SINGLE).fullmatch(text)
    reading = _read_single(raw, single) if single else None
    if reading and (reading.target.unit or " ")[0] not in _DATE_UNITS:
        return reading
    if pattern(_DEADLINE).fullmatch(text):
        return TargetReading(Target(raw), "words")
    if reading:
        return reading
    if match := pattern(_RANGE).fullmatch(text):
        reading = _read_range(raw, match)
    elif match := pattern(_TWICE).fullmatch(text):
        reading = _read_twice(raw, match)
    elif _is_graded(text):
        reading = TargetReading(Target(raw), "words")
    return reading or TargetReading(Target(raw), "unreadable")


def _read_single(raw: str | None, match: re.Match[str]) -> TargetReading | None:
    operator = _operator(match)
    unit = _unit(match["unit"])
    if operator is None or unit is None:
        return None
    digits, signed, both = match["digits"], bool(match["sign"]), bool(match["prefix"] and match["bound"])
    number, half, limit = _number(digits), _half(digits), _WHOLE.get(unit[:1])
    grouped = half is None and limit is not None and "," in digits  # 9,595%: as a number format shows 9595
    if grouped:
        half = _half(digits.replace(",", ""))
    if half is not None and not signed and _is_joined(digits, number, limit, both):
        if _is_doubled_share(half, unit):
            return None  # 95959595%: written four times
        sure = both and not grouped and (number is None or limit is not None)
        return _as_number(raw, operator, half, unit, joined=True, sure=sure)
    if number is None:
        return None
    return _as_number(raw, operator, number.copy_negate() if signed else number, unit)


def _is_joined(digits: str, number: Decimal | None, limit: int | None, both: bool) -> bool:
    """Whether a number written twice (9595) is two cells joined, rather than one large number (V-01)."""
    if number is None:  # 95.0095.00 is no number in any other reading
        return True
    if limit is not None:
        return number > limit
    return both and len(digits) >= 4


def _is_doubled_share(number: Decimal, unit: str) -> bool:
    limit = _WHOLE.get(unit[:1])
    return limit is not None and number > limit and _half(f"{number:f}") is not None


def _read_range(raw: str | None, match: re.Match[str]) -> TargetReading | None:
    low, high = (Decimal(match[end].replace(",", "")) for end in ("low", "high"))
    low_unit, unit = _unit(match["low_unit"]), _unit(match["unit"])
    if low > high or low_unit is None or unit is None or (low_unit and unit and low_unit != unit):
        return None
    return TargetReading(Target(raw, "~", low, unit or low_unit or None, high), "number")


def _read_twice(raw: str | None, match: re.Match[str]) -> TargetReading | None:
    operator, unit, number = _operator(match), _unit(match["unit"]), _number(match["digits"])
    if operator is None or unit is None or number is None or _is_doubled_share(number, unit):
        return None  # 9595%9595%: written four times
    sure = bool(match["prefix"] and match["bound"])
    return _as_number(raw, operator, number, unit, joined=True, sure=sure)


def _read_both(raw: str | None, text: str) -> TargetReading | None:
    """≥80%且≤90%: two conditions that are a range; any other two stay unread."""
    match = pattern(_BOTH).fullmatch(text)
    halves = [_read_plain(None, half) for half in match.groups()] if match else []
    ends = {half.target.operator: half.target for half in halves if half.kind == "number" and not half.joined}
    if set(ends) != {"≥", "≤"}:
        return None
    low, high = ends["≥"], ends["≤"]
    if low.number is None or high.number is None or low.number > high.number or low.unit != high.unit:
        return None
    return TargetReading(Target(raw, "~", low.number, low.unit, high.number), "number")


def _read_cells_joined(raw: str | None, text: str) -> TargetReading | None:
    """95%以上≥ and ≥95%≥95%: a cell of an operator behind its value, and the same value of two cells (V-01)."""
    half, rest = text[: len(text) // 2], text[len(text) // 2 :]
    if text[-1] in "≥≤" and pattern(_BOUNDED).fullmatch(text[:-1]):
        half = text[-1] + text[:-1]
    elif half != rest:
        return None
    reading = _read_plain(raw, half)
    if reading.kind != "number" or reading.implied or reading.joined:
        return None
    return reading._replace(joined=True, sure=False)


def _read_around(raw: str | None, text: str) -> TargetReading | None:
    """100±5%: from 95 to 105 %."""
    match = pattern(_AROUND).fullmatch(text) if "±" in text else None
    if match is None:
        return None
    middle, width = (Decimal((match[part] or "0").replace(",", "")) for part in ("middle", "width"))
    middle_unit, unit = _unit(match["middle_unit"]), _unit(match["unit"])
    if middle_unit is None or unit is None or (middle_unit and unit != middle_unit):
        return None
    return TargetReading(Target(raw, "~", middle - width, unit or None, middle + width), "number")


def _read_in_words(raw: str | None, text: str) -> TargetReading | None:
    """三次, 零投诉, 每年2次: a number in numerals before a word that is counted by, or a number a year."""
    plain = pattern(_NUMERALS).sub(_as_digits, text)
    per = pattern(_PER).search(plain)
    if per:
        plain = plain[: per.start()] + plain[per.end() :]
    if plain == text:
        return None
    reading = _read_plain(raw, plain)
    if reading.kind == "words":  # 三月底前
        return reading
    target = reading.target
    if target.number is None or reading.joined or not target.unit or "每" in plain:
        return None
    if text != pattern(_NUMERALS).sub("", text) and target.unit.partition("/")[0] not in _measures():
        return None
    if per is None or target.unit in _WHOLE:
        return reading
    unit = f"{target.unit}/{per['per']}"
    if "/" in target.unit or unit[0] in _DATE_UNITS or not pattern(_UNIT).fullmatch(unit):
        return None
    return reading._replace(target=replace(target, unit=unit))


def _as_number(
    raw: str | None, operator: str, number: Decimal, unit: str, *, joined: bool = False, sure: bool = True
) -> TargetReading:
    target = Target(raw, operator or "=", number, unit or None)
    return TargetReading(target, "number", joined=joined, sure=sure, implied=not operator)


def _operator(match: re.Match[str]) -> str | None:
    """The operator of ``prefix`` and ``bound`` (以上 …): empty when neither was written, None when they contradict."""
    prefix, bound = _OPERATORS.get(match["prefix"] or "", ""), _BOUNDS.get(match["bound"] or "", "")
    if prefix and bound and (prefix, bound) not in _SAME_MEANING:
        return None
    return prefix or bound


@functools.lru_cache(maxsize=256)
def _unit(printed: str | None) -> str | None:
    """The unit without brackets around it: empty when there is none, None when the text is no unit."""
    unit = printed or ""
    if unit.startswith("("):
        unit = unit[1:-1]
    if unit[:1] in ("%", "‰", "‱") and unit[1:2] not in ("", "/"):
        return None
    return None if pattern(_NOT_A_UNIT).search(unit) else unit


def _number(digits: str) -> Decimal | None:
    return Decimal(digits.replace(",", "")) if pattern(_NUMBER).fullmatch(digits) else None


def _half(digits: str) -> Decimal | None:
    """The number that these digits write twice in a row, if they do."""
    middle = len(digits) // 2
    return _number(digits[:middle]) if digits[:middle] == digits[middle:] else None


def _as_percent(match: re.Match[str]) -> str:
    base, number, words, decimals = match.groups()
    if words:
        tens, ten, ones = words.partition("十")
        number = "100" if "百" in words else f"{tens or '一'}{ones or '零'}" if ten else words
        number = (number + (f".{decimals}" if decimals else "")).translate(_CHINESE_DIGITS)
    return f"{number}{_PARTS[base]}"


def _tenths_as_percent(match: re.Match[str]) -> str:
    whole, tenth = match.groups()
    number = whole.replace("十", "10").translate(_CHINESE_DIGITS)
    percent = Decimal(number) * 10 + (int(tenth.translate(_CHINESE_DIGITS)) if tenth else 0)
    return f"{percent.normalize():f}%"


def _as_digits(match: re.Match[str]) -> str:
    number = read_whole(match[0])
    return match[0] if number is None else str(number)


@functools.cache
def _measures() -> frozenset[str]:
    return frozenset(word for line in _word_lines("measures.txt") for word in line.split())


def _word_lines(name: str) -> list[str]:
    from pathlib import Path  # only here: most runs meet no value in words

    text = Path(__file__).with_name("rules").joinpath("words", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _is_graded(text: str) -> bool:
    words = _graded_words()
    return text in words or all(level in words for level in pattern(_BETWEEN_LEVELS).split(text))


@functools.cache
def _graded_words() -> frozenset[str]:
    lines = _word_lines("graded.txt")
    return frozenset("".join(parts) for line in lines for parts in product(*map(_alternatives, line.split(" + "))))


def _alternatives(group: str) -> list[str]:
    words = group.removesuffix(" ?").split("|")
    return [*words, ""] if group.endswith(" ?") else words
