"""Two versions of a draft: what is new, changed, moved or gone, each difference once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

from textkit.checking.material import Draft, Span
from textkit.checking.pairing import FEWEST_WORDS, Same, Sentence, Word, keys_of, pair_sentences
from textkit.checking.rule import Finding
from textkit.comparing.matching import match_targets
from textkit.comparing.sequences import Gap, common_items, gaps
from textkit.finding.cited import Citation
from textkit.finding.indicators import family_of_unit
from textkit.finding.targets import Target
from textkit.reading.document import Record
from textkit.vietnamese.text import fold

Kind = Literal["figure", "commitment", "citation", "finding", "passage"]
What = Literal["new", "gone", "changed", "moved"]

R = TypeVar("R", bound=Record)

# A sentence with more figures or references is told as a whole: one that people read has fewer.
# Chosen by eye; not measured.
_MOST_RECORDS = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two versions: the words before and after (one of them empty), and
    where the new ones stand.

    `start` and `end` are those in the new version; of what is gone they are None. `path` is the
    article or section, in the new version if it stands there. What was `moved` has both words,
    which may differ: the differences are changes of their own.
    """

    kind: Kind
    what: What
    before: str
    after: str
    start: int | None
    end: int | None
    path: str = ""


class _Told(NamedTuple):
    """A change with the place in the new version by which it is put in order."""

    at: int
    change: Change


def compare_versions(
    old: Draft, new: Draft, faults: tuple[Sequence[Finding], Sequence[Finding]]
) -> list[Change]:
    """What changed from one version of a draft to the next, in the order of the text; at the end
    the findings (`faults`: those in both) that are new or gone.

    Sentences are compared in order. In one that has other words a figure or a reference is told
    alone if nothing else differs, else the whole sentence, once; its kind is that of the most
    important thing in it. Numbers of articles and rows, list marks, capitals, blanks and full stops
    are no differences.
    """
    pairing = pair_sentences(old, new)
    before = _Version(old, pairing.before)
    after = _Version(new, pairing.after)
    told = [
        *_moves(before, after, pairing.same),
        *_rewordings(before, after, pairing.same),
        *_added(after, pairing.same),
        *_removed(before, after, pairing.same),
    ]
    told.sort(key=attrgetter("at"))
    return [*(one.change for one in told), *_finding_changes(*faults)]


class _Version:
    """A version with its sentences, and the records in each."""

    def __init__(self, draft: Draft, sentences: Sequence[Sentence]) -> None:
        self.text, self.sentences = draft.text, sentences
        others = [citation for citation in draft.citations if citation.name != "self"]
        self._figures = sorted(draft.figures, key=attrgetter("start"))
        self._citations = sorted(others, key=attrgetter("start"))
        # Targets are told as figures.
        promises = [one for one in draft.commitments if one.type != "target"]
        self._promises = sorted(promises, key=attrgetter("start"))

    def bounds(self, span: Span) -> Span:
        """Where the sentences of these numbers begin and end in the text."""
        return self.sentences[span[0]].start, self.sentences[span[1] - 1].end

    def quote(self, span: Span) -> str:
        """The words of the sentences of these numbers."""
        start, end = self.bounds(span)
        return self.text[start:end].strip()

    def path(self, span: Span) -> str:
        """The article or section of the first of these sentences."""
        return self.sentences[span[0]].path

    def words(self, span: Span) -> list[Word]:
        """The words of the sentences of these numbers, without the label of the first; that of
        another is the rest of a line that was wrapped ("khoản 3 ⏎ Điều 50").
        """
        first, *others = self.sentences[slice(*span)]
        words = [word for word in first.words if not word.is_label]
        for sentence in others:
            words += sentence.words
        return words

    def is_number(self, span: Span) -> bool:
        """Whether these sentences are numbers alone, as of pages."""
        return all(sentence.is_number for sentence in self.sentences[slice(*span)])

    def figures(self, span: Span) -> Sequence[Target]:
        """The figures in these sentences."""
        return _within(self._figures, self.bounds(span))

    def citations(self, span: Span) -> Sequence[Citation]:
        """The references in these sentences to other documents."""
        return _within(self._citations, self.bounds(span))

    def kind(self, span: Span) -> Kind:
        """What these sentences are: a figure, a commitment, or a passage without either."""
        if self.figures(span):
            return "figure"
        return "commitment" if _within(self._promises, self.bounds(span)) else "passage"


def _within(records: Sequence[R], bounds: Span) -> Sequence[R]:
    """The records, in order of their start, that begin in a stretch of the text."""
    first = bisect_left(records, bounds[0], key=attrgetter("start"))
    return records[first : bisect_left(records, bounds[1], key=attrgetter("start"))]


# --- New, gone, moved ---------------------------------------------------------------------------


def _added(after: _Version, same: Sequence[Same]) -> Iterator[_Told]:
    """The sentences that only the new version has, those of one paragraph together."""
    for span in _runs(after.sentences, [one.after for one in same]):
        if after.is_number(span):
            continue
        start, end = after.bounds(span)
        words = after.quote(span)
        change = Change(after.kind(span), "new", "", words, start, end, after.path(span))
        yield _Told(start, change)


def _removed(before: _Version, after: _Version, same: Sequence[Same]) -> Iterator[_Told]:
    """The sentences that only the earlier version has; they are put where they stood."""
    kept = sorted((one for one in same if one.in_place), key=attrgetter("before"))
    starts = [one.before[0] for one in kept]
    for span in _runs(before.sentences, [one.before for one in same]):
        if before.is_number(span):
            continue
        number = bisect_right(starts, span[0]) - 1
        at = after.bounds(kept[number].after)[1] if number >= 0 else 0
        words = before.quote(span)
        change = Change(before.kind(span), "gone", words, "", None, None, before.path(span))
        yield _Told(at, change)


def _runs(sentences: Sequence[Sentence], taken: Iterable[Span]) -> Iterator[Span]:
    """The runs of sentences of one paragraph that are not taken; of rows each stands alone."""
    others: set[int] = set()
    for span in taken:
        others.update(range(*span))
    free = [number for number in range(len(sentences)) if number not in others]

    def run_of(place_and_number: tuple[int, int]) -> tuple[object, int]:
        place, number = place_and_number
        return sentences[number].unit, number - place

    for _, group in groupby(enumerate(free), run_of):
        numbers = [number for _, number in group]
        yield numbers[0], numbers[-1] + 1


def _moves(before: _Version, after: _Version, same: Sequence[Same]) -> Iterator[_Told]:
    """What stands elsewhere now; sentences that moved together are one move."""
    for before_span, span in _moved_blocks(same):
        if len(after.words(span)) < FEWEST_WORDS:
            continue
        start, end = after.bounds(span)
        words, words_before = after.quote(span), before.quote(before_span)
        change = Change("passage", "moved", words_before, words, start, end, after.path(span))
        yield _Told(start, change)


def _moved_blocks(same: Sequence[Same]) -> Iterator[tuple[Span, Span]]:
    """The bounds of what moved together, in both versions."""
    block: tuple[Span, Span] | None = None
    for one in same:
        if block and not one.in_place and _goes_on(block, one):
            block = ((block[0][0], one.before[1]), (block[1][0], one.after[1]))
            continue
        if block:
            yield block
        block = None if one.in_place else (one.before, one.after)
    if block:
        yield block


def _goes_on(block: tuple[Span, Span], one: Same) -> bool:
    return block[0][1] == one.before[0] and block[1][1] == one.after[0]


# --- Other words --------------------------------------------------------------------------------


class _Reworded(NamedTuple):
    """A sentence in two versions, the words of both, the numbers of those that agree, and the gaps
    between these.
    """

    before: Span
    after: Span
    words: Sequence[Word]
    other_words: Sequence[Word]
    agreeing: Mapping[int, int]
    gaps: Sequence[Gap]


class _Changed(NamedTuple):
    """A figure or reference that is another one in the next version."""

    kind: Kind
    before: Target | Citation
    after: Target | Citation


def _rewordings(before: _Version, after: _Version, same: Sequence[Same]) -> Iterator[_Told]:
    """What differs in the words of sentences that are in both versions."""
    for one in same:
        words, other_words = before.words(one.before), after.words(one.after)
        keys, other_keys = keys_of(words), keys_of(other_words)
        if keys == other_keys:
            continue
        agreeing = common_items(keys, other_keys)
        different = []
        for gap in gaps(agreeing, len(keys), len(other_keys)):
            gone, new = keys[gap.first : gap.end], other_keys[gap.other_first : gap.other_end]
            # "2026-2030" and "2026 - 2030" say the same.
            if "".join(gone) != "".join(new):
                different.append(gap)
        if different:
            reworded = _Reworded(
                one.before, one.after, words, other_words, dict(agreeing), different
            )
            yield from _told_of(before, after, reworded)


def _told_of(before: _Version, after: _Version, reworded: _Reworded) -> Iterator[_Told]:
    """The differences of one sentence: the records that differ if nothing else does, else the
    whole.
    """
    figures = list(
        _paired(before.figures(reworded.before), after.figures(reworded.after), reworded)
    )
    if figures and not any(_measure_the_same(*pair) for pair in figures):
        yield from _replaced(before, after, reworded)
        return
    changed = [*_changed_citations(before, after, reworded), *_changed_figures(figures)]
    alone = _cover(changed, reworded)
    path = after.path(reworded.after)
    if alone is not None:
        for one in alone:
            start, end = one.after.start, one.after.end
            told = Change(one.kind, "changed", one.before.text, one.after.text, start, end, path)
            yield _Told(start, told)
        return
    start, end = after.bounds(reworded.after)
    kinds: set[Kind] = {one.kind for one in changed}
    kind = _kind_of_whole(kinds, (before.kind(reworded.before), after.kind(reworded.after)))
    words, words_before = after.quote(reworded.after), before.quote(reworded.before)
    yield _Told(start, Change(kind, "changed", words_before, words, start, end, path))


def _measure_the_same(figure: Target, other: Target) -> bool:
    """Whether two figures of one sentence are of the same indicator, by its words."""
    words, other_words = (
        [" ".join(fold(step).split()) for step in (one.indicator_text, *one.indicator_path)]
        for one in (figure, other)
    )
    return words == other_words or bool(match_targets([figure], [other]))


def _replaced(before: _Version, after: _Version, reworded: _Reworded) -> Iterator[_Told]:
    """A sentence that is gone, and the other one at its place."""
    start, end = after.bounds(reworded.after)
    gone = before.quote(reworded.before)
    yield _Told(start, Change("figure", "gone", gone, "", None, None, before.path(reworded.before)))
    new = after.quote(reworded.after)
    yield _Told(start, Change("figure", "new", "", new, start, end, after.path(reworded.after)))


def _kind_of_whole(changed: set[Kind], kinds: tuple[Kind, Kind]) -> Kind:
    """The kind of a sentence that is told as a whole: a figure only where one differs."""
    if "figure" in changed or set(kinds) == {"figure", "passage"}:
        return "figure"
    if "citation" in changed:
        return "citation"
    return "passage" if set(kinds) == {"passage"} else "commitment"


def _changed_citations(
    before: _Version, after: _Version, reworded: _Reworded
) -> Iterator[_Changed]:
    """The references of a sentence that mean another document or part of it now. They come before
    figures: one that stands in the words of a figure is the narrower place.
    """
    citations = before.citations(reworded.before), after.citations(reworded.after)
    for one, two in _paired(*citations, reworded):
        if _cited(one) != _cited(two):
            yield _Changed("citation", one, two)


def _changed_figures(pairs: Iterable[tuple[Target, Target]]) -> Iterator[_Changed]:
    """The figures of a sentence that say something else of their indicator now."""
    for figure, other in pairs:
        if _measured(figure) != _measured(other):
            yield _Changed("figure", figure, other)


def _cited(citation: Citation) -> tuple[object, ...]:
    """What a reference says: which document, of when, which part."""
    name = fold(citation.name or "")
    return citation.number, citation.date, citation.year, citation.pinpoint, name


def _measured(figure: Target) -> tuple[object, ...]:
    """What a figure says of its indicator."""
    family = family_of_unit(figure.unit, figure.per)
    return figure.low, figure.high, family, figure.comparator, figure.measure, figure.deadline


def _paired(before: Sequence[R], after: Sequence[R], reworded: _Reworded) -> Iterator[tuple[R, R]]:
    """The records of a sentence in both versions, one to one and in order: two are one if a word
    that agrees, or a gap, lies in both.
    """
    if max(len(before), len(after)) > _MOST_RECORDS:
        return
    ties: list[tuple[int, int, int]] = []
    for number, record in enumerate(before):
        for other, candidate in enumerate(after):
            shared = _shared(record, candidate, reworded)
            if shared:
                ties.append((-shared, number, other))
    taken: set[int] = set()
    other_taken: set[int] = set()
    for _, number, other in sorted(ties):
        if number not in taken and other not in other_taken:
            taken.add(number)
            other_taken.add(other)
            yield before[number], after[other]


def _shared(record: Record, other: Record, reworded: _Reworded) -> int:
    """How many words that agree, and how many gaps, lie in both records."""
    first, end = _numbers(reworded.words, record)
    other_first, other_end = _numbers(reworded.other_words, other)
    shared = 0
    for number in range(first, end):
        shared += other_first <= reworded.agreeing.get(number, -1) < other_end
    for gap in reworded.gaps:
        inside = first <= gap.first and gap.end <= end
        shared += inside and other_first <= gap.other_first and gap.other_end <= other_end
    return shared


def _numbers(words: Sequence[Word], record: Record) -> Span:
    """The numbers of the words of a sentence that a record covers."""
    first = bisect_right(words, record.start, key=attrgetter("end"))
    return first, bisect_left(words, record.end, key=attrgetter("start"))


def _cover(changed: Sequence[_Changed], reworded: _Reworded) -> list[_Changed] | None:
    """The records that hold all differences of a sentence between them, each of them at least one;
    None where a difference lies outside.
    """
    needed: dict[int, _Changed] = {}
    for gap in reworded.gaps:
        for number, one in enumerate(changed):
            first, end = _numbers(reworded.words, one.before)
            other_first, other_end = _numbers(reworded.other_words, one.after)
            inside = first <= gap.first and gap.end <= end
            if inside and other_first <= gap.other_first and gap.other_end <= other_end:
                needed[number] = one
                break
        else:
            return None
    told = [needed[number] for number in sorted(needed)]
    return [one for one in told if not any(_is_inside(one, other) for other in told)]


def _is_inside(one: _Changed, other: _Changed) -> bool:
    """Whether a record stands in the words of another, in both versions."""
    if one is other:
        return False
    pairs = ((one.before, other.before), (one.after, other.after))
    return all(wide.start <= narrow.start and narrow.end <= wide.end for narrow, wide in pairs)


# --- Findings -----------------------------------------------------------------------------------


def _finding_changes(before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Change]:
    """The findings that are new or gone: those whose rule and words are in one version more often.

    Of equal ones those stay that stand in the same line.
    """
    for finding in _surplus(after, before):
        start, end = finding.start, finding.end
        yield Change("finding", "new", "", _named(finding), start, end)
    for finding in _surplus(before, after):
        yield Change("finding", "gone", _named(finding), "", None, None)


def _named(finding: Finding) -> str:
    return f"{finding.rule}: {finding.quote}"


def _surplus(findings: Sequence[Finding], others: Sequence[Finding]) -> list[Finding]:
    """The findings without those that are among the others."""
    prints = {finding.fingerprint for finding in others}
    left: dict[tuple[str, str], int] = {}
    for finding in others:
        key = (finding.rule, " ".join(fold(finding.quote).split()))
        left[key] = left.get(key, 0) + 1
    surplus = []
    # Those in the same line first.
    for finding in sorted(findings, key=lambda one: one.fingerprint not in prints):
        key = (finding.rule, " ".join(fold(finding.quote).split()))
        if left.get(key, 0):
            left[key] -= 1
        else:
            surplus.append(finding)
    return sorted(surplus, key=attrgetter("start"))
