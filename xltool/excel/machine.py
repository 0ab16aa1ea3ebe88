"""What the Excel side needs of a PC, as one small interface: files, folders, registry, shortcuts, environment.

Paths are ``PureWindowsPath``, so that the same code runs on any system against ``xltool.excel.memory``. A registry key
is written as ``HKCU\\Software\\…``; ``HKLM`` is only ever read.
"""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import NamedTuple, Protocol

RegistryValue = str | int | bytes


class Shortcut(NamedTuple):
    """A link to a program with its arguments; ``folder`` is where the program starts."""

    target: str
    arguments: str
    folder: str
    description: str


class Python(NamedTuple):
    """The interpreter that runs: ``program`` is its file, ``home`` the installation that it belongs to."""

    version: tuple[int, int, int]
    bits: int
    program: PureWindowsPath
    home: PureWindowsPath

    @property
    def console(self) -> PureWindowsPath:
        """``python.exe``, also where ``pythonw.exe`` runs."""
        return self.program.with_name("python.exe")

    @property
    def from_store(self) -> bool:
        """Whether Windows gives it private copies of AppData and registry, where Excel does not look."""
        return "windowsapps" in str(self.home).lower() or "pythonsoftwarefoundation" in str(self.home).lower()


class Machine(Protocol):
    """A Windows PC, seen as its user."""

    python: Python
    codepage: str
    """The codec of the system's own code page, in which VBA reads text files."""

    def variable(self, name: str) -> str:
        """An environment variable, empty if there is none."""

    def read(self, path: PureWindowsPath) -> bytes | None:
        """The bytes of a file, None if there is none."""

    def write(self, path: PureWindowsPath, data: bytes) -> None:
        """Write a file whole or not at all. Raises ``OSError``, also for a file that is open elsewhere."""

    def move(self, path: PureWindowsPath, target: PureWindowsPath) -> None:
        """Give a file another place, where there is nothing yet."""

    def delete(self, path: PureWindowsPath) -> None:
        """Delete a file."""

    def entries(self, folder: PureWindowsPath) -> list[PureWindowsPath] | None:
        """What lies in a folder, None if there is no such folder."""

    def make_folder(self, folder: PureWindowsPath) -> None:
        """Make one folder in an existing one."""

    def remove_folder(self, folder: PureWindowsPath) -> None:
        """Remove an empty folder."""

    def can_write(self, path: PureWindowsPath) -> bool:
        """Whether a file can be replaced, or a file be made in a folder. Leaves nothing behind."""

    def is_network(self, path: PureWindowsPath) -> bool:
        """Whether a path lies on another computer."""

    def origin(self, path: PureWindowsPath) -> str | None:
        """The text of a file's ``Zone.Identifier``, None if the file is not marked as coming from elsewhere."""

    def shortcut(self, path: PureWindowsPath) -> Shortcut | None:
        """What a ``.lnk`` says, None if there is none or it cannot be read."""

    def write_shortcut(self, path: PureWindowsPath, shortcut: Shortcut) -> None:
        """Write a ``.lnk``."""

    def value(self, key: str, name: str) -> RegistryValue | None:
        """A value of the registry, None if there is none; names in any case, ``""`` is the key's default value."""

    def values(self, key: str) -> dict[str, RegistryValue] | None:
        """All values of a key, None if there is no such key."""

    def set_value(self, key: str, name: str, value: str | int) -> None:
        """Set a value below HKCU, made with its key where missing."""

    def delete_key(self, key: str) -> None:
        """Delete a key below HKCU that has no keys in it, with its values."""
