"""One truth, in every kind of file that we read: made by five writers and by LibreOffice, read to the same JSON."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest

import xltool
from tests import processes
from tests.conftest import CONVERT_SECONDS
from tests.reading.books import biff5, ods, ods_table, xls, xlsb
from tests.reading.test_delimited import delimited
from tests.sheets import WHOLE, grid, xlsx
from xltool.records import dumps, project_record

TRUTHS = {
    "as printed": WHOLE,
    "in 元": """
    项目支出绩效目标表 | < | < | < | < | <
    434002北戴河区政府办公室 | < | < | < | 金额单位：元 | <
    项目编码： | 434-1401-JBN-6BVF | < | 项目名称： | 村志编撰费 | <
    预算数 | 1,200,050.55 | 财政资金 | '1200050.5 | 其他资金 | 0.05
    绩效目标 | 1、收集资料⏎2、印刷成书，≥10册 | < | < | < | <
    一级指标 | 二级指标 | 三级指标 | 绩效指标描述 | 指标值 | 指标值确定依据
    产出指标 | 数量指标 | 收集篇数 | "收集"的资料, 不重复；a=b | ≥10篇 | 计划
    ~ | ~ | 开会次数 | 2次 | =2次 |
    ~ | 质量指标 | 成书率 | =1+1 | ≥9595%以上 | 合同
    效果指标 | 社会效益指标 | 可参考率 | 𠮷林 café <b>&amp;</b> | 优 |
    满意度指标 | 服务对象满意度指标 | 读者满意度 | @读者 | ≥95% | -
    填报人：　审核人： | < | < | < | < | <
    """,
}
"""What a table says may look like a formula, a tag, a quotation or a dash."""


BEYOND_GBK = "𠮷"
"""A character that Excel 95 cannot keep."""


def by_openpyxl(table: str) -> bytes:
    """A workbook whose writer keeps neither styles nor what a formula gives."""
    book, source = openpyxl.Workbook(), grid(table)
    for row_no, row in enumerate(source.rows, 1):
        for col, value in enumerate(row, 1):
            cell = book.active.cell(row_no, col)
            cell.value = None if value == "" else value
            if isinstance(value, str) and value:
                cell.data_type = "s"
    for top, left, bottom, right in source.merged:
        book.active.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_python_docx(table: str) -> bytes:
    """A document with the table; Word ends every document with a paragraph."""
    document, source = docx.Document(), grid(table)
    drawn = document.add_table(len(source.rows), max(map(len, source.rows)))
    for row_no, row in enumerate(source.rows):
        for col, value in enumerate(row):
            if value != "":
                drawn.cell(row_no, col).text = f"{value:g}" if isinstance(value, float) else str(value)
    for top, left, bottom, right in source.merged:
        drawn.cell(top, left).merge(drawn.cell(bottom, right))
    document.add_paragraph()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def in_gbk(text: str) -> bytes:
    """As the web systems and the Excel of Chinese offices write text."""
    return text.encode("gb18030")


MADE: dict[str, Callable[[str], bytes]] = {
    "XlsxWriter.xlsx": xlsx,
    "openpyxl.xlsx": by_openpyxl,
    "xlwt.xls": xls,
    "Excel 95.xls": lambda table: biff5(table.replace(BEYOND_GBK, "吉")),
    "binary.xlsb": xlsb,
    "OpenDocument.ods": lambda table: ods(ods_table(table)),
    "comma.csv": lambda table: in_gbk(delimited(",", table)),
    "tab.txt": lambda table: delimited("\t", table).encode("utf-16"),
    "python-docx.docx": by_python_docx,
}

CONVERTED = {
    "XlsxWriter.xlsx": (
        "xlsx:Calc MS Excel 2007 XML",
        "xls:MS Excel 97",
        "ods",
        "html:HTML (StarCalc)",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
    ),
    "python-docx.docx": ("docx:MS Word 2007 XML", "doc:MS Word 97", "rtf:Rich Text Format", "html:HTML (StarWriter)"),
}
"""What LibreOffice makes of two of them, with the names of its filters."""


def read(path: Path) -> str:
    """The one project of a file as JSON, without where it stands."""
    batch = xltool.read(path)
    assert [report.reason for report in batch.refused] == []
    (reading,) = batch.projects
    return dumps(project_record(reading.project) | {"source": None})


@pytest.mark.parametrize("truth", TRUTHS)
@pytest.mark.parametrize("name", MADE)
def test_every_writer_says_the_same(name: str, truth: str, tmp_path: Path) -> None:
    """As JSON, down to the last digit and the last blank."""
    first, path = tmp_path / "一.xlsx", tmp_path / name
    first.write_bytes(xlsx(TRUTHS[truth]))
    path.write_bytes(MADE[name](TRUTHS[truth]))
    said = read(first)
    assert read(path) == (said.replace(BEYOND_GBK, "吉") if name == "Excel 95.xls" else said)


@pytest.mark.parametrize("truth", TRUTHS)
@pytest.mark.parametrize("name", CONVERTED)
def test_libreoffice_says_the_same(name: str, truth: str, soffice: str, tmp_path: Path) -> None:
    """Whatever it saves of a workbook or of a document."""
    path = tmp_path / name
    path.write_bytes(MADE[name](TRUTHS[truth]))
    office = [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to"]
    for number, kind in enumerate(CONVERTED[name]):
        output = tmp_path / str(number)
        processes.run([*office, kind, "--outdir", str(output), str(path)], tmp_path / "log", CONVERT_SECONDS)
        (saved,) = output.iterdir()
        assert read(saved) == read(path), kind
