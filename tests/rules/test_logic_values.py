"""Indicator logic (L): whether a value fits what its name and description say."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, readings, with_row, workbook
from tests.rules.rule_cases import found, silent, with_new_row
from xltool.rules import Context, check


@pytest.mark.parametrize(
    ("name", "target", "rest"),
    [
        ("工资发放率", "≥95%", "5%"),
        ("村医补助按期发放比率", "95%以上", "5%"),
        ("援疆干部探亲差旅费到位率", "≥95%", "5%"),
        ("抚恤金足额发放率", "≥99.5%", "0.5%"),
        ("社保缴费按月缴纳率", "=90%", "10%"),
        ("特困人员应保尽保救助金兑现率", "90-95%", "5%"),
    ],
)
def test_l04_fails_for_a_duty_below_100_percent(name, target, rest):
    """What is due is due in full; the share that would not be paid is said."""
    value = {"95%以上": "≥95%", "90-95%": "90~95%"}.get(target, target)
    message = f"工资、补助、待遇、差旅费报销等依法依规必须足额支付，指标值“{value}”等于允许 {rest} 不付。"
    assert found("L-04", with_new_row("质量", name, target)) == [("warning", "E17", "=100%", message)]


@pytest.mark.parametrize(
    "name",
    """
补贴政策知晓率
补助对象满意率
补贴社会化发放率
工资系统运行保障率
社保待遇资格认证率
补助项目落实率
残疾人补贴享受率
职工工资增长率
补助资金拨付率
误工补助发放频率
""".split(),
)
def test_l04_passes_for_other_things_about_payments(name):
    """To know of a payment, to ask for it, how it is paid and how it grows is no duty to pay."""
    assert silent("L-04", "质量", name, "≥95%")


@pytest.mark.parametrize("target", ["=100%", "100%", "≥100%", "足额", "≥300人"])
def test_l04_boundary_of_100_percent(target):
    """100 % is right, whatever the operator; what is no percentage is not looked at."""
    assert silent("L-04", "质量", "工资发放率", target)
    assert not silent("L-04", "质量", "工资发放率", "≥99.99%")


def test_l04_is_one_problem_for_equal_cells():
    """The same value at two duties is one problem with two places."""
    rows = [with_new_row("质量", name, "≥95%").indicators[-1] for name in ("工资发放率", "抚恤金发放率")]
    project = replace(CLEAN, indicators=(*CLEAN.indicators, *rows))
    (problem,) = [p for p in check(readings(workbook(project))) if p.code == "L-04"]
    assert [place.cell for place in problem.places] == ["E17", "E18"]


@pytest.mark.parametrize(
    ("name", "target", "expected", "message"),
    [
        ("服务投诉率", "≥2%", "≤2%", "“投诉率”越低越好，指标值却是“≥2%”。"),
        ("生产安全事故", "≥0起", "≤0起", "“事故”越低越好，指标值却是“≥0起”。"),
        ("食品变质比例", "大于3%", "≤3%", "“变质比例”越低越好，指标值却是“>3%”。"),
        ("系统稳定运行率", "≤99%", "≥99%", "“稳定运行率”越高越好，指标值却是“≤99%”。"),
        ("抽检不合格率", "≥98%", "≤98%", "“不合格率”越低越好，指标值却是“≥98%”。"),
        ("单位能耗下降率", "≤3%", "≥3%", "“单位能耗下降率”越高越好，指标值却是“≤3%”。"),
        ("群众满意度下降率", "≥3%", "≤3%", "“满意度下降率”越低越好，指标值却是“≥3%”。"),
        ("道路交通事故增长率", "≥3%", "≤3%", "“事故增长率”越低越好，指标值却是“≥3%”。"),
        (
            "大型会议控制率",
            "≥95%",
            "写清楚控制什么，如“……数量比上年压减率”用“≥”，“……占比”用“≤”",
            "“控制率”一般越低越好，指标值却是“≥95%”，看不出是控制住的多算好，还是少算好。",
        ),
    ],
)
def test_l06_fails_for_the_wrong_direction(name, target, expected, message):
    """The value the other way round is offered, but for 控制率, which is read in two ways."""
    assert found("L-06", with_new_row("社会效益", name, target)) == [("warning", "E17", expected, message)]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("服务投诉率", "≤2%"),
        ("投诉办结率", "≥98%"),
        ("刑事案件发案下降率", "≥5%"),
        ("高血压患者血压控制率", "≥45%"),
        ("扬尘控制率", "≥95%"),
        ("无安全事故率", "≥99%"),
        ("事故隐患整改率", "≥95%"),
        ("成本节约率", "≥5%"),
        ("“三公”经费增长率", "≤0%"),
        ("设备验收合格率", "=100%"),
        ("不良反应发生率", "≤0.1%"),
        ("单位能耗降低率", "≥3%"),
        ("人均成本增长率", "≤3%"),
    ],
)
def test_l06_passes_for_the_right_direction(name, target):
    """A fall of what is bad is good, and some things are under control."""
    assert silent("L-06", "社会效益", name, target)


@pytest.mark.parametrize(("name", "term"), [("群众投诉率", "投诉率"), ("群众不满意率", "不满意率")])
def test_l06_fails_for_complaints_under_satisfaction(name, term):
    """What is the better the less there is of it has its direction there, too; one problem, and none of L-12."""
    project = with_new_row("满意度", name, "≥3%")
    assert found("L-06", project) == [("warning", "E17", "≤3%", f"“{term}”越低越好，指标值却是“≥3%”。")]
    assert found("L-12", project) == []


def test_l06_boundary_is_the_class_and_the_longest_word():
    """Costs are F-12, satisfaction L-12; a department's longer word is an exception."""
    assert silent("L-06", "成本", "单位成本", "≥5万元")
    assert silent("L-06", "满意度", "读者满意度", "≤90%")
    context = Context(words={"more_is_better": ("会议控制率",)})
    assert found("L-06", with_new_row("社会效益", "大型会议控制率", "≥95%"), context=context) == []


def test_l07_fails_for_nearly_all_work_of_the_unit():
    """The share is quoted as the description has it."""
    message = "“占单位总体工作量”的比率写到“≥95%”，一部分人员很难完成单位几乎全部的工作。"
    expected = "按实际分工测算的比率，或“占本岗位计划工作量的比率”"
    project = with_new_row("社会效益", "工作贡献率", "≥95%", "聘用人员完成的工作量占单位总体工作量的比率")
    assert found("L-07", project) == [("hint", "E17", expected, message)]


@pytest.mark.parametrize("description", ["实际完成工作量占计划总量的比率", "完成工作量占本岗位工作量的比率", None])
def test_l07_passes_for_a_share_of_what_was_planned(description):
    """What was planned for these persons can be done nearly in full."""
    assert silent("L-07", "社会效益", "工作完成情况", "≥95%", description)


@pytest.mark.parametrize(("target", "is_silent"), [("≥89.9%", True), ("≥90%", False), ("≤95%", True)])
def test_l07_boundary_of_90_percent(target, is_silent):
    """The limit is the profile's."""
    assert silent("L-07", "社会效益", "工作贡献率", target, "完成工作量占全局工作总量的比率") == is_silent


@pytest.mark.parametrize(
    ("target", "expected", "message"),
    [
        ("≥50%", "不低于 60%，一般为 80% 到 95%", "满意度指标值“≥50%”过低，50% 的人不满意也算完成。"),
        ("≤90%", "≥90%", "满意度越高越好，指标值却是“≤90%”。"),
        ("=90%", "≥90%", "满意度指标值“=90%”要求正好等于，调查结果高一点也算没有完成。"),
    ],
)
def test_l12_fails_for_values_of_satisfaction(target, expected, message):
    """Too low, the wrong way round, and exact."""
    assert found("L-12", with_row(5, target=target)) == [("warning", "E16", expected, message)]


@pytest.mark.parametrize("name", ["学生和家长满意度", "学生、家长满意度", "学生满意度及家长满意度"])
def test_l12_hints_at_several_groups(name):
    """Groups that share a row cannot be told apart."""
    message = "一条满意度指标里合写了“学生”“家长”几类对象，看不出哪一类满意、哪一类不满意。"
    assert found("L-12", with_row(5, level3=name)) == [("hint", "C16", "按对象分成几条", message)]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("残疾人及其家庭满意度", "≥90%"),
        ("和谐社区居民满意度", "≥90%"),
        ("参与者满意度", ">90%"),
        ("读者满意度", "90%"),
        ("读者满意度", "=100%"),
        ("读者满意度", "85-95%"),
        ("读者满意度", "≥85分"),
        ("读者满意度", "满意"),
        ("群众投诉率", "≤1%"),
        ("群众不满意率", "≤5%"),
        ("信访投诉下降率", "≥5%"),
        ("读者满意度提升幅度", "≥2%"),
    ],
)
def test_l12_passes_for_one_group_and_a_fair_value(name, target):
    """及其 and 和谐 join no groups; a value without operator is V-04's."""
    assert silent("L-12", "满意度", name, target)


def test_l12_boundary_of_60_percent():
    """The limit is the profile's, and counts itself."""
    assert silent("L-12", "满意度", "读者满意度", "≥60%")
    assert not silent("L-12", "满意度", "读者满意度", "≥59.9%")


@pytest.mark.parametrize(
    ("name", "target", "named"),
    [
        ("村组干部230人", "≥200人", "230人"),
        ("村组干部（230人）", "≥200人", "230人"),
        ("补贴发放标准（80元）", "=90元", "80元"),
        ("230名村组干部补贴人数", "=200人", "230名"),
        ("建设垃圾收集站12个", "≥10个", "12个"),
        ("抽检合格率95%以上", "≥90%", "95%以上"),
    ],
)
def test_l16_fails_for_another_number_in_the_name(name, target, named):
    """Nobody can tell which of the two is wrong: both cells are there."""
    message = f"名称里写的是“{named}”，指标值是“{target}”，两处至少有一处不对。"
    project = with_new_row("数量", name, target)
    assert found("L-16", project) == [("warning", "E17", "两处一致，或名称里不写数", message)]
    (problem,) = [p for p in check(readings(workbook(project))) if p.code == "L-16"]
    assert [place.cell for place in problem.also] == ["C17"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("村组干部230人", "≥230人"),
        ("正式80人、聘用20人", "=100人"),
        ("500人以上企业职工培训", "≥300人"),
        ("6个乡镇垃圾站建设数量", "≥12个"),
        ("2020年毕业生就业", "≥1200人"),
        ("3-6岁儿童体检", "≥800人"),
        ("第2期培训", "≥60期"),
        ("4人间宿舍改造", "≥100人"),
        ("村组干部230人", "≥12次"),
    ],
)
def test_l16_passes_for_equal_and_for_other_numbers(name, target):
    """Sums count, and numbers that say something else."""
    assert silent("L-16", "数量", name, target)


def test_l16_boundary_of_separators():
    """1,200 and 1200 are one number."""
    assert silent("L-16", "数量", "培训村医1,200人", "≥1200人")
    assert not silent("L-16", "数量", "培训村医1,200人", "≥1201人")


def test_l17_hints_at_a_percentage_of_what_cannot_be_counted():
    """The name carries the hint."""
    message = "“维护社会稳定”没有可以计量的内容，“≥95%”无从核对。"
    expected = "写可以统计的，如“……下降率”“……化解率”；或用分级的说法，如“显著提升”"
    project = with_new_row("社会效益", "维护社会稳定", "≥95%", "维护辖区社会稳定")
    assert found("L-17", project) == [("hint", "C17", expected, message)]


@pytest.mark.parametrize(
    ("name", "target", "description"),
    [
        ("维护社会稳定", "有效维护", None),
        ("社会稳定", "≥95%", "化解的矛盾占受理的矛盾"),
        ("居民健康素养水平", "≥28%", None),
        ("粮食产量提高", "≥5%", None),
        ("居民健康素养水平", "≥28%", "具备健康素养人数与受访人数之比率"),
        ("办事群众满意程度", "≥95%", None),
    ],
)
def test_l17_passes_where_it_can_be_counted(name, target, description):
    """In words, by a description that says how, or by a name that is counted."""
    assert silent("L-17", "社会效益", name, target, description)


def test_l17_boundary_is_the_percentage():
    """A number with another unit is counted somehow."""
    assert silent("L-17", "社会效益", "提高服务水平", "≥3级", "提高服务水平")
    assert not silent("L-17", "社会效益", "提高服务水平", "≥3%", "提高服务水平")


@pytest.mark.parametrize(
    ("kind", "name", "target", "expected", "message"),
    [
        ("数量", "培训人次", "≥0人次", "写真正要达到的数", "指标值“≥0人次”什么结果都能达到，起不到考核作用。"),
        (
            "社会效益",
            "女性学员占比",
            "≤100%",
            "写真正的上限，如“≤30%”",
            "占比最多就是 100%，指标值“≤100%”什么结果都能达到。",
        ),
        (
            "成本",
            "项目总成本",
            "=0万元",
            "写真正的金额，金额小的用“元”",
            "成本指标值“=0万元”是 0，做事总要花钱，可能是换算单位时四舍五入成了 0。",
        ),
        (
            "经济效益",
            "经费节约率",
            "≥0%",
            "写要节约的比率，如“≥2%”",
            "节约写成“≥0%”，只要不超支就算完成，看不出要节约多少。",
        ),
    ],
)
def test_l18_fails_for_a_value_that_nothing_misses(kind, name, target, expected, message):
    """Each kind has its own words."""
    assert found("L-18", with_new_row(kind, name, target)) == [("warning", "E17", expected, message)]


@pytest.mark.parametrize(
    ("kind", "name", "target"),
    [
        ("社会效益", "安全事故起数", "=0起"),
        ("社会效益", "安全事故起数", "≥0起"),
        ("经济效益", "税收增长率", "≥0%"),
        ("经济效益", "企业利润", "≥0万元"),
        ("社会效益", "资产负债比例", "≤100%"),
        ("质量", "工程变更费用占比", "≤5%"),
        ("成本", "社会成本", "≤0次"),
    ],
)
def test_l18_passes_for_values_that_say_something(kind, name, target):
    """No accident is a target, growth may be negative; ≥ for accidents is L-06's."""
    assert silent("L-18", kind, name, target)


def test_l18_boundary_of_zero():
    """The smallest number above 0 can be missed."""
    assert silent("L-18", "数量", "培训人次", "≥1人次")
    assert silent("L-18", "成本", "项目总成本", "≤0.01万元")


def test_l19_fails_where_the_description_has_another_value():
    """Nobody can tell which of the two is wrong: both cells are there."""
    message = "绩效指标描述写的是“达到90%”，指标值是“=100%”，两处至少有一处不对。"
    project = with_row(1, description="验收合格册数占比达到90%")
    assert found("L-19", project) == [("warning", "E12", "两处一致，或描述里只写怎样计算", message)]
    (problem,) = [p for p in check(readings(workbook(project))) if p.code == "L-19"]
    assert [place.cell for place in problem.also] == ["D12"]


@pytest.mark.parametrize(
    ("target", "description"),
    [
        ("≥90%", "合格册数占比达到90%以上"),
        ("≥90%", "合格册数÷总册数×100%"),
        ("≥90%", "成活率85%以上的地块占地块总数的比率"),
        ("≥90%", "评分达到80%的单位占比"),
        ("≥90%", "比上年增长5%，合格数占总数的比率"),
        ("≥300人", "不少于50人次，全年参加培训的人数"),
        ("≥300人", "每期不少于50人，全年参加培训的人数"),
        ("80-90%", "不低于80%"),
        ("≥2000册", "不少于2,000册"),
    ],
)
def test_l19_passes_for_equal_values_formulas_and_criteria(target, description):
    """×100 % is a formula, 85%以上的地块 a criterion, 人次 another unit than 人."""
    assert silent("L-19", "质量", "验收情况", target, description)


def test_l19_boundary_is_the_word_before_the_number():
    """A number alone may be anything, a number with 不低于 is a value."""
    assert silent("L-19", "质量", "验收合格率", "=100%", "其中 90% 为新书，合格数占总数的比率")
    assert not silent("L-19", "质量", "验收合格率", "=100%", "合格数占总数的比率不低于90%")
