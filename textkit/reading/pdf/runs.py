"""The letters of a page put together as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from textkit.reading.marks import wrapped
from textkit.reading.pdf.grid import Box, Rules
from textkit.reading.pdf.letters import Letters

# All lengths below are in sizes of the letters. Where no other reason is given, the numbers were
# chosen by eye and not measured.

# Letters that are this far apart belong to two lines or columns; with a rule between them, or
# going back, a smaller gap is enough.
_GAP = 2.5
_SMALL_GAP = 0.3

# Within a line a gap this wide is a blank.
_BLANK = 0.15

# Two runs are of one line where they overlap by this much of their height and are no further apart.
_OVERLAP = 0.5
_NEAR = 1.2

# The same letter drawn again this near is bold print, made by drawing it twice.
_DRAWN_TWICE = 0.2

# A raised figure is smaller than this and stands higher than this. Word draws it at .65 and .33,
# LibreOffice at .58 and .33; the letters of one line differ by .03.
_SMALLER = 0.85
_HIGHER = 0.12
_AS_LARGE = 0.9
_FIGURES = frozenset("0123456789()[],+-−–")

# A run is joined with one of so many before it: fonts that are drawn in turns are near each other.
_RUNS_LOOKED_BACK = 6

_LEFT, _BOTTOM, _RIGHT, _TOP = range(4)


@dataclass(frozen=True, slots=True)
class Run:
    """Letters from left to right, by their places in a `Setting`, the box around them and the size
    of most.
    """

    letters: Sequence[int]
    box: Box
    size: float


class Setting:
    """How the letters of a page are set: which of them stand together, and on which lines.

    What pdfium put in has done its work then: the letters that are left are numbered from 0.
    """

    def __init__(self, letters: Letters, rules: Rules) -> None:
        self._rules = rules
        self._drawn = letters
        characters = letters.characters
        is_end = np.array([character in ("\r", "\n") for character in characters], bool)
        is_empty = np.array([character == "" for character in characters], bool)
        self._places: NDArray[np.int64] = np.flatnonzero(~(is_end | is_empty))
        # How many lines ended before each character.
        self._ends_before = np.cumsum(is_end) - is_end
        self._boxes = letters.boxes[self._places]
        self._boxes[:, _RIGHT] = self._right_edges()
        self._characters = [characters[place] for place in self._places.tolist()]
        self._is_blank = [character.isspace() for character in self._characters]
        self._left, self._bottom, self._right, self._top = self._boxes.T.tolist()
        self._height = (self._boxes[:, _TOP] - self._boxes[:, _BOTTOM]).tolist()

    def _right_edges(self) -> NDArray[np.float64]:
        """Where each letter ends: at the latest where what is drawn next on its line begins, since
        its box may be too wide.
        """
        lefts = self._drawn.boxes[:, _LEFT]
        right = self._boxes[:, _RIGHT].copy()
        is_letter = np.zeros(len(lefts), bool)
        is_letter[self._places] = True
        # The letter that was drawn last before each character, if its line goes on until there.
        before = np.cumsum(is_letter) - is_letter - 1
        following = np.flatnonzero(before >= 0)
        letter = before[following]
        is_same_line = self._ends_before[following] == self._ends_before[self._places[letter]]
        begins = lefts[following]
        is_within = (self._boxes[letter, _LEFT] < begins) & (begins < right[letter])
        touched = is_same_line & is_within
        np.minimum.at(right, letter[touched], begins[touched])
        return right

    def runs(self) -> list[Run]:
        """The letters of each stretch of a line, in the order they were drawn.

        A stretch is drawn letter by letter on one height without a wide gap.
        """
        bounds = [*np.flatnonzero(self._begins_run()).tolist(), len(self._places)]
        return [self._run(range(start, end)) for start, end in pairwise(bounds)]

    def _begins_run(self) -> NDArray[np.bool_]:
        """Whether each letter is the first of its run."""
        begins = np.ones(len(self._places), bool)
        ends_before = self._ends_before[self._places]
        last, box = self._boxes[:-1], self._boxes[1:]
        with np.errstate(invalid="ignore"):  # a damaged page may have boxes without an end
            size = np.maximum(last[:, _TOP] - last[:, _BOTTOM], 1)
            gap = box[:, _LEFT] - last[:, _RIGHT]
            is_far = gap > _GAP * size
            is_far |= box[:, _LEFT] < last[:, _LEFT] - _SMALL_GAP * size
            may_be_parted = ~is_far & (gap > _SMALL_GAP * size)
        if self._rules.upright:
            for place in np.flatnonzero(may_be_parted).tolist():
                one, two = Box(*last[place].tolist()), Box(*box[place].tolist())
                is_far[place] = self._rules.part(one, two)
        is_far &= ~np.array(self._is_blank[1:], bool)
        begins[1:] = is_far | (ends_before[1:] != ends_before[:-1])
        return begins

    def _run(self, letters: Sequence[int]) -> Run:
        """The run of some letters; its box and the size of its letters leave blanks aside."""
        is_blank = self._is_blank
        seen = [letter for letter in letters if not is_blank[letter]] or letters[:1]
        around = Box(
            min(map(self._left.__getitem__, seen)),
            min(map(self._bottom.__getitem__, seen)),
            max(map(self._right.__getitem__, seen)),
            max(map(self._top.__getitem__, seen)),
        )
        return Run(letters, around, max(median(map(self._height.__getitem__, seen)), 1))

    def merged(self, runs: Iterable[Run], *, from_all: bool = False) -> list[Run]:
        """The runs, each joined with one of the few before it, or of all, that is of one line with
        it.

        A font that lacks some letters is drawn in turns with another one that has them; what fields
        print is drawn after all else.
        """
        merged: list[Run] = []
        for run in runs:
            place = len(merged)
            near = self._last_on_one_line(merged, run, from_all=from_all)
            while near is not None:  # the longer run may now reach others
                run = self._joined(merged.pop(near), run)
                place = near
                near = self._last_on_one_line(merged, run, from_all=from_all)
            merged.insert(place, run)
        return merged

    def _last_on_one_line(self, runs: Sequence[Run], run: Run, *, from_all: bool) -> int | None:
        """The place of the last run that shares a line with another."""
        first = 0 if from_all else max(0, len(runs) - _RUNS_LOOKED_BACK)
        for place in range(len(runs) - 1, first - 1, -1):
            if self._is_one_line(runs[place], run):
                return place
        return None

    def _is_one_line(self, one: Run, two: Run) -> bool:
        """Whether two runs share a line.

        They do where one goes on where the other ends, or where they stand in each other's gaps.
        """
        size = min(one.size, two.size)
        if min(one.box.top, two.box.top) - max(one.box.bottom, two.box.bottom) < _OVERLAP * size:
            return False
        gap = max(one.box.left, two.box.left) - min(one.box.right, two.box.right)
        if gap > _NEAR * size:
            return False
        return gap < _SMALL_GAP * size or not self._rules.part(one.box, two.box)

    def _joined(self, one: Run, two: Run) -> Run:
        """Both runs in order from left to right, what is drawn twice at one place once; a blank on
        which the other has letters is none.
        """
        both = [*self._outside(one, two.box), *self._outside(two, one.box)]
        both.sort(key=self._left.__getitem__)
        near = _DRAWN_TWICE * one.size
        letters = both[:1]
        for letter in both[1:]:
            last = letters[-1]
            is_alike = self._characters[last] == self._characters[letter]
            if not (is_alike and self._left[letter] - self._left[last] < near):
                letters.append(letter)
        return self._run(letters)

    def _outside(self, run: Run, box: Box) -> Sequence[int]:
        """The letters of a run, without the blanks in a box that is narrower than it."""
        if box.right - box.left >= run.box.right - run.box.left:
            return run.letters
        outside: list[int] = []
        for letter in run.letters:
            middle = (self._left[letter] + self._right[letter]) / 2
            if not (self._is_blank[letter] and box.left < middle < box.right):
                outside.append(letter)
        return outside

    def text(self, run: Run) -> str:
        """The characters of a run, with a blank wherever there is a gap; raised figures are
        wrapped.
        """
        raised = self._raised(run)
        if not raised:
            return "".join(character for character, _ in self._spaced(run, raised)).strip()
        parts: list[str] = []
        for is_raised, group in groupby(self._spaced(run, raised), key=lambda pair: pair[1]):
            words = "".join(character for character, _ in group)
            parts.append(wrapped(words, "raised") if is_raised else words)
        return "".join(parts).strip()

    def _spaced(self, run: Run, raised: Set[int]) -> Iterator[tuple[str, bool]]:
        """The characters, with a blank wherever there is a gap, and whether each is raised."""
        gap = _BLANK * run.size
        last = run.letters[0]
        for letter in run.letters:
            has_blank = self._is_blank[letter] or self._is_blank[last]
            if not has_blank and self._left[letter] - self._right[last] > gap:
                yield " ", False
            yield self._characters[letter], letter in raised
            last = letter

    def _raised(self, run: Run) -> Set[int]:
        """The figures of a run, and brackets around them, that are smaller and higher than its
        line.
        """
        height = self._height
        # The largest letters stand on the line: in "d¹²" most are raised.
        tallest = max(map(height.__getitem__, run.letters))
        small = [letter for letter in run.letters if height[letter] < _SMALLER * tallest]
        small = [letter for letter in small if self._characters[letter] in _FIGURES]
        if not small:
            return frozenset()
        large = [letter for letter in run.letters if height[letter] >= _AS_LARGE * tallest]
        line = median(self._bases(large))
        bases = zip(small, self._bases(small), strict=True)
        return {letter for letter, base in bases if base - line > _HIGHER * tallest}

    def _bases(self, letters: Sequence[int]) -> list[float]:
        """The height of the line that each of some letters stands on."""
        return self._drawn.bases(self._places[letters].tolist())
