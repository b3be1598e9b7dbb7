"""The targets of places side by side: which figure of one answers which of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from textkit.comparing.matching import Numbers, TargetMatcher, words_of
from textkit.comparing.resolving import place_of
from textkit.data.messages import TextkitError
from textkit.finding.indicators import family_of_unit
from textkit.finding.targets import Target
from textkit.storing.corpus import StoredCorpus
from textkit.storing.tokens import Mask
from textkit.vietnamese.text import fold

CENTRAL = "central"
"""The column of documents of central bodies."""

# More targets are not held against each other. Chosen by eye: 40 congress resolutions have half.
_MOST_TARGETS = 4_000

# Targets of one row are so alike in the mean. By eye, on plans of four provinces: at the line of
# `TargetMatcher`, .30, "Số doanh nghiệp hoạt động" stood beside "doanh nghiệp công nghệ số".
_LEAST_LIKENESS = 0.5

# A table of one place compares nothing.
_FEWEST_PLACES = 2


class PlaceRow(NamedTuple):
    """One target by place: the figures that places promise for it, in the order of their time."""

    figures: dict[str, tuple[Target, ...]]


class PlaceTable(NamedTuple):
    """Targets by place: the columns in alphabetical order (`central` last), the rows with most
    places first, and the documents whose place is not known.
    """

    places: tuple[str, ...]
    rows: tuple[PlaceRow, ...]
    unplaced: tuple[str, ...]


def targets_by_place(corpus: StoredCorpus) -> PlaceTable:
    """The targets that documents promise, by the place of their issuers.

    What a document sets year by year is one target. Those of two documents are one if
    `TargetMatcher` matches them, their units are of one family, and each is like those of the row
    in the mean; a row has at most one target of a document.

    Raises TextkitError if fewer than two places promise a figure.
    """
    place_of_document, unplaced = _places(corpus)
    series = _promised(corpus, place_of_document)[:_MOST_TARGETS]
    known = {place_of_document[one[0].doc_id] for one in series}
    if len(known) < _FEWEST_PLACES:
        raise TextkitError("by-place.too-few", places=", ".join(sorted(known - {CENTRAL})) or "–")
    rows = []
    for members in _rows([one[-1] for one in series]):
        by_place: dict[str, list[Target]] = defaultdict(list)
        for member in members:
            by_place[place_of_document[series[member][0].doc_id]] += series[member]
        rows.append((members[0], {place: tuple(found) for place, found in by_place.items()}))
    rows.sort(key=lambda row: (-len(row[1]), row[0]))
    places = sorted(known, key=lambda place: (place == CENTRAL, fold(place)))
    return PlaceTable(tuple(places), tuple(PlaceRow(row) for _, row in rows), unplaced)


def _places(corpus: StoredCorpus) -> tuple[dict[str, str], tuple[str, ...]]:
    """The place of each document by the name of its issuer, and the documents without one."""
    places: dict[str, str] = {}
    spelled: dict[str, str] = {}
    unplaced = []
    for doc_id in corpus.ids:
        issuer = corpus.fact(doc_id, "issuer") or ""
        name = place_of(issuer)
        if name:
            places[doc_id] = spelled.setdefault(name, _as_written(name, issuer))
        elif corpus.fact(doc_id, "level") == "central":
            places[doc_id] = CENTRAL
        else:
            unplaced.append(doc_id)
    return places, tuple(unplaced)


def _as_written(name: str, issuer: str) -> str:
    """A folded name as its issuer writes it, with capitals at the head of each word.

    >>> _as_written("hoà lạc", "ỦY BAN NHÂN DÂN XÃ HÒA LẠC")
    'Hòa Lạc'
    """
    start = fold(issuer).find(name)
    written = issuer[start : start + len(name)] if start >= 0 else name
    return written if not written.isupper() and written != name else written.title()


def _promised(corpus: StoredCorpus, places: dict[str, str]) -> list[list[Target]]:
    """The targets that placed documents promise, in order of time: of each its figures, the last
    deadline last; what a document says twice counts once.
    """
    dates = {doc_id: corpus.fact(doc_id, "date") or "" for doc_id in places}
    series: dict[tuple[object, ...], dict[tuple[object, ...], Target]] = {}
    records = [one for one in corpus.records("targets") if one.doc_id in places]
    for one in sorted(records, key=lambda one: (dates[one.doc_id], one.doc_id, one.start)):
        if one.role == "promised":
            words = words_of(one)
            name = (one.doc_id, words.topic, words.name, fold(one.scope or ""), one.measure)
            family = family_of_unit(one.unit, one.per)
            figure = (one.low, one.high, one.deadline)
            series.setdefault((*name, family), {}).setdefault(figure, one)
    targets = [sorted(one.values(), key=_deadline) for one in series.values()]
    return _each_once(targets)


def _each_once(targets: Iterable[list[Target]]) -> list[list[Target]]:
    """The targets without those that a document says again, in its annex or under another topic:
    the same name and the same figure.
    """
    seen = set()
    kept = []
    for figures in targets:
        last = figures[-1]
        said = (last.doc_id, words_of(last).name, last.low, last.high, last.unit)
        if said not in seen:
            seen.add(said)
            kept.append(figures)
    return kept


def _deadline(target: Target) -> str:
    return target.deadline or ""


def _rows(figures: Sequence[Target]) -> list[list[int]]:
    """The targets that are one, by their places among those given."""
    numbers: dict[str, int] = {}
    sides = [numbers.setdefault(figure.doc_id, len(numbers)) for figure in figures]
    side_of = np.array(sides, np.int64)
    families: dict[str | None, int] = {}
    family_of = np.array(
        [
            families.setdefault(family_of_unit(figure.unit, figure.per), len(families))
            for figure in figures
        ]
    )

    def cannot_be_one(one: Numbers, two: Numbers) -> Mask:
        barred: Mask = (side_of[one] == side_of[two]) | (family_of[one] != family_of[two])
        return barred

    pairs = TargetMatcher(figures).all_pairs(sides, cannot_be_one)
    ends = list(zip(pairs.one.tolist(), pairs.two.tolist(), strict=True))
    likeness = dict(zip(ends, pairs.likeness.tolist(), strict=True))
    row_of = [[number] for number in range(len(figures))]
    for at in np.argsort(-pairs.likeness, kind="stable").tolist():
        one, two = (row_of[end] for end in ends[at])
        if pairs.is_match[at] and one is not two and _belong_together(one, two, sides, likeness):
            joined = sorted([*one, *two])
            for member in joined:
                row_of[member] = joined
    rows = {row[0]: row for row in row_of}
    return [rows[first] for first in sorted(rows)]


def _belong_together(
    one: Sequence[int],
    two: Sequence[int],
    sides: Sequence[int],
    likeness: dict[tuple[int, int], float],
) -> bool:
    """Whether two rows are one: of no document twice, and alike in the mean."""
    if {sides[member] for member in one} & {sides[member] for member in two}:
        return False
    total = 0.0
    for first in one:
        for second in two:
            total += likeness.get((min(first, second), max(first, second)), 0.0)
    return total >= _LEAST_LIKENESS * len(one) * len(two)
