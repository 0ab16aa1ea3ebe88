"""What stands right of the printed table in our own workbooks: our own area is known, anything else is left over."""

import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xltool.document import Document, read_document
from xltool.office.cells import fill_cells
from xltool.rules import check

SHEETS = {"03": "项目绩效目标表", "00": "部门整体绩效目标"}


def changed(checkout: Path, number: str, cells: Mapping[str, str | Decimal]) -> Document:
    """A workbook of the 2020 document with some cells filled."""
    path = next((checkout / "workbook_templates" / "beidaihe-2020").glob(f"{number} *.xlsx"))
    return read_document(fill_cells(path.read_bytes(), {SHEETS[number]: cells}), path.name)


@pytest.mark.parametrize(
    ("number", "cell"), [("03", c) for c in ("H5", "N5", "H12", "K12", "I20", "Z40")] + [("00", "C5"), ("00", "D8")]
)
def test_text_right_of_the_table_is_left_over(checkout: Path, number: str, cell: str) -> None:
    """A clerk's remark beside the table is listed with its address and told by validate (it once vanished)."""
    document = changed(checkout, number, {cell: "请财政局核实"})
    assert [(left.cell, left.raw) for left in document.all_leftovers()] == [(cell, "请财政局核实")]
    assert [p.cell for p in check(document.readings) if p.code == "R-04"] == [cell]


def test_a_number_right_of_the_table_is_left_over(checkout: Path) -> None:
    """Nor is a number lost, though our own area has numbers."""
    assert [(left.cell, left.raw) for left in changed(checkout, "03", {"N4": Decimal("12.5")}).all_leftovers()] == [
        ("N4", "12.5")
    ]


@pytest.mark.parametrize("cell", ["I5", "J5", "J10", "I4", "A1"])
def test_words_over_our_own_area_are_left_over(checkout: Path, cell: str) -> None:
    """Where a remark was written over a note, a computed value or the status line, it is no longer ours."""
    assert [left.cell for left in changed(checkout, "03", {cell: "请财政局核实"}).all_leftovers()] == [cell]


def test_our_own_area_is_no_leftover(checkout: Path) -> None:
    """The computed values, notes and marks of every shipped workbook are known, also after openpyxl saved it."""
    for path in sorted((checkout / "workbook_templates").rglob("*.xlsx")):
        buffer = io.BytesIO()
        load_workbook(path).save(buffer)
        for data in (path.read_bytes(), buffer.getvalue()):
            assert read_document(data, path.name).all_leftovers() == [], path.name
