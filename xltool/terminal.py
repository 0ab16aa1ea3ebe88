"""What the commands have in common: reading with progress, asking, saying, writing, and how they end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from xltool.problems import Refused

if TYPE_CHECKING:
    from xltool.batch import Batch, Progress
    from xltool.forms import Labels

DONE, FOUND, FAILED = 0, 1, 2
"""Exit codes: done; done, and something was found or refused; could not run."""

_PROGRESS_FROM = 50
"""Files from which a progress bar is worth it."""


def _read(
    paths: tuple[Path, ...], password: str | None, output: Path | None, pasted: bytes = b"", labels: Labels = ()
) -> Batch:
    from xltool.batch import read

    with _progress() as progress:
        return read(*paths, progress=progress, password=password, output=output, pasted=pasted, labels=labels)


def usable(
    paths: tuple[Path, ...],
    password: str | None,
    output: Path | None = None,
    pasted: bytes = b"",
    labels: Labels = (),
) -> Batch:
    """The batch of the paths and of what was copied, with settings from ``output`` at last.

    Raises ``Refused`` where not one table is left.
    """
    batch = _read(paths, password, output, pasted, labels)
    if not batch.readings:
        reasons = [report.reason for report in batch.refused]
        say(reasons[:-1], err=True)
        names = "、".join(f"“{path}”" for path in paths)
        raise Refused(reasons[-1] if reasons else f"{names}里没有绩效目标表。请选择放有各项目表的文件夹。")
    return batch


def ask(words: str, answers: Sequence[str]) -> int:
    """Ask until one of the numbered answers is given, on standard error; its number, from 0."""
    offered = "  ".join(f"{number} {answer}" for number, answer in enumerate(answers, 1))
    click.echo(words, err=True)
    while True:
        given = str(click.prompt(f"  {offered}\n  请输入数字", err=True, prompt_suffix="：")).strip()
        if given in answers:
            return answers.index(given)
        if given.isdecimal() and 1 <= int(given) <= len(answers):
            return int(given) - 1
        click.echo(f"  没有“{given}”这个选择，请输入 1 到 {len(answers)}。", err=True)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress bar on a terminal, once there is enough to do; quiet everywhere else."""
    if not sys.stderr.isatty():
        yield None
        return
    bars: list[Any] = []

    def show(done: int, of: int) -> None:
        if of < _PROGRESS_FROM:
            return
        if not bars:
            from rich.console import Console
            from rich.progress import Progress as Bar

            bars.append(Bar(console=Console(stderr=True), transient=True))
            bars[0].start()
            bars.append(bars[0].add_task("读取", total=of))
        bars[0].update(bars[1], completed=done)

    try:
        yield show
    finally:
        if bars:
            bars[0].stop()


def write_text(text: str, output: Path | None, batch: Batch) -> None:
    """Show a text, or write it to the file that was asked for."""
    if output is None:
        click.echo(text, nl=False)
        return
    from xltool.writing.atomic import write_atomically

    click.echo(f"已写入 {write_atomically(batch.spare(output), text.encode())}", err=True)


def show_file(path: Path) -> None:
    """Open a file in its program."""
    if sys.platform == "win32":
        with suppress(OSError):  # no program for it: where it lies was said
            os.startfile(path)
    else:
        click.launch(str(path))


def say(sentences: Any, err: bool = False) -> None:
    """Show sentences, a line each."""
    for sentence in sentences:
        click.echo(sentence, err=err)


def end(batch: Batch, *, failed: bool = False, said: bool = False) -> NoReturn:
    """Name the files that were refused, unless that was ``said``, and end with the code that DESIGN gives."""
    if not said:
        say((report.reason for report in batch.refused), err=True)
    raise SystemExit(FOUND if batch.refused or failed else DONE)
