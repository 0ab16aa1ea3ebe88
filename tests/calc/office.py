"""A LibreOffice without a window: started, spoken to through UNO, limited in time, and ended in every case."""

import builtins
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

DEBIAN = "/usr/lib/python3/dist-packages"
START_SECONDS, END_SECONDS = 90, 20

WATCH = '{ soffice "$@"; kill -9 0; } & cat; kill -9 0'
"""LibreOffice and a reader of our pipe: where one of them ends, and be it that we were killed, so does the other."""

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop>
<prop oor:name="UseDocumentSystemFileLocking" oor:op="fuse"><value>false</value></prop>
<prop oor:name="UseDocumentOOoLockFile" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
"""Formulas are computed anew when a file is opened, number formats are English, no lock stands beside or on a file."""


@cache
def uno() -> ModuleType:
    """Debian's module ``uno``, which takes neither the place of our own libraries nor that of ``import``.

    Raises ImportError where there is none, or where it was made for another Python than ours.
    """
    if Path("/usr/bin/python3").resolve().name != f"python3.{sys.version_info.minor}":
        raise ImportError("Debian's uno is for Debian's own Python")
    own_import, own_path = builtins.__import__, sys.path[:]
    sys.path.append(DEBIAN)
    try:
        import uno
    finally:
        sys.path[:] = own_path
        builtins.__import__ = own_import  # uno's would import com.sun.star, and makes every failed import slow
        os.unsetenv("URE_BOOTSTRAP")  # it is for this process, not for the LibreOffice of other tests
    return uno


def struct(name: str, *values: Any) -> Any:
    """A structure of UNO, ``struct("lang.Locale", "en", "US", "")``."""
    return uno().createUnoStruct(f"com.sun.star.{name}", *values)


def enum(name: str, value: str) -> Any:
    """A value of one of UNO's enumerations."""
    return uno().Enum(f"com.sun.star.{name}", value)


def unexpected() -> type[Exception]:
    """The base class of what UNO raises."""
    return uno().getClass("com.sun.star.uno.Exception")


def properties(**values: Any) -> tuple[Any, ...]:
    """Named values as UNO wants them."""
    return tuple(struct("beans.PropertyValue", name, 0, value, 0) for name, value in values.items())


def context_at(address: str) -> Any:
    """UNO's context of the LibreOffice that listens at ``pipe,name=…;urp;``."""
    resolver = service(uno().getComponentContext(), "bridge.UnoUrlResolver")
    return resolver.resolve(f"uno:{address}StarOffice.ComponentContext")


def service(context: Any, name: str) -> Any:
    """A service of UNO, ``service(context, "frame.Desktop")``."""
    return context.ServiceManager.createInstanceWithContext(f"com.sun.star.{name}", context)


class RunningOffice:
    """A LibreOffice that somebody else started, and ends."""

    pid = 0

    def __init__(self, address: str) -> None:
        self.context = context_at(address)
        self.desktop = service(self.context, "frame.Desktop")


class Office:
    """A running LibreOffice with a profile of its own; ``desktop`` is its way in.

    Raises TimeoutError where it does not come up.
    """

    def __init__(self) -> None:
        uno()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        profile = Path(self.folder.name) / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        pipe = f"pipe,name=xltool{uuid.uuid4().hex};urp;"
        options = ["--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard", f"--accept={pipe}"]
        self.process = subprocess.Popen(
            ["sh", "-c", WATCH, "sh", *options, f"-env:UserInstallation={profile.as_uri()}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        self.pid = self.process.pid
        try:
            self.context = self._connect(pipe)
            self.desktop = service(self.context, "frame.Desktop")
        except BaseException:
            self.kill()
            raise

    def _connect(self, address: str) -> Any:
        end = time.monotonic() + START_SECONDS
        limit = self.limit(START_SECONDS)
        try:
            while time.monotonic() < end and self.alive:
                with suppress(unexpected()):
                    return context_at(address)
                time.sleep(0.03)
        finally:
            limit.cancel()
        raise TimeoutError(f"LibreOffice did not start in {START_SECONDS} s")

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def limit(self, seconds: float) -> threading.Timer:
        """Kill LibreOffice in so many seconds unless cancelled, since a call of UNO waits for ever."""
        timer = threading.Timer(seconds, self.kill)
        timer.daemon = True
        timer.start()
        return timer

    def quit(self) -> None:
        """Ask LibreOffice to end, and end it."""
        limit = self.limit(END_SECONDS)
        with suppress(unexpected()):  # it hangs up before it has answered
            self.desktop.terminate()
        limit.cancel()
        self.kill()

    def kill(self) -> None:
        """End LibreOffice and everything that it started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(END_SECONDS)
        self.folder.cleanup()
