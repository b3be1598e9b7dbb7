"""The file of SQLite in which a store is kept: made, opened, known for ours, and read within
bounds.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from textkit.data.messages import Message, TextkitError
from textkit.storing.shapes import DamageError

# "txkt" in ASCII: the number by which a database says whose it is.
APPLICATION_ID = 0x74786B74

# Goes up with every change of the tables or of what stands in them.
SCHEMA = 7

# Seconds to wait for another process that is writing: a document takes far less than one, so only
# a process that hangs keeps the file for so long.
_BUSY_SECONDS = 60.0

# Switching a new file to a write-ahead log fails at once while another process does the same:
# 500 tries with 20 ms between are 10 s, and the other one needs a few milliseconds.
_WAL_TRIES = 500
_WAL_PAUSE_SECONDS = 0.02

# The file is read through the memory it is mapped to, up to 1 TiB: all of it.
_MAPPED_BYTES = 1 << 40

# A damaged file can lead from page to page without end. Of a good one a statement takes some 20
# steps of SQLite for each row of at least 60 bytes; this is 100 million of them (a second or two)
# and two for each byte of the file. SQLite asks after every million whether to go on.
_STEPS_AT_LEAST = 100_000_000
_STEPS_PER_BYTE = 2
_STEPS_BETWEEN = 1_000_000

# Nor do the rows of one query hold more than the file, beside what a short one holds again and
# again (ids).
_BYTES_AT_LEAST = 64_000_000
_BYTES_PER_BYTE = 2

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
        tokens INTEGER NOT NULL,    -- words, marks and line ends: as many as its columns have
        facts TEXT NOT NULL,
        about TEXT NOT NULL,        -- what else is known of its reading, as JSON
        checksum INTEGER NOT NULL,  -- of all columns above: `sealed`
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

_COMMENT = re.compile(r"--.*")

# What SQLite itself adds where somebody had it measure the tables.
_TABLES_OF_SQLITE = frozenset({"sqlite_stat1", "sqlite_stat4"})

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
    sqlite3.SQLITE_TOOBIG: "store.damaged",
    sqlite3.SQLITE_INTERRUPT: "store.damaged",  # by `_goes_on`
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

# How sqlite3 begins what it says of a text that is no UTF-8; it has no code.
_NO_UTF8 = "Could not decode"


class Database:
    """A file of SQLite with the tables of a store; made where there is none.

    A file that may not be written, or lies in a folder that may not, is opened for reading:
    `read_only` is True then, and what would write raises TextkitError.

    Raises TextkitError if the file is damaged, is no store of textkit, was written by another
    version's schema, has other tables, views or triggers, cannot be opened or made, or stays
    locked by another process for a minute. Such a file is never changed.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._steps = 0
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
        return _size(self._log) > 0

    @property
    def _log(self) -> Path:
        return Path(f"{self.path}-wal")

    def _connected(self, address: str | Path, *, may_create: bool = False) -> sqlite3.Connection:
        db = sqlite3.connect(
            address,
            _BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            uri=isinstance(address, str),
        )
        try:
            # A store that somebody hands over may hold views and triggers: they call nothing.
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            db.set_progress_handler(self._ends, _STEPS_BETWEEN)
            if may_create and _is_new(db):
                _create(db)
            self._check(db)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
            db.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            db.close()
            raise
        return db

    def _check(self, db: sqlite3.Connection) -> None:
        """Raises TextkitError if a database is not textkit's, or has other tables than these."""
        (application,) = db.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            raise TextkitError("store.other-program", path=self.path)
        (schema,) = db.execute("PRAGMA user_version").fetchone()
        if schema != SCHEMA:
            raise TextkitError("store.other-schema", path=self.path, schema=schema, expected=SCHEMA)
        if others := _contents(db) ^ _expected():
            names = sorted(str(name) for _, name, _ in others)
            raise TextkitError(
                "store.damaged", path=self.path, error=Message("damage.tables", {"names": names})
            )

    def _ends(self) -> bool:
        """Whether a statement has taken more steps than any would of a good file of this size."""
        self._steps += _STEPS_BETWEEN
        return self._steps > _STEPS_AT_LEAST and self._steps > _STEPS_PER_BYTE * self._bytes()

    def _bytes(self) -> int:
        return _size(self.path) + _size(self._log)

    def check_pages(self, table: str = "") -> None:
        """Raises TextkitError if the file, or one table of it, is damaged: its pages do not fit
        together, or an index does not say what its table says.
        """
        pragma = f"PRAGMA integrity_check({table or 1})"
        fault = next((row for row in self._rows(pragma) if row != ("ok",)), None)
        if fault is not None:
            raise TextkitError("store.damaged", path=self.path, error=str(fault[0]))

    def close(self) -> None:
        """Closes the file; using the store afterwards raises TextkitError."""
        self._db.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turns what goes wrong with the file into a TextkitError that names it."""
        try:
            yield
        # UnicodeDecodeError: a damaged name stands in what SQLite itself says of the damage.
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise TextkitError(_trouble(error), path=self.path, error=error) from error

    @contextmanager
    def reading(self, table: str, doc_id: str = "") -> Iterator[None]:
        """Turns what is wrong with what is kept of a document into a TextkitError that names the
        table and the document.
        """
        try:
            yield
        except DamageError as damage:
            raise TextkitError(
                "store.damaged-part", path=self.path, table=table, id=doc_id, why=damage.message
            ) from damage

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all that is written in it is kept, or nothing."""
        with self._errors():
            self._steps = 0
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.commit()
            except BaseException:
                self._db.rollback()
                raise

    def _rows(self, query: str, *values: Any) -> list[Any]:
        """The rows of a query, which hold no more bytes than the file can."""
        self._steps = 0
        rows = []
        size = 0
        with self._errors():
            for row in self._db.execute(query, values):
                rows.append(row)
                for value in row:
                    if isinstance(value, (bytes, str)):
                        size += len(value)
                if size > _BYTES_AT_LEAST and size > _BYTES_PER_BYTE * self._bytes():
                    raise sqlite3.DatabaseError("a query gives more than the file holds")
        return rows


def _size(path: Path) -> int:
    """The bytes of a file, 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_new(db: sqlite3.Connection) -> bool:
    """Whether a database is empty: no table, and nobody's."""
    if db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        return False
    numbers = [
        db.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
    ]
    return numbers == [(0,), (0,)]


def _contents(db: sqlite3.Connection) -> frozenset[tuple[Any, ...]]:
    """The tables, indexes, views and triggers of a database: kind, name and how they were made.

    The comments in a definition are left out: other words there make no other table.
    """
    rows = db.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    return frozenset(
        (kind, name, " ".join(_COMMENT.sub("", made or "").split()))
        for kind, name, made in rows
        if name not in _TABLES_OF_SQLITE
    )


@cache
def _expected() -> frozenset[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as db:
        for statement in _TABLES:
            db.execute(statement)
        return _contents(db)


def _create(db: sqlite3.Connection) -> None:
    """Makes the tables, unless another process has made them meanwhile."""
    _use_write_ahead_log(db)
    db.execute("BEGIN IMMEDIATE")
    try:
        if _is_new(db):
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
    is_damage = type(error) is sqlite3.DatabaseError or isinstance(error, UnicodeDecodeError)
    if is_damage or str(error).startswith(_NO_UTF8):
        return "store.damaged"
    return "store.unusable"
