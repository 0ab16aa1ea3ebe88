import os
import stat
import sys
from pathlib import Path

import pytest

from xltool.writing.atomic import write_atomically

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="permission bits and symbolic links of POSIX")


def names(folder: Path) -> list[str]:
    """What stands in a folder, hidden files too."""
    return sorted(entry.name for entry in folder.iterdir())


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Paths that cannot be replaced, as Windows has it while Excel holds them open."""
    paths: set[Path] = set()
    replace = os.replace

    def refuse_locked(source: Path, target: Path) -> None:
        if Path(target) in paths:
            raise PermissionError(13, "in use by another process", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse_locked)
    return paths


def test_a_new_file_is_written(tmp_path):
    """The bytes are there, the path comes back, and nothing else is left."""
    target = tmp_path / "汇总.xlsx"
    assert write_atomically(target, b"new") == target
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["汇总.xlsx"]


def test_an_old_file_is_replaced(tmp_path):
    """The target holds the new bytes only."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old and longer")
    assert write_atomically(target, b"new") == target
    assert target.read_bytes() == b"new"
    assert names(tmp_path) == ["a.xlsx"]


def test_missing_folders_are_made(tmp_path):
    """A target in folders that do not exist is no error."""
    target = tmp_path / "2020" / "434002" / "a.xlsx"
    assert write_atomically(target, b"new").read_bytes() == b"new"


def test_a_relative_path_comes_back_as_given(tmp_path, monkeypatch):
    """The caller can compare the result with the path that it asked for."""
    monkeypatch.chdir(tmp_path)
    assert write_atomically(Path("a.xlsx"), b"new") == Path("a.xlsx")


def test_the_longest_name_can_be_written(tmp_path):
    """The temporary name is not built on the target's, which may use up the 255 bytes of a name."""
    target = tmp_path / ("绩" * 83 + ".xlsx")
    assert write_atomically(target, b"new").read_bytes() == b"new"


@needs_posix
@pytest.mark.parametrize("mode", [0o640, 0o664, 0o444])
def test_permission_bits_of_an_old_file_stay(tmp_path, mode):
    """Who could read the old file can read the new one."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    target.chmod(mode)
    write_atomically(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == mode


@needs_posix
def test_a_new_file_has_the_usual_permissions(tmp_path):
    """It is as readable as any other file that the user makes, not private as temporary files often are."""
    plain = tmp_path / "plain"
    plain.touch()
    written = write_atomically(tmp_path / "a.xlsx", b"new")
    assert written.stat().st_mode == plain.stat().st_mode


@needs_posix
def test_a_symbolic_link_is_written_through(tmp_path):
    """The file that the link points at is replaced, in its own folder, and the link stays a link."""
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "a.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    assert write_atomically(link, b"new") == link
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert (names(tmp_path), names(real.parent)) == (["link.xlsx", "real"], ["a.xlsx"])


@needs_posix
def test_a_link_to_nothing_yet_makes_its_file(tmp_path):
    """A link whose file does not exist is followed all the same."""
    link = tmp_path / "link.xlsx"
    link.symlink_to(tmp_path / "later" / "a.xlsx")
    write_atomically(link, b"new")
    assert (tmp_path / "later" / "a.xlsx").read_bytes() == b"new"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_whole(tmp_path, monkeypatch, step, error):
    """Whatever fails or interrupts, the old bytes stand, no temporary file is left, and the error is heard."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")

    def fail(*_: object) -> None:
        assert len(names(tmp_path)) == 2  # the temporary file is there at this moment
        assert all(name == "a.xlsx" or name.startswith(".") for name in names(tmp_path))
        raise error

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(type(error)):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["a.xlsx"]


def test_a_failure_leaves_no_new_file(tmp_path, monkeypatch):
    """Where there was no file, there is none afterwards."""
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(OSError, match="Input/output"):
        write_atomically(tmp_path / "a.xlsx", b"new")
    assert names(tmp_path) == []


def test_a_file_open_elsewhere_is_kept_beside(tmp_path, locked):
    """The result gets the next name, its path comes back, and the open file is as it was."""
    target = tmp_path / "汇总.2020.xlsx"
    target.write_bytes(b"old")
    locked.add(target)
    written = write_atomically(target, b"new")
    assert written == tmp_path / "汇总.2020 (2).xlsx"
    assert (target.read_bytes(), written.read_bytes()) == (b"old", b"new")
    assert names(tmp_path) == ["汇总.2020 (2).xlsx", "汇总.2020.xlsx"]


def test_no_other_file_is_overwritten(tmp_path, locked):
    """Names that are taken are passed over, a folder's too."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    (tmp_path / "a (2).xlsx").write_bytes(b"second")
    (tmp_path / "a (3).xlsx").mkdir()
    locked.add(target)
    assert write_atomically(target, b"new") == tmp_path / "a (4).xlsx"
    assert (tmp_path / "a (2).xlsx").read_bytes() == b"second"
    assert names(tmp_path) == ["a (2).xlsx", "a (3).xlsx", "a (4).xlsx", "a.xlsx"]


def test_a_failure_beside_leaves_nothing(tmp_path, locked):
    """Where the other name cannot be had either, no empty file holds its place."""
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    locked.update({target, tmp_path / "a (2).xlsx"})
    with pytest.raises(PermissionError):
        write_atomically(target, b"new")
    assert names(tmp_path) == ["a.xlsx"]
    assert target.read_bytes() == b"old"


def test_a_folder_is_no_target(tmp_path):
    """A folder at the target is an error before anything is written, not a reason for another name."""
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomically(tmp_path / "a.xlsx", b"new")
    assert names(tmp_path) == ["a.xlsx"]
