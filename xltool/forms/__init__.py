"""The forms that come with the package, and the loader of form definition files."""

from __future__ import annotations

import copyreg
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import rtoml

from xltool.cells import column_name
from xltool.fields import known
from xltool.forms.form import CODE_PIECE, STATUS, Check, Entry, Form, FormCell, FormRow, Level1, columns
from xltool.forms.limits import LIMITS
from xltool.problems import Refused
from xltool.words import label_key

SHIPPED = (
    "hebei-project",
    "hebei-department",
    "central-project-2021",
    "central-project-2015",
    "department-overall",
)
"""Ids of the forms in this folder, the default form of a project first."""

READ_ONLY = ("county-level-project", "flat-list")
"""Ids of further forms, which are recognised and read, but not offered to be filled in; a list is never drawn."""


class FormError(Refused):
    """A form definition cannot be used; the sentence names the line or the key that is wrong."""


@cache
def shipped(form_id: str) -> Form:
    """A form of the package by its id. Raises ``FormError`` for an unknown id.

    Shipped files are held against the schema by the tests, so that a click need not do it again.
    """
    if form_id not in (*SHIPPED, *READ_ONLY):
        raise FormError(f"没有编号为“{form_id}”的表样。现有：{'、'.join(SHIPPED)}。")
    return _form(rtoml.loads(Path(__file__).with_name(f"{form_id}.toml").read_text("utf-8")))


def _by_name(form: Form) -> str | tuple[object, ...]:
    """How a form travels to another process: one of the package by its name, so that it is the same form there."""
    if form.id in (*SHIPPED, *READ_ONLY) and shipped(form.id) is form:
        return shipped, (form.id,)
    return form.__reduce_ex__(2)


copyreg.pickle(Form, _by_name)  # type: ignore[arg-type]


_added: dict[str, Form] = {}


def add_form(form: Form) -> None:
    """Make a department's own form known by its id. Raises ``FormError`` for an id of the package."""
    if form.id in (*SHIPPED, *READ_ONLY):
        raise FormError(f"编号“{form.id}”是随程序提供的表样的，请给自己的表样另起一个编号（id）。")
    _added[form.id] = form


def form_of(form_id: str) -> Form:
    """A form by its id, one of the package or one that was added. Raises ``FormError`` for an unknown id."""
    return _added[form_id] if form_id in _added else shipped(form_id)


def all_shipped() -> tuple[Form, ...]:
    """Every form of the package that a table can be filled in on."""
    return tuple(shipped(form_id) for form_id in SHIPPED)


def all_readable() -> tuple[Form, ...]:
    """Every form of the package, for recognising a sheet."""
    return (*all_shipped(), *(shipped(form_id) for form_id in READ_ONLY))


Labels = tuple[tuple[str, str], ...]
"""Words of a department's old tables, each with the label of a form that it means."""


def checked_labels(labels: Labels, file: str) -> Labels:
    """The labels, if each means one of a form and is none itself. Raises ``Refused`` that names what is wrong."""
    for theirs, ours in labels:
        if not any(label_key(ours) in form.label_keys for form in all_readable()):
            raise Refused(
                f"设置文件“{file}”的 [labels] 里，“{theirs}”对应的“{ours}”不是表里的栏目。"
                "请写表上印着的栏目名称，如“项目名称”“指标值”。"
            )
        if any(label_key(theirs) in form.label_keys for form in all_shipped()):
            raise Refused(
                f"设置文件“{file}”的 [labels] 里，“{theirs}”本来就是表里的栏目，不能当作“{ours}”。请删去这一行。"
            )
    return labels


@cache
def all_with(labels: Labels, own: tuple[Form, ...] = ()) -> tuple[Form, ...]:
    """Every form of the package and a department's ``own``, which know these words of the department too."""
    forms = (*all_readable(), *own)
    return tuple(_with(form, labels) for form in forms) if labels else forms


def _with(form: Form, labels: Labels) -> Form:
    known_labels = {label: list(spellings) for label, spellings in form.labels.items()}
    for theirs, ours in labels:
        label = form.label_keys.get(label_key(ours))
        if label is not None and label_key(theirs) not in form.label_keys:
            known_labels.setdefault(label, []).append(theirs)
    return replace(form, labels={label: tuple(spellings) for label, spellings in known_labels.items()})


def parse_form(text: str, name: str) -> Form:
    """A form from the text of a definition file; ``name`` is the file's, for the messages.

    Raises ``FormError`` that names the line (TOML) or the key (schema, fields, overlaps) that is wrong.
    """
    try:
        data = rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        place = re.search(r"line (\d+) column (\d+)", str(error))
        where = f"第 {place[1]} 行第 {place[2]} 列" if place else "文件末尾"
        raise FormError(f"表样文件“{name}”{where}不是合法的 TOML，请检查该行的引号、括号和等号。") from error
    _check_schema(data, text, name)
    form = _form(data)
    _check_fields(form, text, name)
    return form


def _check_schema(data: Mapping[str, Any], text: str, name: str) -> None:
    import json

    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    from xltool.schema import in_chinese

    schema = json.loads(Path(__file__).with_name("form.schema.json").read_text("utf-8"))
    error = best_match(Draft202012Validator(schema).iter_errors(data))
    if error is not None:
        raise FormError(f"表样文件“{name}”{_place(list(error.absolute_path), text)}不对：{in_chinese(error)}。")


def _check_fields(form: Form, text: str, name: str) -> None:
    """What a schema cannot say: known fields, each once and with a label, no two cells on one place."""
    taken: dict[tuple[int, int], str] = {}
    fields: set[tuple[str | None, str]] = set()
    for cell in form.cells():
        wrong = _cell_fault(form, cell) or _overlap(cell, taken)
        repeat = form.rows[cell.row].repeat
        if cell.field and (repeat, cell.field) in fields:
            wrong = f"栏目“{cell.field}”出现了两次"
        if wrong:
            raise FormError(f"表样文件“{name}”{_place(['row', cell.row], text)}：{wrong}。")
        fields.add((repeat, cell.field or ""))
    _check_entries(form, name)
    labels = {cell.label or cell.text for cell in form.cells()}
    for label in (*form.labels, *form.label_heads.values(), *form.named_lists):
        if label not in labels:
            raise FormError(f"表样文件“{name}”的 labels、of 或 named 中，“{label}”不是表样里的标签。")
    for pattern in form.code_patterns:
        if not re.fullmatch(f"(?:{CODE_PIECE})+", pattern):
            raise FormError(
                f"表样文件“{name}”的 codes.patterns 中，“{pattern}”不能用公式表达。请只用字符、\\d 和 [0-9A-Z] 一类，"
                "后面可加 {4} 一类的次数。"
            )


def _check_entries(form: Form, name: str) -> None:
    """That every entry and check speaks of fields of the form, and every code pattern is one a cell can be held to."""
    paths = {f"{row.repeat}.{c.field}" if row.repeat else c.field for row in form.rows for c in row.cells if c.field}
    for path in (*form.entries, *(field for check in form.checks for field in check.fields)):
        if path not in paths:
            raise FormError(f"表样文件“{name}”的 fields 或 check 中，“{path}”不是表样里的栏目。")
    for path, entry in form.entries.items():
        if entry.limit and path not in form.fields and not LIMITS[entry.limit].each:
            raise FormError(f"表样文件“{name}”的 fields 中，“{path}”在多行的栏目里，limit 只能是 amount。")


def _cell_fault(form: Form, cell: FormCell) -> str | None:
    repeat = form.rows[cell.row].repeat
    if cell.first > cell.last:
        at = f"{column_name(cell.first)}:{column_name(cell.last)}"
        return f"“{at}”的两列写反了"
    if cell.row + cell.rows > len(form.rows):
        return f"“{_called(cell)}”占 {cell.rows} 行，超出了表样的最后一行"
    if cell.field is None or cell.text is not None:
        return None
    if not known(form.kind, repeat, cell.field):
        return f"没有名为“{cell.field}”的栏目"
    if repeat is None and cell.field not in form.anchors and cell.field != "department":
        return f"栏目“{cell.field}”的左边和上边都没有标签，无法按标签找到它"
    return None


def _overlap(cell: FormCell, taken: dict[tuple[int, int], str]) -> str | None:
    for row in range(cell.row, cell.row + cell.rows):
        for col in range(cell.first, cell.last + 1):
            if (row, col) in taken:
                return f"“{_called(cell)}”与“{taken[row, col]}”占了同一个单元格"
            taken[row, col] = _called(cell)
    return None


def _called(cell: FormCell) -> str:
    return cell.label or cell.field or cell.text or cell.note or cell.derived or cell.sign or cell.mark or ""


def _place(path: list[Any], text: str) -> str:
    """``["row", 3, "cells", 1, "at"]`` → ``第 4 个 [[row]]（第 41 行）的 cells[1].at``."""
    if len(path) > 1 and path[0] in ("row", "taxonomy") and isinstance(path[1], int):
        heads = [i for i, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{path[0]}]]"]
        line = f"（第 {heads[path[1]]} 行）" if path[1] < len(heads) else ""
        rest = _dotted(path[2:])
        return f"第 {path[1] + 1} 个 [[{path[0]}]]{line}" + (f"的 {rest} " if rest else "")
    return f"的 {_dotted(path)} " if path else "的顶层键"


def _dotted(path: list[Any]) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")


def _form(data: Mapping[str, Any]) -> Form:
    sheet = data["sheet"]
    codes = data.get("codes", {})
    return Form(
        id=data["id"],
        version=data["version"],
        kind=data["kind"],
        title=data["title"],
        source=data["source"],
        unit=data["unit"],
        sheet_name=sheet["name"],
        print_last=columns(sheet["print"])[1],
        widths={columns(name)[0]: size for name, size in sheet["columns"].items()},
        rows=tuple(_row(index, row) for index, row in enumerate(data["row"])),
        labels={label: tuple(spellings) for label, spellings in data.get("labels", {}).items()},
        unprinted={path: tuple(words) for path, words in data.get("unprinted", {}).items()},
        decorations=tuple(data.get("decorations", ())),
        taxonomy=tuple(_level1(level) for level in data.get("taxonomy", ())),
        code_patterns=tuple(codes.get("patterns", ())),
        code_example=codes.get("example", ""),
        entries={name: _entry(entry) for name, entry in data.get("fields", {}).items()},
        checks=tuple(Check(c["kind"], tuple(c["fields"]), c["say"]) for c in data.get("check", ())),
    )


def _row(index: int, row: Mapping[str, Any]) -> FormRow:
    return FormRow(
        height=row["height"],
        cells=tuple(_cell(index, cell) for cell in row["cells"]),
        head=row.get("head", False),
        repeat=row.get("repeat"),
        named=row.get("named"),
        blank=row.get("blank", 1),
        room=row.get("room", 0),
        screen=row.get("screen", False),
    )


def _cell(index: int, cell: Mapping[str, Any]) -> FormCell:
    first, last = columns(cell["at"])
    style = cell.get("style") or _style(cell)
    rest = {key: value for key, value in cell.items() if key not in ("at", "style")}
    return FormCell(row=index, first=first, last=last, style=style, **rest)


def _style(cell: Mapping[str, Any]) -> str:
    """The style of a cell that names none."""
    if cell.get("derived") == STATUS:
        return "status"
    return next((kind for kind in ("label", "sign") if kind in cell), "text")


def _entry(entry: Mapping[str, Any]) -> Entry:
    choices = entry.get("choices")
    return Entry(**{**entry, "choices": tuple(choices) if isinstance(choices, list) else choices})


def _level1(level: Mapping[str, Any]) -> Level1:
    return Level1(
        name=level["level1"],
        canonical=level["class"],
        also=tuple(level.get("also", ())),
        level2={name: tuple(also) for name, also in level["level2"].items()},
        wanted=tuple(level.get("wanted", ())),
        optional=level.get("optional", False),
    )
