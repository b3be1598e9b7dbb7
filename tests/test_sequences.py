"""Two sequences side by side: what they have in common, in order and in linear time."""

from itertools import pairwise

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.comparing.sequences import common_items, gaps, heaviest_chain

items = st.lists(st.integers(0, 6), max_size=20)


@given(items, items)
def test_common_items_are_equal_and_in_order(one, two):
    pairs = common_items(one, two)
    assert all(one[first] == two[second] for first, second in pairs)
    for (first, second), (behind, other_behind) in pairwise(pairs):
        assert first < behind
        assert second < other_behind


@given(items)
def test_a_sequence_has_all_in_common_with_itself(one):
    assert common_items(one, one) == [(place, place) for place in range(len(one))]


@given(items, items, items)
def test_what_is_put_in_is_one_gap(before, new, behind):
    # None of what is put in stands in the sequence.
    new = [item + 10 for item in new]
    one, two = before + behind, before + new + behind
    found = list(gaps(common_items(one, two), len(one), len(two)))
    assert sum(gap.other_end - gap.other_first for gap in found) == len(new)
    assert all(gap.first == gap.end for gap in found)


@pytest.mark.parametrize(
    ("one", "two", "wanted"),
    [
        ("abcd", "xbda", "bd"),
        ("aaaa", "aa", "aa"),
        ("", "abc", ""),
        ("xaxbx", "axbx", "axbx"),
        ("abcabc", "cab", "ab"),
    ],
)
def test_some_sequences(one, two, wanted):
    assert "".join(one[place] for place, _ in common_items(one, two)) == wanted


def test_of_a_chain_the_weight_counts():
    pairs = [(0, 2), (1, 0), (2, 1)]
    assert heaviest_chain(pairs, lambda pair: 9 if pair == (0, 2) else 1) == [(0, 2)]


@pytest.mark.parametrize("kinds", [1, 7, 10**9])
def test_long_sequences_take_linear_time(kinds):
    def work(size):
        one = [number * 7919 % kinds for number in range(size)]
        common_items(one, one[size // 2 :] + one[: size // 2])

    assert grows_linearly(work, 20_000)
