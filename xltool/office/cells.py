"""Put values into cells of an existing .xlsx or .xlsm by splicing the bytes of those cells alone.

A library that loads and saves a workbook drops what it does not know: stored formula results, newer
validation, form controls, the ribbon. Here expat only says at which byte an element of the sheet
part stands; every byte that does not belong to a filled cell is copied. ECMA-376 part 1 is the
source of the element and attribute names (18.2 workbook, 18.3 worksheet).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NoReturn, TypeAlias
from xml.parsers import expat

from xltool.cells import a1, column_index

CellValue: TypeAlias = Decimal | int | float | str | bool | None

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_LONGEST_TEXT = 32_767  # UTF-16 units; Excel calls a file with a longer text damaged
_NUMBER_BOUND = Decimal("1E+308")

_START_TAG = re.compile(rb"""<[^\s/>"']+[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_TAG_NAME_END = re.compile(rb"[\s/>]")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NATURAL_NUMBER = re.compile("[0-9]{1,9}")
_XML_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})

# The children of <workbook> that the schema puts before <calcPr>.
_BEFORE_CALCULATION = frozenset(
    "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups"
    " externalReferences definedNames".split()
)


class CellEditError(ValueError):
    """The workbook cannot be filled as asked; the message names the sheet and cell, or the part."""


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
    package = _open_package(workbook)
    book_part = _workbook_part(package)
    sheet_parts = _sheet_parts(package, book_part)
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
    return _packed(package, changed)


@dataclass(frozen=True, slots=True)
class _Package:
    """The members of the zip in their order, and their contents by part name (see ``_part_name``)."""

    members: tuple[zipfile.ZipInfo, ...]
    contents: Mapping[str, bytes]
    comment: bytes

    def read(self, part: str) -> bytes:
        """Return a part's bytes; raises ``CellEditError`` if there is no such part."""
        if part not in self.contents:
            raise CellEditError(f"the workbook has no part {part}")
        return self.contents[part]


def _part_name(member: str) -> str:
    """Part names are compared without case, and some writers put backslashes into the zip."""
    return member.replace("\\", "/").lower()


def _open_package(workbook: bytes) -> _Package:
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            members = tuple(archive.infolist())
            contents = {_part_name(member.filename): archive.read(member) for member in members}
            comment = archive.comment
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise CellEditError(f"not a readable .xlsx or .xlsm package: {error}") from error
    if len(contents) != len(members):
        raise CellEditError("two parts of the package have the same name")
    return _Package(members, contents, comment)


def _packed(package: _Package, changed: Mapping[str, bytes]) -> bytes:
    """Write the members again in their order, with their own dates, attributes and compression."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = package.comment
        for member in package.members:
            part = _part_name(member.filename)
            archive.writestr(member, changed.get(part, package.contents[part]))
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Relationship:
    """The last word of a relationship's type (``worksheet``), and the part it points at."""

    kind: str
    part: str


def _relationships(package: _Package, source: str) -> dict[str, _Relationship]:
    """Return the internal relationships of a part (``""`` is the package) by their id."""
    folder, name = posixpath.split(source)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, _Relationship] = {}
    for element in _parse(package.read(rels), rels).children:
        attributes = element.attributes
        if attributes.get("TargetMode") != "External":
            # join() drops the folder before an absolute target such as /xl/worksheets/sheet1.xml
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = _Relationship(kind, _part_name(target.lstrip("/")))
    return found


def _workbook_part(package: _Package) -> str:
    for relationship in _relationships(package, "").values():
        if relationship.kind == "officeDocument":
            return relationship.part
    raise CellEditError("the package names no workbook part")


def _sheet_parts(package: _Package, book_part: str) -> dict[str, str]:
    """Return the part of each worksheet by the sheet's name; chart sheets have no cells and are left out."""
    relationships = _relationships(package, book_part)
    parts: dict[str, str] = {}
    for sheet in _child(_parse(package.read(book_part), book_part), "sheets", book_part).children:
        # the attribute r:id, in the transitional or in the strict namespace
        ids = [value for key, value in sheet.attributes.items() if key.endswith("/relationships id")]
        name = sheet.attributes.get("name", "")
        if not ids or ids[0] not in relationships:
            raise CellEditError(f"the part of sheet {name!r} cannot be found")
        if relationships[ids[0]].kind == "worksheet":
            parts[name] = relationships[ids[0]].part
    return parts


def _recalculated_on_load(data: bytes, part: str) -> bytes:
    """Return workbook.xml with ``fullCalcOnLoad`` set, and calcPr inserted where it is missing."""
    root = _parse(data, part)
    for element in root.children:
        if element.name == "calcPr":
            if element.attributes.get("fullCalcOnLoad") in ("1", "true"):
                return data
            tag = _retagged(element.tag(data), b"fullCalcOnLoad", b"1")
            return _spliced(data, [_Splice(element.start, element.inside, tag)])
    before = [element for element in root.children if element.name in _BEFORE_CALCULATION][-1]
    prefix = _prefix(before.tag(data))
    return _spliced(data, [_Splice(before.end, before.end, b'<%scalcPr fullCalcOnLoad="1"/>' % prefix)])


@dataclass(frozen=True, slots=True)
class _Element:
    """An element and its byte offsets: start tag [start, inside), content [inside, close), all [start, end)."""

    name: str
    attributes: Mapping[str, str]
    start: int
    inside: int
    close: int
    end: int
    children: tuple[_Element, ...]

    def tag(self, data: bytes) -> bytes:
        """Return the start tag as it is written."""
        return data[self.start : self.inside]


@dataclass(frozen=True, slots=True)
class _Splice:
    """Bytes that take the place of ``data[start:end]``."""

    start: int
    end: int
    new: bytes


def _spliced(data: bytes, splices: Iterable[_Splice]) -> bytes:
    """Apply splices that do not overlap; an insertion goes before a replacement that starts at its byte."""
    pieces: list[bytes] = []
    position = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        pieces += (data[position : splice.start], splice.new)
        position = splice.end
    return b"".join((*pieces, data[position:]))


def _parse(data: bytes, part: str) -> _Element:
    """Return the root element; names are local names, attributes of a namespace are ``uri name``."""

    def refuse(*_: object) -> NoReturn:
        raise CellEditError(f"{part} has a DTD")

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise CellEditError(f"{part} is not UTF-8 but {encoding}")

    def begin(name: str, attributes: dict[str, str]) -> None:
        opened.append((name.rpartition(" ")[2], attributes, parser.CurrentByteIndex, []))

    def finish(_: str) -> None:
        name, attributes, start, children = opened.pop()
        tag = _START_TAG.match(data, start)
        assert tag is not None  # expat has just read one there
        inside = close = end = tag.end()
        if not data.startswith(b"/>", inside - 2):
            close = parser.CurrentByteIndex
            end = data.index(b">", close) + 1
        element = _Element(name, attributes, start, inside, close, end, tuple(children))
        (opened[-1][3] if opened else roots).append(element)

    if b"\0" in data[:4]:  # UTF-16, with or without its byte order mark
        raise CellEditError(f"{part} is not UTF-8")
    opened: list[tuple[str, dict[str, str], int, list[_Element]]] = []
    roots: list[_Element] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = refuse, declared
    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise CellEditError(f"{part} is not well-formed XML: {error}") from error
    return roots[0]


def _child(parent: _Element, name: str, part: str) -> _Element:
    for element in parent.children:
        if element.name == name:
            return element
    raise CellEditError(f"{part} has no <{name}>")


def _tag_name(tag: bytes) -> bytes:
    return _TAG_NAME_END.split(tag, maxsplit=1)[0][1:]


def _prefix(tag: bytes) -> bytes:
    """Return the namespace prefix of a start tag with its colon: ``x:`` of ``<x:c r="A1">``."""
    name = _tag_name(tag)
    return name[: name.find(b":") + 1]


def _unclosed(tag: bytes, dropped: Collection[bytes] = ()) -> bytes:
    """Return a start tag without its ``>`` or ``/>`` and without the dropped attributes."""
    head = tag.removesuffix(b">").removesuffix(b"/").rstrip()
    return _ATTRIBUTE.sub(lambda match: b"" if match[1] in dropped else match[0], head)


def _retagged(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    """Return a start tag with an attribute set, or with ``None`` removed."""
    added = b"" if value is None else b' %s="%s"' % (name, value)
    return _unclosed(tag, (name,)) + added + (b"/>" if tag.endswith(b"/>") else b">")


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
    root: _Element
    sheet_data: _Element
    rows: Mapping[int, _Element]
    arrays: tuple[_Area, ...]


def _fill_sheet(data: bytes, sheet_name: str, part: str, cells: Mapping[str, CellValue]) -> bytes:
    sheet = _read_sheet(data, part)
    targets = [
        _Target(f"{sheet_name}!{address}", address, *_position(address, sheet_name), value)
        for address, value in cells.items()
    ]
    targets.sort(key=lambda target: (target.row, target.column))
    _refuse_covered(sheet, targets)
    splices: list[_Splice] = []
    new_rows: dict[int, bytes] = {}
    for number, group in groupby(targets, key=lambda target: target.row):
        if number in sheet.rows:
            splices += _row_splices(sheet, sheet.rows[number], list(group))
        elif filled := [target for target in group if target.value is not None]:
            new_rows[number] = _new_row(sheet, number, filled)
    splices += _insertions(data, sheet.sheet_data, sheet.sheet_data.tag(data), sheet.rows, new_rows)
    splices += _dimension_splices(sheet, targets)
    return _spliced(data, splices)


def _read_sheet(data: bytes, part: str) -> _Sheet:
    root = _parse(data, part)
    sheet_data = _child(root, "sheetData", part)
    arrays = tuple(
        _area(formula.attributes["ref"], part)
        for row in sheet_data.children
        for cell in row.children
        for formula in cell.children
        if formula.name == "f" and formula.attributes.get("t") in ("array", "dataTable") and "ref" in formula.attributes
    )
    rows = _by_position(sheet_data.children, lambda text: _position(f"A{text}", part)[0], f"{part}: rows")
    return _Sheet(part, data, root, sheet_data, rows, arrays)


def _by_position(elements: Iterable[_Element], read: Callable[[str], int], what: str) -> dict[int, _Element]:
    """Return rows by number or cells by column, in order; one without ``r`` follows the one before it."""
    found: dict[int, _Element] = {}
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
    data: bytes, parent: _Element, tag: bytes, existing: Mapping[int, _Element], new: Mapping[int, bytes]
) -> Iterator[_Splice]:
    """Put new rows or cells, keyed by position, among the existing ones; the parent's start tag becomes ``tag``."""
    if tag.endswith(b"/>"):
        if new:
            content = b"".join(new[position] for position in sorted(new))
            yield _Splice(parent.start, parent.end, b"%s>%s</%s>" % (_unclosed(tag), content, _tag_name(tag)))
        return
    if tag != parent.tag(data):
        yield _Splice(parent.start, parent.inside, tag)
    positions = list(existing)
    for position in sorted(new):
        index = bisect(positions, position)
        offset = existing[positions[index]].start if index < len(positions) else parent.close
        yield _Splice(offset, offset, new[position])


def _row_splices(sheet: _Sheet, row: _Element, targets: Iterable[_Target]) -> Iterator[_Splice]:
    """Fill cells of a row that exists."""
    tag = row.tag(sheet.data)
    cells = _by_position(row.children, lambda text: _position(text, sheet.part)[1], f"{sheet.part}: cells of a row")
    new: dict[int, bytes] = {}
    for target in targets:
        if target.column in cells:
            yield _refilled(sheet, cells[target.column], target)
        elif target.value is not None:
            new[target.column] = _new_cell(sheet, row, _prefix(tag), target)
    spans = re.findall("([0-9]{1,9}):([0-9]{1,9})", row.attributes.get("spans", ""))
    if spans and any(not any(int(low) <= column <= int(high) for low, high in spans) for column in new):
        tag = _retagged(tag, b"spans", None)  # a hint for readers; a wrong one is worse than none
    yield from _insertions(sheet.data, row, tag, cells, new)


def _new_row(sheet: _Sheet, number: int, targets: Iterable[_Target]) -> bytes:
    prefix = _prefix(sheet.sheet_data.tag(sheet.data))
    cells = b"".join(_new_cell(sheet, None, prefix, target) for target in targets)
    return b'<%srow r="%d">%s</%srow>' % (prefix, number, cells, prefix)


def _new_cell(sheet: _Sheet, row: _Element | None, prefix: bytes, target: _Target) -> bytes:
    style = _inherited_style(sheet, row, target.column)
    head = f'c r="{target.address}"' + (f' s="{style}"' if style else "")
    return _cell(b"<" + prefix + head.encode(), target, _in_array(sheet, target))


def _inherited_style(sheet: _Sheet, row: _Element | None, column: int) -> int:
    """Return the style that a cell typed there would get: its row's, else its column's, else 0."""
    if row is not None and row.attributes.get("customFormat") in ("1", "true"):
        return _natural(row, "s")
    for group in sheet.root.children:
        for setting in group.children if group.name == "cols" else ():
            if _natural(setting, "min") <= column <= _natural(setting, "max"):
                return _natural(setting, "style")
    return 0


def _natural(element: _Element, name: str) -> int:
    """Return a counting attribute; one that is absent or no number is 0, for it is only a hint here."""
    text = element.attributes.get(name, "")
    return int(text) if _NATURAL_NUMBER.fullmatch(text) else 0


def _in_array(sheet: _Sheet, target: _Target) -> bool:
    return any(area.covers(target.row, target.column) for area in sheet.arrays)


def _dimension_splices(sheet: _Sheet, targets: Iterable[_Target]) -> Iterator[_Splice]:
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
                tag = _retagged(element.tag(sheet.data), b"ref", reference.encode())
                yield _Splice(element.start, element.inside, tag)


def _refilled(sheet: _Sheet, cell: _Element, target: _Target) -> _Splice:
    """Give a cell that exists a new value; its formula and its style stay."""
    formula = b"".join(sheet.data[child.start : child.end] for child in cell.children if child.name == "f")
    rest = b"".join(
        sheet.data[child.start : child.end] for child in cell.children if child.name not in ("f", "v", "is")
    )
    # vm describes the old value; cm marks a dynamic array and belongs to the formula
    dropped = (b"t", b"vm") if formula else (b"t", b"vm", b"cm")
    head = _unclosed(cell.tag(sheet.data), dropped)
    is_result = bool(formula) or _in_array(sheet, target)
    return _Splice(cell.start, cell.end, _cell(head, target, is_result, formula, rest))


def _cell(head: bytes, target: _Target, is_result: bool, formula: bytes = b"", rest: bytes = b"") -> bytes:
    """Return a whole ``<c>``; ``head`` is its start tag without ``t`` and without its end."""
    kind, stored = _stored(target, _prefix(head), is_result)
    content = formula + stored + rest
    if kind:
        head += b' t="%s"' % kind
    return b"%s>%s</%s>" % (head, content, _tag_name(head)) if content else head + b"/>"


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
