"""Text taken out of a Word file: a cell begins with a tab, a row ends with a blank line, the rest are paragraphs."""

from __future__ import annotations

from xltool.problems import NoText, Repair
from xltool.reading.grid import Grid
from xltool.words import pattern

_BOOKMARK = r"\[bookmark: [^\]]*\]"
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How text begins that Excel saved as “Unicode 文本”."""


def read_text(data: bytes, file: str) -> tuple[Grid, list[Repair]]:
    """One grid of the whole text, a row a paragraph or table row, and what was stripped (rule I-01).

    Raises ``NoText`` when the bytes are not text in UTF-8 or GB18030.
    """
    repairs: list[Repair] = []
    rows: list[list[str]] = []
    places: dict[tuple[int, int], str] = {}
    open_row = False
    for number, line in enumerate(decode(data, file).splitlines(), 1):
        line = _without_bookmark(line, number, file, repairs)
        if not line.strip() and not line.startswith("\t"):
            open_row = False
        elif line.startswith("\t"):
            if not open_row:
                rows.append([])
                open_row = True
            for cell in line[1:].split("\t"):
                places[len(rows) - 1, len(rows[-1])] = f"第 {number} 行"
                rows[-1].append(cell.strip(" \r"))
        elif open_row:
            rows[-1][-1] += "\n" + line.rstrip()
        else:
            places[len(rows), 0] = f"第 {number} 行"
            rows.append([line.strip()])
    return Grid(file, "正文", rows, places=places, typed=False), repairs


def decode(data: bytes, file: str) -> str:
    """The text of the bytes. Raises ``NoText`` when they are neither UTF-8 nor GB18030, nor UTF-16 that says so."""
    for encoding in ("utf-16",) if data.startswith(_UTF_16) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NoText(f"“{file}”不是文本文件，也不是能识别的表格。请另存为 .xlsx 后再试。")


def _without_bookmark(line: str, number: int, file: str, repairs: list[Repair]) -> str:
    clean = pattern(_BOOKMARK).sub("", line)
    if clean != line:
        mark = " ".join(pattern(_BOOKMARK).findall(line))
        repairs.append(Repair("I-01", file, "正文", f"第 {number} 行", "", mark, "", "去掉 Word 书签标记"))
    return clean
