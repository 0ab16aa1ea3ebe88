"""CSV and TSV: told from other text by content, in every encoding of Excel's."""

import csv
import io

import pytest

from tests.reading.test_workbooks import TABLE, project, said
from tests.sheets import grid, xlsx
from xltool.document import read_document
from xltool.problems import Refused
from xltool.reading.delimited import delimiter_of


def delimited(delimiter: str = ",", table: str = TABLE) -> str:
    """A text table with another delimiter, as Excel writes it."""
    buffer = io.StringIO()
    rows = grid(table).rows
    width = max(map(len, rows))
    csv.writer(buffer, delimiter=delimiter).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("file", ["表.csv", "导出.xls"])
def test_a_delimited_table_is_read_like_xlsx(delimiter: str, encoding: str, file: str) -> None:
    """Line breaks inside cells too; that numbers are text is no repair, for the source has nothing else."""
    data = delimited(delimiter).encode(encoding)
    document = read_document(data, file)
    read, expected = project(document), project(read_document(xlsx(TABLE), "表.xlsx"))
    assert read == expected
    assert [repair.code for repair in document.all_repairs()] == ["I-02"]
    assert said(data, file) == []


def test_addresses_are_those_of_a_spreadsheet() -> None:
    """A row with a line break is one row."""
    data = delimited().replace("≥10篇", "若干").encode()
    (reading,) = read_document(data, "表.csv").readings
    assert reading.cell("indicators[0].target") == "E7"


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("甲,乙,丙\n1,2,3\n4,5,6\n", ","),
        ("表名\n甲,乙,丙\n1,2,3\n4,5,6\n", ","),
        ("甲;乙;丙\n1,5;2;3\n4;5;6\n", ";"),
        ("\t甲\t乙\n1\t2\t3\n\t5\t6\n", "\t"),
        ('"甲,乙";丙;丁\n"1\n2";3;4\n5;6;7\n', ";"),
        ("甲,乙\n1,2\n3,4\n", None),
        ("甲,乙,丙\n1,2,3\n", None),
        ("\t甲\t乙\t丙\n\n\t1\t2\t3\n\n\t4\t5\t6\n", None),
        ("一、二，三\n四, 五, 六\n七\n八, 九\n", None),
        ("", None),
    ],
)
def test_what_is_a_table(text: str, delimiter: str | None) -> None:
    """Several rows of as many cells, three at least; rows that begin with a tab are the text of a Word file."""
    assert delimiter_of(text) == delimiter


def test_the_published_text_stays_text(seed_text: str) -> None:
    """The 2020 document is no table of delimited cells, in whatever line ends."""
    assert delimiter_of(seed_text) is None
    assert delimiter_of(seed_text.replace("\n", "\r\n")) is None
    assert len(read_document(seed_text.encode(), "文本.txt").readings) == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n".join([",".join("甲乙丙")] * 3 + ["," * 1_000_000]), "1000001 列"),
        ("甲,乙,丙\n" * 3 + "1," + "长" * 40_000, "第 4 行有超过 32767 字"),
        ("甲,乙,丙\n" * 600 + '"' + "长" * 400_000, "第 601 行有超过 32767 字"),
    ],
)
def test_a_table_that_cannot_be_used_is_a_sentence(text: str, words: str) -> None:
    """A million columns, and a cell that a quotation mark has made without end."""
    with pytest.raises(Refused, match=f"“甲.csv”.*{words}.*请"):
        read_document(text.encode(), "甲.csv")
