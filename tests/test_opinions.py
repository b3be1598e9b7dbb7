"""textkit.checking.opinions and presenting.consolidated: what offices propose for a draft."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest
from tracked import Copy, text_of, w
from typer.testing import CliRunner

import textkit as tk
from textkit.cli import app
from textkit.data.messages import TextkitError

LINES = [
    "NGHỊ QUYẾT",
    "về phát triển du lịch tỉnh Lam Châu",
    "Điều 1. Mục tiêu",
    "1. Đến năm 2030, tốc độ tăng trưởng bình quân đạt 8%/năm.",
    "2. Thu ngân sách đạt 5.000 tỷ đồng.",
    "Điều 2. Nhiệm vụ, giải pháp",
    "1. Phát triển du lịch gắn với bảo tồn văn hóa các dân tộc.",
    "2. Chuyển đổi số trong quản lý nhà nước về du lịch.",
    "Điều 3. Tổ chức thực hiện",
    "Ủy ban nhân dân tỉnh Lam Châu tổ chức thực hiện Nghị quyết này.",
]
GROWTH, BUDGET, TOURISM, DIGITAL, END = 3, 4, 6, 7, 9


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A draft, and what came back."""
    folder = tmp_path_factory.mktemp("lay-y-kien")
    draft = folder / "du-thao.docx"
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(draft))
    came_back = folder / "gop-y"
    came_back.mkdir()

    def copy(name: str, work) -> None:
        worked = Copy(draft)
        work(worked, worked.paragraphs())
        worked.save(came_back / f"{name}.docx")

    def figure(copy: Copy, lines: list, words: str, author: str) -> None:
        at = LINES[GROWTH].index("8%")
        copy.replace(lines[GROWTH], at, at + 2, words, author)

    def finance(copy: Copy, lines: list) -> None:
        figure(copy, lines, "9%", "Nguyễn An")
        copy.comment(lines[BUDGET], 3, 15, "Đề nghị nêu rõ nguồn thu", "Nguyễn An")
        asked = copy.comment(lines[END], 0, 25, "Thiếu thời hạn", "Nguyễn An")
        copy.comment(lines[END], 0, 25, "Đã có ở khoản khác", "Trần Bình", parent=asked, done=True)

    def culture(copy: Copy, lines: list) -> None:
        figure(copy, lines, "9%", "Windows User")
        copy.insert(lines[TOURISM], len(LINES[TOURISM]) - 1, " ở Lam Châu", "Windows User")
        copy.insert_paragraph(lines[DIGITAL], "3. Đào tạo nhân lực du lịch.", "Windows User")
        copy.note("Cơ bản nhất trí", "Windows User")

    def planning(copy: Copy, lines: list) -> None:
        figure(copy, lines, "10%", "Lê Chi")
        copy.delete_paragraph(lines[DIGITAL], "Lê Chi")
        copy.move(lines[TOURISM], 3, 22, lines[BUDGET], 3, "Lê Chi")
        copy.comment(lines[BUDGET], 3, 6, "đề nghị nêu rõ nguồn thu.", "Lê Chi")

    def quiet(copy: Copy, lines: list) -> None:
        """It sends the draft back as it was."""

    def unmarked(copy: Copy, lines: list) -> None:
        (text,) = lines[BUDGET].iter(w("t"))
        text.text = LINES[BUDGET].replace("5.000", "5.500")

    copy("so-tai-chinh", finance)
    copy("so-van-hoa", culture)
    copy("so-ke-hoach", planning)
    copy("so-noi-vu", quiet)
    copy("huyen-tam-son", unmarked)
    other = docx.Document()
    for line in ("KẾ HOẠCH", "Triển khai tiêm phòng cho đàn gia súc, gia cầm năm 2026 ở các xã"):
        other.add_paragraph(line)
    other.save(str(came_back / "ke-hoach.docx"))
    (came_back / "hong.docx").write_bytes(b"PK\x03\x04 not whole")
    (came_back / "cong-van.txt").write_text("Sở đồng ý với dự thảo.", "utf-8")
    (came_back / "~$so-noi-vu.docx").write_bytes(b"lock")
    return folder


@pytest.fixture(scope="module")
def found(folder):
    return tk.opinions(
        folder / "du-thao.docx", folder / "gop-y", offices={"so-tai-chinh": "Sở Tài chính"}
    )


def rows(found) -> list[list[str]]:
    return found.table().to_numpy().tolist()


def test_the_table_that_is_submitted(found):
    table = found.table()
    assert list(table.columns) == [
        "TT",
        "Điều, khoản, điểm",
        "Nội dung dự thảo",
        "Ý kiến góp ý",
        "Cơ quan, người góp ý",
        "Tiếp thu, giải trình",
    ]
    assert [row[:2] + row[3:5] for row in rows(found)] == [
        [
            "1",
            "khoản 1 Điều 1",
            "Thay “8%” bằng “9%”",
            "Sở Tài chính (Nguyễn An); so-van-hoa",
        ],
        ["2", "khoản 1 Điều 1", "Thay “8%” bằng “10%”", "so-ke-hoach (Lê Chi)"],
        [
            "3",
            "khoản 2 Điều 1",
            "Về “Thu ngân sách”: Đề nghị nêu rõ nguồn thu",
            "so-ke-hoach (Lê Chi); Sở Tài chính (Nguyễn An)",
        ],
        [
            "4",
            "khoản 2 Điều 1",
            "Thay “5.000” bằng “5.500”",
            "huyen-tam-son (sửa không đánh dấu)",
        ],
        [
            "5",
            "khoản 1 Điều 2",
            "Chuyển “Phát triển du lịch” đến chỗ khác: sau “2.”",
            "so-ke-hoach (Lê Chi)",
        ],
        [
            "6",
            "khoản 1 Điều 2",
            "Bổ sung “ở Lam Châu” sau “…tồn văn hóa các dân tộc”",
            "so-van-hoa",
        ],
        [
            "7",
            "khoản 2 Điều 2",
            "Bỏ “2. Chuyển đổi số trong quản lý nhà nước về du lịch.”",
            "so-ke-hoach (Lê Chi)",
        ],
        [
            "8",
            "khoản 2 Điều 2",
            "Bổ sung đoạn mới sau “…lý nhà nước về du lịch.”: “3. Đào tạo nhân lực du lịch.”",
            "so-van-hoa",
        ],
        [
            "9",
            "Điều 3",
            "Về “Ủy ban nhân dân tỉnh Lam”: Thiếu thời hạn\n"
            "Trả lời của Trần Bình: Đã có ở khoản khác",
            "Sở Tài chính (Nguyễn An)",
        ],
        ["10", "Ý kiến chung", "Cơ bản nhất trí", "so-van-hoa"],
    ]
    assert {row[5] for row in rows(found)} == {""}
    assert rows(found)[0][2] == LINES[GROWTH]


def test_what_became_of_each_copy(found):
    copies = found.copies.set_index("name")
    assert copies["status"].to_dict() == {
        "cong-van": "unread",
        "hong": "unread",
        "huyen-tam-son": "read",
        "ke-hoach": "other-document",
        "so-ke-hoach": "read",
        "so-noi-vu": "no-opinion",
        "so-tai-chinh": "read",
        "so-van-hoa": "read",
    }
    assert copies.loc["huyen-tam-son", "untracked"] == 1
    assert copies.loc["so-tai-chinh", ["comments", "changes"]].tolist() == [2, 1]
    assert copies.loc["so-van-hoa", "authors"] == ()
    assert "không phải tệp Word" in copies.loc["cong-van", "reason"]


def test_findings_come_first(found):
    leads = [lead.sentence for lead in found.report().leads]
    assert leads[0] == (
        "8 bản góp ý: 10 ý kiến về 3 điều; 2 ý có từ hai nơi hoặc hai người nêu trở lên;"
        " 1 bản không có ý kiến."
    )
    assert leads[1].startswith("Có 3 bản không đưa được vào bảng: cong-van (không đọc được:")
    assert "ke-hoach (là văn bản khác" in leads[1]
    assert leads[2] == "Có 1 chỗ được đề nghị sửa theo các cách khác nhau: khoản 1 Điều 1."
    assert "huyen-tam-son (1)" in leads[-1]


def test_the_data(found):
    table = found.opinions
    assert table.loc[0, "offices"] == ("Sở Tài chính", "so-van-hoa")
    assert table.loc[0, "authors"] == ("Nguyễn An",)
    content = found.to_json()
    text = found.found.draft.text
    assert content["draft"]["characters"] == len(text)
    for row in content["opinions"]:
        if row["start"] >= 0 and "\n" not in row["before"]:
            assert text[row["start"] : row["end"]] == row["before"] or row["kind"] == "comment"
    assert content["opinions"][0]["voices"][0] == {
        "office": "Sở Tài chính",
        "author": "Nguyễn An",
        "copy": "so-tai-chinh",
        "date": "2026-03-05T09:30:00Z",
        "is_tracked": True,
    }
    ids = [row["id"] for row in content["opinions"]]
    assert len(set(ids)) == len(ids)


def test_ids_stay_when_another_copy_comes_in(folder, found):
    fewer = tk.opinions(folder / "du-thao.docx", folder / "gop-y" / "so-ke-hoach.docx")
    assert set(fewer.opinions["id"]) < set(found.opinions["id"]) | {fewer.opinions["id"][1]}
    assert fewer.opinions["id"][0] in set(found.opinions["id"])


def test_files(found, tmp_path):
    word = docx.Document(str(found.write(tmp_path / "tong-hop.docx")))
    grid = word.tables[0]
    assert [cell.text for cell in grid.rows[1].cells][:2] == ["1", "khoản 1 Điều 1"]
    section = word.sections[0]
    assert section.page_width > section.page_height
    book = openpyxl.load_workbook(found.write(tmp_path / "tong-hop.xlsx"))
    assert book.worksheets[0].cell(2, 4).value == "Thay “8%” bằng “9%”"
    page = found.to_html(tmp_path / "tong-hop.html")
    assert "Thay “8%” bằng “9%”" in page


def test_what_an_office_filled_in_is_not_overwritten(found, tmp_path):
    word, book = tmp_path / "tong-hop.docx", tmp_path / "tong-hop.xlsx"
    for path in (word, book, word, book):  # again, as nothing was filled in
        found.write(path)
    document = docx.Document(str(word))
    document.tables[0].rows[1].cells[-1].text = "Tiếp thu"
    document.save(str(word))
    workbook = openpyxl.load_workbook(book)
    workbook.worksheets[0].cell(3, 6).value = "Giữ như dự thảo vì…"
    workbook.save(book)
    for path in (word, book):
        before = path.read_bytes()
        with pytest.raises(TextkitError, match="1 rows"):
            found.write(path)
        assert path.read_bytes() == before


def test_what_stands_before_the_first_article(folder, tmp_path):
    copy = Copy(folder / "du-thao.docx")
    copy.comment(copy.paragraphs()[1], 3, 13, "Nêu cả nông nghiệp", "An")
    found = tk.opinions(folder / "du-thao.docx", copy.save(tmp_path / "x.docx"))
    assert rows(found)[0][1] == "Phần đầu"


def test_english(folder):
    report = tk.opinions(folder / "du-thao.docx", folder / "gop-y", lang="en").report()
    assert report.leads[0].sentence.startswith("8 copies: 10 opinions on 3 articles")
    assert report.grids[0].rows[0][3].text == "Replace “8%” by “9%”"


def test_a_hostile_comment_cannot_put_code_into_the_page(folder, tmp_path):
    copy = Copy(folder / "du-thao.docx")
    copy.comment(copy.paragraphs()[GROWTH], 0, 2, "<script>alert(1)</script>", "<b>An</b>")
    copy.comment(copy.paragraphs()[GROWTH], 3, 6, "=1+1", "An")
    path = copy.save(tmp_path / "a<i>.docx")
    found = tk.opinions(folder / "du-thao.docx", path)
    page = found.to_html()
    assert "<script>alert" not in page
    assert "<b>An" not in page
    assert "<i>" not in page
    cells = openpyxl.load_workbook(found.write(tmp_path / "a.xlsx")).worksheets[0]["D"]
    assert all(cell.data_type == "s" for cell in cells)


def test_what_the_draft_carries_itself_is_no_opinion(folder, tmp_path):
    draft = Copy(folder / "du-thao.docx")
    lines = draft.paragraphs()
    draft.comment(lines[GROWTH], 0, 5, "Chỗ này còn xin ý kiến", "Người soạn")
    draft.insert(lines[BUDGET], len(LINES[BUDGET]) - 1, " mỗi năm", "Người soạn")
    sent = draft.save(tmp_path / "du-thao-2.docx")
    copy = Copy(sent)
    copy.comments = []
    line = copy.paragraphs()[TOURISM]
    copy.delete(line, 3, 14, "Lê Chi")
    back = copy.save(tmp_path / "gop-y-2.docx")
    found = tk.opinions(sent, back)
    assert [row[3] for row in rows(found)] == ["Bỏ “Phát triển”"]
    assert found.found.is_before_changes
    assert "mỗi năm" not in found.found.draft.text
    # Who settled them before sending it back has the other text.
    settled = docx.Document()
    for number, line_ in enumerate(LINES):
        settled.add_paragraph(line_.replace("đồng.", "đồng mỗi năm.") if number == 4 else line_)
    settled.save(str(tmp_path / "da-duyet.docx"))
    found = tk.opinions(sent, tmp_path / "da-duyet.docx")
    assert rows(found) == []
    assert not found.found.is_before_changes


def test_an_answer_to_what_the_draft_asks_is_an_opinion(folder, tmp_path):
    draft = Copy(folder / "du-thao.docx")
    asked = draft.comment(draft.paragraphs()[GROWTH], 0, 5, "Xin ý kiến về mức này", "Người soạn")
    sent = draft.save(tmp_path / "hoi.docx")
    draft.comment(draft.paragraphs()[GROWTH], 0, 5, "Nên là 9%", "Lê Chi", parent=asked)
    found = tk.opinions(sent, draft.save(tmp_path / "tra-loi.docx"))
    assert [row[3:5] for row in rows(found)] == [["Về “1. Đến”: Nên là 9%", "tra-loi (Lê Chi)"]]


def test_the_same_from_one_person_is_one_voice(folder, tmp_path):
    copy = Copy(folder / "du-thao.docx")
    line = copy.paragraphs()[GROWTH]
    for start, end in ((0, 5), (17, 20)):
        copy.comment(line, start, end, "Cân nhắc", "Lê Chi")
    found = tk.opinions(folder / "du-thao.docx", copy.save(tmp_path / "x.docx"))
    assert [row[4] for row in rows(found)] == ["x (Lê Chi)"]


@pytest.mark.parametrize(
    ("before", "one", "other", "count"),
    [
        ("tăng trưởng", "phát triển", "Phát  triển", 1),  # but for capitals and blanks
        ("tăng trưởng", "phát triển", "phát triển nhanh", 2),
        ("bình quân", "Bình quân", "BÌNH QUÂN", 2),  # where that is what changes
    ],
)
def test_which_proposals_are_one(folder, tmp_path, before, one, other, count):
    paths = []
    for number, words in enumerate((one, other)):
        copy = Copy(folder / "du-thao.docx")
        line = copy.paragraphs()[GROWTH]
        at = text_of(line).index(before)
        copy.replace(line, at, at + len(before), words, "Lê Chi")
        paths.append(copy.save(tmp_path / f"{number}.docx"))
    assert len(rows(tk.opinions(folder / "du-thao.docx", paths))) == count


def test_errors(folder, tmp_path):
    draft = folder / "du-thao.docx"
    with pytest.raises(TextkitError, match="no copy"):
        tk.opinions(draft, [])
    with pytest.raises(TextkitError, match="no copy named 'so-y-te'"):
        tk.opinions(draft, folder / "gop-y", offices={"so-y-te": "Sở Y tế"})
    (tmp_path / "a.txt").write_text("Điều 1. Mục tiêu", "utf-8")
    with pytest.raises(TextkitError, match="no Word file"):
        tk.opinions(tmp_path / "a.txt", draft)


def test_copies_of_one_name_are_told_apart(folder, tmp_path):
    paths = []
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        copy = Copy(folder / "du-thao.docx")
        copy.note(f"ý {place}", "An")
        paths.append(copy.save(tmp_path / place / "gop-y.docx"))
    found = tk.opinions(folder / "du-thao.docx", paths)
    assert sorted(found.copies["name"]) == ["b/gop-y.docx", "gop-y"]


def run(*arguments: object):
    return CliRunner().invoke(app, [*map(str, arguments)])


def test_the_command(folder, tmp_path):
    draft, out = folder / "du-thao.docx", tmp_path / "tong-hop.docx"
    done = run("opinions", draft, folder / "gop-y", "-o", out, "--office", "so-noi-vu=Sở Nội vụ")
    assert done.exit_code == 0, done.output
    assert out.is_file()
    printed = run("opinions", draft, folder / "gop-y" / "so-ke-hoach.docx")
    assert "Thay “8%” bằng “10%”" in printed.stdout
    as_json = run("opinions", draft, folder / "gop-y" / "so-noi-vu.docx", "--json", "-")
    assert as_json.stdout.startswith("{")
    assert run("opinions", draft, folder / "gop-y", "--office", "so-noi-vu").exit_code == 2
    assert run("opinions", folder / "khong-co.docx", folder / "gop-y").exit_code == 2
    assert run("opinions", draft, folder / "gop-y", "-o", tmp_path / "a" / "b.docx").exit_code == 2
