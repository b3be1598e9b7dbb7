"""How checkable and how strong promises are."""

import pytest

from textkit.comparing.emphasis import MEASURES, emphasis, strength_of
from textkit.data.messages import TextkitError
from textkit.presenting.results import open_corpus


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Kiên quyết xử lý vi phạm", "strong"),
        ("Tiếp tục quan tâm, nhưng phải xong trong năm", "strong"),
        ("Bảo đảm đủ nước", "strong"),
        ("Quan tâm chăm lo đời sống", "soft"),
        ("Quan  tâm\nchăm lo", "soft"),
        ("Xây cầu nối hai bờ", None),
        ("Mua những thứ cần thiết", None),
        ("Cần cù làm ăn", None),
        ("Trồng cây phải chăng", None),
    ],
)
def test_the_words_tell_how_strong_a_promise_is(text, strength):
    assert strength_of(text) == strength


TEXT = """NGHỊ QUYẾT
II. NHIỆM VỤ
- Sở Y tế phải hoàn thành xây dựng bệnh viện tuyến tỉnh trước năm 2028.
- Phấn đấu đến năm 2030 tỷ lệ hộ nghèo giảm còn 2%.
- Quan tâm chăm lo đời sống của công nhân, người lao động.
- Trồng thêm cây xanh dọc các tuyến đường trong tỉnh."""


def test_shares_are_of_the_promises_with_wilsons_interval(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "nq.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a" / "metadata.csv").write_text(
        "id,path,kind,period\nnq,nq.txt,nghị quyết,2025-2030\n", "utf-8"
    )
    table = emphasis(
        open_corpus(tmp_path / "a", store=tmp_path / "s.sqlite", progress=False)
    ).set_index("measure")
    assert tuple(table.index) == MEASURES
    assert table["count"].to_dict() == {
        "figure": 1,
        "deadline": 2,
        "actor": 1,
        "strong": 1,
        "soft": 1,
    }
    assert set(table["units"]) == {4}
    assert table["few"].all()
    # Wilson (1927) for 1 of 4 by hand: (1/4 + z²/8 ± z·sqrt(3/64 + z²/64)) / (1 + z²/4), z = 1.96
    assert table.loc["figure", ["share", "low", "high"]].tolist() == pytest.approx(
        [0.25, 0.0456, 0.6994], abs=1e-3
    )
    with pytest.raises(TextkitError, match="unknown fact"):
        emphasis(
            open_corpus(tmp_path / "a", store=tmp_path / "s.sqlite", progress=False), by="colour"
        )
