"""textkit.vietnamese.text: tidying and folding."""

from __future__ import annotations

import re
import unicodedata

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.vietnamese.text import (
    Passage,
    fold,
    fold_placement,
    opens_paragraph,
    paragraphs,
    tidy,
)

VIETNAMESE = st.text(
    st.sampled_from(
        "aAăâeêioôơuưyYýỳỷỹỵhHklmstqQnđĐðÐ"
        " òóỏõọúùủũụáàảãạéèẻẽẹ\u0301\u0300\u0323\u200b\u00ad\u00a0\r\n.-"
    )
)


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("tie\u0302\u0301p thu", "tiếp thu"),
        ("ho\u0301a", "hóa"),
        ("Ðảng bộ, Ɖoàn, ðại hội", "Đảng bộ, Đoàn, đại hội"),
        ("số\u00a012,\u202f5\u2009%", "số 12, 5 %"),
        ("57\u00ad-NQ/TW", "57-NQ/TW"),
        ("chữ\u200b nối\ufeff", "chữ nối"),
        ("a\u200b\u0301", "á"),  # the mark meets its letter only once what is between them is gone
        ("một\r\nhai\rba\u2028bốn\x0cnăm\x0bsáu\x85", "một\nhai\nba\nbốn\nnăm\nsáu\n"),
        ("a\x00b\x1fc\x7f", "a b c "),
        ("cột\tcột\n", "cột\tcột\n"),
        ("ngành, nghành; lí, lý", "ngành, nghành; lí, lý"),  # spelling is not tidied
        ("‘thơ’ “văn” – …", "‘thơ’ “văn” – …"),
        ("", ""),
    ],
)
def test_tidy(written, tidied):
    assert tidy(written) == tidied


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("hòa", "hoà"),
        ("Hòa", "Hoà"),
        ("HÒA", "HOÀ"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("ỦY BAN", "UỶ BAN"),
        ("hoà", "hoà"),
        ("hoàn", "hoàn"),
        ("quý", "quý"),
        ("quỹ", "quỹ"),
        ("QUÝ", "QUÝ"),
        ("loài", "loài"),
        ("của", "của"),
        ("mía", "mía"),
        ("thúy,", "thuý,"),
        ("tòa án", "toà án"),
        ("tóan", "tóan"),
    ],
)
def test_placement(written, placed):
    assert fold_placement(written) == placed


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Lý luận", "lí luận"),
        ("TỶ LỆ", "tỉ lệ"),
        ("kỳ họp", "kì họp"),
        ("mỹ thuật", "mĩ thuật"),
        ("y tế", "i tế"),
        ("Ý kiến", "í kiến"),
        ("hy sinh", "hi sinh"),
        ("Tỉnh ủy", "tỉnh uỷ"),
        ("Tỉnh uỷ", "tỉnh uỷ"),
        ("quý", "quý"),
        ("quy định", "quy định"),
        ("Thúy", "thuý"),
        ("tay", "tay"),
        ("nguyên", "nguyên"),
        ("yêu", "yêu"),
        ("huy động", "huy động"),
        ("My2", "my2"),
        ("İ", "İ"),
    ],
)
def test_fold(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tỉnh ủy", "TỈNH UỶ"), ("lý do", "lí do"), ("hóa", "hoá"), ("kỷ luật", "kỉ luật")],
)
def test_spellings_meet(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("quý", "quí"), ("ma", "má"), ("tai", "tay"), ("hòan", "hoàn")]
)
def test_spellings_stay_apart(one, other):
    assert fold(one) != fold(other)


@given(st.text() | VIETNAMESE)
def test_fold_keeps_the_length_and_is_stable(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert len(fold_placement(text)) == len(text)
    assert fold_placement(fold_placement(text)) == fold_placement(text)


# What `fold` does, by expressions that look back first: slower, and easier to believe.
_PLAINLY = {
    re.compile(rf"(?<![qQ]){old}(?!\w)"): new
    for old, new in zip(
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        strict=True,
    )
}
_Y = re.compile(r"(?<!\w)([hklmst]?)([yýỳỷỹỵ])(?!\w)")
_I_FOR_Y = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))


@given(VIETNAMESE)
def test_fold_is_what_plain_expressions_give(text):
    lowered = text.lower()
    for old, new in _PLAINLY.items():
        lowered = old.sub(new, lowered)
    assert fold(text) == _Y.sub(lambda match: match[1] + _I_FOR_Y[match[2]], lowered)


@given(st.text() | VIETNAMESE)
def test_tidy_is_stable_and_composed(text):
    tidied = tidy(text)
    assert tidy(tidied) == tidied
    assert unicodedata.is_normalized("NFC", tidied)


@given(VIETNAMESE, VIETNAMESE)
def test_tidy_by_the_line(one, other):
    assert tidy(f"{one}\n{other}") == f"{tidy(one)}\n{tidy(other)}" or one.endswith("\r")


@pytest.mark.parametrize("piece", ["ò", "y ", "\u0301", "qu", "\n", "a\n", "1.\n"])
def test_work_grows_linearly(piece):
    assert grows_linearly(lambda size: paragraphs(fold(tidy(piece * size))), 10_000)


@given(VIETNAMESE, st.integers(0, 30), st.integers(0, 30))
def test_a_slice_of_a_passage_is_the_passage_of_a_slice(text, start, length):
    text = tidy(text)
    part = Passage.of(text)[start : start + length]
    assert part.text == text[start : start + length]
    assert part.folded == fold(text)[start : start + length]
    assert len(part) == len(part.text) == len(part.folded)


def test_a_passage_is_folded_once():
    passage = Passage.of("Văn hóa")
    assert Passage.of(passage) is passage


def split(text):
    return [text[start:end] for start, end in paragraphs(text)]


FULL = "x" * 50
SHORT = "X" + "x" * 48


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("một\nhai", ["một\nhai"]),
        ("một\nHai", ["một", "Hai"]),
        ("một\n“hai”", ["một\n“hai”"]),
        ("một\n\nhai", ["một", "hai"]),
        ("một\n  \nhai", ["một", "hai"]),
        ("một.\nhai", ["một.", "hai"]),
        ("một.”)\nhai", ["một.”)", "hai"]),
        ("một\na) hai", ["một", "a) hai"]),
        ("một\n- hai", ["một", "- hai"]),
        # a line whose last word needs another goes on, but for lines in capitals
        ("1. Sở\nTài chính", ["1. Sở\nTài chính"]),
        ("3. Về cán bộ\nThanh tra tỉnh rà soát", ["3. Về cán bộ", "Thanh tra tỉnh rà soát"]),
        ("6. Chuyển đổi số\nUỷ ban mở chợ", ["6. Chuyển đổi số", "Uỷ ban mở chợ"]),
        ("CHỢ NỔI\n(kèm theo Kế hoạch)", ["CHỢ NỔI", "(kèm theo Kế hoạch)"]),
        ("kể từ ngày\nNghị quyết này", ["kể từ ngày\nNghị quyết này"]),
        ("gửi về Sở\n12 báo cáo số\n5", ["gửi về Sở\n12 báo cáo số\n5"]),
        ("tại khoản\n2 này của Bộ\nY tế.", ["tại khoản\n2 này của Bộ\nY tế."]),
        ("Lợi ích cơ sở.\nTài chính", ["Lợi ích cơ sở.", "Tài chính"]),
        ("Nội bộ\n- Sở\n\nHai", ["Nội bộ", "- Sở", "Hai"]),
        ("CHỢ VÀ\nBẾN", ["CHỢ VÀ", "BẾN"]),
        ("Quần vợt\nHai", ["Quần vợt", "Hai"]),
        ("", []),
        # more than a third go on in lower case: then full lines are joined before capitals, too
        (f"{FULL}\nHai\nba", [f"{FULL}\nHai\nba"]),
        (f"{SHORT}\nHai\nba", [SHORT, "Hai\nba"]),
        (f"{FULL}.\nHai\nba", [f"{FULL}.", "Hai\nba"]),
        (f"{FULL}\n1. Hai\nba", [FULL, "1. Hai\nba"]),
        (f"{FULL}\nHai\nba\nBốn", [FULL, "Hai\nba", "Bốn"]),
        (f"{FULL}\nHai", [FULL, "Hai"]),
    ],
)
def test_paragraphs(text, lines):
    assert split(text) == lines


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("- gạch", True),
        ("| ô", True),
        ("IV. Mục", True),
        ("2.1. Mục", True),
        ("3- Mục", True),
        ("(1) Mục", True),
        ("đ) mục", True),
        ("a1) mục", True),
        ("Điều 5", True),
        ("Căn cứ Luật", True),
        ("  Xét đề nghị", True),
        ("2.500 hộ", False),
        ("30/4", False),
        ("điều 5", False),
        ("Điềunày", False),
        ("mục", False),
        ("", False),
    ],
)
def test_what_opens_a_paragraph(line, opens):
    assert opens_paragraph(line) == opens


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("06/2026/TT-BTС", "06/2026/TT-BTC"),
        ("Cổng TTĐТСР", "Cổng TTĐTCP"),
        ("văn bản cоn", "văn bản con"),
        ("Москва", "Москва"),
        ("trường МГУ", "trường МГУ"),
    ],
)
def test_a_cyrillic_letter_is_put_right_inside_a_latin_word_only(written, tidied):
    assert tidy(written) == tidied


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("- Kim ngạch xuất khẩu đạt khoảng\n8,95 tỷ USD.", 1),
        ("- Tỷ lệ hộ nghèo giảm hàng năm\n1%-1,5%.", 1),
        ("- Thu ngân sách tăng từ 05\n- 06%/năm.", 1),
        ("Tỷ lệ hộ nghèo còn\n33\n38", 3),
        ("Số xã có\n1. Nhiệm vụ", 2),
        ("- Tăng cường\n- 06 nhiệm vụ", 2),
    ],
)
def test_a_line_that_waits_for_its_figure_goes_on(text, count):
    assert len(paragraphs(text)) == count
