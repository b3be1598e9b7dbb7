"""What the formats of an export share: names of files; nothing of an earlier export stays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_text_aside

# What a file of every system may be called, and how many letters of an id stand in its name: with a
# number and a suffix it stays under the 255 bytes that file systems allow (4 to a letter at most).
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
_LETTERS_OF_A_NAME = 50

# The file that says what an export was made from; it is written last.
_MANIFEST = "export-{format}.json"

# A list of files of an earlier export is read up to this size: 100,000 names of 100 bytes.
_LARGEST_MANIFEST = 10_000_000


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """A name without suffix for the file of each document, which all systems allow.

    >>> file_names(["hdnd/nq 01", "hdnd-nq-01"])
    {'hdnd/nq 01': 'hdnd-nq-01', 'hdnd-nq-01': 'hdnd-nq-01-2'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for id_ in ids:
        name = base = _NOT_IN_NAMES.sub("-", id_)[:_LETTERS_OF_A_NAME].strip(".-") or "document"
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(name.lower())
        names[id_] = name
    return names


def finish(corpus: StoredCorpus, folder: Path, format: str, written: Sequence[Path]) -> list[Path]:
    """All files of an export, with the one that says what they were made from, written last.

    Files of an earlier export of this format in the folder, as its list names them, are removed.
    """
    manifest = folder / _MANIFEST.format(format=format)
    names = [path.relative_to(folder).as_posix() for path in written]
    for name in _earlier(manifest) - set(names):
        stale = (folder / name).resolve()
        if stale.is_relative_to(folder.resolve()) and stale.is_file():
            stale.unlink()
    record = {"format": format, **corpus.run_record, "files": names}
    write_text_aside(manifest, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    return [*written, manifest]


def _earlier(manifest: Path) -> set[str]:
    """The files that an earlier export listed; none where its list cannot be read."""
    try:
        if manifest.stat().st_size > _LARGEST_MANIFEST:
            return set()
        files = json.loads(manifest.read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    return {name for name in files if isinstance(name, str)} if isinstance(files, list) else set()
