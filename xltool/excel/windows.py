"""The real Windows PC. Nothing of Windows is imported before it is used, and none of it was ever run here."""

from __future__ import annotations

import os
import struct
import sys
from contextlib import contextmanager, suppress
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from xltool.excel.machine import Python, RegistryValue, Shortcut
from xltool.writing.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator

_NETWORK_DRIVE = 4
"""What GetDriveTypeW says of a drive that is a folder of another computer."""


def this_machine() -> Windows | None:
    """The PC that we run on, None if it is not Windows."""
    return Windows() if sys.platform == "win32" else None


class Windows:
    """The PC that we run on, as the user who runs us."""

    codepage = "mbcs"

    def __init__(self) -> None:
        version = sys.version_info
        self.python = Python(
            (version.major, version.minor, version.micro),
            struct.calcsize("P") * 8,
            PureWindowsPath(sys.executable),
            PureWindowsPath(sys.base_prefix),
        )

    def variable(self, name: str) -> str:
        return os.environ.get(name, "")

    def read(self, path: PureWindowsPath) -> bytes | None:
        try:
            return Path(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: PureWindowsPath, data: bytes) -> None:
        written = write_atomically(Path(path), data)
        if written != Path(path):  # open elsewhere; a second add-in beside it would be loaded too
            written.unlink()
            raise PermissionError(13, "open elsewhere", str(path))

    def move(self, path: PureWindowsPath, target: PureWindowsPath) -> None:
        Path(path).rename(Path(target))

    def delete(self, path: PureWindowsPath) -> None:
        Path(path).unlink()

    def entries(self, folder: PureWindowsPath) -> list[PureWindowsPath] | None:
        try:
            return sorted(map(PureWindowsPath, Path(folder).iterdir()))
        except PermissionError:  # it is there, and others' business
            return []
        except (FileNotFoundError, NotADirectoryError):
            return None

    def make_folder(self, folder: PureWindowsPath) -> None:
        Path(folder).mkdir()

    def remove_folder(self, folder: PureWindowsPath) -> None:
        Path(folder).rmdir()

    def can_write(self, path: PureWindowsPath) -> bool:
        try:
            if Path(path).is_dir():
                probe = Path(path) / f".xltool-{os.urandom(8).hex()}.tmp"
                probe.open("xb").close()
                probe.unlink()
            else:
                Path(path).open("r+b").close()
        except OSError:
            return False
        return True

    def is_network(self, path: PureWindowsPath) -> bool:
        import ctypes

        if path.drive.startswith("\\\\"):
            return True
        return bool(_windll(ctypes).kernel32.GetDriveTypeW(path.anchor) == _NETWORK_DRIVE)

    def origin(self, path: PureWindowsPath) -> str | None:
        with suppress(OSError):
            return Path(f"{path}:Zone.Identifier").read_text("utf-8", errors="replace")
        return None

    def shortcut(self, path: PureWindowsPath) -> Shortcut | None:
        if not Path(path).is_file():
            return None
        pythoncom, shell, link = _new_link()
        try:
            link.QueryInterface(pythoncom.IID_IPersistFile).Load(str(path))
            target = link.GetPath(shell.SLGP_RAWPATH)[0]
            return Shortcut(target, link.GetArguments(), link.GetWorkingDirectory(), link.GetDescription())
        except pythoncom.com_error:
            return None

    def write_shortcut(self, path: PureWindowsPath, shortcut: Shortcut) -> None:
        pythoncom, _, link = _new_link()
        link.SetPath(shortcut.target)
        link.SetArguments(shortcut.arguments)
        link.SetWorkingDirectory(shortcut.folder)
        link.SetDescription(shortcut.description)
        try:
            link.QueryInterface(pythoncom.IID_IPersistFile).Save(str(path), False)
        except pythoncom.com_error as error:
            raise PermissionError(13, "shortcut not saved", str(path)) from error

    def value(self, key: str, name: str) -> RegistryValue | None:
        try:
            with _opened(key) as handle:
                value: RegistryValue = _winreg().QueryValueEx(handle, name)[0]
                return value
        except OSError:
            return None

    def values(self, key: str) -> dict[str, RegistryValue] | None:
        winreg = _winreg()
        try:
            with _opened(key) as handle:
                count = winreg.QueryInfoKey(handle)[1]
                return dict(winreg.EnumValue(handle, number)[:2] for number in range(count))
        except OSError:
            return None

    def set_value(self, key: str, name: str, value: str | int) -> None:
        winreg = _winreg()
        root, path = _user_key(key)
        with winreg.CreateKeyEx(root, path, 0, winreg.KEY_WRITE) as handle:
            winreg.SetValueEx(handle, name, 0, winreg.REG_SZ if isinstance(value, str) else winreg.REG_DWORD, value)

    def delete_key(self, key: str) -> None:
        _winreg().DeleteKey(*_user_key(key))


def _winreg() -> Any:
    import winreg

    return winreg


def _windll(ctypes: Any) -> Any:
    return ctypes.windll  # which ctypes has on Windows only


def _new_link() -> tuple[Any, Any, Any]:
    """An empty shell link. Its interface is Unicode throughout, unlike the one that WScript.Shell gives."""
    import pythoncom
    from win32com.shell import shell

    pythoncom.CoInitialize()
    link = pythoncom.CoCreateInstance(shell.CLSID_ShellLink, None, pythoncom.CLSCTX_INPROC_SERVER, shell.IID_IShellLink)
    return pythoncom, shell, link


@contextmanager
def _opened(key: str) -> Iterator[Any]:
    """A key for reading, in the 64-bit view, so that a 32-bit Python sees the same registry."""
    winreg = _winreg()
    root, _, path = key.partition("\\")
    hive = winreg.HKEY_CURRENT_USER if root == "HKCU" else winreg.HKEY_LOCAL_MACHINE
    with winreg.OpenKey(hive, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as handle:
        yield handle


def _user_key(key: str) -> tuple[Any, str]:
    """The hive and the path of a key that may be changed."""
    root, _, path = key.partition("\\")
    if root != "HKCU":
        raise ValueError(f"only HKCU is written, not {key}")
    return _winreg().HKEY_CURRENT_USER, path
