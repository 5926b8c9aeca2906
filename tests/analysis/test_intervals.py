"""Intervals of shares, means and their differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.intervals import Difference, histories_to_settle, means_apart, means_paired, shares_apart, shares_paired, wilson


def covered(interval, truth, trials=2_000):
    """The share of drawn intervals that hold the truth."""
    luck = np.random.default_rng(3)
    found = [interval(luck) for _ in range(trials)]
    return np.mean([one.low <= truth <= one.high for one in found])


@pytest.mark.parametrize(("gains", "loses"), [(0.0, 0.0), (0.02, 0.01), (0.1, 0.05), (0.3, 0.3)])
def test_a_paired_interval_of_shares_holds_the_truth_as_often_as_it_says(gains, loses):
    """In at least 93 % of 2,000 draws of 200 histories, whether flips are rare or common."""

    def drawn(luck):
        before = luck.random(200) < 0.4
        flip = luck.random(200)
        after = np.where(before, flip >= loses / 0.4, flip < gains / 0.6)
        return shares_paired(before, after)

    assert covered(drawn, gains - loses) >= 0.93


@pytest.mark.parametrize(("one", "other"), [(0.0, 0.02), (0.1, 0.1), (0.5, 0.7)])
def test_an_unpaired_interval_of_shares_holds_the_truth_as_often_as_it_says(one, other):
    """In at least 93 % of 2,000 draws of 200 histories each."""
    assert covered(lambda luck: shares_apart(luck.random(200) < one, luck.random(200) < other), other - one) >= 0.93


def test_intervals_of_means_hold_the_truth_as_often_as_they_say():
    """In 93 to 97 % of draws, paired or not, with histories that have no number left out."""

    def drawn(luck, difference):
        before = luck.normal(50, 10, 200)
        before[::7] = np.nan
        return difference(before, before + luck.normal(2, 5, 200))

    for difference in (means_paired, means_apart):
        assert 0.93 <= covered(lambda luck, difference=difference: drawn(luck, difference), 2.0) <= (0.97 if difference is means_paired else 1.0)


def test_pairing_narrows_the_interval():
    """Where the same histories mostly end the same way, laying them side by side says more than comparing shares."""
    luck = np.random.default_rng(1)
    before = luck.random(1_000) < 0.5
    after = before | (luck.random(1_000) < 0.05)
    paired, apart = shares_paired(before, after), shares_apart(before, after)
    assert paired.difference == pytest.approx(apart.difference)
    assert paired.high - paired.low < 0.5 * (apart.high - apart.low)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_swapping_the_two_turns_the_interval_round(pairs):
    """What is gained from the one is lost from the other."""
    one, other = np.array(pairs).T
    for difference in (shares_paired, shares_apart):
        there, back = difference(one, other), difference(other, one)
        assert (there.difference, there.low, there.high) == pytest.approx((-back.difference, -back.high, -back.low))
        assert -1 <= there.low <= there.difference <= there.high <= 1 or difference is shares_paired


def test_nothing_seen_is_not_nothing():
    """With no flip among 100 histories, a change of a point or so is still not ruled out; with a thousand, much less."""
    few, many = (shares_paired(np.zeros(n, bool), np.zeros(n, bool)) for n in (100, 1_000))
    assert few.difference == 0
    assert few.low < -0.01 < 0.01 < few.high
    assert many.high < 0.2 * few.high


def test_too_few_deals_give_no_interval():
    """Of fewer than ten histories a mean is told, but not how sure it is; of none, nothing."""
    some = means_paired(np.arange(5.0), np.arange(5.0) + 1)
    assert (some.difference, some.low, some.n) == (1.0, None, 5)
    assert some.noise
    assert means_paired(np.full(3, np.nan), np.arange(3.0)) == Difference(None, None, None, None, None, 0)


def test_as_many_histories_as_said_settle_it():
    """With the number of histories that is called for, about four intervals in five leave out zero."""
    truth, n = 0.03, 300
    luck = np.random.default_rng(5)

    def drawn(n):
        before = luck.random(n) < 0.5
        after = np.where(luck.random(n) < 0.1, luck.random(n) < 0.5 + truth * 10, before)
        return shares_paired(before, after)

    needed = np.median([histories_to_settle(found) for found in (drawn(n) for _ in range(400)) if abs(found.difference - truth) < 0.004])
    settled = np.mean([not drawn(int(needed)).noise for _ in range(400)])
    assert 0.7 <= settled <= 0.92


def test_a_score_interval_is_honest_at_both_ends():
    """None of ten is compatible with a share of a quarter, all of ten with three quarters."""
    assert wilson(0, 10).low == 0
    assert 0.25 < wilson(0, 10).high < 0.3
    assert wilson(10, 10).high == 1
