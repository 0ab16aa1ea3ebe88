"""The zip for PCs without internet: what is in it, that pip would find all of it, and what its batch files say."""

import importlib.util
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import SOURCES, imports

ON_WINDOWS = {"platform_system": "Windows", "sys_platform": "win32", "os_name": "nt", "extra": ""}


@pytest.fixture(scope="module")
def tool(checkout) -> ModuleType:
    """The module that makes the bundle."""
    spec = importlib.util.spec_from_file_location("make_bundle", checkout / "tools" / "bundle" / "make_bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tiny_wheels(tool: ModuleType, folder: Path, pythons: Iterable[str] = ("3.11", "3.12", "3.13")) -> Path:
    """An empty wheel of each library that a bundle needs; python-calamine has one for each Python."""
    folder.mkdir()
    for name in ("xltool", *tool.BUNDLED):
        versions = [f"cp{python.replace('.', '')}" for python in pythons]
        tags = [f"{v}-{v}-win_amd64" for v in versions] if name == "python-calamine" else ["py3-none-any"]
        for tag in tags:
            file_name = f"{name.replace('-', '_')}-1.2"
            with zipfile.ZipFile(folder / f"{file_name}-{tag}.whl", "w") as wheel:
                for part, text in (
                    ("METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n"),
                    ("WHEEL", f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n"),
                    ("RECORD", ""),
                ):
                    wheel.writestr(zipfile.ZipInfo(f"{file_name}.dist-info/{part}"), text)
    return folder


def make(tool: ModuleType, wheels: Path, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the tool on a folder of wheels."""
    command = [sys.executable, tool.__file__, "--wheels", str(wheels), "-o", str(output), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture(scope="module")
def bundle(tool, tmp_path_factory) -> dict[str, bytes]:
    """The files of a bundle made of tiny wheels, by their paths below its one folder."""
    folder = tmp_path_factory.mktemp("bundle")
    done = make(tool, tiny_wheels(tool, folder / "wheels"), folder)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / "xltool-1.2-win64.zip") as archive:
        return {name.removeprefix("xltool-1.2-win64/"): archive.read(name) for name in archive.namelist()}


# What is in it


def test_what_is_in_a_bundle(bundle, tool, checkout):
    """Batch files, a text to read first, the manual, wheels, templates, and the add-in; no examples."""
    loose = {"安装.bat", "卸载.bat", "先读我.txt", "使用手册.html", "check_python.py", "wheels/requirements.txt"}
    templates = {f"模板/{path.name}" for path in (checkout / "workbook_templates").glob("*.xls*")}
    addins = {f"加载项/{path.name}" for path in (checkout / "macros").glob("*.xlam")}
    rest = {path for path in bundle if not path.startswith("wheels/")} | {"wheels/requirements.txt"}
    assert rest == loose | templates | addins
    assert len([path for path in bundle if path.endswith(".whl")]) == len(tool.BUNDLED) + 3
    assert "模板/项目绩效目标表.xlsx" in templates
    assert bundle["使用手册.html"] == (checkout / "docs" / "使用手册.html").read_bytes()


def test_the_same_wheels_give_the_same_bytes(tool, tmp_path):
    """No date and no order of the disk gets in."""
    wheels = tiny_wheels(tool, tmp_path / "wheels")
    archives = []
    for name in ("a", "b"):
        assert make(tool, wheels, tmp_path / name).returncode == 0
        archives.append((tmp_path / name / "xltool-1.2-win64.zip").read_bytes())
    assert archives[0] == archives[1]


def test_pip_gets_a_checksum_for_every_wheel(bundle, tool):
    """A library with a wheel for each Python has a line for each, all others one line."""
    lines = bundle["wheels/requirements.txt"].decode().splitlines()
    assert len(lines) == len(tool.BUNDLED) + 3
    assert all(
        re.fullmatch(r"[a-z0-9-]+==1\.2( ; python_version == '3\.1\d')? --hash=sha256:[0-9a-f]{64}", x) for x in lines
    )
    assert [line.split(" --")[0] for line in lines if line.startswith("python-calamine")] == [
        f"python-calamine==1.2 ; python_version == '{python}'" for python in tool.PYTHONS
    ]


@pytest.mark.parametrize("damaged", [False, True])
def test_pip_takes_the_requirements(tool, tmp_path, damaged):
    """Without internet pip finds every wheel, and refuses one that was damaged on the way."""
    python = "{}.{}".format(*sys.version_info)  # pip judges python_version by its own
    wheels = tiny_wheels(tool, tmp_path / "wheels", [python])
    assert make(tool, wheels, tmp_path, "--python", python).returncode == 0
    with zipfile.ZipFile(tmp_path / "xltool-1.2-win64.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "xltool-1.2-win64" / "wheels"
    if damaged:
        with (folder / "click-1.2-py3-none-any.whl").open("ab") as wheel:
            wheel.write(b"damaged")
    command = [sys.executable, "-m", "pip", "download", "--isolated", "--no-index", "--find-links", folder, "--no-deps"]
    target = ["--platform", "win_amd64", "--only-binary=:all:", "-d", tmp_path / "out"]
    requirements = ["--require-hashes", "-r", folder / "requirements.txt"]
    done = subprocess.run([*command, *target, *requirements], capture_output=True, text=True)
    assert done.returncode == int(damaged), done.stderr
    if damaged:
        assert "DO NOT MATCH THE HASHES" in done.stderr
    else:
        assert len(list((tmp_path / "out").glob("*.whl"))) == len(tool.BUNDLED) + 1


def test_a_wheel_too_few_or_too_many_stops_it(tool, tmp_path):
    """pandas must not slip in, and a Python for which a library is missing is named."""
    wheels = tiny_wheels(tool, tmp_path / "wheels")
    (wheels / "pandas-3.0-cp312-cp312-win_amd64.whl").write_bytes(b"")
    (wheels / "python_calamine-1.2-cp312-cp312-win_amd64.whl").unlink()
    done = make(tool, wheels, tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "python-calamine for Python 3.12: 0 wheels, not 1",
        "pandas-3.0-cp312-cp312-win_amd64.whl is not in BUNDLED",
    ]
    assert not list(tmp_path.glob("*.zip"))


def test_for_one_python(tool, tmp_path):
    """A smaller bundle, and the batch file asks for that Python."""
    wheels = tiny_wheels(tool, tmp_path / "wheels")
    for python in ("311", "313"):
        (wheels / f"python_calamine-1.2-cp{python}-cp{python}-win_amd64.whl").unlink()
    assert make(tool, wheels, tmp_path, "--python", "3.12").returncode == 0
    with zipfile.ZipFile(tmp_path / "xltool-1.2-win64.zip") as archive:
        text = archive.read("xltool-1.2-win64/安装.bat").decode("gbk")
    assert "没有找到 64 位的 Python 3.12。" in text


# The list of libraries


def test_every_import_is_bundled_or_left_out(tool, checkout):
    """A library that the package imports is in the bundle, in LEFT_OUT with the reason, or in an extra of its own."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    groups = project["optional-dependencies"].items()
    extras = {canonicalize_name(Requirement(line).name) for name, group in groups if name != "dev" for line in group}
    of_windows = {name: ["pywin32"] for name in ("win32com", "pythoncom", "win32clipboard")}
    distributions = metadata.packages_distributions() | of_windows
    modules = {name.partition(".")[0] for module in SOURCES for name in imports(module)}
    foreign = modules - sys.stdlib_module_names - {"xltool"}
    libraries = {canonicalize_name(each) for name in foreign for each in distributions.get(name, [name])}
    assert libraries - {*tool.BUNDLED, *tool.LEFT_OUT} <= extras
    assert {"openpyxl", "pywin32", "xlsxwriter"} <= libraries


def test_what_is_left_out_for_want_of_use_is_not_used(tool):
    """As soon as something imports it, the bundle has to have it."""
    names = {"python-docx": "docx"}
    unused = [name for name, reason in tool.LEFT_OUT.items() if reason == "nothing imports it yet"]
    modules = {name.partition(".")[0] for module in SOURCES for name in imports(module)}
    assert [name for name in unused if names[name] in modules] == []


def needs(name: str) -> set[str]:
    """The libraries that one asks for on Windows; those that exist there only are not installed here."""
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return set()
    wanted = map(Requirement, lines)
    return {canonicalize_name(r.name) for r in wanted if r.marker is None or r.marker.evaluate(ON_WINDOWS)}


def test_the_list_is_what_xltool_needs_on_windows(tool, checkout):
    """What pyproject.toml names without LEFT_OUT, and what those libraries need: all of it, and nothing else."""
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    direct = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    assert tool.LEFT_OUT.keys() <= direct
    wanted, todo = set(), direct - tool.LEFT_OUT.keys()
    while todo:
        wanted |= todo
        todo = {need for name in todo for need in needs(name)} - wanted
    if sys.version_info >= (3, 13):
        wanted.add("typing-extensions")  # referencing needs it for the older Pythons
    assert wanted == set(tool.BUNDLED)


# The batch files


@pytest.mark.parametrize("name", ["安装.bat", "卸载.bat"])
def test_a_batch_file_is_what_cmd_reads(bundle, name):
    """GBK and CRLF; the code page is set before the first Chinese character; every label is there and used."""
    data = bundle[name]
    text = data.decode("gbk")
    assert text.count("\r\n") == text.count("\n") > 10
    lines = text.split("\r\n")
    first = next(number for number, line in enumerate(lines) if not line.isascii())
    assert "chcp 936 >nul" in lines[:first]
    assert "@" not in text.replace("@echo off", "")
    labels = {line[1:] for line in lines if line.startswith(":")}
    assert set(re.findall(r"(?:goto |call :)(\w+)", text)) == labels - (
        {"failed"} - set(re.findall(r"goto (\w+)", text))
    )
    assert "!" not in text
    assert "！" not in text


def test_what_the_installer_does(bundle):
    """Finds a Python, makes the environment, installs without internet, puts the Excel side in place, and checks."""
    text = bundle["安装.bat"].decode("gbk")
    steps = [
        "call :find",
        "python-3.*-amd64.exe",
        'set /p "ASKED=',
        '-m venv --clear "%VENV%"',
        "-m pip install --isolated",
        "-P -m xltool install",
        "-P -m xltool doctor",
    ]
    assert sorted(steps, key=text.index) == steps
    assert text.count("if not %errorlevel%==0 goto broken") == 3
    pip = next(line for line in text.splitlines() if " pip " in line)
    assert all(option in pip for option in ("--no-index", "--find-links wheels", "--no-deps", "--require-hashes"))
    assert "for %%V in (3.13 3.12 3.11) do call :try py -%%V" in text
    assert "for %%V in (313 312 311) do (" in text
    assert "没有找到 64 位的 Python 3.11、3.12、3.13。" in text


def test_the_uninstaller_first_undoes_the_install(bundle):
    """Then it removes the environment, which the running Python could not."""
    text = bundle["卸载.bat"].decode("gbk")
    assert text.index("-m xltool uninstall") < text.index('rmdir /s /q "%VENV%"')


def test_the_text_to_read_first(bundle):
    """A byte order mark for the older Notepad, the version, and the order of the steps."""
    text = bundle["先读我.txt"].decode("utf-8-sig")
    assert bundle["先读我.txt"].startswith(b"\xef\xbb\xbf")
    assert "xltool 绩效目标表工具 1.2" in text
    assert text.index("全部解压") < text.index("双击“安装.bat”")


@pytest.mark.parametrize(("versions", "code"), [(("3.0", "{}.{}"), 0), (("3.0",), 1), ((), 1)])
def test_a_python_is_judged_by_itself(checkout, versions, code):
    """The version has to be one of the bundle's."""
    asked = [version.format(*sys.version_info) for version in versions]
    script = checkout / "tools" / "bundle" / "check_python.py"
    assert subprocess.run([sys.executable, script, *asked]).returncode == code
