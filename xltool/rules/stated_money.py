"""Amounts that texts state (F): a sum against its parts, and against 预算数 where a unit may be mistaken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from xltool.amounts import UNITS, canonical, show, to_decimal, total
from xltool.rules.costs import costs_of, is_total, unit_mistaken
from xltool.rules.findings import Finding
from xltool.rules.funds import TOLERANCE
from xltool.rules.table import ProjectTable, Table
from xltool.words import pattern, without_ordinal

_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_AMOUNT = rf"(?<![0-9.,])(?P<number>{_NUMBER})\s*(?P<unit>亿元|千万元|百万元|十万元|万元|千元|百元|元)整?(?![/／])"
_BRACKETED = r"[(（][^()（）]*[)）]"
_OF_WHICH = rf"{_AMOUNT}[，,；;。:：(（\s]{{0,2}}(?:主要)?其中[:：，,]?"
_ALL_TOLD = rf"(?:总计|合计|(?<!公)共(?![同享建用有性]))[为需计\s]?[^0-9，,。；;、\n]{{0,6}}{_AMOUNT}"
_PART = rf"[^0-9]{{0,24}}{_AMOUNT}(?:用于[^0-9]*|的?[^0-9]{{0,4}})"
_EACH = "[每均×*]|单价|标准"
_TOLD_AS_TOTAL = "[共总]|合计|预算"
_BETWEEN_PARTS = "[、，；;]|,(?![0-9]{3})"
_SENTENCE_END = "[。\n]"
_STATED_IN = r"purpose|objectives|overall_objective|measures|sub_objectives\[\d+\]\.text|more\..+"


class Words(NamedTuple):
    """Words beside amounts: those that are no part of a sum, and those of where money comes from."""

    no_parts: Sequence[str]
    sources: Sequence[str]


class Sum(NamedTuple):
    """A sum that a text states, in 万元, with the words for it and the parts that it names."""

    words: str
    stated: Decimal
    parts: tuple[Decimal, ...]
    whole: bool
    """Whether the parts stand before it, so that it must be all of them."""


def stated_sums_agree(table: Table) -> Iterator[Finding]:
    """F-13: a sum stated in a text is that of the parts it names; nothing where it is not clear what they are."""
    everything = table.joined
    if "其中" not in everything and "计" not in everything and "共" not in everything:
        return
    words = Words(table.words("no_parts"), table.words("fund_sources"))
    for path, text in table.texts:
        if "元" in text and pattern(_STATED_IN).fullmatch(path):
            for found in _sums(text, words):
                added = total(found.parts)
                off = abs(added - found.stated) > TOLERANCE
                if off and (found.whole or len(found.parts) > 1 or added > found.stated):
                    yield _sum_finding(path, found, added)


def _sum_finding(path: str, found: Sum, added: Decimal) -> Finding:
    difference = _plain(abs(added - found.stated))
    reckoned = f"{'＋'.join(map(_plain, found.parts))}＝" if len(found.parts) > 1 else ""
    words = {
        "stated": _plain(found.stated),
        "sum": _plain(added),
        "reckoned": f"{reckoned}{_plain(added)}",
        "difference": difference,
    }
    case = "less" if added < found.stated and not found.whole else None
    return Finding("F-13", path, found.words, words, case, difference)


def _sums(text: str, words: Words) -> Iterator[Sum]:
    """The sums of a text whose parts are all clear."""
    for sentence in map(without_ordinal, pattern(_SENTENCE_END).split(text.replace("。其中", "，其中"))):
        if len(list(pattern(_AMOUNT).finditer(sentence))) < 2 or "等" in sentence or "其余" in sentence:
            continue
        if "其中" in sentence:
            yield from _sums_with_parts_behind(sentence, words)
        else:
            yield from _sums_with_parts_before(sentence, words)


def _sums_with_parts_behind(sentence: str, words: Words) -> Iterator[Sum]:
    """共10万元，其中：甲3万元、乙7万元."""
    match = pattern(_OF_WHICH).search(sentence)
    if match is None or pattern(_EACH).search(_clause_before(sentence, match.start())):
        return
    opened = match[0].rstrip("其中主要:：，,").endswith(("(", "（"))
    rest = sentence[match.end() :]
    if opened:
        inside, closed, _ = rest.replace("）", ")").partition(")")
        rest = inside if closed else ""
    rest = pattern(_BRACKETED).sub("", rest)
    parts = _parts(pattern(_BETWEEN_PARTS).split(rest), words)
    if parts and "其中" not in rest:
        stated = _amount_of(match)
        yield Sum(f"{match['number']}{match['unit']}", stated, parts, whole=False)


def _sums_with_parts_before(sentence: str, words: Words) -> Iterator[Sum]:
    """甲3万元、乙7万元，共计10万元."""
    plain = pattern(_BRACKETED).sub("", sentence)
    match = pattern(_ALL_TOLD).search(plain)
    if match is None:
        return
    parts = _parts(pattern(_BETWEEN_PARTS).split(plain[: match.start()].rstrip("，,、；; ")), words)
    if len(parts) > 1 and not pattern(_AMOUNT).search(plain[match.end() :]):
        yield Sum(f"{match['number']}{match['unit']}", _amount_of(match), parts, whole=True)


def _parts(pieces: Sequence[str], words: Words) -> tuple[Decimal, ...]:
    """The amounts of parts, each with its name before it; nothing where one of them is not clear.

    Where money comes from and what it is spent on are two ways to part it, and do not add up.
    """
    amounts, kinds = [], set()
    for piece in map(str.strip, pieces):
        if not pattern("[0-9].*[万元]").search(piece):
            continue
        match = pattern(_PART).fullmatch(piece)
        if match is None or pattern(_EACH).search(piece) or any(word in piece for word in words.no_parts):
            return ()
        kinds.add(any(word in piece[: match.start("number")] for word in words.sources))
        amounts.append(_amount_of(match))
    return tuple(amounts) if len(kinds) == 1 else ()


def units_plausible(table: ProjectTable) -> Iterator[Finding]:
    """F-07: 预算数 is not just ten thousand times what the table's own words or its cost indicators state."""
    budget = table.project.budget.total
    if budget is None or budget <= 0 or is_asked_about(table):
        return
    for path, amount, words in _stated_amounts(table):
        if unit_mistaken(budget, amount):
            shown = {"total": show(budget), "stated": words}
            difference = show(abs(budget - amount))
            yield Finding("F-07", "budget.total", show(budget), shown, "stated", difference, also=((table, path),))
            return


def _stated_amounts(table: ProjectTable) -> list[tuple[str, Decimal, str]]:
    """Path, amount in 万元 and words of each amount that may be the budget; none where one of them is the budget."""
    project = table.project
    texts = [("purpose", project.purpose or ""), ("objectives", "\n".join(project.objectives))]
    matches = [(path, match) for path, text in texts if "元" in text for match in pattern(_AMOUNT).finditer(text)]
    alone = len({_amount_of(match) for _, match in matches}) == 1
    found = [(path, _amount_of(match), match[0]) for path, match in matches if _may_be_budget(match, alone)]
    costs = costs_of(table)
    found += [
        (cost.row.path("target"), cost.amount, cost.row.indicator.target.raw or "")
        for cost in costs
        if len(costs) == 1 or is_total(table, cost)
    ]
    return [] if any(amount == project.budget.total for _, amount, _ in found) else found


def _may_be_budget(match: re.Match[str], alone: bool) -> bool:
    """Whether an amount is that of no single thing, and the only one of its texts or said to be a total."""
    before = _clause_before(match.string, match.start())
    return not pattern(_EACH).search(before) and (alone or bool(pattern(_TOLD_AS_TOTAL).search(before)))


def is_asked_about(table: ProjectTable) -> bool:
    """Whether reading was not sure of the unit, which I-06 says."""
    return any(repair.code == "F-07" and not repair.sure for repair in table.reading.repairs)


def _clause_before(text: str, end: int) -> str:
    return re.split("[，,。；;、\n]", text[:end])[-1]


def _amount_of(match: re.Match[str]) -> Decimal:
    return canonical(to_decimal(match["number"].replace(",", "")) * UNITS[match["unit"]])


def _plain(amount: Decimal) -> str:
    return f"{canonical(amount):,f}"


ON_TEXTS = (stated_sums_agree,)
ON_PROJECTS = (units_plausible,)
