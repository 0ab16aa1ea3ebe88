"""The elements of an XML part with the bytes at which they stand, and changes spliced between those bytes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

_START_TAG = re.compile(rb"""<[^\s/>"']+[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_TAG_NAME_END = re.compile(rb"[\s/>]")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*(?:"[^"]*"|'[^']*')""")


class CellEditError(ValueError):
    """The workbook cannot be filled as asked; the message names the sheet and cell, or the part."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element and its byte offsets: start tag [start, inside), content [inside, close), all [start, end)."""

    name: str
    attributes: Mapping[str, str]
    start: int
    inside: int
    close: int
    end: int
    children: tuple[Element, ...]

    def tag(self, data: bytes) -> bytes:
        """Return the start tag as it is written."""
        return data[self.start : self.inside]


@dataclass(frozen=True, slots=True)
class Splice:
    """Bytes that take the place of ``data[start:end]``."""

    start: int
    end: int
    new: bytes


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """Apply splices that do not overlap; an insertion goes before a replacement that starts at its byte."""
    pieces: list[bytes] = []
    position = 0
    for splice in sorted(splices, key=lambda splice: (splice.start, splice.end)):
        pieces += (data[position : splice.start], splice.new)
        position = splice.end
    return b"".join((*pieces, data[position:]))


def parse(data: bytes, part: str) -> Element:
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
        element = Element(name, attributes, start, inside, close, end, tuple(children))
        (opened[-1][3] if opened else roots).append(element)

    if b"\0" in data[:4]:  # UTF-16, with or without its byte order mark
        raise CellEditError(f"{part} is not UTF-8")
    opened: list[tuple[str, dict[str, str], int, list[Element]]] = []
    roots: list[Element] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler, parser.XmlDeclHandler = refuse, declared
    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise CellEditError(f"{part} is not well-formed XML: {error}") from error
    return roots[0]


def child(parent: Element, name: str, part: str) -> Element:
    """Return the first child of a name; raises ``CellEditError`` if there is none."""
    for element in parent.children:
        if element.name == name:
            return element
    raise CellEditError(f"{part} has no <{name}>")


def tag_name(tag: bytes) -> bytes:
    """Return the name of a start tag with its prefix."""
    return _TAG_NAME_END.split(tag, maxsplit=1)[0][1:]


def prefix_of(tag: bytes) -> bytes:
    """Return the namespace prefix of a start tag with its colon: ``x:`` of ``<x:c r="A1">``."""
    name = tag_name(tag)
    return name[: name.find(b":") + 1]


def unclosed(tag: bytes, dropped: Collection[bytes] = ()) -> bytes:
    """Return a start tag without its ``>`` or ``/>`` and without the dropped attributes."""
    head = tag.removesuffix(b">").removesuffix(b"/").rstrip()
    return _ATTRIBUTE.sub(lambda match: b"" if match[1] in dropped else match[0], head)


def retagged(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    """Return a start tag with an attribute set, or with ``None`` removed."""
    added = b"" if value is None else b' %s="%s"' % (name, value)
    return unclosed(tag, (name,)) + added + (b"/>" if tag.endswith(b"/>") else b">")
