"""A copy of a draft beside it: which places are the same, and what was changed without a mark."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from textkit.reading.document import Document
from textkit.vietnamese.text import fold

# What stands around the pages is set by each program in its own way.
_AROUND = frozenset({"header", "footer", "stamp", "contents"})

# A word, a figure ("5.000", "8%", "05-NQ/TU") or a sign: changes are told by these, never by parts
# of them.
TOKEN = re.compile(
    r"""
    \w+ (?: [.,/\-–] \w+ )* %?    # tăng  5.000  8%  05-NQ/TU
    | [^\w\s]                     # (  “  ;
    """,
    re.VERBOSE,
)

# So many words in a row make a stretch by which a text is known again, and texts that share this
# part of theirs are copies of one draft. Measured: see "Opinions on a draft" in docs/method.md.
_STRETCH = 5
SAME_DRAFT = 0.3

# Changed stretches of more words than this are compared as wholes, as the work grows with the
# product of both. Chosen by eye; not measured.
_LONGEST_COMPARED = 4_000

# Differences with no more than so many unchanged words and signs between them are one: a sentence
# that was written anew shares some words with the old one. Chosen by eye; not measured.
_BETWEEN = 2


class Difference(NamedTuple):
    """Words of the draft, and what a copy has in their place; one of both may be empty."""

    start: int
    end: int
    after: str


class Stretch(NamedTuple):
    """A stretch of a copy that stands in the draft, too: where it begins in both."""

    there: int
    here: int


class Alignment(NamedTuple):
    """A copy's text, without its tracked changes, beside the draft's: the stretches that both have,
    and the differences.
    """

    stretches: list[Stretch]
    differences: list[Difference]

    def place(self, there: int) -> int:
        """The place in the draft of a place in the copy.

        >>> Alignment([Stretch(0, 0), Stretch(10, 14)], []).place(12)
        16
        """
        number = bisect_right(self.stretches, there, key=lambda stretch: stretch.there) - 1
        if number < 0:
            return 0
        there_begin, here_begin = self.stretches[number]
        here = here_begin + there - there_begin
        if number + 1 < len(self.stretches):
            return min(here, self.stretches[number + 1].here)
        return here


def likeness(draft: str, other: str) -> float:
    """The part of the stretches of words of two texts that both have, from 0 to 1 (Dice).

    >>> likeness("một hai ba bốn năm sáu", "Một hai ba bốn năm bảy")
    0.5
    """
    mine, theirs = Counter(_stretches(draft)), Counter(_stretches(other))
    total = mine.total() + theirs.total()
    if not total:
        return float(fold(draft).split() == fold(other).split())
    return 2 * (mine & theirs).total() / total


def _stretches(text: str) -> Iterator[tuple[str, ...]]:
    words = fold(text).split()
    for first in range(len(words) - _STRETCH + 1):
        yield tuple(words[first : first + _STRETCH])


def align(draft: Document, base: Document) -> Alignment:
    """A copy of a draft beside it; headers, footers and lists of contents are left out."""
    if draft.text == base.text:
        return Alignment([Stretch(0, 0)], [])
    here, there = list(_lines(draft)), list(_lines(base))
    words_here, words_there = [line.words for line in here], [line.words for line in there]
    matcher = SequenceMatcher(None, words_there, words_here)
    stretches: list[Stretch] = []
    differences: list[Difference] = []
    for kind, first_there, last_there, first_here, last_here in matcher.get_opcodes():
        if kind == "equal":
            for one, other in zip(
                there[first_there:last_there], here[first_here:last_here], strict=True
            ):
                stretches.append(Stretch(one.start, other.start))
            continue
        spans = (
            _span(there, first_there, last_there),
            _span(here, first_here, last_here),
        )
        found, more = _differences(draft.text, base.text, *spans)
        differences += found
        stretches += more
    return Alignment(sorted(stretches), sorted(differences))


class _Line(NamedTuple):
    start: int
    end: int
    words: str


def _lines(document: Document) -> Iterator[_Line]:
    for block in document.layout:
        if block.kind not in _AROUND:
            yield _Line(block.start, block.end, document.quote(block))


def _span(lines: Sequence[_Line], first: int, last: int) -> tuple[int, int]:
    """From the first of some lines to the last; of none, the end of the line before."""
    if first < last:
        return lines[first].start, lines[last - 1].end
    at = lines[first - 1].end if first else 0
    return at, at


def _differences(
    draft: str, base: str, there: tuple[int, int], here: tuple[int, int]
) -> tuple[list[Difference], list[Stretch]]:
    """The differences of two stretches word by word, and what they share."""
    mine = [match.span() for match in TOKEN.finditer(draft, *here)]
    theirs = [match.span() for match in TOKEN.finditer(base, *there)]
    stretches = [Stretch(there[0], here[0])]
    if max(len(mine), len(theirs)) > _LONGEST_COMPARED:
        return [Difference(*here, base[slice(*there)])], stretches
    matcher = SequenceMatcher(
        None,
        [base[start:end] for start, end in theirs],
        [draft[start:end] for start, end in mine],
        autojunk=False,
    )
    changed: list[tuple[int, int, int, int]] = []
    for kind, first_there, last_there, first_here, last_here in matcher.get_opcodes():
        if kind == "equal":
            for number in range(last_there - first_there):
                one, other = theirs[first_there + number], mine[first_here + number]
                stretches.append(Stretch(one[0], other[0]))
        elif changed and first_here - changed[-1][3] <= _BETWEEN and first_here > 0:
            changed[-1] = changed[-1][0], last_there, changed[-1][2], last_here
        else:
            changed.append((first_there, last_there, first_here, last_here))
    differences = []
    for first_there, last_there, first_here, last_here in changed:
        start, end = _bounds(mine, first_here, last_here, here)
        after = base[slice(*_bounds(theirs, first_there, last_there, there))]
        differences.append(Difference(start, end, after))
    return differences, stretches


def _bounds(
    tokens: Sequence[tuple[int, int]], first: int, last: int, within: tuple[int, int]
) -> tuple[int, int]:
    """The bounds of some words; of none, the place behind the word before."""
    if first < last:
        return tokens[first][0], tokens[last - 1][1]
    at = tokens[first - 1][1] if first else within[0]
    return at, at
