"""How sheets look: one set of cell formats for templates, filled tables and the summary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FONT = "宋体"
_GB2312 = 134
LABEL_FILL = "#F2F2F2"
INPUT_FILL = "#FFFDF0"
ERROR_FILL = "#F8D7D3"
DOUBT_FILL = "#FCE9C4"
GREY = "#7F7F7F"
LINK = "#1F4E79"

_BASE: dict[str, Any] = {
    "font_name": FONT,
    "font_size": 10.5,
    "font_charset": _GB2312,
    "font_family": 3,
    "valign": "vcenter",
}
_TABLE = {"border": 1}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 18, "bold": True, "align": "center", "text_wrap": True},
    "subtitle": {"font_size": 14, "align": "center"},
    "heading": {"font_size": 14, "bold": True, "align": "center"},
    "section": {"font_size": 12, "bold": True, "align": "left"},
    "headline": {"align": "left"},
    "headline-right": {"align": "right"},
    "label": _TABLE | {"align": "center", "text_wrap": True, "bg_color": LABEL_FILL},
    "head": _TABLE | {"align": "center", "text_wrap": True, "bold": True, "bg_color": LABEL_FILL},
    "text": _TABLE | {"align": "left", "valign": "top", "text_wrap": True},
    "middle": _TABLE | {"align": "left", "text_wrap": True},
    "reason": _TABLE | {"align": "left", "text_wrap": True, "bg_color": INPUT_FILL, "num_format": "@"},
    "centre": _TABLE | {"align": "center", "text_wrap": True},
    "amount": _TABLE | {"align": "right", "indent": 1, "num_format": "#,##0.00"},
    "exact": _TABLE | {"align": "right", "indent": 1, "num_format": "#,##0.00####"},
    "shown": _TABLE | {"align": "right", "indent": 1, "num_format": "#,##0.00", "shrink": True},
    "percent": _TABLE | {"align": "center", "num_format": "0.00"},
    "count": _TABLE | {"align": "center", "num_format": "#,##0"},
    "number": _TABLE | {"align": "center", "num_format": "General"},
    "coverage": _TABLE | {"align": "center", "num_format": '0;-0;"–"'},
    "share": _TABLE | {"align": "center", "num_format": "0.0%"},
    "link": _TABLE | {"align": "left", "text_wrap": True, "font_color": LINK, "underline": 1},
    "centre-link": _TABLE | {"align": "center", "font_color": LINK, "underline": 1},
    "plain-link": {"align": "left", "font_color": LINK, "underline": 1},
    "back": {"font_size": 9, "align": "center", "font_color": LINK, "underline": 1},
    "note": {"font_size": 9, "font_color": GREY, "align": "left"},
    "derived": {"font_size": 9, "font_color": GREY, "align": "right", "num_format": "#,##0.00####"},
    "derived-count": {"font_size": 9, "font_color": GREY, "align": "right", "num_format": "0"},
    "tall": {"font_size": 23},  # as high as a row of a list
    "plain": {"align": "left"},
    "status": {"align": "left", "bold": True, "text_wrap": True},
    "sign": {"align": "left"},
    "small": {"font_size": 9, "font_color": GREY, "align": "left", "text_wrap": True},
    "figure": {"font_size": 20, "bold": True, "align": "center", "num_format": "#,##0.00", "shrink": True},
    "figure-count": {"font_size": 20, "bold": True, "align": "center", "num_format": "#,##0"},
    "caption": {"font_size": 10, "font_color": GREY, "align": "center"},
}


class Styles:
    """The formats of one workbook, made when first asked for; the same request gives the same format."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Format] = {}

    def get(self, name: str, **changes: Any) -> Format:
        """A style by its name, with changes such as ``top=5``, ``bold=True`` or ``locked=False``."""
        key = (name, *sorted(changes.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(_BASE | _STYLES[name] | changes)
        return self._made[key]

    def fill(self, color: str) -> Format:
        """A colour alone, as conditional formats have it."""
        key = ("fill", color)
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"bg_color": color})
        return self._made[key]
