"""Two versions of a draft: which figures, commitments, references and passages are new, changed or
gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from textkit.checking.material import Draft
from textkit.checking.rule import Finding
from textkit.vietnamese.text import fold, paragraphs

Kind = Literal["figure", "commitment", "citation", "finding", "passage"]
What = Literal["new", "gone", "changed"]
# of the words of two commitments or passages that agree, for one to be the other in new words
_SAME = 0.6
_SHORT = 3  # words of a passage that is too short to be told


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


_Item = tuple[Any, str, int, int]  # by what it is known again, its words, and their bounds


def compare_versions(
    old: Draft, new: Draft, faults: tuple[Sequence[Finding], Sequence[Finding]]
) -> list[Change]:
    """What changed from one version of a draft to the next; `faults` are the findings in both.

    A figure is the same one if its indicator and scope are; commitments and passages if most of
    their words agree.
    """
    sources: list[tuple[Kind, Callable[[Draft], Iterator[_Item]], bool]] = [
        ("figure", _figures, False),
        ("commitment", _commitments, True),
        ("citation", _citations, False),
        ("passage", _passages, True),
    ]
    found = [
        change
        for kind, items, alike in sources
        for change in _differences(kind, list(items(old)), list(items(new)), alike)
    ]
    before, after = (
        [(each.fingerprint, f"{each.rule}: {each.quote}", each.start, each.end) for each in part]
        for part in faults
    )
    return [*found, *_differences("finding", before, after, alike=False)]


def _figures(draft: Draft) -> Iterator[_Item]:
    for target in draft.figures:
        key = (
            target.indicator or fold(target.indicator_text),
            fold(target.scope or ""),
            target.role,
            target.deadline,
        )
        yield key, target.text, target.start, target.end


def _commitments(draft: Draft) -> Iterator[_Item]:
    for one in draft.commitments:
        if one.type != "target":
            yield " ".join(fold(one.text).split()), one.text, one.start, one.end


def _citations(draft: Draft) -> Iterator[_Item]:
    for one in draft.citations:
        if one.name != "self":
            yield (one.number or fold(one.name or ""), one.pinpoint), one.text, one.start, one.end


def _passages(draft: Draft) -> Iterator[_Item]:
    for start, end in paragraphs(draft.text):
        if len((words := draft.text[start:end]).split()) >= _SHORT:
            yield " ".join(fold(words).split()), words, start, end


def _differences(
    kind: Kind, before: list[_Item], after: list[_Item], alike: bool
) -> Iterator[Change]:
    """What is in one list alone, and of the same key what has other words; with `alike` near ones
    are one in new words.
    """
    kept = {key: words for key, words, _, _ in before}
    now = {key for key, *_ in after}
    gone = [item for item in before if item[0] not in now]
    for key, words, start, end in after:
        if key in kept:
            if not alike and " ".join(fold(kept[key]).split()) != " ".join(fold(words).split()):
                yield Change(kind, "changed", kept[key], words, start, end)
        elif alike and (one := _nearest(words, gone)):
            gone.remove(one)
            yield Change(kind, "changed", one[1], words, start, end)
        else:
            yield Change(kind, "new", "", words, start, end)
    for _, words, _, _ in gone:
        yield Change(kind, "gone", words, "", None, None)


def _nearest(words: str, among: Sequence[_Item]) -> _Item | None:
    """The one with the most words in common, if that is most of them."""
    own = fold(words).split()
    scored = [
        (SequenceMatcher(None, fold(item[1]).split(), own, autojunk=False).ratio(), item)
        for item in among
    ]
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _SAME else None
