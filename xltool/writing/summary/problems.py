"""问题清单: every problem with room for an explanation, and the counts of it that other sheets show."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook

from xltool.cells import quoted
from xltool.explanations import PROBLEMS, Entry
from xltool.places import also_words
from xltool.problems import SEVERITIES, SEVERITY_WORDS, Place, Problem
from xltool.writing.form_sheet import field_cells
from xltool.writing.problem_marks import LEFT
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL, Styles
from xltool.writing.summary.parts import UNFOLDED, Column, Listing
from xltool.writing.summary.plan import PART_ONE, PROJECTS, TAB_CHECK, Plan, in_order
from xltool.writing.summary.rows import Formula, Link, Value, style_of
from xltool.writing.summary.split import FIRST, sum_of

PROBLEM_COLUMNS = (
    Column("序号", 6, "count"),
    Column("轻重", 7, "centre"),
    Column("规则", 8, "centre"),
    Column("文件", 22),
    Column("位置", 10, "link"),
    Column("另见", 10, "link"),
    Column("栏目", 12, "centre"),
    Column("问题", 40),
    Column("现为", 20),
    Column("应为", 22),
    Column("怎么改", 32),
    Column("错误说明", 28, "reason"),
    Column("依据", 24, detail=UNFOLDED),
    Column("工作表", 14, detail=UNFOLDED),
    Column("项目序号", 9, "count", UNFOLDED),
)
"""The last two serve formulas and the next merge and are not printed; ``explanations`` reads the list by its heads."""

NUMBER_COLUMN, SEVERITY_COLUMN, REASON_COLUMN, PROJECT_COLUMN = 0, 1, 11, 14
_FILLS = {"error": ERROR_FILL, "warning": DOUBT_FILL}
_HINT = (
    "确有原因、不必改的，请在这里写明。提醒写了说明就不再计入；错误可以说明，仍然计入。"
    "下次汇总到同一个文件时说明会保留；原表内容改了的不沿用，列在本表末尾。"
)


def problem_list(workbook: Workbook, styles: Styles, plan: Plan) -> None:
    """问题清单: every problem, most serious first, with a link to its cell; below it the reasons that were not kept."""
    listing = Listing(workbook, styles, plan.splits[PROBLEMS], PROBLEM_COLUMNS, TAB_CHECK, helpers=2)
    merged, entries = plan.merged, plan.merged.entries()
    numbers = in_order(merged.problems)
    listing.begin("问题清单", plan.heading, _counted(plan) if numbers else "没有查出问题。")
    place = _Places(plan)
    marks = {s: style_of(styles.get("centre", bg_color=fill)) for s, fill in _FILLS.items()}
    for row, number in enumerate(numbers, 1):
        problem, entry, owners = merged.problems[number], entries[number], plan.owners(number)
        changes = {SEVERITY_COLUMN: marks[problem.severity]} if problem.severity in marks else None
        where: list[Value] = [entry.file, place.of(problem, entry.place), place.other(problem), entry.word]
        words: list[Value] = [entry.message, entry.found, problem.expected, problem.cure, merged.reasons[number]]
        rest: list[Value] = [problem.source, entry.sheet, owners[0] + 1 if len(owners) == 1 else None]
        listing.add([row, SEVERITY_WORDS[problem.severity], problem.code, *where, *words, *rest], changes)
    if not numbers:
        listing.add([None, None, None, None, None, None, None, "没有查出问题。", *[None] * 7])
    _left(listing, styles, merged.explained.left if merged.explained else ())
    _wishes(listing, styles, merged.wishes)
    listing.end(frozen=2)
    if numbers:
        for part, count in listing.split.parts():
            rule = {"validate": "any", "input_title": "错误说明", "input_message": _HINT}
            listing.sheets[part].data_validation(FIRST, REASON_COLUMN, FIRST + count - 1, REASON_COLUMN, rule)


def _left(listing: Listing, styles: Styles, left: tuple[Entry, ...]) -> None:
    """The reasons whose content changed, in the columns of the list, so that the next merge finds them again."""
    if not left:
        return
    listing.row += 1
    plain = style_of(styles.get("plain"))
    listing.add([LEFT, *[None] * (len(PROBLEM_COLUMNS) - 1)], dict.fromkeys(range(len(PROBLEM_COLUMNS)), plain))
    for entry in left:
        where = [entry.file, entry.place, None, entry.word]
        words = [entry.message, entry.found, None, None, entry.reason]
        listing.add([None, None, entry.code, *where, *words, None, entry.sheet, None])


def _wishes(listing: Listing, styles: Styles, wishes: Sequence[str]) -> None:
    """Which rules the department changed, and why, below the list in the column 问题."""
    plain = dict.fromkeys(range(len(PROBLEM_COLUMNS)), style_of(styles.get("plain")))
    listing.row += bool(wishes)
    for wish in wishes:
        listing.add([*[None] * 7, wish, *[None] * 7], plain)


class _Places:
    """Where a problem's cell can be reached: on the project's sheet of this book, else in the source file."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        places = [at for p in plan.merged.problems for at in (*p.all_places[:1], *p.also[:1])]
        troubled = {(at.file, at.sheet) for at in places} if plan.linked else set()
        readings = [(i, r) for i, r in enumerate(plan.merged.readings) if (r.file, r.sheet) in troubled]
        self._index = {(r.file, r.cell(path), path): i for i, r in readings for path in r.spots}
        part_one = plan.merged.overview
        self._part_one = {(part_one.file, part_one.cell(path), path) for path in part_one.spots} if part_one else set()

    def of(self, problem: Problem, words: str) -> Value:
        """A link to the problem's first cell."""
        return self._link(problem.all_places[0], words)

    def other(self, problem: Problem) -> Value:
        """A link to the first cell that the problem is held against, nothing where there is none."""
        return self._link(problem.also[0], also_words(problem)) if problem.also else None

    def _link(self, at: Place, words: str) -> Value:
        spot = at.file or "", at.cell, at.field or ""
        part_one, index = self._plan.merged.overview, self._index.get(spot)
        if part_one is not None and spot in self._part_one:
            cell = field_cells(part_one.form, part_one.department, to_fill=False).get(at.field or "", "A1")
            return Link(f"internal:{quoted(PART_ONE)}!{cell}", words)
        if self._plan.linked and index is not None:
            reading = self._plan.merged.readings[index]
            cell = field_cells(reading.form, reading.project, to_fill=False).get(at.field or "", "A1")
            return Link(f"internal:{quoted(self._plan.sheets[index])}!{cell}", words)
        link = self._plan.source_link(at.file or "", at.sheet, at.cell)
        return Link(link, words) if link else words


def problem_count(plan: Plan, severity: str) -> Formula:
    """How many problems of a severity count: an explained warning does not."""
    count = sum(problem.severity == severity for problem in plan.merged.open_problems)
    split, word = plan.splits[PROBLEMS], SEVERITY_WORDS[severity]
    if severity == "warning":
        return Formula(_unexplained(plan, word), count)
    return Formula(sum_of(f'COUNTIF({{}},"{word}")', split.ranges(SEVERITY_COLUMN)), count)


def unexplained_count(plan: Plan) -> Formula:
    """How many errors and warnings have no reason beside them."""
    pairs = zip(plan.merged.problems, plan.merged.reasons, strict=True)
    count = sum(problem.severity != "hint" and not reason for problem, reason in pairs)
    words = (SEVERITY_WORDS[severity] for severity in ("error", "warning"))
    return Formula("+".join(_unexplained(plan, word) for word in words), count)


def project_warnings(plan: Plan, index: int, count: int, shared: Sequence[int]) -> Formula:
    """How many warnings of a project count; ``count`` of them do now. ``shared`` are those that concern others too."""
    split, word = plan.splits[PROBLEMS], SEVERITY_WORDS["warning"]
    columns = (split.ranges(col) for col in (PROJECT_COLUMN, SEVERITY_COLUMN, REASON_COLUMN))
    own = sum_of(f'COUNTIFS({{}},A{plan.splits[PROJECTS].row(index)},{{}},"{word}",{{}},"")', *columns)
    if not shared:
        return Formula(own, count)
    numbers = ",".join(map(str, shared))
    columns = (split.ranges(col) for col in (NUMBER_COLUMN, REASON_COLUMN))
    return Formula(f"{own}+" + sum_of(f'SUMPRODUCT(COUNTIFS({{}},{{{{{numbers}}}}},{{}},""))', *columns), count)


def open_sentence(plan: Plan, before: str) -> Formula:
    """``before`` and how many problems of each severity count, as words that follow what is written in the list."""
    counts = [(SEVERITY_WORDS[s], problem_count(plan, s)) for s in SEVERITIES]
    parts = "&".join(f'IF({count.text}=0,"","、{word} "&{count.text}&" 处")' for word, count in counts)
    every = "+".join(count.text for _, count in counts)
    said = "、".join(f"{word} {count.value} 处" for word, count in counts if count.value)
    none, found, more = "查出的提醒均已说明", "查出", "，详见“问题清单”。"
    value = f"{before}；{found + said if said else none}{more}"
    return Formula(f'"{before}；"&IF({every}=0,"{none}","{found}"&MID({parts},2,99))&"{more}"', value)


def _counted(plan: Plan) -> Formula:
    counts = [(SEVERITY_WORDS[s], problem_count(plan, s)) for s in SEVERITIES]
    counts.append(("未说明", unexplained_count(plan)))
    text = '&"，'.join(f'{word} "&{count.text}&" 处"' for word, count in counts)
    return Formula(f'"{text}', "，".join(f"{word} {count.value} 处" for word, count in counts))


def _unexplained(plan: Plan, word: str) -> str:
    """How many problems of a severity have no reason beside them."""
    severities, reasons = (plan.splits[PROBLEMS].ranges(col) for col in (SEVERITY_COLUMN, REASON_COLUMN))
    return sum_of(f'COUNTIFS({{}},"{word}",{{}},"")', severities, reasons)
