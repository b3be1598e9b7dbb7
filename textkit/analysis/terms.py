"""Priorities of terms side by side: the main job."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.analysis.contrast import compare_words
from textkit.analysis.corpus import Corpus
from textkit.analysis.threads import threads
from textkit.reading.document import TextkitError

if TYPE_CHECKING:
    import pandas as pd

OVER = ("commitments", "targets", "words")
"""What a theme's share can be a share of."""
FEW = 20
"""Below so many units a share is flagged: one more or less would move it by five points."""
_DOCUMENTS, _SECTIONS, _RESAMPLES, _KEYWORDS = 10, 5, 2000, 200


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
    where there are not even 5 sections or one of them holds most of it, and says nothing of documents not in the corpus. `attrs["interval"]` tells
    which, by group. A theme that is not there gets 1 - 0.025^(1/units) as its high bound (Clopper & Pearson 1934).

    Args:
        corpus: the corpus.
        by: the fact that makes the groups: period, term, kind, issuer, year.
        over: `commitments`, `targets` or `words`.
        seed: of the draws.

    Raises:
        TextkitError: if `over` or `by` is unknown.
    """
    import pandas as pd

    if over not in OVER:
        raise TextkitError(f"unknown over {over!r}; shares are over {', '.join(map(repr, OVER))}")
    groups, pieces = corpus.groups(by), [piece for piece in _pieces(corpus, over) if piece.weight]
    themes = sorted({piece.theme for piece in pieces if piece.theme})
    rows: list[tuple[Any, ...]] = []
    methods = {}
    for number, (group, ids) in enumerate(groups.items()):
        members = set(ids)
        own = [piece for piece in pieces if piece.doc_id in members]
        methods[group], clusters = _clusters(own)
        bounds = _shares(own, clusters, themes, np.random.default_rng([seed, number]))
        shares = zip(themes, *(bound.tolist() for bound in bounds), strict=True)
        rows += [(theme, group, over, *share, len(own), len(own) < FEW) for theme, *share in shares]
    table = pd.DataFrame(rows, columns=["theme", "group", "over", "share", "low", "high", "units", "few"])
    table.attrs.update(interval=methods, ungrouped=corpus.ungrouped(by))
    return table


def _pieces(corpus: Corpus, over: str) -> Iterator[_Piece]:
    themes = _Themes(corpus)
    if over == "commitments":
        for promise in corpus.records("commitments"):
            yield _Piece(promise.doc_id, _section(promise.path), promise.theme, 1)
    elif over == "targets":
        for target in corpus.records("targets"):
            if target.role == "promised":
                yield _Piece(target.doc_id, _section(target.path), themes.of_target(target), 1)
    else:
        words = _word_counter(corpus)
        for unit in themes.leaves:
            yield _Piece(unit.doc_id, _section(unit.path), themes.of_span(unit), words(unit))


def _section(path: str) -> str:
    return "/".join(path.split("/")[:2])


class _Themes:
    """The main theme of any span of a document, from the records of the corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._hits = _by_document(corpus.records("themes"))
        self._promises = _by_document(corpus.records("commitments"))
        units = {id_: corpus.records("units", [id_]) for id_ in corpus.ids}
        parents = {(id_, unit.parent) for id_, own in units.items() for unit in own}
        self.leaves = [u for id_, own in units.items() for n, u in enumerate(own) if (id_, n) not in parents]
        self._leaves = _by_document(self.leaves)

    def of_span(self, span: Any) -> str | None:
        """The theme with most hits in the span; of several, the one that comes first."""
        hits = self._hits.get(span.doc_id, [])
        first = bisect_right(hits, span.start - 1, key=lambda hit: hit.start)
        last = bisect_right(hits, span.end - 1, key=lambda hit: hit.start)
        return max(Counter(hit.theme for hit in hits[first:last]).items(), key=lambda item: item[1], default=(None, 0))[
            0
        ]

    def of_target(self, target: Any) -> str | None:
        """The theme of the commitment a target is part of, else of the sentence it stands in."""
        for known in (self._promises, self._leaves):
            spans = known.get(target.doc_id, [])
            index = bisect_right(spans, target.start, key=lambda span: span.start) - 1
            if index >= 0 and spans[index].end >= target.end:
                found: str | None = spans[index].theme if known is self._promises else self.of_span(spans[index])
                return found
        return self.of_span(target)


def _by_document(records: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for record in sorted(records, key=lambda record: record.start):
        found.setdefault(record.doc_id, []).append(record)
    return found


def _word_counter(corpus: Corpus) -> Any:
    """A function that counts the words of a span."""
    tokens, place = corpus.tokens, {id_: index for index, id_ in enumerate(corpus.ids)}
    bounds = np.searchsorted(tokens.document, np.arange(len(corpus) + 1))
    total = np.concatenate([[0], np.cumsum(tokens.counted)])

    def words(span: Any) -> int:
        first, last = bounds[place[span.doc_id]], bounds[place[span.doc_id] + 1]
        start, end = first + np.searchsorted(tokens.start[first:last], (span.start, span.end))
        return int(total[end] - total[start])

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
        found: dict[str, Any] = _plain({
            "by": self.by, "groups": list(self.groups), "documents": dict(self.documents),
            "ungrouped": list(self.ungrouped), "themes": self.themes.to_dict("records"),
            "keywords": typical.to_dict("records"), "threads": [asdict(thread) for thread in self.threads],
            "targets": self.targets.to_dict("records"), "run_record": dict(self.run_record),
        })
        return found


def compare_terms(corpus: Corpus, *, by: str = "period", seed: int = 0) -> Comparison:
    """The groups of a corpus compared: what they promise, in which words, and what became of it.

    Args:
        corpus: the corpus.
        by: the fact that makes the groups: period, term, kind, issuer, year.
        seed: of the draws for the intervals.

    Raises:
        TextkitError: if the corpus has fewer than two groups.
    """
    import pandas as pd

    keywords = compare_words(corpus, by=by)
    groups = corpus.groups(by)
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
    """A value as JSON has it: no numpy, and None for what is not a finite number."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
