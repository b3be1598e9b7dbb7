"""Keyword in context, and the company a word keeps: what stands around the matches of a query."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from textkit.counting.counts import has_pos, labels, log_likelihood, stop_mask
from textkit.counting.queries import Matches, find_matches, neighbour
from textkit.data.messages import TextkitError
from textkit.storing.corpus import StoredCorpus
from textkit.storing.tokens import Places, Tokens

if TYPE_CHECKING:
    import pandas as pd

Window = int | Literal["sentence", "paragraph"]
_COLUMNS = ["doc_id", "start", "end", "left", "match", "right", "path"]
_SORTED_BY = 3  # words on the side that a concordance is sorted by
_LETTERS = {
    letter: chr(0xE000 + place)
    for place, letter in enumerate("0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
}
_TONES = "\u0300\u0309\u0303\u0301\u0323"


def kwic(
    corpus: StoredCorpus,
    query: str,
    *,
    window: Window = 8,
    by: str | None = None,
    accents: bool = True,
    sort: Literal["left", "right"] | None = None,
    limit: int | None = None,
) -> pd.DataFrame:
    """A row for each place where a word or phrase stands, with what stands around it.

    Columns: doc_id, start, end (of the match in the document's text), left, match, right, path (of
    the unit it stands in), and with `by` group. `attrs["matches"]` counts all matches. Syllables
    are compared in folded spelling, whatever the word bounds: `hoá` finds `hóa`, `Tỷ lệ` `tỉ lệ`.
    `*` and `?` are wildcards, `đầu_tư` is a whole word, `[VERB]` any verb, `*_hoá[VERB]` both,
    `/phát (triển|huy)/` a regular expression for a word. No match crosses a sentence.

    `window` words and marks stand on each side, or the whole `"sentence"` or `"paragraph"`; `by` is
    a fact to show as `group`; without `accents`, `chuyen doi so` finds `chuyển đổi số`. Rows are
    sorted by the words on the side `sort`, nearest first, else they stand as in the corpus; `limit`
    keeps the first. Example: `tk.kwic(corpus, "đầu tư", sort="right")` Raises TextkitError if the
    query holds no word, or a part of it cannot be read.
    """
    import pandas as pd

    tokens = corpus.tokens
    every = find_matches(tokens, query, accents=accents)
    found = every.only(_order(tokens, every, sort)[:limit])
    document = np.searchsorted(tokens.first, found.head, "right") - 1
    rows: dict[int, tuple[str | int, ...]] = {}
    for place in np.unique(document):
        here = np.flatnonzero(document == place)
        rows |= zip(
            here.tolist(), _lines(corpus, int(place), found.only(here), window), strict=True
        )
    table = pd.DataFrame([rows[place] for place in range(len(rows))], columns=_COLUMNS)
    if by:
        table["group"] = [corpus.fact(id_, by) for id_ in table["doc_id"]]
    table.attrs["matches"] = len(every.head)
    return table


def _lines(
    corpus: StoredCorpus, place: int, found: Matches, window: Window
) -> Iterator[tuple[str | int, ...]]:
    """The rows of the matches in one document."""
    id_, first = corpus.ids[place], corpus.tokens.first[place]
    text, (starts, ends, units) = corpus.text(id_), corpus.places(id_)
    begin, end = starts[found.head - first] + found.begin, starts[found.tail - first] + found.end
    if window == "paragraph":
        around = [
            (text.rfind("\n", 0, low) + 1, (text.find("\n", high) + 1 or len(text) + 1) - 1)
            for low, high in zip(begin.tolist(), end.tolist(), strict=True)
        ]
    else:
        head, tail = _around(corpus.tokens, place, found, window)
        around = list(zip(starts[head - first].tolist(), ends[tail - first].tolist(), strict=True))
    for (low, high), start, stop in zip(around, begin.tolist(), end.tolist(), strict=True):
        left, right = " ".join(text[low:start].split()), " ".join(text[stop:high].split())
        path = units[bisect_right(units, (start, "\uffff")) - 1][1] if units else ""
        yield id_, start, stop, left, text[start:stop], right, path


def _around(tokens: Tokens, place: int, found: Matches, window: int | str) -> tuple[Places, Places]:
    """The first and the last token of what is shown of each match in one document."""
    first, beyond = tokens.first[place : place + 2]
    head, tail = found.head, found.tail
    if window == "sentence":
        begins = np.concatenate(
            [[first], first + np.flatnonzero(tokens.sentence[first:beyond]), [beyond]]
        )
        following = np.searchsorted(begins, head, "right")
        return begins[following - 1], begins[following] - 1
    for _ in range(int(window)):
        before, after = neighbour(tokens, head, -1), neighbour(tokens, tail, 1)
        head, tail = (
            np.where(before >= first, before, head),
            np.where((after >= 0) & (after < beyond), after, tail),
        )
    return head, tail


def _order(tokens: Tokens, found: Matches, sort: str | None) -> Places:
    """The matches in the order asked for: as they stand, or by the words on one side, the nearest
    first.
    """
    if sort is None:
        return np.arange(len(found.head))
    if sort not in ("left", "right"):
        raise TextkitError("query.sort", sort=sort)
    at, step, keys = (found.head, -1, []) if sort == "left" else (found.tail, 1, [])
    for _ in range(_SORTED_BY):
        at = neighbour(tokens, at, step)
        keys.append(np.where(at >= 0, tokens.word[at], 0))
    used, rank = np.unique(np.array(keys, np.intp), return_inverse=True)
    order = sorted(range(len(used)), key=lambda place: in_alphabet(str(tokens.words[used[place]])))
    alphabetical = np.argsort(order)
    return np.lexsort(tuple(alphabetical[rank.reshape(len(keys), -1)][::-1]))


@lru_cache(maxsize=1 << 16)
def in_alphabet(word: str) -> tuple[str, str]:
    """What puts Vietnamese words in the order of a dictionary: letters first (a, ă, â, b, … d, đ),
    then tones.

    >>> sorted(["đất", "dân", "ấm", "an", "ăn", "án"], key=in_alphabet)
    ['an', 'án', 'ăn', 'ấm', 'dân', 'đất']
    """
    apart = unicodedata.normalize("NFD", word.lower())
    letters = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    return "".join(_LETTERS.get(c, c) for c in letters), "".join(
        str(_TONES.find(c) + 1) for c in apart
    )


def collocations(
    corpus: StoredCorpus,
    node: str,
    *,
    window: int = 5,
    by: str | None = None,
    min_count: int = 3,
    stop_words: Collection[str] | None = None,
    pos: str | Collection[str] = (),
) -> pd.DataFrame:
    """The words that stand near a word or phrase more often than elsewhere, the most typical first.

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
    joined = pd.concat(
        [table.assign(group=group) for group, table in tables.items()], ignore_index=True
    )
    joined.insert(0, "group", joined.pop("group"))
    joined.attrs = {"nodes": {group: table.attrs["nodes"] for group, table in tables.items()}}
    return joined


def _collocates(
    tokens: Tokens,
    found: Matches,
    window: int,
    min_count: int,
    stop_words: Collection[str] | None,
    pos: str | Collection[str],
) -> pd.DataFrame:
    import pandas as pd

    size, types = len(tokens.words), tokens.types
    own = _own_words(tokens, found)
    is_near = np.zeros(len(tokens.word), bool)
    is_near[np.concatenate([own[:0], *_walk(tokens, found, window)])] = True
    is_near[own] = False
    near = np.flatnonzero(is_near)
    apart = np.bincount(types.word, types.counts, size) - np.bincount(
        tokens.word[own], minlength=size
    )
    seen, every = (
        np.bincount(tokens.word[near[has_pos(tokens, tokens.pos[near], pos)]], minlength=size),
        apart.sum(),
    )
    kept = np.flatnonzero((seen >= max(min_count, 1)) & ~stop_mask(tokens, stop_words))
    seen, total = seen[kept], apart[kept].astype(int)
    expected = total * (len(near) / max(every, 1))
    g2 = log_likelihood(seen, total - seen, len(near), every - len(near))
    table = pd.DataFrame(
        {"word": labels(tokens, kept), "count": seen, "total": total, "expected": expected}
    )
    table["log_dice"] = 14 + np.log2(2 * seen / (len(found.head) + total))
    table["mi"], table["g2"] = np.log2(seen / expected), np.where(seen < expected, -g2, g2)
    table.attrs["nodes"] = len(found.head)
    return table.sort_values(["log_dice", "word"], ascending=[False, True], ignore_index=True)


def _own_words(tokens: Tokens, found: Matches) -> Places:
    """The tokens that count and belong to a match, each once."""
    longest = int((found.tail - found.head).max(initial=0))
    inside = np.unique(
        np.minimum(found.head[:, None] + np.arange(longest + 1), found.tail[:, None])
    )
    counted: Places = inside[tokens.counted[inside]]
    return counted


def _walk(tokens: Tokens, found: Matches, window: int) -> Iterator[Places]:
    """The words that count up to `window` places to each side of a match, in its sentence."""
    for start, step in ((found.head, -1), (found.tail, 1)):
        at, sentence, left = (
            start + step,
            tokens.sentence_number[start],
            np.full(len(start), window),
        )
        while len(at):
            inside = np.flatnonzero((at >= 0) & (at < len(tokens.word)) & (left > 0))
            inside = inside[tokens.sentence_number[at[inside]] == sentence[inside]]
            at, sentence, left = at[inside], sentence[inside], left[inside]
            counted = tokens.counted[at]
            yield at[counted]
            at, left = at + step, left - counted
