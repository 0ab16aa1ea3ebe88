"""The rules across the tables (X): copied words, parts that do not fit each other, codes, units and part one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.clean import CLEAN, OTHER, PART_ONE, cells, readings, said, two_sheets, workbook
from xltool.model import Budget, Department, Project, SubObjectiveCodes, Unit
from xltool.problems import Problem
from xltool.rules import Context, check
from xltool.rules.profile import profile
from xltool.rules.subjects import likeness, subject_words
from xltool.rules.table import PLAIN, ProjectTable

CODES = SubObjectiveCodes({"14": "图书服务", "26": "后勤保障"})
COPIED = "每季度组织志愿者整理图书并登记"


def only(rule: str, *contents: Project | Department, context: Context = PLAIN) -> list[Problem]:
    """What one rule says of the tables, which are a.xlsx, b.xlsx …."""
    return [p for p in check(readings(*map(workbook, contents)), context) if p.code == rule]


def places(problem: Problem) -> list[str]:
    """All cells of a problem, with the first letter of their files."""
    return [f"{(at.file or '')[0]} {at.cell}" for at in problem.all_places]


def also(problem: Problem) -> list[str]:
    """The cells that a problem is held against."""
    return [f"{(at.file or '')[0]} {at.cell}" for at in problem.also]


# copied sentences


def test_x01_fails_for_a_sentence_in_two_projects():
    """One problem with both cells: nobody can know which of them had it first."""
    one = replace(CLEAN, objectives=(*CLEAN.objectives, f"3、{COPIED}。"))
    two = replace(OTHER, purpose=f"{OTHER.purpose}{COPIED}；")
    (problem,) = only("X-01", one, two)
    assert problem.message == (
        "“社区图书室运行费”“图书室冬季取暖费”这 2 个项目的表里有 1 句话一字不差，"
        "如“每季度组织志愿者整理图书并登记”；哪一张是原有的，从表上看不出来。"
    )
    assert (problem.severity, problem.found, places(problem)) == ("warning", COPIED, ["a B9", "b B6"])


def test_x01_says_all_sentences_of_the_same_projects_at_once():
    """A table copied as a whole is one problem with all its cells."""
    (problem,) = only("X-01", CLEAN, replace(CLEAN, code=OTHER.code, name=OTHER.name))
    assert "有 3 句话一字不差，如“用于社区图书室购置图书、维护借阅设备”" in problem.message
    assert places(problem) == ["a B6", "a B9", "b B6", "b B9"]


def test_x01_names_three_of_many_projects():
    """The sentence stays readable however many tables have it."""
    names = ("甲镇道路照明费", "乙镇桥梁养护费", "丙镇绿地管护费", "丁镇河道保洁费")
    copies = [replace(CLEAN, code=f"434-1401-JBN-000{i}", name=name) for i, name in enumerate(names)]
    (problem,) = [p for p in only("X-01", *copies) if "一字不差" in p.message]
    assert problem.message.startswith("“甲镇道路照明费”“乙镇桥梁养护费”“丙镇绿地管护费”等这 4 个项目的表里有 3 句话")


@pytest.mark.parametrize(("length", "count"), [(11, 0), (12, 1)])
def test_x01_boundary_of_twelve_characters(length, count):
    """Punctuation does not count, and what is shorter is a turn of phrase."""
    text = COPIED[:4] + "、" + COPIED[4:length]
    tables = [replace(content, purpose=f"{content.purpose}{text}。") for content in (CLEAN, OTHER)]
    assert len(only("X-01", *tables)) == count


def test_x01_passes_for_projects_of_one_name():
    """Every school has its 公用经费; brackets, numbers and years do not make another project."""
    names = ("小学公用经费（第一小学）", "小学公用经费（第二小学）", "2020年小学公用经费")
    copies = [replace(CLEAN, code=f"434-1401-JBN-000{i}", name=name) for i, name in enumerate(names)]
    assert only("X-01", *copies) == []


def described(level3: str, text: str, content: Project = CLEAN) -> Project:
    """A project whose first indicator has another name and description."""
    rows = (replace(content.indicators[0], level3=level3, description=text), *content.indicators[1:])
    return replace(content, indicators=rows)


def test_x01_fails_for_a_description_under_two_names():
    """The same words under two indicators are copied."""
    text = "为书稿编撰而搜集素材资料占应搜集数量的比率"
    (problem,) = only("X-01", described("资料篇数", text), described("素材数量", text, OTHER))
    assert places(problem) == ["a D11", "b D11"]


@pytest.mark.parametrize(
    ("one", "two", "text"),
    [
        ("资料篇数", "资料 篇数", "为书稿编撰而搜集素材资料占应搜集数量的比率"),
        ("设备验收率", "图书验收率", "验收合格数量占全部应验收数量的比率"),
        ("培训合格率", "结业合格率", "考核合格人数占实际参加培训人数的比率"),
    ],
)
def test_x01_passes_for_the_same_indicator_and_for_general_descriptions(one, two, text):
    """Two projects may have one indicator, and how a rate is worked out is said in the same words everywhere."""
    assert only("X-01", described(one, text), described(two, text, OTHER)) == []


# another project's subject


def of_another(purpose: str, goal: str, level3: str) -> Project:
    """The project of the winter's heating, which speaks of the other's subject in three parts."""
    rows = (replace(OTHER.indicators[0], level3=level3), *OTHER.indicators[1:])
    return replace(OTHER, name="年鉴编辑费", purpose=purpose, objectives=(goal,), indicators=rows)


BOOK = replace(
    CLEAN,
    name="村镇志编撰费",
    purpose="编撰、印刷村镇志，征集文字资料和照片。",
    objectives=("1、年底前收齐资料。", "2、全年印刷800册，读者满意度达到90%。"),
)


def test_x01_fails_where_another_project_speaks_more_of_a_subject():
    """All places are named, the owner's name is what they are held against."""
    (problem,) = only("X-01", BOOK, of_another("送印年鉴，审阅村镇志。", "1、审阅村镇志。", "年鉴印刷册数"))
    assert problem.message == "本表有 2 处说的是“村镇志”，那是项目“村镇志编撰费”的内容，它自己的表里只有 1 处。"
    assert (places(problem), also(problem)) == (["b B6", "b B9"], ["a E4"])


@pytest.mark.parametrize(
    ("purpose", "goal", "level3"),
    [
        ("送印年鉴，审阅村镇志。", "1、编好年鉴。", "年鉴印刷册数"),
        ("送印年鉴，审阅村镇志、校对村镇志。", "1、编好年鉴。", "年鉴印刷册数"),
    ],
)
def test_x01_passes_where_the_subject_is_only_mentioned(purpose, goal, level3):
    """Once, or twice in one part: projects have to do with each other."""
    assert only("X-01", BOOK, of_another(purpose, goal, level3)) == []


def test_x01_passes_where_both_names_have_the_subject():
    """Two projects of one subject share their words."""
    other = of_another("审阅村镇志。", "1、审阅村镇志。", "村镇志印刷册数")
    assert only("X-01", BOOK, replace(other, name="村镇志审查费")) == []


@pytest.mark.parametrize(
    ("name", "subjects"),
    [
        ("北戴河区村镇志编撰印刷费", ("村镇志",)),
        ("门户网站及政务公开平台运行维护费", ("门户网站", "政务公开")),
        ("消费者权益保护费", ("消费者权益保护",)),
        ("科学普及工作经费", ("科学普及",)),
        ("和谐社区建设补助资金", ("和谐社区",)),
        ("专项业务活动费", ()),
    ],
)
def test_x01_the_subject_is_what_is_left_of_a_name(name, subjects):
    """Neither the place, nor what any name has; 费 inside a word stays, and so do 普及 and 和谐."""
    (reading,) = readings(workbook(replace(CLEAN, name=name)))
    assert subject_words(ProjectTable(reading)) == subjects


# goals and purpose


def test_x02_fails_where_the_goals_are_the_purpose():
    """Numbered and parted anew it is the same text."""
    text = "购置图书并上架、维护借阅设备、组织读者活动"
    content = replace(CLEAN, purpose=f"{text}。", objectives=("1、购置图书并上架，维护借阅设备", "2、组织读者活动。"))
    (problem,) = only("X-02", content)
    assert problem.message == "“绩效目标”与“预算规模及资金用途”几乎一字不差，只说了做什么，没有说要达到什么结果。"
    assert (problem.severity, places(problem), also(problem)) == ("warning", ["a B9"], ["a B6"])


def test_x02_boundary_of_nine_tenths():
    """Ten pairs of characters each: nine in common are too like, eight are not."""
    text = "甲乙丙丁戊己庚辛壬癸子"
    assert likeness(text, "甲乙丙丁戊己庚辛壬癸丑") == pytest.approx(0.9)
    assert likeness(text, "甲乙丙丁戊己庚辛壬寅卯") == pytest.approx(0.8)
    for goal, count in (("甲乙丙丁戊己庚辛壬癸丑", 1), ("甲乙丙丁戊己庚辛壬寅卯", 0)):
        assert len(only("X-02", replace(CLEAN, purpose=text, objectives=(f"1、{goal}",)))) == count


@pytest.mark.parametrize("goals", [(), ("1、采购",), ("1、购置图书。", "2、全年借阅人次增长8%，读者满意度达到90%。")])
def test_x02_passes_without_goals_and_with_more_than_the_purpose(goals):
    """What is blank is S-10, and a goal may begin with what is done."""
    assert only("X-02", replace(CLEAN, purpose="购置图书、维护设备。", objectives=goals)) == []


# one subject


def test_x03_fails_where_a_part_shares_nothing():
    """Goals of another matter have no character in common with name and purpose."""
    content = replace(CLEAN, objectives=("1、汛前清淤河道12公里，堤防巡查无隐患。",))
    (problem,) = only("X-03", content)
    assert problem.message == "“绩效目标”与“项目名称、预算规模及资金用途”没有一个共同的词，看不出说的是同一件事。"
    assert (problem.severity, places(problem), also(problem)) == ("hint", ["a B9"], ["a E4", "a B6"])


def test_x03_fails_for_indicators_of_another_matter():
    """They are said at the first; a name alone may be another word for the same thing."""
    rows = [replace(row, level3=f"堤防{n}", description="堤防巡查") for n, row in enumerate(CLEAN.indicators)]
    assert cells("X-03", workbook(replace(CLEAN, indicators=tuple(rows)))) == ["C11"]
    assert cells("X-03", workbook(replace(CLEAN, name="大气污染防治费"))) == []


GENERAL = replace(
    CLEAN,
    name="专项业务活动费",
    purpose="用于招商引资中的接待、差旅和会务费用。",
    objectives=("1、编印信息刊物12期，按月报送。", "2、开展干部业务培训。"),
)


def test_x03_fails_for_a_general_name_and_parts_apart():
    """A name of general words is a fault where nothing else holds the table together."""
    (problem,) = only("X-03", GENERAL)
    assert problem.message == (
        "项目名称“专项业务活动费”都是通用的词，资金用途、绩效目标和产出、效果指标又没有共同的词，看不出钱具体办哪件事。"
    )
    assert (places(problem), also(problem)) == (["a E4"], ["a B6", "a B9", "a C11"])


def test_x03_passes_for_a_general_name_with_one_thread():
    """A court's 业务费 is all about its cases."""
    rows = (replace(CLEAN.indicators[0], level3="审结案件数", description="全年审结的案件件数"),)
    content = replace(
        GENERAL,
        purpose="用于案件审理的差旅、送达等支出。",
        objectives=("1、审结案件2000件，结案率90%。",),
        indicators=rows,
    )
    assert only("X-03", content) == []


MATTERS = "组织因公出访、赴港澳交流、外宾接待、驻外记者采访、领事保护协调"


def finance(matters: str, *level3: str) -> Project:
    """A project of 金融, one of whose goals lists other matters, with rows for them."""
    rows = tuple(replace(CLEAN.indicators[0], level3=name, description="") for name in ("金融机构走访次数", *level3))
    goals = ("1、走访金融机构40家，防范金融风险，保护金融消费者。", f"2、{matters}。")
    return replace(
        CLEAN, name="金融工作经费", purpose="用于金融监测、外宾接待和出访交流。", objectives=goals, indicators=rows
    )


def test_x03_fails_for_a_goal_of_other_matters():
    """Five matters that the name does not speak of, with two rows of their own."""
    (problem,) = only("X-03", finance(MATTERS, "外宾接待批次", "驻外记者采访次数"))
    assert problem.message == "绩效目标第 2 条列了 5 件事，都没有提到项目名称里的“金融”，另有 2 条指标随之而设。"
    assert (places(problem), also(problem)) == (["a B9"], ["a E4", "a C12", "a C13"])


@pytest.mark.parametrize(
    ("matters", "level3"),
    [
        (MATTERS.rpartition("、")[0], ("外宾接待批次", "驻外记者采访次数")),
        (MATTERS, ("外宾接待批次",)),
        (f"{MATTERS}、处置金融案件", ("外宾接待批次", "驻外记者采访次数")),
    ],
)
def test_x03_boundary_of_five_matters_and_two_rows(matters, level3):
    """Four matters, one row, or a goal that has the name's word after all are let alone."""
    assert only("X-03", finance(matters, *level3)) == []


@pytest.mark.parametrize(
    ("name", "purpose", "goal"),
    [
        ("办公设备购置费", "采购台式电脑13台、打印机4台。", "1、6月底前13台电脑、4台打印机全部到货。"),
        ("机关大楼运维费", "用于机关大楼电梯、空调、消防设施维护。", "1、设备完好率98%以上，全年零事故。"),
        ("信息化运维费", "支付政务外网和3个业务系统的运维服务费。", "1、业务系统全年可用率不低于99%。"),
    ],
)
def test_x03_passes_for_parts_in_their_own_words(name, purpose, goal):
    """Few words in common are enough."""
    rows = (replace(CLEAN.indicators[0], level3="系统设备电脑台数", description="到货的系统设备和电脑台数"),)
    assert only("X-03", replace(CLEAN, name=name, purpose=purpose, objectives=(goal,), indicators=rows)) == []


# part one and projects


def test_x04_passes_where_each_serves_the_other():
    """14 is 图书服务 and 26 is 后勤保障; without the mapping nothing can be said."""
    assert only("X-04", CLEAN, OTHER, PART_ONE, context=Context(codes=CODES)) == []
    assert only("X-04", CLEAN, CLEAN, PART_ONE) == []


def test_x04_fails_for_a_sub_objective_without_a_project():
    """It is said at its name in part one; a mapping that was guessed is called so."""
    third = replace(CLEAN, code="434-1402-JBN-7CWG")
    (problem,) = only("X-04", CLEAN, third, PART_ONE, context=Context(codes=CODES))
    assert (problem.message, places(problem)) == ("分项绩效目标“后勤保障”没有对应的项目。", ["c A9"])
    guessed = Context(codes=CODES._replace(basis="proposed"))
    (problem,) = only("X-04", CLEAN, third, PART_ONE, context=guessed)
    assert problem.message == "按推测的编码对应关系，分项绩效目标“后勤保障”没有对应的项目。"


def test_x04_boundary_of_as_many_projects_as_sub_objectives():
    """One table beside part one is not all of the department's."""
    assert only("X-04", CLEAN, PART_ONE, context=Context(codes=CODES)) == []


def test_x04_fails_for_a_project_without_a_sub_objective():
    """The digits that the mapping does not know are quoted."""
    (problem,) = only(
        "X-04", CLEAN, OTHER, replace(OTHER, code="434-9901-JBN-7CWG"), PART_ONE, context=Context(codes=CODES)
    )
    assert (problem.message, places(problem)) == ("项目编码第 5 到 6 位是“99”，归不进任何一个分项绩效目标。", ["c B4"])


# the spread of indicators


def without(word: str, *contents: Project) -> list[Project]:
    """The projects without their rows of one level 2."""
    return [replace(c, indicators=tuple(row for row in c.indicators if row.level2 != word)) for c in contents]


THREE = (CLEAN, OTHER, replace(CLEAN, code="434-1402-JBN-7CWG"))


def test_x05_fails_where_a_class_is_missing_in_all_tables():
    """One sentence with the sums of the whole run, at each table that lacks it."""
    (problem,) = only("X-05", *without("成本指标", *THREE))
    assert problem.message == (
        "3 张项目表共 15 条指标，其中产出指标 9 条：数量指标 3 条、质量指标 3 条、时效指标 3 条、成本指标 0 条；"
        "几乎没有成本指标。"
    )
    assert (problem.severity, places(problem)) == ("hint", ["a A10", "b A10", "c A10"])


def test_x05_boundaries_of_three_tables_and_one_in_ten():
    """Two tables say nothing of the whole, and one of three that has the class is enough."""
    assert only("X-05", *without("成本指标", *THREE[:2])) == []
    assert only("X-05", *without("成本指标", *THREE[:2]), THREE[2]) == []
    assert only("X-05", *THREE) == []
    assert profile("general").limits["class_used"] == 10


# codes


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


@pytest.mark.parametrize("code", ["434-1401-JBN-6BVF", "434-0000-AAA-0000", "51092324T000010263357"])
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


# code and unit


def test_x07_fails_for_a_code_of_another_department():
    """Nobody can know which of the two cells is wrong."""
    (problem,) = only("X-07", replace(CLEAN, code="343-1401-JBN-6BVF"))
    assert problem.message == (
        "项目编码“343-1401-JBN-6BVF”的前三位与单位编码“434002”的前三位不同，两处至少有一处不对。"
    )
    assert (problem.severity, places(problem), also(problem)) == ("warning", ["a B4"], ["a A3"])


@pytest.mark.parametrize(("unit", "count"), [("434002", 0), ("434999", 0), ("4340021", 1), ("43402", 1)])
def test_x07_boundary_of_six_digits(unit, count):
    """A unit has three digits of its department and three of its own."""
    found = only("X-07", replace(CLEAN, department=Unit(unit, CLEAN.department.name)))
    assert len(found) == count
    for problem in found:
        assert problem.message == f"单位编码“{unit}”不是六位数字。"
        assert (problem.expected, places(problem)) == ("3 位部门编码加 3 位单位序号，如“434001”", ["a A3"])


@pytest.mark.parametrize(
    "content",
    [
        replace(CLEAN, code="51092324T000010263357"),
        replace(CLEAN, department=Unit(None, CLEAN.department.name)),
        replace(CLEAN, code="343-1401"),
    ],
)
def test_x07_passes_for_other_codings_and_without_a_unit_code(content):
    """The finance systems' coding has no such rule, and a code in no known form is X-06."""
    assert only("X-07", content) == []


# one unit, one name


def of_unit(code: str | None, name: str, content: Project = CLEAN) -> Project:
    """A project of another unit."""
    return replace(content, department=Unit(code, name))


def test_x08_fails_for_two_names_of_one_code():
    """It is said at the one that differs from most, with how often each is there."""
    (problem,) = only("X-08", *THREE[:2], of_unit("434002", "北戴河区政府办公室", THREE[2]), PART_ONE)
    assert problem.message == (
        "单位编码 434002 在各表里有不同的名称："
        "“北戴河区人民政府办公室”（3 张表）、“北戴河区政府办公室”（1 张表），无法判断哪个对。"
    )
    assert (places(problem), also(problem)) == (["c A3"], ["a A3"])
    assert (problem.severity, problem.expected) == ("warning", "各表名称相同，如“北戴河区人民政府办公室”")


def test_x08_fails_for_two_codes_of_one_name():
    """A digit of the code that slipped is found by the name."""
    (problem,) = only("X-08", *THREE[:2], of_unit("434020", CLEAN.department.name or "", THREE[2]))
    assert problem.message == (
        "“北戴河区人民政府办公室”在各表里有不同的单位编码：“434002”（2 张表）、“434020”（1 张表），无法判断哪个对。"
    )


def test_x08_fails_for_a_short_name_without_a_code():
    """A name that is another's end is likely the same unit's."""
    (problem,) = only("X-08", *THREE[:2], of_unit(None, "人民政府办公室", THREE[2]))
    assert problem.message == (
        "单位名称有全称和简称：“北戴河区人民政府办公室”（2 张表）、“人民政府办公室”（1 张表），像是同一个单位。"
    )
    assert places(problem) == ["c A3"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("434002", "某县教育局"), ("434003", "某县第一中学")),
        (("434002", "某市某县教育局"), ("434003", "某县教育局")),
        ((None, "某县第一中学"), (None, "某县第二中学")),
        ((None, "某县水利局"), (None, "某县水利局机关服务中心")),
        (("434002", "某县 教育局"), ("434002", "某县教育局")),
    ],
)
def test_x08_passes_for_several_units(one, two):
    """Each unit has its own name; a blank in it makes no other."""
    assert only("X-08", of_unit(*one), of_unit(*two, OTHER)) == []


def test_x_rules_do_not_mind_blank_tables():
    """Tables without name, code, unit and goals have other troubles only."""
    blank = Project(form=CLEAN.form, budget=Budget(Decimal(1), Decimal(1)), indicators=CLEAN.indicators)
    codes = {problem.code for problem in check(readings(workbook(blank), workbook(blank)), Context(codes=CODES))}
    assert not {code for code in codes if code.startswith("X")}
