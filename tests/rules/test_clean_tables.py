"""Well-written tables of different fields: nothing at all is said of them, alone or together."""

from pathlib import Path

import pytest

from tests.sheets import xlsx
from xltool.document import read_document
from xltool.flat import Reading
from xltool.rules import Context, check

TABLES = sorted((Path(__file__).parent.parent / "data" / "clean").glob("*.txt"))
CONTEXTS = [Context(), Context(2020)]


def read(path: Path) -> list[Reading]:
    """What is read of one of the text tables."""
    return list(read_document(xlsx(path.read_text("utf-8")), f"{path.stem}.xlsx").readings)


@pytest.mark.parametrize("context", CONTEXTS, ids=["no year", "2020"])
@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_clean_table_has_no_problem(path, context):
    """No error, no warning and no hint, and it is read whole."""
    (reading,) = read(path)
    assert len(reading.content.indicators) >= 6
    assert check([reading], context) == []


def test_the_clean_tables_have_no_problem_together():
    """Nor is anything said across them."""
    assert TABLES
    assert check([reading for path in TABLES for reading in read(path)], Context(2020)) == []
