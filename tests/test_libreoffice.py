"""What LibreOffice makes of our workbooks: the same figures computed anew, and pages with nothing cut off."""

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

import xltool
from tests.kept import kept, workbook_names
from xltool.document import RECORD_SHEET, read_document
from xltool.office.cells import fill_cells

Convert = Callable[..., Path]


@pytest.fixture(scope="module")
def summary(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The summary of the 2020 document."""
    path = tmp_path_factory.mktemp("summary") / "汇总.xlsx"
    return xltool.write_summary(xltool.merge(xltool.read(checkout / "workbook_templates" / "beidaihe-2020")), path)


def values(workbook: bytes) -> dict[str, list[list[object]]]:
    """All values by sheet, numbers rounded to nine digits, since a spreadsheet computes with floats."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {
        name: [
            [round(value, 9) if isinstance(value, float) else value for value in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def trimmed(rows: list[list[object]]) -> list[list[object]]:
    """Rows without blank cells and rows at the end, which a round trip may add or drop."""
    cut = [row[: max((i + 1 for i, value in enumerate(row) if value != ""), default=0)] for row in rows]
    while cut and not cut[-1]:
        cut.pop()
    return cut


def test_summary_recomputes_to_its_stored_figures(summary: Path, convert: Convert) -> None:
    """Every cell of the summary has the same value after LibreOffice computed all formulas anew."""
    ours, theirs = values(summary.read_bytes()), values(convert(summary, "xlsx", recalculate=True).read_bytes())
    assert list(theirs) == list(ours)
    for name, rows in ours.items():
        assert trimmed(theirs[name]) == trimmed(rows), name


def test_what_guards_and_prints_a_summary_survives(summary: Path, convert: Convert) -> None:
    """Saved by LibreOffice, it has the same validations, names, colours, links, filters and print set-up."""
    ours, theirs = load_workbook(summary), load_workbook(convert(summary, "xlsx"))
    assert workbook_names(theirs) == workbook_names(ours)
    for name in ours.sheetnames:
        assert kept(theirs[name]) == kept(ours[name]), name


def test_summary_follows_a_changed_project_sheet(summary: Path, convert: Convert, tmp_path: Path) -> None:
    """The figures are live: another 预算数 on a project's sheet changes the department's total by as much."""
    sheet = next(name for name in load_workbook(summary, read_only=True).sheetnames if name.startswith("01 "))
    changed = tmp_path / "改过.xlsx"
    changed.write_bytes(fill_cells(summary.read_bytes(), {sheet: {"C5": Decimal("11.50")}}))
    overview = values(convert(changed, "xlsx", recalculate=True).read_bytes())["部门汇总"]
    assert 259.22 in overview[2]
    assert ["地方志" in str(row[0]) and row[4] for row in overview if "地方志" in str(row[0])] == [31.5]


@pytest.mark.parametrize("name", ["项目绩效目标表.xlsx", "部门整体绩效目标.xlsx", "beidaihe-2020/03 金融工作经费.xlsx"])
def test_templates_recompute_to_their_stored_values(name: str, checkout: Path, convert: Convert) -> None:
    """The computed cells of a template show the same before and after LibreOffice computes them."""
    path = checkout / "workbook_templates" / name
    ours, theirs = values(path.read_bytes()), values(convert(path, "xlsx", recalculate=True).read_bytes())
    assert {s: trimmed(r) for s, r in theirs.items()} == {s: trimmed(r) for s, r in ours.items()}


def test_a_template_saved_by_libreoffice_reads_the_same(checkout: Path, convert: Convert) -> None:
    """A clerk who saves with LibreOffice loses nothing: same project, same cells."""
    path = checkout / "workbook_templates" / "beidaihe-2020" / "03 金融工作经费.xlsx"
    ours = read_document(path.read_bytes(), path.name).readings[0]
    theirs = read_document(convert(path, "xlsx").read_bytes(), path.name).readings[0]
    assert theirs.project == ours.project
    assert {p: theirs.cell(p) for p in theirs.spots} == {p: ours.cell(p) for p in ours.spots}
    assert not theirs.problems


def test_the_record_of_an_import_survives(checkout: Path, convert: Convert, pdf_text: Callable[[Path], str]) -> None:
    """Saved by LibreOffice it has the same rows, links and print set-up, is no leftover, and prints whole."""
    path = checkout / "workbook_templates" / "beidaihe-2020" / "03 金融工作经费.xlsx"
    saved = convert(path, "xlsx")
    ours, theirs = (load_workbook(each)[RECORD_SHEET] for each in (path, saved))
    assert kept(theirs) == kept(ours)
    assert len(kept(ours)["links"]) == ours.max_row - 1 == 10  # type: ignore[arg-type]
    assert list(theirs.iter_rows(values_only=True)) == list(ours.iter_rows(values_only=True))
    assert read_document(saved.read_bytes(), path.name).all_leftovers() == []
    (page,) = (page for page in pdf_text(convert(path, "pdf")).split("\f") if RECORD_SHEET in page)
    assert [row[3] for row in ours.iter_rows(min_row=2, values_only=True) if str(row[3]) not in page] == []


def test_pages_have_nothing_cut_off(summary: Path, convert: Convert, pdf_text: Callable[[Path], str]) -> None:
    """The printed summary has every sheet, no ####, no error value, and each project on one page."""
    text = pdf_text(convert(summary, "pdf"))
    pages = [page for page in text.split("\f") if page.strip()]
    assert "##" not in text
    assert "#REF" not in text
    assert "Err:" not in text
    assert "#NAME" not in text
    projects = [page for page in pages if "项目编码" in page and "绩效指标描述" in page]
    assert len(projects) == 11
    assert "188.22" in next(page for page in pages if "一、按分项绩效目标" in page)
