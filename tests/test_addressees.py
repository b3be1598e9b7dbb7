import pytest

from textkit.finding.addressees import actor_of


@pytest.mark.parametrize(
    ("said", "actor"),
    [
        ("Giao Sở Kế hoạch và Đầu tư bố trí vốn.", "Sở Kế hoạch và Đầu tư"),
        ("3. Đề nghị Ủy ban Mặt trận Tổ quốc tỉnh giám sát.", "Ủy ban Mặt trận Tổ quốc tỉnh"),
        ("Sau khi thẩm tra, Thủ trưởng\ncơ quan phê duyệt hồ sơ.", "Thủ trưởng cơ quan"),
        ("Bộ máy tinh gọn, hoạt động hiệu quả.", None),
        ("Báo cáo kết quả trước tháng 6.", None),
        ("Doanh nghiệp được hỗ trợ lãi suất.", None),
    ],
)
def test_who_is_told_to_act(said, actor):
    assert actor_of(said) == actor


@pytest.mark.parametrize(
    ("text", "spoken", "actor"),
    [
        ("Sở Y tế lập trạm xá.", False, "Sở Y tế"),
        ("Sở Y tế.", False, None),
        ("Sở Y tế.", True, "Sở Y tế"),
        ("Đối với Sở Y tế", True, "Sở Y tế"),
        ("Đối với Sở Y tế", False, None),
        ("Chợ nổi", True, None),
        ("Giao Sở Y tế", False, "Sở Y tế"),
        ("Giao chợ nổi lập bến", False, None),
        ("Sở Giao thông Xây dựng lập bến.", False, "Sở Giao thông Xây dựng"),
        ("Sở Y tế là nơi lập bến.", False, None),
        ("Sở Y tế lập bến, được hưởng phí.", False, None),
        ("Sở Y tế lập bến " + "b" * 300 + " được hưởng phí.", False, "Sở Y tế"),
        ("Sở Y tế " + "b" * 237 + " lập bến.", False, "Sở Y tế"),
        ("Sở Y tế " + "b" * 238 + " lập bến.", False, None),
        ("Giao Sở Y tế " + "b" * 300, False, "Sở Y tế"),
        ("b" * 492 + " giao Sở Y tế lập bến.", False, "Sở Y tế"),
        ("b" * 493 + " giao Sở Y tế lập bến.", False, None),
        ("2. Theo quy hoạch, Sở Y tế lập bến.", False, "Sở Y tế"),
    ],
)
def test_an_actor_and_where_its_name_ends(text, spoken, actor):
    assert actor_of(text, spoken=spoken) == actor


def test_an_actor_ends_at_the_first_word_that_may_be_a_verb():
    text = "a) Các doanh nghiệp tổ chức lập bến."
    asked = []

    def acts(at):
        asked.append(text[at:])
        return text.startswith("lập", at)

    assert actor_of(text, acts=acts) == "Các doanh nghiệp tổ chức"
    assert asked == ["tổ chức lập bến.", "lập bến."]
