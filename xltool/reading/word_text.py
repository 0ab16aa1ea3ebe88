"""What a Word paragraph says: runs, breaks, symbols, tracked changes, hidden text; text boxes are put aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from xltool.problems import Repair
from xltool.reading.word_numbers import Numbers
from xltool.reading.word_package import Element, W, attribute, is_on

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

P, TABLE, ROW, CELL = W + "p", W + "tbl", W + "tr", W + "tc"
_RUN, _TEXT, _DELETED_TEXT, _SDT, _ALTERNATE = W + "r", W + "t", W + "delText", W + "sdt", _MC + "AlternateContent"

_RUN_PROPERTIES = W + "rPr"

_LETTERS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": ""}
_PASSED = {
    *(W + name for name in "pPr rPr sdtPr sdtEndPr sectPr tblPr tblGrid tblPrEx trPr tcPr".split()),
    *(W + name for name in "instrText delInstrText delText rt".split()),
}
"""Elements whose text is no text of the document: properties, field codes, readings above characters."""

_SYMBOLS = {
    "wingdings": {0xFC: "√", 0xFE: "☑", 0xFD: "☒", 0xFB: "×", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x6E: "■", 0x6C: "●"},
    "wingdings 2": {0x50: "√", 0x52: "☑", 0x4F: "×", 0x51: "☒", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0xA2: "■"},
    "symbol": {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB9: "≠", 0xBB: "≈", 0xD6: "√", 0xB7: "·", 0x7E: "~"},
}
"""Characters of the fonts that have signs in place of letters."""

CHANGES = {
    "deleted": "修订中已删除的文字，没有读取",
    "inserted": "修订中新增的文字，已照常读取",
    "prompt": "内容控件里的提示文字，不是填写的内容，没有读取",
    "elsewhere": "插入的外部文档，没有读取；请在 Word 中把它的内容粘贴进正文",
    "object": "嵌在文档里的对象没有读取；如是 Excel 表，请双击打开，另存后单独导入",
    "symbol": "认不出的符号，请核对",
}
"""What is said of text that was not taken as it stands."""

_SURE = ("deleted", "inserted", "prompt")


class Source(NamedTuple):
    """What all texts of a document share: its name, its numbers, whether it has tracked changes and hidden text."""

    file: str
    numbers: Numbers
    tracked: bool
    hides: bool


class Box(NamedTuple):
    """A text box, and where it is anchored."""

    place: str
    content: Element


class Words:
    """Reads paragraphs in the order of the document; ``place`` is set by the caller before each.

    ``hidden`` has the places of hidden text, ``boxes`` the text boxes that were met and not read.
    """

    def __init__(self, source: Source, sheet: str) -> None:
        self.place = ""
        self.hidden: dict[str, None] = {}
        self.boxes: list[Box] = []
        self._source, self._sheet = source, sheet
        self._changes: dict[tuple[str, str], list[str]] = {}
        self._numbered: list[Repair] = []
        self._special: dict[object, Callable[[Element, list[str]], None]] = {
            W + "br": self._break,
            W + "sym": self._symbol,
            W + "fldChar": self._form_field,
            W + "del": self._deleted,
            W + "moveFrom": self._deleted,
            W + "ins": self._inserted,
            W + "moveTo": self._inserted,
            W + "txbxContent": self._box,
            W + "object": self._object,
            _SDT: self._control,
            _ALTERNATE: self._alternate,
        }

    def repairs(self) -> list[Repair]:
        """What was changed or left out, by place."""
        said = [
            self._repair(place, *_raw_and_value(kind, "".join(texts)), CHANGES[kind], kind in _SURE)
            for (place, kind), texts in self._changes.items()
        ]
        return self._numbered + said

    def _repair(self, place: str, raw: str, value: str, reason: str, sure: bool = True) -> Repair:
        return Repair("I-06", self._source.file, self._sheet, place, "", raw, value, reason, sure)

    def note(self, kind: str, text: str) -> None:
        """Note a change at the present place."""
        if text.strip():
            self._changes.setdefault((self.place, kind), []).append(text)

    def inside(self, element: Element, wanted: tuple[str, ...]) -> Iterator[Element]:
        """The next elements of the wanted kinds, looked for through content controls and the like."""
        for child in element:
            tag = child.tag
            if tag in wanted:
                yield child
            elif tag in _PASSED:
                continue
            elif tag == _ALTERNATE:
                yield from self.inside(child[0], wanted) if len(child) else ()
            elif tag == _SDT and _is_prompt(child):
                self.note("prompt", all_text(child))
            elif tag in (W + "altChunk", W + "subDoc"):
                self.note("elsewhere", "外部文档")
            elif len(child):
                yield from self.inside(child, wanted)

    def paragraph(self, paragraph: Element) -> str:
        """The text of a paragraph, its automatic number before it."""
        parts: list[str] = []
        self._collect(paragraph, parts)
        text = "".join(parts)
        number = self._source.numbers.before(paragraph)
        if number and text.strip():
            whole, why = number + text, "Word 的自动编号不是文字，已补上"
            self._numbered.append(self._repair(self.place, text, whole, why))
            return whole
        return text

    def goes_on(self, paragraph: Element) -> bool:
        """Whether the mark that ends a paragraph is deleted, so that the next one goes on with it."""
        return self._source.tracked and _lost_its_end(paragraph)

    def _collect(self, element: Element, parts: list[str]) -> None:
        for child in element:
            tag = child.tag
            if tag == _RUN:
                self._run(child, parts)
            elif tag not in _PASSED:
                self._one(child, tag, parts)

    def _run(self, run: Element, parts: list[str]) -> None:
        begun = len(parts)
        hidden = False
        for child in run:
            tag = child.tag
            if tag == _TEXT:
                parts.append(child.text or "")
            elif tag == _RUN_PROPERTIES:
                hidden = self._source.hides and is_on(child.find(W + "vanish"))
            elif tag not in _PASSED:
                self._one(child, tag, parts)
        if hidden and "".join(parts[begun:]).strip():
            self.hidden[self.place] = None

    def _one(self, child: Element, tag: str, parts: list[str]) -> None:
        if tag in (_TEXT, _MATH + "t"):
            parts.append(child.text or "")
        elif (letters := _LETTERS.get(tag)) is not None:
            parts.append(letters)
        elif (special := self._special.get(tag)) is not None:
            special(child, parts)
        elif tag in (W + "altChunk", W + "subDoc"):
            self.note("elsewhere", "外部文档")
        elif len(child):
            self._collect(child, parts)

    def _break(self, element: Element, parts: list[str]) -> None:
        if attribute(element, "type") in (None, "textWrapping"):
            parts.append("\n")

    def _symbol(self, element: Element, parts: list[str]) -> None:
        try:
            code = int(attribute(element, "char") or "", 16)
            letter = chr(code)
        except (ValueError, OverflowError):
            return
        font = (attribute(element, "font") or "").lower()
        known = _SYMBOLS.get(font, {}).get(code & 0xFF if 0xF000 <= code <= 0xF0FF else code)
        parts.append(known or letter)
        if known is None and 0xE000 <= code <= 0xF8FF:
            self.note("symbol", letter)

    def _form_field(self, element: Element, parts: list[str]) -> None:
        """A box to tick of an older form; the text of its other fields stands in the document."""
        box = element.find(f"{W}ffData/{W}checkBox")
        if box is not None:
            ticked = box.find(W + "checked")
            parts.append("☑" if is_on(box.find(W + "default") if ticked is None else ticked) else "□")

    def _deleted(self, element: Element, parts: list[str]) -> None:
        self.note("deleted", all_text(element))

    def _inserted(self, element: Element, parts: list[str]) -> None:
        begun = len(parts)
        self._collect(element, parts)
        self.note("inserted", "".join(parts[begun:]))

    def _box(self, element: Element, parts: list[str]) -> None:
        self.boxes.append(Box(self.place, element))

    def _object(self, element: Element, parts: list[str]) -> None:
        """A table of Excel or the like that stands in the document as a picture of itself."""
        kinds = (inner.get("ProgID") for inner in element.iter() if isinstance(inner.tag, str))
        self.note("object", next((kind for kind in kinds if kind), "对象"))

    def _control(self, element: Element, parts: list[str]) -> None:
        if _is_prompt(element):
            self.note("prompt", all_text(element))
        else:
            self._collect(element, parts)

    def _alternate(self, element: Element, parts: list[str]) -> None:
        """The same thing for newer and for older programs; the first will do."""
        if len(element):
            self._collect(element[0], parts)


def all_text(element: Element) -> str:
    """All letters below an element, deleted ones too."""
    return "".join(text.text or "" for text in element.iter(_TEXT, _DELETED_TEXT))


def _lost_its_end(paragraph: Element) -> bool:
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    return marks is not None and (marks.find(W + "del") is not None or marks.find(W + "moveFrom") is not None)


def _is_prompt(control: Element) -> bool:
    return is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr"))


def _raw_and_value(kind: str, text: str) -> tuple[str, str]:
    return (text, text) if kind in ("inserted", "symbol") else (text, "")
