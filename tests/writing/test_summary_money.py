"""The money and the charts of 部门汇总: in every unit the tables add up to their totals, computed anew too."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

import xltool
from tests.rules.clean import CLEAN, PART_ONE, with_budget, workbook
from tests.test_consolidation import fill, merged, merged_projects, rows_of
from xltool.amounts import show
from xltool.balanced_rounding import SHOWN_UNITS, WAN, WHOLE_WAN, YUAN, ShownUnit, balanced
from xltool.model import Budget, SubObjective
from xltool.office.cells import fill_cells
from xltool.writing.summary import summary_workbook

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

AWKWARD = (
    ("434-1401-JBN-0001", "10.125", "7.0625", "3.0625"),
    ("434-1402-JBN-0002", "20.335", "20.335", None),
    ("434-2601-JBN-0003", "0.005", None, "0.005"),
    ("434-2602-JBN-0004", "31.1249", "31.1204", "0.0045"),
)
"""Amounts that were typed in 元; the first two are 图书服务, the others 后勤保障."""

NOTES = {
    WAN: "为使各项之和等于合计，“10月底”当期金额少计 0.01。",
    WHOLE_WAN: "为使各项之和等于合计，“后勤保障”预算数多计 1、“后勤保障”财政资金多计 1、“6月底”当期金额多计 1、"
    "“10月底”当期金额少计 1、“12月底”当期金额多计 1。",
    YUAN: "金额按所选单位四舍五入，各项之和与合计一致。",
}


@pytest.fixture
def awkward(tmp_path: Path) -> Path:
    """A summary in which no amount has two decimals."""
    files = {"00.xlsx": workbook(PART_ONE)}
    for code, *amounts in AWKWARD:
        files[f"{code}.xlsx"] = workbook(replace(with_budget(*amounts), code=code, name=f"项目{code[-1]}"))
    return xltool.write_summary(merged(fill(tmp_path / "项目表", files)), tmp_path / "汇总.xlsx")


def exact(value: object) -> Decimal:
    """What a cell holds, to nine digits."""
    assert isinstance(value, float)
    return Decimal(str(round(value, 9)))


def tables(summary: bytes) -> tuple[list[list[Decimal]], list[list[Decimal]], str]:
    """The money of both tables of 部门汇总, the first with its total, and the note below them."""
    rows = rows_of(summary, "部门汇总")
    places = {str(row[0]): number for number, row in enumerate(rows)}
    goals = [[exact(value) for value in row[4:7]] for row in rows[places["分项绩效目标"] + 1 : places["合计"] + 1]]
    points = [[exact(row[2]), exact(row[4])] for row in rows[places["时点"] + 1 : places["时点"] + 5]]
    return goals, points, str(rows[places["时点"] + 5][0])


@pytest.mark.parametrize("unit", SHOWN_UNITS, ids=lambda unit: unit.name)
def test_the_page_adds_up_in_every_unit(awkward: Path, convert: Callable[..., Path], tmp_path: Path, unit: ShownUnit):
    """Rows and columns, after LibreOffice computed the page anew in the unit that was chosen."""
    chosen = tmp_path / "选过.xlsx"
    chosen.write_bytes(fill_cells(awkward.read_bytes(), {"部门汇总": {"H2": unit.name}}))
    recomputed = convert(chosen, "xlsx", recalculate=True).read_bytes()
    goals, points, note = tables(recomputed)
    parts = [Decimal(text) for text in ("27.3975", "31.1204", "3.0625", "0.0095")]
    first, second, third, fourth = balanced((part * unit.scale for part in parts), unit.places)
    assert goals[:2] == [[first + third, first, third], [second + fourth, second, fourth]]
    assert goals[2] == [sum(column) for column in zip(*goals[:2], strict=True)]
    assert goals[2][:2] == [unit.rounded(Decimal("61.5899")), unit.rounded(Decimal("58.5179"))]
    assert [money for money in rows_of(recomputed, "部门汇总")[2] if money != ""][1:3] == [
        float(unit.rounded(Decimal("61.5899"))),
        float(unit.rounded(Decimal("58.5179"))),
    ]
    for number, (cumulative, period) in enumerate(points):
        assert cumulative == unit.rounded(
            Decimal("61.5899") * (Decimal("0.2"), Decimal("0.45"), Decimal("0.8"), 1)[number]
        )
        assert period == cumulative - (points[number - 1][0] if number else 0)
    assert note == NOTES[unit]


def test_the_page_as_it_is_stored(awkward: Path):
    """In 万元; the sentence below the tables says where a unit in the last place was placed."""
    goals, points, note = tables(awkward.read_bytes())
    assert goals == [
        [Decimal("30.46"), Decimal("27.40"), Decimal("3.06")],
        [Decimal("31.13"), Decimal("31.12"), Decimal("0.01")],
        [Decimal("61.59"), Decimal("58.52"), Decimal("3.07")],
    ]
    assert [point[0] for point in points] == [Decimal(text) for text in ("12.32", "27.72", "49.27", "61.59")]
    assert note == "为使各项之和等于合计，“10月底”当期金额少计 0.01。"


def test_amounts_of_two_decimals_stay(checkout: Path):
    """Nothing is placed anywhere, and the page says so; what there is no money of stays 0."""
    summary = summary_workbook(xltool.merge(xltool.read(checkout / "workbook_templates" / "beidaihe-2020")))
    goals, _, note = tables(summary)
    assert [row[2] for row in goals] == [Decimal(0)] * 4
    assert goals[3][0] == Decimal("257.72")
    assert note == "金额按所选单位四舍五入，各项之和与合计一致。"


def test_a_department_without_part_one_has_its_total_on_the_page(tmp_path: Path):
    """One row, which adds up across as well."""
    budget = Budget(Decimal("1.005"), Decimal("0.5025"), Decimal("0.5025"))
    summary = summary_workbook(merged_projects(tmp_path, replace(CLEAN, budget=budget)))
    row = next(row for row in rows_of(summary, "部门汇总") if row[0] == "合计")
    assert row[3:8] == [1.0, 1.01, 0.5, 0.51, 1.0]


@pytest.mark.parametrize("sheets", ["all", "none"])
def test_the_plan_list_adds_up_as_it_is_shown(checkout: Path, sheets: str):
    """Every column of amounts has two decimals and the sum that stands below it."""
    summary = summary_workbook(
        xltool.merge(xltool.read(checkout / "workbook_templates" / "beidaihe-2020")), sheets=sheets
    )
    rows = rows_of(summary, "资金支出计划")
    for column, total in ((5, "64.43"), (7, "128.86"), (9, "193.29"), (11, "257.72")):
        amounts = [exact(row[column]) for row in rows[3:14]]
        assert all(amount == round(amount, 2) for amount in amounts)
        assert sum(amounts) == exact(rows[14][column]) == Decimal(total)
    assert rows[1][6] == "单位：万元；为使各项之和等于合计，有 3 处末位加减 0.01（有底色）"
    assert rows[10][5] == 16.87, "16.875, and 12.525 in all before it"
    sheet = openpyxl.load_workbook(io.BytesIO(summary))["资金支出计划"]
    shaded = {str(area.sqref): [rule.formula for rule in area.rules] for area in sheet.conditional_formatting}
    assert shaded["F5:F14"] == [["ROUND(ROUND(M5-M4,6),2)<>ROUND(F5,2)"]]


def test_exact_amounts_stay_in_the_project_list(awkward: Path):
    """With all their decimals, which its number format shows."""
    sheet = openpyxl.load_workbook(awkward, data_only=True)["项目汇总表"]
    assert [sheet.cell(row, 5).value for row in range(4, 9)] == [10.125, 20.335, 0.005, 31.1249, 61.5899]
    assert sheet["E4"].number_format == "#,##0.00####"


def test_the_named_figures_are_exact_whatever_the_page_shows(awkward: Path):
    """Other workbooks compute with them."""
    book = openpyxl.load_workbook(awkward, data_only=True)
    places = {name: area.attr_text.partition("!")[2].replace("$", "") for name, area in book.defined_names.items()}
    page = book["部门汇总"]
    assert (page[places["预算总额"]].value, page[places["财政资金合计"]].value) == (61.5899, 58.5179)


def test_the_unit_is_chosen_from_a_list(awkward: Path):
    """The cell beside 单位：has the three units and nothing else."""
    page = openpyxl.load_workbook(awkward)["部门汇总"]
    (rule,) = page.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("H2", f'"{WAN.name},{WHOLE_WAN.name},{YUAN.name}"')
    assert (page["F2"].value, page["H2"].value) == ("单位：", "万元")


def charts(summary: bytes) -> list[ElementTree.Element]:
    """The charts of a summary."""
    with zipfile.ZipFile(io.BytesIO(summary)) as archive:
        return [
            ElementTree.fromstring(archive.read(name))
            for name in sorted(archive.namelist())
            if name.startswith("xl/charts/chart")
        ]


def test_three_plain_charts(awkward: Path):
    """Funds by 分项绩效目标, plan by checkpoint, indicators by class; flat, with values at the marks, a font named."""
    found = charts(awkward.read_bytes())
    kinds = [[part.tag.removeprefix(CHART) for part in chart.iter() if part.tag.endswith("Chart")] for chart in found]
    assert kinds == [["barChart"]] * 3
    names = [[text.text for text in chart.findall(f".//{CHART}ser/{CHART}tx//{CHART}v")] for chart in found]
    assert names == [["财政资金", "其他资金"], [], []]
    values = [
        [value.text for value in series.findall(f"{CHART}val//{CHART}v")]
        for chart in found
        for series in chart.iter(f"{CHART}ser")
    ]
    assert values[:2] == [["27.4", "31.12"], ["3.06", "0.01"]]
    assert values[3] == ["16", "4", "4"]
    for chart in found:
        assert chart.find(f".//{CHART}view3D") is None
        assert {font.get("typeface") for font in chart.iter(f"{DRAWING}latin")} == {"宋体"}
        assert chart.find(f".//{CHART}dLbls/{CHART}showVal") is not None
    titles = [chart.findtext(f"{CHART}chart/{CHART}title//{DRAWING}t") for chart in found]
    assert titles == ["财政资金和其他资金（万元）", "累计支出计划（万元）", "绩效指标按一级指标（条）"]


def test_charts_where_there_is_no_part_one_and_no_indicator(tmp_path: Path):
    """The funds of the whole department, and no chart of nothing."""
    found = charts(summary_workbook(merged_projects(tmp_path, replace(CLEAN, indicators=(), plan=()))))
    assert len(found) <= 2
    assert [value.text for value in found[0].findall(f".//{CHART}cat//{CHART}v")] == ["合计", "合计"]


def test_show_and_the_page_round_alike():
    """One total is printed the same everywhere."""
    for text in ("0.005", "1.115", "257.725", "-0.005"):
        assert show(Decimal(text)) == str(WAN.rounded(Decimal(text)))


@pytest.fixture
def seven_goals(tmp_path: Path) -> Path:
    """A summary of seven 分项绩效目标 in which every amount has three decimals, and one project does not add up."""
    names = {f"1{number}": f"分项目标第{number}号的名称" for number in range(1, 8)}
    goals = tuple(SubObjective(name, f"办好{name}。") for name in names.values())
    files = {"00.xlsx": workbook(replace(PART_ONE, sub_objectives=goals))}
    for number, digits in enumerate(names):
        fiscal, other = Decimal("12.344"), Decimal("3.004") * (number % 3)
        budget = Budget(fiscal + other + (Decimal("0.338") if number == 4 else 0), fiscal, other)
        files[f"{number}.xlsx"] = workbook(replace(CLEAN, code=f"434-{digits}01-JBN-0001", budget=budget))
    folder = fill(tmp_path / "项目表", files)
    mapping = ", ".join(f'"{digits}" = "{name}"' for digits, name in names.items())
    (folder / "xltool.toml").write_text(f"[sub_objectives]\nnames = {{ {mapping} }}\n", encoding="utf-8")
    return xltool.write_summary(merged(folder), tmp_path / "汇总.xlsx")


def test_many_goals_and_a_table_that_does_not_add_up(seven_goals: Path, convert: Callable[..., Path]):
    """Columns add up; rows but the wrong one do; a long note is cut and says where the rest stands."""
    rows = rows_of(seven_goals.read_bytes(), "部门汇总")
    start = next(number for number, row in enumerate(rows) if row[0] == "分项绩效目标") + 1
    money = [[exact(value) for value in row[4:7]] for row in rows[start : start + 8]]
    assert money[7] == [sum(column) for column in zip(*money[:7], strict=True)]
    assert money[7][0] == Decimal("104.77"), "104.7700 in all"
    beyond = [total - fiscal - other for total, fiscal, other in money[:7]]
    assert beyond == [0, 0, 0, 0, Decimal("0.34"), 0, 0]
    note = next(str(row[0]) for row in rows if str(row[0]).startswith("为使各项之和"))
    assert note.endswith("……（全部列在右边折叠的列中）")
    recomputed = rows_of(convert(seven_goals, "xlsx", recalculate=True).read_bytes(), "部门汇总")
    assert [row[0] for row in recomputed] == [row[0] for row in rows]
    assert [[round(v, 9) for v in row[4:7]] for row in recomputed[start : start + 8]] == [
        [round(v, 9) for v in row[4:7]] for row in rows[start : start + 8]
    ]
