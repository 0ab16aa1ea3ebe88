"""Word documents: the text in its order, tables with their merged areas, and everything that is no plain text said."""

import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import sleep

import docx
import pytest

import xltool
from tests.reading.books import xls
from tests.reading.documents import NAMESPACES, bare, p, packed, printed_document, table
from tests.sheets import WHOLE
from xltool.batch import Batch, FileReport
from xltool.decisions import noted
from xltool.document import Document, PassedOver, read_document
from xltool.flat import DepartmentReading, ProjectReading
from xltool.problems import Refused, Repair, Unrelated
from xltool.reading.grid import Grid
from xltool.reading.sniff import kind_of
from xltool.reading.word import read_word

BOX = "<w:r><w:fldChar><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>"
INSERTED, DELETED = '<w:ins w:id="1" w:author="甲">', '<w:del w:id="2" w:author="甲">'

TABLE = "\n".join(line for line in WHOLE.split("\n") if not line.startswith("效果指标"))
TABLE = TABLE.replace("项目名称", "项 目 名 称").replace("其中：财政资金", "其中：⏎财政资金")


def run(text: str, properties: str) -> str:
    """A run with properties."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def text_grid(body: str, **parts: str) -> Grid:
    """The grid of the text of a document of bare XML."""
    return read_word(bare(body, parts), "甲.docx")[0][0]


def repairs(body: str, **parts: str) -> list[tuple[str, str, str, str]]:
    """Place, raw text, value and the beginning of the reason of all repairs."""
    return [_brief(repair) for repair in read_word(bare(body, parts), "甲.docx")[1]]


def _brief(repair: Repair) -> tuple[str, str, str, str]:
    return repair.cell, repair.raw, repair.value, re.split("[，；]", repair.reason)[0]


def contents(document: Document) -> list[object]:
    """What was read, without the files and sheets where it stood."""
    return [
        replace(reading.project, source=None) if isinstance(reading, ProjectReading) else reading.department
        for reading in document.readings
        if isinstance(reading, ProjectReading | DepartmentReading)
    ]


def project(document: Document) -> ProjectReading:
    """The only table."""
    (reading,) = document.readings
    assert isinstance(reading, ProjectReading)
    return reading


@pytest.fixture(scope="module")
def printed(seed_text: str) -> bytes:
    """The 2020 document as a Word document."""
    return printed_document(seed_text)


# The document as a whole


def test_the_printed_document_is_read_like_its_text(printed: bytes, seed_text: str) -> None:
    """Part one and eleven projects, the same as from the text; nothing is left over."""
    document, text = read_document(printed, "甲.docx"), read_document(seed_text.encode(), "甲.txt")
    assert len(document.readings) == 12
    assert contents(document) == contents(text)
    assert document.all_leftovers() == []
    codes = [repair.code for repair in document.all_repairs()]
    assert (codes.count("I-02"), codes.count("V-01")) == (
        [repair.code for repair in text.all_repairs()].count("I-02"),
        [repair.code for repair in text.all_repairs()].count("V-01"),
    )
    assert "I-03" not in codes, "a merged level 1 is no guess"


@pytest.mark.parametrize("kind", ["doc:MS Word 97", "rtf"])
def test_an_old_document_is_read_through_libreoffice(
    kind: str, printed: bytes, convert: Callable[..., Path], tmp_path: Path, seed_text: str
) -> None:
    """A .doc or .rtf gives the same projects and part one, and says that it was converted."""
    source = tmp_path / "甲.docx"
    source.write_bytes(printed)
    (report,) = xltool.read(convert(source, kind)).files
    assert report.reason == ""
    assert report.document is not None
    assert contents(report.document) == contents(read_document(seed_text.encode(), "甲.txt"))
    assert report.document.repairs[0].reason == f"旧版 .{kind[:3]}，由 LibreOffice 转换后读取"


def test_an_old_document_without_libreoffice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says what to do, and nothing is started."""
    monkeypatch.setattr("xltool.conversion.find_office", lambda: None)
    (tmp_path / "旧.doc").write_bytes(_old_word())
    (report,) = xltool.read(tmp_path).refused
    assert report.reason == (
        "“旧.doc”是旧版 Word 文件（.doc 或 .rtf），本机没有安装 LibreOffice，不能自动转换。"
        "请用 Word 或 WPS 打开，另存为 .docx 后再试。"
    )


def test_a_broken_old_document_is_refused(tmp_path: Path, soffice: str) -> None:
    """What LibreOffice cannot convert is a sentence."""
    (tmp_path / "旧.doc").write_bytes(_old_word())
    (report,) = xltool.read(tmp_path).refused
    assert report.reason == "“旧.doc”已损坏，LibreOffice 转换不了。请用 Word 打开，另存为 .docx 后再试。"


def test_a_conversion_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that does not come to an end is stopped with what it started, and the file is refused."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nsleep 600 &\necho $! > '{tmp_path}/child'\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr("xltool.conversion.find_office", lambda: str(program))
    monkeypatch.setattr("xltool.conversion.SECONDS", 1)
    (tmp_path / "旧.doc").write_bytes(_old_word())
    (report,) = xltool.read(tmp_path / "旧.doc").refused
    assert report.reason.startswith("LibreOffice 转换“旧.doc”超过 1 秒，已中止。")
    child = int((tmp_path / "child").read_text())
    assert any(_has_ended(child) or sleep(0.05) for _ in range(200))


def _has_ended(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] == "Z"
    except OSError:
        return True


def _old_word() -> bytes:
    """The beginning of a .doc, and its directory's name for the text."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(2000)


def _workbook_with_document() -> bytes:
    """A workbook of Excel's in which a document is embedded: its root has Excel's class."""
    data = bytearray(xls("甲") + "WordDocument".encode("utf-16-le"))
    root = (int.from_bytes(data[48:52], "little") + 1) * 512
    data[root + 80 : root + 82] = b"\x20\x08"
    return bytes(data)


def test_word_files_are_known_by_content() -> None:
    """A document is one whatever its name is, also when a workbook is embedded in it uncompressed."""
    document = bare(p("甲"))
    assert kind_of(document, "甲.xlsx") == "docx"
    assert kind_of(_old_word(), "甲.xls") == "doc"
    assert kind_of(b"{\\rtf1 }", "甲.doc") == "doc"
    assert kind_of(_workbook_with_document(), "甲.xls") == "xls"
    buffer = BytesIO(document)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/embeddings/book.xlsx", packed({"xl/workbook.xml": "<workbook/>"}))
    assert kind_of(buffer.getvalue(), "甲.docx") == "docx"
    with pytest.raises(Refused, match=r"旧版 Word 文件.*另存为 \.docx"):
        read_document(_old_word(), "甲.doc")


def test_a_document_without_tables_is_unrelated() -> None:
    """A notice that lies in the folder is passed over, as a workbook without a table is."""
    with pytest.raises(Unrelated, match="没有找到绩效目标表"):
        read_document(bare(p("关于报送绩效目标的通知")), "通知.docx")


# Tables


def test_a_table_is_read_by_its_labels_and_named_by_its_places() -> None:
    """Merged cells, labels with blanks and line breaks: every field is found, at the place that Word calls it."""
    document = read_document(bare(p("甲") + table("一 | 二") + p("乙") + table(TABLE)), "甲.docx")
    reading = project(document)
    assert reading.project.name == "村志编撰费"
    assert [str(amount) for amount in (reading.project.budget.total, reading.project.budget.other)] == ["20.00", "4.50"]
    assert [str(by.percent) for by in reading.project.plan] == ["25.00", "50.00", "75.00", "100.00"]
    assert [row.level1 for row in reading.project.indicators] == ["产出指标", "产出指标", "满意度指标"]
    assert reading.cell("name") == "表 2 第 3 行第 4 列"
    assert reading.cell("indicators[1].target") == "表 2 第 11 行第 5 列"
    assert [(left.cell, left.raw) for left in document.all_leftovers()] == [
        ("第 1 段", "甲"),
        ("表 1 第 1 行第 1 列", "一"),
        ("表 1 第 1 行第 2 列", "二"),
        ("第 2 段", "乙"),
    ]


def test_columns_are_positions_in_the_grid_of_the_table() -> None:
    """Cells that span columns leave blanks, cells merged downwards leave blanks, both are ranges."""
    grid = text_grid(table("甲 | < | 乙 \n 丙 | 丁 | ~ \n ~ | 戊 | 己"))
    assert grid.rows == [["甲", "", "乙"], ["丙", "丁", ""], ["", "戊", "己"]]
    assert sorted(grid.merged) == [(0, 0, 0, 1), (0, 2, 1, 2), (1, 0, 2, 0)]
    assert (grid.place(0, 2), grid.place(2, 2)) == ("表 1 第 1 行第 2 列", "表 1 第 3 行第 3 列")
    assert grid.typed is False


def test_a_cell_may_be_merged_both_ways() -> None:
    """Two columns wide and three rows high is one range."""
    assert text_grid(table("甲 | < | 乙 \n ~ | < | 丙 \n ~ | < | 丁")).merged == [(0, 0, 2, 1)]


def test_two_merged_cells_below_each_other_stay_two() -> None:
    """A merge that begins anew ends the one above it."""
    cell = '<w:tc><w:tcPr><w:vMerge w:val="{}"/></w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>'
    rows = [("restart", "甲"), ("continue", ""), ("restart", "乙"), ("continue", "")]
    grid = text_grid(f"<w:tbl>{''.join(f'<w:tr>{cell.format(*row)}</w:tr>' for row in rows)}</w:tbl>")
    assert sorted(grid.merged) == [(0, 0, 1, 0), (2, 0, 3, 0)]


def test_a_row_may_begin_and_end_inside_the_table() -> None:
    """Columns left out before a row are counted, and a continuation with nothing above it is a cell."""
    row = (
        '<w:tr><w:trPr><w:gridBefore w:val="2"/><w:gridAfter w:val="1"/></w:trPr>'
        f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{p('甲')}</w:tc></w:tr>"
    )
    grid = text_grid(f"<w:tbl>{row}</w:tbl>")
    assert grid.rows == [["", "", "甲"]]
    assert grid.merged == []


@pytest.mark.parametrize(("width", "columns"), [(40, [["甲", "", "乙"], ["丙", "", "丁"]]), (400, None)])
def test_borders_that_nearly_meet_are_one(width: int, columns: list[list[str]] | None) -> None:
    """A border drawn by hand misses the one above it by a hair: the cells still stand in the same columns."""

    def cell(span: int, text: str) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{p(text)}</w:tc>'

    widths = "".join(f'<w:gridCol w:w="{one}"/>' for one in (1000, 1000, width, 2000))
    rows = f"<w:tr>{cell(2, '甲')}{cell(2, '乙')}</w:tr><w:tr>{cell(3, '丙')}{cell(1, '丁')}</w:tr>"
    grid = text_grid(f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>{rows}</w:tbl>")
    assert grid.rows == (columns or [["甲", "", "乙", ""], ["丙", "", "", "丁"]])


def test_a_narrow_cell_keeps_its_column() -> None:
    """Where a cell stands in a narrow column it is a column like any other."""
    widths = "".join(f'<w:gridCol w:w="{one}"/>' for one in (1000, 40, 2000))
    drawn = table("甲 | 一 | 乙 \n 丙 | 二 | 丁").replace("<w:tblGrid/>", f"<w:tblGrid>{widths}</w:tblGrid>")
    assert text_grid(drawn).rows == [["甲", "一", "乙"], ["丙", "二", "丁"]]


def test_text_under_a_merged_cell_is_read_and_said() -> None:
    """What Word does not show, since the cell above covers it, is hidden content."""
    cell = '<w:tc><w:tcPr><w:vMerge w:val="{}"/></w:tcPr>{}</w:tc>'
    rows = f"<w:tr>{cell.format('restart', p('甲'))}</w:tr><w:tr>{cell.format('continue', p('乙'))}</w:tr>"
    grid = text_grid(f"<w:tbl>{rows}</w:tbl>")
    assert grid.rows == [["甲"], ["乙"]]
    assert grid.hidden_cells == "有隐藏的文字（表 1 第 2 行第 1 列）"


def test_a_table_in_a_cell_follows_the_row_of_the_cell() -> None:
    """Its rows are rows of their own; the outer row keeps the text of its cells."""
    outer = f"<w:tbl><w:tr><w:tc>{p('甲')}{table('一 | 二')}</w:tc><w:tc>{p('乙')}</w:tc></w:tr></w:tbl>"
    grid = text_grid(outer + p("丙"))
    assert grid.rows == [["甲", "乙"], ["一", "二"], ["丙"]]
    assert grid.place(1, 1) == "表 1 第 1 行第 1 列内表 1 第 1 行第 2 列"


def test_a_table_that_only_frames_another_is_not_seen() -> None:
    """Title and table in one big cell are read as if the cell were the page."""
    framed = f"<w:tbl><w:tr><w:tc>{p('标题')}{table(TABLE)}{p('说明')}</w:tc></w:tr></w:tbl>"
    document = read_document(bare(framed), "甲.docx")
    assert project(document).cell("code") == "表 1 内 表 1 第 3 行第 2 列"
    assert sorted(left.raw for left in document.all_leftovers()) == ["标题", "说明"]


@pytest.mark.parametrize(
    "columns",
    [
        "一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据\n"
        "产出指标 | 时效指标 | 按时完成率 | 按时完成的比率 | ≥90% | 计划",
        "一级指标 | < | 二级指标 | 三级指标 | < | 绩效指标描述 | 指标值 | 指标值确定依据\n"
        "产出指标 | < | 时效指标 | 按时完成率 | < | 按时完成的比率 | ≥90% | 计划",
    ],
    ids=["same columns", "other columns"],
)
def test_a_table_may_go_on_on_the_next_page(columns: str) -> None:
    """As a second table with the head again, whose columns may be others (a value then stood in the wrong field)."""
    document = read_document(bare(table(TABLE) + p("") + table(columns)), "甲.docx")
    last = project(document).project.indicators[-1]
    assert (last.level2, last.level3, last.description, last.target.raw, last.basis) == (
        "时效指标",
        "按时完成率",
        "按时完成的比率",
        "≥90%",
        "计划",
    )
    assert len(project(document).project.indicators) == 4
    assert document.all_leftovers() == []


def test_rows_and_cells_may_stand_in_content_controls() -> None:
    """A control around a paragraph, a table, a row or a cell changes nothing."""

    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    cells = f"<w:tc>{control(p('甲'))}</w:tc>{control('<w:tc>' + p('乙') + '</w:tc>')}"
    body = control(p("标题")) + control(f"<w:tbl>{control(f'<w:tr>{cells}</w:tr>')}</w:tbl>")
    assert text_grid(body).rows == [["标题"], ["甲", "乙"]]


def test_a_document_of_python_docx_is_read() -> None:
    """Another writer's merged cells are the same ranges."""
    document = docx.Document()
    drawn = document.add_table(3, 3)
    drawn.cell(0, 0).merge(drawn.cell(1, 1)).text = "甲"
    drawn.cell(2, 2).text = "乙"
    buffer = BytesIO()
    document.save(buffer)
    (grid,), _ = read_word(buffer.getvalue(), "甲.docx")
    assert grid.rows == [["甲", "", ""], ["", "", ""], ["", "", "乙"]]
    assert grid.merged == [(0, 0, 1, 1)]


# Paragraphs


def test_paragraphs_and_tables_keep_their_order() -> None:
    """Empty paragraphs are no rows, and a line broken by hand is a row of its own at the same place."""
    grid = text_grid(p("甲") + p("") + table("一") + p("乙<").replace("乙<", "乙</w:t><w:br/><w:t>丙"))
    assert grid.rows == [["甲"], ["一"], ["乙"], ["丙"]]
    assert [grid.place(row, 0) for row in range(4)] == ["第 1 段", "表 1 第 1 行第 1 列", "第 2 段", "第 2 段"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t></w:r>", "甲\t乙"),
        ("<w:r><w:t>2</w:t><w:noBreakHyphen/><w:t>3</w:t></w:r>", "2-3"),
        ("<w:r><w:t>长</w:t><w:softHyphen/><w:t>词</w:t></w:r>", "长词"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t></w:r>', "☑是"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>否</w:t></w:r>', "□否"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "√"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>', "≥95%"),
        ('<w:r><w:sym w:font="宋体" w:char="2265"/><w:t>95%</w:t></w:r>', "≥95%"),
        ("<m:oMath><m:r><m:t>≥95%</m:t></m:r></m:oMath>", "≥95%"),
        ("<w:smartTag><w:r><w:t>三月</w:t></w:r></w:smartTag>", "三月"),
        ("<w:hyperlink><w:r><w:t>甲</w:t></w:r></w:hyperlink>", "甲"),
        ("<w:fldSimple><w:r><w:t>12</w:t></w:r></w:fldSimple>", "12"),
        ("<w:r><w:instrText>= SUM(ABOVE)</w:instrText></w:r><w:r><w:t>12</w:t></w:r>", "12"),
        (f"<w:r><w:ruby><w:rt>{run('jì', '')}</w:rt><w:rubyBase>{run('绩', '')}</w:rubyBase></w:ruby></w:r>", "绩"),
        (BOX.format("<w:default w:val='0'/><w:checked/>"), "☑"),
        (BOX.format("<w:default w:val='0'/>"), "□"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>", "☒"),
    ],
)  # fmt: skip
def test_what_is_no_letter_is_read_too(content: str, text: str) -> None:
    """Tabs, hyphens, breaks, signs of symbol fonts, formulas, links, fields, readings, boxes to tick."""
    assert text_grid(table("甲").replace('<w:r><w:t xml:space="preserve">甲</w:t></w:r>', content)).rows == [[text]]


def test_an_unknown_symbol_is_said() -> None:
    """A sign of a font that nobody knows is kept and listed for a look."""
    assert repairs(p('<w:r><w:sym w:font="Webdings" w:char="F061"/></w:r>')) == [
        ("第 1 段", "\uf061", "\uf061", "认不出的符号")
    ]


# Changes, hidden text, prompts


def test_tracked_insertions_are_read_and_deletions_are_not() -> None:
    """Both are listed at their cells; parts of one change are put together."""
    deleted = f"{DELETED}<w:r><w:delText>10</w:delText></w:r><w:r><w:delText>.00</w:delText></w:r></w:del>"
    body = table("甲").replace(
        '<w:r><w:t xml:space="preserve">甲</w:t></w:r>', f"{deleted}{INSERTED}{run('20.00', '')}</w:ins>"
    )
    assert text_grid(body).rows == [["20.00"]]
    assert repairs(body) == [
        ("表 1 第 1 行第 1 列", "10.00", "", "修订中已删除的文字"),
        ("表 1 第 1 行第 1 列", "20.00", "20.00", "修订中新增的文字"),
    ]


def test_a_change_belongs_to_the_table_and_the_field_at_its_place() -> None:
    """So the record of an import has it in the workbook of that table, with its new cell; one in no field has none."""
    whole = run("村志编撰费", "")
    body = p("甲") + table(TABLE) + table(TABLE)
    old = '<w:r><w:t xml:space="preserve">村志编撰费</w:t></w:r>'
    assert body.count(old) == 2
    changed = f"{INSERTED}{whole}</w:ins>".join(body.rsplit(old, 1)) + p(f"{INSERTED}{run('末', '')}</w:ins>")
    document = read_document(bare(changed), "甲.docx")
    batch = Batch((FileReport("甲.docx", Path("甲.docx"), "read", document=document),))
    entries = [entry for entry in noted(batch) if entry.repair and entry.repair.code == "I-06"]
    assert [(entry.said.cell, entry.reading, entry.path) for entry in entries] == [
        ("第 2 段", document.readings[0], None),
        ("表 2 第 3 行第 4 列", document.readings[1], "name"),
    ]


def test_moved_text_is_read_where_it_went() -> None:
    """Once, and not where it came from."""
    body = p(f'<w:moveFrom w:author="甲">{run("甲", "")}</w:moveFrom>') + p(
        f'<w:moveTo w:author="甲">{run("甲", "")}</w:moveTo>'
    )
    assert text_grid(body).rows == [["甲"]]


def test_a_deleted_row_is_left_out_and_said() -> None:
    """Its cells are no cells of the table any more; an inserted row is read."""
    mark = '<w:tr><w:trPr><w:{} w:author="甲"/></w:trPr>'
    body = table("甲 | 乙 \n 丙 | 丁 \n 戊 | 己").replace("<w:tr>", mark.format("del"), 1)
    body = body[::-1].replace("<w:tr>"[::-1], mark.format("ins")[::-1], 1)[::-1]
    assert text_grid(body).rows == [["丙", "丁"], ["戊", "己"]]
    assert repairs(body) == [
        ("表 1 第 1 行", "甲乙", "", "修订中已删除的文字"),
        ("表 1 第 3 行", "戊己", "戊己", "修订中新增的文字"),
    ]


def test_paragraphs_joined_by_a_tracked_change_are_one() -> None:
    """A deleted paragraph mark joins a paragraph to the next, in the text and in a cell."""
    joined = p("甲", properties='<w:rPr><w:del w:author="甲"/></w:rPr>') + p("乙")
    assert text_grid(joined).rows == [["甲乙"]]
    assert text_grid(f"<w:tbl><w:tr><w:tc>{joined}{p('丙')}</w:tc></w:tr></w:tbl>").rows == [["甲乙\n丙"]]


def test_hidden_text_is_read_and_said() -> None:
    """As R-03 at the table that it belongs to; what is switched off is not hidden."""
    shown = run("明", '<w:vanish w:val="0"/>')
    assert text_grid(p(shown)).hidden_cells is None
    secret = TABLE.replace("村志编撰费 |", "<w:p>" + run("村志编撰费", "<w:vanish/>") + "</w:p> |")
    reading = project(read_document(bare(table(secret)), "甲.docx"))
    assert reading.project.name == "村志编撰费"
    assert [(problem.code, problem.message) for problem in reading.problems] == [
        ("R-03", "文档里有隐藏的文字（表 1 第 3 行第 4 列），其中的内容已照常读取。")
    ]


def test_many_hidden_places_are_counted() -> None:
    """Three are named."""
    grid = text_grid(p(run("甲", "<w:vanish/>")) * 5)
    assert grid.hidden_cells == "有隐藏的文字（第 1 段、第 2 段、第 3 段等 5 处）"


def test_a_prompt_is_no_content() -> None:
    """单击此处输入文字 of an unfilled control is not what somebody wrote, inside a paragraph or around it."""
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    body = p("甲", prompt.format(run("单击此处输入文字。", ""))) + prompt.format(p("单击此处输入日期。"))
    assert text_grid(body).rows == [["甲"]]
    assert repairs(body) == [
        ("第 1 段", "单击此处输入文字。", "", "内容控件里的提示文字"),
        ("第 2 段", "单击此处输入日期。", "", "内容控件里的提示文字"),
    ]


def test_an_inserted_file_is_said() -> None:
    """What stands in another part and is not read does not go unnoticed."""
    assert repairs('<w:altChunk r:id="r9"/>' + p("甲"))[0][3] == "插入的外部文档"


@pytest.mark.parametrize("where", ["between", "inside"])
def test_an_embedded_workbook_is_said(where: str) -> None:
    """A table pasted as an object of Excel is a picture in the document; it was dropped without a word."""
    space = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    run = f'<w:r><w:object><o:OLEObject {space} ProgID="Excel.Sheet.12"/></w:object></w:r>'
    body = table(TABLE) + p(run) if where == "between" else table(TABLE.replace("编撰、印刷村志", f"<w:p>{run}</w:p>"))
    document = read_document(bare(body), "甲.docx")
    said = [repair for repair in document.all_repairs() if repair.raw == "Excel.Sheet.12"]
    assert [(repair.code, repair.sure) for repair in said] == [("I-06", False)]
    assert "另存后单独导入" in said[0].reason


# Text boxes and notes


def test_text_boxes_are_left_over_once() -> None:
    """The newer drawing is read, its older double is not; both anchors of a box name the paragraph beside it."""
    box = "<w:txbxContent>{}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box.format(p('盒中字'))}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box.format(p('盒中字'))}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    document = read_document(bare(table(TABLE) + p("末段", both)), "甲.docx")
    assert [(left.sheet, left.cell, left.raw) for left in document.all_leftovers()] == [
        ("正文", "第 1 段", "末段"),
        ("文本框", "第 1 段旁文本框 第 1 段", "盒中字"),
    ]


def test_a_table_in_a_text_box_is_read() -> None:
    """A box is read like the text, and a box in it too."""
    inner = f"<w:r><w:pict><w:txbxContent>{p('内盒')}</w:txbxContent></w:pict></w:r>"
    box = f"<w:r><w:pict><w:txbxContent>{table(TABLE)}{p(inner)}</w:txbxContent></w:pict></w:r>"
    document = read_document(bare(p(box)), "甲.docx")
    assert project(document).project.code == "434-1401-JBN-6BVF"
    assert [left.raw for left in document.all_leftovers()] == ["内盒"]


def test_footnotes_are_left_over() -> None:
    """Notes below the page and at the end; the lines that part them from the text are none."""
    note = '<w:footnote w:id="{}" {}>{}</w:footnote>'
    notes = (
        note.format(0, 'w:type="separator"', p("——")) + note.format(2, "", p("资料来源")) + note.format(3, "", p(""))
    )
    parts = {"footnotes": notes, "endnotes": note.format(1, "", p("尾注文字")).replace("footnote", "endnote")}
    document = read_document(bare(table(TABLE), parts), "甲.docx")
    assert [(left.cell, left.raw) for left in document.all_leftovers()] == [
        ("脚注 1 第 1 段", "资料来源"),
        ("尾注 1 第 1 段", "尾注文字"),
    ]


# Automatic numbers


def numbered(*levels: tuple[str, str], more: str = "") -> str:
    """A numbering part: each level's format and text."""
    inner = "".join(
        f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for number, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7">{inner}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{more}'
    )


def item(text: str, num: int = 1, level: int = 0) -> str:
    """A paragraph of a list."""
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


@pytest.mark.parametrize(
    ("form", "text", "numbers"),
    [
        ("decimal", "%1、", {1: "1、", 12: "12、"}),
        ("decimal", "（%1）", {2: "（2）"}),
        ("decimal", "%1", {3: "3 "}),
        ("decimalZero", "%1.", {1: "01."}),
        ("chineseCounting", "%1、", {1: "一、", 10: "十、", 11: "十一、", 20: "二十、", 21: "二十一、"}),
        ("chineseCountingThousand", "第%1部分", {2: "第二部分 ", 105: "第一百零五部分 ", 110: "第一百一十部分 "}),
        ("japaneseCounting", "（%1）", {12: "（十二）"}),
        ("upperLetter", "%1.", {1: "A.", 26: "Z.", 27: "AA."}),
        ("lowerLetter", "%1)", {2: "b)"}),
        ("upperRoman", "%1.", {4: "IV.", 19: "XIX."}),
        ("lowerRoman", "%1.", {9: "ix."}),
        ("decimalEnclosedCircleChinese", "%1", {1: "① ".strip() + " ", 21: "21 "}),
        ("decimalFullWidth", "%1、", {10: "１０、"}),
        ("bullet", "\uf0b7", {1: ""}),
        ("none", "", {1: ""}),
    ],
)  # fmt: skip
def test_automatic_numbers_are_put_before_their_text(form: str, text: str, numbers: dict[int, str]) -> None:
    """As they are printed; a bullet is no number."""
    rows = text_grid(item("目标") * max(numbers), numbering=numbered((form, text))).rows
    assert {number: rows[number - 1][0] for number in numbers} == {n: f"{before}目标" for n, before in numbers.items()}


def test_numbered_objectives_are_objectives_with_their_numbers() -> None:
    """The objectives of a cell keep the numbers that Word printed before them, and each is listed."""
    objectives = TABLE.replace("1、收集资料⏎2、印刷成书", item("收集资料") + item("印刷成书"))
    document = read_document(bare(table(objectives), {"numbering": numbered(("decimal", "%1、"))}), "甲.docx")
    assert project(document).project.objectives == ("1、收集资料", "2、印刷成书")
    assert [(repair.cell, repair.raw, repair.value) for repair in document.repairs] == [
        ("表 1 第 8 行第 2 列", "收集资料", "1、收集资料"),
        ("表 1 第 8 行第 2 列", "印刷成书", "2、印刷成书"),
    ]


def test_levels_count_for_themselves() -> None:
    """A deeper level begins anew below each number above it, and may print that number."""
    part = numbered(("chineseCounting", "%1、"), ("decimal", "%1.%2"))
    body = item("甲") + item("乙", level=1) + item("丙", level=1) + item("丁") + item("戊", level=1)
    rows = [row[0] for row in text_grid(body, numbering=part).rows]
    assert rows == ["一、甲", "一.1 乙", "一.2 丙", "二、丁", "二.1 戊"]


def test_a_list_may_begin_anew() -> None:
    """Two lists of one kind go on counting unless the second says where it begins."""
    begun = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    part = numbered(("decimal", "%1、"), more=begun)
    rows = text_grid(item("甲") + item("乙", 2) + item("丙", 2) + item("丁", 3), numbering=part).rows
    assert rows == [["1、甲"], ["1、乙"], ["2、丙"], ["3、丁"]]


def test_a_style_may_number_its_paragraphs() -> None:
    """The list of a style, of the style that it is based on, or none where a paragraph says 0."""
    styles = (
        '<w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
    )
    body = p("甲", properties='<w:pStyle w:val="b"/>') + p(
        "乙", properties='<w:pStyle w:val="a"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    )
    assert text_grid(body, numbering=numbered(("decimal", "%1、")), styles=styles).rows == [["1、甲"], ["乙"]]


# Damage and danger


def test_a_strict_document_is_read() -> None:
    """The namespaces of ISO 29500 Strict are the same words."""
    with zipfile.ZipFile(BytesIO(bare(table(TABLE)))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    strict = {
        name: data.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, data in files.items()
    }
    assert strict["word/document.xml"] != files["word/document.xml"]
    assert project(read_document(packed(strict), "甲.docx")).project.code == "434-1401-JBN-6BVF"


def test_the_main_part_may_have_another_name() -> None:
    """Its name stands in the package's relationships."""
    with zipfile.ZipFile(BytesIO(bare(table(TABLE)))) as archive:
        files = {name.replace("document.xml", "document2.xml"): archive.read(name) for name in archive.namelist()}
    files["_rels/.rels"] = files["_rels/.rels"].replace(b"document.xml", b"document2.xml")
    assert project(read_document(packed(files), "甲.docx")).project.code == "434-1401-JBN-6BVF"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_definition_is_refused(encoding: str) -> None:
    """Entities are never expanded, in whatever encoding they hide."""
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE w [<!ENTITY a "甲">]>'
        f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
    )
    with pytest.raises(Refused, match=r"“甲\.docx”含有不应出现的 DTD"):
        read_document(packed({"word/document.xml": xml.encode(encoding)}), "甲.docx")


@pytest.mark.parametrize(
    "xml",
    ["", "<w:document", "<html/>", f"<w:document {NAMESPACES}><w:body>", f"<w:styles {NAMESPACES}/>"],
)
def test_a_broken_text_is_refused(xml: str) -> None:
    """Cut off, empty or something else: a sentence that says what to do."""
    with pytest.raises(Refused, match=r"“甲.docx”.*请用 Word 打开"):
        read_document(packed({"word/document.xml": xml}), "甲.docx")


def test_an_empty_document_holds_no_table() -> None:
    """A body without a paragraph, and no body at all."""
    for inner in ("<w:body/>", ""):
        with pytest.raises(Unrelated):
            read_document(packed({"word/document.xml": f"<w:document {NAMESPACES}>{inner}</w:document>"}), "甲.docx")


def test_a_text_too_large_when_unpacked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is unpacked before its size is known."""
    monkeypatch.setattr("xltool.reading.word_package.MOST_UNPACKED", 5000)
    with pytest.raises(Refused, match="正文解压后超过"):
        read_document(bare(p("甲" * 3000)), "甲.docx")


def test_a_table_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells count with the columns that they say they take, of which no more than Word has are believed."""
    monkeypatch.setattr("xltool.reading.word.MOST_CELLS", 100)
    wide = table("甲").replace('w:val="1"', 'w:val="99999999"')
    assert len(text_grid(wide).rows[0]) == 63
    with pytest.raises(Refused, match="表格过大"):
        read_word(bare(wide * 2), "甲.docx")


def test_a_text_that_nests_too_deep_is_refused() -> None:
    """Two hundred tables in each other, and more than the parser allows, end in a sentence."""
    for depth in (60, 3000):
        nested = p("甲")
        for _ in range(depth):
            nested = f"<w:tbl><w:tr><w:tc>{nested}{p('')}</w:tc><w:tc>{p('')}</w:tc></w:tr></w:tbl>"
        with pytest.raises(Refused, match=r"“甲\.docx”"):
            read_document(bare(nested), "甲.docx")


def test_any_mutation_is_read_or_refused(printed: bytes) -> None:
    """Three hundred seeded mutations of parts and bytes raise nothing but a refusal."""
    rng = random.Random(2021)
    with zipfile.ZipFile(BytesIO(printed)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    text = files["word/document.xml"]
    files["word/document.xml"] = text[: text.index(b"</w:tbl>") + 8] + text[text.index(b"<w:sectPr") :]
    small = packed(files)
    parts = ["word/document.xml"] * 6 + [name for name in files if "rels" in name or "styles" in name]

    def mutate(data: bytes) -> bytes:
        mutant = bytearray(data)
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(mutant))
            if rng.random() < 0.5:
                mutant[at] = rng.choice(b'<>&"=/019AZaz \x00\xff')
            elif rng.random() < 0.5:
                start, end = mutant.find(b"<", at), mutant.find(b">", at)
                del mutant[start : end + 1]
            else:
                del mutant[at : at + rng.randint(1, 60)]
        return bytes(mutant)

    outcomes = set()
    for number in range(300):
        part = rng.choice(parts)
        data = mutate(small) if number % 5 == 0 else packed({**files, part: mutate(files[part])})
        try:
            outcomes.add(bool(read_document(data, "甲.docx").readings))
        except (Refused, PassedOver):
            outcomes.add(False)
    assert outcomes == {True, False}
