"""What is typical of one group of documents against the others: keyness."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textkit.analysis.corpus import Corpus, Tokens, one_of
from textkit.analysis.counts import Floats, labels, log_likelihood, spread, stop_mask, word_matrix
from textkit.reading.document import TextkitError

if TYPE_CHECKING:
    import pandas as pd

_FEW_DOCUMENTS, _SLICE = 5, 1000
# Letters only: figures, years and document numbers differ between terms as a matter of course.
_NO_WORD = re.compile(r".*[\d_].*|.", re.DOTALL)


def log_ratio(a: Any, b: Any, n_a: Any, n_b: Any, *, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Base-2 log of how many times as frequent a word is in part a as in part b, with low and high bounds.

    1 is twice, -1 half as frequent (Hardie 2014). A count of nothing is taken as 0.5 in the ratio. The interval is
    exact, from the binomial distribution of `a` among `a + b` (Clopper & Pearson 1934; Evert 2022): where a count is
    nothing, one bound is infinite. It takes words as drawn one by one; they come in clumps, so it is too narrow.

    Args:
        a: count in the one part.
        b: count in the other part.
        n_a: words of the one part.
        n_b: words of the other part.
        confidence: of the interval.

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
    corpus: Corpus, *, by: str = "period", target: str, reference: str | None = None, min_count: int = 5,
    stop_words: Collection[str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The words typical of a group against another, or against all others; those most surely typical first.

    Columns: word, target, reference, count_target, count_reference, per_million_target, per_million_reference,
    log_ratio with low and high (95 %), g2, q, dispersion, documents.

    **Positive is typical of the target**, negative of the reference; swapping the two turns the signs of log_ratio
    and g2 round. `log_ratio` says how much (1: twice as frequent), `g2` (log likelihood, Dunning 1993) how surely,
    `q` is its p value, adjusted over all words (Benjamini & Hochberg 1995). `dispersion` is DPnorm within the target,
    over its documents, or over slices of about 1,000 words where it has fewer than 5: near 1, one passage speaks
    for the group. `documents` counts those of the target with the word. All of it takes words as independent, which
    they are not: with few documents read it as a description of these texts. Rows stand in the order of the bound of
    the interval nearest to 0 (Evert's LRC), from the most typical of the target to that of the reference.

    Args:
        corpus: the corpus.
        by: the fact that makes the groups: period, term, kind, issuer, year.
        target: the group asked about.
        reference: the group it is held against; all others together if None.
        min_count: words with fewer occurrences in both together are left out.
        stop_words: words left out; by default textkit's own list of function words, `()` for none. Figures and
            document numbers are always left out; rates are of all words that count.

    Raises:
        TextkitError: if a group is not in the corpus, target and reference are one, or there is nothing to compare.
    """
    groups = corpus.groups(by)
    others = [group for group in groups if group != target] if reference is None else [reference]
    for group in (target, *others):
        one_of(by, group, groups)
    if target in others or not others:
        raise TextkitError(f"{by} {target!r} has nothing to be held against; name another reference")
    ids = groups[target], [id_ for group in others for id_ in groups[group]]
    table = _contrast(corpus, *ids, min_count, stop_mask(corpus.tokens, stop_words))
    table.insert(1, "target", target)
    table.insert(2, "reference", others[0] if len(others) == 1 else "others")
    table.attrs["ungrouped"] = corpus.ungrouped(by)
    return table


def compare_words(
    corpus: Corpus, *, by: str = "period", min_count: int = 5, stop_words: Collection[str] | None = None
) -> pd.DataFrame:
    """The words typical of each group against all others together: `keyness` of every group, one below the other."""
    import pandas as pd

    groups = corpus.groups(by)
    if len(groups) < 2:
        raise TextkitError(f"to compare by {by}, documents of two groups are needed; the corpus has {list(groups)}")
    tables = [keyness(corpus, by=by, target=g, min_count=min_count, stop_words=stop_words) for g in groups]
    return pd.concat(tables, ignore_index=True)


def _contrast(
    corpus: Corpus, target: Sequence[str], reference: Sequence[str], min_count: int, dropped: NDArray[np.bool_]
) -> pd.DataFrame:
    import pandas as pd
    from scipy.special import chdtrc

    tokens, place = corpus.tokens, {id_: index for index, id_ in enumerate(corpus.ids)}
    own, others = ([place[id_] for id_ in ids] for ids in (target, reference))
    counts = word_matrix(tokens, tokens.document, len(corpus))
    a, b = (np.asarray(counts[:, part].sum(1)).ravel() for part in (own, others))
    n_a, n_b = max(a.sum(), 1), max(b.sum(), 1)
    figures = np.array([bool(_NO_WORD.fullmatch(word)) for word in tokens.words])
    kept = np.flatnonzero((a + b >= max(min_count, 1)) & ~dropped & ~figures)
    a, b, counts = a[kept], b[kept], counts[kept][:, own].tocsr()
    (ratio, low, high), g2 = log_ratio(a, b, n_a, n_b), log_likelihood(a, b, n_a, n_b)
    table = pd.DataFrame({
        "word": labels(tokens, kept), "count_target": a.astype(int), "count_reference": b.astype(int),
        "per_million_target": 1e6 * a / n_a, "per_million_reference": 1e6 * b / n_b,
        "log_ratio": ratio, "low": low, "high": high, "g2": g2 * np.sign(a / n_a - b / n_b),
        "q": benjamini_hochberg(chdtrc(1, g2)), "dispersion": _evenness(tokens, own, kept),
        "documents": np.diff(counts.indptr),
    })  # fmt: skip
    nearest = np.clip(low, 0, None) + np.clip(high, None, 0)
    return table.iloc[np.lexsort((table["word"], -table["g2"], -nearest))].reset_index(drop=True)


def _evenness(tokens: Tokens, documents: Sequence[int], kept: NDArray[np.intp]) -> Floats:
    """DPnorm of the words over the documents, or over equal slices of them where the documents are few."""
    document = tokens.document
    words = np.bincount(document, tokens.counted, minlength=max(documents) + 1).astype(np.int64)
    slices = np.zeros(len(words), np.int64)
    slices[documents] = 1 if len(documents) >= _FEW_DOCUMENTS else np.maximum(words[documents] // _SLICE, 1)
    rank = np.cumsum(tokens.counted) - 1 - (np.cumsum(words) - words)[document]
    part = rank * slices[document] // np.maximum(words[document], 1)
    part = np.where(np.isin(document, documents), (np.cumsum(slices) - slices)[document] + part, -1)
    counts = word_matrix(tokens, part, int(slices.sum()))
    return spread(counts[kept], np.asarray(counts.sum(0), float).ravel())["dp_norm"]
