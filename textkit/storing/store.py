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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.reading.document import Document
from textkit.running.scratch import cache_folder
from textkit.storing.arrays import (
    COUNTED,
    SENTENCE,
    SPACE,
    Numbers,
    column_bytes,
    counted_words,
)
from textkit.storing.database import APPLICATION_ID as APPLICATION_ID
from textkit.storing.database import SCHEMA as SCHEMA
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
    packed,
    packed_text,
    unpacked,
)
from textkit.storing.shapes import DamageError, check_spans
from textkit.storing.tokentables import TokenTables

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


class Store(TokenTables):
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
