"""Profiles: what a family of forms asks for, as data. Severities and limits, one file of ``profiles/`` each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import rtoml

from xltool.problems import SEVERITY_WORDS
from xltool.rules.catalogue import Rule

GENERAL = "general"
"""The profile of forms that have none of their own; the limits of the others are what differs from it."""

PROFILES = (GENERAL, "hebei-2020", "central-2015", "central-2021")
"""Ids of the profiles in the folder."""


class Profile(NamedTuple):
    """One profile.

    ``severities`` go by rule, or by rule and case (``X-06.form``), ``limits`` by name, ``words`` are further entries of
    word lists by the list's name; ``classes`` are the canonical level-1 classes that every table must have.
    """

    id: str
    title: str
    source: str
    forms: tuple[str, ...]
    classes: tuple[str, ...]
    severities: Mapping[str, str]
    limits: Mapping[str, int]
    words: Mapping[str, tuple[str, ...]]


@cache
def profile(profile_id: str) -> Profile:
    """A profile by its id, one of ``PROFILES``."""
    table = rtoml.loads(Path(__file__).with_name("profiles").joinpath(f"{profile_id}.toml").read_text("utf-8"))
    limits = table["limits"] if profile_id == GENERAL else {**profile(GENERAL).limits, **table["limits"]}
    words = {name: tuple(entries) for name, entries in table.get("words", {}).items()}
    forms, classes = tuple(table["forms"]), tuple(table["classes"])
    return Profile(profile_id, table["title"], table["source"], forms, classes, table["severity"], limits, words)


@cache
def profile_of(form_id: str, wanted: str | None = None) -> Profile:
    """The profile by which tables of a form are checked: the one that a department wants, else the form's own."""
    if wanted is not None:
        return profile(wanted)
    return next((p for p in map(profile, PROFILES) if form_id in p.forms), profile(GENERAL))


def severity_words(rule: Rule) -> str:
    """``提醒``, or ``提醒；河北 2020 年：错误`` where a profile has another severity."""
    special = [
        f"；{known.title}：{SEVERITY_WORDS.get(severity, _not_looked_at(rule))}"
        for known in map(profile, PROFILES)
        if (severity := known.severities.get(rule.id)) not in (None, rule.severity)
    ]
    return SEVERITY_WORDS[rule.severity] + "".join(special)


def _not_looked_at(rule: Rule) -> str:
    """What is said of a rule that is off; its special cases may have a severity of their own."""
    return "一般不检查" if any("severity" in case for case in rule.cases.values()) else "不检查"
