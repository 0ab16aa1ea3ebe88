"""What one project's table says of another project (X-01)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from xltool.rules.classes import SATISFACTION
from xltool.rules.findings import Finding
from xltool.rules.subjects import subject_words
from xltool.rules.table import ProjectTable, Run, Table
from xltool.words import pattern, squeezed, without_ordinal

_SPECIFIC = 6
"""So many characters of a description must be of the matter itself, beside words such as 占…总数的比率."""
_QUOTED, _NAMED = 40, 3
_LONG_WORD = 3
"""A word of so many characters is not met by chance; a shorter one has to stand in all three parts."""


class _Sentence(NamedTuple):
    table: ProjectTable
    path: str
    text: str
    level3: str | None = None


def sentences_of_one_project(run: Run) -> Iterator[tuple[Table, Finding]]:
    """X-01: a sentence of 12 characters stands in one project only; projects of one name may share their words.

    Purpose, goals and the descriptions of indicators are looked at; general descriptions, those of satisfaction, and
    those of an indicator that both projects have may be the same.
    """
    places: dict[str, list[_Sentence]] = {}
    for table in run.projects:
        for sentence in _sentences(table):
            places.setdefault(_key(sentence.text), []).append(sentence)
    groups: dict[tuple[int, ...], list[Sequence[_Sentence]]] = {}
    for found in places.values():
        if len(found) > 1 and len({_family(sentence.table) for sentence in found}) > 1 and not _shared(found):
            groups.setdefault(tuple(dict.fromkeys(id(sentence.table) for sentence in found)), []).append(found)
    for group in groups.values():
        yield from _copied(group)


def _copied(group: Sequence[Sequence[_Sentence]]) -> Iterator[tuple[Table, Finding]]:
    """What the same projects have in common, said of each in the same words."""
    tables = list({id(sentence.table): sentence.table for sentence in group[0]}.values())
    names = list(dict.fromkeys(table.project.name or "" for table in tables))
    text = group[0][0].text
    words = {
        "names": "".join(f"“{name}”" for name in names[:_NAMED]) + ("等" if len(names) > _NAMED else ""),
        "tables": len(tables),
        "count": len(group),
        "sentence": text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…",
    }
    paths: dict[int, dict[str, str]] = {}
    for sentence in (sentence for found in group for sentence in found):
        paths.setdefault(id(sentence.table), {}).setdefault(sentence.path, sentence.text)
    for table in tables:
        own = paths[id(table)]
        first = next(iter(own))
        yield table, Finding("X-01", first, own[first], words, paths=tuple(own))


def _sentences(table: ProjectTable) -> Iterator[_Sentence]:
    project, least = table.project, table.profile.limits["sentence_least"]
    for path, texts in (("purpose", (project.purpose or "",)), ("objectives", project.objectives)):
        for text in texts:
            for part in pattern(r"[。；;！!？?\n]+").split(text):
                sentence = without_ordinal(part).strip()
                if len(sentence) >= least and len(_key(sentence)) >= least:
                    yield _Sentence(table, path, sentence)
    for row in table.rows:
        text = (row.indicator.description or "").strip().rstrip("。；;")
        if len(text) >= least and row.class1 != SATISFACTION and len(_key(text)) >= least:
            yield _Sentence(table, row.path("description"), text, row.name)


def _specific(table: ProjectTable, text: str) -> bool:
    rest = pattern(_any_of(table.words("description_general"))).sub("", text)
    return len(pattern(r"[\W\da-zA-Z_]|[的占与和应数为及者或由]").sub("", rest)) >= _SPECIFIC


@cache
def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _key(text: str) -> str:
    return pattern(r"[\W_]+").sub("", text)


def _family(table: ProjectTable) -> str:
    """A project's name without brackets, numbers and years: 公用经费（一小） and 公用经费（二小） are one programme."""
    name = squeezed(table.project.name or "")
    return pattern(r"\([^()]*\)|\d+年度?|[\d〇零一二三四五六七八九十]").sub("", name)


def _shared(found: Sequence[_Sentence]) -> bool:
    """Whether it is the description of one and the same indicator everywhere, or one that any project may have."""
    if any(sentence.level3 is None for sentence in found):
        return False
    return len({sentence.level3 for sentence in found}) == 1 or not _specific(found[0].table, found[0].text)


class _Said(NamedTuple):
    """How often a table says a word, and in which cells."""

    times: int
    paths: tuple[str, ...]


def subjects_of_their_own(run: Run) -> Iterator[tuple[Table, Finding]]:
    """X-01: the words of another project's name are not found more often here than in its own table."""
    owners: dict[str, list[ProjectTable]] = {}
    for table in run.projects:
        for word in subject_words(table):
            owners.setdefault(word, []).append(table)
    lengths: dict[str, set[int]] = {}
    for word in owners:
        lengths.setdefault(word[:2], set()).add(len(word))
    most: dict[str, int] = {}
    for table in run.projects:
        name = squeezed(table.project.name or "")
        for word in _words_in(table, lengths, owners):
            if word in name:
                continue
            if word not in most:
                most[word] = max(_said(owner, word).times for owner in owners[word])
            here = _said(table, word)
            kinds = len({path.partition("[")[0] for path in here.paths})
            if 0 < most[word] < here.times and kinds >= (2 if len(word) >= _LONG_WORD else 3):
                owner = owners[word][0]
                words = {"subject": word, "other": owner.project.name, "count": here.times, "own": most[word]}
                also = ((owner, "name"),)
                yield table, Finding("X-01", here.paths[0], word, words, "subject", paths=here.paths, also=also)


def _words_in(table: ProjectTable, lengths: dict[str, set[int]], owners: dict[str, list[ProjectTable]]) -> list[str]:
    """The words of ``owners`` that a table says, looked up by their first two characters."""
    text = "\n".join(_spoken(table).values())
    found: Counter[str] = Counter()
    for head in lengths.keys() & set(map(str.__add__, text, text[1:])):
        at = text.find(head)
        while at >= 0:
            found.update(text[at : at + length] for length in lengths[head] if text[at : at + length] in owners)
            at = text.find(head, at + 1)
    return sorted(found)


def _said(table: ProjectTable, word: str) -> _Said:
    counts = {path: text.count(word) for path, text in _spoken(table).items() if word in text}
    return _Said(sum(counts.values()), tuple(counts))


def _spoken(table: ProjectTable) -> dict[str, str]:
    """Purpose, goals and the names of the indicators, by their paths."""
    project = table.project
    names = {row.path("level3"): row.name for row in table.rows}
    return {"purpose": project.purpose or "", "objectives": "\n".join(project.objectives), **names}


ACROSS = (sentences_of_one_project, subjects_of_their_own)
