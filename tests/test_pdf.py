"""PDF: lines, paragraphs and tables are rebuilt; what is no text is refused with its reason."""

import contextlib

import pytest
from beside import REAL, needs_shared
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_files import Book, grid, signed_form, with_mark, written
from test_layout import check

from textkit.data.messages import TextkitError
from textkit.reading import files
from textkit.reading.document import Remark
from textkit.reading.pdf.document import read_pdf
from textkit.reading.pdf.flow import join_lines
from textkit.reading.readers import read
from textkit.reading.soundness import unreadable

OFFICE = REAL / "office"

WRAPPED = [
    "\tTỉnh Lam Châu phấn đấu trong giai đoạn 2026-",
    "2030 trồng thêm nhiều cây xanh ven đường, ở",
    "trường học và chợ.",
    "\tCác xã vùng cao trồng cây ăn quả, các xã ven",
    "sông trồng tre giữ đất.",
]
PARAGRAPHS = [
    (
        "Tỉnh Lam Châu phấn đấu trong giai đoạn 2026-2030 trồng thêm nhiều cây xanh ven đường, ở"
        " trường học và chợ."
    ),
    "Các xã vùng cao trồng cây ăn quả, các xã ven sông trồng tre giữ đất.",
]


def reading(tmp_path, book: Book):
    path = tmp_path / "a.pdf"
    path.write_bytes(book.bytes())
    found = read_pdf(path)
    check(found)
    return found


def body(found) -> list[str]:
    return [found.text[block.start : block.end] for block in found.layout if block.kind == "body"]


def test_lines_become_paragraphs(tmp_path):
    found = reading(tmp_path, Book().page(*written(WRAPPED)))
    assert body(found) == PARAGRAPHS
    assert [(block.page, block.origin) for block in found.layout] == [
        (1, "page1/p0"),
        (1, "page1/p1"),
    ]


def test_a_paragraph_goes_on_over_the_page(tmp_path):
    lower = [(x, y - 600, text) for x, y, text in written(WRAPPED[:2])]
    found = reading(tmp_path, Book().page(*lower).page(*written(WRAPPED[2:])))
    assert body(found) == PARAGRAPHS
    assert [block.page for block in found.layout] == [1, 2]


@pytest.mark.parametrize(
    ("lines", "paragraph"),
    [
        (["2026-", "2030"], "2026-2030"),
        (["kinh tế -", "xã hội"], "kinh tế - xã hội"),
        (["kinh tế-", "xã hội"], "kinh tế-xã hội"),
        (["bền", "vững"], "bền vững"),
        (["một"], "một"),
        (["- Cây;"], "- Cây;"),
        ([], ""),
    ],
)
def test_hyphens_at_the_end_of_a_line_stay(lines, paragraph):
    assert join_lines(lines) == paragraph


def test_raised_figures_are_the_marks_of_notes(tmp_path):
    book = Book()
    book.page(*with_mark(80, 700, "Năm 2030 còn 250", "3", " hộ nghèo."))
    book.page(*with_mark(80, 660, "18.", "12", " Mở cảng cá."))
    book.page(*with_mark(80, 620, "Trồng 40 km", "2", " rừng ven sông."))
    book.page(*with_mark(80, 620, "đ)", "12", " Sửa chợ."))
    book.page((80, 620, "Bến 2"), (125, 617, "2", 8))  # set lower
    found = reading(tmp_path, book)
    assert body(found) == [
        "Năm 2030 còn 250 hộ nghèo.",
        "18. Mở cảng cá.",
        "Trồng 40 km2 rừng ven sông.",
        "đ) Sửa chợ.",
        "Bến 2 2",
    ]
    assert [(mend.kind, mend.before) for mend in found.mends] == [
        ("raised", "3"),
        ("raised", "12"),
        ("raised", "12"),
    ]


NOTES = [(80, 90, "1 Điều 5. Theo chuẩn cũ,", 9), (80, 78, "nay đã bỏ.", 9)]
NOTES += [(80, 66, "2 Số liệu của xã.", 9)]


def with_notes(number: int, *foot: tuple, rules: tuple = ()) -> dict:
    lines = [*with_mark(80, 760, "Còn 250", "1", " hộ."), *with_mark(80, 740, "Đạt 45%", "2", ".")]
    more = written([f"Xã {place} trồng cây ven đường số {number}." for place in range(9)], top=700)
    return {"words": [*lines, *more, *foot], "rules": rules}


@pytest.mark.parametrize("rules", [(), ((80, 104, 220, 104),)])
def test_notes_at_the_foot_of_a_page_stand_apart(tmp_path, rules):
    page = with_notes(1, *NOTES, rules=rules)
    found = reading(tmp_path, Book().page(*page["words"], rules=page["rules"]))
    assert body(found)[:2] == ["Còn 250 hộ.", "Đạt 45%."]
    notes = [block for block in found.layout if block.kind == "note"]
    assert [found.text[block.start : block.end] for block in notes] == [
        "1 Điều 5. Theo chuẩn cũ, nay đã bỏ.",
        "2 Số liệu của xã.",
    ]
    assert [block.origin for block in notes] == ["page1/note0", "page1/note1"]
    assert found.layout[-2:] == tuple(notes)


def test_notes_that_are_alike_are_no_running_feet_and_those_stay_apart(tmp_path):
    book = Book()
    for number in range(1, 5):
        foot = [(80, 90, f"{number} Điểm này được bổ sung.", 9), (80, 28, "Tài liệu họp", 9)]
        line = with_mark(80, 760, "Còn 250", str(number), " hộ.")
        more = written([f"Xã {place} trồng {number} cây." for place in range(9)], top=700)
        book.page(*line, *more, *foot)
    found = reading(tmp_path, book)
    notes = [found.text[block.start : block.end] for block in found.layout if block.kind == "note"]
    assert notes == [f"{number} Điểm này được bổ sung." for number in range(1, 5)]
    assert found.layout[-1].kind == "footer"


@pytest.mark.parametrize(
    "foot",
    [
        # Recipients are set smaller too; nothing refers to them.
        [(80, 90, "Nơi nhận:", 9), (80, 78, "- Như trên;", 9), (80, 66, "2 bản lưu.", 9)],
        # A last line in the size of the text.
        [(80, 90, "1 Điều 5. Theo chuẩn cũ,")],
    ],
)
def test_what_is_no_note_at_the_foot_of_a_page(tmp_path, foot):
    lines = written([f"Xã {place} trồng cây ven đường." for place in range(9)], top=700)
    found = reading(tmp_path, Book().page(*lines, *foot))
    assert {block.kind for block in found.layout} == {"body"}


def test_a_note_goes_on_upon_the_next_page(tmp_path):
    rule = ((80, 104, 220, 104),)
    lines = written([f"Xã {place} trồng cây ven đường." for place in range(9)], top=700)
    book = Book().page(*with_mark(80, 760, "Đạt 45%", "1", "."), *lines, NOTES[0], rules=rule)
    book.page(*written(["Trồng rừng."]), *lines, NOTES[1], rules=rule)
    found = reading(tmp_path, book)
    last = found.layout[-1]
    assert (last.kind, found.text[last.start : last.end]) == (
        "note",
        "1 Điều 5. Theo chuẩn cũ, nay đã bỏ.",
    )


def test_a_list_of_contents_keeps_its_lines(tmp_path):
    lines = ["MỤC LỤC", *(f"{n}. Việc của năm {'.' * 60} {n + 2}" for n in range(1, 5))]
    found = reading(tmp_path, Book().page(*written(lines)).page(*written(["Phần thứ nhất."])))
    assert [found.text[block.start : block.end] for block in found.layout][:5] == lines
    assert [block.kind for block in found.layout] == ["contents"] * 5 + ["body"]


def test_words_set_aslant_are_a_watermark(tmp_path):
    book = Book()
    for lines in (WRAPPED[:3], WRAPPED[3:]):
        book.page(*written(lines), aslant=((150, 300, "DỰ THẢO", 60),))
    found = reading(tmp_path, book)
    assert body(found) == PARAGRAPHS
    last = found.layout[-1]
    assert (last.kind, found.text[last.start : last.end]) == ("stamp", "DỰ THẢO")
    assert sum(block.kind == "stamp" for block in found.layout) == 1


def test_items_of_a_list_are_paragraphs(tmp_path):
    lines = [
        "1. Trồng cây ven đường ở các xã vùng thấp, ven sông;",
        "2. Nuôi cá;",
        "a) Ở hồ lớn;",
        "b) Ở sông.",
    ]
    assert body(reading(tmp_path, Book().page(*written(lines)))) == lines


def test_the_head_in_two_columns_is_read_column_by_column(tmp_path):
    head = [
        (80, 780, "TỈNH ỦY LAM CHÂU"),
        (110, 764, "Số 05-NQ/TU"),
        (330, 780, "ĐẢNG CỘNG SẢN VIỆT NAM"),
        (330, 764, "Lam Châu, ngày 5 tháng 3 năm 2021"),
    ]
    found = reading(
        tmp_path, Book().page(*head, (250, 720, "NGHỊ QUYẾT"), *written(WRAPPED, top=680))
    )
    assert found.text.split("\n")[:4] == [text for _, _, text in head]
    assert read(tmp_path / "a.pdf").facts.number == "05-NQ/TU"


LEFT = [
    "Các xã vùng cao trồng cây ăn quả,",
    "các xã ven sông trồng tre giữ đất",
    "bãi và nuôi cá trong lồng bè, mỗi",
    "nhà góp một ngày công cho đường.",
]
RIGHT = [
    "Các phường trồng cây bóng mát và",
    "đặt ghế đá dọc hồ, mở lối đi bộ từ",
    "chợ ra bến xe, thắp đèn tiết kiệm",
    "điện ở mọi ngõ nhỏ trong phường.",
]


def by_rows(left: list[str], right: list[str], top: float = 700) -> list[tuple]:
    """Two columns drawn row by row."""
    return [
        word
        for row, pair in enumerate(zip(left, right, strict=True))
        for word in ((80, top - 16 * row, pair[0]), (340, top - 16 * row, pair[1]))
    ]


def test_columns_of_text_drawn_row_by_row(tmp_path):
    assert body(reading(tmp_path, Book().page().page(*by_rows(LEFT, RIGHT)))) == [
        " ".join(LEFT),
        " ".join(RIGHT),
    ]


def test_head_and_signature_drawn_row_by_row(tmp_path):
    head = by_rows(
        ["TỈNH ỦY LAM CHÂU", "Số 05-NQ/TU"],
        ["ĐẢNG CỘNG SẢN VIỆT NAM", "Lam Châu, ngày 5/3/2021"],
        780,
    )
    signed = by_rows(
        ["Nơi nhận:", "- Các huyện ủy,", "- Lưu văn phòng."],
        ["T/M TỈNH ỦY", "BÍ THƯ", "Trần Văn Lam"],
        300,
    )
    lines = reading(tmp_path, Book().page(*head, *written(WRAPPED, top=700), *signed)).text.split(
        "\n"
    )
    assert lines[:4] == [
        "TỈNH ỦY LAM CHÂU",
        "Số 05-NQ/TU",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Lam Châu, ngày 5/3/2021",
    ]
    assert lines[-6:] == [
        "Nơi nhận:",
        "- Các huyện ủy,",
        "- Lưu văn phòng.",
        "T/M TỈNH ỦY",
        "BÍ THƯ",
        "Trần Văn Lam",
    ]


def test_rows_of_a_table_without_rules_stay_rows(tmp_path):
    rows = by_rows(["Số xã có chợ", "Số cây trồng", "Số cầu"], ["45", "9.000", "12"], 500)
    text = reading(tmp_path, Book().page(*written(WRAPPED), *rows)).text
    assert text.index("45") < text.index("Số cây trồng")


def test_a_line_repeated_on_one_page_is_no_running_head(tmp_path):
    lines = ["Trồng cây.", "Trồng cây.", "Nuôi cá ở sông."]
    found = reading(
        tmp_path, Book().page(*written(lines, top=815, step=24)).page(*written(WRAPPED))
    )
    assert found.text.count("Trồng cây.") == 2
    assert {block.kind for block in found.layout} == {"body"}


def test_page_numbers_and_running_heads_are_no_body(tmp_path):
    book = Book()
    for number in range(1, 6):
        lines = [f"\tTrang này nói về việc thứ {number} của tỉnh Lam Châu."]
        book.page(
            (290, 810, str(number)),
            (80, 30, f"Tài liệu họp tổ, bản {number}"),
            *written(lines, top=700),
        )
    found = reading(tmp_path, book)
    assert body(found) == [
        f"Trang này nói về việc thứ {number} của tỉnh Lam Châu." for number in range(1, 6)
    ]
    assert [(block.kind, found.text[block.start : block.end]) for block in found.layout[5:]] == [
        ("footer", "Tài liệu họp tổ, bản 1")
    ]


def test_figures_that_are_no_page_numbers_stay(tmp_path):
    found = reading(
        tmp_path,
        Book().page((290, 810, "2030"), *written(WRAPPED)).page((290, 810, "7"), *written(WRAPPED)),
    )
    assert body(found)[0] == "2030"
    assert "7" in body(found)


CELLS = [
    ["TT", "Chỉ tiêu", "Năm 2030"],
    ["1", "Số xã có chợ", "45"],
    ["2", "Số cây trồng", "9.000"],
]


def table_page(rows: list[list[str]], top: float = 700):
    lefts, tops = [80, 120, 300, 420], [top - 24 * number for number in range(len(rows) + 1)]
    words = [
        (lefts[column] + 5, tops[row] - 17, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    ]
    return words, grid(lefts, tops)


def test_a_ruled_table_keeps_its_cells(tmp_path):
    words, rules = table_page(CELLS)
    found = reading(tmp_path, Book().page(*written(WRAPPED), *words, rules=rules))
    cells = [block for block in found.layout if block.kind == "table"]
    assert [(block.row, block.column) for block in cells] == [
        (row, column) for row in range(3) for column in range(3)
    ]
    assert "\n1\tSố xã có chợ\t45\n" in found.text
    assert cells[0].origin == "page1/table0/r0c0"


def test_a_table_goes_on_upon_the_next_page(tmp_path):
    first, second = (
        table_page(CELLS[:2], top=120),
        table_page([CELLS[0], ["", "và bến đò", ""], CELLS[2]], top=760),
    )
    torn = table_page([["", "và bến đò", ""], CELLS[2]], top=760)
    for after, expected in (
        (second, "và bến đò"),
        (torn, "1\tSố xã có chợ và bến đò\t45\n2\tSố cây"),
    ):
        book = (
            Book()
            .page(*written(WRAPPED, top=600), *first[0], rules=first[1])
            .page(*after[0], rules=after[1])
        )
        text = reading(tmp_path, book).text
        assert expected in text
        assert text.count("Chỉ tiêu") == 1


def test_a_frame_around_text_is_no_table(tmp_path):
    found = reading(tmp_path, Book().page(*written(WRAPPED), rules=grid([60, 560], [790, 660])))
    assert body(found) == PARAGRAPHS


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_shown_turned(tmp_path, turned):
    second = {90: (340, 400), 180: (300, 440), 270: (260, 400)}[turned]
    book = Book().page(
        (300, 400, "Tỉnh Lam Châu trồng cây."), (*second, "Cây xanh."), turned=turned
    )
    assert reading(tmp_path, book).text == "Tỉnh Lam Châu trồng cây. Cây xanh."


def test_what_is_drawn_twice_for_bold_is_read_once(tmp_path):
    words = [(80, 700, "Trồng cây"), (80.3, 700, "Trồng cây")]
    assert reading(tmp_path, Book().page(*words)).text == "Trồng cây"


def test_letters_drawn_in_turns_with_another_font(tmp_path):
    words = [(80, 700, "tr"), (90.5, 700, "ng cây"), (91, 700, "")]
    assert reading(tmp_path, Book().page(*words)).text.replace(" ", "") == "trngcây"


def test_text_outside_the_page_is_not_read(tmp_path):
    assert (
        reading(
            tmp_path,
            Book().page(
                (80, 700, "Trong trang"), (900, 700, "Ngoài trang"), (80, -300, "Dưới trang")
            ),
        ).text
        == "Trong trang"
    )


def test_a_scan_is_told(tmp_path):
    with pytest.raises(TextkitError, match="is a scan: 2 of 2 pages are pictures") as caught:
        reading(tmp_path, Book().picture().picture((80, 20, "Người ký: An Bình")))
    assert "textkit[ocr]" in str(caught.value)


def test_a_picture_among_pages_of_text_is_a_remark(tmp_path):
    long = [line for _ in range(6) for line in WRAPPED]
    found = reading(tmp_path, Book().page(*written(long)).picture())
    assert found.remarks == (Remark("pictures", "2"),)


GOOD = (
    "Nghị quyết của Hội đồng nhân dân tỉnh Lam Châu về trồng cây ven đường và giữ rừng đầu nguồn. "
    * 8
)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.upper(),
        "The committee approved the plan for planting trees along the roads of the province. " * 9,
        "",
        "1 2 3 " * 99,
        "Số 05-NQ/TU, HĐND, UBND, GDP, XIV " * 20,
        "Quy hoạch tỉnh Lam Châu theo quy định của quy chế. " * 9,
        GOOD + "\n11/23/26, 4:00 PM" * 30,
        GOOD + "\nfour five six seven eight nine ten eleven twelve words",
        "A B C",
    ],
)
def test_text_that_can_be_read(text):
    assert unreadable(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("h", "").replace("t", ""),
        "\n".join([GOOD, *["CỘNG ÒA XÃ ỘI C Ủ NG ĨA VIỆT NAM, N Ị QUY T CỦA ĐẢN B T N"] * 8]),
        GOOD.replace("ư", "\ufffd").replace("ề", "\ufffd").replace("ạ", "\ue001") * 2,
        "\ue001\ue002\ue003 \ue004" * 50,
        GOOD.replace("ợ", "\u00ad")
        .replace("ồ", "\u00ad")
        .replace("ị", "\u00ad")
        .replace("â", "\u00ad")
        .replace("ế", "\u00ad"),
    ],
)
def test_text_with_missing_or_wrong_letters(text):
    assert unreadable(text)


def test_a_damaged_text_layer_is_refused(tmp_path):
    lines = [line.replace("h", "").replace("n", "").replace("t", "") for line in WRAPPED * 6]
    with pytest.raises(TextkitError, match="damaged text layer"):
        reading(tmp_path, Book().page(*written(lines)))


def test_a_garbled_page_among_good_ones_is_left_out(tmp_path):
    book = Book()
    for number in range(5):
        lines = WRAPPED * 4
        book.page(
            *written(
                [line.replace("h", "").replace("n", "") for line in lines] if number == 3 else lines
            )
        )
    found = reading(tmp_path, book)
    assert found.remarks == (Remark("garbled", "4"),)
    assert {block.page for block in found.layout} == {1, 2, 3, 5}


def test_a_page_with_too_many_characters_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("textkit.reading.pdf.letters._MOST_ON_PAGE", 300)
    found = reading(tmp_path, Book().page(*written(WRAPPED)).page(*written(WRAPPED * 3)))
    assert found.remarks == (Remark("damaged", "2"),)


def test_a_text_layer_in_an_old_encoding_is_decoded(tmp_path):
    lines = [
        "Uû ban nh©n d©n tØnh Lam Ch©u ®· trång c©y",
        "vµ nu«i c¸ ë c¸c x· vïng cao, vïng s©u.",
    ]
    found = reading(tmp_path, Book().page(*written(lines)))
    assert (
        found.text
        == "Uỷ ban nhân dân tỉnh Lam Châu đã trồng cây và nuôi cá ở các xã vùng cao, vùng sâu."
    )
    assert Remark("encoding", "TCVN3") in found.remarks


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n", "is damaged or no PDF"),
        (b"", "is damaged or no PDF"),
        (Book().page((80, 700, "a")).bytes()[:300], "is damaged or no PDF"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, data, message):
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(TextkitError, match=message):
        read_pdf(tmp_path / "a.pdf")


def test_limits(tmp_path, monkeypatch):
    path = tmp_path / "a.pdf"
    path.write_bytes(Book().page(*written(WRAPPED)).page().page().bytes())
    monkeypatch.setattr("textkit.reading.pdf.document.LIMITS", files.Limits(max_pages=2))
    with pytest.raises(TextkitError, match="has 3 pages; at most 2"):
        read_pdf(path)
    monkeypatch.setattr("textkit.reading.pdf.document.LIMITS", files.Limits(max_characters=50))
    with pytest.raises(TextkitError, match="more than 50 characters"):
        read_pdf(path)


SMALL = Book().page((80, 700, "Tỉnh Lam Châu"), rules=grid([60, 300], [720, 600])).bytes()


@given(
    st.lists(
        st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=12
    ),
    st.integers(0, len(SMALL)),
)
@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_mutated_file_is_read_or_refused(tmp_path, changes, cut):
    data = bytearray(SMALL)
    for place, value in changes:
        data[place] = value
    path = tmp_path / "a.pdf"
    path.write_bytes(bytes(data[: cut or None]) if cut % 3 == 0 else bytes(data))
    with contextlib.suppress(TextkitError):
        check(read_pdf(path))


@needs_shared
def test_the_real_files():
    document = read(OFFICE / "thanh-hoa-335.pdf")
    assert (document.facts.number, document.facts.date, document.facts.issuer) == (
        "335/2025/NĐ-CP",
        "2025-12-21",
        "Chính phủ",
    )
    assert {block.page for block in document.layout} == set(range(1, 20))
    assert "table" in {block.kind for block in document.layout}
    with pytest.raises(TextkitError, match="letters are missing"):
        read(OFFICE / "nghi-dinh-47-2020.pdf")
    with pytest.raises(TextkitError, match="is a scan: 1 of 1"):
        read(OFFICE / "scan-2010.pdf")


def test_number_and_day_in_stamps_are_read_where_they_stand(tmp_path):
    book = Book().page(
        (80, 780, "SỞ NỘI VỤ LAM CHÂU"),
        (80, 760, "Số:        /TTr-SNV"),
        (300, 760, "Lam Châu, ngày       tháng 3 năm 2026"),
        *written(WRAPPED, top=680),
    )
    found = reading(tmp_path, book.note(104, 760, "152").note(412, 760, "17"))
    text = found.text.replace(" ", "")
    assert "Số:152/TTr-SNV" in text
    assert "LamChâu,ngày17tháng3năm2026" in text
    assert found.remarks == (Remark("fields", "1"),)


def test_what_is_not_printed_is_not_read(tmp_path):
    book = Book().page(*written(WRAPPED)).note(80, 500, "Xem lại", printed=False)
    found = reading(tmp_path, book)
    assert body(found) == PARAGRAPHS
    assert found.remarks == ()


def test_the_number_in_a_signature_field_is_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(signed_form())
    found = read_pdf(tmp_path / "a.pdf")
    assert found.text.replace(" ", "") == "So:152/TTr-SNV"
    assert found.remarks == (Remark("fields", "1"),)
