"""Indicator logic (L) of a row's value: whether it fits what the name and the description say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltool.rules.classes import MONEY_UNITS, SATISFACTION
from xltool.rules.findings import Finding
from xltool.rules.level3_names import LESS, MORE, bare, direction, is_percent, is_ratio, parts_of
from xltool.rules.table import Row, Table
from xltool.targets import plain_text
from xltool.words import CHINESE, pattern, squeezed

_WHOLE = Decimal(100)
_TURNED = {"≥": "≤", ">": "≤", "≤": "≥", "<": "≥"}
_PERSONS = ("人", "名", "位")

_CHANGES = ("增长", "增幅", "增速", "提高", "提升", "上升", "变化", "利润", "盈", "结余", "增加")
"""What can be below 0, so that ≥0 says something."""

_CHANGE_RATE = r"(?:下降|降低|减少|压减|增长|提升|提高|上升)(?:比?率|幅度|比例)?$"
_MEASURE = r"(?<=.)(?:总体|综合)?满意(?:度|率|程度)$"
_OF_ALL = r"占(?:本?单位|部门|机关|全[局区县市院校]|科室)?(?:总体|全部|整体|总)?的?工作总?量"
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_SAID = (
    rf"(?:达到?|不低于|不少于|不高于|不超过|不得低于|至少|控制在|[≥≤>=<])({_NUMBER})(UNIT)(?:及?以[上下内])?(?![的以及次/])"
    rf"|({_NUMBER})(UNIT)(?:及?以[上下内])(?!的)"
)
_EACH = r"每[^,。;、]{0,6}$"
"""Before a value for each of several things, which is not the value of the row."""

_IN_NAME = rf"(?<![第\d.~至到-])({_NUMBER})(?:UNIT)(?!以|及以|间|组|座|制|桌|\d|{CHINESE}*(?:以上|以下|以内))"
_AT_END = rf"(?<![第\d.~至到-])({_NUMBER})(?:UNIT)(?:及?以[上下内])?\)?$"


def duties_paid_in_full(table: Table) -> Iterator[Finding]:
    """L-04: what law or contract makes the department pay is paid in full, 100 %."""
    for row in table.rows:
        target, name = row.target.target, bare(row.name)
        number = target.upper or target.number
        if number is None or number >= _WHOLE or not is_percent(row) or target.operator in ("≤", "<"):
            continue
        if not is_ratio(table, row) or not any(word in name for word in table.words("legal_duties")):
            continue
        pays = any(word in name for word in table.words("payments_made"))
        if pays and not any(word in name for word in table.words("not_payments")):
            words = {"value": plain_text(target), "rest": f"{(_WHOLE - number).normalize():f}%"}
            yield Finding("L-04", row.path("target"), row.indicator.target.raw, words)


def direction_kept(table: Table) -> Iterator[Finding]:
    """L-06: ≥ where more is better and ≤ where less is; the cost of a project is F-12, satisfaction L-12."""
    for row in table.rows:
        target = row.target.target
        if target.operator not in _TURNED or target.number is None or row.is_cost:
            continue
        found = direction(table, row)
        if found is None or (found[0] == LESS) != (target.operator in ("≥", ">")):
            continue
        if found[0] == MORE and row.class1 == SATISFACTION:
            continue
        kind, word = found
        turned = plain_text(target).replace(target.operator, _TURNED[target.operator], 1)
        words = {"term": word, "value": plain_text(target), "turned": turned}
        case = "more" if kind == MORE else "unclear" if word == "控制率" else None
        yield Finding("L-06", row.path("target"), row.indicator.target.raw, words, case)


def share_of_a_part(table: Table) -> Iterator[Finding]:
    """L-07: a part of the staff does not do nearly all of the work of the whole unit."""
    most = table.profile.limits["part_share_most"]
    for row in table.rows:
        target = row.target.target
        if not is_percent(row) or target.number is None or target.number < most or target.operator in ("≤", "<"):
            continue
        if "工作" in (said := row.name + squeezed(row.indicator.description or "")):
            match = pattern(_OF_ALL).search(said)
            if match:
                words = {"share": match[0], "value": plain_text(target)}
                yield Finding("L-07", row.path("target"), row.indicator.target.raw, words)


def satisfaction_values(table: Table) -> Iterator[Finding]:
    """L-12: satisfaction is at least so many percent, not too few; several groups in one row are a word worth.

    Of what is counted there the other way round, such as 群众投诉率, L-06 speaks; of what changes, 投诉下降率, nobody.
    """
    least = table.profile.limits["satisfaction_least"]
    for row in table.rows:
        if row.class1 != SATISFACTION:
            continue
        target, path, raw = row.target.target, row.path("target"), row.indicator.target.raw
        words: dict[str, str] = {"value": plain_text(target), "least": f"{least}%"}
        if is_percent(row) and target.number is not None and _is_level(table, row):
            better = f"≥{target.number:f}%"
            if target.operator in ("≤", "<"):
                yield Finding("L-12", path, raw, {**words, "better": better}, "operator")
            elif target.number < least:
                rest = f"{(_WHOLE - target.number).normalize():f}%"
                yield Finding("L-12", path, raw, {**words, "rest": rest})
            elif target.operator == "=" and not row.target.implied and target.number < _WHOLE:
                yield Finding("L-12", path, raw, {**words, "better": better}, "exactly")
        parts = parts_of(row.name)
        if len(parts) > 1:
            groups = {"groups": "".join(f"“{pattern(_MEASURE).sub('', part)}”" for part in parts)}
            yield Finding("L-12", row.path("level3"), row.indicator.level3, groups, "groups")


def _is_level(table: Table, row: Row) -> bool:
    """Whether more of a row is better and 100 % the most: no 投诉率, and no change from year to year."""
    known = direction(table, row)
    return (known is None or known[0] != LESS) and pattern(_CHANGE_RATE).search(bare(row.name)) is None


def name_and_value_agree(table: Table) -> Iterator[Finding]:
    """L-16: a number in the name, with the unit of the value, is the value."""
    for row in table.rows:
        name, target = row.name, row.target.target
        if target.number is None or target.upper is not None or not target.unit or not pattern(r"\d").search(name):
            continue
        units = _PERSONS if target.unit in _PERSONS else (target.unit,)
        where = _IN_NAME if target.unit in _PERSONS else _AT_END
        matches = [*pattern(where.replace("UNIT", "|".join(map(_quoted, units)))).finditer(name)]
        numbers = [_decimal(match[1]) for match in matches]
        if numbers and target.number not in (*numbers, sum(numbers)):
            words = {"named": matches[0][0].rstrip(")"), "value": plain_text(target)}
            also = ((table, row.path("level3")),)
            yield Finding("L-16", row.path("target"), row.indicator.target.raw, words, also=also)


def names_measurable(table: Table) -> Iterator[Finding]:
    """L-17: what nobody can count has no percentage, unless the description says how it is counted.

    Without a description it has to begin with a verb such as 维护: 居民健康素养水平 is a figure that is known.
    """
    for row in table.rows:
        name, description = bare(row.name), row.indicator.description
        if row.class1 == SATISFACTION or not is_percent(row) or not name.endswith(table.words("unmeasurable")):
            continue
        if not (description or name.startswith(table.words("effect_verbs"))):
            continue
        if not pattern(r"[占比率÷/]|[人次户件]数|除以").search(description or ""):
            words = {"name": name, "value": plain_text(row.target.target)}
            yield Finding("L-17", row.path("level3"), row.indicator.level3, words)


def values_can_be_missed(table: Table) -> Iterator[Finding]:
    """L-18: some result misses the value: not ≥0, not a share of at most 100 %, not a cost of 0."""
    for row in table.rows:
        target = row.target.target
        if target.number is None or target.upper is not None:
            continue
        case = _unmissable(table, row)
        if case is not None:
            yield Finding("L-18", row.path("target"), row.indicator.target.raw, {"value": plain_text(target)}, case)


def _unmissable(table: Table, row: Row) -> str | None:
    """How nothing can miss the value; None where something can, and where it is a matter of direction (L-06)."""
    target, name = row.target.target, bare(row.name)
    if target.number == 0 and row.is_cost:
        return "cost" if target.operator in ("=", "≤") and target.unit in MONEY_UNITS else None
    if target.number == 0 and target.operator == "≥":
        known = direction(table, row)
        if (known and known[0] == LESS) or any(word in name for word in _CHANGES):
            return None
        return "saved" if "节约" in name or "节支" in name else "zero"
    if target.number == _WHOLE and is_percent(row) and target.operator == "≤":
        return "whole" if name.endswith(("占比", "比重", "比例")) and "负债" not in name else None
    return None


def description_and_value_agree(table: Table) -> Iterator[Finding]:
    """L-19: a value that the description gives, with the unit of the value, is the value."""
    for row in table.rows:
        target, description = row.target.target, squeezed(row.indicator.description or "")
        if target.number is None or not target.unit or not pattern(r"\d").search(description):
            continue
        said = pattern(_SAID.replace("UNIT", _quoted(target.unit)))
        matches = (m for m in said.finditer(description) if not pattern(_EACH).search(description[: m.start()]))
        found = {_decimal(m[1] or m[3]): m[0] for m in matches}
        if found and not found.keys() & {target.number, target.upper}:
            words = {"said": next(iter(found.values())), "value": plain_text(target)}
            also = ((table, row.path("description")),)
            yield Finding("L-19", row.path("target"), row.indicator.target.raw, words, also=also)


def _quoted(unit: str) -> str:
    return pattern(r"([^\w%])").sub(r"\\\1", unit)


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


ON_INDICATORS = (
    duties_paid_in_full,
    direction_kept,
    share_of_a_part,
    satisfaction_values,
    name_and_value_agree,
    names_measurable,
    values_can_be_missed,
    description_and_value_agree,
)
