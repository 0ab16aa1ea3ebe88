"""Where a problem stands, in words."""

import pytest

from xltool.cells import run_together
from xltool.places import also_words, concerns_several, message_words, of_file, place_words, table_words
from xltool.problems import Place, Problem


def problem(*places: tuple[str, str, str | None], also: tuple[tuple[str, str, str | None], ...] = ()) -> Problem:
    """A problem at cells, each with file and sheet."""
    spots = tuple(Place(*place) for place in places)
    file, sheet, cell, field = spots[0]
    others = tuple(Place(*place) for place in also)
    return Problem("L-01", "warning", "都一样。", file, sheet, cell, field, places=spots, also=others)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["E11", "E12", "E13", "G5"], "E11:E13、G5"),
        (["E9", "E10"], "E9:E10"),
        (["E11", "E13", "E12"], "E11、E13、E12"),
        (["A1", "B2"], "A1、B2"),
        (["第 12 行", "第 13 行"], "第 12 行、第 13 行"),
        ([], ""),
    ],
)
def test_cells_below_each_other_are_an_area(cells, words):
    """In their order, and only where one is right below the other."""
    assert run_together(cells) == words


def test_a_problem_of_one_table_names_its_cells():
    """One that is at no cell is about the whole table."""
    one = problem(("a.xlsx", "表", "E11"), ("a.xlsx", "表", "E12"))
    assert not concerns_several(one)
    assert (place_words(one), message_words(one)) == ("E11:E12", "都一样。")
    assert place_words(problem(("a.xlsx", "表", None))) == "整张表"


def test_a_problem_of_several_tables_names_them_all():
    """The sheet is named where a file has more than one of them."""
    of_b = (("b.xlsx", "表", "E11"), ("b.xlsx", "表", "E12"))
    several = problem(("a.xlsx", "甲", "E11"), ("a.xlsx", "乙", "E11"), *of_b)
    assert concerns_several(several)
    assert place_words(several) == "4 处"
    assert table_words(several) == "a “甲”E11；a “乙”E11；b E11:E12"
    assert message_words(several) == "都一样。\n涉及：a “甲”E11；a “乙”E11；b E11:E12"


def test_after_twelve_tables_the_others_are_counted():
    """A list of hundreds would hide the problem."""
    many = problem(*((f"{number}.xlsx", "表", "E11") for number in range(1, 14)))
    assert table_words(many).count(" E11") == 12
    assert table_words(many).endswith("；12 E11等 13 张表")


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (("01 北戴河村镇志编撰印刷费.xlsx", "02 年鉴.xls"), "01 北戴河村镇志编… E11；02 年鉴 E11"),
        (
            ("各街道办事处运行经费一.xlsx", "各街道办事处运行经费二.xlsx"),
            "各街道办事处运行经费一 E11；各街道办事处运行经费二 E11",
        ),
    ],
)
def test_long_names_are_cut_where_they_stay_apart(files, names):
    """Two tables are never called the same."""
    assert table_words(problem(*((file, "表", "E11") for file in files))) == names


def test_the_other_place_names_its_file_where_it_is_another():
    """Nothing where there is no other place."""
    at = ("a.xlsx", "表", "C14")
    assert also_words(problem(at)) == ""
    assert also_words(problem(at, also=(("a.xlsx", "表", "C13"),))) == "C13"
    assert also_words(problem(at, also=(("b.xlsx", "表", "B4"),))) == "《b.xlsx》B4"


def test_what_a_file_has_of_a_problem():
    """Its own cells, the first of them as the problem's; nothing for a file that is not concerned."""
    several = problem(("a.xlsx", "表", "E11"), ("b.xlsx", "表", "E12"), ("b.xlsx", "表", "E13"))
    (own,) = of_file([several], "b.xlsx")
    assert (own.file, own.cell, place_words(own)) == ("b.xlsx", "E12", "E12:E13")
    assert of_file([several], "c.xlsx") == []
