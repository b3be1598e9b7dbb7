"""Words written twice and syllables left out: found, with what may be meant left alone."""

import pytest
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.vietnamese.lapses import find_doubled, find_gaps
from textkit.vietnamese.pieces import Pieces


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thực hiện tốt công tham tham mưu.", "tham tham"),
        ("Phối hợp với với các sở.", "với với"),
        ("Nộp hồ sơ hồ sơ tại bộ phận một cửa.", "hồ sơ hồ sơ"),
        ("Xây dựng Đề án xây dựng Đề án của tỉnh.", ""),
        ("trong việc thực hiện trong việc thực hiện kế hoạch", "trong việc thực hiện " * 2),
        ("Các các cơ quan phối hợp.", "Các các"),
    ],
)
def test_words_written_twice(text, words):
    found = [text[one.start : one.end] for one in find_doubled(Pieces(text))]
    assert found == [words.strip()] * bool(words)


@pytest.mark.parametrize(
    "text",
    [
        "Nâng cao năng lực điều hành hành chính.",
        "Luôn luôn đổi mới, dần dần hiện đại, không nói chung chung.",
        "Kết quả như sau: sau hai năm đã hoàn thành.",
        "Ghi mã số số 5 vào sổ.",
        "Xã Chư Chư Pưh",
        "quản lý, quản lý",
        "gov.vn vn",
    ],
)
def test_what_may_stand_twice(text):
    assert list(find_doubled(Pieces(text))) == []


@pytest.mark.parametrize(
    ("text", "is_doubtful"),
    [
        ("Thực hiện tốt công tham tham mưu.", False),
        ("Xác định vị vị trí việc làm.", True),
        ("Đề đề xuất giải pháp.", True),
        ("Trong năm năm liền không có vi phạm.", True),
        ("Lập quy hoạch phân khu khu chức năng.", True),
    ],
)
def test_where_both_may_be_meant_it_is_doubtful(text, is_doubtful):
    assert [one.is_doubtful for one in find_doubled(Pieces(text))] == [is_doubtful]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Sau 10 năm thực Nghị quyết, kinh tế phát triển.", ["hiện"]),
        ("Sau 10 năm thực hiện Nghị quyết, kinh tế phát triển.", []),
        ("Phong trào thực nghiệm khoa học ở các trường.", []),
        ("", []),
    ],
)
def test_what_was_left_out(text, missing):
    assert [gap.missing for gap in find_gaps(Pieces(text))] == missing


def test_nothing_is_missing_beside_another_slip():
    text = "Sau 10 năm thực Nghị quyết, kinh tế phát triển."
    (gap,) = find_gaps(Pieces(text))
    assert text[gap.start : gap.end] == "thực Nghị"
    assert list(find_gaps(Pieces(text), [(gap.start, gap.start + 4)])) == []


@given(st.lists(st.sampled_from("và và của các cơ quan Hồ sơ 5 . \n".split(" ")), max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_text_may_be_read(words):
    text = " ".join(words)
    for one in (*find_doubled(Pieces(text)), *find_gaps(Pieces(text))):
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["và ", "cơ quan ", "thực Nghị quyết ", "a b "])
def test_the_work_grows_with_the_text(piece):
    def work(n):
        pieces = Pieces(piece * n)
        return list(find_doubled(pieces)), list(find_gaps(pieces))

    assert grows_linearly(work, 4000)
