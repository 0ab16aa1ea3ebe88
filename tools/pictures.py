"""Draw docs/pictures/ anew: blank and filled tables and every sheet of the summary, as LibreOffice prints them.

``python -m tools.pictures`` from the root; needs LibreOffice, poppler-utils and the fonts that ``.ci/run`` installs.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xltool
from tests.last_year import fill_last_year

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "workbook_templates"
EXAMPLE = TEMPLATES / "beidaihe-2020"
PICTURES = ROOT / "docs" / "pictures"
TABLES = {
    "项目绩效目标表-空表": TEMPLATES / "项目绩效目标表.xlsx",
    "部门整体绩效目标-空表": TEMPLATES / "部门整体绩效目标.xlsx",
    **{path.stem: path for number in ("00", "02", "03", "08") for path in EXAMPLE.glob(f"{number} *.xlsx")},
}
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <alias binding="same"><family>宋体</family><prefer><family>Noto Serif CJK SC</family></prefer></alias>
  <alias binding="same"><family>仿宋</family><prefer><family>AR PL UMing CN</family></prefer></alias>
</fontconfig>
"""
"""宋体 is not on Linux; which font stands for it is said here, so that pictures look the same on every machine."""
DOTS = 70
"""Dots an inch: an A4 page is 580 wide."""


def main() -> None:
    """Draw all pictures."""
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name, path in TABLES.items():
            pdf = printed(path, work)
            draw(pdf, 1, name)
        draw(printed(TABLES["项目绩效目标表-空表"], work), 2, "填写说明")
        merged = xltool.merge(xltool.read(EXAMPLE))
        comparison = xltool.compare(xltool.read(fill_last_year(work / "2019", ROOT)), merged)
        pdf = printed(xltool.write_summary(merged, work / "汇总.xlsx", comparison=comparison), work)
        for page, sheet in first_pages(pdf):
            draw(pdf, page, f"汇总-{sheet}")


def printed(workbook: Path, work: Path) -> Path:
    """The workbook as LibreOffice prints it."""
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    fonts = work / "fonts.conf"
    fonts.write_text(FONTS, encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(work), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=environment)
    return work / f"{workbook.stem}.pdf"


def first_pages(pdf: Path) -> Iterator[tuple[int, str]]:
    """The first page of each list sheet, whose name stands in its footer, of part one and of one project sheet."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    seen = set()
    for number, page in enumerate(text.split("\f"), 1):
        foot = page.strip().splitlines()[-1] if page.strip() else ""
        match = re.fullmatch(r"\s*(\S*?)\s*第\s*\d+\s*页.*", foot)
        name = (match[1] if match else "") or ("部门整体绩效目标" if "第一部分" in page else "项目表")
        if match and name not in seen:
            seen.add(name)
            yield number, name


def draw(pdf: Path, page: int, name: str) -> None:
    """One page as a picture."""
    place = ["-f", str(page), "-l", str(page), "-singlefile", "-r", str(DOTS), "-png"]
    subprocess.run(["pdftoppm", *place, pdf, PICTURES / name.replace(" ", "-")], check=True)


if __name__ == "__main__":
    main()
