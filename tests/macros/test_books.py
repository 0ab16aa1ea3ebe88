"""The files with macros: what is in them, and that they are read like the plain ones."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook, SheetVisibleEnum

import xltool
from tests.macros.stand_in import modules
from tests.rules.clean import CLEAN
from xltool.cli import cli
from xltool.document import PassedOver, read_document
from xltool.forms import shipped
from xltool.macros.books import (
    FUNCTION_TEXTS,
    SETTINGS,
    TEXTS,
    addin_workbook,
    launcher_workbook,
    project_template,
)
from xltool.macros.sources import Sources
from xltool.office.cells import fill_cells
from xltool.writing import launcher as launcher_sheet
from xltool.writing.form_sheet import cell_values, field_cells

MAIN = "application/vnd.ms-excel.{}.macroEnabled.main+xml"
FORM = shipped("hebei-project")


def parts_of(book: Path) -> dict[str, bytes]:
    """The parts of a file."""
    with zipfile.ZipFile(book) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(params=["addin", "template", "launcher"])
def book(request: pytest.FixtureRequest) -> Path:
    """Each file with macros."""
    return request.getfixturevalue(request.param)


def test_document_modules_are_the_code_names(book: Path) -> None:
    """A module for the workbook and for each sheet, by the names that stand in their XML."""
    names = [
        name
        for part, xml in parts_of(book).items()
        if re.fullmatch(r"xl/(workbook|worksheets/sheet\d+)\.xml", part)
        for name in re.findall(r'<(?:workbookPr|sheetPr)\b[^>]*\bcodeName="(\w+)"', xml.decode())
    ]
    documents = [name for name, (_, standard) in modules(book).items() if not standard]
    assert sorted(documents) == sorted(names)
    assert len(names) == 1 + len(CalamineWorkbook.from_path(book).sheet_names)


def test_the_kind_of_each_file(addin: Path, template: Path, launcher: Path) -> None:
    """An add-in is none without its own content type."""
    for path, kind in ((addin, "addin"), (template, "sheet"), (launcher, "sheet")):
        types = fromstring(parts_of(path)["[Content_Types].xml"])
        found = {entry.get("PartName"): entry.get("ContentType") for entry in types}
        assert found["/xl/workbook.xml"] == MAIN.format(kind)


def test_dates_in_the_zip_are_fixed(book: Path) -> None:
    """Two builds are the same bytes, whatever the day."""
    with zipfile.ZipFile(book) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_building_is_the_same_twice(sources: dict[Path, Sources], addin: Path, template: Path, launcher: Path) -> None:
    """And the same as what lies in the checkout."""
    for _ in range(2):
        assert addin_workbook(sources[addin]) == addin.read_bytes()
        assert project_template(FORM, sources[template]) == template.read_bytes()
        assert launcher_workbook(sources[launcher]) == launcher.read_bytes()


def test_settings_and_texts_stand_in_the_hidden_sheet(book: Path, addin: Path) -> None:
    """Every key that the macros ask for, and it cannot be shown from Excel's menu."""
    opened = CalamineWorkbook.from_path(book)
    rows = dict(map(tuple, opened.get_sheet_by_name("xltool.conf").to_python()))
    texts = TEXTS | FUNCTION_TEXTS if book == addin else TEXTS
    assert rows == SETTINGS | texts
    assert len(rows) <= 30  # what XltoolText looks through
    asked = {key for _, (source, _) in modules(book).items() for key in re.findall(r'"(TEXT_\w+)"', source)}
    assert asked == texts.keys()
    (state,) = [sheet.visible for sheet in opened.sheets_metadata if sheet.name == "xltool.conf"]
    assert (state == SheetVisibleEnum.VeryHidden) == (book != addin), "an add-in shows no sheet at all"


def test_texts_are_sentences_for_a_clerk() -> None:
    """They end with a full stop, say what to do, and shout at nobody."""
    for key, text in (TEXTS | FUNCTION_TEXTS).items():
        assert key == "TEXT_TITLE" or ("请" in text and text.endswith("。"))
        assert not set("!！") & set(text)


def test_the_form_is_that_of_the_plain_template(template: Path) -> None:
    """All parts but the list of parts are equal; the sheets differ by their code name and the buttons alone."""
    plain, ours = parts_of(template.with_suffix(".xlsx")), parts_of(template)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        xml = ours[name].decode().replace('<legacyDrawing r:id="rId1"/>', "")
        number = name[-5]
        xml = xml.replace(f'<sheetPr codeName="Sheet{number}">', "<sheetPr>")
        assert xml == plain[name].decode()
    assert ours["xl/styles.xml"] == plain["xl/styles.xml"]


def test_the_buttons_of_the_template(template: Path) -> None:
    """校验本表 and 计算合计, right of the print area and in the rows that stay when scrolling."""
    drawing = parts_of(template)["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", drawing) == ["XltoolCheckSheet", "XltoolComputeTotals"]
    assert re.findall(r">([一-鿿]+)</font>", drawing) == ["校验本表", "计算合计"]
    anchors = [[int(n) for n in anchor.split(",")] for anchor in re.findall(r"<x:Anchor>([\d, ]+)</x:Anchor>", drawing)]
    sheet = load_workbook(template).worksheets[0]
    assert sheet.print_area.endswith("$G$42")
    assert sheet.freeze_panes == "A4"
    for left, _, top, _, _, _, bottom, _ in anchors:
        assert left > 7, "right of column H"
        assert top == bottom == 1, "within the second row"
    assert anchors[0][4:6] < anchors[1][0:2], "beside each other"


def test_the_launcher(launcher: Path) -> None:
    """A protected sheet with a large button, an open cell for the folder, and places for the results."""
    book = load_workbook(launcher)
    sheet = book[launcher_sheet.SHEET]
    assert sheet.protection.sheet
    folder, results = (book.defined_names[name].attr_text for name in ("汇总文件夹", "汇总结果"))
    assert (folder, results) == ("'一键汇总'!$C$5", "'一键汇总'!$C$9:$C$17")
    assert not sheet["C5"].protection.locked
    assert [row[0].value for row in sheet["B9:B17"]] == [word for word, _, _ in launcher_sheet.RESULTS]
    assert all(row[0].protection.locked for row in sheet["C9:C17"])
    drawing = parts_of(launcher)["xl/drawings/vmlDrawing1.vml"].decode()
    assert re.findall(r"\[0\]!(\w+)<", drawing) == ["XltoolMergeFolder"]
    assert 'size="400"' in drawing


@pytest.mark.parametrize("name", ["template", "launcher"])
def test_openpyxl_opens_and_saves_them(name: str, request: pytest.FixtureRequest) -> None:
    """With their macros, and without a warning; it takes no add-ins."""
    book = request.getfixturevalue(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        opened, saved = load_workbook(book, keep_vba=True), io.BytesIO()
        opened.save(saved)
    with zipfile.ZipFile(saved) as package:
        assert package.read("xl/vbaProject.bin") == parts_of(book)["xl/vbaProject.bin"]


def validate(*arguments: str | Path) -> Result:
    """``xltool validate``."""
    return CliRunner().invoke(cli, ["validate", *map(str, arguments)])


def test_a_filled_template_is_read_like_the_plain_one(template: Path, tmp_path: Path) -> None:
    """The same project, at the same cells, with the same problems; the sheet of settings is none of them."""
    values = cell_values(FORM, CLEAN)
    cells = {
        cell: values[path]
        for path, cell in field_cells(FORM, CLEAN, to_fill=True).items()
        if values.get(path) is not None
    }
    readings = []
    for source in (template, template.with_suffix(".xlsx")):
        path = tmp_path / source.name
        path.write_bytes(fill_cells(source.read_bytes(), {FORM.sheet_name: cells}))
        (reading,) = xltool.read(path).readings
        readings.append((reading.project, dict(reading.spots)))
        assert reading.leftovers == ()
    (ours, our_spots), (plain, plain_spots) = readings
    assert replace(ours, source=None) == replace(plain, source=None)
    assert ours.code == CLEAN.code
    assert our_spots == plain_spots


def test_the_blank_template_has_the_problems_of_the_plain_one(template: Path) -> None:
    """What ``validate`` prints differs by the file's name alone."""
    ours, plain = validate(template), validate(template.with_suffix(".xlsx"))
    assert ours.exit_code == plain.exit_code
    assert ours.output.replace(".xlsm", ".xlsx") == plain.output


def test_a_marked_copy_keeps_macros_and_buttons(template: Path, tmp_path: Path) -> None:
    """``validate --format xlsx`` of a template with buttons."""
    result = validate(template, "--format", "xlsx", "-o", tmp_path / "标记.xlsm")
    assert result.exit_code in (0, 1), result.output
    parts = parts_of(tmp_path / "标记.xlsm")
    assert parts["xl/vbaProject.bin"] == parts_of(template)["xl/vbaProject.bin"]
    drawing = b"".join(data for name, data in parts.items() if name.endswith(".vml"))
    assert drawing.count(b'ObjectType="Button"') == 2
    assert b'ObjectType="Note"' in drawing


def test_the_launcher_is_passed_over_among_tables(launcher: Path, checkout: Path, tmp_path: Path) -> None:
    """It lies in the folder that it merges, and is no table; it says so where it is named."""
    with pytest.raises(PassedOver, match="一键汇总"):
        read_document(launcher.read_bytes(), launcher.name)
    (tmp_path / launcher.name).write_bytes(launcher.read_bytes())
    table = next((checkout / "workbook_templates" / "beidaihe-2020").glob("03*.xlsx"))
    (tmp_path / table.name).write_bytes(table.read_bytes())
    batch = xltool.read(tmp_path)
    assert len(batch.readings) == 1
    assert {report.file: report.status for report in batch.files}[launcher.name] == "passed over"
    assert batch.refused == []


def test_the_launcher_prints_on_one_page(
    launcher: Path, convert: Callable[..., Path], pdf_text: Callable[[Path], str]
) -> None:
    """Title, folder and results, nothing cut off; the mark beside it is not printed."""
    (page,) = [page for page in pdf_text(convert(launcher, "pdf")).split("\f") if page.strip()]
    assert "部门绩效目标一键汇总" in page
    assert all(word in page for word, _, _ in launcher_sheet.RESULTS)
    assert "xltool-launcher" not in page
    assert "##" not in page
