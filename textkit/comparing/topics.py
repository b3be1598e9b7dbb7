"""Topic models over the words of a corpus, each topic with how stable and how coherent it is."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple
from warnings import catch_warnings

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.comparing.pieces import Mask, Spans, expanded, spans_of, token_ranges, units_of
from textkit.counting.counts import Floats, has_pos, labels, stop_mask
from textkit.data.messages import TextkitError
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

# Content words of a piece: about a paragraph, so that words of one matter stand together. Chosen
# by eye; not measured.
_WORDS_OF_A_PIECE = 60

# A sentence with fewer content words is no typical one of a topic. Chosen by eye; not measured.
_WORDS_OF_A_SENTENCE = 8

# A word counts that is in so many pieces at least, and in this share of them at most. Chosen by
# eye; not measured.
_LEAST_PIECES = 3
_MOST_OF_PIECES = 0.5

# Fewer pieces make no topics. Chosen by eye; not measured.
_ENOUGH_PIECES = 10

# The numbers of topics that are tried, as long as a topic has five pieces on average.
_NUMBERS_TRIED = (4, 6, 8, 10, 12, 15, 20)
_PIECES_OF_A_TOPIC = 5

# Stability: so many draws of this share of the pieces (Greene et al. 2014 draw 80 %, 100 times;
# eight are what a user waits for).
_DRAWS = 8
_SHARE_DRAWN = 0.8

# A sentence that stands in so many documents, and in this share of them, is a formula, as "Giao
# Ủy ban nhân dân tỉnh tổ chức thực hiện". Chosen by eye; not measured.
_DOCUMENTS_OF_A_FORMULA = 3
_SHARE_OF_A_FORMULA = 0.1

# "hướng dẫn, kiểm tra việc thực hiện Nghị quyết này"
_FORMULA = data.patterns("alignment.toml", "provisions")["formulas"]

_DIGITS = re.compile(r"\d+")

# What a figure stands behind as its label: "Điều 5", "ngày 15 tháng 6 năm 2025", "số 57-NQ/TW".
_LABELS = frozenset(map(fold, "ngày tháng năm quý số điều khoản điểm chương mục phần tiết".split()))

_CONTENT_WORDS = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})

# A word of letters, of two at least: "rừng", "chuyển đổi số".
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
    """What is modelled: the words, how often each piece and each sentence has them (sparse, one
    column per word), and where the sentences stand.
    """

    words: list[str]
    pieces: csr_matrix
    sentences: csr_matrix
    leaves: Spans


class _Model(NamedTuple):
    """Topics as they were found, the largest first: their weights of words, their shares of the
    pieces, and how much of each topic each sentence has.
    """

    words: Floats
    shares: Floats
    of_sentences: Floats
    order: NDArray[np.intp]


class _Judged(NamedTuple):
    """How stable and how coherent each topic of a model is, in the order of the model."""

    stability: Floats
    coherence: Floats


def topics(
    corpus: StoredCorpus,
    *,
    n_topics: int | None = None,
    seed: int = 0,
    words: int = 10,
    sentences: int = 3,
    progress: bool = True,
) -> Topics:
    """What a corpus speaks of, without a lexicon: topics by non-negative matrix factorisation.

    The nouns, verbs and adjectives (without stop words, those in fewer than 3 pieces or in over
    half of them) of pieces of about 60 of them are weighed by sublinear TF-IDF and factored (Lee &
    Seung 1999; scikit-learn's NMF). The same `seed` gives the same topics. Left out are heads,
    legal bases, signatures and recipients, formulas ("… tổ chức thực hiện Nghị quyết này", and
    sentences that stand in 3 documents and a tenth of them), the words of citations, and what names
    a figure ("Điều 5", "ngày 15"). `progress` shows on standard error how far it is.

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
    texts = _texts(corpus)
    tried = _tried(texts, n_topics, words)
    judged = {}
    for number in _with_progress(tried, progress):
        judged[number] = _judged(texts.pieces, number, words, seed)
    choice = _choice(judged)
    chosen = tried[int(choice["chosen"].to_numpy().argmax())]
    model = _modelled(texts, chosen, seed)
    table = _table(texts, model, judged[chosen], words)
    return Topics(table, _typical(corpus, texts, model.of_sentences, sentences), choice)


def _tried(texts: _Texts, n_topics: int | None, words: int) -> list[int]:
    """The numbers of topics that are tried. Raises TextkitError where none can be."""
    size, vocabulary = texts.pieces.shape
    if size < _ENOUGH_PIECES or vocabulary < words:
        raise TextkitError("topics.too-little-text", pieces=size, words=_WORDS_OF_A_PIECE)
    most = min(size, vocabulary)
    if n_topics is not None and not 2 <= n_topics <= most:
        raise TextkitError("topics.number", n_topics=n_topics, most=most)
    return [n_topics] if n_topics else _numbers_tried(size)


def _with_progress(tried: Sequence[int], progress: bool) -> Iterable[int]:
    """The numbers of topics, with a line on standard error; each takes longer than the last."""
    from tqdm.auto import tqdm

    return tqdm(
        tried, "textkit", unit=" models", file=sys.stderr, leave=False, disable=not progress
    )


def _choice(judged: Mapping[int, _Judged]) -> pd.DataFrame:
    """The numbers tried, with the one chosen: whose stability and coherence add up to most."""
    import pandas as pd

    choice = pd.DataFrame(
        [(n, of.stability.mean(), of.coherence.mean()) for n, of in judged.items()],
        columns=["n_topics", "stability", "coherence"],
    )
    best = int((choice["stability"] + choice["coherence"]).idxmax())
    choice["chosen"] = choice.index == best
    return choice


def _modelled(texts: _Texts, n_topics: int, seed: int) -> _Model:
    weighing, model, weights = _fitted(texts.pieces, n_topics, seed)
    parts = weights / np.maximum(weights.sum(1, keepdims=True), 1e-12)
    shares = parts.mean(0)
    order = np.argsort(-shares, kind="stable")
    of_sentences = model.transform(weighing.transform(texts.sentences))[:, order]
    return _Model(model.components_[order], shares[order], of_sentences, order)


def _table(texts: _Texts, model: _Model, judged: _Judged, words: int) -> pd.DataFrame:
    """The topics in the columns of `Topics.topics`."""
    import pandas as pd

    named = [", ".join(texts.words[word] for word in _top(row, words)) for row in model.words]
    return pd.DataFrame(
        {
            "topic": np.arange(1, len(named) + 1),
            "words": named,
            "stability": judged.stability[model.order],
            "coherence": judged.coherence[model.order],
            "share": model.shares,
        }
    )


def _numbers_tried(size: int) -> list[int]:
    """The numbers of topics to choose from for so many pieces; two where these are few."""
    tried = [number for number in _NUMBERS_TRIED if number <= size // _PIECES_OF_A_TOPIC]
    return tried or [2]


def _texts(corpus: StoredCorpus) -> _Texts:
    """The sentences of a corpus and the pieces they make, with the counts of their content words.

    A piece is filled sentence by sentence, within one document. Heads, legal bases, signatures,
    notes and formulas are left out.
    """
    from scipy.sparse import csr_matrix

    tokens = corpus.tokens
    units = units_of(corpus)
    leaves = units.spans.take(units.is_leaf & ~units.is_around)
    leaves = leaves.take(~_are_formulas(corpus, leaves))
    is_word = np.array([bool(_WORD.fullmatch(word)) for word in tokens.words], bool)
    is_word &= ~stop_mask(tokens, None)
    tagged = has_pos(tokens, tokens.pos, _CONTENT_WORDS & set(tokens.tags))
    taken = tokens.counted & is_word[tokens.word] & tagged & ~_name_others(corpus)
    bounds = token_ranges(corpus, leaves)
    words_before = np.concatenate([[0], np.cumsum(taken)])
    sizes = words_before[bounds[:, 1]] - words_before[bounds[:, 0]]
    piece_of = _pieces(leaves.document.tolist(), sizes.tolist())
    pieces = int(piece_of.max(initial=0)) + 1
    sentence_of, token = expanded(*bounds.T)
    sentence_of, token = sentence_of[taken[token]], token[taken[token]]
    vocabulary = len(tokens.words)
    by_sentence = csr_matrix(
        (np.ones(len(token)), (sentence_of, tokens.word[token])), (len(sizes), vocabulary)
    )
    sentences_of_pieces = csr_matrix(
        (np.ones(len(sizes)), (piece_of, np.arange(len(sizes)))), (pieces, len(sizes))
    )
    by_piece = sentences_of_pieces @ by_sentence
    pieces_with_word = np.bincount(by_piece.indices, minlength=vocabulary)
    most = max(_MOST_OF_PIECES * pieces, _LEAST_PIECES)
    kept = np.flatnonzero((pieces_with_word >= _LEAST_PIECES) & (pieces_with_word <= most))
    return _Texts(labels(tokens, kept), by_piece[:, kept], by_sentence[:, kept], leaves)


def _are_formulas(corpus: StoredCorpus, leaves: Spans) -> Mask:
    """Which sentences are formulas: by their words, or because they stand in many documents."""
    folded: list[str] = []
    documents_of: dict[str, set[int]] = defaultdict(set)
    texts: dict[int, str] = {}
    for document, start, end in zip(*(bound.tolist() for bound in leaves), strict=True):
        if document not in texts:
            texts = {document: fold(corpus.text(corpus.ids[document]))}
        sentence = _DIGITS.sub("0", " ".join(texts[document][start:end].split()))
        folded.append(sentence)
        documents_of[sentence].add(document)
    many = max(_DOCUMENTS_OF_A_FORMULA, _SHARE_OF_A_FORMULA * len(corpus))
    return np.array(
        [len(documents_of[words]) >= many or bool(_FORMULA.search(words)) for words in folded], bool
    )


def _name_others(corpus: StoredCorpus) -> Mask:
    """Which tokens name another document or a figure: those of citations, and labels before one."""
    tokens = corpus.tokens
    names = np.zeros(len(tokens.word), bool)
    for first, behind in token_ranges(corpus, spans_of(corpus, "citations")).tolist():
        names[first:behind] = True
    is_label = np.array([word in _LABELS for word in tokens.words], bool)[tokens.word]
    has_digit = np.array([bool(_DIGITS.search(word)) for word in tokens.words], bool)[tokens.word]
    before_figure = np.append(has_digit[1:], False)
    return np.asarray(names | (is_label & before_figure))


def _pieces(documents: Sequence[int], sizes: Sequence[int]) -> NDArray[np.intp]:
    """The piece of each sentence: a new one with each document, and whenever one is full."""
    piece_of = np.zeros(len(documents), np.intp)
    piece, filled = 0, 0
    for number, (document, size) in enumerate(zip(documents, sizes, strict=True)):
        if number and (filled >= _WORDS_OF_A_PIECE or document != documents[number - 1]):
            piece, filled = piece + 1, 0
        piece_of[number] = piece
        filled += size
    return piece_of


def _fitted(counts: csr_matrix, n_topics: int, seed: int) -> tuple[Any, Any, Floats]:
    """The weighing of words, the model, and how much of each topic each piece has."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer

    weighing = TfidfTransformer(sublinear_tf=True).fit(counts)
    model = NMF(n_topics, init="nndsvd", max_iter=400, tol=1e-3, random_state=seed)
    # A model that has not quite converged is close enough: its stability says so.
    with catch_warnings(action="ignore", category=ConvergenceWarning):
        return weighing, model, model.fit_transform(weighing.transform(counts))


def _judged(counts: csr_matrix, n_topics: int, words: int, seed: int) -> _Judged:
    """Stability and coherence of each topic, in the order of the model."""
    from scipy.optimize import linear_sum_assignment

    top_words = _top_words(counts, n_topics, words, seed)
    chance = np.random.default_rng([seed, n_topics])
    size = counts.shape[0]
    agreed: list[Floats] = []
    for _ in range(_DRAWS):
        number = max(int(_SHARE_DRAWN * size), n_topics)
        drawn = np.sort(chance.choice(size, number, replace=False))
        top_words_drawn = _top_words(counts[drawn], n_topics, words, seed)
        alike = np.array([[agreement(one, two) for two in top_words_drawn] for one in top_words])
        agreed.append(alike[linear_sum_assignment(-alike)])
    in_piece = counts.astype(bool).astype(float).toarray()
    coherence = np.array([npmi(in_piece[:, topic_words]) for topic_words in top_words])
    return _Judged(np.mean(agreed, axis=0), coherence)


def _top_words(counts: csr_matrix, n_topics: int, words: int, seed: int) -> list[list[int]]:
    """The weightiest words of each topic of a model, as columns of the counts."""
    _, model, _ = _fitted(counts, n_topics, seed)
    return [_top(weights, words) for weights in model.components_]


def _top(weights: Floats, words: int) -> list[int]:
    order: list[int] = np.argsort(-weights, kind="stable").tolist()
    return order[:words]


def agreement(one: Sequence[Any], two: Sequence[Any]) -> float:
    """Average Jaccard of two ranked lists, over all depths: 1 the same, 0 nothing in common (Greene
    et al. 2014).

    >>> round(agreement(["a", "b", "c"], ["a", "c", "b"]), 4)
    0.7778
    """
    jaccards = []
    for depth in range(1, max(len(one), len(two)) + 1):
        top, other_top = set(one[:depth]), set(two[:depth])
        jaccards.append(len(top & other_top) / len(top | other_top))
    return sum(jaccards) / len(jaccards)


def npmi(held: Floats) -> float:
    """Mean normalised pointwise mutual information of pairs of words (Bouma 2009).

    `held` has one column per word and one row per piece: 1 where the piece has the word, else 0.
    The result is 1 where they are always together, 0 where by chance, -1 where never.
    """
    scores: list[float] = []
    for one, two in combinations(held.T, 2):
        together = float(one @ two) / len(held)
        by_chance = float(one.mean() * two.mean())
        if together == 0:
            scores.append(-1.0)
        elif together == 1:  # in every piece: the formula is 0 / 0
            scores.append(1.0)
        else:
            scores.append(float(np.log(together / by_chance) / -np.log(together)))
    return float(np.mean(scores))


def _typical(corpus: StoredCorpus, texts: _Texts, weights: Floats, most: int) -> pd.DataFrame:
    """The sentences with most of each topic, of those that are not short."""
    import pandas as pd

    is_long = np.asarray(texts.sentences.sum(1)).ravel() >= _WORDS_OF_A_SENTENCE
    rows: list[tuple[Any, ...]] = []
    for topic, of_topic in enumerate((weights * is_long[:, None]).T, start=1):
        for number in np.argsort(-of_topic, kind="stable")[:most]:
            weight = float(of_topic[number])
            if weight > 0:
                doc_id = corpus.ids[texts.leaves.document[number]]
                start, end = int(texts.leaves.start[number]), int(texts.leaves.end[number])
                text = corpus.text(doc_id)[start:end]
                rows.append((topic, doc_id, start, end, text, weight))
    return pd.DataFrame(rows, columns=["topic", "doc_id", "start", "end", "text", "weight"])
