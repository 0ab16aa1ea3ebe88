"""Web pages (.html, .mht), and the .xls of web systems that is one: their tables, and the text around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from xltool.problems import Refused
from xltool.reading.archive import check_area
from xltool.reading.grid import Grid
from xltool.reading.text import decode
from xltool.reading.values import Area

_CHARSET = re.compile(rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_BEFORE_CHARSET = 4096
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_HIDING_CLASS = re.compile(r"\.([\w-]+)\s*\{[^}]*display\s*:\s*none", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,2})?")
_SHEET_ANCHOR = re.compile(r"table\d{1,5}")
_TABLE, _CELLS = "table", ("td", "th")
_UNSEEN = {"script", "style", "head", "title", "noscript", "template", "select", "textarea", "object", "comment"}
_LINES = set("p div br li tr h1 h2 h3 h4 h5 h6 center hr ul ol dl dt dd pre section article header footer form".split())
_WIDEST_SPAN, _LONGEST_SPAN = 1000, 65_534
"""What browsers make of larger spans."""

_REAL_ROW = 3
"""Filled cells in a row from which a table with tables inside is a table itself and not a frame for others."""

Element = Any
Place = tuple[int, int]


@dataclass(slots=True)
class _Rows:
    """Rows gathered from a page, with all that a grid wants of them."""

    rows: list[list[object]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    percents: set[Place] = field(default_factory=set)
    places: dict[Place, str] = field(default_factory=dict)
    hidden: bool = False


def read_webpage(data: bytes, file: str) -> list[Grid]:
    """One grid a table where a page has no text beside its tables or they are sheets, else one of the whole page.

    Nothing outside the bytes is loaded, scripts are not run. Raises ``Refused`` for a page that holds no text, or is
    too large or too deep.
    """
    page = _parsed(_decoded(data, file), file)
    if page is None:
        raise Refused(f"“{file}”是空的网页。请向填报人重新要一份。")
    classes = {name for style in page.iter("style") for name in _HIDING_CLASS.findall(style.text or "")}
    try:
        return _grids(_Page(file, classes), page)
    except RecursionError as error:
        raise Refused(f"“{file}”里的网页套得太深，读不出来。请用 Excel 打开并另存为 .xlsx 后再试。") from error


def _grids(reader: _Page, page: Element) -> list[Grid]:
    blocks = list(reader.blocks(page))
    tables = [block for block in blocks if not isinstance(block, str)]
    names = _sheet_names(page)
    if len(names) == len(tables) or len(tables) == len(blocks):
        if len(names) != len(tables):
            names = [f"表格 {number}" for number in range(1, len(tables) + 1)] if len(tables) > 1 else ["网页"]
        sheets = [reader.table(_Rows(), table, number) for number, table in enumerate(tables, 1)]
        return [_grid(reader.file, name, sheet, False) for name, sheet in zip(names, sheets, strict=True)]
    whole = _Rows()
    number = 0
    for block in blocks:
        if isinstance(block, str):
            whole.places[len(whole.rows), 0] = f"“{block[:10]}”一段"
            whole.rows.append([block])
        else:
            number += 1
            reader.table(whole, block, number)
    return [_grid(reader.file, "网页", whole, True)]


def _sheet_names(page: Element) -> list[str]:
    """The names of the sheets that LibreOffice puts above its tables, where a workbook has several."""
    anchors = (anchor for anchor in page.iter("a") if _SHEET_ANCHOR.fullmatch(anchor.get("name", "")))
    return ["".join(name.itertext()) for anchor in anchors for name in anchor.iter("em")]


def _grid(file: str, sheet: str, found: _Rows, placed: bool) -> Grid:
    return Grid(
        file,
        sheet,
        found.rows,
        found.merged,
        hidden_cells="有隐藏的行、列或单元格" if found.hidden else None,
        places=found.places if placed else None,
        typed=False,
        percents=frozenset(found.percents),
    )


def _decoded(data: bytes, file: str) -> str:
    """The text by its mark, by what the page says of itself, or by trying."""
    said = _CHARSET.search(data[:_BEFORE_CHARSET])
    if said and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = said[1].decode("ascii", "replace").lower()
        try:
            return data.decode("gb18030" if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else name)
        except (LookupError, UnicodeError):
            pass
    return decode(data, file)


def _parsed(text: str, file: str) -> Element | None:
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return document_fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        return None
    except (etree.LxmlError, ValueError) as error:
        raise Refused(f"“{file}”是网页，但读不出内容。请用 Excel 打开并另存为 .xlsx 后再试。") from error


class _Page:
    """How one page is read: which of its classes hide, and how much room its tables have taken."""

    def __init__(self, file: str, hiding: set[str]) -> None:
        self.file, self.hiding = file, hiding
        self.cells = 0

    def blocks(self, element: Element) -> Iterator[str | Element]:
        """Paragraphs and tables in their order; a table that only frames others is what stands in it."""
        words: list[str] = []
        for part in self._parts(element):
            if isinstance(part, str):
                words.append(part)
                continue
            yield from _paragraphs(words)
            words.clear()
            if part.find(f".//{_TABLE}") is not None and not _is_real(part):
                for cell in _own_cells(part):
                    yield from self.blocks(cell)
            else:
                yield part
        yield from _paragraphs(words)

    def _parts(self, element: Element) -> Iterator[str | Element]:
        """The words of an element, line ends as such, and its outermost tables."""
        if element.text:
            yield _squeezed(element.text)
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == _TABLE:
                yield child
            elif tag and tag not in _UNSEEN:
                if tag in _LINES:
                    yield "\n"
                yield from self._parts(child)
                if tag in _LINES and tag != "br":
                    yield "\n"
            if child.tail:
                yield _squeezed(child.tail)

    def table(self, found: _Rows, table: Element, number: int) -> _Rows:
        """Add the rows of a table, cells where their spans push them."""
        first = len(found.rows)
        taken: dict[Place, bool] = {}
        for row_no, row in enumerate(_own_rows(table)):
            values: list[object] = []
            col = 0
            for cell in row:
                if cell.tag not in _CELLS:
                    continue
                while (row_no, col) in taken:
                    col += 1
                below, right = _span(cell, "rowspan", _LONGEST_SPAN), _span(cell, "colspan", _WIDEST_SPAN)
                self._take(taken, row_no, col, below, right)
                if below > 1 or right > 1:
                    found.merged.append((first + row_no, col, first + row_no + below - 1, col + right - 1))
                values += [None] * (col + right - len(values))
                place = first + row_no, col
                values[col] = self._value(found, cell, place)
                found.places[place] = f"表格 {number} 第 {row_no + 1} 行第 {col + 1} 列"
                found.hidden |= bool(values[col]) and self._is_hidden(cell)
                col += right
            found.rows.append(values)
        found.hidden |= self._hides_columns(table)
        return found

    def _take(self, taken: dict[Place, bool], row: int, col: int, below: int, right: int) -> None:
        self.cells += below * right
        check_area(self.cells, 1, self.file)
        for down in range(below):
            for along in range(right):
                taken[row + down, col + along] = True

    def _value(self, found: _Rows, cell: Element, place: Place) -> object:
        """The text of a cell, or the number that a spreadsheet program wrote beside what it shows of it."""
        words = [part if isinstance(part, str) else f"\n{_flat(part)}\n" for part in self._parts(cell)]
        text = "\n".join(_paragraphs(words))
        exact = (cell.get("sdval") or cell.get("x:num") or cell.get("num") or "").strip()
        if not text or not _NUMBER.fullmatch(exact):
            return text
        if text.endswith(("%", "％")):
            found.percents.add(place)
        elif not text.replace(",", "").lstrip("-(¥￥").rstrip(")").replace(".", "", 1).isdigit():
            return text  # a date or a text with a number behind it
        return float(exact)

    def _is_hidden(self, cell: Element) -> bool:
        return any(map(self._hides, cell.iterancestors())) or any(map(self._hides, cell.iter(etree.Element)))

    def _hides_columns(self, table: Element) -> bool:
        return any(self._hides(column) for column in table.iter("col", "colgroup"))

    def _hides(self, element: Element) -> bool:
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            return True
        return bool(self.hiding) and not self.hiding.isdisjoint(element.get("class", "").split())


def _own_rows(table: Element) -> Iterator[Element]:
    """The rows of a table, none of a table inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _own_cells(table: Element) -> Iterator[Element]:
    return (cell for row in _own_rows(table) for cell in row if cell.tag in _CELLS)


def _is_real(table: Element) -> bool:
    """Whether a table with tables inside has cells of its own as a table has."""
    for row in _own_rows(table):
        own = (cell for cell in row if cell.tag in _CELLS and cell.find(f".//{_TABLE}") is None)
        if sum(bool("".join(cell.itertext()).strip()) for cell in own) >= _REAL_ROW:
            return True
    return False


def _flat(table: Element) -> str:
    """A table inside a cell, as lines."""
    rows = ("　".join(_squeezed("".join(cell.itertext())).strip() for cell in row) for row in table.iter("tr"))
    return "\n".join(rows)


def _span(cell: Element, name: str, most: int) -> int:
    text = cell.get(name, "1").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _squeezed(text: str) -> str:
    """Text with one blank for every run of blanks and line ends, as it is shown; a hard blank is a blank."""
    return re.sub(r"[ \t\r\n\f]+", " ", text).replace("\xa0", " ")


def _paragraphs(words: list[str]) -> Iterator[str]:
    """The lines of some words that are not blank."""
    lines = (line.strip() for line in "".join(words).split("\n"))
    return (line for line in lines if line)
