"""How goals are worded: empty phrases (W-05), and what is over already (W-06)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from xltool.model import Department
from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Table
from xltool.words import pattern, without_ordinal

_SENTENCE = r"[。；;！!\n]+"
_CLAUSE_END = r"[，,。；;、\n]"
_GAP = 20
"""Characters that … stands for at most."""
_DONE = r"(?<![为除明终未罢临受不])了(?![解结却如望然断事不得账局])"
"""了 after a verb; not that of 为了, 了解, 不了了之."""
_ALREADY = (
    r"(?<![不而早业得])已经?(?:全部|基本|顺利|圆满|陆续|正式)?"
    r"(?:完成|建成|实现|达到|取得|启动|开展|发放|拨付|落实|举办|召开|竣工|完工|出版|印刷|投入使用)"
    r"(?=[\d一二三四五六七八九十百两]|[，。；;\n]|$)"
)
"""已 before a verb at the end of a clause or before a number; 已建成小区 is a thing and no event."""
_OF_A_THING = r"[对将把给按从就在使]|维护|管护|养护|巩固|检查|保持|确保|保障|继续"
"""Before 已 in its clause these say that it belongs to a thing: 维护已建成120个站点."""
_AROUND = 14


def goals_say_something(table: Table) -> Iterator[Finding]:
    """W-05: a sentence of a goal, or a goal of part one, is no mere phrase without what can be counted or dated."""
    phrases = _ends(table.words("empty_phrases"))
    phrases = tuple(ends for ends in phrases if all(end in table.joined for end in ends))
    if not phrases:
        return
    measurable = pattern(_any_of(table.words("measurable")))
    for path, goal in _goals(table):
        for sentence in pattern(_SENTENCE).split(goal) if path == "objectives" else (goal,):
            phrase = _phrase_in(sentence, phrases)
            if phrase and not measurable.search(without_ordinal(sentence)):
                yield Finding("W-05", path, without_ordinal(sentence).strip(), {"phrase": phrase})


@cache
def _ends(words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The beginning of each phrase and, where it has a gap, its end."""
    return tuple(tuple(word.split("…")) for word in words)


def _phrase_in(sentence: str, phrases: tuple[tuple[str, ...], ...]) -> str | None:
    """The first of the phrases, with the rest of its clause; both ends of one with a gap stand in one clause."""
    for clause in pattern(_CLAUSE_END).split(sentence):
        starts = [at for ends in phrases if (at := _starts(clause, *ends)) is not None]
        if starts:
            return clause[min(starts) :]
    return None


def _starts(clause: str, head: str, tail: str = "") -> int | None:
    """Where a phrase begins, if its end follows within ``_GAP`` characters."""
    at = clause.find(head)
    while at >= 0:
        end = at + len(head)
        if clause.find(tail, end, end + _GAP + len(tail)) >= 0:
            return at
        at = clause.find(head, end)
    return None


@cache
def _any_of(words: tuple[str, ...]) -> str:
    return r"[\d%％]|(?<![效频税利汇])率|" + "|".join(map(re.escape, words))


def goals_lie_ahead(table: Table) -> Iterator[Finding]:
    """W-06: a goal does not tell of what is done already, with 了 or 已."""
    if "了" not in table.joined and "已" not in table.joined:
        return
    for path, goal in _goals(table):
        for match in (*pattern(_DONE).finditer(goal), *pattern(_ALREADY).finditer(goal)):
            before, after = _clause(goal, match.start())
            if match[0][0] == "了" or not pattern(_OF_A_THING).search(before):
                clause = without_ordinal(before[-_AROUND:] + after[:_AROUND]).strip()
                yield Finding("W-06", path, goal, {"clause": clause, "sign": match[0][0]})


def _goals(table: Table) -> Iterator[tuple[str, str]]:
    """Every goal of a project; of part one the 总体绩效目标 and the 分项绩效目标."""
    content = table.reading.content
    if isinstance(table, ProjectTable):
        for goal in table.project.objectives:
            yield "objectives", goal
    elif isinstance(content, Department):
        if content.overall_objective:
            yield "overall_objective", content.overall_objective
        for index, sub in enumerate(content.sub_objectives):
            if sub.text and not sub.more:  # an amount beside it makes it a task, and no goal
                yield f"sub_objectives[{index}].text", sub.text


def _clause(text: str, at: int) -> tuple[str, str]:
    """The clause that a place is in: what is before the place, and the rest."""
    ends = pattern(r"[，,。；;、\n]")
    return ends.split(text[:at])[-1], ends.split(text[at:])[0]


ON_TEXTS = (goals_say_something, goals_lie_ahead)
