"""The share of each theme in what a group of documents says, and how far two groups differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.comparing.design import (
    Sides,
    Why,
    exchange_of,
    of_level,
    order_of,
    sides,
    strata,
    why_untested,
)
from textkit.comparing.design import name as name_of
from textkit.comparing.inference import (
    ALPHA,
    Exchange,
    Mean,
    Sample,
    corrected,
    difference_of,
    mean_share,
    smallest_shown,
    testable,
)
from textkit.comparing.pieces import pieces_of
from textkit.counting.counts import Floats
from textkit.data.messages import TextkitError
from textkit.finding.themes import own_lexicon
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd

OVER = ("commitments", "targets", "words")
"""What a theme's share can be a share of."""

FEW = 20
"""Below so many units a share is flagged: one unit more or less would move it by five points."""

# Only themes of this share of both groups together are tested: smaller ones can change but little,
# and each that is tested raises the bar for the others. That share stays what it is when documents
# change places, so to choose by it is no choice by the result.
_LEAST_SHARE = 0.04


class ThemeShares(NamedTuple):
    """The shares of themes, and how much of each group has a theme at all.

    `table` is that of `theme_shares`; `coverage` has one row per group, with columns over, group,
    units, few, covered (0 to 1; missing where the group has no units).
    """

    table: pd.DataFrame
    coverage: pd.DataFrame


class Counted(NamedTuple):
    """What is counted in a corpus: documents by group, themes by document.

    `weights` has a row for each document of `row_of` and a column for each theme, the last for what
    has none; `units` is how many commitments, targets or sentences each document has.
    """

    groups: Mapping[str, Sequence[str]]
    themes: Sequence[str]
    row_of: Mapping[str, int]
    weights: Floats
    units: NDArray[np.intp]

    def of(self, ids: Iterable[str]) -> tuple[Floats, int]:
        """The weights of some documents, and how many units they have."""
        rows = [self.row_of[id_] for id_ in ids]
        return self.weights[rows], int(self.units[rows].sum())

    def has_any(self, doc_id: str) -> bool:
        """Whether a document has anything to count: without it, it has no share."""
        return bool(self.weights[self.row_of[doc_id]].any())


class Differences(NamedTuple):
    """How much larger each theme is in the target, in the columns of `theme_differences`."""

    found: Mean
    pooled: Floats
    p: Floats
    q: Floats
    shown: Floats
    why: Sequence[Why | None]


def theme_shares(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    over: str = "commitments",
    level: str | None = None,
    themes: str | Path | None = None,
) -> pd.DataFrame:
    """The share of each theme in what each group promises, sets as targets or says.

    There is one row per theme and group. Columns: theme, group, over, share (0 to 1), low, high (95
    % interval), pooled, documents, units (commitments, targets, or sentences in the group), few
    (fewer than 20 units: do not read much into it), cap (codes of the Comparative Agendas Project).

    `share` is the mean share of a document, each document once; `pooled` is the share of all units
    of the group together, in which a long document weighs more: both are a description, and where
    they lie far apart one document speaks for the group. A unit counts once, under its main theme,
    and units without a theme count in the whole: a group's shares add up to at most 1, and
    `attrs["coverage"]` is what the pooled ones add up to, by group. With `over="words"` the shares
    are of the words of its sentences.

    The document is the unit of inference. The interval is Student's t with the jackknife's standard
    error on the logit scale (Efron & Tibshirani 1993), from five documents with anything to count
    on; a group of fewer has none (missing). A theme that no document has gets 1 - 0.025^(1/n) as
    its high bound, n the documents (Clopper & Pearson 1934). A share counts sentences, neither
    money nor effort, and a group with other kinds of documents has other themes for that reason
    alone: `attrs["kinds"]` lists the kinds that some groups lack.

    `by` is the fact that makes the groups: period, term, kind, issuer, year, place, level, or a
    column of one's own in `metadata.csv`; `level` is `central` or `local`; `themes` a TOML file of
    other themes (see `textkit.finding.themes.read_lexicon`). Raises TextkitError if `over`
    (`commitments`, `targets` or `words`) or `by` is unknown, the file is wrong, or documents of
    both levels would be compared by terms of office.
    Example: `tk.themes(corpus, over="words")`
    """
    return shares_with_coverage(corpus.using(themes), by=by, over=over, level=level).table


def shares_with_coverage(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    over: str = "commitments",
    level: str | None = None,
) -> ThemeShares:
    """The table of `theme_shares`, and beside it how much of each group has a theme.

    Where no theme is found at all the table has no rows; the coverage has one per group all the
    same.
    """
    import pandas as pd

    corpus = of_level(corpus, by, level)
    counted = count_themes(corpus, by, over)
    themes = (corpus.lexicon or own_lexicon()).themes
    agenda_codes = {key: "|".join(map(str, theme.cap)) for key, theme in themes.items()}
    rows: list[tuple[Any, ...]] = []
    covered: list[tuple[Any, ...]] = []
    for group, ids in counted.groups.items():
        weights, units = counted.of(ids)
        few = units < FEW
        means, documents = _means(weights)
        pooled = _pooled_shares(weights)
        coverage = float(pooled.sum()) if units else float("nan")
        covered.append((over, group, units, few, coverage))
        for theme, *values in zip(counted.themes, *means, pooled, strict=True):
            codes = agenda_codes.get(theme, "")
            rows.append((theme, group, over, *values, documents, units, few, codes))
    columns = ["theme", "group", "over", "share", "low", "high", "pooled", "documents", "units"]
    columns += ["few", "cap"]
    numbers = dict.fromkeys(columns[3:7], float) | {"documents": int, "units": int, "few": bool}
    table = pd.DataFrame(rows, columns=columns).astype(numbers)
    table.attrs.update(
        ungrouped=corpus.ungrouped(by),
        coverage={group: share for _, group, _, _, share in covered},
        kinds={} if by == "kind" else lacking(corpus, counted.groups),
    )
    return ThemeShares(
        table, pd.DataFrame(covered, columns=["over", "group", "units", "few", "covered"])
    )


def _means(weights: Floats) -> tuple[Mean, int]:
    """The mean share of a document with its interval, and how many documents have anything."""
    totals = weights.sum(axis=1)
    shares = weights[totals > 0, :-1] / totals[totals > 0, None]
    return mean_share(shares), len(shares)


def _pooled_shares(weights: Floats) -> Floats:
    """The share of each theme in all units together; NaN where there are none."""
    total = weights.sum()
    if not total:
        return np.full(weights.shape[1] - 1, np.nan)
    return np.asarray(weights.sum(axis=0)[:-1] / total)


def lacking(corpus: StoredCorpus, groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The kinds of document that not every group has, each with the groups that lack it."""
    kinds_of: dict[str, set[str]] = {}
    for group, ids in groups.items():
        kinds_of[group] = {corpus.fact(id_, "kind") or "" for id_ in ids}
    lack: dict[str, list[str]] = {}
    for kind in sorted(set().union(*kinds_of.values())):
        without = [group for group in groups if kind not in kinds_of[group]]
        if without:
            lack[kind] = without
    return lack


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
    """How much larger each theme's share is in one group than in another, kind by kind.

    Columns: theme, target, reference, over, difference (of the mean share of a document, target
    minus reference, in shares of 1: **positive is more in the target**; swapping the two turns its
    sign), low, high (95 %), pooled (the same of all units together), p, q, why (why there is no q,
    empty where there is: `one-document`, `no-common-kind`, `too-few` documents, a `rare` theme),
    shown (the smallest pooled difference that these documents could have shown), documents_target,
    documents_reference, units_target, units_reference, few (either side has fewer than 20 units),
    kinds (the kinds of document compared; empty: all together).

    Without `target` and `reference` each group is compared with the one before it; groups without
    an order (kinds, issuers, places), or that overlap in time, with all others together. With
    `target` alone it is compared with all others (`reference` is then "others", or the only other
    group), as in `keyness`; with `reference` alone each other group is compared with it.

    Resolutions are compared with resolutions, speeches with speeches, and the differences within
    the kinds that both have are pooled by the weights of Mantel and Haenszel (Greenland & Robins
    1985, formula 1): what only one side has is left out. With `within_kind=False` all documents
    count together, and a difference may be one of kinds.

    p is that of whole documents exchanged between the two sides within their kind (Good 2005): of
    all arrangements up to 50,000, else of up to 100,000 at random. Only themes of at least 4 % of
    both sides together are tested, and only where p could be small enough (Tarone 1990); q corrects
    p over these (Benjamini & Hochberg 1995), and is no smaller than the share of arrangements in
    which anything comes out as sure as the surest theme here (Westfall & Young 1993). Where the
    mean and the pooled difference have unlike signs, one long document speaks for a side, and p is
    1. The interval is Welch's (1947), from five documents a side on. Nothing is said of other
    documents than those that could as well have been written.

    Raises TextkitError if a group, `by` or `over` is unknown, a group is to be compared with
    itself, or documents of both levels would be compared by terms of office: choose one before,
    by `corpus.where(level="local")`.
    Example: `theme_differences(corpus, target="2025-2030", reference="2020-2025")`
    """
    part = of_level(corpus, by, None, (target, reference))
    counted = count_themes(part, by, over)
    has_before = order_of(part, by)[0] == "time"
    stratum_of = strata(part, by, within_kind)
    asked = sides(by, counted.groups, target, reference, has_before=has_before)
    rows: list[tuple[Any, ...]] = []
    for number, pair in enumerate(asked):
        names = (*map(name_of, pair), over)
        compared = _with_units(counted, pair)
        rows += _rows_of(counted, compared, stratum_of, names, seed=[seed, number])
    return _table_of_differences(rows)


def _rows_of(
    counted: Counted,
    compared: Sides,
    stratum_of: Mapping[str, str],
    names: Sequence[str],
    *,
    seed: list[int],
) -> Iterator[tuple[Any, ...]]:
    """A row per theme of one comparison, without the names of the columns."""
    exchange = exchange_of(stratum_of, compared)
    found = differences(counted, compared, exchange, seed=seed)
    about = _about(counted, compared, stratum_of)
    reasons = [why or "" for why in found.why]
    values = (*found.found, found.pooled, found.p, found.q, reasons, found.shown)
    for theme, *row in zip(counted.themes, *values, strict=True):
        yield theme, *names, *row, *about


def _table_of_differences(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd

    columns = ["theme", "target", "reference", "over", "difference", "low", "high", "pooled"]
    columns += ["p", "q", "why", "shown", "documents_target", "documents_reference"]
    columns += ["units_target", "units_reference", "few", "kinds"]
    numbers = dict.fromkeys((*columns[4:10], "shown"), float) | {"few": bool}
    return pd.DataFrame(rows, columns=columns).astype(numbers)


def _with_units(counted: Counted, pair: tuple[Sequence[str], Sequence[str]]) -> Sides:
    """The documents of both sides that have anything to count: the others have no share."""
    found: list[list[str]] = []
    for side in pair:
        ids = [id_ for group in side for id_ in counted.groups[group]]
        found.append([id_ for id_ in ids if counted.has_any(id_)])
    return Sides(*found)


def _about(counted: Counted, compared: Sides, stratum_of: Mapping[str, str]) -> tuple[Any, ...]:
    """Documents and units of both sides, whether one has few units, and the kinds compared."""
    kept = [_in_common(stratum_of, compared, side) for side in compared]
    units = [counted.of(ids)[1] for ids in kept]
    kinds = ", ".join(sorted({stratum_of[id_] for id_ in kept[0]} - {""}))
    return (*map(len, kept), *units, min(units) < FEW, kinds)


def _in_common(stratum_of: Mapping[str, str], compared: Sides, side: Sequence[str]) -> list[str]:
    """The documents of a side whose kind the other side has too."""
    both = {stratum_of[id_] for id_ in compared.target}
    both &= {stratum_of[id_] for id_ in compared.reference}
    return [id_ for id_ in side if stratum_of[id_] in both]


def differences(
    counted: Counted, compared: Sides, exchange: Exchange, *, seed: list[int]
) -> Differences:
    """The difference of each theme, with its interval, and what an exchange of documents says."""
    weights = counted.of([*compared.target, *compared.reference])[0]
    totals = weights.sum(axis=1)
    themes = weights.shape[1] - 1
    nothing = np.full(themes, np.nan)
    if not exchange.sizes:
        why = why_untested(exchange)
        mean = Mean(nothing, nothing, nothing)
        return Differences(mean, nothing, nothing, nothing, nothing, [why] * themes)
    found = difference_of(*(_sample(weights, exchange, side) for side in (True, False)))
    residuals = exchange.residuals(weights[:, :-1], totals)
    weight = exchange.pooled_weight(totals)
    pooled = residuals.sums(exchange.in_target[None, :].astype(float))[:, 0] / weight
    tested, why_not = _tested(weights, totals, exchange)
    of_tested = residuals.only(np.flatnonzero(tested))
    z, p = exchange.test(of_tested, seed=seed)
    every_p = nothing.copy()
    agree = np.sign(z) * np.sign(found.mean[tested]) >= 0
    every_p[tested] = np.where(agree, p, 1.0)
    q = corrected(every_p, tested)
    if (q < ALPHA).any():
        q = np.maximum(q, exchange.chance_of_any(of_tested, seed=seed))
    deviation = exchange.deviation(residuals) / weight
    shown = np.where(tested, smallest_shown(deviation, int(tested.sum())), np.nan)
    return Differences(found, pooled, every_p, q, shown, why_not)


def _sample(weights: Floats, exchange: Exchange, of_target: bool) -> Sample:
    """The shares of the documents of one side, each kind weighing alike on both."""
    on_side = exchange.in_target == of_target
    weight = exchange.document_weights()[on_side]
    held = weights[on_side][weight > 0]
    return Sample(held[:, :-1] / held.sum(axis=1, keepdims=True), weight[weight > 0])


def _tested(
    weights: Floats, totals: Floats, exchange: Exchange
) -> tuple[NDArray[np.bool_], list[Why | None]]:
    """Which themes are tested, and of each other one why it is not."""
    themes = weights.shape[1] - 1
    why = why_untested(exchange)
    if why is not None:
        return np.zeros(themes, bool), [why] * themes
    compared = exchange.compared
    share = weights[compared].sum(axis=0)[:-1] / totals[compared].sum()
    is_frequent = share >= _LEAST_SHARE
    least = exchange.least_p_of(weights[:, :-1] > 0)
    tested = np.zeros(themes, bool)
    tested[is_frequent] = testable(least[is_frequent])
    reasons: list[Why | None] = []
    for frequent, is_tested in zip(is_frequent.tolist(), tested.tolist(), strict=True):
        if is_tested:
            reasons.append(None)
        else:
            reasons.append("too-few" if frequent else "rare")
    return tested, reasons


def count_themes(corpus: StoredCorpus, by: str, over: str) -> Counted:
    """The documents by group, and what each has of each theme."""
    if over not in OVER:
        raise TextkitError("compare.over", over=over, known=list(OVER))
    themes, weights, units = corpus.once(("weights", over), lambda: _weights(corpus, over))
    row_of = {id_: row for row, id_ in enumerate(corpus.ids)}
    return Counted(corpus.groups(by), themes, row_of, weights, units)


def _weights(corpus: StoredCorpus, over: str) -> tuple[Sequence[str], Floats, NDArray[np.intp]]:
    """The themes, what each document has of each and of none, and how many pieces it has."""
    pieces = pieces_of(corpus, over)
    # What has no theme, -1, is counted in the last column.
    columns = np.where(pieces.theme < 0, len(pieces.themes), pieces.theme)
    weights = np.zeros((len(corpus), len(pieces.themes) + 1))
    np.add.at(weights, (pieces.document, columns), pieces.weight)
    return pieces.themes, weights, np.bincount(pieces.document, minlength=len(corpus))
