"""Target values (V) in words: graded or not, without signs, and not too many of them."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.rules.classes import COST, OUTPUT, SATISFACTION, TIMELINESS
from xltool.rules.findings import Finding
from xltool.rules.logic import common_target
from xltool.rules.table import ProjectTable, Table
from xltool.rules.values_text import half_width
from xltool.targets import is_deadline, is_graded, plain_text, read_target
from xltool.words import CHINESE, pattern, squeezed

_SIGNS = r"[*＊_＿\-－—–―]"
_BLANKS = r"[^\S\n]"
_NULLS = ("null", "none", "nil")
_CHINESE = f"{CHINESE}+"
_LONGEST_PHRASE, _SHORTEST_PHRASE = 8, 3
_SHORTEST_STATE = 2
_WITHOUT_DEADLINE = (OUTPUT, COST, SATISFACTION)
_DEGREES = ("明显", "全部", "按时")
_NOTHING = "无"
_NUMBERS = r"[≥≤=<>]?[0-9][0-9.,]*%?"
_ABOUT = r"大约|大概|约|左右|上下"
_PROPORTION = r"[≥≤=<>]?[0-9.]+(?:[:×][0-9.]+[^\W\d]{0,3}|/10?[千万]人?)"
"""1:5, 10/10万 and 7×24小时 are values, though they are no number; 1/3 may be a date."""

_TERM = r"[0-9]个?(?:工作日|日|天|周|月|年|小时|分钟)(?:以|之)?[内前]"
"""签订合同后30日内 is a deadline, though no date."""

_FEW = 2
"""A single value in words is no large share of a table, however few rows it has."""


def words_without_signs(table: Table) -> Iterator[Finding]:
    """V-06: a value in words has no star, underline, dash or blank, and is not null."""
    for row in table.rows:
        raw = row.indicator.target.raw
        if raw is None or row.target.kind == "number":
            continue
        if row.target.kind == "words":
            if pattern(_BLANKS).search(raw) and not pattern(r"\d").search(raw):
                value = "".join(raw.split())
                yield Finding("V-06", row.path("target"), raw, {"raw": raw, "value": value}, "blank", fix=value)
        elif _has_signs(raw):
            cleaned = _cleaned(raw)
            case = "cleaned" if cleaned else None
            yield Finding("V-06", row.path("target"), raw, {"raw": raw, "value": cleaned}, case)


def words_have_degrees(table: Table) -> Iterator[Finding]:
    """V-05: a value in words is a grade; neither a verb without a degree, nor a sentence, nor a date for a quantity.

    What reading asks about already, such as a date that may have been 3-5, is let alone.
    """
    asked = {repair.field for repair in table.reading.repairs if not repair.sure}
    for row in table.rows:
        raw, path = row.indicator.target.raw, row.path("target")
        if raw is None or row.target.kind == "number" or _has_signs(raw) or path in asked:
            continue
        text = squeezed(raw)
        if row.target.kind == "unreadable":
            graded, verb = _graded_in(table, text)
            if graded or verb:
                value = graded or _degreed(verb)
                yield Finding("V-05", path, raw, {"raw": raw, "value": value}, None if graded else "bare")
        elif text in table.words("undegreed"):
            yield Finding("V-05", path, raw, {"raw": raw, "value": _degreed(text)}, "bare")
        elif row.class1 in _WITHOUT_DEADLINE and row.class2 not in (TIMELINESS, None) and is_deadline(raw):
            yield Finding("V-05", path, raw, {"raw": raw, "level2": row.class2}, "deadline")


def targets_readable(table: Table) -> Iterator[Finding]:
    """V-02: a target is one value: a number, a date or a grade; what V-05 and V-06 say more of is left to them."""
    for row in table.rows:
        raw = row.indicator.target.raw
        if raw is None or row.target.kind != "unreadable" or _has_signs(raw) or any(_graded_in(table, squeezed(raw))):
            continue
        if pattern(_PROPORTION).fullmatch(squeezed(raw)) or (row.class2 == TIMELINESS and pattern(_TERM).search(raw)):
            continue
        about = pattern(_ABOUT).sub("", raw)
        if about != raw and read_target(about).kind == "number":
            yield Finding("V-02", row.path("target"), raw, {"raw": raw, "value": f"≥{about}"}, "about")
        elif raw.startswith(_NOTHING) and pattern(_CHINESE).fullmatch(raw) and len(raw) > len(_NOTHING):
            yield Finding("V-02", row.path("target"), raw, {"raw": raw}, "nothing")
        elif value := _number_in(half_width(raw)):
            yield Finding("V-02", row.path("target"), raw, {"raw": raw, "value": value}, "sentence")
        else:
            yield Finding("V-02", row.path("target"), raw, {"raw": raw})


def few_words(table: ProjectTable) -> Iterator[Finding]:
    """V-07: most targets of a project are numbers; dates are as good as numbers. One word for all of them is L-01's."""
    if isinstance(table, ProjectTable) and common_target(table.project):
        return
    filled = [row for row in table.rows if row.target.kind in ("number", "words")]
    in_words = [row for row in filled if row.target.kind == "words" and not is_deadline(row.indicator.target.raw)]
    most = table.profile.limits["words_share"]
    if len(in_words) >= _FEW and len(in_words) * 100 > most * len(filled):
        words = {
            "rows": len(filled),
            "count": len(in_words),
            "share": round(len(in_words) * 100 / len(filled)),
            "most": most,
            "allowed": len(filled) * most // 100,
        }
        paths = tuple(row.path("target") for row in in_words)
        yield Finding("V-07", paths[0], str(len(in_words)), words, paths=paths)


def _has_signs(raw: str) -> bool:
    """Whether an unreadable value is one because of its signs: a placeholder, null, or a word with a star or a dash."""
    text = squeezed(raw)
    if text.lower() in _NULLS or "*" in text:
        return True
    return bool(pattern(_SIGNS).search(text)) and not pattern(r"[0-9≥≤=<>]").search(text)


def _cleaned(raw: str) -> str:
    """The graded words that remain without the signs, apart or together; empty where there are none."""
    parts = [part for part in pattern(_SIGNS).split(squeezed(raw)) if part]
    together = ("、".join(parts), "".join(parts))
    return next((text for text in together if text and is_graded(text)), "")


def _graded_in(table: Table, text: str) -> tuple[str, str]:
    """The grade that a sentence in Chinese has at its beginning or end, else the verb that it has there."""
    if not pattern(_CHINESE).fullmatch(text):
        return "", ""
    for length in range(min(_LONGEST_PHRASE, len(text)), _SHORTEST_PHRASE - 1, -1):
        for phrase in (text[:length], text[-length:]):
            if is_graded(phrase):
                return phrase, ""
    verbs = table.words("undegreed")
    state = text[-_SHORTEST_STATE:]
    state = state if len(text) > _SHORTEST_STATE and state not in verbs and is_graded(state) else ""
    if state and len(text) == 2 * _SHORTEST_STATE:  # 保障及时, whatever its first word
        return state, ""
    verb = next((word for word in map(_bare, verbs) if text.startswith(word)), "")
    verb = verb or next((word for word in verbs if text.endswith(word)), "")
    return ("", verb) if verb else (state, "")


def _bare(entry: str) -> str:
    return entry.removesuffix("…")


def _number_in(text: str) -> str:
    """The one value that a sentence holds: ``=100%`` of 100%完成; empty where there are none or several."""
    found = pattern(_NUMBERS).findall(text)
    if len(found) != 1:
        return ""
    start = text.index(found[0])
    for part in (text[start:], found[0]):
        reading = read_target(part)
        if reading.kind == "number" and reading.target.unit and not reading.joined:
            return plain_text(reading.target)
    return ""


def _degreed(verb: str) -> str:
    """A verb with a degree, where there is such a grade."""
    return next((f"{degree}{verb}" for degree in _DEGREES if is_graded(f"{degree}{verb}")), "良好")


ON_INDICATORS = (targets_readable, words_have_degrees, words_without_signs)
ON_PROJECTS = (few_words,)
