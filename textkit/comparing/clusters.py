"""Statements that a reader would call one thing: groups of linked ones, and guests in them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.comparing.similarity import Indices, Links

# No two members of different documents may be less alike than this share of the line: what is
# chained to a group by one of its members is no part of it. Chosen in a trial (.45 and .6 do as
# well).
_LEAST_OF_THE_LINE = 0.5

# A group has at most so many members of one document; twins are one. In the same trial 1 and 2 lost
# a third and a tenth of the true pairs.
_MOST_OF_A_DOCUMENT = 3


# A statement that is at home in one group founds another only with a link that is so much over the
# line: on the tune part of tests/labels/pairs.csv precision rises by .01, recall falls by .04, and
# of a corpus of one subject a fifth of the groups go, most of them of formulas of that subject.
_OVER_THE_LINE = 1.13


class Cluster(NamedTuple):
    """Statements of one meaning; `guests` are those that are at home in another cluster."""

    members: tuple[int, ...]
    guests: frozenset[int]


class Scores:
    """How alike any two statements of different documents are: 0 where they are not linked."""

    def __init__(self, links: Links, documents: Indices) -> None:
        from scipy import sparse

        self.documents = documents
        half = sparse.csr_matrix((links.score, (links.one, links.two)), shape=(len(documents),) * 2)
        table = (half + half.T).tocsr()
        table.sort_indices()
        self._starts: list[int] = table.indptr.tolist()
        self._others: NDArray[np.int32] = table.indices
        self._scores: NDArray[np.float32] = table.data

    def with_each(self, one: int, others: Indices) -> NDArray[np.float32]:
        """The scores of a statement with each of some others."""
        row = slice(self._starts[one], self._starts[one + 1])
        linked = self._others[row]
        if not len(linked):
            return np.zeros(len(others), np.float32)
        place = np.minimum(linked.searchsorted(others), len(linked) - 1)
        return np.where(linked[place] == others, self._scores[row][place], np.float32(0))

    def between(self, members: Sequence[int]) -> NDArray[np.float32]:
        """The scores of each two of some statements, 0 within a document."""
        every = np.array(members, np.int32)
        return np.array([self.with_each(member, every) for member in members])

    def across(self, some: Sequence[int], others: Sequence[int]) -> tuple[float, float]:
        """The mean and the least score of pairs between two groups that cross documents.

        1 and 1 where no pair does.
        """
        fewer, more = sorted((some, others), key=len)
        every = np.array(more, np.int32)
        documents = self.documents[every]
        total, count, least = 0.0, 0, 1.0
        for member in fewer:
            crossing = every[documents != self.documents[member]]
            if len(crossing):
                scores = self.with_each(member, crossing)
                total += float(scores.sum())
                count += len(scores)
                least = min(least, float(scores.min()))
        return (total / count, least) if count else (1.0, 1.0)


def clusters(links: Links, twins: Links, scores: Scores, line: float) -> list[Cluster]:
    """The groups that links over a line make; `twins` are pairs of one document that say the same.

    1. From the strongest link on, groups join if all their pairs across documents are alike on
       average, none is far off, and no document has too many members.
    2. A link that had no room left makes a statement a guest of the other's group, if it is like
       that group as a whole; or else, if it is strong, makes a group of its own: a statement that
       promises two things stands in two groups.
    """
    partition = _Partition(twins, scores, line)
    over = _strongest_first(links.take(links.score >= line))
    for one, two in over:
        partition.join(one, two)
    guests = _Guests(partition)
    strong = links.take(links.score >= _OVER_THE_LINE * line)
    may_found = set(_strongest_first(strong))
    for one, two in over:
        guests.seat(one, two, may_found=(one, two) in may_found)
    return guests.clusters()


def _strongest_first(links: Links) -> list[tuple[int, int]]:
    order = np.lexsort((links.two, links.one, -links.score))
    return list(zip(links.one[order].tolist(), links.two[order].tolist(), strict=True))


class _Partition:
    """Groups that statements are at home in, each in one."""

    def __init__(self, twins: Links, scores: Scores, line: float) -> None:
        self.scores, self.line = scores, line
        self.document: list[int] = scores.documents.tolist()
        self._group_of: dict[int, list[int]] = {}
        self._twin_of: dict[int, int] = {}
        self._refused: set[tuple[int, int]] = set()
        for one, two in _strongest_first(twins):
            group, other = self.group_of(one), self.group_of(two)
            if group is not other:
                self._merge(group, other)
        for group in self.groups():
            self._twin_of |= dict.fromkeys(group[1:], group[0])

    def group_of(self, one: int) -> list[int]:
        """The group that a statement is at home in."""
        return self._group_of.setdefault(one, [one])

    def groups(self) -> list[list[int]]:
        """All groups of two or more, by their first member."""
        by_first = {group[0]: group for group in self._group_of.values() if len(group) > 1}
        return list(by_first.values())

    def join(self, one: int, two: int) -> None:
        """Join the groups of two statements, if they are one thing as wholes."""
        group, other = self.group_of(one), self.group_of(two)
        if group is other:
            return
        # Groups that were refused once are asked again only when one of them has changed.
        pair = min(group[0], other[0]), max(group[0], other[0])
        if pair in self._refused:
            return
        if self.has_room(group, other) and self.are_one(group, other):
            self._merge(group, other)
        else:
            self._refused.add(pair)

    def are_one(self, some: Sequence[int], others: Sequence[int]) -> bool:
        """Whether the pairs between two groups are alike on average, and none is far off."""
        mean, least = self.scores.across(some, others)
        return mean >= self.line and least >= _LEAST_OF_THE_LINE * self.line

    def has_room(self, some: Sequence[int], others: Sequence[int]) -> bool:
        """Whether two groups together have few enough members of each document."""
        count = Counter(self.document[m] for m in some if m not in self._twin_of)
        count.update(self.document[m] for m in others if m not in self._twin_of)
        return max(count.values()) <= _MOST_OF_A_DOCUMENT

    def _merge(self, group: list[int], other: list[int]) -> None:
        if len(group) < len(other):
            group, other = other, group
        group += other
        self._group_of.update(dict.fromkeys(other, group))


class _Guests:
    """Groups as the partition made them, in which statements may be guests too."""

    def __init__(self, partition: _Partition) -> None:
        self._partition = partition
        self._found = [list(group) for group in partition.groups()]
        self._guests: list[set[int]] = [set() for _ in self._found]
        self._seats: dict[int, list[int]] = {}
        for number, group in enumerate(self._found):
            for member in group:
                self._seats.setdefault(member, []).append(number)

    def seat(self, one: int, two: int, *, may_found: bool) -> None:
        """Give two linked statements a group that both stand in.

        Where neither fits into a group of the other they found one, if they may or if neither is
        at home anywhere.
        """
        if not set(self._seats.get(one, ())).isdisjoint(self._seats.get(two, ())):
            return
        for guest, host in ((one, two), (two, one)):
            for number in self._seats.get(host, ()):
                if self._takes(self._found[number], guest):
                    self._found[number].append(guest)
                    self._guests[number].add(guest)
                    self._seats.setdefault(guest, []).append(number)
                    return
        if not may_found and (one in self._seats or two in self._seats):
            return
        self._found.append([one, two])
        self._guests.append({member for member in (one, two) if member in self._seats})
        for member in (one, two):
            self._seats.setdefault(member, []).append(len(self._found) - 1)

    def _takes(self, group: Sequence[int], guest: int) -> bool:
        return self._partition.has_room(group, [guest]) and self._partition.are_one(group, [guest])

    def clusters(self) -> list[Cluster]:
        """The groups, each in the order of its statements."""
        return list(self._made())

    def _made(self) -> Iterator[Cluster]:
        for group, guests in zip(self._found, self._guests, strict=True):
            yield Cluster(tuple(sorted(group)), frozenset(guests))
