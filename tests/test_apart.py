"""textkit.reading.apart: lines that are not the document's own words."""

import pytest
from effort import grows_linearly

from textkit.reading.apart import Line, kinds_of, leader_page, noted, wrap_marks
from textkit.reading.marks import settle

PAGE = [f"Xã thứ {number} mở bến cá và trồng rừng ngập mặn ven sông Lam." for number in range(14)]


def kinds(*words: str, pages: tuple[int, ...] = ()) -> list[str]:
    lines: list[Line] = []
    start = 0
    for place, line in enumerate(words):
        is_number = line.strip("- ").isdecimal()
        kind = "footer" if is_number else "body"
        lines.append(Line(line, kind, start, pages[place] if pages else None))
        start += len(line) + 1
    return kinds_of(lines)


def marked(*words: str) -> list[str]:
    """The lines that have another kind than body."""
    return [
        f"{kind}: {line}" for line, kind in zip(words, kinds(*words), strict=True) if kind != "body"
    ]


@pytest.mark.parametrize(
    ("line", "page"),
    [
        ("II. Nhiệm vụ ............ 12", "12"),
        ("II. Nhiệm vụ.......12", "12"),
        ("II. Nhiệm vụ……………12", "12"),
        ("II. Nhiệm vụ . . . . . . 12", "12"),
        ("Lời nói đầu ____________ iv", "iv"),
        ("Phụ lục · · ·····  7", "7"),
        ("Họ và tên: ..............", ""),
        ("............ 12", ""),
        ("II. Nhiệm vụ... 12", ""),
        ("II. Nhiệm vụ 12", ""),
        ("Năm ........ 2030 đạt", ""),
        ("", ""),
    ],
)
def test_an_entry_of_a_list_of_contents(line, page):
    assert leader_page(line) == page


def test_lists_of_contents():
    dotted = ["I. Mục tiêu ...... 2", "II. Nhiệm vụ và giải pháp", "chủ yếu ....... 5"]
    assert kinds("MỤC LỤC", *dotted, "I. MỤC TIÊU") == ["contents"] * 4 + ["body"]
    more = [*dotted, "III. Tổ chức ..... 9"]
    assert kinds("Lời đầu.", *more, "I. MỤC TIÊU") == ["body"] + ["contents"] * 4 + ["body"]
    tabs = ["I. Mục tiêu đến năm 2030\t2", "1. Mở 5 bến cá\t3", "2. Trồng rừng 4"]
    found = kinds("Mục lục", "Trang", *tabs, "TỈNH ỦY LAM CHÂU", "I. MỤC TIÊU ĐẾN NĂM 2030")
    assert found == ["contents"] * 5 + ["body"] * 2


def test_what_is_no_list_of_contents():
    form = ["Họ và tên: ........ 1", "Sinh ngày: ......."]
    assert kinds("PHIẾU", *form, "Ký tên") == ["body"] * 4
    assert kinds("Mở 5 bến cá, tăng 3", "Trồng rừng 4", "Sửa chợ 5") == ["body"] * 3
    assert kinds("MỤC LỤC", "Văn bản này có mục lục riêng.", "I. Mở đầu.") == ["body"] * 3
    back = ["I. Mục tiêu ..... 9", "II. Nhiệm vụ ..... 5", "III. Tổ chức ..... 2"]
    assert kinds(*back) == ["body"] * 3


def test_stamps_of_signatures():
    stamp = ["Người ký: Văn phòng Lam Châu", "Email: vp@lamchau.example", "Cơ quan: Văn phòng"]
    end = "Thời gian ký: 22.06.2025 08:26:26 +07:00"
    assert kinds("Mở cảng.", *stamp, end, "Điều 1.") == ["body"] + ["stamp"] * 4 + ["body"]
    assert kinds(" ".join([*stamp, end])) == ["stamp"]
    assert kinds("Signature Not Verified", "Được ký bởi AN BÌNH", "Ngày ký: 4.3.2025 10:23") == (
        ["stamp"] * 3
    )
    # The table of a site says who signed, but not at what time.
    assert kinds("Người ký: An Bình", "Ngày ký: 04/03/2025") == ["body"] * 2
    assert kinds("Người ký: An Bình", *PAGE, end) == ["body"] * 16


def test_notes_begin_with_a_mark_that_the_text_has():
    text = ["1.[1] Mở cảng cá.", "2.[2] Đóng tàu.[3]"]
    notes = [
        "[1] Luật số 5 có căn cứ như sau:",
        "“Điều 2. Sửa chợ.”",
        "[2] Khoản này được bổ sung.",
    ]
    assert kinds(*text, *notes, "PHỤ LỤC") == ["body"] * 2 + ["note"] * 3 + ["body"]
    quoting = ["[3] Luật số 6 quy định:", "“Điều 3. Hiệu lực", "1. Từ ngày ký.”", "PHỤ LỤC"]
    assert kinds(*text, *quoting) == ["body"] * 2 + ["note"] * 3 + ["body"]
    assert kinds(*text, "[3] Xem thêm:", "PHỤ LỤC") == ["body"] * 2 + ["note", "body"]
    # A list whose numbers nothing refers to, and notes right under their own paragraphs.
    assert kinds("[1] Mở cảng", "[2] Đóng tàu") == ["body"] * 2
    assert kinds("Mở cảng.[1]", "[1] Cũ.", "Sửa chợ.[2]", "[2] Mới.") == (
        ["body", "note", "body", "note"]
    )


def test_marks_of_notes_in_brackets_are_wrapped():
    lines = ["1.[1] Mở cảng [2025], [2]", "[1] Khoản này được bổ sung."]
    marks = noted(lines)
    assert marks == {"1"}
    assert [settle(wrap_marks(line, marks)).text for line in lines] == [
        "1. Mở cảng [2025], [2]",
        "[1] Khoản này được bổ sung.",
    ]


def test_running_heads_beside_page_numbers():
    lines: list[str] = []
    for number in range(1, 5):
        lines += [*PAGE, "BÁO CÁO CHÍNH TRỊ", str(number), "LƯU HÀNH NỘI BỘ"]
    assert marked(*lines) == [
        *["footer: BÁO CÁO CHÍNH TRỊ", "footer: 1", "header: LƯU HÀNH NỘI BỘ"],
        *["footer: BÁO CÁO CHÍNH TRỊ", "footer: 2", "header: LƯU HÀNH NỘI BỘ"],
        *["footer: BÁO CÁO CHÍNH TRỊ", "footer: 3", "header: LƯU HÀNH NỘI BỘ"],
        *["footer: BÁO CÁO CHÍNH TRỊ", "footer: 4", "header: LƯU HÀNH NỘI BỘ"],
    ]
    # An article that begins each page has another number on each; twice is no rule.
    lines = []
    for number in range(1, 5):
        lines += [*PAGE, str(number), f"Điều {number}."]
    assert not [line for line in marked(*lines) if "Điều" in line]
    assert marked(*PAGE, "Kết luận", "1", *PAGE, "Kết luận", "2") == ["footer: 1", "footer: 2"]


def test_running_heads_that_count_the_pages():
    lines: list[str] = []
    for number in range(1, 5):
        head = "VĂN KIỆN ĐẠI HỘI LAM CHÂU"
        lines += [f"{number}  {head}" if number % 2 else f"{head}  {number}", *PAGE]
    assert len(marked(*lines)) == 4
    articles: list[str] = []
    for number in range(1, 5):
        articles += [f"Phụ lục biểu mẫu số {number}", *PAGE]
    assert marked(*articles) == []
    # Rows that follow each other closely are a list.
    assert marked(*(f"Bến cá xã Lam Hà số {number}" for number in range(1, 9))) == []


def test_running_heads_at_the_ends_of_pages():
    lines = []
    pages: list[int] = []
    for number in range(1, 5):
        lines += ["Tài liệu họp", *PAGE, "Lưu hành nội bộ"]
        pages += [number] * (len(PAGE) + 2)
    found = kinds(*lines, pages=tuple(pages))
    assert found.count("header") == found.count("footer") == 4
    assert (found[0], found[len(PAGE) + 1]) == ("header", "footer")


@pytest.mark.parametrize(
    "hostile",
    [
        "MỤC LỤC",
        "Việc ......... 3",
        "." * 299 + "3",
        "[1] a[1]",
        "Người ký: A",
        "3",
        "[1] “",
        "Hội nghị Lam Châu 3",
    ],
)
def test_hostile_lines_take_linear_time(hostile):
    assert grows_linearly(lambda size: kinds(*[hostile] * (size // len(hostile))), 40_000)
