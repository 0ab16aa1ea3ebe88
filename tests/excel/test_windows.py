"""The real machine, as far as it can run elsewhere: its files for real, its registry and links on stand-ins.

Windows itself is in none of these tests: `docs/excel-smoke-test.md` lists what only a PC with Excel can show.
"""

import struct
import sys
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

from xltool.excel.machine import Shortcut
from xltool.excel.windows import Windows, this_machine


class _Registry:
    """As much of winreg as is used; a key is made by opening it for writing."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "user", "machine"
    KEY_READ, KEY_WRITE, KEY_WOW64_64KEY = 1, 2, 256
    REG_SZ, REG_DWORD = 1, 4

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], dict[str, tuple[object, int]]] = {}

    @contextmanager
    def OpenKey(self, hive, path, reserved, access):  # noqa: N802 - its name in winreg
        if (hive, path) not in self.keys:
            raise FileNotFoundError(2, "no key", path)
        assert access == self.KEY_READ | self.KEY_WOW64_64KEY
        yield self.keys[hive, path]

    @contextmanager
    def CreateKeyEx(self, hive, path, reserved, access):  # noqa: N802
        assert access == self.KEY_WRITE
        yield self.keys.setdefault((hive, path), {})

    def QueryInfoKey(self, key):  # noqa: N802
        return 0, len(key), 0

    def QueryValueEx(self, key, name):  # noqa: N802
        found = {each.lower(): value for each, value in key.items()}
        if name.lower() not in found:
            raise FileNotFoundError(2, "no value", name)
        return found[name.lower()]

    def EnumValue(self, key, number):  # noqa: N802
        name = list(key)[number]
        return name, *key[name]

    def SetValueEx(self, key, name, reserved, kind, value):  # noqa: N802
        key[name] = value, kind

    def DeleteKey(self, hive, path):  # noqa: N802
        del self.keys[hive, path]


@pytest.fixture
def registry(monkeypatch) -> _Registry:
    """A registry in place of Windows' own."""
    stand_in = _Registry()
    monkeypatch.setitem(sys.modules, "winreg", stand_in)
    return stand_in


def test_the_registry_of_the_user(registry):
    """Text and numbers come back; a deleted key is gone; one that is not there has no values."""
    machine, key = Windows(), "HKCU\\Software\\xltool"
    assert machine.values(key) is None
    machine.set_value(key, "Path", "C:\\模板\\")
    machine.set_value(key, "AllowSubFolders", 0)
    assert registry.keys["user", "Software\\xltool"] == {"Path": ("C:\\模板\\", 1), "AllowSubFolders": (0, 4)}
    assert machine.values(key) == {"Path": "C:\\模板\\", "AllowSubFolders": 0}
    assert (machine.value(key, "path"), machine.value(key, "other")) == ("C:\\模板\\", None)
    machine.delete_key(key)
    assert machine.value(key, "Path") is None


def test_the_registry_of_all_users_is_only_read(registry):
    """Writing there would need an administrator, and is never asked for."""
    registry.keys["machine", "SOFTWARE\\Microsoft"] = {"Path": ("C:\\", 1)}
    machine, key = Windows(), "HKLM\\SOFTWARE\\Microsoft"
    assert machine.value(key, "Path") == "C:\\"
    for change in (lambda: machine.set_value(key, "Path", ""), lambda: machine.delete_key(key)):
        with pytest.raises(ValueError, match="only HKCU"):
            change()


def test_files_and_folders(tmp_path, monkeypatch):
    """Whole or not at all, made, moved, listed and removed; what is not there is None."""
    monkeypatch.chdir(tmp_path)
    machine, folder = Windows(), PureWindowsPath("模 板")
    file, other = folder / "表.xlsx", folder / "备份.xlsx"
    assert machine.entries(folder) is None
    machine.make_folder(folder)
    assert machine.read(file) is None
    assert machine.can_write(folder)
    machine.write(file, b"a")
    machine.write(file, b"b")
    assert machine.can_write(file)
    machine.move(file, other)
    assert (machine.entries(folder), machine.read(other)) == ([other], b"b")
    machine.delete(other)
    machine.remove_folder(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_open_elsewhere_gets_no_second_one_beside_it(tmp_path, monkeypatch):
    """A second add-in in XLSTART would be loaded as well."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xltool.xlam").write_bytes(b"old")
    replace = Path.replace

    def busy(self: Path, target: Path) -> Path:
        if Path(target).name == "xltool.xlam":
            raise PermissionError(13, "open in Excel")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", busy)
    with pytest.raises(PermissionError):
        Windows().write(PureWindowsPath("xltool.xlam"), b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"xltool.xlam": b"old"}


def test_the_mark_of_a_file_from_elsewhere(tmp_path, monkeypatch):
    """It is a second stream of the file, which other systems show as a file of that name."""
    monkeypatch.chdir(tmp_path)
    assert Windows().origin(PureWindowsPath("a.xlam")) is None
    (tmp_path / "a.xlam:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    assert "ZoneId=3" in (Windows().origin(PureWindowsPath("a.xlam")) or "")


class _Link:
    """A shell link that remembers what was set, and hands it to the file that it is saved to."""

    saved: dict[str, dict[str, str]] = {}  # noqa: RUF012 - the disk that all links of a test share

    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def __getattr__(self, name: str):
        if name.startswith("Set"):
            return lambda text: self.said.update({name[3:]: text})
        return lambda *flags: (self.said["Path"], None) if name == "GetPath" else self.said[name[3:]]

    def QueryInterface(self, interface):  # noqa: N802
        return SimpleNamespace(Load=lambda path: self.said.update(self.saved[path]), Save=self.save)

    def save(self, path: str, remember: int) -> None:
        self.saved[path] = self.said
        Path(path).write_bytes(b"L")


def test_a_link_comes_back_as_it_was_written(tmp_path, monkeypatch):
    """The words in which it is asked are those of pywin32's own example."""
    monkeypatch.chdir(tmp_path)
    shell = SimpleNamespace(CLSID_ShellLink=1, IID_IShellLink=2, SLGP_RAWPATH=4)
    pythoncom = SimpleNamespace(
        CoInitialize=lambda: None,
        CoCreateInstance=lambda *asked: _Link(),
        CLSCTX_INPROC_SERVER=1,
        IID_IPersistFile=3,
        com_error=OSError,
    )
    monkeypatch.setitem(sys.modules, "pythoncom", pythoncom)
    monkeypatch.setitem(sys.modules, "win32com", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "win32com.shell", SimpleNamespace(shell=shell))
    path, shortcut = PureWindowsPath("绩效校验.lnk"), Shortcut("C:\\python.exe", "-P -m xltool", "C:\\", "校验")
    assert Windows().shortcut(path) is None
    Windows().write_shortcut(path, shortcut)
    assert Windows().shortcut(path) == shortcut


def test_a_network_path(monkeypatch):
    """A path that begins with a computer's name, or a drive letter that stands for one."""
    kinds = {"H:\\": 4, "C:\\": 3}
    windll = SimpleNamespace(kernel32=SimpleNamespace(GetDriveTypeW=kinds.get))
    monkeypatch.setattr("xltool.excel.windows._windll", lambda ctypes: windll)
    paths = ("\\\\server\\财务\\表", "H:\\表", "C:\\表")
    assert [Windows().is_network(PureWindowsPath(path)) for path in paths] == [True, True, False]


def test_the_interpreter_that_runs():
    """Its version and bitness are those of this process."""
    python = Windows().python
    assert python.version == sys.version_info[:3]
    assert python.bits == struct.calcsize("P") * 8
    assert python.console.name == "python.exe"


def test_this_machine(monkeypatch):
    """Windows only where it is Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert isinstance(this_machine(), Windows)
    monkeypatch.setattr(sys, "platform", "linux")
    assert this_machine() is None
