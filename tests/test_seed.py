"""The 2020 document end to end: what the command line makes of it against a reading of the text of this test's own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xltool
from xltool.document import RECORD_SHEET

TEXT = Path(__file__).parent / "data" / "beidaihe-2020.txt"
PACKAGE = Path(xltool.__file__).parent.parent
TABLES = range(11)
CODES = [
    *("434-1401-JBN-6BVF", "434-1401-JBN-2CT9", "434-0407-JBN-82M2", "434-0406-JBN-AE8G", "434-0406-JBN-FNXU"),
    *("434-0406-JBN-BW0K", "434-0406-JBN-K3S1", "434-2601-JBN-EMD0", "434-2603-JBN-NUNC", "434-2602-JBN-I945"),
    "434-0406-JBN-KG8U",
]
TOTALS = "10.00 20.00 2.00 5.00 5.00 6.10 2.00 67.50 81.67 39.05 19.40".split()

Row = list[tuple[int, str]]
"""The cells of a printed row, each with the number of its line."""


def run(*arguments: str | Path, cwd: Path | None = None) -> bytes:
    """What a command line writes to standard output; it must end with 0."""
    python_path = os.pathsep.join([str(PACKAGE), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "xltool", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": python_path, "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


# An independent reading of the text, by the position of each cell in its printed table.


@cache
def printed() -> tuple[list[str], list[list[Row]]]:
    """The paragraphs of the document, and the rows of its tables."""
    paragraphs: list[str] = []
    tables: list[list[Row]] = []
    row: Row = []
    for number, line in enumerate(TEXT.read_text("utf-8").split("\n"), 1):
        line = re.sub(r"^\[bookmark: \w+\]", "", line)
        if line.startswith("\t"):
            if not row:
                tables[-1].append(row)
            row.append((number, line[1:]))
        elif row and line:
            row[-1] = (row[-1][0], row[-1][1] + "\n" + line)
        elif line:
            paragraphs.append(line)
            if line.endswith("绩效目标表"):
                tables.append([])
        else:
            row = []
    filled = [[row for row in table if any(text for _, text in row)] for table in tables]
    return paragraphs, filled


def expected_project(number: int) -> dict[str, Any]:
    """One table as the JSON object that an export must hold, without its source."""
    head, names, money, purpose, _, plan, objectives, _, *indicators = printed()[1][number]
    department = re.fullmatch(r"(\d+)(.+)", head[0][1])
    return {
        "code": names[1][1],
        "name": names[3][1],
        "form": "hebei-project",
        "department": {"code": department[1], "name": department[2]},
        "budget": {"total": amount(money[2][1]), "fiscal": amount(money[4][1]), "other": amount(money[6][1])},
        "purpose": purpose[1][1],
        "plan": [
            {"by": by, "percent": amount(plan[col][1])}
            for col, by in enumerate(("3月底", "6月底", "10月底", "12月底"), 1)
        ],
        "objectives": objectives[1][1].split("\n"),
        "indicators": expected_indicators(indicators),
    }


def expected_indicators(rows: list[Row]) -> list[dict[str, Any]]:
    """The indicator rows, a blank level 1 filled with the one above."""
    found = []
    level1 = ""
    for row in rows:
        texts = [text for _, text in row]
        level1 = texts[0] or level1
        joined = re.fullmatch(r"≥(\d\d)\1%以上", texts[4])
        found.append(
            {
                "level1": level1,
                "level2": texts[1],
                "level3": texts[2],
                "description": texts[3],
                "target": {"raw": texts[4], "operator": "≥", "number": int(joined[1]), "unit": "%"},
                "basis": texts[5] or None,
            }
        )
    return found


def amount(text: str) -> Decimal | None:
    """An amount as printed, None if blank."""
    return Decimal(text) if text else None


def expected_part_one() -> dict[str, Any]:
    """Part one as the JSON object that an export must hold, without the projects."""
    name, title, _, _, overall, _, *subs, _, measures, _ = printed()[0][
        : printed()[0].index("第二部分  预算项目绩效目标") + 1
    ]
    return {
        "schema": "xltool/department/1",
        "code": "434002",
        "name": name,
        "year": int(title[:4]),
        "overall_objective": overall,
        "sub_objectives": [
            dict(zip(("name", "text"), re.fullmatch(r"\d、(.+?)：(.+)", sub).groups(), strict=True)) for sub in subs
        ],
        "measures": measures.split("；"),
    }


# What the tool says of the same document.


@pytest.fixture(scope="module")
def exports(checkout: Path) -> dict[str, bytes]:
    """The JSON of the text and of the workbooks that are kept in the checkout."""
    folder = checkout / "workbook_templates" / "beidaihe-2020"
    return {"text": run("export", TEXT, "--format", "json"), "workbooks": run("export", folder, "--format", "json")}


@pytest.fixture(scope="module", params=["text", "workbooks"])
def exported(request: pytest.FixtureRequest, exports: dict[str, bytes]) -> bytes:
    """The JSON of one of both."""
    return exports[request.param]


@pytest.fixture(scope="module")
def record(exported: bytes) -> dict[str, Any]:
    """The exported department, decimals exact."""
    return json.loads(exported, parse_float=Decimal)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which the text was imported."""
    folder = tmp_path_factory.mktemp("imported") / "projects"
    run("import", TEXT, "-o", folder)
    return folder


@pytest.fixture(scope="module")
def document() -> Any:
    """What was read of the text."""
    return xltool.read(TEXT).files[0].document


def test_part_one_is_what_the_document_says(record):
    """Name, code, year, overall objective, sub-objectives and measures are those of the printed paragraphs."""
    assert {key: value for key, value in record.items() if key != "projects"} == expected_part_one()


def test_part_one_holds_the_known_values(record):
    """The reading of this test's own is held against a few values copied by hand."""
    assert record["code"] == "434002"
    assert record["year"] == 2020
    assert [sub["name"] for sub in record["sub_objectives"]] == [
        "政务服务",
        "北戴河区地方志书地情资料收集编撰",
        "智慧城市综合服务管理",
    ]
    assert record["sub_objectives"][0]["text"].endswith("增强了工作综合服务实力；")
    assert [measure[:2] for measure in record["measures"]] == ["一是", "二是", "三是", "四是", "五是", "六是"]
    assert record["measures"][0] == "一是坚持服务群众，畅通便民渠道"
    assert record["measures"][-1].endswith("全面提高。")


def test_all_tables_are_there_in_order(record):
    """Eleven projects, in the order of the document."""
    assert [project["code"] for project in record["projects"]] == CODES


@pytest.mark.parametrize("number", TABLES)
def test_every_field_is_what_the_table_says(record, number):
    """Each field of a table equals what its printed cell holds."""
    project = record["projects"][number]
    expected = expected_project(number)
    for field, value in expected.items():
        assert project[field] == value, field
    assert set(project) == {*expected, "source"}


@pytest.mark.parametrize("number", TABLES)
def test_every_table_says_where_it_came_from(record, number):
    """The source is the text, also where it went through a workbook."""
    assert record["projects"][number]["source"] == {"file": "beidaihe-2020.txt", "sheet": "正文"}


def test_amounts_are_numbers_with_their_printed_digits(exported):
    """``6.10`` stays ``6.10`` in the JSON text, neither 6.1 nor a string; a blank amount is null."""
    text = exported.decode()
    assert '"total": 6.10,' in text
    assert re.findall(r'"total": (.+),', text) == TOTALS
    assert re.findall(r'"fiscal": (.+),', text) == TOTALS
    assert re.findall(r'"other": (.+)', text) == ["null"] * 11
    assert re.findall(r'"percent": (.+)', text) == ["25.00", "50.00", "75.00", "100.00"] * 11


def test_the_value_printed_twice_is_95_percent(record):
    """All 42 values keep ``≥9595%以上`` and are read as at least 95 %."""
    targets = [indicator["target"] for project in record["projects"] for indicator in project["indicators"]]
    assert targets == [{"raw": "≥9595%以上", "operator": "≥", "number": 95, "unit": "%"}] * 42


def test_text_and_workbooks_give_the_same_bytes(exports):
    """The same department comes out of the text and of the workbooks made from it."""
    assert exports["workbooks"] == exports["text"]


@pytest.mark.parametrize("source", ["text", "workbooks"])
def test_the_totals_are_exact(source, checkout):
    """257.72 in all, 39.50, 30.00 and 188.22 by sub-objective, the plan by checkpoint and period, 42 indicators."""
    path = TEXT if source == "text" else checkout / "workbook_templates" / "beidaihe-2020"
    said = run("totals", path, "--format", "json").decode()
    totals = json.loads(said, parse_float=str)
    assert [totals[key] for key in ("total", "fiscal", "other")] == ["257.72", "257.72", "0.00"]
    assert [project["total"] for project in totals["by_project"]] == TOTALS
    assert [(group["name"], group["projects"], group["total"]) for group in totals["by_sub_objective"]] == [
        ("政务服务", 6, "39.50"),
        ("北戴河区地方志书地情资料收集编撰", 2, "30.00"),
        ("智慧城市综合服务管理", 3, "188.22"),
    ]
    assert [(point["by"], point["cumulative"], point["period"]) for point in totals["plan"]] == [
        ("3月底", "64.43", "64.43"),
        ("6月底", "128.86", "64.43"),
        ("10月底", "193.29", "64.43"),
        ("12月底", "257.72", "64.43"),
    ]
    rows = [indicator for number in TABLES for indicator in expected_project(number)["indicators"]]
    assert totals["indicators"] == {
        "total": 42,
        "by_level1": {"产出指标": 19, "效果指标": 12, "满意度指标": 11},
        "by_level2": dict(Counter(row["level2"] for row in rows)),
    }
    assert totals["indicators"]["by_level1"] == dict(Counter(row["level1"] for row in rows))


def test_json_to_workbooks_to_json_is_the_identity(imported, tmp_path):
    """Text → workbooks → JSON → workbooks → JSON: both JSON texts are the same bytes.

    The tables are too; only the text has something to record, and the record names its lines.
    """
    first, second = tmp_path / "department.json", tmp_path / "again"
    first.write_bytes(run("export", imported, "--format", "json"))
    run("import", first, "-o", second)
    assert run("export", second, "--format", "json") == first.read_bytes()
    assert tables(second) == tables(imported)
    assert (len(records(imported)), records(second)) == (12, {})


def test_an_exported_json_is_a_source_like_any_other(exports, tmp_path):
    """Exporting the JSON of the text gives that JSON again."""
    path = tmp_path / "department.json"
    path.write_bytes(exports["text"])
    assert run("export", path, "--format", "json") == exports["text"]


def test_the_record_of_each_workbook_has_every_repair_once(document, imported):
    """All 75, each with its line, field, raw text and new value; one about a field leads to its new cell."""
    rows = [row for record in records(imported).values() for row in record]
    said = sorted((row[3], row[5], row[6], row[7], row[8]) for row in rows)
    assert said == sorted(
        (r.cell, r.raw or "（空白）", r.value or "（去掉）", r.reason, "已更正") for r in document.all_repairs()
    )
    assert len(said) == 75
    assert Counter(bool(row[9]) for row in rows) == {True: 63, False: 12}
    third = records(imported)["03 金融工作经费.xlsx"]
    assert [row[3:7] + row[9:] for row in third[:3]] == [
        [
            "第 167 行",
            "预算单位",
            "434002秦皇岛市北戴河区人民政府办公室",
            "434002｜秦皇岛市北戴河区人民政府办公室",
            "A3",
        ],
        ["第 213 行", "指标值（第 1 条）", "≥9595%以上", "≥95%", "E11"],
        ["第 216 行", "一级指标（第 2 条）", "（空白）", "产出指标", "A12"],
    ]


def test_every_joined_value_is_listed(document):
    """42 repairs of rule V-01, one a value, at the line on which it stands."""
    lines = [row[4][0] for table in printed()[1] for row in table[8:]]
    joined = [repair for repair in document.all_repairs() if repair.code == "V-01"]
    assert [repair.cell for repair in joined] == [f"第 {line} 行" for line in lines]
    assert {(repair.raw, repair.value, repair.sure) for repair in joined} == {("≥9595%以上", "≥95%", True)}
    assert len(joined) == 42


def test_every_carried_level_1_is_listed(document):
    """Each blank level 1 is a repair at its line that says what was filled in, and nothing else was carried."""
    expected = []
    for table in printed()[1]:
        for row, above in zip(table[8:], expected_indicators(table[8:]), strict=True):
            if not row[0][1]:
                expected.append((f"第 {row[0][0]} 行", "", above["level1"]))
    carried = [repair for repair in document.all_repairs() if repair.code == "I-03"]
    assert [(repair.cell, repair.raw, repair.value) for repair in carried] == expected
    assert len(carried) == 9


def test_every_split_of_code_and_name_is_listed(document):
    """The eleven units are split, each at its line; part one takes its code from the tables, and says so."""
    lines = [table[0][0][0] for table in printed()[1]]
    whole, split = "434002秦皇岛市北戴河区人民政府办公室", "434002｜秦皇岛市北戴河区人民政府办公室"
    parted = [(r.cell, r.raw, r.value) for r in document.all_repairs() if r.code == "I-02"]
    assert [entry for entry in parted if entry[1]] == [(f"第 {line} 行", whole, split) for line in lines]
    assert [entry for entry in parted if not entry[1]] == [("第 1 行", "", "434002")]


def test_nothing_else_was_changed(document):
    """Bookmarks, splits, joined values and carried cells are all the repairs there are."""
    assert Counter(repair.code for repair in document.all_repairs()) == {"I-01": 12, "I-02": 12, "V-01": 42, "I-03": 9}


def test_nothing_is_left_over(document, imported):
    """Every cell of the document, and of the workbooks made from it, belongs to a field or a label."""
    assert document.all_leftovers() == []
    batch = xltool.read(imported)
    assert len(batch.readings) == 12
    assert [left for report in batch.files if report.document for left in report.document.all_leftovers()] == []


@pytest.fixture
def sources(checkout, tmp_path):
    """A folder with what ``xltool build`` needs, and nothing that it makes."""
    shutil.copytree(TEXT.parent, tmp_path / "tests" / "data")
    shutil.copytree(checkout / "macros", tmp_path / "macros", ignore=shutil.ignore_patterns("*.xlam"))
    shutil.copytree(checkout / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("*.html", "rules.md"))
    return tmp_path


def test_the_workbooks_in_the_checkout_are_what_build_makes(checkout, sources):
    """``xltool build`` gives templates, add-in, rules and manual of the checkout byte by byte, no more and no fewer."""
    run("build", "--root", sources)
    for folder in ("workbook_templates", "macros", "docs"):
        built, kept = contents(sources / folder), contents(checkout / folder)
        assert sorted(built) == sorted(kept)
        assert [name for name in built if built[name] != kept[name]] == []


@pytest.mark.parametrize("head", ["[bookmark: _GoBack]", "[015001]"])
def test_a_text_that_begins_with_a_bracket_is_a_text(tmp_path, head):
    """It was taken for JSON and refused, though Word's bookmarks stand in brackets."""
    (tmp_path / "文本.txt").write_text(head + TEXT.read_text("utf-8"), "utf-8")
    assert len(xltool.read(tmp_path / "文本.txt").projects) == 11


def test_building_twice_gives_the_same_bytes(sources):
    """A second build over the first changes nothing."""
    run("build", "--root", sources)
    folders = [sources / name for name in ("workbook_templates", "macros", "docs")]
    first = [contents(folder) for folder in folders]
    run("build", cwd=sources)
    assert [contents(folder) for folder in folders] == first
    assert len(first[0]) == 20
    assert "xltool.xlam" in first[1]
    assert "使用手册.html" in first[2]


def tables(folder: Path) -> dict[str, dict[str, list[list[Any]]]]:
    """What stands in each sheet of each workbook but the record of the import."""
    books = {path.name: openpyxl.load_workbook(path) for path in sorted(folder.glob("*.xlsx"))}
    return {
        name: {s.title: [list(row) for row in s.iter_rows(values_only=True)] for s in book if s.title != RECORD_SHEET}
        for name, book in books.items()
    }


def records(folder: Path) -> dict[str, list[list[Any]]]:
    """The rows of the record of the import of each workbook that has one."""
    books = {path.name: openpyxl.load_workbook(path) for path in sorted(folder.glob("*.xlsx"))}
    return {
        name: [list(row) for row in book[RECORD_SHEET].iter_rows(min_row=2, values_only=True)]
        for name, book in books.items()
        if RECORD_SHEET in book.sheetnames
    }


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
