"""The ribbon: made from the table of actions, in both schemas, with nothing in it that Excel would refuse.

The customUI schemas are not free to be kept here; the ribbon was held against both by hand, and these tests hold what
they say of a tab with buttons: elements and attributes, lengths, unique ids.
"""

import re
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

import xltool.excel
from xltool.excel import buttons
from xltool.macros.actions import all_actions
from xltool.macros.ribbon import CALLBACK, NAMESPACE_2007, NAMESPACE_2010, ON_LOAD, ribbon_xml

PARTS = {
    "customUI/customUI.xml": (
        NAMESPACE_2007,
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    ),
    "customUI/customUI14.xml": (
        NAMESPACE_2010,
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    ),
}
GROUPS = {
    "填报": ["新建项目表", "导入旧表", "添加指标行"],
    "校验": ["校验本表", "校验文件夹", "清除标记", "上一个问题", "下一个问题"],
    "计算": ["计算合计"],
    "汇总": ["一键汇总", "打开汇总表"],
    "环境": ["诊断", "设置", "帮助"],
}
ATTRIBUTES = {
    "customUI": {"onLoad"},
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label", "keytip", "insertAfterMso"},
    "group": {"id", "label"},
    "button": {"id", "label", "size", "imageMso", "keytip", "screentip", "supertip", "onAction"},
}
PICTURES = set(
    "FileNew GetExternalDataFromText TableRowsInsertBelowExcel ErrorChecking DataValidation ClearFormats "
    "ReviewPreviousComment ReviewNextComment AutoSum Consolidate FileOpen PropertySheet ApplicationOptionsDialog "
    "Help".split()
)
"""Those among the names of Excel's own controls that are used; each was looked up."""


def tag(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


@pytest.fixture(params=PARTS)
def ribbon(request: pytest.FixtureRequest, addin: Path) -> Element:
    """The ribbon in the add-in, in both forms."""
    with zipfile.ZipFile(addin) as parts:
        return fromstring(parts.read(request.param))


def test_groups_and_buttons_are_those_of_the_design(ribbon: Element) -> None:
    """Five groups, fourteen buttons, in their order, on the tab 绩效目标."""
    (tab,) = ribbon.iter(f"{{{ribbon.tag[1:].partition('}')[0]}}}tab")
    assert tab.get("label") == "绩效目标"
    assert {group.get("label"): [button.get("label") for button in group] for group in tab} == GROUPS


def test_structure_is_that_of_the_schema(ribbon: Element) -> None:
    """Each element has its own attributes and no others, none of them empty, none too long."""
    for element in ribbon.iter():
        assert set(element.attrib) == ATTRIBUTES[tag(element)]
        for name, value in element.attrib.items():
            assert 1 <= len(value) <= (3 if name == "keytip" else 1024)
            assert "\n" not in value
    assert [tag(element) for element in ribbon] == ["ribbon"]
    assert [tag(element) for element in ribbon[0]] == ["tabs"]
    assert {button.get("size") for button in ribbon.iter() if tag(button) == "button"} == {"large", "normal"}


def test_ids_and_keytips_are_unique(ribbon: Element) -> None:
    """No keytip begins with another one either, since Excel would take the shorter one at once."""
    ids = Counter(element.get("id") for element in ribbon.iter() if element.get("id"))
    assert [name for name, times in ids.items() if times > 1] == []
    assert all(re.fullmatch(r"[A-Za-z_]\w*", str(name), re.ASCII) for name in ids)
    keytips = [str(button.get("keytip")) for button in ribbon.iter() if tag(button) == "button"]
    assert [(a, b) for a in keytips for b in keytips if a is not b and b.startswith(a)] == []
    assert all(re.fullmatch("[A-Z]{1,3}", keytip) for keytip in keytips)


def test_pictures_are_excels_own(ribbon: Element) -> None:
    """A name that Excel does not know gives a button without a picture."""
    assert {button.get("imageMso") for button in ribbon.iter() if tag(button) == "button"} == PICTURES


def test_words_fit_their_places() -> None:
    """A label of at most five characters, a screen tip of one line, a supertip that ends with a full stop."""
    for action in all_actions():
        assert len(action.label) <= 5, action.id
        assert 6 <= len(action.screentip) <= 25, action.id
        assert action.supertip.endswith("。"), action.id
        assert not set("!！") & set(action.label + action.screentip + action.supertip)


def test_every_button_has_an_action_and_every_action_a_button(ribbon: Element) -> None:
    """The ids in the ribbon are the ids of the table, and all call the one procedure that is there."""
    buttons = [element for element in ribbon.iter() if tag(element) == "button"]
    assert [button.get("id") for button in buttons] == [action.id for action in all_actions()]
    assert {button.get("onAction") for button in buttons} == {CALLBACK}


def test_the_callbacks_are_in_the_add_in(ribbon: Element, sources: dict[Path, dict[str, str]], addin: Path) -> None:
    """And it takes the one argument that a button gives; so does the one for the ribbon itself."""
    assert f"Public Sub {CALLBACK}(control As IRibbonControl)\r\n" in sources[addin]["XltoolRibbon"]
    assert f"Public Sub {ON_LOAD}(ribbon As IRibbonUI)\r\n" in sources[addin]["XltoolRibbon"]
    assert ribbon.get("onLoad") == ON_LOAD


def test_the_buttons_on_sheets_name_actions_of_the_table(checkout: Path) -> None:
    """Each procedure that a button calls starts an action that there is."""
    started = re.findall(r'^    Start "(\w+)"$', (checkout / "macros" / "XltoolButtons.bas").read_text(), re.M)
    assert started == ["check_sheet", "compute_totals", "merge_folder"]
    assert set(started) <= {action.id for action in all_actions()}


def test_every_action_is_a_function_and_every_function_an_action() -> None:
    """What a button starts is there, under the name in the table; and no function is without its button."""
    made = {name for name, function in vars(buttons).items() if getattr(function, "__module__", "") == buttons.__name__}
    pressed = {name for name in made if hasattr(getattr(buttons, name), "__wrapped__")}
    assert pressed == {action.id for action in all_actions()}
    assert [name for name in pressed if getattr(xltool.excel, name) is not getattr(buttons, name)] == []


def test_every_macro_of_the_buttons_has_its_button(checkout: Path, template: Path, launcher: Path) -> None:
    """And every button on a sheet its macro; the ribbon calls the others."""
    called: list[str] = []
    for book in (template, launcher):
        with zipfile.ZipFile(book) as parts:
            called += re.findall(r"\[0\]!(\w+)<", parts.read("xl/drawings/vmlDrawing1.vml").decode())
    there = (checkout / "macros" / "XltoolButtons.bas").read_text()
    assert re.findall(r"^Public Sub (\w+)\(\)$", there, re.M) == called
    ribbon_side = (checkout / "macros" / "XltoolRibbon.bas").read_text()
    assert re.findall(r"^Public Sub (\w+)", ribbon_side, re.M) == [ON_LOAD, CALLBACK, "XltoolDescribeFunctions"]
    assert "'!XltoolDescribeFunctions\"" in ribbon_side, "Excel's appointment"


def test_both_parts_are_related_to_the_package(addin: Path) -> None:
    """Excel 2007 finds one, later ones the other."""
    with zipfile.ZipFile(addin) as parts:
        found = {r.get("Target"): r.get("Type") for r in fromstring(parts.read("_rels/.rels"))}
        spaces = {part: fromstring(parts.read(part)).tag for part in PARTS}
    assert {part: found[part] for part in PARTS} == {part: kind for part, (_, kind) in PARTS.items()}
    assert spaces == {part: f"{{{space}}}customUI" for part, (space, _) in PARTS.items()}


def test_a_name_that_the_macros_would_not_start_is_no_action() -> None:
    """The table cannot name anything but a function."""
    with pytest.raises(ValueError, match="no name"):
        replace(all_actions()[0], id="check-sheet")


def test_words_are_escaped() -> None:
    """Quotes and angle brackets in a tip are text."""
    odd = replace(all_actions()[0], screentip='a<b & "c"')
    button = fromstring(ribbon_xml([odd], NAMESPACE_2010))[0][0][0][0][0]
    assert button.get("screentip") == 'a<b & "c"'
