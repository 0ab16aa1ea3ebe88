"""The rules: each passes, fails at its cell with its words, and has its boundary; the catalogue holds them all."""

import ast
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

import xltool.layout
import xltool.rules
from tests.rules.clean import (
    CLEAN,
    FORM,
    OTHER,
    PART_ONE,
    cells,
    edit_sheet,
    lying,
    readings,
    said,
    with_budget,
    with_plan,
    with_row,
    with_targets,
    without_rows,
    workbook,
)
from xltool.problems import SEVERITIES
from xltool.rules import catalogue, check
from xltool.rules.table import Table
from xltool.rules.wording import doubled_words
from xltool.writing.form_sheet import draw_form
from xltool.writing.styles import Styles

OUTPUT_CLASSES = "数量指标、质量指标、时效指标、成本指标"


def codes(*books: bytes) -> list[str]:
    """The rules that the books break, in the order of the problems."""
    return [code for code, *_ in said(*books)]


def with_text(text: str) -> bytes:
    """The clean project with another 资金用途."""
    return workbook(replace(CLEAN, purpose=text))


def two_sheets(*names: str, drawn: tuple[str, ...] | None = None, hidden: str | None = None) -> bytes:
    """A workbook with the clean project on each sheet, or on those that are ``drawn``."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in names:
            sheet = book.add_worksheet(name)
            if drawn is None or name in drawn:
                draw_form(sheet, Styles(book), FORM, CLEAN)
            if name == hidden:
                sheet.hide()
            else:
                sheet.activate()
    return buffer.getvalue()


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


# S: structure


@pytest.mark.parametrize(
    ("rule", "rows", "word"),
    [("S-01", (0, 1, 2, 3), "产出指标"), ("S-02", (4,), "效果指标"), ("S-03", (5,), "满意度指标")],
)
def test_s01_s02_s03_fail_without_a_row_of_the_class(rule, rows, word):
    """A missing class is said at the head of the indicator table, in the form's own word for it."""
    expected = (rule, "error", "A10", None, f"{word}至少 1 条", f"没有{word}。")
    assert said(workbook(without_rows(*rows))) == [expected]


def test_s01_s02_s03_fail_together_without_any_row():
    """An empty indicator table lacks all three classes and has no other trouble."""
    assert codes(workbook(without_rows(*range(6)))) == ["S-01", "S-02", "S-03"]


def test_s01_passes_with_a_single_row():
    """One row of a class is enough."""
    assert said(workbook(without_rows(1, 2, 3))) == []


def test_s03_is_a_warning_for_other_forms():
    """Only the Hebei form of 2015 style makes a missing 满意度指标 an error."""
    (reading,) = readings(workbook(without_rows(5)))
    other = replace(reading, form=replace(FORM, id="another-project"))
    assert [p.severity for p in check([reading])] == ["error"]
    assert [(p.code, p.severity) for p in check([other])] == [("S-03", "warning")]


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (4, {"level1": "效益指标"}),
        (4, {"level1": "效 果 指 标："}),
        (4, {"level1": "效益指标", "level2": "社会效益"}),
        (4, {"level2": "环境效益指标"}),
        (0, {"level2": "进度指标"}),
        (5, {"level2": "服务对象满意度"}),
    ],
)
def test_s06_passes_for_every_known_spelling(row, texts):
    """效益指标 is the Hebei 效果指标; blanks, colons and the short words make no difference."""
    assert said(workbook(with_row(row, **texts))) == []


def test_s06_fails_for_a_level_2_of_another_class():
    """The message names both words, and what is allowed is listed."""
    book = workbook(with_row(1, level2="社会效益指标"))
    message = "二级指标“社会效益指标”不属于“产出指标”，两处至少有一处不对。"
    assert said(book) == [("S-06", "error", "B12", "社会效益指标", OUTPUT_CLASSES, message)]


def test_s06_fails_for_an_unknown_level_1():
    """A level 1 that the form does not have is said once, at its own cell, and not at its level 2 too."""
    book = workbook(
        replace(
            CLEAN, indicators=(*CLEAN.indicators, replace(CLEAN.indicators[0], level1="投入指标", level3="投入资金"))
        )
    )
    allowed = "产出指标、效果指标、满意度指标"
    message = "“投入指标”不是本表样的一级指标。"
    assert said(book) == [("S-06", "error", "A17", "投入指标", allowed, message)]


@pytest.mark.parametrize(
    ("field", "cell", "message"),
    [
        ("level2", "B12", "第 2 条指标“图书验收合格率”没有填“二级指标”。"),
        ("level3", "C12", "第 2 条指标没有填“三级指标”。"),
        ("target", "E12", "第 2 条指标“图书验收合格率”没有填“指标值”。"),
    ],
)
def test_s07_fails_for_each_blank_cell_of_a_row(field, cell, message):
    """The row is called by its number and, where it has one, by its name."""
    assert said(workbook(with_row(1, **{field: None}))) == [("S-07", "error", cell, None, "填有内容", message)]


def test_s07_fails_for_the_first_level_1():
    """The first row has no cell above it that it could continue."""
    book = workbook(without_rows(1, 2, 3), {"A11": None})
    found = [problem for problem in said(book) if problem[0] == "S-07"]
    message = "第 1 条指标“新购图书册数”没有填“一级指标”。"
    assert found == [("S-07", "error", "A11", None, "填有内容", message)]


def test_s07_passes_for_merged_level_1_blank_basis_and_empty_rows():
    """A11:A14 is one merged cell, 指标值确定依据 is another rule's, and a row without any text is no indicator."""
    last = {f"{column}16": None for column in "ABCDEF"}
    assert codes(workbook(CLEAN, {"F12": None, "D13": None})) == []
    assert codes(workbook(CLEAN, last)) == ["S-03"]


def test_s08_fails_for_the_same_name_without_blanks_and_punctuation():
    """Blanks and punctuation do not make two names, and every repetition points at the first."""
    rows = (replace(CLEAN.indicators[0], level3=name) for name in ("新购 图书（册数）", "新购图书、册数"))
    book = workbook(replace(CLEAN, indicators=(*CLEAN.indicators, *rows)))
    expected = "同一项目内三级指标名称各不相同"
    assert [problem for problem in said(book) if problem[0] != "V-17"] == [
        ("S-08", "error", "C17", "新购 图书（册数）", expected, "三级指标“新购 图书（册数）”与 C11 重名。"),
        ("S-08", "error", "C18", "新购图书、册数", expected, "三级指标“新购图书、册数”与 C11 重名。"),
    ]


def test_s08_passes_for_names_that_differ_and_across_projects():
    """A number more is another name, and two projects may have the same one."""
    assert said(workbook(with_row(1, level3="新购图书册数2")), workbook(OTHER)) == []


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("B4", "项目编码"),
        ("E4", "项目名称"),
        ("A3", "预算单位"),
        ("B6", "预算规模及资金用途"),
        ("B9", "绩效目标"),
    ],
)
@pytest.mark.parametrize("blank", [None, " \n"])
def test_s10_fails_for_each_blank_field(cell, word, blank):
    """A field that is blank or holds only white space is said at the cell that a clerk has to fill."""
    assert said(workbook(CLEAN, {cell: blank})) == [("S-10", "error", cell, None, "填有内容", f"没有填“{word}”。")]


def test_s10_fails_for_a_field_that_the_sheet_does_not_have():
    """Without its label there is no cell to point at."""
    book = workbook(CLEAN, {"D4": None, "E4": None})
    expected = "有“项目名称”一栏，并填有内容"
    assert said(book) == [("S-10", "error", None, None, expected, "表中没有找到“项目名称”这一栏。")]


def test_s10_passes_with_the_shortest_texts():
    """One character a field is a text."""
    assert codes(workbook(replace(CLEAN, name="甲", purpose="乙", objectives=("丙",)))) == []


@pytest.mark.parametrize(
    ("goals", "number", "found"),
    [
        ("-", 1, "-"),
        ("__**", 1, "__**"),
        ("1、——\n2、写明目标。", 1, "1、——"),
        ("1、写明目标。\n2．***", 2, "2．***"),
        ("（一）……\n（二）写明目标。", 1, "（一）……"),
        ("一、写明目标。\n二、——", 2, "二、——"),
    ],
)
def test_s11_fails_for_a_goal_of_symbols(goals, number, found):
    """A goal's own number is no text, however it is written."""
    message = f"绩效目标第 {number} 条只有符号，没有文字。"
    assert said(workbook(CLEAN, {"B9": goals})) == [("S-11", "error", "B9", found, "写明目标的文字", message)]


def test_s11_passes_for_a_goal_of_one_character():
    """A single character, or a number that is the goal itself, is a text."""
    assert codes(workbook(CLEAN, {"B9": "1、新\n2、2000"})) == []


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
        assert [(p[0], p[2]) for p in said(workbook(CLEAN, {cell: "差率费"}))] == [("W-01", cell)]


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


# R: how the sheet was read


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("A3", "预算单位"),
        ("B4", "项目编码"),
        ("E4", "项目名称"),
        ("C5", "预算数"),
        ("E5", "财政资金"),
        ("B6", "预算规模及资金用途"),
        ("C8", "资金支出计划（6月底）"),
        ("E8", "资金支出计划（12月底）"),
        ("B9", "绩效目标"),
        ("B12", "二级指标"),
        ("C12", "三级指标"),
        ("E11", "指标值"),
    ],
)
def test_r01_a_cell_with_an_error_value_has_that_problem_and_no_other(cell, word):
    """What cannot be read is not called blank, wrong or missing as well."""
    message = f"“{word}”是错误值 #REF!，读不出内容。"
    assert said(lying(workbook(), cell)) == [("R-01", "error", cell, "#REF!", "可读的内容", message)]


@pytest.mark.parametrize(("cell", "word"), [("B4", "项目编码"), ("C5", "预算数"), ("E11", "指标值")])
def test_r02_a_formula_without_a_result_has_that_problem_and_no_other(cell, word):
    """The formula is quoted, since its result is not in the file."""
    message = f"“{word}”是公式 =J5+1，文件里没有保存它的结果。"
    assert said(lying(workbook(), cell, "J5+1")) == [("R-02", "error", cell, "=J5+1", "可读的内容", message)]


def test_r01_two_codes_that_cannot_be_read_are_not_the_same_code():
    """An error value in two tables says nothing about their codes."""
    other = workbook(OTHER)
    assert codes(lying(workbook(), "B4"), lying(other, "B4")) == ["R-01"]
    assert cells("R-01", lying(workbook(), "B4"), lying(other, "B4")) == ["a.xlsx B4", "b.xlsx B4"]


def test_r01_a_level_1_that_cannot_be_read_is_not_a_missing_class():
    """The row may well be the 效果指标 that the table needs: only the cell is said, not that there is none."""
    assert codes(lying(workbook(), "A15")) == ["R-01"]


def test_r02_a_formula_with_its_result_is_read():
    """A stored result is as good as a typed value."""
    book = edit_sheet(workbook(), r'(<c r="C5"[^>]*>)<v>20</v>', r"\1<f>E5+G5</f><v>20</v>")
    assert said(book) == []


def test_r03_hidden_rows_and_sheets_are_said():
    """They are read like all others, with a warning."""
    hidden_row = edit_sheet(workbook(), r'<row r="12"', '<row r="12" hidden="1"')
    message = "工作簿里有隐藏的行或列，其中的内容已照常读取。"
    assert said(hidden_row) == [("R-03", "warning", None, None, None, message)]
    message = "工作表“存档”是隐藏的，其中的表已照常读取。"
    assert said(two_sheets("存档", "说明", drawn=("存档",), hidden="存档")) == [
        ("R-03", "warning", None, None, None, message)
    ]


def test_r04_what_belongs_to_no_field_is_a_hint():
    """A text below the table is quoted, cut after thirty characters."""
    text = "此处写了一段不属于任何栏目的说明文字，长度超过三十个字，只引用前面的部分"
    message = f"“{text[:30]}…”不属于任何栏目，没有计入。"
    assert said(workbook(CLEAN, {"A44": text})) == [("R-04", "hint", "A44", text, None, message)]


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
    assert {rule for rule, _ in emitted} == {rule for rule in catalogue() if not rule.startswith("R-")}
    assert {entry for entry in emitted if entry[1] is not None} <= known <= texts


def test_the_reading_rules_are_in_the_catalogue():
    """R-01 to R-05 are raised where sheets are read, and are listed like the others."""
    sources = [*Path(xltool.layout.__path__[0]).glob("*.py"), *Path(xltool.rules.__path__[0]).glob("*.py")]
    constants = {text for source in sources for text in _texts(ast.parse(source.read_text("utf-8")))}
    raised = {text for text in constants if re.fullmatch(r"R-\d\d", text)}
    assert raised == {rule for rule in catalogue() if rule.startswith("R-")}


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
