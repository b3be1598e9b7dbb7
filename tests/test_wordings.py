"""Two wordings word by word, shortened to where they differ."""

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.presenting.wordings import differences, marked_up, shortened

words = st.lists(st.sampled_from("cảng cá muối chợ xã 5% 12".split()), max_size=15).map(" ".join)


@given(words, words)
def test_both_wordings_stand_in_the_differences_whole(before, after):
    pieces = differences(before, after)
    for kind, whole in (("del", before), ("ins", after)):
        assert " ".join(text for each, text in pieces if each in ("same", kind)) == whole


@given(words)
def test_a_wording_does_not_differ_from_itself(text):
    assert all(kind == "same" for kind, _ in differences(text, text))


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("còn dưới 2%", "còn dưới 3%", "còn dưới ⟦2% → 3%⟧"),
        ("xây cảng", "xây cảng cá", "xây cảng ⟦+ cá⟧"),
        ("xây cảng cá", "xây cảng", "xây cảng ⟦- cá⟧"),
        ("cảng cũ", "chợ mới", "⟦cảng cũ → chợ mới⟧"),
        ("cảng", "cảng", "cảng"),
    ],
)
def test_what_differs_is_marked_in_one_line(before, after, wanted):
    assert marked_up(before, after) == wanted


def test_long_stretches_that_agree_are_shortened():
    same = " ".join(f"từ{n}" for n in range(40))
    shown = list(shortened(differences(f"{same} 2% {same}", f"{same} 3% {same}")))
    assert [kind for kind, _ in shown] == ["same", "del", "ins", "same"]
    assert shown[0][1].startswith("… từ32")
    assert shown[-1][1].endswith("từ7 …")


def test_a_long_wording_takes_linear_time():
    def work(size):
        text = " ".join(f"từ{number * 7919 % 97}" for number in range(size))
        differences(text, f"{text[size:]} {text[:size]}")

    assert grows_linearly(work, 10_000)
