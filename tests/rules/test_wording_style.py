"""Punctuation (W-04), empty phrases (W-05) and what is over already (W-06)."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, PART_ONE, readings, workbook
from xltool.forms import shipped
from xltool.model import Department, Project, SubObjective
from xltool.problems import Problem
from xltool.rules import Context, check
from xltool.rules.table import PLAIN
from xltool.writing.workbook import form_workbook


def only(rule: str, content: Project | Department, context: Context = PLAIN) -> list[Problem]:
    """What one rule says of one table."""
    return [p for p in check(readings(workbook(content)), context) if p.code == rule]


def of_text(rule: str, text: str) -> list[Problem]:
    """What one rule says of the clean project with another 资金用途."""
    return only(rule, replace(CLEAN, purpose=text))


def of_goal(rule: str, goal: str, context: Context = PLAIN) -> list[Problem]:
    """What one rule says of the clean project with one more goal."""
    return only(rule, replace(CLEAN, objectives=(*CLEAN.objectives, f"3、{goal}")), context)


# W-04: punctuation


def test_w04_fails_for_dashes_of_several_lengths():
    """The chain is given as it should be."""
    (problem,) = of_text("W-04", "实现“受理—立案--派遣—处理”的闭环管理。")
    assert (problem.severity, problem.cell) == ("hint", "B6")
    assert problem.message == "“受理—立案--派遣—处理”里的连接号长短不一。"
    assert problem.expected == "受理—立案—派遣—处理"


def test_w04_fails_for_stray_blanks():
    """All blanks beside Chinese punctuation are taken out at once."""
    (problem,) = of_text("W-04", "印刷镇卷和村卷两部分 ，实现 “一村一史”，  免费发放。")
    assert problem.message == "“预算规模及资金用途”里有 3 处多余的空格：印刷镇卷和村卷两部分 ，实现 “一村一史”，…"
    assert problem.fix == "印刷镇卷和村卷两部分，实现“一村一史”，免费发放。"


def test_w04_fails_for_brackets_of_two_widths():
    """A half-width bracket beside full-width ones is turned."""
    (problem,) = of_text("W-04", "购置图书（2000册)，维护设备（3台）。")
    assert problem.message == "“预算规模及资金用途”里全角和半角的括号混用：购置图书（2000册)，维护设备（3台）。"
    assert problem.fix == "购置图书（2000册），维护设备（3台）。"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("办理“我为政府网站找错留言。", "“"),
        ("办理我为政府网站找错”留言。", "”"),
        ("编写《年鉴》和《镇志。", "《"),
        ("购置图书（2000册。", "（"),
        ("购置图书2000册），维护设备。", "）"),
        ("编写（《年鉴）》。", "）"),
        ('办理"我为政府网站找错留言。', '"'),
    ],
)
def test_w04_fails_for_a_sign_without_its_other_half(text, sign):
    """The sign is quoted, and there is no fix, for the other half may be wanted or this one not."""
    (problem,) = of_text("W-04", text)
    assert problem.message == f"“预算规模及资金用途”里的“{sign}”没有配对：{text}"
    assert problem.fix is None


@pytest.mark.parametrize(
    "text",
    """
受理-立案-派遣-处理
1—3月培训，4—6月考核，7-9月总结
京津冀——长三角两地交流
办公楼(含附楼)维修
（一）购置图书。（二）维护设备。
1）购置图书；2）维护设备；（3）培训。
编写《〈年鉴〉凡例》，征集“口述（录音）”资料
支付"政务云"和"政务外网"服务费
购置 2.5 维仿真系统 3 套，采用 ISO9001 标准
购置图书、 维护设备
""".strip().split("\n"),
)
def test_w04_passes_for_even_punctuation(text):
    """One kind of dash, ranges of months, ordinals with one bracket, blanks around numbers and Latin letters."""
    assert of_text("W-04", text) == []


def test_w04_leaves_names_and_values_to_other_rules():
    """Blanks and signs of level-3 names and targets are V-13 and V-17."""
    row = replace(CLEAN.indicators[0], level3="新购图书 （册数")
    assert only("W-04", replace(CLEAN, indicators=(row, *CLEAN.indicators[1:]))) == []


def test_w04_leaves_the_year_of_a_form_in_peace():
    """（　　年度） is printed with blanks that wait for the year."""
    form = shipped("central-project-2021")
    book = form_workbook(form, replace(CLEAN, form=form.id))
    assert "W-04" not in {problem.code for problem in check(readings(book))}


# W-05: empty phrases


@pytest.mark.parametrize(
    ("goal", "phrase"),
    [
        ("保证各项工作的顺利开展。", "保证各项工作的顺利开展"),
        ("促进全县各项事业的发展", "促进全县各项事业的发展"),
        ("及时更新栏目，高质量展示全县的变化。", "高质量展示全县的变化"),
        ("不断提高工作效率和服务水平。", "提高工作效率和服务水平"),
    ],
)
def test_w05_fails_for_a_phrase_without_a_measure(goal, phrase):
    """效率 is no rate; the words are quoted to the end of their clause."""
    (problem,) = of_goal("W-05", goal)
    message = f"“{phrase}”是一般的说法，所在的目标没有数量、比率或期限，到年底无法判断有没有做到。"
    assert (problem.severity, problem.cell, problem.message) == ("hint", "B9", message)


@pytest.mark.parametrize(
    "goal",
    [
        "全年培训600人次，促进家政服务业发展。",
        "提升群众用药安全水平，抽检合格率明显提高。",
        "保障机关食堂正常运转，全年零事故。",
        "年底前建成高标准农田示范片。",
        "用好促进就业资金。",
    ],
)
def test_w05_boundary_of_one_measure_in_the_sentence(goal):
    """A number, a rate, a date or a thing that can be inspected makes it a goal."""
    assert of_goal("W-05", goal) == []


def test_w05_looks_at_each_sentence_but_at_part_one_as_a_whole():
    """A number in another sentence does not help; 总体绩效目标 is one text."""
    (problem,) = of_goal("W-05", "培训600人次。保证各项工作顺利开展。")
    assert problem.found == "保证各项工作顺利开展"
    text = "保障公共服务正常运转。全年接待读者12万人次。"
    assert only("W-05", replace(PART_ONE, overall_objective=text)) == []
    (problem,) = only("W-05", replace(PART_ONE, overall_objective="保障公共服务正常运转。"))
    assert problem.cell == "A6"


def test_w05_a_department_has_phrases_of_its_own():
    """A word of its settings is looked for like those of the package."""
    (problem,) = of_goal("W-05", "打造一流队伍。", Context(words={"empty_phrases": ("打造…队伍",)}))
    assert problem.found == "打造一流队伍。".strip("。")


def test_w05_the_purpose_may_say_what_for():
    """Only goals must be measurable."""
    assert of_text("W-05", "为保证各项工作的顺利开展，购置图书。") == []


# W-06: what is over already


@pytest.mark.parametrize(
    ("goal", "clause", "sign"),
    [
        ("完善了制度，增强了服务实力。", "完善了制度", "了"),
        ("公共服务能力取得了明显提升。", "公共服务能力取得了明显提升", "了"),
        ("村级图书室已全部建成。", "村级图书室已全部建成", "已"),
        ("已经完成12个站点的改造。", "已经完成12个站点的改造", "已"),
    ],
)
def test_w06_fails_for_what_is_done(goal, clause, sign):
    """The clause is quoted, and the word that gives it away."""
    problem = of_goal("W-06", goal)[0]
    assert (problem.severity, problem.cell) == ("hint", "B9")
    assert problem.message == f"“{clause}”说的是已经做完的事，目标应写将要达到的结果。"
    assert problem.expected == f"不用“{sign}”，写将要达到的结果"


@pytest.mark.parametrize(
    "goal",
    """
为了方便群众，了解读者需求
除了周一全年开放，借阅流程一目了然
未成年人和已婚育龄妇女免费体检
维护已建成120个站点，巩固已取得的成果
对已竣工、已验收的项目开展审计
已脱贫户和已登记志愿者全部走访
不得已情形另行报批，业已立项的项目按期开工
妥善了结历史遗留案件
""".strip().split("\n"),
)
def test_w06_passes_inside_other_words_and_for_things(goal):
    """了解, 为了 and 已建成的站点 tell of nothing that is over."""
    assert of_goal("W-06", goal) == []


def test_w06_looks_at_goals_only():
    """A purpose tells what came before; part one's goals are looked at like a project's."""
    assert of_text("W-06", "上年注册了公众号，已完成备案，本年支付维护费。") == []
    parts = (SubObjective("图书服务", "增强了服务实力。"), PART_ONE.sub_objectives[1])
    (problem,) = only("W-06", replace(PART_ONE, sub_objectives=parts))
    assert problem.cell == "B8"
