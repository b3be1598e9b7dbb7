"""Frequencies, keyword in context, collocations, dispersion: numpy over the token columns.

Words are counted in their folded spelling (*hoá* with *hóa*, *tỉ lệ* with *tỷ lệ*) and named as the corpus
writes them most often.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from functools import cache, lru_cache
from importlib import resources
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textkit.analysis.corpus import Corpus, Tokens
from textkit.reading.document import TextkitError
from textkit.reading.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
# Within a word of the corpus or a query: a number with its marks, letters and digits, any other sign.
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+|[^\w\s]|_")


@cache
def own_stop_words() -> frozenset[str]:
    """The function words left out by default, folded: `textkit/data/stopwords.txt`."""
    lines = resources.files("textkit").joinpath("data/stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


def log_likelihood(a: Any, b: Any, n_a: Any, n_b: Any, *, cells: int = 4) -> Floats:
    """G2 of a word seen `a` times in `n_a` words and `b` times in `n_b`; never negative.

    Over all four cells of the table (Dunning 1993), or with `cells=2` over the word's own (Rayson & Garside 2000).

    >>> log_likelihood(10, 3, 10, 31767).round(2).item()
    167.23
    """
    a, b, n_a, n_b = (np.asarray(value, float) for value in (a, b, n_a, n_b))
    rate = (a + b) / (n_a + n_b)
    terms = [(a, n_a * rate), (b, n_b * rate), (n_a - a, n_a * (1 - rate)), (n_b - b, n_b * (1 - rate))]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = sum(np.where(seen > 0, seen * np.log(seen / expected), 0.0) for seen, expected in terms[:cells])
    return np.asarray(np.maximum(2 * total, 0.0))


def labels(tokens: Tokens, words: Places) -> list[str]:
    """How the corpus writes each of the words (numbers of `tokens.words`) most often, in lower case."""
    size = len(tokens.words)
    pairs, count = np.unique(tokens.word.astype(np.int64) * size + tokens.form, return_counts=True)
    order = np.argsort(count, kind="stable")
    common = np.zeros(size, np.int64)
    common[pairs[order] // size] = pairs[order] % size
    return [str(word) for word in tokens.words[common[words]]]


def word_matrix(tokens: Tokens, parts: NDArray[Any], size: int) -> csr_matrix:
    """Counts of words (rows) in `size` parts (columns); `parts` gives the part of each token, negative for none.

    Only the documents' own words count.
    """
    from scipy.sparse import coo_matrix

    taken = tokens.counted & (parts >= 0)
    ones, places = np.ones(int(taken.sum())), (tokens.word[taken], parts[taken])
    return coo_matrix((ones, places), (len(tokens.words), size)).tocsr()


def stop_mask(tokens: Tokens, words: Collection[str] | None) -> NDArray[np.bool_]:
    """True for each word of the vocabulary that is among these, or among textkit's own stop words if None."""
    folded = own_stop_words() if words is None else {fold(word) for word in words}
    return np.array([word in folded for word in tokens.words], bool)


def group_places(corpus: Corpus, by: str | None) -> tuple[list[str], NDArray[np.int32]]:
    """The groups of a corpus, and for each token the place of its group; -1 where it has none."""
    groups = {"all": list(corpus.ids)} if by is None else corpus.groups(by)
    place = {id_: index for index, ids in enumerate(groups.values()) for id_ in ids}
    of_document = np.array([place.get(id_, -1) for id_ in corpus.ids] or [-1], np.int32)
    return list(groups), of_document[corpus.tokens.document]


def frequencies(
    corpus: Corpus, *, by: str | None = None, stop_words: Collection[str] | None = None,
    pos: str | Collection[str] = (), min_count: int = 1,
) -> pd.DataFrame:  # fmt: skip
    """How often each word occurs, the most frequent first.

    Columns: word, count, per_million (of all words that count, function words too), documents (in how many it
    occurs), and with `by` for each group count_GROUP and per_million_GROUP; then `attrs["ungrouped"]` lists the
    documents left out for want of a group.

    Args:
        corpus: the corpus.
        by: a fact to group by: period, term, kind, issuer, year.
        stop_words: words left out; by default textkit's own list of function words, `()` for none.
        pos: universal parts of speech to keep, such as `"NOUN"`; by default all.
        min_count: words with fewer occurrences are left out.
    """
    import pandas as pd

    tokens, (groups, places) = corpus.tokens, group_places(corpus, by)
    total = np.bincount(places[tokens.counted & (places >= 0)], minlength=len(groups))
    if pos:
        kept_tags = np.isin(tokens.tags, [pos] if isinstance(pos, str) else list(pos))
        places = np.where(kept_tags[tokens.pos], places, -1)
    counts = word_matrix(tokens, places, len(groups)).toarray()
    spread_over = np.diff(word_matrix(tokens, np.where(places >= 0, tokens.document, -1), len(corpus)).indptr)
    kept = np.flatnonzero((counts.sum(1) >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    counts, rates = counts[kept].astype(int), 1e6 * counts[kept] / np.maximum(total, 1)
    every = 1e6 * counts.sum(1) / max(total.sum(), 1)
    table = pd.DataFrame({"word": labels(tokens, kept), "count": counts.sum(1), "per_million": every})
    table["documents"] = spread_over[kept]
    for index, group in enumerate(groups if by else ()):
        table[f"count_{group}"], table[f"per_million_{group}"] = counts[:, index], rates[:, index]
    table.attrs["ungrouped"] = corpus.ungrouped(by) if by else []
    return table.sort_values(["count", "word"], ascending=[False, True], ignore_index=True)


def spread(counts: csr_matrix, sizes: Floats) -> dict[str, Floats]:
    """Measures of dispersion for each row of counts over parts of these sizes (words).

    `range`: parts with the word. `dp`: deviation of proportions, 0 even, near 1 clumped (Gries 2008); `dp_norm`: over
    its greatest value (Lijffijt & Gries 2012). `juilland_d`: of the rates, 1 even (Juilland 1964). With one part only,
    dp_norm and juilland_d are not defined (NaN).
    """
    rows, parts, share = counts.shape[0], int((sizes > 0).sum()), sizes / max(sizes.sum(), 1)
    row = np.repeat(np.arange(rows), np.diff(counts.indptr))
    rates, expected = counts.data / sizes[counts.indices], share[counts.indices]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.asarray(counts.sum(1)).ravel()
        dp = (np.bincount(row, np.abs(counts.data / total[row] - expected) - expected, rows) + 1) / 2
        mean = np.bincount(row, rates, rows) / parts
        variance = np.maximum(np.bincount(row, rates**2, rows) / parts - mean**2, 0)
        lowest = share[share > 0].min(initial=1.0)
        dp_norm = dp / (1 - lowest) if lowest < 1 else np.full_like(dp, np.nan)
        juilland = 1 - np.sqrt(variance) / mean / np.sqrt(parts - 1.0)
    return {"range": np.diff(counts.indptr), "dp": dp, "dp_norm": dp_norm, "juilland_d": juilland}


def dispersion(corpus: Corpus, *, by: str | None = None, min_count: int = 5) -> pd.DataFrame:
    """How evenly each word of at least `min_count` is spread over the documents, or over the groups of a fact.

    Columns: word, count, range (parts with the word), parts, dp, dp_norm, juilland_d; see `spread`. With few parts
    the values say little, and a word rarer than there are parts can never look even.
    """
    import pandas as pd

    tokens = corpus.tokens
    groups, places = (corpus.ids, tokens.document) if by is None else group_places(corpus, by)
    counts = word_matrix(tokens, places, len(groups))
    total, sizes = (np.asarray(counts.sum(axis), float).ravel() for axis in (1, 0))
    kept = np.flatnonzero(total >= max(min_count, 1))
    measures = spread(counts[kept], sizes)
    columns = {"word": labels(tokens, kept), "count": total[kept].astype(int), "range": measures["range"]}
    table = pd.DataFrame({**columns, "parts": len(groups), **measures})
    return table.sort_values(["count", "word"], ascending=[False, True], ignore_index=True)


def _matches(tokens: Tokens, query: str) -> tuple[Places, Places, Places, Places]:
    """Where the syllables of a query follow each other: first token, last token, start and end in the text.

    The words' bounds play no part: a phrase is found whether it is one word, two, or part of one. A match lies
    inside one sentence and starts on a word that counts.
    """
    if not (wanted := _PIECE.findall(fold(query))):
        raise TextkitError(f"the query {query!r} holds no word; give a word or a phrase")
    number, token, (stream, begin, end) = _syllables(tokens)
    starts = np.arange(max(len(stream) - len(wanted) + 1, 0))
    for offset, piece in enumerate(wanted):
        starts = starts[stream[starts + offset] == number.get(piece, -1)]
    ends, sentence = starts + len(wanted) - 1, _sentences(tokens)
    kept = (sentence[token[starts]] == sentence[token[ends]]) & tokens.counted[token[starts]]
    starts, ends = starts[kept], ends[kept]
    return token[starts], token[ends], begin[starts], end[ends]


@lru_cache(maxsize=1)
def _syllables(tokens: Tokens) -> tuple[dict[str, int], Places, Places]:
    """The numbers of the syllables; in a row all of the corpus: the token of each, its number, start and end."""
    used, word = np.unique(tokens.word, return_inverse=True)
    cut = [list(_PIECE.finditer(text)) for text in tokens.words[used]]  # folded words are as long as those written
    number: dict[str, int] = {}
    rows = [(number.setdefault(m[0], len(number)), m.start(), m.end()) for pieces in cut for m in pieces]
    size = np.array([len(pieces) for pieces in cut], np.intp)
    length = size[word]
    token = np.repeat(np.arange(len(word)), length)
    first = (np.cumsum(size) - size)[word] - (np.cumsum(length) - length)  # in `rows`, less that in the corpus
    found = np.array(rows, np.intp).reshape(-1, 3)[np.arange(len(token)) + first[token]].T
    found[1:] += tokens.start[token]
    return number, token, found


def _sentences(tokens: Tokens) -> Places:
    return np.cumsum(tokens.sentence | np.diff(tokens.document, prepend=-1).astype(bool))


def kwic(corpus: Corpus, query: str, *, window: int = 8, by: str | None = None) -> pd.DataFrame:
    """A row for each place where a word or phrase stands, with so many words and marks around it.

    Columns: doc_id, start, end (of the match in the document's text), left, match, right, path (of the unit it
    stands in), and with `by` (a fact) group. The query, a document number too, is compared syllable by syllable in
    folded spelling: `hoá` finds `hóa`, `Tỷ lệ` `tỉ lệ`, whatever the word bounds. No match crosses a sentence.

    Raises:
        TextkitError: if the query holds no word.
    """
    import pandas as pd

    tokens = corpus.tokens
    heads, tails, starts, ends = _matches(tokens, query)
    visible = np.flatnonzero(np.array([bool(word.strip()) for word in tokens.words])[tokens.word])
    document = tokens.document[heads]
    lowest, beyond = np.searchsorted(tokens.document[visible], [document, document + 1])
    first = visible[np.maximum(np.searchsorted(visible, heads) - window, lowest)]
    last = visible[np.minimum(np.searchsorted(visible, tails) + window, beyond - 1)]
    rows = []
    for place in np.unique(document):
        id_, text = corpus.ids[place], corpus.text(corpus.ids[place])
        units = sorted(corpus.records("units", [id_]), key=lambda unit: (unit.start, -unit.end))
        for n in np.flatnonzero(document == place):
            start, end = int(starts[n]), int(ends[n])
            left = text[tokens.start[first[n]] : start]
            right = text[end : tokens.start[last[n]] + tokens.length[last[n]]]
            path = units[bisect_right(units, start, key=attrgetter("start")) - 1].path if units else ""
            rows.append((id_, start, end, " ".join(left.split()), text[start:end], " ".join(right.split()), path))
    table = pd.DataFrame(rows, columns=["doc_id", "start", "end", "left", "match", "right", "path"])
    if by:
        table["group"] = [corpus.fact(id_, by) for id_ in table["doc_id"]]
    return table


def collocations(
    corpus: Corpus, node: str, *, window: int = 5, min_count: int = 3, stop_words: Collection[str] | None = None
) -> pd.DataFrame:
    """The words that stand near a word or phrase more often than elsewhere, the most typical first.

    Columns: word, count (near the node), total (in the corpus, the node's own words apart), expected (count if the
    word were spread evenly), log_dice (Rychlý 2008; 14 at most, unless it stands twice near one node), mi (base 2;
    favours rare words), g2 (Dunning 1993; negative where the word shuns the node). `attrs["nodes"]` counts the node.

    Args:
        corpus: the corpus.
        node: a word or phrase, matched as in `kwic`.
        window: how many words to each side are near; they lie in the node's sentence.
        min_count: words seen fewer times near the node are left out.
        stop_words: words left out; by default textkit's own list of function words, `()` for none.
    """
    import pandas as pd

    tokens = corpus.tokens
    heads, tails, *_ = _matches(tokens, node)
    near, apart = _near(tokens, heads, tails, window)
    seen, total = (np.bincount(tokens.word[part], minlength=len(tokens.words)) for part in (near, apart))
    kept = np.flatnonzero((seen >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    seen, total = seen[kept], total[kept]
    expected = total * (len(near) / max(len(apart), 1))
    g2 = log_likelihood(seen, total - seen, len(near), len(apart) - len(near))
    table = pd.DataFrame({"word": labels(tokens, kept), "count": seen, "total": total, "expected": expected})
    table["log_dice"] = 14 + np.log2(2 * seen / (len(heads) + total))
    table["mi"], table["g2"] = np.log2(seen / expected), np.where(seen < expected, -g2, g2)
    table.attrs["nodes"] = len(heads)
    return table.sort_values(["log_dice", "word"], ascending=[False, True], ignore_index=True)


def _near(tokens: Tokens, heads: Places, tails: Places, window: int) -> list[Places]:
    """The words within the window of a match, each once, and all words that belong to no match."""
    size = len(tokens.word) + 1
    inside = np.cumsum(np.bincount(heads, minlength=size) - np.bincount(tails + 1, minlength=size))
    words, sentence = np.flatnonzero(tokens.counted), _sentences(tokens)
    before, after = np.searchsorted(words, heads), np.searchsorted(words, tails, "right") - 1
    steps = np.arange(1, window + 1)
    reached = np.hstack([before[:, None] - steps, after[:, None] + steps]).clip(0, len(words) - 1)
    near = np.zeros(len(words), bool)
    near[reached[sentence[words[reached]] == sentence[heads][:, None]]] = True
    apart = inside[words] == 0
    return [words[near & apart], words[apart]]
