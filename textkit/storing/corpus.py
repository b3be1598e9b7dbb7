"""A corpus: open a folder, annotate and find what is new, keep it; subsets and groups of its
documents.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import cache, cached_property
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from tqdm.auto import tqdm

from textkit.data.messages import Reason, TextkitError, noun
from textkit.finding.themes import Lexicon, ThemeHit, read_lexicon
from textkit.language.columns import Columns
from textkit.reading.document import Document, Record
from textkit.reading.readers import Entry, list_folder, read_entry
from textkit.storing.corrections import CORRECTED, Correction, corrected, read_corrections
from textkit.storing.duplicates import Duplicate, Sketch, find_duplicates
from textkit.storing.keys import key
from textkit.storing.store import Store, is_store, starts, store_path
from textkit.storing.tokens import Tokens
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

C = TypeVar("C", bound="StoredCorpus")


class Finder(NamedTuple):
    """A verb over a Doc and the class of its records, by name: neither is imported before it is
    needed.
    """

    module: str
    verb: str
    record: str


FINDERS = {
    "units": Finder("textkit.language.units", "find_units", "Unit"),
    "citations": Finder("textkit.finding.citations", "find_citations", "Citation"),
    "statements": Finder("textkit.finding.statements", "find_statements", "Statement"),
    "targets": Finder("textkit.finding.targets", "find_figures", "Target"),
    "commitments": Finder("textkit.finding.commitments", "find_commitments", "Commitment"),
    "themes": Finder("textkit.finding.themes", "find_themes", "ThemeHit"),
    "sketch": Finder("textkit.storing.duplicates", "find_sketch", "Sketch"),
}
_FACTS = (
    "kind",
    "number",
    "date",
    "issuer",
    "title",
    "term",
    "period",
    "place",
    "signatory",
    "year",
)
_COLUMNS = (*_FACTS[:-1], "words", "characters", "path")
_UNDATED = frozenset({"kind", "number", "issuer", "title", "place", "signatory"})


class StoredCorpus:
    """Documents with their facts, words and records, read from the store as they are asked for.

    `ids` are the documents in order, `skipped` the paths (in the folder) of files not read, with
    the reason, `duplicates` the documents left out because another one has the same text,
    `corrections` the user's word on findings, which all records follow, `folder` where the
    documents lie (empty of a store opened without it).
    """

    def __init__(
        self,
        store: Store,
        facts: Mapping[str, Any],
        skipped: Sequence[tuple[str, Reason]] = (),
        duplicates: Sequence[Duplicate] = (),
        folder: Path = Path(),
        corrections: Sequence[Correction] = (),
    ) -> None:
        self._store, self._facts, self.folder = store, dict(facts), folder
        self.corrections = tuple(corrections)
        self.ids, self.skipped, self.duplicates = tuple(facts), tuple(skipped), tuple(duplicates)
        self.lexicon: Lexicon | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Document]:
        return map(self.document, self.ids)

    def __repr__(self) -> str:
        return (
            f"Corpus({len(self)} documents, {sum(row['words'] for row in self._facts.values())}"
            " words)"
        )

    @cached_property
    def documents(self) -> pd.DataFrame:
        """A row a document: id, kind, number, date, issuer, title, term, period, place, signatory,
        words, characters, path.

        `words` counts the document's own words: no marks or enumerators, no captions, page headers
        or footers. Other columns of `metadata.csv` stand behind.
        """
        import pandas as pd

        rows = [
            [id_, *(row[name] for name in _COLUMNS), *map(row["labels"].get, self.labels)]
            for id_, row in self._facts.items()
        ]
        return pd.DataFrame(rows, columns=["id", *_COLUMNS, *self.labels])

    @cached_property
    def labels(self) -> list[str]:
        """The names of the columns of `metadata.csv` that are no facts, in alphabetical order."""
        return sorted(
            {name for row in self._facts.values() for name in row["labels"]} - {"id", *_COLUMNS}
        )

    def fact(self, doc_id: str, name: str) -> str | None:
        """One fact of a document: kind, number, date, issuer, title, term, period, place, signatory
        or year; or what a column of your own in `metadata.csv` says, None where it is empty.
        """
        row = self.row(doc_id)
        return (
            row[name]
            if one_of("fact", name, (*_FACTS, *self.labels)) in _FACTS
            else row["labels"].get(name) or None
        )

    def shown(self, path: str) -> str:
        """A path as it is shown: inside the folder of the corpus, with slashes."""
        return Path(path).relative_to(self.folder).as_posix()

    def row(self, doc_id: str) -> Any:
        """What is known of a document: its facts, path, characters, words, mends by kind, sources
        and remarks.
        """
        return self._facts[
            doc_id if doc_id in self._facts else one_of("document", doc_id, self.ids)
        ]

    def where(self, **facts: str | Sequence[str]) -> Self:
        """The documents whose facts are the ones given; a list of values takes those with any of
        them.

        Spelling is folded: `kind="Nghị quyết"` finds `nghị quyết`. The facts are those of `fact`.
        Raises TextkitError if no document of the corpus has a value that is asked for.
        """
        ids = list(self.ids)
        for name, wanted in facts.items():
            groups = {fold(group): members for group, members in self.groups(name).items()}
            values = [wanted] if isinstance(wanted, str) else list(wanted)
            for value in values:
                if fold(value) not in groups:
                    one_of(name, value, self.groups(name))
            taken = {id_ for value in values for id_ in groups[fold(value)]}
            ids = [id_ for id_ in ids if id_ in taken]
        return self.only(ids)

    def only(self, ids: Iterable[str]) -> Self:
        """The corpus of these documents alone."""
        facts = {id_: self._facts[id_] for id_ in ids}
        part = type(self)(
            self._store, facts, self.skipped, self.duplicates, self.folder, self.corrections
        )
        part.lexicon = self.lexicon
        return part

    def using(self, themes: str | Path | None) -> Self:
        """The same corpus, with the themes of a TOML file in all that is found; None: with those it
        has.

        Raises TextkitError if the file is no lexicon: see `textkit.finding.themes.read_lexicon`.
        """
        if themes is None:
            return self
        made = self.only(self.ids)
        made.lexicon = read_lexicon(themes)
        return made

    def groups(self, by: str = "period") -> dict[str, list[str]]:
        """The ids of the documents by group, in time order (kinds, issuers and your own columns by
        alphabet).

        Documents of which the fact (period, term, kind, issuer, year, …) is not known belong to no
        group: `ungrouped` lists them.
        """
        found: dict[str, list[str]] = {}
        spelt: dict[str, str] = {}  # of two spellings of one issuer, the first
        for id_ in self.ids:
            if (value := self.fact(id_, by)) is not None:
                found.setdefault(spelt.setdefault(fold(value), value), []).append(id_)
        return {
            group: found[group]
            for group in sorted(found, key=lambda g: self._place(by, g, found[g]))
        }

    def _place(self, by: str, group: str, ids: Sequence[str]) -> tuple[str, str]:
        dates = [date for id_ in ids if (date := self._facts[id_].get("date"))]
        dated = (
            ""
            if by in _UNDATED or by not in _FACTS
            else group
            if group[:1].isdigit()
            else min(dates, default="9999")
        )
        return dated, fold(group)

    def ungrouped(self, by: str = "period") -> list[str]:
        """The ids of the documents that a comparison by this fact leaves out, because it is not
        known.
        """
        return [id_ for id_ in self.ids if self.fact(id_, by) is None]

    def document(self, doc_id: str) -> Document:
        """The Document of an id; raises TextkitError if the corpus has none."""
        return replace(
            self._store.document(self.row(doc_id)["id"]), path=Path(self.row(doc_id)["path"])
        )

    def text(self, doc_id: str) -> str:
        """The text of a document, into which all records point."""
        return self._store.text(one_of("document", doc_id, self.ids))

    def columns(self, doc_id: str) -> Columns:
        """The token columns of a document."""
        return self._store.columns(one_of("document", doc_id, self.ids))

    def doc(self, doc_id: str) -> Doc:
        """The spaCy Doc of a document, rebuilt from the store."""
        from textkit.language.annotation import doc_from_columns

        return doc_from_columns(self.document(doc_id), self.columns(doc_id))

    def records(self, finder: str, ids: Iterable[str] | None = None) -> list[Any]:
        """The records of a finder (`units`, `citations`, `commitments`, …) in order: of all
        documents, or of some.

        They are as the folder's `corrections.csv` says: see `textkit.storing.corrections`.
        """
        if finder in CORRECTED and self.corrections:
            return [
                record
                for _, record in corrected(finder, self._found(finder, ids), self.corrections)
            ]
        return self._found(finder, ids)

    def _found(self, finder: str, ids: Iterable[str] | None = None) -> list[Any]:
        ids = self.ids if ids is None else list(ids)
        if finder == "themes" and self.lexicon:
            return [ThemeHit(id_, *hit) for id_ in ids for hit in self.lexicon.hits(self.text(id_))]
        found = self._store.records(one_of("records", finder, FINDERS), ids)
        if finder == "commitments" and self.lexicon:
            headed = self._store.records("units", ids)
            found = {
                id_: [row | {"theme": _theme(self.lexicon, row, headed[id_])} for row in rows]
                for id_, rows in found.items()
            }
        return [_revive(_record_class(finder), row) for rows in found.values() for row in rows]

    def table(self, finder: str) -> pd.DataFrame:
        """The records of a finder as a DataFrame, a row a record, with the columns of its class.

        Citations, targets and commitments have `finding` besides, by which `corrections.csv` speaks
        of them.
        """
        records, of = self._found(finder), _record_class(finder)
        if finder not in CORRECTED:
            return collect(records, of=of)
        marked = list(corrected(finder, records, self.corrections))
        return collect([record for _, record in marked], of=of).assign(
            finding=[mark for mark, _ in marked]
        )

    @cached_property
    def tokens(self) -> Tokens:
        """All tokens of the corpus in one array a column, for counting; read when they are asked
        for.
        """
        return Tokens(self._store, self.ids)

    def places(
        self, doc_id: str
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], list[tuple[int, str]]]:
        """Where each token of a document begins and ends, and where each unit begins, with its
        path, in order.
        """
        (length,), (flags,) = (self._store.parts(name, [doc_id]) for name in ("length", "flags"))
        units = self._store.records("units", [doc_id]).get(doc_id, [])
        paths = [
            (unit["start"], unit["path"])
            for unit in sorted(units, key=lambda unit: (unit["start"], -unit["end"]))
        ]
        begin = starts(length, flags)
        return begin, begin + length, paths

    @property
    def run_record(self) -> dict[str, Any]:
        """What a result was made from: versions of code, and a hash over the documents with their
        facts.
        """
        stamps = json.dumps(
            [
                [[id_, row["stamp"]] for id_, row in self._facts.items()],
                *map(asdict, self.corrections),
            ]
        )
        packages = ("textkit", "underthesea", "spacy", "numpy", "pandas")
        return {
            "versions": {name: metadata.version(name) for name in packages},
            "code": _code(),
            "corpus": hashlib.sha256(stamps.encode()).hexdigest(),
            "documents": len(self),
            "words": sum(row["words"] for row in self._facts.values()),
            "skipped": len(self.skipped),
            "corrections": len(self.corrections),
            **({"themes": self.lexicon.sha256} if self.lexicon else {}),
        }


def open_corpus(
    folder: str | Path,
    *,
    store: str | Path | None = None,
    progress: bool = True,
    duplicates: bool = False,
    jobs: int = 1,
    of: type[C] = StoredCorpus,  # type: ignore[assignment]
) -> C:
    """The corpus of a folder as `textkit.open_corpus` describes it, of the class `of`; raises what
    that raises.
    """
    folder = Path(folder)
    if is_store(folder):
        return _stored(Store(folder), duplicates, of)
    listing, corrections = list_folder(folder), read_corrections(folder)
    place = Store(store_path(folder, store))
    kept = place.rows()
    place.remove(kept.keys() - {entry.id for entry in listing.entries})
    skipped, stamps = dict(listing.skipped), {entry.id: _stamp(entry) for entry in listing.entries}
    position = {entry.id: number for number, entry in enumerate(listing.entries)}
    new = [
        e
        for e in listing.entries
        if not stamps[e.id] or kept.get(e.id, {}).get("stamp") != stamps[e.id]
    ]
    versions = {name: key(finder.module) for name, finder in FINDERS.items()}
    versions["annotation"] = key("textkit.language.annotation")
    made_of = _made(new, place, kept, versions["annotation"], jobs)
    quiet = not (progress and new)
    for entry, made in tqdm(
        made_of, "textkit", len(new), unit=" documents", file=sys.stderr, disable=quiet
    ):
        if isinstance(made, Reason):
            skipped[entry.path.relative_to(folder).as_posix()] = made
        else:
            document, *rest = made
            document = replace(document, path=entry.path.relative_to(folder))
            place.put_document(
                document,
                *rest,
                stamp=stamps[entry.id],
                versions=versions,
                position=position[entry.id],
            )
    rows = place.rows() if new else kept
    facts = {
        e.id: _row(e.id, rows[e.id], path=str(e.path))
        for e in listing.entries
        if rows.get(e.id, {}).get("stamp") == stamps[e.id]
    }
    copies = [] if duplicates else _duplicates(place, facts)
    _keep(place, corrections)
    return of(place, _without(facts, copies), list(skipped.items()), copies, folder, corrections)


def _keep(store: Store, corrections: Sequence[Correction]) -> None:
    """Keeps the corrections beside what they correct, so that a store handed to somebody else gives
    the same.
    """
    rows = [asdict(each) for each in corrections]
    if rows != (store.note("corrections", "") or []):
        store.put_note("corrections", "", rows)


def _row(id_: str, row: dict[str, Any], **more: str) -> dict[str, Any]:
    return row | {"id": id_, "year": (row["date"] or "")[:4] or None} | more


def _without(facts: dict[str, Any], copies: Sequence[Duplicate]) -> dict[str, Any]:
    return {id_: row for id_, row in facts.items() if id_ not in {copy.id for copy in copies}}


def _stored(store: Store, duplicates: bool, of: type[C]) -> C:
    """What a store holds, without the folder that it was made from."""
    facts = {id_: _row(id_, row) for id_, row in store.rows().items()}
    copies = [] if duplicates else _duplicates(store, facts)
    corrections = [Correction(**row) for row in store.note("corrections", "") or ()]
    return of(store, _without(facts, copies), [], copies, Path(), corrections)


def _duplicates(store: Store, facts: Mapping[str, Any]) -> list[Duplicate]:
    """The copies among the documents, from the store where nothing has changed since they were
    looked for.
    """
    stamps = json.dumps([[id_, row["path"], row["stamp"]] for id_, row in facts.items()])
    made_from = hashlib.sha256(stamps.encode()).hexdigest()
    if (known := store.note("duplicates", made_from)) is not None:
        return [Duplicate(**row) for row in known]
    sketches = {id_: Sketch(**rows[0]) for id_, rows in store.records("sketch", facts).items()}
    found = find_duplicates(sketches, facts)
    store.put_note("duplicates", made_from, [asdict(item) for item in found])
    return found


def one_of(what: str, value: str, known: Iterable[str]) -> str:
    """The value, if it is known; TextkitError names what is known if it is not."""
    if value not in (names := list(known)):
        key = "corpus.unknown" if names else "corpus.none-known"
        raise TextkitError(key, what=noun(what), value=value, known=names)
    return value


def _made(
    entries: list[Entry], store: Store, kept: Mapping[str, Any], annotation: str, jobs: int
) -> Iterator[Any]:
    """Each entry with what was made of it, as it is ready: document, columns and records, or why it
    cannot be read.
    """

    def before(entry: Entry) -> tuple[str, Columns] | None:
        row = kept.get(entry.id, {})
        return (
            (row["text_sha"], store.columns(entry.id))
            if row.get("annotation") == annotation
            else None
        )

    if jobs == 1 or len(entries) < 2:
        yield from (_make(entry, before(entry)) for entry in entries)
        return
    from joblib import Parallel, delayed

    work = Parallel(n_jobs=jobs, return_as="generator_unordered", pre_dispatch="3*n_jobs")
    yield from work(delayed(_make)(entry, before(entry)) for entry in entries)


def _make(entry: Entry, before: tuple[str, Columns] | None) -> tuple[Entry, Any]:
    """Reads a document, annotates it (unless its text is as it was before), and searches it."""
    from textkit.language.annotation import columns_of, doc_from_columns

    try:
        document = read_entry(entry)
    except (TextkitError, OSError) as error:
        return entry, Reason(error)
    columns = before[1] if before and before[0] == document.sha256 else columns_of(document)
    doc = doc_from_columns(document, columns)
    verbs = {
        name: getattr(import_module(finder.module), finder.verb) for name, finder in FINDERS.items()
    }
    return entry, (
        document,
        columns,
        {name: [asdict(record) for record in verb(doc)] for name, verb in verbs.items()},
    )


def _theme(
    lexicon: Lexicon, promise: Mapping[str, Any], units: Iterable[Mapping[str, Any]]
) -> str | None:
    """The theme of a commitment's own words, else of the nearest heading above it that has one."""
    above = [
        unit
        for unit in units
        if unit["heading"] and unit["start"] <= promise["start"] < unit["end"]
    ]
    above.sort(key=lambda unit: (-unit["start"], unit["end"]))
    return lexicon.theme_under(promise["text"], [unit["heading"] for unit in above])


def _stamp(entry: Entry) -> str:
    """What a document is made from: the bytes of its file, its row of the metadata, and the code;
    else empty.
    """
    said = json.dumps([entry.id, asdict(entry.facts), entry.labels, _code()], ensure_ascii=False)
    try:
        return hashlib.sha256(entry.path.read_bytes() + said.encode()).hexdigest()
    except OSError:  # reading it will tell why
        return ""


def _code() -> str:
    """The key of all that a document goes through: reading, annotating and each finder."""
    finders = [finder.module for finder in FINDERS.values()]
    return key("textkit.reading.readers", "textkit.language.annotation", *finders)


@cache
def _record_class(finder: str) -> Any:
    return getattr(import_module(FINDERS[finder].module), FINDERS[finder].record)


def _revive(kind: Any, row: Mapping[str, Any]) -> Any:
    return kind(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    )


def collect(records: Iterable[Record], *, of: type[Record] | None = None) -> pd.DataFrame:
    """A row a record, with the fields of its class as columns, `doc_id, start, end` first.

    The records are of one class; `of` names it, so that a table of no records has its columns too.

    >>> collect([Record("nq-05", 0, 4)]).to_dict("records")
    [{'doc_id': 'nq-05', 'start': 0, 'end': 4}]
    """
    import pandas as pd

    items = list(records)
    names = [field.name for field in fields(of or (type(items[0]) if items else Record))]
    return pd.DataFrame([[getattr(item, name) for name in names] for item in items], columns=names)
