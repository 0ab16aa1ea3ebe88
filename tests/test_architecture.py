"""The house rules that a reader can trust: imports point one way, and only doors open files or print."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

import xltool

PACKAGE = Path(xltool.__file__).parent
SOURCES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")]),
    "PYTHONUTF8": "1",
}

LAYERS = [
    "cells words model capital_numerals problems schema chinese_click",
    "amounts clipboard places",
    "targets fields forms.form office reading balanced_rounding",
    "records forms flat project_code",
    "derived_totals layout",
    "rules settings document conversion",
    "batch explanations",
    "checking",
    "consolidation comparison decisions unknown_labels",
    "reports writing",
    "macros questions",
    "api tasks",
    "xltool",
    "excel terminal",
    "cli",
    "__main__",
]
"""Lowest first. A name stands for the modules below it too, unless one of them has a place of its own; ``xltool`` is
the package's ``__init__``, which gathers what a program of others uses."""

DOORS = "batch conversion cli tasks writing.atomic excel macros.sources macros.project"
"""What opens files, and through what it writes them."""

OPENING = "open read_text read_bytes write_text write_bytes unlink touch iterdir glob rglob".split()
CLOCK = [
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime", "time.ctime"),
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
]
HEAVY = "pandas openpyxl jsonschema docx xlsxwriter rich xlwings".split()


def within(module: str, names: str) -> bool:
    """Whether a module is one of the names or stands below one of them."""
    return any(part in names.split() for part in lineage(module))


def lineage(module: str) -> list[str]:
    """``xltool.writing.summary.book`` → ``writing.summary.book``, ``writing.summary``, ``writing``."""
    parts = module.split(".")[1:] or [module]
    return [".".join(parts[:size]) for size in range(len(parts), 0, -1)]


def layer(module: str) -> int | None:
    """The number of a module's layer, None if it has no place in the house."""
    places = {name: number for number, names in enumerate(LAYERS) for name in names.split()}
    return next((places[name] for name in lineage(module) if name in places), None)


@cache
def tree(module: str) -> ast.Module:
    """The parsed source of a module."""
    return ast.parse(SOURCES[module].read_text("utf-8"))


def calls(source: ast.Module) -> Iterator[ast.Call]:
    """Every call in a source."""
    return (node for node in ast.walk(source) if isinstance(node, ast.Call))


@cache
def imports(module: str) -> frozenset[str]:
    """Every module that a module imports anywhere, inside functions too, by its full name."""
    found: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively, which this reading does not follow"
            members = {f"{node.module}.{alias.name}" for alias in node.names} & SOURCES.keys()
            found |= members
            if len(members) < len(node.names):
                found.add(str(node.module))
    return frozenset(found)


def own_imports(module: str) -> list[str]:
    """The modules of the package among the imports."""
    return sorted(imports(module) & SOURCES.keys())


def dotted(node: ast.expr) -> str:
    """``datetime.date.today`` as it is written; what is no name in it is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def is_package_data(node: ast.expr) -> bool:
    """Whether a path begins in the package: ``files(…)`` of importlib.resources, or ``Path(__file__)``."""
    while isinstance(node, ast.Attribute) or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return isinstance(node, ast.Call) and ast.unparse(node).startswith(("files(", "Path(__file__)"))


def opens_a_file(call: ast.Call) -> bool:
    """Whether a call opens, reads, writes or lists something on the disk that is not the package's own data."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in OPENING and not is_package_data(call.func.value)
    return dotted(call.func) == "open"


def prints(call: ast.Call) -> bool:
    """Whether a call writes to a standard stream."""
    name = dotted(call.func)
    return name in ("print", "click.echo", "click.secho", "echo", "secho") or name.startswith(("sys.std", "sys.__std"))


def reads_the_clock(call: ast.Call) -> bool:
    """Whether the answer of a call depends on the moment."""
    name = dotted(call.func)
    return any(name == clock or name.endswith(f".{clock}") for clock in CLOCK)


def found_outside(doors: str, is_bad: Callable[[ast.Call], bool]) -> dict[str, list[str]]:
    """The bad calls of every module that is no door, as ``line 12: open``."""
    found = {
        module: [f"line {call.lineno}: {ast.unparse(call.func)}" for call in calls(tree(module)) if is_bad(call)]
        for module in SOURCES
        if not within(module, doors)
    }
    return {module: bad for module, bad in found.items() if bad}


def test_every_module_has_a_layer():
    """A new module has to be given its place in the house."""
    assert [module for module in SOURCES if layer(module) is None] == []


def test_imports_point_one_way():
    """A module imports from lower layers only, or from its own package."""
    upwards = [
        f"{module} imports {other}"
        for module in SOURCES
        for other in own_imports(module)
        if layer(other) >= layer(module)
        and not (layer(other) == layer(module) and lineage(other)[-1] == lineage(module)[-1])
    ]
    assert upwards == []


def test_the_foundation_stands_alone():
    """Model, numerals and the words of a run import nothing of the package."""
    assert {m: own_imports(m) for m in SOURCES if within(m, LAYERS[0]) and own_imports(m)} == {}


def test_rules_know_neither_files_nor_sheets():
    """Rules import the flat reading and what it is made of, never a reader, the layout, a batch or a writer."""
    known = "rules flat fields forms model amounts targets problems places words"
    strange = [
        f"{m} imports {o}" for m in SOURCES if within(m, "rules") for o in own_imports(m) if not within(o, known)
    ]
    assert strange == []


def test_only_doors_open_files():
    """Elsewhere nothing is opened, read, written or listed but the data that lies in the package."""
    assert found_outside(DOORS, opens_a_file) == {}


def test_only_the_command_line_prints():
    """No print, no click.echo and no standard stream elsewhere."""
    assert found_outside("cli terminal", prints) == {}


def test_nobody_reads_the_clock():
    """The same input gives the same bytes, whatever the day."""
    assert found_outside("", reads_the_clock) == {}


def test_calamine_has_two_users():
    """Values of workbooks come from one module of the readers; the summary reads itself back to prove its balance."""
    users = {module for module in SOURCES if "python_calamine" in imports(module)}
    assert users == {"xltool.reading.values", "xltool.writing.summary.book"}


def test_the_searches_see_what_they_forbid():
    """A file opened inside a function, a clock and a print are found; the package's own data is no open file."""
    bad = ast.parse("def f():\n    Path('a').read_text()\n    open('b')\n    datetime.date.today()\n    print(1)\n")
    assert sum(map(opens_a_file, calls(bad))) == 2
    assert sum(map(reads_the_clock, calls(bad))) == 1
    assert sum(map(prints, calls(bad))) == 1
    own = ast.parse("files(__name__).joinpath('a').read_text()\nPath(__file__).with_name('b').read_text()\n")
    assert not any(map(opens_a_file, calls(own)))
    assert "xltool.writing.workbook" in imports("xltool.cli"), "an import inside a function"


@pytest.mark.parametrize("shape", ["text", "json"])
def test_a_check_of_one_workbook_loads_nothing_heavy(shape, checkout, tmp_path):
    """``validate`` answers without pandas, openpyxl, jsonschema, docx, XlsxWriter, rich or xlwings."""
    workbook = next((checkout / "workbook_templates" / "beidaihe-2020").glob("01*.xlsx"))
    answer, loaded = tmp_path / "answer", tmp_path / "loaded"
    script = (
        "import sys, pathlib, xltool.cli\n"
        f"sys.argv = ['xltool', 'validate', {str(workbook)!r}, '--format', {shape!r}, '-o', {str(answer)!r}]\n"
        "try:\n    xltool.cli.main()\nexcept SystemExit as end:\n    code = end.code\n"
        f"pathlib.Path({str(loaded)!r}).write_text('\\n'.join([str(code), *sys.modules]))\n"
    )
    subprocess.run([sys.executable, "-c", script], env=ENVIRONMENT, check=True, capture_output=True)
    code, *modules = loaded.read_text().split("\n")
    assert code == "0"
    assert "V-01" in answer.read_text("utf-8")
    assert "xltool.reading.xlsx" in modules
    assert [name for name in HEAVY if name in modules] == []


def test_importing_the_package_is_light():
    """``import xltool`` and its command line load no library that only some commands need."""
    script = f"import sys, xltool, xltool.cli\nprint([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], env=ENVIRONMENT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
