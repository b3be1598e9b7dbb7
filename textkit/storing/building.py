"""The making of a store: which parts of which documents are new or stale, and these made anew.

A document goes through four steps, each with a key of what it was made from (`Origin`), so that a
change makes anew only what depends on it:

- reading: the bytes of the file and the readers;
- describing: its row of `metadata.csv`, laid over the facts it states itself;
- annotation: the text and the word model;
- each finder: the text with its layout, the words, the facts the finder reads, and its module.
"""

from __future__ import annotations

import hashlib
import json
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from textkit.data.messages import Reason, TextkitError
from textkit.language.columns import Columns
from textkit.reading.document import Document
from textkit.reading.ocr import chosen_name, is_given_here
from textkit.reading.readers import RECOGNISED, Entry, described, read_entry
from textkit.running.limits import Limits, is_isolated, limits_for
from textkit.running.pool import Fault, Work, worked
from textkit.storing import finders
from textkit.storing.keys import key
from textkit.storing.store import Origin, Store, content_hash

_PACKAGE = Path(__file__).resolve().parents[1]


class Built(NamedTuple):
    """What a store holds of some entries: the rows of their documents by id, in the order of the
    entries, and the files of which nothing could be made, each with the reason.
    """

    rows: dict[str, dict[str, Any]]
    skipped: dict[Path, Reason]


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the store has of a document: `columns` only where the words may still be right."""

    content: str
    text_sha: str
    origin: Origin
    columns: Columns | None


@dataclass(frozen=True, slots=True)
class _Task:
    """A document to be made: of its file where there is no `document`, else of that one."""

    entry: Entry
    reading: str
    described: str
    document: Document | None = None
    kept: _Kept | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """A document as it is to be kept; without `columns` those in the store are right, and
    `records` has only the finders whose records are not.
    """

    document: Document
    columns: Columns | None
    records: dict[str, list[dict[str, Any]]]
    origin: Origin


def build(
    store: Store, entries: Iterable[Entry], *, jobs: int = 1, progress: bool = False
) -> Built:
    """Makes a store hold just these entries of a folder, and all of them as they are now.

    `jobs` processes read and annotate; the store is written by this one. An entry of which nothing
    can be made is reported, and what was kept of it stays.
    """
    entries = list(entries)
    kept = store.rows()
    position = {entry.id: number for number, entry in enumerate(entries)}
    if not store.read_only:
        _tidy(store, kept, position)
    stamps = {entry.id: (_reading_stamp(entry), _described_stamp(entry)) for entry in entries}
    stale = [entry for entry in entries if _is_stale(kept.get(entry.id), *stamps[entry.id])]
    tasks = (_task(entry, *stamps[entry.id], kept.get(entry.id), store) for entry in stale)
    skipped = {}
    worked_on: Iterable[tuple[Entry, _Made | Reason]] = _worked(tasks, len(stale), jobs)
    if progress and stale:
        worked_on = _with_progress(worked_on, len(stale))
    for entry, made in worked_on:
        reason = made if isinstance(made, Reason) else _put(store, made, entry, position)
        if reason is not None:
            skipped[entry.path] = reason
    rows = store.rows() if stale else kept
    return Built(
        {
            entry.id: rows[entry.id]
            for entry in entries
            if entry.id in rows and entry.path not in skipped
        },
        skipped,
    )


def _with_progress(
    items: Iterable[tuple[Entry, _Made | Reason]], count: int
) -> Iterable[tuple[Entry, _Made | Reason]]:
    """The items, with a line on standard error that says how many of the documents are done."""
    from tqdm.auto import tqdm

    return tqdm(items, "textkit", count, unit=" documents", file=sys.stderr)


def _tidy(store: Store, kept: Mapping[str, Any], position: Mapping[str, int]) -> None:
    """Forgets documents that are gone, and moves those that stand at another place now."""
    if gone := kept.keys() - position.keys():
        store.remove(gone)
    moved = {
        doc_id: position[doc_id]
        for doc_id in kept.keys() & position.keys()
        if kept[doc_id]["position"] != position[doc_id]
    }
    if moved:
        store.place(moved)


def _reading_stamp(entry: Entry) -> str:
    """What a text is read from: the bytes of its file, and the readers; empty if there are none."""
    try:
        content = entry.path.read_bytes()
    except OSError:  # reading it will say why
        return ""
    # A scan is read anew when another engine recognises its letters.
    engine = chosen_name() if entry.path.suffix.lower() in RECOGNISED else ""
    return _digest(hashlib.sha256(content).hexdigest(), key("textkit.reading.readers"), engine)


def _described_stamp(entry: Entry) -> str:
    """What is said of a document from outside: its path in the folder, its row of the metadata."""
    return _digest(entry.shown, asdict(entry.facts), entry.labels)


def _finder_stamps(content: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """What the records of each finder are made from, for a document of this content and facts."""
    return {
        name: _digest(
            content,
            _annotation_key(),
            key(finder.module),
            [facts[fact] for fact in finder.facts],
        )
        for name, finder in finders.FINDERS.items()
    }


def _annotation_key() -> str:
    return key("textkit.language.annotation")


def _digest(*parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]


def _is_stale(row: Mapping[str, Any] | None, reading: str, described: str) -> bool:
    """Whether anything of a document is to be made anew."""
    if row is None or not reading:
        return True
    wanted = Origin(reading, described, _annotation_key(), _finder_stamps(row["content"], row))
    return bool(row["origin"] != wanted)


def _task(
    entry: Entry, reading: str, stamp: str, row: Mapping[str, Any] | None, store: Store
) -> _Task:
    """What is to be made of an entry, with what the store has of it that may be used again."""
    if row is None:
        return _Task(entry, reading, stamp)
    origin: Origin = row["origin"]
    document = None
    if reading and origin.reading == reading:
        document = store.document(entry.id)
        if origin.described != stamp:
            document = described(document, entry)
    columns = None
    if origin.annotation == _annotation_key() and _needs_columns(document, row):
        columns = store.columns(entry.id)
    kept = _Kept(row["content"], row["text_sha"], origin, columns)
    return _Task(entry, reading, stamp, document, kept)


def _needs_columns(document: Document | None, row: Mapping[str, Any]) -> bool:
    """Whether the words of a document will be asked for: not where only facts are changed that no
    finder reads.
    """
    if document is None:
        return True
    stamps = _finder_stamps(row["content"], asdict(document.facts))
    return bool(stamps != row["origin"].finders)


def _worked(
    tasks: Iterable[_Task], count: int, jobs: int
) -> Iterator[tuple[Entry, _Made | Reason]]:
    """Each entry with what was made of it, or why nothing was, as it is ready."""
    if not count:
        return
    if _is_for_children():
        work = Work(_work, _limits, _prepare, (finders.FINDERS,))
        for task, made in worked(work, tasks, jobs=min(jobs, count)):
            yield task.entry, _reason(task, made) if isinstance(made, Fault) else made
        return
    if jobs == 1 or count < 2:
        for task in tasks:
            yield task.entry, _work(task)
        return
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=jobs, return_as="generator_unordered", pre_dispatch="3*n_jobs")
    yield from parallel(delayed(_with_entry)(task) for task in tasks)


def _is_for_children() -> bool:
    """Whether the work goes to child processes of textkit's own: unless the user wants none, has
    joblib send it elsewhere (threads, a Dask cluster), or gave what only this process has: an
    engine for scans, a finder of the script itself.
    """
    return (
        is_isolated()
        and not is_given_here()
        and all(_is_importable(finder.module) for finder in finders.FINDERS.values())
        and not _is_sent_elsewhere()
    )


def _is_importable(module: str) -> bool:
    """Whether another process can import a module too."""
    try:
        return module != "__main__" and find_spec(module) is not None
    except (ImportError, ValueError):  # made by hand, without a file
        return False


def _is_sent_elsewhere() -> bool:
    """Whether the user has joblib use a backend that is not its own."""
    joblib = sys.modules.get("joblib")
    if joblib is None:
        return False
    backend, _ = joblib.parallel.get_active_backend()
    return type(backend).__name__ != "LokyBackend"


def _prepare(known: dict[str, finders.Finder]) -> None:
    """Has a child import what it needs, so that no document waits for it, and use these finders."""
    from textkit.language.annotation import sheet

    finders.FINDERS.clear()
    finders.FINDERS.update(known)
    short = sheet(Document("", "Điều 1"))
    for finder in finders.FINDERS.values():
        finder.find(short)


def _limits(task: _Task) -> Limits:
    return limits_for(task.entry.path)


def _reason(task: _Task, fault: Fault) -> Reason:
    """Why a file is skipped with which a child process did not come to an end."""
    values = {"path": task.entry.path, "how": fault.how, **fault.limits.said}
    return Reason(TextkitError(f"running.{fault.kind}", **values))


def _with_entry(task: _Task) -> tuple[Entry, _Made | Reason]:
    return task.entry, _work(task)


def _work(task: _Task) -> _Made | Reason:
    """Makes one document; whatever goes wrong with it is its reason, and the others go on."""
    try:
        return _make(task)
    except (TextkitError, OSError) as error:
        return Reason(error)
    except MemoryError:  # the limit on memory is told by the one who set it
        raise
    except Exception as error:
        return Reason(_unforeseen(task.entry, error))


def _make(task: _Task) -> _Made:
    """Reads a document, annotates it and searches it, as far as what is kept cannot be used."""
    from textkit.language.annotation import Sheet, columns_of

    kept = task.kept
    document = read_entry(task.entry) if task.document is None else task.document
    content = content_hash(document)
    stamps = _finder_stamps(content, asdict(document.facts))
    known = {} if kept is None else kept.origin.finders
    stale = [name for name, stamp in stamps.items() if known.get(name) != stamp]
    origin = Origin(task.reading, task.described, _annotation_key(), stamps)
    is_annotated = (
        kept is not None
        and kept.origin.annotation == origin.annotation
        and kept.text_sha == document.sha256
    )
    if is_annotated and not stale:
        return _Made(document, None, {}, origin)
    columns = kept.columns if kept is not None and is_annotated else None
    if columns is None:
        columns = columns_of(document)
    sheet = Sheet(document, columns)
    records = {name: finders.FINDERS[name].find(sheet) for name in stale}
    is_as_kept = is_annotated and kept is not None and kept.content == content
    return _Made(document, None if is_as_kept else columns, records, origin)


def _put(store: Store, made: _Made, entry: Entry, position: Mapping[str, int]) -> Reason | None:
    """Keeps what was made of an entry; the reason if it cannot be kept, though the store is
    right.
    """
    document = replace(made.document, path=Path(entry.shown))
    more: dict[str, Any] = {"origin": made.origin, "position": position[entry.id]}
    try:
        if made.columns is None:
            store.change_document(document, made.records, **more)
        else:
            store.put_document(document, made.columns, made.records, **more)
    except TextkitError:  # the store cannot be written: nor can the next document
        raise
    except Exception as error:
        return Reason(_unforeseen(entry, error))
    return None


def _unforeseen(entry: Entry, error: Exception) -> TextkitError:
    """What to report of an error that nobody thought of: its kind, its words, and where in textkit
    it happened.
    """
    spot = "?"
    for frame, line in traceback.walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            spot = f"{file.relative_to(_PACKAGE.parent).as_posix()}:{line}"
    return TextkitError(
        "file.unforeseen", path=entry.path, kind=type(error).__name__, error=str(error), spot=spot
    )
