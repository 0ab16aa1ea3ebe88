"""Clean, well-written tables of many fields, one file of tests/data/clean each: no rule has anything to say of them."""

from pathlib import Path

import pytest

from tests.rules.clean import readings
from tests.sheets import xlsx
from xltool.document import read_document
from xltool.rules import check

TABLES = sorted((Path(__file__).parents[1] / "data" / "clean").glob("*.txt"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_clean_table_has_no_problem(path: Path):
    """Neither error nor warning nor hint."""
    assert check(readings(xlsx(path.read_text("utf-8")))) == []


def test_clean_tables_have_no_problem_together():
    """Nor do they have anything in common that a rule would ask about."""
    books = {path.stem: xlsx(path.read_text("utf-8")) for path in TABLES}
    assert (
        check([reading for name, book in books.items() for reading in read_document(book, f"{name}.xlsx").readings])
        == []
    )
