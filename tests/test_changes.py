"""What changed between two promises, on invented sentences."""

from dataclasses import replace

import pytest

import textkit as tk
from textkit.comparing.changes import (
    CHANGE_RULES,
    better,
    changes,
    marks,
    province_of,
    renamings,
)


def promise(sentence):
    """The figure that a sentence sets, else the commitment it makes."""
    doc = next(tk.annotate(f"I. MỤC TIÊU, NHIỆM VỤ\n1. {sentence}"))
    return next(tk.find_targets(doc), None) or next(tk.find_commitments(doc))


def changed(before, now, cosine=1.0):
    return changes(promise(before), promise(now), cosine)


@pytest.mark.parametrize("rule", CHANGE_RULES, ids=lambda rule: rule.change)
def test_each_change_holds_in_its_example_alone(rule):
    assert changed(*rule.example) == (rule.change,)
    same = rule.example.now
    assert changed(same, same, 1.0) == ()


@pytest.mark.parametrize(
    ("before", "now", "cosine", "expected"),
    [
        # A rate that falls by one per cent falls by a point.
        ("Tỷ lệ hộ nghèo giảm 1%/năm.", "Tỷ lệ hộ nghèo giảm 2 điểm %/năm.", 1, ("raised",)),
        ("Tuổi thọ trung bình đạt 75 tuổi.", "Tuổi thọ trung bình đạt 76 năm.", 1, ("raised",)),
        # Another standard is another measure, also where none was named before.
        (
            "Tỷ lệ đô thị hóa theo chuẩn năm 2016 đạt 30%.",
            "Tỷ lệ đô thị hóa theo chuẩn năm 2022 đạt 32%.",
            1,
            ("redefined", "moved"),
        ),
        (
            "Tỷ lệ hộ nghèo còn 6%.",
            "Tỷ lệ hộ nghèo theo chuẩn giai đoạn 2022 - 2025 còn 4%.",
            1,
            ("redefined",),
        ),
        # One that is named no longer says nothing.
        (
            "Tỷ lệ hộ nghèo theo chuẩn giai đoạn 2022 - 2025 còn 6%.",
            "Tỷ lệ hộ nghèo còn 4%.",
            1,
            ("lowered",),
        ),
        # A deadline where there was none has not moved.
        ("Xây dựng cầu Khe Vàng.", "Xây dựng cầu Khe Vàng trong năm 2028.", 1, ()),
        # Words are compared where no figure is.
        ("Xây dựng cầu Khe Vàng.", "Xây dựng cầu Khe Vàng.", 0.25, ()),
        ("Xây dựng cầu Khe Vàng.", "Xây dựng cầu Khe Vàng.", 0.24, ("reworded",)),
        ("Tỷ lệ đô thị hóa đạt 30%.", "Tỷ lệ đô thị hóa đạt 30%.", 0.1, ()),
    ],
)
def test_what_changed(before, now, cosine, expected):
    assert changed(before, now, cosine) == expected


@pytest.mark.parametrize(
    ("sentence", "change", "expected"),
    [
        ("Tỷ lệ đô thị hóa đạt 30%.", "raised", True),
        ("Tỷ lệ đô thị hóa đạt 30%.", "lowered", False),
        ("Tỷ lệ hộ nghèo còn 6%.", "lowered", True),
        ("Tỷ lệ hộ nghèo còn 6%.", "raised", False),
        ("Tỷ lệ hộ nghèo còn 6%.", "moved", None),
    ],
)
def test_whether_a_change_is_for_the_better(sentence, change, expected):
    assert better(promise(sentence), (change,)) is expected
    assert better(replace(promise(sentence), indicator=None), (change,)) is None


def test_words_that_are_new_are_marked_together():
    assert list(marks("Xây chợ ở Vân Sa", "Xây bến xe ở Vân Sa", 10)) == [(14, 20)]
    assert list(marks("Xây chợ hoà bình", "xây chợ hòa bình", 0)) == []


def test_bodies_renamed_are_those_of_which_only_the_new_name_is_left():
    old, new = "Sở Kế hoạch và Đầu tư xây chợ", "Sở Tài chính xây chợ"
    assert renamings(old, new) == ("Sở Kế hoạch và Đầu tư → Sở Tài chính",)
    assert renamings(old, f"{old}; {new}") == ()
    assert renamings(new, old) == ()
    assert renamings(old, "Xây chợ") == ()


@pytest.mark.parametrize(
    ("texts", "options", "province"),
    [
        ((None, ""), {}, ""),
        (("Tỉnh ủy Lam Châu",), {}, ""),
        ((None, "Tỉnh ủy Nghệ An", "Tỉnh ủy Gia Lai"), {"date": "2020-01-01"}, "nghệ an"),
        (("Tỉnh ủy Nghệ An",), {"date": "2026-01-01"}, "nghệ an"),
        (("Tỉnh ủy Gia Lai",), {"date": "2025-06-30"}, "gia lai"),
        (("Tỉnh ủy Gia Lai",), {"date": "2025-07-01"}, "gia lai*"),
        (("Tỉnh ủy Gia Lai",), {"date": "2025-07-01", "merged": True}, "gia lai"),
    ],
)
def test_the_province_that_is_named(texts, options, province):
    assert province_of(*texts, **options) == province
