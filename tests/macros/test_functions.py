"""The worksheet functions in the add-in: their VBA against xlwings' own, what they say without Python, their help."""

import json
import re
import subprocess
import sys
from inspect import signature
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.macros.stand_in import PYTHON, REPLACED, Shell, StandIn, modules, open_book
from xltool.excel import functions
from xltool.macros.books import FUNCTION_TEXTS, FUNCTIONS_SHEET
from xltool.macros.functions import CATEGORY, WRAPPERS, Function, all_functions, wrappers
from xltool.writing import plain_formulas

FOLDER = r"D:\绩效 2026"
FUNCTIONS = all_functions()
SERVER = r"""
import atexit, io, json, sys, types

def stub(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module

stub("pythoncom", CoInitialize=lambda: None)
stub("pywintypes", com_error=type("com_error", (Exception,), {}))
stub("win32com", client=stub("win32com.client", Dispatch=lambda x: x))
stub("xlwings._xlwindows", Range=lambda xl: xl, is_range_instance=lambda _: False, cleanup=lambda: print("cleaned up"))
atexit.register(sys.modules["xlwings._xlwindows"].cleanup)
import xlwings
own = [name for name in sys.modules if name.startswith("xlwings.pro")]  # what it loads itself, for its licence check
from xlwings import udfs
from xltool.excel import udf_server

class Cell:
    address, sheet = "$A$1", None

xlwings._xlwindows = sys.modules["xlwings._xlwindows"]
udfs.Range = lambda impl: Cell()
stub("xlwings.com_server", loop=None)
excel = types.SimpleNamespace(name="excel", prepare_xl_data_element=lambda value, options: value)
excel.clean_value_data = lambda rows, *options: [
    [("#N/A" if options[-1] else None) if value == -2146826246 else value for value in row] for row in rows
]
xlwings.engines.add(xlwings.Engine(impl=excel))
text = io.StringIO()
udfs.generate_vba_wrapper("xltool.excel.udf_server", udf_server, text, types.SimpleNamespace(Name="xltool.xlam"))
answers = [udfs.call_udf("xltool.excel.udf_server", *call) for call in json.loads(sys.argv[1])]
print(json.dumps([text.getvalue(), answers, [n for n in sys.modules if n.startswith("xlwings.pro") and n not in own]]))
"""
"""xlwings' own generator and server, on any system: what exists on Windows only is a stub."""
MISSING = -2147352572
NOT_AVAILABLE = -2146826246
"""What an argument is that was left out, and what the cell value #N/A is, as VBA passes them."""


def xlwings(*calls: tuple[str, list[object]]) -> tuple[str, list[object], list[str]]:
    """What xlwings would write for our module, what its server answers, and the modules of xlwings.pro it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", SERVER, json.dumps(calls)], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    text, answers, pro = json.loads(done.stdout)
    return text, answers, pro


def blocks(text: str) -> dict[str, str]:
    """The functions of a module by their names."""
    found = re.findall(r"^(?:Public )?(Function (\w+)\(.*?^End Function)$", text, re.M | re.S)
    return {name: block for block, name in found}


def test_the_functions_are_those_that_xlwings_would_write() -> None:
    """The same functions and arguments, and the same call of Python; only the workbook is the add-in's own."""
    theirs, ours = blocks(xlwings()[0]), blocks(wrappers(FUNCTIONS))
    assert theirs.keys() == ours.keys() == {function.name for function in FUNCTIONS}
    for name, block in theirs.items():
        lines = [line.strip() for line in block.splitlines()]
        assert lines[0] == ours[name].splitlines()[0]
        (call,) = [line for line in lines if line.endswith("ActiveWorkbook, Application.Caller)")]
        assert ours[name].count(call.replace("ActiveWorkbook", "ThisWorkbook")) == 1
        guard = [line for line in lines if "CommandBars" in line]
        assert [line.strip() for line in ours[name].splitlines() if "CommandBars" in line] == guard
        assert ours[name].count("XLPy.") == 1
    assert sum("CommandBars" in block for block in ours.values()) == 1, "only the sum of a folder"


def test_the_server_answers(checkout: Path) -> None:
    """By xlwings' own way from the call to the cell, arguments that were left out too; and without xlwings.pro."""
    folder = str(checkout / "workbook_templates" / "beidaihe-2020")
    asked: dict[tuple[str, tuple[object, ...]], object] = {
        ("XLTOOL_TARGET_OPERATOR", ("≥9595%以上",)): "≥",
        ("XLTOOL_TARGET_NUMBER", ("≥9595%以上",)): 95.0,
        ("XLTOOL_TARGET_UNIT", ("优良",)): "",
        ("XLTOOL_CODE_OK", ("434-1401-JBN-6BVF",)): True,
        ("XLTOOL_CODE_FAULT", ("434",)): "应有 17 位，现在是 3 位，如 434-1401-JBN-6BVF。",
        ("XLTOOL_PLAN_AMOUNT", (257.72, 33.33)): 85.898076,
        ("XLTOOL_CAPITAL", (1409.5, MISSING)): "壹仟肆佰零玖元伍角",
        ("XLTOOL_CAPITAL", (257.72, "万元")): "贰佰伍拾柒万柒仟贰佰元整",
        ("XLTOOL_CAPITAL", ("abc", MISSING)): "不是金额，请改为数字",
        ("XLTOOL_FOLDER_SUM", ("预算数", MISSING, folder)): 257.72,
        ("XLTOOL_PLAN_AMOUNT", (NOT_AVAILABLE, 25.0)): "引用的单元格里是错误值 #N/A，请先改正那里。",
        ("XLTOOL_FOLDER_SUM", ("预算数", "", "")): "本工作簿还没有保存过。请先保存，或写明文件夹。",
    }
    _, answers, pro = xlwings(*((name, list(arguments)) for name, arguments in asked))
    assert answers == [[[answer]] for answer in asked.values()]
    assert {name for name, _ in asked} == {function.name for function in FUNCTIONS}
    assert pro == []


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_table_says_what_is_there(function: Function) -> None:
    """Each has its Python function with those arguments, and its plain formula where one is named."""
    parameters = signature(getattr(functions, function.python)).parameters
    assert len(parameters) == len(function.arguments)
    optional = [parameter.default is not parameter.empty for parameter in parameters.values()]
    assert optional == [argument.optional or argument.vba is not None for argument in function.arguments]
    assert function.formula is None or callable(getattr(plain_formulas, function.formula))


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_help_is_chinese_and_fits(function: Function) -> None:
    """Excel takes 255 characters; a name is neither a cell nor a word of VBA; nothing shouts."""
    assert re.fullmatch(r"XLTOOL_[A-Z_]+", function.name)
    for text in function.texts()[1:]:
        assert re.search(r"[一-鿿]", text)
        assert len(text) <= 255
        assert not set("!！") & set(text)
    assert function.help.endswith("。")
    assert len(function.typed) == len(function.texts()) - 3


def test_every_function_of_the_python_side_is_in_the_table() -> None:
    """And none twice."""
    public = {name for name, value in vars(functions).items() if getattr(value, "__module__", "") == functions.__name__}
    public = {name for name in public if hasattr(getattr(functions, name), "__wrapped__")}
    assert sorted(public) == sorted(function.python for function in FUNCTIONS)


def test_the_add_in_holds_the_help(addin: Path) -> None:
    """A row a function, as the macro reads it."""
    rows = sheet_rows(addin, FUNCTIONS_SHEET)
    assert rows == [list(function.texts()) for function in FUNCTIONS]
    assert {row[2] for row in rows} == {CATEGORY}


def sheet_rows(book: Path, sheet: str) -> list[list[str]]:
    """The texts of a sheet, a row each, blanks at its end left out."""
    rows = CalamineWorkbook.from_path(book).get_sheet_by_name(sheet).to_python()
    return [[str(cell) for cell in row if cell != ""] for row in rows]


def test_the_page_shows_what_the_clerk_is_shown(checkout: Path) -> None:
    """Help, arguments and the plain formula of each function, for the cells A2 and B2."""
    page = (checkout / "docs" / "functions.md").read_text("utf-8")
    sections = dict(zip((f.name for f in FUNCTIONS), re.split(r"^## ", page, flags=re.M)[1:], strict=False))
    for function in FUNCTIONS:
        section = sections[function.name]
        assert section.startswith(f"{function.title}\n\n`={function.name}(")
        assert f"\n{function.help}\n" in section
        assert re.findall(r"^- `(\w+)`：(.*)$", section, re.M) == [(a.name, a.help) for a in function.typed]
        assert re.findall(r"^```\n=(.*)\n```$", section, re.M) == plain_formula(function)


def plain_formula(function: Function) -> list[str]:
    """The formula of a function for the cells A2 and B2, none where there is none."""
    if function.formula is None:
        return []
    formula = getattr(plain_formulas, function.formula)
    return [formula(*["A2", "B2"][: len(signature(formula).parameters)])]


# The modules of the built add-in, run

STAND_INS = {
    'Application.CommandBars("Standard").Controls(1).Enabled': "True",
    "XLPy.CallUDF(": "NoteCall(",
    "Application.Caller)": "1)",
    "Application.Caller.Worksheet.Parent.Path": f'"{FOLDER}"',
    "Application.MacroOptions": "NoteHelp",
    "Application.OnTime": "NoteTime",
}
NOTES = """
Public fails As Boolean
Public Function NoteCall(module, name, given, book, caller)
    If fails Then Err.Raise 1000, Description:="a traceback"
    Debug.Print module; "|"; name; "|"; Join(given, ","); "|"; book.Name
    NoteCall = "answered"
End Function
Public Sub NoteHelp(Macro, Description, Category, ArgumentDescriptions)
    If fails Then Err.Raise 1004
    Debug.Print Macro; "|"; Description; "|"; Category; "|"; Join(ArgumentDescriptions, "|")
End Sub
Public Sub NoteTime(when, what)
    Debug.Print what
End Sub
Public Sub Fail(ByVal value)
    fails = value
End Sub
"""


@pytest.fixture
def excel(addin: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Excel with the add-in, another workbook, and Python on the PATH."""
    for old, new in STAND_INS.items():
        monkeypatch.setitem(REPLACED, old, new)
    stand_in = open_book(addin, FOLDER, active="表.xlsx")
    stand_in.app.add_module(NOTES, name="Notes")
    stand_in.environment |= {"PATH": r"C:\Python312", "ComSpec": r"C:\Windows\System32\cmd.exe"}
    return stand_in


def set_in(excel: StandIn, name: str, value: str) -> None:
    """Write a setting below those of the add-in."""
    sheet = excel.app.application.workbooks_.books[0].sheet_named("xltool.conf")
    row = next(number for number in range(1, 40) if sheet.vba_get("Range", [f"A{number}"]).vba_get("Text") == "")
    sheet.vba_get("Range", [f"A{row}"]).vba_set("Value", name)
    sheet.vba_get("Range", [f"B{row}"]).vba_set("Value", value)


def asked(excel: StandIn, function: Function) -> object:
    """What the cell shows, with one text for each argument that is typed."""
    return excel.app.run(function.name, *("1" for _ in function.typed))


@pytest.mark.parametrize("setting", [None, "False", ""])
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_function_is_off_until_it_is_switched_on(function: Function, setting: str | None, excel: StandIn) -> None:
    """It says in Chinese how; Python is not asked."""
    if setting is not None:
        set_in(excel, "USE UDF SERVER", setting)
    assert asked(excel, function) == FUNCTION_TEXTS["TEXT_FUNCTION_OFF"]
    assert excel.app.console == excel.shell.commands == excel.messages() == []


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_switched_on_it_asks_python(function: Function, excel: StandIn) -> None:
    """By its name, with its arguments and with the add-in, never with the workbook that is active."""
    set_in(excel, "USE UDF SERVER", "True")
    assert asked(excel, function) == "answered"
    (line,) = excel.app.console
    given = ",".join("1" if argument.vba is None else FOLDER for argument in function.arguments)
    assert line == f"xltool.excel.udf_server|{function.name}|{given}|xltool.xlam"


def test_without_python_it_says_so(excel: StandIn) -> None:
    """Also where the setting is on."""
    set_in(excel, "USE UDF SERVER", "True")
    excel.environment["PATH"] = ""
    assert asked(excel, FUNCTIONS[0]) == FUNCTION_TEXTS["TEXT_FUNCTION_NO_PYTHON"]


def test_a_failure_is_a_sentence(excel: StandIn) -> None:
    """Neither #VALUE! nor what Python or Windows said."""
    set_in(excel, "USE UDF SERVER", "True")
    excel.app.run("Fail", True)
    assert asked(excel, FUNCTIONS[0]) == FUNCTION_TEXTS["TEXT_FUNCTION_FAILED"]


def test_on_a_mac(addin: Path) -> None:
    """There is no server there."""
    stand_in = open_book(addin, FOLDER, active="表.xlsx", system="Macintosh (Intel) 10.16")
    assert asked(stand_in, FUNCTIONS[0]) == FUNCTION_TEXTS["TEXT_FUNCTION_MAC"]


@pytest.mark.parametrize("given", [None, r"E:\财务 工具\python.exe"])
def test_the_server_is_started_by_full_paths_and_away_from_the_current_folder(
    given: str | None, excel: StandIn
) -> None:
    """No cmd.exe, python.exe or module that lies beside a workbook that was sent."""
    if given:
        set_in(excel, "INTERPRETER_WIN", given)
        excel.files.add(given)
    assert excel.app.run("XLPyCommand") == (
        rf'"C:\Windows\System32\cmd.exe"  /K ""{given or PYTHON}" -B -c "import sys, os;os.chdir(sys.exec_prefix);'
        r"import xlwings.utils;xlwings.utils.prepare_sys_path(\"False;;;;;;\");"
        r"import xlwings; xlwings.serve('$(CLSID)')" + '""'
    )


def helped(excel: StandIn) -> list[list[str]]:
    """The help that Excel was given, by function."""
    return [line.split("|") for line in excel.app.console]


def test_the_help_is_given_to_excel(excel: StandIn) -> None:
    """Name, sentence, category and arguments of each function, from the cells of the sheet; and once."""
    for _ in range(2):
        excel.app.run("XltoolDescribeFunctions")
    assert helped(excel) == [[f"'xltool.xlam'!{f.name}", *f.texts()[1:]] for f in FUNCTIONS]


def test_the_help_waits_until_a_workbook_is_open(excel: StandIn) -> None:
    """Excel refuses it before; the next click on the ribbon tries again."""
    excel.app.run("Fail", True)
    excel.app.run("XltoolDescribeFunctions")
    assert excel.app.console == []
    excel.app.run("Fail", False)
    excel.app.run("XltoolDescribeFunctions")
    assert len(helped(excel)) == len(FUNCTIONS)


def test_loading_the_ribbon_only_makes_an_appointment(excel: StandIn) -> None:
    """With the macro that gives the help."""
    excel.app.run("XltoolOnLoad", Shell())
    assert excel.app.console == ["'xltool.xlam'!XltoolDescribeFunctions"]


def test_no_other_macro_is_a_worksheet_function(addin: Path) -> None:
    """Public functions stand in private modules, but for those of the table."""
    for name, (source, standard) in modules(addin).items():
        shown = re.findall(r"^(?:Public )?Function (\w+)", source, re.M)
        if standard and "Option Private Module" not in source:
            assert sorted(shown) == (sorted(f.name for f in FUNCTIONS) if name == WRAPPERS else []), name
