"""How alike statements are in their words, which are linked, and which terms link them."""

import math
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.data.anchors import Anchored
from textkit.vietnamese.syllables import common
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("likeness.toml", "likeness")
# What is taken out of every statement; most have nothing of it.
_ANCHORED = {name: Anchored(pattern) for name, pattern in _PATTERNS.items()}
Indices = NDArray[np.integer]

# Added under the cosine, in shares of the median length of a vector, so that short statements do
# not match on one rare word. This and the power below were tuned together with the lines of
# `threads` on tests/labels/pairs.csv; no figure of its own was kept.
_DAMPING = 0.6

# Weights are raised to this power, so that rare words count for more than in plain TF-IDF. Tuned
# as the damping was.
_POWER = 1.3

# Of more statements than these, terms in over a fiftieth of them weigh nothing: their links would
# be a fiftieth of all pairs. Chosen by eye, for memory; not measured.
_MANY_STATEMENTS = 5_000
_COMMON_TERM = 0.02

# So many pairs are looked at in one go: 40 MB of scores (benchmarks over 100,000 statements).
_PAIRS_AT_ONCE = 10**7

# The statements behind a block are turned round so often over all blocks: with twelve hardly more
# than half of all pairs are multiplied out. Chosen by eye; not measured.
_STRETCHES = 12

# The words of a list's head count for so much in its items. Chosen on the tune part of
# tests/labels/pairs.csv.
_WEIGHT_OF_A_HEAD = 0.5

# What no run goes across, and what a run is made of.
_MARK = re.compile(r"[,;:.()…]|\d+")
_SYLLABLE = re.compile(r"[^\W\d_]+")

# Syllables of a usual statement, by which counts in running text become shares of statements.
# Chosen by eye; not measured.
_SYLLABLES_OF_A_STATEMENT = 25


class Links(NamedTuple):
    """Pairs of statements, the lower number first, with how alike they are (0 to 1)."""

    one: Indices
    two: Indices
    score: NDArray[np.float32]

    def take(self, chosen: NDArray[np.bool_] | slice) -> "Links":
        """The chosen ones."""
        return Links(self.one[chosen], self.two[chosen], self.score[chosen])


def content_of(statement: str) -> str:
    """The words of a statement that tell it from others, folded.

    Left out are its list mark, who is to do it, by when, and what all documents say. A comma stands
    where something was left out inside, so that no two words become neighbours that are none.

    >>> content_of("b) Sở Y tế xây trạm y tế xã trong năm 2026;").split()
    [',', ',', 'xây', 'trạm', 'i', 'tế', 'xã', ',', ';']
    """
    folded = fold(statement)
    # The names of bodies are matched as written (capitals tell where they end), after the lists of
    # offices that they are part of.
    for part in ("marks", "addressees"):
        statement, folded = _blanked(_ANCHORED[part].finditer(folded), statement, folded)
    statement, folded = _blanked(_ANCHORED["bodies"].finditer(statement), statement, folded)
    for part in ("handed", "times", "common"):
        statement, folded = _blanked(_ANCHORED[part].finditer(folded), statement, folded)
    return _PATTERNS["led"].sub(" , ", folded)


def _blanked(matches: Iterable[re.Match[str]], *texts: str) -> list[str]:
    """Texts of one length with a comma and blanks where something was found."""
    spans = [match.span() for match in matches]
    return [_with_gaps(text, spans) for text in texts] if spans else list(texts)


def _with_gaps(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with a comma and blanks in place of some spans, made in one pass."""
    parts = []
    behind = 0
    for start, end in spans:
        parts += [text[behind:start], ",".ljust(end - start)]
        behind = end
    return "".join([*parts, text[behind:]])


def runs(text: str) -> Iterator[str]:
    """The one- and two-syllable runs of a text; none goes across a punctuation mark.

    >>> list(runs("giáo dục, đào tạo"))
    ['giáo', 'dục', 'giáo dục', 'đào', 'tạo', 'đào tạo']
    """
    for clause in _MARK.split(text):
        syllables = _SYLLABLE.findall(clause)
        yield from syllables
        yield from map(" ".join, pairwise(syllables))


def _counted(texts: Iterable[str]) -> tuple[dict[str, int], Any]:
    """The runs of texts, each with its number in alphabetical order, and how often each text (a
    row) has each run (a column).
    """
    from scipy import sparse

    number_of: dict[str, int] = {}
    columns = array("i")
    bounds = [0]
    for text in texts:
        columns.extend(number_of.setdefault(run, len(number_of)) for run in runs(text))
        bounds.append(len(columns))
    names = sorted(number_of)
    place = np.empty(len(names), np.int32)
    place[[number_of[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    ones = np.ones(len(columns), np.float32)
    shape = len(bounds) - 1, len(names)
    counts = sparse.csr_matrix((ones, np.asarray(columns), bounds), shape=shape)
    counts.sum_duplicates()
    counts = sparse.csr_matrix((counts.data, place[counts.indices], counts.indptr), shape=shape)
    return dict(zip(names, range(len(names)), strict=True)), counts


class Likeness:
    """Statements as vectors: sublinear TF-IDF over folded one- and two-syllable runs.

    The weight of a run is the smaller of what official text at large and these statements give it;
    of more than 5,000 statements, runs in over 2 % of them weigh nothing. Likeness is the cosine,
    damped for short statements. `heads` are the words that some statements go on from (those of
    their list); they count by half.
    """

    def __init__(self, texts: Sequence[str], heads: Sequence[str] = ()) -> None:
        # One more text, so that there is a word where no text has any.
        self._number_of, vectors = _counted([*texts, *heads, "a"])
        self.names = np.array(list(self._number_of), object)
        texts_with_term = np.bincount(vectors.indices, minlength=len(self.names))
        own_weights = 1 + np.log((1 + len(texts)) / (1 + np.minimum(texts_with_term, len(texts))))
        at_large = [_background().get(name, np.inf) for name in self.names]
        weights = np.minimum(own_weights, at_large) ** _POWER
        if len(texts) > _MANY_STATEMENTS:
            weights[texts_with_term > _COMMON_TERM * len(texts)] = 0
        self.weights = weights.astype(np.float32)
        weighed = (1 + np.log(vectors.data)) * weights[vectors.indices]
        vectors.data = weighed.astype(np.float32)
        statements = vectors[: len(texts)]
        if heads:
            statements = statements.maximum(_WEIGHT_OF_A_HEAD * vectors[len(texts) : -1]).tocsr()
        squares = np.asarray(statements.multiply(statements).sum(axis=1)).ravel()
        self.norms = np.sqrt(squares.astype(float))
        self._damping = (_DAMPING * float(np.median(self.norms))) ** 2 or 1.0
        statements.eliminate_zeros()
        statements.sort_indices()
        self.vectors = statements

    def links(self, line: float, barred: Callable[[Indices, Indices], NDArray[np.bool_]]) -> Links:
        """All pairs at least as alike as `line` that are not barred.

        They are found in blocks of rows, so that memory stays flat, among the statements behind:
        each pair is looked at once.
        """
        texts_with_term = np.bincount(self.vectors.indices, minlength=len(self.names))
        shared = self.vectors[:, texts_with_term > 1]  # a term of one text links none
        blocks: list[Links] = []
        size = shared.shape[0]
        step = _PAIRS_AT_ONCE // size + 1
        # The rows behind are turned round anew only now and then, as that takes time too.
        stretch = step * (size // (step * _STRETCHES) + 1)
        for first in range(0, size, stretch):
            behind = shared[first:].T.tocsr()
            for start in range(first, min(first + stretch, size), step):
                dots = shared[start : start + step] @ behind
                links = self._linked(dots, start, first, line)
                blocks.append(links.take(~barred(links.one, links.two)))
        one, two, score = (np.concatenate(part) for part in zip(*blocks, strict=True))
        return Links(one, two, score)

    def _linked(self, dots: Any, start: int, first: int, line: float) -> Links:
        """The pairs at least as alike as `line`, out of the products of statements from `start` on
        with those from `first` on.
        """
        # Where the damped score can reach the line at all; then of each pair one of its two.
        likely = np.flatnonzero(dots.data >= line * self._damping)
        one = (start + np.searchsorted(dots.indptr, likely, "right") - 1).astype(np.int32)
        two = dots.indices[likely] + np.int32(first)
        upper = two > one
        likely, one, two = likely[upper], one[upper], two[upper]
        products = dots.data[likely]
        score = (products / (self.norms[one] * self.norms[two] + self._damping)).astype(np.float32)
        return Links(one, two, score).take(score >= line)

    def nearest(
        self, wanted: Sequence[Sequence[int]], among: Indices
    ) -> dict[int, tuple[int, float]]:
        """For each group of statements, by its number, the likest other one, and how like it is.

        `among` are the statements that may be it; groups that share no word with any are left out.
        """
        columns = self.vectors[among].T.tocsr()
        best: dict[int, tuple[int, float]] = {}
        rows = np.array([row for members in wanted for row in members], np.int32)
        group_of_row = np.repeat(np.arange(len(wanted)), [len(members) for members in wanted])
        step = _PAIRS_AT_ONCE // max(len(among), 1) + 1
        for start in range(0, len(rows), step):
            block = rows[start : start + step]
            dots = (self.vectors[block] @ columns).tocoo()
            norms = self.norms[block[dots.row]] * self.norms[among[dots.col]]
            score = dots.data / (norms + self._damping)
            group = group_of_row[start + dots.row]
            # By group, then by score; of equal scores the first statement stands last.
            order = np.lexsort((-dots.col, score, group))
            last = order[np.flatnonzero(np.diff(group[order], append=-1))]
            numbers, statements = group[last].tolist(), among[dots.col[last]].tolist()
            for number, statement, likeness in zip(
                numbers, statements, score[last].tolist(), strict=True
            ):
                if likeness > best.get(number, (0, 0.0))[1]:
                    best[number] = statement, likeness
        return best

    def numbers(self, runs_of_a_text: Iterable[str]) -> list[int]:
        """The columns of runs, of those that stand in any statement."""
        known = self._number_of
        return [known[run] for run in runs_of_a_text if run in known]

    def cosine(self, one: int, two: int) -> float:
        """The cosine of two statements, not damped."""
        length = float(self.norms[one] * self.norms[two])
        (names, weights), (other_names, other_weights) = self._row(one), self._row(two)
        if not length:
            return 0.0
        place = np.minimum(other_names.searchsorted(names), len(other_names) - 1)
        both = other_names[place] == names
        return float(weights[both] @ other_weights[place[both]]) / length

    def shared(self, one: int, two: int, most: int = 5) -> tuple[str, ...]:
        """The terms that make two statements alike, the weightiest first.

        Where a pair of syllables is among them, its parts are left out.
        """
        (names, weights), (other_names, other_weights) = (self._row(row) for row in (one, two))
        common, first, second = np.intersect1d(
            names, other_names, assume_unique=True, return_indices=True
        )
        terms: list[str] = []
        for place in np.argsort(-weights[first] * other_weights[second], kind="stable"):
            name = str(self.names[common[place]])
            if any(_within(name, term) for term in terms):
                continue
            terms = [term for term in terms if not _within(term, name)] + [name]
        return tuple(terms[:most])

    def _row(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        part = slice(*self.vectors.indptr[row : row + 2])
        return self.vectors.indices[part], self.vectors.data[part]


def _within(term: str, other: str) -> bool:
    """Whether the syllables of a term stand in another, as "chợ" in "chợ đầu"."""
    return f" {term} " in f" {other} "


@cache
def _background() -> dict[str, float]:
    """The weight of common syllables and pairs in official text: what all write links nothing."""
    total = common()["# syllables"]
    weights: dict[str, float] = {}
    for name, count in common().items():
        statements_a_term = max(1.0, total / (count * _SYLLABLES_OF_A_STATEMENT))
        weights[name] = 1 + math.log(statements_a_term)
    return weights
