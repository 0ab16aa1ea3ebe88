"""Excel's stand-in for the tests: `calc`, an xlwings App over LibreOffice, with no workbook open."""

import sys
from collections.abc import Callable, Iterator

import pytest
import xlwings as xw

import xltool.excel
from tests.calc.engine import Engine
from tests.calc.office import uno

TEST_SECONDS = 120
"""Until LibreOffice is killed under a test; a call of UNO would wait for ever."""


@pytest.fixture(scope="session")
def calc_engine(soffice: str, program: Callable[[str, str], str]) -> Iterator[xw.Engine]:
    """The engine, without an application yet; at the end all of its applications are ended."""
    try:
        uno()
    except ImportError:
        version = ".".join(map(str, sys.version_info[:2]))
        program(f"uno for Python {version}", "python3-uno, and use Debian's own Python")
    engine = xw.Engine(impl=Engine())
    xw.engines.add(engine)
    yield engine
    for app in list(engine.impl.apps):
        app.quit()


@pytest.fixture
def calc(calc_engine: xw.Engine) -> Iterator[xw.App]:
    """An application of this test alone, as it seems: it is the active one, and started anew only where it died."""
    before, xw.engines.active = xw.engines.active, calc_engine
    app = calc_engine.apps.active or xw.App(add_book=False)
    limit = app.impl.office.limit(TEST_SECONDS)
    yield app
    try:
        app.impl.begin() if app.impl.office.alive else app.kill()
    finally:
        limit.cancel()
        xw.engines.active = before
        if hasattr(xw.Book, "_mock_caller"):
            del xw.Book._mock_caller


@pytest.fixture
def press(calc: xw.App) -> Callable[[str], list[str]]:
    """Give `press("check_sheet")`: the button is pressed in the workbook in front; the sentences that are shown."""

    def button(action: str) -> list[str]:
        calc.books.active.set_mock_caller()
        before = len(calc.impl.alerts)
        getattr(xltool.excel, action)()
        return [alert[0] for alert in calc.impl.alerts[before:]]

    return button
