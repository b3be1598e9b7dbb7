"""Which figure of one document answers which of another: one to one, by the words of their
indicators.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.finding.figures import Target
from textkit.finding.indicators import family_of_unit
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("likeness.toml", "targets")

Numbers = NDArray[np.integer[Any]]
Scores = NDArray[np.float64]

# Two figures less alike than this are not matched. That of a trial on the targets of the congress
# resolutions of Thái Nguyên of 2020 and 2025 (22 true pairs; .30 to .35 did as well); not measured
# again.
LEAST_LIKENESS = 0.3

# What the words of a topic ("cơ cấu kinh tế: …") weigh against those of the indicator itself. This
# and the numbers down to `_OTHER_SCOPE` are those of a trial on the same 22 pairs (20 right of 22
# given); no figure of its own was kept for each.
_WEIGHT_OF_A_TOPIC = 0.6

# Weights are raised to this power, so that rare words count for more.
_POWER = 1.3

# Added under the cosine, in shares of the median length, so that short names do not match on one
# word.
_DAMPING = 0.35

# What a code weighs among the words: next to nothing, so that figures which share no other word are
# looked at. They are this much alike at the most, which does not make them a match: "drugs" is the
# code of the addicts who were cured and of the communes without any.
_WEIGHT_OF_A_CODE = 1e-4
_CODE_ALONE = 0.25

# An equal code takes away this share of what is missing to 1: it is a hint, no identity.
_EQUAL_CODE = 0.35

# What likeness is multiplied by for two codes that differ, other families of units (a share, a
# count), a change against a level, and other scopes; for a scope, or a kind of `contrasts`, that
# only one of them names.
_OTHER_CODE = 0.7
_OTHER_FAMILY = 0.6
_OTHER_MEASURE = 0.6
_OTHER_SCOPE = 0.6
_ONE_SCOPE = 0.85
_ONE_KIND = 0.7

# Of figures equally alike those are matched that share the deadline, then the value, then the place
# in their documents. Small against any difference in words, in this order.
_SAME_DEADLINE = 0.05
_SAME_VALUE = 0.01
_SAME_PLACE = 0.005

# More figures of one document are not matched: the largest plan read has about a thousand.
_MOST_FIGURES = 4_000

# In groups of more figures that are alike across the documents than this the best pair is taken
# first, then the next: an assignment would take minutes.
_MOST_ASSIGNED = 1_500


# So many pairs are looked at in one go.
_PAIRS_AT_ONCE = 10**6


class Match(NamedTuple):
    """Two figures that are of one thing, by their places among what was given, and how alike they
    are (0 to 1).
    """

    before: int
    after: int
    likeness: float


class Pairs(NamedTuple):
    """Pairs of figures, the lower place first, how alike they are, and which of them match."""

    one: Numbers
    two: Numbers
    likeness: Scores
    is_match: NDArray[np.bool_]


def match_targets(
    before: Sequence[Target], after: Sequence[Target], *, least: float = LEAST_LIKENESS
) -> list[Match]:
    """Which figure of one document answers which of another, in order of `before`.

    Each figure has at most one counterpart; see `TargetMatcher`, which is quicker where many
    documents are compared. What has none in the other document is in no match.

    >>> from textkit.finding.targets import find_targets
    >>> old = "Phấn đấu đến năm 2025, tỷ lệ hộ nghèo còn 3%, tỷ lệ đô thị hóa đạt 35%."
    >>> new = "Phấn đấu đến năm 2030, tỷ lệ đô thị hóa đạt 45%; tỷ lệ hộ nghèo còn 1%."
    >>> matches = match_targets(list(find_targets(old)), list(find_targets(new)))
    >>> [(match.before, match.after) for match in matches]
    [(0, 1), (1, 0)]
    """
    matcher = TargetMatcher([*before, *after])
    first = range(len(before))
    second = range(len(before), len(before) + len(after))
    return [
        match._replace(after=match.after - len(before))
        for match in matcher.matches(first, second, least=least)
    ]


class TargetMatcher:
    """Figures with the words of their paths, and which of them answer which.

    Likeness is the damped cosine of one- and two-syllable runs, weighed by their rarity among all
    figures given, those of a topic less. It is less for figures of other codes, families of units,
    measures and scopes, and 0 where both name kinds that are set apart (the economy and labour, the
    countryside and towns: `contrasts` in likeness.toml). Between two documents the assignment of
    the greatest sum is taken.

    >>> from textkit.finding.targets import find_targets
    >>> figures = [*find_targets("Phấn đấu năm 2030 cơ cấu kinh tế: dịch vụ chiếm 36,5%.")]
    >>> figures += find_targets("Phấn đấu năm 2030 cơ cấu lao động: dịch vụ chiếm 40,4%.")
    >>> TargetMatcher(figures).matches([0], [1])
    []
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        paths = [words_of(target) for target in targets]
        self._vectors, self._norms = _vectors(paths, [target.indicator for target in targets])
        usual = float(np.median(self._norms)) if len(targets) else 1.0
        self._damping = (_DAMPING * usual) ** 2 or 1.0
        self._codes = _numbered([target.indicator for target in targets])
        self._families = _numbered([family_of_unit(target.unit, target.per) for target in targets])
        self._scopes = _numbered([fold(target.scope or "") or None for target in targets])
        self._deadlines = _numbered([target.deadline for target in targets])
        self._values = _numbered([(target.low, target.high) for target in targets])
        self._is_change = np.array([target.measure == "change" for target in targets])
        self._kinds = [_kinds(contrast, paths) for contrast in _contrasts()]

    def matches(
        self, before: Sequence[int], after: Sequence[int], *, least: float = LEAST_LIKENESS
    ) -> list[Match]:
        """The figures of one document, by their places, with their counterparts in another.

        Places are those among the figures that the matcher was given; the matches are in the order
        of `before`. A figure without a counterpart at least as like as `least` is in none. Of more
        than 4,000 figures on a side the first 4,000 are looked at.
        """
        one, two = (np.array(side[:_MOST_FIGURES], np.int64) for side in (before, after))
        if not len(one) or not len(two):
            return []
        rows, columns, scores = self._likeness(one, two)
        over = scores >= least
        rows, columns, scores = rows[over], columns[over], scores[over]
        wanted = scores + self._ties(one, two, rows, columns)
        chosen = sorted(_assigned(rows, columns, wanted, (len(one), len(two))))
        return [
            Match(int(one[rows[at]]), int(two[columns[at]]), round(float(scores[at]), 4))
            for _, at in sorted((int(rows[at]), at) for at in chosen)
        ]

    def all_pairs(
        self,
        sides: Sequence[int],
        barred: Callable[[Numbers, Numbers], NDArray[np.bool_]],
        *,
        least: float = LEAST_LIKENESS / 2,
    ) -> Pairs:
        """The pairs of figures of all documents at least so alike, those that match marked.

        `sides` has the number of the document of each figure; the figures of a document stand
        together. What is `barred` is no pair. Between each two documents the matches are those of
        `matches`. The pairs are found in blocks, so that memory stays flat.
        """
        side_of = np.array(sides, np.int64)
        every = np.arange(len(side_of))
        blocks = []
        step = _PAIRS_AT_ONCE // max(len(every), 1) + 1
        for start in range(0, len(every), step):
            block = every[start : start + step]
            rows, columns, scores = self._likeness(block, every)
            one, two = block[rows], every[columns]
            kept = (one < two) & (scores >= least)
            one, two, scores = one[kept], two[kept], scores[kept]
            allowed = ~barred(one, two)
            blocks.append((one[allowed], two[allowed], scores[allowed]))
        one, two, scores = (np.concatenate(part) for part in zip(*blocks, strict=True))
        return Pairs(one, two, scores, self._matched(one, two, scores, side_of))

    def _matched(
        self, one: Numbers, two: Numbers, scores: Scores, side_of: Numbers
    ) -> NDArray[np.bool_]:
        """Which pairs are matched, one to one between each two documents."""
        firsts = np.searchsorted(side_of, side_of)
        place = (np.arange(len(side_of)) - firsts) / np.bincount(side_of)[side_of]
        candidates = np.flatnonzero((scores >= LEAST_LIKENESS) & (side_of[one] != side_of[two]))
        one, two = one[candidates], two[candidates]
        same_deadline, _ = _same(self._deadlines, one, two)
        wanted = scores[candidates] + (
            _SAME_DEADLINE * same_deadline
            + _SAME_VALUE * (self._values[one] == self._values[two])
            + _SAME_PLACE * (1 - np.abs(place[one] - place[two]))
        )
        # A figure is another competitor in each document that it is held against.
        count = int(side_of.max(initial=0)) + 1
        rows = np.unique(one * count + side_of[two], return_inverse=True)[1]
        columns = np.unique(two * count + side_of[one], return_inverse=True)[1]
        shape = int(rows.max(initial=0)) + 1, int(columns.max(initial=0)) + 1
        matched = np.zeros(len(scores), bool)
        matched[candidates[list(_assigned(rows, columns, wanted, shape))]] = True
        return matched

    def _likeness(self, one: Numbers, two: Numbers) -> tuple[Numbers, Numbers, Scores]:
        """The pairs that share a word, as rows and columns, and how alike they are."""
        product = (self._vectors[one] @ self._vectors[two].T).tocoo()
        rows, columns = product.row.astype(np.int64), product.col.astype(np.int64)
        first, second = one[rows], two[columns]
        norms = self._norms[first] * self._norms[second]
        scores = product.data.astype(float) / (norms + self._damping)
        # Words that are the same throughout are one name, however few they are.
        scores[product.data >= norms * (1 - 1e-9)] = 1.0
        same_code, both_codes = _same(self._codes, first, second)
        scores = np.where(same_code, scores + _EQUAL_CODE * (1 - scores), scores)
        scores[both_codes & ~same_code] *= _OTHER_CODE
        scores[self._families[first] != self._families[second]] *= _OTHER_FAMILY
        scores[self._is_change[first] != self._is_change[second]] *= _OTHER_MEASURE
        same_scope, both_scopes = _same(self._scopes, first, second)
        scores[both_scopes & ~same_scope] *= _OTHER_SCOPE
        scores[(self._scopes[first] < 0) != (self._scopes[second] < 0)] *= _ONE_SCOPE
        is_code_alone = product.data < 2 * _WEIGHT_OF_A_CODE**2
        scores[is_code_alone] = np.minimum(scores[is_code_alone], _CODE_ALONE)
        for kinds in self._kinds:
            of_first, of_second = kinds[first], kinds[second]
            are_apart = (of_first > 0) & (of_second > 0) & (of_first & of_second == 0)
            scores[of_first != of_second] *= _ONE_KIND
            scores[are_apart] = 0.0
        return rows, columns, scores

    def _ties(self, one: Numbers, two: Numbers, rows: Numbers, columns: Numbers) -> Scores:
        """What is added to likeness so that of equals the nearest are matched."""
        first, second = one[rows], two[columns]
        same_deadline, _ = _same(self._deadlines, first, second)
        same_value = self._values[first] == self._values[second]
        distance = np.abs(rows / max(len(one), 1) - columns / max(len(two), 1))
        ties: Scores = (
            _SAME_DEADLINE * same_deadline + _SAME_VALUE * same_value + _SAME_PLACE * (1 - distance)
        )
        return ties


class Words(NamedTuple):
    """The words that name a figure, folded.

    `topic` and `name` are without figures, times and what all documents say; `whole` has the words
    of the path and of the scope as they are.
    """

    topic: str
    name: str
    whole: str


def words_of(target: Target) -> Words:
    """The words by which a figure is matched: those of its topic, and those of its own name."""
    path = target.indicator_path or (target.indicator_text,)
    whole = fold(" , ".join([*path, target.scope or ""]))
    topic, name = _plain(" , ".join(path[:-1])), _plain(path[-1])
    # "Tỷ lệ" in a table under "Lao động qua đào tạo": a name of frame words is known by its topic.
    return Words(topic, name, whole) if name else Words("", topic, whole)


def _plain(words: str) -> str:
    """Folded words without the figures, times and frames around a name; marks stay."""
    folded = fold(words)
    for part in ("times", "figures", "frames"):
        folded = _PATTERNS[part].sub(" ", folded)
    return " ".join(folded.split())


def _runs(words: str) -> Iterator[str]:
    """The syllables, and the pairs of syllables that no mark parts."""
    for stretch in re.split(r"[,;:.()/|\t–-]", words):
        syllables = re.findall(r"[^\W\d_]+", stretch)
        yield from syllables
        yield from map(" ".join, pairwise(syllables))


def _vectors(paths: Sequence[Words], codes: Sequence[str | None]) -> tuple[Any, Scores]:
    """Each path as a row of weights by run of syllables, and the lengths of the rows.

    A code is a run too, of next to no weight, so that figures of one code are looked at that share
    no word.
    """
    from scipy import sparse

    weighed: list[dict[str, float]] = []
    for path in paths:
        weights = dict.fromkeys(_runs(path.topic), _WEIGHT_OF_A_TOPIC)
        weights.update(dict.fromkeys(_runs(path.name), 1.0))
        weighed.append(weights)
    paths_with = Counter(run for weights in weighed for run in weights)
    number = {run: place for place, run in enumerate(paths_with)}
    rarity = {
        run: (1 + np.log((1 + len(paths)) / (1 + count))) ** _POWER
        for run, count in paths_with.items()
    }
    for weights, code in zip(weighed, codes, strict=True):
        if code:
            weights[f"#{code}"] = _WEIGHT_OF_A_CODE
            rarity[f"#{code}"] = 1.0
            number.setdefault(f"#{code}", len(number))
    columns = [number[run] for weights in weighed for run in weights]
    values = [weight * rarity[run] for weights in weighed for run, weight in weights.items()]
    bounds = np.cumsum([0, *map(len, weighed)])
    vectors = sparse.csr_matrix((values, columns, bounds), shape=(len(paths), max(len(number), 1)))
    norms: Scores = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    return vectors, norms


def _numbered(values: Iterable[Any]) -> Numbers:
    """Each value by a number of its own, None by -1."""
    known: dict[Any, int] = {}
    numbers = [-1 if value is None else known.setdefault(value, len(known)) for value in values]
    return np.array(numbers, np.int64)


def _same(
    numbers: Numbers, one: Numbers, two: Numbers
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of which pairs the numbers are known and equal, and of which both are known."""
    first, second = numbers[one], numbers[two]
    both = (first >= 0) & (second >= 0)
    return both & (first == second), both


@cache
def _contrasts() -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Kinds that documents set apart, each a list of patterns."""
    contrasts = data.toml("likeness.toml")["contrasts"]
    return tuple(
        tuple(re.compile(rf"(?<!\w)(?:{kind})(?!\w)") for kind in kinds)
        for kinds in contrasts.values()
    )


def _kinds(contrast: Sequence[re.Pattern[str]], paths: Sequence[Words]) -> Numbers:
    """Which kinds of a contrast each path names, as bits."""
    bits = []
    for path in paths:
        named = [bit for bit, kind in enumerate(contrast) if kind.search(path.whole)]
        bits.append(sum(1 << bit for bit in named))
    return np.array(bits, np.int64)


def _assigned(
    rows: Numbers, columns: Numbers, wanted: Scores, shape: tuple[int, int]
) -> Iterator[int]:
    """The pairs of the one-to-one choice with the greatest sum, by their places among the pairs.

    Figures that no chain of pairs joins do not compete, so each group is solved by itself.
    """
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    count = sum(shape)
    graph = sparse.coo_matrix((np.ones(len(rows)), (rows, columns + shape[0])), (count, count))
    group_of = connected_components(graph, directed=False)[1][rows]
    order = np.argsort(group_of, kind="stable")
    for places in np.split(order, np.flatnonzero(np.diff(group_of[order])) + 1):
        yield from _of_group(places, rows[places], columns[places], wanted[places])


def _of_group(places: Numbers, rows: Numbers, columns: Numbers, wanted: Scores) -> Iterator[int]:
    """The best one-to-one choice among pairs of one group."""
    if len(places) == 1:
        yield int(places[0])
        return

    from scipy.optimize import linear_sum_assignment

    row_names, row_of = np.unique(rows, return_inverse=True)
    column_names, column_of = np.unique(columns, return_inverse=True)
    if max(len(row_names), len(column_names)) > _MOST_ASSIGNED:
        yield from _best_first(places, rows, columns, wanted)
        return
    table = np.zeros((len(row_names), len(column_names)))
    table[row_of, column_of] = wanted
    place_of = dict(zip(zip(row_of.tolist(), column_of.tolist(), strict=True), places, strict=True))
    for pair in zip(*linear_sum_assignment(table, maximize=True), strict=True):
        place = place_of.get((int(pair[0]), int(pair[1])))
        if place is not None:
            yield int(place)


def _best_first(places: Numbers, rows: Numbers, columns: Numbers, wanted: Scores) -> Iterator[int]:
    """The best pair, then the best of those left, and so on."""
    taken_rows: set[int] = set()
    taken_columns: set[int] = set()
    for at in np.argsort(-wanted, kind="stable").tolist():
        row, column = int(rows[at]), int(columns[at])
        if row not in taken_rows and column not in taken_columns:
            taken_rows.add(row)
            taken_columns.add(column)
            yield int(places[at])
