"""The JSON Schemas of the exchanged documents, and where a document breaks them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any


def load_schema(name: str) -> dict[str, Any]:
    """``department`` or ``project`` as a JSON Schema (2020-12)."""
    schema: dict[str, Any] = json.loads(files(__name__).joinpath(f"{name}.schema.json").read_text("utf-8"))
    return schema


def breaches(record: object) -> Iterator[tuple[str, str]]:
    """Path and message of every place where a department's JSON breaks the schema, in document order."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    project = Resource.from_contents(load_schema("project"))
    registry: Registry[Any] = Registry().with_resource("urn:xltool:project:1", project)
    validator = Draft202012Validator(load_schema("department"), registry=registry)
    for error in sorted(validator.iter_errors(record), key=lambda e: [str(p) for p in e.absolute_path]):
        yield dotted(error.absolute_path), error.message


def dotted(path: object) -> str:
    """``["projects", 0, "budget"]`` → ``projects[0].budget``."""
    parts = list(path)  # type: ignore[call-overload]
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts).lstrip(".") or "（整个文件）"
