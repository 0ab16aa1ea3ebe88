"""Formats that know only text: their error values are errors, and nothing is too long or too deep in silence."""

from collections.abc import Callable
from pathlib import Path

import pytest

import xltool
from tests.reading.test_delimited import delimited
from tests.reading.test_one_truth import by_python_docx
from tests.reading.test_webpage import page
from tests.reading.test_webpage import table as table_of
from tests.reading.test_workbooks import project, said
from tests.sheets import SMALL
from xltool.document import read_document
from xltool.problems import Refused

MADE: dict[str, Callable[[str], bytes]] = {
    "docx": by_python_docx,
    "html": lambda table: page(table_of(table)).encode(),
    "csv": lambda table: delimited(",", table).encode("gb18030"),
}
PLACES = {"docx": ("表 1 第 3 行第 4 列", "表 1 第 7 行第 4 列"), "html": ("D3", "D7"), "csv": ("D3", "D7")}


@pytest.mark.parametrize(
    "error",
    ["#REF!", "#DIV/0!", "#N/A", "Err:502", "########", "错误!未找到引用源。", "Error! Reference source not found."],
)
@pytest.mark.parametrize("kind", MADE)
def test_an_error_is_one_in_money_and_in_words(kind: str, error: str) -> None:
    """A description of #REF! was taken for its words; ######## is what Excel saves of a column too narrow."""
    data = MADE[kind](SMALL.replace("15.5", error).replace("收集的资料篇数", error))
    money, words = PLACES[kind]
    assert said(data) == [("R-01", money, error), ("R-01", words, error)]
    assert project(read_document(data, "表")).budget.fiscal is None


@pytest.mark.parametrize("text", ["#1 楼", "##", "Err:5", "见#REF!", "E", "错误率", "Errors"])
@pytest.mark.parametrize("kind", MADE)
def test_other_texts_are_texts(kind: str, text: str) -> None:
    """Which only begin like one."""
    data = MADE[kind](SMALL.replace("收集的资料篇数", text))
    assert said(data) == []
    assert project(read_document(data, "表")).indicators[0].description == text


@pytest.mark.parametrize(("kind", "place"), [("docx", "表 1 第 7 行第 4 列"), ("html", "D7"), ("csv", "第 7 行")])
@pytest.mark.parametrize("length", [32_768, 200_000])
def test_a_text_that_no_cell_can_hold_is_refused_and_the_others_are_read(
    kind: str, place: str, length: int, tmp_path: Path
) -> None:
    """Whole batches ended with a sentence without a file; a long CSV was passed over as no table."""
    (tmp_path / f"甲.{kind}").write_bytes(MADE[kind](SMALL.replace("收集的资料篇数", "长" * length)))
    (tmp_path / f"乙.{kind}").write_bytes(MADE[kind](SMALL))
    batch = xltool.read(tmp_path)
    assert len(batch.projects) == 1
    (refused,) = batch.refused
    assert refused.file == f"甲.{kind}"
    assert place in refused.reason
    assert "32767" in refused.reason


@pytest.mark.parametrize("depth", [10, 254, 600])
def test_a_table_deep_inside_a_page_is_found(depth: int) -> None:
    """Web systems leave tags open; from 256 on, what stood deeper was lost in silence."""
    deep = page("<div>" * depth + table_of(SMALL))
    assert project(read_document(deep.encode(), "表")) == project(read_document(page(table_of(SMALL)).encode(), "表"))


def test_a_page_far_too_deep_is_refused() -> None:
    """And not passed over."""
    with pytest.raises(Refused, match=r"“甲.html”里的网页套得太深.*请") as refused:
        read_document(page("<div>" * 20_000 + table_of(SMALL)).encode(), "甲.html")
    assert type(refused.value) is Refused
