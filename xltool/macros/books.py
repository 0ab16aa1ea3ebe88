"""The files with macros: the add-in, the project template with buttons, and the workbook with the button 一键汇总."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltool.document import SETTINGS_SHEET
from xltool.forms.form import Form
from xltool.macros.actions import all_actions
from xltool.macros.functions import WRAPPERS, all_functions, wrappers
from xltool.macros.project import vba_project
from xltool.macros.ribbon import NAMESPACE_2007, NAMESPACE_2010, ribbon_xml
from xltool.macros.sources import ADDIN, OWN, TEMPLATE, Sources, ascii_source, own_sources, xlwings_source
from xltool.office.package import open_package, packed
from xltool.writing import launcher
from xltool.writing.styles import Styles
from xltool.writing.workbook import CREATED, OPTIONS, form_workbook

SETTINGS = {"ADD_WORKBOOK_TO_PYTHONPATH": "False"}
"""What a user's own settings file cannot change; the place of Python is not among it."""

TEXTS = {
    "TEXT_TITLE": "绩效目标",
    "TEXT_NO_PYTHON": "没有找到 Python，按钮暂时不能用，表格没有改动。"
    "请运行“安装.bat”，或在命令行里运行 xltool install，再重新打开 Excel。",
    "TEXT_NO_WORKBOOK": "没有可以使用的工作簿。请先打开一个；窗口上方有“启用编辑”的，请先点它。",
    "TEXT_RUNNING": "上一次操作还没有结束。请等它结束后再点。",
    "TEXT_FAILED": "操作没有完成：{reason} 请点功能区“绩效目标”里的“诊断”查看原因。",
    "TEXT_BROKEN": "Python 没有正常运行，操作没有做完；工作簿还开着，内容还在。请关闭 Excel，重新运行“安装.bat”；"
    "还是这样，请把下面这个出错记录发给维护人员。",
    "TEXT_UNKNOWN": "这个按钮与已安装的 xltool 不相配。请重新安装 xltool。",
    "TEXT_MAC": "Mac 版 Excel 里的按钮不能用，表格照常可以填写。请在命令行里运行 xltool。",
}
"""What the macros say, by the keys in their source."""

FUNCTION_TEXTS = {
    "TEXT_FUNCTION_OFF": "工作表函数没有打开。请在命令行运行 xltool install --functions，再重新打开 Excel；"
    "也可以改用不需要 Python 的公式。",
    "TEXT_FUNCTION_NO_PYTHON": "没有找到 Python，不能计算。请运行“安装.bat”，再重新打开 Excel。",
    "TEXT_FUNCTION_FAILED": "没有算出来。请按 Ctrl+Alt+F9 再算一次；仍不行时请点功能区“绩效目标”里的“诊断”。",
    "TEXT_FUNCTION_MAC": "Mac 版 Excel 里不能用这个函数。请改用不需要 Python 的公式。",
}
"""What a worksheet function of the add-in shows in its cell where Python cannot be asked."""

FUNCTIONS_SHEET = "xltool.functions"
"""The add-in's sheet with the help of its functions."""

_BUTTON = {"width": 96, "height": 33, "y_offset": 6}
_CONTENT_TYPES, _RELATIONSHIPS, _DRAWING = "[content_types].xml", "_rels/.rels", "xl/drawings/vmldrawing1.vml"


def addin_workbook(sources: Sources) -> bytes:
    """The add-in: the sheet with settings and texts, the macros, and the ribbon."""
    workbook, buffer = _empty("绩效目标工具")
    _settings_sheet(workbook, FUNCTION_TEXTS)
    _functions_sheet(workbook)
    _add_project(workbook, sources)
    workbook.close()
    return _with_ribbon(buffer.getvalue())


def project_template(form: Form, sources: Sources) -> bytes:
    """The blank form as in its .xlsx, with the buttons 校验本表 and 计算合计 right of what is printed."""

    def finish(workbook: Workbook, sheet: Worksheet) -> None:
        row, column = 1, form.print_last + 2  # beside the title, where a filled table says whence it came
        sheet.insert_button(row, column, _BUTTON | {"macro": "XltoolCheckSheet", "caption": "校验本表"})
        sheet.insert_button(
            row, column, _BUTTON | {"macro": "XltoolComputeTotals", "caption": "计算合计", "x_offset": 108}
        )
        _settings_sheet(workbook).very_hidden()
        _add_project(workbook, sources)

    return form_workbook(form, finish=finish)


def launcher_workbook(sources: Sources) -> bytes:
    """The workbook with one large button 一键汇总."""
    workbook, buffer = _empty("部门绩效目标一键汇总")
    sheet = workbook.add_worksheet(launcher.SHEET)
    launcher.draw_launcher(workbook, sheet, Styles(workbook))
    button = {"macro": "XltoolMergeFolder", "caption": "一键汇总", "width": 300, "height": 80, "y_offset": 12}
    sheet.insert_button(launcher.BUTTON_ROW, launcher.BUTTON_COLUMN, button)
    _settings_sheet(workbook).very_hidden()
    _add_project(workbook, sources)
    workbook.close()
    return _with_large_caption(buffer.getvalue())


def addin_sources(folder: Path) -> Sources:
    """The modules of the add-in, the project's own from ``macros/``. Raises ``Refused``."""
    own = own_sources(folder, "ThisWorkbook", *OWN, "XltoolRibbon", "XltoolFunctions")
    functions = ascii_source(f"{WRAPPERS}.bas", wrappers(all_functions()))
    return own | {WRAPPERS: functions, "xlwings": xlwings_source(ADDIN)}


def template_sources(folder: Path) -> Sources:
    """The modules of a workbook with buttons, the project's own from ``macros/``. Raises ``Refused``."""
    return own_sources(folder, "ThisWorkbook", *OWN, "XltoolButtons") | {"xlwings": xlwings_source(TEMPLATE)}


def _empty(title: str) -> tuple[Workbook, io.BytesIO]:
    buffer = io.BytesIO()
    workbook = Workbook(buffer, OPTIONS)
    workbook.set_properties({"title": title, "created": CREATED})
    return workbook, buffer


def _settings_sheet(workbook: Workbook, more: Mapping[str, str] = MappingProxyType({})) -> Worksheet:
    sheet = workbook.add_worksheet(SETTINGS_SHEET)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 100)
    for row, pair in enumerate(({**SETTINGS, **TEXTS, **more}).items()):
        for col, text in enumerate(pair):
            sheet.write_string(row, col, text)
    return sheet


def _functions_sheet(workbook: Workbook) -> None:
    """The help of the functions, a row each, as ``XltoolDescribeFunctions`` reads it."""
    sheet = workbook.add_worksheet(FUNCTIONS_SHEET)
    for row, function in enumerate(all_functions()):
        for col, text in enumerate(function.texts()):
            sheet.write_string(row, col, text)


def _add_project(workbook: Workbook, sources: Sources) -> None:
    """Add the macros, when all sheets are there."""
    workbook.set_vba_name("ThisWorkbook")
    names = [f"Sheet{number}" for number, _ in enumerate(workbook.worksheets(), 1)]
    for name, sheet in zip(names, workbook.worksheets(), strict=True):
        sheet.set_vba_name(name)
    workbook.add_vba_project(io.BytesIO(vba_project(sources, names)), is_stream=True)


def _with_large_caption(workbook: bytes) -> bytes:
    """The workbook with the caption of its button in 20 points; XlsxWriter writes 11 and knows no option for it."""
    package = open_package(workbook)
    drawing = package.read(_DRAWING)
    return packed(package, {_DRAWING: drawing.replace(b'size="220"', b'size="400"')})


def _with_ribbon(workbook: bytes) -> bytes:
    """The workbook as an add-in with the ribbon for both generations of Excel."""
    package = open_package(workbook)
    types = package.read(_CONTENT_TYPES).replace(b"excel.sheet.macroEnabled", b"excel.addin.macroEnabled")
    ribbons = {
        "customUI/customUI.xml": ("2006", ribbon_xml(all_actions(), NAMESPACE_2007)),
        "customUI/customUI14.xml": ("2007", ribbon_xml(all_actions(), NAMESPACE_2010)),
    }
    links = "".join(
        f'<Relationship Id="rIdRibbon{year}" Target="{part}" '
        f'Type="http://schemas.microsoft.com/office/{year}/relationships/ui/extensibility"/>'
        for part, (year, _) in ribbons.items()
    )
    relationships = package.read(_RELATIONSHIPS).replace(b"</Relationships>", f"{links}</Relationships>".encode())
    changed = {_CONTENT_TYPES: types, _RELATIONSHIPS: relationships}
    return packed(package, changed, {part: xml for part, (_, xml) in ribbons.items()})
