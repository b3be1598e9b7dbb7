"""What is typical of one group of documents against the others: keyness."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.comparing.design import (
    NamedSides,
    Side,
    Sides,
    compared_sides,
    documents_of_side,
    exchange_of,
    level_of_sides,
    of_level,
    strata_of_sides,
    why_untested,
)
from textkit.comparing.inference import (
    ALPHA,
    FEWEST_DOCUMENTS,
    Exchange,
    corrected,
    log_rate_variance,
    testable,
)
from textkit.comparing.pieces import marked, token_ranges, units_of
from textkit.comparing.wordlists import (
    Frequencies,
    WordList,
    called_list,
    is_list,
    read_word_list,
)
from textkit.counting.counts import (
    Floats,
    has_pos,
    labels,
    log_likelihood,
    of_pos,
    part_sizes,
    spread,
    stop_mask,
    type_matrix,
    word_matrix,
)
from textkit.data.messages import TextkitError, noun
from textkit.storing.corpus import StoredCorpus
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

# Words of fewer documents are not tested, and stand behind the others: what one or two documents
# say is theirs.
_LEAST_DOCUMENTS = 3

# A word whose whole interval lies within it either way is called a lockword: at most 1.41 times as
# frequent. Chosen by eye; not measured.
_SAME = 0.5

# Half an occurrence for a count of nothing in the ratio (Hardie 2014).
_COUNT_OF_NOTHING = 0.5

# Figures, years and document numbers differ between terms as a matter of course, and so do the
# Roman numerals of congresses; a single letter is the label of a point.
_NO_WORD = re.compile(
    r"""
      .* [\d_] .*                              # "2025", "57-nq/tw"
    | .                                        # "a", "đ"
    | (?=[xvi]) x{0,3} (?: ix | iv | v?i{0,3} ) # "xix", "xiii", "iv"
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
    target: Side | None = None,
    reference: Side | Frequencies | None = None,
    min_count: int = 5,
    stop_words: Collection[str] | None = None,
    pos: str | Collection[str] = (),
) -> pd.DataFrame:
    """The words typical of a group against another, or all others; the most typical first.

    Columns: word, target, reference, count_target, count_reference, per_million_target,
    per_million_reference, log_ratio with low and high (95 %), dispersion, documents,
    documents_reference, p, q, g2, g2_2cell, z.

    **Positive is typical of the target**, negative of the reference. Read `log_ratio` first: how
    much (1: twice as frequent); then `dispersion`, DPnorm over the target's documents, or slices of
    1,000 words where it has fewer than 5 (near 1: one passage speaks for all), and `documents` with
    the word. `q` says how surely: whole documents are exchanged between the sides within their
    kind, up to 100,000 times; p is the share of arrangements in which the word lies as far apart, q
    corrects it over the words that could be sure (Benjamini & Hochberg 1995; Tarone 1990). Missing:
    the word or the sides have too few documents. `low` and `high` are over documents too, from five
    a side on. `g2` is the log likelihood (Dunning 1993; `g2_2cell` Rayson & Garside 2000), `z` that
    of `log_odds`. Both take words as drawn one by one, which they are not: they test nothing.

    `by` is the fact that makes the groups (period, term, kind, issuer, year, place, your own).
    `target` and `reference` are a group, a list of groups, or a part (`corpus.where(…)`); without
    `reference` all others. `reference` may also be a list of frequencies (a dict, a Series, a CSV
    or TSV with columns word and count; see `textkit.comparing.wordlists`), held against the target
    or the whole corpus: p, q and `documents_reference` are missing then, and
    `attrs["list_coverage"]` is the share of the target's occurrences whose words the list has.

    Left out are words of the form (letterhead, legal basis, signature), figures, the `stop_words`
    (by default textkit's own) and words with fewer than `min_count` occurrences in both together;
    `pos` keeps parts of speech. Raises TextkitError if neither side is named, for an unknown group,
    a document on both sides, a wrong list, or documents of both levels compared by terms of office.
    Example:
    `tk.keyness(corpus, target="2025-2030", pos="NOUN")`
    """
    words = _Words(min_count, stop_mask(corpus.tokens, stop_words), pos, _of_form(corpus))
    if is_list(reference) and not (isinstance(reference, str) and reference in corpus.groups(by)):
        ids, called = documents_of_side(corpus, by, target)
        table = _against_list(corpus, ids, read_word_list(reference), words)
        table.insert(1, "target", called)
        table.insert(2, "reference", called_list(reference))
        return table
    checked = level_of_sides(corpus, by, target, reference)  # type: ignore[arg-type]
    return _keyness(checked, by, compared_sides(checked, by, target, reference), words)  # type: ignore[arg-type]


class _Words(NamedTuple):
    """Which words are compared: how frequent, which not, of which parts of speech; and which
    tokens belong to the form of a document.
    """

    min_count: int
    dropped: Mask
    pos: str | Collection[str]
    of_form: Mask


def _keyness(corpus: StoredCorpus, by: str, compared: NamedSides, words: _Words) -> pd.DataFrame:
    """The table of `keyness` for two sides."""
    exchange = exchange_of(strata_of_sides(corpus, by, compared.sides), compared.sides)
    table = _contrast(corpus, compared.sides, exchange, words)
    table.insert(1, "target", compared.target)
    table.insert(2, "reference", compared.reference)
    table.attrs["ungrouped"] = corpus.ungrouped(by)
    return table


def lockwords(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    target: Side | None = None,
    reference: Side | Frequencies | None = None,
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

    corpus = of_level(corpus, by, None)
    groups = list(corpus.groups(by))
    if len(groups) < 2:
        key = "corpus.one-group" if groups else "corpus.no-group"
        raise TextkitError(key, what=noun(by), known=groups)
    words = _Words(min_count, stop_mask(corpus.tokens, stop_words), (), _of_form(corpus))
    tables = []
    for group in groups:
        tables.append(_keyness(corpus, by, compared_sides(corpus, by, group, None), words))
    return pd.concat(tables, ignore_index=True)


def _contrast(
    corpus: StoredCorpus, compared: Sides, exchange: Exchange, words: _Words
) -> pd.DataFrame:
    """The table of `keyness`, without the names of the groups."""
    import pandas as pd

    tokens = corpus.tokens
    in_order, counts, sizes = _counted(corpus, [*compared.target, *compared.reference], words)
    n_a, n_b = (max(float(sizes[side].sum()), 1.0) for side in _halves(exchange))
    a, b = (counts @ side.astype(float) for side in _halves(exchange))
    # A word of which neither part has any still needs a prior that is not 0.
    prior = _WORDS_OF_THE_PRIOR * np.maximum(a + b, 1e-9) / (n_a + n_b)
    _, z = log_odds(a, b, n_a, n_b, prior)
    kept = np.flatnonzero((a + b >= max(words.min_count, 1)) & ~words.dropped & _are_words(tokens))
    a, b, counts = a[kept], b[kept], counts[kept]
    ratio, _, _ = log_ratio(a, b, n_a, n_b)
    low, high = _interval(counts, sizes, exchange, ratio)
    held = (counts > 0).astype(np.int64)
    in_target, in_reference = (held @ side.astype(np.int64) for side in _halves(exchange))
    sign = np.sign(a / n_a - b / n_b)
    p, q = significance(counts, sizes, exchange, sign)
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
            "dispersion": _dispersion(tokens, in_order[: len(compared.target)], kept, words.pos),
            "documents": in_target,
            "documents_reference": in_reference,
            "p": p,
            "q": q,
            "g2": log_likelihood(a, b, n_a, n_b) * sign,
            "g2_2cell": log_likelihood(a, b, n_a, n_b, cells=2) * sign,
            "z": z[kept],
        }
    )
    return table.iloc[_typical_first(table)].reset_index(drop=True)


def _counted(
    corpus: StoredCorpus, ids: Sequence[str], words: _Words
) -> tuple[list[int], csr_matrix, Floats]:
    """The places of some documents in the corpus, how often each word stands in each of them,
    without their form, and how many words they have.
    """
    tokens = corpus.tokens
    number_of = {doc_id: number for number, doc_id in enumerate(corpus.ids)}
    in_order = [number_of[doc_id] for doc_id in ids]
    part = np.full(len(corpus), -1)
    part[in_order] = np.arange(len(in_order))
    counts = type_matrix(tokens, part, len(in_order), words.pos) - _form_counts(tokens, part, words)
    return in_order, counts.tocsr(), part_sizes(tokens, part, len(in_order))


def _are_words(tokens: Tokens) -> Mask:
    """True for what is a word, and no figure, number of a document or label."""
    return np.array([not _NO_WORD.fullmatch(word) for word in tokens.words], bool)


def _against_list(
    corpus: StoredCorpus, ids: Sequence[str], listed: WordList, words: _Words
) -> pd.DataFrame:
    """The table of `keyness` against a list of frequencies, without the names of the sides."""
    import pandas as pd

    tokens = corpus.tokens
    in_order, counts, sizes = _counted(corpus, ids, words)
    n_a, n_b = max(float(sizes.sum()), 1.0), listed.total
    every = np.asarray(counts.sum(axis=1)).ravel()
    listed_counts = listed.of(tokens.words)
    prior = _WORDS_OF_THE_PRIOR * np.maximum(every + listed_counts, 1e-9) / (n_a + n_b)
    _, z = log_odds(every, listed_counts, n_a, n_b, prior)
    kept = np.flatnonzero((every >= max(words.min_count, 1)) & ~words.dropped & _are_words(tokens))
    a, b, counts = every[kept], listed_counts[kept], counts[kept]
    ratio, _, _ = log_ratio(a, b, n_a, n_b)
    reach = _reach(counts, sizes)
    sign = np.sign(a / n_a - b / n_b)
    table = pd.DataFrame(
        {
            "word": labels(tokens, kept),
            "count_target": a.astype(int),
            "count_reference": b,
            "per_million_target": 1e6 * a / n_a,
            "per_million_reference": 1e6 * b / n_b,
            "log_ratio": ratio,
            "low": ratio - reach,
            "high": ratio + reach,
            "dispersion": _dispersion(tokens, in_order, kept, words.pos),
            "documents": np.asarray((counts > 0).sum(axis=1)).ravel(),
            "documents_reference": np.nan,
            "p": np.nan,
            "q": np.nan,
            "g2": log_likelihood(a, b, n_a, n_b) * sign,
            "g2_2cell": log_likelihood(a, b, n_a, n_b, cells=2) * sign,
            "z": z[kept],
        }
    )
    table = table.iloc[_typical_first(table)].reset_index(drop=True)
    table.attrs["list_coverage"] = float(a[b > 0].sum() / max(a.sum(), 1))
    return table


def _halves(exchange: Exchange) -> tuple[Mask, Mask]:
    """The places of the target's documents, and those of the reference's."""
    return exchange.in_target, ~exchange.in_target


def document_counts(corpus: StoredCorpus) -> tuple[csr_matrix, Floats]:
    """How often each word that may be typical stands in each document, and the documents' words.

    Function words, figures, and words of the form are left out of the first.
    """
    tokens = corpus.tokens
    part = np.arange(len(corpus))
    words = _Words(1, stop_mask(tokens, None), (), _of_form(corpus))
    counts = type_matrix(tokens, part, len(corpus)) - _form_counts(tokens, part, words)
    kept = counts.tocsr()[np.flatnonzero(~words.dropped & _are_words(tokens))]
    return kept, part_sizes(tokens, part, len(corpus))


def _of_form(corpus: StoredCorpus) -> Mask:
    """The tokens of letterheads, legal bases and signatures that are counted."""
    return corpus.once("of form", lambda: _found_of_form(corpus))


def _found_of_form(corpus: StoredCorpus) -> Mask:
    units = units_of(corpus)
    ranges = token_ranges(corpus, units.spans.take(units.is_around))
    return marked(ranges, len(corpus.tokens.word)) & corpus.tokens.counted


def _form_counts(tokens: Tokens, part: NDArray[np.intp], words: _Words) -> csr_matrix:
    """How often each word stands in the form of each document."""
    places = of_pos(tokens, np.flatnonzero(words.of_form), words.pos)
    shape = len(tokens.words), int(part.max(initial=-1)) + 1
    return word_matrix(tokens.word[places], part[tokens.document[places]], shape)


def _interval(
    counts: csr_matrix, sizes: Floats, exchange: Exchange, ratio: Floats
) -> tuple[Floats, Floats]:
    """The bounds of log ratios, over documents; NaN where a side has fewer than five.

    The jackknife's variance of the log of a rate (to first order, as for any ratio of sums), and
    Student's t with the freedom of the side that has fewer documents. A count of nothing is half an
    occurrence in one document.
    """
    from scipy.special import stdtrit

    fewest = min(int(side.sum()) for side in _halves(exchange))
    if fewest < FEWEST_DOCUMENTS:
        return np.full(len(ratio), np.nan), np.full(len(ratio), np.nan)
    variance = np.zeros(len(ratio))
    for side in _halves(exchange):
        variance += log_rate_variance(counts[:, side], sizes[side])
    reach = stdtrit(fewest - 1, 1 - ALPHA / 2) * np.sqrt(variance) / np.log(2)
    return ratio - reach, ratio + reach


def _reach(counts: csr_matrix, sizes: Floats) -> Floats:
    """How far the interval of a log ratio reaches where only one side has documents."""
    from scipy.stats import t

    if len(sizes) < FEWEST_DOCUMENTS:
        return np.full(counts.shape[0], np.nan)
    freedom = len(sizes) - 1
    return np.asarray(
        t.ppf(1 - ALPHA / 2, freedom) * np.sqrt(log_rate_variance(counts, sizes)) / np.log(2)
    )


def significance(
    counts: csr_matrix, sizes: Floats, exchange: Exchange, sign: Floats
) -> tuple[Floats, Floats]:
    """p and q of words by the exchange of documents; NaN for those that are not tested.

    Where the documents of the common kinds speak against the sign of the whole, p is 1.
    """
    words = counts.shape[0]
    p = np.full(words, np.nan)
    tested = np.zeros(words, bool)
    if why_untested(exchange) is None:
        held = (counts > 0).astype(float)
        in_compared = held @ exchange.compared.astype(float)
        frequent = np.flatnonzero(in_compared >= _LEAST_DOCUMENTS)
        tested[frequent] = testable(exchange.least_p_of(held[frequent].T))
    if tested.any():
        found = exchange.test(exchange.residuals(counts[tested].T, sizes))
        p[tested] = np.where(np.sign(found.z) * sign[tested] >= 0, found.p, 1.0)
    return p, corrected(p, tested)


def _typical_first(table: pd.DataFrame) -> NDArray[np.intp]:
    """The order of the rows: from what is most typical of the target to what is of the reference.

    What is sure comes first at either end, then what stands in three documents or more; among these
    the log ratio decides.
    """
    sign = np.sign(table["log_ratio"].to_numpy())
    is_sure = table["q"].to_numpy() < ALPHA
    documents = np.where(sign > 0, table["documents"], table["documents_reference"])
    rank = np.where(is_sure, 3, np.where(documents >= _LEAST_DOCUMENTS, 2, 1))
    return np.lexsort((table["word"], -table["g2"], -table["log_ratio"], -sign * rank))


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
