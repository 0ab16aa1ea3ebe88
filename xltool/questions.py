"""What a person is asked before an import is written: what unknown words and codes mean, and repairs not sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from xltool.decisions import ADOPTED, KEPT, Noted
from xltool.forms import Labels
from xltool.model import SubObjectiveCodes
from xltool.problems import Refused, Repair
from xltool.reports import repair_line
from xltool.unknown_labels import Unknown

Ask = Callable[[str, Sequence[str]], int]
"""Called with a question and its answers; gives the number of the answer, from 0."""

_LONGEST_SHOWN = 30
"""Characters of a value beside a word that are shown."""

_NONE, _NO_MORE = "都不是", "其余都不是"
_ALL, _LEAVE, _RIGHT = "全部采用", "退出", "对"
_ANSWERS = (ADOPTED, KEPT, _ALL, _LEAVE)


def about_repairs(entries: Sequence[Noted], ask: Ask) -> dict[Repair, bool]:
    """Ask about every repair that is open, those of one cause together; 全部采用 answers the rest of a cause.

    Raises ``Refused`` where the person leaves.
    """
    causes: dict[tuple[str, str], list[Noted]] = {}
    for entry in entries:
        if entry.repair is not None and entry.open:
            causes.setdefault((entry.repair.code, entry.repair.reason), []).append(entry)
    decisions: dict[Repair, bool] = {}
    for (code, reason), members in causes.items():
        all_adopted = False
        for number, entry in enumerate(members, 1):
            if not all_adopted:
                words = f"[请确认] {reason}（{code}），第 {number} 处，共 {len(members)} 处\n    {repair_line(entry)}"
                answer = _answer(ask, words, _ANSWERS)
                all_adopted = answer == _ALL
            if entry.repair is not None:
                decisions[entry.repair] = all_adopted or answer == ADOPTED
    return decisions


def about_codes(codes: SubObjectiveCodes, ask: Ask) -> bool:
    """Ask whether digits of project codes mean these 分项绩效目标. Raises ``Refused`` where the person leaves."""
    pairs = "\n".join(f"    {digits}：{name}" for digits, name in codes.names.items())
    words = f"[请确认] 项目编码第 {codes.first} 到 {codes.last} 位与分项绩效目标的对应关系，由系统推测：\n{pairs}"
    return _answer(ask, words, (_RIGHT, "以后再核对", _LEAVE)) == _RIGHT


def about_labels(unknown: Sequence[Unknown], ask: Ask) -> Labels:
    """Ask what words of old tables mean; 其余都不是 ends the questions. Raises ``Refused`` where the person leaves."""
    labels: list[tuple[str, str]] = []
    for number, (word, leftover, beside, candidates) in enumerate(unknown, 1):
        words = (
            f"[请确认] 旧表的栏目“{word}”是本表的哪一栏？第 {number} 个，共 {len(unknown)} 个\n"
            f"    {leftover.file} {leftover.sheet}!{leftover.cell}，旁边是“{beside[:_LONGEST_SHOWN]}”"
        )
        answer = _answer(ask, words, (*candidates, _NONE, _NO_MORE, _LEAVE))
        if answer == _NO_MORE:
            break
        if answer != _NONE:
            labels.append((word, answer))
    return tuple(labels)


def _answer(ask: Ask, words: str, answers: Sequence[str]) -> str:
    answer = answers[ask(words, answers)]
    if answer == _LEAVE:
        raise Refused("已退出，没有写入任何文件。")
    return answer
