"""What the tests say where nothing differs: random halves of documents that belong together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textkit.comparing.contrast import document_counts, significance
from textkit.comparing.design import Sides, exchange_of, of_level, strata
from textkit.comparing.inference import ALPHA, Exchange
from textkit.comparing.shares import OVER, count_themes, differences
from textkit.counting.counts import Floats
from textkit.data.messages import TextkitError, noun
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix

# Of so many documents halves have at least two, which is a side.
_FEWEST_DOCUMENTS = 4

# Words of fewer occurrences in both halves are not compared: as in `keyness`.
_LEAST_COUNT = 5

# The group of all documents.
ALL = "all"

# What the rows of words are called: `words` are shares of themes in the words.
SINGLE_WORDS = "single words"


class _Split(NamedTuple):
    """What became of one split: was anything tested, was anything called sure."""

    tested: bool
    sure: bool


def null_rates(
    corpus: StoredCorpus,
    *,
    by: str | None = "period",
    level: str | None = None,
    splits: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """How often something is called sure between random halves of one group, where nothing differs.

    Columns: group, over (commitments, targets, words, or `single words` for the typical words),
    documents, splits, tested (share of the splits in which anything could be tested), sure (share
    in which anything was called sure), low, high (95 % by chance of the splits alone: Wilson 1927).
    `sure` should be .05 or less. With `by=None` all documents are one group. Each half has half of
    the documents of each kind. For threads no test is claimed, so there is none to check.

    Raises TextkitError if no group has four documents, or documents of both levels would be
    compared by terms of office.
    """
    import pandas as pd

    part = of_level(corpus, by or "", level)
    every = {ALL: list(part.ids)} if by is None else part.groups(by)
    groups = {group: ids for group, ids in every.items() if len(ids) >= _FEWEST_DOCUMENTS}
    if not groups:
        raise TextkitError("compare.no-halves", by=noun(by or "all"), fewest=_FEWEST_DOCUMENTS)
    rows: list[tuple[str, str, int, int, float, float, float, float]] = []
    for number, (group, ids) in enumerate(groups.items()):
        for over, outcomes in _outcomes(
            part.only(ids), by or "period", splits, [seed, number]
        ).items():
            tested = float(np.mean([outcome.tested for outcome in outcomes]))
            sure = sum(outcome.sure for outcome in outcomes)
            rows.append(
                (group, over, len(ids), splits, tested, sure / splits, *_wilson(sure, splits))
            )
    columns = ["group", "over", "documents", "splits", "tested", "sure", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def _outcomes(
    corpus: StoredCorpus, by: str, splits: int, seed: list[int]
) -> Mapping[str, list[_Split]]:
    """What became of each split of a corpus, by what was compared."""
    stratum_of = strata(corpus, by)
    themes = {over: count_themes(corpus, by, over) for over in OVER}
    counts, sizes = document_counts(corpus)
    row_of = {id_: row for row, id_ in enumerate(corpus.ids)}
    outcomes: dict[str, list[_Split]] = {over: [] for over in (*OVER, SINGLE_WORDS)}
    for halves in _halves(corpus.ids, stratum_of, splits, np.random.default_rng(seed)):
        for over, found in themes.items():
            with_units = Sides(*([id_ for id_ in side if found.has_any(id_)] for side in halves))
            q = differences(found, with_units, exchange_of(stratum_of, with_units), seed=seed).q
            outcomes[over].append(_Split(bool(np.isfinite(q).any()), bool((q < ALPHA).any())))
        order = [row_of[id_] for side in halves for id_ in side]
        exchange = exchange_of(stratum_of, halves)
        outcomes[SINGLE_WORDS].append(_words(counts[:, order], sizes[order], exchange))
    return outcomes


def _words(counts: csr_matrix, sizes: Floats, exchange: Exchange) -> _Split:
    """What became of the words of one split."""
    total = np.asarray(counts.sum(axis=1)).ravel()
    frequent = counts[np.flatnonzero(total >= _LEAST_COUNT)]
    in_target = exchange.in_target
    rate_target, rate_reference = (
        np.asarray(frequent[:, side].sum(axis=1)).ravel() / max(float(sizes[side].sum()), 1.0)
        for side in (in_target, ~in_target)
    )
    _, q = significance(frequent, sizes, exchange, np.sign(rate_target - rate_reference))
    return _Split(bool(np.isfinite(q).any()), bool((q < ALPHA).any()))


def _halves(
    ids: Sequence[str], stratum_of: Mapping[str, str], splits: int, chance: np.random.Generator
) -> Iterator[Sides]:
    """Random halves of documents, each with half of each kind; an odd one falls to either side."""
    of_kind: dict[str, list[str]] = {}
    for id_ in ids:
        of_kind.setdefault(stratum_of[id_], []).append(id_)
    for _ in range(splits):
        target: list[str] = []
        reference: list[str] = []
        for members in of_kind.values():
            mixed = [members[place] for place in chance.permutation(len(members))]
            half = (len(mixed) + int(chance.integers(2))) // 2
            target += mixed[:half]
            reference += mixed[half:]
        yield Sides(target, reference)


def _wilson(found: int, number: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share.

    >>> [round(bound, 3) for bound in _wilson(10, 200)]
    [0.027, 0.09]
    """
    z = 1.959964
    share = found / number
    middle = share + z**2 / (2 * number)
    reach = z * math.sqrt(share * (1 - share) / number + z**2 / (4 * number**2))
    scale = 1 + z**2 / number
    return max((middle - reach) / scale, 0.0), min((middle + reach) / scale, 1.0)
