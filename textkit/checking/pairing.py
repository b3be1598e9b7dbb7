"""Which sentences of an earlier version of a draft stand in the next: as they were, in other words,
elsewhere.

List marks, numbers of articles and rows, capitals, blanks and stops make no difference.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from textkit.checking.material import Draft, Span
from textkit.comparing.sequences import Pair, common_items, heaviest_chain
from textkit.language.openings import MARKERS
from textkit.language.units import Unit
from textkit.vietnamese.text import fold

# Share of the words of two sentences that agree, from which one is the other in new words, at the
# same place in both versions and elsewhere. Chosen on edits made by program in 30 real documents
# (docs/method.md).
_SAME_THERE = 0.4
_SAME_ELSEWHERE = 0.75

# Sentences of fewer words are known again only where they stand: "Nơi nhận", a cell "12,5".
FEWEST_WORDS = 3

# At the same place a cell or label of so few words is the other one, whatever it says. By eye.
_MOST_WORDS_OF_A_CELL = 6

# A run of words that stands in more sentences tells none of them apart, and so many of the
# sentences that share the most runs are looked at closely. Chosen by eye; not measured.
_MOST_SENTENCES_OF_A_RUN = 40
_LOOKED_AT = 8

# Labels that may stand one behind the other: "Điều 5. 1. …", "- (1) …".
_MOST_LABELS = 3

# What is printed beside the text and moves with the pages.
_BESIDE = frozenset({"header", "footer", "contents", "struck", "stamp", "front-matter"})

# Marks that are written in several ways.
_MARKS = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": "."})
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"-*\d+-*\Z")
# The number that a row of a table begins with: "12", "II", "1.2".
_NUMBER_OF_A_ROW = re.compile(r"\s*(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[a-zđ])[.)]?\t")
# What may stand behind a word, and behind the last one of a sentence, without being a difference.
_STOPS = ".;:"
_LAST_STOPS = ".;:,"


class Word(NamedTuple):
    """A word of a text as it is compared, its bounds, and whether it is of a list mark, a number
    of an article or that of a row.
    """

    key: str
    start: int
    end: int
    is_label: bool = False


class Sentence(NamedTuple):
    """A sentence, a row of a table or a heading: its bounds, its words, the unit in which it
    stands, and whether it is a row or a cell.
    """

    start: int
    end: int
    words: tuple[Word, ...]
    unit: int | None
    path: str
    in_table: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The words as they are compared, without those of the label."""
        return keys_of([word for word in self.words if not word.is_label])

    @property
    def is_number(self) -> bool:
        """Whether it is a number alone, outside of a table: that of a page, or the end of a line
        that was wrapped.
        """
        is_alone = not self.in_table and len(self.words) == 1
        return is_alone and bool(_NUMBER.match(self.words[0].key))


def keys_of(words: Sequence[Word]) -> tuple[str, ...]:
    """The words of a sentence, or of some that stand together, as they are compared: a comma at
    the end, as in a list, is no difference.
    """
    keys = [word.key for word in words]
    return (*keys[:-1], keys[-1].rstrip(_LAST_STOPS)) if keys else ()


class Same(NamedTuple):
    """Sentences of both versions that are one: the first and the end of their numbers on either
    side, and whether they kept their place.
    """

    before: Span
    after: Span
    in_place: bool


class Pairing(NamedTuple):
    """The sentences of both versions, and those that are the same ones, in the order of the next
    version.
    """

    before: Sequence[Sentence]
    after: Sequence[Sentence]
    same: Sequence[Same]


def pair_sentences(old: Draft, new: Draft) -> Pairing:
    """The sentences of two versions, each with its counterpart if it has one."""
    before, after = sentences_of(old), sentences_of(new)
    keys = [[sentence.keys for sentence in side] for side in (before, after)]
    pairs = common_items(*keys)
    pairs += _equal_elsewhere(keys[0], keys[1], pairs)
    pairs += _reworded(before, after, sorted(pairs))
    same = _widened(before, after, sorted(pairs))
    return Pairing(before, after, _placed(before, after, same))


# --- The sentences of a version -----------------------------------------------------------------


def sentences_of(draft: Draft) -> list[Sentence]:
    """What of a draft is compared, in order; page numbers, page headers and lists of contents are
    not.
    """
    text, units = draft.text, draft.units
    blocks = draft.document.layout
    starts = [block.start for block in blocks]
    sentences = []
    for unit in units:
        if unit.kind != "sentence":
            continue
        number = bisect_right(starts, unit.start) - 1
        kind = blocks[number].kind if number >= 0 else "body"
        if kind in _BESIDE:
            continue
        in_table = kind == "table"
        words = tuple(_words(text, unit.start, unit.end))
        if all(word.is_label for word in words):
            continue
        sentences.append(
            Sentence(unit.start, unit.end, words, unit.parent, _path(units, unit), in_table)
        )
    return sentences


def _path(units: Sequence[Unit], unit: Unit) -> str:
    """The path of a sentence, or of what it stands in."""
    parent = unit
    while not parent.path and parent.parent is not None:
        parent = units[parent.parent]
    return parent.path


def _words(text: str, start: int, end: int) -> Iterator[Word]:
    """The words of a sentence, as they are compared."""
    folded = fold(text[start:end]).translate(_MARKS)
    label = _length_of_labels(text[start:end])
    for match in _WORD.finditer(folded):
        key = match.group().rstrip(_STOPS)
        if key.strip("-*+,"):
            is_label = match.end() <= label
            yield Word(key, start + match.start(), start + match.end(), is_label)


def _length_of_labels(line: str) -> int:
    """Where a line goes on behind its list mark, its number, or the number of its row."""
    if match := _NUMBER_OF_A_ROW.match(line):
        return match.end()
    at = 0
    for _ in range(_MOST_LABELS):
        label = next((found for mark in MARKERS if (found := mark.pattern.match(line[at:]))), None)
        if label is None:
            break
        at += label.end()
    return at


# --- Which are the same -------------------------------------------------------------------------


def _equal_elsewhere(
    before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]], pairs: Sequence[Pair]
) -> Iterator[Pair]:
    """Sentences in the same words that are not paired in order: they were moved."""
    free = _free(len(before), (one for one, _ in pairs))
    places: dict[tuple[str, ...], list[int]] = {}
    for number in reversed(free):
        places.setdefault(before[number], []).append(number)
    for number in _free(len(after), (two for _, two in pairs)):
        if places.get(after[number]) and len(after[number]) >= FEWEST_WORDS:
            yield places[after[number]].pop(), number


def _free(size: int, taken: Iterable[int]) -> list[int]:
    """The numbers below a size that are not taken."""
    others = set(taken)
    return [number for number in range(size) if number not in others]


def _reworded(
    before: Sequence[Sentence], after: Sequence[Sentence], pairs: Sequence[Pair]
) -> list[Pair]:
    """Sentences that are the same in new words: most of them agree, or they are the only ones at
    their place and short.
    """
    free = _free(len(before), (one for one, _ in pairs))
    other_free = _free(len(after), (two for _, two in pairs))
    chain = heaviest_chain(pairs)
    gap_of, other_gap_of = _gaps_of(free, chain, 0), _gaps_of(other_free, chain, 1)
    counts = {number: Counter(before[number].keys) for number in free}
    scored = []
    for two, candidates in _candidates(before, after, free, other_free):
        words = Counter(after[two].keys)
        for one in candidates:
            share = _share(counts[one], words)
            in_place = gap_of[one] == other_gap_of[two]
            if share >= (_SAME_THERE if in_place else _SAME_ELSEWHERE):
                scored.append((not in_place, -share, abs(one - two), one, two))
    found: list[Pair] = []
    taken, other_taken = set(), set()
    # Those that kept their place first, the likest before others.
    for *_, one, two in sorted(scored):
        if one not in taken and two not in other_taken:
            found.append((one, two))
            taken.add(one)
            other_taken.add(two)
    rest = [number for number in free if number not in taken]
    other_rest = [number for number in other_free if number not in other_taken]
    return [*found, *_alone(before, after, (rest, other_rest), sorted([*chain, *found]))]


def _alone(
    before: Sequence[Sentence],
    after: Sequence[Sentence],
    free: tuple[Sequence[int], Sequence[int]],
    pairs: Sequence[Pair],
) -> Iterator[Pair]:
    """Short sentences that are the only ones between the same neighbours."""
    chain = heaviest_chain(pairs)
    gap_of, other_gap_of = _gaps_of(free[0], chain, 0), _gaps_of(free[1], chain, 1)
    counts, other_counts = Counter(gap_of.values()), Counter(other_gap_of.values())
    in_gap = {gap: number for number, gap in other_gap_of.items()}
    for one, gap in gap_of.items():
        two = in_gap.get(gap, -1)
        if counts[gap] == other_counts[gap] == 1 and not before[one].is_number:
            longest = max(len(before[one].words), len(after[two].words))
            if longest <= _MOST_WORDS_OF_A_CELL:
                yield one, two


def _gaps_of(free: Sequence[int], chain: Sequence[Pair], side: int) -> dict[int, int]:
    """Between which pairs of the chain each free number stands."""
    places = [pair[side] for pair in chain]
    return {number: bisect_right(places, number) for number in free}


def _candidates(
    before: Sequence[Sentence],
    after: Sequence[Sentence],
    free: Sequence[int],
    other_free: Sequence[int],
) -> Iterator[tuple[int, list[int]]]:
    """For each free sentence of the next version those of the earlier one that share the most runs
    of two words with it.
    """
    holding: dict[Pair | tuple[str, str], list[int]] = {}
    for number in free:
        for run in _runs(before[number]):
            holding.setdefault(run, []).append(number)
    for number in other_free:
        shared: Counter[int] = Counter()
        for run in _runs(after[number]):
            sentences = holding.get(run, ())
            if len(sentences) <= _MOST_SENTENCES_OF_A_RUN:
                shared.update(sentences)
        yield number, [one for one, _ in shared.most_common(_LOOKED_AT)]


def _runs(sentence: Sentence) -> set[tuple[str, str]]:
    return set(pairwise(sentence.keys))


def _share(one: Counter[str], two: Counter[str]) -> float:
    """The share of the words of both that are in both."""
    return 2 * (one & two).total() / max(one.total() + two.total(), 1)


# --- One sentence that became two ---------------------------------------------------------------


def _widened(
    before: Sequence[Sentence], after: Sequence[Sentence], pairs: Sequence[Pair]
) -> list[tuple[Span, Span]]:
    """The pairs, each with the free neighbours that make its sides more alike: what was one
    sentence is two now, or the other way round.
    """
    taken = {one for one, _ in pairs}
    other_taken = {two for _, two in pairs}
    spans = []
    for one, two in pairs:
        left, right = (one, one + 1), (two, two + 1)
        if before[one].keys != after[two].keys:
            right = _with_neighbours(after, right, other_taken, before, left)
            left = _with_neighbours(before, left, taken, after, right)
            taken.update(range(*left))
            other_taken.update(range(*right))
        spans.append((left, right))
    return spans


def _with_neighbours(
    side: Sequence[Sentence],
    span: Span,
    taken: set[int],
    other: Sequence[Sentence],
    counterpart: Span,
) -> Span:
    """A span of sentences and the free ones before and behind it that belong to its counterpart."""
    wanted = _counted(other, counterpart)
    first, end = span
    best = _share(_counted(side, span), wanted)
    for added in (end, first - 1):
        if added in taken or not 0 <= added < len(side):
            continue
        wider = (min(first, added), max(end, added + 1))
        share = _share(_counted(side, wider), wanted)
        if share > best:
            (first, end), best = wider, share
    return first, end


def _counted(side: Sequence[Sentence], span: Span) -> Counter[str]:
    counts: Counter[str] = Counter()
    for sentence in side[slice(*span)]:
        counts.update(sentence.keys)
    return counts


# --- Which kept their place ---------------------------------------------------------------------


def _placed(
    before: Sequence[Sentence], after: Sequence[Sentence], same: Sequence[tuple[Span, Span]]
) -> list[Same]:
    """The pairs in the order of the next version; of those out of order the fewest words moved."""
    pairs = sorted((left[0], right[0]) for left, right in same)

    def weight(pair: Pair) -> float:
        return len(after[pair[1]].words)

    chain = set(heaviest_chain(pairs, weight))
    placed = [Same(left, right, (left[0], right[0]) in chain) for left, right in same]
    return sorted(placed, key=lambda one: one.after)
