"""项目编码: what is wrong with it, in one sentence."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltool.forms import shipped
from xltool.project_code import code_fault

FORM = shipped("hebei-project")
RIGHT = ["434-1401-JBN-6BVF", "434-1404-JBN-0000", "13030421T000012345678"]
WRONG = {
    "": "没有填写项目编码。",
    " ": "前面或后面有空格，请删去。",
    "434-1401-JBN-6BVF ": "前面或后面有空格，请删去。",
    "434-1401-JBN-6BV": "应有 17 位，现在是 16 位，如 434-1401-JBN-6BVF。",
    "434-1401-JBN-6BVFF": "应有 17 位，现在是 18 位，如 434-1401-JBN-6BVF。",
    "434－1401-JBN-6BVF": "第 4 位“－”不对，应是“-”，如 434-1401-JBN-6BVF。",
    "434-1401-JbN-6BVF": "第 11 位“b”不对，应是大写字母，如 434-1401-JBN-6BVF。",
    "434-14 1-JBN-6BVF": "第 7 位是空格，应是数字，如 434-1401-JBN-6BVF。",
    "434-1401-JBN-6BV_": "第 17 位“_”不对，应是数字或大写字母，如 434-1401-JBN-6BVF。",
    "４34-1401-JBN-6BVF": "第 1 位“４”不对，应是数字，如 434-1401-JBN-6BVF。",
    "13030421X000012345678": "第 9 位“X”不对，应是R、Y、T。",
    "13030421T00001234567": "应有 21 位，现在是 20 位。",
}


@pytest.mark.parametrize("code", RIGHT)
def test_codes_of_both_kinds_are_right(code: str) -> None:
    """The Hebei code and the one of the integrated system."""
    assert code_fault(code, FORM) == ""


@pytest.mark.parametrize("code", WRONG)
def test_the_first_wrong_character_is_named(code: str) -> None:
    """And what it should be, by the kind of code that the text follows furthest."""
    assert code_fault(code, FORM) == WRONG[code]


@given(st.one_of(*(st.from_regex(pattern, fullmatch=True) for pattern in FORM.code_patterns), st.text("4-JB1b ０")))
def test_it_agrees_with_the_patterns_of_the_form(code: str) -> None:
    """There is a fault exactly where no pattern fits."""
    fits = any(re.fullmatch(pattern, code, re.ASCII) for pattern in FORM.code_patterns)
    assert (code_fault(code, FORM) == "") == fits
