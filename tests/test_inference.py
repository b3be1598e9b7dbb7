"""What chance can do: the exchange of documents, intervals over documents, correction."""

from itertools import product
from math import comb

import numpy as np
import pytest
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, t, ttest_ind

from textkit.comparing import inference
from textkit.comparing.inference import (
    Exchange,
    Sample,
    corrected,
    difference_of,
    mean_share,
    smallest_shown,
    testable,
)

testable.__test__ = False  # pytest takes its name for a test's


def sides(*sizes):
    """An exchange of documents: of each kind so many of the target and of the reference."""
    in_target, strata = [], []
    for stratum, (target, reference) in enumerate(sizes):
        in_target += [True] * target + [False] * reference
        strata += [stratum] * (target + reference)
    return Exchange(np.array(in_target, bool), np.array(strata, int))


def p_by_hand(exchange, residuals):
    """p over every arrangement, each written down."""
    rows = range(len(exchange.in_target))
    found = abs(residuals[exchange.in_target].sum())
    as_far = every = 0
    for choice in product([False, True], repeat=len(rows)):
        chosen = np.array(choice)
        fits = all(
            chosen[exchange.strata == stratum].sum()
            == exchange.in_target[exchange.strata == stratum].sum()
            for stratum in set(exchange.strata.tolist())
        )
        if fits:
            every += 1
            as_far += abs(residuals[chosen].sum()) >= found - 1e-9
    return as_far / every


# The exchange


@pytest.mark.parametrize(
    ("sizes", "arrangements"),
    [
        ([(4, 4)], 70),
        ([(1, 1)], 2),
        ([(2, 2), (1, 3)], 6 * 4),
        ([(8, 8)], 12870),
        # What one side has none of is left out.
        ([(2, 2), (5, 0)], 6),
        ([(3, 0), (0, 3)], 1),
    ],
)
def test_documents_change_places_within_their_kind(sizes, arrangements):
    exchange = sides(*sizes)
    assert exchange.arrangements == arrangements
    assert exchange.is_complete


def test_the_smallest_p_of_all_counts_the_mirror_image_where_sides_are_equal():
    assert sides((4, 4)).least_p == 2 / 70
    assert sides((3, 4)).least_p == 1 / 35
    assert sides((2, 2), (1, 2)).least_p == 1 / 18
    assert sides((1, 1)).least_p == 1.0
    assert sides((3, 0)).least_p == 1.0


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=8, max_size=8),
    st.sampled_from([((4, 4),), ((3, 5),), ((2, 2), (1, 3)), ((2, 2), (4, 0))]),
)
def test_p_is_the_share_of_all_arrangements_as_far_from_nothing(held, kinds):
    exchange = sides(*kinds)
    residuals = exchange.residuals(np.array(held, float)[:, None], np.full(8, 10.0))
    found = exchange.test(residuals)
    by_document = residuals.by_document()
    if np.abs(by_document).max() > 1e-9:
        assert found.p[0] == pytest.approx(p_by_hand(exchange, by_document[:, 0]))
    else:
        assert (found.z[0], found.p[0]) == (0, 1)


@given(
    st.lists(st.sampled_from([0.0, 1.0, 3.0, 250.0, 40_000.0, 0.5]), min_size=18, max_size=18),
    st.floats(0.1, 9),
)
def test_sums_in_few_bits_are_those_of_full_numbers(held, factor):
    """Three columns of six documents: small counts, those that add up to more, and halves."""
    exchange = sides((3, 3))
    residuals = exchange.residuals(np.array(held).reshape(6, 3), np.arange(1.0, 7.0)).times(factor)
    deals = exchange._all_deals()
    by_hand = (deals @ residuals.by_document()).T
    assert residuals.sums(deals) == pytest.approx(by_hand, abs=1e-6)


def test_equal_lots_deal_no_more_documents_than_there_are_places():
    class OneLot:
        def random(self, shape):
            return np.full(shape, 0.5)

    deals = sides((2, 3), (1, 1))._random_deals(4, OneLot())
    assert deals[:, :5].sum(axis=1).tolist() == [2.0] * 4
    assert deals[:, 5:].sum(axis=1).tolist() == [1.0] * 4


def test_residuals_add_up_to_the_numerator_of_mantel_and_haenszel():
    """30 of 40 against 12 of 40, and 5 of 20 against 0 of 20; a speech of one side alone."""
    exchange = sides((1, 1), (1, 1), (1, 0))
    held = np.array([30.0, 12, 5, 0, 9])[:, None]
    sizes = np.array([40.0, 40, 20, 20, 9])
    residuals = exchange.residuals(held, sizes)
    by_hand = (30 * 40 - 12 * 40) / 80 + (5 * 20 - 0 * 20) / 40
    by_document = residuals.by_document()
    assert by_document[exchange.in_target].sum() == pytest.approx(by_hand)
    assert by_document[4] == 0
    assert by_document[:2].sum() == pytest.approx(0)


def test_the_deviation_is_that_over_all_arrangements():
    exchange = sides((2, 3), (2, 2))
    residuals = exchange.residuals(np.arange(9.0)[:, None] ** 2, np.full(9, 70.0))
    by_document = residuals.by_document()
    sums = exchange._all_deals() @ by_document
    assert exchange.deviation(residuals) == pytest.approx(sums.std(axis=0))
    assert sums.mean() == pytest.approx(0)
    z = by_document[exchange.in_target].sum() / sums.std()
    assert exchange.test(residuals).z == pytest.approx([z])


def test_to_swap_the_sides_turns_z_and_keeps_p():
    one = sides((3, 5))
    other = Exchange(~one.in_target, one.strata)
    held = np.array([7.0, 5, 6, 1, 0, 2, 3, 1])[:, None]
    first, second = (side.test(side.residuals(held, np.full(8, 9.0))) for side in (one, other))
    assert first.z == pytest.approx(-second.z)
    assert first.p == pytest.approx(second.p)


def test_where_arrangements_are_few_no_seed_plays_a_part_and_else_equal_seeds_are_equal():
    held = np.random.default_rng(1).random((40, 3))
    few, many = sides((4, 4)), sides((20, 20))
    assert few.is_complete
    assert not many.is_complete
    residuals = few.residuals(held[:8], np.ones(8))
    assert few.test(residuals, seed=1).p.tolist() == few.test(residuals, seed=2).p.tolist()
    residuals = many.residuals(held, np.ones(40))
    assert many.test(residuals, seed=1).p.tolist() == many.test(residuals, seed=1).p.tolist()
    assert many.test(residuals, seed=1).p.tolist() != many.test(residuals, seed=2).p.tolist()


def test_random_deals_come_near_to_what_all_arrangements_give(monkeypatch):
    exchange = sides((5, 5), (2, 3))
    held = np.random.default_rng(4).random((15, 6)) * 5
    held[:5, 0] += 4
    residuals = exchange.residuals(held, np.full(15, 20.0))
    exact = exchange.test(residuals).p
    monkeypatch.setattr(inference, "_ALL_ARRANGEMENTS", 10)
    drawn = exchange.test(residuals, seed=3).p
    assert drawn == pytest.approx(exact, abs=0.04)
    assert drawn[0] == pytest.approx(exact[0], rel=0.2)
    assert drawn.min() > 0


def test_a_column_that_does_not_vary_is_no_difference():
    exchange = sides((3, 3))
    residuals = exchange.residuals(np.full((6, 1), 2.0), np.full(6, 8.0))
    assert exchange.test(residuals) == (0.0, 1.0)


def test_without_a_common_kind_nothing_is_tested():
    exchange = sides((3, 0), (0, 3))
    residuals = exchange.residuals(np.arange(6.0)[:, None], np.full(6, 8.0))
    assert exchange.test(residuals) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("sizes", "holders", "least"),
    [
        # Three holders of eight documents: all in one half in 5 of 70, or in the other.
        ([(4, 4)], [1, 1, 1, 0, 0, 0, 0, 0], 10 / 70),
        ([(4, 4)], [1, 1, 1, 1, 0, 0, 0, 0], 2 / 70),
        # More holders than a side has documents: one arrangement, and its mirror image.
        ([(4, 4)], [1] * 8, 2 / 70),
        ([(4, 4)], [0] * 8, 1.0),
        # Unequal sides: the less likely side.
        ([(3, 5)], [1, 1, 0, 0, 0, 0, 0, 0], comb(6, 1) / comb(8, 3)),
        ([(2, 2), (2, 2)], [1, 1, 0, 0, 1, 1, 0, 0], 2 / 36),
    ],
)
def test_the_smallest_p_of_a_word_goes_by_the_documents_that_hold_it(sizes, holders, least):
    exchange = sides(*sizes)
    holds = np.array(holders, float)[:, None]
    assert exchange.least_p_of(holds) == pytest.approx([least])
    # No numbers of occurrences give a smaller one.
    numbers = np.random.default_rng(2)
    for _ in range(20):
        held = holds * (1 + 9 * numbers.random(holds.shape))
        p = exchange.test(exchange.residuals(held, np.full(8, 40.0))).p
        assert p[0] >= least - 1e-12


def test_the_work_grows_with_the_documents(monkeypatch):
    monkeypatch.setattr(inference, "_DEALS", (200,))

    def work(size):
        exchange = sides((size, size))
        held = np.random.default_rng(0).random((2 * size, 5))
        return lambda: exchange.test(exchange.residuals(held, np.ones(2 * size)))

    assert grows_linearly(work, 2_000)


# The null bound: nothing differs, so nothing may be called sure in more than 5 % of cases


@pytest.mark.slow
def test_where_nothing_differs_something_is_sure_in_one_of_twenty_cases_at_most():
    """1,000 splits of 12 documents with clumped themes: 5 % with the Monte Carlo error of 2.6
    standard errors (one in a hundred such tests would fail if it were just 5 %).
    """
    chance = np.random.default_rng(18)
    exchange = sides((6, 6))
    sizes = chance.integers(5, 160, 12).astype(float)
    with_any = 0
    for _ in range(1000):
        shares = chance.dirichlet([0.4] * 6, 12)
        residuals = exchange.residuals(shares * sizes[:, None], sizes)
        q = corrected(exchange.test(residuals).p, np.ones(6, bool))
        with_any += bool((q < 0.05).any())
    assert with_any / 1000 <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 1000)
    assert with_any > 10  # and it is no test that never speaks


def test_the_surest_of_all_themes_is_sure_in_no_more_than_5_percent_of_arrangements():
    """Exactly, whatever the themes: here they are the shares of one whole, and one document weighs
    as much as all others.
    """
    chance = np.random.default_rng(3)
    exchange = sides((5, 5))
    sizes = np.array([900.0, *chance.integers(5, 160, 9)])
    held = chance.dirichlet([0.4] * 4, 10) * sizes[:, None]
    rates = []
    for deal in exchange._all_deals():
        arranged = Exchange(deal.astype(bool), exchange.strata)
        rates.append(arranged.chance_of_any(arranged.residuals(held, sizes)))
    assert 0 < np.mean(np.array(rates) < 0.05) <= 0.05


def test_what_all_documents_say_is_not_taken_for_chance():
    exchange = sides((8, 8))
    shares = np.random.default_rng(7).dirichlet([2.0] * 6, 16)
    shares[:8, 0] += 0.4
    residuals = exchange.residuals(shares * 100, np.full(16, 100.0))
    assert exchange.chance_of_any(residuals) < 0.01


def test_a_change_of_all_documents_is_found():
    chance = np.random.default_rng(7)
    exchange = sides((8, 8))
    shares = chance.dirichlet([2.0] * 6, 16)
    shares[:8, 0] += 0.4
    residuals = exchange.residuals(shares * 100, np.full(16, 100.0))
    q = corrected(exchange.test(residuals).p, np.ones(6, bool))
    assert q[0] < 0.01


# What may be tested, and the correction


def test_hypotheses_that_could_never_be_sure_do_not_weigh_on_the_others():
    least = np.array([0.001] * 10 + [0.2] * 500)
    assert testable(least).tolist() == [True] * 10 + [False] * 500


def test_eight_themes_of_five_documents_against_five_cannot_be_tested():
    """2 of 252 times 8 is .063; of six documents against six 2 of 924 times 8 is .017."""
    assert not testable(np.full(8, sides((5, 5)).least_p)).any()
    assert testable(np.full(8, sides((6, 6)).least_p)).all()
    assert not testable(np.array([])).any()


def test_one_document_against_one_can_never_be_sure():
    assert not testable(np.array([sides((1, 1)).least_p])).any()


def test_only_what_is_tested_is_corrected():
    p = np.array([0.01, 0.5, 0.03, 0.2])
    tested = np.array([True, False, True, True])
    q = corrected(p, tested)
    assert np.isnan(q[1])
    assert q[tested].tolist() == false_discovery_control(p[tested]).tolist()
    assert np.isnan(corrected(p, np.zeros(4, bool))).all()


# Intervals


def test_a_mean_counts_each_document_once():
    shares = np.array([[0.0], [1.0], [0.5], [0.5], [0.0]])
    assert mean_share(shares).mean == pytest.approx([0.4])


def test_the_interval_is_students_with_the_jackknife_on_the_logit():
    shares = np.array([0.3, 0.1, 0.2, 0.25, 0.15, 0.2])
    mean = shares.mean()
    without = np.array([np.delete(shares, n).mean() for n in range(6)])

    def logit(share):
        return np.log(share / (1 - share))

    error = np.sqrt(5 / 6 * ((logit(without) - logit(without).mean()) ** 2).sum())
    reach = t.ppf(0.975, 5) * error
    low, high = (1 / (1 + np.exp(-(logit(mean) + sign * reach))) for sign in (-1, 1))
    found = mean_share(shares[:, None])
    assert (found.low[0], found.high[0]) == pytest.approx((low, high))


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_fewer_than_five_documents_have_a_mean_and_no_interval(number):
    found = mean_share(np.full((number, 1), 0.3))
    assert found.mean == pytest.approx([0.3])
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


def test_no_document_has_no_mean():
    assert all(np.isnan(value).all() for value in mean_share(np.zeros((0, 2))))


def test_what_no_document_holds_and_what_all_are_have_an_open_side():
    found = mean_share(np.column_stack([np.zeros(6), np.ones(6)]))
    edge = 1 - 0.025 ** (1 / 6)
    assert found.low == pytest.approx([0, 1 - edge])
    assert found.high == pytest.approx([edge, 1])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=5, max_size=12))
def test_an_interval_holds_its_mean_and_stays_between_nought_and_one(shares):
    mean, low, high = (value[0] for value in mean_share(np.array(shares)[:, None]))
    assert 0 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 1


def test_the_interval_holds_the_truth_in_most_samples():
    """Shares of a skewed population: at least .93 at 5, 10 and 20 documents (docs/method.md has
    the figures on real documents).
    """
    chance = np.random.default_rng(11)
    population = chance.beta(0.8, 7, 4000)
    for number in (5, 10, 20):
        held = 0
        for _ in range(600):
            found = mean_share(chance.choice(population, number)[:, None])
            held += bool(found.low[0] <= population.mean() <= found.high[0])
        assert held / 600 >= 0.93 - 2.6 * np.sqrt(0.93 * 0.07 / 600)


def evenly(shares):
    return Sample(
        np.array(shares, float).reshape(-1, 1), np.full(len(shares), 1 / max(len(shares), 1))
    )


def test_the_interval_of_a_difference_is_welchs():
    one, other = np.random.default_rng(1).random(7), np.random.default_rng(2).random(9) / 2
    found = difference_of(evenly(one), evenly(other))
    welch = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert (found.low[0], found.high[0]) == pytest.approx((welch.low, welch.high))
    turned = difference_of(evenly(other), evenly(one))
    assert found.low == pytest.approx(-turned.high)


def test_a_heavy_document_widens_the_interval_of_a_difference():
    one, other = evenly(np.random.default_rng(3).random(8)), evenly([0.4, 0.5] * 4)
    heavy = Sample(one.shares, np.array([0.65] + [0.05] * 7))
    plain, found = difference_of(one, other), difference_of(heavy, other)
    assert found.mean == pytest.approx(heavy.weights @ one.shares[:, 0] - 0.45)
    assert found.high - found.low > plain.high - plain.low


def test_a_difference_without_documents_or_spread_has_no_interval():
    five, four = evenly([0.1, 0.2, 0.3, 0.2, 0.1]), evenly([0.1] * 4)
    assert np.isnan(difference_of(five, four).low).all()
    assert difference_of(five, four).mean == pytest.approx([0.08])
    assert np.isnan(difference_of(five, evenly([])).mean).all()
    nothing = difference_of(evenly([0] * 5), evenly([0] * 6))
    assert (nothing.mean[0], np.isnan(nothing.low[0])) == (0, True)


# Power


def test_the_smallest_change_that_could_be_shown_is_found_in_four_of_five_cases(monkeypatch):
    """A theme of a tenth, moved by what 16 documents a side could have shown."""
    monkeypatch.setattr(inference, "_DEALS", (1_000,))
    chance = np.random.default_rng(5)
    exchange = sides((16, 16))
    found = 0
    for _ in range(200):
        shares = chance.dirichlet([2.0] * 10, 32)
        before = exchange.residuals(shares, np.ones(32))
        deviation = exchange.deviation(before) / (16 * 16 / 32)
        shown = smallest_shown(deviation[:1], 1)[0]
        shares[:16, 0] += shown
        residuals = exchange.residuals(shares[:, :1], np.ones(32))
        found += bool(exchange.test(residuals, seed=1).p[0] < 0.05)
    assert 0.7 <= found / 200 <= 0.9


def test_of_many_hypotheses_only_greater_changes_are_shown():
    deviation = np.array([0.01, 0.02])
    alone, among = smallest_shown(deviation, 1), smallest_shown(deviation, 12)
    assert alone == pytest.approx((1.96 + 0.8416) * deviation, abs=1e-4)
    assert (among > alone).all()
