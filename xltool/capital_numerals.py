"""Amounts in capital Chinese numerals (人民币大写), as on cheques: 壹仟肆佰零玖元伍角.

Rules: 正确填写票据和结算凭证的基本规定, annex of 《支付结算办法》(银发〔1997〕393号). Where they leave a choice, 零 is
left out at the end of 万 and 元 (壹仟陆佰捌拾元叁角贰分), and 整 stands after 元 only.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
LIMIT = Decimal(10) ** 16
"""元; an amount has to be smaller."""

_CENT = Decimal("0.01")
_PLACES = ("", "拾", "佰", "仟")


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
