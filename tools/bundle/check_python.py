"""Ends with 0 if this Python is one that the bundle has libraries for: `python check_python.py 3.12 3.11`."""

import struct
import sys

version = "%d.%d" % sys.version_info[:2]  # noqa: UP031 - an old Python has to get this far
from_store = "windowsapps" in sys.base_prefix.lower()  # its files and registry are private copies, Excel sees neither
sys.exit(not (version in sys.argv[1:] and struct.calcsize("P") == 8 and not from_store))
