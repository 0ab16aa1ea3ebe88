"""The charts of 部门汇总: plain, one colour family, each label at its mark, money in 万元."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from xltool.writing.styles import FONT
from xltool.writing.summary.money import CHARTED, Rows
from xltool.writing.summary.parts import ROW_HEIGHT, PageSheet
from xltool.writing.summary.plan import OVERVIEW

_DARK, _LIGHT = "#2E5C8A", "#9DB8D2"
_LABEL = {"name": FONT, "size": 9}
_TITLE = {"name": FONT, "size": 11, "bold": True}
_AXIS = {"num_font": _LABEL, "line": {"color": "#A6A6A6"}, "major_tick_mark": "none"}
_NO_AXIS = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
_MONEY = "[>=10000]#,##0;#,##0.00"
"""Large amounts without decimals, which the tables have: LibreOffice breaks a longer label."""

_PIXELS_A_ROW = ROW_HEIGHT * 4 / 3
_TITLE_PIXELS = 34
_MOST_NAME = 0.36
"""The share of a bar chart's width that the names of its bars may take."""


class Charts:
    """Charts one below or beside the other; ``width`` is that of the page in pixels."""

    def __init__(self, workbook: Workbook, page: PageSheet, width: int) -> None:
        self._workbook, self._page, self._width = workbook, page, width

    def funds(self, rows: Rows, longest: int) -> None:
        """财政资金 and 其他资金 side by side for each row of the table by 分项绩效目标; ``longest`` of its names.

        Two bars a row and not one in two colours: a small part would have no room for its label, and that there is no
        其他资金 is seen by its 0.00. The bars are too near each other for their names, so these stand in a legend.
        """
        chart = self._workbook.add_chart({"type": "bar"})
        for column, name, color in ((CHARTED, "财政资金", _DARK), (CHARTED + 1, "其他资金", _LIGHT)):
            labels = {"value": True, "num_format": _MONEY, "font": _LABEL}
            chart.add_series(self._series(rows, column, color) | {"name": name, "data_labels": labels})
        height = max(4, round(1.7 * (rows[1] - rows[0] + 1)) + 2)
        self._names_left(chart, longest, (self._width, height), 190)
        self._put(chart, "财政资金和其他资金（万元）", 0, self._width, height)
        chart.set_legend({"position": "right", "font": _LABEL})
        self._page.row += height

    def plan_and_indicators(self, plan: Rows | None, indicators: Rows | None, height: int) -> None:
        """The plan by checkpoint, and beside it the indicators by class."""
        half = self._width // 2 - 3
        if plan is not None:
            chart = self._workbook.add_chart({"type": "column"})
            labels = {"value": True, "num_format": _MONEY, "font": _LABEL}
            chart.add_series(self._series(plan, CHARTED, _LIGHT) | {"data_labels": labels})
            chart.set_x_axis(_AXIS)
            chart.set_y_axis(_NO_AXIS)
            chart.set_plotarea({"layout": {"x": 0.04, "y": 0.27, "width": 0.92, "height": 0.58}})
            self._put(chart, "累计支出计划（万元）", 0, half, height)
        if indicators is not None:
            chart = self._workbook.add_chart({"type": "bar"})
            labels = {"value": True, "num_format": "#,##0", "font": _LABEL}
            chart.add_series(self._series(indicators, 2, _DARK) | {"data_labels": labels})
            self._names_left(chart, 6, (half, height), 70)
            self._put(chart, "绩效指标按一级指标（条）", 4, half, height)
        self._page.row += height

    def _series(self, rows: Rows, column: int, color: str) -> dict[str, Any]:
        return {
            "categories": [OVERVIEW, rows[0], 0, rows[1], 0],
            "values": [OVERVIEW, rows[0], column, rows[1], column],
            "fill": {"color": color},
            "gap": 60,
        }

    def _names_left(self, chart: Any, longest: int, size: tuple[int, int], at_right: int) -> None:
        """Bars from the top, below the title, with room for the names at their left and for labels at their right."""
        width, height = size[0], size[1] * _PIXELS_A_ROW
        chart.set_x_axis(_NO_AXIS)
        chart.set_y_axis(_AXIS | {"reverse": True})
        left = min(longest * 12.5 / width + 0.03, _MOST_NAME)
        top = _TITLE_PIXELS / height
        layout = {"x": left, "y": top, "width": 1 - left - at_right / width, "height": 0.95 - top}
        chart.set_plotarea({"layout": layout})

    def _put(self, chart: Any, title: str, column: int, width: int, rows: int) -> None:
        chart.set_title({"name": title, "name_font": _TITLE, "overlay": False})
        chart.set_legend({"none": True})
        chart.show_hidden_data()  # what is charted stands in folded columns
        chart.set_chartarea({"border": {"color": "#D9D9D9"}})
        chart.set_size({"width": width, "height": round(rows * _PIXELS_A_ROW) - 8})
        place = {"x_offset": 3, "y_offset": 4, "object_position": 1}
        self._page.sheet.insert_chart(self._page.row, column, chart, place)
        for row in range(self._page.row, self._page.row + rows):
            self._page.sheet.set_row(row, ROW_HEIGHT)
