"""Whatever a table holds, every rule comes to an end, and what it says is a whole sentence."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.sheets import grid
from xltool.document import document_of
from xltool.flat import ProjectReading
from xltool.problems import Refused
from xltool.reading.grid import Grid
from xltool.rules import Context, check

CLEAN_TABLES = Path(__file__).parents[1] / "data" / "clean"
TABLES = [grid(path.read_text("utf-8")).rows for path in sorted(CLEAN_TABLES.glob("*.txt"))]
WORDS = """
率 比 占 ≥ ≤ % ％ 95 0.95 -1 ９５ 43830 万元 元 其中： 共 合计 ： ， 。 、 ； ( ） 《 》 “ — -- － 2019年 2021年
12月底前 次年 了 已 加强加强 差率费 的的 ** XX …… 指标1： 满意度 工资 控制率 增长率 及 和 与 = + @ 1/3 十二
二〇二〇年 17人 3万元 1e5 é ~ ±5% 80-90% null _ 〔2020〕5号 每 / × 各 等
"""
PIECES = [*WORDS.split(), "\n", "\t", "\u3000", "\U00020bb7", "\ud7ff"]
odd_cells = st.one_of(
    st.none(),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
    st.text(st.characters(exclude_characters="{}", exclude_categories=["Cs"]), max_size=20),
    st.floats(),
    st.booleans(),
)
changes = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9), odd_cells), min_size=1, max_size=8)


def changed(table: int, mistakes: list[tuple[int, int, object]], file: str) -> Grid:
    """One of the clean tables with other things in some of its cells."""
    rows = [list(row) for row in TABLES[table % len(TABLES)]]
    for row, col, value in mistakes:
        cells = rows[row % len(rows)]
        cells[col % len(cells)] = value
    return Grid(file, "表", rows)


@given(st.integers(0, 99), changes, st.integers(0, 99), changes, st.booleans())
def test_no_rule_stumbles(first, mistakes, second, others, with_last_year):
    """Two odd tables, alone and against each other, this year and last: no failure, no gap in a sentence."""
    readings = []
    for number, (table, odd) in enumerate(((first, mistakes), (second, others))):
        try:
            readings += document_of([changed(table, odd, f"{number}.xlsx")], f"{number}.xlsx").readings
        except Refused:
            continue
    last = [reading for reading in readings if isinstance(reading, ProjectReading)] if with_last_year else ()
    for problem in check(readings, Context(2020, previous=last)):
        for text in (problem.message, problem.expected or "", problem.cure):
            assert "{" not in text
            assert "None" not in text
