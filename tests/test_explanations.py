"""What a clerk writes beside a problem: kept with its problem, counted, never lost and never put beside another."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

import xltool
from tests.rules.clean import CLEAN, FORM, OTHER, PART_ONE, with_budget, with_row, without_rows, workbook
from xltool.cli import main
from xltool.explanations import Entry, left_sentences, match, read_entries
from xltool.model import Target
from xltool.office.cells import fill_cells
from xltool.writing.form_sheet import draw_form
from xltool.writing.styles import Styles

Rows = list[list[object]]
LIST = "问题清单"
REASON, FOUND = 11, 8
"""Columns of the list, from 0."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A department with a typo twice (warnings), a project without 满意度 (an error), and one that is clean."""
    typo = replace(CLEAN, purpose="用于差率费")
    return fill(
        tmp_path / "项目表",
        {
            "00 部门.xlsx": workbook(replace(PART_ONE, overall_objective="用于差率费")),
            "01 图书.xlsx": workbook(typo),
            "02 取暖.xlsx": workbook(replace(without_rows(5), code=OTHER.code)),
            "03 书架.xlsx": workbook(replace(CLEAN, code="434-1403-JBN-0003")),
        },
    )


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the summary lies."""
    return tmp_path / "汇总.xlsx"


def fill(folder: Path, files: Mapping[str, bytes]) -> Path:
    """A folder with these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def merge(folder: Path, target: Path, sheets: str = "auto") -> bytes:
    """The summary of a folder, made or made again."""
    return xltool.write_summary(xltool.merge(xltool.read(folder)), target, sheets).read_bytes()


def rows_of(summary: bytes, sheet: str) -> Rows:
    """The values of a sheet, as they are stored."""
    return CalamineWorkbook.from_filelike(io.BytesIO(summary)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def listed(summary: bytes) -> Rows:
    """The problems in the list."""
    return [row for row in rows_of(summary, LIST)[3:] if isinstance(row[0], float)]


def below(summary: bytes) -> Rows:
    """The lines below the list: the sentence, and the reasons that were not kept."""
    rows = rows_of(summary, LIST)[3:]
    return [row for row in rows[len(listed(summary)) :] if any(row)]


def explain(target: Path, reasons: Mapping[tuple[str, str], str]) -> None:
    """Write reasons into the summary, beside the problem of a file and a rule, as a clerk does."""
    cells = {
        f"L{row}": reasons[str(values[3]), str(values[2])]
        for row, values in enumerate(rows_of(target.read_bytes(), LIST), 1)
        if (str(values[3]), str(values[2])) in reasons
    }
    assert len(cells) == len(reasons)
    target.write_bytes(fill_cells(target.read_bytes(), {LIST: cells}))


def reasons_of(summary: bytes) -> dict[tuple[str, str], str]:
    """Every reason that stands in the list, by file and rule."""
    return {(str(row[3]), str(row[2])): str(row[REASON]) for row in listed(summary) if row[REASON]}


def counts(summary: bytes) -> dict[str, float]:
    """The figures below 四、主要问题 on the first page."""
    rows = rows_of(summary, "部门汇总")
    line = next(row for row in rows if row[0] == "错误")
    return {str(line[i]): float(str(line[i + 1])) for i in (0, 2, 4, 6)}


def page(summary: bytes) -> str:
    """All words of the first page."""
    return "\n".join(str(value) for row in rows_of(summary, "部门汇总") for value in row if value != "")


BOOK = ("01 图书.xlsx", "W-01")
HEATING = ("02 取暖.xlsx", "S-03")


# Kept


def test_a_reason_is_kept(folder, target):
    """It stands beside the same problem when the summary is made again, and only there."""
    merge(folder, target)
    explain(target, {BOOK: "方言用字，经办公会确认。", HEATING: "没有服务对象。"})
    again = merge(folder, target)
    assert reasons_of(again) == {BOOK: "方言用字，经办公会确认。", HEATING: "没有服务对象。"}
    assert below(again) == []


def test_a_reason_survives_libreoffice(folder, target, convert: Callable[..., Path]):
    """A clerk who saves the summary with another program loses no reason."""
    merge(folder, target)
    explain(target, {BOOK: "第一行\n第二行"})
    target.write_bytes(convert(target, "xlsx", recalculate=True).read_bytes())
    assert reasons_of(merge(folder, target)) == {BOOK: "第一行\n第二行"}


def test_a_reason_survives_sorting(folder, target):
    """The list may stand in any order: a problem is known by its words and not by its row."""
    merge(folder, target)
    book = openpyxl.load_workbook(target)
    sheet = book[LIST]
    first, second = ([cell.value for cell in row] for row in sheet.iter_rows(4, 5))
    for col, (one, other) in enumerate(zip(first, second, strict=True), 1):
        sheet.cell(4, col, other)
        sheet.cell(5, col, one)
    sheet.cell(4, REASON + 1, "这一条")
    expected = {(second[3], second[2]): "这一条"}
    book.save(target)
    assert reasons_of(merge(folder, target)) == expected


def test_no_reasons_give_the_same_bytes(folder, target):
    """Merging again to the same path changes nothing where nobody wrote anything."""
    first = merge(folder, target)
    assert merge(folder, target) == first


@pytest.mark.parametrize("changed", [False, True])
def test_merging_again_with_reasons_is_stable(folder, target, changed):
    """The third summary is the second, also where a reason was not kept."""
    merge(folder, target)
    explain(target, {BOOK: "方言用字。", HEATING: "没有服务对象。"})
    if changed:
        fill(folder, {BOOK[0]: workbook(replace(CLEAN, purpose="用于布署"))})
    second = merge(folder, target)
    assert bool(below(second)) is changed
    assert merge(folder, target) == second


def test_a_row_that_moved_is_known_again(tmp_path, target):
    """Where rule, file, field and content are there once, the problem is the same in another cell."""
    wrong = replace(CLEAN.indicators[3], description="差率费总额")
    rows = (*CLEAN.indicators[:3], wrong, *CLEAN.indicators[4:])
    folder = fill(tmp_path / "项目表", {BOOK[0]: workbook(replace(CLEAN, indicators=rows))})
    before = listed(merge(folder, target))
    explain(target, {BOOK: "原文如此。"})
    fill(folder, {BOOK[0]: workbook(replace(CLEAN, indicators=(wrong, *rows[:3], *rows[4:])))})
    after = merge(folder, target)
    assert before[0][4] != listed(after)[0][4]
    assert reasons_of(after) == {BOOK: "原文如此。"}
    assert below(after) == []


def test_two_rows_of_one_rule_do_not_mix(tmp_path, target):
    """Two cells with the same wrong content: the reason stays with the cell beside which it was written."""
    folder = fill(
        tmp_path / "项目表", {BOOK[0]: workbook(replace(with_row(1, description="差率费"), purpose="差率费"))}
    )
    rows = rows_of(merge(folder, target), LIST)
    at = next(number for number, row in enumerate(rows, 1) if row[4] == "D12")
    target.write_bytes(fill_cells(target.read_bytes(), {LIST: {f"L{at}": "这一处。"}}))
    again = [(row[4], row[REASON]) for row in listed(merge(folder, target)) if row[2] == "W-01"]
    assert sorted(again) == [("B6", ""), ("D12", "这一处。")]


def test_tables_of_one_file_do_not_mix(tmp_path, target):
    """Two sheets of a file with the same problem at the same address have each their own reason."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, project in (("图书", CLEAN), ("取暖", OTHER)):
            draw_form(book.add_worksheet(name), Styles(book), FORM, replace(project, purpose=f"{name}用于差率费"))
    folder = fill(tmp_path / "项目表", {"全部.xlsx": buffer.getvalue()})
    rows = rows_of(merge(folder, target), LIST)
    at = next(number for number, row in enumerate(rows, 1) if row[13] == "取暖")
    target.write_bytes(fill_cells(target.read_bytes(), {LIST: {f"L{at}": "取暖的说明"}}))
    again = merge(folder, target)
    assert {row[13]: row[REASON] for row in listed(again)} == {"图书": "", "取暖": "取暖的说明"}
    assert [row[9] for row in rows_of(again, "项目汇总表")[3:5]] == [1.0, 0.0]


# Not kept


def test_changed_content_does_not_take_the_reason_over(folder, target):
    """The reason is listed below with the old content, and said; it stands beside no problem."""
    merge(folder, target)
    explain(target, {BOOK: "方言用字。"})
    fill(folder, {BOOK[0]: workbook(replace(CLEAN, purpose="用于布署"))})
    again = merge(folder, target)
    assert reasons_of(again) == {}
    sentence, line = below(again)
    assert "内容已改，没有沿用" in str(sentence[0])
    assert (line[2], line[3], line[4], line[FOUND], line[REASON]) == ("W-01", BOOK[0], "B6", "差率费", "方言用字。")
    assert counts(again)["提醒"] == 2


def test_a_reason_comes_back_with_its_content(folder, target):
    """Below the list it waits: where the old content is put back, it stands beside its problem again."""
    merge(folder, target)
    explain(target, {BOOK: "方言用字。"})
    original = (folder / BOOK[0]).read_bytes()
    fill(folder, {BOOK[0]: workbook(CLEAN)})
    assert len(below(merge(folder, target))) == 2
    fill(folder, {BOOK[0]: original})
    again = merge(folder, target)
    assert (reasons_of(again), below(again)) == ({BOOK: "方言用字。"}, [])


def test_a_reason_whose_problem_is_mended_everywhere_is_not_lost(tmp_path, target):
    """Also a list without problems keeps it below."""
    folder = fill(tmp_path / "项目表", {BOOK[0]: workbook(replace(CLEAN, purpose="用于差率费"))})
    merge(folder, target)
    explain(target, {BOOK: "方言用字。"})
    fill(folder, {BOOK[0]: workbook(CLEAN)})
    again = merge(folder, target)
    assert listed(again) == []
    assert [row[REASON] for row in below(again) if row[REASON]] == ["方言用字。"]
    assert merge(folder, target) == again


def test_the_command_line_says_what_was_not_kept(folder, target, monkeypatch, capsys):
    """One sentence a reason, with file and cell; nothing of it where all were kept."""

    def said() -> str:
        monkeypatch.setattr("sys.argv", ["xltool", "merge", str(folder), "-o", str(target)])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 0
        return capsys.readouterr().out

    said()
    explain(target, {BOOK: "方言用字。"})
    assert "没有沿用" not in said()
    fill(folder, {BOOK[0]: workbook(replace(CLEAN, purpose="用于布署"))})
    assert f"原有说明“方言用字。”（“{BOOK[0]}”B6，W-01）对应的内容已改，没有沿用。" in said()


# Counted


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_an_explained_warning_does_not_count(folder, target, sheets):
    """First page, list of projects and head of the list agree; an explained error counts all the same."""
    before = merge(folder, target, sheets)
    assert counts(before) == {"错误": 1, "提醒": 2, "建议": 0, "未说明": 3}
    explain(target, {BOOK: "方言用字。", HEATING: "没有服务对象。"})
    again = merge(folder, target, sheets)
    assert counts(again) == {"错误": 1, "提醒": 1, "建议": 0, "未说明": 1}
    assert [row[8:10] for row in rows_of(again, "项目汇总表")[3:7]] == [[0, 0], [1, 0], [0, 0], [1, 1]]
    assert rows_of(again, LIST)[1][7] == "错误 1 处，提醒 1 处，建议 0 处，未说明 1 处"
    assert "查出错误 1 处、提醒 1 处，详见“问题清单”。" in page(again)


def test_explained_warnings_are_no_main_problems(folder, target):
    """In the words of the first page they are neither shown nor counted."""
    assert "（同类共 2 处）" in page(merge(folder, target))
    explain(target, {BOOK: "方言用字。"})
    once = page(merge(folder, target))
    assert ("同类" in once, "《00 部门》" in once) == (False, True)
    explain(target, {("00 部门.xlsx", "W-01"): "方言用字。"})
    assert "【提醒】" not in page(merge(folder, target))


def test_where_all_is_explained(tmp_path, target):
    """The first page says so, and not that nothing was found."""
    folder = fill(tmp_path / "项目表", {BOOK[0]: workbook(replace(CLEAN, purpose="用于差率费"))})
    merge(folder, target)
    explain(target, {BOOK: "方言用字。"})
    words = page(merge(folder, target))
    assert "查出的提醒均已说明，详见“问题清单”。" in words
    assert "没有查出问题" not in words


def numbers(summary: bytes) -> dict[str, Rows]:
    """Values of all lists and the first page, numbers to nine digits, blank cells at the ends left out."""
    found = {}
    for name in ("部门汇总", "项目汇总表", LIST):
        rows = [[round(v, 9) if isinstance(v, float) else v for v in row] for row in rows_of(summary, name)]
        found[name] = [row for row in rows if any(v != "" for v in row)]
    return found


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_recomputed_counts_are_the_stored_ones(folder, target, convert: Callable[..., Path], sheets):
    """LibreOffice computes the same words and figures with reasons present, kept and not kept."""
    merge(folder, target, sheets)
    explain(target, {BOOK: "方言用字。", HEATING: "没有服务对象。", ("00 部门.xlsx", "W-01"): "~*?"})
    fill(folder, {BOOK[0]: workbook(replace(CLEAN, purpose="用于布署"))})
    summary = merge(folder, target, sheets)
    assert counts(summary) == {"错误": 1, "提醒": 1, "建议": 0, "未说明": 1}
    assert numbers(convert(target, "xlsx", recalculate=True).read_bytes()) == numbers(summary)


def test_a_reason_lowers_the_counts_at_once(folder, target, convert: Callable[..., Path]):
    """The counts are live: what the program computes after a clerk has typed is what the next merge stores."""
    merge(folder, target)
    explain(target, {BOOK: "方言用字。", HEATING: "没有服务对象。"})
    typed = convert(target, "xlsx", recalculate=True).read_bytes()
    again = merge(folder, target)
    assert counts(typed) == counts(again) == {"错误": 1, "提醒": 1, "建议": 0, "未说明": 1}
    assert numbers(typed)["项目汇总表"] == numbers(again)["项目汇总表"]
    assert rows_of(typed, LIST)[1] == rows_of(again, LIST)[1]


# The column


def test_the_column_is_an_input(folder, target):
    """It has the colour of an input, text format, and a hint in Chinese over all problems."""
    merge(folder, target)
    sheet = openpyxl.load_workbook(target)[LIST]
    last = 3 + len(listed(target.read_bytes()))
    assert sheet["L3"].value == "错误说明"
    assert {
        (sheet.cell(row, 12).fill.fgColor.rgb, sheet.cell(row, 12).number_format) for row in range(4, last + 1)
    } == {("FFFFFDF0", "@")}
    (rule,) = sheet.data_validations.dataValidation
    assert str(rule.sqref) == f"L4:L{last}"
    assert (rule.promptTitle, "提醒写了说明就不再计入" in rule.prompt) == ("错误说明", True)


def test_the_content_is_visible(tmp_path, target):
    """现为 says what the cell holds, so that the next merge can tell whether it changed."""
    rows = (replace(CLEAN.indicators[0], target=Target("≥9595%以上")), *CLEAN.indicators[1:])
    folder = fill(tmp_path / "项目表", {"1.xlsx": workbook(replace(CLEAN, indicators=rows))})
    (row,) = (row for row in listed(merge(folder, target)) if row[2] == "V-01")
    assert (row[4], row[FOUND]) == ("E11", "≥9595%以上")


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "@x", "-", "{=1}", "<b>&", "<r>甲</r>", "007"])
@pytest.mark.parametrize("changed", [False, True])
def test_a_reason_is_text_whatever_it_begins_with(folder, target, text, changed):
    """It becomes no formula and no number, beside its problem and below the list, however often it is merged."""
    merge(folder, target)
    explain(target, {BOOK: text})
    if changed:
        fill(folder, {BOOK[0]: workbook(CLEAN)})
    for _ in range(2):
        merge(folder, target)
    sheet = openpyxl.load_workbook(target)[LIST]
    assert [(c.value, c.data_type) for c in sheet["L"][3:] if c.value is not None] == [(text, "s")]


@pytest.mark.parametrize("text", ["_x0041_", "_x000D_", "甲\r乙", "第一行\n第二行", "𠮷"])
def test_odd_characters_do_not_change_from_merge_to_merge(folder, target, text):
    """A reason with characters that a workbook codes is the same text after each merge."""
    merge(folder, target)
    explain(target, {BOOK: text})
    second = merge(folder, target)
    assert merge(folder, target) == second
    assert reasons_of(second) == {BOOK: text}


@pytest.mark.parametrize("word", ["_x0041_差率费", "甲\r\n差率费", "<b>差率费&", "  差率费  甲", "=差率费"])
def test_odd_content_is_known_again(tmp_path, target, word):
    """Content with such characters is the same content in the next merge."""
    folder = fill(tmp_path / "项目表", {BOOK[0]: workbook(replace(CLEAN, purpose=word))})
    merge(folder, target)
    explain(target, {BOOK: "原文如此。"})
    assert reasons_of(merge(folder, target)) == {BOOK: "原文如此。"}


def test_a_number_and_blanks_as_reasons(folder, target):
    """A number that was typed is kept as it was typed; blanks alone are no reason."""
    merge(folder, target)
    book = openpyxl.load_workbook(target)
    book[LIST]["L4"], book[LIST]["L5"] = 15, "  "
    book.save(target)
    assert [row[REASON] for row in listed(merge(folder, target))] == ["15", "", ""]


# What lies at the output path


@pytest.mark.parametrize("sheet", [LIST, "目录"])
def test_a_file_of_others_is_no_summary(folder, target, sheet):
    """A workbook with a sheet of the same name gives no reasons, and the summary takes its place as ever."""
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet(sheet)
        page.write_row("A1", ["规则", "文件", "错误说明"])
        page.write_row("A2", ["W-01", BOOK[0], "别人的说明"])
    again = merge(folder, target)
    assert (reasons_of(again), below(again)) == ({}, [])


@pytest.mark.parametrize("cut", [0, 10, 2000, -30])
def test_a_damaged_summary_is_replaced_and_said(folder, target, cut):
    """A summary cut off anywhere, or no bytes at all, does not stop the merge; nobody knows what was written in it."""
    whole = merge(folder, target)
    target.write_bytes(whole[:cut])
    explained = xltool.keep_reasons(xltool.merge(xltool.read(folder)), target).explained
    assert [line for line in left_sentences(explained) if "读不出来" in line] == (
        ["输出位置原有的文件读不出来，其中若写有错误说明，没有沿用。"] if cut else []
    )
    assert merge(folder, target) == whole


def test_a_summary_with_a_broken_list_is_replaced(folder, target):
    """XML that cannot be read in the one sheet that matters."""
    whole = merge(folder, target)
    parts = zipfile.ZipFile(io.BytesIO(whole))
    with zipfile.ZipFile(target, "w") as archive:
        for name in parts.namelist():
            data = parts.read(name)
            archive.writestr(name, data[: len(data) // 2] if name == "xl/worksheets/sheet7.xml" else data)
    assert merge(folder, target) == whole


def test_a_cell_far_out_does_not_eat_the_memory(folder, target):
    """A stray mark at the last cell of the sheet: such a list is not read, and the merge goes on."""
    merge(folder, target)
    book = openpyxl.load_workbook(target)
    book[LIST]["XFD1048576"] = "x"
    book.save(target)
    assert len(listed(merge(folder, target))) == 3


def test_a_list_without_the_column_is_an_older_one(folder, target):
    """A summary made before there was the column gives no reasons."""
    merge(folder, target)
    target.write_bytes(fill_cells(target.read_bytes(), {LIST: {"L3": "备注", "L4": "x"}}))
    assert read_entries(target.read_bytes()) == []
    assert reasons_of(merge(folder, target)) == {}


# Matching


def entry(place: str, found: str = "甲", reason: str = "", **changes: object) -> Entry:
    """A line of the list."""
    base = Entry("V-01", "1.xlsx", "表", place, "指标值", found, f"“{found}”有误", reason)
    return base._replace(**changes)


@pytest.mark.parametrize(
    ("old", "new", "reasons", "left"),
    [
        ([entry("E1", reason="一")], [entry("E1")], ("一",), []),
        ([entry("E1", reason="一")], [entry("E1", message="新版的话")], ("一",), []),
        ([entry("E1", reason="一")], [entry("E9")], ("一",), []),
        ([entry("E1", reason="一")], [entry("E1", "乙")], ("",), ["一"]),
        ([entry("E1", reason="一")], [entry("E1", file="2.xlsx")], ("",), ["一"]),
        ([entry("E1", reason="一")], [entry("E1", code="V-03")], ("",), ["一"]),
        ([entry("E1", reason="一")], [entry("E1", word="绩效指标描述")], ("",), ["一"]),
        ([entry("E1", reason="一")], [entry("E8"), entry("E9")], ("", ""), ["一"]),
        ([entry("E1", reason="一"), entry("E2")], [entry("E2")], ("",), ["一"]),
        ([entry("E1", reason="一"), entry("E2", reason="二")], [entry("E9")], ("",), ["一", "二"]),
        ([entry("E1", reason="一"), entry("E2", reason="一")], [entry("E8"), entry("E9")], ("一", "一"), []),
        ([entry("E1", "", reason="一")], [entry("E9", "")], ("",), ["一"]),
        ([entry("E1", "", reason="一")], [entry("E1", "")], ("一",), []),
        ([entry("E1", "甲 乙\r\n", reason="一")], [entry("E1", "甲 乙\n")], ("一",), []),
        ([entry("E1", reason="旧", listed=False), entry("E1", reason="新")], [entry("E1")], ("新",), ["旧"]),
        ([entry("E1", reason="旧", listed=False)], [entry("E1")], ("旧",), []),
    ],
)
def test_which_problem_is_the_same(old, new, reasons, left):
    """By rule, file, sheet, field and content, and by the cell unless nothing else can be meant."""
    explained = match(old, new)
    assert (explained.reasons, [each.reason for each in explained.left]) == (reasons, left)


def test_many_reasons_not_kept_are_said_in_few_sentences():
    """Five one by one, the others by their number."""
    said = left_sentences(match([entry(f"E{n}", str(n), reason="一") for n in range(9)], []))
    assert len(said) == 7
    assert said[5] == "另有 4 条原有说明没有沿用。"
    assert left_sentences(match([], [])) == []


def test_a_project_without_warnings_has_a_count_too(tmp_path, target):
    """With money errors only, the column 提醒 is 0 and stays so."""
    folder = fill(tmp_path / "项目表", {"1.xlsx": workbook(with_budget("20", "2", "3"))})
    summary = merge(folder, target)
    assert rows_of(summary, "项目汇总表")[3][8:10] == [counts(summary)["错误"], 0.0]
