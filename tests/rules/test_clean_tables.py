"""Clean, well-written tables of different fields: no rule has anything to say of them, alone or together."""

from pathlib import Path

import pytest

from tests.sheets import xlsx
from xltool.document import read_document
from xltool.flat import Reading
from xltool.rules import check

TABLES = sorted((Path(__file__).parent.parent / "data" / "clean").glob("*.txt"))


def readings(table: Path) -> list[Reading]:
    """What is read of a table that is written as text."""
    return read_document(xlsx(table.read_text("utf-8")), f"{table.stem}.xlsx").readings


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_clean_table_has_no_problem(table):
    """Not even a hint, and nothing of the sheet is left over."""
    (reading,) = readings(table)
    assert check([reading]) == []
    assert reading.leftovers == ()


def test_the_clean_tables_have_no_problem_together():
    """Nor do they say the same of different projects."""
    assert len(TABLES) > 1
    assert check([reading for table in TABLES for reading in readings(table)]) == []
