"""F-07 and F-13: amounts that texts state, against 预算数 and against their parts."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, codes, readings, told, with_budget, with_row, workbook
from tests.sheets import SMALL, xlsx
from xltool.rules import check

BEGINS = "“预算规模及资金用途”写的合计是 10.00 万元，"


def purpose(text: str) -> bytes:
    """The clean project with another 资金用途."""
    return workbook(replace(CLEAN, purpose=text))


@pytest.mark.parametrize(
    ("text", "reckoned", "difference"),
    [
        ("共10万元，其中：印刷费3万元、编辑费8万元。", "3.00＋8.00＝11.00", "1.00"),
        ("共需10万元（其中：印刷费3万元，编辑费80,000元），年底前付清", "3.00＋8.00＝11.00", "1.00"),
        ("资金10万元。其中：印刷费3万元；编辑费7.5万元。", "3.00＋7.50＝10.50", "0.50"),
        ("共10万元，其中印刷费12万元", "12.00", "2.00"),
        ("印刷费3万元、编辑费6万元，共计10万元", "3.00＋6.00＝9.00", "1.00"),
        ("中央资金8万元，县级配套3万元，合计10万元。", "8.00＋3.00＝11.00", "1.00"),
        ("经费10万元，其中：差旅费2万元、会议费9万元，12月底前支付，用于修志500册", "2.00＋9.00＝11.00", "1.00"),
    ],
)
def test_f13_fails_where_parts_and_sum_differ(text, reckoned, difference):
    """The parts are shown as they were added, with the difference."""
    added = reckoned.rpartition("＝")[2]
    message = f"{BEGINS}所列各项相加是 {reckoned} 万元，相差 {difference} 万元。"
    ((severity, cell, _, expected, differs, said_as),) = told("F-13", purpose(text))
    assert (severity, cell, expected, differs, said_as) == ("error", "B6", f"{added}万元", difference, message)


def test_f13_warns_where_the_parts_are_less():
    """Two parts of a sum that leave some of it open may be right, but a reader asks for the rest."""
    message = f"{BEGINS}其中所列各项相加是 3.00＋6.00＝9.00 万元，少 1.00 万元。"
    found = told("F-13", purpose("共10万元，其中：印刷费3万元、编辑费6万元。"))
    assert found == [("warning", "B6", "10万元", "各项之和为 10.00 万元", "1.00", message)]


@pytest.mark.parametrize(
    "text",
    """
共10万元，其中：印刷费3万元、编辑费7万元
共10万元，其中：印刷费3万元、编辑费70,000元，用于镇志2卷
共10万元，其中印刷费3万元
共10万元，其中：印刷费3万元、编辑费6万元等
共10万元，其中：印刷费3万元、编辑费6万元，其余用于宣传
共10万元，其中：印刷费3万元、编辑费7.004万元
印刷费3万元，编辑费7万元，合计10万元
每册印刷费30元、编辑费20元，共计10万元
设备10台，每台2万元，共20万元，其中：财政15万元、自筹5万元
总投资100万元，其中：中央50万元（其中车辆20万元）、省级30万元、自筹20万元
总投资100万元，其中：财政50万元、自筹50万元，带动社会投资200万元
资金10万元，其中财政拨款8万元，购置设备6万元
共培训100人，经费10万元，其中省外培训60人12万元
公共服务3万元、宣传2万元
项目总投资50万元，设备费3万元、培训费2万元，合计5万元
人均10万元，其中：工资8万元、社保3万元
""".split("\n")[1:-1],
)
def test_f13_passes_where_it_agrees_or_is_not_clear(text):
    """Unit prices, nested parts, what is not a part and an open list say nothing."""
    assert told("F-13", purpose(text)) == []


def test_f13_looks_at_goals_too():
    """The number before a goal is no part of its sum."""
    book = workbook(replace(CLEAN, objectives=("1、印刷费3万元、编辑费6万元，共计10万元。", "2、购置图书2000册。")))
    ((severity, cell, *_, message),) = told("F-13", book)
    assert (severity, cell) == ("error", "B9")
    assert message == "“绩效目标”写的合计是 10.00 万元，所列各项相加是 3.00＋6.00＝9.00 万元，相差 1.00 万元。"


def test_f07_fails_where_the_purpose_states_a_ten_thousandth():
    """元 under a head of 万元: both places are named, since nobody can tell which is wrong."""
    project = replace(with_budget("200000", "200000", None), purpose="用于图书室，共需20万元。")
    project = replace(project, indicators=with_row(3, target="≤20万元").indicators)
    message = "预算数 200,000.00 万元，与表内写的“20万元”正好相差一万倍，两处中有一处的单位写错了。"
    assert told("F-07", workbook(project)) == [("warning", "C5", "200,000.00", "两处金额一致", "199,980.00", message)]
    assert codes(workbook(project)) == ["F-07"]
    (problem,) = check(readings(workbook(project)))
    assert [place.cell for place in problem.also] == ["B6"]


def test_f07_fails_where_the_cost_is_ten_thousand_times_the_budget():
    """万元 under a head of 元 is F-07 alone, and not also a cost above the budget."""
    book = workbook(with_budget("0.002", "0.002", None))
    message = "预算数 0.00 万元，与表内写的“≤20万元”正好相差一万倍，两处中有一处的单位写错了。"
    assert [said_as for *_, said_as in told("F-07", book)] == [message]
    assert codes(book) == ["F-07"]


@pytest.mark.parametrize(
    ("total", "text"),
    [
        ("20000", "对危房户每户补助2万元"),
        ("20000", "总投资20000万元，前期费共2万元"),
        ("200001", "用于图书室，共需20万元"),
        ("9999", "用于图书室，共需0.9999万元"),
        ("20000", "宣传费2万元，设备费300万元"),
    ],
)
def test_f07_passes_for_unit_prices_parts_and_other_sums(total, text):
    """Below 10 000 万元, and where the budget itself is named, nothing is asked."""
    project = replace(with_budget(total, total, None), purpose=text)
    project = replace(project, indicators=with_row(3, target=f"≤{total}万元").indicators)
    assert told("F-07", workbook(project)) == []


def test_f07_leaves_a_doubtful_unit_to_reading():
    """Where a head names two units, I-06 asks, and nothing is asked twice."""
    table = SMALL.replace("预算数 | 20.00", "预算数（元） | 200000").replace("15.5", "200000").replace("4.5", "")
    assert "F-07" not in codes(xlsx(table))
