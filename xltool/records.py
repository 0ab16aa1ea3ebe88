"""The exchanged document: model ↔ JSON, exact amounts, keys in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from xltool.amounts import canonical, to_decimal
from xltool.model import Budget, Checkpoint, Department, Indicator, More, Project, Source, SubObjective, Target, Unit
from xltool.targets import plain_text, read_target

SCHEMA = "xltool/department/1"


def department_record(department: Department) -> dict[str, Any]:
    """A department as the JSON object of ``schema/department.schema.json``."""
    return {
        "schema": SCHEMA,
        "code": department.code,
        "name": department.name,
        "year": department.year,
        "overall_objective": department.overall_objective,
        "sub_objectives": [
            {"name": sub.name, "text": sub.text, **_more_record(sub.more)} for sub in department.sub_objectives
        ],
        "measures": list(department.measures),
        "projects": [project_record(project) for project in department.projects],
        **({"indicators": [_indicator_record(row) for row in department.indicators]} if department.indicators else {}),
        **_more_record(department.more),
    }


def project_record(project: Project) -> dict[str, Any]:
    """A project as the JSON object of ``schema/project.schema.json``."""
    source = project.source
    return {
        "code": project.code,
        "name": project.name,
        "form": project.form,
        "department": {"code": project.department.code, "name": project.department.name},
        "budget": {"total": project.budget.total, "fiscal": project.budget.fiscal, "other": project.budget.other},
        "purpose": project.purpose,
        "plan": [{"by": point.by, "percent": point.percent} for point in project.plan],
        "objectives": list(project.objectives),
        "indicators": [_indicator_record(indicator) for indicator in project.indicators],
        **({"long_term": [_indicator_record(row) for row in project.long_term]} if project.long_term else {}),
        **_more_record(project.more),
        "source": None if source is None else {"file": source.file, "sheet": source.sheet},
    }


def _more_record(more: More) -> dict[str, dict[str, str]]:
    """The optional key ``more``, absent where a form prints nothing beyond our fields."""
    return {"more": dict(more)} if more else {}


def _indicator_record(indicator: Indicator) -> dict[str, Any]:
    target = indicator.target
    record = {"raw": target.raw, "operator": target.operator, "number": target.number, "unit": target.unit}
    if target.upper is not None:
        record["upper"] = target.upper
    return {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "description": indicator.description,
        "target": record,
        "basis": indicator.basis,
        **_more_record(indicator.more),
    }


def dumps(value: Any, indent: int | None = 2) -> str:
    """JSON text with every ``Decimal`` as the number it is, digit for digit; the json module cannot do that."""
    return "".join(_pieces(value, indent, "\n"))


def _pieces(value: Any, indent: int | None, line: str) -> Iterator[str]:
    if isinstance(value, Decimal):
        yield format(value, "f")
    elif isinstance(value, Mapping):
        items = [(f"{json.dumps(str(key), ensure_ascii=False)}: ", item) for key, item in value.items()]
        yield from _container("{}", items, indent, line)
    elif isinstance(value, list | tuple):
        yield from _container("[]", [("", item) for item in value], indent, line)
    else:
        yield json.dumps(value, ensure_ascii=False)


def _container(brackets: str, items: list[tuple[str, Any]], indent: int | None, line: str) -> Iterator[str]:
    inner = line + " " * (indent or 0)
    yield brackets[0]
    for number, (key, item) in enumerate(items):
        if number:
            yield "," if indent is not None else ", "
        if indent is not None:
            yield inner
        yield key
        yield from _pieces(item, indent, inner)
    if items and indent is not None:
        yield line
    yield brackets[1]


def department_of(record: Mapping[str, Any]) -> Department:
    """The model of a JSON object that the schema has accepted; numbers must have been parsed as ``Decimal``."""
    return Department(
        code=record["code"],
        name=record["name"],
        year=None if record["year"] is None else int(record["year"]),
        overall_objective=record["overall_objective"],
        sub_objectives=tuple(SubObjective(sub["name"], sub["text"], _more(sub)) for sub in record["sub_objectives"]),
        measures=tuple(record["measures"]),
        projects=tuple(_project(project) for project in record["projects"]),
        indicators=tuple(_indicator(indicator) for indicator in record.get("indicators", ())),
        more=_more(record),
    )


def _project(record: Mapping[str, Any]) -> Project:
    source = record["source"]
    return Project(
        code=record["code"],
        name=record["name"],
        form=record["form"],
        department=Unit(record["department"]["code"], record["department"]["name"]),
        budget=Budget(**{key: _number(record["budget"][key]) for key in ("total", "fiscal", "other")}),
        purpose=record["purpose"],
        plan=tuple(Checkpoint(point["by"], _number(point["percent"])) for point in record["plan"]),
        objectives=tuple(record["objectives"]),
        indicators=tuple(_indicator(indicator) for indicator in record["indicators"]),
        source=None if source is None else Source(source["file"], source["sheet"]),
        long_term=tuple(_indicator(indicator) for indicator in record.get("long_term", ())),
        more=_more(record),
    )


def _more(record: Mapping[str, Any]) -> More:
    return tuple(record.get("more", {}).items())


def _number(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else canonical(Decimal(value))


def _indicator(record: Mapping[str, Any]) -> Indicator:
    rest = {key: record[key] for key in ("level1", "level2", "level3", "description", "basis")}
    return Indicator(**rest, target=_target(record["target"]), more=_more(record))


def _target(record: Mapping[str, Any]) -> Target:
    number, upper = (None if v is None else to_decimal(v) for v in (record["number"], record.get("upper")))
    given = Target(record["raw"], record["operator"], number, record["unit"], upper)
    if given.raw is None and given.number is not None:
        return read_target(plain_text(given)).target
    return read_target(given.raw).target if given.raw is not None else given


def contradicting_targets(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Paths of targets whose parts say something else than their raw text, what the parts and what the raw text say."""
    for number, project in enumerate(record["projects"]):
        rows = ((name, row) for name in ("indicators", "long_term") for row in enumerate(project.get(name, ())))
        for name, (row, indicator) in rows:
            given = indicator["target"]
            read = _target(given)
            parts = (given["operator"], given["number"], given["unit"])
            if given["number"] is not None and parts != (read.operator, read.number, read.unit):
                said = Target(None, given["operator"], to_decimal(given["number"]), given["unit"])
                yield f"projects[{number}].{name}[{row}].target", plain_text(said), plain_text(read)
