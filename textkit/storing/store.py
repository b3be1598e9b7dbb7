"""Documents, token columns and records on disk, in one SQLite file; knows no finder.

A document is written in one transaction, so a process killed at any moment leaves whole documents;
several processes may read and build at once. The file is a cache: it can always be deleted and
built again. It may also come from somebody else: nothing in it is believed before it is held
against what it must be.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.reading.document import Document
from textkit.running.scratch import cache_folder
from textkit.storing.arrays import (
    COLUMNS,
    COUNTED,
    SENTENCE,
    SPACE,
    Bounds,
    Numbers,
    bounds_of,
    check_tiled,
    column_bytes,
    counted_words,
    read_column,
    starts,
)
from textkit.storing.database import APPLICATION_ID as APPLICATION_ID
from textkit.storing.database import SCHEMA as SCHEMA
from textkit.storing.database import Database
from textkit.storing.described import (
    COLUMNS_OF_A_ROW,
    changeable,
    read_document,
    read_rows,
    read_text,
    sealed,
)
from textkit.storing.described import Origin as Origin
from textkit.storing.described import content_hash as content_hash
from textkit.storing.packing import (
    loaded,
    packed,
    packed_text,
    unpacked,
)
from textkit.storing.shapes import DamageError, check_spans

# From so many documents on, a column is read as a whole and not picked out by their ids. Chosen by
# eye; not measured.
_MANY_DOCUMENTS = 500
# So many texts of at most so many characters stay in memory: at most 13 MB. Exercises ask for the
# text of a document once a sentence, 22,795 times for a sheet of 24 documents.
_RECENT_TEXTS = 32
_LONGEST_KEPT_TEXT = 200_000


def store_path(folder: Path, store: str | Path | None = None) -> Path:
    """Where the store of a corpus folder lies: the file given, else a file in `$TEXTKIT_CACHE` or
    the user's cache.

    A directory given as `store` gets the file of that folder's name.
    """
    if store is not None and not Path(store).is_dir():
        return Path(store)
    cache = Path(store) if store is not None else cache_folder()
    resolved = folder.resolve()
    path_hash = hashlib.sha256(str(resolved).encode()).hexdigest()[:12]
    return cache / f"{resolved.name}-{path_hash}-{SCHEMA}.sqlite"


def is_store(path: Path) -> bool:
    """Whether a path is a file of SQLite, which a folder of documents is not."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"


class Store(Database):
    """The documents, token columns and records of a corpus, in one SQLite file.

    A file that may not be written, or lies in a folder that may not, is opened for reading:
    `read_only` is True then, and what would write raises TextkitError. Of a file that `is_foreign`,
    which may come from somebody else, all pages are looked at first.

    Raises TextkitError as `Database` does, and wherever what is read is not as it was written.
    """

    def __init__(self, path: str | Path, *, is_foreign: bool = False) -> None:
        super().__init__(path)
        self.is_foreign = is_foreign
        # The documents of a file from somebody else whose records were held against their text.
        self.fitting: set[str] = set()
        # The tables whose index was held against what they say.
        self._checked: set[str] = set()
        # The texts that were asked for last, by document, each with its hash: the last at the end.
        self._recent_texts: dict[str, tuple[str, str]] = {}
        if is_foreign:
            self.check_pages()
            self._checked |= {"words", "tags"}

    def put_document(
        self,
        document: Document,
        columns: Columns,
        records: Mapping[str, Sequence[Mapping[str, Any]]],
        *,
        origin: Origin,
        position: int = 0,
    ) -> None:
        """Keeps a document with its token columns and records, in place of all that was kept under
        its id.

        `records` are plain dicts by finder; `position` is its place in the corpus.
        """
        counted = counted_words(document, columns)
        text = packed_text(document.text)
        row = {
            "id": document.id,
            "content": content_hash(document),
            "text_sha": document.sha256,
            "characters": len(document.text),
            "words": int(counted.sum()),
            "tokens": len(columns),
            "text": text,
            **changeable(document, origin, position),
        }
        row["checksum"] = sealed(row)
        with self._writing():
            self._db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            self._db.execute(
                f"INSERT INTO documents ({', '.join(row)}) VALUES ({_marks(row)})",
                tuple(row.values()),
            )
            self._put_columns(document, columns, counted)
            self._put_records(document.id, records)

    def change_document(
        self,
        document: Document,
        records: Mapping[str, Sequence[Mapping[str, Any]]],
        *,
        origin: Origin,
        position: int = 0,
    ) -> None:
        """Keeps new facts of a document, and new records of some finders; its text, layout and
        columns stay, and the records of the other finders.
        """
        with self._writing():
            self._update(document.id, changeable(document, origin, position))
            self._put_records(document.id, records)

    def _update(self, doc_id: str, changes: Mapping[str, Any]) -> None:
        """Changes columns of a document's row, and seals it anew; an unknown id is ignored."""
        query = f"SELECT {', '.join(COLUMNS_OF_A_ROW)} FROM documents WHERE id = ?"
        for values in self._db.execute(query, (doc_id,)).fetchall():
            row = {**dict(zip(COLUMNS_OF_A_ROW, values, strict=True)), **changes}
            changed = {**changes, "checksum": sealed(row)}
            names = ", ".join(f"{name} = ?" for name in changed)
            self._db.execute(
                f"UPDATE documents SET {names} WHERE id = ?", (*changed.values(), doc_id)
            )

    def _put_columns(
        self, document: Document, columns: Columns, counted: NDArray[np.bool_]
    ) -> None:
        for name, column in self._encode(document.text.lower(), columns, counted).items():
            body = column_bytes(name, column)
            self._db.execute("INSERT INTO columns VALUES (?, ?, ?)", (name, document.id, body))

    def _put_records(self, doc_id: str, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        for finder, rows in records.items():
            self._db.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?)",
                (doc_id, finder, packed(list(rows))),
            )

    def _encode(
        self, text: str, columns: Columns, counted: NDArray[np.bool_]
    ) -> dict[str, Numbers]:
        """The columns as numbers, by their names; `text` is the document's in lower case."""
        ends = columns.start + columns.length
        spans = zip(columns.start.tolist(), ends.tolist(), strict=True)
        forms = [" ".join(text[start:end].split()) for start, end in spans]
        word = self._numbers("words", columns.norm)
        form = self._numbers("words", forms)
        pos = self._numbers("tags", columns.pos)
        rows, count = np.unique(np.array([word, form, pos])[:, counted], axis=1, return_counts=True)
        return {
            "word": {"word": word},
            "form": {"form": form},
            "tag": {"tag": self._numbers("tags", columns.tag)},
            "pos": {"pos": pos},
            "length": {"length": columns.length},
            "flags": {
                "flags": columns.sentence * SENTENCE + columns.space * SPACE + counted * COUNTED
            },
            "types": {"word": rows[0], "form": rows[1], "pos": rows[2], "count": count},
        }

    def _numbers(self, table: str, texts: Sequence[str]) -> NDArray[np.int32]:
        """The number of each text in a table, to which new texts are added."""
        wanted = sorted(set(texts))
        self._db.executemany(
            f"INSERT OR IGNORE INTO {table} (text) VALUES (?)", [(text,) for text in wanted]
        )
        query = f"SELECT text, id FROM {table} WHERE text IN (SELECT value FROM json_each(?))"
        numbers = dict(self._db.execute(query, (json.dumps(wanted),)))
        return np.array([numbers[text] for text in texts], np.int32)

    def place(self, positions: Mapping[str, int]) -> None:
        """Moves documents, by id, to other places in the corpus."""
        with self._writing():
            for doc_id, position in positions.items():
                self._update(doc_id, {"position": position})

    def remove(self, ids: Iterable[str]) -> None:
        """Forgets documents with all that was kept of them; unknown ids are ignored."""
        with self._writing():
            self._db.executemany("DELETE FROM documents WHERE id = ?", [(id_,) for id_ in ids])

    def rows(self) -> dict[str, dict[str, Any]]:
        """What is known of each document without unpacking it, by id, in the order of the corpus.

        The keys are position, path, origin (an `Origin`), content, text_sha, characters, words
        (its own, counted), tokens, its facts, and of its reading `mends` (their number by kind),
        `sources`, `remarks` (kind and value), `labels`, `stated`, `said` and `given` (facts, by
        name).
        """
        rows = self._rows(
            f"SELECT {', '.join(COLUMNS_OF_A_ROW)} FROM documents ORDER BY position, id"
        )
        return self._known(rows)

    def _known(self, rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
        """What is known of the documents of some rows; an error names the first damaged one."""
        try:
            return read_rows(rows)
        except DamageError:
            for row in rows:
                with self.reading("documents", str(row[0])):
                    read_rows([row])
            with self.reading("documents"):  # each is right alone: two are one
                return read_rows(rows)

    def document(self, doc_id: str) -> Document:
        """The document of an id, as it was put."""
        *row, text, spans = self._one(f"{', '.join(COLUMNS_OF_A_ROW)}, text, spans", doc_id)
        known = self._known([row])[doc_id]
        with self.reading("documents", doc_id):
            return read_document(known, doc_id, text, spans)

    def note(self, key: str, made_from: str) -> Any:
        """What was noted under a key, if it was made from the same; else None."""
        rows = self._rows("SELECT body FROM notes WHERE key = ? AND made_from = ?", key, made_from)
        with self.reading("notes"):
            return unpacked(rows[0][0]) if rows else None

    def put_note(self, key: str, made_from: str, value: Any) -> None:
        """Keeps something made from the whole corpus, such as its duplicates, in place of what was
        noted before.

        A store that is read-only, or somebody else's, keeps nothing, without a word: notes can
        always be made again.
        """
        if self.read_only or self.is_foreign:
            return
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (key, made_from, packed(value))
            )

    def _one(self, names: str, doc_id: str) -> Any:
        rows = self._rows(f"SELECT {names} FROM documents WHERE id = ?", doc_id)
        if not rows:
            raise TextkitError("store.no-document", id=doc_id, path=self.path)
        return rows[0]

    def text(self, doc_id: str) -> str:
        """The text of a document; the last few that were read stay in memory."""
        (text_sha,) = self._one("text_sha", doc_id)
        known_sha, text = self._recent_texts.pop(doc_id, ("", ""))
        if known_sha != text_sha:
            text = self._read_text(doc_id)
        if len(text) <= _LONGEST_KEPT_TEXT:
            self._recent_texts[doc_id] = text_sha, text
        if len(self._recent_texts) > _RECENT_TEXTS:
            del self._recent_texts[next(iter(self._recent_texts))]
        return text

    def _read_text(self, doc_id: str) -> str:
        body, characters, text_sha = self._one("text, characters, text_sha", doc_id)
        with self.reading("documents", doc_id):
            return read_text(body, characters, text_sha)

    def parts(self, name: str, ids: Sequence[str]) -> list[NDArray[Any]]:
        """One of the `COLUMNS` of each of the documents; none that has several numbers."""
        return [self._column(name, *kept) for kept in self._kept_columns(name, ids)]

    def joined(self, name: str, ids: Sequence[str]) -> tuple[Numbers, list[int]]:
        """The numbers of one of the `COLUMNS` of all the documents, one after the other, and how
        many rows each has.
        """
        kept = self._kept_columns(name, ids)
        if not kept:
            return {kind: np.zeros(0, dtype) for kind, dtype in COLUMNS[name].items()}, []
        _, bodies, bounds = zip(*kept, strict=True)
        try:
            return read_column(name, bodies, bounds)
        except DamageError:
            for doc_id, body, each in kept:
                with self.reading("columns", doc_id):
                    read_column(name, [body], [each])
            raise

    def _column(self, name: str, doc_id: str, body: Any, bounds: Bounds) -> NDArray[Any]:
        """A column of a document, of its bytes."""
        with self.reading("columns", doc_id):
            numbers, _ = read_column(name, [body], [bounds])
        return numbers[name]

    def spans(self, ids: Sequence[str]) -> list[tuple[NDArray[np.int32], NDArray[np.int32]]]:
        """Where the tokens of each of the documents begin in its text, and their lengths."""
        spans = []
        parts = zip(self._kept_columns("length", ids), self.parts("flags", ids), strict=True)
        for (doc_id, body, bounds), flags in parts:
            length = self._column("length", doc_id, body, bounds)
            with self.reading("columns", doc_id):
                check_tiled(length, flags, bounds.characters)
            spans.append((starts(length, flags), length))
        return spans

    def sizes(self, ids: Sequence[str]) -> list[int]:
        """How many tokens each of the documents has."""
        kept = self._of_documents("SELECT id, characters, words, tokens FROM documents", "id", ids)
        return [bounds.tokens for bounds in self._bounds(kept, ids)]

    def _kept_columns(self, name: str, ids: Sequence[str]) -> list[tuple[str, Any, Bounds]]:
        """The bytes of a column of each of the documents, after its id, and what they must fit."""
        query = """
            SELECT doc_id, body, characters, words, tokens
            FROM columns JOIN documents ON documents.id = doc_id WHERE name = ?
        """
        kept = self._of_documents(query, "doc_id", ids, name)
        texts, tags = self._most("words"), self._most("tags")
        bounds = self._bounds(kept, ids, texts, tags)
        return [(id_, kept[id_][0], each) for id_, each in zip(ids, bounds, strict=True)]

    def _bounds(
        self, kept: Mapping[str, Sequence[Any]], ids: Sequence[str], texts: int = 0, tags: int = 0
    ) -> list[Bounds]:
        """What the columns of the documents must fit; the last values of their rows are characters,
        words and tokens.
        """
        bounds = []
        for doc_id in ids:
            try:
                bounds.append(bounds_of(*kept[doc_id][-3:], texts=texts, tags=tags))
            except DamageError:
                with self.reading("documents", doc_id):
                    raise
        return bounds

    def _of_documents(
        self, query: str, key: str, ids: Sequence[str], *values: Any
    ) -> dict[str, list[Any]]:
        """The rows of a query by the document's id, which they begin with: of these documents."""
        if len(ids) < _MANY_DOCUMENTS:
            joint = "AND" if values else "WHERE"
            query += f" {joint} {key} IN (SELECT value FROM json_each(?))"
            values = (*values, json.dumps(ids))
        kept = {doc_id: row for doc_id, *row in self._rows(query, *values)}
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

    def records(
        self, finder: str, ids: Iterable[str] | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """The records of one finder by document id: of all documents,
        or of the ids in their order.
        """
        query = """
            SELECT doc_id, body, characters FROM records JOIN documents ON documents.id = doc_id
            WHERE finder = ?
        """
        values = [finder]
        if ids is not None:
            ids = list(ids)
            query += " AND doc_id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(ids))
        kept = {doc_id: row for doc_id, *row in self._rows(query, *values)}
        found = {}
        for doc_id in kept if ids is None else ids:
            if doc_id in kept:
                body, characters = kept[doc_id]
                with self.reading("records", doc_id):
                    found[doc_id] = _records(unpacked(body), doc_id, characters)
        return found


def _records(rows: Any, doc_id: str, characters: Any) -> list[dict[str, Any]]:
    """The rows, if they are the plain dicts of records of that document. Raises DamageError."""
    if type(rows) is not list or any(type(row) is not dict for row in rows):
        raise DamageError("value", field="records", value=type(rows).__name__)
    if any(row.get("doc_id", doc_id) != doc_id for row in rows):
        raise DamageError("value", field="doc_id", value=repr(doc_id))
    check_spans(rows, characters)
    return rows


def _marks(row: Mapping[str, Any]) -> str:
    """The question marks in which SQLite fills the values of a row."""
    return ", ".join("?" for _ in row)
