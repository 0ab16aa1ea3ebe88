"""Draw docs/pictures/manual/ anew: what a clerk sees, in a real LibreOffice window and on printed pages.

``python -m tools.manual_pictures`` from the root; needs LibreOffice, python3-uno, Xvfb, xdotool, ImageMagick,
poppler-utils and the fonts that ``.ci/run`` installs.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
import zipfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

import xltool
from tools.pictures import EXAMPLE, ROOT, TEMPLATES, printed
from xltool.checking import check_batch
from xltool.office.cells import fill_cells
from xltool.tasks.marking import mark_batch

PICTURES = ROOT / "docs" / "pictures" / "manual"
DEBIAN_PYTHON = "/usr/bin/python3"
DOTS, HEIGHT = 80, 560
"""Dots an inch of a printed page, and how much of it is shown."""

HEAD = {
    **{"A3": "434002区政府办公室", "B4": "434-1401-JBN-6BVF", "E4": "年鉴编撰费"},
    **{"C5": 10.5, "E5": 10.5, "B6": "编撰、印刷年鉴 1200 册，分送各单位和图书馆。"},
    **{"B8": 25, "C8": 50, "D8": 80, "E8": 100},
    "B9": "1、年底前完成年鉴出版，向社会公开发行。\n2、为各单位和群众查阅地情资料提供方便。",
}
INDICATORS = """
产出指标 数量指标 年鉴印刷册数 实际印刷的册数 ≥1200册 2020年出版计划
- 质量指标 印刷合格率 合格册数占印刷册数的比率 ≥98% 行业标准
- 时效指标 按期完成率 按期完成的册数占计划册数的比率 =100% 2020年出版计划
- 成本指标 每册成本 印刷费除以印刷册数 ≤50元 印刷合同
效果指标 社会效益指标 馆藏利用人次 到馆查阅年鉴的人次 ≥300人次 往年数据
满意度指标 服务对象满意度指标 读者满意度 问卷中表示满意的读者比率 ≥90% 往年数据
"""
SPOILT = {"E5": 9.5, "C12": "年鉴印刷册数", "E13": "100"}
"""One figure that does not add up, one name that is there twice, one target without a unit."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture of a window: the cells ``area`` of a workbook after ``values`` were put in and ``keys`` pressed.

    Escape takes away the hint of the cell where the cursor stood at first. ``note`` is the cell whose note is shown;
    ``headers`` adds row numbers and column letters.
    """

    picture: str
    workbook: Path
    area: str
    cursor: str = "A1"
    values: dict[str, str | float] = field(default_factory=dict)
    keys: tuple[str, ...] = ("Escape",)
    sheet: str = ""
    note: str = ""
    headers: bool = True


def main() -> None:
    """Draw all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        take(scenes(work))
        table = saved(work / "年鉴编撰费.xlsx", filled(A2="年鉴编撰费绩效目标表"))  # LibreOffice prints stored results
        draw(printed(table, work), "打印")


def filled(**changes: str | float) -> dict[str, str | float]:
    """The values of a table that is complete."""
    values: dict[str, str | float] = {**HEAD}
    for row, line in enumerate(INDICATORS.strip().splitlines(), 11):
        texts = zip("ABCDEF", line.split(), strict=True)
        values |= {f"{column}{row}": text for column, text in texts if text != "-"}
    return values | changes


def saved(path: Path, values: dict[str, str | float]) -> Path:
    """A table with these values, saved as by a clerk."""
    blank = TEMPLATES / "项目绩效目标表.xlsx"
    path.write_bytes(fill_cells(blank.read_bytes(), {blank.stem: values}))
    return path


def without_macros(path: Path, work: Path) -> Path:
    """A copy of a workbook with buttons that LibreOffice opens without a question about macros."""
    copy = work / f"{path.stem}-按钮.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            for pattern, instead in _MACROS:
                data = re.sub(pattern, instead, data)
            if not name.endswith("vbaProject.bin"):
                target.writestr(name, data)
    return copy


_MACROS = (
    (rb"vnd\.ms-excel\.sheet\.macroEnabled", b"vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (rb"<Relationship [^>]*vbaProject[^>]*/>", b""),
    (rb"<x:FmlaMacro>[^<]*</x:FmlaMacro>", b""),
)
"""What makes a workbook one with macros, and what stands there in one without."""


def scenes(work: Path) -> list[Scene]:
    """All pictures of a window."""
    blank = TEMPLATES / "项目绩效目标表.xlsx"
    started = {cell: value for cell, value in filled().items() if cell not in ("B6", "A16", "B16", "C16", "E16")}
    own = work / "项目表"
    own.mkdir()
    saved(own / "年鉴编撰费.xlsx", filled(**SPOILT))
    batch = xltool.read(own)
    copy = own.with_name("标记.xlsx")
    list(mark_batch(batch, check_batch(batch), copy))
    summary = xltool.write_summary(xltool.merge(xltool.read(EXAMPLE)), work / "部门绩效目标汇总.xlsx")
    reason = {"L7": "都是比率，按行业通行的要求定为 95%，已经主管领导核定。"}
    return [
        Scene("空表", blank, "A1:G18"),
        Scene("提示", blank, "A1:G10", cursor="C5", values={"A3": "434002区政府办公室"}, keys=()),
        Scene("下拉框", blank, "A9:G17", cursor="B11", values={"A11": "产出指标"}, keys=("alt+Down",)),
        Scene("状态行", blank, "A1:G16", values=started | {"C5": 12}),
        Scene("自动计算", blank, "I1:M10", values=filled(), headers=False),
        Scene("备用行", blank, "A15:G42", values=filled(), cursor="C17", keys=()),
        Scene("按钮", without_macros(TEMPLATES / "项目绩效目标表.xlsm", work), "G1:M10", values=filled()),
        Scene("标记", copy, "A1:K16", note="E13"),
        Scene("问题清单", copy, "A1:L5", sheet="问题清单", cursor="L2"),
        Scene(
            "一键汇总", without_macros(TEMPLATES / "部门汇总.xlsm", work), "A1:D17", cursor="C5", keys=(), headers=False
        ),
        Scene("汇总单位", summary, "A1:H14", sheet="部门汇总", cursor="H2", keys=("alt+Down",)),
        Scene("错误说明", summary, "A1:L8", sheet="问题清单", values=reason),
        Scene("对账", summary, "A1:J10", sheet="对账", cursor="D5"),
    ]


def take(wanted: list[Scene]) -> None:
    """Have the pictures of windows taken."""
    listed = [asdict(scene) | {"picture": str(PICTURES / f"{scene.picture}.png")} for scene in wanted]
    command = [DEBIAN_PYTHON, str(ROOT / "tools" / "manual_screens.py")]
    subprocess.run(command, input=json.dumps(listed, default=str), text=True, check=True, timeout=600)


def draw(pdf: Path, name: str) -> None:
    """The upper part of the first page as a small picture."""
    place = ["-f", "1", "-l", "1", "-singlefile", "-r", str(DOTS), "-H", str(HEIGHT), "-png", "-gray"]
    subprocess.run(["pdftoppm", *place, pdf, PICTURES / name], check=True)


if __name__ == "__main__":
    main()
