"""The zip package of a Word document: its parts as trees of elements, safely parsed."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from lxml import etree

from xltool.problems import Refused

Element = Any
"""An element of lxml, which ships no types."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of the parts that are read, unpacked; pictures do not count. A document with 300 tables has 6 MB."""

_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_DAMAGES = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
_WANTED = ("numbering", "styles", "footnotes", "endnotes")


def attribute(element: Element, name: str) -> str | None:
    """The attribute ``w:name`` of an element, None without either."""
    return None if element is None else element.get(W + name)


def value_of(parent: Element, *path: str) -> str | None:
    """``w:val`` of the element at a path of child names below a parent, None without it."""
    return None if parent is None else attribute(parent.find("/".join(W + name for name in path)), "val")


def is_on(element: Element) -> bool:
    """Whether a property is there and not switched off."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def parts_of(data: bytes, file: str) -> tuple[bytes, dict[str, bytes]]:
    """The main part and, by the kind of their relationship, the parts that say numbers, styles and notes.

    Nothing outside the file is looked for. Raises ``Refused`` for a file that is damaged or too large when unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename.replace("\\", "/").lower(): info for info in archive.infolist()}
            main = next(iter(_targets(archive, members, "").get("officedocument", ())), "word/document.xml")
            if main not in members:
                raise Refused(f"“{file}”里没有正文，不是完整的 Word 文件。请用 Word 打开并另存为 .docx 后再试。")
            related = _targets(archive, members, main)
            names = {kind: related[kind][0] for kind in _WANTED if kind in related}
            if sum(members[name].file_size for name in (main, *names.values())) > MOST_UNPACKED:
                size = f"{MOST_UNPACKED >> 20} MB"
                raise Refused(f"“{file}”的正文解压后超过 {size}，不像绩效目标表，没有读取。请删去多余内容后再试。")
            return archive.read(members[main]), {kind: archive.read(members[name]) for kind, name in names.items()}
    except (*_DAMAGES, etree.XMLSyntaxError) as error:
        raise Refused(f"“{file}”已损坏或不完整，打不开。请向填报人重新要一份，或用 Word 修复后另存。") from error


def root_of(xml: bytes, file: str, name: str) -> Element:
    """The root of a part, which must be ``w:name``; Strict documents come with the usual namespaces.

    Raises ``Refused`` for broken XML, a document type definition, or another root.
    """
    if b"http://purl.oclc.org/" in xml:
        for strict, usual in _STRICT:
            xml = xml.replace(strict, usual)
    try:
        root = _parsed(xml)
    except etree.XMLSyntaxError as error:
        raise Refused(f"“{file}”已损坏，读不出正文。请用 Word 打开并另存一份后再试。") from error
    if root is None:
        raise Refused(f"“{file}”含有不应出现的 DTD 声明，为安全起见没有读取。请用 Word 另存一份后再试。")
    if root.tag != W + name:
        raise Refused(f"“{file}”里没有正文，不是完整的 Word 文件。请用 Word 打开并另存为 .docx 后再试。")
    return root


def _parsed(xml: bytes) -> Element:
    """The root, None where there is a document type definition."""
    if b"<!DOCTYPE" in xml:
        return None
    safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    parser = etree.XMLParser(**safe, remove_comments=True, remove_pis=True, collect_ids=False)
    root = etree.fromstring(xml, parser)
    return None if root.getroottree().docinfo.doctype else root  # UTF-16 hides it from the search above


def _targets(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], source: str) -> dict[str, list[str]]:
    """The parts inside the package to which a part is related, by the last word of the relationship's type."""
    folder, name = posixpath.split(source)
    info = members.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, list[str]] = {}
    if info is None or info.file_size > MOST_UNPACKED:
        return found
    root = _parsed(archive.read(info))
    for relationship in () if root is None else root:
        if relationship.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relationship.get("Target", ""))).lstrip("/").lower()
            if target in members:
                found.setdefault(relationship.get("Type", "").rpartition("/")[2].lower(), []).append(target)
    return found
