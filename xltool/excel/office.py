"""Which office programs a PC has, as its registry says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PureWindowsPath
from typing import NamedTuple

from xltool.excel.machine import Machine, RegistryValue

OFFICE = "Microsoft\\Office"
VERSIONS = {"16.0": "Excel 2016 或更新版本", "15.0": "Excel 2013", "14.0": "Excel 2010"}
TRUSTED_KEYS = 100
"""Trusted locations are keys Location0, Location1 …, and a user has few of them."""
_CLICK_TO_RUN = f"HKLM\\SOFTWARE\\{OFFICE}\\ClickToRun\\Configuration"
_XLSX_CHOICE = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\FileExts\\.xlsx\\UserChoice"
_WPS = "Kingsoft\\Office\\6.0\\Common"


class Excel(NamedTuple):
    """One installed Excel: ``version`` names its registry keys (16.0), ``build`` is the full number where known."""

    version: str
    bits: int
    build: str = ""

    @property
    def trusted(self) -> str:
        """The key of the user's trusted locations."""
        return self.key("Security\\Trusted Locations")

    def key(self, place: str) -> str:
        """A key of this Excel in the user's registry."""
        return f"HKCU\\Software\\{OFFICE}\\{self.version}\\Excel\\{place}"

    def policy_keys(self, place: str) -> tuple[str, ...]:
        """The same where an administrator's policy may stand, what comes first counts: see ``policies``."""
        return policies(self.version, f"Excel\\{place}")


def policies(version: str, place: str) -> tuple[str, ...]:
    """The keys of a policy for an Office: those that come from Microsoft's cloud service before those of the domain.

    The cloud service knows Office 2016 and later only, and what it says replaces what group policy says.
    """
    services = ("Microsoft\\Cloud\\Office", OFFICE) if version == "16.0" else (OFFICE,)
    return tuple(
        f"{hive}\\Software\\Policies\\{service}\\{version}\\{place}"
        for service in services
        for hive in ("HKCU", "HKLM")
    )


def first_value(machine: Machine, keys: Iterable[str], name: str) -> RegistryValue | None:
    """The value of the first key that has one, None where none has."""
    return next((value for key in keys if (value := machine.value(key, name)) is not None), None)


def installed_excels(machine: Machine) -> list[Excel]:
    """Every Excel that can run the add-in, the newest first."""
    found = []
    for version in VERSIONS:
        for bits, branch in ((64, "SOFTWARE"), (32, "SOFTWARE\\WOW6432Node")):
            if machine.value(f"HKLM\\{branch}\\{OFFICE}\\{version}\\Excel\\InstallRoot", "Path"):
                found.append(_with_build(machine, Excel(version, bits)))
                break
    return found


def _with_build(machine: Machine, excel: Excel) -> Excel:
    """A Click-to-Run Office says its own bitness, and its keys may stand in the 64-bit branch all the same."""
    build = str(machine.value(_CLICK_TO_RUN, "VersionToReport") or "")
    if excel.version != "16.0" or not build:
        return excel
    bits = {"x64": 64, "x86": 32}.get(str(machine.value(_CLICK_TO_RUN, "Platform")), excel.bits)
    return Excel(excel.version, bits, build)


def has_wps(machine: Machine) -> bool:
    """Whether WPS is installed for this user or all users."""
    branches = ("HKCU\\Software", "HKLM\\SOFTWARE", "HKLM\\SOFTWARE\\WOW6432Node")
    return any(machine.value(f"{branch}\\{_WPS}", "InstallRoot") for branch in branches)


def xlsx_program(machine: Machine) -> str:
    """The ProgId that a double click on an .xlsx file starts, empty if none was chosen."""
    chosen = machine.value(_XLSX_CHOICE, "ProgId") or machine.value("HKCU\\Software\\Classes\\.xlsx", "")
    return str(chosen or machine.value("HKLM\\SOFTWARE\\Classes\\.xlsx", "") or "")


def trusted_folders(machine: Machine, place: str) -> dict[str, PureWindowsPath]:
    """The folders under a key ``…\\Trusted Locations``, by the numbered key of each."""
    keys = [f"{place}\\Location{number}" for number in range(TRUSTED_KEYS)]
    paths = {key: machine.value(key, "Path") for key in keys}
    return {key: PureWindowsPath(str(path)) for key, path in paths.items() if path}
