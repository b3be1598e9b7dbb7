"""What is counted in a corpus, as columns: its sentences, promises and figures with their themes.

They are found once a corpus and shared by all that counts them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.storing.corpus import StoredCorpus

Mask = NDArray[np.bool_]
Places = NDArray[np.int64]
Numbers = NDArray[np.intp]

AROUND = frozenset({"head", "basis", "signature", "note"})
"""The senses of what stands around the body of a document: its head, legal basis, signature, notes.
"""

# Numbers of documents are multiplied by this to order places over all documents: longer than any.
_BEYOND_ANY_TEXT = np.int64(1 << 32)


class Spans(NamedTuple):
    """Spans of texts: the place of the document among the corpus's ids, the first character and
    the one behind the last.
    """

    document: NDArray[np.int32]
    start: Places
    end: Places

    def take(self, chosen: Mask | Numbers) -> Spans:
        """The chosen ones."""
        return Spans(self.document[chosen], self.start[chosen], self.end[chosen])

    @property
    def first(self) -> Places:
        """Where each begins, over all documents."""
        return places_of(self.document, self.start)

    @property
    def behind(self) -> Places:
        """Where each ends, over all documents."""
        return places_of(self.document, self.end)


class Units(NamedTuple):
    """The units of a corpus, which of them have no parts, and which stand around the body."""

    spans: Spans
    is_leaf: Mask
    is_around: Mask


class Pieces(NamedTuple):
    """What is counted once each: its document, its main theme, and what it weighs.

    `theme` is a number of `themes`, -1 where a piece has none.
    """

    document: NDArray[np.int32]
    theme: Numbers
    weight: Numbers
    themes: Sequence[str]


def places_of(documents: NDArray[Any], characters: NDArray[Any]) -> Places:
    """Characters of documents in one order over all of them."""
    places: Places = documents * _BEYOND_ANY_TEXT + characters
    return places


def units_of(corpus: StoredCorpus) -> Units:
    """The units of a corpus in order, read once."""
    return corpus.once("units", lambda: _units(corpus))


def _units(corpus: StoredCorpus) -> Units:
    documents, values = corpus.fields("units", ("start", "end", "parent", "sense"))
    parents = np.array([-1 if parent is None else parent for parent in values["parent"]], np.int64)
    # The number of a parent is that among the units of its document.
    firsts = np.searchsorted(documents, documents)
    is_leaf = np.ones(len(documents), bool)
    is_leaf[(firsts + parents)[parents >= 0]] = False
    is_around = np.array([sense in AROUND for sense in values["sense"]], bool)
    return Units(_spans(documents, values), is_leaf, is_around)


def _spans(documents: NDArray[np.int32], values: dict[str, list[Any]]) -> Spans:
    start, end = (np.array(values[bound], np.int64) for bound in ("start", "end"))
    return Spans(documents, start, end)


def spans_of(corpus: StoredCorpus, finder: str) -> Spans:
    """Where the records of a finder stand."""
    return _spans(*corpus.fields(finder, ("start", "end")))


def leaves_of(corpus: StoredCorpus) -> Spans:
    """The units of a corpus that have no parts: its sentences, in order."""
    units = units_of(corpus)
    return units.spans.take(units.is_leaf)


def promises_of(corpus: StoredCorpus) -> tuple[Spans, Pieces]:
    """The commitments of a corpus: where they stand, and each as a piece under its theme."""
    return corpus.once("promises", lambda: _promises(corpus))


def _promises(corpus: StoredCorpus) -> tuple[Spans, Pieces]:
    documents, values = corpus.fields("commitments", ("start", "end", "theme"))
    theme, themes = _numbered(values["theme"])
    return _spans(documents, values), Pieces(documents, theme, np.ones_like(theme), themes)


def pieces_of(corpus: StoredCorpus, over: str) -> Pieces:
    """The commitments, promised targets or sentences (`over` "words") of a corpus, made once.

    The piece that a sentence is weighs as many words as it has; one without words is none.
    """
    if over == "commitments":
        return promises_of(corpus)[1]
    make = _of_targets if over == "targets" else _of_sentences
    return corpus.once(("pieces", over), lambda: make(corpus))


def _of_targets(corpus: StoredCorpus) -> Pieces:
    """The promised targets, under the theme of the commitment that they are part of, else of the
    sentence they stand in.
    """
    documents, values = corpus.fields("targets", ("start", "end", "role"))
    is_promised = np.array([role == "promised" for role in values["role"]], bool)
    targets = _spans(documents, values).take(is_promised)
    promises, of_promises = promises_of(corpus)
    leaves, themes = leaves_of(corpus), _themes_of(corpus)
    promise, leaf = _around(targets, promises), _around(targets, leaves)
    of_leaf = (np.append(bounds, 0)[leaf] for bounds in (leaves.start, leaves.end))
    start, end = (
        np.where(leaf >= 0, bound, own)
        for bound, own in zip(of_leaf, (targets.start, targets.end), strict=True)
    )
    said = themes.main(Spans(targets.document, start, end))
    own = [*of_promises.themes, None]
    names = [
        own[of_promises.theme[number]] if number >= 0 else themes.name(other)
        for number, other in zip(promise.tolist(), said.tolist(), strict=True)
    ]
    theme, known = _numbered(names)
    return Pieces(targets.document, theme, np.ones_like(theme), known)


def _of_sentences(corpus: StoredCorpus) -> Pieces:
    leaves = leaves_of(corpus)
    words_before = np.concatenate([[0], np.cumsum(corpus.tokens.counted)])
    first, behind = token_ranges(corpus, leaves).T
    words = words_before[behind] - words_before[first]
    leaves, words = leaves.take(words > 0), words[words > 0]
    themes = _themes_of(corpus)
    theme, known = _numbered([themes.name(number) for number in themes.main(leaves).tolist()])
    return Pieces(leaves.document, theme, words, known)


def _numbered(names: Sequence[str | None]) -> tuple[Numbers, list[str]]:
    """Each name as its number among the names in alphabetical order, -1 where there is none."""
    known = sorted({name for name in names if name})
    number_of = {name: number for number, name in enumerate(known)}
    return np.array([number_of.get(name or "", -1) for name in names], np.intp), known


class _Themes:
    """Where themes are spoken of, in order of place."""

    def __init__(self, corpus: StoredCorpus) -> None:
        documents, values = corpus.fields("themes", ("start", "theme"))
        places = places_of(documents, np.array(values["start"], np.int64))
        order = np.argsort(places, kind="stable")
        theme, self._names = _numbered(values["theme"])
        self._theme, self._places = theme[order], places[order]

    def name(self, number: int) -> str | None:
        """The theme of a number that `main` gives."""
        return self._names[number] if number >= 0 else None

    def main(self, spans: Spans) -> Numbers:
        """The theme with most hits in each span; of several, the one that comes first; else -1."""
        first = np.searchsorted(self._places, spans.first)
        behind = np.searchsorted(self._places, spans.behind)
        span, hit = expanded(first, behind)
        # Each theme of a span once, with how often it is spoken of and where first.
        pairs, at, counts = np.unique(
            span * (len(self._names) + 1) + self._theme[hit], return_index=True, return_counts=True
        )
        owners, themes = np.divmod(pairs, len(self._names) + 1)
        order = np.lexsort((at, -counts, owners))
        best = order[np.flatnonzero(np.diff(owners[order], prepend=-1))]
        main = np.full(len(spans.start), -1, np.intp)
        main[owners[best]] = themes[best]
        return main


def _themes_of(corpus: StoredCorpus) -> _Themes:
    return corpus.once("themes", lambda: _Themes(corpus))


def _around(inner: Spans, spans: Spans) -> Numbers:
    """The last span that begins before another (or with it), if the other ends inside it; else
    -1.
    """
    order = np.argsort(spans.first, kind="stable")
    before = np.searchsorted(spans.first[order], inner.first, side="right") - 1
    found = np.append(order, -1)[before]
    is_inside = found >= 0
    around, held = found[is_inside], inner.take(is_inside)
    is_inside[is_inside] = (spans.document[around] == held.document) & (
        spans.end[around] >= held.end
    )
    return np.where(is_inside, found, -1)


def expanded(first: Numbers, behind: Numbers) -> tuple[Numbers, Numbers]:
    """All numbers between bounds, in order, and before them the number of the bounds of each.

    >>> [column.tolist() for column in expanded(np.array([0, 7, 5]), np.array([2, 7, 6]))]
    [[0, 0, 2], [0, 1, 5]]
    """
    sizes = np.maximum(behind - first, 0)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    before = np.cumsum(sizes) - sizes
    return owners, np.arange(len(owners)) - before[owners] + first[owners]


def token_ranges(corpus: StoredCorpus, spans: Spans) -> Numbers:
    """The first token of each span and the one behind its last, as numbers of `corpus.tokens`."""
    tokens = corpus.tokens
    # Tokens and documents fill all texts, one after the other: the characters before a token are
    # those of the documents before its own, and those before it there.
    sizes = [corpus.row(doc_id)["characters"] for doc_id in corpus.ids]
    before_document = np.append(0, np.cumsum(sizes, dtype=np.int64))
    before_token = tokens.start.astype(np.int64)
    before_token += np.repeat(before_document[:-1], np.diff(tokens.first))
    bounds = np.column_stack([spans.start, spans.end]) + before_document[spans.document][:, None]
    return np.asarray(np.searchsorted(before_token, bounds), np.intp)


def marked(ranges: Numbers, size: int) -> Mask:
    """Which of so many tokens stand in any of the ranges.

    >>> marked(np.array([[1, 3], [2, 4]]), 5).tolist()
    [False, True, True, True, False]
    """
    balance = np.zeros(size + 1, np.int32)
    np.add.at(balance, ranges[:, 0], 1)
    np.subtract.at(balance, ranges[:, 1], 1)
    np.cumsum(balance, out=balance)
    return np.asarray(balance[:size] > 0)
