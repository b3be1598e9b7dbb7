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

if TYPE_CHECKING:
    from textkit.language.annotation import Given

# Syllables in a run. Chosen by eye; not measured: five in a row are seldom the same by chance, and
# one wrong letter spoils five runs only.
_RUN = 5

# Hashes in a sketch: the standard error of an estimated share is at most 0.5 / sqrt(256) = 3 %.
_SKETCH_SIZE = 256

# At most so many documents are looked up by one hash: a run that more of them have is a formula
# ("căn cứ luật tổ chức chính"), which says nothing. Chosen by eye; not measured.
_COMMON = 50

# Shares of runs from which on two texts are one document, and from which on they are even with two
# dates. Chosen by eye; not measured.
_ALIKE = 0.8
_SAME = 0.95

# Two documents that share fewer hashes than a quarter of a sketch are not compared further: far
# from alike, whatever chance did. Chosen by eye; not measured.
_LEAST_SHARED = 1 / 4

# The copy that states more of these is kept.
_FACTS = ("kind", "number", "date", "issuer", "title", "signatory")

# The copy that is kept of several which state as much: Word has numbers and tables whole, a page or
# text may have lost them, and PDF has lost its paragraphs.
_BEST_FIRST = (".docx", ".doc", ".odt", ".rtf", ".html", ".htm", ".md", ".txt", ".pdf")


@dataclass(frozen=True, slots=True)
class Sketch(Record):
    """The smallest hashes of a document's runs of five syllables: two sketches show how much
    two texts share.
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


def find_sketch(doc: Given) -> Iterator[Sketch]:
    """The sketch of a document: bottom-k MinHash (Broder 1997), k = 256, over folded syllables;
    marks do not count.
    """
    from textkit.language.annotation import document_of

    document = document_of(doc)
    syllables = re.findall(r"\w+", document.folded)
    last = max(len(syllables) - _RUN, 0)
    runs = {" ".join(syllables[at : at + _RUN]) for at in range(last + 1)}
    hashes = sorted({zlib.crc32(run.encode()) for run in runs})[:_SKETCH_SIZE]
    yield Sketch(document.id, 0, len(document.text), tuple(hashes))


def similarity(one: Sketch, two: Sketch) -> float:
    """The estimated Jaccard similarity of two documents' runs of five syllables, from 0 to 1."""
    smallest = sorted({*one.hashes, *two.hashes})[:_SKETCH_SIZE]
    if not smallest:
        return 0.0
    return len({*smallest} & {*one.hashes} & {*two.hashes}) / len(smallest)


def find_duplicates(
    sketches: Mapping[str, Sketch], facts: Mapping[str, Mapping[str, Any]]
) -> list[Duplicate]:
    """The documents that are copies of another one, by path: those alike by .8 or more whose facts
    do not contradict it.

    Kept is the copy that states more facts, then Word before web pages, text and PDF, then the
    first by path. Two decisions of nearly the same words with two numbers are two documents; with
    two dates, unless alike by .95.
    """
    kept_by_hash: dict[int, list[str]] = {}
    copies = []
    for id_ in sorted(sketches, key=lambda id_: _rank(facts[id_])):
        sketch = sketches[id_]
        alike = []
        for other in _candidates(sketch, kept_by_hash):
            share = similarity(sketch, sketches[other])
            if share >= _ALIKE and _may_be_one(facts[id_], facts[other], share):
                alike.append((share, other))
        if alike:
            share, other = max(alike)
            copies.append(Duplicate(id_, other, round(share, 3), facts[id_]["path"]))
            continue
        for hash_ in sketch.hashes:
            kept = kept_by_hash.setdefault(hash_, [])
            if len(kept) < _COMMON:
                kept.append(id_)
    return sorted(copies, key=lambda copy: copy.path)


def _candidates(sketch: Sketch, kept_by_hash: Mapping[int, list[str]]) -> list[str]:
    """The kept documents that share enough hashes with a sketch to be compared with it."""
    shared: Counter[str] = Counter()
    for hash_ in sketch.hashes:
        shared.update(kept_by_hash.get(hash_, ()))
    least = _LEAST_SHARED * len(sketch.hashes)
    return [other for other, count in shared.items() if count >= least]


def _rank(facts: Mapping[str, Any]) -> tuple[int, int, str]:
    """What puts the copy that is kept first: the facts it states, its kind of file, its path."""
    suffix = PurePath(facts["path"]).suffix.lower()
    known = sum(1 for name in _FACTS if facts.get(name))
    kind = _BEST_FIRST.index(suffix) if suffix in _BEST_FIRST else len(_BEST_FIRST)
    return -known, kind, facts["path"]


def _may_be_one(one: Mapping[str, Any], two: Mapping[str, Any], share: float) -> bool:
    """Whether the facts of two documents allow that they are one."""
    if _differ(one, two, "number"):
        return False
    if one.get("number") and one.get("number") == two.get("number"):
        return True
    return not _differ(one, two, "date") or share >= _SAME


def _differ(one: Mapping[str, Any], two: Mapping[str, Any], name: str) -> bool:
    """Whether two documents state a fact, each in another way; one that does not state it differs
    from none.
    """
    stated = {one.get(name), two.get(name)} - {None}
    return len(stated) > 1
