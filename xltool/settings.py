"""A department's settings file, ``xltool.toml`` beside its tables."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass

from xltool.model import Department
from xltool.problems import Refused
from xltool.totals import SubObjectiveCodes

SETTINGS_FILE = "xltool.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a department wrote down about itself."""

    code: str | None = None
    name: str | None = None
    year: int | None = None
    codes: SubObjectiveCodes | None = None


def parse_settings(text: str, file: str = SETTINGS_FILE) -> Settings:
    """The settings of a file's text. Raises ``Refused`` with a sentence that names what is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"设置文件“{file}”写法有误（{error}）。请改正该处，或删去此文件后再试。") from error
    department, sub = data.get("department", {}), data.get("sub_objectives")
    try:
        codes = None if sub is None else _codes(sub)
        return Settings(department.get("code"), department.get("name"), department.get("year"), codes)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(
            f'设置文件“{file}”的 [sub_objectives] 写法有误。应有 position = [5, 6] 和 names = {{ "04" = "分项名称" }}。'
        ) from error


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


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
