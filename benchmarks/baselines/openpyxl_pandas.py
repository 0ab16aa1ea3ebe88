"""Yardstick (b): the script that one would write in an afternoon: openpyxl cell by cell, pandas for the lists.

It trusts every address, checks nothing, and writes the same lists as the summary, without formulas, links or look.
"""

import sys
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

CELLS = {
    "单位": "A3", "项目编码": "B4", "项目名称": "E4", "预算数": "C5", "财政资金": "E5", "其他资金": "G5",
    "资金用途": "B6", "3月底": "B8", "6月底": "C8", "10月底": "D8", "12月底": "E8", "绩效目标": "B9",
}  # fmt: skip
ROWS = ("一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据")
FIRST_ROW = 11
POINTS = ("3月底", "6月底", "10月底", "12月底")

projects, indicators, files = [], [], []
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    sheet = load_workbook(path, data_only=True).active
    if sheet["A4"].value != "项目编码":
        files.append({"文件": path.name, "结果": "跳过"})
        continue
    project = {name: sheet[cell].value for name, cell in CELLS.items()}
    projects.append({**project, "来源文件": path.name})
    files.append({"文件": path.name, "结果": "已汇总", "预算数": project["预算数"]})
    level1 = None
    for row in range(FIRST_ROW, sheet.max_row + 1):
        values = [sheet.cell(row, col).value for col in range(1, len(ROWS) + 1)]
        if values[1] is None and values[2] is None:
            continue
        level1 = values[0] = values[0] or level1
        row_values = dict(zip(ROWS, values, strict=True))
        indicators.append({"项目编码": project["项目编码"], "项目名称": project["项目名称"], **row_values})

table, rows = pd.DataFrame(projects), pd.DataFrame(indicators)
counts = rows.groupby("项目编码").size()
table["指标条数"] = table["项目编码"].map(counts)
money = ["预算数", "财政资金", "其他资金"]
plan = table[["项目编码", "项目名称", "预算数", *POINTS]].copy()
for point in POINTS:
    plan[f"{point}金额"] = plan["预算数"] * plan[point] / 100
coverage = rows.pivot_table(index="项目名称", columns="二级指标", values="三级指标", aggfunc="count", fill_value=0)
lists = {
    "部门汇总": table[money].sum().to_frame("合计").reset_index(),
    "项目汇总表": table[["项目编码", "项目名称", *money, "指标条数", "来源文件"]],
    "资金支出计划": plan,
    "绩效指标汇总表": rows,
    "指标覆盖": coverage.reset_index(),
    "对账": pd.DataFrame(files),
}
with pd.ExcelWriter(sys.argv[2], engine="openpyxl") as writer:
    for name, frame in lists.items():
        frame.to_excel(writer, sheet_name=name, index=False)
