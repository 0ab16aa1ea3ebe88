"""One mistake in a clean table for each rule, from ``tests/data/mutations.toml``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import rtoml

from tests.sheets import grid, xlsx
from xltool.cells import a1
from xltool.document import Document, read_document
from xltool.flat import ProjectReading, Reading
from xltool.rules import Context

DATA = Path(__file__).parent.parent / "data"
YEAR = 2020
BROKEN = "broken"
"""What the file with the mistake is called, before its dot."""


class Mutation(NamedTuple):
    """One entry of the file, whose head tells what each part is."""

    entry: str
    table: str
    change: Sequence[tuple[str, str]] = ()
    beside: Sequence[str] = ()
    last_year: str | None = None
    as_text: str | None = None
    hidden: int | None = None
    at: Sequence[str] | None = None
    companions: Mapping[str, str] = {}

    @property
    def rule(self) -> str:
        """The id of the rule that it breaks."""
        return self.entry.split(" ")[0]

    @property
    def clean(self) -> str:
        """The table before the mistake."""
        return clean_table(self.table)

    @property
    def broken(self) -> str:
        """The table with the mistake: each text of ``change`` is there once."""
        text = self.clean
        for right, wrong in self.change:
            assert text.count(right) == 1, f"{self.entry}: {text.count(right)} × {right}"
            text = text.replace(right, wrong)
        return text

    @property
    def places(self) -> set[str]:
        """The cells at which its problem may stand: those that differ, where the file names no others."""
        if self.at is not None:
            return set(self.at)
        before, after = (grid(text).rows for text in (self.clean, self.broken))
        assert len(before) == len(after), f"{self.entry}: with other rows, the cells have to be named"
        return {
            a1(row, col)
            for row, (old, new) in enumerate(zip(before, after, strict=True))
            for col in range(max(len(old), len(new)))
            if old[col : col + 1] != new[col : col + 1]
        }

    def document(self, *, broken: bool) -> Document:
        """What is read of the table, with the mistake or without it."""
        text = self.broken if broken else self.clean
        if self.as_text:
            return read_document(_plain(text).encode(), f"{BROKEN}.txt")
        hidden = {0: self.hidden - 1} if self.hidden is not None and broken else None
        return read_document(xlsx(text, hidden_rows=hidden), f"{BROKEN}.xlsx")

    def run(self, *, broken: bool) -> tuple[list[Reading], Context]:
        """The table, with the mistake or without it, with what stands beside it."""
        others = [reading for name in self.beside for reading in _read(clean_table(name), f"{name}.xlsx")]
        before = _read(self.clean, "last year.xlsx") if self.last_year else []
        last_year = [reading for reading in before if isinstance(reading, ProjectReading)]
        return [*others, *self.document(broken=broken).readings], Context(YEAR, previous=last_year)


def clean_table(name: str) -> str:
    """One of the clean tables, as text."""
    return (DATA / "clean" / f"{name}.txt").read_text("utf-8")


def mutations() -> list[Mutation]:
    """All entries of the file."""
    entries = rtoml.loads((DATA / "mutations.toml").read_text("utf-8"))
    return [Mutation(entry, **parts) for entry, parts in entries.items()]


def _read(table: str, file: str) -> Sequence[Reading]:
    return read_document(xlsx(table), file).readings


def _plain(table: str) -> str:
    """A table as it is copied from a page: the title, and each cell in a line of its own behind a tab."""
    title, *lines = table.strip().split("\n")
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    texts = [["" if cell == "~" else cell.replace("⏎", "\n") for cell in row if cell != "<"] for row in rows]
    return "\n\n".join([title.partition(" |")[0], *("\n".join(f"\t{cell}" for cell in row) for row in texts)])
