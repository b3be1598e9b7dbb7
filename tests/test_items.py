import pytest
from effort import grows_linearly

import textkit as tk
from textkit.comparing.items import actions_of, figures_of, is_estimate
from textkit.comparing.similarity import content_of

HEAD = "TỈNH ỦY LAM CHÂU\nSố 01-NQ/TU\nVân Sa, ngày 10 tháng 11 năm 2016\n\nNGHỊ QUYẾT\n\n"


def opened(folder, text):
    (folder / "d.txt").write_text(HEAD + text, "utf-8")
    return tk.open_corpus(folder, store=folder.parent / f"{folder.name}.sqlite", progress=False)


def actions(folder, text):
    corpus = opened(folder, text)
    return actions_of(corpus, corpus.groups("kind"))


def test_a_fragment_of_a_list_has_the_words_of_its_head(tmp_path):
    items = actions(
        tmp_path,
        "I. NHIỆM VỤ\n1. Xử lý tốt các quan hệ lớn: giữa nuôi cá và giữ rừng; giữa mở bến và giữ"
        " làng nghề.",
    )
    fragments = [item for item in items if "làng nghề" in item.text]
    assert fragments
    assert "quan hệ lớn" in fragments[-1].head
    assert all(not item.head for item in items if item.text.startswith("Xử lý"))


def test_a_heading_of_tasks_that_begins_with_a_verb_is_a_promise(tmp_path):
    items = actions(
        tmp_path,
        "I. NHIỆM VỤ\n1. Mở rộng bến cá và chợ nổi trên sông Bạc Khê\na) Nạo vét luồng vào bến"
        " cá.\n2. Bến cá và chợ nổi của các xã ven sông\na) Sửa đường vào chợ nổi.",
    )
    texts = [" ".join(item.text.split()) for item in items]
    assert any(text.endswith("chợ nổi trên sông Bạc Khê") for text in texts)
    assert not any("các xã ven sông" in text for text in texts)


def test_what_only_leads_in_a_list_is_no_promise(tmp_path):
    items = actions(
        tmp_path,
        "I. NHIỆM VỤ\nToàn Đảng bộ chung sức, đồng lòng thực hiện thắng lợi các nhiệm vụ trọng tâm"
        " sau:\n1. Nạo vét luồng vào bến cá Cửa Trầm.",
    )
    assert len(items) == 1
    assert "Nạo vét" in items[0].text


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Tỷ lệ đô thị hóa năm 2015 đạt 20%.", "achieved"),
        ("Tỷ lệ đô thị hóa năm 2016 ước đạt 22%.", "estimate"),
    ],
)
def test_a_forecast_is_no_result(tmp_path, text, role):
    corpus = opened(tmp_path, f"I. KẾT QUẢ ĐẠT ĐƯỢC\n1. {text}")
    (item,) = figures_of(corpus, corpus.groups("kind"), merged=True)
    assert item.role == role
    assert item.sentence.endswith(text)


def test_the_goal_beside_a_result_is_repeated_and_not_set_anew(tmp_path):
    corpus = opened(
        tmp_path,
        "PHỤ LỤC\n\n| TT | Chỉ tiêu | Đơn vị tính | Mục tiêu năm 2016 | Kết quả năm 2016 |\n"
        "|---|---|---|---|---|\n"
        "| 1 | Tỷ lệ đô thị hóa | % | 25 | 24 |\n"
        "| 2 | Tỷ lệ bao phủ bảo hiểm y tế | % | 85 |  |\n",
    )
    items = figures_of(corpus, corpus.groups("kind"), merged=True)
    found = [(item.record.low, item.role) for item in items]
    assert sorted(found) == [(24.0, "achieved"), (85.0, "promised")]


def test_what_is_wanting_is_unmet(tmp_path):
    items = actions(tmp_path, "II. HẠN CHẾ\n1. Việc xây chợ đầu mối Bắc Vân còn chậm.")
    assert [item.role for item in items] == ["unmet"]


@pytest.mark.parametrize("text", ["Ký điều ước với bạn", "Mong ước của nhân dân", "Ước mơ"])
def test_a_wish_is_no_forecast(text):
    assert not is_estimate(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Các Bộ trưởng, Thủ trưởng cơ quan ngang Bộ, Chủ tịch Ủy ban nhân dân các tỉnh, thành"
            " phố trực thuộc Trung ương theo chức năng, nhiệm vụ được giao mở chợ",
            "mở chợ",
        ),
        ("Các cấp, các ngành mở chợ nổi", "mở chợ nổi"),
        ("Sở Công Thương chủ trì, phối hợp với các địa phương liên quan mở chợ nổi", "mở chợ nổi"),
        # What is built is no addressee.
        ("Xây dựng chính quyền xã vững mạnh", "xây dựng chính quyền xã vững mạnh"),
    ],
)
def test_who_is_addressed_is_no_part_of_what_is_promised(text, left):
    assert " ".join(content_of(text).replace(",", " ").split()) == left


def test_contents_are_found_in_linear_time():
    assert grows_linearly(lambda n: content_of("các bộ, ngành, địa phương, " * n), 1_000)
    assert grows_linearly(lambda n: content_of("các các các tỉnh " * n), 1_000)
    assert grows_linearly(lambda n: content_of("nhiệm vụ " * n), 1_000)
