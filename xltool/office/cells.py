"""Put values into cells of an existing .xlsx or .xlsm by splicing the bytes of those cells alone.

A library that loads and saves a workbook drops what it does not know: stored formula results, newer
validation, form controls, the ribbon. Here expat only says at which byte an element of the sheet
part stands; every byte that does not belong to a filled cell is copied. ECMA-376 part 1 is the
source of the element and attribute names (18.2 workbook, 18.3 worksheet).
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TypeAlias

from xltool.cells import a1, column_index
from xltool.office.elements import (
    CellEditError,
    Element,
    Splice,
    child,
    parse,
    prefix_of,
    retagged,
    spliced,
    tag_name,
    unclosed,
)
from xltool.office.package import open_package, packed, sheet_parts_of, workbook_part

CellValue: TypeAlias = Decimal | int | float | str | bool | None

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LONGEST_TEXT = 32_767  # UTF-16 units; Excel calls a file with a longer text damaged
_NUMBER_BOUND = Decimal("1E+308")

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NATURAL_NUMBER = re.compile("[0-9]{1,9}")
_XML_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})

# The children of <workbook> that the schema puts before <calcPr>.
_BEFORE_CALCULATION = frozenset(
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups"
    " externalReferences definedNames".split()
)


def fill_cells(workbook: bytes, values: Mapping[str, Mapping[str, CellValue]]) -> bytes:
    """Return the workbook with the given values, everything else in it untouched.

    ``values`` maps sheet name → A1 address (``C5``) → value. The cell's style stays. Text becomes an
    inline string, whatever it begins with; a ``Decimal`` is written with its exact digits; ``None``
    clears. A cell that holds a formula keeps it, and only its stored result changes. A cell that is
    missing is inserted with the style of its row or column, as if it had been typed. The workbook
    is told to recalculate when it is opened. The unpacked size is not bounded here but in ``reading``.

    Raises ``CellEditError`` for a file that is no such workbook, a part that is not UTF-8 XML or has
    a DTD, an unknown sheet, a bad address, a cell covered by a merged area, and a value that no
    cell can hold.
    """
    package = open_package(workbook)
    book_part = workbook_part(package)
    sheet_parts = sheet_parts_of(package, book_part)
    changed: dict[str, bytes] = {}
    for sheet, cells in values.items():
        if sheet not in sheet_parts:
            raise CellEditError(f"no worksheet named {sheet!r}")
        part = sheet_parts[sheet]
        if cells:
            changed[part] = _fill_sheet(changed.get(part, package.read(part)), sheet, part, cells)
    if not changed:
        return workbook
    changed[book_part] = _recalculated_on_load(package.read(book_part), book_part)
    return packed(package, changed)


def _recalculated_on_load(data: bytes, part: str) -> bytes:
    """Return workbook.xml with ``fullCalcOnLoad`` set, and calcPr inserted where it is missing."""
    root = parse(data, part)
    for element in root.children:
        if element.name == "calcPr":
            if element.attributes.get("fullCalcOnLoad") in ("1", "true"):
                return data
            tag = retagged(element.tag(data), b"fullCalcOnLoad", b"1")
            return spliced(data, [Splice(element.start, element.inside, tag)])
    before = [element for element in root.children if element.name in _BEFORE_CALCULATION][-1]
    prefix = prefix_of(before.tag(data))
    return spliced(data, [Splice(before.end, before.end, b'<%scalcPr fullCalcOnLoad="1"/>' % prefix)])


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle of cells, all four bounds inside it, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def covers(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True, slots=True)
class _Target:
    """A cell that is to be filled; ``where`` names it in messages."""

    where: str
    address: str
    row: int
    column: int
    value: CellValue


def _position(address: str, where: str) -> tuple[int, int]:
    """Return (row, column), from 1, of an A1 address; raises ``CellEditError`` if it is none."""
    match = _ADDRESS.fullmatch(address)
    if match:
        row, column = int(match[2]), column_index(match[1]) + 1
        if row <= _LAST_ROW and column <= _LAST_COLUMN:
            return row, column
    raise CellEditError(f"{where}: {address!r} is not a cell address such as C5")


def _area(reference: str, where: str) -> _Area:
    first, _, last = reference.partition(":")
    return _Area(*_position(first, where), *_position(last or first, where))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet part as far as filling it needs it.

    ``rows`` is by row number. ``arrays`` are the areas of array formulas and data tables: their
    cells hold results though only the first of them has the formula.
    """

    part: str
    data: bytes
    root: Element
    sheet_data: Element
    rows: Mapping[int, Element]
    arrays: tuple[_Area, ...]


def _fill_sheet(data: bytes, sheet_name: str, part: str, cells: Mapping[str, CellValue]) -> bytes:
    sheet = _read_sheet(data, part)
    targets = [
        _Target(f"{sheet_name}!{address}", address, *_position(address, sheet_name), value)
        for address, value in cells.items()
    ]
    targets.sort(key=lambda target: (target.row, target.column))
    _refuse_covered(sheet, targets)
    splices: list[Splice] = []
    new_rows: dict[int, bytes] = {}
    for number, group in groupby(targets, key=lambda target: target.row):
        if number in sheet.rows:
            splices += _row_splices(sheet, sheet.rows[number], list(group))
        elif filled := [target for target in group if target.value is not None]:
            new_rows[number] = _new_row(sheet, number, filled)
    splices += _insertions(data, sheet.sheet_data, sheet.sheet_data.tag(data), sheet.rows, new_rows)
    splices += _dimension_splices(sheet, targets)
    return spliced(data, splices)


def _read_sheet(data: bytes, part: str) -> _Sheet:
    root = parse(data, part)
    sheet_data = child(root, "sheetData", part)
    arrays = tuple(
        _area(formula.attributes["ref"], part)
        for row in sheet_data.children
        for cell in row.children
        for formula in cell.children
        if formula.name == "f" and formula.attributes.get("t") in ("array", "dataTable") and "ref" in formula.attributes
    )
    rows = _by_position(sheet_data.children, lambda text: _position(f"A{text}", part)[0], f"{part}: rows")
    return _Sheet(part, data, root, sheet_data, rows, arrays)


def _by_position(elements: Iterable[Element], read: Callable[[str], int], what: str) -> dict[int, Element]:
    """Return rows by number or cells by column, in order; one without ``r`` follows the one before it."""
    found: dict[int, Element] = {}
    last = 0
    for element in elements:
        position = read(element.attributes["r"]) if "r" in element.attributes else last + 1
        if position <= last:
            raise CellEditError(f"{what} are not in order")
        found[position] = element
        last = position
    return found


def _refuse_covered(sheet: _Sheet, targets: Iterable[_Target]) -> None:
    areas = [
        _area(merged.attributes.get("ref", ""), sheet.part)
        for group in sheet.root.children
        if group.name == "mergeCells"
        for merged in group.children
    ]
    for target in targets:
        for area in areas:
            if area.covers(target.row, target.column) and (target.row, target.column) != (area.top, area.left):
                top_left = a1(area.top - 1, area.left - 1)
                raise CellEditError(f"{target.where} is covered by a merged area; fill {top_left} instead")


def _insertions(
    data: bytes, parent: Element, tag: bytes, existing: Mapping[int, Element], new: Mapping[int, bytes]
) -> Iterator[Splice]:
    """Put new rows or cells, keyed by position, among the existing ones; the parent's start tag becomes ``tag``."""
    if tag.endswith(b"/>"):
        if new:
            content = b"".join(new[position] for position in sorted(new))
            yield Splice(parent.start, parent.end, b"%s>%s</%s>" % (unclosed(tag), content, tag_name(tag)))
        return
    if tag != parent.tag(data):
        yield Splice(parent.start, parent.inside, tag)
    positions = list(existing)
    for position in sorted(new):
        index = bisect(positions, position)
        offset = existing[positions[index]].start if index < len(positions) else parent.close
        yield Splice(offset, offset, new[position])


def _row_splices(sheet: _Sheet, row: Element, targets: Iterable[_Target]) -> Iterator[Splice]:
    """Fill cells of a row that exists."""
    tag = row.tag(sheet.data)
    cells = _by_position(row.children, lambda text: _position(text, sheet.part)[1], f"{sheet.part}: cells of a row")
    new: dict[int, bytes] = {}
    for target in targets:
        if target.column in cells:
            yield _refilled(sheet, cells[target.column], target)
        elif target.value is not None:
            new[target.column] = _new_cell(sheet, row, prefix_of(tag), target)
    spans = re.findall("([0-9]{1,9}):([0-9]{1,9})", row.attributes.get("spans", ""))
    if spans and any(not any(int(low) <= column <= int(high) for low, high in spans) for column in new):
        tag = retagged(tag, b"spans", None)  # a hint for readers; a wrong one is worse than none
    yield from _insertions(sheet.data, row, tag, cells, new)


def _new_row(sheet: _Sheet, number: int, targets: Iterable[_Target]) -> bytes:
    prefix = prefix_of(sheet.sheet_data.tag(sheet.data))
    cells = b"".join(_new_cell(sheet, None, prefix, target) for target in targets)
    return b'<%srow r="%d">%s</%srow>' % (prefix, number, cells, prefix)


def _new_cell(sheet: _Sheet, row: Element | None, prefix: bytes, target: _Target) -> bytes:
    style = _inherited_style(sheet, row, target.column)
    head = f'c r="{target.address}"' + (f' s="{style}"' if style else "")
    return _cell(b"<" + prefix + head.encode(), target, _in_array(sheet, target))


def _inherited_style(sheet: _Sheet, row: Element | None, column: int) -> int:
    """Return the style that a cell typed there would get: its row's, else its column's, else 0."""
    if row is not None and row.attributes.get("customFormat") in ("1", "true"):
        return _natural(row, "s")
    for group in sheet.root.children:
        for setting in group.children if group.name == "cols" else ():
            if _natural(setting, "min") <= column <= _natural(setting, "max"):
                return _natural(setting, "style")
    return 0


def _natural(element: Element, name: str) -> int:
    """Return a counting attribute; one that is absent or no number is 0, for it is only a hint here."""
    text = element.attributes.get(name, "")
    return int(text) if _NATURAL_NUMBER.fullmatch(text) else 0


def _in_array(sheet: _Sheet, target: _Target) -> bool:
    return any(area.covers(target.row, target.column) for area in sheet.arrays)


def _dimension_splices(sheet: _Sheet, targets: Iterable[_Target]) -> Iterator[Splice]:
    """Widen ``<dimension>`` where a filled cell lies outside: openpyxl's read-only mode stops at it."""
    filled = [target for target in targets if target.value is not None]
    for element in sheet.root.children:
        if element.name == "dimension" and filled:
            old = _area(element.attributes.get("ref", ""), sheet.part)
            rows = [old.top, old.bottom, *(target.row for target in filled)]
            columns = [old.left, old.right, *(target.column for target in filled)]
            new = _Area(min(rows), min(columns), max(rows), max(columns))
            if new != old:
                reference = f"{a1(new.top - 1, new.left - 1)}:{a1(new.bottom - 1, new.right - 1)}"
                tag = retagged(element.tag(sheet.data), b"ref", reference.encode())
                yield Splice(element.start, element.inside, tag)


def _refilled(sheet: _Sheet, cell: Element, target: _Target) -> Splice:
    """Give a cell that exists a new value; its formula and its style stay."""
    formula = b"".join(sheet.data[child.start : child.end] for child in cell.children if child.name == "f")
    rest = b"".join(
        sheet.data[child.start : child.end] for child in cell.children if child.name not in ("f", "v", "is")
    )
    # vm describes the old value; cm marks a dynamic array and belongs to the formula
    dropped = (b"t", b"vm") if formula else (b"t", b"vm", b"cm")
    head = unclosed(cell.tag(sheet.data), dropped)
    is_result = bool(formula) or _in_array(sheet, target)
    return Splice(cell.start, cell.end, _cell(head, target, is_result, formula, rest))


def _cell(head: bytes, target: _Target, is_result: bool, formula: bytes = b"", rest: bytes = b"") -> bytes:
    """Return a whole ``<c>``; ``head`` is its start tag without ``t`` and without its end."""
    kind, stored = _stored(target, prefix_of(head), is_result)
    content = formula + stored + rest
    if kind:
        head += b' t="%s"' % kind
    return b"%s>%s</%s>" % (head, content, tag_name(head)) if content else head + b"/>"


def _stored(target: _Target, prefix: bytes, is_result: bool) -> tuple[bytes, bytes]:
    """Return the ``t`` attribute and the ``<v>`` or ``<is>`` of a value, or of a formula's result."""
    value = target.value
    if value is None:
        return b"", b""
    if isinstance(value, str) and not is_result:
        text = _escaped(value, target.where)
        return b"inlineStr", b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (prefix, prefix, text, prefix, prefix)
    if isinstance(value, str):
        kind, text = b"str", _escaped(value, target.where)
    elif isinstance(value, bool):
        kind, text = b"b", b"%d" % value
    else:
        kind, text = b"", _digits(value, target.where)
    return kind, b"<%sv>%s</%sv>" % (prefix, text, prefix)


def _escaped(text: str, where: str) -> bytes:
    illegal = _NOT_XML.search(text)
    if illegal:
        raise CellEditError(
            f"{where}: the text holds the character U+{ord(illegal[0]):04X}, which no workbook can hold"
        )
    if len(text.encode("utf-16-le")) // 2 > _LONGEST_TEXT:
        raise CellEditError(f"{where}: the text is longer than {_LONGEST_TEXT} characters")
    # Excel reads _x000D_ as a carriage return, so an underscore that would begin such a code is coded itself
    return _LOOKS_ESCAPED.sub("_x005F_", text).translate(_XML_ESCAPES).encode()


def _digits(number: Decimal | float, where: str) -> bytes:
    if not isinstance(number, (Decimal, int, float)):  # callers without a type checker
        raise CellEditError(f"{where}: a {type(number).__name__} cannot be put into a cell")
    exact = Decimal(number)
    if not exact.is_finite() or exact.copy_abs() >= _NUMBER_BOUND:
        raise CellEditError(f"{where}: {number} is not a number that a cell can hold")
    # repr() of a float is its shortest exact form; a subclass such as numpy's prints itself otherwise
    return (repr(float(number)) if isinstance(number, float) else str(exact)).encode()
