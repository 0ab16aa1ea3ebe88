"""A clean table spoilt in one place breaks exactly the rule about that place, or the companions that are named."""

from pathlib import Path

import pytest

from tests.sheets import xlsx
from xltool.document import read_document
from xltool.rules import Context, check

TABLE = Path(__file__).parent.parent / "data" / "clean" / "purchase.txt"

SPOILT = [
    ("F-01", "186.40 |", "187.40 |", []),
    ("F-02", "| 36.40", "| 约36", []),
    ("F-03", "| 95.00 | 100.00", "| 95.00 | 99.00", []),
    ("F-04", "| 30.00 | 95.00", "| | 95.00", []),
    ("F-06", "186.40 | 其中：财政资金 | 150.00", "186.4000001 | 其中：财政资金 | 150.00", []),
    (
        "F-07",
        "186.40 | 其中：财政资金 | 150.00 | 其他资金 | 36.40",
        "1864000 | 其中：财政资金 | 1864000 | 其他资金 |",
        [],
    ),
    ("F-11", "≤186.4万元", "≤196.4万元", []),
    ("F-12", "≤186.4万元", "≥186.4万元", []),
    ("F-13", "安装调试和操作人员培训12万元。", "调试培训12万元。其余略。⏎培训3万元、调试8万元，共计12万元。", []),
    ("F-14", "预算数 | 186.40", "预算数 |", []),
    ("L-14", "9月30日前 |", "2021年3月底前 |", []),
    ("T-01", "1、6月底前完成招标", "1、2019年6月底前完成招标", []),
]


@pytest.mark.parametrize(("rule", "right", "wrong", "companions"), SPOILT, ids=[entry[0] for entry in SPOILT])
def test_a_spoilt_place_breaks_its_rule(rule, right, wrong, companions):
    """One mistake gives one problem."""
    text = TABLE.read_text("utf-8")
    assert text.count(right) == 1
    readings = read_document(xlsx(text.replace(right, wrong)), "a.xlsx").readings
    assert [problem.code for problem in check(readings, Context(2020))] == [rule, *companions]
