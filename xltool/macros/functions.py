"""The table of worksheet functions, ``xltool/excel/functions.toml``, and their VBA as xlwings would write it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import rtoml

CATEGORY = "绩效目标"
"""Under which the function wizard lists them."""

WRAPPERS = "XltoolWorksheet"
"""The VBA module of the functions."""

SERVED = "xltool.excel.udf_server"
"""The Python module in which xlwings' server looks for them."""

_IN_WIZARD = '    If (Not Application.CommandBars("Standard").Controls(1).Enabled) Then Exit Function\n'
_WRAPPER = """\
Public Function {name}({parameters})
{guard}    On Error GoTo failed
    {name} = XltoolNotReady()
    If {name} <> "" Then Exit Function
    {name} = XLPy.CallUDF("{module}", "{name}", Array({values}), ThisWorkbook, Application.Caller)
    Exit Function
failed:
    {name} = XltoolText("TEXT_FUNCTION_FAILED")
End Function
"""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument; ``vba`` is what VBA gives where the clerk gives nothing."""

    name: str
    help: str
    optional: bool = False
    vba: str | None = None


@dataclass(frozen=True, slots=True)
class Function:
    """One worksheet function; ``wizard`` says that it is computed while it is being typed, too."""

    name: str
    python: str
    title: str
    help: str
    arguments: tuple[Argument, ...]
    formula: str | None = None
    wizard: bool = True

    @property
    def typed(self) -> tuple[Argument, ...]:
        """The arguments that a clerk gives."""
        return tuple(argument for argument in self.arguments if argument.vba is None)

    def texts(self) -> tuple[str, ...]:
        """What the function wizard is told: the name, the help, the category and the help of each argument."""
        return (self.name, f"{self.title}：{self.help}", CATEGORY, *(argument.help for argument in self.typed))


@cache
def all_functions() -> tuple[Function, ...]:
    """The functions in the order of the documentation."""
    text = files("xltool").joinpath("excel", "functions.toml").read_text("utf-8")
    return tuple(
        Function(**entry | {"arguments": tuple(Argument(**argument) for argument in entry["arguments"])})
        for entry in rtoml.loads(text)["function"]
    )


def wrappers(functions: Iterable[Function]) -> str:
    """The source of the VBA module; what ``XltoolNotReady`` says comes before Python is asked.

    Unlike xlwings' own, a function gives Python the add-in and not the active workbook, in whose sheets xlwings would
    look for code.
    """
    blocks = [_wrapper(function) for function in functions]
    return "\n".join((f'Attribute VB_Name = "{WRAPPERS}"\n', *blocks))


def _wrapper(function: Function) -> str:
    return _WRAPPER.format(
        name=function.name,
        module=SERVED,
        parameters=", ".join(f"Optional {a.name}" if a.optional else a.name for a in function.typed),
        values=", ".join(argument.vba or argument.name for argument in function.arguments),
        guard="" if function.wizard else _IN_WIZARD,
    )
