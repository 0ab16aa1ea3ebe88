"""The fields and words of a sheet outside its indicators (S-10, S-11, S-15 to S-17): 完整性."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from xltool.amounts import show
from xltool.flat import TITLE
from xltool.rules.findings import Finding
from xltool.rules.lists import word_table
from xltool.rules.table import ProjectTable, Run, Table
from xltool.words import pattern, squeezed, without_ordinal

_REQUIRED = ("code", "name", "department", "budget.total", "purpose", "objectives")
_LONGEST_TAB = 31
"""So many characters Excel allows for the name of a sheet."""

_OTHERS = ("code", "unit", "more.项目负责人", "more.联系电话")
"""Fields in which signs may stand for characters, such as the public copy of a name; a code is X-06."""

_YEAR_IN_BRACKETS = r"[〔［\[（(【]20\d\d[〕］\]）)】]"
"""As in the number of a document, 财预〔2021〕101号."""


def required_fields(table: ProjectTable) -> Iterator[Finding]:
    """S-10: code, name, unit, 预算数, purpose and at least one goal are there, as far as the form asks for them."""
    reading = table.reading
    for path in filter(reading.form.needs, _REQUIRED):
        if reading.is_blank(path) and not (path == "budget.total" and table.total_left_out):  # that is F-14
            yield Finding("S-10", path, case=None if path in reading.spots else "missing")


def goals_have_words(table: ProjectTable) -> Iterator[Finding]:
    """S-11: no goal is only dashes, stars or underlines."""
    for number, goal in enumerate(table.project.objectives, 1):
        if not _has_words(without_ordinal(goal)):
            yield Finding("S-11", "objectives", goal, {"number": number})


def titles_agree(run: Run) -> Iterator[tuple[Table, Finding]]:
    """S-15: the sheet's title and its tab name the project that stands in it, not another one."""
    tables = run.projects
    named = {squeezed(table.project.name): table for table in reversed(tables) if table.project.name}
    on_sheet = Counter((table.reading.file, table.reading.sheet) for table in tables)
    for table in tables:
        name, tab = table.project.name or "", table.reading.sheet.strip()
        alone = on_sheet[table.reading.file, table.reading.sheet] == 1
        other = _named_by(tab, named) if alone else None
        title = _titled(table, named)
        if name and title and not _agree(title, name):
            yield table, Finding("S-15", "name", name, {"title": title, "name": name}, also=((table, TITLE),))
        elif name and other and other is not table and not _agree(tab, name):
            yield table, Finding("S-15", "name", name, {"tab": tab, "name": name}, "tab", also=((other, "name"),))


def _titled(table: ProjectTable, named: Mapping[str, ProjectTable]) -> str | None:
    """The project that a title names; a title such as ``2020年部门预算项目绩效目标表``, or of a unit, names none."""
    title, unit = table.reading.title, table.project.department.name or ""
    if title is None:
        return None
    text = pattern(r"(?:附[件表]\d*[:：、]?)?(?:\d{4}年度?)?").sub("", str(title.raw).strip(), count=1)
    text = text.replace(unit, "") if unit else text
    if squeezed(text) in named:
        return text
    return None if text in unit or text.endswith(table.words("title_words")) else text


def _named_by(tab: str, named: Mapping[str, ProjectTable]) -> ProjectTable | None:
    """The project whose name a tab is, also one cut to the characters that a tab may have."""
    key = squeezed(without_ordinal(tab))
    if key in named or len(tab) < _LONGEST_TAB:
        return named.get(key)
    return next((table for name, table in named.items() if name.startswith(key)), None)


def _agree(text: str, name: str) -> bool:
    """Whether one of two names is the other, or a part of it, signs aside."""
    one, other = (pattern(r"[\W_]+").sub("", squeezed(each)) for each in (without_ordinal(text), name))
    return one in other or other in one


def no_placeholders(table: Table) -> Iterator[Finding]:
    """S-16: nothing of the blank form is left to fill in; a target that is no value is V-02, a goal of signs S-11."""
    everything = table.joined
    signs = word_table("placeholder_signs")["signs"]
    signs = [sign for sign in signs if any(part in everything for part in sign["has"])]
    words = [word for word in table.words("placeholders") if word in everything]
    if not signs and not words:
        return
    for path, text in table.texts:
        if path in _OTHERS or path.endswith(".target"):
            continue
        found = [match[0].strip() for sign in signs for match in _matches(sign["find"], path, text)]
        found += [word for word in words if word in text]
        if found:
            once = dict.fromkeys(found)
            yield Finding("S-16", path, "、".join(once), {"found": "”“".join(once)})


def _matches(find: str, path: str, text: str) -> Iterator[re.Match[str]]:
    """The places of a sign, but for goals that are nothing else."""
    for match in pattern(find).finditer(text):
        start, end = text.rfind("\n", 0, match.start() + 1) + 1, text.find("\n", match.end())
        line = text[start : end if end >= 0 else None]
        if path != "objectives" or _has_words(without_ordinal(line)):
            yield match


def papers_named(table: ProjectTable) -> Iterator[Finding]:
    """S-17: a large project names the papers that it is founded on, 《…》, 批复 or 可研, somewhere in its table."""
    limit, amount = table.profile.limits["papers_from"], table.project.budget.total
    if amount is None or amount < limit or "《" in table.joined or pattern(_YEAR_IN_BRACKETS).search(table.joined):
        return
    if not any(word in text for path, text in table.texts if path != "name" for word in table.words("papers")):
        words = {"total": show(amount), "limit": limit}
        yield Finding("S-17", "budget.total", show(amount), words)


def _has_words(text: str) -> bool:
    """Whether a text has more than blanks, punctuation and symbols."""
    return pattern(r"[^\W_]").search(text) is not None


ON_PROJECTS = (required_fields, goals_have_words, papers_named)
ON_TEXTS = (no_placeholders,)
ACROSS = (titles_agree,)
