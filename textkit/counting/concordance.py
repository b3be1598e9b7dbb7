"""Keyword in context, and the company a word keeps: what stands around the matches of a query."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from textkit.counting.counts import (
    PartsOfSpeech,
    StopWords,
    labels,
    log_likelihood,
    of_pos,
    stop_mask,
)
from textkit.counting.queries import Matches, Query, find_matches, neighbour
from textkit.data.messages import TextkitError
from textkit.storing.corpus import StoredCorpus
from textkit.storing.tokens import Places, Tokens

if TYPE_CHECKING:
    import pandas as pd

Window = int | Literal["sentence", "paragraph"]
_COLUMNS = ["doc_id", "start", "end", "left", "match", "right", "path"]

# Words on one side by which a concordance is sorted, as in AntConc's default.
_SORTED_BY = 3

# Letters in the order of a Vietnamese dictionary, as characters of Unicode's private area, whose
# code points have that order.
_LETTERS = {
    letter: chr(0xE000 + place)
    for place, letter in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
}

# The tones in the order of a dictionary: à ả ã á ạ.
_TONES = "\u0300\u0309\u0303\u0301\u0323"

# log Dice of a word that never stands without its node: the constant that Rychlý (2008) adds.
_HIGHEST_LOG_DICE = 14


def kwic(
    corpus: StoredCorpus,
    query: Query,
    *,
    window: Window = 8,
    by: str | None = None,
    accents: bool = True,
    sort: Literal["left", "right"] | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """One row for each place where a word or phrase stands, with what stands around it.

    Columns: doc_id, start, end (of the match in the document's text), left, match, right, path (of
    the unit it stands in), and with `by` group. `attrs["matches"]` counts all matches. Syllables
    are compared in folded spelling, whatever the word bounds: `hoá` finds `hóa`, `Tỷ lệ` `tỉ lệ`.
    `*` and `?` are wildcards, `đầu_tư` is a whole word, `[VERB]` any verb, `*_hoá[VERB]` both,
    `/phát (triển|huy)/` a regular expression for a word. No match crosses a sentence. A list of
    queries finds what any of them finds.

    `window` words and marks stand on each side, or the whole `"sentence"` or `"paragraph"`; `by` is
    a fact to show as `group`; without `accents`, `chuyen doi so` finds `chuyển đổi số`. Rows are
    sorted by the words on the side `sort`, nearest first, else they stand as in the corpus; `limit`
    keeps the first. Raises TextkitError if the query holds no word, or a part of it cannot be read.
    Example: `tk.kwic(corpus, "đầu tư", sort="right")`
    """
    import pandas as pd

    _check_window(window)
    tokens = corpus.tokens
    every = find_matches(tokens, query, accents=accents)
    shown = every.only(_order(tokens, every, sort)[:limit])
    document = np.searchsorted(tokens.first, shown.head, "right") - 1
    lines: dict[int, tuple[str | int, ...]] = {}  # by their place in the table
    for place in np.unique(document):
        here = np.flatnonzero(document == place)
        of_document = _lines(corpus, int(place), shown.only(here), window)
        lines |= zip(here.tolist(), of_document, strict=True)
    table = pd.DataFrame([lines[place] for place in range(len(lines))], columns=_COLUMNS)
    if by:
        table["group"] = [corpus.fact(id_, by) for id_ in table["doc_id"]]
    table.attrs["matches"] = len(every.head)
    return table


def _check_window(window: Any) -> None:
    if isinstance(window, bool) or not isinstance(window, Integral):
        is_known = window in ("sentence", "paragraph")
    else:
        is_known = int(window) >= 0
    if not is_known:
        raise TextkitError("query.window", window=window)


def _lines(
    corpus: StoredCorpus, place: int, matches: Matches, window: Window
) -> Iterator[tuple[str | int, ...]]:
    """The rows of the matches in one document, `place` of the corpus."""
    id_ = corpus.ids[place]
    first = corpus.tokens.first[place]
    text = corpus.text(id_)
    starts, ends, units = corpus.places(id_)
    begin = (starts[matches.head - first] + matches.begin).tolist()
    end = (starts[matches.tail - first] + matches.end).tolist()
    if window == "paragraph":
        around = [_paragraph(text, *span) for span in zip(begin, end, strict=True)]
    else:
        head, tail = _tokens_around(corpus.tokens, place, matches, window)
        around = list(zip(starts[head - first].tolist(), ends[tail - first].tolist(), strict=True))
    for (low, high), start, stop in zip(around, begin, end, strict=True):
        left = " ".join(text[low:start].split())
        right = " ".join(text[stop:high].split())
        yield id_, start, stop, left, text[start:stop], right, _path_at(units, start)


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the lines in which a span stands."""
    next_line = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if next_line < 0 else next_line


def _path_at(units: list[tuple[int, str]], start: int) -> str:
    """The path of the last unit that begins at a place or before it, the innermost of several."""
    if not units:
        return ""
    behind_all_paths = (start, "\uffff")
    return units[bisect_right(units, behind_all_paths) - 1][1]


def _tokens_around(
    tokens: Tokens, place: int, matches: Matches, window: int | str
) -> tuple[Places, Places]:
    """The first and the last token of what is shown of each match in one document."""
    first, beyond = tokens.first[place : place + 2]
    head, tail = matches.head, matches.tail
    if window == "sentence":
        sentences = first + np.flatnonzero(tokens.sentence[first:beyond])
        begins = np.concatenate([[first], sentences, [beyond]])
        following = np.searchsorted(begins, head, "right")
        return begins[following - 1], begins[following] - 1
    for _ in range(int(window)):
        before = neighbour(tokens, head, -1)
        after = neighbour(tokens, tail, 1)
        head = np.where(before >= first, before, head)
        tail = np.where((after >= 0) & (after < beyond), after, tail)
    return head, tail


def _order(tokens: Tokens, matches: Matches, sort: str | None) -> Places:
    """The matches in the order asked for: as they stand, or by the words on one side, the nearest
    first.
    """
    if sort is None:
        return np.arange(len(matches.head))
    if sort not in ("left", "right"):
        raise TextkitError("query.sort", sort=sort)
    at, step = (matches.head, -1) if sort == "left" else (matches.tail, 1)
    words_aside = []
    for _ in range(_SORTED_BY):
        at = neighbour(tokens, at, step)
        words_aside.append(np.where(at >= 0, tokens.word[at], 0))
    used, number = np.unique(np.array(words_aside, np.intp), return_inverse=True)
    in_order = sorted(
        range(len(used)), key=lambda place: in_alphabet(str(tokens.words[used[place]]))
    )
    rank = np.argsort(in_order)[number.reshape(_SORTED_BY, -1)]
    nearest_last = tuple(rank[::-1])  # lexsort goes by its last key first
    return np.lexsort(nearest_last)


@lru_cache(maxsize=1 << 16)
def in_alphabet(word: str) -> tuple[str, str]:
    """What puts Vietnamese words in the order of a dictionary: letters first (a, ă, â, b, … d, đ),
    then tones.

    >>> sorted(["đất", "dân", "ấm", "an", "ăn", "án"], key=in_alphabet)
    ['an', 'án', 'ăn', 'ấm', 'dân', 'đất']
    """
    apart = unicodedata.normalize("NFD", word.lower())
    letters = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    places_of_letters = "".join(_LETTERS.get(c, c) for c in letters)
    tones = "".join(str(_TONES.find(c) + 1) for c in apart)
    return places_of_letters, tones


def collocations(
    corpus: StoredCorpus,
    node: Query,
    *,
    window: int = 5,
    by: str | None = None,
    min_count: int = 3,
    stop_words: StopWords = None,
    pos: PartsOfSpeech = (),
) -> pd.DataFrame:
    """The words that stand near a word or phrase more often than elsewhere, most typical first.

    Columns: with `by` group; word, count (near the node), total (in the corpus or group, the node's
    own words apart), expected (count if the word were spread evenly), log_dice (Rychlý 2008; 14 at
    most, unless it stands twice near one node), mi (base 2, Church & Hanks 1990; favours rare
    words), g2 (Dunning 1993; negative where the word shuns the node). `attrs["nodes"]` counts the
    node. With `by`, each group is a corpus of its own.

    `node` is a word, a phrase or any query of `kwic`; near are `window` words to each side, in its
    sentence. Left out are words seen fewer than `min_count` times near it and `stop_words` (by
    default textkit's own, `()` for none); `pos` keeps universal parts of speech. Raises
    TextkitError if the query cannot be read. Example: `tk.collocations(corpus, "đầu tư")`
    """
    import pandas as pd

    def within(part: StoredCorpus) -> pd.DataFrame:
        return _collocates(
            part.tokens, find_matches(part.tokens, node), window, min_count, stop_words, pos
        )

    if by is None:
        return within(corpus)
    tables = {group: within(corpus.only(ids)) for group, ids in corpus.groups(by).items()}
    grouped = [table.assign(group=group) for group, table in tables.items()]
    joined = pd.concat(grouped, ignore_index=True)
    joined.insert(0, "group", joined.pop("group"))
    joined.attrs = {"nodes": {group: table.attrs["nodes"] for group, table in tables.items()}}
    return joined


def _collocates(
    tokens: Tokens,
    nodes: Matches,
    window: int,
    min_count: int,
    stop_words: StopWords,
    pos: PartsOfSpeech,
) -> pd.DataFrame:
    """The words near some matches, with their measures; see `collocations`."""
    import pandas as pd

    size = len(tokens.words)
    own_words = _own_words(tokens, nodes)
    is_near = np.zeros(len(tokens.word), bool)
    for places in _words_near(tokens, nodes, window):
        is_near[places] = True
    is_near[own_words] = False
    near = np.flatnonzero(is_near)
    own_counts = np.bincount(tokens.word[own_words], minlength=size)
    apart = tokens.total - own_counts
    words_apart = apart.sum()

    shown = of_pos(tokens, near, pos)
    count = np.bincount(tokens.word[shown], minlength=size)
    kept = np.flatnonzero((count >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    count, total = count[kept], apart[kept].astype(int)
    expected = total * (len(near) / max(words_apart, 1))
    g2 = log_likelihood(count, total - count, len(near), words_apart - len(near))
    table = pd.DataFrame(
        {
            "word": labels(tokens, kept),
            "count": count,
            "total": total,
            "expected": expected,
            "log_dice": _HIGHEST_LOG_DICE + np.log2(2 * count / (len(nodes.head) + total)),
            "mi": np.log2(count / expected),
            "g2": np.where(count < expected, -g2, g2),
        }
    )
    table.attrs["nodes"] = len(nodes.head)
    return table.sort_values(["log_dice", "word"], ascending=[False, True], ignore_index=True)


def _own_words(tokens: Tokens, matches: Matches) -> Places:
    """The tokens that count and belong to a match, each once."""
    longest = int((matches.tail - matches.head).max(initial=0))
    steps = np.arange(longest + 1)
    inside = np.unique(np.minimum(matches.head[:, None] + steps, matches.tail[:, None]))
    counted: Places = inside[tokens.counted[inside]]
    return counted


def _words_near(tokens: Tokens, matches: Matches, window: int) -> Iterator[Places]:
    """The words that count up to `window` places to each side of a match, in its sentence."""
    for start, step in ((matches.head, -1), (matches.tail, 1)):
        at = start + step
        sentence = tokens.sentence_number[start]
        words_left = np.full(len(start), window)
        while len(at):
            goes_on = np.flatnonzero((at >= 0) & (at < len(tokens.word)) & (words_left > 0))
            goes_on = goes_on[tokens.sentence_number[at[goes_on]] == sentence[goes_on]]
            at, sentence, words_left = at[goes_on], sentence[goes_on], words_left[goes_on]
            counted = tokens.counted[at]
            yield at[counted]
            at = at + step
            words_left = words_left - counted
