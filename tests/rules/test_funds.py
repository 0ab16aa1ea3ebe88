"""F-01, F-02, F-06, F-08, F-14: the amounts of a table, each in itself and as the sum that it is of others."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.clean import CLEAN, OTHER, codes, readings, said, told, with_budget, workbook
from tests.sheets import SMALL, xlsx
from xltool.forms import shipped
from xltool.model import Department, SubObjective, Unit
from xltool.rules import check
from xltool.writing.workbook import form_workbook

LIST = """
项目绩效目标批复表
单位：万元
项目名称 | 年度绩效目标 | 预算数 | 一级指标 | 二级指标 | 三级指标 | 指标值
合计 | | {total} | | | |
村志编撰 | 编撰村志 | 20.00 | 产出指标 | 数量指标 | 印数 | ≥2000册
年鉴编撰 | 编撰年鉴 | 30.50 | 产出指标 | 数量指标 | 卷数 | ≥1卷
"""


@pytest.mark.parametrize("total", ["20.00", "20", "20.005", "19.995"])
def test_f01_passes_up_to_half_a_cent(total):
    """A difference of 0.005 万元 is rounding, on both sides."""
    assert said(workbook(with_budget(total, "15.50", "4.50"))) == []


@pytest.mark.parametrize(
    ("total", "shown", "difference"),
    [("20.0051", "20.01", "0.01"), ("19.9949", "19.99", "0.01"), ("1234.5", "1,234.50", "1,214.50")],
)
def test_f01_fails_beyond_half_a_cent(total, shown, difference):
    """The message shows all three amounts and the difference, with two decimals."""
    message = f"预算数 {shown} 万元，不等于财政资金 15.50 加其他资金 4.50，相差 {difference} 万元。"
    book = workbook(with_budget(total, "15.50", "4.50"))
    assert said(book) == [("F-01", "error", "C5", shown, "20.00", message)]


def test_f01_a_blank_part_counts_as_0():
    """A blank 其他资金 is right where 财政资金 is all of it, and is named blank where it is not."""
    assert said(workbook(with_budget("20", "20", None))) == []
    message = "预算数 20.00 万元，不等于财政资金 （空白） 加其他资金 （空白），相差 20.00 万元。"
    assert said(workbook(with_budget("20", None, None))) == [("F-01", "error", "C5", "20.00", "0.00", message)]


@pytest.mark.parametrize(("cell", "word"), [("C5", "预算数"), ("E5", "财政资金"), ("G5", "其他资金")])
@pytest.mark.parametrize("text", ["约20", "无", "-", "20.0.0"])
def test_f02_fails_for_what_is_no_amount(cell, word, text):
    """A text is an error at its own cell, and the sum that cannot be formed is not called wrong."""
    message = f"“{word}”的“{text}”不能读成金额。"
    assert said(workbook(CLEAN, {cell: text})) == [("F-02", "error", cell, text, "数字，如 10.00", message)]


def test_f02_fails_for_a_negative_part():
    """An amount below 0 is an error even where the sum is right."""
    message = "“其他资金”是 -5.00，小于 0。"
    book = workbook(with_budget("20", "25", "-5"))
    assert said(book) == [("F-02", "error", "G5", "-5.00", "不小于 0 的数", message)]


def test_f02_fails_for_a_total_of_0():
    """A table without money needs no table."""
    book = workbook(with_budget("0", "0", None))
    assert said(book) == [("F-02", "error", "C5", "0.00", "大于 0 的数", "预算数是 0.00，应当大于 0。")]


@pytest.mark.parametrize("amounts", [("0.01", "0.01", "0"), ("0.01", "0", "0.01")])
def test_f02_passes_down_to_the_smallest_total(amounts):
    """0.01 is more than 0, and a part may be 0; that the cost of 20 万元 is now above it is F-11."""
    assert codes(workbook(with_budget(*amounts))) == ["F-11"]


@pytest.mark.parametrize("text", ["3.333333", "0.000001", "20.1", "1234.56"])
def test_f06_passes_down_to_a_fen(text):
    """A 分 is the sixth decimal of an amount in 万元."""
    assert told("F-06", workbook(with_budget(text, text, None))) == []


def test_f06_fails_for_what_is_finer_than_a_fen():
    """The amount that can be taken over is rounded to a 分, and the difference is named."""
    book = workbook(with_budget("20.00000049", "20.00000049", None))
    expected = "20.00"
    assert told("F-06", book) == [
        ("warning", "C5", "20.00000049", expected, "0.00000049", "“预算数”是 20.00000049 万元，比分还细。"),
        ("warning", "E5", "20.00000049", expected, "0.00000049", "“财政资金”是 20.00000049 万元，比分还细。"),
    ]


def test_f06_a_third_is_finer_than_a_fen():
    """A quotient that nobody rounded is given to six decimals."""
    ((_, cell, _, expected, *_),) = told("F-06", workbook(CLEAN, {"C5": 61 / 3, "G5": 61 / 3 - 15.5}))[:1]
    assert (cell, expected) == ("C5", "20.333333")


def test_f06_the_tail_of_a_float_is_no_fault():
    """257.71999999999997 is read as 257.72, which reading lists; as a text it stays what it is."""
    float_tail = workbook(CLEAN, {"C5": 257.71999999999997, "E5": 257.71999999999997, "G5": 0.0})
    assert "F-06" not in codes(float_tail)
    text = xlsx(SMALL.replace("20.00", "'257.71999999999997"))
    assert [(cell, expected) for _, cell, _, expected, *_ in told("F-06", text)] == [("B3", "257.72")]


def test_f08_fails_for_a_sum_row_of_a_list_and_passes_for_its_sum():
    """The total that a list prints is that of its projects; a difference is named."""
    assert told("F-08", xlsx(LIST.format(total="50.50"))) == []
    assert told("F-08", xlsx(LIST.format(total="50.51"))) == [
        (
            "error",
            "C4",
            "50.51",
            "50.50",
            "0.01",
            "合计行的“预算数”是 50.51 万元，全部 2 个项目相加是 50.50，相差 0.01 万元。",
        )
    ]


def department(**money: str) -> bytes:
    """A department's form with some money."""
    form = shipped("department-overall")
    tasks = (SubObjective("图书服务", "办好图书室", (("预算金额", "30.00"),)),)
    return form_workbook(form, Department(name="某局", year=2026, sub_objectives=tasks, more=tuple(money.items())))


def test_f08_passes_up_to_half_a_cent_and_fails_for_other_parts():
    """资金总额 = 基本支出 + 项目支出, to half a hundredth of a 万元."""
    assert told("F-08", department(资金总额="500.005", 基本支出="300", 项目支出="200", 金额合计="30")) == []
    ((severity, _, found, expected, difference, message),) = told(
        "F-08", department(资金总额="510", 基本支出="300", 项目支出="200", 金额合计="30")
    )
    assert (severity, found, expected, difference) == ("error", "510.00", "500.00", "10.00")
    assert message == "“资金总额”是 510.00 万元，不等于各项之和 500.00，相差 10.00 万元。"


@pytest.mark.parametrize(("total", "found"), [(None, None), ("0", "0.00")])
def test_f14_fails_alone_where_the_total_is_left_out(total, found):
    """Neither F-01, F-02 nor S-10 says it again; the sum can be taken over."""
    message = "“预算数”是空白或 0，而财政资金、其他资金相加是 20.00 万元。"
    book = workbook(with_budget(total, "15.50", "4.50"))
    assert told("F-14", book) == [("error", "C5", found, "20.00", "20.00", message)]
    assert codes(book) == ["F-14"]
    (problem,) = check(readings(book))
    assert [place.cell for place in problem.also] == ["E5", "G5"]


def test_f14_names_only_the_parts_that_are_there():
    """A blank 其他资金 is not added."""
    assert told("F-14", workbook(with_budget(None, "0.01", None)))[0][-1] == (
        "“预算数”是空白或 0，而财政资金相加是 0.01 万元。"
    )


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [(("0", "0", None), ["F-02"]), ((None, None, None), ["S-10"]), (("20", "15.5", "4.5"), [])],
)
def test_f14_passes_where_there_are_no_parts(amounts, expected):
    """Nothing at all is S-10, zeros everywhere are F-02."""
    assert codes(workbook(with_budget(*amounts))) == expected


def test_f14_leaves_what_cannot_be_read_to_f02():
    """With a part that is no amount nobody knows the sum."""
    assert sorted(codes(workbook(CLEAN, {"C5": None, "E5": "约15"}))) == ["F-02", "S-10"]


def test_f14_of_a_department():
    """A sum that the department's form prints is not left out either."""
    book = department(基本支出="300", 项目支出="200", 金额合计="0")
    found = [(found, expected, message) for _, _, found, expected, _, message in told("F-14", book)]
    assert found == [
        (None, "500.00", "“资金总额”是空白或 0，而各项相加是 500.00 万元。"),
        ("0.00", "30.00", "“金额合计”是空白或 0，而各项相加是 30.00 万元。"),
    ]
    assert "F-08" not in codes(book)


def test_f01_fails_with_what_the_form_counts_beside_them():
    """A form with 上年结转资金 has it in the sum."""
    form = shipped("central-project-2021")
    project = replace(OTHER, form=form.id, budget=with_budget("20", "15", "3").budget, more=(("上年结转资金", "1.00"),))
    ((_, _, found, expected, difference, message),) = told("F-01", form_workbook(form, project))
    assert (found, expected, difference) == ("20.00", "19.00", "1.00")
    assert message == "年度资金总额 20.00 万元，不等于财政拨款、上年结转资金、当年其他资金之和 19.00，相差 1.00 万元。"
    assert Decimal(found) - Decimal(expected) == Decimal(difference)


OVERALL = Department(
    code="434002",
    name="北戴河区人民政府办公室",
    year=2020,
    overall_objective="目标1：全年新购图书2000册。",
    sub_objectives=(SubObjective("图书服务", "新购图书2000册", (("支出项目名称", CLEAN.name), ("预算金额", "20.00"))),),
    more=(("资金总额", "120.00"), ("基本支出", "100.00"), ("项目支出", "20.00"), ("金额合计", "20.00")),
)


def overall(**changes: object) -> bytes:
    """部门整体支出绩效目标表 that names the clean project with its budget, or with something else."""
    return form_workbook(shipped("department-overall"), replace(OVERALL, **changes))


def with_more(**amounts: str) -> bytes:
    """The same with other sums."""
    return overall(more=tuple((dict(OVERALL.more) | amounts).items()))


def test_f08_passes_where_department_and_projects_agree():
    """The sum of the run is 项目支出, and the task has the project's budget; without tables nothing is compared."""
    assert told("F-08", workbook(CLEAN), overall()) == []
    assert told("F-08", with_more(项目支出="99.00", 资金总额="199.00")) == []
    of_others = workbook(replace(CLEAN, department=Unit("435001", "另一个单位")))
    assert told("F-08", of_others, with_more(项目支出="99.00", 资金总额="199.00")) == []


def test_f08_passes_for_a_task_and_a_project_without_names():
    """No name is not the same name: the message said 给项目“None”."""
    task = SubObjective("图书服务", "新购图书2000册", (("预算金额", "20.01"),))
    more = tuple((dict(OVERALL.more) | {"金额合计": "20.01"}).items())
    assert told("F-08", workbook(replace(CLEAN, name=None)), overall(sub_objectives=(task,), more=more)) == []


def test_f08_warns_where_the_projects_of_the_run_are_not_the_departments():
    """Tables may be missing, so it is no error."""
    message = "部门的项目支出是 99.00 万元，这次检查的 1 张项目表相加是 20.00，相差 79.00 万元。"
    found = told("F-08", workbook(CLEAN), with_more(项目支出="99.00", 资金总额="199.00"))
    assert found == [("warning", "G5", "99.00", "20.00", "79.00", message)]


def test_f08_fails_where_a_task_gives_a_project_another_budget():
    """A boundary of half a cent, as for every sum; both places are linked."""
    tasks = [(("支出项目名称", "社区图书室 运行费"), ("预算金额", amount)) for amount in ("20.005", "20.01")]
    sums = [tuple((dict(OVERALL.more) | {"金额合计": amount}).items()) for amount in ("20.005", "20.01")]
    books = [
        overall(sub_objectives=(SubObjective("图书服务", "新购图书2000册", task),), more=more)
        for task, more in zip(tasks, sums, strict=True)
    ]
    assert told("F-08", workbook(CLEAN), books[0]) == []
    (problem,) = [p for p in check(readings(workbook(CLEAN), books[1])) if p.code == "F-08"]
    message = "给项目“社区图书室运行费”列的预算金额是 20.01 万元，该项目自己的表里预算数是 20.00，相差 0.01 万元。"
    assert problem.message == message
    assert (problem.severity, [(at.file, at.cell) for at in problem.also]) == ("error", [("a.xlsx", "C5")])
