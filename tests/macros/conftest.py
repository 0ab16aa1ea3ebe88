"""The three files with macros as they lie in the checkout."""

from pathlib import Path

import pytest

from xltool.macros.books import addin_sources, template_sources
from xltool.macros.sources import Sources


@pytest.fixture(scope="session")
def addin(checkout: Path) -> Path:
    """The add-in."""
    return checkout / "macros" / "xltool.xlam"


@pytest.fixture(scope="session")
def template(checkout: Path) -> Path:
    """The project template with buttons."""
    return checkout / "workbook_templates" / "项目绩效目标表.xlsm"


@pytest.fixture(scope="session")
def launcher(checkout: Path) -> Path:
    """The workbook with the button 一键汇总."""
    return checkout / "workbook_templates" / "部门汇总.xlsm"


@pytest.fixture(scope="session")
def sources(checkout: Path, addin: Path, template: Path, launcher: Path) -> dict[Path, Sources]:
    """The sources of each file with macros."""
    folder = checkout / "macros"
    with_buttons = template_sources(folder)
    return {addin: addin_sources(folder), template: with_buttons, launcher: with_buttons}
