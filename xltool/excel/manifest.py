"""What an install wrote on a PC, so that an uninstall finds it again and leaves alone what is not ours."""

from __future__ import annotations

import hashlib
import json
from pathlib import PureWindowsPath
from typing import NamedTuple

from xltool.excel.machine import Machine, Shortcut
from xltool.problems import Refused

SCHEMA = "xltool/install/1"

Content = bytes | Shortcut


class Manifest(NamedTuple):
    """``files`` holds for each file the marks of everything that we ever wrote there, the newest last."""

    files: dict[PureWindowsPath, list[str]]
    folders: list[PureWindowsPath]
    registry: dict[str, dict[str, str | int]]

    def is_ours(self, path: PureWindowsPath, content: Content) -> bool:
        """Whether what lies there is what we wrote."""
        return mark(content) in self.files.get(path, [])


def mark(content: Content) -> str:
    """The SHA-256 of a file's bytes, or of what a shortcut says: the bytes of a shortcut are not ours to know."""
    data = content if isinstance(content, bytes) else "\0".join(content).encode()
    return hashlib.sha256(data).hexdigest()


def content_at(machine: Machine, path: PureWindowsPath) -> Content | None:
    """What lies at a path, None if nothing does."""
    shortcut = machine.shortcut(path) if path.suffix.lower() == ".lnk" else None
    return shortcut or machine.read(path)


def read_manifest(machine: Machine, path: PureWindowsPath) -> Manifest | None:
    """The record of an install, None if there is none. Raises ``Refused`` for one that cannot be read."""
    data = machine.read(path)
    if data is None:
        return None
    try:
        record = json.loads(data)
        if record["schema"] != SCHEMA:
            raise ValueError
        return Manifest(
            {PureWindowsPath(name): [str(each) for each in marks] for name, marks in record["files"].items()},
            [PureWindowsPath(name) for name in record["folders"]],
            {str(key): dict(values) for key, values in record["registry"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"安装记录“{path}”已损坏，读不懂。请删除这个文件，再安装一次。") from error


def manifest_bytes(manifest: Manifest) -> bytes:
    """The record as a file."""
    record = {
        "schema": SCHEMA,
        "files": {str(path): marks for path, marks in manifest.files.items()},
        "folders": [str(folder) for folder in manifest.folders],
        "registry": manifest.registry,
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
