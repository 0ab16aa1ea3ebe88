"""Tables of the central form of 2021 as they are printed, and the project that they say."""

from decimal import Decimal

from xltool.model import Budget, Indicator, Project, Unit
from xltool.targets import read_target

PRINTED = """
附件2 部门预算项目支出绩效目标申报表 | < | < | < | < | <
（2026年度） | < | < | < | < | <
项目名称 | 农村公路养护 | < | 项目性质 | 经常性项目 | <
项目类别 | 特定目标类 | < | | |
主管部门及代码 | 219001-交通运输局 | < | 实施单位： | 公路养护中心 | <
计划开始日期 | 2026-01-01 | < | 计划完成日期 | 2026-12-31 | <
项目资金⏎（万元） | 资金总额 | 360 | 年度资金总额 | 120 | <
~ | 其中：财政拨款 | 300 | 其中：财政拨款 | 100 | <
~ | | | 上年结转资金 | 12.5 | <
~ | 其他资金 | 60 | 其他资金 | 7.5 | <
总 体⏎目 标 | 中期目标（2024年—2026年） | < | 年度目标 | < | <
~ | 养护农村公路 360 公里 | < | 1、养护农村公路 120 公里⏎2、优良路率达到 85% | < | <
绩⏎效⏎指⏎标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 备注
~ | 成本指标 | 经济成本指标 | 养护成本 | ≤120万元 |
~ | 产出指标 | 数量指标 | 养护里程 | ≥120.00(公里) | 养护规程
~ | ~ | 质量指标 | 优良路率 | ≥85.00(%) |
~ | ~ | 时效指标 | 完成时间 | 10月底前 |
~ | 效益指标 | 社会效益指标 | 出行时间缩短率 | ≥10.00(%) |
~ | 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90.00(%) |
"""
"""Both columns of money under the same words, broken words, and a title of another place."""


def _row(level1: str, level2: str, level3: str, target: str, note: str = "") -> Indicator:
    more = (("备注", note),) if note else ()
    return Indicator(level1, level2, level3, None, read_target(target).target, more=more)


CENTRAL = Project(
    name="农村公路养护",
    form="central-project-2021",
    department=Unit("219001", "交通运输局"),
    budget=Budget(Decimal("120.00"), Decimal("100.00"), Decimal("7.50")),
    objectives=("1、养护农村公路 120 公里", "2、优良路率达到 85%"),
    indicators=(
        _row("成本指标", "经济成本指标", "养护成本", "≤120万元"),
        _row("产出指标", "数量指标", "养护里程", "≥120.00(公里)", "养护规程"),
        _row("产出指标", "质量指标", "优良路率", "≥85.00(%)"),
        _row("产出指标", "时效指标", "完成时间", "10月底前"),
        _row("效益指标", "社会效益指标", "出行时间缩短率", "≥10.00(%)"),
        _row("满意度指标", "服务对象满意度指标", "群众满意度", "≥90.00(%)"),
    ),
    more=(
        ("年度", "2026"),
        ("实施单位", "公路养护中心"),
        ("项目性质", "经常性项目"),
        ("项目类别", "特定目标类"),
        ("计划开始日期", "2026-01-01"),
        ("计划完成日期", "2026-12-31"),
        ("项目资金总额", "360.00"),
        ("项目财政资金", "300.00"),
        ("上年结转资金", "12.50"),
        ("项目其他资金", "60.00"),
        ("中期目标", "养护农村公路 360 公里"),
    ),
)
"""What the printed table says; a clean one, of which no rule has anything to say."""
