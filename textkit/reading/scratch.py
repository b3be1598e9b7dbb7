"""A folder of one's own for as long as it is needed: a draft leaves no trace in it."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "textkit-"

# No work in such a folder takes this long, in seconds: a conversion is ended after two minutes.
_LONGEST_WORK = 6 * 3600


def cache_folder() -> Path:
    """Where what was worked out is kept: `$TEXTKIT_CACHE`, else the user's cache; it may not be
    there yet.
    """
    from platformdirs import user_cache_dir

    return Path(os.environ.get("TEXTKIT_CACHE") or user_cache_dir("textkit"))


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that nobody else can read, removed with all in it when the block ends.

    What a killed run left is removed by the next.
    """
    _remove_left_behind()
    prefix = f"{_PREFIX}{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _remove_left_behind() -> None:
    """Removes the folders of runs that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*"):
        with contextlib.suppress(OSError, ValueError):
            if _is_left_behind(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left_behind(folder: Path) -> bool:
    """Whether a folder is ours, and the run that made it has ended.

    Raises ValueError where the name tells no process.
    """
    process = int(folder.name.removeprefix(_PREFIX).split("-")[0])
    about = folder.lstat()
    if folder.is_symlink() or (hasattr(os, "getuid") and about.st_uid != os.getuid()):
        return False
    return not _runs(process) or time.time() - about.st_mtime > _LONGEST_WORK


def _runs(process: int) -> bool:
    """Whether a process runs; on Windows, where asking would end it, yes."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
