import pytest

from textkit.comparing.naming import ids, shared_words


def test_an_id_does_not_hang_on_what_else_is_there():
    few, more = ids(["b", "d"]), ids(["a", "b", "c", "d"])
    assert few == [more[1], more[3]]
    assert len(set(ids(["a", "a", "a"]))) == 3


@pytest.mark.parametrize(
    ("text", "others", "label"),
    [
        ("1. Mở bến, xây chợ nổi.", ["Xây chợ nổi ở Vân Sa"], "xây chợ nổi"),
        (
            "Mở chợ nổi; trồng chè; giữ rừng ngập mặn",
            ["Mở chợ nổi, giữ rừng ngập mặn"],
            "Mở chợ nổi … giữ rừng ngập mặn",
        ),
        # A clause keeps its beginning and a short tail; a word of two stays whole.
        (
            "Kiên quyết phòng, chống lũ quét ở vùng cao",
            ["Phòng, chống lũ quét"],
            "Kiên quyết phòng, chống lũ quét ở vùng cao",
        ),
        # A figure is no clause.
        (
            "Nạo vét luồng cảng cho tàu 10.000 tấn",
            ["Khơi luồng cảng cho tàu 30.000 tấn"],
            "Nạo vét luồng cảng cho tàu 10.000 tấn",
        ),
        # Who is to act is no part of it, unless it is what is spoken of.
        (
            "Giao Sở Y tế chủ trì xây bệnh viện Bắc Vân",
            ["Sở Xây dựng xây bệnh viện Bắc Vân"],
            "xây bệnh viện Bắc Vân",
        ),
        ("Trạm y tế xã có máy siêu âm", ["Sửa 37 trạm y tế xã"], "Trạm y tế xã"),
        # No word is cut in two, and none that joins stands at the end.
        (
            "Ban hành chương trình hành động trong quý đầu năm, phân công từng người",
            ["Ban hành chương trình hành"],
            "Ban hành chương trình hành động",
        ),
        (
            "Giám sát chuyên đề về ba chợ lớn nhất",
            ["Giám sát chuyên đề về chè"],
            "Giám sát chuyên đề",
        ),
        # Blanks before a comma leave nothing out.
        ("Mở bến nổi , chợ nổi", ["Mở bến nổi, chợ nổi"], "Mở bến nổi, chợ nổi"),
        # A part of a list goes back to its verb, from "học phí" on it would name no promise.
        (
            "Xây dựng chính sách về tín dụng, học phí để thu hút học sinh",
            ["Học phí để thu hút học sinh giỏi"],
            "Xây dựng chính sách về tín dụng, học phí để thu hút học sinh",
        ),
        # What is shared in a word or two names nothing; what nobody shares is given whole.
        ("Theo dõi, đôn đốc", ["Đôn đốc"], "Theo dõi, đôn đốc"),
        ("Trồng chè;", ["Giữ rừng"], "Trồng chè"),
        ("Trồng chè", [], "Trồng chè"),
    ],
)
def test_a_label_is_what_the_members_share(text, others, label):
    assert shared_words(text, others) == label
