"""The JSON Schemas of the exchanged documents, and where a document breaks them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from jsonschema import ValidationError


def load_schema(name: str) -> dict[str, Any]:
    """``department`` or ``project`` as a JSON Schema (2020-12)."""
    schema: dict[str, Any] = json.loads(Path(__file__).with_name(f"{name}.schema.json").read_text("utf-8"))
    return schema


def breaches(record: object) -> Iterator[tuple[str, str]]:
    """Path and message of every place where a department's JSON breaks the schema, in document order."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    project = Resource.from_contents(load_schema("project"))
    registry: Registry[Any] = Registry().with_resource("urn:xltool:project:1", project)
    validator = Draft202012Validator(load_schema("department"), registry=registry)
    for error in sorted(validator.iter_errors(record), key=lambda e: [str(p) for p in e.absolute_path]):
        yield dotted(error.absolute_path), in_chinese(error)


def in_chinese(error: ValidationError) -> str:
    """What a schema error says: what is missing, too much, or should be otherwise."""
    rule, wanted, instance = str(error.validator), cast(Any, error.validator_value), cast(Any, error.instance)
    if rule == "required":
        return f"缺少 {'、'.join(key for key in wanted if key not in instance)}"
    if rule == "additionalProperties":
        known = cast(Mapping[str, Any], error.schema).get("properties", {})
        return f"不应有 {'、'.join(key for key in instance if key not in known)}"
    if rule == "dependentRequired":
        missing = [need for key, needs in wanted.items() if key in instance for need in needs]
        return f"还应有 {'、'.join(need for need in missing if need not in instance)}"
    if rule == "type":
        names = [wanted] if isinstance(wanted, str) else wanted
        return f"应为{'或'.join(_TYPES[name] for name in names)}，现为 {_shown(instance)}"
    if rule in ("enum", "const"):
        allowed = wanted if rule == "enum" else [wanted]
        return f"应为 {'、'.join(map(_shown, allowed))}，现为 {_shown(instance)}"
    if rule in _BOUNDS:
        return f"{_BOUNDS[rule]} {wanted}，现为 {_shown(instance)}"
    if rule == "anyOf":
        return "缺少内容（如 label、field）"
    return f"写法不对：{_shown(instance)}"


_TYPES = {
    "string": "文字",
    "number": "数",
    "integer": "整数",
    "boolean": "true 或 false",
    "array": "列表",
    "object": "对象",
    "null": "空",
}
_BOUNDS = {
    "minimum": "应不小于",
    "maximum": "应不大于",
    "exclusiveMinimum": "应大于",
    "minLength": "字数应不少于",
    "maxLength": "字数应不超过",
    "minItems": "项数应不少于",
    "minProperties": "项数应不少于",
}


def _shown(value: object) -> str:
    text = "空" if value is None else str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def dotted(path: object) -> str:
    """``["projects", 0, "budget"]`` → ``projects[0].budget``."""
    parts = list(path)  # type: ignore[call-overload]
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts).lstrip(".") or "（整个文件）"
