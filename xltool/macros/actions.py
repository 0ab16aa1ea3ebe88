"""The table of actions, ``xltool/excel/actions.toml``: every button, and the Python function that it starts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import rtoml


@dataclass(frozen=True, slots=True)
class Action:
    """One button of the ribbon; ``id`` is the name of the function in ``xltool.excel``, ``image`` an imageMso."""

    id: str
    group: str
    label: str
    screentip: str
    supertip: str
    keytip: str
    image: str
    size: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z_]*", self.id):
            raise ValueError(f"{self.id!r} is no name that the macros would start")


@cache
def all_actions() -> tuple[Action, ...]:
    """The actions in the order of the ribbon."""
    text = files("xltool").joinpath("excel", "actions.toml").read_text("utf-8")
    return tuple(Action(**entry) for entry in rtoml.loads(text)["action"])
