"""One duty with two deadlines or two bodies in charge."""

import pytest
from effort import grows_linearly

from textkit.checking.assertions import duties_said
from textkit.checking.duties import are_at_odds, pairs_among
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import RULES
from textkit.comparing.tasks import Due
from textkit.finding.commitments import find_commitments
from textkit.reading.document import Document


def duties(text):
    return duties_said(Document("d", text), find_commitments(text))


def hits(rule, text):
    found = RULES[f"figures.{rule}"].check(Draft(Document("d", text)), Prior(None))
    return [text[hit.start : hit.end] for hit in found]


@pytest.mark.parametrize(
    ("due", "other", "at_odds"),
    [
        (("2026-04-01", "2026-06-30"), ("2026-06-30", "2026-06-30"), False),
        (("2026-01-01", "2026-12-31"), ("2026-06-01", "2026-06-30"), False),
        (("2026-04-01", "2026-06-30"), ("2026-07-01", "2026-09-30"), True),
        (("2027-01-01", "2027-12-31"), ("2026-01-01", "2026-12-31"), True),
    ],
)
def test_deadlines_are_at_odds_where_no_day_keeps_both(due, other, at_odds):
    first, second = Due(*due, "…"), Due(*other, "…")
    assert are_at_odds(first, second) == are_at_odds(second, first) == at_odds
    assert not are_at_odds(first, None)


FIRST = "Giao Sở Y tế xây dựng Đề án khám bệnh từ xa cho các xã đảo trước ngày 30/6/2026."


@pytest.mark.parametrize(
    ("second", "is_one"),
    [
        ("Sở Nội vụ xây dựng Đề án khám bệnh từ xa cho các xã đảo trong quý IV/2026.", True),
        ("Sở Y tế xây dựng Đề án khám bệnh từ xa cho các xã vùng cao trước 30/6/2026.", False),
        ("Sở Y tế xây dựng Đề án khám bệnh từ xa cho 12 xã đảo trước 30/6/2026.", False),
        ("Sở Y tế xây dựng Đề án bệnh viện nổi trước ngày 30/6/2026.", False),
    ],
)
def test_duties_are_one_by_their_words(second, is_one):
    assert len(list(pairs_among(duties(f"{FIRST}\n{second}")))) == is_one


def test_two_deadlines_in_one_text():
    again = "Sở Y tế hoàn thành xây dựng Đề án khám bệnh từ xa cho các xã đảo trong quý IV/2026."
    assert len(hits("deadline-disagrees", f"{FIRST}\n{again}")) == 1
    assert hits("deadline-disagrees", f"{FIRST}\n{FIRST}") == []


def test_the_times_of_two_yearly_lists_are_no_contradiction():
    lists = (
        "1. Nhiệm vụ hoàn thành trong năm 2026:\n- Sở Y tế tổ chức khám bệnh miễn phí ở xã đảo.\n"
        "2. Nhiệm vụ hoàn thành trong năm 2027:\n- Sở Y tế tổ chức khám bệnh miễn phí ở xã đảo."
    )
    assert hits("deadline-disagrees", lists) == []


def test_two_bodies_may_each_do_their_part_in_a_text():
    other = FIRST.replace("Y tế", "Nội vụ")
    assert hits("actor-disagrees", f"{FIRST}\n{other}") == []


def test_the_work_grows_with_the_duties():
    text = duties(FIRST) * 100
    assert grows_linearly(lambda size: list(pairs_among(text * (size // 100))), 2_000)
