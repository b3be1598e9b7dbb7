"""The statements of a corpus that mean what a sentence means, though in other words."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from textkit.comparing.sayings import Saying, sayings_of
from textkit.data.messages import TextkitError
from textkit.finding.indicators import indicators
from textkit.finding.themes import own_lexicon
from textkit.language.encoders import Encoder, Floats, installed_encoder
from textkit.storing.corpus import StoredCorpus
from textkit.storing.vectors import Vectors, of_length_one

T = TypeVar("T")

LINE = 0.3
"""From this likeness on a statement is taken to be of the matter that is looked for, in a corpus of
1,400 statements at the most; see `line_among`.

Chosen on the tune part of tests/labels/similar.csv; its figures stand in docs/method.md.
"""

# Among more statements the likest of those on other matters is liker, by so much an e-fold: for
# sixteen queries that neither answers it has .255 in the sample corpus and .30 among 7,000
# statements of real documents.
_STATEMENTS_OF_THE_LINE = 1_400
_CHANCE = 0.025

# What all statements have in common is their mean over so many, evenly drawn: with 50 the order is
# as good as with all 1,369 of the sample corpus.
_DRAWN = 256

# The mean of a few statements is their own matter, so the names of matters count for so many more.
# Chosen by eye; not measured.
_NAMES_COUNT_FOR = 20

# So many of the 186 indicators are named, beside all 20 themes: with all of them the order is as
# good, and takes ten seconds more.
_INDICATORS_NAMED = 40

# So many statements are compared at once, which keeps memory flat.
_AT_ONCE = 256

# A search that takes less shows no bar: that of what was worked out before.
_BAR_AFTER_SECONDS = 2

# Likenesses that differ by less are equal, and then the order of the corpus counts.
_DIGITS = 4


class Near(NamedTuple):
    """A statement with how like it is to what is looked for; `also` are the other places in which
    the same words stand.
    """

    saying: Saying
    likeness: float
    also: tuple[Saying, ...] = ()


class Nearest(NamedTuple):
    """What of a corpus is near to a sentence.

    `near` are the statements over the `line`, the likest first, and `over` is how many there are in
    all; `likest` is the likest of all, also where it is under the line. `compared` counts the
    statements that were looked at, `silent` are the documents that have none.
    """

    line: float
    near: tuple[Near, ...]
    over: int
    likest: Near
    compared: int
    silent: tuple[str, ...]


def nearest(
    corpus: StoredCorpus,
    text: str,
    *,
    limit: int | None = 10,
    progress: bool = True,
    encoder: Encoder | None = None,
) -> Nearest:
    """The statements of a corpus that are most like a sentence or a passage in what they mean.

    Likeness is the cosine of two vectors, each less what its kind has in common: what is looked for
    less the mean over the names of themes and indicators, a statement less the mean over statements
    of the corpus. It goes from -1 to 1; what has nothing in common has about 0.

    Raises TextkitError if there are no words to look for, the corpus has no statement, or no
    encoder is installed.
    """
    if not isinstance(text, str) or not any(map(str.isalpha, text)):
        raise TextkitError("query.no-word", query=text)
    if limit is not None and limit < 1:
        raise TextkitError("meaning.limit", limit=limit)
    encoder = encoder or installed_encoder()
    silent = []
    compared = 0
    documents, _ = corpus.fields("statements", ("start",))
    before = np.searchsorted(documents, np.arange(len(corpus.ids))).tolist()
    with _bar(len(documents), progress) as bar, Vectors(encoder, bar.update) as vectors:
        names = _names_of_matters()
        sought = encoder.queries([text]) - vectors.queries(names).mean(axis=0)
        best = _Best(of_length_one(sought)[0], _in_common(corpus, vectors, names))
        for doc_id, passed in zip(corpus.ids, before, strict=True):
            # What is left out, or was worked out before, is passed at once.
            bar.update(max(0, passed - bar.n))
            sayings = list(sayings_of(corpus, doc_id))
            compared += len(sayings)
            if not sayings:
                silent.append(doc_id)
            for start in range(0, len(sayings), _AT_ONCE):
                block = sayings[start : start + _AT_ONCE]
                best.look(block, vectors.passages([one.text for one in block]))
    if not compared:
        raise TextkitError("meaning.nothing-said")
    line = line_among(compared)
    over = best.over(line)
    return Nearest(line, tuple(over[:limit]), len(over), best.likest, compared, tuple(silent))


def line_among(statements: int) -> float:
    """The likeness from which a statement is near, among so many.

    >>> line_among(100), line_among(1400), line_among(7000)
    (0.3, 0.3, 0.34)
    """
    folds = math.log(max(statements / _STATEMENTS_OF_THE_LINE, 1))
    return round(LINE + _CHANCE * folds, 2)


class _Best:
    """What was found so far: the statements over the line, by their words, and the likest."""

    likest: Near

    def __init__(self, sought: Floats, in_common: Floats) -> None:
        self._sought = sought
        self._in_common = in_common
        self._places: dict[str, list[Saying]] = {}
        self._likeness: dict[str, float] = {}
        self._highest = -np.inf

    def look(self, sayings: Sequence[Saying], vectors: Floats) -> None:
        """Looks at statements with their vectors."""
        likenesses = of_length_one(vectors - self._in_common) @ self._sought
        for saying, exact in zip(sayings, likenesses.tolist(), strict=True):
            likeness = round(exact, _DIGITS)
            if likeness > self._highest:
                self._highest = likeness
                self.likest = Near(saying, likeness)
            if likeness >= LINE:
                self._places.setdefault(saying.text, []).append(saying)
                self._likeness[saying.text] = likeness

    def over(self, line: float) -> list[Near]:
        """The statements over the line, each wording once, the likest first."""
        found = [
            Near(first, self._likeness[text], tuple(also))
            for text, (first, *also) in self._places.items()
            if self._likeness[text] >= line
        ]
        return sorted(found, key=lambda near: -near.likeness)


def _names_of_matters() -> list[str]:
    """What officials write about, in a few words each: names of themes and of indicators."""
    themes = [theme.vi for theme in own_lexicon().themes.values()]
    of_indicators = [indicator.vi for indicator in indicators().values()]
    return [*themes, *_evenly(of_indicators, _INDICATORS_NAMED)]


def _in_common(corpus: StoredCorpus, vectors: Vectors, names: Sequence[str]) -> Floats:
    """The mean of some statements drawn evenly over a corpus, and of the names of matters."""
    of_names = vectors.passages(names).mean(axis=0)
    drawn = vectors.passages(list(_drawn(corpus)))
    count = len(drawn) + _NAMES_COUNT_FOR
    mean: Floats = (drawn.sum(axis=0) + _NAMES_COUNT_FOR * of_names) / np.float32(count)
    return mean


def _drawn(corpus: StoredCorpus) -> Iterator[str]:
    """The words of statements drawn evenly: over the documents, and in each over its length."""
    documents = _evenly(corpus.ids, _DRAWN)
    for doc_id in documents:
        sayings = list(sayings_of(corpus, doc_id))
        for saying in _evenly(sayings, -(-_DRAWN // len(documents))):
            yield saying.text


def _evenly(items: Sequence[T], count: int) -> list[T]:
    """At most so many items, with like steps between them.

    >>> _evenly(range(10), 4), _evenly("ab", 4)
    ([0, 2, 5, 7], ['a', 'b'])
    """
    if len(items) <= count:
        return list(items)
    return [items[place * len(items) // count] for place in range(count)]


def _bar(statements: int, progress: bool) -> Any:
    """A bar on standard error over so many, shown where it takes over two seconds."""
    from tqdm.auto import tqdm

    return tqdm(
        total=statements,
        desc="textkit",
        unit=" statements",
        file=sys.stderr,
        disable=not progress,
        delay=_BAR_AFTER_SECONDS,
        leave=False,
    )
