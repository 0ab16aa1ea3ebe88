"""What a department wants of the rules: its settings, the reasons in its workbooks, and last year's tables."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import xltool
from tests.command_line import Run
from tests.rules.clean import CLEAN, OTHER, readings, with_row, workbook
from xltool.checking import check_batch
from xltool.document import LIST_SHEET
from xltool.problems import Problem, Refused
from xltool.rules import catalogue, check
from xltool.writing.markup import marked_copy

TYPO = replace(CLEAN, purpose="用于社区图书室购置图书、报销差率费。")
CHANGED = '[rules]\n"W-01" = { severity = "hint", reason = "方言用字" }\n'
OFF = '[rules]\n"W-01" = { severity = "off", reason = "方言用字" }\n'


def fill(folder: Path, files: Mapping[str, bytes], settings: str = "") -> Path:
    """A folder with these files and these settings."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    if settings:
        (folder / "xltool.toml").write_text(settings, "utf-8")
    return folder


def found(folder: Path) -> list[tuple[str, str]]:
    """Rule and severity of every problem of a folder."""
    return [(problem.code, problem.severity) for problem in check_batch(xltool.read(folder))]


@pytest.mark.parametrize(
    ("settings", "expected"), [("", [("W-01", "warning")]), (CHANGED, [("W-01", "hint")]), (OFF, [])]
)
def test_a_rule_has_the_severity_that_the_department_wants(tmp_path, settings, expected):
    """Or is not looked at, from every door."""
    folder = fill(tmp_path / "表", {"a.xlsx": workbook(TYPO)}, settings)
    assert found(folder) == expected
    assert [(p.code, p.severity) for p in xltool.merge(xltool.read(folder)).problems] == expected


def test_the_report_says_what_was_changed_and_why(run: Run, tmp_path):
    """In words, and in JSON."""
    folder = fill(tmp_path / "表", {"a.xlsx": workbook(TYPO)}, OFF)
    sentence = f"按部门设置，W-01“{catalogue()['W-01'].title}”不检查，原因：方言用字"
    assert sentence in run("validate", folder).out
    assert sentence in run("validate", folder, "--format", "json").out
    fill(folder, {}, CHANGED)
    assert f"按部门设置，W-01“{catalogue()['W-01'].title}”按“建议”处理，原因：方言用字" in run("validate", folder).out


def test_the_lists_say_so_too(run: Run, tmp_path):
    """Below the problems, in the marked copy, in the list over all copies and in the summary."""
    folder = fill(
        tmp_path / "表", {"a.xlsx": workbook(TYPO), "b.xlsx": workbook(replace(TYPO, code=OTHER.code))}, CHANGED
    )
    sentence = f"按部门设置，W-01“{catalogue()['W-01'].title}”按“建议”处理，原因：方言用字。"
    run("validate", folder, "--format", "xlsx", "-o", tmp_path / "标记")
    run("merge", folder, "-o", tmp_path / "汇总.xlsx")
    for path in (tmp_path / "标记" / "a.xlsx", tmp_path / "标记" / "问题清单.xlsx", tmp_path / "汇总.xlsx"):
        last = list(openpyxl.load_workbook(path)[LIST_SHEET].values)[-1]
        assert last[7] == sentence
        assert not any(value for col, value in enumerate(last) if col != 7)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ('[rules]\n"W-01" = { severity = "off" }', "改了规则 W-01，但没有写明原因"),
        ('[rules]\n"W-01" = { severity = "off", reason = " " }', "改了规则 W-01，但没有写明原因"),
        ('[rules]\n"W-01" = { severity = "low", reason = "x" }', "规则 W-01 的 severity 应为"),
        ('[rules]\n"W-77" = { severity = "off", reason = "x" }', "没有编号为“W-77”的规则"),
        ('[rules]\nprofile = "hebei"', "没有名为“hebei”的 profile。现有：general、hebei-2020"),
        ('[rules]\n"W-01" = 1', "[rules] 下应有"),
        ("[words]\nnames = ['甲']", "没有名为“names”的词表"),
        ("[words]\nunits = ['甲']", "没有名为“units”的词表"),
        ("[words]\ntypos = '甲=乙'", "[words] 下应有"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(run: Run, tmp_path, settings, sentence):
    """With what is wrong and what there is, and nothing is checked."""
    result = run("validate", fill(tmp_path / "表", {"a.xlsx": workbook()}, settings))
    assert result.code == 2
    assert sentence in result.text


def test_a_department_has_words_of_its_own(tmp_path):
    """A typo of its own is found, a graded word of its own is no unreadable value."""
    book = workbook(replace(with_row(4, target="甲等"), purpose="用于图书室购置图书，办好读者之佳。"))
    folder = fill(tmp_path / "表", {"a.xlsx": book})
    assert [code for code, _ in found(folder) if code in ("V-02", "W-01")] == ["V-02"]
    fill(folder, {}, '[words]\ntypos = ["读者之佳=读者之家"]\ngraded = ["甲等"]\n')
    assert [code for code, _ in found(folder) if code in ("V-02", "W-01")] == ["W-01"]


def test_a_profile_for_all_tables(tmp_path):
    """A missing 满意度指标 is an error by the form's own profile, and a warning by the one that was chosen."""
    folder = fill(tmp_path / "表", {"a.xlsx": workbook(replace(CLEAN, indicators=CLEAN.indicators[:5]))})
    assert ("S-03", "error") in found(folder)
    fill(folder, {}, '[rules]\nprofile = "central-2021"\n')
    assert ("S-03", "warning") in found(folder)


# Reasons in the workbooks


def explained(book: bytes, reason: str) -> bytes:
    """The book as 校验本表 leaves it, with a reason beside its first problem."""
    marked = openpyxl.load_workbook(io.BytesIO(marked_copy(book, problems_of(book))))
    sheet = marked[LIST_SHEET]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("错误说明") + 1, reason)
    buffer = io.BytesIO()
    marked.save(buffer)
    return buffer.getvalue()


def problems_of(book: bytes) -> list[Problem]:
    """What is wrong in a workbook named a.xlsx."""
    return check(readings(book))


def test_an_explained_warning_stays_and_counts_as_closed(run: Run, tmp_path):
    """The reason stands in the list of the table's own workbook; every command knows it."""
    folder = fill(tmp_path / "表", {"a.xlsx": explained(workbook(TYPO), "方言用字，不改。")})
    (problem,) = [p for p in check_batch(xltool.read(folder)) if p.code == "W-01"]
    assert (problem.explanation, problem.is_open) == ("方言用字，不改。", False)
    out = run("validate", folder).out
    assert "《a.xlsx》已说明 1 处" in out
    assert "      已说明：方言用字，不改。" in out
    merged = xltool.merge(xltool.read(folder))
    assert merged.reasons == ("方言用字，不改。",)
    assert [p.code for p in merged.open_problems] == []


def test_an_explained_error_still_counts(tmp_path):
    """A reason does not mend it."""
    folder = fill(tmp_path / "表", {"a.xlsx": explained(workbook(replace(CLEAN, name=None)), "没有名称。")})
    problem = check_batch(xltool.read(folder))[0]
    assert (problem.severity, problem.explanation, problem.is_open) == ("error", "没有名称。", True)


def test_a_problem_of_several_tables_is_explained_by_all_of_them(tmp_path):
    """As long as one of them has no reason it counts; equal reasons are said once."""
    books = {"a.xlsx": workbook(TYPO), "b.xlsx": workbook(replace(TYPO, code=OTHER.code))}
    one = fill(tmp_path / "表", {**books, "a.xlsx": explained(books["a.xlsx"], "方言。")})
    (problem,) = [p for p in check_batch(xltool.read(one)) if p.code == "W-01"]
    assert (len(problem.places), problem.explanation) == (2, None)
    both = fill(one, {"b.xlsx": explained(books["b.xlsx"], "方言。")})
    (problem,) = [p for p in check_batch(xltool.read(both)) if p.code == "W-01"]
    assert problem.explanation == "方言。"


def test_a_reason_whose_content_changed_is_kept_below_the_list(run: Run, tmp_path):
    """The marked copy has it, and it closes nothing."""
    book = explained(workbook(TYPO), "方言用字，不改。")
    other = openpyxl.load_workbook(io.BytesIO(book))
    other.worksheets[0]["B6"] = "用于社区图书室购置图书、报销拔款。"
    other.save(tmp_path / "a.xlsx")
    assert [p.explanation for p in check_batch(xltool.read(tmp_path / "a.xlsx")) if p.code == "W-01"] == [None]
    run("validate", tmp_path / "a.xlsx", "--format", "xlsx", "-o", tmp_path / "标记.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "标记.xlsx")[LIST_SHEET].values)
    assert [row[11] for row in rows[1:] if row[11]] == ["方言用字，不改。"]
    assert "没有沿用" in str(rows[-2][7])


# Last year


def test_a_last_year_that_cannot_be_used_is_refused(run: Run, tmp_path):
    """Before anything is checked."""
    folder = fill(tmp_path / "表", {"a.xlsx": workbook()})
    result = run("validate", folder, "--previous", tmp_path / "没有")
    assert result.code == 2
    assert result.text.startswith("去年的表（--previous）不能用：没有找到")


def test_unknown_settings_say_so_to_programs_too(tmp_path):
    """The library raises the same sentence."""
    folder = fill(tmp_path / "表", {"a.xlsx": workbook()}, '[rules]\n"W-77" = { severity = "off", reason = "x" }')
    with pytest.raises(Refused, match="W-77"):
        xltool.validate(xltool.read(folder))
