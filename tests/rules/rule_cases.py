"""What one rule says of a table, without what others say of the same spoiled row."""

from dataclasses import replace

from tests.rules.clean import CLEAN, readings, workbook
from xltool.model import Indicator, Project, Target
from xltool.rules import Context, check
from xltool.rules.table import PLAIN

CLASSES = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "成本": ("产出指标", "成本指标"),
    "社会效益": ("效果指标", "社会效益指标"),
    "经济效益": ("效果指标", "经济效益指标"),
    "生态效益": ("效果指标", "生态效益指标"),
    "可持续影响": ("效果指标", "可持续影响指标"),
    "满意度": ("满意度指标", "服务对象满意度指标"),
}
DESCRIPTION = "完成数占计划数的比率"
ROW = 17
"""The sheet's row of an indicator behind those of the clean project."""


def with_new_row(kind: str, name: str, target: str, description: str | None = DESCRIPTION) -> Project:
    """The clean project with one indicator more, in row 17."""
    row = Indicator(*CLASSES[kind], name, description, Target(target), "工作计划")
    return replace(CLEAN, indicators=(*CLEAN.indicators, row))


def found(rule: str, *projects: Project, context: Context = PLAIN) -> list[tuple[str, str | None, str | None, str]]:
    """Severity, cell, expected and message of each problem of a rule."""
    problems = check(readings(*map(workbook, projects)), context)
    return [(p.severity, p.cell, p.expected, p.message) for p in problems if p.code == rule]


def silent(rule: str, kind: str, name: str, target: str, description: str | None = DESCRIPTION) -> bool:
    """Whether a rule has nothing to say of one more indicator."""
    return not found(rule, with_new_row(kind, name, target, description))
