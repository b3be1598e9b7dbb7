"""What chance can do: whole documents exchanged between two groups, intervals over documents.

The document is the unit: its sentences are no replicates of each other, so they are never drawn.
Nothing here knows of themes or words; a hypothesis is a column of what each document holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ALPHA = 0.05
"""What is called sure: a corrected p below it; and what lies outside an interval."""

FEWEST_DOCUMENTS = 5
"""From so many documents on a mean has an interval. With 3 it holds the truth as often
(docs/method.md), but half of those of commitments are wider than .67: they say nothing.
"""

# Up to so many arrangements all are gone through, and no seed plays a part: 8 documents against 8
# have 12,870, and all of them take less time than 2,000 draws of 100 documents.
_ALL_ARRANGEMENTS = 50_000

# How often documents are dealt out at random where all arrangements are too many. Every hypothesis
# is judged by the first number; what chance reaches seldom then by the next, with new deals, up to
# where p no longer rounds a corrected p of .05 away: 100,000 deals bear 5,000 hypotheses.
_DEALS = (2_000, 10_000, 100_000)
_SELDOM = (0.1, 0.005)

# How many of them all hypotheses together are held against.
_DEALS_FOR_ALL = 10_000

# What all the deals of one step may hold, documents times deals: 10 million are drawn in half a
# second. With a thousand documents a step has 10,000 deals, and there is no third step.
_DEALT_CELLS = 10_000_000

# Sums of deals held at once, hypotheses times deals: 64 MB.
_CELLS_AT_ONCE = 8_000_000

# The same sum in another order differs in its last digits: a deal is as far from nothing as what
# was found if it is so little nearer, in units of the standard deviation.
_ROUNDING = 1e-9

# Counts of a hypothesis that all together fit these bits are added in them.
_SMALL = np.uint16

# A difference "could have been shown" if it would be found so often (Cohen 1988 asks for .8).
_POWER = 0.8


@dataclass(frozen=True, eq=False)
class Exchange:
    """Two groups of documents whose members may change places within their stratum.

    `in_target` tells the documents of the target from those of the reference, `strata` numbers the
    kind of each. Only strata with documents of both sides say anything.
    """

    in_target: Mask
    strata: NDArray[np.intp]

    @cached_property
    def sizes(self) -> list[tuple[int, int]]:
        """How many documents of target and reference each stratum has, where it has both."""
        return [tuple(map(int, (t, r))) for t, r in self._counts if t and r]  # type: ignore[misc]

    @cached_property
    def _counts(self) -> NDArray[np.intp]:
        strata = int(self.strata.max(initial=-1)) + 1
        of_target = np.bincount(self.strata[self.in_target], minlength=strata)
        return np.stack([of_target, np.bincount(self.strata, minlength=strata) - of_target], axis=1)

    @cached_property
    def arrangements(self) -> int:
        """In how many ways the documents can be shared out to the two sides.

        >>> alike = np.zeros(8, int)
        >>> Exchange(np.arange(8) < 4, alike).arrangements
        70
        """
        return math.prod(math.comb(t + r, t) for t, r in self.sizes)

    @property
    def is_complete(self) -> bool:
        """Whether all arrangements are gone through, so that no seed plays a part."""
        return self.arrangements <= _ALL_ARRANGEMENTS

    @cached_property
    def is_balanced(self) -> bool:
        """Whether both sides have equally many documents of each kind.

        Every arrangement then has its mirror image, which is as far from nothing.
        """
        return all(t == r for t, r in self.sizes)

    @property
    def least_p(self) -> float:
        """The smallest p that any difference whatever could have.

        >>> Exchange(np.arange(8) < 4, np.zeros(8, int)).least_p == 2 / 70
        True
        """
        return min(1.0, (2 if self.is_balanced else 1) / self.arrangements)

    @cached_property
    def compared(self) -> Mask:
        """The documents of strata that both sides have."""
        has_both = self._counts.min(axis=1) > 0
        return np.asarray(has_both[self.strata], bool)

    def residuals(self, held: Any, sizes: Floats) -> Residuals:
        """How much more of each column a document holds than its kind as a whole does.

        `held` has a row for each document and a column for each hypothesis, dense or sparse;
        `sizes` is what each document holds of everything. Summed over the target a residual is the
        numerator of Mantel and Haenszel's difference (Greenland & Robins 1985, formula 1), so it
        has the sign of that. Documents that are not compared have none.
        """
        from scipy.sparse import csr_matrix

        counts = csr_matrix(csr_matrix(held).T.multiply(self.compared))
        kinds = [n for n, (t, r) in enumerate(self._counts.tolist()) if t and r]
        sizes_in = np.zeros((len(self.in_target), len(kinds)))
        rates = np.zeros((counts.shape[0], len(kinds)))
        for column, stratum in enumerate(kinds):
            inside = self.strata == stratum
            sizes_in[inside, column] = sizes[inside]
            total = max(float(sizes[inside].sum()), 1e-9)
            rates[:, column] = _sum_of(counts[:, inside]) / total
        return Residuals(counts, rates, sizes_in, np.ones(counts.shape[0]))

    def pooled_weight(self, sizes: Floats) -> float:
        """The denominator of Mantel and Haenszel's difference, of documents of these sizes."""
        weight = 0.0
        for stratum, (t, r) in enumerate(self._counts.tolist()):
            if t and r:
                inside = self.strata == stratum
                n, m = (sizes[inside & side].sum() for side in (self.in_target, ~self.in_target))
                weight += float(n * m / (n + m))
        return weight

    def document_weights(self) -> Floats:
        """What each document weighs in the mean of its side, so that kinds weigh alike in both.

        A kind of t documents in the target and r in the reference weighs t r / (t + r), as in
        Mantel and Haenszel's difference; its documents share that. 0 for what is not compared.
        """
        weights = np.zeros(len(self.in_target))
        every = sum(t * r / (t + r) for t, r in self.sizes)
        for stratum, (t, r) in enumerate(self._counts.tolist()):
            if t and r:
                inside = self.strata == stratum
                kind = t * r / (t + r) / every
                weights[inside & self.in_target] = kind / t
                weights[inside & ~self.in_target] = kind / r
        return weights

    def deviation(self, residuals: Residuals) -> Floats:
        """The standard deviation of the target's sum over all arrangements, exactly."""
        variance = np.zeros(len(residuals.rates))
        for column, (t, r) in enumerate(self.sizes):
            variance += t * r / ((t + r) * (t + r - 1)) * residuals.squares(column)
        return np.asarray(np.sqrt(variance))

    def least_p_of(self, holders: Any) -> Floats:
        """The smallest p that each column could have, by which documents hold any of it.

        A word of three documents out of 24 is all on one side in 1 of 9 arrangements at best: it
        can never be sure. Which documents hold it does not change when they change places, so to
        leave it out is no choice by the result (Tarone 1990).
        """
        columns = holders.shape[1]
        log_target, log_reference = np.zeros(columns), np.zeros(columns)
        for stratum, (t, r) in enumerate(self._counts.tolist()):
            if t and r:
                held_by = _sum_of(holders[self.strata == stratum].T)
                log_target += _log_share_of_one_side(held_by, t, r)
                log_reference += _log_share_of_one_side(held_by, r, t)
        least = np.exp(np.minimum(log_target, log_reference))
        return np.asarray(np.minimum(1.0, (2 if self.is_balanced else 1) * least))

    def _all_deals(self) -> Floats:
        """Every arrangement, one row each: 1 for a document that is in the target."""
        deals = np.zeros((1, len(self.in_target)))
        for stratum, (t, r) in enumerate(self._counts.tolist()):
            if not (t and r):
                continue
            rows = np.flatnonzero(self.strata == stratum)
            chosen = np.array(list(combinations(rows, t)))
            ways = np.zeros((len(chosen), len(self.in_target)))
            np.put_along_axis(ways, chosen, 1.0, axis=1)
            deals = (deals[:, None, :] + ways[None, :, :]).reshape(-1, len(self.in_target))
        return np.asarray(deals)

    def _random_deals(self, number: int, chance: np.random.Generator) -> Floats:
        deals = np.zeros((number, len(self.in_target)))
        for stratum, (t, r) in enumerate(self._counts.tolist()):
            if not (t and r):
                continue
            rows = np.flatnonzero(self.strata == stratum)
            lots = chance.random((number, len(rows)))
            drawn = lots <= np.partition(lots, t - 1, axis=1)[:, t - 1 : t]
            if (drawn.sum(axis=1) > t).any():  # two lots are equal
                first = np.argpartition(lots, t - 1, axis=1)[:, :t]
                drawn = np.zeros_like(drawn)
                np.put_along_axis(drawn, first, True, axis=1)
            deals[:, rows] = drawn
        return deals

    def _deals(self, number: int, columns: int, chance: np.random.Generator) -> Iterator[Floats]:
        """So many deals at random, a part at a time."""
        at_once = max(1, _CELLS_AT_ONCE // max(columns, len(self.in_target), 1))
        for first in range(0, number, at_once):
            yield self._random_deals(min(at_once, number - first), chance)

    def test(self, residuals: Residuals, *, seed: int | list[int] = 0) -> Exchanged:
        """The target's sum of each column in units of its standard deviation, and its p.

        p is the share of arrangements in which the sum lies at least as far from nothing (Good
        2005): of all of them where they are at most 50,000, else of 2,000 to 100,000 at random,
        what was found among them.

        >>> held = np.array([[9.0], [8.0], [9.0], [7.0], [1.0], [0.0], [2.0], [1.0]])
        >>> exchange = Exchange(np.arange(8) < 4, np.zeros(8, int))
        >>> found = exchange.test(exchange.residuals(held, np.full(8, 10.0)))
        >>> found.z.round(2).tolist(), round(float(found.p[0] * 70))
        ([2.59], 2)
        """
        scaled, varies = self._scaled(residuals)
        z = scaled.sums(self._as_found)[:, 0]
        p = np.ones(len(z))
        if self.sizes and self.is_complete:
            p = _share_as_far([self._all_deals()], scaled, z, found=0)
        elif self.sizes:
            p = self._p_of_random_deals(scaled, z, np.random.default_rng(seed))
        return Exchanged(z, np.where(varies, p, 1.0))

    def chance_of_any(self, residuals: Residuals, *, seed: int | list[int] = 0) -> float:
        """In what share of arrangements something comes out as sure as the surest that was found.

        Corrected p values allow 5 % only where hypotheses hang together in the usual way. Shares of
        one whole do not: what one theme gains the others lose, and one document may weigh as much
        as all. So the smallest corrected p is itself held against those of other arrangements
        (Westfall & Young 1993). Meant for some tens of hypotheses: with 10,000 arrangements no p is
        smaller than .0001.
        """
        scaled, _ = self._scaled(residuals)
        found = scaled.sums(self._as_found)
        if self.is_complete:
            sums = scaled.sums(self._all_deals())
        else:
            deals = self._random_deals(_DEALS_FOR_ALL, np.random.default_rng(seed))
            sums = np.concatenate([found, scaled.sums(deals)], axis=1)
        reached = np.sort(np.abs(sums), axis=1)
        least = _smallest_corrected(reached, np.abs(sums))
        return float((least <= _smallest_corrected(reached, np.abs(found)) + _ROUNDING).mean())

    @cached_property
    def _as_found(self) -> Floats:
        """The arrangement that was found, as the only row of a table of deals."""
        return self.in_target[None, :].astype(float)

    def _scaled(self, residuals: Residuals) -> tuple[Residuals, Mask]:
        """The residuals in units of the deviation of their sum, and which of them vary."""
        deviation = self.deviation(residuals)
        varies = deviation > _ROUNDING
        factors = np.where(varies, 1 / np.where(varies, deviation, 1.0), 0.0)
        return residuals.times(factors), varies

    def _p_of_random_deals(
        self, scaled: Residuals, z: Floats, chance: np.random.Generator
    ) -> Floats:
        """p by more and more deals, the greater numbers only for what chance reaches seldom.

        Each step has deals of its own, and the last one decides: to stop early where p is large
        makes no small p smaller.
        """
        p = np.ones(len(z))
        asked = np.arange(len(z))
        most = max(_DEALS[0], _DEALT_CELLS // max(len(self.in_target), 1))
        numbers = sorted({min(wanted, most) for wanted in _DEALS})
        for step, number in enumerate(numbers):
            deals = self._deals(number, len(asked), chance)
            p[asked] = _share_as_far(deals, scaled.only(asked), z[asked], found=1)
            if step < len(_SELDOM):
                asked = asked[p[asked] <= _SELDOM[step]]
            if not len(asked):
                break
        return p


@dataclass(frozen=True, eq=False)
class Residuals:
    """What documents hold beyond their kind's rate, hypothesis by hypothesis.

    `counts` has a row for each hypothesis and a column for each document, `rates` the rate of each
    kind, `sizes` what each document holds of everything, in the column of its kind, `factors` what
    the residuals of each hypothesis are multiplied by. Most words are in few documents: counts stay
    sparse, and what a kind's rate takes off needs only sizes.
    """

    counts: csr_matrix
    rates: Floats
    sizes: Floats
    factors: Floats

    def sums(self, deals: Floats) -> Floats:
        """The sum over the documents of each deal, which has 1 for a document that is in it and
        else 0: a row a hypothesis, a column a deal.
        """
        sums = self._held_by(deals)
        sums -= self.rates @ (deals @ self.sizes).T
        sums *= self.factors[:, None]
        return sums

    def _held_by(self, deals: Floats) -> Floats:
        """What the documents of each deal hold. Small whole numbers are added in 16 bits, eight at
        a time: a seventh of the time, and exactly the same.
        """
        is_small = self._is_small
        if not is_small.any():
            return np.asarray(self.counts @ deals.T)
        held = np.empty((len(is_small), len(deals)))
        held[is_small] = self._small @ np.ascontiguousarray(deals.T, _SMALL)
        if not is_small.all():
            held[~is_small] = self.counts[~is_small] @ deals.T
        return held

    @cached_property
    def _is_small(self) -> Mask:
        """The hypotheses whose counts are whole numbers, all of which add up to one of 16 bits."""
        data = self.counts.data
        is_odd = (data < 0) | (data != np.rint(data))
        of_row = np.repeat(np.arange(self.counts.shape[0]), np.diff(self.counts.indptr))
        is_whole = np.bincount(of_row, is_odd, self.counts.shape[0]) == 0
        return np.asarray(is_whole & (_sum_of(self.counts) <= np.iinfo(_SMALL).max))

    @cached_property
    def _small(self) -> csr_matrix:
        return self.counts[self._is_small].astype(_SMALL)

    def squares(self, column: int) -> Floats:
        """The sum of the squared residuals of the documents of one kind."""
        sizes = self.sizes[:, column]
        inside = self.counts[:, sizes > 0]
        rate, sizes = self.rates[:, column], sizes[sizes > 0]
        squares = _sum_of(inside.multiply(inside)) - 2 * rate * (inside @ sizes)
        squares += rate**2 * (sizes**2).sum()
        return np.asarray(np.maximum(squares, 0) * self.factors**2)

    def times(self, factors: Floats) -> Residuals:
        """The residuals of each hypothesis times a factor."""
        return replace(self, factors=self.factors * factors)

    def only(self, rows: NDArray[np.intp]) -> Residuals:
        """The residuals of some of the hypotheses."""
        return Residuals(self.counts[rows], self.rates[rows], self.sizes, self.factors[rows])

    def by_document(self) -> Floats:
        """The residuals as a dense array, a row for each document."""
        residuals = self.counts.toarray() - self.rates @ self.sizes.T
        return np.asarray(residuals * self.factors[:, None]).T


def _share_as_far(parts: Iterable[Floats], scaled: Residuals, z: Floats, *, found: int) -> Floats:
    """The share of deals as far from nothing; `found` counts what was found as one of them."""
    as_far = np.full(len(z), float(found))
    number = found
    for deals in parts:
        at_once = max(1, _CELLS_AT_ONCE // max(len(z), 1))
        for first in range(0, len(deals), at_once):
            sums = scaled.sums(deals[first : first + at_once])
            np.abs(sums, out=sums)
            as_far += np.count_nonzero(sums >= np.abs(z)[:, None] - _ROUNDING, axis=1)
        number += len(deals)
    return np.asarray(as_far / number)


def _smallest_corrected(reached: Floats, sums: Floats) -> Floats:
    """The smallest corrected p of each column of sums (Benjamini & Hochberg 1995).

    `reached` has the sums of all arrangements in order, a row for each hypothesis.
    """
    hypotheses, number = reached.shape
    p = np.empty(sums.shape)
    for row in range(hypotheses):
        nearer = np.searchsorted(reached[row], sums[row] - _ROUNDING, "left")
        p[row] = (number - nearer) / number
    ranks = np.arange(1, hypotheses + 1)[:, None]
    return np.asarray((np.sort(p, axis=0) * hypotheses / ranks).min(axis=0))


def _sum_of(matrix: Any) -> Floats:
    """The sums of the rows of an array, dense or sparse."""
    return np.asarray(matrix.sum(axis=1), float).ravel()


class Exchanged(NamedTuple):
    """What an exchange gives: sums in units of their standard deviation, and two-sided p values."""

    z: Floats
    p: Floats


def _log_share_of_one_side(held_by: Floats, side: int, other: int) -> Floats:
    """Log of the share of arrangements in which all holders of a stratum are on one side.

    Where they are more than it has documents, that of the one best arrangement.
    """
    inside = np.minimum(held_by, side)
    return np.asarray(
        _log_choose(side + other - inside, side - inside) - _log_choose(side + other, side)
    )


def _log_choose(n: Any, k: Any) -> Floats:
    from scipy.special import gammaln

    left = np.subtract(n, k)
    return np.asarray(gammaln(np.add(n, 1)) - gammaln(np.add(k, 1)) - gammaln(left + 1))


def testable(least: Floats) -> Mask:
    """Which hypotheses could be sure at all, once they are corrected for each other.

    `least` is the smallest p each could have. Those that could not be sure if they stood alone
    among the rest are left out, and the rest are fewer for it (Tarone 1990; Gilbert 2005).

    >>> testable(np.array([0.001, 0.001, 0.02, 0.3])).tolist()
    [True, True, False, False]
    >>> testable(np.array([0.029, 0.029])).tolist()
    [False, False]
    """
    for number in range(1, len(least) + 1):
        could = least <= ALPHA / number
        if could.sum() <= number:
            return np.asarray(could)
    return np.zeros(len(least), bool)


def corrected(p: Floats, tested: Mask) -> Floats:
    """p corrected over what was tested (Benjamini & Hochberg 1995); NaN for the rest.

    >>> corrected(np.array([0.01, 0.04, 0.001]), np.array([True, True, False])).tolist()
    [0.02, 0.04, nan]
    """
    q = np.full(len(p), np.nan)
    order = np.argsort(p[tested])
    number = len(order)
    rising = p[tested][order] * (number / np.arange(1, number + 1))
    adjusted = np.empty(number)
    # No p comes out smaller than that of a greater one.
    adjusted[order] = np.minimum.accumulate(rising[::-1])[::-1]
    q[tested] = np.clip(adjusted, 0, 1)
    return q


class Mean(NamedTuple):
    """A mean over documents with its 95 % interval; NaN where there are too few documents."""

    mean: Floats
    low: Floats
    high: Floats


def mean_share(shares: Floats) -> Mean:
    """The mean share of a document, each column for itself, with a jackknife-t interval.

    The interval is Student's t with the jackknife's standard error, both on the logit scale, so it
    stays between 0 and 1 (Efron & Tibshirani 1993). A column that no document holds, or that is all
    of each, has no spread to go by: its bound is that of so many documents of which none has it (1
    - 0.025^(1/n), Clopper & Pearson 1934).

    >>> mean, low, high = mean_share(np.array([[0.1], [0.2], [0.15], [0.05], [0.1]]))
    >>> mean.round(3).tolist(), low.round(3).tolist(), high.round(3).tolist()
    ([0.12], [0.064], [0.213])
    """
    from scipy.special import expit, logit, stdtrit

    number = len(shares)
    nothing = np.full(shares.shape[1], np.nan)
    if not number:
        return Mean(nothing, nothing, nothing)
    mean = shares.mean(axis=0)
    if number < FEWEST_DOCUMENTS:
        return Mean(mean, nothing, nothing)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = stdtrit(number - 1, 1 - ALPHA / 2) * _error_of_logit(shares, mean)
        low, high = expit(logit(mean) - reach), expit(logit(mean) + reach)
    edge = 1 - (ALPHA / 2) ** (1 / number)
    is_none, is_all = mean <= _ROUNDING, mean >= 1 - _ROUNDING
    low = np.where(is_none, 0.0, np.where(is_all, 1 - edge, low))
    high = np.where(is_all, 1.0, np.where(is_none, edge, high))
    return Mean(mean, low, high)


def _error_of_logit(shares: Floats, mean: Floats) -> Floats:
    """The jackknife's standard error of the logit of a mean.

    A theme that stands in one document is gone without it, and its logit without bound: a mean is
    not taken for less than its n-th part when a document is left out.
    """
    from scipy.special import logit

    number = len(shares)
    without = (number * mean - shares) / (number - 1)
    without = logit(np.clip(without, mean / number, 1 - (1 - mean) / number))
    return np.asarray(np.sqrt((number - 1) * without.var(axis=0)))


def log_rate_variance(counts: csr_matrix, sizes: Floats) -> Floats:
    """The jackknife's variance of the natural log of each row's rate over documents, to first order
    as for any ratio of sums; `sizes` are the words of the documents.

    A count of nothing is half an occurrence in one document.
    """
    total = np.asarray(counts.sum(axis=1)).ravel()
    rate = total / max(sizes.sum(), 1)
    squares = np.asarray(counts.multiply(counts).sum(axis=1)).ravel()
    squares += rate**2 * (sizes**2).sum() - 2 * rate * (counts @ sizes)
    relative = np.where(total > 0, squares / np.maximum(total, 1) ** 2, 1.0)
    return np.asarray(np.maximum(relative, 0) * len(sizes) / (len(sizes) - 1))


class Sample(NamedTuple):
    """The shares of the documents of one side, and what each weighs; the weights add up to 1."""

    shares: Floats
    weights: Floats

    @property
    def mean(self) -> Floats:
        """The weighted mean of each column."""
        return np.asarray(self.weights @ self.shares)

    @property
    def freedom(self) -> float:
        """The degrees of freedom: n - 1 where all weigh alike (Satterthwaite)."""
        return max(1 / float((self.weights**2).sum()) - 1, 1.0)

    @property
    def variance(self) -> Floats:
        """The jackknife's variance of the mean."""
        number = len(self.shares)
        squares = self.weights**2 @ (self.shares - self.mean) ** 2
        return np.asarray(squares * number / (number - 1))


def difference_of(target: Sample, reference: Sample) -> Mean:
    """The difference of two mean shares, with Welch's interval (Welch 1947).

    The skewness of two shares is about the same, so their difference is nearly even, and the plain
    scale holds the truth as often as the logit with half the width (docs/method.md). NaN where a
    side has fewer than five documents, or no document of either has anything of a column.

    >>> one = Sample(np.array([[0.5], [0.4], [0.6], [0.5], [0.5]]), np.full(5, 0.2))
    >>> other = Sample(one.shares - 0.3, one.weights)
    >>> [round(float(value[0]), 3) for value in difference_of(one, other)]
    [0.3, 0.197, 0.403]
    """
    from scipy.special import stdtrit

    nothing = np.full(target.shares.shape[1], np.nan)
    if not (len(target.shares) and len(reference.shares)):
        return Mean(nothing, nothing, nothing)
    found = target.mean - reference.mean
    if min(len(target.shares), len(reference.shares)) < FEWEST_DOCUMENTS:
        return Mean(found, nothing, nothing)
    of_target, of_reference = target.variance, reference.variance
    variance = of_target + of_reference
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = of_target**2 / target.freedom + of_reference**2 / reference.freedom
        reach = stdtrit(variance**2 / parts, 1 - ALPHA / 2) * np.sqrt(variance)
    return Mean(found, np.maximum(found - reach, -1), np.minimum(found + reach, 1))


def smallest_shown(deviation: Floats, family: int) -> Floats:
    """The smallest difference that would be found in four of five cases, alone among `family`.

    `deviation` is that of the difference over the arrangements; the rest is the normal
    distribution (Cohen 1988).

    >>> smallest_shown(np.array([0.02]), 8).round(3).tolist()
    [0.072]
    """
    from scipy.special import ndtri

    reach = ndtri(1 - ALPHA / max(family, 1) / 2) + ndtri(_POWER)
    return np.asarray(reach * deviation)
