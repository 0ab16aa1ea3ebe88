"""Each rule has a test that passes, one that fails and one at the boundary, by their names, and its words are compared.

A test of a rule is called ``test_`` and the ids of its rules, ``test_s01_s02_fail_…``, with one of the words of
``KINDS`` behind them. A test may be of two kinds: ``test_f01_passes_up_to_half_a_cent``.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from xltool.rules import Rule, catalogue

KINDS = {
    "passes": ("passes", "pass", "is_silent", "leaves"),
    "fails": ("fails", "fail", "warns", "hints", "asks", "is_said", "is_listed"),
    "boundary": ("boundary", "boundaries", "up_to", "down_to", "beyond"),
}
"""The words in a test's name that say what kind it is."""

SAID_BY_READING = {
    "R-01": ["“{word}”是错误值 {text}，读不出内容。"],
    "R-02": ["“{word}”是公式 {text}，文件里没有保存它的结果。"],
    "R-03": ["工作簿里有隐藏的行或列，其中的内容已照常读取。", "工作表“{sheet}”是隐藏的，其中的表已照常读取。"],
    "R-05": ["“{word}”用两种方法读出的内容不同，分别是{text}，不能确定哪一个对。"],
    "I-01": ["去掉 Word 书签标记"],
    "I-02": ["编码和名称写在一起，已分开"],
    "I-03": ["空白表示与上一行相同，已按上一行填入"],
    "I-04": ["目标分写在几行，{cell} 的已接在后面"],
    "I-05": ["栏目名称和内容写在一个单元格里，已分开"],
}
"""Where reading itself has the words: the messages of R, and the reasons of I that stand on the record of an import."""

FEWEST_SIGNS = 3
"""So many signs of a text have to be its own, beside what is filled in, to be like a message."""

GAP = "\0"


class RuleTest(NamedTuple):
    """One test: the rules that it is about, its kinds, every text that it uses, with gaps, and whether it asserts."""

    name: str
    rules: tuple[str, ...]
    kinds: frozenset[str]
    texts: frozenset[str]
    asserts: bool


@cache
def rule_tests() -> tuple[RuleTest, ...]:
    """All tests of this folder whose names begin with ids."""
    return tuple(test for source in sorted(Path(__file__).parent.glob("test_*.py")) for test in _tests_of(source))


def _tests_of(source: Path) -> Iterator[RuleTest]:
    tree = ast.parse(source.read_text("utf-8"))
    named: dict[str, ast.AST] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            named[node.name] = node
        elif isinstance(node, ast.Assign):
            named.update({target.id: node.value for target in node.targets if isinstance(target, ast.Name)})
    for name, node in named.items():
        match = re.match(r"test((?:_[a-z]\d\d)+)_(.+)", name)
        if match:
            rules = tuple(f"{rule[0].upper()}-{rule[1:]}" for rule in match[1].strip("_").split("_"))
            kinds = frozenset(kind for kind, words in KINDS.items() if any(f"_{word}_" in f"{name}_" for word in words))
            used = [node, *_used_by(node, named)]
            texts = frozenset(text for part in used for text in _texts(part, named))
            yield RuleTest(name, rules, kinds, texts, any(isinstance(part, ast.Assert) for part in ast.walk(node)))


def _used_by(node: ast.AST, named: Mapping[str, ast.AST]) -> list[ast.AST]:
    """What a test uses of its module: constants, and functions that make words for it."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return [named[name] for name in sorted(names & named.keys()) if not name.startswith("test_")]


def _texts(node: ast.AST, named: Mapping[str, ast.AST]) -> Iterator[str]:
    """Every literal text; an f-string with gaps, but for the constants of its module that it has."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(_part(part, named) for part in node.values)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, named)


def _part(part: ast.expr, named: Mapping[str, ast.AST]) -> str:
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.Name):
        value = named.get(value.id, value)
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else GAP


def _messages(rule: Rule) -> Iterator[str]:
    """The rule's message and those of its cases, with gaps."""
    cases = (case["message"] for case in rule.cases.values() if "message" in case)
    for message in SAID_BY_READING.get(rule.id, [rule.message, *cases]):
        yield re.sub(r"\{\w+\}", GAP, message)


def _is_like(text: str, message: str) -> bool:
    """Whether a text can be a message with its gaps filled; what an f-string fills in may be anything."""
    return any(
        len(one.replace(GAP, "")) >= FEWEST_SIGNS and re.fullmatch(_filled(one), other, re.DOTALL)
        for one, other in ((message, text), (text, message))
    )


def _filled(text: str) -> str:
    return ".+".join(map(re.escape, text.split(GAP)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rule", catalogue())
def test_each_rule_has_a_test_of_each_kind(rule: str, kind: str):
    """By the names of the tests, each of which asserts something."""
    found = [test for test in rule_tests() if rule in test.rules and kind in test.kinds]
    assert found
    assert [test.name for test in found if not test.asserts] == []


@pytest.mark.parametrize("rule", catalogue().values(), ids=lambda rule: rule.id)
def test_each_message_is_compared(rule: Rule):
    """Each message of a rule, those of its cases too, stands word for word in a test in which it is said."""
    said = [test for test in rule_tests() if rule.id in test.rules and test.kinds & {"fails", "boundary"}]
    texts = {text for test in said for text in test.texts}
    assert [message for message in _messages(rule) if not any(_is_like(text, message) for text in texts)] == []


@pytest.mark.parametrize(
    ("text", "is_like"),
    [
        ("没有填“指标值”。", True),
        (f"没有填“{GAP}”。", True),
        (f"没有填{GAP}", True),
        ("没有填指标值。", False),
        ("没有填“指标值”。请补填。", False),
        (f"{GAP}。", False),
        (GAP, False),
    ],
)
def test_only_the_words_of_a_message_are_like_it(text: str, is_like: bool):
    """What is filled in may be anything, the rest of a sentence may not."""
    assert bool(_is_like(text, f"没有填“{GAP}”。")) == is_like


def test_every_test_in_the_name_of_a_rule_is_of_one_that_exists():
    """A name with a mistyped id would count for nothing."""
    assert {rule for test in rule_tests() for rule in test.rules} <= set(catalogue())
