"""A folder of one's own for as long as it is needed: a draft leaves no trace in it. And the cache,
which can always be deleted.
"""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from textkit.running.processes import ended_by_hand, is_running, look

_PREFIX = "textkit-"

# A folder of another machine, on a disk that several share, is removed when it is so old, in
# seconds: no work in such a folder takes this long.
_LONGEST_WORK = 24 * 3600

# The folders of this process that are in use.
_in_use: set[Path] = set()


def cache_folder() -> Path:
    """Where what was worked out is kept: `$TEXTKIT_CACHE`, else the user's cache; it may not be
    there yet.
    """
    from platformdirs import user_cache_dir

    return Path(os.environ.get("TEXTKIT_CACHE") or user_cache_dir("textkit"))


def keep(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Writes a file of the cache aside, for nobody else to read, and renames it: who reads it finds
    it whole. A cache that cannot be written is done without.
    """
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=path.parent, suffix=path.suffix)
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
            os.replace(aside, path)
        finally:
            Path(aside).unlink(missing_ok=True)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that nobody else can read, removed with all in it when the block ends.

    What a killed run left is removed by the next.
    """
    remove_left_behind()
    with ended_by_hand():
        folder = Path(tempfile.mkdtemp(prefix=_own_prefix()))
        _in_use.add(folder)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            # Only now: the thread that sees the parent's end may end this process at any moment,
            # and removes before what is in use.
            _in_use.discard(folder)


def remove_own() -> None:
    """Removes the folders that this process uses: it is about to end."""
    for folder in list(_in_use):
        shutil.rmtree(folder, ignore_errors=True)


def remove_left_behind() -> None:
    """Removes the folders of processes that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*-*-*"):
        with contextlib.suppress(OSError, ValueError):
            if _is_left_behind(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _own_prefix() -> str:
    """How the names of this process's folders begin: its number, when it was started (numbers are
    used again) and the machine.
    """
    process = os.getpid()
    seen = look(process)
    return f"{_PREFIX}{process}-{seen.started if seen else 0}-{_machine()}-"


def _machine() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _is_left_behind(folder: Path) -> bool:
    """Whether a folder is ours, and the process that made it has ended.

    Raises ValueError where the name tells no process.
    """
    process, started, machine, _ = folder.name.removeprefix(_PREFIX).split("-", 3)
    about = folder.lstat()
    if folder.is_symlink() or (hasattr(os, "getuid") and about.st_uid != os.getuid()):
        return False
    if machine != _machine():
        return time.time() - about.st_mtime > _LONGEST_WORK
    return not is_running(int(process), int(started))
