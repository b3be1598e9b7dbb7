"""How official Vietnamese text is written: counts of its syllables, pairs and triples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.vietnamese.syllables import spelled

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NUMBER, BREAK, MARK = 0, 1, 2
"""The ids of a number, of the end of a sentence or cell, and of any other mark."""

# A syllable that was counted so often is one that official text uses; below that, half of them are
# slips of its own. Chosen on 66 documents that were not counted.
_ATTESTED = 25

# A byte holds a count: its natural logarithm in steps of a twelfth (9 % apart).
_STEPS_TO_E_FOLD = 12.0

# Pairs under 3 and triples under 5 were left out of the table. This share of what was left out goes
# to what the shorter run says: all of it hides that a triple is not there, none of it punishes rare
# words. And a context of so many occurrences weighs as much as the shorter run.
# Both chosen on slips put into the 66 documents.
_SHARE_LEFT_OUT = 0.25
_WEIGHT_OF_SHORTER = 8.0

# The chance of what was never counted, or is no syllable.
_UNKNOWN = 2e-8


class Usage:
    """Counts in 23.6 million syllables of laws, plans, letters and articles on law.

    Syllables stand for what is spelled alike (`spelled`); each has a number, its id. Pairs were
    kept from 3 occurrences, triples from 5. How it was counted stands in docs/method.md.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.forms = bytes(arrays["words"]).decode("utf-8").split("\n")
        self.unknown = len(self.forms)
        # The last of each list is that of the unknown.
        self.times = np.append(arrays["n1"].astype(np.float64), 0.0)
        self.times[BREAK] = max(self.times[BREAK], 1.0)
        self.alone = np.append(arrays["alone"].astype(np.float64), 1.0)
        self.total = float(self.times.sum())
        self._kinds = np.append(arrays["kinds"].astype(np.float64), 1.0)
        self._kept_of_one = np.append(arrays["held1"].astype(np.float64), 1.0)
        self._kept_of_pair = arrays["held2"]
        self._chance = (self.times + 0.5) / self.total
        self._chance[-1] = _UNKNOWN
        self._pairs, self._triples = _keys(arrays, 2), _keys(arrays, 3)
        value = np.exp(np.arange(256) / _STEPS_TO_E_FOLD)
        self._of_pair, self._of_triple = value[arrays["n2"]], value[arrays["n3"]]
        self._ids = {form: number for number, form in enumerate(self.forms)}
        self.attested = self._attested()
        self.is_attested = np.isin(np.arange(self.unknown + 1), list(self.attested.values()))

    def id(self, form: str) -> int:
        """The number of a form; that of the unknown for one that was not counted."""
        return self._ids.get(form, self.unknown)

    def times_of(self, form: str) -> float:
        """How often a form was counted."""
        return float(self.times[self.id(form)])

    def _attested(self) -> dict[str, int]:
        """The ids of the syllables that official text uses, by form.

        Few stand in the counts as they are written and not by form, since their letters go together
        in no other syllable (Kạn, quỳnh).
        """
        attested = {}
        for form, number in self._ids.items():
            if len(form) > 2 and self.times[number] >= _ATTESTED:
                if form[-1].isdigit():
                    attested[form] = number
                elif spelled(form).standing == "legal":
                    attested[spelled(form).form] = number
        return attested

    def pairs(self, first: Ints, second: Ints) -> Floats:
        """How often the second follows the first."""
        return _counts(self._of_pair, self._pair(first, second))

    def triples(self, first: Ints, second: Ints, third: Ints) -> Floats:
        """How often the three follow one another, within a sentence."""
        return _counts(self._of_triple, self._triple(self._pair_within(first, second), third))

    def lift(self, first: Ints, second: Ints) -> Floats:
        """How many times more often the second follows the first than it would by chance."""
        by_chance = np.maximum(1.0, self.times[first] * self.times[second])
        lift: Floats = self.pairs(first, second) * self.total / by_chance
        return lift

    def log_chance(self, first: Ints, second: Ints, third: Ints) -> Floats:
        """The natural logarithm of the chance of the third after the two.

        Interpolated as by Witten and Bell (1991): a context that many different syllables follow
        says less of the next one than what is said without it.
        """
        times, kinds = self.times[second], self._kinds[second]
        left_out = _SHARE_LEFT_OUT * times * (1.0 - self._kept_of_one[second])
        seen = self.pairs(second, third)
        after_one = (seen + (left_out + kinds) * self._chance[third]) / (times + kinds)

        context = self._pair_within(first, second)
        times = _counts(self._of_pair, context)
        kept = np.where(context >= 0, self._kept_of_pair[np.maximum(context, 0)] / 255.0, 1.0)
        left_out = _SHARE_LEFT_OUT * times * (1.0 - kept)
        seen = _counts(self._of_triple, self._triple(context, third))
        after_two = (seen + (left_out + _WEIGHT_OF_SHORTER) * after_one) / (
            times + _WEIGHT_OF_SHORTER
        )
        logarithm: Floats = np.log(after_two)
        return logarithm

    def followers(self, first: Ints, *, least: float) -> tuple[Ints, Ints]:
        """The ids that follow each of these so often, and the place in `first` of each."""
        bounds = np.searchsorted(self._pairs, [first * self.unknown, (first + 1) * self.unknown])
        places = np.repeat(np.arange(len(first)), bounds[1] - bounds[0])
        before = np.cumsum(bounds[1] - bounds[0]) - (bounds[1] - bounds[0])
        at = np.arange(len(places)) + (bounds[0] - before)[places]
        is_often = self._of_pair[at] >= least
        return self._pairs[at[is_often]] % self.unknown, places[is_often]

    def pairs_in_clause(self, first: Ints, second: Ints) -> Floats:
        """How often two syllables, or one and a number, go together; 0 with a mark or a break."""
        is_counted = ~np.isin(first, (BREAK, MARK)) & ~np.isin(second, (BREAK, MARK))
        return self.pairs(first, second) * is_counted

    def _pair(self, first: Ints, second: Ints) -> Ints:
        """The place of each pair in the table; -1 where it is not there."""
        is_known = (first < self.unknown) & (second < self.unknown)
        return _places(self._pairs, np.where(is_known, first * self.unknown + second, -1))

    def _pair_within(self, first: Ints, second: Ints) -> Ints:
        """The same, but none for one that ends a sentence: nothing that follows depends on it."""
        return np.where(second == BREAK, -1, self._pair(first, second))

    def _triple(self, pair: Ints, third: Ints) -> Ints:
        is_known = (pair >= 0) & (third < self.unknown)
        return _places(self._triples, np.where(is_known, pair * self.unknown + third, -1))


def _keys(arrays: Mapping[str, NDArray[Any]], order: int) -> Ints:
    """The keys of the pairs or the triples, ascending.

    The key of a pair is its first id times the number of ids, plus the second; that of a triple has
    the place of the pair instead of the first id. The file holds the lower bits of each key, and
    where the keys of each value of the upper bits begin.
    """
    begins = arrays[f"starts{order}"].astype(np.int64)
    upper = np.repeat(np.arange(len(begins) - 1), np.diff(begins))
    keys: Ints = (upper << int(arrays[f"shift{order}"])) + arrays[f"low{order}"]
    return keys


def _places(known: Ints, keys: Ints) -> Ints:
    """Where each key stands among the known ones; -1 where it does not.

    They are looked for in their order: so the table is gone through once, and not fetched from
    memory here and there, which takes three times as long for the 1.8 million of a long draft.
    """
    order = np.argsort(keys)
    at = np.empty_like(order)
    at[order] = np.searchsorted(known, keys[order])
    at = np.minimum(at, len(known) - 1)
    return np.where(known[at] == keys, at, -1)


def _counts(values: Floats, places: Ints) -> Floats:
    return np.where(places >= 0, values[np.maximum(places, 0)], 0.0)


@cache
def official_usage() -> Usage:
    """The counts of official text, opened once."""
    return Usage(data.mapped("spelling.bin"))
