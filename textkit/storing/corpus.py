"""A corpus: the documents of a folder with all that is kept of them; subsets and groups of its
documents.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import Reason, TextkitError, noun
from textkit.finding.themes import Lexicon, read_lexicon
from textkit.language.columns import Columns
from textkit.reading.document import Document, Facts, Record
from textkit.reading.readers import list_folder
from textkit.storing import finders
from textkit.storing.building import build
from textkit.storing.choosing import choose, condition, described, unknown
from textkit.storing.corrections import (
    CORRECTED,
    Correction,
    corrected,
    fingerprints,
    read_corrections,
    without_finding,
)
from textkit.storing.duplicates import Duplicate, Sketch, find_duplicates
from textkit.storing.keys import key
from textkit.storing.named import Part, part_of, parts_of, put_part
from textkit.storing.records import Records
from textkit.storing.shapes import DamageError, check
from textkit.storing.store import Store, is_store, store_path
from textkit.storing.tokens import Tokens
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

C = TypeVar("C", bound="StoredCorpus")
N = TypeVar("N")
T = TypeVar("T")

Wanted = str | int | date | Iterable[str | int | date | None] | Callable[[Any], Any] | None
"""What `where` takes for a fact."""

Test = Callable[[Document], Any]
"""A test of a whole document."""

# The facts of a document, and the columns of the table of documents behind `id`. The year stands in
# the date.
_STATED_FACTS = tuple(Facts.__slots__)
_FACTS = (*_STATED_FACTS, "year")
_SIZES = ("words", "characters")
_COLUMNS = (*_STATED_FACTS, *_SIZES, "path")

# Facts that have no time: their groups stand in alphabetical order.
_UNDATED = frozenset({"kind", "number", "issuer", "title", "place", "signatory", "level"})

# Stands behind every date.
_NO_DATE = "9999"

# What a result depends on besides textkit itself.
_PACKAGES = ("textkit", "underthesea", "spacy", "numpy", "pandas")


class StoredCorpus:
    """Documents with their facts, words and records, read from the store as they are asked for.

    `ids` are the documents in order, `skipped` the paths (in the folder) of files not read, with
    the reason, `duplicates` the documents left out because another one has the same text,
    `corrections` the user's verdicts on findings, which all records follow, `folder` where the
    documents lie (empty of a store opened without it), `bad_rows` what is wrong with rows of its
    `metadata.csv`.
    """

    def __init__(
        self,
        store: Store,
        facts: Mapping[str, Any],
        skipped: Sequence[tuple[str, Reason]] = (),
        duplicates: Sequence[Duplicate] = (),
        folder: Path = Path(),
        corrections: Sequence[Correction] = (),
        bad_rows: Sequence[Reason] = (),
    ) -> None:
        self._store = store
        self._facts = dict(facts)
        self.ids = tuple(facts)
        self.skipped = tuple(skipped)
        self.duplicates = tuple(duplicates)
        self.folder = folder
        self.corrections = tuple(corrections)
        self.bad_rows = tuple(bad_rows)
        self.lexicon: Lexicon | None = None
        # By fact the documents of which `where` could not say whether they belong to the corpus.
        self.left_open: Mapping[str, tuple[str, ...]] = {}
        # Of a part what was asked for ("kind: chỉ thị"), or the name under which it was saved.
        self.name: str | None = None
        self._records = Records(store, self._facts)
        self._made: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Document]:
        return map(self.document, self.ids)

    def __contains__(self, doc_id: object) -> bool:
        return doc_id in self._facts

    def __getitem__(self, doc_id: str) -> Document:
        """The Document of an id; raises TextkitError if the corpus has none."""
        return self.document(doc_id)

    def __add__(self, other: StoredCorpus) -> Self:
        """The documents of either, each once; raises TextkitError if they lie in two stores."""
        self._check_beside(other)
        facts = {**self._facts, **other._facts}
        in_order = sorted(facts, key=lambda id_: facts[id_]["position"])
        return self._with({id_: facts[id_] for id_ in in_order})

    def __sub__(self, other: StoredCorpus) -> Self:
        """The documents that another corpus of the same store does not have."""
        self._check_beside(other)
        return self.only(id_ for id_ in self.ids if id_ not in other)

    def _check_beside(self, other: StoredCorpus) -> None:
        if self._store.path != other._store.path:
            raise TextkitError("corpus.two-stores", one=self._store.path, two=other._store.path)

    def __repr__(self) -> str:
        counts = [f"{len(self)} documents", f"{self._words()} words"]
        for fact, ids in self.left_open.items():
            counts.append(f"{len(ids)} left out: {fact} not known")
        return f"Corpus({', '.join(counts)})"

    def _words(self) -> int:
        return sum(row["words"] for row in self._facts.values())

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row per document: id, kind, number, date, issuer, title, term, period, place,
        signatory, level, words, characters, path.

        `words` counts the document's own words: no marks or enumerators, no captions, page headers
        or footers. `path` is that of the file on this machine; `shown` makes it one inside the
        folder, for tables that are handed on. Other columns of `metadata.csv` stand behind.
        """
        import pandas as pd

        rows = []
        for doc_id, row in self._facts.items():
            known = [row[name] for name in _COLUMNS]
            labels = [row["labels"].get(label) for label in self.labels]
            rows.append([doc_id, *known, *labels])
        return pd.DataFrame(rows, columns=["id", *_COLUMNS, *self.labels])

    @cached_property
    def labels(self) -> list[str]:
        """The names of the columns of `metadata.csv` that are no facts, in alphabetical order."""
        names: set[str] = set()
        for row in self._facts.values():
            names.update(row["labels"])
        return sorted(names - {"id", *_COLUMNS})

    def fact(self, doc_id: str, name: str) -> str | None:
        """One fact of a document: kind, number, date, issuer, title, term, period, place,
        signatory, level or year; or what a column of your own in `metadata.csv` says, None where it
        is empty.
        """
        row = self.row(doc_id)
        if name in _FACTS:
            return row[name]  # type: ignore[no-any-return]
        return row["labels"].get(one_of("fact", name, (*_FACTS, *self.labels))) or None

    def shown(self, path: str) -> str:
        """A path as it is shown: inside the folder of the corpus, with slashes."""
        return Path(path).relative_to(self.folder).as_posix()

    def row(self, doc_id: str) -> Any:
        """What is known of a document: its facts, path, characters, words, mends by kind, sources
        and remarks.
        """
        if doc_id not in self._facts:
            one_of("document", doc_id, self.ids)
        return self._facts[doc_id]

    def where(self, test: Test | None = None, /, **facts: Wanted) -> Self:
        """The documents whose facts are as asked, all conditions together.

        A fact is one value (`kind="nghị quyết"`, in any spelling; `year=2025`), any of several (a
        list), None (not known), one bound or several that all hold (`date=(">=2020-01",
        "<2025-07")`, `words=">500"`, `kind="!=chỉ thị"`), or a function of the value. Facts are
        those of `fact`, words, characters and your own columns; date, year, words, characters and
        columns of figures or ISO dates have bounds. `date="2025-06"` is that month; `>2025-06`
        begins behind it, `<=2025-06` ends with it; quarters are `2025-Q3`. `test` is given each
        Document besides.

        What a bound cannot be held against is left out: a document without a date, or of 2020
        where June 2020 is the bound. `.left_open` lists these by fact, and a warning says how many;
        None beside the bounds lets in those of which nothing is known. `corpus - part` is what a
        part leaves. Raises TextkitError for an unknown fact, a value that no document has, and
        bounds of a fact without an order, with the known or the near ones.
        Example: `corpus.where(date=(">=2020-01", "<2025-07"), kind=["nghị quyết", "chỉ thị"])`
        """
        conditions = [condition(name, asked, self._known(name)) for name, asked in facts.items()]
        chosen = choose(self.ids, conditions, self._value)
        ids, left_open = chosen
        if test is not None:
            ids = [id_ for id_ in ids if test(self.document(id_))]
        part = self.only(ids)
        part.name = "; ".join(filter(None, [self.name, *map(described, conditions)])) or None
        part.left_open = {fact: tuple(without) for fact, without in left_open.items()}
        for asked in conditions:
            if asked.bounds and asked.fact in part.left_open:
                count = len(part.left_open[asked.fact])
                warnings.warn(
                    str(TextkitError("corpus.open", what=noun(asked.fact), count=count)),
                    stacklevel=2,
                )
        return part

    def _known(self, name: str) -> Mapping[str, Any]:
        """The values of a fact in the corpus."""
        if one_of("fact", name, (*_FACTS, *_SIZES, *self.labels)) in _SIZES:
            return dict.fromkeys(row[name] for row in self._facts.values())
        return self.groups(name)

    def _value(self, doc_id: str, name: str) -> Any:
        return self._facts[doc_id][name] if name in _SIZES else self.fact(doc_id, name)

    def only(self, ids: Iterable[str]) -> Self:
        """The corpus of these documents alone."""
        return self._with({id_: self._facts[id_] for id_ in ids})

    def _with(self, facts: Mapping[str, Any]) -> Self:
        """The corpus of the documents of some rows."""
        part = type(self)(
            self._store,
            facts,
            self.skipped,
            self.duplicates,
            self.folder,
            self.corrections,
            self.bad_rows,
        )
        part.lexicon, part._records = self.lexicon, self._records
        return part

    def save(self, name: str, where: Mapping[str, Any] | None = None) -> Self:
        """Keeps a part of the corpus in its store under a name, and gives it; `part` opens it.

        With `where`, a dict of what `where` takes, the conditions are kept: documents that come
        later belong to it too. Without, the documents of this corpus are. A part of the same name
        is replaced. A store that is deleted, or written by a newer textkit, has no parts. Raises
        TextkitError as `where` does, if a condition is a function, or the store may not be written.
        Example: `corpus.save("kinh-te", where={"kind": "nghị quyết", "date": ">=2020"})`
        """
        part = self if where is None else self.where(**where)
        kept = Part(name, part.ids) if where is None else part_of(name, where)
        put_part(self._store, kept)
        named = part.only(part.ids)
        named.name = name
        return named

    def part(self, name: str) -> Self:
        """The documents that were saved under a name, as far as they are in this corpus.

        Raises TextkitError if nothing was, with the names there are.
        """
        saved = parts_of(self._store)
        kept = saved[one_of("part", name, saved)]
        if kept.where is not None:
            part = self.where(**kept.where)
        else:
            part = self.only(id_ for id_ in kept.ids if id_ in self)
        part.name = name
        return part

    @property
    def parts(self) -> dict[str, Any]:
        """What was saved, by name: a dict of conditions, or a list of the ids of documents."""
        kept = parts_of(self._store)
        return {
            name: list(part.ids) if part.where is None else dict(part.where)
            for name, part in kept.items()
        }

    def using(self, themes: str | Path | None) -> Self:
        """The same corpus, with the themes of a TOML file in all that is found; None: with those it
        has.

        Raises TextkitError if the file is no lexicon: see `textkit.finding.themes.read_lexicon`.
        """
        if themes is None:
            return self
        corpus = self.only(self.ids)
        corpus.lexicon = read_lexicon(themes)
        corpus._records = Records(self._store, self._facts, corpus.lexicon)
        return corpus

    def groups(self, by: str = "period") -> dict[str, list[str]]:
        """The ids of the documents by group, in time order (kinds, issuers and your own columns by
        alphabet).

        Documents of which the fact (period, term, kind, issuer, year, …) is not known belong to no
        group: `ungrouped` lists them.
        """
        members: dict[str, list[str]] = {}
        first_spelling: dict[str, str] = {}  # "Tỉnh ủy" and "Tỉnh uỷ" are one issuer
        for id_ in self.ids:
            value = self.fact(id_, by)
            if value is not None:
                group = first_spelling.setdefault(fold(value), value)
                members.setdefault(group, []).append(id_)
        in_order = sorted(members, key=lambda group: self._order(by, group, members[group]))
        return {group: members[group] for group in in_order}

    def _order(self, by: str, group: str, ids: Sequence[str]) -> tuple[str, str]:
        """What puts groups in order: their time, if the fact has one, and their name."""
        return self._time(by, group, ids), fold(group)

    def _time(self, by: str, group: str, ids: Sequence[str]) -> str:
        """When a group begins: its name says so ("2020-2025"), else its first document ("XIV")."""
        if by in _UNDATED or by not in _FACTS:
            return ""
        if group[:1].isdigit():
            return group
        dates = [self._facts[id_].get("date") or _NO_DATE for id_ in ids]
        return min(dates)

    def ungrouped(self, by: str = "period") -> list[str]:
        """The ids of the documents that a comparison by this fact leaves out, because it is not
        known.
        """
        return [id_ for id_ in self.ids if self.fact(id_, by) is None]

    def document(self, doc_id: str) -> Document:
        """The Document of an id; raises TextkitError if the corpus has none."""
        row = self.row(doc_id)
        return replace(self._store.document(doc_id), path=Path(row.get("file") or row["path"]))

    def text(self, doc_id: str) -> str:
        """The text of a document, into which all records point."""
        self.row(doc_id)
        return self._store.text(doc_id)

    def columns(self, doc_id: str) -> Columns:
        """The token columns of a document."""
        self.row(doc_id)
        return self._store.columns(doc_id)

    def doc(self, doc_id: str) -> Doc:
        """The spaCy Doc of a document, rebuilt from the store."""
        from textkit.language.annotation import doc_from_columns

        return doc_from_columns(self.document(doc_id), self.columns(doc_id))

    def records(self, finder: str, ids: Iterable[str] | None = None) -> list[Any]:
        """The records of a finder (`units`, `citations`, `commitments`, …) in order: of all
        documents, or of some.

        They are as the folder's `corrections.csv` says: see `textkit.storing.corrections`.
        """
        records = self._uncorrected(finder, ids)
        if finder not in CORRECTED or not self.corrections:
            return records
        return [record for _, record in corrected(finder, records, self.corrections)]

    def _uncorrected(self, finder: str, ids: Iterable[str] | None = None) -> list[Any]:
        """The records of a finder as they were found, with the themes of the corpus's lexicon."""
        known = one_of("records", finder, finders.FINDERS)
        return self._records.of(known, self.ids if ids is None else ids)

    def fields(
        self, finder: str, names: Sequence[str]
    ) -> tuple[NDArray[np.int32], dict[str, list[Any]]]:
        """The place of each record's document among `ids`, and the values of some fields.

        They are those of `records`; of what nobody corrects no record is made.
        """
        if finder not in CORRECTED or not self.corrections:
            return self._records.fields(finder, names, self.ids)
        records = self.records(finder)
        place_of = {id_: place for place, id_ in enumerate(self.ids)}
        places = np.array([place_of[record.doc_id] for record in records], np.int32)
        return places, {name: [getattr(record, name) for record in records] for name in names}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this corpus; `key` says what it is.

        Documents, facts and themes of a corpus do not change, so what follows from them need not be
        made again for the next table.
        """
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def table(self, finder: str) -> pd.DataFrame:
        """The records of a finder as a DataFrame, one row per record, with the columns of its
        class.

        Citations, targets and commitments have `finding` besides, by which `corrections.csv` speaks
        of them.
        """
        records = self._uncorrected(finder)
        record_class = finders.FINDERS[finder].record_class()
        if finder not in CORRECTED:
            return collect(records, of=record_class)
        marked = list(corrected(finder, records, self.corrections))
        table = collect([record for _, record in marked], of=record_class)
        return table.assign(finding=[fingerprint for fingerprint, _ in marked])

    @cached_property
    def stray_corrections(self) -> tuple[Reason, ...]:
        """Why rows of `corrections.csv` do nothing: their fingerprint is that of no finding.

        It is so where a finding is gone or has other words now, or where Excel changed the cell.
        """
        if not self.corrections:
            return ()
        marks: set[str] = set()
        everything = list(self._store.rows())  # also copies, and documents that were not chosen
        for finder in CORRECTED:
            marks.update(fingerprints(finder, self._uncorrected(finder, everything)))
        return tuple(without_finding(self.corrections, marks))

    @cached_property
    def tokens(self) -> Tokens:
        """All tokens of the corpus, one array per column, for counting; read when they are asked
        for.
        """
        return Tokens(self._store, self.ids)

    def places(
        self, doc_id: str
    ) -> tuple[NDArray[np.int32], NDArray[np.int32], list[tuple[int, str]]]:
        """Where each token of a document begins and ends, and where each unit begins, with its
        path, in order: characters of the text.
        """
        ((begin, length),) = self._store.spans([doc_id])
        units = self._records.rows("units", [doc_id]).get(doc_id, [])
        outermost_first = sorted(units, key=lambda unit: (unit["start"], -unit["end"]))
        return begin, begin + length, [(unit["start"], unit["path"]) for unit in outermost_first]

    @property
    def run_record(self) -> dict[str, Any]:
        """What a result was made from: versions of code, and a hash over the documents' texts and
        facts and the corrections.
        """
        documents = [[id_, *_made_from(row)] for id_, row in self._facts.items()]
        corrections = [replace(correction, line=0) for correction in self.corrections]
        content = json.dumps([documents, *map(asdict, corrections)])
        record: dict[str, Any] = {
            "versions": {name: metadata.version(name) for name in _PACKAGES},
            "code": _code_key(),
            "corpus": hashlib.sha256(content.encode()).hexdigest(),
            "documents": len(self),
            "words": self._words(),
            "skipped": len(self.skipped),
            "corrections": len(self.corrections),
        }
        if self.lexicon:
            record["themes"] = self.lexicon.sha256
        return record


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
        return _handed_on(Store(folder, is_foreign=True), duplicates, of)
    listing = list_folder(folder)
    corrections = read_corrections(folder)
    kept = Store(store_path(folder, store))
    rows, failed = build(kept, listing.entries, jobs=jobs, progress=progress)
    # `path` can be printed; `file` opens the file, also where its name is not UTF-8.
    paths = {e.id: {"path": str(folder / e.shown), "file": str(e.path)} for e in listing.entries}
    facts = {id_: _facts_of(id_, row) | paths[id_] for id_, row in rows.items()}
    skipped = dict(listing.skipped)
    skipped |= {e.shown: failed[e.path] for e in listing.entries if e.path in failed}
    _keep_corrections(kept, corrections)
    copies = [] if duplicates else _duplicates(kept, facts)
    return of(
        kept,
        _without(facts, copies),
        list(skipped.items()),
        copies,
        folder,
        corrections,
        listing.bad_rows,
    )


def _handed_on(store: Store, duplicates: bool, of: type[C]) -> C:
    """What a store holds, without the folder that it was made from."""
    facts = {}
    for id_, row in store.rows().items():
        # A document that was read from no file is shown by its id.
        facts[id_] = _facts_of(id_, row) | {"path": row["path"] or id_}
    copies = [] if duplicates else _duplicates(store, facts)
    corrections = _noted(store, "corrections", "", Correction) or []
    return of(store, _without(facts, copies), [], copies, Path(), corrections)


def _facts_of(id_: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the store with the document's id, and the year out of its date."""
    return {**row, "id": id_, "year": (row["date"] or "")[:4] or None}


def _noted(store: Store, key: str, made_from: str, of: type[N]) -> list[N] | None:
    """What was noted of a class under a key, if it was made from the same; else None."""
    rows = store.note(key, made_from)
    if rows is None:
        return None
    with store.reading("notes"):
        check(of, rows)
    return [of(**row) for row in rows]


def _keep_corrections(store: Store, corrections: Sequence[Correction]) -> None:
    """Keeps the corrections beside what they correct, so that a store handed to somebody else gives
    the same.
    """
    rows = [asdict(correction) for correction in corrections]
    if rows != (store.note("corrections", "") or []):
        store.put_note("corrections", "", rows)


def _without(facts: dict[str, Any], copies: Sequence[Duplicate]) -> dict[str, Any]:
    left_out = {copy.id for copy in copies}
    return {id_: row for id_, row in facts.items() if id_ not in left_out}


def _duplicates(store: Store, facts: Mapping[str, Any]) -> list[Duplicate]:
    """The copies among the documents, from the store where nothing has changed since they were
    looked for.
    """
    documents = [[id_, row["path"], *_made_from(row)] for id_, row in facts.items()]
    content = json.dumps([documents, key("textkit.storing.duplicates")])
    made_from = hashlib.sha256(content.encode()).hexdigest()
    known = _noted(store, "duplicates", made_from, Duplicate)
    if known is not None:
        return known
    sketches = {}
    for id_, rows in store.records("sketch", facts).items():
        with store.reading("records", id_):
            check(Sketch, rows)
            if len(rows) != 1:
                raise DamageError("length", expected=1, size=len(rows))
        sketches[id_] = Sketch(**rows[0])
    copies = find_duplicates(sketches, facts)
    store.put_note("duplicates", made_from, [asdict(copy) for copy in copies])
    return copies


def _made_from(row: Mapping[str, Any]) -> list[Any]:
    """What a document is, for a hash: its text with its layout, its facts and labels."""
    return [row["content"], [row[name] for name in _STATED_FACTS], row["labels"]]


def _code_key() -> str:
    """The key of all that a document goes through: reading, annotating and each finder."""
    modules = [finder.module for finder in finders.FINDERS.values()]
    return key("textkit.reading.readers", "textkit.language.annotation", *modules)


def one_of(what: str, value: str, known: Iterable[str]) -> str:
    """The value, if it is known; TextkitError names what is known if it is not."""
    names = known if isinstance(known, Collection) else list(known)
    if value not in names:
        raise unknown(what, value, list(names))
    return value


def collect(records: Iterable[Record], *, of: type[Record] | None = None) -> pd.DataFrame:
    """One row per record, with the fields of its class as columns, `doc_id, start, end` first.

    The records are of one class; `of` names it, so that a table of no records has its columns too.

    >>> collect([Record("nq-05", 0, 4)]).to_dict("records")
    [{'doc_id': 'nq-05', 'start': 0, 'end': 4}]
    """
    import pandas as pd

    items = list(records)
    record_class = of or (type(items[0]) if items else Record)
    names = [field.name for field in fields(record_class)]
    rows = [[getattr(item, name) for name in names] for item in items]
    return pd.DataFrame(rows, columns=names)
