"""Words of old tables that nobody knows: which are asked about, and what they may mean."""

from collections.abc import Callable

import pytest

from tests.forms.test_county import PRINTED
from tests.reading.test_one_truth import by_python_docx
from tests.sheets import SMALL, xlsx
from xltool.document import read_document
from xltool.settings import parse_settings, with_labels
from xltool.unknown_labels import unknown_labels

MADE: dict[str, Callable[[str], bytes]] = {"xlsx": xlsx, "docx": by_python_docx}


def asked(table: str, kind: str = "xlsx") -> list[tuple[str, str, tuple[str, ...]]]:
    """The words, what stands beside them, and the labels to choose from."""
    readings = read_document(MADE[kind](table), "旧表").readings
    return [(unknown.word, unknown.beside, unknown.labels) for unknown in unknown_labels(readings)]


@pytest.mark.parametrize("kind", MADE)
def test_a_word_is_asked_about_with_the_labels_that_are_missing(kind: str) -> None:
    """A label with its value right of it, and a head with its values below; in Word by rows and columns, too."""
    table = PRINTED.replace("年度本级预算金额", "当年安排额").replace("指标值及单位", "要求")
    assert asked(table, kind) == [
        ("当年安排额", "120", ("年度本级预算金额",)),
        ("要求", "≥100公里", ("指标值及单位",)),
    ]


@pytest.mark.parametrize(
    "table",
    [
        PRINTED,
        SMALL,
        SMALL + "注：以上为初稿 | 见附件",
        SMALL.replace("项目名称 |", "2020年名称 |"),
        SMALL.replace("项目名称 |", "项目类别 |"),
        SMALL.replace("项目名称 | 村志编撰费", "项目名称 | 村志编撰费 | 经费来源"),
    ],
    ids=["known", "known too", "below the table", "not like a label", "a label of another form", "without a value"],
)
def test_other_words_are_not_asked_about(table: str) -> None:
    """They stay in the list of what was not understood."""
    assert asked(table) == []


OLD = """[department]
name = "某办"

[labels]  # 我们的
"事项" = "项目名称"

[sub_objectives]
names = {"04" = "甲"}
"""


@pytest.mark.parametrize("old", [None, b"", OLD.encode(), OLD.replace("\n", "\r\n").encode(), b"# only"])
def test_words_are_added_to_any_settings_file(old: bytes | None) -> None:
    """Below the words that are there already; the rest of the file means what it meant."""
    labels = (("内容", "资金用途"), ('"引号"', "项目名称"))
    new = parse_settings(with_labels(old, labels, "xltool.toml"))
    before = parse_settings(old or b"")
    assert set(new.labels) == {*labels, *before.labels}
    assert (new.name, new.codes) == (before.name, before.codes)
