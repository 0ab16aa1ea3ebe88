"""Why the Excel side does not work on this PC: one finding a question, each with what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import PureWindowsPath
from typing import NamedTuple

from xltool.excel.functions_switch import absent, functions_on, missing_libraries
from xltool.excel.machine import Machine
from xltool.excel.manifest import content_at, mark, read_manifest
from xltool.excel.office import (
    VERSIONS,
    Excel,
    first_value,
    has_wps,
    installed_excels,
    policies,
    trusted_folders,
    xlsx_program,
)
from xltool.excel.places import SEND_TO, places, settings_program
from xltool.excel.shipped import ADDIN, Shipped, shipped
from xltool.excel.windows import this_machine
from xltool.problems import Refused

STATES = ("ok", "warn", "error")
OLDEST_PYTHON = (3, 11)
_OFF, _SIGNED_ONLY = 4, 3
"""VBAWarnings: 1 runs all macros, 2 asks, 3 runs signed ones, 4 runs none."""
_AGAIN = "请双击安装包里的“安装.bat”（命令行：xltool install）"
_INSTALL = f"{_AGAIN}，再重新打开 Excel。"
_ADMINISTRATOR = "这是单位统一设置的，请找电脑管理员"


class Finding(NamedTuple):
    """The answer to one question; ``state`` is ok, warn (it works, but …) or error, ``cure`` says what to do."""

    code: str
    title: str
    state: str
    message: str
    cure: str = ""


class Patient(NamedTuple):
    """What the questions are asked about; ``loaded`` is True where Excel itself asks, by the add-in's own button."""

    machine: Machine
    shipped: Shipped
    excels: list[Excel]
    loaded: bool


Answer = tuple[str, str, str]
"""State, message, cure."""


def of_this_machine(loaded: bool = False) -> list[Finding]:
    """The findings on the PC that we run on, for the command line and for the button 诊断 (``loaded``)."""
    machine = this_machine()
    if machine is None:
        version = sys.version_info
        return diagnose_elsewhere((version.major, version.minor, version.micro), shutil.which("soffice"))
    return diagnose(machine, shipped(), loaded)


def diagnose(machine: Machine, shipped: Shipped, loaded: bool = False) -> list[Finding]:
    """All findings on a Windows PC, in the order in which to mend them."""
    patient = Patient(machine, shipped, installed_excels(machine), loaded)
    return [Finding(code, title, *_worst(ask(patient))) for code, title, ask in _QUESTIONS]


def diagnose_elsewhere(python: tuple[int, int, int], libreoffice: str | None) -> list[Finding]:
    """The findings on another system, where there is no Excel to start us."""
    office = (
        ("ok", f"LibreOffice：{libreoffice}。", "")
        if libreoffice
        else ("warn", "没有找到 LibreOffice。", "只为打开结果才需要；请安装 LibreOffice 或 WPS。")
    )
    return [
        Finding("D-01", "Python", "ok", f"Python {_dotted(python)}。"),
        Finding(
            "D-03",
            "Excel",
            "warn",
            "这里不是 Windows，Excel 里的按钮不能用。",
            "请用命令行：xltool validate、xltool merge。",
        ),
        Finding("D-13", "表格软件", *office),
    ]


def _worst(answers: Iterator[Answer]) -> Answer:
    """All answers of the worst state in one; without any the question does not arise."""
    found = list(answers) or [("ok", "不涉及。", "")]
    worst = max((state for state, _, _ in found), key=STATES.index)
    same = [answer for answer in found if answer[0] == worst]
    return worst, "".join(dict.fromkeys(m for _, m, _ in same)), "".join(dict.fromkeys(c for _, _, c in same))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _python(patient: Patient) -> Iterator[Answer]:
    python = patient.machine.python
    said = f"Python {_dotted(python.version)}，{python.bits} 位，{python.program}。"
    if python.from_store:
        cure = f"请从 python.org 安装 64 位 Python。装好后{_AGAIN}。"
        yield "error", f"{said}它来自 Microsoft Store，写的文件 Excel 看不到。", cure
    elif python.version < OLDEST_PYTHON:
        yield "error", f"{said}版本太旧。", f"请安装 64 位 Python {_dotted(OLDEST_PYTHON)} 或更新版本。"
    elif python.bits != 64:
        yield "warn", f"{said}离线安装包里只有 64 位的库。", "请改装 64 位 Python；Office 是 32 位的也不要紧。"
    else:
        yield "ok", said, ""


def _settings(patient: Patient) -> Iterator[Answer]:
    if not patient.excels:
        return
    path = places(patient.machine).settings
    program = settings_program(patient.machine, path)
    if program is None:
        yield "error", f"设置文件“{path}”里没有 Python 的位置。", _INSTALL
    elif patient.machine.read(program) is None:
        yield (
            "error",
            f"设置里的 Python“{program}”不存在，可能被删除或移动了。",
            f"请重新安装 Python。装好后{_AGAIN}。",
        )
    elif program != patient.machine.python.console:
        said = f"Excel 用的 Python 是“{program}”，现在运行的是“{patient.machine.python.console}”。"
        yield "warn", said, f"若要 Excel 改用现在这个，{_AGAIN}。"
    else:
        yield "ok", f"Excel 用的 Python 是“{program}”。", ""


def _excel(patient: Patient) -> Iterator[Answer]:
    python_bits = patient.machine.python.bits
    for excel in patient.excels:
        said = f"{VERSIONS[excel.version]}（{excel.build or excel.version}），{excel.bits} 位。"
        same = "" if excel.bits == python_bits else f"Python 是 {python_bits} 位，位数不同，按钮照样能用。"
        yield "ok", said + same, ""
    if not patient.excels:
        program = "装的是 WPS" if has_wps(patient.machine) else "没有找到 Excel"
        cure = "请右键点文件夹，选“发送到 → 绩效一键汇总”或“绩效校验”；要用按钮，请安装 Excel 2010 或更新版本。"
        yield "warn", f"{program}，没有“绩效目标”选项卡。", cure


def _addin(patient: Patient) -> Iterator[Answer]:
    if not patient.excels:
        return
    path = places(patient.machine).addin
    there = patient.machine.read(path)
    if patient.shipped.addin is None:
        yield "error", "安装包里没有加载项 xltool.xlam。", "请换用完整的安装包，再安装一次。"
    elif there is None:
        yield "error", f"加载项“{path}”不在。", _INSTALL
    elif mark(there) != mark(patient.shipped.addin):
        yield "error", f"加载项“{path}”与安装包里的不同，可能是旧版本，或被改过。", _INSTALL
    else:
        yield "ok", f"加载项在“{path}”，与安装包里的一致。", ""


def _quarantine(patient: Patient) -> Iterator[Answer]:
    """A file that we wrote and that nobody was asked to delete has mostly been taken away by an antivirus program."""
    try:
        manifest = read_manifest(patient.machine, places(patient.machine).manifest)
    except Refused as error:
        yield "error", str(error), f"删除后{_AGAIN}。"
        return
    if manifest is None:
        yield "warn", "没有安装记录。", f"还没有安装的，{_AGAIN}。"
        return
    gone = [path for path in manifest.files if content_at(patient.machine, path) is None]
    if gone:
        names = "、".join(f"“{path}”" for path in gone)
        cure = f"请在杀毒软件（360、火绒、Windows 安全中心等）的隔离区里恢复并加入信任，然后{_AGAIN}。"
        yield "error", f"安装时写入的文件不见了，可能被杀毒软件隔离：{names}。", cure
    else:
        yield "ok", "安装时写入的文件都在。", ""


def _disabled(patient: Patient) -> Iterator[Answer]:
    for excel in patient.excels:
        items = patient.machine.values(excel.key("Resiliency\\DisabledItems")) or {}
        if any(_names_the_addin(value) for value in items.values()):
            cure = (
                "请在 Excel 的“文件 → 选项 → 加载项”里，下方选“禁用项目 → 转到”，选中 xltool 后点“启用”，再重开 Excel。"
            )
            yield "error", f"{VERSIONS[excel.version]} 因上次异常退出停用了加载项。", cure
        for key in (excel.key("Security"), *excel.policy_keys("Security")):
            if patient.machine.value(key, "DisableAllAddins") == 1:
                yield "error", "Excel 设置了“禁用所有应用程序加载项”。", _trust_center(key, "加载项", "去掉这个勾")
            if patient.machine.value(key, "RequireAddinSig") == 1:
                cure = _trust_center(key, "加载项", "去掉“要求受信任的发布者签署应用程序加载项”")
                yield "error", "Excel 只运行有数字签名的加载项，本工具没有签名。", cure
    if patient.excels:
        said = "加载项已在 Excel 里运行。" if patient.loaded else "加载项没有被停用，Excel 启动时会自动加载。"
        yield "ok", said, ""


def _names_the_addin(value: object) -> bool:
    """A disabled item is binary: three numbers, then path and description in UTF-16."""
    return isinstance(value, bytes) and ADDIN in value.decode("utf-16-le", errors="replace").lower()


def _trust_center(key: str, page: str, what: str) -> str:
    if "\\Policies\\" in key:
        return f"{_ADMINISTRATOR}{what}。"
    return f"请在“文件 → 选项 → 信任中心 → 信任中心设置 → {page}”里{what}。"


def _blocked(patient: Patient) -> Iterator[Answer]:
    where = places(patient.machine)
    templates = [where.templates / name for name in patient.shipped.templates]
    for path in [where.addin, *templates]:
        if "ZoneId=" in (patient.machine.origin(path) or ""):
            cure = "请在文件上点右键，选“属性”，勾选下方的“解除锁定”，再点“确定”。"
            yield "error", f"“{path}”被 Windows 标记为来自网络，宏被阻止。", cure
    yield "ok", "加载项和模板没有被标记为来自网络。", ""


def _trusted(patient: Patient) -> Iterator[Answer]:
    where, machine = places(patient.machine), patient.machine
    for excel in patient.excels:
        of_policy = excel.policy_keys(_TRUSTED)
        for key in (excel.trusted, *of_policy):
            if machine.value(key, "AllLocationsDisabled") == 1:
                yield (
                    "error",
                    "Excel 停用了所有受信任位置。",
                    _trust_center(key, "受信任位置", "取消“禁用所有受信任位置”"),
                )
        if any(where.templates in trusted_folders(machine, key).values() for key in of_policy):
            yield "ok", f"模板文件夹“{where.templates}”由管理员设为受信任位置。", ""
        elif first_value(machine, policies(excel.version, f"Common\\{_TRUSTED}"), "Allow User Locations") == 0:
            cure = f"{_ADMINISTRATOR}把“{where.templates}”和“{where.addin.parent}”设为受信任位置。"
            yield "error", "只有管理员指定的位置才受信任。", cure
        elif machine.is_network(where.templates):
            yield "warn", f"模板文件夹“{where.templates}”在网络上，不能设为受信任位置。", "打开模板时请点“启用内容”。"
        elif where.templates in trusted_folders(machine, excel.trusted).values():
            yield "ok", f"模板文件夹“{where.templates}”是受信任位置。", ""
        else:
            yield "error", f"模板文件夹“{where.templates}”不是受信任位置。", _INSTALL


_TRUSTED = "Security\\Trusted Locations"


def _macros(patient: Patient) -> Iterator[Answer]:
    for excel in patient.excels:
        if first_value(patient.machine, policies(excel.version, "Common"), "VBAOff") == 1:
            yield "error", "单位策略关闭了 Office 的全部宏。", f"{_ADMINISTRATOR}开放；不开放时请用右键“发送到”菜单。"
            continue
        keys = (*excel.policy_keys("Security"), excel.key("Security"))
        key = next((key for key in keys if patient.machine.value(key, "VBAWarnings")), keys[-1])
        level = patient.machine.value(key, "VBAWarnings")
        cure = _trust_center(key, "宏设置", "选“禁用所有宏，并发出通知”") + "不能改时，请把表放进模板文件夹再打开。"
        if level in (_OFF, _SIGNED_ONLY):
            which = "全部宏" if level == _OFF else "没有数字签名的宏"
            yield "warn", f"Excel 不提示就禁用{which}，只有受信任位置里的文件还能运行宏。", cure
        else:
            yield "ok", "宏设置允许使用，打开带宏的表时请点“启用内容”。", ""


def _permission(patient: Patient) -> Iterator[Answer]:
    where = places(patient.machine)
    folders = [where.own, where.addin.parent, where.settings.parent, where.send_to]
    for folder in folders:
        there = next((each for each in (folder, *folder.parents) if patient.machine.entries(each) is not None), folder)
        if not patient.machine.can_write(there):
            cure = "请找电脑管理员开放这个文件夹的写入权限，或在杀毒软件里允许 Python 写入。"
            yield "error", f"文件夹“{there}”不能写入。", cure
    yield "ok", "安装用到的文件夹都能写入。", ""


def _program(patient: Patient) -> Iterator[Answer]:
    program = xlsx_program(patient.machine)
    name = next((name for part, name in _PROGRAMS if part in program.lower()), program or "没有设定")
    said = f"双击 .xlsx 文件时打开的是：{name}。"
    if name == "Excel" or not patient.excels:
        yield "ok", said, ""
    else:
        cure = "请在任一 .xlsx 文件上点右键，选“打开方式 → 选择其他应用”，选 Excel 并勾选“始终使用”。"
        yield "warn", f"{said}那里没有“绩效目标”选项卡。", cure


_PROGRAMS = (("excel.", "Excel"), ("wps", "WPS"), ("ket", "WPS"), ("et.", "WPS"), ("libreoffice", "LibreOffice"))


def _send_to(patient: Patient) -> Iterator[Answer]:
    missing = [name for name in SEND_TO if not _link_works(patient.machine, name)]
    if missing:
        yield "warn", f"右键“发送到”菜单里缺少或失效：{'、'.join(missing)}。", f"{_AGAIN}。"
    else:
        yield "ok", f"右键“发送到”菜单里有：{'、'.join(SEND_TO)}。", ""


def _functions(patient: Patient) -> Iterator[Answer]:
    """While they are on the buttons use the same server, so a file that is missing stops the buttons, too."""
    settings = places(patient.machine).settings
    program = settings_program(patient.machine, settings)
    if not patient.excels or program is None:
        return
    missing = missing_libraries(patient.machine, patient.excels, program)
    why = absent(missing, program)
    if functions_on(patient.machine, settings):
        if missing:
            cure = f"{_AGAIN}；不行的，请在命令行里运行 xltool install --no-functions 关闭它。"
            yield "error", f"工作表函数打开着，但{why}函数和按钮都不能用。", cure
        else:
            yield "ok", "工作表函数打开着。要关闭，请在命令行里运行 xltool install --no-functions。", ""
    elif missing:
        yield "ok", f"工作表函数没有打开，也打不开：{why}按钮不受影响。", ""
    else:
        yield "ok", "工作表函数没有打开，按钮不受影响。要打开，请在命令行里运行 xltool install --functions。", ""


def _link_works(machine: Machine, name: str) -> bool:
    shortcut = machine.shortcut(places(machine).send_to / f"{name}.lnk")
    return shortcut is not None and machine.read(PureWindowsPath(shortcut.target)) is not None


_QUESTIONS: list[tuple[str, str, Callable[[Patient], Iterator[Answer]]]] = [
    ("D-01", "Python", _python),
    ("D-02", "Excel 用的 Python", _settings),
    ("D-03", "Excel", _excel),
    ("D-04", "加载项", _addin),
    ("D-05", "杀毒软件", _quarantine),
    ("D-06", "加载项是否停用", _disabled),
    ("D-07", "文件锁定", _blocked),
    ("D-08", "受信任位置", _trusted),
    ("D-09", "宏设置", _macros),
    ("D-10", "写入权限", _permission),
    ("D-11", "打开方式", _program),
    ("D-12", "发送到菜单", _send_to),
    ("D-14", "工作表函数", _functions),
]

_STATE_WORDS = {"ok": "正常", "warn": "注意", "error": "有问题"}


def findings_text(findings: list[Finding]) -> Iterator[str]:
    """The findings as lines, and how many of them need something done."""
    for finding in findings:
        yield f"[{_STATE_WORDS[finding.state]}] {finding.code} {finding.title}：{finding.message}"
        if finding.cure:
            yield f"    办法：{finding.cure}"
    errors, warnings = (sum(f.state == state for f in findings) for state in ("error", "warn"))
    if errors or warnings:
        yield f"共 {errors} 处有问题、{warnings} 处需注意，请按上面的“办法”从上到下处理。"
    else:
        yield "一切正常。"


def findings_record(findings: list[Finding]) -> dict[str, object]:
    """The findings as data."""
    counts = {state: sum(finding.state == state for finding in findings) for state in STATES}
    return {"findings": [finding._asdict() for finding in findings], "summary": counts}
