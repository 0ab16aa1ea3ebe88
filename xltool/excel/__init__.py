"""The Excel side: what the buttons start, what puts it on a PC, and what finds out why it does not work there.

A button starts ``import xltool.excel; xltool.excel.check_sheet()``; the functions are those of ``buttons``.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    """The function of a button, loaded when it is pressed."""
    from xltool.excel import buttons

    try:
        return getattr(buttons, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
