"""Whether a reached figure is as good as the one promised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.comparing.judging import is_spread, is_upwards, judge
from textkit.finding.targets import find_figures
from textkit.reading.document import Document, Facts


def promised(text):
    return next(find_figures(f"Phấn đấu đến năm 2025, {text}."))


def reached(text, time="Năm 2025"):
    facts = Facts(kind="báo cáo", date="2025-10-01")
    document = Document("r", f"I- KẾT QUẢ ĐẠT ĐƯỢC\n{time}, {text}.", facts)
    return next(figure for figure in find_figures(document) if figure.role == "achieved")


@pytest.mark.parametrize(
    ("promise", "result", "expected"),
    [
        ("tỷ lệ đô thị hóa đạt 35%", "tỷ lệ đô thị hóa đạt 33,4%", ("not_reached", None)),
        ("tỷ lệ đô thị hóa đạt 35%", "tỷ lệ đô thị hóa đạt 35%", ("reached", None)),
        ("tỷ lệ hộ nghèo còn 3%", "tỷ lệ hộ nghèo còn 2,5%", ("reached", None)),
        ("tỷ lệ hộ nghèo còn dưới 3%", "tỷ lệ hộ nghèo còn 3,1%", ("not_reached", None)),
        # Another indicator, a level for a change.
        (
            "tỷ lệ lao động qua đào tạo đạt 70%",
            "tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ đạt 29%",
            (None, "other_measure"),
        ),
        ("tỷ lệ hộ nghèo giảm 1%/năm", "tỷ lệ hộ nghèo còn 2%", (None, "other_measure")),
        # A year for a term.
        ("GRDP tăng bình quân 8%/năm", "GRDP tăng 9%", (None, "single_year")),
        # No direction is known.
        ("dân số đạt 1,2 triệu người", "dân số đạt 1,3 triệu người", (None, "direction")),
        # What is open on one side may be on either.
        ("tỷ lệ đô thị hóa đạt 35%", "tỷ lệ đô thị hóa đạt trên 30%", (None, "bounds")),
        ("tỷ lệ đô thị hóa đạt 35%", "tỷ lệ đô thị hóa đạt trên 36%", ("reached", None)),
    ],
)
def test_a_result_is_judged_or_says_why_not(promise, result, expected):
    judgement = judge(promised(promise), reached(result))
    assert (judgement.outcome, judgement.open) == expected


def test_what_is_told_before_it_is_due_is_reached_or_open():
    promise = promised("tỷ lệ đô thị hóa đạt 35%")
    early = [reached(f"tỷ lệ đô thị hóa đạt {share}%", "Năm 2023") for share in (33, 36)]
    assert [(judge(promise, each).outcome, judge(promise, each).open) for each in early] == [
        (None, "interim"),
        ("reached", None),
    ]


def test_the_column_of_a_year_does_not_answer_an_average():
    promise = promised("GRDP tăng bình quân 8%/năm")
    result = reached("GRDP tăng bình quân 8,2%/năm", "Giai đoạn 2021 - 2025")
    assert judge(promise, result).outcome == "reached"
    assert judge(promise, result, of_year=True).open == "single_year"


@pytest.mark.parametrize(
    ("promise", "result", "difference", "share"),
    [
        ("tỷ lệ đô thị hóa đạt 35%", "tỷ lệ đô thị hóa đạt 33,4%", -1.6, 95.4286),
        ("thu ngân sách đạt 1 nghìn tỷ đồng", "thu ngân sách đạt 1.100 tỷ đồng", 0.1, 110.0),
        ("GRDP tăng 8 - 9%", "GRDP tăng 8,5%", 0, 100),
        ("GRDP tăng 8 - 9%", "GRDP tăng 9,5%", 0.5, 105.5556),
        ("tỷ lệ hộ nghèo còn 4%", "tỷ lệ hộ nghèo còn 3%", -1, 75.0),
    ],
)
def test_by_how_much_it_differs(promise, result, difference, share):
    judgement = judge(promised(promise), reached(result))
    assert (judgement.difference, judgement.share) == (difference, share)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tỷ lệ đô thị hóa đạt 35%", True),
        ("tỷ lệ hộ nghèo còn 3%", False),
        ("tỷ lệ hộ nghèo giảm bình quân 1%/năm", True),
        ("tỷ lệ rừng trồng được chăm sóc đạt 40%", True),
        ("số vụ trễ hạn còn 20 vụ", False),
        ("số thôn có ít nhất 5 thôn sạch", True),
        ("dân số đạt 1,2 triệu người", None),
    ],
)
def test_which_way_is_better(text, expected):
    assert is_upwards(promised(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GRDP bình quân đầu người đạt 90 triệu đồng", False),
        ("tuổi thọ trung bình đạt 75 tuổi", False),
        ("mỗi năm kết nạp 1.600 đảng viên", True),
        ("tổng vốn đầu tư toàn xã hội 5 năm đạt 140 nghìn tỷ đồng", True),
    ],
)
def test_what_stands_for_several_years(text, expected):
    assert is_spread(promised(text)) is expected


@given(st.integers(1, 99), st.integers(1, 99))
def test_more_is_never_worse_where_more_is_better(goal, got):
    promise = promised(f"tỷ lệ đô thị hóa đạt {goal}%")
    judgement = judge(promise, reached(f"tỷ lệ đô thị hóa đạt {got}%"))
    assert judgement.outcome == ("reached" if got >= goal else "not_reached")
    assert judgement.exceeds == (got > goal)
    assert judgement.difference == got - goal
