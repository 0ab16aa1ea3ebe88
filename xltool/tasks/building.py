"""What ``xltool build`` makes: the templates in ``workbook_templates/``, from the form files and the 2020 document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltool.batch import read
from xltool.forms import all_shipped
from xltool.problems import Refused
from xltool.tasks.importing import import_batch
from xltool.writing.atomic import write_atomically
from xltool.writing.workbook import form_workbook

TEMPLATES = "workbook_templates"
EXAMPLE = "beidaihe-2020"


def build_templates(root: Path) -> Iterator[Path]:
    """Write every blank template, and the example that is imported from ``tests/data/``; yields what it wrote."""
    source = root / "tests" / "data" / f"{EXAMPLE}.txt"
    if not source.is_file():
        raise Refused(f"没有找到“{source}”。请在项目的根文件夹里运行，或用 --root 指出它。")
    for form in all_shipped():
        yield write_atomically(root / TEMPLATES / f"{form.title}.xlsx", form_workbook(form))
    folder = root / TEMPLATES / EXAMPLE
    for old in folder.glob("*.*") if folder.is_dir() else ():
        old.unlink()
    yield from import_batch(read(source), folder).written
