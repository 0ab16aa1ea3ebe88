"""A ``vbaProject.bin`` from VBA sources, by pyOpenVBA; the same sources give the same bytes."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from xlsxwriter import Workbook

from xltool.macros.sources import Sources
from xltool.problems import Refused

PROJECT_PART = "xl/vbaProject.bin"


def vba_project(sources: Sources, sheets: Sequence[str]) -> bytes:
    """The VBA project of a workbook whose sheets have these code names, one document module for each.

    Raises ``Refused`` where pyOpenVBA is not installed.
    """
    try:
        from pyopenvba import ExcelFile
    except ImportError as error:
        raise Refused("没有安装 pyOpenVBA，不能生成带宏的文件。请先运行：pip install xltool[build]") from error
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsm"  # pyOpenVBA makes the modules of the sheets from those of a workbook
        _blank_workbook(path, sheets)
        with ExcelFile(path) as book:
            project = book.add_vba_project()
            for name, source in sources.items():
                if name == "ThisWorkbook":
                    book.set_module(name, source)
                else:
                    project.add_module(name, source)
            book.save()
            if book.module_names() != ["ThisWorkbook", *sheets, *(name for name in sources if name != "ThisWorkbook")]:
                raise Refused(
                    f"VBA 工程的模块与工作表不一致：{'、'.join(book.module_names())}。请核对 pyOpenVBA 的版本。"
                )
        with zipfile.ZipFile(path) as saved:
            return saved.read(PROJECT_PART)


def _blank_workbook(path: Path, sheets: Sequence[str]) -> None:
    workbook = Workbook(str(path))
    for code_name in sheets:
        workbook.add_worksheet().set_vba_name(code_name)
    workbook.close()
