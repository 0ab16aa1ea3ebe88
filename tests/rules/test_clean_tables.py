"""Clean tables of different fields: well written, so that no rule has anything to say of them."""

from pathlib import Path

import pytest

from tests.sheets import xlsx
from xltool.document import read_document
from xltool.flat import Reading
from xltool.rules import check

TABLES = sorted(Path(__file__).parent.parent.joinpath("data", "clean").glob("*.txt"))


def readings_of(table: Path) -> tuple[Reading, ...]:
    """What is read of a table written as text."""
    return read_document(xlsx(table.read_text("utf-8")), f"{table.stem}.xlsx").readings


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_clean_table_has_no_problem(table):
    """Neither an error nor a warning nor a hint."""
    assert [(p.code, p.cell, p.message) for p in check(readings_of(table))] == []


def test_all_clean_tables_together_have_no_problem():
    """Nor is there anything to say across them."""
    readings = [reading for table in TABLES for reading in readings_of(table)]
    assert [(p.code, p.cell, p.message) for p in check(readings)] == []
