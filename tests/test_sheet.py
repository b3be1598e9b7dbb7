"""textkit.reading.sheet: workbooks as a reader sees them, bounded, without macros and links."""

from __future__ import annotations

import contextlib
import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from damaged import damaged_copies
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side
from openpyxl.worksheet.table import Table
from test_layout import check

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.reading import sheet
from textkit.reading.document import Remark
from textkit.reading.sheet import read_sheet

RULES = Border(*[Side(style="thin")] * 4)
TITLE = [
    ["PHỤ LỤC I"],
    ["CHỈ TIÊU PHÁT TRIỂN KINH TẾ - XÃ HỘI NĂM NĂM 2026-2030"],
    [
        "(Kèm theo Nghị quyết số 15/NQ-HĐND ngày 10 tháng 12 năm 2025 của Hội đồng nhân dân tỉnh"
        " Lam Châu)"
    ],
]
TARGETS = [
    ["TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện 2025", "Kế hoạch"],
    [None, None, None, None, 2027, 2030],
    ["I", "Kinh tế"],
    [1, "Tốc độ tăng trưởng GRDP", "%", 7.5, 8, 8.5],
    [2, "Tỷ lệ hộ nghèo\nđa chiều", "%", 0.052, 0.03, 0.01],
    [3, "Tổng thu ngân sách", "tỷ đồng", 12500, 15000, 20000],
]


def fill(page, rows, *, top=1, ruled=False):
    """Writes rows into a sheet, with rules around all cells as wide as the widest row."""
    width = max(map(len, rows))
    for number, row in enumerate(rows, top):
        for column in range(width):
            cell = page.cell(number, column + 1, row[column] if column < len(row) else None)
            if ruled:
                cell.border = RULES


def annex(path: Path) -> Path:
    """An annex of targets: title, a table with a head of two rows, a signature."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "PL1"
    fill(page, TITLE)
    for number in (1, 2, 3):
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=6)
    fill(page, TARGETS, top=5, ruled=True)
    for letter in "ABCD":
        page.merge_cells(f"{letter}5:{letter}6")
    page.merge_cells("E5:F5")
    page.merge_cells("B7:F7")
    for letter in "DEF":
        page[f"{letter}8"].number_format = "0.0"
        page[f"{letter}9"].number_format = "0.0%"
        page[f"{letter}10"].number_format = "#,##0"
    page["E12"] = "TM. HỘI ĐỒNG NHÂN DÂN"
    page["E13"] = "CHỦ TỊCH"
    page["E16"] = "Trần Văn Lam"
    book.save(path)
    return path


def save(path: Path, *rows, ruled=False, **cells) -> Path:
    """A workbook of one sheet of these rows, some cells changed."""
    book = openpyxl.Workbook()
    fill(book.active, rows, ruled=ruled)
    for name, value in cells.items():
        book.active[name] = value
    book.save(path)
    return path


def lines(path: Path) -> list[str]:
    return check(read_sheet(path))[0].split("\n")


def test_an_annex_is_read_as_a_word_annex(tmp_path):
    document = tk.read(annex(tmp_path / "pl.xlsx"))
    check((document.text, document.layout, document.mends))
    assert document.text.split("\n\n") == [
        "PL1",
        "\n".join(row[0] for row in TITLE),
        "TT\tChỉ tiêu\tĐơn vị tính\tThực hiện 2025\tKế hoạch\n2027\t2030\nI\tKinh tế\n"
        "1\tTốc độ tăng trưởng GRDP\t%\t7,5\t8,0\t8,5\n"
        "2\tTỷ lệ hộ nghèo đa chiều\t%\t5,2%\t3,0%\t1,0%\n"
        "3\tTổng thu ngân sách\ttỷ đồng\t12.500\t15.000\t20.000",
        "TM. HỘI ĐỒNG NHÂN DÂN\nCHỦ TỊCH",
        "Trần Văn Lam",
    ]
    kinds = [block.kind for block in document.layout]
    assert kinds == ["heading", *["body"] * 3, *["table"] * 27, *["body"] * 3]
    assert document.facts.kind == "phụ lục"
    found = [
        (target.indicator_text, target.high, target.unit, target.deadline)
        for target in tk.find_targets(document)
    ]
    assert found == [
        ("Tốc độ tăng trưởng GRDP", 8.0, "%", "2027"),
        ("Tốc độ tăng trưởng GRDP", 8.5, "%", "2030"),
        ("Tỷ lệ hộ nghèo đa chiều", 3.0, "%", "2027"),
        ("Tỷ lệ hộ nghèo đa chiều", 1.0, "%", "2030"),
        ("Tổng thu ngân sách", 15000.0, "tỷ đồng", "2027"),
        ("Tổng thu ngân sách", 20000.0, "tỷ đồng", "2030"),
    ]


def test_cells_know_their_place(tmp_path):
    reading = read_sheet(annex(tmp_path / "pl.xlsx"))
    block = next(block for block in reading.layout if block.origin == "sheet0/F9/p0")
    assert reading.text[block.start : block.end] == "1,0%"
    assert (block.kind, block.row, block.column) == ("table", 4, 5)


def test_the_sides_of_a_letterhead_and_a_unit_above_the_table(tmp_path):
    path = save(
        tmp_path / "a.xlsx",
        ["ỦY BAN NHÂN DÂN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["TỈNH LAM CHÂU", None, "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 12/KH-UBND", None, "Lam Châu, ngày 5 tháng 3 năm 2026"],
        [],
        ["KẾ HOẠCH"],
        ["về phát triển đô thị"],
        [None, None, None, "Đơn vị: %"],
        ["TT", "Chỉ tiêu", "2025", "Mục tiêu 2030"],
        [1, "Tỷ lệ đô thị hóa", 35, 45],
        [2, "Tỷ lệ cây xanh", 3, 5],
        [],
        ["Nơi nhận:", None, None, "TM. ỦY BAN NHÂN DÂN"],
    )
    document = tk.read(path)
    assert document.text.startswith("ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH")
    kinds = [block.kind for block in document.layout]
    assert kinds == [*["body"] * 9, *["table"] * 12, "recipients", "body"]
    facts = document.facts
    assert (facts.number, facts.date, facts.title) == (
        "12/KH-UBND",
        "2026-03-05",
        "về phát triển đô thị",
    )


def test_two_tables_of_a_sheet_are_two(tmp_path):
    book = openpyxl.Workbook()
    for top in (1, 5):
        fill(book.active, [["TT", "Chỉ tiêu", "2030"], [1, "Số xã", top]], top=top, ruled=True)
    book.save(tmp_path / "a.xlsx")
    rows = [block.row for block in read_sheet(tmp_path / "a.xlsx").layout]
    assert rows == [0, 0, 0, 1, 1, 1] * 2


def test_a_list_without_rules_or_with_two_columns(tmp_path):
    wide = save(tmp_path / "a.xlsx", ["Danh mục"], ["TT", "Tên", "Vốn"], [1, "Cầu Lam", 5])
    assert [block.kind for block in read_sheet(wide).layout] == ["body", *["table"] * 6]
    narrow = save(tmp_path / "b.xlsx", ["Chỉ tiêu", "2030"], ["Số xã", 5], ["Số thôn", 9])
    assert {block.kind for block in read_sheet(narrow).layout} == {"table"}
    single = save(tmp_path / "c.xlsx", ["Một"], ["Hai"])
    assert {block.kind for block in read_sheet(single).layout} == {"body"}


def test_a_range_made_a_table_needs_no_rules(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, [["Ghi chú"], ["Chỉ tiêu", "2030"], ["Số xã", 5]])
    book.active.add_table(Table(displayName="a", ref="A2:B3"))
    book.save(tmp_path / "a.xlsx")
    kinds = [block.kind for block in read_sheet(tmp_path / "a.xlsx").layout]
    assert kinds == ["body", *["table"] * 4]


def test_what_is_hidden_is_out_and_said(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Biểu 1"
    rows = [["TT", "Chỉ tiêu", "mật", "2030"], [1, "Số xã", "kín", 5], [2, "bỏ", "x", 6]]
    fill(page, [*rows, [3, "Số thôn", "y", 7]], ruled=True)
    page.row_dimensions[3].hidden = True
    page.column_dimensions["C"].hidden = True
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(f"Nháp {state}")
        other["A1"] = "nháp"
        other.sheet_state = state
    book.save(tmp_path / "a.xlsx")
    reading = read_sheet(tmp_path / "a.xlsx")
    assert check(reading)[0].split("\n\n")[1] == ("TT\tChỉ tiêu\t2030\n1\tSố xã\t5\n3\tSố thôn\t7")
    assert [block.column for block in reading.layout[1:4]] == [0, 1, 2]
    places = "Biểu 1!3:3, Biểu 1!C:C, Nháp hidden, Nháp veryHidden"
    assert reading.remarks == (Remark("hidden", places),)


def test_a_merged_cell_that_begins_in_a_hidden_row_is_seen(tmp_path):
    book = openpyxl.Workbook()
    fill(book.active, [["TT", "Lĩnh vực", "2030"], [1, "Kinh tế", 1], [2, None, 2]], ruled=True)
    book.active.merge_cells("B2:B3")
    book.active.row_dimensions[2].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert lines(tmp_path / "a.xlsx") == ["TT\tLĩnh vực\t2030", "2\tKinh tế\t2"]


def test_empty_borders_are_trimmed(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    for row, column, value in [(4, 3, "TT"), (4, 5, "Tên"), (5, 3, 1), (5, 5, "Cầu Lam")]:
        page.cell(row, column, value)
    for row in range(4, 60):
        for column in range(3, 6):
            page.cell(row, column).border = RULES
    book.save(tmp_path / "a.xlsx")
    reading = read_sheet(tmp_path / "a.xlsx")
    assert reading.text == "TT\tTên\n1\tCầu Lam"
    assert [block.column for block in reading.layout] == [0, 2, 0, 2]


def test_dates_yes_and_no_errors_and_formulas(tmp_path):
    path = save(
        tmp_path / "a.xlsx",
        ["TT", "Hoàn thành", "Xong", "Vốn"],
        [1, datetime.date(2027, 6, 30), True, 1.5],
        [2, datetime.datetime(2027, 6, 30, 14, 30), False, "=D2*2"],
        [3, "Cầu", None, "#N/A"],
    )
    reading = read_sheet(path)
    assert reading.text.split("\n")[1:] == [
        "1\t30/06/2027\tTRUE\t1,5",
        "2\t30/06/2027 14:30:00\tFALSE",
        "3\tCầu",
    ]
    assert reading.remarks == (Remark("formulas", "2"),)


def test_runs_of_a_cell_old_fonts_and_raised_figures(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    raised = InlineFont(vertAlign="superscript")
    page["A1"] = CellRichText("250", TextBlock(raised, "3"), " hộ, 30 m", TextBlock(raised, "2"))
    page["A2"] = "Uû ban nh©n d©n tØnh Lam Ch©u"
    page["A2"].font = Font(name=".VnTime")
    book.save(tmp_path / "a.xlsx")
    reading = read_sheet(tmp_path / "a.xlsx")
    assert reading.text.split("\n") == [
        "250 hộ, 30 m²",
        "Uỷ ban nhân dân tỉnh Lam Châu",
    ]
    assert Remark("encoding", "TCVN3") in reading.remarks


def test_lines_of_a_cell(tmp_path):
    path = save(
        tmp_path / "a.xlsx",
        ["TT", "Nhiệm vụ", "Cơ quan"],
        [1, "Tỷ lệ hộ nghèo\ntheo chuẩn mới:\n- Năm 2027\n- Năm 2030", "Sở Nội vụ"],
    )
    assert lines(path)[1:] == [
        "1",
        "Tỷ lệ hộ nghèo theo chuẩn mới:",
        "- Năm 2027",
        "- Năm 2030",
        "Sở Nội vụ",
    ]


def test_the_name_of_a_sheet_is_a_heading_unless_a_program_gave_it(tmp_path):
    book = openpyxl.Workbook()
    for name in ("Sheet1", "Trang tính2", "Biểu số 2", "PHỤ LỤC"):
        book.create_sheet(name)["A1"] = "Phụ lục" if name == "PHỤ LỤC" else f"chữ {name[0]}"
    book.save(tmp_path / "a.xlsx")
    assert check(read_sheet(tmp_path / "a.xlsx"))[0] == (
        "chữ S\n\nchữ T\n\nBiểu số 2\n\nchữ B\n\nPhụ lục"
    )


def test_the_name_of_a_sheet_tells_no_facts(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Báo cáo"
    fill(book.active, [["TỈNH ỦY LAM CHÂU"], ["Số 05-NQ/TU"], ["NGHỊ QUYẾT"], ["về x"]])
    book.save(tmp_path / "a.xlsx")
    document = tk.read(tmp_path / "a.xlsx")
    assert document.text.startswith("Báo cáo\n\n")
    assert (document.facts.kind, document.facts.number) == ("nghị quyết", "05-NQ/TU")


def rewritten(path: Path, name: str, change) -> Path:
    """A workbook, one of its parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()}
    parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("xl/workbook.xml", lambda _: b"<workbook/>", "it has no sheets"),
        (SHEET, lambda _: b"<worksheet><", "damaged or no Excel workbook"),
        (SHEET, lambda x: b'<!DOCTYPE a [<!ENTITY b "c">]>' + x[-300:], "declares entities"),
    ],
)
def test_what_is_refused(tmp_path, name, change, problem):
    path = rewritten(save(tmp_path / "a.xlsx", ["a", "b"]), name, change)
    with pytest.raises(TextkitError, match=problem):
        read_sheet(path)


def test_a_data_base_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "_MOST_CELLS", 5)
    with pytest.raises(TextkitError, match="more than 5 cells"):
        read_sheet(save(tmp_path / "a.xlsx", [1, 2, 3], [4, 5, 6]))


def test_odd_references_do_no_harm(tmp_path):
    rows = (
        b'<sheetData><row r="1"><c r="A1"><v>1</v></c><c><v>2</v></c><c r="ZZZ9"><v>3</v></c></row>'
        b'<row r="1048576"><c r="B1048576" t="s"><v>99</v></c><c t="d"><v>2027-06-30</v></c></row>'
        b'<row><c s="999"><v>1e999</v></c></row></sheetData><mergeCells count="3">'
        b'<mergeCell ref="A1:XFD1048576"/><mergeCell ref="x"/><mergeCell/></mergeCells></worksheet>'
    )
    start = b"<sheetData>"
    path = rewritten(
        save(tmp_path / "a.xlsx", ["a"]), SHEET, lambda xml: xml[: xml.index(start)] + rows
    )
    assert lines(path) == ["1"]


def test_any_damage_is_reported(tmp_path):
    content = annex(tmp_path / "pl.xlsx").read_bytes()
    path = tmp_path / "a.xlsx"
    for damaged in damaged_copies(content):
        path.write_bytes(damaged)
        with contextlib.suppress(TextkitError):
            check(read_sheet(path))


def test_names_by_content(tmp_path):
    content = save(tmp_path / "a.xlsx", ["Một câu"]).read_bytes()
    (tmp_path / "b.xls").write_bytes(content)
    assert tk.read(tmp_path / "b.xls").text == "Một câu"
    (tmp_path / "c.xls").write_text("<html><table><tr><td>Một câu</table></html>", "utf-8")
    assert tk.read(tmp_path / "c.xls").text == "Một câu"
