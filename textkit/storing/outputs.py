"""A file of results is written aside, then renamed: the earlier good one stays until the new one
is whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from textkit.data.messages import TextkitError

# The name of a file while it is written: hidden, and known for ours by this word.
_ASIDE = ".textkit-"

# What a killed run left beside its target is removed by the next that writes there, once it is too
# old to be the work of a run that still writes, in seconds. Chosen by eye.
_LEFT_BEHIND = 3600

# So many names are tried for the new file where the earlier one cannot be replaced.
_MOST_NAMES = 100


dump = partial(json.dumps, ensure_ascii=False, indent=1, allow_nan=False)
"""The text of a result as JSON: `dump(result.to_json())`."""


@contextmanager
def written_aside(path: str | Path) -> Iterator[Path]:
    """A path beside `path` to write to; what stands there takes the place of `path` when the block
    ends.

    Where the block fails, or the disk is full, the earlier file stays as it was. What is no file
    (a pipe, `/dev/stdout`) is written to as it is. A link stays one, and the file that it leads to
    is replaced; the file keeps its permissions.

    Raises TextkitError where another program holds the file, as Word does on Windows: the new one
    then lies beside it, under the name that the error tells.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with written_aside(Path(folder, "page.html")) as aside:
    ...         _ = aside.write_text("<p>Điều 1</p>", "utf-8")
    ...     Path(folder, "page.html").read_text("utf-8")
    '<p>Điều 1</p>'
    """
    target = Path(path)
    # `/dev/stdout` leads to the file that a shell writes to: that one is never replaced.
    is_device = target.absolute().is_relative_to("/dev")
    if is_device or (target.exists() and not target.is_file()):
        yield target
        return
    target = target.resolve()
    _remove_left_behind(target)
    handle, name = tempfile.mkstemp(
        prefix=f"{_ASIDE}{target.stem}-", suffix=target.suffix, dir=target.parent
    )
    os.close(handle)
    aside = Path(name)
    try:
        yield aside
        _take_permissions(aside, target)
        _replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)


def write_text_aside(path: str | Path, text: str, *, encoding: str = "utf-8") -> Path:
    """Writes a whole text aside, then renames it, see `written_aside`; returns the path."""
    with written_aside(path) as aside:
        aside.write_text(text, encoding)
    return Path(path)


def write_bytes_aside(path: str | Path, content: bytes) -> Path:
    """Writes whole bytes aside, then renames them, see `written_aside`; returns the path."""
    with written_aside(path) as aside:
        aside.write_bytes(content)
    return Path(path)


def _remove_left_behind(target: Path) -> None:
    """Removes what killed runs left of this file."""
    before = time.time() - _LEFT_BEHIND
    with contextlib.suppress(OSError):
        for left in target.parent.glob(f"{_ASIDE}*{target.suffix}"):
            is_of_target = left.name.startswith(f"{_ASIDE}{target.stem}-")
            if is_of_target and left.stat().st_mtime < before:
                left.unlink()


def _take_permissions(aside: Path, target: Path) -> None:
    """Gives the new file the permissions of the earlier one, or those that a new file gets."""
    if target.exists():
        shutil.copymode(target, aside)
        return
    mask = os.umask(0)
    os.umask(mask)
    aside.chmod(0o666 & ~mask)


def _replace(aside: Path, target: Path) -> None:
    try:
        os.replace(aside, target)
    except PermissionError:
        beside = _free_name(target)
        os.replace(aside, beside)
        raise TextkitError("file.held", path=target, beside=beside.name) from None


def _free_name(target: Path) -> Path:
    """A name beside the target that no file has: `bang (1).xlsx`."""
    for number in range(1, _MOST_NAMES):
        beside = target.with_name(f"{target.stem} ({number}){target.suffix}")
        if not beside.exists():
            return beside
    return target.with_name(f"{target.stem} ({_MOST_NAMES}){target.suffix}")
