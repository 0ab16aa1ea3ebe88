"""A department's settings file, ``xltool.toml`` beside its tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import rtoml

from xltool.forms import Labels, checked_labels
from xltool.model import Department, SubObjectiveCodes
from xltool.problems import OFF, SEVERITIES, SEVERITY_WORDS, Refused, RuleChange

SETTINGS_FILE = "xltool.toml"


class Settings(NamedTuple):
    """What a department wrote down about itself; ``labels`` are words of its old tables, each with ours.

    ``profile`` is the profile by which all its tables are checked, ``rules`` what it wants of single rules by id,
    ``words`` its own entries of the rules' word lists by the list's name.
    """

    code: str | None = None
    name: str | None = None
    year: int | None = None
    codes: SubObjectiveCodes | None = None
    labels: Labels = ()
    profile: str | None = None
    rules: Mapping[str, RuleChange] = MappingProxyType({})
    words: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def parse_settings(data: bytes, file: str = SETTINGS_FILE) -> Settings:
    """The settings of a file's bytes. Raises ``Refused`` with a sentence that names the file and what is wrong."""
    try:
        table = rtoml.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(f"设置文件“{file}”不是 UTF-8 编码。请用记事本打开，另存时选 UTF-8。") from error
    except rtoml.TomlParsingError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f"第 {place[1]} 行" if place else "末尾"
        raise Refused(f"设置文件“{file}”{where}写法有误。请改正，或删去此文件后再试。") from error
    try:
        department = table.get("department", {})
        year = department.get("year")
        codes = _codes(table["sub_objectives"]) if "sub_objectives" in table else None
        labels = tuple((_word(theirs), _word(ours)) for theirs, ours in table.get("labels", {}).items())
        wanted = dict(table.get("rules", {}))
        profile = wanted.pop("profile", None)
        return Settings(
            code=_text(department.get("code")),
            name=_text(department.get("name")),
            year=None if year is None else int(year),
            codes=codes,
            labels=checked_labels(labels, file),
            profile=None if profile is None else _word(profile),
            rules={_word(rule).upper(): _change(entry, rule, file) for rule, entry in wanted.items()},
            words={name: _words(entries) for name, entries in table.get("words", {}).items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(
            f"设置文件“{file}”的内容不对。[department] 下应有 code、name、year，"
            '[sub_objectives] 下应有 position = [5, 6] 和 names = { "04" = "分项名称" }，'
            '[labels] 下应有 "旧表的栏目" = "本表的栏目"，[rules] 下应有 "L-01" = { severity = "hint", '
            'reason = "原因" }，[words] 下应有 typos = ["错字=正字"]。'
        ) from error


def _text(value: object) -> str | None:
    """A text, also where the quotes around a number were forgotten."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError


def _word(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value.strip()


def _words(entries: object) -> tuple[str, ...]:
    if not isinstance(entries, list):
        raise TypeError
    return tuple(map(_word, entries))


def _change(entry: object, rule: str, file: str) -> RuleChange:
    """What is wanted of one rule. Raises ``Refused`` where no reason is written, or a severity that there is not."""
    if not isinstance(entry, dict):
        raise TypeError
    severity, reason = str(entry.get("severity")), entry.get("reason")
    if severity not in (*SEVERITIES, OFF):
        words = "、".join(f'"{name}"（{SEVERITY_WORDS[name]}）' for name in SEVERITIES)
        raise Refused(f'设置文件“{file}”里，规则 {rule} 的 severity 应为 {words}，或 "{OFF}"（不检查）。')
    if not isinstance(reason, str) or not reason.strip():
        raise Refused(f'设置文件“{file}”改了规则 {rule}，但没有写明原因。请加上 reason = "原因"，报告里会写出来。')
    return RuleChange(severity, reason.strip())


def _codes(sub: dict[str, object]) -> SubObjectiveCodes:
    names, position = sub["names"], sub.get("position", [5, 6])
    if not isinstance(names, dict) or not isinstance(position, list):
        raise TypeError
    first, last = position
    basis = "settings" if sub.get("confirmed", True) else "proposed"
    return SubObjectiveCodes({str(k): str(v) for k, v in names.items()}, int(first), int(last), basis)


def settings_text(department: Department, codes: SubObjectiveCodes | None) -> str:
    """A settings file for a department that has none, its mapping marked as a proposal to be confirmed."""
    lines = ["# 部门设置。改动后保存即可，下次校验、汇总时生效。", "", "[department]"]
    lines += [
        f"{key} = {_quoted(value)}" for key, value in (("code", department.code), ("name", department.name)) if value
    ]
    lines += [f"year = {department.year}"] if department.year else []
    if codes is not None:
        pairs = ", ".join(f"{_quoted(digits)} = {_quoted(name)}" for digits, name in codes.names.items())
        lines += [
            "",
            "# 项目编码第几位到第几位代表分项绩效目标。由系统推测的，核对后把 confirmed 改为 true。",
            "[sub_objectives]",
        ]
        lines += [f"confirmed = {str(codes.basis == 'settings').lower()}"]
        lines += [f"position = [{codes.first}, {codes.last}]", f"names = {{ {pairs} }}"]
    return "\n".join(lines) + "\n"


def confirmed(data: bytes, file: str) -> bytes:
    """The bytes of a settings file whose mapping is now confirmed, nothing else changed.

    Raises ``Refused`` where the line that says so is not found.
    """
    new, count = re.subn(rb"(?m)^([^#\n]*\bconfirmed\s*=\s*)false\b", rb"\g<1>true", data)
    codes = parse_settings(new, file).codes if count == 1 else None
    if codes is None or codes.basis != "settings":
        raise Refused(f"设置文件“{file}”里没有找到 confirmed = false 这一行，没有改动。请自己把 confirmed 改成 true。")
    return new


def with_labels(data: bytes | None, labels: Labels, file: str) -> bytes:
    """The bytes of a settings file, a new one where there is none, with further words of old tables.

    Nothing else is changed. Raises ``Refused`` where the file has no place for them.
    """
    old = (data or b"").decode("utf-8-sig")
    lines = "".join(f"{_quoted(theirs)} = {_quoted(ours)}\n" for theirs, ours in labels)
    new, count = re.subn(
        r"(?m)^[ \t]*\[labels\][ \t]*(?:#.*)?\r?$\n?", lambda found: f"[labels]\n{lines}", old, count=1
    )
    if not count:
        gap = "" if not old else "\n" if old.endswith("\n") else "\n\n"
        new = f"{old}{gap}# 旧表的栏目是本表的哪一栏，导入时确认过的。\n[labels]\n{lines}"
    said = parse_settings(new.encode(), file).labels
    if not set(labels) <= set(said):
        raise Refused(f"设置文件“{file}”里没有合适的地方写 [labels]，没有改动。请自己写上：{lines}")
    return new.encode()


def _quoted(text: str) -> str:
    import json  # a text in JSON is one in TOML; only writing a settings file needs it

    return json.dumps(text, ensure_ascii=False)
