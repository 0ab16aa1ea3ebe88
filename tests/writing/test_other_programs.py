"""Our workbooks in other programs' hands: openpyxl opens them without a warning, and what was saved is still ours."""

import io
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import xltool
from tests.rules.clean import CLEAN, FORM, PART_ONE
from xltool.cli import cli
from xltool.document import read_document
from xltool.forms import shipped
from xltool.forms.form import Form
from xltool.model import Department, Project
from xltool.writing.workbook import form_workbook

BOOKS: list[tuple[Form, Project | Department | None]] = [
    (FORM, None),
    (FORM, CLEAN),
    (shipped("hebei-department"), None),
    (shipped("hebei-department"), PART_ONE),
]


def opened(data: bytes) -> bytes:
    """The workbook saved again by openpyxl, where a warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = load_workbook(io.BytesIO(data))
        load_workbook(io.BytesIO(data), read_only=True).close()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("form", "content"), BOOKS)
def test_openpyxl_opens_a_sheet_to_fill_without_a_warning(form: Form, content: Project | Department | None) -> None:
    """What openpyxl saved is recognised as this form, and holds the same."""
    data = form_workbook(form, content)
    ours, theirs = (read_document(book, "表.xlsx").readings[0] for book in (data, opened(data)))
    assert theirs.form is form
    assert theirs.marked
    assert getattr(theirs, form.kind) == getattr(ours, form.kind)
    assert {path: theirs.cell(path) for path in theirs.spots} == {path: ours.cell(path) for path in ours.spots}


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_openpyxl_opens_a_summary_without_a_warning(sheets: str, checkout: Path, tmp_path: Path) -> None:
    """With and without project sheets, and with the comparison."""
    batch = xltool.read(checkout / "workbook_templates" / "beidaihe-2020")
    merged = xltool.merge(batch)
    path = xltool.write_summary(merged, tmp_path / "汇总.xlsx", sheets=sheets, comparison=xltool.compare(batch, merged))
    assert opened(path.read_bytes())


def test_validate_knows_a_template_that_openpyxl_saved(tmp_path: Path) -> None:
    """A clean table stays clean: exit code 0, and the form is named in the report."""
    path = tmp_path / "表.xlsx"
    path.write_bytes(opened(form_workbook(FORM, CLEAN)))
    result = CliRunner().invoke(cli, ["validate", str(path), "--format", "json"])
    assert result.exit_code == 0, result.output
    assert '"problems": []' in result.output
