"""Imagined PCs for the tests of the Excel side."""

from pathlib import PureWindowsPath

from xltool.excel.functions_switch import LIBRARY
from xltool.excel.install import carry_out, install_plan, uninstall_plan
from xltool.excel.memory import MemoryMachine, example_machine
from xltool.excel.shipped import Shipped

ADDIN = b"PK add-in, version 1"
SHIPPED = Shipped(ADDIN, {"项目绩效目标表.xlsm": b"PK with macros", "项目绩效目标表.xlsx": b"PK plain"})
HOME = PureWindowsPath("C:\\Users\\李会计")
XLSTART = HOME / "AppData\\Roaming\\Microsoft\\Excel\\XLSTART"
ADDIN_FILE = XLSTART / "xltool.xlam"
OWN = HOME / "AppData\\Local\\xltool"
TEMPLATES = OWN / "模板"
MANIFEST = OWN / "install.json"
SETTINGS = HOME / ".xltool\\xltool.conf"
SEND_TO = HOME / "AppData\\Roaming\\Microsoft\\Windows\\SendTo"
EXCEL = "HKCU\\Software\\Microsoft\\Office\\16.0\\Excel"
POLICIES = "HKCU\\Software\\Policies\\Microsoft\\Office\\16.0"
CLOUD = "HKCU\\Software\\Policies\\Microsoft\\Cloud\\Office\\16.0"
TRUSTED = f"{EXCEL}\\Security\\Trusted Locations"
KINGSOFT = "HKCU\\Software\\Kingsoft\\Office\\6.0\\Common"


def with_excel() -> MemoryMachine:
    """A new PC with Excel."""
    return example_machine()


def without_excel() -> MemoryMachine:
    """A new PC without any office program."""
    machine = example_machine()
    machine.registry.clear()
    return machine


def with_wps() -> MemoryMachine:
    """A new PC with WPS only."""
    machine = without_excel()
    machine.registry[KINGSOFT] = {"InstallRoot": "C:\\Program Files (x86)\\Kingsoft"}
    machine.registry["HKCU\\Software\\Classes\\.xlsx"] = {"": "ET.Xlsx.6"}
    return machine


def install(machine: MemoryMachine, shipped: Shipped = SHIPPED, functions: bool | None = None) -> list[str]:
    """Install, and give all that was said."""
    plan = install_plan(machine, shipped, functions)
    return [*carry_out(machine, plan), *plan.notes]


def uninstall(machine: MemoryMachine) -> list[str]:
    """Uninstall, and give all that was said."""
    plan = uninstall_plan(machine)
    return [*carry_out(machine, plan), *plan.notes]


def put_library(machine: MemoryMachine, bits: int) -> None:
    """The file of the worksheet functions' server where pip puts it: in the folder of the environment."""
    machine.files[machine.python.program.parent.parent / LIBRARY.format(bits=bits)] = b"MZ"


def installed() -> MemoryMachine:
    """A PC with Excel on which xltool was installed, with nothing written since."""
    machine = with_excel()
    install(machine)
    machine.writes.clear()
    return machine
