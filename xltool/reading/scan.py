"""What the XML of a sheet says and calamine does not: cells that lie, hidden rows, a used area that is far too large.

Every file is scanned, so each question is first asked in a way that is fast for the XML that Excel, WPS, LibreOffice
and XlsxWriter write; only where that cannot answer does a pattern for any spelling look.
"""

from __future__ import annotations

import re
from functools import cache

from xltool.cells import column_index

_FORMULA = rb"<(?:\w+:)?f[ >/]"
_STORED = (
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?: [^>]*)?/>)\s*<(?:\w+:)?v(?: [^>]*)?>[^<]"
    rb"|\st=[\"']str[\"'][^>]*>\s*<(?:\w+:)?f(?: [^>]*)?>[^<]*</(?:\w+:)?f>\s*<(?:\w+:)?v(?:\s*/>|></)"
)
"""A formula with a result, the empty text too; openpyxl leaves an empty ``<v>`` without a type."""
_ERROR = rb"\st\s*=\s*[\"']e[\"']"
_NO_SIZE = rb"\b(?:hidden\s*=\s*[\"'](?:1|true)|(?:ht|width)\s*=\s*[\"']0(?:\.0*)?)[\"']"
_HIDDEN = rb"<(?:\w+:)?(col|row)\b[^>]*" + _NO_SIZE
"""Hidden, or of no height or width, which looks the same."""
_HIDING = (b"hidden", b'ht="0', b'width="0')
_CONTENT = rb"<(?:\w+:)?(?:v|f|is)[ >/]"
_USUAL_FAR = rb"<c r=\"(?:[A-Za-z]{2,3}\d|[A-Za-z]\d{5})"
_FAR = rb"\br\s*=\s*[\"'](?:[A-Za-z]{2,3}\d|[A-Za-z]?\d{5})"
"""A row or cell so far down or right that the used area has to be measured."""
_CELL_PLACE = rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,10})[\"']"
_FILLED_ROW = rb"<(?:\w+:)?row\b[^>]*?\br\s*=\s*[\"'](\d{1,10})[\"'][^>]*(?<!/)>\s*<(?:\w+:)?c\b"
_FORMAT = rb"<(?:\w+:)?numFmt\b[^>]*>"
_STYLES = rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>"
_STYLE = rb"<(?:\w+:)?xf\b[^>]*>"
_STYLED_CELL = rb"<(?:\w+:)?c\b[^>]*>"
_STYLE_OF = rb"\bs\s*=\s*[\"'](\d{1,6})[\"']"
_PERCENT_FORMATS = (b"9", b"10")
"""The numbers of the two percent formats that every program has."""


@cache
def _pattern(text: bytes) -> re.Pattern[bytes]:
    """Compiled when first needed; an ordinary file needs none of them."""
    return re.compile(text, re.DOTALL)


def has_lying_cell(xml: bytes) -> bool:
    """Whether some cell is an error value, or a formula without a stored result."""
    if (b'="e"' in xml or b"='e'" in xml or b"= " in xml) and _pattern(_ERROR).search(xml):
        return True
    if b"<f" not in xml and b":f" not in xml:
        return False
    formulas = xml.count(b"</f>")
    if b":f" not in xml and b"<f/" not in xml and b"/><v" not in xml and b"/></c>" not in xml:
        stored = xml.count(b"</f><v>") - xml.count(b"</f><v><")
        if formulas == stored:
            return False
    return len(_pattern(_FORMULA).findall(xml)) > len(_pattern(_STORED).findall(xml))


def has_hidden_cells(xml: bytes) -> bool:
    """Whether some column is hidden, or some row that is not empty: our own sheets have rows to spare."""
    return any(_hides(xml, mark) for mark in _HIDING)


def _hides(xml: bytes, mark: bytes) -> bool:
    at = xml.find(mark)
    while at >= 0:
        start, end = xml.rfind(b"<", 0, at), xml.find(b">", at)
        tag = _pattern(_HIDDEN).match(xml, start, end)
        if tag and (tag[1] == b"col" or (xml[end - 1 : end] != b"/" and _is_filled(xml, end))):
            return True
        at = xml.find(mark, at + 1)
    return False


def _is_filled(xml: bytes, start: int) -> bool:
    """Whether a cell of the row that begins there holds something."""
    return bool(_pattern(_CONTENT).search(xml, start, max(xml.find(b"row>", start), start)))


def used_area(xml: bytes) -> tuple[int, int]:
    """Rows and columns up to the last cell; ``(0, 0)`` where a look tells that they are few."""
    usual = xml.count(b'<c r="')
    if usual == xml.count(b"<c ") and b":c" not in xml and b"<c>" not in xml:
        if not _pattern(_USUAL_FAR).search(xml):
            return 0, 0
    elif not _pattern(_FAR).search(xml):
        return 0, 0
    places = _pattern(_CELL_PLACE).findall(xml)
    rows = max((int(row) for row in (*(row for _, row in places), *_pattern(_FILLED_ROW).findall(xml))), default=0)
    return rows, max((column_index(col.decode().upper()) + 1 for col, _ in places), default=1)


def percent_styles(xml: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles of ``styles.xml`` that show a number as a percentage."""
    formats = {*_PERCENT_FORMATS}
    for entry in _pattern(_FORMAT).findall(xml) if b"%" in xml else ():
        code, number = _attribute(entry, b"formatCode"), _attribute(entry, b"numFmtId")
        if is_percent(code.decode("utf-8", "replace")):
            formats.add(number)
    area = _pattern(_STYLES).search(xml)
    styles = _pattern(_STYLE).findall(area[0]) if area else ()
    return frozenset(b"%d" % at for at, style in enumerate(styles) if _attribute(style, b"numFmtId") in formats)


def is_percent(code: str) -> bool:
    """Whether a number format shows a percentage; a quoted or escaped % is a mere sign."""
    return "%" in re.sub(r'"[^"]*"|\\.|&quot;.*?&quot;', "", code)


def percent_cells(xml: bytes, styles: frozenset[bytes]) -> set[tuple[int, int]]:
    """The places of the cells of a sheet with one of these styles."""
    places: set[tuple[int, int]] = set()
    for cell in _pattern(_STYLED_CELL).findall(xml):
        style, place = _pattern(_STYLE_OF).search(cell), _pattern(_CELL_PLACE).search(cell)
        if style and place and style[1] in styles:
            places.add((int(place[2]) - 1, column_index(place[1].decode().upper())))
    return places


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = _pattern(rb"\b" + name + rb"\s*=\s*(?:\"([^\"]*)\"|'([^']*)')").search(tag)
    return (found[1] or found[2] or b"") if found else b""
