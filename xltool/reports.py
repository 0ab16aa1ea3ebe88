"""What the command line shows, as text and as JSON records; nothing here prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from xltool.amounts import show
from xltool.batch import PASSED, REFUSED, Batch
from xltool.checking import wishes
from xltool.decisions import ADOPTED, DONE, KEPT, TO_CONFIRM, Decisions, Noted, treatment
from xltool.places import also_words, concerns_several, place_words, table_words
from xltool.problems import SEVERITIES, SEVERITY_WORDS, Fix, Problem
from xltool.rules import Rule, catalogue
from xltool.rules.catalogue import FAMILIES
from xltool.rules.profile import severity_words
from xltool.words import pad, width

if TYPE_CHECKING:
    from xltool.comparison import Comparison
    from xltool.derived_totals import Totals

_TITLES = {TO_CONFIRM: "更正，请确认", KEPT: "保留原文", ADOPTED: "更正，已确认", DONE: "更正"}
"""What is said of repairs by what became of them, in the order of the list."""


_EXPLAINED = "已说明"

_LABELS_HINT = (
    "[提示] 没有导入的内容里如有旧表的栏目名称，请在部门设置文件 xltool.toml 的 [labels] 下写明是哪一栏，"
    '如 "事项名称" = "项目名称"，再导入一次。'
)


def problem_record(problem: Problem) -> dict[str, Any]:
    """One problem as ``validate --format json`` gives it; ``places`` has all its cells, also where it is one."""
    record = problem._asdict()
    return record | {
        "places": [at._asdict() for at in problem.all_places],
        "also": [at._asdict() for at in problem.also],
    }


def problems_record(batch: Batch, problems: Sequence[Problem]) -> dict[str, Any]:
    """The whole answer of ``validate --format json``."""
    return {
        "problems": [problem_record(problem) for problem in problems],
        "summary": {
            "files": len(batch.files),
            "projects": len(batch.projects),
            **{severity: sum(p.severity == severity and p.is_open for p in problems) for severity in SEVERITIES},
            "explained": sum(not problem.is_open for problem in problems),
            "refused": [{"file": report.file, "reason": report.reason} for report in batch.refused],
            "settings": list(wishes(batch.settings)),
        },
    }


def problems_text(batch: Batch, problems: Sequence[Problem]) -> Iterator[str]:
    """Problems of several tables, then those of each file, most serious first, each with its place and cure."""
    common = [problem for problem in problems if concerns_several(problem)]
    if common:
        yield f"几张表共有的问题：{counted(common)}"
        for problem in common:
            yield from _problem_lines(problem)
            yield f"      涉及：{table_words(problem)}"
    for report in batch.files:
        own = [problem for problem in problems if problem.file == report.file and not concerns_several(problem)]
        if report.status == REFUSED:
            yield f"【未读取】{report.reason}"
        elif report.reason:
            yield f"【跳过】“{report.file}”：{report.reason}"
        if not own:
            continue
        yield f"《{report.file}》{counted(own)}"
        for problem in sorted(own, key=lambda p: SEVERITIES.index(p.severity)):
            yield from _problem_lines(problem)
    yield from wishes(batch.settings)
    yield f"共检查 {len(batch.projects)} 张项目表：{counted(problems) or '没有查出问题'}。"


def _problem_lines(problem: Problem) -> Iterator[str]:
    also = also_words(problem)
    place = place_words(problem) + (f"（另见 {also}）" if also else "")
    yield f"  [{SEVERITY_WORDS[problem.severity]}] {place}：{problem.message}"
    should = f"应为：{problem.expected}。" if problem.expected else ""
    yield f"      {should}怎么改：{problem.cure}（{problem.code}，{problem.source}）"
    if problem.explanation:
        yield f"      已说明：{problem.explanation}"


def fixes_text(fixes: Iterable[Fix]) -> Iterator[str]:
    """What was mended in a copy: where, which rule, what stood there and what stands there now."""
    for fix in fixes:
        before, after = _where_they_differ(fix.before, fix.after)
        why = f"{fix.code}，{catalogue()[fix.code].title}"
        yield f"[已改] 《{fix.file}》{fix.sheet} {fix.cell}：{before} → {after}（{why}）"


def _where_they_differ(before: str, after: str) -> tuple[str, str]:
    """Two texts from shortly before the place where they begin to differ."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = max(same - 8, 0)
    mark = "…" if start else ""
    return mark + _short(before[start:]), mark + _short(after[start:])


def rules_text() -> Iterator[str]:
    """The catalogue, family by family: id, severity, title and source of each rule."""
    family = ""
    for rule in catalogue().values():
        if rule.family != family:
            family = rule.family
            yield f"{FAMILIES[family]}"
        yield f"  {rule.id}  [{severity_words(rule)}] {rule.title}\n      依据：{rule.source}"
    yield f"共 {len(catalogue())} 条规则。某一条的说明和例子：xltool rules L-01"


def rule_text(rule: Rule) -> Iterator[str]:
    """One rule whole: why it is there, what it looks at, a good and a bad example, how to mend it."""
    yield f"{rule.id}  [{severity_words(rule)}] {rule.title}"
    yield f"    {rule.explain}"
    yield f"    好的例子：{rule.good}"
    yield f"    不好的例子：{rule.bad}"
    yield f"    依据：{rule.source}"


def counted(problems: Iterable[Problem]) -> str:
    """错误 2 处，提醒 1 处，已说明 1 处; an empty text where there is none. An explained 提醒 counts as said only."""
    counts = dict.fromkeys((*(SEVERITY_WORDS[severity] for severity in SEVERITIES), _EXPLAINED), 0)
    for problem in problems:
        counts[SEVERITY_WORDS[problem.severity] if problem.is_open else _EXPLAINED] += 1
    return "，".join(f"{word} {count} 处" for word, count in counts.items() if count)


def comparison_text(last: Batch, comparison: Comparison) -> Iterator[str]:
    """What ``merge --previous`` says of last year: files that were not used, and what the comparison found."""
    yield from (f"去年的表未计入对比：{reason}" for reason in comparison.left_out)
    yield from (f"去年的表跳过：“{report.file}”，{report.reason}" for report in last.files if report.status == PASSED)
    counted = f"延续 {len(comparison.both)} 个，新增 {len(comparison.added)} 个，取消 {len(comparison.ended)} 个"
    yield f"与去年对比：项目{counted}；指标值降低 {len(comparison.lowered)} 条。详见“年度对比”。"
    if comparison.doubtful:
        yield f"请核对：有 {comparison.doubtful} 个项目是按名称相近与去年配对的，“年度对比”里写明了相似度。"


def totals_record(totals: Totals) -> dict[str, Any]:
    """The answer of ``totals --format json``; amounts in 万元, exact."""
    from xltool.derived_totals import plan_amount

    return {
        "total": totals.money.total,
        "fiscal": totals.money.fiscal,
        "other": totals.money.other,
        "by_project": [
            {
                "code": project.code,
                "name": project.name,
                "total": project.budget.total,
                "fiscal": project.budget.fiscal,
                "other": project.budget.other,
                "plan": [{"by": amount.by, "cumulative": plan_amount(project, amount.by)} for amount in totals.plan],
                "indicators": len(project.indicators),
            }
            for project in totals.projects
        ],
        "by_sub_objective": [
            {
                "name": group.name,
                "projects": group.projects,
                "total": group.money.total,
                "fiscal": group.money.fiscal,
                "other": group.money.other,
            }
            for group in totals.by_sub_objective
        ],
        "sub_objective_basis": totals.sub_objective_basis,
        "plan": [{"by": a.by, "cumulative": a.cumulative, "period": a.period} for a in totals.plan],
        "indicators": {
            "total": totals.indicators,
            "by_level1": dict(totals.by_level1),
            "by_level2": dict(totals.by_level2),
        },
    }


def totals_text(totals: Totals) -> Iterator[str]:
    """The totals as small tables, amounts in 万元."""
    money = totals.money
    yield f"共 {len(totals.projects)} 个项目，{totals.indicators} 条指标。金额单位：万元"
    yield ""
    heads = ("预算数", "财政资金", "其他资金")
    budgets = [(p.code or "", p.name or "", p.budget) for p in totals.projects] + [("合计", "", money)]
    rows = [(code, name, show(b.total), show(b.fiscal), show(b.other)) for code, name, b in budgets]
    yield from _table(("项目编码", "项目名称", *heads), rows)
    if totals.by_sub_objective:
        yield ""
        note = "（与项目编码的对应由系统推测，请核对）" if totals.sub_objective_basis == "proposed" else ""
        yield f"按分项绩效目标{note}"
        rows = [
            (g.name, str(g.projects), show(g.money.total), show(g.money.fiscal), show(g.money.other))
            for g in totals.by_sub_objective
        ]
        yield from _table(("分项绩效目标", "项目数", "预算数", "财政资金", "其他资金"), rows)
    if totals.plan:
        yield ""
        yield "资金支出计划"
        yield from _table(("时点", "累计", "当期"), [(a.by, show(a.cumulative), show(a.period)) for a in totals.plan])
    yield ""
    yield "绩效指标"
    yield from _table(("一级指标", "条数"), [(name, str(count)) for name, count in totals.by_level1.items()])
    yield from _table(("二级指标", "条数"), [(name, str(count)) for name, count in totals.by_level2.items()])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    sizes = [max(width(row[col]) for row in (heads, *rows)) for col in range(len(heads))]
    for row in (heads, *rows):
        cells = [
            " " * (sizes[col] - width(text)) + text if row is not heads and _is_number(text) else pad(text, sizes[col])
            for col, text in enumerate(row)
        ]
        yield "  " + "  ".join(cells).rstrip()


def _is_number(text: str) -> bool:
    return bool(text) and all(c in "0123456789,.-" for c in text)


def repairs_text(entries: Sequence[Noted], decisions: Decisions) -> Iterator[str]:
    """Everything that an import changed and left, by kind, what is to be confirmed first; each with its place."""
    groups: dict[tuple[str, str, str], list[Noted]] = {}
    for entry in entries:
        if entry.repair is not None:
            key = treatment(entry, decisions), entry.repair.code, entry.repair.reason
            groups.setdefault(key, []).append(entry)
    for (done, code, reason), members in sorted(groups.items(), key=lambda group: list(_TITLES).index(group[0][0])):
        yield f"[{_TITLES[done]}] {reason}：{len(members)} 处（{code}）"
        yield from (f"    {repair_line(entry)}" for entry in members)
    for entry in entries:
        if entry.repair is None:
            where = f"{entry.said.file} {entry.place}" + (f" {entry.word}" if entry.word else "")
            yield f"[未归类] {where}：{_short(entry.said.raw)}（没有对应的栏目，没有导入）"
    if any(entry.repair is None and not entry.path for entry in entries):
        yield _LABELS_HINT


def repair_line(entry: Noted) -> str:
    """One repair: file, place, field, what stood there and what was taken instead."""
    said, value = entry.said, entry.repair.value if entry.repair else ""
    word = f" {entry.word}" if entry.word else ""
    return f"{said.file} {entry.place}{word}：{_short(said.raw) or '（空白）'} → {_short(value) or '（去掉）'}"


def import_record(
    batch: Batch, entries: Sequence[Noted], decisions: Decisions, written: Iterable[object], notes: Iterable[str]
) -> dict[str, Any]:
    """The answer of ``import --format json``; ``treatment`` is what became of each entry, in words."""
    return {
        "repairs": [
            repair._asdict() | {"field": entry.path, "label": entry.word, "treatment": treatment(entry, decisions)}
            for entry in entries
            if (repair := entry.repair)
        ],
        "leftovers": [entry.said._asdict() for entry in entries if entry.repair is None],
        "written": [str(path) for path in written],
        "notes": list(notes),
        "passed_over": [{"file": r.file, "reason": r.reason} for r in batch.files if r.status == PASSED],
        "refused": [{"file": report.file, "reason": report.reason} for report in batch.refused],
    }


def _short(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= 40 else text[:40] + "…"
