"""Which documents of a store from somebody else were looked at already and found whole.

Records that may come from anyone are held against their classes and their text before they are
used: of 100 documents that takes 0.5 s, more than the rest of what a check does with them. It is
done once for a file: what was found is kept in the user's own cache by the hash of all its bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from textkit.running.scratch import cache_folder, keep

# Of more files than these what was found of the oldest is deleted.
_MOST_KEPT = 40


def place_of(store: Path, checked_by: str) -> Path | None:
    """Where the cache has what was found of a store as it is now, by the code that looks at it;
    None where the store cannot be read, or somebody writes to it.
    """
    log = store.with_name(f"{store.name}-wal")
    try:
        if log.exists() and log.stat().st_size:
            return None
        with store.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except OSError:
        return None
    digest.update(checked_by.encode())
    return cache_folder() / f"fitting-{digest.hexdigest()[:32]}.json"


def known_at(place: Path) -> set[str]:
    """The ids of the documents that were found whole; none where nothing is kept."""
    with contextlib.suppress(OSError, ValueError):
        ids = json.loads(place.read_bytes())
        if isinstance(ids, list):
            return {id_ for id_ in ids if isinstance(id_, str)}
    return set()


def keep_at(place: Path, ids: Iterable[str]) -> None:
    """Keeps the ids of the documents that were found whole."""
    content = json.dumps(sorted(ids)).encode()
    keep(place, lambda file: file.write(content))
    with contextlib.suppress(OSError):
        kept = sorted(place.parent.glob("fitting-*.json"), key=lambda file: file.stat().st_mtime)
        for file in kept[:-_MOST_KEPT]:
            file.unlink(missing_ok=True)
