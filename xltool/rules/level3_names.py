"""What a level-3 name says: whether it is a ratio, what it joins, and which way is better."""

from __future__ import annotations

from functools import lru_cache

from xltool.rules.table import Row, Table
from xltool.words import pattern

LESS, MORE = "less_is_better", "more_is_better"
"""The word lists of directions."""

_OTHER = {LESS: MORE, MORE: LESS}

_RATIO_ENDS = ("率", "比例", "比重", "占比", "比值", "百分比")

_NOTE = r"(?:\([^()]*\)|[、,;:。.%])+$"
_JOINT = (
    r"[、,;]|(?:以及)|(?<![普涉顾波危触遍])及(?![其时早格第])"
    r"|(?<![总平饱缓柔温调共中暖亲祥])和(?![谐平睦解气好蔼县])|(?<![参赠付授给])与(?![会否时人])"
)
"""What stands between the parts of a name; 普及, 及时, 和谐, 参与 … are words of their own."""

_JOINT_SIGNS = "、,;及和与"
_CHANGE = r"(?:(?P<up>增长|上升|增加)|下降|降低|减少|压减)(?:率|幅度|比例)$"

_NEGATION = r"(?:[无零未免]|不(?!良)|非(?!法)).{0,4}$"
"""What turns the direction of the word behind it: 无安全事故率, 不合格率."""


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """A name without a note in brackets and punctuation at its end."""
    return pattern(_NOTE).sub("", name)


def is_ratio(table: Table, row: Row) -> bool:
    """Whether a name ends in 率, 比例 and the like; 效率, 频率 and the like are no ratios."""
    name = bare(row.name)
    return name.endswith(_RATIO_ENDS) and not name.endswith(table.words("not_ratios"))


def is_percent(row: Row) -> bool:
    """Whether the value is a number in percent."""
    return row.target.target.number is not None and (row.target.target.unit or "").startswith("%")


def parts_of(name: str) -> list[str]:
    """What a name joins by ``、``, 及, 和, 与; a name that joins nothing is its only part."""
    if not any(sign in name for sign in _JOINT_SIGNS):
        return [plain] if (plain := bare(name)) else []
    return [part for part in map(bare, pattern(_JOINT).split(bare(name))) if part]


def listed_in(name: str) -> list[str]:
    """What a name lists by ``、`` alone: A率、B及C率 are A率 and B及C率."""
    return [part for part in map(bare, pattern(r"[、,;]").split(bare(name))) if part]


def direction(table: Table, row: Row) -> tuple[str, str] | None:
    """Which way is better by the end of a name, ``LESS`` or ``MORE``, and the word that says so.

    The longest word of both lists wins, so that 血压控制率 may be another thing than 控制率. The growth of a thing has
    its direction, and the fall of it the other.
    """
    name = bare(row.name)
    known = _direction(table, name)
    change = pattern(_CHANGE).search(name) if known is None and name.endswith(("率", "幅度", "比例")) else None
    stem = _direction(table, name[: change.start()]) if change else None
    if change is None or stem is None:
        return known
    kind, word = stem
    turned = kind if change["up"] else _OTHER[kind]
    return turned, word + change[0]


def _direction(table: Table, name: str) -> tuple[str, str] | None:
    found = [(len(word), kind, word) for kind in (LESS, MORE) for word in _ends(name, table.words(kind))]
    if not found:
        return None
    _, kind, word = max(found)
    return None if pattern(_NEGATION).search(name[: -len(word)]) else (kind, word)


def _ends(name: str, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if name.endswith(word)] if name.endswith(words) else []
