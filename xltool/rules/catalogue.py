"""The catalogue of rules as data, one file of ``entries/`` a family."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import rtoml

FAMILIES = {
    "structure": "完整性",
    "values": "指标值：细化量化",
    "funds": "资金与支出计划",
    "logic": "指标逻辑：相关性、适当性、可行性",
    "across": "各表之间",
    "wording": "文字与时间",
    "reading": "读取与导入",
}
"""The files of ``entries/`` in the order of the catalogue, and what each is about."""


class Rule(NamedTuple):
    """One rule of the catalogue.

    ``severity`` is the usual one, which a profile or a department may change. ``explain`` says in two sentences why
    the rule is there and what it looks at, ``good`` and ``bad`` are an example each. ``message``, ``expected`` and
    ``cure`` are templates; ``cases`` hold what differs in special cases, by name.
    """

    id: str
    family: str
    title: str
    severity: str
    scope: str
    source: str
    explain: str
    good: str
    bad: str
    message: str
    cure: str
    expected: str | None = None
    cases: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@cache
def catalogue() -> Mapping[str, Rule]:
    """All rules by id, family by family in the order of the files."""
    return {
        rule_id: Rule(id=rule_id, family=family, **entry)
        for family in FAMILIES
        for rule_id, entry in _entries(family).items()
    }


def _entries(family: str) -> Mapping[str, Any]:
    return rtoml.loads(Path(__file__).with_name("entries").joinpath(f"{family}.toml").read_text("utf-8"))
