"""Which items of one document another takes on, and which it does not; the same for its targets.

What is near is near in its words (`textkit.comparing.similarity`): the same matter in other words
is missed, so that "nothing near" is a place to look at, and no verdict.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Literal, NamedTuple

import numpy as np

from textkit.comparing.matching import TargetMatcher
from textkit.comparing.provisions import Contents, Piece, Provision, find_provisions
from textkit.comparing.similarity import Indices, Likeness, Links
from textkit.counting.counts import Floats
from textkit.data.messages import TextkitError
from textkit.finding.commitments import Commitment
from textkit.finding.indicators import family_of_unit
from textkit.finding.targets import Target
from textkit.storing.tokens import Mask

NEAR_LINE = 0.16
"""From this likeness on two statements speak of one matter.

Set for speeches before their labels were tried on it (P .84, R .62 of 60 statements). Of 160
statements of three resolutions read against their programmes (docs/method.md) it is the best line
for "nothing near", too: P .84, R .91.
"""

SAME_LINE = 0.3
"""From this likeness on they say nearly the same: of the 44 statements of 57-NQ/TW whose nearest
one in 03/NQ-CP is over it, all mean the same thing; of the 37 between the two lines 22 do.
"""

# Likeness under this is taken as none. Chosen by eye: a sixteenth of the near line.
_LEAST_SCORE = 0.01

# An item is taken on as a whole when so much of its words has something near; of less, in part.
# Chosen by eye; not measured.
_MOST_OF_AN_ITEM = 3 / 4

# So many counterparts of an item are kept: what a reader looks at. By eye.
_COUNTERPARTS = 3

# More statements of one side are not compared: the longest programme that was read has 1,900.
_MOST_PIECES = 8_000

Grade = Literal["none", "partly", "near", "same"]
Relation = Literal["same", "other", "absent"]
Difference = Literal["figure", "unit", "deadline"]


class Counterpart(NamedTuple):
    """An item of the other side that is near: the likeness of what is most alike in both, its
    grade (`near`, `same`), the statement of it that is meant, and the promise (who, by when).
    """

    item: Provision
    score: float
    grade: Grade
    piece: Piece
    promise: Commitment | None


class Aligned(NamedTuple):
    """An item with what is near to it on the other side.

    `grade`: `none` (nothing near), `partly` (for more than a quarter of its words there is nothing
    near), `near`, `same`. `bare` are the statements with nothing near, `counterparts` the likest
    items, at most three; `nearest` is the likest one below the line where there is none.
    """

    item: Provision
    grade: Grade
    score: float
    bare: tuple[Piece, ...]
    counterparts: tuple[Counterpart, ...]
    nearest: Counterpart | None


class AlignedTarget(NamedTuple):
    """A target with its counterpart on the other side, if it has one, and in what that differs."""

    target: Target
    other: Target | None
    differs: tuple[Difference, ...]
    likeness: float

    @property
    def relation(self) -> Relation:
        """`same` figure and deadline, `other`, or `absent`."""
        if self.other is None:
            return "absent"
        return "other" if self.differs else "same"


class Alignment(NamedTuple):
    """Two sides held against each other, in both directions.

    `items` and `targets` are those of the first side (a resolution), `added_items` and
    `added_targets` those of the second (a programme); each in the order of its text.
    """

    first: tuple[Contents, ...]
    second: tuple[Contents, ...]
    items: tuple[Aligned, ...]
    added_items: tuple[Aligned, ...]
    targets: tuple[AlignedTarget, ...]
    added_targets: tuple[AlignedTarget, ...]


def align_contents(first: Sequence[Contents], second: Sequence[Contents]) -> Alignment:
    """The items and targets of each side with what is near to them on the other.

    Raises TextkitError if a side has neither duties nor targets.
    """
    one, two = _Side(first), _Side(second)
    links = across(one.words, two.words)
    back = Links(links.two, links.one, links.score)
    targets, added_targets = _aligned_targets(one, two)
    return Alignment(
        tuple(first),
        tuple(second),
        tuple(_aligned(one, two, links)),
        tuple(_aligned(two, one, back)),
        targets,
        added_targets,
    )


def across(first: Sequence[str], second: Sequence[str], *, least: float = _LEAST_SCORE) -> Links:
    """The pairs of a text of one side and one of the other that are alike: their places in either,
    and how alike they are (0 to 1).

    The texts are those of `content_of`; likeness is that of `textkit.comparing.similarity`.

    >>> links = across(["xây cảng cá", "trồng rừng"], ["trồng rừng ngập mặn", "dạy bơi"])
    >>> links.one.tolist(), links.two.tolist()
    ([1], [0])
    """
    size = len(first)
    likeness = Likeness([text or "-" for text in (*first, *second)])

    def within_a_side(one: Indices, two: Indices) -> Mask:
        return (one >= size) | (two < size)

    links = likeness.links(least, within_a_side)
    return Links(links.one, links.two - size, links.score)


def nearest_of(links: Links, count: int) -> tuple[Indices, Floats]:
    """For each of so many texts of the first side the likest of the second, and how like it is.

    Of equals it is the first; of a text without any it is -1, and the likeness 0.
    """
    nearest, scores = np.full(count, -1), np.zeros(count)
    # By likeness, of equals the later first: what is written last stays.
    order = np.lexsort((-links.two, links.score))
    nearest[links.one[order]] = links.two[order]
    scores[links.one[order]] = links.score[order]
    return nearest, scores


# --- Items --------------------------------------------------------------------------------------


class _Side:
    """One side: its items, their statements one after another, and the figures it promises.

    `of_duties` are the places of those figures that stand in a duty ("Xây kho lạnh 5.000 tấn"):
    they are held against with their item.
    """

    def __init__(self, documents: Sequence[Contents]) -> None:
        self.items: list[Provision] = []
        self.targets: list[Target] = []
        self.of_duties: set[int] = set()
        for contents in documents:
            items = find_provisions(contents)
            self.items += items
            duties: list[Piece] = []
            for item in items:
                duties += item.duties
            duties.sort(key=attrgetter("start"))
            for figure in contents.figures:
                if figure.role == "promised":
                    if _stands_in(figure, duties):
                        self.of_duties.add(len(self.targets))
                    self.targets.append(figure)
        self.pieces: list[Piece] = []
        self.item_of: list[int] = []
        for number, item in enumerate(self.items):
            self.pieces += item.pieces
            self.item_of += [number] * len(item.pieces)
        del self.pieces[_MOST_PIECES:], self.item_of[_MOST_PIECES:]
        if not self.targets and not any(piece.is_duty for piece in self.pieces):
            raise TextkitError("alignment.nothing-said", document=documents[0].document.id)

    @property
    def words(self) -> list[str]:
        """The words of each statement that are compared."""
        return [piece.words for piece in self.pieces]


def _stands_in(figure: Target, duties: Sequence[Piece]) -> bool:
    """Whether a figure stands in one of the duties, which are in order."""
    number = bisect_right(duties, figure.start, key=attrgetter("start")) - 1
    return number >= 0 and figure.start < duties[number].end


def _aligned(side: _Side, other: _Side, links: Links) -> Iterator[Aligned]:
    """The items of a side that hold duties, with what is near to them on the other."""
    order = np.argsort(links.one, kind="stable")
    ones, twos, scores = links.one[order], links.two[order], links.score[order]
    bounds = np.searchsorted(ones, np.arange(len(side.pieces) + 1))
    found: dict[int, list[_Near]] = {}
    for place, number in enumerate(side.item_of):
        piece = side.pieces[place]
        if piece.is_duty:
            part = slice(bounds[place], bounds[place + 1])
            near = _Near(piece, dict(zip(twos[part].tolist(), scores[part].tolist(), strict=True)))
            found.setdefault(number, []).append(near)
    for number, pieces in found.items():
        yield _held_against(side.items[number], pieces, other)


class _Near(NamedTuple):
    """A duty with how alike the statements of the other side are to it, by their places."""

    piece: Piece
    scores: dict[int, float]

    @property
    def best(self) -> float:
        """How like the likest one is."""
        return max(self.scores.values(), default=0.0)

    @property
    def weight(self) -> int:
        """How many words it has."""
        return len(self.piece.words.split())


def _held_against(item: Provision, duties: Sequence[_Near], other: _Side) -> Aligned:
    """An item with what is near to its duties."""
    bare = tuple(duty.piece for duty in duties if duty.best < NEAR_LINE)
    whole = sum(duty.weight for duty in duties)
    near = sum(duty.weight for duty in duties if duty.best >= NEAR_LINE)
    ranked = _counterparts(duties, other)
    counterparts = tuple(one for one in ranked if one.score >= NEAR_LINE)[:_COUNTERPARTS]
    nearest = ranked[0] if ranked and not counterparts else None
    score = max(duty.best for duty in duties)
    grade = _grade(counterparts, near / max(whole, 1))
    return Aligned(item, grade, score, bare, counterparts, nearest)


def _grade(counterparts: Sequence[Counterpart], share: float) -> Grade:
    """How far an item is taken on, whose words have something near to such a share."""
    if not counterparts:
        return "none"
    if share < _MOST_OF_AN_ITEM:
        return "partly"
    return counterparts[0].grade


def _counterparts(duties: Sequence[_Near], other: _Side) -> list[Counterpart]:
    """The items of the other side that are like these duties, the likest first."""
    best: dict[int, tuple[float, int]] = {}
    for duty in duties:
        for place, score in duty.scores.items():
            number = other.item_of[place]
            # Of equals the earlier statement.
            best[number] = max(best.get(number, (0.0, 0)), (score, -place))
    counterparts = []
    for number, (score, negative_place) in best.items():
        item, piece = other.items[number], other.pieces[-negative_place]
        grade: Grade = "same" if score >= SAME_LINE else "near"
        counterparts.append(Counterpart(item, score, grade, piece, promise_of(item, piece)))
    return sorted(counterparts, key=lambda one: (-one.score, one.item.doc_id, one.item.start))


def promise_of(item: Provision, piece: Piece) -> Commitment | None:
    """The promise that a statement of an item makes, else the first of the item that says who."""
    for promise in item.promises:
        if promise.start <= piece.start < promise.end:
            return promise
    return next((promise for promise in item.promises if promise.actor), None)


# --- Targets ------------------------------------------------------------------------------------


def _aligned_targets(
    first: _Side, second: _Side
) -> tuple[tuple[AlignedTarget, ...], tuple[AlignedTarget, ...]]:
    """The targets of both sides, each with its counterpart on the other."""
    matcher = TargetMatcher([*first.targets, *second.targets])
    size = len(first.targets)
    matches = matcher.matches(range(size), range(size, size + len(second.targets)))
    answers = {match.before: match for match in matches}
    answered = {match.after - size for match in matches}
    targets = []
    for place, target in enumerate(first.targets):
        match = answers.get(place)
        if match:
            other = second.targets[match.after - size]
            differs = _differences(target, other)
            targets.append(AlignedTarget(target, other, differs, match.likeness))
        elif place not in first.of_duties:
            targets.append(AlignedTarget(target, None, (), 0.0))
    added = []
    for place, target in enumerate(second.targets):
        if place not in answered and place not in second.of_duties:
            added.append(AlignedTarget(target, None, (), 0.0))
    return _in_order(targets), _in_order(added)


def _in_order(targets: Sequence[AlignedTarget]) -> tuple[AlignedTarget, ...]:
    return tuple(sorted(targets, key=lambda one: (one.target.doc_id, one.target.start)))


def _differences(target: Target, other: Target) -> tuple[Difference, ...]:
    """In what a target differs from its counterpart; a deadline that only one of them names is no
    other one.
    """
    found: list[Difference] = []
    families = [family_of_unit(each.unit, each.per) for each in (target, other)]
    if families[0] != families[1]:
        found.append("unit")
    elif _bounds(target) != _bounds(other):
        found.append("figure")
    if target.deadline and other.deadline and target.deadline != other.deadline:
        found.append("deadline")
    return tuple(found)


def _bounds(target: Target) -> set[float]:
    """The figures a target names: "trên 80%" and "80%" name the same."""
    return {bound for bound in (target.low, target.high) if bound is not None}
