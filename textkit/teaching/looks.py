"""Whether exercises give their answers away by their looks: a sheet in which no look wins."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

from textkit.teaching.items import Item
from textkit.vietnamese.text import fold

# So many more right answers than chance has may a look have in a sheet: with less slack a sheet of
# six could hold hardly any item, with more a look wins a sheet. Chosen by eye; not measured.
_SLACK = 1.0

_WORD = re.compile(r"\w+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

# What one answers by a look alone: a place of options for each line that is asked.
Guess = Sequence[int]


class Looks:
    """How often each look was right in the items that were taken so far, and how often chance is.

    A look is an answer without knowledge: the longest option, the first, the greatest figure, the
    one that repeats words of the question.
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._right: dict[str, float] = {}
        self._expected: dict[str, float] = {}
        self._variance: dict[str, float] = {}
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Counts an item that is taken."""
        for name, guess in _guesses(item).items():
            chance = 1 / len(item.options)
            self._right[name] = self._right.get(name, 0) + _hits(item, guess)
            self._expected[name] = self._expected.get(name, 0) + len(guess) * chance
            variance = len(guess) * chance * (1 - chance)
            self._variance[name] = self._variance.get(name, 0) + variance

    def allows(self, item: Item, *, loosely: bool = False) -> bool:
        """Whether no look would win the sheet with this item in it.

        `loosely` allows a standard deviation more, for what a corpus has few items of.
        """
        for name, guess in _guesses(item).items():
            hits = _hits(item, guess)
            chance = 1 / len(item.options)
            expected = self._expected.get(name, 0) + len(guess) * chance
            slack = _SLACK
            if loosely:
                variance = len(guess) * chance * (1 - chance)
                slack += math.sqrt(self._variance.get(name, 0) + variance)
            # What is wrong does no harm, whatever was right before.
            if hits > len(guess) * chance and self._right.get(name, 0) + hits > expected + slack:
                return False
        return True


def _hits(item: Item, guess: Guess) -> int:
    """How many lines of an item a guess has right; a choice has one."""
    return sum(here == right for here, right in zip(guess, item.answer, strict=True))


def _guesses(item: Item) -> dict[str, Guess]:
    """By look what it answers; looks that say nothing of an item are left out."""
    if item.form == "match":
        return {name: look(item) for name, look in _MATCHING.items()}
    if item.form != "choice":
        return {}
    guesses: dict[str, Guess] = {}
    for name, look in _CHOOSING.items():
        values = look(item)
        # Where all options look alike the look says nothing.
        if len(set(values)) > 1:
            guesses[name] = (values.index(max(values)),)
    return guesses


def _lengths(item: Item) -> list[float]:
    return [float(len(option)) for option in item.options]


def _figures(item: Item) -> list[float]:
    """The first figure of each option; 0 where one has none."""
    figures = []
    for option in item.options:
        match = _FIGURE.search(option)
        digits = match[0].replace(".", "").replace(",", ".") if match else "0"
        # "21.05,3" is no figure that one could compare.
        figures.append(float(digits) if digits.count(".") <= 1 else 0.0)
    return figures


def _has_figure(item: Item) -> list[float]:
    return [float(_FIGURE.search(option) is not None) for option in item.options]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def _repeated(item: Item) -> list[float]:
    """How many words of the question each option has."""
    asked = _words(" ".join((item.prompt, item.passage, *item.lines)))
    return [float(len(asked & _words(option))) for option in item.options]


def _distance(item: Item) -> list[float]:
    """How far each figure is from the last that the lines show."""
    shown = [line.partition(": ")[2] for line in item.lines if "_____" not in line]
    said = _FIGURE.findall(shown[-1]) if shown else []
    if not said:
        return []
    known = float(re.sub(r"[.,]", "", said[-1].partition(",")[0]))
    return [abs(figure - known) for figure in _figures(item)]


def _turned(look: Callable[[Item], list[float]]) -> Callable[[Item], list[float]]:
    """The look that takes the least of what another takes the most of."""
    return lambda item: [-value for value in look(item)]


# By look: a value of each option, of which the greatest is answered, the first of equal ones.
_CHOOSING: dict[str, Callable[[Item], list[float]]] = {
    "longest": _lengths,
    "shortest": _turned(_lengths),
    "first": lambda item: [-float(place) for place in range(len(item.options))],
    "last": lambda item: [float(place) for place in range(len(item.options))],
    "greatest": _figures,
    "least": _turned(_figures),
    "with a figure": _has_figure,
    "repeats": _repeated,
    "repeats least": _turned(_repeated),
    "nearest": _turned(_distance),
}


def _in_turn(item: Item) -> Guess:
    return range(len(item.answer))


def _backwards(item: Item) -> Guess:
    return range(len(item.answer))[::-1]


def _alike(item: Item) -> Guess:
    """For each line the option that has most of its words."""
    guess = []
    for line in item.lines:
        shared = [len(_words(line) & _words(option)) for option in item.options]
        guess.append(shared.index(max(shared)))
    return guess


_MATCHING: dict[str, Callable[[Item], Guess]] = {
    "in turn": _in_turn,
    "backwards": _backwards,
    "alike": _alike,
}
