"""Vectors of texts, kept in the user's cache: each text is worked out once, whatever document or
folder it stands in.

A text is known by its hash and the model by its name and version, so what changes is worked out
anew and nothing else. What is kept holds no text; the file can always be deleted. It is written
after each batch, so that work that is interrupted goes on where it stopped.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from textkit.language.encoders import Encoder, Floats
from textkit.running.scratch import cache_folder

# So many texts are given to the model at once: a second or less, after which the user may stop.
# Chosen by eye on two processors.
_BATCH = 16

# So many are asked of the file at once: under the 999 values that older SQLite takes.
_ASKED = 500

# Seconds to wait for another process that writes its batch, which takes milliseconds.
_BUSY_SECONDS = 20.0

# Goes up with every change of the table or of what stands in it.
_SCHEMA = 1

# A vector is kept as whole numbers from -127 to 127 of its largest: on the tune part of
# tests/labels/similar.csv the mean average precision changes by .002.
_STEPS = 127

_UNSAFE = re.compile(r"[^\w.-]+")


class Vectors:
    """The vectors of texts by an encoder; used in a `with` block, which closes its file.

    A file that cannot be read or written is done without, a damaged one is begun anew. `made` is
    called with how many vectors were worked out, after each batch.
    """

    def __init__(
        self,
        encoder: Encoder,
        made: Callable[[int], object] = int,
        *,
        path: Path | None = None,
    ) -> None:
        self._encoder = encoder
        self._made = made
        name = _UNSAFE.sub("-", encoder.name)
        self._path = path or cache_folder() / f"meaning-{name}.sqlite"
        self._file = _opened(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def passages(self, texts: Sequence[str]) -> Floats:
        """A vector of length one for each text that is looked through."""
        return self._of(texts, "passage", self._encoder.passages)

    def queries(self, texts: Sequence[str]) -> Floats:
        """A vector of length one for each text that is looked for; these are kept, too."""
        return self._of(texts, "query", self._encoder.queries)

    def _of(
        self, texts: Sequence[str], mark: str, encode: Callable[[Sequence[str]], Floats]
    ) -> Floats:
        keys = [_key(mark, text) for text in texts]
        found = self._kept(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        waiting = list(missing.items())
        for start in range(0, len(waiting), _BATCH):
            batch = dict(waiting[start : start + _BATCH])
            packed = _packed(encode(list(batch.values())))
            made = dict(zip(batch, packed, strict=True))
            self._keep(made)
            found |= made
            self._made(len(made))
        rows = np.frombuffer(b"".join(found[key] for key in keys), np.int8)
        return of_length_one(rows.reshape(len(texts), self._encoder.size).astype(np.float32))

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The vectors that the file has, by key."""
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _ASKED):
            asked = keys[start : start + _ASKED]
            marks = ",".join("?" * len(asked))
            found |= self._rows(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", asked)
        return {key: row for key, row in found.items() if len(row) == self._encoder.size}

    def _rows(self, question: str, values: Sequence[Any]) -> dict[bytes, bytes]:
        if self._file is None:
            return {}
        try:
            return dict(self._file.execute(question, values))
        except sqlite3.Error as error:
            self._give_up(error)
            return {}

    def _keep(self, made: dict[bytes, bytes]) -> None:
        if self._file is None:
            return
        try:
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", made.items())
        except sqlite3.Error as error:  # a full disk, or a file that was damaged meanwhile
            self._give_up(error)

    def _give_up(self, error: sqlite3.Error) -> None:
        """Goes on without the file; a damaged one is removed."""
        if self._file is not None:
            with contextlib.suppress(sqlite3.Error):
                self._file.close()
            self._file = None
        if _is_damage(error):
            with contextlib.suppress(OSError):
                self._path.unlink()


def of_length_one(rows: Floats) -> Floats:
    """Rows divided by their lengths; a row of noughts stays one.

    >>> of_length_one(np.array([[3, 4], [0, 0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    of_one: Floats = rows / np.maximum(lengths, np.float32(1e-12))[:, None]
    return of_one


def _key(mark: str, text: str) -> bytes:
    return blake2b(f"{mark}\n{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _packed(rows: Floats) -> Iterator[bytes]:
    """Each row as whole numbers, a byte each."""
    largest = np.maximum(np.abs(rows).max(axis=1, initial=0), np.float32(1e-12))
    steps: NDArray[np.int8] = np.rint(rows * (_STEPS / largest)[:, None]).astype(np.int8)
    for row in steps:
        yield row.tobytes()


def _opened(path: Path) -> sqlite3.Connection | None:
    """The file, made where it is missing or damaged; None where that cannot be."""
    for _ in range(2):
        try:
            return _connected(path)
        except sqlite3.Error as error:
            if not _is_damage(error):
                return None
            with contextlib.suppress(OSError):
                path.unlink()
        except OSError:
            return None
    return None


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is no good; else it is locked, full, or not ours to write."""
    return not isinstance(error, sqlite3.OperationalError)


def _connected(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # For nobody else to read, from the first byte on; SQLite gives its journal the same rights.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    file = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        (schema,) = file.execute("PRAGMA user_version").fetchone()
        if schema not in (0, _SCHEMA):
            raise sqlite3.DatabaseError("another schema")
        with file:
            file.execute(
                "CREATE TABLE IF NOT EXISTS vectors"
                " (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
            )
            file.execute(f"PRAGMA user_version = {_SCHEMA}")
    except BaseException:
        file.close()
        raise
    return file
