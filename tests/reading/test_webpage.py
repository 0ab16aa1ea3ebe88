"""Web pages and the .xls that is one: spans, frames of layout, hidden cells, numbers behind what is shown."""

import email.mime.multipart
import email.mime.text
from decimal import Decimal

import pytest

from tests.reading.test_workbooks import TABLE, project, said
from tests.sheets import grid, xlsx
from xltool.document import read_document
from xltool.problems import Refused
from xltool.reading.webpage import read_webpage


def table(source: str = TABLE, attributes: str = "") -> str:
    """A text table in HTML."""
    rows = ("".join(f"<td>{str(value).replace(chr(10), '<br>')}</td>" for value in row) for row in grid(source).rows)
    return f"<table {attributes}>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def page(body: str, head: str = "") -> str:
    """A web page."""
    return f"<html><head>{head}</head><body>{body}</body></html>"


def rows(body: str, head: str = "") -> list[list[object]]:
    """The rows of the one grid of a page."""
    (found,) = read_webpage(page(body, head).encode(), "表.html")
    return [list(row) for row in found.rows]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (page(table(), '<meta charset="utf-8">'), "utf-8"),
        (page(table(), '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'), "gb18030"),
        (page(table(), '<meta charset="gbk">'), "gb18030"),
        (page(table()), "gb18030"),
        (page(table(), '<meta charset="nonsense">'), "utf-8-sig"),
        (page(table(), '<meta charset="utf-8">'), "gb18030"),
        (page(table()), "utf-16"),
        ("\r\n" + table(), "gb18030"),
        ("<!DOCTYPE html>" + page(table()), "utf-8"),
        ('<?xml version="1.0" encoding="gb2312"?>' + page(table()), "gb18030"),
        ("<style>td{}</style>" + table(), "utf-8"),
    ],
)
def test_a_page_is_read_like_xlsx(text: str, encoding: str) -> None:
    """In every encoding that web systems use, and where the page says a wrong one; called .xls as they call it."""
    read = project(read_document(text.encode(encoding), "导出.xls"))
    expected = project(read_document(xlsx(TABLE), "表.xlsx"))
    assert read == expected
    assert said(text.encode(encoding), "导出.xls") == []


def test_spans_become_merged_areas() -> None:
    """Cells of later rows stand where the spans push them; spans that are no numbers count as one."""
    body = (
        "<table><tr><th rowspan=2>甲<td colspan='2'>乙<td colspan=x>丙</tr>"
        "<tr><td>丁</td><td rowspan=0>戊</td></tr><tbody><tr><td>己</td></tr></tbody></table>"
    )
    (found,) = read_webpage(page(body).encode(), "表.html")
    assert [list(row) for row in found.rows] == [["甲", "乙", None, "丙"], [None, "丁", "戊"], ["己"]]
    assert found.merged == [(0, 0, 1, 0), (0, 1, 0, 2)]
    assert found.place(1, 1) == "B2"


def test_words_of_a_cell_are_what_is_shown() -> None:
    """Line breaks are <br> and blocks, other blanks are one; hard blanks are blanks; scripts are nothing."""
    cell = "<td> 甲&nbsp;<b>乙</b>\n   丙<br>丁<p>戊</p>&lt;己&gt;<script>alert(1)</script><!-- 注 --></td>"
    assert rows(f"<table><tr>{cell}<td>&nbsp;</td></tr></table>") == [["甲 乙 丙\n丁\n戊\n<己>", ""]]


def test_tables_around_a_table_are_no_table() -> None:
    """What frames other tables gives its texts as paragraphs; the real table is read as such."""
    framed = f"<table><tr><td>某某局</td><td><table><tr><td>{table()}</td></tr></table></td></tr></table>"
    data = page(framed).encode()
    (found,) = read_webpage(data, "表.html")
    assert list(found.rows[0]) == ["某某局"]
    assert found.place(0, 0) == "“某某局”一段"
    assert found.place(2, 1) == "表格 1 第 2 行第 2 列"
    assert project(read_document(data, "表.html")).code == "434-1401-JBN-6BVF"


def test_a_table_inside_a_real_cell_is_its_words() -> None:
    """A row with cells of its own is no frame."""
    inner = "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    assert rows(f"<table><tr><td>甲</td><td>乙</td><td>丙</td><td>丁{inner}</td></tr></table>") == [
        ["甲", "乙", "丙", "丁\n1　2\n3　4"]
    ]


def test_paragraphs_between_tables_are_read_with_them() -> None:
    """A page with text is one grid, as a text file is: part one may stand in paragraphs."""
    body = f"<h1>第一部分</h1><p>（一）总体绩效目标</p>尽心尽职<div>{table('甲 | 乙 | 丙')}</div><p>完</p>"
    assert rows(body) == [["第一部分"], ["（一）总体绩效目标"], ["尽心尽职"], ["甲", "乙", "丙"], ["完"]]


def test_two_tables_without_text_are_two_grids() -> None:
    """Each is read for itself, so that labels of one never meet values of the other."""
    other = TABLE.replace("6BVF", "2CT9")
    document = read_document(page(table() + table(other)).encode(), "表.html")
    assert [reading.sheet for reading in document.readings] == ["表格 1", "表格 2"]


@pytest.mark.parametrize(
    ("attributes", "head", "hidden"),
    [
        ("", "", False),
        ("style='DISPLAY: none'", "", True),
        ("hidden", "", True),
        ("class='a gone'", "<style>td{} .gone { color:red; display:none }</style>", True),
        ("class='here'", "<style>.gone{display:none}</style>", False),
    ],
)
@pytest.mark.parametrize(
    "shape", ["<table><tr {0}><td>甲</td></tr></table>", "<table {0}><tr><td>甲</td></tr></table>"]
)
def test_hidden_cells_are_read_and_said(attributes: str, head: str, hidden: bool, shape: str) -> None:
    """Whatever hides them, if it stands in the page; a blank cell that is hidden is none."""
    (found,) = read_webpage(page(shape.format(attributes), head).encode(), "表.html")
    assert found.rows[0][0] == "甲"
    assert (found.hidden_cells is not None) == hidden
    (blank,) = read_webpage(page(shape.format(attributes).replace("甲", ""), head).encode(), "表.html")
    assert blank.hidden_cells is None


def test_a_hidden_column_is_said() -> None:
    """Excel hides a column so."""
    body = f"<table><col><col style='mso-width:0;display:none'>{table().removeprefix('<table >')}"
    assert [code for code, _, _ in said(page(body).encode(), "表.html")] == ["R-03"]


def test_the_number_behind_what_is_shown_counts() -> None:
    """Excel and LibreOffice write it beside the rounded text; a code or a date stays the text that it shows."""
    cells = (
        '<td x:num="20.125">20.13</td><td sdval="1234.5">1,234.50</td><td x:num="0.255">25.5%</td>'
        '<td x:num="43832">2020-1-2</td><td x:num>7</td><td x:num="1e999">9</td>'
    )
    (found,) = read_webpage(page(f"<table><tr>{cells}</tr></table>").encode(), "表.html")
    assert list(found.rows[0]) == [20.125, 1234.5, 0.255, "2020-1-2", "7", "9"]
    assert found.percents == {(0, 2)}
    data = page(table().replace("<td>20.125</td>", '<td x:num="20.125">20.13</td>')).encode()
    assert project(read_document(data, "表.xls")).budget.total == Decimal("20.125")


def test_a_web_archive_of_excel_is_its_sheets() -> None:
    """Its pages are sheets; the frames and the strip of tabs are none."""
    archive = email.mime.multipart.MIMEMultipart("related")
    strip = "<table><tr><td>表一</td></tr></table>"
    for name, text in (("a.htm", page("<frame>")), ("sheet001.htm", page(table())), ("tabstrip.htm", page(strip))):
        part = email.mime.text.MIMEText(text, "html", "utf-8")
        part["Content-Location"] = f"file:///C:/{name}"
        archive.attach(part)
    data = b"MIME-Version: 1.0\r\n" + archive.as_bytes().replace(b"MIME-Version: 1.0\n", b"", 1)
    assert project(read_document(data, "表.mht")).code == "434-1401-JBN-6BVF"
    with pytest.raises(Refused, match=r"“表.mht”是网页存档.*请"):
        read_document(data.replace(b"text/html", b"text/plain"), "表.mht")


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr><td rowspan=60000 colspan=1000>甲" * 3 + "</table>",
        "<table>" + "<tr><td rowspan=65534 colspan=40>甲</td></tr>" * 2 + "</table>",
        "<div>" * 100_000 + table(),
        "<table><tr><td>" * 3000 + table(),
        "",
    ],
)
def test_a_page_that_cannot_be_used_is_a_sentence(body: str) -> None:
    """Spans that no memory holds, a page without end, and one without anything."""
    with pytest.raises(Refused, match=r"“甲.html”.*请"):
        read_document(page(body).encode(), "甲.html")


def test_entities_of_a_page_are_not_expanded() -> None:
    """A page's own entities, in files or on other machines too, are mere text."""
    prolog = '<!DOCTYPE html [<!ENTITY a "甲甲甲"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    (found,) = read_webpage((prolog + page("<table><tr><td>&a;|&b;</td></tr></table>")).encode(), "表.html")
    assert "甲" not in str(found.rows)
    assert "root" not in str(found.rows)


def test_spreadsheets_in_xml_are_named() -> None:
    """“XML 表格 2003” is no web page; it says what to do."""
    data = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    with pytest.raises(Refused, match=r"“表.xls”是“XML 表格 2003”.*另存为 .xlsx"):
        read_document(data, "表.xls")
