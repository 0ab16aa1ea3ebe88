"""``xltool doctor``: what is wrong on a PC is found, one finding a question, each with its cure."""

import json
import re
import struct
from collections.abc import Callable
from pathlib import PureWindowsPath

import pytest

from tests.excel.pc import (
    ADDIN_FILE,
    CLOUD,
    EXCEL,
    KINGSOFT,
    MANIFEST,
    OWN,
    POLICIES,
    SEND_TO,
    SETTINGS,
    SHIPPED,
    TEMPLATES,
    TRUSTED,
    XLSTART,
    install,
    installed,
    put_library,
    with_excel,
    with_wps,
    without_excel,
)
from xltool import cli
from xltool.excel.doctor import Finding, diagnose, diagnose_elsewhere, findings_record, findings_text
from xltool.excel.memory import MemoryMachine

USER_CHOICE = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts\\.xlsx\\UserChoice"
CLICK_TO_RUN = "HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration"


def findings(machine: MemoryMachine, **options: bool) -> dict[str, Finding]:
    """The findings of a PC by code."""
    return {finding.code: finding for finding in diagnose(machine, SHIPPED, **options)}


def disabled_item(path: PureWindowsPath) -> bytes:
    """What Excel writes for an add-in that it disabled: kind, two lengths, path and description in UTF-16."""
    texts = [f"{text}\0".encode("utf-16-le") for text in (str(path).lower(), "xltool")]
    return struct.pack("<III", 1, len(texts[0]), len(texts[1])) + b"".join(texts)


def test_all_is_well_after_an_install():
    """Thirteen questions, and nothing to do."""
    found = findings(installed())
    assert [finding.code for finding in found.values() if (finding.state, finding.cure) != ("ok", "")] == []
    assert list(found) == [f"D-{number:02}" for number in (*range(1, 13), 14)]
    assert found["D-01"].message.startswith("Python 3.12.8，64 位")
    assert found["D-03"].message == "Excel 2016 或更新版本（16.0.17328.20550），64 位。"
    assert list(findings_text([*found.values()]))[-1] == "一切正常。"


def test_before_an_install():
    """The cure is to install."""
    found = findings(with_excel())
    assert {code for code, finding in found.items() if finding.state == "error"} == {"D-02", "D-04", "D-08"}
    assert all("xltool install" in found[code].cure for code in ("D-02", "D-04", "D-05", "D-08", "D-12"))


Spoil = Callable[[MemoryMachine], None]


def sets(key: str, name: str, value: object) -> Spoil:
    """A value of the registry."""
    return lambda machine: machine.registry.setdefault(key, {}).update({name: value})


def python(**facts: object) -> Spoil:
    """Another interpreter."""
    return lambda machine: setattr(machine, "python", machine.python._replace(**facts))


CASES: list[tuple[str, str, str, str, str, Spoil]] = [
    ("Store Python", "D-01", "error", "Microsoft Store", "python.org",
     python(home=PureWindowsPath("C:\\Program Files\\WindowsApps\\Python"))),
    ("old Python", "D-01", "error", "版本太旧", "3.11", python(version=(3, 9, 1))),
    ("32-bit Python", "D-01", "warn", "只有 64 位的库", "64 位", python(bits=32)),
    ("no settings", "D-02", "error", "没有 Python 的位置", "xltool install", lambda m: m.files.pop(SETTINGS)),
    ("Python removed", "D-02", "error", "不存在", "重新安装 Python", lambda m: m.files.pop(m.python.program)),
    ("another Python", "D-02", "warn", "现在运行的是“D:\\py\\python.exe”", "xltool install",
     python(program=PureWindowsPath("D:\\py\\python.exe"))),
    ("add-in gone", "D-04", "error", "不在", "xltool install", lambda m: m.files.pop(ADDIN_FILE)),
    ("add-in changed", "D-04", "error", "旧版本，或被改过", "xltool install",
     lambda m: m.files.update({ADDIN_FILE: b"old"})),
    ("quarantine", "D-05", "error", "可能被杀毒软件隔离：“C:\\", "隔离区里恢复", lambda m: m.files.pop(ADDIN_FILE)),
    ("no record", "D-05", "warn", "没有安装记录", "xltool install", lambda m: m.files.pop(MANIFEST)),
    ("spoilt record", "D-05", "error", "已损坏", "删除", lambda m: m.files.update({MANIFEST: b"?"})),
    ("disabled", "D-06", "error", "停用了加载项", "禁用项目 → 转到",
     sets(f"{EXCEL}\\Resiliency\\DisabledItems", "2F4A9B1", disabled_item(ADDIN_FILE))),
    ("no add-ins", "D-06", "error", "禁用所有应用程序加载项", "信任中心",
     sets(f"{EXCEL}\\Security", "DisableAllAddins", 1)),
    ("signed add-ins", "D-06", "error", "没有签名", "找电脑管理员去掉“要求",
     sets(f"{POLICIES}\\Excel\\Security", "RequireAddinSig", 1)),
    ("blocked add-in", "D-07", "error", f"“{ADDIN_FILE}”被 Windows 标记", "解除锁定",
     lambda m: m.origins.update({ADDIN_FILE: "[ZoneTransfer]\r\nZoneId=3\r\n"})),
    ("blocked template", "D-07", "error", "项目绩效目标表.xlsm”被 Windows 标记", "解除锁定",
     lambda m: m.origins.update({TEMPLATES / "项目绩效目标表.xlsm": "[ZoneTransfer]\r\nZoneId=4\r\n"})),
    ("not trusted", "D-08", "error", "不是受信任位置", "xltool install",
     lambda m: m.registry.pop(f"{TRUSTED}\\Location0")),
    ("trust switched off", "D-08", "error", "停用了所有受信任位置", "取消“禁用所有受信任位置”",
     sets(TRUSTED, "AllLocationsDisabled", 1)),
    ("trust by policy", "D-08", "error", "只有管理员指定的位置", f"把“{TEMPLATES}”和“{XLSTART}”设为",
     sets(f"{POLICIES}\\Common\\Security\\Trusted Locations", "Allow User Locations", 0)),
    ("no VBA", "D-09", "error", "关闭了 Office 的全部宏", "发送到", sets(f"{POLICIES}\\Common", "VBAOff", 1)),
    ("policy forbids macros", "D-09", "warn", "禁用全部宏", "找电脑管理员选",
     sets(f"{POLICIES}\\Excel\\Security", "vbawarnings", 4)),
    ("signed macros", "D-09", "warn", "没有数字签名的宏", "宏设置", sets(f"{EXCEL}\\Security", "VBAWarnings", 3)),
    ("cloud forbids macros", "D-09", "warn", "禁用全部宏", "找电脑管理员选",
     sets(f"{CLOUD}\\Excel\\Security", "vbawarnings", 4)),
    ("cloud forbids macros of all users", "D-09", "warn", "没有数字签名的宏", "找电脑管理员选",
     sets(f"{CLOUD}\\Excel\\Security".replace("HKCU", "HKLM"), "VBAWarnings", 3)),
    ("no VBA by cloud", "D-09", "error", "关闭了 Office 的全部宏", "发送到", sets(f"{CLOUD}\\Common", "VBAOff", 1)),
    ("no add-ins by cloud", "D-06", "error", "禁用所有应用程序加载项", "找电脑管理员",
     sets(f"{CLOUD}\\Excel\\Security", "DisableAllAddins", 1)),
    ("trust by cloud", "D-08", "error", "只有管理员指定的位置", f"把“{TEMPLATES}”和“{XLSTART}”设为",
     sets(f"{CLOUD}\\Common\\Security\\Trusted Locations", "Allow User Locations", 0)),
    ("functions without their file", "D-14", "error", "没有找到 xlwings64-0.37.8.dll", "--no-functions",
     lambda m: m.files.update({SETTINGS: m.files[SETTINGS] + b'"USE UDF SERVER","True"\r\n'})),
    ("no permission", "D-10", "error", f"“{XLSTART}”不能写入", "管理员", lambda m: m.locked.add(XLSTART)),
    ("no permission for ours", "D-10", "error", f"“{OWN}”不能写入", "管理员", lambda m: m.locked.add(OWN)),
    ("WPS opens .xlsx", "D-11", "warn", "打开的是：WPS", "打开方式", sets(USER_CHOICE, "ProgId", "WPS.XLSX.6")),
    ("no link", "D-12", "warn", "绩效校验", "xltool install", lambda m: m.links.pop(SEND_TO / "绩效校验.lnk")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "state", "message", "cure", "spoil"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_wrong_is_found(code, state, message, cure, spoil):
    """A PC on which all was well until this one thing was changed."""
    machine = installed()
    spoil(machine)
    found = findings(machine)[code]
    assert found.state == state
    assert message in found.message
    assert cure in found.cure
    assert machine.writes == []


def test_every_question_has_a_case():
    """A question that cannot be answered with a complaint asks nothing; D-03 has tests of its own."""
    assert {case[1] for case in CASES} | {"D-03"} == set(findings(installed()))


@pytest.mark.parametrize("make", [without_excel, with_wps])
def test_without_excel(make):
    """One warning that shows the way without macros; questions about Excel do not arise."""
    machine = make()
    install(machine)
    found = findings(machine)
    assert [finding.code for finding in found.values() if finding.state != "ok"] == ["D-03"]
    assert ("WPS" if make is with_wps else "没有找到 Excel") in found["D-03"].message
    assert "发送到" in found["D-03"].cure
    assert found["D-09"].message == "不涉及。"


def test_wps_beside_excel():
    """Excel counts; WPS matters only where it opens the files."""
    machine = installed()
    machine.registry[KINGSOFT] = {"InstallRoot": "C:\\WPS"}
    assert findings(machine)["D-03"].state == "ok"


def test_32_bit_office_with_64_bit_python():
    """Buttons start a process of their own, so this is no fault."""
    machine = installed()
    machine.registry[CLICK_TO_RUN]["Platform"] = "x86"
    found = findings(machine)["D-03"]
    assert found.state == "ok"
    assert found.message.endswith("32 位。Python 是 64 位，位数不同，按钮照样能用。")


def test_an_office_from_a_disk():
    """Without Click-to-Run the branch of the registry says the bitness."""
    machine = without_excel()
    machine.registry["HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Office\\15.0\\Excel\\InstallRoot"] = {"Path": "C:\\"}
    assert findings(machine)["D-03"].message.startswith("Excel 2013（15.0），32 位。")


def test_a_location_that_the_administrator_trusts():
    """Then it does not matter that users may not add their own."""
    machine = installed()
    sets(f"{POLICIES}\\Common\\Security\\Trusted Locations", "Allow User Locations", 0)(machine)
    sets(f"{POLICIES}\\Excel\\Security\\Trusted Locations\\Location3", "Path", f"{TEMPLATES}\\")(machine)
    assert findings(machine)["D-08"].state == "ok"


def test_a_network_profile():
    """The folder cannot be trusted, and the cure says what to click instead."""
    machine = with_excel()
    server = PureWindowsPath("\\\\server\\李会计")
    machine.environment["LOCALAPPDATA"] = str(server)
    machine.folders |= {server, server.parent}
    install(machine)
    assert (findings(machine)["D-08"].state, findings(machine)["D-08"].cure) == ("warn", "打开模板时请点“启用内容”。")


def test_the_cloud_counts_before_the_domain():
    """It replaces what group policy says, and a location that it trusts is trusted."""
    machine = installed()
    sets(f"{POLICIES}\\Excel\\Security", "VBAWarnings", 4)(machine)
    sets(f"{CLOUD}\\Excel\\Security", "VBAWarnings", 2)(machine)
    assert findings(machine)["D-09"].state == "ok"
    machine.registry.pop(f"{TRUSTED}\\Location0")
    sets(f"{CLOUD}\\Excel\\Security\\Trusted Locations\\Location1", "Path", f"{TEMPLATES}\\")(machine)
    assert findings(machine)["D-08"].message.endswith("由管理员设为受信任位置。")


def test_the_worksheet_functions():
    """Off: how to switch them on, where the file of Excel's bitness is there. On: how to switch them off."""
    machine = installed()
    put_library(machine, 32)
    assert "也打不开" in findings(machine)["D-14"].message
    put_library(machine, 64)
    assert "xltool install --functions" in findings(machine)["D-14"].message
    install(machine, functions=True)
    assert findings(machine)["D-14"].message.startswith("工作表函数打开着")
    machine.registry[CLICK_TO_RUN]["Platform"] = "x86"
    assert findings(machine)["D-14"].state == "ok"
    machine.files = {path: data for path, data in machine.files.items() if "xlwings32" not in path.name}
    assert "xlwings32-0.37.8.dll" in findings(machine)["D-14"].message


def test_a_disabled_item_of_others_is_not_ours():
    """Another add-in that was disabled, or a value that is no bytes."""
    machine = installed()
    items = {"A": disabled_item(XLSTART / "other.xlam"), "B": "xltool.xlam", "C": b"\xff"}
    machine.registry[f"{EXCEL}\\Resiliency\\DisabledItems"] = items
    assert findings(machine)["D-06"].state == "ok"


def test_the_button_knows_that_the_addin_runs():
    """It is the add-in that asks."""
    assert findings(installed(), loaded=True)["D-06"].message == "加载项已在 Excel 里运行。"


def test_the_worst_answer_counts():
    """Two things wrong at one question are both said, and what is well there is not."""
    machine = installed()
    machine.origins = dict.fromkeys([ADDIN_FILE, TEMPLATES / "项目绩效目标表.xlsx"], "ZoneId=3")
    found = findings(machine)["D-07"]
    assert found.message.count("标记为来自网络，宏被阻止") == 2
    assert found.cure.count("解除锁定") == 1


# What is said


def test_every_complaint_has_a_cure():
    """In all the cases above, for all findings; whole Chinese sentences without exclamation marks."""
    for *_, spoil in CASES:
        machine = installed()
        spoil(machine)
        for finding in findings(machine).values():
            assert bool(finding.cure) == (finding.state != "ok"), finding
            for sentence in filter(None, (finding.message, finding.cure)):
                assert re.search("[\u4e00-\u9fff].*。$", sentence)
                assert not re.search("[!！]", sentence)


def test_text_and_data():
    """A line a finding and a line for its cure; the same as data, with counts."""
    found = [Finding("D-01", "甲", "ok", "好。"), Finding("D-02", "乙", "error", "坏。", "修。")]
    assert list(findings_text(found)) == [
        "[正常] D-01 甲：好。",
        "[有问题] D-02 乙：坏。",
        "    办法：修。",
        "共 1 处有问题、0 处需注意，请按上面的“办法”从上到下处理。",
    ]
    record = findings_record(found)
    assert record["summary"] == {"ok": 1, "warn": 0, "error": 1}
    assert record["findings"][1] == {"code": "D-02", "title": "乙", "state": "error", "message": "坏。", "cure": "修。"}


@pytest.mark.parametrize(("spoilt", "code"), [(False, 0), (True, 1)])
def test_the_command(monkeypatch, capsys, spoilt, code):
    """Exit code 1 where something is wrong, in both formats."""
    machine = installed()
    if spoilt:
        del machine.files[ADDIN_FILE]
    monkeypatch.setattr("xltool.excel.doctor.this_machine", lambda: machine)
    monkeypatch.setattr("xltool.excel.doctor.shipped", lambda: SHIPPED)
    for args in ([], ["--format", "json"]):
        with pytest.raises(SystemExit) as end:
            cli.cli(["doctor", *args], standalone_mode=False)
        assert end.value.code == code
    text, record = capsys.readouterr().out.split("\n{", 1)
    assert ("[有问题] D-04" in text) == spoilt
    assert json.loads("{" + record)["summary"]["error"] == (2 if spoilt else 0)


@pytest.mark.parametrize(("libreoffice", "state"), [("/usr/bin/soffice", "ok"), (None, "warn")])
def test_elsewhere(libreoffice, state):
    """On other systems Python and LibreOffice, and that there are no buttons."""
    found = {finding.code: finding for finding in diagnose_elsewhere((3, 12, 1), libreoffice)}
    assert found["D-03"].state == "warn"
    assert "xltool merge" in found["D-03"].cure
    assert found["D-13"].state == state
