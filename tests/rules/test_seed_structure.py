"""What the rules of structure find in the real 2020 tables, each place of it, and nothing else."""

from pathlib import Path

import pytest

import xltool
from xltool.problems import Problem

INDICATORS = (3, 5, 6, 4, 3, 4, 3, 4, 3, 3, 4)
"""How many indicators each of the 11 tables has; the first stands in row 11, their head in row 10."""

PROJECTS = tuple(f"{number:02d}" for number in range(1, 12))


@pytest.fixture(scope="module")
def problems(checkout: Path) -> list[Problem]:
    """The problems of the example folder that this family finds, and those about reading."""
    found = xltool.validate(xltool.read(checkout / "workbook_templates" / "beidaihe-2020"))
    return [problem for problem in found if problem.code[0] in "SRI"]


def places(problem: Problem) -> list[tuple[str, str]]:
    """File number and cell of each place of a problem."""
    return [((at.file or "")[:2], at.cell or "") for at in problem.all_places]


def of(problems: list[Problem], rule: str) -> list[Problem]:
    """The problems of one rule."""
    return [problem for problem in problems if problem.code == rule]


def test_only_these_rules_speak(problems):
    """Every field is filled, every class is there but what is said below; nothing of a blank form was left."""
    assert [(p.code, p.severity) for p in problems] == [
        ("S-05", "warning"),
        ("S-13", "warning"),
        ("S-04", "warning"),
        ("S-04", "warning"),
        ("S-09", "hint"),
        ("S-08", "error"),
        ("S-04", "warning"),
        ("S-04", "warning"),
    ]


def test_s04_outputs_are_missing_in_all_projects_but_2(problems):
    """Four kinds of gaps, each said once with its tables, at the head of their indicators."""
    found = {p.message: [file for file, cell in places(p) if cell == "A10"] for p in of(problems, "S-04")}
    assert found == {
        "产出指标里没有数量指标、时效指标。": ["01", "03", "04", "05", "11"],
        "产出指标里没有数量指标、质量指标。": ["06", "09", "10"],
        "产出指标里没有质量指标、时效指标。": ["07"],
        "产出指标里没有时效指标。": ["08"],
    }


def test_s05_no_project_has_a_cost(problems):
    """None is a work or a purchase, so it is one warning for all 11."""
    (problem,) = of(problems, "S-05")
    assert places(problem) == [(number, "A10") for number in PROJECTS]
    assert problem.message == "没有成本指标。"


def test_s08_a_name_twice_in_project_6(problems):
    """The effect and the satisfaction have the same name; both cells are named."""
    (problem,) = of(problems, "S-08")
    assert places(problem) == [("06", "C14")]
    assert [at.cell for at in problem.also] == ["C13"]
    assert problem.message == "三级指标“援疆干部家属满意度”与 C13 重名。"


def test_s09_seven_satisfactions_without_an_object(problems):
    """服务对象满意度 names nobody; 用工单位满意度 and the like do."""
    (problem,) = of(problems, "S-09")
    rows = {"01": 13, "02": 15, "03": 16, "04": 14, "05": 13, "08": 14, "11": 14}
    assert places(problem) == [(number, f"C{row}") for number, row in rows.items()]
    assert problem.expected == "写明对象的名称，如“读者满意度”"


def test_s13_no_target_has_a_basis(problems):
    """The column is printed and blank: one problem with 42 cells."""
    (problem,) = of(problems, "S-13")
    expected = [
        (number, f"F{row}") for number, count in zip(PROJECTS, INDICATORS, strict=True) for row in range(11, 11 + count)
    ]
    assert places(problem) == expected
    assert len(expected) == 42


def test_s15_the_titles_of_the_published_text_agree(checkout):
    """The document itself prints a title above each table, 3、金融工作经费绩效目标表: all are their own."""
    found = xltool.validate(xltool.read(checkout / "tests" / "data" / "beidaihe-2020.txt"))
    assert [problem.message for problem in found if problem.code in ("S-15", "S-16", "S-18")] == []
