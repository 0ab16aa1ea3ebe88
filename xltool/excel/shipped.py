"""The add-in and the templates that come with the package."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

ADDIN = "xltool.xlam"
TEMPLATE_ENDINGS = (".xlsx", ".xlsm")


class Shipped(NamedTuple):
    """``addin`` is None in a package that was made without the add-in; ``templates`` are bytes by file name."""

    addin: bytes | None
    templates: dict[str, bytes]


def shipped() -> Shipped:
    """What lies in ``macros/`` and ``workbook_templates/`` of the checkout, or in the wheel's copies of them."""
    root = Path(__file__).parents[2]
    in_wheel = files("xltool.excel").joinpath("files")
    # A checkout has the newest files: an editable install's copies stay as they were when it was made.
    places: list[Traversable] = [in_wheel.joinpath("macros"), in_wheel.joinpath("templates")]
    if (root / "macros").is_dir() and (root / "workbook_templates").is_dir():
        places = [root / "macros", root / "workbook_templates"]
    macros, templates = places
    addin = macros.joinpath(ADDIN)
    return Shipped(addin.read_bytes() if addin.is_file() else None, _templates(templates))


def _templates(folder: Traversable) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    found = [entry for entry in folder.iterdir() if entry.is_file() and entry.name.endswith(TEMPLATE_ENDINGS)]
    return {entry.name: entry.read_bytes() for entry in sorted(found, key=lambda entry: entry.name)}
