"""The Excel side: what the buttons start, what puts it on a PC, and what finds out why it does not work there.

A button starts ``import xltool.excel; xltool.excel.check_sheet()``; the functions are those of ``buttons``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    """The function of a button, loaded when it is pressed."""
    if not name.startswith("_") and name != "buttons":
        buttons = import_module("xltool.excel.buttons")
        if hasattr(buttons, name):
            return getattr(buttons, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
