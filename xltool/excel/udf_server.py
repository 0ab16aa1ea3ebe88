"""The worksheet functions under the names in ``functions.toml``, as xlwings' UDF server looks for them.

Only that server imports this module: ``xlwings.udfs`` exists on Windows alone.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from inspect import Parameter, Signature

from xlwings import _xlwindows, udfs

from xltool.excel import functions
from xltool.macros.functions import CATEGORY, Argument, Function, all_functions


def _served(function: Function) -> Callable[..., functions.Answer]:
    plain = getattr(functions, function.python)

    def call(*values: object) -> functions.Answer:
        answer: functions.Answer = plain(*values)
        return answer

    call.__name__ = function.name
    call.__doc__ = function.help
    call.__annotations__ = {}  # xlwings would take them for its converters
    call.__dict__["__signature__"] = Signature([_parameter(argument) for argument in function.arguments])
    for argument in function.arguments:
        udfs.xlarg(argument.name, err_to_str=True, doc=argument.help, vba=argument.vba)(call)
    served: Callable[..., functions.Answer] = udfs.xlfunc(call, category=CATEGORY, call_in_wizard=function.wizard)
    return served


def _parameter(argument: Argument) -> Parameter:
    default = None if argument.optional or argument.vba else Parameter.empty
    return Parameter(argument.name, Parameter.POSITIONAL_OR_KEYWORD, default=default)


atexit.unregister(_xlwindows.cleanup)  # it would end every Excel that has no workbook window
globals().update({function.name: _served(function) for function in all_functions()})
