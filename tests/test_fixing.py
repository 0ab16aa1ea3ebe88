"""``validate --fix``: copies in which everything is mended whose right text is certain, each mend listed."""

import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

import xltool
from tests.command_line import Run
from tests.rules.clean import CLEAN, OTHER, SHEET, with_targets, workbook
from tests.sheets import WHOLE, xlsx
from xltool.checking import check_batch

JOINED = with_targets("≥2000册", "≥9595%以上", "11月30日前", "≤20万元", "≥8%", "≥90%")


def test_a_copy_is_mended_and_the_original_is_not(run: Run, tmp_path):
    """The mend is listed with its place, the text before and after, and its rule."""
    original = tmp_path / "a.xlsx"
    original.write_bytes(workbook(JOINED))
    before = original.read_bytes()
    result = run("validate", original, "--fix", "-o", tmp_path / "改好.xlsx")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0] == "[已改] 《a.xlsx》项目绩效目标表 E12：≥9595%以上 → ≥95%（V-01，指标值不是两格内容连写）"
    assert lines[1] == f"已写入 {tmp_path / '改好.xlsx'}"
    assert lines[2].startswith("改好以后还有问题 0 处。")
    assert original.read_bytes() == before
    assert openpyxl.load_workbook(tmp_path / "改好.xlsx")[SHEET]["E12"].value == "≥95%"
    assert check_batch(xltool.read(tmp_path / "改好.xlsx")) == []


def test_only_the_mended_cells_change(run: Run, tmp_path):
    """Every other part of the workbook stays byte for byte."""
    (tmp_path / "a.xlsx").write_bytes(workbook(JOINED))
    run("validate", tmp_path / "a.xlsx", "--fix", "-o", tmp_path / "b.xlsx")
    old, new = (zipfile.ZipFile(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert old.namelist() == new.namelist()
    changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_what_is_certain_is_mended_and_listed(run: Run, tmp_path):
    """Full-width digits, joined cells, doubled words, a sure typo, blanks in a name; two mends of one cell, too."""
    spoilt = replace(CLEAN, purpose="用于加强加强社区图书室管理，购置图书、维护借阅设备，拔付维修费。")
    rows = list(spoilt.indicators)
    rows[1] = replace(rows[1], level3="图书 验收合格率", target=replace(rows[1].target, raw="≥9595%以上"))
    rows[5] = replace(rows[5], target=replace(rows[5].target, raw="≥９０％"))
    (tmp_path / "a.xlsx").write_bytes(workbook(replace(spoilt, indicators=tuple(rows))))
    out = run("validate", tmp_path / "a.xlsx", "--fix", "-o", tmp_path / "b.xlsx").out
    assert sorted(re.findall(r"（([A-Z]-\d\d)，", out)) == ["V-01", "V-13", "V-17", "W-01", "W-02"]
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")[SHEET]
    assert sheet["B6"].value == "用于加强社区图书室管理，购置图书、维护借阅设备，拨付维修费。"
    assert [sheet[cell].value for cell in ("C12", "E12", "E16")] == ["图书验收合格率", "≥95%", "≥90%"]
    assert "改好以后还有问题 0 处" in out


def test_several_go_into_a_folder_and_clean_ones_do_not(run: Run, tmp_path):
    """Their names stay, and so do the settings that the originals have."""
    folder = tmp_path / "表"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(workbook(JOINED))
    (folder / "b.xlsx").write_bytes(workbook(replace(JOINED, code=OTHER.code)))
    (folder / "c.xlsx").write_bytes(workbook(replace(CLEAN, code="434-1401-JBN-0003")))
    result = run("validate", folder, "--fix", "-o", tmp_path / "改好")
    assert result.out.count("[已改]") == 2
    assert sorted(path.name for path in (tmp_path / "改好").iterdir()) == ["a.xlsx", "b.xlsx"]


def test_nothing_to_mend_writes_nothing(run: Run, tmp_path):
    """And says so, with what is left."""
    (tmp_path / "a.xlsx").write_bytes(workbook(replace(CLEAN, name=None)))
    result = run("validate", tmp_path / "a.xlsx", "--fix", "-o", tmp_path / "b.xlsx")
    assert result.code == 1
    assert result.out.startswith("没有能自动改好的地方，没有写副本。查出错误 1 处")
    assert not (tmp_path / "b.xlsx").exists()


def test_old_tables_are_mended_in_place_too(run: Run, tmp_path):
    """A foreign .xlsx keeps its shape."""
    (tmp_path / "旧.xlsx").write_bytes(xlsx(WHOLE.replace("≥10篇", "≥9595%以上")))
    run("validate", tmp_path / "旧.xlsx", "--fix", "-o", tmp_path / "新.xlsx")
    assert openpyxl.load_workbook(tmp_path / "新.xlsx")["Sheet1"]["E10"].value == "≥95%"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "--fix 需要用 -o 给出副本"),
        (["-o", "x.xlsx", "--format", "json"], "--fix 只能与 --format text 一起用"),
    ],
)
def test_what_it_needs(run: Run, tmp_path, arguments, sentence):
    """A place for the copies; the list is text."""
    (tmp_path / "a.xlsx").write_bytes(workbook(JOINED))
    result = run("validate", tmp_path / "a.xlsx", "--fix", *arguments)
    assert result.code == 2
    assert sentence in result.text


def test_a_text_cannot_be_mended(run: Run, checkout, tmp_path):
    """It says what to do instead."""
    result = run("validate", checkout / "tests/data/beidaihe-2020.txt", "--fix", "-o", tmp_path / "x")
    assert result.code == 2
    assert "请先用 xltool import 导入" in result.text
