"""What a run has to say: problems, repairs, leftovers and refusals, each with its place."""

from __future__ import annotations

import errno
from typing import NamedTuple

SEVERITIES = ("error", "warning", "hint")
SEVERITY_WORDS = {"error": "错误", "warning": "提醒", "hint": "建议"}
OFF = "off"
"""In place of a severity: the rule is not looked at."""


class Place(NamedTuple):
    """A cell of a table; ``cell`` is an A1 address, or a line (``第 12 行``) of a text, None for the whole table."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None


class Problem(NamedTuple):
    """One finding of one rule at one cell; ``cell`` is an A1 address, or a line (``第 12 行``) of a text.

    ``places`` has all cells at fault, this one first, where one cause is at several; ``also`` has the cells that it is
    held against, where nobody can tell which of them is wrong. ``difference`` is what found and expected differ by,
    ``fix`` the whole new text of the cell where that is certain, ``explanation`` the reason (错误说明) that a clerk
    wrote beside it.
    """

    code: str
    severity: str
    message: str
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    found: str | None = None
    expected: str | None = None
    cure: str = ""
    source: str = ""
    difference: str | None = None
    fix: str | None = None
    places: tuple[Place, ...] = ()
    also: tuple[Place, ...] = ()
    explanation: str | None = None

    @property
    def all_places(self) -> tuple[Place, ...]:
        """Every cell at fault, also where it is one."""
        return self.places or (Place(self.file, self.sheet, self.cell, self.field),)

    @property
    def is_open(self) -> bool:
        """Whether it still counts: a warning (提醒) does until it is explained, all others do in any case."""
        return self.severity != "warning" or not self.explanation


class RuleChange(NamedTuple):
    """What a department wants of a rule: another severity, or ``off``; and why, in its own words."""

    severity: str
    reason: str


class Repair(NamedTuple):
    """What reading changed: the raw text, the value taken instead, and why. Never silent."""

    code: str
    file: str
    sheet: str
    cell: str
    field: str
    raw: str
    value: str
    reason: str
    sure: bool = True


class Fix(NamedTuple):
    """One cell that was mended in a copy by a rule; ``before`` and ``after`` are its whole text."""

    file: str
    sheet: str
    cell: str
    code: str
    before: str
    after: str


class Leftover(NamedTuple):
    """A cell that no field of the form claims."""

    file: str
    sheet: str
    cell: str
    raw: str


class Refused(Exception):
    """A whole file that cannot be used; the message is one Chinese sentence that says why and what to do."""


class Unrelated(Refused):
    """A file that holds no table of ours: refused when it was named, passed over when it merely lay in the folder."""


class NoText(Unrelated):
    """Bytes that are neither a workbook nor text."""


def system_reason(error: OSError) -> str:
    """Why the system could not open or write a file, in Chinese where it is one of the usual reasons."""
    return _SYSTEM_REASONS.get(error.errno or 0) or error.strerror or "读写失败"


_SYSTEM_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOENT: "没有找到",
    errno.ENOSPC: "磁盘空间不足",
    errno.ENOTDIR: "上一级不是文件夹",
    errno.EROFS: "磁盘是只读的",
}
