"""Indicator logic (L): what rows measure, their class, name and description."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, OTHER, readings, with_row, with_targets, without_rows, workbook
from tests.rules.rule_cases import found, silent, with_new_row
from xltool.model import Target
from xltool.rules import Context, check

SAME_FOR_ALL = "≥95%"
DIFFERENT = "按每条指标的实际情况分别设定"


def test_l01_fails_where_all_targets_are_the_same():
    """The first target cell carries the warning, with the value as it is understood."""
    project = with_targets(*["≥95%"] * 5, "95%以上")
    assert found("L-01", project) == [("warning", "E11", DIFFERENT, "本表 6 条指标的指标值全是“≥95%”。")]


def test_l01_fails_down_to_two_equal_targets():
    """Two rows with the same value are worth a word, one row is not."""
    two = without_rows(1, 2, 3, 5)
    two = replace(two, indicators=tuple(replace(row, target=CLEAN.indicators[4].target) for row in two.indicators))
    assert found("L-01", two) == [("warning", "E11", DIFFERENT, "本表 2 条指标的指标值全是“≥8%”。")]
    assert found("L-01", without_rows(1, 2, 3, 4, 5)) == []


@pytest.mark.parametrize("last", ["≥96%", "≤95%", "≥95‰", "优"])
def test_l01_passes_where_one_target_differs(last):
    """Another number, operator, unit or kind is another value."""
    assert found("L-01", with_targets(*["≥95%"] * 5, last)) == []


def test_l01_is_said_once_where_all_tables_have_one_value():
    """One problem for all tables together, with every cell, in place of one a table."""
    same = with_targets(*[SAME_FOR_ALL] * 6)
    problems = check(readings(workbook(same), workbook(replace(same, code=OTHER.code))))
    (problem,) = [problem for problem in problems if problem.code == "L-01"]
    assert problem.message == "2 张表的 12 条指标，指标值全是“≥95%”。"
    assert [(place.file, place.cell) for place in problem.places] == [
        (file, f"E{row}") for file in ("a.xlsx", "b.xlsx") for row in range(11, 17)
    ]


def test_l01_across_counts_the_filled_targets():
    """A row without a value is not one whose value is ≥95%, here as in the warning of a single table."""
    same = with_targets(*[SAME_FOR_ALL] * 5, None)
    (problem,) = found("L-01", same, replace(same, code=OTHER.code))
    assert problem[-1] == "2 张表的 10 条指标，指标值全是“≥95%”。"


def test_l01_across_passes_where_one_table_differs():
    """A single other table, or tables without indicators, do not make a common value."""
    same = with_targets(*[SAME_FOR_ALL] * 6)
    one = "本表 6 条指标的指标值全是“≥95%”。"
    assert [message for *_, message in found("L-01", same, OTHER)] == [one]
    empty = replace(without_rows(*range(6)), code=OTHER.code)
    assert [message for *_, message in found("L-01", same, empty)] == [one]


RATIO_AS_QUANTITY = "数量指标写成了比率，看不出要做多少。"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("受理业务答复率", "写绝对数，如“……件数”“……次数”，指标值如“≥10件”“≥4次”"),
        ("素材资料搜集数量比率", "素材资料搜集数量"),
        ("调查研究次数及完成率", "调查研究次数"),
        ("新购图书占比（%）", "写绝对数，如“……件数”“……次数”，指标值如“≥10件”“≥4次”"),
    ],
)
def test_l02_fails_for_a_ratio_as_quantity(name, expected):
    """The name of the quantity is offered where it is in the name already."""
    assert found("L-02", with_row(0, level3=name)) == [("warning", "C11", expected, RATIO_AS_QUANTITY)]


def test_l02_fails_at_the_value_where_only_it_is_a_ratio():
    """A name that is no ratio has a value in percent."""
    message = "数量指标的指标值“≥95%”是百分数，看不出要做多少。"
    expected = "写绝对数，如“≥10件”“≥4次”"
    assert found("L-02", with_row(0, target="≥95%")) == [("warning", "E11", expected, message)]


@pytest.mark.parametrize(("name", "target"), [("网络安全检查频率", "≥4次/年"), ("行政村覆盖数量", "=186个")])
def test_l02_passes_for_a_quantity(name, target):
    """频率 is no ratio; a value may be exact."""
    assert silent("L-02", "数量", name, target)


def test_l02_boundary_is_the_class():
    """The same ratio is right as a 质量指标."""
    assert silent("L-02", "质量", "受理业务答复率", "≥95%")


NO_EFFECT = "效益（效果）指标说的是工作有没有做，不是做了以后带来什么变化。"


@pytest.mark.parametrize(
    "name", ["图书采购完成率", "新媒体运行维护率", "数字旅游项目纳入数量达标率", "工资发放率（%）"]
)
def test_l03_fails_for_work_as_a_benefit(name):
    """Work that was done is said at its name, with what a benefit looks like."""
    expected = "写工作带来的变化，如“……增长率”“……下降率”“受益……人数”"
    assert found("L-03", with_row(4, level3=name)) == [("warning", "C15", expected, NO_EFFECT)]


@pytest.mark.parametrize("name", ["水质达标率", "矛盾纠纷化解率", "城镇调查失业率", "政策知晓率", "水土流失治理率"])
def test_l03_passes_for_effects(name):
    """What comes of the work may be a ratio, too."""
    assert silent("L-03", "社会效益", name, "≥8%")


def test_l03_boundary_is_the_class_and_a_word_of_the_department():
    """The same name is right under 产出指标; a department adds its own words."""
    assert silent("L-03", "质量", "图书采购完成率", "≥95%")
    context = Context(words={"work_done": ("巡查率",)})
    (problem,) = found("L-03", with_row(4, level3="河道巡查率"), context=context)
    assert problem[1] == "C15"


@pytest.mark.parametrize(
    ("name", "expected", "message"),
    [
        (
            "融资服务率、金融扶贫率、舆情信息宣传及反馈率",
            "分成 3 条，各有自己的指标值",
            "一条三级指标里写了 3 个指标：“融资服务率”“金融扶贫率”“舆情信息宣传及反馈率”，共用一个指标值。",
        ),
        (
            "调查研究次数及完成率",
            "分成 2 条，各有自己的指标值",
            "一条三级指标里写了 2 个指标：“调查研究次数”“完成率”，共用一个指标值。",
        ),
        (
            "信息搜集及完成率",
            "分成两条，或只写“信息搜集完成率”",
            "一条三级指标里把“信息搜集”和“完成率”并在一起，看不出“完成率”说的是什么。",
        ),
        (
            "因公出国、赴港澳及外国人来华、邀请外宾审批率",
            "分成几条，各有自己的指标值",
            "一条三级指标里并列了 4 项工作：“因公出国”“赴港澳”“外国人来华”“邀请外宾审批率”，共用一个指标值。",
        ),
    ],
)
def test_l05_fails_for_several_measures(name, expected, message):
    """The measures are named one by one."""
    assert found("L-05", with_row(1, level3=name)) == [("warning", "C12", expected, message)]


@pytest.mark.parametrize(
    "name",
    """
图书、期刊入库合格率
设备采购及安装合格率
资源开发及利用率
公众参与率
科学知识普及率
诉求回应及时率
土地和房屋确权率
补贴按时与足额发放率
办事效率和服务质量
""".split(),
)
def test_l05_passes_for_one_measure(name):
    """Several things may share a measure; 参与, 普及, 及时 join nothing, 效率 is no ratio."""
    assert silent("L-05", "质量", name, "≥90%")


def test_l05_boundary_is_satisfaction():
    """Two groups of persons are another rule's, L-12."""
    assert silent("L-05", "满意度", "教师满意度、学生满意度", "≥90%")


NO_DEADLINE = "时效指标里没有时限：名称、描述和指标值都没有日期、期限，也没有“及时”“按期”一类的说法。"


def test_l08_fails_without_a_deadline():
    """The name carries the warning, since it may be of another class altogether."""
    expected = "写明时限，如“……完成时间”，指标值“11月30日前”；或“……按期完成率”"
    project = with_new_row("时效", "工资待遇保障率", "=100%", "领到工资的人数占应发人数的比率")
    assert found("L-08", project) == [("warning", "C17", expected, NO_DEADLINE)]


@pytest.mark.parametrize(
    ("name", "target", "description"),
    [
        ("工资发放率", "=100%", "工资按时发放的人数占比"),
        ("补助按期发放比率", "≥99%", None),
        ("书稿完成进度比率", "≥95%", None),
        ("现场处置", "≤2小时", None),
        ("工程完工", "10月底前", None),
        ("工资发放", "每月10日前", None),
        ("防汛物资到位", "汛前", "物资在主汛期前到位"),
        ("拨付", "及时", None),
    ],
)
def test_l08_passes_with_a_time(name, target, description):
    """A word of time may stand in the name, the description or the value."""
    assert silent("L-08", "时效", name, target, description)


def test_l08_boundary_is_a_value_that_another_rule_has():
    """Without a value the row is S-07's, with one that cannot be read V-02's."""
    assert silent("L-08", "时效", "工资待遇保障率", "")
    assert silent("L-08", "时效", "工资待遇保障率", "尽力")


def test_l09_fails_once_for_all_descriptions_without_a_calculation():
    """Two descriptions are one hint with two cells."""
    project = replace(with_row(1, description="反映图书验收情况"), code=OTHER.code)
    other = with_row(4, description="反映借阅的增长情况")
    expected = "写明分子和分母，如“已办结件数占受理件数的比率”"
    message = "绩效指标描述没有说明这个比率怎样计算。"
    assert found("L-09", project, other) == [("hint", "D12", expected, message)]


@pytest.mark.parametrize("description", ["验收合格数占新购数的比率", "合格数÷总数", "与上年相比", "合格数/总数", None])
def test_l09_passes_with_a_calculation_or_without_a_description(description):
    """What is divided by what may be said in several ways; a blank description is another rule's."""
    assert silent("L-09", "质量", "图书验收合格率", "=100%", description)


@pytest.mark.parametrize("name", ["新购图书册数", "工作效率"])
def test_l09_boundary_is_a_name_that_is_no_ratio(name):
    """Only a ratio has to be calculated; 效率 is none."""
    assert silent("L-09", "质量", name, "显著提升", "反映工作情况")


def test_l09_passes_for_a_ratio_that_should_be_a_number():
    """What L-02 wants to be a quantity needs no calculation."""
    assert silent("L-09", "数量", "图书采购完成率", "≥95%", "反映图书采购情况")
    assert not silent("L-09", "质量", "图书采购完成率", "≥95%", "反映图书采购情况")


def test_l11_fails_for_satisfaction_elsewhere():
    """It belongs to its own class."""
    message = "“家长满意度”是满意度，却放在“效果指标”下。"
    project = with_row(4, level3="家长满意度", description="满意人数占答卷人数的比率")
    assert found("L-11", project) == [("warning", "C15", "移到“满意度指标”下", message)]


def test_l11_fails_with_the_other_place_where_it_is_there_already():
    """The row of 满意度指标 that has the same name is linked; that the name is there twice is S-08."""
    project = with_row(4, level3="读者满意度", description="满意人数占答卷人数的比率")
    problems = check(readings(workbook(project)))
    assert [p.code for p in problems] == ["S-08", "L-11"]
    assert problems[1].message == "“读者满意度”是满意度，却放在“效果指标”下，满意度指标里已经有这一条。"
    assert [place.cell for place in problems[1].also] == ["C16"]


@pytest.mark.parametrize("name", ["满意度调查份数", "满意度测评完成率", "满意度问卷回收率"])
def test_l11_passes_for_questionnaires(name):
    """To ask for satisfaction is work like other work."""
    assert silent("L-11", "质量", name, "≥90%")


@pytest.mark.parametrize("name", ["读者满意率", "读者满意程度"])
def test_l11_boundary_is_the_class(name):
    """Every form of the word is right under 满意度指标."""
    assert silent("L-11", "满意度", name, "≥90%")
    assert not silent("L-11", "社会效益", name, "≥90%")


@pytest.mark.parametrize(
    ("kind", "name", "target"),
    [
        ("质量", "资金到位率", "=100%"),
        ("数量", "补助资金下达率", "=100%"),
        ("时效", "预算执行率", "≥95%"),
        ("数量", "投入人员数量", "≥20人"),
    ],
)
def test_l13_fails_for_input_as_output(kind, name, target):
    """Money that came in or went out, and staff, are no output."""
    message = "这一条说的是资金、人员的投入或支出情况，不是项目的产出和效益。"
    expected = "写用这笔资金做成的事，如“……数量”“……合格率”"
    assert found("L-13", with_new_row(kind, name, target)) == [("warning", "C17", expected, message)]


def test_l13_fails_for_an_amount_as_quantity():
    """How much money is put in is no number of things done."""
    message = "数量指标写的是投入多少资金，不是做多少事。"
    expected = "写用这笔资金做成的事的数量，如“≥12座”“≥300人次”"
    assert found("L-13", with_new_row("数量", "投入专项资金金额", "≥100万元")) == [
        ("warning", "C17", expected, message)
    ]


@pytest.mark.parametrize(
    ("kind", "name", "target"),
    [
        ("时效", "补助资金拨付及时率", "=100%"),
        ("质量", "资金使用合规率", "=100%"),
        ("数量", "发放补贴金额", "≥300万元"),
        ("经济效益", "带动社会资金投入额", "≥300万元"),
        ("成本", "项目经费总额", "≤20万元"),
    ],
)
def test_l13_passes_for_what_is_done_with_money(kind, name, target):
    """In time, by the rules, to whom, and what it moves: all that is no input."""
    assert silent("L-13", kind, name, target)


def test_l13_boundary_is_the_unit():
    """经费 in 元 is money put in, in 份 it is not money at all."""
    assert silent("L-13", "数量", "项目经费额度", "≥3份")
    assert not silent("L-13", "数量", "项目经费额度", "≥3元")


def test_l_rules_are_silent_without_names_and_values():
    """Blank cells are S-07 and nothing else; targets that cannot be read are V-02."""
    blank = with_targets(*[None] * 6)
    blank = replace(blank, indicators=tuple(replace(row, level3=None, description=None) for row in blank.indicators))
    assert {p.code for p in check(readings(workbook(blank)))} == {"S-07"}
    unread = replace(CLEAN, indicators=tuple(replace(row, target=Target("尽力")) for row in CLEAN.indicators))
    assert [code for code in {p.code for p in check(readings(workbook(unread)))} if code.startswith("L")] == ["L-01"]
