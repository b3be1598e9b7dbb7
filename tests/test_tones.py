"""Wrong marks of recognised words are put right where official text is sure, and only there."""

import pytest

from textkit.vietnamese.tones import restore, skeleton


def restored(text: str, sure: float = 0.6) -> str:
    words = text.split(" ")
    return " ".join(restore(words, [sure] * len(words)))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Theo để nghị của Giám đốc Sở", "Theo đề nghị của Giám đốc Sở"),
        ("Điểu 1. Quy định vế phát triến kinh tế", "Điều 1. Quy định về phát triển kinh tế"),
        ("ỦY BAN NHÂN DẪN TỈNH", "ỦY BAN NHÂN DÂN TỈNH"),
        ("trong nãm 2026,", "trong năm 2026,"),
        ("quân lý nhà nuớc", "quản lý nhà nước"),
        ("THÚ TUỚNG CHÍNH PHÚ", "THỦ TƯỚNG CHÍNH PHỦ"),
    ],
)
def test_marks_are_put_right(read, meant):
    assert restored(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Theo đề nghị của Giám đốc Sở",
        "xã Chiềng Lam và ông Trần Văn Nhâm",
        "Internet marketing online",
        "",
        "12/QĐ-UBND",
    ],
)
def test_what_is_right_or_unknown_stays(text):
    assert restored(text) == text


def test_names_stay_unless_they_were_hardly_read():
    assert restored("Ủy ban nhân dân tỉnh Lam Châu", 0.9) == "Ủy ban nhân dân tỉnh Lam Châu"
    assert restored("ban hành Nghị quyểt số", 0.9) == "ban hành Nghị quyết số"


def test_what_was_read_surely_changes_only_where_it_is_much_less_likely():
    assert restored("ÚY BAN NHÂN DÂN", 1.0) == "ỦY BAN NHÂN DÂN"
    assert restored("cây tô cao", 1.0) == "cây tô cao"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("úy ban nhân dân", "ủy ban nhân dân"),
        ("uý ban nhân dân", "uỷ ban nhân dân"),
        ("uy ban nhân dân", "ủy ban nhân dân"),
    ],
)
def test_the_tone_stays_where_it_was(read, meant):
    assert restored(read) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("ngày O7 tháng", "ngày 07 tháng"),
        ("năm 2O25;", "năm 2025;"),
        ("l.5OO cây", "1.500 cây"),
        ("lo Ol II Io", "lo Ol II Io"),
        ("b1 km2 Q1", "b1 km2 Q1"),
    ],
)
def test_letters_that_look_like_digits(read, meant):
    assert restored(read, 0.9) == meant


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("quyđịnh chi tiết", "quy định chi tiết"),
        ("Độc lập - Tựdo", "Độc lập - Tự do"),
        ("THỦ TUÚNG", "THỦ TUÚNG"),
        ("HĐND Facebook Mátxcơva", "HĐND Facebook Mátxcơva"),
    ],
)
def test_a_lost_blank_is_put_back(read, meant):
    assert restored(read) == meant


def test_as_many_words_come_back():
    assert len(restore(["quyđịnh", "", "vế"], [0.5] * 3)) == 3


def test_capitals_and_y_stay():
    assert restored("TÝ LỆ HỘ NGHÈO") == "TỶ LỆ HỘ NGHÈO"
    assert skeleton("Quỹ") == skeleton("qui")
