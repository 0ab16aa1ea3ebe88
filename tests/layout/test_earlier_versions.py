"""Workbooks of earlier versions of our forms are read like those of today."""

from pathlib import Path

import pytest

from xltool.document import read_document
from xltool.rules import check
from xltool.writing.workbook import form_workbook

VERSION_1 = sorted((Path(__file__).parent.parent / "data" / "version-1").glob("*.xlsx"))


@pytest.mark.parametrize("path", VERSION_1, ids=[path.stem for path in VERSION_1])
def test_a_sheet_of_version_1_is_read_without_a_leftover(path: Path) -> None:
    """It had no status line and no signatures; all its fields are found, its notes and marks are known."""
    document = read_document(path.read_bytes(), path.name)
    (reading,) = document.readings
    content = getattr(reading, "project", None) or reading.department
    again = read_document(form_workbook(reading.form, content), path.name).readings[0]
    assert reading.marked
    assert document.all_leftovers() == []
    assert (getattr(again, "project", None) or again.department) == content
    assert [p.code for p in check([reading])] == [p.code for p in check([again])]


def test_there_is_one_of_each_form() -> None:
    """The data of these tests is there."""
    assert len(VERSION_1) == 2
