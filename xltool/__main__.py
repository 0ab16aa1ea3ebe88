"""``xltool`` and ``python -m xltool``."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

# A run makes many objects and hardly a cycle, so that looking for cycles is work for nothing, while modules load too.
gc.set_threshold(100_000, 20, 20)
# Files are read by two threads of which one computes at a time; taking turns seldom costs less.
sys.setswitchinterval(0.1)


def main() -> NoReturn:
    """The command line."""
    from xltool.cli import main as run

    try:
        run()
    except SystemExit as end:
        _leave(end.code if isinstance(end.code, int) else int(end.code is not None))
    _leave(0)


def _leave(status: int) -> NoReturn:
    """End at once: to take every module and table apart first costs as much as reading ten workbooks, for nothing.

    All files are closed by now, and what was said has been flushed by ``click.echo``.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


if __name__ == "__main__":
    main()
