"""The worksheet functions as a cell sees them: values that it can hold, and a sentence for what is wrong."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import xltool
from tests.rules.clean import CLEAN, FORM
from xltool.excel import functions
from xltool.excel.functions import (
    UNFORESEEN,
    capital,
    code_fault,
    code_ok,
    folder_sum,
    plan_amount,
    target_number,
    target_operator,
    target_unit,
)
from xltool.macros.functions import all_functions
from xltool.office.cells import fill_cells
from xltool.tasks import summing
from xltool.writing.form_sheet import cell_values, field_cells
from xltool.writing.plain_formulas import NO_AMOUNT, TOO_LARGE
from xltool.writing.workbook import form_workbook

# value of the cell | sign | number | unit
PARTS = [
    ("≥9595%以上", "≥", 95.0, "%"),
    ("不少于20场次", "≥", 20.0, "场次"),
    ("80%~90%", "~", 80.0, "%"),
    ("985米", "=", 985.0, "米"),
    (1200.0, "=", 1200.0, ""),
    (Decimal("3.50"), "=", 3.5, ""),
    ("优良", "", "", ""),
    ("12月31日前", "", "", ""),
    (None, "", "", ""),
    ("", "", "", ""),
]


@pytest.mark.parametrize(("value", "sign", "number", "unit"), PARTS)
def test_the_parts_of_a_target(value: object, sign: str, number: object, unit: str) -> None:
    """Words and blanks give blank cells, never a 0."""
    assert (target_operator(value), target_number(value), target_unit(value)) == (sign, number, unit)


@pytest.mark.parametrize("function", [target_operator, target_number, target_unit])
def test_a_target_that_nobody_can_read(function) -> None:
    """The same sentence in each of the three."""
    assert function("大概很多") == "“大概很多”看不出数值，请写成“≥95%”这样。"


def test_project_codes() -> None:
    """Blanks around a code are a fault; a number is read as it prints."""
    assert code_ok("434-1401-JBN-6BVF") is True
    assert code_ok("434-1401-JBN-6BVF ") is False
    assert code_ok(None) is False
    assert code_ok(434.0) is False
    assert code_fault("434-1401-JBN-6BVF") == ""
    assert code_fault(434.0) == "应有 17 位，现在是 3 位，如 434-1401-JBN-6BVF。"
    assert code_fault(None) == "没有填写项目编码。"


@pytest.mark.parametrize(
    ("amount", "percent", "answer"),
    [
        (257.72, 33.33, 85.898076),
        (0.1, 30.0, 0.03),
        (0.07, 100.0, 0.07),
        ("12.5", "25%", 3.125),
        ("20万元", 50.0, 10.0),
        (None, 25.0, 0.0),
        (12.5, None, 0.0),
        ("约20", 25.0, NO_AMOUNT),
        (12.5, "四分之一", "比例“四分之一”不是数字，请改为数字。"),
        (True, 25.0, NO_AMOUNT),
    ],
)
def test_plan_amounts(amount: object, percent: object, answer: object) -> None:
    """Exact: 0.1 times 30 % is 0.03, which it is not with floats."""
    assert plan_amount(amount, percent) == answer


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ((1409.5,), "壹仟肆佰零玖元伍角"),
        ((257.72, "万元"), "贰佰伍拾柒万柒仟贰佰元整"),
        (("12,345.67",), "壹万贰仟叁佰肆拾伍元陆角柒分"),
        ((-3.0,), "负叁元整"),
        ((0.0,), "零元整"),
        ((None,), ""),
        ((1.0, ""), "壹元整"),
        ((9999999999999.99,), "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ((1e13,), TOO_LARGE),
        ((1e300,), TOO_LARGE),
        (("abc",), NO_AMOUNT),
        ((float("nan"),), NO_AMOUNT),
        ((1.0, "美元"), "没有名为“美元”的金额单位，请写元或万元。"),
    ],
)
def test_capital_numerals(arguments: tuple[object, ...], answer: str) -> None:
    """Of 元, or of the unit that is named."""
    assert capital(*arguments) == answer


@pytest.mark.parametrize("function", all_functions(), ids=lambda function: function.name)
def test_an_area_is_answered_by_a_sentence(function) -> None:
    """xlwings gives the cells of an area as lists."""
    area = [[1.0, 2.0], [3.0, 4.0]]
    arguments = [area for _ in function.typed]
    assert getattr(functions, function.python)(*arguments) == "请只选一个单元格。"


def test_what_nobody_foresaw_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell has no place for one."""
    monkeypatch.setattr(functions, "read_target", lambda _: 1 / 0)
    assert target_number("95%") == UNFORESEEN


# The sum of a folder


@pytest.fixture
def example(checkout: Path) -> Path:
    """The eleven projects of the 2020 document."""
    return checkout / "workbook_templates" / "beidaihe-2020"


def table(path: Path, **changed: object) -> None:
    """A project table of one's own."""
    values = cell_values(FORM, CLEAN) | changed
    cells = {cell: values.get(name) for name, cell in field_cells(FORM, CLEAN, to_fill=True).items()}
    path.write_bytes(fill_cells(form_workbook(FORM), {FORM.sheet_name: cells}))


@pytest.mark.parametrize("label", ["预算数", "财政资金", "其中：财政资金", " 其他资金：", "预算金额"])
def test_a_column_of_a_folder(label: str, example: Path) -> None:
    """The sums of the summary, under every spelling of the label."""
    money = xltool.merge(xltool.read(example)).totals.money
    sums = {"预算数": money.total, "预算金额": money.total, " 其他资金：": money.other}
    assert folder_sum(label, str(example)) == float(sums.get(label, money.fiscal))
    assert folder_sum("预算数", str(example)) == 257.72


def test_the_folder_of_the_workbook_itself(example: Path) -> None:
    """Where no folder is given, and as the place from which a relative one is found."""
    assert folder_sum("预算数", None, str(example)) == 257.72
    assert folder_sum("预算数", "", str(example)) == 257.72
    assert folder_sum("预算数", example.name, str(example.parent)) == 257.72


@pytest.mark.parametrize("label", ["3月底", "项目名称", "", None, "乱写"])
def test_what_cannot_be_added(label: object, example: Path) -> None:
    """Only money is added up."""
    assert folder_sum(label, str(example)) == f"没有名为“{label or ''}”的金额栏目。可以写：预算数、财政资金、其他资金。"


def test_folders_that_are_not_there(tmp_path: Path) -> None:
    """Not saved, not found, on the web, empty."""
    assert folder_sum("预算数") == "本工作簿还没有保存过。请先保存，或写明文件夹。"
    assert folder_sum("预算数", str(tmp_path / "没有")) == f"没有找到文件夹“{tmp_path / '没有'}”。请检查路径。"
    assert str(folder_sum("预算数", None, "https://example.org/文档")).startswith("文件夹在网盘上，读不到。")
    assert str(folder_sum("预算数", str(tmp_path))).startswith("没有可以汇总的项目绩效目标表。")


@pytest.mark.parametrize(
    ("folder", "own", "refused"),
    [
        (r"\\evil\share\x", r"D:\绩效", True),
        ("//evil/share", r"D:\绩效", True),
        (r"\\evil\share", r"\\server\share\绩效", True),
        (r"\\?\UNC\evil\share", r"D:\绩效", True),
        (r"\\server\share\a", r"\\SERVER\Share\绩效", False),
        ("", r"\\server\share\绩效", False),
        (r"E:\绩效", r"D:\绩效", False),
        ("子文件夹", r"D:\绩效", False),
    ],
)
def test_a_foreign_network_share_is_not_asked(
    folder: str, own: str, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workbook that was sent could make Windows log on to a server of its sender."""
    asked: list[Path] = []
    monkeypatch.setattr(summing, "folder_sum", lambda path, _: asked.append(path) or Decimal(0))
    answer = folder_sum("预算数", folder, own)
    assert (answer == "这个网络文件夹与本工作簿不在同一处，没有读取。请把它映射为盘符后再写。") == refused
    assert (asked == []) == refused


def test_equal_copies_count_once_and_unequal_ones_give_no_sum(tmp_path: Path) -> None:
    """As in the summary; where it would refuse a table, its sentence stands in the cell."""
    for name in ("a.xlsx", "b.xlsx"):
        table(tmp_path / name)
    assert folder_sum("预算数", str(tmp_path)) == float(CLEAN.budget.total or 0)
    table(tmp_path / "c.xlsx", **{"budget.total": Decimal(21), "code": "434-1401-JBN-0000"})
    assert folder_sum("预算数", str(tmp_path)) == float(CLEAN.budget.total or 0) + 21
    table(tmp_path / "d.xlsx", **{"budget.total": Decimal(22)})
    assert "各有一份，内容不同" in str(folder_sum("预算数", str(tmp_path)))


def test_an_amount_that_cannot_be_read_gives_no_sum(tmp_path: Path) -> None:
    """The cell is named; the columns that can be read are added up."""
    table(tmp_path / "a.xlsx", **{"budget.total": "约20万元"})
    answer = folder_sum("预算数", str(tmp_path))
    assert answer == "没有合计：“a.xlsx”的 C5 不是能相加的金额。请改正后再试。"
    assert folder_sum("财政资金", str(tmp_path)) == float(CLEAN.budget.fiscal or 0)


def test_a_file_that_is_no_workbook_gives_no_sum(example: Path, tmp_path: Path) -> None:
    """It may have been one of the tables."""
    (tmp_path / "a.xlsx").write_bytes(next(example.glob("03*.xlsx")).read_bytes())
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04broken")
    answer = str(folder_sum("预算数", str(tmp_path)))
    assert answer.startswith("没有合计：")
    assert "b.xlsx" in answer


def test_the_functions_know_nothing_of_xlwings() -> None:
    """Only the module for its server does."""
    script = "import sys, xltool.excel.functions\nprint({'xlwings', 'xlsxwriter', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"
