"""Reading through an executor: threads, processes or none give the same batch."""

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from xltool.batch import read
from xltool.forms import shipped
from xltool.rules import check


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
