"""Makes the zip for PCs without internet: `make bundle`, or

    python tools/bundle/make_bundle.py [--python 3.11,3.12,3.13] [--wheels FOLDER] [-o FOLDER]

Without --wheels it builds xltool's own wheel and downloads the libraries' wheels for 64-bit Windows, by name and
without their dependencies: pip would judge a condition like `platform_system == "Windows"` by the system it runs on,
and pull in what xltool needs only for commands that the button does not use. So BUNDLED lists every library, and a
test holds it against the imports of the package and the requirements of each library. The same wheels give the same
bytes.
"""

import argparse
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PYTHONS = ("3.11", "3.12", "3.13")
ZIP_DATE = (2020, 2, 2, 0, 0, 0)

BUNDLED = (
    *("xlwings", "pywin32"),
    "click",
    *("rich", "markdown-it-py", "mdurl", "pygments"),
    *("python-calamine", "xlsxwriter", "openpyxl", "et-xmlfile", "defusedxml"),
    "lxml",
    *("xlrd", "olefile", "msoffcrypto-tool", "cryptography", "cffi", "pycparser"),
    "rtoml",
    "pyperclip",
    *("jsonschema", "attrs", "jsonschema-specifications", "referencing", "rpds-py", "typing-extensions"),
)
"""Every library of the bundle, a line a purpose.

Excel, command line, progress, workbooks, Word and pages, old files and passwords, forms, clipboard, JSON.
"""

LEFT_OUT = {
    "pandas": "only export --format csv and parquet; xlwings starts several times faster without it",
    "python-docx": "nothing imports it yet",
}
"""What xltool names in pyproject.toml and the bundle does without; a command that needs it says so."""


def main() -> None:
    """Make the bundle, and print what is in it."""
    parser = argparse.ArgumentParser(description="Makes the zip for PCs without internet.")
    parser.add_argument("--python", default=",".join(PYTHONS), help="versions of Python to have wheels for")
    parser.add_argument("--wheels", type=Path, help="a folder of wheels, instead of building and downloading")
    parser.add_argument("-o", dest="output", type=Path, default=ROOT / "dist", help="the folder for the zip")
    options = parser.parse_args()
    pythons = options.python.split(",")
    folder = options.wheels or fetched(pythons, ROOT / "build" / "wheels")
    wheels = sorted(folder.glob("*.whl"))
    if faults := [*missing(wheels, pythons), *unexpected(wheels)]:
        sys.exit("\n".join(faults))
    version = next(version for name, version, *_ in map(parsed, wheels) if name == "xltool")
    name = f"xltool-{version}-win64"
    contents = bundle_contents(wheels, pythons, version)
    options.output.mkdir(parents=True, exist_ok=True)
    target = options.output / f"{name}.zip"
    write_zip(target, {f"{name}/{path}": data for path, data in contents.items()})
    report(target, wheels, contents, pythons)


def fetched(pythons: list[str], folder: Path) -> Path:
    """The folder with xltool's own wheel and those of all libraries for each Python, made anew."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    run("build", "--wheel", "--outdir", folder, ROOT)
    for python in pythons:
        target = ("--platform", "win_amd64", "--implementation", "cp", "--python-version", python)
        run("pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", *target, "-d", folder, *requirements())
    return folder


def requirements() -> list[str]:
    """The names of BUNDLED, with the versions that pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {canonicalize_name(Requirement(line).name): line for line in project["dependencies"]}
    return [named.get(canonicalize_name(name), name) for name in BUNDLED]


def run(*command: object) -> None:
    """A module of Python as a program; a failure ends everything."""
    print("+ python -m", *command, flush=True)
    subprocess.run([sys.executable, "-m", *map(str, command)], check=True)


def parsed(wheel: Path) -> tuple[str, str, frozenset[Tag]]:
    """Name, version and tags of a wheel, out of its file name."""
    name, version, _, tags = parse_wheel_filename(wheel.name)
    return name, str(version), tags


def fits(wheel: Path, python: str) -> bool:
    """Whether a wheel can be installed in this Python on 64-bit Windows."""
    version = tuple(map(int, python.split(".")))
    platforms = ["win_amd64"]
    interpreter = f"cp{python.replace('.', '')}"
    tags = {*cpython_tags(version, platforms=platforms), *compatible_tags(version, interpreter, platforms)}
    return bool(parsed(wheel)[2] & tags)


def missing(wheels: list[Path], pythons: list[str]) -> Iterator[str]:
    """Libraries that a Python would not find in the bundle, or find twice."""
    for python in pythons:
        there = [parsed(wheel)[0] for wheel in wheels if fits(wheel, python)]
        for name in ("xltool", *BUNDLED):
            if (count := there.count(canonicalize_name(name))) != 1:
                yield f"{name} for Python {python}: {count} wheels, not 1"


def unexpected(wheels: list[Path]) -> Iterator[str]:
    """Wheels that the bundle has no use for."""
    wanted = {canonicalize_name(name) for name in ("xltool", *BUNDLED)}
    for wheel in wheels:
        if parsed(wheel)[0] not in wanted:
            yield f"{wheel.name} is not in BUNDLED"


def bundle_contents(wheels: list[Path], pythons: list[str], version: str) -> dict[str, bytes]:
    """Every file of the bundle by its path."""
    contents = {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}
    contents["wheels/requirements.txt"] = requirements_text(wheels, pythons).encode()
    contents["check_python.py"] = (HERE / "check_python.py").read_bytes()
    words = {
        "VERSION": version,
        "VERSIONS": " ".join(reversed(pythons)),
        "VERSIONS_CHINESE": "、".join(pythons),
        "FOLDERS": " ".join(python.replace(".", "") for python in reversed(pythons)),
        "NEWEST": pythons[-1],
    }
    for name, encoding in (("安装.bat", "gbk"), ("卸载.bat", "gbk"), ("先读我.txt", "utf-8-sig")):
        contents[name] = filled(name, words).encode(encoding)
    templates = ROOT / "workbook_templates"
    contents |= {f"模板/{path.name}": path.read_bytes() for path in templates.glob("*.xls[xm]")}
    contents |= {f"加载项/{path.name}": path.read_bytes() for path in (ROOT / "macros").glob("*.xlam")}
    return contents | manual()


def filled(name: str, words: dict[str, str]) -> str:
    """A text of this folder with its @WORDS@ filled in, its lines ended as Windows ends them."""
    text = (HERE / name).read_text("utf-8")
    return re.sub("@([A-Z_]+)@", lambda match: words[match[1]], text).replace("\n", "\r\n")


def manual() -> dict[str, bytes]:
    """The clerk's manual, a page for browsers with its pictures inside, nothing while there is none."""
    path = ROOT / "docs" / "使用手册.html"
    return {path.name: path.read_bytes()} if path.is_file() else {}


def requirements_text(wheels: list[Path], pythons: list[str]) -> str:
    """What pip installs, each wheel with its checksum, so that a file damaged on a USB stick is found."""
    lines: dict[str, list[str]] = {}
    for wheel in wheels:
        name, version, _ = parsed(wheel)
        fitting = [python for python in pythons if fits(wheel, python)]
        which = " or ".join(f"python_version == '{python}'" for python in fitting)
        marker = "" if fitting == pythons else f" ; {which}"
        lines.setdefault(f"{name}=={version}{marker}", []).append(hashlib.sha256(wheel.read_bytes()).hexdigest())
    return "".join(
        f"{requirement} {' '.join(f'--hash=sha256:{digest}' for digest in digests)}\n"
        for requirement, digests in sorted(lines.items())
    )


def write_zip(target: Path, files: dict[str, bytes]) -> None:
    """The files in the order of their names, all of one date; wheels are zips already and are stored."""
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in sorted(files.items()):
            info = zipfile.ZipInfo(path, ZIP_DATE)
            info.compress_type = zipfile.ZIP_STORED if path.endswith(".whl") else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)


def report(target: Path, wheels: list[Path], contents: dict[str, bytes], pythons: list[str]) -> None:
    """What was checked, and what takes how much room."""
    print(f"ok: one wheel for each of {len(BUNDLED) + 1} libraries and Python {', '.join(pythons)}, and no other")
    addin = any(path.startswith("加载项/") for path in contents)
    print("ok: the add-in is in it" if addin else "NOTE: macros/ has no add-in yet, so none is in it")
    print("ok: the manual is in it" if manual() else "NOTE: docs/ has no manual yet, so none is in it")
    sizes: dict[str, int] = {}
    for wheel in wheels:
        sizes[parsed(wheel)[0]] = sizes.get(parsed(wheel)[0], 0) + wheel.stat().st_size
    for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:8]:
        print(f"  {size / 1e6:6.1f} MB  {name}")
    data = target.read_bytes()
    print(f"{target}: {len(contents)} files, {len(data) / 1e6:.1f} MB, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
