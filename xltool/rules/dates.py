"""Years and deadlines in texts (T-01, L-14): other years than that of the budget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from xltool.rules.findings import Finding
from xltool.rules.table import ProjectTable, Table
from xltool.words import pattern

_YEAR = r"(?:19|20)\d{2}"
_IN_NUMERALS = "二[〇○零O][〇○零一二三四][〇○零一二三四五六七八九]"
_TO = r"\s*年?(?:[^\d，,。；;\n]{0,4}?|\d{1,2}月(?:\d{1,2}日)?)\s*[-—–~～/至到和与及、]{1,2}\s*"
_MENTION = (
    rf"(?<![\d.])(?P<first>{_YEAR})(?:{_TO}(?P<last>{_YEAR}))?\s*年"
    rf"|(?<![\d./-])(?P<day>{_YEAR})[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"|(?P<numerals>{_IN_NUMERALS})年"
)
_BEGINNINGS = ("二〇", "二○", "二零", "二O", "次年", "翌年", "明年", "下一年", "下年")
"""How a year in numerals and a next year begin, which most tables do not have."""
_NUMERALS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")

_QUOTES = (("《", "》"), ("“", "”"), ("〔", "〕"), ("「", "」"), ("【", "】"), ('"', '"'))
_CLAUSE_END = "[，,。；;、\n]"
_LONGEST_CLAUSE = 24

_TEXTS = (
    r"name|purpose|measures|sub_objectives\[\d+\]\.name|more\.(?:项目概况|必要性|可行性)"
    r"|indicators\[\d+\]\.(?:level3|description)"
)
_GOALS = r"objectives|indicators\[\d+\]\.target"
"""What is to be reached within the year."""

_OVERALL = r"overall_objective|sub_objectives\[\d+\]\.text"
"""A department's goals, which may well look further ahead."""

_ALL_YEARS = r"more\.(?:中期目标|长期目标)|long_term\[\d+\]\.(?:level3|description|target)"
"""What is about all years of a project, where later ones are natural."""

_PERIOD = ("项目期", "项目起止时间", "计划完成日期")

_PART_OF_YEAR = r"(?:1[0-2]|0?[1-9])月|[底末初]|[上中下]旬|[上下]半年|第?[一二三四1-4]季度|[春夏秋冬]|之?前|以前|年?内"
_BEFORE = r"[\d月日号底末初旬上中下]{0,8}(?:之?前|以前)"
_DEADLINE_BEHIND = rf"\s*度?(?:{_PART_OF_YEAR})"
_NEXT_YEAR = rf"(?:次年|翌年|明年|下一?年度?)(?:{_PART_OF_YEAR})"


class Mention(NamedTuple):
    """A year in a text, or the first and the last year of a span, and where it stands."""

    words: str
    first: int
    last: int
    start: int
    end: int


def years_of_the_budget(table: Table) -> Iterator[Finding]:
    """T-01, L-14: no other year than that of the budget, unless the words beside it say why; no later deadline."""
    year = table.year
    if year is None:
        return
    if table.printed_year is not None and table.context.year not in (None, table.printed_year):
        path = table.reading.form.year_field or "year"
        words = {"found": table.printed_year, "year": table.context.year}
        yield Finding("T-01", path, f"{table.printed_year}年", words, "table")
    if _has_other_years(table.joined, year):
        for path, text in table.texts:
            if pattern(f"{_TEXTS}|{_GOALS}|{_OVERALL}|{_ALL_YEARS}").fullmatch(path):
                yield from _of_text(table, path, text, year)


def _has_other_years(everything: str, year: int) -> bool:
    """Whether it is worth looking closer: most tables speak of no year, or of their own."""
    own = str(year)
    if any(match[0] != own for match in pattern(_YEAR).finditer(everything)):
        return True
    if not any(beginning in everything for beginning in _BEGINNINGS):
        return False
    return pattern(rf"{_IN_NUMERALS}年|{_NEXT_YEAR}").search(everything) is not None


def _of_text(table: Table, path: str, text: str, year: int) -> Iterator[Finding]:
    goal = pattern(_GOALS).fullmatch(path) is not None
    end = _last_year(table, year)
    said: set[str] = set()
    for mention in mentions(text):
        if mention.first <= year <= mention.last or mention.words in said or _is_quoted(text, mention):
            continue
        earlier = mention.last < year
        if earlier and (year - mention.last > table.profile.limits["years_back"] or _is_past(table, text, mention)):
            continue
        if not earlier and (mention.first <= end or (not goal and _is_next(table, text, mention, path))):
            continue
        said.add(mention.words)
        words = {"found": mention.words, "year": year, "end": end, "raw": mention.words}
        if earlier:
            is_goal = goal or pattern(_OVERALL).fullmatch(path) is not None
            yield Finding("T-01", path, mention.words, words, "earlier" if is_goal else None)
        elif goal and _is_deadline(text, mention, path):
            yield _late(path, text, mention.start, mention.end, year, end)
        elif not _is_next(table, text, mention, path):
            yield Finding("T-01", path, mention.words, words, "later")
    if goal and end == year:
        for match in pattern(_NEXT_YEAR).finditer(text):
            yield _late(path, text, match.start(), match.end(), year, end)


def _late(path: str, text: str, start: int, end: int, year: int, last: int) -> Finding:
    """A deadline after the year, or after the project's last year, in its own words."""
    words = text[start:end] + _clause_behind(text, end)
    shown = {"raw": words, "year": year, "end": last}
    return Finding("L-14", path, words, shown, None if last == year else "project")


@cache
def mentions(text: str) -> Sequence[Mention]:
    """The years of a text, in their order; 2019—2021年 is one mention."""
    found = []
    for match in pattern(_MENTION).finditer(text):
        digits = match["first"] or match["day"] or (match["numerals"] or "").translate(_NUMERALS)
        first = int(digits)
        last = int(match["last"]) if match["last"] else first
        found.append(Mention("".join(match[0].split()), min(first, last), max(first, last), match.start(), match.end()))
    return tuple(found)


def _is_quoted(text: str, mention: Mention) -> bool:
    """Whether it stands inside 《》, “” and the like."""
    before, behind = text[: mention.start], text[mention.end :]
    for opening, closing in _QUOTES:
        if opening == closing:
            if before.count(opening) % 2:
                return True
        elif before.rfind(opening) > before.rfind(closing) and closing in behind:
            return True
    return False


def _is_past(table: Table, text: str, mention: Mention) -> bool:
    """Whether the words beside an earlier year say that it is about what was then."""
    if text[: mention.start].rstrip(" (（“").endswith(table.words("years_since")):
        return True
    behind = _clause_behind(text, mention.end)
    deadline = pattern(_BEFORE).match(behind) is not None
    if not deadline and any(word in f"年{behind}" for word in table.words("years_past")):
        return True
    happened, of, thing = behind.rpartition("的")
    return bool(of and thing) and any(word in happened for word in table.words("years_happened"))


def _is_next(table: Table, text: str, mention: Mention, path: str) -> bool:
    """Whether a later year is rightly there: of a plan that is made now, or of all years of a project."""
    if pattern(_ALL_YEARS).fullmatch(path) or text[: mention.start].rstrip().endswith(("到", "至")):
        return True
    return any(word in _clause_behind(text, mention.end) for word in table.words("years_next"))


def _is_deadline(text: str, mention: Mention, path: str) -> bool:
    """Whether a year in a goal or value is a date by which something is done."""
    if path.endswith(".target") or text[: mention.start].rstrip().endswith(("到", "至")):
        return True
    return pattern(_DEADLINE_BEHIND).match(text, mention.end) is not None or text[mention.end - 1] != "年"


def _clause_behind(text: str, end: int) -> str:
    return re.split(_CLAUSE_END, text[end : end + _LONGEST_CLAUSE], maxsplit=1)[0]


def _last_year(table: Table, year: int) -> int:
    """The year in which a project ends, where its table says so, else that of the budget."""
    if not isinstance(table, ProjectTable):
        return year
    more = dict(table.project.more)
    years = pattern(rf"(?<!\d){_YEAR}").findall(" ".join(more.get(word, "") for word in _PERIOD))
    return max((year, *map(int, years)))


ON_TEXTS = (years_of_the_budget,)
