"""xlwings without what it would load beside itself: pandas and the like take ten times as long as all the rest.

A click reads and writes plain lists. While xlwings is loaded, these libraries seem not to be installed; afterwards
whoever needs one can have it.
"""

from __future__ import annotations

import atexit
import sys
from typing import Any

from xltool.excel.coded import MARK, coded

_HEAVY = ("cryptography", "numpy", "pandas", "polars")
_ATTEMPTS = 50
"""How often a call is repeated that Excel refuses, since a cell is being edited; xlwings would never give up."""


def ending(sentence: str) -> BaseException:
    """What Python ends with where Excel itself is to show a sentence; the server of the functions must not end."""
    windows = getattr(load(), "_xlwindows", None)
    kind = RuntimeError if getattr(windows, "BOOK_CALLER", None) is not None else SystemExit
    return kind(f"{MARK}{coded(sentence)}")


def load() -> Any:
    """The module xlwings."""
    if "xlwings" not in sys.modules:
        hidden = [name for name in _HEAVY if name not in sys.modules]
        sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
        try:
            import xlwings
        finally:
            for name in hidden:
                sys.modules.pop(name, None)
        _tame(xlwings)
    return sys.modules["xlwings"]


def _tame(xlwings: Any) -> None:
    """On Windows: no end to Excels without a window when Python ends, and an error where a cell is being edited."""
    windows = getattr(xlwings, "_xlwindows", None)
    if windows is not None and hasattr(windows, "cleanup"):
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = _ATTEMPTS


load()
