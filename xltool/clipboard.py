"""What the clipboard holds, for tables that were copied and not saved."""

import pyperclip

from xltool.problems import Refused


def clipboard_text() -> str:
    """The text of the clipboard; raises ``Refused`` where it holds none or cannot be read."""
    try:
        text = pyperclip.paste()
    except (pyperclip.PyperclipException, OSError) as error:
        raise Refused("读不到剪贴板（Linux 要装 xclip）。请把内容粘贴到记事本，存成 .txt 文件后再导入。") from error
    if not text.strip():
        raise Refused("剪贴板里没有文字。请先在 Excel、Word 或网页里选中整张表，按 Ctrl+C 复制。")
    return text
