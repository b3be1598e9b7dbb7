"""When something is to be done: what is due, what only lasts, what comes back, what waits."""

from datetime import date

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.vietnamese.schedules import schedule_in_cell, schedule_in_text, year_set


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("Quý I, II năm 2026", "2026-01-01", "2026-06-30"),
        ("Quý I và Quý III năm 2026", "2026-01-01", "2026-09-30"),
        ("Quý I - Quý III/2026", "2026-01-01", "2026-09-30"),
        ("Quý 1-2026", "2026-01-01", "2026-03-31"),
        ("Q1/2026", "2026-01-01", "2026-03-31"),
        ("Trước Quý II/2026", "2026-01-01", "2026-03-31"),
        ("Hết quý IV, năm 2026", "2026-10-01", "2026-12-31"),
        ("Quý IV/2025- Quý II/2026", "2025-10-01", "2026-06-30"),
        ("năm 2026 - Quý I/2027", "2026-01-01", "2027-03-31"),
        ("Trước ngày 15/3/2026", "2026-03-15", "2026-03-15"),
        ("ngày 15 tháng 3 năm 2026", "2026-03-15", "2026-03-15"),
        ("30.6.2026", "2026-06-30", "2026-06-30"),
        ("01/01/2026 - 30/6/2026", "2026-01-01", "2026-06-30"),
        ("tháng 6/2026", "2026-06-01", "2026-06-30"),
        ("T6/2026", "2026-06-01", "2026-06-30"),
        ("02/2028", "2028-02-01", "2028-02-29"),
        ("Trước tháng 6/2026", "2026-05-01", "2026-05-31"),
        ("Tháng 9 và tháng 10 năm 2026", "2026-09-01", "2026-10-31"),
        ("Từ tháng 3-12/2026", "2026-03-01", "2026-12-31"),
        ("từ tháng 10/2026 đến tháng 12", "2026-10-01", "2026-12-31"),
        ("năm 2026", "2026-01-01", "2026-12-31"),
        ("2025, 2026", "2025-01-01", "2026-12-31"),
        ("Trước năm 2030", "2029-01-01", "2029-12-31"),
        ("đến năm 2030", "2030-01-01", "2030-12-31"),
        ("Từ nay đến 2030", "2030-01-01", "2030-12-31"),
        ("6 tháng đầu năm 2026", "2026-01-01", "2026-06-30"),
        ("Sáu tháng cuối năm 2026", "2026-07-01", "2026-12-31"),
        ("nửa cuối năm 2026", "2026-07-01", "2026-12-31"),
        ("cuối năm 2027", "2027-10-01", "2027-12-31"),
        ("Trước cuối năm 2027", "2027-10-01", "2027-12-31"),
        ("Hoàn thành năm 2026; cập nhật hằng năm", "2026-01-01", "2026-12-31"),
        ("Sau khi có hướng dẫn, chậm nhất 30/6/2026", "2026-06-30", "2026-06-30"),
        ("Quý II/2026 (sau khi có hướng dẫn)", "2026-04-01", "2026-06-30"),
        ("Giai đoạn 2026-2030, hoàn thành trước 30/6/2028", "2028-06-30", "2028-06-30"),
    ],
)
def test_what_is_due_ends_on_a_day(cell, start, end):
    schedule = schedule_in_cell(cell)
    assert (schedule.kind, schedule.start, schedule.end) == ("deadline", start, end)
    assert schedule.text == cell


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("giai đoạn 2026-2030", "2026-01-01", "2030-12-31"),
        ("2026 - 2030", "2026-01-01", "2030-12-31"),
        ("Từ năm 2026 đến năm 2030", "2026-01-01", "2030-12-31"),
        ("Năm 2026 và giai đoạn 2027-2030", "2026-01-01", "2030-12-31"),
        ("Năm học 2025-2026", "2025-01-01", "2026-12-31"),
        ("Từ năm 2026", "2026-01-01", None),
        ("2026 trở đi", "2026-01-01", None),
        ("Năm 2026 và các năm tiếp theo", "2026-01-01", None),
    ],
)
def test_a_time_of_doing_is_no_deadline(cell, start, end):
    schedule = schedule_in_cell(cell)
    assert (schedule.kind, schedule.start, schedule.end) == ("period", start, end)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("Thường xuyên", "recurring"),
        ("Hàng năm.", "recurring"),
        ("Định kỳ 6 tháng", "recurring"),
        ("Sáu tháng một lần", "recurring"),
        ("Trước 15/12 hằng năm", "recurring"),
        ("Trước ngày 15 tháng 12 hằng năm", "recurring"),
        ("Quý IV hằng năm", "recurring"),
        ("Năm 2026 và hằng năm", "recurring"),
        ("Thường xuyên, đến 2030", "recurring"),
        ("Theo kế hoạch", "conditional"),
        ("Theo Kế hoạch số 12/KH-UBND ngày 05/3/2026", "conditional"),
        ("Sau khi có hướng dẫn", "conditional"),
        ("Ngay sau khi Luật Đất đai 2024 có hiệu lực", "conditional"),
        ("Khi có yêu cầu", "conditional"),
        ("05 ngày làm việc", "conditional"),
        ("Trong 30 ngày kể từ ngày ký", "conditional"),
        ("Quý II", "unread"),
        ("31/02/2026", "unread"),
        ("Đã hoàn thành", "unread"),
    ],
)
def test_what_recurs_waits_or_names_no_date(cell, kind):
    schedule = schedule_in_cell(cell)
    assert (schedule.kind, schedule.end) == (kind, None)


@pytest.mark.parametrize("cell", ["", " ", "-", "…", "–"])
def test_a_blank_cell_says_nothing(cell):
    assert schedule_in_cell(cell) is None


@pytest.mark.parametrize(
    ("cell", "end"),
    [
        ("Quý II", "2026-06-30"),
        ("6 tháng đầu năm", "2026-06-30"),
        ("Trước 30/6", "2026-06-30"),
        ("Tháng 3, 6, 9", "2026-09-30"),
        ("Quý II/2027", "2027-06-30"),  # its own year counts before the one given
        ("29/2", None),  # 2026 has none
    ],
)
def test_a_time_without_a_year_takes_the_one_given(cell, end):
    assert schedule_in_cell(cell, year=2026).end == end


def test_bare_years_end_in_a_deadline_below_a_head_of_deadlines():
    assert schedule_in_cell("2026-2027", is_of_ends=True).kind == "deadline"
    assert schedule_in_cell("2026-2027", is_of_ends=True).end == "2027-12-31"
    assert schedule_in_cell("Giai đoạn 2026-2027", is_of_ends=True).kind == "period"


@pytest.mark.parametrize(
    ("titles", "year"),
    [
        (["Thời gian", "DANH MỤC NHIỆM VỤ NĂM 2026"], 2026),
        (["Năm 2026", "Kế hoạch năm 2027"], 2026),
        (["Kế hoạch giai đoạn 2026-2030", "Kế hoạch năm 2026"], None),
        (["Chiến lược đến năm 2030"], None),
        (["Kế hoạch thực hiện Nghị quyết số 05/2021/NQ-HĐND ngày 03/2/2021"], None),
        (["Chương trình công tác", ""], None),
        ([], None),
    ],
)
def test_the_year_that_titles_set(titles, year):
    assert year_set(*titles) == year


@pytest.mark.parametrize(
    ("sentence", "kind", "end", "words"),
    [
        ("Sở Y tế trình Đề án trong quý I, II năm 2026.", "deadline", "2026-06-30", "trong quý"),
        ("Mở chợ trước ngày 15/3/2026, giai đoạn 2026-2030.", "deadline", "2026-03-15", "trước"),
        ("Trồng rừng giai đoạn 2026 - 2030.", "period", "2030-12-31", "giai đoạn"),
        ("Trình Chiến lược chợ nổi đến năm 2030 trong năm 2026.", "deadline", "2026-12-31", "tr"),
        ("Thường xuyên kiểm tra đê.", "recurring", None, "Thường xuyên"),
        ("Báo cáo sáu tháng một lần.", "recurring", None, "sáu tháng một lần"),
        ("Sửa quy chế ngay sau khi có hướng dẫn.", "conditional", None, "ngay sau khi có"),
    ],
)
def test_when_a_sentence_is_due(sentence, kind, end, words):
    schedule = schedule_in_text(sentence)
    assert (schedule.kind, schedule.end) == (kind, end)
    assert schedule.text.startswith(words)
    assert schedule.text in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Xây dựng Đề án phát triển chợ nổi đến năm 2030, tầm nhìn đến năm 2045.",
        "Thực hiện Chương trình trồng rừng giai đoạn 2026-2030.",
        "Thực hiện Kế hoạch số 12/KH-UBND.",
        "Mở chợ ở Vân Sa.",
    ],
)
def test_a_year_within_a_name_is_no_time(sentence):
    assert schedule_in_text(sentence) is None


WORDS = st.sampled_from(
    "quý I II iv , và - / năm tháng ngày 3 12 31 2026 2030 trước đến từ hằng giai đoạn"
    " sau khi 6/2026 15/3/2026 đầu cuối hoàn thành 2026-2030 thường xuyên trở đi chậm nhất".split()
)
TIMES = st.lists(WORDS, max_size=10).map(" ".join) | st.text(
    "quýIiv 0123456789/-,.năm", max_size=30
)


@given(TIMES, st.none() | st.integers(1900, 2099), st.booleans())
def test_a_cell_starts_before_it_ends(words, year, is_of_ends):
    schedule = schedule_in_cell(words, year=year, is_of_ends=is_of_ends)
    if schedule is None:
        return
    assert schedule.text in words
    if schedule.end is not None:
        assert date.fromisoformat(schedule.start) <= date.fromisoformat(schedule.end)
        assert schedule.end.startswith(schedule.shown)
    if schedule.kind == "deadline":
        assert schedule.end is not None
    if schedule.kind in {"recurring", "conditional", "unread"}:
        assert schedule.start is schedule.end is None


@given(TIMES)
def test_a_sentence_keeps_its_own_words(words):
    schedule = schedule_in_text(words)
    if schedule is not None:
        assert schedule.text in words
        if schedule.kind == "deadline":
            assert date.fromisoformat(schedule.start) <= date.fromisoformat(schedule.end)


@pytest.mark.parametrize("words", ["quý I, ", "tháng 3, ", "Đề án chợ ", "2026, ", "trước ngày "])
def test_the_work_grows_with_the_text(words):
    assert grows_linearly(lambda size: schedule_in_cell(words * size), 1_000)
    assert grows_linearly(lambda size: schedule_in_text(words * size + "đến năm 2030"), 1_000)
