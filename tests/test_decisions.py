"""What a person decides about an import: how a decision reaches the new workbook, and what is asked before."""

import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.rules.clean import CLEAN, OTHER, PART_ONE, SHEET, workbook
from xltool.batch import Batch, FileReport
from xltool.decisions import KEPT, noted, treatment, with_values
from xltool.document import RECORD_SHEET, Document, read_document
from xltool.fields import department_values, project_values
from xltool.model import SubObjectiveCodes
from xltool.problems import Refused, Repair
from xltool.questions import Ask, about_codes, about_repairs
from xltool.records import department_record, dumps
from xltool.reports import repairs_text
from xltool.rules import check
from xltool.settings import confirmed, parse_settings
from xltool.tasks.importing import workbooks


def batch_of(*documents: Document) -> Batch:
    """A batch of documents."""
    return Batch(tuple(FileReport(d.file, Path(d.file), "read", document=d) for d in documents))


def with_repair(path: str, cell: str, raw: str, value: str, code: str = "I-06") -> Batch:
    """A batch with one clean table, of which reading has taken one cell otherwise than it stood, and is not sure."""
    document = read_document(workbook(CLEAN), "表.xlsx")
    repair = Repair(code, "表.xlsx", SHEET, cell, path, raw, value, "看着像", sure=False)
    return batch_of(document._replace(readings=(replace(document.readings[0], repairs=(repair,)),)))


def new_book(batch: Batch, adopted: bool | None = None) -> bytes:
    """The one new workbook, every open repair decided alike, or not decided."""
    decisions = {e.repair: adopted for e in noted(batch) if e.repair and e.open} if adopted is not None else {}
    ((_, data),) = workbooks(batch, decisions)
    return data


def scripted(*answers: int) -> tuple[list[str], Ask]:
    """The questions that will have been put, and what answers them in turn."""
    questions: list[str] = []
    rest = iter(answers)

    def ask(words: str, _: Sequence[str]) -> int:
        questions.append(words)
        return next(rest)

    return questions, ask


@pytest.mark.parametrize(
    ("adopted", "cell", "said"), [(None, "9595%", "请确认"), (True, "=95%", "采用"), (False, "9595%", "保留原文")]
)
def test_a_joined_value_follows_its_decision(adopted, cell, said):
    """Adopted, the new cell holds the value; declined or not asked about, the raw text, of which its rule complains."""
    batch = batch_of(read_document(workbook(CLEAN, {"E11": "9595%"}), "表.xlsx"))
    data = new_book(batch, adopted)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book[SHEET]["E11"].value == cell
    row = [each.value for each in book[RECORD_SHEET][2]]
    assert (row[1:7], row[8:]) == (["表.xlsx", SHEET, "E11", "指标值（第 1 条）", "9595%", "=95%"], [said, "E11"])
    problems = check(read_document(data, "新.xlsx").readings)
    assert ("V-01" in {problem.code for problem in problems}) == (not adopted)


@pytest.mark.parametrize(
    ("path", "cell", "raw"),
    [
        ("budget.fiscal", "E5", "约15"),
        ("plan.6月底", "C8", "近半"),
        ("department", "A3", "434002北戴河区人民政府办公室（办）"),
        ("name", "E4", "图书室（拟）"),
        ("objectives", "B9", "1、全年购置。\n2、按期上架。"),
        ("indicators[4].level1", "A15", ""),
    ],
)
def test_a_declined_repair_gives_the_raw_text_back(path, cell, raw):
    """In any field, an amount too; nothing else in the workbook is another than before."""
    batch = with_repair(path, cell, raw, "另一个值")
    assert noted(batch)[0].open
    cells = [openpyxl.load_workbook(io.BytesIO(new_book(batch, adopted)))[SHEET] for adopted in (True, False)]
    changed = {
        a.coordinate: b.value
        for one, other in zip(*(sheet["A3:F16"] for sheet in cells), strict=True)
        for a, b in zip(one, other, strict=True)
        if a.value != b.value
    }
    assert changed == {cell: raw or None}
    assert read_document(new_book(batch, False), "新.xlsx").readings[0].raw(path) == (raw or None)


@pytest.mark.parametrize(
    ("path", "cell", "raw", "value", "adopted"),
    [("plan.3月底", "B8", "20.0", "2000.00", True), ("plan.3月底", "B8", "20.0", "2000.00", False),
     ("budget.fiscal", "E5", "15.5", "0.00155", False)],
)  # fmt: skip
def test_a_number_stays_a_number(path, cell, raw, value, adopted):
    """A declined one is not written as text, which no formula would add up."""
    sheet = openpyxl.load_workbook(io.BytesIO(new_book(with_repair(path, cell, raw, value), adopted)))[SHEET]
    assert sheet[cell].value == float(raw)


def test_a_declined_percentage_is_what_stood_there():
    """0.2 in a cell was read as 20; declined, the new cell holds the number 0.2."""
    document = read_document(workbook(CLEAN), "表.xlsx")
    reading = document.readings[0]
    point = replace(reading.project.plan[0], percent=Decimal("20.00"))
    project = replace(reading.project, plan=(point, *reading.project.plan[1:]))
    spots = {**reading.spots, "plan.3月底": reading.spots["plan.3月底"]._replace(raw=0.2)}
    repair = Repair("V-10", "表.xlsx", SHEET, "B8", "plan.3月底", "0.2", "20.00", "看着像", sure=False)
    batch = batch_of(document._replace(readings=(replace(reading, project=project, spots=spots, repairs=(repair,)),)))
    cells = [openpyxl.load_workbook(io.BytesIO(new_book(batch, a)))[SHEET]["B8"].value for a in (None, True, False)]
    assert cells == [20, 20, 0.2]


def test_a_declined_amount_is_complained_of_and_said_above_the_title():
    """As the formula will say it: the cell holds no number."""
    data = new_book(with_repair("budget.total", "C5", "约20", "20.00"), False)
    status = openpyxl.load_workbook(io.BytesIO(data), data_only=True)[SHEET]["A1"].value
    assert "请改：预算数" in status
    assert "C5" in {problem.cell for problem in check(read_document(data, "新.xlsx").readings)}


@pytest.mark.parametrize("content", [CLEAN, PART_ONE])
def test_every_field_takes_a_text(content):
    """Each path of the map of fields; one field changes and no other, but those that share its cell."""
    values = department_values if content is PART_ONE else project_values
    before = values(content)
    for path in before:
        after = values(with_values(content, {path: "另外的字"}))
        assert after.keys() == before.keys(), path
        wanted = None if path.startswith(("budget", "plan", "year")) else "另外的字"
        assert {p: v for p, v in after.items() if v != before[p]} == {path: wanted}


def test_a_json_that_contradicts_itself_can_keep_its_parts():
    """The raw text of a target wins; declined, the cell holds what the parts say."""
    record = department_record(replace(PART_ONE, projects=(CLEAN,)))
    record["projects"][0]["indicators"][4]["target"] |= {"raw": "≥8%", "operator": "≥", "number": 9, "unit": "%"}
    batch = batch_of(read_document(dumps(record).encode(), "部门.json"))
    entry = next(entry for entry in noted(batch) if entry.repair)
    assert (entry.path, entry.open, entry.repair.raw, entry.repair.value) == (
        "indicators[4].target",
        True,
        "≥9%",
        "≥8%",
    )
    for adopted, cell in ((True, "≥8%"), (False, "≥9%")):
        *_, (_, data) = workbooks(batch, {entry.repair: adopted})
        assert openpyxl.load_workbook(io.BytesIO(data))[SHEET]["E15"].value == cell


def test_what_belongs_to_the_whole_file_is_in_its_first_workbook():
    """Also leftovers of another sheet; no workbook has what another one has."""
    text = Path(__file__).with_name("data").joinpath("beidaihe-2020.txt").read_bytes()
    batch = batch_of(read_document(text, "a.txt"), read_document(text, "b.txt"))
    entries = noted(batch)
    counts = [sum(entry.reading is reading for entry in entries) for reading in batch.readings]
    assert sum(counts) == len(entries) == 150
    marks = [entry for entry in entries if entry.repair and entry.repair.code == "I-01"]
    assert {id(entry.reading) for entry in marks} == {id(batch.projects[0]), id(batch.projects[11])}


def test_places_are_in_order_and_doubts_first():
    """Row 9 before row 10, column B before AA; what is not sure before all of that; leftovers last."""
    cells = {"E11": "≥9595%以上", "E12": "9595%", "E16": "≥9595%以上", "C5": "２０", "H30": "余", "AA4": "余"}
    entries = noted(batch_of(read_document(workbook(CLEAN, cells), "表.xlsx")))
    assert [entry.said.cell for entry in entries] == ["E12", "C5", "E11", "E16", "AA4", "H30"]


def test_the_list_on_the_screen_is_whole():
    """What is to be confirmed stands first, every place is there, and leftovers are named."""
    cells = {"E11": "≥9595%以上", "E12": "9595%", "E16": "≥9595%以上", "E13": "8888%", "H30": "余"}
    entries = noted(batch_of(read_document(workbook(CLEAN, cells), "表.xlsx")))
    declined = {entries[1].repair: False}
    lines = list(repairs_text(entries, declined))
    place = f"    表.xlsx {SHEET}!"
    assert [line.partition("：")[0] for line in lines] == [
        f"[更正，请确认] {entries[0].repair.reason}",
        f"{place}E12 指标值（第 2 条）",
        f"[保留原文] {entries[1].repair.reason}",
        f"{place}E13 指标值（第 3 条）",
        f"[更正] {entries[2].repair.reason}",
        f"{place}E11 指标值（第 1 条）",
        f"{place}E16 指标值（第 6 条）",
        f"[未归类] 表.xlsx {SHEET}!H30",
        lines[-1],
    ]
    assert "[labels]" in lines[-1]
    assert treatment(entries[1], declined) == KEPT


def test_causes_are_asked_one_by_one_or_at_once():
    """全部采用 answers the rest of a cause and no other; sure repairs are not asked about."""
    one = read_document(
        workbook(CLEAN, {"E11": "9595%", "E12": "8888%", "E15": "≥9595%以上", "E16": "7777%"}), "a.xlsx"
    )
    other = read_document(workbook(OTHER), "b.xlsx")
    repair = Repair("I-06", "b.xlsx", SHEET, "E4", "name", "拟", "图书", "看着像", sure=False)
    other = other._replace(readings=(replace(other.readings[0], repairs=(repair,)),))
    entries = noted(batch_of(one, other))
    questions, ask = scripted(1, 2, 1)
    decisions = about_repairs(entries, ask)
    assert [decisions[entry.repair] for entry in entries[:4]] == [False, True, True, False]
    assert len(decisions) == 4
    assert [words.splitlines()[1].strip() for words in questions] == [
        f"a.xlsx {SHEET}!E11 指标值（第 1 条）：9595% → =95%",
        f"a.xlsx {SHEET}!E12 指标值（第 2 条）：8888% → =88%",
        f"b.xlsx {SHEET}!E4 项目名称：拟 → 图书",
    ]
    assert "第 2 处，共 3 处" in questions[1]


def test_who_leaves_is_told_that_nothing_was_written():
    """At a repair, and at the mapping of codes."""
    entries = noted(batch_of(read_document(workbook(CLEAN, {"E11": "9595%"}), "表.xlsx")))
    codes = SubObjectiveCodes({"14": "图书服务"}, basis="proposed")
    with pytest.raises(Refused, match="没有写入任何文件"):
        about_repairs(entries, scripted(3)[1])
    with pytest.raises(Refused, match="没有写入任何文件"):
        about_codes(codes, scripted(2)[1])
    assert [about_codes(codes, scripted(answer)[1]) for answer in (0, 1)] == [True, False]


SETTINGS = """\
# 说明：confirmed = false 表示没有核对
[department]
code = "434002"

[sub_objectives]
confirmed  =  false  # 待核对
names = { "14" = "图书" }
"""


def test_confirming_changes_one_word_of_the_settings():
    """The clerk's comments and blanks stay; what has no such line is refused with a sentence."""
    new = confirmed(SETTINGS.encode(), "xltool.toml").decode()
    assert new == SETTINGS.replace("confirmed  =  false  #", "confirmed  =  true  #")
    assert parse_settings(new.encode()).codes.basis == "settings"
    for text in ("[department]\n", SETTINGS.replace("  =  false", " = 0"), SETTINGS + "[x]\nconfirmed = false\n"):
        with pytest.raises(Refused, match="没有改动"):
            confirmed(text.encode(), "xltool.toml")


def test_a_record_is_no_table_and_no_leftover():
    """A workbook with a record reads as one without; a sheet that is only called so is a leftover."""
    batch = batch_of(read_document(workbook(CLEAN, {"E11": "9595%", "H30": "余"}), "表.xlsx"))
    data = new_book(batch)
    again = read_document(data, "新.xlsx")
    assert (len(again.readings), again.all_leftovers()) == (1, [])
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[RECORD_SHEET]["A1"].value = "别的"
    changed = io.BytesIO()
    book.save(changed)
    assert [left.sheet for left in read_document(changed.getvalue(), "新.xlsx").all_leftovers()] == [RECORD_SHEET]


def test_nothing_to_record_is_no_record():
    """A clean table has none; and it is the same bytes as ever."""
    batch = batch_of(read_document(workbook(CLEAN), "表.xlsx"))
    assert RECORD_SHEET not in openpyxl.load_workbook(io.BytesIO(new_book(batch))).sheetnames
    assert new_book(batch) == new_book(batch)


def test_a_text_too_long_for_a_cell_is_cut_in_the_record_and_says_so():
    """Word and texts have no limit; the rest of it is in the source."""
    batch = with_repair("", "", "长" * 40_000, "短")
    sheet = openpyxl.load_workbook(io.BytesIO(new_book(batch)))[RECORD_SHEET]
    text = sheet["F2"].value
    assert (len(text), text[-22:].endswith("……（共 40000 字，见原文件）")) == (32_767, True)
