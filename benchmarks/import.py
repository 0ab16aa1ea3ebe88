"""Measures reading old files as whole processes: Word tables against plain lxml, .xls against python-calamine alone.

python benchmarks/import.py [--runs 10] [--tables 300] [--workbooks 5000] [--keep DIR]
"""

from __future__ import annotations

import argparse
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import xlwt
from measure import Line, measure, python, show

HERE = Path(__file__).resolve().parent

HEADS = (
    ("434002区政府办公室", 5, "单位：万元", 2),
    ("项目编码", 1, "434-1401-JBN-{number:04d}", 2, "项目名称", 1, "第{number}号经费", 3),
    ("预算数", 1, "10.00", 1, "其中：财政资金", 1, "10.00", 2, "其他资金", 1, "", 1),
    ("资金用途", 1, "用于第{number}号经费的各项支出，确保工作按计划开展", 6),
    ("绩效目标", 1, "1、按时完成\n2、达到要求", 6),
    ("一级指标", 1, "二级指标", 1, "三级指标", 1, "绩效指标描述", 1, "指标值", 1, "指标值确定依据", 2),
)
INDICATORS = 12
"""Rows a table, one level 1 merged over each three of them."""

PLAIN = (
    "import sys, zipfile\n"
    "from lxml import etree\n"
    "with zipfile.ZipFile(sys.argv[1]) as archive, archive.open('word/document.xml') as xml:\n"
    "    for _, element in etree.iterparse(xml):\n"
    "        pass\n"
)
OURS = (
    "import sys\n"
    "from pathlib import Path\n"
    "from xltool.reading.word import read_word\n"
    "read_word(Path(sys.argv[1]).read_bytes(), 'a.docx')\n"
)
WHOLE = (
    "import sys\n"
    "from pathlib import Path\n"
    "from xltool.document import read_document\n"
    "assert len(read_document(Path(sys.argv[1]).read_bytes(), 'a.docx').readings) == int(sys.argv[2])\n"
)


READ_XLS = (
    "import sys\n"
    "from pathlib import Path\n"
    "from xltool.reading.xls import read_xls\n"
    "for path in sorted(Path(sys.argv[1]).glob('*.xls')):\n"
    "    assert read_xls(path.read_bytes(), path.name)\n"
)
WHOLE_XLS = (
    "import sys\n"
    "from pathlib import Path\n"
    "from xltool.document import read_document\n"
    "for path in sorted(Path(sys.argv[1]).glob('*.xls')):\n"
    "    assert len(read_document(path.read_bytes(), path.name).readings) == 1\n"
)


def main() -> None:
    """Make the files, measure and print."""
    parser = argparse.ArgumentParser(description="Measure reading old files; ratios hold better than times.")
    parser.add_argument("--runs", type=int, default=10, help="counted runs of each command")
    parser.add_argument("--tables", type=int, default=300, help="tables of the Word document")
    parser.add_argument("--workbooks", type=int, default=5000, help="old workbooks, one table each")
    parser.add_argument("--keep", type=Path, help="folder for the files, kept")
    options = parser.parse_args()
    with nullcontext(options.keep) if options.keep else tempfile.TemporaryDirectory() as folder:
        _measure_word(Path(folder) / "tables.docx", options.tables, options.runs)
        _measure_xls(Path(folder) / "workbooks", options.workbooks, options.runs)


def _measure_word(path: Path, tables: int, runs: int) -> None:
    size = write_document(path, tables)
    commands = {
        "python -c 'import lxml.etree'": python("-c", "import zipfile, lxml.etree"),
        "lxml iterparse of document.xml": python("-c", PLAIN, path),
        "read_word": python("-c", OURS, path),
        "read_document, tables found": python("-c", WHOLE, path, str(tables)),
    }
    title = f"{tables} tables, document.xml {size / 1e6:.1f} MB, medians of {runs} runs"
    _show(title, commands, runs, "lxml iterparse of document.xml", {"read_word": "≤ 1.5 ×"})


def _measure_xls(folder: Path, count: int, runs: int) -> None:
    write_workbooks(folder, count)
    yardstick = "python-calamine, reading only"
    commands = {
        yardstick: python(HERE / "baselines" / "calamine_only.py", folder, "*.xls"),
        "read_xls": python("-c", READ_XLS, folder),
        "read_document, tables found": python("-c", WHOLE_XLS, folder),
    }
    _show(f"{count} .xls, medians of {runs} runs", commands, runs, yardstick, {"read_xls": "≤ 3 ×"})


def _show(title: str, commands: dict[str, list[str]], runs: int, yardstick: str, aims: dict[str, str]) -> None:
    costs = measure(commands, runs)
    plain = costs[yardstick].seconds
    show(title, [Line(what, cost, f"{cost.seconds / plain:.2f} ×", aims.get(what, "")) for what, cost in costs.items()])


def write_document(path: Path, tables: int) -> int:
    """Write a document with that many tables, dressed as Word dresses them; the size of its document.xml in bytes."""
    content = "".join(
        f"{_paragraph(f'{number}、第{number}号经费绩效目标表')}{_table(number)}" for number in range(tables)
    )
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'<w:document xmlns:w="{main}"><w:body>{content}<w:sectPr/></w:body></w:document>'
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return len(xml.encode())


def write_workbooks(folder: Path, count: int) -> None:
    """Write so many old workbooks, one table each, unless an earlier run has."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"{number:04d}.xls"
        if path.exists():
            continue
        book = xlwt.Workbook()
        sheet = book.add_sheet("绩效目标表")
        for row, cells in enumerate(_cells(number)):
            col = 0
            for text, span, down in cells:
                if span > 1 or down > 1:
                    sheet.write_merge(row, row + down - 1, col, col + span - 1, text)
                elif text:
                    sheet.write(row, col, float(text) if text == "10.00" else text)
                col += span
        book.save(str(path))


def _cells(number: int) -> Iterator[list[tuple[str, int, int]]]:
    """The rows of a table: text, columns and rows of each cell."""
    yield [(f"第{number}号经费绩效目标表", 7, 1)]
    for row in HEADS:
        yield [(str(text).format(number=number), int(span), 1) for text, span in zip(row[::2], row[1::2], strict=True)]
    for row_no in range(INDICATORS):
        level = ("产出指标", 1, 3) if row_no % 3 == 0 else ("", 1, 1)
        words = ("数量指标", f"完成数量{row_no}", "按计划完成", "≥9")
        yield [level, *((word, 1, 1) for word in words), ("工作计划", 2, 1)]


def _table(number: int) -> str:
    rows = [
        "".join(_cell(str(text).format(number=number), span) for text, span in zip(row[::2], row[1::2], strict=True))
        for row in HEADS
    ]
    for row in range(INDICATORS):
        level = _cell("产出指标", 1, "restart") if row % 3 == 0 else _cell("", 1, "continue")
        rows.append(
            level + "".join(_cell(f"{word}{row}", 1) for word in ("数量指标", "完成数量", "按计划完成", "≥9"))
            + _cell("工作计划", 2)
        )  # fmt: skip
    grid = "".join('<w:gridCol w:w="1300"/>' for _ in range(7))
    body = "".join(
        f'<w:tr><w:trPr><w:trHeight w:val="400"/><w:jc w:val="center"/></w:trPr>{row}</w:tr>' for row in rows
    )
    return f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'


def _cell(text: str, span: int, merge: str = "") -> str:
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    properties = (
        f'<w:tcW w:w="{1300 * span}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{merged}<w:vAlign w:val="center"/>'
    )
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(_paragraph, text.split(chr(10))))}</w:tc>"


def _paragraph(text: str) -> str:
    dress = '<w:rFonts w:ascii="方正仿宋_GBK" w:eastAsia="方正仿宋_GBK" w:hint="eastAsia"/><w:sz w:val="18"/>'
    run = f"<w:r><w:rPr>{dress}</w:rPr><w:t>{text}</w:t></w:r>" if text else ""
    return f'<w:p><w:pPr><w:spacing w:line="300" w:lineRule="exact"/><w:rPr>{dress}</w:rPr></w:pPr>{run}</w:p>'


if __name__ == "__main__":
    main()
