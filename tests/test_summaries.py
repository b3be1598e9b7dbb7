from __future__ import annotations

import shutil
import subprocess

import pytest

import textkit as tk
from textkit.checking.summary import own_words
from textkit.data.messages import TextkitError
from textkit.presenting.summaries import page_of, render_page, write_page
from textkit.reading.document import Document, Facts

FACTS = Facts(
    kind="nghị quyết",
    number="40/2025/NQ-HĐND",
    date="2025-12-09",
    issuer="Hội đồng nhân dân tỉnh Lam Châu",
    title="Quy định chính sách nghề muối giai đoạn 2026 - 2030",
    period="2025-2030",
)
TEXT = """NGHỊ QUYẾT
Quy định chính sách nghề muối giai đoạn 2026 - 2030
Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
Điều 1. Mục tiêu đến năm 2030
1. Sản lượng muối sạch đạt 60.000 tấn.
2. Tỷ lệ hộ nghèo còn dưới 1%; tỷ lệ đô thị hóa đạt 42% dân số, cao hơn mức cả nước.
Điều 2. Tổ chức thực hiện
1. Giao Sở Công Thương xây dựng kho muối trước ngày 30/6/2026.
2. Giao Sở Tài chính bố trí vốn.
Điều 3. Hiệu lực thi hành
1. Nghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2026.
2. Nghị quyết này thay thế Nghị quyết số 21/2021/NQ-HĐND ngày 08 tháng 12 năm 2021.
3. Bãi bỏ khoản 2 Điều 4 Nghị quyết số 33/2022/NQ-HĐND.
"""
NAMES = ("muối", "tôm", "chè", "quế", "cá", "cua", "gạo", "ngô", "lạc", "mía", "cam", "bưởi")


def section(page, label):
    return next((one for one in page.sections if one.label == label), None)


@pytest.fixture(scope="module")
def page():
    return page_of(Document("nq", TEXT, FACTS))


def test_what_the_document_is(page):
    assert page.title == (
        "Nghị quyết 40/2025/NQ-HĐND, 09/12/2025."
        " Quy định chính sách nghề muối giai đoạn 2026 - 2030"
    )
    assert page.subtitle == "Cơ quan ban hành: Hội đồng nhân dân tỉnh Lam Châu"
    assert section(page, "Căn cứ").text.startswith("Luật Tổ chức chính quyền địa phương")
    assert section(page, "Có hiệu lực từ").text == "01/01/2026"


def test_what_it_does_to_others(page):
    assert "21/2021/NQ-HĐND" in section(page, "Thay thế").text
    partly = section(page, "Sửa đổi, bổ sung hoặc bãi bỏ một phần")
    assert partly.text == "Nghị quyết số 33/2022/NQ-HĐND"


def test_targets_are_whole_and_in_the_words_of_the_document(page):
    assert section(page, "Chỉ tiêu").rows == (
        ("Sản lượng muối sạch đạt 60.000 tấn", "60.000 tấn", "2030"),
        ("Tỷ lệ hộ nghèo còn dưới 1%", "dưới 1%", "2030"),
        ("Tỷ lệ đô thị hóa đạt 42% dân số, cao hơn mức cả nước", "42%", "2030"),
    )


def test_tasks_by_date_and_body(page):
    rows = section(page, "Việc được giao").rows
    assert [row[0] for row in rows] == ["Sở Công Thương", "Sở Tài chính"]
    assert rows[0][2] == "30/6/2026"
    assert rows[1][2] == ""


def test_what_was_not_read_is_said():
    page = page_of(Document("d", "Nghề muối có từ lâu đời.", Facts(kind="nghị quyết")))
    assert page.notes[0] == (
        "Không đọc được: số, ký hiệu, ngày ban hành, cơ quan ban hành, trích yếu."
    )
    assert page.notes[1] == "Không thấy chỉ tiêu hoặc việc được giao trong văn bản."
    speech = page_of(Document("d", "Xin chào.", Facts(kind="bài phát biểu", issuer="Trần Lam")))
    assert speech.subtitle == "Của Trần Lam"
    assert "số, ký hiệu" not in speech.notes[0]


def long_document(count):
    goals = [
        f"{number + 1}. Sản lượng {NAMES[number % 12]} loại {number} của các xã ven biển và các xã"
        f" vùng cao đạt {number + 5}.000 tấn."
        for number in range(count)
    ]
    tasks = [
        f"{number + 1}. Giao Sở Công Thương xây dựng kho {NAMES[number % 12]} số {number} ở các xã"
        f" ven biển, hoàn thành trước ngày {number % 28 + 1}/6/2027."
        for number in range(count)
    ]
    parts = ["Điều 1. Mục tiêu đến năm 2030", *goals, "Điều 2. Tổ chức thực hiện", *tasks]
    return Document("nq", "\n".join(parts), FACTS)


def test_what_does_not_fit_is_left_out_and_counted():
    page = page_of(long_document(40))
    targets, tasks = section(page, "Chỉ tiêu"), section(page, "Việc được giao")
    assert page.lines <= 50
    assert len(targets.rows) <= 12
    assert targets.left_out == f"Còn {40 - len(targets.rows)} chỉ tiêu khác trong văn bản" + (
        " không nêu ở trang này."
    )
    assert f"Còn {40 - len(tasks.rows)} việc khác" in tasks.left_out


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("count", [3, 12, 40])
def test_it_prints_on_one_page(tmp_path, count):
    pdfium = pytest.importorskip("pypdfium2")
    path = write_page(long_document(count), tmp_path / "trang.docx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert len(pdfium.PdfDocument(tmp_path / "trang.pdf")) == 1


def test_the_word_file_is_vietnamese_and_upright(tmp_path, page):
    docx = pytest.importorskip("docx")
    path = write_page(Document("nq", TEXT, FACTS), tmp_path / "trang.docx")
    paper = docx.Document(path)
    assert paper.styles["Normal"].font.name == "Times New Roman"
    sides = paper.sections[0].page_width.mm, paper.sections[0].page_height.mm
    assert sides == pytest.approx((210, 297), abs=0.1)
    assert 'w:val="vi-VN"' in paper.styles.element.xml
    assert paper.paragraphs[0].text == page.title


def test_html_is_escaped_and_other_endings_are_refused(tmp_path):
    facts = Facts(kind="nghị quyết", title="về <script>chợ</script>")
    path = write_page(Document("d", "Mở chợ.", facts), tmp_path / "trang.html")
    assert "<script>" not in path.read_text("utf-8")
    with pytest.raises(TextkitError, match=r"\.docx or \.html"):
        write_page(Document("d", "Mở chợ.", facts), tmp_path / "trang.pdf")


def test_how_it_differs_from_the_one_before(tmp_path):
    before = TEXT.replace("60.000 tấn", "45.000 tấn").replace("2030", "2025")
    (tmp_path / "cu.txt").write_text(before, "utf-8")
    (tmp_path / "metadata.csv").write_text(
        "id,path,kind,number,date,issuer,title\n"
        "cu,cu.txt,nghị quyết,21/2020/NQ-HĐND,2020-12-08,Hội đồng nhân dân tỉnh Lam Châu,"
        "Quy định chính sách nghề muối giai đoạn 2021 - 2025\n",
        "utf-8",
    )
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "s.sqlite", progress=False)
    page = page_of(Document("nq", TEXT, FACTS), against=corpus)
    differs = section(page, "Khác với Nghị quyết 21/2020/NQ-HĐND, 08/12/2020")
    assert differs.rows == (
        ("Sản lượng muối sạch đạt 60.000 tấn", "45.000 tấn (2025)", "60.000 tấn (2030)"),
    )
    assert differs.left_out == "2 chỉ tiêu giữ nguyên mức."
    other = page_of(Document("nq", "Mở chợ.", Facts(kind="chỉ thị")), against=corpus)
    assert section(other, "So với văn bản trước").text.startswith("chưa thấy")


def test_english_labels():
    page = page_of(Document("nq", TEXT, FACTS), lang="en")
    assert section(page, "Targets").heads == ("Target", "Figure", "Deadline")
    assert 'lang="en"' in render_page(page, lang="en")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(18) Xây dựng 6.500 căn nhà ở.", "Xây dựng 6.500 căn nhà ở"),
        ("1.2. nâng cấp 180 km;", "Nâng cấp 180 km"),
        ("- Mở chợ", "Mở chợ"),
        ("6.500 căn nhà", "6.500 căn nhà"),
    ],
)
def test_words_stand_without_their_label(text, words):
    assert own_words(text) == words
