"""Corpora of invented commitments, targets, sentences and theme hits, for the tests of shares."""

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from unittest.mock import patch

from small_corpus import small_corpus

from textkit.reading.document import Record
from textkit.storing import finders
from textkit.storing.finders import Finder


@dataclass(frozen=True, slots=True)
class Promise(Record):
    theme: str | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Figure(Record):
    role: str = "promised"
    indicator: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Span(Record):
    path: str = ""
    parent: int | None = None
    sense: str = ""


@dataclass(frozen=True, slots=True)
class Hit(Record):
    theme: str


FINDERS = {
    name: Finder("theme_corpus", "", kind.__name__)
    for name, kind in {
        "commitments": Promise,
        "targets": Figure,
        "units": Span,
        "themes": Hit,
    }.items()
}


@contextmanager
def invented_records():
    """While it lasts, the records of a corpus are of the classes above."""
    with patch.object(finders, "FINDERS", FINDERS):
        yield


def promises(doc_id, themes, sections=1):
    """Commitments with these themes, spread over so many sections."""
    return [
        Promise(doc_id, n, n + 1, theme, f"II/{n % sections}/a") for n, theme in enumerate(themes)
    ]


def stored(folder, documents, found):
    """A corpus of `(id, text, facts)` with records by document and finder."""
    records = {}
    for doc_id, _, _ in documents:
        own = found.get(doc_id, {})
        records[doc_id] = {
            name: [asdict(record) for record in own.get(name, ())] for name in FINDERS
        }
    return small_corpus(folder, documents, records)


def corpus_of(folder, documents):
    """A corpus of `(id, period, themes, sections)`; each document says a word per commitment."""
    return kinds_of(folder, [(id_, period, None, *rest) for id_, period, *rest in documents])


def kinds_of(folder, documents):
    """A corpus of `(id, period, kind, themes, sections)`."""
    texts = []
    found = {}
    for doc_id, period, kind, themes, sections in documents:
        facts = {"period": period, "kind": kind, "date": (period or "")[:4] or None}
        texts.append((doc_id, "làm " * max(len(themes), 1), facts))
        found[doc_id] = {"commitments": promises(doc_id, themes, sections)}
    return stored(folder, texts, found)
