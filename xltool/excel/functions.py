"""The worksheet functions: what Excel gives, one cell each, to the core, and its answer as a cell can hold it.

They are listed in ``functions.toml``, and ``udf_server.py`` hands them to xlwings, which nothing here knows. A wrong
argument is answered by a Chinese sentence in the cell.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from pathlib import Path, PureWindowsPath
from typing import ParamSpec

from xltool import project_code
from xltool.amounts import UNITS, AmountError, canonical, read_amount, share
from xltool.capital_numerals import capital_numerals
from xltool.forms import SHIPPED, shipped
from xltool.layout.values import percent_of, text_of
from xltool.model import Target
from xltool.problems import Refused
from xltool.targets import read_target
from xltool.tasks import summing
from xltool.writing.plain_formulas import NO_AMOUNT, TOO_LARGE

Answer = str | float | bool
"""What a cell shows; a blank one is ``""``, for nothing at all would be shown as 0."""

UNFORESEEN = "计算时出现意外情况，没有结果。请检查引用的单元格。"
_EXCEL_LIMIT = Decimal("9999999999999.995")
"""元; a cell keeps fifteen digits, two of them 角 and 分."""

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")

_Arguments = ParamSpec("_Arguments")


def _in_a_cell(function: Callable[_Arguments, Answer]) -> Callable[_Arguments, Answer]:
    @wraps(function)
    def answer(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> Answer:
        try:
            return function(*args, **kwargs)
        except Refused as refused:
            return str(refused)
        except Exception:  # noqa: BLE001 - a cell has no place for a traceback
            return UNFORESEEN

    return answer


@_in_a_cell
def target_operator(target: object) -> Answer:
    """The operator of a target value."""
    return _target(target).operator or ""


@_in_a_cell
def target_number(target: object) -> Answer:
    """The number of a target value, of a range the lower one."""
    number = _target(target).number
    return "" if number is None else float(number)


@_in_a_cell
def target_unit(target: object) -> Answer:
    """The unit of a target value."""
    return _target(target).unit or ""


@_in_a_cell
def code_ok(code: object) -> Answer:
    """Whether a text is a project code."""
    return not _code_fault(code)


@_in_a_cell
def code_fault(code: object) -> Answer:
    """What is wrong with a project code, blank where nothing is."""
    return _code_fault(code)


@_in_a_cell
def plan_amount(amount: object, percent: object) -> Answer:
    """The part of an amount that a percentage of 资金支出计划 is; blanks count as 0."""
    try:
        part = percent_of(_single(percent))
    except AmountError as error:
        raise Refused(f"比例“{error.raw}”不是数字，请改为数字。") from error
    return float(share(_amount(amount, "万元"), part))


@_in_a_cell
def capital(amount: object, unit: object = None) -> Answer:
    """An amount in capital Chinese numerals; ``unit`` is 元 where none is given."""
    unit = text_of(_single(unit)) or "元"
    if unit not in UNITS:
        raise Refused(f"没有名为“{unit}”的金额单位，请写元或万元。")
    value = _amount(amount, unit)
    if value is None:
        return ""
    yuan = canonical(value / UNITS["元"])
    if yuan.copy_abs() >= _EXCEL_LIMIT:
        raise Refused(TOO_LARGE)
    return capital_numerals(yuan)


@_in_a_cell
def folder_sum(label: object, folder: object = None, own_folder: object = None) -> Answer:
    """A money column added up over the tables of a folder, or of the folder of the workbook that asks."""
    own, named = (text_of(_single(value)) or "" for value in (own_folder, folder))
    if not (own or named):
        raise Refused("本工作簿还没有保存过。请先保存，或写明文件夹。")
    path = named or own
    if path.startswith(("http:", "https:")):
        raise Refused("文件夹在网盘上，读不到。请写本机或局域网上的文件夹。")
    if _is_elsewhere(path, own):
        raise Refused("这个网络文件夹与本工作簿不在同一处，没有读取。请把它映射为盘符后再写。")
    return float(summing.folder_sum(Path(own or ".", path), text_of(_single(label)) or ""))


def _is_elsewhere(path: str, own: str) -> bool:
    """Whether it is another network share than the workbook's: one that was sent must not make the PC log on there."""
    drive = PureWindowsPath(path).drive.lower()
    return drive.startswith("\\\\") and drive != PureWindowsPath(own).drive.lower()


def _target(value: object) -> Target:
    text = text_of(_single(value))
    reading = read_target(text)
    if reading.kind == "unreadable":
        raise Refused(f"“{text}”看不出数值，请写成“≥95%”这样。")
    return reading.target


def _code_fault(value: object) -> str:
    code = _single(value)
    text = code if isinstance(code, str) else text_of(code) or ""  # a blank at its end is a fault
    return project_code.code_fault(text, shipped(SHIPPED[0]))


def _amount(value: object, unit: str) -> Decimal | None:
    """An amount in 万元."""
    try:
        return read_amount(_single(value), unit).value
    except AmountError as error:
        raise Refused(NO_AMOUNT) from error


def _single(value: object) -> object:
    if isinstance(value, list | tuple):
        raise Refused("请只选一个单元格。")
    if value in _ERRORS:
        raise Refused(f"引用的单元格里是错误值 {value}，请先改正那里。")
    return value
