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
    from scipy.sparse import csr_matrix

# Under so many documents a word's dispersion is taken over slices of them: DPnorm over two or three
# parts has hardly any values. Chosen by eye; not measured.
_FEW_DOCUMENTS = 5

# About so many words make a slice: a page or two of a resolution. Chosen by eye; not measured.
_WORDS_OF_A_SLICE = 1000

# So many words the prior of the log odds weighs, that of Monroe, Colaresi & Quinn (2008), who give
# their prior the weight of one average day of speech. Chosen by eye; not measured.
_WORDS_OF_THE_PRIOR = 500

# A word whose whole interval lies within it either way is called a lockword: at most 1.41 times as
# frequent. Chosen by eye; not measured.
_SAME = 0.5

# Half an occurrence for a count of nothing in the ratio (Hardie 2014).
_COUNT_OF_NOTHING = 0.5

# Figures, years and document numbers differ between terms as a matter of course; a single letter
# is the label of a point.
_NO_WORD = re.compile(
    r"""
      .* [\d_] .*  # "2025", "57-nq/tw"
    | .            # "a", "đ"
    """,
    re.DOTALL | re.VERBOSE,
)


def log_ratio(
    a: Any, b: Any, n_a: Any, n_b: Any, *, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Base-2 log of how many times as frequent a word is in part a as in b, with its interval.

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
    tail = (1 - confidence) / 2
    sizes = np.log2(n_b / n_a)
    ratio = np.log2(np.maximum(a, _COUNT_OF_NOTHING) / np.maximum(b, _COUNT_OF_NOTHING)) + sizes
    # The least share of a in a + b, and the least of b, that are borne out; 0 where there is none.
    least_of_a = np.where(a > 0, betaincinv(np.maximum(a, 1), b + 1, tail), 0.0)
    least_of_b = np.where(b > 0, betaincinv(np.maximum(b, 1), a + 1, tail), 0.0)
    with np.errstate(divide="ignore"):
        low = np.log2(least_of_a / (1 - least_of_a)) + sizes
        high = sizes - np.log2(least_of_b / (1 - least_of_b))
    return np.asarray(ratio), np.asarray(low), np.asarray(high)


def log_odds(a: Any, b: Any, n_a: Any, n_b: Any, prior: Any) -> tuple[Floats, Floats]:
    """The natural log of a word's odds in part a over those in b, drawn to the prior; its z score.

    `prior` gives each word some occurrences in both parts beforehand (Monroe, Colaresi & Quinn
    2008, formulas 16, 20 and 22); it holds every word of the vocabulary, as `a` and `b` do. z tells
    rare words from frequent ones: it is small where little is known.
    """
    a, b, prior = (np.asarray(value, float) for value in (a, b, prior))
    all_a, all_b = n_a + prior.sum() - a - prior, n_b + prior.sum() - b - prior
    odds = np.log((a + prior) / all_a) - np.log((b + prior) / all_b)
    return odds, odds / np.sqrt(1 / (a + prior) + 1 / (b + prior))


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
    """The words typical of a group against another, or all others; the most surely typical first.

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

    `by` is the fact that makes the groups: period, term, kind, issuer, year, place, or a column of
    one's own; without `reference` the target is compared with all others. Left out are words with
    fewer than `min_count` occurrences in both together, the `stop_words` (by default textkit's own,
    `()` for none), figures and document numbers; rates are of all words that count. `pos` keeps
    universal parts of speech, such as `"NOUN"`. Raises TextkitError if a group is not in the
    corpus, target and reference are one, or there is nothing to compare.
    Example: `tk.keyness(corpus, target="2025-2030", pos="NOUN")`
    """
    groups = corpus.groups(by)
    rest = [group for group in groups if group != target]
    others = rest if reference is None else [reference]
    for group in (target, *others):
        one_of(by, group, groups)
    if target in others or not others:
        raise TextkitError("compare.no-reference", by=noun(by), target=target)
    table = _contrast(
        corpus,
        target=groups[target],
        reference=[doc_id for group in others for doc_id in groups[group]],
        min_count=min_count,
        dropped=stop_mask(corpus.tokens, stop_words),
        pos=pos,
    )
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
    """The words that are surely about as frequent in one group as in another; the surest first.

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
    table["farthest"] = np.maximum(-table["low"], table["high"])
    same = table[table["farthest"] < _SAME].sort_values("farthest", kind="stable")
    return same.drop(columns="farthest").reset_index(drop=True)


def compare_words(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    min_count: int = 5,
    stop_words: Collection[str] | None = None,
) -> pd.DataFrame:
    """The words typical of each group against all others together, group below group.

    Columns: as of `keyness`. Raises TextkitError if the corpus has fewer than two groups.
    """
    import pandas as pd

    groups = corpus.groups(by)
    if len(groups) < 2:
        key = "corpus.one-group" if groups else "corpus.no-group"
        raise TextkitError(key, what=noun(by), known=list(groups))
    tables = [
        keyness(corpus, by=by, target=group, min_count=min_count, stop_words=stop_words)
        for group in groups
    ]
    return pd.concat(tables, ignore_index=True)


def _contrast(
    corpus: StoredCorpus,
    *,
    target: Sequence[str],
    reference: Sequence[str],
    min_count: int,
    dropped: Mask,
    pos: str | Collection[str],
) -> pd.DataFrame:
    """The table of `keyness`, without the names of the groups."""
    import pandas as pd
    from scipy.special import chdtrc
    from scipy.stats import false_discovery_control

    tokens = corpus.tokens
    number_of = {doc_id: number for number, doc_id in enumerate(corpus.ids)}
    in_target = [number_of[doc_id] for doc_id in target]
    side = np.full(len(corpus), -1)
    side[in_target] = 0
    side[[number_of[doc_id] for doc_id in reference]] = 1
    n_a, n_b = np.maximum(part_sizes(tokens, side, 2), 1)
    a, b = type_counts(tokens, side, 2, pos).T
    # A word of which neither part has any still needs a prior that is not 0.
    prior = _WORDS_OF_THE_PRIOR * np.maximum(a + b, 1e-9) / (n_a + n_b)
    _, z = log_odds(a, b, n_a, n_b, prior)
    no_word = np.array([bool(_NO_WORD.fullmatch(word)) for word in tokens.words])
    kept = np.flatnonzero((a + b >= max(min_count, 1)) & ~dropped & ~no_word)
    a, b = a[kept], b[kept]
    ratio, low, high = log_ratio(a, b, n_a, n_b)
    g2 = log_likelihood(a, b, n_a, n_b)
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
            "q": false_discovery_control(chdtrc(1, g2)),
            "z": z[kept],
            "dispersion": _dispersion(tokens, in_target, kept, pos),
            "documents": document_range(tokens, np.where(side == 0, 0, -1), pos)[kept],
        }
    )
    # Evert's LRC: the bound of the interval that lies nearest to 0, and 0 if the interval holds it.
    nearest = np.clip(low, 0, None) + np.clip(high, None, 0)
    order = np.lexsort((table["word"], -table["g2"], -nearest))
    return table.iloc[order].reset_index(drop=True)


def _dispersion(
    tokens: Tokens, documents: Sequence[int], kept: NDArray[np.intp], pos: str | Collection[str]
) -> Floats:
    """DPnorm of words over the documents, or over equal slices of them where they are few."""
    if len(documents) < _FEW_DOCUMENTS:
        counts, sizes = _by_slice(tokens, documents, pos)
    else:
        part = np.full(len(tokens.ids), -1)
        part[documents] = np.arange(len(documents))
        counts = type_matrix(tokens, part, len(documents), pos)
        sizes = part_sizes(tokens, part, len(documents))
    return spread(counts[kept], sizes)["dp_norm"]


def _by_slice(
    tokens: Tokens, documents: Sequence[int], pos: str | Collection[str]
) -> tuple[csr_matrix, Floats]:
    """Counts of every word (rows) by slice of the documents (columns), and the slices' sizes.

    A slice counts all words of its text; of these only those with the part of speech are counted.
    """
    words: list[NDArray[np.int32]] = []
    slice_of_word: list[NDArray[np.intp]] = []
    wanted: list[Mask] = []
    slices = 0
    for document in documents:
        text = slice(*tokens.first[document : document + 2])
        counted = np.flatnonzero(tokens.counted[text])
        in_document = max(len(counted) // _WORDS_OF_A_SLICE, 1)
        words.append(tokens.word[text][counted])
        wanted.append(has_pos(tokens, tokens.pos[text][counted], pos))
        slice_of_word.append(slices + np.arange(len(counted)) * in_document // max(len(counted), 1))
        slices += in_document
    word, part = np.concatenate(words), np.concatenate(slice_of_word)
    sizes = np.bincount(part, minlength=slices).astype(float)
    counted_part = np.where(np.concatenate(wanted), part, -1)
    return word_matrix(word, counted_part, (len(tokens.words), slices)), sizes
