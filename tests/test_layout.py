"""textkit.reading.layout: pieces become one text, tiled by blocks."""

from __future__ import annotations

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.layout import Piece, Reading, lay_out, lay_table
from textkit.vietnamese.text import tidy


def check(reading: Reading) -> tuple:
    """Text, blocks and mends of a reading whose text is tidied and whose blocks tile its non-blank
    characters in order.
    """
    text, blocks, mends = reading[:3]
    assert tidy(text) == text
    covered = 0
    for block in blocks:
        assert not text[covered : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end] != ""
        covered = block.end
    assert not text[covered:].strip()
    for mend in mends:
        assert 0 <= mend.start <= mend.end <= len(text)
        # What was left out has no place of its own; all else stands in the text.
        is_left_out = mend.kind in ("raised", "struck", "comment")
        assert (mend.start == mend.end) == is_left_out
    return text, blocks, mends


def kinds(*lines: str) -> list[str]:
    return [block.kind for block in check(lay_out(Piece(line) for line in lines))[1]]


@pytest.mark.parametrize(
    "line",
    [
        "Ảnh: An Bình",
        "(Ảnh: An Bình)",
        "Ảnh minh họa: Báo Lam Châu",
        "Ảnh tư liệu",
        "(Ảnh minh hoạ)",
        "Nguồn ảnh: Báo Lam Châu",
        "Đại biểu dự lễ ra quân. Ảnh: An Bình",
        "Đại biểu dự lễ (Ảnh: An Bình)",
        "Trao quà cho bà con - Ảnh: VGP/An Bình",
        "Đồ họa: An Bình",
        "Toàn cảnh bến cảng Lam Châu. Ảnh tư liệu: TTX",
    ],
)
def test_captions(line):
    assert kinds(line, "Một câu.") == ["caption", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Ảnh hưởng của dịch bệnh: rất lớn.",
        "Qua hình ảnh: cần làm rõ trách nhiệm",
        "Hình ảnh: đẹp",
        "Theo Ảnh, người dân đồng thuận.",
        "Ảnh",
        "Lưu trữ ảnh: theo quy định.",
        "Nguồn: Chi cục Thống kê",
        "Đại biểu. Ảnh: An Bình. " + "Sau đó hội nghị thảo luận; " * 9,
    ],
)
def test_no_captions(line):
    assert kinds(line) == ["body"]


@pytest.mark.parametrize("line", ["- 2 -", "– 12 –", "Trang 3/10", "trang 4", "Page 2 of 9"])
def test_page_marks(line):
    assert kinds("Một câu.", line) == ["body", "footer"]


@pytest.mark.parametrize(
    "line", ["- 2", "-2-3", "Trang thiết bị", "12.5", "2025", "trang 4 của phụ lục"]
)
def test_no_page_marks(line):
    assert kinds("Một câu.", line) == ["body", "body"]


def test_bare_numbers_are_page_numbers_only_where_pages_count_on():
    page = "Cấp ủy các cấp tiếp tục thực hiện nhiệm vụ. " * 20
    assert kinds("1", page, "2", page, "3") == ["footer", "body", "footer", "body", "footer"]
    assert kinds(page, "2", page, "3", page, "80") == [
        "body",
        "footer",
        "body",
        "footer",
        "body",
        "body",
    ]
    assert kinds("TT", "1", "Xã An", "2", "Xã Bình", "3") == ["body"] * 6  # a table, a cell a line
    assert kinds(page, "95", page, "96") == ["body"] * 4


def test_a_crawlers_line_does_not_count():
    assert kinds("date 2024-10 Báo Lam Châu", "Ngày 5") == ["header", "body"]


def test_gaps_of_what_is_empty_are_kept():
    text, blocks, _ = check(
        lay_out([Piece("a"), Piece(" \u200b", gap="\n\n"), Piece("b"), Piece("c", gap="\t")])
    )
    assert text == "a\n\nb\tc"
    assert len(blocks) == 3


def test_a_number_stands_before_its_paragraph_and_is_told():
    text, blocks, mends = check(
        lay_out([Piece("Mở đầu"), Piece("Mục tiêu ", label="I."), Piece("", label="II.")])
    )
    assert text == "Mở đầu\nI. Mục tiêu"
    assert [(mend.kind, mend.before, text[mend.start : mend.end]) for mend in mends] == [
        ("numbering", "", "I. ")
    ]
    assert text[blocks[1].start : blocks[1].end] == "I. Mục tiêu"


def rows(*lines: str) -> list[list[tuple[int, list[Piece]]]]:
    return [
        [
            (column, [Piece(text) for text in cell.split("/ ")])
            for column, cell in enumerate(line.split("|"))
        ]
        for line in lines
    ]


def test_rows_are_lines_with_tabs():
    text, blocks, _ = check(
        lay_out([Piece("Biểu"), *lay_table(rows("TT|Tên|Số", "1|Xã An|12", "2||7"), "\n\n")])
    )
    assert text == "Biểu\n\nTT\tTên\tSố\n1\tXã An\t12\n2\t7"
    assert [(block.kind, block.row, block.column) for block in blocks][-2:] == [
        ("table", 2, 0),
        ("table", 2, 2),
    ]


def test_a_cell_of_several_lines_parts_its_row():
    text, blocks, _ = check(lay_out(lay_table(rows("TT|Tên", "1|Xã An/ Xã Bình"))))
    assert text == "TT\tTên\n1\nXã An\nXã Bình"
    assert [(block.row, block.column) for block in blocks] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (1, 1),
    ]
    joined, _, _ = check(lay_out(lay_table(rows("TT|Tên", "1|Xã An/ Xã Bình"), wrapped=True)))
    assert joined == "TT\tTên\n1\tXã An Xã Bình"


def test_a_tab_within_a_cell_is_a_blank():
    assert lay_out(lay_table(rows("a\tb|c", "d|e")))[0] == "a b\tc\nd\te"


@pytest.mark.parametrize(
    "table",
    [
        (
            "HĐND TỈNH LAM CHÂU|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/ Độc lập - Tự do - Hạnh phúc",
            "Số: 5/NQ-HĐND|Lam Châu",
        ),
        (
            "TỈNH ỦY LAM CHÂU/ *|ĐẢNG CỘNG SẢN VIỆT NAM",
            "Số 5-NQ/TU|Lam Châu, ngày 5 tháng 3 năm 2025",
        ),
        ("Nơi nhận:/ - Như trên;|T/M BAN THƯỜNG VỤ/ BÍ THƯ", "|Nguyễn Văn An"),
        ("một ô",),
        ("a|b",),
        ("a", "b", "c"),
    ],
)
def test_frames_are_body_text(table):
    text, blocks, _ = check(lay_out(lay_table(rows(*table))))
    assert {(block.kind, block.row, block.column) for block in blocks} == {("body", None, None)}
    assert "\t" not in text


@pytest.mark.parametrize(
    "table",
    [
        ("TT|Chỉ tiêu", "1|Số hộ nghèo"),
        ("Năm|2025|2030", "Xã|10|20"),
        ("Chủ tịch|1", "Phó Chủ tịch|2"),
        ("Số|Tên|Năm|Đạt", "Số: 5|ngày 5 tháng 3|x|y"),
    ],
)
def test_tables_are_no_frames(table):
    assert {block.kind for block in lay_out(lay_table(rows(*table)))[1]} == {"table"}


def test_a_table_in_a_frame_keeps_its_cells():
    inner = list(lay_table(rows("TT|Tên", "1|Xã An")))
    text, blocks, _ = check(lay_out(lay_table([[(0, [Piece("Khung"), *inner])]])))
    assert text == "Khung\nTT\tTên\n1\tXã An"
    assert [block.kind for block in blocks] == ["body"] + ["table"] * 4


PIECES = st.builds(
    Piece,
    st.text(max_size=30),
    label=st.sampled_from(["", "1.", "-"]),
    gap=st.sampled_from(["\n", "\n\n", "\t"]),
    row=st.sampled_from([None, 0]),
)


@given(
    st.lists(PIECES, max_size=12),
    st.lists(st.lists(st.tuples(st.integers(0, 5), st.lists(PIECES, max_size=3)))),
)
def test_blocks_tile_whatever_comes(pieces, table):
    check(lay_out([*pieces, *lay_table(table)]))


@pytest.mark.parametrize("hostile", [" (Ảnh", "- ", "date 2024-10 ", "1 "])
def test_hostile_lines_take_linear_time(hostile):
    assert grows_linearly(lambda size: lay_out([Piece(hostile * (size // len(hostile)))]), 20_000)


# Only lines of up to 700 characters are held against the patterns of captions.
@pytest.mark.parametrize("hostile", ["Ảnh " * 170, "Ảnh minh họa " * 50])
def test_many_hostile_captions_take_linear_time(hostile):
    assert grows_linearly(lambda count: lay_out([Piece(hostile)] * count), 15)


def test_hostile_cells_take_linear_time():
    def lay(size):
        return lay_out(lay_table(rows("số " * size + "|" + ", ngày " * size, "a|b")))

    assert grows_linearly(lay, 3_000)
