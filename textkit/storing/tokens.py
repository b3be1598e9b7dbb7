"""All tokens of some documents, one array per column, each read from the store when it is first
asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.storing.arrays import COUNTED, SENTENCE, starts
from textkit.storing.store import Store

Places = NDArray[np.intp]
Mask = NDArray[np.bool_]


# From the fourth question on, the tokens of a word are looked up and not searched for: of 10,000
# documents a search takes 0.2 s and the index 1.3 s. It is of use for up to so many words; of more,
# one search is no slower. Both chosen by eye.
_INDEXED_FROM = 4
_MOST_LOOKED_UP = 1000


# Of so many tokens one is counted where it is enough to know about how frequent a word is: to
# count 20 million of them takes 0.1 s. Chosen by eye.
_EVERY = 16


class Types(NamedTuple):
    """One row per different word of a document that counts, by document, and there by word.

    `word` is folded, `form` as written in lower case, both numbers of `Tokens.words`.
    """

    word: NDArray[np.int32]
    form: NDArray[np.int32]
    pos: NDArray[np.int32]
    counts: NDArray[np.int32]
    document: NDArray[np.int32]

    def only(self, kept: Mask) -> Types:
        """Some of the rows."""
        return Types(*(column[kept] for column in self))

    def range(self, size: int) -> NDArray[np.int64]:
        """In how many documents each of `size` words stands."""
        # A word that a document writes in two forms, or uses as two parts of speech, has two rows
        # there, one after the other.
        is_same_word = np.diff(self.word, prepend=-1) == 0
        is_same_document = np.diff(self.document, prepend=-1) == 0
        return np.bincount(self.word[~(is_same_word & is_same_document)], minlength=size)


class Tokens:
    """The tokens of documents, one after the other; `first` has where each document begins, and the
    end.
    """

    def __init__(self, store: Store, ids: Sequence[str]) -> None:
        self._store, self.ids = store, tuple(ids)
        self._questions = 0

    def _column(self, name: str) -> NDArray[Any]:
        return self._store.joined(name, self.ids)[0][name]

    @cached_property
    def word(self) -> NDArray[np.int32]:
        """The folded word of each token, as a number of `words`."""
        return self._column("word")

    @cached_property
    def form(self) -> NDArray[np.int32]:
        """Each token as written in lower case, as a number of `words`."""
        return self._column("form")

    @cached_property
    def length(self) -> NDArray[np.int32]:
        """How many characters each token has."""
        return self._column("length")

    @cached_property
    def pos(self) -> NDArray[np.int16]:
        """The universal part of speech of each token, as a number of `tags`."""
        return self._column("pos")

    @cached_property
    def _flags(self) -> NDArray[np.uint8]:
        return self._column("flags")

    @cached_property
    def sentence(self) -> Mask:
        """Whether a sentence begins with the token; one does with each document's first."""
        begins = (self._flags & SENTENCE) > 0
        begins[self.first[:-1][np.diff(self.first) > 0]] = True
        return begins

    @cached_property
    def sentence_number(self) -> NDArray[np.int32]:
        """The number of each token's sentence in the corpus."""
        return np.cumsum(self.sentence, dtype=np.int32)

    @cached_property
    def counted(self) -> Mask:
        """Whether the token is one of the document's own words."""
        return (self._flags & COUNTED) > 0

    @cached_property
    def first(self) -> Places:
        """Where the tokens of each document begin, and at last how many tokens there are."""
        sizes = self._store.sizes(self.ids)
        return np.concatenate([[0], np.cumsum(sizes, dtype=np.intp)]).astype(np.intp)

    @cached_property
    def document(self) -> NDArray[np.int32]:
        """The place of each token's document in `ids`."""
        return np.repeat(np.arange(len(self.ids), dtype=np.int32), np.diff(self.first))

    @cached_property
    def start(self) -> NDArray[np.int32]:
        """Where each token begins in the text of its document."""
        self._store.check_tiles(self.ids, self.length, self._flags)
        return starts(self.length, self._flags, np.diff(self.first).tolist())

    @cached_property
    def words(self) -> NDArray[np.object_]:
        """The words, folded or as written, by number."""
        return self._store.texts("words")

    @cached_property
    def sizes(self) -> Places:
        """How many letters each of `words` has; 0 for white space."""
        sizes = (len(word) if word.strip() else 0 for word in self.words)
        return np.fromiter(sizes, np.intp, len(self.words))

    @cached_property
    def tags(self) -> NDArray[np.object_]:
        """The parts of speech, by number."""
        return self._store.texts("tags")

    @cached_property
    def number(self) -> dict[str, int]:
        """The number of each of `words`."""
        return dict(zip(self.words.tolist(), range(len(self.words)), strict=True))

    @cached_property
    def rank(self) -> Places:
        """The place of each of `words` in alphabetical order."""
        rank = np.empty(len(self.words), np.intp)
        rank[np.argsort(self.words)] = np.arange(len(self.words))
        return rank

    @cached_property
    def types(self) -> Types:
        """Each different word of each document that counts."""
        numbers, sizes = self._store.joined("types", self.ids)
        document = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        word, form, pos, count = (numbers[kind] for kind in ("word", "form", "pos", "count"))
        return Types(word, form, pos, count, document)

    def is_blank(self, token: Places) -> Mask:
        """Whether each of some tokens is white space."""
        return np.asarray(self.sizes[self.word[token]] == 0)

    @cached_property
    def about(self) -> Places:
        """About how frequent each of `words` is, whether it counts or not: of some of the tokens,
        those that it has. To know which part of a query is the rarer needs no more.
        """
        return np.bincount(self.word[::_EVERY], minlength=len(self.words))

    def standing(self, words: Places) -> Places:
        """The tokens that are any of some words (numbers of `words`, each once), in order."""
        self._questions += 1
        if self._questions < _INDEXED_FROM or len(words) > _MOST_LOOKED_UP:
            if len(words) == 1:
                return np.flatnonzero(self.word == words[0])
            is_one = np.zeros(len(self.words), bool)
            is_one[words] = True
            return np.flatnonzero(is_one[self.word])
        order, first = self._index
        parts = [order[first[word] : first[word + 1]] for word in words.tolist()]
        joined = np.concatenate([np.zeros(0, np.intp), *parts])
        return joined if len(parts) < 2 else np.sort(joined)

    @cached_property
    def _index(self) -> tuple[NDArray[np.int32], Places]:
        """The tokens by their words, in order, and where those of each word begin."""
        from scipy.sparse import coo_array

        # What puts the cells of a sparse matrix in order of its rows goes once through the tokens;
        # to sort them takes four times as long.
        size = len(self.word)
        cells = self.word, np.arange(size, dtype=np.int32)
        rows = coo_array((np.ones(size, np.int8), cells), (len(self.words), size)).tocsr()
        return rows.indices, rows.indptr

    @cached_property
    def total(self) -> NDArray[np.float64]:
        """How often each of `words` counts."""
        counts = np.bincount(self.types.word, self.types.counts, len(self.words))
        return counts.astype(float)

    @cached_property
    def range(self) -> NDArray[np.int64]:
        """In how many documents each of `words` counts."""
        return self.types.range(len(self.words))

    @cached_property
    def spelling(self) -> Places:
        """For each folded word the number of the form in which the documents write it most
        often.
        """
        count = np.bincount(self.types.form, self.types.counts, len(self.words))
        word_of = np.zeros(len(self.words), np.intp)
        word_of[self.types.form] = self.types.word  # all that is written alike is folded alike
        # Of the forms of a word the most frequent is written last, and stays.
        rarest_first = np.argsort(count, kind="stable")
        most_common = np.zeros(len(self.words), np.intp)
        most_common[word_of[rarest_first]] = rarest_first
        return most_common
