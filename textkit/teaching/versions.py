"""Exercises on a target in two documents: what the other one set."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from textkit.comparing.threads import Member
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.teaching.series import (
    Gap,
    figures_around,
    find_gap,
    hardness,
    moved_by,
    promised_by_group,
)
from textkit.vietnamese.text import fold

# Figures that are one target's lie within this factor; beyond it one is read wrongly or measures
# something else. Chosen by eye; not measured.
_SAME_SIZE = 20

# Words of a version of a target that can be read alone: fewer than of a sentence elsewhere, as
# versions stand beside each other.
_LEAST_WORDS_OF_A_VERSION = 4


def changed(evidence: Evidence) -> Iterator[Item]:
    """A target in two documents, the figure of one left out: what did the other set?

    All options differ from the figure that is shown to the same side, so that "later is bigger"
    tells nothing.
    """
    pairs: list[tuple[Member, Member]] = []
    for thread in evidence.threads():
        if thread.indicator:
            pairs += pairwise(chain.from_iterable(promised_by_group(thread).values()))
    for before, after in evidence.shuffled(pairs):
        if not _are_comparable(before, after):
            continue
        first, second = (find_gap(evidence, m, _LEAST_WORDS_OF_A_VERSION) for m in (before, after))
        if first is None or second is None or fold(first.words) == fold(second.words):
            continue
        # Which of the two has the gap is drawn too; the other, where it affords no options.
        for asked, known in _both_ways(evidence, first, second):
            others = figures_around(
                evidence, asked, is_share=before.unit == "%", taken=set(), beyond=known.figures[0]
            )
            if others:
                break
        else:
            continue
        lines = []
        for version in (first, second):
            bounds = (asked.start, asked.end) if version is asked else None
            text = evidence.text(version.statement, bounds)
            document = evidence.source(version.statement.doc_id)
            lines.append(evidence.say("version", document=document, text=text))
        yield evidence.item(
            [before, after],
            lines=tuple(lines),
            key=f"{evidence.text(asked.statement)} ({evidence.source(asked.statement.doc_id)})",
            right=asked.words,
            others=[moved_by(asked, step) for step in others],
            level=hardness(asked, others),
        )


def _both_ways(evidence: Evidence, first: Gap, second: Gap) -> list[tuple[Gap, Gap]]:
    """Which of two versions is asked and which is shown, in drawn order."""
    return evidence.shuffled([(first, second), (second, first)])


def _are_comparable(before: Member, after: Member) -> bool:
    """Whether two promises of two documents set figures of one measure, and not the same."""
    if before.doc_id == after.doc_id or "redefined" in after.changes:
        return False
    if (before.unit, before.per) != (after.unit, after.per):
        return False
    figures = []
    for member in (before, after):
        figures.append(member.high if member.low is None else member.low)
    if None in figures or 0 in figures:
        return False
    sizes = [abs(figure or 0.0) for figure in figures]
    return sizes[0] != sizes[1] and max(sizes) < _SAME_SIZE * min(sizes)
