"""Worksheet functions as plain formulas, which need neither macros nor Python nor LAMBDA: Excel 2007 and later, WPS.

Each gives what the function of the same purpose in ``xltool/excel/functions.py`` gives, or one of the sentences here.
"""

from __future__ import annotations

from functools import reduce

from xltool.capital_numerals import DIGITS
from xltool.forms import SHIPPED, shipped
from xltool.writing.code_patterns import code_formula

BEYOND = "公式拆不开，请写成“≥95%”这样"
NO_SHARE = "预算数或比例不是数字，请改为数字"
NO_AMOUNT = "不是金额，请改为数字"
TOO_LARGE = "金额太大，最多到万亿"

UNITS = (
    "% ‰ 个 个/户 人 人次 万人 万人次 人/次 名 户 家 次 场 场次 期 批 批次 项 件 份 册 套 台 辆 部 篇 条 处 座 栋 间 "
    "所 起 例 只 头 株 棵 本 张 幅 块 卷 公里 千米 米 平方米 ㎡ 立方米 亩 公顷 吨 公斤 千克 升 元 万元 亿元 元/人 天 "
    "小时 分钟 工作日 个工作日 个月 分 级 种 类 门 课时 次/年 人/年 万元/年"
).split()
"""Units that a formula knows; of a value with another one it says ``BEYOND``."""

_SIGNS = "≥≤><="
_LIST = "{%s}"
_PLACES = _LIST % ",".join(map(str, range(1, 17)))
_NO_NUMBERS = _LIST % ",".join(f'"{t}"' for t in (*(f"|0{d}" for d in range(10)), "|.", ".|", "||", *_SIGNS))


def operator_formula(cell: str) -> str:
    """符号 of a target value; ``=`` where none is written."""
    return _where_readable(cell, f'IF({_has_sign(cell)},LEFT({cell}),"=")')


def number_formula(cell: str) -> str:
    """数值 of a target value."""
    return _where_readable(cell, f"VALUE({_number(cell)})")


def unit_formula(cell: str) -> str:
    """单位 of a target value."""
    return _where_readable(cell, _unit(cell))


def _where_readable(cell: str, formula: str) -> str:
    """The formula where the value is a sign or none, a number, and a known unit or none."""
    number, unit = _number(cell), _unit(cell)
    tests = (
        f'ISNUMBER(FIND("|"&{unit}&"|","||{"|".join(UNITS)}|"))',
        f'ISERROR(FIND("|",{cell}))',
        f'SUMPRODUCT(ISNUMBER(FIND({_NO_NUMBERS},"|"&{number}&"|"))*1)=0',
        f'LEN({cell})-LEN(SUBSTITUTE({cell},".",""))<2',
        f'OR(VALUE({number})<=100,ISERROR(FIND(LEFT({unit}&" "),"%‰")))',  # 9595% may be 95% written twice
    )
    return f'IF({cell}="","",IF(IFERROR(AND({",".join(tests)}),FALSE),{formula},"{BEYOND}"))'


def _has_sign(cell: str) -> str:
    return f'ISNUMBER(FIND(LEFT({cell}),"{_SIGNS}"))'


def _size(cell: str) -> str:
    """How many characters sign and number have; an error for more than fifteen, which Excel would not keep."""
    return f'SUMPRODUCT(MATCH(0,ISNUMBER(FIND(MID({cell}&"|",{_PLACES},1),"{_SIGNS}0123456789."))*1,0))-1'


def _number(cell: str) -> str:
    return f"MID({cell},1+{_has_sign(cell)},{_size(cell)}-{_has_sign(cell)})"


def _unit(cell: str) -> str:
    return f"MID({cell},1+{_size(cell)},99)"


def code_ok_formula(code: str) -> str:
    """Whether a text is a project code of the first form."""
    return code_formula(shipped(SHIPPED[0]).code_patterns, code)


def plan_amount_formula(amount: str, percent: str) -> str:
    """What a percentage (0-100) of an amount is, to six decimals."""
    numbers = ",".join(f'OR({cell}="",ISNUMBER({cell}))' for cell in (amount, percent))
    return f'IF(AND({numbers}),ROUND(N({amount})*N({percent})/100,6),"{NO_SHARE}")'


def capital_formula(yuan: str) -> str:
    """An amount in 元 in capital Chinese numerals."""
    places = "".join(f"0\\{unit}" for unit in "万仟佰拾亿仟佰拾万仟佰拾元角分")
    cents = f"ROUND(ROUND(ABS({yuan}),2)*100,0)"
    words = f'TEXT({cents},"{places}")'
    words = reduce(_replaced, ((str(digit), word) for digit, word in enumerate(DIGITS)), words)
    words = reduce(_replaced, (("零角零分", "整"), *((f"零{unit}", "零") for unit in "仟佰拾角"), ("零分", "")), words)
    words = reduce(_replaced, (*(("零零", "零"),) * 3, *((f"零{unit}", unit) for unit in "亿万元")), words)
    words = reduce(_replaced, ((f"|{left}", "|") for left in "万亿零万零元零"), f'"|"&{words}')
    words = reduce(_replaced, (("亿万", "亿零"), ("零零", "零"), ("零元", "元"), ("|整", "零元整"), ("|", "")), words)
    said = f'IF(ROUND({yuan},2)<0,"负","")&{words}'
    small = f'IF(LEN(TEXT({cents},"0"))<16,{said},"{TOO_LARGE}")'  # LibreOffice finds 9999999999999.99<10^13 false
    return f'IF(ISNUMBER({yuan}),{small},IF({yuan}="","","{NO_AMOUNT}"))'


def _replaced(text: str, pair: tuple[str, str]) -> str:
    return f'SUBSTITUTE({text},"{pair[0]}","{pair[1]}")'
