"""Files with a password to open them: what is inside, where the password is known or there is none in truth."""

from __future__ import annotations

import io

from xltool.problems import Refused
from xltool.reading.archive import MOST_UNPACKED
from xltool.reading.biff import is_locked
from xltool.reading.ole import PACKAGE, WORKBOOKS, stream_of
from xltool.reading.sniff import OLE

_NONE = "VelvetSweatshop"
"""The password with which Excel itself opens a workbook whose structure was protected; nobody is asked for it."""


def unlocked(data: bytes, file: str, password: str | None = None) -> bytes:
    """The bytes without their password; those of a file that has none are given back as they are.

    Raises ``Refused`` where the password is missing or wrong. It stands in no message.
    """
    if not data.startswith(OLE):
        return data
    name, stream = stream_of(data, file, PACKAGE, *WORKBOOKS) or ("", b"")
    if not name or (name != PACKAGE and not is_locked(stream)):
        return data
    for word in (_NONE, password):
        if word is not None and (inside := _decrypted(data, file, word, name == PACKAGE)) is not None:
            return inside
    if password is None:
        raise Refused(f"“{file}”设有打开密码。请在命令后加上 --password 密码，或用 Excel 打开后去掉密码再保存。")
    raise Refused(f"“{file}”的打开密码不对。请核对密码（注意大小写），或用 Excel 打开后去掉密码再保存。")


def _decrypted(data: bytes, file: str, password: str, modern: bool) -> bytes | None:
    """The bytes inside, None where the password is wrong."""
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    target = io.BytesIO()
    try:
        container = msoffcrypto.OfficeFile(io.BytesIO(data))
        container.load_key(password=password, **({"verify_password": True} if modern else {}))
        container.decrypt(target)
    except InvalidKeyError:
        return None
    except Exception as error:
        raise Refused(
            f"“{file}”设有打开密码，但加密的方式读不懂，或文件已损坏。请用 Excel 打开后去掉密码再保存。"
        ) from error
    if target.tell() > MOST_UNPACKED:
        raise Refused(f"“{file}”解密后过大，不像一张绩效目标表，没有读取。请删去多余内容后再试。")
    return target.getvalue()
