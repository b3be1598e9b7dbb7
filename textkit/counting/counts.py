"""Frequencies, n-grams, dispersion and lexical diversity: numpy over the token columns.

Words are counted in their folded spelling (*hoá* with *hóa*, *tỉ lệ* with *tỷ lệ*) and named as the
corpus writes them most often.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.counting.queries import Query, find_matches, neighbour
from textkit.data.messages import TextkitError
from textkit.storing.corpus import StoredCorpus
from textkit.storing.tokens import Mask, Places, Tokens, Types
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
StopWords = str | Collection[str] | bool | None
"""Words to leave out; None or True for textkit's own, `()` or False for none."""
PartsOfSpeech = str | Collection[str] | None
"""Universal parts of speech to keep; `()` or None for all."""

# A row of words is made one number as long as it has fewer bits than a signed 64-bit integer.
_BITS = 62


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
    seen_and_expected = [
        (a, n_a * rate),
        (b, n_b * rate),
        (n_a - a, n_a * (1 - rate)),
        (n_b - b, n_b * (1 - rate)),
    ]
    total = np.zeros(())
    with np.errstate(divide="ignore", invalid="ignore"):
        for seen, expected in seen_and_expected[:cells]:
            total = total + np.where(seen > 0, seen * np.log(seen / expected), 0.0)
    return np.asarray(np.maximum(2 * total, 0.0))  # rounding may leave a little less than 0


def labels(tokens: Tokens, words: NDArray[Any]) -> list[str]:
    """How the corpus writes each of the words (numbers of `tokens.words`) most often, in lower
    case.
    """
    written: list[str] = tokens.words[tokens.spelling[words]].tolist()
    return written


def word_matrix(words: NDArray[Any], parts: NDArray[Any], shape: tuple[int, int]) -> csr_matrix:
    """Counts of words (rows) in parts (columns); no part is negative."""
    from scipy.sparse import coo_matrix

    taken = parts >= 0
    return coo_matrix((np.ones(int(taken.sum())), (words[taken], parts[taken])), shape).tocsr()


def type_counts(tokens: Tokens, places: NDArray[Any], size: int, pos: PartsOfSpeech = ()) -> Floats:
    """Counts of the documents' own words (rows) in parts of the corpus (columns); `places` has each
    document's part.
    """
    types = _types(tokens, places, pos)
    if size == 1 and types is tokens.types:
        return tokens.total.reshape(-1, 1).copy()
    cells = types.word * np.int64(size) + places[types.document]
    counts = np.bincount(cells, types.counts, len(tokens.words) * size)
    return counts.reshape(-1, size).astype(float)


def type_matrix(
    tokens: Tokens, places: NDArray[Any], size: int, pos: PartsOfSpeech = ()
) -> csr_matrix:
    """What `type_counts` gives, as a sparse matrix, for many parts."""
    from scipy.sparse import coo_matrix

    types = _types(tokens, places, pos)
    cells = types.word, places[types.document]
    shape = len(tokens.words), size
    return coo_matrix((types.counts.astype(float), cells), shape).tocsr()


def part_sizes(tokens: Tokens, places: NDArray[Any], size: int) -> Floats:
    """How many words that count each part of the corpus has."""
    types = _types(tokens, places, ())
    return np.bincount(places[types.document], types.counts, size).astype(float)


def document_range(
    tokens: Tokens, places: NDArray[Any], pos: PartsOfSpeech = ()
) -> NDArray[np.int64]:
    """In how many of the documents with a part each word stands."""
    types = _types(tokens, places, pos)
    return tokens.range if types is tokens.types else types.range(len(tokens.words))


def _types(tokens: Tokens, places: NDArray[Any], pos: PartsOfSpeech) -> Types:
    """The words of each document that has a part, of some parts of speech."""
    types = tokens.types
    if pos:
        types = types.only(has_pos(tokens, types.pos, pos))
    if (places >= 0).all():
        return types
    return types.only(places[types.document] >= 0)


def has_pos(tokens: Tokens, numbers: NDArray[Any], pos: PartsOfSpeech) -> Mask:
    """Whether each of these parts of speech, by number, is among those named; all are if none is.

    Raises TextkitError if what is named is no text, or the corpus has no word of a part of speech
    that is named.
    """
    wanted = _names(pos, "query.pos-name", "pos")
    unknown = wanted - set(tokens.tags)
    if unknown:
        raise TextkitError("query.no-such-pos", pos=min(unknown))
    is_kept = np.isin(tokens.tags, list(wanted)) if wanted else np.ones(len(tokens.tags), bool)
    mask: Mask = is_kept[numbers]
    return mask


def of_pos(tokens: Tokens, places: Places, pos: PartsOfSpeech) -> Places:
    """Those of some tokens that have one of the parts of speech named; all where none is, and then
    no parts of speech are read.
    """
    return places[has_pos(tokens, tokens.pos[places], pos)] if pos else places


def stop_mask(tokens: Tokens, words: StopWords) -> Mask:
    """True for each word of the vocabulary that is among these, or among textkit's own stop words
    if None or True.

    Raises TextkitError if what is given are no words.
    """
    if words is None or words is True:
        folded = own_stop_words()
    elif words is False:
        folded = frozenset()
    else:
        folded = frozenset(fold(word) for word in _names(words, "query.stop-words", "words"))
    mask = np.zeros(len(tokens.words), bool)
    mask[[tokens.number[word] for word in folded if word in tokens.number]] = True
    return mask


def _names(given: Any, message: str, value: str) -> set[str]:
    """Names as a set, of which one may be given alone; TextkitError if they are none."""
    if given is None:
        return set()
    if isinstance(given, str):
        return {given}
    if not isinstance(given, Iterable):
        raise TextkitError(message, **{value: given})
    names = list(given)
    for name in names:
        if not isinstance(name, str):
            raise TextkitError(message, **{value: given})
    return set(names)


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
    stop_words: StopWords = None,
    pos: PartsOfSpeech = (),
    min_count: int = 1,
) -> pd.DataFrame:
    """How often each word occurs, most frequent first.

    Columns: word, count, per_million (of all words that count, function words too), documents (in
    how many it occurs), and with `by` for each group count_GROUP and per_million_GROUP; then
    `attrs["ungrouped"]` lists the documents left out for want of a group.

    `by` is a fact: period, term, kind, issuer, year, or a column of your own in `metadata.csv`.
    Left out are words with fewer than `min_count` occurrences and `stop_words` (by default
    textkit's own, `()` for none); `pos` keeps universal parts of speech. Raises TextkitError if
    `by` is unknown, or what is given are no words or parts of speech. Example:
    `tk.frequencies(corpus, by="period", pos="NOUN")`
    """
    tokens = corpus.tokens
    groups, places = group_places(corpus, by)
    counts = type_counts(tokens, places, len(groups), pos)
    total = part_sizes(tokens, places, len(groups)) if pos else counts.sum(0)
    every = counts.sum(1)
    kept = np.flatnonzero((every >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    kept = kept[_most_frequent_first(tokens, kept, every)]
    table = _frequency_table(labels(tokens, kept), counts[kept], total, groups if by else ())
    table.insert(3, "documents", document_range(tokens, places, pos)[kept])
    table.attrs["ungrouped"] = corpus.ungrouped(by) if by else []
    return table


def _most_frequent_first(tokens: Tokens, words: Places, counts: NDArray[Any]) -> Places:
    """What puts words in order: by their counts, words seen equally often by the alphabet."""
    return np.lexsort((tokens.rank[tokens.spelling[words]], -counts[words]))


def _frequency_table(
    names: list[str], counts: Floats, total: Floats, groups: Collection[str]
) -> pd.DataFrame:
    """One row per name, with its counts in all and in each group, and the rates in a million of
    `total` words.
    """
    import pandas as pd

    every = counts.sum(1).astype(int)
    table = {"word": names, "count": every, "per_million": _per_million(every, total.sum())}
    for group, seen, words in zip(groups, counts.T, total, strict=False):
        table[f"count_{group}"] = seen.astype(int)
        table[f"per_million_{group}"] = _per_million(seen, words)
    return pd.DataFrame(table)


def _per_million(counts: NDArray[Any], words: float) -> Floats:
    return np.asarray(1e6 * counts / max(words, 1))


def ngrams(
    corpus: StoredCorpus,
    n: int = 2,
    *,
    containing: Query | None = None,
    by: str | None = None,
    stop_words: StopWords = None,
    pos: PartsOfSpeech = (),
    min_count: int = 5,
) -> pd.DataFrame:
    """How often each row of `n` words occurs, most frequent first.

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
    tokens = corpus.tokens
    groups, places = group_places(corpus, by)
    may_stand = tokens.counted
    if pos:
        may_stand = may_stand & has_pos(tokens, tokens.pos, pos)
    columns = _rows_of_words(tokens, n, may_stand, containing)
    is_stopped = stop_mask(tokens, stop_words)
    is_left_out = is_stopped[tokens.word[columns[0]]] | is_stopped[tokens.word[columns[-1]]]
    has_group = places[tokens.document[columns[0]]] >= 0
    columns = [column[has_group & ~is_left_out] for column in columns]

    often = _alike([tokens.word[column] for column in columns], len(tokens.words), min_count)
    # The lines of the table with the documents in which they stand, each pair once.
    pairs = often.line * np.int64(len(corpus)) + tokens.document[columns[0][often.row]]
    pairs.sort()
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    seen = np.diff(begins, append=len(pairs))
    line, document = np.divmod(pairs[begins], max(len(corpus), 1))
    lines = len(often.example)
    cells = line * len(groups) + places[document]
    counts = np.bincount(cells, seen, lines * len(groups)).reshape(-1, len(groups)).astype(float)
    written = [labels(tokens, tokens.word[column[often.example]]) for column in columns]
    table = _frequency_table(
        [" ".join(words) for words in zip(*written, strict=True)],
        counts,
        part_sizes(tokens, places, len(groups)),
        groups if by else (),
    )
    table.insert(3, "documents", np.bincount(line, minlength=lines))
    table.attrs["ungrouped"] = corpus.ungrouped(by) if by else []
    return table.sort_values(["count", "word"], ascending=[False, True], ignore_index=True)


def _rows_of_words(
    tokens: Tokens, n: int, may_stand: Mask, containing: Query | None
) -> list[Places]:
    """Tokens that follow each other in a sentence, all of which may stand in a row: an array for
    each of the `n` places, each with one token per row.
    """
    if containing is None:
        head = np.flatnonzero(may_stand)
        return _followed(tokens, head, n, may_stand)[0]
    matches = find_matches(tokens, containing)
    # A row that holds a match begins at its head, or up to n - 1 tokens before.
    heads = [matches.head]
    for _ in range(n - 1):
        heads.append(neighbour(tokens, heads[-1], -1))
    head = np.concatenate(heads)
    match = np.tile(np.arange(len(matches.tail)), n)
    is_good = (head >= 0) & may_stand[head]
    columns, kept = _followed(tokens, head[is_good], n, may_stand)
    tail = matches.tail[match[is_good][kept]]
    holds_the_match = np.flatnonzero(columns[-1] >= tail)
    # Two matches may stand in one row.
    _, once = np.unique(columns[0][holds_the_match], return_index=True)
    return [column[holds_the_match[once]] for column in columns]


def _followed(tokens: Tokens, head: Places, n: int, may_stand: Mask) -> tuple[list[Places], Places]:
    """The rows of `n` tokens that begin with some tokens, and which of these begin one."""
    columns = [head]
    kept = np.arange(len(head))
    for _ in range(n - 1):
        after = neighbour(tokens, columns[-1], 1)
        in_sentence = tokens.sentence_number[after] == tokens.sentence_number[columns[-1]]
        goes_on = (after >= 0) & may_stand[after] & in_sentence
        columns = [*(column[goes_on] for column in columns), after[goes_on]]
        kept = kept[goes_on]
    return columns, kept


class _Often(NamedTuple):
    """Rows of words of which there are enough that are alike: `row` is their number, `line` that of
    their kind, and of each kind `example` is one row.
    """

    row: Places
    line: Places
    example: Places


def _alike(words: list[NDArray[Any]], size: int, min_count: int) -> _Often:
    """The rows of words that stand at least so often, kind by kind; `size` is the number of words
    there are.
    """
    code = np.zeros(len(words[0]), np.int64)
    codes = 1  # how many different ones there may be
    for word in words:
        if codes * size >= 1 << _BITS:
            kinds, code = np.unique(code, return_inverse=True)
            codes = len(kinds)
        code = code * size + word
        codes *= size
    order = np.argsort(code)
    begins = np.flatnonzero(np.diff(code[order], prepend=-1))
    count = np.diff(begins, append=len(order))
    is_often = count >= max(min_count, 1)
    line = np.repeat(np.arange(is_often.sum()), count[is_often])
    return _Often(order[np.repeat(is_often, count)], line, order[begins[is_often]])


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
    parts, places = _parts(corpus, by)
    rows = []
    for number, part in enumerate(parts):
        words = _words_of(tokens, np.flatnonzero(places == number))
        types = len(np.unique(words))
        ttr = types / max(len(words), 1)
        rows.append((part, len(words), types, ttr, moving_ttr(words, window)))
    return pd.DataFrame(rows, columns=["part", "words", "types", "ttr", "mattr"])


def _parts(corpus: StoredCorpus, by: str | None) -> tuple[list[str], NDArray[np.intp]]:
    """The documents of a corpus, or its groups, and of which of them each document is part."""
    if by is None:
        return list(corpus.ids), np.arange(len(corpus))
    groups, places = group_places(corpus, by)
    return groups, places.astype(np.intp)


def _words_of(tokens: Tokens, documents: Iterable[int]) -> NDArray[np.int32]:
    """The words of some documents that count, one after the other."""
    words = [tokens.word[:0]]
    for place in documents:
        span = slice(*tokens.first[place : place + 2])
        words.append(tokens.word[span][tokens.counted[span]])
    return np.concatenate(words)


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
    # Where each word stood before: its neighbour when the places are sorted by their words.
    order = np.argsort(words, kind="stable")
    before = np.full(size, -1)
    before[order[1:]] = np.where(words[order[1:]] == words[order[:-1]], order[:-1], -1)
    # The stretches, by where they begin, that hold a word and not its place before.
    here = np.arange(size)
    first = np.maximum(np.maximum(before + 1, here - window + 1), 0)
    last = np.minimum(here, size - window)
    stretches = np.maximum(last - first + 1, 0)
    return float(stretches.sum() / (size - window + 1) / window)


def spread(counts: csr_matrix, sizes: Floats) -> dict[str, Floats]:
    """Measures of dispersion for each row of counts over parts of these sizes (words).

    `range`: parts with the word. `dp`: deviation of proportions, 0 even, near 1 clumped (Gries
    2008); `dp_norm`: over its greatest value (Lijffijt & Gries 2012). `juilland_d`: of the rates, 1
    even (Juilland 1964). With one part only, dp_norm and juilland_d are not defined (NaN).
    """
    rows = counts.shape[0]
    parts = int((sizes > 0).sum())
    share = sizes / max(sizes.sum(), 1)
    row = np.repeat(np.arange(rows), np.diff(counts.indptr))
    rates = counts.data / sizes[counts.indices]
    expected = share[counts.indices]
    with np.errstate(divide="ignore", invalid="ignore"):
        total = np.asarray(counts.sum(1)).ravel()
        # The sum runs over all parts, and most hold none of the word: each of these adds its share,
        # and all shares are 1.
        deviation = np.abs(counts.data / total[row] - expected) - expected
        dp = (np.bincount(row, deviation, rows) + 1) / 2
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
    stop_words: StopWords = (),
    pos: PartsOfSpeech = (),
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
    parts, places = _parts(corpus, by)
    counts = type_matrix(tokens, places, len(parts), pos)
    total = np.asarray(counts.sum(1)).ravel()
    sizes = part_sizes(tokens, places, len(parts))
    kept = np.flatnonzero((total >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    kept = kept[_most_frequent_first(tokens, kept, total)]
    measures = spread(counts[kept], sizes)
    columns = {
        "word": labels(tokens, kept),
        "count": total[kept].astype(int),
        "range": measures["range"],
    }
    return pd.DataFrame({**columns, "parts": len(parts), **measures})
