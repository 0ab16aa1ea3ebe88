"""xlwings without what it would load beside itself: pandas and the like take ten times as long as all the rest.

A click reads and writes plain lists. While xlwings is loaded, these libraries seem not to be installed; afterwards
whoever needs one can have it. xlwings' licensed part is never loaded. Modules of the standard library that few clicks
need are loaded when something of them is used.
"""

from __future__ import annotations

import atexit
import gc
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from xltool.excel.coded import MARK, coded

_HEAVY = ("PIL", "cryptography", "matplotlib", "numpy", "pandas", "plotly", "polars", "xlwings.pro")
_SELDOM = (
    *("bz2", "hashlib", "inspect", "ipaddress", "json", "lzma", "shutil", "subprocess", "tempfile", "traceback"),
    *("uuid", "zipfile"),
)
_ATTEMPTS = 50
"""How often a call is repeated that Excel refuses, since a cell is being edited; xlwings would never give up."""

_GARBAGE = 50_000
"""New objects before Python looks for those that are of no use any more; a click makes few such and ends soon."""


class _Later(ModuleType):
    """Stands for a module until something of it is used."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def ending(sentence: str) -> BaseException:
    """What Python ends with where Excel itself is to show a sentence; the server of the functions must not end."""
    windows = getattr(load(), "_xlwindows", None)
    kind = RuntimeError if getattr(windows, "BOOK_CALLER", None) is not None else SystemExit
    return kind(f"{MARK}{coded(sentence)}")


def load() -> Any:
    """The module xlwings."""
    if "xlwings" not in sys.modules:
        gc.disable()  # for the time of the imports, which make many objects and drop none
        sys.modules.update((name, _Later(name)) for name in _SELDOM if name not in sys.modules)
        hidden = [name for name in _HEAVY if name not in sys.modules]
        sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
        try:
            import xlwings
        finally:
            for name in hidden:
                sys.modules.pop(name, None)
            gc.enable()
            gc.freeze()
        gc.set_threshold(_GARBAGE)
        atexit.register(gc.freeze)  # as Python ends it need not look through everything that was loaded
        _tame(xlwings)
    return sys.modules["xlwings"]


def _tame(xlwings: Any) -> None:
    """On Windows: no end to Excels without a window when Python ends, and an error where a cell is being edited."""
    windows = getattr(xlwings, "_xlwindows", None)
    if windows is not None and hasattr(windows, "cleanup"):
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = _ATTEMPTS


load()
