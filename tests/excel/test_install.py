"""What ``xltool install`` writes on a PC, what it leaves alone, and what an uninstall leaves behind: nothing."""

import json
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import PureWindowsPath

import pytest

from tests.excel.pc import (
    ADDIN,
    ADDIN_FILE,
    HOME,
    MANIFEST,
    OWN,
    SEND_TO,
    SETTINGS,
    SHIPPED,
    TEMPLATES,
    TRUSTED,
    XLSTART,
    install,
    installed,
    put_library,
    uninstall,
    with_excel,
    with_wps,
    without_excel,
)
from xltool import cli
from xltool.excel.functions_switch import LIBRARY
from xltool.excel.install import carry_out, install_plan, uninstall_plan
from xltool.excel.memory import MemoryMachine
from xltool.excel.places import settings_program
from xltool.excel.shipped import Shipped, shipped
from xltool.macros.sources import xlwings_source
from xltool.problems import Refused

NEXT = Shipped(b"PK add-in, version 2", {"项目绩效目标表.xlsx": b"PK plain 2"})


def state(machine: MemoryMachine) -> object:
    """Everything that can change on a PC."""
    return deepcopy((machine.files, machine.links, machine.folders, machine.registry))


# Installing


def test_a_fresh_install():
    """Add-in, templates, settings, 发送到 and the trusted location are there, and each was said."""
    machine = with_excel()
    said = install(machine)
    assert machine.files[ADDIN_FILE] == ADDIN
    assert {path.name for path in machine.files if path.parent == TEMPLATES} == SHIPPED.templates.keys()
    assert sorted(machine.links) == [SEND_TO / "绩效一键汇总.lnk", SEND_TO / "绩效校验.lnk"]
    assert machine.registry[f"{TRUSTED}\\Location0"] == {
        "Path": f"{TEMPLATES}\\",
        "AllowSubFolders": 0,
        "Description": "xltool 绩效目标表模板",
    }
    assert f"已写入Excel 加载项：{ADDIN_FILE}" in said
    assert said[-1].startswith("请关闭并重新打开 Excel")


def test_every_write_is_said():
    """Each step makes the one change that its sentence names; the values of a registry key are one change."""
    machine = with_excel()
    plan = install_plan(machine, SHIPPED)
    for step in plan.steps:
        machine.writes.clear()
        list(carry_out(machine, plan._replace(steps=[step])))
        places = {
            re.sub("^(write|link|make folder|set) |(?<=Location0) [A-Z].*", "", write) for write in machine.writes
        }
        assert [place for place in places if place in step.sentence] == list(places)
        assert len(places) == 1


def test_a_second_install_changes_nothing():
    """Everything is found as it should be, the record too."""
    machine = installed()
    before = state(machine)
    assert install(machine) == []
    assert machine.writes == []
    assert state(machine) == before


def test_an_upgrade():
    """What we wrote is replaced, what is not needed any more is removed, and nothing is backed up."""
    machine = installed()
    said = install(machine, NEXT)
    assert machine.files[ADDIN_FILE] == NEXT.addin
    assert {path: data for path, data in machine.files.items() if path.parent == TEMPLATES} == {
        TEMPLATES / "项目绩效目标表.xlsx": b"PK plain 2"
    }
    assert f"已更新Excel 加载项：{ADDIN_FILE}" in said
    assert OWN / "备份" not in machine.folders
    assert install(machine, NEXT) == []


def test_an_upgrade_keeps_what_the_user_changed():
    """A template that was filled in place is moved to the backups, or kept where there is no new one."""
    machine = installed()
    machine.files[TEMPLATES / "项目绩效目标表.xlsx"] = b"filled"
    machine.files[TEMPLATES / "项目绩效目标表.xlsm"] = b"filled, too"
    said = install(machine, NEXT)
    assert machine.files[OWN / "备份\\项目绩效目标表.xlsx"] == b"filled"
    assert machine.files[TEMPLATES / "项目绩效目标表.xlsm"] == b"filled, too"
    assert any("移走原有的文件作为备份" in line for line in said)
    assert any("项目绩效目标表.xlsm”不再需要，但内容改过，保留不动" in line for line in said)


def test_a_foreign_addin_is_backed_up():
    """An xltool.xlam of others is moved out of XLSTART, where Excel would load it, and named; a second one, too."""
    machine = with_excel()
    machine.folders |= {XLSTART, *XLSTART.parents, OWN / "备份"}
    machine.files[ADDIN_FILE] = b"somebody else's"
    machine.files[OWN / "备份\\xltool.xlam"] = b"an earlier one"
    said = install(machine)
    assert machine.files[OWN / "备份\\xltool (2).xlam"] == b"somebody else's"
    assert machine.files[OWN / "备份\\xltool.xlam"] == b"an earlier one"
    assert machine.files[ADDIN_FILE] == ADDIN
    assert f"已移走原有的文件作为备份：{ADDIN_FILE} → {OWN}\\备份\\xltool (2).xlam" in said
    assert f"以前移走的原有文件还在“{OWN}\\备份”，不需要时请自行删除。" in uninstall(machine)
    assert len([path for path in machine.files if path.parent == OWN / "备份"]) == 2


def test_the_same_addin_is_taken_over():
    """One that was copied there by hand, with the same bytes, is not written again, and an uninstall removes it."""
    machine = with_excel()
    machine.folders |= {XLSTART, *XLSTART.parents}
    machine.files[ADDIN_FILE] = ADDIN
    install(machine)
    assert f"write {ADDIN_FILE}" not in machine.writes
    uninstall(machine)
    assert ADDIN_FILE not in machine.files


@pytest.mark.parametrize("make", [without_excel, with_wps])
def test_without_excel(make):
    """Only what works without macros: plain templates and 发送到; no add-in, no settings, nothing in the registry."""
    machine = make()
    before = dict(machine.registry)
    said = install(machine)
    assert machine.registry == before
    assert ADDIN_FILE not in machine.files
    assert SETTINGS not in machine.files
    assert [path.name for path in machine.files if path.parent == TEMPLATES] == ["项目绩效目标表.xlsx"]
    assert len(machine.links) == 2
    assert ("这台电脑装的是 WPS" if make is with_wps else "没有找到 Excel") in said[-1]
    assert "发送到" in said[-1]


def test_a_package_without_the_addin_says_so():
    """It was made before the add-in was built; the rest is installed."""
    machine = with_excel()
    assert "安装包里没有加载项 xltool.xlam" in install(machine, SHIPPED._replace(addin=None))[-1]
    assert ADDIN_FILE not in machine.files


def test_several_excels_and_a_taken_key():
    """Each Excel trusts the folder, under a number that is free."""
    machine = with_excel()
    machine.registry["HKLM\\SOFTWARE\\WOW6432Node\\Microsoft\\Office\\14.0\\Excel\\InstallRoot"] = {"Path": "C:\\O14\\"}
    machine.registry[f"{TRUSTED}\\Location0"] = {"Path": "C:\\别的\\"}
    install(machine)
    assert machine.registry[f"{TRUSTED}\\Location0"] == {"Path": "C:\\别的\\"}
    assert machine.registry[f"{TRUSTED}\\Location1"]["Path"] == f"{TEMPLATES}\\"
    assert machine.registry[f"{TRUSTED}\\Location0".replace("16.0", "14.0")]["Path"] == f"{TEMPLATES}\\"


def test_a_network_folder_is_never_trusted():
    """Profiles that lie on a server get everything but the trusted location, and are told."""
    machine = with_excel()
    server = PureWindowsPath("\\\\server\\home\\李会计")
    machine.environment["LOCALAPPDATA"] = str(server)
    machine.folders |= {server, server.parent}
    said = install(machine)
    assert not any("Trusted Locations" in key for key in machine.registry)
    assert any("在网络上，没有设为受信任位置" in line for line in said)


def test_python_of_the_store_is_refused():
    """Windows gives it private copies of folders and registry; an install would seem to work."""
    machine = with_excel()
    home = PureWindowsPath(
        "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.12_3.12.2032.0_x64__qbz5n"
    )
    machine.python = machine.python._replace(home=home)
    with pytest.raises(Refused, match="Microsoft Store"):
        install(machine)
    assert machine.writes == []


def test_an_empty_environment_is_refused():
    """Without APPDATA nobody knows where XLSTART is."""
    machine = with_excel()
    machine.environment["APPDATA"] = ""
    with pytest.raises(Refused, match="APPDATA"):
        install(machine)


# Paths and the settings file


def test_a_path_with_spaces_and_chinese():
    """The user's folder is written as a variable, so the file that VBA reads is ASCII."""
    user = "李 会计𠮷"  # the last is in no Chinese code page of Windows
    machine = MemoryMachine(user)
    machine.registry.update(with_excel().registry)
    install(machine)
    home = PureWindowsPath("C:\\Users") / user
    settings = machine.files[home / ".xltool\\xltool.conf"]
    assert settings == (
        b'"INTERPRETER_WIN","%LOCALAPPDATA%\\xltool\\venv\\Scripts\\python.exe"\r\n'
        b'"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n'
    )
    assert settings_program(machine, home / ".xltool\\xltool.conf") == machine.python.console
    link = machine.links[home / "AppData\\Roaming\\Microsoft\\Windows\\SendTo\\绩效一键汇总.lnk"]
    assert link.target == f"{home}\\AppData\\Local\\xltool\\venv\\Scripts\\python.exe"
    assert link.arguments == "-P -m xltool sendto --merge"


def test_another_chinese_path_is_in_the_code_page():
    """VBA reads text files in the system's code page; a path that it cannot write is refused."""
    program = PureWindowsPath("D:\\财务 软件\\Python\\pythonw.exe")
    machine = MemoryMachine(python=program)
    machine.registry.update(with_excel().registry)
    install(machine)
    assert '"INTERPRETER_WIN","D:\\财务 软件\\Python\\python.exe"'.encode("gbk") in machine.files[SETTINGS]
    strange = MemoryMachine(python=PureWindowsPath("D:\\𠮷\\python.exe"))
    strange.registry.update(machine.registry)
    with pytest.raises(Refused, match="生僻字"):
        install(strange)
    assert strange.writes == []


def test_settings_of_the_user_stay():
    """Our lines are set, others are kept, and an uninstall keeps a file with others in it."""
    machine = installed()
    machine.files[SETTINGS] = b'"interpreter_win","C:\\old\\python.exe"\r\n"SHOW CONSOLE","True"\r\n'
    said = install(machine)
    assert machine.files[SETTINGS].endswith(b'"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n"SHOW CONSOLE","True"\r\n')
    assert b"old" not in machine.files[SETTINGS]
    assert said[0] == f"已更新设置（Python 的位置）：{SETTINGS}"
    assert install(machine) == []
    assert any(f"“{SETTINGS}”安装后改过，保留不动" in line for line in uninstall(machine))


# The switch of the worksheet functions


def test_the_functions_are_switched_on_and_off():
    """Each is one change that is said; an install without the option leaves it, an uninstall removes it."""
    machine = installed()
    off = machine.files[SETTINGS]
    put_library(machine, 64)
    said = install(machine, functions=True)
    assert machine.files[SETTINGS] == off + b'"USE UDF SERVER","True"\r\n'
    assert said[-1] == "工作表函数：打开，重新打开 Excel 后生效。"
    assert install(machine, functions=True) == install(machine) == []
    assert install(machine, functions=False)[-1] == "工作表函数：关闭，重新打开 Excel 后生效。"
    assert machine.files[SETTINGS] == off
    install(machine, functions=True)
    uninstall(machine)
    assert SETTINGS not in machine.files


def test_the_command_switches_the_functions(monkeypatch, capsys):
    """By its two options."""
    machine = installed()
    put_library(machine, 64)
    monkeypatch.setattr("xltool.excel.windows.this_machine", lambda: machine)
    monkeypatch.setattr("xltool.excel.shipped.shipped", lambda: SHIPPED)
    for option, word in (("--functions", "打开"), ("--no-functions", "关闭")):
        cli.cli(["install", option], standalone_mode=False)
        assert f"工作表函数：{word}" in capsys.readouterr().out
        assert (b'"USE UDF SERVER","True"' in machine.files[SETTINGS]) == (word == "打开")


@pytest.mark.parametrize(
    ("make", "bits", "words"),
    [(installed, None, "xlwings64-0.37.8.dll"), (installed, 32, "xlwings64-0.37.8.dll"), (with_wps, 64, "Excel")],
)
def test_functions_that_cannot_work_are_refused(make, bits, words):
    """Without the file of Excel's own bitness, or without Excel; nothing is written."""
    machine = make()
    if bits:
        put_library(machine, bits)
    with pytest.raises(Refused, match=words):
        install(machine, functions=True)
    assert machine.writes == []


def test_the_file_is_the_one_that_the_macros_call():
    """Another xlwings in the add-in has another file."""
    assert {LIBRARY.format(bits=bits) for bits in (32, 64)} == set(
        re.findall(r'XLPyDLLName As String = "([^"]+)"', xlwings_source("xlwings_custom_addin.bas"))
    )


# Dry run


def test_a_dry_run_writes_nothing():
    """The plan alone changes nothing, neither for an install nor for an uninstall."""
    machine = installed()
    for plan in (install_plan(machine, NEXT), uninstall_plan(machine)):
        assert plan.steps
        assert machine.writes == []


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run([sys.executable, "-m", "xltool", *args], capture_output=True, text=True, encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="what other systems say")
def test_other_systems_only_show():
    """One sentence and exit code 2; with --dry-run, a line a step on an imagined PC."""
    refused = run("install")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("安装和卸载只能在 Windows 上进行")
    shown = run("install", "--dry-run")
    assert shown.returncode == 0
    lines = shown.stdout.splitlines()
    assert lines[0] == "这里不是 Windows，以下是在一台示范电脑上会做的事："
    assert any(line.startswith("将写入模板：C:\\Users\\李会计\\") for line in lines)
    assert "没有找到安装记录" in run("uninstall", "--dry-run").stdout


def test_the_command_installs(monkeypatch, capsys):
    """On Windows the command line carries out the plan, and says so where there is nothing to do."""
    machine = with_excel()
    monkeypatch.setattr("xltool.excel.windows.this_machine", lambda: machine)
    monkeypatch.setattr("xltool.excel.shipped.shipped", lambda: SHIPPED)
    said = []
    for args in (["install", "--dry-run"], ["install"], ["install"], ["uninstall"]):
        cli.cli(args, standalone_mode=False)
        said.append(capsys.readouterr().out)
        assert bool(machine.writes) == ("--dry-run" not in args)
    assert said[0].count("\n将") + 1 == said[1].count("\n已") + 1 == said[0].count("\n") - 1
    assert said[2] == "已经装好，没有需要改动的内容。\n"
    assert said[3].startswith("已删除：")


# Permissions and failures


@pytest.mark.parametrize("place", [XLSTART.parent.parent, OWN, ADDIN_FILE])
def test_missing_permission_is_found_before_anything_is_written(place):
    """Also an add-in that is open in Excel: nothing is half done."""
    machine = installed()
    machine.locked.add(place)
    before = state(machine)
    with pytest.raises(Refused, match="写不进去，什么都没有改动。请关闭所有 Excel 窗口"):
        install(machine, NEXT)
    assert state(machine) == before


def test_an_install_that_broke_off_goes_on():
    """What a first try wrote is in the record: the second finishes, and an uninstall still leaves nothing."""
    machine = with_excel()
    before = state(machine)
    machine.failing.add(TEMPLATES / "项目绩效目标表.xlsx")
    with pytest.raises(Refused, match=r"没能写入模板：.*没有权限.*后面的步骤没有做"):
        install(machine)
    machine.failing.clear()
    half = deepcopy(machine)
    uninstall(half)
    assert state(half) == before
    install(machine)
    assert len(machine.links) == 2
    uninstall(machine)
    assert state(machine) == before


def test_an_upgrade_that_broke_off_makes_no_backup():
    """The old add-in is still known as ours."""
    machine = installed()
    machine.failing.add(ADDIN_FILE)
    with pytest.raises(Refused):
        install(machine, NEXT)
    machine.failing.clear()
    install(machine, NEXT)
    assert machine.files[ADDIN_FILE] == NEXT.addin
    assert OWN / "备份" not in machine.folders


def test_an_upgrade_that_broke_off_forgets_nothing():
    """What was to be removed is removed by an uninstall all the same."""
    machine = with_excel()
    before = state(machine)
    install(machine)
    machine.failing.add(ADDIN_FILE)
    with pytest.raises(Refused):
        install(machine, NEXT)
    assert TEMPLATES / "项目绩效目标表.xlsm" in machine.files
    machine.failing.clear()
    uninstall(machine)
    assert state(machine) == before


# Uninstalling


@pytest.mark.parametrize("make", [with_excel, without_excel, with_wps])
def test_an_uninstall_leaves_nothing(make):
    """Files, folders and registry are as they were before, after an upgrade too."""
    machine = make()
    before = state(machine)
    install(machine)
    install(machine, NEXT)
    assert uninstall(machine)
    assert state(machine) == before


def test_an_uninstall_keeps_what_the_user_changed():
    """A filled template, a changed link and the folder with a file of the user stay, and each is named."""
    machine = installed()
    filled, own_file, link = TEMPLATES / "项目绩效目标表.xlsx", TEMPLATES / "我的表.xlsx", SEND_TO / "绩效校验.lnk"
    machine.files |= {filled: b"filled", own_file: b"own"}
    machine.links[link] = machine.links[link]._replace(arguments="--help")
    said = uninstall(machine)
    assert {filled, own_file} <= machine.files.keys()
    assert list(machine.links) == [link]
    assert MANIFEST not in machine.files
    for name in (filled, link):
        assert f"“{name}”安装后改过，保留不动。不需要时请自行删除。" in said
    assert f"文件夹“{TEMPLATES}”里还有别的内容，保留不动。" in said
    assert not any("Trusted Locations" in key for key in machine.registry)


def test_a_trusted_location_that_was_changed_stays():
    """Its key is not ours any more."""
    machine = installed()
    machine.registry[f"{TRUSTED}\\Location0"]["Path"] = "D:\\表\\"
    assert any("Location0”安装后改过，保留不动" in line for line in uninstall(machine))
    assert f"{TRUSTED}\\Location0" in machine.registry


def test_nothing_to_uninstall():
    """Without a record nothing is touched, a foreign add-in least of all."""
    machine = with_excel()
    assert uninstall(machine) == ["没有找到安装记录，没有可以卸载的内容。"]
    assert machine.writes == []


@pytest.mark.parametrize("record", [b"", b"[]", b'{"schema": "xltool/install/9"}', b'{"schema": "xltool/install/1"}'])
def test_a_spoilt_record_is_one_sentence(record):
    """It says which file to delete."""
    machine = installed()
    machine.files[MANIFEST] = record
    for act in (install, uninstall):
        with pytest.raises(Refused, match=r"安装记录“.*install\.json”已损坏"):
            act(machine)


def test_the_record_names_everything():
    """Marks of files, folders in the order in which they were made, and the registry."""
    machine = installed()
    record = json.loads(machine.files[MANIFEST])
    assert record["schema"] == "xltool/install/1"
    assert len(record["files"]) == 6
    assert str(HOME / ".xltool") in record["folders"]
    assert list(record["registry"]) == [f"{TRUSTED}\\Location0"]


# What is shipped


def test_what_is_shipped(checkout):
    """The blank templates of the checkout, by their names; the examples are no templates."""
    found = shipped()
    assert found.templates["项目绩效目标表.xlsx"] == (checkout / "workbook_templates/项目绩效目标表.xlsx").read_bytes()
    assert not any(name.startswith("01") for name in found.templates)
    addin = checkout / "macros" / "xltool.xlam"
    assert found.addin == (addin.read_bytes() if addin.is_file() else None)
