"""Mending: certain repairs are made and told, everything else stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.layout import Piece, lay_out
from textkit.vietnamese.mending import mend, mend_parts, tears

TORN = ["xây d ựng", "phát tri ển", "l ực lượng", "c ủa", "đ ổi mới"]


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("phấn đấu đ ạt 8 ,5%", "phấn đấu đạt 8,5%"),
        ("còn 1 ,25 %", "còn 1,25 %"),
        ("xác địn h", "xác định"),
        ("phát tr iển và nh ững", "phát triển và những"),
        ("cả n ước", "cả n ước"),
        ("s ự đưa n ền đ ối ngoại", "sự đưa nền đối ngoại"),
        ("Đ ảng bộ", "Đảng bộ"),
        ("Đại hội lần thứ XI V của Đảng", "Đại hội lần thứ XIV của Đảng"),
        ("khóa XII I gồm", "khóa XIII gồm"),
        ("năm 202 2 và", "năm 2022 và"),
        ("SắC LệNH CủA CHủ TịCH", "SẮC LỆNH CỦA CHỦ TỊCH"),
        ("Bộ TàI CHíNH", "BỘ TÀI CHÍNH"),
        ("NGHị QUYếT Về việc", "NGHỊ QUYẾT Về việc"),
        ("SắC LệNH\nBộ trưởng", "SẮC LỆNH\nBộ trưởng"),
    ],
)
def test_mends(damaged, right):
    assert mend(damaged)[0] == right


@pytest.mark.parametrize(
    "text",
    [
        "điểm c hay điểm d",
        "viêm gan b an toàn",
        "các điểm a, b và c của khoản 1",
        "các Điều 1 ,2 và 3",
        "1, 2% và 3",
        "năm 2025 5 nhiệm vụ",
        "năm 20 25",
        "khóa X I. Mục tiêu",
        "Đại hội XIV I. Đánh giá",
        "vitamin a cho trẻ em",
        "Ủy ban nhân dân",
        "Về việc",
        "Ở Lam Châu",
        "TP. HCM",
        "PGS.TS Nguyễn Văn An",
        "chi ngân sách",
        "đến ổ dịch",
        "Nghị quyết số 05-NQ/TU",
        "bao gồm: h) các việc",
        "kWh",
        "CO2",
        "iPhone",
        "",
        " ",
        "Ksor H Nham",
        "ông Y Bhăm Niê",
    ],
)
def test_leaves_alone(text):
    assert mend(text) == (text, [])


def test_a_lone_letter_is_joined_where_words_are_torn_all_over():
    assert mend_parts([*TORN, "cả n ước"])[-1][0] == "cả nước"
    assert mend_parts([*TORN[:3], "cả n ước"])[-1][0] == "cả n ước"
    assert mend("sự đồn g thuận", torn=True)[0] == "sự đồng thuận"
    assert mend("cả n ước", torn=True)[0] == "cả nước"
    assert mend("sự đồn g thuận")[0] == "sự đồn g thuận"


@given(
    st.lists(
        st.sampled_from(
            [*TORN, "8 ,5%", "khóa XI V", "CủA", "LệNH", "Bộ", "và", "\n", "n", "h", "ại"]
        ),
        max_size=12,
    )
)
def test_what_stood_before_can_be_put_back(parts):
    text = " ".join(parts)
    mended, mends = mend(text, torn=True)
    for item in reversed(mends):
        mended = mended[: item.start] + item.before + mended[item.end :]
    assert mended == text


@given(
    st.lists(
        st.lists(
            st.sampled_from([*TORN, "khóa XI V", "CủA", "BỘ", "và", "h", "ại", "\n"]), max_size=5
        ),
        max_size=9,
    )
)
def test_parts_are_mended_as_each_alone(parts):
    texts = [" ".join(words) for words in parts]
    torn = sum(len(list(tears(text))) for text in texts) >= 5
    assert mend_parts(texts) == [mend(text, torn=torn) for text in texts]


def test_mends_of_a_document_have_their_places():
    pieces = [
        Piece("Mục tiêu", label="I."),
        *(Piece(text, label="a)") for text in TORN),
        Piece("Ðảng bộ t\u00adỉnh"),
    ]
    reading = lay_out(pieces)
    told = {(item.kind, reading.text[item.start : item.end], item.before) for item in reading.mends}
    assert {
        ("word", "dựng", "d ựng"),
        ("letters", "Đảng", "Ðảng"),
        ("letters", "tỉnh", "t\u00adỉnh"),
    } <= told
    assert reading.text.endswith("a) đổi mới\nĐảng bộ tỉnh")
