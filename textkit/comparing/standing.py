"""Which documents of a corpus still stand: what later ones replaced, repealed or amended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from textkit.comparing.resolving import CONFIRMED, UNCLEAR, resolved_citations
from textkit.finding.effects import Effect, find_effects, in_force_from
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus


class Change(NamedTuple):
    """What the document `effect.doc_id` did to another, and from when: the day on which it takes
    effect, else its own date; None where neither is known.
    """

    effect: Effect
    date: str | None


def changes_of(corpus: StoredCorpus) -> dict[str, list[Change]]:
    """By the id of a document, what others of the corpus did to it, the earliest first.

    Only references whose document is sure are followed: one candidate that nothing contradicts.
    Documents that nothing is known of are not in it, which does not say that they are in force.
    """
    meant: dict[tuple[str, int], str] = {}
    by_document = []
    for citation, resolved in resolved_citations(corpus):
        by_document.append(citation)
        is_sure = resolved.verdict == CONFIRMED and resolved.certainty != UNCLEAR
        if is_sure and resolved.target and resolved.target != citation.doc_id:
            meant[citation.doc_id, citation.start] = resolved.target
    citations = grouped(by_document, attrgetter("doc_id"))
    acting = [doc_id for doc_id in corpus.ids if any(doc_id == citing for citing, _ in meant)]
    statements = grouped(corpus.records("statements", acting), attrgetter("doc_id"))
    found: dict[str, list[Change]] = {}
    for doc_id in acting:
        document, own = corpus.document(doc_id), statements.get(doc_id, [])
        force = in_force_from(document, own)
        date = force.date if force and force.date else document.facts.date
        for effect in find_effects(document, citations[doc_id], own):
            target = meant.get((doc_id, effect.start))
            if target:
                found.setdefault(target, []).append(Change(effect, date))
    for changes in found.values():
        changes.sort(key=lambda change: (change.date or "", change.effect.doc_id))
    return found


def ended_by(changes: Mapping[str, Sequence[Change]], doc_id: str) -> Change | None:
    """What ended a document as a whole; None where nothing is known to have."""
    ends = [change for change in changes.get(doc_id, ()) if change.effect.ends]
    return ends[0] if ends else None
