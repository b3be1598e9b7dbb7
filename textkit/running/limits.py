"""How much memory and time the work on one file may take, and where this is changed."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

# Memory, in bytes, that work on a file may add to that of its process, with what it starts, such
# as LibreOffice. A text of 465,000 characters adds 85 MB, so the longest that is read, ten million,
# adds some 2 GB.
MEMORY = 4 << 30

# Seconds of processor time for a file, and for each megabyte of it besides. Reading and annotating
# takes 20 s for a million characters, and a Word file of one megabyte may hold five million.
SECONDS = 120
SECONDS_PER_MEGABYTE = 60

# A file that is waited for, and not worked on, is given up after so many times its seconds on the
# clock: other programs may use the processor too. Chosen by eye; not measured.
CLOCK = 5

# Bytes that may come out of one file: text, words and records. Chosen by eye; not measured.
OUTPUT = 1 << 30

# Bytes of a file that a child may write: a conversion of LibreOffice. Chosen by eye; not measured.
WRITTEN = 2 << 30

# Seconds that a child may take until it can begin: heavy packages are imported, which takes 1 s
# of processor time. Chosen by eye.
STARTING = 300

# Where a user raises (or lowers) them: megabytes, seconds; `off` works in the process itself.
MEMORY_VARIABLE = "TEXTKIT_MEMORY"
SECONDS_VARIABLE = "TEXTKIT_SECONDS"
ISOLATION_VARIABLE = "TEXTKIT_ISOLATION"

# Of a file, and of memory.
_MEGABYTE, _MEBIBYTE = 1_000_000, 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What the work on one file may take: bytes of memory, seconds of processor time, bytes that
    come out of it.
    """

    memory: int = MEMORY
    seconds: float = SECONDS
    output: int = OUTPUT

    @property
    def said(self) -> dict[str, object]:
        """The limits as messages show them: megabytes and seconds."""
        return {"memory": round(self.memory / _MEBIBYTE), "seconds": round(self.seconds)}


def limits_for(path: Path | None = None) -> Limits:
    """The limits for a file, by its size and by what the user's environment says.

    Raises TextkitError for a variable of the environment that is no number above nought.

    >>> limits_for().seconds
    120.0
    """
    seconds = _given(SECONDS_VARIABLE, SECONDS) + _size(path) / _MEGABYTE * SECONDS_PER_MEGABYTE
    memory = int(_given(MEMORY_VARIABLE, MEMORY / _MEBIBYTE) * _MEBIBYTE)
    return Limits(memory, seconds)


def is_isolated() -> bool:
    """Whether files are worked on in child processes: yes, unless the user's environment says
    `off`, or this is a program without an interpreter that could be started again.
    """
    is_off = os.environ.get(ISOLATION_VARIABLE, "").strip().lower() in ("off", "0")
    return bool(not is_off and sys.executable and not getattr(sys, "frozen", False))


def _given(variable: str, default: float) -> float:
    """The number that a variable of the environment gives."""
    from textkit.data.messages import TextkitError

    text = os.environ.get(variable, "").strip()
    if not text:
        return float(default)
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise TextkitError("running.no-number", variable=variable, value=text)
    return value


def _size(path: Path | None) -> int:
    try:
        return path.stat().st_size if path is not None else 0
    except (OSError, ValueError):  # reading it will say why
        return 0
