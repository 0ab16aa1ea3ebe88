"""Files into a batch: through any executor the same, and what in a folder is no table yet."""

import multiprocessing
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xltool.batch import read
from xltool.forms import shipped
from xltool.model import Budget, Project
from xltool.rules import check
from xltool.settings import Settings
from xltool.writing.workbook import form_workbook, new_workbook


def test_every_executor_gives_the_same_batch(checkout: Path) -> None:
    """Projects, problems and the order of the files do not depend on who reads them."""
    folder = checkout / "workbook_templates" / "beidaihe-2020"
    alone = read(folder)
    with (
        ThreadPoolExecutor(3) as threads,
        ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes,
    ):
        others = [read(folder, executor=threads), read(folder, executor=processes)]
    for other in others:
        assert [report.file for report in other.files] == [report.file for report in alone.files]
        assert [reading.project for reading in other.projects] == [reading.project for reading in alone.projects]
        assert check(other.readings) == check(alone.readings)


def test_a_shipped_form_stays_one_object_on_its_way(checkout: Path) -> None:
    """A reading that comes from another process has the very form of this one, not a copy of it."""
    path = next((checkout / "workbook_templates" / "beidaihe-2020").glob("03*.xlsx"))
    (reading,) = pickle.loads(pickle.dumps(read(path))).projects
    assert reading.form is shipped("hebei-project")


def test_progress_counts_every_file(checkout: Path) -> None:
    """The callback hears of each file once, with the number of all."""
    heard: list[tuple[int, int]] = []
    read(checkout / "workbook_templates" / "beidaihe-2020", progress=lambda done, of: heard.append((done, of)))
    assert heard == [(number, 12) for number in range(1, 13)]


def test_a_table_that_nobody_has_filled_in_is_passed_over(tmp_path: Path, checkout: Path) -> None:
    """A template that lies among the tables is no project, also with the department's name in it; named, it is read."""
    blank = new_workbook(shipped("hebei-project"), Settings("434002", "区政府办公室", 2026))
    part_one = new_workbook(shipped("hebei-department"), Settings("434002", "区政府办公室", 2026))
    (tmp_path / "空.xlsx").write_bytes(blank)
    (tmp_path / "整体.xlsx").write_bytes(part_one)
    shutil.copy(checkout / "workbook_templates" / "beidaihe-2020" / "06 援疆干部经费.xlsx", tmp_path)
    batch = read(tmp_path)
    assert [(report.file, report.status) for report in batch.files] == [
        ("06 援疆干部经费.xlsx", "read"),
        ("整体.xlsx", "passed over"),
        ("空.xlsx", "passed over"),
    ]
    assert {report.reason for report in batch.files} == {"", "空白表，还没有填写"}
    assert len(read(tmp_path / "空.xlsx").projects) == 1


@pytest.mark.parametrize("change", [{"code": "434-1401-JBN-6BVF"}, {"budget": Budget(total=Decimal(0))}])
def test_a_table_with_anything_in_it_is_a_project(change: dict[str, Any], tmp_path: Path) -> None:
    """One cell is enough, a 0 too."""
    form = shipped("hebei-project")
    (tmp_path / "表.xlsx").write_bytes(form_workbook(form, Project(form=form.id, **change)))
    assert len(read(tmp_path).projects) == 1
