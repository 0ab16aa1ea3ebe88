"""Indicator logic (L): the numbers of the purpose, and last year's values."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.clean import CLEAN, OTHER, readings, with_row, without_rows, workbook
from tests.rules.rule_cases import found
from xltool.model import Budget, Indicator, Project, Target
from xltool.rules import Context, check


def of_purpose(text: str) -> list[tuple[str, str | None, str | None, str]]:
    """What L-10 says of the clean project with another 资金用途."""
    return found("L-10", replace(CLEAN, purpose=text))


@pytest.mark.parametrize(
    ("text", "numbers", "values"),
    [
        ("因工作需要，招聘劳务派遣人员17人，签订合同。", "“招聘劳务派遣人员17人”", "“=17人”"),
        ("购置计算机13台、编印志书2卷。", "“购置计算机13台”、“编印志书2卷”", "“=13台”、“=2卷”"),
        ("培训村医1.2万人次", "“培训村医1.2万人次”", "“=1.2万人次”"),
    ],
)
def test_l10_fails_for_numbers_of_the_purpose_that_no_indicator_uses(text, numbers, values):
    """Each number that no indicator uses is named with the words before it, and offered as a value."""
    message = f"预算规模及资金用途里写了{numbers}，没有一条指标用到。"
    assert of_purpose(text) == [("hint", "B6", f"设数量指标，指标值{values}", message)]


@pytest.mark.parametrize(
    "text",
    [
        "购置图书2000册，总价20万元",
        "购置小说1200册、童书800册",
        "2020年购置图书、维护设备",
        "按照《关于做好第13次人口普查5项工作的通知》（国发〔2019〕24号）购置图书",
        "在第3个季度前购置图书",
        "租期3个月，为12家庭读书会服务",
        "每村2人看护图书室",
        "全县现有120个村，购置图书",
        "开展“百名12人”活动",
        "12345热线维护",
        "按20-30人一班组织读者",
        "监督抽检4批次/千人",
    ],
)
def test_l10_passes_for_used_numbers_and_for_those_that_count_nothing(text):
    """Years, dates, document numbers, titles, ordinals, rates and the background are no quantities."""
    assert of_purpose(text) == []


def test_l10_boundary_is_the_number_itself():
    """2000 is used by 新购图书册数 and 2001 is not."""
    assert of_purpose("购置图书2,000册") == []
    assert len(of_purpose("购置图书2,001册")) == 1


def test_l10_passes_without_any_output():
    """A table that has none is asked for outputs by S-01."""
    text = "招聘劳务派遣人员17人"
    assert found("L-10", replace(without_rows(0, 1, 2, 3), purpose=text)) == []
    assert len(found("L-10", replace(without_rows(0, 1, 2), purpose=text))) == 1


def test_l10_names_four_numbers_at_most():
    """What comes behind them will be found when these are looked at."""
    ((*_, expected, message),) = of_purpose("购置桌11张台、灯12盏、车13辆、书架14个、柜15组件、电脑16台、相机17台")
    assert expected == "设数量指标，指标值“=12盏”、“=13辆”、“=14个”、“=16台”"
    assert "17台" not in message


def with_columns(project: Project, *more: tuple[str, str]) -> list[tuple[str, str | None, str]]:
    """What L-15 says where the first row has further columns: severity, expected and message."""
    first = replace(project.indicators[0], more=more)
    (reading,) = readings(workbook(project))
    content = replace(reading.content, indicators=(first, *project.indicators[1:]))
    problems = check([replace(reading, project=content)])
    return [(p.severity, p.expected, p.message) for p in problems if p.code == "L-15"]


@pytest.mark.parametrize("label", ["上年指标值", "前年指标值", "上年完成值", "上年\n完成值"])
def test_l15_fails_for_less_than_in_the_column_of_last_year(label):
    """The column is named with its value."""
    message = f"指标值“≥2000册”比{''.join(label.split())}“≥2500册”低，没有说明原因。"
    assert with_columns(CLEAN, (label, "≥2500册")) == [("warning", "不比“≥2500册”低", message)]


@pytest.mark.parametrize("last", ["≥2000册", "1800册", "2000", "≥3000本", "显著提升", "≤2500册"])
def test_l15_passes_for_no_less_and_for_what_cannot_be_compared(last):
    """Equal is enough; another unit, a word and another direction are not compared."""
    assert with_columns(CLEAN, ("上年指标值", last)) == []


def last_year(project: Project = CLEAN) -> Context:
    """A run that has this project as last year's table."""
    return Context(previous=readings(workbook(project)))


@pytest.mark.parametrize(
    ("row", "last", "this", "message"),
    [
        (5, "≥95%", "≥90%", "指标值“≥90%”比上年的“≥95%”低，没有说明原因。"),
        (1, "=100%", "≥99%", "指标值“≥99%”比上年的“=100%”低，没有说明原因。"),
        (4, "≥9%", "≥8.99%", "指标值“≥8.99%”比上年的“≥9%”低，没有说明原因。"),
    ],
)
def test_l15_fails_for_less_than_in_last_years_table(row, last, this, message):
    """The place of last year's value is linked."""
    context = last_year(with_row(row, target=last))
    (problem,) = [p for p in check(readings(workbook(with_row(row, target=this))), context) if p.code == "L-15"]
    assert (problem.severity, problem.cell, problem.message) == ("warning", f"E{11 + row}", message)
    assert [(place.file, place.cell) for place in problem.also] == [("a.xlsx", f"E{11 + row}")]


def test_l15_fails_for_more_where_less_is_better():
    """With ≤ a higher value is the weaker one, and with = by the name's direction."""
    for sign in ("≤", "="):
        last = with_row(4, level3="读者投诉次数", target=f"{sign}3次")
        this = with_row(4, level3="读者投诉次数", target=f"{sign}5次")
        message = f"指标值“{sign}5次”比上年的“{sign}3次”高，没有说明原因。"
        assert found("L-15", this, context=last_year(last)) == [("warning", "E15", f"不比“{sign}3次”高", message)]
        assert found("L-15", last, context=last_year(this)) == []


def test_l15_finds_the_project_by_its_name_and_the_row_by_its_words():
    """Another code is no other project where the name is the same; blanks and punctuation do not count."""
    last = replace(with_row(5, level3="读者 满意度。", target="≥95%"), code=OTHER.code)
    assert len(found("L-15", CLEAN, context=last_year(last))) == 1
    other = replace(last, name="另一个项目")
    assert found("L-15", CLEAN, context=last_year(other)) == []


def test_l15_passes_for_fewer_things_for_less_money():
    """Half the books for half the money is no step back, half the books for the same money is one."""
    half = with_row(0, target="≥1000册")
    less = replace(half, budget=Budget(Decimal("10.00"), Decimal("10.00")))
    assert found("L-15", less, context=last_year()) == []
    assert len(found("L-15", half, context=last_year())) == 1


def test_l15_passes_with_a_reason_and_for_costs():
    """The basis may say why; a cost follows the budget."""
    last = last_year(with_row(5, target="≥95%"))
    assert found("L-15", with_row(5, basis="服务对象扩大，较上年放宽"), context=last) == []
    assert found("L-15", CLEAN, context=last_year(with_row(3, target="≤10万元"))) == []


def test_l15_is_silent_without_last_year():
    """Nothing is compared where nothing was given, nor in a row that is new."""
    assert found("L-15", CLEAN) == []
    new = Indicator("产出指标", "质量指标", "新指标完好率", "完好数占总数的比率", Target("≥80%"), "计划")
    project = replace(CLEAN, indicators=(*CLEAN.indicators, new))
    assert found("L-15", project, context=last_year()) == []
