"""The zip package of a workbook: its parts, and which part is the workbook and which are its sheets."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from xltool.office.elements import CellEditError, child, parse


@dataclass(frozen=True, slots=True)
class Package:
    """The members of the zip in their order, and their contents by part name (see ``part_name``)."""

    members: tuple[zipfile.ZipInfo, ...]
    contents: Mapping[str, bytes]
    comment: bytes

    def read(self, part: str) -> bytes:
        """Return a part's bytes; raises ``CellEditError`` if there is no such part."""
        if part not in self.contents:
            raise CellEditError(f"the workbook has no part {part}")
        return self.contents[part]


def part_name(member: str) -> str:
    """Part names are compared without case, and some writers put backslashes into the zip."""
    return member.replace("\\", "/").lower()


def open_package(workbook: bytes) -> Package:
    """Return the package of the bytes; raises ``CellEditError`` if they are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
            members = tuple(archive.infolist())
            contents = {part_name(member.filename): archive.read(member) for member in members}
            comment = archive.comment
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise CellEditError(f"not a readable .xlsx or .xlsm package: {error}") from error
    if len(contents) != len(members):
        raise CellEditError("two parts of the package have the same name")
    return Package(members, contents, comment)


def packed(package: Package, changed: Mapping[str, bytes], added: Mapping[str, bytes] | None = None) -> bytes:
    """Write the members again in their order, with their own dates, attributes and compression.

    ``added`` are new parts by their names, written after the others with the oldest date that a zip knows.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = package.comment
        for member in package.members:
            part = part_name(member.filename)
            archive.writestr(member, changed.get(part, package.contents[part]))
        for name, data in (added or {}).items():
            new = zipfile.ZipInfo(name)
            new.compress_type, new.create_system = zipfile.ZIP_DEFLATED, package.members[0].create_system
            archive.writestr(new, data)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class Relationship:
    """The last word of a relationship's type (``worksheet``), and the part it points at."""

    kind: str
    part: str


def relationships_of(package: Package, source: str) -> dict[str, Relationship]:
    """Return the internal relationships of a part (``""`` is the package) by their id."""
    folder, name = posixpath.split(source)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, Relationship] = {}
    for element in parse(package.read(rels), rels).children:
        attributes = element.attributes
        if attributes.get("TargetMode") != "External":
            # join() drops the folder before an absolute target such as /xl/worksheets/sheet1.xml
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relationship(kind, part_name(target.lstrip("/")))
    return found


def workbook_part(package: Package) -> str:
    """Return the name of the workbook part."""
    for relationship in relationships_of(package, "").values():
        if relationship.kind == "officeDocument":
            return relationship.part
    raise CellEditError("the package names no workbook part")


def sheet_parts_of(package: Package, book_part: str) -> dict[str, str]:
    """Return the part of each worksheet by the sheet's name; chart sheets have no cells and are left out."""
    relationships = relationships_of(package, book_part)
    parts: dict[str, str] = {}
    for sheet in child(parse(package.read(book_part), book_part), "sheets", book_part).children:
        # the attribute r:id, in the transitional or in the strict namespace
        ids = [value for key, value in sheet.attributes.items() if key.endswith("/relationships id")]
        name = sheet.attributes.get("name", "")
        if not ids or ids[0] not in relationships:
            raise CellEditError(f"the part of sheet {name!r} cannot be found")
        if relationships[ids[0]].kind == "worksheet":
            parts[name] = relationships[ids[0]].part
    return parts
