"""The word lists of the rules, files in ``words/``: a line a word, each block with its source in a comment."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import rtoml


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The words of ``words/NAME.txt``, in the order of the file; a line that begins with # says nothing."""
    lines = (
        line.strip()
        for line in Path(__file__).with_name("words").joinpath(f"{name}.txt").read_text("utf-8").splitlines()
    )
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def word_table(name: str) -> Any:
    """The content of ``words/NAME.toml``, where words need more than themselves."""
    return rtoml.loads(Path(__file__).with_name("words").joinpath(f"{name}.toml").read_text("utf-8"))


_FIXED = ("measures", "placeholder_signs", "units")
"""Lists that a word alone cannot be added to: its entries say more, or values are read by it before any rule."""


@cache
def word_lists() -> tuple[str, ...]:
    """The names of the lists that a department can add to."""
    paths = Path(__file__).with_name("words").iterdir()
    return tuple(sorted(path.stem for path in paths if path.suffix in (".txt", ".toml") and path.stem not in _FIXED))
