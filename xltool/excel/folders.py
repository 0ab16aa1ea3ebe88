"""Buttons that work on files: check a folder, a new table, the settings, the manual."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from xltool.batch import bytes_at, read, settings_of
from xltool.cells import quoted
from xltool.document import LIST_SHEET
from xltool.excel.application import Excel
from xltool.forms import SHIPPED, shipped
from xltool.problems import Place, Refused
from xltool.reports import counted
from xltool.settings import SETTINGS_FILE

_MOST_SHOWN = 8
_MANUAL = "使用手册.html"
_NEW_SETTINGS = """\
# 部门设置。去掉下面三行行首的 #，改成本单位的内容，保存即可；新建表和汇总时会用到。

[department]
# code = "434002"
# name = "单位全称"
# year = 2026
"""


def check_files(excel: Excel) -> str | None:
    """Check the tables of the folder that the clerk chooses."""
    from xltool.checking import check_batch, wishes
    from xltool.writing.atomic import write_atomically
    from xltool.writing.markup import problem_workbook

    folder = excel.choose_folder("选择放项目表的文件夹")
    if folder is None:
        return None
    batch = read(folder, progress=excel.reading, unsaved=excel.unsaved(folder))
    problems = check_batch(batch)
    if not batch.readings:
        raise Refused(f"“{folder}”里没有找到绩效目标表。请确认选对了文件夹。")
    places = {report.file: report.path for report in batch.files}

    def target(at: Place) -> str | None:
        path = places.get(at.file or "")
        if path is None or not at.sheet or not at.cell:
            return None
        return f"{path.as_uri()}#{quoted(at.sheet)}!{at.cell}"

    listing = Path(tempfile.mkdtemp(prefix="xltool-"), excel.free_name(LIST_SHEET))
    excel.open(write_atomically(listing, problem_workbook(problems, target, list(wishes(batch.settings)))))
    refused = "".join(f"\n{report.reason}" for report in batch.refused[:_MOST_SHOWN])
    return f"检查了 {len(batch.projects)} 张项目表：{counted(problems) or '没有查出问题'}。各文件没有改动。{refused}"


def new_table(excel: Excel) -> str | None:
    """A blank project table at the place that the clerk chooses, opened."""
    from xltool.writing.atomic import write_atomically
    from xltool.writing.workbook import new_workbook

    form = shipped(SHIPPED[0])
    place = excel.choose_place("新建项目绩效目标表", f"{form.title}.xlsx")
    if place is None:
        return None
    if place.exists():
        raise Refused(f"“{place.name}”已经存在，没有覆盖。请换一个文件名再点一次。")
    excel.can_open(place)
    excel.open(write_atomically(place, new_workbook(form, settings_of([place]))))
    return None


def open_settings(excel: Excel) -> str | None:
    """The settings file beside the workbook, in the program for texts."""
    from xltool.writing.atomic import write_atomically

    path = excel.folder / SETTINGS_FILE
    if bytes_at(path) is None:
        write_atomically(path, _NEW_SETTINGS.encode())
    try:
        _show(path)
    except OSError:  # no program for files of this kind
        subprocess.Popen([str(Path(os.environ["SYSTEMROOT"], "notepad.exe")), str(path)])
    return None


def open_manual(excel: Excel) -> str | None:
    """The manual that lies in the package, in the browser."""
    manual = next((path for path in _manuals() if path.is_file()), None)
    if manual is None:
        raise Refused("没有找到使用手册。请打开安装包里的“使用手册.html”，或向维护人员要一份。")
    try:
        _show(manual)
    except OSError as error:
        raise Refused(f"没有打开网页的程序。请用浏览器打开这个文件：{manual}") from error
    return None


def _manuals() -> list[Path]:
    here = Path(__file__)
    return [here.with_name("files") / _MANUAL, here.parents[2] / "docs" / _MANUAL]


def _show(path: Path) -> None:
    """Open a file in the program that Windows has for it. Raises ``OSError`` where it has none."""
    start = getattr(os, "startfile", None)
    if start is None:
        raise Refused(f"请自己打开这个文件：{path}")
    start(path)
