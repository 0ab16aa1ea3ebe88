"""S, 完整性: what a table must have, and what must not be left in it."""

from dataclasses import replace

import pytest

from tests.rules.clean import (
    CLEAN,
    FORM,
    OTHER,
    cells,
    codes,
    lying,
    readings,
    said,
    two_sheets,
    with_budget,
    with_row,
    without_rows,
    workbook,
)
from tests.sheets import xlsx
from xltool.document import read_document
from xltool.forms import shipped
from xltool.model import Project, Target
from xltool.rules import Context, check
from xltool.rules.structure import costed_kind
from xltool.rules.table import ProjectTable
from xltool.writing.workbook import form_workbook

OUTPUT_CLASSES = "数量指标、质量指标、时效指标、成本指标"
ALL_OUTPUTS = "产出指标含数量指标、质量指标、时效指标"

PRINTED = """
社区图书室运行费绩效目标表 | < | < | < | < | < | <
434002某县图书馆 | < | < | < | < | 单位：万元 | <
项目编码 | 434-1401-JBN-6BVF | < | 项目名称 | 社区图书室运行费 | < | <
预算规模及⏎资金用途 | 预算数 | 20.00 | 其中：财政资金 | 15.5 | 其他资金 | 4.5
~ | 用于社区图书室购置图书、维护借阅设备 | < | < | < | < | <
资金支出计划⏎（%） | 3月底 | 6月底 | 10月底 | 12月底 | < | <
~ | 20 | 45 | 80 | 100 | < | <
绩效目标 | 1、全年购置图书2000册⏎2、借阅人次比上年增长8% | < | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据 | <
产出指标 | 数量指标 | 新购图书册数 | 全年购置的图书册数 | ≥2000册 | 年度采购计划 | <
~ | 质量指标 | 图书验收合格率 | 验收合格册数占新购册数的比率 | =100% | 馆藏图书验收标准 | <
~ | 时效指标 | 图书上架期限 | 全部新书编目上架的日期 | 11月30日前 | 采购合同 | <
~ | 成本指标 | 项目总成本 | 全年实际支出总额 | ≤20万元 | 预算批复 | <
效果指标 | 社会效益指标 | 借阅人次增长率 | 本年借阅人次比上年增长的比率 | ≥8% | 上年借阅统计 | <
满意度指标 | 服务对象满意度指标 | 读者满意度 | 满意的读者占答卷读者的比率 | ≥90% | 上年问卷 | <
"""
"""The clean project on a sheet of another hand, whose indicators are A10:F15."""

CENTRAL = shipped("central-project-2021")


def central(
    *changes: tuple[int, str, str | None], name: str = "社区图书室运行费", without: tuple[int, ...] = ()
) -> bytes:
    """The clean project in the form of 2021, whose costs are a class of their own; rows changed or left out."""
    rows = [replace(row, description=None, basis=None) for row in CLEAN.indicators]
    rows[3] = replace(rows[3], level1="成本指标", level2="经济成本指标")
    rows[4] = replace(rows[4], level1="效益指标")
    for index, field, text in changes:
        rows[index] = replace(rows[index], **{field: Target(text) if field == "target" else text})
    project = replace(CLEAN, name=name, form=CENTRAL.id, purpose=None, plan=())
    rows = [row for index, row in enumerate(rows) if index not in without]
    return form_workbook(CENTRAL, replace(project, indicators=tuple(rows)))


def of_text(text: str, old: str = "", new: str = "") -> list[tuple[str, str, str | None, str | None, str | None, str]]:
    """All problems of a sheet written as text, with one text of it replaced."""
    assert old in text
    problems = check(read_document(xlsx(text.replace(old, new, 1)), "表.xlsx").readings)
    return [(p.code, p.severity, p.cell, p.found, p.expected, p.message) for p in problems]


def emptied(start: str) -> str:
    """The printed sheet with nothing in the line that begins so but its classes."""
    rows = PRINTED.split("\n")
    return "\n".join(f"{start} | | | | <" if row.startswith(start) else row for row in rows)


def test_the_printed_sheet_and_the_central_form_have_no_problem():
    """What the tests below spoil is clean before."""
    assert of_text(PRINTED) == []
    assert said(central()) == []


@pytest.mark.parametrize(
    ("rule", "rows", "word"),
    [("S-01", (0, 1, 2, 3), "产出指标"), ("S-02", (4,), "效果指标"), ("S-03", (5,), "满意度指标")],
)
def test_s01_s02_s03_fail_without_a_row_of_the_class(rule, rows, word):
    """A missing class is said at the head of the indicator table, in the form's own word for it, and only once."""
    expected = (rule, "error", "A10", None, f"{word}至少 1 条", f"没有{word}。")
    assert said(workbook(without_rows(*rows))) == [expected]


def test_s01_s02_s03_fail_together_without_any_row():
    """An empty indicator table lacks all three classes and has no other trouble."""
    assert codes(workbook(without_rows(*range(6)))) == ["S-01", "S-02", "S-03"]


def test_s01_passes_down_to_a_single_row():
    """One row of a class is enough for it; what is wanted of outputs beyond that is another rule's."""
    assert codes(workbook(without_rows(1, 2, 3))) == ["S-04", "S-05"]


def test_s03_is_a_warning_for_other_forms():
    """Only the Hebei form of 2015 style makes a missing 满意度指标 an error."""
    (reading,) = readings(workbook(without_rows(5)))
    other = replace(reading, form=replace(FORM, id="another-project"))
    assert [p.severity for p in check([reading])] == ["error"]
    assert [(p.code, p.severity) for p in check([other])] == [("S-03", "warning")]


def test_s03_passes_for_a_satisfaction_below_benefits():
    """Some forms print 满意度 as a level 2 of 效益指标: it is there, though the level 1 may be S-06."""
    assert codes(workbook(with_row(5, level1="效果指标"))) == ["S-06"]


@pytest.mark.parametrize(
    ("rows", "missing"),
    [((1,), "质量指标"), ((0, 2), "数量指标、时效指标"), ((0, 1, 2), "数量指标、质量指标、时效指标")],
)
def test_s04_fails_for_missing_outputs(rows, missing):
    """One problem at the head of the indicators says which of the three are missing, in their order."""
    book = workbook(without_rows(*rows))
    message = f"产出指标里没有{missing}。"
    assert said(book) == [("S-04", "warning", "A10", None, ALL_OUTPUTS, message)]
    assert f"请在产出指标下补填{missing}：" in check(readings(book))[0].cure


def test_s04_passes_for_another_word_and_where_a_level_2_is_not_known():
    """进度指标 is 时效; a level 2 that is blank or wrong may be the missing one, and has its own problem."""
    assert codes(workbook(with_row(2, level2="进度指标"))) == []
    assert codes(workbook(with_row(1, level2=None))) == ["S-07"]
    assert codes(workbook(with_row(1, level2="质最指标"))) == ["S-06"]
    assert codes(lying(workbook(), "B12")) == ["R-01"]


def test_s04_fails_for_the_form_of_2021():
    """Costs are no output there, so three level-2 classes are wanted in every form."""
    assert [(p[0], p[5]) for p in said(central(without=(2,)))] == [("S-04", "产出指标里没有时效指标。")]


def test_s05_fails_without_a_cost():
    """A cost is wanted among the outputs of the older forms."""
    expected = ("S-05", "warning", "A10", None, "成本指标至少 1 条", "没有成本指标。")
    assert said(workbook(without_rows(3))) == [expected]


@pytest.mark.parametrize(
    ("name", "kind"), [("阅览室修缮费", "修缮"), ("图书购置费", "购置"), ("东街道路工程", "道路工程")]
)
def test_s05_fails_as_an_error_for_works_and_purchases(name, kind):
    """The word of the project's name is quoted, in the form of 2021 as in the older ones."""
    message = f"项目名称里有“{kind}”，属于工程、修缮或购置项目，却没有成本指标。"
    expected = ("S-05", "error", "A10", None, "成本指标至少 1 条", message)
    assert said(workbook(replace(without_rows(3), name=name))) == [expected]
    assert [(p[0], p[1], p[5]) for p in said(central(name=name, without=(3,)))] == [("S-05", "error", message)]
    assert said(central(name=name)) == []


def test_s05_passes_in_the_form_of_2021_for_other_projects():
    """Since 2021 costs are asked for only of works, repairs and purchases."""
    assert said(central(without=(3,))) == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("惠民工程演出费", None),
        ("希望工程宣传费", None),
        ("车辆购置税征管经费", None),
        ("农机购置补贴", None),
        ("新建学校开办费", None),
        ("建设工程质量监督经费", None),
        ("工程建设领域专项整治经费", None),
        ("车辆购置税征管用房修缮费", "修缮"),
        ("信息系统运行维护费", None),
        ("老旧小区改造工程", "改造工程"),
        ("县医院门诊楼扩建项目", "扩建"),
    ],
)
def test_s05_boundary_of_what_is_a_work_or_a_purchase(name, kind):
    """A tax, a subsidy, a place and a 工程 that is none are no works."""
    (reading,) = readings(workbook(replace(CLEAN, name=name)))
    assert costed_kind(ProjectTable(reading)) == kind


def test_s05_takes_words_of_the_department():
    """A department adds its own kinds of works."""
    book = workbook(replace(without_rows(3), name="闸门更换费"))
    (problem,) = check(readings(book), Context(words={"costed": ("闸门更换",)}))
    assert (problem.code, problem.severity) == ("S-05", "error")


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (4, {"level1": "效益指标"}),
        (4, {"level1": "效 果 指 标："}),
        (4, {"level1": "效益指标", "level2": "社会效益"}),
        (4, {"level2": "环境效益指标"}),
        (2, {"level2": "进度指标"}),
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
    assert codes(workbook(CLEAN, {"F12": None, "D13": None})) == ["S-13", "S-14"]
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


@pytest.mark.parametrize("name", ["服务对象满意度", "服务对象满意度指标", "满意度", "服务 对象满意度"])
def test_s09_fails_for_a_satisfaction_without_its_object(name):
    """Whatever the spelling, nobody is named who should be content; a blank in the name is V-17's."""
    message = f"三级指标“{name}”没有说明服务对象是谁。"
    expected = "写明对象的名称，如“读者满意度”"
    found = [problem for problem in said(workbook(with_row(5, level3=name))) if problem[0] != "V-17"]
    assert found == [("S-09", "hint", "C16", name, expected, message)]


@pytest.mark.parametrize(("row", "name"), [(0, "数量"), (4, "社会效益"), (2, "进度指标")])
def test_s09_fails_for_the_name_of_the_level_2(row, name):
    """The other classes are told to name what is counted."""
    message = f"三级指标“{name}”只是把二级指标的名称又写了一遍。"
    expected = "写明衡量什么的名称，如“新购图书册数”"
    assert said(workbook(with_row(row, level3=name))) == [("S-09", "hint", f"C{11 + row}", name, expected, message)]


def test_s09_passes_for_a_name_that_says_more():
    """A word more is another name, and the name of another class is not this rule's."""
    assert codes(workbook(with_row(5, level3="群众满意度"))) == []
    assert codes(workbook(with_row(0, level3="质量"))) == []


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


def test_s10_passes_down_to_the_shortest_texts():
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


def test_s11_passes_down_to_a_goal_of_one_character():
    """A single character, or a number that is the goal itself, is a text."""
    assert codes(workbook(CLEAN, {"B9": "1、新\n2、2000"})) == []


def test_s12_fails_for_too_few_rows():
    """Two rows are too few, where the missing class is not an error that asks for the third."""
    book = central(without=(1, 2, 3, 5))
    assert ("S-12", "warning", "A14", "2", "至少 3 条", "本表只有 2 条指标，少于 3 条。") in said(book)
    assert codes(book) == ["S-03", "S-04", "S-12"]


@pytest.mark.parametrize(("count", "found"), [(15, []), (16, [("S-12", "hint", "A10", "16", "不超过 15 条")])])
def test_s12_boundary_of_fifteen_rows(count, found):
    """Fifteen rows are not too many, the sixteenth is."""
    more = [replace(CLEAN.indicators[0], level3=f"第{n}类图书册数") for n in range(count - 6)]
    problems = said(workbook(replace(CLEAN, indicators=(*CLEAN.indicators, *more))))
    assert [p[:5] for p in problems] == found
    assert [p[5] for p in problems] == ["本表有 16 条指标，超过 15 条。"] * len(found)


def test_s12_passes_with_three_rows_and_where_an_error_asks_for_more():
    """With one row a class there are three; where 满意度指标 must be added, that makes the third."""
    assert "S-12" not in codes(workbook(without_rows(1, 2, 3)))
    assert "S-12" not in codes(workbook(without_rows(1, 2, 3, 5)))


def test_s13_fails_for_each_blank_basis_as_one_problem():
    """The same words for every cell make one problem of them."""
    book = workbook(with_row(1, basis=None), {"F13": " "})
    expected = "计划标准、行业标准或历史标准，或者文件、合同的名称"
    assert said(book) == [("S-13", "warning", "F12", None, expected, "没有填“指标值确定依据”。")]
    assert cells("S-13", book) == ["F12", "F13"]


def test_s13_passes_where_the_column_is_not_printed():
    """The form of 2021 has none; a sheet of another hand may lack it."""
    assert "S-13" not in codes(central())
    lines = [line.rsplit(" | ", 2)[0] if line.count("|") == 6 else line for line in PRINTED.split("\n")]
    table = "\n".join([*lines[:9], *(line.removesuffix(" | 指标值确定依据") for line in lines[9:])])
    assert "S-13" not in [p[0] for p in of_text(table)]


def test_s13_a_dash_is_a_blank_on_a_sheet_of_another_hand():
    """A dash names no basis; on our own sheets it is what somebody typed."""
    assert [(p[0], p[2]) for p in of_text(PRINTED, "采购合同", "—")] == [("S-13", "F12")]


def test_s14_fails_for_a_blank_and_a_short_description():
    """A blank one is asked for; one of five characters says too little."""
    blank = workbook(with_row(1, description=None))
    long = "说明指标怎么算的一句话，如“验收合格册数占新购册数的比率”"
    assert said(blank) == [("S-14", "warning", "D12", None, long, "没有填“绩效指标描述”。")]
    short = workbook(with_row(1, description="合格 的册数"))
    expected = "不少于 6 个字，如“验收合格册数占新购册数的比率”"
    message = "“绩效指标描述”不足 6 个字，说不清指标怎么算。"
    assert said(short) == [("S-14", "warning", "D12", "合格 的册数", expected, message)]


def test_s14_passes_down_to_six_characters_and_where_the_column_is_not_printed():
    """Six characters are enough; the form of 2021 has no such column."""
    assert codes(workbook(with_row(1, description="合格册数占比"))) == []
    assert "S-14" not in codes(central())


def test_s15_fails_for_the_title_of_another_project():
    """The title was not changed with the name: nobody can say which is right, so both places are named."""
    table = PRINTED.replace("社区图书室运行费绩效目标表", "3、图书室冬季取暖费绩效目标表")
    message = "标题说的是“图书室冬季取暖费”，项目名称一栏写的是“社区图书室运行费”，两处至少有一处不对。"
    expected = "标题和项目名称相同，并与预算批复一致"
    assert of_text(table) == [("S-15", "warning", "E3", "社区图书室运行费", expected, message)]
    (problem,) = check(read_document(xlsx(table), "表.xlsx").readings)
    assert [(place.cell, place.field) for place in problem.also] == [("A1", "title")]


@pytest.mark.parametrize(
    "title",
    [
        "社区图书室 运行费绩效目标表",
        "2020年社区图书室运行费绩效目标表",
        "附件2：社区图书室运行费绩效目标表",
        "某县图书馆社区图书室运行费绩效目标表",
        "图书室运行费绩效目标表",
        "社区图书室(运行费)绩效目标表",
        "2020年部门预算项目绩效目标表",
        "某县图书馆2020年绩效目标表",
        "县图书馆绩效目标表",
        "某县2020年项目支出绩效目标表",
        "绩效目标表",
    ],
)
def test_s15_passes_for_titles_that_agree_or_name_no_project(title):
    """Blanks, a year, a place before it and a part of the name are no other project."""
    assert of_text(PRINTED, "社区图书室运行费绩效目标表", title) == []


def test_s15_fails_for_a_tab_with_the_name_of_another_project():
    """Both sheets have the tab of the other one; the title of our own sheets follows the name by itself."""
    book = two_sheets("社区图书室运行费", "1、图书室冬季取暖费", projects=(OTHER, CLEAN))
    message = "工作表名是另一个项目“{tab}”的名称，表里的项目名称是“{name}”，两处至少有一处不对。"
    found = [p for p in said(book) if p[0] == "S-15"]
    expected = "工作表名和项目名称说的是同一个项目"
    assert found == [
        ("S-15", "warning", "E4", OTHER.name, expected, message.format(tab=CLEAN.name, name=OTHER.name)),
        ("S-15", "warning", "E4", CLEAN.name, expected, message.format(tab="1、图书室冬季取暖费", name=CLEAN.name)),
    ]


@pytest.mark.parametrize("tabs", [("社区图书室运行费", "图书室冬季取暖费"), ("Sheet1", "取暖"), ("取暖费", "运行费")])
def test_s15_passes_for_other_tabs(tabs):
    """The own name, a short form of any and what is no name at all are let alone."""
    assert said(two_sheets(*tabs, projects=(CLEAN, OTHER))) == []


def test_s15_passes_for_two_tables_below_each_other():
    """The tab can have the name of only one of them."""
    other = PRINTED.replace("社区图书室运行费", "图书室冬季取暖费").replace("1401-JBN-6BVF", "2604-JBN-7CWG")
    assert [problem for problem in of_text(f"{PRINTED}\n{other}") if problem[0] != "X-01"] == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("为**社区购置图书", "**"),
        ("为XX社区购置图书", "XX"),
        ("为××社区购置图书", "××"),
        ("为○○社区购置图书", "○○"),
        ("购置图书____册", "____"),
        ("20XX年购置图书", "20XX"),
        ("X月底前购置图书", "X"),
        ("……", "……"),
        ("购置图书。\n2、……", "2、……"),
        ("资金用途待填", "待填"),
        ("待定", "待定"),
        ("请填写资金用途", "请填写"),
        ("概述资金用途，100字以内", "概述资金用途，100字以内"),
    ],
)
def test_s16_fails_for_what_is_left_of_the_blank_form(text, sign):
    """The sign is quoted, and what stands in its place is asked for."""
    message = f"“预算规模及资金用途”里还留着表样的字样“{sign}”，没有换成实际内容。"
    expected = "实际的名称、数量或文字"
    assert said(workbook(replace(CLEAN, purpose=text))) == [("S-16", "error", "B6", sign, expected, message)]


@pytest.mark.parametrize(
    ("cell", "text", "sign"),
    [
        ("C12", "指标1：图书验收合格率", "指标1："),
        ("C12", "项目总成本（≤**万元）", "**"),
        ("D12", "XX册数占新购册数的比率", "XX"),
        ("F12", "待补充", "待补充"),
        ("B9", "1、全年购置图书2000册。\n目标2：", "目标2："),
    ],
)
def test_s16_fails_in_every_field(cell, text, sign):
    """Names, descriptions, bases and goals are looked at alike."""
    assert [(p[0], p[2], p[3]) for p in said(workbook(CLEAN, {cell: text}))] == [("S-16", cell, sign)]


@pytest.mark.parametrize(
    "text",
    """
购置图书、期刊、报纸等……
实行7*24小时自助借阅
建设生活垃圾待填埋区
购置XXL码工作服
更新XX-200型设备
参加X光检查
每次3人×2次×100元
二○○九年建成的图书室
编写简报，每篇1000字以内
每条信息填报300字以内
目标1：购置图书2000册
目标1：⏎购置图书2000册
落实各项指标10个
分类指标：图书、期刊
""".split(),
)
def test_s16_passes_for_false_friends(text):
    """Signs that are right in their place are let alone."""
    assert "S-16" not in codes(workbook(replace(CLEAN, purpose=text.replace("⏎", "\n"))))


def test_s16_leaves_targets_goals_of_signs_and_codes_to_their_rules():
    """A target that is no value is V-02, a goal of signs alone S-11, an odd code X-06."""
    assert codes(workbook(with_row(1, target="≥XX%"))) == ["V-02"]
    assert codes(workbook(CLEAN, {"B9": "1、全年购置图书2000册。\n2、****"})) == ["S-11"]
    assert codes(workbook(replace(CLEAN, code="434-1401-JBN-XXXX-XX"))) == ["X-06"]


def large(total: str, purpose: str = "用于社区图书室购置图书、维护借阅设备。") -> Project:
    """The clean project with another budget."""
    return replace(CLEAN, purpose=purpose, budget=with_budget(total, total, None).budget)


def without_papers(project: Project) -> Project:
    """The project with bases that name no paper."""
    rows = (replace(row, basis="历史标准") for row in project.indicators)
    return replace(project, indicators=tuple(rows))


def test_s17_fails_for_a_large_project_without_papers():
    """From the profile's amount on, the papers that a project is founded on are asked for."""
    message = "预算数 500.00 万元，达到 500 万元，表里没有写明立项依据。"
    expected = "写有文件名称、文号，或批复、可研报告、实施方案"
    assert said(workbook(without_papers(large("500")))) == [("S-17", "hint", "C5", "500.00", expected, message)]


@pytest.mark.parametrize(
    "project",
    [
        without_papers(large("499.99")),
        large("500"),
        without_papers(large("500", "按照《公共图书馆法》购置图书")),
        without_papers(large("500", "按照县政府批复购置图书")),
        without_papers(large("500", "按某政办〔2019〕12号购置图书")),
    ],
)
def test_s17_passes_up_to_the_amount_and_where_a_paper_is_named(project):
    """One paper, its number or its kind anywhere in the table is enough."""
    assert codes(workbook(project)) == []


def test_s18_fails_for_classes_that_were_left_empty():
    """The printed classes without any indicator are one problem with all their cells, and no S-07."""
    rows = "效果指标 | 经济效益指标 | | | | | <\n~ | 生态效益指标 | | | | | <\n~ | 社会效益指标 | 借阅人次增长率"
    table = PRINTED.replace("效果指标 | 社会效益指标 | 借阅人次增长率", rows)
    message = "“经济效益指标、生态效益指标”有只印了类别、没有填指标的空行。"
    assert of_text(table) == [("S-18", "warning", "B14", None, "填有指标，或没有空行", message)]
    (problem,) = check(read_document(xlsx(table), "表.xlsx").readings)
    assert [place.cell for place in problem.places] == ["B14", "B15"]


def test_s18_leaves_a_class_that_must_be_there_to_its_rule():
    """An empty 时效指标, 成本指标 or 效果指标 is missing, which is said once."""
    assert [p[0] for p in of_text(emptied("~ | 时效指标 |"))] == ["S-04"]
    assert [p[0] for p in of_text(emptied("~ | 成本指标 |"))] == ["S-05"]
    assert [p[0] for p in of_text(emptied("效果指标 | 社会效益指标 |"))] == ["S-02"]


def test_s18_an_empty_cost_of_the_form_of_2021():
    """Where costs must be there, S-05 says so; of other projects the printed class is to be removed."""
    levels = {"level1": "成本指标", "level2": "经济成本指标", "level3": None, "target": None}
    for name, rule in (("社区图书室运行费", "S-18"), ("图书购置费", "S-05")):
        (reading,) = readings(central(*((3, field, text) for field, text in levels.items()), name=name))
        assert [p.code for p in check([replace(reading, marked=False)])] == [rule]


def test_s18_fails_for_an_empty_row_of_a_class_that_has_others():
    """A spare row that was left is to be removed."""
    empty = "~ | 数量指标 | | | | | <\n~ | 质量指标"
    assert [(p[0], p[2]) for p in of_text(PRINTED, "~ | 质量指标", empty)] == [("S-18", "B11")]


def test_s18_passes_where_anything_is_filled_and_on_our_own_sheets():
    """A row with a description is begun, and one on our own sheet too, where nobody printed the class: that is S-07."""
    begun = "~ | 数量指标 | | 全年购置的期刊种数 | | 采购计划 | <\n~ | 质量指标"
    assert [p[0] for p in of_text(PRINTED, "~ | 质量指标", begun)] == ["S-07", "S-07"]
    book = workbook(CLEAN, {f"{column}15": None for column in "CDEF"})
    assert codes(book) == ["S-07", "S-07"]
