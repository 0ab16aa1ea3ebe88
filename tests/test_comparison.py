"""Last year against this year: who follows whom, what was lowered, dropped or is new, and what the sheet says of it."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

import xltool
from tests.command_line import Run
from tests.last_year import ENDED, fill_last_year, this_year
from tests.rules.clean import CLEAN, OTHER, PART_ONE, with_budget, with_row, with_targets, without_rows, workbook
from xltool.comparison import (
    BY_CODE,
    BY_LIKENESS,
    BY_NAME,
    CHANGED,
    INDICATOR_LIKENESS,
    LOWERED,
    OPERATOR,
    PROJECT_LIKENESS,
    RAISED,
    SAME,
    Comparison,
    compare_departments,
    pair_indicators,
    pair_projects,
    verdict,
)
from xltool.model import Department, Project, Target

SHEET = "年度对比"


def named(*names: str | None, codes: Sequence[str | None] = ()) -> list[Project]:
    """Projects of these names, with these codes or none."""
    return [
        replace(CLEAN, name=name, code=codes[i] if i < len(codes) else None, indicators=())
        for i, name in enumerate(names)
    ]


def paired(last: Sequence[Project], this: Sequence[Project]) -> list[tuple[str | None, str | None, str | None]]:
    """Last year's name, this year's name and how they were paired."""
    return [
        (pair.last.name if pair.last else None, pair.this.name if pair.this else None, pair.match and pair.match.by)
        for pair in pair_projects(last, this)
    ]


def indicators_paired(last: Project, this: Project) -> list[tuple[str | None, str | None, str | None]]:
    """Last year's 三级指标, this year's and how they were paired."""
    return [
        (pair.last and pair.last.level3, pair.this and pair.this.level3, pair.match and pair.match.by)
        for pair in pair_indicators(last, this)
    ]


def compared(last: Sequence[Project], this: Sequence[Project]) -> Comparison:
    """The comparison of two years that are nothing but their projects."""
    return compare_departments(Department(projects=tuple(last)), Department(projects=tuple(this)))


# Projects


def test_the_code_decides_before_the_name():
    """A project that keeps its code is the same one under another name, though a third has its old name."""
    last = named("图书室运行费", "取暖费", codes=("A-1", "A-2"))
    this = named("图书室运行费", "阅览室开放经费", codes=("A-9", " a-1 "))
    assert paired(last, this) == [
        (None, "图书室运行费", None),
        ("图书室运行费", "阅览室开放经费", BY_CODE),
        ("取暖费", None, None),
    ]


def test_names_are_equal_but_for_year_blanks_and_punctuation():
    """A name with its year in it goes on next year; where both years have the old one, that is its own."""
    assert paired(named("2019年度图书（室）经费"), named("2020年 图书室经费")) == [
        ("2019年度图书（室）经费", "2020年 图书室经费", BY_NAME)
    ]
    last = named("2018年路灯改造", "2019年路灯改造")
    assert paired(last, named("2019年路灯改造", "2020年路灯改造")) == [
        ("2019年路灯改造", "2019年路灯改造", BY_NAME),
        ("2018年路灯改造", "2020年路灯改造", BY_NAME),
    ]


@pytest.mark.parametrize(("same", "by"), [(8, BY_LIKENESS), (7, None)])
def test_names_are_alike_from_the_threshold_on(same, by):
    """Of ten pairs of neighbours seven are the same, which is enough, or six, which is not."""
    assert PROJECT_LIKENESS == 0.7
    last, this = "甲乙丙丁戊己庚辛壬癸子", "甲乙丙丁戊己庚辛"[:same] + "春夏秋冬"[: 11 - same]
    assert paired(named(last), named(this))[0] == (last if by else None, this, by)


def test_the_likest_go_together_each_once():
    """One of last year follows into one of this year, the best pair first, whatever the order of the tables."""
    last = named("智慧城市综合管理", "智慧城市综合管理（人事代理）")
    this = named("智慧城市综合管理（人事代办）", "智慧城市综合管理费")
    expected = {(last[1].name, this[0].name, BY_LIKENESS), (last[0].name, this[1].name, BY_LIKENESS)}
    assert set(paired(last, this)) == expected
    assert set(paired(last[::-1], this[::-1])) == expected


def test_two_services_of_one_system_are_not_one_project():
    """劳务派遣 that ended is not the predecessor of 人事代理 that is new; the names share most of their words."""
    last, this = named("智慧城市综合管理（劳务派遣）"), named("智慧城市综合管理（人事代理）")
    assert [match for _, _, match in paired(last, this)] == [None, None]


def test_equal_likeness_goes_by_order_and_blank_names_match_nobody():
    """Of two equally alike the first is taken, and a project without code and name is new."""
    assert paired(named("图书室运行经费甲", "图书室运行经费乙"), named(None, "图书室运行经费丙")) == [
        (None, None, None),
        ("图书室运行经费甲", "图书室运行经费丙", BY_LIKENESS),
        ("图书室运行经费乙", None, None),
    ]


# Indicators and targets


def test_indicators_of_the_same_name_keep_to_their_class():
    """A name that stands in two classes is paired within each, whatever the order; blanks and marks do not count."""
    twice = with_row(0, level3="读者 满意度。")
    turned = replace(twice, indicators=twice.indicators[::-1])
    assert {
        (pair.last.level2, pair.this.level2) for pair in pair_indicators(twice, turned) if pair.last and pair.this
    } == {(row.level2, row.level2) for row in twice.indicators}


def test_an_indicator_that_moved_to_another_class_is_the_same():
    """An equal name decides across classes too, once every class has had its own."""
    moved = with_row(0, level2="质量指标")
    assert ("新购图书册数", "新购图书册数", BY_NAME) in indicators_paired(CLEAN, moved)


def test_likeness_decides_within_a_class_only():
    """新购图书册数 is like 购置图书册数 where both are 数量指标; in another class one is dropped and one is new."""
    assert INDICATOR_LIKENESS == 0.6
    assert indicators_paired(CLEAN, with_row(0, level3="购置图书册数"))[0] == (
        "新购图书册数", "购置图书册数", BY_LIKENESS,
    )  # fmt: skip
    apart = indicators_paired(CLEAN, with_row(0, level3="购置图书册数", level2="质量指标"))
    assert apart[0] == (None, "购置图书册数", None)
    assert apart[-1] == ("新购图书册数", None, None)


@pytest.mark.parametrize(
    ("last", "this", "expected"),
    [
        ("≥98%", "≥95%", LOWERED),
        ("≥98%", "≥9595%以上", LOWERED),
        (">98%", "≥95%", LOWERED),
        ("≥95%", "≥98%", RAISED),
        ("≥95%", "95%以上", SAME),
        ("≤20万元", "≤25万元", LOWERED),
        ("≤25万元", "不超过20万元", RAISED),
        ("≥95%", ">95%", OPERATOR),
        ("≥95%", "=95%", OPERATOR),
        ("≥95%", "≤90%", OPERATOR),
        ("95%", "90%", CHANGED),
        ("=95%", "95%", SAME),
        ("80~90%", "70~90%", CHANGED),
        ("80~90%", "80~95%", CHANGED),
        ("80~90%", "≥80%", OPERATOR),
        ("≥2000册", "≥1500本", None),
        ("≥95", "≥90%", None),
        ("11月30日前", "12月31日前", None),
        ("优", "≥90%", None),
        (None, "≥90%", None),
    ],
)
def test_what_became_of_a_target(last, this, expected):
    """Lowered is what asks for less by its own sign; without a sign it only changed, and words are not compared."""
    assert verdict(Target(last), Target(this)) == expected


def test_the_counts_of_a_comparison():
    """Six indicators of both years, of them four numbers of one unit: two lowered, one raised, one the same."""
    this = with_targets("≥1500册", "=100%", "12月31日前", "≤22万元", "≥9%", "90分")
    found = compared([CLEAN], [this])
    assert (found.kept, found.compared, found.raised, len(found.lowered)) == (6, 4, 1, 2)
    assert [change.pair.this.level3 for change in found.lowered if change.pair.this] == ["新购图书册数", "项目总成本"]
    assert found.turnover == ()


def test_indicators_of_projects_of_one_year_are_no_turnover():
    """They come and go with their project; only those of projects of both years are listed one by one."""
    found = compared([CLEAN, OTHER], [without_rows(0), replace(OTHER, code="B-1", name="消防演练")])
    assert [(change.kind, change.pair.last and change.pair.last.level3) for change in found.turnover] == [
        ("dropped", "新购图书册数")
    ]
    assert (len(found.both), len(found.added), len(found.ended)) == (1, 1, 1)


# The sheet


def summary(tmp_path: Path, last: Sequence[Project], this: Sequence[Project], sheets: str = "auto") -> Path:
    """The summary of this year's projects, compared with last year's."""
    for name, projects in (("去年", last), ("今年", this)):
        (tmp_path / name).mkdir(parents=True)
        for number, project in enumerate(projects, 1):
            (tmp_path / name / f"{number}.xlsx").write_bytes(workbook(project))
    merged = xltool.merge(xltool.read(tmp_path / "今年"))
    comparison = xltool.compare(xltool.read(tmp_path / "去年"), merged)
    return xltool.write_summary(merged, tmp_path / "汇总.xlsx", sheets, comparison)


def rows(path: Path, sheet: str = SHEET) -> list[list[object]]:
    """The values of a sheet without its blank cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    found = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return [[value for value in row if value != ""] for row in found]


def test_blank_amounts_count_as_0_and_nothing_is_divided_by_them(tmp_path):
    """A blank is a dash and no 0; the change is the whole amount, and its share a dash."""
    found = rows(summary(tmp_path, [with_budget(None, None, None), OTHER], [CLEAN, OTHER]))
    assert ["预算数", 20.0, 40.0, 20.0, 1.0] in found
    assert [row[-7:] for row in found if CLEAN.code in row] == [["编码相同", "–", 20.0, 20.0, "–", "延续", "查看"]]


def test_a_code_that_changed_its_project_is_seen(tmp_path):
    """The pair stands, since codes decide, but says how little the names have in common."""
    found = rows(summary(tmp_path, [CLEAN], [replace(CLEAN, name="消防演练")]))
    assert any("编码相同，名称相似度 0%" in row for row in found)


def test_nothing_to_say_is_said(tmp_path):
    """Two years alike: no lowered target, no indicator that came or went."""
    texts = [row[0] for row in rows(summary(tmp_path, [CLEAN], [CLEAN])) if row]
    assert {"没有降低或有变化的指标值。", "没有取消、新增或名称有变的指标。"} <= set(texts)


def test_text_of_last_year_never_becomes_a_formula(tmp_path):
    """Names and targets that begin like formulas are texts on this sheet too."""
    last = replace(with_row(0, level3="=1+1", target="=100%"), code="=434+1", name='=HYPERLINK("x")')
    path = summary(tmp_path, [last], [OTHER, replace(CLEAN, code="B-1", name='=HYPERLINK("x")')])
    cells = [cell for row in openpyxl.load_workbook(path)[SHEET].iter_rows() for cell in row]
    texts = {cell.value for cell in cells if cell.data_type == "s"}
    assert {"=434+1", '=HYPERLINK("x")', "=1+1", "=100%"} <= texts


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_links_lead_to_the_project_sheets(tmp_path, sheets):
    """Each row of a project of this year leads to its sheet, where the book has it; one that ended leads nowhere."""
    path = summary(tmp_path, [CLEAN, OTHER], [replace(OTHER, budget=CLEAN.budget)], sheets)
    cells = (cell for row in openpyxl.load_workbook(path)[SHEET].iter_rows(min_row=3) for cell in row)
    links = [cell.hyperlink.location for cell in cells if cell.hyperlink]
    assert links == (["'01 图书室冬季取暖费'!A1"] if sheets == "all" else [])


def test_the_same_input_gives_the_same_bytes(tmp_path):
    """No clock and no order of chance."""
    first = summary(tmp_path / "一", [CLEAN, OTHER], [OTHER, with_row(0, level3="购置图书册数")]).read_bytes()
    assert summary(tmp_path / "二", [CLEAN, OTHER], [OTHER, with_row(0, level3="购置图书册数")]).read_bytes() == first


# The command line


@pytest.fixture
def last(tmp_path: Path, checkout: Path) -> Path:
    """The folder of the year before the 2020 document."""
    return fill_last_year(tmp_path / "去年", checkout)


def test_the_2020_document_against_the_year_before(run: Run, checkout, tmp_path, last):
    """Every kind of row: totals, pairs by code, name and likeness, what ended and is new, lowered, dropped, renamed."""
    target = tmp_path / "汇总.xlsx"
    result = run("merge", this_year(checkout), "--previous", last, "-o", target)
    assert result.code == 0
    assert "与去年对比：项目延续 10 个，新增 1 个，取消 1 个；指标值降低 1 条。详见“年度对比”。" in result.out
    assert "有 1 个项目是按名称相近与去年配对的" in result.out
    found = rows(target)
    assert found[3:9] == [
        ["栏目", "去年（2019年）", "今年（2020年）", "增减", "增减（%）"],
        ["预算数", 269.12, 257.72, -11.4, pytest.approx(-11.4 / 269.12)],
        ["其中：财政资金", 259.12, 257.72, -1.4, pytest.approx(-1.4 / 259.12)],
        ["其他资金", 10.0, 0.0, -10.0, -1.0],
        ["项目（个）", 11.0, 11.0, 0.0, 0.0],
        ["绩效指标（条）", 42.0, 42.0, 0.0, 0.0],
    ]
    name = "北戴河年鉴编撰费"
    pair = ["434-1401-JBN-OLD1", "北戴河年鉴编纂费", "434-1401-JBN-2CT9", name, "名称相近，相似度 71%"]
    assert [2.0, *pair, 18.3, 20.0, 1.7, pytest.approx(1.7 / 18.3), "延续", "查看"] in found
    assert [12.0, "434-0406-JBN-OLD3", ENDED, 30.0, "–", -30.0, -1.0, "取消"] in found
    assert [11.0, "434-0406-JBN-KG8U", "专项业务活动费", "–", 19.4, 19.4, "–", "新增", "查看"] in found
    said = {(row[-2], row[-3], row[-4]) for row in found if row and row[-1] == "查看" and len(row) > 6}
    assert ("降低", "名称相同", "≥9595%以上") in said
    assert ("符号有变", "名称相同", "≥9595%以上") in said
    assert ("名称有变", "名称相近，相似度 67%", "≥9595%以上") in said
    changes = [
        row for row in found if row and row[-1] == "查看" and row[-2] in ("取消", "新增") and "指标" in str(row[2])
    ]
    assert [row[2:6] for row in changes] == [
        ["质量指标", "网站安全检查次数", "≥4次", "取消"],
        ["质量指标", "信息收集率", "≥9595%以上", "新增"],
    ]
    assert any(SHEET in row for row in rows(target, "目录"))


def test_without_previous_there_is_no_comparison(run: Run, checkout, tmp_path, last):
    """The sheets are those of before, and a comparison adds one sheet before 问题清单 and nothing else."""
    run("merge", this_year(checkout), "-o", tmp_path / "一.xlsx")
    run("merge", this_year(checkout), "--previous", last, "-o", tmp_path / "二.xlsx")
    plain, more = (CalamineWorkbook.from_path(tmp_path / name).sheet_names for name in ("一.xlsx", "二.xlsx"))
    assert SHEET not in plain
    assert more.index(SHEET) == plain.index("问题清单")
    assert [name for name in more if name != SHEET] == plain


def test_the_exported_data_of_last_year_serves_as_well(run: Run, checkout, tmp_path, last):
    """A file of ``xltool export`` is a year like a folder of tables."""
    run("export", last, "-o", tmp_path / "去年.json")
    for source, target in ((last, "一.xlsx"), (tmp_path / "去年.json", "二.xlsx")):
        assert run("merge", this_year(checkout), "--previous", source, "-o", tmp_path / target).code == 0
    assert rows(tmp_path / "一.xlsx") == rows(tmp_path / "二.xlsx")


def test_what_of_last_year_was_refused_is_said(run: Run, checkout, tmp_path, last):
    """The sentence is on the screen and on the sheet, and the command ends with 1."""
    (last / "12 坏.xlsx").write_bytes(workbook(CLEAN)[:2000])
    (last / "说明.docx.pdf").write_bytes(b"%PDF-1.7\n")
    result = run("merge", this_year(checkout), "--previous", last, "-o", tmp_path / "汇总.xlsx")
    assert result.code == 1
    reason = "“12 坏.xlsx”已损坏或不完整，打不开。请向填报人重新要一份，或用 Excel 修复后另存。"
    assert f"去年的表未计入对比：{reason}" in result.out
    assert "去年的表跳过：“说明.docx.pdf”" in result.out
    assert [f"去年的表有一部分没有计入：{reason}"] in rows(tmp_path / "汇总.xlsx")


def test_years_in_the_wrong_order_are_doubted(run: Run, checkout, tmp_path):
    """This year's own tables as last year's give no change, and the sheet asks whether that was meant."""
    target = tmp_path / "汇总.xlsx"
    assert run("merge", this_year(checkout), "--previous", this_year(checkout), "-o", target).code == 0
    assert ["请核对：作为去年的表写明是 2020 年，今年的表写明是 2020 年。"] in rows(target)


@pytest.mark.parametrize("kind", ["missing", "empty", "no table", "part one only", "damaged"])
def test_a_last_year_that_cannot_be_used(run: Run, checkout, tmp_path, kind):
    """One sentence that names it, exit code 2, and no summary."""
    folder = tmp_path / "去年"
    files = {
        "empty": {},
        "no table": {"说明.txt": b"x"},
        "part one only": {"00.xlsx": workbook(PART_ONE)},
        "damaged": {"01.xlsx": workbook(CLEAN)[:2000]},
    }
    if kind != "missing":
        folder.mkdir()
        for name, data in files[kind].items():
            (folder / name).write_bytes(data)
    result = run("merge", this_year(checkout), "--previous", folder, "-o", tmp_path / "汇总.xlsx")
    assert result.code == 2
    (line,) = result.text.splitlines()
    assert line.startswith("去年的表（--previous）不能用：")
    assert not (tmp_path / "汇总.xlsx").exists()


def test_a_table_of_last_year_is_never_the_output(run: Run, checkout, last):
    """Originals never change, those of last year neither."""
    before = (last / "01.xlsx").read_bytes()
    result = run("merge", this_year(checkout), "--previous", last, "-o", last / "01.xlsx")
    assert result.code == 2
    assert (last / "01.xlsx").read_bytes() == before


# LibreOffice


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_the_comparison_recomputes_to_its_stored_figures(
    tmp_path, checkout, last, sheets, convert: Callable[..., Path]
):
    """All values of the sheet are the same after LibreOffice computed every formula anew."""
    for number, amount in enumerate((None, "0.30", "0.00")):
        project = replace(with_budget(amount, None, None), code=f"C-{number}", name=f"第{number}次零星维修")
        (last / f"1{number + 2}.xlsx").write_bytes(workbook(project))
    (last / "15 坏.xlsx").write_bytes(workbook(CLEAN)[:2000])
    merged = xltool.merge(xltool.read(this_year(checkout)))
    path = xltool.write_summary(merged, tmp_path / "汇总.xlsx", sheets, xltool.compare(xltool.read(last), merged))
    theirs, ours = rows(convert(path, "xlsx", recalculate=True)), rows(path)
    assert len(ours) > 30
    for stored, computed in zip(ours, theirs, strict=False):
        assert computed == [pytest.approx(v, abs=1e-9) if isinstance(v, float) else v for v in stored]
    assert theirs[len(ours) :] == []


def test_the_printed_comparison_has_nothing_cut_off(
    tmp_path, checkout, last, convert: Callable[..., Path], pdf_text: Callable[[Path], str]
):
    """It is one page for eleven projects, with no ####, no error value and no empty page after it."""
    merged = xltool.merge(xltool.read(this_year(checkout)))
    path = xltool.write_summary(merged, tmp_path / "汇总.xlsx", comparison=xltool.compare(xltool.read(last), merged))
    pages = pdf_text(convert(path, "pdf")).split("\f")
    own = [page for page in pages if "绩效目标年度对比表" in page]
    assert len(own) == 1
    assert all(word in own[0] for word in ("一、总体情况", "二、项目增减", "三、指标值", "四、延续项目", "269.12"))
    assert "##" not in own[0]
    assert "Err:" not in own[0]
    assert all(page.strip() for page in pages[:-1])


def test_amounts_are_exact(tmp_path):
    """Three amounts that floats cannot add up are their exact sum, and no change is a plain 0."""
    cents = [replace(with_budget(a, a, None), code=f"A-{a}", name=f"第{a}") for a in ("0.10", "0.20", "0.30")]
    found = rows(summary(tmp_path, cents, cents))
    assert ["预算数", 0.6, 0.6, 0.0, 0.0] in found
    assert compared(cents, cents).last.money.total == Decimal("0.60")
