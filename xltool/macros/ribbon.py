"""The ribbon's XML from the table of actions, for Excel 2010 and later and for Excel 2007."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import quoteattr

from xltool.macros.actions import Action

NAMESPACE_2007 = "http://schemas.microsoft.com/office/2006/01/customui"
NAMESPACE_2010 = "http://schemas.microsoft.com/office/2009/07/customui"
CALLBACK, ON_LOAD = "XltoolOnAction", "XltoolOnLoad"
"""The procedures in macros/XltoolRibbon.bas that every button calls, and Excel itself when it has made the tab."""


def ribbon_xml(actions: Iterable[Action], namespace: str) -> bytes:
    """The tab 绩效目标 with a group for each group of actions."""
    groups = [
        _element("group", {"id": f"xltool_group_{number}", "label": group}, [_button(action) for action in members])
        for number, (group, members) in enumerate(groupby(actions, key=lambda action: action.group), 1)
    ]
    tab = {"id": "xltool_tab", "label": "绩效目标", "keytip": "JX", "insertAfterMso": "TabData"}
    tabs = _element("tabs", {}, [_element("tab", tab, groups)])
    body = _element("customUI", {"xmlns": namespace, "onLoad": ON_LOAD}, [_element("ribbon", {}, [tabs])])
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + "\n".join(body) + "\n").encode()


def _button(action: Action) -> list[str]:
    attributes = {
        "id": action.id,
        "label": action.label,
        "size": action.size,
        "imageMso": action.image,
        "keytip": action.keytip,
        "screentip": action.screentip,
        "supertip": action.supertip,
        "onAction": CALLBACK,
    }
    return _element("button", attributes, [])


def _element(tag: str, attributes: dict[str, str], children: list[list[str]]) -> list[str]:
    """The lines of an element, its children indented."""
    start = f"<{tag}" + "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    if not children:
        return [f"{start}/>"]
    return [f"{start}>", *(f"  {line}" for child in children for line in child), f"</{tag}>"]
