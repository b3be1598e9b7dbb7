"""Two sequences side by side: which items of one stand in the other, in the same order.

The work grows with the length of the sequences, not with its square, so that whole documents can
be compared, by their sentences and by their words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

# Between items that stand once in both sequences the search begins again, at most so many times
# one inside the other. What is left then (long runs of the same few items) is paired by count.
# Chosen by eye: real documents need at most five.
_MOST_DEPTH = 16

Pair = tuple[int, int]


class Gap(NamedTuple):
    """A place where two sequences differ: the bounds of what stands there in each, either of them
    perhaps empty.
    """

    first: int
    end: int
    other_first: int
    other_end: int


class _Part(NamedTuple):
    """What is still to be compared of both sequences, and how deep the search is."""

    first: int
    end: int
    other_first: int
    other_end: int
    depth: int


def common_items(one: Sequence[Hashable], two: Sequence[Hashable]) -> list[Pair]:
    """The places of equal items in both sequences, in order; neither side ever goes back.

    Items that stand once in both come first (of those out of order as many as can be kept), then
    between them the same is done again.

    >>> common_items("abcd", "xbda")
    [(1, 1), (3, 2)]
    """
    pairs: list[Pair] = []
    waiting = [_Part(0, len(one), 0, len(two), 0)]
    while waiting:
        part = _without_ends(one, two, waiting.pop(), pairs)
        if part.first == part.end or part.other_first == part.other_end:
            continue
        anchors = _anchors(one, two, part)
        if part.depth >= _MOST_DEPTH or not anchors.are_unique:
            pairs += anchors.pairs
            continue
        pairs += anchors.pairs
        bounds = [
            (part.first - 1, part.other_first - 1),
            *anchors.pairs,
            (part.end, part.other_end),
        ]
        for (before, other_before), (behind, other_behind) in pairwise(bounds):
            inner = _Part(before + 1, behind, other_before + 1, other_behind, part.depth + 1)
            waiting.append(inner)
    return sorted(pairs)


def _without_ends(
    one: Sequence[Hashable], two: Sequence[Hashable], part: _Part, pairs: list[Pair]
) -> _Part:
    """A part without the equal items that it begins and ends with; these are added to the pairs."""
    first, end, other_first, other_end, depth = part
    while first < end and other_first < other_end and one[first] == two[other_first]:
        pairs.append((first, other_first))
        first, other_first = first + 1, other_first + 1
    while first < end and other_first < other_end and one[end - 1] == two[other_end - 1]:
        end, other_end = end - 1, other_end - 1
        pairs.append((end, other_end))
    return _Part(first, end, other_first, other_end, depth)


class _Anchors(NamedTuple):
    """Equal items of a part, in order, and whether each stands in it once on either side."""

    pairs: list[Pair]
    are_unique: bool


def _anchors(one: Sequence[Hashable], two: Sequence[Hashable], part: _Part) -> _Anchors:
    """The items that stand once in both sides of a part; if there are none, the first of an item
    with the first of it on the other side, and so on.
    """
    counts = Counter(one[part.first : part.end])
    other_counts = Counter(two[part.other_first : part.other_end])
    once = {item for item, n in counts.items() if n == 1 and other_counts[item] == 1}
    are_unique = bool(once) and part.depth < _MOST_DEPTH
    places: dict[tuple[Hashable, int], int] = {}
    seen: Counter[Hashable] = Counter()
    for place in range(part.other_first, part.other_end):
        item = two[place]
        places[item, seen[item]] = place
        seen[item] += 1
    pairs: list[Pair] = []
    seen.clear()
    for place in range(part.first, part.end):
        item = one[place]
        key = (item, seen[item])
        seen[item] += 1
        if key in places and (item in once or not are_unique):
            pairs.append((place, places[key]))
    return _Anchors(heaviest_chain(pairs), are_unique)


def heaviest_chain(
    pairs: Sequence[Pair], weight: Callable[[Pair], float] = lambda _: 1
) -> list[Pair]:
    """Of pairs of places, those of the greatest weight together in which neither side goes back.

    `pairs` are in order of their first places, and no place stands in two of them.

    >>> heaviest_chain([(0, 2), (1, 0), (2, 1)])
    [(1, 0), (2, 1)]
    """
    # The best chains so far by their last place on the other side, each heavier than those before.
    ends: list[int] = []
    best: list[tuple[float, int]] = []
    previous: list[int | None] = []
    for number, pair in enumerate(pairs):
        at = bisect_left(ends, pair[1])
        total, last = best[at - 1] if at else (0.0, -1)
        previous.append(last if at else None)
        total += weight(pair)
        stop = at
        while stop < len(ends) and best[stop][0] <= total:
            stop += 1
        ends[at:stop], best[at:stop] = [pair[1]], [(total, number)]
    chain: list[Pair] = []
    step = best[-1][1] if best else None
    while step is not None:
        chain.append(pairs[step])
        step = previous[step]
    return chain[::-1]


def gaps(pairs: Sequence[Pair], size: int, other_size: int) -> Iterator[Gap]:
    """Where two sequences of these sizes differ, in order; `pairs` are those of `common_items`.

    >>> one, two = "đạt 8% năm 2025".split(), "đạt 9% năm 2025".split()
    >>> [tuple(gap) for gap in gaps(common_items(one, two), len(one), len(two))]
    [(1, 2, 1, 2)]
    """
    ends = [(-1, -1), *pairs, (size, other_size)]
    for (before, other_before), (behind, other_behind) in pairwise(ends):
        gap = Gap(before + 1, behind, other_before + 1, other_behind)
        if gap.first < gap.end or gap.other_first < gap.other_end:
            yield gap
