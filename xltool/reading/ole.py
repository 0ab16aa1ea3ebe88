"""The container of old Office files and of those with a password: its streams."""

from __future__ import annotations

import io
import struct

import olefile

from xltool.problems import Refused

WORKBOOKS = ("Workbook", "Book")
"""The stream of a workbook in BIFF8, and in BIFF5."""

PACKAGE = "EncryptedPackage"
"""The stream in which a file of today's formats stands with a password."""

_DAMAGES = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What olefile raises for a container that is no such thing, ends early or points in circles."""


def stream_of(data: bytes, file: str, *names: str) -> tuple[str, bytes] | None:
    """Name and content of the first of these streams that the container has, None where it has none of them.

    Raises ``Refused`` for a container that is damaged.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            for name in names:
                if container.exists(name) and container.get_type(name) == olefile.STGTY_STREAM:
                    return name, container.openstream(name).read()
    except (struct.error, *_DAMAGES) as error:
        raise Refused(f"“{file}”已损坏或不完整，打不开。请向填报人重新要一份，或用 Excel 修复后另存。") from error
    return None
