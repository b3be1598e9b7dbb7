"""The follow-up book: what an office writes into it outlives the next build."""

import datetime
import zipfile

import openpyxl
import pytest
from test_tasklists import PLAN

import textkit as tk
from textkit.presenting.followups import read_follow_up

PROGRESS = "Tình hình thực hiện"


def corpus_of(folder, text=PLAN):
    folder.mkdir(exist_ok=True)
    (folder / "ke-hoach.md").write_text(text, "utf-8")
    return tk.open_corpus(folder, store=folder.parent / "s.sqlite", progress=False)


@pytest.fixture
def corpus(tmp_path):
    return corpus_of(tmp_path / "corpus")


def sheet_of(path, name="Nhiệm vụ"):
    """The rows of a sheet of a book, each by its heads."""
    head, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def write_beside(path, words, head=PROGRESS, task="Xây dựng Đề án chợ nổi"):
    """Writes into the row of a task, below a head that may be new; None: into no row."""
    book = openpyxl.load_workbook(path)
    sheet = book["Nhiệm vụ"]
    heads = [cell.value for cell in sheet[1]]
    if head not in heads:
        sheet.cell(1, len(heads) + 1, head)
        heads.append(head)
    for row in sheet.iter_rows(min_row=2):
        if row[heads.index("Nhiệm vụ")].value == task:
            sheet.cell(row[0].row, heads.index(head) + 1, words)
    book.save(path)


def row_of(path, task="Xây dựng Đề án chợ nổi", sheet="Nhiệm vụ"):
    return next(row for row in sheet_of(path, sheet) if row["Nhiệm vụ"] == task)


def test_a_book_has_a_row_a_task_and_an_empty_column_to_write_into(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    rows = sheet_of(path)
    assert len(rows) == 8
    assert all(row[PROGRESS] is None for row in rows)
    assert len({row["Mã việc"] for row in rows}) == 8
    row = row_of(path)
    assert row["Cơ quan chủ trì"] == "Ủy ban nhân dân tỉnh; Sở Y tế"
    assert row["Đến ngày"] == datetime.datetime(2026, 3, 31)
    assert row["Thời hạn"] == "Quý I/2026"
    assert row["Mục"].endswith("số thứ tự 1")
    assert "Quá hạn" not in row


def test_no_cell_is_a_formula(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    write_beside(path, "'=2+2")
    sheet = openpyxl.load_workbook(tk.tasks(corpus).write(path))["Nhiệm vụ"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_what_was_written_survives_the_next_build(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    write_beside(path, "Đã trình ngày 05/3")
    write_beside(path, datetime.date(2026, 4, 1), head="Ngày họp")
    write_beside(path, 7, head="Số lần nhắc")
    later = corpus_of(tmp_path / "corpus", PLAN.replace("I. NHIỆM VỤ", "I. NHIỆM VỤ CHUNG"))
    tk.tasks(later, as_of="2026-05-01").write(path)
    row = row_of(path)
    assert row[PROGRESS] == "Đã trình ngày 05/3"
    assert row["Ngày họp"] == datetime.datetime(2026, 4, 1)
    assert row["Số lần nhắc"] == 7
    assert row["Quá hạn"] == "quá hạn, tính đến 01/5/2026"
    assert openpyxl.load_workbook(path).sheetnames == ["Nhiệm vụ"]


def test_it_survives_in_english_with_rows_sorted_and_a_title_above(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    write_beside(path, "Xong")
    book = openpyxl.load_workbook(path)
    sheet = book["Nhiệm vụ"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    for row in [["SỔ THEO DÕI"], [], rows[0], *rows[:0:-1]]:
        sheet.append(row)
    sheet.title = "Theo dõi"
    book.save(path)
    tk.tasks(corpus, lang="en").write(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Tasks"]
    head, *rows = book["Tasks"].iter_rows(values_only=True)
    assert [row[head.index("Progress")] for row in rows].count("Xong") == 1


def test_a_task_that_is_gone_keeps_what_was_written(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    write_beside(path, "Đã họp hai lần")
    without = "\n".join(line for line in PLAN.splitlines() if "chợ nổi" not in line)
    tk.tasks(corpus_of(tmp_path / "corpus", without)).write(path)
    gone = sheet_of(path, "Không còn trong văn bản")
    assert [(row["Nhiệm vụ"], row[PROGRESS]) for row in gone] == [
        ("Xây dựng Đề án chợ nổi", "Đã họp hai lần")
    ]
    # It comes back with its task, and stays away when built twice.
    tk.tasks(corpus_of(tmp_path / "corpus", without)).write(path)
    assert len(sheet_of(path, "Không còn trong văn bản")) == 1
    tk.tasks(corpus_of(tmp_path / "corpus")).write(path)
    assert row_of(path)[PROGRESS] == "Đã họp hai lần"
    assert openpyxl.load_workbook(path).sheetnames == ["Nhiệm vụ"]


def test_what_was_not_asked_for_this_time_is_no_task_that_is_gone(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    write_beside(path, "Đã họp")
    tk.tasks(corpus, due="2027").write(path)
    assert len(sheet_of(path)) == 1
    assert row_of(path, sheet="Ngoài phạm vi lọc")[PROGRESS] == "Đã họp"
    tk.tasks(corpus).write(path)
    assert row_of(path)[PROGRESS] == "Đã họp"


def test_rows_and_sheets_of_the_office_stay(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    book = openpyxl.load_workbook(path)
    book["Nhiệm vụ"].append([None, None, None, "Việc giao miệng ngày 02/02"])
    book.create_sheet("Phân công")["A1"] = "=1+1"
    book.save(path)
    for _ in range(2):
        tk.tasks(corpus).write(path)
    assert [row["Nhiệm vụ"] for row in sheet_of(path)].count("Việc giao miệng ngày 02/02") == 1
    assert openpyxl.load_workbook(path)["Phân công"]["A1"].value == "=1+1"


def test_progress_of_another_book_is_shown_and_goes_along(corpus, tmp_path):
    before = tk.tasks(corpus).write(tmp_path / "quy-1.xlsx")
    write_beside(before, "Đang làm")
    found = tk.tasks(corpus, progress=before, as_of="2026-05-01")
    assert "Đang làm" in set(found.table()[PROGRESS])
    assert "trong đó 1 việc chưa ghi tình hình" in found.report().leads[1].sentence
    assert set(found.data["progress"]) == {"", "Đang làm"}
    assert row_of(found.write(tmp_path / "quy-2.xlsx"))[PROGRESS] == "Đang làm"


def test_another_workbook_is_never_overwritten(corpus, tmp_path):
    path = tmp_path / "bang-luong.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "Lương"
    book.save(path)
    content = path.read_bytes()
    with pytest.raises(tk.TextkitError, match="no follow-up book"):
        tk.tasks(corpus).write(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>"])
def test_a_damaged_book_is_refused(corpus, tmp_path, content):
    path = tmp_path / "so.xlsx"
    path.write_bytes(content)
    with pytest.raises(tk.TextkitError):
        tk.tasks(corpus).write(path)
    assert path.read_bytes() == content


def test_a_book_without_its_parts_is_refused(tmp_path):
    path = tmp_path / "so.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook>")
    with pytest.raises(tk.TextkitError):
        read_follow_up(path)


def test_two_rows_of_one_task_are_joined(corpus, tmp_path):
    path = tk.tasks(corpus).write(tmp_path / "so.xlsx")
    write_beside(path, "Lần một")
    book = openpyxl.load_workbook(path)
    sheet = book["Nhiệm vụ"]
    heads = [cell.value for cell in sheet[1]]
    for row in list(sheet.iter_rows(min_row=2, values_only=True)):
        if row[heads.index(PROGRESS)] == "Lần một":
            again = list(row)
            again[heads.index(PROGRESS)] = "Lần hai"
            sheet.append(again)
    book.save(path)
    tk.tasks(corpus).write(path)
    assert row_of(path)[PROGRESS] == "Lần một\nLần hai"
