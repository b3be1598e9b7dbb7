"""A list of word frequencies that a user brings along, as the reference of a comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeGuard, Union

import numpy as np

from textkit.counting.counts import Floats
from textkit.data.messages import TextkitError
from textkit.reading.readers import read_rows
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd

Frequencies: TypeAlias = Union[Mapping[str, float], "pd.Series[Any]", "pd.DataFrame", str, Path]
"""Words with their counts: a dict, a Series, a DataFrame, or the path of a CSV or TSV file."""

# What the columns of a list may be called.
_WORD_HEADS = ("word", "từ", "token", "type", "feature", "term")
_COUNT_HEADS = ("count", "frequency", "freq", "tần số", "số lần", "n")

_LIST_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt"})


class WordList(NamedTuple):
    """The counts of words in any spelling, folded, and how many words they are together."""

    counts: Mapping[str, float]
    total: float

    def of(self, words: Iterable[str]) -> Floats:
        """The counts of words of a corpus, 0 where the list has none."""
        return np.array([self.counts.get(fold(word), 0.0) for word in words], float)


def is_list(given: Any) -> TypeGuard[Frequencies]:
    """Whether what is given as a reference is a list of words and no name of a group."""
    if isinstance(given, str):
        return Path(given).suffix.lower() in _LIST_SUFFIXES
    return isinstance(given, Mapping | Path) or hasattr(given, "items")


def read_word_list(given: Frequencies) -> WordList:
    """A list of frequencies, read: words folded, `_` inside a word as a blank, doubles added up.

    A file or DataFrame has a column of words (word, từ, token, type, feature, term) and one of
    counts (count, frequency, freq, tần số, số lần, n). Raises TextkitError for other columns, a
    count that is none, or a list without words.
    """
    counts: Counter[str] = Counter()
    for place, word, count in _rows(given):
        number = _count(count)
        if number is None:
            raise TextkitError("wordlist.count", where=place, word=word, value=count)
        if word := " ".join(str(word).replace("_", " ").split()):
            counts[fold(word)] += number  # type: ignore[assignment]
    total = float(counts.total())
    if total <= 0:
        raise TextkitError("wordlist.empty")
    return WordList(counts, total)


def called_list(given: Frequencies) -> str:
    """What a list is called in a table: the name of its file, or "list"."""
    return Path(given).name if isinstance(given, str | Path) else "list"


def _rows(given: Frequencies) -> Iterable[tuple[str, Any, Any]]:
    """Where each row stands, its word and its count."""
    if isinstance(given, str | Path):
        return _rows_of_file(Path(given))
    pairs: Iterable[tuple[Any, Any]] = given.items()
    if hasattr(given, "columns"):
        table: Any = given
        word, count = _columns(list(map(str, table.columns)), "DataFrame")
        pairs = zip(table[word], table[count], strict=True)
    return ((str(number), word, count) for number, (word, count) in enumerate(pairs, start=1))


def _rows_of_file(path: Path) -> Iterable[tuple[str, Any, Any]]:
    names: tuple[str, str] | None = None
    for line, row in read_rows(path, ()):
        names = names or _columns(list(row), str(path))
        yield f"{path.name}:{line}", row[names[0]], row[names[1]]


def _columns(heads: list[str], where: str) -> tuple[str, str]:
    """The names of the columns of words and of counts."""
    by_name = {head.strip().lower(): head for head in heads}
    word = next((by_name[name] for name in _WORD_HEADS if name in by_name), None)
    count = next((by_name[name] for name in _COUNT_HEADS if name in by_name), None)
    if word is None or count is None:
        raise TextkitError("wordlist.columns", where=where, known=heads)
    return word, count


def _count(value: Any) -> float | None:
    """A count: 12, "12"; None for what is none, or may be two figures, as "1.234"."""
    if isinstance(value, str):
        return float(value) if value.isdecimal() else None
    number = float(value) if isinstance(value, Real) else -1.0
    return number if 0 <= number < np.inf else None
