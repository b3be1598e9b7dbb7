"""What a corpus says month by month, quarter by quarter or year by year, inside a term too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.comparing.inference import ALPHA, FEWEST_DOCUMENTS, log_rate_variance, mean_share
from textkit.comparing.shares import count_themes
from textkit.counting.counts import Floats, part_sizes
from textkit.counting.queries import find_matches
from textkit.data.messages import TextkitError
from textkit.finding.evaluation import wilson
from textkit.storing.corpus import StoredCorpus, one_of
from textkit.vietnamese.timespans import days_of

if TYPE_CHECKING:
    import pandas as pd

EVERY = ("month", "quarter", "year")
"""The steps of time."""

_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}

# More steps than these between the first and the last document make no table a person reads: 100
# years of months. Chosen by eye.
_MOST_STEPS = 1200

_COLUMNS = (
    *("series", "measure", "time", "documents", "count", "value", "low", "high"),
    *("documents_with", "share_with", "share_low", "share_high", "few"),
)


class _Steps(NamedTuple):
    """The steps of time in order, the step of each document (-1: its date is not known, or not
    closely enough), and the documents without one.
    """

    names: Sequence[str]
    of_document: NDArray[np.intp]
    undated: Sequence[str]


def over_time(
    corpus: StoredCorpus,
    words: str | Iterable[str] | None = None,
    *,
    every: str = "quarter",
    themes: str | Iterable[str] | None = None,
    over: str = "commitments",
) -> pd.DataFrame:
    """How many documents each month, quarter or year has, how often they have words, and what
    share of them themes have.

    One row per series and step of time, from the first document's to the last's, also where there
    is none. Columns: series ("documents", a query of `words`, a theme), measure (documents,
    per_million or share), time ("2025-03", "2025-Q1", "2025"), documents, count (occurrences; of
    documents their words; of themes missing), value, low, high (95 %), documents_with, share_with
    (of the documents, those with the word) with share_low and share_high (Wilson 1927), few (fewer
    than 5 documents: no band).

    `words` are queries as of `kwic`, each a series: per million words of the step, with the
    jackknife over documents on the log scale, as in `keyness`. `themes` are keys of the lexicon or
    "all": the mean share of a document `over` commitments, targets or words, as in `themes`. The
    document is the unit: a band says how far other documents of this kind could lie, and nothing
    where there are few. `attrs["undated"]` lists documents whose date is not known, or only to the
    year where months are asked for; they are in no step. Steps that lie side by side are many
    comparisons: do not pick the highest. Raises TextkitError for an unknown step or theme, or if no
    document has a date. Example: `tk.over_time(corpus, "chuyển đổi số", every="year")`
    """
    import pandas as pd

    steps = _steps(corpus, every)
    rows: list[tuple[Any, ...]] = []
    for query in _listed(words):
        rows += _rows_of_words(corpus, steps, query)
    asked = _listed(themes)
    if asked:
        rows += _rows_of_themes(corpus, steps, asked, over)
    if not rows:
        rows += _rows_of_documents(corpus, steps)
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    numbers = dict.fromkeys(("value", "low", "high", *_COLUMNS[9:12]), float)
    whole = {"documents": int, "count": "Int64", "documents_with": "Int64", "few": bool}
    table = table.astype({**numbers, **whole})
    table.attrs["undated"] = list(steps.undated)
    table.attrs["every"] = every
    return table


def _listed(given: str | Iterable[str] | None) -> list[str]:
    if given is None:
        return []
    return [given] if isinstance(given, str) else list(given)


def _steps(corpus: StoredCorpus, every: str) -> _Steps:
    """The steps from the first dated document to the last."""
    months = _MONTHS_OF[one_of("step", every, EVERY)]
    found = {id_: _step_of(corpus.fact(id_, "date"), months) for id_ in corpus.ids}
    known = [step for step in found.values() if step is not None]
    if not known:
        raise TextkitError("timeline.no-date", every=every)
    first, last = min(known), max(known)
    if last - first >= _MOST_STEPS:
        raise TextkitError("timeline.too-long", steps=last - first + 1, most=_MOST_STEPS)
    return _Steps(
        [_name(step, months) for step in range(first, last + 1)],
        np.array([-1 if step is None else step - first for step in found.values()], np.intp),
        [id_ for id_, step in found.items() if step is None],
    )


def _step_of(date: str | None, months: int) -> int | None:
    """The number of the step in which a date lies as a whole; None if it is in no single one.

    >>> _step_of("2025-05", 3) == _step_of("2025-06-30", 3), _step_of("2025", 3)
    (True, None)
    """
    if date is None:
        return None
    try:
        first, last = (_month(day) // months for day in days_of(date))
    except TextkitError:
        return None
    return first if first == last else None


def _month(day: str) -> int:
    return 12 * int(day[:4]) + int(day[5:7]) - 1


def _name(step: int, months: int) -> str:
    """What a step is called: 2025, 2025-Q1, 2025-03."""
    year, month = divmod(step * months, 12)
    if months == 12:
        return f"{year}"
    return f"{year}-Q{month // 3 + 1}" if months == 3 else f"{year}-{month + 1:02}"


def _rows_of_documents(corpus: StoredCorpus, steps: _Steps) -> Iterator[tuple[Any, ...]]:
    sizes = part_sizes(corpus.tokens, np.arange(len(corpus)), len(corpus))
    nan = float("nan")
    for number, name in enumerate(steps.names):
        here = steps.of_document == number
        documents = int(here.sum())
        few = documents < FEWEST_DOCUMENTS
        bounds = (nan, nan, documents, nan, nan, nan)
        words = int(sizes[here].sum())
        yield ("documents", "documents", name, documents, words, documents, *bounds, few)


def _rows_of_words(corpus: StoredCorpus, steps: _Steps, query: str) -> Iterator[tuple[Any, ...]]:
    tokens = corpus.tokens
    heads = find_matches(tokens, query).head
    heads = heads[tokens.counted[heads]]
    counts = np.bincount(tokens.document[heads], minlength=len(corpus)).astype(float)
    sizes = part_sizes(tokens, np.arange(len(corpus)), len(corpus))
    for number, name in enumerate(steps.names):
        here = steps.of_document == number
        yield (query, "per_million", name, *_rate(counts[here], sizes[here]))


def _rate(counts: Floats, sizes: Floats) -> tuple[Any, ...]:
    """Documents, occurrences, the rate in a million words with its band, and the documents that
    have any.
    """
    from scipy.sparse import csr_matrix
    from scipy.stats import t

    documents, count = len(counts), float(counts.sum())
    with_any = int((counts > 0).sum())
    share = with_any / documents if documents else None
    wilson_bounds = wilson(with_any, documents)
    few = documents < FEWEST_DOCUMENTS
    if not sizes.sum():
        return (documents, 0, None, None, None, with_any, share, *wilson_bounds, few)
    value = 1e6 * count / sizes.sum()
    low = high = None
    if not few and count:
        variance = log_rate_variance(csr_matrix(counts), sizes)[0]
        reach = t.ppf(1 - ALPHA / 2, documents - 1) * np.sqrt(variance)
        low, high = value * np.exp(-reach), value * np.exp(reach)
    return (documents, int(count), value, low, high, with_any, share, *wilson_bounds, few)


def _rows_of_themes(
    corpus: StoredCorpus, steps: _Steps, asked: Sequence[str], over: str
) -> Iterator[tuple[Any, ...]]:
    counted = count_themes(corpus, "year", over)
    place: Mapping[str, int] = {theme: number for number, theme in enumerate(counted.themes)}
    chosen = list(place) if list(asked) == ["all"] else asked
    for theme in chosen:
        one_of("theme", theme, place)
    for number, name in enumerate(steps.names):
        weights = counted.weights[steps.of_document == number]
        totals = weights.sum(axis=1)
        shares = weights[totals > 0, :-1] / totals[totals > 0, None]
        found = mean_share(shares)
        with_any = (shares > 0).sum(axis=0)
        for theme in chosen:
            at = place[theme]
            having = int(with_any[at])
            share = having / len(shares) if len(shares) else None
            yield (
                *(theme, "share", name, len(shares), None),
                *(found.mean[at], found.low[at], found.high[at]),
                *(having, share, *wilson(having, len(shares)), len(shares) < FEWEST_DOCUMENTS),
            )
