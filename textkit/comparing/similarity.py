"""How alike statements are in their words: weighted sparse vectors, the links between them, the
terms that link.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.vietnamese.syllables import common
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("likeness.toml", "likeness")
Indices = NDArray[np.integer]

# A constant added under the cosine keeps short statements from matching on one rare word.
_DAMPING, _NEAR, _POWER = 0.6, 0.8, 1.3
_BLOCK, _MANY, _COMMON = 10**7, 5_000, 0.02  # pairs looked at in one go
_STATEMENT = (
    25  # syllables of a usual statement: turns counts in running text into shares of statements
)


class Links(NamedTuple):
    """Pairs of statements, the lower number first, with how alike they are (0 to 1)."""

    one: Indices
    two: Indices
    score: NDArray[np.float32]

    def take(self, chosen: NDArray[np.bool_]) -> "Links":
        """The chosen ones."""
        return Links(self.one[chosen], self.two[chosen], self.score[chosen])


def content_of(said: str) -> str:
    """What a statement says, folded, without its list mark, who is to do it, by when, and what all
    documents say.

    >>> content_of("b) Sở Y tế xây trạm y tế xã trong năm 2026;").split()
    ['i', 'tế', 'xây', 'trạm', 'i', 'tế', 'xã', ';']
    """
    bare = _PATTERNS["marks"].sub(" ", fold(_PATTERNS["bodies"].sub(" ", said)))
    return _PATTERNS["common"].sub(" ", _PATTERNS["times"].sub(" ", bare))


class Likeness:
    """Statements as vectors: sublinear TF-IDF over folded one- and two-syllable runs.

    The weight of a term is the smaller of what official text at large and these statements give it;
    of more than 5,000 statements, terms in over 2 % of them weigh nothing. Likeness is the cosine,
    damped for short statements.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        model = CountVectorizer(
            ngram_range=(1, 2), token_pattern=r"[^\W\d_]+", lowercase=False, dtype=np.float32
        )
        vectors = model.fit_transform([*texts, "a"])[
            :-1
        ]  # one more, so that there is a word where no text has any
        self._names = model.get_feature_names_out()
        held = np.bincount(vectors.indices, minlength=len(self._names))
        weights = 1 + np.log((1 + len(texts)) / (1 + held))
        weights = (
            np.minimum(weights, [_background().get(name, np.inf) for name in self._names]) ** _POWER
        )
        weights[held > (_COMMON * len(texts) if len(texts) > _MANY else len(texts))] = 0
        vectors.data = ((1 + np.log(vectors.data)) * weights[vectors.indices]).astype(np.float32)
        self.norms = np.sqrt(
            np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel().astype(float)
        )
        self._damping = (_DAMPING * float(np.median(self.norms))) ** 2 or 1.0
        vectors.eliminate_zeros()
        self._vectors = vectors

    def links(self, line: float, barred: Callable[[Indices, Indices], NDArray[np.bool_]]) -> Links:
        """All pairs at least as alike as `line` that are not barred, found in blocks so that memory
        stays flat.
        """
        shared = self._vectors[
            :, np.bincount(self._vectors.indices, minlength=len(self._names)) > 1
        ]
        turned, found = shared.T.tocsr(), []
        step = _BLOCK // shared.shape[0] + 1
        for start in range(0, shared.shape[0], step):
            block = shared[start : start + step] @ turned
            likely = np.flatnonzero(block.data >= line * self._damping)
            one = (start + np.searchsorted(block.indptr, likely, "right") - 1).astype(np.int32)
            likely, one = (part[block.indices[likely] > one] for part in (likely, one))
            two, dots = block.indices[likely], block.data[likely]
            score = (dots / (self.norms[one] * self.norms[two] + self._damping)).astype(np.float32)
            links = Links(one, two, score).take(score >= line)
            found.append(links.take(~barred(links.one, links.two)))
        return Links(*map(np.concatenate, zip(*found, strict=True)))

    def nearest(
        self, wanted: Sequence[Sequence[int]], among: Indices
    ) -> dict[int, tuple[int, float]]:
        """For each group of statements, by its number, the one most like any of it among others,
        and how like it is.
        """
        theirs = self._vectors[among].T.tocsr()
        found: dict[int, tuple[int, float]] = {}
        rows = np.array([row for members in wanted for row in members], np.int32)
        owner = np.repeat(np.arange(len(wanted)), [len(members) for members in wanted])
        step = _BLOCK // max(len(among), 1) + 1
        for start in range(0, len(rows), step):
            own = rows[start : start + step]
            dots = (self._vectors[own] @ theirs).tocoo()
            score = dots.data / (
                self.norms[own[dots.row]] * self.norms[among[dots.col]] + self._damping
            )
            group = owner[start + dots.row]
            order = np.lexsort((-dots.col, score, group))
            last = order[np.flatnonzero(np.diff(group[order], append=-1))]
            for place, one, best in zip(
                group[last].tolist(),
                among[dots.col[last]].tolist(),
                score[last].tolist(),
                strict=True,
            ):
                found[place] = max(
                    found.get(place, (0, 0.0)), (one, best), key=lambda known: known[1]
                )
        return found

    def undamped(self, one: int, two: int, score: float) -> float:
        """The cosine of two statements whose likeness is known."""
        product = float(self.norms[one] * self.norms[two])
        return score * (product + self._damping) / product if score else 0.0

    def shared(self, one: int, two: int, most: int = 5) -> tuple[str, ...]:
        """The terms that make two statements alike, the weightiest first; of a pair of syllables
        not its parts too.
        """
        (names, weights), (others, theirs) = (self._row(place) for place in (one, two))
        both, first, second = np.intersect1d(names, others, assume_unique=True, return_indices=True)
        terms: list[str] = []
        for place in np.argsort(-weights[first] * theirs[second], kind="stable"):
            name = str(self._names[both[place]])
            if not any(f" {name} " in f" {term} " for term in terms):
                terms = [term for term in terms if f" {term} " not in f" {name} "] + [name]
        return tuple(terms[:most])

    def _row(self, place: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        part = slice(*self._vectors.indptr[place : place + 2])
        return self._vectors.indices[part], self._vectors.data[part]


def near_best(links: Links, documents: Indices, *, both: bool = False) -> Links:
    """The links across documents within 80 % of the best that either side (or both) has in the
    other's document.
    """
    links = links.take(documents[links.one] != documents[links.two])
    count = int(documents.max(initial=0)) + 1
    one, two = links.one.astype(np.int64), links.two.astype(np.int64)
    sides = np.concatenate([one * count + documents[two], two * count + documents[one]])
    _, place = np.unique(sides, return_inverse=True)
    best = np.zeros(len(sides))
    np.maximum.at(best, place, np.tile(links.score, 2))
    bests = best[place].reshape(2, -1)
    return links.take(links.score >= _NEAR * (bests.max(axis=0) if both else bests.min(axis=0)))


@cache
def _background() -> dict[str, float]:
    """The weight official text at large gives to common syllables and pairs: what everyone writes
    links nothing.
    """
    total = common()["# syllables"]
    return {
        name: 1 + math.log(max(1.0, total / (count * _STATEMENT)))
        for name, count in common().items()
    }
