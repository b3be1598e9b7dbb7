"""How likely two promises of different documents are one: their likeness, and where they stand."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.comparing.similarity import Indices, Likeness, Links

Floats = NDArray[np.float32]

# The words that any task may be wrapped in ("tiếp tục đẩy mạnh …").
_FRAMES = data.patterns("likeness.toml", "likeness")["frames"]
_SYLLABLE = re.compile(r"[^\W\d_]+")

# What is promised is said in so many syllables outside frames; what follows is how, or what for.
# Chosen in a trial on the pairs of tests/labels/pairs.csv and on 458 others: 3, 4 and 6 do worse.
_SYLLABLES_OF_A_CORE = 8

# So many statements before and after one say what is spoken of around it. The same trial: 2 and 4
# do worse, 14 and 25 as well.
_AROUND = 8

# The statements around are compared in so many dimensions: terms are spread over them by their
# number, which keeps memory flat and moves a cosine by .04 or so.
_DIMENSIONS = 512

# What is far under the best that either side has in the other's document counts less: its share of
# that best, to this power. The same trial: .5 does as well.
_POWER_OF_THE_BEST = 0.3

# The more promises two documents make, the more pairs are alike by chance: so much is taken off for
# each e-fold over the usual number. Without it precision falls by .03 on two long Government
# resolutions; the usual number is that of the congress resolutions.
_CHANCE = 0.015
_USUAL_PROMISES = 150
_FEWEST_PROMISES = 5

# Under this no pair is looked at: three fifths of the lowest line.
_LEAST = 0.07

# Statements whose words are less alike than this are not looked at: of 3,300 pairs that came out
# over the least in the sample and in twelve real documents, none had words less alike than .08.
LEAST_LIKENESS = 0.075

# How far the place can lift a likeness at the most, so that what cannot reach the least is left out
# early.
_MOST_BY_PLACE = 2 / 1.1

# So many pairs are looked at in one go.
_PAIRS_AT_ONCE = 20_000


class Standing(NamedTuple):
    """Where statements stand: the number of the document of each, and which tell of a result.

    Statements of one document stand together, in its order.
    """

    documents: Indices
    is_result: NDArray[np.bool_]


def affinities(
    links: Links, cores: Sequence[Set[str]], likeness: Likeness, standing: Standing
) -> Links:
    """The links across documents with how likely each two statements are one, wherever they stand.

    Likeness times three factors: how much of what either promises first stands in the other; how
    alike the statements around them are, for these two documents; how near each is to the best
    that the other has in its document. Of that is taken what chance adds between long documents.
    """
    weighed = _weighed(cores, likeness)
    places = _Places(likeness, standing.documents)
    parts = []
    for start in range(0, len(links.one), _PAIRS_AT_ONCE):
        block = links.take(slice(start, start + _PAIRS_AT_ONCE))
        block = block.take(standing.documents[block.one] != standing.documents[block.two])
        score = block.score * (1 + weighed.shared(block)) / 1.5
        likely = score >= _LEAST / _MOST_BY_PLACE
        block = Links(block.one[likely], block.two[likely], score[likely])
        block = block._replace(score=block.score * places.agreement(block))
        parts.append(block.take(block.score > _LEAST))
    joined = _together(parts)
    return _less_chance(_near_the_best(joined, standing), standing)


def _together(parts: Sequence[Links]) -> Links:
    if not parts:
        nothing = np.empty(0, np.int32)
        return Links(nothing, nothing, np.empty(0, np.float32))
    one, two, score = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Links(one, two, score)


# --- What is promised first ---------------------------------------------------------------------


class _Cores:
    """What each statement promises first, and how much of it stands in another."""

    def __init__(self, cores: Any, likeness: Likeness) -> None:
        self._cores = cores
        self._present = (likeness.vectors > 0).astype(np.float32)
        self._whole = np.maximum(np.asarray(cores.sum(axis=1), np.float32).ravel(), 1e-9)

    def shared(self, links: Links) -> Floats:
        """The share of either core that stands in the other statement, as their mean."""
        return (self._part(links.one, links.two) + self._part(links.two, links.one)) * np.float32(
            0.5
        )

    def _part(self, of: Indices, inside: Indices) -> Floats:
        held = self._cores[of].multiply(self._present[inside]).sum(axis=1)
        share: Floats = np.divide(np.asarray(held).ravel(), self._whole[of], dtype=np.float32)
        return share


def _weighed(cores: Sequence[Set[str]], likeness: Likeness) -> _Cores:
    from scipy import sparse

    rows: list[int] = []
    columns: list[int] = []
    for row, core in enumerate(cores):
        numbers = sorted(likeness.numbers(core))
        rows += [row] * len(numbers)
        columns += numbers
    shape = likeness.vectors.shape
    weights = likeness.weights[columns]
    return _Cores(sparse.csr_matrix((weights, (rows, columns)), shape=shape), likeness)


def core_of(text: str) -> frozenset[str]:
    """The one- and two-syllable runs of what a text promises first, outside frames.

    >>> sorted(core_of("tiếp tục xây dựng chợ nổi"))
    ['chợ', 'chợ nổi', 'nổi']
    """
    frames = map(re.Match.span, _FRAMES.finditer(text))
    behind_all = (len(text), len(text) + 1)
    first, behind = next(frames, behind_all)
    core: list[re.Match[str]] = []
    outside = 0
    for syllable in _SYLLABLE.finditer(text):
        at = syllable.start()
        while behind <= at:
            first, behind = next(frames, behind_all)
        is_frame = first <= at
        if not core and is_frame:
            continue
        if outside == _SYLLABLES_OF_A_CORE:
            break
        outside += not is_frame
        core.append(syllable)
    return frozenset(syllable[0] for syllable in core) | set(_pairs(text, core))


def _pairs(text: str, syllables: Sequence[re.Match[str]]) -> Iterator[str]:
    """The pairs of neighbouring syllables with nothing but white space between them."""
    for first, second in pairwise(syllables):
        if not text[first.end() : second.start()].strip():
            yield f"{first[0]} {second[0]}"


# --- What stands around -------------------------------------------------------------------------


class _Places:
    """What is spoken of around each statement, and how well two such places agree."""

    def __init__(self, likeness: Likeness, documents: Indices) -> None:
        self._documents = documents
        self._around = _around(_spread(likeness), documents)
        lengths = np.sqrt(np.einsum("ij,ij->i", self._around, self._around)) + 1e-9
        self._around /= lengths[:, None].astype(np.float32)
        count = int(documents.max(initial=0)) + 1
        means = np.zeros((count, _DIMENSIONS), np.float32)
        for first, behind in pairwise(_bounds(documents)):
            means[documents[first]] += self._around[first:behind].sum(axis=0)
        self._means = means / np.maximum(np.bincount(documents, minlength=count), 1)[:, None]

    def agreement(self, links: Links) -> Floats:
        """Over 1 where the places are more alike than those of the two documents usually are."""
        alike = np.einsum("ij,ij->i", self._around[links.one], self._around[links.two])
        first, second = self._documents[links.one], self._documents[links.two]
        count = np.int64(len(self._means))
        pairs, pair_of = np.unique(first * count + second, return_inverse=True)
        one, two = np.divmod(pairs, count)
        usual = np.einsum("ij,ij->i", self._means[one], self._means[two])
        agreement: Floats = (1 + alike) / (1.1 + usual[pair_of])
        return agreement


def _bounds(documents: Indices) -> list[int]:
    """Where the statements of each document begin, and where the last ends."""
    bounds: list[int] = np.flatnonzero(np.diff(documents, prepend=-1, append=-1)).tolist()
    return bounds


def _spread(likeness: Likeness) -> Any:
    """The vectors of statements in few dimensions: each term is added to or taken from one."""
    from scipy import sparse

    vectors = likeness.vectors
    # Knuth's multiplicative hash: neighbouring numbers fall far apart, and always alike.
    hashed = (np.arange(vectors.shape[1], dtype=np.uint64) * 2654435761) % 2**32
    signs = np.where(hashed >> 31, 1, -1).astype(np.float32)
    place = ((hashed >> 16) % _DIMENSIONS).astype(np.int32)
    return sparse.csr_matrix(
        (vectors.data * signs[vectors.indices], place[vectors.indices], vectors.indptr),
        shape=(vectors.shape[0], _DIMENSIONS),
    )


def _around(vectors: Any, documents: Indices) -> Floats:
    """For each statement the sum of those before and after it in its document, without itself."""
    around = np.empty(vectors.shape, np.float32)
    for first, behind in pairwise(_bounds(documents)):
        size = behind - first
        own = vectors[first:behind].toarray()
        sums = np.zeros((size + 1, _DIMENSIONS), np.float64)
        np.cumsum(own, axis=0, out=sums[1:])
        places = np.arange(size)
        low, high = np.maximum(places - _AROUND, 0), np.minimum(places + _AROUND + 1, size)
        around[first:behind] = sums[high] - sums[low] - own
    return around


# --- The best, and chance -----------------------------------------------------------------------


def _near_the_best(links: Links, standing: Standing) -> Links:
    """The links, those less likely than the best that a side has in the other's document made less.

    The best is that among promises: a result has no part in which promises are one.
    """
    documents, is_result = standing
    count = int(documents.max(initial=0)) + 1
    one, two = links.one.astype(np.int64), links.two.astype(np.int64)
    # Each link twice: seen from one statement into the document of the other, and back.
    views = np.concatenate([one * count + documents[two], two * count + documents[one]])
    seen, view = np.unique(views, return_inverse=True)
    best = np.full(len(seen), 1e-9, np.float32)
    to_a_promise = np.concatenate([~is_result[two], ~is_result[one]])
    np.maximum.at(best, view[to_a_promise], np.tile(links.score, 2)[to_a_promise])
    share = np.minimum(1, np.tile(links.score, 2) / best[view]) ** _POWER_OF_THE_BEST
    from_one, from_two = share.reshape(2, -1)
    return Links(links.one, links.two, links.score * from_one * from_two)


def _less_chance(links: Links, standing: Standing) -> Links:
    """The links less what chance adds between documents that promise much."""
    promises = np.bincount(standing.documents, weights=~standing.is_result)
    sizes = np.log(np.maximum(promises, _FEWEST_PROMISES) / _USUAL_PROMISES)
    first, second = (sizes[standing.documents[side]] for side in (links.one, links.two))
    score = np.clip(links.score - _CHANCE * (first + second) / 2, 0, 1)
    return Links(links.one, links.two, score.astype(np.float32))
