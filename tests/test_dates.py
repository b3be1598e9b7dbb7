"""Dates, deadlines, periods and recurrences: rows with what must not be found beside what must."""

from itertools import pairwise

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.vietnamese.dates import find_dates, find_deadlines, parse_date


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
        ("2030 - 2026", []),
    ],
)
def test_deadlines(text, found):
    assert [(deadline.date, deadline.kind) for deadline in find_deadlines(text)] == found


def test_a_period_has_its_years_and_a_vision_says_so():
    period, vision = find_deadlines("thời kỳ 2021 - 2030, tầm nhìn đến năm 2050")
    assert (period.period_start, period.period_end, period.vision) == (2021, 2030, False)
    assert (vision.date, vision.vision) == ("2050", True)


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
