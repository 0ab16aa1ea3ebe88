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
    two_sheets,
    with_budget,
    with_plan,
    with_row,
    with_targets,
    workbook,
)
from xltool.problems import SEVERITIES
from xltool.rules import catalogue, check
from xltool.rules.table import Table
from xltool.rules.wording import doubled_words


def with_text(text: str) -> bytes:
    """The clean project with another 资金用途."""
    return workbook(replace(CLEAN, purpose=text))


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


# X: across the tables


def test_x06_fails_for_a_code_in_two_files():
    """The second table is told which file has the code already; the first is left in peace."""
    message = "项目编码“434-1401-JBN-6BVF”与 “a.xlsx” 相同。"
    book = workbook(replace(OTHER, code=CLEAN.code))
    assert said(workbook(CLEAN), book) == [("X-06", "error", "B4", "434-1401-JBN-6BVF", "每个项目一个编码", message)]
    assert [p.file for p in check(readings(workbook(CLEAN), book))] == ["b.xlsx"]


def test_x06_names_the_sheet_of_the_other_table_in_one_file():
    """Two sheets of one workbook both have their code in B4, so the cell alone does not say where the other is."""
    ((code, _, cell, _, _, message),) = said(two_sheets("图书", "取暖"))
    assert (code, cell) == ("X-06", "B4")
    assert "图书" in message


@pytest.mark.parametrize("code", ["434-1401-JBN-6BVF", "000-0000-AAA-0000", "51092324T000010263357"])
def test_x06_passes_for_both_codings(code):
    """The Hebei coding up to 2020 and the coding of the finance systems since 2021 are known."""
    assert said(workbook(replace(CLEAN, code=code)), workbook(OTHER)) == []


@pytest.mark.parametrize(
    "code",
    ["434-14O1-JBN-6BVF", "434-1401-jbn-6bvf", "434-1401-JBN-6BV", "51092324X000010263357", "434-1401-JBN-6BVF-1"],
)
def test_x06_warns_of_a_code_in_another_form(code):
    """An O for a 0, small letters and a character too few or too many are asked about."""
    message = f"项目编码“{code}”的写法不合规则。"
    book = workbook(replace(CLEAN, code=code))
    assert said(book) == [("X-06", "warning", "B4", code, "如“434-1401-JBN-6BVF”", message)]


# W: words

TYPOS = {
    "差率费": "差旅费",
    "网来": "往来",
    "拔付": "拨付",
    "拔款": "拨款",
    "建立建全": "建立健全",
    "包涵": "包含",
    "总额发放": "足额发放",
    "布署": "部署",
}

FALSE_FRIENDS = """
用于互联网来源核查
接待官网来访的群众
购置救灾帐篷和蚊帐
不到之处请多多包涵
不足之处敬请包涵
按装机容量给予补贴
按装修面积计算
邀请专家发布署名文章
及时上报消防隐患
及时上报消息
解决择校问题
既使群众满意，又使企业受益
按工资总额发放绩效奖金
对帐篷等救灾物资登记造册
核对蚊帐单价
群众上网来信的办理
"""


@pytest.mark.parametrize(("wrong", "right"), TYPOS.items())
def test_w01_fails_for_each_word_of_the_list(wrong, right):
    """The word is quoted with six characters on either side, and what it should be is given."""
    message = f"“预算规模及资金用途”中有错别字“{wrong}”：…二三四五六七{wrong}等各项有关支…"
    book = with_text(f"一二三四五六七{wrong}等各项有关支出")
    assert said(book) == [("W-01", "warning", "B6", wrong, right, message)]


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [("经费估量", "估量", "预算"), ("资金估量", "估量", "预算"), ("单位帐户", "帐", "账"), ("财务对帐", "帐", "账")],
)
def test_w01_fails_where_its_neighbour_makes_a_word_wrong(text, wrong, right):
    """估量 and 帐 are right words elsewhere; a short text is quoted whole, without dots."""
    message = f"“预算规模及资金用途”中有错别字“{wrong}”：{text}"
    assert said(with_text(text)) == [("W-01", "warning", "B6", wrong, right, message)]


def test_w01_fails_in_every_text_and_for_every_occurrence():
    """Two typos in one cell are two problems, and part one is read too."""
    twice = with_text("差率费用于外出学习，另有一笔差率费")
    part_one = workbook(replace(PART_ONE, measures=("一是加强领导", "二是及时拔付资金。")))
    assert [(p[0], p[2]) for p in said(twice, part_one)] == [("W-01", "B6"), ("W-01", "B6"), ("W-01", "A21")]
    for cell in ("E4", "B9", "C11", "D11", "F11"):
        assert [(p[0], p[2]) for p in said(workbook(CLEAN, {cell: "报销差率费的"}))] == [("W-01", cell)]


@pytest.mark.parametrize("text", FALSE_FRIENDS.split("\n")[1:-1])
def test_w01_passes_for_false_friends(text):
    """Right Chinese that holds the characters of a typo is let alone."""
    assert said(with_text(text)) == []


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("加强加强政务公开", "加强加强", "加强"),
        ("负责保障的的车辆运行", "的的", "的"),
        ("图书和和设备", "和和", "和"),
        ("经费经费", "经费经费", "经费"),
    ],
)
def test_w02_fails_for_a_word_twice(text, wrong, right):
    """The doubled word is quoted, and once is what it should be."""
    message = f"“预算规模及资金用途”中“{wrong}”重复："
    ((code, severity, cell, found, expected, said_as),) = said(with_text(text))
    assert (code, severity, cell, found, expected) == ("W-02", "warning", "B6", wrong, right)
    assert said_as.startswith(message)


def test_w02_fails_word_for_word():
    """The context is cut to six characters on either side, with dots where something is left out."""
    message = "“预算规模及资金用途”中“加强加强”重复：…二三四五六七加强加强政务公开及门…"
    assert said(with_text("一二三四五六七加强加强政务公开及门户网站")) == [
        ("W-02", "warning", "B6", "加强加强", "加强", message)
    ]


@pytest.mark.parametrize("text", ["绩效目标管理办法绩效目标管理办法", "一二三四五六七一二三四五六七"])
def test_w02_boundary_of_six_characters(text):
    """Up to six characters are a word; what is longer and stands twice is a sentence, another rule's business."""
    (reading,) = readings(with_text(text[:7] * 2))
    assert [f.found for f in doubled_words(Table(reading))] == []
    (reading,) = readings(with_text(text[:6] * 2))
    assert [f.found for f in doubled_words(Table(reading))] == [text[:6] * 2]


@pytest.mark.parametrize(
    "text",
    """
实实在在为群众办事
真真正正落到实处
为了了解群众需求
的的确确需要
邻里和和睦睦
以宣传为目的的活动
扩大公众参与与监督
科学知识的普及及推广
培训以及及时更新
一户一户走访
一项一项抓落实
""".split(),
)
def test_w02_passes_for_false_friends(text):
    """Doubling that is right Chinese, and two words that meet in one character, are let alone."""
    assert said(with_text(text)) == []


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
