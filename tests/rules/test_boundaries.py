"""Where the rules about structure and values (S, V) begin to speak: the nearest texts on both sides."""

from dataclasses import replace

import pytest

from tests.rules.clean import CLEAN, cells, codes, with_row, without_rows, workbook
from tests.rules.test_structure import PRINTED, of_text
from xltool.model import Project

COUNT, QUALITY, TIME, COST, BENEFIT, SATISFACTION = range(6)


def breaks(rule: str, project: Project) -> bool:
    """Whether a rule has something to say of a project."""
    return bool(cells(rule, workbook(project)))


def of_printed(old: str, new: str) -> list[str]:
    """The rules that the printed sheet breaks with another text in it."""
    return [code for code, *_ in of_text(PRINTED, old, new)]


def test_s02_s03_boundary_of_one_row():
    """One effect and one satisfaction are enough, none of them is not."""
    assert codes(workbook(CLEAN)) == []
    assert codes(workbook(without_rows(BENEFIT, SATISFACTION))) == ["S-02", "S-03"]


@pytest.mark.parametrize("level2", ["经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"])
def test_s02_passes_for_a_single_effect_of_any_kind(level2):
    """No kind of effect is asked for more than the others."""
    assert codes(workbook(with_row(BENEFIT, level2=level2))) == []


def test_s04_boundary_of_one_row_a_class():
    """One row of each is enough; two of one class are none of another."""
    assert codes(workbook(CLEAN)) == []
    assert codes(workbook(with_row(QUALITY, level2="数量指标", target="≥1990册", level3="验收图书册数"))) == ["S-04"]


def test_s06_boundary_of_the_last_level_2_of_a_class():
    """可持续影响指标 is the last of 效果指标, 服务对象满意度指标 the first of the next class."""
    assert codes(workbook(with_row(BENEFIT, level2="可持续影响指标"))) == []
    assert codes(workbook(with_row(BENEFIT, level2="服务对象满意度指标"))) == ["S-06"]


def test_s07_boundary_of_one_character():
    """A blank is nothing, a single character is a name."""
    assert cells("S-07", workbook(CLEAN, {"C12": "率"})) == []
    assert cells("S-07", workbook(CLEAN, {"C12": " "})) == ["C12"]


def test_s08_boundary_of_one_character():
    """A character more is another name, a full stop more is not."""
    assert cells("S-08", workbook(with_row(QUALITY, level3="新购图书册数额"))) == []
    assert cells("S-08", workbook(with_row(QUALITY, level3="新购图书册数。"))) == ["C12"]


def test_s09_boundary_of_one_word_more():
    """Whoever should be content has to be named."""
    assert cells("S-09", workbook(with_row(SATISFACTION, level3="服务对象满意度"))) == ["C16"]
    assert cells("S-09", workbook(with_row(SATISFACTION, level3="借阅服务对象满意度"))) == []


def test_s13_boundary_of_one_character():
    """A blank is no basis, whatever is written is one."""
    assert cells("S-13", workbook(CLEAN, {"F12": " "})) == ["F12"]
    assert cells("S-13", workbook(CLEAN, {"F12": "约"})) == []


def test_s15_boundary_of_a_part_of_the_name():
    """A part of the name is the project, a part with one other character is not."""
    assert of_printed("社区图书室运行费绩效目标表", "图书室运行费绩效目标表") == []
    assert of_printed("社区图书室运行费绩效目标表", "图书馆运行费绩效目标表") == ["S-15"]


@pytest.mark.parametrize(
    ("passes", "fails"),
    [("购置XXL码工作服", "购置XX工作服"), ("参加X光检查", "于X月检查"), ("期刊等……", "……")],
)
def test_s16_boundary_of_a_sign_in_its_place(passes, fails):
    """A size, a ray and an open list are written with the same signs as a gap."""
    assert not breaks("S-16", replace(CLEAN, purpose=passes))
    assert breaks("S-16", replace(CLEAN, purpose=fails))


def test_s18_boundary_of_one_cell():
    """A row with nothing but its classes is empty; with one cell more it is begun, and S-07 asks for the rest."""
    row = "~ | 数量指标 | {} | | | | <\n~ | 质量指标"
    assert of_printed("~ | 质量指标", row.format("")) == ["S-18"]
    assert "S-18" not in of_printed("~ | 质量指标", row.format("新购期刊种数"))


def test_v01_boundary_of_a_number_twice():
    """95 and 95 are two cells, 95 and 96 are something that cannot be read; 10 and 10 pieces may be 1010."""
    assert breaks("V-01", with_row(QUALITY, target="≥9595%以上"))
    assert not breaks("V-01", with_row(QUALITY, target="≥9596%以上"))
    assert not breaks("V-01", with_row(COUNT, target="≥1010册"))


def test_v02_boundary_of_a_word_behind_the_number():
    """以上 sets a limit, 左右 does not."""
    assert not breaks("V-02", with_row(QUALITY, target="95%以上"))
    assert breaks("V-02", with_row(QUALITY, target="95%左右"))


def test_v04_boundary_of_a_range():
    """A range has its limits, a single number needs an operator."""
    assert not breaks("V-04", with_row(COUNT, target="1985-2000册"))
    assert breaks("V-04", with_row(COUNT, target="2000册"))


def test_v05_boundary_of_a_degree():
    """The weakest degree is one."""
    assert breaks("V-05", with_row(BENEFIT, target="提高"))
    assert not breaks("V-05", with_row(BENEFIT, target="有所提高"))


def test_v06_boundary_of_a_dash():
    """Between two numbers it is a range, between two words it is a sign."""
    assert not breaks("V-06", with_row(QUALITY, target="90-95%"))
    assert breaks("V-06", with_row(QUALITY, target="良-优"))


@pytest.mark.parametrize(("passes", "fails"), [("=100%", "=100.01%"), ("≤100%", ">100%"), ("≥0.01%", "≥-0.01%")])
def test_v08_boundary_of_0_and_100(passes, fails):
    """Both ends are shares."""
    assert not breaks("V-08", with_row(QUALITY, target=passes))
    assert breaks("V-08", with_row(QUALITY, target=fails))


@pytest.mark.parametrize("target", ["11月30日前", "2020年11月30日前", "≤43830小时"])
def test_v09_passes_for_dates_and_for_numbers_with_a_unit(target):
    """A date in words is what the rule asks for."""
    assert not breaks("V-09", with_row(TIME, target=target))


@pytest.mark.parametrize("target", ["≥95%", "=0.5%", "95", "≥1.5%"])
def test_v10_passes_for_percentages(target):
    """A percent sign makes a small number a percentage, and a large number is no fraction."""
    assert not breaks("V-10", with_row(QUALITY, target=target))


def test_v11_boundary_of_what_would_be_a_share():
    """2100% may be ≥100 %; 2101% cannot be ≥101 %."""
    assert breaks("V-11", with_row(QUALITY, target="2100%"))
    assert not breaks("V-11", with_row(QUALITY, target="2101%"))


def test_v12_boundary_of_the_end_of_the_name():
    """Persons are no 个, what they work at may be."""
    assert breaks("V-12", with_row(COUNT, target="≥30个", level3="培训人数"))
    assert not breaks("V-12", with_row(COUNT, target="≥30个", level3="培训人数达标站点"))


def test_v13_boundary_of_one_character():
    """The dash of a range may have full width, a digit may not."""
    assert not breaks("V-13", with_row(QUALITY, target="80～90%"))
    assert breaks("V-13", with_row(QUALITY, target="8０～90%"))


def test_v14_boundary_of_a_whole_number():
    """3.0 is a whole number, 3.1 is none."""
    assert not breaks("V-14", with_row(COUNT, target="≥3.0人"))
    assert breaks("V-14", with_row(COUNT, target="≥3.1人"))


def test_v15_boundary_of_one_character():
    """A number is all that a cell under 万元 holds."""
    assert cells("V-15", workbook(CLEAN, {"C5": "20.00"})) == []
    assert cells("V-15", workbook(CLEAN, {"C5": "20.00元"})) == ["C5"]


def test_v16_passes_for_a_long_description():
    """Only names, values and goals have a limit that a system sets."""
    long = "验收合格册数占新购册数的比率，" * 15
    assert not breaks("V-16", with_row(QUALITY, description=long, basis=long))


def test_v17_boundary_of_where_the_blank_is():
    """At the ends it is no part of the name, inside it is."""
    assert cells("V-17", workbook(CLEAN, {"C12": " 图书验收合格率 "})) == []
    assert cells("V-17", workbook(CLEAN, {"C12": "图书 验收合格率"})) == ["C12"]
