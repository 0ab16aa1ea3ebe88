"""What the command line gives in tests, see the fixture ``run``."""

from collections.abc import Callable
from typing import NamedTuple


class Result(NamedTuple):
    """What a command line gave."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """All that the user sees."""
        return self.out + self.err

    def lines(self, name: str) -> list[str]:
        """The lines that name something."""
        return [line for line in self.text.splitlines() if name in line]


Run = Callable[..., Result]
