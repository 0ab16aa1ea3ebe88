"""一键汇总: the tables of a folder, as they are on the screen where they are open, into a summary that is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xltool.amounts import show
from xltool.batch import Batch, read
from xltool.consolidation import Consolidation
from xltool.excel.application import Excel, put_texts
from xltool.problems import Refused
from xltool.writing.launcher import FOLDER_NAME, RESULT_NAME
from xltool.writing.summary.plan import OVERVIEW

SUMMARY = "部门绩效目标汇总.xlsx"
"""The file in the folder of the tables."""


def merge(excel: Excel) -> str:
    """Merge the folder; the summary is opened at 部门汇总. Raises ``Refused`` where it cannot be made or opened."""
    import xltool

    folder, results = folder_of(excel), excel.named_cell(RESULT_NAME)
    last = summary_in(folder)
    excel.can_open(last)
    excel.progress("正在读取项目表……")
    batch = read(folder, progress=excel.reading, unsaved=excel.unsaved(folder))
    merged = xltool.keep_reasons(xltool.merge(batch), last)
    excel.progress("正在生成汇总表……")
    target, note = _free_place(excel, batch, last)
    with _closed(excel, target):
        written = xltool.write_summary(merged, target)
    if results is not None:
        _fill_results(excel, results, folder, merged, written)
    excel.open(written).sheets[OVERVIEW].activate()
    return _said(merged, written) + note


def folder_of(excel: Excel) -> Path:
    """The folder in the cell of 部门汇总.xlsm, else the one of the workbook in front. Raises ``Refused``."""
    cell = excel.named_cell(FOLDER_NAME)
    written = str(cell.value or "").strip().strip('"') if cell is not None else ""
    if not written:
        return excel.folder
    folder = Path(written)
    if not folder.is_dir():
        raise Refused(f"没有找到文件夹“{written}”。请从资源管理器的地址栏复制完整路径，贴到“放项目表的文件夹”里。")
    return folder


def summary_in(folder: Path) -> Path:
    """Where the summary of a folder lies."""
    return folder / SUMMARY


def _free_place(excel: Excel, batch: Batch, target: Path) -> tuple[Path, str]:
    """Where the summary can be written: its own place, or another where it is open with changes."""
    book = excel.opened(target)
    if book is None or book.api.Saved:
        return batch.spare(target), ""
    number = next(n for n in range(2, 1000) if not target.with_stem(f"{target.stem} ({n})").exists())
    other = target.with_stem(f"{target.stem} ({number})")
    return other, f"打开着的“{target.name}”有没保存的改动，没有动它，新表另存为“{other.name}”。"


@contextmanager
def _closed(excel: Excel, path: Path) -> Iterator[None]:
    """Close a workbook while its file is replaced, the one whose button was pressed too; open it again on a failure."""
    book = excel.opened(path)
    if book is not None:
        book.close()
    try:
        yield
    except BaseException:
        if book is not None:
            excel.open(path)
        raise


def _fill_results(excel: Excel, cells: Any, folder: Path, merged: Consolidation, written: Path) -> None:
    money, problems = merged.totals.money, merged.problems
    values: list[object] = [str(folder), len(merged.readings), float(money.total), float(money.fiscal)]
    values += [float(money.other), *(sum(p.severity == s for p in problems) for s in ("error", "warning"))]
    values += [len(merged.refused), str(written)]
    sheet: Any = cells.sheet
    with excel.unlocked(sheet):
        for cell, value in zip(cells, values, strict=True):
            if isinstance(value, str):
                put_texts(cell, [[value]])
            else:
                cell.value = value


def _said(merged: Consolidation, written: Path) -> str:
    totals = merged.totals
    refused = f"；有 {len(merged.refused)} 个文件没有汇总，原因见“对账”" if merged.refused else ""
    return (
        f"已汇总 {len(merged.readings)} 个项目，{totals.indicators} 条指标，预算数 {show(totals.money.total)} 万元，"
        f"对账无差额{refused}。汇总表：“{written.name}”。"
    )
