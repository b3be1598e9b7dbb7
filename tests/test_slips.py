"""Seeded slips: they are where they say, repeat, and are what the rules look for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.checking import wording
from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import RULES, find_faults
from textkit.data.messages import TextkitError
from textkit.reading.document import Document
from textkit.teaching.slips import MAKERS, put_slips

TEXT = "\n".join(
    [
        "Tăng cường công tác lãnh đạo, chỉ đạo của cấp ủy đối với công tác cải cách hành chính.",
        (
            "Nâng cao chất lượng nguồn nhân lực, đáp ứng yêu cầu phát triển kinh tế - xã hội của"
            " địa phương."
        ),
        (
            "Đẩy mạnh xây dựng nông thôn mới gắn với đô thị hóa, bảo vệ môi trường và thích ứng với"
            " biến đổi khí hậu."
        ),
        (
            "Ủy ban nhân dân tỉnh chịu trách nhiệm tổ chức thực hiện nghị quyết và báo cáo kết quả"
            " hằng năm."
        ),
        "“Quyết tâm xây dựng quê hương” là chủ đề của năm.",
    ]
    * 3
)


@given(st.integers(0, 10**6), st.sampled_from(sorted(MAKERS)))
@settings(max_examples=30, deadline=None)
def test_slips_stand_where_they_say_and_nothing_else_changes(seed, rule):
    wrong, slips = put_slips(Document("d", TEXT), [rule], n=4, seed=seed)
    text = wrong.text
    for slip in reversed(slips):
        assert wrong.text[slip.start : slip.end] == slip.after
        assert slip.before != slip.after
        text = text[: slip.start] + slip.before + text[slip.end :]
    assert text == TEXT
    assert len({Draft(wrong).line(slip.start) for slip in slips}) == len(slips) <= 4
    assert (wrong, slips) == put_slips(Document("d", TEXT), [rule], n=4, seed=seed)


CITED = (
    "Căn cứ Nghị quyết số 37/2021/NQ-HĐND ngày 08/12/2021 của Hội đồng nhân dân tỉnh; tăng trưởng"
    " 8,5 - 9%/năm, theo Nghị quyết số 08-NQ/TU, ngày 20/5/2022."
)


@pytest.mark.parametrize(
    ("rule", "afters"),
    [
        ("references.year-against-date", {"2020", "2022"}),
        ("references.kind-against-sign", {"Chỉ thị", "Kết luận", "Quyết định"}),
        ("references.sign-form", {"08/NQ-TU"}),
        ("figures.range-reversed", {"9 - 8,5"}),
    ],
)
def test_slips_of_citations_and_ranges_are_just_what_their_rule_finds(rule, afters):
    assert not list(find_faults(Draft(Document("d", CITED)), Prior(None), [all_rules()[rule]]))
    for seed in range(6):
        wrong, (slip,) = put_slips(Document("d", CITED), [rule], n=1, seed=seed)
        (fault,) = find_faults(Draft(wrong), Prior(None), [all_rules()[rule]])
        assert slip.after in afters
        assert fault.start < slip.end
        assert slip.start < fault.end


def test_another_seed_puts_others():
    assert put_slips(Document("d", TEXT), MAKERS, seed=1) != put_slips(
        Document("d", TEXT), MAKERS, seed=2
    )


def test_quotations_are_left_alone():
    quoted = Document("d", "“Quyết tâm xây dựng quê hương giàu mạnh”")
    assert put_slips(quoted, MAKERS) == (quoted, [])


def test_an_unknown_rule():
    with pytest.raises(TextkitError, match=r"no slips are made for the rule .wording\.form"):
        put_slips(Document("d", TEXT), ["wording.form"])


@pytest.mark.parametrize(("rule", "share"), [("wording.slip", 0.8), ("wording.doubled", 0.7)])
def test_most_slips_are_found_and_clean_text_is_silent(rule, share):
    assert wording.__doc__
    found = right = 0
    for seed in range(20):
        wrong, slips = put_slips(Document("d", TEXT), [rule], n=4, seed=seed)
        faults = list(find_faults(Draft(wrong), Prior(None), [RULES[rule]]))
        right += sum(
            any(one.start < slip.end and slip.start < one.end for one in faults) for slip in slips
        )
        found += len(slips)
    assert right / found >= share
    assert not list(find_faults(Draft(Document("d", TEXT)), Prior(None), [RULES[rule]]))
