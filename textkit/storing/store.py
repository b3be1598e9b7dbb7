"""Documents, token columns and records on disk, in one SQLite file; knows no finder.

A document is written in one transaction, so a process killed at any moment leaves whole documents;
several processes may read and build at once. The file is a cache: it can always be deleted and
built again.
"""

import contextlib
import errno
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
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.reading.document import (
    UNCOUNTED,
    Block,
    Comment,
    Document,
    Facts,
    Remark,
    Revision,
    ScannedLine,
)
from textkit.reading.scratch import cache_folder
from textkit.vietnamese.mending import Mend

# "txkt" in ASCII: the number by which a database says whose it is.
APPLICATION_ID = 0x74786B74

# Goes up with every change of the tables or of what stands in them.
SCHEMA = 6

# Seconds to wait for another process that is writing: a document takes far less than one, so only
# a process that hangs keeps the file for so long.
_BUSY_SECONDS = 60.0

# Switching a new file to a write-ahead log fails at once while another process does the same:
# 500 tries with 20 ms between are 10 s, and the other one needs a few milliseconds.
_WAL_TRIES = 500
_WAL_PAUSE_SECONDS = 0.02

# From so many documents on, a column is read as a whole and not picked out by their ids. Chosen by
# eye; not measured.
_MANY_DOCUMENTS = 500

# The file is read through the memory it is mapped to, up to 1 TiB: all of it.
_MAPPED_BYTES = 1 << 40

# zlib's level. Of 8 MB of texts and records of real documents it leaves 15 %; level 6 leaves 14 %
# and takes nearly twice the time.
_COMPRESSION = 4

_TABLES = (
    """
    CREATE TABLE documents (
        id TEXT PRIMARY KEY,
        position INTEGER NOT NULL,  -- its place in the corpus
        path TEXT,                  -- in the folder of the corpus
        origin TEXT NOT NULL,       -- what it was made from: `Origin` as JSON
        content TEXT NOT NULL,      -- hash of text and layout: `content_hash`
        text_sha TEXT NOT NULL,
        characters INTEGER NOT NULL,
        words INTEGER NOT NULL,     -- its own: `counted_words`
        facts TEXT NOT NULL,
        about TEXT NOT NULL,        -- what else is known of its reading, as JSON
        text BLOB NOT NULL,
        spans BLOB NOT NULL         -- layout, mends, recognised lines, comments, tracked changes
    )
    """,
    """
    CREATE TABLE columns (
        name TEXT NOT NULL,
        doc_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        body BLOB NOT NULL,
        PRIMARY KEY (name, doc_id)
    )
    """,
    "CREATE INDEX columns_of ON columns (doc_id)",
    "CREATE TABLE notes (key TEXT PRIMARY KEY, made_from TEXT NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    """
    CREATE TABLE records (
        doc_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        finder TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (doc_id, finder)
    )
    """,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA}",
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
`pos` are numbers of `Store.texts`; `length` counts characters; `types` has a row for each different
token that counts (see `counted_words`), and how often it stands.
"""

SENTENCE, SPACE, COUNTED = 1, 2, 4
"""The bits of the column `flags`: a sentence begins here, one blank follows, the token counts as a
word.
"""

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_ENUMERATOR = re.compile(
    r"""
      \(? (?: \d{1,2} | [a-zđ]\d? ) \)    # a)  đ)  a1)  (3)  12)
    | \d+ (?: \.\d+ )* \.                 # 1.  1.2.
    """,
    re.VERBOSE,
)

# What unpacking raises where the bytes are not those that were written.
_BROKEN = (zlib.error, json.JSONDecodeError, UnicodeDecodeError)

# The message that says what to do, by what SQLite or the system says of the file. SQLite's codes
# are the primary ones: the lowest byte of what it gives.
_TROUBLES: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "store.busy",
    sqlite3.SQLITE_LOCKED: "store.busy",
    sqlite3.SQLITE_FULL: "store.full",
    sqlite3.SQLITE_READONLY: "store.read-only",
    sqlite3.SQLITE_PERM: "store.no-permission",
    sqlite3.SQLITE_CANTOPEN: "store.not-opened",
    sqlite3.SQLITE_CORRUPT: "store.damaged",
    sqlite3.SQLITE_NOTADB: "store.no-store",  # it may be a document of the user's
}
_SYSTEM_TROUBLES: dict[int, str] = {
    errno.ENOSPC: "store.full",
    errno.EDQUOT: "store.full",
    errno.EACCES: "store.no-permission",
    errno.EPERM: "store.no-permission",
    errno.EROFS: "store.no-permission",
}

# What SQLite says where a file, or the folder in which it wants a log beside it, cannot be written.
_FORBIDDEN = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})


@dataclass(frozen=True, slots=True)
class Origin:
    """What the kept parts of a document were made from, as texts that are only compared.

    `reading` stands for the file and the readers, `described` for its row of `metadata.csv`,
    `annotation` for the word model, `finders` for what the records of each finder, by its name,
    were made from.
    """

    reading: str = ""
    described: str = ""
    annotation: str = ""
    finders: Mapping[str, str] = field(default_factory=dict)


def counted_words(document: Document, columns: Columns) -> NDArray[np.bool_]:
    """True for each token that counts as a word: words and figures, but no white space, mark or
    enumerator.

    Enumerators are `a)`, `(3)` and `1.2.`; nothing in a caption, page header or footer counts.
    """
    words = {norm for norm in set(columns.norm) if _is_word(norm)}
    counted = np.array([norm in words for norm in columns.norm], bool)
    for block in document.layout:
        if block.kind in UNCOUNTED:
            first, last = np.searchsorted(columns.start, (block.start, block.end))
            counted[first:last] = False
    return counted


def _is_word(norm: str) -> bool:
    return bool(_LETTER_OR_DIGIT.search(norm)) and not _ENUMERATOR.fullmatch(norm)


def content_hash(document: Document) -> str:
    """A hash of the text and the layout: all that annotation and finders read of a document, its
    facts apart.
    """
    layout = json.dumps([astuple(block) for block in document.layout])
    return hashlib.sha256(f"{document.sha256}{layout}".encode()).hexdigest()


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


class Store:
    """The documents, token columns and records of a corpus, in one SQLite file.

    A file that may not be written, or lies in a folder that may not, is opened for reading:
    `read_only` is True then, and what would write raises TextkitError.

    Raises TextkitError if the file is damaged, is no store of textkit, was written by another
    version's schema, cannot be opened or made, or stays locked by another process for a minute.
    Such a file is never changed.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with self._errors():
            self._make_private()
            self._db = self._opened()
            self.read_only = _refuses_to_write(self._db)

    def _make_private(self) -> None:
        """Makes the folder and the file, where they are not there, for their owner alone: a store
        holds the texts of drafts.
        """
        self.path.parent.mkdir(0o700, parents=True, exist_ok=True)
        with contextlib.suppress(OSError):  # it is there, or may only be read
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))

    def _opened(self) -> sqlite3.Connection:
        """A connection to a store that is one; the file is made where there is none."""
        try:
            return self._connected(self.path, may_create=True)
        except sqlite3.OperationalError as error:
            if _primary_code(error) not in _FORBIDDEN or not self.path.is_file():
                raise
        # Reading alone wants a file beside the store where its writers leave word of what they do.
        address = f"{self.path.absolute().as_uri()}?mode=ro"
        try:
            return self._connected(address)
        except sqlite3.OperationalError as error:
            if _primary_code(error) not in _FORBIDDEN or self._has_log():
                raise
        # Nobody can write here, so nothing beside it is needed.
        return self._connected(f"{address}&immutable=1")

    def _has_log(self) -> bool:
        """Whether some of what was written stands in the log beside the file, and not yet in it."""
        log = Path(f"{self.path}-wal")
        return log.is_file() and log.stat().st_size > 0

    def _connected(self, address: str | Path, *, may_create: bool = False) -> sqlite3.Connection:
        db = sqlite3.connect(
            address,
            _BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=isinstance(address, str),
        )
        try:
            if may_create and not any(_header(db)):
                _create(db)
            self._check(db)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            db.execute("PRAGMA foreign_keys = ON")
            # A store that somebody hands over may hold views and triggers: they call nothing.
            db.execute("PRAGMA trusted_schema = OFF")
        except BaseException:
            db.close()
            raise
        return db

    def _check(self, db: sqlite3.Connection) -> None:
        """Raises TextkitError if a database is not textkit's, or has other tables than these."""
        _, application, schema = _header(db)
        if application != APPLICATION_ID:
            raise TextkitError("store.other-program", path=self.path)
        if schema != SCHEMA:
            raise TextkitError("store.other-schema", path=self.path, schema=schema, expected=SCHEMA)

    def close(self) -> None:
        """Closes the file; using the store afterwards raises TextkitError."""
        self._db.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns what goes wrong with the file into a TextkitError that names it."""
        try:
            yield
        except (sqlite3.Error, OSError, *_BROKEN) as error:
            raise TextkitError(_trouble(error), path=self.path, error=error) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all that is written in it is kept, or nothing."""
        with self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with self._errors():
            return self._db.execute(query, values).fetchall()

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
        text = zlib.compress(document.text.encode(), _COMPRESSION)
        row = {
            "id": document.id,
            "content": content_hash(document),
            "text_sha": document.sha256,
            "characters": len(document.text),
            "words": int(counted.sum()),
            "text": text,
            **_changeable(document, origin, position),
        }
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
        row = _changeable(document, origin, position)
        changes = ", ".join(f"{name} = ?" for name in row)
        with self._writing():
            self._db.execute(
                f"UPDATE documents SET {changes} WHERE id = ?", (*row.values(), document.id)
            )
            self._put_records(document.id, records)

    def _put_columns(
        self, document: Document, columns: Columns, counted: NDArray[np.bool_]
    ) -> None:
        for name, column in self._encode(document.text.lower(), columns, counted).items():
            body = _with_checksum(column.astype(COLUMNS[name]).tobytes())
            self._db.execute("INSERT INTO columns VALUES (?, ?, ?)", (name, document.id, body))

    def _put_records(self, doc_id: str, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        for finder, rows in records.items():
            self._db.execute(
                "INSERT OR REPLACE INTO records VALUES (?, ?, ?)",
                (doc_id, finder, _pack(list(rows))),
            )

    def _encode(
        self, text: str, columns: Columns, counted: NDArray[np.bool_]
    ) -> dict[str, NDArray[Any]]:
        """The columns as numbers, by their names; `text` is the document's in lower case."""
        ends = columns.start + columns.length
        spans = zip(columns.start.tolist(), ends.tolist(), strict=True)
        forms = [" ".join(text[start:end].split()) for start, end in spans]
        word = self._numbers("words", columns.norm)
        form = self._numbers("words", forms)
        pos = self._numbers("tags", columns.pos)
        rows, count = np.unique(np.array([word, form, pos])[:, counted], axis=1, return_counts=True)
        types = np.zeros(len(count), COLUMNS["types"])
        types["word"], types["form"], types["pos"] = rows
        types["count"] = count
        return {
            "word": word,
            "form": form,
            "tag": self._numbers("tags", columns.tag),
            "pos": pos,
            "length": columns.length,
            "flags": columns.sentence * SENTENCE + columns.space * SPACE + counted * COUNTED,
            "types": types,
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
            self._db.executemany(
                "UPDATE documents SET position = ? WHERE id = ?",
                [(position, doc_id) for doc_id, position in positions.items()],
            )

    def remove(self, ids: Iterable[str]) -> None:
        """Forgets documents with all that was kept of them; unknown ids are ignored."""
        with self._writing():
            self._db.executemany("DELETE FROM documents WHERE id = ?", [(id_,) for id_ in ids])

    def rows(self) -> dict[str, dict[str, Any]]:
        """What is known of each document without unpacking it, by id, in the order of the corpus.

        The keys are position, path, origin (an `Origin`), content, text_sha, characters, words
        (its own, counted), its facts, and of its reading `mends` (their number by kind), `sources`,
        `remarks` (kind and value), `labels`, `stated`, `said` and `given` (facts, by name).
        """
        names = ("position", "path", "content", "text_sha", "characters", "words")
        rows = self._rows(
            f"SELECT id, origin, facts, about, {', '.join(names)} FROM documents"
            " ORDER BY position, id"
        )
        known = {}
        with self._errors():
            for doc_id, origin, facts, about, *values in rows:
                known[doc_id] = dict(zip(names, values, strict=True))
                known[doc_id] |= json.loads(facts) | json.loads(about)
                known[doc_id]["origin"] = Origin(**json.loads(origin))
        return known

    def document(self, doc_id: str) -> Document:
        """The document of an id, as it was put."""
        path, facts, about, body, spans = self._one("path, facts, about, text, spans", doc_id)
        with self._errors():
            text = zlib.decompress(body).decode()
            layout, mends, scanned, *review = _unpack(spans)
            # A file of the same schema that was written before these were kept has none.
            comments, revisions = review or ((), ())
            known = json.loads(about)
            return Document(
                doc_id,
                text,
                Facts(**json.loads(facts)),
                tuple(Block(*row) for row in layout),
                tuple(Mend(*row) for row in mends),
                path and Path(path),
                tuple(Remark(*row) for row in known["remarks"]),
                {name: (start, end) for name, (start, end) in known["sources"].items()},
                known["labels"],
                Facts(**known["stated"]),
                Facts(**known["said"]),
                Facts(**known["given"]),
                tuple(ScannedLine(*row) for row in scanned),
                tuple(Comment(*row) for row in comments),
                tuple(Revision(*row) for row in revisions),
            )

    def note(self, key: str, made_from: str) -> Any:
        """What was noted under a key, if it was made from the same; else None."""
        rows = self._rows("SELECT body FROM notes WHERE key = ? AND made_from = ?", key, made_from)
        with self._errors():
            return _unpack(rows[0][0]) if rows else None

    def put_note(self, key: str, made_from: str, value: Any) -> None:
        """Keeps something made from the whole corpus, such as its duplicates, in place of what was
        noted before.

        A store that is read-only keeps nothing, without a word: notes can always be made again.
        """
        if self.read_only:
            return
        with self._writing():
            self._db.execute(
                "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", (key, made_from, _pack(value))
            )

    def _one(self, names: str, doc_id: str) -> Any:
        rows = self._rows(f"SELECT {names} FROM documents WHERE id = ?", doc_id)
        if not rows:
            raise TextkitError("store.no-document", id=doc_id, path=self.path)
        return rows[0]

    def text(self, doc_id: str) -> str:
        """The text of a document."""
        (body,) = self._one("text", doc_id)
        with self._errors():
            return zlib.decompress(body).decode()

    def parts(self, name: str, ids: Sequence[str]) -> list[NDArray[Any]]:
        """One of the `COLUMNS` of each of the documents."""
        query = "SELECT doc_id, body FROM columns WHERE name = ?"
        values = [name]
        if len(ids) < _MANY_DOCUMENTS:
            query += " AND doc_id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(ids))
        bodies = dict(self._rows(query, *values))
        parts = []
        for doc_id in ids:
            if doc_id not in bodies:
                raise TextkitError("store.no-document", id=doc_id, path=self.path)
            with self._errors():
                parts.append(np.frombuffer(_checked(bodies[doc_id]), COLUMNS[name]))
        return parts

    def columns(self, doc_id: str) -> Columns:
        """The token columns of a document as they were put."""
        word, tag, pos, length, flags = (
            self.parts(name, [doc_id])[0] for name in ("word", "tag", "pos", "length", "flags")
        )
        words, tags = self.texts("words"), self.texts("tags")
        return Columns(
            starts(length, flags),
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
        query = "SELECT doc_id, body FROM records WHERE finder = ?"
        values = [finder]
        if ids is not None:
            ids = list(ids)
            query += " AND doc_id IN (SELECT value FROM json_each(?))"
            values.append(json.dumps(ids))
        bodies = dict(self._rows(query, *values))
        wanted = bodies if ids is None else ids
        with self._errors():
            return {id_: _unpack(bodies[id_]) for id_ in wanted if id_ in bodies}


def _header(db: sqlite3.Connection) -> Any:
    """How many tables a database has, whose it is, and the version of its tables; three zeros of a
    file that is new.
    """
    return db.execute(
        "SELECT (SELECT count(*) FROM sqlite_master), application_id, user_version"
        " FROM pragma_application_id, pragma_user_version"
    ).fetchone()


def _create(db: sqlite3.Connection) -> None:
    """Makes the tables, unless another process has made them meanwhile."""
    _use_write_ahead_log(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        if not any(_header(db)):
            for statement in _TABLES:
                db.execute(statement)
        db.commit()
    except BaseException:
        db.rollback()
        raise


def _use_write_ahead_log(db: sqlite3.Connection) -> None:
    """Sets the journal in which one process may write while others read.

    SQLite does not wait of itself where two processes do this to one file.
    """
    for tries_left in reversed(range(_WAL_TRIES)):
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if _primary_code(error) != sqlite3.SQLITE_BUSY or not tries_left:
                raise
            time.sleep(_WAL_PAUSE_SECONDS)


def _refuses_to_write(db: sqlite3.Connection) -> bool:
    """Whether the file could be opened for reading only: SQLite then refuses the first change.

    The change is none, and taken back at once.
    Where it says that somebody else is writing, it would not refuse.
    """
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("BEGIN IMMEDIATE")
        db.execute(f"PRAGMA user_version = {SCHEMA}")
    except sqlite3.OperationalError as error:
        return _primary_code(error) in _FORBIDDEN
    finally:
        db.rollback()
        db.execute(f"PRAGMA busy_timeout = {int(1000 * _BUSY_SECONDS)}")
    return False


def _primary_code(error: Exception) -> int | None:
    """SQLite's code of an error without what it adds in the higher bytes; None of another's."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _trouble(error: Exception) -> str:
    """Which message of the catalogue fits what went wrong with a store."""
    if isinstance(error, OSError):
        return _SYSTEM_TROUBLES.get(error.errno or 0, "store.unusable")
    code = _primary_code(error)
    if code in _TROUBLES:
        return _TROUBLES[code]
    # SQLite raises DatabaseError itself for a damaged file, and a subclass of it for all else.
    if type(error) is sqlite3.DatabaseError or isinstance(error, _BROKEN):
        return "store.damaged"
    return "store.unusable"


def _changeable(document: Document, origin: Origin, position: int) -> dict[str, Any]:
    """What may change of a document while its text stays, by column."""
    about = {
        "mends": Counter(mend.kind for mend in document.mends),
        "sources": document.sources,
        "labels": document.labels,
        "remarks": [astuple(remark) for remark in document.remarks],
        "stated": asdict(document.stated),
        "said": _known(document.said),
        "given": _known(document.given),
    }
    layout = [astuple(block) for block in document.layout]
    mends = [astuple(mend) for mend in document.mends]
    scanned = [astuple(line) for line in document.scanned]
    comments = [astuple(comment) for comment in document.comments]
    revisions = [astuple(revision) for revision in document.revisions]
    return {
        "position": position,
        "path": document.path and document.path.as_posix(),
        "origin": json.dumps(asdict(origin)),
        "facts": json.dumps(asdict(document.facts)),
        "about": json.dumps(about),
        "spans": _pack([layout, mends, scanned, comments, revisions]),
    }


def _known(facts: Facts) -> dict[str, str]:
    """The facts that are known, by name: few are said by a file or given by `metadata.csv`."""
    return {name: value for name, value in asdict(facts).items() if value}


def _marks(row: Mapping[str, Any]) -> str:
    """The question marks in which SQLite fills the values of a row."""
    return ", ".join("?" for _ in row)


def starts(length: NDArray[np.int32], flags: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Where each token of a document begins: tokens and the single blanks behind them make up the
    text.
    """
    sizes = length + ((flags & SPACE) > 0)
    return np.cumsum(sizes, dtype=np.int32) - sizes


def _with_checksum(data: bytes) -> bytes:
    """Bytes with their checksum behind: numbers that are damaged would not be seen to be so."""
    return data + zlib.adler32(data).to_bytes(4, "little")


def _checked(data: bytes) -> memoryview:
    """The bytes before their checksum; raises zlib.error where they do not have that sum."""
    body = memoryview(data)[:-4]
    if zlib.adler32(body).to_bytes(4, "little") != data[-4:]:
        raise zlib.error("a column of tokens is not as it was written")
    return body


def _pack(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode(), _COMPRESSION)


def _unpack(blob: bytes) -> Any:
    return json.loads(zlib.decompress(blob))
