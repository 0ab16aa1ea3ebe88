"""The command line: exit codes, Chinese sentences, bad input, and files that only change where they should."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import click
import openpyxl
import pyarrow.parquet
import pyperclip
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

import xltool
from tests.layout.test_project_list import LIST
from tests.rules.clean import (
    CLEAN,
    FORM,
    OTHER,
    PART_ONE,
    SHEET,
    SHEET_PART,
    edit_sheet,
    lying,
    with_budget,
    without_rows,
    workbook,
)
from tests.sheets import SMALL, xlsx
from xltool.cli import cli
from xltool.forms import all_shipped
from xltool.model import Department, Target, Unit
from xltool.problems import Problem
from xltool.records import department_record, dumps
from xltool.rules import catalogue
from xltool.writing.form_sheet import derived_cells, draw_form
from xltool.writing.styles import DOUBT_FILL, ERROR_FILL, Styles
from xltool.writing.workbook import form_workbook

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b(?:[A-Za-z']+ ){2}[a-z]+")
SPOILT = {"C5": "约20", "B6": "用于差率费"}
"""Cells that make one error and one warning."""

Files = Mapping[str, bytes]


def fill(folder: Path, files: Files) -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two clean projects and part one."""
    books = {"00 部门.xlsx": workbook(PART_ONE), "01 图书.xlsx": workbook(CLEAN), "02 取暖.xlsx": workbook(OTHER)}
    return fill(tmp_path / "项目表", books)


COMMANDS = ("validate", "import", "totals", "merge", "export")
"""Those that read tables."""


def command(name: str, source: Path, out: Path) -> list[object]:
    """The command line of a command, with its results in a folder."""
    outputs = {"import": "新表", "merge": "汇总.xlsx", "export": "数据.json"}
    return [name, source, *(["-o", out / outputs[name]] if name in outputs else [])]


# Exit codes


@pytest.mark.parametrize("name", COMMANDS)
def test_0_where_all_is_well(run, folder, tmp_path, name):
    """Clean tables are read without a word of complaint."""
    result = run(*command(name, folder, tmp_path))
    assert result.code == 0
    assert not re.search("未|没有找到|不能", result.text)


def test_what_the_commands_write(run, folder, tmp_path):
    """A workbook a project and part one, a summary, the data; and the commands that read no table end with 0 too."""
    for name in COMMANDS:
        run(*command(name, folder, tmp_path))
    assert sorted(contents(tmp_path / "新表")) == [
        "00 部门整体绩效目标.xlsx", "01 社区图书室运行费.xlsx", "02 图书室冬季取暖费.xlsx", "xltool.toml",
    ]  # fmt: skip
    assert (tmp_path / "汇总.xlsx").is_file()
    assert json.loads((tmp_path / "数据.json").read_text("utf-8"))["code"] == "434002"
    for args in (["forms"], ["rules"], ["new", "-o", tmp_path / "空白.xlsx"], ["--help"]):
        assert run(*args).code == 0, args


@pytest.mark.parametrize("name", COMMANDS)
def test_1_where_one_file_is_refused(run, folder, tmp_path, name):
    """The work is done without the file, and the command says which one is missing from it."""
    fill(folder, {"03 坏.xlsx": b""})
    result = run(*command(name, folder, tmp_path))
    assert result.code == 1
    assert len(result.lines("“03 坏.xlsx”是空文件。")) == 1


@pytest.mark.parametrize(("cells", "code"), [(SPOILT, 1), ({"B6": "用于差率费"}, 0), ({"A44": "此处另有说明"}, 0)])
def test_validate_ends_with_1_for_errors_only(run, folder, cells, code):
    """Warnings and hints are said, and are no failure."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, cells)})
    result = run("validate", folder)
    assert result.code == code
    assert "《01 图书.xlsx》" in result.out


@pytest.mark.parametrize("name", COMMANDS)
def test_2_for_a_path_that_is_not_there(run, tmp_path, name):
    """One sentence names the path, and nothing is written."""
    result = run(*command(name, tmp_path / "没有的.xlsx", tmp_path))
    (line,) = result.lines("没有的.xlsx")
    assert (result.code, "请检查路径和文件名。" in line) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_2_for_a_folder_without_tables(run, tmp_path, name):
    """One sentence says which folder has no tables, rather than that all is well."""
    empty = fill(tmp_path / "空文件夹", {"说明.txt": "开会通知".encode()})
    result = run(*command(name, empty, tmp_path))
    assert (result.code, len(result.lines("空文件夹"))) == (2, 1)
    assert "没有查出问题" not in result.text
    assert [path.name for path in tmp_path.iterdir()] == ["空文件夹"]


def test_the_module_is_the_same_door(tmp_path):
    """``python -m xltool`` in a process of its own gives the same exit codes."""
    good = fill(tmp_path, {"好.xlsx": workbook(), "错.xlsx": workbook(CLEAN, SPOILT)})
    for name, code in (("好.xlsx", 0), ("错.xlsx", 1), ("没有.xlsx", 2)):
        done = python_m("validate", good / name)
        assert (done.returncode, done.stderr == b"") == (code, code < 2), name


def python_m(*args: object, limit: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command line in a process of its own, which may use ``limit`` KiB of memory."""
    command = [sys.executable, "-m", "xltool", *map(str, args)]
    if limit is not None:
        command = ["sh", "-c", f'ulimit -v {limit}; exec "$@"', "sh", *command]
    place = Path(xltool.__file__).parent.parent
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "RUST_BACKTRACE": "0"}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, check=False, timeout=120)


# A wrong command line


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["frobnicate"], "没有命令 frobnicate"),
        (["validate"], "路径"),
        (["validate", "--bogus", "x"], "没有选项 --bogus"),
        (["validate", "x", "--format", "xml"], "text、json、xlsx"),
        (["validate", "x", "--format", "xlsx"], "-o"),
        (["merge", "x"], "-o"),
        (["merge", "x", "-o"], "-o"),
        (["merge", "x", "-o", "y", "--sheets", "some"], "auto、all、none"),
        (["merge", "x", "-o", "y", "--previous", "a", "--previous", "b"], "--previous 只能给一次"),
        (["import", "x"], "-o"),
        (["new"], "-o"),
        (["new", "-o", "x.xlsx", "--form", "none"], "hebei-project"),
        (["rules", "extra"], "extra"),
        (["totals", "--write=3", "x"], "--write"),
        (["build", "--root", "/没有"], "/没有"),
    ],
)
def test_a_wrong_command_line_is_one_chinese_sentence(run, tmp_path, monkeypatch, args, said):
    """It says which word is wrong or missing, without a word of English, and ends with 2."""
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    (line,) = result.text.splitlines()
    assert result.code == 2
    assert said in line
    assert CHINESE.search(line)
    assert not re.search(r"requires|argument|unexpected|does not|exist|[Mm]issing|No such|Error", line)
    assert list(tmp_path.iterdir()) == []


def test_no_command_shows_the_commands(run):
    """The bare program explains itself, in Chinese, and does not call that a mistake."""
    result = run()
    assert result.code == 2
    assert "merge" in result.text
    assert "命令行有误" not in result.text


def test_version(run):
    """Also from a source tree that is not installed."""
    assert (run("--version").out, xltool.__version__) == (f"xltool {xltool.__version__}\n", "0.1.0")


@pytest.mark.parametrize("name", [None, *cli.commands])
def test_help_is_complete_and_chinese(run, name):
    """Every command, every option and every argument is explained; no English heading or mark is left."""
    command = cli if name is None else cli.commands[name]
    result = run(*([] if name is None else [name]), "--help")
    assert result.code == 0
    assert CHINESE.search(command.help or "")
    context = click.Context(command, info_name=name)
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        assert record is None or CHINESE.search(record[1]), record
    for english in ("Usage", "Options", "Commands", "Arguments", "Show", "[required]", "[default"):
        assert english not in result.out, english


# Bad input


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


def zip_bomb() -> bytes:
    """A workbook of less than 2 MB whose sheet unpacks to more than 256 MiB of blanks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        target.writestr("xl/workbook.xml", "<workbook/>")
        with target.open(SHEET_PART, "w") as sheet:
            for _ in range(257):
                sheet.write(b" " * (1 << 20))
    return out.getvalue()


def encrypted() -> bytes:
    """A clean project with a password."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("654321", out)
    return out.getvalue()


def exported(old: str = "", new: str = "") -> bytes:
    """The clean project as a department's JSON, with one piece of it replaced."""
    from xltool.records import department_record, dumps

    text = dumps(department_record(replace(PART_ONE, projects=(CLEAN,))))
    assert old in text
    return text.replace(old, new, 1).encode()


def without_part(part: str) -> bytes:
    """A clean project without one part of its package."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        return archive({name: book.read(name) for name in book.namelist() if name != part})


FAR_ROW = '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'

BAD: dict[str, Callable[[], bytes]] = {
    "空.xlsx": lambda: b"",
    "空白.txt": lambda: b" \r\n",
    "截断.xlsx": lambda: workbook()[:-200],
    "炸弹.xlsx": zip_bomb,
    "声明.xlsx": lambda: edit_sheet(workbook(), "<worksheet", '<!DOCTYPE a [<!ENTITY b "c">]><worksheet'),
    "旧版.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"),
    "旧版.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "Workbook".encode("utf-16-le"),
    "加密.xlsx": encrypted,
    "乱码.xlsx": lambda: bytes(range(256)) * 20,
    "坏表.xlsx": lambda: edit_sheet(workbook(), "</sheetData>", "<row r='20'><c"),
    "无表.xlsx": lambda: without_part(SHEET_PART),
    "远行.xlsx": lambda: edit_sheet(workbook(), "</sheetData>", FAR_ROW),
    "文档.docx": lambda: archive({"word/document.xml": b"<document/>"}),
    "二进制.xlsb": lambda: archive({"xl/workbook.bin": b""}),
    "数据.xls": lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    "半截.json": lambda: exported()[:-20],
    "缺项.json": lambda: exported('"year": 2020,'),
    "非数.json": lambda: exported('"total": 20.00', '"total": NaN'),
    "大数.json": lambda: exported('"total": 20.00', '"total": 1e9999'),
    "过大.json": lambda: exported('"total": 20.00', '"total": 1e99999999999999999999'),
    "长数.json": lambda: exported('"total": 20.00', f'"total": {"1" * 5000}'),
    "深层.json": lambda: b"[" * 100_000,
    "残字.json": lambda: exported("社区图书室运行费", "\\ud800"),
    "表样.json": lambda: exported("hebei-project", "no-such-form"),
}
"""Files that were meant to be tables and cannot be used."""

UNRELATED: dict[str, Callable[[], bytes]] = {
    "网页.xls": lambda: "<html><table><tr><td>项目编码</td></tr></table></html>".encode("gbk"),
    "压缩包.zip": lambda: archive({"说明.txt": b"a"}),
    "国标码.txt": lambda: "开会通知：请各科室参加。".encode("gbk"),
    "通知.pdf": lambda: b"%PDF-1.7\n",
    "照片.jpg": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_sentence_and_the_others_go_on(run, tmp_path, name):
    """It is named in one Chinese sentence, the exit code is 1, and the work on the other file is done."""
    source = fill(tmp_path / "项目表", {"01 图书.xlsx": workbook(), name: BAD[name]()})
    for each in ("validate", "import", "merge", "export"):
        result = run(*command(each, source, tmp_path))
        assert result.code == 1, each
        (line,) = result.lines(name)
        assert line.endswith("。")
        assert CHINESE.search(line)
        assert "意外错误" not in result.text
    assert "01 社区图书室运行费.xlsx" in contents(tmp_path / "新表")
    assert json.loads((tmp_path / "数据.json").read_text("utf-8"))["projects"][0]["code"] == CLEAN.code


@pytest.mark.parametrize("name", [*BAD, *UNRELATED])
def test_a_bad_file_alone_cannot_be_used(run, tmp_path, name):
    """Named on the command line, an unrelated file is refused too: one sentence, 2, and nothing written."""
    source = fill(tmp_path / "项目表", {name: (BAD | UNRELATED)[name]()}) / name
    for each in ("validate", "totals", "merge", "export"):
        result = run(*command(each, source, tmp_path / "结果"))
        assert (result.code, len(result.lines(name))) == (2, 1), each
    assert [path.name for path in tmp_path.iterdir()] == ["项目表"]


@pytest.mark.parametrize("name", UNRELATED)
def test_an_unrelated_file_in_a_folder_is_passed_over_and_said(run, tmp_path, name):
    """It is no failure of the folder that somebody's letter lies in it."""
    source = fill(tmp_path / "项目表", {"01 图书.xlsx": workbook(), name: UNRELATED[name]()})
    for each in ("validate", "merge"):
        result = run(*command(each, source, tmp_path))
        (line,) = result.lines(name)
        assert (result.code, "跳过" in line) == (0, True), each


@pytest.mark.parametrize("name", [name for name in BAD if name.endswith(".json")])
def test_what_is_wrong_with_json_is_said_in_chinese(run, tmp_path, name):
    """The libraries' own English stays out of the sentence."""
    source = fill(tmp_path, {name: BAD[name]()}) / name
    (line,) = run("totals", source).text.splitlines()
    assert not ENGLISH.search(line)
    assert "Excel" not in line


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ('r="20"', 'r="XFD1048576"'),
        ('r="20"', 'r="A1048576"'),
        ('r="2000"', 'r="XFD2000"'),
        ('r="100000"', 'r="ZZ100000"'),
        ('r="20"', "r ='XFD1048576'"),
        ('r="20"', 'r="xfd1048576"'),
        ('r="1000000000"', ""),
    ],
)
def test_a_cell_far_away_does_not_take_all_memory(tmp_path, row, cell):
    """A small file with one far cell, however it is written, is refused in 1 GiB, and the other file is checked."""
    far = edit_sheet(workbook(), "</sheetData>", f"<row {row}><c {cell}><v>1</v></c></row></sheetData>")
    done = python_m("validate", fill(tmp_path, {"好.xlsx": workbook(OTHER), "远.xlsx": far}), limit=1 << 20)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "【未读取】“远.xlsx”" in done.stdout.decode()
    assert "共检查 1 张项目表" in done.stdout.decode()


def test_no_library_speaks_to_the_clerk(tmp_path):
    """A workbook with newer validation is read twice for its error cell, and openpyxl's warnings are not shown."""
    newer = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="0"/></ext></extLst></worksheet>'
    )
    book = fill(tmp_path, {"a.xlsx": edit_sheet(lying(workbook(), "C5"), "</worksheet>", newer)}) / "a.xlsx"
    for args in (["validate", book], ["validate", book, "--format", "xlsx", "-o", tmp_path / "b.xlsx"]):
        done = python_m(*args)
        assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("settings", ["# 部门设置\n".encode("gbk"), b"[department", b"department = 5"])
def test_a_bad_settings_file_is_one_sentence(run, folder, tmp_path, settings):
    """Saved in Notepad's own encoding, broken, or of another shape: the sentence names the settings file."""
    fill(folder, {"xltool.toml": settings})
    for each in ("totals", "merge", "export"):
        result = run(*command(each, folder, tmp_path))
        (line,) = result.text.splitlines()
        assert (result.code, "xltool.toml" in line, bool(CHINESE.search(line))) == (2, True, True)


@pytest.mark.parametrize("settings", ["code = 434002", 'year = "2020"'])
def test_settings_with_a_number_for_a_text_are_understood_or_refused(run, tmp_path, settings):
    """Quotes more or less are a likely slip: the export is right all the same, or the settings file is named."""
    source = fill(tmp_path / "项目表", {"1.xlsx": workbook(replace(CLEAN, department=Unit()))})
    fill(source, {"xltool.toml": f"[department]\n{settings}\n".encode()})
    result = run("export", source)
    record = json.loads(result.out or "{}")
    assert record.get("code") == "434002" or record.get("year") == 2020 or "xltool.toml" in result.err


def test_a_folder_as_output_is_one_sentence(run, folder, tmp_path):
    """A clerk who gives a folder for the summary is told which, and not to send in a log file."""
    for args in (
        ["merge", folder, "-o", tmp_path],
        ["export", folder, "-o", tmp_path],
        ["validate", folder, "-o", tmp_path],
    ):
        result = run(*args)
        (line,) = result.lines(str(tmp_path))
        assert (result.code, "意外" in line) == (2, False)


def test_what_nobody_foresaw_is_one_sentence_and_a_log(run, folder, tmp_path, monkeypatch):
    """The last door: no traceback for the clerk, who is told which file to send in; that file has the details."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(xltool, "totals", lambda batch: 1 / 0)
    result = run("totals", folder)
    (line,) = result.text.splitlines()
    (log,) = tmp_path.glob("*.log")
    assert result.code == 2
    assert line == f"程序出现意外错误，没有改动任何原文件。请把这个文件发给维护人员：{log}"
    assert "ZeroDivisionError" in log.read_text("utf-8")


# validate


def test_validate_as_text(run, folder):
    """Each problem has its place, its message, what it should be, how to mend it, rule and source."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, SPOILT)})
    assert run("validate", folder).out.splitlines() == [
        "《01 图书.xlsx》错误 1 处，提醒 1 处",
        "  [错误] C5：“预算数”的“约20”不能读成金额。",
        f"      应为：数字，如 10.00。怎么改：{catalogue()['F-02'].cure}（F-02，{catalogue()['F-02'].source}）",
        "  [提醒] B6：“预算规模及资金用途”中有错别字“差率费”：用于差率费",
        f"      应为：差旅费。怎么改：请把“差率费”改为“差旅费”。（W-01，{catalogue()['W-01'].source}）",
        "共检查 2 张项目表：错误 1 处，提醒 1 处。",
    ]


def test_validate_as_json(run, folder):
    """Exactly the agreed keys, a null where there is nothing to say, and a summary of the run."""
    fill(folder, {"01 图书.xlsx": workbook(without_rows(5), {"B6": "用于差率费"}), "03 坏.xlsx": b""})
    result = run("validate", folder, "--format", "json")
    answer = json.loads(result.out)
    assert result.code == 1
    assert list(answer) == ["problems", "summary"]
    assert answer["problems"][0] == {
        "code": "S-03",
        "severity": "error",
        "message": "没有满意度指标。",
        "file": "01 图书.xlsx",
        "sheet": SHEET,
        "cell": "A10",
        "field": "indicators",
        "found": None,
        "expected": "满意度指标至少 1 条",
        "cure": catalogue()["S-03"].cure,
        "source": catalogue()["S-03"].source,
        "difference": None,
        "fix": None,
        "places": [{"file": "01 图书.xlsx", "sheet": SHEET, "cell": "A10", "field": "indicators"}],
        "also": [],
        "explanation": None,
    }
    assert [set(problem) for problem in answer["problems"]] == [set(Problem._fields)] * 2
    refused = [{"file": "03 坏.xlsx", "reason": "“03 坏.xlsx”是空文件。请向填报人重新要一份。"}]
    assert answer["summary"] == {
        "files": 4, "projects": 2, "error": 1, "warning": 1, "hint": 0, "explained": 0, "refused": refused,
        "settings": [],
    }  # fmt: skip


@pytest.mark.parametrize("shape", ["text", "json"])
def test_validate_into_a_file(run, folder, tmp_path, shape):
    """The file holds what the screen would have shown."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, SPOILT)})
    shown = run("validate", folder, "--format", shape)
    written = run("validate", folder, "--format", shape, "-o", tmp_path / "结果")
    assert (written.code, written.out) == (1, "")
    assert (tmp_path / "结果").read_text("utf-8") == shown.out


def test_a_marked_copy(run, tmp_path):
    """Cells with problems are coloured and noted, all others are as they were; the original keeps its bytes."""
    original = fill(tmp_path, {"图书.xlsx": workbook(CLEAN, SPOILT)}) / "图书.xlsx"
    before = original.read_bytes()
    result = run("validate", original, "--format", "xlsx", "-o", tmp_path / "标记.xlsx")
    assert (result.code, original.read_bytes() == before) == (1, True)
    old, new = openpyxl.load_workbook(original)[SHEET], openpyxl.load_workbook(tmp_path / "标记.xlsx")[SHEET]
    assert new["C5"].fill.fgColor.rgb == f"00{ERROR_FILL[1:]}"
    assert new["B6"].fill.fgColor.rgb == f"00{DOUBT_FILL[1:]}"
    assert new["C5"].comment.text == f"【错误】“预算数”的“约20”不能读成金额。{catalogue()['F-02'].cure}"
    assert new["B6"].comment.text.startswith("【提醒】“预算规模及资金用途”中有错别字“差率费”")
    for row in old.iter_rows():
        for cell in row:
            other = new[cell.coordinate]
            assert other.value == cell.value
            if cell.coordinate not in SPOILT:
                assert (other.comment, other.fill.fgColor.rgb) == (None, cell.fill.fgColor.rgb)


def test_the_list_of_a_marked_copy_links_to_its_cells(run, tmp_path):
    """Errors first, with severity, rule, place and words; the place leads to the cell, also where the name has a '."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        draw_form(book.add_worksheet("李'家"), Styles(book), FORM, replace(CLEAN, purpose="用于差率费", name=None))
    original = fill(tmp_path, {"图书.xlsx": buffer.getvalue()}) / "图书.xlsx"
    run("validate", original, "--format", "xlsx", "-o", tmp_path / "标记.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "标记.xlsx")["问题清单"]
    rows = [row[:6] + row[7:] for row in sheet.iter_rows(min_row=2, max_col=8, values_only=True)]
    assert rows == [
        (1, "错误", "S-10", "图书.xlsx", "李'家", "E4", "没有填“项目名称”。"),
        (2, "提醒", "W-01", "图书.xlsx", "李'家", "B6", "“预算规模及资金用途”中有错别字“差率费”：用于差率费"),
    ]
    links = [sheet[f"F{row}"].hyperlink for row in (2, 3)]
    assert [link.location or link.target for link in links] == ["#'李''家'!E4", "#'李''家'!B6"]


def test_marked_copies_of_a_folder(run, folder, tmp_path):
    """A copy of each workbook with problems, and one list over all whose rows lead into the copies."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, SPOILT), "03 书架.xlsx": workbook(replace(CLEAN, code="1"))})
    before = contents(folder)
    result = run("validate", folder, "--format", "xlsx", "-o", tmp_path / "标记")
    assert (result.code, contents(folder) == before) == (1, True)
    assert sorted(contents(tmp_path / "标记")) == ["01 图书.xlsx", "03 书架.xlsx", "问题清单.xlsx"]
    sheet = openpyxl.load_workbook(tmp_path / "标记" / "问题清单.xlsx")["问题清单"]
    *rows, counts = sheet.iter_rows(min_row=2, max_col=6, values_only=True)
    assert sheet.cell(sheet.max_row, 8).value == "共检查 3 张项目表：错误 1 处，提醒 2 处。"
    assert not any(counts)
    assert [row[2:4] for row in rows] == [("F-02", "01 图书.xlsx"), ("W-01", "01 图书.xlsx"), ("X-06", "03 书架.xlsx")]
    for number, (*_, file, name, cell) in enumerate(rows, 2):
        target = sheet[f"F{number}"].hyperlink.target.replace("%20", " ")
        assert target == f"{file}#'{name}'!{cell}"


def test_marked_copies_are_the_same_each_time(run, folder, tmp_path):
    """No clock: a second run gives the same bytes, for copies and list."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, SPOILT)})
    for name in ("甲", "乙"):
        run("validate", folder, "--format", "xlsx", "-o", tmp_path / name)
    assert contents(tmp_path / "甲") == contents(tmp_path / "乙")
    for data in contents(tmp_path / "甲").values():
        dates = re.findall(rb">(\d{4}-[^<]*)<", parts(data)["docProps/core.xml"])
        assert set(dates) == {b"2020-01-01T00:00:00Z"}


def test_a_marked_copy_can_be_checked_again(run, folder, tmp_path):
    """A clerk who mends the copy instead of the original loses nothing: it has the same problems."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, SPOILT)})
    run("validate", folder / "01 图书.xlsx", "--format", "xlsx", "-o", tmp_path / "01 图书.xlsx")
    first = run("validate", folder / "01 图书.xlsx", "--format", "json").out
    problems = json.loads(run("validate", tmp_path / "01 图书.xlsx", "--format", "json").out)["problems"]
    assert [p for p in problems if p["code"] != "R-04"] == json.loads(first)["problems"]


def test_files_of_the_same_name_are_marked_apart(run, folder, tmp_path):
    """Two folders with a file of one name: each problem is said once, and neither copy overwrites the other."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, SPOILT)})
    other = fill(tmp_path / "乙", {"01 图书.xlsx": workbook(OTHER, {"C5": "约30"})})
    sources = (folder / "01 图书.xlsx", other / "01 图书.xlsx")
    assert [len(run("validate", *sources).lines(f"“约{n}”")) for n in (20, 30)] == [1, 1]
    run("validate", *sources, "--format", "xlsx", "-o", tmp_path / "标记")
    values = {openpyxl.load_workbook(path)[SHEET]["C5"].value for path in (tmp_path / "标记").rglob("*图书*.xlsx")}
    assert values == {"约20", "约30"}


@pytest.mark.parametrize(
    "args",
    [
        ["validate", "图书.xlsx", "--format", "xlsx", "-o", "图书.xlsx"],
        ["validate", ".", "--format", "xlsx", "-o", "."],
        ["validate", ".", "--format", "xlsx", "-o", "图书.xlsx"],
        ["validate", "图书.xlsx", "-o", "图书.xlsx"],
        ["validate", "图书.xlsx", "--format", "json", "-o", "./图书.xlsx"],
        ["merge", ".", "-o", "图书.xlsx"],
        ["export", ".", "-o", "图书.xlsx"],
        ["import", "01 社区图书室运行费.xlsx", "-o", ".", "--force"],
    ],
)
def test_an_original_is_never_the_output(run, tmp_path, monkeypatch, args):
    """Whatever -o says, a file that was read keeps its bytes, and a sentence says why nothing was written."""
    other = replace(OTHER, name=CLEAN.name)
    originals = {"图书.xlsx": workbook(CLEAN, SPOILT), "01 社区图书室运行费.xlsx": workbook(other, {"A44": "说明"})}
    monkeypatch.chdir(fill(tmp_path, originals))
    result = run(*args)
    after = contents(tmp_path)
    assert [name for name, data in originals.items() if after[name] != data] == []
    assert result.code in (1, 2)


def test_a_summary_among_its_sources_is_written_anew(run, folder):
    """An earlier summary in the folder is no original: it is passed over, and replaced by one with the same figures."""
    summary = folder / "汇总.xlsx"
    for _ in range(2):
        result = run("merge", folder, "-o", summary)
        assert (result.code, "已汇总 2 个项目，12 条指标，预算数 40.00 万元，对账无差额。" in result.out) == (0, True)
    assert result.lines("以前生成的汇总表")


# totals


def test_totals_as_json(run, folder):
    """The agreed keys, amounts exact in 万元 and digit for digit."""
    answer = json.loads(run("totals", folder, "--format", "json").out, parse_float=str)
    assert {"total", "fiscal", "other", "by_project", "by_sub_objective", "plan", "indicators"} <= set(answer)
    assert (answer["total"], answer["fiscal"], answer["other"]) == ("40.00", "31.00", "9.00")
    assert [(p["code"], p["total"]) for p in answer["by_project"]] == [(CLEAN.code, "20.00"), (OTHER.code, "20.00")]
    assert [(g["name"], g["total"]) for g in answer["by_sub_objective"]] == [
        ("图书服务", "20.00"),
        ("后勤保障", "20.00"),
    ]
    assert answer["plan"][1] == {"by": "6月底", "cumulative": "18.00", "period": "10.00"}
    assert answer["indicators"]["total"] == 12
    assert answer["indicators"]["by_level1"] == {"产出指标": 8, "效果指标": 2, "满意度指标": 2}


def test_totals_as_text(run, folder):
    """The same figures as small tables, and a guess is called one."""
    out = run("totals", folder).out
    assert out.startswith("共 2 个项目，12 条指标。金额单位：万元\n")
    assert re.search(r"^  合计 +40\.00 +31\.00 +9\.00$", out, re.MULTILINE)
    assert "按分项绩效目标（与项目编码的对应由系统推测，请核对）" in out
    assert re.search(r"^  6月底 +18\.00 +10\.00$", out, re.MULTILINE)


def test_totals_write_changes_the_derived_cells_only(run, tmp_path):
    """After a change of amounts every part stays byte for byte, and so does the sheet outside the computed cells."""
    changed = workbook(CLEAN, {"C5": Decimal("30"), "E5": Decimal("25.4")})
    path = fill(tmp_path, {"图书.xlsx": changed}) / "图书.xlsx"
    assert run("totals", path, "--write").code == 0
    old, new = parts(changed), parts(path.read_bytes())
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == [SHEET_PART]
    cells = derived_cells(FORM, CLEAN)
    outside = [re.sub(rf'<c r="(?:{"|".join(cells.values())})".*?</c>', "", p[SHEET_PART].decode()) for p in (old, new)]
    assert outside[0] == outside[1]
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEET]
    assert {name: sheet[cell].value for name, cell in cells.items()} == {
        "status": "请改：预算数不等于财政资金加其他资金", "left.purpose": 981, "left.objectives": 950,
        "budget.parts": 29.9, "budget.difference": 0.1,
        "plan.3月底": 6, "plan.6月底": 13.5, "plan.10月底": 24, "plan.12月底": 30,
        "indicators.产出指标": 4, "indicators.效果指标": 1, "indicators.满意度指标": 1,
    }  # fmt: skip
    once = path.read_bytes()
    run("totals", path, "--write")
    assert path.read_bytes() == once


def parts(book: bytes) -> dict[str, bytes]:
    """The parts of a workbook by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("cells", [{"I1": None}, {"D4": None, "E4": None}])
def test_totals_write_leaves_other_layouts_alone(run, folder, cells):
    """A sheet without our mark, or with a label gone, is not written to; the sentence names it, the others are done."""
    fill(folder, {"01 图书.xlsx": workbook(CLEAN, cells), "02 取暖.xlsx": workbook(OTHER, {"C5": Decimal(30)})})
    before = contents(folder)
    result = run("totals", folder, "--write")
    after = contents(folder)
    (line,) = result.lines("01 图书.xlsx")
    assert (result.code, "没有写入计算结果" in line) == (1, True)
    assert [name for name in before if before[name] != after[name]] == ["02 取暖.xlsx"]


# import


def test_importing_twice_gives_the_same_bytes(run, folder, tmp_path):
    """The second run writes the same workbooks over the first, and the result imports to itself."""
    for _ in range(2):
        assert run("import", folder, "-o", tmp_path / "甲").code == 0
    assert run("import", folder, "-o", tmp_path / "乙").code == 0
    assert contents(tmp_path / "甲") == contents(tmp_path / "乙")
    assert run("import", tmp_path / "甲", "-o", tmp_path / "丙").code == 0
    assert {n: b for n, b in contents(tmp_path / "丙").items() if n.endswith(".xlsx")} == {
        n: b for n, b in contents(tmp_path / "甲").items() if n.endswith(".xlsx")
    }


def test_an_edited_workbook_is_not_overwritten_without_force(run, folder, tmp_path):
    """The clerk's work stays and is named; the others are written; --force takes the import's."""
    run("import", folder, "-o", tmp_path / "新表")
    edited = tmp_path / "新表" / "01 社区图书室运行费.xlsx"
    imported = edited.read_bytes()
    edited.write_bytes(workbook(CLEAN, {"B6": "另一种用途"}))
    kept = edited.read_bytes()
    result = run("import", folder, "-o", tmp_path / "新表")
    (line,) = result.lines("01 社区图书室运行费.xlsx")
    assert (result.code, "没有覆盖。要覆盖请加 --force。" in line, edited.read_bytes() == kept) == (1, True, True)
    assert run("import", folder, "-o", tmp_path / "新表", "--force").code == 0
    assert edited.read_bytes() == imported


class Terminal(io.StringIO):
    """Standard input as a terminal, with what is typed."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give `typed("2", "1")`: what is typed at the questions of the next command."""
    return lambda *lines: monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))


def test_confirm_asks_and_writes_what_was_answered(run, tmp_path, typed):
    """By number or by word, again after a wrong answer; the other output is as ever, and exit code 0."""
    fill(tmp_path, {"旧.xlsx": workbook(CLEAN, {"E11": "9595%", "E12": "8888%", "E16": "7777%"})})
    typed("2", "9", "采用", "3")
    result = run("import", tmp_path / "旧.xlsx", "-o", tmp_path / "新表", "--confirm")
    assert (result.code, result.err.count("[请确认]"), result.err.count("没有“9”这个选择")) == (0, 3, 1)
    assert "[保留原文]" in result.out
    sheet = openpyxl.load_workbook(tmp_path / "新表" / "01 社区图书室运行费.xlsx")[SHEET]
    assert [sheet[cell].value for cell in ("E11", "E12", "E16")] == ["9595%", "=88%", "=77%"]


def test_confirm_writes_nothing_for_one_who_leaves(run, tmp_path, typed):
    """退出, or the end of the input, at whichever question."""
    fill(tmp_path, {"旧.xlsx": workbook(CLEAN, {"E11": "9595%", "E12": "8888%"})})
    for lines, sentence in ((("1", "退出"), "已退出，没有写入任何文件。"), (("1",), "已中断。")):
        typed(*lines)
        result = run("import", tmp_path / "旧.xlsx", "-o", tmp_path / "新表", "--confirm")
        assert (result.code, sentence in result.err, (tmp_path / "新表").exists()) == (2, True, False)


def test_confirm_needs_a_terminal(run, tmp_path, monkeypatch):
    """Where nobody can answer, one sentence and nothing written."""
    fill(tmp_path, {"旧.xlsx": workbook(CLEAN, {"E11": "9595%"})})
    monkeypatch.setattr(sys, "stdin", io.StringIO("1\n"))
    result = run("import", tmp_path / "旧.xlsx", "-o", tmp_path / "新表", "--confirm")
    assert (result.code, (tmp_path / "新表").exists()) == (2, False)
    assert result.err.startswith("--confirm 要在终端里一处一处地问，现在没有终端。")


def test_a_confirmed_mapping_is_remembered(run, folder, tmp_path, typed):
    """Asked until it is confirmed, then never again; the settings file says so, and the totals no longer doubt it."""
    new = tmp_path / "新表"
    run("import", folder, "-o", new)
    assert "confirmed = false" in (new / "xltool.toml").read_text("utf-8")
    for answer, said in (("2", "confirmed = false"), ("1", "confirmed = true")):
        typed(answer)
        result = run("import", folder, "-o", new, "--confirm")
        assert (result.code, "14：图书服务" in result.err) == (0, True)
        assert said in (new / "xltool.toml").read_text("utf-8")
    typed()
    assert run("import", folder, "-o", new, "--confirm").err == ""
    assert "由系统推测" not in run("totals", new).out
    typed("1")
    assert run("import", folder, "-o", tmp_path / "另", "--confirm").code == 0
    assert "confirmed = true" in (tmp_path / "另" / "xltool.toml").read_text("utf-8")


def test_an_import_as_json(run, tmp_path):
    """Repairs, leftovers, what was written and what was refused, in one object."""
    cells = {"E11": "9595%", "H30": "余"}
    files = fill(tmp_path / "旧", {"一.xlsx": workbook(CLEAN, cells), "二.xlsx": b"PK\x03\x04", "~$一.xlsx": b""})
    result = run("import", files, "-o", tmp_path / "新表", "--format", "json")
    record = json.loads(result.out)
    (repair,) = record["repairs"]
    keys = ("cell", "field", "raw", "value", "sure", "treatment")
    assert [repair[key] for key in keys] == ["E11", "indicators[0].target", "9595%", "=95%", False, "请确认"]
    assert record["leftovers"] == [{"file": "一.xlsx", "sheet": SHEET, "cell": "H30", "raw": "余"}]
    assert record["written"] == [str(tmp_path / "新表" / "01 社区图书室运行费.xlsx")]
    assert ([each["file"] for each in record["refused"]], [each["file"] for each in record["passed_over"]]) == (
        ["二.xlsx"],
        ["~$一.xlsx"],
    )
    assert result.code == 1


COPIED = """\
项目编码\t434-1401-JBN-6BVF\t项目名称\t村志编撰费
预算数\t1,020.00\t财政资金\t1,015.50\t其他资金\t4.5
资金支出计划（%）\t3月底\t6月底\t10月底\t12月底
\t25%\t50%\t75%\t100%
一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值
产出指标\t数量指标\t收集篇数\t"收集的资料，
不重复计算"\t≥10篇
"""
"""As a spreadsheet puts a table on the clipboard: what its cells show, a line break in quotes."""


def test_a_table_on_the_clipboard_is_imported(run, tmp_path, monkeypatch):
    """Read like a file, and called 剪贴板 where it is named; one sentence where there is nothing to read."""
    monkeypatch.setattr("xltool.clipboard._page", lambda: b"")
    monkeypatch.setattr("pyperclip.paste", lambda: COPIED)
    result = run("import", "--clipboard", "-o", tmp_path)
    assert "剪贴板 正文!B2 预算数：1,020.00 → 1020.00" in result.out
    (table,) = xltool.read(tmp_path).projects
    assert (table.project.name, table.project.budget.total) == ("村志编撰费", Decimal("1020.00"))
    assert [point.percent for point in table.project.plan] == [25, 50, 75, 100]
    assert table.project.indicators[0].description == "收集的资料，\n不重复计算"

    monkeypatch.setattr("pyperclip.paste", lambda: " \r\n")
    assert "剪贴板里没有文字" in run("import", "--clipboard", "-o", tmp_path).err
    monkeypatch.setattr("pyperclip.paste", lambda: "你好")
    assert "“剪贴板”" in run("import", "--clipboard", "-o", tmp_path).err
    assert "没有给出要导入的文件" in run("import", "-o", tmp_path).err

    def none():
        raise pyperclip.PyperclipException

    monkeypatch.setattr("pyperclip.paste", none)
    assert "读不到剪贴板" in run("import", "--clipboard", "-o", tmp_path).err


def old_table(**words: str) -> bytes:
    """The clean table as another program drew it, with other words for two of its labels."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(CLEAN)))
    sheet = book[SHEET]
    del book["填写说明"]
    for cell in (cell for row in sheet.iter_rows() for cell in row):
        if cell.data_type == "f" or str(cell.value).startswith("表样"):
            cell.value = None
        elif cell.value in words:
            cell.value = words[cell.value]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_department_s_own_words_are_labels(run, tmp_path):
    """Written down once in the settings beside the tables or in the new folder, they are read by every command."""
    old = fill(tmp_path / "旧", {"旧.xlsx": old_table(项目名称="事项名称", 指标值="绩效标准")}) / "旧.xlsx"
    first = run("import", old, "-o", tmp_path / "甲")
    assert len(first.lines("[未归类] 旧.xlsx 项目绩效目标表!D4：事项名称")) == 1
    assert len(first.lines("[labels]")) == 1
    words = '[labels]\n"事项名称" = "项目名称"\n"绩 效标准" = "指标值"\n'.encode()
    for folder in (tmp_path / "旧", tmp_path / "乙"):
        fill(folder, {"xltool.toml": words})
        out = run("import", old, "-o", tmp_path / "乙", "--format", "json").out
        (project,) = [reading.project for reading in xltool.read(tmp_path / "乙").projects]
        assert (project.name, [row.target.raw for row in project.indicators]) == (
            CLEAN.name,
            [row.target.raw for row in CLEAN.indicators],
        )
        assert not {"事项名称", "绩效标准"} & {left["raw"] for left in json.loads(out)["leftovers"]}
        (folder / "xltool.toml").unlink()
        (tmp_path / "乙" / "01 社区图书室运行费.xlsx").unlink()
    fill(tmp_path / "旧", {"xltool.toml": words})
    with ProcessPoolExecutor(1) as processes:
        (reading,) = xltool.read(tmp_path / "旧", executor=processes).projects
    assert reading.project.name == CLEAN.name


UNKNOWN = SMALL.replace("项目名称", "事项名称").replace("| 指标值 |", "| 绩效要求 |")


@pytest.mark.parametrize("beside", [True, False], ids=["settings beside the old tables", "no settings yet"])
def test_the_meaning_of_a_word_is_asked_once_and_remembered(run, tmp_path, typed, beside):
    """In the department's settings file, which keeps all else; the next import of such tables asks nothing."""
    old = fill(tmp_path / "旧", {"旧.xlsx": xlsx(UNKNOWN)}) / "旧.xlsx"
    kept = '# 我们的\n[department]\nname = "某办"\n'.encode()
    if beside:
        fill(tmp_path / "旧", {"xltool.toml": kept})
    typed("项目名称", "指标值")
    result = run("import", old, "-o", tmp_path / "新", "--confirm")
    assert (result.code, result.err.count("[请确认]"), "旧.xlsx Sheet1!C2" in result.err) == (0, 2, True)
    (project,) = [reading.project for reading in xltool.read(tmp_path / "新").projects]
    assert (project.name, project.indicators[0].target.raw) == ("村志编撰费", "≥10篇")
    settings = (tmp_path / ("旧" if beside else "新") / "xltool.toml").read_bytes()
    assert settings.startswith(kept if beside else b"")
    assert settings.decode().endswith('[labels]\n"事项名称" = "项目名称"\n"绩效要求" = "指标值"\n')
    assert not (tmp_path / ("新" if beside else "旧") / "xltool.toml").exists()
    typed()
    again = run("import", old, "-o", tmp_path / "新", "--confirm")
    assert (again.code, again.err) == (0, "")


@pytest.mark.parametrize("answers", [("退出",), ("项目名称", "退出")])
def test_who_leaves_at_a_word_has_changed_nothing(run, tmp_path, typed, answers):
    """Neither workbooks nor settings are written."""
    old = fill(tmp_path / "旧", {"旧.xlsx": xlsx(UNKNOWN)}) / "旧.xlsx"
    typed(*answers)
    result = run("import", old, "-o", tmp_path / "新", "--confirm")
    assert (result.code, "已退出，没有写入任何文件。" in result.err) == (2, True)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["旧", "旧.xlsx"]


def test_the_rest_of_the_words_may_be_left_out(run, tmp_path, typed):
    """其余都不是 asks nothing more, and what was answered before counts."""
    old = fill(tmp_path / "旧", {"旧.xlsx": xlsx(UNKNOWN)}) / "旧.xlsx"
    typed("项目名称", "其余都不是")
    assert run("import", old, "-o", tmp_path / "新", "--confirm").code == 0
    assert (tmp_path / "新" / "xltool.toml").read_text("utf-8").endswith('[labels]\n"事项名称" = "项目名称"\n')


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"事项名称" = "事项"', "“事项名称”对应的“事项”不是表里的栏目"),
        ('"项目编码" = "项目名称"', "“项目编码”本来就是表里的栏目，不能当作“项目名称”"),
        ('"事项名称" = 3', '[labels] 下应有 "旧表的栏目" = "本表的栏目"'),
    ],
)
def test_a_word_that_cannot_be_a_label_is_refused(run, tmp_path, line, said):
    """Nothing is read with it, and the sentence names it."""
    files = fill(tmp_path / "旧", {"一.xlsx": workbook(CLEAN), "xltool.toml": f"[labels]\n{line}\n".encode()})
    result = run("import", files, "-o", tmp_path / "新表")
    assert (result.code, said in result.err, (tmp_path / "新表").exists()) == (2, True, False)


def test_a_second_part_one_is_said(run, tmp_path):
    """Only the first is imported, and not in silence."""
    other = replace(PART_ONE, overall_objective="另一个目标。")
    files = fill(
        tmp_path / "旧", {"甲.xlsx": workbook(PART_ONE), "乙.xlsx": workbook(other), "一.xlsx": workbook(CLEAN)}
    )
    result = run("import", files, "-o", tmp_path / "新表")
    assert result.lines("只导入了前一个") == ["“乙.xlsx”和“甲.xlsx”里都有部门整体绩效目标，只导入了前一个，请核对。"]


def test_text_in_gbk_is_the_same_as_in_utf8(run, tmp_path, seed_text):
    """What an old editor saved is read like any other text."""
    for name, encoding in (("甲", "utf-8"), ("乙", "gb18030")):
        fill(tmp_path / name, {"2020.txt": seed_text.encode(encoding)})
        assert run("import", tmp_path / name / "2020.txt", "-o", tmp_path / name / "新表").code == 0
    assert contents(tmp_path / "甲" / "新表") == contents(tmp_path / "乙" / "新表")
    assert len(contents(tmp_path / "甲" / "新表")) == 13


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_interrupted_write_leaves_the_old_file_whole(run, folder, tmp_path, monkeypatch, error):
    """Whichever command is stopped while it replaces a file: old bytes, no rest beside it, one sentence, 2."""
    old = {"01 社区图书室运行费.xlsx": b"old", "汇总.xlsx": b"old", "数据.json": b"old", "标记.xlsx": b"old"}
    out = fill(tmp_path / "结果", old)
    before = contents(folder)

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", fail)
    for args in (
        ["import", folder / "01 图书.xlsx", "-o", out, "--force"],
        ["merge", folder, "-o", out / "汇总.xlsx"],
        ["export", folder, "-o", out / "数据.json"],
        ["validate", folder / "01 图书.xlsx", "--format", "xlsx", "-o", out / "标记.xlsx"],
        ["totals", folder, "--write"],
    ):
        result = run(*args)
        said = "已中断。" if isinstance(error, KeyboardInterrupt) else "写不进去"
        assert (result.code, said in result.err) == (2, True), args
    assert (contents(out), contents(folder)) == (old, before)


# new, forms, rules, export


def test_new_gives_a_blank_form_once(run, tmp_path):
    """The workbook is the form's template; a file that is there already is not overwritten."""
    for form in all_shipped():
        path = tmp_path / "新" / f"{form.id}.xlsx"
        assert run("new", "-o", path, "--form", form.id).code == 0
        assert path.read_bytes() == form_workbook(form)
    path.write_bytes(b"filled in")
    result = run("new", "-o", path)
    assert (result.code, path.read_bytes()) == (2, b"filled in")
    assert f"“{path}”已经存在，没有覆盖。" in result.err


def test_new_is_filled_with_what_the_settings_say(run, tmp_path):
    """Code, name and year of the department come from the settings file beside the new workbook; all rows are there."""
    (tmp_path / "xltool.toml").write_text(
        '[department]\ncode = "434002"\nname = "区政府办公室"\nyear = 2021\n', "utf-8"
    )
    for form in all_shipped():
        path = tmp_path / f"{form.id}.xlsx"
        assert run("new", "-o", path, "--form", form.id).code == 0
        sheet, blank = (openpyxl.load_workbook(f)[form.sheet_name] for f in (path, io.BytesIO(form_workbook(form))))
        assert sheet.dimensions == blank.dimensions
        said = [cell.value for row in sheet["A1:H8"] for cell in row if cell.value]
        apart = {"434002", "区政府办公室"} <= set(said)
        assert apart if "department.code" in form.fields else "434002区政府办公室" in said
        year = {"hebei-department": "2021年部门预算绩效信息", "department-overall": "（2021年度）"}
        assert form.kind == "project" or sheet["A3"].value == year[form.id]
    (tmp_path / "xltool.toml").write_text("[department", "utf-8")
    assert run("new", "-o", tmp_path / "另一个.xlsx").code == 2
    assert not (tmp_path / "另一个.xlsx").exists()


def test_forms_and_rules_are_listed_with_their_sources(run):
    """Every form with id, title and source; every rule with severity, title and source."""
    forms, rules = run("forms").out, run("rules").out
    for form in all_shipped():
        assert all(text in forms for text in (form.id, form.title, form.source))
    for rule in catalogue().values():
        assert all(text in rules for text in (rule.id, rule.title, rule.source))
    assert "S-03  [提醒；河北 2020 年：错误；中央 2015 年：错误] 满意度指标至少一条" in rules


def test_a_form_that_is_only_read_is_no_blank_form(run, tmp_path):
    """It is listed among the forms, and the sentence says what to do with such a table."""
    assert "flat-list" in run("forms").out
    result = run("new", "-o", tmp_path / "表.xlsx", "--form", "flat-list")
    assert result.code == 2
    assert "只能读取" in result.err
    assert "xltool import" in result.err
    assert not (tmp_path / "表.xlsx").exists()


def test_a_list_of_projects_is_imported_as_one_workbook_each(run, tmp_path):
    """Each reads back as the list said; what the new workbooks have no cell for is said, and export keeps it."""
    source = fill(tmp_path / "来源", {"一览.xlsx": xlsx(LIST)})
    result = run("import", source, "-o", tmp_path / "新")
    assert result.code == 0
    assert "没有写入：权重 5 处、指标方向性 3 处，涉及 2 个项目。" in result.text
    assert "[未归类] 一览.xlsx Sheet1!K8 权重（第 1 条）：30（没有对应的栏目，没有导入）" in result.text
    assert sorted(contents(tmp_path / "新")) == ["01 村志编撰费.xlsx", "02 办公费.xlsx"]
    record = openpyxl.load_workbook(tmp_path / "新" / "02 办公费.xlsx")["导入记录"]
    left = [[cell.value for cell in row[3:6]] for row in record.iter_rows() if row[8].value == "没有导入"]
    assert left == [
        ["K8", "权重（第 1 条）", "30"],
        ["K9", "权重（第 2 条）", "30"],
        ["L9", "指标方向性（第 2 条）", "反向指标"],
    ]
    told, again = (json.loads(run("export", path).out)["projects"] for path in (source, tmp_path / "新"))
    assert told[0]["indicators"][0]["more"] == {"权重": "10", "指标方向性": "正向指标"}
    for project in told:
        for indicator in project["indicators"]:
            indicator.pop("more", None)
    plan = [{"by": by, "percent": None} for by in ("3月底", "6月底", "10月底", "12月底")]
    assert again == [{**project, "plan": plan} for project in told]


def test_export_to_the_screen_is_nothing_but_data(run, folder):
    """What is refused is said on the other channel, so that the output can go into a program."""
    fill(folder, {"03 坏.xlsx": b""})
    result = run("export", folder)
    record = json.loads(result.out, parse_float=Decimal)
    assert (result.code, "03 坏.xlsx" in result.err) == (1, True)
    assert [project["budget"]["total"] for project in record["projects"]] == [Decimal("20.00")] * 2
    assert '"total": 20.00' in result.out


def test_export_as_json_lines(run, folder):
    """One line a project, each a JSON object with the same keys as in the department's JSON."""
    lines = run("export", folder, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["code"] for line in lines] == [CLEAN.code, OTHER.code]
    assert list(json.loads(lines[0])) == list(json.loads(run("export", folder).out)["projects"][0])


def test_export_as_csv(run, tmp_path):
    """A byte order mark for Excel, a row an indicator, and an apostrophe before all that Excel would compute."""
    rows = tuple(
        replace(row, level3=text, target=Target(text))
        for row, text in zip(CLEAN.indicators, ("=1", "+1", "-1", "@x", "＝1", "≥1次"), strict=True)
    )
    budget = with_budget("20.125", "25.125", "-5").budget
    books = {
        "1.xlsx": workbook(replace(CLEAN, indicators=rows, budget=budget)),
        "2.xlsx": workbook(replace(without_rows(*range(6)), code=OTHER.code)),
    }
    run("export", fill(tmp_path / "项目表", books), "--format", "csv", "-o", tmp_path / "指标.csv")
    data = (tmp_path / "指标.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfdepartment_code,")
    table = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["level3"] for row in table] == ["'=1", "'+1", "'-1", "'@x", "'＝1", "≥1次", ""]
    assert [row["target"] for row in table] == ["'=1", "'+1", "'-1", "'@x", "'＝1", "≥1次", ""]
    assert (table[0]["total"], table[0]["other"]) == ("20.125", "-5.00")
    assert (table[5]["operator"], table[5]["number"], table[5]["unit"]) == ("≥", "1", "次")
    assert [row["project_code"] for row in table] == [CLEAN.code] * 6 + [OTHER.code]


def test_export_has_what_a_form_prints_beyond_our_fields(run, tmp_path):
    """JSON has it under optional keys; flat tables have long-term rows too, and the further words as JSON objects."""
    row = replace(CLEAN.indicators[0], more=(("权重", "10"),))
    project = replace(CLEAN, indicators=(row,), long_term=(CLEAN.indicators[1],), more=(("项目期", "2024-2026"),))
    source = tmp_path / "数据.json"
    source.write_text(dumps(department_record(Department(code="434002", projects=(project,)))), "utf-8")
    (record,) = json.loads(run("export", source).out)["projects"]
    assert (record["more"], record["indicators"][0]["more"]) == ({"项目期": "2024-2026"}, {"权重": "10"})
    assert record["long_term"][0]["level3"] == CLEAN.indicators[1].level3
    run("export", source, "--format", "csv", "-o", tmp_path / "指标.csv")
    table = list(csv.DictReader(io.StringIO((tmp_path / "指标.csv").read_text("utf-8-sig"), newline="")))
    assert [(line["list"], line["more"]) for line in table] == [("indicators", '{"权重": "10"}'), ("long_term", "")]
    assert {line["project_more"] for line in table} == {'{"项目期": "2024-2026"}'}


def test_export_as_parquet(run, tmp_path):
    """Amounts and numbers are decimals, digit for digit; a blank is null."""
    books = {"1.xlsx": workbook(with_budget("20.125", "20.12", None)), "2.xlsx": workbook(OTHER)}
    run("export", fill(tmp_path / "项目表", books), "--format", "parquet", "-o", tmp_path / "指标.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "指标.parquet")
    assert all(
        pyarrow.types.is_decimal(table.schema.field(name).type) for name in ("total", "fiscal", "other", "number")
    )
    assert table.column("total").to_pylist() == [Decimal("20.125")] * 6 + [Decimal("20")] * 6
    assert table.column("other").to_pylist() == [None] * 6 + [Decimal("4.5")] * 6
    assert table.column("number").to_pylist()[:3] == [Decimal(2000), Decimal(100), None]


def test_parquet_types_do_not_depend_on_the_content(run, tmp_path):
    """A department whose 其他资金 is blank throughout has the column as decimals too, so that shards fit together."""
    source = fill(tmp_path / "项目表", {"1.xlsx": workbook(with_budget("20", "20", None))})
    run("export", source, "--format", "parquet", "-o", tmp_path / "指标.parquet")
    schema = pyarrow.parquet.read_schema(tmp_path / "指标.parquet")
    assert pyarrow.types.is_decimal(schema.field("other").type)
