"""A folder of tables → consolidation → summary workbook: nothing lost, nothing silent, no text made a formula."""

import importlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

import xltool
from tests.rules.clean import (
    CLEAN,
    FORM,
    OTHER,
    PART_ONE,
    lying,
    with_budget,
    with_plan,
    with_row,
    without_rows,
    workbook,
)
from xltool.consolidation import Consolidation
from xltool.model import Budget, Project, Target
from xltool.problems import Refused
from xltool.writing.form_sheet import draw_form
from xltool.writing.styles import Styles
from xltool.writing.summary import plan, summary_workbook

LISTS = ["目录", "部门汇总", "项目汇总表", "资金支出计划", "绩效指标汇总表", "指标覆盖", "问题清单", "对账"]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ERRORS = ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!")

Rows = list[list[object]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two projects and part one, as a clerk gathers them."""
    return fill(
        tmp_path / "项目表",
        {"00 部门.xlsx": workbook(PART_ONE), "01 图书.xlsx": workbook(CLEAN), "02 取暖.xlsx": workbook(OTHER)},
    )


def fill(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def merged(*paths: Path) -> Consolidation:
    """The consolidation of some folders and files."""
    return xltool.merge(xltool.read(*paths))


def merged_projects(tmp_path: Path, *projects: Project) -> Consolidation:
    """The consolidation of projects in files 1.xlsx, 2.xlsx …."""
    files = {f"{number}.xlsx": workbook(project) for number, project in enumerate(projects, 1)}
    return merged(fill(tmp_path / "项目表", files))


def rows_of(summary: bytes, sheet: str) -> Rows:
    """The values of a sheet, as they are stored."""
    return CalamineWorkbook.from_filelike(io.BytesIO(summary)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def listed(summary: bytes, sheet: str) -> Rows:
    """The entries of a list sheet, without title, head and totals."""
    return [row for row in rows_of(summary, sheet)[3:] if isinstance(row[0], float) and row[1] != "合计"]


def lines(consolidation: Consolidation) -> list[tuple[str, str, str]]:
    """File, what became of it and why, of every file that was not simply merged."""
    return [
        (line.report.file, line.status, line.reason) for line in consolidation.files if line.reason or not line.projects
    ]


def formulas(summary: bytes) -> Iterator[tuple[str, str, str, str | None, str | None]]:
    """Sheet part, address, formula, type and stored result of every formula cell."""
    with zipfile.ZipFile(io.BytesIO(summary)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in ElementTree.fromstring(archive.read(name)).iter(f"{MAIN}c"):
                    formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
                    if formula is not None:
                        result = None if value is None else value.text or ""
                        yield name, cell.get("r", ""), formula.text or "", cell.get("t"), result


# The workbook


def test_the_sheets_stand_in_order(folder):
    """The eight lists, then part one and one sheet a project."""
    summary = summary_workbook(merged(folder))
    names = CalamineWorkbook.from_filelike(io.BytesIO(summary)).sheet_names
    assert names == [*LISTS, "部门整体绩效目标", "01 社区图书室运行费", "02 图书室冬季取暖费"]


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_every_formula_has_its_result_stored(folder, tmp_path, sheets):
    """Protected View and LibreOffice show what is stored: each formula has a result, and no result is an error."""
    odd = {
        "03.xlsx": workbook(replace(without_rows(*range(6)), code="434-1402-JBN-0001")),
        "04.xlsx": workbook(replace(with_plan(None, None, None, None), code="434-9901-JBN-0002")),
        "05.xlsx": b"",
    }
    summary = summary_workbook(merged(fill(folder, odd)), target=tmp_path / "汇总.xlsx", sheets=sheets)
    assert_stored(list(formulas(summary)))


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_the_result_of_a_formula_on_a_blank_amount_is_stored(tmp_path, sheets):
    """A blank is a result too: an empty text, and not a cell of no type without a value."""
    consolidation = merged_projects(tmp_path, with_budget(None, None, None), OTHER)
    assert_stored(list(formulas(summary_workbook(consolidation, sheets=sheets))))


def assert_stored(found: list[tuple[str, str, str, str | None, str | None]]) -> None:
    """Each formula has a result: a number, a text that may be empty, never an error."""
    assert len(found) > 20
    for part, address, formula, kind, result in found:
        assert result is not None, (part, address, formula)
        assert result or kind == "str", (part, address, formula)
        assert result not in ERRORS, (part, address, formula)


def test_two_runs_give_the_same_bytes(folder, tmp_path):
    """No clock and no random ids: reading again and writing elsewhere of the same name changes nothing."""
    first = xltool.write_summary(merged(folder), tmp_path / "汇总.xlsx").read_bytes()
    assert xltool.write_summary(merged(folder), tmp_path / "汇总.xlsx").read_bytes() == first


def test_figures_of_the_lists(folder):
    """A row a project with its money and 分项绩效目标, its plan in 万元, a row an indicator, no gaps."""
    summary = summary_workbook(merged(folder))
    projects = listed(summary, "项目汇总表")
    assert [row[1:10] for row in projects] == [
        ["434-1401-JBN-6BVF", "社区图书室运行费", "图书服务", 20.0, 15.5, 4.5, 6.0, 0.0, 0.0],
        ["434-2604-JBN-7CWG", "图书室冬季取暖费", "后勤保障", 20.0, 15.5, 4.5, 6.0, 0.0, 0.0],
    ]
    assert [row[11] for row in projects] == ["01 图书.xlsx", "02 取暖.xlsx"]
    assert [row[3:12] for row in listed(summary, "资金支出计划")] == [
        [20.0, 20.0, 4.0, 45.0, 9.0, 80.0, 16.0, 100.0, 20.0]
    ] * 2
    assert [row[12:] for row in listed(summary, "资金支出计划")] == [[4.0, 9.0, 16.0, 20.0], [8.0, 18.0, 32.0, 40.0]]
    indicators = listed(summary, "绩效指标汇总表")
    assert [row[0] for row in indicators] == [1.0] * 6 + [2.0] * 6
    assert indicators[0][1:10] == [
        "社区图书室运行费", "产出指标", "数量指标", "新购图书册数", "全年购置的图书册数", "≥2000册", "≥", 2000.0, "册",
    ]  # fmt: skip
    assert all(row[-1] == "" for row in listed(summary, "指标覆盖"))


def test_missing_classes_are_named_in_the_coverage(tmp_path):
    """A project without any 满意度 row lacks the class, one without 成本 rows the level 2."""
    summary = summary_workbook(merged_projects(tmp_path, without_rows(5), replace(without_rows(3), code=OTHER.code)))
    assert [row[-1] for row in listed(summary, "指标覆盖")] == ["满意度指标", "成本指标"]


@pytest.mark.parametrize(("sheets", "count"), [("none", 0), ("all", 3), ("auto", 3)])
def test_project_sheets_on_request(tmp_path, sheets, count):
    """Without them the figures are the same, as values; 目录 says that they are left out."""
    consolidation = merged_projects(tmp_path, CLEAN, OTHER, replace(CLEAN, code="434-1403-JBN-0003"))
    summary = summary_workbook(consolidation, sheets=sheets)
    names = CalamineWorkbook.from_filelike(io.BytesIO(summary)).sheet_names
    assert len(names) == len(LISTS) + count
    assert [row[4] for row in listed(summary, "项目汇总表")] == [20.0] * 3
    texts = [str(value) for row in rows_of(summary, "目录") for value in row]
    assert any("没有放入各项目的工作表" in text for text in texts) is (count == 0)


@pytest.mark.parametrize(("most", "count"), [(2, 2), (1, 0)])
def test_auto_leaves_project_sheets_out_of_large_books(folder, monkeypatch, most, count):
    """Up to the limit they are drawn, one project more and they are not."""
    assert plan.MOST_PROJECT_SHEETS == 300
    monkeypatch.setattr(plan, "MOST_PROJECT_SHEETS", most)
    names = CalamineWorkbook.from_filelike(io.BytesIO(summary_workbook(merged(folder)))).sheet_names
    assert len(names) == len([*LISTS, "部门整体绩效目标"]) + count


@pytest.mark.parametrize("name", ["01 图书.xlsx", "附件1#图书 100%.xlsx"])
def test_each_row_links_to_its_source_file(tmp_path, name):
    """The link is relative to the summary and says file and sheet apart, whatever characters the name has."""
    files = fill(tmp_path / "项目表", {name: workbook(CLEAN)})
    written = xltool.write_summary(merged(files), tmp_path / "汇总" / "汇总.xlsx")
    cell = openpyxl.load_workbook(written)["项目汇总表"]["L4"]
    assert cell.value == name
    assert cell.hyperlink.location == "'项目绩效目标表'!A1"
    target = cell.hyperlink.target.replace("%23", "#").replace("%25", "%").replace("%20", " ").replace("\\", "/")
    assert target == f"../项目表/{name}"


# Files


def test_files_that_are_none_of_ours_are_passed_over_and_listed(folder, tmp_path):
    """Lock files, hidden files, settings, earlier summaries and files of others are named with the reason."""
    earlier = summary_workbook(merged(folder))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write("A1", "食堂菜单")
    others = {
        "~$01 图书.xlsx": b"\x05clerk",
        ".~lock.01 图书.xlsx#": b",clerk",
        "xltool.toml": b'[department]\ncode = "434002"\n',
        "上月汇总.xlsx": earlier,
        "菜单.xlsx": buffer.getvalue(),
        "说明.txt": "开会通知".encode("gbk"),
        "通知.pdf": b"%PDF-1.7\n",
    }
    fill(folder, others)
    (folder / "往年").mkdir()
    unrelated = "里没有找到绩效目标表。请确认选对了文件；表中应有“项目编码”“一级指标”等栏目名称。"
    consolidation = merged(folder)
    assert lines(consolidation) == [
        (".~lock.01 图书.xlsx#", "passed over", "隐藏文件"),
        ("00 部门.xlsx", "read", ""),
        ("xltool.toml", "passed over", "部门设置文件"),
        ("~$01 图书.xlsx", "passed over", "Excel 打开文件时的锁定文件"),
        ("上月汇总.xlsx", "passed over", "以前生成的汇总表"),
        ("菜单.xlsx", "passed over", f"“菜单.xlsx”{unrelated}"),
        ("说明.txt", "passed over", f"“说明.txt”{unrelated}"),
        ("通知.pdf", "passed over", "“通知.pdf”是 PDF，读不出表格。请向填报人要 Excel 或 Word 原件。"),
        ("往年", "passed over", "子文件夹，没有进入读取"),
    ]
    assert [reading.file for reading in consolidation.readings] == ["01 图书.xlsx", "02 取暖.xlsx"]
    texts = [str(value) for row in rows_of(summary_workbook(consolidation), "对账") for value in row]
    assert set(others) <= set(texts)
    assert "共找到文件 11 个：已汇总 3 个，未汇总 0 个，跳过 8 个。" in texts


def test_the_same_code_with_other_content_is_refused_naming_both(folder):
    """Neither of the two counts, since nobody knows which is right; the others go on."""
    fill(folder, {"03 图书（改）.xlsx": workbook(replace(CLEAN, budget=Budget(Decimal(30), Decimal(30))))})
    consolidation = merged(folder)
    reason = (
        "项目编码 434-1401-JBN-6BVF 在“01 图书.xlsx”、“03 图书（改）.xlsx”中各有一份，内容不同，都没有汇总。"
        "请只留正确的一份。"
    )
    assert [(line.report.file, line.reason) for line in consolidation.refused] == [
        ("01 图书.xlsx", reason),
        ("03 图书（改）.xlsx", reason),
    ]
    assert [reading.file for reading in consolidation.readings] == ["02 取暖.xlsx"]
    assert consolidation.totals.money.total == Decimal("20.00")


def test_two_files_of_one_code_and_nothing_else(tmp_path):
    """Where no table is left, the sentence says why: it names both files and their code."""
    other = replace(CLEAN, purpose="用于取暖。")
    with pytest.raises(Refused) as refused:
        merged_projects(tmp_path, CLEAN, other)
    assert "项目编码 434-1401-JBN-6BVF 在“1.xlsx”、“2.xlsx”中各有一份" in str(refused.value)


def test_equal_copies_count_once(folder):
    """The second copy is listed with the file that counts."""
    fill(folder, {"01 图书 - 副本.xlsx": workbook(CLEAN)})
    consolidation = merged(folder)
    assert [line for line in lines(consolidation) if line[2]] == [
        ("01 图书.xlsx", "read", "与“01 图书 - 副本.xlsx”内容相同，只计一次")
    ]
    assert len(consolidation.readings) == 2
    assert consolidation.totals.money.total == Decimal("40.00")
    assert consolidation.refused == []


def test_a_file_named_twice_counts_once(folder):
    """The folder and one of its files on one command line are not two files."""
    consolidation = merged(folder, folder / "01 图书.xlsx")
    assert (len(consolidation.files), len(consolidation.readings)) == (3, 2)


def test_codes_that_cannot_be_read_are_not_the_same_code(folder):
    """Two tables whose code cell is #REF! are two projects, each with its problem."""
    fill(folder, {"01 图书.xlsx": lying(workbook(CLEAN), "B4"), "02 取暖.xlsx": lying(workbook(OTHER), "B4")})
    consolidation = merged(folder)
    assert consolidation.refused == []
    assert consolidation.totals.money.total == Decimal("40.00")


def test_files_of_the_same_name_in_two_folders(folder, tmp_path):
    """They are told apart by their paths, in the lists and in 对账."""
    other = fill(tmp_path / "乙", {"01 图书.xlsx": workbook(replace(CLEAN, code="434-1409-JBN-0009"))})
    consolidation = merged(folder, other)
    assert len({line.report.file for line in consolidation.files}) == 4
    assert [row[9] for row in listed(summary_workbook(consolidation, target=tmp_path / "汇总.xlsx"), "对账")][1:] == [
        0.0
    ] * 3


def test_a_damaged_file_is_refused_and_the_others_go_on(folder):
    """Its line in 对账 says what is wrong with it, and the first page that a file is missing."""
    fill(folder, {"03 坏.xlsx": workbook(CLEAN)[:2000]})
    consolidation = merged(folder)
    reason = "“03 坏.xlsx”已损坏或不完整，打不开。请向填报人重新要一份，或用 Excel 修复后另存。"
    assert [(line.report.file, line.reason) for line in consolidation.refused] == [("03 坏.xlsx", reason)]
    assert len(consolidation.readings) == 2
    summary = summary_workbook(consolidation)
    assert ["03 坏.xlsx", "未汇总", reason] in [row[1:4] for row in listed(summary, "对账")]
    assert any("1 个文件未汇总（见“对账”）" in str(value) for row in rows_of(summary, "部门汇总") for value in row)


def test_two_different_part_ones_are_refused(folder):
    """Which one is the department's own cannot be told; the projects are merged without either."""
    fill(folder, {"部门（旧）.xlsx": workbook(replace(PART_ONE, year=2019))})
    consolidation = merged(folder)
    assert [line.report.file for line in consolidation.refused] == ["00 部门.xlsx", "部门（旧）.xlsx"]
    assert all(
        "部门整体绩效目标在“00 部门.xlsx”、“部门（旧）.xlsx”中各有一份" in line.reason for line in consolidation.refused
    )
    assert (consolidation.overview, len(consolidation.readings)) == (None, 2)


def test_nothing_to_merge_is_refused(tmp_path):
    """An empty folder and a folder with one bad file have a sentence each, the second names the file."""
    with pytest.raises(Refused, match="没有可以汇总的项目绩效目标表。请选择放有各项目表的文件夹。"):
        merged(fill(tmp_path / "空", {}))
    with pytest.raises(Refused, match=r"没有可以汇总的项目绩效目标表。“坏\.xlsx”是空文件"):
        merged(fill(tmp_path / "坏", {"坏.xlsx": b""}))


def test_several_tables_in_one_workbook(tmp_path):
    """Each sheet is a project of its own, with its own problems, and the file's money is their sum."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, project in (("图书", CLEAN), ("取暖", replace(OTHER, purpose="用于差率费"))):
            draw_form(book.add_worksheet(name), Styles(book), FORM, project)
    consolidation = merged(fill(tmp_path / "项目表", {"全部.xlsx": buffer.getvalue()}))
    assert [(line.projects, line.amounts[0]) for line in consolidation.files] == [(2, Decimal("40.00"))]
    summary = summary_workbook(consolidation)
    assert [row[8:10] for row in listed(summary, "项目汇总表")] == [[0.0, 0.0], [0.0, 1.0]]


# The balance


def test_the_balance_sheet(folder):
    """Each file's own sums, the totals of both sides, and a difference of 0 in every column."""
    fill(
        folder,
        {"03.xlsx": workbook(replace(with_budget("0.03", None, "0.03"), code="434-1404-JBN-0004")), "04.xlsx": b""},
    )
    summary = summary_workbook(merged(folder))
    assert [row[1:3] + row[4:] for row in listed(summary, "对账")] == [
        ["00 部门.xlsx", "已汇总", 0.0, "", "", "", "", ""],
        ["01 图书.xlsx", "已汇总", 1.0, 20.0, 15.5, 4.5, 20.0, 0.0],
        ["02 取暖.xlsx", "已汇总", 1.0, 20.0, 15.5, 4.5, 20.0, 0.0],
        ["03.xlsx", "已汇总", 1.0, 0.03, 0.0, 0.03, 0.03, 0.0],
        ["04.xlsx", "未汇总", 0.0, "", "", "", "", ""],
    ]
    proof = {row[0]: [value for value in row[1:] if value != ""] for row in rows_of(summary, "对账")}
    assert [proof[word] for word in ("预算数", "财政资金", "其他资金")] == [
        [40.03, 40.03, 0.0],
        [31.0, 31.0, 0.0],
        [9.03, 9.03, 0.0],
    ]


def test_a_table_in_yuan_balances_in_wan_yuan(tmp_path):
    """The unit is read from the table's own head; the project's sheet in the summary says 万元."""
    yuan = workbook(CLEAN, {"F3": "单位：元", "C5": 200_000.1, "E5": 155_000, "G5": 45_000.1})
    consolidation = merged(fill(tmp_path / "项目表", {"1.xlsx": yuan, "2.xlsx": workbook(OTHER)}))
    summary = summary_workbook(consolidation)
    assert [row[4] for row in listed(summary, "项目汇总表")] == [20.00001, 20.0]
    assert str(consolidation.totals.money.total) == "40.00001"
    assert rows_of(summary, "01 社区图书室运行费")[2][5] == "单位：万元"


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        (lambda p: replace(p, budget=replace(p.budget, total=Decimal("20.01"))), "预算数"),
        (lambda p: replace(p, budget=replace(p.budget, fiscal=Decimal("15.49"))), "财政资金"),
        (lambda p: replace(p, budget=replace(p.budget, other=None)), "其他资金"),
        (lambda p: replace(p, indicators=p.indicators[:-1]), "指标条数"),
    ],
)
@pytest.mark.parametrize("sheets", ["all", "none"])
def test_a_summary_that_does_not_balance_is_not_written(folder, tmp_path, tamper, what, sheets):
    """An amount or a row lost between merging and writing stops it, and an older summary stays as it was."""
    target = tmp_path / "汇总.xlsx"
    target.write_bytes(b"older summary")
    consolidation = merged(folder)
    first, *rest = consolidation.readings
    readings = (replace(first, project=tamper(first.project)), *rest)
    with pytest.raises(Refused, match=f"对账不平：{what}来源合计"):
        xltool.write_summary(replace(consolidation, readings=readings), target, sheets)
    assert target.read_bytes() == b"older summary"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["汇总.xlsx"]


def test_merging_fails_where_a_table_is_lost(folder, monkeypatch):
    """The sums of the sources are taken from their cells, so a project that vanishes in between is noticed."""
    module = importlib.import_module("xltool.consolidation")
    totals = module.totals
    monkeypatch.setattr(module, "totals", lambda projects, *rest: totals(projects[1:], *rest))
    with pytest.raises(Refused, match="对账不平"):
        merged(folder)


# Odd content


def shape(formula: str) -> str:
    """A formula without its sheet names, addresses and numbers."""
    return re.sub(r"'(?:[^']|'')*'!|\$?[A-Z]{1,2}\$?[0-9]+|[0-9]+", "#", formula)


HOSTILE = ("=100%", "+1", "@x", "-", '=HYPERLINK("x")', "=1+1", "＝1+1", "\t=1", "{=1}", "'=1", "=cmd|'/c calc'!A1")


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_text_never_becomes_a_formula(tmp_path, sheets):
    """In every sheet a text that begins like a formula is a text, and all formulas there are are the tool's own."""
    rows = tuple(
        replace(row, level3=text, description=text, basis=text, target=Target(text))
        for row, text in zip(CLEAN.indicators, HOSTILE, strict=False)
    )
    hostile = replace(
        CLEAN,
        code="=434+1",
        name='=HYPERLINK("x")',
        purpose="+1",
        objectives=("@x", "-"),
        indicators=rows,
        department=replace(CLEAN.department, name="=1+1"),
    )
    more = [replace(CLEAN, code=f"434-1401-JBN-000{n}", name=text) for n, text in enumerate(HOSTILE)]
    folder = fill(tmp_path / "项目表", {f"{n}.xlsx": workbook(project) for n, project in enumerate((hostile, *more))})
    fill(folder, {"=1+1.xlsx": workbook(replace(OTHER, purpose="用于差率费")), "-.xlsx": b""})
    summary = summary_workbook(merged(folder), target=tmp_path / "汇总.xlsx", sheets=sheets)
    fill(tmp_path / "甲" / "项目表", {"坏.xlsx": b""})
    typo = replace(OTHER, purpose="用于差率费")
    shared = replace(typo, code="434-2604-JBN-0002")
    plain = summary_workbook(merged_projects(tmp_path / "甲", CLEAN, typo, shared), sheets=sheets)
    assert {shape(formula) for _, _, formula, _, _ in formulas(summary)} <= {shape(f[2]) for f in formulas(plain)}
    book = openpyxl.load_workbook(io.BytesIO(summary))
    seen = set()
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "s"):
            seen.add((sheet.title, cell.value))
    assert {("项目汇总表", text) for text in ("=434+1", '=HYPERLINK("x")', "=1+1.xlsx")} <= seen
    assert {("绩效指标汇总表", text) for text in ("=100%", "+1", "@x", "-", "=1+1")} <= seen
    assert {("对账", "=1+1.xlsx"), ("对账", "-.xlsx"), ("问题清单", "=1+1.xlsx")} <= seen
    assert all(("资金支出计划", text) in seen for text in HOSTILE if text.strip() == text)


@pytest.mark.parametrize(
    "name",
    [
        "[甲]:乙*丙?丁/戊\\己'庚'",
        "'引号'",
        "图书室" * 13 + "费",
        "𠮷" * 40,
        "图书\uffff室",
        "[]:*?/\\'",
        "  ",
    ],
)
def test_any_project_name_gives_a_valid_sheet_name(tmp_path, name):
    """Excel takes at most 31 UTF-16 units, none of []:*?/\\, no apostrophe at an end, and no two names alike."""
    consolidation = merged_projects(tmp_path, replace(CLEAN, name=name), replace(OTHER, name=name))
    summary = summary_workbook(consolidation, target=tmp_path / "汇总.xlsx")
    names = openpyxl.load_workbook(io.BytesIO(summary)).sheetnames[len(LISTS) :]
    assert len({sheet.lower() for sheet in names}) == 2
    for sheet in names:
        assert 0 < len(sheet.encode("utf-16-le")) // 2 <= 31
        assert not set("[]:*?/\\") & set(sheet)
        assert not sheet.startswith("'")
        assert not sheet.endswith("'")
    assert [row[4] for row in listed(summary, "项目汇总表")] == [20.0, 20.0]


def test_two_projects_of_the_same_name(tmp_path):
    """Both have their row and their sheet, and are told apart by their codes."""
    summary = summary_workbook(merged_projects(tmp_path, CLEAN, replace(CLEAN, code=OTHER.code)))
    names = CalamineWorkbook.from_filelike(io.BytesIO(summary)).sheet_names
    assert names[len(LISTS) :] == ["01 社区图书室运行费", "02 社区图书室运行费"]
    assert [row[1] for row in listed(summary, "项目汇总表")] == [CLEAN.code, OTHER.code]


def test_a_department_without_part_one(tmp_path):
    """Name and code come from the tables; there is nothing to group by, and the first page says so."""
    consolidation = merged_projects(tmp_path, CLEAN, OTHER)
    assert (consolidation.department.code, consolidation.department.name) == ("434002", "北戴河区人民政府办公室")
    summary = summary_workbook(consolidation)
    page = [value for row in rows_of(summary, "部门汇总") for value in row if value != ""]
    assert "没有部门整体绩效目标（第一部分），不能按分项归集。" in page
    assert page.count(40.0) >= 2
    assert [row[3] for row in listed(summary, "项目汇总表")] == ["（未归入分项目标）"] * 2


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_a_project_without_indicators(tmp_path, sheets):
    """It has its row with 0 indicators, and lacks every class."""
    summary = summary_workbook(merged_projects(tmp_path, without_rows(*range(6))), sheets=sheets)
    assert [row[7] for row in listed(summary, "项目汇总表")] == [0.0]
    assert listed(summary, "绩效指标汇总表") == []
    assert [row[-1] for row in listed(summary, "指标覆盖")] == ["产出指标、效果指标、满意度指标"]


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_blank_amounts_are_shown_as_blank_and_count_as_0(tmp_path, sheets):
    """A project without any amount has dashes in the list, which are no zeros; the totals are those of the others."""
    summary = summary_workbook(merged_projects(tmp_path, with_budget(None, None, None), OTHER), sheets=sheets)
    assert [row[4:7] for row in listed(summary, "项目汇总表")] == [["–", "–", "–"], [20.0, 15.5, 4.5]]
    assert [row[11] for row in rows_of(summary, "资金支出计划")[5:7]] == [20.0, 4.0]
    assert rows_of(summary, "项目汇总表")[5][4:7] == [20.0, 15.5, 4.5]


def test_recomputed_figures_are_the_stored_ones(folder, tmp_path, convert: Callable[..., Path]):
    """LibreOffice computes the same for blank amounts, unknown classes, unmapped codes and names with quotes."""
    odd = {
        "03.xlsx": workbook(replace(with_budget(None, None, None), code="434-1402-JBN-0001", name="=1+1")),
        "04.xlsx": workbook(replace(with_row(0, level1="投入指标", level2="<>"), code="434-9901-JBN-0002")),
        "05 '引号'.xlsx": workbook(replace(without_rows(*range(6)), code=None, name="[甲]'乙'")),
        "06 坏.xlsx": b"",
    }
    fill(folder, odd)
    for sheets in ("all", "none"):
        assert_recomputed(xltool.write_summary(merged(folder), tmp_path / sheets / "汇总.xlsx", sheets), convert)


@pytest.mark.parametrize(
    ("file", "goal", "level1"),
    [("图书~1.xlsx", "图书服务", "投入指标"), ("03.xlsx", "图书*", "投入指标"), ("03.xlsx", "图书服务", "*")],
)
def test_recomputed_figures_with_wildcards_in_names(folder, tmp_path, convert, file, goal, level1):
    """``~`` and ``*`` stand for themselves where a formula looks for a file, a 分项绩效目标 or a class."""
    fill(folder, {file: workbook(replace(with_row(0, level1=level1), code="434-9901-JBN-0002"))})
    settings = f'[sub_objectives]\nnames = {{ "14" = "{goal}", "26" = "图书服务和取暖" }}\n'
    fill(folder, {"xltool.toml": settings.encode()})
    assert_recomputed(xltool.write_summary(merged(folder), tmp_path / "汇总.xlsx"), convert)


def assert_recomputed(summary: Path, convert: Callable[..., Path]) -> None:
    """The numbers of each sheet are the same after LibreOffice computed all formulas anew."""
    recomputed = convert(summary, "xlsx", recalculate=True).read_bytes()
    for sheet in openpyxl.load_workbook(summary, read_only=True).sheetnames:
        assert _numbers(recomputed, sheet) == _numbers(summary.read_bytes(), sheet), sheet


def _numbers(summary: bytes, sheet: str) -> dict[tuple[int, int], float]:
    """The numbers of a sheet by place, to nine digits."""
    rows = enumerate(rows_of(summary, sheet))
    return {(r, c): round(v, 9) for r, row in rows for c, v in enumerate(row) if isinstance(v, float) and v}


def test_the_key_figures_have_names(checkout, tmp_path):
    """A name of the workbook stands for each figure at the head of 部门汇总."""
    merged = xltool.merge(xltool.read(checkout / "workbook_templates" / "beidaihe-2020"))
    book = openpyxl.load_workbook(xltool.write_summary(merged, tmp_path / "汇总.xlsx"), data_only=True)
    places = {name: area.attr_text.partition("!")[2] for name, area in book.defined_names.items()}
    values = {name: book["部门汇总"][place.replace("$", "")].value for name, place in places.items()}
    assert values == {"项目数": 11, "预算总额": 257.72, "财政资金合计": 257.72, "指标条数": 42}
