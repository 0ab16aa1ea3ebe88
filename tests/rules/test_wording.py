"""Typos (W-01), doubled words (W-02) and two forms of one name (W-03)."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, OTHER, PART_ONE, readings, said, workbook
from xltool.model import Department, Project, SubObjective
from xltool.problems import Problem
from xltool.rules import Context, check
from xltool.rules.lists import word_table
from xltool.rules.table import PLAIN, Table
from xltool.rules.wording import doubled_words


def with_text(text: str) -> bytes:
    """The clean project with another 资金用途."""
    return workbook(replace(CLEAN, purpose=text))


def only(rule: str, *books: bytes, context: Context = PLAIN) -> list[Problem]:
    """What one rule says of the books, which are a.xlsx, b.xlsx …."""
    return [p for p in check(readings(*books), context) if p.code == rule]


def places(problem: Problem) -> list[str]:
    """All cells of a problem, with the first letter of their files."""
    return [f"{(at.file or '')[0]} {at.cell}" for at in problem.all_places]


def also(problem: Problem) -> list[str]:
    """The cells that a problem is held against."""
    return [f"{(at.file or '')[0]} {at.cell}" for at in problem.also]


# W-01: typos

TYPOS = {
    "差率费": "差旅费",
    "网来": "往来",
    "拔付": "拨付",
    "拔款": "拨款",
    "建立建全": "建立健全",
    "包涵": "包含",
    "总额发放": "足额发放",
    "部份": "部分",
    "教肓": "教育",
    "疏竣": "疏浚",
    "幅射": "辐射",
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
财政部份额管理
规划拔尖人才培养
考核拔尖学生
强调拔高标准
出勤检查
教育部暑期活动
当年末完成的任务
自己完成的项目
严峻工作形势
消防讯问笔录
公安照相设备
连一贯切实的工作
毕竟争取来的项目
按排放量收费
结构成份数
完成份额内任务
供水份额
陶冶情操
各自已完成的项目
因贫因病返乡的群众
因难以到场的群众
打折除外的商品
新建全长5公里的道路
良种繁殖基地
联系外网来源
电网来水预报
源自已有的基础
会计画像系统
堪察加海域
还望包涵
届时侯某到场
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
        (problem,) = only("W-01", workbook(CLEAN, {cell: "社区图书室差率费"}))
        assert problem.cell == cell


@pytest.mark.parametrize("text", FALSE_FRIENDS.split("\n")[1:-1])
def test_w01_passes_for_false_friends(text):
    """Right Chinese that holds the characters of a typo is let alone."""
    assert only("W-01", with_text(text)) == []


def test_w01_fails_with_the_place_that_has_the_right_word():
    """What the same table writes elsewhere is the best reason."""
    book = workbook(replace(CLEAN, purpose="报销干部差率费。", objectives=("1、按季报销差旅费。",)))
    (problem,) = only("W-01", book)
    assert problem.message == (
        "“预算规模及资金用途”中有错别字“差率费”：报销干部差率费。；同一张表的 B9 写的是“差旅费”。"
    )
    assert (problem.expected, also(problem)) == ("差旅费", ["a B9"])
    assert problem.cure == "请把“差率费”改为“差旅费”，与 B9 一致。"


def test_w01_mends_the_whole_cell_where_the_word_is_certain():
    """Both words of a cell are right in the new text; a word with more than one remedy is left to a person."""
    found = only("W-01", with_text("差率费按季拔付，工资总额发放；按时总额发放补贴。"))
    assert [(p.found, p.fix) for p in found] == [
        ("差率费", "差旅费按季拨付，工资总额发放；按时总额发放补贴。"),
        ("总额发放", None),
        ("拔付", "差旅费按季拨付，工资总额发放；按时总额发放补贴。"),
    ]


def test_w01_a_department_has_typos_of_its_own():
    """They stand in its settings as 错=对; what is no such pair says nothing."""
    context = Context(words={"typos": ("文化战=文化站", "无等号", "=")})
    (problem,) = only("W-01", with_text("维修乡镇文化战房屋"), context=context)
    assert (problem.found, problem.expected, problem.fix) == ("文化战", "文化站", "维修乡镇文化站房屋")
    assert only("W-01", with_text("维修乡镇文化战房屋")) == []


IN_CONTEXT = (
    "经费估量 差旅费报消 单位帐户 补充建全制度 健立机制 签定合同 按排资金 安照规定 自已的 按装路灯 折迁户 折除危房 "
    "种殖基地 贫因户 因难群众"
).split()
"""Words that are wrong only beside others."""


@pytest.mark.parametrize("word", word_table("typos")["words"], ids=lambda word: word["find"])
def test_w01_every_word_of_the_list_is_wrong_somewhere_and_right_once_mended(word):
    """No word is held back by its own guard, and no right word holds a wrong one."""
    wrong = next((text for text in IN_CONTEXT if word["find"] in text), word["find"])
    assert [p.expected for p in only("W-01", with_text(f"甲方{wrong}乙方"))] == [word["right"]]
    assert only("W-01", with_text(f"甲方{word['right']}乙方")) == []


# W-02: doubled words


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


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("全面加强加强政务公开。", "全面加强政务公开。"),
        ("负责保障的的车辆运行", "负责保障的车辆运行"),
        ("图书和和设备", "图书和设备"),
        ("资金管理管理办法的修订", None),
        ("经费经费", None),
    ],
)
def test_w02_mends_only_what_is_doubled_by_mistake_alone(text, fix):
    """管理管理办法 may be right in one sense: such a word is said and left to a person."""
    (problem,) = only("W-02", with_text(text))
    assert problem.fix == fix


@pytest.mark.parametrize(
    "text", ["培训培训师20名", "服务服务对象1000人次", "组织实施实施方案", "检查检查站点", "讨论讨论"]
)
def test_w02_passes_for_a_verb_and_a_noun_that_begins_with_it(text):
    """培训培训师 is no slip."""
    assert only("W-02", with_text(text)) == []


# W-03: two forms of one name


def part_one(text: str) -> Department:
    """Part one whose first 分项绩效目标 has another text."""
    return replace(PART_ONE, sub_objectives=(SubObjective("图书服务", text), PART_ONE.sub_objectives[1]))


def book_of(name: str, purpose: str) -> Project:
    """A project of another book."""
    return replace(CLEAN, name=name, purpose=purpose)


def test_w03_fails_for_the_same_characters_in_another_order():
    """The form that is there less often is said; the other places are linked, for nobody knows which is right."""
    content = book_of("海滨村镇志编撰费", "编撰、印刷《海滨村镇志》。")
    (problem,) = only("W-03", workbook(part_one("编写《海滨镇村志》。")), workbook(content))
    assert problem.message == (
        "“海滨镇村志”与“海滨村镇志”用字相同而次序不同，像是同一名称的两种写法，无法判断哪一种对。"
    )
    assert (problem.severity, problem.expected) == ("warning", "全部材料用同一种写法，“海滨镇村志”或“海滨村镇志”")
    assert (places(problem), sorted(also(problem))) == (["a B8"], ["b B6", "b E4"])


def test_w03_fails_for_two_names_of_projects():
    """Also without 《》, and also within one file."""
    other = replace(OTHER, name="图书社区室运行费")
    (problem,) = only("W-03", workbook(CLEAN), workbook(other))
    assert (places(problem), also(problem)) == (["b E4"], ["a E4"])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("《海滨镇志》", "《海滨镇志》"),
        ("《海滨 镇志》", "《海滨镇志》"),
        ("《2012年工作方案》", "《2021年工作方案》"),
        ("《第十二个五年规划》", "《第二十个五年规划》"),
        ("《海滨镇志》", "《海滨镇村志》"),
        ("《志镇》", "《镇志》"),
    ],
)
def test_w03_passes_for_one_form_for_numbers_and_for_other_names(one, two):
    """Numbers are no characters to change places, and two characters are too few."""
    assert only("W-03", with_text(f"编写{one}。"), workbook(replace(OTHER, purpose=f"审阅{two}。"))) == []
