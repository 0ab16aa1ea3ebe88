"""Word documents (.docx, .docm): a row a paragraph or table row, cells where the table's grid has them."""

from __future__ import annotations

from collections.abc import Sequence

from xltool.problems import Refused, Repair
from xltool.reading.grid import Grid
from xltool.reading.word_numbers import Numbers
from xltool.reading.word_package import Element, W, attribute, is_on, parts_of, root_of, value_of
from xltool.reading.word_text import CELL, ROW, TABLE, Box, P, Source, Words, all_text

MOST_CELLS = 2_000_000
"""Places in the grids of all tables of a document, blank ones too."""

_WIDEST = 63
"""Columns of the widest table that Word knows; a cell that says more is damaged."""

_NARROW = 140
"""Twentieths of a point; a column that is narrower, 2.5 mm, only shows that a border was not drawn quite straight."""

_MOST_EDGES = 4096
_STRAIGHT = range(_MOST_EDGES + 1)
"""Borders of a table's grid that are counted in a row; cells behind them follow each other."""

_SHOWN_PLACES = 3

_Merging = dict[tuple[int, int], tuple[int, int]]
"""Cells merged downwards that may go on: first and last column → first and last row."""

_CELL_PROPERTIES, _SPAN, _MERGE, _VALUE = W + "tcPr", W + "gridSpan", W + "vMerge", W + "val"


def read_word(data: bytes, file: str) -> tuple[list[Grid], list[Repair]]:
    """The text as one grid, text boxes and notes as grids of their own where there are any, and what was changed.

    A row is a line of a paragraph or a row of a table; the columns of a table's row are positions in the table's grid,
    so that a label stands above its value whatever is merged. Rows of a table inside a cell follow that cell's row; of
    a table that only frames others nothing is seen. Tracked insertions are read, deletions are not; both are listed,
    as are automatic numbers, which are put before their text. Raises ``Refused`` for a file that cannot be used.
    """
    main, others = parts_of(data, file)
    numbering, styles = (
        root_of(others[kind], file, kind) if kind in others else None for kind in ("numbering", "styles")
    )
    xmls = (main, *others.values())
    tracked, hides = any(b"author=" in xml for xml in xmls), any(b"vanish" in xml for xml in xmls)
    source = Source(file, Numbers(numbering, styles), tracked, hides)
    body = root_of(main, file, "document").find(W + "body")
    try:
        text = _Story(source, "正文")
        if body is not None:
            text.read(body, "")
        boxes = _Story(source, "文本框")
        _read_boxes(boxes, text.words.boxes)
        notes = [
            _notes(root_of(others[kind], file, kind), _Story(source, name))
            for kind, name in (("footnotes", "脚注"), ("endnotes", "尾注"))
            if kind in others
        ]
    except RecursionError as error:
        raise Refused(f"“{file}”的内容套得太深，读不出来。请用 Word 打开并另存一份后再试。") from error
    stories = [text, *(story for story in (boxes, *notes) if story.rows)]
    return [story.grid() for story in stories], [repair for story in stories for repair in story.words.repairs()]


def _read_boxes(story: _Story, found: list[Box]) -> None:
    """Read text boxes, and those inside them."""
    waiting = list(found)
    while waiting:
        box = waiting.pop(0)
        story.read(box.content, f"{box.place}旁文本框 ")
        waiting += story.words.boxes
        story.words.boxes.clear()


def _notes(root: Element, story: _Story) -> _Story:
    """Read footnotes or endnotes, but for the lines that part them from the text."""
    number = 0
    for note in root:
        if attribute(note, "type") in (None, "normal") and all_text(note).strip():
            number += 1
            story.read(note, f"{story.sheet} {number} ")
    return story


class _Story:
    """One run of paragraphs and tables, read into the rows of a grid."""

    def __init__(self, source: Source, sheet: str) -> None:
        self.file, self.sheet = source.file, sheet
        self.words = Words(source, sheet)
        self.rows: list[list[str]] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._places: dict[tuple[int, int], str] = {}
        self._cells = 0

    def grid(self) -> Grid:
        """What was read, with the places of what is hidden."""
        hidden = list(self.words.hidden)
        more = f"等 {len(hidden)} 处" if len(hidden) > _SHOWN_PLACES else ""
        said = f"有隐藏的文字（{'、'.join(hidden[:_SHOWN_PLACES])}{more}）" if hidden else None
        return Grid(self.file, self.sheet, self.rows, self._merged, hidden_cells=said, places=self._places, typed=False)

    def read(self, element: Element, inside: str) -> None:
        """Read the body, a note, a box or a frame; ``inside`` begins the names of its places."""
        tables = paragraphs = 0
        begun = ""
        self.words.place = f"{inside}第 1 段"
        for block in self.words.inside(element, (P, TABLE)):
            if block.tag == TABLE:
                tables += 1
                self._table(block, f"{inside}表 {tables} ")
            else:
                begun += self.words.paragraph(block)
                if not self.words.goes_on(block):
                    paragraphs += bool(begun.strip())
                    self._lines(begun)
                    begun = ""
            self.words.place = f"{inside}第 {paragraphs + 1} 段"
        self._lines(begun)

    def _lines(self, text: str) -> None:
        for line in text.split("\n"):
            if line.strip():
                self._places[len(self.rows), 0] = self.words.place
                self.rows.append([line.strip()])

    def _table(self, table: Element, name: str) -> None:
        rows = list(self.words.inside(table, (ROW,)))
        if len(rows) == 1 and (content := self._framed(rows[0])) is not None:
            self.read(content, f"{name}内 ")
            return
        columns = _columns(table, rows)
        above: _Merging = {}
        for number, row in enumerate(rows, 1):
            self.words.place = f"{name}第 {number} 行"
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.words.note("deleted", all_text(row))
                continue
            if properties is not None:
                self._say_row(row, properties)
            above = self._row(row, properties, columns, f"{name}第 {number} 行", above)
        self._close(above, {})

    def _framed(self, row: Element) -> Element | None:
        """The only cell of a table that frames other tables."""
        cells = list(self.words.inside(row, (CELL,)))
        return cells[0] if len(cells) == 1 and next(cells[0].iter(TABLE), None) is not None else None

    def _say_row(self, row: Element, properties: Element) -> None:
        if properties.find(W + "ins") is not None:
            self.words.note("inserted", all_text(row))
        if is_on(properties.find(W + "hidden")) and all_text(row).strip():
            self.words.hidden[self.words.place] = None

    def _row(self, row: Element, properties: Element, columns: Sequence[int], name: str, above: _Merging) -> _Merging:
        """Read a row, and return the merged cells that may go on below."""
        at = len(self.rows)
        edge = _before(properties)
        cells = [""] * columns[edge]
        self.rows.append(cells)
        open_: _Merging = {}
        inner: list[tuple[Element, str]] = []
        for number, cell in enumerate(self.words.inside(row, (CELL,)), 1):
            place = self.words.place = f"{name}第 {number} 列"
            span, merge = _shape(cell)
            edge = min(edge + span, _MOST_EDGES)
            left, right = len(cells), max(columns[edge] - 1, len(cells))
            text, tables = self._cell(cell)
            cells.append(text)
            cells += [""] * (right - left)
            self._places[at, left] = place
            inner += [(table, f"{place}内表 {count} ") for count, table in enumerate(tables, 1)]
            if merge == "continue" and (left, right) in above:
                open_[left, right] = (above[left, right][0], at)
                if text:
                    self.words.hidden[place] = None
            elif merge == "restart":
                open_[left, right] = (at, at)
            elif right > left:
                self._merged.append((at, left, at, right))
        self._count_cells(len(cells))
        self._close(above, open_)
        for table, place in inner:
            self._table(table, place)
        return open_

    def _close(self, above: _Merging, below: _Merging) -> None:
        """Note the merged cells that do not go on below."""
        for (left, right), (top, bottom) in above.items():
            if below.get((left, right), (None, 0))[0] != top and (bottom > top or right > left):
                self._merged.append((top, left, bottom, right))

    def _count_cells(self, count: int) -> None:
        self._cells += count
        if self._cells > MOST_CELLS:
            raise Refused(f"“{self.file}”的表格过大，不像绩效目标表，没有读取。请删去多余的行列后再试。")

    def _cell(self, cell: Element) -> tuple[str, Sequence[Element]]:
        """The text of a cell, a line a paragraph, and the tables in it."""
        lines: list[str] = []
        tables: list[Element] = []
        goes_on = False
        for block in self.words.inside(cell, (P, TABLE)):
            if block.tag == TABLE:
                tables.append(block)
                continue
            line = self.words.paragraph(block)
            if goes_on:
                lines[-1] += line
            else:
                lines.append(line)
            goes_on = self.words.goes_on(block)
        return "\n".join(lines).strip(), tables


def _columns(table: Element, rows: Sequence[Element]) -> Sequence[int]:
    """The column that begins at each border of a table's grid.

    Borders that nearly meet are taken for one, unless a cell stands between them: then that column is one.
    """
    grid = table.find(W + "tblGrid")
    widths = [] if grid is None else [_count(attribute(column, "w"), _NARROW) for column in grid][:_MOST_EDGES]
    if all(width >= _NARROW for width in widths):
        return _STRAIGHT
    joined = [0]
    for width in widths:
        joined.append(joined[-1] + (width >= _NARROW))
    joined += range(joined[-1] + 1, joined[-1] + _MOST_EDGES + 2 - len(joined))
    return joined if all(_has_room(row, joined) for row in rows) else _STRAIGHT


def _has_room(row: Element, columns: Sequence[int]) -> bool:
    """Whether every cell of a row keeps a column; cells in content controls stand deeper and are not looked at."""
    edge = _before(row.find(W + "trPr"))
    for cell in row.iterchildren(CELL):
        end = min(edge + _shape(cell)[0], _MOST_EDGES)
        if columns[end] <= columns[edge]:
            return False
        edge = end
    return True


def _before(properties: Element) -> int:
    """How many columns of the grid a row leaves out before its first cell."""
    return min(_count(value_of(properties, "gridBefore"), 0), _WIDEST)


def _shape(cell: Element) -> tuple[int, str | None]:
    """How many columns a cell takes, and whether it begins a vertical merge (``restart``) or goes on with one."""
    span, merge = 1, None
    if len(cell) and (properties := cell[0]).tag == _CELL_PROPERTIES:
        for element in properties:
            if element.tag == _SPAN:
                span = min(max(_count(element.get(_VALUE), 1), 1), _WIDEST)
            elif element.tag == _MERGE:
                merge = element.get(_VALUE) or "continue"
    return span, merge


def _count(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
