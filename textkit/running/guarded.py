"""A command whose light parent holds it to the limits for a file: it says which one it works on."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CLAIM_VARIABLE = "TEXTKIT_WORKING_ON"
"""Where a command finds the path of the file in which it says what it works on."""

# Names of files are bytes that may be no UTF-8.
_ENCODING = {"encoding": "utf-8", "errors": "surrogateescape"}

_is_claimed = False


def is_guarded() -> bool:
    """Whether a parent asks what this process works on."""
    return bool(os.environ.get(CLAIM_VARIABLE))


@contextmanager
def working_on(path: str | Path | None) -> Iterator[None]:
    """Inside, this process works on a file, and its parent holds it to the limits for that.

    Nothing happens where no parent asks, and inside of another such block.
    """
    global _is_claimed
    if path is None or _is_claimed or not is_guarded():
        yield
        return
    claim = os.environ[CLAIM_VARIABLE]
    _is_claimed = True
    try:
        with contextlib.suppress(OSError):
            # Written whole, then renamed: the parent reads it at any moment.
            written = Path(f"{claim}-new")
            written.write_text(str(path), **_ENCODING)
            os.replace(written, claim)
        yield
    finally:
        _is_claimed = False
        with contextlib.suppress(OSError):
            os.unlink(claim)


def claimed(claim: Path) -> Path | None:
    """The file that a command works on now, if it does."""
    try:
        return Path(claim.read_text(**_ENCODING))
    except (OSError, ValueError):
        return None
