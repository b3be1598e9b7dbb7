"""Topic models over the words of a corpus, each topic with how stable and how coherent it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple
from warnings import catch_warnings

import numpy as np

from textkit.comparing.shares import AROUND, leaves_of, token_ranges
from textkit.counting.counts import Floats, has_pos, labels, stop_mask
from textkit.data.messages import TextkitError
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd

_PIECE, _SHORT, _IN, _AT_MOST = (
    60,
    8,
    3,
    0.5,
)  # words of a piece, of a typical sentence; pieces a word is in
_POS = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_TRIED, _RESAMPLES, _KEPT = (4, 6, 8, 10, 12, 15, 20), 8, 0.8
_WORD = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]+)*")


class Topics(NamedTuple):
    """The topics of a corpus, as tables.

    `topics`: topic, words, stability, coherence, share; the largest first. `sentences`: topic,
    doc_id, start, end, text, weight (how much of the topic a sentence has). `choice`: n_topics,
    stability, coherence of each number that was tried, and which was chosen.
    """

    topics: pd.DataFrame
    sentences: pd.DataFrame
    choice: pd.DataFrame


class _Texts(NamedTuple):
    """What is modelled: the words, their counts by piece and by sentence, and where the sentences
    stand.
    """

    names: list[str]
    pieces: Any
    sentences: Any
    leaves: list[Any]


def topics(
    corpus: StoredCorpus,
    *,
    n_topics: int | None = None,
    seed: int = 0,
    words: int = 10,
    sentences: int = 3,
) -> Topics:
    """What a corpus speaks of, without a lexicon: topics found by non-negative matrix factorisation
    of its words.

    The nouns, verbs and adjectives (without stop words, those in fewer than 3 pieces or in over
    half of them) of pieces of about 60 of them, without heads, legal bases and recipients, are
    weighed by sublinear TF-IDF and factored (Lee & Seung 1999; scikit-learn's NMF). The same `seed`
    gives the same topics.

    `stability` (0 to 1) is how well a topic's words come back when 80 % of the pieces are drawn, 8
    times: average Jaccard of the ranked lists, topics matched one to one (Greene, O'Callaghan &
    Cunningham 2014); under about 0.4 a topic is an accident of the draw. `coherence` (-1 to 1) is
    the mean NPMI of the pairs of its words over the pieces (Bouma 2009; Aletras & Stevenson 2013);
    in a small corpus it favours rare words. Without `n_topics` that number out of 4 to 20 is taken
    whose mean stability and coherence add up to most; it is a way of reading, no fact. A share has
    no interval: a topic names words, not promises; for priorities use `themes`.

    Raises TextkitError if `n_topics` is under 2 or over the number of pieces, or the corpus is too
    small for topics.
    Example: `tk.topics(corpus, n_topics=8).topics`
    """
    import pandas as pd

    texts = _texts(corpus)
    if texts.pieces.shape[0] < 10 or texts.pieces.shape[1] < words:
        raise TextkitError("topics.too-little-text", pieces=texts.pieces.shape[0], words=_PIECE)
    if n_topics is not None and not 2 <= n_topics <= min(texts.pieces.shape):
        raise TextkitError("topics.number", n_topics=n_topics, most=min(texts.pieces.shape))
    tried = (
        [n_topics] if n_topics else [n for n in _TRIED if n <= texts.pieces.shape[0] // 5] or [2]
    )
    judged = {n: _judged(texts.pieces, n, words, seed) for n in tried}
    choice = pd.DataFrame(
        [(n, stable.mean(), coherent.mean()) for n, (stable, coherent) in judged.items()],
        columns=["n_topics", "stability", "coherence"],
    )
    best = int((choice["stability"] + choice["coherence"]).idxmax())
    choice["chosen"], chosen = choice.index == best, tried[best]
    weighing, model, weights = _fitted(texts.pieces, chosen, seed)
    parts = weights / np.maximum(weights.sum(1, keepdims=True), 1e-12)
    order = np.argsort(-parts.mean(0), kind="stable")
    top = [[texts.names[i] for i in _top(row, words)] for row in model.components_[order]]
    table = pd.DataFrame(
        {
            "topic": np.arange(1, chosen + 1),
            "words": [", ".join(row) for row in top],
            "stability": judged[chosen][0][order],
            "coherence": judged[chosen][1][order],
            "share": parts.mean(0)[order],
        }
    )
    spoken = model.transform(weighing.transform(texts.sentences))[:, order]
    return Topics(table, _typical(corpus, texts, spoken, sentences), choice)


def _texts(corpus: StoredCorpus) -> _Texts:
    from scipy.sparse import csr_matrix

    tokens, leaves = corpus.tokens, [leaf for leaf in leaves_of(corpus) if leaf.sense not in AROUND]
    good = np.array([bool(_WORD.fullmatch(word)) for word in tokens.words], bool) & ~stop_mask(
        tokens, None
    )
    taken, bounds = (
        tokens.counted & good[tokens.word] & has_pos(tokens, tokens.pos, _POS & set(tokens.tags)),
        token_ranges(corpus, leaves),
    )
    size, piece_of, piece, before = 0, np.zeros(len(leaves), np.intp), 0, ""
    for number, (leaf, (first, last)) in enumerate(zip(leaves, bounds.tolist(), strict=True)):
        if size >= _PIECE or leaf.doc_id != before:
            piece, size, before = piece + (number > 0), 0, leaf.doc_id
        piece_of[number], size = piece, size + int(taken[first:last].sum())
    rows = np.repeat(np.arange(len(leaves)), bounds[:, 1] - bounds[:, 0])
    places = np.concatenate(
        [np.arange(*pair) for pair in bounds.tolist()] or [np.zeros(0, int)]
    ).astype(np.intp)
    rows, places = rows[taken[places]], places[taken[places]]
    said = csr_matrix(
        (np.ones(len(rows)), (rows, tokens.word[places])), (len(leaves), len(tokens.words))
    )
    joined = (
        csr_matrix(
            (np.ones(len(leaves)), (piece_of, np.arange(len(leaves)))), (piece + 1, len(leaves))
        )
        @ said
    )
    held = np.bincount(joined.indices, minlength=len(tokens.words))
    kept = np.flatnonzero((held >= _IN) & (held <= max(_AT_MOST * (piece + 1), _IN)))
    return _Texts(labels(tokens, kept), joined[:, kept], said[:, kept], leaves)


def _fitted(counts: Any, n: int, seed: int) -> tuple[Any, Any, Floats]:
    """The weighing of words, the model, and how much of each topic each piece has."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    weighing = TfidfTransformer(sublinear_tf=True).fit(counts)
    model = NMF(n, init="nndsvd", max_iter=400, tol=1e-3, random_state=seed)
    with catch_warnings(
        action="ignore", category=ConvergenceWarning
    ):  # close enough: the stability tells
        return weighing, model, model.fit_transform(weighing.transform(counts))


def _judged(counts: Any, n: int, words: int, seed: int) -> tuple[Floats, Floats]:
    """Stability and coherence of each of n topics, in the order of the model."""
    from scipy.optimize import linear_sum_assignment

    own = [_top(row, words) for row in _fitted(counts, n, seed)[1].components_]
    chance, size, agreed = np.random.default_rng([seed, n]), counts.shape[0], []
    for _ in range(_RESAMPLES):
        drawn = np.sort(chance.choice(size, max(int(_KEPT * size), n), replace=False))
        other = [_top(row, words) for row in _fitted(counts[drawn], n, seed)[1].components_]
        alike = np.array([[agreement(one, two) for two in other] for one in own])
        agreed.append(alike[linear_sum_assignment(-alike)])
    held = counts.astype(bool).astype(float).toarray()
    return np.mean(agreed, axis=0), np.array([npmi(held[:, top]) for top in own])


def _top(weights: Floats, words: int) -> list[int]:
    found: list[int] = np.argsort(-weights, kind="stable")[:words].tolist()
    return found


def agreement(one: Sequence[Any], two: Sequence[Any]) -> float:
    """Average Jaccard of two ranked lists, over all depths: 1 the same, 0 nothing in common (Greene
    et al. 2014).

    >>> round(agreement(["a", "b", "c"], ["a", "c", "b"]), 4)
    0.7778
    """
    depths = [
        (set(one[:depth]), set(two[:depth])) for depth in range(1, max(len(one), len(two)) + 1)
    ]
    return sum(len(a & b) / len(a | b) for a, b in depths) / len(depths)


def npmi(held: Floats) -> float:
    """Mean normalised pointwise mutual information of pairs of words (Bouma 2009); a column a word,
    a row a piece.

    1: always together, 0: by chance, -1: never.
    """
    scores, size = [], len(held)
    for one, two in combinations(held.T, 2):
        both, apart = float(one @ two) / size, float(one.mean() * two.mean())
        scores.append(
            -1.0 if not both else 1.0 if both == 1 else float(np.log(both / apart) / -np.log(both))
        )
    return float(np.mean(scores))


def _typical(corpus: StoredCorpus, texts: _Texts, spoken: Floats, most: int) -> pd.DataFrame:
    import pandas as pd

    long = np.asarray(texts.sentences.sum(1)).ravel() >= _SHORT
    rows = []
    for topic, weights in enumerate((spoken * long[:, None]).T, start=1):
        for place in np.argsort(-weights, kind="stable")[:most]:
            leaf, weight = texts.leaves[place], float(weights[place])
            if weight > 0:
                rows.append(
                    (
                        topic,
                        leaf.doc_id,
                        leaf.start,
                        leaf.end,
                        corpus.text(leaf.doc_id)[leaf.start : leaf.end],
                        weight,
                    )
                )
    return pd.DataFrame(rows, columns=["topic", "doc_id", "start", "end", "text", "weight"])
