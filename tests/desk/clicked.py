"""What a clicked button starts: the command that RunPython was given, on the LibreOffice whose button it is.

Started by the macros with the name of LibreOffice's pipe in ``XLTOOL_PIPE``. Every sentence, and every failure, is
shown in a message box in LibreOffice's window.
"""

import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[2]))

from tests.calc.engine import App, Engine
from tests.calc.office import RunningOffice, enum, service
from xltool.excel import lean

SECONDS = 80
"""Until this process ends whatever it waits for."""

OK_BUTTON = 1  # com.sun.star.awt.MessageBoxButtons.BUTTONS_OK


class ShownApp(App):
    """A LibreOffice with a person before it."""

    def alert(self, prompt: str, title: str, *_: Any) -> str:
        """Show a message box until the person has pressed OK."""
        show(self.office, prompt, title)
        return "ok"


def show(office: RunningOffice, words: str, title: str) -> None:
    """Show a message box over the window in front."""
    window = office.desktop.CurrentFrame.ContainerWindow
    box = service(office.context, "awt.Toolkit").createMessageBox(
        window, enum("awt.MessageBoxType", "INFOBOX"), OK_BUTTON, title, words
    )
    box.execute()
    box.dispose()


def main(command: str) -> None:
    """Run the command with the workbook in front as xlwings' caller."""
    signal.alarm(SECONDS)
    office = RunningOffice(f"pipe,name={os.environ['XLTOOL_PIPE']};urp;")
    try:
        xlwings = lean.load()
        engine = Engine()
        app = ShownApp(engine.apps, office)
        app.adopt()
        engine.apps.running.append(app)
        xlwings.engines.add(xlwings.Engine(impl=engine))
        xlwings.engines.active = xlwings.engines["calc"]
        xlwings.books.active.set_mock_caller()
        exec(command)
    except BaseException:  # noqa: BLE001 (nobody would see it otherwise)
        show(office, traceback.format_exc(), "Python")


if __name__ == "__main__":
    main(sys.argv[1])
