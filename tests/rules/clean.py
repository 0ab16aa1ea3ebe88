"""One clean, well-written project that breaks no rule, and the ways to spoil it: its fields, its cells, its XML."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import xlsxwriter

from xltool.document import read_document
from xltool.flat import Reading
from xltool.forms import shipped
from xltool.model import Budget, Checkpoint, Department, Indicator, Project, SubObjective, Target, Unit
from xltool.office.cells import CellValue, fill_cells
from xltool.rules import Context, check
from xltool.rules.table import PLAIN
from xltool.writing.form_sheet import draw_form
from xltool.writing.styles import Styles
from xltool.writing.workbook import form_workbook

FORM = shipped("hebei-project")
SHEET = FORM.sheet_name
CHECKPOINTS = ("3月底", "6月底", "10月底", "12月底")
SHEET_PART = "xl/worksheets/sheet1.xml"


def _row(level1: str, level2: str, level3: str, description: str, target: str, basis: str) -> Indicator:
    return Indicator(level1, level2, level3, description, Target(target), basis)


CLEAN = Project(
    code="434-1401-JBN-6BVF",
    name="社区图书室运行费",
    form=FORM.id,
    department=Unit("434002", "北戴河区人民政府办公室"),
    budget=Budget(Decimal("20.00"), Decimal("15.50"), Decimal("4.50")),
    purpose="用于社区图书室购置图书、维护借阅设备。",
    plan=tuple(Checkpoint(by, Decimal(percent)) for by, percent in zip(CHECKPOINTS, (20, 45, 80, 100), strict=True)),
    objectives=("1、全年购置图书2000册，11月底前全部上架。", "2、借阅人次比上年增长8%，读者满意度达到90%。"),
    indicators=(
        _row("产出指标", "数量指标", "新购图书册数", "全年购置的图书册数", "≥2000册", "年度采购计划"),
        _row("产出指标", "质量指标", "图书验收合格率", "验收合格册数占新购册数的比率", "=100%", "馆藏图书验收标准"),
        _row("产出指标", "时效指标", "图书上架期限", "全部新书编目上架的日期", "11月30日前", "采购合同"),
        _row("产出指标", "成本指标", "项目总成本", "全年实际支出总额", "≤20万元", "预算批复"),
        _row("效果指标", "社会效益指标", "借阅人次增长率", "本年借阅人次比上年增长的比率", "≥8%", "上年借阅统计"),
        _row("满意度指标", "服务对象满意度指标", "读者满意度", "满意的读者占答卷读者的比率", "≥90%", "上年问卷"),
    ),
)
"""Its cells: A3, B4, E4, C5 E5 G5, B6, B8 C8 D8 E8, B9, and the indicators in A11:F16."""

OTHER = replace(
    CLEAN,
    code="434-2604-JBN-7CWG",
    name="图书室冬季取暖费",
    purpose="用于图书室冬季供暖的燃气费和管道检修。",
    objectives=(
        "1、11月10日前检修管道300米，供暖期室内温度不低于18℃。",
        "2、冬季阅览人次比上年增长5%，读者满意度达到92%。",
    ),
    indicators=(
        _row("产出指标", "数量指标", "检修管道长度", "全年检修的供暖管道长度", "≥300米", "检修计划"),
        _row("产出指标", "质量指标", "室温达标率", "室温达到18℃的天数占供暖天数的比率", "=100%", "供暖协议"),
        _row("产出指标", "时效指标", "管道检修期限", "全部管道检修完毕的日期", "11月10日前", "供暖协议"),
        _row("产出指标", "成本指标", "取暖总成本", "全年取暖实际支出总额", "≤20万元", "预算批复"),
        _row("效果指标", "社会效益指标", "阅览人次增长率", "冬季阅览人次比上年增长的比率", "≥5%", "上年阅览统计"),
        _row("满意度指标", "服务对象满意度指标", "读者满意度", "满意的读者占答卷读者的比率", "≥92%", "上年问卷"),
    ),
)
"""Another clean project, with words of its own: its cells are those of CLEAN."""

PART_ONE = Department(
    code="434002",
    name="北戴河区人民政府办公室",
    year=2020,
    overall_objective="办好群众身边的公共文化服务。",
    sub_objectives=(
        SubObjective("图书服务", "办好社区图书室，方便群众借阅图书。"),
        SubObjective("后勤保障", "做好冬季取暖和房屋维护。"),
    ),
    measures=("一是加强领导", "二是按月通报进度。"),
)
"""The digits 14 of CLEAN are its 图书服务, the digits 26 of OTHER its 后勤保障."""


def with_budget(total: str | None, fiscal: str | None, other: str | None) -> Project:
    """The clean project with other amounts, as a clerk types them."""
    return replace(CLEAN, budget=Budget(*(None if text is None else Decimal(text) for text in (total, fiscal, other))))


def with_plan(*percents: str | None) -> Project:
    """The clean project with another payment plan."""
    numbers = (None if text is None else Decimal(text) for text in percents)
    return replace(CLEAN, plan=tuple(Checkpoint(by, n) for by, n in zip(CHECKPOINTS, numbers, strict=True)))


def with_row(index: int, **changes: str | None) -> Project:
    """The clean project with other texts in one indicator; ``target`` is its raw text."""
    texts: dict[str, object] = {name: Target(text) if name == "target" else text for name, text in changes.items()}
    rows = list(CLEAN.indicators)
    rows[index] = replace(rows[index], **texts)
    return replace(CLEAN, indicators=tuple(rows))


def with_targets(*raws: str | None) -> Project:
    """The clean project with other target values, one a row."""
    rows = zip(CLEAN.indicators, raws, strict=True)
    return replace(CLEAN, indicators=tuple(replace(row, target=Target(raw)) for row, raw in rows))


def without_rows(*indexes: int) -> Project:
    """The clean project without some of its indicators."""
    return replace(CLEAN, indicators=tuple(row for i, row in enumerate(CLEAN.indicators) if i not in indexes))


def workbook(content: Project | Department = CLEAN, cells: Mapping[str, CellValue] | None = None) -> bytes:
    """The content in its form, with some cells of the project's sheet filled with what the model cannot hold."""
    if isinstance(content, Department):
        return form_workbook(shipped("hebei-department"), content)
    book = form_workbook(FORM, content)
    return fill_cells(book, {SHEET: cells}) if cells else book


def lying(book: bytes, address: str, formula: str | None = None) -> bytes:
    """The book with an error value in a cell, or with a formula that has no stored result."""
    content = ' t="e"><v>#REF!</v>' if formula is None else f"><f>{formula}</f>"
    cell = rf'<c r="{address}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)'
    return edit_sheet(book, cell, rf'<c r="{address}"\1{content}</c>')


def edit_sheet(book: bytes, pattern: str, replacement: str) -> bytes:
    """The book with the one match of a pattern in its first sheet's XML replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == SHEET_PART:
                text, count = re.subn(pattern, replacement, data.decode())
                assert count == 1, f"{pattern} matches {count} times"
                data = text.encode()
            new.writestr(name, data)
    return out.getvalue()


def readings(*books: bytes) -> list[Reading]:
    """What is read of the books, which are called a.xlsx, b.xlsx …."""
    files = (f"{letter}.xlsx" for letter in "abcdefghij")
    return [reading for book, file in zip(books, files, strict=False) for reading in read_document(book, file).readings]


def said(*books: bytes) -> list[tuple[str, str, str | None, str | None, str | None, str]]:
    """All problems of the books together: rule, severity, cell, found, expected, message."""
    problems = check(readings(*books))
    return [(p.code, p.severity, p.cell, p.found, p.expected, p.message) for p in problems]


def cells(rule: str, *books: bytes, context: Context = PLAIN) -> list[str]:
    """Every cell at which a rule finds something, ``a.xlsx E11``; without the file's name where there is one book."""
    places = [at for p in check(readings(*books), context) if p.code == rule for at in p.all_places]
    return [f"{at.file} {at.cell}" if len(books) > 1 else str(at.cell) for at in places]


def told(
    rule: str, *books: bytes, context: Context = PLAIN
) -> list[tuple[str, str | None, str | None, str | None, str | None, str]]:
    """What one rule says of the books: severity, cell, found, expected, difference, message."""
    problems = (p for p in check(readings(*books), context) if p.code == rule)
    return [(p.severity, p.cell, p.found, p.expected, p.difference, p.message) for p in problems]


def codes(*books: bytes, context: Context = PLAIN) -> list[str]:
    """The rules that the books break, in the order of the problems."""
    return [problem.code for problem in check(readings(*books), context)]


def two_sheets(
    *names: str, drawn: tuple[str, ...] | None = None, hidden: str | None = None, projects: Sequence[Project] = ()
) -> bytes:
    """A workbook with the clean project on each sheet, or on those that are ``drawn``; or with its own on each."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for index, name in enumerate(names):
            sheet = book.add_worksheet(name)
            if drawn is None or name in drawn:
                draw_form(sheet, Styles(book), FORM, projects[index] if projects else CLEAN)
            if name == hidden:
                sheet.hide()
            else:
                sheet.activate()
    return buffer.getvalue()
