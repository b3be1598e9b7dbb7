"""Priorities of terms side by side: the main job."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.comparing.contrast import benjamini_hochberg, compare_words
from textkit.comparing.threads import threads
from textkit.counting.counts import Floats, labels, log_likelihood, stop_mask
from textkit.data.messages import TextkitError
from textkit.finding.themes import own_lexicon
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus, one_of

if TYPE_CHECKING:
    import pandas as pd

OVER = ("commitments", "targets", "words")
"""What a theme's share can be a share of."""
AROUND = frozenset({"head", "basis", "signature", "note"})
"""The senses of what stands around the body of a document: its head, legal basis, signature, notes.
"""
FEW = 20
"""Below so many units a share is flagged: one more or less would move it by five points."""
_FINER = ("documents", "sections", "units")
_DOCUMENTS, _SECTIONS, _RESAMPLES, _KEYWORDS = 10, 5, 2000, 200
_FAR = np.int64(1 << 32)  # longer than any document


class _Piece(NamedTuple):
    """One unit that is counted: where it stands, its main theme, and what it weighs."""

    doc_id: str
    path: str
    theme: str | None
    weight: int


def theme_shares(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    over: str = "commitments",
    seed: int = 0,
    themes: str | Path | None = None,
) -> pd.DataFrame:
    """The share of each theme in what each group promises (or sets as targets, or says), a row a
    theme and group.

    Columns: theme, group, over, share (0 to 1), low, high (95 % interval), units (commitments,
    targets, or sentences in the group), few (fewer than 20 units: do not read much into it), cap
    (codes of the Comparative Agendas Project).

    A unit counts once, under its main theme, and units without a theme count in the whole: a
    group's shares add up to at most 1, and `attrs["coverage"]` is what they add up to, by group.
    With `over="words"` the shares are of the words of its sentences.

    The interval is a bootstrap (2,000 draws, percentiles; Efron & Tibshirani 1993) that draws whole
    documents where a group has 10 or more. Where it has fewer it draws sections within these
    documents (the first two steps of a unit's path, more where those make no 5 sections or one of
    them holds most), or single units where there are none such, and says nothing of documents not
    in the corpus; single units are taken as independent, which they are not: that interval is too
    narrow. `attrs["interval"]` tells which, by group. A theme that is not there gets 1 -
    0.025^(1/units) as its high bound (Clopper & Pearson 1934). A share counts sentences, neither
    money nor effort, and a group with other kinds of documents has other themes for that reason
    alone: `attrs["kinds"]` lists the kinds that some groups lack.

    `by` is the fact that makes the groups: period, term, kind, issuer, year; `seed` is that of the
    draws; `themes` a TOML file of other themes (see `textkit.finding.themes.read_lexicon`). Raises
    TextkitError if `over` (`commitments`, `targets` or `words`) or `by` is unknown, or the file is
    wrong. Example: `tk.themes(corpus, over="words")`
    """
    import pandas as pd

    corpus = corpus.using(themes)
    groups, pieces_of, themes_found = _counted(corpus, by, over)
    codes = {
        key: "|".join(map(str, theme.cap))
        for key, theme in (corpus.lexicon or own_lexicon()).themes.items()
    }
    rows: list[tuple[Any, ...]] = []
    methods, coverage = {}, {}
    for number, (group, ids) in enumerate(groups.items()):
        own = [piece for id_ in ids for piece in pieces_of.get(id_, ())]
        methods[group] = _method(own)
        bounds = _shares(own, methods[group], themes_found, np.random.default_rng([seed, number]))
        coverage[group] = float(bounds[0].sum())
        shares = zip(themes_found, *(bound.tolist() for bound in bounds), strict=True)
        rows += [
            (key, group, over, *share, len(own), len(own) < FEW, codes.get(key, ""))
            for key, *share in shares
        ]
    table = pd.DataFrame(
        rows, columns=["theme", "group", "over", "share", "low", "high", "units", "few", "cap"]
    )
    kinds = lacking(corpus, groups) if by != "kind" else {}
    table.attrs.update(
        interval=methods, ungrouped=corpus.ungrouped(by), coverage=coverage, kinds=kinds
    )
    return table


def lacking(corpus: StoredCorpus, groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The kinds of document that not every group has, each with the groups that lack it."""
    held = {group: {corpus.fact(id_, "kind") or "" for id_ in ids} for group, ids in groups.items()}
    kinds = sorted(set().union(*held.values()))
    found = {kind: [group for group in groups if kind not in held[group]] for kind in kinds}
    return {kind: without for kind, without in found.items() if without}


def theme_differences(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    target: str | None = None,
    reference: str | None = None,
    over: str = "commitments",
    within_kind: bool = True,
    seed: int = 0,
) -> pd.DataFrame:
    """How much larger each theme's share is in one group than in another, like held against like.

    Columns: theme, target, reference, over, difference (target minus reference, in shares of 1:
    **positive is more in the target**; swapping the two turns its sign), low, high (95 %), p, q,
    units_target, units_reference, few (either side has fewer than 20 units), kinds (the kinds of
    document compared; empty: all together), interval (what was drawn). Without `target` each group
    is held against the one before it.

    Resolutions are held against resolutions, speeches against speeches, and the differences within
    the kinds that both have are pooled by the weights of Mantel and Haenszel (Greenland & Robins
    1985, formula 1): what only one side has is left out. Where they share no kind, or with
    `within_kind=False`, all documents count together, and a difference may be one of kinds. The
    interval is the bootstrap of `theme_shares` on both sides. p is that of a permutation test (Good
    2005) which deals the same documents, sections or units out to the two sides 2,000 times within
    their kind; q corrects it over all rows (Benjamini & Hochberg 1995). It misleads where sections
    are few (p cannot be small) and where single units are drawn (p is too small, for sentences of
    one section go together).

    Raises TextkitError if a group, `by` or `over` is unknown.
    """
    import pandas as pd

    groups, pieces_of, themes = _counted(corpus, by, over)
    pairs = (
        [(target, reference)]
        if target and reference
        else [(late, early) for early, late in pairwise(groups)]
    )
    rows = []
    for number, pair in enumerate(pairs):
        sides = [
            [
                piece
                for id_ in groups[one_of(by, group or "", groups)]
                for piece in pieces_of.get(id_, ())
            ]
            for group in pair
        ]
        kinds, method, strata = _strata(corpus, sides, themes, within_kind and by != "kind")
        found = _difference(strata, np.random.default_rng([seed, number]))
        counts = [sum(len(part[side]) for part in kinds.values()) for side in (0, 1)]
        tail = (*counts, min(counts) < FEW, ", ".join(filter(None, kinds)), method)
        rows += [
            (key, *pair, over, *each, *tail) for key, *each in zip(themes, *found, strict=True)
        ]
    names = [
        "difference",
        "low",
        "high",
        "p",
        "units_target",
        "units_reference",
        "few",
        "kinds",
        "interval",
    ]
    table = pd.DataFrame(rows, columns=["theme", "target", "reference", "over", *names])
    table.insert(8, "q", benjamini_hochberg(table["p"].fillna(1.0)))
    return table


def _counted(
    corpus: StoredCorpus, by: str, over: str
) -> tuple[dict[str, list[str]], dict[Any, list[Any]], list[str]]:
    """The groups, what is counted by document, and the themes that are there."""
    if over not in OVER:
        raise TextkitError("compare.over", over=over, known=list(OVER))
    groups, pieces = corpus.groups(by), _pieces(corpus, over)
    return (
        groups,
        grouped(pieces, attrgetter("doc_id")),
        sorted({piece.theme for piece in pieces if piece.theme}),
    )


def _pieces(corpus: StoredCorpus, over: str) -> list[_Piece]:
    themes = _Themes(corpus)
    found: list[tuple[Any, str | None, int]]
    if over == "commitments":
        found = [(promise, promise.theme, 1) for promise in corpus.records(over)]
    elif over == "targets":
        found = [(t, themes.of_target(t), 1) for t in corpus.records(over) if t.role == "promised"]
    else:
        counted = zip(themes.leaves, _words(corpus, themes.leaves), strict=True)
        found = [(unit, themes.of_span(unit), words) for unit, words in counted if words]
    return [_Piece(at.doc_id, at.path, theme, weight) for at, theme, weight in found]


class _Themes:
    """The main theme of any span of a document, from the records of the corpus."""

    def __init__(self, corpus: StoredCorpus) -> None:
        self.leaves = leaves_of(corpus)
        found = corpus.records("themes"), corpus.records("commitments"), self.leaves
        ordered = (sorted(records, key=attrgetter("start")) for records in found)
        self._hits, self._promises, self._leaves = (
            grouped(records, attrgetter("doc_id")) for records in ordered
        )

    def of_span(self, span: Any) -> str | None:
        """The theme with most hits in the span; of several, the one that comes first."""
        hits = self._hits.get(span.doc_id, [])
        first, last = (
            bisect_left(hits, bound, key=attrgetter("start")) for bound in (span.start, span.end)
        )
        most = Counter(hit.theme for hit in hits[first:last]).most_common(1)
        return most[0][0] if most else None

    def of_target(self, target: Any) -> str | None:
        """The theme of the commitment a target is part of, else of the sentence it stands in."""
        for known in (self._promises, self._leaves):
            spans = known.get(target.doc_id, [])
            index = bisect_right(spans, target.start, key=attrgetter("start")) - 1
            if index >= 0 and spans[index].end >= target.end:
                found: str | None = (
                    spans[index].theme if known is self._promises else self.of_span(spans[index])
                )
                return found
        return self.of_span(target)


def _words(corpus: StoredCorpus, spans: Sequence[Any]) -> list[int]:
    """How many words each span has."""
    total = np.concatenate([[0], np.cumsum(corpus.tokens.counted)])
    first, last = ranges(corpus, spans).T
    words: list[int] = (total[last] - total[first]).tolist()
    return words


def leaves_of(corpus: StoredCorpus) -> list[Any]:
    """The units of a corpus that have no parts: its sentences, in order."""
    leaves: list[Any] = []
    for own in grouped(corpus.records("units"), attrgetter("doc_id")).values():
        parents = {unit.parent for unit in own}
        leaves += [unit for place, unit in enumerate(own) if place not in parents]
    return leaves


def ranges(corpus: StoredCorpus, spans: Sequence[Any]) -> NDArray[np.intp]:
    """Of each span its first token and the one behind its last, in the corpus."""
    tokens, place = corpus.tokens, {id_: index for index, id_ in enumerate(corpus.ids)}
    begin = tokens.document * _FAR + tokens.start
    bounds = [
        [place[span.doc_id] * _FAR + bound for bound in (span.start, span.end)] for span in spans
    ]
    return np.searchsorted(begin, np.reshape(np.array(bounds, np.int64), (-1, 2)))


def _method(pieces: Sequence[_Piece]) -> str:
    """What is drawn as a whole: documents where there are ten, else sections where there are
    enough, else units.
    """
    if len({piece.doc_id for piece in pieces}) >= _DOCUMENTS:
        return "documents"
    return "sections" if _sections(pieces)[1] else "units"


def _sections(pieces: Sequence[_Piece]) -> tuple[list[Any], bool]:
    """The section of each piece, as high up as makes five of which none holds most; and whether
    there are so many.
    """
    cut: list[Any] = []
    for depth in (4, 3, 2):
        keys = [(piece.doc_id, *piece.path.split("/")[:depth]) for piece in pieces]
        sizes = Counter(keys)
        if len(sizes) >= _SECTIONS and max(sizes.values()) <= len(pieces) / 2:
            cut = keys
    return cut or [(piece.doc_id, *piece.path.split("/")[:2]) for piece in pieces], bool(cut)


def _weights(pieces: Sequence[_Piece], method: str, themes: Sequence[str]) -> Floats:
    """What the pieces weigh, a row for what is drawn as a whole, a column a theme; the last column:
    no theme.
    """
    clusters: list[Any] = (
        list(range(len(pieces))) if method == "units" else [piece.doc_id for piece in pieces]
    )
    clusters = _sections(pieces)[0] if method == "sections" else clusters
    row, column = (
        {c: i for i, c in enumerate(dict.fromkeys(clusters))},
        {theme: i for i, theme in enumerate(themes)},
    )
    weights = np.zeros((len(row), len(themes) + 1))
    for piece, cluster in zip(pieces, clusters, strict=True):
        weights[row[cluster], column.get(piece.theme or "", len(themes))] += piece.weight
    return weights


def _drawn(weights: Floats, chance: np.random.Generator) -> Floats:
    """The sums of bootstrap draws of the rows, a row a draw."""
    size = len(weights)
    return np.asarray(chance.multinomial(size, np.full(size, 1 / size), _RESAMPLES) @ weights)


def _shares(
    pieces: Sequence[_Piece], method: str, themes: Sequence[str], chance: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Share, low and high bound of each theme; NaN where there are no pieces."""
    if not pieces:
        return (np.full(len(themes), np.nan),) * 3
    weights = _weights(pieces, method, themes)
    share, drawn = weights.sum(0) / weights.sum(), _drawn(weights, chance)
    low, high = np.quantile(drawn / drawn.sum(1, keepdims=True), (0.025, 0.975), axis=0)
    edge = 0.025 ** (1 / len(pieces))
    low = np.where(share == 1, edge, np.minimum(low, share))
    high = np.where(share == 0, 1 - edge, np.maximum(high, share))
    return share[:-1], low[:-1], high[:-1]


def _strata(
    corpus: StoredCorpus, sides: Sequence[Sequence[_Piece]], themes: Sequence[str], apart: bool
) -> tuple[dict[str, list[list[_Piece]]], str, list[tuple[Floats, Floats]]]:
    """The pieces of both sides by the kinds both have, what is drawn, and the weights of each side
    in each kind.
    """
    own = [grouped(side, lambda piece: corpus.fact(piece.doc_id, "kind") or "–") for side in sides]
    kinds = (
        {kind: [own[0][kind], own[1][kind]] for kind in sorted(own[0].keys() & own[1].keys())}
        if apart
        else {}
    )
    kinds = kinds or {"": [list(side) for side in sides]}
    methods = [max(map(_method, both), key=_FINER.index) for both in kinds.values()]
    weights = [
        (_weights(one, how, themes), _weights(other, how, themes))
        for how, (one, other) in zip(methods, kinds.values(), strict=True)
    ]
    return kinds, ", ".join(sorted(set(methods))), weights


def _difference(
    strata: Sequence[tuple[Floats, Floats]], chance: np.random.Generator
) -> tuple[Floats, ...]:
    """Pooled difference, low, high and p of each theme; NaN where a side has nothing."""
    if not all(len(side) for pair in strata for side in pair):
        return (np.full(strata[0][0].shape[1] - 1, np.nan),) * 4
    found = _pooled([(one.sum(0), other.sum(0)) for one, other in strata])
    drawn = _pooled([(_drawn(one, chance), _drawn(other, chance)) for one, other in strata])
    dealt = []
    for one, other in strata:
        both, first = np.vstack([one, other]), np.arange(len(one) + len(other)) < len(one)
        sums = chance.permuted(np.tile(first, (_RESAMPLES, 1)), axis=1) @ both
        dealt.append((sums, both.sum(0) - sums))
    as_far = (np.abs(_pooled(dealt)) >= np.abs(found) - 1e-12).sum(0)
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return found, np.minimum(low, found), np.maximum(high, found), (1 + as_far) / (1 + _RESAMPLES)


def _pooled(strata: Iterable[tuple[Floats, Floats]]) -> Floats:
    """Mantel and Haenszel's difference of shares, from the sums of both sides in each stratum."""
    above = below = np.zeros(1)
    for one, other in strata:
        n, m = one.sum(-1, keepdims=True), other.sum(-1, keepdims=True)
        above = above + (one * m - other * n) / (n + m)
        below = below + n * m / (n + m)
    return np.asarray((above / below)[..., :-1])


def uncovered(corpus: StoredCorpus, *, most: int = 40) -> pd.DataFrame:
    """The words typical of commitments without a theme: what the lexicon may lack, the most telling
    first.

    Columns: word, count (in commitments without a theme), count_covered (in the others), g2 (log
    likelihood, Dunning 1993). Words that serve any theme ("lãnh đạo") belong here; a noun that
    names a matter may be a missing keyword.
    """
    import pandas as pd

    tokens, promises = corpus.tokens, corpus.records("commitments")
    side = np.full(len(tokens.word), -1)
    for promise, (first, last) in zip(promises, ranges(corpus, promises).tolist(), strict=True):
        side[first:last] = promise.theme is not None
    counts = [
        np.bincount(tokens.word[tokens.counted & (side == own)], minlength=len(tokens.words))
        for own in (0, 1)
    ]
    a, b = (count.astype(float) for count in counts)
    g2 = log_likelihood(a, b, max(a.sum(), 1), max(b.sum(), 1)) * np.sign(a * b.sum() - b * a.sum())
    words = np.array([word[:1].isalpha() and len(word) > 2 for word in tokens.words], bool)
    kept = np.flatnonzero((g2 > 0) & (a >= 2) & words & ~stop_mask(tokens, None))
    order = kept[np.argsort(-g2[kept], kind="stable")][:most]
    return pd.DataFrame(
        {
            "word": labels(tokens, order),
            "count": counts[0][order],
            "count_covered": counts[1][order],
            "g2": g2[order],
        }
    )


@dataclass(frozen=True, eq=False)
class Comparison:
    """Groups of documents side by side: their themes, typical words, threads and targets.

    `documents` gives the ids by group, `ungrouped` those left out because the fact is not known of
    them; `themes` is `theme_shares` over commitments, targets and words, `differences` is
    `theme_differences` over the three, `coverage` the share that has a theme (columns over, group,
    covered, units, few), `uncovered` the words of what has none; `keywords` is `compare_words`,
    `threads` the commitments found again; `targets` counts the promised targets (columns group,
    indicator, unit, targets, documents, low, high). `kinds` are those that some groups lack.
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
    differences: pd.DataFrame
    coverage: pd.DataFrame
    uncovered: pd.DataFrame
    kinds: Mapping[str, Sequence[str]]

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain dicts and lists; of each group's keywords the 200 most surely
        typical of it.
        """
        typical = (
            self.keywords[self.keywords["log_ratio"] > 0]
            .groupby("target", sort=False)
            .head(_KEYWORDS)
        )
        threads = [asdict(thread) for thread in self.threads]
        found: dict[str, Any] = _plain({**vars(self), "keywords": typical, "threads": threads})
        return found


def compare_terms(
    corpus: StoredCorpus, *, by: str = "period", seed: int = 0, themes: str | Path | None = None
) -> Comparison:
    """The groups of a corpus, by a fact, compared: what they promise, in which words, and what
    became of it.

    `seed` is that of the draws, `themes` a TOML file of other themes. Raises TextkitError if the
    corpus has fewer than two groups, or the file is wrong.
    """
    import pandas as pd

    corpus = corpus.using(themes)
    keywords, groups = compare_words(corpus, by=by), corpus.groups(by)
    shares = [theme_shares(corpus, by=by, over=over, seed=seed) for over in OVER]
    table = pd.concat(shares, ignore_index=True)
    table.attrs["interval"] = {
        over: part.attrs["interval"] for over, part in zip(OVER, shares, strict=True)
    }
    sizes = table.drop_duplicates(["over", "group"]).set_index(["over", "group"])[["units", "few"]]
    covered = {
        (over, group): share
        for over, part in zip(OVER, shares, strict=True)
        for group, share in part.attrs["coverage"].items()
    }
    differences = pd.concat(
        [theme_differences(corpus, by=by, over=over, seed=seed) for over in OVER], ignore_index=True
    )
    return Comparison(
        by,
        tuple(groups),
        groups,
        tuple(corpus.ungrouped(by)),
        table,
        keywords,
        tuple(threads(corpus, by=by)),
        _targets(corpus, groups),
        corpus.run_record | {"by": by, "seed": seed},
        differences,
        sizes.assign(covered=pd.Series(covered)).reset_index(),
        uncovered(corpus),
        shares[0].attrs["kinds"],
    )


def _targets(corpus: StoredCorpus, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    table, group = (
        corpus.table("targets"),
        {id_: name for name, ids in groups.items() for id_ in ids},
    )
    table["group"] = table["doc_id"].map(group)
    promised = table[(table["role"] == "promised") & table["group"].notna()].fillna(
        {"indicator": "", "unit": ""}
    )
    found = promised.groupby(["group", "indicator", "unit"], sort=False).agg(
        targets=("doc_id", "size"),
        documents=("doc_id", "nunique"),
        low=("low", "min"),
        high=("high", "max"),
    )
    return found.reset_index()


def _plain(value: Any) -> Any:
    """A value as JSON has it: a table as its rows, no numpy, and None for what is not a finite
    number.
    """
    value = value.to_dict("records") if hasattr(value, "to_dict") else value
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not math.isfinite(value) else value
