"""The VBA sources: ASCII, patched where we say and nowhere else, and in the built files byte for byte."""

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from oletools.olevba import VBA_Parser

from tests.macros.stand_in import modules, parse
from xltool.cli import cli
from xltool.macros import sources as module
from xltool.macros.project import vba_project
from xltool.macros.sources import (
    ADDIN,
    ADDIN_PATCHES,
    OWN,
    PATCHES,
    TEMPLATE,
    TEMPLATE_PATCHES,
    Patch,
    Sources,
    ascii_source,
    own_sources,
    patched,
    xlwings_source,
)
from xltool.problems import Refused

COMPILERS = {
    "Win64": {},
    "Win32": {"Win64": False},
    "Mac": {"Mac": True, "MacOffice16": True, "Win32": False, "Win64": False},
}


def extracted(book: Path) -> dict[str, str]:
    """The modules that olevba finds in a file."""
    parser = VBA_Parser(book.name, data=book.read_bytes())
    try:
        return {name.rpartition(".")[0]: code for _, _, name, code in parser.extract_all_macros()}
    finally:
        parser.close()


def test_olevba_gives_back_every_source(sources: dict[Path, Sources]) -> None:
    """Byte for byte; modules of the workbook and its sheets begin with their attributes, and sheets have no code."""
    for book, expected in sources.items():
        found = extracted(book)
        own = {name: code for name, code in found.items() if not name.startswith("Sheet")}
        assert own.keys() == expected.keys()
        for name, code in expected.items():
            if name == "ThisWorkbook":
                attributes, rest = own[name].removesuffix(code), own[name][-len(code) :]
                assert rest == code
                assert attributes.startswith('Attribute VB_Name = "ThisWorkbook"\r\n')
                assert all(line.startswith("Attribute VB_") for line in attributes.splitlines())
            else:
                assert own[name] == code
        for name in found.keys() - own.keys():
            assert all(line.startswith("Attribute VB_") for line in found[name].splitlines())


@pytest.mark.parametrize("compiler", COMPILERS)
def test_every_module_parses(compiler: str, sources: dict[Path, Sources]) -> None:
    """As Excel for Windows in 64 and 32 bits and Excel for Mac see it."""
    for book in sources:
        for name, (source, standard) in modules(book).items():
            parse(name, source, standard, COMPILERS[compiler])


def test_a_syntax_error_would_be_found() -> None:
    """The parser is no rubber stamp."""
    with pytest.raises(Exception, match="line"):
        parse("X", 'Attribute VB_Name = "X"\r\nSub A(\r\nEnd Sub\r\n', True, {})


@pytest.mark.parametrize("character", ["汇", "“", "é", "\u00a0", "\x0c"])
def test_what_is_not_ascii_is_refused_with_its_line(character: str) -> None:
    """Chinese belongs in the sheet xltool.conf."""
    with pytest.raises(Refused, match=r"^X\.bas 第 3 行有字符"):
        ascii_source("X.bas", f"Option Explicit\n\nSub A() '{character}\nEnd Sub\n")


def test_lines_end_as_vba_wants_them() -> None:
    """Whatever they end with in the checkout."""
    assert ascii_source("X.bas", "a\nb\r\nc") == "a\r\nb\r\nc\r\n"


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    """As in a folder that is no checkout."""
    with pytest.raises(Refused, match=r"XltoolActions\.bas"):
        own_sources(tmp_path, *OWN)


@pytest.mark.parametrize(
    ("flavour", "patch"),
    [(TEMPLATE, patch) for patch in PATCHES + TEMPLATE_PATCHES] + [(ADDIN, patch) for patch in PATCHES + ADDIN_PATCHES],
)
def test_an_xlwings_without_a_patched_place_stops_the_build(flavour: str, patch: Patch) -> None:
    """One place fewer or one more: the sentence names the place, and how often it was there."""
    text = installed(flavour)
    assert text.count(patch.old) == patch.times
    for changed in (text.replace(patch.old, "", 1), text + patch.old):
        found = changed.count(patch.old)
        with pytest.raises(Refused) as refused:
            patched(changed, flavour)
        assert f"应有 {patch.times} 处，实有 {found} 处" in str(refused.value)


def installed(flavour: str) -> str:
    """xlwings' module as it comes."""
    spec = find_spec("xlwings")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return (Path(spec.submodule_search_locations[0]) / flavour).read_text("utf-8-sig").replace("\r\n", "\n")


@pytest.mark.parametrize("flavour", [TEMPLATE, ADDIN])
def test_the_settings_of_the_active_workbook_are_never_read(flavour: str) -> None:
    """Neither flavour looks for settings, or for their folder, anywhere but in its own file and the user's."""
    text = xlwings_source(flavour)
    for call in ("SheetExists({}, PROJECT_NAME", "GetConfigFromSheet({})", "GetFullName({})", "GetDirectoryPath({})"):
        assert call.format("ActiveWorkbook") not in text
        assert call.format("ThisWorkbook") in text
    assert 'PROJECT_NAME As String = "xltool"' in text
    assert 'source = "" Or source = "directory"' not in text
    assert "xlwings is distributed under a BSD 3-clause license." in text


@pytest.mark.parametrize("name", ["xlwings", "pyopenvba"])
def test_without_a_library_the_build_says_which(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, with what to do."""
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(Refused, match=r"^没有安装 .*，不能生成带宏的文件。请先运行：pip install") as refused:
        xlwings_source(ADDIN) if name == "xlwings" else vba_project({}, ["Sheet1"])
    assert name in str(refused.value).lower()


def test_the_plain_templates_are_built_all_the_same(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then comes the sentence, and no half of the files with macros."""
    shutil.copytree(checkout / "tests" / "data", tmp_path / "tests" / "data")
    shutil.copytree(checkout / "macros", tmp_path / "macros", ignore=shutil.ignore_patterns("*.xlam"))
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    result = CliRunner().invoke(cli, ["build", "--root", str(tmp_path)])
    assert isinstance(result.exception, Refused)
    assert str(result.exception).startswith("没有安装 pyOpenVBA，不能生成带宏的文件。")
    assert (tmp_path / "workbook_templates" / "项目绩效目标表.xlsx").is_file()
    assert [path for path in tmp_path.rglob("*") if path.suffix in (".xlsm", ".xlam", ".tmp")] == []


def test_the_licence_of_xlwings_lies_beside(checkout: Path) -> None:
    """Redistribution asks for the notice."""
    text = (checkout / "macros" / "LICENSE-xlwings.txt").read_text()
    assert "Zoomer Analytics" in text
    assert "BSD 3-clause" in text
