"""The rules: each passes, fails at its cell with its words, and has its boundary; the catalogue holds them all."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import xltool.document
import xltool.layout
import xltool.reading
import xltool.rules
from tests.rules.clean import (
    CLEAN,
    OTHER,
    PART_ONE,
    readings,
    said,
    with_budget,
    with_plan,
    with_row,
    with_targets,
    workbook,
)
from xltool.problems import SEVERITIES
from xltool.rules import catalogue, check


def test_the_clean_project_has_no_problem():
    """A well-written table, a second one and part one beside them give nothing at all to say."""
    assert said(workbook(CLEAN), workbook(OTHER), workbook(PART_ONE)) == []


def test_problems_come_most_serious_first_and_then_by_cell():
    """Whatever order the rules run in, a clerk reads errors before warnings, each from the top of the sheet down."""
    book = workbook(with_row(4, level3=None), {"E5": "约15", "B6": "用于差率费", "E11": "≥95959595%"})
    assert [(p[0], p[2]) for p in said(book)] == [("F-02", "E5"), ("V-02", "E11"), ("S-07", "C15"), ("W-01", "B6")]


def test_a_problem_says_its_file_sheet_field_cure_and_source():
    """What the message leaves out stands in the problem's other fields."""
    (problem,) = check(readings(workbook(CLEAN, {"C5": "约20"})))
    assert (problem.file, problem.sheet, problem.field) == ("a.xlsx", "项目绩效目标表", "budget.total")
    assert problem.cure == "请只填数字，单位是万元；没有这项资金的请留空。"
    assert problem.source == catalogue()["F-02"].source


# The catalogue


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_every_rule_of_the_catalogue_is_complete(rule):
    """Title, severity, scope, source, two sentences why, an example of each kind, message and cure, in cases too."""
    assert all((rule.title, rule.scope, rule.source, rule.message, rule.cure, rule.good, rule.bad))
    assert rule.explain.count("。") == 2
    assert rule.explain.endswith("。")
    severities = {rule.severity, *(case.get("severity", "hint") for case in rule.cases.values())}
    assert severities <= set(SEVERITIES)
    for case in rule.cases.values():
        assert set(case) <= {"message", "expected", "cure", "severity"}


def test_the_core_rules_are_in_the_catalogue():
    """The rules to begin with, and those about reading."""
    core = "S-01 S-02 S-03 S-06 S-07 S-08 S-10 S-11 V-01 V-02 V-03 F-01 F-02 F-03 X-06 L-01 W-01 W-02".split()
    assert set(core) <= set(catalogue())


def test_the_rules_and_the_catalogue_name_the_same_ids_and_cases():
    """What a function can find has its words, and no words are left without a function."""
    emitted = {(rule, case) for rule, cases, _ in _findings(Path(xltool.rules.__path__[0])) for case in cases}
    texts = {(rule, text) for rule, _, texts in _findings(Path(xltool.rules.__path__[0])) for text in texts}
    known = {(rule.id, case) for rule in catalogue().values() for case in rule.cases}
    assert {rule for rule, _ in emitted} - _raised_by_reading() == set(catalogue()) - _raised_by_reading()
    assert {entry for entry in emitted if entry[1] is not None} <= known <= texts


def test_the_reading_rules_are_in_the_catalogue():
    """R-01 to R-05 are raised and I-01 to I-06 listed as repairs where files are read: all stand there."""
    reading = {rule.id for rule in catalogue().values() if rule.family == "reading"}
    assert _raised_by_reading() == reading


def _raised_by_reading() -> set[str]:
    """The rules that reading names in its code: problems of cells, R, and what it repairs, I."""
    folders = [Path(package.__path__[0]) for package in (xltool.layout, xltool.reading, xltool.rules)]
    sources = [*(file for folder in folders for file in folder.glob("*.py")), Path(xltool.document.__file__)]
    texts = {text for source in sources for text in _texts(ast.parse(source.read_text("utf-8")))}
    return {text for text in texts if re.fullmatch(r"[IR]-\d\d", text)}


def _findings(folder: Path) -> Iterator[tuple[str, set[str | None], list[str]]]:
    """Rule, cases and all texts of its module, of each ``Finding(…)``; a rule looked up is any value of its dicts."""
    for source in folder.glob("*.py"):
        tree = ast.parse(source.read_text("utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", None) == "Finding":
                cases = [*call.args[4:5], *(key.value for key in call.keywords if key.arg == "case")]
                said_cases = {text for case in cases for text in _texts(case)} | {None}
                for rule in _texts(call.args[0]) or _keys(tree):
                    yield rule, said_cases, _texts(tree)


def _keys(tree: ast.AST) -> list[str]:
    values = [value for node in ast.walk(tree) if isinstance(node, ast.Dict) for value in node.values]
    return [text for value in values for text in _texts(value) if re.fullmatch(r"[A-Z]-\d\d", text)]


def _texts(tree: ast.AST) -> list[str]:
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_no_message_is_left_with_a_gap():
    """A table that breaks most rules at once gives sentences that end in full stops and have no braces."""
    bad = replace(
        with_targets("尽力", "≥9595%以上", "95", None, "*", "优"),
        code="1",
        name=None,
        budget=with_budget("0", "-1", None).budget,
        plan=with_plan("50", "40", "101", "99").plan,
        purpose="差率费加强加强",
        objectives=("--",),
    )
    problems = check(readings(workbook(bad), workbook(bad)))
    assert {"S-07", "S-10", "S-11", "V-01", "V-02", "V-03", "F-01", "F-02", "F-03", "X-06", "W-01", "W-02"} <= {
        p.code for p in problems
    }
    for problem in problems:
        texts = (problem.message, problem.expected or "", problem.cure, problem.source)
        assert not any("{" in text or "None" in text for text in texts)


WORDS = sorted((Path(xltool.rules.__path__[0]) / "words").iterdir())


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_every_word_list_says_where_its_words_are_from(path):
    """In a comment of its file; a list that nobody can trace cannot be mended."""
    comments = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    assert any(word in "\n".join(comments) for word in ("来源", "Source", "source"))
