"""Measures reading a Word document with 300 tables, as whole processes, against plain lxml over its document.xml.

python benchmarks/import.py [--runs 10] [--tables 300] [--keep DIR]
"""

from __future__ import annotations

import argparse
import tempfile
import zipfile
from pathlib import Path

from measure import Line, measure, python, show

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


def main() -> None:
    """Make the document, measure and print."""
    parser = argparse.ArgumentParser(description="Measure reading a Word document; ratios hold better than times.")
    parser.add_argument("--runs", type=int, default=10, help="counted runs of each command")
    parser.add_argument("--tables", type=int, default=300, help="tables of the document")
    parser.add_argument("--keep", type=Path, help="folder for the document, kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (options.keep or Path(folder)) / "tables.docx"
        size = write_document(path, options.tables)
        commands = {
            "python -c 'import lxml.etree'": python("-c", "import zipfile, lxml.etree"),
            "lxml iterparse of document.xml": python("-c", PLAIN, path),
            "read_word": python("-c", OURS, path),
            "read_document, tables found": python("-c", WHOLE, path, str(options.tables)),
        }
        costs = measure(commands, options.runs)
    plain = costs["lxml iterparse of document.xml"].seconds
    lines = [
        Line(what, cost, f"{cost.seconds / plain:.2f} ×", "≤ 1.5 ×" if what == "read_word" else "")
        for what, cost in costs.items()
    ]
    show(f"{options.tables} tables, document.xml {size / 1e6:.1f} MB, medians of {options.runs} runs", lines)


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
