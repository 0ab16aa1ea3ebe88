"""What the rules across tables and of words find in the real 2020 tables: each at its cell, and nothing else."""

from pathlib import Path

import pytest

import xltool
from xltool.checking import check_batch
from xltool.problems import Place, Problem


@pytest.fixture(scope="module")
def problems(checkout: Path) -> list[Problem]:
    """All problems of the example folder, with the settings that lie in it."""
    return check_batch(xltool.read(checkout / "workbook_templates" / "beidaihe-2020"))


def of(problems: list[Problem], rule: str) -> list[tuple[list[str], list[str]]]:
    """Each problem of a rule: its cells and what they are held against, with the numbers of the files."""
    return [(_cells(p.all_places), _cells(p.also)) for p in problems if p.code == rule]


def _cells(places: tuple[Place, ...]) -> list[str]:
    return [f"{(at.file or '')[:2]} {at.cell}" for at in places]


def test_x01_project_2_speaks_of_project_1s_book(problems):
    """村镇志 in its purpose, goals and first indicator; and one description is the other's."""
    assert of(problems, "X-01") == [(["01 D11", "02 D12"], []), (["02 B6", "02 B9", "02 C11"], ["01 E4"])]
    copied, subject = [p for p in problems if p.code == "X-01"]
    assert "为书稿编撰而搜集素材资料占应搜集数量的比率" in copied.message
    assert subject.message == (
        "本表有 3 处说的是“村镇志”，那是项目“北戴河村镇志编撰印刷费”的内容，它自己的表里只有 2 处。"
    )


def test_x02_the_goals_of_projects_2_and_3_are_their_purpose(problems):
    """One problem for both; project 10, whose first goal is half of its purpose, is not among them."""
    assert of(problems, "X-02") == [(["02 B9", "03 B9"], ["02 B6", "03 B6"])]


def test_x03_projects_3_and_11_speak_of_several_things(problems):
    """金融工作经费 lists foreign affairs; 专项业务活动费 says nothing, and its parts have nothing in common."""
    assert of(problems, "X-03") == [
        (["03 B9"], ["03 E4", "03 C12", "03 C14"]),
        (["11 E4"], ["11 B6", "11 B9", "11 C11"]),
    ]


def test_x05_one_sentence_about_the_whole(problems):
    """No table has a 成本指标."""
    (problem,) = [p for p in problems if p.code == "X-05"]
    assert problem.message == (
        "11 张项目表共 42 条指标，其中产出指标 19 条：数量指标 3 条、质量指标 11 条、时效指标 5 条、成本指标 0 条；"
        "几乎没有成本指标。"
    )
    assert _cells(problem.places) == [f"{number:02d} A10" for number in range(1, 12)]


@pytest.mark.parametrize("rule", ["X-04", "X-06", "X-07", "X-08"])
def test_codes_units_and_sub_objectives_are_right(problems, rule):
    """04, 14 and 26 are the three 分项绩效目标, all codes begin with 434, and the unit is written in one way."""
    assert of(problems, rule) == []


def test_w01_what_is_certain_is_mended_and_the_same_table_says_how(problems):
    """差旅费 and 往来 stand in the same tables; 总额发放 may want more than one remedy."""
    found = [(_cells(p.all_places)[0], p.expected, _cells(p.also), p.fix) for p in problems if p.code == "W-01"]
    assert [entry[:3] for entry in found] == [
        ("00 B9", "包含", []),
        ("06 C12", "差旅费", ["06 B9"]),
        ("06 D12", "差旅费", ["06 B9"]),
        ("10 D11", "足额发放", []),
        ("11 D14", "往来", ["11 B9"]),
    ]
    assert [entry[3] for entry in found][1:] == [
        "援疆干部探亲差旅费到位率",
        "援疆干部按照规定应享受的探亲差旅费报销情况",
        None,
        "反映政府政务往来、公务活动提供的满意程度",
    ]


def test_w02_the_doubled_word_is_taken_out(problems):
    """The rest of the cell stays as it is."""
    (problem,) = [p for p in problems if p.code == "W-02"]
    assert (problem.fix or "").startswith("加强政务公开及门户网站的建设管理，办理回复国办")
    assert problem.fix == (problem.fix or "").replace("加强加强", "加强")


def test_w03_one_book_has_two_names(problems):
    """镇村志 in part one, 村镇志 in project 1."""
    assert of(problems, "W-03") == [(["00 B9"], ["01 B6", "01 E4"])]
    (problem,) = [p for p in problems if p.code == "W-03"]
    assert problem.expected == "全部材料用同一种写法，“北戴河镇村志”或“北戴河村镇志”"


def test_w04_dashes_and_blanks_of_part_one(problems):
    """Two blanks, and five dashes of two lengths, which are even in project 8."""
    found = [(_cells(p.all_places)[0], p.expected) for p in problems if p.code == "W-04"]
    assert found == [
        ("00 B9", "标点前后没有空格"),
        ("00 B10", "受理—立案—派遣—处理—督办—反馈—结案"),
        ("00 B10", "标点前后没有空格"),
    ]


def test_w05_goals_that_are_phrases(problems):
    """Part one as a whole, and one sentence each of four projects."""
    found = [(_cells(p.all_places)[0], p.message.split("”")[0][1:]) for p in problems if p.code == "W-05"]
    assert found == [
        ("00 A6", "提高工作效率和服务水平"),
        ("05 B9", "高质量展示北戴河的发展变化"),
        ("07 B9", "促进北戴河区各项事业的发展"),
        ("08 B9", "促进城市各方面的通畅和协调"),
        ("11 B9", "保证各项工作的顺利开展"),
    ]


def test_w06_part_one_tells_of_the_past(problems):
    """增强了…, while 注册并运行了 of project 5 stands in its purpose."""
    assert of(problems, "W-06") == [(["00 B8"], [])]
