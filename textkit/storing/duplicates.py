"""Which documents of a corpus are copies of one another: the same text as Word and PDF, a
newspaper's second copy.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from textkit.reading.document import Record
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SHINGLE, _SKETCH, _COMMON = 5, 256, 50
_ALIKE, _SAME = 0.8, 0.95
_FACTS = ("kind", "number", "date", "issuer", "title", "signatory")
_BEST_FIRST = (".docx", ".doc", ".odt", ".rtf", ".html", ".htm", ".md", ".txt", ".pdf")


@dataclass(frozen=True, slots=True)
class Sketch(Record):
    """The smallest hashes of a document's runs of five syllables: two sketches tell how much two
    texts share.
    """

    hashes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document left out as a copy of `of`; `similarity` is the share of runs of five syllables in
    both, 0 to 1.
    """

    id: str
    of: str
    similarity: float
    path: str


def find_sketch(doc: Doc) -> Iterator[Sketch]:
    """The sketch of a document: bottom-k MinHash (Broder 1997), k = 256, over folded syllables;
    marks do not count.
    """
    from textkit.language.annotation import document_of

    words = re.findall(r"\w+", fold(doc.text))
    runs = {" ".join(words[at : at + _SHINGLE]) for at in range(max(len(words) - _SHINGLE + 1, 1))}
    hashes = sorted({zlib.crc32(run.encode()) for run in runs})[:_SKETCH]
    yield Sketch(document_of(doc).id, 0, len(doc.text), tuple(hashes))


def similarity(one: Sketch, two: Sketch) -> float:
    """The estimated Jaccard similarity of two documents' runs of five syllables, from 0 to 1."""
    smallest = sorted({*one.hashes, *two.hashes})[:_SKETCH]
    return len({*smallest} & {*one.hashes} & {*two.hashes}) / len(smallest) if smallest else 0.0


def find_duplicates(
    sketches: Mapping[str, Sketch], facts: Mapping[str, Mapping[str, Any]]
) -> list[Duplicate]:
    """The documents that are copies of another one: those alike by .8 or more whose facts do not
    contradict it.

    Kept is the copy that states more facts, then Word before web pages, text and PDF, then the
    first by path. Two decisions of nearly the same words with two numbers are two documents; with
    two dates, unless alike by .95.
    """
    kept: dict[int, list[str]] = {}
    found = []
    for id_ in sorted(sketches, key=lambda id_: _rank(facts[id_])):
        sketch = sketches[id_]
        shared = Counter(other for hash_ in sketch.hashes for other in kept.get(hash_, ()))
        near = [
            (similarity(sketch, sketches[other]), other)
            for other, count in shared.items()
            if 4 * count >= len(sketch.hashes)
        ]
        alike = [
            (share, other)
            for share, other in near
            if share >= _ALIKE and _may_be_one(facts[id_], facts[other], share)
        ]
        if alike:
            share, other = max(alike)
            found.append(Duplicate(id_, other, round(share, 3), facts[id_]["path"]))
            continue
        for hash_ in sketch.hashes:
            if len(kept.setdefault(hash_, [])) < _COMMON:
                kept[hash_].append(id_)
    return sorted(found, key=lambda duplicate: duplicate.path)


def _rank(facts: Mapping[str, Any]) -> tuple[int, int, str]:
    suffix = PurePath(facts["path"]).suffix.lower()
    known = sum(1 for name in _FACTS if facts.get(name))
    return (
        -known,
        _BEST_FIRST.index(suffix) if suffix in _BEST_FIRST else len(_BEST_FIRST),
        facts["path"],
    )


def _may_be_one(one: Mapping[str, Any], two: Mapping[str, Any], share: float) -> bool:
    numbers, dates = (
        {facts.get(name) for facts in (one, two)} - {None} for name in ("number", "date")
    )
    named = one.get("number") and one.get("number") == two.get("number")
    return len(numbers) < 2 and (bool(named) or len(dates) < 2 or share >= _SAME)
