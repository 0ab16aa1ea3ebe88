"""Amounts in capital Chinese numerals (人民币大写), as on cheques: 壹仟肆佰零玖元伍角; written, and read back.

Rules: 正确填写票据和结算凭证的基本规定, annex of 《支付结算办法》(银发〔1997〕393号). Where they leave a choice, 零 is
left out at the end of 万 and 元 (壹仟陆佰捌拾元叁角贰分), and 整 stands after 元 only.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
LIMIT = Decimal(10) ** 16
"""元; an amount has to be smaller."""

_CENT = Decimal("0.01")
_PLACES = ("", "拾", "佰", "仟")
_SPELLINGS = str.maketrans(
    "〇○一二两三四五六七八九十百千貳參陸萬億圆圓正", "零零壹贰贰叁肆伍陆柒捌玖拾佰仟贰叁陆万亿元元整"
)
_BELOW_YUAN = rf"零?(?:([{DIGITS[1:]}])角)?(?:零?([{DIGITS[1:]}])分)?"


def capital_numerals(yuan: Decimal) -> str:
    """The amount in 元, rounded to 分 (half away from zero); below 0 it begins with 负.

    Raises ValueError for ten thousand 万亿 and more, and for what is no number.
    """
    if not yuan.is_finite() or yuan.copy_abs() >= LIMIT:
        raise ValueError(f"no word for {yuan}")
    cents = int(yuan.copy_abs().quantize(_CENT, ROUND_HALF_UP).scaleb(2))
    whole, rest = divmod(cents, 100)
    if whole >= LIMIT:
        raise ValueError(f"no word for {yuan}")
    words = (f"{_whole(whole)}元" if whole else "") + _rest(rest, after_yuan=bool(whole))
    return ("负" if yuan < 0 and cents else "") + (words or "零元整")


def _rest(cents: int, after_yuan: bool) -> str:
    jiao, fen = divmod(cents, 10)
    if not cents:
        return "整" if after_yuan else ""
    zero = "零" if after_yuan and not jiao else ""
    return zero + (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "")


def _whole(number: int) -> str:
    """A whole number above 0."""
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        return f"{_whole(high)}亿{_following(low, 10**7)}"
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return f"{_whole(high)}万{_following(low, 10**3)}"
    words, open_zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if open_zero else "") + DIGITS[digit] + _PLACES[place]
        open_zero = bool(words) and not digit
    return words


def _following(number: int, first_place: int) -> str:
    """What stands after 亿 or 万: a 零 where the first place is empty, nothing for 0."""
    return ("" if number >= first_place else "零") + _whole(number) if number else ""


def read_capital(text: str) -> Decimal | None:
    """The amount in 元 of numerals with 元, 角 or 分, capital or not; None if they are not written by the rules."""
    words = text.translate(_SPELLINGS).removesuffix("整")
    positive = words.removeprefix("负")
    whole, yuan, rest = positive.rpartition("元")
    match = re.fullmatch(_BELOW_YUAN, rest)
    number = read_whole(whole) if yuan else 0
    if match is None or number is None or rest == "零" or not (yuan or rest):
        return None
    cents = number * 100 + sum(
        DIGITS.index(digit) * size for digit, size in zip(match.groups("零"), (10, 1), strict=True)
    )
    return Decimal(cents if positive is words else -cents).scaleb(-2)


def read_whole(text: str) -> int | None:
    """A whole number in numerals, capital or not; None for what leaves a choice, such as 一千五 and 一万五."""
    words = text.translate(_SPELLINGS)
    if words == "零":
        return 0
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = words.rpartition(unit)
        if found:
            above, below = read_whole(high), _below(low, size)
            fits = above and below is not None and (unit == "亿" or above < size)
            return above * size + below if fits and above and below is not None else None
    return _below_ten_thousand(words)


def _below(words: str, size: int) -> int | None:
    """What stands after 亿 or 万; where its first place is empty there has to be a 零."""
    number = read_whole(words.removeprefix("零")) if words else 0
    if number is None or number >= size or (words and not number):
        return None
    return number if not words or words.startswith("零") or number >= size // 10 else None


def _below_ten_thousand(words: str) -> int | None:
    number, digit, last, zero = 0, 0, 4, False
    for word in (*words, ""):
        if word == "零" and number and not (digit or zero):
            zero = True
        elif word in DIGITS[1:] and word and not digit:
            digit = DIGITS.index(word)
        elif word in _PLACES and _PLACES.index(word) < last:
            place = _PLACES.index(word)
            if not word and not digit:
                break
            first = not number and not zero
            if not digit and not (word == "拾" and first):
                return None
            if not first and zero != (last - place > 1):
                return None
            number, digit, last, zero = number + (digit or 1) * 10**place, 0, place, False
        else:
            return None
    return None if zero or not number else number
