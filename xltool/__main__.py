"""``xltool`` and ``python -m xltool``."""

import gc
import sys

# A run makes many objects and hardly a cycle, so that looking for cycles is work for nothing, while modules load too.
gc.set_threshold(100_000, 20, 20)
# Files are read by two threads of which one computes at a time; taking turns seldom costs less.
sys.setswitchinterval(0.1)


def main() -> None:
    """The command line."""
    from xltool.cli import main as run

    run()


if __name__ == "__main__":
    main()
