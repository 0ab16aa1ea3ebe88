"""The clerk's manual walked through, chapter by chapter: what is typed, clicked and expected is read from its text."""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import openpyxl
import pytest
import xlwings as xw

from tests.excel.pc import install, uninstall, with_excel
from xltool.batch import read
from xltool.document import LIST_SHEET
from xltool.excel.doctor import STATES, Finding, diagnose, findings_text
from xltool.excel.merging import SUMMARY
from xltool.excel.places import SEND_TO, places
from xltool.excel.shipped import shipped
from xltool.macros.actions import all_actions
from xltool.settings import parse_settings
from xltool.writing.launcher import FOLDER_NAME

SHEET = "项目绩效目标表"
LABELS = {action.label: action.id for action in all_actions()}

Click = Callable[[str], list[str]]


class Manual:
    """The manual's text; what is looked for and not there fails the test."""

    def __init__(self, text: str) -> None:
        self.text = text

    def part(self, title: str) -> "Manual":
        """What stands below a title of any level, to the next of its level or above."""
        found = re.search(rf"^(#+) {re.escape(title)}\n", self.text, re.MULTILINE)
        assert found, f"no title {title}"
        rest = self.text[found.end() :]
        return Manual(re.split(rf"\n\n#{{1,{len(found[1])}}} ", rest, maxsplit=1)[0] + "\n")

    def find(self, pattern: str) -> str:
        """The one group of a pattern that stands there once."""
        found = re.findall(pattern, self.text.replace("**", ""))
        assert len(found) == 1, (pattern, found)
        return str(found[0])

    def block(self, kind: str) -> str:
        """The one fenced block of a kind, without what indents it."""
        (block,) = re.findall(rf"^ *```{kind}\n(.*?)^ *```", self.text, re.MULTILINE | re.DOTALL)
        return "\n".join(line.strip() for line in block.strip().splitlines())

    def rows(self, columns: int) -> list[list[str]]:
        """The rows of its tables of that many columns, without heads."""
        lines = [[c.strip() for c in line.strip("|").split("|")] for line in self.text.splitlines() if line[:1] == "|"]
        bars = [n for n, cells in enumerate(lines) if set("".join(cells)) == {"-", " "} or cells[0] == "---"]
        heads = {n - 1 for n in bars} | set(bars)
        return [cells for n, cells in enumerate(lines) if len(cells) == columns and n not in heads]


@pytest.fixture(scope="module")
def manual(checkout: Path) -> Manual:
    """The manual."""
    return Manual((checkout / "docs" / "manual.zh-CN.md").read_text(encoding="utf-8"))


@pytest.fixture
def click(manual: Manual, press: Click) -> Click:
    """Give `click("校验本表")`: a button by the label that the manual gives it, and what is then said."""

    def button(label: str) -> list[str]:
        assert f"“{label}”" in manual.text.replace("**", "")
        return press(LABELS[label])

    return button


def cells_to_fill(manual: Manual) -> dict[str, str | float]:
    """The manual's own example: what is typed into which cell."""
    part = manual.part("二、新建和填报").part("照着填一遍")
    typed = {cell: text for _, cell, text in part.rows(3)}
    for row, *texts in part.rows(7):
        typed |= {f"{column}{row}": text for column, text in zip("ABCDEF", texts, strict=True) if text}
    return {cell: float(text) if re.fullmatch(r"[\d.]+", text) else text for cell, text in typed.items()}


def fill(sheet: xw.Sheet, values: dict[str, str | float]) -> None:
    """Type values into cells; the protected sheet takes them in cells to fill alone."""
    for cell, value in values.items():
        sheet[cell].value = value


@pytest.fixture
def table(calc: xw.App, manual: Manual, checkout: Path, tmp_path: Path) -> xw.Book:
    """The example, filled in the template as the manual says, and saved."""
    name = manual.part("照着填一遍").find(r"文件名写 `([^`]+)`")
    (tmp_path / "项目").mkdir()
    path = Path(shutil.copy(checkout / "workbook_templates" / f"{SHEET}.xlsx", tmp_path / "项目" / name))
    book = calc.books.open(path)
    fill(book.sheets[SHEET], cells_to_fill(manual))
    book.save()
    return book


# 一、安装


def test_installing(manual: Manual, checkout: Path) -> None:
    """The window says what is printed, the folders are where it says, and uninstalling leaves nothing."""
    part = manual.part("一、安装")
    batch = (checkout / "tools" / "bundle" / part.find(r"3\. 双击“([^”]+)”")).read_text(encoding="utf-8")
    for words in re.findall(r"先写“([^”]+)”|最后写“([^”]+)”|窗口里写“([^”]+)”", part.text):
        assert f"echo {''.join(words)}" in batch
    assert "直接按回车" in batch
    assert "按回车" in part.text
    machine = with_excel()
    before = set(machine.files)
    install(machine, shipped())
    first, *lines = part.block("text").splitlines()
    assert f"echo {first}\n" in batch
    said = list(findings_text(diagnose(machine, shipped())))
    for line in lines:
        assert any(fnmatch.fnmatchcase(each, line.replace("[", "[[]").replace("……", "*")) for each in said), line
    kept = places(machine).templates / "填过的表.xlsx"
    machine.files[kept] = b"filled"
    assert any(str(kept.parent) in line for line in uninstall(machine))
    assert "也留着" in part.text
    assert set(machine.files) == before | {kept}
    assert (checkout / "tools" / "bundle" / part.find(r"卸载\S*关闭 Excel，双击“([^”]+)”")).is_file()


def test_the_ribbon(manual: Manual) -> None:
    """The table of buttons has the groups and labels of the ribbon in its order."""
    groups: dict[str, list[str]] = {}
    for action in all_actions():
        groups.setdefault(action.group, []).append(action.label)
    assert manual.part("一、安装").rows(2) == [[group, "、".join(labels)] for group, labels in groups.items()]


# 二、新建和填报


def test_the_templates(manual: Manual) -> None:
    """The folder that is pasted into the address bar holds the files of the table, and no others."""
    part = manual.part("新建一张表")
    machine = with_excel()
    install(machine, shipped())
    folder = part.find(r"粘贴 `([^`]+)`").replace("%LOCALAPPDATA%", machine.variable("LOCALAPPDATA"))
    assert PureWindowsPath(folder) == places(machine).templates
    there = [path.name for path in machine.files if path.parent == places(machine).templates]
    assert sorted(row[0].strip("`") for row in part.rows(2)) == sorted(there)


def test_a_new_table_is_filled(calc: xw.App, manual: Manual, tmp_path: Path, click: Click) -> None:
    """新建项目表, then every cell of the example; the status line is content; rows to spare are as many as named."""
    part = manual.part("二、新建和填报")
    calc.books.add()
    place = tmp_path / part.part("照着填一遍").find(r"文件名写 `([^`]+)`")
    calc.impl.chosen.append([str(place)])
    assert click(part.part("新建一张表").find(r"里的“(新建项目表)”")) == []
    sheet = calc.books.active.sheets[SHEET]
    calc.calculate()
    said = [
        words.removesuffix("……") for words in re.findall(r"^- “([^”]+)”", part.part("最上面一行：还差什么").text, re.M)
    ]
    assert sheet["A1"].value.startswith(said[0])
    fill(sheet, cells_to_fill(manual))
    calc.calculate()
    assert sheet["A1"].value == part.part("照着填一遍").find(r"状态行写的是“([^”]+)”") == said[-1]
    assert sheet["E13"].value == "=100%"

    rows = part.part("指标行不够")
    blank, spare = int(rows.find(r"空表有 (\d+) 行指标")), int(rows.find(r"藏着 (\d+) 行备用"))
    first, last = (int(number) for number in re.findall(r"图中的 (\d+) 和 (\d+)", rows.text)[0])
    hidden = [row for row in range(1, 60) if sheet.api.Rows(row).Hidden]
    assert not sheet.api.Rows(first).Hidden
    label = rows.find(r"- 点“([^”]+)”，下一行就出来")
    assert hidden == list(range(first + 1, last))
    for row in (hidden[0], hidden[-1]):
        assert click(label) == []
        assert calc.selection.row == row
        sheet.api.Unprotect("")
        for between in hidden[1:-1]:
            sheet.api.Rows(between).Hidden = False
    assert len(hidden) == spare
    assert hidden[0] == first + 1 == 11 + blank
    signed = sheet[f"A{last}"].value
    assert "在最后一行的前面插入一行" in rows.text
    assert click(label) == []
    assert calc.selection.row == hidden[-1]
    assert sheet[f"A{last + 1}"].value == signed is not None


# 三、校验


def test_checking(calc: xw.App, manual: Manual, table: xw.Book, click: Click) -> None:
    """Spoilt, checked, gone through, mended and checked again, as 照着查一遍 says; then marks are cleared."""
    part = manual.part("照着查一遍")
    sheet, right = table.sheets[SHEET], cells_to_fill(manual)
    first = part.find(r"(?m)^1\. (.*)$")
    wrong = {
        cell: float(text) if re.fullmatch(r"[\d.]+", text) else text
        for cell, text in re.findall(r"([A-F]\d+) 改成 ([^，。]+)", first)
    }
    assert len(wrong) == 3
    fill(sheet, wrong)
    calc.calculate()
    assert sheet["A1"].value == Manual(first).find("写着“([^”]+)”")
    check, again = Manual(part.text).find(r"2\. 点“([^”]+)”"), part.find(r"清除标记”，出现“([^”]+)”")
    assert click(check) == [part.block("text")]
    assert LIST_SHEET in [each.name for each in table.sheets]
    forward, route, back, end = re.findall(
        r"“(下.个问题)”，光标依次到 (\S+)。再点一次“([^”]+)”，退回 (\w+)", part.text
    )[0]
    visited = []
    for _ in wrong:
        click(forward)
        visited.append(calc.selection.get_address(False, False))
    assert visited == route.split("、")
    click(back)
    assert calc.selection.get_address(False, False) == end
    assert click("清除标记") == [again]
    click(check)
    fill(sheet, {cell: right[cell] for cell in wrong})
    assert click(check) == [part.find(r"再点“校验本表”，出现“([^”]+)”")]
    assert [cell for cell in wrong if sheet[cell].note] == []


def test_checking_a_folder(calc: xw.App, manual: Manual, table: xw.Book, click: Click) -> None:
    """A new list, and no file is touched."""
    part = manual.part("校验文件夹")
    folder = Path(table.fullname).parent
    calc.impl.chosen.append([str(folder)])
    before = Path(table.fullname).read_bytes()
    (said,) = click(part.find(r"点“([^”]+)”，选放项目表"))
    assert said.startswith("检查了 1 张项目表")
    assert calc.books.active.sheets[0].name == part.find(r"一份新的“([^”]+)”")
    assert Path(table.fullname).read_bytes() == before


# 四、计算合计，五、一键汇总


def test_totals_and_merging(calc: xw.App, manual: Manual, table: xw.Book, checkout: Path, click: Click) -> None:
    """The sentences that are printed, from the table and from 部门汇总.xlsm; the summary is as described."""
    assert click("计算合计") == [manual.part("四、计算合计").block("text")]
    part = manual.part("五、一键汇总")
    folder, said = Path(table.fullname).parent, part.part("怎么点").block("text")
    assert click("一键汇总") == [said]
    summary = folder / part.part("怎么点").find(r"汇总表叫 `([^`]+)`")
    assert summary.name == SUMMARY in said
    calc.books.active.close()

    launcher = part.part("怎么点").find(r"或者打开 `([^`]+)`")
    book = calc.books.open(shutil.copy(checkout / "workbook_templates" / launcher, folder.parent))
    book.names[FOLDER_NAME].refers_to_range.value = str(folder)
    assert click("一键汇总") == [said]
    calc.books.active.close()
    table.activate()
    assert click(part.part("怎么点").find(r"以后要看，点“([^”]+)”")) == []
    opened = calc.books.active
    assert Path(opened.fullname) == summary

    listed = [row[0] for row in part.part("汇总表里有什么").rows(2)]
    always = [name for name in listed if name not in ("年度对比", "部门整体绩效目标", "01、02……")]
    names = [sheet.name for sheet in opened.sheets]
    assert [name for name in names if name in listed] == always
    cell, *units = re.findall(r"右上角 (\w+) 的下拉框里选(\S+?)、(\S+?)或(\S+?)，", part.text)[0]
    offered = openpyxl.load_workbook(summary)["部门汇总"].data_validations.dataValidation
    assert any(cell in str(each.sqref) and each.formula1.strip('"').split(",") == units for each in offered)
    heads = [str(value) for row in opened.sheets["对账"]["A1:J4"].value for value in row]
    assert set(re.findall(r"“(差额|结果|说明)”", part.part("对账").text)) <= set(heads)


# 六、导入旧表，七、设置


def test_old_tables_are_imported(calc: xw.App, manual: Manual, table: xw.Book, tmp_path: Path, click: Click) -> None:
    """The list closed makes nothing; on the list a second click makes a file for each project, never over another."""
    part = manual.part("六、导入旧表")
    label = part.find(r"(?m)^1\. 点“([^”]+)”")
    listing, treatment = part.find(r"出现一个新工作簿“([^”]+)”"), part.find(r"“(..)”一列是浅黄色的")
    adopted, kept = re.findall(r"下拉框选“([^”]+)”或“([^”]+)”", part.text)[0]
    record = part.find(r"每个新文件里有一张“([^”]+)”")
    old = tmp_path / "2020.txt"
    text = (Path(__file__).parents[1] / "data" / "beidaihe-2020.txt").read_text("utf-8")
    old.write_text(text.replace("≥9595%以上", "9595%", 2), "utf-8")
    target = tmp_path / "新表"
    target.mkdir()
    before = old.read_bytes()

    def choose(files: list[Path]) -> list[str]:
        calc.impl.chosen[:] = [[str(path) for path in files]]
        return click(label)

    choose([old])
    calc.books.active.close()
    assert list(target.iterdir()) == []
    table.activate()
    choose([old])
    sheet = calc.books.active.sheets[listing]
    column = sheet["A1:I1"].value.index(treatment)
    assert [row[column] for row in sheet["A2:I4"].value][:2] == [adopted] * 2
    sheet[1, column].value = kept
    choose([target])
    assert calc.books.active.name == table.name
    made = read(target)
    assert len(made.projects) == len(read(old).projects) == len(list(target.glob("*.xlsx"))) - len(made.departments)
    assert [row.target.raw for row in made.projects[0].project.indicators[:2]] == ["9595%", "=95%"]
    assert record in openpyxl.load_workbook(next(target.glob("01*.xlsx"))).sheetnames
    assert old.read_bytes() == before

    changed = min(target.glob("0[1-9]*.xlsx"))
    changed.write_bytes(b"another")
    choose([old])
    said = choose([target])[-1]
    assert f"“{changed.name}”" in said
    assert part.find(r"时，(不覆盖)，并告诉您")[1:] in said
    assert changed.read_bytes() == b"another"


def test_the_settings_file(
    calc: xw.App, manual: Manual, table: xw.Book, click: Click, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made where there is none, with the three lines that are named behind a #, and opened."""
    part = manual.part("七、设置")
    shown: list[Path] = []
    monkeypatch.setattr(os, "startfile", shown.append, raising=False)
    assert click(part.find(r"点“([^”]+)”，会打开当前")) == []
    assert shown == [Path(table.fullname).with_name(part.find(r"设置文件 `([^`]+)`"))]
    text = shown[0].read_text(encoding="utf-8")
    keys = re.findall(r"(\w+) 是(?:单位编码|单位名称|年度)", part.text)
    assert re.findall(r"^# (\w+) = ", text, re.MULTILINE) == keys


def test_the_settings_that_are_printed(manual: Manual, checkout: Path) -> None:
    """They can be read, and give the project that is named beside them its name."""
    part = manual.part("七、设置")
    settings = parse_settings(part.block("toml").encode())
    assert settings.code == part.find(r'code = "(\d+)"')
    assert settings.codes is not None
    (found,) = re.findall(r"编码 (\S+) 的第 5、6 位是 (\d+)", part.text.replace("**", ""))
    code, number = found
    projects = [reading.project for reading in read(checkout / "workbook_templates/beidaihe-2020").projects]
    (project,) = (project for project in projects if project.code == code)
    assert settings.codes.name_of(project) == part.find(rf'"{number}" = "([^"]+)"')


# 八、没有宏或用 WPS 时


def test_without_macros(manual: Manual, table: xw.Book) -> None:
    """发送到 has the entries, and the printed commands do on the plain .xlsx what is said, in its folder."""
    part = manual.part("八、没有宏或用 WPS 时")
    assert set(re.findall(r"“\*\*(绩效\S+?)\*\*”", part.text)) == SEND_TO.keys()
    machine = with_excel()
    scripts = part.find(r'set "PATH=([^;]+);').replace("%LOCALAPPDATA%", machine.variable("LOCALAPPDATA"))
    assert PureWindowsPath(scripts) == machine.python.program.parent
    folder = Path(table.fullname).parent
    lines = [line for line in part.text.splitlines() if line.startswith("xltool ")]
    lines += [command.strip("`") for _, command in part.part("命令行").rows(2) if " new " in command]
    assert len(lines) == 5
    for line in lines:
        if (folder / line.partition("-o ")[2]).is_file():
            (folder / line.partition("-o ")[2]).unlink()
        command = [sys.executable, "-P", "-m", *line.replace(" --open", "").split()]
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", env=environment)
        assert (done.returncode, done.stderr) == (0, ""), line
    assert (folder / SUMMARY).is_file()


# 十、诊断


def test_diagnosis(manual: Manual) -> None:
    """Its list of what is checked is the doctor's, and so are the words before each."""
    part = manual.part("十、诊断")
    findings = diagnose(with_excel(), shipped())
    assert part.find(r"逐项检查：([^。]+)。").split("、") == [finding.title for finding in findings]
    lines = findings_text([Finding("D-01", "", state, "") for state in STATES])
    said = [line.partition(" ")[0] for line in lines if line.startswith("[")]
    assert re.findall(r"^- “(\[\S+\])”", part.text, re.MULTILINE) == said


def test_macros_that_are_blocked(manual: Manual) -> None:
    """The way out is the doctor's, in the same words of Windows."""
    machine = with_excel()
    install(machine, shipped())
    machine.origins[places(machine).addin] = "[ZoneTransfer]\r\nZoneId=3\r\n"
    (finding,) = (finding for finding in diagnose(machine, shipped()) if finding.state == "error")
    words = re.findall(r"“([^”]+)”", finding.cure)
    paragraph = manual.part("别的").find(r"(上方是红色的，说宏被阻止。[^\n]+)")
    assert re.findall("|".join(words), paragraph) == words
