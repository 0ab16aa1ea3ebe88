"""What ``xltool build`` makes: the templates, the add-in, the page of the rules and the manual's page for browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xltool.batch import read
from xltool.forms import SHIPPED, all_shipped, shipped
from xltool.macros.books import addin_sources, addin_workbook, launcher_workbook, project_template, template_sources
from xltool.problems import Refused
from xltool.tasks.importing import import_batch
from xltool.writing.atomic import write_atomically
from xltool.writing.manual import manual_page
from xltool.writing.rules_page import rules_page
from xltool.writing.workbook import form_workbook

TEMPLATES, MACROS = "workbook_templates", "macros"
ADDIN, LAUNCHER = "xltool.xlam", "部门汇总.xlsm"
EXAMPLE = "beidaihe-2020"
RULES_PAGE = "docs/rules.md"
MANUAL, MANUAL_PAGE = "docs/manual.zh-CN.md", "docs/使用手册.html"


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


def build_macros(root: Path) -> Iterator[Path]:
    """Write the add-in and the workbooks with buttons from the sources in ``macros/``; yields what it wrote.

    Raises ``Refused`` where a source is missing or has changed, or a library that only the build needs is not there.
    """
    folder, form = root / MACROS, shipped(SHIPPED[0])
    addin, template = addin_sources(folder), template_sources(folder)
    yield write_atomically(folder / ADDIN, addin_workbook(addin))
    yield write_atomically(root / TEMPLATES / f"{form.title}.xlsm", project_template(form, template))
    yield write_atomically(root / TEMPLATES / LAUNCHER, launcher_workbook(template))


def build_rules_page(root: Path) -> Iterator[Path]:
    """Write the rule catalogue as a page; yields what it wrote."""
    yield write_atomically(root / RULES_PAGE, rules_page().encode())


def build_manual(root: Path) -> Iterator[Path]:
    """Write the manual as a page for browsers, its pictures inside; yields what it wrote.

    Raises ``Refused`` where the manual or a picture is missing, or the library that only the build needs is not there.
    """
    source = root / MANUAL

    def content(path: Path) -> bytes:
        if not path.is_file():
            raise Refused(f"没有找到“{path}”。请在项目的根文件夹里运行，或用 --root 指出它。")
        return path.read_bytes()

    page = manual_page(content(source).decode(), lambda name: content(source.parent / name))
    yield write_atomically(root / MANUAL_PAGE, page)
