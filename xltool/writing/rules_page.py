"""The rule catalogue as a page of Markdown, docs/rules.md: made from the entries, so that it says what is checked."""

from __future__ import annotations

from collections.abc import Iterator

from xltool.problems import SEVERITY_WORDS
from xltool.rules import catalogue
from xltool.rules.catalogue import FAMILIES, Rule
from xltool.rules.profile import PROFILES, profile, severity_words

_INTRO = """\
# 校验规则

本页由 `xltool build` 按规则目录生成，请不要直接修改。规则的文字在 `xltool/rules/entries/`，
词表在 `xltool/rules/words/`。

- **错误**一定要改。**提醒**要核对，确实不必改的，在“问题清单”的“错误说明”一栏写明原因，写了就不再计入。**建议**供参考。
- 轻重随表样而定（`xltool/rules/profiles/`）。部门可以在设置文件 `xltool.toml` 里改某一条的轻重，或不检查，
  要写明原因，报告里会写出来；也可以往词表里加自己的词：

  ```toml
  [rules]
  "L-01" = { severity = "hint", reason = "各项目都是工资类支出，目标值相同" }
  "W-05" = { severity = "off", reason = "已经人工核对" }

  [words]
  typos = ["读者之佳=读者之家"]
  ```

- 依据中没有逐条核对原文的，只写文件名，不写条号。
- 后期的规则（监控、自评、公开）另有功能，不在此列。
"""


_SCOPES = {"U": "各种表样", "HB": "河北 2017—2020 年的表样", "C21": "中央 2021 年的表样", "SE": "自评表"}


def rules_page() -> str:
    """The whole page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _INTRO
    yield f"共 {len(catalogue())} 条。"
    for family, title in FAMILIES.items():
        rules = [rule for rule in catalogue().values() if rule.family == family]
        yield f"\n## {title}\n"
        yield "| 编号 | 检查什么 | 轻重 |\n| --- | --- | --- |"
        yield from (f"| [{rule.id}](#{rule.id.lower()}) | {rule.title} | {severity_words(rule)} |" for rule in rules)
        for rule in rules:
            yield from _entry(rule)
    yield "\n## 各表样的规定\n"
    yield "| 规定 | 用于 | 与通常不同的轻重 | 依据 |\n| --- | --- | --- | --- |"
    for known in map(profile, PROFILES):
        severities = "；".join(f"{rule} {SEVERITY_WORDS.get(s, '不检查')}" for rule, s in known.severities.items())
        yield f"| {known.title}（{known.id}） | {'、'.join(known.forms)} | {severities or '无'} | {known.source} |"
    yield ""


def _entry(rule: Rule) -> Iterator[str]:
    yield f'\n### <a id="{rule.id.lower()}"></a>{rule.id} {rule.title}\n'
    yield f"{rule.explain}\n"
    yield f"- 好的例子：{rule.good}"
    yield f"- 不好的例子：{rule.bad}"
    yield f"- 轻重：{severity_words(rule)}；适用：{'、'.join(_SCOPES[scope] for scope in rule.scope.split('、'))}"
    yield f"- 依据：{rule.source}"
