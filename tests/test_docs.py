"""The manual and the README say what the program does: buttons, commands, files, messages and pictures."""

import base64
import re
import shlex
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from xltool.cli import cli
from xltool.excel.functions import capital
from xltool.excel.places import SEND_TO
from xltool.macros.actions import all_actions
from xltool.macros.ribbon import NAMESPACE_2010, ribbon_xml
from xltool.problems import Refused
from xltool.writing.manual import manual_page

MANUAL = "docs/manual.zh-CN.md"
PAGE = "docs/使用手册.html"
SMOKE_TEST = "docs/excel-smoke-test.md"
MADE_BY_USE = {"部门绩效目标汇总.xlsx", "年鉴编撰费.xlsx"}
"""Workbooks of the manual that a clerk makes; all others come with xltool."""


def text_of(checkout: Path, document: str) -> str:
    """A document of the checkout."""
    return (checkout / document).read_text(encoding="utf-8")


def sources_of(checkout: Path) -> str:
    """The program's sources and its tables."""
    package = checkout / "xltool"
    return "\n".join(path.read_text(encoding="utf-8") for end in ("py", "toml") for path in package.rglob(f"*.{end}"))


def part(text: str, title: str) -> str:
    """The part of a document below one of its second-level titles."""
    return re.split(r"^## ", text.split(f"## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def commands(text: str) -> Iterator[list[str]]:
    """The command lines in blocks and between backticks, without their remarks, ``A | B`` taken as two."""
    lines = [
        line
        for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    lines += [line for line in text.splitlines() if line.startswith("    xltool ")]
    lines += re.findall(r"`(xltool [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in lines:
        for command in re.split(r" \| ", re.split(r" {2,}", line.strip())[0]):
            words = shlex.split(command.replace("[", " ").replace("]", " "))
            if words[:1] == ["xltool"] and words[1] != "COMMAND":
                yield words[1:]


def pictures(checkout: Path, document: str) -> list[Path]:
    """The pictures that a document shows."""
    here = (checkout / document).parent
    return [(here / link).resolve() for link in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text_of(checkout, document))]


@pytest.mark.parametrize("document", [MANUAL, SMOKE_TEST])
def test_every_button_is_in_it(document: str, checkout: Path) -> None:
    """No button of the ribbon is left out, nor an entry of 发送到."""
    text = text_of(checkout, document)
    assert [action.label for action in all_actions() if f"“{action.label}”" not in text.replace("**", "")] == []
    assert [name for name in SEND_TO if name not in text] == []


@pytest.mark.parametrize(("document", "least"), [("README.md", 11), (MANUAL, 10), (SMOKE_TEST, 1)])
def test_every_command_is_one(document: str, least: int, checkout: Path) -> None:
    """Each command that is shown exists, and has the options with which it is shown."""
    found = list(commands(text_of(checkout, document)))
    assert len(found) >= least
    for name, *words in found:
        command = cli.commands[name]
        options = {option for parameter in command.params for option in parameter.opts + parameter.secondary_opts}
        options |= {"--help"}
        assert {word for word in words if word.startswith("-")} <= options, (name, words)
        for option, value in pairwise(words):
            kind = next((p.type for p in command.params if option in p.opts), None)
            if isinstance(kind, click.Choice):
                assert set(value.split("|")) <= set(kind.choices), (name, option, value)


@pytest.mark.parametrize("document", [MANUAL, "docs/sheets.md", "README.md"])
def test_every_picture_that_is_shown_is_there(document: str, checkout: Path) -> None:
    """No link to a picture leads nowhere."""
    assert [str(path) for path in pictures(checkout, document) if not path.is_file()] == []


def test_every_picture_of_the_manual_is_shown_and_small(checkout: Path) -> None:
    """No picture lies in the manual's folder for nothing, and none makes the bundle large."""
    there = set((checkout / "docs" / "pictures" / "manual").resolve().iterdir())
    assert there <= set(pictures(checkout, MANUAL))
    assert [path.name for path in there if path.stat().st_size > 100_000] == []


@pytest.mark.parametrize("document", [MANUAL, SMOKE_TEST])
def test_every_file_that_is_named_comes_with_xltool(document: str, checkout: Path) -> None:
    """The templates, the batch files and the example are called what they are called."""
    text = text_of(checkout, document)
    named = set(re.findall(r"`([^`\\/ ]+\.xls[xm])`", text)) | set(re.findall(r"“([^“”]+\.bat)”", text))
    assert len(named) >= 4
    places = [checkout / "workbook_templates", checkout / "tools" / "bundle"]
    assert {name for name in named if not any((place / name).is_file() for place in places)} <= MADE_BY_USE


def test_every_message_that_the_manual_explains_is_one(checkout: Path) -> None:
    """The words by which a clerk looks a message up stand in the program's sources."""
    rows = re.findall(r"^\| ([^|]+?) \|", part(text_of(checkout, MANUAL), "九、常见问题"), re.MULTILINE)
    words = [row for row in rows if row != "提示里有" and set(row) != {"-"}]
    assert len(words) > 25
    sources = sources_of(checkout)
    assert [word for word in words if word not in sources] == []


def test_every_link_inside_the_manual_leads_somewhere(checkout: Path) -> None:
    """Links to its own titles are spelled as GitHub spells them."""
    text = text_of(checkout, MANUAL)
    titles = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert len(links) > 10
    assert set(links) <= titles


@pytest.mark.parametrize("document", [MANUAL, SMOKE_TEST])
def test_the_tone_is_quiet(document: str, checkout: Path) -> None:
    """No exclamation marks."""
    text = re.sub(r"!\[", "[", text_of(checkout, document))
    assert re.findall(r".*[!！].*", text) == []


def test_the_steps_of_the_smoke_test_are_numbered_and_have_room(checkout: Path) -> None:
    """Each step has a number of its own, an expectation, and an empty place for the result."""
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", text_of(checkout, SMOKE_TEST), re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, len(rows) + 1))
    assert {result for *_, result in rows} == {"＿＿＿"}


def test_the_words_of_the_smoke_test_are_the_programs(checkout: Path) -> None:
    """What is expected between quotation marks stands in the sources; the rest is what the tester types."""
    steps = re.findall(r"^\| \d+ \| .+ \|$", text_of(checkout, SMOKE_TEST), re.MULTILINE)
    words = set(re.findall(r"“([^”]+)”", "\n".join(steps))) - {"我的批注", "已核对", "a&b 测试", "项目表"}
    bundle = checkout / "tools" / "bundle"
    sources = sources_of(checkout) + "".join(path.read_text(encoding="utf-8") for path in bundle.glob("*.bat"))
    assert len(words) > 50
    assert [word for word in words if any(piece not in sources for piece in re.split("[：，…。]+", word))] == []


def test_the_smoke_test_counts_the_buttons_and_knows_the_keys(checkout: Path) -> None:
    """Groups and buttons in words, the keys of the tab and of 诊断, and what the worksheet function gives."""
    text = text_of(checkout, SMOKE_TEST)
    numerals = " 一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六".split(" ")
    actions = all_actions()
    groups = {action.group for action in actions}
    assert f"“绩效目标”，{numerals[len(groups)]}组{numerals[len(actions)]}个按钮" in text
    tab = re.findall(r'<tab [^>]*keytip="(\w+)"', ribbon_xml(actions, NAMESPACE_2010).decode())[0]
    (key,) = (action.keytip for action in actions if action.label == "诊断")
    assert f"按 Alt，再按 {'、'.join(tab + key)}" in text
    amount = re.findall(r"`=XLTOOL_CAPITAL\(([\d.]+)\)`", text)[0]
    assert re.findall(r"格子里是“([^”]+)”", text) == [capital(float(amount))]


# The page that is made of the manual


class Page(HTMLParser):
    """A page read by another reader than the one that made it: tags with attributes, and texts."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in ("img", "meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Every tag is closed in its turn."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)

    def values(self, tag: str, name: str) -> list[str]:
        """An attribute of all tags of a kind that have it."""
        return [str(attributes[name]) for found, attributes in self.tags if found == tag and name in attributes]


def made_of(text: str) -> Page:
    """The page of a short manual, whose pictures are their names."""
    return Page(manual_page(text, lambda name: name.encode()))


def test_the_page_needs_no_other_file(checkout: Path) -> None:
    """The pictures of the manual are in it byte for byte and in their order; nothing is fetched; it stays small."""
    data = (checkout / PAGE).read_bytes()
    page = Page(data)
    sources = page.values("img", "src")
    assert [source.partition(",")[0] for source in sources] == ["data:image/png;base64"] * len(sources)
    inside = [base64.b64decode(source.partition(",")[2]) for source in sources]
    assert inside == [path.read_bytes() for path in pictures(checkout, MANUAL)]
    assert page.open == []
    assert not {tag for tag, _ in page.tags} & {"script", "link", "iframe"}
    assert "url(" not in data.decode()
    assert len(data) < 2_000_000


def test_every_link_of_the_page_leads_to_one_heading(checkout: Path) -> None:
    """The table of contents has every heading but the title, and all links are to one of them."""
    page = Page((checkout / PAGE).read_bytes())
    addresses = [address for tag in ("h1", "h2", "h3") for address in page.values(tag, "id")]
    links = [unquote(link) for link in page.values("a", "href")]
    text = re.sub(r"```.*?```", "", text_of(checkout, MANUAL), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    assert len(set(addresses)) == len(addresses) == len(headings)
    assert set(links) == {f"#{address}" for address in addresses} - {f"#{page.values('h1', 'id')[0]}"}


def test_the_page_has_all_words_and_tables_of_the_manual(checkout: Path) -> None:
    """Every Chinese character of the manual is in its page, in the same order, and no Markdown is left."""
    page = Page((checkout / PAGE).read_bytes())
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text_of(checkout, MANUAL)).partition("\n")[2]
    body = "".join(page.texts)
    written, shown = ("".join(re.findall(r"[\u3000-\u9fff\uff00-\uffef]", each)) for each in (text, body))
    assert len(written) > 5000
    assert shown.endswith(written)
    tables = [tag for tag, _ in page.tags if tag == "table"]
    assert len(tables) == len(re.findall(r"^\| ---", text, re.MULTILINE)) > 5
    assert not re.search(r"\*\*|\]\(|\| ---|^##", body, re.MULTILINE)


def test_a_line_that_ends_within_chinese_makes_no_gap() -> None:
    """Between Latin words it does."""
    texts = "".join(made_of("# 题\n\n点“**校验**”\n再看 Excel\nonline，\n好").texts)
    assert "点“校验”再看 Excel\nonline，好" in texts


def test_a_picture_has_its_words_below_it_and_may_have_a_chinese_name() -> None:
    """What is written between the brackets is shown; angle brackets and quotes in it are words."""
    page = made_of('# 题\n\n![“<按钮>”"](<图/按 钮.png>)\n')
    assert (page.values("img", "alt"), page.texts.count('“<按钮>”"')) == (['“<按钮>”"'], 1)
    assert base64.b64decode(page.values("img", "src")[0].partition(",")[2]).decode() == "图/按 钮.png"


def test_a_picture_of_another_kind_stops_the_build() -> None:
    """A browser would show a broken picture."""
    with pytest.raises(Refused, match=r"图\.bmp"):
        made_of("# 题\n\n![图](图.bmp)\n")


def test_what_looks_like_html_in_the_manual_is_words() -> None:
    """Nothing that somebody writes into the manual becomes a program of the page."""
    page = made_of("# 题\n\n<script>alert(1)</script>\n")
    assert "<script>alert(1)</script>" in page.texts
