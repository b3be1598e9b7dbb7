"""Dates, deadlines, periods and recurrences: rows with what must not be found beside what must."""

from itertools import pairwise

import pytest
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.vietnamese.dates import (
    find_dates,
    find_deadlines,
    find_times,
    parse_date,
    written_date,
)
from textkit.vietnamese.text import Passage


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("ngày 05 tháng 3 năm 2020", ["2020-03-05"]),
        ("ngày 18/7/2023, 2-9-2021, 22.12.2024", ["2023-07-18", "2021-09-02", "2024-12-22"]),
        ("ngày   tháng 9 năm 2025; tháng 9/2025", ["2025-09", "2025-09"]),
        ("ngày 31/2/2020; 45/13/2020; 12/2020/NQ-HĐND; 1.500.000", []),
    ],
)
def test_dates(text, dates):
    assert [date for _, _, date in find_dates(text)] == dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Lam Châu, ngày 3 tháng 2 năm 2021", "2021-02-03"),
        ("9/2025", "2025-09"),
        ("năm 2030", "2030"),
        ("2024-10-05", "2024-10-05"),
        ("hôm nay", None),
        ("13/2025", None),
        ("12/2025", "2025-12"),
        ("1.2025", "2025-01"),
        ("0/2025", None),
        ("tháng 9/2025", "2025-09"),
        ("2030", "2030"),
        (" 2030 ", "2030"),
        ("20301", None),
        ("tháng 13 năm 2025", None),
        ("ngày 31/2/2020, ngày 1/3/2020", "2020-03-01"),
    ],
)
def test_parse_date(text, date):
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đến năm 2030", [("2030", "deadline")]),
        ("đến hết năm 2028", [("2028", "deadline")]),
        ("trước năm 2030", [("2029", "deadline")]),
        ("trước ngày 31/12/2025", [("2025-12-31", "deadline")]),
        ("chậm nhất là ngày 30 tháng 6 năm 2026", [("2026-06-30", "deadline")]),
        ("trong quý II/2026; quý IV năm 2025", [("2026-06", "deadline"), ("2025-12", "deadline")]),
        ("trong tháng 01/2021", [("2021-01", "deadline")]),
        ("trước tháng 1/2026", [("2025-12", "deadline")]),
        ("6 tháng đầu năm 2026", [("2026-06", "deadline")]),
        ("chín tháng đầu năm 2026", [("2026-09", "deadline")]),
        ("9 tháng đầu năm 2026", [("2026-09", "deadline")]),
        ("sáu tháng đầu năm 2026", [("2026-06", "deadline")]),
        ("3 tháng đầu năm 2026", [("2026-03", "deadline")]),
        ("ba tháng đầu năm 2026", [("2026-03", "deadline")]),
        ("quý I/2026", [("2026-03", "deadline")]),
        ("quý III/2026", [("2026-09", "deadline")]),
        ("quý 1/2026; quý 2/2026", [("2026-03", "deadline"), ("2026-06", "deadline")]),
        ("quý 3, năm 2026; quí 4-2026", [("2026-09", "deadline"), ("2026-12", "deadline")]),
        ("trước quý II/2026", [("2026-03", "deadline")]),
        ("xong trước quý I năm 2026", [("2025-12", "deadline")]),
        ("trước quý 4/2026", [("2026-09", "deadline")]),
        ("trong quý II/2026", [("2026-06", "deadline")]),
        ("trước tháng 12/2026", [("2026-11", "deadline")]),
        ("trong tháng 12/2026", [("2026-12", "deadline")]),
        ("trong tháng 13/2026", []),
        ("đến ngày 31/2/2026", []),
        ("đến 2024-10-05", [("2024-10-05", "deadline")]),
        ("chậm nhất đến trước thời điểm năm 2030", [("2029", "deadline")]),
        ("phấn đấu đến năm 2030", [("2030", "deadline")]),
        ("quý V/2026; quý 5/2026", []),
        ("trong năm 2026", [("2026", "deadline")]),
        ("giai đoạn 2026-2030", [("2030", "period")]),
        ("5 năm 2021 - 2025", [("2025", "period")]),
        ("nhiệm kỳ 2025 - 2030", [("2030", "period")]),
        ("từ năm 2021 đến năm 2025", [("2025", "period")]),
        (
            "hằng năm; mỗi tháng; định kỳ 6 tháng",
            [("P1Y", "recurrence"), ("P1M", "recurrence"), ("P6M", "recurrence")],
        ),
        ("năm 2020 đạt 5%", []),
        ("Luật ngày 19 tháng 6 năm 2015", []),
        ("2030 - 2026; 2026 - 2026", []),
        ("2029 - 2030", [("2030", "period")]),
        ("1970 - 2030", [("2030", "period")]),
        ("1969 - 2030", []),
        ("các năm 2026 đến 2028", [("2028", "period")]),
        (
            "hàng quý; từng tuần; mỗi ngày; định kì hằng tháng",
            [
                ("P3M", "recurrence"),
                ("P1W", "recurrence"),
                ("P1D", "recurrence"),
                ("P1M", "recurrence"),
            ],
        ),
        ("định kỳ sáu tháng", [("P6M", "recurrence")]),
    ],
)
def test_deadlines(text, found):
    assert [(deadline.date, deadline.kind) for deadline in find_deadlines(text)] == found


def test_a_period_has_its_years_and_a_vision_says_so():
    period, vision = find_deadlines("thời kỳ 2021 - 2030, tầm nhìn đến năm 2050")
    assert (period.period_start, period.period_end, period.vision) == (2021, 2030, False)
    assert (vision.date, vision.vision) == ("2050", True)


def test_only_a_horizon_is_a_vision():
    (period,) = find_deadlines("tầm nhìn 2030 - 2045")
    (deadline,) = find_deadlines("đến năm 2030")
    assert (period.kind, period.vision, deadline.vision) == ("period", True, False)


@pytest.mark.parametrize(
    ("iso", "written"),
    [
        ("2023-11-04", "04/11/2023"),
        ("2022-05-20", "20/5/2022"),
        ("2022-01-20", "20/01/2022"),
        ("2022-02-01", "01/02/2022"),
        ("2022-03", "3/2022"),
        ("2022-10", "10/2022"),
        ("2022-02", "02/2022"),
        ("2030", "2030"),
        ("nay", "nay"),
    ],
)
def test_written_date(iso, written):
    assert written_date(iso) == written


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("năm 2027 đạt 5%", ["2027"]),
        ("năm 2027; đến năm 2030; năm 2031", ["2027", "2030", "2031"]),
        ("đến năm 2028, đến năm 2030", ["2028", "2030"]),
        ("hằng năm, năm 2027", ["2027"]),
        ("gấp đôi năm 2020; so với năm 2021; hơn  năm 2022", []),
        ("so với cả năm 2021; so với mức trung bình năm 2024", []),
        ("so với cùng kỳ, đến năm 2026", ["2026"]),
        ("so với giai đoạn 2016 - 2020", []),
        ("so với quý II/2025, quý II/2026", ["2026-06"]),
        ("so với    năm 2020", ["2020"]),
        ("năm 2026 - 2030", ["2030"]),
        ("năm 20270", []),
    ],
)
def test_times_that_a_figure_may_stand_for(text, times):
    assert [time.date for time in find_times(text)] == times


def test_times_stand_in_the_order_of_the_text():
    times = find_times("đến năm 2030; năm 2027; giai đoạn 2031 - 2035; năm 2026")
    assert [time.start for time in times] == sorted(time.start for time in times)
    assert [(time.date, time.kind) for time in times] == [
        ("2030", "deadline"),
        ("2027", "deadline"),
        ("2035", "period"),
        ("2026", "deadline"),
    ]


@pytest.mark.parametrize("find", [find_dates, find_deadlines, find_times])
def test_a_passage_is_read_like_its_text(find):
    text = "Ngày 5/3/2020: đến Quý II/2026, Năm 2027"
    assert [*find(Passage.of(text))] == [*find(text)] != []
    assert parse_date(Passage.of(text)) == "2020-03-05"


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,%/- đếntừnămtrênxã\n()", max_size=200))
def test_spans_stand_in_the_text_in_order(text):
    deadlines = list(find_deadlines(text))
    assert all(0 <= deadline.start < deadline.end <= len(text) for deadline in deadlines)
    assert all(first.end <= second.start for first, second in pairwise(deadlines))


@pytest.mark.parametrize("piece", ["1", "đến năm ", "ngày 1/", "1 tháng 2 năm ", "2026 - ", "quý "])
def test_work_grows_linearly(piece):
    assert grows_linearly(
        lambda size: [*find_deadlines(piece * size), *find_dates(piece * size)], 10_000
    )


@given(
    st.lists(
        st.sampled_from(
            [
                *("hằng năm", "mỗi quý", "từng tháng", "hàng  tuần", "định kỳ 6 tháng"),
                *("đến năm 2030", "trong quý IV năm 2025", "22/12/2024", "hằng", "12", "203", "và"),
            ]
        ),
        max_size=6,
    )
)
def test_a_text_is_only_passed_over_where_no_time_is(parts):
    text = " ".join(parts)
    # Behind a year, which ends nothing here, every place is looked at.
    looked_at = text + " (2030.5)"
    assert list(find_deadlines(text)) == list(find_deadlines(looked_at))
    assert find_times(text) == find_times(looked_at)
