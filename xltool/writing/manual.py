"""The clerk's manual as one page for a browser, its pictures inside: a PC has no program for Markdown."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import unquote

from xltool.problems import Refused

_STYLE = """\
body { max-width: 50em; margin: 0 auto; padding: 1em 1.5em 4em; color: #222; line-height: 1.7;
  font-family: "Microsoft YaHei", "微软雅黑", "Noto Sans CJK SC", "SimSun", "宋体", sans-serif; }
h1, h2, h3 { line-height: 1.3; }
h2 { margin-top: 2.2em; padding-bottom: .2em; border-bottom: 1px solid #bbb; }
a { color: #0b5394; }
nav { padding: .5em 1.5em; background: #f6f6f6; border: 1px solid #ddd; }
nav ul { margin: 0; padding: 0; list-style: none; columns: 2; }
nav .level3 { margin-left: 2em; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { padding: .3em .7em; border: 1px solid #999; text-align: left; vertical-align: top; }
th { background: #f0f0f0; white-space: nowrap; }
figure { margin: 1.2em 0; }
img { max-width: 100%; border: 1px solid #ccc; }
figcaption { color: #555; font-size: .9em; }
blockquote { margin: 1em 0; padding: .1em 1em; border-left: 4px solid #ccc; color: #444; }
code, pre { font-family: Consolas, "Courier New", "SimSun", "宋体", monospace; background: #f4f4f4; }
code { padding: 0 .2em; }
pre { padding: .7em 1em; overflow-x: auto; white-space: pre-wrap; }
pre code { padding: 0; }
@page { size: A4; margin: 2cm; }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; font-family: "SimSun", "宋体", "Noto Serif CJK SC", serif; }
  a { color: inherit; text-decoration: none; }
  h2, h3 { break-after: avoid; }
  tr, figure, pre { break-inside: avoid; }
  img { max-height: 20cm; }
}
"""
_KINDS = {".png": "image/png", ".jpg": "image/jpeg"}


class _Heading(NamedTuple):
    level: int
    words: str
    address: str


def manual_page(text: str, picture: Callable[[str], bytes]) -> bytes:
    """The page of a manual in Markdown; ``picture`` gives the bytes of a picture by the path that the text names.

    Headings have the addresses that GitHub gives them, so that the links within the text hold in both.
    Raises ``Refused`` for a picture that is no PNG or JPEG, and where markdown-it-py is not installed.
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise Refused("没有安装 markdown-it-py，不能生成使用手册。请先运行：pip install xltool[build]") from error
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    _join_lines(tokens)
    headings = _name_headings(tokens)
    _frame_pictures(tokens, picture)
    body = reader.renderer.render(tokens, reader.options, {})
    first, _, rest = body.partition("</h1>\n")
    title = html.escape(headings[0].words)
    page = (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>\n{_STYLE}</style>\n</head>\n<body>\n'
        f"{first}</h1>\n{_contents(headings)}{rest}</body>\n</html>\n"
    )
    return page.encode()


def address_of(heading: str) -> str:
    """How GitHub spells the address of a heading: ``二、新建和填报`` → ``二新建和填报``."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _join_lines(tokens: Sequence[Any]) -> None:
    """A line's end within Chinese is no blank, as a browser would show it."""
    for children in (token.children for token in tokens if token.children):
        for before, token, after in zip(children, children[1:], children[2:], strict=False):
            around = before.content[-1:] + after.content[:1]
            if token.type == "softbreak" and not (len(around) == 2 and around.isascii()):
                token.type = "text"


def _name_headings(tokens: Sequence[Any]) -> list[_Heading]:
    """Give each heading its address."""
    found = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            words = "".join(child.content for child in inline.children)
            token.attrSet("id", address_of(words))
            found.append(_Heading(int(token.tag[1:]), words, address_of(words)))
    return found


def _frame_pictures(tokens: Sequence[Any], picture: Callable[[str], bytes]) -> None:
    """A paragraph that is a picture becomes a figure, with its words below it."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if inline.type == "inline" and [child.type for child in inline.children] == ["image"]:
            opening.tag = closing.tag = "figure"
            (image,) = inline.children
            source, words = _embedded(image.attrs["src"], picture), html.escape(image.content)
            image.type = "html_inline"
            image.content = f'<img src="{source}" alt="{words}">\n<figcaption>{words}</figcaption>'


def _embedded(path: str, picture: Callable[[str], bytes]) -> str:
    kind = next((kind for ending, kind in _KINDS.items() if path.lower().endswith(ending)), None)
    if kind is None:
        raise Refused(f"手册里的图片“{unquote(path)}”不是 .png 或 .jpg，放不进网页。请换一种格式。")
    return f"data:{kind};base64,{base64.b64encode(picture(unquote(path))).decode()}"


def _contents(headings: Sequence[_Heading]) -> str:
    """Links to the parts and their sections."""
    entries = (
        f'<li class="level{heading.level}"><a href="#{heading.address}">{html.escape(heading.words)}</a></li>\n'
        for heading in headings[1:]
    )
    return f"<nav>\n<ul>\n{''.join(entries)}</ul>\n</nav>\n"
