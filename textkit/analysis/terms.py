"""Priorities of terms side by side: the main job."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.analysis.contrast import compare_words
from textkit.analysis.corpus import Corpus
from textkit.analysis.threads import grouped, threads
from textkit.reading.document import TextkitError

if TYPE_CHECKING:
    import pandas as pd

OVER = ("commitments", "targets", "words")
"""What a theme's share can be a share of."""
FEW = 20
"""Below so many units a share is flagged: one more or less would move it by five points."""
_DOCUMENTS, _SECTIONS, _RESAMPLES, _KEYWORDS = 10, 5, 2000, 200
_FAR = np.int64(1 << 32)  # longer than any document


class _Piece(NamedTuple):
    """One unit that is counted: where it stands, its main theme, and what it weighs."""

    doc_id: str
    section: str
    theme: str | None
    weight: int


def theme_shares(corpus: Corpus, *, by: str = "period", over: str = "commitments", seed: int = 0) -> pd.DataFrame:
    """The share of each theme in what each group promises (or sets as targets, or says), a row a theme and group.

    Columns: theme, group, over, share (0 to 1), low, high (95 % interval), units (commitments, targets, or sentences
    in the group), few (fewer than 20 units: do not read much into it).

    A unit counts once, under its main theme, and units without a theme count in the whole: a group's shares add up
    to at most 1. With `over="words"` the shares are of the words of its sentences.

    The interval is a bootstrap (2,000 draws, percentiles) that draws whole documents where a group has 10 or more.
    Where it has fewer it draws sections within these documents (first two steps of a unit's path), or single units
    where there are not even 5 sections or one of them holds most of it, and says nothing of documents not in the
    corpus. `attrs["interval"]` tells which, by group. A theme that is not there gets 1 - 0.025^(1/units) as its high
    bound (Clopper & Pearson 1934).

    `by` is the fact that makes the groups: period, term, kind, issuer, year; `seed` is that of the draws. Raises
    TextkitError if `over` (`commitments`, `targets` or `words`) or `by` is unknown.
    """
    import pandas as pd

    if over not in OVER:
        raise TextkitError(f"unknown over {over!r}; shares are over {', '.join(map(repr, OVER))}")
    groups, pieces = corpus.groups(by), _pieces(corpus, over)
    themes = sorted({piece.theme for piece in pieces if piece.theme})
    pieces_of = grouped(pieces, attrgetter("doc_id"))
    rows: list[tuple[Any, ...]] = []
    methods = {}
    for number, (group, ids) in enumerate(groups.items()):
        own = [piece for id_ in ids for piece in pieces_of.get(id_, ())]
        methods[group], clusters = _clusters(own)
        bounds = _shares(own, clusters, themes, np.random.default_rng([seed, number]))
        shares = zip(themes, *(bound.tolist() for bound in bounds), strict=True)
        rows += [(theme, group, over, *share, len(own), len(own) < FEW) for theme, *share in shares]
    table = pd.DataFrame(rows, columns=["theme", "group", "over", "share", "low", "high", "units", "few"])
    table.attrs.update(interval=methods, ungrouped=corpus.ungrouped(by))
    return table


def _pieces(corpus: Corpus, over: str) -> list[_Piece]:
    themes = _Themes(corpus)
    found: list[tuple[Any, str | None, int]]
    if over == "commitments":
        found = [(promise, promise.theme, 1) for promise in corpus.records(over)]
    elif over == "targets":
        found = [(t, themes.of_target(t), 1) for t in corpus.records(over) if t.role == "promised"]
    else:
        counted = zip(themes.leaves, _words(corpus, themes.leaves), strict=True)
        found = [(unit, themes.of_span(unit), words) for unit, words in counted if words]
    return [_Piece(at.doc_id, "/".join(at.path.split("/")[:2]), theme, weight) for at, theme, weight in found]


class _Themes:
    """The main theme of any span of a document, from the records of the corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.leaves: list[Any] = []
        for own in grouped(corpus.records("units"), attrgetter("doc_id")).values():
            parents = {unit.parent for unit in own}
            self.leaves += [unit for place, unit in enumerate(own) if place not in parents]
        found = corpus.records("themes"), corpus.records("commitments"), self.leaves
        ordered = (sorted(records, key=attrgetter("start")) for records in found)
        self._hits, self._promises, self._leaves = (grouped(records, attrgetter("doc_id")) for records in ordered)

    def of_span(self, span: Any) -> str | None:
        """The theme with most hits in the span; of several, the one that comes first."""
        hits = self._hits.get(span.doc_id, [])
        first, last = (bisect_left(hits, bound, key=attrgetter("start")) for bound in (span.start, span.end))
        most = Counter(hit.theme for hit in hits[first:last]).most_common(1)
        return most[0][0] if most else None

    def of_target(self, target: Any) -> str | None:
        """The theme of the commitment a target is part of, else of the sentence it stands in."""
        for known in (self._promises, self._leaves):
            spans = known.get(target.doc_id, [])
            index = bisect_right(spans, target.start, key=attrgetter("start")) - 1
            if index >= 0 and spans[index].end >= target.end:
                found: str | None = spans[index].theme if known is self._promises else self.of_span(spans[index])
                return found
        return self.of_span(target)


def _words(corpus: Corpus, spans: Sequence[Any]) -> list[int]:
    """How many words each span has."""
    tokens, place = corpus.tokens, {id_: index for index, id_ in enumerate(corpus.ids)}
    total = np.concatenate([[0], np.cumsum(tokens.counted)])
    begin = tokens.document * _FAR + tokens.start
    bounds = [[place[span.doc_id] * _FAR + bound for bound in (span.start, span.end)] for span in spans]
    first, last = np.searchsorted(begin, np.reshape(bounds, (-1, 2))).T
    words: list[int] = (total[last] - total[first]).tolist()
    return words


def _clusters(pieces: Sequence[_Piece]) -> tuple[str, list[Any]]:
    """What is drawn as a whole: documents, sections or single units; and which of them each piece is of."""
    documents = [piece.doc_id for piece in pieces]
    sections = [(piece.doc_id, piece.section) for piece in pieces]
    if len(set(documents)) >= _DOCUMENTS:
        return "documents", documents
    largest = max(Counter(sections).values(), default=0)
    if len(set(sections)) >= _SECTIONS and largest <= len(pieces) / 2:
        return "sections", sections
    return "units", list(range(len(pieces)))


def _shares(
    pieces: Sequence[_Piece], clusters: Sequence[Any], themes: Sequence[str], chance: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Share, low and high bound of each theme; NaN where there are no pieces."""
    if not pieces:
        return (np.full(len(themes), np.nan),) * 3
    row, column = ({c: i for i, c in enumerate(dict.fromkeys(clusters))}, {theme: i for i, theme in enumerate(themes)})
    weights = np.zeros((len(row), len(themes) + 1))  # the last column: no theme
    for piece, cluster in zip(pieces, clusters, strict=True):
        weights[row[cluster], column.get(piece.theme or "", len(themes))] += piece.weight
    share = weights.sum(0) / weights.sum()
    drawn = chance.multinomial(len(row), np.full(len(row), 1 / len(row)), _RESAMPLES) @ weights
    low, high = np.quantile(drawn / drawn.sum(1, keepdims=True), (0.025, 0.975), axis=0)
    edge = 0.025 ** (1 / len(pieces))
    low = np.where(share == 1, edge, np.minimum(low, share))
    high = np.where(share == 0, 1 - edge, np.maximum(high, share))
    return share[:-1], low[:-1], high[:-1]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Groups of documents side by side: their themes, typical words, threads and targets.

    `documents` gives the ids by group, `ungrouped` those left out because the fact is not known of them; `themes` is
    `theme_shares` over commitments, targets and words, `keywords` is `compare_words`, `threads` the commitments
    found again; `targets` counts the promised targets (columns group, indicator, unit, targets, documents, low, high).
    """

    by: str
    groups: tuple[str, ...]
    documents: Mapping[str, Sequence[str]]
    ungrouped: tuple[str, ...]
    themes: pd.DataFrame
    keywords: pd.DataFrame
    threads: tuple[Any, ...]
    targets: pd.DataFrame
    run_record: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain dicts and lists; of each group's keywords the 200 most surely typical of it."""
        typical = self.keywords[self.keywords["log_ratio"] > 0].groupby("target", sort=False).head(_KEYWORDS)
        threads = [asdict(thread) for thread in self.threads]
        found: dict[str, Any] = _plain({**vars(self), "keywords": typical, "threads": threads})
        return found


def compare_terms(corpus: Corpus, *, by: str = "period", seed: int = 0) -> Comparison:
    """The groups of a corpus, by a fact, compared: what they promise, in which words, and what became of it.

    `seed` is that of the draws for the intervals. Raises TextkitError if the corpus has fewer than two groups.
    """
    import pandas as pd

    keywords, groups = compare_words(corpus, by=by), corpus.groups(by)
    themes = [theme_shares(corpus, by=by, over=over, seed=seed) for over in OVER]
    table = pd.concat(themes, ignore_index=True)
    table.attrs["interval"] = {part["over"].iat[0]: part.attrs["interval"] for part in themes if len(part)}
    return Comparison(
        by, tuple(groups), groups, tuple(corpus.ungrouped(by)), table, keywords, tuple(threads(corpus, by=by)),
        _targets(corpus, groups), corpus.run_record,
    )


def _targets(corpus: Corpus, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    table, group = corpus.table("targets"), {id_: name for name, ids in groups.items() for id_ in ids}
    table["group"] = table["doc_id"].map(group)
    promised = table[(table["role"] == "promised") & table["group"].notna()].fillna({"indicator": "", "unit": ""})
    found = promised.groupby(["group", "indicator", "unit"], sort=False).agg(
        targets=("doc_id", "size"), documents=("doc_id", "nunique"), low=("low", "min"), high=("high", "max")
    )
    return found.reset_index()


def _plain(value: Any) -> Any:
    """A value as JSON has it: a table as its rows, no numpy, and None for what is not a finite number."""
    value = value.to_dict("records") if hasattr(value, "to_dict") else value
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
