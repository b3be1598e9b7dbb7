"""Documents, token columns and records on disk, in one SQLite file; knows no finder.

A document is written in one transaction, so a process killed at any moment leaves whole documents;
several processes may read and build at once. The file is a cache: it can always be deleted and
built again.
"""

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

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.reading.document import UNCOUNTED, Block, Document, Facts, Remark
from textkit.vietnamese.mending import Mend

APPLICATION_ID = 0x74786B74
SCHEMA = 3
_BUSY = 60.0
_MANY = 500  # so many documents are picked out of a column; for more it is read as a whole
_TABLES = (
    (
        "CREATE TABLE documents (id TEXT PRIMARY KEY, position INTEGER NOT NULL, path TEXT, stamp"
        " TEXT NOT NULL, text_sha TEXT NOT NULL, annotation TEXT NOT NULL, characters INTEGER NOT"
        " NULL, words INTEGER NOT NULL, facts TEXT NOT NULL, about TEXT NOT NULL, text BLOB NOT"
        " NULL, spans BLOB NOT NULL)"
    ),
    (
        "CREATE TABLE columns (name TEXT NOT NULL, doc_id TEXT NOT NULL REFERENCES documents (id)"
        " ON DELETE CASCADE, body BLOB NOT NULL, PRIMARY KEY (name, doc_id))"
    ),
    "CREATE INDEX columns_of ON columns (doc_id)",
    "CREATE TABLE notes (key TEXT PRIMARY KEY, made_from TEXT NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    (
        "CREATE TABLE records (doc_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,"
        " finder TEXT NOT NULL, version TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (doc_id,"
        " finder))"
    ),
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA}",
)
_BROKEN = (zlib.error, json.JSONDecodeError, UnicodeDecodeError)
_WORD, _ENUMERATOR = (
    re.compile(r"[^\W_]"),
    re.compile(r"\(?(?:\d{1,2}|[a-zđ]\d?)\)|\d+(?:\.\d+)*\."),
)
COLUMNS: dict[str, np.dtype[Any]] = {
    "word": np.dtype("<i4"),
    "form": np.dtype("<i4"),
    "tag": np.dtype("<i2"),
    "pos": np.dtype("<i2"),
    "length": np.dtype("<i4"),
    "flags": np.dtype("u1"),
    "types": np.dtype([("word", "<i4"), ("form", "<i4"), ("pos", "<i2"), ("count", "<i4")]),
}
"""The columns of tokens as stored. `word` (folded), `form` (as written, in lower case), `tag` and
`pos` are numbers of `Store.texts`; `types` has a row for each different token that counts (see
`counted_words`), and how often it stands.
"""
SENTENCE, SPACE, COUNTED = 1, 2, 4
"""The bits of the column `flags`: a sentence begins here, one blank follows, the token counts as a
word.
"""


def counted_words(document: Document, columns: Columns) -> NDArray[np.bool_]:
    """True for each token that counts as a word: words and figures, but no white space, mark or
    enumerator.

    Enumerators are `a)`, `(3)` and `1.2.`; nothing in a caption, page header or footer counts.
    """
    words = {
        norm for norm in set(columns.norm) if _WORD.search(norm) and not _ENUMERATOR.fullmatch(norm)
    }
    counted = np.array([norm in words for norm in columns.norm], bool)
    for block in document.layout:
        if block.kind in UNCOUNTED:
            first, last = np.searchsorted(columns.start, (block.start, block.end))
            counted[first:last] = False
    return counted


def store_path(folder: Path, store: str | Path | None = None) -> Path:
    """Where the store of a corpus folder lies: the file given, else a file in `$TEXTKIT_CACHE` or
    the user's cache.

    A directory given as `store` gets the file of that folder's name.
    """
    if store is not None and not Path(store).is_dir():
        return Path(store)
    from platformdirs import user_cache_dir

    where = Path(store or os.environ.get("TEXTKIT_CACHE") or user_cache_dir("textkit"))
    resolved = folder.resolve()
    path_hash = hashlib.sha256(str(resolved).encode()).hexdigest()[:12]
    return where / f"{resolved.name}-{path_hash}-{SCHEMA}.sqlite"


def is_store(path: Path) -> bool:
    """Whether a path is a file of SQLite, which a folder of documents is not."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(15) == b"SQLite format 3"


class Store:
    """The documents, token columns and records of a corpus, in one SQLite file.

    Raises TextkitError if the file is damaged, is no store of textkit, was written by another
    version's schema, cannot be written, or stays locked by another process for a minute. Such a
    file is never changed.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with self._errors():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(
                self.path, _BUSY, isolation_level=None, check_same_thread=False
            )
            try:
                self._check_or_create()
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.execute(f"PRAGMA mmap_size = {1 << 40}")
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
            raise TextkitError("store.other-program", path=self.path)
        if schema != SCHEMA:
            raise TextkitError("store.other-schema", path=self.path, schema=schema, expected=SCHEMA)

    def _header(self) -> Any:
        tables, pragmas = (
            "(SELECT count(*) FROM sqlite_master)",
            "pragma_application_id, pragma_user_version",
        )
        return self._db.execute(
            f"SELECT {tables}, application_id, user_version FROM {pragmas}"
        ).fetchone()

    def _use_wal(self) -> None:
        for attempt in range(
            500
        ):  # SQLite does not wait of itself here, where two processes make one file
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
            if (
                getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
            ):  # it may be a document of the user's
                raise TextkitError("store.no-store", path=self.path) from error
            raise TextkitError(_trouble(error), path=self.path, error=error) from error

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
        """Keeps a document with its token columns and records, in place of what was kept under its
        id.

        `records` are plain dicts by finder; `stamp` says what the document was made from and is
        opaque here; `versions` names the version of each finder and, as `annotation`, of the
        columns; `position` is its place in the corpus.
        """
        counted, facts = counted_words(document, columns), json.dumps(asdict(document.facts))
        spans = [[astuple(item) for item in items] for items in (document.layout, document.mends)]
        row = (
            position,
            document.path and document.path.as_posix(),
            stamp,
            document.sha256,
            versions.get("annotation", ""),
        )
        sizes, text = (
            (len(document.text), int(counted.sum())),
            zlib.compress(document.text.encode(), 4),
        )
        about = {
            "mends": Counter(mend.kind for mend in document.mends),
            "sources": document.sources,
            "labels": document.labels,
            "remarks": [astuple(remark) for remark in document.remarks],
        }
        found = [
            (document.id, finder, versions.get(finder, ""), _pack(list(rows)))
            for finder, rows in records.items()
        ]
        with self._writing():
            self._db.execute("DELETE FROM documents WHERE id = ?", (document.id,))
            insert = f"INSERT INTO documents VALUES (?{', ?' * 11})"
            self._db.execute(
                insert, (document.id, *row, *sizes, facts, json.dumps(about), text, _pack(spans))
            )
            tokens = self._encode(document.text.lower(), columns, counted)
            blobs = [
                (name, document.id, _sealed(tokens[name].astype(kind).tobytes()))
                for name, kind in COLUMNS.items()
            ]
            self._db.executemany("INSERT INTO columns VALUES (?, ?, ?)", blobs)
            self._db.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", found)

    def _encode(
        self, text: str, columns: Columns, counted: NDArray[np.bool_]
    ) -> dict[str, NDArray[Any]]:
        spans = zip(columns.start.tolist(), (columns.start + columns.length).tolist(), strict=True)
        forms = [" ".join(text[start:end].split()) for start, end in spans]
        word, form, tag, pos = (
            np.array(self._ids(*pair), np.int32)
            for pair in [
                ("words", columns.norm),
                ("words", forms),
                ("tags", columns.tag),
                ("tags", columns.pos),
            ]
        )
        rows, count = np.unique(np.array([word, form, pos])[:, counted], axis=1, return_counts=True)
        types = np.zeros(len(count), COLUMNS["types"])
        types["word"], types["form"], types["pos"] = rows
        types["count"] = count
        flags = columns.sentence * SENTENCE + columns.space * SPACE + counted * COUNTED
        return {
            "word": word,
            "form": form,
            "tag": tag,
            "pos": pos,
            "length": columns.length,
            "flags": flags,
            "types": types,
        }

    def _ids(self, table: str, texts: Sequence[str]) -> list[int]:
        wanted = sorted(set(texts))
        self._db.executemany(
            f"INSERT OR IGNORE INTO {table} (text) VALUES (?)", [(text,) for text in wanted]
        )
        query = f"SELECT text, id FROM {table} WHERE text IN (SELECT value FROM json_each(?))"
        ids = dict(self._db.execute(query, (json.dumps(wanted),)))
        return [ids[text] for text in texts]

    def remove(self, ids: Iterable[str]) -> None:
        """Forgets documents with all that was kept of them; unknown ids are ignored."""
        with self._writing():
            self._db.executemany("DELETE FROM documents WHERE id = ?", [(id_,) for id_ in ids])

    def rows(self) -> dict[str, dict[str, Any]]:
        """What is known of each document without unpacking it, by id, in the order of the corpus.

        The keys are path, stamp, text_sha, annotation, characters, words (its own, counted), its
        facts, and of its reading `mends` (their number by kind), `sources`, `remarks` (kind and
        value) and `labels`.
        """
        names = ("path", "stamp", "text_sha", "annotation", "characters", "words")
        found = self._rows(
            f"SELECT id, facts, about, {', '.join(names)} FROM documents ORDER BY position, id"
        )
        with self._errors():
            return {
                id_: dict(zip(names, row, strict=True)) | json.loads(facts) | json.loads(about)
                for id_, facts, about, *row in found
            }

    def document(self, doc_id: str) -> Document:
        """The document of an id, as it was put."""
        path, facts, about, body, spans = self._one("path, facts, about, text, spans", doc_id)
        with self._errors():
            text, (layout, mends) = zlib.decompress(body).decode(), _unpack(spans)
            facts, about = Facts(**json.loads(facts)), json.loads(about)
        blocks, repairs = tuple(Block(*row) for row in layout), tuple(Mend(*row) for row in mends)
        remarks = tuple(Remark(*row) for row in about["remarks"])
        sources = {name: (start, end) for name, (start, end) in about["sources"].items()}
        return Document(
            doc_id,
            text,
            facts,
            blocks,
            repairs,
            path and Path(path),
            remarks,
            sources,
            about["labels"],
        )

    def note(self, key: str, made_from: str) -> Any:
        """What was noted under a key, if it was made from the same; else None."""
        found = self._rows("SELECT body FROM notes WHERE key = ? AND made_from = ?", key, made_from)
        with self._errors():
            return _unpack(found[0][0]) if found else None

    def put_note(self, key: str, made_from: str, value: Any) -> None:
        """Keeps something made from the whole corpus, such as its duplicates, in place of what was
        noted before.
        """
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (key, made_from, _pack(value))
            )

    def _one(self, names: str, doc_id: str) -> Any:
        found = self._rows(f"SELECT {names} FROM documents WHERE id = ?", doc_id)
        if not found:
            raise TextkitError("store.no-document", id=doc_id, path=self.path)
        return found[0]

    def text(self, doc_id: str) -> str:
        """The text of a document."""
        (body,) = self._one("text", doc_id)
        with self._errors():
            return zlib.decompress(body).decode()

    def parts(self, name: str, ids: Sequence[str]) -> list[NDArray[Any]]:
        """One of the `COLUMNS` of each of the documents."""
        query = "SELECT doc_id, body FROM columns WHERE name = ?"
        if len(ids) < _MANY:
            found = self._rows(
                f"{query} AND doc_id IN (SELECT value FROM json_each(?))", name, json.dumps(ids)
            )
        else:
            found = self._rows(query, name)
        with self._errors():
            parts = {id_: np.frombuffer(_opened(body), COLUMNS[name]) for id_, body in found}
        if gone := [id_ for id_ in ids if id_ not in parts]:
            raise TextkitError("store.no-document", id=gone[0], path=self.path)
        return [parts[id_] for id_ in ids]

    def columns(self, doc_id: str) -> Columns:
        """The token columns of a document as they were put."""
        word, tag, pos, length, flags = (
            self.parts(name, [doc_id])[0] for name in ("word", "tag", "pos", "length", "flags")
        )
        words, tags = self.texts("words"), self.texts("tags")
        norms, fine, coarse = (
            texts[numbers].tolist() for texts, numbers in ((words, word), (tags, tag), (tags, pos))
        )
        space = (flags & SPACE) > 0
        return Columns(
            starts(length, flags), length, norms, fine, coarse, (flags & SENTENCE) > 0, space
        )

    def texts(self, table: Literal["words", "tags"]) -> NDArray[np.object_]:
        """The folded words, or the parts of speech of both tag sets, by their number; number 0 is
        empty.
        """
        (texts,) = self._rows(
            f"SELECT json_group_array(text) FROM (SELECT text FROM {table} ORDER BY id)"
        )[0]
        with self._errors():
            return np.array(["", *json.loads(texts)], object)

    def records(
        self, finder: str, ids: Iterable[str] | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """The records of one finder by document id: of all documents,
        or of the ids in their order.
        """
        query, values = "SELECT doc_id, body FROM records WHERE finder = ?", [finder]
        if ids is not None:
            ids = list(ids)
            query += " AND doc_id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(ids))
        found = dict(self._rows(query, *values))
        with self._errors():
            return {
                id_: _unpack(found[id_]) for id_ in (found if ids is None else ids) if id_ in found
            }


def _trouble(error: Exception) -> str:
    """Which message of the catalogue fits what went wrong with a store."""
    if "locked" in str(error):
        return "store.busy"
    # SQLite raises DatabaseError itself for a damaged file, and a subclass of it for all else.
    if type(error) is sqlite3.DatabaseError or isinstance(error, _BROKEN):
        return "store.damaged"
    return "store.unusable"


def starts(length: NDArray[np.int32], flags: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Where each token of a document begins: tokens and the single blanks behind them make up the
    text.
    """
    sizes = length + ((flags & SPACE) > 0)
    return np.cumsum(sizes, dtype=np.int32) - sizes


def _sealed(data: bytes) -> bytes:
    """Bytes with their checksum behind: numbers that are damaged would not be seen to be so."""
    return data + zlib.adler32(data).to_bytes(4, "little")


def _opened(data: bytes) -> memoryview:
    body = memoryview(data)[:-4]
    if zlib.adler32(body).to_bytes(4, "little") != data[-4:]:
        raise zlib.error("a column of tokens is not as it was written")
    return body


def _pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 4)


def _unpack(blob: bytes) -> Any:
    return json.loads(zlib.decompress(blob))
