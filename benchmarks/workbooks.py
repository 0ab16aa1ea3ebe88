"""Makes a folder of project workbooks for the benchmarks, varied from the eleven real ones, the same for a number.

    python benchmarks/workbooks.py COUNT FOLDER

Codes are unique and valid, amounts have cents and add up, targets differ. One table in ten has a problem or two.
Part one and the department's settings lie beside the tables, as in a real folder.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from xltool import Budget, Checkpoint, Indicator, Project, Target, read  # noqa: E402 - the checkout, not an install
from xltool.forms import shipped  # noqa: E402
from xltool.writing.workbook import form_workbook  # noqa: E402

REAL = ROOT / "workbook_templates" / "beidaihe-2020"
BESIDE = ("00 部门整体绩效目标.xlsx", "xltool.toml")
ONE_IN = 10
"""So many tables to one with a problem."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PREFIXES = ("0406", "0407", "1401", "2601", "2602", "2603")
_PLACES = "海滨镇 戴河镇 牛头崖镇 西山街道 东山街道 联峰路 草厂社区 单庄社区 蔡各庄村 崔各庄村 费石庄村 丁庄村".split()
_KINDS = "提升 改造 运行 维护 服务 推广 建设 监测 保障 培训".split()
_ORDER = ("产出指标", "效果指标", "满意度指标")
_CORRECTED = {"差率费": "差旅费", "网来": "往来", "总额发放": "足额发放", "包涵": "包含", "加强加强": "加强"}
_COUNTED = ("次", "人次", "份", "期", "个", "套", "场")


def main(count: int, folder: Path) -> None:
    """Write ``count`` workbooks into ``folder``, with part one and settings beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in BESIDE:
        shutil.copy(REAL / name, folder / name)
    with ProcessPoolExecutor() as processes:
        for _ in processes.map(partial(_write, folder), range(count), chunksize=50):
            pass


def _write(folder: Path, number: int) -> None:
    project = made_up(number)
    (folder / f"{number + 1:05d} {project.name}.xlsx").write_bytes(form_workbook(shipped(project.form), project))


@cache
def _real() -> Sequence[Project]:
    return [reading.project for reading in read(REAL).projects]


def made_up(number: int) -> Project:
    """Project ``number``: a real one with other names, amounts, plan, rows and targets."""
    random = Random(number)
    base = _real()[number % len(_real())]
    place, kind = random.choice(_PLACES), random.choice(_KINDS)
    fiscal = Decimal(random.randint(50, 50_000)) / 100
    other = Decimal(random.randint(1, 9_999)) / 100 if random.random() < 0.25 else None
    project = replace(
        base,
        code=_code(number, random),
        name=f"{place}{base.name}{kind}（{number + 1}）",
        budget=Budget(fiscal + (other or 0), fiscal, other),
        purpose=f"用于{place}{_corrected(base.purpose)}，共 {random.randint(2, 400)} 处",
        plan=_plan(base, random),
        objectives=tuple(f"{_corrected(goal)}（{place}）" for goal in base.objectives),
        indicators=_indicators(base, place, random),
        source=None,
    )
    if number % ONE_IN == ONE_IN - 1:
        for fault in random.sample(_FAULTS, random.randint(1, 2)):
            project = fault(project)
    return project


def _code(number: int, random: Random) -> str:
    letters = ""
    for _ in range(4):
        number, digit = divmod(number, len(_DIGITS))
        letters = _DIGITS[digit] + letters
    return f"434-{random.choice(_PREFIXES)}-JBN-{letters}"


def _corrected(text: str | None) -> str:
    for wrong, right in _CORRECTED.items():
        text = (text or "").replace(wrong, right)
    return text or ""


def _plan(base: Project, random: Random) -> tuple[Checkpoint, ...]:
    shares = [*sorted(random.sample(range(0, 100, 5), len(base.plan) - 1)), 100]
    return tuple(
        Checkpoint(point.by, Decimal(share).quantize(Decimal("0.01")))
        for point, share in zip(base.plan, shares, strict=True)
    )


def _indicators(base: Project, place: str, random: Random) -> tuple[Indicator, ...]:
    """The rows of the real table and up to three of others, every class there; no level-3 name twice."""
    rows = [*base.indicators, *random.sample(random.choice(_real()).indicators, random.randint(0, 3))]
    rows += [row for row in _real()[0].indicators if row.level1 not in {present.level1 for present in rows}]
    made: dict[str, Indicator] = {}
    for row in sorted(rows, key=lambda row: _ORDER.index(row.level1 or "")):
        name = f"{place}{_corrected(row.level3)}"
        while name in made:
            name += "（另）"
        description = f"{_corrected(row.description)}，按{place} {random.randint(2, 400)} 处计"
        made[name] = replace(row, level3=name, description=description, target=_target(random))
    return tuple(made.values())


def _target(random: Random) -> Target:
    number = random.randint(1, 1000)
    return Target(
        random.choice(
            (
                f"≥{80 + number % 20}%",
                f"≥{80 + number % 20}.{number % 10}%",
                "=100%",
                f"{number}{random.choice(_COUNTED)}",
                f"≥{number}{random.choice(_COUNTED)}",
                f"≤{number % 30 + 1}天",
                f"{number % 12 + 1}月底前",
            )
        )
    )


def _does_not_add_up(project: Project) -> Project:
    budget = project.budget
    return replace(project, budget=replace(budget, total=(budget.total or Decimal(0)) + Decimal("0.30")))


def _ends_early(project: Project) -> Project:
    return replace(project, plan=(*project.plan[:-1], replace(project.plan[-1], percent=Decimal(90))))


def _no_purpose(project: Project) -> Project:
    return replace(project, purpose=None)


def _typo(project: Project) -> Project:
    return replace(project, purpose=f"{project.purpose}，按进度拔付资金")


def _first_row(project: Project, **changes: object) -> Project:
    return replace(project, indicators=(replace(project.indicators[0], **changes), *project.indicators[1:]))


_FAULTS: tuple[Callable[[Project], Project], ...] = (
    _does_not_add_up,
    _ends_early,
    _no_purpose,
    _typo,
    partial(_first_row, target=Target()),
    partial(_first_row, target=Target("≥9595%以上")),
    partial(_first_row, target=Target("12")),
    partial(_first_row, level2="社会效益指标"),
    partial(_first_row, description="的的确确按按期完成完成"),
)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
