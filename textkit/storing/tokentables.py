"""The token columns of documents and the texts that their numbers stand for, read from the tables
of a store.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.storing.arrays import (
    SENTENCE,
    SPACE,
    Bounds,
    Numbers,
    bounds_of,
    check_tiled,
    read_column,
    starts,
)
from textkit.storing.database import Database
from textkit.storing.packing import loaded
from textkit.storing.shapes import DamageError

# From so many documents on, a column is read as a whole and not picked out by their ids. Chosen by
# eye; not measured.
_MANY_DOCUMENTS = 500


class TokenTables(Database):
    """The columns of tokens in a store: of one document, or of many one after the other.

    Raises TextkitError as `Database` does, and wherever what is read is not as it was written.
    """

    def __init__(self, path: str | Path) -> None:
        super().__init__(path)
        # The tables whose index was held against what they say.
        self._checked: set[str] = set()

    def parts(self, name: str, ids: Sequence[str]) -> list[NDArray[Any]]:
        """One of the `COLUMNS` of each of the documents; none that has several numbers."""
        bodies, bounds = self._kept_columns(name, ids)
        kept = zip(ids, bodies, bounds, strict=True)
        return [self._of_document(name, *each)[name] for each in kept]

    def joined(self, name: str, ids: Sequence[str]) -> tuple[Numbers, list[int]]:
        """The numbers of one of the `COLUMNS` of all the documents, one after the other, and how
        many rows each has.
        """
        bodies, bounds = self._kept_columns(name, ids)
        try:
            return read_column(name, bodies, bounds)
        except DamageError:
            for each in zip(ids, bodies, bounds, strict=True):
                self._of_document(name, *each)
            raise

    def _of_document(self, name: str, doc_id: str, body: Any, bounds: Bounds) -> Numbers:
        """A column of a document, of its bytes; an error names the document."""
        with self.reading("columns", doc_id):
            return read_column(name, [body], [bounds])[0]

    def spans(self, ids: Sequence[str]) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """Where the tokens of each of the documents begin in its text, and their lengths."""
        lengths, every_flags = self.parts("length", ids), self.parts("flags", ids)
        sizes = self._sizes_of(ids)
        spans = []
        for doc_id, length, flags, bounds in zip(ids, lengths, every_flags, sizes, strict=True):
            with self.reading("columns", doc_id):
                check_tiled(length, flags, [len(length)], [bounds.characters])
            spans.append((starts(length, flags, [len(length)]), length))
        return spans

    def check_tiles(
        self, ids: Sequence[str], length: NDArray[np.int32], flags: NDArray[np.uint8]
    ) -> None:
        """Raises TextkitError unless the tokens of the documents, one after the other, make up
        their texts.
        """
        every = self._sizes_of(ids)
        sizes = [bounds.tokens for bounds in every]
        try:
            check_tiled(length, flags, sizes, [bounds.characters for bounds in every])
        except DamageError:
            self.spans(ids)  # names the first that is wrong
            raise

    def sizes(self, ids: Sequence[str]) -> list[int]:
        """How many tokens each of the documents has."""
        return [bounds.tokens for bounds in self._sizes_of(ids)]

    def _sizes_of(self, ids: Sequence[str]) -> list[Bounds]:
        """How many characters, words and tokens each of the documents has."""
        kept = self._of_documents("SELECT id, characters, words, tokens FROM documents", "id", ids)
        return self._bounds(kept, ids)

    def _kept_columns(self, name: str, ids: Sequence[str]) -> tuple[list[Any], list[Bounds]]:
        """The bytes of a column of each of the documents, and what they must fit."""
        if not ids:
            return [], []
        query = """
            SELECT doc_id, body, characters, words, tokens
            FROM columns JOIN documents ON documents.id = doc_id WHERE name = ?
        """
        kept = self._of_documents(query, "doc_id", ids, name)
        bounds = self._bounds(kept, ids, self._most("words"), self._most("tags"))
        return [kept[doc_id][1] for doc_id in ids], bounds

    def _bounds(
        self, kept: Mapping[str, Sequence[Any]], ids: Sequence[str], texts: int = 0, tags: int = 0
    ) -> list[Bounds]:
        """What the columns of the documents must fit; the last values of their rows are characters,
        words and tokens.
        """
        try:
            return [bounds_of(*kept[doc_id][-3:], texts=texts, tags=tags) for doc_id in ids]
        except DamageError:
            for doc_id in ids:
                with self.reading("documents", doc_id):
                    bounds_of(*kept[doc_id][-3:], texts=texts, tags=tags)
            raise

    def _of_documents(
        self, query: str, key: str, ids: Sequence[str], *values: Any
    ) -> dict[str, Sequence[Any]]:
        """The rows of a query by the document's id, which they begin with: of these documents."""
        if len(ids) < _MANY_DOCUMENTS:
            joint = "AND" if values else "WHERE"
            query += f" {joint} {key} IN (SELECT value FROM json_each(?))"
            values = (*values, json.dumps(ids))
        kept = {row[0]: row for row in self._rows(query, *values)}
        for doc_id in ids:
            if doc_id not in kept:
                raise TextkitError("store.no-document", id=doc_id, path=self.path)
        return kept

    def _most(self, table: str) -> int:
        """The highest number of a text in a table."""
        ((most,),) = self._rows(f"SELECT max(id) FROM {table}")
        return most or 0

    def columns(self, doc_id: str) -> Columns:
        """The token columns of a document as they were put."""
        word, tag, pos, flags = (
            self.parts(name, [doc_id])[0] for name in ("word", "tag", "pos", "flags")
        )
        ((start, length),) = self.spans([doc_id])
        words, tags = self.texts("words"), self.texts("tags")
        return Columns(
            start,
            length,
            words[word].tolist(),
            tags[tag].tolist(),
            tags[pos].tolist(),
            (flags & SENTENCE) > 0,
            (flags & SPACE) > 0,
        )

    def texts(self, table: Literal["words", "tags"]) -> NDArray[np.object_]:
        """The folded words, or the parts of speech of both tag sets, by their number; number 0 is
        empty.
        """
        if table not in self._checked:
            self.check_pages(table)
            self._checked.add(table)
        ((array, count, most),) = self._rows(
            f"SELECT json_group_array(text), count(*), max(id) FROM"
            f" (SELECT id, text FROM {table} WHERE typeof(text) = 'text' ORDER BY id)"
        )
        with self.reading(table):
            texts = loaded(array)
            # They are numbered from 1 on without a gap.
            if count != (most or 0):
                raise DamageError("length", expected=most, size=count)
            return np.array(["", *texts], object)
