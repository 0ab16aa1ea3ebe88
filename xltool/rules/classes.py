"""The classes of indicators by their canonical words: level 1, and level 2 as the forms print it."""

OUTPUT, BENEFIT, SATISFACTION, COST = "产出指标", "效益指标", "满意度指标", "成本指标"
"""Level 1; 成本指标 is one since 2021, before it was a level 2 of 产出指标."""

QUANTITY, QUALITY, TIMELINESS, ECONOMIC_COST = "数量指标", "质量指标", "时效指标", "经济成本指标"
"""Level 2."""

MONEY_UNITS = ("元", "万元", "亿元", "千元")
"""Units of a 指标值 that is an amount."""
