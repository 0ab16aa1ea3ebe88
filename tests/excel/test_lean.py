"""xlwings is loaded for a click without the large libraries that it would bring along."""

import subprocess
import sys

CODE = """
import xltool.excel.lean, xlwings.utils
import sys
loaded = {"numpy", "pandas", "polars", "openpyxl", "xlsxwriter"} & set(sys.modules)
assert not loaded, loaded
import pandas
assert pandas.DataFrame and xlwings.Book
"""


def test_xlwings_comes_without_pandas_which_can_be_loaded_later() -> None:
    """As the command line of a button has it; nothing is broken for whoever needs pandas afterwards."""
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
