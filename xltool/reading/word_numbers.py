"""Automatic numbers of a Word document, which stand in no text: ``1、`` ``（一）`` ``第二部分``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from xltool.reading.word_package import Element, W, attribute, is_on, value_of

_LEVELS = 9
_DEEPEST_STYLE = 12
_DIGITS = "零一二三四五六七八九"
_NONE = ("bullet", "none")


class _Level(NamedTuple):
    start: int
    form: str
    text: str
    apart: bool
    style: str | None


class Numbers:
    """The number before each numbered paragraph, asked in the order of the document."""

    def __init__(self, numbering: Element, styles: Element) -> None:
        """``numbering`` and ``styles`` are the roots of those parts, or None."""
        lists = [] if numbering is None else numbering
        abstract = {attribute(e, "abstractNumId"): _levels(e) for e in lists if e.tag == W + "abstractNum"}
        self._nums = {
            attribute(e, "numId"): (value_of(e, "abstractNumId"), _overrides(e)) for e in lists if e.tag == W + "num"
        }
        self._abstract: Mapping[str | None, Mapping[int, _Level]] = abstract
        self._styles = {} if styles is None else {attribute(e, "styleId"): e for e in styles.iter(W + "style")}
        self._counts: dict[str | None, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()

    def before(self, paragraph: Element) -> str:
        """The number of a paragraph as it is printed, empty if it has none or a mere bullet."""
        if not self._nums or (properties := paragraph.find(W + "pPr")) is None:
            return ""
        num, level = self._place(properties)
        if num not in self._nums:
            return ""
        base, overrides = self._nums[num]
        levels = self._abstract.get(base, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(base, [None] * _LEVELS)
        if level in overrides and (str(num), level) not in self._begun:
            self._begun.add((str(num), level))
            counts[level] = overrides[level]
        else:
            count = counts[level]
            counts[level] = levels[level].start if count is None else count + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _printed(levels, counts, level)

    def _place(self, properties: Element) -> tuple[str | None, int]:
        """List and level, of the paragraph itself or of its style."""
        style = value_of(properties, "pStyle")
        num, level = value_of(properties, "numPr", "numId"), value_of(properties, "numPr", "ilvl")
        name = style
        for _ in range(_DEEPEST_STYLE):
            element = self._styles.get(name)
            if element is None or num is not None:
                break
            num = value_of(element, "pPr", "numPr", "numId")
            level = level if level is not None else value_of(element, "pPr", "numPr", "ilvl")
            name = value_of(element, "basedOn")
        if level is None and style is not None and num in self._nums:
            levels = self._abstract.get(self._nums[num][0], {})
            return num, next((number for number, one in levels.items() if one.style == style), 0)
        return num, _number(level, 0)


def _levels(abstract: Element) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for level in abstract.iter(W + "lvl"):
        number = _number(attribute(level, "ilvl"), -1)
        if 0 <= number < _LEVELS:
            form = "decimal" if is_on(level.find(W + "isLgl")) else value_of(level, "numFmt") or "decimal"
            apart = value_of(level, "suff") != "nothing"
            text = value_of(level, "lvlText") or ""
            found[number] = _Level(_number(value_of(level, "start"), 1), form, text, apart, value_of(level, "pStyle"))
    return found


def _overrides(num: Element) -> dict[int, int]:
    """The level at which a list of its own begins anew, and with what."""
    starts = ((_number(attribute(e, "ilvl"), -1), value_of(e, "startOverride")) for e in num.iter(W + "lvlOverride"))
    return {level: _number(start, 1) for level, start in starts if start is not None}


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _printed(levels: Mapping[int, _Level], counts: list[int | None], level: int) -> str:
    if levels[level].form in _NONE:
        return ""

    def one(match: re.Match[str]) -> str:
        number = int(match[1]) - 1
        if number not in levels:
            return ""
        count = counts[number]
        return _FORMS.get(levels[number].form, str)(levels[number].start if count is None else count)

    text = re.sub(r"%([1-9])", one, levels[level].text)
    return f"{text} " if levels[level].apart and text[-1:].isalnum() else text


def _chinese(number: int) -> str:
    """``十二``, ``二十``, ``一百零五``."""
    if number > 9999:
        return str(number)
    if number < 10:
        return _DIGITS[number]
    digits = [int(digit) for digit in str(number)]
    text, gap = "", False
    for place, digit in enumerate(digits):
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + ["", "十", "百", "千"][len(digits) - place - 1]
        gap = not digit
    return text[1:] if text.startswith("一十") else text


def _letters(number: int) -> str:
    """``A`` … ``Z``, ``AA``, ``BB`` as Word goes on."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 26 * 9 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    tens = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    text = ""
    for worth, letters in (*tens, (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (number // worth)
        number %= worth
    return text


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 0 < number <= 20 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_FORMS: Mapping[str, Callable[[int], str]] = {
    **dict.fromkeys(("chineseCounting", "chineseCountingThousand", "japaneseCounting"), _chinese),
    **dict.fromkeys(("taiwaneseCounting", "taiwaneseCountingThousand", "ideographDigital"), _chinese),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _wide),
    "decimalZero": lambda number: f"{number:02d}",
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
}
