"""A PC that is only imagined: tests install on it, and ``install --dry-run`` shows on it what Windows would get."""

from __future__ import annotations

import errno
import os
from pathlib import PureWindowsPath

from xltool.excel.machine import Python, RegistryValue, Shortcut


class MemoryMachine:
    """Files, folders and registry in dictionaries; ``writes`` has a line for every change.

    Nothing can be changed in the folders and files of ``locked``; ``can_write`` does not know of those in ``failing``.
    """

    def __init__(self, user: str = "李会计", python: PureWindowsPath | None = None) -> None:
        home = PureWindowsPath("C:\\Users") / user
        self.environment = {
            "USERPROFILE": str(home),
            "APPDATA": str(home / "AppData\\Roaming"),
            "LOCALAPPDATA": str(home / "AppData\\Local"),
        }
        program = python or home / "AppData\\Local\\xltool\\venv\\Scripts\\python.exe"
        self.python = Python((3, 12, 8), 64, program, home / "AppData\\Local\\Programs\\Python\\Python312")
        self.codepage = "gbk"
        self.files: dict[PureWindowsPath, bytes] = {program: b"MZ"}
        self.links: dict[PureWindowsPath, Shortcut] = {}
        self.origins: dict[PureWindowsPath, str] = {}
        send_to = PureWindowsPath(self.environment["APPDATA"]) / "Microsoft\\Windows\\SendTo"
        local = PureWindowsPath(self.environment["LOCALAPPDATA"])
        self.folders = {send_to, local, *send_to.parents, *local.parents, *program.parents}
        self.registry: dict[str, dict[str, RegistryValue]] = {}
        self.locked: set[PureWindowsPath] = set()
        self.failing: set[PureWindowsPath] = set()
        self.writes: list[str] = []

    def variable(self, name: str) -> str:
        return self.environment.get(name, "")

    def read(self, path: PureWindowsPath) -> bytes | None:
        return self.files.get(path)

    def write(self, path: PureWindowsPath, data: bytes) -> None:
        self._change("write", path)
        self.files[path] = data

    def move(self, path: PureWindowsPath, target: PureWindowsPath) -> None:
        self._change("move", path)
        self.files[target] = self.files.pop(path)

    def delete(self, path: PureWindowsPath) -> None:
        self._change("delete", path)
        if self.files.pop(path, None) is None:
            del self.links[path]

    def entries(self, folder: PureWindowsPath) -> list[PureWindowsPath] | None:
        if folder not in self.folders:
            return None
        return sorted(path for path in {*self.files, *self.links, *self.folders} if path.parent == folder != path)

    def make_folder(self, folder: PureWindowsPath) -> None:
        self._change("make folder", folder)
        self.folders.add(folder)

    def remove_folder(self, folder: PureWindowsPath) -> None:
        self._change("remove folder", folder)
        if self.entries(folder):
            raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(folder))
        self.folders.remove(folder)

    def can_write(self, path: PureWindowsPath) -> bool:
        return not {path, *path.parents} & self.locked

    def is_network(self, path: PureWindowsPath) -> bool:
        return str(path).startswith("\\\\")

    def origin(self, path: PureWindowsPath) -> str | None:
        return self.origins.get(path)

    def shortcut(self, path: PureWindowsPath) -> Shortcut | None:
        return self.links.get(path)

    def write_shortcut(self, path: PureWindowsPath, shortcut: Shortcut) -> None:
        self._change("link", path)
        self.links[path] = shortcut

    def value(self, key: str, name: str) -> RegistryValue | None:
        return {each.lower(): value for each, value in self.registry.get(key, {}).items()}.get(name.lower())

    def values(self, key: str) -> dict[str, RegistryValue] | None:
        if key in self.registry:
            return dict(self.registry[key])
        return {} if any(other.startswith(key + "\\") for other in self.registry) else None

    def set_value(self, key: str, name: str, value: str | int) -> None:
        self.writes.append(f"set {key} {name}")
        self.registry.setdefault(key, {})[name] = value

    def delete_key(self, key: str) -> None:
        self.writes.append(f"delete {key}")
        del self.registry[key]

    def _change(self, what: str, path: PureWindowsPath) -> None:
        if not self.can_write(path) or path in self.failing:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        if path.parent not in self.folders:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        self.writes.append(f"{what} {path}")


def example_machine() -> MemoryMachine:
    """A new PC with Excel and nothing of ours, for showing what an install does."""
    machine = MemoryMachine()
    machine.registry["HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration"] = {
        "Platform": "x64",
        "VersionToReport": "16.0.17328.20550",
    }
    program = "C:\\Program Files\\Microsoft Office\\root\\Office16\\"
    machine.registry["HKLM\\SOFTWARE\\Microsoft\\Office\\16.0\\Excel\\InstallRoot"] = {"Path": program}
    machine.registry["HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts\\.xlsx\\UserChoice"] = {
        "ProgId": "Excel.Sheet.12"
    }
    return machine
