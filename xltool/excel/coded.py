"""Texts in ASCII between Excel and Python, which no code page, no quote and no rule of cmd.exe changes.

Letters, digits, ``.`` and ``_`` stay; ``~`` and four hex digits stand for every other UTF-16 unit, as the functions
``XltoolCoded`` and ``XltoolSentence`` of ``macros/XltoolSettings.bas`` have it.
"""

from __future__ import annotations

import re

MARK = "xltool-says:"
"""What comes before a sentence on standard error that Excel is to show."""


def coded(text: str) -> str:
    """The text in ASCII."""
    return re.sub(r"[^A-Za-z0-9._]", lambda found: _units(found[0]), text)


def decoded(text: str) -> str:
    """The text of ``coded``."""
    return re.sub(r"(?:~[0-9A-F]{4})+", lambda found: bytes.fromhex(found[0].replace("~", "")).decode(*_UTF_16), text)


_UTF_16 = ("utf-16-be", "surrogatepass")


def _units(sign: str) -> str:
    return re.sub("....", r"~\g<0>", sign.encode(*_UTF_16).hex().upper())
