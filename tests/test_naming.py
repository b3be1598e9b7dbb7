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
        # What nobody shares is given whole.
        ("Trồng chè;", ["Giữ rừng"], "Trồng chè"),
        ("Trồng chè", [], "Trồng chè"),
    ],
)
def test_a_label_is_what_the_members_share(text, others, label):
    assert shared_words(text, others) == label
