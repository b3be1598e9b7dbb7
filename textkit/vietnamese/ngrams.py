"""How likely a run of syllables is in official Vietnamese text, by counts of singles, pairs and
triples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.vietnamese.text import Passage

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# The names of the groups are those of the classes in the counts (`<num>`, `<brk>`, `<punct>`).
_PIECE = re.compile(
    r"""
    (?P<syllable> [^\W\d_]+ )
  | (?P<num> \d+ )
  | (?P<brk> [.;:!?…\n]+ (?: \s* [.;:!?…\n]+ )* )
  | (?P<punct> [^\w\s] )
    """,
    re.VERBOSE,
)
# Shares of triples, pairs and singles in the interpolation. Chosen by eye; not measured.
_SHARES = np.array([0.6, 0.3, 0.1])
# A pair seen less often than this says less of what follows it. Chosen by eye; not measured.
_LEAST_CONTEXT = 10


class Pieces(NamedTuple):
    """A text as the counts see it: where each piece begins and ends, its class, and its number
    among the syllables.
    """

    start: Ints
    end: Ints
    kind: list[str]
    id: Ints


class Ngrams:
    """Counts of folded syllables, pairs (from 3) and triples (from 5) in 28 million syllables of
    laws and decrees.

    Numbers, breaks, marks and what is no common syllable have names in angle brackets.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.syllables = arrays["syllables"].tobytes().decode().split("\n")
        self.singles = arrays["singles"].astype(np.int64)
        self._pairs = _counted(arrays, "pairs")
        self._triples = _counted(arrays, "triples")
        self.ids = {syllable: number for number, syllable in enumerate(self.syllables)}
        self.marks = np.array(
            [number for syllable, number in self.ids.items() if syllable[0] == "<"]
        )
        self._size, self._total = len(self.syllables), int(self.singles.sum())

    def pieces(self, text: str | Passage) -> Pieces:
        """The syllables, numbers and marks of a text."""
        folded, other = Passage.of(text).folded, self.ids["<other>"]
        starts, ends, kinds, ids = [], [], [], []
        for match in _PIECE.finditer(folded):
            kind = match.lastgroup or ""
            name = match.group() if kind == "syllable" else f"<{kind}>"
            starts.append(match.start())
            ends.append(match.end())
            kinds.append(kind)
            ids.append(self.ids.get(name, other))
        return Pieces(
            np.array(starts, np.int64), np.array(ends, np.int64), kinds, np.array(ids, np.int64)
        )

    def pairs(self, first: Ints, second: Ints) -> Ints:
        """How often the second follows the first."""
        return _looked_up(self._pairs, first * self._size + second)

    def triples(self, first: Ints, second: Ints, third: Ints) -> Ints:
        """How often the three follow one another."""
        return _looked_up(self._triples, (first * self._size + second) * self._size + third)

    def lift(self, first: Ints, second: Ints) -> Floats:
        """How many times more often the second follows the first than it would by chance."""
        by_chance = np.maximum(self.singles[first] * self.singles[second], 1)
        lift: Floats = self.pairs(first, second) * self._total / by_chance
        return lift

    def followers(self, first: int) -> Ints:
        """The syllables that follow a syllable, in the order of their numbers;
        no marks or numbers.
        """
        keys = self._pairs[0]
        low, high = np.searchsorted(keys, [first * self._size, (first + 1) * self._size])
        followers = keys[low:high] % self._size
        return followers[~np.isin(followers, self.marks)]

    def log_likelihood(self, first: Ints, second: Ints, third: Ints) -> Floats:
        """The natural logarithm of the chance of the third after the two: three orders in fixed
        shares.

        Interpolation (Jelinek and Mercer 1980) and not discounting by the context's own count,
        because rare pairs and triples were left out of the counts: what is not there may have stood
        there.
        """
        single = (self.singles[third] + 0.5) / (self._total + 0.5 * self._size)
        pair = self.pairs(second, third) / np.maximum(self.singles[second], 1)
        triple = self.triples(first, second, third) / np.maximum(
            self.pairs(first, second), _LEAST_CONTEXT
        )
        logs: Floats = np.log(_SHARES @ np.stack(np.broadcast_arrays(triple, pair, single)))
        return logs


def _counted(arrays: Mapping[str, NDArray[Any]], name: str) -> tuple[Ints, Ints]:
    """The keys of the runs that were counted, ascending, and their counts.

    The file holds the steps from key to key, low and high 32 bits apart: small numbers, which pack
    well.
    """
    steps = arrays[name].astype(np.int64) + (arrays[f"{name}_high"].astype(np.int64) << 32)
    return np.cumsum(steps), arrays[f"{name}_count"].astype(np.int64)


def _looked_up(table: tuple[Ints, Ints], keys: Ints) -> Ints:
    """The counts of keys; 0 for those that were not counted."""
    known, counts = table
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    times_seen: Ints = np.where(known[at] == keys, counts[at], 0)
    return times_seen


@cache
def official() -> Ngrams:
    """The counts of official text, read once."""
    return Ngrams(data.arrays("ngrams.npz.xz"))
