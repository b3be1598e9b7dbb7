"""Frequencies, n-grams, dispersion and lexical diversity: numpy over the token columns.

Words are counted in their folded spelling (*hoá* with *hóa*, *tỉ lệ* with *tỷ lệ*) and named as the
corpus writes them most often.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.counting.queries import find_matches, neighbour
from textkit.data.messages import TextkitError
from textkit.storing.corpus import StoredCorpus
from textkit.storing.tokens import Mask, Places, Tokens, Types
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
_BITS = 62  # of a number that stands for several words


@cache
def own_stop_words() -> frozenset[str]:
    """The function words left out by default, folded: `textkit/data/stopwords.txt`."""
    lines = data.text("stopwords.txt").splitlines()
    return frozenset(
        fold(line.strip()) for line in lines if line.strip() and not line.startswith("#")
    )


def log_likelihood(a: Any, b: Any, n_a: Any, n_b: Any, *, cells: int = 4) -> Floats:
    """G2 of a word seen `a` times in `n_a` words and `b` times in `n_b`; never negative.

    Over all four cells of the table (Dunning 1993), or with `cells=2` over the word's own (Rayson &
    Garside 2000).

    >>> log_likelihood(10, 3, 10, 31767).round(2).item()
    167.23
    """
    a, b, n_a, n_b = (np.asarray(value, float) for value in (a, b, n_a, n_b))
    rate = (a + b) / (n_a + n_b)
    terms = [
        (a, n_a * rate),
        (b, n_b * rate),
        (n_a - a, n_a * (1 - rate)),
        (n_b - b, n_b * (1 - rate)),
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = sum(
            np.where(seen > 0, seen * np.log(seen / expected), 0.0)
            for seen, expected in terms[:cells]
        )
    return np.asarray(np.maximum(2 * total, 0.0))


def labels(tokens: Tokens, words: NDArray[Any]) -> list[str]:
    """How the corpus writes each of the words (numbers of `tokens.words`) most often, in lower
    case.
    """
    return [str(word) for word in tokens.words[tokens.spelling[words]]]


def word_matrix(words: NDArray[Any], parts: NDArray[Any], shape: tuple[int, int]) -> csr_matrix:
    """Counts of words (rows) in parts (columns); no part is negative."""
    from scipy.sparse import coo_matrix

    taken = parts >= 0
    return coo_matrix((np.ones(int(taken.sum())), (words[taken], parts[taken])), shape).tocsr()


def type_counts(
    tokens: Tokens, places: NDArray[Any], size: int, pos: str | Collection[str] = ()
) -> Floats:
    """Counts of the documents' own words (rows) in parts of the corpus (columns); `places` has each
    document's part.
    """
    types = _types(tokens, places, pos)
    cells = types.word * np.int64(size) + places[types.document]
    return (
        np.bincount(cells, types.counts, len(tokens.words) * size).reshape(-1, size).astype(float)
    )


def type_matrix(
    tokens: Tokens, places: NDArray[Any], size: int, pos: str | Collection[str] = ()
) -> csr_matrix:
    """What `type_counts` gives, as a sparse matrix, for many parts."""
    from scipy.sparse import coo_matrix

    types = _types(tokens, places, pos)
    return coo_matrix(
        (types.counts.astype(float), (types.word, places[types.document])),
        (len(tokens.words), size),
    ).tocsr()


def part_sizes(tokens: Tokens, places: NDArray[Any], size: int) -> Floats:
    """How many words that count each part of the corpus has."""
    types = _types(tokens, places, ())
    return np.bincount(places[types.document], types.counts, size).astype(float)


def document_range(
    tokens: Tokens, places: NDArray[Any], pos: str | Collection[str] = ()
) -> NDArray[np.int64]:
    """In how many of the documents with a part each word stands."""
    types = _types(tokens, places, pos)
    again = (np.diff(types.word, prepend=-1) == 0) & (np.diff(types.document, prepend=-1) == 0)
    return np.bincount(types.word[~again], minlength=len(tokens.words))


def _types(tokens: Tokens, places: NDArray[Any], pos: str | Collection[str]) -> Types:
    types = tokens.types
    if pos:
        types = types.only(has_pos(tokens, types.pos, pos))
    return types if (places >= 0).all() else types.only(places[types.document] >= 0)


def has_pos(tokens: Tokens, numbers: NDArray[Any], pos: str | Collection[str]) -> Mask:
    """Whether each of these parts of speech, by number, is among those named; all are if none is.

    Raises TextkitError if the corpus has no word of a part of speech that is named.
    """
    wanted = {pos} if isinstance(pos, str) else set(pos)
    if unknown := wanted - set(tokens.tags):
        raise TextkitError("query.no-such-pos", pos=min(unknown))
    mask: Mask = (np.isin(tokens.tags, list(wanted)) | (not wanted))[numbers]
    return mask


def stop_mask(tokens: Tokens, words: Collection[str] | None) -> Mask:
    """True for each word of the vocabulary that is among these, or among textkit's own stop words
    if None.
    """
    folded = own_stop_words() if words is None else {fold(word) for word in words}
    mask = np.zeros(len(tokens.words), bool)
    mask[[tokens.number[word] for word in folded if word in tokens.number]] = True
    return mask


def group_places(corpus: StoredCorpus, by: str | None) -> tuple[list[str], NDArray[np.int32]]:
    """The groups of a corpus, and for each document the place of its group;
    -1 where it has none.
    """
    groups = {"all": list(corpus.ids)} if by is None else corpus.groups(by)
    place = {id_: index for index, ids in enumerate(groups.values()) for id_ in ids}
    return list(groups), np.array([place.get(id_, -1) for id_ in corpus.ids], np.int32)


def frequencies(
    corpus: StoredCorpus,
    *,
    by: str | None = None,
    stop_words: Collection[str] | None = None,
    pos: str | Collection[str] = (),
    min_count: int = 1,
) -> pd.DataFrame:
    """How often each word occurs, the most frequent first.

    Columns: word, count, per_million (of all words that count, function words too), documents (in
    how many it occurs), and with `by` for each group count_GROUP and per_million_GROUP; then
    `attrs["ungrouped"]` lists the documents left out for want of a group.

    `by` is a fact: period, term, kind, issuer, year, or a column of your own in `metadata.csv`.
    Left out are words with fewer than `min_count` occurrences and `stop_words` (by default
    textkit's own, `()` for none); `pos` keeps universal parts of speech. Raises TextkitError if
    `by` is unknown. Example: `tk.frequencies(corpus, by="period", pos="NOUN")`
    """
    tokens, (groups, places) = corpus.tokens, group_places(corpus, by)
    counts = type_counts(tokens, places, len(groups), pos)
    total = part_sizes(tokens, places, len(groups)) if pos else counts.sum(0)
    kept = np.flatnonzero((counts.sum(1) >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    kept = kept[np.lexsort((tokens.rank[tokens.spelling[kept]], -counts[kept].sum(1)))]
    table = _frequency_table(labels(tokens, kept), counts[kept], total, groups if by else ())
    table.insert(3, "documents", document_range(tokens, places, pos)[kept])
    table.attrs["ungrouped"] = corpus.ungrouped(by) if by else []
    return table


def _frequency_table(
    names: list[str], counts: Floats, total: Floats, groups: Collection[str]
) -> pd.DataFrame:
    """A row a name, with its counts in all and in each group, and the rates in a million of `total`
    words.
    """
    import pandas as pd

    every = counts.sum(1).astype(int)
    table = {"word": names, "count": every, "per_million": 1e6 * every / max(total.sum(), 1)}
    for group, seen, words in zip(groups, counts.T, total, strict=False):
        table |= {
            f"count_{group}": seen.astype(int),
            f"per_million_{group}": 1e6 * seen / max(words, 1),
        }
    return pd.DataFrame(table)


def ngrams(
    corpus: StoredCorpus,
    n: int = 2,
    *,
    containing: str | None = None,
    by: str | None = None,
    stop_words: Collection[str] | None = None,
    pos: str | Collection[str] = (),
    min_count: int = 5,
) -> pd.DataFrame:
    """How often each row of `n` words occurs, the most frequent first.

    Columns: as of `frequencies`; `word` has the words with blanks between. The words follow each
    other in one sentence with no mark between them.

    `containing` keeps rows that hold a match of this query (see `kwic`) as a whole, `pos` those
    whose words all have these parts of speech. Left out are rows that begin or end with one of
    `stop_words` (by default textkit's own) and those with fewer than `min_count` occurrences.
    Example: `tk.ngrams(corpus, 3, containing="đầu tư")` Raises TextkitError if `n` is less than 2,
    or the query or a part of speech cannot be read.
    """
    if n < 2:
        raise TextkitError("query.ngram-length", n=n)
    tokens, (groups, places) = corpus.tokens, group_places(corpus, by)
    rows = _rows_of_words(tokens, n, tokens.counted & has_pos(tokens, tokens.pos, pos), containing)
    stopped = stop_mask(tokens, stop_words)
    rows = [row[~(stopped[tokens.word[rows[0]]] | stopped[tokens.word[rows[-1]]])] for row in rows]
    document = tokens.document[rows[0]]
    rows, document = [row[places[document] >= 0] for row in rows], document[places[document] >= 0]
    kind, first, count = _alike([tokens.word[row] for row in rows], len(tokens.words))
    often = count >= max(min_count, 1)
    place = np.where(often, np.cumsum(often) - 1, -1)[kind]
    matrix = word_matrix(
        document[place >= 0], place[place >= 0], (len(corpus), int(often.sum()))
    ).T.tocsr()
    of_group = word_matrix(np.arange(len(corpus)), places, (len(corpus), len(groups)))
    words = zip(*(labels(tokens, tokens.word[row[first[often]]]) for row in rows), strict=True)
    total = part_sizes(tokens, places, len(groups))
    table = _frequency_table(
        [" ".join(row) for row in words], (matrix @ of_group).toarray(), total, groups if by else ()
    )
    table.insert(3, "documents", np.diff(matrix.indptr))
    table.attrs["ungrouped"] = corpus.ungrouped(by) if by else []
    return table.sort_values(["count", "word"], ascending=[False, True], ignore_index=True)


def _rows_of_words(tokens: Tokens, n: int, good: Mask, containing: str | None) -> list[Places]:
    """Tokens that follow each other in a sentence, all of them good: an array for each of the `n`
    places in a row.
    """
    if containing is None:
        head = tail = np.flatnonzero(good)
    else:
        found = find_matches(tokens, containing)
        heads = [found.head]
        for _ in range(n - 1):
            heads.append(neighbour(tokens, heads[-1], -1))
        head, tail = np.concatenate(heads), np.tile(found.tail, n)
        kept = (head >= 0) & good[head]
        head, tail = head[kept], tail[kept]
    rows = [head]
    for _ in range(n - 1):
        after = neighbour(tokens, rows[-1], 1)
        kept = (
            (after >= 0)
            & good[after]
            & (tokens.sentence_number[after] == tokens.sentence_number[rows[-1]])
        )
        rows, tail = [*(row[kept] for row in rows), after[kept]], tail[kept]
    if containing is None:
        return rows
    whole = np.flatnonzero(rows[-1] >= tail)
    _, once = np.unique(rows[0][whole], return_index=True)
    return [row[whole[once]] for row in rows]


def _alike(words: list[NDArray[Any]], size: int) -> tuple[Places, Places, Places]:
    """For each row of words the number of its kind, and of each kind its first row and how many it
    has.
    """
    code, most = np.zeros(len(words[0]), np.int64), 1
    for word in words:
        if most * size >= 1 << _BITS:
            kinds, code = np.unique(code, return_inverse=True)
            most = len(kinds)
        code, most = code * size + word, most * size
    _, first, kind, count = np.unique(
        code, return_index=True, return_inverse=True, return_counts=True
    )
    return kind, first, count


def diversity(corpus: StoredCorpus, *, by: str | None = None, window: int = 500) -> pd.DataFrame:
    """How varied the words of each document are, or of each group of a fact.

    Columns: part (the document or group), words, types (different words), ttr (types for each
    word), mattr: the mean ttr of all stretches of `window` words (Covington & McFall 2010). Compare
    parts of different length by mattr only: ttr falls as a text grows. Of a part shorter than the
    window mattr is not defined (NaN). A group's documents are read one after the other. Raises
    TextkitError if `by` is unknown. Example: `tk.diversity(corpus, by="kind")`
    """
    import pandas as pd

    tokens = corpus.tokens
    groups, places = (
        (list(corpus.ids), np.arange(len(corpus))) if by is None else group_places(corpus, by)
    )
    rows = []
    for part, group in enumerate(groups):
        spans = [
            slice(*tokens.first[place : place + 2]) for place in np.flatnonzero(places == part)
        ]
        words = np.concatenate(
            [tokens.word[:0], *(tokens.word[span][tokens.counted[span]] for span in spans)]
        )
        types = len(np.unique(words))
        rows.append(
            (group, len(words), types, types / max(len(words), 1), moving_ttr(words, window))
        )
    return pd.DataFrame(rows, columns=["part", "words", "types", "ttr", "mattr"])


def moving_ttr(words: NDArray[Any], window: int) -> float:
    """The mean share of different words in all stretches of `window` words (MATTR, Covington &
    McFall 2010).

    A word counts in the stretches in which it has not stood before.

    >>> moving_ttr(np.array([1, 2, 1, 1]), 2)  # the stretches have 2, 2 and 1 different words
    0.8333333333333334
    """
    size = len(words)
    if not 0 < window <= size:
        return float("nan")
    order = np.argsort(words, kind="stable")
    before = np.full(size, -1)
    before[order[1:]] = np.where(words[order[1:]] == words[order[:-1]], order[:-1], -1)
    here = np.arange(size)
    first, last = np.maximum(before + 1, here - window + 1), np.minimum(here, size - window)
    return float(
        np.maximum(last - np.maximum(first, 0) + 1, 0).sum() / (size - window + 1) / window
    )


def spread(counts: csr_matrix, sizes: Floats) -> dict[str, Floats]:
    """Measures of dispersion for each row of counts over parts of these sizes (words).

    `range`: parts with the word. `dp`: deviation of proportions, 0 even, near 1 clumped (Gries
    2008); `dp_norm`: over its greatest value (Lijffijt & Gries 2012). `juilland_d`: of the rates, 1
    even (Juilland 1964). With one part only, dp_norm and juilland_d are not defined (NaN).
    """
    rows, parts, share = counts.shape[0], int((sizes > 0).sum()), sizes / max(sizes.sum(), 1)
    row = np.repeat(np.arange(rows), np.diff(counts.indptr))
    rates, expected = counts.data / sizes[counts.indices], share[counts.indices]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.asarray(counts.sum(1)).ravel()
        dp = (
            np.bincount(row, np.abs(counts.data / total[row] - expected) - expected, rows) + 1
        ) / 2
        mean = np.bincount(row, rates, rows) / parts
        variance = np.maximum(np.bincount(row, rates**2, rows) / parts - mean**2, 0)
        lowest = share[share > 0].min(initial=1.0)
        dp_norm = dp / (1 - lowest) if lowest < 1 else np.full_like(dp, np.nan)
        juilland = 1 - np.sqrt(variance) / mean / np.sqrt(parts - 1.0)
    return {"range": np.diff(counts.indptr), "dp": dp, "dp_norm": dp_norm, "juilland_d": juilland}


def dispersion(
    corpus: StoredCorpus,
    *,
    by: str | None = None,
    stop_words: Collection[str] = (),
    pos: str | Collection[str] = (),
    min_count: int = 5,
) -> pd.DataFrame:
    """How evenly each word of at least `min_count` is spread over the documents, or over the groups
    of a fact.

    Columns: word, count, range (parts with the word), parts, dp, dp_norm, juilland_d; see `spread`.
    With few parts the values say little, and a word rarer than there are parts can never look even.
    `stop_words` (by default none) are left out, `pos` are the universal parts of speech to keep.
    Example: `tk.dispersion(corpus, min_count=20)`
    """
    import pandas as pd

    tokens = corpus.tokens
    groups, places = (
        (list(corpus.ids), np.arange(len(corpus))) if by is None else group_places(corpus, by)
    )
    counts = type_matrix(tokens, places, len(groups), pos)
    total, sizes = np.asarray(counts.sum(1)).ravel(), part_sizes(tokens, places, len(groups))
    kept = np.flatnonzero((total >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    kept = kept[np.lexsort((tokens.rank[tokens.spelling[kept]], -total[kept]))]
    measures = spread(counts[kept], sizes)
    columns = {
        "word": labels(tokens, kept),
        "count": total[kept].astype(int),
        "range": measures["range"],
    }
    return pd.DataFrame({**columns, "parts": len(groups), **measures})
