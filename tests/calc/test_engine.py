"""What code that is written for Excel finds when it runs over LibreOffice."""

import datetime
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.styles import Protection

from tests.calc.excel_application import ComError

REAL = "01 北戴河村镇志编撰印刷费.xlsx"
RED, AMBER = (255, 199, 206), (255, 235, 156)


@pytest.fixture
def real(calc: xw.App, checkout: Path, tmp_path: Path) -> xw.Book:
    """A workbook of a department, open."""
    return calc.books.open(shutil.copy(checkout / "workbook_templates" / "beidaihe-2020" / REAL, tmp_path))


@pytest.fixture
def template(calc: xw.App, checkout: Path, tmp_path: Path) -> xw.Book:
    """The template with buttons, whose sheets are protected, open."""
    return calc.books.open(shutil.copy(checkout / "workbook_templates" / "项目绩效目标表.xlsm", tmp_path))


@pytest.fixture
def made(calc: xw.App, tmp_path: Path) -> Callable[..., xw.Book]:
    """Give `made(prepare)`: a workbook that openpyxl made, `prepare` having got its sheet, open."""

    def make(prepare: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> xw.Book:
        file = openpyxl.Workbook()
        prepare(file.active)
        file.save(tmp_path / "表.xlsx")
        return calc.books.open(tmp_path / "表.xlsx")

    return make


def saved(book: xw.Book) -> openpyxl.Workbook:
    """The saved file of a workbook."""
    book.save()
    return openpyxl.load_workbook(book.fullname)


def test_a_sheet_is_read_at_once(calc: xw.App, real: xw.Book) -> None:
    """All values of the used range come in one read, and are those of the file."""
    calc.impl.calls.clear()
    used = real.sheets[0].used_range
    values = used.options(ndim=2).value
    assert dict(calc.impl.calls) == {"value": 1}
    sheet = openpyxl.load_workbook(real.fullname, data_only=True).worksheets[0]
    cells = sheet.iter_rows(max_row=len(values), max_col=len(values[0]), values_only=True)
    assert used.address.startswith("$A$1:")
    assert values == [list(row) for row in cells]


def test_what_is_typed_and_not_saved_is_read(real: xw.Book) -> None:
    """An edit is seen at once, computed from, and not in the file before it is saved."""
    sheet = real.sheets[0]
    before = openpyxl.load_workbook(real.fullname).worksheets[0]["E4"].value
    sheet["E4"].value = "改过"
    assert sheet["E4"].value == "改过"
    assert not real.api.Saved
    assert openpyxl.load_workbook(real.fullname).worksheets[0]["E4"].value == before
    assert saved(real).worksheets[0]["E4"].value == "改过"
    assert real.api.Saved


def test_values_of_every_kind_come_back(calc: xw.App) -> None:
    """None, numbers, texts, booleans and days; None empties a cell."""
    sheet = calc.books.add().sheets[0]
    sheet["A1:C1"].value = "满"
    day, moment = datetime.datetime(2020, 3, 31), datetime.datetime(2020, 3, 31, 8, 30)
    rows = [[None, 2.5, "文字"], [True, day, moment], [-3, "'00123", ""]]
    sheet["A1"].value = rows
    assert sheet["A1:C3"].value == [[None, 2.5, "文字"], [True, day, moment], [-3.0, "00123", None]]
    assert sheet["B2"].number_format == "yyyy/m/d"
    sheet["A1:C3"].clear_contents()
    assert sheet["A1:C3"].value == [[None] * 3] * 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("00123", 123.0),
        ("1,200.50", 1200.5),
        ("50%", 0.5),
        ("true", True),
        ("2020-3-1", datetime.datetime(2020, 3, 1)),
        ("100册", "100册"),
        ("-", "-"),
        ("≥95%", "≥95%"),
    ],
)
def test_a_text_is_taken_as_typed(calc: xw.App, text: str, value: object) -> None:
    """As in Excel a text that looks like a number becomes one, but in a cell with the format of texts."""
    sheet = calc.books.add().sheets[0]
    sheet["B1"].number_format = "@"
    sheet["A1"].value = [text, text]
    assert sheet["A1:B1"].value == [value, text]


def test_formulas_are_in_excels_notation(calc: xw.App) -> None:
    """Commas, exclamation marks and sheets with spaces; errors are empty, or their text if that is asked for."""
    book = calc.books.add()
    book.sheets.add("数据 表", after=book.sheets[0])
    book.sheets["数据 表"]["A1"].value = [[1], [2]]
    sheet = book.sheets[0]
    sheet["A1"].value = [["=SUM('数据 表'!A1,'数据 表'!A2)", "=1/0"]]
    sheet["A2:B2"].formula = "=A1*2"
    assert sheet["A1:B2"].formula == (("=SUM('数据 表'!A1,'数据 表'!A2)", "=1/0"), ("=A1*2", "=B1*2"))
    assert sheet["A1:B2"].value == [[3.0, None], [6.0, None]]
    assert sheet["B1"].options(err_to_str=True).value == "#DIV/0!"
    calc.calculation = "manual"
    book.sheets["数据 表"]["A1"].value = 10
    assert sheet["A1"].value == 3
    calc.calculate()
    assert sheet["A1"].value == 12


def test_colours_are_set_and_given_back(made: Callable[..., xw.Book]) -> None:
    """A cell's own colour, or that it has none, can be restored exactly, also in the file."""
    book = made(lambda s: setattr(s["A1"], "fill", openpyxl.styles.PatternFill("solid", fgColor="92D050")))
    sheet = book.sheets[0]
    own = [sheet[cell].color for cell in ("A1", "A2")]
    assert own == [(0x92, 0xD0, 0x50), None]
    sheet["A1:A2"].color = RED
    assert [sheet[cell].color for cell in ("A1", "A2")] == [RED, RED]
    sheet["A1"].color, sheet["A2"].color = own
    assert sheet["A1:A2"].color is None, "they differ"
    cells = saved(book).active
    assert cells["A1"].fill.fgColor.rgb == "FF92D050"
    assert cells["A2"].fill.fill_type is None


def test_notes_are_added_and_removed(made: Callable[..., xw.Book]) -> None:
    """A note is added, changed and taken away; a cell that has one takes no second; the clerk's own stays."""
    book = made(lambda s: setattr(s["B2"], "comment", openpyxl.comments.Comment("自己的批注", "李会计")))
    sheet = book.sheets[0]
    assert sheet["A1"].note is None
    sheet["A1"].add_note("V-01")
    sheet["A1"].note.text = "V-02"
    with pytest.raises(ComError):
        sheet["B2"].api.AddComment("V-03")
    assert [(note.location.address, note.text) for note in sheet.notes] == [("$A$1", "V-02"), ("$B$2", "自己的批注")]
    assert {c: saved(book).active[c].comment.text for c in ("A1", "B2")} == {"A1": "V-02", "B2": "自己的批注"}
    sheet["A1"].note.delete()
    assert saved(book).active["A1"].comment is None
    assert saved(book).active["B2"].comment.text == "自己的批注"


def test_links_lead_to_places_and_files(calc: xw.App, tmp_path: Path) -> None:
    """A link to a cell and to a file, as they are in the saved file."""
    book = calc.books.add()
    book.sheets.add("问题 清单")
    sheet = book.sheets["Sheet1"]
    sheet["A1"].add_hyperlink("#'问题 清单'!B3", "看问题")
    sheet.api.Hyperlinks.Add(sheet["A2"].api, "", "Sheet1!C4", "到 C4", "第 4 行")
    sheet["A3"].add_hyperlink("https://example.org/a?b=1#c", "页")
    assert sheet["A1:A3"].value == ["看问题", "第 4 行", "页"]
    assert (sheet["A2"].api.Hyperlinks(1).SubAddress, sheet["A2"].hyperlink) == ("Sheet1!C4", "")
    assert sheet["A3"].hyperlink == "https://example.org/a?b=1"
    book.save(tmp_path / "链接.xlsx")
    cells = saved(book)["Sheet1"]
    assert [cells[c].hyperlink.location for c in ("A1", "A2")] == ["'问题 清单'!B3", "Sheet1!C4"]
    sheet["A2"].api.Hyperlinks.Delete()
    assert (sheet["A2"].value, sheet["A2"].api.Hyperlinks.Count) == ("第 4 行", 0)


def test_a_protected_sheet_refuses(calc: xw.App, made: Callable[..., xw.Book]) -> None:
    """Locked cells take no value, colour, note or link, no row is hidden, with Excel's error; unlocked take values."""

    def protect(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["B1"].protection = Protection(locked=False)
        sheet.protection.enable()
        sheet.protection.objects = True

    sheet = made(protect).sheets[0]
    sheet["B1"].value = "可填"
    assert sheet["B1"].value == "可填"
    refused = [
        lambda: setattr(sheet["A1"], "value", "改"),
        lambda: setattr(sheet["A1:B1"], "value", [1, 2]),
        lambda: setattr(sheet["A1"], "formula", "=1"),
        lambda: setattr(sheet["A1"], "color", RED),
        lambda: setattr(sheet["B1"], "color", RED),
        lambda: sheet["A1"].add_note("批注"),
        lambda: sheet["A1"].add_hyperlink("#A2", "去"),
        lambda: setattr(sheet["A3"].rows, "hidden", True),
        sheet["A1"].clear_contents,
    ]
    for attempt in refused:
        with pytest.raises(ComError) as error:
            attempt()
        assert error.value.excepinfo[5] == -2146827284
        assert "受保护" in error.value.excepinfo[2]
    assert (sheet["A1"].value, sheet["A1"].color, sheet["A1"].note) == (None, None, None)


def test_protection_is_lifted_and_put_back(template: xw.Book) -> None:
    """The flags of the template are read, kept through unprotecting, and in the saved file."""
    sheet = template.sheets[0]
    before = protection(saved(template).worksheets[0])
    sheet.name = "改名"
    api = sheet.api
    flags = {
        name: getattr(api.Protection, name) for name in ("AllowFormattingRows", "AllowInsertingRows", "AllowSorting")
    }
    assert (api.ProtectContents, api.ProtectDrawingObjects, api.EnableSelection) == (True, True, 1)
    assert flags == {"AllowFormattingRows": True, "AllowInsertingRows": True, "AllowSorting": False}
    api.Rows(30).Hidden = not api.Rows(30).Hidden
    api.Unprotect()
    assert not api.ProtectContents
    assert not api.Protection.AllowInsertingRows
    sheet["A1"].color = AMBER
    api.Protect(DrawingObjects=True, Contents=True, Scenarios=True, **flags)
    assert api.ProtectContents
    assert {name: getattr(api.Protection, name) for name in flags} == flags
    with pytest.raises(ComError):
        sheet["A1"].color = RED
    assert protection(saved(template).worksheets[0]) == before


def protection(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, object]:
    """The protection of a sheet in a file."""
    return dict(vars(sheet.protection))


def test_a_password_is_needed(calc: xw.App) -> None:
    """Without the password, or with another, a sheet stays protected."""
    api = calc.books.add().sheets[0].api
    api.Protect("秘密")
    for wrong in ((), ("猜",)):
        with pytest.raises(ComError):
            api.Unprotect(*wrong)
    assert api.ProtectContents
    api.Unprotect("秘密")
    assert not api.ProtectContents


def test_a_workbook_with_protected_structure_takes_no_sheet(calc: xw.App) -> None:
    """Sheets are neither added, renamed, hidden nor deleted."""
    book = calc.books.add()
    book.impl.uno.protect("")
    assert book.api.ProtectStructure
    for attempt in (
        lambda: book.sheets.add("问题清单"),
        lambda: setattr(book.sheets[0], "name", "别名"),
        lambda: setattr(book.sheets[0], "visible", False),
        lambda: book.sheets[0].delete(),
    ):
        with pytest.raises(ComError):
            attempt()
    assert [sheet.name for sheet in book.sheets] == ["Sheet1"]


def test_sheets_are_added_hidden_and_deleted(calc: xw.App) -> None:
    """Before, after, by name, active; the last one that is shown cannot be hidden."""
    book = calc.books.add()
    first = book.sheets[0]
    last = book.sheets.add("末", after=first)
    book.sheets.add("首", before=first)
    assert [(sheet.name, sheet.index) for sheet in book.sheets] == [("首", 1), ("Sheet1", 2), ("末", 3)]
    assert book.sheets.active.name == "首"
    first.activate()
    assert book.sheets.active == first
    last.visible = False
    assert not book.sheets["末"].visible
    for wrong in ("首", "a:b"):
        with pytest.raises(ComError):
            last.name = wrong
    last.delete()
    book.sheets["首"].delete()
    with pytest.raises(ComError):
        first.visible = False
    assert book.sheet_names == ["Sheet1"]


def test_names_of_the_book_and_of_a_sheet(template: xw.Book) -> None:
    """Names are found, read, added and saved; those of a sheet have it before them."""
    names = {name.name: name for name in template.names}
    assert names["一级指标"].refers_to == "=填写说明!$A$26:$A$28"
    assert names["一级指标"].refers_to_range.address == "$A$26:$A$28"
    assert names["项目绩效目标表!Print_Area"].refers_to_range.sheet.name == "项目绩效目标表"
    with pytest.raises(ComError):
        _ = names["项目绩效目标表!编码合规"].refers_to_range
    sheet = template.sheets[0]
    assert "编码合规" in sheet.names
    assert "编码合规" not in template.names
    template.names.add("xltool_状态", "=项目绩效目标表!$A$1")
    assert sheet.range("xltool_状态").address == "$A$1:$G$1".split(":")[0]
    assert template.sheets[1]["A26:A28"].name.name == "一级指标"
    assert saved(template).defined_names["xltool_状态"].attr_text == "项目绩效目标表!$A$1"
    template.names["xltool_状态"].delete()
    assert "xltool_状态" not in template.names


def test_two_workbooks_are_open(calc: xw.App, real: xw.Book, template: xw.Book) -> None:
    """The last one opened is active; each keeps its own cells; an open file is not opened twice."""
    assert [book.name for book in calc.books] == ["项目绩效目标表.xlsm", REAL]
    assert xw.books.active == template
    real.sheets[0]["C4"].value = "这本"
    assert template.sheets[0]["C4"].value != "这本"
    real.activate()
    assert calc.books.active == real
    assert calc.books.open(real.fullname) == real
    assert len(calc.books) == 2
    real.close()
    assert [book.name for book in calc.books] == ["项目绩效目标表.xlsm"]


def test_the_calling_workbook(real: xw.Book, template: xw.Book) -> None:
    """`Book.caller()` is the workbook that the test says, whichever is in front."""
    real.set_mock_caller()
    assert xw.Book.caller() == real
    assert xw.Book.caller().app == xw.apps.active


def test_no_caller_is_left_over(calc: xw.App) -> None:
    """A test does not see the caller of another."""
    assert not hasattr(xw.Book, "_mock_caller")
    assert (calc.books.count, calc.status_bar, calc.screen_updating) == (0, False, True)


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_new_workbook_is_saved_as_its_suffix_says(calc: xw.App, tmp_path: Path, suffix: str) -> None:
    """Its name before and after, and what stands in the file; a second saving keeps the type."""
    book = calc.books.add()
    assert (book.name, book.fullname, book.api.Path) == ("工作簿1", "工作簿1", "")
    target = tmp_path / f"文件 夹{suffix}"
    book.save(target)
    assert (book.name, book.fullname, book.api.Path) == (target.name, str(target), str(tmp_path))
    book.sheets[0]["A1"].value = "第二次"
    assert saved(book).active["A1"].value == "第二次"
    with zipfile.ZipFile(target) as file:
        assert (b"macroEnabled" in file.read("[Content_Types].xml")) == (suffix == ".xlsm")
    assert [file.name for file in tmp_path.iterdir()] == [target.name], "no lock beside it"


def test_macros_stay_in_a_saved_template(template: xw.Book) -> None:
    """The template is still one with macros after it was saved."""
    template.sheets[0].api.Unprotect()
    template.save()
    with zipfile.ZipFile(template.fullname) as file:
        assert file.read("xl/vbaProject.bin")


@pytest.mark.parametrize("by_file", [True, False])
def test_a_read_only_workbook_is_not_saved(calc: xw.App, real: xw.Book, by_file: bool) -> None:
    """It says that it is, can be edited, and saved elsewhere only."""
    path = Path(real.fullname)
    real.close()
    path.chmod(0o444 if by_file else 0o644)
    book = calc.books.open(path, read_only=not by_file)
    assert book.api.ReadOnly
    book.sheets[0]["E4"].value = "改过"
    with pytest.raises(ComError):
        book.save()
    book.save(path.with_name("副本.xlsx"))
    assert (book.name, book.api.ReadOnly) == ("副本.xlsx", False)
    assert openpyxl.load_workbook(path.with_name("副本.xlsx")).worksheets[0]["E4"].value == "改过"


def test_a_cell_in_edit_mode_blocks_everything(calc: xw.App, real: xw.Book) -> None:
    """Neither sheets nor cells can be reached, with the error that Windows gives, and again once Enter was pressed."""
    sheet = real.sheets[0]
    calc.impl.busy = True
    for attempt in (lambda: real.sheets[0], lambda: sheet["A1"], lambda: sheet.used_range):
        with pytest.raises(ComError) as error:
            attempt()
        assert (error.value.hresult, error.value.excepinfo) == (-2147418111, None)
    calc.impl.busy = False
    assert sheet["A4"].value == "项目编码"


@pytest.mark.parametrize("content", [b"", b"PK", "不是表格".encode()])
def test_what_is_no_workbook_is_not_opened(calc: xw.App, tmp_path: Path, content: bytes) -> None:
    """An error, and nothing stays open."""
    (tmp_path / "坏.xlsx").write_bytes(content)
    with pytest.raises(ComError):
        calc.books.open(tmp_path / "坏.xlsx")
    assert len(calc.books) == 0


def test_the_status_bar_and_the_boxes_are_seen(calc: xw.App) -> None:
    """What a person would see and answer is there for the test."""
    with calc.properties(status_bar="正在汇总 1/11", screen_updating=False):
        calc.api.StatusBar = "正在汇总 2/11"
        assert (calc.status_bar, calc.screen_updating) == ("正在汇总 2/11", False)
    assert (calc.status_bar, calc.impl.status_bars) == (False, ["正在汇总 1/11", "正在汇总 2/11"])
    calc.impl.answers.append("no")
    assert calc.alert("继续？", "绩效目标", buttons="yes_no") == "no"
    assert calc.alert("完成") == "ok"
    assert [alert[0] for alert in calc.impl.alerts] == ["继续？", "完成"]


def test_files_are_chosen_as_the_test_says(calc: xw.App) -> None:
    """Both dialogs give what the test chose, and cancel without it."""
    calc.impl.chosen += [["a.xlsx"], ["a.xlsx", "b.xlsx"], ["C:\\表"]]
    assert calc.api.GetOpenFilename("工作簿,*.xlsx", Title="导入旧表") == "a.xlsx"
    assert calc.api.GetOpenFilename(MultiSelect=True) == ("a.xlsx", "b.xlsx")
    dialog = calc.api.FileDialog(4)
    dialog.Title = "选文件夹"
    assert (dialog.Show(), dialog.SelectedItems(1), dialog.SelectedItems.Count) == (-1, "C:\\表", 1)
    assert (calc.api.GetOpenFilename(), calc.api.FileDialog(3).Show()) == (False, 0)
    assert [shown.title for shown in calc.impl.dialogs] == ["导入旧表", "", "选文件夹", "", ""]


def test_excels_own_names(calc: xw.App) -> None:
    """Fills, notes, rows and the selection by what Excel calls them; what is not imitated is an error."""
    book = calc.books.add()
    sheet = book.sheets[0]
    fill = sheet["A1"].api.Interior
    assert (fill.ColorIndex, fill.Pattern, fill.Color) == (-4142, -4142, 0xFFFFFF)
    fill.Color = 0x0000FF
    assert (sheet["A1"].color, fill.Color, fill.Pattern) == ((255, 0, 0), 255.0, 1)
    assert sheet["A1:A2"].api.Interior.ColorIndex is None
    fill.ColorIndex = -4142
    assert sheet["A1"].color is None
    assert sheet["B2"].api.Comment is None
    assert sheet["B2"].api.AddComment("看").Text() == "看"
    assert [note.Parent._cells.address for note in sheet.api.Comments] == ["$B$2"]
    sheet["B2"].api.Comment.Delete()
    assert sheet.api.Comments.Count == 0
    other = book.sheets.add("别处")
    calc.api.Goto(sheet["C3"].api)
    assert (book.sheets.active, calc.selection.address) == (sheet, "$C$3")
    for missing in (lambda: other.api.Outline, lambda: setattr(other.api, "Visibel", 1), lambda: calc.api.Ready):
        with pytest.raises(AttributeError):
            missing()


def test_rows_columns_and_merged_cells(calc: xw.App, tmp_path: Path) -> None:
    """Sizes, hidden rows, merged cells and fonts, and what of them is in the file."""
    book = calc.books.add()
    sheet = book.sheets[0]
    sheet["A1:C2"].merge()
    assert (sheet["B2"].merge_area.address, sheet["B2"].merge_cells, sheet["D4"].merge_cells) == (
        "$A$1:$C$2",
        True,
        False,
    )
    sheet["A1"].value = "合并"
    sheet["A1"].font.bold = True
    sheet["B:B"].column_width, sheet["5:5"].row_height = 20, 30
    sheet["7:8"].rows.hidden = True
    assert (sheet["A7"].rows.hidden, sheet["A6:A7"].rows.hidden) == (True, None)
    sheet["3:3"].insert("down")
    calc.cut_copy_mode = "copy"
    with pytest.raises(NotImplementedError):
        sheet["3:3"].insert("down")
    sheet["A9"].number_format = "0.00"
    book.save(tmp_path / "样.xlsx")
    cells = saved(book).active
    assert list(map(str, cells.merged_cells.ranges)) == ["A1:C2"]
    assert cells["A1"].font.b
    assert [row for row, size in cells.row_dimensions.items() if size.hidden] == [8, 9]
    assert cells.row_dimensions[6].height == pytest.approx(30, abs=0.5)
    assert sheet["B1"].column_width == pytest.approx(20, abs=0.1)
    assert cells.column_dimensions["B"].width > 16, "about: the width of a character is another"
    assert cells["A9"].number_format == "0.00"
    sheet["A1"].unmerge()
    assert sheet["A1"].merge_area.address == "$A$1"


def test_whole_columns_give_what_is_filled(calc: xw.App) -> None:
    """A column, all cells, and a range that is grown from a cell."""
    sheet = calc.books.add().sheets[0]
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert sheet["B:B"].value == [2.0, 4.0]
    assert sheet.cells.value == [[1.0, 2.0], [3.0, 4.0]]
    assert sheet[0, 0].expand("right").value == [1.0, 2.0]


def test_a_libreoffice_that_dies_is_replaced(calc_engine: xw.Engine, request: pytest.FixtureRequest) -> None:
    """A call that would wait for ever is an error once the time is up, and the next test gets another LibreOffice."""
    before, xw.engines.active = xw.engines.active, calc_engine
    app = xw.App(add_book=False)
    folder = Path(app.impl.office.folder.name)
    app.impl.office.limit(0).join()
    with pytest.raises(ComError):
        app.books.add()
    app.kill()
    xw.engines.active = before
    assert not app.impl.office.alive
    assert not folder.exists()
    assert request.getfixturevalue("calc").impl is not app.impl
