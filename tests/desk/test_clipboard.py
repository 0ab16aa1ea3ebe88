"""A table that is copied in LibreOffice and imported from the clipboard."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import xltool
from tests.sheets import WHOLE, xlsx


def test_a_copied_table_is_imported_as_its_file_is(
    desk: Any, tmp_path: Path, program: Callable[[str, str], str]
) -> None:
    """Ctrl+C over the table, then `xltool import --clipboard`."""
    program("xclip", "xclip")
    old = tmp_path / "旧表.xlsx"
    old.write_bytes(xlsx(WHOLE))
    desk.open(old)
    environment = {**os.environ, "DISPLAY": desk.copy("A1:G13")}
    command = [sys.executable, "-m", "xltool", "import", "--clipboard", "-o", str(tmp_path / "新表")]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    (copied,), (read,) = xltool.read(tmp_path / "新表").projects, xltool.read(old).projects
    assert replace(copied.project, source=None) == replace(read.project, source=None)
