"""Two versions of a draft: which figures, commitments, references and passages are new, changed or
gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from textkit.checking.material import Draft
from textkit.checking.rule import Finding
from textkit.comparing.matching import match_targets
from textkit.finding.targets import Target
from textkit.vietnamese.text import fold, paragraphs

Kind = Literal["figure", "commitment", "citation", "finding", "passage"]
What = Literal["new", "gone", "changed"]

# Share of the words of two commitments or passages that agree where one is the other in new words.
# Chosen by eye; not measured.
_SAME_PASSAGE_THRESHOLD = 0.6

# Words of a passage that is long enough to be reported: shorter ones are headings and labels.
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions: the words before and after (one of them empty), and
    where the new ones stand.

    `start` and `end` are those in the new version; of what is gone they are None.
    """

    kind: Kind
    what: What
    before: str
    after: str
    start: int | None
    end: int | None


class _Item(NamedTuple):
    """What may be in both versions: the key by which it is known again, its words, their bounds."""

    key: Any
    words: str
    start: int
    end: int


def compare_versions(
    old: Draft, new: Draft, faults: tuple[Sequence[Finding], Sequence[Finding]]
) -> list[Change]:
    """What changed from one version of a draft to the next; `faults` are the findings in both.

    A figure is the same one if the words of its indicator are (`comparing.matching`); commitments
    and passages if most of their words agree.
    """
    sources: list[tuple[Kind, Callable[[Draft], Iterator[_Item]], bool]] = [
        ("commitment", _commitments, True),
        ("citation", _citations, False),
        ("passage", _passages, True),
    ]
    changes = list(_figure_changes(old, new))
    for kind, items, alike in sources:
        changes += _differences(kind, list(items(old)), list(items(new)), alike)
    before, after = (list(map(_finding_as_item, findings)) for findings in faults)
    return [*changes, *_differences("finding", before, after, alike=False)]


def _finding_as_item(finding: Finding) -> _Item:
    """A finding, known again by its fingerprint."""
    words = f"{finding.rule}: {finding.quote}"
    return _Item(finding.fingerprint, words, finding.start, finding.end)


def _figure_changes(old: Draft, new: Draft) -> Iterator[Change]:
    """The figures of one version that are new, gone or changed in the next.

    Those in the same words are the same; the others are matched one to one by the words of their
    indicators, goals apart from results.
    """
    for role in ("promised", "achieved"):
        before = [figure for figure in old.figures if figure.role == role]
        after = [figure for figure in new.figures if figure.role == role]
        before, after = _without_same(before, after)
        counterparts = {match.after: match.before for match in match_targets(before, after)}
        for place, figure in enumerate(after):
            if place in counterparts:
                words = before[counterparts[place]].text
                yield Change("figure", "changed", words, figure.text, figure.start, figure.end)
            else:
                yield Change("figure", "new", "", figure.text, figure.start, figure.end)
        kept = set(counterparts.values())
        for place, figure in enumerate(before):
            if place not in kept:
                yield Change("figure", "gone", figure.text, "", None, None)


def _without_same(
    before: Sequence[Target], after: Sequence[Target]
) -> tuple[list[Target], list[Target]]:
    """The figures of both versions without those that stand in both in the same words."""
    counts = Counter(_normal(figure.text) for figure in before)
    same = counts & Counter(_normal(figure.text) for figure in after)
    left: list[list[Target]] = []
    for figures in (before, after):
        to_skip = Counter(same)
        others = []
        for figure in figures:
            words = _normal(figure.text)
            if to_skip[words]:
                to_skip[words] -= 1
            else:
                others.append(figure)
        left.append(others)
    return left[0], left[1]


def _commitments(draft: Draft) -> Iterator[_Item]:
    for commitment in draft.commitments:
        # Targets are compared as figures.
        if commitment.type != "target":
            key = _normal(commitment.text)
            yield _Item(key, commitment.text, commitment.start, commitment.end)


def _citations(draft: Draft) -> Iterator[_Item]:
    for citation in draft.citations:
        if citation.name != "self":
            key = (citation.number or fold(citation.name or ""), citation.pinpoint)
            yield _Item(key, citation.text, citation.start, citation.end)


def _passages(draft: Draft) -> Iterator[_Item]:
    for start, end in paragraphs(draft.text):
        words = draft.text[start:end]
        if len(words.split()) >= _LEAST_WORDS:
            yield _Item(_normal(words), words, start, end)


def _normal(words: str) -> str:
    """Words without what spelling, capitals and spacing make of them."""
    return " ".join(fold(words).split())


def _differences(
    kind: Kind, before: list[_Item], after: list[_Item], alike: bool
) -> Iterator[Change]:
    """What is in one list alone, and of the same key what has other words.

    With `alike`, items that are near in their words are one item in new words.
    """
    words_before = {item.key: item.words for item in before}
    keys_now = {item.key for item in after}
    gone = [item for item in before if item.key not in keys_now]
    for key, words, start, end in after:
        if key in words_before:
            # Of what is alike the words are the key, so they are the same.
            if not alike and _normal(words_before[key]) != _normal(words):
                yield Change(kind, "changed", words_before[key], words, start, end)
            continue
        rewritten = _nearest(words, gone) if alike else None
        if rewritten:
            gone.remove(rewritten)
            yield Change(kind, "changed", rewritten.words, words, start, end)
        else:
            yield Change(kind, "new", "", words, start, end)
    for item in gone:
        yield Change(kind, "gone", item.words, "", None, None)


def _nearest(words: str, among: Sequence[_Item]) -> _Item | None:
    """The item with the most words in common, if that is most of them."""
    own_words = fold(words).split()
    best, best_share = None, _SAME_PASSAGE_THRESHOLD
    for item in among:
        matcher = SequenceMatcher(None, fold(item.words).split(), own_words, autojunk=False)
        share = matcher.ratio()
        # Of items that are equally near the first one counts.
        if share > best_share or (best is None and share == best_share):
            best, best_share = item, share
    return best
