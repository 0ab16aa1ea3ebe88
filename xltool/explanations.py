"""The reasons that a clerk wrote beside problems: read from an earlier summary and given to the same problems again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from xltool.document import is_summary
from xltool.places import SEVERAL, concerns_several, message_words, of_file, place_words
from xltool.problems import Problem

CONTENTS, PROBLEMS = "目录", "问题清单"
"""The sheets of a summary that tell that it is one, and that hold its problems."""

LONGEST_CONTENT = 30_000
"""Characters of a content that are shown and compared; only a text that is no cell can be longer."""

MOST_SENTENCES = 5
"""Reasons not kept that are said one by one."""

_HEADS = {
    "规则": "code",
    "文件": "file",
    "工作表": "sheet",
    "位置": "place",
    "栏目": "word",
    "现为": "found",
    "问题": "message",
    "错误说明": "reason",
}
"""The heads of the columns that are read, in the order of an entry's fields."""

_HEAD_ROWS = 20
"""Rows in which the head of the list is looked for."""


class Entry(NamedTuple):
    """A line of 问题清单 as far as it tells what the problem is; ``listed`` is False below the list."""

    code: str
    file: str
    sheet: str
    place: str
    word: str
    found: str
    message: str
    reason: str = ""
    listed: bool = True


class Explained(NamedTuple):
    """The reason of each problem, empty where there is none, and the entries whose reasons belong to none of them.

    ``unread`` tells that something lay there which could not be read, so that nobody knows whether it had reasons.
    """

    reasons: tuple[str, ...]
    left: tuple[Entry, ...]
    unread: bool = False


def entry_of(problem: Problem, word: str | None) -> Entry:
    """The line of a problem, ``word`` being what a clerk calls its field.

    One that concerns several tables is of no file: how many tables it concerns may change without its being another.
    """
    several = concerns_several(problem)
    file, sheet = (SEVERAL, "") if several else (problem.file or "", problem.sheet or "")
    found = (problem.found or "")[:LONGEST_CONTENT]
    return Entry(problem.code, file, sheet, place_words(problem), word or "", found, message_words(problem))


def match(old: Sequence[Entry], new: Sequence[Entry]) -> Explained:
    """Give the reasons of an earlier list to the problems of a new one.

    A problem is the same where rule, file, sheet, cell, field and content are; one that moved to another cell is where
    nothing else can be meant. A reason whose content changed is given to no problem, and left.
    """
    reasons = [""] * len(new)
    free = list(range(len(new)))
    left: list[Entry] = []
    for listed in (True, False):
        waiting = [entry for entry in old if entry.listed is listed]
        for key in (_alike, _same_place, _moved):
            pairs = _pairs(waiting, [(number, new[number]) for number in free], key)
            for entry, number in pairs:
                reasons[number] = entry.reason
            gone, taken = {id(entry) for entry, _ in pairs}, {number for _, number in pairs}
            waiting = [entry for entry in waiting if id(entry) not in gone]
            free = [number for number in free if number not in taken]
        left += [entry for entry in waiting if entry.reason]
    return Explained(tuple(reasons), tuple(left))


def _pairs(
    old: Sequence[Entry], new: Sequence[tuple[int, Entry]], key: Callable[[Entry], Hashable]
) -> list[tuple[Entry, int]]:
    """Entries of the same key; where there are several they must be alike, or all have one reason and none be gone."""
    entries: defaultdict[Hashable, list[Entry]] = defaultdict(list)
    numbers: defaultdict[Hashable, list[int]] = defaultdict(list)
    for entry in old:
        entries[key(entry)].append(entry)
    for number, entry in new:
        numbers[key(entry)].append(number)
    return [
        pair
        for of, group in entries.items()
        if of is not None
        and (key is _alike or (len(group) == len(numbers.get(of, ())) and len({entry.reason for entry in group}) == 1))
        for pair in zip(group, numbers.get(of, ()), strict=False)
    ]


def _alike(entry: Entry) -> Hashable:
    return _same_place(entry), _plain(entry.message)


def _same_place(entry: Entry) -> tuple[str, ...]:
    return entry.code, entry.file, entry.sheet, entry.place, entry.word, _plain(entry.found)


def _moved(entry: Entry) -> Hashable:
    """Without the cell; a blank is no content by which anything could be known again."""
    found = _plain(entry.found)
    return (entry.code, entry.file, entry.sheet, entry.word, found) if found else None


def _plain(text: str) -> str:
    """Blanks and line ends may change where a spreadsheet program saves the summary."""
    return " ".join(text.split())


def read_entries(data: bytes | None) -> list[Entry] | None:
    """The lines of 问题清单 in a summary of ours, with what was written there; none of a workbook of others.

    None where there are bytes that cannot be read.
    """
    if not data:
        return []
    from xltool.reading.xlsx import read_sheets

    sheets = read_sheets(data, lambda name: name == CONTENTS or is_problem_sheet(name))
    if sheets is None:
        return None
    first = next(iter(sheets.get(CONTENTS, ())), ())
    if not is_summary(first):
        return []
    return [entry for name, rows in sheets.items() if is_problem_sheet(name) for entry in _listed(rows)]


def is_problem_sheet(name: str) -> bool:
    """Whether a sheet of a summary is 问题清单 or, where one sheet has not enough rows, its continuation."""
    return re.fullmatch(rf"{PROBLEMS}( \(\d+\))?", name) is not None


def entries_in(rows: Sequence[Sequence[object]], file: str) -> list[Entry]:
    """The lines of a 问题清单 that a check left in a workbook, which may have had another name then."""
    return [entry._replace(file=file, word="") for entry in _listed(rows)]


def with_entries(problems: Sequence[Problem], entries: Sequence[Entry]) -> tuple[list[Problem], list[Entry]]:
    """The problems with the reasons that stand in the tables' own lists, and the entries whose reasons are of none.

    One that concerns several files is explained where each of them has a reason for it.
    """
    parts = [(n, of) for n, problem in enumerate(problems) for of in _files(problem)]
    narrowed = [entry_of(next(iter(of_file([problems[n]], file))), None) for n, file in parts]
    found = match(entries, narrowed)
    reasons: dict[int, list[tuple[str, str]]] = {}
    for (number, file), reason in zip(parts, found.reasons, strict=True):
        reasons.setdefault(number, []).append((file, reason))
    return [_with(problem, reasons.get(n, [])) for n, problem in enumerate(problems)], list(found.left)


def _files(problem: Problem) -> list[str]:
    return list(dict.fromkeys(place.file or "" for place in problem.all_places))


def _with(problem: Problem, reasons: Sequence[tuple[str, str]]) -> Problem:
    if not reasons or not all(reason for _, reason in reasons):
        return problem
    texts = list(dict.fromkeys(reason for _, reason in reasons))
    whole = texts[0] if len(texts) == 1 else "；".join(f"《{file}》{reason}" for file, reason in reasons)
    return problem._replace(explanation=whole)


def _listed(rows: Sequence[Sequence[object]]) -> list[Entry]:
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        heads = ["".join(value.split()) if isinstance(value, str) else "" for value in row]
        if {"规则", "错误说明"} <= set(heads):
            return _entries(heads, rows[number + 1 :])
    return []


def _entries(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Entry]:
    columns = {_HEADS[head]: col for col, head in enumerate(heads) if head in _HEADS}
    number = heads.index("序号") if "序号" in heads else None
    entries = []
    for row in rows:
        values = {field: _text(row[col]) for field, col in columns.items()}
        if values["code"] or values["reason"].strip():
            code, file, sheet, place, word, found, message, reason = (values.get(f, "") for f in _HEADS.values())
            listed = number is None or bool(_text(row[number]))
            entries.append(Entry(code, file, sheet, place, word, found, message, reason.strip(), listed))
    return entries


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def left_sentences(explained: Explained) -> list[str]:
    """What the clerk is told of reasons that were not kept."""
    said = [
        f"原有说明“{entry.reason}”（“{entry.file}”{entry.place}，{entry.code}）对应的内容已改，没有沿用。"
        for entry in explained.left[:MOST_SENTENCES]
    ]
    more = len(explained.left) - len(said)
    if more:
        said.append(f"另有 {more} 条原有说明没有沿用。")
    if said:
        said.append("没有沿用的说明都列在“问题清单”末尾，需要的请抄到相应的问题旁。")
    if explained.unread:
        said.append("输出位置原有的文件读不出来，其中若写有错误说明，没有沿用。")
    return said
