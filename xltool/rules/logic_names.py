"""Indicator logic (L) of what a row measures: its class, its name and its description."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltool.rules.classes import BENEFIT, MONEY_UNITS, OUTPUT, QUANTITY, SATISFACTION, TIMELINESS
from xltool.rules.findings import Finding
from xltool.rules.level3_names import bare, is_percent, is_ratio, listed_in, parts_of
from xltool.rules.table import Row, Table
from xltool.words import pattern, squeezed

_COUNT_BEFORE_RATIO = r"(.*(?:数量|次数|人数|件数|个数|户数|面积|里程))(?:比率|比例|[及和与、].*)"
"""素材搜集数量比率, 调查次数及完成率: the name of a quantity is in it already."""

_JOINED_TWICE = r"、.*(?:(?<![普涉顾])及|和|与).*、"
"""及 stands before the last of a list; where another 、 follows, two lists are joined."""

_SATISFACTION = r"满意(?:度|率|程度)?(?:提升|提高|上升)?(?:率|幅度)?"
_RATIO_SAID = r"占|比|除以|÷|/|每[百千万一]|同期|分之"
_TIME_SAID = (
    r"及时|[按如到]期|[按准适即实]时|按计划|按进度|定期|当[日天月季年]|[每逐][日天周月季年]|按[日天周月季年]"
    r"|[\d一二三四五六七八九十半][多余]?(?:个?工作日|个?月|天|日|周|小时|分钟|年)|季度|年[底内末度初前]|[月季][底内末度初前]"
    r"|期限|时限|时间|时长|时效|时点|日期|周期|工期|工作日|进度|进程|提前|延[误迟期]|拖延|逾期|超期|超时|响应|截止|期间"
    r"|之?前(?:全部)?(?:完成|完工|结束|到位|发放|支付|交付)|[汛节会春秋冬夏]前|速度|时速|快慢"
)
_MONEY_IN = (
    r"(?:投入|安排|落实|下达|拨付)?(?:财政|专项|项目|预算|补助|配套)*(?:资金|经费)"
    r"(?:投入|安排|落实)?(?:总?额|数额?|规模|额度|金额|总量|量)?"
)
_CHECKS_SATISFACTION = r"满意度(?:调查|测评|评价|问卷|回访|监测)"


def quantities_absolute(table: Table) -> Iterator[Finding]:
    """L-02: a 数量指标 is a number of things, no ratio and nothing in percent."""
    for row in table.rows:
        if row.class2 != QUANTITY or not row.name:
            continue
        if is_ratio(table, row):
            name = bare(row.name)
            match = pattern(_COUNT_BEFORE_RATIO).fullmatch(name)
            words = {"name": name, "better": match[1] if match else ""}
            yield Finding("L-02", row.path("level3"), row.indicator.level3, words, "named" if match else None)
        elif is_percent(row):
            raw = row.indicator.target.raw
            yield Finding("L-02", row.path("target"), raw, {"raw": raw}, "unit")


def benefits_are_effects(table: Table) -> Iterator[Finding]:
    """L-03: a 效益指标 says what the work has brought, not that it was done."""
    for row in table.rows:
        if row.class1 == BENEFIT and any(_ends_as(bare(row.name), word) for word in table.words("work_done")):
            yield Finding("L-03", row.path("level3"), row.indicator.level3)


def _ends_as(name: str, word: str) -> bool:
    """Whether a name ends with a word; 纳入…率 has any text in its middle."""
    begin, gap, end = word.partition("…")
    return name.endswith(end) and begin in name if gap else name.endswith(word)


def one_measure_a_row(table: Table) -> Iterator[Finding]:
    """L-05: a name has one measure, of which the value is the value; satisfaction of several groups is L-12."""
    for row in table.rows:
        parts = parts_of(row.name) if row.class1 != SATISFACTION else []
        if len(parts) < 2:
            continue
        path, name, last = row.path("level3"), row.indicator.level3, parts[-1]
        listed = _measures(table, listed_in(row.name))
        measures = listed if len(listed) > 1 else _measures(table, parts)
        if len(measures) > 1 and measures[-1].endswith(last):
            yield Finding("L-05", path, name, {"count": len(measures), "parts": _in_quotes(measures)})
        elif last in table.words("bare_measures"):
            left = bare(row.name)[: -len(last) - 1]
            yield Finding("L-05", path, name, {"left": left, "right": last}, "bare")
        elif measures and pattern(_JOINED_TWICE).search(bare(row.name)):
            yield Finding("L-05", path, name, {"count": len(parts), "parts": _in_quotes(parts)}, "objects")


def _measures(table: Table, parts: Sequence[str]) -> list[str]:
    """The parts that are measures of their own."""
    ends, no_ratios = table.words("measure_ends"), table.words("not_ratios")
    return [part for part in parts if part.endswith(ends) and not part.endswith(no_ratios)]


def _in_quotes(parts: Sequence[str]) -> str:
    return "".join(f"“{part}”" for part in parts)


def deadlines_named(table: Table) -> Iterator[Finding]:
    """L-08: a 时效指标 has a date, a deadline or a word such as 及时 in its name, description or value."""
    for row in table.rows:
        if row.class2 != TIMELINESS or row.target.kind in ("empty", "unreadable"):
            continue
        said = "\n".join((row.name, row.indicator.description or "", squeezed(row.indicator.target.raw or "")))
        if not pattern(_TIME_SAID).search(said):
            yield Finding("L-08", row.path("level3"), row.indicator.level3)


def ratios_explained(table: Table) -> Iterator[Finding]:
    """L-09: the description of a ratio says what is divided by what; one that is blank or too short is S-14's.

    A ratio under 数量指标 is L-02's, and has to become a number of things first.
    """
    least = table.profile.limits["description_least"]
    for row in table.rows:
        description = row.indicator.description
        if len(squeezed(description or "")) < least or not is_ratio(table, row):
            continue
        if row.class1 == SATISFACTION or row.class2 == QUANTITY:
            continue
        if not pattern(_RATIO_SAID).search(squeezed(description or "")):
            yield Finding("L-09", row.path("description"), description)


def satisfaction_in_its_class(table: Table) -> Iterator[Finding]:
    """L-11: satisfaction stands under 满意度指标 only; a questionnaire that is made is work like other work."""
    for row in table.rows:
        name = bare(row.name)
        if "满意" not in name or row.class1 in (SATISFACTION, None) or "满意" in (row.indicator.level2 or ""):
            continue
        if pattern(_SATISFACTION + "$").search(name) and not pattern(_CHECKS_SATISFACTION).search(name):
            also = [other for other in table.rows if other.class1 == SATISFACTION]
            same = next((other for other in also if bare(other.name) == name), None)
            words = {"name": row.indicator.level3, "level1": row.indicator.level1 or row.class1}
            places = ((table, same.path("level3")),) if same else ()
            case = "twice" if same else None
            yield Finding("L-11", row.path("level3"), row.indicator.level3, words, case, also=places)


def outputs_are_not_inputs(table: Table) -> Iterator[Finding]:
    """L-13: money that came in or was spent, and staff put to work, are input and no output."""
    for row in table.rows:
        if row.class1 not in (OUTPUT, BENEFIT) and not row.is_cost:
            continue
        if bare(row.name).endswith(table.words("inputs_as_output")):
            yield Finding("L-13", row.path("level3"), row.indicator.level3)
        elif _is_money_in(row):
            yield Finding("L-13", row.path("level3"), row.indicator.level3, case="amount")


def _is_money_in(row: Row) -> bool:
    """Whether a 数量指标 is an amount of money that is put in."""
    money = row.target.target.unit in MONEY_UNITS
    return row.class2 == QUANTITY and money and pattern(_MONEY_IN).fullmatch(bare(row.name)) is not None


ON_INDICATORS = (
    quantities_absolute,
    benefits_are_effects,
    one_measure_a_row,
    deadlines_named,
    ratios_explained,
    satisfaction_in_its_class,
    outputs_are_not_inputs,
)
