"""Slips of spelling: found with what was meant; names, loans and signs are left alone."""

import pytest
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.vietnamese.pieces import Pieces
from textkit.vietnamese.spelling import find_slips


def found(text):
    return [(text[one.start : one.end], one.meant) for one in find_slips(Pieces(text))]


@pytest.mark.parametrize(
    ("text", "wrong", "meant"),
    [
        ("Thể hiện sự quna tâm của cấp ủy.", "quna", "quan"),
        ("Nâng cao hiệu quã hoạt động của cơ quan.", "quã", "quả"),
        ("Bồi dưỡng cho dảng viên mới.", "dảng", "đảng"),
        ("Phát huy vai trò của Trung ương Đãng.", "Đãng", "Đảng"),
        ("Các sở, ngành và địa phuong phối hợp.", "phuong", "phương"),
        ("Căn cứ Nghị qyuết của Hội đồng nhân dân.", "qyuết", "quyết"),
        ("Tổ chức thựt hiện kế hoạch năm 2025.", "thựt", "thực"),
        ("Phấn đấu đến nam 2030 đạt 75%.", "nam", "năm"),
        ("Giải quyết viêcj làm cho lao động.", "viêcj", "việc"),
        ("Đẩy mạnh chuyển đô3i số trong cơ quan.", "đô3i", "đổi"),
        ("Ban hành nghi5 quyết của tỉnh ủy.", "nghi5", "nghị"),
        ("Đào taọ nguồn nhân lực của tỉnh.", "taọ", "tạo"),
        ("Rà soát, bổsung quy hoạch của tỉnh.", "bổsung", "bổ sung"),
        ("Theo quy định tạiĐiều 5 của Luật này.", "tạiĐiều", "tại Điều"),
        ("Phat triển kinh tế của địa phương.", "Phat", "Phát"),
        ("Ủy ban Thường vụ Quốc hội quyết dịnh việc này.", "dịnh", "định"),
        ("Phát triển khoa học, công nghệ, đỗi mới sáng tạo.", "đỗi", "đổi"),
    ],
)
def test_a_slip_is_found_with_what_was_meant(text, wrong, meant):
    assert found(text) == [(wrong, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "Tiêm vắcxin cho trẻ em, cấm ôtô tải, dùng bêtông.",
        "Vận dụng chủ nghĩa Mác - Lênin trong công tác.",
        "Các xã Ia Mơr, Đăk Rve, Krông Nô và Pờ Ê.",
        "Ông Nguyễn Văn Tuân và bà Lò Thị Mỷ, xã Lam Sơn.",
        "Nồng độ SO2, NOx, Hg, pH và bụi PM10 trong không khí.",
        "Xem https://lamchau.gov.vn/van-ban hoặc gửi vpub@lamchau.gov.vn.",
        "Theo Thông tư số 15/2025/TT-BTC, mục II.3, điểm đ khoản 2.",
        "Ứng dụng blockchain, big data và startup trong logistics.",
        "Cải cách hành chính6 của tỉnh, giai đoạn 2021 - 2025.",
        "Mời các đồng chí dự họp; tránh phân phối cào bằng, bình quân.",
        "Ngăn chặn nạn tảo hôn; bảo đảm thức ăn chín ở bếp ăn của trường.",
        "Từng bước hi ện đại hóa n ền hành chính.",
        "Hoà bình, hòa bình, kỹ thuật, kĩ thuật, thủy lợi, thuỷ lợi.",
        "The copyright on this translation belongs to the office of the province.",
        "UBND TỈNH LAM CHÂU, SỞ TÀI CHÍNH, BAN QUNA LÝ",
        "",
    ],
)
def test_what_is_no_slip_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text", ["Ghi rõ trên bì thư của tỉnh.", "Gửi trong bì thư, không cào bằng."]
)
def test_words_of_every_day_that_are_rare_in_official_text_are_no_sure_slips(text):
    assert not any(slip.is_sure for slip in find_slips(Pieces(text)))


def test_the_same_word_again_and_again_is_a_habit():
    text = "Trồng cây trên nương rẫy của bản, thu hoạch hạt dổi. "
    assert found(text * 20) == []


def test_a_slip_says_whether_it_is_a_word_and_whether_it_is_sure():
    text = "Chủ động nhắm bắt tình hình và thể hiện sự quna tâm."
    first, second = find_slips(Pieces(text))
    assert (first.is_word, second.is_word) == (True, False)
    assert first.is_sure
    assert second.is_sure


@given(st.text(alphabet="aàảbcđêhinortuưx Qq1.,\n-", max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_may_be_read(text):
    last = 0
    for slip in find_slips(Pieces(text)):
        assert last <= slip.start < slip.end <= len(text)
        assert slip.meant
        last = slip.end


@pytest.mark.parametrize("piece", ["quna tâm ", "a ", "nghieepj", "12 ", "phối hợp phối hợp "])
def test_the_work_grows_with_the_text(piece):
    assert grows_linearly(lambda n: list(find_slips(Pieces(piece * n))), 4000)


def test_another_syllable_that_may_as_well_have_been_meant_is_named():
    (unsure,) = find_slips(Pieces("Bồi dưỡng dảng viên, nâng cao chất lượng"))
    assert {unsure.meant, unsure.rival} == {"đảng", "giảng"}
    (certain,) = find_slips(Pieces("Kết nạp dảng viên mới"))
    assert (certain.meant, certain.rival) == ("đảng", None)
