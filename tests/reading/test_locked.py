"""Files with a password: the default one, the given one, a wrong one, and what is said of each."""

import io
import logging
import struct
from contextlib import suppress
from hashlib import md5
from pathlib import Path

import pytest
from click.testing import CliRunner
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4

from tests.reading.books import container, record, xls
from tests.reading.test_workbooks import TABLE, project
from tests.sheets import xlsx
from xltool import read
from xltool.cli import cli
from xltool.document import read_document
from xltool.problems import Refused
from xltool.reading.biff import records
from xltool.reading.ole import stream_of

PASSWORD = "Mima-2020"


def locked(workbook: bytes, password: str = PASSWORD) -> bytes:
    """A workbook as Excel keeps it with a password."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, target)
    return target.getvalue()


def locked_xls(workbook: bytes, password: str = PASSWORD) -> bytes:
    """An old workbook as Excel 97 encrypts it: contents of records by RC4, a new key every 1024 bytes."""
    _, stream = stream_of(workbook, "表.xls", "Workbook")
    salt, verifier = bytes(range(16)), bytes(16)
    hidden = DocumentRC4.decrypt(password, salt, io.BytesIO(verifier + md5(verifier).digest())).read()
    word = record(0x002F, struct.pack("<HHH", 1, 1, 1) + salt + hidden)
    parts = [(kind, body) for kind, _, body in records(stream) if kind]
    plain = bytearray()
    for number, (kind, body) in enumerate(parts):
        if kind == 0x0085:
            body = struct.pack("<I", struct.unpack_from("<I", body)[0] + len(word)) + body[4:]
        plain += record(kind, body) + (word if number == 0 else b"")
    plain += record(0, bytes(-len(plain) % 4))  # so that the zeros behind it are records, too
    secret = DocumentRC4.decrypt(password, salt, io.BytesIO(bytes(plain)), blocksize=1024).read()
    done = bytearray(plain)
    for kind, at, body in records(bytes(plain)):
        first = {0x0809: len(body), 0x002F: len(body), 0x0085: 4}.get(kind, 0)
        done[at + 4 + first : at + 4 + len(body)] = secret[at + 4 + first : at + 4 + len(body)]
    return container(bytes(done))


KINDS = [("表.xlsx", locked, xlsx(TABLE)), ("表.xls", locked_xls, xls(TABLE))]


@pytest.mark.parametrize(("file", "lock", "workbook"), KINDS)
def test_a_file_with_a_password_is_read_with_it(file, lock, workbook) -> None:
    """The content is the same as without."""
    read = project(read_document(lock(workbook), file, password=PASSWORD))
    assert read.budget == project(read_document(workbook, file)).budget


@pytest.mark.parametrize(("file", "lock", "workbook"), KINDS)
def test_the_default_password_is_tried_first(file, lock, workbook) -> None:
    """Excel asks nobody for it, so nobody knows that the file has one."""
    data = lock(workbook, "VelvetSweatshop")
    assert project(read_document(data, file)).code == "434-1401-JBN-6BVF"
    assert project(read_document(data, file, password="别的")).code == "434-1401-JBN-6BVF"


@pytest.mark.parametrize(("file", "lock", "workbook"), KINDS)
def test_without_it_the_sentence_says_how_to_give_it(file, lock, workbook) -> None:
    """And a wrong one is called wrong, without being repeated."""
    with pytest.raises(Refused, match=f"“{file}”设有打开密码。请在命令后加上 --password 密码"):
        read_document(lock(workbook), file)
    with pytest.raises(Refused, match=f"“{file}”的打开密码不对。请") as refused:
        read_document(lock(workbook), file, password="Cuowu-1")
    assert "Cuowu" not in str(refused.value)


@pytest.mark.parametrize("at", [300, 600, 2000, 5000, 9000])
def test_a_damaged_locked_file_is_a_sentence(at: int) -> None:
    """Whatever is broken in it, or it is read all the same."""
    data = locked(xlsx(TABLE))
    for broken in (data[:at], data[:at] + bytes(200) + data[at + 200 :]):
        with suppress(Refused):
            assert project(read_document(broken, "表.xlsx", password=PASSWORD)).code == "434-1401-JBN-6BVF"


def test_a_batch_and_the_command_line_take_a_password(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Files without one are read beside it; the password stands in nothing that is said or logged."""
    (tmp_path / "甲.xlsx").write_bytes(locked(xlsx(TABLE)))
    (tmp_path / "乙.xlsx").write_bytes(xlsx(TABLE.replace("6BVF", "2CT9")))
    assert [report.status for report in read(tmp_path).files] == ["read", "refused"]
    with caplog.at_level(logging.DEBUG):
        assert [report.status for report in read(tmp_path, password=PASSWORD).files] == ["read", "read"]
        wrong = read(tmp_path, password="Cuowu-1")
        said = [
            CliRunner().invoke(cli, [*command, str(tmp_path), "--password", PASSWORD]).output
            for command in (
                ("validate",),
                ("validate", "--format", "xlsx", "-o", str(tmp_path / "标记")),
                ("totals", "--write"),
                ("merge", "-o", str(tmp_path / "汇总.xlsx")),
                ("export",),
                ("import", "-o", str(tmp_path / "新")),
            )
        ]
    assert [report.status for report in wrong.files] == ["read", "refused"]
    assert "434-1401-JBN-6BVF" in said[4]
    assert "已汇总 2 个项目" in said[3]
    assert sorted(path.name for path in (tmp_path / "标记").iterdir()) == ["乙.xlsx", "问题清单.xlsx"]
    for text in (*said, caplog.text, repr(wrong)):
        assert PASSWORD not in text
        assert "Cuowu" not in text
