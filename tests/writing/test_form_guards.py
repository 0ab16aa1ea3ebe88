"""What guards the cells of a template: hints, limits, lists, colours, and the sheet that explains them."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.kept import kept, workbook_names
from xltool import forms
from xltool.document import read_document
from xltool.forms import SHIPPED, FormError, parse_form, shipped
from xltool.forms.form import Form
from xltool.model import Budget, Indicator, Project
from xltool.rules import catalogue
from xltool.targets import read_target
from xltool.writing.code_patterns import pattern_formula
from xltool.writing.workbook import form_workbook

FORMS = [shipped(form_id) for form_id in SHIPPED]


def template(form: Form) -> Worksheet:
    """The sheet to fill of a form's blank template."""
    return load_workbook(io.BytesIO(form_workbook(form)))[form.sheet_name]


def validation_of(sheet: Worksheet, cell: str):
    """The validation of a cell, None where it has none."""
    return next((v for v in sheet.data_validations.dataValidation if cell in v.sqref), None)


@pytest.mark.parametrize("form", FORMS, ids=SHIPPED)
def test_every_unlocked_cell_is_guarded_and_explained_in_chinese(form: Form) -> None:
    """A cell that a clerk can change has a validation with a hint and an error text; every other cell is locked."""
    sheet = template(form)
    merged = {cell for area in sheet.merged_cells.ranges for cell in list(area.cells)[1:]}
    open_cells = [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked and (cell.row, cell.column) not in merged
    ]
    assert len(open_cells) > 10
    for cell in open_cells:
        rule = validation_of(sheet, cell.coordinate)
        assert rule is not None, cell.coordinate
        assert rule.showInputMessage
        assert rule.showErrorMessage
        assert re.search(r"[\u4e00-\u9fff]", rule.prompt)
        assert re.search(r"[\u4e00-\u9fff]", rule.error)
        assert len(rule.prompt) <= 255
        assert len(rule.formula1 or "") <= 255, "Excel takes no longer formula here"
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.protection.selectLockedCells


@pytest.mark.parametrize("form", FORMS, ids=SHIPPED)
def test_every_field_says_how_it_is_filled_and_by_which_rule(form: Form) -> None:
    """Each field of a shipped form has its entry, and the rule it names is in the catalogue."""
    fields = {f"{row.repeat}.{c.field}" if row.repeat else c.field for row in form.rows for c in row.cells if c.field}
    assert set(form.entries) == fields
    assert {entry.rule for entry in form.entries.values()} <= set(catalogue())
    assert all(entry.good != entry.bad for entry in form.entries.values())


def test_formulas_of_a_guard_refuse_an_empty_neighbour_too() -> None:
    """Excel takes anything while a cell of the formula is blank, unless blanks are not to be ignored."""
    sheet = template(shipped("hebei-project"))
    custom = [v for v in sheet.data_validations.dataValidation if v.type == "custom"]
    assert len(custom) >= 8
    assert not any(v.allowBlank for v in custom)


def test_level_2_takes_the_words_of_the_nearest_level_1_above() -> None:
    """The list of level 2 follows level 1, which stands in the first row of its class only; nothing is volatile."""
    book = load_workbook(io.BytesIO(form_workbook(shipped("hebei-project"))))
    rule = validation_of(book["项目绩效目标表"], "B14")
    assert rule.type == "list"
    assert "$A$10:$A11" in rule.formula1
    assert "INDIRECT" not in rule.formula1
    assert "OFFSET" not in rule.formula1
    words = {
        name: [
            cell.value for row in book["填写说明"][area.attr_text.partition("!")[2].replace("$", "")] for cell in row
        ]
        for name, area in book.defined_names.items()
    }
    assert words["一级指标"] == ["产出指标", "效果指标", "满意度指标"]
    assert words["二级指标_1"] == ["数量指标", "质量指标", "时效指标", "成本指标"]
    assert words["二级指标_3"] == ["服务对象满意度指标"]


@pytest.mark.parametrize("pattern", [r"\d+", "a|b", "(a)", "[0-9]{2,3}", "[^a]", r"\w"])
def test_a_code_pattern_that_a_cell_cannot_be_held_to_is_named(pattern: str) -> None:
    """A form's patterns are literal characters and classes with a fixed number; anything else names the pattern."""
    text = Path(forms.__file__).with_name("hebei-project.toml").read_text("utf-8")
    changed = re.sub(r"patterns = \[.*\]", lambda _: f"patterns = ['{pattern}']", text)
    with pytest.raises(FormError, match=r"codes\.patterns"):
        parse_form(changed, "试.toml")


CODES = {
    "434-1401-JBN-6BVF": True,
    "51092324T000010263357": True,
    "434-1401-JBN-6BV": False,
    "434-1401-JBN-6BVFX": False,
    "434-1401-jbn-6BVF": False,
    "434 1401 JBN 6BVF": False,
    "51092324X000010263357": False,
    "510923240000010263357": False,
}


def recomputed(formulas: list[str], convert: Callable[..., Path], folder: Path) -> list[object]:
    """What LibreOffice makes of formulas."""
    book = Workbook()
    for row, formula in enumerate(formulas, 1):
        book.active.cell(row, 1, f"={formula}")
    book.save(folder / "公式.xlsx")
    done = load_workbook(convert(folder / "公式.xlsx", "xlsx", recalculate=True), data_only=True)
    return [row[0] for row in done.active.iter_rows(values_only=True)]


def test_the_formula_of_a_pattern_says_what_the_pattern_says(convert: Callable[..., Path], tmp_path: Path) -> None:
    """LibreOffice finds the same codes right and wrong as the form's regular expressions."""
    patterns = shipped("hebei-project").code_patterns
    assert {code: any(re.fullmatch(p, code) for p in patterns) for code in CODES} == CODES
    formulas = [f"OR({','.join(pattern_formula(p, f'{chr(34)}{c}{chr(34)}') for p in patterns)})" for c in CODES]
    assert recomputed(formulas, convert, tmp_path) == list(CODES.values())


FAULTY = Project(
    code="434-1401-jbn-6BVF",
    name="年鉴",
    budget=Budget(total=None, fiscal=None, other=None),
    indicators=(
        Indicator("产出指标", "数量指标", "册数", "印刷", read_target("≥1200册").target, None),
        Indicator("产出指标", "质量指标", "册数", "合格", read_target("≥95%").target, None),
    ),
)


@pytest.mark.parametrize("form", FORMS, ids=SHIPPED)
def test_guards_survive_libreoffice(form: Form, convert: Callable[..., Path], tmp_path: Path) -> None:
    """Saved by LibreOffice, a template has the same validations, names, protection, colours and print set-up."""
    path = tmp_path / "模板.xlsx"
    path.write_bytes(form_workbook(form))
    ours, theirs = load_workbook(path), load_workbook(convert(path, "xlsx"))
    assert theirs.sheetnames == ours.sheetnames
    assert workbook_names(theirs) == workbook_names(ours)
    for name in ours.sheetnames:
        assert kept(theirs[name]) == kept(ours[name]), name
    assert ours[form.sheet_name].protection.sheet
    assert not ours[form.sheet_name].protection.password


def test_a_sheet_that_explains_is_no_table_and_loses_nothing() -> None:
    """填写说明 is passed over in silence; what someone wrote beside it is a leftover."""
    data = form_workbook(shipped("hebei-project"), FAULTY)
    assert read_document(data, "表.xlsx").all_leftovers() == []
    book = load_workbook(io.BytesIO(data))
    book["填写说明"]["J9"] = "请财政局核实"
    buffer = io.BytesIO()
    book.save(buffer)
    assert [(left.cell, left.raw) for left in read_document(buffer.getvalue(), "表.xlsx").all_leftovers()] == [
        ("J9", "请财政局核实")
    ]
