"""Write a file whole or not at all, and never lose a result because its target is open elsewhere."""

from __future__ import annotations

import errno
import os
import stat
from itertools import count
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> Path:
    """Write ``data`` to ``path`` and return the path that holds it.

    The bytes go to a temporary file in the same folder, which then takes the target's place, so at
    every moment the target is the whole old file or the whole new one. Missing folders are made, an
    existing target's permission bits stay, and a symbolic link is followed: the file that it points
    at is replaced, and ``path`` is returned.

    A target that cannot be replaced because it is open elsewhere (Excel on Windows) stays as it is,
    and the result is kept beside it as ``名称 (2).xlsx``, ``(3)`` …; that path is returned, so a
    result that differs from ``path`` is to be told to the user.

    Raises ``OSError`` if nothing could be written; then nothing is left behind.
    """
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    # The leading dot hides it from folder readers; the target's own name could be too long to build on.
    temporary = target.parent / f".xltool-{os.urandom(8).hex()}.tmp"
    try:
        _write_durably(temporary, data)
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        try:
            temporary.replace(target)
        except PermissionError:
            return _keep_beside(temporary, target)
        return path
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename == str(temporary):
            error.filename = str(path)  # a name that the user knows
        raise


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _keep_beside(temporary: Path, target: Path) -> Path:
    """Rename the temporary file to the first free name beside the target."""
    for number in count(2):
        candidate = target.with_name(f"{target.stem} ({number}){target.suffix}")
        try:
            # Reserves the name: a plain rename would overwrite what another program put there meanwhile.
            candidate.open("xb").close()
        except FileExistsError:
            continue
        try:
            temporary.replace(candidate)
        except BaseException:
            candidate.unlink(missing_ok=True)
            raise
        return candidate
    raise AssertionError("count() does not end")
