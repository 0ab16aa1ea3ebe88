"""Takes pictures of workbooks in a real LibreOffice window: scenes on standard input, see ``manual_pictures.Scene``.

Run by Debian's /usr/bin/python3, which has ``uno``, from the root of the checkout.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.desk.driver import Desk, Rectangle, limited, own_office, own_screen, properties, wait  # noqa: E402

HEADER_WIDTH, HEADER_HEIGHT = 42, 21
"""Pixels of LibreOffice's row numbers and column letters."""

SETTLED = 0.7
"""Seconds until hints, lists and drawings are on the screen."""

BESIDE = 600
"""Hundredths of a millimetre between a cell and its note."""

COLOURS = "64"
ZOOM = 75
"""Percent; the pictures are then as wide as a page of the manual."""

FONTS = """<?xml version="1.0"?>
<fontconfig>
<include>/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family" qual="any" compare="eq"><string>sans-serif</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Noto Sans CJK SC</string></edit></match>
</fontconfig>
"""
"""Hints and lists in the writing that a Chinese Windows has, too; without it they come in a script face."""


def main() -> None:
    """Take a picture of every scene."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        fonts = folder / "fonts.conf"
        fonts.write_text(FONTS)
        os.environ["FONTCONFIG_FILE"] = str(fonts)
        with own_screen(folder) as screen, own_office(folder, screen) as desk:
            for scene in json.load(sys.stdin):
                with limited(desk.office):
                    take(desk, scene)
                print(scene["picture"], flush=True)


def take(desk: Desk, scene: dict[str, Any]) -> None:
    """Open the scene's workbook, do what a person would do, and keep what is to be seen of an area of cells."""
    desk.open(scene["workbook"])
    desk.view.ZoomValue = ZOOM
    desk.screen._xdotool("mousemove", "1599", "1399")
    if scene["sheet"]:
        show_sheet(desk, scene["sheet"])
    desk.fill(scene["values"])
    if scene["note"]:
        show_note(desk, scene["note"])
    desk._go(scene["cursor"])
    if scene["keys"]:
        desk.screen.press(*scene["keys"])
    desk.toolkit.processEventsToIdle()
    time.sleep(SETTLED)
    cut(desk.screen.picture, whole(desk, scene["area"].split(":"), scene["headers"]), Path(scene["picture"]))
    if scene["keys"]:
        desk.screen.press("Escape")


def show_note(desk: Desk, cell: str) -> None:
    """Show the note of a cell beside it, where a mouse on the cell would show it."""
    place = desk.sheet.getCellRangeByName(cell)
    place.Annotation.IsVisible = True
    shape, at = place.Annotation.AnnotationShape, place.Position
    at.X, at.Y = at.X + place.Size.Width + BESIDE, at.Y + place.Size.Height
    shape.setPosition(at)


def show_sheet(desk: Desk, name: str) -> None:
    """Bring another sheet to the front."""
    desk.sheet = desk.book.Sheets.getByName(name)
    desk.view.setActiveSheet(desk.sheet)
    desk.dispatcher.executeDispatch(desk.view.Frame, ".uno:GoToCell", "", 0, properties(ToPoint="A1"))
    desk.toolkit.processEventsToIdle()
    desk.panes = wait(desk._documents, "no cells in the window")


def whole(desk: Desk, corners: list[str], headers: bool) -> Rectangle:
    """The pixels from one cell to another, with row numbers and column letters where ``headers`` says so."""
    first, last = (place(desk, cell) for cell in corners)
    left, top = first.X, first.Y
    if headers:
        left, top = left - HEADER_WIDTH, top - HEADER_HEIGHT
    return Rectangle(left, top, last.X + last.Width - left + 1, last.Y + last.Height - top + 1)


def place(desk: Desk, cell: str) -> Rectangle:
    """Where a cell is on the screen, with all that it is merged with."""
    merged = desk.sheet.createCursorByRange(desk.sheet.getCellRangeByName(cell))
    merged.collapseToMergedArea()
    return wait(lambda: desk._area(merged.getCellByPosition(0, 0).CellAddress), f"{cell} is not to be seen")


def cut(screen: Path, area: Rectangle, target: Path) -> None:
    """Keep an area of the screen as a small picture."""
    crop = f"{area.Width}x{area.Height}+{area.X}+{area.Y}"
    how = ["-crop", crop, "+repage", "-bordercolor", "#BFBFBF", "-border", "1", "+dither", "-colors", COLOURS, "-strip"]
    subprocess.run(["convert", f"xwd:{screen}", *how, f"png8:{target}"], check=True, timeout=60)


if __name__ == "__main__":
    main()
