from __future__ import annotations

import pytest
from beside import REAL, needs_shared
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.document import Block
from textkit.reading.readers import read
from textkit.reading.tail import find_signature, mark_recipients


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        ("TM. ỦY BAN\nNHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Văn Lam", "Trần Văn Lam"),
        ("T/M BAN CHẤP HÀNH TRUNG ƯƠNG\nTỔNG BÍ THƯ\nTô Văn Bến", "Tô Văn Bến"),
        ("TL. CỤC TRƯỞNG\nKT. TRƯỞNG BAN CHÍNH SÁCH,\nTHUẾ QUỐC TẾ\nMạnh Thị Bến", "Mạnh Thị Bến"),
        ("CHỦ TỊCH\n(Đã ký)\nH'Yim Kđoh", "H'Yim Kđoh"),
        ("GIÁM ĐỐC\nK'Ràng Y-Lan Niê", "K'Ràng Y-Lan Niê"),
        ("BÍ THƯ\nLÒ THỊ BẾN", "Lò Thị Bến"),
        ("THỨ TRƯỞNG\n(đã ký)\nThượng tướng Lê Văn Bến", "Lê Văn Bến"),
        ("KT. BỘ TRƯỞNG, CHỦ NHIỆM PHÓ CHỦ NHIỆM Đỗ Văn Lam", "Đỗ Văn Lam"),
        ("- Lưu: VT.\tKT. CHỦ TỊCH\tPHÓ CHỦ TỊCH\tBùi Văn Lam |", "Bùi Văn Lam"),
    ],
)
def test_who_signed(tail, name):
    signature = find_signature(tail)
    assert signature is not None
    assert signature.name == name
    assert tail[signature.start : signature.end].lower() == name.lower()


@pytest.mark.parametrize(
    "tail",
    [
        "T/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nPHỤ LỤC\nDanh Mục Sản Phẩm",
        "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nDANH MỤC TÀI LIỆU\n1. Quy định",
        "CHỦ TỊCH\nCộng Hòa Xã Hội\nHà Nội",
        "GIÁM ĐỐC\nHÀ NỘI\nLÂM ĐỒNG",
        "BÍ THƯ\nVăn phòng Tỉnh ủy",
        "NGƯỜI LẬP BẢNG\n(Ký, ghi rõ họ tên)",
        "Trần Văn Lam",
        "Đồng chí Chủ tịch Trần Văn Lam phát biểu.",
    ],
)
def test_nobody_signed(tail):
    assert find_signature(tail) is None


def test_the_offices_above_a_name_are_whole():
    signature = find_signature("TM. ỦY BAN\nNHÂN DÂN\nCHỦ TỊCH\nTrần Văn Lam")
    assert signature.offices == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


LINES = (
    "Điều 2. Nghị quyết có hiệu lực.",
    "Nơi nhận:",
    "- Như Điều 2;",
    "- CT, PCT UBND;",
    "- Các cơ quan tham mưu, giúp việc",
    "của Tỉnh ủy;",
    "- Lưu: VT.",
    "CHỦ TỊCH",
    "Trần Văn Lam",
    "PHỤ LỤC",
)


def laid_out(lines):
    text, layout = "", []
    for line in lines:
        layout.append(Block(len(text), len(text) + len(line), "body"))
        text += f"{line}\n"
    return text, tuple(layout)


def test_the_list_of_recipients_is_marked_and_nothing_else():
    text, layout = laid_out(LINES)
    marked = mark_recipients(text, layout)
    assert [block.kind for block in marked] == ["body"] + ["recipients"] * 6 + ["body"] * 3


def test_each_list_of_recipients_is_marked():
    text, layout = laid_out([*LINES, *LINES])
    assert [block.kind for block in mark_recipients(text, layout)].count("recipients") == 12


def test_a_paragraph_that_names_the_recipients_and_more_stays():
    text, layout = laid_out(["Nơi nhận: - Như trên; - Lưu VT. Nghị quyết có hiệu lực."])
    assert mark_recipients("Xem " + text, layout) == layout


@needs_shared
def test_recipients_of_real_documents_end_before_the_office():
    document = read(REAL / "chi-thi/2014-01-ct-nhnn.txt")
    recipients = [block for block in document.layout if block.kind == "recipients"]
    assert document.quote(recipients[0]).startswith("Nơi nhận")
    assert document.quote(recipients[-1]).startswith("- Lưu")


@given(st.text(max_size=300), st.integers(0, 50))
def test_any_text_has_its_signature_inside(text, begin):
    signature = find_signature(text, begin)
    if signature is not None:
        assert begin <= signature.start < signature.end <= len(text)
    mark_recipients(text, (Block(0, len(text), "body"),))


@pytest.mark.parametrize("line", ["CHỦ TỊCH\n", "Nơi nhận:\n- A\n", "T/M A ", "Trần Lam ", "\n"])
def test_the_work_grows_with_the_text(line):
    assert grows_linearly(lambda size: find_signature(line * size), 500)
    assert grows_linearly(lambda size: mark_recipients(line * size, ()), 500)
