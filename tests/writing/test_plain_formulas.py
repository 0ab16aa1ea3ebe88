"""The plain formulas: LibreOffice computes them, and they say what the functions of the same purpose say."""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from tests import test_capital_numerals, test_project_code, test_targets
from xltool.excel import functions
from xltool.writing.plain_formulas import (
    BEYOND,
    NO_AMOUNT,
    NO_SHARE,
    UNITS,
    capital_formula,
    code_ok_formula,
    number_formula,
    operator_formula,
    plan_amount_formula,
    unit_formula,
)

Cell = str | float | None
SENTENCES = {BEYOND, NO_AMOUNT, NO_SHARE}

NEARLY = """
≥ % 次 个|人 5|次 5个|人 ≥.5% 5.% 05次 00% 0.5% 100% 100.5% 1.2.3次 5≥3次 1E3次 1/2次 12:30 123456789012345次
1234567890123456次 ≥123456789012345人 ９５% TRUE
""".split()
TARGETS = [
    *(line.split("|")[0].strip() for line in test_targets.WITH_OPERATOR.strip().splitlines()),
    *(line.split("|")[0].strip() for line in test_targets.WITHOUT_OPERATOR.strip().splitlines()),
    *(line.split("|")[0].strip() for line in test_targets.RANGES.strip().splitlines()),
    *(line.split("|")[0].strip() for line in test_targets.JOINED.strip().splitlines()),
    *test_targets.DEADLINES,
    *test_targets.WORDS,
    *test_targets.UNREADABLE,
    *NEARLY,
    *("-5", 95.0, 0.95, 1200.0, None),
]
CODES = [*test_project_code.RIGHT, *test_project_code.WRONG, "434*1401-JBN-6BVF", "?" * 17, 434.0, None]
AMOUNTS = [float(amount) for amount, _ in test_capital_numerals.CASES]
AMOUNTS += [0.1 + 0.2, 1.005, 2.675, 1e13, 9999999999999.99, 9999999999999.996, 1e300, "12元", None]
SHARES = [(12.5, 25.0), (257.72, 33.33), (None, 25.0), (12.5, None), (0.07, 100.0), (-3.0, 50.0), (100.0, -5.0)]
SHARES += [("a", 1.0), ("", 1.0)]


def drawn(count: int, draw: Callable[[random.Random], Cell]) -> list[Cell]:
    """Cells drawn at random, the same in every run."""
    source = random.Random(20200)
    return [draw(source) for _ in range(count)]


def a_target(source: random.Random) -> str:
    """A target value that a formula can read, or nearly."""
    strange = "05 9595 1.1.1 5. .5".split()
    number = source.choice([str(source.randint(0, 200)), f"{source.uniform(0, 120):.2f}", source.choice(strange)])
    return source.choice(["", *"≥≤><=≥≥"]) + number + source.choice(["", *UNITS, "以上", "%以上", "日前", "百"])


def an_amount(source: random.Random) -> float:
    """An amount of at most fifteen digits, many of them 0."""
    digits = "".join(source.choice("0000123456789") for _ in range(source.randint(1, 15)))
    return int(digits) / 100


@pytest.fixture(scope="module")
def computed(
    convert: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Sequence[Sequence[Cell]], Sequence[str]], list[list[object]]]:
    """Give `computed(rows, formulas)`: what LibreOffice finds for each formula beside each row of cells."""

    def run(rows: Sequence[Sequence[Cell]], formulas: Sequence[str]) -> list[list[object]]:
        path = tmp_path_factory.mktemp("formulas") / "formulas.xlsx"
        with Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate(rows):
                for col, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, col, cell)
                    elif cell is not None:
                        sheet.write_number(number, col, cell)
                for col, formula in enumerate(formulas, len(row)):
                    sheet.write_formula(number, col, "=" + re.sub(r"\b([AB])1\b", rf"\g<1>{number + 1}", formula))
                sheet.write_string(number, 9, "end")  # else a row that is blank to its end would be cut off
        book = CalamineWorkbook.from_path(convert(path, "xlsx", recalculate=True))
        width = len(rows[0])
        return [row[width : width + len(formulas)] for row in book.get_sheet_by_index(0).to_python()]

    return run


def disagreements(
    inputs: Iterable[Cell], formulas: Iterable[object], answers: Iterable[object]
) -> list[tuple[Cell, object, object]]:
    """Where a formula gives neither the answer of the function nor, of a text, one of its sentences."""
    triples = zip(inputs, formulas, answers, strict=True)
    return [
        (cell, found, answer)
        for cell, found, answer in triples
        if found != answer and not (isinstance(cell, str) and found in SENTENCES)
    ]


def test_parts_of_a_target_value(computed) -> None:
    """Sign, number and unit: the same as the function, or the sentence that it cannot tell; never another value."""
    cells = TARGETS + drawn(400, a_target)
    formulas = [operator_formula("A1"), number_formula("A1"), unit_formula("A1")]
    asked = (functions.target_operator, functions.target_number, functions.target_unit)
    for found, function in zip(zip(*computed([[cell] for cell in cells], formulas), strict=True), asked, strict=True):
        assert disagreements(cells, found, map(function, cells)) == []
        told = [cell for cell, value in zip(cells, found, strict=True) if value not in SENTENCES]
        assert len(told) > 250
        assert {"≥95%", "985米", "2次/年", "9595", "100%"} <= set(told)


@pytest.mark.parametrize("unit", ["", *UNITS])
def test_every_unit_of_the_formulas_is_one_of_the_reader(unit: str) -> None:
    """And stays as it is written."""
    assert functions.target_unit(f"≥7.5{unit}") == unit
    assert functions.target_number(f"7{unit}") == 7


def test_project_codes(computed) -> None:
    """TRUE where the function says so."""
    found = [bool(value) for (value,) in computed([[code] for code in CODES], [code_ok_formula("A1")])]
    assert found == [functions.code_ok(code) for code in CODES]
    assert found.count(True) == len(test_project_code.RIGHT)


def test_plan_amounts(computed) -> None:
    """The same where neither number has more than two decimals; blanks count as 0."""
    percents = drawn(100, lambda source: source.randint(0, 10000) / 100)
    pairs = SHARES + [(amount % 1e8, percent) for amount, percent in zip(drawn(100, an_amount), percents, strict=True)]
    pairs = [(round(amount, 2) if isinstance(amount, float) else amount, percent) for amount, percent in pairs]
    found = [value for (value,) in computed(pairs, [plan_amount_formula("A1", "B1")])]
    answers = [functions.plan_amount(amount, percent) for amount, percent in pairs]
    assert [value for value in answers if isinstance(value, str)] == ["不是金额，请改为数字"]
    answers[answers.index("不是金额，请改为数字")] = NO_SHARE
    assert list(zip(pairs, found, strict=True)) == list(zip(pairs, answers, strict=True))


def test_capital_numerals(computed) -> None:
    """Every amount of the table, halves of a cent, and hundreds that are drawn."""
    amounts = AMOUNTS + drawn(400, an_amount)
    found = [value for (value,) in computed([[amount] for amount in amounts], [capital_formula("A1")])]
    assert disagreements(amounts, found, map(functions.capital, amounts)) == []


FORMULAS = {
    "operator": operator_formula("A1"),
    "number": number_formula("A1"),
    "unit": unit_formula("A1"),
    "code": code_ok_formula("A1"),
    "share": plan_amount_formula("A1", "B1"),
    "capital": capital_formula("A1"),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_old_excel_takes_them(name: str) -> None:
    """Excel 2007: no new function, 8,192 characters, 64 levels, and 255 characters in a text."""
    formula = FORMULAS[name]
    assert len(formula) < 4000
    assert all(len(text) <= 255 for text in re.findall(r'"([^"]*)"', formula))
    bare = re.sub(r'"[^"]*"', "", formula)
    known = "ABS AND FIND IF IFERROR ISERROR ISNUMBER LEFT LEN MATCH MID N OR ROUND SUBSTITUTE SUMPRODUCT TEXT VALUE"
    assert set(re.findall(r"([A-Z]+)\(", bare)) <= set(known.split())
    depth = deepest = 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        deepest = max(depth, deepest)
    assert depth == 0
    assert deepest <= 60
