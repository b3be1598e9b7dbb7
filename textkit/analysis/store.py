"""Documents, token columns and records on disk, in one SQLite file; knows no finder.

A document is written in one transaction, so a process killed at any moment leaves whole documents; several
processes may read and build at once. The file is a cache: it can always be deleted and built again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.language.columns import Columns
from textkit.reading.document import UNCOUNTED, Block, Document, Facts, Mend, Remark, TextkitError

APPLICATION_ID = 0x74786B74
SCHEMA = 2
_BUSY = 60.0
_TABLES = (
    "CREATE TABLE documents (id TEXT PRIMARY KEY, position INTEGER NOT NULL, path TEXT, stamp TEXT NOT NULL,"
    " text_sha TEXT NOT NULL, annotation TEXT NOT NULL, characters INTEGER NOT NULL, words INTEGER NOT NULL,"
    " facts TEXT NOT NULL, about TEXT NOT NULL, body BLOB NOT NULL, tokens BLOB NOT NULL)",
    "CREATE TABLE notes (key TEXT PRIMARY KEY, made_from TEXT NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    "CREATE TABLE records (doc_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE, finder TEXT NOT NULL,"
    " version TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (doc_id, finder))",
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA}",
)
_BROKEN = (zlib.error, json.JSONDecodeError, UnicodeDecodeError)
_WORD, _ENUMERATOR = re.compile(r"[^\W_]"), re.compile(r"\(?(?:\d{1,2}|[a-zđ]\d?)\)|\d+(?:\.\d+)*\.")
_NUMBERS, _FLAGS = ("start", "length", "word", "form", "tag", "pos"), ("sentence", "space", "counted")
TOKEN = np.dtype([*((name, "<i4") for name in _NUMBERS), *((name, "?") for name in _FLAGS)])
"""A token as stored: `word` (folded), `form` (as written, in lower case), `tag` and `pos` are numbers of
`Store.texts`; `counted` is true for the document's own words: see `counted_words`."""


def counted_words(document: Document, columns: Columns) -> NDArray[np.bool_]:
    """True for each token that counts as a word: words and figures, but no white space, mark or enumerator.

    Enumerators are `a)`, `(3)` and `1.2.`; nothing in a caption, page header or footer counts.
    """
    words = {norm for norm in set(columns.norm) if _WORD.search(norm) and not _ENUMERATOR.fullmatch(norm)}
    counted = np.array([norm in words for norm in columns.norm], bool)
    for block in document.layout:
        if block.kind in UNCOUNTED:
            first, last = np.searchsorted(columns.start, (block.start, block.end))
            counted[first:last] = False
    return counted


def store_path(folder: Path, store: str | Path | None = None) -> Path:
    """Where the store of a corpus folder lies: the file given, else a file in `$TEXTKIT_CACHE` or the user's cache.

    A directory given as `store` gets the file of that folder's name.
    """
    if store is not None and not Path(store).is_dir():
        return Path(store)
    from platformdirs import user_cache_dir

    where = Path(store or os.environ.get("TEXTKIT_CACHE") or user_cache_dir("textkit"))
    resolved = folder.resolve()
    return where / f"{resolved.name}-{hashlib.sha256(str(resolved).encode()).hexdigest()[:12]}-{SCHEMA}.sqlite"


class Store:
    """The documents, token columns and records of a corpus, in one SQLite file.

    Raises:
        TextkitError: if the file is damaged, is no store of textkit, was written by another version's schema,
            cannot be written, or stays locked by another process for a minute. Such a file is never changed.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with self._errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self.path, _BUSY, isolation_level=None, check_same_thread=False)
            try:
                self._check_or_create()
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.execute("PRAGMA foreign_keys = ON")
            except BaseException:
                self._db.close()
                raise

    def _check_or_create(self) -> None:
        if not any(self._header()):
            self._use_wal()
            with self._writing():
                for statement in () if any(self._header()) else _TABLES:
                    self._db.execute(statement)
        _, application, schema = self._header()
        if application != APPLICATION_ID:
            raise TextkitError(f"{self.path} is a database of another program; name another file with store=")
        if schema != SCHEMA:
            why = f"was written by another version of textkit (schema {schema}, this one reads {SCHEMA})"
            raise TextkitError(f"{self.path} {why}; update textkit, or delete the file to build it anew")

    def _header(self) -> Any:
        tables, pragmas = "(SELECT count(*) FROM sqlite_master)", "pragma_application_id, pragma_user_version"
        return self._db.execute(f"SELECT {tables}, application_id, user_version FROM {pragmas}").fetchone()

    def _use_wal(self) -> None:
        for attempt in range(500):  # SQLite does not wait of itself here, where two processes make one file
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or attempt == 499:
                    raise
                time.sleep(0.02)

    def close(self) -> None:
        """Closes the file; using the store afterwards raises TextkitError."""
        self._db.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns what goes wrong with the file into a TextkitError that names it."""
        try:
            yield
        except (sqlite3.Error, OSError, *_BROKEN) as error:
            damaged = type(error) is sqlite3.DatabaseError or isinstance(error, _BROKEN)
            busy = "locked" in str(error)
            what = "is in use by another process" if busy else "is damaged" if damaged else "cannot be used"
            advice = "try again later" if busy else "delete it to build it anew, or name another with store="
            raise TextkitError(f"the store {self.path} {what} ({error}); {advice}") from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.rollback()
                raise
            self._db.commit()

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with self._errors():
            return self._db.execute(query, values).fetchall()

    def put_document(
        self,
        document: Document,
        columns: Columns,
        records: Mapping[str, Sequence[Mapping[str, Any]]],
        *,
        stamp: str,
        versions: Mapping[str, str],
        position: int = 0,
    ) -> None:
        """Keeps a document with its token columns and records, in place of what was kept under its id.

        `records` are plain dicts by finder; `stamp` says what the document was made from and is opaque here;
        `versions` names the version of each finder and, as `annotation`, of the columns; `position` is its
        place in the corpus.
        """
        counted, facts = counted_words(document, columns), json.dumps(asdict(document.facts))
        spans = [[astuple(item) for item in items] for items in (document.layout, document.mends)]
        row = (position, document.path and str(document.path), stamp, document.sha256, versions.get("annotation", ""))
        sizes, body = (len(document.text), int(counted.sum())), _pack([document.text, *spans])
        about = {
            "mends": Counter(mend.kind for mend in document.mends),
            "sources": document.sources,
            "remarks": [astuple(remark) for remark in document.remarks],
        }
        found = [(document.id, finder, versions.get(finder, ""), _pack(list(rows))) for finder, rows in records.items()]
        with self._writing():
            tokens = self._encode(document.text.lower(), columns, counted)
            self._db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            insert = f"INSERT INTO documents VALUES (?{', ?' * 11})"
            self._db.execute(insert, (document.id, *row, *sizes, facts, json.dumps(about), body, tokens))
            self._db.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", found)

    def _encode(self, text: str, columns: Columns, counted: NDArray[np.bool_]) -> bytes:
        tokens, ends = np.zeros(len(columns), TOKEN), columns.start + columns.length
        forms = [" ".join(text[a:b].split()) for a, b in zip(columns.start.tolist(), ends.tolist(), strict=True)]
        tokens["word"], tokens["form"] = self._ids("words", columns.norm), self._ids("words", forms)
        tokens["tag"], tokens["pos"] = self._ids("tags", columns.tag), self._ids("tags", columns.pos)
        tokens["counted"] = counted
        for name in ("start", "length", "sentence", "space"):
            tokens[name] = getattr(columns, name)
        return zlib.compress(tokens.tobytes(), 4)

    def _ids(self, table: str, texts: Sequence[str]) -> list[int]:
        wanted = sorted(set(texts))
        self._db.executemany(f"INSERT OR IGNORE INTO {table} (text) VALUES (?)", [(text,) for text in wanted])
        query = f"SELECT text, id FROM {table} WHERE text IN (SELECT value FROM json_each(?))"
        ids = dict(self._db.execute(query, (json.dumps(wanted),)))
        return [ids[text] for text in texts]

    def remove(self, ids: Iterable[str]) -> None:
        """Forgets documents with all that was kept of them; unknown ids are ignored."""
        with self._writing():
            self._db.executemany("DELETE FROM documents WHERE id = ?", [(id_,) for id_ in ids])

    def rows(self) -> dict[str, dict[str, Any]]:
        """What is known of each document without unpacking it, by id, in the order of the corpus.

        The keys are stamp, text_sha, annotation, characters, words (its own, counted), its facts, and of its
        reading `mends` (their number by kind), `sources` and `remarks` (kind and value).
        """
        names = ("stamp", "text_sha", "annotation", "characters", "words")
        found = self._rows(f"SELECT id, facts, about, {', '.join(names)} FROM documents ORDER BY position, id")
        with self._errors():
            return {
                id_: dict(zip(names, row, strict=True)) | json.loads(facts) | json.loads(about)
                for id_, facts, about, *row in found
            }

    def document(self, doc_id: str) -> Document:
        """The document of an id, as it was put."""
        path, facts, about, body = self._one("path, facts, about, body", doc_id)
        with self._errors():
            text, layout, mends = _unpack(body)
            facts, about = Facts(**json.loads(facts)), json.loads(about)
        blocks, repairs = tuple(Block(*row) for row in layout), tuple(Mend(*row) for row in mends)
        remarks = tuple(Remark(*row) for row in about["remarks"])
        sources = {name: (start, end) for name, (start, end) in about["sources"].items()}
        return Document(doc_id, text, facts, blocks, repairs, path and Path(path), remarks, sources)

    def note(self, key: str, made_from: str) -> Any:
        """What was noted under a key, if it was made from the same; else None."""
        found = self._rows("SELECT body FROM notes WHERE key = ? AND made_from = ?", key, made_from)
        with self._errors():
            return _unpack(found[0][0]) if found else None

    def put_note(self, key: str, made_from: str, value: Any) -> None:
        """Keeps something made from the whole corpus, such as its duplicates, in place of what was noted before."""
        with self._writing():
            self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (key, made_from, _pack(value)))

    def _one(self, names: str, doc_id: str) -> Any:
        found = self._rows(f"SELECT {names} FROM documents WHERE id = ?", doc_id)
        if not found:
            raise TextkitError(f"no document {doc_id!r} in the store {self.path}; open the corpus again")
        return found[0]

    def tokens(self, doc_id: str) -> NDArray[np.void]:
        """The tokens of a document, an array of `TOKEN`."""
        (blob,) = self._one("tokens", doc_id)
        with self._errors():
            return np.frombuffer(zlib.decompress(blob), TOKEN)

    def columns(self, doc_id: str) -> Columns:
        """The token columns of a document as they were put."""
        tokens, words, tags = self.tokens(doc_id), self.texts("words"), self.texts("tags")
        return Columns(
            tokens["start"], tokens["length"], words[tokens["word"]].tolist(), tags[tokens["tag"]].tolist(),
            tags[tokens["pos"]].tolist(), tokens["sentence"], tokens["space"],
        )

    def texts(self, table: Literal["words", "tags"]) -> NDArray[np.object_]:
        """The folded words, or the parts of speech of both tag sets, by their number; one not in use is empty."""
        rows = self._rows(f"SELECT id, text FROM {table}")
        texts = np.full(max((id_ for id_, _ in rows), default=0) + 1, "", object)
        for id_, text in rows:
            texts[id_] = text
        return texts

    def records(self, finder: str, ids: Iterable[str] | None = None) -> dict[str, list[dict[str, Any]]]:
        """The records of one finder by document id: of all documents, or of the ids in their order."""
        query, values = "SELECT doc_id, body FROM records WHERE finder = ?", [finder]
        if ids is not None:
            ids = list(ids)
            query += " AND doc_id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(ids))
        found = dict(self._rows(query, *values))
        with self._errors():
            return {id_: _unpack(found[id_]) for id_ in (found if ids is None else ids) if id_ in found}


def _pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 4)


def _unpack(blob: bytes) -> Any:
    return json.loads(zlib.decompress(blob))
