"""Any projects, written by somebody else's hand, read back equal: stacked in a sheet, on a sheet each, in Word."""

import io
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from tests.layout.test_round_trip import CHECKPOINTS, UNFILLED, amounts, percentages
from tests.reading.documents import bare, p
from tests.reading.documents import table as word_table
from xltool.document import Document, read_document
from xltool.fields import project_values
from xltool.flat import ProjectReading
from xltool.forms import shipped
from xltool.model import Budget, Checkpoint, Indicator, Project, Unit
from xltool.targets import read_target

FORM = shipped("hebei-project")
Rows = list[list[object]]

LETTERS = "村镇志编撰印刷资料建设维护宣传培训服务（）“”、，"
TARGETS = ["≥95%", "6月底", "12月31日前", "优", "=100册", "项目名称"]

words = st.text(LETTERS, min_size=1, max_size=12).map(lambda text: f"市{text}")
units = st.builds(Unit, st.from_regex(r"[1-9][0-9]{5}", fullmatch=True), words)
indicators = st.builds(
    Indicator,
    level1=st.sampled_from(["产出指标", "效果指标", "满意度指标"]),
    level2=st.sampled_from(["数量指标", "质量指标", "社会效益指标", "满意度"]),
    level3=words,
    description=st.none() | words,
    target=st.sampled_from(TARGETS).map(lambda raw: read_target(raw).target),
    basis=st.none() | words | st.sampled_from(["项目名称", "绩效目标", "预算数：20", "单位：元"]),
)
whole = percentages.filter(lambda percent: percent is None or percent == 0 or percent > 1)
"""Not what may be a fraction of 1, which is asked about."""

projects = st.builds(
    Project,
    code=st.from_regex(r"[0-9]{3}-[0-9]{4}-[A-Z]{3}-[0-9A-Z]{4}|[0-9]{8}[RYT][0-9]{12}", fullmatch=True),
    name=words,
    form=st.just("hebei-project"),
    department=units,
    budget=st.builds(Budget, amounts, amounts, amounts),
    purpose=st.none() | words,
    plan=st.tuples(*(whole for _ in range(4))).map(lambda four: tuple(map(Checkpoint, CHECKPOINTS, four))),
    objectives=st.lists(words, max_size=3).map(lambda lines: tuple(f"{n}、{line}" for n, line in enumerate(lines, 1))),
    indicators=st.lists(indicators, max_size=4).map(tuple),
)  # fmt: skip


def rows_of(project: Project, titled: bool) -> Rows:
    """A project as the printed rows of the form, without our mark and our area beside it."""
    counts = {"indicators": max(len(project.indicators), 1)}
    values = project_values(project)
    rows: Rows = [[None] * (FORM.print_last + 1) for _ in range(len(FORM.rows) + counts["indicators"])]
    for placed in FORM.arrange(counts, to_fill=False):
        cell = placed.cell
        if cell.first > FORM.print_last or cell.derived:
            continue
        value = values.get(placed.path) if placed.path else cell.label
        rows[placed.row][cell.first] = f"{project.name}绩效目标表" if cell.text and titled else value
    return [row for row in rows if any(value is not None for value in row)]


def spread(rows: Rows, down: int, right: int, border: bool) -> Rows:
    """The rows moved down and right, with a blank column after each column."""
    if border:
        rows = [[cell for value in row for cell in (value, None)] for row in rows]
    return [[] for _ in range(down)] + [[None] * right + row for row in rows]


def workbook(sheets: dict[str, Rows]) -> bytes:
    """A workbook of these sheets, written plainly."""
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row_no, row in enumerate(rows):
                for col, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(row_no, col, value)
                    elif value is not None:
                        sheet.write_number(row_no, col, value)
    return buffer.getvalue()


def found(document: Document) -> list[Project]:
    """The projects of a document, without their sources."""
    assert all(isinstance(reading, ProjectReading) for reading in document.readings)
    return [replace(r.project, source=None) for r in document.readings if isinstance(r, ProjectReading)]


shifts = st.tuples(st.integers(0, 5), st.integers(0, 4), st.booleans())


EMPTY = Project(
    code="434-1401-JBN-6BVF", name="年鉴", form="hebei-project", department=Unit("434002", "办公室"), plan=UNFILLED
)
"""Without indicators its head was once taken for the beginning of the table below."""


@given(st.lists(st.tuples(projects, st.integers(0, 3)), min_size=1, max_size=3), st.booleans(), shifts)
@example([(EMPTY, 0), (EMPTY, 0)], False, (0, 0, False))
@example([(EMPTY, 0), (EMPTY, 0)], True, (0, 0, False))
def test_stacked_projects_read_back_equal(
    stack: list[tuple[Project, int]], titled: bool, shift: tuple[int, int, bool]
) -> None:
    """Tables below each other, with and without blank rows and titles, anywhere in the sheet."""
    tables = [project for project, _ in stack]
    rows = [row for project, gap in stack for row in [*rows_of(project, titled), *[[]] * gap]]
    document = read_document(workbook({"项目": spread(rows, *shift)}), "表.xlsx")
    assert found(document) == tables
    assert document.all_leftovers() == []


@given(st.lists(projects, min_size=1, max_size=3), shifts)
def test_projects_on_a_sheet_each_read_back_equal(tables: list[Project], shift: tuple[int, int, bool]) -> None:
    """A sheet a table, behind somebody's 目录, which is one leftover."""
    contents: Rows = [["目录"], ["序号", "项目编码", "项目名称", "预算数", "财政资金", "其他资金"]]
    contents += [[n, p.code, p.name, p.budget.total, p.budget.fiscal, p.budget.other] for n, p in enumerate(tables, 1)]
    sheets = {"目录": contents} | {str(n): spread(rows_of(p, True), *shift) for n, p in enumerate(tables, 1)}
    document = read_document(workbook(sheets), "表.xlsx")
    assert found(document) == tables
    assert [(left.sheet, left.cell) for left in document.all_leftovers()] == [("目录", "A1")]


def merged_rows_of(project: Project) -> list[list[str]]:
    """The printed rows as a text table of ``tests.sheets``, with the merged cells of the form."""
    counts = {"indicators": max(len(project.indicators), 1)}
    values = project_values(project)
    rows = [["~"] * (FORM.print_last + 1) for _ in range(len(FORM.rows) + counts["indicators"])]
    for placed in FORM.arrange(counts, to_fill=False):
        cell = placed.cell
        if cell.first <= FORM.print_last and not cell.derived:
            value = values.get(placed.path) if placed.path else cell.label
            rows[placed.row][cell.first] = "" if value is None else str(value).replace("\n", "⏎")
            for row in rows[placed.row : placed.last_row + 1]:
                row[cell.first + 1 : cell.last + 1] = ["<"] * (cell.last - cell.first)
    return [row for row in rows if any(text not in ("", "<", "~") for text in row)]


def in_word(project: Project, cut: int, nested: bool) -> str:
    """Its table in Word's XML, going on in a second one below ``cut`` indicators, alone or in a cell of another."""
    rows = merged_rows_of(project)
    head = next(number for number, row in enumerate(rows) if "三级指标" in row)
    parts = [rows[: head + 1 + cut], [rows[head], *rows[head + 1 + cut :]]]
    drawn = [word_table("\n".join("|".join(row) for row in part)) for part in parts if len(part) > 1]
    body = "".join(f"{each}{p('')}" for each in drawn)
    return f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>" if nested else body


@given(st.lists(st.tuples(projects, st.integers(0, 4), st.booleans()), min_size=1, max_size=3))
def test_projects_in_word_read_back_equal(tables: list[tuple[Project, int, bool]]) -> None:
    """Merged as printed, split over pages with the head repeated, inside the cell of another table."""
    document = read_document(bare("".join(in_word(*each) + p("") for each in tables)), "表.docx")
    assert found(document) == [project for project, *_ in tables]
    assert document.all_leftovers() == []
