"""What is typical of one group of documents against the others: keyness."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textkit.counting.counts import (
    Floats,
    document_range,
    has_pos,
    labels,
    log_likelihood,
    part_sizes,
    spread,
    stop_mask,
    type_counts,
    type_matrix,
    word_matrix,
)
from textkit.data.messages import TextkitError, noun
from textkit.storing.corpus import StoredCorpus, one_of
from textkit.storing.tokens import Mask, Tokens

if TYPE_CHECKING:
    import pandas as pd

_FEW_DOCUMENTS, _SLICE = 5, 1000
_PRIOR = 500  # words that the prior of the log odds weighs
_SAME = 0.5  # a log ratio within it either way is called the same: at most 1.41 times as frequent
# Letters only: figures, years and document numbers differ between terms as a matter of course.
_NO_WORD = re.compile(r".*[\d_].*|.", re.DOTALL)


def log_ratio(
    a: Any, b: Any, n_a: Any, n_b: Any, *, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Base-2 log of how many times as frequent a word is in part a as in part b, with low and high
    bounds.

    1 is twice, -1 half as frequent (Hardie 2014). A count of nothing is taken as 0.5 in the ratio.
    The interval is exact, from the binomial distribution of `a` among `a + b` (Clopper & Pearson
    1934; Evert 2022): where a count is nothing, one bound is infinite. It takes words as drawn one
    by one; they come in clumps, so it is too narrow. `a` and `b` are the counts in the parts, `n_a`
    and `n_b` the words of the parts.

    >>> [round(float(value), 2) for value in log_ratio(1048, 779, 43002, 108539)]
    [1.76, 1.63, 1.9]
    """
    from scipy.special import betaincinv

    a, b, n_a, n_b = (np.asarray(value, float) for value in (a, b, n_a, n_b))
    tail, size = (1 - confidence) / 2, np.log2(n_b / n_a)
    ratio = np.log2(np.maximum(a, 0.5) / np.maximum(b, 0.5)) + size
    with np.errstate(divide="ignore"):
        low = np.where(a > 0, betaincinv(np.maximum(a, 1), b + 1, tail), 0.0)
        high = np.where(b > 0, betaincinv(np.maximum(b, 1), a + 1, tail), 0.0)
        low, high = np.log2(low / (1 - low)) + size, size - np.log2(high / (1 - high))
    return np.asarray(ratio), np.asarray(low), np.asarray(high)


def log_odds(a: Any, b: Any, n_a: Any, n_b: Any, prior: Any) -> tuple[Floats, Floats]:
    """The natural log of a word's odds in part a over its odds in part b, drawn to the prior; and
    its z score.

    `prior` gives each word some occurrences in both parts beforehand (Monroe, Colaresi & Quinn
    2008, formulas 16, 20 and 22); it holds every word of the vocabulary, as `a` and `b` do. z tells
    rare words from frequent ones: it is small where little is known.
    """
    a, b, prior = (np.asarray(value, float) for value in (a, b, prior))
    all_a, all_b = n_a + prior.sum() - a - prior, n_b + prior.sum() - b - prior
    odds = np.log((a + prior) / all_a) - np.log((b + prior) / all_b)
    return odds, odds / np.sqrt(1 / (a + prior) + 1 / (b + prior))


def benjamini_hochberg(p: Any) -> Floats:
    """q values: p values adjusted for how many were looked at (Benjamini & Hochberg 1995).

    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p)[::-1]
    p = np.asarray(p, float)[order]
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(p * len(p) / np.arange(len(p), 0, -1)), 1.0)
    return np.asarray(q)


def keyness(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    target: str,
    reference: str | None = None,
    min_count: int = 5,
    stop_words: Collection[str] | None = None,
    pos: str | Collection[str] = (),
) -> pd.DataFrame:
    """The words typical of a group against another, or against all others; those most surely
    typical first.

    Columns: word, target, reference, count_target, count_reference, per_million_target,
    per_million_reference, log_ratio with low and high (95 %), g2, g2_2cell, q, z, dispersion,
    documents.

    **Positive is typical of the target**, negative of the reference; swapping the two turns the
    signs of log_ratio, g2 and z round. `log_ratio` says how much (1: twice as frequent), `g2` (log
    likelihood, Dunning 1993; `g2_2cell` Rayson & Garside 2000) how surely, `q` is its p value,
    adjusted over all words (Benjamini & Hochberg 1995). `z` is that of `log_odds`, with the shares
    of both parts together, weighing 500 words, as the prior. `dispersion` is DPnorm within the
    target, over its documents, or over slices of about 1,000 words where it has fewer than 5: near
    1, one passage speaks for the group. `documents` counts those of the target with the word. All
    of it takes words as independent, which they are not: with few documents read it as a
    description of these texts. Rows stand in the order of the bound of the interval nearest to 0
    (Evert's LRC), from the most typical of the target to that of the reference.

    `by` is the fact that makes the groups: period, term, kind, issuer, year; without `reference`
    the target is held against all others. Left out are words with fewer than `min_count`
    occurrences in both together, the `stop_words` (by default textkit's own, `()` for none),
    figures and document numbers; rates are of all words that count. `pos` keeps universal parts of
    speech, such as `"NOUN"`. Example: `tk.keyness(corpus, target="2025-2030", pos="NOUN")` Raises
    TextkitError if a group is not in the corpus, target and reference are one, or there is nothing
    to compare.
    """
    groups = corpus.groups(by)
    others = [group for group in groups if group != target] if reference is None else [reference]
    for group in (target, *others):
        one_of(by, group, groups)
    if target in others or not others:
        raise TextkitError("compare.no-reference", by=noun(by), target=target)
    ids = groups[target], [id_ for group in others for id_ in groups[group]]
    table = _contrast(corpus, *ids, min_count, stop_mask(corpus.tokens, stop_words), pos)
    table.insert(1, "target", target)
    table.insert(2, "reference", others[0] if len(others) == 1 else "others")
    table.attrs["ungrouped"] = corpus.ungrouped(by)
    return table


def lockwords(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    target: str,
    reference: str | None = None,
    min_count: int = 20,
    stop_words: Collection[str] | None = None,
    pos: str | Collection[str] = (),
) -> pd.DataFrame:
    """The words that stay: as frequent in one group as in another, as far as can be told; the most
    surely so first.

    Columns and arguments: as of `keyness`. A lockword (Baker 2011) is one whose whole 95 % interval
    of log_ratio lies between -0.5 and 0.5 (at most 1.41 times as frequent either way): a rare word
    never is, for too little is known of it. Rows stand in the order of the bound farthest from 0.
    Example: `tk.lockwords(corpus, target="2025-2030")`
    """
    table = keyness(
        corpus,
        by=by,
        target=target,
        reference=reference,
        min_count=min_count,
        stop_words=stop_words,
        pos=pos,
    )
    farthest = np.maximum(-table["low"], table["high"])
    return (
        table[farthest < _SAME]
        .iloc[np.argsort(farthest[farthest < _SAME], kind="stable")]
        .reset_index(drop=True)
    )


def compare_words(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    min_count: int = 5,
    stop_words: Collection[str] | None = None,
) -> pd.DataFrame:
    """The words typical of each group against all others together: `keyness` of every group, one
    below the other.
    """
    import pandas as pd

    groups = corpus.groups(by)
    if len(groups) < 2:
        key = "corpus.one-group" if groups else "corpus.no-group"
        raise TextkitError(key, what=noun(by), known=list(groups))
    tables = [
        keyness(corpus, by=by, target=g, min_count=min_count, stop_words=stop_words) for g in groups
    ]
    return pd.concat(tables, ignore_index=True)


def _contrast(
    corpus: StoredCorpus,
    target: Sequence[str],
    reference: Sequence[str],
    min_count: int,
    dropped: Mask,
    pos: str | Collection[str],
) -> pd.DataFrame:
    import pandas as pd
    from scipy.special import chdtrc

    tokens, place = corpus.tokens, {id_: index for index, id_ in enumerate(corpus.ids)}
    own, others = ([place[id_] for id_ in ids] for ids in (target, reference))
    side = np.full(len(corpus), -1)
    side[own], side[others] = 0, 1
    n_a, n_b = np.maximum(part_sizes(tokens, side, 2), 1)
    a, b = type_counts(tokens, side, 2, pos).T
    _, z = log_odds(a, b, n_a, n_b, _PRIOR * np.maximum(a + b, 1e-9) / (n_a + n_b))
    figures = np.array([bool(_NO_WORD.fullmatch(word)) for word in tokens.words])
    kept = np.flatnonzero((a + b >= max(min_count, 1)) & ~dropped & ~figures)
    a, b = a[kept], b[kept]
    (ratio, low, high), g2 = log_ratio(a, b, n_a, n_b), log_likelihood(a, b, n_a, n_b)
    sign = np.sign(a / n_a - b / n_b)
    table = pd.DataFrame(
        {
            "word": labels(tokens, kept),
            "count_target": a.astype(int),
            "count_reference": b.astype(int),
            "per_million_target": 1e6 * a / n_a,
            "per_million_reference": 1e6 * b / n_b,
            "log_ratio": ratio,
            "low": low,
            "high": high,
            "g2": g2 * sign,
            "g2_2cell": log_likelihood(a, b, n_a, n_b, cells=2) * sign,
            "q": benjamini_hochberg(chdtrc(1, g2)),
            "z": z[kept],
            "dispersion": _evenness(tokens, own, kept, pos),
            "documents": document_range(tokens, np.where(side == 0, 0, -1), pos)[kept],
        }
    )
    nearest = np.clip(low, 0, None) + np.clip(high, None, 0)
    return table.iloc[np.lexsort((table["word"], -table["g2"], -nearest))].reset_index(drop=True)


def _evenness(
    tokens: Tokens, documents: Sequence[int], kept: NDArray[np.intp], pos: str | Collection[str]
) -> Floats:
    """DPnorm of the words over the documents, or over equal slices of them where the documents are
    few.
    """
    if len(documents) >= _FEW_DOCUMENTS:
        place = np.full(len(tokens.ids), -1)
        place[documents] = np.arange(len(documents))
        counts = type_matrix(tokens, place, len(documents), pos)[kept]
        return spread(counts, part_sizes(tokens, place, len(documents)))["dp_norm"]
    words, parts, taken, size = [], [], [], 0
    for document in documents:
        span = slice(*tokens.first[document : document + 2])
        own = np.flatnonzero(tokens.counted[span])
        slices = max(len(own) // _SLICE, 1)
        words.append(tokens.word[span][own])
        taken.append(has_pos(tokens, tokens.pos[span][own], pos))
        parts.append(size + np.arange(len(own)) * slices // max(len(own), 1))
        size += slices
    word, part = np.concatenate(words), np.concatenate(parts)
    counts = word_matrix(word, np.where(np.concatenate(taken), part, -1), (len(tokens.words), size))
    return spread(counts[kept], np.bincount(part, minlength=size).astype(float))["dp_norm"]
